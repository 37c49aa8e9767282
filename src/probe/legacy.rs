//! After a failed handshake: what does the server speak? One more connection asks with a hello of the years before
//! TLS 1.3 and reads the answer. It says nothing to the transcript but what came of it.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Instant, timeout},
};

use super::check::Check;
use crate::{
    event::{About, Event, Observed, Observer, Tls},
    net::{
        BoxedStream, Network,
        link::{Link, Watch},
    },
    smtp::{ClientName, Command},
    tls::{
        Certificate, Facts, cipher_suite,
        old_cipher_suites::name_of,
        old_hello::{OldAnswer, ServerFlight, client_hello},
    },
};

/// How long all of it may take.
const LIMIT: Duration = Duration::from_secs(10);

/// What was said on the second connection is not part of the story.
struct Silent;

impl Observer for Silent {
    fn observe(&self, _: &Observed) {}
}

/// Finds out what the server would choose, and tells it. `by_starttls`: TLS has to be asked for first.
pub(super) async fn look<N: Network>(check: &Check<'_, N>, name: &ClientName, by_starttls: bool) {
    let asked = timeout(LIMIT, ask(check, name, by_starttls)).await;
    if let Ok(Some(OldAnswer::Chosen {
        version,
        cipher_suite: code,
        certificates,
    })) = asked
    {
        let cipher_suite = name_of(code);
        let now = check.network.timestamp();
        let facts = Facts {
            version: Some(version),
            forward_secrecy: cipher_suite::has_forward_secrecy(&cipher_suite),
            cipher_suite,
            server_name: check.parameters().server_name,
            certificates: certificates
                .iter()
                .map(|der| Certificate::from_der(der, now))
                .collect(),
            chain_der: certificates,
            ..Facts::default()
        };
        check.watch.tell(Event::Tls(Tls::WouldChoose { facts }));
    }
}

async fn ask<N: Network>(
    check: &Check<'_, N>,
    name: &ClientName,
    by_starttls: bool,
) -> Option<OldAnswer> {
    let address = SocketAddr::new(check.address, check.port());
    let dialled = check.network.dial(address, check.plan.source).await.ok()?;
    let stream = if by_starttls {
        started(dialled.stream, name).await?
    } else {
        dialled.stream
    };
    first_flight(stream, check).await
}

/// Up to the 220 of STARTTLS.
async fn started(stream: BoxedStream, name: &ClientName) -> Option<BoxedStream> {
    let began = Instant::now();
    let watch = Watch::new(&Silent, began, About::Domain);
    let mut link = Link::new(stream, watch, began + LIMIT, LIMIT);
    let (greeting, _) = link.greeting().await.ok()?;
    let (ehlo, _) = link.exchange(&Command::Ehlo(name.clone())).await.ok()?;
    let (ready, _) = link.exchange(&Command::StartTls).await.ok()?;
    let willing = [&greeting, &ehlo, &ready]
        .iter()
        .all(|reply| reply.code.is_positive_completion());
    link.into_plain().filter(|_| willing)
}

async fn first_flight<N: Network>(
    mut stream: BoxedStream,
    check: &Check<'_, N>,
) -> Option<OldAnswer> {
    let mut random = [0; 32];
    random[..24].copy_from_slice(&check.network.random());
    let hello = client_hello(check.parameters().server_name.as_deref(), random);
    stream.write_all(&hello).await.ok()?;
    stream.flush().await.ok()?;
    let mut flight = ServerFlight::default();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return Some(flight.answer()),
            Ok(read) => {
                if let Some(answer) = flight.receive(&buffer[..read]) {
                    return Some(answer);
                }
            }
        }
    }
}
