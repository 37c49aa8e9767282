//! What was asked for explicitly. Where such a thing could not be checked, the exit status is 3, not 0.

use crate::{
    cli::options::{Options, Sources},
    probe::{
        aim::{Aim, Host, MailExchangers, TlsMode},
        task::Task,
    },
    report::Asked,
};

/// What the options ask for, as far as judging depends on it.
pub(super) fn asked(options: &Options, sources: &Sources, aim: &Aim, task: &Task) -> Asked {
    let envelope = task.envelope(aim);
    let is_name = matches!(aim.host, Host::Name(_));
    Asked {
        family: task.family,
        source: task.source.is_some() && !(options.target.ipv4 || options.target.ipv6),
        mail_exchangers: sources.is_given("mx"),
        host_itself: is_name
            && aim.mail_exchangers == MailExchangers::Never
            && task.connect.is_none(),
        elsewhere: task.connect.is_some(),
        starttls: aim.tls_mode == TlsMode::Required,
        implicit_tls: aim.tls_mode == TlsMode::Implicit,
        no_tls: aim.tls_mode == TlsMode::None,
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
        transaction: envelope.is_some(),
        recipients: envelope.map_or(0, |envelope| envelope.recipients.len()),
        send: options.message.send,
        minimum_tls: options.tls.min_tls.is_some(),
        client_certificate: options.tls.cert.is_some(),
        active: task.active.checks(),
    }
}
