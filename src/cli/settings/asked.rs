//! What was asked for explicitly. Where such a thing could not be checked, the exit status is 3, not 0.

use crate::{
    cli::options::Options,
    probe::{
        aim::{Aim, Host, MailExchangers, TlsMode},
        task::{Stage, Task},
    },
    report::Asked,
};

/// What the options ask for whatever the target, as far as judging depends on it.
pub(super) fn asked(options: &Options, task: &Task) -> Asked {
    Asked {
        given: task.given.clone(),
        family: task.family,
        source: task.source.is_some() && !(options.target.ipv4 || options.target.ipv6),
        elsewhere: task.connect.is_some(),
        look_ups_alone: task.quit_after == Some(Stage::Lookup),
        expires_within: options.tls.expires_within.map(i64::from),
        policy_domains: task.policy.domains.clone(),
        next_keys: task.policy.next_keys.clone(),
        active: task.active.checks(),
        ..Asked::default()
    }
}

/// The same at one target.
pub(super) fn at(asked: &Asked, aim: &Aim, task: &Task) -> Asked {
    let envelope = task.envelope(aim);
    let is_name = matches!(aim.host, Host::Name(_));
    Asked {
        host_itself: is_name
            && aim.mail_exchangers == MailExchangers::Never
            && task.connect.is_none(),
        starttls: aim.tls_mode == TlsMode::Required,
        implicit_tls: aim.tls_mode == TlsMode::Implicit,
        no_tls: aim.tls_mode == TlsMode::None,
        transaction: envelope.is_some(),
        recipients: envelope.map_or(0, |envelope| envelope.recipients.len()),
        ..asked.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use crate::cli::options::command;

    /// A name with a slip would never have been given.
    #[test]
    fn who_asks_whether_an_option_was_given_knows_its_name() {
        let command = command();
        let options: Vec<_> = command
            .get_arguments()
            .filter_map(clap::Arg::get_long)
            .collect();
        let mut asked = 0;
        for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
            for question in ["asked.has(\"", "given.has(\"", "given.set(\""] {
                for name in source.split(question).skip(1) {
                    let name = name.split('"').next().unwrap_or_default();
                    assert!(options.contains(&name), "{question}{name}");
                    asked += 1;
                }
            }
        }
        assert!(asked > 30, "only {asked} questions");
    }

    fn sources(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(sources(&path));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(fs::read_to_string(&path).unwrap());
            }
        }
        found
    }
}
