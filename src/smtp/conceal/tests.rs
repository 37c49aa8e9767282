use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

use super::*;

pub(super) fn conceal(needles: &[&str], line: &str, cut: bool) -> String {
    let mut all = Needles::default();
    all.add(
        needles
            .iter()
            .map(|needle| Zeroizing::new(needle.as_bytes().to_vec()))
            .collect(),
    );
    let cuts: Vec<usize> = cut.then_some(line.len()).into_iter().collect();
    let covered = all.cover(line.as_bytes(), &cuts, &|_, _| false);
    String::from_utf8(masked(line.as_bytes(), &covered, 0)).unwrap()
}

#[test]
fn a_secret_is_masked_wherever_it_stands() {
    assert_eq!(
        conceal(&["hunter2"], "535 hunter2xhunter2", false),
        "535 [concealed]x[concealed]"
    );
}

#[test]
fn a_secret_is_masked_in_every_usual_encoding() {
    for encoded in [
        "aHVudGVyMg==",
        "aHVudGVyMg",
        "68756e74657232",
        "68756E74657232",
        "%68%75%6e%74%65%72%32",
        "%68unter2",
        "hunter%32",
        "=68=75=6E=74=65=72=32",
        "\\x68\\x75\\x6e\\x74\\x65\\x72\\x32",
    ] {
        assert_eq!(
            conceal(&["hunter2"], &format!("535 ({encoded})"), false),
            "535 ([concealed])",
            "{encoded}"
        );
    }
}

/// Only a colour of our own is read over.
#[test]
fn a_servers_escape_sequence_hides_no_secret() {
    for (secret, line) in [
        ("20260612", "535 \x1b[20260612m"),
        ("k9%2Fq+w=z", "535 \x1b[36\x036B39253246712B773D7A"),
        ("k9;1", "535 \x1b[k9;1m"),
    ] {
        let shown = conceal(&[secret], line, false);
        assert!(shown.contains("[concealed]"), "{shown:?}");
    }
    let coloured = conceal(&["hunter2"], "hun\x1b[31;1mter2\x1b[0m", false);
    assert_eq!(coloured, "[concealed]\x1b[0m");
}

#[test]
fn a_space_in_a_form_is_a_plus() {
    assert_eq!(
        conceal(&["correct horse="], "535 correct+horse%3D", false),
        "535 [concealed]"
    );
}

#[test]
fn base64_of_a_text_around_the_secret_is_masked_at_every_offset() {
    for before in ["", "a", "ab", "abc", "\0ann\0"] {
        let told = STANDARD.encode(format!("{before}hunter2-secret and more"));
        let shown = conceal(&["hunter2-secret"], &format!("535 {told}"), false);
        let left = shown.replace("[concealed]", " ");
        for piece in left.split(' ').filter(|piece| piece.len() > 3) {
            for skipped in 0..4 {
                let decoded = STANDARD_NO_PAD
                    .decode(&piece[skipped.min(piece.len())..])
                    .unwrap_or_default();
                let decoded = String::from_utf8_lossy(&decoded).into_owned();
                assert!(!decoded.contains("unter"), "{before:?} {shown} {decoded}");
            }
        }
        assert!(shown.contains("[concealed]"), "{before:?} {shown}");
    }
}

#[test]
fn the_alphabet_for_file_names_is_known_too() {
    let secret = "\u{3ff}\u{3ff}???>>>";
    let encoded = URL_SAFE_NO_PAD.encode(secret);
    assert!(encoded.contains('_'));
    assert_eq!(conceal(&[secret], &encoded, false), "[concealed]");
}

#[test]
fn overlapping_and_adjacent_secrets_leave_nothing() {
    assert_eq!(
        conceal(&["abcd", "cdef"], "535 abcdef.", false),
        "535 [concealed]."
    );
    assert_eq!(conceal(&["aaaa"], "535 aaaaa.", false), "535 [concealed].");
}

#[test]
fn empty_needles_mask_nothing() {
    assert_eq!(conceal(&[""], "535 text", true), "535 text");
}

#[test]
fn short_secrets_are_masked_as_whole_words_only() {
    assert_eq!(
        conceal(&["a"], "535 a bad a, plan", false),
        "535 [concealed] bad [concealed], plan"
    );
    assert_eq!(conceal(&["é"], "535 é née", false), "535 [concealed] née");
    assert_eq!(conceal(&["a"], "535 100% sure", false), "535 100% sure");
    assert_eq!(conceal(&["a"], "535 %61", false), "535 [concealed]");
}

#[test]
fn a_secret_cut_off_at_the_end_is_masked_too() {
    for end in ["hunt", "68756E74", "aHVud", "%68%75%6e"] {
        assert_eq!(
            conceal(&["hunter2"], &format!("535 is {end}"), true),
            "535 is [concealed]",
            "{end}"
        );
    }
    assert_eq!(conceal(&["hunter2"], "535 is hunt", false), "535 is hunt");
}

fn shown(secret: &str, text: &str) -> String {
    conceal(&[secret], text, false)
}

#[test]
fn case_does_not_matter() {
    assert_eq!(
        shown("Hunter2", "535 HUNTER2 hunter2"),
        "535 [concealed] [concealed]"
    );
    assert_eq!(
        shown("größe77", "535 GRÖSSE77 Größe77"),
        "535 [concealed] [concealed]"
    );
}

#[test]
fn hexadecimal_with_separators_is_masked() {
    for encoded in [
        "68:75:6e:74:65:72:32",
        "68 75 6E 74 65 72 32",
        "68-75-6e-74-65-72-32",
        "0x68, 0x75, 0x6e, 0x74, 0x65, 0x72, 0x32",
        "X68X75X6EX74X65X72X32",
        r"\x68\x75\x6e\x74\x65\x72\x32",
        "x68 x75 x6e x74 x65 x72 x32",
        "6875.6e74.6572.32",
        "68:75:6e:74\n   65:72:32",
    ] {
        let text = format!("535 ({})", encoded.replace("\\n", "\n"));
        let shown = shown("hunter2", &text)
            .replace("0x", "")
            .replace(['x', 'X'], "");
        assert_eq!(shown, "535 ([concealed])", "{encoded}");
    }
    assert_eq!(
        shown("P@ssW0rd", "x50x40x73x73x57x30x72x64"),
        "x[concealed]"
    );
    // Six digits of something else are no secret.
    assert_eq!(shown("hunter2", "535 68:75:6e"), "535 68:75:6e");
}

#[test]
fn a_secret_broken_over_lines_is_masked() {
    assert_eq!(
        shown("hunter2-pw", "535 hunter2-\n    pw."),
        "535 [concealed]."
    );
    assert_eq!(
        shown("correct horse", "535 correct\n    horse."),
        "535 [concealed]."
    );
    assert_eq!(
        shown(
            "hunter2",
            "a \u{1b}[31mhunt\u{1b}[0m\n  \u{1b}[31mer2\u{1b}[0m"
        ),
        "a \u{1b}[31m[concealed]\u{1b}[0m"
    );
    let told = STANDARD.encode("hunter2-secret");
    let (begin, end) = told.split_at(9);
    assert_eq!(
        shown("hunter2-secret", &format!("x {begin}\n{end} y")),
        "x [concealed] y"
    );
    assert_eq!(
        shown("hunter2", "=68=75=6E=74=\r\n=65=72=32"),
        "[concealed]"
    );
}

/// One row a language: what it makes of a secret.
#[test]
fn escapes_of_other_languages_are_known() {
    for (language, secret, escaped) in [
        ("HTML, decimal", "hunter2", "hunt&#101;r2"),
        ("HTML, hexadecimal", "hunter2", "hunt&#x65;r2"),
        ("HTML, a letter", "größe77", "gr&#246;&#223;e77"),
        ("HTML, names", "a<b>&\"'c", "a&lt;b&gt;&amp;&quot;&apos;c"),
        ("JSON", "hunter2", "hunt\\u0065r2"),
        ("JSON, a letter", "größe77", "gr\\u00f6\\u00dfe77"),
        ("JSON, surrogates", "pw😀77", "pw\\ud83d\\ude0077"),
        ("JSON, quotation marks", "say \"hi\"", r#"say \"hi\""#),
        ("JSON, a solidus", "a/b/c", r"a\/b\/c"),
        ("JavaScript, escape()", "größe77", "gr%u00F6%u00DFe77"),
        ("HTML without its end", "hunter2", "hunt&#101r2"),
        ("HTML, hexadecimal, too", "hunter!", "hunt&#x65r&#x21"),
        ("C, hexadecimal", "hunter2", r"hunt\x65r2"),
        ("C, octal", "hunter2", r"hunt\145r2"),
        ("C, octets", "größe77", r"gr\xc3\xb6\xc3\x9fe77"),
        ("C, octal octets", "größe77", r"gr\303\266\303\237e77"),
        ("C, universal", "pw😀77", r"pw\U0001f60077"),
        ("Python, Latin 1", "größe77", r"gr\xf6\xdfe77"),
        ("Python, repr", "it's \\ me", r"it\'s \\ me"),
        ("Python, re.escape", "a-b c.d", r"a\-b\ c\.d"),
        ("Rust and our own", "größe77", r"gr\u{f6}\u{df}e77"),
        ("a tab", "a\tb\tc", r"a\tb\tc"),
        ("SQL", "it's 'it'", "it''s ''it''"),
        ("SQL, double", "say \"hi\"", "say \"\"hi\"\""),
        ("a URL", "größe 77", "gr%C3%B6%C3%9Fe%2077"),
        ("a URL in Latin 1", "größe77", "gr%F6%DFe77"),
        ("quoted-printable", "größe77", "gr=C3=B6=C3=9Fe77"),
        ("decomposed", "größe77", "gro\u{308}ße77"),
        ("a shell", "it's-S9", r#"it'"'"'s-S9"#),
        ("a shell, backslash", "it's-S9", r"it'\''s-S9"),
        ("HTML and no more", r"a&b\%c-Secret", r"a&amp;b\%c-Secret"),
        ("HTML, percent", "50%25off&more", "50%25off&amp;more"),
        ("xtext", "Secret+Word=9", "Secret+2BWord+3D9"),
    ] {
        let text = format!("535 ({escaped}) no");
        assert_eq!(shown(secret, &text), "535 ([concealed]) no", "{language}");
    }
    // Numbers that are no character stay what they are.
    let text = r"\ud83d\u0041 \U00110000 &#1114112; \777 \u{} &; %u12";
    assert_eq!(shown("hunter2", text), text);
}

#[test]
fn blanks_between_the_letters_hide_no_secret() {
    for (secret, said) in [
        ("secret word9", "secret  word9"),
        ("secret word9", "secret\tword9"),
        ("secret word9", "secretword9"),
        ("Zq7!secretPW", "Zq7!sec\rretPW"),
        ("Zq7!secretPW", "Zq7!sec\0retPW"),
        ("Zq7!secretPW", "Zq7!sec\\nretPW"),
        ("Zq7!secretPW", "5a/71|37 [21]{73}<65>63726574(5057)"),
    ] {
        assert!(shown(secret, said).starts_with("[concealed]"), "{said:?}");
    }
    // What would be found across two words.
    assert_eq!(shown("this", "with isolated"), "with isolated");
}

/// A BMPString in a certificate (X.690 section 8.23.8).
#[test]
fn two_octets_a_character_are_known() {
    let wide: Vec<u8> = "hunter2"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let told = STANDARD.encode([&b"CN"[..], &wide].concat());
    let left = shown("hunter2", &told);
    assert!(left.contains("[concealed]") && left.len() < 20, "{left}");
}

#[test]
fn what_is_known_anyway_is_left() {
    let concealer = Concealer::default();
    concealer.add(vec![Zeroizing::new(b"mail".to_vec())]);
    concealer.leave("mail.example.com");
    let own = |word: &str, _| word == "e-mail";
    for (text, expected) in [
        (
            "220 mail.example.com mail",
            "220 mail.example.com [concealed]",
        ),
        ("an e-mail, mailed", "an e-mail, [concealed]ed"),
        ("bWFpbA==", "[concealed]"),
    ] {
        assert_eq!(concealer.masked(text, &own), expected);
    }
}

#[test]
fn a_secret_that_our_own_limit_cut_off_is_masked() {
    let concealer = Concealer::default();
    concealer.add(vec![Zeroizing::new(b"hunter2".to_vec())]);
    let text = "CN=xhunt [17 more bytes]";
    assert_eq!(
        concealer.masked(text, &|_, _| false),
        "CN=x[concealed] [17 more bytes]"
    );
}

/// A variation selector shows nothing on a terminal, and a wide letter reads as the narrow one.
#[test]
fn signs_between_the_letters_hide_no_secret() {
    const SECRET: &str = "Tr0ub4dor&3xQ";
    let between = |sign: &str| {
        SECRET
            .chars()
            .map(|one| format!("{one}{sign}"))
            .collect::<String>()
    };
    let wide = SECRET
        .chars()
        .map(|one| char::from_u32(u32::from(one) + 0xfee0).unwrap());
    let mut lines: Vec<String> = [
        "\u{fe0f}", "\u{34f}", "\u{332}", "\u{200d}", "\u{a0}", "-", ".", ", ", "_", "' '",
    ]
    .into_iter()
    .map(between)
    .collect();
    lines.push(wide.collect());
    for line in lines {
        let shown = conceal(&[SECRET], &format!("250 ({line})"), false);
        assert!(
            shown.starts_with("250 ([concealed]") && !shown.contains('Q'),
            "{shown}"
        );
    }
    // Shorter ones would be found across words.
    assert_eq!(
        conceal(&["isnotit"], "250 is not-it", false),
        "250 is not-it"
    );
}

#[test]
fn signs_within_base64_hide_no_secret() {
    let encoded = STANDARD.encode("\0ann\0hunter2");
    for sign in [".", ", ", "\" \"", "|", "\t:"] {
        let line: String = encoded
            .chars()
            .flat_map(|one| [one.to_string(), sign.to_owned()])
            .collect();
        let shown = conceal(&["hunter2"], &format!("250 ({line})"), false);
        assert!(shown.contains("[concealed]"), "{shown}");
    }
}

/// The message of PLAIN begins with NUL (RFC 4616 section 2): what a round number ends with is no beginning of it, in no encoding.
#[test]
fn a_round_number_is_no_beginning_of_a_message() {
    let mut all = Needles::default();
    let secrets = ["hunter2pw", "\0bob\0hunter2pw"];
    all.add(
        secrets
            .map(|one| Zeroizing::new(one.as_bytes().to_vec()))
            .into(),
    );
    for line in ["250 SIZE 1000000", "250 SIZE 100000000000", "235 AAAAAA"] {
        let mut covered = vec![false; line.len()];
        all.cover_beginning(&mut covered, line.as_bytes(), &|_, _| false);
        assert!(!covered.contains(&true), "{line}: {covered:?}");
    }
    for line in [
        "535 AHVudGVy",
        "535 AGJvYgBod",
        "535 68756e74",
        "535 hunter2",
    ] {
        let mut covered = vec![false; line.len()];
        all.cover_beginning(&mut covered, line.as_bytes(), &|_, _| false);
        let is_of_the_secret = line != "535 AHVudGVy";
        assert_eq!(covered.contains(&true), is_of_the_secret, "{line}");
    }
}
