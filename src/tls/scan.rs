//! What a scan of a server's TLS found out: which versions, suites and groups it accepts, one hello at a time. Facts only; what
//! could not be asked is not "not offered".

use serde::Serialize;

use super::{
    Certificate, CipherSuite, Group, SignatureScheme, TlsVersion, Verification,
    cipher_suite::WeakClass, group::DhParameters,
};

/// The result of `--scan-tls`: what the server chose in its ServerHello. The handshakes were not completed.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TlsScan {
    /// How many connections it took.
    pub connections: usize,
    /// Whether every cipher suite that the server chooses was found.
    pub complete: bool,
    /// Versions, newest first.
    pub versions: Vec<ScannedVersion>,
    /// Cipher suites, newest version first, in the order in which the server revealed them.
    pub cipher_suites: Vec<ScannedSuite>,
    /// Kinds of suites that are better not accepted, worst first.
    pub weak_classes: Vec<ScannedClass>,
    /// Whether the server's order of suites counts rather than the client's; null where it could not be told.
    pub server_preference: Option<bool>,
    /// Groups of the key exchange, in the order in which the server revealed them: those of TLS 1.3, or of TLS 1.2 where there
    /// is no TLS 1.3.
    pub groups: Vec<Group>,
    /// Whether these are all.
    pub groups_complete: bool,
    /// The parameters of finite-field Diffie-Hellman up to TLS 1.2; null where it is not used or could not be asked.
    pub dh: Option<DhParameters>,
    /// Schemes with which it signed in TLS 1.2.
    pub signature_schemes: Vec<SignatureScheme>,
    /// What else its hellos say; null where it could not be told.
    pub features: Features,
    /// The server's own certificates, one for each kind of key; up to TLS 1.2, for TLS 1.3 encrypts them.
    pub leaf_certificates: Vec<Leaf>,
    /// Handshakes in which the server showed yet another certificate when enough were kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub leaf_certificates_left_out: usize,
    /// Why something could not be asked: the server's own words or the network's.
    pub hindrance: Option<String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What a server's hellos say besides. RFC 5746, 3749, 7627, 7507, 5077.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Features {
    /// It knows secure renegotiation.
    pub secure_renegotiation: Option<bool>,
    /// It compresses when asked to.
    pub compression: Option<bool>,
    /// It knows the extended master secret.
    pub extended_master_secret: Option<bool>,
    /// It refuses a client that falls back without need.
    pub fallback_scsv: Option<bool>,
    /// It promises session tickets.
    pub session_tickets: Option<bool>,
    /// It gives sessions an id to resume them by.
    pub session_ids: Option<bool>,
}

/// A version asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScannedVersion {
    /// Which.
    pub version: TlsVersion,
    /// What came of it.
    pub status: ScanStatus,
}

/// A kind of suites asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScannedClass {
    /// The kind.
    pub class: WeakClass,
    /// What came of it.
    pub status: ScanStatus,
    /// A suite of the kind that was chosen.
    pub example: Option<CipherSuite>,
}

/// Whether something is offered. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScanStatus {
    /// The server chose it.
    Offered,
    /// The server refused everything that it is part of.
    NotOffered,
    /// It could not be asked.
    NotTested,
}

/// A cipher suite that the server chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScannedSuite {
    /// The version.
    pub version: TlsVersion,
    /// The name in IANA's registry.
    pub name: CipherSuite,
    /// The name in OpenSSL's configuration, where it has one.
    pub openssl_name: Option<&'static str>,
    /// Its place in the order in which the server chose; null where it was found out of turn.
    pub position: Option<usize>,
}

/// One of the server's own certificates.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Leaf {
    /// The certificate.
    pub certificate: Certificate,
    /// How many certificates came with it, itself included.
    pub chain_length: usize,
    /// Path and name; the signature of the handshake is not looked at.
    pub verification: Verification,
    /// How it compares with the TLSA records; null where there are none that count.
    pub dane: Option<LeafDane>,
    /// The certificates in DER.
    #[serde(skip)]
    pub chain_der: Vec<Vec<u8>>,
}

/// How one of several certificates compares with the TLSA records. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeafDane {
    /// One of them is for it.
    Match,
    /// None is.
    Mismatch,
}

impl TlsScan {
    /// What came of asking for a version.
    #[must_use]
    pub fn version(&self, version: TlsVersion) -> ScanStatus {
        let found = self.versions.iter().find(|one| one.version == version);
        found.map_or(ScanStatus::NotTested, |version| version.status)
    }

    /// Whether not a single version could be asked for.
    #[must_use]
    pub fn nothing_tested(&self) -> bool {
        self.versions
            .iter()
            .all(|version| version.status == ScanStatus::NotTested)
    }

    /// What came of asking for a kind of suites.
    #[must_use]
    pub fn weak_class(&self, class: WeakClass) -> ScanStatus {
        let found = self.weak_classes.iter().find(|one| one.class == class);
        found.map_or(ScanStatus::NotTested, |one| one.status)
    }
}
