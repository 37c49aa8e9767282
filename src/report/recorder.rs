//! Folds events into facts. One function a subject area; what an event means is not judged here.

use std::{cell::RefCell, net::IpAddr, time::Duration};

use jiff::Timestamp;

use super::{
    Asked, Exchange, Incomplete, MtaSts, NameStatus, Report, Service, Target,
    server::{
        Attempt, Data, Ehlo, Failure, From, Greeting, HandshakeMessage, Kind, Mail, Rcpt, Server,
        StartTlsStatus, Tls, TlsMode, Transaction, TranscriptEntry, Violation, enhanced_code,
    },
};
use crate::{
    dns::{Answer, Lookup, tlsa_name},
    event::{
        self, About, Authentication, AuthenticationStatus, Cause, Connection, ConnectionStatus,
        Conversation, Event, FailedStage, Observed, Observer, Resolution, note,
    },
    smtp::{self, Gibberish, Reply},
    tls::{Facts, Step, certificate::pem, storyboard::Sender},
};

/// Violations of one kind that are kept of one server: what is wrong with every line is wrong 32 times.
const MOST_OF_A_KIND: usize = 32;

/// Keeps the report while events come in.
pub struct Recorder {
    report: RefCell<Report>,
}

impl Recorder {
    /// A recorder for a run that begins now.
    #[must_use]
    pub fn new(started_at: Timestamp, target: Target, asked: Asked) -> Self {
        Self {
            report: RefCell::new(Report::new(in_milliseconds(started_at), target, asked)),
        }
    }

    /// The report, complete or as far as it came; `duration` is the run's.
    #[must_use]
    pub fn finish(self, duration: Duration, interrupted: bool) -> Report {
        let mut report = self.report.into_inner();
        report.duration_ms = milliseconds(duration);
        report.interrupted = interrupted;
        mark_decisive(&mut report);
        report
    }
}

impl Observer for Recorder {
    fn observe(&self, observed: &Observed) {
        let mut report = self.report.borrow_mut();
        match observed.about {
            About::Domain => match &observed.event {
                Event::Resolution(event) => record_resolution(&mut report.resolution, event),
                Event::MtaSts(event::MtaSts::Discovered(discovery)) => {
                    report.mta_sts = Some(MtaSts::of(discovery, &report));
                }
                _ => {}
            },
            About::Server(number) => record_server_event(&mut report, number, observed),
        }
    }
}

fn record_resolution(resolution: &mut super::Resolution, event: &Resolution) {
    match event {
        Resolution::MailExchangers { domain, lookup } => {
            record_incomplete(resolution, domain, lookup)
        }
        Resolution::Services { name, lookup } => record_incomplete(resolution, name, lookup),
        Resolution::Addresses { host, lookup } => record_incomplete(resolution, host, lookup),
        _ => {}
    }
    match event {
        Resolution::MailExchangers {
            lookup:
                Lookup {
                    answer: Answer::Found(found),
                    ..
                },
            ..
        } => {
            resolution.mx = found
                .iter()
                .map(|mx| Exchange {
                    preference: mx.preference,
                    exchange: mx.exchange.clone(),
                    status: if mx.is_null() {
                        NameStatus::NotApplicable
                    } else {
                        NameStatus::NotTried
                    },
                    addresses: Vec::new(),
                    canonical_name: None,
                })
                .collect();
        }
        Resolution::Services {
            name,
            lookup:
                Lookup {
                    answer: Answer::Found(found),
                    ..
                },
        } => {
            resolution.srv.extend(found.iter().map(|srv| Service {
                name: name.clone(),
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: srv.target.clone(),
            }));
        }
        Resolution::Addresses { host, lookup } => record_addresses(resolution, host, lookup),
        Resolution::Proven { proof, why } => {
            resolution.dnssec = *proof;
            resolution.dnssec_detail.clone_from(why);
        }
        Resolution::Stopped { because } => resolution.stopped = Some(because.clone()),
        Resolution::Concluded { status, detail } => {
            resolution.status = *status;
            resolution.detail.clone_from(detail);
        }
        Resolution::Chosen { explanation } => {
            let before = resolution
                .explanation
                .take()
                .map_or(String::new(), |before| format!("{before}; "));
            resolution.explanation = Some(before + explanation);
        }
        _ => {}
    }
}

fn record_incomplete<T>(resolution: &mut super::Resolution, name: &str, lookup: &Lookup<T>) {
    if lookup.partial.is_some() || lookup.dropped > 0 {
        resolution.incomplete.push(Incomplete {
            name: name.to_owned(),
            failed: lookup.partial.clone(),
            left_out: lookup.dropped,
        });
    }
}

fn record_addresses(resolution: &mut super::Resolution, host: &str, lookup: &Lookup<IpAddr>) {
    for exchange in resolution
        .mx
        .iter_mut()
        .filter(|mx| mx.exchange.eq_ignore_ascii_case(host))
    {
        exchange.status = name_status(&lookup.answer);
        exchange.canonical_name.clone_from(&lookup.canonical_name);
        if let Answer::Found(addresses) = &lookup.answer {
            exchange.addresses.clone_from(addresses);
        }
    }
}

fn name_status<T>(answer: &Answer<T>) -> NameStatus {
    match answer {
        Answer::Found(_) => NameStatus::Ok,
        Answer::NoData => NameStatus::NoAddress,
        Answer::NoSuchName => NameStatus::NoSuchName,
        Answer::ServerFailure(_) => NameStatus::ServerFailure,
        Answer::TimedOut => NameStatus::Timeout,
        Answer::Bogus(_) => NameStatus::Bogus,
    }
}

fn record_server_event(report: &mut Report, number: usize, observed: &Observed) {
    while report.servers.len() <= number {
        report.servers.push(Server::default());
    }
    let asked = &report.asked;
    let server = &mut report.servers[number];
    match &observed.event {
        Event::Connection(event) => record_connection(server, event),
        Event::Conversation(event) => record_conversation(server, event),
        Event::Tls(event) => record_tls(server, event),
        Event::Authentication(event) => record_authentication(server, event),
        Event::Transaction(event) => record_transaction(server, event),
        Event::Dane(dane) => server.dane = Some((**dane).clone()),
        Event::Active(event) => record_active(server, event),
        Event::Resolution(_) | Event::MtaSts(_) => {}
    }
    if asked.print_tlsa {
        record_tlsa_to_publish(server);
    }
    let at_ms = milliseconds(observed.at);
    server.transcript.extend(
        note::entries(observed)
            .into_iter()
            .map(|entry| TranscriptEntry {
                at_ms,
                from: match entry.speaker {
                    note::Speaker::Client => From::Client,
                    note::Speaker::Server => From::Server,
                },
                kind: if entry.note { Kind::Note } else { Kind::Line },
                text: entry.text,
                encrypted: entry.encrypted,
            }),
    );
}

fn record_connection(server: &mut Server, event: &Connection) {
    match event {
        Connection::Started {
            host,
            address,
            port,
            preference,
            implicit_tls,
        } => {
            server.host.clone_from(host);
            server.address = Some(*address);
            server.port = *port;
            server.preference = *preference;
            if *implicit_tls {
                server.starttls.status = StartTlsStatus::NotApplicable;
            }
        }
        Connection::NotTried {
            host,
            address,
            port,
            preference,
        } => {
            server.host.clone_from(host);
            server.address = Some(*address);
            server.port = *port;
            server.preference = *preference;
        }
        Connection::Connected { elapsed } => {
            server.connection.status = ConnectionStatus::Connected;
            server.connection.connect_ms = Some(milliseconds(*elapsed));
            server.timings.connect_ms = Some(milliseconds(*elapsed));
        }
        Connection::Failed {
            status,
            detail,
            elapsed,
        } => {
            server.connection.status = *status;
            server.connection.detail = Some(detail.clone());
            server.connection.connect_ms = Some(milliseconds(*elapsed));
        }
        Connection::Speaks(gibberish) => server.connection.speaks = Some(gibberish.id().to_owned()),
        Connection::AskedForTls => server.connection.answers_tls = Some(false),
        Connection::AnsweredTls => {
            server.connection.answers_tls = Some(true);
            server.connection.speaks = Some(Gibberish::Tls.id().to_owned());
        }
        Connection::Lost { .. } | Connection::Finished => {}
    }
}

fn record_conversation(server: &mut Server, event: &Conversation) {
    match event {
        Conversation::Violation(violation) => record_violation(server, violation),
        Conversation::Greeting { reply, elapsed } => {
            server.timings.greeting_ms = Some(milliseconds(*elapsed));
            server.greeting = Some(Greeting {
                code: reply.code.value(),
                lines: reply.lines.clone(),
            });
        }
        Conversation::Ehlo {
            encrypted,
            helo,
            reply,
            extensions,
            elapsed,
        } => {
            add(&mut server.timings.ehlo_ms, *elapsed);
            server.authentication.offered = extensions.auth_mechanisms();
            server.ehlo.push(Ehlo {
                encrypted: *encrypted,
                helo: *helo,
                code: reply.code.value(),
                greeting: reply.lines.first().cloned().unwrap_or_default(),
                extensions: extensions.0.clone(),
            });
        }
        Conversation::Failed(failure) => record_failure(server, failure),
        Conversation::Stopped { because } => server.stopped = Some(because.clone()),
        Conversation::Waiting { .. }
        | Conversation::LeftOut { .. }
        | Conversation::ClientLine { .. }
        | Conversation::ServerLine { .. } => {}
    }
}

fn record_violation(server: &mut Server, violation: &smtp::Violation) {
    let of_this_kind = server
        .violations
        .iter()
        .filter(|known| known.id == violation.id());
    if of_this_kind.count() < MOST_OF_A_KIND {
        server.violations.push(Violation {
            id: violation.id().to_owned(),
            evidence: violation.evidence(),
            reference: violation.reference().to_owned(),
        });
    }
}

fn record_failure(server: &mut Server, failure: &event::Failure) {
    server.failed_stage = Some(failure.stage);
    server.temporary = matches!(
        failure.cause,
        Cause::TemporaryReply | Cause::Lost | Cause::TimedOut
    );
    server.failure = Some(Failure {
        cause: failure.cause,
        detail: failure.detail.clone(),
    });
}

fn record_tls(server: &mut Server, event: &event::Tls) {
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
            server.starttls.reply = Some(reply.to_string());
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
        event::Tls::Failed {
            facts,
            detail,
            plain_text,
            certificate_demanded,
        } => {
            let tls = server.tls.get_or_insert_default();
            record_facts(tls, facts);
            tls.error = Some(detail.clone());
            tls.plain_text = *plain_text;
            tls.client_certificate_required = *certificate_demanded;
            if server.starttls.status != StartTlsStatus::NotApplicable {
                server.starttls.status = StartTlsStatus::HandshakeFailed;
                server.starttls.code = Some(220);
            }
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
        event::Tls::Broken {
            detail,
            certificate_demanded,
        } => {
            let tls = server.tls.get_or_insert_default();
            tls.error = Some(detail.clone());
            tls.client_certificate_required = *certificate_demanded;
        }
    }
}

/// Usage 3, the key, SHA-256: what RFC 7672 section 3.1 recommends; it outlives a renewal that keeps the key.
fn record_tlsa_to_publish(server: &mut Server) {
    let own = server.tls.iter().filter_map(|tls| tls.certificates.first());
    let others = server
        .tls_scan
        .iter()
        .flat_map(|scan| &scan.leaf_certificates)
        .map(|leaf| &leaf.certificate);
    let name = tlsa_name(&server.host, server.port);
    let mut records: Vec<String> = own
        .chain(others)
        .filter(|leaf| !leaf.spki_sha256.is_empty())
        .map(|leaf| format!("{name}. IN TLSA 3 1 1 {}", leaf.spki_sha256))
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
            tls.cipher_suite = Some(cipher_suite.clone());
            tls.key_exchange_group.clone_from(key_exchange_group);
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
    tls.cipher_suite = (!facts.cipher_suite.is_empty()).then(|| facts.cipher_suite.clone());
    tls.key_exchange_group.clone_from(&facts.key_exchange_group);
    tls.dh.clone_from(&facts.dh);
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

fn record_authentication(server: &mut Server, event: &Authentication) {
    let attempted = &mut server.authentication.attempted;
    match event {
        Authentication::Withheld { mechanism, because } => {
            attempted.push(attempt(
                mechanism,
                AuthenticationStatus::Withheld,
                None,
                Some(because),
            ));
        }
        Authentication::Overridden { .. } => {}
        Authentication::NotOffered { asked } => attempted.extend(
            asked
                .iter()
                .map(|mechanism| attempt(mechanism, AuthenticationStatus::NotOffered, None, None)),
        ),
        Authentication::Finished {
            mechanism,
            status,
            reply,
            detail,
            elapsed,
        } => {
            attempted.push(attempt(mechanism, *status, reply.as_ref(), detail.as_ref()));
            add(&mut server.timings.auth_ms, *elapsed);
        }
    }
}

fn attempt(
    mechanism: &str,
    status: AuthenticationStatus,
    reply: Option<&Reply>,
    detail: Option<&String>,
) -> Attempt {
    Attempt {
        mechanism: mechanism.to_owned(),
        status,
        code: reply.map(|reply| reply.code.value()),
        enhanced_code: reply.and_then(enhanced_code),
        text: reply.map(Reply::text),
        detail: detail.cloned(),
    }
}

fn record_transaction(server: &mut Server, event: &event::Transaction) {
    let transaction = server.transaction.get_or_insert_with(Transaction::default);
    match event {
        event::Transaction::Mail {
            reverse_path,
            reply,
            elapsed,
        } => {
            server.timings.mail_ms = Some(milliseconds(*elapsed));
            transaction.mail = Some(Mail {
                address: reverse_path.clone(),
                code: reply.code.value(),
                enhanced_code: enhanced_code(reply),
                text: reply.quoted(),
                accepted: reply.code.is_positive_completion(),
            });
        }
        event::Transaction::Rcpt {
            address,
            reply,
            elapsed,
        } => {
            add(&mut server.timings.rcpt_ms, *elapsed);
            transaction.rcpt.push(Rcpt {
                address: address.clone(),
                code: reply.code.value(),
                enhanced_code: enhanced_code(reply),
                text: reply.quoted(),
                accepted: reply.code.is_positive_completion(),
            });
        }
        event::Transaction::Data { reply } => transaction.data = Some(data(reply)),
        event::Transaction::Message { reply, elapsed } => {
            server.timings.data_ms = Some(milliseconds(*elapsed));
            let accepted = reply.code.is_positive_completion();
            let queue_id = if accepted {
                smtp::queue_id(reply)
            } else {
                None
            };
            transaction.data = Some(Data {
                accepted,
                queue_id,
                ..data(reply)
            });
        }
        // True until a reply says otherwise, for a run may be interrupted before one comes.
        event::Transaction::Sent | event::Transaction::Uncertain => {
            transaction.data.get_or_insert_default().uncertain = true;
        }
        event::Transaction::SizeExceeded { bytes, limit } => {
            transaction.size_exceeded = Some((*bytes, *limit))
        }
        event::Transaction::ExtensionMissing { keyword, because } => {
            transaction.extension_missing = Some(((*keyword).to_owned(), because.clone()));
        }
        event::Transaction::NotPipelined => transaction.not_pipelined = true,
        event::Transaction::Sending { .. } => {}
    }
}

fn record_active(server: &mut Server, event: &event::Active) {
    match event {
        event::Active::Finished(result) => server.active.push(result.clone()),
        event::Active::Begins { .. }
        | event::Active::Connecting { .. }
        | event::Active::Encrypted
        | event::Active::Sending { .. } => {}
    }
}

fn data(reply: &Reply) -> Data {
    Data {
        code: Some(reply.code.value()),
        enhanced_code: enhanced_code(reply),
        text: Some(reply.quoted()),
        ..Data::default()
    }
}

/// With `--all` every server decides that this machine has a way to; otherwise the last one tried, or where nobody could be connected to last, the
/// last one that did talk.
fn mark_decisive(report: &mut Report) {
    let all = report.asked.all;
    let talked =
        |server: &Server| server.tried() && server.failed_stage != Some(FailedStage::Connect);
    let last = report
        .servers
        .iter()
        .rposition(talked)
        .or(report.servers.iter().rposition(Server::tried));
    let decisive: Vec<bool> = report
        .servers
        .iter()
        .enumerate()
        .map(|(number, server)| match all {
            true => server.tried() && !report.has_no_way_to(server),
            false => Some(number) == last,
        })
        .collect();
    for (server, decisive) in report.servers.iter_mut().zip(decisive) {
        server.decisive = decisive;
    }
}

fn add(total: &mut Option<f64>, elapsed: Duration) {
    *total = Some(total.unwrap_or(0.0) + milliseconds(elapsed));
}

/// The time without what is below a millisecond.
fn in_milliseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}

/// Milliseconds with three decimals.
#[must_use]
pub fn milliseconds(duration: Duration) -> f64 {
    let micros = u32::try_from(duration.as_micros()).unwrap_or(u32::MAX);
    f64::from(micros) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_in_every_line_is_kept_so_many_times() {
        let mut server = Server::default();
        let long = |octets| smtp::Violation::ReplyLineTooLong {
            octets,
            limit: 512,
            line: "220 x".to_owned(),
        };
        for octets in 0..1000 {
            record_violation(&mut server, &long(octets));
        }
        record_violation(&mut server, &smtp::Violation::EndlessReply { lines: 512 });
        assert_eq!(server.violations.len(), MOST_OF_A_KIND + 1);
    }
}
