//! Surveys of zones of a few lines.

use serde_json::{Value, json};

use super::*;
use crate::record::{
    look_up::{Question, testing::Zone},
    spf::{All, Qualifier, TermStatus, Verdict},
};

fn surveyed(zone: &str) -> (Spf, Vec<Vec<Question>>) {
    Zone(zone).drive(|asking| survey(asking, "example.com", &[]))
}

fn spf(zone: &str) -> Spf {
    surveyed(zone).0
}

/// One record and nothing else.
fn alone(record: &str) -> Spf {
    spf(&format!("example.com TXT {record}"))
}

fn sender(address: &str) -> Sender {
    Sender {
        address: address.parse().unwrap(),
        mail_from: String::new(),
        helo: "client.example.net".to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn causes(spf: &Spf) -> Vec<&Cause> {
    spf.errors.iter().map(|problem| &problem.kind).collect()
}

fn warnings(spf: &Spf) -> Vec<&WarningKind> {
    spf.warnings.iter().map(|warning| &warning.kind).collect()
}

const TREE: &str = "\
example.com TXT v=spf1 mx a:web.example.com include:_spf.example.net ip4:192.0.2.0/24 -all
example.com MX 10 mx1.example.com
mx1.example.com A 192.0.2.1
mx1.example.com AAAA 2001:db8::1
web.example.com A 198.51.100.7
_spf.example.net TXT v=spf1 include:a.example.net ip4:203.0.113.0/24 ~all
a.example.net TXT v=spf1 a:gone.example.net ?all
";

#[test]
fn a_tree_has_what_each_term_comes_to() {
    let (spf, rounds) = surveyed(TREE);
    let json = serde_json::to_value(&spf).unwrap();
    let short = |pointer: &str| json.pointer(pointer).cloned().unwrap_or(Value::Null);
    assert_eq!(
        (spf.status, spf.lookups, spf.void_lookups),
        (Status::Ok, 5, 1)
    );
    assert_eq!(
        (spf.all, spf.otherwise),
        (Some(All::Fail), Some(Qualifier::Fail))
    );
    assert_eq!(short("/all"), json!("fail"));
    assert_eq!(
        short("/terms/0/addresses"),
        json!(["192.0.2.1", "2001:db8::1"])
    );
    assert_eq!(short("/terms/2/term"), json!("include:_spf.example.net"));
    assert_eq!(short("/terms/2/lookups"), json!(3));
    assert_eq!(short("/terms/2/running"), json!(5));
    assert_eq!(short("/terms/2/terms/0/terms/0/status"), json!("void"));
    assert_eq!(
        short("/terms/2/terms/0/record"),
        json!("v=spf1 a:gone.example.net ?all")
    );
    assert_eq!(short("/terms/3/position"), json!(53));
    // Each level in one round: the record; its terms; the exchanger's addresses and the included record; the last name.
    let sizes: Vec<_> = rounds.iter().map(Vec::len).collect();
    assert_eq!(sizes, [1, 4, 3, 2]);
    // The name that is not found is of others.
    assert!(spf.warnings.is_empty(), "{:?}", spf.warnings);
}

#[test]
fn it_counts_on_past_the_ten_and_says_where_the_eleventh_is() {
    let many = "include:b.example ".repeat(3) + "mx -all";
    let spf = spf(&format!(
        "example.com TXT v=spf1 {many}\nexample.com MX 1 mx.example.com\nmx.example.com A 192.0.2.1\n\
         b.example TXT v=spf1 a a a a ~all\nb.example A 192.0.2.2"
    ));
    assert_eq!((spf.status, spf.lookups), (Status::PermError, 16));
    assert_eq!(causes(&spf), [&Cause::LookUps(16)]);
    // Of the third include the record is told with the first, so that its own place is what there is.
    assert_eq!(spf.errors[0].position, Some(43));
    assert_eq!(spf.terms[1].status, TermStatus::Repeated);
}

#[test]
fn a_record_that_leads_back_to_itself_ends() {
    let spf = spf(
        "example.com TXT v=spf1 include:b.example -all\nb.example TXT v=spf1 redirect=example.com",
    );
    assert_eq!(causes(&spf), [&Cause::Loop("example.com".to_owned())]);
    assert_eq!((spf.status, spf.lookups), (Status::PermError, 2));
    assert_eq!(spf.terms[0].terms[0].status, TermStatus::Loop);
}

/// Every record includes ten others: the questions are bounded, and what was not asked is no fault of the domain.
#[test]
fn a_tree_without_end_is_cut() {
    let mut known = crate::record::look_up::Known::default();
    let mut asked = 0;
    let spf = loop {
        let mut asking = Asking::of(&known);
        if let Some(spf) = survey(&mut asking, "example.com", &[]) {
            break spf;
        }
        for question in asking.missing() {
            asked += 1;
            let Question::Txt(name) = &question else {
                panic!("{question:?}");
            };
            let below: Vec<_> = (0..10).map(|at| format!("include:{at}.{name}")).collect();
            let record = format!("{name} TXT v=spf1 {} -all", below.join(" "));
            let answer = Zone(&record).answer(&question);
            known.insert(question, answer);
        }
    };
    assert_eq!(asked, MOST_QUESTIONS);
    assert!(!spf.complete);
    assert!(spf.lookups > 100 && causes(&spf) == [&Cause::LookUps(spf.lookups)]);
}

/// Ten questions lead to 2^10 ways through them.
#[test]
fn records_that_are_included_again_and_again_are_counted_and_told_once() {
    let mut zone =
        String::from("example.com TXT v=spf1 include:0.example include:0.example -all\n");
    for at in 0..20 {
        let next = at + 1;
        zone += &format!("{at}.example TXT v=spf1 include:{next}.example include:{next}.example\n");
    }
    zone += "20.example TXT v=spf1 ip4:192.0.2.1";
    let spf = spf(&zone);
    // Two for each record, for each way to it.
    assert_eq!(spf.lookups, 2 * ((1 << 21) - 1));
}

#[test]
fn a_domain_without_record_has_none_and_a_failure_says_nothing_of_it() {
    assert_eq!(spf("example.com TXT hello").status, Status::None);
    assert_eq!(spf("example.org TXT hello").status, Status::None);
    let failed = spf("example.com TXT !SERVFAIL");
    assert_eq!(failed.status, Status::TempError);
    assert_eq!(
        failed.errors[0].kind.to_string(),
        "example.com could not be looked up: SERVFAIL"
    );
}

#[test]
fn several_records_are_shown() {
    let spf = spf("example.com TXT v=spf1 -all\nexample.com TXT v=spf1 mx");
    assert_eq!(spf.status, Status::PermError);
    assert_eq!(spf.records, ["v=spf1 -all", "v=spf1 mx"]);
    assert_eq!(causes(&spf), [&Cause::SeveralRecords(2)]);
}

#[test]
fn a_record_that_is_included_is_as_wrong_as_the_own_one() {
    let spf = spf(
        "example.com TXT v=spf1 include:b.example include:c.example -all\nb.example TXT v=spf1 ip4:192.0.2 -al",
    );
    let places: Vec<_> = spf
        .errors
        .iter()
        .map(|problem| (problem.domain.as_str(), problem.position))
        .collect();
    assert_eq!(
        places,
        [
            ("b.example", Some(18)),
            ("b.example", Some(20)),
            ("example.com", Some(25))
        ]
    );
    assert_eq!(spf.errors[2].kind, Cause::NoRecord("c.example".to_owned()));
}

#[test]
fn what_depends_on_the_sender_is_counted_and_not_asked() {
    let (spf, rounds) = surveyed(
        "example.com TXT v=spf1 exists:%{i}._spf.%{d} a:%{o} ptr -all\nexample.com A 192.0.2.1",
    );
    assert_eq!(rounds.len(), 2);
    assert_eq!(rounds[1].len(), 2);
    let statuses: Vec<_> = spf.terms.iter().map(|term| term.status).collect();
    use TermStatus::{DependsOnSender, Ok};
    assert_eq!(statuses, [DependsOnSender, Ok, DependsOnSender, Ok]);
    assert_eq!((spf.lookups, spf.status), (3, Status::Ok));
}

#[test]
fn where_a_redirect_leads_says_what_is_said_of_others() {
    let to = |record: &str| {
        spf(&format!(
            "example.com TXT v=spf1 redirect=b.example\nb.example TXT {record}"
        ))
    };
    let spf = to("v=spf1 ip4:192.0.2.1 ~all");
    assert_eq!(
        (spf.all, spf.otherwise),
        (Some(All::Redirect), Some(Qualifier::SoftFail))
    );
    assert_eq!(
        to("v=spf1 ip4:192.0.2.1").otherwise,
        Some(Qualifier::Neutral)
    );
    assert_eq!(to("nothing").otherwise, None);
    assert_eq!(alone("v=spf1 ip4:192.0.2.1").all, None);
}

#[test]
fn behind_all_nothing_is_reached() {
    let (spf, rounds) =
        surveyed("example.com TXT v=spf1 -all a include:b.example redirect=c.example");
    assert_eq!(rounds.len(), 1);
    let (unreached, unused) = (WarningKind::Unreached, WarningKind::RedirectUnused);
    assert_eq!(warnings(&spf), [&unreached, &unreached, &unused]);
    assert_eq!(spf.lookups, 0);
}

#[test]
fn what_is_hardly_meant_is_told() {
    let told = |record: &str| {
        let spf = alone(record);
        spf.warnings
            .iter()
            .map(|warning| warning.kind.clone())
            .collect::<Vec<_>>()
    };
    use WarningKind::*;
    assert_eq!(told("v=spf1 +all"), [PassAll]);
    assert_eq!(told("v=spf1 ip4:192.0.2.1"), [NoEnd]);
    assert_eq!(
        told("v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all"),
        [LargeNetwork(0), LargeNetwork(0)]
    );
    assert_eq!(told("v=spf1 ip4:128.0.0.0/1 -all"), [LargeNetwork(1)]);
    assert_eq!(told("v=spf1 -ip4:0.0.0.0/0 -all"), []);
    assert_eq!(
        told("v=spf1 ip4:10.1.2.3 -all"),
        [Private("a private network (RFC 1918)")]
    );
    assert_eq!(told("v=spf1 ptr -all"), [Ptr]);
    assert_eq!(told("v=spf1 exists:%{p}.example.com -all"), [MacroP]);
    assert_eq!(told("v=spf1 ip4:192.0.2.1 IP4:192.0.2.1 -all"), [Duplicate]);
    assert_eq!(
        told("v=spf1 include=b.example -all"),
        [Modifier("include:".to_owned())]
    );
    assert_eq!(told("v=spf1 ip4:192.0.2.1 v=spf1 -all"), [SecondVersion]);
    assert_eq!(
        told("v=spf1 a:gone.example.com -all"),
        [Void("gone.example.com".to_owned())]
    );
    assert_eq!(
        told("v=spf1 a:b..example -all"),
        [NoName("b..example".to_owned())]
    );
    let long = format!("v=spf1 {}-all", "ip4:192.0.2.1 ?ip4:192.0.2.2 ".repeat(16));
    assert!(told(&long).contains(&Long(long.len())));
    let why = "e.example.com has no TXT record".to_owned();
    assert_eq!(told("v=spf1 -all exp=e.example.com"), [NoExplanation(why)]);
    assert_eq!(told("v=spf1;-all"), [NearRecord("v=spf1;-all".to_owned())]);
    assert_eq!(told("v=spf1 ip4:192.0.2.1 mx:example.net/24 ~all").len(), 1);
}

#[test]
fn a_sender_has_a_result_and_the_way_to_it() {
    let senders = ["203.0.113.9", "192.0.2.1", "2001:db8::2"].map(sender);
    let (spf, _) = Zone(TREE).drive(|asking| survey(asking, "example.com", &senders));
    let results: Vec<_> = spf.results.iter().map(|checked| checked.result).collect();
    assert_eq!(results, [Verdict::Pass, Verdict::Pass, Verdict::Fail]);
    let path: Vec<_> = spf.results[0]
        .path
        .iter()
        .map(|step| (step.domain.as_str(), step.term.as_str()))
        .collect();
    let include = ("example.com", "include:_spf.example.net");
    assert_eq!(path, [include, ("_spf.example.net", "ip4:203.0.113.0/24")]);
    assert_eq!(spf.results[2].term.as_deref(), Some("-all"));
}

/// A failure elsewhere is an error, and an address that a term before it names passes all the same.
#[test]
fn an_error_behind_the_term_that_matches_does_not_matter() {
    let zone =
        "example.com TXT v=spf1 ip4:192.0.2.1 include:b.example -all\nb.example TXT !TIMEOUT";
    let senders = ["192.0.2.1", "192.0.2.2"].map(sender);
    let (spf, _) = Zone(zone).drive(|asking| survey(asking, "example.com", &senders));
    assert_eq!(spf.status, Status::TempError);
    let results: Vec<_> = spf.results.iter().map(|checked| checked.result).collect();
    assert_eq!(results, [Verdict::Pass, Verdict::TempError]);
    assert_eq!(
        serde_json::to_value(&spf.results[1]).unwrap()["reason"],
        "b.example could not be looked up: timed out"
    );
}

#[test]
fn texts_of_strangers_are_safe_to_show() {
    let spf = alone("v=spf1 a:\u{1b}[31m.example \u{202e}x -all");
    let json = serde_json::to_string(&spf).unwrap();
    assert!(
        !json.contains("\\u001b") && !json.contains('\u{202e}'),
        "{json}"
    );
    assert_eq!(spf.errors.len(), 2);
}

/// A hundred records that all include each other, thousands of times: a bounded number of terms is followed, and errors are kept, in
/// bounded time; and what is left out is no verdict on the rest.
#[test]
fn a_zone_that_leads_to_itself_without_end_is_followed_for_a_while() {
    let includes: Vec<_> = (0..3000)
        .map(|number| format!("include:i{}.example.com", number % 98))
        .collect();
    let includes = includes.join(" ");
    let mut zone = format!("example.com TXT v=spf1 {includes} -all\n");
    for number in 0..98 {
        let line = format!("i{number}.example.com TXT v=spf1 {includes} x y -all\n");
        zone.push_str(&line);
    }
    let spf = spf(&zone);
    assert_eq!(spf.status, Status::PermError);
    assert!(!spf.complete);
    assert!(spf.errors.len() <= 1002, "{}", spf.errors.len());
    assert!(spf.terms_left_out >= 5000, "{}", spf.terms_left_out);
}
