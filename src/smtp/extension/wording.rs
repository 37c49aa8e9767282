//! Numbers, sizes and times of EHLO parameters in words, and strangers' words at a bounded length.

/// Digits only: a sign, which `parse` would take, is none.
pub(super) fn number(word: &str) -> Option<u64> {
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    word.parse().ok()
}

pub(super) fn not_a_number(word: &str) -> String {
    if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("not a usable number: {}", shortened(word))
    } else {
        format!("not a number: {}", shortened(word))
    }
}

/// Seconds in the largest unit that fits without a remainder.
pub(super) fn lasting(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0 => (0, "second"),
        _ if seconds.is_multiple_of(86_400) => (seconds / 86_400, "day"),
        _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    counted(count, unit)
}

fn counted(count: u64, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

pub(super) fn shown(words: &[String]) -> String {
    cut(&words.join(" "))
}

pub(super) fn shown_or_none(words: &[String]) -> String {
    if words.is_empty() {
        "none".to_owned()
    } else {
        shown(words)
    }
}

pub(super) fn shortened(word: &str) -> String {
    shorten(word, 60)
}

pub(super) fn cut(text: &str) -> String {
    shorten(text, 200)
}

fn shorten(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `14.0 MiB (14680064 bytes)`.
pub(super) fn sized(bytes: u64) -> String {
    match tenths(bytes) {
        Some((tenths, unit)) => {
            format!("{}.{} {unit} ({bytes} bytes)", tenths / 10, tenths % 10)
        }
        None => counted(bytes, "byte"),
    }
}

/// `50 MiB`, `9.7 MiB`.
pub(super) fn rounded(bytes: u64) -> String {
    match tenths(bytes) {
        Some((tenths, unit)) if tenths.is_multiple_of(10) => format!("{} {unit}", tenths / 10),
        Some((tenths, unit)) => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        None => counted(bytes, "byte"),
    }
}

/// In tenths of the largest unit that fits, rounded down; none below one of the smallest.
fn tenths(bytes: u64) -> Option<(u128, &'static str)> {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut shift = 0;
    while shift < UNITS.len() && bytes >> (10 * shift) >= 1024 {
        shift += 1;
    }
    let unit = shift.checked_sub(1).and_then(|at| UNITS.get(at))?;
    Some(((u128::from(bytes) * 10) >> (10 * shift), unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_digits_and_nothing_else() {
        assert_eq!(number("0"), Some(0));
        assert_eq!(number("18446744073709551615"), Some(u64::MAX));
        for word in ["", "+1", "-1", "1k", " 1", "18446744073709551616"] {
            assert_eq!(number(word), None, "{word}");
        }
    }

    #[test]
    fn a_time_is_told_in_the_largest_unit_that_fits() {
        assert_eq!(lasting(0), "0 seconds");
        assert_eq!(lasting(1), "1 second");
        assert_eq!(lasting(3_600), "1 hour");
        assert_eq!(lasting(172_800), "2 days");
        assert_eq!(lasting(3_601), "3601 seconds");
    }

    #[test]
    fn long_words_are_cut_at_a_character() {
        let long = "é".repeat(100);
        assert_eq!(shortened(&long).chars().count(), 61);
        assert_eq!(shortened("short"), "short");
    }
}
