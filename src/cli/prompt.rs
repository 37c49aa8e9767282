//! Asking a person: the terminal of this process, and a script of answers for tests. Questions go to standard
//! error, for standard output belongs to the result. What to ask is decided in `settings`.

use std::{
    collections::VecDeque,
    io::{self, BufRead, IsTerminal, Read, Write},
};

use zeroize::Zeroizing;

use super::output::show;
use super::terminal::Saved;
#[cfg(unix)]
use super::terminal::stops_are_watched;

/// The longest line taken as an answer, in bytes.
const LONGEST_ANSWER: u64 = 4096;

/// Someone who can be asked, and the standard input that belongs to them.
pub trait Ask {
    /// Whether anybody is there: standard input and standard error are terminals.
    fn available(&self) -> bool;

    /// Asks for a line; the answer comes without its line end.
    ///
    /// # Errors
    /// [`Unanswered`] says why there is no answer.
    fn line(&mut self, question: &str) -> Result<String, Unanswered>;

    /// Asks for a line that is not shown while it is typed; the answer comes as it was typed, without its line end.
    ///
    /// # Errors
    /// [`Unanswered`] says why there is no answer.
    fn hidden(&mut self, question: &str) -> Result<Zeroizing<Vec<u8>>, Unanswered>;

    /// Says something that needs no answer.
    fn say(&mut self, text: &str);

    /// Standard input, for options that read it.
    fn input(&mut self) -> Box<dyn Read + '_>;

    /// Whether standard input is a terminal, where everything typed shows.
    fn input_is_terminal(&self) -> bool;
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D, or the input ended.
    EndOfInput,
    /// The terminal could not be read; what the system says.
    Failed(String),
}

impl From<io::Error> for Unanswered {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::Interrupted => Self::Interrupted,
            io::ErrorKind::UnexpectedEof => Self::EndOfInput,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// The terminal of this process. To be used inside [`super::terminal::until_interrupted`], which keeps a signal
/// from leaving the terminal without echo.
#[derive(Debug, Default)]
pub struct Terminal;

impl Ask for Terminal {
    fn available(&self) -> bool {
        self.input_is_terminal() && io::stderr().is_terminal()
    }

    fn line(&mut self, question: &str) -> Result<String, Unanswered> {
        show(question)?;
        let mut answer = Vec::new();
        io::stdin()
            .lock()
            .take(LONGEST_ANSWER)
            .read_until(b'\n', &mut answer)?;
        if answer.is_empty() {
            self.say("");
            return Err(Unanswered::EndOfInput);
        }
        let answer = String::from_utf8(answer)
            .map_err(|_| Unanswered::Failed("the answer is not UTF-8".to_owned()))?;
        Ok(answer.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn hidden(&mut self, question: &str) -> Result<Zeroizing<Vec<u8>>, Unanswered> {
        // Before the question shows: who types at once would see the password on the screen.
        let terminal = Saved::now();
        #[cfg(unix)]
        stops_are_watched();
        terminal.conceal(question);
        let answer = show(question).and_then(|()| read_hidden());
        terminal.restore();
        let mut answer = answer?;
        if answer.last() == Some(&b'\n') {
            answer.pop();
        }
        if answer.len() >= LONGEST_TYPED {
            return Err(Unanswered::Failed(format!(
                "a terminal takes lines of less than {LONGEST_TYPED} bytes and leaves out the rest"
            )));
        }
        match answer.is_empty() {
            true => Err(Unanswered::EndOfInput),
            false => Ok(answer),
        }
    }

    fn say(&mut self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    fn input(&mut self) -> Box<dyn Read + '_> {
        Box::new(io::stdin().lock())
    }

    fn input_is_terminal(&self) -> bool {
        io::stdin().is_terminal()
    }
}

/// A terminal gives no more of a line and says nothing about the rest (`N_TTY_BUF_SIZE` of Linux; others stop earlier, and
/// the line cannot be ended).
const LONGEST_TYPED: usize = 4095;

/// One line. Nothing is between the terminal and what is zeroed: no library that leaves out what it does not understand, no
/// buffer that is left behind.
#[cfg(unix)]
fn read_hidden() -> io::Result<Zeroizing<Vec<u8>>> {
    use std::os::fd::AsFd;
    let mut input = std::fs::File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut typed = Zeroizing::new(vec![0; LONGEST_TYPED + 1]);
    let mut length = 0;
    while length < typed.len() && !typed[..length].ends_with(b"\n") {
        match input.read(&mut typed[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    typed.truncate(length);
    Ok(typed)
}

#[cfg(not(unix))]
fn read_hidden() -> io::Result<Zeroizing<Vec<u8>>> {
    rpassword::read_password().map(|typed| Zeroizing::new(typed.into_bytes()))
}

/// Answers prepared in advance, for tests that run the program in-process.
#[derive(Default)]
pub struct Scripted {
    attended: bool,
    answers: VecDeque<Result<String, Unanswered>>,
    input: io::Cursor<Vec<u8>>,
    /// Every question and everything said, in order; hidden questions have ` (hidden)` behind them.
    pub shown: Vec<String>,
}

impl Scripted {
    /// Nobody is there.
    #[must_use]
    pub fn unattended() -> Self {
        Self::default()
    }

    /// Somebody who answers with these lines, then with the end of input.
    #[must_use]
    pub fn answering(answers: &[&str]) -> Self {
        Self::replying(
            answers
                .iter()
                .map(|answer| Ok((*answer).to_owned()))
                .collect(),
        )
    }

    /// Somebody who answers or refuses to.
    #[must_use]
    pub fn replying(answers: Vec<Result<String, Unanswered>>) -> Self {
        Self {
            attended: true,
            answers: answers.into(),
            ..Self::default()
        }
    }

    /// Puts `input` on standard input.
    #[must_use]
    pub fn with_input(mut self, input: &[u8]) -> Self {
        self.input = io::Cursor::new(input.to_vec());
        self
    }

    fn next(&mut self) -> Result<String, Unanswered> {
        self.answers
            .pop_front()
            .unwrap_or(Err(Unanswered::EndOfInput))
    }
}

impl Ask for Scripted {
    fn available(&self) -> bool {
        self.attended
    }

    fn line(&mut self, question: &str) -> Result<String, Unanswered> {
        self.shown.push(question.to_owned());
        self.next()
    }

    fn hidden(&mut self, question: &str) -> Result<Zeroizing<Vec<u8>>, Unanswered> {
        self.shown.push(format!("{question} (hidden)"));
        self.next()
            .map(|answer| Zeroizing::new(answer.into_bytes()))
    }

    fn say(&mut self, text: &str) {
        self.shown.push(text.to_owned());
    }

    fn input(&mut self) -> Box<dyn Read + '_> {
        Box::new(&mut self.input)
    }

    fn input_is_terminal(&self) -> bool {
        self.attended
    }
}
