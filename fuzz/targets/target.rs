//! What names a server, a client and mailboxes on the command line. Fields stand between NULs: target, `--server`,
//! `--connect`, `--ehlo`, `--from`, `--to`, `--sni`. What is understood makes commands of one line, names that are names,
//! and is understood the same when it is given again; what is refused is refused in harmless words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::{
    cli::{
        environment::Environment,
        options::{Options, Sources},
        prompt::Scripted,
        settings::{Action, Error, Settings, understand},
    },
    dns::DomainName,
    probe::{aim::Host, task::Envelope},
    smtp::Command,
};
use smtpcheck_fuzz::assert_harmless;

fuzz_target!(|data: &[u8]| {
    let fields: Vec<_> = data
        .split(|byte| *byte == 0)
        .map(String::from_utf8_lossy)
        .collect();
    let field = |at: usize| {
        let text = fields.get(at).filter(|text| !text.is_empty())?;
        Some(text.clone().into_owned())
    };
    let mut options = Options::default();
    options.target.target = Some(field(0).unwrap_or_default());
    options.target.server = field(1);
    options.target.connect = field(2);
    options.target.ehlo = field(3);
    options.message.from = field(4);
    options.message.to = field(5).into_iter().collect();
    options.tls.sni = field(6);
    match settings(options) {
        Ok(settings) => check(&settings),
        Err(error) => refused(&error, fields.iter()),
    }
});

fn settings(mut options: Options) -> Result<Box<Settings>, Error> {
    options.target.connect_timeout = "5s".to_owned();
    options.target.timeout = "60s".to_owned();
    let (sources, environment) = (Sources::default(), Environment::default());
    let mut nobody = Scripted::unattended();
    match understand(options, &sources, &environment, &[], &mut nobody)? {
        Action::Check(settings) => Ok(settings),
        _ => unreachable!("only a check was asked for"),
    }
}

fn check(settings: &Settings) {
    let (aim, task) = (&settings.aim, &settings.task);
    assert_harmless(&aim.input);
    check_host(&aim.host);
    task.connect
        .iter()
        .for_each(|connect| check_host(&connect.host));
    for name in [&task.tls.server_name, &task.tls.verify_name]
        .into_iter()
        .flatten()
    {
        assert_is_name(name);
    }
    if let Some(name) = &task.client_name {
        assert_one_line(&Command::Ehlo(name.clone()));
    }
    task.envelope(aim).into_iter().for_each(check_envelope);
    settings
        .notices
        .iter()
        .for_each(|notice| assert_harmless(notice));
}

fn check_host(host: &Host) {
    let text = match host {
        Host::Name(name) => {
            assert_is_name(name);
            name.clone()
        }
        Host::Address(address) => address.to_string(),
    };
    let mut options = Options::default();
    options.target.target = Some(text.clone());
    let again = settings(options).map(|settings| settings.aim.host);
    assert_eq!(again.as_ref(), Ok(host), "{text} is given again");
}

fn assert_is_name(name: &str) {
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    assert!(name.bytes().all(is_name_byte), "{name:?}");
    assert!((1..=253).contains(&name.len()), "{name:?}");
    let again = DomainName::parse(name).map(|name| name.to_string());
    assert_eq!(again.as_deref(), Ok(name));
}

fn check_envelope(envelope: Envelope<'_>) {
    assert_one_line(&Command::Mail {
        reverse_path: envelope.reverse_path.clone(),
        parameters: Vec::new(),
    });
    for recipient in envelope.recipients {
        assert_one_line(&Command::Rcpt(recipient.clone()));
    }
}

fn assert_one_line(command: &Command) {
    let wire = command.outgoing().wire;
    let line = wire.strip_suffix(b"\r\n").expect("a line ends");
    let text = std::str::from_utf8(line).expect("it is text");
    assert!(!text.contains(char::is_control), "{text:?}");
    assert!(line.len() <= 510, "{} octets", line.len());
}

fn refused<'a>(error: &Error, fields: impl Iterator<Item = &'a std::borrow::Cow<'a, str>>) {
    let sentence = error.to_string();
    assert_harmless(&sentence);
    assert!(sentence.len() < 6000 + fields.map(|field| field.len()).sum::<usize>() * 8);
    assert_eq!(error.exit_status(), 2);
}
