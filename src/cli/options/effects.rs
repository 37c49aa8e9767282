//! What the options of a group do. The groups fill it in, [`super::effect`] judges by it.

/// The options of one group by what they do; long names.
pub(super) struct Effects {
    /// They say what to check and how to show it.
    pub(super) describe: &'static [&'static str],
    /// They do something to others, or something else than a check.
    pub(super) act: &'static [&'static str],
    /// They let a secret go where it would not.
    pub(super) lower_a_guard: &'static [&'static str],
}
