//! One certificate of the chain.

use std::io;

use crate::render::summary::page::Page;
use crate::{event::note::counted, tls::Certificate};

/// Names shown of a certificate with many.
const NAMES: usize = 8;

pub(super) fn write(
    page: &mut Page<'_>,
    certificate: &Certificate,
    number: usize,
    all: usize,
) -> io::Result<()> {
    page.heading(&format!(
        "Certificate {number} of {all}: {}",
        certificate.display_name()
    ))?;
    page.row("subject", &certificate.subject)?;
    page.row(
        "issuer",
        if certificate.self_signed {
            "itself"
        } else {
            &certificate.issuer
        },
    )?;
    names(page, certificate)?;
    if let (Some(from), Some(until)) = (certificate.not_before, certificate.not_after) {
        let left = certificate
            .days_left
            .map_or(String::new(), |days| format!(" ({})", left(days)));
        let until = match until.is_no_end() {
            true => format!("{} (no expiry)", until.utc().date()),
            false => format!("{}{left}", until.utc().date()),
        };
        page.row("valid", &format!("{} to {until}", from.utc().date()))?;
    }
    page.row("key", &certificate.public_key.to_string())?;
    page.row("signed with", &certificate.signature_algorithm)?;
    page.row("serial", &certificate.serial)?;
    page.row("SHA-256", &certificate.sha256)?;
    page.row("key's SHA-256", &certificate.spki_sha256)?;
    if certificate.embedded_scts > 0 {
        let timestamps = counted(certificate.embedded_scts, "timestamp");
        page.row("logged", &format!("{timestamps} of public logs (SCT)"))?;
    }
    if certificate.must_staple {
        page.row("demands", "a stapled OCSP response")?;
    }
    for deviation in &certificate.deviations {
        page.row("odd", &format!("its {}", deviation.words()))?;
    }
    match &certificate.error {
        Some(error) => page.row("unreadable", error),
        None => Ok(()),
    }
}

fn names(page: &mut Page<'_>, certificate: &Certificate) -> io::Result<()> {
    let names: Vec<&str> = certificate
        .dns_names
        .iter()
        .chain(&certificate.ip_addresses)
        .map(String::as_str)
        .collect();
    let shown = if page.style.verbose {
        names.len()
    } else {
        NAMES.min(names.len())
    };
    if names.is_empty() {
        return Ok(());
    }
    let more = match names.len() - shown + certificate.names_dropped {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    page.row("names", &format!("{}{more}", names[..shown].join(", ")))
}

/// Whole days, as the finding counts them; those left are rounded towards the past, so that -1 is the first day after.
fn left(days: i64) -> String {
    let counted = |days: i64| counted(usize::try_from(days).unwrap_or_default(), "day");
    match days {
        0.. => format!("{} left", counted(days)),
        -1 => "expired less than a day ago".to_owned(),
        _ => format!("expired {} ago", counted(-days - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate whose time was over 2150 days and some hours ago was one of 2151 days here and 2150 in the finding.
    #[test]
    fn days_since_the_end_are_whole_ones() {
        assert_eq!(left(-2151), "expired 2150 days ago");
        assert_eq!(left(-2), "expired 1 day ago");
        assert_eq!(left(-1), "expired less than a day ago");
        assert_eq!(left(0), "0 days left");
    }
}
