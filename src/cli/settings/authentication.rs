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
    if value::password_in(name).is_none() && name.contains(['.', ':'])
        || name.eq_ignore_ascii_case("localhost")
    {
        let host = shown.trim_matches('"');
        return Err(Error::usage(format!(
            "{label} takes auto or a mechanism, and {shown} looks like a host: `smtpcheck {host} --auth auto` was probably meant"
        )));
    }
    let known: Vec<&str> = sasl::MECHANISMS
        .iter()
        .map(|mechanism| mechanism.name)
        .collect();
    Err(Error::usage(format!(
        "{label} does not know {shown}: it takes auto or {}",
        known.join(", ")
    )))
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
