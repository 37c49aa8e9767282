//! The mail transaction: envelope, message, and whether it is sent. A transaction happens when a sender or a
//! recipient is given, when a message is to be sent, or when the stage to stop after is one of its own.

use super::{
    Error, message,
    question::{Missing, Questions},
    signing, value,
};
use crate::{
    cli::options::{MessageOptions, QuitAfter, Sources},
    probe::task::{MessagePlan, Stage, TransactionPlan},
    record::dkim::Selector,
    smtp::{Mailbox, ReversePath},
};

/// What the options say; what is missing is asked for later.
pub(super) struct Draft {
    reverse_path: Option<ReversePath>,
    recipients: Vec<Mailbox>,
    pub(super) message: Option<MessagePlan>,
    signing: Option<signing::Draft>,
    quit_after: Option<Stage>,
    send: bool,
    pipeline: bool,
    show_whole: bool,
}

/// Understands the options. Nobody is asked anything yet. `verifies`: the message is looked at too.
pub(super) fn understand(
    options: &MessageOptions,
    sources: &Sources,
    questions: &mut Questions<'_>,
    notices: &mut Vec<String>,
    show_whole: bool,
    verifies: bool,
    selectors: &[Selector],
) -> Result<Draft, Error> {
    let from = |text: &String| reverse_path(&sources.label("from"), text);
    let label = sources.label("to");
    notices.extend(message::unused(options, sources, verifies));
    let signing = signing::read(options, sources, selectors)?;
    let message = message::understand(options, sources, questions, notices, verifies)?;
    Ok(Draft {
        reverse_path: options.from.as_ref().map(from).transpose()?,
        recipients: recipients(&label, &options.to)?,
        message,
        signing,
        quit_after: options.quit_after.map(stage),
        send: options.send || options.dump_message,
        pipeline: options.pipeline,
        show_whole,
    })
}

/// Completes the transaction, asking for what is missing. `named`: the target names a recipient.
pub(super) fn complete(
    draft: Draft,
    named: bool,
    questions: &mut Questions<'_>,
) -> Result<TransactionPlan, Error> {
    let mut recipients = draft.recipients;
    let stops_inside = draft.quit_after >= Some(Stage::Mail);
    let everywhere = draft.send || stops_inside || draft.reverse_path.is_some();
    let reverse_path = match draft.reverse_path {
        Some(reverse_path) => reverse_path,
        None if draft.send => ask_reverse_path(questions)?,
        None => ReversePath::Null,
    };
    if recipients.is_empty() && !named && (draft.send || draft.quit_after == Some(Stage::Rcpt)) {
        recipients = ask_recipients(questions)?;
    }
    let message = draft.message.filter(|_| draft.send);
    let signing = draft
        .signing
        .map(|signing| signing.complete(message.as_ref(), &reverse_path));
    Ok(TransactionPlan {
        everywhere,
        reverse_path,
        recipients,
        message,
        signing: signing.transpose()?,
        pipeline: draft.pipeline,
        show_whole: draft.show_whole,
    })
}

/// The stage that `--quit-after` means.
pub(super) fn stage(quit_after: QuitAfter) -> Stage {
    match quit_after {
        QuitAfter::Lookup => Stage::Lookup,
        QuitAfter::Connect => Stage::Connect,
        QuitAfter::Banner => Stage::Banner,
        QuitAfter::FirstEhlo => Stage::FirstEhlo,
        QuitAfter::StartTls => Stage::StartTls,
        QuitAfter::Ehlo => Stage::Ehlo,
        QuitAfter::Auth => Stage::Auth,
        QuitAfter::Mail => Stage::Mail,
        QuitAfter::Rcpt => Stage::Rcpt,
    }
}

fn ask_reverse_path(questions: &mut Questions<'_>) -> Result<ReversePath, Error> {
    let missing = Missing {
        what: "sender for the message",
        question: "from (sender's address, <> for none): ",
        remedy: "give --from, which --send needs",
    };
    questions.ask(&missing, |answer| reverse_path("the sender", answer))
}

fn ask_recipients(questions: &mut Questions<'_>) -> Result<Vec<Mailbox>, Error> {
    let missing = Missing {
        what: "recipient",
        question: "to (recipient's address): ",
        remedy: "give --to",
    };
    questions.ask(&missing, |answer| {
        recipients("the recipient", &[answer.to_owned()])
    })
}

fn reverse_path(label: &str, text: &str) -> Result<ReversePath, Error> {
    let text = value::without_mailto(label, value::word(label, text)?)?;
    let wrong = |error| {
        Error::usage(format!(
            "{label} takes a mail address or <>, which {} is not: {error}",
            value::quoted(text)
        ))
    };
    ReversePath::parse(text).map_err(wrong)
}

/// Addresses, those in one text separated by commas.
pub(super) fn recipients(label: &str, texts: &[String]) -> Result<Vec<Mailbox>, Error> {
    texts
        .iter()
        .flat_map(|text| addresses(text))
        .map(|address| recipient(label, address))
        .collect()
}

fn recipient(label: &str, text: &str) -> Result<Mailbox, Error> {
    let text = value::without_mailto(label, value::word(label, text)?)?;
    let bare = text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(text);
    let wrong = |error| {
        Error::usage(format!(
            "{label} takes a mail address, which {} is not: {error}",
            value::quoted(text)
        ))
    };
    Mailbox::parse(bare).map_err(wrong)
}

/// Splits at commas, but not inside a quoted local part (RFC 5321 section 4.1.2).
fn addresses(text: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    let is_separator = |character: char| {
        let separates = character == ',' && !quoted;
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        separates
    };
    text.split(is_separator).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailto_url_is_its_address() {
        let addresses = ["mailto:bob@example.net".to_owned()];
        let expected = Mailbox::parse("bob@example.net").unwrap();
        assert_eq!(recipients("--to", &addresses).unwrap(), [expected]);
    }

    #[test]
    fn commas_separate_addresses_but_not_inside_quotes() {
        assert_eq!(
            addresses("a@example.com,b@example.com"),
            ["a@example.com", "b@example.com"]
        );
        assert_eq!(
            addresses("\"a,b\"@example.com,c@example.com"),
            ["\"a,b\"@example.com", "c@example.com"]
        );
        assert_eq!(
            addresses("\"a\\\",b\"@example.com"),
            ["\"a\\\",b\"@example.com"]
        );
    }
}
