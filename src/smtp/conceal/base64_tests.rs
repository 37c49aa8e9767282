//! Base64 of what has a secret in it, however short the secret is.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

use super::tests::conceal;

/// Each character has six bits, each byte eight: those that have one of the secret's are masked, and no other is.
#[test]
fn a_short_secret_is_masked_wherever_it_stands_in_what_was_encoded() {
    for secret in ["abcd", "hunt2", "Zq7!pw", "\u{3ff}\u{3ff}"] {
        for before in [
            "",
            "a",
            "ab",
            "abc",
            "\0ann\0",
            "ann\0",
            "n,a=ann,\u{1}auth=Bearer ",
        ] {
            for behind in ["", "?", ">>", " was it", "\u{1}\u{1}"] {
                for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
                    let told = engine.encode(format!("{before}{secret}{behind}"));
                    let first = before.len() * 8 / 6;
                    let last = ((before.len() + secret.len()) * 8).div_ceil(6);
                    let expected = format!("535 {}[concealed]{}", &told[..first], &told[last..]);
                    let shown = conceal(&[secret], &format!("535 {told}"), false);
                    assert_eq!(shown, expected, "{before:?} {secret} {behind:?}");
                }
            }
        }
    }
}

#[test]
fn a_short_secret_cut_off_in_base64_is_masked_to_the_cut() {
    let told = STANDARD_NO_PAD.encode("xannxhunt2");
    for length in 8..told.len() {
        let shown = conceal(&["hunt2"], &format!("334 {}", &told[..length]), true);
        assert_eq!(shown, "334 eGFubn[concealed]", "{length}");
    }
}

#[test]
fn words_are_not_taken_for_base64() {
    let text = "250-PIPELINING SIZE 35882577 mail ESMTP with isolated STARTTLS 8BITMIME";
    for secret in ["auth", "test", "user", "mail1", "pass"] {
        assert_eq!(conceal(&[secret], text, false), text);
    }
}
