//! Checks of whether a server can be reached and whether what answers there is SMTP. RFC 5321 section 5.1,
//! RFC 8314 section 3.3.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, resolution, server,
};
use crate::{
    event::{Cause, ConnectionStatus, FailedStage},
    report::{Asked, Report, Server, server::StartTlsStatus},
    smtp::Gibberish,
};

/// What a slow greeting is, in milliseconds. Postscreen waits 6 s by default, which is not meant.
const SLOW_GREETING: f64 = 10_000.0;

const START: &str = "Start the mail server, or let its firewall pass this port; in Postfix see master.cf and inet_interfaces.";
const FIREWALL: &str = "Look for a firewall that drops packets, on the server's side or on this one; many access networks block \
     outgoing port 25.";

pub(super) const CHECKS: &[Check] = &[
    server(
        "connection-refused",
        Error,
        "nothing listens on this port",
        "RFC 5321 section 5.1",
        START,
        |server, report| {
            let verdict = not_connected(server, report, ConnectionStatus::Refused);
            or_elsewhere(verdict, START, server, report)
        },
    ),
    server(
        "connection-timeout",
        Error,
        "the connection was not answered",
        "RFC 5321 section 5.1",
        FIREWALL,
        |server, report| {
            let verdict = not_connected(server, report, ConnectionStatus::Timeout);
            or_elsewhere(verdict, FIREWALL, server, report)
        },
    ),
    server(
        "connection-reset",
        Error,
        "the connection was reset",
        "RFC 5321 section 5.1",
        "Look for a firewall or a connection limit that resets them, and look in the server's log.",
        |server, report| not_connected(server, report, ConnectionStatus::Reset),
    ),
    server(
        "connection-unreachable",
        Error,
        "there is no route to the server",
        "RFC 5321 section 5.1",
        "Check the address in DNS and this machine's network; -4 or -6 chooses one address family.",
        unreachable,
    ),
    server(
        "implicit-tls-expected",
        Error,
        "this port speaks TLS from the first byte",
        "RFC 8314 section 3.3",
        "Use --implicit-tls for this port.",
        implicit_tls_expected,
    ),
    server(
        "plaintext-on-implicit-port",
        Error,
        "the server answers in plain text where TLS comes first",
        "RFC 8314 section 3.3",
        "Use --starttls for this port, or switch the server's port to implicit TLS (Postfix: \
         smtpd_tls_wrappermode=yes, Exim: tls_on_connect_ports).",
        plain_text,
    ),
    server(
        "not-smtp",
        Error,
        "what answers there is not a mail server",
        "RFC 5321 section 3.1",
        "Check host and port; mail servers listen on 25, 465 and 587.",
        |server, _| match server.connection.speaks {
            None if server.greeting.is_none() => Verdict::NotApplicable,
            None | Some(Gibberish::Tls) => Verdict::Pass,
            Some(Gibberish::Other) => Verdict::found("the first bytes are no SMTP reply"),
            Some(protocol) => Verdict::found(format!("it speaks {}", protocol.in_words())),
        },
    ),
    server(
        "slow-greeting",
        Notice,
        "the server is slow to greet",
        "RFC 5321 section 4.5.3.2.1",
        "Some senders give up sooner; look at the DNS look-ups and blocklists that the server queries before it greets.",
        |server, _| match server.timings.greeting_ms {
            None => Verdict::NotApplicable,
            Some(waited) if waited >= SLOW_GREETING => {
                Verdict::found(format!("after {:.1} s", waited / 1000.0))
            }
            Some(_) => Verdict::Pass,
        },
    ),
    server(
        "closed-early",
        Error,
        "the server closed the connection in mid-conversation",
        "RFC 5321 section 3.8",
        "The server's log says why: often a blocklist, a limit, or a crash; a server is to say 421 before it closes.",
        |server, _| match &server.failure {
            // `tls-handshake-failed` says it there.
            Some(failure)
                if failure.cause == Cause::Lost
                    && server.failed_stage != Some(FailedStage::Tls) =>
            {
                Verdict::found(format!("{}, {}", failure.detail, at(server.failed_stage)))
            }
            _ if server.connection.status == ConnectionStatus::Connected => Verdict::Pass,
            _ => Verdict::NotApplicable,
        },
    ),
];

/// `while waiting for the greeting`.
pub(super) fn at(stage: Option<FailedStage>) -> &'static str {
    match stage {
        Some(FailedStage::Greeting) => "while the greeting was awaited",
        Some(FailedStage::Ehlo) => "after EHLO",
        Some(FailedStage::Starttls) => "after STARTTLS",
        Some(FailedStage::Tls) => "during the TLS handshake",
        Some(FailedStage::EhloAfterTls) => "after EHLO under TLS",
        Some(FailedStage::Auth) => "during AUTH",
        Some(FailedStage::Mail) => "after MAIL",
        Some(FailedStage::Rcpt) => "after RCPT",
        Some(FailedStage::Data) => "after DATA",
        Some(FailedStage::Message) => "while the message was handed over",
        Some(FailedStage::Connect) | None => "while connecting",
    }
}

fn not_connected(server: &Server, report: &Report, status: ConnectionStatus) -> Verdict {
    if server.connection.status != status {
        return Verdict::Pass;
    }
    if resolution::leads_to_itself(server, report) {
        return Verdict::NotApplicable;
    }
    Verdict::Found(vec![severity(server, report)])
}

/// What was named as a host may be a domain whose mail goes elsewhere: that is told beside the check's own remedy.
fn or_elsewhere(verdict: Verdict, remedy: &str, server: &Server, report: &Report) -> Verdict {
    match report.asked.host_itself && server.port == 25 {
        true => {
            let elsewhere = resolution::or_its_exchanges(report);
            verdict.remedied_by(&format!("{remedy} {elsewhere}"))
        }
        false => verdict,
    }
}

fn evidence(server: &Server) -> String {
    let address = server
        .address
        .map_or(String::new(), |address| format!("{address} "));
    let detail = server.connection.detail.as_deref().unwrap_or("failed");
    format!("{address}port {}: {detail}", server.port)
}

/// An address that fails while another answers is a matter of tidiness, unless every one was asked for.
fn severity(server: &Server, report: &Report) -> Evidence {
    let evidence = Evidence::new(evidence(server));
    let another_answered = report.servers.iter().any(Server::answered);
    if another_answered && !report.asked.has("all") {
        evidence.of(Warning)
    } else {
        evidence
    }
}

/// A family that this machine has no route for says nothing about the server.
fn unreachable(server: &Server, report: &Report) -> Verdict {
    let Some(address) = server
        .address
        .filter(|_| server.connection.status == ConnectionStatus::Unreachable)
    else {
        return Verdict::Pass;
    };
    if resolution::leads_to_itself(server, report) {
        return Verdict::NotApplicable;
    }
    let family = if address.is_ipv6() { "IPv6" } else { "IPv4" };
    if report.has_no_way_to(server) {
        return Verdict::Unknown(format!(
            "this machine has no way to reach {address}: no {family} here"
        ));
    }
    Verdict::Found(vec![severity(server, report)])
}

/// How `option` is given, without what excludes it.
fn given(option: &str, report: &Report) -> String {
    let asked = &report.asked;
    let by_scheme = asked.implicit_tls
        && report
            .target
            .input
            .to_ascii_lowercase()
            .starts_with("smtps://");
    match asked {
        _ if by_scheme => format!("{option}, with smtp:// in place of smtps://,"),
        Asked { no_tls: true, .. } => format!("{option}, without --no-tls,"),
        Asked { starttls: true, .. } => format!("{option}, without --starttls,"),
        Asked {
            implicit_tls: true, ..
        } => format!("{option}, without --implicit-tls,"),
        _ => option.to_owned(),
    }
}

fn plain_text(server: &Server, report: &Report) -> Verdict {
    let Some(tls) = &server.tls else {
        return Verdict::NotApplicable;
    };
    // After STARTTLS it is a handshake that failed.
    if !tls.plain_text || server.starttls.status != StartTlsStatus::NotApplicable {
        return Verdict::Pass;
    }
    let given = given("--starttls", report);
    let remedy = match server.port {
        // Other servers begin in clear there (RFC 3207 section 4).
        25 => format!("Use {given} for this port."),
        _ => format!(
            "Use {given} for this port, or switch the server's port to implicit TLS (Postfix: smtpd_tls_wrappermode=yes, \
             Exim: tls_on_connect_ports)."
        ),
    };
    Verdict::Found(vec![
        Evidence::new(tls.error_in_words()).remedied_by(remedy),
    ])
}

fn implicit_tls_expected(server: &Server, report: &Report) -> Verdict {
    let found = |text: &str| {
        let remedy = format!("Use {} for this port.", given("--implicit-tls", report));
        Verdict::Found(vec![Evidence::new(text).remedied_by(remedy)])
    };
    match (server.connection.speaks, server.connection.answers_tls) {
        (_, Some(true)) => found(
            "no greeting in plain text, and a second connection got an answer to a TLS handshake",
        ),
        (Some(Gibberish::Tls), _) => found("the first bytes are a TLS record"),
        _ if server.connection.status == ConnectionStatus::Connected => Verdict::Pass,
        _ => Verdict::NotApplicable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::support::{fail, found, report, severities, unknown};

    #[test]
    fn each_way_not_to_connect_has_its_finding() {
        for (status, id) in [
            (ConnectionStatus::Refused, "connection-refused"),
            (ConnectionStatus::Timeout, "connection-timeout"),
            (ConnectionStatus::Reset, "connection-reset"),
            (ConnectionStatus::Unreachable, "connection-unreachable"),
        ] {
            let report = fail(FailedStage::Connect, Cause::NotConnected, |server| {
                *server = Server {
                    connection: crate::report::server::Connection {
                        status,
                        ..server.connection.clone()
                    },
                    ..bare(server)
                };
            });
            assert_eq!(severities(&report), [(id, Error)]);
        }
    }

    fn bare(server: &Server) -> Server {
        Server {
            host: server.host.clone(),
            address: server.address,
            port: 25,
            decisive: true,
            failed_stage: server.failed_stage,
            failure: server.failure.clone(),
            ..Server::default()
        }
    }

    fn two(first: ConnectionStatus, address: &str, all: bool) -> Report {
        let mut report = report();
        report.asked.given.set("all", all);
        let mut failed = bare(&report.servers[0]);
        failed.connection.status = first;
        failed.address = address.parse().ok();
        failed.decisive = all;
        failed.failed_stage = Some(FailedStage::Connect);
        report.servers.insert(0, failed);
        report
    }

    #[test]
    fn an_address_that_fails_beside_one_that_answers_is_a_warning_unless_all_are_asked_for() {
        assert_eq!(
            severities(&two(ConnectionStatus::Refused, "192.0.2.9", false)),
            [("connection-refused", Warning)]
        );
        assert_eq!(
            severities(&two(ConnectionStatus::Refused, "192.0.2.9", true)),
            [("connection-refused", Error)]
        );
    }

    #[test]
    fn a_family_without_a_route_is_not_checked() {
        let report = two(ConnectionStatus::Unreachable, "2001:db8::1", false);
        assert_eq!(found(&report), [""; 0]);
        assert_eq!(unknown(&report), ["connection-unreachable"]);
        assert_eq!(
            found(&two(ConnectionStatus::Unreachable, "192.0.2.9", false)),
            ["connection-unreachable"]
        );
    }

    #[test]
    fn other_protocols_are_told_by_name() {
        let speaks = |protocol: Gibberish| {
            found(&fail(
                FailedStage::Greeting,
                Cause::NotSmtp,
                move |server| {
                    *server = bare(server);
                    server.connection.status = ConnectionStatus::Connected;
                    server.connection.speaks = Some(protocol);
                },
            ))
        };
        assert_eq!(speaks(Gibberish::Http), ["not-smtp"]);
        assert_eq!(speaks(Gibberish::Tls), ["implicit-tls-expected"]);
    }

    #[test]
    fn a_greeting_is_slow_from_ten_seconds_on() {
        let mut report = report();
        report.servers[0].timings.greeting_ms = Some(9_999.0);
        assert_eq!(found(&report), [""; 0]);
        report.servers[0].timings.greeting_ms = Some(10_000.0);
        assert_eq!(severities(&report), [("slow-greeting", Notice)]);
    }

    #[test]
    fn a_connection_that_breaks_is_told_with_the_stage() {
        let report = fail(FailedStage::Rcpt, Cause::Lost, |_| {});
        assert_eq!(found(&report), ["closed-early"]);
    }
}
