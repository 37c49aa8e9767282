//! What becomes of the answers of lists.

use super::{super::look_up::testing::Zone, *};

const TESTS: &str = "2.0.0.127.bl.example A 127.0.0.2\n";

/// The listing of 192.0.2.1 at bl.example, and the names that were asked for in each round.
fn at(zone: &str) -> Listing {
    of("192.0.2.1", "bl.example", zone)
}

fn of(address: &str, list: &str, zone: &str) -> Listing {
    let (address, lists) = (address.parse().unwrap(), [list.to_owned()]);
    let (mut found, rounds) = Zone(zone).drive(|asking| survey(asking, address, &lists));
    assert!(rounds.len() <= 2, "{rounds:?}");
    found.remove(0)
}

#[test]
fn a_listing_has_the_codes_and_the_words_of_the_list() {
    let zone = "1.2.0.192.zen.spamhaus.org A 127.0.0.2\n\
                1.2.0.192.zen.spamhaus.org A 127.0.0.10\n\
                1.2.0.192.zen.spamhaus.org TXT https://check.example/192.0.2.1\n\
                2.0.0.127.zen.spamhaus.org A 127.0.0.2";
    let found = of("192.0.2.1", "zen.spamhaus.org", zone);
    assert_eq!(found.status, ListingStatus::Listed);
    assert_eq!(found.name, Some("Spamhaus ZEN"));
    let codes: Vec<_> = found
        .codes
        .iter()
        .map(|code| (code.code.octets()[3], code.is_policy))
        .collect();
    assert_eq!(codes, [(2, false), (10, true)]);
    assert_eq!(found.text, ["https://check.example/192.0.2.1"]);
    assert_eq!(found.hindrance(), None);
}

/// RFC 5782 section 5: a list that says no of its own test entry says no of everything.
#[test]
fn what_is_not_there_is_not_listed_only_where_the_test_entry_is() {
    assert_eq!(at(TESTS).status, ListingStatus::NotListed);
    let without = at("other.bl.example A 127.0.0.2");
    assert_eq!(without.status, ListingStatus::Unreliable);
    assert!(without.hindrance().unwrap().contains("test entry"));
    let no_such_list = at("other.example A 127.0.0.2");
    assert_eq!(no_such_list.status, ListingStatus::Unreliable);
    let lost = at("2.0.0.127.bl.example A !TIMEOUT");
    assert_eq!(lost.status, ListingStatus::LookupFailed);
}

/// Lists that were given up answer so, that nobody asks them any more.
#[test]
fn a_list_that_lists_everything_lists_nothing() {
    let zone = "1.2.0.192.bl.example A 127.0.0.2\n1.0.0.127.bl.example A 127.0.0.2";
    assert_eq!(at(zone).status, ListingStatus::Unreliable);
    let not_known = "1.2.0.192.bl.example A 127.0.0.2\n1.0.0.127.bl.example A !TIMEOUT";
    // Whether it lists everything is not known, nor then what its word is worth.
    let not_known = at(not_known);
    assert_eq!(not_known.status, ListingStatus::LookupFailed);
    assert!(not_known.hindrance().unwrap().contains("lists everything"));
}

#[test]
fn only_127_0_0_2_and_up_is_a_listing() {
    let status = |code: &str| at(&format!("1.2.0.192.bl.example A {code}\n{TESTS}")).status;
    for code in ["127.0.0.2", "127.0.0.255", "127.0.1.1", "127.255.254.255"] {
        assert_eq!(status(code), ListingStatus::Listed, "{code}");
    }
    for code in ["127.255.255.252", "127.255.255.254", "127.255.255.255"] {
        assert_eq!(status(code), ListingStatus::Refused, "{code}");
    }
    for code in [
        "127.0.0.1",
        "127.0.0.0",
        "192.0.2.9",
        "0.0.0.0",
        "128.0.0.2",
    ] {
        assert_eq!(status(code), ListingStatus::Unusable, "{code}");
    }
    let two = |other: &str| {
        let zone = format!("1.2.0.192.bl.example A 127.0.0.2\n1.2.0.192.bl.example A {other}");
        at(&zone).status
    };
    assert_eq!(two("127.0.0.1"), ListingStatus::Listed);
    assert_eq!(two("127.255.255.254"), ListingStatus::Refused);
    assert_eq!(two("192.0.2.9"), ListingStatus::Unusable);
}

#[test]
fn a_refusal_says_what_the_list_says() {
    let zone = "1.2.0.192.zen.spamhaus.org A 127.255.255.254\n\
                1.2.0.192.zen.spamhaus.org TXT Error: open resolver";
    let refused = of("192.0.2.1", "zen.spamhaus.org", zone);
    assert_eq!(
        refused.hindrance().unwrap(),
        "it refuses to answer (127.255.255.254): it answers no public resolver; --resolver asks another, such as one of your own; \
         the list says: Error: open resolver"
    );
    // What the number means elsewhere is for that list to say.
    let other = at("1.2.0.192.bl.example A 127.255.255.254");
    assert_eq!(
        other.hindrance().unwrap(),
        "it refuses to answer (127.255.255.254)"
    );
    // Of everything but the address.
    let by_the_test = at("2.0.0.127.bl.example A 127.255.255.255");
    assert_eq!(by_the_test.status, ListingStatus::Refused);
}

#[test]
fn an_ipv6_address_has_its_nibbles() {
    let nibbles = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2";
    let listed = format!("{nibbles}.bl.example A 127.0.0.2");
    let found = of("2001:db8::1", "bl.example", &listed);
    assert_eq!(found.status, ListingStatus::Listed);
    // ::FFFF:7F00:2
    let test =
        "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.bl.example A 127.0.0.2";
    for zone in [test, TESTS] {
        let found = of("2001:db8::1", "bl.example", zone);
        assert_eq!(found.status, ListingStatus::NotListed);
    }
    let none = of("2001:db8::1", "bl.example", "bl.example A 127.0.0.9");
    assert_eq!(none.status, ListingStatus::Unreliable);
}

#[test]
fn a_list_of_ipv4_addresses_is_not_asked_for_others() {
    let lists = ["bl.spamcop.net".to_owned()];
    let address = "2001:db8::1".parse().unwrap();
    let (found, rounds) = Zone("").drive(|asking| survey(asking, address, &lists));
    assert_eq!(found[0].status, ListingStatus::OtherFamily);
    assert_eq!((found[0].hindrance(), rounds.len()), (None, 0));
    let mapped = of(
        "::ffff:192.0.2.1",
        "bl.spamcop.net",
        "1.2.0.192.bl.spamcop.net A 127.0.0.2",
    );
    assert_eq!(mapped.status, ListingStatus::Listed);
}

/// All lists are asked at the same time, and each one's second question is another's too.
#[test]
fn so_many_questions_are_asked_in_so_many_rounds() {
    let lists: Vec<String> = open().map(str::to_owned).collect();
    let zone: String = lists
        .iter()
        .map(|list| format!("2.0.0.127.{list} A 127.0.0.2\n"))
        .collect();
    let address = "192.0.2.1".parse().unwrap();
    let (found, rounds) = Zone(&zone).drive(|asking| survey(asking, address, &lists));
    let all = found
        .iter()
        .all(|one| one.status == ListingStatus::NotListed);
    assert!(all, "{found:?}");
    let sizes: Vec<_> = rounds.iter().map(Vec::len).collect();
    assert_eq!(sizes, [lists.len(), lists.len()]);
}

#[test]
fn texts_of_strangers_are_bounded_and_escaped() {
    let mut zone = format!("1.2.0.192.bl.example A 127.0.0.2\n{TESTS}");
    for _ in 0..9 {
        let text = format!("1.2.0.192.bl.example TXT \u{1b}[31m{}\n", "x".repeat(4000));
        zone.push_str(&text);
    }
    let found = at(&zone);
    assert_eq!(found.text.len(), 4);
    assert!(found.text[0].starts_with("\\x1b[31mxx"));
    assert!(found.text[0].len() < 600);
}
