//! Where the time went: a bar for each stage, each beginning where the one before it ended.

use std::io::{self, Write};

use crate::{render::timing::stages, report::server::Timings};

/// The width of all bars together.
const WHOLE: f64 = 1000.0;

pub(super) fn write(output: &mut dyn Write, timings: &Timings) -> io::Result<()> {
    let stages = stages(timings);
    let total: f64 = stages.iter().map(|(_, took)| took).sum();
    if stages.is_empty() || total <= 0.0 {
        return Ok(());
    }
    writeln!(
        output,
        "<h3>Where the time went</h3>\n<table class=\"bars\">\n<tbody>"
    )?;
    let mut begin = 0.0;
    for (label, took) in stages {
        let (x, width) = (begin / total * WHOLE, (took / total * WHOLE).max(2.0));
        writeln!(
            output,
            "<tr><th scope=\"row\">{label}</th><td class=\"number\">{took:.1} ms</td>\
             <td><svg viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect class=\"{}\" x=\"{:.1}\" width=\"{width:.1}\" height=\"12\"/></svg></td></tr>",
            class(label),
            x.min(WHOLE - width)
        )?;
        begin += took;
    }
    writeln!(
        output,
        "</tbody>\n<tfoot><tr><th scope=\"row\">together</th><td class=\"number\">{total:.1} ms</td>\
         <td>without look-ups in DNS and QUIT</td></tr></tfoot>\n</table>"
    )
}

/// What is waited for: the network, the server's words, cryptography.
fn class(label: &str) -> &'static str {
    match label {
        "connect" => "network",
        "silence" => "silence",
        "STARTTLS" | "TLS" => "tls",
        _ => "words",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bar_begins_where_the_one_before_it_ended_and_none_is_outside() {
        let timings = Timings {
            connect_ms: Some(50.0),
            greeting_ms: Some(150.0),
            tls_ms: Some(0.0),
            ..Timings::default()
        };
        let mut output = Vec::new();
        write(&mut output, &timings).unwrap();
        let text = String::from_utf8(output).unwrap();
        for bar in [
            "x=\"0.0\" width=\"250.0\"",
            "x=\"250.0\" width=\"750.0\"",
            "x=\"998.0\" width=\"2.0\"",
            "200.0 ms",
        ] {
            assert!(text.contains(bar), "{bar}\n{text}");
        }
        let mut output = Vec::new();
        write(&mut output, &Timings::default()).unwrap();
        assert!(output.is_empty());
    }
}
