//! What a refusal means and what to do about it, for every finding that rests on a reply and for `--explain`: what the
//! reply demands goes first, then the dialect of well-known providers and programs, the enhanced status code, the reply
//! code. Codes are used loosely; what the words demand is meant. Whether it is a finding is decided by the checks.

mod asked;
mod by_stage;
mod demanded;
mod dialect;
mod enhanced;
mod explain;
mod greylisting;
mod known;
mod login;
mod new_path;
mod reply_code;
mod situation;
#[cfg(test)]
mod situations;
mod wording;

pub use self::{
    dialect::{About, Dialect},
    explain::explain_reply,
    greylisting::is_greylisting,
};
pub(super) use self::{
    greylisting::REMEDY as GREYLISTING_REMEDY, login::not_offered, new_path::new_path,
    situation::Situation,
};
use known::Known;

use crate::{
    sasl::SecretKind,
    smtp::{Demand, EnhancedStatusCode, Reply},
};

/// What a reply means and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Why it was refused: a fragment without a full stop. None where the reply says no more than that it was.
    pub cause: Option<String>,
    /// What the refusal is about.
    pub about: About,
    /// What the server wants first.
    pub demand: Option<Demand>,
    /// What the provider means by it, when its wording was recognised.
    pub dialect: Option<Dialect>,
    /// What to do: one or more sentences. None where no more than general words is known.
    pub remedy: Option<String>,
}

/// What is known of a refusal in this situation.
#[must_use]
pub(super) fn advise(reply: &Reply, situation: &Situation<'_>) -> Advice {
    let refuses = reply.code.is_temporary() || reply.code.is_permanent();
    let enhanced = reply.status_in_words();
    let dialect = refuses
        .then(|| dialect::recognise(enhanced, &reply.words()))
        .flatten()
        .filter(|one| situation.admits(one));
    let common = refuses
        .then(|| dialect::common(&reply.words(), |one| situation.admits(one)))
        .flatten();
    let demand = situation.demand(reply);
    let known = demand
        .map(|demand| demanded::demanded(demand, situation))
        .or_else(|| path_of(reply))
        .or_else(|| of_dialect(&dialect?, situation))
        .or_else(|| greylisting::known(reply))
        .or_else(|| of_dialect(&common?, situation))
        .or_else(|| by_code(reply, enhanced.filter(|_| refuses), situation));
    let (cause, about, remedy) = match known {
        Some(known) => (known.cause, known.about, Some(known.remedy)),
        None => (None, About::Server, None),
    };
    Advice {
        cause,
        about,
        demand,
        dialect,
        remedy,
    }
}

/// RFC 5321 section 3.4: 551 names the path to use instead.
fn path_of(reply: &Reply) -> Option<Known> {
    let path = new_path(reply).filter(|_| reply.code.value() == 551)?;
    let remedy =
        format!("Send to {path}, the address that the server names, once its owner confirms it.");
    Some(Known::new(
        Some("the recipient has a new address"),
        About::Recipient,
        remedy,
    ))
}

fn of_dialect(dialect: &Dialect, situation: &Situation<'_>) -> Option<Known> {
    let by_token = situation.secret == Some(SecretKind::Token) && dialect.about == About::Login;
    let known = |remedy: &str| Some(Known::new(Some(dialect.meaning), dialect.about, remedy));
    match (dialect.remedy_for_token, dialect.remedy_before_login) {
        (Some(remedy), _) if by_token => known(remedy),
        (None, _) if by_token => Some(login::token_refused()),
        (_, Some(remedy)) if situation.is_before_login() => known(remedy),
        _ => match dialect.beside_login {
            Some(_) if situation.is_before_login() => Some(demanded::before_login()),
            Some(beside) if situation.connection.is_some() => {
                known(&demanded::login_or(beside, situation.connection.as_ref()))
            }
            _ => known(dialect.remedy),
        },
    }
}

/// What the codes say: at this stage, or anywhere.
fn by_code(
    reply: &Reply,
    enhanced: Option<EnhancedStatusCode>,
    situation: &Situation<'_>,
) -> Option<Known> {
    let row = enhanced
        .and_then(enhanced::find)
        .filter(|row| row.detail != 0);
    enhanced
        .and_then(|code| by_stage::by_enhanced_code(reply, code, situation))
        .or_else(|| {
            row.filter(|_| situation.speaks_for_itself())
                .map(of_enhanced)
        })
        .or_else(|| by_stage::by_reply_code(reply.code.value(), situation))
        .or_else(|| {
            let row = reply_code::find(reply.code.value())?;
            let known = Known::new(None, About::Server, row.remedy);
            (situation.stage.is_none() || row.is_plain()).then_some(known)
        })
}

fn of_enhanced(row: &enhanced::EnhancedRow) -> Known {
    Known::new(
        Some(&wording::fragment(row.meaning)),
        row.about(),
        row.remedy,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(code: u16, text: &str) -> Advice {
        advise(&Reply::of(code, text), &Situation::unknown(None))
    }

    fn provider(code: u16, text: &str) -> &'static str {
        advice(code, text)
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
        let dialect = advice(554, text).dialect.unwrap();
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
            assert_eq!(advice(code, text).dialect, None, "{text}");
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
        let recognised = advice(554, "5.7.1 <b@example.net>: Relay access denied");
        assert_eq!(
            recognised.remedy.as_deref(),
            recognised.dialect.map(|dialect| dialect.remedy)
        );
        let remedy = |code, text: &str| advice(code, text).remedy.unwrap_or_default();
        assert!(remedy(550, "5.2.2 no").contains("quota"));
        assert!(remedy(552, "no").contains("smaller"));
        assert!(remedy(552, "5.0.0 no").contains("smaller"));
    }

    #[test]
    fn what_the_words_demand_goes_before_what_the_codes_say() {
        let yandex = advice(
            530,
            "5.7.7 Email sending without SSL/TLS encryption is not allowed.",
        );
        assert_eq!(yandex.demand, Some(Demand::Tls));
        assert_eq!(
            yandex.cause.as_deref(),
            Some("the server wants encryption first")
        );
        let netease = advice(553, "authentication is required,smtp13,x");
        assert_eq!(netease.demand, Some(Demand::Login));
        assert!(netease.remedy.unwrap().starts_with("Log in before MAIL"));
    }

    #[test]
    fn the_cause_is_a_fragment_of_the_most_particular_source() {
        let cause = |code, text: &str| advice(code, text).cause.unwrap_or_default();
        assert_eq!(
            cause(550, "5.7.26 no"),
            "multiple authentication checks failed"
        );
        assert_eq!(cause(550, "5.7.23 no"), "SPF validation failed");
        assert_eq!(
            cause(552, "5.2.2 Mailbox full"),
            "the recipient's mailbox is full"
        );
        assert_eq!(cause(550, "no"), "");
        assert_eq!(
            cause(551, "User not local; please try <x@example.org>"),
            "the recipient has a new address"
        );
    }

    #[test]
    fn greylisting_goes_before_what_the_codes_say() {
        for text in ["4.7.1 Try again later", "4.2.0 Greylisted, come back"] {
            let advice = advice(451, text);
            assert!(advice.cause.unwrap().starts_with("greylisting"), "{text}");
            assert_eq!(advice.remedy.as_deref(), Some(GREYLISTING_REMEDY));
        }
    }

    #[test]
    fn no_reply_is_too_strange() {
        for code in [0, 199, 299, 499, 599, 600, 999] {
            let advice = advice(code, "5.999.999 \u{0}\u{202e}");
            assert_eq!(advice.cause, None);
        }
        assert_eq!(advice(550, "").cause, None);
    }
}
