//! The parameters of EHLO keywords, in words. Garbage is said to be garbage.

use super::Extension;

/// What the parameters of an extension say; `None` where there is nothing to say.
pub(super) fn decoded(extension: &Extension) -> Option<String> {
    let parameters = &extension.parameters;
    match extension.keyword.to_ascii_uppercase().as_str() {
        "SIZE" => Some(size(parameters)),
        "AUTH" | "X-EXPS" => Some(mechanisms(parameters)),
        "LIMITS" => Some(limits(parameters)),
        "DELIVERBY" => parameters
            .first()
            .map(|text| number(text, |seconds| format!("at the earliest after {seconds} s"))),
        "FUTURERELEASE" => Some(future_release(parameters)),
        "MT-PRIORITY" => parameters
            .first()
            .map(|profile| format!("profile {profile}")),
        "NO-SOLICITING" => parameters
            .first()
            .map(|keywords| format!("not wanted: {keywords}")),
        "X-RCPTLIMIT" => parameters
            .first()
            .map(|text| number(text, |count| format!("{count} recipients"))),
        "BURL" => Some(
            if parameters
                .iter()
                .any(|one| one.eq_ignore_ascii_case("imap"))
            {
                format!("IMAP servers: {}", parameters.join(" "))
            } else {
                "no IMAP server named".to_owned()
            },
        ),
        "XCLIENT" | "XFORWARD" => {
            (!parameters.is_empty()).then(|| format!("attributes {}", parameters.join(", ")))
        }
        _ => (!parameters.is_empty()).then(|| parameters.join(" ")),
    }
}

fn size(parameters: &[String]) -> String {
    match parameters.first().map(String::as_str) {
        None | Some("0") => "no fixed limit".to_owned(),
        Some(text) => number(text, in_units),
    }
}

/// `14.0 MiB`.
fn in_units(bytes: u64) -> String {
    const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
    match UNITS.iter().find(|(_, shift)| bytes >> shift > 0) {
        None => format!("{bytes} bytes"),
        Some((unit, shift)) => {
            let tenths = (u128::from(bytes) * 10 + (1 << (shift - 1))) >> shift;
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
    }
}

fn number(text: &str, words: impl Fn(u64) -> String) -> String {
    text.parse()
        .map_or_else(|_| format!("\"{text}\" is not a number"), words)
}

fn mechanisms(parameters: &[String]) -> String {
    if parameters.is_empty() {
        "no mechanism".to_owned()
    } else {
        parameters.join(", ")
    }
}

/// RFC 9422 section 4.
fn limits(parameters: &[String]) -> String {
    let in_words = |limit: &String| {
        let (name, value) = limit.split_once('=').unwrap_or((limit, ""));
        match name.to_ascii_uppercase().as_str() {
            "MAILMAX" => number(value, |count| format!("{count} messages a connection")),
            "RCPTMAX" => number(value, |count| format!("{count} recipients a message")),
            "RCPTDOMAINMAX" => number(value, |count| {
                format!("{count} recipient domains a message")
            }),
            _ => limit.clone(),
        }
    };
    if parameters.is_empty() {
        return "none told".to_owned();
    }
    parameters
        .iter()
        .map(in_words)
        .collect::<Vec<_>>()
        .join(", ")
}

/// RFC 4865 section 4: the longest interval in seconds, and the latest time.
fn future_release(parameters: &[String]) -> String {
    match parameters {
        [] => "without its two parameters".to_owned(),
        [interval] => number(interval, |seconds| format!("for at most {seconds} s")),
        [interval, until, ..] => {
            format!(
                "{}, until {until} at the latest",
                number(interval, |seconds| format!("for at most {seconds} s"))
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<String> {
        decoded(&Extension::parse(line))
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(of("SIZE 14680064").as_deref(), Some("14.0 MiB"));
        assert_eq!(of("SIZE 10240000").as_deref(), Some("9.8 MiB"));
        assert_eq!(of("SIZE 1023").as_deref(), Some("1023 bytes"));
        assert_eq!(
            of("SIZE 18446744073709551615").as_deref(),
            Some("16777216.0 TiB")
        );
        assert_eq!(of("SIZE").as_deref(), Some("no fixed limit"));
        assert_eq!(of("SIZE 0").as_deref(), Some("no fixed limit"));
    }

    #[test]
    fn what_is_no_number_is_said_to_be_none() {
        assert_eq!(
            of("SIZE plenty").as_deref(),
            Some("\"plenty\" is not a number")
        );
        assert_eq!(
            of("SIZE 99999999999999999999").as_deref(),
            Some("\"99999999999999999999\" is not a number")
        );
        assert_eq!(
            of("LIMITS RCPTMAX=x").as_deref(),
            Some("\"x\" is not a number")
        );
    }

    #[test]
    fn lists_are_told_part_by_part() {
        assert_eq!(of("AUTH PLAIN LOGIN").as_deref(), Some("PLAIN, LOGIN"));
        assert_eq!(
            of("LIMITS MAILMAX=1 RCPTMAX=100 X=y").as_deref(),
            Some("1 messages a connection, 100 recipients a message, X=y")
        );
        assert_eq!(of("PIPELINING"), None);
    }
}
