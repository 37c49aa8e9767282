//! Expectations: `FACT OP VALUE`, read once and judged for the run, for each domain or for each server that counts. What is absent
//! does not meet them, and what could not be found out neither meets nor fails them.

mod literal;
mod operator;
mod result;
#[cfg(test)]
mod tests;

use std::{cmp::Ordering, fmt};

use regex_lite::Regex;

use super::fact::{self, Fact, Kind, NotNamed, Seen, Value};
use crate::tls::TlsVersion;

pub use operator::Operator;
pub use result::{Expected, ExpectedStatus};

/// What is expected of a fact.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// As it was written.
    pub expression: String,
    /// Of which fact.
    pub fact: &'static Fact,
    /// What stands behind the name of a family.
    pub parameter: Option<String>,
    operator: Operator,
    wanted: Wanted,
}

#[derive(Debug, Clone)]
enum Wanted {
    /// That there is none; with `!=`, that there is one.
    Absence,
    Value(Value),
    /// A part of a text, or of a list.
    Part(String),
    Pattern(Regex),
}

impl PartialEq for Expectation {
    fn eq(&self, other: &Self) -> bool {
        self.expression == other.expression
    }
}

impl Eq for Expectation {}

/// What is wrong with an expectation, as a fragment that reads after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// There is no operator in it.
    NoOperator,
    /// Nothing stands behind the operator.
    NoValue,
    /// There is no fact of this name.
    Unknown(String),
    /// What stands behind the name of the family is wrong.
    Parameter(String),
    /// The fact's type does not take the operator.
    Operator(&'static Fact, Operator),
    /// The value is none of the fact's type.
    Value(&'static Fact, String),
    /// It is no regular expression.
    Pattern(String),
}

impl PartialEq for Fact {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Fact {}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOperator => write!(
                formatter,
                "there is no operator in it: write FACT=VALUE, with =, !=, <, <=, >, >=, ~, has or lacks"
            ),
            Self::NoValue => write!(formatter, "nothing stands behind the operator"),
            Self::Unknown(name) => write!(formatter, "there is no fact {name}"),
            Self::Parameter(why) | Self::Pattern(why) => formatter.write_str(why),
            Self::Operator(fact, operator) => {
                let all = Operator::of(fact.kind).iter().map(ToString::to_string);
                let all: Vec<_> = all.collect();
                let (last, others) = all
                    .split_last()
                    .map_or(("", &[][..]), |(last, others)| (last.as_str(), others));
                write!(
                    formatter,
                    "{} is a {}, which {operator} does not compare: use {} or {last}",
                    fact.listed(),
                    fact.kind.name(),
                    others.join(", ")
                )
            }
            Self::Value(fact, why) => {
                write!(
                    formatter,
                    "{} is a {}: {why}",
                    fact.listed(),
                    fact.kind.name()
                )
            }
        }
    }
}

impl Expectation {
    /// Reads `tls.version>=1.2`, `extensions has PIPELINING`, `recipient.bob@example.com = 550`.
    ///
    /// # Errors
    /// [`Wrong`]: it is none.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let text = text.trim();
        let (name, operator, value) = split(text).ok_or(Wrong::NoOperator)?;
        let (fact, parameter) = fact::named(name).map_err(|wrong| match wrong {
            NotNamed::Unknown => Wrong::Unknown(name.to_owned()),
            NotNamed::Parameter(why) => Wrong::Parameter(why),
        })?;
        if value.is_empty() {
            return Err(Wrong::NoValue);
        }
        Ok(Self {
            expression: text.to_owned(),
            fact,
            parameter,
            operator,
            wanted: wanted(fact, operator, value)?,
        })
    }

    /// Whether what was seen is as expected; `None` where it could not be found out.
    #[must_use]
    pub fn is_met_by(&self, seen: &Seen) -> Option<bool> {
        match (seen, &self.wanted) {
            (Seen::Unknown(_), _) => None,
            (Seen::Absent, Wanted::Absence) => Some(self.operator == Operator::Is),
            (Seen::Absent, _) => Some(false),
            // A list of nothing; what a keyword has behind it is another matter: it is there.
            (Seen::Known(Value::List(list)), Wanted::Absence)
                if list.is_empty() && self.parameter.is_none() =>
            {
                Some(self.operator == Operator::Is)
            }
            (Seen::Known(_), Wanted::Absence) => Some(self.operator == Operator::IsNot),
            (Seen::Known(value), Wanted::Value(wanted)) => {
                Some(self.operator.is_met_by(compare(value, wanted)))
            }
            (Seen::Known(value), Wanted::Part(part)) => {
                Some(has(value, part) == (self.operator == Operator::Has))
            }
            (Seen::Known(value), Wanted::Pattern(pattern)) => Some(matches(value, pattern)),
        }
    }

    /// Whether it names a value that there must be.
    #[must_use]
    pub fn names_a_value(&self) -> bool {
        self.operator == Operator::Is && matches!(self.wanted, Wanted::Value(_))
    }

    /// Whether it says which value there must be, and no more.
    #[must_use]
    pub fn names(&self, value: &Value) -> bool {
        let is_it = matches!(&self.wanted, Wanted::Value(wanted) if wanted == value);
        self.operator == Operator::Is && is_it
    }
}

/// Name, operator and value. An address may hold signs of operators, which count behind its `@` alone.
fn split(text: &str) -> Option<(&str, Operator, &str)> {
    if let Some((first, rest)) = text.split_once(char::is_whitespace)
        && fact::named(first).is_ok()
        && let Some((operator, value)) = Operator::at_the_beginning(rest.trim_start())
    {
        return Some((first, operator, value.trim()));
    }
    const RECIPIENT: &str = "recipient.";
    let is_address = text
        .get(..RECIPIENT.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(RECIPIENT));
    let start = text.find('@').filter(|_| is_address).unwrap_or(0);
    let at = start + text[start..].find(['=', '!', '<', '>', '~'])?;
    let (operator, value) = Operator::at_the_beginning(&text[at..])?;
    Some((text[..at].trim_end(), operator, value.trim()))
}

/// What is asked of a value. `absent` asks that there is none, and so does `none` where that is no value of the fact.
fn wanted(fact: &'static Fact, operator: Operator, text: &str) -> Result<Wanted, Wrong> {
    let is_none_a_value = match fact.kind {
        Kind::Word(words) => words.contains(&"none"),
        Kind::List => false,
        _ => true,
    };
    let asks_for_none = text.eq_ignore_ascii_case("absent")
        || text.eq_ignore_ascii_case("none") && !is_none_a_value;
    if asks_for_none && matches!(operator, Operator::Is | Operator::IsNot) {
        return Ok(Wanted::Absence);
    }
    if !Operator::of(fact.kind).contains(&operator) {
        return Err(Wrong::Operator(fact, operator));
    }
    match operator {
        Operator::Matches => match Regex::new(text) {
            Ok(pattern) => Ok(Wanted::Pattern(pattern)),
            Err(error) => Err(Wrong::Pattern(format!(
                "{text} is no regular expression: {error}"
            ))),
        },
        Operator::Has | Operator::Lacks => part(fact, text).map(Wanted::Part),
        _ => match literal::understand(fact.kind, text) {
            Ok(value) => Ok(Wanted::Value(value)),
            Err(why) => Err(Wrong::Value(fact, why)),
        },
    }
}

/// One item of a list, or a part of a text. What no list can have would be lacking for ever.
fn part(fact: &'static Fact, text: &str) -> Result<String, Wrong> {
    let wrong = |why: &str| Err(Wrong::Value(fact, why.to_owned()));
    if fact.kind != Kind::List {
        return Ok(text.to_owned());
    }
    match fact.name {
        // 3 1 1 and a digest.
        "dane.records" => Ok(text.to_owned()),
        "tls.versions" => match text.parse::<TlsVersion>() {
            Ok(version) => Ok(version.json_name().to_owned()),
            Err(_) => wrong("behind has and lacks stands a version of TLS such as 1.0"),
        },
        _ if text.contains(|one: char| one == ',' || one.is_whitespace()) => {
            wrong("behind has and lacks stands one item: give the expectation once for each")
        }
        _ => Ok(text.to_owned()),
    }
}

/// Values of one type. Texts are names and numbers in hexadecimal more often than not: case does not count.
fn compare(one: &Value, other: &Value) -> Ordering {
    let unlike = |is_same: bool| match is_same {
        true => Ordering::Equal,
        false => Ordering::Less,
    };
    match (one, other) {
        (Value::Version(one), Value::Version(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) | (Value::Days(one), Value::Days(other)) => {
            one.cmp(other)
        }
        (Value::Size(one), Value::Size(other)) => one.cmp(other),
        (Value::Duration(one), Value::Duration(other)) => one.total_cmp(other),
        (Value::Code(one), Value::Code(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => unlike(one.eq_ignore_ascii_case(other)),
        (Value::List(one), Value::List(other)) => {
            let within = |part: &[String], whole: &[String]| {
                let is_in =
                    |one: &String| whole.iter().any(|other| one.eq_ignore_ascii_case(other));
                part.iter().all(is_in)
            };
            unlike(within(one, other) && within(other, one))
        }
        (one, other) => unlike(one == other),
    }
}

fn has(value: &Value, part: &str) -> bool {
    match value {
        Value::List(list) => list.iter().any(|one| one.eq_ignore_ascii_case(part)),
        Value::Text(text) => {
            let text = text.to_ascii_lowercase();
            text.contains(&part.to_ascii_lowercase())
        }
        _ => false,
    }
}

fn matches(value: &Value, pattern: &Regex) -> bool {
    match value {
        Value::List(list) => list.iter().any(|one| pattern.is_match(one)),
        value => pattern.is_match(&value.to_string()),
    }
}
