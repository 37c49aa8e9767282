//! What is asked, of which part of an answer, and why there is no answer yet.

use hickory_resolver::proto::rr::{Name, RecordType};

use crate::dns::{Reason, Why};
use crate::net::resolver::name::shown;

/// What is asked: always of class IN.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// The name.
    pub name: Name,
    /// The type of record.
    pub kind: RecordType,
}

impl Question {
    /// Asks for these records.
    #[must_use]
    pub fn new(name: &Name, kind: RecordType) -> Self {
        let mut name = name.to_lowercase();
        name.set_fqdn(true);
        Self { name, kind }
    }

    pub(super) fn why(&self, reason: Reason) -> Why {
        Why::at(reason, shown(&self.name), self.kind.to_string())
    }
}

/// A part of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Section {
    Answer,
    Authority,
}

/// Why a step cannot be ended now.
#[derive(Debug)]
pub(in crate::net::resolver) enum Stop {
    /// This must be asked first.
    Ask(Question),
    /// Nor ever.
    End(Why),
}
