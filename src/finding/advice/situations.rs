//! What is advised must be possible in the situation.

use super::{About, Advice, Situation, advise, not_offered};
use crate::{
    event::{
        AuthenticationStatus::{self, Accepted, Rejected},
        FailedStage::{self, Auth, Ehlo, Mail, Message, Rcpt},
    },
    finding::support::{ehlo, in_clear, report},
    report::{Server, server::Attempt},
    smtp::Reply,
};

fn encrypted(mechanisms: &[&str]) -> Server {
    let mut server = report().servers.remove(0);
    server.port = 587;
    server.authentication.offered = mechanisms.iter().map(ToString::to_string).collect();
    server
}

fn unencrypted(keywords: &[&str]) -> Server {
    let mut server = in_clear().servers.remove(0);
    server.ehlo = vec![ehlo(false, keywords)];
    server
}

fn with_login(mut server: Server, mechanism: &str, status: AuthenticationStatus) -> Server {
    server.authentication.attempted.push(Attempt {
        mechanism: mechanism.to_owned(),
        status,
        reply: None,
        detail: None,
    });
    server
}

fn advice(server: &Server, stage: FailedStage, code: u16, text: &str) -> Advice {
    advise(&Reply::of(code, text), &Situation::at(server, stage))
}

fn remedy(server: &Server, stage: FailedStage, code: u16, text: &str) -> String {
    advice(server, stage, code, text).remedy.unwrap_or_default()
}

const LOGIN: &str = "5.7.0 Authentication required";
const TLS: &str = "5.7.0 Must issue a STARTTLS command first";

#[test]
fn a_login_is_advised_where_there_can_be_one() {
    let said = |server: &Server| remedy(server, Mail, 530, LOGIN);
    assert!(said(&encrypted(&["PLAIN", "NTLM"])).contains("(the server offers PLAIN)"));
    assert!(!said(&encrypted(&["PLAIN"])).contains("TLS"));
    assert!(said(&unencrypted(&["STARTTLS"])).starts_with("Log in under TLS"));
    assert!(said(&encrypted(&["NTLM", "GSSAPI"])).contains("NTLM and GSSAPI alone"));
    assert!(said(&encrypted(&[])).contains("switch AUTH on"));
    assert!(said(&unencrypted(&[])).contains("--port 587"));
    let logged_in = with_login(encrypted(&["PLAIN"]), "PLAIN", Accepted);
    assert!(said(&logged_in).starts_with("The login was accepted and does not count"));
}

#[test]
fn encryption_is_advised_where_there_can_be_some() {
    let said = |server: &Server| remedy(server, Mail, 530, TLS);
    assert!(said(&unencrypted(&["STARTTLS"])).contains("--starttls"));
    assert!(said(&unencrypted(&[])).contains("--port 465"));
    assert!(said(&encrypted(&[])).starts_with("The connection is encrypted already"));
}

#[test]
fn a_530_without_words_wants_what_there_can_be() {
    let cause = |server: &Server| advice(server, Mail, 530, "").cause.unwrap_or_default();
    assert_eq!(
        cause(&unencrypted(&["STARTTLS"])),
        "the server wants encryption first"
    );
    assert_eq!(
        cause(&encrypted(&["PLAIN"])),
        "the server wants a login first"
    );
}

#[test]
fn no_password_is_advised_for_a_token() {
    let gmail = "5.7.8 Username and Password not accepted. For more information, go to \
                 https://support.google.com/mail/?p=BadCredentials x - gsmtp";
    let token = with_login(encrypted(&["PLAIN", "XOAUTH2"]), "XOAUTH2", Rejected);
    for (code, text) in [
        (535, gmail),
        (535, "5.7.8 no"),
        (535, "no"),
        (534, "5.7.9 no"),
        (554, "no"),
    ] {
        let said = remedy(&token, Auth, code, text);
        assert!(
            said.contains("access token") && !said.contains("password"),
            "{said}"
        );
    }
    let password = with_login(encrypted(&["PLAIN", "XOAUTH2"]), "PLAIN", Rejected);
    assert!(remedy(&password, Auth, 535, gmail).contains("app password"));
}

#[test]
fn another_mechanism_is_named_where_there_is_one() {
    let said = |mechanisms: &[&str]| {
        let server = with_login(encrypted(mechanisms), "PLAIN", Rejected);
        remedy(&server, Auth, 504, "no")
    };
    assert_eq!(
        said(&["PLAIN", "LOGIN", "XOAUTH2", "GSSAPI"]),
        "Use another mechanism that the server offers: --auth login."
    );
    assert!(said(&["PLAIN"]).starts_with("The server takes none"));
}

#[test]
fn what_is_not_offered_is_not_advised() {
    let said = |server: &Server| not_offered(&Situation::at(server, Auth)).unwrap();
    assert!(said(&encrypted(&["NTLM"])).contains("NTLM alone"));
    assert!(said(&encrypted(&["LOGIN"])).ends_with("--auth auto, or one of LOGIN."));
    assert!(said(&encrypted(&["XOAUTH2"])).contains("--auth xoauth2 with a token"));
    assert!(said(&encrypted(&["EXTERNAL"])).contains("--auth external"));
    assert!(said(&encrypted(&[])).contains("not configured on this port"));
    assert!(said(&unencrypted(&["STARTTLS"])).ends_with("here --starttls, without --no-tls."));
}

#[test]
fn a_sender_refused_at_rcpt_is_told_from_a_recipient() {
    let server = encrypted(&[]);
    let about = |stage, code, text: &str| advice(&server, stage, code, text).about;
    assert_eq!(
        about(Message, 553, "Relaying disallowed as a@example.com"),
        About::Sender
    );
    assert_eq!(
        about(
            Rcpt,
            550,
            "5.1.8 <a@example.org>: Sender address rejected: Domain not found"
        ),
        About::Sender
    );
    assert_eq!(about(Rcpt, 550, "5.1.1 no such user"), About::Recipient);
    assert_eq!(about(Message, 552, "5.2.2 full"), About::Recipient);
    assert_eq!(
        about(
            Rcpt,
            550,
            "5.7.1 <client>: Helo command rejected: Host not found"
        ),
        About::Client
    );
}

#[test]
fn one_code_means_another_thing_at_another_stage() {
    let server = encrypted(&[]);
    let said = |stage| remedy(&server, stage, 550, "no");
    assert!(said(Mail).contains("sender") && said(Rcpt).contains("no such mailbox"));
    assert!(said(Message).contains("content filters"));
    assert_eq!(said(Ehlo), "");
}

#[test]
fn no_login_is_advised_at_the_greeting() {
    let server = unencrypted(&[]);
    for text in [
        "5.7.1 <client[192.0.2.1]>: Client host rejected: Access denied",
        "5.7.1 Relay access denied",
        "5.7.0 Authentication required",
        "Authentication is required",
    ] {
        let said = remedy(&server, FailedStage::Greeting, 554, text);
        assert!(
            !said.to_lowercase().contains("log in before"),
            "{text}: {said}"
        );
    }
}

/// Each row that advises a login, in a situation where it cannot be made, is over, or is made elsewhere.
#[test]
fn a_login_of_a_dialect_is_advised_where_there_can_be_one_alone() {
    let logged_in = with_login(encrypted(&["PLAIN"]), "PLAIN", Accepted);
    let exchanger = unencrypted(&[]);
    let said = |server: &Server, stage, text| remedy(server, stage, 550, text);
    for text in [
        "relay not permitted",
        "5.7.1 <b@example.net>: Relay access denied",
        "5.7.1 <b@example.net>... Relaying denied",
        "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
        "5.7.1 Unable to relay",
        "we do not relay",
        "5.7.0 Mail relay denied [192.0.2.1]",
        "Unauthenticated senders not allowed",
        "Error: too many unauthenticated commands",
        "Invalid recipient: <b@example.net>",
    ] {
        for stage in [
            FailedStage::Greeting,
            Ehlo,
            FailedStage::Starttls,
            FailedStage::EhloAfterTls,
        ] {
            let advice = advice(&exchanger, stage, 550, text);
            assert_eq!(advice.about, About::Client, "{stage:?} {text}");
            assert!(!advice.remedy.unwrap().contains("--auth"), "{text}");
        }
        for stage in [Mail, Rcpt, Message] {
            let of_exchanger = said(&exchanger, stage, text);
            assert!(of_exchanger.contains("--port 587"), "{of_exchanger}");
            let over = said(&logged_in, stage, text);
            assert!(over.starts_with("The login was accepted"), "{over}");
            let offered = said(&encrypted(&["PLAIN"]), stage, text);
            assert!(offered.contains("(the server offers PLAIN)"), "{offered}");
        }
        assert!(!said(&encrypted(&["PLAIN"]), Auth, text).contains("Log in before"));
    }
}

#[test]
fn a_sender_of_a_login_is_advised_to_whom_can_log_in() {
    let text = "5.7.1 <a@example.org>: Sender address rejected: not owned by user b@example.org";
    assert!(remedy(&unencrypted(&[]), Mail, 553, text).contains("--port 587"));
    assert!(remedy(&encrypted(&["PLAIN"]), Mail, 553, text).starts_with("Log in as the owner"));
    assert_eq!(
        advice(&unencrypted(&[]), FailedStage::Greeting, 553, text).demand,
        None
    );
}
