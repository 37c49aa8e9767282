//! The operators of expectations, and which types take them.

use std::{cmp::Ordering, fmt};

use crate::finding::fact::Kind;

/// How a fact is compared with what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Is,
    /// `!=`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `~`: a regular expression is found in it.
    Matches,
    /// `has`
    Has,
    /// `lacks`
    Lacks,
}

use Operator::{AtLeast, AtMost, Has, Is, IsNot, Lacks, Less, Matches, More};

/// Those that are signs, longer ones first.
const SIGNS: [(&str, Operator); 8] = [
    ("!=", IsNot),
    ("<=", AtMost),
    (">=", AtLeast),
    ("==", Is),
    ("=", Is),
    ("<", Less),
    (">", More),
    ("~", Matches),
];

const ORDERED: &[Operator] = &[Is, IsNot, Less, AtMost, More, AtLeast];

impl Operator {
    /// The operator that a text begins with, and what follows it.
    pub(super) fn at_the_beginning(text: &str) -> Option<(Self, &str)> {
        let mut signs = SIGNS.iter();
        let sign = signs.find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)));
        sign.or_else(|| {
            let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            match word.to_ascii_lowercase().as_str() {
                "has" => Some((Has, rest)),
                "lacks" => Some((Lacks, rest)),
                _ => None,
            }
        })
    }

    /// Those that a type takes.
    #[must_use]
    pub const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Version | Kind::Number | Kind::Size | Kind::Duration | Kind::Days => ORDERED,
            Kind::Code => &[Is, IsNot, Less, AtMost, More, AtLeast, Matches],
            Kind::Boolean => &[Is, IsNot],
            Kind::Word(_) | Kind::Hexadecimal => &[Is, IsNot, Matches],
            Kind::Text | Kind::List => &[Is, IsNot, Matches, Has, Lacks],
        }
    }

    /// Whether it is met by a value that compares so with the one that is wanted.
    pub(super) fn is_met_by(self, ordering: Ordering) -> bool {
        match self {
            Is => ordering.is_eq(),
            IsNot => ordering.is_ne(),
            Less => ordering.is_lt(),
            AtMost => ordering.is_le(),
            More => ordering.is_gt(),
            AtLeast => ordering.is_ge(),
            Matches | Has | Lacks => false,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Is => "=",
            IsNot => "!=",
            Less => "<",
            AtMost => "<=",
            More => ">",
            AtLeast => ">=",
            Matches => "~",
            Has => "has",
            Lacks => "lacks",
        })
    }
}
