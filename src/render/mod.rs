//! How to say it: the transcript as it happens, the report after it, JSON. A renderer writes into what it is given and
//! decides nothing; the exit status is part of the judgement that it gets.

mod checks;
mod facts;
mod format;
mod formats;
mod ids;
mod json;
mod many;
mod record;
mod style;
mod summary;
mod text;
mod timing;
mod transcript;
mod verdict;

pub use checks::{CheckRow, checks, checks_as_json};
pub use facts::{facts, facts_as_json};
pub use format::{Exit, Format, Series, Shown, Texts, Writers};
pub use formats::FORMATS;
pub use json::SCHEMA;
pub use many::{Totals, findings_of_one, totals};
pub use record::record;
pub use style::Style;
pub use transcript::Transcript;
