//! The forms in which a server can be named: domain, host, host:port, address, [host], URL, user@domain. Host
//! names are those of RFC 1123 and RFC 5890, address literals those of RFC 5321 section 4.1.3.

use std::net::{IpAddr, Ipv6Addr};

use super::{Error, value};
use crate::{
    cli::options::service,
    dns::DomainName,
    probe::aim::{Host, MailExchangers},
    smtp::{self, Mailbox},
    text::visible,
};

/// What a text says about a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The text, safe to show.
    pub(super) input: String,
    pub(super) host: Host,
    /// The port in the text.
    pub(super) port: Option<u16>,
    /// The port that the scheme of a URL stands for.
    pub(super) scheme_port: Option<u16>,
    /// TLS from the first byte, by the scheme.
    pub(super) implicit_tls: bool,
    pub(super) mail_exchangers: MailExchangers,
    /// The whole mailbox of `user@domain`.
    pub(super) recipient: Option<Mailbox>,
}

/// Understands a target.
pub(super) fn understand(label: &str, text: &str) -> Result<Named, Error> {
    let text = value::without_mailto(label, value::word(label, text)?)?;
    if value::password_in(text).is_some() {
        return Err(Error::usage(format!(
            "{label} has a password in it, where every user of this machine can read it: name the host alone, and use \
             --user with --password-file, --password-stdin or --password-command"
        )));
    }
    match text.split_once("://") {
        Some((scheme, rest)) => url(label, text, scheme, rest),
        None => match text.rsplit_once('@') {
            Some((local_part, domain)) => mailbox(label, text, local_part, domain),
            None => plain(label, text, text),
        },
    }
}

fn url(label: &str, text: &str, scheme: &str, rest: &str) -> Result<Named, Error> {
    let Some(service) = smtp::service::named(scheme) else {
        let shown = value::quoted(scheme);
        return Err(Error::usage(format!(
            "{label} is a URL of the scheme {shown}: SMTP has smtp://host and smtps://host"
        )));
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains(['/', '?', '#']) {
        return Err(Error::usage(format!(
            "{label} has more than host and port in its URL: leave out the rest"
        )));
    }
    if authority.contains('@') {
        return Err(Error::usage(format!(
            "{label} has a user in its URL: name the host alone, and the user with --user"
        )));
    }
    Ok(Named {
        // smtp:// is any of them, and with --implicit-tls another one than on its own port.
        scheme_port: service.clients_log_in.then_some(service.port),
        implicit_tls: service.implicit_tls,
        mail_exchangers: MailExchangers::Never,
        ..plain(label, text, authority)?
    })
}

fn mailbox(label: &str, text: &str, local_part: &str, domain: &str) -> Result<Named, Error> {
    let (domain_alone, _) = split(label, domain)?;
    let address = format!("{local_part}@{domain_alone}");
    let wrong = |error| {
        Error::usage(format!(
            "{label} is not a mail address ({error}): write user@domain, or a host alone"
        ))
    };
    let recipient = Mailbox::parse(&address).map_err(wrong)?;
    Ok(Named {
        recipient: Some(recipient),
        ..plain(label, text, domain)?
    })
}

fn plain(label: &str, text: &str, authority: &str) -> Result<Named, Error> {
    let (name, port) = split(label, authority)?;
    let inner = name
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    Ok(Named {
        input: visible(text.as_bytes()),
        host: host(label, inner.unwrap_or(name))?,
        port,
        scheme_port: None,
        implicit_tls: false,
        mail_exchangers: inner.map_or(MailExchangers::Automatic, |_| MailExchangers::Never),
        recipient: None,
    })
}

/// Splits `host:port`, `[host]:port` or a host alone; brackets stay.
pub(super) fn split<'a>(label: &str, text: &'a str) -> Result<(&'a str, Option<u16>), Error> {
    let without_zone = text.split_once('%').map_or(text, |(address, _)| address);
    if without_zone.parse::<Ipv6Addr>().is_ok() {
        return Ok((text, None));
    }
    if text.starts_with('[') {
        let Some(end) = text.find(']') else {
            return Err(Error::usage(format!(
                "{label} has a bracket that does not end: write [host] or [host]:port"
            )));
        };
        let (bracketed, behind) = text.split_at(end + 1);
        return match behind.strip_prefix(':') {
            Some(digits) => Ok((bracketed, Some(port(label, digits)?))),
            None if behind.is_empty() => Ok((bracketed, None)),
            None => Err(Error::usage(format!(
                "{label} has something behind the bracket: write [host] or [host]:port"
            ))),
        };
    }
    match text.split_once(':') {
        None => Ok((text, None)),
        Some((_, rest)) if rest.contains(':') => Err(Error::usage(format!(
            "{label} is neither host:port nor an IPv6 address: with a port, the address is written [2001:db8::1]:587"
        ))),
        Some((name, digits)) => Ok((name, Some(port(label, digits)?))),
    }
}

fn port(label: &str, text: &str) -> Result<u16, Error> {
    service::port(text).ok_or_else(|| {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        // Whatever else stands there may be a password.
        let shown = match is_number && !text.is_empty() {
            true => format!("the port {}", value::quoted(text)),
            false => "something else than a port behind the colon".to_owned(),
        };
        Error::usage(format!(
            "{label} has {shown}: a port is a number from 1 to 65535 or one of smtp, submission, submissions and smtps"
        ))
    })
}

/// Understands a host without brackets and port.
pub(super) fn host(label: &str, text: &str) -> Result<Host, Error> {
    let tagged = text
        .get(..5)
        .is_some_and(|tag| tag.eq_ignore_ascii_case("IPv6:"));
    if let Ok(address) = text[if tagged { 5 } else { 0 }..].parse::<IpAddr>() {
        return Ok(Host::Address(address));
    }
    if text
        .split_once('%')
        .is_some_and(|(address, _)| address.parse::<Ipv6Addr>().is_ok())
    {
        return Err(Error::usage(format!(
            "{label} is an address with a zone, which cannot be used: name the host or another address"
        )));
    }
    match DomainName::parse(text) {
        Ok(name) => Ok(Host::Name(name.as_str().to_owned())),
        Err(error) => Err(Error::usage(format!(
            "{label} {} is not a host: {error}",
            value::quoted(text)
        ))),
    }
}

/// The host as it is shown, an internationalized name both ways.
pub(super) fn described(host: &Host) -> String {
    match host {
        Host::Address(address) => address.to_string(),
        Host::Name(name) => match DomainName::parse(name).map(|name| name.unicode()) {
            Ok(unicode) if unicode != *name => format!("{unicode} ({name})"),
            _ => name.clone(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Named {
        understand("the target", text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn refused(text: &str) -> String {
        match understand("the target", text) {
            Ok(named) => panic!("{text} was understood as {named:?}"),
            Err(error) => error.to_string(),
        }
    }

    fn name(text: &str) -> Host {
        Host::Name(text.to_owned())
    }

    fn address(text: &str) -> Host {
        Host::Address(text.parse().unwrap())
    }

    #[test]
    fn every_form_of_a_target_is_understood() {
        use MailExchangers::{Automatic, Never};
        for (text, host, port, mail_exchangers) in [
            ("example.com", name("example.com"), None, Automatic),
            ("Example.COM.", name("example.com"), None, Automatic),
            ("localhost", name("localhost"), None, Automatic),
            ("demo", name("demo"), None, Automatic),
            (
                "mail.example.com:587",
                name("mail.example.com"),
                Some(587),
                Automatic,
            ),
            ("mail_server:25", name("mail_server"), Some(25), Automatic),
            (
                "mail.example.com:Submission",
                name("mail.example.com"),
                Some(587),
                Automatic,
            ),
            (
                "[mail.example.com]:smtps",
                name("mail.example.com"),
                Some(465),
                Never,
            ),
            ("192.0.2.1", address("192.0.2.1"), None, Automatic),
            (
                "192.0.2.1:2525",
                address("192.0.2.1"),
                Some(2525),
                Automatic,
            ),
            ("2001:db8::1", address("2001:db8::1"), None, Automatic),
            ("[2001:db8::1]", address("2001:db8::1"), None, Never),
            (
                "[2001:db8::1]:587",
                address("2001:db8::1"),
                Some(587),
                Never,
            ),
            ("[IPv6:2001:db8::1]", address("2001:db8::1"), None, Never),
            ("[192.0.2.1]:25", address("192.0.2.1"), Some(25), Never),
            ("[mail.example.com]", name("mail.example.com"), None, Never),
            (
                "[mail.example.com]:587",
                name("mail.example.com"),
                Some(587),
                Never,
            ),
            (
                "smtp://mail.example.com",
                name("mail.example.com"),
                None,
                Never,
            ),
            (
                "SMTP://mail.example.com:2525/",
                name("mail.example.com"),
                Some(2525),
                Never,
            ),
            (
                "smtp://[2001:db8::1]:25",
                address("2001:db8::1"),
                Some(25),
                Never,
            ),
        ] {
            let named = named(text);
            assert_eq!((named.input.as_str(), &named.host), (text, &host));
            assert_eq!(
                (named.port, named.mail_exchangers),
                (port, mail_exchangers),
                "{text}"
            );
            assert_eq!(
                (named.scheme_port, named.implicit_tls, named.recipient),
                (None, false, None),
                "{text}"
            );
        }
    }

    #[test]
    fn schemes_stand_for_ports_and_implicit_tls() {
        let smtps = named("smtps://mail.example.com");
        assert_eq!(
            (smtps.port, smtps.scheme_port, smtps.implicit_tls),
            (None, Some(465), true)
        );
        let smtps = named("smtps://mail.example.com:2465");
        assert_eq!((smtps.port, smtps.implicit_tls), (Some(2465), true));
        let submission = named("submission://mail.example.com");
        assert_eq!(
            (submission.scheme_port, submission.implicit_tls),
            (Some(587), false)
        );
        assert!(named("submissions://mail.example.com").implicit_tls);
    }

    #[test]
    fn a_mailbox_names_its_domain_and_a_recipient() {
        let named = named("ann@example.com");
        assert_eq!(named.host, name("example.com"));
        assert_eq!(named.recipient, Mailbox::parse("ann@example.com").ok());
        assert_eq!(named.mail_exchangers, MailExchangers::Automatic);
        let with_port = self::named("ann@example.com:2525");
        assert_eq!(with_port.recipient, Mailbox::parse("ann@example.com").ok());
        assert_eq!(with_port.port, Some(2525));
    }

    #[test]
    fn a_mailto_url_is_an_address_and_no_password() {
        for text in ["mailto:ann@example.com", "MailTo:ann@example.com"] {
            let named = named(text);
            assert_eq!(named.host, name("example.com"));
            assert_eq!(named.recipient, Mailbox::parse("ann@example.com").ok());
        }
        let message = refused("mailto:ann@example.com?subject=hello");
        assert!(message.contains("question mark"), "{message}");
        assert!(refused("mailto:ann").contains("mailto: URL"));
        assert!(refused("mailto:").contains("mailto: URL"));
        let message = refused("mailto:ann:hunter2@example.com");
        assert!(message.contains("--password-file") && !message.contains("hunter2"));
    }

    #[test]
    fn an_internationalized_name_becomes_a_labels_and_is_shown_both_ways() {
        let named = named("Bücher.example");
        assert_eq!(named.host, name("xn--bcher-kva.example"));
        assert_eq!(named.input, "Bücher.example");
        assert_eq!(
            described(&named.host),
            "bücher.example (xn--bcher-kva.example)"
        );
        assert_eq!(described(&name("example.com")), "example.com");
    }

    #[test]
    fn a_password_is_refused_and_not_repeated() {
        for text in [
            "smtp://ann:hunter2@mail.example.com",
            "smtps://ann:hunter2@mail.example.com:465",
            "smtp://ann:hun/ter2@mail.example.com",
            "smtp://:hunter2@mail.example.com",
            "http://ann:hunter2@mail.example.com",
            "ann:hunter2@mail.example.com",
            "ann:hunter2@mail.example.com:587",
        ] {
            let message = refused(text);
            assert!(
                !message.contains("unter2") && !message.contains("ter2"),
                "{message}"
            );
            assert!(message.contains("--password-file"), "{message}");
        }
    }

    #[test]
    fn what_is_no_target_is_refused_with_what_to_write() {
        for (text, expected) in [
            ("http://mail.example.com", "smtp://host"),
            ("smtp://ann@mail.example.com", "--user"),
            ("smtp://mail.example.com/path", "leave out the rest"),
            ("mail.example.com:0", "1 to 65535"),
            ("mail.example.com:65536", "1 to 65535"),
            ("mail.example.com:+25", "1 to 65535"),
            ("mail.example.com:", "1 to 65535"),
            ("mail.example.com:imap", "1 to 65535"),
            ("mail.example.com:25:26", "[2001:db8::1]:587"),
            ("[mail.example.com", "[host]:port"),
            ("[mail.example.com]25", "[host]:port"),
            ("192.0.2.300", "192.0.2.300"),
            ("mail example.com", "space"),
            ("two..dots", "label"),
            ("mail.example.com\r\nRSET", "single line"),
            ("mail.example.com\0", "control character"),
            ("   ", "empty"),
            ("@example.com", "mail address"),
            ("fe80::1%eth0", "zone"),
            ("[fe80::1%eth0]:25", "zone"),
        ] {
            let message = refused(text);
            assert!(message.contains(expected), "{text:?}: {message}");
            assert!(!message.contains(['\r', '\n', '\0']), "{message:?}");
        }
    }
}
