//! Standard output and standard error of the process: what is printed, how it looks, and what it means when nobody
//! reads it.

use std::{
    borrow::Cow,
    io::{self, IsTerminal, Stdout, Write},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::time::sleep;

use super::options::ColorChoice;
use crate::{
    finding::Outcome,
    render::Style,
    text::{LONGEST_SHOWN, visible},
};

/// The writes to standard output.
pub(super) static WRITES: Writes = Writes(AtomicUsize::new(0));

/// Counts the beginnings and ends of writes: odd while one is under way.
pub(super) struct Writes(AtomicUsize);

impl Writes {
    fn counted<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.fetch_add(1, Ordering::Relaxed);
        let written = write();
        self.0.fetch_add(1, Ordering::Relaxed);
        written
    }

    /// Completes when a write stands still. Another thread writes.
    pub(super) async fn stand_still(&self) {
        let mut before = None;
        loop {
            let count = self.0.load(Ordering::Relaxed);
            let under_way = (!count.is_multiple_of(2)).then_some(count);
            if under_way.is_some() && under_way == before {
                return;
            }
            before = under_way;
            sleep(STANDSTILL).await;
        }
    }
}

/// Bytes of one write. A pipe that is full lets none of a larger one be seen to go through.
const PIECE: usize = 4096;

/// How long a write may take before it counts as standing still: nobody who reads needs so long for a piece.
const STANDSTILL: Duration = Duration::from_millis(40);

/// Standard output, written to in pieces that are counted.
pub(super) struct Output(Stdout);

impl Output {
    pub(super) fn new() -> Self {
        Self(io::stdout())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        WRITES.counted(|| self.0.write(piece))
    }

    fn flush(&mut self) -> io::Result<()> {
        WRITES.counted(|| self.0.flush())
    }
}

/// Says on standard error what is wrong.
pub(super) fn complain(sentence: &str, outcome: Outcome) -> u8 {
    let _ = writeln!(io::stderr().lock(), "error: {}", harmless(sentence));
    outcome.code()
}

/// Says on standard error what is to be known beside the result.
pub(super) fn note(sentence: &str) {
    let _ = writeln!(io::stderr().lock(), "note: {}", harmless(sentence));
}

/// A key may stand where the name of its file belongs: what begins as one is not repeated.
pub(super) fn without_key(sentence: &str) -> Cow<'_, str> {
    match sentence.find("-----BEGIN") {
        Some(at) => Cow::Owned(format!(
            "{}… (a key or a certificate stands there, and is not repeated: give the name of its file)",
            &sentence[..at]
        )),
        None => Cow::Borrowed(sentence),
    }
}

/// Names of files and words of the system may hold anything; lines stay lines.
pub(super) fn harmless(sentence: &str) -> String {
    let sentence = &without_key(sentence);
    let lines: Vec<_> = sentence
        .split('\n')
        .map(|line| match line.len() {
            0..=LONGEST_SHOWN => visible(line.as_bytes()),
            _ => line
                .chars()
                .map(|one| visible(one.encode_utf8(&mut [0; 4]).as_bytes()))
                .collect(),
        })
        .collect();
    lines.join("\n")
}

/// Prints `text` and nothing else.
pub(super) fn print(text: &str) -> u8 {
    print_bytes(text.as_bytes())
}

/// The same of bytes as they are.
pub(super) fn print_bytes(bytes: &[u8]) -> u8 {
    let mut output = Output::new();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Ok(()) => Outcome::Passed.code(),
        Err(error) => unwritten(&error),
    }
}

/// The exit status when output cannot be written.
pub(super) fn unwritten(error: &io::Error) -> u8 {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Outcome::ClosedPipe.code(),
        _ => complain(
            &format!("cannot write the result: {error}"),
            Outcome::Internal,
        ),
    }
}

/// Colour and width of standard output. <https://no-color.org> has the rule for `NO_COLOR`.
pub(super) fn style(choice: ColorChoice) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    let color = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stdout().is_terminal() && !set("NO_COLOR") && !dumb,
    };
    Style {
        color,
        width: textwrap::termwidth(),
        timing: false,
        verbose: false,
        screen: io::stdout().is_terminal(),
    }
}

/// What is said of an error of our own.
pub fn report_panic(place: &str) {
    let _ = writeln!(
        io::stderr().lock(),
        "error: smtpcheck itself failed{place}; please report it with the command line, without passwords"
    );
}

/// Shows a question on standard error.
pub(super) fn show(question: &str) -> io::Result<()> {
    let mut screen = io::stderr().lock();
    write!(screen, "{question}")?;
    screen.flush()
}

#[cfg(test)]
mod tests {
    use tokio::time::{advance, timeout};

    use super::*;

    #[test]
    fn no_complaint_acts_on_a_terminal() {
        let long = "x".repeat(3000);
        for (sentence, expected) in [
            (
                "--ca-file: /tmp/\x1b[5m: gone",
                "--ca-file: /tmp/\\x1b[5m: gone",
            ),
            ("one\ntwo\\x1b", "one\ntwo\\x1b"),
            (&format!("{long}\x1b"), &format!("{long}\\x1b")),
            (
                "cannot read -----BEGIN PRIVATE KEY-----\nMIGH",
                "cannot read … (a key or a certificate stands there, and is not repeated: give the name of its file)",
            ),
        ] {
            assert_eq!(harmless(sentence), expected);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_goes_on_does_not_stand_still() {
        let writes = Writes(AtomicUsize::new(0));
        let still = timeout(Duration::from_secs(1), writes.stand_still());
        assert!(still.await.is_err(), "nobody writes");
        let busy = async {
            for _ in 0..100 {
                writes.counted(|| ());
                writes.0.fetch_add(2, Ordering::Relaxed);
                advance(Duration::from_millis(10)).await;
            }
        };
        writes.0.fetch_add(1, Ordering::Relaxed);
        tokio::select! {
            biased;
            () = writes.stand_still() => panic!("pieces go through"),
            () = busy => {}
        }
        let still = timeout(Duration::from_millis(80), writes.stand_still());
        assert!(still.await.is_ok(), "the last one does not end");
    }
}
