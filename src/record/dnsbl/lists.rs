//! The lists that are known: what each has, and what its codes mean, as its own pages say. One row a list.

use std::net::{IpAddr, Ipv4Addr};

/// A list that is known.
#[derive(Debug)]
pub struct List {
    /// Its zone.
    pub zone: &'static str,
    /// Below this one its customers have zones of their own, `KEY.zone`.
    keyed: Option<&'static str>,
    /// What people call it.
    pub name: &'static str,
    /// Whether it has IPv6 addresses too.
    has_ipv6: bool,
    /// Whether it answers everybody; one that answers only who is registered is asked where it is named.
    pub is_open: bool,
    codes: &'static [Code],
}

/// What one answer means; the first three octets are 127.0.0.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    last: u8,
    /// In words that follow "is listed as".
    pub meaning: &'static str,
    /// Whether it says that something bad came from there; else that nothing is meant to.
    pub accuses: bool,
}

const fn bad(last: u8, meaning: &'static str) -> Code {
    let accuses = true;
    Code {
        last,
        meaning,
        accuses,
    }
}

const fn policy(last: u8, meaning: &'static str) -> Code {
    let accuses = false;
    Code {
        last,
        meaning,
        accuses,
    }
}

/// The lists, the one that most receivers ask first.
pub const LISTS: &[List] = &[
    // https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html
    List {
        zone: "zen.spamhaus.org",
        keyed: Some("zen.dq.spamhaus.net"),
        name: "Spamhaus ZEN",
        has_ipv6: true,
        is_open: true,
        codes: &[
            bad(2, "a source of spam (SBL)"),
            bad(3, "a source of spam, found automatically (CSS)"),
            bad(4, "an infected or abused machine (XBL)"),
            bad(5, "an infected or abused machine (XBL)"),
            bad(6, "an infected or abused machine (XBL)"),
            bad(7, "an infected or abused machine (XBL)"),
            bad(9, "a network in the hands of criminals (DROP)"),
            policy(
                10,
                "an address from which its provider lets no mail go out directly (PBL)",
            ),
            policy(
                11,
                "an address from which no mail is expected directly (PBL)",
            ),
            bad(30, "a server that controls infected machines (BCL)"),
        ],
    },
    // https://www.spamcop.net/bl.shtml
    List {
        zone: "bl.spamcop.net",
        keyed: None,
        name: "SpamCop",
        has_ipv6: false,
        is_open: true,
        codes: &[bad(2, "a source of mail that was reported as spam")],
    },
    // https://www.barracudacentral.org/rbl/how-to-use
    List {
        zone: "b.barracudacentral.org",
        keyed: None,
        name: "Barracuda",
        has_ipv6: false,
        is_open: false,
        codes: &[bad(2, "a source of spam")],
    },
    // https://psbl.org/howto
    List {
        zone: "psbl.surriel.com",
        keyed: None,
        name: "PSBL",
        has_ipv6: false,
        is_open: true,
        codes: &[bad(2, "a source of mail to spam traps")],
    },
    // https://www.uceprotect.net/en/index.php?m=3&s=3
    List {
        zone: "dnsbl-1.uceprotect.net",
        keyed: None,
        name: "UCEPROTECT-1",
        has_ipv6: false,
        is_open: true,
        codes: &[bad(2, "a source of mail to spam traps, within seven days")],
    },
    // https://mailspike.org/usage.html
    List {
        zone: "bl.mailspike.net",
        keyed: None,
        name: "Mailspike",
        has_ipv6: false,
        is_open: true,
        codes: &[
            bad(2, "part of a wave of spam from many machines"),
            bad(10, "of the worst reputation"),
            bad(11, "of very bad reputation"),
            bad(12, "of bad reputation"),
        ],
    },
    // https://dronebl.org/classes
    List {
        zone: "dnsbl.dronebl.org",
        keyed: None,
        name: "DroneBL",
        has_ipv6: true,
        is_open: true,
        codes: &[
            bad(3, "a machine abused on IRC"),
            bad(5, "a machine that runs bots (bottler)"),
            bad(6, "a spam bot or a worm"),
            bad(7, "a machine that takes part in denial of service"),
            bad(8, "an open SOCKS proxy"),
            bad(9, "an open HTTP proxy"),
            bad(10, "a chain of proxies"),
            bad(11, "a web page that is a proxy"),
            bad(12, "an open DNS resolver"),
            bad(13, "a machine that tries passwords"),
            bad(14, "an open Wingate proxy"),
            bad(15, "a compromised router"),
            bad(16, "a worm that breaks into machines"),
            bad(17, "a machine of a botnet"),
            bad(18, "a host with the name of a DNS or mail server on IRC"),
            bad(19, "an abused VPN"),
            bad(255, "a threat of no other class"),
        ],
    },
];

/// The zones that answer everybody.
pub fn open() -> impl Iterator<Item = &'static str> {
    let lists = LISTS.iter().filter(|list| list.is_open);
    lists.map(|list| list.zone)
}

/// The list of this zone, where it is known.
pub(super) fn of(zone: &str) -> Option<&'static List> {
    LISTS
        .iter()
        .find(|list| list.zone == zone || list.keyed.is_some_and(|keyed| is_below(zone, keyed)))
}

fn is_below(zone: &str, above: &str) -> bool {
    let labels = zone.strip_suffix(above);
    labels.is_some_and(|labels| labels.ends_with('.'))
}

/// Zones in which the first label is the customer's key, which others could use up.
const KEYED: [&str; 2] = ["dq.spamhaus.net", "mail.abusix.zone"];

/// The zone as it may be shown.
pub(super) fn shown(zone: &str) -> String {
    match zone.split_once('.') {
        Some((_, rest)) if KEYED.iter().any(|above| is_below(rest, above)) => format!("***.{rest}"),
        _ => zone.to_owned(),
    }
}

impl List {
    /// Whether addresses of this family are in it at all.
    pub(super) const fn has(&self, address: IpAddr) -> bool {
        address.is_ipv4() || self.has_ipv6
    }

    /// What this answer means.
    pub(super) fn meaning(&self, code: Ipv4Addr) -> Option<&'static Code> {
        let [127, 0, 0, last] = code.octets() else {
            return None;
        };
        self.codes.iter().find(|known| known.last == last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_stands_there_once_and_each_of_its_codes() {
        for (at, list) in LISTS.iter().enumerate() {
            assert!(LISTS[..at].iter().all(|other| other.zone != list.zone));
            assert!(list.codes.is_sorted_by_key(|code| code.last), "{list:?}");
            assert!(list.codes.iter().all(|code| code.last > 1), "{list:?}");
        }
    }

    #[test]
    fn the_zone_of_a_customer_is_that_of_the_list_and_its_key_is_not_shown() {
        let name = |zone| of(zone).map(|list| list.name);
        assert_eq!(name("zen.spamhaus.org"), Some("Spamhaus ZEN"));
        assert_eq!(name("secretkey.zen.dq.spamhaus.net"), Some("Spamhaus ZEN"));
        assert_eq!(name("zen.dq.spamhaus.net"), None);
        assert_eq!(name("notzen.spamhaus.org"), None);
        assert_eq!(
            shown("secretkey.zen.dq.spamhaus.net"),
            "***.zen.dq.spamhaus.net"
        );
        assert_eq!(
            shown("secretkey.combined.mail.abusix.zone"),
            "***.combined.mail.abusix.zone"
        );
        assert_eq!(shown("zen.spamhaus.org"), "zen.spamhaus.org");
    }
}
