//! What a form of the result is: its row stands in the file that writes it.

use std::{
    fmt,
    io::{self, Write},
};

use super::style::Style;
use crate::{finding::Judgement, report::Report};

/// A form of the result.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub sentence: &'static str,
    /// Somebody watches: the conversation is shown while it happens, and `--quiet` means something.
    pub is_watched: bool,
    /// How texts stand in it.
    pub texts: Texts,
    /// Where the result goes as well.
    pub appended: Option<&'static Appended>,
    /// Which exit status whoever reads it expects.
    pub exit: Exit,
    /// Writes the result of a run: one target, or several in the order in which they are told.
    pub write: fn(&mut Writers<'_>, &[Shown<'_>]) -> io::Result<()>,
    /// How the results of many targets follow each other, each as it comes; none where the whole is written at the end.
    pub series: Option<Series>,
}

/// How the results of many targets follow each other.
pub struct Series {
    /// What stands before the first of them.
    pub begin: &'static str,
    /// What stands between two.
    pub between: &'static str,
    /// What stands behind the last.
    pub end: &'static str,
    /// Writes one of them.
    pub write: fn(&mut Writers<'_>, &Shown<'_>) -> io::Result<()>,
    /// What it comes to is said at the end, for people.
    pub sums_up: bool,
}

/// Which exit status goes with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// That of the run.
    OfTheRun,
    /// That of a monitoring plugin: [`State`](crate::finding::State).
    OfAPlugin,
}

/// How a text, a reply of a server say, stands in a form; who looks for a text there has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// As it is.
    Plain,
    /// As a string of JSON.
    Json,
    /// As a string of JSON, or as it is.
    Quoted,
    /// Between tags and in attributes of XML or HTML.
    Markup,
    /// In fields of CSV.
    Csv,
    /// In workflow commands of GitHub.
    Command,
}

/// A file that gets the result in a second form, behind what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The variable of the environment that names it.
    pub variable: &'static str,
    /// The form.
    pub format: &'static Format,
}

/// Where a result is written.
pub struct Writers<'a> {
    /// The result.
    pub output: &'a mut dyn Write,
    /// What is said beside it.
    pub errors: &'a mut dyn Write,
}

/// A result, and how much of it is wanted.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The facts.
    pub report: &'a Report,
    /// What to think of them.
    pub judgement: &'a Judgement,
    /// How it looks, where it is for people.
    pub style: Style,
    /// 0, 1 (the verdict alone) or 2 (nothing on success), where it is for people.
    pub quiet: u8,
    /// With the certificates in PEM.
    pub certificates: bool,
    /// With the transcript, where that is a matter of choice.
    pub transcript: bool,
    /// Nobody saw the conversation while it happened: where a form tells it, it stands in the result.
    pub unwatched: bool,
}

impl Shown<'_> {
    /// The same for a file: it is no terminal, and nobody saw the conversation.
    #[must_use]
    pub const fn in_a_file(self) -> Self {
        Self {
            style: self.style.in_a_file(),
            quiet: 0,
            unwatched: true,
            ..self
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}
