//! What stands in the environment under our prefix and is not read: it would be missed in silence otherwise.

use super::{command, effect};
use crate::{
    cli::{
        environment::{Environment, PASSWORD, PREFIX},
        similar::nearest,
    },
    text::visible,
};

/// As many as are told.
const MOST: usize = 5;

/// A sentence for each variable that is set in vain. No value is told.
#[must_use]
pub fn unread(environment: &Environment) -> Vec<String> {
    let mut names = environment
        .names()
        .filter(|name| *name != PASSWORD)
        .peekable();
    if names.peek().is_none() {
        return Vec::new();
    }
    let command = command();
    let longs: Vec<_> = command
        .get_arguments()
        .filter_map(|argument| argument.get_long())
        .collect();
    let told = names.filter_map(|name| {
        let long = name
            .strip_prefix(PREFIX)?
            .to_ascii_lowercase()
            .replace('_', "-");
        sentence(name, &long, &longs)
    });
    told.take(MOST).collect()
}

fn may_be_a_variable(long: &str) -> bool {
    effect::may_be_a_variable(&long.replace('-', "_"))
}

fn sentence(name: &str, long: &str, longs: &[&str]) -> Option<String> {
    let as_variable = |long: &str| {
        let name = long.replace('-', "_").to_ascii_uppercase();
        format!("{PREFIX}{name}")
    };
    let is_option = longs.contains(&long) && name == as_variable(long);
    if is_option {
        return (!may_be_a_variable(long)).then(|| {
            format!("{name} is not read: --{long} acts or lowers a guard, and is taken from the command line alone")
        });
    }
    let readable = longs
        .iter()
        .copied()
        .chain(["password"])
        .filter(|long| *long == "password" || may_be_a_variable(long));
    let meant =
        nearest(long, readable).map(|long| format!(": {} is meant, perhaps", as_variable(long)));
    // A blank that is not seen would make it look like the name that is meant.
    let shown = match visible(name.as_bytes()) {
        shown if shown.contains(char::is_whitespace) => format!("\"{shown}\""),
        shown => shown,
    };
    Some(format!(
        "{shown} is the variable of no option{}",
        meant.unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_set_in_vain_is_told_without_its_value() {
        let told = |name: &str| {
            let sentences = unread(&Environment::from_iter([(name, "hunter2")]));
            assert!(!sentences.concat().contains("hunter2"));
            sentences
        };
        for name in [
            "SMTPCHECK_PORT",
            "SMTPCHECK_PASSWORD",
            "SMTPCHECK_PASSWORD_FILE",
            "CI",
        ] {
            assert!(told(name).is_empty(), "{name}");
        }
        for name in [
            "SMTPCHECK_SEND",
            "SMTPCHECK_INSECURE_AUTH",
            "SMTPCHECK_KEYLOG",
        ] {
            assert!(told(name)[0].contains("command line alone"), "{name}");
        }
        assert!(told("SMTPCHECK_PROT")[0].ends_with("SMTPCHECK_PORT is meant, perhaps"));
        assert!(told("SMTPCHECK_PASWORD")[0].ends_with("SMTPCHECK_PASSWORD is meant, perhaps"));
        assert!(told("SMTPCHECK_PASWORD_FILE")[0].contains("SMTPCHECK_PASSWORD_FILE is"));
        assert!(told("SMTPCHECK_PASSWORD ")[0].starts_with("\"SMTPCHECK_PASSWORD \" is"));
        assert!(told("SMTPCHECK_MIN-TLS")[0].ends_with("SMTPCHECK_MIN_TLS is meant, perhaps"));
        // Nothing that lowers a guard is suggested.
        assert!(told("SMTPCHECK_INSECUREAUTH")[0].ends_with("the variable of no option"));
        assert!(told("SMTPCHECK_\x1b[5m")[0].contains("\\x1b"));
        assert!(unread(&Environment::from_iter([("SMTPCHECK_FOO", "")])).is_empty());
    }
}
