//! BIMI (draft-brand-indicators-for-message-identification section 4.3), tag by tag.

use super::tags;
use crate::{
    record::{
        bimi::{Avatar, Beginning, Record, beginning},
        explained::Explained,
        tag_list::{Tag, TagList},
    },
    text::visible,
};

/// Of a text that was meant as a record.
pub(super) fn explain(text: &str) -> Explained {
    let title = "BIMI: the logo beside the domain's messages (draft-brand-indicators-for-message-identification)";
    let mut explained = Explained::new(title, text);
    let record = Record::parse(text);
    let list = TagList::parse(text);
    tags::each(
        &mut explained,
        text,
        &list.tags,
        |tag, is_first| match is_first {
            true => meaning(&record, tag),
            false => "stands there a second time".to_owned(),
        },
    );
    explained.faults.clone_from(&record.faults);
    if let Beginning::Wrong(fault) = beginning(text) {
        explained.faults.push(fault);
    }
    let whole = match (explained.is_void(), record.declines()) {
        (true, _) => "no logo is shown: the record does not count",
        (_, true) => "the domain says that it has no logo",
        _ => "a logo is shown only where DMARC asks for quarantine or reject",
    };
    explained.whole.push(whole.to_owned());
    explained
}

fn meaning(record: &Record, tag: &Tag<'_>) -> String {
    let shown = || visible(tag.value.as_bytes());
    match tag.name {
        "v" => "the version: a BIMI record".to_owned(),
        "l" if tag.value.is_empty() => "no logo".to_owned(),
        "l" => format!("the logo, an SVG file, is at {}", shown()),
        "a" if tag.value.is_empty() => "no certificate for the logo".to_owned(),
        "a" => format!("the certificate for the logo is at {}", shown()),
        "avp" if record.avatar == Avatar::Personal => {
            "a person's own picture goes before the logo".to_owned()
        }
        "avp" => "the logo goes before a person's own picture".to_owned(),
        "lps" => "the beginnings of local parts that have records of their own".to_owned(),
        _ => "not known, passed over".to_owned(),
    }
}
