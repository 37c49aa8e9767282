//! Lines of a reply that are not told yet: they end with what may be the beginning of a secret, and the next line may have the
//! rest. A server that breaks a password over two lines does not give it away by that.

use zeroize::Zeroizing;

use super::{
    conceal::{Concealer, Needles},
    enhanced_status_code::EnhancedStatusCode,
    line::RawLine,
};

/// Lines that are held at most, however short they are.
const MOST_LINES: usize = 32;

/// Bytes of lines told that are kept at most, for what they may be the beginning of: as many as of the longest line.
const MOST_BEFORE: usize = 16 * 1024;

/// A line, and which of its bytes belong to a secret.
type Covered = (RawLine, Vec<bool>);

/// The lines held, in order, with what is known already to belong to a secret: a line that goes out takes the beginning of one
/// with it, whose end is in a line that stays for what may begin there.
#[derive(Default)]
pub(super) struct Held {
    lines: Vec<Covered>,
    /// With what the lines told last ended that may begin a secret: no line is held when a reply is complete, nor longer than
    /// [`MOST_LINES`] follow.
    before: Zeroizing<Vec<u8>>,
    answers_ehlo: bool,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Without a code it belongs to a reply that goes on.
    pub(super) in_reply: bool,
    /// What it belongs to answers EHLO.
    pub(super) answers_ehlo: bool,
}

/// Their texts in one, and where each of them stands in it.
struct Joined {
    text: Zeroizing<Vec<u8>>,
    cuts: Vec<usize>,
    parts: Vec<Part>,
}

/// What of a line is in the joined text.
struct Part {
    /// Where it begins there.
    at: usize,
    /// And in the line.
    from: usize,
    length: usize,
}

impl Held {
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Bytes that are kept.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        let lines = self.lines.iter().map(|(line, _)| line.bytes().len());
        self.before.len() + lines.sum::<usize>()
    }

    /// Octets of all of them on the wire.
    pub(super) fn octets(&self) -> usize {
        self.lines.iter().map(|(line, _)| line.octets).sum()
    }

    /// Takes one more line and gives those that can be told.
    pub(super) fn take(
        &mut self,
        line: RawLine,
        place: Place,
        concealer: &Concealer,
    ) -> Vec<Covered> {
        let opening = line.opening();
        let goes_on = opening.map_or(place.in_reply, |opening| !opening.is_last);
        let nothing = vec![false; line.bytes().len()];
        self.lines.push((line, nothing));
        self.answers_ehlo = place.answers_ehlo;
        let needles: &Needles = &concealer.needles();
        let joined = Joined::of(&self.before, &self.lines);
        let begun = needles.begun(&joined.text).unwrap_or(joined.text.len());
        let mut covered = self.cover(&joined, needles);
        let ready = match (goes_on, self.lines.len() < MOST_LINES) {
            (true, true) => joined
                .parts
                .iter()
                .take_while(|part| part.end() <= begun)
                .count(),
            (true, false) => {
                covered[begun..].fill(true);
                self.lines.len()
            }
            (false, _) => {
                self.cover_end(&mut covered, &joined, needles);
                self.lines.len()
            }
        };
        if ready == self.lines.len() {
            let kept = (begun + MOST_BEFORE).min(joined.text.len());
            self.before = Zeroizing::new(joined.text[begun..kept].to_vec());
        } else if ready > 0 {
            self.before = Zeroizing::default();
        }
        self.release(ready, &joined, &covered)
    }

    /// Gives all of them: nothing more comes, or is waited for.
    pub(super) fn give_up(&mut self, concealer: &Concealer) -> Vec<Covered> {
        let needles: &Needles = &concealer.needles();
        let joined = Joined::of(&self.before, &self.lines);
        let mut covered = self.cover(&joined, needles);
        self.cover_end(&mut covered, &joined, needles);
        self.release(self.lines.len(), &joined, &covered)
    }

    fn cover(&self, joined: &Joined, needles: &Needles) -> Vec<bool> {
        let offers = self.offers();
        let is_own = |word: &str, begins| offers && needles.is_offered(word, begins);
        needles.cover(&joined.text, &joined.cuts, &is_own)
    }

    fn cover_end(&self, covered: &mut [bool], joined: &Joined, needles: &Needles) {
        let offers = self.offers();
        let is_own = |word: &str, begins| offers && needles.is_offered(word, begins);
        needles.cover_beginning(covered, &joined.text, &is_own);
    }

    /// What a server offers with 250 to EHLO is left (RFC 5321 section 4.1.1.1): a mask there would take the extension away.
    fn offers(&self) -> bool {
        let first = self.lines.first().and_then(|(line, _)| line.opening());
        self.answers_ehlo && first.is_some_and(|opening| opening.code.value() == 250)
    }

    fn release(&mut self, count: usize, joined: &Joined, covered: &[bool]) -> Vec<Covered> {
        for ((_, own), part) in self.lines.iter_mut().zip(&joined.parts) {
            let found = &covered[part.at..part.end()];
            let own = own[part.from..].iter_mut().zip(found);
            own.for_each(|(own, found)| *own |= found);
        }
        self.lines.drain(..count).collect()
    }
}

impl Part {
    fn end(&self) -> usize {
        self.at + self.length
    }
}

impl Joined {
    /// The code is left out, for it is no secret, and so is an enhanced code that begins a further line.
    fn of(before: &[u8], lines: &[Covered]) -> Self {
        let mut joined = Self {
            text: Zeroizing::new(before.to_vec()),
            cuts: Vec::new(),
            parts: Vec::new(),
        };
        for (number, (line, _)) in lines.iter().enumerate() {
            let code = line.code_length();
            let mut text = &line.bytes()[code..];
            if number > 0 || !before.is_empty() {
                joined.text.push(b'\n');
                text = behind_enhanced_code(text);
            }
            joined.parts.push(Part {
                at: joined.text.len(),
                from: line.bytes().len() - text.len(),
                length: text.len(),
            });
            joined.text.extend_from_slice(text);
            joined
                .cuts
                .extend(line.is_cut().then_some(joined.text.len()));
        }
        joined
    }
}

fn behind_enhanced_code(text: &[u8]) -> &[u8] {
    let mut parts = text.splitn(2, |byte| byte.is_ascii_whitespace());
    let word = parts.next().and_then(|word| str::from_utf8(word).ok());
    match word.and_then(EnhancedStatusCode::parse) {
        Some(_) => parts.next().unwrap_or_default(),
        None => text,
    }
}
