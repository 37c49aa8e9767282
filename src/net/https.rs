//! Fetches a policy of MTA-STS, or a logo and its certificate: one GET over our own connection and our own TLS handshake. RFC 8461 section 3.3: the
//! certificate must verify, no redirect is followed, nothing is cached, size and time are bounded. `exchange` alone
//! knows the HTTP crate; general HTTP is left out.

pub(super) mod exchange;

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use tokio::time::{Instant, timeout};

use exchange::Get;

use super::{
    BoxedStream, Dialled, dial, hello,
    tls::{self, Failed, Parameters, Roots, TlsStream},
};
use crate::{
    dns::{Answer, Family, Lookup, is_public},
    event::ConnectionStatus,
    record::mta_sts::{FetchError, Response},
    smtp::Concealer,
    tls::{
        Outcome, TlsVersion, Verification,
        lack::{Chosen, Lack},
    },
};

/// How long a fetch takes at most. RFC 8461 section 3.3 suggests a minute to senders, who have the time; a person who
/// looks on does not.
pub const LIMIT: Duration = Duration::from_secs(10);
/// HTTPS.
pub const PORT: u16 = 443;

/// What to fetch, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The host, `mta-sts.example.com`: where to go, whose certificate it must be, and the `Host` field.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Path and query.
    pub path: Cow<'static, str>,
    /// The media types that are taken.
    pub accept: &'static str,
    /// Which of its addresses to use.
    pub family: Family,
    /// The local address to connect from.
    pub source: Option<IpAddr>,
    /// Time limit for the connection to one address.
    pub connect_timeout: Duration,
    /// Time limit for all of it.
    pub limit: Duration,
    /// Whether addresses that are not public are gone to as well ([`crate::dns::special_use`]).
    pub private_too: bool,
    /// The trust roots.
    pub roots: Roots,
    /// The time at which the certificate is judged.
    pub now: Timestamp,
    /// What must not be shown of what the host says of itself.
    pub concealer: Arc<Concealer>,
    /// Bytes that cannot be guessed.
    pub random: [u8; 24],
}

/// Fetches it from the first of the host's `addresses` to which `dial` succeeds.
///
/// # Errors
/// Why there is no response, or that it took longer than its limit.
pub async fn fetch<D: Future<Output = io::Result<Dialled>>>(
    request: &Request,
    addresses: impl Future<Output = Lookup<IpAddr>>,
    dial: impl Fn(SocketAddr) -> D,
) -> Result<Response, FetchError> {
    let waiting_for = Cell::new("address of the host");
    let reached = RefCell::new(Vec::new());
    let began = Instant::now();
    let steps = async {
        let addresses = permitted(found(addresses.await)?, request.private_too)?;
        reached.borrow_mut().clone_from(&addresses);
        waiting_for.set("connection");
        let stream = connect(&addresses, request.port, request.connect_timeout, &dial).await?;
        waiting_for.set("complete TLS handshake");
        let stream = secure(request, stream).await?;
        waiting_for.set("complete response");
        let authority = match request.port {
            PORT => request.host.clone(),
            port => format!("{}:{port}", request.host),
        };
        let get = Get {
            host: &authority,
            path: &request.path,
            accept: request.accept,
        };
        Ok(exchange::get(&get, stream).await?)
    };
    let failed = match timeout(request.limit, steps).await {
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(Hindrance::Told(error))) => return Err(error),
        Ok(Err(Hindrance::Tls(failed))) => failed,
        Err(_) => {
            return Err(FetchError::TimedOut {
                waiting_for: waiting_for.get(),
                limit: request.limit,
            });
        }
    };
    let remaining = request.limit.saturating_sub(began.elapsed());
    let addresses = reached.take();
    let ours = timeout(remaining, our_limit(request, &failed, &addresses, &dial)).await;
    let ours = ours.ok().flatten();
    Err(ours.unwrap_or_else(|| FetchError::Handshake(failed.error.to_string())))
}

/// Why there is no response.
enum Hindrance {
    /// As it is told.
    Told(FetchError),
    /// The handshake; whose limit it was is still to be found out.
    Tls(Box<Failed>),
}

impl From<FetchError> for Hindrance {
    fn from(error: FetchError) -> Self {
        Self::Told(error)
    }
}

/// What this program lacks for what the host speaks, where that is the reason.
async fn our_limit<D: Future<Output = io::Result<Dialled>>>(
    request: &Request,
    failed: &Failed,
    addresses: &[IpAddr],
    dial: impl Fn(SocketAddr) -> D,
) -> Option<FetchError> {
    let in_words = if Lack::of_error(&failed.error).is_some() {
        failed.error.to_string()
    } else if hello::may_have_more_success(failed) {
        let dial = &dial;
        let choice = hello::wider(|offer| async move {
            let stream = connect(addresses, request.port, request.connect_timeout, dial).await;
            let hello = offer.client_hello(Some(&request.host), hello::random(request.random));
            Some(hello::first_flight(stream.ok()?, &hello).await)
        });
        let chosen = Chosen::of(&choice.await?, request.now);
        chosen.in_words(&chosen.beyond()?)
    } else {
        return None;
    };
    Some(FetchError::BeyondThisProgram(in_words))
}

/// The addresses, or why there are none.
pub(super) fn found(lookup: Lookup<IpAddr>) -> Result<Vec<IpAddr>, FetchError> {
    match lookup.answer {
        Answer::Found(addresses) => Ok(addresses),
        Answer::NoSuchName => Err(FetchError::NoSuchHost {
            canonical_name: lookup.canonical_name,
        }),
        Answer::NoData => Err(FetchError::NoAddress),
        failure => Err(FetchError::LookUpFailed(failure.outcome())),
    }
}

/// What a public domain or server names is gone to where it is public: nobody has this program ask inside of the user's own
/// network for him. It is the addresses that are judged to which the connection is made then.
pub(super) fn permitted(
    addresses: Vec<IpAddr>,
    private_too: bool,
) -> Result<Vec<IpAddr>, FetchError> {
    let private = addresses.iter().find(|address| !is_public(**address));
    match private.filter(|_| !private_too) {
        Some(private) => Err(FetchError::NotConnected(
            *private,
            "an address that is not public, which is not gone to on behalf of somebody who is"
                .to_owned(),
        )),
        None => Ok(addresses),
    }
}

/// The error is the last one that says something about the server rather than about this machine.
pub(super) async fn connect<D: Future<Output = io::Result<Dialled>>>(
    addresses: &[IpAddr],
    port: u16,
    connect_timeout: Duration,
    dial: impl Fn(SocketAddr) -> D,
) -> Result<BoxedStream, FetchError> {
    let mut failed = None;
    for address in addresses {
        let dialled = timeout(connect_timeout, dial(SocketAddr::new(*address, port)));
        let error = match dialled.await {
            Ok(Ok(dialled)) => return Ok(dialled.stream),
            Ok(Err(error)) => not_connected(*address, &error),
            Err(_) => FetchError::TimedOut {
                waiting_for: "connection",
                limit: connect_timeout,
            },
        };
        if failed.is_none() || !matches!(error, FetchError::NoRoute(..)) {
            failed = Some(error);
        }
    }
    Err(failed.unwrap_or(FetchError::NoAddress))
}

fn not_connected(address: IpAddr, error: &io::Error) -> FetchError {
    let how = dial::in_words(error);
    match dial::status(error) {
        ConnectionStatus::Refused => FetchError::Refused(address),
        ConnectionStatus::Unreachable => FetchError::NoRoute(address, how),
        _ => FetchError::NotConnected(address, how),
    }
}

/// The certificate must verify for the host (RFC 8461 section 3.3); where it does not, nothing is asked for any more.
async fn secure(
    request: &Request,
    stream: BoxedStream,
) -> Result<TlsStream<BoxedStream>, Hindrance> {
    let parameters = Parameters {
        server_name: Some(request.host.clone()),
        verify_name: Some(request.host.clone()),
        minimum_version: TlsVersion::Tls12,
        post_quantum: true,
        client_certificate: None,
        key_log: None,
        storyboard: false,
        roots: request.roots.clone(),
        now: request.now,
        concealer: request.concealer.clone(),
    };
    let established = tls::handshake(stream, &parameters, &mut |_| {})
        .await
        .map_err(|failed| Hindrance::Tls(Box::new(failed)))?;
    match &established.facts.verification {
        Some(verification) => verified(verification)?,
        None => return Err(FetchError::Unverifiable("it was not seen".to_owned()).into()),
    }
    Ok(established.stream)
}

fn verified(verification: &Verification) -> Result<(), FetchError> {
    if verification.is_verified() {
        return Ok(());
    }
    let reasons: Vec<_> = verification
        .reasons
        .iter()
        .map(|reason| reason.detail.as_str())
        .collect();
    let reasons = reasons.join("; ");
    // Nobody can say of what cannot be checked that it is wrong.
    Err(match &verification.path {
        _ if verification.is_wrong() => FetchError::Untrusted(reasons),
        Outcome::Unchecked(why) => FetchError::Unverifiable(why.clone()),
        _ => FetchError::Unverifiable(reasons),
    })
}

#[cfg(test)]
mod tests;
