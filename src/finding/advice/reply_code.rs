//! Reply codes: RFC 5321 sections 4.2.2 and 4.2.3, RFC 4954 sections 4 and 6, RFC 7504, RFC 3207.

/// A reply code and what to do about it.
pub(super) struct ReplyCode {
    code: u16,
    pub(super) meaning: &'static str,
    pub(super) remedy: &'static str,
}

/// The row of a code; of one without a row, what its first digit says.
pub(super) fn known(code: u16) -> &'static ReplyCode {
    let class = match code / 100 {
        2 => &CLASSES[0],
        3 => &CLASSES[1],
        4 => &CLASSES[2],
        _ => &CLASSES[3],
    };
    REPLY_CODES
        .iter()
        .find(|row| row.code == code)
        .unwrap_or(class)
}

const fn row(code: u16, meaning: &'static str, remedy: &'static str) -> ReplyCode {
    ReplyCode {
        code,
        meaning,
        remedy,
    }
}

const NOTHING: &str = "Nothing to do.";
const LATER: &str = "Try again later; if it stays so, the server's log says what is missing.";
const READ: &str = "Read the words behind the code; the server's log has the reason.";
const SYNTAX: &str =
    "Look for a filter between client and server, or a server that lacks the command.";

const CLASSES: [ReplyCode; 4] = [
    row(200, "done", NOTHING),
    row(300, "accepted so far, the server waits for more", NOTHING),
    row(400, "refused for now", LATER),
    row(500, "refused for good", READ),
];

const REPLY_CODES: &[ReplyCode] = &[
    row(211, "status of the system, or help", NOTHING),
    row(214, "help", NOTHING),
    row(220, "the server is ready", NOTHING),
    row(221, "the server closes the connection, as asked", NOTHING),
    row(235, "the login was accepted", NOTHING),
    row(250, "done", NOTHING),
    row(251, "not a local user; the server forwards", NOTHING),
    row(
        252,
        "the server cannot check the user but will take the message",
        NOTHING,
    ),
    row(
        334,
        "the server waits for the next part of the login",
        NOTHING,
    ),
    row(354, "the server waits for the message", NOTHING),
    row(
        421,
        "the server is not available and closes the connection",
        LATER,
    ),
    row(
        432,
        "the password has to be changed before it is used here",
        "Set a new password.",
    ),
    row(450, "the mailbox is not available for now", LATER),
    row(451, "the server could not finish what it was doing", LATER),
    row(
        452,
        "the server has no room for now, or too many recipients",
        "Send to fewer recipients at once, or try again later.",
    ),
    row(
        454,
        "TLS or login is not available for now",
        "The server's log says why: often a certificate or a password database that cannot be read.",
    ),
    row(455, "the server cannot take these parameters now", LATER),
    row(500, "the command was not understood", SYNTAX),
    row(
        501,
        "the parameters were not understood",
        "Check addresses and the name of --ehlo.",
    ),
    row(502, "the command is not implemented", SYNTAX),
    row(
        503,
        "commands in the wrong order",
        "Often a login or STARTTLS is missing before this command.",
    ),
    row(
        504,
        "the parameter is not implemented",
        "Check the mechanism of --auth and the name of --ehlo.",
    ),
    row(
        521,
        "the host takes no mail at all",
        "This server never takes mail: check the MX records.",
    ),
    row(523, "encryption is needed", "Use --starttls."),
    row(
        530,
        "a login or encryption is needed first",
        "Log in with --auth, under TLS.",
    ),
    row(
        534,
        "the mechanism is too weak for the server",
        "Choose a stronger mechanism, or log in under TLS.",
    ),
    row(
        535,
        "user name or password is wrong",
        "Check both; the server's log has the reason.",
    ),
    row(
        538,
        "the mechanism needs an encrypted connection",
        "Use --starttls.",
    ),
    row(
        550,
        "the mailbox is not available, or the server will not take this mail",
        READ,
    ),
    row(
        551,
        "not a local user; the server does not forward",
        "Send to the server that has the mailbox.",
    ),
    row(
        552,
        "the message is too large, or the mailbox is full",
        "Send a smaller message, or ask the recipient to make room.",
    ),
    row(
        553,
        "the address is not allowed",
        "Check sender and recipient; some servers bind the sender to the login.",
    ),
    row(
        554,
        "the transaction failed, or there is no service here",
        READ,
    ),
    row(
        555,
        "the server does not know a parameter of MAIL or RCPT",
        "Leave out what needs the parameter.",
    ),
    row(
        556,
        "the recipient's domain takes no mail",
        "The domain has a null MX: check the address.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_table_once_and_in_order() {
        assert!(REPLY_CODES.is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn a_code_without_a_row_is_told_by_its_first_digit() {
        assert_eq!(known(459).meaning, "refused for now");
        assert_eq!(known(599).meaning, "refused for good");
        assert_eq!(known(299).meaning, "done");
    }
}
