//! Keeps the terminal usable when a signal arrives while a password is typed: the settings of the terminal are
//! saved before the first question and put back before the program ends. Without a handler it would stay
//! without echo.

#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod stops;

#[cfg(unix)]
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{future::Future, io, process, thread, time::Duration};

use tokio::{runtime::Builder, sync::oneshot, time::timeout};

use super::output;
use crate::finding::Outcome;
#[cfg(unix)]
pub(super) use stops::are_watched as stops_are_watched;

/// What became of the settings of the terminal.
#[cfg(unix)]
struct Hiding {
    /// It has them back and must keep them: a thread at a question may be about to change them.
    over: bool,
    /// What is typed to this question is not shown, and these were the settings before.
    question: Option<(Saved, String)>,
}

#[cfg(unix)]
static HIDING: Mutex<Hiding> = Mutex::new(Hiding {
    over: false,
    question: None,
});

#[cfg(unix)]
fn hiding() -> MutexGuard<'static, Hiding> {
    HIDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What no key is, `_POSIX_VDISABLE` (POSIX, section 11.1.9).
#[cfg(unix)]
const DISABLED: u8 = if cfg!(any(
    target_os = "linux",
    target_os = "android",
    target_os = "illumos"
)) {
    0
} else {
    0xff
};

/// A signal that ends a process arrived; the terminal is as it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// Runs `work`, which may ask questions, on a thread of its own until it is done or a signal arrives.
///
/// After a signal the thread may still wait for input; the process is expected to end. A panic of `work` goes on
/// here.
///
/// # Errors
/// [`Interrupted`] after a signal that ends a process.
pub async fn until_interrupted<Answer: Send + 'static>(
    work: impl FnOnce() -> Answer + Send + 'static,
) -> Result<Answer, Interrupted> {
    let saved = Saved::now();
    let Ok(signal) = signal() else {
        return Ok(work());
    };
    let (done, finished) = oneshot::channel();
    let worker = thread::spawn(move || {
        let answer = work();
        let _ = done.send(());
        answer
    });
    tokio::select! {
        _ = finished => worker.join().map_err(|panic| std::panic::resume_unwind(panic)),
        () = signal => {
            saved.restore_for_good();
            Err(Interrupted)
        }
    }
}

/// How long the report of an interrupted run may take to be written.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Ends the process some time after a signal, whatever it does, and at once where it is stuck in writing to a pipe that is
/// full and that nobody empties: there no task gets its turn any more.
#[expect(clippy::exit, reason = "the other threads are stuck")]
pub fn end_after_signal() {
    let watch = || {
        let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
            return;
        };
        let saved = Saved::now();
        runtime.block_on(async {
            signalled().await;
            let _ = timeout(LAST_WORDS, output::WRITES.stand_still()).await;
        });
        saved.restore_for_good();
        process::exit(Outcome::Interrupted.code().into());
    };
    // Without a thread, a signal ends the run where it can.
    let _ = thread::Builder::new().spawn(watch);
}

/// Completes when a signal arrives that ends a process; never where signals cannot be caught.
pub async fn signalled() {
    match signal() {
        Ok(signal) => signal.await,
        Err(_) => std::future::pending().await,
    }
}

/// Waits for a signal. The handlers are in place when this returns, not when it is first polled.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use std::{future::poll_fn, task::Poll};
    use tokio::signal::unix::signal;
    let mut awaited = signals::that_end_the_run()
        .into_iter()
        .map(signal)
        .collect::<io::Result<Vec<_>>>()?;
    Ok(poll_fn(move |context| {
        let arrived = |one: &mut tokio::signal::unix::Signal| one.poll_recv(context).is_ready();
        match awaited.iter_mut().any(arrived) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }))
}

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// The settings of the controlling terminal at one moment; nothing where there is none.
#[derive(Clone)]
pub struct Saved {
    #[cfg(unix)]
    terminal: Option<Arc<(std::fs::File, rustix::termios::Termios)>>,
}

#[cfg(unix)]
impl Saved {
    /// Saves the settings as they are now.
    #[must_use]
    pub fn now() -> Self {
        let terminal = std::fs::File::open("/dev/tty").ok().and_then(|file| {
            let settings = rustix::termios::tcgetattr(&file).ok()?;
            Some(Arc::new((file, settings)))
        });
        Self { terminal }
    }

    /// Lets the terminal show nothing of what is typed to `question`, until [`Self::restore`]. Ctrl-Z and Ctrl-\\ do nothing
    /// until then; where the process is stopped otherwise, whoever has the terminal meanwhile has its echo and nothing of what
    /// was typed, and when the process goes on it asks anew.
    pub fn conceal(&self, question: &str) {
        let mut hiding = hiding();
        if !hiding.over {
            hiding.question = Some((self.clone(), question.to_owned()));
            self.set_hidden();
        }
    }

    /// The terminal while it is ours. Whoever touches it from the background is stopped (SIGTTOU; POSIX, section 11.1.4), and has
    /// no business there: its settings and what is typed are another's.
    fn in_foreground(&self) -> Option<&(std::fs::File, rustix::termios::Termios)> {
        let terminal = self.terminal.as_deref()?;
        let foreground = rustix::termios::tcgetpgrp(&terminal.0).ok()?;
        (foreground == rustix::process::getpgrp()).then_some(terminal)
    }

    fn set_hidden(&self) {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcsetattr};
        if let Some((file, settings)) = self.in_foreground() {
            let mut settings = settings.clone();
            settings.local_modes.remove(LocalModes::ECHO);
            settings.local_modes.insert(LocalModes::ECHONL);
            for key in [SpecialCodeIndex::VSUSP, SpecialCodeIndex::VQUIT] {
                settings.special_codes[key] = DISABLED;
            }
            let _ = tcsetattr(file, OptionalActions::Now, &settings);
        }
    }

    /// Puts the saved settings back, and lets nobody conceal anything any more: the process ends.
    pub fn restore_for_good(&self) {
        let mut hiding = hiding();
        hiding.over = true;
        self.set_back();
        if hiding.question.take().is_some() {
            self.forget_input();
        }
    }

    /// Puts the saved settings back once a question is answered, or will not be.
    pub fn restore(&self) {
        let mut hiding = hiding();
        hiding.question = None;
        self.set_back();
        self.forget_input();
    }

    fn set_back(&self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        if let Some((file, settings)) = self.in_foreground() {
            let _ = tcsetattr(file, OptionalActions::Now, settings);
        }
    }

    /// What was typed and not read is a part of a password: whoever reads next, a shell with its history, does not get it.
    /// Not by `tcsetattr`, which would wait for output that Ctrl-S holds back.
    fn forget_input(&self) {
        use rustix::termios::{QueueSelector, tcflush};
        if let Some((file, _)) = self.in_foreground() {
            let _ = tcflush(file, QueueSelector::IFlush);
        }
    }
}

#[cfg(not(unix))]
impl Saved {
    /// Saves nothing: the console keeps its settings by itself.
    #[must_use]
    pub fn now() -> Self {
        Self {}
    }

    /// Does nothing.
    pub fn conceal(&self, _: &str) {}

    /// Does nothing.
    pub fn restore_for_good(&self) {}

    /// Does nothing.
    pub fn restore(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<Answer>(future: impl Future<Output = Answer>) -> Answer {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(future)
    }

    #[test]
    fn the_answer_of_the_work_comes_back() {
        assert_eq!(run(until_interrupted(|| 7)), Ok(7));
    }

    #[test]
    #[should_panic(expected = "of the work")]
    fn a_panic_of_the_work_goes_on() {
        let _ = run(until_interrupted(|| panic!("of the work")));
    }
}
