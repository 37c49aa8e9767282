//! Which words are values, which is the server, and whose an option is that many tools have.

use super::tests::{answer, line};

fn said(arguments: &str) -> String {
    let arguments: Vec<_> = arguments.split(' ').collect();
    let answer = answer(&arguments).unwrap_or_else(|| panic!("{arguments:?} is ours"));
    answer.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// openssl's depth is a number, and the protocol behind `-starttls` one of a list: any other word is the server.
#[test]
fn an_option_does_not_take_the_server_for_its_value() {
    for (foreign, ours) in [
        (
            "-verify mail.example.test:25",
            "--server mail.example.test:25 --verify",
        ),
        (
            "-verify 5 -connect h.test:25",
            "--server h.test:25 --verify",
        ),
        (
            "-starttls mail.example.test",
            "--server mail.example.test --starttls",
        ),
        (
            "-starttls smtp mail.example.test",
            "--server mail.example.test --starttls",
        ),
    ] {
        assert_eq!(line(foreign), format!("smtpcheck {ours}"), "{foreign}");
    }
}

#[test]
fn a_letter_that_many_tools_have_is_nobodys() {
    for (letter, tools) in [
        ("-e", ["monitoring plug-ins", "testssl"]),
        ("-P", ["testssl", "posttls-finger"]),
        ("-k", ["posttls-finger", "curl"]),
        ("-S", ["swaks", "monitoring plug-ins"]),
        ("-x", ["testssl", "curl"]),
    ] {
        let said = said(&format!("{letter} mail.example.test"));
        assert!(said.contains(&format!("does not know {letter},")), "{said}");
        assert!(tools.iter().all(|tool| said.contains(tool)), "{said}");
        assert!(
            !said.contains("Write:") && !said.contains("mail."),
            "{said}"
        );
    }
    let mixed = said("-tls h.test -e x");
    assert!(
        mixed.contains("-e not known here, and left out with the word behind it"),
        "{mixed}"
    );
    // The value tells whose it is.
    assert_eq!(line("-a ipv4 h.test"), "smtpcheck h.test --ipv4");
}

#[test]
fn letters_glued_to_their_values_are_those_of_the_tool_that_is_called() {
    let finger = "posttls-finger -lsecure -Pdirectory h.test";
    assert_eq!(line(finger), "smtpcheck h.test --starttls --verify");
    let said = said(finger);
    assert!(said.contains("-P a directory cannot be used"), "{said}");
    let said = answer(&["check_smtp", "-SPhunter2", "-H", "h.test"]);
    assert!(said.is_some_and(|said| said.contains("--password-file") && !said.contains("hunter2")));
}

#[test]
fn a_line_without_any_other_word_loses_the_name_of_the_tool() {
    let said = said("swaks h.test");
    assert!(
        said.starts_with("smtpcheck would take the name of swaks for a server. Write:"),
        "{said}"
    );
}

#[test]
fn no_line_is_written_without_a_server() {
    for arguments in [
        "-servername mail.example.test",
        "-tls",
        "--cacert mail.example.test",
        "--password hunter2",
        "-l mail.example.test",
    ] {
        let said = said(arguments);
        assert!(said.contains("No server is named"), "{said}");
        assert!(!said.contains("Write:"), "{said}");
    }
    assert_eq!(line("--list"), "smtpcheck --list-checks");
}

#[test]
fn options_may_stand_before_the_url_of_curl() {
    let ours = "smtpcheck smtps://h.test --user ann --auth auto";
    for foreign in [
        "curl smtps://h.test --user ann:hunter2",
        "curl --user ann:hunter2 smtps://h.test",
        "curl --user=ann:hunter2 smtps://h.test",
        "curl -u ann:hunter2 smtps://h.test",
        "curl -uann:hunter2 smtps://h.test",
    ] {
        assert_eq!(line(foreign), ours, "{foreign}");
        assert!(said(foreign).contains("a password is never an argument"));
    }
    for foreign in [
        "curl -sS smtp://h.test -v",
        "curl -v -s -S -k smtp://h.test",
        "curl -kvsS smtp://h.test",
    ] {
        let said = line(foreign);
        assert!(said.starts_with("smtpcheck smtp://h.test "), "{said}");
        assert!(
            said.contains("--verbose") && said.contains("--quiet"),
            "{said}"
        );
    }
    assert_eq!(
        line("curl -sSuann:hunter2 smtps://h.test"),
        "smtpcheck smtps://h.test --quiet --user ann --auth auto"
    );
    assert!(!said("-tls h.test --user ann:hunter2").contains("hunter2"));
}

#[test]
fn the_data_of_swaks_is_a_text_or_a_file() {
    for (foreign, ours) in [
        ("swaks --data hunter2 h.test", "h.test"),
        ("swaks -s h.test --data hunter2", "--server h.test"),
        ("swaks --data @mail.eml h.test", "h.test --message mail.eml"),
        ("swaks h.test -d -", "h.test --message -"),
        ("-s h.test --data Subject:\\nhunter2", "--server h.test"),
    ] {
        assert_eq!(line(foreign), format!("smtpcheck {ours}"), "{foreign}");
        assert!(!said(foreign).contains("hunter2"), "{foreign}");
    }
    let text = answer(&["h.test", "--data", "Subject: x hunter2"]).expect("no file");
    assert!(
        text.contains("into a file") && !text.contains("hunter2"),
        "{text}"
    );
    for file in ["mail.eml", "@mail.eml", "@my: mail.eml", "my mail.eml"] {
        assert_eq!(answer(&["h.test", "--data", file]), None);
    }
}

#[test]
fn what_was_typed_stands_on_the_left_and_what_is_left_out_is_said() {
    let answer = said("-p --protocols h.test:25");
    assert!(
        answer.contains(": -p --scan-tls --protocols --scan-tls"),
        "{answer}"
    );
    let answer = said("-tls h.test -p");
    assert!(answer.contains("-p takes a value"), "{answer}");
    let answer = said("--starttls smtp h.test");
    assert!(
        answer.contains("--starttls smtp --starttls, which takes no value"),
        "{answer}"
    );
    let answer = said("-starttls smtp -connect h.test:25 -tls1_2");
    assert!(
        answer.contains("-tls1_2 left out: the newest version"),
        "{answer}"
    );
    assert_eq!(
        line("testssl -p 25 h.test"),
        "smtpcheck --server h.test --port 25"
    );
}
