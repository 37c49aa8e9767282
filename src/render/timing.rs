//! Where the time went: one bar for each stage of a conversation, each beginning where the one before it ended.

use std::io::{self, Write};

use super::style::Style;
use crate::report::server::Timings;

const LABEL: usize = 10;
const NUMBER: usize = 14;

/// Writes the waterfall; nothing when no stage was measured.
pub(super) fn waterfall(output: &mut dyn Write, timings: &Timings, style: Style) -> io::Result<()> {
    let stages = stages(timings);
    let total: f64 = stages.iter().map(|(_, elapsed)| elapsed).sum();
    if stages.is_empty() || total <= 0.0 {
        return Ok(());
    }
    let room = style.columns().saturating_sub(2 + LABEL + NUMBER).max(10);
    let mut begin = 0.0;
    for (label, elapsed) in stages {
        let (from, to) = (
            cells(begin, total, room),
            cells(begin + elapsed, total, room),
        );
        let bar = "#".repeat((to - from).max(1));
        writeln!(
            output,
            "  {label:LABEL$}{elapsed:9.1} ms  {}{bar}",
            " ".repeat(from.min(room - 1))
        )?;
        begin += elapsed;
    }
    writeln!(
        output,
        "  {:LABEL$}{total:9.1} ms  without look-ups in DNS and QUIT",
        "together"
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of at most a few hundred columns"
)]
#[expect(clippy::cast_precision_loss, reason = "a number of columns")]
fn cells(at: f64, total: f64, room: usize) -> usize {
    (at / total * room as f64).round() as usize
}

/// The stages that were measured, in their order, in milliseconds.
pub(super) fn stages(timings: &Timings) -> Vec<(&'static str, f64)> {
    [
        ("connect", timings.connect_ms),
        ("silence", timings.silence_ms),
        ("greeting", timings.greeting_ms),
        ("EHLO", timings.ehlo_ms),
        ("STARTTLS", timings.starttls_ms),
        ("TLS", timings.tls_ms),
        ("AUTH", timings.auth_ms),
        ("MAIL", timings.mail_ms),
        ("RCPT", timings.rcpt_ms),
        ("DATA", timings.data_ms),
    ]
    .into_iter()
    .filter_map(|(label, elapsed)| Some((label, elapsed?)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_begin_where_the_one_before_ended() {
        let timings = Timings {
            connect_ms: Some(50.0),
            silence_ms: Some(100.0),
            greeting_ms: Some(50.0),
            ..Timings::default()
        };
        let style = Style {
            color: false,
            width: 66,
            timing: true,
            verbose: false,
            screen: false,
        };
        let mut output = Vec::new();
        waterfall(&mut output, &timings, style).unwrap();
        let expected = format!(
            "  connect        50.0 ms  {}\n  silence       100.0 ms  {}{}\n  greeting       50.0 ms  {}{}\n  together      200.0 ms  without look-ups in DNS and QUIT\n",
            "#".repeat(10),
            " ".repeat(10),
            "#".repeat(20),
            " ".repeat(30),
            "#".repeat(10)
        );
        assert_eq!(String::from_utf8(output).unwrap(), expected);
    }

    #[test]
    fn nothing_measured_is_nothing_shown() {
        let mut output = Vec::new();
        let style = Style {
            color: false,
            width: 80,
            timing: true,
            verbose: false,
            screen: false,
        };
        waterfall(&mut output, &Timings::default(), style).unwrap();
        assert!(output.is_empty());
    }
}
