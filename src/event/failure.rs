//! Why an attempt ended, and where.

use serde::Serialize;

/// Why an attempt ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Where.
    pub stage: FailedStage,
    /// By what.
    pub cause: Cause,
    /// A sentence's fragment: `550 5.7.1 relaying denied`, `no reply within 60 s`.
    pub detail: String,
}

/// What ended an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A 4yz reply.
    TemporaryReply,
    /// A 5yz reply, or one that makes no sense there; a refusal within the dialogue of a login.
    PermanentReply,
    /// The connection was lost.
    Lost,
    /// No answer in time.
    TimedOut,
    /// TCP was not established.
    NotConnected,
    /// What is needed is not offered.
    NotOffered,
    /// The TLS handshake failed.
    Handshake,
    /// TLS failed on a connection whose handshake was complete.
    TlsBroken,
    /// We held something back: credentials over a connection that is not safe.
    Withheld,
    /// The server did not prove that it knows the password.
    ServerNotAuthenticated,
    /// The dialogue of the login is not what the mechanism says, whatever the reply.
    BrokenDialogue,
    /// The values given cannot be used with this server or mechanism.
    Unusable,
    /// Bytes that are not SMTP.
    NotSmtp,
    /// Replies that belong to no command.
    OutOfStep,
}

/// The stage that failed (`failed_stage` in JSON).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailedStage {
    /// The TCP connection.
    Connect,
    /// The greeting.
    Greeting,
    /// EHLO and HELO.
    Ehlo,
    /// STARTTLS.
    Starttls,
    /// The TLS handshake.
    Tls,
    /// EHLO under TLS.
    EhloAfterTls,
    /// AUTH.
    Auth,
    /// MAIL.
    Mail,
    /// RCPT.
    Rcpt,
    /// DATA.
    Data,
    /// The message after the final dot.
    Message,
}

impl FailedStage {
    /// Every stage, in the order of a conversation.
    pub const ALL: [Self; 11] = [
        Self::Connect,
        Self::Greeting,
        Self::Ehlo,
        Self::Starttls,
        Self::Tls,
        Self::EhloAfterTls,
        Self::Auth,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Message,
    ];
}
