//! The only code that talks to the world: DNS, TCP, TLS, clock, randomness. [`Network`] is the one seam; the tests
//! put a zone table and in-memory streams behind it.

pub mod dial;
pub mod file;
pub mod hello;
pub mod http;
pub mod https;
pub mod link;
pub mod resolver;
mod stream;
pub mod system;
pub mod tls;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use crate::{
    dns::{Caa, Family, Mx, Proven, Srv, Tlsa, Txt},
    record::mta_sts::{FetchError, Response},
};

pub use stream::{BoxedStream, Dialled};

/// What a check needs from the world.
pub trait Network {
    /// MX records of `name`, with what DNSSEC proves about these very records, or about there being none.
    fn mx(&self, name: &str) -> impl Future<Output = Proven<Mx>>;
    /// SRV records of `name`, likewise.
    fn srv(&self, name: &str) -> impl Future<Output = Proven<Srv>>;
    /// TXT records of `name`, likewise.
    fn txt(&self, name: &str) -> impl Future<Output = Proven<Txt>>;
    /// What the policy host of MTA-STS answers (RFC 8461 section 3.3).
    fn fetch_policy(
        &self,
        request: &https::Request,
    ) -> impl Future<Output = Result<Response, FetchError>>;
    /// What stands where a certificate says that its issuer's is (RFC 5280 section 4.2.2.1).
    fn fetch_issuer(
        &self,
        request: &http::Request,
    ) -> impl Future<Output = Result<Vec<u8>, FetchError>>;
    /// A records of `name`, likewise: neither the hosts file nor the search list has a say in them.
    fn a(&self, name: &str) -> impl Future<Output = Proven<Ipv4Addr>>;
    /// AAAA records of `name`, likewise.
    fn aaaa(&self, name: &str) -> impl Future<Output = Proven<Ipv6Addr>>;
    /// CAA records of `name`, likewise.
    fn caa(&self, name: &str) -> impl Future<Output = Proven<Caa>>;
    /// The names that `address` has (PTR records), likewise.
    fn ptr(&self, address: IpAddr) -> impl Future<Output = Proven<String>>;
    /// Where a program that connects to the host `name` goes, hosts file and search list included, likewise.
    fn addresses(&self, name: &str, family: Family) -> impl Future<Output = Proven<IpAddr>>;
    /// The TLSA records at `name`, likewise.
    fn tlsa(&self, name: &str) -> impl Future<Output = Proven<Tlsa>>;
    /// Whether `name` is in the machine's hosts file.
    fn in_hosts_file(&self, name: &str) -> bool;
    /// Connects to `address`, from `source` where one is given.
    fn dial(
        &self,
        address: SocketAddr,
        source: Option<IpAddr>,
    ) -> impl Future<Output = io::Result<Dialled>>;
    /// The time of day.
    fn timestamp(&self) -> jiff::Timestamp;
    /// Bytes that cannot be guessed.
    fn random(&self) -> [u8; 24];
    /// This machine's fully qualified name, where it has one.
    fn machine_name(&self) -> Option<String>;
}
