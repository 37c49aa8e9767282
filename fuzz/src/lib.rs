//! What the targets share: fragmentation, floods, and what may never be shown. Inputs are the bytes of a server as they
//! are, so that a seed is a transcript that anyone can read; how they are cut up follows from the bytes themselves.

/// After this byte, which UTF-8 never has, the next one says how often the last byte is repeated.
const LONG_LINE: u8 = 0xFD;
/// After this byte the next one says how often the last line is repeated.
const MANY_LINES: u8 = 0xFE;
/// Where an input ends in this byte, repeating makes more bytes than a reply may have.
const FLOOD: u8 = 0xFF;
/// The most bytes that repeating makes otherwise: more than the longest line may have.
const MOST_BYTES: usize = 20 * 1024;
/// Longer texts are not cut up into single bytes: that costs time, and shows nothing that shorter ones do not.
const LONGEST_IN_BYTES: usize = 8 * 1024;

/// The bytes with what is to be repeated repeated, so that a short input reaches the limits of lines and replies.
#[must_use]
pub fn stretched(data: &[u8]) -> Vec<u8> {
    let most = match data.last() {
        Some(&FLOOD) => 4 * MOST_BYTES,
        _ => MOST_BYTES,
    };
    let mut bytes = Vec::with_capacity(data.len());
    let mut rest = data.iter();
    while let Some(byte) = rest.next() {
        let (last, times) = match *byte {
            LONG_LINE => (bytes.len().checked_sub(1), 64),
            MANY_LINES => (Some(start_of_last_line(&bytes)), 4),
            byte => {
                bytes.push(byte);
                continue;
            }
        };
        let count = usize::from(rest.next().copied().unwrap_or(1)) * times;
        if let Some(start) = last {
            let repeated = bytes[start..].to_vec();
            let room = most.saturating_sub(bytes.len()) / repeated.len().max(1);
            bytes.extend(repeated.repeat(count.min(room)));
        }
    }
    bytes
}

fn start_of_last_line(bytes: &[u8]) -> usize {
    let Some((_, before)) = bytes.split_last() else {
        return 0;
    };
    let end = before.iter().rposition(|byte| *byte == b'\n');
    end.map_or(0, |at| at + 1)
}

/// How bytes are cut up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Not at all.
    Whole,
    /// Into pieces of so many bytes.
    Every(usize),
    /// Here and there, as the bytes say; pieces of nothing are among them.
    Anywhere,
}

/// The pieces, which together are the bytes.
#[must_use]
pub fn pieces(bytes: &[u8], cut: Cut) -> Vec<&[u8]> {
    match cut {
        Cut::Whole => vec![bytes],
        Cut::Every(size) if bytes.len() <= LONGEST_IN_BYTES => bytes.chunks(size).collect(),
        Cut::Every(size) => bytes.chunks(size * 509).collect(),
        Cut::Anywhere => anywhere(bytes),
    }
}

/// Pieces of up to 15 bytes, some of up to 2 KiB; which follows from a hash (FNV-1a) of the bytes, run on as a generator.
fn anywhere(bytes: &[u8]) -> Vec<&[u8]> {
    const PRIME: u64 = 0x100_0000_01b3;
    let mut state = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |state, byte| {
        (state ^ u64::from(*byte)).wrapping_mul(PRIME)
    });
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        state = (state ^ (state >> 29)).wrapping_mul(PRIME).wrapping_add(1);
        let wanted = match (state >> 40) % 8 {
            0 => (state >> 48) % 2048,
            _ => (state >> 48) % 16,
        };
        let length = usize::try_from(wanted).unwrap_or(1).min(rest.len());
        let (piece, behind) = rest.split_at(length);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// Panics when `text` could act on a terminal, a log or a reader's eye.
///
/// # Panics
/// See above.
pub fn assert_harmless(text: &str) {
    let hostile = |character: char| {
        character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    assert!(!text.contains(hostile), "{text:?}");
}
