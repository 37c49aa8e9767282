//! A server at its worst: it refuses a login and repeats what it was told, as it came and decoded, in hexadecimal and
//! percent-encoded. What shows up of it in any output is a leak.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};

/// The refusal, several lines of it: everything that the client said in the dialogue, in every form.
pub(super) fn reply(lines: &[String]) -> Vec<u8> {
    let mut reply = Vec::new();
    for form in lines.iter().flat_map(|line| forms(line)) {
        reply.extend_from_slice(b"535-5.7.8 ");
        reply.extend(
            form.into_iter()
                .filter(|byte| !matches!(byte, b'\r' | b'\n')),
        );
        reply.extend_from_slice(b"\r\n");
    }
    reply.extend_from_slice(b"535 5.7.8 this is what you said\r\n");
    reply
}

fn forms(line: &str) -> Vec<Vec<u8>> {
    let word = line.rsplit(' ').next().unwrap_or_default();
    let decoded = STANDARD.decode(word).unwrap_or_default();
    vec![
        word.as_bytes().to_vec(),
        hexadecimal(&decoded, "").to_ascii_lowercase().into_bytes(),
        hexadecimal(&decoded, "").into_bytes(),
        hexadecimal(&decoded, "%").into_bytes(),
        percent_encoded(&decoded).into_bytes(),
        STANDARD
            .encode([b"you said: ", &*decoded].concat())
            .into_bytes(),
        decoded,
    ]
}

fn hexadecimal(bytes: &[u8], before: &str) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{before}{byte:02X}");
        text
    })
}

/// All but the unreserved characters of RFC 3986 section 2.3.
fn percent_encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            write!(text, "{}", char::from(*byte))
        } else {
            write!(text, "%{byte:02X}")
        };
        text
    })
}
