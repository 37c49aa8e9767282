//! A tag list as DKIM has them, where a tag that is there twice counts once and a semicolon that was forgotten is told: it is the
//! fault that makes one tag's value swallow the next.

use std::fmt;

use crate::record::tag_list::{Tag, TagFaultKind, TagList};

/// Where a list does not follow the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFault {
    /// What any tag list may have.
    List(TagFaultKind),
    /// Another tag, of this name, begins in the value before it.
    NoSemicolon(String),
}

impl fmt::Display for ListFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(fault) => fault.fmt(formatter),
            Self::NoSemicolon(name) => write!(formatter, "a semicolon is missing before {name}="),
        }
    }
}

/// The tags in order, and the faults with their places; reading goes on as if each missing semicolon were there.
#[must_use]
pub fn read(text: &str) -> (Vec<Tag<'_>>, Vec<(ListFault, usize)>) {
    let list = TagList::parse(text);
    let as_fault =
        |fault: crate::record::tag_list::TagFault| (ListFault::List(fault.kind), fault.position);
    let mut faults: Vec<_> = list.faults.into_iter().map(as_fault).collect();
    let mut tags: Vec<Tag<'_>> = Vec::new();
    for mut tag in list.tags {
        while let Some(next) = begun_in(&tag) {
            let fault = ListFault::NoSemicolon(next.name.to_owned());
            faults.push((fault, next.position));
            let until = next.position - tag.value_position;
            tag.value = tag.value[..until].trim_ascii_end();
            keep(&mut tags, tag);
            tag = next;
        }
        keep(&mut tags, tag);
    }
    faults.sort_by_key(|(_, position)| *position);
    (tags, faults)
}

fn keep<'a>(tags: &mut Vec<Tag<'a>>, tag: Tag<'a>) {
    if !tags.iter().any(|other| other.name == tag.name) {
        tags.push(tag);
    }
}

/// The tag that begins in the value of another, after white space: `k=rsa` in `v=DKIM1 k=rsa`. What is written for people, and
/// headers, may look like that.
fn begun_in<'a>(tag: &Tag<'a>) -> Option<Tag<'a>> {
    if tag.name == "n" || tag.name == "z" {
        return None;
    }
    let mut at = 0;
    for word in tag
        .value
        .split(|character: char| character.is_ascii_whitespace())
    {
        let is_tag = |name: &str, rest: &str| {
            (1..=2).contains(&name.len())
                && name.bytes().all(|octet| octet.is_ascii_lowercase())
                && !rest.is_empty()
                && !rest.starts_with('=')
        };
        if at > 0
            && let Some((name, rest)) = word.split_once('=')
            && is_tag(name, rest)
        {
            let value_at = at + name.len() + 1;
            return Some(Tag {
                name,
                value: &tag.value[value_at..],
                position: tag.value_position + at,
                value_position: tag.value_position + value_at,
            });
        }
        at += word.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_semicolon_is_told_and_read_as_if_it_were_there() {
        let (tags, faults) = read("v=DKIM1 k=rsa  t=y; p=AA BB==");
        let of: Vec<_> = tags
            .iter()
            .map(|tag| (tag.name, tag.value, tag.position, tag.value_position))
            .collect();
        let wanted = [
            ("v", "DKIM1", 0, 2),
            ("k", "rsa", 8, 10),
            ("t", "y", 15, 17),
            ("p", "AA BB==", 20, 22),
        ];
        assert_eq!(of, wanted);
        let missing = |name: &str| ListFault::NoSemicolon(name.to_owned());
        assert_eq!(faults, [(missing("k"), 8), (missing("t"), 15)]);
    }

    #[test]
    fn the_end_of_base64_and_what_is_for_people_begin_no_tag() {
        assert_eq!(read("p=AAAA AA==; b=AB\r\n CD=").1, []);
        assert_eq!(read("n=see p=AB for more").1, []);
    }

    #[test]
    fn a_tag_that_is_there_twice_counts_once() {
        let (tags, faults) = read("t=y; t=s");
        assert_eq!((tags.len(), tags[0].value), (1, "y"));
        let twice = ListFault::List(TagFaultKind::Twice("t".to_owned()));
        assert_eq!(faults, [(twice, 5)]);
    }
}
