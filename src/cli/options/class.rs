//! What an option does, said beside each as `group = …`: clap carries it, [`effect`](super::effect) judges by it.

use clap::ArgGroup;

/// Says where, how or with what a check is made, or how it is shown: nothing of it can be missing afterwards.
pub(super) const HOW: &str = "says how";
/// Asks for something that may not be done in the end, and is told then: it has a row in `finding/wish`.
pub(super) const ASKS: &str = "asks for something";
/// Does something to others, or something else than a check.
pub(super) const ACTS: &str = "acts";
/// Lets a secret go where it would not.
pub(super) const LOWERS_A_GUARD: &str = "lowers a guard";

/// The classes as clap keeps them. They exclude nothing.
pub(super) fn groups() -> [ArgGroup; 4] {
    [HOW, ASKS, ACTS, LOWERS_A_GUARD].map(|class| ArgGroup::new(class).multiple(true))
}
