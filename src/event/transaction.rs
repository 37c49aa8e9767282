//! MAIL, RCPT and the message.

use std::time::Duration;

use serde::Serialize;

use crate::smtp::Reply;

/// MAIL, RCPT, DATA.
#[derive(Debug, Clone)]
pub enum Transaction {
    /// The reply to MAIL.
    Mail {
        /// The reverse-path, without angle brackets.
        reverse_path: String,
        /// The reply.
        reply: Reply,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// The reply to RCPT.
    Rcpt {
        /// The forward-path.
        address: String,
        /// The reply.
        reply: Reply,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// 421 in reply to RSET: the server closes the connection (RFC 5321 section 3.8).
    Farewell {
        /// The reply.
        reply: Reply,
    },
    /// The reply to DATA.
    Data {
        /// The reply.
        reply: Reply,
        /// How long it took.
        elapsed: Duration,
    },
    /// The message as it goes out: headers and the first lines.
    Sending {
        /// Lines to show.
        shown: Vec<String>,
        /// What is not shown, in words.
        rest: Option<String>,
        /// Under TLS.
        encrypted: bool,
        /// What it was signed with.
        signature: Option<Signed>,
    },
    /// The final dot is on its way: from here on the server may have the message.
    Sent,
    /// The reply to the final dot.
    Message {
        /// The reply.
        reply: Reply,
        /// Time from DATA.
        elapsed: Duration,
    },
    /// No reply to the final dot: the message may have been delivered.
    Uncertain,
    /// The message is larger than the server takes (RFC 1870).
    SizeExceeded {
        /// The message.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The message or its addresses need an extension that is not offered.
    ExtensionMissing {
        /// `SMTPUTF8`, `8BITMIME`.
        keyword: &'static str,
        /// Which value needs it.
        because: String,
    },
    /// `--pipeline` was asked for, but PIPELINING is not offered.
    NotPipelined,
    /// Commands that were sent in one go were not answered one by one: no reply belongs to a command.
    OutOfStep,
}

/// With what a message was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Signed {
    /// For whom: `d=`.
    pub domain: String,
    /// Below which name its key is: `s=`.
    pub selector: String,
    /// `rsa-sha256`, `ed25519-sha256`.
    pub algorithm: &'static str,
}
