//! The facts about one server: one connection to one address.

use std::{collections::BTreeSet, net::IpAddr};

use serde::Serialize;

use super::{SenderView, answer};
use crate::{
    event::{
        ActiveCheck, ActiveResult, AuthenticationStatus, Cause, ConnectionStatus, FailedStage,
        Withholding,
    },
    record::Dane,
    smtp::{self, Extension, Extensions, Gibberish, Reply, ReplyCode, THE_MESSAGE},
    tls::{
        Certificate, CipherSuite, FetchedIssuer, Group, HandshakeError, HandshakeSignature,
        LargeHello, Ocsp, SignatureScheme, TlsVersion, Verification, WithoutServerName,
        group::DhParameters, scan::TlsScan,
    },
};

/// One connection to one address of a server.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Server {
    /// What is waited for, in the words of the line for somebody who waits. Nothing once something came.
    #[serde(skip)]
    pub awaited: Option<&'static str>,
    /// The host by name; the address where there is no name.
    pub host: String,
    /// The address connected to.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
    /// The preference of its MX record.
    pub preference: Option<u16>,
    /// Whether its conversation decides the exit status.
    pub decisive: bool,
    /// How the connection was encrypted in the end.
    pub tls_mode: TlsMode,
    /// TCP.
    pub connection: Connection,
    /// The reply with which the server opened.
    pub greeting: Option<Reply>,
    /// The replies to EHLO or HELO, in order.
    pub ehlo: Vec<Ehlo>,
    /// STARTTLS.
    pub starttls: StartTls,
    /// The handshake, complete or not; null where there was none.
    pub tls: Option<Tls>,
    /// What DANE says; null where nobody asked for TLSA records: addresses, names without a dot, the hosts file.
    pub dane: Option<Dane>,
    /// `--print-tlsa`: the records to publish for the present keys, as in a zone file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tlsa_to_publish: Vec<String>,
    /// What `--scan-tls` found out; null where it was not asked for or could not begin.
    pub tls_scan: Option<TlsScan>,
    /// What kinds of senders will do with it, taken over from the judgement; empty where no MX record led to it.
    pub senders: Vec<SenderView>,
    /// AUTH.
    pub authentication: Authentication,
    /// MAIL, RCPT, DATA; null where none was begun.
    pub transaction: Option<Transaction>,
    /// What the checks came to that `--check-*` asked for, in the order in which they were made.
    pub active: Vec<ActiveResult>,
    /// What the server did against the rules.
    pub violations: Vec<Violation>,
    /// The replies that nothing asked for, those too that are past what is kept of violations.
    #[serde(skip)]
    pub unasked: BTreeSet<Unasked>,
    /// Replies that came in time, but late: after 10 seconds or more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slow_replies: Vec<SlowReply>,
    /// Lines and notes as they came.
    pub transcript: Vec<TranscriptEntry>,
    /// How long each stage took.
    pub timings: Timings,
    /// Where the attempt ended; null when it was complete.
    pub failed_stage: Option<FailedStage>,
    /// Whether trying again later may help.
    pub temporary: bool,
    /// What ended the attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// There was a reply more than commands, and refusals among them: which of them answers which command is not known, and
    /// those that may be others' are not told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub out_of_step: bool,
    /// What stopped it before the end without being a failure: `--quit-after`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

/// How a connection was encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// Not at all.
    #[default]
    None,
    /// By STARTTLS.
    Starttls,
    /// From the first byte.
    Implicit,
}

/// TCP.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Connection {
    /// How far it came.
    pub status: ConnectionStatus,
    /// Our end, as this machine sees it.
    #[serde(skip)]
    pub local: Option<IpAddr>,
    /// Time for the TCP handshake, or until it failed.
    pub connect_ms: Option<f64>,
    /// The operating system's words for a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Another protocol than SMTP that the bytes look like: `http`, `ssh`, `tls`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaks: Option<Gibberish>,
    /// Whether a second connection got an answer to a TLS handshake; null where none was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers_tls: Option<bool>,
}

/// A reply to EHLO or HELO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Ehlo {
    /// Under TLS.
    pub encrypted: bool,
    /// It was HELO that was answered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub helo: bool,
    /// The reply; of an accepted one the first line, for the others are the extensions.
    #[serde(flatten, serialize_with = "answer::hello")]
    #[cfg_attr(test, schemars(with = "answer::Hello"))]
    pub reply: Reply,
    /// What is offered.
    pub extensions: Vec<Extension>,
}

/// STARTTLS (RFC 3207).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StartTls {
    /// Whether the first EHLO reply has it; null when no EHLO reply was read.
    pub offered: Option<bool>,
    /// What became of it.
    pub status: StartTlsStatus,
    /// The reply code to STARTTLS.
    pub code: Option<u16>,
    /// The reply when it was refused.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "answer::sentence"
    )]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub reply: Option<Reply>,
    /// Bytes of plain text that came between the reply and the handshake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub injected_bytes: Option<usize>,
}

/// What became of STARTTLS. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StartTlsStatus {
    /// Not in the EHLO reply.
    NotOffered,
    /// Not tried.
    #[default]
    NotTried,
    /// TLS came first.
    NotApplicable,
    /// Refused by the server.
    Refused,
    /// The connection is encrypted.
    Established,
    /// Accepted, but the handshake failed.
    HandshakeFailed,
}

/// The handshake.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tls {
    /// The negotiated version.
    pub version: Option<TlsVersion>,
    /// The cipher suite by its IANA name.
    pub cipher_suite: Option<CipherSuite>,
    /// The group of the key exchange by its IANA name.
    pub key_exchange_group: Option<Group>,
    /// The parameters of finite-field Diffie-Hellman, where an older hello saw them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dh: Option<DhParameters>,
    /// The scheme with which it signed its key exchange, where an older hello saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_scheme: Option<SignatureScheme>,
    /// Whether recorded traffic stays secret when the server's key leaks.
    pub forward_secrecy: Option<bool>,
    /// The server name sent (SNI).
    pub server_name: Option<String>,
    /// Whether the handshake was completed.
    pub complete: bool,
    /// Why it was not; or, where it was, how TLS failed later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<HandshakeError>,
    /// The peer answered in plain text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub plain_text: bool,
    /// The server asked for a client certificate.
    pub client_certificate_requested: bool,
    /// It got one.
    pub client_certificate_given: bool,
    /// The server ended the connection for want of a client certificate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub client_certificate_required: bool,
    /// A stapled OCSP response came along.
    pub ocsp_stapled: bool,
    /// What it says and whether that can be believed; null when none came.
    pub ocsp: Option<Ocsp>,
    /// The handshake failed; version, cipher suite and certificates are what the server chose on a second connection,
    /// asked with an older hello.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_older_hello: bool,
    /// A first hello, larger than a TCP segment, that got no answer in TLS; the rest is about a second one without
    /// post-quantum groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_hello: Option<LargeHello>,
    /// The chain as sent, leaf first.
    pub certificates: Vec<Certificate>,
    /// Those after the first 32, which were not kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub certificates_dropped: usize,
    /// What verification found; null when no certificate came.
    pub verification: Option<Verification>,
    /// `--compare-sni`: the same without a server name; null where it was not asked for, or no name was sent.
    pub without_server_name: Option<WithoutServerName>,
    /// `--fetch-issuers`: certificates that the server should have sent, fetched from where the ones below them say.
    pub fetched_issuers: Vec<FetchedIssuer>,
    /// Whether a path leads to a trust root with these; null where none was fetched. What the connection proved is in
    /// `verification` alone.
    pub trusted_with_fetched_issuers: Option<bool>,
    /// Why it does not, or why none was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched_issuers_detail: Option<String>,
    /// The chain in PEM, for `--show-certs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pem: Option<String>,
    /// The messages of the handshake as they crossed the wire, with `--verbose`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub handshake: Vec<HandshakeMessage>,
}

/// One message of a handshake.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HandshakeMessage {
    /// Who sent it.
    pub from: From,
    /// Its name as in RFC 8446 and RFC 5246; `encrypted handshake record` where it could not be read.
    pub message: String,
    /// Its size with type and length.
    pub bytes: usize,
    /// When its last byte crossed the wire, counted from the beginning of the handshake.
    pub at_ms: f64,
}

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

impl Transaction {
    /// Takes the replies from their commands, and keeps them.
    pub(super) fn unassign(&mut self, data: &'static str) {
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

/// Something the server did against the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Violation {
    /// The id of the finding it leads to.
    pub id: String,
    /// What was seen.
    pub evidence: String,
    /// The rule.
    pub reference: String,
}

/// A reply that nothing asked for. There are no more of them than codes and commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unasked {
    /// Its code.
    pub code: ReplyCode,
    /// What was sent last when it came.
    pub after: Option<&'static str>,
    /// Where it stood.
    pub position: smtp::Position,
}

impl Unasked {
    /// What of it is kept; none for other violations.
    #[must_use]
    pub fn of(violation: &smtp::Violation) -> Option<Self> {
        match violation {
            smtp::Violation::UnexpectedReply {
                reply,
                after,
                position,
            } => Some(Self {
                code: reply.code,
                after: *after,
                position: *position,
            }),
            _ => None,
        }
    }
}

/// A reply that came in time, but late.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SlowReply {
    /// The command that it answers.
    pub to: String,
    /// The milliseconds waited for it.
    pub ms: f64,
}

/// One line of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TranscriptEntry {
    /// Time since the run began.
    pub at_ms: f64,
    /// Who.
    pub from: From,
    /// A line that crossed the wire, or a note.
    pub kind: Kind,
    /// Safe to show.
    pub text: String,
    /// Under TLS.
    pub encrypted: bool,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// Us.
    Client,
    /// The server.
    Server,
}

/// What a transcript entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A line as it crossed the wire.
    Line,
    /// A note in square brackets.
    Note,
}

/// How long each stage took, in milliseconds; null where it was not reached.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Timings {
    /// The TCP handshake.
    pub connect_ms: Option<f64>,
    /// On a port that stayed silent: from the first connection over the question whether TLS comes first to the third one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence_ms: Option<f64>,
    /// Until the greeting; on the third connection, where there is one.
    pub greeting_ms: Option<f64>,
    /// EHLO, all of them.
    pub ehlo_ms: Option<f64>,
    /// STARTTLS until its reply.
    pub starttls_ms: Option<f64>,
    /// The TLS handshake.
    pub tls_ms: Option<f64>,
    /// AUTH.
    pub auth_ms: Option<f64>,
    /// MAIL.
    pub mail_ms: Option<f64>,
    /// RCPT, all of them.
    pub rcpt_ms: Option<f64>,
    /// From DATA to the reply to the final dot.
    pub data_ms: Option<f64>,
}

/// What ended an attempt.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Failure {
    /// In kind.
    pub cause: Cause,
    /// In words.
    pub detail: String,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Tls {
    /// The suite that an older hello brought to light.
    #[must_use]
    pub fn older_suite(&self) -> Option<CipherSuite> {
        self.cipher_suite.filter(|_| self.by_older_hello)
    }

    /// Why the handshake failed, or TLS after it, in words; empty where it did not.
    #[must_use]
    pub fn error_in_words(&self) -> String {
        self.error
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    }
}

impl Ehlo {
    /// 2yz. RFC 5321 section 4.1.1.1 has 250 only; senders are content with less.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.reply.code.is_positive_completion()
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

impl Server {
    /// Takes back what other replies contradict: it is not known whether that was accepted.
    pub fn mark_doubts(&mut self) {
        let out_of_step = self.out_of_step;
        let in_doubt = |what| out_of_step || self.refusal_after(what).is_some();
        let (login, rcpt, message) = (in_doubt("AUTH"), in_doubt("RCPT"), in_doubt(THE_MESSAGE));
        let mail = self.refusal_after("MAIL").is_some();
        for attempt in &mut self.authentication.attempted {
            if login && attempt.status == AuthenticationStatus::Accepted {
                attempt.status = AuthenticationStatus::Uncertain;
            }
        }
        let Some(transaction) = &mut self.transaction else {
            return;
        };
        if let Some(one) = transaction.mail.as_mut().filter(|_| mail) {
            one.uncertain = std::mem::take(&mut one.accepted);
        }
        for one in transaction.rcpt.iter_mut().filter(|_| rcpt) {
            one.uncertain = std::mem::take(&mut one.accepted) || out_of_step;
        }
        if let Some(one) = transaction.data.as_mut().filter(|_| message) {
            one.uncertain |= std::mem::take(&mut one.accepted);
        }
    }

    /// A refusal that came after `what` and is the answer to nothing that is known: it contradicts what was taken for its
    /// answer.
    #[must_use]
    pub fn refusal_after(&self, what: &str) -> Option<&Unasked> {
        self.unasked.iter().find(|unasked| {
            unasked.after == Some(what)
                && (unasked.code.is_temporary() || unasked.code.is_permanent())
        })
    }

    /// What an active check came to, where it was made.
    #[must_use]
    pub fn active(&self, check: ActiveCheck) -> Option<&ActiveResult> {
        self.active.iter().find(|result| result.check == check)
    }

    /// Whether a connection was attempted.
    #[must_use]
    pub fn tried(&self) -> bool {
        self.connection.status != ConnectionStatus::NotTried
    }

    /// Whether EHLO was refused in clear, be it that HELO was accepted in its place.
    #[must_use]
    pub fn ehlo_refused(&self) -> bool {
        let mut in_clear = self.ehlo.iter().filter(|ehlo| !ehlo.encrypted);
        in_clear.any(|ehlo| !ehlo.helo && !ehlo.accepted())
    }

    /// Whether the conversation came as far as an accepted EHLO or HELO.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.ehlo.iter().any(|ehlo| ehlo.accepted())
    }

    /// Whether a temporary reply at this stage ended the attempt.
    #[must_use]
    pub fn ended_for_now_at(&self, stage: FailedStage) -> bool {
        let cause = self.failure.as_ref().map(|failure| failure.cause);
        self.failed_stage == Some(stage) && cause == Some(Cause::TemporaryReply)
    }

    /// The reply that ended the attempt, where a reply did.
    #[must_use]
    pub fn refusal(&self) -> Option<&Reply> {
        let cause = self.failure.as_ref()?.cause;
        if !matches!(cause, Cause::TemporaryReply | Cause::PermanentReply) {
            return None;
        }
        let transaction = self.transaction.as_ref();
        match self.failed_stage? {
            FailedStage::Greeting => self.greeting.as_ref(),
            FailedStage::Ehlo | FailedStage::EhloAfterTls => Some(&self.ehlo.last()?.reply),
            FailedStage::Starttls => self.starttls.reply.as_ref(),
            FailedStage::Auth => self.authentication.attempted.last()?.reply.as_ref(),
            FailedStage::Mail => Some(&transaction?.mail.as_ref()?.reply),
            FailedStage::Rcpt => match &transaction?.farewell {
                Some(farewell) => Some(farewell),
                None => Some(&transaction?.decisive_refusal()?.reply),
            },
            FailedStage::Data | FailedStage::Message => transaction?.data.as_ref()?.reply.as_ref(),
            FailedStage::Connect | FailedStage::Tls => None,
        }
    }

    /// The extensions of the EHLO reply that counts: the last accepted one.
    #[must_use]
    pub fn extensions(&self) -> Option<Extensions> {
        let last = self.ehlo.iter().rfind(|ehlo| ehlo.accepted())?;
        Some(Extensions(last.extensions.clone()))
    }

    /// The accepted EHLO reply before TLS.
    #[must_use]
    pub fn ehlo_in_clear(&self) -> Option<&Ehlo> {
        self.ehlo
            .iter()
            .find(|ehlo| !ehlo.encrypted && ehlo.accepted())
    }

    /// The accepted EHLO reply under TLS.
    #[must_use]
    pub fn ehlo_encrypted(&self) -> Option<&Ehlo> {
        self.ehlo
            .iter()
            .find(|ehlo| ehlo.encrypted && ehlo.accepted())
    }

    /// Whether DANE vouches for a key that the server has shown to hold, or may hold: not where it signed the handshake with
    /// another.
    #[must_use]
    pub fn dane_vouches(&self) -> bool {
        let signed = self.verification().map(|found| found.handshake_signature);
        let vouches = self.dane.as_ref().is_some_and(Dane::vouches_for_the_key);
        vouches && signed != Some(HandshakeSignature::Invalid)
    }

    /// The verification of the certificate, where one came.
    #[must_use]
    pub fn verification(&self) -> Option<&Verification> {
        self.tls.as_ref()?.verification.as_ref()
    }

    /// Whether somebody without the certificate's key signed the handshake, which clients then end (RFC 8446 section 4.4.3).
    #[must_use]
    pub fn holds_no_key(&self) -> bool {
        self.verification()
            .is_some_and(|found| found.handshake_signature == HandshakeSignature::Invalid)
    }
}
