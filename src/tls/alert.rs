//! Alerts: IANA's registry "TLS Alerts", by number, with their names in words. RFC 8446 section 6, RFC 5246 section 7.2,
//! RFC 6066 section 9, RFC 7301 section 3.2, RFC 7507 section 2, RFC 9849 section 6.1.4.

use std::fmt;

/// The description of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alert(pub u8);

const NAMES: &[(u8, &str)] = &[
    (0, "close notify"),
    (10, "unexpected message"),
    (20, "bad record MAC"),
    (21, "decryption failed"),
    (22, "record overflow"),
    (30, "decompression failure"),
    (40, "handshake failure"),
    (41, "no certificate"),
    (42, "bad certificate"),
    (43, "unsupported certificate"),
    (44, "certificate revoked"),
    (45, "certificate expired"),
    (46, "certificate unknown"),
    (47, "illegal parameter"),
    (48, "unknown CA"),
    (49, "access denied"),
    (50, "decode error"),
    (51, "decrypt error"),
    (60, "export restriction"),
    (70, "protocol version"),
    (71, "insufficient security"),
    (80, "internal error"),
    (86, "inappropriate fallback"),
    (90, "user canceled"),
    (100, "no renegotiation"),
    (109, "missing extension"),
    (110, "unsupported extension"),
    (111, "certificate unobtainable"),
    (112, "unrecognized name"),
    (113, "bad certificate status response"),
    (114, "bad certificate hash value"),
    (115, "unknown PSK identity"),
    (116, "certificate required"),
    (120, "no application protocol"),
    (121, "encrypted client hello required"),
];

impl Alert {
    /// What came is not what has to come (RFC 8446 section 6.2).
    pub const UNEXPECTED_MESSAGE: Self = Self(10);
    /// What came cannot be read.
    pub const DECODE_ERROR: Self = Self(50);
    /// Nothing in common, or, up to TLS 1.2, a client certificate that was not given.
    pub const HANDSHAKE_FAILURE: Self = Self(40);
    /// A value that does not fit with others.
    pub const ILLEGAL_PARAMETER: Self = Self(47);
    /// None of the versions offered.
    pub const PROTOCOL_VERSION: Self = Self(70);
    /// Nothing that was offered is safe enough for the server.
    pub const INSUFFICIENT_SECURITY: Self = Self(71);
    /// The client falls back without need (RFC 7507).
    pub const INAPPROPRIATE_FALLBACK: Self = Self(86);
    /// An extension that the version needs is not there.
    pub const MISSING_EXTENSION: Self = Self(109);
    /// No certificate for the server name sent (RFC 6066 section 3).
    pub const UNRECOGNIZED_NAME: Self = Self(112);
    /// A client certificate was asked for and not given (TLS 1.3).
    pub const CERTIFICATE_REQUIRED: Self = Self(116);
}

impl fmt::Display for Alert {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(number, _)| *number == self.0) {
            Some((_, name)) => formatter.write_str(name),
            None => write!(formatter, "number {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_named_in_words() {
        assert_eq!(Alert::HANDSHAKE_FAILURE.to_string(), "handshake failure");
        assert_eq!(Alert::PROTOCOL_VERSION.to_string(), "protocol version");
        assert_eq!(
            Alert::CERTIFICATE_REQUIRED.to_string(),
            "certificate required"
        );
        assert_eq!(Alert(48).to_string(), "unknown CA");
        assert_eq!(Alert(200).to_string(), "number 200");
    }

    #[test]
    fn the_table_is_in_order_and_names_nothing_twice() {
        assert!(NAMES.is_sorted_by(|(one, _), (next, _)| one < next));
    }
}
