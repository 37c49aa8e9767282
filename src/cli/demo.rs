//! `--demo`: a complete check with login and test message against the built-in server on a loopback port. Needs
//! neither network nor privileges.

use super::{check::attended, output::complain, settings::Settings};
use crate::{
    finding::Outcome,
    net::{resolver::ResolverOptions, system::System, tls::Roots},
    playback::demo::Demo,
    probe::plan::{AuthenticationPlan, Connect, Host, MessagePlan, TransactionPlan},
    sasl::Secret,
    smtp::{ClientName, Mailbox, ReversePath},
};

/// Starts the server, checks it and returns the exit status.
pub(super) async fn run(mut settings: Settings) -> u8 {
    let demo = match Demo::start().await {
        Ok(demo) => demo,
        Err(error) => {
            return complain(
                &format!("cannot start the built-in server: {error}"),
                Outcome::Internal,
            );
        }
    };
    let prepared = prepare(&mut settings, &demo);
    let roots = match prepared
        .and_then(|()| Roots::from_pem(demo.root_pem.as_bytes(), "the built-in server"))
    {
        Ok(roots) => roots,
        Err(error) => {
            return complain(
                &format!("cannot use the built-in server: {error}"),
                Outcome::Internal,
            );
        }
    };
    let options = ResolverOptions {
        server: None,
        timeout: settings.plan.timeout,
    };
    match System::new(&options) {
        Ok(network) => attended(&settings, &network, &|| roots.clone()).await,
        Err(error) => complain(
            &format!("cannot set up the DNS resolver: {error}"),
            Outcome::Internal,
        ),
    }
}

/// The conversation of a textbook: login, one recipient, a short message.
fn prepare(settings: &mut Settings, demo: &Demo) -> Result<(), String> {
    let plan = &mut settings.plan;
    plan.connect = Some(Connect {
        host: Host::Address(demo.address.ip()),
        port: Some(demo.address.port()),
    });
    plan.client_name
        .get_or_insert(ClientName::parse("client.example.org").map_err(|error| error.to_string())?);
    plan.authentication = Some(AuthenticationPlan {
        mechanisms: vec!["LOGIN"],
        username: demo.username.to_owned(),
        secret: Secret::new(demo.password.to_owned()),
        insecure: false,
    });
    let mailbox = |text: &str| Mailbox::parse(text).map_err(|error| error.to_string());
    plan.transaction = Some(TransactionPlan {
        reverse_path: ReversePath::Mailbox(mailbox(demo.from)?),
        recipients: vec![mailbox(demo.to)?],
        message: Some(MessagePlan::Composed {
            subject: Some("Test Email".to_owned()),
            body: Some("This is a test email.".to_owned()),
            headers: Vec::new(),
            attachments: Vec::new(),
        }),
        pipeline: false,
        show_whole: settings.output.verbose,
    });
    settings.asked.authentication = true;
    settings.asked.transaction = true;
    settings.asked.send = true;
    Ok(())
}
