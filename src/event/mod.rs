//! What happened, in order. The hinge between the tower that finds out (`probe`, `net`) and the one that judges and
//! shows (`report`, `finding`, `render`): they know each other only through these types. An event is a fact that was
//! observed; nothing in here is an opinion, a secret, or a byte that could act on a terminal.

mod active;
mod given;
pub mod note;
mod withholding;

use std::{net::IpAddr, time::Duration};

use serde::Serialize;

use crate::{
    dns::{Lookup, Mx, Proof, Srv, Why},
    record::{Dane, mta_sts::Discovery},
    smtp::{Extensions, Gibberish, Reply, Shown, Violation},
    tls::{
        Facts, HandshakeError, IssuerSearch, LargeHello, Step, WithoutServerName,
        scan::{LeafDane, TlsScan},
    },
};

pub use active::{Active, ActiveAttempt, ActiveCheck, ActiveResult, ActiveStatus, AttemptVerdict};
pub use given::Given;
pub use withholding::Withholding;

/// One event with its time and its subject.
#[derive(Debug, Clone)]
pub struct Observed {
    /// Time since the check began.
    pub at: Duration,
    /// Whom it is about.
    pub about: About,
    /// What happened.
    pub event: Event,
}

/// Whom an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The domain or the run as a whole.
    Domain,
    /// The server with this number, counted from 0 in the order in which they were tried.
    Server(usize),
}

/// Takes note of events. Implementations use interior mutability: look-ups run beside a conversation.
pub trait Observer {
    /// Takes note of one event.
    fn observe(&self, observed: &Observed);
}

/// One variant per subject area.
#[derive(Debug, Clone)]
pub enum Event {
    /// DNS: which servers there are.
    Resolution(Resolution),
    /// TCP: reaching a server.
    Connection(Connection),
    /// SMTP: lines and replies.
    Conversation(Conversation),
    /// STARTTLS and the handshake.
    Tls(Tls),
    /// What DANE says about a server.
    Dane(Box<Dane>),
    /// AUTH.
    Authentication(Authentication),
    /// MAIL, RCPT, DATA.
    Transaction(Transaction),
    /// What the domain asks of senders.
    MtaSts(MtaSts),
    /// What `--check-*` asks for beyond a conversation.
    Active(Active),
}

/// DNS: which servers there are.
#[derive(Debug, Clone)]
pub enum Resolution {
    /// A look-up is about to be made: `MX of example.com`.
    Asking {
        /// What is asked, for a person who waits.
        question: String,
    },
    /// No MX look-up was made, and why.
    Skipped {
        /// `the host was named`, `port 587 is for submission`.
        because: String,
    },
    /// The MX records of a domain.
    MailExchangers {
        /// The domain asked for, as A-labels.
        domain: String,
        /// What DNS said.
        lookup: Lookup<Mx>,
    },
    /// The SRV records of a submission service.
    Services {
        /// `_submission._tcp.example.com`.
        name: String,
        /// What DNS said.
        lookup: Lookup<Srv>,
    },
    /// The addresses of a host.
    Addresses {
        /// The host asked for.
        host: String,
        /// What DNS said.
        lookup: Lookup<IpAddr>,
    },
    /// What DNSSEC proves about the answers that led to the servers.
    Proven {
        /// The proof.
        proof: Proof,
        /// Why it is bogus or indeterminate.
        why: Option<Why>,
    },
    /// Servers are left untried that no other one made unnecessary.
    Stopped {
        /// Why, and how many.
        because: String,
    },
    /// What the answers come to.
    Concluded {
        /// For the report.
        status: ResolutionStatus,
        /// Why, where that is not plain.
        detail: Option<String>,
    },
    /// Which server is checked on behalf of what was typed: `checking mx1.example.net, an MX of example.com; …`.
    Chosen {
        /// The sentence.
        explanation: String,
    },
}

/// What resolution came to (`resolution.status` in JSON).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResolutionStatus {
    /// MX or SRV records led to servers, or the host itself has addresses.
    Ok,
    /// No MX records; the domain's own address is the implicit MX (RFC 5321 section 5.1).
    ImplicitMx,
    /// The domain takes no mail (RFC 7505).
    NullMx,
    /// The name does not exist.
    NoSuchDomain,
    /// The name exists, but nothing that could be connected to.
    NoAddress,
    /// A look-up failed: SERVFAIL, REFUSED, or for want of a proof.
    ServerFailure,
    /// No DNS server answered.
    Timeout,
    /// DNSSEC validation failed.
    Bogus,
    /// Nothing had to be looked up: an address, or `--connect` with one.
    #[default]
    Skipped,
}

/// TCP: reaching a server.
#[derive(Debug, Clone)]
pub enum Connection {
    /// The server is next. Always the first event about a server.
    Started {
        /// The host by the name that DNS or the user gave it; an address as text when there is no name.
        host: String,
        /// Where it is connected to.
        address: IpAddr,
        /// The port.
        port: u16,
        /// The preference of its MX record.
        preference: Option<u16>,
        /// Whether TLS comes first.
        implicit_tls: bool,
    },
    /// The server was not needed: one before it answered. The only event about it.
    NotTried {
        /// The host by the name that DNS gave it.
        host: String,
        /// Its address.
        address: IpAddr,
        /// The port.
        port: u16,
        /// The preference of its MX record.
        preference: Option<u16>,
    },
    /// TCP is established.
    Connected {
        /// How long it took.
        elapsed: Duration,
        /// Our end.
        local: Option<IpAddr>,
    },
    /// TCP was not established.
    Failed {
        /// In what way.
        status: ConnectionStatus,
        /// The operating system's words.
        detail: String,
        /// How long it took to find out.
        elapsed: Duration,
    },
    /// What was sent in place of a greeting is another protocol.
    Speaks(Gibberish),
    /// Nothing came: the connection is closed, and a second one asks whether the server waits for TLS.
    AskedForTls,
    /// It does not, or not at once: a third one waits for the greeting.
    ConnectedAgain {
        /// How long that took since the first one stood.
        elapsed: Duration,
    },
    /// It does.
    AnsweredTls,
    /// The server closed the connection or it broke.
    Lost {
        /// In words: `the server closed the connection`.
        how: String,
    },
    /// The check of this server is over; nothing more follows about it.
    Finished,
}

/// How far TCP came (`connection.status` in JSON).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// Established.
    Connected,
    /// Nothing listens there, or a firewall says so.
    Refused,
    /// No answer in time.
    Timeout,
    /// No route from this machine.
    Unreachable,
    /// Broken off while being established.
    Reset,
    /// Not tried: another server answered first.
    #[default]
    NotTried,
}

/// SMTP: lines and replies.
#[derive(Debug, Clone)]
pub enum Conversation {
    /// Waiting for the server begins; for a person who waits.
    Waiting {
        /// What for: `greeting`, `EHLO`.
        what: &'static str,
        /// The longest that it is waited for.
        limit: Duration,
    },
    /// We sent this.
    ClientLine {
        /// The line, or what stands for a secret.
        shown: Shown,
        /// Under TLS.
        encrypted: bool,
    },
    /// The server sent this.
    ServerLine {
        /// Safe to show.
        line: String,
        /// Under TLS.
        encrypted: bool,
    },
    /// What servers send from here on is left out of the transcript: it has become too much.
    LeftOut {
        /// After so many bytes.
        bytes: usize,
    },
    /// The server broke a rule.
    Violation(Violation),
    /// A reply came in time, but late.
    SlowReply {
        /// The command that it answers.
        to: &'static str,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// The reply with which the server opens.
    Greeting {
        /// The reply.
        reply: Reply,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// The reply to EHLO or HELO.
    Ehlo {
        /// Under TLS.
        encrypted: bool,
        /// Whether it was HELO that was answered.
        helo: bool,
        /// The reply.
        reply: Reply,
        /// What it offers; empty for HELO.
        extensions: Extensions,
        /// Time waited for it.
        elapsed: Duration,
    },
    /// The attempt at this server ended before it was complete.
    Failed(Failure),
    /// `--quit-after`, or something that stops the story without being a failure of the server.
    Stopped {
        /// Why.
        because: String,
    },
}

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

/// STARTTLS and the handshake.
#[derive(Debug, Clone)]
pub enum Tls {
    /// The server's EHLO reply was read: is STARTTLS in it?
    Offered(bool),
    /// STARTTLS was refused.
    Refused(Reply),
    /// Plain text had come in before the handshake could start (RFC 3207 section 4.2).
    Injected {
        /// How many bytes.
        bytes: usize,
    },
    /// A step of the handshake, as it happened.
    Step(Step),
    /// The handshake is complete.
    Established {
        /// Everything known.
        facts: Facts,
        /// How long STARTTLS took, where there was one.
        starttls_elapsed: Option<Duration>,
        /// How long the handshake took.
        elapsed: Duration,
    },
    /// The handshake failed.
    Failed {
        /// What was seen until then.
        facts: Facts,
        /// Why.
        error: HandshakeError,
    },
    /// The hello got no answer in TLS, and it is larger than a TCP segment: a second connection tries a smaller one, without the
    /// groups that withstand a quantum computer.
    TriesSmallerHello(LargeHello),
    /// The handshake failed, and a second connection with an older hello got this answer.
    WouldChoose {
        /// Version, cipher suite and certificates.
        facts: Facts,
    },
    /// `--scan-tls` begins.
    ScanBegins {
        /// The most connections it may make; none for as many as it takes.
        limit: Option<usize>,
    },
    /// It makes one connection more; for a person who waits.
    ScanGoesOn {
        /// The number of the connection, counted from 1.
        connection: usize,
    },
    /// What it found out.
    Scanned(Box<TlsScan>),
    /// How the certificates that it found compare with the TLSA records, in their order.
    LeavesCompared(Vec<Option<LeafDane>>),
    /// `--compare-sni`: a second connection asks without a server name.
    AsksWithoutServerName,
    /// What came of it.
    WithoutServerName(Box<WithoutServerName>),
    /// `--fetch-issuers`: a certificate that the server did not send is fetched.
    FetchesIssuer {
        /// From there.
        url: String,
    },
    /// What came of it.
    IssuersFetched(Box<IssuerSearch>),
    /// TLS failed after the handshake. In TLS 1.3 that is where a server says that it wants a client certificate.
    Broken {
        /// How.
        error: HandshakeError,
    },
}

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

/// MTA-STS (RFC 8461): what the domain asks of senders.
#[derive(Debug, Clone)]
pub enum MtaSts {
    /// Everything else is over, and its policy still has to come; for a person who waits.
    Awaited {
        /// The domain.
        domain: String,
    },
    /// What was found.
    Discovered(Box<Discovery>),
}
