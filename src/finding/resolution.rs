//! Checks of what DNS says about a domain. RFC 5321 section 5.1, RFC 7505, RFC 2181 section 10.3.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, domain,
};
use std::net::{IpAddr, Ipv4Addr};

use crate::dns::{Mx, Reason, does_not_exist, is_null_mx_with_others, is_own_host, special_use};
use crate::event::note::counted;
use crate::report::{Exchange, NameStatus, Report, ResolutionStatus, Server};

pub(super) const CHECKS: &[Check] = &[
    domain(
        "no-such-domain",
        Error,
        "the name does not exist",
        "RFC 2308 section 2.1",
        "Check the spelling, of a CNAME record's target too; if it is right, the domain is not registered or not delegated.",
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
        "the domain says that it accepts no mail",
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
        "Let the MX record name the host that the CNAME record points to; some senders refuse aliases.",
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
        "an MX record points every sender to itself",
        "RFC 5321 section 5.1",
        "Let the MX record name the real server, or publish a null MX record if the domain takes no mail.",
        |report| {
            each(report, |mx| {
                loopback(mx).map(|why| format!("{} {why}", mx.exchange))
            })
        },
    ),
    domain(
        "mx-is-private",
        Warning,
        "an MX record points to an address that no outside sender reaches",
        "RFC 6890 section 2.2",
        "Give the exchange a public address in the DNS that the outside sees; from within, this may be an inside view \
         (--resolver asks another DNS server).",
        |report| each(report, private),
    ),
    domain(
        "dns-server-failure",
        Error,
        "a DNS look-up failed",
        "RFC 5321 section 5.1",
        "Try again later; if it stays so, look at the domain's name servers (SERVFAIL is often a broken DNSSEC \
         signature) and at this machine's resolver.",
        server_failure,
    ),
    domain(
        "too-many-servers",
        Warning,
        "DNS names more servers than are checked",
        "RFC 5321 section 5.1",
        "Publish fewer MX records and addresses: most senders try about five and never get to the others.",
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
    let detail = report.resolution.detail.clone();
    let text = detail.unwrap_or_else(|| format!("{} {what}", name(report)));
    let evidence = match is_said_in_ignorance(report) {
        true => return Verdict::found(format!("{text}; {IGNORANCE}")).remedied_by(ANOTHER_SERVER),
        false => Evidence::new(text),
    };
    let without_address = status == ResolutionStatus::NoAddress;
    Verdict::Found(vec![match report.resolution.srv.as_slice() {
        _ if report.asked.elsewhere && without_address => evidence.remedied_by(ELSEWHERE),
        [] if report.asked.host_itself && without_address => {
            let remedy = format!(
                "Give the host an A or AAAA record. {}",
                or_its_exchanges(report)
            );
            evidence.remedied_by(remedy)
        }
        [] => evidence,
        _ => evidence.remedied_by(SERVICE),
    }])
}

/// What was named as a host may be a domain whose mail goes elsewhere.
pub(super) fn or_its_exchanges(report: &Report) -> String {
    format!(
        "If {} is a mail domain, leave out what names it as the host itself (--server, --no-mx, brackets or a URL): then its \
         MX hosts are checked.",
        name(report)
    )
}

/// Whether something is denied by a DNS server that denies what exists for certain.
fn is_said_in_ignorance(report: &Report) -> bool {
    matches!(
        report.resolution.status,
        ResolutionStatus::NoSuchDomain | ResolutionStatus::NoAddress
    ) && report.resolution.dnssec_reason == Some(Reason::AnchorDenied)
}

const IGNORANCE: &str = "the DNS server that says so denies the keys of the trust anchor as well";

const ANOTHER_SERVER: &str = "Ask another DNS server (--resolver), for this one denies even keys that exist; where that one says the same, check the name.";

/// With one address family asked for, what is missing may only be missing in that one. Of exchanges that lead nowhere another
/// check says it.
fn no_usable_address(report: &Report) -> Verdict {
    if report.resolution.status != ResolutionStatus::NoAddress {
        return Verdict::Pass;
    }
    if let Some(because) = excluded(report) {
        return Verdict::Unknown(because);
    }
    let said_of =
        |mx: &Exchange| without_address(mx) || loopback(mx).is_some() || record(mx).is_localhost();
    if report.resolution.mx.iter().any(said_of) {
        return Verdict::NotApplicable;
    }
    concluded(
        report,
        ResolutionStatus::NoAddress,
        "has neither a usable MX record nor an address",
    )
}

/// The name is the user's own.
const ELSEWHERE: &str = "Correct the name that --connect was given.";

/// SRV records said where to go (RFC 6186 section 3.1).
const SERVICE: &str = "Correct the SRV record, or name the host with --server.";

/// Why addresses of one family are not known.
fn excluded(report: &Report) -> Option<String> {
    let left_out = report.asked.left_out()?;
    Some(format!("{left_out}, and {} may have some", name(report)))
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
    let records: Vec<Mx> = mx.iter().map(record).collect();
    match (records.len(), is_null_mx_with_others(&records)) {
        (0, _) => Verdict::NotApplicable,
        (_, false) => Verdict::Pass,
        (all, true) => Verdict::found(format!(
            "{} has {all} MX records, one of which is \".\"",
            name(report)
        )),
    }
}

/// The exchange as the records have it.
fn record(mx: &Exchange) -> Mx {
    Mx {
        preference: mx.preference,
        exchange: mx.exchange.clone(),
    }
}

fn is_address(mx: &Exchange) -> bool {
    record(mx).is_address()
}

fn without_address(mx: &Exchange) -> bool {
    !is_address(mx) && matches!(mx.status, NameStatus::NoAddress | NameStatus::NoSuchName)
}

fn loopback(mx: &Exchange) -> Option<String> {
    // An address in place of a name is `mx-is-address`.
    if is_address(mx) {
        return None;
    }
    if record(mx).is_localhost() {
        return Some("is a name for every machine itself".to_owned());
    }
    let mut addresses = mx.addresses.iter();
    let own = addresses.find(|address| is_own_host(**address) && !is_of_a_test(address))?;
    Some(format!("has the address {own}, every machine itself"))
}

/// Whether the server is one that an MX record makes every sender himself: `mx-is-localhost` says all of that, and what its port is
/// here says nothing.
pub(super) fn leads_to_itself(server: &Server, report: &Report) -> bool {
    let is_own = |address: IpAddr| is_own_host(address) && !is_of_a_test(&address);
    let names_it = |mx: &Exchange| mx.exchange.eq_ignore_ascii_case(&server.host);
    let mut exchanges = report.resolution.mx.iter().filter(|mx| names_it(mx));
    exchanges.any(|mx| loopback(mx).is_some()) && server.address.is_some_and(is_own)
}

/// A test network on loopback uses all of 127/8 but the one address that people write by mistake, and is not meant here.
fn is_of_a_test(address: &IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.is_loopback() && *address != Ipv4Addr::LOCALHOST)
}

/// Whoever checks from within a private network may see another answer than the outside.
fn private(mx: &Exchange) -> Option<String> {
    let mut addresses = mx.addresses.iter();
    addresses.find_map(|address| {
        let block = special_use(*address).filter(|_| !is_own_host(*address))?;
        Some(format!(
            "{} has the address {address}, of {}",
            mx.exchange, block.purpose
        ))
    })
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
    if mx.is_empty() {
        return Verdict::NotApplicable;
    }
    if let Some(because) = excluded(report).filter(|_| mx.iter().any(without_address)) {
        // Where nothing at all was found, that is what is not known.
        return match report.resolution.status {
            ResolutionStatus::NoAddress => Verdict::NotApplicable,
            _ => Verdict::Unknown(because),
        };
    }
    let evidence = mx
        .iter()
        .filter(|mx| !is_address(mx))
        .filter_map(|mx| match mx.status {
            NameStatus::NoAddress => Some(format!(
                "{} has neither an A nor an AAAA record",
                mx.exchange
            )),
            NameStatus::NoSuchName => {
                Some(does_not_exist(&mx.exchange, mx.canonical_name.as_deref()))
            }
            _ => None,
        });
    Verdict::from_evidence(evidence.map(|text| demoted(report, text)).collect())
}

/// By whose server, or limit, it was; none where it may have been the domain's.
fn remedy_of_failure(report: &Report) -> Option<&'static str> {
    match &report.resolution.dnssec_reason {
        _ if report.resolution.unreached => Some(
            "Look at this machine's network and at the DNS server that it asks; --resolver names another one.",
        ),
        Some(Reason::BeyondThisProgram(_)) => Some(
            "Nothing says that the domain is at fault: this program cannot check its signatures. Another \
             validator may (delv).",
        ),
        _ => None,
    }
}

fn server_failure(report: &Report) -> Verdict {
    let verdict = failed_look_ups(report);
    match remedy_of_failure(report) {
        Some(remedy) => verdict.remedied_by(remedy),
        None => verdict,
    }
}

fn failed_look_ups(report: &Report) -> Verdict {
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
                "the address of {}: the look-up failed",
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
        None if report.asked.has("all") => {
            Verdict::from_evidence(missing.map(|evidence| evidence.of(Error)).collect())
        }
        None => Verdict::from_evidence(missing.collect()),
    }
}

fn too_many_servers(report: &Report) -> Verdict {
    if let Some(because) = &report.resolution.stopped {
        // `--all` was asked for in vain, which is said in its own name.
        return match report.asked.has("all") {
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
        dns::Unknown,
        finding::{
            JudgeOptions, judge,
            support::{found, report, severities, unknown},
        },
        report::{Family, Incomplete},
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

    fn remedy(report: &Report) -> String {
        let judged = judge(report, &JudgeOptions::default());
        judged.findings[0].remedy.clone()
    }

    /// The domain's name servers are looked at where it may have been them.
    #[test]
    fn the_remedy_of_a_failed_look_up_is_for_the_one_who_failed() {
        let mut report = report();
        report.servers.clear();
        report.resolution.status = ResolutionStatus::ServerFailure;
        assert!(remedy(&report).contains("the domain's name servers"));
        report.resolution.dnssec_reason =
            Some(Reason::BeyondThisProgram(vec![Unknown::KeySize(8, 512)]));
        assert!(remedy(&report).contains("Nothing says that the domain is at fault"));
        report.resolution.unreached = true;
        assert!(remedy(&report).contains("this machine's network"));
    }

    /// The root has keys (RFC 4033 section 2): who denies them may deny whatever else there is.
    #[test]
    fn what_is_denied_by_a_server_that_denies_the_root_is_told_so() {
        for status in [ResolutionStatus::NoSuchDomain, ResolutionStatus::NoAddress] {
            let mut report = report();
            report.servers.clear();
            report.resolution.status = status;
            report.resolution.dnssec_reason = Some(Reason::Stripped);
            assert!(!remedy(&report).contains("--resolver"), "{status:?}");
            report.resolution.dnssec_reason = Some(Reason::AnchorDenied);
            assert!(remedy(&report).contains("--resolver"), "{status:?}");
        }
    }

    /// It may have been this program's limit, the network on the way, or a proof that cannot be had.
    #[test]
    fn a_failed_look_up_is_nobodys_fault_by_its_title() {
        let check = CHECKS.iter().find(|check| check.id == "dns-server-failure");
        assert_eq!(check.unwrap().title, "a DNS look-up failed");
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
        report.asked.given.set("all", true);
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
            report.asked.given.set("all", true);
            assert_eq!(unknown(report), ["all"]);
            assert_eq!(judge(report, &JudgeOptions::default()).verdict.exit_code, 3);
        }
    }

    #[test]
    fn addresses_that_lead_nowhere_or_inwards_are_told() {
        let at = |address: &str| {
            let mut report = with_mx(&[("mx.example", NameStatus::Ok)]);
            report.resolution.mx[0].addresses = vec![address.parse().unwrap()];
            severities(&report)
        };
        for own in ["0.0.0.0", "127.0.0.1", "::1", "::"] {
            assert_eq!(at(own), [("mx-is-localhost", Error)], "{own}");
        }
        for private in [
            "10.0.0.5",
            "192.168.1.1",
            "100.64.0.1",
            "fd00::1",
            "64:ff9b::10.0.0.5",
        ] {
            assert_eq!(at(private), [("mx-is-private", Warning)], "{private}");
        }
        assert_eq!(at("192.0.2.1"), []);
        assert_eq!(at("127.77.0.1"), []);
    }

    #[test]
    fn what_an_option_left_out_is_not_checked() {
        let mut report = with_mx(&[("mx.example", NameStatus::NoAddress)]);
        report.servers.clear();
        report.asked.family = Family::V6;
        report.resolution.status = ResolutionStatus::NoAddress;
        assert_eq!(found(&report), [""; 0]);
        assert_eq!(unknown(&report), ["no-address"]);
        assert_eq!(
            judge(&report, &JudgeOptions::default()).verdict.exit_code,
            3
        );
        report.resolution.status = ResolutionStatus::NoSuchDomain;
        assert!(found(&report).contains(&"no-such-domain"));
    }

    #[test]
    fn one_cause_is_one_finding() {
        let mut report = with_mx(&[
            ("a.example", NameStatus::NoSuchName),
            ("b.example", NameStatus::NoAddress),
        ]);
        report.servers.clear();
        report.resolution.status = ResolutionStatus::NoAddress;
        assert_eq!(found(&report), ["mx-no-address", "mx-no-address"]);
        let mut report = with_mx(&[("a.example", NameStatus::ServerFailure)]);
        report.servers.clear();
        report.resolution.status = ResolutionStatus::ServerFailure;
        assert_eq!(found(&report), ["dns-server-failure"]);
        let mut report = with_mx(&[("a.example", NameStatus::Bogus)]);
        report.servers.clear();
        report.resolution.status = ResolutionStatus::Bogus;
        assert_eq!(found(&report), ["dnssec-bogus"]);
    }

    #[test]
    fn an_exchange_whose_address_is_forged_is_told_beside_one_that_works() {
        let report = with_mx(&[
            ("a.example", NameStatus::Bogus),
            ("b.example", NameStatus::Ok),
        ]);
        assert_eq!(severities(&report), [("dnssec-bogus", Warning)]);
    }
}
