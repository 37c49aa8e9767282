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
    (
        "smtpcheck --port 465 --auth login",
        "log in; user and password are asked for",
    ),
    (
        "smtpcheck ann@example.com --from bob@example.net",
        "is mail accepted?",
    ),
    (
        "smtpcheck example.com --quit-after LOOKUP",
        "SPF, DKIM, DMARC and the rest, without a connection",
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
        "10 no such name, 11 no connection, 12 accepts no mail",
    ),
    (
        "21-26",
        "21 greeting, 22 EHLO, 23 MAIL, 24 RCPT, 25 DATA, 26 message refused",
    ),
    ("28-32", "28 AUTH, 29 TLS failed, 32 EHLO after TLS failed"),
    ("75", "temporary failure, try again later"),
];

/// What can be said about variables without naming each.
pub const ENVIRONMENT: &str = "Options can also be set in the environment, --port as SMTPCHECK_PORT, except those that \
     act or lower a guard; the command line takes precedence. SMTPCHECK_PASSWORD holds the password or token.";

/// A section of the manual page: title, paragraphs, terms with what they mean.
pub type Section = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

/// Sections between the options and the exit statuses.
pub const SECTIONS: &[Section] = &[
    (
        "TRANSCRIPT",
        &[
            "Lines that begin with C: were sent, those with S: were received, as they crossed the wire; what could act on a terminal is \
             shown as an escape. What is not a line, such as a connection or a handshake, is a note in square brackets, and so is every \
             secret.",
            "After the transcript come the facts, one a line, then the findings with what to do about each, and last the verdict: PASS \
             or FAIL, what it rests on, and the exit status where it is not 0. Trust, name and handshake signature of a certificate \
             are three results. What could not be checked is called so, and never counts as passed.",
        ],
        &[],
    ),
    (
        "FINDINGS",
        &[
            "Each finding has an id, which --explain takes and --ignore leaves out of the count. --list-checks lists all of them. Those \
             of the severity of --fail-on and above give exit status 1.",
        ],
        &[
            ("error", "breaks mail or its protection now"),
            ("warning", "will break soon, or a standard discourages it"),
            ("notice", "good to know"),
        ],
    ),
    (
        "EXPECTATIONS",
        &[
            "--expect takes the name of a fact, an operator (=, !=, <, <=, >, >=, ~ for a regular expression, has, lacks) and a value, as \
             in tls.version>=1.2, extension.SIZE>=50MiB or recipient.bob@example.com=550. --list-facts lists the facts. What is not met \
             is an error; what is absent is not met; what could not be found out gives exit status 3.",
            "What is expected is no fault: the refusal that an expectation asks for does not count, so that a script can prove that \
             something is refused. Whatever else is found counts.",
            "--baseline compares with the document of an earlier run: what differs is a warning, and an error where protection is lost. With \
             --all the servers of one pool are compared in the same way.",
        ],
        &[],
    ),
    (
        "DOMAIN POLICY",
        &[
            "Where the MX records of a domain are looked up, what it publishes is looked up beside the conversation: SPF, DKIM, DMARC, \
             TLS-RPT and BIMI records, and the names of the server's address. --quit-after LOOKUP does that alone and connects to no \
             mail server.",
            "DKIM keys have names that nobody lists. Without --dkim-selector some that are widely used are asked for; that none of \
             them is there does not mean that the domain has no key.",
            "--explain 'v=spf1 mx -all' explains a record term by term and asks nobody; so it does with records of DKIM, DMARC, \
             MTA-STS, TLS-RPT, BIMI and TLSA, and with Authentication-Results, Received-SPF, DKIM-Signature and ARC fields. \
             --explain - reads standard input, the header of a message for instance.",
        ],
        &[],
    ),
    (
        "MANY TARGETS",
        &[
            "Several targets, or those of a file with --targets, are checked side by side, --jobs at a time: a line each as it ends, then \
             the findings of those that did not pass, and how many there were of which kind. The exit status is the worst of them.",
            "No address has more than one connection at a time, and a conversation that several domains lead to is had once and judged \
             for each. --format ndjson prints a document a line; --resume goes on with such a file.",
        ],
        &[],
    ),
    (
        "PASSWORDS",
        &[
            "A password or token is asked for without being shown, or comes from --password-file, --password-stdin, \
             --password-command or SMTPCHECK_PASSWORD. It is never an argument, which every user of the machine could read, and no \
             output holds it, even where the server repeats it.",
            "It is sent only over a connection that is encrypted and verified: path, name and signature. The exceptions are a target \
             that is itself a loopback address, and --insecure-auth.",
        ],
        &[],
    ),
    (
        "ACTIVE CHECKS",
        &[
            "The --check-* options do what no ordinary client does, after the conversation and on connections of their own. Use them \
             on servers of your own. --check-smuggling alone sends messages.",
        ],
        &[],
    ),
];

/// Sections behind the examples.
pub const LAST_SECTIONS: &[Section] = &[
    (
        "FILES",
        &[],
        &[
            (
                "/etc/resolv.conf",
                "the DNS servers, unless --resolver names one",
            ),
            (
                "/etc/hosts",
                "names in it are looked up there, without MX records",
            ),
            (
                "/etc/ssl/certs",
                "or where else the system keeps its trust roots (SSL_CERT_FILE and SSL_CERT_DIR come first), unless --ca-file names a file",
            ),
        ],
    ),
    (
        "SEE ALSO",
        &[
            "swaks(1), openssl-s_client(1), posttls-finger(1), testssl(1)",
            "RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 8314 (TLS for submission), RFC 7672 (DANE), RFC 8461 (MTA-STS)",
        ],
        &[],
    ),
];

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
