//! The header that a signature is of: the fields that `h` names, and the signature's own without its value. RFC 6376 sections 3.7
//! and 5.4.2.

use std::collections::HashMap;

use crate::record::dkim::{
    canonical::Canonical,
    message::{Field, Message},
    signature::Signature,
};

/// Which fields a signature covers, in the order of `h`: each name takes the last field of it that is not taken yet; `None` stands for
/// a name that has no field left.
pub(super) fn covered<'m>(
    signature: &Signature,
    message: &'m Message<'m>,
    own: &Field<'_>,
) -> Vec<Option<&'m Field<'m>>> {
    let mut by_name: HashMap<String, Vec<&Field<'_>>> = HashMap::new();
    for field in &message.fields {
        // The signature itself is not among what it signs.
        if !std::ptr::eq(field.whole.as_ptr(), own.whole.as_ptr()) {
            let name = String::from_utf8_lossy(field.name()).to_ascii_lowercase();
            by_name.entry(name).or_default().push(field);
        }
    }
    let take = |name: &String| by_name.get_mut(&name.to_ascii_lowercase())?.pop();
    signature.headers.iter().map(take).collect()
}

/// What was signed: those fields, then the signature's own.
pub(super) fn text_of<'f>(
    canonical: Canonical,
    fields: impl IntoIterator<Item = &'f Field<'f>>,
    own: &Field<'_>,
) -> Vec<u8> {
    let mut written = Vec::new();
    for field in fields {
        written.extend_from_slice(&canonical.field(field));
        written.extend_from_slice(b"\r\n");
    }
    let own = without_value(own.whole);
    if let Some(own) = Field::parse(&own) {
        written.extend_from_slice(&canonical.field(&own));
    }
    written
}

/// What a signature of this field is of.
pub fn written(
    signature: &Signature,
    canonical: Canonical,
    message: &Message<'_>,
    own: &Field<'_>,
) -> Vec<u8> {
    let covered = covered(signature, message, own);
    text_of(canonical, covered.into_iter().flatten(), own)
}

/// The signature's field with nothing behind `b=` up to the next semicolon, white space included.
pub(super) fn without_value(whole: &[u8]) -> Vec<u8> {
    let value_at = whole
        .iter()
        .position(|octet| *octet == b':')
        .map_or(0, |colon| colon + 1);
    let mut written = whole[..value_at].to_vec();
    for (number, piece) in whole[value_at..].split(|octet| *octet == b';').enumerate() {
        if number > 0 {
            written.push(b';');
        }
        let equals = piece.iter().position(|octet| *octet == b'=');
        let is_value = |equals: &usize| piece[..*equals].trim_ascii() == b"b";
        let end = equals
            .filter(is_value)
            .map_or(piece.len(), |equals| equals + 1);
        written.extend_from_slice(&piece[..end]);
    }
    written
}
