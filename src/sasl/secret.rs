//! A password or token. Made by the command line, opened in this folder only.

use zeroize::Zeroizing;

/// A password or token, zeroed when dropped. It has no Debug, no Clone and no way to look at it from outside.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps `text`.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What must not be shown should a server repeat it, in whatever encoding: [`crate::smtp::Session::conceal`].
    #[must_use]
    pub fn needles(&self) -> Vec<Zeroizing<Vec<u8>>> {
        vec![Zeroizing::new(self.0.as_bytes().to_vec())]
    }

    pub(super) fn open(&self) -> &str {
        &self.0
    }
}
