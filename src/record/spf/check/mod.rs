//! `check_host()`: what a record makes of a sender. RFC 7208 sections 4.1 to 4.7, 5 and 6.

mod explained;
mod matching;
mod outcome;
mod reverse;

use std::{collections::BTreeSet, net::IpAddr};

use super::{
    super::look_up::Asking,
    cause::{Cause, MOST_LOOK_UPS, MOST_VOID_LOOK_UPS},
    expand::{UNKNOWN, Values},
    lookups::{Halt, Lookups, records},
    name::{askable, checkable},
    parse::parse,
    record::{Kind, MacroString, Qualifier, Record},
    select::{Selected, select},
    sender::{Identity, Sender},
};

pub use outcome::{Checked, Step, Verdict};

/// The most questions for one sender: those that a check within the limits of section 4.6.4 may come to.
const MOST_QUESTIONS: usize = 150;

/// A check as far as it has come.
struct Check<'s, 'q, 'a> {
    sender: &'s Identity,
    lookups: Lookups<'q, 'a>,
    /// Terms so far that needed a look-up.
    terms: usize,
    voids: usize,
    /// The terms that led to where it is.
    path: Vec<Step>,
}

/// What a record comes to.
#[derive(Debug, Clone)]
struct Found {
    verdict: Verdict,
    /// The domain whose record decided, and its explanation: that of the record that was redirected to.
    domain: String,
    explanation: Option<MacroString>,
}

/// The result for a sender, of the record of the domain that he gives himself; `None` as long as answers are missing.
pub fn check(asking: &mut Asking<'_>, sender: &Sender) -> Option<Checked> {
    let lookups = Lookups::new(asking, BTreeSet::new(), MOST_QUESTIONS);
    let identity = sender.identity();
    check_host(lookups, &identity, &identity.domain, sender.address)
}

/// The result for a sender of the record of a domain; `None` as long as it waits.
pub(super) fn check_host(
    lookups: Lookups<'_, '_>,
    sender: &Identity,
    domain: &str,
    asked: IpAddr,
) -> Option<Checked> {
    let mut check = Check {
        sender,
        lookups,
        terms: 0,
        voids: 0,
        path: Vec::new(),
    };
    let found = check.domain(domain);
    let (verdict, explanation, cause) = match found {
        Err(Halt::Waiting) => return None,
        Err(Halt::Error(cause)) => (Verdict::of(&cause), None, Some(cause)),
        Ok(found) => (found.verdict, check.explain(&found)?, None),
    };
    Some(Checked::new(asked, verdict, check.path, explanation, cause))
}

impl Check<'_, '_, '_> {
    /// Initial processing, the record, and what it comes to (sections 4.3 to 4.7).
    fn domain(&mut self, domain: &str) -> Result<Found, Halt> {
        let none = Found {
            verdict: Verdict::None,
            domain: domain.to_owned(),
            explanation: None,
        };
        let Some(domain) = checkable(domain) else {
            return Ok(none);
        };
        match select(records(&domain, self.lookups.txt(&domain)?)?) {
            Selected::None => Ok(none),
            Selected::Several(count) => Err(Cause::SeveralRecords(count).into()),
            Selected::One(record) => self.record(&domain, &parse(&record)),
        }
    }

    fn record(&mut self, domain: &str, record: &Record) -> Result<Found, Halt> {
        if let Some(fault) = record.faults.first() {
            return Err(Cause::Syntax(fault.kind.clone()).into());
        }
        for term in record.reached() {
            let depth = self.path.len();
            self.path.push(Step::new(domain, term));
            self.count(&term.kind)?;
            match &term.kind {
                Kind::Directive(qualifier, mechanism) if self.matches(mechanism, domain)? => {
                    return Ok(found(*qualifier, domain, record));
                }
                Kind::Redirect(target) => return self.redirect(target, domain),
                _ => {}
            }
            self.path.truncate(depth);
        }
        Ok(found(Qualifier::Neutral, domain, record))
    }

    /// At most ten terms that need a look-up (section 4.6.4).
    fn count(&mut self, kind: &Kind) -> Result<(), Halt> {
        self.terms += usize::from(kind.looks_up());
        match self.terms {
            ..=MOST_LOOK_UPS => Ok(()),
            count => Err(Cause::LookUps(count).into()),
        }
    }

    /// At most two that find nothing (section 4.6.4).
    fn count_void(&mut self, is_void: bool) -> Result<(), Halt> {
        self.voids += usize::from(is_void);
        match self.voids {
            ..=MOST_VOID_LOOK_UPS => Ok(()),
            count => Err(Cause::VoidLookUps(count).into()),
        }
    }

    /// Section 6.1: the result of the other record, whose explanation counts too.
    fn redirect(&mut self, target: &MacroString, domain: &str) -> Result<Found, Halt> {
        let target = self.expand(target, domain)?;
        let found = self.domain(&target)?;
        match found.verdict {
            Verdict::None => Err(no_record(&target).into()),
            _ => Ok(found),
        }
    }

    /// Section 5.2: a pass matches, and other results of the record do not.
    fn include(&mut self, target: &MacroString, domain: &str) -> Result<bool, Halt> {
        let target = self.expand(target, domain)?;
        match self.domain(&target)?.verdict {
            Verdict::Pass => Ok(true),
            Verdict::None => Err(no_record(&target).into()),
            _ => Ok(false),
        }
    }

    /// The text with what its macros stand for.
    fn expand(&mut self, text: &MacroString, domain: &str) -> Result<String, Halt> {
        let validated = match text.letters().any(|letter| letter == 'p') {
            true => self.validated_name(domain)?,
            false => UNKNOWN.to_owned(),
        };
        let values = Values {
            sender: self.sender,
            domain,
            validated: &validated,
        };
        Ok(values.expand(text))
    }

    /// The name of a mechanism; `None`: none that could exist.
    fn target(&mut self, name: Option<&MacroString>, domain: &str) -> Result<Option<String>, Halt> {
        match name {
            None => Ok(Some(domain.to_owned())),
            Some(name) => Ok(askable(&self.expand(name, domain)?)),
        }
    }
}

fn no_record(target: &str) -> Cause {
    match checkable(target) {
        Some(domain) => Cause::NoRecord(domain),
        None => Cause::NoDomain(target.to_owned()),
    }
}

fn found(qualifier: Qualifier, domain: &str, record: &Record) -> Found {
    Found {
        verdict: qualifier.into(),
        domain: domain.to_owned(),
        explanation: record.explanation().map(|(_, text)| text.clone()),
    }
}
