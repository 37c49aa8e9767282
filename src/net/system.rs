//! The real world: the system's resolver, TCP, clock and random numbers.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use super::{
    Dialled, Network, dial, http, https,
    resolver::{Resolver, ResolverOptions},
};
use crate::{
    dns::{Caa, Family, Mx, Proven, Srv, Tlsa, Txt},
    record::mta_sts::{FetchError, Response},
};

/// The machine's own network.
pub struct System {
    resolver: Resolver,
}

impl System {
    /// The network with the resolver that `options` name.
    ///
    /// # Errors
    /// The resolver's configuration cannot be used, in words.
    pub fn new(options: &ResolverOptions) -> Result<Self, String> {
        Ok(Self {
            resolver: Resolver::new(options)?,
        })
    }
}

impl Network for System {
    fn mx(&self, name: &str) -> impl Future<Output = Proven<Mx>> {
        self.resolver.mx(name)
    }

    fn srv(&self, name: &str) -> impl Future<Output = Proven<Srv>> {
        self.resolver.srv(name)
    }

    fn txt(&self, name: &str) -> impl Future<Output = Proven<Txt>> {
        self.resolver.txt(name)
    }

    fn a(&self, name: &str) -> impl Future<Output = Proven<Ipv4Addr>> {
        self.resolver.a(name)
    }

    fn aaaa(&self, name: &str) -> impl Future<Output = Proven<Ipv6Addr>> {
        self.resolver.aaaa(name)
    }

    fn caa(&self, name: &str) -> impl Future<Output = Proven<Caa>> {
        self.resolver.caa(name)
    }

    fn ptr(&self, address: IpAddr) -> impl Future<Output = Proven<String>> {
        self.resolver.ptr(address)
    }

    fn fetch_policy(
        &self,
        request: &https::Request,
    ) -> impl Future<Output = Result<Response, FetchError>> {
        https::fetch(
            request,
            async { self.addresses(&request.host, request.family).await.lookup },
            |address| self.dial(address, request.source),
        )
    }

    fn fetch_issuer(
        &self,
        request: &http::Request,
    ) -> impl Future<Output = Result<Vec<u8>, FetchError>> {
        http::fetch(
            request,
            async {
                self.addresses(&request.location.host, request.family)
                    .await
                    .lookup
            },
            |address| self.dial(address, request.source),
        )
    }

    fn addresses(&self, name: &str, family: Family) -> impl Future<Output = Proven<IpAddr>> {
        self.resolver.addresses(name, family)
    }

    fn tlsa(&self, name: &str) -> impl Future<Output = Proven<Tlsa>> {
        self.resolver.tlsa(name)
    }

    fn in_hosts_file(&self, name: &str) -> bool {
        self.resolver.in_hosts_file(name)
    }

    fn dial(
        &self,
        address: SocketAddr,
        source: Option<IpAddr>,
    ) -> impl Future<Output = io::Result<Dialled>> {
        dial::connect(address, source)
    }

    fn timestamp(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    fn random(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        // The system's generator does not fail once the process runs; a nonce of zeros would still be refused by
        // no server, only be worth less.
        let _ = aws_lc_rs::rand::fill(&mut bytes);
        bytes
    }

    fn machine_name(&self) -> Option<String> {
        let name = host_name()?;
        is_fully_qualified(&name).then_some(name)
    }
}

fn is_fully_qualified(name: &str) -> bool {
    name.contains('.')
        && !name.ends_with(".localdomain")
        && !name.starts_with('.')
        && !name.ends_with('.')
}

#[cfg(unix)]
fn host_name() -> Option<String> {
    let name = rustix::system::uname();
    name.nodename().to_str().ok().map(str::to_owned)
}

#[cfg(not(unix))]
fn host_name() -> Option<String> {
    gethostname::gethostname().into_string().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_domain_is_fully_qualified() {
        assert!(is_fully_qualified("mail.example.com"));
        assert!(!is_fully_qualified("mail"));
        assert!(!is_fully_qualified("localhost.localdomain"));
    }
}
