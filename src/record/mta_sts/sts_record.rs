//! The TXT record of MTA-STS, `v=STSv1; id=20160831085700Z;`: RFC 8461 section 3.1. Its only use is to tell a sender
//! by a new id that there is a new policy. Fields that are not known are skipped.

use std::fmt;

use super::quote;

/// The version of the record.
const VERSION: &str = "v=STSv1";
/// How a record begins that counts among several. The grammar allows space before the semicolon, the rule that discards
/// records of several does not (erratum 6285).
const BEGINNING: &str = "v=STSv1;";
/// The most characters of an id and of a field's name.
const LONGEST: usize = 32;

/// The record of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StsRecord {
    /// Changes with the policy.
    pub id: String,
}

/// Why what is published is no record that counts. Texts are safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// A record is meant for MTA-STS and does not begin as it must.
    Beginning(String),
    /// Several records begin as they must; none of them counts.
    Several(usize),
    /// Two semicolons without a field between them.
    EmptyField,
    /// A field without an equals sign.
    NoEqualsSign(String),
    /// A field whose name is not one.
    FieldName(String),
    /// A field whose value is empty or has characters that cannot stand there.
    FieldValue(String),
    /// There is no id.
    IdMissing,
    /// The id is empty.
    IdEmpty,
    /// The id is longer than 32 characters.
    IdTooLong(usize),
    /// The id has a character that is neither letter nor digit.
    IdCharacter(String),
}

impl RecordError {
    /// The stranger's text in it.
    pub(super) fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Beginning(text)
            | Self::NoEqualsSign(text)
            | Self::FieldName(text)
            | Self::FieldValue(text)
            | Self::IdCharacter(text) => Some(text),
            Self::Several(_)
            | Self::EmptyField
            | Self::IdMissing
            | Self::IdEmpty
            | Self::IdTooLong(_) => None,
        }
    }
}

impl StsRecord {
    /// Picks the record out of all TXT records of the name and reads it. `None`: there is none.
    ///
    /// # Errors
    /// What is there makes senders go on as though there were none.
    pub fn select(texts: &[String]) -> Result<Option<Self>, RecordError> {
        if let [text] = texts
            && let Some(fields) = fields(text)
        {
            return Self::parse(fields).map(Some);
        }
        let own: Vec<_> = texts
            .iter()
            .filter_map(|text| text.strip_prefix(BEGINNING))
            .collect();
        match own.as_slice() {
            [] => texts
                .iter()
                .find(|text| is_meant(text))
                .map_or(Ok(None), |text| {
                    Err(RecordError::Beginning(quote(text.as_bytes())))
                }),
            [fields] => Self::parse(fields).map(Some),
            several => Err(RecordError::Several(several.len())),
        }
    }

    fn parse(fields: &str) -> Result<Self, RecordError> {
        let fields: Vec<_> = fields.split(';').map(trimmed).collect();
        // A semicolon may end the record.
        let fields = match fields.as_slice() {
            [fields @ .., ""] => fields,
            fields => fields,
        };
        let mut id = None;
        for field in fields {
            let (name, value) = parted(field)?;
            if name == "id" {
                id.get_or_insert(value);
            }
        }
        Ok(Self {
            id: checked_id(id.ok_or(RecordError::IdMissing)?)?,
        })
    }
}

/// What stands behind the version and its delimiter, `*WSP ";"`.
fn fields(text: &str) -> Option<&str> {
    let behind = text.strip_prefix(VERSION)?;
    behind.trim_start_matches([' ', '\t']).strip_prefix(';')
}

/// Whether somebody meant a record for MTA-STS. A TXT record for all names of a zone may stand here too.
fn is_meant(text: &str) -> bool {
    let text = text.trim_matches(|character: char| {
        character.is_whitespace() || character == '"' || character == '\''
    });
    text.get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("v=sts"))
        || text.contains("STSv1")
}

fn trimmed(field: &str) -> &str {
    field.trim_matches([' ', '\t'])
}

fn parted(field: &str) -> Result<(&str, &str), RecordError> {
    let shown = || quote(field.as_bytes());
    if field.is_empty() {
        return Err(RecordError::EmptyField);
    }
    let (name, value) = field
        .split_once('=')
        .ok_or_else(|| RecordError::NoEqualsSign(shown()))?;
    if !is_field_name(name) {
        return Err(RecordError::FieldName(shown()));
    }
    // The id has its own rule and its own errors.
    if name != "id" && !is_field_value(value) {
        return Err(RecordError::FieldValue(shown()));
    }
    Ok((name, value))
}

/// `sts-ext-name` of RFC 8461 section 3.1, which policies share.
pub(super) fn is_field_name(name: &str) -> bool {
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(may_stand)
}

/// `sts-ext-value`: no equals sign, semicolon, space or control character.
fn is_field_value(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'=' | b';'))
}

fn checked_id(id: &str) -> Result<String, RecordError> {
    if id.is_empty() {
        return Err(RecordError::IdEmpty);
    }
    if let Some(wrong) = id
        .chars()
        .find(|character| !character.is_ascii_alphanumeric())
    {
        return Err(RecordError::IdCharacter(quote(
            wrong.to_string().as_bytes(),
        )));
    }
    if id.len() > LONGEST {
        return Err(RecordError::IdTooLong(id.len()));
    }
    Ok(id.to_owned())
}

impl fmt::Display for RecordError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning(text) => {
                write!(formatter, "no record begins with {BEGINNING}: {text}")
            }
            Self::Several(count) => write!(
                formatter,
                "{count} records begin with {BEGINNING}, so none counts"
            ),
            Self::EmptyField => formatter.write_str("two semicolons without a field between them"),
            Self::NoEqualsSign(field) => {
                write!(formatter, "the field \"{field}\" has no equals sign")
            }
            Self::FieldName(field) => write!(
                formatter,
                "the field \"{field}\" does not begin with a name of letters and digits"
            ),
            Self::FieldValue(field) => write!(
                formatter,
                "the field \"{field}\" has no value, or one with characters that cannot stand there"
            ),
            Self::IdMissing => formatter.write_str("there is no id"),
            Self::IdEmpty => formatter.write_str("the id is empty"),
            Self::IdTooLong(length) => write!(
                formatter,
                "the id has {length} characters, more than {LONGEST}"
            ),
            Self::IdCharacter(character) => write!(
                formatter,
                "the id has \"{character}\" in it, which is neither letter nor digit"
            ),
        }
    }
}

impl std::error::Error for RecordError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn select(texts: &[&str]) -> Result<Option<String>, RecordError> {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        StsRecord::select(&texts).map(|record| record.map(|record| record.id))
    }

    fn id(text: &str) -> Option<String> {
        select(&[text]).unwrap()
    }

    /// The example of RFC 8461 section 3.1.
    #[test]
    fn the_example_of_the_rfc() {
        assert_eq!(
            id("v=STSv1; id=20160831085700Z;").as_deref(),
            Some("20160831085700Z")
        );
    }

    #[test]
    fn order_spaces_and_unknown_fields_do_not_matter() {
        for text in [
            "v=STSv1;id=1",
            "v=STSv1;\tid=1 ; ",
            "v=STSv1 ; id=1",
            "v=STSv1 \t;id=1;",
            "v=STSv1; a.b-c_d=x:y(z)\"; id=1",
            "v=STSv1; id=1; id=2",
            "v=STSv1; id=1; ID=!",
        ] {
            assert_eq!(id(text).as_deref(), Some("1"), "{text}");
        }
    }

    #[test]
    fn other_records_are_skipped() {
        assert_eq!(select(&[]), Ok(None));
        assert_eq!(select(&["v=spf1 -all"]), Ok(None));
        assert_eq!(
            select(&["v=spf1 -all", "v=STSv1; id=1", "v=STSv2; id=2"]),
            Ok(Some("1".to_owned()))
        );
    }

    /// Of several those that do not begin exactly so are discarded, whatever the grammar says.
    #[test]
    fn of_several_a_space_before_the_semicolon_discards_one() {
        assert_eq!(
            select(&["v=STSv1 ; id=1", "v=STSv1; id=2"]),
            Ok(Some("2".to_owned()))
        );
        let text = "v=STSv1 ; id=1";
        assert_eq!(
            select(&["v=spf1 -all", text]),
            Err(RecordError::Beginning(text.to_owned()))
        );
    }

    #[test]
    fn several_records_are_none() {
        assert_eq!(
            select(&["v=STSv1; id=1", "v=STSv1; id=1"]),
            Err(RecordError::Several(2))
        );
    }

    #[test]
    fn a_record_that_nearly_begins_right_is_told() {
        for text in [
            "v=STSv1",
            "v=stsv1; id=1",
            "v=STSv2; id=1",
            "\"v=STSv1; id=1\"",
            " v=STSv1; id=1",
            "id=1; v=STSv1",
        ] {
            assert_eq!(
                select(&[text]),
                Err(RecordError::Beginning(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn every_way_to_be_wrong_has_its_name() {
        use RecordError::*;
        let long = "x".repeat(33);
        for (text, error) in [
            ("v=STSv1;", IdMissing),
            ("v=STSv1; ID=1", IdMissing),
            ("v=STSv1;; id=1", EmptyField),
            ("v=STSv1; id=1;;", EmptyField),
            ("v=STSv1; id", NoEqualsSign("id".to_owned())),
            ("v=STSv1; id =1", FieldName("id =1".to_owned())),
            ("v=STSv1; =1", FieldName("=1".to_owned())),
            ("v=STSv1; id=1; a=", FieldValue("a=".to_owned())),
            ("v=STSv1; id=1; a=b c", FieldValue("a=b c".to_owned())),
            ("v=STSv1; id=", IdEmpty),
            ("v=STSv1; id=2024-01-01", IdCharacter("-".to_owned())),
            ("v=STSv1; id=\u{202e}", IdCharacter("\\u{202e}".to_owned())),
            (&format!("v=STSv1; id={long}"), IdTooLong(33)),
        ] {
            assert_eq!(select(&[text]), Err(error), "{text}");
        }
        assert!(id(&format!("v=STSv1; id={}", &long[1..])).is_some());
    }

    proptest! {
        #[test]
        fn no_text_panics(texts in proptest::collection::vec(any::<String>(), 0..4), tail in any::<String>()) {
            let mut texts = texts;
            let _ = StsRecord::select(&texts);
            texts.push(format!("v=STSv1;{tail}"));
            if let Err(error) = StsRecord::select(&texts) {
                prop_assert!(!error.to_string().contains(char::is_control));
            }
        }
    }
}
