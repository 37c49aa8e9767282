//! What a server does for a client that sends no server name: values only. Many senders on port 25 send none.
//! RFC 6066 section 3, RFC 7672 section 8.1.

use serde::Serialize;

use super::TlsVersion;

/// A second handshake, without a server name, beside the one that was made with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WithoutServerName {
    /// Whether the handshake was completed.
    pub complete: bool,
    /// Why it was not.
    pub error: Option<String>,
    /// The negotiated version.
    pub version: Option<TlsVersion>,
    /// SHA-256 of the server's own certificate in hexadecimal.
    pub leaf_sha256: Option<String>,
    /// What to call that certificate: its common name or first DNS name.
    pub leaf_name: Option<String>,
    /// Whether it is the one that is shown to those who send the name; null where one of the two did not come.
    pub same_certificate: Option<bool>,
    /// Whether it is for the name that is verified; null when there is none, or no certificate came.
    pub name_matches: Option<bool>,
    /// Why the server could not be asked: its own words, the network's, or what this program's TLS lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hindrance: Option<String>,
}
