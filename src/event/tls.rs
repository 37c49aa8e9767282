//! STARTTLS and the handshake.

use std::time::Duration;

use crate::{
    smtp::Reply,
    tls::{
        Facts, HandshakeError, IssuerSearch, LargeHello, Step, WithoutServerName,
        scan::{LeafDane, TlsScan},
    },
};

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
