//! Where the targets come from: the command line, then a file or standard input, read by a thread of its own, because whoever
//! writes there may take his time.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use tokio::sync::mpsc;

use crate::text::visible;

/// How a key or a certificate begins (RFC 7468): nothing of such a file is repeated.
const KEY: &[u8] = b"-----BEGIN";

/// A line that is longer is no target, and is not kept.
const LONGEST: usize = 4096;

/// Lines that are read ahead.
const AHEAD: usize = 256;

/// What comes of a list.
pub(super) type Line = io::Result<String>;

/// The targets, one after the other, and how many there are as far as that is known.
pub struct Source {
    /// In order. An error ends them.
    pub(super) lines: mpsc::Receiver<Line>,
    /// How many there are; 0 where that is not known.
    pub(super) count: Arc<AtomicUsize>,
}

impl Source {
    /// Those of the command line, then those of the file; `-` is standard input.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(typed: Vec<String>, file: Option<&Path>) -> io::Result<Self> {
        let count = Arc::new(AtomicUsize::new(0));
        let (sender, lines) = mpsc::channel(AHEAD);
        let opened: Option<Box<dyn Read + Send>> = match file {
            None => {
                count.store(typed.len(), Ordering::Relaxed);
                None
            }
            Some(path) if path.as_os_str() == "-" => Some(Box::new(io::stdin())),
            Some(path) => {
                count.store(typed.len() + counted(path)?, Ordering::Relaxed);
                Some(Box::new(File::open(path)?))
            }
        };
        thread::spawn(move || {
            for target in typed {
                if sender.blocking_send(Ok(target)).is_err() {
                    return;
                }
            }
            if let Some(opened) = opened {
                read(opened, |line| sender.blocking_send(line).is_ok());
            }
        });
        Ok(Self { lines, count })
    }

    /// Whether as much is read as is read ahead, of so many that are known. Who has a clock that stands still while nothing happens waits for
    /// this before.
    #[must_use]
    pub fn is_ahead(&self) -> bool {
        self.lines.len() >= self.count.load(Ordering::Relaxed).min(AHEAD)
    }
}

/// The number of targets in a file that can be read twice.
fn counted(path: &Path) -> io::Result<usize> {
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        return Err(io::Error::other("it is a directory"));
    }
    let mut count = 0;
    // What is read once cannot be counted before.
    if kind.is_file() {
        let file = File::open(path)?;
        read(file, |line| {
            count += usize::from(line.is_ok());
            true
        });
    }
    Ok(count)
}

/// Reads lines until `take` wants no more. Blank ones and comments are none.
fn read(from: impl Read, mut take: impl FnMut(Line) -> bool) {
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        let more = bounded_line(&mut from, &mut line);
        let wanted = match more {
            Ok(true) if line.starts_with(KEY) => {
                take(Err(io::Error::other(
                    "it holds a key or a certificate, not targets",
                )));
                return;
            }
            Ok(true) => match target(&line) {
                Some(target) => take(Ok(target)),
                None => true,
            },
            Ok(false) => return,
            Err(error) => {
                take(Err(error));
                return;
            }
        };
        if !wanted {
            return;
        }
    }
}

/// Reads one line, of a long one the beginning. False at the end.
fn bounded_line(from: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    let mut any = false;
    loop {
        let buffer = match from.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        let room = (LONGEST + 1).saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = end.map_or(buffer.len(), |end| end + 1);
        from.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// What a line names: without a comment, without blanks around it. A byte order mark may stand before the first.
fn target(line: &[u8]) -> Option<String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.to_owned(),
        Err(_) => visible(line),
    };
    let begins_comment = |(at, _): &(usize, &str)| {
        text[..*at].ends_with(|before: char| before.is_whitespace()) || *at == 0
    };
    let comment = text.match_indices('#').find(begins_comment);
    let target = text[..comment.map_or(text.len(), |(at, _)| at)].trim();
    (!target.is_empty()).then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<String> {
        let mut all = Vec::new();
        read(text, |line| {
            all.push(line.unwrap());
            true
        });
        all
    }

    #[test]
    fn a_target_a_line_without_comments_and_blanks() {
        let text = b"\xef\xbb\xbfexample.com\r\n\n# all of ours\n  mail.example.org:587  # submission\nodd#name\n\tlast";
        assert_eq!(
            lines(text),
            ["example.com", "mail.example.org:587", "odd#name", "last"]
        );
    }

    #[test]
    fn what_is_no_text_is_a_line_all_the_same() {
        assert_eq!(lines(b"\xffx\nexample.com"), ["\\xffx", "example.com"]);
    }

    #[test]
    fn a_long_line_is_one_line_and_not_kept_whole() {
        let mut text = vec![b'x'; 100_000];
        text.extend_from_slice(b"\nexample.com\n");
        let lines = lines(&text);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].len(), LONGEST + 1);
        assert_eq!(lines[1], "example.com");
    }

    #[test]
    fn who_wants_no_more_gets_no_more() {
        let mut all = Vec::new();
        read(&b"a\nb\nc\n"[..], |line| {
            all.push(line.unwrap());
            all.len() < 2
        });
        assert_eq!(all, ["a", "b"]);
    }

    #[tokio::test]
    async fn those_of_the_command_line_come_first_and_all_are_counted() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "c.example\n\nd.example\n").unwrap();
        let typed = vec!["a.example".to_owned(), "b.example".to_owned()];
        let mut source = Source::open(typed, Some(file.path())).unwrap();
        assert_eq!(source.count.load(Ordering::Relaxed), 4);
        let mut all = Vec::new();
        while let Some(line) = source.lines.recv().await {
            all.push(line.unwrap());
        }
        assert_eq!(all, ["a.example", "b.example", "c.example", "d.example"]);
        assert!(Source::open(Vec::new(), Some(Path::new("/no/such/file"))).is_err());
        let folder = tempfile::tempdir().unwrap();
        assert!(Source::open(Vec::new(), Some(folder.path())).is_err());
    }
}
