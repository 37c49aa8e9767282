//! The tree walk of RFC 9989 section 4.10: which names are asked for a record, where the organizational domain is and which record
//! applies. All names are asked at the same time; what is above the one at which the walk stops is left out.

use super::record::{Beginning, PublicSuffix, Record, beginning};
use crate::{
    dns::Answer,
    record::{fault::Fault, look_up::Asking},
};

/// How many labels are left when the walk jumps (RFC 9989 section 4.10, step 4), so that it has at most eight queries.
const LABELS_AFTER_JUMP: usize = 7;
/// The longest name of the DNS in characters (RFC 1035 section 3.1).
pub(super) const LONGEST_NAME: usize = 253;

/// What a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The steps from the domain itself upwards, never none.
    pub steps: Vec<Step>,
}

/// What one name has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The domain, without `_dmarc`.
    pub domain: String,
    /// What stands at `_dmarc.` below it, or why that is not known.
    pub found: Result<Found, String>,
}

/// The TXT records of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The texts of the records; several are as none (RFC 9989 section 4.10, step 2).
    pub records: Vec<String>,
    /// The one record, read.
    pub record: Option<Record>,
    /// Those that are meant as records and that no receiver takes for one.
    pub wrong: Vec<(String, Fault)>,
    /// How many others stand there.
    pub others: usize,
}

/// What a walk comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected<'w> {
    /// The organizational domain.
    pub organizational: String,
    /// The domain whose record applies to the domain from which the walk started, where it has none of its own.
    pub applied: Option<&'w Step>,
}

/// The domains that a walk asks, in order.
#[must_use]
pub fn targets(domain: &str) -> Vec<String> {
    let labels: Vec<_> = domain.split('.').collect();
    let next = labels.len().saturating_sub(LABELS_AFTER_JUMP).max(1);
    let above = (next..labels.len()).map(|from| labels[from..].join("."));
    std::iter::once(domain.to_owned()).chain(above).collect()
}

/// Walks up from a domain.
pub fn walk(asking: &mut Asking<'_>, domain: &str) -> Option<Walk> {
    let looked: Vec<_> = targets(domain)
        .into_iter()
        .map(|domain| (step(asking, &domain), domain))
        .collect();
    let mut steps = Vec::new();
    for (found, domain) in looked {
        let found = found?;
        let stops = found.as_ref().ok().and_then(|it| it.record.as_ref());
        let stops = stops.is_some_and(|it| it.public_suffix != PublicSuffix::Unknown);
        steps.push(Step { domain, found });
        if stops {
            break;
        }
    }
    Some(Walk { steps })
}

fn step(asking: &mut Asking<'_>, domain: &str) -> Option<Result<Found, String>> {
    let name = format!("_dmarc.{domain}");
    if name.len() > LONGEST_NAME {
        return Some(Ok(Found::default()));
    }
    let answer = &asking.txt(&name)?.lookup.answer;
    Some(match answer {
        Answer::Found(texts) => Ok(sorted(texts.iter().map(crate::dns::Txt::text))),
        denied if denied.is_denial() => Ok(Found::default()),
        failed => Err(failed.outcome()),
    })
}

fn sorted(texts: impl Iterator<Item = String>) -> Found {
    let mut found = Found::default();
    for text in texts {
        match beginning(&text) {
            Beginning::Right => found.records.push(text),
            Beginning::Wrong(fault) => found.wrong.push((text, fault)),
            Beginning::Other => found.others += 1,
        }
    }
    if let [text] = found.records.as_slice() {
        found.record = Some(Record::parse(text));
    }
    found
}

impl Step {
    /// The one record that stands there.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        self.found.as_ref().ok()?.record.as_ref()
    }

    fn suffix(&self) -> PublicSuffix {
        self.record().map(|it| it.public_suffix).unwrap_or_default()
    }
}

impl Walk {
    /// The domain from which it started.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.steps.first().map_or("", |step| &step.domain)
    }

    /// What it comes to for the domain.
    ///
    /// # Errors
    /// Which look-up failed, and how, so that it is not known.
    pub fn selected(&self) -> Result<Selected<'_>, String> {
        select(self.domain(), &self.steps)
    }

    /// What it comes to for a name below the domain that has no record. A long one jumps over the domain.
    ///
    /// # Errors
    /// As above.
    pub fn selected_below(&self) -> Result<Selected<'_>, String> {
        let is_asked = |step: &&Step| step.domain.split('.').count() <= LABELS_AFTER_JUMP;
        let jumped = self
            .steps
            .iter()
            .position(|step| is_asked(&step))
            .unwrap_or(0);
        select(&format!("*.{}", self.domain()), &self.steps[jumped..])
    }
}

/// RFC 9989 section 4.10.2 for the organizational domain, 4.10.1 for the record.
fn select<'w>(start: &str, steps: &'w [Step]) -> Result<Selected<'w>, String> {
    let with_record = |step: &&Step| step.record().is_some();
    let last = steps.iter().rev().find(with_record);
    if let Some(failed) = steps.iter().find_map(|step| failure(step, last.is_some())) {
        return Err(failed);
    }
    let Some(last) = last else {
        return Ok(Selected {
            organizational: start.to_owned(),
            applied: None,
        });
    };
    // The walk ends at the first record with psd=y or psd=n, so only the last may have it.
    let organizational = if last.suffix() == PublicSuffix::Yes && last.domain != start {
        one_label_below(&last.domain, start)
    } else {
        last.domain.clone()
    };
    let own = steps.iter().find(|step| step.domain == organizational);
    let applied = own.filter(with_record).unwrap_or(last);
    Ok(Selected {
        organizational,
        applied: Some(applied),
    })
}

/// A look-up that failed and that may change what the walk comes to. A record of a top-level domain without `psd=y` would be one for
/// all of it: where there is a record below, that one is taken to be none.
fn failure(step: &Step, is_found: bool) -> Option<String> {
    let why = step.found.as_ref().err()?;
    let is_top = !step.domain.contains('.');
    (!is_top || !is_found).then(|| format!("_dmarc.{}: {why}", step.domain))
}

/// The name on the way from `above` down to `start` that has one label more.
fn one_label_below(above: &str, start: &str) -> String {
    let labels: Vec<_> = start.split('.').collect();
    let count = above.split('.').count() + 1;
    labels[labels.len().saturating_sub(count)..].join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::look_up::{Question, testing::Zone};

    fn organizational(domain: &str, zone: &str) -> String {
        let (walk, rounds) = Zone(zone).drive(|asking| walk(asking, domain));
        assert_eq!(rounds.len(), 1);
        walk.selected()
            .map_or_else(|why| format!("? {why}"), |it| it.organizational)
    }

    /// The example of RFC 9989 section 4.10.
    #[test]
    fn a_long_name_is_jumped_over() {
        let targets = targets("a.b.c.d.e.f.g.h.i.j.mail.example.com");
        assert_eq!(
            targets,
            [
                "a.b.c.d.e.f.g.h.i.j.mail.example.com",
                "g.h.i.j.mail.example.com",
                "h.i.j.mail.example.com",
                "i.j.mail.example.com",
                "j.mail.example.com",
                "mail.example.com",
                "example.com",
                "com",
            ]
        );
    }

    #[test]
    fn seven_labels_and_eight_have_a_query_each() {
        assert_eq!(targets("a.b.c.d.e.example.com").len(), 7);
        assert_eq!(targets("a.b.c.d.e.f.example.com").len(), 8);
        assert_eq!(targets("com"), ["com"]);
    }

    /// The three examples of RFC 9989 section 4.10.2.
    #[test]
    fn the_examples_of_the_rfc() {
        let start = "a.mail.example.com";
        let plain =
            "_dmarc.mail.example.com TXT v=DMARC1; p=none\n_dmarc.example.com TXT v=DMARC1; p=none";
        assert_eq!(organizational(start, plain), "example.com");
        let no = "_dmarc.mail.example.com TXT v=DMARC1; p=none; psd=n\n_dmarc.example.com TXT v=DMARC1; p=none";
        assert_eq!(organizational(start, no), "mail.example.com");
        let yes = "_dmarc.com TXT v=DMARC1; p=none; psd=y";
        assert_eq!(organizational(start, yes), "example.com");
    }

    #[test]
    fn a_domain_without_any_record_is_its_own() {
        assert_eq!(organizational("a.example.com", ""), "a.example.com");
    }

    /// A public suffix is its own organizational domain: its own psd=y does not count.
    #[test]
    fn a_public_suffix_itself() {
        let zone = "_dmarc.example TXT v=DMARC1; p=reject; psd=y";
        assert_eq!(organizational("example", zone), "example");
        assert_eq!(organizational("a.b.example", zone), "b.example");
    }

    /// Several records are as none, and the walk goes on.
    #[test]
    fn several_records_are_as_none() {
        let zone = "_dmarc.a.example.com TXT v=DMARC1; p=none; psd=n\n_dmarc.a.example.com TXT v=DMARC1; p=none; psd=n\n\
                    _dmarc.example.com TXT v=DMARC1; p=none";
        assert_eq!(organizational("a.example.com", zone), "example.com");
    }

    #[test]
    fn a_failure_on_the_way_is_no_answer() {
        let zone = "_dmarc.example.com TXT !SERVFAIL\n_dmarc.a.example.com TXT v=DMARC1; p=none";
        assert_eq!(
            organizational("a.example.com", zone),
            "? _dmarc.example.com: SERVFAIL"
        );
        let above =
            "_dmarc.a.example.com TXT v=DMARC1; p=none; psd=n\n_dmarc.example.com TXT !SERVFAIL";
        assert_eq!(organizational("a.example.com", above), "a.example.com");
        let top = "_dmarc.com TXT !TIMEOUT\n_dmarc.example.com TXT v=DMARC1; p=none";
        assert_eq!(organizational("a.example.com", top), "example.com");
        assert_eq!(
            organizational("example.com", "_dmarc.com TXT !TIMEOUT"),
            "? _dmarc.com: timed out"
        );
    }

    #[test]
    fn never_more_than_eight_questions() {
        let name = format!("{}example.com", "x.".repeat(100));
        let (_, rounds) = Zone("").drive(|asking| walk(asking, &name));
        assert_eq!(rounds.iter().map(Vec::len).sum::<usize>(), 8);
        assert!(rounds[0].contains(&Question::Txt("_dmarc.com".to_owned())));
    }
}
