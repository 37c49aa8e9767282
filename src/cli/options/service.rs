//! Ports by number or by the name of the service, as `/etc/services` and IANA have it (RFC 5321, RFC 6409, RFC 8314).

use crate::smtp::service::named;

/// The port that `text` is, unless it is none.
#[must_use]
pub fn port(text: &str) -> Option<u16> {
    match named(text) {
        Some(service) => Some(service.port),
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().ok().filter(|port| *port > 0)
        }
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_number_or_a_service_of_mail() {
        for (text, expected) in [
            ("25", Some(25)),
            ("smtp", Some(25)),
            ("SMTP", Some(25)),
            ("submission", Some(587)),
            ("submissions", Some(465)),
            ("smtps", Some(465)),
            ("65535", Some(65535)),
            ("0", None),
            ("65536", None),
            ("+25", None),
            ("", None),
            ("imap", None),
        ] {
            assert_eq!(port(text), expected, "{text}");
        }
    }
}
