//! Facts about AUTH.

use serde::Serialize;

use crate::{
    event::{AuthenticationStatus, Withholding},
    report::answer,
    smtp::Reply,
};

/// AUTH.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Authentication {
    /// The mechanisms in the last EHLO reply.
    pub offered: Vec<String>,
    /// What was tried or withheld.
    pub attempted: Vec<Attempt>,
    /// How often SCRAM has the password hashed (RFC 5802 section 5.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations: Option<u32>,
    /// Why there was no login at this server, where one was asked for and the conversation came to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// Why nothing was sent, where that is the one attempt.
    #[serde(skip)]
    pub withheld: Option<Withholding>,
}

/// One attempt to log in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Attempt {
    /// The mechanism; `auto` when none was chosen.
    pub mechanism: String,
    /// How it ended.
    pub status: AuthenticationStatus,
    /// The last reply.
    #[serde(flatten, serialize_with = "answer::last")]
    #[cfg_attr(test, schemars(with = "answer::LastAnswer"))]
    pub reply: Option<Reply>,
    /// More about it, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
