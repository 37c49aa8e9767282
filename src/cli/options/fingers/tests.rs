use super::*;
use crate::cli::{
    environment::Environment,
    options::{command, parse},
};

pub(super) fn answer(arguments: &[&str]) -> Option<String> {
    let words: Vec<_> = ["smtpcheck"]
        .iter()
        .chain(arguments)
        .map(OsString::from)
        .collect();
    refusal(&command(), &words, Some("s3cret"), |_| None)
}

/// The line as it should be, which our own parser has to accept.
pub(super) fn line(arguments: &str) -> String {
    let arguments: Vec<_> = arguments.split(' ').collect();
    let answer = answer(&arguments).unwrap_or_else(|| panic!("{arguments:?} is ours"));
    let (_, line) = answer.split_once("Write:\n  ").expect(&answer);
    let words = line.split(' ').map(|word| word.trim_matches('\''));
    if let Err(error) = parse(words, &Environment::default()) {
        panic!("{line}: {error}");
    }
    line.to_owned()
}

#[test]
fn lines_of_other_tools_are_translated_whole() {
    for (foreign, ours) in [
        (
            "-s P -p 587 -tls -a LOGIN -au u -ap x",
            "--server P --port 587 --starttls --auth LOGIN --user u",
        ),
        (
            "swaks --to bob@example.net --server mx.example.com:25 --tls --auth-user ann --auth-password x",
            "--server mx.example.com:25 --to bob@example.net --starttls --user ann --auth auto",
        ),
        (
            "-tlsc -s mail.example.com -f <> -t bob@example.net -q RCPT -h me.example",
            "--server mail.example.com --implicit-tls --from '<>' --to bob@example.net --quit-after RCPT --ehlo me.example",
        ),
        (
            "-server mail.example.com -port smtps --protocol SSMTPA",
            "--server mail.example.com --port smtps --implicit-tls --auth auto",
        ),
        (
            "s_client -connect host:25 -starttls smtp",
            "--server host:25 --starttls",
        ),
        (
            "openssl s_client -connect [2001:db8::1]:25 -starttls smtp -servername a.example -showcerts -tls1_3 -quiet",
            "--server '[2001:db8::1]:25' --starttls --sni a.example --show-certs --min-tls 1.3",
        ),
        (
            "-connect host:465 -verify_return_error -CAfile roots.pem -4 -verify_hostname b.example",
            "--server host:465 --verify --ca-file roots.pem --ipv4 --verify-name b.example",
        ),
        ("-t smtp host:25", "--server host:25 --starttls"),
        ("--starttls smtp host:25", "host:25 --starttls"),
        ("--starttls=smtp host:25", "host:25 --starttls"),
        (
            "testssl.sh --starttls smtp -E -U --quiet --jsonfile out.json --color 0 host:25",
            "--server host:25 --starttls --scan-tls --format json --color never",
        ),
        ("-c -l secure host", "host --starttls --verify"),
        (
            "posttls-finger -c -a ipv4 -t 5 -T 10 -L verbose -s name.example [host]:submission match.example",
            "--server host:submission --ipv4 --connect-timeout 5 --timeout 10 --verbose --sni name.example",
        ),
        (
            "--url smtp://mail.example.com/me.example --mail-from a@example.com --mail-rcpt b@example.net",
            "smtp://mail.example.com --ehlo me.example --from a@example.com --to b@example.net",
        ),
        (
            "curl smtps://mail.example.com -u ann:hunter2 -T mail.eml --mail-from a@b.example --mail-rcpt c@d.example -k -v",
            "smtps://mail.example.com --user ann --message mail.eml --send --from a@b.example --to c@d.example --verbose --auth auto",
        ),
        ("-H host -p 25 -S", "--server host --port 25 --starttls"),
        (
            "check_smtp -Hhost -p25 -S -D 14,7 -t 10 -A LOGIN -U ann -P hunter2",
            "--server host --port 25 --starttls --expires-within 14 --timeout 10 --auth LOGIN --user ann",
        ),
        (
            "check_ssl_cert -H host -p 465 -P smtps -w 20 -c 10 -r roots.pem",
            "--server host --port 465 --implicit-tls --ca-file roots.pem",
        ),
        ("--cacert roots.pem host", "host --ca-file roots.pem"),
        (
            "--host mail.example.com --tls --username ann",
            "--server mail.example.com --starttls --user ann --auth auto",
        ),
        ("-vq -tls host", "host --verbose --quiet --starttls"),
    ] {
        assert_eq!(line(foreign), format!("smtpcheck {ours}"), "{foreign}");
    }
}

/// Every spelling that is known, alone and with each value that it is another tool's with.
#[test]
fn every_spelling_becomes_a_line_of_ours() {
    for row in tools::every_row() {
        for name in row.names {
            let is_stage = matches!(row.becomes, row::Becomes::Ours("--quit-after"));
            let values: Vec<&str> = match row.only_with {
                [] if is_stage => vec!["RCPT"],
                [] => vec!["25"],
                values => values.to_vec(),
            };
            for value in values {
                let said = match row.value {
                    row::Value::No => line(&format!("-tls host {name}")),
                    _ => line(&format!("-tls host {name}={value}")),
                };
                assert!(!said.contains("--insecure-auth"), "{said}");
            }
        }
    }
}

/// What is left out has a reason, and what stays stays.
#[test]
fn every_word_is_translated_or_explained() {
    let answer = answer(&[
        "-s",
        "P",
        "-tls",
        "-ap",
        "x",
        "-lp",
        "99",
        "--frobnicate",
        "y",
    ])
    .unwrap();
    for word in ["-tls", "-ap", "-lp", "--frobnicate"] {
        assert!(answer.contains(&format!("\n  {word} ")), "{answer}");
    }
    assert!(answer.contains("--source chooses the address"), "{answer}");
    assert!(
        answer.contains("left out with the word behind it"),
        "{answer}"
    );
}

#[test]
fn a_password_is_refused_explained_and_not_repeated() {
    for arguments in [
        &["--auth-password", "hunter2"][..],
        &["--auth-password=hunter2"],
        &["-auth-password", "hunter2"],
        &["-ap", "hunter2"],
        &["-ap", "-hunter2"],
        &["-ap=hunter2"],
        &["-aphunter2"],
        &["-Phunter2"],
        &["-P", "hunter2", "-H", "host"],
        &["--password", "hunter2"],
        &["--pass=hunter2"],
        &["curl", "smtp://ann:hunter2@mail.example.com"],
        &["--url", "smtp://ann:hunter2@mail.example.com"],
        &["--url", "smtp://mail.example.com", "--user", "ann:hunter2"],
        &[
            "check_smtp",
            "-H",
            "mail.example.com",
            "--authuser=ann:hunter2",
        ],
        &[
            "curl",
            "smtp://mail.example.com",
            "-H",
            "Authorization: hunter2",
        ],
    ] {
        let answer = answer(arguments).unwrap();
        assert!(!answer.contains("hunter2"), "{answer}");
        let answer = answer.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(answer.contains("--password-file"), "{answer}");
        assert!(
            answer.contains("other users can read the arguments"),
            "{answer}"
        );
    }
    for arguments in [
        &["-tls", "--passwort", "hunter2"][..],
        &["-tls", "host", "hunter2"],
        &["-tls", "-p", "hunter2"],
        &["-tls", "--to", "ann:hunter2@example.com"],
        &["-tls", "--from=x://ann:hunter2@example.com"],
        &["-E", "file:hunter2", "--mail-from", "a@example.com"],
        &["-tls", "-passin", "hunter2"],
        &["curl", "smtp://h.test", "--login-options", "AUTH=hunter2"],
        // The one of the environment.
        &["-tls", "s3cret"],
        &["-tls", "--s3cret"],
        &["-tls", "--subject", "s3cret"],
    ] {
        let answer = answer(arguments).unwrap();
        assert!(
            !answer.contains("hunter2") && !answer.contains("s3cret"),
            "{answer}"
        );
    }
}

#[test]
fn our_own_options_and_everything_behind_two_hyphens_pass() {
    for argument in [
        "--password-file=x",
        "--password-stdin",
        "--password-command",
        "--header",
        "--help",
        "-t",
        "-p587",
        "-",
        "-qv",
        "-46",
        "--tls-on-connect",
        "swaks",
        "smtp",
    ] {
        assert_eq!(answer(&[argument]), None, "{argument}");
    }
    assert_eq!(answer(&["--", "-tls"]), None);
    assert_eq!(answer(&["-t", "bob@example.net", "-q", "host"]), None);
    assert_eq!(answer(&["curl", "-v"]), None);
}

#[test]
fn a_fault_of_the_line_itself_is_said_in_its_place() {
    let words: Vec<_> = ["smtpcheck", "-tls", "--format", "xml"]
        .map(OsString::from)
        .into();
    let answer = refusal(&command(), &words, None, |_| {
        Some("--format takes text or json".to_owned())
    });
    let answer = answer.unwrap();
    assert!(
        answer.contains("takes text or json") && !answer.contains("Write:"),
        "{answer}"
    );
}

#[test]
fn a_host_may_be_called_smtp() {
    let answer = answer(&["--starttls", "smtp"]).unwrap();
    assert!(answer.contains("stands before the options"), "{answer}");
    assert_eq!(
        refusal(
            &command(),
            &["smtpcheck", "smtp", "--starttls"].map(OsString::from),
            None,
            |_| None
        ),
        None
    );
}

#[test]
fn json_is_a_format() {
    let (options, _) = parse(["smtpcheck", "host", "--json"], &Environment::default()).unwrap();
    assert_eq!(options.output.format.name, "json");
}
