//! `--auth` and what belongs to it: mechanisms, user, secret.

use super::{
    Error, password,
    question::{Missing, Questions},
    target, value,
};
use crate::{
    cli::{
        environment::Environment,
        options::{AuthenticationOptions, Sources},
    },
    probe::plan::{AuthenticationPlan, Host},
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
    options: &AuthenticationOptions,
    sources: &Sources,
    environment: &Environment,
    host: &Host,
    questions: &mut Questions<'_>,
    notices: &mut Vec<String>,
) -> Result<AuthenticationPlan, Error> {
    let kind = mechanisms
        .iter()
        .map(|mechanism| mechanism.secret)
        .find(|kind| *kind != SecretKind::None);
    let without_secret = kind.is_none() && !mechanisms.is_empty();
    let username = match &options.user {
        Some(user) => value::word(&sources.label("user"), user)?.to_owned(),
        None if without_secret => String::new(),
        None => ask_user(host, questions)?,
    };
    let secret = if without_secret {
        Secret::new(String::new())
    } else {
        let word = if kind == Some(SecretKind::Token) {
            "token"
        } else {
            "password"
        };
        password::secret(
            password::Where {
                options,
                sources,
                environment,
                questions,
                notices,
            },
            word,
            &username,
        )?
    };
    Ok(AuthenticationPlan {
        mechanisms: mechanisms.iter().map(|mechanism| mechanism.name).collect(),
        username,
        secret,
        insecure: options.insecure_auth,
    })
}

fn ask_user(host: &Host, questions: &mut Questions<'_>) -> Result<String, Error> {
    let question = format!("user at {}: ", target::described(host));
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
    let shown = value::quoted(name);
    if name.eq_ignore_ascii_case("auto") {
        return Err(Error::usage(format!(
            "{label} takes auto by itself, or names of mechanisms"
        )));
    }
    if value::password_in(name).is_none() && looks_like_a_host(name) {
        let host = shown.trim_matches('"');
        return Err(Error::usage(format!(
            "{label} takes auto or a mechanism, and {shown} looks like a host: `smtpcheck {host} --auth auto` was probably meant"
        )));
    }
    let known: Vec<&str> = sasl::MECHANISMS
        .iter()
        .map(|mechanism| mechanism.name)
        .collect();
    let shown = match looks_like_a_mechanism(name) {
        true => shown,
        false => "this: it is no name of a mechanism".to_owned(),
    };
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

/// RFC 4422 section 3.1, in letters of either case.
fn looks_like_a_mechanism(name: &str) -> bool {
    let is_of_names = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=20).contains(&name.len()) && name.bytes().all(is_of_names)
}

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
            "ann:hunter2",
            "hunter2!",
            "a.b:hunter2",
            "hunter2 ",
        ] {
            let said = said(name);
            assert!(!said.contains("hunter2"), "{said}");
            assert!(said.contains("it takes auto or "), "{said}");
        }
        assert!(said("NTLM").contains("\"NTLM\""));
        for host in [
            "mail.example.com",
            "mail.example.com:587",
            "localhost",
            "2001:db8::1",
        ] {
            assert!(said(host).contains(&format!("smtpcheck {host} --auth")));
        }
    }
}
