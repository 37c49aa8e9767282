//! What is expected of the facts: `--expect`.

use super::{Error, value};
use crate::{
    cli::similar::nearest,
    finding::{
        expectation::{Expectation, Wrong},
        fact::{self, Fact},
    },
};

/// So many expectations are no typing error.
const MOST: usize = 1000;

pub(super) fn understand(all: &[String], label: &str) -> Result<Vec<Expectation>, Error> {
    if all.len() > MOST {
        return Err(Error::usage(format!(
            "{label} can be given {MOST} times at most"
        )));
    }
    let mut expectations: Vec<Expectation> = Vec::new();
    for text in all {
        let expectation = one(text, label)?;
        if !expectations.contains(&expectation) {
            expectations.push(expectation);
        }
    }
    Ok(expectations)
}

fn one(text: &str, label: &str) -> Result<Expectation, Error> {
    let text = value::word(label, text)?;
    Expectation::parse(text).map_err(|wrong| {
        let hint = match &wrong {
            Wrong::Unknown(name) => format!(": {}", meant(name)),
            _ => String::new(),
        };
        Error::usage(format!("{label} {}: {wrong}{hint}", value::quoted(text)))
    })
}

/// The facts whose names are near.
fn meant(name: &str) -> String {
    const SHOWN: usize = 5;
    let listed: Vec<_> = fact::table().map(Fact::listed).collect();
    let all = || listed.iter().map(String::as_str);
    if let Some(near) = nearest(name, all()) {
        return format!("{near} is meant, perhaps; --list-facts shows all");
    }
    let family = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_of_it = |one: &&str| {
        let rest = one.strip_prefix(family.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    let related: Vec<_> = all().filter(is_of_it).take(SHOWN).collect();
    match related.is_empty() || family.is_empty() {
        true => "--list-facts shows all".to_owned(),
        false => format!("there is {}; --list-facts shows all", related.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let all = [text.to_owned()];
        understand(&all, "--expect").unwrap_err().to_string()
    }

    #[test]
    fn what_is_written_wrongly_is_told_with_what_may_be_meant() {
        for (text, words) in [
            (
                "tls.versoin>=1.2",
                "there is no fact tls.versoin: tls.version is meant, perhaps",
            ),
            (
                "certificate.wobbling=1",
                "there is certificate.days, certificate.expires",
            ),
            (
                "wobble=1",
                "there is no fact wobble: --list-facts shows all",
            ),
            (
                "tls.version~1",
                "--expect \"tls.version~1\": tls.version is a version, which ~ does not compare",
            ),
            ("auth=rejeted", "it takes one of accepted, rejected"),
            ("", "--expect has an empty value"),
        ] {
            assert!(error(text).contains(words), "{text}: {}", error(text));
        }
    }

    #[test]
    fn what_is_expected_twice_is_judged_once() {
        let all = [
            "exit=0".to_owned(),
            "trusted=yes".to_owned(),
            "exit=0".to_owned(),
        ];
        assert_eq!(understand(&all, "--expect").unwrap().len(), 2);
        assert!(understand(&vec!["exit=0".to_owned(); 1001], "--expect").is_err());
    }
}
