//! `--auth` and what belongs to it: mechanisms, user, secret.

use super::{
    Error, password,
    question::{Missing, Questions},
    target, value,
};
use crate::{
    cli::options::{AuthenticationOptions, Sources},
    probe::{aim::Host, task::AuthenticationPlan},
    sasl::{self, Mechanism, Secret, SecretKind},
};

/// The mechanisms asked for; empty for `auto`.
pub(super) type Mechanisms = Vec<&'static Mechanism>;

/// Options that mean nothing without `--auth`. From the environment they may wait for a run that has it.
const NEED_AUTH: [&str; 5] = [
    "user",
    "password_file",
    "password_stdin",
    "password_command",
    "insecure_auth",
];

/// The mechanisms, when a login is asked for. Nobody is asked anything yet.
pub(super) fn mechanisms(
    options: &AuthenticationOptions,
    sources: &Sources,
) -> Result<Option<Mechanisms>, Error> {
    let Some(text) = &options.auth else {
        return match NEED_AUTH.iter().find(|id| sources.is_typed(id)) {
            Some(id) => Err(Error::usage(format!(
                "{} needs --auth: add --auth auto to log in",
                sources.label(id)
            ))),
            None => Ok(None),
        };
    };
    let label = sources.label("auth");
    let text = value::word(&label, text)?;
    if text.eq_ignore_ascii_case("auto") {
        return Ok(Some(Vec::new()));
    }
    let named: Mechanisms = text
        .split(',')
        .map(|name| mechanism(&label, name.trim()))
        .collect::<Result<_, _>>()?;
    check_one_kind(&label, &named)?;
    Ok(Some(named))
}

/// Completes the login, asking for what is missing.
pub(super) fn complete(
    mechanisms: &[&'static Mechanism],
    host: Option<&Host>,
    from: password::Where<'_, '_>,
) -> Result<AuthenticationPlan, Error> {
    let kind = mechanisms
        .iter()
        .map(|mechanism| mechanism.secret)
        .find(|kind| *kind != SecretKind::None);
    let without_secret = kind.is_none() && !mechanisms.is_empty();
    let insecure = from.options.insecure_auth;
    let username = match &from.options.user {
        Some(user) => value::word(&from.sources.label("user"), user)?.to_owned(),
        None if without_secret => String::new(),
        None => ask_user(host, from.questions)?,
    };
    let secret = if without_secret {
        Secret::new(String::new())
    } else {
        let word = if kind == Some(SecretKind::Token) {
            "token"
        } else {
            "password"
        };
        password::secret(from, word, &username)?
    };
    Ok(AuthenticationPlan {
        mechanisms: mechanisms.iter().map(|mechanism| mechanism.name).collect(),
        username,
        secret,
        insecure,
    })
}

fn ask_user(host: Option<&Host>, questions: &mut Questions<'_>) -> Result<String, Error> {
    let question = match host {
        Some(host) => format!("user at {}: ", target::described(host)),
        None => "user at all of them: ".to_owned(),
    };
    let missing = Missing {
        what: "user to log in as",
        question: &question,
        remedy: "give --user",
    };
    questions.ask(&missing, |answer| {
        value::word("the user", answer).map(str::to_owned)
    })
}

fn mechanism(label: &str, name: &str) -> Result<&'static Mechanism, Error> {
    if let Some(mechanism) = sasl::find(name) {
        return Ok(mechanism);
    }
    if name.eq_ignore_ascii_case("auto") {
        return Err(Error::usage(format!(
            "{label} takes auto by itself, or names of mechanisms"
        )));
    }
    if looks_like_a_host(name) {
        return Err(Error::usage(format!(
            "{label} takes auto or a mechanism, and this looks like a host: `smtpcheck HOST --auth auto` was probably meant"
        )));
    }
    let known: Vec<&str> = sasl::MECHANISMS
        .iter()
        .map(|mechanism| mechanism.name)
        .collect();
    let elsewhere = ELSEWHERE.iter().find(|one| one.eq_ignore_ascii_case(name));
    let shown = elsewhere.map_or("this mechanism", |name| *name);
    Err(Error::usage(format!(
        "{label} does not know {shown}: it takes auto or {}",
        known.join(", ")
    )))
}

/// What is behind a colon may be a password, unless it is the number of a port.
fn looks_like_a_host(name: &str) -> bool {
    let (host, port) = name.split_once(':').unwrap_or((name, "25"));
    let is_port = port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_address = name.parse::<std::net::IpAddr>().is_ok();
    let has_dot = host.contains('.') || host.eq_ignore_ascii_case("localhost");
    is_address || has_dot && is_port
}

/// Mechanisms that this program does not have and that may be named: anything else may be a password in the wrong place.
const ELSEWHERE: [&str; 10] = [
    "ANONYMOUS",
    "DIGEST-MD5",
    "GS2-KRB5",
    "GSS-SPNEGO",
    "GSSAPI",
    "KERBEROS_V4",
    "NTLM",
    "SCRAM-SHA-512",
    "SCRAM-SHA-512-PLUS",
    "SCRAM-SHA3-512",
];

fn check_one_kind(label: &str, named: &[&'static Mechanism]) -> Result<(), Error> {
    let of = |kind| named.iter().find(|mechanism| mechanism.secret == kind);
    match (of(SecretKind::Password), of(SecretKind::Token)) {
        (Some(with_password), Some(with_token)) => Err(Error::usage(format!(
            "{label} has {}, which takes a password, and {}, which takes a token: there is one secret, so name mechanisms of one kind",
            with_password.name, with_token.name
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_of_a_mechanism_is_not_repeated() {
        let said = |name| mechanism("--auth", name).err().unwrap().to_string();
        for name in [
            "plain:hunter2",
            "hunter2",
            "HUNTER2",
            "hunter2!",
            "a.b:hunter2",
            "hunter2 ",
        ] {
            let said = said(name);
            assert!(!said.to_lowercase().contains("hunter2"), "{said}");
            assert!(said.contains("it takes auto or "), "{said}");
        }
        assert!(!said("hunter2.x").contains("hunter2"));
        assert!(said("ntlm").contains("does not know NTLM"));
        for host in [
            "mail.example.com",
            "mail.example.com:587",
            "localhost",
            "2001:db8::1",
        ] {
            assert!(said(host).contains("`smtpcheck HOST --auth auto`"));
        }
    }
}
