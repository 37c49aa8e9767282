//! The options of curl that are not ours, or mean something else here.

use super::{
    line::Line,
    row::{
        Becomes::{By, Nothing, Ours, Secret, Words},
        Row, flag, value,
    },
    said,
};
use crate::sasl::MECHANISMS;

pub(super) const ROWS: &[Row] = &[
    value(&["--url"], By(|value, line| line.target(value))),
    value(&["--mail-from", "--mail-auth"], Ours("--from")),
    value(&["--mail-rcpt"], Ours("--to")),
    flag(
        &["--mail-rcpt-allowfails"],
        Nothing("recipients are judged one by one"),
    ),
    value(&["--upload-file", "-T"], By(upload)),
    value(&["-u", "--user"], By(user)),
    value(&["--login-options"], By(login_options)),
    value(&["--oauth2-bearer"], Secret),
    value(
        &["--sasl-authzid"],
        Nothing("nobody logs in for somebody else"),
    ),
    flag(
        &["--sasl-ir"],
        Nothing("an initial response is sent where the mechanism has one"),
    ),
    flag(
        &["--netrc", "-n", "--netrc-optional"],
        Nothing("the password comes from --password-file or --password-command"),
    ),
    value(
        &["--netrc-file"],
        Nothing("the password comes from --password-file or --password-command"),
    ),
    flag(&["--ssl-reqd", "--ftp-ssl-reqd"], Ours("--starttls")),
    flag(&["--ssl", "--ftp-ssl"], Nothing(said::TLS_IS_USED)),
    value(&["--capath"], Nothing(said::ONE_FILE)),
    value(&["-E", "--cert"], By(certificate)),
    flag(&["--insecure", "-k"], Nothing(said::UNVERIFIED)),
    flag(&["--tlsv1.3"], Words(&["--min-tls", "1.3"])),
    flag(
        &["--tlsv1", "-1", "--tlsv1.0", "--tlsv1.1", "--tlsv1.2"],
        Nothing(said::VERSIONS),
    ),
    value(&["--tls-max"], Nothing(said::VERSIONS)),
    value(
        &["--ciphers", "--tls13-ciphers", "--curves"],
        Nothing(said::NO_SUITES),
    ),
    value(&["--interface"], Ours("--source")),
    value(
        &["--local-port"],
        Nothing("the local port cannot be chosen; --source chooses the address"),
    ),
    value(&["--dns-servers"], Ours("--resolver")),
    value(
        &["--connect-to", "--resolve"],
        Nothing("--connect HOST[:PORT] goes elsewhere and keeps the names"),
    ),
    value(&["-m", "--max-time"], Ours("--timeout")),
    flag(
        &[
            "-S",
            "--show-error",
            "--crlf",
            "-N",
            "--no-buffer",
            "--no-progress-meter",
            "-#",
            "-f",
            "-i",
            "--include",
            "-q",
            "--disable",
            "-p",
            "--progress-bar",
            "--fail",
            "-L",
            "--location",
        ],
        Nothing("it is not needed"),
    ),
    flag(&["-s", "--silent"], Ours("--quiet")),
    flag(&["-I", "--head"], Nothing("it is not needed")),
    value(
        &["-X", "--request", "-Q", "--quote"],
        Nothing("commands of your own cannot be sent; --check-enumeration asks VRFY and EXPN"),
    ),
    value(
        &["-o", "--output", "--stderr", "-w", "--write-out"],
        Nothing(said::STANDARD_OUTPUT),
    ),
    value(&["--trace", "--trace-ascii"], By(trace)),
    flag(&["--trace-time"], Ours("--timing")),
    value(
        &[
            "-x",
            "--proxy",
            "--preproxy",
            "--socks4",
            "--socks4a",
            "--socks5",
            "--socks5-hostname",
        ],
        Nothing(said::NO_PROXY),
    ),
    value(
        &[
            "-U",
            "--proxy-user",
            "--pass",
            "--tlspassword",
            "--proxy-pass",
        ],
        Secret,
    ),
    value(
        &["-F", "--form"],
        Nothing("a message has --subject, --body and --attach"),
    ),
    value(&["-H"], By(header)),
    value(
        &["--retry", "--retry-delay", "--retry-max-time"],
        Nothing("a check is made once; call it again where the exit status is 75"),
    ),
    value(
        &["-K", "--config"],
        Nothing("options can be given in the environment, --port as SMTPCHECK_PORT"),
    ),
];

/// curl hands over what it reads.
fn upload(file: &str, line: &mut Line) -> String {
    line.option_with("--message", file);
    line.option("--send");
    "--message with --send".to_owned()
}

/// `user:password`.
pub(super) fn user(value: &str, line: &mut Line) -> String {
    let (user, password) = value.split_once(':').unwrap_or((value, ""));
    line.option_with("--user", user);
    line.login();
    match password {
        "" => "--user".to_owned(),
        _ => format!("--user with the user alone: {}", said::PASSWORD),
    }
}

/// A header of HTTP may be a secret; SMTP has none like it.
fn header(value: &str, line: &mut Line) -> String {
    let name = value.split(':').next().unwrap_or_default().trim();
    let secret = ["authorization", "proxy-authorization", "cookie"];
    if secret.iter().any(|one| name.eq_ignore_ascii_case(one)) {
        return said::PASSWORD.to_owned();
    }
    line.option_with("--header", value);
    "--header".to_owned()
}

fn login_options(value: &str, line: &mut Line) -> String {
    let name = value.strip_prefix("AUTH=").unwrap_or(value);
    let name = name.trim_start_matches('+');
    match MECHANISMS
        .iter()
        .find(|one| one.name.eq_ignore_ascii_case(name))
    {
        Some(mechanism) => line.option_with("--auth", mechanism.name),
        None => line.login(),
    }
    "--auth".to_owned()
}

/// `certificate:password`.
fn certificate(value: &str, line: &mut Line) -> String {
    let (file, password) = value.split_once(':').unwrap_or((value, ""));
    line.option_with("--cert", file);
    match password {
        "" => "--cert".to_owned(),
        _ => "--cert with the file alone: a key behind a password cannot be used".to_owned(),
    }
}

fn trace(_: &str, line: &mut Line) -> String {
    line.option("--verbose");
    "--verbose".to_owned()
}
