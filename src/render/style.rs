//! Colour and layout. Everything reads the same without colour.

use owo_colors::{OwoColorize, Style as Ansi};

/// How output looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Columns of the terminal; 80 where there is none.
    pub width: usize,
    /// The time before each line, and the waterfall at the end.
    pub timing: bool,
    /// Leave nothing out.
    pub verbose: bool,
    /// It is a terminal: the verdict is broken at words, where scripts read one line.
    pub screen: bool,
}

/// What a colour stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Heading,
    Client,
    Server,
    Note,
    Faint,
    Good,
    Bad,
    Doubtful,
    Refused,
    Deferred,
}

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

impl Style {
    /// Columns to fill.
    pub(super) fn columns(self) -> usize {
        self.width.clamp(NARROWEST, WIDEST)
    }

    /// The same where no terminal shows it.
    #[must_use]
    pub const fn in_a_file(self) -> Self {
        Self {
            color: false,
            width: 80,
            screen: false,
            ..self
        }
    }

    pub(super) fn paint(self, paint: Paint, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let ansi = match paint {
            Paint::Heading => Ansi::new().bold(),
            Paint::Client => Ansi::new().cyan(),
            Paint::Server => Ansi::new(),
            Paint::Note | Paint::Faint => Ansi::new().dimmed(),
            Paint::Good => Ansi::new().green().bold(),
            Paint::Bad => Ansi::new().red().bold(),
            Paint::Doubtful => Ansi::new().yellow().bold(),
            Paint::Refused => Ansi::new().red(),
            Paint::Deferred => Ansi::new().yellow(),
        };
        text.style(ansi).to_string()
    }

    /// `text` in lines of at most the width, the first behind `label`, the others under its first word.
    #[must_use]
    pub fn hanging(self, label: &str, text: &str) -> String {
        let indent = " ".repeat(unicode_width::UnicodeWidthStr::width(label));
        self.filled(label, &indent, text)
    }

    /// `text` in lines of at most the width, where `word` and a space stand before the first.
    pub(super) fn beside(self, word: &str, text: &str) -> String {
        let filled = self.filled(&format!("{word} "), "", text);
        filled.get(word.len() + 1..).unwrap_or(text).to_owned()
    }

    /// Each line of `text` in lines of at most the width, the others two columns further in.
    #[must_use]
    pub fn paragraphs(self, text: &str) -> String {
        let broken = text.lines().map(|line| {
            let words = line.trim_start();
            let indent = &line[..line.len() - words.len()];
            self.filled(indent, &format!("{indent}  "), words)
        });
        broken.collect::<Vec<_>>().join("\n")
    }

    fn filled(self, label: &str, indent: &str, text: &str) -> String {
        let options = textwrap::Options::new(self.columns())
            .initial_indent(label)
            .subsequent_indent(indent)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(text, options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style {
        color: false,
        width: 40,
        timing: false,
        verbose: false,
        screen: false,
    };

    #[test]
    fn nothing_is_coloured_unless_wanted() {
        assert_eq!(PLAIN.paint(Paint::Bad, "FAIL"), "FAIL");
        let colourful = Style {
            color: true,
            ..PLAIN
        };
        assert!(colourful.paint(Paint::Bad, "FAIL").starts_with("\x1b["));
    }

    #[test]
    fn long_text_hangs_under_its_first_word() {
        let text = PLAIN.hanging("  label  ", "one two three four five six seven eight nine");
        assert_eq!(
            text,
            "  label  one two three four five six\n         seven eight nine"
        );
    }
}
