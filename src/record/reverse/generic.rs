//! Whether a name was made from its address, as providers name the addresses of their customers: `pool-198-51-100-7.isp.example`.
//! Many receivers take no mail from such. A server that somebody named has another: the address or most of it, or one of few words,
//! makes a name generic; that a name has a number in it does not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Words for the way in which a line is connected; each says that a customer is at its end.
const LINES: [&str; 18] = [
    "adsl",
    "broadband",
    "cablemodem",
    "cgnat",
    "dhcp",
    "dial",
    "dialin",
    "dialup",
    "dsl",
    "dyn",
    "dynamic",
    "dynip",
    "ftth",
    "ppp",
    "pppoe",
    "residential",
    "vdsl",
    "xdsl",
];

/// Words that say so only beside a part of the address: `mail-pool-3.example.com` is somebody's.
const WITH_A_PART: [&str; 12] = [
    "cable",
    "client",
    "clients",
    "cust",
    "customer",
    "customers",
    "host",
    "ip",
    "pool",
    "static",
    "unassigned",
    "user",
];

/// A name whose first label has one of these was given to a mail server, whatever the others are.
const MAIL: [&str; 9] = [
    "mail", "mailout", "mta", "mx", "out", "outbound", "relay", "smtp", "smtpout",
];

/// Labels that belong to the provider rather than to the address.
const PROVIDER: usize = 2;

pub(super) fn is_generic(name: &str, address: IpAddr) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    let own = &labels[..labels.len().saturating_sub(PROVIDER)];
    let is_made_of = match address {
        IpAddr::V4(address) => octets_in(own, address) >= 3 || has_hexadecimal(own, address),
        IpAddr::V6(address) => {
            own.iter().any(|label| is_made_of_v6(label, address)) || has_nibbles(own, address)
        }
    };
    if is_made_of {
        return true;
    }
    if own
        .first()
        .is_some_and(|first| words(first).any(|word| MAIL.contains(&word)))
    {
        return false;
    }
    let has = |table: &[&str]| {
        own.iter()
            .flat_map(|label| words(label))
            .any(|word| table.contains(&word))
    };
    let a_part = matches!(address, IpAddr::V4(address) if octets_in(own, address) >= 2);
    has(&LINES) || a_part && has(&WITH_A_PART)
}

/// `adsl` and `pool` of `adsl2-pool`.
fn words(label: &str) -> impl Iterator<Item = &str> {
    label
        .split(|character: char| !character.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
}

/// How many octets of the address stand there in a row, in either order.
fn octets_in(labels: &[&str], address: Ipv4Addr) -> usize {
    let numbers: Vec<Option<u8>> = labels
        .iter()
        .flat_map(|label| label.split(|character: char| !character.is_ascii_digit()))
        .filter(|number| !number.is_empty())
        .map(|number| number.parse().ok())
        .collect();
    let forward = address.octets();
    let mut backward = forward;
    backward.reverse();
    let longest = |octets: [u8; 4]| {
        (2..=4)
            .rev()
            .find(|length| {
                octets.windows(*length).any(|wanted| {
                    numbers.windows(*length).any(|there| {
                        there
                            .iter()
                            .zip(wanted)
                            .all(|(there, wanted)| *there == Some(*wanted))
                    })
                })
            })
            .unwrap_or(0)
    };
    let padded = |octets: [u8; 4]| {
        let digits: String = octets.iter().map(|octet| format!("{octet:03}")).collect();
        labels.iter().any(|label| label.contains(&digits))
    };
    match padded(forward) || padded(backward) {
        true => 4,
        false => longest(forward).max(longest(backward)),
    }
}

/// `p5dda1b2c.dip0.isp.example`.
fn has_hexadecimal(labels: &[&str], address: Ipv4Addr) -> bool {
    let digits = format!("{:08x}", address.to_bits());
    labels.iter().any(|label| label.contains(&digits))
}

/// The address in one label, its colons as hyphens, shortened or not.
fn is_made_of_v6(label: &str, address: Ipv6Addr) -> bool {
    let digits: String = label.chars().filter(char::is_ascii_hexdigit).collect();
    let whole = format!("{:032x}", address.to_bits());
    let groups = address.segments().map(|group| format!("{group:x}"));
    label.contains(&groups.join("-"))
        || label.contains(&address.to_string().replace(':', "-"))
        || digits.contains(&whole)
}

/// A nibble a label, in either order, as in the reverse zone itself.
fn has_nibbles(labels: &[&str], address: Ipv6Addr) -> bool {
    let whole = format!("{:032x}", address.to_bits());
    let joined: String = labels.concat();
    joined.contains(&whole) || joined.contains(&whole.chars().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(name: &str, address: &str) -> bool {
        is_generic(name, address.parse().unwrap())
    }

    /// Names as providers make them.
    #[test]
    fn names_made_of_the_address_are_generic() {
        for name in [
            "pool-198-51-100-7.washdc.fios.isp.example",
            "7.100.51.198.static.isp.example",
            "static.7.100.51.198.clients.isp.example",
            "c-198-51-100-7.hsd1.ma.isp.example",
            "ec2-198-51-100-7.compute-1.cloud.example",
            "198051100007.isp.example.net",
            "ip-51-100-7.eu.isp.example",
            "pC6336407.dip0.isp.example",
            "host7-100.isp.example.net",
            "adsl2-17.isp.example.net",
            "x4e.dyn.isp.example",
            "dsl.customer.isp.example",
        ] {
            assert!(generic(name, "198.51.100.7"), "{name}");
        }
        for name in [
            "2001-db8-0-0-0-0-0-7.isp.example.net",
            "2001-db8--7.isp.example.net",
            "20010db8000000000000000000000007.isp.example.net",
            "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.isp.example.net",
            "node.dynamic.isp.example",
        ] {
            assert!(generic(name, "2001:db8::7"), "{name}");
        }
    }

    /// Among them names of large senders.
    #[test]
    fn names_that_somebody_gave_are_not() {
        for (name, address) in [
            ("mx.example.com", "198.51.100.7"),
            ("mail-wr1-f41.google.com", "209.85.221.41"),
            ("a8-31.smtp-out.amazonses.com", "54.240.8.31"),
            (
                "mail-am6eur05on2041.outbound.protection.outlook.com",
                "40.107.22.41",
            ),
            ("mail-pool-3.example.com", "198.51.100.3"),
            ("mx100-7.example.com", "198.51.100.7"),
            ("mail.dsl.example.com", "198.51.100.7"),
            ("dynamic.example", "198.51.100.7"),
            ("host.example.com", "198.51.100.7"),
            ("dsl.example.com", "198.51.100.7"),
            ("customer.portal.example.com", "198.51.100.7"),
            ("mx.example.com", "2001:db8::7"),
            ("mx7.example.com", "2001:db8::7"),
        ] {
            let expected = name == "dsl.example.com";
            assert_eq!(generic(name, address), expected, "{name}");
        }
    }

    #[test]
    fn no_name_is_a_panic() {
        for name in [
            "",
            ".",
            "..",
            "a",
            "-.-.-.-",
            "é.example.com",
            "999-999-999-999.a.b",
        ] {
            assert!(!generic(name, "198.51.100.7"), "{name}");
            assert!(!generic(name, "::"), "{name}");
        }
    }
}
