//! The options of the monitoring plug-ins `check_smtp` and `check_ssl_cert` that are not ours, or mean something else here.

use super::{
    line::Line,
    row::{
        Becomes::{By, Nothing, Ours, Secret, Words},
        Row, flag, perhaps, value,
    },
    said,
};

pub(super) const ROWS: &[Row] = &[
    value(&["-H", "--hostname", "--host"], Ours("--server")),
    flag(&["-S"], Ours("--starttls")),
    flag(&["-s", "--ssl"], Ours("--implicit-tls")),
    value(&["-D", "--certificate", "--days"], By(days)),
    value(&["-c", "--critical", "-w", "--warning"], By(threshold)),
    value(&["-t"], Ours("--timeout")),
    value(&["-F", "--fqdn"], Ours("--ehlo")),
    value(
        &["-e", "--expect", "-C", "--command", "-R", "--response"],
        Nothing("commands and answers of your own cannot be given"),
    ),
    value(&["-A", "--authtype"], Ours("--auth")),
    value(&["-U", "--authuser"], By(super::curl::user)),
    value(&["-P", "--protocol"], By(protocol)).only_with(&["smtp", "smtps"]),
    perhaps(&["-P", "--authpass"], Secret),
    value(&["--clientpass"], Secret),
    flag(&["-L", "--lmtp"], Nothing(said::SMTP_ONLY)),
    flag(
        &["-q", "--ignore-quit-failure"],
        Nothing("a failed QUIT changes nothing"),
    ),
    flag(&["--use-ipv4"], Ours("--ipv4")),
    flag(&["--use-ipv6"], Ours("--ipv6")),
    value(&["-r", "--rootcert", "--rootcert-file"], Ours("--ca-file")),
    value(&["--rootcert-dir"], Nothing(said::ONE_FILE)),
    value(&["--clientcert"], Ours("--cert")),
    value(&["--clientkey"], Ours("--key")),
    value(
        &["-n", "--cn", "-m", "--match"],
        Nothing("the certificate is compared with the name of the host"),
    ),
    flag(
        &[
            "--selfsigned",
            "--noauth",
            "--ignore-sig-alg",
            "--ignore-exp",
        ],
        Nothing("--ignore leaves findings out, by the ids that the report shows"),
    ),
    flag(
        &[
            "--altnames",
            "--ocsp",
            "--all",
            "--all-local",
            "--dane",
            "--no-perf",
            "--terse",
        ],
        Nothing(said::ALWAYS),
    ),
    flag(&["--tls1_3"], Words(&["--min-tls", "1.3"])),
    flag(&["--prometheus"], Nothing(said::FORMATS)),
];

/// The warning alone: a certificate that has expired is an error.
fn days(value: &str, line: &mut Line) -> String {
    let warning = value.split(',').next().unwrap_or_default();
    match warning.parse::<u32>() {
        Ok(_) => line.option_with("--expires-within", warning),
        Err(_) => return "--expires-within takes a number of days".to_owned(),
    }
    "--expires-within, which warns; --fail-on warning makes it count".to_owned()
}

/// Seconds for `check_smtp`, days for `check_ssl_cert`.
fn threshold(_: &str, _: &mut Line) -> String {
    "--timing shows how long it took, --expires-within warns of certificates".to_owned()
}

fn protocol(value: &str, line: &mut Line) -> String {
    match value {
        "smtps" => {
            line.option("--implicit-tls");
            "--implicit-tls".to_owned()
        }
        _ => {
            line.option("--starttls");
            "--starttls".to_owned()
        }
    }
}
