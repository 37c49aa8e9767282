//! What was asked for explicitly. Where such a thing could not be checked, the exit status is 3, not 0.

use crate::{
    cli::options::{Options, Sources},
    dns::Family,
    probe::plan::{TlsMode, TransactionPlan},
    report::{ActiveCheck, Asked},
};

/// What the options ask for, as far as judging depends on it.
pub(super) fn asked(
    options: &Options,
    sources: &Sources,
    mode: TlsMode,
    transaction: Option<&TransactionPlan>,
    family: Family,
    active: Vec<ActiveCheck>,
) -> Asked {
    Asked {
        family,
        source: options.target.source.is_some() && !(options.target.ipv4 || options.target.ipv6),
        mail_exchangers: sources.is_given("mx"),
        host_itself: false,
        elsewhere: options.target.connect.is_some(),
        starttls: mode == TlsMode::Required,
        implicit_tls: mode == TlsMode::Implicit,
        no_tls: mode == TlsMode::None,
        verify: options.tls.verify,
        print_tlsa: options.tls.print_tlsa,
        scan_tls: options.tls.scan_tls,
        compare_server_name: options.tls.compare_sni,
        fetch_issuers: options.tls.fetch_issuers,
        all: options.target.all,
        expires_within: options.tls.expires_within.map(i64::from),
        show_certificates: options.tls.show_certs,
        authentication: sources.is_given("auth"),
        insecure_authentication: options.authentication.insecure_auth,
        quit_after: options.message.quit_after.is_some(),
        pipeline: options.message.pipeline,
        transaction: transaction.is_some(),
        recipients: transaction.map_or(0, |plan| plan.recipients.len()),
        send: options.message.send,
        minimum_tls: options.tls.min_tls.is_some(),
        client_certificate: options.tls.cert.is_some(),
        active,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::{
            environment::Environment,
            options::{command, parse},
        },
        finding::wishes,
    };

    /// Options that say how, where to or with what, and ask for nothing that could be missing afterwards. An option that is
    /// neither here nor a wish has been forgotten.
    const HOW: &str = "server port mx no-mx connect ipv4 ipv6 source resolver trust-anchor ehlo connect-timeout timeout \
                       implicit-tls no-tls ca-file sni verify-name key keylog scan-connections scan-jobs user \
                       password-file password-stdin password-command insecure-auth subject body header attach message \
                       pipeline quit-after format quiet verbose color timing fail-on ignore no-input explain list-checks \
                       demo generate help version";

    #[test]
    fn every_option_is_a_wish_or_says_how() {
        let how: Vec<_> = HOW.split_whitespace().collect();
        let mut command = command();
        command.build();
        let long = command.get_arguments().filter_map(|one| one.get_long());
        for option in long {
            let places = [wishes().contains(&option), how.contains(&option)];
            assert_eq!(places.iter().filter(|one| **one).count(), 1, "--{option}");
        }
    }

    #[test]
    fn what_is_typed_is_asked_for() {
        let environment: Environment = [("", "")].into_iter().collect();
        let of = |arguments: &[&str]| {
            let arguments = ["smtpcheck", "example.com"].iter().chain(arguments);
            let (options, sources) = parse(arguments, &environment).unwrap();
            let (mode, family) = (TlsMode::Opportunistic, Family::default());
            asked(&options, &sources, mode, None, family, Vec::new())
        };
        for arguments in [
            &["--verify"][..],
            &["--expires-within", "30"],
            &["--show-certs"],
            &["--min-tls", "1.2"],
            &["--scan-tls"],
            &["--print-tlsa"],
            &["--compare-sni"],
            &["--fetch-issuers"],
            &["--cert", "file"],
            &["--auth", "plain"],
            &["--send"],
            &["--all"],
        ] {
            assert_ne!(of(arguments), of(&[]), "{arguments:?}");
        }
    }
}
