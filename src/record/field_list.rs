//! Lists of `name=value` as the records of TLS-RPT and MTA-STS are: RFC 8460 section 3 and RFC 8461 section 3.1, which have one
//! grammar. Unlike in a list of tags ([`super::tag_list`]) there is no space around the equals sign, and names may have digits first.

use super::{
    fault::{Effect, Fault},
    tag_list::cut,
};

/// The most characters of a name.
const LONGEST_NAME: usize = 32;
/// The most fields that are read.
const MOST_FIELDS: usize = 1000;

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Its name: case counts.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// Where the name begins.
    pub position: usize,
    /// Where the value begins.
    pub value_position: usize,
}

/// Reads the fields behind the version, which ends at `start`; and what is wrong with them, each of which makes the record void.
#[must_use]
pub fn fields(text: &str, start: usize) -> (Vec<Field<'_>>, Vec<Fault>) {
    let (mut fields, mut faults) = (Vec::new(), Vec::new());
    let mut at = start;
    let mut parts = text[start..].split(';').peekable();
    let mut count = 0;
    while let Some(part) = parts.next() {
        let trimmed = part.trim_matches(is_blank);
        let position = at + (part.len() - part.trim_start_matches(is_blank).len());
        let is_last = parts.peek().is_none();
        count += 1;
        if count > MOST_FIELDS {
            faults.push(void(at, format!("more than {MOST_FIELDS} fields")));
            break;
        }
        match field(trimmed, position) {
            _ if trimmed.is_empty() && is_last => {}
            Ok(field) => fields.push(field),
            Err(fault) => faults.push(fault),
        }
        at += part.len() + 1;
    }
    (fields, faults)
}

fn field(text: &str, position: usize) -> Result<Field<'_>, Fault> {
    if text.is_empty() {
        return Err(void(position, "there is nothing before the semicolon"));
    }
    let Some((name, value)) = text.split_once('=') else {
        return Err(void(
            position,
            format!("\"{}\" has no equals sign", cut(text)),
        ));
    };
    if name.trim_end_matches(is_blank) != name || value.trim_start_matches(is_blank) != value {
        let at = position + name.trim_end_matches(is_blank).len();
        let at = if name.ends_with(is_blank) {
            at
        } else {
            position + name.len() + 1
        };
        return Err(void(at, "no space may stand around the equals sign"));
    }
    if !is_name(name) {
        let text = format!("\"{}\" is no name of a field", cut(name));
        return Err(void(position, text));
    }
    let value_position = position + name.len() + 1;
    if value.is_empty() {
        return Err(void(value_position, format!("{} has no value", cut(name))));
    }
    Ok(Field {
        name,
        value,
        position,
        value_position,
    })
}

/// A value of a field that is not known: no equals sign, semicolon, space or control character. Where it is wrong.
#[must_use]
pub fn wrong_in_value(field: &Field<'_>) -> Option<Fault> {
    let may_stand = |character: char| character.is_ascii_graphic() && character != '=';
    let (at, wrong) = field.value.char_indices().find(|(_, it)| !may_stand(*it))?;
    let wrong = cut(&wrong.to_string());
    let text = format!("the character \"{wrong}\" cannot stand in the value of a field");
    Some(void(field.value_position + at, text))
}

fn void(position: usize, text: impl Into<String>) -> Fault {
    Fault::new(position, Effect::Void, text)
}

const fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

fn is_name(name: &str) -> bool {
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    name.len() <= LONGEST_NAME
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(may_stand)
}

/// Where the version ends, its semicolon included: `VERSION *WSP ";"`. Where it does not, where and why.
///
/// # Errors
/// What is wrong with the beginning of a record that is meant as one; `None` where it is something else.
pub fn behind_version(text: &str, version: &str) -> Result<usize, Option<Fault>> {
    if let Some(behind) = text.strip_prefix(version) {
        let rest = behind.trim_start_matches(is_blank);
        let at = text.len() - rest.len();
        return match rest.strip_prefix(';') {
            Some(_) => Ok(at + 1),
            None if rest.is_empty() => {
                Err(Some(void(at, format!("nothing stands behind {version}"))))
            }
            None if rest.len() < behind.len() || rest.starts_with(',') => Err(Some(void(
                at,
                format!("a semicolon is missing behind {version}"),
            ))),
            None => Err(Some(void(
                2,
                format!("the version is not {}", &version[2..]),
            ))),
        };
    }
    Err(wrong_beginning(text, version))
}

fn wrong_beginning(text: &str, version: &str) -> Option<Fault> {
    let lower = text.to_ascii_lowercase();
    let word = version[2..].trim_end_matches(|it: char| it.is_ascii_digit() || it == 'v');
    let name = word.to_ascii_lowercase();
    let first = text.find(|it: char| !it.is_whitespace())?;
    let bare = lower[first..].trim_start_matches(['"', '\'']);
    let value = bare
        .strip_prefix('v')
        .map(|it| it.trim_start().strip_prefix('=').unwrap_or(""));
    if !value.is_some_and(|it| it.trim_start().starts_with(&name)) {
        let later = lower.find(&version.to_ascii_lowercase());
        return later.map(|_| void(0, format!("{version} is not the first field")));
    }
    if text.starts_with(['"', '\'']) {
        return Some(void(0, "a quotation mark is part of the record"));
    }
    if first > 0 {
        return Some(void(0, format!("there is space before {version}")));
    }
    if !bare.starts_with("v=") {
        return Some(void(1, "no space may stand around the equals sign"));
    }
    let written = text.split([';', ' ', '\t']).next().unwrap_or_default();
    let text = format!(
        "\"{}\" is not {version}, in which case counts",
        cut(written)
    );
    Some(void(2, text))
}
