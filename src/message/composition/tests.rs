//! Messages as their bytes, against RFC 5322, RFC 2045, RFC 2047 and RFC 2231.

use super::*;
use crate::message::requirements;

fn composition() -> Composition {
    Composition {
        from: "alice@example.com".to_owned(),
        to: vec!["bob@example.net".to_owned()],
        subject: None,
        body: Some("Hello\n".to_owned()),
        headers: Vec::new(),
        attachments: Vec::new(),
        date: "1997-11-21T09:55:06-06:00[-06:00]".parse().unwrap(),
        message_id: "1234@local.machine.example".to_owned(),
        server: Some("mx.example.net".to_owned()),
        smtputf8: false,
    }
}

fn composed(composition: &Composition) -> String {
    let message = compose(composition).unwrap();
    let found = requirements(&message);
    assert_eq!((found.bare_line_feeds, found.bare_carriage_returns), (0, 0));
    assert!(
        found.longest_line <= 998 && !found.eight_bit && !found.nul,
        "{found:?}"
    );
    assert!(message.ends_with(b"\r\n"));
    String::from_utf8(message).unwrap()
}

fn headers(message: &str) -> &str {
    message.split_once("\r\n\r\n").unwrap().0
}

/// The date and identifier of RFC 5322 appendix A.1.1.
#[test]
fn a_plain_message_has_the_fields_of_rfc_5322() {
    let expected = format!(
        "From: <alice@example.com>\r\n\
         To: <bob@example.net>\r\n\
         Subject: smtpcheck test message\r\n\
         Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n\
         Message-ID: <1234@local.machine.example>\r\n\
         Auto-Submitted: auto-generated\r\n\
         X-Mailer: smtpcheck {}\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=\"utf-8\"\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         Hello\r\n",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(composed(&composition()), expected);
}

#[test]
fn the_default_text_says_who_when_and_through_which_server() {
    let message = composed(&Composition {
        body: None,
        ..composition()
    });
    for part in [
        "smtpcheck",
        "1997-11-21 at 09:55:06 -06:00",
        "mx.example.net",
    ] {
        assert!(
            message.split_once("\r\n\r\n").unwrap().1.contains(part),
            "{message}"
        );
    }
}

/// RFC 2047 section 8 has this name in its examples, in another charset.
#[test]
fn a_subject_that_is_not_ascii_becomes_encoded_words() {
    let subject = Some("Keld Jørn Simonsen".to_owned());
    let message = composed(&Composition {
        subject,
        ..composition()
    });
    assert!(
        message.contains("\r\nSubject: =?utf-8?Q?Keld_J=C3=B8rn_Simonsen?=\r\n"),
        "{message}"
    );
}

#[test]
fn utf8_stands_in_headers_only_where_smtputf8_is_used() {
    let subject = Some("grüße".to_owned());
    let message = compose(&Composition {
        subject,
        smtputf8: true,
        ..composition()
    })
    .unwrap();
    assert!(requirements(&message).utf8_headers);
    assert!(
        String::from_utf8(message)
            .unwrap()
            .contains("\r\nSubject: grüße\r\n")
    );
}

#[test]
fn text_that_is_not_ascii_or_has_long_lines_is_quoted_printable() {
    let body = Some(format!("é = \r\n.\rFrom x\n{}", "x".repeat(3000)));
    let message = composed(&Composition {
        body,
        ..composition()
    });
    assert!(
        headers(&message).contains("Content-Transfer-Encoding: quoted-printable"),
        "{message}"
    );
    let text = message.split_once("\r\n\r\n").unwrap().1;
    assert!(text.starts_with("=C3=A9 =3D"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 76));
}

#[test]
fn a_given_header_replaces_the_generated_one_of_its_name() {
    let given = [
        ("message-id", "<mine@x>"),
        ("SUBJECT", "mine"),
        ("X-A", "1"),
        ("X-A", "2"),
        ("x-mailer", ""),
    ];
    let headers = given
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .to_vec();
    let message = composed(&Composition {
        headers,
        ..composition()
    });
    assert!(
        message.contains("\r\nMessage-ID: <mine@x>\r\n"),
        "{message}"
    );
    assert!(message.contains("\r\nSUBJECT: mine\r\n"), "{message}");
    assert!(message.contains("\r\nX-A: 1\r\nX-A: 2\r\n"), "{message}");
    for name in [
        "message-id:",
        "subject:",
        "x-mailer:",
        "date:",
        "mime-version:",
    ] {
        assert_eq!(
            message
                .to_ascii_lowercase()
                .matches(&format!("\r\n{name}"))
                .count(),
            1,
            "{name}"
        );
    }
}

#[test]
fn a_given_content_type_is_that_of_the_text() {
    let headers = vec![(
        "content-type".to_owned(),
        "text/html; charset=utf-8".to_owned(),
    )];
    let body = Some("<p>é</p>".to_owned());
    let message = composed(&Composition {
        headers,
        body,
        ..composition()
    });
    assert_eq!(message.matches("Content-Type: ").count(), 1);
    assert!(
        message.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"),
        "{message}"
    );
    assert!(message.contains("<p>=C3=A9</p>"), "{message}");
    let headers = vec![("Content-Transfer-Encoding".to_owned(), "8bit".to_owned())];
    let refused = compose(&Composition {
        headers,
        ..composition()
    });
    assert_eq!(refused, Err(Error::TransferEncoding));
}

#[test]
fn attachments_are_base64_under_their_names() {
    let attachments = vec![
        Attachment::new("eicar.zip", vec![0, 1, 2, 255]),
        Attachment::new("übersicht.pdf", b"%PDF".to_vec()),
    ];
    let message = composed(&Composition {
        attachments,
        ..composition()
    });
    assert!(
        headers(&message).contains("Content-Type: multipart/mixed"),
        "{message}"
    );
    assert!(
        message.contains("Content-Type: application/zip\r\n"),
        "{message}"
    );
    assert!(message.contains("filename=\"eicar.zip\""), "{message}");
    assert!(message.contains("\r\nAAEC/w==\r\n"), "{message}");
    assert!(
        message
            .to_ascii_lowercase()
            .contains("filename*=utf-8''%c3%bcbersicht.pdf"),
        "{message}"
    );
    assert!(message.contains("\r\n\r\nHello\r\n"), "{message}");
}

/// RFC 2045 section 6.7 (4): a line break that is data is encoded, lest it come out as another one.
#[test]
fn text_attachments_stay_seven_bit_and_keep_their_bytes() {
    let attachments = vec![Attachment::new("a.txt", "é\nx\r\n".as_bytes().to_vec())];
    let message = composed(&Composition {
        attachments,
        ..composition()
    });
    let part = message.split_once("filename=\"a.txt\"").unwrap().1;
    let kept = part.contains("=C3=A9=0Ax") || part.contains("w6kKeA0K");
    assert!(kept, "{part}");
}

#[test]
fn the_null_reverse_path_is_signed_as_mail_systems_sign() {
    let message = composed(&Composition {
        from: "<>".to_owned(),
        ..composition()
    });
    assert!(
        message.starts_with("From: <MAILER-DAEMON@local.machine.example>\r\n"),
        "{message}"
    );
}

#[test]
fn many_recipients_are_folded() {
    let to = (0..40)
        .map(|number| format!("recipient{number}@example.net"))
        .collect();
    let message = composed(&Composition {
        to,
        ..composition()
    });
    assert!(
        headers(&message).lines().all(|line| line.len() <= 78),
        "{message}"
    );
    assert!(message.contains("recipient39@example.net"));
}

#[test]
fn no_value_can_add_a_line() {
    let smuggled = || "x\r\nBcc: eve@example.com".to_owned();
    let attachment = Attachment {
        file_name: smuggled(),
        ..Attachment::new("a", Vec::new())
    };
    let attempts = [
        (
            "--from",
            Composition {
                from: smuggled(),
                ..composition()
            },
        ),
        (
            "--to",
            Composition {
                to: vec![smuggled()],
                ..composition()
            },
        ),
        (
            "--subject",
            Composition {
                subject: Some(smuggled()),
                ..composition()
            },
        ),
        (
            "--header",
            Composition {
                headers: vec![("X".to_owned(), smuggled())],
                ..composition()
            },
        ),
        (
            "--attach",
            Composition {
                attachments: vec![attachment],
                ..composition()
            },
        ),
        (
            "--ehlo",
            Composition {
                message_id: smuggled(),
                ..composition()
            },
        ),
    ];
    for (option, attempt) in attempts {
        assert_eq!(compose(&attempt), Err(Error::LineBreak { option }));
    }
    let message = composed(&Composition {
        server: Some(smuggled()),
        body: None,
        ..composition()
    });
    assert!(!message.contains("\nBcc"), "{message}");
}

#[test]
fn other_control_characters_and_wrong_names_are_refused() {
    let subject = Some("a\u{7}b".to_owned());
    let refused = compose(&Composition {
        subject,
        ..composition()
    });
    assert_eq!(
        refused,
        Err(Error::ControlCharacter {
            option: "--subject"
        })
    );
    let headers = vec![("X: y\r\nZ".to_owned(), "1".to_owned())];
    let refused = compose(&Composition {
        headers,
        ..composition()
    });
    assert_eq!(refused, Err(Error::HeaderName("X: y\\r\\nZ".to_owned())));
}

#[test]
fn identifiers_are_random_digits_at_the_ehlo_name() {
    assert_eq!(
        message_id(&[0xAB; 16], "host.example"),
        format!("{}@host.example", "ab".repeat(16))
    );
    assert!(message_id(&[0; 16], "h").starts_with(&"0".repeat(32)));
}
