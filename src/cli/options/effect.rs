//! What an option does beside describing the check, said beside each option: one that acts by itself or lowers a guard is
//! never taken from the environment, for a forgotten variable must not set it off. One that is in no class is not either.

use super::{
    active, authentication, effects::Effects, message, other, output, scripting, target, tls,
};

const GROUPS: [Effects; 8] = [
    target::EFFECTS,
    tls::EFFECTS,
    authentication::EFFECTS,
    message::EFFECTS,
    active::EFFECTS,
    output::EFFECTS,
    scripting::EFFECTS,
    other::EFFECTS,
];

/// Whether the option may be given as a variable.
pub(super) fn may_be_a_variable(long: &str) -> bool {
    let is_in =
        |class: fn(&Effects) -> &[&str]| GROUPS.iter().any(|group| class(group).contains(&long));
    is_in(|group| group.describe)
        && !is_in(|group| group.act)
        && !is_in(|group| group.lower_a_guard)
}

/// Whether the option lets a secret go where it would not: no error suggests it.
pub(super) fn lowers_a_guard(long: &str) -> bool {
    GROUPS
        .iter()
        .any(|group| group.lower_a_guard.contains(&long))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{
        environment::Environment,
        options::{Sources, command, parse},
    };

    #[test]
    fn every_option_is_in_one_class() {
        for argument in command().get_arguments() {
            let Some(long) = argument.get_long() else {
                continue;
            };
            let classes = GROUPS
                .iter()
                .flat_map(|group| [group.describe, group.act, group.lower_a_guard]);
            let count = classes.filter(|class| class.contains(&long)).count();
            assert_eq!(
                count, 1,
                "--{long} is in {count} classes: say in its group's EFFECTS what it does"
            );
        }
    }

    #[test]
    fn every_class_has_options_that_are_there() {
        let known: Vec<_> = command()
            .get_arguments()
            .filter_map(|argument| argument.get_long().map(str::to_owned))
            .collect();
        for group in GROUPS {
            for long in [group.describe, group.act, group.lower_a_guard].concat() {
                assert!(known.iter().any(|one| one == long), "--{long}");
            }
        }
    }

    /// By name, not by the table: a row in the wrong class is found.
    #[test]
    fn what_acts_or_lowers_a_guard_does_not_come_from_the_environment() {
        for (name, value) in [
            ("SMTPCHECK_SEND", "1"),
            ("SMTPCHECK_DEMO", "1"),
            ("SMTPCHECK_INSECURE_AUTH", "1"),
            ("SMTPCHECK_KEYLOG", "keys"),
            ("SMTPCHECK_VERIFY_NAME", "mail.example.com"),
            ("SMTPCHECK_CA_FILE", "roots.pem"),
            ("SMTPCHECK_TRUST_ANCHOR", "keys"),
            ("SMTPCHECK_AUTH", "auto"),
            ("SMTPCHECK_CHECK_STARTTLS_INJECTION", "1"),
            ("SMTPCHECK_CHECK_TLS_ENFORCEMENT", "1"),
            ("SMTPCHECK_CHECK_RELAY", "a@example.com"),
            ("SMTPCHECK_CHECK_SMUGGLING", "1"),
            ("SMTPCHECK_CHECK_ENUMERATION", "a@example.com"),
            ("SMTPCHECK_LIST_CHECKS", "1"),
            ("SMTPCHECK_EXPLAIN", "550"),
            ("SMTPCHECK_GENERATE", "man"),
            ("SMTPCHECK_HELP", "1"),
            ("SMTPCHECK_VERSION", "1"),
        ] {
            let environment = Environment::from_iter([(name, value)]);
            let parsed = parse(["smtpcheck"], &environment);
            let (_, sources) = parsed.map_err(|error| error.to_string()).unwrap();
            assert_eq!(sources, Sources::default(), "{name}");
        }
        for (name, id) in [
            ("SMTPCHECK_PASSWORD_COMMAND", "password_command"),
            ("SMTPCHECK_PASSWORD_FILE", "password_file"),
            ("SMTPCHECK_USER", "user"),
        ] {
            let environment = Environment::from_iter([(name, "x")]);
            let parsed = parse(["smtpcheck"], &environment);
            let (_, sources) = parsed.map_err(|error| error.to_string()).unwrap();
            assert!(sources.is_from_environment(id), "{name}");
        }
    }
}
