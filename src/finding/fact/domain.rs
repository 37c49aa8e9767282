//! Facts of a domain: what it publishes for its mail.

use std::net::IpAddr;

use super::{
    kind::Kind,
    row::{
        Context, Fact, Family,
        Of::{Domain, DomainFamily},
        fact,
    },
    run::{is_still, is_word},
    value::{Seen, Value},
};
use crate::{
    record::{
        bimi::BimiStatus,
        dkim::{KeyStatus, Origin, Selector},
        dmarc::{Dmarc, DmarcStatus},
        spf::{self, Spf},
        tls_rpt::TlsRptStatus,
    },
    report::Policy,
};

pub(super) const FACTS: &[Fact] = &[
    fact(
        "domain",
        Kind::Text,
        "the domain, as A-labels",
        "domain=example.com",
        Domain(|policy, _| Seen::Known(Value::text(&policy.domain))),
    )
    .volatile(),
    fact(
        "spf",
        Kind::Word(&["ok", "permerror"]),
        "whether the SPF record works",
        "spf=ok",
        Domain(spf),
    )
    .protects(|before, after| is_word(before, "ok") && !is_still(after, "ok")),
    fact(
        "spf.record",
        Kind::Text,
        "the SPF record",
        "spf.record~include:example[.]com",
        Domain(|policy, context| {
            of_spf(policy, context, |spf| spf.record.clone().map(Value::text))
        }),
    ),
    fact(
        "spf.all",
        Kind::Word(&["pass", "fail", "softfail", "neutral"]),
        "what SPF says of all senders that it does not name",
        "spf.all=fail",
        Domain(all_others),
    )
    .protects(|before, after| {
        let strict = |seen: &Seen| is_still(seen, "fail") || is_still(seen, "softfail");
        let was = is_word(before, "fail") || is_word(before, "softfail");
        was && !strict(after)
    }),
    fact(
        "spf.lookups",
        Kind::Number,
        "how many look-ups the SPF record takes, of which there may be 10",
        "spf.lookups<=10",
        Domain(|policy, context| of_spf(policy, context, |spf| Some(Value::count(spf.lookups)))),
    ),
    fact(
        "spf",
        Kind::Word(&["pass", "fail", "softfail", "neutral", "none", "permerror"]),
        "what SPF says of a sender with this address (--spf-ip)",
        "spf.192.0.2.1=pass",
        DomainFamily(Family {
            parameter: "ADDRESS",
            understand: |text| match text.parse::<IpAddr>() {
                Ok(address) => Ok(address.to_canonical().to_string()),
                Err(_) => Err(format!("{text} is no IP address")),
            },
            there: |policy| {
                let results = policy.spf.iter().flat_map(|spf| &spf.results);
                results
                    .map(|one| one.address.to_canonical().to_string())
                    .collect()
            },
            of: of_sender,
        }),
    )
    .protects(|before, after| is_word(before, "pass") && !is_still(after, "pass")),
    fact(
        "dkim",
        Kind::Word(&[
            "ok",
            "weak",
            "too_short",
            "testing",
            "revoked",
            "invalid",
            "ambiguous",
            "not_for_mail",
            "sha1_only",
        ]),
        "what the DKIM key with this selector is worth (--dkim-selector)",
        "dkim.s1=ok",
        DomainFamily(Family {
            parameter: "SELECTOR",
            understand: |text| match Selector::parse(text, Origin::Given) {
                Ok(selector) => Ok(selector.name),
                Err(error) => Err(format!("{text} is no selector: {error}")),
            },
            there: |policy| {
                let keys = policy.dkim.iter().flatten();
                keys.map(|key| key.selector.clone()).collect()
            },
            of: of_key,
        }),
    )
    .protects(|before, after| is_word(before, "ok") && !is_still(after, "ok")),
    fact(
        "dmarc",
        Kind::Word(&["reject", "quarantine", "none", "multiple", "invalid"]),
        "the policy of DMARC for the domain, or why there is none that counts",
        "dmarc=reject",
        Domain(|policy, context| {
            of_dmarc(policy, context, |dmarc| {
                match (dmarc.status, dmarc.policy) {
                    (_, Some(policy)) => Seen::word(&policy),
                    (DmarcStatus::Ok, None) => Seen::Absent,
                    (status, None) => Seen::word(&status),
                }
            })
        }),
    )
    .protects(|before, after| {
        let strength = |value: &Value| match value {
            Value::Word(word) if word == "reject" => 2,
            Value::Word(word) if word == "quarantine" => 1,
            _ => 0,
        };
        let is_policy = strength(before) > 0 || is_word(before, "none");
        is_policy
            && after.value().is_none_or(|after| {
                let is_gone = is_word(after, "multiple") || is_word(after, "invalid");
                is_gone || strength(after) < strength(before)
            })
    }),
    fact(
        "dmarc.record",
        Kind::Text,
        "the DMARC record",
        "dmarc.record~adkim=s",
        Domain(|policy, context| {
            of_dmarc(policy, context, |dmarc| {
                Seen::or_absent(dmarc.record.clone().map(Value::text))
            })
        }),
    ),
    fact(
        "dmarc.subdomains",
        Kind::Word(&["reject", "quarantine", "none"]),
        "the policy of DMARC for the names below the domain",
        "dmarc.subdomains!=none",
        Domain(|policy, context| {
            of_dmarc(policy, context, |dmarc| match &dmarc.subdomain_policy {
                Some(policy) => Seen::word(policy),
                None => Seen::Absent,
            })
        }),
    ),
    fact(
        "dmarc.testing",
        Kind::Boolean,
        "whether the policy of DMARC is on trial",
        "dmarc.testing=no",
        Domain(|policy, context| {
            of_dmarc(policy, context, |dmarc| {
                Seen::or_absent(dmarc.policy.map(|_| Value::Boolean(dmarc.testing)))
            })
        }),
    ),
    fact(
        "dmarc.reports",
        Kind::List,
        "where aggregate reports of DMARC go",
        "dmarc.reports has mailto:dmarc@example.com",
        Domain(|policy, context| {
            of_dmarc(policy, context, |dmarc| {
                let uris = dmarc.rua.iter().map(|one| one.uri.clone());
                Seen::or_absent(dmarc.policy.map(|_| Value::List(uris.collect())))
            })
        }),
    ),
    fact(
        "tls-rpt",
        Kind::Word(&["ok", "multiple", "invalid"]),
        "whether there is a record that says where reports about TLS go",
        "tls-rpt=ok",
        Domain(|policy, context| match &policy.tls_rpt {
            None => not_looked_at(context),
            Some(found) => match found.status {
                TlsRptStatus::None => Seen::Absent,
                TlsRptStatus::LookupFailed => failed(found.failure.as_deref()),
                status => Seen::word(&status),
            },
        }),
    )
    .protects(|before, after| is_word(before, "ok") && !is_still(after, "ok")),
    fact(
        "bimi",
        Kind::Word(&[
            "ok",
            "declined",
            "invalid",
            "dmarc_insufficient",
            "multiple",
            "fetch_failed",
        ]),
        "what the BIMI record comes to",
        "bimi=ok",
        Domain(|policy, context| match &policy.bimi {
            None => not_looked_at(context),
            Some(found) => match found.status {
                BimiStatus::None => Seen::Absent,
                BimiStatus::LookupFailed => failed(found.failure.as_deref()),
                status => Seen::word(&status),
            },
        }),
    ),
];

fn not_looked_at(context: Context<'_>) -> Seen {
    Seen::unknown(match context.report.interrupted {
        true => "the run was interrupted",
        false => "it was not looked at",
    })
}

fn failed(how: Option<&str>) -> Seen {
    Seen::unknown(how.unwrap_or("the look-up failed"))
}

fn spf(policy: &Policy, context: Context<'_>) -> Seen {
    let Some(spf) = &policy.spf else {
        return not_looked_at(context);
    };
    match spf.status {
        spf::Status::None => Seen::Absent,
        spf::Status::TempError => {
            let cause = spf.errors.iter().find(|one| one.kind.is_temporary());
            failed(cause.map(|one| one.kind.to_string()).as_deref())
        }
        status => Seen::word(&status),
    }
}

fn of_spf(policy: &Policy, context: Context<'_>, of: impl Fn(&Spf) -> Option<Value>) -> Seen {
    match (spf(policy, context), &policy.spf) {
        (Seen::Known(_), Some(spf)) => Seen::or_absent(of(spf)),
        (other, _) => other,
    }
}

/// RFC 7208 section 4.7 has them neutral where nothing else is said.
fn all_others(policy: &Policy, context: Context<'_>) -> Seen {
    use spf::All;
    let Some(spf) = &policy.spf else {
        return not_looked_at(context);
    };
    match (spf.status, spf.all, spf.otherwise) {
        (spf::Status::None, ..) => Seen::Absent,
        (_, Some(all), _) if all != All::Redirect => Seen::word(&all),
        (_, _, Some(qualifier)) => Seen::word(&All::from(qualifier)),
        (spf::Status::PermError, ..) => Seen::Absent,
        _ => Seen::unknown("it stands in another record, which could not be read"),
    }
}

fn of_sender(policy: &Policy, address: &str, context: Context<'_>) -> Seen {
    let Some(spf) = &policy.spf else {
        return not_looked_at(context);
    };
    let mut results = spf.results.iter();
    match results.find(|one| one.address.to_canonical().to_string() == address) {
        None => Seen::unknown(format!("--spf-ip {address} asks for it")),
        Some(checked) => match &checked.reason {
            Some(reason) if reason.is_temporary() => Seen::unknown(reason.to_string()),
            _ => Seen::word(&checked.result),
        },
    }
}

fn of_key(policy: &Policy, selector: &str, context: Context<'_>) -> Seen {
    let Some(keys) = &policy.dkim else {
        return not_looked_at(context);
    };
    match keys.iter().find(|key| key.selector == selector) {
        None => Seen::unknown(format!("--dkim-selector {selector} asks for it")),
        Some(key) => match key.status {
            KeyStatus::Missing => Seen::Absent,
            KeyStatus::LookupFailed => failed(key.failure.as_deref()),
            status => Seen::word(&status),
        },
    }
}

fn of_dmarc(policy: &Policy, context: Context<'_>, of: impl Fn(&Dmarc) -> Seen) -> Seen {
    match &policy.dmarc {
        None => not_looked_at(context),
        Some(dmarc) => match dmarc.status {
            DmarcStatus::None => Seen::Absent,
            DmarcStatus::LookupFailed => failed(dmarc.failure.as_deref()),
            _ => of(dmarc),
        },
    }
}
