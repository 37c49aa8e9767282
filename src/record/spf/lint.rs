//! What a record alone shows that is right by the grammar and hardly meant.

use std::{collections::HashSet, net::IpAddr};

use super::{
    facts::{Noted, Warning},
    record::{Kind, Mechanism, Qualifier, Record, Term},
    warning::{LONG, WarningKind},
};
use crate::dns::special_use;

/// From so few bits on a network is a large part of the Internet.
const LARGE_V4: u8 = 8;
const LARGE_V6: u8 = 16;

/// What is to be said of the record of a domain; of that of somebody else (`is_own` is not) only what opens the own domain to
/// everybody.
pub(super) fn lint(record: &Record, octets: usize, domain: &str, is_own: bool) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if is_own {
        whole(record, octets, domain, &mut warnings);
    }
    let mut before = Before::default();
    for term in &record.terms {
        let mut say = |kind| warnings.push(noted(kind, Some(term), domain));
        if let Kind::Directive(qualifier, mechanism) = &term.kind {
            opens(*qualifier, mechanism).map(&mut say);
        }
        if is_own {
            of_term(record, term, &mut before).into_iter().for_each(say);
        }
    }
    warnings
}

pub(super) fn noted<K>(kind: K, term: Option<&Term>, domain: &str) -> Noted<K> {
    Noted {
        kind,
        position: term.map(|term| term.position),
        term: term.map(|term| term.text.clone()),
        domain: domain.to_owned(),
    }
}

fn whole(record: &Record, octets: usize, domain: &str, warnings: &mut Vec<Warning>) {
    if octets > LONG {
        warnings.push(noted(WarningKind::Long(octets), None, domain));
    }
    let ends = record.all().is_some() || record.redirect().is_some();
    if !ends && record.faults.is_empty() {
        warnings.push(noted(WarningKind::NoEnd, None, domain));
    }
}

/// Whether it lets in a large part of the Internet.
fn opens(qualifier: Qualifier, mechanism: &Mechanism) -> Option<WarningKind> {
    if qualifier != Qualifier::Pass {
        return None;
    }
    let large = |v4: u8, v6: u8| match (v4 < LARGE_V4, v6 < LARGE_V6) {
        (true, _) => Some(WarningKind::LargeNetwork(v4)),
        (_, true) => Some(WarningKind::LargeNetwork(v6)),
        _ => None,
    };
    match mechanism {
        Mechanism::All => Some(WarningKind::PassAll),
        Mechanism::Ip4(_, bits) => large(*bits, LARGE_V6),
        Mechanism::Ip6(_, bits) => large(LARGE_V4, *bits),
        Mechanism::A(_, prefixes) | Mechanism::Mx(_, prefixes) => large(prefixes.v4, prefixes.v6),
        _ => None,
    }
}

/// What the terms before one have.
#[derive(Default)]
struct Before {
    all: bool,
    /// The directives, in lower case.
    directives: HashSet<String>,
}

fn of_term(record: &Record, term: &Term, before: &mut Before) -> Vec<WarningKind> {
    let mut found = Vec::new();
    match &term.kind {
        Kind::Directive(..) if before.all => found.push(WarningKind::Unreached),
        Kind::Redirect(_) if record.all().is_some() => found.push(WarningKind::RedirectUnused),
        Kind::Directive(_, Mechanism::Ptr(_)) => found.push(WarningKind::Ptr),
        Kind::Directive(_, Mechanism::Ip4(network, bits)) => {
            found.extend(private((*network).into(), *bits, LARGE_V4));
        }
        Kind::Directive(_, Mechanism::Ip6(network, bits)) => {
            found.extend(private((*network).into(), *bits, LARGE_V6));
        }
        Kind::Unknown(name) => found.extend(modifier(name)),
        _ => {}
    }
    let mut letters = term
        .kind
        .domain()
        .into_iter()
        .flat_map(|text| text.letters());
    if letters.any(|letter| letter == 'p') {
        found.push(WarningKind::MacroP);
    }
    if let Kind::Directive(_, mechanism) = &term.kind {
        before.all |= matches!(mechanism, Mechanism::All);
        if !before.directives.insert(term.text.to_ascii_lowercase()) {
            found.push(WarningKind::Duplicate);
        }
    }
    found
}

fn private(network: IpAddr, bits: u8, large: u8) -> Option<WarningKind> {
    let block = special_use(network).filter(|_| bits >= large)?;
    Some(WarningKind::Private(block.purpose))
}

/// What was meant by a modifier of this name.
fn modifier(name: &str) -> Option<WarningKind> {
    const MECHANISMS: [&str; 7] = ["include", "a", "mx", "ptr", "ip4", "ip6", "exists"];
    if name == "v" {
        return Some(WarningKind::SecondVersion);
    }
    let colon = MECHANISMS.iter().find(|mechanism| **mechanism == name);
    let meant = match name {
        "ip" | "ipv4" => Some("ip4:".to_owned()),
        "ipv6" => Some("ip6:".to_owned()),
        "redir" | "redirec" | "redirects" | "rediret" | "redirct" => Some("redirect=".to_owned()),
        "all" => Some("all".to_owned()),
        _ => colon.map(|mechanism| format!("{mechanism}:")),
    };
    meant.map(WarningKind::Modifier)
}
