//! What the domain asks of senders by MTA-STS. Nothing where it takes no part.

use super::line::{Facts, Line};
use crate::{
    record::mta_sts::Mode,
    report::{MtaSts, MtaStsStatus, Server},
};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let policy = facts.report.mta_sts.as_ref();
    let of = |policy| line(policy, facts.server);
    policy.and_then(of).into_iter().collect()
}

fn line(policy: &MtaSts, server: Option<&Server>) -> Option<Line> {
    match policy.status {
        MtaStsStatus::None => None,
        MtaStsStatus::Ok => Some(usable(policy, server)),
        MtaStsStatus::LookupFailed
        | MtaStsStatus::NoRoute
        | MtaStsStatus::TlsBeyondThisProgram
        | MtaStsStatus::UnverifiableCertificate => Some(Line::judged(None, "not known")),
        _ => Some(Line::judged(Some(false), "announced, but not usable")),
    }
}

fn usable(policy: &MtaSts, server: Option<&Server>) -> Line {
    let mode = match policy.mode {
        Some(Mode::Enforce) => "enforce",
        Some(Mode::Testing) => "testing",
        Some(Mode::None) | None => return Line::plain("mode none: senders go on as without it"),
    };
    let refused: Vec<_> = policy.exchanges.iter().filter(|one| !one.allowed).collect();
    let is_server = |name: &str| server.is_some_and(|one| one.host.eq_ignore_ascii_case(name));
    let (good, allows) = match refused.as_slice() {
        [] if policy.exchanges.len() == 1 => (Some(true), "allows this server".to_owned()),
        [] => (Some(true), "allows every exchange".to_owned()),
        [one] if policy.exchanges.len() == 1 && is_server(&one.exchange) => {
            (Some(false), "does not allow this server".to_owned())
        }
        some => {
            let count = format!("{} of {}", some.len(), policy.exchanges.len());
            (Some(false), format!("does not allow {count} exchanges"))
        }
    };
    match good {
        Some(true) => Line::judged(good, mode).and(format!(", {allows}")),
        _ => Line::judged(good, format!("{mode}, {allows}")),
    }
}
