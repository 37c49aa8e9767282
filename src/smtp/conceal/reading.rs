//! One reading of a text: the bytes that it stands for, and where each stands.

use zeroize::Zeroize;

/// A byte and where it stands in the text, escaped or not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) byte: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// One reading of a text.
pub(super) struct View {
    pub(super) tokens: Vec<Token>,
    /// The last token that is this byte, counted from 1, and for each token the one before it that is the same byte: a
    /// needle is looked for where its first byte stands.
    last: [u32; 256],
    before: Vec<u32>,
}

impl View {
    pub(super) fn of(tokens: Vec<Token>) -> Self {
        let mut last = [0; 256];
        let mut before = Vec::with_capacity(tokens.len());
        for (number, token) in (1..).zip(&tokens) {
            before.push(std::mem::replace(
                &mut last[usize::from(token.byte)],
                number,
            ));
        }
        Self {
            tokens,
            last,
            before,
        }
    }

    /// The tokens that are `byte`.
    pub(super) fn places_of(&self, byte: u8) -> impl Iterator<Item = usize> {
        let index = |number: u32| (number as usize).checked_sub(1);
        let last = index(self.last[usize::from(byte)]);
        std::iter::successors(last, move |at| index(self.before[*at]))
    }
}

/// What was read may be a secret. No token was copied elsewhere: there are no more of them than bytes.
impl Drop for View {
    fn drop(&mut self) {
        for token in &mut self.tokens {
            token.byte.zeroize();
        }
        self.last.zeroize();
        self.before.as_mut_slice().zeroize();
    }
}
