//! What a domain's record comes to, whoever sends: every term, with its look-ups and those of the records that it leads to. It
//! goes on where a check would stop, past ten look-ups and past errors, and asks a bounded number of questions.

mod gather;
mod target;
mod tree;

use std::collections::BTreeSet;

use super::{
    super::look_up::Asking,
    cause::Cause,
    check::check_host,
    facts::{Spf, Status},
    lint::noted,
    lookups::{Lookups, records},
    name::checkable,
    select::{Selected, is_meant, select},
    sender::Sender,
    warning::WarningKind,
};
use crate::{
    dns::{Answer, Txt},
    text::visible_octets,
};

#[cfg(test)]
mod tests;

/// The most questions for one domain, and beside them for one sender.
const MOST_QUESTIONS: usize = 100;
const MOST_FOR_A_SENDER: usize = 50;

/// What a domain says of its senders, and of these in particular. `None` as long as answers are missing.
pub fn survey(asking: &mut Asking<'_>, domain: &str, senders: &[Sender]) -> Option<Spf> {
    let Some(name) = checkable(domain) else {
        return Some(Spf::of(Status::None));
    };
    let mut lookups = Lookups::new(asking, BTreeSet::new(), MOST_QUESTIONS);
    let gathered = gather::gather(&mut lookups, &name);
    let asked = lookups.into_asked();
    let checked: Vec<_> = senders
        .iter()
        .map(|sender| {
            let lookups = Lookups::new(asking, asked.clone(), MOST_FOR_A_SENDER);
            check_host(lookups, &sender.identity_of(&name), &name, sender.address)
        })
        .collect();
    let complete = gathered?;
    // The tree is large where the record is, and grown once.
    let results = checked.into_iter().collect::<Option<_>>()?;
    let mut lookups = Lookups::new(asking, asked, 0);
    let found = lookups.txt(&name).ok()?;
    let mut spf = match records(&name, found) {
        Err(cause) => Spf::of(Status::TempError).with(noted(cause, None, &name)),
        Ok(records) => selected(&mut lookups, &name, records),
    };
    spf.exists = found.lookup.answer != Answer::NoSuchName;
    spf.complete &= complete;
    spf.results = results;
    Some(spf)
}

fn selected(lookups: &mut Lookups<'_, '_>, domain: &str, records: &[Txt]) -> Spf {
    let all = || records.iter().map(Txt::joined);
    let mut spf = match select(records) {
        Selected::One(record) => tree::read(lookups, domain, &record),
        Selected::Several(count) => {
            let cause = Cause::SeveralRecords(count);
            let mut spf = Spf::of(Status::PermError).with(noted(cause, None, domain));
            let own = all().filter(|record| super::select::is_spf(record));
            spf.records = own.map(|record| visible_octets(&record)).collect();
            spf
        }
        Selected::None => Spf::of(Status::None),
    };
    let near = all().filter(|record| is_meant(record));
    let near = near.map(|record| WarningKind::NearRecord(visible_octets(&record)));
    spf.warnings
        .extend(near.map(|kind| noted(kind, None, domain)));
    spf
}
