//! What a refusal wants first: TLS (RFC 3207 section 4), a login (RFC 4954 section 6), or a sender that belongs to the login.
//! The reply code of the first two is 530, and servers say all of it with other codes too, in words of their own; so the
//! words decide.

use zeroize::Zeroizing;

use super::{EnhancedStatusCode, Reply};

/// What has to come before the command that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// STARTTLS.
    Tls,
    /// AUTH.
    Login,
    /// A sender's address that is the login's own.
    Sender,
}

impl Reply {
    /// What the server wants first, where it says so.
    #[must_use]
    pub fn demand(&self) -> Option<Demand> {
        demand(self.code.value(), &self.words())
    }
}

/// What a reply of this code and text wants first, where it says so.
#[must_use]
pub fn demand(code: u16, text: &str) -> Option<Demand> {
    if !(400..600).contains(&code) {
        return None;
    }
    let wants_tls = |code: EnhancedStatusCode| code.subject == 7 && matches!(code.detail, 10 | 11);
    if matches!(code, 523 | 538) || enhanced(text).is_some_and(wants_tls) {
        return Some(Demand::Tls);
    }
    let words = words(text);
    if OTHER_SENDER.iter().any(|phrase| follow(&words, phrase)) {
        return Some(Demand::Sender);
    }
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_meant = code == 530 || has(DEMANDS);
    if !is_meant {
        return None;
    }
    let is_of_the_message = code != 530
        && (is_about_a_recipient(text) || OTHER_LEVELS.iter().any(|phrase| follow(&words, phrase)));
    // "Authentication required, issue STARTTLS first" and "plaintext authentication is disallowed without TLS" name the
    // nearer of the two.
    let in_clear = has(&["plaintext", "cleartext"]) && has(ENCRYPTION);
    if has(&["starttls"]) || in_clear {
        Some(Demand::Tls)
    } else if words.iter().any(|word| is_about_a_login(word)) {
        (!is_of_the_message && !has(SENDER_AUTHENTICATION)).then_some(Demand::Login)
    } else if has(ENCRYPTION) {
        Some(Demand::Tls)
    } else {
        None
    }
}

/// Whether the words of `phrase` stand in `words` one after another.
fn follow(words: &[Zeroizing<String>], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    words.windows(phrase.len()).any(|window| {
        window
            .iter()
            .zip(&phrase)
            .all(|(word, wanted)| word.as_str() == *wanted)
    })
}

/// Exchange: a recipient that takes mail of its own organization alone says so with `RESOLVER.RST.` and the like, or with a
/// code of Microsoft's own; no client can log in for it.
fn is_about_a_recipient(text: &str) -> bool {
    enhanced(text).is_some_and(|code| code.subject == 7 && matches!(code.detail, 124 | 133..=136))
        || text
            .split_whitespace()
            .any(|word| word.to_ascii_uppercase().starts_with("RESOLVER.RST."))
}

/// X.7.10, encryption needed, and X.7.11, encryption required for this mechanism: RFC 5248 and RFC 4954 section 6.
fn enhanced(text: &str) -> Option<EnhancedStatusCode> {
    EnhancedStatusCode::parse(text.split_whitespace().next()?)
}

/// Words in lower case, zeroed when dropped. Links, addresses, host names and status codes are none.
fn words(text: &str) -> Vec<Zeroizing<String>> {
    text.split(|character: char| character.is_whitespace() || matches!(character, ',' | ';'))
        .filter(|word| !word.contains("://") && !word.contains('@') && !has_inner_dot(word))
        .flat_map(|word| word.split(|character: char| !character.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(|word| Zeroizing::new(word.to_lowercase()))
        .collect()
}

fn has_inner_dot(word: &str) -> bool {
    word.as_bytes().windows(3).any(|window| {
        window[1] == b'.' && window[0].is_ascii_alphanumeric() && window[2].is_ascii_alphanumeric()
    })
}

fn is_about_a_login(word: &str) -> bool {
    word.starts_with("authent") || ["auth", "sasl", "login", "logon", "log"].contains(&word)
}

/// Without one of these, a reply that names TLS may say that it failed.
const DEMANDS: &[&str] = &[
    "must",
    "need",
    "needs",
    "needed",
    "require",
    "requires",
    "required",
    "requirement",
    "mandatory",
    "only",
    "first",
    "use",
    "issue",
    "without",
    "unencrypted",
    "weak",
];

const ENCRYPTION: &[&str] = &[
    "tls",
    "ssl",
    "encryption",
    "encrypt",
    "encrypted",
    "unencrypted",
];

/// Postfix, QQ, NetEase, Exchange, Exim configurations and others: the login may not send as this sender.
const OTHER_SENDER: &[&str] = &[
    "not owned by user",
    "must be same as authorization user",
    "must be the same as authorization user",
    "must equal authorized user",
    "must equal to authorized user",
    "must match the authenticated user",
    "must match authenticated user",
    "permission to send as this sender",
    "permissions to send as this sender",
    "not allowed to send as",
    "not authorized to send as",
    "not permitted to send as",
    "not allowed to send from this address",
    "not authorized to send from this address",
    "not authorised to send from this header address",
    "not permitted to send with this from address",
];

/// Outlook.com: "sending domain does not meet the required authentication level" is about SPF, DKIM and DMARC.
const OTHER_LEVELS: &[&str] = &["authentication level", "authentication levels"];

/// "Requires all senders to authenticate with either SPF or DKIM" wants no login.
const SENDER_AUTHENTICATION: &[&str] = &["spf", "dkim", "dmarc"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_want_tls_in_many_words() {
        for (code, text) in [
            // RFC 3207 section 4, aiosmtpd, Amazon SES; Postfix and Sendmail; OpenSMTPD; qmail with TLS; Cisco.
            (530, "Must issue a STARTTLS command first"),
            (530, "5.7.0 Must issue a STARTTLS command first"),
            (
                530,
                "5.5.1 Invalid command: Must issue a STARTTLS command first",
            ),
            (530, "Must issue a STARTTLS command first (#5.7.0)"),
            (530, "#5.7.0 Must issue a STARTTLS command first"),
            // Dovecot 2.3; somebody's own words without a status code.
            (530, "5.7.0 TLS required."),
            (530, "TLS required."),
            (530, "Encryption is needed"),
            // Exchange.
            (451, "5.7.3 STARTTLS is required to send mail"),
            // Exim says what its ACL has for a message, with 550 unless told otherwise.
            (550, "Encryption required"),
            (550, "5.7.1 Sorry, unencrypted mail is not taken here"),
            (550, "Please use TLS"),
            // Sendmail, by its access map.
            (403, "4.7.0 encryption too weak 0 less than 112"),
            // Postfix, reject_plaintext_session.
            (
                450,
                "4.7.1 <bob@example.net>: Recipient address rejected: Session encryption is required",
            ),
            // RFC 5248: X.7.10.
            (523, "5.7.10 Mail wants protection"),
            (
                538,
                "5.7.11 Encryption required for requested authentication mechanism",
            ),
            (
                530,
                "5.7.0 Authentication required; issue a STARTTLS command first",
            ),
            // The same without the enhanced code; Dovecot.
            (
                538,
                "Encryption required for requested authentication mechanism",
            ),
            (
                523,
                "5.7.10 Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
            ),
            (
                530,
                "5.7.7 Email sending without SSL/TLS encryption is not allowed. Please see: http://help.yandex.ru/mail/",
            ),
        ] {
            assert_eq!(demand(code, text), Some(Demand::Tls), "{code} {text}");
        }
    }

    #[test]
    fn a_login_is_something_else() {
        for (code, text) in [
            // RFC 4954 section 6, Dovecot; OpenSMTPD; Exchange.
            (530, "5.7.0 Authentication required"),
            (530, "Authentication required"),
            (
                530,
                "5.5.1 Invalid command: Must issue an AUTH command first",
            ),
            (530, "5.7.57 Client not authenticated to send mail."),
            (
                530,
                "5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
            ),
            (530, "5.7.1 Client was not authenticated"),
            (530, "Please log in over TLS"),
            (550, "5.7.1 Authentication is required for relaying"),
            (503, "AUTH first"),
            // Tencent, NetEase, whose last word is an id with dots, hMailServer.
            (503, "Error: need EHLO and AUTH first !"),
            (
                553,
                "authentication is required,smtp13,EcCowECZoy2.2290S2 1415785650",
            ),
            (530, "SMTP authentication is required."),
        ] {
            assert_eq!(demand(code, text), Some(Demand::Login), "{code} {text}");
        }
    }

    #[test]
    fn a_sender_that_is_not_the_logins_own_is_told_in_many_words() {
        for (code, text) in [
            (501, "mail from address must be same as authorization user"),
            (553, "Mail from must equal authorized user"),
            (
                553,
                "5.7.1 <ann@example.org>: Sender address rejected: not owned by user bob@example.org",
            ),
            (
                550,
                "5.7.60 SMTP; Client does not have permissions to send as this sender",
            ),
            (551, "5.7.1 Not authorised to send from this header address"),
        ] {
            assert_eq!(demand(code, text), Some(Demand::Sender), "{code} {text}");
        }
    }

    #[test]
    fn other_refusals_want_neither() {
        for (code, text) in [
            (250, "2.1.0 Sender ok, TLS required from next year on"),
            (530, ""),
            (530, "5.7.0"),
            (550, "5.7.1 <ann@example.com>: Sender address rejected"),
            (454, "4.7.0 TLS not available due to local problem"),
            (454, "TLS currently unavailable, please try again later"),
            (503, "AUTH command used when not advertised"),
            (
                550,
                "5.7.26 This server requires all senders to authenticate with either SPF or DKIM",
            ),
            (
                550,
                "5.7.1 Your address is listed, you must ask https://tls.example/ssl to be removed",
            ),
            (550, "5.7.1 You need help, ask tls@example.net"),
            (550, "5.7.1 Mail from tls.example.net must not come here"),
            (550, "5.7.30 REQUIRETLS support required"),
            (
                550,
                "5.7.515 Access denied, sending domain example.com does not meet the required authentication level.",
            ),
            (
                550,
                "5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed",
            ),
            (
                550,
                "5.7.1 RESOLVER.RST.AuthenticationRequired; authentication required",
            ),
        ] {
            assert_eq!(demand(code, text), None, "{code} {text}");
        }
    }
}
