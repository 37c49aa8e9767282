//! Facts about MAIL, RCPT and the message.

use serde::Serialize;

use crate::{event::Signed, report::answer, smtp::Reply};

/// A mail transaction.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Transaction {
    /// MAIL.
    pub mail: Option<Mail>,
    /// RCPT, one a recipient.
    pub rcpt: Vec<Rcpt>,
    /// The message.
    pub data: Option<Data>,
    /// What the message was signed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
    /// 421 in reply to RSET, which ended the attempt behind the recipients.
    #[serde(skip)]
    pub farewell: Option<Reply>,
    /// Replies that were taken for the answers to these commands, until one too many came: which of them answers which is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unassigned: Vec<Unassigned>,
    /// The message was not sent because it is larger than the server takes: its size and the limit, in octets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_exceeded: Option<(u64, u64)>,
    /// The extension that is needed and not offered, and what needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension_missing: Option<(String, String)>,
    /// PIPELINING was asked for and is not offered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_pipelined: bool,
}

impl Transaction {
    /// Takes the replies from their commands, and keeps them.
    pub(in crate::report) fn unassign(&mut self, data: &'static str) {
        let mail = self.mail.take().map(|mail| ("MAIL", mail.reply));
        let rcpt = self.rcpt.drain(..).map(|rcpt| ("RCPT", rcpt.reply));
        let reply = self.data.take().and_then(|data| data.reply);
        let replies = mail
            .into_iter()
            .chain(rcpt)
            .chain(reply.map(|reply| (data, reply)));
        self.unassigned
            .extend(replies.map(|(to, reply)| Unassigned { to, reply }));
    }
}

impl Transaction {
    /// The recipient whose refusal ended the attempt: where one was accepted, 421, after which the server closes
    /// (RFC 5321 section 3.8), else the first one refused for good, else the first.
    #[must_use]
    pub fn decisive_refusal(&self) -> Option<&Rcpt> {
        if self.rcpt.iter().any(|rcpt| rcpt.accepted) {
            return self.rcpt.iter().find(|rcpt| rcpt.reply.code.value() == 421);
        }
        let refused = || self.rcpt.iter().filter(|rcpt| !rcpt.accepted);
        refused()
            .find(|rcpt| !rcpt.reply.code.is_temporary())
            .or_else(|| refused().next())
    }
}

/// A reply that may belong to another command.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unassigned {
    /// The command whose answer it was taken for.
    pub to: &'static str,
    /// The reply.
    #[serde(flatten, serialize_with = "answer::answer")]
    #[cfg_attr(test, schemars(with = "answer::Answer"))]
    pub reply: Reply,
}

/// The reply to MAIL.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mail {
    /// The reverse-path.
    pub address: String,
    /// The reply.
    #[serde(flatten, serialize_with = "answer::answer")]
    #[cfg_attr(test, schemars(with = "answer::Answer"))]
    pub reply: Reply,
    /// 2yz, and nothing contradicts it.
    pub accepted: bool,
    /// Which answer it got is not known: another reply contradicts this one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
}

/// The reply to RCPT.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rcpt {
    /// The forward-path.
    pub address: String,
    /// The reply.
    #[serde(flatten, serialize_with = "answer::answer")]
    #[cfg_attr(test, schemars(with = "answer::Answer"))]
    pub reply: Reply,
    /// 2yz, and nothing contradicts it.
    pub accepted: bool,
    /// Which answer it got is not known: another reply contradicts this one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
}

/// The last reply of DATA: to the command when it was refused, else to the final dot.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Data {
    /// The reply; none where none came.
    #[serde(flatten, serialize_with = "answer::perhaps")]
    #[cfg_attr(test, schemars(with = "answer::PerhapsAnswer"))]
    pub reply: Option<Reply>,
    /// The name that the server gave the message.
    pub queue_id: Option<String>,
    /// 2yz after the final dot, and nothing contradicts it.
    pub accepted: bool,
    /// The final dot was sent, and no reply came, or one that another contradicts: it may have been delivered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
}
