//! What follows from what an option does. One that acts by itself or lowers a guard is never taken from the environment, for a
//! forgotten variable must not set it off; one that is in no class is not either.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use clap::ArgGroup;

use super::{
    class::{ACTS, ASKS, HOW, LOWERS_A_GUARD},
    command,
};

/// The options of a class by their ids; made when somebody wants to know.
pub(super) fn members(class: &str) -> &'static BTreeSet<String> {
    static MEMBERS: OnceLock<BTreeMap<String, BTreeSet<String>>> = OnceLock::new();
    static NONE: BTreeSet<String> = BTreeSet::new();
    let all = MEMBERS.get_or_init(|| {
        let mut command = command();
        command.build();
        let ids = |group: &ArgGroup| group.get_args().map(|id| id.as_str().to_owned()).collect();
        let named = |group: &ArgGroup| (group.get_id().as_str().to_owned(), ids(group));
        command.get_groups().map(named).collect()
    });
    all.get(class).unwrap_or(&NONE)
}

/// Whether the option of this long name may be given as a variable.
pub(super) fn may_be_a_variable(long: &str) -> bool {
    let is_in = |class: &str| is_in(class, long);
    (is_in(HOW) || is_in(ASKS)) && !is_in(ACTS) && !is_in(LOWERS_A_GUARD)
}

/// Whether the option of this long name lets a secret go where it would not: no error suggests it.
pub(super) fn lowers_a_guard(long: &str) -> bool {
    is_in(LOWERS_A_GUARD, long)
}

fn is_in(class: &str, long: &str) -> bool {
    members(class).contains(&long.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::{
            environment::Environment,
            options::{Sources, parse},
        },
        finding::wishes,
    };

    /// One that does something else than a check, or lowers a guard, need not say how; nothing says how and asks.
    #[test]
    fn every_option_is_in_a_class() {
        let options = command()
            .get_arguments()
            .filter(|one| !one.is_positional())
            .cloned()
            .collect::<Vec<_>>();
        for argument in options {
            let id = argument.get_id().as_str();
            let count = |classes: [&str; 2]| {
                let of = classes
                    .into_iter()
                    .filter(|class| members(class).contains(id));
                of.count()
            };
            let counts = (count([HOW, ASKS]), count([ACTS, LOWERS_A_GUARD]));
            assert!(
                matches!(counts, (1, 0) | (0 | 1, 1)),
                "--{id}: say beside it, by its group, what it does"
            );
        }
    }

    #[test]
    fn what_asks_for_something_has_a_wish() {
        let mut asking: BTreeSet<_> = members(ASKS)
            .iter()
            .map(|id| id.replace('_', "-"))
            .collect();
        // It says how far to go; with LOOKUP it asks for the look-ups, of which an address has none.
        asking.insert("quit-after".to_owned());
        let wishes: BTreeSet<_> = wishes().into_iter().map(str::to_owned).collect();
        assert_eq!(asking, wishes);
    }

    /// By name, not by the table: a row in the wrong class is found.
    #[test]
    fn what_acts_or_lowers_a_guard_does_not_come_from_the_environment() {
        for (name, value) in [
            ("SMTPCHECK_SEND", "1"),
            ("SMTPCHECK_DEMO", "1"),
            ("SMTPCHECK_INSECURE_AUTH", "1"),
            ("SMTPCHECK_KEYLOG", "keys"),
            ("SMTPCHECK_REPORT", "json=result"),
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
