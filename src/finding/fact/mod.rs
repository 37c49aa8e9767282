//! The named facts of a run, of domains and of servers: one table, a row a fact. It feeds `--expect`, `--baseline`, the comparison of
//! a pool, JSON and every format that is a table.

mod domain;
mod encryption;
mod kind;
mod mail;
mod row;
mod run;
mod seen;
mod server;
#[cfg(test)]
mod tests;
mod value;

pub use kind::Kind;
#[allow(unused_imports, reason = "for forms that are tables")]
pub use row::Scope;
pub use row::{Alike, Change, Context, Fact, Of};
pub use seen::{Facts, Named, facts, of_domain, of_run, of_server};
pub use value::{Seen, Value};

/// Every fact there is, a slice a topic.
const FACTS: &[&[Fact]] = &[
    run::FACTS,
    domain::FACTS,
    server::FACTS,
    encryption::FACTS,
    mail::FACTS,
];

/// Every fact in the order of the table.
pub fn table() -> impl Iterator<Item = &'static Fact> + Clone {
    FACTS.iter().copied().flatten()
}

/// Why a name is none of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNamed {
    /// There is no such fact.
    Unknown,
    /// There is such a family, and what stands behind the dot is wrong.
    Parameter(String),
}

/// The fact of this name, and its parameter as it is compared.
///
/// # Errors
/// [`NotNamed`]: there is none, or its parameter is wrong.
pub fn named(name: &str) -> Result<(&'static Fact, Option<String>), NotNamed> {
    let is_single =
        |fact: &&Fact| fact.parameter().is_none() && fact.name.eq_ignore_ascii_case(name);
    if let Some(fact) = table().find(is_single) {
        return Ok((fact, None));
    }
    let of_family = |fact: &'static Fact| {
        let prefix = name.get(..fact.name.len())?;
        let parameter = name.get(fact.name.len()..)?.strip_prefix('.')?;
        let understand = match fact.of {
            Of::DomainFamily(family) => family.understand,
            Of::ServerFamily(family) => family.understand,
            Of::Run(_) | Of::Domain(_) | Of::Server(_) => return None,
        };
        (prefix.eq_ignore_ascii_case(fact.name) && !parameter.is_empty())
            .then(|| (fact, understand(parameter)))
    };
    match table().find_map(of_family) {
        None => Err(NotNamed::Unknown),
        Some((fact, Ok(parameter))) => Ok((fact, Some(parameter))),
        Some((_, Err(why))) => Err(NotNamed::Parameter(why)),
    }
}
