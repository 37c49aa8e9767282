//! Each mechanism against the server's side of it, and the examples of the RFCs.

use super::{
    server::{Account, Step},
    *,
};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::smtp::{Outgoing, Shown};

const PASSWORD: &str = "Tr0ub4dor & three, %d=";

fn credentials<'a>(secret: &'a Secret) -> Credentials<'a> {
    Credentials {
        username: "ann@example.com",
        authorization_identity: None,
        secret,
        host: "mx.example.com",
        port: 587,
        protected: true,
    }
}

fn binding() -> ChannelBinding {
    ChannelBinding {
        kind: ChannelBindingKind::TlsExporter,
        data: vec![7; 32],
    }
}

/// Logs in at the built-in server; the lines sent, and how it ended.
fn log_in(
    mechanism: &Mechanism,
    password: &str,
) -> (Vec<Outgoing>, Result<(), String>, Option<String>) {
    let secret = Secret::new(password.to_owned());
    let binding = binding();
    let mut client = mechanism
        .start(&credentials(&secret), Some(&binding), &[], &[1; 24])
        .unwrap();
    let account = Account {
        username: "ann@example.com".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let mut server = server::start(
        mechanism.name,
        vec![account],
        vec![binding.clone()],
        &[2; 24],
    )
    .unwrap();
    let mut sent = vec![client.command().unwrap()];
    let mut line = word_of(&sent[0], 2);
    for _ in 0..6 {
        match server.step(line.as_deref()) {
            Step::Accepted => {
                return (
                    sent,
                    client
                        .accepted(Some("2.7.0 ok"))
                        .map_err(|error| error.to_string()),
                    None,
                );
            }
            Step::Rejected => return (sent, Err("535".to_owned()), client.failure_detail()),
            Step::Challenge(text) => sent.push(client.respond(&text).unwrap()),
        }
        line = sent
            .last()
            .and_then(|outgoing| word_of(outgoing, 0))
            .or(Some(String::new()));
    }
    panic!("no end");
}

fn word_of(outgoing: &Outgoing, number: usize) -> Option<String> {
    let line = std::str::from_utf8(&outgoing.wire).unwrap().trim_end();
    line.split(' ')
        .nth(number)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

#[test]
fn every_mechanism_logs_in_with_the_right_password_only() {
    for mechanism in MECHANISMS {
        let (sent, end, _) = log_in(mechanism, PASSWORD);
        assert_eq!(end, Ok(()), "{}", mechanism.name);
        assert!(
            sent[0]
                .wire
                .starts_with(format!("AUTH {}", mechanism.name).as_bytes())
        );
        if mechanism.secret != SecretKind::None {
            assert_eq!(
                log_in(mechanism, "wrong").1,
                Err("535".to_owned()),
                "{}",
                mechanism.name
            );
        }
    }
}

#[test]
fn what_is_shown_never_holds_a_secret() {
    let encoded = STANDARD.encode(PASSWORD);
    for mechanism in MECHANISMS {
        for outgoing in log_in(mechanism, PASSWORD).0 {
            let shown = format!("{outgoing:?}");
            let wire = String::from_utf8_lossy(&outgoing.wire).into_owned();
            assert!(
                !shown.contains(PASSWORD) && !shown.contains(&encoded),
                "{shown}"
            );
            let last = wire.trim_end().split(' ').next_back().unwrap_or_default();
            if last.len() > 12 && !wire.starts_with("AUTH LOGIN") && !wire.starts_with("AUTH CRAM")
            {
                assert!(!shown.contains(last), "{}: {shown}", mechanism.name);
            }
        }
    }
}

#[test]
fn the_transcript_of_login_is_the_documented_one() {
    let shown: Vec<_> = log_in(find("login").unwrap(), PASSWORD)
        .0
        .into_iter()
        .map(|outgoing| outgoing.shown)
        .collect();
    let note = |text: &str| Shown::Concealed(text.to_owned());
    let expected = [
        Shown::Line("AUTH LOGIN".to_owned()),
        note("Base64-encoded username"),
        note("Base64-encoded password"),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn the_reason_of_a_refused_token_is_told() {
    for name in ["XOAUTH2", "OAUTHBEARER"] {
        let detail = log_in(find(name).unwrap(), "wrong").2.unwrap();
        assert!(
            detail.contains("status 401") && detail.contains("scope mail"),
            "{detail}"
        );
    }
}

/// RFC 2195 section 2.
#[test]
fn the_example_of_rfc_2195() {
    let digest = cram_md5::digest(
        b"tanstaaftanstaaf",
        b"<1896.697170952@postoffice.reston.mci.net>",
    );
    assert_eq!(digest, "b913a602c7eda7a495b4e6e7334d3890");
}

/// RFC 4616 section 4.
#[test]
fn the_example_of_rfc_4616() {
    let secret = Secret::new("tanstaaftanstaaf".to_owned());
    let credentials = Credentials {
        username: "tim",
        authorization_identity: None,
        secret: &secret,
        host: "h",
        port: 25,
        protected: true,
    };
    let mut plain = find("PLAIN")
        .unwrap()
        .start(&credentials, None, &[], &[0; 24])
        .unwrap();
    assert_eq!(
        word_of(&plain.command().unwrap(), 2).unwrap(),
        STANDARD.encode("\0tim\0tanstaaftanstaaf")
    );
}

/// The example in Google's documentation of XOAUTH2.
#[test]
fn the_example_of_xoauth2() {
    let secret = Secret::new("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg".to_owned());
    let credentials = Credentials {
        username: "someuser@example.com",
        authorization_identity: None,
        secret: &secret,
        host: "h",
        port: 25,
        protected: true,
    };
    let mut exchange = find("XOAUTH2")
        .unwrap()
        .start(&credentials, None, &[], &[0; 24])
        .unwrap();
    let expected = "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==";
    assert_eq!(
        word_of(&exchange.command().unwrap(), 2).as_deref(),
        Some(expected)
    );
}

/// RFC 7628 section 4.1.
#[test]
fn the_example_of_rfc_7628() {
    let secret = Secret::new("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==".to_owned());
    let credentials = Credentials {
        username: "user@example.com",
        authorization_identity: None,
        secret: &secret,
        host: "server.example.com",
        port: 143,
        protected: true,
    };
    let mut exchange = find("OAUTHBEARER")
        .unwrap()
        .start(&credentials, None, &[], &[0; 24])
        .unwrap();
    let expected = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";
    assert_eq!(
        word_of(&exchange.command().unwrap(), 2).as_deref(),
        Some(expected)
    );
}

#[test]
fn odd_prompts_of_login_are_survived() {
    let secret = Secret::new("pw".to_owned());
    let answers = |prompts: &[&str]| -> Vec<String> {
        let mut login = find("LOGIN")
            .unwrap()
            .start(&credentials(&secret), None, &[], &[0; 24])
            .unwrap();
        prompts
            .iter()
            .map(|prompt| word_of(&login.respond(prompt).unwrap(), 0).unwrap())
            .collect()
    };
    let (name, password) = (STANDARD.encode("ann@example.com"), STANDARD.encode("pw"));
    for prompts in [
        ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"],
        ["Username:", "Password:"],
        ["VXNlciBOYW1lAA==", "UGFzc3dvcmQA"],
        ["", ""],
        ["?", "?"],
    ] {
        assert_eq!(
            answers(&prompts),
            [name.clone(), password.clone()],
            "{prompts:?}"
        );
    }
    assert_eq!(answers(&["UGFzc3dvcmQ6", "VXNlcm5hbWU6"]), [password, name]);
}

#[test]
fn a_long_initial_response_waits_for_its_challenge() {
    let token = "t".repeat(2000);
    let secret = Secret::new(token.clone());
    let mut exchange = find("XOAUTH2")
        .unwrap()
        .start(&credentials(&secret), None, &[], &[0; 24])
        .unwrap();
    assert_eq!(*exchange.command().unwrap().wire, b"AUTH XOAUTH2\r\n");
    let sent = word_of(&exchange.respond("").unwrap(), 0).unwrap();
    assert!(
        String::from_utf8(STANDARD.decode(sent).unwrap())
            .unwrap()
            .contains(&token)
    );
}

#[test]
fn the_strongest_mechanism_works_with_a_password_and_what_the_connection_has() {
    let offered: Vec<String> = [
        "XOAUTH2",
        "LOGIN",
        "plain",
        "SCRAM-SHA-256",
        "SCRAM-SHA-256-PLUS",
    ]
    .map(str::to_owned)
    .to_vec();
    assert_eq!(
        strongest(&offered, true).unwrap().name,
        "SCRAM-SHA-256-PLUS"
    );
    assert_eq!(strongest(&offered, false).unwrap().name, "SCRAM-SHA-256");
    assert_eq!(strongest(&offered[..3], true).unwrap().name, "PLAIN");
    assert!(strongest(&offered[..1], true).is_none());
}

#[test]
fn without_a_connection_to_bind_to_the_plus_forms_cannot_start() {
    let secret = Secret::new("pw".to_owned());
    let begun =
        find("SCRAM-SHA-256-PLUS")
            .unwrap()
            .start(&credentials(&secret), None, &[], &[0; 24]);
    assert_eq!(begun.err(), Some(Error::NothingToBind));
}

#[test]
fn needles_cover_the_secret_and_what_was_made_of_it() {
    let secret = Secret::new("hunter2".to_owned());
    assert_eq!(*secret.needles()[0], b"hunter2");
    for name in ["PLAIN", "XOAUTH2", "OAUTHBEARER"] {
        let mut exchange = find(name)
            .unwrap()
            .start(&credentials(&secret), None, &[], &[0; 24])
            .unwrap();
        let sent = word_of(&exchange.command().unwrap(), 2).unwrap();
        let sent = STANDARD.decode(sent).unwrap();
        let needles = exchange.needles();
        assert!(needles.iter().any(|needle| **needle == sent), "{name}");
    }
}

/// RFC 7628 section 3.2.3: the error ends the exchange, whatever comes after our acknowledgement.
#[test]
fn a_token_that_was_refused_is_not_accepted_afterwards() {
    let secret = Secret::new("token".to_owned());
    for name in ["OAUTHBEARER", "XOAUTH2"] {
        let mut exchange = find(name)
            .unwrap()
            .start(&credentials(&secret), None, &[], &[0; 24])
            .unwrap();
        exchange.command().unwrap();
        assert!(exchange.accepted(Some("ok")).is_ok(), "{name}");
        exchange
            .respond(&STANDARD.encode(r#"{"status":"invalid_token"}"#))
            .unwrap();
        let said = "the server says status invalid_token".to_owned();
        let refused = exchange.accepted(Some("ok"));
        assert_eq!(refused, Err(Error::AcceptedAfterError(said)), "{name}");
    }
}

/// RFC 7628 section 3.1 with RFC 5801 section 4: neither comma nor equals sign is in the name, or a user could say who he
/// is in more than one way.
#[test]
fn the_name_in_oauthbearer_is_escaped() {
    let secret = Secret::new("token".to_owned());
    let named = Credentials {
        username: "a=b,c@example.com",
        ..credentials(&secret)
    };
    let mut exchange = find("OAUTHBEARER")
        .unwrap()
        .start(&named, None, &[], &[0; 24])
        .unwrap();
    let sent = word_of(&exchange.command().unwrap(), 2).unwrap();
    let message = String::from_utf8(STANDARD.decode(sent).unwrap()).unwrap();
    assert_eq!(
        message,
        "n,a=a=3Db=2Cc@example.com,\x01host=mx.example.com\x01port=587\x01auth=Bearer token\x01\x01"
    );
}
