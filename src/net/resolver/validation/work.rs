//! How much one validation may cost. A zone can be made so that its proof takes hours: many keys of one tag (CVE-2023-50387),
//! hashes over hashes (CVE-2023-50868), delegations without end.

use super::question::Stop;
use super::response::Set;
use crate::dns::{Reason, Why};
use crate::net::resolver::name::shown;

/// An honest name five zones deep, with an alias to another of that kind, takes half of it.
const QUESTIONS: usize = 40;
const SIGNATURES: usize = 120;
/// Names hashed, each as often as its zone wants.
const HASHES: usize = 160;

/// What is left.
#[derive(Debug)]
pub(super) struct Work {
    questions: usize,
    signatures: usize,
    hashes: usize,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            questions: QUESTIONS,
            signatures: SIGNATURES,
            hashes: HASHES,
        }
    }
}

impl Work {
    pub(super) fn question(&mut self) -> Result<(), Stop> {
        spend(&mut self.questions, || Reason::TooMuchWork.into())
    }

    pub(super) fn signature(&mut self, set: &Set) -> Result<(), Stop> {
        spend(&mut self.signatures, || {
            Why::at(
                Reason::TooManySignatures,
                shown(&set.name),
                set.kind.to_string(),
            )
        })
    }

    pub(super) fn hash(&mut self) -> Result<(), Stop> {
        spend(&mut self.hashes, || Reason::TooManyHashes.into())
    }
}

fn spend(left: &mut usize, why: impl Fn() -> Why) -> Result<(), Stop> {
    *left = left.checked_sub(1).ok_or_else(|| Stop::End(why()))?;
    Ok(())
}
