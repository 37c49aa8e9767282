//! The aim: which server, which port, and when encryption starts. What target, `--server`, `--port` and the TLS options say
//! together.

use super::{
    Error,
    question::{Missing, Questions},
    target::{self, Named},
};
use crate::{
    cli::options::{Sources, TargetOptions, TlsOptions},
    probe::aim::{Aim, Host, MailExchangers, TlsMode},
    smtp::service::{self, RELAY, SUBMISSIONS},
};

/// What `--demo` says it checks.
const DEMONSTRATION: &str = "mail.example.com";

/// The built-in server.
pub(super) fn of_the_demonstration() -> Aim {
    Aim {
        input: DEMONSTRATION.to_owned(),
        host: Host::Name(DEMONSTRATION.to_owned()),
        port: RELAY.port,
        tls_mode: TlsMode::Opportunistic,
        mail_exchangers: MailExchangers::Never,
        recipient: None,
    }
}

/// What was understood, for someone who just typed it.
fn described(aim: &Aim) -> String {
    let encryption = match aim.tls_mode {
        TlsMode::Opportunistic => "STARTTLS when it is offered",
        TlsMode::Required => "STARTTLS required",
        TlsMode::Implicit => "TLS from the first byte",
        TlsMode::None => "no TLS",
    };
    format!(
        "server: {}, port {}, {encryption}",
        target::described(&aim.host),
        aim.port
    )
}

/// Understands or asks for the server.
pub(super) fn understand(
    target: Option<&str>,
    options: &TargetOptions,
    tls: &TlsOptions,
    sources: &Sources,
    questions: &mut Questions<'_>,
) -> Result<Aim, Error> {
    match named(target, options, sources)? {
        Some(named) => settle(named, target, options, tls, sources),
        None => ask(options, tls, sources, questions),
    }
}

/// Understands one of several targets.
pub(super) fn of_target(
    target: &str,
    options: &TargetOptions,
    tls: &TlsOptions,
    sources: &Sources,
) -> Result<Aim, Error> {
    let named = target::understand("the target", target)?;
    settle(named, Some(target), options, tls, sources)
}

fn ask(
    options: &TargetOptions,
    tls: &TlsOptions,
    sources: &Sources,
    questions: &mut Questions<'_>,
) -> Result<Aim, Error> {
    let missing = Missing {
        what: "server to check",
        question: "server (name or address): ",
        remedy: "name it as the first argument, as in `smtpcheck example.com`, or with --server",
    };
    questions.introduce(
        "smtpcheck -h shows what can be asked for, smtpcheck --demo a whole check without network.",
    );
    let aim = questions.ask(&missing, |answer| {
        settle(
            target::understand("the server", answer)?,
            None,
            options,
            tls,
            sources,
        )
    })?;
    questions.say(&described(&aim));
    Ok(aim)
}

/// What target and `--server` name together: `ann@example.com --server mx1.example.com` has both.
fn named(
    target: Option<&str>,
    options: &TargetOptions,
    sources: &Sources,
) -> Result<Option<Named>, Error> {
    let target = target
        .map(|text| target::understand("the target", text))
        .transpose()?;
    let label = sources.label("server");
    let server = options
        .server
        .as_deref()
        .map(|text| target::understand(&label, text))
        .transpose()?;
    let server = server.map(|server| Named {
        mail_exchangers: MailExchangers::Never,
        ..server
    });
    match (target, server) {
        (
            _,
            Some(Named {
                recipient: Some(_), ..
            }),
        ) => Err(Error::usage(format!(
            "{label} takes a host, not a mail address: give the address as the target or with --to"
        ))),
        (
            Some(Named {
                recipient: recipient @ Some(_),
                port,
                ..
            }),
            Some(server),
        ) => Ok(Some(Named {
            recipient,
            port: server.port.or(port),
            ..server
        })),
        (Some(_), Some(_)) if sources.is_typed("server") => Err(Error::usage(
            "the target and --server both name what to check: leave one out; to reach the target at another host, use --connect",
        )),
        (Some(target), _) => Ok(Some(target)),
        (None, server) => Ok(server),
    }
}

fn settle(
    named: Named,
    target: Option<&str>,
    options: &TargetOptions,
    tls: &TlsOptions,
    sources: &Sources,
) -> Result<Aim, Error> {
    let explicit = explicit_port(&named, target, options, sources)?;
    let overruled = named.implicit_tls && overruled_scheme(tls, sources)?;
    let implicit = named.implicit_tls && !overruled || tls.implicit_tls;
    let scheme_port = named.scheme_port.filter(|_| !overruled);
    let default = scheme_port.unwrap_or(if implicit {
        SUBMISSIONS.port
    } else {
        RELAY.port
    });
    let port = explicit.unwrap_or(default);
    let tls_mode = match tls {
        _ if implicit => TlsMode::Implicit,
        TlsOptions { starttls: true, .. } => TlsMode::Required,
        TlsOptions { no_tls: true, .. } => TlsMode::None,
        _ if service::on(port).is_some_and(|service| service.implicit_tls) => TlsMode::Implicit,
        _ => TlsMode::Opportunistic,
    };
    let mail_exchangers = mail_exchangers(&named, options, sources)?;
    Ok(Aim {
        input: named.input,
        host: named.host,
        port,
        tls_mode,
        mail_exchangers,
        recipient: named.recipient,
    })
}

fn explicit_port(
    named: &Named,
    target: Option<&str>,
    options: &TargetOptions,
    sources: &Sources,
) -> Result<Option<u16>, Error> {
    let name_is_typed = target.is_some() || !sources.is_from_environment("server");
    match (named.port, options.port) {
        (Some(in_name), Some(option)) if in_name != option => {
            match (name_is_typed, sources.is_typed("port")) {
                (true, false) => Ok(Some(in_name)),
                (false, true) => Ok(Some(option)),
                _ => Err(Error::usage(format!(
                    "{} has port {in_name} and {} says {option}: leave one of them out",
                    if target.is_none() && options.server.is_some() {
                        sources.label("server")
                    } else {
                        "the target".to_owned()
                    },
                    sources.label("port"),
                ))),
            }
        }
        (in_name, option) => Ok(in_name.or(option)),
    }
}

/// Whether options from the command line overrule an `smtps://` from the environment. Both typed contradict each other.
fn overruled_scheme(tls: &TlsOptions, sources: &Sources) -> Result<bool, Error> {
    let other = match tls {
        TlsOptions { starttls: true, .. } => "starttls",
        TlsOptions { no_tls: true, .. } => "no_tls",
        _ => return Ok(false),
    };
    let name_is_typed = !sources.is_from_environment("server") || sources.is_typed("target");
    match (name_is_typed, sources.is_typed(other)) {
        (true, false) => Ok(false),
        (false, true) => Ok(true),
        _ => Err(Error::usage(format!(
            "{} contradicts smtps://, which is TLS from the first byte: write smtp:// or leave the option out",
            sources.label(other)
        ))),
    }
}

fn mail_exchangers(
    named: &Named,
    options: &TargetOptions,
    sources: &Sources,
) -> Result<MailExchangers, Error> {
    let is_address = matches!(named.host, Host::Address(_));
    if options.mx && is_address && sources.is_typed("mx") {
        return Err(Error::usage(
            "--mx needs a domain: an address has no MX records",
        ));
    }
    let name_decides = named.mail_exchangers == MailExchangers::Never && !sources.is_typed("mx");
    Ok(match options {
        TargetOptions { no_mx: true, .. } => MailExchangers::Never,
        TargetOptions { mx: true, .. } if !name_decides && !is_address => MailExchangers::Always,
        _ => named.mail_exchangers,
    })
}
