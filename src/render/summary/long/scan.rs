//! What `--scan-tls` found out.

use std::io;

use crate::event::note::counted;
use crate::finding::Judgement;
use crate::render::summary::page::Page;
use crate::report::Server;
use crate::tls::scan::{Features, Leaf, LeafDane, ScanStatus, TlsScan};

pub(super) fn write(page: &mut Page<'_>, scan: &TlsScan) -> io::Result<()> {
    let count = match scan.connections {
        1 => "1 connection".to_owned(),
        many => format!("{many} connections"),
    };
    page.heading(&format!("TLS scan ({count})"))?;
    let with = |wanted| {
        names(
            scan.versions
                .iter()
                .filter(|one| one.status == wanted)
                .map(|one| one.version.json_name().to_owned()),
        )
    };
    row(page, "versions", with(ScanStatus::Offered), "none")?;
    row(page, "not offered", with(ScanStatus::NotOffered), "")?;
    row(page, "groups", groups(scan), "")?;
    if let Some(dh) = &scan.dh {
        let standard = dh
            .standard
            .as_ref()
            .map_or("a prime of its own".to_owned(), |standard| {
                format!("the prime of {standard}")
            });
        page.row("finite field", &format!("{} bits, {standard}", dh.bits))?;
    }
    let class = |wanted| {
        let of_status = scan
            .weak_classes
            .iter()
            .filter(move |one| one.status == wanted);
        names(of_status.map(|one| one.class.in_words().to_owned()))
    };
    row(page, "weak, chosen", class(ScanStatus::Offered), "nothing")?;
    row(page, "weak, refused", class(ScanStatus::NotOffered), "")?;
    row(page, "order", scan.server_preference.map(order), "")?;
    row(
        page,
        "signs with",
        names(
            scan.signature_schemes
                .iter()
                .map(|scheme| scheme.in_tls12()),
        ),
        "",
    )?;
    row(page, "features", features(&scan.features), "")?;
    for leaf in &scan.leaf_certificates {
        page.row("certificate", &certificate(leaf))?;
    }
    if scan.leaf_certificates_left_out > 0 {
        let more = counted(scan.leaf_certificates_left_out, "connection");
        page.row("certificate", &format!("yet another one in {more} more"))?;
    }
    suites(page, scan)?;
    row(page, "not tested", not_tested(scan), "")?;
    Ok(())
}

/// What it comes to against the yardsticks, and what to configure for those that a mail server should meet.
pub(super) fn write_levels(
    page: &mut Page<'_>,
    judgement: &Judgement,
    server: &Server,
) -> io::Result<()> {
    const LABEL: usize = 24;
    let levels = judgement.tls_levels.iter();
    let mut levels = levels.filter(|level| level.subject.is(server)).peekable();
    if levels.peek().is_some() {
        page.heading("Measured")?;
    }
    let mut said = Vec::new();
    for level in levels {
        let because = level.because.join(", ");
        let text = match level.met {
            Some(true) => "met".to_owned(),
            Some(false) if !level.is_expected => {
                format!("not met, nor should a mail server yet: {because}")
            }
            Some(false) => format!("not met: {because}"),
            None => format!("open: {because}"),
        };
        page.row_at(LABEL, level.name, &text)?;
        for line in level.configure.iter().filter(|_| level.is_expected) {
            // Several yardsticks may ask for the same.
            if !said.contains(line) {
                said.push(line);
                page.row_at(LABEL, "", line)?;
            }
        }
    }
    Ok(())
}

fn row(page: &mut Page<'_>, label: &str, text: Option<String>, otherwise: &str) -> io::Result<()> {
    match text.as_deref().unwrap_or(otherwise) {
        "" => Ok(()),
        text => page.row(label, text),
    }
}

fn names(names: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<_> = names.collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn groups(scan: &TlsScan) -> Option<String> {
    let found = names(
        scan.groups
            .iter()
            .map(|group| match group.is_post_quantum() {
                true => format!("{group} (post-quantum)"),
                false => group.to_string(),
            }),
    )?;
    Some(match scan.groups_complete {
        true => found,
        false => format!("{found}, perhaps more"),
    })
}

fn order(server: bool) -> String {
    match server {
        true => "the server's order of suites counts",
        false => "the client's order of suites counts",
    }
    .to_owned()
}

fn features(features: &Features) -> Option<String> {
    let word = |known: Option<bool>, yes: &str, no: &str| {
        known.map(|known| if known { yes } else { no }.to_owned())
    };
    let all = [
        word(
            features.secure_renegotiation,
            "secure renegotiation",
            "no secure renegotiation",
        ),
        word(
            features.extended_master_secret,
            "extended master secret",
            "no extended master secret",
        ),
        word(
            features.fallback_scsv,
            "fallback refused (SCSV)",
            "fallback not refused",
        ),
        word(features.compression, "compression", "no compression"),
        word(
            features.session_tickets,
            "session tickets",
            "no session tickets",
        ),
        word(features.session_ids, "session ids", ""),
    ];
    names(all.into_iter().flatten().filter(|word| !word.is_empty()))
}

fn certificate(leaf: &Leaf) -> String {
    let key = &leaf.certificate.public_key;
    let judged = match leaf.verification.trusted() {
        Some(true) => "trusted",
        Some(false) => "not trusted",
        None => "trust unchecked",
    };
    let name = match leaf.verification.name_matches {
        Some(true) => ", name matches",
        Some(false) => ", name differs",
        None => "",
    };
    let dane = match leaf.dane {
        Some(LeafDane::Match) => ", a TLSA record is for it",
        Some(LeafDane::Mismatch) => ", no TLSA record is for it",
        None => "",
    };
    format!(
        "{key}: {}, {judged}{name}{dane}",
        leaf.certificate.display_name()
    )
}

fn suites(page: &mut Page<'_>, scan: &TlsScan) -> io::Result<()> {
    let mut version = None;
    for suite in &scan.cipher_suites {
        let label = match version == Some(suite.version) {
            true => "",
            false => suite.version.json_name(),
        };
        version = Some(suite.version);
        let name = suite.name.to_string();
        let openssl = suite.openssl_name.filter(|openssl| *openssl != name);
        let text = openssl.map_or_else(|| name.clone(), |openssl| format!("{name} ({openssl})"));
        page.row(label, &text)?;
    }
    if scan.complete {
        Ok(())
    } else {
        page.row(
            "",
            "… this list of suites is not complete (--scan-connections 0 makes it so)",
        )
    }
}

fn not_tested(scan: &TlsScan) -> Option<String> {
    let versions = scan
        .versions
        .iter()
        .filter(|one| one.status == ScanStatus::NotTested);
    let classes = scan
        .weak_classes
        .iter()
        .filter(|one| one.status == ScanStatus::NotTested);
    let what = names(
        versions
            .map(|one| one.version.json_name().to_owned())
            .chain(classes.map(|one| one.class.in_words().to_owned())),
    );
    match (what, &scan.hindrance) {
        (Some(what), Some(why)) => Some(format!("{what}: {why}")),
        (Some(what), None) => Some(format!("{what}: no answer to the hello")),
        (None, why) => why.clone(),
    }
}
