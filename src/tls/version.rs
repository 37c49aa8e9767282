//! Protocol versions, oldest first so that they compare.
//! RFC 8446 section 4.2.1 (code points), RFC 8996 (TLS 1.0 and 1.1 are deprecated), RFC 7568 (SSLv3 is).

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A version of SSL or TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum TlsVersion {
    /// SSL 2.0, prohibited by RFC 6176; it shares nothing with the others but the order of time.
    #[serde(rename = "SSLv2")]
    Ssl2,
    /// SSL 3.0, prohibited by RFC 7568.
    #[serde(rename = "SSLv3")]
    Ssl3,
    /// TLS 1.0, deprecated by RFC 8996.
    #[serde(rename = "TLSv1.0")]
    Tls10,
    /// TLS 1.1, deprecated by RFC 8996.
    #[serde(rename = "TLSv1.1")]
    Tls11,
    /// TLS 1.2, RFC 5246.
    #[serde(rename = "TLSv1.2")]
    Tls12,
    /// TLS 1.3, RFC 8446.
    #[serde(rename = "TLSv1.3")]
    Tls13,
}

/// Number, name and name in JSON, in the order of the versions.
struct Row(u16, &'static str, &'static str);

const VERSIONS: [Row; 6] = [
    Row(0x0002, "SSL 2.0", "SSLv2"),
    Row(0x0300, "SSL 3.0", "SSLv3"),
    Row(0x0301, "TLS 1.0", "TLSv1.0"),
    Row(0x0302, "TLS 1.1", "TLSv1.1"),
    Row(0x0303, "TLS 1.2", "TLSv1.2"),
    Row(0x0304, "TLS 1.3", "TLSv1.3"),
];

impl TlsVersion {
    /// Every version that has the hello of SSL 3.0 and later, oldest first.
    pub const ALL: [Self; 5] = [
        Self::Ssl3,
        Self::Tls10,
        Self::Tls11,
        Self::Tls12,
        Self::Tls13,
    ];

    /// The version with this code point on the wire of SSL 3.0 and later.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.code() == code)
    }

    /// The code point on the wire: 0x0303 is TLS 1.2.
    #[must_use]
    pub fn code(self) -> u16 {
        VERSIONS[self as usize].0
    }

    /// The name in machine-readable output: `TLSv1.3`.
    #[must_use]
    pub fn json_name(self) -> &'static str {
        VERSIONS[self as usize].2
    }

    /// Whether a standard says that it must not be used any more (RFC 7568, RFC 8996).
    #[must_use]
    pub fn is_deprecated(self) -> bool {
        self < Self::Tls12
    }
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(VERSIONS[*self as usize].1)
    }
}

/// A text that names no version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownVersion;

impl fmt::Display for UnknownVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a TLS version (use 1.2 or 1.3)")
    }
}

impl std::error::Error for UnknownVersion {}

impl FromStr for TlsVersion {
    type Err = UnknownVersion;

    /// Takes what people type: `1.2`, `tls1.2`, `TLSv1.2`, `TLS 1.2`, `tls1_2`, `tls12`.
    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        let lower = text.trim().to_ascii_lowercase().replace('_', ".");
        if matches!(lower.as_str(), "ssl3" | "sslv3" | "ssl3.0" | "ssl 3.0") {
            return Ok(Self::Ssl3);
        }
        let number = lower.strip_prefix("tls").unwrap_or(&lower).trim_start();
        match number.strip_prefix('v').unwrap_or(number) {
            "1" | "1.0" | "10" => Ok(Self::Tls10),
            "1.1" | "11" => Ok(Self::Tls11),
            "1.2" | "12" => Ok(Self::Tls12),
            "1.3" | "13" => Ok(Self::Tls13),
            _ => Err(UnknownVersion),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_people_type_them() {
        for text in [
            "1.2", "tls1.2", "TLSv1.2", "TLS 1.2", "tls1_2", "tlsv1_2", "tls12",
        ] {
            assert_eq!(text.parse(), Ok(TlsVersion::Tls12), "{text}");
        }
        for text in ["", "2", "1.4", "tls", "1.2.3", "ssl2"] {
            assert_eq!(text.parse::<TlsVersion>(), Err(UnknownVersion), "{text}");
        }
    }

    #[test]
    fn names_and_code_points_belong_together() {
        assert_eq!(TlsVersion::Tls13.to_string(), "TLS 1.3");
        assert_eq!(TlsVersion::Tls13.code(), 0x0304);
        for version in TlsVersion::ALL {
            assert_eq!(TlsVersion::from_code(version.code()), Some(version));
            assert_eq!(serde_json::json!(version), version.json_name());
        }
        assert_eq!(TlsVersion::from_code(0x0305), None);
        assert_eq!(TlsVersion::from_code(0x0002), None);
        assert_eq!(serde_json::json!(TlsVersion::Ssl2), "SSLv2");
    }

    #[test]
    fn everything_before_tls_1_2_is_deprecated() {
        let deprecated = TlsVersion::ALL.map(TlsVersion::is_deprecated);
        assert_eq!(deprecated, [true, true, true, false, false]);
    }
}
