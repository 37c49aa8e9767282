//! What is printed passes this program's own checks, and stops no mail that arrives today.

use super::*;
use crate::{
    dns::Proof,
    event::ConnectionStatus,
    finding::{
        JudgeOptions, judge,
        support::{report, severities},
    },
    record::{
        Dane,
        dane::DaneStatus,
        dmarc,
        look_up::testing::Zone,
        mta_sts::{self, StsRecord},
        spf, tls_rpt,
    },
    report::{MtaSts, MtaStsStatus, NameStatus, ResolutionStatus, server::StartTlsStatus},
};

const DOMAIN: &str = "example.com";

/// A report of a domain with these records, whose exchanger was checked.
fn of(zone: &str) -> Report {
    let mut policy = Policy::of(DOMAIN.to_owned(), Role::Target);
    let zone = format!("{zone}\nexample.com MX 10 mx.example.com\nmx.example.com A 192.0.2.1");
    let zone = Zone(&zone);
    policy.spf = Some(zone.drive(|asking| spf::survey(asking, DOMAIN, &[])).0);
    policy.dmarc = Some(zone.drive(|asking| dmarc::survey(asking, DOMAIN)).0);
    policy.tls_rpt = Some(zone.drive(|asking| tls_rpt::survey(asking, DOMAIN)).0);
    let mut report = report();
    report.policy.push(policy);
    report.resolution.status = ResolutionStatus::Ok;
    report.resolution.mx = vec![crate::report::Exchange {
        preference: 10,
        exchange: "mx.example.com".to_owned(),
        status: NameStatus::Ok,
        addresses: vec!["192.0.2.1".parse().unwrap()],
        canonical_name: None,
    }];
    report.mta_sts = Some(sts(MtaStsStatus::None));
    report
}

fn sts(status: MtaStsStatus) -> MtaSts {
    MtaSts {
        status,
        detail: None,
        mode: None,
        id: None,
        mx: Vec::new(),
        max_age: None,
        repeated: Vec::new(),
        exchanges: Vec::new(),
    }
}

fn at<'a>(all: &'a [Proposal], name: &str) -> &'a Proposal {
    let mut of_name = all.iter().filter(|one| one.name == name);
    let found = of_name.next().unwrap_or_else(|| panic!("{name}: {all:?}"));
    assert!(of_name.next().is_none(), "{name}: {all:?}");
    found
}

fn value(zone: &str, name: &str) -> Option<String> {
    at(&proposals(&of(zone)), name).value.clone()
}

const DMARC: &str = "_dmarc.example.com";
const SPF: &str = "example.com";

/// The zone with what is proposed in place of what is there.
fn with_proposals(zone: &str) -> String {
    let all = proposals(&of(zone));
    let texts: Vec<_> = all
        .iter()
        .filter(|one| one.kind == ProposalKind::Txt && one.value.is_some())
        .collect();
    let is_replaced = |line: &&str| {
        let mut words = line.split(' ');
        let (name, kind) = (words.next().unwrap(), words.next().unwrap_or_default());
        kind != "TXT" || texts.iter().all(|one| one.name != name)
    };
    let kept = zone.lines().map(str::trim).filter(is_replaced);
    let mut lines: Vec<String> = kept.map(str::to_owned).collect();
    lines.extend(
        texts
            .iter()
            .map(|one| format!("{} TXT {}", one.name, one.value.as_deref().unwrap())),
    );
    lines.join("\n")
}

/// Ids of what is found of the records, notices left out.
fn faults(zone: &str) -> Vec<&'static str> {
    use crate::finding::Severity::Notice;
    let all = severities(&of(zone)).into_iter();
    let of_records = all.filter(|(id, severity)| {
        let is_record = ["spf-", "dmarc-", "tls-rpt-"];
        *severity > Notice && is_record.iter().any(|start| id.starts_with(start))
    });
    of_records.map(|(id, _)| id).collect()
}

#[test]
fn what_is_printed_passes_the_checks() {
    for zone in [
        "",
        "example.com TXT v=spf1 mx -all",
        "example.com TXT v=spf1 mx, ip4:300.1.1.1 ip4:2001:db8::/32 ipv4:192.0.2.0/24 -all",
        "example.com TXT v=spf1 mx -all\nexample.com TXT v=spf1 a:mx.example.com ~all",
        "example.com TXT v=spf1 a:gone1.example a:gone2.example a:gone3.example mx -all",
        "example.com TXT v=spf1 mx +all",
        "example.com TXT v=spf1 include:none.example mx ~all\nnone.example A 192.0.2.9",
        "example.com TXT v=spf1 redirect=_spf.example.com redirect=b.example\n_spf.example.com TXT v=spf1 -all",
        "_dmarc.example.com TXT v=DMARC1; p=none",
        "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@example.com; sp=nonee",
        "_dmarc.example.com TXT v=DMARC1; p=rejct; rua=mailto:a@example.com",
        "_dmarc.example.com TXT v=dmarc1; p=reject",
        "_dmarc.example.com TXT v=DMARC1; p=none\n_dmarc.example.com TXT v=DMARC1; p=reject",
        "_smtp._tls.example.com TXT v=TLSRPTv1; rua=tls@example.com",
        "_smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:a@example.com\n_smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:b@example.com",
    ] {
        let after = with_proposals(zone);
        assert_eq!(faults(&after), [""; 0], "{zone}\n→\n{after}");
    }
}

#[test]
fn a_first_spf_record_names_the_exchangers_and_refuses_nobody() {
    assert_eq!(value("", SPF).as_deref(), Some("v=spf1 mx ~all"));
    let mut report = of("");
    report.resolution.status = ResolutionStatus::NullMx;
    let all = proposals(&report);
    assert_eq!(at(&all, SPF).value, None, "who sends is not known");
    assert_eq!(at(&all, DMARC).value, None);
}

/// Whom `+all` let pass is not known, and DMARC would stop them.
#[test]
fn an_open_spf_record_is_not_closed_under_a_strict_policy() {
    let open = "example.com TXT v=spf1 mx +all";
    assert_eq!(value(open, SPF).as_deref(), Some("v=spf1 mx ~all"));
    let strict =
        format!("{open}\n_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:a@example.com");
    assert_eq!(value(&strict, SPF), None);
}

#[test]
fn what_is_beyond_mending_from_here_says_so() {
    let elsewhere =
        "example.com TXT v=spf1 include:b.example -all\nb.example TXT v=spf1 ip4:300.1.1.1 -all";
    let all = proposals(&of(elsewhere));
    let spf = at(&all, SPF);
    assert_eq!(spf.value, None);
    assert!(spf.why.contains("b.example"), "{}", spf.why);
    let includes: String = (0..11).map(|n| format!("include:s{n}.example ")).collect();
    let records: String = (0..11)
        .map(|n| format!("s{n}.example TXT v=spf1 -all\n"))
        .collect();
    let many = format!("example.com TXT v=spf1 {includes}-all\n{records}");
    let all = proposals(&of(&many));
    assert_eq!(at(&all, SPF).value, None);
    assert!(
        at(&all, SPF).why.contains("look-up"),
        "{}",
        at(&all, SPF).why
    );
    assert!(!at(&all, SPF).is_unknown);
    let lost = proposals(&of("example.com TXT !TIMEOUT"));
    assert!(at(&lost, SPF).is_unknown);
}

#[test]
fn dmarc_goes_one_step_further_and_reports_come_first() {
    let spf = "example.com TXT v=spf1 mx -all\n_dmarc.example.com TXT ";
    let next = |record: &str| value(&format!("{spf}{record}"), DMARC);
    let first = value("", DMARC).unwrap();
    assert_eq!(
        first,
        "v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com"
    );
    assert_eq!(
        next("v=DMARC1; p=none").as_deref(),
        Some("v=DMARC1; p=none; rua=mailto:dmarc-reports@example.com")
    );
    for (present, expected) in [("none", "quarantine"), ("quarantine", "reject")] {
        let record = |policy: &str| format!("v=DMARC1; p={policy}; rua=mailto:a@example.com");
        assert_eq!(next(&record(present)), Some(record(expected)));
    }
    assert_eq!(next("v=DMARC1; p=reject; rua=mailto:a@example.com"), None);
    assert_eq!(
        next("v=DMARC1; p=reject; t=y; rua=mailto:a@example.com").as_deref(),
        Some("v=DMARC1; p=reject; rua=mailto:a@example.com")
    );
    // Nothing of the domain's own would pass.
    let alone = "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@example.com";
    assert_eq!(value(alone, DMARC), None);
}

#[test]
fn the_policy_file_and_its_record_are_understood() {
    let all = proposals(&of(""));
    let file = at(&all, "https://mta-sts.example.com/.well-known/mta-sts.txt");
    let policy = mta_sts::Policy::parse(file.value.as_deref().unwrap().as_bytes()).unwrap();
    assert_eq!(policy.mode, mta_sts::Mode::Testing);
    assert!(policy.allows("mx.example.com"));
    let record = at(&all, "_mta-sts.example.com").value.clone().unwrap();
    assert!(matches!(StsRecord::select(&[record]), Ok(Some(_))));
    let mut plain = of("");
    plain.servers[0].starttls.status = StartTlsStatus::NotOffered;
    let all = proposals(&plain);
    assert_eq!(at(&all, "_mta-sts.example.com").value, None);
    let mut lost = of("");
    lost.mta_sts = Some(sts(MtaStsStatus::LookupFailed));
    assert!(at(&proposals(&lost), "_mta-sts.example.com").is_unknown);
}

fn dane(proof: Proof) -> Dane {
    Dane {
        status: DaneStatus::None,
        name: String::new(),
        records: Vec::new(),
        mx: Some(proof),
        addresses: proof,
        alias: None,
        tlsa: proof,
        detail: None,
    }
}

#[test]
fn a_tlsa_record_is_for_a_signed_zone() {
    let with = |proof: Option<Proof>| {
        let mut report = of("");
        report.servers[0].dane = proof.map(dane);
        report.asked.next_keys = vec!["ab".repeat(32)];
        proposals(&report)
            .into_iter()
            .filter(|one| one.kind == ProposalKind::Tlsa)
            .collect::<Vec<_>>()
    };
    let signed = with(Some(Proof::Secure));
    assert_eq!(signed.len(), 2, "{signed:?}");
    let line = signed[1].line.as_deref().unwrap();
    let expected = format!("IN TLSA 3 1 1 {}", "ab".repeat(32));
    assert!(
        line.starts_with("_25._tcp.") && line.ends_with(&expected),
        "{line}"
    );
    let [not_signed] = &with(Some(Proof::Insecure))[..] else {
        panic!();
    };
    assert_eq!(not_signed.value, None);
    let mut plain = of("");
    plain.servers[0].starttls.status = StartTlsStatus::NotOffered;
    plain.asked.next_keys = vec!["ab".repeat(32)];
    let all = proposals(&plain);
    let mut tlsa = all.iter().filter(|one| one.kind == ProposalKind::Tlsa);
    assert!(tlsa.all(|one| one.value.is_none()), "DANE stops mail there");
    assert!(with(None)[1].why.contains("which is not known here"));
}

#[test]
fn without_a_connection_the_present_key_is_not_known_and_the_next_one_is() {
    let mut report = of("");
    report.asked.look_ups_alone = true;
    report.asked.next_keys = vec!["ab".repeat(32)];
    let server = &mut report.servers[0];
    (server.tls, server.connection.status) = (None, ConnectionStatus::NotTried);
    let all = proposals(&report);
    assert_eq!(all[0].value, None);
    assert!(all[0].why.contains("nothing was connected to"));
    assert!(!all[0].is_unknown, "it was asked so");
    assert!(all[1].value.is_some());
    assert!(all[1].why.contains("alone it would stop mail"));
}

/// RFC 1035 section 3.3: a character string has at most 255 octets.
#[test]
fn a_long_text_is_cut_into_strings() {
    let long = format!("v=spf1 {}-all", "ip4:192.0.2.1 ".repeat(30));
    let proposal = Proposal::txt("example.com".to_owned(), long.clone(), "");
    let line = proposal.line.unwrap();
    let strings: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
    assert_eq!(
        strings.iter().map(|one| one.len()).collect::<Vec<_>>(),
        [255, 176]
    );
    assert_eq!(strings.concat(), long);
    let odd = Proposal::txt("a.example".to_owned(), "a\"b\\c\u{e9}".to_owned(), "");
    assert_eq!(
        odd.line.as_deref(),
        Some("a.example. IN TXT \"a\\\"b\\\\c\\195\\169\"")
    );
}

#[test]
fn nothing_is_said_unless_it_is_asked_for() {
    let mut report = of("");
    let publish = |report: &Report| judge(report, &JudgeOptions::default()).publish;
    assert_eq!(publish(&report), None);
    report.asked.given.set("print-dns", true);
    assert!(publish(&report).is_some());
}

#[test]
fn a_wider_policy_keeps_what_the_present_one_allows() {
    use crate::report::AllowedExchange;
    let mut report = of("");
    let mut there = sts(MtaStsStatus::Ok);
    there.mode = Some(mta_sts::Mode::Enforce);
    there.mx = vec!["old.example.com".to_owned(), "*.backup.example".to_owned()];
    there.exchanges = vec![AllowedExchange {
        exchange: "mx.example.com".to_owned(),
        allowed: false,
    }];
    report.mta_sts = Some(there);
    let all = proposals(&report);
    let file = all
        .iter()
        .find(|one| one.kind == ProposalKind::File)
        .unwrap();
    assert_eq!(
        file.value.as_deref(),
        Some(
            "version: STSv1\nmode: enforce\nmx: old.example.com\nmx: *.backup.example\nmx: mx.example.com\nmax_age: 604800\n"
        )
    );
}

/// RFC 7208 section 5.4: the implicit MX is none for `mx`.
#[test]
fn a_domain_without_mx_records_is_its_own_exchanger() {
    let mut report = of("");
    report.resolution.status = ResolutionStatus::ImplicitMx;
    report.resolution.mx.clear();
    let first = at(&proposals(&report), SPF).value.clone();
    assert_eq!(first.as_deref(), Some("v=spf1 a ~all"));
}

/// Of a domain by whose records nobody passes everything would be stopped.
#[test]
fn no_stricter_policy_where_spf_names_nobody() {
    let reported = "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:a@example.com";
    for (spf, is_proposed) in [
        ("v=spf1 -all", false),
        ("v=spf1 ?all", false),
        ("v=spf1 -ip4:192.0.2.1 ~all", false),
        ("v=spf1 redirect=none.example.com", false),
        ("v=spf1 ip4:192.0.2.1 -all", true),
        ("v=spf1 redirect=_spf.example.com", true),
    ] {
        let zone = format!(
            "{reported}\nexample.com TXT {spf}\n_spf.example.com TXT v=spf1 ip4:192.0.2.1 -all\nnone.example.com TXT v=spf1 -all"
        );
        let is_some = value(&zone, DMARC).is_some();
        assert_eq!(is_some, is_proposed, "{spf}");
    }
}

#[test]
fn several_records_with_too_many_look_ups_are_not_made_into_one() {
    let includes = |from: u8| -> String {
        (from..from + 6)
            .map(|number| format!(" include:i{number}.example"))
            .collect()
    };
    let zone = format!(
        "example.com TXT v=spf1{} -all\nexample.com TXT v=spf1{} -all",
        includes(0),
        includes(6)
    );
    let all = proposals(&of(&zone));
    let found = at(&all, SPF);
    assert!(
        found.value.is_none() && found.why.contains("12 terms"),
        "{found:?}"
    );
}

/// A key that others may sign by is not replaced, and who signs may be another domain.
#[test]
fn a_signing_key_takes_no_other_ones_place() {
    use crate::{
        dns::{Answer, Lookup, Proven},
        record::dkim::{Key, Origin, sign::SigningKey},
    };
    let own = SigningKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
    let mut report = of("");
    let mut signer = Policy::of("signer.example".to_owned(), Role::Signer);
    let key = |selector: &str, signs| {
        let none = Proven::indeterminate(Lookup::of(Answer::NoSuchName), "a test");
        let mut key = Key::of(selector, Origin::Given, &none);
        key.to_publish = own.record();
        key.signs = signs;
        key
    };
    signer.dkim = Some(vec![key("free", None), key("taken", Some(false))]);
    report.policy.push(signer);
    let all = proposals(&report);
    assert!(at(&all, "free._domainkey.signer.example").value.is_some());
    assert!(at(&all, "taken._domainkey.signer.example").value.is_none());
}

/// Where one address of a host was not asked, its key may be another one.
#[test]
fn the_key_of_one_address_is_not_that_of_the_host() {
    let mut report = of("");
    report.servers[0].dane = Some(dane(Proof::Secure));
    let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
    leaf.spki_sha256 = "cd".repeat(32);
    let all = proposals(&report);
    let why = |all: &[Proposal]| {
        let found = all
            .iter()
            .find(|one| one.kind == ProposalKind::Tlsa)
            .unwrap();
        (found.value.is_some(), found.why.contains("another address"))
    };
    assert_eq!(why(&all), (true, false));
    let mut other = crate::report::Server {
        host: report.servers[0].host.clone(),
        port: report.servers[0].port,
        address: Some("192.0.2.2".parse().unwrap()),
        ..Default::default()
    };
    other.preference = Some(10);
    report.servers.insert(0, other);
    assert_eq!(why(&proposals(&report)), (true, true));
}
