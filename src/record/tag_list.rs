//! Lists of `tag=value` with semicolons in between (RFC 6376 section 3.2), as the records of DKIM, DMARC, TLS-RPT and BIMI are. It
//! reads on past what is wrong and tells where that is; which fault makes a record void is the business of each kind of record.
//! Positions are offsets in bytes from the beginning of the text.

use std::fmt;

use crate::text::shortened;

/// The most tags that are read; what is behind them is a fault.
const MOST_TAGS: usize = 1000;
/// The most of a stranger's text in a sentence, in bytes.
const LONGEST_QUOTE: usize = 100;

/// One tag and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its name, as it is written: case counts.
    pub name: &'a str,
    /// Its value without the space around it; it may be empty.
    pub value: &'a str,
    /// Where the name begins.
    pub position: usize,
    /// Where the value begins.
    pub value_position: usize,
}

/// A list of tags and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagList<'a> {
    /// What has a name and an equals sign, in order. Of tags of the same name all are here.
    pub tags: Vec<Tag<'a>>,
    /// What is wrong, in order.
    pub faults: Vec<TagFault>,
}

/// Something that is wrong with a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagFault {
    /// What it is.
    pub kind: TagFaultKind,
    /// Where it is.
    pub position: usize,
}

/// What may be wrong with a list of tags. Texts are parts of the list, not yet fit to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagFaultKind {
    /// Nothing stands before a semicolon.
    Empty,
    /// There is no equals sign.
    NoEqualsSign(String),
    /// What stands before the equals sign is no name: a letter, then letters, digits and underscores.
    Name(String),
    /// A value has a character in it that cannot stand there.
    Character(char),
    /// A name stands there a second time; RFC 6376 section 3.2 makes the whole list invalid.
    Twice(String),
    /// There are more than this program reads.
    TooMany,
}

impl<'a> TagList<'a> {
    /// Reads a list.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let mut list = Self::default();
        let mut start = 0;
        let parts: Vec<_> = text.split(';').take(MOST_TAGS + 1).collect();
        for (index, part) in parts.iter().enumerate() {
            if index == MOST_TAGS {
                list.fault(TagFaultKind::TooMany, start);
                break;
            }
            let is_last = start + part.len() == text.len();
            list.read(part, start, is_last && index > 0);
            start += part.len() + 1;
        }
        list
    }

    /// The first tag of a name.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<&Tag<'a>> {
        self.tags.iter().find(|tag| tag.name == name)
    }

    fn read(&mut self, part: &'a str, start: usize, may_be_empty: bool) {
        let inner = part.trim_matches(is_space);
        let position = start + (part.len() - part.trim_start_matches(is_space).len());
        if inner.is_empty() {
            if !may_be_empty {
                self.fault(TagFaultKind::Empty, start);
            }
            return;
        }
        let Some((name, value)) = inner.split_once('=') else {
            return self.fault(TagFaultKind::NoEqualsSign(inner.to_owned()), position);
        };
        let value_start = position + name.len() + 1;
        let name = name.trim_end_matches(is_space);
        if !is_name(name) {
            return self.fault(TagFaultKind::Name(name.to_owned()), position);
        }
        if self.tag(name).is_some() {
            self.fault(TagFaultKind::Twice(name.to_owned()), position);
        }
        let trimmed = value.trim_start_matches(is_space);
        let value_position = value_start + (value.len() - trimmed.len());
        if let Some((at, character)) = trimmed.char_indices().find(|(_, c)| !may_stand(*c)) {
            self.fault(TagFaultKind::Character(character), value_position + at);
        }
        self.tags.push(Tag {
            name,
            value: trimmed,
            position,
            value_position,
        });
    }

    fn fault(&mut self, kind: TagFaultKind, position: usize) {
        self.faults.push(TagFault { kind, position });
    }
}

/// Folding white space (RFC 6376 section 2.8); in a record that is not folded there is no line end, and it does no harm.
#[must_use]
pub const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// `tag-name = ALPHA *ALNUMPUNC`.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `VALCHAR`, and the space between.
const fn may_stand(character: char) -> bool {
    character.is_ascii_graphic() && character != ';' || is_space(character)
}

impl fmt::Display for TagFaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("there is nothing before the semicolon"),
            Self::NoEqualsSign(text) => write!(formatter, "\"{}\" has no equals sign", cut(text)),
            Self::Name(name) if name.is_empty() => {
                formatter.write_str("no name stands before the equals sign")
            }
            Self::Name(name) => write!(
                formatter,
                "\"{}\" is no name of a tag, which has letters, digits and underscores",
                cut(name)
            ),
            Self::Character(character) => write!(
                formatter,
                "the character \"{}\" cannot stand there",
                cut(&character.to_string())
            ),
            Self::Twice(name) => write!(formatter, "the tag {} stands there twice", cut(name)),
            Self::TooMany => write!(formatter, "more than {MOST_TAGS} tags"),
        }
    }
}

/// A stranger's text, safe to show and short enough for a sentence.
#[must_use]
pub fn cut(text: &str) -> String {
    shortened(crate::text::visible(text.as_bytes()), LONGEST_QUOTE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{TagFaultKind::*, *};

    fn tags(text: &str) -> Vec<(&str, &str, usize, usize)> {
        let list = TagList::parse(text);
        assert_eq!(list.faults, [], "{text}");
        list.tags
            .into_iter()
            .map(|tag| (tag.name, tag.value, tag.position, tag.value_position))
            .collect()
    }

    #[test]
    fn tags_have_names_values_and_places() {
        assert_eq!(
            tags("v=DMARC1; p = none ;\trua=mailto:a@b.example;"),
            [
                ("v", "DMARC1", 0, 2),
                ("p", "none", 10, 14),
                ("rua", "mailto:a@b.example", 21, 25),
            ]
        );
    }

    /// Space inside a value stays, an equals sign in it too, and a value may be empty.
    #[test]
    fn values_are_what_stands_between() {
        assert_eq!(
            tags("a= b c ;d=e==; p="),
            [("a", "b c", 0, 3), ("d", "e==", 8, 10), ("p", "", 15, 17)]
        );
    }

    #[test]
    fn every_way_to_be_wrong_has_its_name_and_place() {
        for (text, kind, position) in [
            ("", Empty, 0),
            ("a=1;; b=2", Empty, 4),
            ("a=1; ;", Empty, 4),
            ("; a=1", Empty, 0),
            ("a=1; b", NoEqualsSign("b".to_owned()), 5),
            ("a=1; =2", Name(String::new()), 5),
            ("a=1;  1b=2", Name("1b".to_owned()), 6),
            ("a=1; b-c=2", Name("b-c".to_owned()), 5),
            ("a=1; b = x\u{e9}y", Character('\u{e9}'), 10),
            ("a=1; a=2", Twice("a".to_owned()), 5),
        ] {
            assert_eq!(
                TagList::parse(text).faults,
                [TagFault { kind, position }],
                "{text}"
            );
        }
    }

    #[test]
    fn a_list_without_end_has_an_end() {
        let list = "a=1;".repeat(10_000);
        let list = TagList::parse(&list);
        assert_eq!(list.tags.len(), MOST_TAGS);
        assert_eq!(list.faults.last().map(|fault| &fault.kind), Some(&TooMany));
    }

    proptest! {
        #[test]
        fn places_are_those_of_the_text(text in "[a-z=; \\t\u{e9}_-]{0,60}|\\PC{0,60}") {
            let list = TagList::parse(&text);
            for tag in &list.tags {
                prop_assert!(text[tag.position..].starts_with(tag.name));
                prop_assert!(text[tag.value_position..].starts_with(tag.value));
            }
            for fault in &list.faults {
                prop_assert!(text.is_char_boundary(fault.position));
                prop_assert!(!fault.kind.to_string().contains(char::is_control));
            }
        }
    }
}
