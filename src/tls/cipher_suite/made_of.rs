//! What a cipher suite is made of.

/// How the keys of a session are agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyExchange {
    /// Always ephemeral; the group is negotiated apart.
    Tls13,
    /// Ephemeral, on a curve.
    Ecdhe,
    /// Ephemeral, in a finite field.
    Dhe,
    /// On a curve with the key of the certificate.
    Ecdh,
    /// In a finite field with the key of the certificate.
    Dh,
    /// Encrypted with the key of the certificate.
    Rsa,
    /// Not at all.
    Null,
}

/// How the server proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// By whatever key its certificate has.
    Tls13,
    /// With an RSA key.
    Rsa,
    /// With a key on a curve.
    Ecdsa,
    /// With a DSS key.
    Dss,
    /// Not at all: no certificate.
    Anonymous,
}

/// What encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::missing_docs_in_private_items,
    reason = "their names are all there is to say"
)]
pub enum Cipher {
    Null,
    Rc4,
    Rc2,
    Des,
    TripleDes,
    Idea,
    Seed,
    Aes,
    Camellia,
    Aria,
    ChaCha20,
}

/// How a cipher is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As a stream, or not at all.
    Stream,
    /// Cipher block chaining.
    Cbc,
    /// With the authentication in one, GCM or Poly1305.
    Gcm,
    /// With the authentication in one, CCM.
    Ccm,
}

/// What else is to know of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// Its keys were made weak by law.
    Export,
    /// Its integrity rests on MD5.
    Md5,
}
