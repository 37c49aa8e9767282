//! A line on standard error that moves while nothing happens: what is waited for, for how long, and the limit. It leaves room at
//! the right: the terminal puts `^C` behind it, and what that makes run into the next line cannot be erased. (Libraries fill
//! the line up with blanks.)

use std::{
    cell::{Cell, RefCell},
    io::{self, IsTerminal, Write},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, sleep},
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How long nothing has to happen before the spinner shows: a server that answers at once is not worth a flicker.
const PATIENCE: Duration = Duration::from_millis(400);
/// Time between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(120);
/// The pictures.
const PICTURES: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// To the beginning of the line, which is then empty.
const ERASED: &str = "\r\x1b[2K";

/// The line.
pub(super) struct Spinner {
    waiting: RefCell<Waiting>,
    news: Notify,
    shown: Cell<bool>,
    picture: Cell<usize>,
}

/// What is waited for.
struct Waiting {
    what: String,
    since: Instant,
    limit: Option<Duration>,
}

impl Default for Spinner {
    fn default() -> Self {
        let waiting = Waiting {
            what: String::new(),
            since: Instant::now(),
            limit: None,
        };
        Self {
            waiting: RefCell::new(waiting),
            news: Notify::new(),
            shown: Cell::new(false),
            picture: Cell::new(0),
        }
    }
}

impl Spinner {
    /// Something is waited for from now on, for so long at most.
    pub(super) fn wait_for(&self, what: &str, limit: Option<Duration>) {
        self.set(format!("waiting for {what}"), Instant::now(), limit);
    }

    /// Something goes on that counts by itself.
    pub(super) fn goes_on(&self, what: String) {
        let since = self.waiting.borrow().since;
        self.set(what, since, None);
    }

    fn set(&self, what: String, since: Instant, limit: Option<Duration>) {
        *self.waiting.borrow_mut() = Waiting { what, since, limit };
        self.news.notify_one();
    }

    /// Takes it off the screen until nothing happens again.
    pub(super) fn stop(&self) {
        if self.shown.replace(false) {
            write(ERASED);
        }
    }

    /// Waits until it is worth showing, or shows the next picture.
    pub(super) async fn turn(&self) {
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
        let picture = self.picture.get();
        self.picture.set((picture + 1) % PICTURES.len());
        let waiting = self.waiting.borrow();
        let said = waiting.after(waiting.since.elapsed());
        let said = fitting(&said, textwrap::termwidth());
        write(&format!("{ERASED}{} {said}", PICTURES[picture]));
    }
}

/// That nobody sees it ends nothing.
fn write(text: &str) {
    let mut screen = io::stderr().lock();
    let _ = screen
        .write_all(text.as_bytes())
        .and_then(|()| screen.flush());
}

/// Puts a text in the place of the line.
pub(super) fn redraw(text: &str) {
    write(&format!("{ERASED}{}", fitting(text, textwrap::termwidth())));
}

/// Takes the line away.
pub(super) fn erase() {
    write(ERASED);
}

/// Whether a line can move there.
pub(super) fn can_move() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    io::stderr().is_terminal() && !is_dumb
}

/// On one line, however long a name is.
fn fitting(text: &str, columns: usize) -> String {
    const ROOM: usize = 6;
    let most = columns.saturating_sub(ROOM).max(1);
    if text.width() <= most {
        return text.to_owned();
    }
    let mut width = 1;
    let fits = |one: &char| {
        width += one.width().unwrap_or_default();
        width <= most
    };
    let cut: String = text.chars().take_while(fits).collect();
    format!("{cut}…")
}

impl Waiting {
    /// `waiting for the greeting, 12 s of 60 s`.
    fn after(&self, elapsed: Duration) -> String {
        match (elapsed.as_secs(), self.limit) {
            (0, _) => self.what.clone(),
            (seconds, Some(limit)) => format!(
                "{}, {seconds} s of {:.0} s",
                self.what,
                limit.as_secs_f64().ceil()
            ),
            (seconds, None) => format!("{}, {seconds} s", self.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wait_is_told_with_its_seconds_and_its_limit() {
        let mut waiting = Waiting {
            what: "waiting for the greeting".to_owned(),
            since: Instant::now(),
            limit: Some(Duration::from_millis(59_700)),
        };
        let after = |waiting: &Waiting, seconds| waiting.after(Duration::from_secs(seconds));
        assert_eq!(after(&waiting, 0), "waiting for the greeting");
        assert_eq!(
            after(&waiting, 12),
            "waiting for the greeting, 12 s of 60 s"
        );
        assert_eq!(fitting("waiting for the greeting", 20), "waiting for t…");
        assert_eq!(fitting("waiting", 20), "waiting");
        waiting.limit = None;
        assert_eq!(after(&waiting, 12), "waiting for the greeting, 12 s");
    }
}
