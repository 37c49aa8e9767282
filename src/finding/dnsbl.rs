//! The check of block lists (RFC 5782). Receivers ask them for whoever sends to them: a server that only receives is not hurt by a
//! listing, and most that receive also send.

use super::{
    Check, Evidence,
    Severity::{Notice, Warning},
    Verdict,
    check::address,
};
use crate::{
    record::{
        Listing,
        dnsbl::{ListingCode, ListingStatus},
    },
    report::Server,
    text::shortened,
};

/// What of a list's own words is told, in bytes.
const LONGEST: usize = 160;

pub(super) const CHECKS: &[Check] = &[address(
    "dnsbl-listed",
    Warning,
    "an address is in a block list",
    "RFC 5782 section 2",
    "Find out what sent the mail and stop it, then have the list take the address off, as its page says. Where no mail is sent from \
     the address, a listing does no harm.",
    |server, _| judge(server),
)];

/// Where nothing worse is said than that no mail is meant to come from there.
const POLICY: &str = "Where the address sends mail to other servers directly, have the list take it off, as its page says; else send \
     through the provider's mail server. One that only receives mail is not hurt.";

fn judge(server: &Server) -> Verdict {
    let own = server.own_dnsbl.as_ref();
    let own = own.map(|own| {
        (
            format!("this machine's address {}", own.address),
            &own.lists,
        )
    });
    let of_server = server.address.map(|address| address.to_string());
    let all: Vec<_> = of_server
        .zip(server.dnsbl.as_ref())
        .into_iter()
        .chain(own)
        .collect();
    if all.is_empty() {
        return Verdict::NotApplicable;
    }
    let found: Vec<Evidence> = all
        .iter()
        .filter_map(|(address, lists)| listed(address, lists))
        .collect();
    let open = all.iter().find_map(|(_, lists)| unknown(lists));
    match open {
        Some(reason) if found.is_empty() => Verdict::Unknown(reason),
        Some(reason) => Verdict::InPart(found, reason),
        None => Verdict::from_evidence(found),
    }
}

/// One finding for an address, however many lists have it.
fn listed(address: &str, lists: &[Listing]) -> Option<Evidence> {
    let listings: Vec<_> = lists
        .iter()
        .filter(|one| one.status == ListingStatus::Listed)
        .collect();
    if listings.is_empty() {
        return None;
    }
    let told: Vec<String> = listings.iter().map(|listing| told(listing)).collect();
    let evidence = Evidence::new(format!("{address} is listed by {}", told.join("; by ")));
    let mut codes = listings.iter().flat_map(|one| &one.codes);
    Some(match codes.all(|code| code.is_policy) {
        true => evidence.of(Notice).remedied_by(POLICY),
        false => evidence,
    })
}

fn told(listing: &Listing) -> String {
    let codes: Vec<_> = listing.codes.iter().map(meant).collect();
    let said = listing.text.first();
    let said = said.map_or(String::new(), |text| {
        format!(": {}", shortened(text.clone(), LONGEST))
    });
    format!("{} as {}{said}", listing.title(), codes.join(", and "))
}

fn meant(code: &ListingCode) -> String {
    match code.meaning {
        Some(meaning) => format!("{}, {meaning}", code.code),
        None => code.code.to_string(),
    }
}

/// Which of the lists did not say, and why.
pub(super) fn unknown(lists: &[Listing]) -> Option<String> {
    let open = lists.iter().filter_map(|one| {
        let hindrance = one.hindrance()?;
        Some(format!("{}: {hindrance}", one.title()))
    });
    let open: Vec<_> = open.collect();
    (!open.is_empty()).then(|| open.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{
            JudgeOptions, judge,
            support::{found, report},
        },
        record::{dnsbl::survey, look_up::testing::Zone},
        report::{Report, server::OwnListings},
    };

    fn listings(zone: &str) -> Vec<Listing> {
        let lists = ["zen.spamhaus.org", "bl.example"].map(str::to_owned);
        let address = "192.0.2.1".parse().unwrap();
        let tests = "2.0.0.127.zen.spamhaus.org A 127.0.0.2\n2.0.0.127.bl.example A 127.0.0.2\n";
        let zone = format!("{tests}{zone}");
        Zone(&zone)
            .drive(|asking| survey(asking, address, &lists))
            .0
    }

    fn with(zone: &str) -> Report {
        let mut report = report();
        report.servers[0].dnsbl = Some(listings(zone));
        report
    }

    #[test]
    fn what_is_listed_is_told_with_what_the_list_means() {
        assert!(found(&with("")).is_empty());
        let report = with(
            "1.2.0.192.zen.spamhaus.org A 127.0.0.2\n1.2.0.192.zen.spamhaus.org TXT see https://a.example\n\
             1.2.0.192.bl.example A 127.0.0.9",
        );
        let judgement = judge(&report, &JudgeOptions::default());
        let [finding] = judgement.findings.as_slice() else {
            panic!("{:?}", judgement.findings);
        };
        assert_eq!((finding.id, finding.severity), ("dnsbl-listed", Warning));
        assert_eq!(
            finding.evidence,
            "192.0.2.1 is listed by Spamhaus ZEN (zen.spamhaus.org) as 127.0.0.2, a source of spam (SBL): see https://a.example; \
             by bl.example as 127.0.0.9"
        );
    }

    /// Spamhaus' PBL accuses nobody.
    #[test]
    fn an_address_that_is_to_send_nothing_is_a_notice() {
        let severity = |zone: &str| {
            let judgement = judge(&with(zone), &JudgeOptions::default());
            judgement.findings[0].severity
        };
        let policy = "1.2.0.192.zen.spamhaus.org A 127.0.0.11";
        assert_eq!(severity(policy), Notice);
        let both = format!("{policy}\n1.2.0.192.zen.spamhaus.org A 127.0.0.4");
        assert_eq!(severity(&both), Warning);
        let two = format!("{policy}\n1.2.0.192.bl.example A 127.0.0.2");
        assert_eq!(severity(&two), Warning);
    }

    #[test]
    fn a_list_that_did_not_say_is_no_pass_and_hides_nothing() {
        let refused = "1.2.0.192.zen.spamhaus.org A 127.255.255.255";
        let verdict = super::judge(&with(refused).servers[0]);
        let Verdict::Unknown(reason) = verdict else {
            panic!("{verdict:?}");
        };
        assert!(reason.starts_with("Spamhaus ZEN (zen.spamhaus.org): it refuses"));
        let listed = format!("{refused}\n1.2.0.192.bl.example A 127.0.0.2");
        assert_eq!(found(&with(&listed)), ["dnsbl-listed"]);
    }

    #[test]
    fn our_own_address_is_told_as_ours() {
        let mut report = with("");
        report.servers[0].own_dnsbl = Some(OwnListings {
            address: "198.51.100.7".parse().unwrap(),
            lists: listings("1.2.0.192.bl.example A 127.0.0.2"),
        });
        let judgement = judge(&report, &JudgeOptions::default());
        assert_eq!(
            judgement.findings[0].evidence,
            "this machine's address 198.51.100.7 is listed by bl.example as 127.0.0.2"
        );
    }
}
