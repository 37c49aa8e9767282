//! Whose message it is: the domain of the From header field, which DMARC is about (RFC 5322 section 3.6.2, RFC 9989 section 3.2.4).

use super::{header_length, lines, without_line_end};
use crate::smtp::Mailbox;

/// The domain of the message's one author; none where there is no such field or several authors, or where it cannot be read.
#[must_use]
pub fn author_domain(message: &[u8]) -> Option<String> {
    let header = &message[..header_length(message)];
    let mut fields = fields(header, "from");
    let field = fields.next().filter(|_| fields.next().is_none())?;
    let text = without_comments(&field);
    let address = match text.rsplit_once('<') {
        Some((_, behind)) => behind.split_once('>')?.0,
        None => &text,
    };
    let is_one = |text: &str| text.matches('@').count() == 1 && text.matches('<').count() < 2;
    let mailbox = Mailbox::parse(address.trim())
        .ok()
        .filter(|_| is_one(&text))?;
    Some(mailbox.domain().to_ascii_lowercase())
}

/// The contents of the fields of this name, unfolded.
fn fields<'a>(header: &'a [u8], name: &'a str) -> impl Iterator<Item = String> + 'a {
    let mut unfolded: Vec<String> = Vec::new();
    for line in lines(header).map(without_line_end) {
        let line = String::from_utf8_lossy(line);
        match unfolded.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(&line),
            _ => unfolded.push(line.into_owned()),
        }
    }
    let of_name = move |field: String| {
        let (of, content) = field.split_once(':')?;
        of.trim_end()
            .eq_ignore_ascii_case(name)
            .then(|| content.to_owned())
    };
    unfolded.into_iter().filter_map(of_name)
}

/// Leaves out comments and what stands in quotation marks before an address: neither has one (RFC 5322 sections 3.2.2, 3.2.4).
fn without_comments(field: &str) -> String {
    let mut kept = String::new();
    let (mut depth, mut quoted) = (0_usize, false);
    let mut characters = field.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if depth > 0 || quoted => {
                characters.next();
            }
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 && !quoted => kept.push(character),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_of_the_one_author() {
        for (field, domain) in [
            ("From: ann@example.com", Some("example.com")),
            ("From: Ann <ann@Example.COM>", Some("example.com")),
            (
                "from:\r\n \"Ann <x@other.example>, B.\" <ann@example.com>",
                Some("example.com"),
            ),
            (
                "From : ann@example.com (Ann at b@other.example)",
                Some("example.com"),
            ),
            ("From: a@example.com, b@example.net", None),
            ("From: A <a@example.com>, B <b@example.net>", None),
            ("From: ann@example.com\r\nFrom: eve@example.net", None),
            ("From: undisclosed", None),
            ("X-From: ann@example.com", None),
            ("Subject: hi\r\n\r\nFrom: ann@example.com", None),
        ] {
            let message = format!("Received: by x\r\n{field}\r\nSubject: hi\r\n\r\nbody\r\n");
            assert_eq!(
                author_domain(message.as_bytes()).as_deref(),
                domain,
                "{field}"
            );
        }
    }
}
