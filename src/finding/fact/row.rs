//! A row of the table of facts: what it is called, what it can be, and where it is read.

use super::{
    kind::Kind,
    value::{Seen, Value},
};
use crate::{
    finding::Judgement,
    report::{Policy, Report, Server},
};

/// A fact that has a name.
#[derive(Debug)]
pub struct Fact {
    /// Its stable name: `tls.version`; of a family what stands before the dot and the parameter: `extension`.
    pub name: &'static str,
    /// What it can be.
    pub kind: Kind,
    /// What it says.
    pub sentence: &'static str,
    /// An expectation.
    pub example: &'static str,
    /// What it comes to beside the same fact of another run.
    pub change: Change,
    /// Which servers ought to have it alike.
    pub alike: Alike,
    /// Where it is read.
    pub of: Of,
}

/// What is to be said where a fact differs from what it was.
#[derive(Debug, Clone, Copy)]
pub enum Change {
    /// Nothing: it differs from run to run, says which thing it is about, or follows from others.
    Volatile,
    /// That it changed.
    Told,
    /// And that protection is lost, where this is so.
    Protects(fn(&Value, &Seen) -> bool),
}

/// Which servers of one domain ought to have a fact alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// None.
    No,
    /// Those of one name.
    OfOneName,
    /// All that have the same preference.
    OfOnePreference,
}

/// What a fact is read from.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What was seen.
    pub report: &'a Report,
    /// What to think of it.
    pub judgement: &'a Judgement,
}

/// Where a fact is read.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// Of the run.
    Run(fn(Context<'_>) -> Seen),
    /// Of a domain whose policies were looked at.
    Domain(fn(&Policy, Context<'_>) -> Seen),
    /// Of a domain, for a parameter.
    DomainFamily(Family<Policy>),
    /// Of a server.
    Server(fn(&Server, Context<'_>) -> Seen),
    /// Of a server, for a parameter.
    ServerFamily(Family<Server>),
}

/// Facts of one kind, told apart by what stands behind the name.
#[derive(Debug)]
pub struct Family<T: 'static> {
    /// What that is: `ADDRESS`.
    pub parameter: &'static str,
    /// The parameter as it is compared, or what is wrong with it.
    pub understand: fn(&str) -> Result<String, String>,
    /// Those that there are.
    pub there: fn(&T) -> Vec<String>,
    /// The fact for one of them.
    pub of: fn(&T, &str, Context<'_>) -> Seen,
}

impl<T> Clone for Family<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Family<T> {}

/// Whom a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The run as a whole.
    Run,
    /// Each domain whose policies are looked at.
    Domain,
    /// Each server.
    Server,
}

impl Scope {
    /// For people and programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Domain => "domain",
            Self::Server => "server",
        }
    }
}

impl Fact {
    /// Whom it is about.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        match self.of {
            Of::Run(_) => Scope::Run,
            Of::Domain(_) | Of::DomainFamily(_) => Scope::Domain,
            Of::Server(_) | Of::ServerFamily(_) => Scope::Server,
        }
    }

    /// What stands behind the name of a family: `ADDRESS`.
    #[must_use]
    pub const fn parameter(&self) -> Option<&'static str> {
        match &self.of {
            Of::DomainFamily(family) => Some(family.parameter),
            Of::ServerFamily(family) => Some(family.parameter),
            Of::Run(_) | Of::Domain(_) | Of::Server(_) => None,
        }
    }

    /// The name as it is listed: `extension.NAME`.
    #[must_use]
    pub fn listed(&self) -> String {
        match self.parameter() {
            Some(parameter) => format!("{}.{parameter}", self.name),
            None => self.name.to_owned(),
        }
    }

    /// Whether it differs from run to run, or says which thing it is about.
    #[must_use]
    pub const fn is_volatile(&self) -> bool {
        matches!(self.change, Change::Volatile)
    }

    /// The same, and it is not compared with another run's.
    pub(super) const fn volatile(mut self) -> Self {
        self.change = Change::Volatile;
        self
    }

    /// The same, and it protects.
    pub(super) const fn protects(mut self, is_lost: fn(&Value, &Seen) -> bool) -> Self {
        self.change = Change::Protects(is_lost);
        self
    }

    /// The same, and servers ought to have it alike.
    pub(super) const fn alike(mut self, alike: Alike) -> Self {
        self.alike = alike;
        self
    }
}

/// A row.
pub(super) const fn fact(
    name: &'static str,
    kind: Kind,
    sentence: &'static str,
    example: &'static str,
    of: Of,
) -> Fact {
    Fact {
        name,
        kind,
        sentence,
        example,
        change: Change::Told,
        alike: Alike::No,
        of,
    }
}
