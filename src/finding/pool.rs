//! The servers of one pool beside each other, with `--all`: which facts differ between exchangers of the same preference, or between
//! the addresses of one host, that ought to be alike. Senders take any of them.

use super::{
    Check, Evidence,
    Severity::{Notice, Warning},
    Telling,
    check::afterwards,
    fact::{Alike, Change, Context, Named, Seen, Value, of_server},
    follows::follows,
};
use crate::report::Server;

pub(super) const CHECKS: &[Check] = &[afterwards(
    "pool-differs",
    Notice,
    "servers of one pool differ",
    "RFC 5321 section 5.1",
    "Senders take any of them: configure them alike, or give the lesser one a higher preference value.",
)];

/// Each fact that differs within a pool, as it is told.
pub(super) fn differences(context: Context<'_>) -> Vec<Evidence> {
    let counting = context
        .report
        .servers
        .iter()
        .filter(|one| one.decisive && one.answered());
    let servers: Vec<_> = counting
        .map(|one| Member {
            server: one,
            facts: of_server(one, context),
        })
        .collect();
    if servers.len() < 2 {
        return Vec::new();
    }
    let of_pools = grouped(&servers, |server| match server.preference {
        Some(preference) => Pool::Preference(preference),
        None => Pool::Host(server.host.clone()),
    });
    let of_hosts = grouped(&servers, |server| Pool::Host(server.host.clone()));
    let pools = of_pools
        .iter()
        .flat_map(|pool| within(pool, Alike::OfOnePreference));
    pools
        .chain(
            of_hosts
                .iter()
                .flat_map(|pool| within(pool, Alike::OfOneName)),
        )
        .collect()
}

#[derive(PartialEq, Eq)]
enum Pool {
    Preference(u16),
    Host(String),
}

struct Member<'a> {
    server: &'a Server,
    facts: Vec<Named>,
}

fn grouped<'a>(
    servers: &'a [Member<'a>],
    of: impl Fn(&Server) -> Pool,
) -> Vec<Vec<&'a Member<'a>>> {
    let mut groups: Vec<(Pool, Vec<&Member<'_>>)> = Vec::new();
    for member in servers {
        let pool = of(member.server);
        match groups.iter_mut().find(|(other, _)| *other == pool) {
            Some((_, members)) => members.push(member),
            None => groups.push((pool, vec![member])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

fn within(pool: &[&Member<'_>], alike: Alike) -> Vec<Evidence> {
    let mut names: Vec<&str> = Vec::new();
    for one in pool.iter().flat_map(|member| &member.facts) {
        if one.fact.alike == alike && !names.contains(&one.name.as_str()) {
            names.push(&one.name);
        }
    }
    let differing: Vec<_> = names
        .iter()
        .filter_map(|name| Differing::of(name, pool))
        .collect();
    let all: Vec<_> = differing.iter().map(|one| one.name).collect();
    let told = differing
        .iter()
        .filter(|one| !follows(one.name, one.is_there(), &all));
    told.map(|one| one.evidence(pool)).collect()
}

/// A fact that differs, and who has which value.
struct Differing<'a> {
    name: &'a str,
    protects: bool,
    values: Vec<(Option<&'a Value>, Vec<&'a Server>)>,
}

impl<'a> Differing<'a> {
    /// What one server does not tell is not known to differ.
    fn of(name: &'a str, pool: &[&'a Member<'a>]) -> Option<Self> {
        let mut values: Vec<(Option<&Value>, Vec<&Server>)> = Vec::new();
        let mut protects = false;
        for member in pool {
            let found = member.facts.iter().find(|one| one.name == name);
            let value = match found.map(|one| &one.seen) {
                Some(Seen::Known(value)) => Some(value),
                // A keyword that only others offer.
                Some(Seen::Absent) | None => None,
                Some(Seen::Unknown(_)) => continue,
            };
            protects |= found.is_some_and(|one| matches!(one.fact.change, Change::Protects(_)));
            match values.iter_mut().find(|(other, _)| *other == value) {
                Some((_, servers)) => servers.push(member.server),
                None => values.push((value, vec![member.server])),
            }
        }
        (values.len() > 1).then_some(Self {
            name,
            protects,
            values,
        })
    }

    fn is_there(&self) -> bool {
        self.values.iter().all(|(value, _)| value.is_some())
    }

    fn evidence(&self, pool: &[&Member<'_>]) -> Evidence {
        let common = self.common();
        let parts = self.values.iter().map(|(value, servers)| {
            format!("{} at {}", in_words(*value, &common), names(servers, pool))
        });
        let parts: Vec<_> = parts.collect();
        let evidence = Evidence {
            telling: Telling::InPlaceOfTitle,
            ..Evidence::new(format!("{} differs: {}", self.name, parts.join("; ")))
        };
        match self.protects {
            true => evidence.of(Warning),
            false => evidence,
        }
    }

    /// What all lists have.
    fn common(&self) -> Vec<&str> {
        let lists = self.values.iter().filter_map(|(value, _)| match value {
            Some(Value::List(list)) => Some(list),
            _ => None,
        });
        let lists: Vec<_> = lists.collect();
        let first = lists
            .first()
            .map(|list| list.as_slice())
            .unwrap_or_default();
        let is_in_all = |one: &&str| {
            lists
                .iter()
                .all(|list| list.iter().any(|other| other == one))
        };
        first.iter().map(String::as_str).filter(is_in_all).collect()
    }
}

fn in_words(value: Option<&Value>, common: &[&str]) -> String {
    match value {
        None => "absent".to_owned(),
        Some(Value::List(list)) => {
            let own: Vec<_> = list
                .iter()
                .filter(|one| !common.contains(&one.as_str()))
                .cloned()
                .collect();
            match (own.is_empty(), common.is_empty()) {
                (true, false) => "nothing more".to_owned(),
                _ => Value::List(own).to_string(),
            }
        }
        Some(value) => value.to_string(),
    }
}

/// By name, with the address where the name alone does not tell them apart.
fn names(servers: &[&Server], pool: &[&Member<'_>]) -> String {
    const MOST: usize = 4;
    let name = |server: &&Server| {
        let of_name = pool
            .iter()
            .filter(|one| one.server.host == server.host)
            .count();
        match server.address.filter(|_| of_name > 1) {
            Some(address) => format!("{} ({address})", server.host),
            None => server.host.clone(),
        }
    };
    let names: Vec<_> = servers.iter().map(name).collect();
    match names.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("{} and {more} more", names[..MOST].join(", ")),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{
            JudgeOptions, Severity, judge,
            support::{ehlo, report},
        },
        report::Report,
        tls::TlsVersion,
    };

    /// Two good exchangers, the second one changed.
    fn pool(preferences: [u16; 2], change: impl Fn(&mut Server)) -> Report {
        let mut report = report();
        report.asked.given.set("all", true);
        let mut second = report.servers[0].clone();
        report.servers[0].host = "mx1.example.com".to_owned();
        report.servers[0].preference = Some(preferences[0]);
        second.host = "mx2.example.com".to_owned();
        second.address = "192.0.2.2".parse().ok();
        second.preference = Some(preferences[1]);
        change(&mut second);
        report.servers.push(second);
        report
    }

    fn told(report: &Report) -> Vec<(String, Severity)> {
        let findings = judge(report, &JudgeOptions::default()).findings;
        let found = findings.into_iter().filter(|one| one.id == "pool-differs");
        found.map(|one| (one.evidence, one.severity)).collect()
    }

    #[test]
    fn exchangers_of_one_preference_are_compared_and_others_not() {
        let older = |server: &mut Server| {
            server.tls.as_mut().unwrap().version = Some(TlsVersion::Tls12);
        };
        assert_eq!(told(&pool([10, 10], |_| {})), []);
        assert_eq!(told(&pool([10, 20], older)), []);
        let expected =
            "tls.version differs: TLSv1.3 at mx1.example.com; TLSv1.2 at mx2.example.com";
        assert_eq!(
            told(&pool([10, 10], older)),
            [(expected.to_owned(), Warning)]
        );
    }

    #[test]
    fn of_lists_what_differs_is_told() {
        let more = |server: &mut Server| {
            server.ehlo[1] = ehlo(true, &["SIZE 1000", "AUTH PLAIN", "DSN", "CHUNKING"]);
        };
        let expected =
            "extensions differs: nothing more at mx1.example.com; CHUNKING DSN at mx2.example.com";
        assert_eq!(told(&pool([10, 10], more)), [(expected.to_owned(), Notice)]);
    }

    /// Hosts have certificates of their own; the addresses of one host have the same.
    #[test]
    fn certificates_are_compared_within_a_host_alone() {
        let other = |server: &mut Server| {
            let leaf = &mut server.tls.as_mut().unwrap().certificates[0];
            leaf.sha256 = "00ff".to_owned();
        };
        assert_eq!(told(&pool([10, 10], other)), []);
        let same_host = |server: &mut Server| {
            other(server);
            server.host = "mx1.example.com".to_owned();
        };
        let told = told(&pool([10, 10], same_host));
        assert_eq!(told.len(), 1);
        let expected = "certificate.sha256 differs: mx.example.comExample CA at mx1.example.com (192.0.2.1); \
                        00ff at mx1.example.com (192.0.2.2)";
        assert_eq!(told[0].0, expected);
    }

    /// One that did not answer has nothing that differs, and what follows is told once.
    #[test]
    fn what_is_not_known_does_not_differ_and_what_follows_is_not_told() {
        let clear = |server: &mut Server| {
            let plain = crate::finding::support::in_clear().servers.remove(0);
            server.tls = None;
            server.tls_mode = plain.tls_mode;
            server.ehlo = plain.ehlo;
            server.starttls.status = crate::report::server::StartTlsStatus::NotOffered;
            server.starttls.offered = Some(false);
        };
        let found = told(&pool([10, 10], clear));
        assert!(
            found[0]
                .0
                .starts_with("starttls differs: established at mx1"),
            "{found:?}"
        );
        assert!(
            found.iter().all(|(text, _)| !text.contains("certificate.")),
            "{found:?}"
        );
        let silent = |server: &mut Server| server.ehlo.clear();
        assert_eq!(told(&pool([10, 10], silent)), []);
    }
}
