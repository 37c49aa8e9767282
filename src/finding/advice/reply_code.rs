//! The reply codes: RFC 5321 sections 4.2.2 and 4.2.3, RFC 4954 (AUTH), RFC 3207 (STARTTLS), RFC 7504 (521, 556)
//! and the few others that extensions define. One row each, in numerical order.

/// What is known about a reply code.
#[derive(Debug)]
pub(super) struct ReplyCodeRow {
    pub code: u16,
    pub meaning: &'static str,
    pub remedy: &'static str,
    pub reference: &'static str,
}

impl ReplyCodeRow {
    /// Whether the code has one meaning wherever it comes. 501, 550, 553 and 554 stand for all and everything.
    pub(super) fn is_plain(&self) -> bool {
        !matches!(self.code, 450 | 454 | 500..=503 | 550 | 552..=554)
    }
}

pub(super) fn find(code: u16) -> Option<&'static ReplyCodeRow> {
    ROWS.iter().find(|row| row.code == code)
}

/// What the first digit says alone: RFC 5321 section 4.2.1.
pub(super) fn by_first_digit(code: u16) -> ReplyCodeRow {
    let (meaning, remedy) = match code / 100 {
        2 => ("Success", NOTHING),
        3 => (
            "More input is expected",
            "Continue with what the server asks for.",
        ),
        4 => ("Temporary failure", RETRY),
        5 => (
            "Permanent failure",
            "Read the server's text; sending the same again will fail again.",
        ),
        _ => (
            "No SMTP reply code",
            "What answered does not speak SMTP; check host and port.",
        ),
    };
    row(code, "RFC 5321 section 4.2.1", meaning, remedy)
}

const NOTHING: &str = "Nothing needs to be done.";
const RETRY: &str = "Try again later; mail servers do so by themselves for days.";
const REPLIES: &str = "RFC 5321 section 4.2.3";
const LOGIN: &str = "RFC 4954 section 6";

const ROWS: &[ReplyCodeRow] = &[
    row(211, REPLIES, "System status or help", NOTHING),
    row(214, REPLIES, "Help", NOTHING),
    row(220, REPLIES, "Service ready", NOTHING),
    row(221, REPLIES, "The server closes the connection", NOTHING),
    row(235, LOGIN, "Authentication succeeded", NOTHING),
    row(250, REPLIES, "The command was carried out", NOTHING),
    row(
        251,
        REPLIES,
        "User not local; the server forwards the message",
        "Update the address when the owner confirms the new one.",
    ),
    row(
        252,
        REPLIES,
        "The address cannot be verified, but mail to it is accepted",
        "Nothing needs to be done: servers answer VRFY so to keep addresses private.",
    ),
    row(
        253,
        "RFC 1985 section 5.3",
        "Messages for this node are pending; their delivery was started",
        NOTHING,
    ),
    row(
        334,
        LOGIN,
        "The server waits for the next step of the login",
        "Send the response of the SASL mechanism, or * to cancel.",
    ),
    row(
        354,
        REPLIES,
        "Start of mail input: send the message, end with a dot on a line of its own",
        NOTHING,
    ),
    row(
        421,
        REPLIES,
        "Service not available; the server closes the connection",
        "Try again later, with fewer connections at a time; the text usually names the reason: load, rate limit, or a block.",
    ),
    row(
        432,
        LOGIN,
        "A password transition is needed",
        "Log in once with PLAIN over TLS so that the server can store the password in its new form.",
    ),
    row(
        450,
        REPLIES,
        "Mailbox unavailable for now: busy, or held back by policy such as greylisting",
        RETRY,
    ),
    row(
        451,
        REPLIES,
        "Local error in processing",
        "Try again later; if it stays, the server's administrator finds the reason in its log.",
    ),
    row(
        452,
        REPLIES,
        "Insufficient system storage, or too many recipients",
        "Try again later, with fewer recipients a transaction; on your own server, check the free disk space.",
    ),
    row(453, "RFC 2645 section 5.2.1", "You have no mail", NOTHING),
    row(
        454,
        "RFC 3207 section 4, RFC 4954 section 6",
        "TLS or authentication not available for now",
        "Try again later; on your own server, check certificate and key, and the service that passwords are checked with.",
    ),
    row(
        455,
        REPLIES,
        "The server cannot accommodate the parameters for now",
        "Try again later, or send MAIL and RCPT without the parameters.",
    ),
    row(
        458,
        "RFC 1985 section 5.3",
        "The queue for this node cannot be started",
        RETRY,
    ),
    row(
        459,
        "RFC 1985 section 5.3",
        "This node is not allowed to start a queue",
        "Ask the server's administrator to permit ETRN for your domain.",
    ),
    row(
        500,
        REPLIES,
        "Syntax error, command not recognized",
        "Check what was sent: an unknown command, one that is too long, or TLS or HTTP on a plain port.",
    ),
    row(
        501,
        REPLIES,
        "Syntax error in parameters",
        "Check the address or argument; for EHLO, use a fully qualified host name or an address literal.",
    ),
    row(
        502,
        REPLIES,
        "Command not implemented",
        "Do without the command; it is switched off or not supported here.",
    ),
    row(
        503,
        REPLIES,
        "Bad sequence of commands",
        "Look at the reply before: often MAIL, RCPT or a login was refused and the client went on.",
    ),
    row(
        504,
        REPLIES,
        "Command parameter not implemented",
        "Use what EHLO announces: another mechanism, or no parameter.",
    ),
    row(
        521,
        "RFC 7504",
        "The host does not accept mail",
        "Check the MX records: mail for this domain belongs to another host.",
    ),
    row(
        523,
        "RFC 5248 (with X.7.10)",
        "Encryption is needed for this authentication",
        "Start TLS before AUTH.",
    ),
    row(
        525,
        "RFC 5248 (with X.7.13)",
        "User account disabled",
        "Have the account enabled; the password may well be right.",
    ),
    row(
        530,
        "RFC 4954 section 6, RFC 3207 section 4",
        "Authentication or encryption is required first",
        "Start TLS, then log in, before MAIL.",
    ),
    row(
        534,
        LOGIN,
        "The authentication mechanism is too weak",
        "Use a stronger mechanism, as the server offers after STARTTLS.",
    ),
    row(
        535,
        LOGIN,
        "Authentication credentials invalid",
        "Check user name and password, whether the login name is the full address, and whether this account may use SMTP.",
    ),
    row(
        538,
        LOGIN,
        "Encryption is required for this authentication mechanism",
        "Start TLS before AUTH.",
    ),
    row(
        550,
        REPLIES,
        "Refused: mailbox unavailable, no access, or policy",
        "Read the text: check the address if the mailbox does not exist, else the policy that it names.",
    ),
    row(
        551,
        REPLIES,
        "User not local",
        "This server does not serve the recipient; where the text names another address, send there once its owner confirms it.",
    ),
    row(
        552,
        REPLIES,
        "Storage allocation exceeded",
        "Make the message smaller, or tell the recipient that the mailbox is full.",
    ),
    row(
        553,
        REPLIES,
        "Mailbox name not allowed",
        "Check the syntax of the address, and whether this login may send with that sender.",
    ),
    row(
        554,
        REPLIES,
        "Transaction failed; as a greeting: no SMTP service for this client",
        "Read the text: often the client's address is blocked, or relaying is denied.",
    ),
    row(
        555,
        REPLIES,
        "Parameters of MAIL or RCPT not recognized or not implemented",
        "Send MAIL and RCPT without parameters that EHLO does not announce.",
    ),
    row(
        556,
        "RFC 7504",
        "The recipient's domain does not accept mail",
        "Check the domain: it publishes a null MX record.",
    ),
];

const fn row(
    code: u16,
    reference: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> ReplyCodeRow {
    ReplyCodeRow {
        code,
        meaning,
        remedy,
        reference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_order_and_none_is_there_twice() {
        assert!(ROWS.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn every_row_has_its_texts() {
        for row in ROWS {
            assert!(
                row.meaning.len() > 3 && !row.meaning.ends_with('.'),
                "{}",
                row.code
            );
            assert!(
                row.remedy.len() > 10 && row.remedy.ends_with('.'),
                "{}",
                row.code
            );
            assert!(row.reference.starts_with("RFC "), "{}", row.code);
        }
    }

    #[test]
    fn every_code_of_rfc_5321_is_known() {
        for code in [
            211, 214, 220, 221, 250, 251, 252, 354, 421, 450, 451, 452, 455, 500, 501, 502, 503,
            504, 550, 551, 552, 553, 554, 555,
        ] {
            assert!(find(code).is_some(), "{code}");
        }
    }

    #[test]
    fn an_unknown_code_is_described_by_its_first_digit() {
        assert!(find(499).is_none());
        assert_eq!(by_first_digit(499).meaning, "Temporary failure");
        assert_eq!(by_first_digit(599).meaning, "Permanent failure");
        assert_eq!(by_first_digit(0).meaning, "No SMTP reply code");
    }
}
