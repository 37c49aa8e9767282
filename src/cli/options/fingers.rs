//! What other tools have taught people's fingers: spellings of swaks, openssl s_client, testssl and the Nagios
//! plugins that clap cannot express or that mean something else here. They are refused with the name of ours.
//! Above all a password as an argument is refused, and never repeated.

use std::ffi::OsString;

/// Spellings, and what to write in their place.
const INSTEAD: &[(&[&str], &str)] = &[
    (&["-tls", "--tls"], "use --starttls"),
    (
        &["-tlso", "-tlsos", "--tls-optional", "--tls-optional-strict"],
        "STARTTLS is used when it is offered; leave it out",
    ),
    (&["-tlsc"], "use --implicit-tls"),
    (
        &[
            "-tlsp",
            "--tls-protocol",
            "-min_protocol",
            "-tls1_2",
            "-tls1_3",
        ],
        "use --min-tls 1.2 or --min-tls 1.3",
    ),
    (
        &["--tls-cipher", "-cipher", "-ciphersuites"],
        "cipher suites cannot be chosen",
    ),
    (
        &[
            "--tls-verify-ca",
            "--tls-verify-host",
            "-verify_return_error",
        ],
        "use --verify",
    ),
    (
        &[
            "--tls-ca-path",
            "-CAfile",
            "-CApath",
            "--add-ca",
            "--cacert",
        ],
        "use --ca-file with a PEM file",
    ),
    (
        &["--tls-chain", "-cert_chain"],
        "put the chain into the file of --cert",
    ),
    (
        &["--tls-get-peer-cert", "--tls-get-peer-chain", "-showcerts"],
        "use --show-certs",
    ),
    (&["-starttls"], "use --starttls, which takes no value"),
    (
        &["-connect", "-H"],
        "name the host as the target, as in `smtpcheck mail.example.com:587`",
    ),
    (&["--json"], "use --format json"),
    (
        &["--insecure"],
        "a certificate that does not verify does not end the check; leave it out",
    ),
    (&["-servername"], "use --sni"),
    (&["-verify_hostname"], "use --verify-name"),
    (&["-cert"], "use --cert"),
    (&["-key"], "use --key"),
    (&["-keylogfile"], "use --keylog"),
    (&["-a"], "use --auth"),
    (
        &["-ao", "-aos", "--auth-optional", "--auth-optional-strict"],
        "use --auth auto",
    ),
    (&["-au"], "use --user"),
    (
        &["-ae", "--auth-extra", "-am", "--auth-map"],
        "mechanisms are named with --auth",
    ),
    (
        &["-apt", "--auth-plaintext", "-ahp", "--auth-hide-password"],
        "secrets are always hidden",
    ),
    (
        &["-pp", "--protect-prompt"],
        "a password is always asked for without showing it",
    ),
    (&["-ah"], "use --header"),
    (
        &["-d"],
        "use --message with a file, or --body with the text",
    ),
    (
        &["-n", "--suppress-data"],
        "a long message is cut unless --verbose is given",
    ),
    (&["-S", "--silent"], "use --quiet"),
    (&["-quiet"], "use --quiet"),
    (
        &["--quit", "-da", "--drop-after", "-das", "--drop-after-send"],
        "use --quit-after",
    ),
    (&["-li"], "use --source"),
    (
        &["-lp", "--local-port"],
        "the local port cannot be chosen; --source chooses the address",
    ),
    (
        &["--protocol"],
        "use --starttls, --implicit-tls or --no-tls, and --auth",
    ),
    (&["-F"], "use --ehlo"),
    (&["-D"], "use --expires-within"),
];

/// Names of options that take a password elsewhere; one or two hyphens in front.
const PASSWORD_NAMES: &[&str] = &[
    "ap",
    "auth-password",
    "auth-pass",
    "password",
    "passwd",
    "pass",
    "auth-passwd",
];

/// The sentence that refuses the first argument of another tool, when there is one.
pub(super) fn refusal(arguments: &[OsString]) -> Option<String> {
    let options = arguments
        .iter()
        .skip(1)
        .take_while(|argument| *argument != "--");
    options
        .filter_map(|argument| argument.to_str())
        .find_map(|argument| refusal_of(spelling(argument)))
}

/// The argument without its value: `--ca-file` of `--ca-file=roots.pem`.
fn spelling(argument: &str) -> &str {
    argument.split_once('=').map_or(argument, |(name, _)| name)
}

fn refusal_of(spelling: &str) -> Option<String> {
    if let Some((_, instead)) = INSTEAD
        .iter()
        .find(|(spellings, _)| spellings.contains(&spelling))
    {
        return Some(format!("there is no {spelling} here: {instead}"));
    }
    if let Some(spelling) = password_spelling(spelling) {
        return Some(format!(
            "a password is not taken from {spelling}, for other users can read the arguments of every process: leave it out \
             to be asked, or use --password-file, --password-stdin, --password-command or SMTPCHECK_PASSWORD"
        ));
    }
    let header = spelling
        .strip_prefix("--h-")
        .filter(|name| !name.is_empty())?;
    let is_name = header
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then(|| format!("there is no --h-{header} here: use --header \"{header}: …\""))
}

/// The part of a spelling that may be shown: `-P` and `-ap` may have the password glued to them.
fn password_spelling(spelling: &str) -> Option<&str> {
    let name = spelling
        .strip_prefix("--")
        .or_else(|| spelling.strip_prefix('-'))?;
    if PASSWORD_NAMES.contains(&name) {
        return Some(spelling);
    }
    ["-P", "-ap"]
        .into_iter()
        .find(|glued| spelling.starts_with(glued))
}

/// Texts among the arguments that an error message must not repeat: URLs with a password, and what follows
/// `--password-stdin`.
pub(super) fn secrets(arguments: &[OsString]) -> Vec<String> {
    let texts = || arguments.iter().map(|argument| argument.to_string_lossy());
    let after = texts()
        .zip(texts().skip(1))
        .filter(|(before, _)| before == "--password-stdin")
        .map(|(_, after)| after.into_owned());
    let attached =
        texts().filter_map(|text| Some(text.strip_prefix("--password-stdin=")?.to_owned()));
    let with_password = |text: &str| {
        let before_host = text
            .rsplit_once('@')
            .map(|(before, _)| before.split_once("://").map_or(before, |(_, rest)| rest));
        before_host.is_some_and(|before| before.contains(':'))
    };
    let urls = texts()
        .filter(|text| with_password(text))
        .map(|text| match text.split_once('=') {
            Some((option, value)) if option.starts_with('-') => value.to_owned(),
            _ => text.into_owned(),
        });
    after
        .chain(attached)
        .chain(urls)
        .filter(|text| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(arguments: &[&str]) -> Option<String> {
        refusal(
            &[&["smtpcheck"], arguments]
                .concat()
                .into_iter()
                .map(OsString::from)
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn options_of_swaks_with_one_hyphen_name_ours() {
        assert!(refused(&["-tls"]).unwrap().contains("--starttls"));
        assert!(refused(&["-tlsc"]).unwrap().contains("--implicit-tls"));
        assert!(refused(&["-au", "ann"]).unwrap().contains("--user"));
        assert!(refused(&["--h-Subject", "x"]).unwrap().contains("--header"));
        assert!(
            refused(&["--protocol=ESMTPSA"])
                .unwrap()
                .contains("--starttls")
        );
    }

    #[test]
    fn a_password_argument_is_refused_and_not_repeated() {
        for arguments in [
            &["--auth-password", "hunter2"][..],
            &["--auth-password=hunter2"],
            &["-auth-password", "hunter2"],
            &["-ap", "hunter2"],
            &["-ap=hunter2"],
            &["-aphunter2"],
            &["-Phunter2"],
            &["--password", "hunter2"],
            &["--pass=hunter2"],
        ] {
            let refusal = refused(arguments).unwrap();
            assert!(!refusal.contains("hunter2"), "{refusal}");
            assert!(refusal.contains("--password-file"), "{refusal}");
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
            "--tls-on-connect",
        ] {
            assert_eq!(refused(&[argument]), None, "{argument}");
        }
        assert_eq!(refused(&["--", "-tls"]), None);
    }

    #[test]
    fn none_of_the_spellings_is_an_option_of_ours() {
        let command = crate::cli::options::command();
        let longs = command.get_arguments().flat_map(|argument| {
            argument
                .get_long()
                .into_iter()
                .chain(argument.get_all_aliases().unwrap_or_default())
        });
        for long in longs.map(|long| format!("--{long}")) {
            assert_eq!(refusal_of(&long), None);
        }
        for short in command.get_arguments().filter_map(clap::Arg::get_short) {
            assert_eq!(refusal_of(&format!("-{short}")), None);
        }
    }
}
