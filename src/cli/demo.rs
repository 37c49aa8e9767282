//! `--demo`: a complete check with login and test message against the built-in server on a loopback port. Needs
//! neither network nor privileges.

use std::io::{self, Write};

use anyhow::Context;

use super::{check::shown, settings::Settings};
use crate::{
    net::{resolver::ResolverOptions, system::System, tls::Roots},
    playback::demo::Demo,
    probe::{
        aim::{Aim, Host},
        task::{AuthenticationPlan, Connect, MessagePlan, PolicyPlan, TransactionPlan},
    },
    sasl::Secret,
    smtp::{ClientName, Mailbox, ReversePath},
};

/// Starts the server, checks it and returns the exit status.
pub(super) async fn run(mut settings: Settings, aim: &Aim) -> anyhow::Result<u8> {
    let demo = Demo::start()
        .await
        .context("failed to start the built-in server")?;
    prepare(&mut settings, &demo)?;
    let roots = Roots::from_pem(demo.root_pem.as_bytes(), "the built-in server")
        .map_err(anyhow::Error::msg)?;
    let options = ResolverOptions {
        server: None,
        timeout: settings.task.timeout,
        trust_anchors: None,
    };
    let network = System::new(&options).map_err(anyhow::Error::msg)?;
    let status = shown(&settings, aim, &network, &|| roots.clone()).await;
    if settings.output.quiet == 0 {
        let _ = writeln!(io::stderr().lock(), "{NEXT}");
    }
    Ok(status)
}

/// What to try afterwards.
const NEXT: &str = "
That was the built-in server. With servers of yours:
  smtpcheck example.com                           the MX hosts of a domain
  smtpcheck ann@example.com                       is mail for ann accepted?
  smtpcheck --no-mx mail.example.com -p 587 --auth auto             a login
  smtpcheck -h                                    what is needed most often";

/// The conversation of a textbook: login, one recipient, a short message.
fn prepare(settings: &mut Settings, demo: &Demo) -> anyhow::Result<()> {
    let task = &mut settings.task;
    task.connect = Some(Connect {
        host: Host::Address(demo.address.ip()),
        port: Some(demo.address.port()),
    });
    // Nobody outside is asked anything: the names of the demonstration are nobody's.
    task.policy = PolicyPlan {
        left_out: true,
        ..PolicyPlan::default()
    };
    task.client_name
        .get_or_insert(ClientName::parse("client.example.org")?);
    task.authentication = Some(AuthenticationPlan {
        mechanisms: vec!["LOGIN"],
        username: demo.username.to_owned(),
        secret: Secret::new(demo.password.to_owned()),
        insecure: false,
    });
    task.transaction = TransactionPlan {
        everywhere: true,
        reverse_path: ReversePath::Mailbox(Mailbox::parse(demo.from)?),
        recipients: vec![Mailbox::parse(demo.to)?],
        message: Some(MessagePlan::Composed {
            subject: Some("Test Email".to_owned()),
            body: Some("This is a test email.".to_owned()),
            headers: Vec::new(),
            attachments: Vec::new(),
        }),
        signing: None,
        pipeline: false,
        show_whole: settings.output.verbose,
    };
    settings.asked.given.set("auth", true);
    settings.asked.given.set("send", true);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_try_next_fits_a_terminal() {
        assert!(NEXT.lines().all(|line| line.chars().count() <= 80));
    }
}
