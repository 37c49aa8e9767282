//! A stop while a password is typed (`kill -TSTP`): the terminal shows again what is typed while the process stands still, for
//! it belongs to the shell then, and hides it once the process goes on, however it was stopped. The shell gets nothing of what was
//! typed until then, and the question is asked anew.

use std::{
    sync::{Once, mpsc},
    thread,
};

use rustix::process::{Signal, getpid, kill_process};
use tokio::{
    runtime::Builder,
    signal::unix::{SignalKind, signal},
};

use super::hiding;
use crate::cli::output::show;

/// Takes care of it from now on. Called before the first hidden question alone: a run without one is stopped as any other.
pub(in crate::cli) fn are_watched() {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let (ready, is_ready) = mpsc::channel();
        // Without a thread a stop leaves the terminal as it is.
        let _ = thread::Builder::new().spawn(move || watch(&ready));
        // It hears them, or ended.
        let _ = is_ready.recv();
    });
}

fn watch(ready: &mpsc::Sender<()>) -> Option<()> {
    let runtime = Builder::new_current_thread().enable_all().build().ok()?;
    runtime.block_on(async {
        let kind = SignalKind::from_raw(Signal::TSTP.as_raw());
        let is_ignored = super::signals::is_ignored(kind);
        let mut stop = (!is_ignored).then(|| signal(kind)).transpose().ok()?;
        let mut going_on = signal(SignalKind::from_raw(Signal::CONT.as_raw())).ok()?;
        let _ = ready.send(());
        loop {
            let stopped = async {
                match &mut stop {
                    Some(stop) => stop.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = stopped => stand_still(),
                _ = going_on.recv() => hide_again(),
            }
        }
    })
}

/// Nobody can hide anything while the lock is held; the stop ends with SIGCONT. One that comes before this process stands still
/// ends nothing (POSIX, Signal Generation and Delivery: it goes on only if it is stopped), and another is needed. A shell sends it
/// after it has seen the stop.
fn stand_still() {
    let hiding = hiding();
    if let Some((saved, _)) = &hiding.question {
        saved.set_back();
        saved.forget_input();
    }
    let _ = kill_process(getpid(), Signal::STOP);
}

fn hide_again() {
    if let Some((saved, question)) = &hiding().question {
        saved.set_hidden();
        saved.forget_input();
        let _ = show(question);
    }
}
