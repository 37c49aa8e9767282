//! Mail exchangers: their order (RFC 5321 section 5.1), the null MX (RFC 7505) and exchanges that no sender
//! can use. Whether an exchange is an alias or has addresses only a lookup tells.

use std::net::IpAddr;

use super::{name::is_address, special_use::is_own_host};

/// One MX record (RFC 1035 section 3.3.9).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mx {
    /// Lower ones are tried first.
    pub preference: u16,
    /// The host, without final dot; `.` in a null MX.
    pub exchange: String,
}

impl Mx {
    /// Whether the record says that the domain takes no mail (RFC 7505 section 3). Its preference should be
    /// 0, but the root as exchange can mean nothing else.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.exchange == "."
    }

    /// Whether the exchange is written as an address. RFC 1035 section 3.3.9 wants a domain name, and
    /// senders ask for a host of that name.
    #[must_use]
    pub fn is_address(&self) -> bool {
        is_address(&self.exchange)
    }

    /// Whether the exchange names the sender's own machine: `localhost`, a name below it (RFC 6761 section
    /// 6.3), `localhost.localdomain` of old hosts files, or an address of the machine itself written as a name.
    #[must_use]
    pub fn is_localhost(&self) -> bool {
        let exchange = self.exchange.to_ascii_lowercase();
        exchange == "localhost"
            || exchange.ends_with(".localhost")
            || exchange == "localhost.localdomain"
            || exchange.parse::<IpAddr>().is_ok_and(is_own_host)
    }
}

/// Orders exchangers as a sender tries them: by preference. Equal ones, among which a sender chooses at
/// random, are ordered by name so that runs can be compared.
pub fn mx_order(exchangers: &mut [Mx]) {
    exchangers.sort_by_cached_key(|mx| (mx.preference, mx.exchange.to_ascii_lowercase()));
}

/// Whether a null MX stands beside others, which RFC 7505 section 3 forbids.
#[must_use]
pub fn is_null_mx_with_others(exchangers: &[Mx]) -> bool {
    exchangers.iter().any(Mx::is_null) && !exchangers.iter().all(Mx::is_null)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mx(preference: u16, exchange: &str) -> Mx {
        Mx {
            preference,
            exchange: exchange.to_owned(),
        }
    }

    #[test]
    fn lower_preference_comes_first_and_equal_ones_by_name() {
        let mut exchangers = [
            mx(20, "a"),
            mx(10, "c.example"),
            mx(10, "B.example"),
            mx(9, "z"),
        ];
        mx_order(&mut exchangers);
        assert_eq!(
            exchangers,
            [
                mx(9, "z"),
                mx(10, "B.example"),
                mx(10, "c.example"),
                mx(20, "a")
            ]
        );
    }

    #[test]
    fn a_null_mx_beside_another_exchanger_is_noticed() {
        assert!(is_null_mx_with_others(&[mx(0, "."), mx(10, "mx.example")]));
        assert!(!is_null_mx_with_others(&[mx(0, ".")]));
        assert!(!is_null_mx_with_others(&[mx(10, "mx.example")]));
    }

    #[test]
    fn an_exchange_written_as_an_address_is_noticed() {
        for exchange in [
            "192.0.2.1",
            "2001:db8::1",
            "[192.0.2.1]",
            "[IPv6:2001:db8::1]",
        ] {
            assert!(mx(10, exchange).is_address(), "{exchange}");
        }
        for exchange in ["mx.192.0.2.1", "192.0.2", "1.mx.example", "."] {
            assert!(!mx(10, exchange).is_address(), "{exchange}");
        }
    }

    #[test]
    fn an_exchange_on_the_senders_own_machine_is_noticed() {
        for exchange in [
            "localhost",
            "LOCALHOST",
            "mail.localhost",
            "localhost.localdomain",
            "127.0.0.1",
        ] {
            assert!(mx(10, exchange).is_localhost(), "{exchange}");
        }
        for exchange in ["localhost.example.com", "mylocalhost", "192.0.2.1"] {
            assert!(!mx(10, exchange).is_localhost(), "{exchange}");
        }
    }
}
