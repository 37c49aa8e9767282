//! Under which name the DNS has what belongs to an address: RFC 1035 section 3.5 (IPv4), RFC 3596 section 2.5 (IPv6); block lists
//! have it under the same labels in zones of their own (RFC 5782 section 2).

use std::net::IpAddr;

/// `1.2.0.192.in-addr.arpa`, without final dot.
#[must_use]
pub fn reverse_name(address: IpAddr) -> String {
    let zone = match address {
        IpAddr::V4(_) => "in-addr.arpa",
        IpAddr::V6(_) => "ip6.arpa",
    };
    format!("{}.{zone}", reversed(address))
}

/// `1.2.0.192`: the octets back to front; the nibbles of an IPv6 address.
#[must_use]
pub fn reversed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            format!("{d}.{c}.{b}.{a}")
        }
        IpAddr::V6(address) => {
            let octets = address.octets();
            let nibbles = octets
                .iter()
                .rev()
                .flat_map(|octet| [octet & 15, octet >> 4]);
            let labels: Vec<String> = nibbles.map(|nibble| format!("{nibble:x}")).collect();
            labels.join(".")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_and_nibbles_stand_back_to_front() {
        let name = |address: &str| reverse_name(address.parse().unwrap());
        assert_eq!(name("10.2.0.52"), "52.0.2.10.in-addr.arpa");
        // The example of RFC 3596 section 2.5.
        assert_eq!(
            name("4321:0:1:2:3:4:567:89ab"),
            "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa"
        );
    }
}
