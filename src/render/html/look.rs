//! How a verdict and a judgement look.

use crate::{
    finding::{Outcome, Status, VerdictLine},
    render::told,
};

/// The verdict in a word or two.
pub(super) fn word(verdict: &VerdictLine) -> &'static str {
    match verdict.exit_code == Outcome::NullMx.code() {
        true => "NO MAIL",
        false => told::word(verdict.status),
    }
}

/// How the verdict looks.
pub(super) fn class(verdict: &VerdictLine) -> &'static str {
    match verdict.status {
        Status::Pass if verdict.errors + verdict.warnings > 0 => "pass doubtful",
        Status::Pass => "pass",
        Status::Fail => "fail",
        Status::Unknown => "unknown",
    }
}

/// How a judgement looks.
pub(super) const fn judged(good: Option<bool>) -> &'static str {
    match good {
        Some(true) => "good",
        Some(false) => "bad",
        None => "doubt",
    }
}
