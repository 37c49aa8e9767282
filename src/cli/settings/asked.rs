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
        mail_exchangers: sources.is_given("mx"),
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
        send: options.message.send,
        minimum_tls: options.tls.min_tls.is_some(),
        client_certificate: options.tls.cert.is_some(),
        active,
    }
}
