//! Addresses that are not of the public Internet, in one table: where no outside sender comes, and where nothing is fetched
//! from on behalf of a public domain. RFC 6890 and IANA's two registries of special-purpose addresses, RFC 4291 (multicast),
//! RFC 6052 section 3.1 and RFC 3056 (IPv6 addresses that carry an IPv4 address, which is then what counts).
//!
//! Blocks for documentation (192.0.2.0/24, 2001:db8::/32 and their like) are left out: they stand for public ones.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses that is set aside.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    network: IpAddr,
    length: u32,
    /// What for, as a fragment after the address: "a private network (RFC 1918)".
    pub purpose: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The machine itself that uses the address.
    OwnHost,
    /// Not to be reached from everywhere.
    Private,
    /// It carries an IPv4 address, which begins at this bit.
    Embeds { at: u32 },
}

const fn v4(octets: [u8; 4], length: u32, kind: Kind, purpose: &'static str) -> Block {
    let [a, b, c, d] = octets;
    let network = IpAddr::V4(Ipv4Addr::new(a, b, c, d));
    Block {
        network,
        length,
        purpose,
        kind,
    }
}

/// `groups` are the first four groups; no block has others in its prefix but those of zeros.
const fn v6(groups: [u16; 4], last: u32, length: u32, kind: Kind, purpose: &'static str) -> Block {
    let [a, b, c, d] = groups;
    let high = [a as u128, b as u128, c as u128, d as u128];
    let bits = high[0] << 112 | high[1] << 96 | high[2] << 80 | high[3] << 64 | last as u128;
    Block {
        network: IpAddr::V6(Ipv6Addr::from_bits(bits)),
        length,
        purpose,
        kind,
    }
}

use Kind::{Embeds, OwnHost, Private};

/// The longer prefix stands before the shorter one that it is in.
const BLOCKS: &[Block] = &[
    v4([0, 0, 0, 0], 32, OwnHost, "the machine itself (RFC 1122)"),
    v4([0, 0, 0, 0], 8, Private, "its own network (RFC 791)"),
    v4([10, 0, 0, 0], 8, Private, "a private network (RFC 1918)"),
    v4([100, 64, 0, 0], 10, Private, "a provider's NAT (RFC 6598)"),
    v4([127, 0, 0, 0], 8, OwnHost, "the machine itself (RFC 1122)"),
    v4([169, 254, 0, 0], 16, Private, "its own link (RFC 3927)"),
    v4([172, 16, 0, 0], 12, Private, "a private network (RFC 1918)"),
    v4([192, 0, 0, 0], 24, Private, "use by protocols (RFC 6890)"),
    v4(
        [192, 88, 99, 0],
        24,
        Private,
        "6to4 relays, which are no more (RFC 7526)",
    ),
    v4(
        [192, 168, 0, 0],
        16,
        Private,
        "a private network (RFC 1918)",
    ),
    v4([198, 18, 0, 0], 15, Private, "benchmarks (RFC 2544)"),
    v4([224, 0, 0, 0], 4, Private, "multicast (RFC 5771)"),
    v4([240, 0, 0, 0], 4, Private, "no use at all (RFC 1112)"),
    v6(
        [0; 4],
        0,
        128,
        OwnHost,
        "no address, or the machine itself (RFC 4291)",
    ),
    v6([0; 4], 1, 128, OwnHost, "the machine itself (RFC 4291)"),
    // IPv4-compatible addresses are no more (RFC 4291 section 2.5.5.1); some systems still connect to them.
    v6([0; 4], 0, 96, Embeds { at: 96 }, ""),
    v6([0x64, 0xff9b, 0, 0], 0, 96, Embeds { at: 96 }, ""),
    v6(
        [0x64, 0xff9b, 1, 0],
        0,
        48,
        Private,
        "a translation to IPv4 of its own (RFC 8215)",
    ),
    v6(
        [0x100, 0, 0, 0],
        0,
        64,
        Private,
        "what is thrown away (RFC 6666)",
    ),
    v6(
        [0x2001, 0, 0, 0],
        0,
        23,
        Private,
        "use by protocols (RFC 2928)",
    ),
    v6([0x2002, 0, 0, 0], 0, 16, Embeds { at: 16 }, ""),
    v6(
        [0x5f00, 0, 0, 0],
        0,
        16,
        Private,
        "segment routing (RFC 9602)",
    ),
    v6(
        [0xfc00, 0, 0, 0],
        0,
        7,
        Private,
        "a private network (RFC 4193)",
    ),
    v6([0xfe80, 0, 0, 0], 0, 10, Private, "its own link (RFC 4291)"),
    v6(
        [0xfec0, 0, 0, 0],
        0,
        10,
        Private,
        "a private network (RFC 3879)",
    ),
    v6([0xff00, 0, 0, 0], 0, 8, Private, "multicast (RFC 4291)"),
];

/// The block that `address`, or the IPv4 address that it carries, is in; `None` for a public one.
#[must_use]
pub fn special_use(address: IpAddr) -> Option<&'static Block> {
    let address = address.to_canonical();
    let block = BLOCKS.iter().find(|block| block.contains(address))?;
    match (block.kind, address) {
        (Embeds { at }, IpAddr::V6(address)) => special_use(carried(address, at)),
        _ => Some(block),
    }
}

/// Whether `address` is one of the public Internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    special_use(address).is_none()
}

/// Whether whoever connects to `address` comes to his own machine.
#[must_use]
pub fn is_own_host(address: IpAddr) -> bool {
    special_use(address).is_some_and(|block| block.kind == OwnHost)
}

impl Block {
    fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.length
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.length
            }
            _ => false,
        }
    }
}

fn carried(address: Ipv6Addr, at: u32) -> IpAddr {
    let shifted = address.to_bits() << at >> 96;
    IpAddr::V4(u32::try_from(shifted).map_or(Ipv4Addr::UNSPECIFIED, Ipv4Addr::from_bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// The first and the last address of each block of the registries, and their neighbours.
    #[test]
    fn blocks_begin_and_end_where_the_registries_say() {
        for (first, last) in [
            ("10.0.0.0", "10.255.255.255"),
            ("100.64.0.0", "100.127.255.255"),
            ("169.254.0.0", "169.254.255.255"),
            ("172.16.0.0", "172.31.255.255"),
            ("192.0.0.0", "192.0.0.255"),
            ("192.168.0.0", "192.168.255.255"),
            ("198.18.0.0", "198.19.255.255"),
            ("224.0.0.0", "255.255.255.255"),
            ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
            ("100::", "100::ffff:ffff:ffff:ffff"),
            ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
            ("fe80::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ] {
            for inside in [first, last] {
                assert!(!is_public(address(inside)), "{inside}");
                assert!(!is_own_host(address(inside)), "{inside}");
            }
        }
        for public in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2003::1",
            "2a00:1450::1",
        ] {
            assert!(is_public(address(public)), "{public}");
        }
    }

    #[test]
    fn addresses_of_the_machine_itself_are_told_from_private_ones() {
        for own in [
            "0.0.0.0",
            "127.0.0.1",
            "127.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
        ] {
            assert!(is_own_host(address(own)), "{own}");
            assert!(!is_public(address(own)), "{own}");
        }
        assert!(!is_own_host(address("0.0.0.1")));
    }

    /// NAT64 (RFC 6052), 6to4 (RFC 3056), mapped and compatible addresses (RFC 4291 section 2.5.5).
    #[test]
    fn an_ipv4_address_within_an_ipv6_one_is_what_counts() {
        for private in [
            "64:ff9b::10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:c0a8:1::1",
            "2002:7f00:1::",
            "::10.0.0.1",
            "::ffff:10.0.0.1",
        ] {
            assert!(!is_public(address(private)), "{private}");
        }
        assert!(is_own_host(address("64:ff9b::127.0.0.1")));
        // A resolver that serves hosts without IPv4 makes such addresses of public ones (RFC 6147).
        assert!(is_public(address("64:ff9b::192.0.2.1")));
        assert!(is_public(address("2002:c000:201::1")));
        assert!(is_public(address("::ffff:192.0.2.1")));
    }

    #[test]
    fn addresses_of_examples_stand_for_public_ones() {
        for example in [
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "2001:db8::1",
            "3fff::1",
        ] {
            assert!(is_public(address(example)), "{example}");
        }
    }

    #[test]
    fn a_block_says_what_it_is_for() {
        let purpose = |text| special_use(address(text)).map(|block| block.purpose);
        assert_eq!(purpose("10.0.0.5"), Some("a private network (RFC 1918)"));
        assert_eq!(
            purpose("64:ff9b::10.0.0.5"),
            Some("a private network (RFC 1918)")
        );
        assert_eq!(purpose("192.0.2.1"), None);
    }

    #[test]
    fn every_block_has_nothing_behind_its_prefix_and_no_shorter_one_hides_it() {
        for (at, block) in BLOCKS.iter().enumerate() {
            let hidden = BLOCKS[..at]
                .iter()
                .any(|before| before.contains(block.network) && before.length <= block.length);
            assert!(!hidden, "{block:?}");
        }
    }
}
