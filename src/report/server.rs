//! The facts about one server: one connection to one address.

mod authentication;
mod own;
mod replies;
mod tls;
mod transaction;
mod transcript;

use std::{collections::BTreeSet, net::IpAddr};

use serde::Serialize;

use super::{SenderView, answer};
use crate::{
    event::{
        ActiveCheck, ActiveResult, AuthenticationStatus, Cause, ConnectionStatus, FailedStage,
    },
    record::{Dane, Listing, Reverse},
    smtp::{Extension, Extensions, Gibberish, Reply, THE_MESSAGE},
    tls::{HandshakeSignature, Verification, scan::TlsScan},
};

pub use authentication::{Attempt, Authentication};
pub use own::{OwnListings, OwnReverse};
pub use replies::{SlowReply, Unasked, Violation};
pub use tls::{HandshakeMessage, StartTls, StartTlsStatus, Tls};
pub use transaction::{Data, Mail, Rcpt, Transaction};
pub use transcript::{From, Kind, TranscriptEntry};

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
    /// The other target of the run for which this conversation was had, whose server is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub had_for: Option<String>,
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
    /// The names of the address; null where no MX record led to it, or where it is none of the public Internet.
    pub reverse: Option<Reverse>,
    /// Those of this machine's address, where a message was to be sent from one that is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_reverse: Option<OwnReverse>,
    /// What block lists say of the address, with `--dnsbl`; not there where it is none of the public Internet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dnsbl: Option<Vec<Listing>>,
    /// And of this machine's address, with `--send` or `--source`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_dnsbl: Option<OwnListings>,
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

impl Ehlo {
    /// 2yz. RFC 5321 section 4.1.1.1 has 250 only; senders are content with less.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.reply.code.is_positive_completion()
    }
}

impl Server {
    /// Takes back what other replies contradict: it is not known whether that was accepted.
    pub fn mark_doubts(&mut self) {
        let out_of_step = self.out_of_step;
        // Behind RSET it may belong to anything before.
        let may_be_late = self.refusal_after("RSET").is_some();
        let in_doubt = |what| out_of_step || may_be_late || self.refusal_after(what).is_some();
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
        self.unasked
            .iter()
            .find(|unasked| unasked.after == Some(what) && unasked.is_refusal())
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

    /// The SHA-256 of the keys that the server shows, in hexadecimal: that of its certificate, and those of others that a scan
    /// found. None where it does not hold the key that it showed.
    #[must_use]
    pub fn present_keys(&self) -> Vec<String> {
        if self.holds_no_key() {
            return Vec::new();
        }
        let own = self.tls.iter().filter_map(|tls| tls.certificates.first());
        let scanned = self
            .tls_scan
            .iter()
            .flat_map(|scan| &scan.leaf_certificates);
        let all = own.chain(scanned.map(|leaf| &leaf.certificate));
        let keys = all.map(|leaf| leaf.spki_sha256.clone());
        keys.filter(|key| !key.is_empty()).collect()
    }

    /// Whether somebody without the certificate's key signed the handshake, which clients then end (RFC 8446 section 4.4.3).
    #[must_use]
    pub fn holds_no_key(&self) -> bool {
        self.verification()
            .is_some_and(|found| found.handshake_signature == HandshakeSignature::Invalid)
    }
}
