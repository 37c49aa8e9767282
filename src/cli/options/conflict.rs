//! Which options exclude each other. The command line beats the environment: a variable that contradicts an
//! argument is dropped before anything is understood, so only contradictions of equal rank are left to report.

/// Any of `one` cannot stand beside any of `others`. All are ids: the long name with underscores, or `target`.
struct Exclusion {
    one: &'static [&'static str],
    others: &'static [&'static str],
    because: &'static str,
}

/// Checks that do what no ordinary client does.
const ACTIVE: &[&str] = &[
    "check_starttls_injection",
    "check_tls_enforcement",
    "check_relay",
    "check_smuggling",
    "check_enumeration",
];

const EXCLUSIONS: &[Exclusion] = &[
    Exclusion {
        one: &["check_starttls_injection", "check_tls_enforcement"],
        others: &["implicit_tls"],
        because: "where TLS comes first there is no STARTTLS to check; leave one of them out",
    },
    Exclusion {
        one: &["check_starttls_injection"],
        others: &["no_tls"],
        because: "the check needs STARTTLS; leave one of them out",
    },
    Exclusion {
        one: ACTIVE,
        others: &["all"],
        because: "such a check is made at one server only; leave one of them out",
    },
    Exclusion {
        one: ACTIVE,
        others: &["quit_after"],
        because: "such a check comes after the conversation; leave one of them out",
    },
    Exclusion {
        one: ACTIVE,
        others: &["explain", "list_checks", "generate", "demo"],
        because: "such a check is made at a server of yours; run them one after the other",
    },
    Exclusion {
        one: &["starttls"],
        others: &["implicit_tls", "no_tls"],
        because: "a connection becomes encrypted in one way; choose one of them",
    },
    Exclusion {
        one: &["implicit_tls"],
        others: &["no_tls"],
        because: "one asks for TLS and the other forbids it; choose one of them",
    },
    Exclusion {
        one: &["no_tls"],
        others: &[
            "verify",
            "min_tls",
            "cert",
            "show_certs",
            "expires_within",
            "scan_tls",
            "print_tlsa",
            "compare_sni",
            "fetch_issuers",
        ],
        because: "without TLS there is no handshake and no certificate; leave one of them out",
    },
    Exclusion {
        one: &["ipv4"],
        others: &["ipv6"],
        because: "no address is left to connect to; by default both families are used",
    },
    Exclusion {
        one: &["mx"],
        others: &["no_mx"],
        because: "one asks for the MX lookup and the other forbids it; choose one of them",
    },
    Exclusion {
        one: &["mx"],
        others: &["server"],
        because: "--server names the host itself; give the domain as the target to look up its MX records",
    },
    Exclusion {
        one: &["password_file"],
        others: &["password_stdin", "password_command"],
        because: "the password comes from one place; choose one of them",
    },
    Exclusion {
        one: &["password_stdin"],
        others: &["password_command"],
        because: "the password comes from one place; choose one of them",
    },
    Exclusion {
        one: &["send"],
        others: &["all"],
        because: "a message is handed to one server only; leave one of them out",
    },
    Exclusion {
        one: &["send"],
        others: &["quit_after"],
        because: "the stage to stop after comes before the message; leave one of them out",
    },
    Exclusion {
        one: &["message"],
        others: &["subject", "body", "header", "attach"],
        because: "--message is sent as it is; put the header fields, text and attachments into its file",
    },
    Exclusion {
        one: &["quiet"],
        others: &["verbose"],
        because: "one asks for less output and the other for more; choose one of them",
    },
    Exclusion {
        one: &["explain"],
        others: &[
            "list_checks",
            "demo",
            "generate",
            "target",
            "server",
            "send",
        ],
        because: "--explain works offline and checks nothing; run them one after the other",
    },
    Exclusion {
        one: &["list_checks"],
        others: &["demo", "generate", "target", "server", "send"],
        because: "--list-checks works offline and checks nothing; run them one after the other",
    },
    Exclusion {
        one: &["generate"],
        others: &["demo", "target", "server", "send"],
        because: "--generate works offline and checks nothing; run them one after the other",
    },
    Exclusion {
        one: &["demo"],
        others: &[
            "target",
            "server",
            "port",
            "mx",
            "no_mx",
            "all",
            "connect",
            "source",
            "resolver",
            "starttls",
            "implicit_tls",
            "no_tls",
            "cert",
            "key",
            "auth",
            "user",
            "password_file",
            "password_stdin",
            "password_command",
            "insecure_auth",
            "from",
            "to",
            "message",
            "send",
            "quit_after",
        ],
        because: "the demonstration brings its own server and its own conversation",
    },
];

/// The first contradiction among the options for which `given` is true, and why it is one.
pub(super) fn first(
    given: impl Fn(&str) -> bool,
) -> Option<(&'static str, &'static str, &'static str)> {
    let of = |exclusion: &'static Exclusion| {
        let one = exclusion.one.iter().find(|id| given(id))?;
        let other = exclusion.others.iter().find(|id| given(id))?;
        Some((*one, *other, exclusion.because))
    };
    EXCLUSIONS.iter().find_map(of)
}

/// Whether the option `id` contradicts one for which `given` is true.
pub(super) fn contradicts(id: &str, given: impl Fn(&str) -> bool) -> bool {
    EXCLUSIONS.iter().any(|Exclusion { one, others, .. }| {
        one.contains(&id) && others.iter().any(|other| given(other))
            || others.contains(&id) && one.iter().any(|one| given(one))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::options::command;

    #[test]
    fn every_id_of_the_table_is_an_option() {
        let command = command();
        for id in EXCLUSIONS
            .iter()
            .flat_map(|row| row.one.iter().chain(row.others))
        {
            assert!(
                command
                    .get_arguments()
                    .any(|argument| argument.get_id() == id),
                "{id}"
            );
        }
    }

    #[test]
    fn ids_are_long_names_with_underscores() {
        for argument in command()
            .get_arguments()
            .filter(|argument| !argument.is_positional())
        {
            let long = argument.get_long().unwrap();
            assert_eq!(argument.get_id().as_str(), long.replace('-', "_"));
        }
    }
}
