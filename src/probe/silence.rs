//! A port that says nothing may be one where TLS comes first: a second connection asks with a ClientHello, while the
//! first goes on waiting. Port 25 is asked only at the end of the budget, for there whoever talks first is refused.
//! RFC 8314 section 3.3.

use std::{net::SocketAddr, time::Duration};

use tokio::time::{sleep, timeout};

use super::check::Check;
use crate::{
    event::{Connection, Event},
    net::{
        Network,
        link::{Link, Lost},
        tls::{self, Roots},
    },
    smtp::{Gibberish, Reply},
    tls::HandshakeError,
};

/// How long silence is taken for a slow greeting and nothing else.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How long the second connection may take.
const ANSWER: Duration = Duration::from_secs(5);
/// Mail servers talk to each other here, in plain text first.
const SMTP: u16 = 25;

/// Waits for the greeting, and finds out whether TLS is what the server waits for.
pub(super) async fn greeting<N: Network>(
    check: &Check<'_, N>,
    link: &mut Link<'_>,
) -> Result<(Reply, Duration), Lost> {
    if link.encrypted() {
        return link.greeting().await;
    }
    let patience = match check.port() {
        SMTP => {
            let remaining = link.remaining();
            remaining.saturating_sub(ANSWER).max(remaining / 2)
        }
        _ => PATIENCE,
    };
    tokio::select! {
        biased;
        greeted = link.greeting() => greeted,
        true = asked_after(check, patience) => Err(Lost::NotSmtp(Gibberish::Tls)),
    }
}

/// Whether the server answers a ClientHello with TLS. Silence and refusals on the second connection prove nothing.
async fn asked_after<N: Network>(check: &Check<'_, N>, patience: Duration) -> bool {
    sleep(patience).await;
    check.watch.tell(Event::Connection(Connection::AskedForTls));
    let speaks = timeout(ANSWER, speaks_tls(check)).await.unwrap_or(false);
    if speaks {
        check.watch.tell(Event::Connection(Connection::AnsweredTls));
    }
    speaks
}

async fn speaks_tls<N: Network>(check: &Check<'_, N>) -> bool {
    let address = SocketAddr::new(check.address, check.port());
    let Ok(dialled) = check.network.dial(address, check.plan.source).await else {
        return false;
    };
    let parameters = tls::Parameters {
        roots: Roots::none(),
        key_log: None,
        storyboard: false,
        ..check.parameters()
    };
    match tls::handshake(dialled.stream, &parameters, &mut |_| {}).await {
        Ok(_) => true,
        Err(failed) => {
            failed.facts.version.is_some() || matches!(failed.error, HandshakeError::Alert(_))
        }
    }
}
