//! What a handshake shows while it runs, what is known when it is over, and how it can fail: values only.
//! RFC 8446 section 4 (messages) and section 6 (alerts), RFC 5246 section 7.

use std::{fmt, time::Duration};

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::{
    Alert, Certificate, CipherSuite, Group, Ocsp, SignatureScheme, TlsVersion, Verification,
    group::DhParameters, storyboard::Message,
};

/// One thing that became known during a handshake, in the order of the protocol.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Our first message has been written.
    ClientHello {
        /// The versions offered, newest first.
        versions: Vec<TlsVersion>,
        /// The name sent as server name indication (RFC 6066 section 3); `None` when none was sent.
        server_name: Option<String>,
        /// Its size with the record header.
        bytes: usize,
    },
    /// The server chose.
    ServerHello {
        /// The version chosen.
        version: TlsVersion,
        /// The cipher suite.
        cipher_suite: CipherSuite,
        /// The group; `None` when the handshake failed before it was known.
        key_exchange_group: Option<Group>,
    },
    /// The server wants a certificate from us.
    ClientCertificateRequested {
        /// Whether there was one to give.
        given: bool,
    },
    /// The server's certificates as sent, its own first.
    Certificates(Vec<Certificate>),
    /// An OCSP response came along with the certificates.
    Stapled(Ocsp),
    /// Path, name and handshake signature were judged.
    Verified {
        /// What it came to.
        verification: Verification,
        /// Whole days until the server's certificate expires, where that could be read.
        days_left: Option<i64>,
    },
    /// The handshake is complete and our last flight has been written.
    Finished,
    /// A message crossed the wire; told only when asked for, and before the step that says what came of it.
    Message(Message),
}

/// The certificates of a chain that are kept. Servers send two to four; what is left of 64 KiB, the most that the library
/// takes in one message of a handshake (RFC 8446 section 4.4.2 would allow 16 MiB), is counted.
pub const MOST_CERTIFICATES: usize = 32;

/// What was negotiated and shown, as far as the handshake got.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Facts {
    /// The version the server chose.
    pub version: Option<TlsVersion>,
    /// The cipher suite.
    pub cipher_suite: Option<CipherSuite>,
    /// The group of the key exchange.
    pub key_exchange_group: Option<Group>,
    /// The parameters of an exchange over a finite field, where a hand-made hello saw them.
    pub dh: Option<DhParameters>,
    /// The scheme with which the server signed its part of the exchange in TLS 1.2, where a hand-made hello saw it.
    pub signature_scheme: Option<SignatureScheme>,
    /// Whether the key exchange is ephemeral.
    pub forward_secrecy: bool,
    /// The server name indication that was sent.
    pub server_name: Option<String>,
    /// The certificates the server sent, its own first.
    pub certificates: Vec<Certificate>,
    /// The certificates after the first [`MOST_CERTIFICATES`], which were not kept.
    pub certificates_dropped: usize,
    /// The same certificates in DER.
    #[serde(skip)]
    pub chain_der: Vec<Vec<u8>>,
    /// What the verification came to; `None` when no certificate was seen.
    pub verification: Option<Verification>,
    /// Whether the server asked for a client certificate.
    pub client_certificate_requested: bool,
    /// Whether one was given.
    pub client_certificate_given: bool,
    /// The size of our first message with its record header; 0 when it did not go out.
    #[serde(skip)]
    pub client_hello_bytes: usize,
    /// Whether the server first asked for another key share (HelloRetryRequest, one round trip more).
    pub hello_retry: bool,
    /// The stapled OCSP response; `None` when none was stapled.
    pub ocsp: Option<Box<Ocsp>>,
}

/// A ClientHello that is larger than a TCP segment and got no answer in TLS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LargeHello {
    /// Its size with the record header.
    pub bytes: usize,
    /// What came in place of an answer.
    pub error: HandshakeError,
}

/// How a handshake, or the TLS connection after it, failed. Displayed as a fragment that names who did what; that text is
/// its form in JSON too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandshakeError {
    /// The server sent a fatal alert.
    Alert(Alert),
    /// The server answered in the clear.
    PlaintextPeer {
        /// The first bytes it sent, made visible.
        first_bytes: String,
    },
    /// The server sent bytes that are neither TLS nor text.
    NotTls {
        /// The first bytes it sent, made visible.
        first_bytes: String,
    },
    /// The server closed the connection before the handshake was complete.
    ClosedByPeer,
    /// The connection was reset before the handshake was complete.
    Reset,
    /// No answer for so long.
    TimedOut(Duration),
    /// The network failed otherwise.
    Io(String),
    /// Server and client have nothing in common.
    Incompatible(Incompatible),
    /// The server broke the protocol, as the text says.
    Misbehaved(String),
    /// The server sent a handshake message that is larger than the 64 KiB kept here.
    TooLarge,
    /// The TLS library did not go on, for reasons of its own.
    Ours(String),
}

/// What server and client do not have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incompatible {
    /// The server's newest version is TLS 1.1.
    OnlyOldVersions,
    /// It answered in a version that nobody knows.
    UnknownVersion,
    /// It chose a version older than `--min-tls`.
    OlderThanMinimum,
    /// It chose a suite that was not offered.
    SuiteNotOffered,
    /// There is no group for the key exchange.
    NoGroup,
    /// There is no signature scheme.
    NoSignatureScheme,
    /// It signed its key exchange with a scheme that the TLS library does not have for the suite chosen.
    SignatureScheme,
    /// It presented no certificate.
    NoCertificate,
    /// Something else, in the library's words.
    Other(String),
}

impl fmt::Display for Incompatible {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OnlyOldVersions => "the server speaks nothing newer than TLS 1.1",
            Self::UnknownVersion => "the server answered in a version of TLS that is not known",
            Self::OlderThanMinimum => "the server chose a version older than the minimum asked for",
            Self::SuiteNotOffered => "the server chose a cipher suite that was not offered",
            Self::NoGroup => "no key exchange group in common",
            Self::NoSignatureScheme => "no signature scheme in common",
            Self::SignatureScheme => {
                "the server signed its key exchange with a scheme that this program's TLS does not have for the cipher suite"
            }
            Self::NoCertificate => "the server presented no certificate",
            Self::Other(what) => what,
        })
    }
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(alert) => {
                write!(formatter, "the server ended TLS with the alert \"{alert}\"")
            }
            Self::PlaintextPeer { first_bytes } => {
                write!(formatter, "the server answered without TLS: {first_bytes}")
            }
            Self::NotTls { first_bytes } => {
                write!(
                    formatter,
                    "the server answered with something that is not TLS: {first_bytes}"
                )
            }
            Self::ClosedByPeer => {
                formatter.write_str("the server closed the connection during the TLS handshake")
            }
            Self::Reset => formatter.write_str("the connection was reset during the TLS handshake"),
            Self::TimedOut(after) => {
                let seconds = (after.as_secs_f64() * 10.0).round() / 10.0;
                write!(formatter, "no answer to the handshake within {seconds} s")
            }
            Self::Io(what) => write!(formatter, "the connection failed during TLS: {what}"),
            Self::Incompatible(what) => write!(formatter, "no common ground for TLS: {what}"),
            Self::Misbehaved(what) => {
                write!(formatter, "the server broke the TLS protocol: {what}")
            }
            Self::TooLarge => formatter.write_str(
                "the server sent a handshake message larger than the 64 KiB that this program takes",
            ),
            Self::Ours(what) => write!(formatter, "this program's TLS does not go on: {what}"),
        }
    }
}

impl Serialize for HandshakeError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl JsonSchema for HandshakeError {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl std::error::Error for HandshakeError {}

impl HandshakeError {
    /// The failure of TLS inside the error of an encrypted stream; `None` when the network failed. In TLS 1.3 a server
    /// that demands a client certificate says so only there, at the first read.
    #[must_use]
    pub fn in_io_error(error: &std::io::Error) -> Option<&Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref())
    }

    /// Whether the server ended TLS because it demands a client certificate and got none or not the right one.
    /// RFC 8446 section 6.2 `certificate_required`; TLS 1.2 servers say `handshake_failure` for it, so there the
    /// request has to be looked at as well ([`Self::refuses_client`]).
    #[must_use]
    pub fn demands_client_certificate(&self) -> bool {
        *self == Self::Alert(Alert::CERTIFICATE_REQUIRED)
    }

    /// Whether the server ended TLS for want of a client certificate, given what the handshake had shown by then. TLS 1.2
    /// has no alert of its own for it, and what a server says before it closes may be lost to a reset (RFC 5246 section
    /// 7.4.6): one that asked for a certificate, got none and then ended the handshake is taken at its word.
    #[must_use]
    pub fn refuses_client(&self, facts: &Facts) -> bool {
        let ended = matches!(self, Self::Alert(_) | Self::ClosedByPeer | Self::Reset);
        self.demands_client_certificate() || facts.client_certificate_requested && ended
    }

    /// Whether the server answered in plain text.
    #[must_use]
    pub fn is_plain_text(&self) -> bool {
        matches!(self, Self::PlaintextPeer { .. })
    }

    /// Whether the connection ended without a word in TLS.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::ClosedByPeer | Self::Reset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_asked_for_a_certificate_and_hung_up_wanted_it() {
        let asked = Facts {
            client_certificate_requested: true,
            ..Facts::default()
        };
        let ends = [
            HandshakeError::Alert(Alert::HANDSHAKE_FAILURE),
            HandshakeError::Reset,
            HandshakeError::ClosedByPeer,
        ];
        for end in ends {
            assert!(end.refuses_client(&asked), "{end}");
            assert!(!end.refuses_client(&Facts::default()), "{end}");
        }
        let demand = HandshakeError::Alert(Alert::CERTIFICATE_REQUIRED);
        assert!(demand.refuses_client(&Facts::default()));
        assert!(!HandshakeError::TimedOut(Duration::from_secs(5)).refuses_client(&asked));
    }

    #[test]
    fn json_has_the_text() {
        let error = HandshakeError::Incompatible(Incompatible::OnlyOldVersions);
        let text = "no common ground for TLS: the server speaks nothing newer than TLS 1.1";
        assert_eq!(serde_json::json!(error), text);
        let late = HandshakeError::TimedOut(Duration::from_millis(500));
        assert_eq!(late.to_string(), "no answer to the handshake within 0.5 s");
    }
}
