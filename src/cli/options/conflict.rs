//! Which options exclude each other. The command line beats the environment: a variable that contradicts an
//! argument is dropped before anything is understood, so only contradictions of equal rank are left to report.

use std::borrow::Cow;

use super::{class::ACTS, effect};
use crate::event::ActiveCheck;

/// Any of `one` cannot stand beside any of `others`.
struct Exclusion {
    one: Ids,
    others: Ids,
    because: &'static str,
}

/// Options by their ids: the long name with underscores, or `target`.
#[derive(Clone, Copy)]
enum Ids {
    These(&'static [&'static str]),
    /// Checks that do what no ordinary client does.
    ActiveChecks,
    /// What does something to others, or something else than a check.
    Acting,
    /// The same, but for what keeps the result in a file.
    ActingOnOthers,
}

impl Ids {
    fn all(self) -> Vec<Cow<'static, str>> {
        match self {
            Self::These(ids) => ids.iter().copied().map(Cow::Borrowed).collect(),
            Self::ActiveChecks => {
                let options = ActiveCheck::ALL.map(ActiveCheck::option);
                options.map(|option| option.replace('-', "_").into()).into()
            }
            Self::Acting => {
                let acting = effect::members(ACTS).iter();
                acting.map(|id| Cow::Borrowed(id.as_str())).collect()
            }
            Self::ActingOnOthers => {
                let acting = Self::Acting.all().into_iter();
                acting.filter(|id| id != "report").collect()
            }
        }
    }

    /// The first that is given, if it is not `but`.
    fn given(self, but: &str, given: &impl Fn(&str) -> bool) -> Option<Cow<'static, str>> {
        self.all().into_iter().find(|id| id != but && given(id))
    }
}

const OFFLINE: &str = "the first works offline and checks nothing; run them one after the other";
const OWN_SERVER: &str = "the demonstration brings its own server and its own conversation";

const EXCLUSIONS: &[Exclusion] = &[
    Exclusion {
        one: Ids::These(&["check_starttls_injection", "check_tls_enforcement"]),
        others: Ids::These(&["implicit_tls"]),
        because: "where TLS comes first there is no STARTTLS to check; leave one of them out",
    },
    Exclusion {
        one: Ids::These(&["print_dns"]),
        others: Ids::These(&["no_policy"]),
        because: "what is to be published rests on what is; leave one of them out",
    },
    Exclusion {
        one: Ids::These(&["check_starttls_injection"]),
        others: Ids::These(&["no_tls"]),
        because: "the check needs STARTTLS; leave one of them out",
    },
    Exclusion {
        one: Ids::ActiveChecks,
        others: Ids::These(&["all"]),
        because: "such a check is made at one server only; leave one of them out",
    },
    Exclusion {
        one: Ids::ActiveChecks,
        others: Ids::These(&["quit_after"]),
        because: "such a check comes after the conversation; leave one of them out",
    },
    Exclusion {
        one: Ids::ActiveChecks,
        others: Ids::These(&[
            "explain",
            "list_checks",
            "list_facts",
            "generate",
            "demo",
            "dump_message",
        ]),
        because: "such a check is made at a server of yours; run them one after the other",
    },
    Exclusion {
        one: Ids::These(&["starttls"]),
        others: Ids::These(&["implicit_tls", "no_tls"]),
        because: "a connection becomes encrypted in one way; choose one of them",
    },
    Exclusion {
        one: Ids::These(&["implicit_tls"]),
        others: Ids::These(&["no_tls"]),
        because: "one asks for TLS and the other forbids it; choose one of them",
    },
    Exclusion {
        one: Ids::These(&["no_tls"]),
        others: Ids::These(&[
            "verify",
            "min_tls",
            "cert",
            "show_certs",
            "expires_within",
            "scan_tls",
            "print_tlsa",
            "compare_sni",
            "fetch_issuers",
        ]),
        because: "without TLS there is no handshake and no certificate; leave one of them out",
    },
    Exclusion {
        one: Ids::These(&["ipv4"]),
        others: Ids::These(&["ipv6"]),
        because: "no address is left to connect to; by default both families are used",
    },
    Exclusion {
        one: Ids::These(&["mx"]),
        others: Ids::These(&["no_mx"]),
        because: "one asks for the MX lookup and the other forbids it; choose one of them",
    },
    Exclusion {
        one: Ids::These(&["mx"]),
        others: Ids::These(&["server"]),
        because: "--server names the host itself; give the domain as the target to look up its MX records",
    },
    Exclusion {
        one: Ids::These(&["password_file"]),
        others: Ids::These(&["password_stdin", "password_command"]),
        because: "the password comes from one place; choose one of them",
    },
    Exclusion {
        one: Ids::These(&["password_stdin"]),
        others: Ids::These(&["password_command"]),
        because: "the password comes from one place; choose one of them",
    },
    Exclusion {
        one: Ids::These(&["send"]),
        others: Ids::These(&["all"]),
        because: "a message is handed to one server only; leave one of them out",
    },
    Exclusion {
        one: Ids::These(&["send"]),
        others: Ids::These(&["quit_after"]),
        because: "the stage to stop after comes before the message; leave one of them out",
    },
    Exclusion {
        one: Ids::These(&["message"]),
        others: Ids::These(&["subject", "body", "header", "attach"]),
        because: "--message is sent as it is; put the header fields, text and attachments into its file",
    },
    Exclusion {
        one: Ids::These(&["quiet"]),
        others: Ids::These(&["verbose"]),
        because: "one asks for less output and the other for more; choose one of them",
    },
    Exclusion {
        one: Ids::These(&["explain", "list_checks", "list_facts", "generate"]),
        others: Ids::These(&["target", "server"]),
        because: OFFLINE,
    },
    Exclusion {
        one: Ids::These(&["dump_message"]),
        others: Ids::These(&[
            "quit_after",
            "verify_message",
            "scan_tls",
            "print_tlsa",
            "all",
        ]),
        because: "the first prints the message and asks nobody anything; run them one after the other",
    },
    Exclusion {
        one: Ids::These(&["explain", "list_checks", "list_facts", "generate"]),
        others: Ids::Acting,
        because: OFFLINE,
    },
    Exclusion {
        one: Ids::These(&["demo"]),
        others: Ids::ActingOnOthers,
        because: OWN_SERVER,
    },
    Exclusion {
        one: Ids::These(&["demo"]),
        others: Ids::These(&[
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
            "user",
            "password_file",
            "password_stdin",
            "password_command",
            "insecure_auth",
            "from",
            "to",
            "message",
            "dkim_key",
            "dkim_domain",
            "policy_domain",
            "spf_ip",
            "dkim_selector",
            "dnsbl",
            "print_dns",
            "next_key",
            "verify_message",
            "fetch_bimi",
            "quit_after",
        ]),
        because: OWN_SERVER,
    },
];

/// The first contradiction among the options for which `given` is true, and why it is one.
pub(super) fn first(
    given: impl Fn(&str) -> bool,
) -> Option<(Cow<'static, str>, Cow<'static, str>, &'static str)> {
    EXCLUSIONS.iter().find_map(|exclusion| {
        let one = exclusion.one.given("", &given)?;
        let other = exclusion.others.given(&one, &given)?;
        Some((one, other, exclusion.because))
    })
}

/// Whether the option `id` contradicts one for which `given` is true.
pub(super) fn contradicts(id: &str, given: impl Fn(&str) -> bool) -> bool {
    let is_met = |side: Ids, other: Ids| {
        let given = other.given(id, &given);
        given.is_some() && side.all().iter().any(|one| one == id)
    };
    EXCLUSIONS
        .iter()
        .any(|Exclusion { one, others, .. }| is_met(*one, *others) || is_met(*others, *one))
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
            .flat_map(|row| [row.one.all(), row.others.all()].concat())
        {
            assert!(
                command
                    .get_arguments()
                    .any(|argument| argument.get_id() == &*id),
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
