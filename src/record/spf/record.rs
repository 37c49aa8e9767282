//! An SPF record as it is written: its terms in order, each with where it stands. RFC 7208 section 12 has the grammar.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::fault::Fault;

/// How a record begins (RFC 7208 section 4.5).
pub const VERSION: &str = "v=spf1";

/// A record, read as far as it can be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The terms in order; those with a fault as well.
    pub terms: Vec<Term>,
    /// What is wrong, in the order of the record. With a single one the record counts for nothing (RFC 7208 section 4.6).
    pub faults: Vec<Fault>,
}

/// A mechanism with its qualifier, or a modifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Of its first octet in the record, counted from 0.
    pub position: usize,
    /// As it stands there, safe to show.
    pub text: String,
    /// What it is.
    pub kind: Kind,
}

/// What a term is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A mechanism, and what comes of it where it matches.
    Directive(Qualifier, Mechanism),
    /// `redirect=`: the record of this domain is used where nothing matches (RFC 7208 section 6.1).
    Redirect(MacroString),
    /// `exp=`: where the explanation of a fail stands (RFC 7208 section 6.2).
    Explanation(MacroString),
    /// A modifier of this name, which nobody knows and everybody passes over (RFC 7208 section 6).
    Unknown(String),
    /// It has a fault.
    Faulty,
}

/// What a match means (RFC 7208 section 4.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Qualifier {
    /// `+`, or none.
    Pass,
    /// `-`
    Fail,
    /// `~`
    SoftFail,
    /// `?`
    Neutral,
}

impl Qualifier {
    /// That of a character.
    #[must_use]
    pub const fn of(character: u8) -> Option<Self> {
        match character {
            b'+' => Some(Self::Pass),
            b'-' => Some(Self::Fail),
            b'~' => Some(Self::SoftFail),
            b'?' => Some(Self::Neutral),
            _ => None,
        }
    }

    /// As it is written before `all`, where it is always written.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Pass => '+',
            Self::Fail => '-',
            Self::SoftFail => '~',
            Self::Neutral => '?',
        }
    }
}

/// RFC 7208 section 5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mechanism {
    /// Everybody.
    All,
    /// Whom the record of this domain lets pass.
    Include(MacroString),
    /// The addresses of a name; without one, of the domain itself.
    A(Option<MacroString>, Prefixes),
    /// The addresses of its mail exchangers.
    Mx(Option<MacroString>, Prefixes),
    /// Who has a name in it.
    Ptr(Option<MacroString>),
    /// A network, and the length of its prefix.
    Ip4(Ipv4Addr, u8),
    /// The same for IPv6.
    Ip6(Ipv6Addr, u8),
    /// Whoever makes this name exist.
    Exists(MacroString),
}

impl Mechanism {
    /// Whether a look-up is needed to know whom it names (RFC 7208 section 4.6.4).
    #[must_use]
    pub const fn needs_a_look_up(&self) -> bool {
        !matches!(self, Self::All | Self::Ip4(..) | Self::Ip6(..))
    }
}

/// How many leading bits of an address have to agree (RFC 7208 section 5, `dual-cidr-length`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefixes {
    /// Of an IPv4 address.
    pub v4: u8,
    /// Of an IPv6 address.
    pub v6: u8,
}

impl Default for Prefixes {
    fn default() -> Self {
        Self { v4: 32, v6: 128 }
    }
}

/// A text with macros in it (RFC 7208 section 7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MacroString {
    /// From left to right.
    pub parts: Vec<Part>,
}

/// A piece of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it is; `%%`, `%_` and `%-` are what they stand for.
    Literal(String),
    /// `%{…}`
    Macro(Macro),
}

/// `%{d2r-}`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macro {
    /// The letter, in lower case.
    pub letter: char,
    /// Whether it was a capital: then what it stands for is escaped as in a URL.
    pub escaped: bool,
    /// How many parts from the right are kept.
    pub keep: Option<usize>,
    /// Whether the order of the parts is turned.
    pub reverse: bool,
    /// What the parts are split at; nothing: dots.
    pub delimiters: String,
}

impl MacroString {
    /// The letters of its macros.
    pub fn letters(&self) -> impl Iterator<Item = char> {
        self.parts.iter().filter_map(|part| match part {
            Part::Macro(one) => Some(one.letter),
            Part::Literal(_) => None,
        })
    }

    /// Whether who sends what makes another text of it. The domain (`d`) and that of the sender (`o`), which is the same but in
    /// an `include`, are known from the record alone.
    #[must_use]
    pub fn depends_on_sender(&self) -> bool {
        self.letters().any(|letter| !matches!(letter, 'd' | 'o'))
    }
}

impl Mechanism {
    /// The domain that is written behind it.
    #[must_use]
    pub const fn domain(&self) -> Option<&MacroString> {
        match self {
            Self::Include(domain) | Self::Exists(domain) => Some(domain),
            Self::A(domain, _) | Self::Mx(domain, _) | Self::Ptr(domain) => domain.as_ref(),
            Self::All | Self::Ip4(..) | Self::Ip6(..) => None,
        }
    }

    /// Whether it is one of those of which a check may come to ten (RFC 7208 section 4.6.4).
    #[must_use]
    pub const fn looks_up(&self) -> bool {
        !matches!(self, Self::All | Self::Ip4(..) | Self::Ip6(..))
    }
}

impl Kind {
    /// Whether it is one of those of which a check may come to ten (RFC 7208 section 4.6.4).
    #[must_use]
    pub const fn looks_up(&self) -> bool {
        match self {
            Self::Directive(_, mechanism) => mechanism.looks_up(),
            Self::Redirect(_) => true,
            Self::Explanation(_) | Self::Unknown(_) | Self::Faulty => false,
        }
    }

    /// The domain that is written behind it.
    #[must_use]
    pub const fn domain(&self) -> Option<&MacroString> {
        match self {
            Self::Directive(_, mechanism) => mechanism.domain(),
            Self::Redirect(domain) | Self::Explanation(domain) => Some(domain),
            Self::Unknown(_) | Self::Faulty => None,
        }
    }
}

impl Record {
    /// The qualifier of its first `all`, behind which nothing is reached.
    #[must_use]
    pub fn all(&self) -> Option<Qualifier> {
        self.terms.iter().find_map(|term| match term.kind {
            Kind::Directive(qualifier, Mechanism::All) => Some(qualifier),
            _ => None,
        })
    }

    /// Its `redirect=`, whether or not there is an `all` beside it.
    #[must_use]
    pub fn redirect(&self) -> Option<(&Term, &MacroString)> {
        self.terms.iter().find_map(|term| match &term.kind {
            Kind::Redirect(domain) => Some((term, domain)),
            _ => None,
        })
    }

    /// Its `exp=`.
    #[must_use]
    pub fn explanation(&self) -> Option<(&Term, &MacroString)> {
        self.terms.iter().find_map(|term| match &term.kind {
            Kind::Explanation(domain) => Some((term, domain)),
            _ => None,
        })
    }

    /// The terms that a check comes to in this order: mechanisms up to the first `all`, else all of them and then the `redirect`.
    pub fn reached(&self) -> impl Iterator<Item = &Term> {
        let is_all = |term: &&Term| matches!(term.kind, Kind::Directive(_, Mechanism::All));
        let directives = || {
            let is_directive = |term: &&Term| matches!(term.kind, Kind::Directive(..));
            self.terms.iter().filter(is_directive)
        };
        let before = directives().take_while(move |term| !is_all(term));
        let all = directives().find(is_all);
        let redirect = self.redirect().map(|(term, _)| term);
        before.chain(all.or(redirect))
    }
}
