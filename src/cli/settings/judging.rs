//! What decides the exit status: the threshold and the ids to leave out.

use super::{Error, baseline, expectation, value};
use crate::{
    cli::{
        options::{ScriptingOptions, Sources, Threshold},
        similar::nearest,
    },
    finding::{self, JudgeOptions, Severity},
};

pub(super) fn understand(
    options: &ScriptingOptions,
    sources: &Sources,
    known_ids: &[&str],
) -> Result<JudgeOptions, Error> {
    let label = sources.label("ignore");
    let mut ignore = Vec::new();
    for pattern in options.ignore.iter().flat_map(|text| text.split(',')) {
        let pattern = value::word(&label, pattern)?;
        let before = ignore.len();
        ignore.extend(
            known_ids
                .iter()
                .filter(|id| matches(pattern, id))
                .map(|id| (*id).to_owned()),
        );
        if ignore.len() == before {
            return Err(Error::usage(format!(
                "{label} has no check {} to leave out: {}",
                value::quoted(pattern),
                hint(pattern, known_ids)
            )));
        }
    }
    ignore.sort();
    ignore.dedup();
    let fail_on = match options.fail_on {
        Threshold::Error => Severity::Error,
        Threshold::Warning => Severity::Warning,
        Threshold::Notice => Severity::Notice,
    };
    Ok(JudgeOptions {
        fail_on,
        ignore,
        expectations: expectation::understand(&options.expect, &sources.label("expect"))?,
        baseline: baseline::understand(options.baseline.as_deref(), &sources.label("baseline"))?,
    })
}

/// What may be meant: the checks that begin so. What an option asks for is not left out here: what could not be checked would then
/// read as passed.
fn hint(pattern: &str, known_ids: &[&str]) -> String {
    const MOST: usize = 3;
    let all = known_ids.iter().copied();
    let meant: Vec<_> = all.filter(|id| id.starts_with(pattern)).collect();
    if meant.is_empty() {
        return match finding::wishes().contains(&pattern) {
            true => format!("it is an option, so leave out --{pattern} itself"),
            false => match nearest(pattern, known_ids.iter().copied()) {
                Some(id) => format!("{id} is meant, perhaps; --list-checks shows all"),
                None => "--list-checks shows the ids".to_owned(),
            },
        };
    }
    let shown = meant[..meant.len().min(MOST)].join(", ");
    let more = match meant.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(" and {more} more, which --list-checks shows"),
    };
    format!("the ids that begin so are {shown}{more}")
}

/// Whether `pattern` with `*` and `?` describes all of `text`. Takes time in proportion to both lengths.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut in_text) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match (pattern.get(at), star) {
            (Some(b'*'), _) => {
                star = Some((at + 1, in_text));
                at += 1;
            }
            (Some(byte), _) if *byte == b'?' || byte.eq_ignore_ascii_case(&text[in_text]) => {
                at += 1;
                in_text += 1;
            }
            (_, Some((behind_star, taken))) => {
                star = Some((behind_star, taken + 1));
                at = behind_star;
                in_text = taken + 1;
            }
            (_, None) => return false,
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_describe_whole_ids() {
        for (pattern, text, expected) in [
            ("null-mx", "null-mx", true),
            ("null-mx", "null-mx-with-others", false),
            ("null-mx*", "null-mx-with-others", true),
            ("*-mx-*", "null-mx-with-others", true),
            ("*", "", true),
            ("", "null-mx", false),
            ("n?ll-mx", "null-mx", true),
            ("*mx", "null-mx-mx", true),
            ("Null-MX", "null-mx", true),
            ("null-mx?", "null-mx", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn ids_are_expanded_and_unknown_ones_refused() {
        let known = ["certificate-expired", "certificate-self-signed", "null-mx"];
        let understood = |ignore: &[&str]| {
            let options = ScriptingOptions {
                ignore: ignore.iter().map(|id| (*id).to_owned()).collect(),
                ..Default::default()
            };
            understand(&options, &Sources::default(), &known)
        };
        assert_eq!(
            understood(&["null-mx,certificate-*", "null-mx"])
                .unwrap()
                .ignore,
            known
        );
        let message = understood(&["null-mx,greylsted"]).unwrap_err().to_string();
        assert!(
            message.contains("greylsted") && message.contains("--list-checks"),
            "{message}"
        );
        let message = understood(&["nul-mx"]).unwrap_err().to_string();
        assert!(message.contains("null-mx is meant, perhaps"), "{message}");
        let message = understood(&["scan-tls"]).unwrap_err().to_string();
        assert!(message.ends_with("it is an option, so leave out --scan-tls itself"));
        assert!(understood(&["scan-*"]).is_err());
        let message = understood(&["cert"]).unwrap_err().to_string();
        assert!(
            message.ends_with(
                "the ids that begin so are certificate-expired, certificate-self-signed"
            ),
            "{message}"
        );
        assert!(understood(&["ocsp-*"]).is_err());
        assert!(understood(&["null-mx,"]).is_err());
    }
}
