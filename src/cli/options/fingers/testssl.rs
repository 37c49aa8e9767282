//! The options of testssl.sh that are not ours, or mean something else here.

use super::{
    line::Line,
    row::{
        Becomes::{By, Nothing, Ours, Secret, Words},
        Row, flag, perhaps, value,
    },
    said,
};

pub(super) const PROTOCOLS: &[&str] = &[
    "smtp",
    "lmtp",
    "imap",
    "pop3",
    "ftp",
    "ldap",
    "nntp",
    "xmpp",
    "xmpp-server",
    "sieve",
    "mysql",
    "postgres",
    "telnet",
    "irc",
];

pub(super) const ROWS: &[Row] = &[
    value(&["-t"], By(super::starttls::starttls)).only_with(PROTOCOLS),
    flag(
        &[
            "-e",
            "--each-cipher",
            "-E",
            "--cipher-per-proto",
            "--std",
            "--standard",
            "--categories",
            "-p",
            "--protocols",
            "-P",
            "--server-preference",
            "--server_preference",
            "-S",
            "--server-defaults",
            "--server_defaults",
            "--pfs",
            "--fs",
            "--forward-secrecy",
            "--nsa",
            "-9",
            "--full",
            "-L",
            "--lucky13",
            "-A",
            "--beast",
            "-W",
            "--sweet32",
            "-F",
            "--freak",
            "-J",
            "--logjam",
            "-D",
            "--drown",
            "-O",
            "--poodle",
            "--rc4",
            "--appelbaum",
        ],
        Ours(said::SCAN),
    ),
    flag(
        &[
            "-U",
            "--vulnerable",
            "--vulnerabilities",
            "-H",
            "--heartbleed",
            "-I",
            "--ccs",
            "--ccs-injection",
            "-T",
            "--ticketbleed",
            "-BB",
            "--robot",
            "-R",
            "--renegotiation",
            "-C",
            "--compression",
            "--crime",
            "-B",
            "--breach",
            "-Z",
            "--tls-fallback",
            "-c",
            "--client-simulation",
            "-g",
            "--grease",
            "--headers",
        ],
        Nothing("there is no such test; --scan-tls finds out what is accepted"),
    ),
    value(&["-x", "--single-cipher"], Nothing(said::NO_SUITES)),
    flag(&["-6"], Nothing(said::BOTH_FAMILIES)),
    value(&["--ip"], By(address)),
    value(&["-n", "--nodns"], By(no_dns)),
    flag(
        &[
            "--fast",
            "--sneaky",
            "--ids-friendly",
            "--bugs",
            "--assume-http",
            "--ssl-native",
            "--phone-out",
            "--wide",
            "--show-each",
            "--hints",
            "--colorblind",
            "--append",
            "--overwrite",
            "--quiet",
        ],
        Nothing("it is not needed"),
    ),
    value(
        &["--openssl", "--openssl-timeout"],
        Nothing("OpenSSL is not used"),
    ),
    value(&["--socket-timeout"], Ours("--timeout")),
    value(&["--proxy"], Nothing(said::NO_PROXY)),
    value(&["--add-ca", "--add-CA"], Ours("--ca-file")),
    value(&["--mtls"], Ours("--cert")),
    value(&["--basicauth"], Secret),
    value(
        &[
            "--user-agent",
            "--mapping",
            "--severity",
            "--outprefix",
            "--debug",
        ],
        Nothing("it is not needed"),
    ),
    value(&["--color"], By(color)).only_with(&["0", "1", "2", "3"]),
    flag(&["--json-pretty"], Words(&["--format", "json"])),
    flag(&["--log", "--logging"], Nothing(said::STANDARD_OUTPUT)),
    value(&["--logfile", "-oL"], Nothing(said::STANDARD_OUTPUT)),
    value(&["--jsonfile", "-oj", "--jsonfile-pretty", "-oJ"], By(json)),
    flag(&["--csv", "--html"], Nothing(said::FORMATS)),
    value(
        &["--csvfile", "-oC", "--htmlfile", "-oH", "-oA", "-oa"],
        Nothing(said::FORMATS),
    ),
    value(&["--file", "-iL"], Ours("--targets")),
    flag(
        &["--parallel", "--serial"],
        Nothing("many targets are checked side by side; --jobs says how many"),
    ),
    value(
        &["--mode", "--warnings"],
        Nothing("nothing is asked for with --no-input"),
    ),
    perhaps(
        &["-b", "--banner", "--local"],
        Nothing("--version prints the version"),
    ),
];

fn address(value: &str, line: &mut Line) -> String {
    match value {
        "one" => "the first address that answers is taken, unless --all is given".to_owned(),
        address => {
            line.option_with("--connect", address);
            "--connect".to_owned()
        }
    }
}

fn no_dns(_: &str, line: &mut Line) -> String {
    line.option("--no-mx");
    "--no-mx, and an address needs no DNS".to_owned()
}

fn color(value: &str, line: &mut Line) -> String {
    let choice = if matches!(value, "0" | "1") {
        "never"
    } else {
        "always"
    };
    line.option_with("--color", choice);
    format!("--color {choice}")
}

fn json(_: &str, line: &mut Line) -> String {
    line.option_with("--format", "json");
    "--format json, to standard output".to_owned()
}
