//! What active checks come to. An attempt that decides nothing is never a pass.

use std::net::IpAddr;

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, is_submission, server,
};
use crate::{
    event::{ActiveAttempt, ActiveCheck, ActiveResult, AttemptVerdict},
    report::Server,
    smtp::{FALSE_ENDS, FalseEnd, Reply},
};

/// Attempts that evidence quotes; the report has all of them.
const QUOTED: usize = 3;

pub(super) const CHECKS: &[Check] = &[
    server(
        "starttls-command-injection",
        Error,
        "commands sent in clear are executed under TLS",
        "RFC 3207 section 4.2",
        "Update the server (CVE-2011-0411 and its like), or the proxy before it: whoever sits on the line can put commands \
         before the client's own.",
        |server, _| {
            let executed = |one: &ActiveAttempt| one.verdict == AttemptVerdict::Executed;
            judged(server, ActiveCheck::StarttlsInjection, any, |result| {
                quoted(result, executed, "NOOP was answered under TLS")
            })
        },
    ),
    server(
        "tls-not-enforced",
        Error,
        "the server does not enforce the TLS that it offers",
        "RFC 8314 section 4.1",
        "Take logins and submissions under TLS only (Postfix: smtpd_tls_auth_only = yes, and on port 587 \
         smtpd_tls_security_level = encrypt; Exim: auth_advertise_hosts by $tls_in_cipher, and require encrypted = * in \
         acl_smtp_mail; OpenSMTPD: tls-require).",
        |server, _| {
            judged(server, ActiveCheck::TlsEnforcement, any, |result| {
                not_enforced(server, result)
            })
        },
    ),
    server(
        "open-relay",
        Error,
        "mail for other people's domains is accepted without a login",
        "RFC 2505 section 2.1",
        "Accept mail for your own domains and from your own clients only (Postfix: reject_unauth_destination in \
         smtpd_relay_restrictions; Exim: relay_to_domains; OpenSMTPD: no match from any for any), before spammers find \
         it.",
        |server, _| {
            judged(server, ActiveCheck::Relay, any, |result| {
                relayed(server, result)
            })
        },
    ),
    server(
        "smtp-smuggling",
        Error,
        "a message can be ended by a sequence that is not the end of data",
        "RFC 5321 section 4.1.1.4",
        "Update the server, and let it take <CR><LF>.<CR><LF> alone (Postfix: smtpd_forbid_bare_newline = normalize): \
         otherwise a message can hold another one with a forged sender.",
        |server, _| judged(server, ActiveCheck::Smuggling, any, smuggled),
    ),
    server(
        "user-enumeration",
        Notice,
        "the server reveals which users exist",
        "RFC 5321 section 7.3",
        "Answer VRFY with 252 and EXPN with 502 (Postfix: disable_vrfy_command = yes; Exim: no acl_smtp_vrfy and \
         acl_smtp_expn).",
        |server, _| {
            judged(
                server,
                ActiveCheck::Enumeration,
                |one| !is_rcpt(one),
                enumerated,
            )
        },
    ),
    server(
        "catch-all",
        Notice,
        "mail for any user is accepted",
        "RFC 5321 section 3.3",
        "Nothing, where that is wanted; otherwise refuse unknown users at RCPT (Postfix: local_recipient_maps, \
         relay_recipient_maps), so that no bounces go to forged senders.",
        |server, _| {
            let accepted =
                |one: &ActiveAttempt| is_rcpt(one) && one.verdict == AttemptVerdict::Accepted;
            judged(server, ActiveCheck::Enumeration, is_rcpt, |result| {
                quoted(result, accepted, "for a user made up")
            })
        },
    ),
];

/// The ids of what an active check can find.
#[must_use]
pub const fn ids_of(check: ActiveCheck) -> &'static [&'static str] {
    match check {
        ActiveCheck::StarttlsInjection => &["starttls-command-injection"],
        ActiveCheck::TlsEnforcement => &["tls-not-enforced"],
        ActiveCheck::Relay => &["open-relay"],
        ActiveCheck::Smuggling => &["smtp-smuggling"],
        ActiveCheck::Enumeration => &["user-enumeration", "catch-all"],
    }
}

fn any(_: &ActiveAttempt) -> bool {
    true
}

fn is_rcpt(attempt: &ActiveAttempt) -> bool {
    attempt.verb == "RCPT"
}

/// Found where there is evidence; passed where every attempt that counts is decided and none is missing.
fn judged(
    server: &Server,
    check: ActiveCheck,
    counts: fn(&ActiveAttempt) -> bool,
    evidence: impl Fn(&ActiveResult) -> Vec<Evidence>,
) -> Verdict {
    let Some(result) = server.active(check) else {
        return Verdict::NotApplicable;
    };
    let evidence = evidence(result);
    if !evidence.is_empty() {
        return Verdict::Found(evidence);
    }
    let mut undecided = result.undecided().filter(|attempt| counts(attempt));
    match (result.hindrance(), undecided.next()) {
        (Some(hindrance), _) => Verdict::Unknown(hindrance.to_owned()),
        (None, Some(attempt)) => Verdict::Unknown(attempt.because()),
        (None, None) => Verdict::Pass,
    }
}

/// One piece of evidence for all attempts that fit.
fn quoted(
    result: &ActiveResult,
    fits: impl Fn(&ActiveAttempt) -> bool,
    headline: &str,
) -> Vec<Evidence> {
    let mut fitting: Vec<_> = result
        .attempts
        .iter()
        .filter(|one| fits(one))
        .map(in_words)
        .collect();
    if fitting.is_empty() {
        return Vec::new();
    }
    let more = match fitting.len().saturating_sub(QUOTED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    fitting.truncate(QUOTED);
    vec![Evidence::new(format!(
        "{headline}: {}{more}",
        fitting.join("; ")
    ))]
}

/// Servers relay for clients that they know by their address; whoever asks from such a one learns nothing about strangers.
fn relayed(server: &Server, result: &ActiveResult) -> Vec<Evidence> {
    let accepted = |one: &ActiveAttempt| one.verdict == AttemptVerdict::Accepted;
    let own = server.connection.local.map(|local| local.to_canonical());
    let from = own.map_or(String::new(), |own| format!(", asked from {own}"));
    let headline = format!("accepted for relaying at RCPT, without a login{from}");
    let evidence = quoted(result, accepted, &headline);
    match own.filter(|own| may_be_trusted(*own, server.address)) {
        Some(own) => evidence
            .into_iter()
            .map(|one| Evidence {
                remedy: Some(format!(
                    "This client ({own}) may be one that the server trusts (Postfix: mynetworks; Exim: relay_from_hosts); ask \
                     from outside, from an address that is a stranger to the server."
                )),
                ..one.of(Warning)
            })
            .collect(),
        None => evidence,
    }
}

/// Addresses of this machine and of private networks (RFC 1918, RFC 3927, RFC 4193, RFC 4291), and the server's own. Such a
/// client may also be behind a translator of addresses: then nothing can be said of a server that is outside.
fn may_be_trusted(own: IpAddr, server: Option<IpAddr>) -> bool {
    let is_near = |address: IpAddr| match address {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    };
    let server = server.map(|server| server.to_canonical());
    server == Some(own) || (is_near(own) && server.is_none_or(is_near))
}

fn in_words(attempt: &ActiveAttempt) -> String {
    match &attempt.reply {
        Some(reply) => format!("{}: {reply}", attempt.what),
        None => attempt.what.clone(),
    }
}

/// What gets past a sender that goes by the standard is worse than what only a careless one lets through, and than what
/// ends a message without letting another one begin.
fn smuggled(result: &ActiveResult) -> Vec<Evidence> {
    let doubled = |one: &ActiveAttempt| {
        let mut known = FALSE_ENDS.iter().filter(|end| end.name == one.what);
        known.any(FalseEnd::is_doubled_by_senders)
    };
    let ended = |one: &ActiveAttempt| one.verdict == AttemptVerdict::EndedMessage;
    let mut evidence = quoted(
        result,
        |one| ended(one) && !doubled(one),
        "the message ended at",
    );
    let lesser = quoted(
        result,
        |one| ended(one) && doubled(one),
        "the message ended at what senders make harmless by doubling the dot",
    );
    evidence.extend(lesser.into_iter().map(|one| one.of(Warning)));
    let alone = quoted(
        result,
        |one| one.verdict == AttemptVerdict::EndedMessageAlone,
        "commands that come in one go, as smuggled ones do, are refused, but the message ended at",
    );
    evidence.extend(alone.into_iter().map(|one| Evidence {
        remedy: Some(ALONE.to_owned()),
        ..one.of(Warning)
    }));
    evidence
}

/// OpenSMTPD 7.6 and those before it have neither a setting nor a newer version to name.
const ALONE: &str = "Nothing is smuggled unless every command arrives in a packet of its own, which a sender hardly ever lets \
    happen. OpenSMTPD is like this, without a setting for it; a server before it that takes <CR><LF>.<CR><LF> alone closes the \
    gap.";

/// AUTH in clear everywhere; MAIL in clear where it is for mail programs, for other servers may have no TLS.
fn not_enforced(server: &Server, result: &ActiveResult) -> Vec<Evidence> {
    let accepted = result
        .attempts
        .iter()
        .filter(|one| one.verdict == AttemptVerdict::Accepted);
    let evidence = accepted.filter_map(|one| {
        let severity = match one.verb {
            "AUTH" => Error,
            _ if is_submission(server.port) => Warning,
            _ => return None,
        };
        let text = format!("accepted before TLS: {}", in_words(one));
        let evidence = Evidence::new(text).of(severity);
        Some(match is_submission(server.port) {
            true => evidence,
            false => evidence.remedied_by(LOGINS),
        })
    });
    evidence.collect()
}

/// RFC 3207 section 4: a public mail server takes mail in clear too.
const LOGINS: &str = "Take logins under TLS only (Postfix: smtpd_tls_auth_only = yes; Exim: auth_advertise_hosts by $tls_in_cipher).";

/// VRFY and EXPN that answer differently for the user given and for the one made up, and lists that are read out.
fn enumerated(result: &ActiveResult) -> Vec<Evidence> {
    let pairs = result.attempts.windows(2).filter_map(|pair| match pair {
        [given, invented] if !given.invented && invented.invented => Some((given, invented)),
        _ => None,
    });
    let confirmed = |one: &ActiveAttempt| one.verdict == AttemptVerdict::Confirmed;
    let evidence = pairs.filter_map(|(given, invented)| {
        let texts = format!("{}; {}", in_words(given), in_words(invented));
        match given.verb {
            "EXPN" if confirmed(given) && !confirmed(invented) => {
                Some(Evidence::new(in_words(given)).of(Warning))
            }
            "VRFY" if tells_apart(given, invented) => Some(Evidence::new(texts)),
            _ => None,
        }
    });
    evidence.collect()
}

/// Whoever says that there is no such user tells by it that others exist, whether the one given does or not.
fn tells_apart(given: &ActiveAttempt, invented: &ActiveAttempt) -> bool {
    use AttemptVerdict::{Confirmed, Denied, Undisclosed};
    match (given.verdict, invented.verdict) {
        (Confirmed | Undisclosed, Denied) | (Confirmed, Undisclosed) => true,
        (Denied, Denied) => [given, invented].iter().all(|one| names_the_mailbox(one)),
        _ => false,
    }
}

/// RFC 3463 section 3.2: the class of enhanced status codes that is about the address.
fn names_the_mailbox(attempt: &ActiveAttempt) -> bool {
    let code = attempt.reply.as_ref().and_then(Reply::enhanced_status_code);
    code.is_some_and(|code| (code.class, code.subject) == (5, 1))
}

#[cfg(test)]
#[path = "active_tests.rs"]
mod tests;
