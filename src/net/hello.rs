//! A hand-made hello on a stream of its own, and what comes back: for servers whose TLS the library does not come to terms with.
//! No handshake goes on from there.

use std::{future::poll_fn, pin::pin, task::Poll};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    task::yield_now,
};

use super::{BoxedStream, tls::Failed};
use crate::tls::{
    HandshakeError, Incompatible, TlsVersion,
    client_hello::Offer,
    server_flight::{Answer, Choice, ServerFlight},
};

/// Sends it, and reads on until the answer is known.
pub async fn first_flight(mut stream: BoxedStream, hello: &[u8]) -> Answer {
    let mut flight = ServerFlight::default();
    if stream.write_all(hello).await.is_err() || stream.flush().await.is_err() {
        return flight.end();
    }
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return flight.end(),
            Ok(read) => {
                if let Some(answer) = flight.receive(&buffer[..read]) {
                    return answer;
                }
            }
        }
    }
}

/// Whether nothing has come on it: no byte, and no end.
pub async fn is_quiet(stream: &mut BoxedStream) -> bool {
    // Without this the socket is not looked at.
    yield_now().await;
    let mut buffer = [0; 1];
    let mut read = pin!(stream.read(&mut buffer));
    poll_fn(|context| Poll::Ready(read.as_mut().poll(context).is_pending())).await
}

/// Whether another hello may have more success: there was nothing in common, or the server is so old that it hangs up on
/// what it does not know. A signature comes behind the certificate.
#[must_use]
pub fn may_have_more_success(failed: &Failed) -> bool {
    let by_signature = failed.error == HandshakeError::Incompatible(Incompatible::SignatureScheme);
    let no_common_ground = matches!(
        failed.error,
        HandshakeError::Alert(_)
            | HandshakeError::ClosedByPeer
            | HandshakeError::Reset
            | HandshakeError::Incompatible(_)
    );
    by_signature
        || no_common_ground
            && failed.facts.certificates.is_empty()
            && !failed.error.refuses_client(&failed.facts)
}

/// What a server chooses out of wider hellos than the library's: up to TLS 1.2, whose answer has the certificate in it, then
/// in TLS 1.3. `ask` makes one connection for one hello; where it comes to none, nothing more is asked.
pub async fn wider<F: Future<Output = Option<Answer>>>(ask: impl Fn(Offer) -> F) -> Option<Choice> {
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        let offer = Offer::everything(version);
        match ask(offer.clone()).await? {
            // What was not offered is not a choice.
            Answer::Chosen(choice) if offer.cipher_suites.contains(&choice.cipher_suite) => {
                return Some(*choice);
            }
            _ => {}
        }
    }
    None
}

/// The random value of a hello, which need not be secret.
#[must_use]
pub fn random(fresh: [u8; 24]) -> [u8; 32] {
    let mut random = [0; 32];
    random[..24].copy_from_slice(&fresh);
    random
}
