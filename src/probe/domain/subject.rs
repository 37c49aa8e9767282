//! What it takes to look things up about a domain.

use super::time::Time;
use crate::{
    net::{link::Watch, tls::Roots},
    probe::{mail_exchanger::Candidates, task::Task},
};

/// A domain, and with what means it is looked into.
pub(in crate::probe) struct Domain<'a, N> {
    pub(in crate::probe) task: &'a Task,
    pub(in crate::probe) roots: &'a dyn Fn() -> Roots,
    pub(in crate::probe) network: &'a N,
    pub(in crate::probe) watch: Watch<'a>,
    pub(in crate::probe) name: &'a str,
    /// The servers of the domain: where all of them are in a private network, what belongs to it may be there too.
    pub(in crate::probe) candidates: &'a Candidates<'a>,
    pub(in crate::probe) time: &'a Time,
}
