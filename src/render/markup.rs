//! Texts in XML and HTML. Everything of a stranger is text there: nothing of it is markup, and nothing of it is a character
//! that XML does not have (XML 1.0 section 2.2).

use std::fmt::{self, Write};

/// A text as it stands between tags.
pub(super) struct Text<'a>(pub(super) &'a str);

/// A text as it stands in an attribute, in quotation marks of either kind, where a reader makes a space of a line break that is
/// not escaped (XML 1.0 section 3.3.3).
pub(super) struct Value<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(formatter, self.0, |character| match character {
            '\n' => Some("\n"),
            other => escape(other),
        })
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(formatter, self.0, escape)
    }
}

fn write(
    formatter: &mut fmt::Formatter<'_>,
    text: &str,
    escape: impl Fn(char) -> Option<&'static str>,
) -> fmt::Result {
    text.chars()
        .try_for_each(|character| match escape(character) {
            Some(escaped) => formatter.write_str(escaped),
            None => formatter.write_char(character),
        })
}

const ESCAPES: [(char, &str); 7] = [
    ('&', "&amp;"),
    ('<', "&lt;"),
    ('>', "&gt;"),
    ('"', "&quot;"),
    ('\'', "&#39;"),
    ('\n', "&#10;"),
    ('\t', "&#9;"),
];

fn escape(character: char) -> Option<&'static str> {
    let is_forbidden = character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}');
    let known = ESCAPES.iter().find(|(one, _)| *one == character);
    let known = known.map(|(_, escape)| *escape);
    known.or(is_forbidden.then_some("\u{fffd}"))
}

/// The text that such a text stands for.
#[must_use]
pub fn without_markup(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = ESCAPES.iter().find(|(_, escape)| rest.starts_with(escape));
        let (length, character) =
            known.map_or((1, '&'), |(character, escape)| (escape.len(), *character));
        text.push(character);
        rest = &rest[length..];
    }
    text.push_str(rest);
    text
}

/// A text with the escapes that it needs between tags and in an attribute.
#[must_use]
pub fn with_markup(text: &str) -> String {
    Value(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        let hostile = "<script>alert('x & \"y\"')</script>]]>\n\ta\u{1}\u{ffff}";
        let shown = "&lt;script&gt;alert(&#39;x &amp; &quot;y&quot;&#39;)&lt;/script&gt;]]&gt;&#10;&#9;a\u{fffd}\u{fffd}";
        assert_eq!(with_markup(hostile), shown);
        assert_eq!(
            without_markup(shown),
            hostile.replace(['\u{1}', '\u{ffff}'], "\u{fffd}")
        );
        assert_eq!(Text("a\n<").to_string(), "a\n&lt;");
        assert_eq!(without_markup("a & b &amp;lt;"), "a & b &lt;");
    }
}
