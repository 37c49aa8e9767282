//! What can be wrong with the words of an SPF record, and where. With one of these a receiver takes the whole record for a
//! permanent error, wherever in it the fault is (RFC 7208 section 4.6).

use std::fmt;

use crate::{record::tag_list::cut, text::visible_octets};

/// A fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Of the octet in the record where it is, counted from 0; where something is missing, of where it should be.
    pub position: usize,
}

/// What is wrong. Texts are those of the record, in visible ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// An octet that is neither a space nor visible ASCII (section 3.1).
    Octet(u8),
    /// No mechanism has this name; which was probably meant.
    UnknownMechanism(String, Option<&'static str>),
    /// Something that cannot stand behind the name of this mechanism.
    Behind(&'static str, char),
    /// An address alone; the mechanism that it needs.
    AddressAlone(&'static str),
    /// A domain name alone.
    NameAlone(String),
    /// A second qualifier.
    TwoQualifiers,
    /// A qualifier, and nothing that it qualifies.
    QualifierAlone,
    /// A qualifier before a modifier.
    QualifierOfModifier(String),
    /// What stands before the equals sign is no name.
    ModifierName(String),
    /// A colon where this modifier has an equals sign.
    ColonInModifier(&'static str),
    /// This modifier alone, without equals sign.
    ModifierAlone(&'static str),
    /// This modifier for the second time (section 6).
    Twice(&'static str),
    /// This needs a domain, and has none.
    DomainMissing(&'static str),
    /// `all` stands alone.
    NothingBehindAll,
    /// A prefix length behind what has none.
    PrefixNotAllowed(&'static str),
    /// A slash without a number.
    PrefixMissing,
    /// What stands behind the slash is no number.
    PrefixNotANumber,
    /// A number that begins with 0.
    PrefixLeadingZero,
    /// More bits than an address of this kind has.
    PrefixTooLong(u8),
    /// The prefix length of IPv6 stands behind two slashes.
    SecondPrefix,
    /// `//` behind an address, which has one kind of prefix.
    DoubleSlash(&'static str),
    /// `ip4` or `ip6` without address.
    AddressMissing(&'static str),
    /// An address of the other kind; the mechanism for it.
    WrongFamily(&'static str),
    /// A character that no IPv4 address has.
    Ip4Character(char),
    /// A part of an IPv4 address past 255.
    Ip4Number(String),
    /// A part of an IPv4 address that begins with 0.
    Ip4LeadingZero(String),
    /// So many parts instead of four.
    Ip4Parts(usize),
    /// What is no IPv6 address.
    Ip6Address(String),
    /// A percent sign without what may follow it.
    Percent,
    /// A macro that has no end.
    MacroNotClosed,
    /// No macro has this letter, or there is none.
    MacroLetter(Option<char>),
    /// This letter has a meaning in explanations alone.
    MacroOfExplanation(char),
    /// To keep none of the parts.
    MacroZero,
    /// What no macro can be split at.
    MacroDelimiter(char),
    /// A name of one label.
    SingleLabel(String),
    /// An IPv4 address where a name belongs; what stands before it.
    AddressForName(&'static str),
    /// What the last label of a name cannot be.
    TopLabel(String),
    /// A port behind a name.
    Port,
    /// A comma or semicolon behind a name or an address.
    Separator(char),
}

impl fmt::Display for FaultKind {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Octet(b'\t') => to.write_str("a tab; terms are separated by spaces"),
            Self::Octet(b'\r' | b'\n') => {
                to.write_str("a line end in the record; terms are separated by spaces")
            }
            Self::Octet(octet) if octet.is_ascii() => {
                write!(to, "the control character {}", shown(*octet))
            }
            Self::Octet(octet) => write!(
                to,
                "the octet {} is not ASCII; such a dash, quote or space comes from a word processor or a web page",
                shown(*octet)
            ),
            Self::UnknownMechanism(name, Some(meant)) => write!(
                to,
                "there is no mechanism \"{}\"; \"{meant}\" was probably meant",
                cut(name)
            ),
            Self::UnknownMechanism(name, None) => {
                write!(to, "there is no mechanism \"{}\"", cut(name))
            }
            Self::Behind(name, what) => write!(to, "\"{what}\" cannot stand behind \"{name}\""),
            Self::AddressAlone(mechanism) => {
                write!(to, "an address alone; it needs \"{mechanism}:\" before it")
            }
            Self::NameAlone(name) => write!(
                to,
                "a name alone; \"include:{0}\" or \"a:{0}\" was probably meant",
                cut(name)
            ),
            Self::TwoQualifiers => {
                to.write_str("a second qualifier; a mechanism has one of + - ~ ?")
            }
            Self::QualifierAlone => {
                to.write_str("a qualifier without a mechanism; no space may stand between them")
            }
            Self::QualifierOfModifier(name) => write!(
                to,
                "the modifier \"{}=\" cannot have a qualifier; only mechanisms have one",
                cut(name)
            ),
            Self::ModifierName(name) if name.is_empty() => {
                to.write_str("an equals sign without a name before it")
            }
            Self::ModifierName(name) => write!(
                to,
                "\"{}\" is no name of a modifier, which begins with a letter and has letters, digits, - _ and . in it",
                cut(name)
            ),
            Self::ColonInModifier(name) => write!(
                to,
                "\"{name}\" is a modifier and takes an equals sign, not a colon: {name}=…"
            ),
            Self::ModifierAlone(name) => write!(
                to,
                "\"{name}\" is a modifier and needs an equals sign and a domain"
            ),
            Self::Twice(name) => write!(
                to,
                "\"{name}=\" for the second time; a record has at most one"
            ),
            Self::DomainMissing(name) => write!(to, "\"{name}\" has no domain"),
            Self::NothingBehindAll => to.write_str("nothing can stand behind \"all\""),
            Self::PrefixNotAllowed(name) => write!(to, "\"{name}\" has no prefix length"),
            Self::PrefixMissing => to.write_str("a slash without a prefix length behind it"),
            Self::PrefixNotANumber => to.write_str("a prefix length is a number"),
            Self::PrefixLeadingZero => to.write_str("a prefix length does not begin with 0"),
            Self::PrefixTooLong(most) => write!(to, "a prefix length of more than {most} bits"),
            Self::SecondPrefix => {
                to.write_str("the prefix length of IPv6 stands behind two slashes: /24//64")
            }
            Self::DoubleSlash(name) => write!(
                to,
                "\"{name}\" has one prefix length, behind a single slash"
            ),
            Self::AddressMissing(name) => write!(to, "\"{name}\" has no address"),
            Self::WrongFamily(right) => write!(to, "an address for \"{right}\""),
            Self::Ip4Character(character) => {
                write!(to, "\"{character}\" cannot stand in an IPv4 address")
            }
            Self::Ip4Number(number) => {
                write!(
                    to,
                    "{} in an IPv4 address, whose numbers go to 255",
                    cut(number)
                )
            }
            Self::Ip4LeadingZero(number) => write!(
                to,
                "{} in an IPv4 address, whose numbers do not begin with 0",
                cut(number)
            ),
            Self::Ip4Parts(parts) => write!(to, "an IPv4 address has four numbers, not {parts}"),
            Self::Ip6Address(text) => write!(to, "\"{}\" is no IPv6 address", cut(text)),
            Self::Percent => to.write_str("a percent sign is followed by {, %, _ or -"),
            Self::MacroNotClosed => to.write_str("a macro without its closing brace"),
            Self::MacroLetter(None) => to.write_str("a macro without a letter"),
            Self::MacroLetter(Some(letter)) => write!(
                to,
                "there is no macro \"{letter}\"; there are s l o d i p v h"
            ),
            Self::MacroOfExplanation(letter) => write!(
                to,
                "the macro \"{letter}\" has a meaning in explanations only"
            ),
            Self::MacroZero => to.write_str("a macro that keeps 0 parts"),
            Self::MacroDelimiter(character) => write!(
                to,
                "\"{character}\" cannot stand in a macro, which is split at . - + , / _ or ="
            ),
            Self::SingleLabel(name) => {
                write!(
                    to,
                    "\"{}\" is no full domain name: it has one label",
                    cut(name)
                )
            }
            Self::AddressForName(name) => write!(
                to,
                "an address behind \"{name}\", which takes a name; addresses stand behind \"ip4:\""
            ),
            Self::TopLabel(label) if label.is_empty() => {
                to.write_str("a domain name ends in two dots")
            }
            Self::TopLabel(label) => write!(to, "no domain name can end in \"{}\"", cut(label)),
            Self::Port => to.write_str("a port cannot stand behind a name"),
            Self::Separator(character) => write!(
                to,
                "\"{character}\" separates nothing; terms are separated by spaces"
            ),
        }
    }
}

fn shown(octet: u8) -> String {
    visible_octets(&[octet])
}

/// The faults of a record as they are found, bounded.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

/// More are no help to anybody.
const MOST: usize = 50;

impl Faults {
    pub(super) fn push(&mut self, position: usize, kind: FaultKind) {
        if self.0.len() < MOST {
            self.0.push(Fault { kind, position });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// In the order of the record.
    pub(super) fn in_order(mut self) -> Vec<Fault> {
        self.0.sort_by_key(|fault| fault.position);
        self.0
    }
}
