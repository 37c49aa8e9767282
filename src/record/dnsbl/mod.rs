//! Whether an address is in lists of addresses from which receivers take no mail: RFC 5782. That it is not listed is believed only
//! of a list that has its own test entry, and that it is listed only of one that does not list everything (section 5): lists that
//! were given up, and those that do not answer who asks, say one or the other of all.

mod lists;

use std::net::{IpAddr, Ipv4Addr};

use serde::Serialize;

use super::look_up::Asking;
use crate::{
    dns::{Answer, Lookup, Txt, reversed},
    text::{shortened, visible},
};

pub use lists::open;

/// The most lists that are asked.
pub const MOST_LISTS: usize = 20;

/// Texts of a list that are kept, and what of each, in bytes.
const MOST_TEXTS: usize = 4;
const LONGEST_TEXT: usize = 512;

/// What must be in every list, and what must be in none.
const TEST_ENTRY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEVER_LISTED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);

/// What one list says of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Listing {
    /// The zone of the list; a customer's key in it is left out.
    pub zone: String,
    /// What people call it, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    /// What it says.
    pub status: ListingStatus,
    /// Its answers.
    pub codes: Vec<ListingCode>,
    /// What it says of them in words (TXT records).
    pub text: Vec<String>,
    /// Why it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What a list says. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ListingStatus {
    /// The address is listed.
    Listed,
    /// It is not.
    NotListed,
    /// The list is known to have no addresses of this family, and was not asked.
    OtherFamily,
    /// The list does not answer this question, or not who asks it (127.255.255.0/24).
    Refused,
    /// What came says nothing of the address: 127.0.0.1, or an address outside 127.0.0.0/8.
    Unusable,
    /// The list lists everything, or lacks its test entry (RFC 5782 section 5): what it says is worth nothing.
    Unreliable,
    /// The DNS did not say.
    LookupFailed,
}

/// One answer of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ListingCode {
    /// The address that it is.
    pub code: Ipv4Addr,
    /// What the list means by it; null where that is not known.
    pub meaning: Option<&'static str>,
    /// It says no more than that no mail is meant to come from there.
    #[serde(skip)]
    pub is_policy: bool,
}

impl Listing {
    fn of(zone: &str, status: ListingStatus) -> Self {
        Self {
            zone: lists::shown(zone),
            name: lists::of(zone).map(|list| list.name),
            status,
            codes: Vec::new(),
            text: Vec::new(),
            detail: None,
        }
    }

    fn because(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// The list, as people call it where it has a name.
    #[must_use]
    pub fn title(&self) -> String {
        match self.name {
            Some(name) => format!("{name} ({})", self.zone),
            None => self.zone.clone(),
        }
    }

    /// Why it is not known whether the address is listed, where it is not.
    #[must_use]
    pub fn hindrance(&self) -> Option<String> {
        let detail = self.detail.clone().unwrap_or_default();
        let said = self.text.first();
        match self.status {
            ListingStatus::Listed | ListingStatus::NotListed | ListingStatus::OtherFamily => None,
            ListingStatus::Refused | ListingStatus::Unusable => Some(match said {
                Some(text) => format!("{detail}; the list says: {text}"),
                None => detail,
            }),
            ListingStatus::Unreliable | ListingStatus::LookupFailed => Some(detail),
        }
    }
}

/// Asks each of the lists.
pub fn survey(asking: &mut Asking<'_>, address: IpAddr, zones: &[String]) -> Option<Vec<Listing>> {
    let address = address.to_canonical();
    let listings = zones.iter().map(|zone| listing(asking, zone, address));
    let listings: Vec<_> = listings.collect();
    listings.into_iter().collect()
}

fn listing(asking: &mut Asking<'_>, zone: &str, address: IpAddr) -> Option<Listing> {
    if lists::of(zone).is_some_and(|list| !list.has(address)) {
        return Some(Listing::of(zone, ListingStatus::OtherFamily));
    }
    let name = name_in(zone, address);
    let found = &asking.a(&name)?.lookup;
    match &found.answer {
        Answer::Found(codes) => answered(asking, zone, address, &name, codes),
        Answer::NoData | Answer::NoSuchName => denied(asking, zone, address),
        failure => Some(failed(zone, failure.outcome())),
    }
}

fn answered(
    asking: &mut Asking<'_>,
    zone: &str,
    address: IpAddr,
    name: &str,
    codes: &[Ipv4Addr],
) -> Option<Listing> {
    let text = asking.txt(name);
    let never = asking.a(&test_name(zone, address, NEVER_LISTED));
    let (text, never) = (&text?.lookup, &never?.lookup);
    let is_told = matches!(
        never.answer,
        Answer::Found(_) | Answer::NoData | Answer::NoSuchName
    );
    if status_of(codes) == ListingStatus::Listed && !is_told {
        let why = format!("whether it lists everything: {}", never.answer.outcome());
        return Some(failed(zone, why));
    }
    let status = match status_of(codes) {
        ListingStatus::Listed if is_listed(never) => ListingStatus::Unreliable,
        status => status,
    };
    let listing = Listing {
        codes: codes.iter().map(|code| meant(zone, *code)).collect(),
        text: texts(text),
        ..Listing::of(zone, status)
    };
    Some(match status {
        ListingStatus::Refused => listing.because(refusal(zone, codes)),
        ListingStatus::Unusable => listing.because(unusable(codes)),
        ListingStatus::Unreliable => {
            listing.because(format!("it lists everything, {NEVER_LISTED} too"))
        }
        _ => listing,
    })
}

/// What is not listed by a list that has its test entry is not listed. Of the IPv6 addresses, some have that of IPv4 alone.
fn denied(asking: &mut Asking<'_>, zone: &str, address: IpAddr) -> Option<Listing> {
    let test = asking.a(&test_name(zone, address, TEST_ENTRY));
    let other = match address {
        IpAddr::V4(_) => test,
        IpAddr::V6(_) => asking.a(&name_in(zone, TEST_ENTRY.into())),
    };
    let tests = [&test?.lookup, &other?.lookup];
    if tests.iter().any(|test| is_listed(test)) {
        return Some(Listing::of(zone, ListingStatus::NotListed));
    }
    let test = tests[1];
    Some(match &test.answer {
        Answer::Found(codes) if status_of(codes) == ListingStatus::Refused => {
            Listing::of(zone, ListingStatus::Refused).because(refusal(zone, codes))
        }
        Answer::Found(_) | Answer::NoData | Answer::NoSuchName => {
            let detail = format!(
                "not even its test entry {TEST_ENTRY} is there: it does not answer this resolver, or was given up"
            );
            Listing::of(zone, ListingStatus::Unreliable).because(detail)
        }
        failure => failed(zone, format!("its test entry: {}", failure.outcome())),
    })
}

/// What failed may be told with the name that was asked for, in which a key may be.
fn failed(zone: &str, detail: String) -> Listing {
    let detail = detail.replace(zone, &lists::shown(zone));
    Listing::of(zone, ListingStatus::LookupFailed).because(visible(detail.as_bytes()))
}

fn is_listed(test: &Lookup<Ipv4Addr>) -> bool {
    !test.records().is_empty() && status_of(test.records()) == ListingStatus::Listed
}

/// RFC 5782 section 2.1: listed is what has an address of 127.0.0.0/8, by custom from 127.0.0.2 on; 127.255.255.0/24 says that the
/// question is not answered.
fn status_of(codes: &[Ipv4Addr]) -> ListingStatus {
    let all = |is: fn(&Ipv4Addr) -> bool| codes.iter().all(is);
    match codes {
        _ if codes.iter().any(is_refusal) => ListingStatus::Refused,
        _ if all(Ipv4Addr::is_loopback) && codes.iter().any(is_code) => ListingStatus::Listed,
        _ => ListingStatus::Unusable,
    }
}

fn is_refusal(code: &Ipv4Addr) -> bool {
    matches!(code.octets(), [127, 255, 255, _])
}

fn is_code(code: &Ipv4Addr) -> bool {
    *code >= TEST_ENTRY
}

fn meant(zone: &str, code: Ipv4Addr) -> ListingCode {
    let known = lists::of(zone).and_then(|list| list.meaning(code));
    ListingCode {
        code,
        meaning: known.map(|known| known.meaning),
        is_policy: known.is_some_and(|known| !known.accuses),
    }
}

/// What the codes of 127.255.255.0/24 mean at Spamhaus, who began with them (https://www.spamhaus.org/news/article/788/).
fn refusal(zone: &str, codes: &[Ipv4Addr]) -> String {
    let code = codes.iter().copied().find(is_refusal);
    let code = code.unwrap_or(Ipv4Addr::BROADCAST);
    let is_spamhaus = zone.contains("spamhaus.");
    let meaning = match code.octets()[3] {
        252 if is_spamhaus => ": there is no list of this name",
        254 if is_spamhaus => {
            ": it answers no public resolver; --resolver asks another, such as one of your own"
        }
        255 if is_spamhaus => ": this resolver asks too often",
        _ => "",
    };
    format!("it refuses to answer ({code}){meaning}")
}

fn unusable(codes: &[Ipv4Addr]) -> String {
    match codes.iter().find(|code| !code.is_loopback()) {
        Some(code) => format!(
            "{code} is no answer of a block list: somebody else answers in its place, or it is given up"
        ),
        None => format!("it answers {NEVER_LISTED}, which is no listing"),
    }
}

fn texts(found: &Lookup<Txt>) -> Vec<String> {
    let texts = found.records().iter().take(MOST_TEXTS);
    let shown = |text: &Txt| shortened(visible(&text.joined()), LONGEST_TEXT);
    texts.map(shown).collect()
}

/// RFC 5782 sections 2.1 and 2.4: octets or nibbles back to front before the zone.
fn name_in(zone: &str, address: IpAddr) -> String {
    format!("{}.{zone}", reversed(address))
}

/// The test entry of the family of `address`: ::FFFF:7F00:2 stands for 127.0.0.2 (RFC 5782 section 5).
fn test_name(zone: &str, address: IpAddr, entry: Ipv4Addr) -> String {
    match address {
        IpAddr::V4(_) => name_in(zone, entry.into()),
        IpAddr::V6(_) => name_in(zone, entry.to_ipv6_mapped().into()),
    }
}

#[cfg(test)]
mod tests;
