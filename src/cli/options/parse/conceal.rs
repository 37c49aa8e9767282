//! What an error of the parser must not repeat, and what would act on a terminal.

use std::ffi::OsString;

use clap::{
    Command,
    error::{ContextKind, ContextValue},
};

use crate::cli::options::fingers;

/// The error as it may be shown: without `password`, without the secrets among `arguments`, and without what may be one behind
/// a `-p`.
pub(super) fn concealed(
    error: clap::Error,
    arguments: &[OsString],
    password: Option<&str>,
) -> clap::Error {
    let error = without_password(without_value_of_p(error, arguments), password);
    harmless(without_secrets(error, &fingers::secrets(arguments)))
}

fn without_secrets(mut error: clap::Error, secrets: &[String]) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue] {
        if secrets
            .iter()
            .any(|secret| text(&error, kind).contains(secret))
        {
            error.insert(kind, concealed_text());
        }
    }
    error
}

/// Other tools take `-p` for a password: what stands there is shown if it is a number.
fn without_value_of_p(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let value = text(&error, ContextKind::InvalidValue);
    let is_secret = text(&error, ContextKind::InvalidArg).starts_with("--port")
        && value.bytes().any(|byte| !byte.is_ascii_digit())
        && is_behind_p(arguments, value);
    if is_secret {
        error.insert(ContextKind::InvalidValue, concealed_text());
        let tip = "a password is never an argument: -p is the port".into();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

/// Whether `value` is glued to a `-p`, or is the word behind one.
fn is_behind_p(arguments: &[OsString], value: &str) -> bool {
    let words: Vec<_> = arguments
        .iter()
        .map(|word| word.to_string_lossy())
        .collect();
    let short = |word: &str| {
        let is_short = word.starts_with('-') && !word.starts_with("--");
        let (_, behind) = word.split_once('p').filter(|_| is_short)?;
        Some(behind.to_owned())
    };
    let is_glued = words
        .iter()
        .filter_map(|word| short(word))
        .any(|behind| behind.strip_prefix('=').unwrap_or(&behind) == value || behind == value);
    let is_next = |pair: &[std::borrow::Cow<'_, str>]| {
        pair[1] == value && short(&pair[0]).is_some_and(|behind| behind.is_empty())
    };
    !value.is_empty() && (is_glued || words.windows(2).any(is_next))
}

fn without_password(mut error: clap::Error, password: Option<&str>) -> clap::Error {
    let Some(password) = password else {
        return error;
    };
    let argument = text(&error, ContextKind::InvalidArg);
    let is_argument = argument == password
        || argument.trim_start_matches('-') == password.trim_start_matches('-');
    if text(&error, ContextKind::InvalidValue).contains(password) {
        error.insert(ContextKind::InvalidValue, concealed_text());
    }
    if is_argument {
        error.insert(ContextKind::InvalidArg, concealed_text());
    }
    error
}

fn text(error: &clap::Error, kind: ContextKind) -> &str {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text,
        _ => "",
    }
}

fn concealed_text() -> ContextValue {
    ContextValue::String("[concealed]".to_owned())
}

/// What was typed, without anything that acts on a terminal.
fn harmless(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue] {
        if let Some(ContextValue::String(text)) = error.get(kind) {
            let shown = crate::text::visible(text.as_bytes());
            error.insert(kind, ContextValue::String(shown));
        }
    }
    error
}

/// Tries what a variable stands for by itself, so that its error can name the variable.
pub(super) fn alone(
    command: &Command,
    made: &[OsString],
    password: Option<&str>,
) -> Result<(), String> {
    let arguments = std::iter::once(OsString::from(command.get_name())).chain(made.iter().cloned());
    let Err(error) = command.clone().try_get_matches_from(arguments) else {
        return Ok(());
    };
    let text = concealed(error, made, password).to_string();
    let sentence: Vec<&str> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect();
    let sentence = sentence.join(" ");
    Err(sentence
        .strip_prefix("error: ")
        .unwrap_or(&sentence)
        .to_owned())
}
