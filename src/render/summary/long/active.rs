//! What active checks found out, attempt by attempt.

use std::io;

use crate::render::summary::page::Page;
use crate::{
    event::{ActiveAttempt, ActiveCheck, ActiveResult, ActiveStatus},
    finding::CameOf,
};

/// Columns of the verdicts.
const VERDICT: usize = 22;

pub(super) fn write(
    page: &mut Page<'_>,
    results: &[ActiveResult],
    came_of: impl Fn(ActiveCheck) -> CameOf,
) -> io::Result<()> {
    for result in results {
        page.heading(heading(result.check))?;
        for attempt in &result.attempts {
            page.row_at(VERDICT, attempt.verdict.in_words(), &said(attempt))?;
        }
        let because = result.because.as_deref().unwrap_or_default();
        match result.status {
            ActiveStatus::Complete => {}
            ActiveStatus::Incomplete => page.row_at(VERDICT, "not complete", because)?,
            ActiveStatus::NotMade if !result.attempts.is_empty() => {
                page.row_at(VERDICT, "not decided", because)?;
            }
            ActiveStatus::NotMade => page.row_at(VERDICT, "not made", because)?,
        }
        page.row_at(VERDICT, "comes to", &in_short(&came_of(result.check)))?;
    }
    Ok(())
}

fn heading(check: ActiveCheck) -> &'static str {
    match check {
        ActiveCheck::StarttlsInjection => "Commands before TLS",
        ActiveCheck::TlsEnforcement => "Without TLS",
        ActiveCheck::Relay => "Relaying, asked without a login",
        ActiveCheck::Smuggling => "What ends a message besides <CR><LF>.<CR><LF>",
        ActiveCheck::Enumeration => "Telling users",
    }
}

/// The judgement's own ids: what stands here and among the findings is one thing.
fn in_short(came_of: &CameOf) -> String {
    let named = |what: &str, ids: &[&str]| match ids {
        [] => None,
        ids => Some(format!("{what} {}", ids.join(", "))),
    };
    let parts: Vec<_> = [
        named("found:", &came_of.found),
        named("not known:", &came_of.open),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.as_slice() {
        [] => "nothing found".to_owned(),
        parts => parts.join("; "),
    }
}

fn said(attempt: &ActiveAttempt) -> String {
    let reply = attempt.reply.as_ref().map(ToString::to_string);
    let parts = [Some(&attempt.what), attempt.detail.as_ref(), reply.as_ref()];
    let parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{event::AttemptVerdict, render::Style, smtp::Reply};

    #[test]
    fn each_attempt_has_a_row_and_what_is_missing_is_said() {
        let attempts = vec![
            ActiveAttempt {
                reply: Some(Reply::of(250, "2.0.0 Ok")),
                ..ActiveAttempt::silent("<LF>.<LF>", AttemptVerdict::TakenAsData)
            },
            ActiveAttempt::silent("<CR>.<CR>", AttemptVerdict::Refused).detailed("closed"),
        ];
        let hindrance = Some("421 4.7.0 enough".to_owned());
        let result = ActiveResult::new(ActiveCheck::Smuggling, attempts, hindrance);
        let mut output = Vec::new();
        let mut page = Page::new(
            &mut output,
            Style {
                color: false,
                width: 80,
                timing: false,
                verbose: false,
                screen: false,
            },
            false,
        );
        let came_of = |_| CameOf {
            found: vec!["user-enumeration"],
            open: vec!["catch-all"],
        };
        write(&mut page, &[result], came_of).unwrap();
        assert_eq!(
            String::from_utf8(output).unwrap(),
            "What ends a message besides <CR><LF>.<CR><LF>\n\
             \x20 taken as data       <LF>.<LF>: 250 2.0.0 Ok\n\
             \x20 refused             <CR>.<CR>: closed\n\
             \x20 not complete        421 4.7.0 enough\n\
             \x20 comes to            found: user-enumeration; not known: catch-all\n"
        );
    }
}
