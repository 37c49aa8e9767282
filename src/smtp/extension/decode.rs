//! What the parameters of an EHLO keyword say, in words. Each extension's own RFC defines them; parameters that are
//! not what it defines are said to be wrong and shown.

use super::{
    Extension, known,
    row::Parameters,
    wording::{cut, lasting, not_a_number, number, shortened, shown, shown_or_none, sized},
};

/// What an announced extension means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The RFC or product that defines the keyword; none when the keyword is unknown.
    pub reference: Option<&'static str>,
    /// What it means for an administrator: a fragment without a full stop.
    pub sentence: String,
    /// What the parameters say, when there is something to say.
    pub value: Option<String>,
}

/// Explains one line of a reply to EHLO.
#[must_use]
pub fn explain(extension: &Extension) -> Explanation {
    let Some(row) = known(&extension.keyword) else {
        return Explanation {
            reference: None,
            sentence: unknown(&extension.keyword).to_owned(),
            value: opaque(&extension.parameters),
        };
    };
    Explanation {
        reference: Some(row.reference),
        sentence: row.sentence.to_owned(),
        value: match extension.keyword.split_once('=') {
            Some(_) if row.registered => Some("malformed: \"=\" where a space belongs".to_owned()),
            Some((_, glued)) => decode(row.parameters, &with_first(glued, &extension.parameters)),
            None => decode(row.parameters, &extension.parameters),
        },
    }
}

fn with_first(first: &str, others: &[String]) -> Vec<String> {
    std::iter::once(first.to_owned())
        .chain(others.iter().cloned())
        .collect()
}

fn unknown(keyword: &str) -> &'static str {
    if keyword.is_empty() {
        "an empty line where a keyword belongs"
    } else {
        "not registered with IANA and not known to smtpcheck"
    }
}

fn decode(kind: Parameters, words: &[String]) -> Option<String> {
    match kind {
        Parameters::None => {
            (!words.is_empty()).then(|| format!("takes no parameters, but has {}", shown(words)))
        }
        Parameters::Opaque | Parameters::Nothing => opaque(words),
        Parameters::Size => Some(size(words)),
        Parameters::Mechanisms => Some(mechanisms(words)),
        Parameters::Limits => Some(limits(words)),
        Parameters::DeliverBy => Some(deliver_by(words)),
        Parameters::FutureRelease => Some(future_release(words)),
        Parameters::Priority => Some(priority(words)),
        Parameters::Burl => Some(burl(words)),
        Parameters::Solicitation => Some(solicitation(words)),
        Parameters::Attributes => Some(attributes(words)),
        Parameters::Recipients => Some(recipients(words)),
    }
}

fn opaque(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| shown(words))
}

/// RFC 1870 section 3: a number of bytes, 0 when there is no fixed limit, nothing when none is told.
fn size(words: &[String]) -> String {
    one(words, "no fixed limit", |word| match number(word) {
        Some(0) => "no fixed limit".to_owned(),
        Some(bytes) => sized(bytes),
        None => not_a_number(word),
    })
}

/// RFC 4954 section 3: names of SASL mechanisms.
fn mechanisms(words: &[String]) -> String {
    if words.is_empty() {
        return "no mechanism named".to_owned();
    }
    let described = |word: &String| match mechanism(&word.to_ascii_uppercase()) {
        Some(what) => format!("{} ({what})", shortened(word)),
        None => shortened(word),
    };
    listed(words, described)
}

/// What a mechanism asks of the client.
fn mechanism(name: &str) -> Option<&'static str> {
    Some(match name {
        "PLAIN" | "LOGIN" => "the plain password",
        "XOAUTH2" | "OAUTHBEARER" | "OAUTH10A" => "a bearer token",
        "CRAM-MD5" | "DIGEST-MD5" | "NTLM" => "obsolete, weak proof of the password",
        "EXTERNAL" => "a client certificate",
        "GSSAPI" | "GS2-KRB5" | "GS2-KRB5-PLUS" | "GSS-SPNEGO" => "Kerberos",
        "ANONYMOUS" => "no identity",
        "OTP" | "SKEY" | "SECURID" => "a one-time password",
        _ if name.starts_with("SCRAM-") && name.ends_with("-PLUS") => {
            "proof of the password, bound to TLS"
        }
        _ if name.starts_with("SCRAM-") => "proof of the password",
        _ => return None,
    })
}

/// RFC 9422 section 3: `NAME=number`, three names defined in section 4.
fn limits(words: &[String]) -> String {
    if words.is_empty() {
        return "no limit named".to_owned();
    }
    listed(words, |word| {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let what = match name.to_ascii_uppercase().as_str() {
            "MAILMAX" => "transactions a connection",
            "RCPTMAX" => "recipients a transaction",
            "RCPTDOMAINMAX" => "recipient domains a transaction",
            _ => return format!("{} (limit not known)", shortened(word)),
        };
        match number(value) {
            Some(0) | None => format!("{} (not a number above 0)", shortened(word)),
            Some(limit) => format!("{what}: {limit}"),
        }
    })
}

/// RFC 2852: the shortest time accepted, in seconds.
fn deliver_by(words: &[String]) -> String {
    one(words, "no minimum time", |word| match number(word) {
        Some(0) => "no minimum time".to_owned(),
        Some(seconds) => format!("at least {}", lasting(seconds)),
        None => not_a_number(word),
    })
}

/// RFC 4865: the longest time in seconds and the latest moment, both required.
fn future_release(words: &[String]) -> String {
    let [interval, moment, rest @ ..] = words else {
        return format!(
            "malformed: two parameters required, got {}",
            shown_or_none(words)
        );
    };
    let interval = match number(interval) {
        Some(seconds) => format!("up to {}", lasting(seconds)),
        None => not_a_number(interval),
    };
    format!("{interval}, until {}{}", shortened(moment), surplus(rest))
}

/// RFC 6710: how the nineteen priorities are mapped to fewer.
fn priority(words: &[String]) -> String {
    one(words, "no priority profile named", |word| {
        let levels = match word.to_ascii_uppercase().as_str() {
            "MIXER" => "profile MIXER: 3 levels",
            "STANAG4406" => "profile STANAG4406: 6 levels",
            "NSEP" => "profile NSEP: 5 levels",
            _ => return format!("profile {}, which is not registered", shortened(word)),
        };
        levels.to_owned()
    })
}

/// RFC 4468: `imap` for any server, URLs for certain ones.
fn burl(words: &[String]) -> String {
    if words.is_empty() {
        return "no IMAP server until after login".to_owned();
    }
    listed(words, |word| match word.to_ascii_lowercase().as_str() {
        "imap" => "IMAP URLs that authorize this server".to_owned(),
        url if url.starts_with("imap://") || url.starts_with("imaps://") => shortened(word),
        _ => format!("{} (not an IMAP URL)", shortened(word)),
    })
}

/// RFC 3865: solicitation class keywords, a reversed domain and colon-separated words.
fn solicitation(words: &[String]) -> String {
    if words.is_empty() {
        return "classes are told for each recipient".to_owned();
    }
    let classes = words.iter().flat_map(|word| word.split(','));
    format!(
        "not wanted: {}",
        cut(&classes.collect::<Vec<_>>().join(", "))
    )
}

/// XCLIENT and XFORWARD of Postfix: names of attributes.
fn attributes(words: &[String]) -> String {
    if words.is_empty() {
        return "no attribute named".to_owned();
    }
    format!("attributes {}", cut(&words.join(", ")))
}

fn recipients(words: &[String]) -> String {
    one(words, "no limit named", |word| match number(word) {
        Some(limit) => format!("{limit} recipients"),
        None => not_a_number(word),
    })
}

/// Describes the only parameter there should be.
fn one(words: &[String], without: &str, describe: impl Fn(&str) -> String) -> String {
    match words {
        [] => without.to_owned(),
        [word, rest @ ..] => describe(word) + &surplus(rest),
    }
}

fn surplus(rest: &[String]) -> String {
    if rest.is_empty() {
        String::new()
    } else {
        format!("; unexpected: {}", shown(rest))
    }
}

fn listed(words: &[String], describe: impl Fn(&String) -> String) -> String {
    const MOST: usize = 24;
    let mut parts: Vec<String> = words.iter().take(MOST).map(describe).collect();
    if words.len() > MOST {
        parts.push(format!("{} more", words.len() - MOST));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(line: &str) -> Option<String> {
        explain(&Extension::parse(line)).value
    }

    fn said(line: &str) -> String {
        value(line).unwrap()
    }

    #[test]
    fn a_size_is_shown_in_the_unit_people_use_and_in_bytes() {
        assert_eq!(said("SIZE 14680064"), "14.0 MiB (14680064 bytes)");
        assert_eq!(said("SIZE 35882577"), "34.2 MiB (35882577 bytes)");
        assert_eq!(said("SIZE 157286400"), "150.0 MiB (157286400 bytes)");
        assert_eq!(said("SIZE 1023"), "1023 bytes");
        assert_eq!(said("SIZE 1024"), "1.0 KiB (1024 bytes)");
        assert_eq!(
            said("SIZE 18446744073709551615"),
            "15.9 EiB (18446744073709551615 bytes)"
        );
    }

    #[test]
    fn no_size_and_size_zero_are_no_fixed_limit() {
        assert_eq!(said("SIZE"), "no fixed limit");
        assert_eq!(said("SIZE 0"), "no fixed limit");
    }

    #[test]
    fn garbage_is_called_garbage() {
        assert_eq!(said("SIZE lots"), "not a number: lots");
        assert_eq!(said("SIZE +5"), "not a number: +5");
        assert_eq!(
            said("SIZE 99999999999999999999"),
            "not a usable number: 99999999999999999999"
        );
        assert_eq!(said("SIZE 1 2"), "1 byte; unexpected: 2");
        assert_eq!(said("SIZE=1000"), "malformed: \"=\" where a space belongs");
        assert_eq!(said("STARTTLS now"), "takes no parameters, but has now");
        assert_eq!(said("DELIVERBY soon"), "not a number: soon");
        assert_eq!(
            said("FUTURERELEASE 60"),
            "malformed: two parameters required, got 60"
        );
    }

    #[test]
    fn mechanisms_say_what_they_ask_for() {
        assert_eq!(
            said("AUTH PLAIN xoauth2 SCRAM-SHA-256-PLUS MAGIC"),
            "PLAIN (the plain password), xoauth2 (a bearer token), \
             SCRAM-SHA-256-PLUS (proof of the password, bound to TLS), MAGIC"
        );
        assert_eq!(said("AUTH=LOGIN"), "LOGIN (the plain password)");
        assert_eq!(said("AUTH"), "no mechanism named");
    }

    #[test]
    fn limits_are_read_one_by_one() {
        assert_eq!(
            said("LIMITS RCPTMAX=20 mailmax=5 RCPTDOMAINMAX=1"),
            "recipients a transaction: 20, transactions a connection: 5, recipient domains a transaction: 1"
        );
        assert_eq!(
            said("LIMITS RCPTMAX=many MAILMAX RCPTMAX=0 OTHER=3"),
            "RCPTMAX=many (not a number above 0), MAILMAX (not a number above 0), \
             RCPTMAX=0 (not a number above 0), OTHER=3 (limit not known)"
        );
    }

    #[test]
    fn times_are_told_in_the_largest_unit_that_fits() {
        assert_eq!(said("DELIVERBY 120"), "at least 2 minutes");
        assert_eq!(said("DELIVERBY 90"), "at least 90 seconds");
        assert_eq!(said("DELIVERBY"), "no minimum time");
        assert_eq!(
            said("FUTURERELEASE 604800 2026-12-01T00:00:00Z"),
            "up to 7 days, until 2026-12-01T00:00:00Z"
        );
    }

    #[test]
    fn priority_profiles_are_those_of_rfc_6710() {
        assert_eq!(said("MT-PRIORITY MIXER"), "profile MIXER: 3 levels");
        assert_eq!(
            said("MT-PRIORITY STANAG4406"),
            "profile STANAG4406: 6 levels"
        );
        assert_eq!(
            said("MT-PRIORITY mine"),
            "profile mine, which is not registered"
        );
    }

    #[test]
    fn the_other_parameters_are_put_in_words() {
        assert_eq!(
            said("BURL imap imap://imap.example.org ftp://x"),
            "IMAP URLs that authorize this server, imap://imap.example.org, ftp://x (not an IMAP URL)"
        );
        assert_eq!(
            said("NO-SOLICITING net.example:ADV,org.example:ADULT"),
            "not wanted: net.example:ADV, org.example:ADULT"
        );
        assert_eq!(said("XCLIENT NAME ADDR"), "attributes NAME, ADDR");
        assert_eq!(said("X-RCPTLIMIT 500"), "500 recipients");
        assert_eq!(said("XVERP=Courier"), "Courier");
        assert_eq!(said("X-EXPS=LOGIN"), "LOGIN (the plain password)");
    }

    #[test]
    fn what_needs_no_words_has_no_value() {
        for line in ["PIPELINING", "8bitmime", "STARTTLS", "X-LINK2STATE", "FOO"] {
            assert_eq!(value(line), None, "{line}");
        }
    }

    #[test]
    fn an_unknown_keyword_is_said_to_be_unknown() {
        let explanation = explain(&Extension::parse("FOO bar baz"));
        assert_eq!(explanation.reference, None);
        assert_eq!(
            explanation.sentence,
            "not registered with IANA and not known to smtpcheck"
        );
        assert_eq!(explanation.value.as_deref(), Some("bar baz"));
        assert_eq!(
            explain(&Extension::parse("")).sentence,
            "an empty line where a keyword belongs"
        );
    }

    #[test]
    fn what_a_server_makes_long_is_cut() {
        let long = "9".repeat(4000);
        for keyword in [
            "SIZE",
            "AUTH",
            "LIMITS",
            "BURL",
            "FOO",
            "XCLIENT",
            "NO-SOLICITING",
            "STARTTLS",
        ] {
            assert!(
                said(&format!("{keyword} {long}")).chars().count() < 300,
                "{keyword}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "\\PC{0,80}", row in 0..80_usize) {
            let _ = explain(&Extension::parse(&line));
            if let Some(row) = crate::smtp::extension::table::all().nth(row) {
                let _ = explain(&Extension::parse(&format!("{} {line}", row.keyword)));
            }
        }
    }
}
