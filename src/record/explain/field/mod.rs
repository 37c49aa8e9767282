//! Header fields of a message that tell what was checked of it or vouch for it: SPF (RFC 7208 section 9.1), the results of whoever
//! checked (RFC 8601), signatures (RFC 6376) and the chains of forwarders (RFC 8617). A whole header will do: what else stands there is
//! passed over.

mod authentication_results;
mod pieces;
mod received_spf;
mod signature;
mod words;

use crate::record::{dkim::message::Message, explained::Explained};

/// The most fields of one text that are explained.
const MOST_FIELDS: usize = 20;
/// The most octets of a field that are read.
const LONGEST: usize = 65_535;

/// Explains a field, of which the value begins at the place.
type Explain = fn(&str, usize) -> Explained;

const FIELDS: &[(&str, Explain)] = &[
    ("Authentication-Results", authentication_results::explain),
    ("Received-SPF", received_spf::explain),
    ("DKIM-Signature", signature::dkim),
    ("ARC-Seal", signature::seal),
    ("ARC-Message-Signature", signature::message),
    (
        "ARC-Authentication-Results",
        authentication_results::of_forwarder,
    ),
];

/// The fields of these kinds that the text has, explained; none where it has none.
#[must_use]
pub fn explain(text: &str) -> Vec<Explained> {
    let message = Message::parse(text.trim_start().as_bytes());
    let fields = message.fields.iter().filter_map(|field| {
        let (_, explain) = FIELDS.iter().find(|(name, _)| field.is(name))?;
        let whole = String::from_utf8_lossy(field.whole);
        let whole = unfolded(&whole[..whole.floor_char_boundary(LONGEST)]);
        let value_at = whole.find(':')? + 1;
        Some(explain(&whole, value_at).of_field())
    });
    fields.take(MOST_FIELDS).collect()
}

/// RFC 5322 section 2.2.3.
fn unfolded(field: &str) -> String {
    field.replace("\r\n", "\n").replace('\n', "")
}

#[cfg(test)]
mod tests;
