//! What codes mean at one stage and not elsewhere: RFC 5321 section 4.3.2 has the codes of each command. A 550 to MAIL
//! is about the sender, to RCPT about the recipient or relaying, after the data about the message.

use super::{
    About, Known,
    demanded::demanded,
    login::{names, token_refused},
    situation::Situation,
};
use crate::{
    event::FailedStage::{
        self, Auth, Data, Ehlo, EhloAfterTls, Greeting, Mail, Message, Rcpt, Starttls,
    },
    sasl::{Mechanism, SecretKind},
    smtp::{Demand, EnhancedStatusCode, Reply},
};

/// What a code means at a stage.
struct Row {
    stages: &'static [FailedStage],
    codes: &'static [u16],
    cause: Option<&'static str>,
    about: About,
    remedy: &'static str,
}

/// The enhanced status codes that say no more than a refusal by policy, or that mean one thing at one stage.
pub(super) fn by_enhanced_code(
    reply: &Reply,
    code: EnhancedStatusCode,
    situation: &Situation<'_>,
) -> Option<Known> {
    let stage = situation.stage?;
    if reply.code.is_temporary() {
        let by_policy = stage >= Mail && matches!((code.subject, code.detail), (7, 0 | 1));
        return by_policy.then(|| Known::new(None, About::Server, HELD_BACK));
    }
    if (stage, reply.code.value()) == (Auth, 530) {
        return by_reply_code(530, situation);
    }
    match (stage, code.subject, code.detail) {
        (Auth, 7, 8) => Some(credentials(situation)),
        (Auth, 7, 4) | (Auth, 5, 5) => Some(mechanism(situation)),
        (Auth, 7, 9) => Some(too_weak(situation)),
        (Auth, 5 | 7, 0..=3) if situation.secret == Some(SecretKind::Token) => {
            Some(token_refused())
        }
        (Rcpt | Data, 5, 1) => by_reply_code(503, situation),
        (Mail | Rcpt | Data | Message, 7, 0 | 1) => by_reply_code(550, situation),
        _ => None,
    }
}

/// RFC 3463 section 3.8, with a class that says that it may be otherwise later.
const HELD_BACK: &str = "Try again later, as mail servers do by themselves; if it stays so, the server's words or its log say what it holds against \
     this client or message for now: a rate limit, a reputation, a check that did not come to an end.";

/// The reply codes, at the stage at which they came.
pub(super) fn by_reply_code(code: u16, situation: &Situation<'_>) -> Option<Known> {
    let stage = situation.stage?;
    match (stage, code) {
        (Auth, 535) => return Some(credentials(situation)),
        (Auth, 504) => return Some(mechanism(situation)),
        (Auth, 534) => return Some(too_weak(situation)),
        (Auth, 530) => return Some(something_first(situation)),
        (Auth, 550..560) if situation.secret == Some(SecretKind::Token) => {
            return Some(token_refused());
        }
        _ => {}
    }
    let row = ROWS
        .iter()
        .find(|row| row.stages.contains(&stage) && row.codes.contains(&code))?;
    Some(Known::new(row.cause, row.about, row.remedy))
}

/// RFC 4954 section 6: 535 5.7.8.
fn credentials(situation: &Situation<'_>) -> Known {
    if situation.secret == Some(SecretKind::Token) {
        return token_refused();
    }
    Known::new(
        Some("user name or password is wrong, or not for this service"),
        About::Login,
        "Check user name and password, whether the login name is the full address, and whether this account may use SMTP; \
         many providers want an app password or authorization code from the account's settings.",
    )
}

/// RFC 4954 section 4: 504, and 5.5.4 or 5.7.4.
fn mechanism(situation: &Situation<'_>) -> Known {
    let others = others(situation);
    let remedy = if others.is_empty() {
        "The server takes none of the mechanisms that it offers from this client: have it switched on there, or log in on \
         another port."
            .to_owned()
    } else {
        format!("Use another mechanism that the server offers: --auth {others}.")
    };
    Known::new(
        Some("the server does not take this mechanism"),
        About::Login,
        remedy,
    )
}

/// RFC 4954 section 6: 534 5.7.9.
fn too_weak(situation: &Situation<'_>) -> Known {
    let remedy = if situation.secret == Some(SecretKind::Token) {
        return token_refused();
    } else {
        let others = stronger(situation);
        let stronger = if others.is_empty() {
            String::new()
        } else {
            format!(" (--auth {others})")
        };
        format!(
            "Use a stronger mechanism{stronger}, or an app password where the provider wants one."
        )
    };
    Known::new(
        Some("the mechanism is too weak for this account"),
        About::Login,
        remedy,
    )
}

/// RFC 3207 section 4 has 530 for want of TLS, RFC 4954 section 6 for want of a login: in reply to a login under TLS it is neither.
fn something_first(situation: &Situation<'_>) -> Known {
    let encrypted = situation.connection.is_some_and(|one| one.encrypted);
    if !encrypted {
        return demanded(Demand::Tls, situation);
    }
    Known::new(
        Some("it wants TLS or a login first, and this is a login under TLS"),
        About::Server,
        "Look into the server's log for what it misses, and for a proxy before it that ends TLS or answers in its place; check \
         user name and password as well.",
    )
}

/// The mechanisms on offer that were not used, for the same kind of secret.
fn others(situation: &Situation<'_>) -> String {
    unused(situation, |_| true)
}

/// Those of them that do not send the secret: LOGIN is no stronger than PLAIN.
fn stronger(situation: &Situation<'_>) -> String {
    unused(situation, |one| !one.sends_secret)
}

fn unused(situation: &Situation<'_>, is_wanted: fn(&Mechanism) -> bool) -> String {
    let Some(connection) = &situation.connection else {
        return String::new();
    };
    let others = connection.usable().filter(|one| {
        Some(one.secret) == situation.secret
            && is_wanted(one)
            && situation
                .mechanism
                .is_none_or(|used| !one.name.eq_ignore_ascii_case(used))
    });
    names(others).to_lowercase()
}

const ROWS: &[Row] = &[
    row(
        &[Auth],
        &[500, 502],
        Some("the server does not know AUTH here"),
        About::Login,
        "Log in on the submission port (587 or 465); on your own server, switch AUTH on.",
    ),
    row(
        &[Auth],
        &[503],
        Some("AUTH is not allowed at this moment"),
        About::Login,
        "Look at the replies before: the server wants TLS first, or takes this client's mail without a login.",
    ),
    row(
        &[Auth],
        &[501],
        Some("the server could not read the response"),
        About::Login,
        "Try another mechanism; the server's log says what it read: broken Base64, or a response that is too long.",
    ),
    row(
        &[Auth],
        &[454],
        Some("the server cannot check passwords now"),
        About::Server,
        "On the server, see whether the service that checks passwords runs (Dovecot, Cyrus saslauthd, LDAP, database).",
    ),
    row(
        &[Greeting, Ehlo, Starttls, EhloAfterTls],
        &[530],
        Some("it wants what no client can have done by then"),
        About::Server,
        "Encryption and login come after this (RFC 3207 section 4, RFC 4954 section 6): look into the server's log and its \
         restrictions for what refuses so early, and at a proxy before it.",
    ),
    row(
        &[Mail],
        &[550, 554, 571],
        None,
        About::Sender,
        "Read the server's words: most often the client's address is on a block list, or the domain of the sender does not \
         exist, or the sender is blocked.",
    ),
    row(
        &[Mail],
        &[501, 553],
        None,
        About::Sender,
        "Check the sender's address (here --from): its spelling, whether its domain exists, and whether the login may use it.",
    ),
    row(
        &[Mail],
        &[555],
        Some("a parameter of MAIL is not known"),
        About::Server,
        "Send MAIL without parameters that EHLO does not announce; look for a proxy that announces what the server lacks.",
    ),
    row(
        &[Rcpt],
        &[550, 553, 554, 571],
        None,
        About::Recipient,
        "Read the server's words: no such mailbox, or this server does not relay for that domain without a login, or a \
         policy refuses client or sender (which many servers say at RCPT only).",
    ),
    row(
        &[Rcpt],
        &[552],
        Some("the recipient's mailbox is full"),
        About::Recipient,
        "The recipient must delete mail or get a larger quota.",
    ),
    row(
        &[Rcpt],
        &[501],
        None,
        About::Recipient,
        "Check the recipient's address for typing errors.",
    ),
    row(
        &[Rcpt, Data],
        &[503],
        None,
        About::Server,
        "Look at the replies before: MAIL or a login was refused, or lost on the way; if the commands were pipelined, try \
         without --pipeline.",
    ),
    row(
        &[Data, Message],
        &[550, 553, 554, 571],
        None,
        About::Message,
        "Read the server's words: content filters, SPF, DKIM and DMARC decide at this point; block lists and limits of the \
         account do too.",
    ),
    row(
        &[Message],
        &[552],
        None,
        About::Message,
        "The message is too large or the recipient's mailbox is full: send less, or ask the recipient to make room.",
    ),
];

const fn row(
    stages: &'static [FailedStage],
    codes: &'static [u16],
    cause: Option<&'static str>,
    about: About,
    remedy: &'static str,
) -> Row {
    Row {
        stages,
        codes,
        cause,
        about,
        remedy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5321 section 4.2.1: what a 4yz reply refuses may be taken later, whoever it is about.
    #[test]
    fn for_now_nobody_is_refused_for_good() {
        for stage in [Mail, Rcpt, Data, Message] {
            let situation = Situation::unknown(Some(stage));
            let known = |code, text: &str| {
                let reply = Reply::of(code, text);
                let enhanced = reply.status_in_words().unwrap();
                by_enhanced_code(&reply, enhanced, &situation)
            };
            for (code, text) in [(421, "4.7.0 too many"), (450, "4.7.1 hold")] {
                let known = known(code, text).unwrap();
                assert!(matches!(known.about, About::Server), "{stage:?} {text}");
                assert_eq!(known.remedy, HELD_BACK, "{stage:?} {text}");
            }
            let for_good = known(550, "5.7.1 no").unwrap();
            assert_ne!(for_good.remedy, HELD_BACK, "{stage:?}");
        }
        let login = Situation::unknown(Some(Auth));
        let reply = Reply::of(454, "4.7.8 later");
        let enhanced = reply.status_in_words().unwrap();
        assert!(by_enhanced_code(&reply, enhanced, &login).is_none());
    }

    #[test]
    fn nobody_is_told_to_log_in_before_there_is_a_way_to() {
        for stage in [Greeting, Ehlo, Starttls, EhloAfterTls] {
            let situation = Situation {
                stage: Some(stage),
                ..Situation::unknown(None)
            };
            let known = by_reply_code(530, &situation).unwrap();
            assert!(known.remedy.contains("log"), "{stage:?}");
            assert!(!known.remedy.contains("Start TLS"), "{stage:?}");
        }
    }

    #[test]
    fn no_row_is_hidden_and_every_one_has_its_texts() {
        for (number, row) in ROWS.iter().enumerate() {
            assert!(row.remedy.ends_with('.'), "{}", row.remedy);
            for earlier in &ROWS[..number] {
                let both = earlier
                    .stages
                    .iter()
                    .any(|stage| row.stages.contains(stage))
                    && earlier.codes.iter().any(|code| row.codes.contains(code));
                assert!(!both, "{}", row.remedy);
            }
        }
    }
}
