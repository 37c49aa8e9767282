use proptest::prelude::*;

use super::*;

fn meanings(text: &str) -> Vec<(String, String)> {
    let explained = explain(text).unwrap();
    let parts = explained.parts.into_iter();
    parts.map(|part| (part.written, part.meaning)).collect()
}

fn faults(text: &str) -> Vec<(usize, String)> {
    let explained = explain(text).unwrap();
    let faults = explained.faults.into_iter();
    faults.map(|fault| (fault.position, fault.text)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(one, other): &(&str, &str)| ((*one).to_owned(), (*other).to_owned());
    expected.iter().map(owned).collect()
}

#[test]
fn records_are_known_by_their_beginning() {
    for (text, title) in [
        ("v=spf1 -all", "SPF"),
        ("V=SPF1 -all", "SPF"),
        ("spf1 mx", "SPF"),
        ("v=DMARC1; p=none", "DMARC"),
        ("p=none; rua=mailto:a@b.example", "DMARC"),
        ("v=DKIM1; p=", "DKIM"),
        ("k=rsa; p=MIGf", "DKIM"),
        ("v=STSv1; id=1;", "MTA-STS"),
        ("v=TLSRPTv1; rua=mailto:a@b.example", "TLS-RPT"),
        ("v=BIMI1; l=;", "BIMI"),
        (
            "_dmarc.example.com. 300 IN TXT \"v=DMARC1\\; p=none\"",
            "DMARC",
        ),
        (
            "3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "TLSA",
        ),
        ("_25._tcp.mx. IN TLSA 3 1 1 01", "TLSA"),
    ] {
        let found = explain(text).unwrap().title;
        assert!(found.starts_with(&format!("{title}: ")), "{text}: {found}");
    }
    for text in [
        "",
        "v=",
        "v=foo1",
        "550 5.7.1",
        "3 1 1",
        "spf",
        "dmarc",
        "SIZE 10",
        "google-site-verification=x",
        "250 1 1 ok",
    ] {
        assert!(explain(text).is_none(), "{text}");
    }
}

#[test]
fn dmarc_is_explained_tag_by_tag() {
    assert_eq!(
        meanings("v=DMARC1; p=reject; adkim=s; rua=mailto:a@b.example; pct=50; x=y"),
        pairs(&[
            ("v=DMARC1", "the version: a DMARC record"),
            ("p=reject", "messages that fail should be refused"),
            (
                "adkim=s",
                "strict: the domain of the DKIM signature must be that of From itself"
            ),
            (
                "rua=mailto:a@b.example",
                "aggregate reports go to mailto:a@b.example"
            ),
            (
                "pct=50",
                "the policy is for 50 % of the messages that fail, obsolete"
            ),
            ("x=y", "not known, passed over"),
        ])
    );
    let places = |text| faults(text).into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(places("v=DMARC1; p=rejected; rua=mailto:a@b.example"), [12]);
    assert_eq!(places("v=dmarc1; p=none"), [2]);
    let whole = |text| explain(text).unwrap().whole;
    assert_eq!(
        whole("v=DMARC1; p=rejected"),
        ["receivers do not apply DMARC"]
    );
    assert_eq!(
        whole("v=DMARC1; p=reject; sp=none"),
        [
            "it asks for reject for the domain, none for subdomains, none for subdomains that do not exist"
        ]
    );
}

#[test]
fn keys_are_explained_tag_by_tag() {
    assert_eq!(
        meanings("v=DKIM1; k=ed25519; t=y:s; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
        pairs(&[
            ("v=DKIM1", "the version: a DKIM key"),
            ("k=ed25519", "the key is one of Ed25519 (RFC 8463)"),
            (
                "t=y:s",
                "the domain is testing DKIM: verifiers treat failures as though there were no signature; i= of a signature must be of the same domain as d=, not of one below it"
            ),
            ("p=11qYAYKxCrfVS/7T…", "the key: Ed25519"),
        ])
    );
    assert_eq!(
        meanings("v=DKIM1; p=")[1].1,
        "the key has been revoked: signatures with it fail"
    );
    assert_eq!(faults("v=DKIM1; k=rsa; p=MIIB_j")[0].0, 22);
}

#[test]
fn the_records_of_encryption_are_explained() {
    assert_eq!(
        meanings("v=TLSRPTv1; rua=mailto:a@b.example,https://c.example/d"),
        pairs(&[
            ("v=TLSRPTv1", "the version: a TLS-RPT record"),
            (
                "rua=mailto:a@b.example,https://c.example/d",
                "the daily reports go to mailto:a@b.example and https://c.example/d"
            ),
        ])
    );
    let places = |text| faults(text).into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(places("v=TLSRPTv1; rua=ftp://a.example"), [12, 16]);
    assert_eq!(meanings("v=STSv1; id=20160831;")[1].0, "id=20160831");
    assert_eq!(faults("v=STSv1; id=20160831;"), []);
    assert_eq!(
        faults("v=STSv1; id=2016-08;"),
        [(
            16,
            "the id has \"-\" in it, which is neither letter nor digit".to_owned()
        )]
    );
    assert_eq!(faults("v=STSv1; id=;")[0].0, 12);
    assert_eq!(faults("v=STSv1; a=b")[0].0, 12);
    assert_eq!(faults("v=STSV1; id=1")[0].0, 2);
    assert_eq!(faults("v=BIMI1; l=http://a.example/b.svg")[0].0, 11);
}

#[test]
fn tlsa_is_explained_number_by_number() {
    let hash = "0123456789abcdef".repeat(4);
    let found = meanings(&format!(
        "_25._tcp.mx.example. IN TLSA 3 1 1 ( {} {} )",
        &hash[..32],
        &hash[32..]
    ));
    assert_eq!(
        found[0].1,
        "usage DANE-EE: the certificate of the server itself; neither names nor dates count"
    );
    assert_eq!(
        found[3],
        (
            hash.clone(),
            "the SHA-256 of the public key, 32 octets".to_owned()
        )
    );
    assert_eq!(faults(&format!("3 1 1 {hash}")), []);
    assert_eq!(
        faults(&format!("3 1 2 {hash}")),
        [(6, "a SHA-512 has 64 bytes, this has 32".to_owned())]
    );
    assert_eq!(faults(&format!("1 1 1 {hash}"))[0].0, 0);
    assert_eq!(
        faults("a TLSA 3 1 1 0x12"),
        [(7, "this is no hexadecimal digit".to_owned())]
    );
    assert_eq!(faults("a TLSA 3 1 1 012")[0].0, 9);
    assert_eq!(faults("a TLSA 3 one 1 012")[0].0, 2);
}

proptest! {
    #[test]
    fn any_text_is_explained_safely_and_every_place_is_in_it(
        text in "(v=(spf1 |DMARC1;|DKIM1;|STSv1;|TLSRPTv1;|BIMI1;)|a TLSA )([a-z0-9=;:%{} /!,.\u{1b}\u{e9}\"-]{0,60}|\\PC{0,60})"
    ) {
        if let Some(explained) = explain(&text) {
            for part in &explained.parts {
                let all = format!("{}{}", part.written, part.meaning);
                prop_assert!(!all.contains(char::is_control));
            }
            for fault in &explained.faults {
                prop_assert!(fault.position <= text.len());
                prop_assert!(!fault.text.contains(char::is_control));
                prop_assert!(!explained.around(fault.position).0.contains(char::is_control));
            }
        }
    }
}
