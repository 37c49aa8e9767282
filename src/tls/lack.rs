//! What a server chose out of a wider hello than this program's TLS library makes, and what that library lacks for it. The
//! yardstick for what others speak is OpenSSL 3 as it comes, which Postfix and Exim speak TLS with. RFC 8446 section 4.1.1,
//! RFC 5246 section 7.4.

use std::fmt;

use jiff::Timestamp;

use super::{
    Certificate, CipherSuite, Group, HandshakeError, PublicKey, SignatureScheme, TlsVersion,
    cipher_suite::{Authentication, Cipher, KeyExchange, Mode},
    client_hello::breadth,
    group::DhParameters,
    server_flight::Choice,
};

/// What a server chose. Displayed as `TLS 1.2, TLS_RSA_WITH_AES_128_GCM_SHA256 with the key RSA 2048`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The version.
    pub version: TlsVersion,
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The group of an exchange over curves; in TLS 1.3 of any.
    pub group: Option<Group>,
    /// The parameters of an exchange over a finite field, up to TLS 1.2.
    pub dh: Option<DhParameters>,
    /// The scheme with which it signed its part of the exchange, in TLS 1.2.
    pub signature_scheme: Option<SignatureScheme>,
    /// The key of its certificate, which TLS 1.3 encrypts.
    pub key: Option<PublicKey>,
}

/// What the TLS library lacks for a server's choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// It does not encrypt a session's key with that of the certificate.
    RsaKeyExchange,
    /// It does not exchange keys over finite fields in TLS 1.2.
    FiniteField,
    /// It does not have the group.
    Group(Group),
    /// It cannot check what is signed with such a key, in this version of TLS.
    CertificateKey(String),
    /// It does not have the scheme with which the server signs its key exchange.
    SignatureScheme(SignatureScheme),
    /// It does not have the suite's cipher.
    Cipher(CipherSuite),
    /// It does not keep so large a message.
    Size,
    /// It did not go on, as it says.
    Other(String),
}

impl Chosen {
    /// Out of a server's first flight.
    #[must_use]
    pub fn of(choice: &Choice, now: Timestamp) -> Self {
        let leaf = choice.certificates.first();
        Self {
            version: choice.version,
            cipher_suite: choice.cipher_suite,
            group: choice.group,
            dh: choice.dh.clone(),
            signature_scheme: choice.signature_scheme.map(SignatureScheme),
            key: leaf.map(|der| Certificate::from_der(der, now).public_key),
        }
    }

    /// What we lack, where clients with OpenSSL come to an encrypted connection that we do not come to.
    #[must_use]
    pub fn beyond(&self) -> Option<Lack> {
        self.lack().filter(|_| self.openssl_speaks())
    }

    /// The same in words.
    #[must_use]
    pub fn in_words(&self, lack: &Lack) -> String {
        format!(
            "asked with a hello of {}, the server chooses {self}; clients with OpenSSL, such as Postfix and Exim, speak that, but \
             this program {}",
            breadth(self.version),
            lack.in_words()
        )
    }

    /// What we lack for it; `None` where nothing is known to be lacking.
    #[must_use]
    pub fn lack(&self) -> Option<Lack> {
        let row = self.cipher_suite.row()?;
        let key = self.key.as_ref();
        let unknown_key = key.filter(|key| !OUR_KEYS.contains(&key.algorithm.as_str()));
        let unknown_group = self.group.filter(|group| !OUR_GROUPS.contains(group));
        let scheme = self.signature_scheme;
        let unknown_scheme = scheme.filter(|scheme| !OUR_SCHEMES.contains(&scheme.0));
        match row.key_exchange {
            KeyExchange::Rsa => return Some(Lack::RsaKeyExchange),
            KeyExchange::Dhe => return Some(Lack::FiniteField),
            _ => {}
        }
        let of_parts = unknown_group
            .map(Lack::Group)
            .or_else(|| unknown_key.map(|key| Lack::CertificateKey(key.to_string())))
            .or_else(|| unknown_scheme.map(Lack::SignatureScheme));
        of_parts.or_else(|| (!self.has_our_cipher()).then_some(Lack::Cipher(self.cipher_suite)))
    }

    fn has_our_cipher(&self) -> bool {
        let ours = [
            CipherSuite::AES_128_GCM_SHA256,
            CipherSuite::AES_256_GCM_SHA384,
            CipherSuite::CHACHA20_POLY1305_SHA256,
        ];
        match (self.version, self.cipher_suite.row()) {
            (TlsVersion::Tls13, _) => ours.contains(&self.cipher_suite),
            (_, Some(row)) => {
                matches!(row.cipher, Cipher::Aes | Cipher::ChaCha20) && row.mode == Mode::Gcm
            }
            (_, None) => false,
        }
    }

    /// Whether OpenSSL 3 as it comes offers what the server chose. What is older than TLS 1.2 depends on the sender.
    #[must_use]
    pub fn openssl_speaks(&self) -> bool {
        let Some(row) = self.cipher_suite.row() else {
            return false;
        };
        let cipher = match self.version {
            TlsVersion::Tls13 => row.mode == Mode::Gcm,
            TlsVersion::Tls12 => {
                let known = [
                    Cipher::Aes,
                    Cipher::ChaCha20,
                    Cipher::Camellia,
                    Cipher::Aria,
                ];
                known.contains(&row.cipher) && row.openssl_name.is_some()
            }
            _ => false,
        };
        let exchange = match row.key_exchange {
            KeyExchange::Rsa => true,
            KeyExchange::Dhe => self
                .dh
                .as_ref()
                .is_some_and(|dh| dh.bits >= OPENSSL_DH_BITS),
            KeyExchange::Tls13 | KeyExchange::Ecdhe => self
                .group
                .is_some_and(|group| OPENSSL_GROUPS.contains(&group.0)),
            KeyExchange::Ecdh | KeyExchange::Dh | KeyExchange::Null => false,
        };
        let authentication = matches!(
            row.authentication,
            Authentication::Tls13 | Authentication::Rsa | Authentication::Ecdsa
        );
        cipher && exchange && authentication && self.signature_is_usual()
    }

    /// Keys and schemes that OpenSSL's default list of signature schemes is for; MD5 and SHA-1 are below the security level that
    /// distributions set.
    fn signature_is_usual(&self) -> bool {
        const USUAL: [&str; 7] = [
            "RSA", "RSA-PSS", "EC P-256", "EC P-384", "EC P-521", "Ed25519", "Ed448",
        ];
        let key = self.key.as_ref();
        let by_key =
            key.is_none_or(|key| USUAL.contains(&key.algorithm.as_str()) && !key.is_weak());
        let by_scheme = self
            .signature_scheme
            .is_none_or(|scheme| !matches!(scheme.0 >> 8, 1 | 2));
        by_key && by_scheme
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, {}", self.version, self.cipher_suite)?;
        if let Some(group) = self.group {
            write!(formatter, ", {group}")?;
        }
        match &self.key {
            Some(key) => write!(formatter, " with the key {key}"),
            None => Ok(()),
        }
    }
}

impl Lack {
    /// What ended a handshake on our side alone.
    #[must_use]
    pub fn of_error(error: &HandshakeError) -> Option<Self> {
        match error {
            HandshakeError::TooLarge => Some(Self::Size),
            HandshakeError::Ours(why) => Some(Self::Other(why.clone())),
            _ => None,
        }
    }

    /// What this program does not do: reads after "this program".
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::RsaKeyExchange => "does not have RSA key exchange".to_owned(),
            Self::FiniteField => "does not have finite-field Diffie-Hellman in TLS 1.2".to_owned(),
            Self::Group(group) => format!("does not have the group {group}"),
            Self::CertificateKey(key) => {
                format!("cannot check a certificate with a key of {key} in that version of TLS")
            }
            Self::SignatureScheme(scheme) => {
                format!("does not have the signature scheme {}", scheme.in_tls12())
            }
            Self::Cipher(suite) => format!("does not have the cipher of {suite}"),
            Self::Size => "takes no handshake message above 64 KiB".to_owned(),
            Self::Other(why) => format!("does not go on: {why}"),
        }
    }
}

/// Keys whose signatures the TLS library takes in TLS 1.2; in TLS 1.3 no certificate is seen.
const OUR_KEYS: [&str; 4] = ["RSA", "EC P-256", "EC P-384", "Ed25519"];
/// Signature schemes that the TLS library has in TLS 1.2: with RSA and ECDSA, as PKCS #1 and PSS, and Ed25519.
const OUR_SCHEMES: [u16; 12] = [
    0x0201, 0x0203, 0x0401, 0x0403, 0x0501, 0x0503, 0x0601, 0x0603, 0x0804, 0x0805, 0x0806, 0x0807,
];
/// Groups of the TLS library.
const OUR_GROUPS: [Group; 4] = [Group(0x11EC), Group(29), Group(23), Group(24)];
/// Groups that OpenSSL 3 offers unless told otherwise, those of finite fields in TLS 1.3 only.
const OPENSSL_GROUPS: [u16; 10] = [29, 23, 30, 24, 25, 256, 257, 258, 259, 260];
/// The smallest prime that OpenSSL 3 takes at the security level that distributions set.
const OPENSSL_DH_BITS: usize = 2048;
