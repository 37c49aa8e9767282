//! Checks of what DNS says about a domain. RFC 5321 section 5.1, RFC 7505, RFC 2181 section 10.3.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, domain,
};
use crate::event::note::counted;
use crate::report::{Exchange, Family, NameStatus, Report, ResolutionStatus};

pub(super) const CHECKS: &[Check] = &[
    domain(
        "no-such-domain",
        Error,
        "the name does not exist",
        "RFC 2308 section 2.1",
        "Check the spelling; if it is right, the domain is not registered or not delegated.",
        |report| concluded(report, ResolutionStatus::NoSuchDomain, "does not exist"),
    ),
    domain(
        "no-address",
        Error,
        "there is no address to connect to",
        "RFC 5321 section 5.1",
        "Publish MX records whose hosts have A or AAAA records, or an address for the name itself.",
        no_usable_address,
    ),
    domain(
        "null-mx",
        Notice,
        "the domain says that it takes no mail",
        "RFC 7505 section 3",
        "Nothing to do if that is meant; otherwise replace the MX record \".\" by one that names a server.",
        |report| concluded(report, ResolutionStatus::NullMx, "has a null MX record"),
    ),
    domain(
        "null-mx-with-others",
        Error,
        "a null MX record stands beside others",
        "RFC 7505 section 3",
        "Remove the MX record \".\" if the domain takes mail, or all the others if it does not.",
        null_mx_with_others,
    ),
    domain(
        "mx-is-cname",
        Warning,
        "an MX record names an alias",
        "RFC 5321 section 5.1",
        "Let the MX record name the host that the CNAME record leads to; some senders refuse aliases.",
        |report| {
            each(report, |mx| {
                Some(format!(
                    "{} is an alias of {}",
                    mx.exchange,
                    mx.canonical_name.as_ref()?
                ))
            })
        },
    ),
    domain(
        "mx-is-address",
        Error,
        "an MX record holds an address in place of a name",
        "RFC 1035 section 3.3.9",
        "Give the server a name with an A or AAAA record, and put that name into the MX record.",
        |report| {
            each(report, |mx| {
                is_address(mx).then(|| format!("{} {} is no host name", mx.preference, mx.exchange))
            })
        },
    ),
    domain(
        "mx-no-address",
        Error,
        "an MX record names a host without an address",
        "RFC 5321 section 5.1",
        "Publish an A or AAAA record for that host, or remove the MX record.",
        no_address,
    ),
    domain(
        "mx-is-localhost",
        Error,
        "an MX record leads every sender to itself",
        "RFC 5321 section 5.1",
        "Let the MX record name the real server, or publish a null MX record if the domain takes no mail.",
        |report| {
            each(report, |mx| {
                loopback(mx).map(|why| format!("{} {why}", mx.exchange))
            })
        },
    ),
    domain(
        "dns-server-failure",
        Error,
        "a DNS server failed or did not answer",
        "RFC 5321 section 5.1",
        "Try again later; if it stays so, look at the domain's name servers (SERVFAIL is often a broken DNSSEC \
         signature) and at this machine's resolver.",
        server_failure,
    ),
    domain(
        "too-many-servers",
        Warning,
        "DNS names more servers than are looked at",
        "RFC 5321 section 5.1",
        "Publish fewer MX records and addresses: senders try some five and leave the others alone.",
        too_many_servers,
    ),
    domain(
        "dnssec-bogus",
        Error,
        "the DNS answer fails DNSSEC validation",
        "RFC 4035 section 4.3",
        "Renew the zone's signatures, or correct the DS record at the parent zone.",
        bogus,
    ),
];

fn name(report: &Report) -> &str {
    report
        .target
        .domain
        .as_deref()
        .unwrap_or(&report.target.input)
}

fn concluded(report: &Report, status: ResolutionStatus, what: &str) -> Verdict {
    if report.resolution.status != status {
        return Verdict::Pass;
    }
    Verdict::found(
        report
            .resolution
            .detail
            .clone()
            .unwrap_or_else(|| format!("{} {what}", name(report))),
    )
}

/// With one address family asked for, what is missing may only be missing in that one.
fn no_usable_address(report: &Report) -> Verdict {
    let missing = match report.asked.family {
        Family::Any => {
            return concluded(
                report,
                ResolutionStatus::NoAddress,
                "has neither a usable MX record nor an address",
            );
        }
        Family::V4 => ("-4", "IPv4"),
        Family::V6 => ("-6", "IPv6"),
    };
    match concluded(report, ResolutionStatus::NoAddress, "") {
        Verdict::Found(_) => {
            let evidence = Evidence::new(format!(
                "{} leads to no {} address",
                name(report),
                missing.1
            ));
            Verdict::Found(vec![evidence.remedied_by(format!(
                "Leave {} away to use both address families.",
                missing.0
            ))])
        }
        other => other,
    }
}

/// The answer that everything hung on, or the addresses of exchanges.
fn bogus(report: &Report) -> Verdict {
    let resolution = &report.resolution;
    if resolution.status == ResolutionStatus::Bogus {
        return concluded(
            report,
            ResolutionStatus::Bogus,
            "cannot be looked up safely",
        );
    }
    let exchanges = resolution
        .mx
        .iter()
        .filter(|mx| mx.status == NameStatus::Bogus);
    let evidence = exchanges.map(|mx| demoted(report, format!("the address of {}", mx.exchange)));
    Verdict::from_evidence(evidence.collect())
}

fn each(report: &Report, evidence: impl Fn(&Exchange) -> Option<String>) -> Verdict {
    if report.resolution.mx.is_empty() {
        return Verdict::NotApplicable;
    }
    Verdict::from_evidence(
        report
            .resolution
            .mx
            .iter()
            .filter_map(evidence)
            .map(Evidence::new)
            .collect(),
    )
}

fn null_mx_with_others(report: &Report) -> Verdict {
    let mx = &report.resolution.mx;
    let null = mx.iter().filter(|mx| mx.exchange == ".").count();
    match (null, mx.len()) {
        (_, 0) => Verdict::NotApplicable,
        (0, _) => Verdict::Pass,
        (null, all) if null == all => Verdict::Pass,
        (_, all) => Verdict::found(format!(
            "{} has {all} MX records, one of which is \".\"",
            name(report)
        )),
    }
}

fn is_address(mx: &Exchange) -> bool {
    mx.exchange
        .trim_matches(['[', ']'])
        .parse::<std::net::IpAddr>()
        .is_ok()
}

fn loopback(mx: &Exchange) -> Option<String> {
    let exchange = mx.exchange.to_ascii_lowercase();
    if exchange == "localhost" || exchange.ends_with(".localhost") {
        return Some("is a name for every machine itself".to_owned());
    }
    // A test network on loopback, all of whose exchanges are there, is not meant by this check.
    let address = mx
        .addresses
        .iter()
        .find(|address| address.is_loopback() && is_first_host(address))?;
    Some(format!("has the address {address}"))
}

/// 127.0.0.1 and ::1 are what people write by mistake.
fn is_first_host(address: &std::net::IpAddr) -> bool {
    match address {
        std::net::IpAddr::V4(address) => *address == std::net::Ipv4Addr::LOCALHOST,
        std::net::IpAddr::V6(address) => *address == std::net::Ipv6Addr::LOCALHOST,
    }
}

/// Some exchange that works makes the others a matter of tidiness.
fn demoted(report: &Report, text: String) -> Evidence {
    let another_works = report
        .resolution
        .mx
        .iter()
        .any(|mx| mx.status == NameStatus::Ok);
    let evidence = Evidence::new(text);
    if another_works {
        evidence.of(Warning)
    } else {
        evidence
    }
}

fn no_address(report: &Report) -> Verdict {
    let mx = &report.resolution.mx;
    if mx.is_empty() || report.asked.family != Family::Any {
        return Verdict::NotApplicable;
    }
    let evidence = mx
        .iter()
        .filter(|mx| !is_address(mx))
        .filter_map(|mx| match mx.status {
            NameStatus::NoAddress => Some(format!(
                "{} has neither an A nor an AAAA record",
                mx.exchange
            )),
            NameStatus::NoSuchName => Some(format!("{} does not exist", mx.exchange)),
            _ => None,
        });
    Verdict::from_evidence(evidence.map(|text| demoted(report, text)).collect())
}

fn server_failure(report: &Report) -> Verdict {
    let whole = match report.resolution.status {
        ResolutionStatus::ServerFailure | ResolutionStatus::Timeout => {
            let detail = report.resolution.detail.clone();
            Some(Evidence::new(detail.unwrap_or_else(|| {
                format!("{} could not be looked up", name(report))
            })))
        }
        _ => None,
    };
    let exchanges = report
        .resolution
        .mx
        .iter()
        .filter_map(|mx| match mx.status {
            NameStatus::ServerFailure => Some(format!(
                "the address of {}: the DNS server failed",
                mx.exchange
            )),
            NameStatus::Timeout => Some(format!(
                "the address of {}: no DNS server answered",
                mx.exchange
            )),
            _ => None,
        });
    let parts = report.resolution.incomplete.iter().filter_map(|one| {
        let failed = one.failed.as_ref()?;
        Some(format!("{}: the look-up of {failed}", one.name))
    });
    let missing = exchanges
        .map(|text| demoted(report, text))
        .chain(parts.map(|text| Evidence::new(text).of(Warning)));
    match whole {
        Some(whole) => Verdict::Found(vec![whole]),
        None if report.asked.all => {
            Verdict::from_evidence(missing.map(|evidence| evidence.of(Error)).collect())
        }
        None => Verdict::from_evidence(missing.collect()),
    }
}

fn too_many_servers(report: &Report) -> Verdict {
    if let Some(because) = &report.resolution.stopped {
        // `--all` was asked for in vain, which is said in its own name.
        return match report.asked.all {
            true => Verdict::NotApplicable,
            false => Verdict::Unknown(because.clone()),
        };
    }
    let left_out = report.resolution.incomplete.iter();
    let left_out = left_out.filter(|one| one.left_out > 0).map(|one| {
        Evidence::new(format!(
            "{}: {} more than are looked at",
            one.name,
            counted(one.left_out, "record")
        ))
    });
    Verdict::from_evidence(left_out.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{
            JudgeOptions, judge,
            support::{found, report, severities, unknown},
        },
        report::Incomplete,
    };

    fn with_mx(exchanges: &[(&str, NameStatus)]) -> Report {
        let mut report = report();
        report.resolution.mx = exchanges
            .iter()
            .map(|(exchange, status)| Exchange {
                preference: 10,
                exchange: (*exchange).to_owned(),
                status: *status,
                addresses: Vec::new(),
                canonical_name: None,
            })
            .collect();
        report
    }

    #[test]
    fn each_conclusion_has_its_finding_and_no_other() {
        for (status, id) in [
            (ResolutionStatus::NoSuchDomain, "no-such-domain"),
            (ResolutionStatus::NoAddress, "no-address"),
            (ResolutionStatus::NullMx, "null-mx"),
            (ResolutionStatus::ServerFailure, "dns-server-failure"),
            (ResolutionStatus::Timeout, "dns-server-failure"),
            (ResolutionStatus::Bogus, "dnssec-bogus"),
        ] {
            let mut report = report();
            report.servers.clear();
            report.resolution.status = status;
            assert_eq!(found(&report), [id]);
        }
    }

    #[test]
    fn exchanges_are_judged_one_by_one() {
        assert_eq!(
            found(&with_mx(&[
                (".", NameStatus::NotApplicable),
                ("mx1.example", NameStatus::Ok)
            ])),
            ["null-mx-with-others"]
        );
        assert_eq!(
            found(&with_mx(&[
                ("192.0.2.1", NameStatus::NoSuchName),
                ("b.example", NameStatus::Ok)
            ])),
            ["mx-is-address"]
        );
        assert_eq!(
            found(&with_mx(&[("localhost", NameStatus::Ok)])),
            ["mx-is-localhost"]
        );
        let mut aliased = with_mx(&[("mx.example", NameStatus::Ok)]);
        aliased.resolution.mx[0].canonical_name = Some("real.example".to_owned());
        assert_eq!(found(&aliased), ["mx-is-cname"]);
    }

    #[test]
    fn a_broken_exchange_beside_a_good_one_is_a_warning() {
        let report = with_mx(&[
            ("a.example", NameStatus::NoAddress),
            ("b.example", NameStatus::Ok),
        ]);
        assert_eq!(severities(&report), [("mx-no-address", Warning)]);
        let report = with_mx(&[
            ("a.example", NameStatus::ServerFailure),
            ("b.example", NameStatus::Ok),
        ]);
        assert_eq!(severities(&report), [("dns-server-failure", Warning)]);
        let report = with_mx(&[("a.example", NameStatus::NoSuchName)]);
        assert_eq!(severities(&report), [("mx-no-address", Error)]);
    }

    fn incomplete(failed: Option<&str>, left_out: usize) -> Report {
        let mut report = report();
        report.resolution.incomplete.push(Incomplete {
            name: "mx.example".to_owned(),
            failed: failed.map(str::to_owned),
            left_out,
        });
        report
    }

    #[test]
    fn a_part_of_an_answer_that_failed_counts_fully_when_all_are_asked_for() {
        let mut report = incomplete(Some("AAAA: SERVFAIL"), 0);
        assert_eq!(severities(&report), [("dns-server-failure", Warning)]);
        report.asked.all = true;
        assert_eq!(severities(&report), [("dns-server-failure", Error)]);
    }

    #[test]
    fn servers_left_out_are_not_checked_and_with_all_that_is_said_in_its_name() {
        let mut too_many = incomplete(None, 3);
        assert_eq!(severities(&too_many), [("too-many-servers", Warning)]);
        let mut stopped = report();
        stopped.resolution.stopped = Some("no more than 50 servers are tried".to_owned());
        assert_eq!(unknown(&stopped), ["too-many-servers"]);
        for report in [&mut too_many, &mut stopped] {
            assert_eq!(judge(report, &JudgeOptions::default()).verdict.exit_code, 0);
            report.asked.all = true;
            assert_eq!(unknown(report), ["all"]);
            assert_eq!(judge(report, &JudgeOptions::default()).verdict.exit_code, 3);
        }
    }
}
