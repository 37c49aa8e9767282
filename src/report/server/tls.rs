//! Facts about STARTTLS and TLS.

use serde::Serialize;

use super::transcript::From;
use crate::{
    report::answer,
    smtp::Reply,
    tls::{
        Certificate, CipherSuite, FetchedIssuer, Group, HandshakeError, LargeHello, Ocsp,
        SignatureScheme, TlsVersion, Verification, WithoutServerName, group::DhParameters,
    },
};

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

fn is_zero(number: &usize) -> bool {
    *number == 0
}
