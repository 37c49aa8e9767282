//! Arguments that nobody knows, all of them at once, and what is suggested in their place: nothing that lowers a guard.

use std::{ffi::OsString, fmt::Write};

use clap::{
    Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::effect;

/// As many as one answer names.
const MOST: usize = 8;

/// The error without tips that are none: an option that lowers a guard, and `--` before what was meant as an option.
pub(super) fn without_bad_tips(mut error: clap::Error) -> clap::Error {
    if error.kind() == ErrorKind::UnknownArgument {
        error.remove(ContextKind::Suggested);
    }
    let lowers = |similar: &str| effect::lowers_a_guard(similar.trim_start_matches('-'));
    if matches!(error.get(ContextKind::SuggestedArg), Some(ContextValue::String(similar)) if lowers(similar))
    {
        error.remove(ContextKind::SuggestedArg);
    }
    error
}

/// What is wrong with `arguments`, when the first of it is `first`: if that is an argument that nobody knows, all of them.
/// `mended` makes an error one that may be shown.
pub(super) fn all(
    command: &Command,
    arguments: &[OsString],
    first: clap::Error,
    mended: impl Fn(clap::Error) -> clap::Error,
) -> clap::Error {
    let mut left = arguments.to_vec();
    let mut unknown = Vec::new();
    let mut rounds = 0..MOST;
    let mut next = Some(first);
    while let Some(error) = next.take() {
        let argument = text(&error, ContextKind::InvalidArg)
            .filter(|_| error.kind() == ErrorKind::UnknownArgument);
        let is_left_out = rounds.next().is_some()
            && argument.is_some_and(|argument| leave_out(&mut left, argument));
        if is_left_out {
            next = command.clone().try_get_matches_from(&left).err();
        } else if !unknown.is_empty() {
            break;
        }
        unknown.push(mended(error));
    }
    match unknown.len() {
        1 => unknown.remove(0),
        _ => command
            .clone()
            .error(ErrorKind::UnknownArgument, sentence(&unknown)),
    }
}

fn sentence(unknown: &[clap::Error]) -> String {
    let mut sentence = "unexpected arguments found:".to_owned();
    for error in unknown {
        let argument = text(error, ContextKind::InvalidArg).unwrap_or_default();
        let _ = write!(sentence, "\n  {argument}");
        if let Some(similar) = text(error, ContextKind::SuggestedArg) {
            let _ = write!(sentence, "   (a similar one exists: {similar})");
        }
    }
    sentence
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}

/// Leaves the argument out, and what may be its value: that is nothing to name.
fn leave_out(arguments: &mut Vec<OsString>, unknown: &str) -> bool {
    let is_it = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        argument == unknown
            || argument
                .split_once('=')
                .is_some_and(|(name, _)| name == unknown)
    };
    let Some(at) = arguments.iter().skip(1).position(is_it).map(|at| at + 1) else {
        return false;
    };
    arguments.remove(at);
    let is_value = |argument: &&OsString| !argument.to_string_lossy().starts_with('-');
    if unknown.starts_with('-') && arguments.get(at).filter(is_value).is_some() {
        arguments.remove(at);
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::cli::{environment::Environment, options::parse};

    fn error(arguments: &[&str]) -> String {
        let arguments = std::iter::once("smtpcheck").chain(arguments.iter().copied());
        let parsed = parse(arguments, &Environment::default());
        parsed.err().expect("an error").to_string()
    }

    #[test]
    fn every_argument_that_nobody_knows_is_named_and_no_value_behind_it() {
        let said = error(&[
            "example.com",
            "--strattls",
            "--passwort",
            "hunter2",
            "-Y",
            "--frm=x",
        ]);
        for word in ["--strattls", "--passwort", "-Y", "--frm", "--starttls"] {
            assert!(said.contains(word), "{said}");
        }
        assert!(!said.contains("hunter2"), "{said}");
        let one = error(&["example.com", "--strattls"]);
        assert!(
            one.contains("unexpected argument '--strattls' found"),
            "{one}"
        );
    }

    #[test]
    fn nothing_is_suggested_that_lowers_a_guard_or_makes_a_host_of_an_option() {
        for wrong in [
            "--insecure-aut",
            "--verify-nam",
            "--ca-fil",
            "--keylo",
            "--trust-ancho",
        ] {
            let said = error(&["example.com", wrong]);
            assert!(
                !said.contains("exists") && !said.contains("-- --"),
                "{said}"
            );
        }
        assert!(error(&["--verfy"]).contains("--verify"));
    }
}
