//! The policy of MTA-STS: lines of `name: value`, RFC 8461 section 3.2. Lines end in CRLF or LF, for the text says the
//! one and the grammar both (erratum 6253); fields that are not known are skipped, and of those that stand there twice
//! the first counts. Empty lines, which the grammar does not have, are let
//! through: they change no meaning.

use std::fmt;

use serde::Serialize;

use super::{
    pattern::{MxPattern, PatternError},
    quote,
    sts_record::is_field_name,
};

/// The largest `max_age`: a year of 365.25 days.
pub const LONGEST_MAX_AGE: u32 = 31_557_600;
const VERSION: &str = "STSv1";

/// What senders are to do with a server that fails the policy (RFC 8461 section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Not deliver to it.
    Enforce,
    /// Deliver, and report it (RFC 8460).
    Testing,
    /// Go on as though there were no policy.
    None,
}

/// A well-formed policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How much it counts.
    pub mode: Mode,
    /// The mail exchangers that it allows; none only where they do not count.
    pub mx: Vec<MxPattern>,
    /// For how many seconds senders may keep it.
    pub max_age: u32,
    /// The fields that stand there twice and must not: the first counts (RFC 8461 section 3.2).
    pub repeated: Vec<&'static str>,
}

/// Why a text is no policy. Texts are safe to show, lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyError {
    /// There is nothing in it.
    Empty,
    /// It has this content coding, such as `gzip`.
    Encoded(String),
    /// It begins with a byte order mark.
    ByteOrderMark,
    /// A line with a carriage return that no line feed follows.
    LoneCarriageReturn(usize),
    /// A line that is not UTF-8.
    NotUtf8(usize),
    /// A line without a colon.
    NoColon(usize, String),
    /// A line that does not begin with the name of a field.
    FieldName(usize, String),
    /// There is no version.
    VersionMissing,
    /// A version that is not known.
    VersionUnknown(String),
    /// There is no mode.
    ModeMissing,
    /// A mode that is not known.
    ModeUnknown(String),
    /// There is no `max_age`.
    MaxAgeMissing,
    /// A `max_age` that is not a number.
    MaxAgeNotANumber(String),
    /// A `max_age` of more than a year.
    MaxAgeTooLarge(String),
    /// There is no `mx`, and the mode is not `none`.
    MxMissing,
    /// An `mx` that is no pattern.
    Mx(usize, PatternError),
}

impl PolicyError {
    /// The stranger's text in it.
    pub(super) fn text_mut(&mut self) -> Option<&mut String> {
        match self {
            Self::Encoded(text)
            | Self::NoColon(_, text)
            | Self::FieldName(_, text)
            | Self::VersionUnknown(text)
            | Self::ModeUnknown(text)
            | Self::MaxAgeNotANumber(text)
            | Self::MaxAgeTooLarge(text) => Some(text),
            Self::Mx(_, error) => error.text_mut(),
            Self::Empty
            | Self::ByteOrderMark
            | Self::LoneCarriageReturn(_)
            | Self::NotUtf8(_)
            | Self::VersionMissing
            | Self::ModeMissing
            | Self::MaxAgeMissing
            | Self::MxMissing => None,
        }
    }
}

/// The fields as they stand there, the first of each.
#[derive(Default)]
struct Fields<'a> {
    version: Option<&'a str>,
    mode: Option<&'a str>,
    max_age: Option<&'a str>,
    mx: Vec<MxPattern>,
    repeated: Vec<&'static str>,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn parse(body: &[u8]) -> Result<Self, PolicyError> {
        let fields = Fields::read(body)?;
        match fields.version {
            None => return Err(PolicyError::VersionMissing),
            Some(VERSION) => {}
            Some(other) => return Err(PolicyError::VersionUnknown(quote(other.as_bytes()))),
        }
        let mode = match fields.mode {
            None => return Err(PolicyError::ModeMissing),
            Some("enforce") => Mode::Enforce,
            Some("testing") => Mode::Testing,
            Some("none") => Mode::None,
            Some(other) => return Err(PolicyError::ModeUnknown(quote(other.as_bytes()))),
        };
        let max_age = max_age(fields.max_age.ok_or(PolicyError::MaxAgeMissing)?)?;
        if fields.mx.is_empty() && mode != Mode::None {
            return Err(PolicyError::MxMissing);
        }
        Ok(Self {
            mode,
            mx: fields.mx,
            max_age,
            repeated: fields.repeated,
        })
    }

    /// Whether it allows this mail exchanger (RFC 8461 section 4.1).
    #[must_use]
    pub fn allows(&self, host: &str) -> bool {
        self.mx.iter().any(|pattern| pattern.matches(host))
    }
}

impl<'a> Fields<'a> {
    fn read(body: &'a [u8]) -> Result<Self, PolicyError> {
        if body.starts_with("\u{feff}".as_bytes()) {
            return Err(PolicyError::ByteOrderMark);
        }
        let mut fields = Self::default();
        let mut is_empty = true;
        for (number, line) in (1..).zip(body.split(|byte| *byte == b'\n')) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.contains(&b'\r') {
                return Err(PolicyError::LoneCarriageReturn(number));
            }
            let line = std::str::from_utf8(line).map_err(|_| PolicyError::NotUtf8(number))?;
            let line = line.trim_end_matches([' ', '\t']);
            if !line.is_empty() {
                is_empty = false;
                fields.take(number, line)?;
            }
        }
        if is_empty {
            return Err(PolicyError::Empty);
        }
        Ok(fields)
    }

    fn take(&mut self, number: usize, line: &'a str) -> Result<(), PolicyError> {
        let shown = || quote(line.as_bytes());
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| PolicyError::NoColon(number, shown()))?;
        if !is_field_name(name) {
            return Err(PolicyError::FieldName(number, shown()));
        }
        let value = value.trim_start_matches([' ', '\t']);
        match name {
            "version" => keep("version", &mut self.version, value, &mut self.repeated),
            "mode" => keep("mode", &mut self.mode, value, &mut self.repeated),
            "max_age" => keep("max_age", &mut self.max_age, value, &mut self.repeated),
            "mx" => self
                .mx
                .push(MxPattern::parse(value).map_err(|error| PolicyError::Mx(number, error))?),
            _ => {}
        }
        Ok(())
    }
}

/// The first of a field counts.
fn keep<'a>(
    name: &'static str,
    field: &mut Option<&'a str>,
    value: &'a str,
    repeated: &mut Vec<&'static str>,
) {
    if field.is_none() {
        *field = Some(value);
    } else if !repeated.contains(&name) {
        repeated.push(name);
    }
}

/// The grammar has ten digits, the text a largest value (erratum 7282); the text has the meaning.
fn max_age(value: &str) -> Result<u32, PolicyError> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PolicyError::MaxAgeNotANumber(quote(value.as_bytes())));
    }
    match value.parse() {
        Ok(seconds) if seconds <= LONGEST_MAX_AGE => Ok(seconds),
        _ => Err(PolicyError::MaxAgeTooLarge(quote(value.as_bytes()))),
    }
}

/// A number of seconds for a person: `7 days`, `1 hour`, rounded down to the largest unit of which there is one.
#[must_use]
pub fn in_words(seconds: u32) -> String {
    const UNITS: [(u32, &str); 3] = [(86_400, "day"), (3600, "hour"), (60, "minute")];
    let unit = UNITS.into_iter().find(|(length, _)| seconds >= *length);
    let (length, name) = unit.unwrap_or((1, "second"));
    match seconds / length {
        1 => format!("1 {name}"),
        count => format!("{count} {name}s"),
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("it is empty"),
            Self::Encoded(coding) => write!(
                formatter,
                "it is compressed (Content-Encoding: {coding}), though that was not asked for"
            ),
            Self::ByteOrderMark => formatter.write_str("it begins with a byte order mark"),
            Self::LoneCarriageReturn(line) => write!(
                formatter,
                "line {line} has a carriage return without a line feed: lines end in CRLF or LF"
            ),
            Self::NotUtf8(line) => write!(formatter, "line {line} is not UTF-8"),
            Self::NoColon(line, text) => write!(formatter, "line {line} has no colon: {text}"),
            Self::FieldName(line, text) => write!(
                formatter,
                "line {line} does not begin with the name of a field: {text}"
            ),
            Self::VersionMissing => formatter.write_str("there is no version"),
            Self::VersionUnknown(version) => {
                write!(formatter, "the version is \"{version}\", not {VERSION}")
            }
            Self::ModeMissing => formatter.write_str("there is no mode"),
            Self::ModeUnknown(mode) => write!(
                formatter,
                "the mode is \"{mode}\", which is neither enforce nor testing nor none"
            ),
            Self::MaxAgeMissing => formatter.write_str("there is no max_age"),
            Self::MaxAgeNotANumber(text) => {
                write!(formatter, "max_age is \"{text}\", not a number of seconds")
            }
            Self::MaxAgeTooLarge(text) => write!(
                formatter,
                "max_age is {text}, more than {LONGEST_MAX_AGE} (a year)"
            ),
            Self::MxMissing => formatter.write_str("there is no mx"),
            Self::Mx(line, error) => write!(formatter, "the mx of line {line}: {error}"),
        }
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of RFC 8461 section 3.2.
    const EXAMPLE: &str = "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmx: backupmx.example.com\nmax_age: 604800";

    fn patterns(policy: &Policy) -> Vec<String> {
        policy.mx.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_example_of_the_rfc_in_lines_of_either_kind() {
        for body in [
            EXAMPLE.to_owned(),
            EXAMPLE.replace('\n', "\r\n"),
            format!("{EXAMPLE}\r\n"),
            format!("{EXAMPLE} \t\n\n"),
        ] {
            let policy = Policy::parse(body.as_bytes()).unwrap();
            assert_eq!((policy.mode, policy.max_age), (Mode::Enforce, 604_800));
            assert_eq!(
                patterns(&policy),
                ["mail.example.com", "*.example.net", "backupmx.example.com"]
            );
            assert!(policy.allows("mx7.example.net") && !policy.allows("example.net"));
        }
    }

    #[test]
    fn order_spaces_and_unknown_fields_do_not_matter() {
        let body = "max_age:0\nx-note: größer\nmode:\t testing\nmx:a.example\nversion:STSv1";
        let policy = Policy::parse(body.as_bytes()).unwrap();
        assert_eq!((policy.mode, policy.max_age), (Mode::Testing, 0));
    }

    #[test]
    fn of_fields_that_stand_there_twice_the_first_counts() {
        let body = format!("{EXAMPLE}\nmode: nonsense\nmax_age: x\nversion: 2\nmode: none");
        let policy = Policy::parse(body.as_bytes()).unwrap();
        assert_eq!(policy.repeated, ["mode", "max_age", "version"]);
        assert_eq!(
            Policy {
                repeated: Vec::new(),
                ..policy
            },
            Policy::parse(EXAMPLE.as_bytes()).unwrap()
        );
    }

    #[test]
    fn only_a_policy_that_does_not_count_needs_no_mx() {
        let body = |mode: &str| format!("version: STSv1\nmode: {mode}\nmax_age: 86400\n");
        assert!(Policy::parse(body("none").as_bytes()).is_ok());
        for mode in ["enforce", "testing"] {
            assert_eq!(
                Policy::parse(body(mode).as_bytes()),
                Err(PolicyError::MxMissing)
            );
        }
    }

    #[test]
    fn every_way_to_be_wrong_has_its_name() {
        use PolicyError::*;
        let with = |from: &str, to: &str| EXAMPLE.replace(from, to).into_bytes();
        let text = |text: &str| text.to_owned();
        for (body, error) in [
            (Vec::new(), Empty),
            (b"\r\n \n".to_vec(), Empty),
            (with("version", "\u{feff}version"), ByteOrderMark),
            (with("\n", "\r"), LoneCarriageReturn(1)),
            (with("enforce", "enfo\rrce"), LoneCarriageReturn(2)),
            ([EXAMPLE.as_bytes(), b"\nx: \xff"].concat(), NotUtf8(7)),
            (with("mode:", "mode"), NoColon(2, text("mode enforce"))),
            (
                with("mode:", "mode :"),
                FieldName(2, text("mode : enforce")),
            ),
            (
                with("mode:", " mode:"),
                FieldName(2, text(" mode: enforce")),
            ),
            (with("version: STSv1\n", ""), VersionMissing),
            (with("STSv1", "STSv2"), VersionUnknown(text("STSv2"))),
            (with("mode: enforce\n", ""), ModeMissing),
            (with("enforce", "Enforce"), ModeUnknown(text("Enforce"))),
            (with("\nmax_age: 604800", ""), MaxAgeMissing),
            (with("604800", "1 week"), MaxAgeNotANumber(text("1 week"))),
            (with("604800", "-1"), MaxAgeNotANumber(text("-1"))),
            (with("604800", ""), MaxAgeNotANumber(text(""))),
            (with("604800", "31557601"), MaxAgeTooLarge(text("31557601"))),
            (
                with("604800", "99999999999999999999"),
                MaxAgeTooLarge(text("99999999999999999999")),
            ),
            (with("mail.example.com", ""), Mx(3, PatternError::Empty)),
            (
                with("*.example.net", "*"),
                Mx(4, PatternError::Wildcard(text("*"))),
            ),
        ] {
            assert_eq!(Policy::parse(&body), Err(error));
        }
        let year = with("604800", "31557600");
        assert_eq!(Policy::parse(&year).unwrap().max_age, LONGEST_MAX_AGE);
    }

    #[test]
    fn ages_are_told_in_the_largest_unit() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (7200, "2 hours"),
            (86_400, "1 day"),
            (604_799, "6 days"),
            (LONGEST_MAX_AGE, "365 days"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Policy::parse(&body);
        }

        #[test]
        fn no_lines_panic_and_no_error_can_act_on_a_terminal(
            lines in proptest::collection::vec("(version|mode|mx|max_age|\\PC{0,9})?:? ?\\PC{0,12}\r?", 0..6)
        ) {
            if let Err(error) = Policy::parse(lines.join("\n").as_bytes()) {
                prop_assert!(!error.to_string().contains(char::is_control));
            }
        }

        #[test]
        fn the_kind_of_line_end_changes_nothing(lines in proptest::collection::vec("[ -~]{0,20}", 0..6)) {
            prop_assert_eq!(
                Policy::parse(lines.join("\n").as_bytes()),
                Policy::parse(lines.join("\r\n").as_bytes())
            );
        }
    }
}
