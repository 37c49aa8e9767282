//! The machine that finds the record of BIMI: sections 7.1 and 7.2 of the draft, for the selector `default`.

use super::{
    facts::{Bimi, BimiStatus, Certificate, Logo},
    record::{Beginning, Record, beginning},
};
use crate::{
    dns::{Answer, Txt},
    record::{
        dmarc::{self, Disposition, Dmarc, DmarcStatus, Given},
        fault::Effect,
        look_up::Asking,
    },
    text::visible,
};

/// Asks for the logo of a domain.
pub fn survey(asking: &mut Asking<'_>, domain: &str) -> Option<Bimi> {
    let own = look_up(asking, domain);
    let dmarc = dmarc::policy(asking, domain)?;
    let mut bimi = own?;
    let organization = dmarc.organizational_domain.as_deref();
    if bimi.status == BimiStatus::None
        && let Some(above) = organization.filter(|above| *above != domain)
    {
        bimi = look_up(asking, above)?;
    }
    if bimi.status == BimiStatus::Ok {
        compare(&mut bimi, &dmarc);
    }
    Some(bimi)
}

/// What stands at one domain, whatever DMARC says.
fn look_up(asking: &mut Asking<'_>, domain: &str) -> Option<Bimi> {
    let name = format!("default._bimi.{domain}");
    Some(match &asking.txt(&name)?.lookup.answer {
        Answer::Found(texts) => Bimi {
            name: Some(name),
            ..selected(&texts.iter().map(Txt::text).collect::<Vec<_>>())
        },
        denied if denied.is_denial() => Bimi::of(BimiStatus::None),
        failed => Bimi {
            failure: Some(format!("{name}: {}", failed.outcome())),
            ..Bimi::of(BimiStatus::LookupFailed)
        },
    })
}

fn selected(texts: &[String]) -> Bimi {
    let own: Vec<_> = texts
        .iter()
        .filter(|it| beginning(it) == Beginning::Right)
        .collect();
    match own.as_slice() {
        [text] => read(text),
        [] => meant(texts),
        several => Bimi {
            records: Some(several.len()),
            ..Bimi::of(BimiStatus::Multiple)
        },
    }
}

fn meant(texts: &[String]) -> Bimi {
    let meant = texts.iter().find_map(|text| match beginning(text) {
        Beginning::Wrong(fault) => Some((text, fault)),
        Beginning::Right | Beginning::Other => None,
    });
    meant.map_or_else(
        || Bimi::of(BimiStatus::None),
        |(text, fault)| Bimi {
            record: Some(visible(text.as_bytes())),
            errors: vec![fault],
            ..Bimi::of(BimiStatus::Invalid)
        },
    )
}

fn read(text: &str) -> Bimi {
    let record = Record::parse(text);
    let status = match record
        .faults
        .iter()
        .any(|fault| fault.effect == Effect::Void)
    {
        true => BimiStatus::Invalid,
        false if record.declines() => BimiStatus::Declined,
        false => BimiStatus::Ok,
    };
    let logo = record.logo.filter(|uri| !uri.is_empty());
    let shown = |uri: String| visible(uri.as_bytes());
    Bimi {
        record: Some(visible(text.as_bytes())),
        logo: logo.map(|uri| Logo {
            uri: shown(uri),
            size: None,
            faults: None,
            error: None,
        }),
        certificate: record.certificate.map(|uri| Certificate {
            uri: shown(uri),
            read: None,
            error: None,
        }),
        avatar: Some(record.avatar),
        errors: record.faults,
        ..Bimi::of(status)
    }
}

fn compare(bimi: &mut Bimi, dmarc: &Dmarc) {
    if dmarc.status == DmarcStatus::LookupFailed {
        bimi.status = BimiStatus::LookupFailed;
        bimi.failure.clone_from(&dmarc.failure);
        return;
    }
    bimi.insufficient = lacking(dmarc).map(str::to_owned);
    if bimi.insufficient.is_some() {
        bimi.status = BimiStatus::DmarcInsufficient;
    }
}

/// What the policy lacks (section 7.1, steps 7 to 9). A policy on trial that comes to none is none.
fn lacking(dmarc: &Dmarc) -> Option<&'static str> {
    let record = dmarc.parsed.as_ref();
    let share = record.and_then(|record| record.share);
    match dmarc.policy {
        None => Some("there is no DMARC policy"),
        Some(Disposition::None) => Some("the DMARC policy is none"),
        _ if dmarc.enforced() == Some(Disposition::None) => {
            Some("the DMARC policy is on trial (t=y), which makes none of quarantine")
        }
        _ if record.is_some_and(|it| it.subdomains == Given::Value(Disposition::None)) => {
            Some("the DMARC policy of subdomains is none")
        }
        Some(Disposition::Quarantine) if share.is_some_and(|share| share < 100) => {
            Some("the DMARC policy quarantine is for a part of the messages (pct)")
        }
        Some(_) => None,
    }
}
