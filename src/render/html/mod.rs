//! One page that needs nothing but itself: no script, no font, no picture, no request to anywhere, which its policy
//! (Content Security Policy level 3) forbids as well. The verdict comes first, then what to do, then how it was seen. It reads without
//! style sheets, in light and dark, and on paper.

mod certificates;
mod findings;
mod known;
mod look;
mod overview;
mod server;
mod target;
mod waterfall;

use std::io;

use super::{
    format::{Exit, Format, Shown, Texts, Writers},
    markup::Text,
    told,
};

/// `--format html`.
pub(super) const FORMAT: Format = Format {
    name: "html",
    sentence: "one page to look at, to print and to pass on",
    is_watched: false,
    texts: Texts::Markup,
    appended: None,
    exit: Exit::OfTheRun,
    write: html,
    series: None,
};

const STYLE: &str = include_str!("style.css");

/// Nothing is fetched and nothing runs, whatever stands in the page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

fn html(writers: &mut Writers<'_>, all: &[Shown<'_>]) -> io::Result<()> {
    let output = &mut *writers.output;
    let title = match all {
        [one] => {
            let word = look::word(&one.judgement.verdict);
            format!("{word} {}", told::target(one))
        }
        several => format!("{} targets", several.len()),
    };
    writeln!(
        output,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>{} - smtpcheck</title>\n<style>\n{STYLE}</style>\n</head>\n<body>",
        Text(&title)
    )?;
    match all {
        [one] => target::page(output, one)?,
        several => overview::page(output, several)?,
    }
    writeln!(
        output,
        "<footer>Made by smtpcheck {}. This page is complete: it loads nothing.</footer>\n</body>\n</html>",
        env!("CARGO_PKG_VERSION")
    )
}
