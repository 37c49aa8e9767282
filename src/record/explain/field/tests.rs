//! Fields as receivers write them. What they mean is RFC 8601's and RFC 7208's.

use proptest::prelude::*;

use super::*;

fn meanings(text: &str) -> Vec<(String, String)> {
    let explained = explain(text).remove(0);
    let parts = explained.parts.into_iter();
    parts.map(|part| (part.written, part.meaning)).collect()
}

fn faults(text: &str) -> Vec<(usize, String)> {
    let explained = explain(text).remove(0);
    let faults = explained.faults.into_iter();
    faults.map(|fault| (fault.position, fault.text)).collect()
}

fn written(text: &str) -> Vec<String> {
    meanings(text)
        .into_iter()
        .map(|(written, _)| written)
        .collect()
}

/// The example of RFC 8601 appendix B.6, folded as there.
#[test]
fn results_are_explained_one_by_one() {
    let text = "Authentication-Results: example.com;\r\n      dkim=pass reason=\"good signature\"\r\n        header.i=@mail-router.example.net;\r\n      dkim=fail reason=\"bad signature\"\r\n        header.i=@newyork.example.com";
    assert_eq!(
        written(text),
        [
            "example.com",
            "dkim=pass",
            "reason=\"good signature\"",
            "header.i=@mail-router.example.net",
            "dkim=fail",
            "reason=\"bad signature\"",
            "header.i=@newyork.example.com",
        ]
    );
    assert_eq!(faults(text), []);
    let meanings = meanings(text);
    assert_eq!(meanings[0].1, "the server that checked");
    assert!(
        meanings[1]
            .1
            .ends_with("the signature verifies: what it covers is as its domain signed it")
    );
    assert_eq!(meanings[3].1, "for whom it was signed (i=)");
}

/// As Gmail and Exchange Online write it: remarks with a semicolon in them, and no server's name.
#[test]
fn receivers_write_remarks_and_words_of_their_own() {
    let gmail = "Authentication-Results: mx.google.com;\n       dkim=pass header.i=@example.com header.s=s1 header.b=\"a/b+c=\";\n       spf=pass (google.com: domain of a@example.com designates 192.0.2.1 as permitted; sender) smtp.mailfrom=a@example.com;\n       dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=example.com";
    let found = meanings(gmail);
    assert_eq!(faults(gmail), []);
    let of = |text: &str| {
        let part = found.iter().find(|(written, _)| written.starts_with(text));
        part.map(|(_, meaning)| meaning.as_str()).unwrap()
    };
    assert!(of("spf=pass").ends_with("the domain lets the address send for it"));
    assert_eq!(of("(google.com"), "a remark for people");
    assert_eq!(
        of("header.from"),
        "the domain of the From field, for which the result counts"
    );
    let exchange = "Authentication-Results: spf=softfail (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=none (message not signed) header.d=none;dmarc=fail action=none header.from=example.com;compauth=fail reason=001";
    let found = faults(exchange);
    assert_eq!(found.len(), 1);
    assert!(found[0].0 == 23 && found[0].1.starts_with("the name of the server"));
    assert!(written(exchange).contains(&"compauth=fail".to_owned()));
}

#[test]
fn what_no_standard_has_is_told_with_its_place() {
    let text = "Authentication-Results: mx.example.com; dkim=maybe; foo=bar; spf = pass; pass";
    assert_eq!(
        faults(text),
        [
            (40, "\"maybe\" is no result of dkim".to_owned()),
            (73, "this is neither a result nor a property".to_owned()),
        ]
    );
    assert_eq!(meanings(text)[2].1, "a method of the receiver's own");
    let none = "Authentication-Results: mx.example.com 1; none";
    assert_eq!(meanings(none)[2].1, "nothing was checked");
    assert_eq!(faults(none), []);
}

#[test]
fn what_has_no_end_is_told() {
    let open = |text: &str| faults(&format!("Authentication-Results: a; {text}"));
    assert_eq!(
        open("spf=pass (a (b) smtp.helo=c")[0],
        (
            36,
            "a parenthesis is missing that ends this remark".to_owned()
        )
    );
    assert_eq!(open("spf=pass reason=\"a; dkim=pass")[0].0, 36);
    assert_eq!(open("spf=pass (a (b) c\\)) reason=\"a;\\\"\""), []);
}

/// The first example of RFC 7208 section 9.1.
#[test]
fn what_spf_said_is_explained() {
    let text = "Received-SPF: pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender) receiver=mybox.example.org; client-ip=192.0.2.1; envelope-from=\"myname@example.com\"; helo=foo.example.com;";
    let found = meanings(text);
    assert_eq!(
        found[0],
        (
            "pass".to_owned(),
            "the domain lets the address send for it".to_owned()
        )
    );
    assert_eq!(found[3].1, "the address that sent it");
    assert_eq!(found.len(), 6);
    assert_eq!(faults(text), []);
    assert_eq!(
        faults("Received-SPF: passed"),
        [(14, "this is no result of SPF".to_owned())]
    );
    assert_eq!(faults("Received-SPF:")[0].1, "the result is missing");
}

/// The signature of RFC 6376 appendix A.2, folded as there, with one name more.
#[test]
fn a_signature_is_explained_tag_by_tag() {
    let text = "DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\n      c=simple/simple; q=dns/txt; i=joe@football.example.com;\n      t=1117574938; x=1118006938; h=Received : From : To : To;\n      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\n        4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut";
    let found = meanings(text);
    let of = |name: &str| {
        let part = found.iter().find(|(written, _)| written.starts_with(name));
        part.map(|(_, meaning)| meaning.as_str()).unwrap()
    };
    assert_eq!(
        of("s="),
        "the key is at brisbane._domainkey.example.com (TXT)"
    );
    assert_eq!(of("t="), "made 2005-05-31 at 21:28:58 UTC");
    assert_eq!(of("x="), "does not count after 2005-06-05 at 21:28:58 UTC");
    assert!(of("h=").starts_with("signed are Received, From, To (twice); of one"));
    let hash = found.iter().find(|(written, _)| written.starts_with("bh="));
    assert_eq!(hash.unwrap().0, "bh=2jUSOH9NhtVGCQWN…");
    assert_eq!(faults(text), []);
    let places = faults("DKIM-Signature: v=2; d=x.example; a=rsa-sha256; s=a; h=from; bh=; b=");
    assert_eq!(places[0], (18, "the version is \"2\", not 1".to_owned()));
}

#[test]
fn a_whole_header_has_its_fields_explained() {
    let text = "Return-Path: <a@example.com>\nARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=f.example; s=x; b=AAAA\nARC-Authentication-Results: i=1; mx.f.example; spf=pass\nSubject: DKIM-Signature: none\n\nDKIM-Signature: v=1";
    let explained = explain(text);
    let titles: Vec<_> = explained
        .iter()
        .map(|one| one.title.split(':').next().unwrap())
        .collect();
    assert_eq!(titles, ["ARC-Seal", "ARC-Authentication-Results"]);
    assert!(
        explained.iter().all(|one| one.faults.is_empty()),
        "{explained:?}"
    );
    assert!(
        explain("Subject: x").is_empty()
            && explain("550 5.7.1 Authentication-Results: x").is_empty()
    );
    assert_eq!(
        faults("ARC-Seal: i=1; a=rsa-sha256; cv=none; d=f.example; s=x")[0].1,
        "b= is missing"
    );
}

proptest! {
    #[test]
    fn any_field_is_explained_safely(
        name in "(Authentication-Results|Received-SPF|DKIM-Signature|ARC-Seal|ARC-Authentication-Results|ARC-Message-Signature)",
        text in "([a-z0-9=;:() \"\\\\.@\r\n\t\u{1b}\u{e9}\u{202e}]{0,80}|\\PC{0,60})"
    ) {
        for explained in explain(&format!("{name}:{text}")) {
            for part in &explained.parts {
                let all = format!("{}{}", part.written, part.meaning);
                prop_assert!(!all.contains(char::is_control) && !all.contains('\u{202e}'), "{}", all);
            }
            for fault in &explained.faults {
                prop_assert!(!fault.text.contains(char::is_control));
                prop_assert!(!explained.around(fault.position).0.contains(char::is_control));
            }
        }
    }
}

/// RFC 8617 sections 4.1.3, 4.2.1 and 5.1.1.
#[test]
fn what_a_chain_of_forwarders_cannot_be_is_a_fault() {
    let seal = |tags: &str| format!("ARC-Seal: a=rsa-sha256; d=x.example; s=y; b=AAAA; {tags}");
    for (tags, fault) in [
        ("i=1; cv=none", None),
        ("i=2; cv=pass", None),
        ("i=50; cv=fail", None),
        ("i=99; cv=pass", Some("from 1 to 50")),
        ("i=0; cv=none", Some("from 1 to 50")),
        ("i=1; cv=pass", Some("has cv=none")),
        ("i=2; cv=none", Some("the first of the chain alone")),
        ("i=2; cv=maybe", Some("none, pass or fail")),
        ("i=2; cv=pass; h=from", Some("no h=")),
    ] {
        let found = faults(&seal(tags));
        match fault {
            None => assert_eq!(found, [], "{tags}"),
            Some(fault) => assert!(
                found.len() == 1 && found[0].1.contains(fault),
                "{tags}: {found:?}"
            ),
        }
    }
}
