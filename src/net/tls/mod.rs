//! TLS as a client, the only place that knows the TLS library: drives the handshake by hand so that each fact is
//! told as it becomes known, completes it even when the certificate does not verify, and judges path, name and
//! handshake signature separately. What it finds are the plain values of [`crate::tls`].
//! RFC 8446, 5246, 5280, 6960, 9525, 9266, 5929. Session resumption is left out: it would hide the certificate.

mod client_certificate;
mod config;
mod dane;
mod error;
mod handshake;
mod judgement;
mod key_log;
mod ocsp;
mod path;
mod provider;
mod public_key;
mod recorder;
mod roots;
mod scheme;
mod session_id;
mod shown;
mod signature;
mod storyboard;
mod stream;

use std::sync::Arc;

use jiff::Timestamp;

pub use crate::tls::{Facts, HandshakeError, Step};
pub use client_certificate::ClientCertificate;
pub use config::is_server_name;
pub use dane::{Shown, judge_dane};
pub use handshake::handshake;
pub use judgement::{certificate_is_for, judge_chain};
pub use key_log::KeyLogWriter;
pub use public_key::public_key_sha256;
pub use roots::Roots;
pub use shown::{mask, mask_certificate, masked_value};
pub use stream::TlsStream;

use crate::{smtp::Concealer, tls::TlsVersion};

/// What a handshake is to do.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// The name to send as server name indication (A-label form); `None` sends none.
    pub server_name: Option<String>,
    /// The DNS name (A-label form) or IP address that the certificate must be for; `None` when there is none to
    /// verify.
    pub verify_name: Option<String>,
    /// The oldest version to offer; versions before TLS 1.2 are never offered.
    pub minimum_version: TlsVersion,
    /// Whether the groups that withstand a quantum computer are offered. Their key share makes the hello larger than a TCP
    /// segment.
    pub post_quantum: bool,
    /// The certificate to give when the server asks for one.
    pub client_certificate: Option<ClientCertificate>,
    /// Where the session's secrets are written for a packet analyser.
    pub key_log: Option<Arc<KeyLogWriter>>,
    /// Whether each message is told as it crosses the wire ([`Step::Message`]).
    pub storyboard: bool,
    /// The trust roots.
    pub roots: Roots,
    /// The time at which certificates are judged.
    pub now: Timestamp,
    /// What is masked where a reason names what a certificate says.
    pub concealer: Arc<Concealer>,
}

/// A connection whose handshake is complete.
#[derive(Debug)]
pub struct Established<S> {
    /// The encrypted stream.
    pub stream: TlsStream<S>,
    /// What was negotiated and shown.
    pub facts: Facts,
}

/// A handshake that was not completed.
#[derive(Debug)]
pub struct Failed {
    /// What had become known until then.
    pub facts: Facts,
    /// Why it was not completed.
    pub error: HandshakeError,
}

#[cfg(test)]
mod tests;
