//! The questions that are asked for one type of record, each with what DNSSEC proves about its answer. Names are asked for as they
//! are.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hickory_resolver::proto::rr::{RData, RecordType};

use super::name::shown;
use super::records::bound;
use super::{MOST_RECORDS, Resolver};
use crate::dns::{Caa, Mx, Proven, Srv, Tlsa, Txt, mx_order, reverse_name, srv_order};

impl Resolver {
    /// The mail exchangers of `name`, in the order a sender tries them.
    pub async fn mx(&self, name: &str) -> Proven<Mx> {
        let value = |data: &RData| match data {
            RData::MX(mx) => Some(Mx {
                preference: mx.preference,
                exchange: shown(&mx.exchange),
            }),
            _ => None,
        };
        let mut proven = self.proven(name, RecordType::MX, value).await;
        bound(&mut proven.lookup, MOST_RECORDS, mx_order);
        proven
    }

    /// The services at `name`, such as `_submission._tcp.example.com`, in the order to try them.
    pub async fn srv(&self, name: &str) -> Proven<Srv> {
        let value = |data: &RData| match data {
            RData::SRV(srv) => Some(Srv {
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: shown(&srv.target),
            }),
            _ => None,
        };
        let mut proven = self.proven(name, RecordType::SRV, value).await;
        bound(&mut proven.lookup, MOST_RECORDS, srv_order);
        proven
    }

    /// The TLSA records at `name`, such as `_25._tcp.mx1.example.com`.
    pub async fn tlsa(&self, name: &str) -> Proven<Tlsa> {
        let value = |data: &RData| match data {
            RData::TLSA(tlsa) => Some(Tlsa {
                usage: tlsa.cert_usage.into(),
                selector: tlsa.selector.into(),
                matching_type: tlsa.matching.into(),
                data: tlsa.cert_data.clone(),
            }),
            _ => None,
        };
        let mut proven = self.proven(name, RecordType::TLSA, value).await;
        bound(&mut proven.lookup, MOST_RECORDS, <[Tlsa]>::sort);
        proven
    }

    /// The texts at `name`, all that a message holds, for which of them counts is for others to say; in the order of their octets
    /// so that runs can be compared.
    pub async fn txt(&self, name: &str) -> Proven<Txt> {
        let value = |data: &RData| match data {
            RData::TXT(txt) => Some(Txt {
                strings: txt.txt_data.iter().map(|string| string.to_vec()).collect(),
            }),
            _ => None,
        };
        let mut proven = self.proven(name, RecordType::TXT, value).await;
        bound(&mut proven.lookup, usize::MAX, <[Txt]>::sort);
        proven
    }

    /// The A records of `name`, in ascending order: the DNS alone is asked, and for this name alone.
    pub async fn a(&self, name: &str) -> Proven<Ipv4Addr> {
        let value = |data: &RData| match data {
            RData::A(address) => Some(address.0),
            _ => None,
        };
        let mut proven = self.proven(name, RecordType::A, value).await;
        bound(&mut proven.lookup, MOST_RECORDS, <[Ipv4Addr]>::sort);
        proven
    }

    /// The AAAA records of `name` (RFC 3596), likewise.
    pub async fn aaaa(&self, name: &str) -> Proven<Ipv6Addr> {
        let value = |data: &RData| match data {
            RData::AAAA(address) => Some(address.0),
            _ => None,
        };
        let mut proven = self.proven(name, RecordType::AAAA, value).await;
        bound(&mut proven.lookup, MOST_RECORDS, <[Ipv6Addr]>::sort);
        proven
    }

    /// The CAA records at `name`, and at that name alone; in the order of their octets.
    pub async fn caa(&self, name: &str) -> Proven<Caa> {
        let value = |data: &RData| match data {
            RData::CAA(caa) => Some(Caa {
                critical: caa.issuer_critical,
                tag: caa.tag.clone(),
                value: caa.value.clone(),
            }),
            _ => None,
        };
        let mut proven = self.proven(name, RecordType::CAA, value).await;
        bound(&mut proven.lookup, MOST_RECORDS, <[Caa]>::sort);
        proven
    }

    /// The names that `address` has (PTR records), in alphabetical order so that runs can be compared.
    pub async fn ptr(&self, address: IpAddr) -> Proven<String> {
        let value = |data: &RData| match data {
            RData::PTR(name) => Some(shown(&name.0)),
            _ => None,
        };
        let name = reverse_name(address);
        let mut proven = self.proven(&name, RecordType::PTR, value).await;
        bound(&mut proven.lookup, MOST_RECORDS, <[String]>::sort);
        proven
    }
}
