//! A ClientHello with a post-quantum key share is larger than a TCP segment, and there are firewalls and servers that do not
//! put the two halves together. Where it got no answer in TLS, one more connection tries a hello that fits, and the
//! conversation goes on there. RFC 8446 section 4.1.2, draft-ietf-tls-ecdhe-mlkem.

use tokio::time::Instant;

use super::{check::Check, raw_hello::Server};
use crate::{
    event::{Event, Tls},
    net::{
        Network,
        link::{Link, Secured},
        tls::{Failed, Parameters},
    },
    smtp::ClientName,
    tls::{HandshakeError, LargeHello},
};

/// What one TCP segment holds nearly everywhere: 1,500 bytes less the headers of IPv6 and TCP and what tunnels take.
const ONE_SEGMENT: usize = 1400;

/// The hello, where it is large and nothing but silence or the end of the connection came back.
pub(super) fn unanswered(failed: &Failed) -> Option<LargeHello> {
    let no_word = failed.error.is_lost() || matches!(failed.error, HandshakeError::TimedOut(_));
    let bytes = failed.facts.client_hello_bytes;
    let is_it = no_word && bytes > ONE_SEGMENT && failed.facts.version.is_none();
    is_it.then(|| LargeHello {
        bytes,
        error: failed.error.clone(),
    })
}

/// Connects once more, and puts that connection in the place of the one that is lost. `None`: it did not come to a handshake.
pub(super) async fn try_again<'a, N: Network>(
    check: &Check<'a, N>,
    link: &mut Link<'a>,
    name: &ClientName,
    large: LargeHello,
) -> Option<Secured> {
    let remaining = link.remaining();
    let deadline = Instant::now() + remaining;
    if remaining.is_zero() {
        return None;
    }
    check.watch.tell(Event::Tls(Tls::TriesSmallerHello(large)));
    let server = Server { check, name };
    let reached = tokio::time::timeout_at(deadline, server.reached()).await;
    let reached = reached.ok()?.ok()?;
    *link = reached.handed_over(check.watch, deadline, check.task.timeout);
    let parameters = Parameters {
        post_quantum: false,
        ..check.parameters()
    };
    let secured = link.secure(&parameters).await;
    // From now on nothing is asked here that cannot be answered.
    let answered = match &secured {
        Secured::Established(_) => true,
        Secured::Failed(failed) => failed.facts.version.is_some(),
    };
    check.small_hello.set(answered);
    Some(secured)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::tls::{Alert, Facts, TlsVersion};

    fn failed(bytes: usize, version: Option<TlsVersion>, error: HandshakeError) -> Failed {
        Failed {
            facts: Facts {
                client_hello_bytes: bytes,
                version,
                ..Facts::default()
            },
            error,
        }
    }

    #[test]
    fn a_smaller_hello_is_for_who_says_nothing_to_one_of_two_segments() {
        let silence = HandshakeError::TimedOut(Duration::from_secs(20));
        for error in [
            silence.clone(),
            HandshakeError::ClosedByPeer,
            HandshakeError::Reset,
        ] {
            let expected = LargeHello {
                bytes: 1401,
                error: error.clone(),
            };
            assert_eq!(unanswered(&failed(1401, None, error)), Some(expected));
        }
        let answered = [
            failed(1400, None, silence.clone()),
            failed(1700, Some(TlsVersion::Tls13), silence),
            failed(1700, None, HandshakeError::Alert(Alert::HANDSHAKE_FAILURE)),
            failed(1700, None, HandshakeError::Io("broken".to_owned())),
        ];
        for failed in answered {
            assert_eq!(unanswered(&failed), None, "{:?}", failed.error);
        }
    }
}
