//! What the server offers, and what differs before and after TLS.

use std::io;

use crate::render::summary::page::Page;
use crate::{
    report::Server,
    smtp::{Extension, Extensions, explain},
};

pub(super) fn write(page: &mut Page<'_>, server: &Server) -> io::Result<()> {
    let Some(extensions) = server
        .extensions()
        .filter(|extensions| !extensions.0.is_empty())
    else {
        return Ok(());
    };
    page.heading("Extensions")?;
    let columns = columns(&extensions);
    for extension in &extensions.0 {
        page.row_at(columns, &keyword(extension), &described(extension))?;
    }
    if let (Some(before), Some(after)) = (server.ehlo_in_clear(), server.ehlo_encrypted()) {
        let found = Extensions::compare(
            &Extensions(before.extensions.clone()),
            &Extensions(after.extensions.clone()),
        );
        difference(page, columns, "before TLS only", &found.removed)?;
        difference(page, columns, "under TLS only", &found.added)?;
        for (old, new) in &found.changed {
            page.row_at(columns, "changed by TLS", &format!("{old} to {new}"))?;
        }
    }
    Ok(())
}

/// As wide as the longest keyword, within reason.
fn columns(extensions: &Extensions) -> usize {
    const DIFFERENCE: usize = "before TLS only".len();
    let longest = extensions
        .0
        .iter()
        .map(|extension| keyword(extension).len())
        .max();
    longest.unwrap_or_default().clamp(DIFFERENCE, 20) + 4
}

fn keyword(extension: &Extension) -> String {
    let equals = if extension.old_form { "=" } else { "" };
    format!("{}{equals}", extension.keyword)
}

fn described(extension: &Extension) -> String {
    let explanation = explain(extension);
    let value = explanation
        .value
        .map_or(String::new(), |value| format!("{value}; "));
    let reference = explanation
        .reference
        .map_or(String::new(), |reference| format!(" ({reference})"));
    format!("{value}{}{reference}", explanation.sentence)
}

fn difference(
    page: &mut Page<'_>,
    columns: usize,
    label: &str,
    extensions: &[Extension],
) -> io::Result<()> {
    if extensions.is_empty() {
        return Ok(());
    }
    let all: Vec<_> = extensions.iter().map(ToString::to_string).collect();
    page.row_at(columns, label, &all.join(", "))
}
