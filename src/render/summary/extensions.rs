//! What the server offers, and what differs before and after TLS.

use std::io;

use super::Page;
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
    for extension in &extensions.0 {
        let keyword = if extension.old_form {
            format!("{}=", extension.keyword)
        } else {
            extension.keyword.clone()
        };
        let label = if keyword.len() > 13 {
            format!("{keyword} ")
        } else {
            keyword
        };
        page.row(&label, &described(extension))?;
    }
    if let (Some(before), Some(after)) = (server.ehlo_in_clear(), server.ehlo_encrypted()) {
        let found = Extensions::compare(
            &Extensions(before.extensions.clone()),
            &Extensions(after.extensions.clone()),
        );
        difference(page, "before TLS only", &found.removed)?;
        difference(page, "under TLS only", &found.added)?;
        for (old, new) in &found.changed {
            page.row("changed by TLS", &format!("{old} to {new}"))?;
        }
    }
    Ok(())
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

fn difference(page: &mut Page<'_>, label: &str, extensions: &[Extension]) -> io::Result<()> {
    if extensions.is_empty() {
        return Ok(());
    }
    let all: Vec<_> = extensions.iter().map(ToString::to_string).collect();
    page.row(&format!("{label} "), &all.join(", "))
}
