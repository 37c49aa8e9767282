//! Replies as they were seen.
