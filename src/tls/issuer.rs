//! What came of fetching certificates of issuers that the server should have sent: values only. RFC 5280 section 4.2.2.1.

use serde::Serialize;

/// The search for the missing certificates, and what the path comes to with them. It changes nothing about what the
/// connection proved: another client may find nothing there, or not look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssuerSearch {
    /// One for each address asked, from the server's certificate upwards.
    pub fetched: Vec<FetchedIssuer>,
    /// Whether a path leads to a trust root with them; `None` when none could be had.
    pub trusted: Option<bool>,
    /// Why it does not, or why nothing was fetched.
    pub detail: Option<String>,
}

/// An issuer's certificate, fetched from where the certificate below it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FetchedIssuer {
    /// Where it was looked for.
    pub url: String,
    /// Its subject as RFC 4514 writes it; null when it could not be had.
    pub subject: Option<String>,
    /// Its SHA-256 in hexadecimal; null when it could not be had.
    pub sha256: Option<String>,
    /// Why it could not.
    pub error: Option<String>,
}
