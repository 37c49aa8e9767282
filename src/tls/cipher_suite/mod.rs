//! Cipher suites as values: the number that crosses the wire, and what its row in the registry says about it.
//! RFC 8446 section 1.2 (TLS 1.3 suites name no key exchange), RFC 9325 section 4.1, RFC 7465 (RC4).

mod made_of;
pub mod registry;

use std::fmt;

#[cfg(test)]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

pub use made_of::{Authentication, Cipher, Flag, KeyExchange, Mode};
use registry::Row;

/// A cipher suite. Displayed, and in JSON, by its IANA name; by its number where the registry here has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CipherSuite(pub u16);

impl CipherSuite {
    /// TLS_AES_128_GCM_SHA256.
    pub const AES_128_GCM_SHA256: Self = Self(0x1301);
    /// TLS_AES_256_GCM_SHA384.
    pub const AES_256_GCM_SHA384: Self = Self(0x1302);
    /// TLS_CHACHA20_POLY1305_SHA256.
    pub const CHACHA20_POLY1305_SHA256: Self = Self(0x1303);

    /// What the registry says; `None` for a number that is not in it.
    #[must_use]
    pub fn row(self) -> Option<&'static Row> {
        registry::by_code(self.0)
    }

    /// The suite with this IANA name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let row = registry::all().find(|row| row.name == name);
        row.map(|row| Self(row.code))
    }

    /// Whether it belongs to TLS 1.3.
    #[must_use]
    pub fn is_tls13(self) -> bool {
        self.exchanges_by(&[KeyExchange::Tls13])
    }

    /// Whether a recorded session stays secret when the server's key leaks later: an ephemeral key exchange.
    /// RFC 9325 section 4.1 asks for it.
    #[must_use]
    pub fn has_forward_secrecy(self) -> bool {
        self.exchanges_by(&[KeyExchange::Tls13, KeyExchange::Ecdhe, KeyExchange::Dhe])
    }

    /// Whether the keys are agreed on in one of these ways.
    #[must_use]
    pub fn exchanges_by(self, ways: &[KeyExchange]) -> bool {
        self.row()
            .is_some_and(|row| ways.contains(&row.key_exchange))
    }

    /// Whether the server proves who it is in this way.
    #[must_use]
    pub fn authenticates_by(self, way: Authentication) -> bool {
        self.row().is_some_and(|row| row.authentication == way)
    }

    /// Whether the server does not prove who it is: no certificate at all.
    #[must_use]
    pub fn is_anonymous(self) -> bool {
        self.authenticates_by(Authentication::Anonymous)
    }

    /// Why the suite's encryption is not worth having, in words; `None` when nothing is known against it.
    #[must_use]
    pub fn weakness(self) -> Option<&'static str> {
        let row = self.row()?;
        Some(match row.cipher {
            Cipher::Null => "it does not encrypt",
            _ if row.flags.contains(&Flag::Export) => "an export suite, breakable by anyone",
            Cipher::Rc4 => "RC4 is prohibited by RFC 7465",
            Cipher::Rc2 => "RC2 is broken",
            Cipher::TripleDes => "64-bit blocks of triple DES (Sweet32)",
            Cipher::Des => "DES has 56-bit keys",
            Cipher::Idea => "64-bit blocks of IDEA (Sweet32)",
            _ if row.flags.contains(&Flag::Md5) => "its integrity rests on MD5",
            _ => return None,
        })
    }
}

impl fmt::Display for CipherSuite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => formatter.write_str(row.name),
            None => write!(formatter, "0x{:04X}", self.0),
        }
    }
}

impl Serialize for CipherSuite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
impl JsonSchema for CipherSuite {
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

/// Kinds of suites that are better not accepted. A suite may be of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
            Self::Anonymous => "anonymous suites",
            Self::Export => "export and DES",
            Self::Rc4 => "RC4",
            Self::TripleDes => "triple DES",
            Self::RsaKeyExchange => "RSA key exchange",
            Self::Cbc => "CBC",
        }
    }

    /// Whether a suite is of this kind.
    #[must_use]
    pub fn holds(self, suite: CipherSuite) -> bool {
        let Some(row) = suite.row() else {
            return false;
        };
        let export = row.flags.contains(&Flag::Export);
        match self {
            Self::Null => row.cipher == Cipher::Null,
            Self::Anonymous => suite.is_anonymous(),
            Self::Export => export || row.cipher == Cipher::Des,
            Self::Rc4 => matches!(row.cipher, Cipher::Rc4 | Cipher::Rc2),
            Self::TripleDes => matches!(row.cipher, Cipher::TripleDes | Cipher::Idea),
            Self::RsaKeyExchange => !suite.has_forward_secrecy() && !suite.is_anonymous(),
            Self::Cbc => row.mode == Mode::Cbc,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite(name: &str) -> CipherSuite {
        CipherSuite::named(name).expect(name)
    }

    #[test]
    fn suites_fall_into_their_classes() {
        let classes = |name: &str| -> Vec<WeakClass> {
            WeakClass::ALL
                .into_iter()
                .filter(|class| class.holds(suite(name)))
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
            assert!(suite(name).has_forward_secrecy(), "{name}");
        }
        for name in [
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA",
            "TLS_DH_RSA_WITH_AES_128_CBC_SHA",
        ] {
            assert!(!suite(name).has_forward_secrecy(), "{name}");
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
            assert!(suite(name).weakness().is_some(), "{name}");
        }
        assert_eq!(suite("TLS_AES_128_GCM_SHA256").weakness(), None);
        assert_eq!(suite("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA").weakness(), None);
        assert_eq!(
            suite("TLS_RSA_WITH_3DES_EDE_CBC_SHA").weakness(),
            Some("64-bit blocks of triple DES (Sweet32)")
        );
    }

    #[test]
    fn anonymous_suites_are_told_apart() {
        assert!(suite("TLS_DH_anon_WITH_AES_128_CBC_SHA").is_anonymous());
        assert!(suite("TLS_NULL_WITH_NULL_NULL").is_anonymous());
        assert!(!suite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256").is_anonymous());
    }

    #[test]
    fn a_suite_that_is_not_known_has_its_number() {
        assert_eq!(
            CipherSuite(0x000A).to_string(),
            "TLS_RSA_WITH_3DES_EDE_CBC_SHA"
        );
        let openssl_name = CipherSuite(0x000A).row().and_then(|row| row.openssl_name);
        assert_eq!(openssl_name, Some("DES-CBC3-SHA"));
        assert_eq!(CipherSuite(0xFFFE).to_string(), "0xFFFE");
        assert_eq!(
            serde_json::json!(CipherSuite(0x1301)),
            "TLS_AES_128_GCM_SHA256"
        );
    }
}
