//! How long what is asked of the DNS beside a conversation may take.

use std::time::Duration;

/// How long look-ups of exchanges that were not needed may outlast the conversation.
pub(super) const OUTLAST: Duration = Duration::from_secs(2);

/// How long a conversation may wait for the records that decide its server name.
pub(super) const BEFORE: Duration = Duration::from_secs(5);
