//! Long names that many tools have, and some that people expect.

use super::{
    row::{
        Becomes::{By, Nothing, Ours, Secret},
        Row, flag, perhaps, value,
    },
    said,
    testssl::PROTOCOLS,
};

pub(super) const ROWS: &[Row] = &[
    value(&["--starttls"], By(super::starttls::starttls)).only_with(PROTOCOLS),
    perhaps(
        &[
            "--password",
            "--passwd",
            "--pass",
            "--auth-password",
            "--auth-passwd",
            "--auth-pass",
            "--secret",
            "--token",
            "-password",
            "-passin",
            "-passphrase",
            "-passwd",
            "-pass",
            "-auth-passwd",
            "-auth-pass",
            "-ap",
            "--ap",
            "-P",
            "--passphrase",
        ],
        Secret,
    ),
    value(&["--host", "--hostname"], Ours("--server")),
    value(&["--mail-from", "--sender"], Ours("--from")),
    value(
        &["--rcpt", "--rcpt-to", "--mail-rcpt", "--recipient"],
        Ours("--to"),
    ),
    value(&["--username", "--login"], Ours("--user")),
    value(
        &["--auth-type", "--authtype", "--mechanism"],
        Ours("--auth"),
    ),
    flag(
        &["--ssl", "--smtps", "--use-ssl", "--tls-wrapper"],
        Ours("--implicit-tls"),
    ),
    flag(
        &["--tls", "--use-tls", "--require-tls", "--ssl-reqd"],
        Ours("--starttls"),
    ),
    value(
        &[
            "--cacert",
            "--cafile",
            "--ca-cert",
            "--ca",
            "--add-ca",
            "--ca-bundle",
        ],
        Ours("--ca-file"),
    ),
    value(&["--capath", "--ca-path"], Nothing(said::ONE_FILE)),
    flag(
        &[
            "--insecure",
            "--no-verify",
            "--no-check-certificate",
            "--no-tls-verify",
            "-k",
        ],
        Nothing(said::UNVERIFIED),
    ),
    value(&["--ciphers", "--cipher"], Nothing(said::NO_SUITES)),
    value(
        &["--dns", "--nameserver", "--dns-server", "--dns-servers"],
        Ours("--resolver"),
    ),
    value(
        &["--interface", "--bind", "--local-address"],
        Ours("--source"),
    ),
    flag(&["--silent"], Ours("--quiet")),
    flag(&["--debug", "--trace"], Ours("--verbose")),
    value(&["--max-time"], Ours("--timeout")),
    flag(
        &["--dane", "--tlsa", "--mta-sts", "--dnssec"],
        Nothing(said::ALWAYS),
    ),
    flag(
        &["--yaml", "--xml", "--csv", "--html"],
        Nothing(said::FORMATS),
    ),
    value(
        &["--output", "--output-file", "-o", "--log"],
        Nothing(said::STANDARD_OUTPUT),
    ),
    value(&["--proxy", "--socks5"], Nothing(said::NO_PROXY)),
    value(&["--attachment"], Ours("--attach")),
    flag(&["--list"], Ours("--list-checks")),
];
