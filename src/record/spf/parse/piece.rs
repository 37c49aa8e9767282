//! A piece of a record, with its place in it.

/// A term that is read, and what follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'r> {
    pub(super) text: &'r str,
    /// Of its first octet in the record.
    pub(super) at: usize,
}

impl<'r> Piece<'r> {
    /// What is left without so many octets.
    pub(super) fn behind(self, octets: usize) -> Self {
        let text = &self.text[octets..];
        let at = self.at + octets;
        Self { text, at }
    }

    /// The first so many octets.
    pub(super) fn before(self, octets: usize) -> Self {
        let text = &self.text[..octets];
        Self { text, ..self }
    }

    /// Both parts, at this octet.
    pub(super) fn split(self, octets: usize) -> (Self, Self) {
        (self.before(octets), self.behind(octets))
    }

    pub(super) fn end(self) -> usize {
        self.at + self.text.len()
    }
}
