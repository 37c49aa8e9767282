//! What the IANA name of a cipher suite says about it. The names themselves come from whoever negotiated the suite.
//! RFC 8446 section 1.2 (TLS 1.3 suites name no key exchange), RFC 9325 section 4.1, RFC 7465 (RC4).

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

#[cfg(test)]
mod tests {
    use super::*;

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
