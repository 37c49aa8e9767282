//! The name that a server gives a message, taken from its reply to the final dot. RFC 5321 leaves the text free; the
//! forms here are those of servers in use.

use super::Reply;

/// What stands before the name, by server.
const MARKERS: &[&str] = &[
    "queued as ", // Postfix, Haraka, Halon, hMailServer
    "queued mail for delivery as ",
    "ok id=", // Exim
    "message accepted for delivery as ",
    "id=",
    "ok: queued as ",
    "message id ",
    "saved as ",
];

/// What stands behind it: `2.0.0 4bXyZ1 Message accepted for delivery` is Sendmail and OpenSMTPD.
const FOLLOWERS: &[&str] = &[
    " message accepted for delivery",
    " mail queued for delivery",
    " accepted message",
];

/// The name of the message in the server's log, where the reply has one in a known form.
#[must_use]
pub fn queue_id(reply: &Reply) -> Option<String> {
    let text = reply.text();
    let lower = text.to_ascii_lowercase();
    let after = MARKERS.iter().find_map(|marker| {
        let at = lower.find(marker)? + marker.len();
        word(&text[at..])
    });
    after
        .or_else(|| {
            FOLLOWERS.iter().find_map(|follower| {
                let before = &text[..lower.find(follower)?];
                word(before.split(' ').next_back()?)
            })
        })
        .or_else(|| gmail(&text))
}

/// `2.0.0 OK  1700000000 a1-20020a05.123 - gsmtp`: the part before the hyphen.
fn gmail(text: &str) -> Option<String> {
    let before = text.strip_suffix(" - gsmtp")?;
    word(before.split(' ').next_back()?)
}

/// A word that can be a name: letters, digits and little else, at least one digit or four characters.
fn word(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['<', '"', '(']);
    let end = text
        .find(|one: char| one.is_whitespace() || "<>\"(),;".contains(one))
        .unwrap_or(text.len());
    let word = text[..end].trim_end_matches('.');
    let plausible = word.len() >= 4 || word.bytes().any(|byte| byte.is_ascii_digit());
    let is_status_code = super::EnhancedStatusCode::parse(word).is_some();
    (plausible && !is_status_code && !word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::ReplyCode;

    fn of(text: &str) -> Option<String> {
        queue_id(&Reply::new(
            ReplyCode::new(250).unwrap(),
            vec![text.to_owned()],
        ))
    }

    #[test]
    fn the_replies_of_servers_in_use_are_understood() {
        for (text, expected) in [
            ("2.0.0 Ok: queued as 4XyZ0c2Qz1", "4XyZ0c2Qz1"),
            ("OK id=1tABcd-0000000XYZ-1a2b", "1tABcd-0000000XYZ-1a2b"),
            (
                "2.0.0 4AG5xyz1012345 Message accepted for delivery",
                "4AG5xyz1012345",
            ),
            ("2.0.0 3d2f1a9c Message accepted for delivery", "3d2f1a9c"),
            (
                "2.0.0 OK  1700000000 a1-20020a05600c.123 - gsmtp",
                "a1-20020a05600c.123",
            ),
            (
                "2.6.0 <abc@host.example> [InternalId=123, Hostname=X] Queued mail for delivery",
                "123",
            ),
            ("2.0.0: Message queued as <7A1B2C>", "7A1B2C"),
        ] {
            assert_eq!(of(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_reply_without_a_name_has_none() {
        for text in [
            "OK",
            "2.0.0 Ok",
            "2.0.0 Message accepted for delivery",
            "Thanks",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
