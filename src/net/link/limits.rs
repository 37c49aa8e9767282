//! Time limits of RFC 5321 section 4.5.3.2; the budget of the check usually ends a wait sooner.

use std::time::Duration;

const MINUTE: u64 = 60;
/// Greeting, MAIL, RCPT and everything without a limit of its own.
pub const COMMAND: Duration = Duration::from_secs(5 * MINUTE);
/// The reply to DATA.
pub const DATA_INITIATION: Duration = Duration::from_secs(2 * MINUTE);
/// One block of the message on its way out.
pub const DATA_BLOCK: Duration = Duration::from_secs(3 * MINUTE);
/// The reply to the final dot.
pub const DATA_TERMINATION: Duration = Duration::from_secs(10 * MINUTE);
/// The least that is waited for the reply to the final dot: ending earlier risks a second copy of the message.
pub const DATA_TERMINATION_LEAST: Duration = Duration::from_secs(MINUTE);
/// Whoever takes longer is slow, though in time.
pub const SLOW: Duration = Duration::from_secs(10);
/// An answer behind a reply that says that a command is not known: it may have been to something else.
pub const SECOND_THOUGHT: Duration = Duration::from_millis(500);
/// The reply to QUIT. The RFC allows five minutes; nothing depends on it any more.
pub const QUIT: Duration = Duration::from_secs(5);
