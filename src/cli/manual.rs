//! What help and manual page say beside the options: examples, exit status, environment. The numbers and what they
//! mean come from `finding`.

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
    ("28-32", "28 AUTH, 29 TLS failed, 32 EHLO after TLS failed"),
    ("75", "temporary failure, try again later"),
];

/// What can be said about variables without naming each.
pub const ENVIRONMENT: &str = "Options can also be given in the environment, --port as SMTPCHECK_PORT, but for those that \
     act or lower a guard; the command line comes first. SMTPCHECK_PASSWORD holds the password or token.";

/// The end of `-h`.
#[must_use]
pub fn after_short_help() -> String {
    let mut text = String::new();
    section(&mut text, "Examples", EXAMPLES);
    text.push_str("All options, exit statuses and variables: smtpcheck --help");
    text
}

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
    use crate::{
        cli::{environment::Environment, options},
        finding::EXIT_STATUSES,
    };

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
                let number: u8 = number.parse().unwrap();
                assert!(
                    EXIT_STATUSES.iter().any(|(known, _)| *known == number),
                    "{number}"
                );
            }
        }
    }
}
