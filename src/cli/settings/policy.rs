//! What of a domain's policy is looked up.

use std::{net::IpAddr, path::PathBuf};

use super::{Error, target, value};
use crate::{
    cli::options::{PolicyOptions, Sources, policy::KNOWN},
    net::tls::public_key_sha256,
    probe::{
        aim::Host,
        task::{MessagePlan, PolicyPlan},
    },
    record::{
        dkim::{Origin, Selector, survey::MOST_GIVEN},
        dnsbl::{self, MOST_LISTS},
    },
};

/// Understands the options.
pub(super) fn understand(options: &PolicyOptions, sources: &Sources) -> Result<PolicyPlan, Error> {
    let each = |id, texts: &[String]| {
        let label = sources.label(id);
        texts
            .iter()
            .map(move |text| (label.clone(), text.clone()))
            .collect::<Vec<_>>()
    };
    let domains = each("policy_domain", &options.policy_domain).into_iter();
    let selectors = each("dkim_selector", &options.dkim_selector).into_iter();
    let addresses = each("spf_ip", &options.spf_ip).into_iter();
    if options.dkim_selector.len() > MOST_GIVEN {
        let label = sources.label("dkim_selector");
        return Err(Error::usage(format!(
            "{label} takes {MOST_GIVEN} selectors at the most"
        )));
    }
    Ok(PolicyPlan {
        left_out: options.no_policy,
        domains: domains
            .map(|(label, text)| domain(&label, &text))
            .collect::<Result<_, _>>()?,
        spf_addresses: addresses
            .map(|(label, text)| address(&label, &text))
            .collect::<Result<_, _>>()?,
        selectors: selectors
            .map(|(label, text)| selector(&label, &text))
            .collect::<Result<_, _>>()?,
        block_lists: block_lists(options, sources)?,
        next_keys: next_keys(options, sources)?,
        message: None,
        fetch_bimi: options.fetch_bimi,
    })
}

/// The public keys of `--next-key`.
fn next_keys(options: &PolicyOptions, sources: &Sources) -> Result<Vec<String>, Error> {
    let label = sources.label("next_key");
    if !options.next_key.is_empty() && !options.print_dns {
        let print_dns = sources.label("print_dns");
        return Err(Error::usage(format!(
            "{label} needs {print_dns}, which prints the record of the key"
        )));
    }
    let of = |path: &PathBuf| {
        let wrong = |error| Error::usage(format!("cannot use the key of {label}: {error}"));
        public_key_sha256(path).map_err(wrong)
    };
    options.next_key.iter().map(of).collect()
}

/// The zones of `--dnsbl`, each once.
fn block_lists(options: &PolicyOptions, sources: &Sources) -> Result<Vec<String>, Error> {
    let label = sources.label("dnsbl");
    let mut zones: Vec<String> = Vec::new();
    for text in &options.dnsbl {
        let named = match text.as_str() {
            KNOWN => dnsbl::open().map(str::to_owned).collect(),
            text => vec![zone(&label, text)?],
        };
        for zone in named {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
    }
    match zones.len() > MOST_LISTS {
        true => Err(Error::usage(format!(
            "{label} takes {MOST_LISTS} lists at the most"
        ))),
        false => Ok(zones),
    }
}

/// The longest name below it, of an IPv6 address, must be one (RFC 1035 section 2.3.4).
fn zone(label: &str, text: &str) -> Result<String, Error> {
    const LONGEST: usize = 253 - 64;
    match target::host(label, value::word(label, text)?)? {
        Host::Name(name) if name.len() > LONGEST => Err(Error::usage(format!(
            "{label} takes names of {LONGEST} characters at the most"
        ))),
        Host::Name(name) if name.contains('.') => Ok(name),
        _ => Err(Error::usage(format!(
            "{label} takes the zones of block lists, such as zen.spamhaus.org, or {KNOWN} for those that are known, not {}",
            value::quoted(text)
        ))),
    }
}

/// The message of `--verify-message`.
pub(super) fn verified(
    options: &PolicyOptions,
    sources: &Sources,
    message: Option<&MessagePlan>,
) -> Result<Option<Vec<u8>>, Error> {
    if !options.verify_message {
        return Ok(None);
    }
    match message {
        Some(MessagePlan::Raw(message)) => Ok(Some(message.clone())),
        _ => Err(Error::usage(format!(
            "{} needs --message FILE, the message of which the signatures are verified",
            sources.label("verify_message")
        ))),
    }
}

fn selector(label: &str, text: &str) -> Result<Selector, Error> {
    let text = value::word(label, text)?;
    let wrong = |error| {
        Error::usage(format!(
            "{label} takes the selector alone, such as s1 of s1._domainkey.example.com, which {} is not: {error}",
            value::quoted(text)
        ))
    };
    Selector::parse(text, Origin::Given).map_err(wrong)
}

fn domain(label: &str, text: &str) -> Result<String, Error> {
    match target::host(label, value::word(label, text)?)? {
        Host::Name(name) => Ok(name),
        Host::Address(address) => Err(Error::usage(format!(
            "{label} takes a domain, and {address} is an address: --spf-ip asks what SPF says of one"
        ))),
    }
}

fn address(label: &str, text: &str) -> Result<IpAddr, Error> {
    let text = value::word(label, text)?;
    let wrong = |_| {
        Error::usage(format!(
            "{label} takes an IP address, not {}",
            value::quoted(text)
        ))
    };
    let text = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    text.parse::<IpAddr>()
        .map(|address| address.to_canonical())
        .map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(texts: &[&str]) -> Result<Vec<String>, String> {
        let options = PolicyOptions {
            dnsbl: texts.iter().map(|text| (*text).to_owned()).collect(),
            ..PolicyOptions::default()
        };
        block_lists(&options, &Sources::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn block_lists_are_zones_each_once() {
        assert_eq!(lists(&[]), Ok(vec![]));
        let known = lists(&["known"]).unwrap();
        assert_eq!(known[0], "zen.spamhaus.org");
        assert!(!known.contains(&"b.barracudacentral.org".to_owned()));
        let more = lists(&["BL.example.", "known", "bl.example", "bl.spamcop.net"]).unwrap();
        assert_eq!((more.len(), &*more[0]), (known.len() + 1, "bl.example"));
        for text in ["", "spamhaus", "192.0.2.1", "bl example"] {
            assert!(lists(&[text]).is_err(), "{text}");
        }
        let long = format!("{}.example", [&*"x".repeat(60); 4].join("."));
        assert!(lists(&[&long]).unwrap_err().contains("189 characters"));
        let many: Vec<String> = (0..21)
            .map(|number| format!("bl{number}.example"))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(lists(&many).unwrap_err().contains("20 lists"));
    }
}
