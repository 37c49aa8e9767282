//! What fields of results are made of: words, `name=value` and comments, in groups between semicolons. RFC 8601 section 2.2, RFC 5322
//! sections 3.2.2 and 3.2.4.

/// The most pieces of a field that are read: more than it has octets.
const MOST: usize = 100_000;
/// How deep comments may stand in each other.
const DEEPEST: usize = 100;

/// One piece, where it is and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) at: usize,
    pub(super) written: &'a str,
}

impl Piece<'_> {
    /// What of it has no end: a comment or a text in quotation marks.
    pub(super) fn open(&self) -> Option<&'static str> {
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        let is_comment = matches!(self.kind, Kind::Comment(_));
        for character in self.written.chars() {
            match character {
                _ if escaped => escaped = false,
                '\\' if is_comment || quoted => escaped = true,
                '"' if !is_comment => quoted = !quoted,
                '(' if is_comment => depth = (depth + 1).min(DEEPEST),
                ')' if is_comment => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        match (depth, quoted) {
            (0, false) => None,
            (0, true) => Some("a quotation mark is missing that ends this"),
            _ => Some("a parenthesis is missing that ends this remark"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// `name=value`, the value without its quotation marks.
    Pair(&'a str, &'a str),
    Word(&'a str),
    /// Without its parentheses.
    Comment(&'a str),
}

/// The groups of pieces from a place on; an empty one between two semicolons is there too.
pub(super) fn groups(text: &str, from: usize) -> Vec<Vec<Piece<'_>>> {
    let mut groups = vec![Vec::new()];
    let mut at = from;
    for _ in 0..MOST {
        at = skip(text, at);
        let Some(first) = text[at..].chars().next() else {
            break;
        };
        if first == ';' {
            groups.push(Vec::new());
            at += 1;
            continue;
        }
        let end = match first {
            '(' => comment_end(text, at),
            _ => pair_end(text, at),
        };
        if let Some(group) = groups.last_mut() {
            group.push(piece(text, at, end));
        }
        at = end;
    }
    groups
}

fn piece(text: &str, at: usize, end: usize) -> Piece<'_> {
    let written = &text[at..end];
    let kind = match written.split_once('=') {
        _ if written.starts_with('(') => {
            let inner = &written[1..];
            Kind::Comment(inner.strip_suffix(')').unwrap_or(inner).trim())
        }
        Some((name, value)) if !written.starts_with('"') => {
            Kind::Pair(name.trim(), unquoted(value.trim()))
        }
        _ => Kind::Word(unquoted(written)),
    };
    Piece { kind, at, written }
}

/// Quoted pairs stay as they are: the text is for people.
fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"');
    inner.map_or(value, |inner| inner.strip_suffix('"').unwrap_or(inner))
}

fn skip(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    from + rest.len() - rest.trim_start().len()
}

fn comment_end(text: &str, from: usize) -> usize {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, character) in text[from..].char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth = (depth + 1).min(DEEPEST),
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return from + at + character.len_utf8();
        }
    }
    text.len()
}

/// The end of a word, and of what stands behind its `=`: white space may be on both sides of that.
fn pair_end(text: &str, from: usize) -> usize {
    let end = word_end(text, from);
    if text[from..end].contains('=') && !text[from..end].ends_with('=') {
        return end;
    }
    let equals = match text[from..end].ends_with('=') {
        true => end,
        false => match text[skip(text, end)..].starts_with('=') {
            true => skip(text, end) + 1,
            false => return end,
        },
    };
    word_end(text, skip(text, equals)).max(equals)
}

fn word_end(text: &str, from: usize) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, character) in text[from..].char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' | '(' if !quoted => return from + at,
            _ if !quoted && character.is_whitespace() => return from + at,
            _ => {}
        }
    }
    text.len()
}
