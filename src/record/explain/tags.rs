//! What all records of tags share.

use crate::record::{explained::Explained, tag_list::Tag};

/// Adds each tag; the text of a tag is what stands between its semicolons.
pub(super) fn each(
    explained: &mut Explained,
    text: &str,
    tags: &[Tag<'_>],
    meaning: impl Fn(&Tag<'_>, bool) -> String,
) {
    for (index, tag) in tags.iter().enumerate() {
        let is_first = !tags[..index].iter().any(|it| it.name == tag.name);
        let end = tag.value_position + tag.value.len();
        let written = text.get(tag.position..end).unwrap_or(tag.value);
        explained.part(written, meaning(tag, is_first));
    }
}

/// `a, b and c` of addresses.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
