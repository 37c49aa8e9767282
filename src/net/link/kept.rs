//! What a connection keeps of what it was told, for later.

use crate::smtp::Reply;

/// Replies that answered nothing.
#[derive(Default)]
pub(super) struct Unasked {
    /// A 421: RFC 5321 section 3.8 allows it at any time, and it stands for the reply to what is said next.
    pub(super) farewell: Option<Reply>,
    /// A refusal since something was sent last: why the connection ends, should it end.
    pub(super) refusal: Option<Reply>,
    /// There were others than 421: this server says more than it is asked for.
    pub(super) any: bool,
    /// The first of them that came after something was asked beyond EHLO and STARTTLS, unless it says that a command is not
    /// known, as one that was never sent is not.
    pub(super) surplus: Option<Reply>,
}

/// What is known about enhanced status codes on this connection.
#[derive(Default)]
pub(super) struct EnhancedCodes {
    pub(super) offered: bool,
    pub(super) missing_noted: bool,
}
