//! Addresses for reports as DMARC and TLS-RPT records have them: a list of URIs (RFC 3986) with commas in between, most of them
//! `mailto:` (RFC 6068), some `https:`. RFC 9989 section 4.8, RFC 8460 section 3.

use super::tag_list::{cut, is_space};
use crate::{dns::DomainName, text::visible};

/// The most addresses that are read of one tag.
pub const MOST_URIS: usize = 1000;

/// One address for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportUri {
    /// As it is written, safe to show and without the size behind it.
    pub uri: String,
    /// Where it begins in the record.
    pub position: usize,
    /// How reports get there.
    pub scheme: Scheme,
    /// The host that they go to: the domain of an address of mail, the host of a URL.
    pub host: String,
    /// Where an obsolete size stands behind it, `!10m`.
    pub size: Option<usize>,
}

/// How reports are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// By mail.
    Mailto,
    /// Over HTTPS.
    Https,
    /// In a way that no standard for reports has.
    Other,
}

/// Why something is no address for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriFault {
    /// Where it is wrong.
    pub position: usize,
    /// What is wrong.
    pub text: String,
}

/// Reads the addresses of a tag whose value begins at this place.
#[must_use]
pub fn parse(value: &str, position: usize) -> (Vec<ReportUri>, Vec<UriFault>) {
    let (mut uris, mut faults) = (Vec::new(), Vec::new());
    let mut start = position;
    for (index, part) in value.split(',').enumerate() {
        if index == MOST_URIS {
            let text = format!("more than {MOST_URIS} addresses");
            faults.push(UriFault {
                position: start,
                text,
            });
            break;
        }
        let trimmed = part.trim_matches(is_space);
        let position = start + (part.len() - part.trim_start_matches(is_space).len());
        match uri(trimmed, position) {
            Ok(uri) => uris.push(uri),
            Err(fault) => faults.push(fault),
        }
        start += part.len() + 1;
    }
    (uris, faults)
}

fn uri(text: &str, position: usize) -> Result<ReportUri, UriFault> {
    let (scheme, rest) = parted(text, position)?;
    let (uri, size) = without_size(text);
    let rest_at = text.len() - rest.len();
    if let Some(at) = uri.find('!') {
        let text = "an exclamation mark in an address is written %21".to_owned();
        return Err(fault(position + at, text));
    }
    let rest = &uri[rest_at..];
    let host = host(scheme, rest).map_err(|(at, text)| fault(position + rest_at + at, text))?;
    Ok(ReportUri {
        uri: visible(uri.as_bytes()),
        position,
        scheme,
        host,
        size: size.map(|at| position + at),
    })
}

/// The host of a URI that has to be of HTTPS.
///
/// # Errors
/// Where it is wrong.
pub fn https_host(text: &str, position: usize) -> Result<String, UriFault> {
    let (scheme, rest) = parted(text, position)?;
    if scheme != Scheme::Https {
        return Err(fault(position, "the URI is not one of https:".to_owned()));
    }
    let rest_at = position + text.len() - rest.len();
    url_host(rest).map_err(|(at, text)| fault(rest_at + at, text))
}

const fn fault(position: usize, text: String) -> UriFault {
    UriFault { position, text }
}

/// The scheme and what is behind it, where all of it may stand in a URI.
fn parted(text: &str, position: usize) -> Result<(Scheme, &str), UriFault> {
    if text.is_empty() {
        return Err(fault(position, "there is no address".to_owned()));
    }
    let parted = scheme(text).ok_or_else(|| fault(position, without_scheme(text)))?;
    let strange = |(_, character): &(usize, char)| !of_uri(*character);
    if let Some((at, wrong)) = text.char_indices().find(strange) {
        let wrong = cut(&wrong.to_string());
        let why = format!("the character \"{wrong}\" cannot stand in an address");
        return Err(fault(position + at, why));
    }
    Ok(parted)
}

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )` and what is behind the colon.
fn scheme(text: &str) -> Option<(Scheme, &str)> {
    let (name, rest) = text.split_once(':')?;
    let of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let is_scheme =
        name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(of_scheme);
    let scheme = match name.to_ascii_lowercase().as_str() {
        "mailto" => Scheme::Mailto,
        "https" => Scheme::Https,
        _ => Scheme::Other,
    };
    is_scheme.then_some((scheme, rest))
}

fn without_scheme(text: &str) -> String {
    if text.contains('@') && !text.contains(':') {
        let shown = cut(text);
        return format!("\"{shown}\" is no URI: an address of mail is written mailto:{shown}");
    }
    format!(
        "\"{}\" is no URI, which begins with mailto: or https:",
        cut(text)
    )
}

/// `obs-dmarc-report-size = "!" 1*DIGIT [ "k" / "m" / "g" / "t" ]`, and where it stands.
fn without_size(text: &str) -> (&str, Option<usize>) {
    let Some((uri, size)) = text.rsplit_once('!') else {
        return (text, None);
    };
    let digits = size.trim_end_matches(|unit: char| "kmgtKMGT".contains(unit));
    let is_size = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && size.len() - digits.len() <= 1;
    if is_size {
        (uri, Some(uri.len()))
    } else {
        (text, None)
    }
}

/// The host of what is behind the scheme, or where it is wrong and why.
fn host(scheme: Scheme, rest: &str) -> Result<String, (usize, String)> {
    match scheme {
        Scheme::Mailto => mail_host(rest),
        Scheme::Https => url_host(rest),
        Scheme::Other => Ok(url_host(rest).unwrap_or_default()),
    }
}

fn mail_host(rest: &str) -> Result<String, (usize, String)> {
    let address = rest.split(['?', '#']).next().unwrap_or(rest);
    let Some((local, domain)) = address.rsplit_once('@') else {
        return Err((0, format!("\"{}\" is no address of mail", cut(address))));
    };
    if local.is_empty() {
        return Err((0, "nothing stands before the @".to_owned()));
    }
    let at = local.len() + 1;
    if let Some(wrong) = local.find('@') {
        return Err((wrong, "there are two @ in an address".to_owned()));
    }
    checked(domain).map_err(|text| (at, text))
}

fn url_host(rest: &str) -> Result<String, (usize, String)> {
    let Some(authority) = rest.strip_prefix("//") else {
        return Err((0, "// and a host are missing behind the scheme".to_owned()));
    };
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let at = 2 + (authority.len() - bare.len());
    let host = bare.split_once(':').map_or(bare, |(host, _)| host);
    checked(host).map_err(|text| (at, text))
}

fn checked(domain: &str) -> Result<String, String> {
    DomainName::parse(domain)
        .map(|name| name.as_str().to_owned())
        .map_err(|error| format!("\"{}\" is no domain: {error}", cut(domain)))
}

/// A character of RFC 3986 section 2.
fn of_uri(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> (Vec<ReportUri>, Vec<UriFault>) {
        parse(value, 4)
    }

    #[test]
    fn addresses_have_hosts() {
        let (uris, faults) = read(
            "mailto:a@Example.com , https://u@r.example:8443/x?y, mailto:b%2Cc@d.example?subject=x!50m",
        );
        assert_eq!(faults, []);
        let told: Vec<_> = uris
            .iter()
            .map(|uri| (uri.host.as_str(), uri.position, uri.size))
            .collect();
        assert_eq!(
            told,
            [
                ("example.com", 4, None),
                ("r.example", 27, None),
                ("d.example", 57, Some(89))
            ]
        );
    }

    #[test]
    fn every_way_to_be_wrong_has_its_place() {
        for (value, position) in [
            ("", 4),
            ("mailto:a@b.example,", 23),
            ("mailto:a@b.example,,mailto:c@d.example", 23),
            ("dmarc@b.example", 4),
            ("mailto:b.example", 11),
            ("mailto:@b.example", 11),
            ("mailto:a@", 13),
            ("mailto:a@b..example", 13),
            ("mailto:a@b@c.example", 12),
            ("mailto: a@b.example", 11),
            ("mailto:a!b@c.example", 12),
            ("mailto:a@b.example!10x", 22),
            ("https:r.example", 10),
            ("https://", 12),
            ("//r.example", 4),
        ] {
            let (_, faults) = read(value);
            let places: Vec<_> = faults.iter().map(|fault| fault.position).collect();
            assert_eq!(places, [position], "{value}: {faults:?}");
        }
    }
}
