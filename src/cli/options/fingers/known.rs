//! What is known of our own options, and how a word is taken apart.

use clap::{Arg, ArgAction, Command};

/// Our options.
pub(super) struct Known<'a>(pub(super) &'a Command);

impl Known<'_> {
    /// The long name of ours that `name` is, spelled as it may be: `-p`, `--port`, `--helo`.
    pub(super) fn option(&self, name: &str) -> Option<String> {
        let is = |argument: &&Arg| match name.strip_prefix("--") {
            Some(long) => {
                argument.get_long() == Some(long)
                    || argument
                        .get_all_aliases()
                        .is_some_and(|aliases| aliases.contains(&long))
            }
            None => argument
                .get_short()
                .is_some_and(|short| name == format!("-{short}")),
        };
        let found = self.0.get_arguments().find(is)?;
        found.get_long().map(|long| format!("--{long}"))
    }

    /// The same of a long name behind one hyphen.
    pub(super) fn with_one_hyphen(&self, name: &str) -> Option<String> {
        let long = name.strip_prefix('-').filter(|long| long.len() > 1)?;
        match long.starts_with('-') {
            true => None,
            false => self.option(&format!("--{long}")),
        }
    }

    /// Whether a value belongs to the option of this long name.
    pub(super) fn takes_value(&self, name: &str) -> bool {
        let found = self
            .0
            .get_arguments()
            .find(|argument| argument.get_long() == name.strip_prefix("--"));
        found.is_some_and(|argument| {
            matches!(argument.get_action(), ArgAction::Set | ArgAction::Append)
        })
    }
}

/// An option as it was typed.
pub(super) struct Word<'a> {
    pub(super) whole: &'a str,
    /// `--ca-file` of `--ca-file=roots.pem`.
    pub(super) name: &'a str,
    pub(super) value: Option<&'a str>,
}

impl<'a> Word<'a> {
    /// The word, if it begins with a hyphen and more follows.
    pub(super) fn of(whole: &'a str) -> Option<Self> {
        let is_option = whole.len() > 1 && whole.starts_with('-') && whole != "--";
        let (name, value) = match whole.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (whole, None),
        };
        is_option.then_some(Self { whole, name, value })
    }

    /// One letter and what is glued to it.
    pub(super) fn short(&self) -> Option<(&'a str, &'a str)> {
        let is_short = !self.whole.starts_with("--") && self.whole.is_char_boundary(2);
        is_short.then(|| self.whole.split_at(2))
    }
}
