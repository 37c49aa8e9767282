//! One server to try: what it is called, and its addresses, looked up once.

use std::net::IpAddr;

use tokio::sync::OnceCell;

use super::super::{
    aim::{Aim, Host},
    task::{Connect, Task},
};
use crate::{
    dns::{Answer, Lookup, Proven},
    event::{Event, Resolution},
    net::{Network, link::Watch},
};

/// A server to try.
pub(in crate::probe) struct Candidate {
    /// The name that DNS or the user gave it, or an address as text.
    pub(in crate::probe) host: String,
    /// The name to verify, none for an address.
    pub(in crate::probe) name: Option<String>,
    /// The preference of its MX record.
    pub(in crate::probe) preference: Option<u16>,
    /// Where to connect.
    pub(in crate::probe) port: u16,
    /// Where its addresses come from when not from its own name.
    elsewhere: Option<Host>,
    addresses: OnceCell<Addresses>,
}

/// Where a server's addresses come from.
enum Addresses {
    /// They were given, as `--connect` does.
    Given(Lookup<IpAddr>),
    /// DNS, or what stands before it, has them.
    LookedUp(Proven<IpAddr>),
}

impl Addresses {
    const fn lookup(&self) -> &Lookup<IpAddr> {
        match self {
            Self::Given(lookup) => lookup,
            Self::LookedUp(proven) => &proven.lookup,
        }
    }
}

impl Candidate {
    /// A host by its name.
    pub(super) fn by_name(task: &Task, name: &str, port: u16) -> Self {
        let elsewhere = task
            .connect
            .as_ref()
            .map(|connect: &Connect| connect.host.clone());
        Self {
            host: name.to_owned(),
            name: Some(name.to_owned()),
            preference: None,
            port: super::port(task, port),
            elsewhere,
            addresses: OnceCell::new(),
        }
    }

    /// An address that the user named.
    pub(super) fn by_address(aim: &Aim, task: &Task, address: IpAddr) -> Self {
        let connect = task.connect.as_ref();
        let host = connect.map_or(Host::Address(address), |connect| connect.host.clone());
        Self {
            host: address.to_string(),
            name: None,
            preference: None,
            port: super::port(task, aim.port),
            elsewhere: Some(host),
            addresses: OnceCell::new(),
        }
    }

    /// Looks its addresses up once, however often it is asked.
    pub(super) async fn look_up<N: Network>(&self, task: &Task, network: &N, watch: Watch<'_>) {
        self.addresses
            .get_or_init(|| self.resolve(task, network, watch))
            .await;
    }

    async fn resolve<N: Network>(&self, task: &Task, network: &N, watch: Watch<'_>) -> Addresses {
        let host = match &self.elsewhere {
            Some(Host::Address(address)) => {
                return Addresses::Given(Lookup::of(Answer::Found(vec![*address])));
            }
            Some(Host::Name(name)) => name,
            None => &self.host,
        };
        if host.parse::<IpAddr>().is_ok() {
            return Addresses::Given(Lookup::of(Answer::NoSuchName));
        }
        let proven = network.addresses(host, task.family).await;
        watch.tell(Event::Resolution(Resolution::Addresses {
            host: host.clone(),
            lookup: proven.lookup.clone(),
        }));
        Addresses::LookedUp(proven)
    }

    /// What came of the look-up, once it was made.
    pub(super) fn answer(&self) -> Option<&Answer<IpAddr>> {
        self.addresses.get().map(|found| &found.lookup().answer)
    }

    /// The name whose addresses are connected to, the one of `--connect` where that was given.
    pub(super) fn looked_up_name(&self) -> &str {
        match &self.elsewhere {
            Some(Host::Name(name)) => name,
            _ => &self.host,
        }
    }

    /// Where that name leads, when it is an alias.
    pub(super) fn canonical_name(&self) -> Option<&str> {
        self.addresses.get()?.lookup().canonical_name.as_deref()
    }

    /// The addresses to connect to, as far as they are known: 0.0.0.0 and `::` are no destination (RFC 1122 section 3.2.1.3,
    /// RFC 4291 section 2.5.2), although systems take them for themselves.
    pub(super) fn destinations(&self) -> impl Iterator<Item = IpAddr> + Clone {
        let known = self.answer().map(Answer::records).unwrap_or_default();
        known
            .iter()
            .copied()
            .filter(|address| !address.is_unspecified())
    }

    pub(super) fn has_destinations(&self) -> bool {
        self.destinations().next().is_some()
    }

    /// What DNS says about the addresses of its own name, and what is proven about it; none where they were given or came from
    /// another name.
    pub(in crate::probe) fn proven_addresses(&self) -> Option<&Proven<IpAddr>> {
        match self.addresses.get()? {
            Addresses::LookedUp(proven) if self.elsewhere.is_none() => Some(proven),
            _ => None,
        }
    }
}
