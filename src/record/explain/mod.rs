//! What a record means that somebody has copied from a zone file, from the answer of a tool or out of a form: recognised by how it
//! begins, explained term by term. Asks nobody.

mod bimi;
mod dmarc;
mod field;
mod mta_sts;
mod tags;
mod tls_rpt;
mod tlsa;
mod written;

pub use field::explain as fields;

use super::{dkim, explained::Explained, fault::Effect, spf};

/// The most octets that a TXT record has, and more than anybody writes.
const LONGEST: usize = 65_535;

/// The record, explained; `None` where it is no record of a kind that is known.
#[must_use]
pub fn explain(text: &str) -> Option<Explained> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let written = written::read(text);
    if written.is_tlsa != Some(false)
        && let Some(explained) = tlsa::explain(&written.record, written.is_tlsa == Some(true))
    {
        return Some(explained);
    }
    let mut explained = of_text(&written.record)?;
    if written.is_open {
        let text = "a quotation mark at its end is missing";
        explained.fault(written.record.len(), Effect::Discouraged, text);
    }
    explained.faults.sort_by_key(|fault| fault.position);
    Some(explained)
}

/// Explains a record of one kind.
type Explain = fn(&str) -> Explained;

fn of_text(record: &str) -> Option<Explained> {
    let of_version: [(&str, Explain); 6] = [
        ("spf", spf::explain),
        ("dmarc", dmarc::explain),
        ("dkim", dkim::explain),
        ("sts", mta_sts::explain),
        ("tlsrpt", tls_rpt::explain),
        ("bimi", bimi::explain),
    ];
    if let Some(version) = version(record) {
        let found = of_version
            .iter()
            .find(|(word, _)| version.starts_with(word));
        return found.map(|(_, explain)| explain(record));
    }
    let start = record.trim_start().to_ascii_lowercase();
    if start.starts_with("spf1 ") {
        return Some(spf::explain(record));
    }
    // Without version, which DMARC must have and DKIM may leave out.
    let is_policy = |text: &str| {
        ["none", "quarantine", "reject"]
            .map(|it| format!("p={it}"))
            .iter()
            .any(|it| text.starts_with(it.as_str()))
    };
    if is_policy(&start) {
        return Some(dmarc::explain(record));
    }
    let (name, _) = start.split_once('=')?;
    let is_tag = ["g", "h", "k", "n", "p", "s", "t"].contains(&name.trim_end());
    (is_tag && dkim::KeyRecord::is_meant(record)).then(|| dkim::explain(record))
}

/// What stands behind `v=` at the beginning, in small letters.
fn version(record: &str) -> Option<String> {
    let behind = record.trim_start().strip_prefix(['v', 'V'])?;
    let version = behind.trim_start().strip_prefix('=')?.trim_start();
    Some(
        version
            .chars()
            .take(8)
            .collect::<String>()
            .to_ascii_lowercase(),
    )
}

#[cfg(test)]
mod tests;
