//! The options of swaks that are not ours, or mean something else here.

use super::{
    line::Line,
    row::{
        Becomes::{By, Nothing, Ours, Secret, Words},
        Row, flag, number, perhaps, value,
    },
    said,
};

const STAGES: &[&str] = &[
    "CONNECT",
    "BANNER",
    "FIRST-HELO",
    "FIRST-EHLO",
    "STARTTLS",
    "TLS",
    "HELO",
    "EHLO",
    "AUTH",
    "MAIL",
    "FROM",
    "RCPT",
    "TO",
];

pub(super) const ROWS: &[Row] = &[
    flag(&["-tls", "--tls"], Ours("--starttls")),
    flag(
        &[
            "-tlso",
            "-tlsos",
            "--tlso",
            "--tlsos",
            "--tls-optional",
            "--tls-optional-strict",
        ],
        Nothing(said::TLS_IS_USED),
    ),
    flag(&["-tlsc", "--tlsc"], Ours("--implicit-tls")),
    value(&["-tlsp", "--tlsp", "--tls-protocol"], By(versions)),
    value(&["--tls-cipher"], Nothing(said::NO_SUITES)),
    flag(&["--tls-verify-ca", "--tls-verify-host"], Ours("--verify")),
    value(&["--tls-ca-path"], Ours("--ca-file")),
    value(
        &["--tls-chain"],
        Nothing("put the chain into the file of --cert"),
    ),
    perhaps(
        &["--tls-get-peer-cert", "--tls-get-peer-chain"],
        By(peer_certificate),
    ),
    perhaps(&["-a"], By(mechanisms)),
    perhaps(
        &["-ao", "-aos", "--auth-optional", "--auth-optional-strict"],
        By(mechanisms),
    ),
    value(&["-au"], Ours("--user")),
    perhaps(&["-ap", "--ap", "-auth-password"], Secret),
    value(
        &["-ae", "--auth-extra", "-am", "--auth-map"],
        Nothing("mechanisms are named with --auth"),
    ),
    flag(
        &["-apt", "--auth-plaintext"],
        Nothing("secrets are always hidden"),
    ),
    perhaps(
        &["-ahp", "--auth-hide-password"],
        Nothing("secrets are always hidden"),
    ),
    flag(
        &["-pp", "--protect-prompt"],
        Nothing("a password is always asked for without showing it"),
    ),
    value(&["-h"], Ours("--ehlo")),
    value(&["--lhlo"], Nothing(said::SMTP_ONLY)),
    value(&["-q"], Ours("--quit-after")).only_with(STAGES),
    value(&["--quit"], Ours("--quit-after")),
    value(
        &[
            "-da",
            "--da",
            "--drop-after",
            "-das",
            "--das",
            "--drop-after-send",
        ],
        By(drop_after),
    ),
    value(&["--protocol"], By(protocol)).only_with(PROTOCOLS),
    value(&["--data"], By(data)).only_if(is_no_file),
    value(&["-d", "--data"], By(data)),
    flag(&["-g"], Words(&["--message", "-"])),
    value(&["-ah"], Ours("--header")),
    value(
        &["--attach-type", "--attach-name", "--attach-body"],
        Nothing("the type of an attachment is seen from its file"),
    ),
    flag(
        &["-n", "--suppress-data"],
        Nothing("a long message is cut unless --verbose is given"),
    ),
    flag(&["-stl", "--show-time-lapse"], Ours("--timing")),
    flag(
        &[
            "-nth",
            "--no-hints",
            "-nih",
            "--no-info-hints",
            "-nsh",
            "--no-send-hints",
            "-nrh",
            "--no-receive-hints",
            "-hr",
            "--hide-receive",
            "-hs",
            "--hide-send",
            "-hi",
            "--hide-informational",
            "-raw",
            "--show-raw-text",
        ],
        Nothing("the transcript has one form; -q leaves it out"),
    ),
    flag(&["-ha", "--hide-all"], Words(&["-qq"])),
    number(&["-S", "--silent"], Ours("--quiet")),
    value(&["-li"], Ours("--source")),
    value(
        &["-lp", "--local-port"],
        Nothing("the local port cannot be chosen; --source chooses the address"),
    ),
    value(&["--copy-routing"], By(|value, line| line.target(value))),
    flag(&["--prdr"], Nothing("PRDR is not spoken")),
    perhaps(
        &["--socket", "--pipe"],
        Nothing("servers are reached over TCP alone"),
    ),
    flag(
        &["--dump", "--dump-mail", "--support"],
        Nothing("there is nothing like it; --verbose shows what is sent"),
    ),
];

/// What swaks calls a session, and what that is in options.
const PROTOCOLS: &[&str] = &[
    "SMTP", "SSMTP", "SSMTPA", "SMTPS", "ESMTP", "ESMTPA", "ESMTPS", "ESMTPSA", "LMTP", "LMTPA",
    "LMTPS", "LMTPSA",
];

fn protocol(value: &str, line: &mut Line) -> String {
    let value = value.to_ascii_uppercase();
    if value.starts_with("LMTP") {
        return said::SMTP_ONLY.to_owned();
    }
    if value.starts_with("SS") || value == "SMTPS" {
        line.option("--implicit-tls");
    } else if value.starts_with("ESMTPS") {
        line.option("--starttls");
    }
    if value.ends_with('A') {
        line.login();
    }
    "TLS and login have options of their own, and EHLO is always tried first".to_owned()
}

fn versions(value: &str, line: &mut Line) -> String {
    let value = value.to_ascii_lowercase();
    if value == "tlsv1_3" || value.contains("no_tlsv1_2") {
        line.option_with("--min-tls", "1.3");
        return "--min-tls 1.3".to_owned();
    }
    said::VERSIONS.to_owned()
}

fn peer_certificate(_: &str, line: &mut Line) -> String {
    line.option("--show-certs");
    "--show-certs, which prints them".to_owned()
}

fn mechanisms(value: &str, line: &mut Line) -> String {
    match value {
        "" => line.login(),
        host if host.contains('.') => {
            line.login();
            _ = line.target(host);
        }
        names => line.option_with("--auth", names),
    }
    "--auth".to_owned()
}

fn drop_after(value: &str, line: &mut Line) -> String {
    if STAGES.iter().any(|stage| stage.eq_ignore_ascii_case(value)) {
        line.option_with("--quit-after", value);
        return "--quit-after, which says QUIT first".to_owned();
    }
    "there is nothing like it; --quit-after ends before DATA".to_owned()
}

/// Whether it can hardly be the name of a file, which `--data` is here, with an `@` or without.
fn is_no_file(value: &str) -> bool {
    let is_text = ["\n", "\\n", ": "].iter().any(|one| value.contains(one));
    is_text && !value.starts_with('@')
}

/// swaks takes the text of a whole message, which may hold anything, or a file behind an `@`.
fn data(value: &str, line: &mut Line) -> String {
    match value.strip_prefix('@') {
        Some(file) => line.option_with("--message", file),
        None if value == "-" => line.option_with("--message", "-"),
        None => {
            return "left out: put the text of the message into a file and name it with --message, or use --subject and --body"
                .to_owned();
        }
    }
    "--message".to_owned()
}
