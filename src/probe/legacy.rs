//! After a failed handshake: what does the server speak? One more connection asks with a wider hello of the years before TLS 1.3,
//! and, where that is refused, another one with a wider hello of TLS 1.3: suites, groups and signature schemes that the TLS
//! library does not have. It says nothing to the transcript but what came of it.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    check::Check,
    raw_hello::{Ask, Question, Server},
};
use crate::{
    event::{Event, Tls},
    net::{Network, hello},
    smtp::ClientName,
    tls::{Certificate, Facts, SignatureScheme},
};

/// How long all of it may take, where the budget of the check allows it.
const LIMIT: Duration = Duration::from_secs(10);

/// Finds out what the server would choose, and tells it: first up to TLS 1.2, whose answer has the certificate in it, then in
/// TLS 1.3. `remaining`: what is left of the budget.
pub(super) async fn look<N: Network>(check: &Check<'_, N>, name: &ClientName, remaining: Duration) {
    let server = Server { check, name };
    let chosen = hello::wider(|offer| async {
        let open = server.open().await.ok()?;
        server.ask(open, &Question::Hello(offer)).await
    });
    let Ok(Some(choice)) = timeout(LIMIT.min(remaining), chosen).await else {
        return;
    };
    let now = check.network.timestamp();
    let facts = Facts {
        version: Some(choice.version),
        forward_secrecy: choice.cipher_suite.has_forward_secrecy(),
        cipher_suite: Some(choice.cipher_suite),
        key_exchange_group: choice.group,
        dh: choice.dh,
        signature_scheme: choice.signature_scheme.map(SignatureScheme),
        server_name: check.parameters().server_name,
        certificates: choice
            .certificates
            .iter()
            .map(|der| Certificate::from_der(der, now))
            .collect(),
        chain_der: choice.certificates,
        ..Facts::default()
    };
    // What DANE compares: senders that come further than we do get this certificate.
    check
        .seen
        .borrow_mut()
        .chain_der
        .clone_from(&facts.chain_der);
    check.watch.tell(Event::Tls(Tls::WouldChoose { facts }));
}
