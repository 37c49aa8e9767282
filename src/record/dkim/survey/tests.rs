use super::{super::samples::*, *};
use crate::{
    dns::{Alias, Lookup, Proof},
    record::look_up::{Answered, Known, Question, testing::Zone},
};

fn given(names: &[&str]) -> Vec<Selector> {
    let given = |name: &&str| Selector::parse(name, Origin::Given).unwrap();
    names.iter().map(given).collect()
}

fn surveyed(zone: &str, exchangers: &[&str], selectors: &[Selector]) -> (Vec<Key>, usize, usize) {
    let exchangers: Vec<_> = exchangers.iter().map(|host| (*host).to_owned()).collect();
    let machine = |asking: &mut Asking<'_>| survey(asking, "d.example", &exchangers, selectors);
    let (keys, rounds) = Zone(zone).drive(machine);
    let asked = rounds.iter().map(Vec::len).sum();
    (keys, rounds.len(), asked)
}

fn told(keys: &[Key]) -> Vec<(&str, KeyStatus)> {
    keys.iter()
        .map(|key| (key.selector.as_str(), key.status))
        .collect()
}

/// Given selectors are asked for side by side, and each is answered for, nothing else.
#[test]
fn each_given_selector_has_its_answer() {
    let zone = format!(
        "a._domainkey.d.example TXT v=DKIM1; p={RSA_2048}\n\
         b._domainkey.d.example TXT v=DKIM1; p=\n\
         c._domainkey.d.example TXT !TIMEOUT\n\
         d._domainkey.d.example TXT v=DKIM1; p={RSA_768}\n\
         d._domainkey.d.example TXT v=DKIM1; p={RSA_1024}\n\
         e._domainkey.d.example TXT v=spf1 -all\n\
         default._domainkey.d.example TXT v=DKIM1; p={RSA_2048}"
    );
    let selectors = given(&["a", "b", "c", "d", "e", "f"]);
    let (keys, rounds, asked) = surveyed(&zone, &["aspmx.l.google.com"], &selectors);
    let wanted = [
        ("a", KeyStatus::Ok),
        ("b", KeyStatus::Revoked),
        ("c", KeyStatus::LookupFailed),
        ("d", KeyStatus::Ambiguous),
        ("e", KeyStatus::Invalid),
        ("f", KeyStatus::Missing),
    ];
    assert_eq!(told(&keys), wanted);
    assert_eq!((rounds, asked), (1, 6));
    assert_eq!(
        (keys[0].algorithm.as_deref(), keys[0].bits),
        (Some("rsa"), Some(2048))
    );
    assert_eq!(keys[2].failure.as_deref(), Some("timed out"));
    assert_eq!(keys[3].other_records.len(), 1);
}

/// What was guessed and is not there is not mentioned. The provider is told by the MX record or by what SPF includes.
#[test]
fn guessed_selectors_are_mentioned_where_they_are() {
    let zone = format!(
        "d.example TXT v=spf1 include:spf.protection.outlook.com include:sendgrid.net -all\n\
         s2._domainkey.d.example TXT v=DKIM1; k=rsa; p={RSA_1024}"
    );
    let (keys, rounds, asked) = surveyed(&zone, &["aspmx.l.google.com"], &[]);
    assert_eq!(told(&keys), [("s2", KeyStatus::Weak)]);
    assert_eq!((rounds, asked), (3, 1 + MOST_KNOWN + 1));
    let (keys, rounds, asked) = surveyed("d.example TXT v=spf1 -all", &[], &[]);
    assert_eq!((keys, rounds, asked), (Vec::new(), 2, 1 + MOST_KNOWN));
}

/// The selector of a message is asked for together with SPF, and answered for as a given one is.
#[test]
fn a_selector_of_a_message_is_missed_where_it_is_not() {
    let of_message = [Selector::parse("m", Origin::Message).unwrap()];
    let (keys, ..) = surveyed("d.example TXT hello", &[], &of_message);
    assert_eq!(told(&keys), [("m", KeyStatus::Missing)]);
}

fn txt(texts: &[&str]) -> Answer<Txt> {
    let record = |text: &&str| Txt {
        strings: vec![text.as_bytes().to_vec()],
    };
    Answer::Found(texts.iter().map(record).collect())
}

/// Drives it where the answer for each name is made by a function.
fn answered(answer: impl Fn(&str) -> Proven<Txt>) -> Vec<Key> {
    let mut known = Known::default();
    loop {
        let mut asking = Asking::of(&known);
        if let Some(keys) = survey(&mut asking, "d.example", &[], &[]) {
            return keys;
        }
        for question in asking.missing() {
            let Question::Txt(name) = &question else {
                panic!("{question:?}")
            };
            let found = Answered::Txt(answer(name));
            known.insert(question, found);
        }
    }
}

fn proven(answer: Answer<Txt>, target: Option<&str>) -> Proven<Txt> {
    let mut proven = Proven::indeterminate(Lookup::of(answer), "a test");
    proven.aliases = target
        .map(|target| Alias {
            name: "selector1._domainkey.d.example".to_owned(),
            target: target.to_owned(),
            proof: Proof::Indeterminate,
        })
        .into_iter()
        .collect();
    proven
}

/// A zone that answers for every name has none of the keys that were guessed; if the answer is a key record, it is told once.
#[test]
fn a_wildcard_makes_no_keys() {
    let of = |text: &'static str| answered(move |_| proven(txt(&[text]), None));
    assert_eq!(told(&of("v=DKIM1; p=")), [("*", KeyStatus::Revoked)]);
    assert_eq!(of("v=spf1 -all"), []);
    let key = format!("v=DKIM1; p={RSA_2048}");
    let keys = answered(|name| match name {
        "dkim._domainkey.d.example" => proven(txt(&[&key]), None),
        _ => proven(txt(&["v=DKIM1; p="]), None),
    });
    let wanted = [("dkim", KeyStatus::Ok), ("*", KeyStatus::Revoked)];
    assert_eq!(told(&keys), wanted);
    let dangling = answered(|_| proven(Answer::NoSuchName, Some("gone.example")));
    assert_eq!(dangling, []);
}

/// An alias that leads nowhere was published on purpose: Microsoft's, where signing was never turned on.
#[test]
fn a_guessed_alias_without_end_is_a_missing_key() {
    let tenant = "selector1-d-example._domainkey.tenant.onmicrosoft.com";
    let keys = answered(|name| match name {
        "selector1._domainkey.d.example" => proven(Answer::NoSuchName, Some(tenant)),
        _ => proven(Answer::NoSuchName, None),
    });
    assert_eq!(told(&keys), [("selector1", KeyStatus::Missing)]);
    assert_eq!(keys[0].aliases, [tenant]);
    assert_eq!(keys[0].provider.as_deref(), Some("Microsoft 365"));
}

/// Where the DNS does not answer, nothing is known of guessed keys, and that is said.
#[test]
fn a_guess_that_was_not_answered_is_not_known() {
    let keys = answered(|name| match name {
        "d.example" | "dkim._domainkey.d.example" => proven(Answer::TimedOut, None),
        _ => proven(Answer::NoSuchName, None),
    });
    assert_eq!(told(&keys), [("dkim", KeyStatus::LookupFailed)]);
}

/// The words of the contract.
#[test]
fn a_key_as_a_document_has_it() {
    let zone = format!("a._domainkey.d.example TXT v=DKIM1; t=s; k=ed25519; p={ED25519_WRAPPED}");
    let (keys, ..) = surveyed(&zone, &[], &given(&["a"]));
    let wrapped = "the Ed25519 key is wrapped in a SubjectPublicKeyInfo; its last 32 octets alone belong here";
    let wanted = serde_json::json!({
        "selector": "a", "origin": "given", "status": "invalid", "algorithm": "ed25519", "bits": null,
        "record": format!("v=DKIM1; t=s; k=ed25519; p={ED25519_WRAPPED}"),
        "flags": ["s"], "errors": [{ "text": wrapped, "position": 27, "effect": "void" }],
    });
    assert_eq!(serde_json::to_value(&keys[0]).unwrap(), wanted);
}
