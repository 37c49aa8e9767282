//! Whether a refusal is greylisting: the server refuses strangers for some minutes and takes the mail when they
//! come back. RFC 6647; the texts are those of the usual programs. Words in addresses, host names and links do not
//! count.

use super::{About, Known, wording::plain};
use crate::smtp::Reply;

/// What to do about greylisting.
pub(in crate::finding) const REMEDY: &str = "Try again after some minutes: greylisting lets the second attempt pass, as every mail server makes one.";

/// What is known of a reply that is greylisting, whatever its codes say.
pub(super) fn known(reply: &Reply) -> Option<Known> {
    is_greylisting(reply).then(|| {
        Known::new(
            Some("greylisting, which refuses strangers until they come back"),
            About::Server,
            REMEDY,
        )
    })
}

/// Whether a 4yz reply is greylisting, judged by its text.
#[must_use]
pub fn is_greylisting(reply: &Reply) -> bool {
    if !reply.code.is_temporary() {
        return false;
    }
    let code = reply.code.value();
    let words = plain(&reply.words());
    SENTENCES.iter().any(|sentence| words.contains(sentence))
        || (code == 451 && words.as_str() == TRY_AGAIN_LATER)
        || words
            .split(' ')
            .zip(std::iter::once("").chain(words.split(' ')))
            .any(|(word, before)| before != "not" && before != "no" && is_grey(word))
}

/// The whole text of rspamd's greylist module (with 451 4.7.1); as part of a longer text it means nothing.
const TRY_AGAIN_LATER: &str = "try again later";

const SENTENCES: &[&str] = &[
    // greylistd, as Debian sets it up for Exim.
    "is not yet authorized to deliver mail from",
    // Yahoo.
    "[gl01] message from",
    // Mimecast documents this text as greylisting.
    "internal resources are temporarily unavailable - https://community.mimecast.com",
    "internal resource temporarily unavailable - https://community.mimecast.com",
];

/// Postgrey "Greylisted", SQLgrey "Greylisted for 5 minutes", milter-greylist "Greylisting in action", policyd
/// "Greylisting in effect", Exim configurations "greylisted - please try again later".
fn is_grey(word: &str) -> bool {
    if word.contains(['@', '/', '=']) || is_host_name(word) {
        return false;
    }
    let word = word.trim_matches(|character: char| !character.is_ascii_alphanumeric());
    ["greylist", "graylist", "grey-list", "gray-list"]
        .iter()
        .any(|grey| word.starts_with(grey))
}

/// A dot between two letters or digits: `greylist.example`, but not the end of a sentence.
fn is_host_name(word: &str) -> bool {
    word.as_bytes().windows(3).any(|window| {
        window[1] == b'.' && window[0].is_ascii_alphanumeric() && window[2].is_ascii_alphanumeric()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_the_usual_programs_are_greylisting() {
        for (code, text) in [
            (
                450,
                "4.2.0 <bob@example.net>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.net.html",
            ),
            (
                450,
                "4.7.1 <bob@example.net>: Recipient address rejected: Greylisted for 5 minutes",
            ),
            (
                451,
                "4.7.1 Greylisting in action, please come back in 00:05:00",
            ),
            (451, "4.7.1 Try again later"),
            (451, "greylisted - please try again later"),
            (
                451,
                "192.0.2.1 is not yet authorized to deliver mail from <a@example.org> to <b@example.net>. Please try later.",
            ),
            (
                450,
                "4.7.1 <bob@example.net>: Recipient address rejected: Greylisting in effect, please come back later",
            ),
            (
                421,
                "Message from (192.0.2.1) temporarily deferred - [GL01] Message from (192.0.2.1) greylisted",
            ),
            (
                451,
                "Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451",
            ),
            (450, "4.7.0 (GREYLISTED) try in 300 seconds"),
        ] {
            assert!(is_greylisting(&Reply::of(code, text)), "{text}");
        }
    }

    #[test]
    fn a_name_with_the_word_in_it_is_not_greylisting() {
        for text in [
            "4.1.8 <ann@greylist.example>: Sender address rejected: Domain not found",
            "4.7.25 Client host rejected: cannot find your hostname, greylist.example.org",
            "4.7.1 blocked, see https://example.org/greylisting",
            "4.3.0 not greylisted, but the queue is full",
        ] {
            assert!(!is_greylisting(&Reply::of(450, text)), "{text}");
        }
    }

    #[test]
    fn other_temporary_failures_are_not_greylisting() {
        for (code, text) in [
            (421, "4.7.0 Try again later, closing connection. - gsmtp"),
            (
                451,
                "4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719)",
            ),
            (450, "4.3.2 Service currently unavailable"),
            (452, "4.2.2 The recipient's inbox is out of storage space."),
            (450, "4.7.1 Try again later"),
            (451, ""),
        ] {
            assert!(!is_greylisting(&Reply::of(code, text)), "{text}");
        }
    }

    #[test]
    fn a_permanent_refusal_is_never_greylisting() {
        assert!(!is_greylisting(&Reply::of(550, "5.7.1 Greylisted")));
        assert!(!is_greylisting(&Reply::of(
            250,
            "2.0.0 no longer greylisted"
        )));
    }
}
