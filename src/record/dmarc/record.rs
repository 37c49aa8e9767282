//! The DMARC record, `v=DMARC1; p=reject; rua=mailto:…`: RFC 9989 sections 4.7 and 4.8. What is wrong with a tag makes that tag be
//! ignored, not the record; what receivers of RFC 7489 still read is told as obsolete.

use serde::Serialize;

use super::disposition::Disposition;
use crate::record::{
    fault::{Effect, Fault},
    report_uri::{self, ReportUri},
    tag_list::{Tag, TagFault, TagFaultKind, TagList, cut, is_space},
};

/// What a record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The policy for the domain, `p`.
    pub policy: Given<Disposition>,
    /// That for subdomains that exist, `sp`.
    pub subdomains: Given<Disposition>,
    /// That for subdomains that do not exist, `np`.
    pub nonexistent: Given<Disposition>,
    /// Whether the domain of a signature must be the very same, `adkim=s`.
    pub strict_dkim: bool,
    /// Whether the domain of the envelope must be, `aspf=s`.
    pub strict_spf: bool,
    /// Whether the policy is on trial, `t=y`.
    pub testing: bool,
    /// Whether the domain says that it is one below which names are registered, `psd`.
    pub public_suffix: PublicSuffix,
    /// The share of messages to which receivers of RFC 7489 apply the policy, in hundredths.
    pub share: Option<u8>,
    /// Where aggregate reports go.
    pub rua: Vec<ReportUri>,
    /// Where failure reports go.
    pub ruf: Vec<ReportUri>,
    /// What is wrong, in order of the places.
    pub faults: Vec<Fault>,
}

/// A tag that there may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// There is none.
    #[default]
    Absent,
    /// There is one whose value is none of those that there are.
    Wrong,
    /// There is this.
    Value(T),
}

/// The values of `psd`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PublicSuffix {
    /// It is one.
    Yes,
    /// It is none: the domain is the organizational domain of itself and what is below.
    No,
    /// The tree walk decides.
    #[default]
    Unknown,
}

/// What receivers make of a record (RFC 9989 section 4.10.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts as it is.
    Counts,
    /// It counts as though it had `p=none`.
    CountsAsNone,
    /// DMARC is not applied.
    CountsNot,
}

/// How a text that should be a record begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// As it must.
    Right,
    /// Somebody meant a record, and no receiver takes it for one.
    Wrong(Fault),
    /// It is something else.
    Other,
}

/// How it begins: `dmarc-version = "v" equals %s"DMARC1"`, then a semicolon or the end.
#[must_use]
pub fn beginning(text: &str) -> Beginning {
    let (first, _) = text.split_once(';').unwrap_or((text, ""));
    if let Some((name, value)) = first.split_once('=')
        && name.trim_end_matches(is_blank).eq_ignore_ascii_case("v")
        && value.trim_matches(is_blank) == "DMARC1"
    {
        return Beginning::Right;
    }
    wrong_beginning(text).map_or(Beginning::Other, |(position, why)| {
        Beginning::Wrong(Fault::new(position, Effect::Void, why))
    })
}

const fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// Where a text that is meant as a record goes wrong. A record for all names of a zone may stand here too.
fn wrong_beginning(text: &str) -> Option<(usize, String)> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find("dmarc")?;
    let before: String = lower[..at]
        .chars()
        .filter(|it| !it.is_whitespace())
        .collect();
    let first = text.find(|character: char| !character.is_whitespace())?;
    if !before.trim_start_matches(['"', '\'']).starts_with("v=") {
        let is_list = lower.contains("v=dmarc1") && lower.contains("p=");
        return is_list.then(|| (first, "v=DMARC1 is not the first tag".to_owned()));
    }
    if text.starts_with(['"', '\'']) {
        return Some((0, "a quotation mark is part of the record".to_owned()));
    }
    if first > 0 {
        return Some((0, "there is space before v=DMARC1".to_owned()));
    }
    let version = text[at..].split(';').next().unwrap_or_default();
    let word = version.split(is_space).next().unwrap_or_default();
    if word == "DMARC1" {
        let behind = &version[word.len()..];
        let next = at + word.len() + (behind.len() - behind.trim_start().len());
        return Some((next, "a semicolon is missing behind v=DMARC1".to_owned()));
    }
    let shown = cut(word);
    Some((
        at,
        format!("the version is \"{shown}\", not DMARC1 in capital letters"),
    ))
}

impl Record {
    /// Reads a text that begins as it must.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let list = TagList::parse(text);
        let mut record = Self::default();
        for fault in list
            .faults
            .iter()
            .filter(|fault| !is_told_otherwise(fault, &list))
        {
            let void = matches!(fault.kind, TagFaultKind::Twice(_));
            let effect = if void { Effect::Void } else { Effect::Ignored };
            record.faults.push(Fault::of_list(fault, effect));
        }
        for (index, tag) in list.tags.iter().enumerate() {
            let is_first = list
                .tag(tag.name)
                .is_some_and(|it| it.position == tag.position);
            if is_first {
                record.read(index, tag);
            }
        }
        record.look_at_whole(&list);
        record.faults.sort_by_key(|fault| fault.position);
        record
    }

    /// What receivers make of it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if self.faults.iter().any(|fault| fault.effect == Effect::Void) {
            return Standing::CountsNot;
        }
        let is_wrong = [self.subdomains, self.nonexistent].contains(&Given::Wrong);
        match (self.policy, self.rua.is_empty()) {
            (Given::Value(_), _) if !is_wrong => Standing::Counts,
            (_, false) => Standing::CountsAsNone,
            (_, true) => Standing::CountsNot,
        }
    }

    /// Whether receivers do something else than the record is meant to say.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        let dispositions = [self.policy, self.subdomains, self.nonexistent];
        self.standing() == Standing::CountsNot || dispositions.contains(&Given::Wrong)
    }

    /// What it asks for the domain that has it; nothing where DMARC is not applied.
    #[must_use]
    pub fn for_domain(&self) -> Option<Disposition> {
        match (self.standing(), self.policy) {
            (Standing::Counts, Given::Value(policy)) => Some(policy),
            (Standing::CountsNot, _) => None,
            (Standing::Counts | Standing::CountsAsNone, _) => Some(Disposition::None),
        }
    }

    /// What it asks for subdomains that exist.
    #[must_use]
    pub fn for_subdomains(&self) -> Option<Disposition> {
        match (self.standing(), self.subdomains) {
            (Standing::Counts, Given::Value(policy)) => Some(policy),
            _ => self.for_domain(),
        }
    }

    /// What it asks for those that do not exist.
    #[must_use]
    pub fn for_nonexistent(&self) -> Option<Disposition> {
        match (self.standing(), self.nonexistent) {
            (Standing::Counts, Given::Value(policy)) => Some(policy),
            _ => self.for_subdomains(),
        }
    }

    fn read(&mut self, index: usize, tag: &Tag<'_>) {
        match tag.name {
            "v" | "V" => self.version(index, tag),
            "p" => self.policy = self.disposition(tag),
            "sp" => self.subdomains = self.disposition(tag),
            "np" => self.nonexistent = self.disposition(tag),
            "adkim" => self.strict_dkim = self.one_of(tag, &["r", "s"]) == Some(1),
            "aspf" => self.strict_spf = self.one_of(tag, &["r", "s"]) == Some(1),
            "t" => self.testing = self.one_of(tag, &["n", "y"]) == Some(1),
            "psd" => self.public_suffix = self.suffix(tag),
            "fo" => self.failure_options(tag),
            "rua" => self.rua = self.uris(tag),
            "ruf" => self.ruf = self.uris(tag),
            "pct" => self.share(tag),
            "rf" | "ri" => self.obsolete(tag, ""),
            _ => self.unknown(tag),
        }
    }

    fn version(&mut self, index: usize, tag: &Tag<'_>) {
        if index > 0 {
            self.ignore(tag.position, "v stands there a second time");
        } else if tag.name == "V" {
            let text = "the names of tags are small letters (RFC 6376 section 3.2)";
            self.faults
                .push(Fault::new(tag.position, Effect::Discouraged, text));
        }
    }

    fn disposition(&mut self, tag: &Tag<'_>) -> Given<Disposition> {
        let words = Disposition::ALL.map(Disposition::word);
        match self.one_of(tag, &words) {
            Some(index) => Given::Value(Disposition::ALL[index]),
            None => Given::Wrong,
        }
    }

    fn suffix(&mut self, tag: &Tag<'_>) -> PublicSuffix {
        match self.one_of(tag, &["u", "n", "y"]) {
            Some(1) => PublicSuffix::No,
            Some(2) => PublicSuffix::Yes,
            _ => PublicSuffix::Unknown,
        }
    }

    /// Which of the words the value is. They are literals of ABNF, in which case does not count (RFC 5234 section 2.3).
    fn one_of(&mut self, tag: &Tag<'_>, words: &[&str]) -> Option<usize> {
        let found = words
            .iter()
            .position(|word| tag.value.eq_ignore_ascii_case(word));
        if found.is_none() {
            self.wrong_value(tag, &words.join(", "));
        }
        found
    }

    fn wrong_value(&mut self, tag: &Tag<'_>, words: &str) {
        if let Some((at, name)) = swallowed(tag) {
            return self.ignore(at, format!("a semicolon is missing before {}", cut(name)));
        }
        let (name, value) = (tag.name, cut(tag.value));
        let text = if value.is_empty() {
            format!("{name} has no value; there are: {words}")
        } else {
            format!("\"{value}\" is no value of {name}; there are: {words}")
        };
        self.ignore(tag.value_position, text);
    }

    fn uris(&mut self, tag: &Tag<'_>) -> Vec<ReportUri> {
        if let Some((at, name)) = swallowed(tag) {
            self.ignore(at, format!("a semicolon is missing before {}", cut(name)));
            return Vec::new();
        }
        let (uris, faults) = report_uri::parse(tag.value, tag.value_position);
        for fault in faults {
            self.ignore(fault.position, fault.text);
        }
        for size in uris.iter().filter_map(|uri| uri.size) {
            let text = "a size behind an address is obsolete, reporters ignore it";
            self.faults.push(Fault::new(size, Effect::Obsolete, text));
        }
        uris
    }

    /// `dmarc-fo`: "0" and "1" exclude one another, and each stands there at most once.
    fn failure_options(&mut self, tag: &Tag<'_>) {
        let mut seen = Vec::new();
        let mut at = tag.value_position;
        for option in tag.value.split(':') {
            let lower = option.to_ascii_lowercase();
            if !["0", "1", "d", "s"].contains(&lower.as_str()) {
                let text = format!(
                    "\"{}\" is no value of fo; there are: 0, 1, d, s",
                    cut(option)
                );
                return self.ignore(at, text);
            }
            let excluded = match lower.as_str() {
                "0" => "1",
                "1" => "0",
                same => same,
            };
            if seen.contains(&lower) || seen.iter().any(|it: &String| it == excluded) {
                let text = "fo has each value at most once, and 0 or 1 but not both";
                return self.ignore(at, text);
            }
            seen.push(lower);
            at += option.len() + 1;
        }
    }

    fn share(&mut self, tag: &Tag<'_>) {
        let is_number = !tag.value.is_empty() && tag.value.bytes().all(|it| it.is_ascii_digit());
        self.share = tag.value.parse().ok().filter(|it| is_number && *it <= 100);
        match self.share {
            Some(100) => self.obsolete(tag, ""),
            Some(_) => self.obsolete(tag, ": they apply the policy to a part of the messages"),
            None => self.obsolete(tag, ", and its value is no number from 0 to 100"),
        }
    }

    fn obsolete(&mut self, tag: &Tag<'_>, more: &str) {
        let name = tag.name;
        let text = format!("{name} is obsolete, only receivers of RFC 7489 read it{more}");
        self.faults
            .push(Fault::new(tag.position, Effect::Obsolete, text));
    }

    fn unknown(&mut self, tag: &Tag<'_>) {
        let lower = tag.name.to_ascii_lowercase();
        let name = cut(tag.name);
        let text = if lower != tag.name && KNOWN.contains(&lower.as_str()) {
            format!("{name} is not {lower}: the names of tags are small letters")
        } else {
            format!("there is no tag {name}")
        };
        self.ignore(tag.position, text);
    }

    fn ignore(&mut self, position: usize, text: impl Into<String>) {
        self.faults
            .push(Fault::new(position, Effect::Ignored, text));
    }

    fn look_at_whole(&mut self, list: &TagList<'_>) {
        let discouraged = |position, text| Fault::new(position, Effect::Discouraged, text);
        match list.tags.iter().position(|tag| tag.name == "p") {
            Some(place) if place > 1 => self.faults.push(discouraged(
                list.tags[place].position,
                "receivers of RFC 7489 expect p right behind v",
            )),
            _ => {}
        }
        if let Some(tag) = list.tag("fo").filter(|_| self.ruf.is_empty()) {
            let text = "fo says nothing where there is no ruf";
            self.faults.push(discouraged(tag.position, text));
        }
    }
}

/// The tags of RFC 9989 section 4.7, and the last three those of RFC 7489 that are gone.
const KNOWN: [&str; 14] = [
    "v", "p", "sp", "np", "adkim", "aspf", "fo", "rua", "ruf", "psd", "t", "pct", "rf", "ri",
];

/// The next tag, where the semicolon before it is missing and a value has it in it.
fn swallowed<'a>(tag: &Tag<'a>) -> Option<(usize, &'a str)> {
    let mut at = 0;
    for word in tag.value.split_inclusive(is_space) {
        let name = word.split('=').next().unwrap_or_default();
        if at > 0 && word.contains('=') && KNOWN.contains(&name) {
            return Some((tag.value_position + at, name));
        }
        at += word.len();
    }
    None
}

/// A strange character in a tag that is known: what reads the tag tells it.
fn is_told_otherwise(fault: &TagFault, list: &TagList<'_>) -> bool {
    let is_in = |tag: &Tag<'_>| {
        let value = tag.value_position..tag.value_position + tag.value.len();
        KNOWN.contains(&tag.name) && value.contains(&fault.position)
    };
    matches!(fault.kind, TagFaultKind::Character(_)) && list.tags.iter().any(is_in)
}
