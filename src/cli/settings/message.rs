//! The test message: a file sent as it is, or the parts of one to be composed.

use std::path::{Path, PathBuf};

use super::{Error, question::Questions, value};
use crate::{
    cli::options::{MessageOptions, Sources},
    message::{Attachment, header_name, prepare_raw},
    net::file,
    probe::task::MessagePlan,
};

/// The most of a message or an attachment, in bytes: more than servers take, which is 150 MB at most where it is known.
const MOST_MESSAGE: usize = 256 * 1024 * 1024;

/// Understands the message. Standard input is read only when the message will be sent or looked at.
pub(super) fn understand(
    options: &MessageOptions,
    sources: &Sources,
    questions: &mut Questions<'_>,
    notices: &mut Vec<String>,
    verifies: bool,
) -> Result<Option<MessagePlan>, Error> {
    let Some(path) = &options.message else {
        return composed(options, sources).map(Some);
    };
    let label = sources.label("message");
    let file = match path == Path::new("-") {
        true if !is_made(options) && !verifies => return Ok(None),
        true => read_input(&label, questions)?,
        false => read(&label, path)?,
    };
    let (message, notes) = prepare_raw(&file);
    if is_made(options) || !verifies {
        notices.extend(notes.sentences());
    }
    Ok(Some(MessagePlan::Raw(message)))
}

/// What was typed for a message that is not sent.
pub(super) fn unused(
    options: &MessageOptions,
    sources: &Sources,
    verifies: bool,
) -> Option<String> {
    let parts = ["subject", "body", "header", "attach", "message"];
    let is_used = |id: &str| verifies && id == "message";
    let typed = parts
        .into_iter()
        .filter(|id| sources.is_typed(id) && !is_used(id));
    let typed: Vec<_> = typed.map(|id| sources.label(id)).collect();
    let change = if typed.len() == 1 {
        "changes"
    } else {
        "change"
    };
    let typed = typed.join(" and ");
    (!is_made(options) && !typed.is_empty())
        .then(|| format!("without --send no message is sent: {typed} {change} nothing"))
}

/// Whether a message is made: to be sent or to be printed.
const fn is_made(options: &MessageOptions) -> bool {
    options.send || options.dump_message
}

fn composed(options: &MessageOptions, sources: &Sources) -> Result<MessagePlan, Error> {
    let subject = |text: &String| value::line(&sources.label("subject"), text).map(str::to_owned);
    let label = sources.label("header");
    Ok(MessagePlan::Composed {
        subject: options.subject.as_ref().map(subject).transpose()?,
        body: options.body.clone(),
        headers: options
            .header
            .iter()
            .map(|text| header(&label, text))
            .collect::<Result<_, _>>()?,
        attachments: options
            .attach
            .iter()
            .map(|path| attachment(&sources.label("attach"), path))
            .collect::<Result<_, _>>()?,
    })
}

/// A header field: a name of printable ASCII without colon, a colon, a value in one line (RFC 5322 section 2.2). One that
/// cannot stand in the message is the command line's fault, not that of a server asked before the message is composed.
fn header(label: &str, text: &str) -> Result<(String, String), Error> {
    let text = value::word(label, text)?;
    let is_name =
        |name: &&str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    let parts = text
        .split_once(':')
        .map(|(name, content)| (name.trim_end(), content.trim()));
    match parts.filter(|(name, _)| is_name(name)) {
        Some((name, content)) => match header_name(name) {
            Ok(name) => Ok((name.to_owned(), content.to_owned())),
            Err(error) => Err(Error::usage(format!("{label}: {error}"))),
        },
        None => Err(Error::usage(format!(
            "{label} takes \"Name: value\", not {}",
            value::quoted(text)
        ))),
    }
}

fn attachment(label: &str, path: &Path) -> Result<Attachment, Error> {
    let content = read(label, path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Attachment::new(value::line(label, &name)?, content))
}

fn read(label: &str, path: &Path) -> Result<Vec<u8>, Error> {
    let wrong = |error| {
        Error::usage(format!(
            "cannot read the file of {label}, {}: {error}",
            value::shown_path(path)
        ))
    };
    file::read(&without_at(path), MOST_MESSAGE).map_err(wrong)
}

/// swaks writes `@file`; a file whose name begins so is still found.
fn without_at(path: &Path) -> PathBuf {
    let behind = path.to_str().and_then(|text| text.strip_prefix('@'));
    behind
        .filter(|_| !path.exists())
        .map_or_else(|| path.to_owned(), PathBuf::from)
}

fn read_input(label: &str, questions: &mut Questions<'_>) -> Result<Vec<u8>, Error> {
    let wrong = |error| Error::usage(format!("cannot read standard input for {label}: {error}"));
    file::read_from(questions.input(), MOST_MESSAGE).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_field_is_name_colon_value_in_one_line() {
        assert_eq!(
            header("--header", "X-Test: a: b"),
            Ok(("X-Test".to_owned(), "a: b".to_owned()))
        );
        assert_eq!(
            header("--header", "X-Empty:"),
            Ok(("X-Empty".to_owned(), String::new()))
        );
        for text in [
            "X-Test",
            ": a",
            "X Test: a",
            "Größe: a",
            "X: a\r\nBcc: b",
            "X: a\nb",
            "",
            "content-transfer-encoding: base64",
            &format!("X-{}: a", "n".repeat(990)),
        ] {
            assert!(header("--header", text).is_err(), "{text:?}");
        }
    }
}
