//! Secrets are masked in whatever a server makes of them before it is shown: as they are in any case, in Base64 (RFC 4648
//! sections 4 and 5) wherever they stand in what was encoded, from four bytes on, and as a whole however short they are; in
//! hexadecimal (section 8) with separators or without, percent-encoded (RFC 3986 section 2.1), quoted-printable (RFC 2045
//! section 6.7), with the escapes of C, Python, shells, SQL, HTML, JSON and our own; as it is with blanks, signs or what nobody
//! sees between its letters, and in letters that look like its own; all of it also broken over lines, and over the end of a
//! reply and the beginning of the next. One [`Concealer`] knows the secrets of a run, wherever its bytes come from. What a
//! server made of a secret by other means is not found: two encodings one in the other, HTML's names of letters, other
//! character sets than UTF-8, UTF-16 and Latin 1, digests, a secret backwards, with other letters between its own (and with
//! blanks or signs, one of less than eight), and halves that are not beside each other. The first of two replies is told before
//! the second one comes: up to three letters of a secret at its end stay, for so short an end of many a reply begins somebody's
//! password.

mod form;
mod reading;
mod sextets;
mod view;

use std::{
    borrow::Cow,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use zeroize::Zeroizing;

use form::{Needle, needles_of};
use reading::View;
use view::{Kind, Views};

/// What stands in place of a secret.
const MASK: &[u8] = b"[concealed]";

/// Of a secret that a text may have been cut in, this much of the beginning gives it away where nothing says that it was cut.
const TELLING_BEGINNING: usize = 4;

/// The longest word that may be known anyway: a reply's code and an address (RFC 5321 section 4.5.3.1).
const LONGEST_WORD: usize = 4 + 64 + 1 + 255;

/// Whether a word, in small letters, tells nothing where it stands; at the beginning of a line or not.
pub type IsOwn<'a> = dyn Fn(&str, bool) -> bool + 'a;

/// The secrets of a run. Everything made of a server's bytes goes through it on its way out.
#[derive(Default)]
pub struct Concealer(Mutex<Needles>);

/// Nothing of the secrets.
impl fmt::Debug for Concealer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Concealer").finish_non_exhaustive()
    }
}

impl Concealer {
    /// Byte strings not to be shown from now on, in whatever encoding.
    pub fn add(&self, secrets: Vec<Zeroizing<Vec<u8>>>) {
        self.needles().add(secrets);
    }

    /// A word that tells nothing: a name that everybody knows, such as that of the server asked for. Where a secret is a part
    /// of it, a mask would hide nothing and give the secret away.
    pub fn leave(&self, word: &str) {
        self.needles().left.push(word.to_ascii_lowercase());
    }

    /// A word that tells nothing where a server offers it: the name of a mechanism. A password may be the same word.
    pub fn leave_offered(&self, word: &str) {
        self.needles().offered.push(word.to_ascii_lowercase());
    }

    /// Whether there is nothing to conceal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.needles().is_empty()
    }

    /// `text` with a mask for each secret. `is_own`: whether a word in small letters is this program's own.
    #[must_use]
    pub fn masked<'t>(&self, text: &'t str, is_own: &IsOwn<'_>) -> Cow<'t, str> {
        let needles = self.needles();
        if needles.is_empty() {
            return Cow::Borrowed(text);
        }
        let covered = needles.cover(text.as_bytes(), &cuts(text), is_own);
        if !covered.contains(&true) {
            return Cow::Borrowed(text);
        }
        let shown = masked(text.as_bytes(), &covered, 0);
        Cow::Owned(String::from_utf8_lossy(&shown).into_owned())
    }

    pub(super) fn needles(&self) -> MutexGuard<'_, Needles> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a text was cut, as [`crate::text`] says it: `… [17 more bytes]`; or as a quotation of a few words alone ends.
fn cuts(text: &str) -> Vec<usize> {
    let mark = |at: &usize| text[..*at].rfind(" [");
    let quoted = text.strip_suffix('…').map(str::len);
    text.match_indices(" more bytes]")
        .filter_map(|(at, _)| mark(&at))
        .chain(quoted)
        .collect()
}

/// Byte strings that must not be shown.
#[derive(Default)]
pub(super) struct Needles {
    secrets: Vec<Zeroizing<Vec<u8>>>,
    needles: Vec<Needle>,
    left: Vec<String>,
    offered: Vec<String>,
}

impl Needles {
    pub(super) fn add(&mut self, secrets: Vec<Zeroizing<Vec<u8>>>) {
        for secret in secrets {
            if !secret.is_empty() && !self.secrets.contains(&secret) {
                self.needles.extend(needles_of(&secret));
                self.secrets.push(secret);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// Whether a word of a reply to EHLO is one of SMTP's: the keyword that begins a line, the name of a mechanism.
    pub(super) fn is_offered(&self, word: &str, begins: bool) -> bool {
        begins && super::known(word).is_some() || self.offered.iter().any(|one| one == word)
    }

    /// Which bytes of `text` belong to a secret. `cuts`: where text is missing, so that a secret may be cut off there.
    pub(super) fn cover(&self, text: &[u8], cuts: &[usize], is_own: &IsOwn<'_>) -> Vec<bool> {
        let mut covered = vec![false; text.len()];
        if cuts.is_empty()
            && self
                .needles
                .iter()
                .all(|needle| needle.length() > text.len())
        {
            return covered;
        }
        let views = Views::of(text);
        for (needle, view) in self.pairs(&views) {
            for (start, end) in needle.matches(view, text) {
                // What was found among escapes without being escaped itself is as it is, too.
                let is_unescaped = needle.kind == Kind::Decoded && end - start == needle.length();
                let is_plain = needle.is_plain || is_unescaped;
                if !is_plain || !self.is_left(text, start, end, is_own) {
                    covered[start..end].fill(true);
                }
            }
            for cut in cuts {
                if let Some((start, end)) = needle.begun_at(view, *cut, 1) {
                    covered[start..end].fill(true);
                }
            }
        }
        covered
    }

    /// Where a secret begins of which `text` has no more than the beginning, at its end. Another line may have the rest.
    pub(super) fn begun(&self, text: &[u8]) -> Option<usize> {
        let (views, ends) = (Views::of(text), ends(text));
        let begun = |(needle, view): (&Needle, &View)| {
            let begun = |end| needle.begun_at(view, end, 1).map(|(start, _)| start);
            ends.iter().copied().filter_map(begun).min()
        };
        self.pairs(&views).filter_map(begun).min()
    }

    /// Covers such a beginning where it is long enough to tell something.
    pub(super) fn cover_beginning(&self, covered: &mut [bool], text: &[u8], is_own: &IsOwn<'_>) {
        let (views, ends) = (Views::of(text), ends(text));
        for (needle, view) in self.pairs(&views) {
            let begun = |end| needle.begun_at(view, end, TELLING_BEGINNING);
            for (start, end) in ends.iter().copied().filter_map(begun) {
                if !(needle.is_plain && self.is_left(text, start, end, is_own)) {
                    covered[start..end].fill(true);
                }
            }
        }
    }

    /// Each needle with the views in which it is looked for.
    fn pairs<'a>(&'a self, views: &'a Views) -> impl Iterator<Item = (&'a Needle, &'a View)> {
        self.needles.iter().flat_map(|needle| {
            let of_its_kind = views.of_kind(needle.kind);
            of_its_kind.iter().map(move |view| (needle, view))
        })
    }

    /// Whether what was found is a part of a word that is known anyway.
    fn is_left(&self, text: &[u8], start: usize, end: usize, is_own: &IsOwn<'_>) -> bool {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(byte);
        let before = text[..start].iter().rev().take(LONGEST_WORD);
        let before = before.take_while(|byte| is_word(byte));
        let behind = text[end..].iter().take(LONGEST_WORD);
        let behind = behind.take_while(|byte| is_word(byte));
        let (first, last) = (start - before.count(), end + behind.count());
        let Ok(word) = str::from_utf8(&text[first..last]) else {
            return false;
        };
        let begins = first == 0 || text[first - 1] == b'\n';
        let word = behind_code(word).trim_matches('.').to_ascii_lowercase();
        self.left.contains(&word) || is_own(&word, begins)
    }
}

/// Where a text ends that goes on in the next line: there, before the blanks at its end, and before an escape that is cut off or
/// that stands for the break.
fn ends(text: &[u8]) -> Vec<usize> {
    const LONGEST_ESCAPE: usize = 10;
    let blankless = text.trim_ascii_end().len();
    let tail = &text[blankless.saturating_sub(LONGEST_ESCAPE)..blankless];
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"#{".contains(byte);
    let parts = tail.iter().rev().take_while(|byte| is_part(byte)).count();
    let before = blankless - parts;
    let begins = before > 0 && b"%=\\&-+".contains(&text[before - 1]);
    let mut ends = vec![text.len(), blankless];
    ends.extend(begins.then(|| before - 1));
    ends.dedup();
    ends
}

/// `250-STARTTLS` without what makes it a line of a reply.
fn behind_code(word: &str) -> &str {
    match word.split_once('-') {
        Some((code, rest)) if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) => {
            rest
        }
        _ => word,
    }
}

/// `line` from `start` on, with one mask for every run of covered bytes.
pub(super) fn masked(line: &[u8], covered: &[bool], start: usize) -> Vec<u8> {
    let mut shown = Vec::with_capacity(line.len());
    let mut in_secret = false;
    for (at, byte) in line.iter().enumerate().skip(start) {
        let is_covered = covered.get(at) == Some(&true);
        match (is_covered, in_secret) {
            (false, _) => shown.push(*byte),
            (true, false) => shown.extend_from_slice(MASK),
            (true, true) => {}
        }
        in_secret = is_covered;
    }
    shown
}

#[cfg(test)]
mod base64_tests;
#[cfg(test)]
mod tests;
