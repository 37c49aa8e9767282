//! Service extensions as a reply to EHLO announces them: RFC 5321 section 4.1.1.1. What each keyword means is a
//! row in `registered` or `unregistered`, what its parameters say is in `decode`, two replies side by side are in
//! `difference`. Whether an announcement is good or bad is not judged here.

mod brief;
mod decode;
mod difference;
mod registered;
mod row;
mod table;
mod unregistered;
mod wording;

use serde::Serialize;

pub use self::{brief::in_brief, decode::explain, row::Known, table::known};

/// The extensions kept of one reply to EHLO. The registry has some 50 and the busiest servers offer 20.
pub const MOST_EXTENSIONS: usize = 128;

/// One line of a reply to EHLO: a keyword and its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Extension {
    /// The EHLO keyword as sent; it is compared without regard to case.
    pub keyword: String,
    /// What followed the keyword, cut at spaces.
    pub parameters: Vec<String>,
    /// Whether `AUTH=` was written, as clients older than RFC 2554 expect it.
    #[serde(skip)]
    pub old_form: bool,
}

impl Extension {
    /// Reads the text of a line, without reply code and separator.
    #[must_use]
    pub fn parse(line: &str) -> Self {
        let mut words = line.split_ascii_whitespace();
        let first = words.next().unwrap_or_default();
        let (keyword, old_form, glued) = match split_old_form(first) {
            Some((keyword, mechanism)) => (keyword, true, mechanism),
            None => (first, false, ""),
        };
        let parameters = Some(glued)
            .filter(|word| !word.is_empty())
            .into_iter()
            .chain(words);
        Self {
            keyword: keyword.to_owned(),
            parameters: parameters.map(str::to_owned).collect(),
            old_form,
        }
    }

    /// Whether this is the extension that `keyword` names.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword.eq_ignore_ascii_case(keyword)
    }
}

/// `AUTH=LOGIN` as `AUTH` and `LOGIN`. Courier's `XVERP=Courier` stays one keyword.
fn split_old_form(word: &str) -> Option<(&str, &str)> {
    word.split_once('=')
        .filter(|(keyword, _)| keyword.eq_ignore_ascii_case("AUTH"))
}

/// The line as it was sent.
impl std::fmt::Display for Extension {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.keyword)?;
        let mut separator = if self.old_form { "" } else { " " };
        if self.old_form {
            formatter.write_str("=")?;
        }
        for parameter in &self.parameters {
            write!(formatter, "{separator}{parameter}")?;
            separator = " ";
        }
        Ok(())
    }
}

/// The extensions of one reply to EHLO, in the order of the reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Extensions(pub Vec<Extension>);

impl Extensions {
    /// Reads the lines of a reply to EHLO; the first, the server's domain, is not an extension. Of more than
    /// [`MOST_EXTENSIONS`] the first ones are kept, and those with a keyword that is known: what is offered decides what is
    /// done.
    #[must_use]
    pub fn from_lines(lines: &[String]) -> Self {
        Self(
            lines
                .iter()
                .skip(1)
                .map(|line| Extension::parse(line))
                .enumerate()
                .filter(|(at, one)| *at < MOST_EXTENSIONS || known(&one.keyword).is_some())
                .map(|(_, one)| one)
                .collect(),
        )
    }

    /// Whether the keyword was announced.
    #[must_use]
    pub fn has(&self, keyword: &str) -> bool {
        self.find(keyword).is_some()
    }

    /// The first announcement of the keyword.
    #[must_use]
    pub fn find(&self, keyword: &str) -> Option<&Extension> {
        self.0.iter().find(|extension| extension.is(keyword))
    }

    /// The largest message accepted, in bytes: RFC 1870 section 3. Zero and no number mean that no limit is known.
    #[must_use]
    pub fn size_limit(&self) -> Option<u64> {
        let size = self.find("SIZE")?.parameters.first()?;
        wording::number(size).filter(|limit| *limit > 0)
    }

    /// The SASL mechanisms of all `AUTH` and `AUTH=` lines, upper-case, each once, in order.
    #[must_use]
    pub fn auth_mechanisms(&self) -> Vec<String> {
        let announced = self.0.iter().filter(|extension| extension.is("AUTH"));
        let mut mechanisms = Vec::new();
        for word in announced.flat_map(|extension| &extension.parameters) {
            let mechanism = word.to_ascii_uppercase();
            if !mechanisms.contains(&mechanism) {
                mechanisms.push(mechanism);
            }
        }
        mechanisms
    }

    /// The keywords announced more than once, each once, as first sent. `AUTH` beside `AUTH=` is none.
    #[must_use]
    pub fn duplicates(&self) -> Vec<String> {
        let mut duplicates: Vec<String> = Vec::new();
        for (at, extension) in self.0.iter().enumerate() {
            let repeated = self.0[..at]
                .iter()
                .find(|earlier| earlier.is_same_line_as(extension));
            let Some(first) = repeated else { continue };
            if !duplicates.iter().any(|keyword| first.is(keyword)) {
                duplicates.push(first.keyword.clone());
            }
        }
        duplicates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(lines: &[&str]) -> Extensions {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        Extensions::from_lines(&lines)
    }

    #[test]
    fn a_line_is_a_keyword_and_its_parameters() {
        let extension = Extension::parse("SIZE 14680064");
        assert_eq!(extension.keyword, "SIZE");
        assert_eq!(extension.parameters, ["14680064"]);
        assert!(!extension.old_form);
    }

    #[test]
    fn the_keyword_stays_as_sent_and_is_compared_without_case() {
        let extension = Extension::parse("StartTLS");
        assert_eq!(extension.keyword, "StartTLS");
        assert!(extension.is("STARTTLS"));
    }

    #[test]
    fn the_old_form_of_auth_is_the_keyword_auth() {
        for line in ["AUTH=LOGIN PLAIN", "AUTH= LOGIN PLAIN"] {
            let extension = Extension::parse(line);
            assert_eq!(extension.keyword, "AUTH");
            assert_eq!(extension.parameters, ["LOGIN", "PLAIN"]);
            assert!(extension.old_form);
        }
        assert!(!Extension::parse("AUTH LOGIN PLAIN").old_form);
    }

    #[test]
    fn an_empty_line_has_an_empty_keyword() {
        for line in ["", "   "] {
            let extension = Extension::parse(line);
            assert_eq!(
                (extension.keyword.as_str(), extension.parameters.len()),
                ("", 0)
            );
        }
    }

    #[test]
    fn the_first_line_is_the_domain_of_the_server() {
        let extensions = reply(&["size.example.com", "SIZE 1000", "HELP"]);
        assert_eq!(extensions.0.len(), 2);
        assert!(extensions.has("help") && !extensions.has("size.example.com"));
        assert_eq!(reply(&[]), Extensions::default());
    }

    #[test]
    fn no_more_extensions_are_kept_than_any_server_has() {
        let lines: Vec<String> = (0..1000).map(|number| format!("X-{number}")).collect();
        let extensions = Extensions::from_lines(&lines);
        assert_eq!(extensions.0.len(), MOST_EXTENSIONS);
        assert_eq!(extensions.0[0].keyword, "X-1");
    }

    #[test]
    fn what_is_known_is_kept_wherever_it_stands() {
        let mut lines: Vec<String> = (0..200).map(|number| format!("X-{number}")).collect();
        lines.push("starttls".to_owned());
        lines.push("AUTH=LOGIN".to_owned());
        let extensions = Extensions::from_lines(&lines);
        assert_eq!(extensions.0.len(), MOST_EXTENSIONS + 2);
        assert!(extensions.has("STARTTLS"));
        assert_eq!(extensions.auth_mechanisms(), ["LOGIN"]);
    }

    #[test]
    fn a_size_limit_is_a_number_above_zero() {
        assert_eq!(
            reply(&["h", "size 35882577"]).size_limit(),
            Some(35_882_577)
        );
        for line in [
            "SIZE",
            "SIZE 0",
            "SIZE many",
            "SIZE -1",
            "SIZE +5",
            "SIZE 99999999999999999999",
            "8BITMIME",
        ] {
            assert_eq!(reply(&["h", line]).size_limit(), None, "{line}");
        }
    }

    #[test]
    fn mechanisms_of_both_forms_are_merged_in_order() {
        let extensions = reply(&["h", "AUTH LOGIN plain", "AUTH=LOGIN CRAM-MD5"]);
        assert_eq!(extensions.auth_mechanisms(), ["LOGIN", "PLAIN", "CRAM-MD5"]);
        assert!(reply(&["h", "SIZE"]).auth_mechanisms().is_empty());
    }

    #[test]
    fn a_keyword_announced_three_times_is_one_duplicate() {
        let extensions = reply(&["h", "Help", "SIZE 1", "HELP", "help", "size 2"]);
        assert_eq!(extensions.duplicates(), ["Help", "SIZE"]);
    }

    #[test]
    fn the_old_form_without_a_mechanism_is_shown_with_its_equals_sign() {
        for line in ["AUTH=", "AUTH=PLAIN LOGIN", "AUTH PLAIN", "AUTH"] {
            assert_eq!(Extension::parse(line).to_string(), line);
        }
    }

    #[test]
    fn auth_beside_its_old_form_is_no_duplicate() {
        assert!(
            reply(&["h", "AUTH PLAIN", "AUTH=PLAIN"])
                .duplicates()
                .is_empty()
        );
        assert_eq!(
            reply(&["h", "AUTH=PLAIN", "AUTH=LOGIN"]).duplicates(),
            ["AUTH"]
        );
    }

    #[test]
    fn json_shows_keyword_and_parameters_only() {
        let json = serde_json::to_string(&reply(&["h", "AUTH=PLAIN"])).unwrap();
        assert_eq!(json, r#"[{"keyword":"AUTH","parameters":["PLAIN"]}]"#);
    }
}
