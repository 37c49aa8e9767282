//! What a person sees while a check runs: the transcript as it happens, and a spinner on standard error while nothing
//! does. A transcript that cannot be written ends the check.

use std::{
    cell::{Cell, RefCell},
    io,
    sync::Arc,
    time::Duration,
};

use tokio::sync::Notify;

use super::{
    concealed::{self, Said},
    spinner::Spinner,
};
use crate::{
    event::{
        Connection, Conversation, Event, MtaSts, Observed, Observer, Policy, Resolution, Tls,
        note::counted,
    },
    render::{Style, Transcript, Writers},
    report::recorder::Recorder,
    smtp::Concealer,
};

/// Where a run is shown.
pub struct Screen<'a> {
    /// The result, and what is said beside it.
    pub writers: Writers<'a>,
    /// Colour and width.
    pub style: Style,
    /// A spinner on standard error shows what is waited for.
    pub progress: bool,
}

/// Keeps the facts of a run and shows it while it happens.
pub struct Live<'a> {
    recorder: Recorder,
    screen: RefCell<Screen<'a>>,
    transcript: Option<RefCell<Transcript>>,
    spinner: Option<Spinner>,
    scan_limit: Cell<Option<usize>>,
    broken: RefCell<Option<io::Error>>,
    failed: Notify,
    concealer: Arc<Concealer>,
}

impl<'a> Live<'a> {
    /// Shows the conversation through `transcript`, or nothing of it, and nothing that `concealer` knows.
    #[must_use]
    pub fn new(
        recorder: Recorder,
        transcript: Option<Transcript>,
        screen: Screen<'a>,
        concealer: Arc<Concealer>,
    ) -> Self {
        Self {
            concealer,
            recorder,
            transcript: transcript.map(RefCell::new),
            spinner: screen.progress.then(Spinner::default),
            scan_limit: Cell::new(None),
            screen: RefCell::new(screen),
            broken: RefCell::new(None),
            failed: Notify::new(),
        }
    }

    /// Takes the spinner off the screen; the facts, and the screen for what follows.
    #[must_use]
    pub fn ended(self) -> (Recorder, Screen<'a>) {
        self.quiet();
        (self.recorder, self.screen.into_inner())
    }

    /// Turns the spinner while nothing happens. Completes when the transcript cannot be written.
    pub async fn attend(&self) -> io::Error {
        loop {
            tokio::select! {
                () = self.failed.notified() => {}
                () = self.turn() => {}
            }
            if let Some(error) = self.broken.borrow_mut().take() {
                return error;
            }
        }
    }

    async fn turn(&self) {
        match &self.spinner {
            Some(spinner) => spinner.turn().await,
            None => std::future::pending().await,
        }
    }

    fn quiet(&self) {
        if let Some(spinner) = &self.spinner {
            spinner.stop();
        }
    }

    fn show(&self, transcript: &RefCell<Transcript>, observed: &Observed) {
        let mut lines = Vec::new();
        if transcript.borrow_mut().write(&mut lines, observed).is_err() || lines.is_empty() {
            return;
        }
        self.quiet();
        let lines = concealed::text(&self.concealer, &Said::default(), lines);
        let output = &mut self.screen.borrow_mut().writers.output;
        if let Err(error) = output.write_all(&lines).and_then(|()| output.flush()) {
            *self.broken.borrow_mut() = Some(error);
            self.failed.notify_one();
        }
    }
}

impl Observer for Live<'_> {
    fn observe(&self, observed: &Observed) {
        self.recorder.observe(observed);
        if let Some(transcript) = &self.transcript {
            self.show(transcript, observed);
        }
        if let Some(spinner) = &self.spinner {
            self.progress(spinner, &observed.event);
        }
    }
}

impl Live<'_> {
    fn progress(&self, spinner: &Spinner, event: &Event) {
        let until = |what: &str, limit: Option<Duration>| {
            spinner.wait_for(&concealed::line(&self.concealer, what), limit);
        };
        let wait_for = |what: &str| until(what, None);
        match event {
            Event::Conversation(Conversation::Waiting { what, limit }) => until(what, Some(*limit)),
            Event::Connection(Connection::AskedForTls) => wait_for("an answer to a TLS hello"),
            Event::Tls(Tls::ScanBegins { limit }) => {
                self.scan_limit.set(*limit);
                wait_for("the TLS scan");
            }
            Event::Tls(Tls::ScanGoesOn { connection }) => {
                spinner.goes_on(scan(*connection, self.scan_limit.get()));
            }
            Event::Tls(Tls::AsksWithoutServerName) => {
                wait_for("a handshake without a server name");
            }
            Event::Tls(Tls::FetchesIssuer { url }) => wait_for(url),
            Event::Resolution(Resolution::Asking { question }) => wait_for(question),
            Event::MtaSts(MtaSts::Awaited { domain }) => {
                wait_for(&format!("the MTA-STS policy of {domain}"));
            }
            Event::Policy(Policy::Awaited { domain }) => {
                wait_for(&format!("what {domain} publishes for its mail"));
            }
            Event::Policy(Policy::KeysAwaited) => wait_for("the keys of the message's signatures"),
            Event::Connection(Connection::Started { host, .. }) => {
                wait_for(&format!("a connection to {host}"));
            }
            _ => {}
        }
    }
}

/// `TLS scan: 12 of 25 connections`.
fn scan(connection: usize, limit: Option<usize>) -> String {
    match limit {
        Some(limit) => format!("TLS scan: {connection} of {limit} connections"),
        None => format!("TLS scan: {}", counted(connection, "connection")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_says_which_connection_of_how_many() {
        assert_eq!(scan(12, Some(25)), "TLS scan: 12 of 25 connections");
        assert_eq!(scan(1, None), "TLS scan: 1 connection");
    }
}
