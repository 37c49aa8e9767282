//! Asking for what is missing, or saying which option has it when nobody can be asked.

use std::io::Read;

use zeroize::Zeroizing;

use super::Error;
use crate::cli::{
    environment::Environment,
    prompt::{Ask, Unanswered},
};

/// How often a wrong answer is asked for again.
const ATTEMPTS: usize = 3;

/// Something that is missing.
pub(super) struct Missing<'a> {
    /// Reads after "no": `server to check`.
    pub(super) what: &'a str,
    /// What to ask.
    pub(super) question: &'a str,
    /// Which option has it: `give --user`.
    pub(super) remedy: &'a str,
}

/// The terminal, and whether it may be used for questions.
pub(super) struct Questions<'a> {
    terminal: &'a mut dyn Ask,
    silent_because: Option<&'static str>,
}

impl<'a> Questions<'a> {
    pub(super) fn new(
        terminal: &'a mut dyn Ask,
        no_input: bool,
        environment: &Environment,
    ) -> Self {
        let silent_because = match () {
            () if no_input => Some("--no-input forbids questions"),
            () if environment.is_continuous_integration() => Some("CI is set, so nobody is asked"),
            () if !terminal.available() => Some("this is not a terminal, so nobody is asked"),
            () => None,
        };
        Self {
            terminal,
            silent_because,
        }
    }

    /// Asks until the answer is understood, a few times.
    pub(super) fn ask<T>(
        &mut self,
        missing: &Missing<'_>,
        understand: impl Fn(&str) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let line = |terminal: &mut dyn Ask| terminal.line(missing.question);
        self.ask_by(line, missing, |answer| match answer.trim() {
            "" => Err(Error::usage(format!(
                "nothing was typed: type the {}, or end with Ctrl-C",
                missing.what
            ))),
            typed => understand(typed),
        })
    }

    /// Asks for a secret in the same way.
    pub(super) fn ask_hidden<T>(
        &mut self,
        missing: &Missing<'_>,
        understand: impl Fn(Zeroizing<Vec<u8>>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let hidden = |terminal: &mut dyn Ask| terminal.hidden(missing.question);
        self.ask_by(hidden, missing, understand)
    }

    fn ask_by<A, T>(
        &mut self,
        ask: impl Fn(&mut dyn Ask) -> Result<A, Unanswered>,
        missing: &Missing<'_>,
        understand: impl Fn(A) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.may_ask(missing)?;
        let mut attempt = 1;
        loop {
            let answer = ask(self.terminal);
            let answer =
                answer.map_err(|why| Error::unanswered(missing.what, missing.remedy, why))?;
            match understand(answer) {
                Err(Error::Usage(sentence)) if attempt < ATTEMPTS => self.terminal.say(&sentence),
                understood => return understood,
            }
            attempt += 1;
        }
    }

    /// Says something before the first question, where there can be one.
    pub(super) fn introduce(&mut self, text: &str) {
        if self.silent_because.is_none() {
            self.say(text);
        }
    }

    pub(super) fn say(&mut self, text: &str) {
        self.terminal.say(text);
    }

    pub(super) fn input(&mut self) -> Box<dyn Read + '_> {
        self.terminal.input()
    }

    pub(super) fn input_is_terminal(&self) -> bool {
        self.terminal.input_is_terminal()
    }

    fn may_ask(&self, missing: &Missing<'_>) -> Result<(), Error> {
        match self.silent_because {
            None => Ok(()),
            Some(because) => Err(Error::usage(format!(
                "no {}: {} ({because})",
                missing.what, missing.remedy
            ))),
        }
    }
}
