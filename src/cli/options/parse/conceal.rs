//! What an error of the parser must not repeat, and what would act on a terminal.

use clap::error::{ContextKind, ContextValue};

pub(super) fn without_secrets(mut error: clap::Error, secrets: &[String]) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue] {
        let shows_secret = matches!(error.get(kind), Some(ContextValue::String(text)) if secrets.iter().any(|secret| text.contains(secret)));
        if shows_secret {
            error.insert(kind, ContextValue::String("[concealed]".to_owned()));
        }
    }
    error
}

/// Neither the password of the environment nor what stands where the number of a port belongs.
pub(super) fn without_password(mut error: clap::Error, password: Option<&str>) -> clap::Error {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        _ => "",
    };
    let (argument, value) = (
        text(ContextKind::InvalidArg),
        text(ContextKind::InvalidValue),
    );
    let is_port =
        argument.starts_with("--port") && value.bytes().any(|byte| !byte.is_ascii_digit());
    let is_in_value = password.is_some_and(|password| value.contains(password));
    let is_argument = password.is_some_and(|password| {
        argument == password || argument.trim_start_matches('-') == password.trim_start_matches('-')
    });
    let concealed = || ContextValue::String("[concealed]".to_owned());
    if is_port || is_in_value {
        error.insert(ContextKind::InvalidValue, concealed());
    }
    if is_argument {
        error.insert(ContextKind::InvalidArg, concealed());
    }
    error
}

/// What was typed, without anything that acts on a terminal.
pub(super) fn harmless(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue] {
        if let Some(ContextValue::String(text)) = error.get(kind) {
            let shown = crate::text::visible(text.as_bytes());
            error.insert(kind, ContextValue::String(shown));
        }
    }
    error
}
