//! A port that says nothing may be one where TLS comes first: then the connection is closed, and another one asks with a
//! ClientHello. Where that gets no answer the server was only slow, and a third one waits again. One at a time: a server may
//! count them. Port 25 is asked at the end of the budget, for there whoever talks first is refused. RFC 8314 section 3.3.

use std::{net::SocketAddr, time::Duration};

use tokio::time::{Instant, timeout};

use super::check::Check;
use crate::{
    event::{Connection, Event},
    net::{
        BoxedStream, Network,
        link::{Link, Lost},
        tls::{self, Roots},
    },
    smtp::{Gibberish, Reply, service},
    tls::HandshakeError,
};

/// How long silence is taken for a slow greeting and nothing else.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long the second connection may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Waits for the greeting, and finds out whether TLS is what the server waits for.
pub(super) async fn greeting<N: Network>(
    check: &Check<'_, N>,
    link: &mut Link<'_>,
) -> Result<(Reply, Duration), Lost> {
    let Some((patience, answer)) = times(check, link) else {
        return link.greeting().await;
    };
    let began = Instant::now();
    if let Some(greeted) = link.greeting_within(patience).await? {
        return Ok(greeted);
    }
    if !link.is_silent() {
        return link.greeting().await;
    }
    link.hang_up();
    if asks_for_tls(check, answer).await {
        return Err(link.lose(Lost::NotSmtp(Gibberish::Tls)));
    }
    if check.port() == service::RELAY.port {
        return Err(link.lose(Lost::TimedOut(patience)));
    }
    match timeout(link.remaining(), dial(check)).await {
        Ok(Some(stream)) => {
            check
                .watch
                .tell(Event::Connection(Connection::ConnectedAgain {
                    elapsed: began.elapsed(),
                }));
            link.start_over(stream);
            link.greeting().await
        }
        _ => Err(link.lose(Lost::TimedOut(patience))),
    }
}

/// How long to wait for the greeting, and then for an answer to a ClientHello; none where it is not worth asking: most of a
/// small budget is the greeting's.
fn times<N: Network>(check: &Check<'_, N>, link: &Link<'_>) -> Option<(Duration, Duration)> {
    let remaining = link.remaining();
    let answer = ANSWER.min(remaining / 4);
    match check.port() {
        _ if link.encrypted() => None,
        port if port == service::RELAY.port && answer < ANSWER => None,
        port if port == service::RELAY.port => Some((remaining - answer, answer)),
        _ => Some((PATIENCE.min(remaining / 4), answer)),
    }
}

/// Whether the server answers a ClientHello with TLS. Silence and refusals on the second connection prove nothing.
async fn asks_for_tls<N: Network>(check: &Check<'_, N>, answer: Duration) -> bool {
    check.watch.tell(Event::Connection(Connection::AskedForTls));
    let speaks = timeout(answer, speaks_tls(check)).await.unwrap_or(false);
    if speaks {
        check.watch.tell(Event::Connection(Connection::AnsweredTls));
    }
    speaks
}

async fn dial<N: Network>(check: &Check<'_, N>) -> Option<BoxedStream> {
    let address = SocketAddr::new(check.address, check.port());
    let dialled = check.network.dial(address, check.task.source).await;
    dialled.ok().map(|dialled| dialled.stream)
}

async fn speaks_tls<N: Network>(check: &Check<'_, N>) -> bool {
    let Some(stream) = dial(check).await else {
        return false;
    };
    let parameters = tls::Parameters {
        roots: Roots::none(),
        key_log: None,
        storyboard: false,
        // Whether anything answers is the question: with what is answered nearly everywhere.
        post_quantum: false,
        ..check.parameters()
    };
    match tls::handshake(stream, &parameters, &mut |_| {}).await {
        Ok(_) => true,
        Err(failed) => {
            failed.facts.version.is_some() || matches!(failed.error, HandshakeError::Alert(_))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_tells_how_long_silence_is_waited_for() {
        let told = format!("a port\nthat stays silent for {} s ", PATIENCE.as_secs());
        let manual = include_str!("../../docs/transcript.md").replace("\r\n", "\n");
        assert!(manual.contains(&told), "{told}");
    }
}
