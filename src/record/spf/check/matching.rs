//! Whether a mechanism matches: RFC 7208 section 5.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{
    super::{
        cause::{Cause, MOST_NAMES},
        lookups::{Halt, records},
        name::askable,
        record::{MacroString, Mechanism, Prefixes},
    },
    Check,
};
use crate::dns::Mx;

impl Check<'_, '_, '_> {
    pub(super) fn matches(&mut self, mechanism: &Mechanism, domain: &str) -> Result<bool, Halt> {
        match mechanism {
            Mechanism::All => Ok(true),
            Mechanism::Include(target) => self.include(target, domain),
            Mechanism::A(name, prefixes) => self.a(name.as_ref(), *prefixes, domain),
            Mechanism::Mx(name, prefixes) => self.mx(name.as_ref(), *prefixes, domain),
            Mechanism::Ptr(name) => self.reverse(name.as_ref(), domain),
            Mechanism::Ip4(network, bits) => Ok(self.is_in_v4(*network, *bits)),
            Mechanism::Ip6(network, bits) => Ok(self.is_in_v6(*network, *bits)),
            Mechanism::Exists(name) => self.exists(name, domain),
        }
    }

    /// Section 5.3.
    fn a(
        &mut self,
        name: Option<&MacroString>,
        prefixes: Prefixes,
        domain: &str,
    ) -> Result<bool, Halt> {
        let Some(name) = self.target(name, domain)? else {
            return Ok(false);
        };
        let addresses = self.addresses(&name)?;
        self.count_void(addresses.is_empty())?;
        Ok(self.is_among(&addresses, prefixes))
    }

    /// Section 5.4: more than ten mail exchangers are an error, wherever among them the sender is, so that the order in which
    /// they come decides nothing (section 4.6.4).
    fn mx(
        &mut self,
        name: Option<&MacroString>,
        prefixes: Prefixes,
        domain: &str,
    ) -> Result<bool, Halt> {
        let Some(name) = self.target(name, domain)? else {
            return Ok(false);
        };
        let exchangers = records(&name, self.lookups.mx(&name)?)?;
        self.count_void(exchangers.is_empty())?;
        if exchangers.len() > MOST_NAMES {
            return Err(Cause::Exchangers(name, exchangers.len()).into());
        }
        let mut waits = false;
        for host in hosts(exchangers) {
            match self.addresses(&host) {
                Err(Halt::Waiting) => waits = true,
                // What comes before it is to be known first.
                Err(error) if !waits => return Err(error),
                Ok(found) if !waits && self.is_among(&found, prefixes) => return Ok(true),
                _ => {}
            }
        }
        match waits {
            true => Err(Halt::Waiting),
            false => Ok(false),
        }
    }

    /// Section 5.7: whatever the sender's address is, of IPv4.
    fn exists(&mut self, name: &MacroString, domain: &str) -> Result<bool, Halt> {
        let Some(name) = self.target(Some(name), domain)? else {
            return Ok(false);
        };
        let found = !records(&name, self.lookups.a(&name)?)?.is_empty();
        self.count_void(!found)?;
        Ok(found)
    }

    /// The addresses of a name, of the sender's kind.
    pub(super) fn addresses(&mut self, name: &str) -> Result<Vec<IpAddr>, Halt> {
        Ok(match self.sender.address {
            IpAddr::V4(_) => every(records(name, self.lookups.a(name)?)?),
            IpAddr::V6(_) => every(records(name, self.lookups.aaaa(name)?)?),
        })
    }

    fn is_among(&self, addresses: &[IpAddr], prefixes: Prefixes) -> bool {
        addresses.iter().any(|address| match address {
            IpAddr::V4(address) => self.is_in_v4(*address, prefixes.v4),
            IpAddr::V6(address) => self.is_in_v6(*address, prefixes.v6),
        })
    }

    fn is_in_v4(&self, network: Ipv4Addr, bits: u8) -> bool {
        let IpAddr::V4(address) = self.sender.address else {
            return false;
        };
        let differ = network.to_bits() ^ address.to_bits();
        differ.leading_zeros() >= u32::from(bits)
    }

    fn is_in_v6(&self, network: Ipv6Addr, bits: u8) -> bool {
        let IpAddr::V6(address) = self.sender.address else {
            return false;
        };
        let differ = network.to_bits() ^ address.to_bits();
        differ.leading_zeros() >= u32::from(bits)
    }
}

fn every<T: Copy + Into<IpAddr>>(addresses: &[T]) -> Vec<IpAddr> {
    addresses.iter().map(|address| (*address).into()).collect()
}

/// The names of mail exchangers in the order of their answer; that of a null MX is none (RFC 7505).
fn hosts(exchangers: &[Mx]) -> Vec<String> {
    let hosts = exchangers.iter().take(MOST_NAMES);
    hosts.filter_map(|mx| askable(&mx.exchange)).collect()
}
