//! What a validation has come to.

use std::collections::HashMap;
use std::sync::Arc;

use hickory_resolver::proto::rr::Name;

use super::anchor::Anchors;
use super::cryptography::Cryptography;
use super::question::{Question, Section};
use super::response::Response;
use super::signature::Judged;
use super::work::Work;
use super::zones::Zones;
use crate::dns::Why;

/// What a validation rests on beside the DNS.
#[derive(Clone)]
pub struct Context {
    /// Whom to believe.
    pub anchors: Arc<Anchors>,
    /// The time in seconds since 1970, modulo 2^32 as RRSIG records have it.
    pub now: u32,
    /// What checks signatures.
    pub cryptography: Arc<dyn Cryptography>,
}

/// One question on its way to a verdict.
pub struct Validation {
    pub(super) question: Question,
    pub(super) context: Context,
    pub(super) zones: Zones,
    pub(super) answers: HashMap<Question, Result<Arc<Response>, Why>>,
    pub(super) judged: HashMap<(Question, Section, usize), Judged>,
    /// The zones whose proof was begun and is not at its end, the outermost first.
    pub(super) underway: Vec<Name>,
    pub(super) work: Work,
}
