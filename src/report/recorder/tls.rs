//! STARTTLS, the handshake and what belongs to it.

use crate::report::time::milliseconds;
use crate::{
    dns::tlsa_name,
    event,
    report::server::{From, HandshakeMessage, Server, StartTlsStatus, Tls, TlsMode},
    tls::{Facts, Step, certificate::pem, storyboard::Sender},
};

/// Keeps what an event about encryption says.
pub(super) fn record_tls(server: &mut Server, event: &event::Tls) {
    match event {
        event::Tls::Offered(offered) => {
            server.starttls.offered = Some(*offered);
            if !offered {
                server.starttls.status = StartTlsStatus::NotOffered;
            }
        }
        event::Tls::Refused(reply) => {
            server.starttls.status = StartTlsStatus::Refused;
            server.starttls.code = Some(reply.code.value());
            server.starttls.reply = Some(reply.kept());
        }
        event::Tls::Injected { bytes } => server.starttls.injected_bytes = Some(*bytes),
        event::Tls::Step(step) => record_step(server.tls.get_or_insert_default(), step),
        event::Tls::Established {
            facts,
            starttls_elapsed,
            elapsed,
        } => {
            record_facts(server.tls.get_or_insert_default(), facts);
            server.tls.get_or_insert_default().complete = true;
            server.timings.starttls_ms = starttls_elapsed.map(milliseconds);
            server.timings.tls_ms = Some(milliseconds(*elapsed));
            server.tls_mode = established(server);
        }
        event::Tls::Failed { facts, error } => {
            let tls = server.tls.get_or_insert_default();
            record_facts(tls, facts);
            tls.error = Some(error.clone());
            tls.plain_text = error.is_plain_text();
            tls.client_certificate_required = error.refuses_client(facts);
            if server.starttls.status != StartTlsStatus::NotApplicable {
                server.starttls.status = StartTlsStatus::HandshakeFailed;
                server.starttls.code = Some(220);
            }
        }
        event::Tls::TriesSmallerHello(large) => {
            server.tls.get_or_insert_default().large_hello = Some(large.clone());
        }
        event::Tls::WouldChoose { facts } => {
            let tls = server.tls.get_or_insert_default();
            let error = tls.error.take();
            record_facts(tls, facts);
            tls.error = error;
            tls.by_older_hello = true;
        }
        event::Tls::ScanBegins { .. } | event::Tls::ScanGoesOn { .. } => {}
        event::Tls::Scanned(scan) => server.tls_scan = Some((**scan).clone()),
        event::Tls::AsksWithoutServerName | event::Tls::FetchesIssuer { .. } => {}
        event::Tls::WithoutServerName(found) => {
            server.tls.get_or_insert_default().without_server_name = Some((**found).clone());
        }
        event::Tls::IssuersFetched(search) => {
            let tls = server.tls.get_or_insert_default();
            tls.fetched_issuers.clone_from(&search.fetched);
            tls.trusted_with_fetched_issuers = search.trusted;
            tls.fetched_issuers_detail.clone_from(&search.detail);
        }
        event::Tls::LeavesCompared(compared) => {
            let leaves = server.tls_scan.iter_mut();
            let leaves = leaves.flat_map(|scan| &mut scan.leaf_certificates);
            for (leaf, dane) in leaves.zip(compared) {
                leaf.dane = *dane;
            }
        }
        event::Tls::Broken { error } => {
            let tls = server.tls.get_or_insert_default();
            tls.error = Some(error.clone());
            tls.client_certificate_required = error.demands_client_certificate();
        }
    }
}

/// Usage 3, the key, SHA-256: what RFC 7672 section 3.1 recommends; it outlives a renewal that keeps the key. Nothing where the
/// server does not hold the key it showed: who publishes that vouches for somebody else, or for nobody.
pub(super) fn record_tlsa_to_publish(server: &mut Server) {
    let name = tlsa_name(&server.host, server.port);
    let keys = server.present_keys();
    let mut records: Vec<String> = keys
        .iter()
        .map(|key| format!("{name}. IN TLSA 3 1 1 {key}"))
        .collect();
    records.sort();
    records.dedup();
    server.tlsa_to_publish = records;
}

fn established(server: &mut Server) -> TlsMode {
    if server.starttls.status == StartTlsStatus::NotApplicable {
        return TlsMode::Implicit;
    }
    server.starttls.status = StartTlsStatus::Established;
    server.starttls.code = Some(220);
    TlsMode::Starttls
}

fn record_step(tls: &mut Tls, step: &Step) {
    match step {
        Step::ClientHello { server_name, .. } => tls.server_name.clone_from(server_name),
        Step::ServerHello {
            version,
            cipher_suite,
            key_exchange_group,
        } => {
            tls.version = Some(*version);
            tls.cipher_suite = Some(*cipher_suite);
            tls.key_exchange_group = *key_exchange_group;
        }
        Step::ClientCertificateRequested { .. } => tls.client_certificate_requested = true,
        Step::Message(message) => tls.handshake.push(HandshakeMessage {
            from: match message.from {
                Sender::Client => From::Client,
                Sender::Server => From::Server,
            },
            message: message.name.to_owned(),
            bytes: message.bytes,
            at_ms: milliseconds(message.at),
        }),
        Step::Certificates(_) | Step::Stapled(_) | Step::Verified { .. } | Step::Finished => {}
    }
}

fn record_facts(tls: &mut Tls, facts: &Facts) {
    tls.version = facts.version;
    tls.cipher_suite = facts.cipher_suite;
    tls.key_exchange_group = facts.key_exchange_group;
    tls.dh.clone_from(&facts.dh);
    tls.signature_scheme = facts.signature_scheme;
    tls.forward_secrecy = facts.version.map(|_| facts.forward_secrecy);
    tls.server_name.clone_from(&facts.server_name);
    tls.client_certificate_requested = facts.client_certificate_requested;
    tls.client_certificate_given = facts.client_certificate_given;
    tls.ocsp_stapled = facts.ocsp.is_some();
    tls.ocsp = facts.ocsp.as_deref().cloned();
    tls.certificates.clone_from(&facts.certificates);
    tls.certificates_dropped = facts.certificates_dropped;
    tls.verification.clone_from(&facts.verification);
    tls.pem =
        (!facts.chain_der.is_empty()).then(|| facts.chain_der.iter().map(|der| pem(der)).collect());
}
