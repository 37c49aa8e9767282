//! The forms of the result, a row each: names, help, manual and completions are made from the table.

use super::{
    csv, format::Format, github, html, json, junit, markdown, nagios, prometheus, tap, text,
};

/// All forms; the first is the one that nobody has to ask for.
pub const FORMATS: &[&Format] = &[
    &text::FORMAT,
    &json::FORMAT,
    &json::LINES,
    &csv::FORMAT,
    &junit::FORMAT,
    &tap::FORMAT,
    &github::FORMAT,
    &nagios::FORMAT,
    &prometheus::FORMAT,
    &markdown::FORMAT,
    &html::FORMAT,
];

/// Words of the forms themselves that stand nowhere else in this program's prose.
pub const WORDS: &str = "smtpcheck scan-tls loads bar day silence slowest targets time_connect time_silence time_greeting time_ehlo time_starttls time_tls time_auth \
                         time_mail time_rcpt time_data certificate_days";

impl Format {
    /// Whether what was written of some targets can be read back and gone on with: a document a line.
    #[must_use]
    pub fn can_be_resumed(&self) -> bool {
        *self == json::LINES
    }

    /// The form of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().copied().find(|format| format.name == name)
    }
}

impl Default for &'static Format {
    fn default() -> Self {
        FORMATS[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_a_name_of_its_own_and_is_found_by_it() {
        for format in FORMATS {
            let found = Format::named(format.name).map(|found| found.sentence);
            assert_eq!(found, Some(format.sentence));
            assert!(!format.sentence.is_empty() && !format.sentence.ends_with('.'));
        }
        assert_eq!(Format::named("xml"), None);
        assert_eq!(<&Format>::default().name, "text");
    }
}
