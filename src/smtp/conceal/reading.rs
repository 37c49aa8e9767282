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
    /// Made for a long text only: in a short one looking is faster than making it.
    index: Option<Index>,
}

/// From so many tokens on an index pays.
const LONG: usize = 512;

/// Where each byte stands: a needle is looked for where its first byte is.
struct Index {
    /// The last token that is this byte, counted from 1.
    last: [u32; 256],
    /// For each token the one before it that is the same byte, counted from 1.
    before: Vec<u32>,
}

impl View {
    pub(super) fn of(tokens: Vec<Token>) -> Self {
        let index = (tokens.len() >= LONG).then(|| Index::of(&tokens));
        Self { tokens, index }
    }

    /// The tokens that are `byte`, in no order.
    pub(super) fn places_of(&self, byte: u8) -> impl Iterator<Item = usize> {
        let unindexed = match &self.index {
            None => self.tokens.as_slice(),
            Some(_) => &[],
        };
        let looked_at = unindexed.iter().enumerate();
        let found = looked_at.filter_map(move |(at, token)| (token.byte == byte).then_some(at));
        let indexed = self
            .index
            .iter()
            .flat_map(move |index| index.places_of(byte));
        found.chain(indexed)
    }
}

impl Index {
    fn of(tokens: &[Token]) -> Self {
        let mut last = [0; 256];
        let mut before = Vec::with_capacity(tokens.len());
        for (number, token) in (1..).zip(tokens) {
            before.push(std::mem::replace(
                &mut last[usize::from(token.byte)],
                number,
            ));
        }
        Self { last, before }
    }

    fn places_of(&self, byte: u8) -> impl Iterator<Item = usize> {
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
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.last.zeroize();
        self.before.as_mut_slice().zeroize();
    }
}
