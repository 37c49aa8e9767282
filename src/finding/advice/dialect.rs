//! How well-known providers and servers say things. A row is recognised by words that nobody else uses; a code alone
//! is never enough to name a provider.

/// What one provider or server means by some words.
#[derive(Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Who speaks so.
    pub provider: &'static str,
    /// The enhanced status code that goes with it, where there is one.
    pub code: &'static str,
    /// The words, in lower case.
    words: &'static str,
    /// What they mean.
    pub meaning: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Where it is documented.
    pub reference: &'static str,
}

/// The row whose words are in `text`.
pub(super) fn recognise(text: &str) -> Option<&'static Dialect> {
    let text = text.to_ascii_lowercase();
    DIALECTS.iter().find(|dialect| text.contains(dialect.words))
}

const GMAIL: &str = "https://support.google.com/a/answer/3726730";
const EXCHANGE: &str = "https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online";
const POSTFIX: &str = "https://www.postfix.org/postconf.5.html";
const EXIM: &str = "https://www.exim.org/exim-html-current/doc/html/spec_html/";

const fn gmail(
    code: &'static str,
    words: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Dialect {
    Dialect {
        provider: "Gmail",
        code,
        words,
        meaning,
        remedy,
        reference: GMAIL,
    }
}

const fn exchange(
    code: &'static str,
    words: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Dialect {
    Dialect {
        provider: "Exchange Online",
        code,
        words,
        meaning,
        remedy,
        reference: EXCHANGE,
    }
}

const fn postfix(
    code: &'static str,
    words: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Dialect {
    Dialect {
        provider: "Postfix",
        code,
        words,
        meaning,
        remedy,
        reference: POSTFIX,
    }
}

const fn exim(words: &'static str, meaning: &'static str, remedy: &'static str) -> Dialect {
    Dialect {
        provider: "Exim",
        code: "",
        words,
        meaning,
        remedy,
        reference: EXIM,
    }
}

/// All rows; of two that fit, the first counts.
pub const DIALECTS: &[Dialect] = &[
    gmail(
        "5.7.26",
        "gmail requires all senders to authenticate",
        "neither SPF nor DKIM passes for the sender's domain",
        "Publish SPF, sign with DKIM, and let one of them match the From header.",
    ),
    gmail(
        "5.7.26",
        "unauthenticated email from",
        "the sender's domain asks by DMARC to refuse what fails SPF and DKIM",
        "Send through a server that the domain's SPF names, or sign with its DKIM key.",
    ),
    gmail(
        "5.7.25",
        "does not have a ptr record setup",
        "the sending address has no reverse DNS name",
        "Publish a PTR record whose name leads back to the address.",
    ),
    gmail(
        "5.7.1",
        "likely unsolicited mail",
        "Gmail takes the message for spam",
        "Look at the sender's reputation in Google Postmaster Tools.",
    ),
    gmail(
        "4.7.28",
        "unusual rate of",
        "too much mail from this address or domain",
        "Send more slowly; the limit is lifted by itself.",
    ),
    gmail(
        "4.7.0",
        "try again later, closing connection",
        "Gmail puts this client off",
        "Try again later, from an address with a reverse DNS name.",
    ),
    gmail(
        "5.2.1",
        "the email account that you tried to reach is disabled",
        "the mailbox is disabled",
        "Ask the recipient for another address.",
    ),
    gmail(
        "5.2.2",
        "the recipient's inbox is out of storage",
        "the mailbox is full",
        "Ask the recipient to make room.",
    ),
    gmail(
        "5.1.1",
        "the email account that you tried to reach does not exist",
        "no such mailbox",
        "Check the address.",
    ),
    gmail(
        "5.7.9",
        "application-specific password required",
        "the account has two-step verification, so its own password does not work here",
        "Make an app password, or use --auth xoauth2 with a token.",
    ),
    gmail(
        "5.7.8",
        "username and password not accepted",
        "user name or password is wrong",
        "With two-step verification an app password or --auth xoauth2 is needed.",
    ),
    gmail(
        "5.7.14",
        "please log in via your web browser",
        "Gmail wants a login in a browser first",
        "Log in there once, then try again; better use an app password or OAuth.",
    ),
    gmail(
        "5.7.0",
        "daily user sending limit exceeded",
        "the account has sent too much today",
        "Wait a day.",
    ),
    exchange(
        "5.7.139",
        "basic authentication is disabled",
        "logins with a password are switched off for this tenant or mailbox",
        "Use --auth xoauth2 with a token, or switch SMTP AUTH on for the mailbox.",
    ),
    exchange(
        "5.7.139",
        "smtpclientauthentication is disabled",
        "SMTP AUTH is switched off for this tenant or mailbox",
        "Switch it on for the mailbox: Set-CASMailbox -SmtpClientAuthenticationDisabled $false.",
    ),
    exchange(
        "5.7.57",
        "client was not authenticated to send anonymous mail",
        "the server wants a login before MAIL",
        "Log in with --auth, under TLS.",
    ),
    exchange(
        "5.7.60",
        "client does not have permissions to send as this sender",
        "the login may not use this sender",
        "Send from the mailbox's own address, or grant it Send As.",
    ),
    exchange(
        "5.7.606",
        "access denied, banned sending ip",
        "this address is on Microsoft's blocklist",
        "Ask for its removal at https://sender.office.com.",
    ),
    exchange(
        "5.7.708",
        "traffic not accepted from this ip",
        "the tenant's or address's reputation is too new or too bad",
        "Send through a known relay; new tenants have to ask Microsoft.",
    ),
    exchange(
        "5.4.1",
        "recipient address rejected: access denied",
        "no such mailbox in this tenant",
        "Check the address; directory-based edge blocking refuses unknown ones.",
    ),
    exchange(
        "5.1.10",
        "resolver.adr.recipientnotfound",
        "no such mailbox",
        "Check the address.",
    ),
    exchange(
        "5.7.1",
        "client host blocked using",
        "this address is on a blocklist",
        "Look the address up there and have it removed.",
    ),
    exchange(
        "4.7.500",
        "server busy. please try again later from",
        "Microsoft slows this address down",
        "Send more slowly; the limit is lifted by itself.",
    ),
    exchange(
        "4.4.316",
        "connection refused; servers may be down",
        "the organisation's own server does not answer Microsoft",
        "Check the connector and the firewall of that server.",
    ),
    postfix(
        "5.7.1",
        "relay access denied",
        "this server does not take mail for that domain from this client",
        "Log in with --auth, or add the domain to relay_domains or mydestination, the client to mynetworks.",
    ),
    postfix(
        "5.7.1",
        "sender address rejected: not owned by user",
        "the login may not use this sender",
        "Send from the login's own address, or extend smtpd_sender_login_maps.",
    ),
    postfix(
        "5.7.1",
        "sender address rejected: not logged in",
        "this sender needs a login",
        "Log in with --auth.",
    ),
    postfix(
        "4.2.0",
        "recipient address rejected: greylisted",
        "a policy server puts unknown senders off",
        "Try again after some minutes.",
    ),
    postfix(
        "4.7.25",
        "client host rejected: cannot find your hostname",
        "this address has no matching reverse DNS name",
        "Publish a PTR record whose name leads back to the address.",
    ),
    postfix(
        "5.7.25",
        "client host rejected: cannot find your reverse hostname",
        "this address has no reverse DNS name",
        "Publish a PTR record.",
    ),
    postfix(
        "5.5.2",
        "helo command rejected: need fully-qualified hostname",
        "the name at EHLO has no domain",
        "Give a full name with --ehlo.",
    ),
    postfix(
        "5.5.2",
        "helo command rejected: invalid name",
        "the name at EHLO is not a host name",
        "Give a full name with --ehlo.",
    ),
    postfix(
        "4.7.1",
        "helo command rejected: host not found",
        "the name at EHLO is not in DNS",
        "Give a name with --ehlo that has an address.",
    ),
    postfix(
        "5.1.8",
        "sender address rejected: domain not found",
        "the sender's domain is not in DNS",
        "Check the sender's address.",
    ),
    postfix(
        "5.1.1",
        "user unknown in",
        "no such mailbox",
        "Check the address; the table named behind it decides.",
    ),
    postfix(
        "5.7.1",
        "blocked using",
        "this address is on a blocklist",
        "Look the address up on the list named behind it.",
    ),
    postfix(
        "4.3.1",
        "insufficient system storage",
        "the server's queue has too little room",
        "Free disk space on the server; see queue_minfree and message_size_limit.",
    ),
    postfix(
        "5.7.0",
        "must issue a starttls command first",
        "the server wants encryption before anything else",
        "Use --starttls; the server has smtpd_tls_security_level=encrypt.",
    ),
    postfix(
        "4.7.0",
        "tls not available due to local problem",
        "certificate or key cannot be loaded",
        "The server's log says which; check smtpd_tls_chain_files.",
    ),
    postfix(
        "5.7.8",
        "error: authentication failed",
        "user name or password is wrong, or the password server does not answer",
        "Check both; then the server's SASL back end (Dovecot, saslauthd) and its log.",
    ),
    postfix(
        "4.7.0",
        "temporary authentication failure",
        "the password server does not answer",
        "Look at the server's SASL back end (Dovecot, saslauthd) and its log.",
    ),
    postfix(
        "4.3.0",
        "server configuration problem",
        "a table or program of the server cannot be used",
        "The server's log names it.",
    ),
    postfix(
        "4.3.5",
        "server configuration error",
        "a table or program of the server cannot be used",
        "The server's log names it.",
    ),
    postfix(
        "5.5.0",
        "improper command pipelining",
        "commands came before the server was ready",
        "Leave out --pipeline; look for a proxy that talks too early.",
    ),
    postfix(
        "4.7.0",
        "too many errors",
        "the server closes after too many mistakes",
        "Read the replies before it.",
    ),
    postfix(
        "4.7.0",
        "error: too many connections from",
        "more connections than the server allows one client",
        "Wait, or raise smtpd_client_connection_count_limit.",
    ),
    postfix(
        "5.7.0",
        "authentication required",
        "the server wants a login first",
        "Log in with --auth.",
    ),
    exim(
        "relay not permitted",
        "this server does not take mail for that domain from this client",
        "Log in with --auth, or add the domain to relay_to_domains, the client to relay_from_hosts.",
    ),
    exim(
        "sender verify failed",
        "the sender's address cannot be verified",
        "Check the sender's address and the MX records of its domain.",
    ),
    exim(
        "unrouteable address",
        "no router takes the address: no such mailbox, or a configuration error",
        "Check the address; exim -bt shows what the routers do.",
    ),
    exim(
        "temporary local problem",
        "a look-up or table of the server failed",
        "The server's log names it.",
    ),
    exim(
        "smtp protocol synchronization error",
        "commands came before the server was ready",
        "Leave out --pipeline; look for a proxy that talks too early.",
    ),
    exim(
        "too many connections from your ip",
        "more connections than the server allows one client",
        "Wait, or raise smtp_accept_max_per_host.",
    ),
    exim(
        "incorrect authentication data",
        "user name or password is wrong",
        "Check both; the server's log names the authenticator.",
    ),
    exim(
        "auth command used when not advertised",
        "the login is allowed under TLS only",
        "Use --starttls.",
    ),
    exim(
        "administrative prohibition",
        "an access list of the server refuses this",
        "The server's log names the access list.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_stand_in_the_table_once() {
        for (at, row) in DIALECTS.iter().enumerate() {
            assert_eq!(row.words, row.words.to_ascii_lowercase());
            assert!(row.words.len() >= 12, "{}", row.words);
            assert!(
                !DIALECTS[..at].iter().any(|other| other.words == row.words),
                "{}",
                row.words
            );
            assert!(row.remedy.ends_with('.') && !row.meaning.is_empty());
        }
    }

    #[test]
    fn every_row_is_reached_by_its_own_words() {
        for row in DIALECTS {
            assert_eq!(recognise(row.words), Some(row));
        }
    }
}
