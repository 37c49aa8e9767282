//! The addresses of a host, put together from its AAAA and A records (RFC 3596, RFC 1035 section 3.4.1): one
//! answer of two, in an order that is the same in every run.

use std::net::IpAddr;

use super::{
    answer::{Answer, Lookup},
    proof::Proven,
};

/// The most addresses of one name that are kept, at least half of them for either family. Senders try some five
/// (Postfix: smtp_mx_address_limit), and an answer by UDP holds about as many as this.
pub const MOST_ADDRESSES: usize = 32;

/// Orders the addresses found and bounds their number: first IPv6, then IPv4 (RFC 6724 section 2.1's
/// default), each in ascending order, none twice.
#[must_use]
pub fn arranged(mut lookup: Lookup<IpAddr>) -> Lookup<IpAddr> {
    let Answer::Found(addresses) = &mut lookup.answer else {
        return lookup;
    };
    let (mut v6, mut v4): (Vec<_>, Vec<_>) = addresses.drain(..).partition(IpAddr::is_ipv6);
    for one_family in [&mut v6, &mut v4] {
        one_family.sort_unstable();
        one_family.dedup();
    }
    let all = v6.len() + v4.len();
    v6.truncate(MOST_ADDRESSES - v4.len().min(MOST_ADDRESSES / 2));
    v4.truncate(MOST_ADDRESSES - v6.len());
    v6.append(&mut v4);
    lookup.dropped = all - v6.len();
    *addresses = v6;
    lookup
}

/// Makes one of the two that asked for AAAA and A. What is proven is what holds for the records that are used: a denial
/// beside addresses does not change whether those are genuine, and the name that an alias led to is the one that is proven.
/// Where one of the two is bogus somebody is at work on the way: nothing of that name is used.
#[must_use]
pub fn merged(v6: Proven<IpAddr>, v4: Proven<IpAddr>) -> Proven<IpAddr> {
    let forged = |one: &Proven<IpAddr>| matches!(one.lookup.answer, Answer::Bogus(_));
    match (forged(&v6), forged(&v4)) {
        (false, true) => return v4,
        (true, false) => return v6,
        _ => {}
    }
    let decisive = match v6_decides(&v6, &v4) {
        true => &v6,
        false => &v4,
    };
    let canonical_name = decisive.lookup.canonical_name.clone();
    let (proof, why, aliases) = (
        decisive.proof,
        decisive.why.clone(),
        decisive.aliases.clone(),
    );
    Proven {
        lookup: Lookup {
            canonical_name,
            ..merged_lookups(v6.lookup, v4.lookup)
        },
        proof,
        why,
        aliases,
    }
}

/// Whether the answer that counts is the one about AAAA; where both do, it is the one that is proven less.
fn v6_decides(v6: &Proven<IpAddr>, v4: &Proven<IpAddr>) -> bool {
    let (one, other) = (&v6.lookup.answer, &v4.lookup.answer);
    match (one, other) {
        (Answer::Found(_), Answer::Found(_)) => !v4.proof.is_weaker_than(v6.proof),
        (Answer::Found(_), _) => true,
        (_, Answer::Found(_)) => false,
        _ if one.is_denial() && other.is_denial() => !v4.proof.is_weaker_than(v6.proof),
        _ if one.outweighs(other) => true,
        _ if other.outweighs(one) => false,
        _ => !v4.proof.is_weaker_than(v6.proof),
    }
}

/// Makes one lookup of the two that asked for AAAA and A. What failed beside addresses found is kept in
/// [`Lookup::partial`]; that one family has none is no failure.
#[must_use]
pub fn merged_lookups(v6: Lookup<IpAddr>, v4: Lookup<IpAddr>) -> Lookup<IpAddr> {
    let canonical_name = match (&v6.answer, &v4.answer) {
        (Answer::Found(_), Answer::Found(_)) => v6.canonical_name.or(v4.canonical_name),
        (Answer::Found(_), _) => v6.canonical_name,
        (_, Answer::Found(_)) => v4.canonical_name,
        _ => v6.canonical_name.or(v4.canonical_name),
    };
    let (answer, partial) = match (v6.answer, v4.answer) {
        (Answer::Found(mut addresses), Answer::Found(more)) => {
            addresses.extend(more);
            (Answer::Found(addresses), None)
        }
        (Answer::Found(addresses), other) => (Answer::Found(addresses), trouble("A", &other)),
        (other, Answer::Found(addresses)) => (Answer::Found(addresses), trouble("AAAA", &other)),
        (v6, v4) if v6.outweighs(&v4) => (v6, None),
        (_, v4) => (v4, None),
    };
    arranged(Lookup {
        answer,
        canonical_name,
        partial,
        dropped: 0,
    })
}

impl Proven<IpAddr> {
    /// Orders the addresses found and bounds their number.
    #[must_use]
    pub fn arranged(self) -> Self {
        Self {
            lookup: arranged(self.lookup),
            ..self
        }
    }
}

fn trouble(kind: &str, answer: &Answer<IpAddr>) -> Option<String> {
    (!answer.is_denial()).then(|| format!("{kind}: {}", answer.outcome()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::Proof;

    fn found(addresses: &[&str]) -> Lookup<IpAddr> {
        let addresses = addresses.iter().map(|address| address.parse().unwrap());
        Lookup::of(Answer::Found(addresses.collect()))
    }

    fn failed() -> Lookup<IpAddr> {
        Lookup::of(Answer::ServerFailure("SERVFAIL".to_owned()))
    }

    #[test]
    fn ipv6_comes_first_and_each_family_ascends() {
        let lookup = merged_lookups(
            found(&["2001:db8::2", "2001:db8::1"]),
            found(&["192.0.2.10", "192.0.2.9", "192.0.2.10"]),
        );
        let expected = ["2001:db8::1", "2001:db8::2", "192.0.2.9", "192.0.2.10"];
        assert_eq!(lookup, found(&expected));
    }

    #[test]
    fn a_failure_beside_addresses_is_kept_and_a_denial_is_none() {
        let lookup = merged_lookups(failed(), found(&["192.0.2.1"]));
        assert_eq!(lookup.partial.as_deref(), Some("AAAA: SERVFAIL"));
        assert_eq!(lookup.answer, found(&["192.0.2.1"]).answer);
        let lookup = merged_lookups(found(&["2001:db8::1"]), Lookup::of(Answer::TimedOut));
        assert_eq!(lookup.partial.as_deref(), Some("A: timed out"));
        let lookup = merged_lookups(Lookup::of(Answer::NoData), found(&["192.0.2.1"]));
        assert_eq!(lookup.partial, None);
    }

    fn proven(lookup: Lookup<IpAddr>, proof: Proof) -> Proven<IpAddr> {
        Proven {
            lookup,
            proof,
            why: None,
            aliases: Vec::new(),
        }
    }

    fn aliased(lookup: Lookup<IpAddr>, end: &str) -> Lookup<IpAddr> {
        Lookup {
            canonical_name: Some(end.to_owned()),
            ..lookup
        }
    }

    /// The name decides where TLSA records are looked for (RFC 7672 section 2.2.2): it must be the one that is proven.
    #[test]
    fn an_alias_forged_for_one_family_leads_nowhere() {
        let forged = aliased(Lookup::of(Answer::Bogus(String::new())), "h.evil");
        let genuine = proven(found(&["192.0.2.1"]), Proof::Secure);
        let both = merged(proven(forged.clone(), Proof::Bogus), genuine.clone());
        assert_eq!(both.proof, Proof::Bogus);
        assert!(matches!(both.lookup.answer, Answer::Bogus(_)));
        let both = merged(genuine.clone(), proven(forged, Proof::Bogus));
        assert!(matches!(both.lookup.answer, Answer::Bogus(_)));
        let unsigned = aliased(found(&["2001:db8::1"]), "h.evil");
        let both = merged(proven(unsigned.clone(), Proof::Insecure), genuine);
        assert_eq!(both.proof, Proof::Insecure);
        let failed = aliased(failed(), "h.evil");
        let both = merged_lookups(failed, found(&["192.0.2.1"]));
        assert_eq!(both.canonical_name, None);
        assert_eq!(
            merged_lookups(unsigned, found(&["192.0.2.1"]))
                .canonical_name
                .as_deref(),
            Some("h.evil")
        );
    }

    #[test]
    fn what_is_proven_is_about_the_answer_that_was_chosen() {
        let bogus = || proven(Lookup::of(Answer::Bogus(String::new())), Proof::Bogus);
        let unknown = || proven(failed(), Proof::Indeterminate);
        for both in [merged(bogus(), unknown()), merged(unknown(), bogus())] {
            assert!(matches!(both.lookup.answer, Answer::Bogus(_)));
            assert_eq!(both.proof, Proof::Bogus);
        }
        let denied = |proof| proven(Lookup::of(Answer::NoData), proof);
        let both = merged(denied(Proof::Secure), denied(Proof::Indeterminate));
        assert_eq!(both.proof, Proof::Indeterminate);
        let both = merged(denied(Proof::Secure), unknown());
        assert_eq!(both.lookup.answer, failed().answer);
        assert_eq!(both.proof, Proof::Indeterminate);
    }

    #[test]
    fn without_addresses_the_answer_that_leaves_more_open_counts() {
        assert_eq!(
            merged_lookups(failed(), Lookup::of(Answer::NoData)),
            failed()
        );
        assert_eq!(
            merged_lookups(Lookup::of(Answer::NoData), failed()),
            failed()
        );
    }

    /// RFC 4074 section 4.2: servers that say NXDOMAIN to AAAA for a name that has A records, or other ones.
    #[test]
    fn a_name_denied_for_one_type_alone_exists() {
        let lookup = merged_lookups(Lookup::of(Answer::NoSuchName), Lookup::of(Answer::NoData));
        assert_eq!(lookup.answer, Answer::NoData);
    }

    #[test]
    fn each_family_keeps_half_of_the_room() {
        let many = |range: std::ops::Range<u8>, prefix: &str| -> Vec<String> {
            range.map(|last| format!("{prefix}{last}")).collect()
        };
        let texts = (many(0..40, "2001:db8::"), many(0..20, "192.0.2."));
        let v6: Vec<_> = texts.0.iter().map(String::as_str).collect();
        let v4: Vec<_> = texts.1.iter().map(String::as_str).collect();
        let lookup = merged_lookups(found(&v6), found(&v4));
        assert_eq!(lookup.records().len(), 32);
        assert_eq!(
            lookup
                .records()
                .iter()
                .filter(|address| address.is_ipv4())
                .count(),
            16
        );
        assert_eq!(lookup.dropped, 28);
        let lookup = merged_lookups(found(&v6), found(&v4[..2]));
        assert_eq!(
            lookup
                .records()
                .iter()
                .filter(|address| address.is_ipv4())
                .count(),
            2
        );
        assert_eq!(lookup.records().len(), 32);
    }
}
