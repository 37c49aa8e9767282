//! `--compare-sni`: one more handshake, which sends no server name, as many senders do. What it shows is compared with what the
//! conversation saw. Where it differs, handshakes that send the name again tell whether it is for the name: behind one address
//! there may be several servers. RFC 6066 section 3, RFC 7672 section 8.1.

use std::time::Duration;

use tokio::{io::AsyncWriteExt, time::timeout};

use super::{check::Check, raw_hello::Server};
use crate::{
    event::{Event, Tls},
    net::{
        BoxedStream, Network, hello,
        link::seconds,
        tls::{self, Failed, Parameters},
    },
    smtp::ClientName,
    tls::{
        Facts, WithoutServerName,
        lack::{Chosen, Lack},
    },
};

/// How long the handshake may take.
const LIMIT: Duration = Duration::from_secs(10);
/// How long the end of the connection may take.
const GOOD_BYE: Duration = Duration::from_millis(200);
/// How often the name is sent again: of two servers that take turns one more connection would show the first again.
const CONTROLS: usize = 2;

/// Makes the handshake and tells what came of it.
pub(super) async fn compare<N: Network>(check: &Check<'_, N>, name: &ClientName) {
    check.watch.tell(Event::Tls(Tls::AsksWithoutServerName));
    let server = Server { check, name };
    let mut found = shake_hands(&server, None).await;
    if found.error.is_some() || found.same_certificate == Some(false) {
        found = match inconstancy(&server).await {
            Some(hindrance) => hindered(hindrance),
            None => found,
        };
    }
    check
        .watch
        .tell(Event::Tls(Tls::WithoutServerName(Box::new(found))));
}

/// Why a difference need not be for the name: with the name there is one too, or it could not be asked.
async fn inconstancy<N: Network>(server: &Server<'_, N>) -> Option<String> {
    let name = server.check.seen.borrow().server_name.clone();
    for _ in 0..CONTROLS {
        let again = shake_hands(server, name.as_deref()).await;
        if again.hindrance.is_some() {
            return again.hindrance;
        }
        if let Some(error) = again.error {
            return Some(format!(
                "with the server name the handshake now fails as well: {error}"
            ));
        }
        if again.same_certificate == Some(false) {
            return Some(
                "with the same server name it shows several certificates, from one connection to the next"
                    .to_owned(),
            );
        }
    }
    None
}

async fn shake_hands<N: Network>(
    server: &Server<'_, N>,
    server_name: Option<&str>,
) -> WithoutServerName {
    match server.stream().await {
        Ok(stream) => shake_hands_on(server, stream, server_name).await,
        Err(hindrance) => hindered(hindrance),
    }
}

async fn shake_hands_on<N: Network>(
    server: &Server<'_, N>,
    stream: BoxedStream,
    server_name: Option<&str>,
) -> WithoutServerName {
    let check = server.check;
    let parameters = Parameters {
        server_name: server_name.map(str::to_owned),
        storyboard: false,
        ..check.parameters()
    };
    let limit = LIMIT.min(check.remaining());
    match timeout(limit, tls::handshake(stream, &parameters, &mut |_| {})).await {
        Ok(Ok(mut established)) => {
            // Whether it hears our good-bye makes no difference any more.
            let _ = timeout(GOOD_BYE, established.stream.shutdown()).await;
            compared(check, &established.facts, None)
        }
        Ok(Err(failed)) => match our_limit(server, &failed, server_name).await {
            Some(hindrance) => hindered(hindrance),
            None => compared(check, &failed.facts, Some(failed.error.to_string())),
        },
        Err(_) if limit < LIMIT => hindered(check.no_time_left()),
        Err(_) => {
            let error = format!("it was not complete within {}", seconds(LIMIT));
            compared(check, &Facts::default(), Some(error))
        }
    }
}

fn hindered(hindrance: String) -> WithoutServerName {
    WithoutServerName {
        hindrance: Some(hindrance),
        ..WithoutServerName::default()
    }
}

/// What this program lacks for what the server speaks to those who send this name or none, in words.
async fn our_limit<N: Network>(
    server: &Server<'_, N>,
    failed: &Failed,
    server_name: Option<&str>,
) -> Option<String> {
    if Lack::of_error(&failed.error).is_some() {
        return Some(failed.error.to_string());
    }
    if !hello::may_have_more_success(failed) {
        return None;
    }
    let network = server.check.network;
    let asked = hello::wider(|offer| async move {
        let stream = server.stream().await.ok()?;
        let hello = offer.client_hello(server_name, hello::random(network.random()));
        Some(hello::first_flight(stream, &hello).await)
    });
    let limit = LIMIT.min(server.check.remaining());
    let choice = timeout(limit, asked).await.ok()??;
    let chosen = Chosen::of(&choice, network.timestamp());
    let lack = chosen.beyond()?;
    Some(chosen.in_words(&lack))
}

fn compared<N>(check: &Check<'_, N>, facts: &Facts, error: Option<String>) -> WithoutServerName {
    let seen = check.seen.borrow();
    let both = seen.chain_der.first().zip(facts.chain_der.first());
    let leaf = facts.certificates.first();
    let verification = facts.verification.as_ref();
    WithoutServerName {
        complete: error.is_none(),
        error,
        version: facts.version,
        leaf_sha256: leaf.map(|leaf| leaf.sha256.clone()),
        leaf_name: leaf.map(|leaf| leaf.display_name().to_owned()),
        same_certificate: both.map(|(with, without)| with == without),
        name_matches: verification.and_then(|verification| verification.name_matches),
        hindrance: None,
    }
}
