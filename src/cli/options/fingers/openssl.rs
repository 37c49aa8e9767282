//! The options of `openssl s_client` that are not ours, or mean something else here.

use super::{
    line::Line,
    row::{
        Becomes::{By, Nothing, Ours, Secret, Words},
        Row, flag, number, one_of, value,
    },
    said,
    testssl::PROTOCOLS,
};

pub(super) const ROWS: &[Row] = &[
    value(&["-connect", "-host"], Ours("--server")),
    one_of(&["-starttls"], PROTOCOLS, By(super::starttls::starttls)),
    value(&["-name", "-xmpphost"], Ours("--ehlo")),
    value(&["-bind"], Ours("--source")),
    value(&["-servername"], Ours("--sni")),
    flag(&["-noservername"], Words(&["--compare-sni"])),
    flag(&["-showcerts"], Ours("--show-certs")),
    value(&["-CAfile"], Ours("--ca-file")),
    value(&["-CApath", "-CAstore"], Nothing(said::ONE_FILE)),
    flag(
        &["-no-CAfile", "-no-CApath", "-no-CAstore"],
        Nothing("--ca-file takes the place of the system's certificates"),
    ),
    value(&["-verify_hostname", "-verify_ip"], Ours("--verify-name")),
    flag(&["-verify_return_error"], Ours("--verify")),
    // A depth, which says nothing here.
    number(&["-verify"], Words(&["--verify"])),
    value(
        &["-cert_chain"],
        Nothing("put the chain into the file of --cert"),
    ),
    value(
        &["-certform", "-keyform"],
        Nothing("--cert and --key take PEM"),
    ),
    value(&["-keylogfile"], Ours("--keylog")),
    value(&["-pass", "-proxy_pass", "-psk", "-srppass"], Secret),
    flag(
        &["-quiet"],
        Nothing("there is nothing to type; -q prints the verdict alone"),
    ),
    flag(
        &[
            "-brief",
            "-crlf",
            "-ign_eof",
            "-no_ign_eof",
            "-prexit",
            "-nocommands",
            "-nbio",
            "-async",
            "-ignore_unexpected_eof",
        ],
        Nothing("there is nothing to type, and the report comes at the end"),
    ),
    flag(
        &[
            "-msg",
            "-state",
            "-trace",
            "-debug",
            "-tlsextdebug",
            "-security_debug",
            "-security_debug_verbose",
        ],
        Ours("--verbose"),
    ),
    flag(
        &["-status"],
        Nothing("a stapled OCSP response is always asked for"),
    ),
    flag(&["-ct", "-noct"], Nothing(said::NOT_TESTED)),
    flag(&["-reconnect"], Nothing(said::NOT_TESTED)),
    value(
        &[
            "-sess_out",
            "-sess_in",
            "-alpn",
            "-early_data",
            "-serverinfo",
        ],
        Nothing(said::NOT_TESTED),
    ),
    flag(&["-tls1_3", "-no_tls1_2"], Words(&["--min-tls", "1.3"])),
    flag(
        &["-tls1_2", "-no_tls1_3", "-tls1", "-tls1_1", "-ssl3"],
        Nothing(said::VERSIONS),
    ),
    flag(
        &["-no_ssl2", "-no_ssl3", "-no_tls1", "-no_tls1_1"],
        Nothing("TLS 1.2 and 1.3 alone are spoken; --scan-tls asks for the older ones"),
    ),
    value(&["-min_protocol"], By(least)),
    value(&["-max_protocol"], Nothing(said::VERSIONS)),
    value(
        &["-cipher", "-ciphersuites", "-groups", "-curves", "-sigalgs"],
        Nothing(said::NO_SUITES),
    ),
    value(
        &["-dane_tlsa_domain", "-dane_tlsa_rrdata"],
        Nothing(
            "TLSA records are looked up and compared by themselves; --mx or --no-mx says of which name",
        ),
    ),
    value(&["-proxy", "-proxy_user"], Nothing(said::NO_PROXY)),
    value(
        &[
            "-attime",
            "-purpose",
            "-nameopt",
            "-verify_depth",
            "-auth_level",
        ],
        Nothing(said::NOT_TESTED),
    ),
    flag(
        &["-crl_check", "-crl_check_all", "-x509_strict"],
        Nothing(said::NOT_TESTED),
    ),
    flag(
        &[
            "-bugs",
            "-no_ticket",
            "-no_comp",
            "-serverpref",
            "-no_middlebox",
        ],
        Nothing(said::NOT_TESTED),
    ),
];

fn least(value: &str, line: &mut Line) -> String {
    let value = value.to_ascii_lowercase();
    match value.strip_prefix("tlsv1.") {
        Some(minor @ ("2" | "3")) => {
            line.option_with("--min-tls", &format!("1.{minor}"));
            "--min-tls".to_owned()
        }
        _ => said::VERSIONS.to_owned(),
    }
}
