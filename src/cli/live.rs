//! What a person sees while a check runs: the transcript as it happens, and a spinner on standard error while nothing
//! does. A transcript that cannot be written ends the check.

use std::{
    cell::{Cell, RefCell},
    io,
    sync::Arc,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::{sync::Notify, time::sleep};

use super::concealed::{self, Said};

use crate::{
    event::{Conversation, Event, MtaSts, Observed, Observer, Resolution},
    render::{Style, Transcript, Writers},
    report::recorder::Recorder,
    smtp::Concealer,
};

/// How long nothing has to happen before the spinner shows: a server that answers at once is not worth a flicker.
const PATIENCE: Duration = Duration::from_millis(400);
/// Time between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(120);

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
            let wait_for = |what: &str| spinner.wait_for(&concealed::line(&self.concealer, what));
            match &observed.event {
                Event::Conversation(Conversation::Waiting { what }) => wait_for(what),
                Event::Tls(crate::event::Tls::ScanGoesOn { connection }) => {
                    wait_for(&format!("the TLS scan, connection {connection}"));
                }
                Event::Tls(crate::event::Tls::AsksWithoutServerName) => {
                    wait_for("a handshake without a server name");
                }
                Event::Tls(crate::event::Tls::FetchesIssuer { url }) => wait_for(url),
                Event::Resolution(Resolution::Asking { question }) => wait_for(question),
                Event::MtaSts(MtaSts::Awaited { domain }) => {
                    wait_for(&format!("the MTA-STS policy of {domain}"));
                }
                Event::Connection(crate::event::Connection::Started { host, .. }) => {
                    wait_for(&format!("a connection to {host}"));
                }
                _ => {}
            }
        }
    }
}

/// A line on standard error that moves.
struct Spinner {
    bar: RefCell<Option<ProgressBar>>,
    what: RefCell<String>,
    news: Notify,
    shown: Cell<bool>,
}

impl Default for Spinner {
    fn default() -> Self {
        Self {
            bar: RefCell::new(None),
            what: RefCell::default(),
            news: Notify::new(),
            shown: Cell::new(false),
        }
    }
}

impl Spinner {
    fn wait_for(&self, what: &str) {
        *self.what.borrow_mut() = format!("waiting for {what}");
        self.news.notify_one();
    }

    fn stop(&self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
        self.shown.set(false);
    }

    async fn turn(&self) {
        if !self.shown.get() {
            tokio::select! {
                () = self.news.notified() => return,
                () = sleep(PATIENCE) => self.shown.set(true),
            }
        }
        self.draw();
        sleep(TICK).await;
    }

    fn draw(&self) {
        let mut bar = self.bar.borrow_mut();
        let bar = bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.with_style(ProgressStyle::default_spinner())
        });
        bar.set_message(self.what.borrow().clone());
        bar.tick();
    }
}
