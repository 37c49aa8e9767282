//! The machine's hosts file, which comes before the DNS where no other DNS server is named.

use std::net::IpAddr;

use hickory_resolver::Hosts;
use hickory_resolver::proto::op::Query;
use hickory_resolver::proto::rr::{Name, RecordType};

/// Reads the hosts file. Bytes that are not UTF-8, which may stand in comments, do not spoil the rest.
#[cfg(unix)]
pub(super) fn of_system() -> Hosts {
    let text = std::fs::read("/etc/hosts").unwrap_or_default();
    hosts_of(&String::from_utf8_lossy(&text))
}

#[cfg(not(unix))]
pub(super) fn of_system() -> Hosts {
    Hosts::from_system().unwrap_or_default()
}

#[cfg(any(unix, test))]
pub(super) fn hosts_of(text: &str) -> Hosts {
    let mut hosts = Hosts::default();
    match hosts.read_hosts_conf(text.as_bytes()) {
        Ok(()) => hosts,
        Err(_) => Hosts::default(),
    }
}

/// The addresses of `name` of these types.
pub(super) fn addresses(hosts: &Hosts, name: &Name, kinds: &[RecordType]) -> Vec<IpAddr> {
    let found = kinds
        .iter()
        .filter_map(|kind| hosts.lookup_static_host(&Query::query(name.to_lowercase(), *kind)));
    found
        .flat_map(|lookup| {
            let addresses = lookup
                .answers()
                .iter()
                .filter_map(|record| record.data.ip_addr());
            addresses.collect::<Vec<_>>()
        })
        .collect()
}
