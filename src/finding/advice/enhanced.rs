//! Enhanced status codes: RFC 3463 and IANA's registry. The class, the first number, only says whether the rest is
//! temporary, so that rows have the last two.

use crate::smtp::EnhancedStatusCode;

/// A status code and what to do about it.
pub(super) struct Detail {
    code: (u16, u16),
    pub(super) meaning: &'static str,
    pub(super) remedy: &'static str,
}

/// The row of a word such as `5.7.1`; of a code without a row, what its subject says.
pub(super) fn known(word: &str) -> Option<&'static Detail> {
    let code = EnhancedStatusCode::parse(word)?;
    let row = |subject, detail| DETAILS.iter().find(|row| row.code == (subject, detail));
    row(code.subject, code.detail)
        .or_else(|| row(code.subject, 0))
        .or_else(|| row(0, 0))
}

const fn row(subject: u16, detail: u16, meaning: &'static str, remedy: &'static str) -> Detail {
    Detail {
        code: (subject, detail),
        meaning,
        remedy,
    }
}

const READ: &str = "Read the words behind the code; the server's log has the reason.";
const ADDRESS: &str = "Check the address.";
const SENDER: &str = "Check the sender's address and its domain.";
const LATER: &str = "Try again later.";
const ADMINISTRATOR: &str = "The server's administrator has to look at it.";

const DETAILS: &[Detail] = &[
    row(0, 0, "no further detail", READ),
    row(1, 0, "something about an address", ADDRESS),
    row(1, 1, "no such mailbox", ADDRESS),
    row(1, 2, "no such domain, or it cannot be reached", ADDRESS),
    row(1, 3, "the address is not well-formed", ADDRESS),
    row(1, 4, "the address means more than one mailbox", ADDRESS),
    row(1, 5, "the address is valid", "Nothing to do."),
    row(1, 6, "the mailbox has moved and left no address", ADDRESS),
    row(1, 7, "the sender's address is not well-formed", SENDER),
    row(
        1,
        8,
        "the sender's domain does not exist or takes no mail",
        SENDER,
    ),
    row(
        1,
        9,
        "the message was passed to a system that does not speak this protocol",
        READ,
    ),
    row(1, 10, "the recipient's domain has a null MX", ADDRESS),
    row(2, 0, "something about the mailbox", READ),
    row(
        2,
        1,
        "the mailbox is switched off",
        "Ask the recipient, or the administrator of the mailbox.",
    ),
    row(
        2,
        2,
        "the mailbox is full",
        "Ask the recipient to make room.",
    ),
    row(
        2,
        3,
        "the message is too long for the mailbox",
        "Send a smaller message.",
    ),
    row(2, 4, "a mailing list could not be expanded", ADMINISTRATOR),
    row(3, 0, "something about the mail system", LATER),
    row(3, 1, "the mail system is full", ADMINISTRATOR),
    row(3, 2, "the system takes no messages for now", LATER),
    row(3, 3, "the system lacks a feature", READ),
    row(
        3,
        4,
        "the message is too big for the system",
        "Send a smaller message, or raise the limit.",
    ),
    row(3, 5, "the system is configured wrongly", ADMINISTRATOR),
    row(3, 6, "the priority was changed", "Nothing to do."),
    row(4, 0, "something about network or routing", LATER),
    row(4, 1, "the next host does not answer", LATER),
    row(4, 2, "the connection broke", LATER),
    row(4, 3, "a directory server failed", ADMINISTRATOR),
    row(
        4,
        4,
        "no route to the recipient's host",
        "Check the MX records of the recipient's domain.",
    ),
    row(4, 5, "the mail system is overloaded", LATER),
    row(
        4,
        6,
        "a routing loop",
        "Check MX records and forwarding: two servers send to each other.",
    ),
    row(4, 7, "the message could not be delivered in time", READ),
    row(5, 0, "something about the protocol", READ),
    row(
        5,
        1,
        "the command is not allowed here",
        "Often a login or STARTTLS is missing before it.",
    ),
    row(5, 2, "a command was not understood", READ),
    row(
        5,
        3,
        "too many recipients",
        "Send to fewer recipients at once.",
    ),
    row(
        5,
        4,
        "wrong parameters of a command",
        "Check addresses and the name of --ehlo.",
    ),
    row(5, 5, "another version of the protocol is needed", READ),
    row(
        5,
        6,
        "a part of the login is too long",
        "Choose another mechanism.",
    ),
    row(6, 0, "something about the content", READ),
    row(
        6,
        1,
        "this kind of content is not taken",
        "Leave out the attachment, or send another kind.",
    ),
    row(
        6,
        2,
        "the content would have to be converted, which is not allowed",
        READ,
    ),
    row(
        6,
        3,
        "the content would have to be converted, which the server cannot do",
        "Use a 7-bit form of the message.",
    ),
    row(6, 4, "the content was converted with losses", READ),
    row(6, 5, "converting the content failed", READ),
    row(6, 6, "the content is not available", READ),
    row(
        6,
        7,
        "the address beyond ASCII cannot be used here",
        "Use an ASCII address.",
    ),
    row(6, 8, "a reply beyond ASCII would be needed", READ),
    row(
        6,
        9,
        "the headers beyond ASCII cannot be passed on",
        "Use ASCII headers.",
    ),
    row(
        6,
        10,
        "a part beyond ASCII cannot be passed on",
        "Use ASCII.",
    ),
    row(7, 0, "something about security", READ),
    row(
        7,
        1,
        "not permitted: policy, a blocklist, or relaying without a login",
        "Log in with --auth to send elsewhere; otherwise read the words, and look this address up on blocklists.",
    ),
    row(
        7,
        2,
        "the sender may not write to this mailing list",
        "Ask the owner of the list.",
    ),
    row(
        7,
        3,
        "the security would have to be changed, which is not possible",
        READ,
    ),
    row(7, 4, "a security feature is not supported", READ),
    row(7, 5, "a cryptographic key is missing or wrong", READ),
    row(7, 6, "a cryptographic algorithm is not supported", READ),
    row(7, 7, "the message was changed on its way", READ),
    row(
        7,
        8,
        "user name or password is wrong",
        "Check both; some providers want a password made for this program.",
    ),
    row(
        7,
        9,
        "the mechanism is too weak, or this kind of login is switched off",
        "Choose another mechanism.",
    ),
    row(7, 10, "encryption is needed", "Use --starttls."),
    row(
        7,
        11,
        "the mechanism needs an encrypted connection",
        "Use --starttls.",
    ),
    row(
        7,
        12,
        "the password has to be changed before it is used here",
        "Set a new password.",
    ),
    row(7, 13, "the account is disabled", ADMINISTRATOR),
    row(7, 14, "a trust relationship is needed", ADMINISTRATOR),
    row(7, 15, "the priority is too low", READ),
    row(7, 16, "the message is too big for its priority", READ),
    row(7, 17, "the mailbox has changed its owner", ADDRESS),
    row(7, 18, "the domain has changed its owner", ADDRESS),
    row(
        7,
        19,
        "it cannot be checked whether the mailbox has changed its owner",
        READ,
    ),
    row(
        7,
        20,
        "no DKIM signature passes",
        "Sign messages with DKIM, and publish the key in DNS.",
    ),
    row(
        7,
        21,
        "no DKIM signature is acceptable",
        "Sign with a key of at least 2048 bits for the sender's domain.",
    ),
    row(
        7,
        22,
        "no DKIM signature is of the author's domain",
        "Sign with the domain of the From header.",
    ),
    row(
        7,
        23,
        "SPF fails: this address may not send for the domain",
        "Add this address to the domain's SPF record.",
    ),
    row(
        7,
        24,
        "the SPF record could not be evaluated",
        "Correct the SPF record: syntax, and at most ten look-ups.",
    ),
    row(
        7,
        25,
        "the address has no matching reverse DNS name",
        "Publish a PTR record whose name leads back to the address.",
    ),
    row(
        7,
        26,
        "several checks of the sender failed (SPF, DKIM, DMARC)",
        "Publish SPF, sign with DKIM, and let one of them match the From header.",
    ),
    row(
        7,
        27,
        "the sender's domain has a null MX",
        "Send from a domain that takes mail.",
    ),
    row(7, 28, "too much mail from this sender", "Send more slowly."),
    row(
        7,
        29,
        "ARC validation failed",
        "The forwarder has to repair its ARC signatures.",
    ),
    row(
        7,
        30,
        "REQUIRETLS cannot be kept",
        "The next server does not support it.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_table_once_and_in_order() {
        assert!(DETAILS.is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn a_code_without_a_row_is_told_by_its_subject() {
        assert_eq!(known("5.7.999").map(|row| row.code), Some((7, 0)));
        assert_eq!(known("4.9.9").map(|row| row.code), Some((0, 0)));
        assert!(known("3.1.1").is_none() && known("hello").is_none());
    }
}
