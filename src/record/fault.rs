//! A fault of a record in the DNS: what it is, where it is and what comes of it.

use std::fmt;

use serde::Serialize;

use super::tag_list::TagFault;
use crate::text::{LONGEST_SHOWN, shortened};

/// A fault of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fault {
    /// What is wrong, safe to show.
    pub text: String,
    /// Where: an offset in bytes from the beginning of the record.
    pub position: usize,
    /// What comes of it.
    pub effect: Effect,
}

/// What comes of a fault, worst last. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing today; it is of an older version of the standard, and readers of that still act upon it.
    Obsolete,
    /// Some readers may stumble over it.
    Discouraged,
    /// This part of the record is ignored.
    Ignored,
    /// The record as a whole does not count.
    Void,
}

impl Fault {
    /// A fault.
    #[must_use]
    pub fn new(position: usize, effect: Effect, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            text,
            position,
            effect,
        }
    }

    /// A fault of the list that the record is.
    #[must_use]
    pub fn of_list(fault: &TagFault, effect: Effect) -> Self {
        Self::new(fault.position, effect, fault.kind.to_string())
    }
}

/// Those faults with one of these effects, in words; empty where there are none.
#[must_use]
pub fn told(faults: &[Fault], effects: &[Effect]) -> String {
    let of_these = |fault: &&Fault| effects.contains(&fault.effect);
    let told: Vec<_> = faults
        .iter()
        .filter(of_these)
        .map(Fault::to_string)
        .collect();
    shortened(told.join("; "), LONGEST_SHOWN)
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} (position {})", self.text, self.position)
    }
}
