//! The server's certificate: whether it is trusted and for the name, who stands behind it, how long it lasts; and what was asked
//! about it on connections of its own.

use super::line::{Facts, Line};
use crate::{
    event::note::counted,
    report::server::Tls,
    text::shortened,
    tls::{
        Certificate, HandshakeSignature, Outcome, Verification,
        ocsp::{CertificateStatus, Freshness},
    },
};

/// Certificates of a chain that are named, and the bytes of a name.
const MOST: usize = 5;
const LONGEST: usize = 60;

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let Some((tls, leaf)) = shown(facts) else {
        return Vec::new();
    };
    let chain = format!("{}; {}", chain(&tls.certificates), leaf.public_key);
    vec![match &tls.verification {
        Some(verification) => judged(verification, tls).and(format!(": {chain}")),
        None => Line::plain(chain),
    }]
}

fn shown<'a>(facts: &Facts<'a>) -> Option<(&'a Tls, &'a Certificate)> {
    let tls = facts.server?.tls.as_ref()?;
    Some((tls, tls.certificates.first()?))
}

fn judged(verification: &Verification, tls: &Tls) -> Line {
    let trust = match verification.path {
        Outcome::Right => "trusted",
        Outcome::Wrong => "not trusted",
        Outcome::Unchecked(_) => "trust not checked",
    };
    let name = match (verification.name_matches, &verification.name) {
        (Some(true), _) => "name matches",
        (Some(false), _) => "name differs",
        (None, Some(_)) => "name not checked",
        (None, None) => "no name to compare",
    };
    let signature = match verification.handshake_signature {
        HandshakeSignature::Valid => None,
        HandshakeSignature::Invalid => Some("its key is not held"),
        HandshakeSignature::Unchecked => Some("handshake signature not checked"),
    };
    let parts = [Some(trust), Some(name), signature, revocation(tls)];
    let good = match (verification.is_wrong(), verification.is_verified()) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    };
    Line::judged(
        good,
        parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
    )
}

/// What a stapled response says that can be believed.
fn revocation(tls: &Tls) -> Option<&'static str> {
    let ocsp = tls.ocsp.as_ref()?;
    match ocsp.verified_status()? {
        CertificateStatus::Good if ocsp.freshness == Some(Freshness::Current) => Some("OCSP good"),
        CertificateStatus::Revoked => Some("revoked"),
        _ => None,
    }
}

/// From the leaf upwards, as far as each names the next: `leaf < issuer < root`.
fn chain(certificates: &[Certificate]) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut at = certificates.first();
    while let Some(certificate) = at.filter(|_| names.len() < MOST) {
        names.push(named(certificate.display_name()));
        if certificate.self_signed {
            at = None;
            continue;
        }
        at = certificates.iter().find(|one| {
            !std::ptr::eq(*one, certificate) && one.names.subject == certificate.names.issuer
        });
        if let (None, Some(issuer)) = (at, &certificate.issuer_common_name) {
            names.push(named(issuer));
        }
    }
    if at.is_some() {
        names.push("…".to_owned());
    }
    names.join(" < ")
}

fn named(name: &str) -> String {
    shortened(name.to_owned(), LONGEST)
}

pub(super) fn expires(facts: &Facts<'_>) -> Vec<Line> {
    let Some((_, leaf)) = shown(facts) else {
        return Vec::new();
    };
    let (Some(from), Some(until), Some(days)) = (leaf.not_before, leaf.not_after, leaf.days_left)
    else {
        return Vec::new();
    };
    if until.is_no_end() {
        return vec![Line::plain("never")];
    }
    let date = until.utc().date();
    let is_found = |id: &str| {
        let mut findings = facts.judgement.findings.iter();
        findings.any(|one| one.id == id && facts.server.is_some_and(|server| one.is_about(server)))
    };
    let line = match days {
        _ if is_found("certificate-not-yet-valid") => Line::judged(Some(false), "not valid yet")
            .and(format!(": from {} to {date}", from.utc().date())),
        ..0 => Line::judged(Some(false), gone(days)).and(format!(", {date}")),
        _ if is_found("certificate-expires-soon") => {
            Line::judged(None, ahead(days)).and(format!(", {date}"))
        }
        _ => Line::plain(format!("{}, {date}", ahead(days))),
    };
    vec![line]
}

/// Those left are rounded towards the past, so that -1 is the first day after.
fn gone(days: i64) -> String {
    match days {
        -1 => "less than a day ago".to_owned(),
        _ => format!("{} ago", in_days(-days - 1)),
    }
}

fn ahead(days: i64) -> String {
    match days {
        0 => "in less than a day".to_owned(),
        _ => format!("in {}", in_days(days)),
    }
}

fn in_days(days: i64) -> String {
    counted(usize::try_from(days).unwrap_or_default(), "day")
}

/// `--fetch-issuers`.
pub(super) fn fetched(facts: &Facts<'_>) -> Vec<Line> {
    let Some(tls) = facts.server.and_then(|server| server.tls.as_ref()) else {
        return Vec::new();
    };
    let detail = tls.fetched_issuers_detail.as_deref();
    let what = tls.fetched_issuers.iter().map(|one| {
        let subject = one.subject.as_deref().unwrap_or("nothing");
        format!("{} from {}", named(subject), one.url)
    });
    let what = what.collect::<Vec<_>>().join(", ");
    match (tls.trusted_with_fetched_issuers, detail) {
        (Some(true), _) => vec![
            Line::judged(Some(true), "trusted with what the server does not send")
                .and(format!(": {what}")),
        ],
        (Some(false), why) => vec![
            Line::judged(Some(false), "not trusted with it either")
                .and(format!(": {what}; {}", why.unwrap_or_default())),
        ],
        (None, Some(why)) => vec![Line::judged(None, "nothing").and(format!(": {why}"))],
        (None, None) => Vec::new(),
    }
}

/// `--compare-sni`.
pub(super) fn without_server_name(facts: &Facts<'_>) -> Vec<Line> {
    let asked = facts.server.and_then(|server| server.tls.as_ref());
    let Some(without) = asked.and_then(|tls| tls.without_server_name.as_ref()) else {
        return Vec::new();
    };
    let name = named(without.leaf_name.as_deref().unwrap_or("none"));
    let version = without
        .version
        .map_or(String::new(), |version| format!(", {version}"));
    vec![
        match (&without.hindrance, &without.error, without.same_certificate) {
            (Some(why), ..) => Line::judged(None, "not checked").and(format!(": {why}")),
            (None, Some(error), _) => Line::judged(Some(false), "fails").and(format!(": {error}")),
            (None, None, Some(true)) => Line::plain(format!("the same certificate{version}")),
            (None, None, _) => {
                Line::judged(None, "another certificate").and(format!(": {name}{version}"))
            }
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::certificate::DerNames;

    fn certificate(subject: &str, issuer: &str) -> Certificate {
        Certificate {
            common_name: Some(subject.to_owned()),
            issuer_common_name: Some(issuer.to_owned()),
            names: DerNames {
                subject: subject.as_bytes().to_vec(),
                issuer: issuer.as_bytes().to_vec(),
            },
            self_signed: subject == issuer,
            ..Certificate::default()
        }
    }

    #[test]
    fn a_chain_is_told_from_the_leaf_to_the_root() {
        let leaf = certificate("mx1.good.example", "Example CA R3");
        assert_eq!(
            chain(std::slice::from_ref(&leaf)),
            "mx1.good.example < Example CA R3"
        );
        let issuer = certificate("Example CA R3", "Example Root");
        let root = certificate("Example Root", "Example Root");
        let stranger = certificate("Another CA", "Another Root");
        let whole = "mx1.good.example < Example CA R3 < Example Root";
        for sent in [
            vec![leaf.clone(), issuer.clone()],
            vec![leaf.clone(), issuer.clone(), root.clone()],
            vec![leaf.clone(), root, stranger, issuer],
        ] {
            assert_eq!(chain(&sent), whole);
        }
        assert_eq!(chain(&[certificate("self", "self")]), "self");
        // Two that issued each other come to an end.
        let circle = [certificate("a", "b"), certificate("b", "a")];
        assert_eq!(chain(&circle), "a < b < a < b < a < …");
    }

    #[test]
    fn days_since_the_end_are_whole_ones() {
        assert_eq!(gone(-2151), "2150 days ago");
        assert_eq!(gone(-2), "1 day ago");
        assert_eq!(gone(-1), "less than a day ago");
        assert_eq!(ahead(0), "in less than a day");
        assert_eq!(ahead(61), "in 61 days");
    }
}
