//! What is known about TLS without speaking it: versions, cipher suites, certificates, names and what a
//! verification came to. Pure: no socket, no TLS library. `net::tls` speaks the protocol and fills these in.
//! RFC 5280, 5246, 8446, 9525.

mod alert;
pub mod certificate;
pub mod cipher_suite;
pub mod client_hello;
pub(crate) mod der;
pub mod group;
pub mod handshake;
pub mod issuer;
pub mod lack;
pub mod names;
pub mod ocsp;
pub mod path;
mod presentation;
mod record;
pub mod scan;
pub mod server_flight;
pub mod server_name;
pub mod signature_scheme;
pub mod storyboard;
pub mod verification;
pub mod version;

pub use alert::Alert;
pub use certificate::{Certificate, PublicKey};
pub use cipher_suite::CipherSuite;
pub use group::Group;
pub use handshake::{Facts, HandshakeError, Incompatible, LargeHello, MOST_CERTIFICATES, Step};
pub use issuer::{FetchedIssuer, IssuerSearch};
pub use ocsp::Ocsp;
pub use server_name::WithoutServerName;
pub use signature_scheme::SignatureScheme;
pub use storyboard::Storyboard;
pub use verification::{
    HandshakeSignature, NameOrigin, Outcome, Reason, ReasonDetail, Verification,
};
pub use version::TlsVersion;
