//! Every DKIM key that was found, with its record and what is wrong in it.

use std::io;

use crate::{
    record::dkim::{Key, KeyStatus},
    render::summary::page::Page,
    report::Policy,
};

pub(super) fn write(page: &mut Page<'_>, policies: &[Policy]) -> io::Result<()> {
    for policy in policies {
        let Some(keys) = &policy.dkim else { continue };
        page.heading(&format!("DKIM keys of {}", policy.domain))?;
        if keys.is_empty() {
            let none = "none at the selectors that are widely used; it may have others (--dkim-selector NAME)";
            page.row("keys", none)?;
        }
        for key in keys {
            write_key(page, key)?;
        }
    }
    Ok(())
}

fn write_key(page: &mut Page<'_>, key: &Key) -> io::Result<()> {
    let (good, verdict) = verdict(key);
    page.judged(&key.selector, good, &verdict)?;
    if !key.aliases.is_empty() {
        let provider = key.provider.as_ref().map(|name| format!(" ({name})"));
        page.row(
            "  alias of",
            &format!("{}{}", key.aliases.join(", "), provider.unwrap_or_default()),
        )?;
    }
    for record in key.record.iter().chain(&key.other_records) {
        page.row("  record", record)?;
    }
    match key.signs {
        Some(true) => page.judged("  signs", Some(true), "it is that of --dkim-key")?,
        Some(false) => page.judged("  signs", Some(false), "--dkim-key has another one")?,
        None => {}
    }
    if let Some(record) = &key.to_publish {
        page.row("  to publish", record)?;
    }
    for fault in key.errors.iter().chain(&key.remarks) {
        page.row(
            &format!("  octet {}", fault.position),
            &fault.kind.to_string(),
        )?;
    }
    Ok(())
}

fn verdict(key: &Key) -> (Option<bool>, String) {
    let size = match (key.algorithm.as_deref(), key.bits) {
        (Some("rsa"), Some(bits)) => format!("RSA, {bits} bits"),
        (Some("ed25519"), Some(_)) => "Ed25519".to_owned(),
        _ => "no key".to_owned(),
    };
    let strict = match key.flags.iter().any(|flag| flag == "s") {
        true => "; for the domain itself alone (t=s)",
        false => "",
    };
    match key.status {
        KeyStatus::Ok => (Some(true), format!("{size}{strict}")),
        KeyStatus::Weak => (
            None,
            format!("{size}: shorter than the 2048 bits that signers should use{strict}"),
        ),
        KeyStatus::TooShort => (
            Some(false),
            format!("{size}: no signature by fewer than 1024 counts"),
        ),
        KeyStatus::Testing => (
            None,
            format!("{size}; being tested (t=y): failures count for nothing{strict}"),
        ),
        KeyStatus::Revoked => (None, "revoked: p= is empty".to_owned()),
        KeyStatus::Invalid => (Some(false), "the record is no key".to_owned()),
        KeyStatus::Missing => (Some(false), "there is no record".to_owned()),
        KeyStatus::Ambiguous => (
            Some(false),
            "several records: which one a receiver takes is not defined".to_owned(),
        ),
        KeyStatus::NotForMail => (Some(false), format!("{size}; not for mail (s=)")),
        KeyStatus::Sha1Only => (
            Some(false),
            format!("{size}; only for SHA-1 (h=sha1), which receivers do not accept"),
        ),
        KeyStatus::LookupFailed => {
            let failure = key.failure.as_deref().unwrap_or("no answer");
            (None, format!("not known: {failure}"))
        }
    }
}
