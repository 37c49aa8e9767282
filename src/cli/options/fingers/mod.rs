//! What other tools have taught people's fingers: spellings of swaks, openssl s_client, testssl, posttls-finger, curl and
//! the monitoring plug-ins that clap cannot express or that mean something else here. Such a line is refused with all that is
//! wrong with it, and with the line as it should be. No password is repeated, and nothing is suggested that lowers a guard.

mod anyone;
mod curl;
mod guess;
mod known;
mod line;
mod nagios;
mod openssl;
mod posttls_finger;
mod row;
mod said;
mod secret;
mod shown;
mod starttls;
mod swaks;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_values;
mod testssl;
mod tools;
mod translate;

use std::ffi::OsString;

use clap::Command;

pub(super) use self::secret::secrets;
use self::{known::Known, translate::Answer};

/// The sentences that refuse a line of another tool, with the line as it should be. `password` is what no answer repeats;
/// `fault` says what is wrong with a line of ours.
pub(super) fn refusal(
    command: &Command,
    arguments: &[OsString],
    password: Option<&str>,
    fault: impl Fn(&[String]) -> Option<String>,
) -> Option<String> {
    let words: Vec<String> = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    Some(
        match translate::translate(&Known(command), &words, password)? {
            Answer::Translation(translation) => {
                let fault = fault(&translation.words);
                shown::shown(&translation, fault)
            }
            Answer::Ambiguous(meanings) => shown::ambiguous(&meanings),
        },
    )
}

/// `--json`, as many tools have it, is `--format json`.
pub(super) fn with_format(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let end = arguments.iter().position(|argument| argument == "--");
    let end = end.unwrap_or(arguments.len());
    for argument in &mut arguments[..end] {
        if argument == "--json" {
            *argument = OsString::from("--format=json");
        }
    }
    arguments
}
