//! AUTH.

use std::time::Duration;

use serde::Serialize;

use super::Withholding;
use crate::smtp::Reply;

/// AUTH.
#[derive(Debug, Clone)]
pub enum Authentication {
    /// A mechanism was not used.
    Withheld {
        /// Its name, `auto` where none was chosen.
        mechanism: String,
        /// Why.
        because: Withholding,
    },
    /// Not tried here, whatever the server offers.
    Skipped {
        /// Why not.
        because: String,
    },
    /// `--insecure-auth`: credentials go out although they would have been withheld.
    Overridden {
        /// Why they would have been.
        because: Withholding,
    },
    /// What was asked for is not on offer.
    NotOffered {
        /// The mechanisms asked for.
        asked: Vec<String>,
    },
    /// SCRAM: how often the server has the password hashed.
    Iterations {
        /// So often.
        count: u32,
    },
    /// A mechanism ran to its end.
    Finished {
        /// Its name.
        mechanism: &'static str,
        /// How it ended.
        status: AuthenticationStatus,
        /// The last reply.
        reply: Option<Reply>,
        /// What the server or the mechanism says beyond the reply.
        detail: Option<String>,
        /// Time from AUTH to the last reply.
        elapsed: Duration,
    },
}

/// How an attempt to log in ended (`authentication.attempted[].status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuthenticationStatus {
    /// 235.
    Accepted,
    /// 235, and another reply contradicts it: which of them is the answer is not known.
    Uncertain,
    /// 5yz.
    Rejected,
    /// 4yz.
    TemporaryFailure,
    /// Not tried, to protect the credentials.
    Withheld,
    /// Not tried, because it is not offered.
    NotOffered,
    /// The server's side of the mechanism is wrong.
    ProtocolError,
    /// The server accepted without having proved that it knows the password.
    ServerNotAuthenticated,
    /// The name or password cannot be used with the mechanism.
    Unusable,
    /// The connection was lost or time ran out.
    Incomplete,
}
