//! TLS-RPT (RFC 8460 section 3), field by field.

use super::tags::listed;
use crate::record::{
    explained::Explained,
    field_list::{self, Field},
    tls_rpt::{VERSION, parse},
};

/// Of a text that was meant as a record.
pub(super) fn explain(text: &str) -> Explained {
    let title = "TLS-RPT: where senders report whether they could encrypt (RFC 8460)";
    let mut explained = Explained::new(title, text);
    let (uris, faults) = parse(text);
    explained.faults = faults;
    let start = field_list::behind_version(text, VERSION)
        .unwrap_or_else(|_| text.find(';').map_or(text.len(), |at| at + 1));
    explained.part(
        text[..start].trim_end_matches(';'),
        "the version: a TLS-RPT record",
    );
    let uris: Vec<_> = uris.into_iter().map(|uri| uri.uri).collect();
    for field in &field_list::fields(text, start).0 {
        explained.part(&written(field), meaning(field, &uris));
    }
    if explained.is_void() {
        explained
            .whole
            .push("senders send no reports: this is no record to them".to_owned());
    }
    explained
}

fn meaning(field: &Field<'_>, uris: &[String]) -> String {
    match (field.name, uris) {
        ("rua", []) => "where the daily reports go: no address".to_owned(),
        ("rua", uris) => format!("the daily reports go to {}", listed(uris)),
        _ => "not known, passed over".to_owned(),
    }
}

/// As it stands there.
pub(super) fn written(field: &Field<'_>) -> String {
    format!("{}={}", field.name, field.value)
}
