//! What DNS said.

use std::net::IpAddr;

use crate::{
    dns::{Answer, Lookup},
    event::Resolution,
    report::{self, Exchange, Incomplete, NameStatus, Service},
};

/// Keeps what an event about resolution says.
pub(super) fn record_resolution(resolution: &mut report::Resolution, event: &Resolution) {
    match event {
        Resolution::MailExchangers { domain, lookup } => record_gaps(resolution, domain, lookup),
        // Without an answer the name itself is gone to, which may be another server.
        Resolution::Services { name, lookup } if lookup.answer.is_temporary() => {
            resolution.incomplete.push(Incomplete {
                name: name.clone(),
                failed: Some(format!("SRV: {}", lookup.answer.outcome())),
                left_out: 0,
            });
        }
        Resolution::Services { name, lookup } => record_gaps(resolution, name, lookup),
        Resolution::Addresses { host, lookup } => record_gaps(resolution, host, lookup),
        _ => {}
    }
    match event {
        Resolution::MailExchangers {
            lookup:
                Lookup {
                    answer: Answer::Found(found),
                    ..
                },
            ..
        } => {
            resolution.mx = found
                .iter()
                .map(|mx| Exchange {
                    preference: mx.preference,
                    exchange: mx.exchange.clone(),
                    status: if mx.is_null() {
                        NameStatus::NotApplicable
                    } else {
                        NameStatus::NotTried
                    },
                    addresses: Vec::new(),
                    canonical_name: None,
                })
                .collect();
        }
        Resolution::Services {
            name,
            lookup:
                Lookup {
                    answer: Answer::Found(found),
                    ..
                },
        } => {
            resolution.srv.extend(found.iter().map(|srv| Service {
                name: name.clone(),
                priority: srv.priority,
                weight: srv.weight,
                port: srv.port,
                target: srv.target.clone(),
            }));
        }
        Resolution::Addresses { host, lookup } => record_addresses(resolution, host, lookup),
        Resolution::Proven { proof, why } => {
            resolution.dnssec = *proof;
            resolution.dnssec_detail = why.as_ref().map(ToString::to_string);
            resolution.dnssec_reason = why.as_ref().map(|why| why.reason.clone());
        }
        Resolution::Stopped { because } => resolution.stopped = Some(because.clone()),
        Resolution::Concluded { status, detail } => {
            resolution.status = *status;
            resolution.detail.clone_from(detail);
        }
        Resolution::Chosen { explanation } => {
            let before = resolution
                .explanation
                .take()
                .map_or(String::new(), |before| format!("{before}; "));
            resolution.explanation = Some(before + explanation);
        }
        _ => {}
    }
}

/// What a look-up does not tell: nobody was reached, a part of it failed, records were left out.
fn record_gaps<T>(resolution: &mut report::Resolution, name: &str, lookup: &Lookup<T>) {
    resolution.unreached |= matches!(lookup.answer, Answer::NotReached(_));
    let incomplete = Incomplete {
        name: name.to_owned(),
        failed: lookup.partial.clone(),
        left_out: lookup.dropped,
    };
    let is_one = lookup.partial.is_some() || lookup.dropped > 0;
    // What is asked again may say the same again.
    if is_one && !resolution.incomplete.contains(&incomplete) {
        resolution.incomplete.push(incomplete);
    }
}

fn record_addresses(resolution: &mut report::Resolution, host: &str, lookup: &Lookup<IpAddr>) {
    for exchange in resolution
        .mx
        .iter_mut()
        .filter(|mx| mx.exchange.eq_ignore_ascii_case(host))
    {
        exchange.status = name_status(&lookup.answer);
        exchange.canonical_name.clone_from(&lookup.canonical_name);
        if let Answer::Found(addresses) = &lookup.answer {
            exchange.addresses.clone_from(addresses);
        }
    }
}

fn name_status<T>(answer: &Answer<T>) -> NameStatus {
    match answer {
        Answer::Found(_) => NameStatus::Ok,
        Answer::NoData => NameStatus::NoAddress,
        Answer::NoSuchName => NameStatus::NoSuchName,
        Answer::ServerFailure(_) | Answer::NotReached(_) | Answer::NotAsked(_) => {
            NameStatus::ServerFailure
        }
        Answer::TimedOut => NameStatus::Timeout,
        Answer::Bogus(_) => NameStatus::Bogus,
    }
}
