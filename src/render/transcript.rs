//! The conversation as it happens: `C:` and `S:` lines as they crossed the wire, notes in brackets. The only renderer
//! that sees events. Lines are never wrapped or changed.

use std::io::{self, Write};

use super::style::{Paint, Style};
use crate::event::{
    About, Connection, Event, Observed, Resolution, Tls,
    note::{self, Entry, Speaker, Tidings},
};
use crate::tls::Step;

/// Writes events as they come.
#[derive(Debug)]
pub struct Transcript {
    style: Style,
    begun: bool,
    /// The messages of this server's handshake are shown one by one.
    storyboard: bool,
}

impl Transcript {
    /// A transcript of which nothing has been written yet.
    #[must_use]
    pub fn new(style: Style) -> Self {
        Self {
            style,
            begun: false,
            storyboard: false,
        }
    }

    /// Writes what an event adds; nothing for most.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&mut self, output: &mut dyn Write, observed: &Observed) -> io::Result<()> {
        if let Some(note) = note::domain_note(observed) {
            writeln!(output, "{}", self.style.paint(Paint::Note, note))?;
        }
        if self.style.verbose && observed.about == About::Domain {
            self.look_up(output, &observed.event)?;
        }
        if matches!(
            observed.event,
            Event::Connection(Connection::Started { .. })
        ) {
            if self.begun {
                writeln!(output)?;
            }
            self.begun = true;
            self.storyboard = false;
        }
        for entry in self.entries(observed) {
            let prefix = match entry.speaker {
                Speaker::Client => "C:",
                Speaker::Server => "S:",
            };
            let paint = match (entry.tidings, entry.note, entry.speaker) {
                (Tidings::Failed, ..) => Paint::Refused,
                (Tidings::Deferred, ..) => Paint::Deferred,
                (Tidings::None, true, _) => Paint::Note,
                (Tidings::None, false, Speaker::Client) => Paint::Client,
                (Tidings::None, false, Speaker::Server) => Paint::Server,
            };
            let line = if entry.text.is_empty() {
                prefix.to_owned()
            } else {
                format!("{prefix} {}", entry.text)
            };
            writeln!(
                output,
                "{}{}",
                self.time(observed),
                self.style.paint(paint, &line)
            )?;
        }
        Ok(())
    }

    /// Each message of a handshake has a note of its own with `--verbose`; those of the hellos then hold all that the
    /// notes of the steps say.
    fn entries(&mut self, observed: &Observed) -> Vec<Entry> {
        match &observed.event {
            Event::Tls(Tls::Step(Step::Message(message))) if self.style.verbose => {
                self.storyboard = true;
                vec![note::handshake_message(message)]
            }
            Event::Tls(Tls::Step(Step::ClientHello { .. } | Step::ServerHello { .. }))
                if self.storyboard =>
            {
                Vec::new()
            }
            _ => note::entries(observed),
        }
    }

    /// What DNS said, for those who want everything.
    fn look_up(&self, output: &mut dyn Write, event: &Event) -> io::Result<()> {
        let line = match event {
            Event::Resolution(Resolution::MailExchangers { domain, lookup }) => {
                let found: Vec<_> = lookup
                    .records()
                    .iter()
                    .map(|mx| format!("{} {}", mx.preference, mx.exchange))
                    .collect();
                said(&format!("MX of {domain}"), &found, &lookup.answer.outcome())
            }
            Event::Resolution(Resolution::Services { name, lookup }) => {
                let found: Vec<_> = lookup
                    .records()
                    .iter()
                    .map(|srv| format!("{} port {}", srv.target, srv.port))
                    .collect();
                said(&format!("SRV {name}"), &found, &lookup.answer.outcome())
            }
            Event::Resolution(Resolution::Addresses { host, lookup }) => {
                let found: Vec<_> = lookup.records().iter().map(ToString::to_string).collect();
                said(
                    &format!("address of {host}"),
                    &found,
                    &lookup.answer.outcome(),
                )
            }
            Event::Resolution(Resolution::Skipped { because }) => {
                format!("no MX look-up: {because}")
            }
            _ => return Ok(()),
        };
        writeln!(output, "{}", self.style.paint(Paint::Note, &line))
    }

    fn time(&self, observed: &Observed) -> String {
        if !self.style.timing {
            return String::new();
        }
        let milliseconds = observed.at.as_secs_f64() * 1000.0;
        self.style
            .paint(Paint::Faint, &format!("{milliseconds:9.1} ms  "))
    }
}

fn said(question: &str, found: &[String], outcome: &str) -> String {
    if found.is_empty() {
        format!("{question}: {outcome}")
    } else {
        format!("{question}: {}", found.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        event::Conversation,
        smtp::Shown,
        tls::{
            CipherSuite, Group, TlsVersion,
            storyboard::{Choice, Content, Message, Sender},
        },
    };

    fn written(style: Style, events: &[Event]) -> String {
        let mut transcript = Transcript::new(style);
        let mut output = Vec::new();
        for event in events {
            let at = Duration::from_micros(1_234_567);
            let observed = Observed {
                at,
                about: About::Server(0),
                event: event.clone(),
            };
            transcript.write(&mut output, &observed).unwrap();
        }
        String::from_utf8(output).unwrap()
    }

    fn plain() -> Style {
        Style {
            color: false,
            width: 80,
            timing: false,
            verbose: false,
            screen: false,
        }
    }

    fn started() -> Event {
        Event::Connection(Connection::Started {
            host: "mx1.example.com".to_owned(),
            address: "192.0.2.1".parse().unwrap(),
            port: 25,
            preference: Some(10),
            implicit_tls: false,
        })
    }

    fn client(shown: Shown) -> Event {
        Event::Conversation(Conversation::ClientLine {
            shown,
            encrypted: false,
        })
    }

    #[test]
    fn lines_stand_as_they_crossed_the_wire_and_notes_in_brackets() {
        let events = [
            started(),
            Event::Conversation(Conversation::ServerLine {
                line: "220 mx1.example.com ESMTP Postfix".to_owned(),
                encrypted: false,
            }),
            client(Shown::Line("EHLO client.example.org".to_owned())),
            client(Shown::Concealed("Base64-encoded password".to_owned())),
            client(Shown::Partly {
                line: "AUTH PLAIN".to_owned(),
                concealed: "Base64-encoded credentials".to_owned(),
            }),
            client(Shown::Line(String::new())),
        ];
        let expected = "C: [Establishes TCP connection to mx1.example.com (192.0.2.1) port 25]\n\
                        S: 220 mx1.example.com ESMTP Postfix\n\
                        C: EHLO client.example.org\n\
                        C: [Base64-encoded password]\n\
                        C: AUTH PLAIN [Base64-encoded credentials]\n\
                        C:\n";
        assert_eq!(written(plain(), &events), expected);
    }

    #[test]
    fn the_handshake_reads_as_it_is_documented() {
        let step = |step| Event::Tls(Tls::Step(step));
        let events = [
            step(Step::ClientHello {
                versions: vec![TlsVersion::Tls13, TlsVersion::Tls12],
                server_name: Some("mx1.example.com".to_owned()),
                bytes: 1470,
            }),
            step(Step::ServerHello {
                version: TlsVersion::Tls13,
                cipher_suite: CipherSuite::AES_256_GCM_SHA384,
                key_exchange_group: Some(Group(0x11EC)),
            }),
            step(Step::Finished),
        ];
        let expected = "C: [TLS ClientHello: TLS 1.3, TLS 1.2; server name mx1.example.com]\n\
                        S: [TLS ServerHello: TLS 1.3, TLS_AES_256_GCM_SHA384, X25519MLKEM768]\n\
                        C: [TLS Finished: the connection is encrypted]\n";
        assert_eq!(written(plain(), &events), expected);
    }

    #[test]
    fn a_storyboard_stands_in_for_the_notes_of_the_hellos() {
        let step = |step| Event::Tls(Tls::Step(step));
        let message = |from, name, content| {
            let at = Duration::from_micros(1_240);
            step(Step::Message(Message {
                from,
                name,
                bytes: 52,
                at,
                content,
            }))
        };
        let choice = Choice {
            is_retry: false,
            version: Some(TlsVersion::Tls13),
            cipher_suite: CipherSuite::AES_256_GCM_SHA384,
            group: Some(Group(29)),
        };
        let events = [
            message(Sender::Server, "ServerHello", Content::Choice(choice)),
            step(Step::ServerHello {
                version: TlsVersion::Tls13,
                cipher_suite: CipherSuite::AES_256_GCM_SHA384,
                key_exchange_group: Some(Group(29)),
            }),
            message(Sender::Client, "Finished", Content::Untold),
            step(Step::Finished),
        ];
        let verbose = Style {
            verbose: true,
            ..plain()
        };
        let expected = "S: [TLS ServerHello, 52 bytes at 1.2 ms: TLS 1.3, TLS_AES_256_GCM_SHA384, x25519]\n\
                        C: [TLS Finished, 52 bytes at 1.2 ms]\n\
                        C: [TLS Finished: the connection is encrypted]\n";
        assert_eq!(written(verbose, &events), expected);
        assert!(!written(plain(), &events).contains("52 bytes"));
    }

    #[test]
    fn times_stand_before_the_lines_and_servers_apart() {
        let timing = Style {
            timing: true,
            ..plain()
        };
        assert!(written(timing, &[started()]).starts_with("   1234.6 ms  C: ["));
        assert!(written(plain(), &[started(), started()]).contains("]\n\nC: ["));
    }

    #[test]
    fn colour_surrounds_a_line_and_changes_nothing_in_it() {
        let colourful = Style {
            color: true,
            ..plain()
        };
        let line = written(colourful, &[client(Shown::Line("QUIT".to_owned()))]);
        assert!(
            line.contains("C: QUIT") && line.starts_with('\u{1b}'),
            "{line:?}"
        );
    }
}
