//! A record as zone files (RFC 1035 section 5.1) and tools write it: an owner, a TTL, a class and a type before it, in strings with
//! quotation marks, which belong together without a space, and with backslashes.

/// The most words before the data: owner, TTL, class, type, and what tools say.
const MOST_WORDS: usize = 6;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The data, as it is in the DNS.
    pub record: String,
    /// Whether the type is TLSA, where one is written.
    pub is_tlsa: Option<bool>,
    /// A string has no end.
    pub is_open: bool,
}

/// Takes off what is not of the record.
pub(super) fn read(text: &str) -> Written {
    let text = text.trim();
    let (is_tlsa, data) = without_prefix(text);
    let data = data.trim();
    let single = data
        .strip_prefix('\'')
        .map(|inner| inner.strip_suffix('\'').unwrap_or(inner));
    let data = single.unwrap_or(data);
    let inner = data
        .strip_prefix('(')
        .map_or(data, |inner| inner.trim_end().trim_end_matches(')'))
        .trim();
    let (record, is_open) = if inner.starts_with('"') {
        strings(inner)
    } else {
        (inner.to_owned(), false)
    };
    Written {
        record,
        is_tlsa,
        is_open,
    }
}

/// What stands behind the type, and whether that is TLSA.
fn without_prefix(text: &str) -> (Option<bool>, &str) {
    let mut rest = text;
    for _ in 0..MOST_WORDS {
        let (word, behind) = rest
            .split_once([' ', '\t', '\r', '\n'])
            .unwrap_or((rest, ""));
        if word.contains(['=', '"', '\'']) {
            break;
        }
        let is_tlsa = word.eq_ignore_ascii_case("TLSA");
        if is_tlsa
            || ["TXT", "SPF", "text"]
                .iter()
                .any(|it| word.eq_ignore_ascii_case(it))
        {
            let behind = behind.trim_start();
            // As nslookup writes it: `text = "…"`.
            let behind = behind.strip_prefix("= ").unwrap_or(behind);
            return (Some(is_tlsa), behind);
        }
        rest = behind.trim_start();
    }
    (None, text)
}

/// The strings joined, and whether the last one has no end.
fn strings(text: &str) -> (String, bool) {
    let mut record = String::new();
    let mut is_inside = false;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '"' => is_inside = !is_inside,
            '\\' => {
                let digits: String = rest.as_str().chars().take(3).collect();
                match digits.parse::<u8>() {
                    Ok(octet)
                        if digits.len() == 3 && digits.bytes().all(|it| it.is_ascii_digit()) =>
                    {
                        record.push(char::from(octet));
                        rest.nth(2);
                    }
                    _ => record.extend(rest.next()),
                }
            }
            other if is_inside => record.push(other),
            _ => {}
        }
    }
    (record, is_inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_zone_files_and_tools_write_around_a_record_is_taken_off() {
        for text in [
            "v=spf1 mx -all",
            " \"v=spf1 mx -all\" ",
            "'v=spf1 mx -all'",
            "\"v=spf1 m\" \"x -all\"",
            "example.com. IN TXT \"v=spf1 mx -all\"",
            "example.com. 3600 IN TXT ( \"v=spf1 \"\n  \"mx -all\" )",
            "@ TXT v=spf1 mx -all",
            "example.com descriptive text \"v=spf1 mx -all\"",
            "example.com text = \"v=spf1 mx -all\"",
            "\"v=spf1\\032mx -\\all\"",
        ] {
            let written = read(text);
            assert_eq!(written.record, "v=spf1 mx -all", "{text}");
            assert!(!written.is_open);
        }
        assert_eq!(read("\"v=DMARC1\\; p=none\"").record, "v=DMARC1; p=none");
        assert!(read("\"v=spf1 mx -all").is_open);
        let tlsa = read("_25._tcp.mx.example. IN TLSA 3 1 1 ab");
        assert_eq!(
            (tlsa.record.as_str(), tlsa.is_tlsa),
            ("3 1 1 ab", Some(true))
        );
    }
}
