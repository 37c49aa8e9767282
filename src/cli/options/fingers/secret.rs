//! Passwords on a command line: where they stand, so that no error repeats them.

use std::ffi::OsString;

/// Whether it looks like `user:password@host`, or a URL with a password.
pub(super) fn has_password(text: &str) -> bool {
    let before_host = text
        .rsplit_once('@')
        .map(|(before, _)| before.split_once("://").map_or(before, |(_, rest)| rest));
    before_host.is_some_and(|before| before.contains(':'))
}

/// Texts among the arguments that an error message must not repeat: URLs with a password, and what follows
/// `--password-stdin`.
pub(in crate::cli::options) fn secrets(arguments: &[OsString]) -> Vec<String> {
    let texts = || arguments.iter().map(|argument| argument.to_string_lossy());
    let after = texts()
        .zip(texts().skip(1))
        .filter(|(before, _)| before == "--password-stdin")
        .map(|(_, after)| after.into_owned());
    let attached =
        texts().filter_map(|text| Some(text.strip_prefix("--password-stdin=")?.to_owned()));
    let urls = texts()
        .filter(|text| has_password(text))
        .map(|text| match text.split_once('=') {
            Some((option, value)) if option.starts_with('-') => value.to_owned(),
            _ => text.into_owned(),
        });
    after
        .chain(attached)
        .chain(urls)
        .filter(|text| !text.is_empty())
        .collect()
}
