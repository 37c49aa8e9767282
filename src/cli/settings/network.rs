//! How to get to the server: another host to connect to, address family, local address, resolver, time limits.

use std::{
    net::{IpAddr, SocketAddr},
    path::Path,
    time::Duration,
};

use super::{Error, target, value};
use crate::{
    cli::options::{Sources, TargetOptions},
    dns::Family,
    net::resolver::GivenAnchors,
    probe::{aim::Host, task::Connect},
    smtp::ClientName,
};

const DNS: u16 = 53;

/// How to get to the server.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) connect: Option<Connect>,
    pub(super) family: Family,
    pub(super) source: Option<IpAddr>,
    pub(super) resolver: Option<SocketAddr>,
    pub(super) trust_anchors: Option<GivenAnchors>,
    pub(super) client_name: Option<ClientName>,
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
}

pub(super) fn understand(options: &TargetOptions, sources: &Sources) -> Result<Network, Error> {
    let label = |id| sources.label(id);
    let source = options
        .source
        .as_deref()
        .map(|text| address(&label("source"), text))
        .transpose()?;
    Ok(Network {
        connect: options
            .connect
            .as_deref()
            .map(|text| connect(&label("connect"), text))
            .transpose()?,
        family: match options {
            TargetOptions { ipv4: true, .. } => Family::V4,
            TargetOptions { ipv6: true, .. } => Family::V6,
            // From an address of one family nothing of the other is reached.
            _ => match source {
                Some(IpAddr::V4(_)) => Family::V4,
                Some(IpAddr::V6(_)) => Family::V6,
                None => Family::Any,
            },
        },
        source,
        resolver: options
            .resolver
            .as_deref()
            .map(|text| resolver(&label("resolver"), text))
            .transpose()?,
        trust_anchors: options
            .trust_anchor
            .as_deref()
            .map(|path| trust_anchors(&label("trust_anchor"), path))
            .transpose()?,
        client_name: options
            .ehlo
            .as_deref()
            .map(|text| client_name(&label("ehlo"), text))
            .transpose()?,
        connect_timeout: value::duration(&label("connect_timeout"), &options.connect_timeout)?,
        timeout: value::duration(&label("timeout"), &options.timeout)?,
    })
}

/// What decides which addresses can be reached.
pub(super) struct Way<'a> {
    pub(super) connect: Option<&'a Connect>,
    pub(super) family: Family,
    pub(super) source: Option<IpAddr>,
}

impl Network {
    pub(super) const fn way(&self) -> Way<'_> {
        Way {
            connect: self.connect.as_ref(),
            family: self.family,
            source: self.source,
        }
    }
}

/// Refuses what can never connect: an address of one family where the other is asked for, or from the other.
pub(super) fn check_families(network: &Way<'_>, destination: &Host) -> Result<(), Error> {
    let destination = network.connect.map_or(destination, |connect| &connect.host);
    let address = match destination {
        Host::Address(address) => Some(*address),
        Host::Name(_) => None,
    };
    if let (Some(to), Some(from)) = (address, network.source)
        && to.is_ipv4() != from.is_ipv4()
    {
        return Err(Error::usage(format!(
            "--source {from} cannot reach {to}: both must be IPv4 or both IPv6"
        )));
    }
    for address in address.into_iter().chain(network.source) {
        let wrong = match network.family {
            Family::Any => false,
            Family::V4 => address.is_ipv6(),
            Family::V6 => address.is_ipv4(),
        };
        if wrong {
            let option = if network.family == Family::V4 {
                "--ipv4"
            } else {
                "--ipv6"
            };
            return Err(Error::usage(format!(
                "{option} leaves no way to use the address {address}: leave one of them out"
            )));
        }
    }
    Ok(())
}

fn connect(label: &str, text: &str) -> Result<Connect, Error> {
    let text = value::word(label, text)?;
    if text.contains(['@', '/']) {
        return Err(Error::usage(format!("{label} takes a host, or host:port")));
    }
    let (name, port) = target::split(label, text)?;
    let inner = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    Ok(Connect {
        host: target::host(label, inner.unwrap_or(name))?,
        port,
    })
}

fn address(label: &str, text: &str) -> Result<IpAddr, Error> {
    let text = value::word(label, text)?;
    text.parse().map_err(|_| {
        Error::usage(format!(
            "{label} takes an IP address, not {}",
            value::quoted(text)
        ))
    })
}

fn resolver(label: &str, text: &str) -> Result<SocketAddr, Error> {
    let text = value::word(label, text)?;
    let (name, port) = target::split(label, text)?;
    let bare = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(name);
    Ok(SocketAddr::new(address(label, bare)?, port.unwrap_or(DNS)))
}

fn trust_anchors(label: &str, path: &Path) -> Result<GivenAnchors, Error> {
    let wrong = |why| {
        let shown = value::shown_path(path);
        Error::usage(format!("cannot use the file of {label}, {shown}: {why}"))
    };
    GivenAnchors::from_file(path).map_err(wrong)
}

fn client_name(label: &str, text: &str) -> Result<ClientName, Error> {
    let text = value::word(label, text)?;
    let wrong = |error| {
        Error::usage(format!(
            "{label} takes a host name or [address], which {} is not: {error}",
            value::quoted(text)
        ))
    };
    ClientName::parse(text).map_err(wrong)
}
