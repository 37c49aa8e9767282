//! What a refusal means and what to do about it: reply codes, enhanced status codes, and the dialects of well-known
//! providers and programs. Input is plain (code, enhanced status code, text); whether it is a finding is decided by
//! the checks.

mod dialect;
mod enhanced;
mod explain;
mod greylisting;
mod reply_code;
mod wording;

pub use self::{dialect::Dialect, explain::explain_reply, greylisting::is_greylisting};
use crate::smtp::EnhancedStatusCode;

/// What a reply means and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What the reply code means: a fragment without a full stop.
    pub title: String,
    /// What the enhanced status code means, when there is one: a fragment without a full stop.
    pub enhanced: Option<String>,
    /// What the provider means by it, when its wording was recognised.
    pub dialect: Option<Dialect>,
    /// What to do: one or more sentences, of the most particular source.
    pub remedy: String,
}

/// Looks up a reply. `enhanced` may be left out when `text` begins with it.
#[must_use]
pub fn advise(code: u16, enhanced: Option<&str>, text: &str) -> Advice {
    let enhanced_code = enhanced
        .or_else(|| text.split_whitespace().next())
        .and_then(EnhancedStatusCode::parse);
    let fallback = reply_code::by_first_digit(code);
    let basic = reply_code::find(code).unwrap_or(&fallback);
    let row = enhanced_code.and_then(enhanced::find);
    let dialect = if code >= 400 {
        dialect::recognise(enhanced_code, text)
    } else {
        None
    };
    let remedy = match (&dialect, row) {
        (Some(dialect), _) => dialect.remedy,
        (None, Some(row)) if code >= 400 && row.detail != 0 => row.remedy,
        (None, _) => basic.remedy,
    };
    Advice {
        title: basic.meaning.to_owned(),
        enhanced: enhanced_code.map(enhanced::meaning),
        dialect,
        remedy: remedy.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(code: u16, text: &str) -> &'static str {
        advise(code, None, text)
            .dialect
            .map_or("", |dialect| dialect.provider)
    }

    #[test]
    fn replies_of_gmail_are_recognised() {
        for (code, text) in [
            (
                550,
                "5.7.26 This mail has been blocked because the sender is unauthenticated. 5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. 5.7.26 5.7.26  Authentication results: 5.7.26  DKIM = did not pass - gsmtp",
            ),
            (
                550,
                "5.7.26 Unauthenticated email from example.com is not accepted due to 5.7.26 domain's DMARC policy. Please contact the administrator of - gsmtp",
            ),
            (
                421,
                "4.7.28 Gmail has detected an unusual rate of mail originating from your IP address 192.0.2.25. - gsmtp",
            ),
            (
                535,
                "5.7.8 Username and Password not accepted. For more information, go to 5.7.8  https://support.google.com/mail/?p=BadCredentials 98e67ed59e1d1-309f77521cfsm9763797a91.14 - gsmtp",
            ),
            (
                534,
                "5.7.9 Application-specific password required. Learn more at 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor h26sm30121397pfq.64 - gsmtp",
            ),
            (
                550,
                "5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address - gsmtp",
            ),
            (
                452,
                "4.2.2 The recipient's inbox is out of storage space. - gsmtp",
            ),
            (
                530,
                "5.7.0 Must issue a STARTTLS command first. a1-20020a056000sm1 - gsmtp",
            ),
            (
                530,
                "5.7.0 Authentication Required. For more information, go to 5.7.0  https://support.google.com/mail/?p=WantAuthError - gsmtp",
            ),
        ] {
            assert_eq!(provider(code, text), "Gmail", "{text}");
        }
    }

    #[test]
    fn replies_of_exchange_are_recognised() {
        for (code, text) in [
            (
                535,
                "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [MN2PR05CA0004.namprd05.prod.outlook.com]",
            ),
            (
                535,
                "5.7.139 Authentication unsuccessful, basic authentication is disabled. [BM1P287CA0015.INDP287.PROD.OUTLOOK.COM]",
            ),
            (535, "5.7.3 Authentication unsuccessful"),
            (
                550,
                "5.7.30 Basic authentication is not supported for Client Submission.",
            ),
            (
                530,
                "5.7.57 Client not authenticated to send mail. [AM6PR0732BE0065.eurprd07.prod.outlook.com]",
            ),
            (
                550,
                "5.7.60 SMTP; Client does not have permissions to send as this sender",
            ),
            (
                550,
                "5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/",
            ),
            (
                550,
                "5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. AS(7230)",
            ),
            (
                550,
                "5.4.1 Recipient address rejected: Access denied. AS(201806281) [AM0EUR02FT003.eop-EUR02.prod.protection.outlook.com]",
            ),
            (
                451,
                "4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719) [HE1EUR01FT008.eop-EUR01.prod.protection.outlook.com]",
            ),
            (
                550,
                "5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
            ),
        ] {
            assert_eq!(provider(code, text), "Exchange", "{text}");
        }
    }

    #[test]
    fn replies_of_postfix_are_recognised() {
        for (code, text) in [
            (554, "5.7.1 <bob@example.net>: Relay access denied"),
            (
                553,
                "5.7.1 <ann@example.org>: Sender address rejected: not owned by user bob@example.org",
            ),
            (
                450,
                "4.2.0 <bob@example.net>: Recipient address rejected: Greylisted",
            ),
            (
                450,
                "4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]",
            ),
            (
                504,
                "5.5.2 <laptop>: Helo command rejected: need fully-qualified hostname",
            ),
            (
                550,
                "5.1.1 <bob@example.net>: Recipient address rejected: User unknown in local recipient table",
            ),
            (452, "4.3.1 Insufficient system storage"),
            (421, "4.7.0 mail.example.net Error: too many errors"),
            (530, "5.7.0 Must issue a STARTTLS command first"),
            (454, "4.7.0 TLS not available due to local problem"),
            (535, "5.7.8 Error: authentication failed: UGFzc3dvcmQ6"),
            (451, "4.3.5 Server configuration problem"),
            (
                454,
                "4.7.0 Temporary authentication failure: Connection lost to authentication server",
            ),
            (450, "4.3.2 Service currently unavailable"),
        ] {
            assert_eq!(provider(code, text), "Postfix", "{text}");
        }
    }

    #[test]
    fn replies_of_exim_and_others_are_recognised() {
        for (code, text, expected) in [
            (550, "relay not permitted", "Exim"),
            (550, "Sender verify failed", "Exim"),
            (550, "Unrouteable address", "Exim"),
            (451, "Temporary local problem - please try later", "Exim"),
            (554, "SMTP synchronization error", "Exim"),
            (
                421,
                "Too many concurrent SMTP connections; please try again later",
                "Exim",
            ),
            (535, "Incorrect authentication data", "Exim"),
            (
                421,
                "4.7.0 [TSS04] Messages from 192.0.2.25 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1",
                "Yahoo",
            ),
            (
                550,
                "5.7.9 This mail has been blocked because the sender is unauthenticated. Yahoo requires all senders to authenticate with either SPF or DKIM.",
                "Yahoo",
            ),
            (
                554,
                "Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: ann@example.org",
                "Amazon SES",
            ),
            (
                554,
                "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
                "Spamhaus",
            ),
            (
                553,
                "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
                "qmail",
            ),
            (
                550,
                "5.7.1 <bob@example.net>... Relaying denied",
                "Sendmail",
            ),
            (
                553,
                "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
                "qmail",
            ),
            (
                550,
                "5.7.1 <bob@example.net>... Relaying denied",
                "Sendmail",
            ),
            (
                554,
                "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example",
                "Postfix",
            ),
        ] {
            assert_eq!(provider(code, text), expected, "{text}");
        }
    }

    #[test]
    fn a_server_with_a_public_resolver_is_not_taken_for_a_listing() {
        let text = "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; \
            Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.53/";
        let dialect = advise(554, None, text).dialect.unwrap();
        assert!(dialect.meaning.contains("public resolver"));
    }

    #[test]
    fn a_code_without_a_providers_wording_is_nobodys_dialect() {
        for (code, text) in [
            (550, "5.7.1 Message refused"),
            (550, "5.7.26 No"),
            (550, ""),
            (535, "5.7.8 Authentication credentials are wrong"),
            (421, "4.7.0 Try again later"),
            (550, "5.1.1 User unknown"),
            (550, "mail from gmail.com and outlook.com is not wanted"),
            (250, "2.0.0 Ok: relay access denied"),
        ] {
            assert_eq!(advise(code, None, text).dialect, None, "{text}");
        }
    }

    #[test]
    fn a_providers_mark_is_enough_where_its_code_has_one_meaning() {
        let text = "5.7.25 A text that Google may write tomorrow. - gsmtp";
        assert_eq!(provider(550, text), "Gmail");
        assert_eq!(
            provider(550, "5.7.1 A text that Google may write tomorrow. - gsmtp"),
            ""
        );
        assert_eq!(provider(550, "5.7.25 A text of somebody else."), "");
    }

    #[test]
    fn the_remedy_is_that_of_the_most_particular_source() {
        let recognised = advise(
            554,
            Some("5.7.1"),
            "5.7.1 <b@example.net>: Relay access denied",
        );
        assert_eq!(recognised.remedy, recognised.dialect.unwrap().remedy);
        assert!(advise(550, Some("5.2.2"), "no").remedy.contains("quota"));
        assert!(advise(552, None, "no").remedy.contains("smaller"));
        assert!(advise(552, Some("5.0.0"), "no").remedy.contains("smaller"));
    }

    #[test]
    fn title_and_enhanced_meaning_are_told_apart() {
        let advice = advise(550, Some("5.7.26"), "refused");
        assert_eq!(
            advice.title,
            "Refused: mailbox unavailable, no access, or policy"
        );
        assert_eq!(
            advice.enhanced.as_deref(),
            Some("Multiple authentication checks failed")
        );
        assert_eq!(advise(550, Some("nonsense"), "").enhanced, None);
        assert_eq!(
            advise(550, None, "5.2.2 full").enhanced.as_deref(),
            Some("Mailbox full")
        );
    }

    #[test]
    fn no_reply_code_is_too_strange() {
        for code in [0, 199, 299, 499, 599, 600, u16::MAX] {
            let advice = advise(code, Some("5.999.999"), "\u{0}\u{202e}");
            assert!(!advice.title.is_empty() && !advice.remedy.is_empty());
        }
    }
}
