//! The certificates that were sent, each by itself: how long they are valid, and what they say.

use super::{
    chain::chain,
    verification::{because, is_strict, verification},
};
use crate::{
    finding::{Evidence, Severity::Error, Verdict},
    report::{Report, Server, server::Tls},
    tls::{Certificate, Outcome},
};

/// The default is 14 days, or a third of the lifetime where that is less: certificates of six days are renewed daily.
pub(super) fn expires_soon(server: &Server, report: &Report) -> Verdict {
    let Some(leaf) = server.tls.as_ref().and_then(|tls| tls.certificates.first()) else {
        return Verdict::NotApplicable;
    };
    let (Some(left), Some(begin), Some(end)) = (leaf.days_left, leaf.not_before, leaf.not_after)
    else {
        return Verdict::Unknown("its validity cannot be read".to_owned());
    };
    let lifetime = (end.as_second() - begin.as_second()) / 86_400;
    let threshold = report.asked.expires_within.unwrap_or(14.min(lifetime / 3));
    if left < 0 || left >= threshold {
        return Verdict::Pass;
    }
    // On the last day the hour counts.
    let end = match left {
        0 => end.utc().strftime("%Y-%m-%d %H:%M UTC"),
        _ => end.utc().strftime("%Y-%m-%d"),
    };
    Verdict::found(format!("{}, on {end}", remaining(left)))
}

fn remaining(days: i64) -> String {
    match days {
        0 => "in less than a day".to_owned(),
        1 => "in 1 day".to_owned(),
        _ => format!("in {days} days"),
    }
}

pub(super) fn must_staple(server: &Server, _: &Report) -> Verdict {
    match server.tls.as_ref().filter(|tls| tls.complete) {
        None => Verdict::NotApplicable,
        Some(tls) => match tls.certificates.first() {
            Some(leaf) if leaf.must_staple && !tls.ocsp_stapled => {
                Verdict::found(leaf.display_name())
            }
            _ => Verdict::Pass,
        },
    }
}

/// Where the path is valid, nothing on it has expired.
pub(super) fn expired_unneeded(server: &Server, _: &Report) -> Verdict {
    match verification(server).map(|verification| &verification.path) {
        None => Verdict::NotApplicable,
        Some(Outcome::Right) => chain(server, |chain| {
            let mut above = chain.iter().skip(1);
            let expired = above.find(|one| one.days_left.is_some_and(|days| days < 0))?;
            let end = expired.not_after?.utc().date();
            Some(Evidence::new(format!(
                "{}, expired on {end}",
                expired.display_name()
            )))
        }),
        Some(_) => Verdict::NotApplicable,
    }
}

pub(super) fn key_usage(leaf: &Certificate) -> Option<Evidence> {
    let usages = &leaf.key_usage;
    let lacks = !usages.is_empty() && usages.iter().all(|usage| usage != "digitalSignature");
    lacks.then(|| {
        Evidence::new(format!(
            "its key usage is {}, without digitalSignature",
            usages.join(", ")
        ))
    })
}

pub(super) fn deviations(server: &Server, _: &Report) -> Verdict {
    match server.tls.as_ref().map(|tls| tls.certificates.as_slice()) {
        None | Some([]) => Verdict::NotApplicable,
        Some(chain) => {
            let of = |one: &Certificate| {
                let name = one.display_name().to_owned();
                let words = one.deviations.iter().map(|deviation| deviation.words());
                let texts = words.map(move |words| Evidence::new(format!("{name}: its {words}")));
                texts.collect::<Vec<_>>()
            };
            Verdict::from_evidence(chain.iter().flat_map(of).collect())
        }
    }
}

pub(super) fn each(
    server: &Server,
    report: &Report,
    look: impl Fn(&Certificate) -> Option<String>,
) -> Verdict {
    let Some(Tls { certificates, .. }) = server
        .tls
        .as_ref()
        .filter(|tls| !tls.certificates.is_empty())
    else {
        return Verdict::NotApplicable;
    };
    let found = certificates
        .iter()
        .filter_map(|one| Some(format!("{}: {}", one.display_name(), look(one)?)));
    let severity = is_strict(server, report).then_some(Error);
    Verdict::from_evidence(
        found
            .map(|text| Evidence {
                severity,
                ..Evidence::new(text)
            })
            .collect(),
    )
}

/// What was found in the certificates sent; where that is nothing, what the path tells of a root that was not.
pub(super) fn or_on_the_path(sent: Verdict, server: &Server, report: &Report, id: &str) -> Verdict {
    match (sent, because(server, report, id, None)) {
        (Verdict::Pass, found @ Verdict::Found(_)) => found,
        (sent, _) => sent,
    }
}
