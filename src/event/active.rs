//! Active checks: what a server does with what no ordinary client sends. Each was asked for by name, says beforehand what
//! it will do, and has connections of its own. The facts are kept as they are here; what to think of them is `finding`'s.

use std::net::IpAddr;

use serde::{Serialize, Serializer};

use crate::smtp::Reply;

/// Steps of an active check.
#[derive(Debug, Clone)]
pub enum Active {
    /// It begins.
    Begins {
        /// Which.
        check: ActiveCheck,
        /// What it is about to do, for the transcript.
        intention: String,
    },
    /// One connection more.
    Connecting {
        /// The host by name, or its address.
        host: String,
        /// Where it is connected to.
        address: IpAddr,
        /// The port.
        port: u16,
    },
    /// That connection is encrypted.
    Encrypted,
    /// Bytes go out that are no line.
    Sending {
        /// `a test message, then <LF>.<LF>`.
        what: String,
        /// Under TLS.
        encrypted: bool,
    },
    /// It is over.
    Finished(ActiveResult),
}

/// Which check. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActiveCheck {
    /// Whether a command that was sent together with STARTTLS is executed under TLS (CVE-2011-0411).
    StarttlsInjection,
    /// Whether AUTH and MAIL are taken before TLS.
    TlsEnforcement,
    /// Whether mail for foreign recipients is accepted.
    Relay,
    /// Whether something that is no end of data ends a message (CVE-2023-51764).
    Smuggling,
    /// Whether VRFY, EXPN and RCPT tell which users there are.
    Enumeration,
}

/// What came of an active check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ActiveResult {
    /// Which.
    pub check: ActiveCheck,
    /// How far it came.
    pub status: ActiveStatus,
    /// Why it is not complete: the server's words or the network's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// It is what cut the check short, and not an attempt that decides nothing.
    #[serde(skip)]
    cut_short: bool,
    /// What was tried, in order.
    pub attempts: Vec<ActiveAttempt>,
}

/// How far an active check came. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActiveStatus {
    /// Every attempt has a verdict.
    Complete,
    /// Some have.
    Incomplete,
    /// None has.
    NotMade,
}

/// One thing tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ActiveAttempt {
    /// The commands that went out, or the sequence that ended a message.
    pub what: String,
    /// It is about an address that was made up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub invented: bool,
    /// The command that is asked about; empty where it is none.
    #[serde(skip)]
    pub verb: &'static str,
    /// The reply that decides, code and text; null where none came.
    #[serde(serialize_with = "in_words")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub reply: Option<Reply>,
    /// What the server did.
    pub verdict: AttemptVerdict,
    /// What else there is to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What a server did. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttemptVerdict {
    /// It executed the command that stood behind STARTTLS, under TLS.
    Executed,
    /// It threw that command away when TLS began.
    Discarded,
    /// It answered that command before TLS began.
    AnsweredInClear,
    /// It accepted.
    Accepted,
    /// It accepted, as it does every local part at one of its own names.
    AcceptedAsLocal,
    /// It refused.
    Refused,
    /// The message ended there.
    EndedMessage,
    /// The message ended there, but commands that come in one go, as smuggled ones do, are refused.
    EndedMessageAlone,
    /// The bytes became part of the message.
    TakenAsData,
    /// It says that there is such a user.
    Confirmed,
    /// It says that there is none.
    Denied,
    /// It does not tell (252).
    Undisclosed,
    /// It could not be told: a temporary reply, or none.
    Undetermined,
}

impl ActiveCheck {
    /// Every check, in the order in which they are made.
    pub const ALL: [Self; 5] = [
        Self::StarttlsInjection,
        Self::TlsEnforcement,
        Self::Enumeration,
        Self::Relay,
        Self::Smuggling,
    ];

    /// The option that asks for it, without hyphens in front.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Self::StarttlsInjection => "check-starttls-injection",
            Self::TlsEnforcement => "check-tls-enforcement",
            Self::Relay => "check-relay",
            Self::Smuggling => "check-smuggling",
            Self::Enumeration => "check-enumeration",
        }
    }
}

impl ActiveResult {
    /// The result of `attempts`, which something may have cut short.
    #[must_use]
    pub fn new(
        check: ActiveCheck,
        attempts: Vec<ActiveAttempt>,
        hindrance: Option<String>,
    ) -> Self {
        let is_open = |attempt: &&ActiveAttempt| attempt.verdict == AttemptVerdict::Undetermined;
        let first_open = attempts.iter().find(is_open).map(ActiveAttempt::because);
        let cut_short = hindrance.is_some();
        let because = hindrance.or(first_open);
        let status = match because {
            None => ActiveStatus::Complete,
            Some(_) if attempts.iter().all(|attempt| is_open(&attempt)) => ActiveStatus::NotMade,
            Some(_) => ActiveStatus::Incomplete,
        };
        Self {
            check,
            status,
            because,
            cut_short,
            attempts,
        }
    }

    /// The attempts that decide nothing.
    pub fn undecided(&self) -> impl Iterator<Item = &ActiveAttempt> {
        self.attempts
            .iter()
            .filter(|attempt| attempt.verdict == AttemptVerdict::Undetermined)
    }

    /// Why attempts are missing, where there are any.
    #[must_use]
    pub fn hindrance(&self) -> Option<&str> {
        self.because.as_deref().filter(|_| self.cut_short)
    }

    /// How often each verdict was reached: `refused 12, accepted 1`.
    #[must_use]
    pub fn counts(&self) -> String {
        let mut counts: Vec<(AttemptVerdict, usize)> = Vec::new();
        for attempt in &self.attempts {
            match counts
                .iter_mut()
                .find(|(verdict, _)| *verdict == attempt.verdict)
            {
                Some((_, count)) => *count += 1,
                None => counts.push((attempt.verdict, 1)),
            }
        }
        let said = counts.iter().map(|(verdict, count)| match count {
            1 => verdict.in_words().to_owned(),
            _ => format!("{} {count} times", verdict.in_words()),
        });
        said.collect::<Vec<_>>().join(", ")
    }
}

impl ActiveAttempt {
    /// An attempt that a reply decides.
    #[must_use]
    pub fn replied(what: impl Into<String>, verdict: AttemptVerdict, reply: &Reply) -> Self {
        Self {
            reply: Some(reply.kept()),
            ..Self::silent(what, verdict)
        }
    }

    /// An attempt that got no reply.
    #[must_use]
    pub fn silent(what: impl Into<String>, verdict: AttemptVerdict) -> Self {
        Self {
            what: what.into(),
            invented: false,
            verb: "",
            reply: None,
            verdict,
            detail: None,
        }
    }

    /// The same with something more to say.
    #[must_use]
    pub fn detailed(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The same about this command.
    #[must_use]
    pub fn about(self, verb: &'static str) -> Self {
        Self { verb, ..self }
    }

    /// Detail and reply, as far as there are any.
    #[must_use]
    pub fn because(&self) -> String {
        let reply = self.reply.as_ref().map(ToString::to_string);
        let parts: Vec<_> = self
            .detail
            .iter()
            .chain(&reply)
            .map(String::as_str)
            .collect();
        match parts.as_slice() {
            [] => "there was no reply".to_owned(),
            parts => parts.join(": "),
        }
    }
}

fn in_words<S: Serializer>(reply: &Option<Reply>, serializer: S) -> Result<S::Ok, S::Error> {
    reply
        .as_ref()
        .map(ToString::to_string)
        .serialize(serializer)
}

impl AttemptVerdict {
    /// For a person.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Executed => "executed",
            Self::Discarded => "discarded",
            Self::AnsweredInClear => "answered before TLS",
            Self::Accepted => "accepted",
            Self::AcceptedAsLocal => "accepted as local",
            Self::Refused => "refused",
            Self::EndedMessage => "ended the message",
            Self::EndedMessageAlone => "ended it alone",
            Self::TakenAsData => "taken as data",
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
            Self::Undisclosed => "not disclosed",
            Self::Undetermined => "undetermined",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(verdicts: &[AttemptVerdict]) -> Vec<ActiveAttempt> {
        let attempt = |verdict: &AttemptVerdict| ActiveAttempt {
            reply: Some(Reply::of(450, "later")),
            ..ActiveAttempt::silent("RCPT TO:<a@b>", *verdict)
        };
        verdicts.iter().map(attempt).collect()
    }

    #[test]
    fn a_check_is_complete_when_every_attempt_is_decided() {
        use AttemptVerdict::{Accepted, Refused, Undetermined};
        for (verdicts, hindrance, expected) in [
            (&[Refused, Accepted][..], None, ActiveStatus::Complete),
            (&[Refused, Undetermined], None, ActiveStatus::Incomplete),
            (&[Refused], Some("421 bye"), ActiveStatus::Incomplete),
            (&[Undetermined], None, ActiveStatus::NotMade),
            (&[], Some("421 bye"), ActiveStatus::NotMade),
        ] {
            let hindrance = hindrance.map(str::to_owned);
            let result = ActiveResult::new(ActiveCheck::Relay, attempts(verdicts), hindrance);
            assert_eq!(result.status, expected, "{verdicts:?}");
            assert_eq!(result.because.is_none(), expected == ActiveStatus::Complete);
        }
    }

    #[test]
    fn verdicts_are_counted_in_words() {
        use AttemptVerdict::{Accepted, Refused};
        let attempts = attempts(&[Refused, Accepted, Refused]);
        let result = ActiveResult::new(ActiveCheck::Relay, attempts, None);
        assert_eq!(result.counts(), "refused 2 times, accepted");
    }
}
