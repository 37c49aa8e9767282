//! The messages of the standards, and messages that were changed on their way.

use super::{super::sign::*, *};
use crate::record::look_up::testing::Zone;

/// A message signed as RFC 6376 appendix A.2 has it.
const RFC_6376: &str = "\
DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
      c=simple/simple; q=dns/txt; i=joe@football.example.com;
      h=Received : From : To : Subject : Date : Message-ID;
      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
        4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
        KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
        4bmp/YzhwvcubU4=;
Received: from client1.football.example.com  [192.0.2.1]
      by submitserver.example.com with SUBMISSION;
      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game. Are you hungry yet?

Joe.
";

/// The key of its appendix C.
const RFC_6376_KEY: &str = "brisbane._domainkey.example.com TXT v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";

/// RFC 8463 appendix A.3.
const RFC_8463: &str = "\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
";

/// Its appendix A.2.
const RFC_8463_KEYS: &str = "\
brisbane._domainkey.football.example.com TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
test._domainkey.football.example.com TXT v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

const NOW: u64 = 1_700_000_000;

fn verdicts(message: &str, zone: &str) -> Vec<Verdict> {
    let message = message.replace('\n', "\r\n");
    let message = Message::parse(message.as_bytes());
    let machine = |asking: &mut Asking<'_>| verify(asking, &message, NOW);
    Zone(zone).drive(machine).0
}

fn verdict(message: &str, zone: &str) -> Verdict {
    verdicts(message, zone).remove(0)
}

#[test]
fn the_message_of_rfc_6376_verifies() {
    let verdict = verdict(RFC_6376, RFC_6376_KEY);
    assert_eq!((verdict.result, verdict.reason), (Outcome::Pass, None));
    assert_eq!(verdict.bits, Some(1024));
    assert_eq!(verdict.remarks, [Remark::WeakKey { bits: 1024 }]);
    assert_eq!(
        verdict.identity.as_deref(),
        Some("joe@football.example.com")
    );
}

#[test]
fn both_signatures_of_rfc_8463_verify() {
    let verdicts = verdicts(RFC_8463, RFC_8463_KEYS);
    let of: Vec<_> = verdicts
        .iter()
        .map(|verdict| (verdict.algorithm.as_deref(), verdict.result))
        .collect();
    let wanted = [
        (Some("ed25519-sha256"), Outcome::Pass),
        (Some("rsa-sha256"), Outcome::Pass),
    ];
    assert_eq!(of, wanted);
}

/// Lines that end in LF alone are those of a file.
#[test]
fn a_message_of_a_file_verifies_as_it_is_sent() {
    let message = Message::parse(RFC_6376.as_bytes());
    let (verdicts, rounds) = Zone(RFC_6376_KEY).drive(|asking| verify(asking, &message, NOW));
    assert_eq!(verdicts[0].result, Outcome::Pass);
    assert_eq!(rounds.len(), 1);
}

/// What a key that cannot be used comes to: RFC 6376 section 6.1.2.
#[test]
fn each_key_that_is_of_no_use_is_told() {
    let ed25519 = RFC_8463_KEYS
        .lines()
        .next()
        .unwrap()
        .rsplit("p=")
        .next()
        .unwrap();
    let rsa = RFC_6376_KEY.split_once("p=").unwrap().1;
    let small = super::super::samples::RSA_768;
    let name = "brisbane._domainkey.example.com";
    let no_key = Reason::NoKey {
        name: name.to_owned(),
    };
    let lookup = Reason::KeyLookup {
        name: name.to_owned(),
        failure: "timed out".to_owned(),
    };
    let key_type = Reason::KeyType {
        key_type: "ed25519".to_owned(),
    };
    for (record, result, reason) in [
        (String::new(), Outcome::Permerror, no_key),
        ("!TIMEOUT".to_owned(), Outcome::Temperror, lookup),
        (
            "v=DKIM1; p=".to_owned(),
            Outcome::Permerror,
            Reason::KeyRevoked,
        ),
        (
            format!("v=DKIM1; s=tlsrpt; p={rsa}"),
            Outcome::Permerror,
            Reason::KeyNotForMail,
        ),
        (
            format!("v=DKIM1; h=sha1; p={rsa}"),
            Outcome::Permerror,
            Reason::KeyHash,
        ),
        (
            format!("v=DKIM1; t=s; p={rsa}"),
            Outcome::Permerror,
            Reason::KeyStrict,
        ),
        (
            format!("v=DKIM1; k=ed25519; p={ed25519}"),
            Outcome::Permerror,
            key_type,
        ),
        (
            format!("v=DKIM1; p={small}"),
            Outcome::Policy,
            Reason::KeyTooShort { bits: 768 },
        ),
    ] {
        let zone = match record.as_str() {
            "" => "other.example TXT x".to_owned(),
            record => format!("{name} TXT {record}"),
        };
        let verdict = verdict(RFC_6376, &zone);
        assert_eq!(
            (verdict.result, verdict.reason),
            (result, Some(reason)),
            "{record}"
        );
    }
    let broken = verdict(RFC_6376, &format!("{name} TXT v=DKIM1; p=AAA!"));
    assert!(
        matches!(broken.reason, Some(Reason::KeyInvalid { errors }) if errors[0].position == 14)
    );
    let testing = verdict(RFC_6376, &format!("{name} TXT v=DKIM1; t=y; p={rsa}"));
    assert_eq!(testing.result, Outcome::Pass);
    assert!(testing.remarks.contains(&Remark::Testing));
}

/// One of two records fits: it passes, and that is remarked upon.
#[test]
fn of_several_records_the_one_that_fits_counts() {
    let other = format!(
        "brisbane._domainkey.example.com TXT v=DKIM1; p={}",
        super::super::samples::RSA_1024
    );
    for zone in [
        format!("{RFC_6376_KEY}\n{other}"),
        format!("{other}\n{RFC_6376_KEY}"),
    ] {
        let verdict = verdict(RFC_6376, &zone);
        assert_eq!(verdict.result, Outcome::Pass);
        assert!(verdict.remarks.contains(&Remark::SeveralKeys));
    }
}

fn reason_of(message: &str) -> Reason {
    let verdict = verdict(message, RFC_6376_KEY);
    assert_eq!(verdict.result, Outcome::Fail);
    verdict.reason.unwrap()
}

fn body_cause(message: &str) -> Option<BodyCause> {
    match reason_of(message) {
        Reason::Body { cause, .. } => cause,
        other => panic!("{other:?}"),
    }
}

fn header_cause(message: &str) -> Option<HeaderCause> {
    match reason_of(message) {
        Reason::Header { cause, .. } => cause,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_done_to_a_body_is_told_where_it_is_proven() {
    let replaced = RFC_6376.replace("lost", "won");
    assert_eq!(body_cause(&replaced), None);
    let footer = format!("{RFC_6376}\n-- \nsent by a list\n");
    assert_eq!(body_cause(&footer), Some(BodyCause::Appended { line: 5 }));
    let spaces = RFC_6376.replace("Joe.\n", "Joe.  \n");
    assert_eq!(body_cause(&spaces), Some(BodyCause::WhiteSpace));
    assert_eq!(
        verdict(&format!("{RFC_6376}\n\n"), RFC_6376_KEY).result,
        Outcome::Pass
    );
}

#[test]
fn what_was_done_to_a_header_is_told_where_it_is_proven() {
    let listed = RFC_6376.replace("Subject: Is", "Subject: [dinner] Is");
    let prefix = HeaderCause::SubjectPrefix {
        prefix: "[dinner]".to_owned(),
    };
    assert_eq!(header_cause(&listed), Some(prefix));
    let replaced = RFC_6376.replace("To: Suzie Q", "To: Susie Q");
    assert_eq!(header_cause(&replaced), Some(HeaderCause::Changed));
    let added = RFC_6376.replace("\n\nHi.", "\nSubject: another\n\nHi.");
    assert_eq!(header_cause(&added), Some(HeaderCause::Changed));
    let key = format!(
        "brisbane._domainkey.example.com TXT v=DKIM1; p={}",
        super::super::samples::RSA_1024
    );
    let other = verdict(RFC_6376, &key).reason;
    let cause = Some(HeaderCause::OtherKey);
    assert_eq!(
        other,
        Some(Reason::Header {
            cause,
            differ: Vec::new()
        })
    );
    let cut = RFC_6376.replace("b=AuUo", "b=BuUo");
    assert_eq!(header_cause(&cut), Some(HeaderCause::OtherKey));
}

/// A field that was not there when it was signed, and was signed as not being there.
#[test]
fn an_oversigned_field_that_was_added_is_named() {
    let added = RFC_8463.replace("From: Joe", "From: eve@example.net\nFrom: Joe");
    for verdict in verdicts(&added, RFC_8463_KEYS) {
        let field = "From".to_owned();
        let cause = Some(HeaderCause::Added { field });
        assert_eq!(
            verdict.reason,
            Some(Reason::Header {
                cause,
                differ: Vec::new()
            })
        );
    }
}

/// The copies in z= prove which field was changed.
#[test]
fn a_field_that_differs_from_its_copy_is_named() {
    let message = "From: a@d.example\r\nSubject: one  two\r\n\r\nbody\r\n";
    let key = SigningKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
    let parsed = Message::parse(message.as_bytes());
    let signed = sign_with(
        &parsed,
        &key,
        &Signer::relaxed("d.example", "s"),
        NOW,
        "z=From:a@d.example|Subject:one=20two;",
    )
    .unwrap();
    let zone = "s._domainkey.d.example TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let message = format!("{signed}{message}").replace('\r', "");
    assert_eq!(verdict(&message, zone).result, Outcome::Pass);
    let changed = message.replace("one  two", "one three");
    let fields = vec!["Subject".to_owned()];
    let cause = Some(HeaderCause::Fields {
        fields: fields.clone(),
    });
    assert_eq!(
        verdict(&changed, zone).reason,
        Some(Reason::Header {
            cause,
            differ: fields
        })
    );
}

#[test]
fn what_a_signature_says_of_itself_is_checked_first() {
    let with = |tags: &str| {
        verdict(
            &RFC_6376.replace("v=1;", &format!("v=1; {tags};")),
            RFC_6376_KEY,
        )
    };
    assert_eq!(
        with("x=1600000000").reason,
        Some(Reason::Expired { at: 1_600_000_000 })
    );
    let future = with("t=1800000000");
    assert_eq!(
        future.remarks[0],
        Remark::Future {
            made: 1_800_000_000
        }
    );
    let syntax = |tags: &str| matches!(with(tags).reason, Some(Reason::Syntax { .. }));
    assert!(syntax("x=5; t=6") && syntax("q=dns/cert") && syntax("l=-1") && syntax("v=1"));
    let short = with("l=1000").reason;
    assert_eq!(
        short,
        Some(Reason::BodyTooShort {
            signed: 1000,
            length: 54
        })
    );
    let without_from = RFC_6376.replace(" From :", "");
    assert_eq!(
        verdict(&without_from, RFC_6376_KEY).result,
        Outcome::Neutral
    );
}

/// A length that ends before the body does leaves the rest unsigned.
#[test]
fn what_is_behind_the_length_is_not_signed() {
    let key = SigningKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
    let zone = "s._domainkey.d.example TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let text = "From: a@d.example\r\n\r\none\r\n";
    let signed = sign_with(
        &Message::parse(text.as_bytes()),
        &key,
        &Signer::relaxed("d.example", "s"),
        NOW,
        "l=5;",
    )
    .unwrap();
    let message = format!("{signed}{text}two\r\n").replace('\r', "");
    let verdict = verdict(&message, zone);
    assert_eq!(verdict.result, Outcome::Pass);
    assert_eq!(
        verdict.remarks,
        [Remark::PartOfBody {
            signed: 5,
            length: 10
        }]
    );
}

#[test]
fn a_message_without_signature_has_no_verdict() {
    assert_eq!(verdicts("From: a@b\n\nno signature\n", RFC_6376_KEY), []);
}

/// Dots that were doubled for SMTP and not taken back, and an empty body that was signed.
#[test]
fn dots_and_nothing_are_told() {
    let key = SigningKey::parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").unwrap();
    let zone = "s._domainkey.d.example TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let cause = |signed: &str, body: &str| {
        let of = |body: &str| format!("From: a@d.example\r\n\r\n{body}");
        let text = of(signed);
        let signed = Message::parse(text.as_bytes());
        let field = sign(&signed, &key, &Signer::relaxed("d.example", "s"), NOW).unwrap();
        let message = format!("{field}{}", of(body)).replace('\r', "");
        match verdict(&message, zone).reason {
            Some(Reason::Body { cause, .. }) => cause,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(cause(".a\r\nb\r\n", "..a\r\nb\r\n"), Some(BodyCause::Dots));
    assert_eq!(cause("..a\r\nb\r\n", ".a\r\nb\r\n"), Some(BodyCause::Dots));
    assert_eq!(cause("", "a\r\n"), Some(BodyCause::Empty));
    assert_eq!(cause("a\r\n", "b\r\n"), None);
}

/// What is not verified is told, and does not pass.
#[test]
fn signatures_beyond_the_tenth_are_told_as_not_verified() {
    let (signature, rest) = RFC_6376.split_once("Received:").unwrap();
    let message = format!("{}Received:{rest}", signature.repeat(12));
    let verdicts = verdicts(&message, RFC_6376_KEY);
    let results: Vec<_> = verdicts.iter().map(|verdict| verdict.result).collect();
    assert_eq!(results[..10], [Outcome::Pass; 10]);
    assert_eq!(results[10..], [Outcome::Temperror]);
    assert_eq!(verdicts[10].reason, Some(Reason::LeftOut { count: 2 }));
}

/// RSA with 10,000 bits is a key, and what it makes of a signature is not known here: that is not the message's fault.
#[test]
fn a_key_that_is_too_long_for_this_program_makes_no_signature_fail() {
    let modulus = [&[0x02, 0x82, 0x04, 0xe3, 0x00][..], &[0xff; 1250]].concat();
    let key = [&[0x30, 0x82, 0x04, 0xec][..], &modulus, &[2, 3, 1, 0, 1]].concat();
    let key = STANDARD.encode(key);
    let zone = format!("brisbane._domainkey.example.com TXT v=DKIM1; p={key}");
    let verdict = verdict(RFC_6376, &zone);
    assert_eq!(verdict.reason, Some(Reason::KeyTooLong { bits: 10_000 }));
    assert_eq!(verdict.result, Outcome::Temperror);
}

/// A header of several thousand fields is still a header.
#[test]
fn a_message_of_many_fields_verifies() {
    let message = RFC_6376.replace(
        "Received:",
        &format!("{}Received:", "X-Field: x\n".repeat(5000)),
    );
    let verdict = verdict(&message, RFC_6376_KEY);
    assert_eq!((verdict.result, verdict.reason), (Outcome::Pass, None));
}
