//! The names of the server's address, each with what became of it, and whether it greets as one of them.

use std::io;

use crate::{record::Reverse, render::summary::page::Page, report::Server};

pub(super) fn write(page: &mut Page<'_>, server: &Server) -> io::Result<()> {
    if let Some(reverse) = &server.reverse {
        page.heading("Reverse names")?;
        names(page, reverse)?;
        if let Some(said) = greeted_as(server).filter(|_| !reverse.names.is_empty()) {
            let is_one = reverse
                .names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&said));
            let text = match is_one {
                true => format!("{said}, one of them"),
                false => format!("{said}, which is none of them"),
            };
            page.row("greets as", &text)?;
        }
    }
    if let Some(own) = &server.own_reverse {
        page.heading(&format!(
            "Reverse names of this machine's address {}",
            own.address
        ))?;
        names(page, &own.names)?;
    }
    Ok(())
}

fn names(page: &mut Page<'_>, reverse: &Reverse) -> io::Result<()> {
    if reverse.names.is_empty() && reverse.failure.is_none() {
        page.judged("name", None, "none")?;
    }
    for (name, confirmed) in reverse.names.iter().zip(&reverse.forward) {
        let comes_to = match confirmed {
            Some(true) => "leads back to the address",
            Some(false) => "does not lead back",
            None => "not known whether it leads back",
        };
        page.judged(
            "name",
            confirmed.filter(|yes| *yes),
            &format!("{name}: {comes_to}"),
        )?;
    }
    if reverse.left_out > 0 {
        page.row("left out", &format!("{} more", reverse.left_out))?;
    }
    if reverse.generic {
        page.row("looks like", "a name that a provider makes of the address")?;
    }
    match &reverse.failure {
        Some(failure) => page.row("look-up", failure),
        None => Ok(()),
    }
}

/// The first word of the greeting where it is a name (RFC 5321 section 4.2).
fn greeted_as(server: &Server) -> Option<String> {
    let greeting = server.greeting.as_ref()?.lines.first()?;
    let first = greeting.split_whitespace().next()?;
    first.contains('.').then(|| first.to_owned())
}
