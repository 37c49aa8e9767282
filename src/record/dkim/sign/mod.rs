//! Signs a message: RFC 6376 section 5. The fields are those that section 5.4.1 recommends, each once more than it
//! is there, so that none can be added (section 8.15).

mod key;

pub use key::{KeyError, SigningKey};

use ::base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    canonical::Canonical,
    message::{Field, Message},
    signature::Signature,
    verify::{FIELD, hash, written},
};

/// Who signs, and how the message is written before hashing.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'s> {
    /// `d`.
    pub domain: &'s str,
    /// `s`.
    pub selector: &'s str,
    /// Of the header.
    pub header: Canonical,
    /// Of the body.
    pub body: Canonical,
}

impl<'s> Signer<'s> {
    /// With both parts relaxed, which outlives most ways.
    #[must_use]
    pub const fn relaxed(domain: &'s str, selector: &'s str) -> Self {
        let (header, body) = (Canonical::Relaxed, Canonical::Relaxed);
        Self {
            domain,
            selector,
            header,
            body,
        }
    }
}

/// What is signed once more than it is there, so that none can be added: also where it is not there at all.
const ALWAYS: &[&str] = &["From", "Reply-To", "Subject", "To", "Cc"];

/// The same where it is there. The rest changes on the way, or says nothing.
const WHERE_THERE: &[&str] = &[
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// The most fields of one name that are signed.
const MOST_OF_A_NAME: usize = 8;

/// The longest line of the field.
const LONGEST_LINE: usize = 76;

/// The field `DKIM-Signature` with its line end, to be put before the message; `now` in seconds since 1970. `None` where the
/// library does not sign.
#[must_use]
pub fn sign(
    message: &Message<'_>,
    key: &SigningKey,
    signer: &Signer<'_>,
    now: u64,
) -> Option<String> {
    sign_with(message, key, signer, now, "")
}

/// The same with tags more.
pub(super) fn sign_with(
    message: &Message<'_>,
    key: &SigningKey,
    signer: &Signer<'_>,
    now: u64,
    more: &str,
) -> Option<String> {
    let mut field = unsigned(message, key, signer, now, more);
    let text = to_sign(message, signer, &field)?;
    let value = STANDARD.encode(key.sign(&text)?);
    let mut rest = value.as_str();
    while !rest.is_empty() {
        let room = LONGEST_LINE.saturating_sub(last_line(&field));
        let (piece, after) = rest.split_at(room.clamp(1, rest.len()));
        field.push_str(piece);
        rest = after;
        if !rest.is_empty() {
            field.push_str("\r\n ");
        }
    }
    field.push_str("\r\n");
    Some(field)
}

/// The field up to `b=`.
fn unsigned(
    message: &Message<'_>,
    key: &SigningKey,
    signer: &Signer<'_>,
    now: u64,
    more: &str,
) -> String {
    let algorithm = key.algorithm();
    let limit = Signature::parse(more).length;
    let hashed = hash(algorithm, signer.body, message.body, limit).hash;
    let mut field = format!("{FIELD}: v=1; a={};", algorithm.word());
    let canonical = format!("c={}/{};", signer.header.word(), signer.body.word());
    let domain = format!("d={};", signer.domain);
    let selector = format!("s={};", signer.selector);
    for tag in [canonical, domain, selector, format!("t={now};")] {
        fold(&mut field, &tag);
    }
    if !more.is_empty() {
        fold(&mut field, more);
    }
    fold(&mut field, "h=");
    let headers = signed_headers(message);
    for (number, name) in headers.iter().enumerate() {
        let end = if number + 1 == headers.len() {
            ';'
        } else {
            ':'
        };
        add(
            &mut field,
            &format!("{name}{end}"),
            if number == 0 { "" } else { " " },
        );
    }
    fold(&mut field, &format!("bh={};", STANDARD.encode(hashed)));
    fold(&mut field, "b=");
    field
}

fn to_sign(message: &Message<'_>, signer: &Signer<'_>, field: &str) -> Option<Vec<u8>> {
    let own = Field::parse(field.as_bytes())?;
    let signature = Signature::parse(std::str::from_utf8(own.value()).ok()?);
    Some(written(&signature, signer.header, message, &own))
}

fn signed_headers(message: &Message<'_>) -> Vec<&'static str> {
    let count = |name: &str| message.named(name).take(MOST_OF_A_NAME).count();
    let always = ALWAYS.iter().map(|name| (*name, count(name)));
    let others = WHERE_THERE.iter().map(|name| (*name, count(name)));
    let others = others.filter(|(_, there)| *there > 0);
    always
        .chain(others)
        .flat_map(|(name, there)| std::iter::repeat_n(name, there + 1))
        .collect()
}

/// Puts a tag behind what is there.
fn fold(field: &mut String, tag: &str) {
    add(field, tag, " ");
}

/// Puts a piece behind what is there, on a new line where it would be too long.
fn add(field: &mut String, piece: &str, space: &str) {
    if last_line(field) + space.len() + piece.len() > LONGEST_LINE {
        field.push_str("\r\n ");
    } else {
        field.push_str(space);
    }
    field.push_str(piece);
}

fn last_line(field: &str) -> usize {
    field.len() - field.rfind('\n').map_or(0, |end| end + 1)
}

#[cfg(test)]
mod tests;
