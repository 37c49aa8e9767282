//! The assertion record of BIMI, `v=BIMI1; l=https://…; a=https://…`: draft-brand-indicators-for-message-identification section 4.3.
//! Receivers do not mend anything, so that what is wrong makes the record void.

use serde::Serialize;

use crate::record::{
    fault::{Effect, Fault},
    report_uri,
    tag_list::{Tag, TagFaultKind, TagList, cut, is_space},
};

/// What a record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Where the logo is; `Some` and empty where the domain declines.
    pub logo: Option<String>,
    /// Where the certificate is.
    pub certificate: Option<String>,
    /// Whether a person's picture goes before the logo.
    pub avatar: Avatar,
    /// What is wrong, in order of the places.
    pub faults: Vec<Fault>,
}

/// What is shown where the sender has a picture too, `avp=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Avatar {
    /// The logo.
    #[default]
    Brand,
    /// The picture of the person.
    Personal,
}

/// Suffixes of formats that are not SVG (section 4.3.2).
const OTHER_FORMATS: [&str; 8] = [
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".ico", ".pdf",
];

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

/// `bimi-version = "v" *WSP "=" *WSP "BIMI1"`, then a semicolon or the end.
#[must_use]
pub fn beginning(text: &str) -> Beginning {
    let first = text.split(';').next().unwrap_or_default();
    if let Some((name, value)) = first.split_once('=')
        && name.trim_end_matches(is_space) == "v"
        && value.trim_matches(is_space) == "BIMI1"
    {
        return Beginning::Right;
    }
    let lower = text.to_ascii_lowercase();
    let Some(at) = lower.find("bimi") else {
        return Beginning::Other;
    };
    let bare: String = lower[..at].split_whitespace().collect();
    let wrong = |position, text: String| Beginning::Wrong(Fault::new(position, Effect::Void, text));
    match bare.as_str() {
        "\"v=" | "'v=" => wrong(0, "a quotation mark is part of the record".to_owned()),
        "v=" if text.starts_with(is_space) => wrong(0, "there is space before v=BIMI1".to_owned()),
        "v=" => {
            let version = first[at..].split(is_space).next().unwrap_or_default();
            if version == "BIMI1" {
                let behind = first[at + 5..].trim_start_matches(is_space);
                let next = first.len() - behind.len();
                return wrong(next, "a semicolon is missing behind v=BIMI1".to_owned());
            }
            wrong(
                at,
                format!("the version is \"{}\", not BIMI1", cut(version)),
            )
        }
        _ if lower.contains("v=bimi1") => wrong(0, "v=BIMI1 is not the first tag".to_owned()),
        _ => Beginning::Other,
    }
}

impl Record {
    /// Reads a text that begins as it must.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let list = TagList::parse(text);
        let mut record = Self::default();
        let known = |name: &str| ["v", "l", "a", "lps", "avp"].contains(&name);
        for fault in &list.faults {
            let is_of = |tag: &&Tag<'_>| tag.position <= fault.position;
            let tag = list.tags.iter().rev().find(is_of);
            let is_character = matches!(fault.kind, TagFaultKind::Character(_));
            if !(is_character && tag.is_some_and(|tag| known(tag.name))) {
                record.faults.push(Fault::of_list(fault, Effect::Void));
            }
        }
        for (index, tag) in list.tags.iter().enumerate() {
            record.read(index, tag);
        }
        if record.logo.is_none() && list.tag("l").is_none() {
            let text = "there is no place of a logo, l=";
            record.void(text_end(&list), text.to_owned());
        }
        if let (Some(""), Some(_), Some(tag)) =
            (record.logo.as_deref(), &record.certificate, list.tag("l"))
        {
            record.void(tag.value_position, "l is empty where a is not".to_owned());
        }
        record.faults.sort_by_key(|fault| fault.position);
        record
    }

    /// Whether the domain says that it has no logo (section 4.3.1).
    #[must_use]
    pub fn declines(&self) -> bool {
        self.logo.as_deref() == Some("") && self.certificate.is_none()
    }

    fn read(&mut self, index: usize, tag: &Tag<'_>) {
        match tag.name {
            "v" if index == 0 => {}
            "l" => self.logo = self.location(tag, true),
            "a" => self.certificate = self.location(tag, false).filter(|uri| !uri.is_empty()),
            "avp" => self.avatar(tag),
            "lps" => self.prefixes(tag),
            name => {
                let text = format!("there is no tag {}", cut(name));
                self.faults
                    .push(Fault::new(tag.position, Effect::Ignored, text));
            }
        }
    }

    fn location(&mut self, tag: &Tag<'_>, is_logo: bool) -> Option<String> {
        if tag.value.is_empty() {
            return Some(String::new());
        }
        if let Some(at) = tag.value.find(',') {
            self.void(
                tag.value_position + at,
                "a comma in the URI is written %2C".to_owned(),
            );
            return None;
        }
        if let Err(fault) = report_uri::https_host(tag.value, tag.value_position) {
            self.void(fault.position, fault.text);
            return None;
        }
        let path = tag.value.split(['?', '#']).next().unwrap_or_default();
        let lower = path.to_ascii_lowercase();
        let other = OTHER_FORMATS.iter().find(|suffix| lower.ends_with(*suffix));
        if let Some(suffix) = other.filter(|_| is_logo) {
            let at = tag.value_position + path.len() - suffix.len();
            self.void(at, format!("the logo is {suffix}, and only SVG is shown"));
            return None;
        }
        Some(tag.value.to_owned())
    }

    fn avatar(&mut self, tag: &Tag<'_>) {
        match tag.value {
            "brand" => self.avatar = Avatar::Brand,
            "personal" => self.avatar = Avatar::Personal,
            other => {
                let other = cut(other);
                let text = format!("\"{other}\" is no value of avp; there are: brand, personal");
                self.faults
                    .push(Fault::new(tag.value_position, Effect::Ignored, text));
            }
        }
    }

    /// `local-part-prefix-list`, section 4.3.
    fn prefixes(&mut self, tag: &Tag<'_>) {
        let of_prefix = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let mut at = tag.value_position;
        for part in tag.value.split(',').filter(|_| !tag.value.is_empty()) {
            let prefix = part.trim_matches(is_space);
            let position = at + (part.len() - part.trim_start_matches(is_space).len());
            if prefix.is_empty() || prefix.len() > 63 || !prefix.bytes().all(of_prefix) {
                let prefix = cut(prefix);
                let text = format!(
                    "\"{prefix}\" is no beginning of a local part: letters, digits, hyphens"
                );
                self.void(position, text);
            }
            at += part.len() + 1;
        }
    }

    fn void(&mut self, position: usize, text: String) {
        self.faults.push(Fault::new(position, Effect::Void, text));
    }
}

/// Where the first tag ends.
fn text_end(list: &TagList<'_>) -> usize {
    let first = list.tags.first();
    first.map_or(0, |tag| tag.value_position + tag.value.len())
}
