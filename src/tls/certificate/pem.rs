//! Certificates as text: RFC 7468 section 5, 64 characters a line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// One certificate in PEM, with a final line feed.
#[must_use]
pub fn pem(der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut text = String::with_capacity(encoded.len() + encoded.len() / 64 + 64);
    text.push_str("-----BEGIN CERTIFICATE-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END CERTIFICATE-----\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_sixty_four_characters() {
        let text = pem(&[0; 49]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "-----BEGIN CERTIFICATE-----");
        assert_eq!(lines[1], "A".repeat(64));
        assert_eq!(lines[2], "AA==");
        assert_eq!(lines[3], "-----END CERTIFICATE-----");
    }
}
