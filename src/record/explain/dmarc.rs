//! DMARC (RFC 9989 section 4.7), tag by tag.

use super::tags;
use crate::record::{
    dmarc::{Beginning, Disposition, Given, PublicSuffix, Record, Standing, beginning},
    explained::Explained,
    fault::Effect,
    report_uri::ReportUri,
    tag_list::{Tag, TagList},
};

/// Of a text that was meant as a record.
pub(super) fn explain(text: &str) -> Explained {
    let mut explained = Explained::new(
        "DMARC: what receivers should do with messages that fail (RFC 9989)",
        text,
    );
    let record = Record::parse(text);
    let list = TagList::parse(text);
    tags::each(&mut explained, text, &list.tags, |tag, is_first| {
        meaning(&record, tag, is_first)
    });
    explained.faults.clone_from(&record.faults);
    match beginning(text) {
        Beginning::Right => {}
        Beginning::Wrong(fault) => explained.faults.push(fault),
        Beginning::Other => explained.fault(0, Effect::Void, "it does not begin with v=DMARC1"),
    }
    explained.whole.push(whole(&record, explained.is_void()));
    explained
}

fn whole(record: &Record, is_void: bool) -> String {
    match record.standing() {
        _ if is_void => "receivers do not apply DMARC: this is no record to them".to_owned(),
        Standing::CountsNot => "receivers do not apply DMARC".to_owned(),
        Standing::CountsAsNone => "it counts as though it said p=none".to_owned(),
        Standing::Counts => {
            let word = |it: Option<Disposition>| it.map_or("none", Disposition::word);
            let trial = if record.testing { ", on trial" } else { "" };
            format!(
                "it asks for {} for the domain, {} for subdomains, {} for subdomains that do not exist{trial}",
                word(record.for_domain()),
                word(record.for_subdomains()),
                word(record.for_nonexistent()),
            )
        }
    }
}

fn meaning(record: &Record, tag: &Tag<'_>, is_first: bool) -> String {
    if !is_first {
        return "stands there a second time".to_owned();
    }
    let strict = |is_strict: bool, whose: &str| match is_strict {
        true => format!("strict: the domain of {whose} must be that of From itself"),
        false => format!("relaxed: the domain of {whose} may be another of the same organization"),
    };
    match tag.name {
        "v" | "V" => "the version: a DMARC record".to_owned(),
        "p" => disposition(record.policy, "messages that fail"),
        "sp" => disposition(record.subdomains, "those of subdomains that fail"),
        "np" => disposition(record.nonexistent, "those of subdomains that do not exist"),
        "adkim" => strict(record.strict_dkim, "the DKIM signature"),
        "aspf" => strict(record.strict_spf, "the envelope sender (SPF)"),
        "t" if record.testing => {
            "on trial: receivers do one step less than the policy says".to_owned()
        }
        "t" => "not on trial: the policy is applied as it is".to_owned(),
        "psd" => suffix(record.public_suffix).to_owned(),
        "fo" => failure_options(tag.value),
        "rua" => reports(&record.rua, "aggregate reports"),
        "ruf" => reports(&record.ruf, "reports of single failures"),
        "pct" => record.share.map_or_else(
            || "the share of messages that the policy is for, obsolete".to_owned(),
            |share| format!("the policy is for {share} % of the messages that fail, obsolete"),
        ),
        "rf" => "the format of failure reports, obsolete".to_owned(),
        "ri" => "the seconds between aggregate reports, obsolete".to_owned(),
        _ => "not known, passed over".to_owned(),
    }
}

fn disposition(given: Given<Disposition>, of: &str) -> String {
    match given {
        Given::Value(Disposition::None) => {
            format!("{of}: nothing is asked for, they are reported only")
        }
        Given::Value(Disposition::Quarantine) => {
            format!("{of} are suspicious: into the junk folder, for instance")
        }
        Given::Value(Disposition::Reject) => format!("{of} should be refused"),
        Given::Wrong | Given::Absent => format!("what to do with {of}: not readable"),
    }
}

const fn suffix(given: PublicSuffix) -> &'static str {
    match given {
        PublicSuffix::Yes => "names are registered below this domain, as below a top-level domain",
        PublicSuffix::No => "this is the domain of the organization, whatever stands above it",
        PublicSuffix::Unknown => "a tree walk finds the domain of the organization",
    }
}

fn failure_options(value: &str) -> String {
    let word = |option: &str| match option.to_ascii_lowercase().as_str() {
        "0" => Some("neither SPF nor DKIM passes with alignment"),
        "1" => Some("SPF or DKIM does not pass with alignment"),
        "d" => Some("a DKIM signature does not verify"),
        "s" => Some("SPF does not pass"),
        _ => None,
    };
    let words: Vec<_> = value.split(':').take(4).map_while(word).collect();
    match words.is_empty() {
        true => "when a failure is reported: not readable".to_owned(),
        false => format!("a failure is reported where {}", words.join(", or where ")),
    }
}

fn reports(uris: &[ReportUri], what: &str) -> String {
    let uris: Vec<_> = uris.iter().map(|uri| uri.uri.clone()).collect();
    match uris.is_empty() {
        true => format!("where {what} go: no address"),
        false => format!("{what} go to {}", tags::listed(&uris)),
    }
}
