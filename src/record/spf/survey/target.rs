//! The name that a term leads to, as far as that does not depend on who sends.

use super::super::{
    expand::{UNKNOWN, Values},
    name::askable,
    record::{Kind, MacroString, Mechanism},
    sender::Sender,
};

/// Where a term leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Nowhere: it says all that there is to it.
    Nowhere,
    /// Somewhere else for every sender.
    Sender,
    /// To what is no name.
    NoName(String),
    /// To the SPF record of this domain.
    Record(String),
    /// To the addresses of this name.
    Addresses(String),
    /// To the mail exchangers of this name.
    Exchangers(String),
    /// To whether this name has an address of IPv4.
    Exists(String),
    /// To the explanation under this name.
    Explanation(String),
}

/// Where it leads in the record of a domain to which that of `root` led.
pub(super) fn target(kind: &Kind, domain: &str, root: &str) -> Target {
    let name = |text: Option<&MacroString>, of: fn(String) -> Target| match text {
        None => of(domain.to_owned()),
        Some(text) => named(text, domain, root, of),
    };
    match kind {
        Kind::Redirect(text) => name(Some(text), Target::Record),
        Kind::Explanation(text) => name(Some(text), Target::Explanation),
        Kind::Unknown(_) | Kind::Faulty => Target::Nowhere,
        Kind::Directive(_, mechanism) => match mechanism {
            Mechanism::All | Mechanism::Ip4(..) | Mechanism::Ip6(..) => Target::Nowhere,
            Mechanism::Ptr(_) => Target::Sender,
            Mechanism::Include(text) => name(Some(text), Target::Record),
            Mechanism::Exists(text) => name(Some(text), Target::Exists),
            Mechanism::A(text, _) => name(text.as_ref(), Target::Addresses),
            Mechanism::Mx(text, _) => name(text.as_ref(), Target::Exchangers),
        },
    }
}

fn named(text: &MacroString, domain: &str, root: &str, of: fn(String) -> Target) -> Target {
    if text.depends_on_sender() {
        return Target::Sender;
    }
    let values = Values {
        sender: &Sender::anybody(root),
        domain,
        validated: UNKNOWN,
    };
    let text = values.expand(text);
    askable(&text).map_or_else(|| Target::NoName(text), of)
}
