//! How to say it: the transcript as it happens, the report after it, JSON. A renderer writes into what it is given and
//! decides nothing; the exit status is part of the judgement that it gets.

mod cases;
mod checks;
mod conversation;
mod csv;
mod facts;
mod format;
mod formats;
#[cfg(test)]
mod forms_tests;
mod github;
mod html;
mod ids;
mod json;
mod junit;
mod many;
mod markdown;
mod markup;
mod nagios;
mod prometheus;
mod record;
mod style;
mod summary;
mod tap;
mod text;
mod timing;
mod told;
mod transcript;
mod verdict;

pub use checks::{CheckRow, checks, checks_as_json};
pub use csv::{with_quotes, without_quotes};
pub use facts::{facts, facts_as_json};
pub use format::{Exit, Format, Series, Shown, Texts, Writers};
pub use formats::{FORMATS, WORDS};
#[cfg(test)]
pub use forms_tests::{harmless, written_of};
pub use github::{with_percent, without_percent};
pub use json::SCHEMA;
pub use many::{Totals, findings_of_one, totals};
pub use markup::{with_markup, without_markup};
pub use record::record;
pub use style::Style;
pub use transcript::Transcript;
