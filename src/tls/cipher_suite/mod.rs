//! What the IANA name of a cipher suite says about it. The names themselves come from whoever negotiated the suite.
//! RFC 8446 section 1.2 (TLS 1.3 suites name no key exchange), RFC 9325 section 4.1, RFC 7465 (RC4).

pub mod registry;

use schemars::JsonSchema;
use serde::Serialize;

/// Whether the name is that of a TLS 1.3 suite, which names neither key exchange nor authentication.
#[must_use]
pub fn is_tls13(name: &str) -> bool {
    name.starts_with("TLS_") && !name.contains("_WITH_") && !name.ends_with("_SCSV")
}

/// Whether a recorded session stays secret when the server's key leaks later: an ephemeral key exchange.
/// RFC 9325 section 4.1 asks for it.
#[must_use]
pub fn has_forward_secrecy(name: &str) -> bool {
    let ephemeral = ["TLS_ECDHE_", "TLS_DHE_", "TLS_ECDH_anon_", "TLS_DH_anon_"];
    is_tls13(name) || ephemeral.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether the server does not prove who it is: no certificate at all.
#[must_use]
pub fn is_anonymous(name: &str) -> bool {
    name.contains("_anon_") || name.starts_with("TLS_NULL_")
}

/// Why the suite's encryption is not worth having, in words; `None` when nothing is known against it.
#[must_use]
pub fn weakness(name: &str) -> Option<&'static str> {
    const WEAK: [(&str, &str); 7] = [
        ("_WITH_NULL_", "it does not encrypt"),
        ("_EXPORT", "an export suite, breakable by anyone"),
        ("_RC4_", "RC4 is prohibited by RFC 7465"),
        ("_RC2_", "RC2 is broken"),
        ("_3DES_", "64-bit blocks of triple DES (Sweet32)"),
        ("_DES", "DES has 56-bit keys"),
        ("_IDEA_", "64-bit blocks of IDEA (Sweet32)"),
    ];
    WEAK.iter()
        .find(|(part, _)| name.contains(part))
        .map(|(_, why)| *why)
        .or_else(|| {
            name.ends_with("_MD5")
                .then_some("its integrity rests on MD5")
        })
}

/// Kinds of suites that are better not accepted. A suite may be of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeakClass {
    /// No encryption at all.
    Null,
    /// No certificate: anybody can be in the middle.
    Anonymous,
    /// Keys made weak by law: 40 bits, and DES with 56.
    Export,
    /// RC4 and RC2 (RFC 7465).
    Rc4,
    /// 64-bit blocks: triple DES, IDEA (Sweet32).
    TripleDes,
    /// The session's key is encrypted with the certificate's: no forward secrecy.
    RsaKeyExchange,
    /// Cipher block chaining with the MAC inside: Lucky 13 and its kin (RFC 9325 section 4.2.1).
    Cbc,
}

impl WeakClass {
    /// Worst first.
    pub const ALL: [Self; 7] = [
        Self::Null,
        Self::Anonymous,
        Self::Export,
        Self::Rc4,
        Self::TripleDes,
        Self::RsaKeyExchange,
        Self::Cbc,
    ];

    /// For people: `triple DES and other 64-bit blocks`.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Null => "no encryption",
            Self::Anonymous => "no certificate",
            Self::Export => "export and DES",
            Self::Rc4 => "RC4",
            Self::TripleDes => "triple DES",
            Self::RsaKeyExchange => "RSA key exchange",
            Self::Cbc => "CBC",
        }
    }

    /// Whether a suite of this name is of this kind.
    #[must_use]
    pub fn holds(self, name: &str) -> bool {
        let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        match self {
            Self::Null => has(&["_WITH_NULL_"]),
            Self::Anonymous => is_anonymous(name),
            Self::Export => has(&["_EXPORT", "_WITH_DES_"]),
            Self::Rc4 => has(&["_RC4_", "_RC2_"]),
            Self::TripleDes => has(&["_3DES_", "_IDEA_"]),
            Self::RsaKeyExchange => {
                !is_tls13(name) && !has_forward_secrecy(name) && !is_anonymous(name)
            }
            Self::Cbc => has(&["_CBC_"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suites_fall_into_the_classes_that_their_names_say() {
        let classes = |name: &str| -> Vec<WeakClass> {
            WeakClass::ALL
                .into_iter()
                .filter(|class| class.holds(name))
                .collect()
        };
        assert_eq!(classes("TLS_AES_128_GCM_SHA256"), []);
        assert_eq!(classes("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), []);
        assert_eq!(
            classes("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
            [WeakClass::Cbc]
        );
        assert_eq!(
            classes("TLS_RSA_WITH_AES_128_GCM_SHA256"),
            [WeakClass::RsaKeyExchange]
        );
        assert_eq!(
            classes("TLS_RSA_EXPORT_WITH_RC4_40_MD5"),
            [WeakClass::Export, WeakClass::Rc4, WeakClass::RsaKeyExchange]
        );
        assert_eq!(
            classes("TLS_DH_anon_WITH_3DES_EDE_CBC_SHA"),
            [WeakClass::Anonymous, WeakClass::TripleDes, WeakClass::Cbc]
        );
        assert_eq!(classes("TLS_ECDHE_RSA_WITH_NULL_SHA"), [WeakClass::Null]);
        assert_eq!(
            classes("TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256"),
            [WeakClass::RsaKeyExchange],
            "fixed Diffie-Hellman has no forward secrecy either"
        );
    }

    #[test]
    fn forward_secrecy_needs_an_ephemeral_key_exchange() {
        for name in [
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
        ] {
            assert!(has_forward_secrecy(name), "{name}");
        }
        for name in [
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA",
            "TLS_DH_RSA_WITH_AES_128_CBC_SHA",
            "TLS_PSK_WITH_AES_128_CBC_SHA",
            "TLS_FALLBACK_SCSV",
        ] {
            assert!(!has_forward_secrecy(name), "{name}");
        }
    }

    #[test]
    fn weak_suites_say_why() {
        for name in [
            "TLS_RSA_WITH_NULL_SHA",
            "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_DES_CBC_SHA",
            "TLS_RSA_WITH_RC4_128_MD5",
        ] {
            assert!(weakness(name).is_some(), "{name}");
        }
        assert_eq!(weakness("TLS_AES_128_GCM_SHA256"), None);
        assert_eq!(weakness("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"), None);
        assert_eq!(
            weakness("TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
            Some("64-bit blocks of triple DES (Sweet32)")
        );
    }

    #[test]
    fn anonymous_suites_are_told_apart() {
        assert!(is_anonymous("TLS_DH_anon_WITH_AES_128_CBC_SHA"));
        assert!(is_anonymous("TLS_NULL_WITH_NULL_NULL"));
        assert!(!is_anonymous("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
    }
}
