//! The resolver against a DNS server of this process: each way to answer, and each way to fail.

#[path = "../../../tests/support/dns.rs"]
mod server;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_resolver::proto::rr::rdata::MX;

use super::name::shown;
use super::*;
use crate::dns::{Mx, Txt};
use server::{Server, Zone, serve};

fn serving(zone: &str) -> (Server, Resolver) {
    let server = serve(Zone::parse(zone));
    let resolver = asking_at(server.address(), Duration::from_secs(5));
    (server, resolver)
}

fn asking_at(server: SocketAddr, timeout: Duration) -> Resolver {
    let options = ResolverOptions {
        server: Some(server),
        timeout,
        trust_anchors: None,
    };
    Resolver::new(&options).unwrap()
}

/// The questions so far but those that a proof needs.
fn asked(server: &Server) -> Vec<String> {
    let mut questions = server.questions();
    questions.retain(|question| !question.starts_with("DNSKEY ") && !question.starts_with("DS "));
    questions
}

fn mx(preference: u16, exchange: &str) -> Mx {
    Mx {
        preference,
        exchange: exchange.to_owned(),
    }
}

fn txt(strings: &[&str]) -> Txt {
    let octets = |string: &&str| string.as_bytes().to_vec();
    Txt {
        strings: strings.iter().map(octets).collect(),
    }
}

fn found(addresses: &[&str]) -> Answer<IpAddr> {
    Answer::Found(
        addresses
            .iter()
            .map(|address| address.parse().unwrap())
            .collect(),
    )
}

/// A resolver with a hosts file and search list of its own, as if they were the system's.
fn with_system(server: SocketAddr, hosts: &str, search: &[&str]) -> Resolver {
    let resolver = asking_at(server, Duration::from_secs(5));
    let mut client = Client::build(&resolver.options).unwrap();
    client.search = search
        .iter()
        .map(|domain| absolute(domain).unwrap())
        .collect();
    assert!(resolver.client.set(Ok(client)).is_ok());
    assert!(resolver.hosts.set(hosts::hosts_of(hosts)).is_ok());
    resolver
}

/// A resolver that asks these in turn, as if the system's configuration named them.
fn asking_all(servers: &[SocketAddr], timeout: Duration) -> Resolver {
    let resolver = asking_at(servers[0], timeout);
    let mut client = Client::build(&resolver.options).unwrap();
    client.servers = Arc::new(exchange::Servers::new(servers.to_vec()));
    assert!(resolver.client.set(Ok(client)).is_ok());
    resolver
}

/// Each look-up asks several questions, and the silent server must not take its share of each.
#[tokio::test]
async fn servers_that_are_silent_at_first_cost_time_once() {
    let zone = |text| serve(Zone::parse(text));
    let silent = [0, 1].map(|_| zone("example.com. TIMEOUT\n com. TIMEOUT\n . TIMEOUT"));
    let (first, second) = (silent[0].address(), silent[1].address());
    let last = zone("example.com. MX 10 mx.example.com.\n mx.example.com. A 192.0.2.1");
    let timeout = Duration::from_secs(6);
    for servers in [
        vec![first, last.address()],
        vec![first, second, last.address()],
    ] {
        let resolver = asking_all(&servers, timeout);
        let lookup = resolver.mx("example.com").await.lookup;
        assert_eq!(lookup.records(), [mx(10, "mx.example.com")]);
        let began = Instant::now();
        let found = resolver.addresses("mx.example.com", Family::V4).await;
        assert!(!found.lookup.records().is_empty());
        let lookup = resolver.mx("example.com").await.lookup;
        assert_eq!(lookup.records(), [mx(10, "mx.example.com")]);
        assert!(began.elapsed() < timeout / 4, "{:?}", began.elapsed());
    }
}

/// A server that is the last to answer has what the others left of the time.
#[tokio::test]
async fn a_plain_question_reaches_the_last_server_in_what_is_left_of_the_time() {
    let silent = serve(Zone::parse("example.com. TIMEOUT"));
    let last = serve(Zone::parse("example.com. TXT hello"));
    let resolver = asking_all(&[silent.address(), last.address()], Duration::from_secs(1));
    assert_eq!(
        resolver.txt("example.com").await.lookup.records(),
        [txt(&["hello"])]
    );
}

#[tokio::test]
async fn exchangers_come_in_the_order_to_try_them_without_final_dot() {
    let (_server, resolver) = serving(
        "example.com. MX 20 backup.example.com.
         example.com. MX 10 mx2.example.com.
         example.com. MX 10 mx1.example.com.",
    );
    let lookup = resolver.mx("example.com").await.lookup;
    let expected = [
        mx(10, "mx1.example.com"),
        mx(10, "mx2.example.com"),
        mx(20, "backup.example.com"),
    ];
    assert_eq!(lookup, Lookup::of(Answer::Found(expected.into())));
}

#[tokio::test]
async fn the_character_strings_of_a_text_stay_apart() {
    let (_server, resolver) = serving(
        "_mta-sts.example.com. TXT \"v=STSv1; i\" \"d=1\"
         _mta-sts.example.com. TXT another",
    );
    let lookup = resolver.txt("_mta-sts.example.com").await.lookup;
    let expected = [txt(&["another"]), txt(&["v=STSv1; i", "d=1"])];
    assert_eq!(lookup.records(), expected);
    let lookup = resolver.txt("example.com").await.lookup;
    assert!(lookup.answer.is_denial());
}

#[tokio::test]
async fn the_names_of_an_address_are_those_of_its_reverse_name() {
    let (_server, resolver) = serving(
        "7.2.0.192.in-addr.arpa. PTR mx.example.com.
         7.2.0.192.in-addr.arpa. PTR a.example.com.",
    );
    let lookup = resolver.ptr([192, 0, 2, 7].into()).await.lookup;
    assert_eq!(lookup.records(), ["a.example.com", "mx.example.com"]);
    let lookup = resolver.ptr([192, 0, 2, 8].into()).await.lookup;
    assert!(lookup.answer.is_denial());
}

/// RFC 7208 section 5.3 asks for one type of address, and for what the DNS says.
#[tokio::test]
async fn a_and_aaaa_are_asked_for_apart_and_of_the_dns_alone() {
    let (_server, resolver) = serving(
        "host.example.com. AAAA 2001:db8::1
         host.example.com. A 192.0.2.2
         host.example.com. A 192.0.2.1
         alias.example.com. CNAME host.example.com.
         single. A 192.0.2.3",
    );
    let lookup = resolver.a("alias.example.com").await.lookup;
    let expected: [Ipv4Addr; 2] = [[192, 0, 2, 1].into(), [192, 0, 2, 2].into()];
    assert_eq!(lookup.records(), expected);
    assert_eq!(lookup.canonical_name.as_deref(), Some("host.example.com"));
    let lookup = resolver.aaaa("host.example.com").await.lookup;
    assert_eq!(
        lookup.records(),
        ["2001:db8::1".parse::<Ipv6Addr>().unwrap()]
    );
    let lookup = resolver.a("single").await.lookup;
    assert_eq!(lookup.records(), [Ipv4Addr::new(192, 0, 2, 3)]);
    assert_eq!(resolver.aaaa("single").await.lookup.answer, Answer::NoData);
}

#[tokio::test]
async fn a_null_mx_has_the_root_as_exchange() {
    let (_server, resolver) = serving("example.com. MX 0 .");
    assert_eq!(
        resolver.mx("example.com").await.lookup.records(),
        [mx(0, ".")]
    );
}

#[tokio::test]
async fn exchangers_behind_an_alias_tell_where_it_led() {
    let (_server, resolver) = serving(
        "example.com. CNAME a.example.net.
         a.example.net. CNAME b.example.net.
         b.example.net. MX 10 mx.example.net.",
    );
    let lookup = resolver.mx("example.com").await.lookup;
    assert_eq!(lookup.records(), [mx(10, "mx.example.net")]);
    assert_eq!(lookup.canonical_name.as_deref(), Some("b.example.net"));
}

#[tokio::test]
async fn an_alias_that_leads_nowhere_is_no_such_name() {
    let (_server, resolver) = serving("example.com. CNAME gone.example.net.");
    let lookup = resolver.mx("example.com").await.lookup;
    assert_eq!(lookup.answer, Answer::NoSuchName);
    assert_eq!(lookup.canonical_name.as_deref(), Some("gone.example.net"));
}

#[tokio::test]
async fn a_loop_of_aliases_is_a_failed_look_up() {
    let (_server, resolver) = serving(
        "a.example. CNAME b.example.
         b.example. CNAME a.example.
         c.example. CNAME a.example.",
    );
    for name in ["a.example", "c.example"] {
        let answer = resolver.mx(name).await.lookup.answer;
        assert_eq!(
            answer,
            Answer::ServerFailure("a loop of aliases".to_owned()),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_name_that_exists_without_the_record_is_told_from_one_that_does_not() {
    let (_server, resolver) = serving("mx.example.com. A 192.0.2.1");
    assert_eq!(
        resolver.mx("mx.example.com").await.lookup.answer,
        Answer::NoData
    );
    assert_eq!(
        resolver.mx("example.com").await.lookup.answer,
        Answer::NoData
    );
    assert_eq!(
        resolver.mx("nope.example.com").await.lookup.answer,
        Answer::NoSuchName
    );
    assert_eq!(
        resolver
            .addresses("mx.example.com", Family::V6)
            .await
            .lookup
            .answer,
        Answer::NoData
    );
    assert_eq!(
        resolver
            .addresses("nope.example.com", Family::Any)
            .await
            .lookup
            .answer,
        Answer::NoSuchName
    );
}

#[tokio::test]
async fn error_codes_keep_their_names() {
    let (_server, resolver) = serving(
        "s.example. SERVFAIL
         r.example. REFUSED
         f.example. FORMERR",
    );
    for (name, code) in [
        ("s.example", "SERVFAIL"),
        ("r.example", "REFUSED"),
        ("f.example", "FORMERR"),
    ] {
        let expected = Answer::ServerFailure(code.to_owned());
        assert_eq!(resolver.mx(name).await.lookup.answer, expected, "{name}");
    }
}

#[tokio::test]
async fn a_referral_is_no_answer() {
    let (_server, resolver) = serving("example.com. REFERRAL");
    let answer = resolver.mx("example.com").await.lookup.answer;
    assert!(
        matches!(&answer, Answer::ServerFailure(what) if what.contains("referral")),
        "{answer:?}"
    );
}

#[tokio::test]
async fn silence_is_a_timeout_within_the_time_given() {
    let server = serve(Zone::parse("t.example. TIMEOUT"));
    let resolver = asking_at(server.address(), Duration::from_secs(1));
    let start = Instant::now();
    assert_eq!(
        resolver.mx("t.example").await.lookup.answer,
        Answer::TimedOut
    );
    assert_eq!(
        resolver
            .addresses("t.example", Family::Any)
            .await
            .lookup
            .answer,
        Answer::TimedOut
    );
    assert!(
        start.elapsed() >= Duration::from_millis(1800),
        "{:?}",
        start.elapsed()
    );
    assert!(
        start.elapsed() < Duration::from_millis(3900),
        "{:?}",
        start.elapsed()
    );
    assert!(
        asked(&server)
            .iter()
            .filter(|question| question.starts_with("MX"))
            .count()
            >= 2
    );
}

#[tokio::test]
async fn a_port_where_no_server_listens_is_no_denial() {
    let free = std::net::UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let resolver = asking_at(free, Duration::from_millis(300));
    let answer = resolver.mx("example.com").await.lookup.answer;
    assert!(answer.is_temporary(), "{answer:?}");
}

#[tokio::test]
async fn bytes_that_are_no_message_are_no_answer() {
    let server = serve(Zone::parse("g.example. GARBAGE"));
    let resolver = asking_at(server.address(), Duration::from_millis(300));
    let answer = resolver.mx("g.example").await.lookup.answer;
    assert!(answer.is_temporary(), "{answer:?}");
}

#[tokio::test]
async fn a_truncated_answer_is_asked_for_again_over_tcp() {
    let (server, resolver) = serving(
        "example.com. TRUNCATED
         example.com. MX 10 mx.example.com.",
    );
    assert_eq!(
        resolver.mx("example.com").await.lookup.records(),
        [mx(10, "mx.example.com")]
    );
    assert_eq!(
        asked(&server),
        ["MX example.com. udp", "MX example.com. tcp"]
    );
}

/// RFC 2181 section 9.
#[tokio::test]
async fn an_answer_that_is_cut_over_tcp_too_says_nothing() {
    let (server, resolver) = serving(
        "example.com. CUT
         example.com. A 192.0.2.1",
    );
    let expected = Answer::ServerFailure("an answer that is cut, over TCP too".to_owned());
    assert_eq!(resolver.mx("example.com").await.lookup.answer, expected);
    let asked = asked(&server);
    assert_eq!(asked[..2], ["MX example.com. udp", "MX example.com. tcp"]);
}

#[tokio::test]
async fn no_text_is_left_out() {
    let zone: String = (0..70)
        .map(|number| format!("example.com. TXT a{number}\n"))
        .collect();
    let (_server, resolver) = serving(&format!("{zone}example.com. TXT v=STSv1"));
    let lookup = resolver.txt("example.com").await.lookup;
    assert_eq!((lookup.records().len(), lookup.dropped), (71, 0));
    assert_eq!(lookup.records().last(), Some(&txt(&["v=STSv1"])));
}

#[tokio::test]
async fn more_exchangers_than_a_sender_would_try_are_counted_and_left_out() {
    let zone: String = (0..70)
        .map(|number| format!("example.com. MX {number} mx{number}.example.com.\n"))
        .collect();
    let (_server, resolver) = serving(&zone);
    let lookup = resolver.mx("example.com").await.lookup;
    assert_eq!(lookup.records().len(), 64);
    assert_eq!(lookup.records().last(), Some(&mx(63, "mx63.example.com")));
    assert_eq!(lookup.dropped, 6);
}

#[tokio::test]
async fn control_characters_in_an_exchange_are_escaped_and_the_name_can_still_be_asked_for() {
    let hostile = Name::from_labels([&b"\x1b[31m a.b\xff"[..], b"example"]).unwrap();
    let mut zone = Zone::parse("");
    zone.insert("example.com", RData::MX(MX::new(10, hostile)));
    let server = serve(zone);
    let resolver = asking_at(server.address(), Duration::from_secs(5));
    let expected = r"\027[31m\032a\.b\255.example";
    assert_eq!(
        resolver.mx("example.com").await.lookup.records(),
        [mx(10, expected)]
    );
    assert_eq!(
        absolute(expected).map(|name| shown(&name)).as_deref(),
        Ok(expected)
    );
    assert!(
        resolver
            .addresses(expected, Family::V4)
            .await
            .lookup
            .answer
            .is_denial()
    );
    assert_eq!(asked(&server).len(), 2);
}

#[tokio::test]
async fn services_come_in_the_order_to_try_them() {
    let (_server, resolver) = serving(
        "_submission._tcp.example.com. SRV 10 1 587 b.example.com.
         _submission._tcp.example.com. SRV 0 1 2525 a.example.com.
         _submissions._tcp.example.com. SRV 0 0 0 .
         a.example.com. A 192.0.2.1",
    );
    let lookup = resolver.srv("_submission._tcp.example.com").await.lookup;
    let found: Vec<_> = lookup
        .records()
        .iter()
        .map(|srv| (srv.port, srv.target.as_str()))
        .collect();
    assert_eq!(found, [(2525, "a.example.com"), (587, "b.example.com")]);
    assert_eq!(lookup.canonical_name, None);
    let lookup = resolver.srv("_submissions._tcp.example.com").await.lookup;
    assert!(lookup.records()[0].is_unavailable());
    assert_eq!(
        resolver.srv("_nope._tcp.example.com").await.lookup.answer,
        Answer::NoSuchName
    );
}

const DUAL: &str = "mx.example.com. A 192.0.2.2
    mx.example.com. A 192.0.2.1
    mx.example.com. AAAA 2001:db8::1";

#[tokio::test]
async fn addresses_of_both_families_come_ipv6_first() {
    let (server, resolver) = serving(DUAL);
    let lookup = resolver
        .addresses("mx.example.com", Family::Any)
        .await
        .lookup;
    assert_eq!(
        lookup,
        Lookup::of(found(&["2001:db8::1", "192.0.2.1", "192.0.2.2"]))
    );
    assert_eq!(asked(&server).len(), 2);
}

#[tokio::test]
async fn only_the_family_wanted_is_asked_for() {
    let (server, resolver) = serving(DUAL);
    assert_eq!(
        resolver
            .addresses("mx.example.com", Family::V6)
            .await
            .lookup
            .answer,
        found(&["2001:db8::1"])
    );
    assert_eq!(asked(&server), ["AAAA mx.example.com. udp"]);
    let answer = resolver
        .addresses("mx.example.com", Family::V4)
        .await
        .lookup
        .answer;
    assert_eq!(answer, found(&["192.0.2.1", "192.0.2.2"]));
}

#[tokio::test]
async fn one_family_found_while_the_other_failed_is_a_partial_answer() {
    let (_server, resolver) = serving(
        "a.example. A 192.0.2.1
         a.example. SERVFAIL AAAA",
    );
    let lookup = resolver.addresses("a.example", Family::Any).await.lookup;
    assert_eq!(lookup.answer, found(&["192.0.2.1"]));
    assert_eq!(lookup.partial.as_deref(), Some("AAAA: SERVFAIL"));
}

#[tokio::test]
async fn one_silent_family_does_not_take_the_other_along() {
    let server = serve(Zone::parse(
        "a.example. A 192.0.2.1
         a.example. TIMEOUT AAAA",
    ));
    let resolver = asking_at(server.address(), Duration::from_millis(400));
    let lookup = resolver.addresses("a.example", Family::Any).await.lookup;
    assert_eq!(lookup.answer, found(&["192.0.2.1"]));
    assert_eq!(lookup.partial.as_deref(), Some("AAAA: timed out"));
}

#[tokio::test]
async fn an_exchanger_that_is_an_alias_tells_its_canonical_name() {
    let (_server, resolver) = serving(
        "mx.example.com. CNAME host.example.net.
         host.example.net. A 192.0.2.1",
    );
    let lookup = resolver
        .addresses("mx.example.com", Family::Any)
        .await
        .lookup;
    assert_eq!(lookup.answer, found(&["192.0.2.1"]));
    assert_eq!(lookup.canonical_name.as_deref(), Some("host.example.net"));
}

#[tokio::test]
async fn localhost_is_answered_without_the_network() {
    let (server, resolver) = serving("example.com. A 192.0.2.1");
    let lookup = resolver.addresses("localhost", Family::Any).await.lookup;
    assert_eq!(lookup.answer, found(&["::1", "127.0.0.1"]));
    assert_eq!(resolver.mx("localhost").await.lookup.answer, Answer::NoData);
    assert!(asked(&server).is_empty());
}

#[tokio::test]
async fn a_name_written_as_an_address_is_asked_for_like_any_other() {
    let (server, resolver) = serving("example.com. A 192.0.2.1");
    assert_eq!(
        resolver
            .addresses("192.0.2.1", Family::V4)
            .await
            .lookup
            .answer,
        Answer::NoSuchName
    );
    assert_eq!(asked(&server), ["A 192.0.2.1. udp"]);
}

#[tokio::test]
async fn texts_that_no_message_can_carry_are_no_such_name() {
    let (server, resolver) = serving("example.com. A 192.0.2.1");
    for name in ["a..b", "", &"a".repeat(64), &"a.".repeat(200), "é.example"] {
        let lookup = resolver.mx(name).await.lookup;
        assert_eq!(lookup.answer, Answer::NoSuchName, "{name}");
    }
    assert!(asked(&server).is_empty());
}

#[tokio::test]
async fn the_hosts_file_comes_before_the_dns_for_addresses_alone() {
    let server = serve(Zone::parse(
        "mx.example.com. A 192.0.2.1
         mx.example.com. MX 10 other.example.com.",
    ));
    let resolver = with_system(
        server.address(),
        "10.0.0.7 mx.example.com hub # caf\u{fffd}\n",
        &[],
    );
    let answer = resolver
        .addresses("MX.Example.com", Family::Any)
        .await
        .lookup
        .answer;
    assert_eq!(answer, found(&["10.0.0.7"]));
    assert!(resolver.in_hosts_file("mx.example.com"));
    assert!(resolver.in_hosts_file("HUB."));
    assert!(!resolver.in_hosts_file("example.com"));
    assert!(asked(&server).is_empty());
    assert_eq!(
        resolver.mx("mx.example.com").await.lookup.records(),
        [mx(10, "other.example.com")]
    );
    assert_eq!(
        resolver
            .addresses("mx.example.com", Family::V6)
            .await
            .lookup
            .answer,
        Answer::NoData
    );
}

#[tokio::test]
async fn another_dns_server_is_asked_without_the_hosts_file() {
    let (_server, resolver) = serving("example.com. A 192.0.2.1");
    assert!(!resolver.in_hosts_file("localhost"));
}

#[tokio::test]
async fn single_labels_are_completed_from_the_search_list_and_longer_names_are_not() {
    let server = serve(Zone::parse(
        "hub.b.example. A 192.0.2.1
         hub.x.b.example. A 192.0.2.2",
    ));
    let resolver = with_system(server.address(), "", &["a.example", "b.example"]);
    assert_eq!(
        resolver.addresses("hub", Family::V4).await.lookup.answer,
        found(&["192.0.2.1"])
    );
    assert_eq!(
        asked(&server),
        ["A hub.a.example. udp", "A hub.b.example. udp"]
    );
    assert_eq!(
        resolver.addresses("hub.x", Family::V4).await.lookup.answer,
        Answer::NoSuchName
    );
    assert_eq!(
        resolver.addresses("nope", Family::V4).await.lookup.answer,
        Answer::NoSuchName
    );
    assert_eq!(
        asked(&server)[2..].last().map(String::as_str),
        Some("A nope. udp")
    );
}

#[test]
fn a_server_that_cannot_be_asked_is_refused() {
    for server in ["127.0.0.1:0", "0.0.0.0:53", "[::]:53"] {
        let options = ResolverOptions {
            server: server.parse().ok(),
            timeout: Duration::from_secs(1),
            trust_anchors: None,
        };
        assert!(Resolver::new(&options).is_err(), "{server}");
    }
}

/// Both the question that is validated and the plain one after it, of every type, within the time that one look-up has.
#[tokio::test]
async fn silence_takes_no_longer_than_a_look_up_may() {
    let server = serve(Zone::parse("example.com. TIMEOUT"));
    let limit = Duration::from_millis(1500);
    let resolver = asking_at(server.address(), limit);
    let began = Instant::now();
    let mx = resolver.mx("example.com").await;
    assert_eq!(mx.lookup.answer, Answer::TimedOut);
    assert_eq!(mx.proof, Proof::Indeterminate);
    assert!(began.elapsed() < limit * 19 / 10);
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_told_at_once() {
    // Connected to somebody else: what others send is refused, and no other test gets the port.
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    taken.connect("127.0.0.1:9").unwrap();
    let limit = Duration::from_secs(30);
    let resolver = asking_at(taken.local_addr().unwrap(), limit);
    let began = Instant::now();
    let answer = resolver.mx("example.com").await.lookup.answer;
    assert!(
        matches!(&answer, Answer::NotReached(why) if why.contains("refused")),
        "{answer:?}"
    );
    assert!(began.elapsed() < limit / 3);
}
