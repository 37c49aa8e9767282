//! What help and manual page say beside the options: examples, exit status, environment. The numbers are
//! decided in `finding`; here they are only listed.

use std::fmt::Write;

use clap::builder::styling::Style;

/// A command line and what it does.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("smtpcheck example.com", "a domain's MX hosts"),
    (
        "smtpcheck mail.example.com:587 --starttls --verify",
        "a host's encryption",
    ),
    ("smtpcheck --port 465 --auth login", "log in, asking who"),
    (
        "smtpcheck ann@example.com --from bob@example.net",
        "is mail accepted?",
    ),
    (
        "smtpcheck example.com --format json --fail-on warning",
        "for scripts",
    ),
];

/// Exit status and meaning, in the order of the numbers.
pub const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "nothing found at or above --fail-on"),
    ("1", "something found at or above --fail-on"),
    ("2", "the command line is wrong"),
    (
        "3",
        "nothing found, but something asked for could not be checked",
    ),
    ("10", "no such name, or no address"),
    ("11", "no server could be connected to"),
    ("12", "the domain takes no mail (null MX)"),
    ("21", "failed at the greeting"),
    ("22", "failed at EHLO"),
    ("23", "failed at MAIL"),
    ("24", "no recipient was accepted"),
    ("25", "failed at DATA"),
    ("26", "the message was refused"),
    ("28", "the login was rejected"),
    (
        "29",
        "TLS failed, or could not be had where it was required",
    ),
    ("32", "failed at EHLO after TLS"),
    ("70", "an error inside smtpcheck"),
    (
        "75",
        "try again later: the server or the DNS had a temporary failure",
    ),
    ("130", "interrupted"),
    ("141", "the output was closed"),
];

/// The table in short, for the end of `--help`; every number is in one of its rows or ranges.
const EXIT_STATUS_IN_SHORT: &[(&str, &str)] = &[
    ("0", "nothing found"),
    ("1", "something found at or above --fail-on"),
    ("2", "wrong command line"),
    ("3", "something asked for could not be checked"),
    (
        "10-12",
        "10 no such name, 11 no connection, 12 no mail wanted",
    ),
    (
        "21-26",
        "21 greeting, 22 EHLO, 23 MAIL, 24 RCPT, 25 DATA, 26 message refused",
    ),
    (
        "28-32",
        "28 login rejected, 29 TLS failed, 32 EHLO after TLS failed",
    ),
    ("75", "temporary failure, try again later"),
];

/// What can be said about variables without naming each.
pub const ENVIRONMENT: &str = "Options can also be given in the environment, --port as SMTPCHECK_PORT, but for those that \
     act or lower a guard; the command line comes first. SMTPCHECK_PASSWORD holds the password or token.";

/// The end of `--help`.
#[must_use]
pub fn after_help() -> String {
    let mut text = String::new();
    section(&mut text, "Examples", EXAMPLES);
    section(&mut text, "Exit status", EXIT_STATUS_IN_SHORT);
    text.push_str(ENVIRONMENT);
    text
}

fn section(text: &mut String, heading: &str, rows: &[(&str, &str)]) {
    let style = Style::new().bold().underline();
    let width = rows
        .iter()
        .map(|(left, _)| left.len())
        .max()
        .unwrap_or_default();
    let _ = writeln!(text, "{style}{heading}:{style:#}");
    for (left, right) in rows {
        let _ = writeln!(text, "  {left:width$}  {right}");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{environment::Environment, options};

    #[test]
    fn every_example_is_a_command_line_that_parses() {
        for (example, _) in EXAMPLES {
            let parsed = options::parse(example.split(' '), &Environment::default());
            assert!(parsed.is_ok(), "{example}");
        }
    }

    #[test]
    fn the_table_in_short_is_drawn_from_the_table() {
        for (numbers, _) in EXIT_STATUS_IN_SHORT {
            for number in numbers.split('-') {
                assert!(
                    EXIT_STATUS.iter().any(|(known, _)| *known == number),
                    "{number}"
                );
            }
        }
    }
}
