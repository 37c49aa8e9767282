//! Replies as they were seen, and whose they are: no mark of another provider matches them, and none of anybody the texts
//! that the standards give as examples.

use super::{PROGRAMS, PROVIDERS, plain, recognise, rows};
use crate::smtp::Reply;

/// Provider and reply.
const SEEN: &[(&str, u16, &str)] = &[
    (
        "Gmail",
        550,
        "5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy. Please contact the administrator of example.com domain - gsmtp",
    ),
    (
        "Gmail",
        421,
        "4.7.0 [192.0.2.1] Our system has detected that this message is suspicious due to the very low reputation of the sending domain. - gsmtp",
    ),
    (
        "Gmail",
        535,
        "5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials x-y - gsmtp",
    ),
    (
        "Gmail",
        555,
        "5.5.2 Syntax error, cannot decode response. For more information, go to https://support.google.com/a/answer/3221692 - gsmtp",
    ),
    (
        "Gmail",
        421,
        "4.7.0 Try again later, closing connection. (EHLO) v6-2002 - gsmtp",
    ),
    (
        "Exchange",
        554,
        "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception with message Submission quota exceeded.",
    ),
    (
        "Exchange",
        554,
        "5.2.2 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message",
    ),
    (
        "Exchange",
        432,
        "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Hostname=DM5SPR00MB2471.namprd08.prod.outlook.com]",
    ),
    (
        "Exchange",
        451,
        "4.7.0 Temporary server error. Please try again later. PRX4 NextHop: mail.example.com [mail.example.com]",
    ),
    (
        "Exchange",
        504,
        "5.7.4 Unrecognized authentication type [SG2PR0401CA0012.apcprd04.prod.outlook.com]",
    ),
    ("Yahoo", 535, "5.7.0 (#AUTH005) Too many bad auth attempts."),
    (
        "Yahoo",
        553,
        "5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list; see https://postmaster.yahooinc.com/error-codes",
    ),
    (
        "Yahoo",
        554,
        "delivery error: dd This user doesn't have a yahoo.com account (a@example.com) [-9] - mta1.yahoo.com",
    ),
    (
        "iCloud",
        550,
        "5.7.1 Your message was rejected due to example.com's DMARC policy. See https://support.apple.com/en-us/HT204137 for info",
    ),
    (
        "iCloud",
        421,
        "4.7.1 Messages to a@icloud.com deferred due to excessive volume. Try again later - https://support.apple.com/en-us/HT204137",
    ),
    (
        "GMX and web.de",
        554,
        "gmx.net (mxgmx017) Nemesis ESMTP Service not available No SMTP service Bad DNS PTR resource record. For explanation visit http://postmaster.gmx.com/en/error-messages?ip=192.0.2.1&c=rdns",
    ),
    (
        "GMX and web.de",
        550,
        "Requested action not taken: mailbox unavailable invalid DNS MX or A/AAAA resource record",
    ),
    (
        "GMX and web.de",
        550,
        "Requested action not taken: mailbox unavailable Sender address is not allowed.",
    ),
    (
        "GMX and web.de",
        550,
        "<a@example.com>: Reject due to policy restrictions (domain based)",
    ),
    (
        "T-Online",
        554,
        "IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.) (BL)",
    ),
    (
        "T-Online",
        554,
        "IP=192.0.2.1 - Dialup/transient IP not allowed. Use a mailgateway or contact toda@rx.t-online.de if obsolete. (DIAL)",
    ),
    (
        "QQ",
        535,
        "Login Fail. Please enter your authorization code to login. More information in http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256",
    ),
    (
        "QQ",
        501,
        "mail from address must be same as authorization user",
    ),
    (
        "QQ",
        550,
        "Mail content denied. http://service.exmail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726",
    ),
    ("NetEase", 550, "User has no permission"),
    (
        "NetEase",
        554,
        "DT:SPM 163 smtp10,DsCowABX--.2290S2 1415785650,please see http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.1",
    ),
    (
        "Mail.ru",
        535,
        "5.7.0 NEOBHODIM parol prilozheniya https://help.mail.ru/mail/security/protection/external / Application password is REQUIRED",
    ),
    (
        "Mail.ru",
        550,
        "spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x or report details to abuse@corp.mail.ru.",
    ),
    (
        "Yandex",
        554,
        "5.7.1 [1] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc 1-2",
    ),
    (
        "Rambler",
        554,
        "5.7.1 Spam message rejected; If this is not spam contact abuse",
    ),
    (
        "Orange",
        421,
        "mwinf5c27 ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR004_104 [104]",
    ),
    (
        "Orange",
        550,
        "mwinf5c14 ME Adresse IP source bloquee pour incident de spam. Client host blocked for spamming issues. OFR006_102 Ref http://csi.cloudmark.com/reset-request/?ip=192.0.2.1 [102]",
    ),
    (
        "Orange",
        550,
        "5.2.0 Mail rejete. Mail rejected. ofr_506 [506]",
    ),
    ("Bluewin", 554, "5.2.0 sc969: IP reputation ratelimit"),
    (
        "Comcast",
        554,
        "resimta-po-01v.sys.comcast.net comcast 192.0.2.1 Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000000",
    ),
    (
        "Comcast",
        550,
        "5.2.0 Message rejected due to DMARC. Please see http://postmaster.comcast.net/smtp-error-codes.php#DM000001",
    ),
    ("Zoho", 553, "Relaying disallowed as a@example.com"),
    (
        "Zoho",
        550,
        "5.4.6 Unusual sending activity detected. Learn more. To unblock Click here.",
    ),
    (
        "Fastmail",
        551,
        "5.7.1 Multiple addresses in a From header is not allowed",
    ),
    (
        "ImprovMX",
        551,
        "5.7.1 Due to the very low reputation of the sending domain, this message has been blocked (Code 2).",
    ),
    (
        "Amazon SES",
        554,
        "Access denied: User `arn:aws:iam::1234:user/x' is not authorized to perform `ses:SendRawEmail' on resource `arn:aws:ses:eu-west-2:1234:identity/a@example.com'",
    ),
    (
        "Amazon SES",
        451,
        "4.4.2 Timeout waiting for data from client.",
    ),
    (
        "SendGrid",
        550,
        "The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.",
    ),
    (
        "SendGrid",
        451,
        "Authentication failed: Maximum credits exceeded",
    ),
    (
        "Mailgun",
        421,
        "Domain app1.mailgun.org is not allowed to send: Sandbox subdomains are for test purposes only.",
    ),
    (
        "Oracle Cloud",
        535,
        "Authorization failed: Envelope From address <a@example.com> not authorized",
    ),
    (
        "Mimecast",
        451,
        "Internal resource temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451 [x]",
    ),
    (
        "Mimecast",
        550,
        "Rejected by header based Anti-Spoofing policy: a@example.com - https://community.mimecast.com/docs/DOC-1369#550 [x]",
    ),
    ("Barracuda", 422, "License Expired"),
    (
        "Barracuda",
        550,
        "permanent failure for one or more recipients (a@example.com:blocked)",
    ),
    (
        "Symantec",
        553,
        "Message filtered. Refer to the Troubleshooting page at http://www.symanteccloud.com/troubleshooting for more information. (#5.7.1)",
    ),
    (
        "Symantec",
        553,
        "you are trying to use me [server-1.messagelabs.com] as a relay, but I have not been configured to let you [192.0.2.1, example.com] do this.",
    ),
    (
        "Cisco",
        554,
        "Your access to this mail system has been rejected due to the sending MTA's poor reputation. If you believe that this failure is in error, please contact the intended recipient via alternate means.",
    ),
    (
        "Trend Micro",
        554,
        "5.7.1 <a@example.com>: Recipient address rejected: BLOCK-SEND-ER.",
    ),
    (
        "IceWarp",
        421,
        "4.7.1 Intrusion prevention active for [192.0.2.1][R]",
    ),
    (
        "Spamhaus",
        554,
        "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1",
    ),
    ("Postfix", 554, "5.7.1 <a@example.com>: Relay access denied"),
    (
        "Postfix",
        503,
        "5.5.0 <DATA>: Data command rejected: Improper use of SMTP command pipelining",
    ),
    (
        "Exim",
        421,
        "Too many concurrent SMTP connections; please try again later.",
    ),
    ("OpenSMTPD", 500, "5.0.0 Pipelining not supported"),
    (
        "Nodemailer",
        421,
        "Error: too many unauthenticated commands",
    ),
    ("SMTP2GO", 550, "that IP address is not allowed to send"),
    (
        "SMTP2GO",
        550,
        "that IP address on this account is not allowed to send",
    ),
    (
        "Comcast",
        554,
        "comcast 192.0.2.1 Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000110",
    ),
    (
        "Yandex",
        535,
        "5.7.8 Error: authentication failed: Invalid user or password!",
    ),
    (
        "Yandex",
        535,
        "5.7.8 Error: authentication failed: This user does not have access rights to this service",
    ),
    (
        "Fastmail",
        551,
        "5.7.1 Not authorised to send from this header address",
    ),
    ("NetEase", 553, "Mail from must equal authorized user"),
    ("QQ", 550, "Mailbox unavailable or access denied"),
    (
        "Orange",
        550,
        "5.5.0 Service refuse. Veuillez essayer plus tard. service refused, please try later. LPN007_510",
    ),
    (
        "T-Online",
        554,
        "IP=192.0.2.1 - None/bad reputation. Ask your postmaster for help or to contact tobr@rx.t-online.de for reset. (NOWL)",
    ),
];

/// RFC 5321 section 4.2.3 and appendix D, RFC 4954 section 4 and 6, RFC 3207 section 5, RFC 3463, RFC 7372, RFC 6647.
const OF_STANDARDS: &[(u16, &str)] = &[
    (
        421,
        "example.com Service not available, closing transmission channel",
    ),
    (450, "Requested mail action not taken: mailbox unavailable"),
    (451, "Requested action aborted: error in processing"),
    (
        452,
        "Requested action not taken: insufficient system storage",
    ),
    (455, "Server unable to accommodate parameters"),
    (500, "Syntax error, command unrecognized"),
    (501, "Syntax error in parameters or arguments"),
    (502, "Command not implemented"),
    (503, "Bad sequence of commands"),
    (504, "Command parameter not implemented"),
    (550, "Requested action not taken: mailbox unavailable"),
    (550, "No such user here"),
    (551, "User not local; please try <a@example.com>"),
    (
        552,
        "Requested mail action aborted: exceeded storage allocation",
    ),
    (553, "Requested action not taken: mailbox name not allowed"),
    (554, "Transaction failed"),
    (
        555,
        "MAIL FROM/RCPT TO parameters not recognized or not implemented",
    ),
    (432, "4.7.12 A password transition is needed"),
    (454, "4.7.0 Temporary authentication failure"),
    (530, "5.7.0 Authentication required"),
    (534, "5.7.9 Authentication mechanism is too weak"),
    (535, "5.7.8 Authentication credentials invalid"),
    (
        538,
        "5.7.11 Encryption required for requested authentication mechanism",
    ),
    (500, "5.5.6 Authentication Exchange line is too long"),
    (454, "TLS not available due to temporary reason"),
    (501, "Syntax error (no parameters allowed)"),
    (550, "5.7.20 No passing DKIM signature found"),
    (550, "5.7.25 Reverse DNS validation failed"),
];

#[test]
fn every_reply_is_known_for_its_providers() {
    for (provider, code, text) in SEEN {
        let enhanced = Reply::of(*code, text).status_in_words();
        let found = recognise(enhanced, text).map_or("", |dialect| dialect.provider);
        assert_eq!(found, *provider, "{text}");
    }
}

#[test]
fn no_mark_of_another_provider_matches_it() {
    for (provider, code, text) in SEEN {
        let enhanced = Reply::of(*code, text).status_in_words();
        let words = plain(text);
        for row in PROVIDERS.iter().copied().flatten() {
            let own = row.dialect.provider == *provider;
            assert!(
                own || !row.says(enhanced, &words),
                "{} takes {text:?} for its own",
                row.dialect.provider
            );
        }
    }
}

#[test]
fn words_that_mislead_are_taken_as_the_provider_means_them() {
    for (text, meaning) in [
        ("Mailbox unavailable or access denied", "so many messages"),
        (
            "Comcast block for spam. Please see http://postmaster.comcast.net/smtp-error-codes.php#BL000110",
            "several lists",
        ),
        (
            "5.7.1 Policy rejection on the target address",
            "account is blocked",
        ),
    ] {
        let enhanced = Reply::of(550, text).status_in_words();
        let dialect = recognise(enhanced, text).unwrap();
        assert!(dialect.meaning.contains(meaning), "{text}: {dialect:?}");
    }
}

#[test]
fn the_examples_of_the_standards_are_nobodys() {
    for (code, text) in OF_STANDARDS {
        let enhanced = Reply::of(*code, text).status_in_words();
        let words = plain(text);
        for row in rows() {
            // Postfix says what RFC 4954 has for it, and the code must be right as well.
            let word_for_word = text.contains("Temporary authentication failure")
                || text.contains("insufficient system storage");
            assert!(
                word_for_word || !row.says(enhanced, &words),
                "{} takes {text:?} for its own",
                row.dialect.provider
            );
        }
    }
    assert!(PROGRAMS.len() < PROVIDERS.len());
}
