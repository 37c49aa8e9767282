//! The conversations as the report keeps them, for who did not see them happen.

use std::io::{self, Write};

use crate::report::{
    Report, Server,
    server::{From, TranscriptEntry},
};

/// `C: EHLO client.example.org`, `S: [TLS Certificate: …]`.
pub(super) fn line(entry: &TranscriptEntry) -> String {
    let who = match entry.from {
        From::Client => "C:",
        From::Server => "S:",
    };
    match entry.text.is_empty() {
        true => who.to_owned(),
        false => format!("{who} {}", entry.text),
    }
}

/// Those of all servers.
pub(super) fn conversations(output: &mut dyn Write, report: &Report) -> io::Result<()> {
    let told = |server: &&Server| !server.transcript.is_empty();
    for (number, server) in report.servers.iter().filter(told).enumerate() {
        if number > 0 {
            writeln!(output)?;
        }
        for entry in &server.transcript {
            writeln!(output, "{}", line(entry))?;
        }
    }
    Ok(())
}
