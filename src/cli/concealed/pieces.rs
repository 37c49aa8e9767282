//! A result in pieces: what makes up its form, which stays as it is, and texts, which are masked as what they stand for and
//! written anew. A mask within an escape or a tag would break the document, and an escape would hide a secret.

use crate::render::{
    Texts, with_markup, with_percent, with_quotes, without_markup, without_percent, without_quotes,
};

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// As it stands there.
    pub(super) written: &'a str,
    /// How its text is written; nothing where it is none.
    pub(super) as_text: Option<Writing>,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// As it is.
    Plain,
    /// As a string of JSON.
    Json,
    /// With the escapes of XML.
    Markup,
    /// As a field of CSV.
    Csv,
    /// With those of a workflow command.
    Percent,
}

impl Writing {
    /// The text that is written so.
    pub(super) fn read(self, written: &str) -> Option<String> {
        Some(match self {
            Self::Plain => written.to_owned(),
            Self::Json => serde_json::from_str(written).ok()?,
            Self::Markup => without_markup(written),
            Self::Csv => without_quotes(written),
            Self::Percent => without_percent(written),
        })
    }

    /// The text written so.
    pub(super) fn written(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Json => serde_json::to_string(text).unwrap_or_default(),
            Self::Markup => with_markup(text),
            Self::Csv => with_quotes(text),
            Self::Percent => with_percent(text),
        }
    }
}

/// The pieces of a document in which texts stand so, one after the other.
pub(super) fn pieces(document: &str, texts: Texts) -> Vec<Piece<'_>> {
    match texts {
        Texts::Plain => vec![text(document, Writing::Plain)],
        Texts::Json => quoted(document, None),
        Texts::Quoted => quoted(document, Some(Writing::Plain)),
        Texts::Markup => markup(document),
        Texts::Csv => fields(document),
        Texts::Command => document.split_inclusive('\n').flat_map(command).collect(),
    }
}

const fn text(written: &str, writing: Writing) -> Piece<'_> {
    Piece {
        written,
        as_text: Some(writing),
    }
}

const fn structure(written: &str) -> Piece<'_> {
    Piece {
        written,
        as_text: None,
    }
}

fn quoted(document: &str, between: Option<Writing>) -> Vec<Piece<'_>> {
    let beside = |written| Piece {
        written,
        as_text: between,
    };
    let mut pieces = Vec::new();
    let mut rest = document;
    while let Some(quote) = rest.find('"') {
        let (before, literal) = rest.split_at(quote);
        let (literal, behind) = literal.split_at(end_of_literal(literal));
        pieces.extend([beside(before), text(literal, Writing::Json)]);
        rest = behind;
    }
    pieces.push(beside(rest));
    pieces
}

/// Behind its closing quotation mark.
fn end_of_literal(literal: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in literal.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    literal.len()
}

/// Our own markup: each `<` begins a tag, each `>` ends one, values stand in quotation marks, and a style sheet holds no text.
fn markup(document: &str) -> Vec<Piece<'_>> {
    const STYLE: &str = "<style>";
    const END_OF_STYLE: &str = "</style>";
    let mut pieces = Vec::new();
    let mut rest = document;
    while let Some(begin) = rest.find('<') {
        let (before, tag) = rest.split_at(begin);
        pieces.push(text(before, Writing::Markup));
        let length = match tag.starts_with(STYLE) {
            true => tag.find(END_OF_STYLE),
            false => tag.find('>').map(|end| end + 1),
        };
        let (tag, behind) = tag.split_at(length.unwrap_or(tag.len()));
        pieces.extend(attributes(tag));
        rest = behind;
    }
    pieces.push(text(rest, Writing::Markup));
    pieces
}

/// A tag, with the values of those of its attributes as texts that hold any.
fn attributes(tag: &str) -> Vec<Piece<'_>> {
    if !tag.starts_with("<testsuite ")
        && !tag.starts_with("<testcase ")
        && !tag.contains(" message=")
    {
        return vec![structure(tag)];
    }
    let parts = tag.split_inclusive('"').enumerate();
    let pieces = parts.flat_map(|(number, part)| match part.strip_suffix('"') {
        Some(value) if number % 2 == 1 => [
            text(value, Writing::Markup),
            structure(&part[value.len()..]),
        ],
        _ => [structure(part), structure("")],
    });
    pieces.collect()
}

/// Fields, and what ends each of them.
fn fields(document: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = document;
    while !rest.is_empty() {
        let mut quoted = false;
        let ends = |byte: u8| {
            quoted ^= byte == b'"';
            !quoted && matches!(byte, b',' | b'\r' | b'\n')
        };
        let (field, behind) = rest.split_at(rest.bytes().position(ends).unwrap_or(rest.len()));
        let end = behind.find(|one| !matches!(one, ',' | '\r' | '\n'));
        // A comma ends one field alone: the next one may be empty.
        let end = match behind.starts_with(',') {
            true => 1,
            false => end.unwrap_or(behind.len()).min(2),
        };
        let (end, behind) = behind.split_at(end);
        pieces.extend([text(field, Writing::Csv), structure(end)]);
        rest = behind;
    }
    pieces
}

/// `::error title=…::…`.
fn command(line: &str) -> Vec<Piece<'_>> {
    const TITLE: &str = "title=";
    let end = line.trim_end_matches('\n').len();
    let (line, end) = line.split_at(end);
    let title = line.find(TITLE).map(|at| at + TITLE.len());
    let parts = title.and_then(|at| {
        let (begin, rest) = line.split_at(at);
        let (title, message) = rest.split_once("::")?;
        Some((begin, title, message))
    });
    match parts {
        Some((begin, title, message)) => vec![
            structure(begin),
            text(title, Writing::Percent),
            structure("::"),
            text(message, Writing::Percent),
            structure(end),
        ],
        None => vec![text(line, Writing::Plain), structure(end)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(document: &str, texts: Texts) -> Vec<String> {
        let pieces = pieces(document, texts);
        let whole: String = pieces.iter().map(|piece| piece.written).collect();
        assert_eq!(whole, document);
        let read = pieces
            .iter()
            .filter_map(|piece| piece.as_text?.read(piece.written));
        read.filter(|text| !text.trim().is_empty()).collect()
    }

    #[test]
    fn the_texts_of_a_document_are_found_and_nothing_else_of_it() {
        let markup =
            "<a message=\"x &quot;y&quot;\" c=\"\">1 &lt; 2<d e=\"f\"/></a><style>b{}</style>&amp;";
        assert_eq!(texts(markup, Texts::Markup), ["x \"y\"", "1 < 2", "&"]);
        let commands = "::error title=a%3A b::c%25d%0Ae::f\n::notice title=::g\n";
        assert_eq!(texts(commands, Texts::Command), ["a: b", "c%d\ne::f", "g"]);
        let fields = "a,\"b,\"\"c\"\"\r\nd\",,e\r\n\"\",f\r\n";
        assert_eq!(texts(fields, Texts::Csv), ["a", "b,\"c\"\r\nd", "e", "f"]);
        let quoted = "ok 1\n  a: \"b\\\"c\"\n";
        assert_eq!(texts(quoted, Texts::Quoted), ["ok 1\n  a: ", "b\"c"]);
        assert_eq!(texts(quoted, Texts::Json), ["b\"c"]);
    }
}
