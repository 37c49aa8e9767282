//! Values as they are typed behind an operator: `50MiB`, `200ms`, `14d`, `1.2`, `yes`.

use crate::{
    finding::fact::{Kind, Value},
    tls::TlsVersion,
};

/// The value of that type, or what to write in its place.
pub(super) fn understand(kind: Kind, text: &str) -> Result<Value, String> {
    let wrong = |wanted: &str| Err(format!("it takes {wanted}"));
    match kind {
        Kind::Version => match text.parse::<TlsVersion>() {
            Ok(version) => Ok(Value::Version(version)),
            Err(_) => wrong("a version of TLS such as 1.2"),
        },
        Kind::Text => Ok(Value::Text(text.to_owned())),
        Kind::Hexadecimal => {
            let digits = text.replace(':', "").to_ascii_lowercase();
            match digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                true => Ok(Value::Text(digits)),
                false => wrong("hexadecimal digits"),
            }
        }
        Kind::Number => match text.parse() {
            Ok(number) => Ok(Value::Number(number)),
            Err(_) => wrong("a whole number"),
        },
        Kind::Size => match size(text) {
            Some(octets) => Ok(Value::Size(octets)),
            None => wrong("a size such as 50MiB, 10MB or 52428800"),
        },
        Kind::Duration => match duration(text) {
            Some(milliseconds) => Ok(Value::Duration(milliseconds)),
            None => wrong("a time such as 200ms, 2s, 5m, 1h or 7d"),
        },
        Kind::Days => match days(text) {
            Some(days) => Ok(Value::Days(days)),
            None => wrong("a number of days such as 14 or 14d"),
        },
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => Ok(Value::Boolean(true)),
            "no" | "false" => Ok(Value::Boolean(false)),
            _ => wrong("yes or no"),
        },
        Kind::List => {
            let parts = text.split(|one: char| one == ',' || one.is_whitespace());
            let parts = parts.filter(|part| !part.is_empty());
            Ok(Value::List(parts.map(str::to_owned).collect()))
        }
        Kind::Code => match text.parse::<u16>() {
            Ok(code @ 100..=999) if text.len() == 3 => Ok(Value::Code(code)),
            _ => wrong("a reply code of three digits such as 550"),
        },
        Kind::Word(words) => {
            let plain = text.to_ascii_lowercase().replace('-', "_");
            match words.contains(&plain.as_str()) {
                true => Ok(Value::Word(plain)),
                false => wrong(&format!("one of {}", words.join(", "))),
            }
        }
    }
}

/// The number at the beginning, and its unit.
fn with_unit(text: &str) -> Option<(f64, String)> {
    let is_of_number = |one: char| one.is_ascii_digit() || one == '.';
    let end = text.find(|one| !is_of_number(one)).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    Some((number, unit.trim().to_ascii_lowercase()))
}

fn size(text: &str) -> Option<u64> {
    let (number, unit) = with_unit(text)?;
    let octets = number
        * match unit.as_str() {
            "" | "b" => 1.0,
            "kib" => 1024.0,
            "mib" => 1024.0 * 1024.0,
            "gib" => 1024.0 * 1024.0 * 1024.0,
            "kb" => 1e3,
            "mb" => 1e6,
            "gb" => 1e9,
            _ => return None,
        };
    // Far below where a float has no room for single octets.
    let is_whole = octets < 1e15 && (unit != "b" && !unit.is_empty() || number.fract() == 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and 10^15"
    )]
    is_whole.then_some(octets as u64)
}

/// Milliseconds; seconds where there is no unit, as for `--timeout`.
fn duration(text: &str) -> Option<f64> {
    let (number, unit) = with_unit(text)?;
    let milliseconds = match unit.as_str() {
        "ms" => 1.0,
        "" | "s" => 1e3,
        "m" | "min" => 60e3,
        "h" => 3600e3,
        "d" => 86_400e3,
        _ => return None,
    };
    Some(number * milliseconds)
}

fn days(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let number = lower
        .strip_suffix("days")
        .or_else(|| lower.strip_suffix("day"))
        .or_else(|| lower.strip_suffix('d'));
    number.unwrap_or(&lower).trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        let code = Kind::Code;
        let word = Kind::Word(&["not_offered", "reject"]);
        for (kind, text, expected) in [
            (Kind::Version, "1.2", Value::Version(TlsVersion::Tls12)),
            (Kind::Version, "TLSv1.3", Value::Version(TlsVersion::Tls13)),
            (Kind::Size, "50MiB", Value::Size(52_428_800)),
            (Kind::Size, "50 mib", Value::Size(52_428_800)),
            (Kind::Size, "10MB", Value::Size(10_000_000)),
            (Kind::Size, "1.5KiB", Value::Size(1536)),
            (Kind::Size, "1000", Value::Size(1000)),
            (Kind::Duration, "200ms", Value::Duration(200.0)),
            (Kind::Duration, "1.5s", Value::Duration(1500.0)),
            (Kind::Duration, "2", Value::Duration(2000.0)),
            (Kind::Duration, "7d", Value::Duration(604_800_000.0)),
            (Kind::Days, "14", Value::Days(14)),
            (Kind::Days, "14d", Value::Days(14)),
            (Kind::Days, "14 days", Value::Days(14)),
            (Kind::Days, "-1", Value::Days(-1)),
            (Kind::Boolean, "Yes", Value::Boolean(true)),
            (Kind::Boolean, "false", Value::Boolean(false)),
            (code, "550", Value::Code(550)),
            (word, "not-offered", Value::Word("not_offered".to_owned())),
            (word, "Reject", Value::Word("reject".to_owned())),
            (
                Kind::Hexadecimal,
                "43:DF:57",
                Value::Text("43df57".to_owned()),
            ),
            (
                Kind::List,
                "PLAIN, LOGIN",
                Value::List(vec!["PLAIN".to_owned(), "LOGIN".to_owned()]),
            ),
        ] {
            assert_eq!(understand(kind, text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_value_of_the_type_says_what_is() {
        for (kind, text) in [
            (Kind::Version, "1.4"),
            (Kind::Size, "50M"),
            (Kind::Size, "many"),
            (Kind::Size, "-1"),
            (Kind::Size, "1.5"),
            (Kind::Size, "1e3"),
            (Kind::Size, "99999999999999999999GiB"),
            (Kind::Duration, "fast"),
            (Kind::Duration, "-5s"),
            (Kind::Duration, "1.2.3s"),
            (Kind::Days, "1.5"),
            (Kind::Days, "soon"),
            (Kind::Boolean, "perhaps"),
            (Kind::Code, "55"),
            (Kind::Code, "0550"),
            (Kind::Code, "5xx"),
            (Kind::Number, "ten"),
            (Kind::Hexadecimal, "xyz"),
            (Kind::Word(&["ok"]), "fine"),
        ] {
            let wrong = understand(kind, text).unwrap_err();
            assert!(wrong.starts_with("it takes "), "{text}: {wrong}");
        }
    }
}
