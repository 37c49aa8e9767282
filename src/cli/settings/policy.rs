//! What of a domain's policy is looked up.

use std::net::IpAddr;

use super::{Error, target, value};
use crate::{
    cli::options::{PolicyOptions, Sources},
    probe::{
        aim::Host,
        task::{MessagePlan, PolicyPlan},
    },
    record::dkim::{Origin, Selector, survey::MOST_GIVEN},
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
        message: None,
    })
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
