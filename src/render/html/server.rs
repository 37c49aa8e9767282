//! What a page says of one server: what is known, where the time went, how long the certificates last, what senders do, and the
//! conversation.

use std::io::{self, Write};

use super::{certificates, known::facts, look::judged, waterfall};
use crate::{
    finding::came_to,
    render::{conversation, format::Shown, markup::Text, summary::facts_of_server, told},
    report::{
        Delivery, SenderView, Server,
        server::{From, Kind, TranscriptEntry},
    },
};

pub(super) fn write(
    output: &mut dyn Write,
    shown: &Shown<'_>,
    number: usize,
    server: &Server,
) -> io::Result<()> {
    let (report, judgement) = (shown.report, shown.judgement);
    let preference = server.preference;
    let preference = preference.map_or(String::new(), |one| format!(", MX preference {one}"));
    writeln!(
        output,
        "<section class=\"server\">\n<h2>{}<small>{preference}</small></h2>\n<p class=\"came\">{}</p>",
        Text(&told::server(server)),
        Text(&came_to(server))
    )?;
    facts(
        output,
        &facts_of_server(report, judgement, shown.style, server),
    )?;
    waterfall::write(output, &server.timings)?;
    if let Some(tls) = &server.tls {
        certificates::write(output, &tls.certificates, report.started_at)?;
    }
    senders(
        output,
        judgement.senders.get(number).map_or(&[], Vec::as_slice),
    )?;
    transcript(output, &server.transcript)?;
    artefacts(output, shown, server)?;
    writeln!(output, "</section>")
}

/// What was asked to be printed.
fn artefacts(output: &mut dyn Write, shown: &Shown<'_>, server: &Server) -> io::Result<()> {
    let pem = server.tls.as_ref().filter(|_| shown.certificates);
    if let Some(pem) = pem.and_then(|tls| tls.pem.as_ref()) {
        writeln!(
            output,
            "<details>\n<summary>Certificates in PEM</summary>\n<pre>{}</pre>\n</details>",
            Text(pem)
        )?;
    }
    if server.tlsa_to_publish.is_empty() {
        return Ok(());
    }
    let records = server.tlsa_to_publish.join("\n");
    writeln!(
        output,
        "<h3>TLSA records to publish</h3>\n<pre>{}</pre>",
        Text(&records)
    )
}

fn senders(output: &mut dyn Write, views: &[SenderView]) -> io::Result<()> {
    if views.is_empty() {
        return Ok(());
    }
    writeln!(
        output,
        "<h3>Mail from other servers</h3>\n<div class=\"wide\"><table>\n\
         <thead><tr><th>sender</th><th>mail is</th><th>because</th></tr></thead>\n<tbody>"
    )?;
    for view in views {
        let good = match view.outcome {
            Delivery::EncryptedAuthenticated | Delivery::Encrypted => Some(true),
            Delivery::Unknown => None,
            Delivery::Plaintext | Delivery::Deferred | Delivery::Bounced => Some(false),
        };
        writeln!(
            output,
            "<tr><th scope=\"row\">{}<small>{}</small></th><td><b class=\"{}\">{}</b></td><td>{}</td></tr>",
            view.sender.in_words(),
            view.sender.examples(),
            judged(good),
            view.outcome.in_words(),
            Text(&view.because)
        )?;
    }
    writeln!(output, "</tbody>\n</table></div>")
}

fn transcript(output: &mut dyn Write, entries: &[TranscriptEntry]) -> io::Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    write!(
        output,
        "<details class=\"transcript\" open>\n<summary>Conversation</summary>\n"
    )?;
    if entries.iter().any(|entry| entry.encrypted) {
        writeln!(
            output,
            "<p class=\"legend\">Lines with a bar beside them were encrypted.</p>"
        )?;
    }
    write!(output, "<pre>")?;
    for entry in entries {
        let class = line_class(entry);
        writeln!(
            output,
            "<span class=\"{class}\">{}</span>",
            Text(&conversation::line(entry))
        )?;
    }
    writeln!(output, "</pre>\n</details>")
}

fn line_class(entry: &TranscriptEntry) -> String {
    let refusal = match entry.text.as_bytes().first() {
        Some(b'4') => " later",
        Some(b'5') => " no",
        _ => "",
    };
    let who = match (entry.kind, entry.from) {
        (Kind::Note, _) => "n".to_owned(),
        (Kind::Line, From::Client) => "c".to_owned(),
        (Kind::Line, From::Server) => format!("s{refusal}"),
    };
    match entry.encrypted {
        true => format!("{who} e"),
        false => who,
    }
}
