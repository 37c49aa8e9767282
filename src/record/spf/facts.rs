//! What is known of a domain's SPF, as reports keep and write it.

use std::{fmt::Display, net::IpAddr};

use serde::{Serialize, Serializer};

use super::{cause::Cause, check::Checked, record::Qualifier, warning::WarningKind};

/// SPF of a domain. Texts are safe to show.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Spf {
    /// Whether there is a record, and whether it works for whom it does not name before anything goes wrong.
    pub status: Status,
    /// The record.
    pub record: Option<String>,
    /// All of them, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<String>,
    /// How many octets the record has.
    pub octets: usize,
    /// The terms that need a look-up, counted past the ten that there may be.
    pub lookups: usize,
    /// The look-ups that find nothing, whoever sends, counted past the two that there may be.
    pub void_lookups: usize,
    /// What it says of all others.
    pub all: Option<All>,
    /// What is then said of them, where `all` is in the record that it redirects to, or nowhere.
    pub otherwise: Option<Qualifier>,
    /// What makes the record count for nothing, at least for some senders.
    pub errors: Vec<Problem>,
    /// What is to be bettered.
    pub warnings: Vec<Warning>,
    /// Its terms, and what each comes to.
    pub terms: Vec<TermFacts>,
    /// Terms that there are beside those.
    #[serde(skip_serializing_if = "is_zero")]
    pub terms_left_out: usize,
    /// Whether all was asked that there is to ask.
    pub complete: bool,
    /// What it says of the senders that were asked for.
    pub results: Vec<Checked>,
    /// Whether the domain itself exists.
    #[serde(skip)]
    pub exists: bool,
}

impl Spf {
    /// Whether a term lets somebody in particular pass, as far as that is known.
    #[must_use]
    pub fn names_somebody(&self) -> bool {
        self.terms.iter().any(TermFacts::names_somebody)
    }

    /// With nothing but its status.
    pub(super) const fn of(status: Status) -> Self {
        Self {
            status,
            record: None,
            records: Vec::new(),
            octets: 0,
            lookups: 0,
            void_lookups: 0,
            all: None,
            otherwise: None,
            errors: Vec::new(),
            warnings: Vec::new(),
            terms: Vec::new(),
            terms_left_out: 0,
            complete: true,
            results: Vec::new(),
            exists: true,
        }
    }

    /// And an error.
    pub(super) fn with(mut self, problem: Problem) -> Self {
        self.errors.push(problem);
        self
    }
}

/// What became of a domain's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It works.
    Ok,
    /// There is none.
    None,
    /// It is wrong, or what it leads to is.
    PermError,
    /// The DNS did not answer.
    TempError,
}

/// What a record says of all whom it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum All {
    /// `-all`
    Fail,
    /// `~all`
    SoftFail,
    /// `?all`
    Neutral,
    /// `+all`
    Pass,
    /// `redirect=`
    Redirect,
}

impl From<Qualifier> for All {
    fn from(qualifier: Qualifier) -> Self {
        match qualifier {
            Qualifier::Pass => Self::Pass,
            Qualifier::Fail => Self::Fail,
            Qualifier::SoftFail => Self::SoftFail,
            Qualifier::Neutral => Self::Neutral,
        }
    }
}

/// Something about a place in a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "K: Display")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(bound = "K: Display"))]
pub struct Noted<K> {
    /// What.
    #[serde(rename = "text", serialize_with = "as_text")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub kind: K,
    /// Of the octet of the record, counted from 0; none where it is about the record.
    pub position: Option<usize>,
    /// The term that it is about, as it is written.
    pub term: Option<String>,
    /// In whose record.
    pub domain: String,
}

/// An error.
pub type Problem = Noted<Cause>;

/// What is no error.
pub type Warning = Noted<WarningKind>;

/// A term, and what it comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TermFacts {
    /// As it is written.
    pub term: String,
    /// Of its first octet in the record, counted from 0.
    pub position: usize,
    /// How it is with it.
    pub status: TermStatus,
    /// The name that is looked up for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The look-ups that it needs, with those of its terms.
    pub lookups: usize,
    /// Those of them that find nothing.
    pub void_lookups: usize,
    /// All look-ups of the record up to here.
    pub running: usize,
    /// The addresses that it stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<IpAddr>>,
    /// Addresses that there are beside those.
    #[serde(skip_serializing_if = "is_zero")]
    pub addresses_left_out: usize,
    /// The record that it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The terms of that record.
    pub terms: Vec<Self>,
}

impl TermFacts {
    /// Whether it names senders that pass, and not everybody (RFC 7208 sections 4.6.2 and 5.1).
    fn names_somebody(&self) -> bool {
        let is = |status| self.status == status;
        let comes_to_something = is(TermStatus::Ok)
            || is(TermStatus::DependsOnSender)
            || is(TermStatus::Repeated)
            || is(TermStatus::NotAsked);
        let first = self.term.bytes().next().and_then(Qualifier::of);
        let passes = first.unwrap_or(Qualifier::Pass) == Qualifier::Pass;
        let bare = &self.term[usize::from(first.is_some())..];
        let is_all = bare.eq_ignore_ascii_case("all");
        let is_modifier = bare
            .split_once('=')
            .is_some_and(|(name, _)| !name.contains(':'));
        // A redirect is as good as what stands there.
        let leads_on = !self.terms.is_empty();
        comes_to_something
            && passes
            && !is_all
            && match leads_on {
                true => self.terms.iter().any(Self::names_somebody),
                false => !is_modifier,
            }
    }
}

/// How it is with a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TermStatus {
    /// It is what it seems.
    Ok,
    /// There is nothing where it leads.
    Void,
    /// It comes to something else for every sender, and is not looked up here.
    DependsOnSender,
    /// Where it leads there is no SPF record.
    NoRecord,
    /// Where it leads there are several.
    SeveralRecords,
    /// Where it leads, the look-up failed.
    Failed,
    /// It has too many mail exchangers.
    TooMany,
    /// It leads back to itself.
    Loop,
    /// It leads to a record whose terms are told elsewhere.
    Repeated,
    /// It was not asked: there is too much to ask.
    NotAsked,
    /// It leads to what is no domain name.
    NoName,
    /// It stands behind `all`, or is a `redirect` beside it.
    Unreached,
    /// It is written wrongly.
    Faulty,
}

fn as_text<K: Display, S: Serializer>(kind: &K, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(kind)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}
