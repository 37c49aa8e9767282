//! Does a certificate belong to a name? RFC 9525 section 6: only subject alternative names count, never the common
//! name; labels compare without case; a wildcard is the whole left-most label and stands for exactly one label.

use std::net::IpAddr;

use super::Certificate;
use super::path::{GeneralName, Member, general_names};

/// What looking for a name in a certificate came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// It is there; this is the name as the certificate has it, perhaps a wildcard.
    Matched(String),
    /// It is not there.
    Mismatch {
        /// The name in the certificate that looks most like it.
        nearest: Option<String>,
    },
}

/// Looks for `reference`, a DNS name in A-label form or an IP address, among the certificate's names.
#[must_use]
pub fn match_name(reference: &str, certificate: &Certificate) -> NameMatch {
    if let Ok(address) = reference.parse::<IpAddr>() {
        return match_address(address, certificate);
    }
    let reference = reference.strip_suffix('.').unwrap_or(reference);
    let found = certificate
        .dns_names
        .iter()
        .find(|presented| dns_name_matches(reference, presented));
    match found {
        Some(presented) => NameMatch::Matched(presented.clone()),
        None => NameMatch::Mismatch {
            nearest: nearest(reference, &certificate.dns_names),
        },
    }
}

/// The same for a certificate with more names than are kept: all in its DER are looked at.
#[must_use]
pub fn match_name_in(reference: &str, certificate: &Certificate, der: &[u8]) -> NameMatch {
    let kept = match_name(reference, certificate);
    let is_kept = matches!(kept, NameMatch::Matched(_)) || certificate.names_dropped == 0;
    let names = Member::of(der).ok().and_then(|member| member.names());
    let Some(names) = names.filter(|_| !is_kept) else {
        return kept;
    };
    let address = reference.parse::<IpAddr>().ok();
    let reference = reference.strip_suffix('.').unwrap_or(reference);
    let found = general_names(names).find_map(|name| match (name, address) {
        (GeneralName::Dns(name), None) => std::str::from_utf8(name)
            .ok()
            .filter(|presented| dns_name_matches(reference, presented))
            .map(str::to_owned),
        (GeneralName::Address(octets), Some(IpAddr::V4(address))) => {
            (octets == address.octets()).then(|| address.to_string())
        }
        (GeneralName::Address(octets), Some(IpAddr::V6(address))) => {
            (octets == address.octets()).then(|| address.to_string())
        }
        _ => None,
    });
    found.map_or(kept, |name| {
        NameMatch::Matched(crate::text::visible(name.as_bytes()))
    })
}

/// The same where a trust anchor of DANE is behind the certificate: of one without any DNS name the common name counts (RFC 7672
/// section 3.2.3).
#[must_use]
pub fn matches_under_dane(reference: &str, certificate: &Certificate, der: &[u8]) -> bool {
    let has_none = certificate.dns_names.is_empty() && certificate.names_dropped == 0;
    let reference_name = reference.strip_suffix('.').unwrap_or(reference);
    match &certificate.common_name {
        Some(name) if has_none => dns_name_matches(reference_name, name),
        _ => {
            let found = match_name_in(reference, certificate, der);
            matches!(found, NameMatch::Matched(_))
        }
    }
}

/// One sentence on why `reference` does not match, from what the certificate says.
#[must_use]
pub fn mismatch(reference: &str, certificate: &Certificate) -> String {
    let kept = certificate.dns_names.len() + certificate.ip_addresses.len();
    let names = kept + certificate.names_dropped;
    if names == 0 {
        let common_name = certificate
            .common_name
            .as_deref()
            .map_or_else(String::new, |name| {
                format!("; its common name {name} does not count (RFC 9525 section 2)")
            });
        return format!(
            "the certificate has no subject alternative names, so it is not for {reference}{common_name}"
        );
    }
    match match_name(reference, certificate) {
        NameMatch::Mismatch {
            nearest: Some(nearest),
        } if names == 1 => {
            format!("the certificate is for {nearest}, not for {reference}")
        }
        NameMatch::Mismatch {
            nearest: Some(nearest),
        } => format!(
            "{reference} is not among the certificate's {names} names; the nearest is {nearest}"
        ),
        _ => format!("{reference} is not among the certificate's {names} names"),
    }
}

fn match_address(address: IpAddr, certificate: &Certificate) -> NameMatch {
    let text = address.to_string();
    if certificate.ip_addresses.contains(&text) {
        return NameMatch::Matched(text);
    }
    let all = certificate
        .ip_addresses
        .iter()
        .chain(&certificate.dns_names);
    NameMatch::Mismatch {
        nearest: all.into_iter().next().cloned(),
    }
}

/// RFC 9525 section 6.3. A presented name with an absent, partial or inner wildcard matches only literally, and
/// a reference never contains `*`.
fn dns_name_matches(reference: &str, presented: &str) -> bool {
    if reference.is_empty() || reference.contains('*') {
        return false;
    }
    match presented.strip_prefix("*.") {
        None => presented.eq_ignore_ascii_case(reference),
        // `*.test` stands for all of a top-level domain: neither OpenSSL nor the TLS library takes that.
        Some(parent) => reference.split_once('.').is_some_and(|(label, rest)| {
            !label.is_empty() && parent.contains('.') && rest.eq_ignore_ascii_case(parent)
        }),
    }
}

/// The presented name that shares most labels from the right, then most characters from the left.
fn nearest(reference: &str, presented: &[String]) -> Option<String> {
    let reference = reference.to_ascii_lowercase();
    let likeness = |name: &str| {
        let name = name.to_ascii_lowercase();
        let labels = reference.rsplit('.').zip(name.rsplit('.'));
        let characters = reference.bytes().zip(name.bytes());
        (
            labels.take_while(|(one, other)| one == other).count(),
            characters.take_while(|(one, other)| one == other).count(),
        )
    };
    let mut best: Option<(&String, (usize, usize))> = None;
    for name in presented {
        let likeness = likeness(name);
        if best.is_none_or(|(_, so_far)| likeness > so_far) {
            best = Some((name, likeness));
        }
    }
    best.map(|(name, _)| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(dns_names: &[&str], ip_addresses: &[&str]) -> Certificate {
        Certificate {
            common_name: Some("common.example".into()),
            dns_names: dns_names.iter().map(ToString::to_string).collect(),
            ip_addresses: ip_addresses.iter().map(ToString::to_string).collect(),
            ..Certificate::default()
        }
    }

    fn matches(reference: &str, presented: &str) -> bool {
        let found = match_name(reference, &certificate(&[presented], &[]));
        found == NameMatch::Matched(presented.to_string())
    }

    #[test]
    fn names_match_without_case_and_final_dot() {
        assert!(matches("MX.Example.com", "mx.example.COM"));
        assert!(matches("mx.example.com.", "mx.example.com"));
        assert!(!matches("mx.example.com", "mx2.example.com"));
    }

    #[test]
    fn a_wildcard_stands_for_exactly_one_left_most_label() {
        assert!(matches("mx.example.com", "*.example.com"));
        assert!(!matches("example.com", "*.example.com"));
        assert!(!matches("a.mx.example.com", "*.example.com"));
        assert!(!matches("mx.example.com", "m*.example.com"));
        assert!(!matches("mx.example.com", "mx.*.com"));
        assert!(!matches(".example.com", "*.example.com"));
        assert!(!matches("mx.test", "*.test"));
    }

    #[test]
    fn the_common_name_never_counts() {
        let found = match_name("common.example", &certificate(&[], &[]));
        assert_eq!(found, NameMatch::Mismatch { nearest: None });
        let detail = mismatch("common.example", &certificate(&[], &[]));
        assert!(detail.contains("no subject alternative names"), "{detail}");
    }

    #[test]
    fn addresses_match_only_addresses() {
        let presented = certificate(&["192.0.2.1"], &["2001:db8::1"]);
        let found = match_name("2001:DB8:0::1", &presented);
        assert_eq!(found, NameMatch::Matched("2001:db8::1".into()));
        assert!(matches!(
            match_name("192.0.2.1", &presented),
            NameMatch::Mismatch { .. }
        ));
    }

    #[test]
    fn the_nearest_name_is_told() {
        let presented = certificate(
            &["www.example.org", "mail.example.com", "mx2.example.com"],
            &[],
        );
        assert_eq!(
            mismatch("mx1.example.com", &presented),
            "mx1.example.com is not among the certificate's 3 names; the nearest is mx2.example.com"
        );
    }
}
