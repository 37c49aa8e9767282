//! A fault of a key record or of a signature: what it is and where.

use std::fmt;

use serde::Serialize;

use crate::record::fault::{self, Effect};

/// A fault, and the octet of the record, or of the field's value, at which it is (the first is 0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "fault::Fault", bound = "K: Kind")]
pub struct Fault<K> {
    /// What it is.
    pub kind: K,
    /// Where it is.
    pub position: usize,
}

/// What is wrong, in words.
pub trait Kind: fmt::Display + Clone {
    /// What comes of it.
    fn effect(&self) -> Effect;
}

impl<K: Kind> Fault<K> {
    /// Whether verifiers that follow the standard have to ignore the key or the signature.
    #[must_use]
    pub fn invalidates(&self) -> bool {
        self.kind.effect() == Effect::Void
    }
}

impl<K: Kind> From<Fault<K>> for fault::Fault {
    fn from(fault: Fault<K>) -> Self {
        Self::new(fault.position, fault.kind.effect(), fault.kind.to_string())
    }
}
