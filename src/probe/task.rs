//! What is asked for: the same for all targets of a run, which share it. Made by `cli/settings` from what was typed; nothing
//! in here is a string that still has to be parsed.

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::aim::{Aim, Host};
use crate::{
    dns::{DomainName, Family},
    event::{ActiveCheck, Given},
    message::{Attachment, author_domain},
    net::tls::{ClientCertificate, KeyLogWriter},
    record::dkim::{Selector, sign::SigningKey},
    sasl::{self, Secret},
    smtp::{ClientName, Concealer, Mailbox, ReversePath},
    tls::TlsVersion,
};

/// Everything that a check needs to know before it starts, but for where. Holds a password: there is no Debug.
pub struct Task {
    /// The options as such.
    pub given: Given,
    /// `--connect`: where to connect whatever the names say.
    pub connect: Option<Connect>,
    /// `-4`, `-6`.
    pub family: Family,
    /// `--source`: the local address to connect from.
    pub source: Option<IpAddr>,
    /// `--ehlo`; without it the machine's fully qualified name, else the address literal of the connection.
    pub client_name: Option<ClientName>,
    /// Time limit for the TCP handshake, per address.
    pub connect_timeout: Duration,
    /// Time budget for one server.
    pub timeout: Duration,
    /// Whether TLSA records and proofs of DNSSEC are asked for: not where names mean nothing to the DNS.
    pub dane: bool,
    /// What is asked of TLS.
    pub tls: TlsPlan,
    /// `--auth`.
    pub authentication: Option<AuthenticationPlan>,
    /// Mail transactions.
    pub transaction: TransactionPlan,
    /// What of the domain's policy is looked up.
    pub policy: PolicyPlan,
    /// `--quit-after`.
    pub quit_after: Option<Stage>,
    /// `--check-*`.
    pub active: ActivePlan,
    /// What must not be shown, whoever says it.
    pub concealer: Arc<Concealer>,
}

/// `--connect HOST[:PORT]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connect {
    /// Where to go.
    pub host: Host,
    /// In place of the check's port.
    pub port: Option<u16>,
}

/// What is asked of TLS.
pub struct TlsPlan {
    /// `--verify`: a certificate that does not verify is an error.
    pub verify: bool,
    /// `--sni`: the server name to send; by default the name that is verified.
    pub server_name: Option<String>,
    /// `--verify-name`: in place of the host connected to.
    pub verify_name: Option<String>,
    /// `--min-tls`.
    pub minimum_version: Option<TlsVersion>,
    /// `--cert`, `--key`.
    pub client_certificate: Option<ClientCertificate>,
    /// `--keylog`.
    pub key_log: Option<Arc<KeyLogWriter>>,
    /// `--scan-tls`.
    pub scan: Option<ScanPlan>,
    /// `--verbose`: the handshake message by message.
    pub storyboard: bool,
}

/// `--scan-tls` and its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanPlan {
    /// `--scan-connections`: the most connections; none for as many as a complete list takes.
    pub connections: Option<usize>,
    /// `--scan-jobs`: connections at the same time.
    pub jobs: usize,
}

/// What is looked up of what domains publish for their mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyPlan {
    /// `--no-policy`: nothing, but for the domains of `--policy-domain`.
    pub left_out: bool,
    /// `--policy-domain`: these domains too, as A-labels.
    pub domains: Vec<String>,
    /// `--spf-ip`: what SPF comes to for mail from these.
    pub spf_addresses: Vec<IpAddr>,
    /// `--dkim-selector`.
    pub selectors: Vec<Selector>,
    /// `--dnsbl`: the zones of the block lists that are asked for addresses.
    pub block_lists: Vec<String>,
    /// `--next-key`: the SHA-256 of the public keys of these files, in hexadecimal.
    pub next_keys: Vec<String>,
    /// `--fetch-bimi`: logos and their certificates are fetched.
    pub fetch_bimi: bool,
    /// `--verify-message`: the message of which the signatures are verified.
    pub message: Option<Vec<u8>>,
}

/// `--auth` and what belongs to it.
pub struct AuthenticationPlan {
    /// Names of mechanisms in the order to try; empty for `auto`.
    pub mechanisms: Vec<&'static str>,
    /// `--user`; empty only for EXTERNAL.
    pub username: String,
    /// The password or token; empty only for EXTERNAL.
    pub secret: Secret,
    /// `--insecure-auth`.
    pub insecure: bool,
}

/// What is asked for in mail transactions.
pub struct TransactionPlan {
    /// There is one at a target that names no recipient too.
    pub everywhere: bool,
    /// `--from`.
    pub reverse_path: ReversePath,
    /// `--to`; where there is none, the target may name one.
    pub recipients: Vec<Mailbox>,
    /// What to send after RCPT; `None` resets the transaction there.
    pub message: Option<MessagePlan>,
    /// `--dkim-key`: who signs the message.
    pub signing: Option<SigningPlan>,
    /// `--pipeline`: MAIL, RCPT and DATA in one go where the server offers PIPELINING.
    pub pipeline: bool,
    /// `--verbose`: the transcript shows the whole message rather than its beginning.
    pub show_whole: bool,
}

/// `--dkim-key` and what belongs to it. Holds a private key: there is no Debug.
pub struct SigningPlan {
    /// The private key.
    pub key: SigningKey,
    /// `--dkim-domain`, or that of the From field: for whom it signs, as A-labels.
    pub domain: String,
    /// `--dkim-selector`.
    pub selector: Selector,
}

/// A mail transaction at one target.
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    /// Who sends.
    pub reverse_path: &'a ReversePath,
    /// Who is to get it; nobody where the transaction ends before.
    pub recipients: &'a [Mailbox],
    /// What to send after RCPT; `None` resets the transaction there.
    pub message: Option<&'a MessagePlan>,
    /// Who signs it.
    pub signing: Option<&'a SigningPlan>,
    /// MAIL, RCPT and DATA in one go where the server offers PIPELINING.
    pub pipeline: bool,
    /// The transcript shows the whole message rather than its beginning.
    pub show_whole: bool,
}

/// The test message: composed, or taken from a file.
pub enum MessagePlan {
    /// `--message`: bytes to send as they are, line endings already CRLF.
    Raw(Vec<u8>),
    /// To be composed when the name of the server is known.
    Composed {
        /// `--subject`.
        subject: Option<String>,
        /// `--body`.
        body: Option<String>,
        /// `--header`, name and value.
        headers: Vec<(String, String)>,
        /// `--attach`.
        attachments: Vec<Attachment>,
    },
}

impl MessagePlan {
    /// The domain of the From field, as A-labels, where the message is sent by this sender: DMARC is about it. `None` where it has none
    /// or several, or that of this program for messages of the null sender.
    #[must_use]
    pub fn author_domain(&self, sender: &ReversePath) -> Option<String> {
        let is_from = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("From");
        let domain = match self {
            Self::Raw(message) => author_domain(message),
            Self::Composed { headers, .. } => match headers.iter().find(is_from) {
                Some((_, from)) => author_domain(format!("From: {from}\r\n").as_bytes()),
                None => sender.mailbox().map(|mailbox| mailbox.domain().to_owned()),
            },
        };
        let name = DomainName::parse(&domain?).ok()?;
        Some(name.as_str().to_owned())
    }
}

/// Checks that do what no ordinary client does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivePlan {
    /// `--check-starttls-injection`.
    pub starttls_injection: bool,
    /// `--check-tls-enforcement`.
    pub tls_enforcement: bool,
    /// `--check-relay`: recipients that are none of the server's own.
    pub relay: Vec<Mailbox>,
    /// `--check-smuggling`: from the sender and to the first recipient of the transaction.
    pub smuggling: bool,
    /// `--check-enumeration`.
    pub enumeration: Vec<Mailbox>,
}

impl ActivePlan {
    /// What is asked for, those that send no message first.
    #[must_use]
    pub fn checks(&self) -> Vec<ActiveCheck> {
        let asked = |check: &ActiveCheck| match check {
            ActiveCheck::StarttlsInjection => self.starttls_injection,
            ActiveCheck::TlsEnforcement => self.tls_enforcement,
            ActiveCheck::Enumeration => !self.enumeration.is_empty(),
            ActiveCheck::Relay => !self.relay.is_empty(),
            ActiveCheck::Smuggling => self.smuggling,
        };
        ActiveCheck::ALL.into_iter().filter(asked).collect()
    }
}

/// Where `--quit-after` stops, in the order of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// After the look-ups, without a connection.
    Lookup,
    /// After the TCP handshake.
    Connect,
    /// After the greeting.
    Banner,
    /// After the first EHLO.
    FirstEhlo,
    /// After the TLS handshake.
    StartTls,
    /// After the EHLO that counts: the one under TLS where there is TLS.
    Ehlo,
    /// After authentication.
    Auth,
    /// After MAIL.
    Mail,
    /// After RCPT.
    Rcpt,
}

impl Stage {
    /// As swaks writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lookup => "LOOKUP",
            Self::Connect => "CONNECT",
            Self::Banner => "BANNER",
            Self::FirstEhlo => "FIRST-EHLO",
            Self::StartTls => "STARTTLS",
            Self::Ehlo => "EHLO",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
        }
    }
}

impl Task {
    /// The transaction at a target, where there is one.
    #[must_use]
    pub fn envelope<'a>(&'a self, aim: &'a Aim) -> Option<Envelope<'a>> {
        let plan = &self.transaction;
        let recipients = match plan.recipients.is_empty() {
            true => aim.recipient.as_slice(),
            false => &plan.recipients,
        };
        (plan.everywhere || !recipients.is_empty()).then_some(Envelope {
            reverse_path: &plan.reverse_path,
            recipients,
            message: plan.message.as_ref(),
            signing: plan.signing.as_ref(),
            pipeline: plan.pipeline,
            show_whole: plan.show_whole,
        })
    }

    /// Lets nothing show the password from now on, and leaves the names that stand in every output.
    pub(super) fn conceal_secrets(&self, aim: &Aim) {
        if let Some(login) = &self.authentication {
            self.concealer.add(login.secret.needles());
            self.concealer.leave(&login.username);
        }
        // Of many targets nothing is kept for nothing.
        if self.concealer.is_empty() {
            return;
        }
        self.concealer.leave(&aim.input);
        if let Host::Name(name) = &aim.host {
            self.concealer.leave(name);
        }
        for mechanism in sasl::MECHANISMS {
            self.concealer.leave_offered(mechanism.name);
        }
    }
}
