//! Facts that follow from others: where the one differs, that the other does as well goes without saying.

/// A fact, and those that follow from it: whole names, or beginnings that end in a dot.
const FOLLOWS: &[(&str, &[&str])] = &[
    ("starttls", &["starttls.offered", "tls"]),
    ("trusted", &["verified"]),
    ("name-matches", &["verified"]),
    ("auth.mechanisms", &["extension.AUTH"]),
    ("certificate.key", &["certificate.bits"]),
    ("spf.record", &["spf.lookups"]),
];

/// What there is none of without TLS.
const OF_TLS: &[&str] = &[
    "tls.",
    "certificate.",
    "key.",
    "ocsp.",
    "trusted",
    "name-matches",
    "verified",
];

/// Whether a fact that differs follows from one of `others`, which differ too. `is_there` says whether there is one on both
/// sides.
pub(super) fn follows(name: &str, is_there: bool, others: &[&str]) -> bool {
    let is_of = |rows: &[&str]| {
        rows.iter()
            .any(|row| *row == name || row.ends_with('.') && name.starts_with(row))
    };
    let by_table = FOLLOWS
        .iter()
        .any(|(cause, rows)| others.contains(cause) && is_of(rows));
    let without_tls =
        !is_there && is_of(OF_TLS) && ["starttls", "tls"].iter().any(|one| others.contains(one));
    let offered = !is_there && name.starts_with("extension.") && others.contains(&"extensions");
    by_table || without_tls || offered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::fact;

    #[test]
    fn every_name_of_the_table_is_a_fact() {
        for (cause, rows) in FOLLOWS {
            for name in rows.iter().chain([cause]) {
                assert!(fact::named(name).is_ok(), "{name}");
            }
        }
        for name in OF_TLS.iter().filter(|name| !name.ends_with('.')) {
            assert!(fact::named(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn without_tls_there_is_no_certificate_and_nobody_needs_to_be_told() {
        assert!(follows("certificate.issuer", false, &["starttls"]));
        assert!(!follows("certificate.issuer", true, &["starttls"]));
        assert!(!follows("certificate.issuer", false, &["dane"]));
        assert!(follows("extension.DSN", false, &["extensions"]));
        assert!(!follows("extension.LIMITS", true, &["extensions"]));
        assert!(!follows("starttls", true, &["tls"]));
    }
}
