//! Folds events into facts. One function a subject area; what an event means is not judged here.

mod resolution;
mod tls;

use std::{cell::RefCell, time::Duration};

use jiff::Timestamp;

use super::{
    Asked, MtaSts, Policy, Report, Target,
    server::{
        Attempt, Data, Ehlo, Failure, From, Kind, Mail, OwnListings, OwnReverse, Rcpt, Server,
        SlowReply, StartTlsStatus, Transaction, TranscriptEntry, Unasked, Violation,
    },
    time::{in_milliseconds, milliseconds},
};
use crate::{
    event::{
        self, About, Authentication, AuthenticationStatus, Cause, Connection, ConnectionStatus,
        Conversation, Event, FailedStage, Observed, Observer, Role, note,
    },
    smtp::{self, Gibberish, Reply, ReplyCode, THE_MESSAGE},
};
use resolution::record_resolution;
use tls::{record_tls, record_tlsa_to_publish};

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
        report.leave_out_policies_of_nobody();
        report.servers.iter_mut().for_each(Server::mark_doubts);
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
                Event::Policy(event::Policy::Found {
                    domain,
                    role,
                    published,
                }) => {
                    policy_of(&mut report.policy, domain, *role).keep(published);
                }
                Event::Policy(event::Policy::Signatures(verdicts)) => {
                    report.signatures = Some(verdicts.clone());
                }
                _ => {}
            },
            About::Server(number) => record_server_event(&mut report, number, observed),
        }
    }
}

fn policy_of<'a>(all: &'a mut Vec<Policy>, domain: &str, role: Role) -> &'a mut Policy {
    let at = all.iter().position(|one| one.domain == domain);
    let at = at.unwrap_or_else(|| {
        all.push(Policy::of(domain.to_owned(), role));
        all.len() - 1
    });
    &mut all[at]
}

fn record_server_event(report: &mut Report, number: usize, observed: &Observed) {
    while report.servers.len() <= number {
        report.servers.push(Server::default());
    }
    let asked = &report.asked;
    let server = &mut report.servers[number];
    server.awaited = awaited(server, &observed.event);
    match &observed.event {
        Event::Connection(event) => record_connection(server, event),
        Event::Conversation(event) => record_conversation(server, event),
        Event::Tls(event) => record_tls(server, event),
        Event::Authentication(event) => record_authentication(server, event),
        Event::Transaction(event) => record_transaction(server, event),
        Event::Dane(dane) => server.dane = Some((**dane).clone()),
        Event::Active(event) => record_active(server, event),
        Event::Address(event) => record_address(server, event),
        Event::Resolution(_) | Event::MtaSts(_) | Event::Policy(_) => {}
    }
    if asked.has("print-tlsa") {
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

fn record_address(server: &mut Server, event: &event::Address) {
    match event {
        event::Address::Names(names) => server.reverse = Some(names.clone()),
        event::Address::OwnNames { address, names } => {
            server.own_reverse = Some(OwnReverse {
                address: *address,
                names: names.clone(),
            });
        }
        event::Address::Listings(listings) => server.dnsbl = Some(listings.clone()),
        event::Address::OwnListings { address, listings } => {
            server.own_dnsbl = Some(OwnListings {
                address: *address,
                lists: listings.clone(),
            });
        }
    }
}

/// What is waited for after this event. A line is not yet the whole of a reply.
fn awaited(server: &Server, event: &Event) -> Option<&'static str> {
    match event {
        Event::Connection(Connection::Started { .. }) => Some("the connection"),
        Event::Connection(Connection::AskedForTls) => Some("the greeting"),
        Event::Conversation(Conversation::Waiting { what, .. }) => Some(what),
        Event::Tls(event::Tls::ScanBegins { .. } | event::Tls::ScanGoesOn { .. }) => {
            Some("the TLS scan")
        }
        Event::Tls(event::Tls::AsksWithoutServerName) => {
            Some("the handshake without a server name")
        }
        Event::Tls(event::Tls::FetchesIssuer { .. }) => Some("the issuer's certificate"),
        Event::Active(event::Active::Begins { check, .. }) => Some(check.option()),
        // What belongs to an active check; its end is one too.
        Event::Active(event::Active::Finished(_)) => None,
        Event::Active(_) => server.awaited,
        Event::Conversation(Conversation::ClientLine { .. } | Conversation::ServerLine { .. })
        | Event::Tls(event::Tls::Step(_)) => server.awaited,
        _ => None,
    }
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
        Connection::HadFor { target } => server.had_for = Some(target.clone()),
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
        Connection::Connected { elapsed, local } => {
            server.connection.local = *local;
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
        Connection::Speaks(gibberish) => server.connection.speaks = Some(*gibberish),
        Connection::AskedForTls => server.connection.answers_tls = Some(false),
        Connection::AnsweredTls => {
            server.connection.answers_tls = Some(true);
            server.connection.speaks = Some(Gibberish::Tls);
        }
        Connection::ConnectedAgain { elapsed } => {
            server.timings.silence_ms = Some(milliseconds(*elapsed));
        }
        Connection::Lost { .. } | Connection::Finished => {}
    }
}

fn record_conversation(server: &mut Server, event: &Conversation) {
    match event {
        Conversation::Violation(violation) => record_violation(server, violation),
        Conversation::SlowReply { to, elapsed } => server.slow_replies.push(SlowReply {
            to: (*to).to_owned(),
            ms: milliseconds(*elapsed),
        }),
        Conversation::Greeting { reply, elapsed } => {
            server.timings.greeting_ms = Some(milliseconds(*elapsed));
            server.greeting = Some(reply.clone());
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
                reply: hello(reply),
                extensions: extensions.0.clone(),
            });
        }
        Conversation::Failed(failure) => record_failure(server, failure),
        Conversation::Stopped { because } => server.stopped = Some(because.clone()),
        // What was refused in the place of RSET's answer was RSET.
        Conversation::InStep => server.unasked.retain(|one| !one.may_be_late()),
        Conversation::Waiting { .. }
        | Conversation::LeftOut { .. }
        | Conversation::ClientLine { .. }
        | Conversation::ServerLine { .. } => {}
    }
}

/// What is kept of a reply to EHLO beside its extensions.
fn hello(reply: &Reply) -> Reply {
    match reply.code.is_positive_completion() {
        true => reply.first_line(),
        false => reply.kept(),
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
    if let smtp::Violation::QuitNotConfirmed { reply: Some(reply) } = violation {
        record_late_consent(server, reply);
    }
    let Some(unasked) = Unasked::of(violation) else {
        return;
    };
    server.unasked.insert(unasked);
    // What says no behind RSET and its answer answers a command before, and which one is not known.
    let contradicts = unasked.is_refusal() && !unasked.may_be_late();
    server.out_of_step |= unasked.after == Some("RSET") && contradicts && server.failure.is_none();
    // Consent behind the refusal that ended the attempt may be the answer that was not waited for.
    let consents = unasked.after != Some("QUIT")
        && unasked.code.is_positive_completion()
        && server.failure.is_some();
    if matches!(unasked.position, smtp::Position::AheadOf(_)) || consents {
        record_out_of_step(server, unasked.code);
    }
}

/// QUIT has 221 (RFC 5321 section 4.1.1.10): other consent may be the answer to a command before, as may each before it, and
/// what came for the last ones is not known.
fn record_late_consent(server: &mut Server, reply: &Reply) {
    let is_anything_at_stake =
        server.transaction.is_some() || !server.authentication.attempted.is_empty();
    server.out_of_step |=
        reply.code.is_positive_completion() && is_anything_at_stake && server.failure.is_none();
}

/// A reply more than commands, shown by `surplus`. Where it stands is not known: what was refused may have been accepted, unless
/// the next reply says the same. What one such reply showed, no other undoes.
fn record_out_of_step(server: &mut Server, surplus: ReplyCode) {
    let refusal = server.refusal().map(|reply| reply.code);
    let rcpt = server.transaction.iter().flat_map(|one| &one.rcpt);
    let is_refused = rcpt.into_iter().any(|one| !one.accepted) || server.ehlo_refused();
    let out_of_step = match refusal {
        Some(code) => code != surplus && server.failed_stage != Some(FailedStage::Greeting),
        None => server.failure.is_none() && is_refused,
    };
    if out_of_step && refusal.is_some() {
        withdraw_refusal(server);
    }
    server.out_of_step |= out_of_step;
}

/// What ended the attempt was taken for a refusal, and nobody knows which command it belongs to.
fn withdraw_refusal(server: &mut Server) {
    server.temporary = false;
    if let Some(failure) = &mut server.failure {
        failure.cause = Cause::OutOfStep;
    }
    let stage = server.failed_stage;
    if let Some(transaction) = &mut server.transaction {
        let of_message = stage == Some(FailedStage::Message);
        transaction.unassign(if of_message { THE_MESSAGE } else { "DATA" });
        transaction.data = of_message.then(|| Data {
            uncertain: true,
            ..Data::default()
        });
    }
    let last = server.authentication.attempted.last_mut();
    if let Some(attempt) = last.filter(|_| stage == Some(FailedStage::Auth)) {
        attempt.status = AuthenticationStatus::ProtocolError;
        attempt.detail = Some(smtp::OUT_OF_STEP.to_owned());
    }
}

fn record_failure(server: &mut Server, failure: &event::Failure) {
    server.failed_stage = Some(failure.stage);
    // RFC 5321 section 4.5.4.1: a sender tries again also where no connection came about.
    server.temporary = matches!(
        failure.cause,
        Cause::TemporaryReply | Cause::Lost | Cause::TimedOut | Cause::NotConnected
    );
    server.failure = Some(Failure {
        cause: failure.cause,
        detail: failure.detail.clone(),
    });
}

fn record_authentication(server: &mut Server, event: &Authentication) {
    if let Authentication::Iterations { count } = event {
        server.authentication.iterations = Some(*count);
    }
    let attempted = &mut server.authentication.attempted;
    match event {
        Authentication::Withheld { mechanism, because } => {
            server.authentication.withheld = Some(because.clone());
            attempted.push(attempt(
                mechanism,
                AuthenticationStatus::Withheld,
                None,
                Some(&because.to_string()),
            ));
        }
        Authentication::Skipped { because } => {
            server.authentication.skipped = Some(because.clone());
        }
        Authentication::Overridden { .. } | Authentication::Iterations { .. } => {}
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
        reply: reply.map(Reply::kept),
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
                reply: reply.kept(),
                accepted: reply.code.is_positive_completion(),
                uncertain: false,
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
                reply: reply.kept(),
                accepted: reply.code.is_positive_completion(),
                uncertain: false,
            });
        }
        event::Transaction::Farewell { reply } => transaction.farewell = Some(reply.kept()),
        event::Transaction::Data { reply, elapsed } => {
            add(&mut server.timings.data_ms, *elapsed);
            transaction.data = Some(data(reply));
        }
        event::Transaction::Message { reply, elapsed } => {
            add(&mut server.timings.data_ms, *elapsed);
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
        // Which of them answers which command is not known.
        event::Transaction::OutOfStep => transaction.unassign("DATA"),
        event::Transaction::Sending { signature, .. } => transaction.signed.clone_from(signature),
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
        reply: Some(reply.kept()),
        ..Data::default()
    }
}

/// With `--all` every server decides that this machine has a way to; otherwise the last one tried, or where nobody could be connected to last, the
/// last one that did talk.
fn mark_decisive(report: &mut Report) {
    let all = report.asked.has("all");
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

    #[test]
    fn what_is_asked_on_other_connections_is_awaited_too() {
        let server = Server {
            awaited: Some("the greeting"),
            ..Server::default()
        };
        for (event, expected) in [
            (
                Event::Connection(Connection::AskedForTls),
                Some("the greeting"),
            ),
            (
                Event::Tls(event::Tls::ScanGoesOn { connection: 3 }),
                Some("the TLS scan"),
            ),
            (Event::Connection(Connection::Finished), None),
        ] {
            assert_eq!(awaited(&server, &event), expected);
        }
    }

    #[test]
    fn what_has_begun_to_come_is_awaited_until_it_is_whole() {
        let mut server = Server::default();
        for (event, expected) in [
            (
                Conversation::Waiting {
                    what: "the greeting",
                    limit: Duration::from_secs(60),
                },
                Some("the greeting"),
            ),
            (
                Conversation::ServerLine {
                    line: "220-mx.example.com".to_owned(),
                    encrypted: false,
                },
                Some("the greeting"),
            ),
            (
                Conversation::Greeting {
                    reply: Reply::of(220, "mx.example.com"),
                    elapsed: Duration::ZERO,
                },
                None,
            ),
        ] {
            server.awaited = awaited(&server, &Event::Conversation(event));
            assert_eq!(server.awaited, expected);
        }
    }
}
