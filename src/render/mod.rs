//! Stand-in.
#![allow(missing_docs)]
