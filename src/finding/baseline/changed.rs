//! A fact that differs from what it was.

use serde::Serialize;

use crate::finding::{Evidence, Severity::Error, Telling, fact::Value, found::Subject};

/// A fact that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Changed {
    /// Its name.
    pub fact: String,
    /// Whom it is about.
    pub subject: Subject,
    /// What it was; null where there was none.
    pub before: Option<Value>,
    /// What it is; null where there is none.
    pub after: Option<Value>,
    /// Whether protection is lost with it.
    pub protection_lost: bool,
}

impl Changed {
    /// As it is told.
    pub(in crate::finding) fn evidence(&self) -> Evidence {
        let in_words = |value: &Option<Value>| match value {
            Some(value) => value.to_string(),
            None => "absent".to_owned(),
        };
        let (before, after) = (in_words(&self.before), in_words(&self.after));
        let text = format!("{} was {before}, and is {after}", self.fact);
        let evidence = Evidence {
            telling: Telling::InPlaceOfTitle,
            ..Evidence::new(text)
        };
        match self.protection_lost {
            true => evidence.of(Error).remedied_by(
                "Put back what protected before; where it was given up on purpose, take this run's document as the baseline from now on.",
            ),
            false => evidence,
        }
    }
}
