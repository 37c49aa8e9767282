//! The machine that finds a domain's policy: it walks, judges what the walk found and asks the destinations of reports.

use super::{
    destination,
    facts::{Dmarc, DmarcStatus},
    record::Record,
    walk::{Step, Walk, walk},
};
use crate::{dns::Answer, record::look_up::Asking};

/// Asks for what a domain says about messages that fail.
pub fn survey(asking: &mut Asking<'_>, domain: &str) -> Option<Dmarc> {
    let mut dmarc = policy(asking, domain)?;
    if let (Some(record), Some(found_at)) = (&dmarc.parsed, &dmarc.found_at) {
        let own = dmarc.organizational_domain.as_ref().unwrap_or(found_at);
        let rua = destination::survey(asking, &record.rua, own, found_at);
        let ruf = destination::survey(asking, &record.ruf, own, found_at);
        (dmarc.rua, dmarc.ruf) = (rua?, ruf?);
    }
    Some(dmarc)
}

/// The same without asking the destinations of reports.
pub fn policy(asking: &mut Asking<'_>, domain: &str) -> Option<Dmarc> {
    // Whether the domain exists decides between two policies; SPF asks for the same records.
    let own = asking.txt(domain);
    let walk = walk(asking, domain)?;
    let exists = !matches!(own?.lookup.answer, Answer::NoSuchName);
    Some(judged(&walk, exists))
}

/// What a walk says about the domain from which it started.
fn judged(walk: &Walk, exists: bool) -> Dmarc {
    let selected = walk.selected();
    let applied = match (walk.steps.first(), &selected) {
        (Some(own), _) if own.record().is_some() => Ok(Some(own)),
        (
            Some(Step {
                domain,
                found: Err(why),
            }),
            _,
        ) => Err(format!("_dmarc.{domain}: {why}")),
        (_, Ok(selected)) => Ok(selected.applied),
        (_, Err(why)) => Err(why.clone()),
    };
    let mut dmarc = Dmarc::of(walk, applied.as_ref().ok().copied().flatten());
    dmarc.organizational_domain = selected.as_ref().ok().map(|it| it.organizational.clone());
    if let Ok(Some(step)) = applied {
        dmarc.apply(walk, step, exists);
    }
    dmarc.status = status(walk, &dmarc, &applied);
    dmarc.failure = applied.err();
    dmarc.exists = exists;
    dmarc.take_the_wrong_one();
    dmarc
}

fn status(walk: &Walk, dmarc: &Dmarc, applied: &Result<Option<&Step>, String>) -> DmarcStatus {
    let several = |step: &Step| step.found.as_ref().is_ok_and(|it| it.records.len() > 1);
    let own_are_several = walk.steps.first().is_some_and(several);
    match applied {
        _ if own_are_several => DmarcStatus::Multiple,
        Err(_) => DmarcStatus::LookupFailed,
        Ok(Some(_)) if dmarc.parsed.as_ref().is_some_and(Record::is_broken) => DmarcStatus::Invalid,
        Ok(Some(_)) => DmarcStatus::Ok,
        Ok(None) if walk.steps.iter().any(several) => DmarcStatus::Multiple,
        Ok(None) if !dmarc.ignored.is_empty() => DmarcStatus::Invalid,
        Ok(None) => DmarcStatus::None,
    }
}
