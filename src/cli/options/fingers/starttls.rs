//! `-starttls smtp`, as four tools have it.

use super::{line::Line, said};

/// The protocol behind `-starttls`, which other tools want.
pub(super) fn starttls(value: &str, line: &mut Line) -> String {
    line.option("--starttls");
    match value.eq_ignore_ascii_case("smtp") || value.is_empty() {
        true => "--starttls, which takes no value".to_owned(),
        false => format!("--starttls: {}", said::SMTP_ONLY),
    }
}
