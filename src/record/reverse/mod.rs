//! The names of an address, and whether they lead back to it: PTR records (RFC 1035 section 3.5), confirmed by A or AAAA records of
//! the names ("forward-confirmed reverse DNS", RFC 8601 section 3). Receivers ask it of whoever sends to them.

mod generic;

use std::net::IpAddr;

use serde::Serialize;

use super::look_up::Asking;
use crate::{
    dns::{Answer, Proven},
    text::visible,
};

/// Names that are looked up again: as many as SPF looks at (RFC 7208 section 4.6.4).
const MOST_NAMES: usize = 10;

/// What the DNS says of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reverse {
    /// The names of the address; none where it has none, or where the DNS did not say.
    pub names: Vec<String>,
    /// Names beyond those that are kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: usize,
    /// Whether one of the names has this address; null where the DNS did not say.
    pub confirmed: Option<bool>,
    /// Whether there are names and all of them are such as providers give to addresses that nobody has named.
    pub generic: bool,
    /// Whether each of the names has this address; null where the DNS did not say.
    pub forward: Vec<Option<bool>>,
    /// What the DNS answered in place of names, or of the addresses of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Looks for the names of `address`, and for theirs.
pub fn survey(asking: &mut Asking<'_>, address: IpAddr) -> Option<Reverse> {
    let address = address.to_canonical();
    let pointers = &asking.ptr(address)?.lookup;
    let all = pointers.records();
    let names = &all[..all.len().min(MOST_NAMES)];
    let forward: Vec<Option<Forward>> = names
        .iter()
        .map(|name| forward(asking, name, address))
        .collect();
    let forward: Vec<Forward> = forward.into_iter().collect::<Option<_>>()?;
    let failed = forward.iter().find_map(|one| one.failure.clone());
    let failed_at_once =
        (all.is_empty() && !pointers.answer.is_denial()).then(|| pointers.answer.outcome());
    let forward: Vec<Option<bool>> = forward.iter().map(|one| one.confirmed).collect();
    let left_out = all.len() - names.len() + pointers.dropped;
    Some(Reverse {
        confirmed: confirmed(&forward, left_out > 0 || failed_at_once.is_some()),
        generic: !names.is_empty() && names.iter().all(|name| generic::is_generic(name, address)),
        names: names.iter().map(|name| visible(name.as_bytes())).collect(),
        left_out,
        forward,
        failure: failed_at_once.or(failed),
    })
}

/// One name that leads back is enough; none does only where all were asked and answered.
fn confirmed(forward: &[Option<bool>], unknown: bool) -> Option<bool> {
    match forward.contains(&Some(true)) {
        true => Some(true),
        false if unknown || forward.contains(&None) => None,
        false => Some(false),
    }
}

/// What came of looking a name up again.
struct Forward {
    confirmed: Option<bool>,
    failure: Option<String>,
}

fn forward(asking: &mut Asking<'_>, name: &str, address: IpAddr) -> Option<Forward> {
    match address {
        IpAddr::V4(address) => Some(of(name, asking.a(name)?, address)),
        IpAddr::V6(address) => Some(of(name, asking.aaaa(name)?, address)),
    }
}

fn of<T: PartialEq>(name: &str, proven: &Proven<T>, address: T) -> Forward {
    let lookup = &proven.lookup;
    let confirmed = match &lookup.answer {
        Answer::Found(addresses) if addresses.contains(&address) => Some(true),
        Answer::Found(_) if lookup.dropped > 0 => None,
        Answer::Found(_) | Answer::NoData | Answer::NoSuchName => Some(false),
        _ => None,
    };
    Forward {
        confirmed,
        failure: (confirmed.is_none() && lookup.records().is_empty())
            .then(|| format!("{}: {}", visible(name.as_bytes()), lookup.answer.outcome())),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::look_up::testing::Zone, *};

    fn reverse(zone: &str, address: &str) -> Reverse {
        let address = address.parse().unwrap();
        Zone(zone).drive(|asking| survey(asking, address)).0
    }

    #[test]
    fn one_name_that_leads_back_is_enough() {
        let zone = "192.0.2.1 PTR other.example.com\n\
                    192.0.2.1 PTR mx.example.com\n\
                    other.example.com A 192.0.2.9\n\
                    mx.example.com A 192.0.2.7\n\
                    mx.example.com A 192.0.2.1";
        let found = reverse(zone, "192.0.2.1");
        assert_eq!(found.names, ["other.example.com", "mx.example.com"]);
        assert_eq!(found.confirmed, Some(true));
        assert_eq!(found.forward, [Some(false), Some(true)]);
        assert!(!found.generic && found.failure.is_none());
    }

    /// RFC 4291 section 2.5.5.2: an IPv4-mapped address is looked for as the IPv4 address.
    #[test]
    fn an_address_of_either_family_is_looked_for_as_itself() {
        let zone = "2001:db8::1 PTR mx.example.com\n\
                    192.0.2.1 PTR mx.example.com\n\
                    mx.example.com A 192.0.2.1\n\
                    mx.example.com AAAA 2001:db8::1";
        for address in ["2001:db8::1", "192.0.2.1", "::ffff:192.0.2.1"] {
            assert_eq!(reverse(zone, address).confirmed, Some(true), "{address}");
        }
        let one_family = zone.replace("mx.example.com AAAA 2001:db8::1", "");
        assert_eq!(reverse(&one_family, "2001:db8::1").confirmed, Some(false));
    }

    #[test]
    fn no_name_is_told_from_no_answer() {
        let none = reverse("192.0.2.9 PTR x.example", "192.0.2.1");
        assert_eq!((none.confirmed, none.failure), (Some(false), None));
        let lost = reverse("192.0.2.1 PTR !TIMEOUT", "192.0.2.1");
        assert_eq!(lost.confirmed, None);
        assert_eq!(lost.failure.as_deref(), Some("timed out"));
    }

    #[test]
    fn a_name_that_could_not_be_looked_up_leaves_it_open() {
        let zone = "192.0.2.1 PTR a.example\n\
                    192.0.2.1 PTR b.example\n\
                    a.example A 192.0.2.2\n\
                    b.example A !SERVFAIL";
        let open = reverse(zone, "192.0.2.1");
        assert_eq!(open.confirmed, None);
        assert_eq!(open.failure.as_deref(), Some("b.example: SERVFAIL"));
        let known = reverse(&zone.replace("A 192.0.2.2", "A 192.0.2.1"), "192.0.2.1");
        assert_eq!(known.confirmed, Some(true));
    }

    /// All names are looked up at the same time, and ten at the most.
    #[test]
    fn many_names_are_bounded_and_take_one_round() {
        let zone: String = (0..40)
            .map(|number| format!("192.0.2.1 PTR n{number}.example\n"))
            .collect();
        let address = "192.0.2.1".parse().unwrap();
        let (found, rounds) = Zone(&zone).drive(|asking| survey(asking, address));
        assert_eq!((found.names.len(), found.left_out), (10, 30));
        assert_eq!(found.confirmed, None, "one of the others may lead back");
        let sizes: Vec<_> = rounds.iter().map(Vec::len).collect();
        assert_eq!(sizes, [1, 10]);
    }

    #[test]
    fn generic_are_names_of_which_none_was_given_by_somebody() {
        let zone = "198.51.100.7 PTR pool-198-51-100-7.isp.example\n";
        assert!(reverse(zone, "198.51.100.7").generic);
        let named = format!("{zone}198.51.100.7 PTR mx.example.com");
        assert!(!reverse(&named, "198.51.100.7").generic);
    }
}
