//! The shape of a row about an EHLO keyword.

/// What is known about one EHLO keyword.
#[derive(Debug)]
pub struct Known {
    /// The keyword in upper case.
    pub keyword: &'static str,
    /// The RFC that defines it, or the product it comes from.
    pub reference: &'static str,
    /// What it means for an administrator: a fragment without a full stop, at most 72 characters.
    pub sentence: &'static str,
    /// Whether it stands in IANA's registry "SMTP Service Extensions".
    pub registered: bool,
    pub(super) parameters: Parameters,
}

impl Known {
    /// A word that servers put where a keyword belongs.
    #[must_use]
    pub fn is_no_extension(&self) -> bool {
        self.parameters == Parameters::Nothing
    }
}

/// What parameters a keyword takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameters {
    /// None are defined.
    None,
    /// Not known, or of no interest: shown as they are.
    Opaque,
    /// It is no keyword: words of a reply follow.
    Nothing,
    Size,
    Mechanisms,
    Limits,
    DeliverBy,
    FutureRelease,
    Priority,
    Burl,
    Solicitation,
    Attributes,
    Recipients,
}
