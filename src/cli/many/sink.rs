//! Where results go: a thread writes them, so that a reader who takes his time holds up what is not begun yet and never a
//! conversation that is under way. On a terminal a line below shows how far it is.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, oneshot};

use crate::{
    cli::spinner::{erase, redraw},
    render::Series,
};

/// Results that wait to be written.
const WAITING: usize = 64;

/// What results are written to.
pub struct Sink {
    sender: mpsc::Sender<Vec<u8>>,
    ended: oneshot::Receiver<io::Result<()>>,
    /// Held by whoever is on the screen.
    screen: Option<Arc<Mutex<()>>>,
}

impl Sink {
    /// A thread that writes to `output` what stands in a `series`; with `progress` there is a line on standard error that is erased
    /// before.
    pub fn new(
        output: Box<dyn Write + Send>,
        series: Option<&'static Series>,
        progress: bool,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let (done, ended) = oneshot::channel();
        let screen = progress.then(Arc::<Mutex<()>>::default);
        let shared = screen.clone();
        thread::spawn(move || {
            let _ = done.send(write(receiver, output, series, shared.as_deref()));
        });
        Self {
            sender,
            ended,
            screen,
        }
    }

    /// A handle for somebody who has a result.
    pub(super) fn sender(&self) -> mpsc::Sender<Vec<u8>> {
        self.sender.clone()
    }

    /// Waits until everything is written.
    ///
    /// # Errors
    /// What the writer says.
    pub(super) async fn finished(self) -> io::Result<()> {
        drop(self.sender);
        let written = self.ended.await;
        written.unwrap_or_else(|_| Err(io::Error::other("the thread that writes it ended")))
    }

    /// Completes when writing failed.
    pub(super) async fn failed(&mut self) -> io::Error {
        match (&mut self.ended).await {
            Ok(Err(error)) => error,
            _ => io::Error::other("the thread that writes it ended"),
        }
    }

    /// Shows how far it is, unless a result is being written.
    pub(super) fn show(&self, progress: &Progress) {
        if let Some(screen) = &self.screen
            && let Ok(_held) = screen.try_lock()
        {
            redraw(&progress.to_string());
        }
    }

    /// Whether there is a line to show.
    pub(super) const fn shows(&self) -> bool {
        self.screen.is_some()
    }
}

fn write(
    mut results: mpsc::Receiver<Vec<u8>>,
    mut output: Box<dyn Write + Send>,
    series: Option<&Series>,
    screen: Option<&Mutex<()>>,
) -> io::Result<()> {
    let [begin, between, end] =
        series.map_or([""; 3], |series| [series.begin, series.between, series.end]);
    let mut before = begin;
    let mut any = false;
    while let Some(result) = results.blocking_recv() {
        let _held = screen.map(|screen| {
            let held = screen.lock().unwrap_or_else(PoisonError::into_inner);
            erase();
            held
        });
        output.write_all(before.as_bytes())?;
        output.write_all(&result)?;
        before = between;
        any = true;
        // Whoever reads gets lines as they come, and many at a time where they come fast.
        if results.is_empty() {
            output.flush()?;
        }
    }
    if screen.is_some() {
        erase();
    }
    if !any {
        output.write_all(begin.as_bytes())?;
    }
    output.write_all(end.as_bytes())?;
    output.flush()
}

/// How far it is.
pub(super) struct Progress {
    began: Instant,
    /// Targets that ended.
    pub(super) done: usize,
    /// Those that did not pass.
    pub(super) bad: usize,
    /// Of how many; 0 where that is not known.
    pub(super) of: usize,
}

impl Progress {
    pub(super) fn new(of: usize) -> Self {
        Self {
            began: Instant::now(),
            done: 0,
            bad: 0,
            of,
        }
    }

    /// As in [`Display`](std::fmt::Display), after so long.
    fn after(&self, elapsed: Duration) -> String {
        let Self { done, bad, of, .. } = *self;
        let count = match of {
            0 => format!("{done} checked"),
            of => format!("{done} of {of} checked"),
        };
        let seconds = elapsed.as_secs_f64();
        if done == 0 || seconds < 1.0 {
            return count;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate is not exact")]
        let (done, left) = (done as f64, of.saturating_sub(done) as f64);
        let rate = done / seconds;
        let rest = match of {
            0 => String::new(),
            _ => format!(", about {} left", roughly(left / rate)),
        };
        format!("{count}, {bad} not passed, {rate:.1} a second{rest}")
    }
}

impl std::fmt::Display for Progress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.after(self.began.elapsed()))
    }
}

fn roughly(seconds: f64) -> String {
    match seconds {
        ..100.0 => format!("{seconds:.0} s"),
        ..6000.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Format;

    #[test]
    fn how_far_it_is() {
        let progress = |done, of| Progress {
            done,
            bad: 2,
            ..Progress::new(of)
        };
        let after = |done, of, seconds| progress(done, of).after(Duration::from_secs(seconds));
        assert_eq!(after(0, 0, 9), "0 checked");
        assert_eq!(after(30, 0, 10), "30 checked, 2 not passed, 3.0 a second");
        assert_eq!(
            after(30, 60, 10),
            "30 of 60 checked, 2 not passed, 3.0 a second, about 10 s left"
        );
        assert_eq!(roughly(600.0), "10 min");
        assert_eq!(roughly(36_000.0), "10.0 h");
    }

    /// A writer that fails after the first write.
    struct Full(bool);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match std::mem::replace(&mut self.0, true) {
                false => Ok(bytes.len()),
                true => Err(io::ErrorKind::StorageFull.into()),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines() -> Option<&'static Series> {
        Format::named("ndjson").unwrap().series.as_ref()
    }

    #[tokio::test]
    async fn that_it_cannot_be_written_is_told() {
        let sink = Sink::new(Box::new(Full(false)), lines(), false);
        for _ in 0..2 {
            sink.sender().send(b"line\n".to_vec()).await.unwrap();
        }
        let error = sink.finished().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
