//! Fetches a certificate of an issuer: one GET without TLS, for what comes is checked by its signature. RFC 5280 section
//! 4.2.2.1. No redirect is followed, nothing is cached, size and time are bounded; the server names the address, so that one
//! of a private network is gone to only where the server itself is in one.

use std::{
    cell::Cell,
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::time::timeout;

use super::{
    Dialled,
    https::{
        connect,
        exchange::{self, Get},
        found, permitted,
    },
};
use crate::{
    dns::{DomainName, Family, Lookup},
    record::mta_sts::FetchError,
};

/// How long a fetch takes at most.
pub const LIMIT: Duration = Duration::from_secs(5);
/// HTTP.
const PORT: u16 = 80;

/// What to fetch, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where it is.
    pub location: Location,
    /// Which of the host's addresses to use.
    pub family: Family,
    /// The local address to connect from.
    pub source: Option<IpAddr>,
    /// Time limit for the connection to one address.
    pub connect_timeout: Duration,
    /// Time limit for all of it.
    pub limit: Duration,
    /// Whether addresses of private networks are gone to as well.
    pub private_too: bool,
}

/// A URL of the scheme http, understood (RFC 3986 section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// As it was written.
    pub url: String,
    /// The host's name, or its address as text.
    pub host: String,
    /// The port.
    port: u16,
    /// For the `Host` field: host and port as they were written.
    authority: String,
    /// Path and query.
    path: String,
}

impl Location {
    /// Understands a URL.
    ///
    /// # Errors
    /// Why it is not one to fetch from.
    pub fn parse(url: &str) -> Result<Self, &'static str> {
        const SCHEME: &str = "http://";
        let (scheme, rest) = url.split_at_checked(SCHEME.len()).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return Err("only http is fetched");
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (host, port) = host_and_port(authority).ok_or("its host cannot be understood")?;
        Ok(Self {
            url: url.to_owned(),
            host,
            port,
            authority: authority.to_owned(),
            path: match path.starts_with('/') {
                true => path.to_owned(),
                false => format!("/{path}"),
            },
        })
    }
}

/// No user's name, and a host that is a name or an address.
fn host_and_port(authority: &str) -> Option<(String, u16)> {
    let end_of_host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = authority[end_of_host..]
        .find(':')
        .map(|at| end_of_host + at);
    let (host, port) = match colon {
        Some(at) => (&authority[..at], authority[at + 1..].parse().ok()?),
        None => (authority, PORT),
    };
    let host = match host.strip_prefix('[') {
        Some(literal) => {
            let address: IpAddr = literal.strip_suffix(']')?.parse().ok()?;
            address.to_string()
        }
        None if host.parse::<IpAddr>().is_ok() => host.to_owned(),
        None => DomainName::parse(host).ok()?.as_str().to_owned(),
    };
    (port != 0).then_some((host, port))
}

/// Fetches it from the first of the host's `addresses` to which `dial` succeeds; the body as it came.
///
/// # Errors
/// Why there is none, or that it took longer than its limit.
pub async fn fetch<D: Future<Output = io::Result<Dialled>>>(
    request: &Request,
    addresses: impl Future<Output = Lookup<IpAddr>>,
    dial: impl Fn(SocketAddr) -> D,
) -> Result<Vec<u8>, FetchError> {
    let Location {
        host,
        port,
        authority,
        path,
        ..
    } = &request.location;
    let waiting_for = Cell::new("address of the host");
    let steps = async {
        let addresses = match host.parse() {
            Ok(address) => vec![address],
            Err(_) => found(addresses.await)?,
        };
        let addresses = permitted(addresses, request.private_too)?;
        waiting_for.set("connection");
        let stream = connect(&addresses, *port, request.connect_timeout, dial).await?;
        waiting_for.set("complete response");
        let get = Get {
            host: authority,
            path,
            accept: "application/pkix-cert, application/pkcs7-mime",
        };
        exchange::get(&get, stream).await?.accepted()
    };
    let response = timeout(request.limit, steps).await.unwrap_or_else(|_| {
        Err(FetchError::TimedOut {
            waiting_for: waiting_for.get(),
            limit: request.limit,
        })
    });
    response.map(|response| response.body)
}

#[cfg(test)]
mod tests;
