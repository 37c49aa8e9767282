//! Single values: lines that cannot smuggle anything into a command, durations, and values as errors show them.

use std::{path::Path, time::Duration};

use super::Error;
use crate::text::visible;

/// Longer limits are typing errors.
const LONGEST_DURATION: Duration = Duration::from_secs(24 * 60 * 60);

/// Lets a value pass that can stand in a line of its own: no CR, LF, NUL or other control character but the tab.
pub(super) fn line<'a>(label: &str, text: &'a str) -> Result<&'a str, Error> {
    let control = |character: &char| character.is_control() && *character != '\t';
    match text.chars().find(control) {
        None => Ok(text),
        Some('\r' | '\n') => Err(Error::usage(format!(
            "{label} takes a single line: leave out the line break"
        ))),
        Some(_) => Err(Error::usage(format!(
            "{label} has a control character in its value: leave it out"
        ))),
    }
}

/// As [`line`], and not empty.
pub(super) fn word<'a>(label: &str, text: &'a str) -> Result<&'a str, Error> {
    match line(label, text)?.trim() {
        "" => Err(Error::usage(format!(
            "{label} has an empty value: give one or leave it out"
        ))),
        trimmed => Ok(trimmed),
    }
}

/// A value as errors repeat it: quoted, safe to show, without what stands between a colon and a host.
pub(super) fn quoted(text: &str) -> String {
    match password_in(text) {
        Some(_) => "\"…\"".to_owned(),
        None => format!("\"{}\"", visible(text.as_bytes())),
    }
}

/// A path as errors show it.
pub(super) fn shown_path(path: &Path) -> String {
    visible(path.as_os_str().as_encoded_bytes())
}

/// The address of a `mailto:` URL (RFC 6068 section 2), as people copy it; any other text as it is.
pub(super) fn without_mailto<'a>(label: &str, text: &'a str) -> Result<&'a str, Error> {
    const SCHEME: &str = "mailto:";
    match text.split_at_checked(SCHEME.len()) {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case(SCHEME) => match address {
            _ if !address.contains('@') => Err(Error::usage(format!(
                "{label} is a mailto: URL without an address: write user@domain"
            ))),
            _ if address.contains('?') => Err(Error::usage(format!(
                "{label} is a mailto: URL with more than an address in it: leave out what begins with the question mark"
            ))),
            _ => Ok(address),
        },
        _ => Ok(text),
    }
}

/// What looks like the password of `user:password@host` or of a URL.
pub(super) fn password_in(text: &str) -> Option<&str> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (before_host, _) = rest.rsplit_once('@')?;
    if before_host.starts_with('"') {
        return None;
    }
    before_host.split_once(':').map(|(_, password)| password)
}

/// Understands `10` (seconds), `10s`, `2m`, `1h`, `500ms`.
pub(super) fn duration(label: &str, text: &str) -> Result<Duration, Error> {
    let wrong = || {
        let shown = quoted(text);
        Error::usage(format!(
            "{label} takes a time such as 10, 10s, 2m, 1h or 500ms, at most 24h and not 0, not {shown}"
        ))
    };
    let text = text.trim();
    let unit_at = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let milliseconds = match unit.trim_start().to_ascii_lowercase().as_str() {
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        _ => return Err(wrong()),
    };
    let duration = Duration::from_millis(number.saturating_mul(milliseconds));
    match duration.is_zero() || duration > LONGEST_DURATION {
        true => Err(wrong()),
        false => Ok(duration),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit_or_are_seconds() {
        for (text, milliseconds) in [
            ("10", 10_000),
            ("10s", 10_000),
            ("2m", 120_000),
            ("1h", 3_600_000),
            ("500ms", 500),
            ("90 S", 90_000),
        ] {
            assert_eq!(
                duration("--timeout", text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_a_time_is_refused_with_examples() {
        for text in [
            "",
            "0",
            "0s",
            "-5",
            "1.5s",
            "s",
            "10x",
            "1h30m",
            "25h",
            "99999999999999999999",
            "184467440737095517h",
        ] {
            let message = duration("--timeout", text).unwrap_err().to_string();
            assert!(
                message.starts_with("--timeout takes a time such as 10"),
                "{message}"
            );
        }
    }

    #[test]
    fn values_with_line_breaks_or_controls_are_refused() {
        for text in ["a\rb", "a\nb", "a\0b", "a\x1b[31mb", "a\u{85}b"] {
            assert!(line("--subject", text).is_err(), "{text:?}");
        }
        assert_eq!(line("--subject", "a\tb ü"), Ok("a\tb ü"));
        assert_eq!(word("--user", " ann "), Ok("ann"));
        assert!(word("--user", " ").is_err());
    }

    #[test]
    fn a_password_before_a_host_is_not_repeated() {
        for text in [
            "smtp://ann:hunter2@mail.example.com",
            "ann:hunter2@mail.example.com",
            "smtp://ann:hun/ter2@x",
            "x://a:b:hunter2@y",
        ] {
            assert!(!quoted(text).contains("unter2"), "{text}");
        }
        assert_eq!(password_in("ann@[IPv6:2001:db8::1]"), None);
        assert_eq!(password_in("\"a:b\"@example.com"), None);
        assert_eq!(quoted("a\x1bb"), "\"a\\x1bb\"");
    }
}
