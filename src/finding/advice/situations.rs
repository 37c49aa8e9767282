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

/// RFC 3207 section 4 and RFC 4954 section 6: what a 530 wants is done already, or cannot be had.
#[test]
fn nobody_is_told_to_start_tls_who_logs_in_under_tls() {
    let under_tls = with_login(encrypted(&["PLAIN"]), "PLAIN", Rejected);
    for text in ["", "5.7.0", "no", LOGIN, "Authentication required", TLS] {
        let said = remedy(&under_tls, Auth, 530, text);
        assert!(!said.contains("Start TLS"), "{text}: {said}");
        assert!(!said.contains("Log in"), "{text}: {said}");
        assert!(said.contains("a proxy before it"), "{text}: {said}");
    }
    let by_token = with_login(encrypted(&["XOAUTH2"]), "XOAUTH2", Rejected);
    assert!(!remedy(&by_token, Auth, 530, LOGIN).contains("token"));
    let in_clear = with_login(unencrypted(&["STARTTLS"]), "PLAIN", Rejected);
    assert!(remedy(&in_clear, Auth, 530, LOGIN).starts_with("Start TLS, which the server offers"));
    let without = with_login(unencrypted(&[]), "PLAIN", Rejected);
    assert!(remedy(&without, Auth, 530, LOGIN).contains("does not offer STARTTLS"));
}

/// Postfix with Dovecot or Cyrus SASL has one code for all of it, and Dovecot's own submission others: the words tell them apart.
#[test]
fn not_every_login_that_fails_has_a_wrong_password() {
    let server = with_login(encrypted(&["PLAIN", "LOGIN"]), "PLAIN", Rejected);
    for (code, text, cause) in [
        (
            535,
            "5.7.8 Error: authentication failed: Invalid base64 data in initial response",
            "no Base64",
        ),
        (
            501,
            "5.5.2 Invalid base64 data in continued response",
            "no Base64",
        ),
        (
            535,
            "5.7.8 Error: authentication failed: Connection lost to authentication server",
            "the service that checks passwords",
        ),
        (
            535,
            "5.7.8 Error: authentication failed: Temporary authentication failure",
            "the service that checks passwords",
        ),
        (
            454,
            "4.7.0 Temporary authentication failure. [mx:2026-11-26 12:00:00]",
            "the service that checks passwords",
        ),
        (
            535,
            "5.7.8 Error: authentication failed: Authentication backend error",
            "the service that checks passwords",
        ),
        (
            535,
            "5.7.8 Error: authentication failed: generic failure",
            "the service that checks passwords",
        ),
        (
            535,
            "5.7.8 Error: authentication failed: Invalid authentication mechanism",
            "does not take this mechanism",
        ),
        (
            504,
            "5.5.4 Unsupported authentication mechanism.",
            "does not take this mechanism",
        ),
        (535, "5.7.0 account locked", "the account is locked"),
        (535, "5.7.8 Account is disabled.", "the account is locked"),
        (535, "Your password has expired", "no longer valid"),
        (
            535,
            "5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
            "user name or password is wrong",
        ),
        (
            535,
            "5.7.8 Authentication failed.",
            "user name or password is wrong",
        ),
    ] {
        let said = advice(&server, Auth, code, text).cause.unwrap_or_default();
        assert!(said.contains(cause), "{text}: {said}");
    }
}

/// At RCPT the account is the recipient's, and at AUTH it is the one that logs in.
#[test]
fn whose_account_is_locked_depends_on_the_command() {
    let server = encrypted(&["PLAIN"]);
    for text in [
        "5.7.0 account locked",
        "Mailbox disabled",
        "account is suspended",
    ] {
        assert_eq!(advice(&server, Rcpt, 550, text).about, About::Recipient);
        assert_eq!(advice(&server, Auth, 535, text).about, About::Login);
    }
}
