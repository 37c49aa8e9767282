//! Gmail and Google Workspace. Source: "Gmail SMTP errors and codes" and "Email sender guidelines" of Google.

use super::{Dialect, Row};

pub(super) const PROVIDER: &str = "Gmail";
const CODES: &str = "https://support.google.com/a/answer/3726730";
const GUIDELINES: &str = "https://support.google.com/a/answer/81126";
const APP_PASSWORD: &str = "https://support.google.com/mail/?p=InvalidSecondFactor";
const RELAY: &str = "https://support.google.com/a/answer/6140680";

pub(super) const ROWS: &[Row] = &[
    row(
        &["4.7.26", "5.7.26"],
        &["is not accepted due to domain's dmarc policy"],
        GUIDELINES,
        "The message fails DMARC, and the domain of its From header asks for such mail to be refused.",
        "Make SPF or DKIM pass for the very domain of the From header, or have the message sent by a server that the domain authorizes.",
    ),
    row(
        &["5.7.26"],
        &[
            "has an spf record with a hard fail policy",
            "fails to pass spf checks for an spf record with a hard fail",
        ],
        GUIDELINES,
        "The SPF record of the MAIL FROM domain ends in -all and does not list the sending address.",
        "Add the sending address to the SPF record, or send through a server that it lists.",
    ),
    row(
        &["4.7.26", "5.7.26"],
        &[
            "gmail requires all senders to authenticate with either spf or dkim",
            "does not have authentication information or fails to pass authentication checks",
        ],
        GUIDELINES,
        "The message passed neither SPF nor DKIM; Gmail wants at least one from every sender.",
        "Publish an SPF record that lists the sending address, or sign with DKIM; then check both with a test message.",
    ),
    row(
        &["4.7.27", "5.7.27"],
        &[
            "gmail requires all bulk email senders to authenticate their email with spf",
            "gmail requires all large senders to authenticate with spf",
        ],
        GUIDELINES,
        "SPF did not pass, which Gmail wants of bulk senders.",
        "Add the sending address to the SPF record of the MAIL FROM domain.",
    ),
    row(
        &["4.7.30", "5.7.30"],
        &[
            "gmail requires all email bulk senders to authenticate their email with dkim",
            "gmail requires all bulk email senders to authenticate their email with dkim",
            "gmail requires all large senders to authenticate with dkim",
        ],
        GUIDELINES,
        "DKIM did not pass, which Gmail wants of bulk senders.",
        "Sign with DKIM and check that the key in DNS is the one that signs.",
    ),
    row(
        &["4.7.32", "5.7.32"],
        &["aligned with either the authenticated spf or dkim"],
        GUIDELINES,
        "The domain of the From header is aligned with neither the SPF nor the DKIM domain.",
        "Sign with DKIM for the domain of the From header, or send with a MAIL FROM of that domain.",
    ),
    row(
        &["4.7.24", "5.7.24"],
        &["the spf record of the sending domain has one or more suspicious entries"],
        GUIDELINES,
        "The SPF record authorizes suspiciously much, such as whole networks of strangers.",
        "Reduce the SPF record to the servers that really send for the domain.",
    ),
    row(
        &["4.7.23", "5.7.25"],
        &[
            "the ip address sending this message does not have a ptr record",
            "the sending ip address for this message doesn't have a ptr record",
            "the sending ip does not match the ip address of the hostname specified",
        ],
        GUIDELINES,
        "The sending address has no PTR record, or the name in it does not lead back to the address.",
        "Have the owner of the address set a PTR record, and give its name a matching A or AAAA record.",
    ),
    row(
        &["4.7.29", "5.7.29"],
        &["gmail requires all bulk email senders to use tls"],
        GUIDELINES,
        "The message came without TLS, which Gmail wants of bulk senders.",
        "Let the sending server use STARTTLS for outgoing mail.",
    ),
    row(
        &["4.7.28", "5.7.28", "4.7.0", "5.7.1"],
        &[
            "an unusual rate of mail",
            "an unusual rate of unsolicited mail",
        ],
        GUIDELINES,
        "Too much unwanted mail came from the address, network, domain or link that the text names.",
        "Send less, look for compromised accounts, and watch the spam rate in Google Postmaster Tools; the limit ends by itself.",
    ),
    row(
        &["4.7.0", "5.7.1"],
        &["very low reputation of the sending"],
        GUIDELINES,
        "The sending address or domain has a very low reputation with Gmail.",
        "Find out what was sent from it; check SPF, DKIM and DMARC, and Google Postmaster Tools.",
    ),
    row(
        &["5.7.1"],
        &[
            "has detected that this message is likely unsolicited mail",
            "is not authorized to send email directly to our servers",
        ],
        GUIDELINES,
        "Gmail takes the message for spam, or the address for one that should not send by itself.",
        "Send through the provider's mail server rather than from a dial-up or cloud address; check content and authentication.",
    ),
    row(
        &["5.7.9"],
        &[
            "application-specific password required",
            "support.google.com/mail/?p=invalidsecondfactor",
        ],
        APP_PASSWORD,
        "The account has two-step verification, so its ordinary password does not work here.",
        "Create an app password and log in with that, or use XOAUTH2.",
    ),
    row(
        &["5.7.14", "5.7.9"],
        &[
            "please log in via your web browser",
            "please log in with your web browser",
            "please log in through your web browser",
            "support.google.com/mail/?p=webloginrequired",
        ],
        CODES,
        "Google distrusts this login and wants it confirmed in a browser.",
        "Sign in on the web from the same network and confirm it, then try again; better, use an app password or XOAUTH2.",
    ),
    row(
        &["5.7.8"],
        &[
            "username and password not accepted",
            "support.google.com/mail/?p=badcredentials",
        ],
        "https://support.google.com/mail/?p=BadCredentials",
        "The password is wrong, or it is the account's own where an app password or XOAUTH2 is wanted.",
        "Log in with the full address and an app password (16 letters), or with XOAUTH2; Workspace no longer takes plain account passwords.",
    ),
    row(
        &["5.7.0", "5.5.1"],
        &[
            "authentication required*gsmtp",
            "support.google.com/mail/?p=wantautherror",
        ],
        CODES,
        "This server takes mail only after a login.",
        "Start TLS and log in before MAIL; for mail to Gmail users without login use the MX hosts on port 25.",
    ),
    row(
        &["5.7.0"],
        &["must issue a starttls command first*gsmtp"],
        CODES,
        "This server takes nothing before TLS.",
        "Send STARTTLS after EHLO, or connect to port 465.",
    ),
    row(
        &["5.7.0"],
        &["mail relay denied"],
        RELAY,
        "The Workspace relay knows neither the sending address nor the domain in HELO and MAIL FROM.",
        "Register the sending address in the Workspace SMTP relay settings, or log in.",
    ),
    row(
        &["5.7.1"],
        &["invalid credentials for relay"],
        RELAY,
        "The address is registered with the Workspace relay, but the sender's domain is not that account's.",
        "Use a sender of a domain of the account, say that domain in EHLO, or log in.",
    ),
    row(
        &["5.4.5"],
        &[
            "daily user sending limit exceeded",
            "daily user sending quota exceeded",
            "daily smtp relay limit exceeded",
            "daily smtp relay sending limit exceeded",
        ],
        "https://support.google.com/a/answer/166852",
        "The account has sent as much as it may in one day.",
        "Wait up to 24 hours, and see whether the account sends what it should not.",
    ),
    row(
        &["5.1.1"],
        &[
            "the email account that you tried to reach does not exist",
            "support.google.com/mail/?p=nosuchuser",
        ],
        "https://support.google.com/mail/?p=NoSuchUser",
        "There is no such Gmail or Workspace account.",
        "Check the address for typing errors and stray spaces.",
    ),
    row(
        &["5.2.1"],
        &[
            "the email account that you tried to reach is disabled",
            "the email account that you tried to reach is inactive",
            "support.google.com/mail/?p=disableduser",
        ],
        "https://support.google.com/mail/?p=DisabledUser",
        "The account exists, but is disabled.",
        "The recipient or the Workspace administrator must enable it.",
    ),
    row(
        &["4.2.1", "5.2.1"],
        &[
            "the user you are trying to contact is receiving mail too quickly",
            "is receiving mail at a rate that prevents additional messages",
        ],
        "https://support.google.com/mail/?p=ReceivingRatePerm",
        "The recipient gets more mail at the moment than Gmail allows.",
        "Try again later; look for a mail loop if it is your mail.",
    ),
    row(
        &["4.2.2", "5.2.2"],
        &[
            "inbox is out of storage space",
            "the email account that you tried to reach is over quota",
            "support.google.com/mail/?p=overquotatemp",
            "support.google.com/mail/?p=overquotaperm",
        ],
        "https://support.google.com/mail/?p=OverQuotaTemp",
        "The storage of the recipient's account is used up.",
        "The recipient must free space in Gmail, Drive and Photos, or buy more.",
    ),
    row(
        &["5.3.4", "5.2.3"],
        &[
            "exceeded google's message size limit",
            "exceeds google's message size limit",
        ],
        "https://support.google.com/mail/?p=MaxSizeError",
        "The message with its encoded attachments is larger than Gmail takes.",
        "Send a link in place of the attachment; Base64 makes a file a third larger.",
    ),
    row(
        &["5.7.1"],
        &[
            "messages missing a valid address in*from: header",
            "this message is not rfc 5322 compliant",
            "multiple addresses in from: header are not accepted",
        ],
        "https://support.google.com/mail/?p=RfcMessageNonCompliant",
        "The headers of the message break RFC 5322, most often From or a header that stands twice.",
        "Correct the program that makes the message: one From with an address, no header twice.",
    ),
    row(
        &["5.7.0"],
        &["this message was blocked because its content presents a potential security issue"],
        "https://support.google.com/mail/?p=BlockedMessage",
        "The message carries an attachment or link of a kind that Gmail blocks.",
        "Send the file in another way; archives with programs in them are blocked as well.",
    ),
    row(
        &["5.5.4"],
        &[
            "helo/ehlo argument is invalid",
            "empty helo/ehlo argument not allowed",
        ],
        "https://support.google.com/mail/?p=helo",
        "The name in EHLO is no host name.",
        "Give the fully qualified name of the client in EHLO.",
    ),
    row(
        &["4.7.0"],
        &[
            "try again later, closing connection",
            "ip not in whitelist for rcpt domain",
            "tls required for rcpt domain",
        ],
        CODES,
        "Gmail or the recipient's Workspace policy turns this client away for now; the text says which.",
        "Retry with fewer connections; use TLS, and a proper host name in EHLO.",
    ),
];

const fn row(
    codes: &'static [&'static str],
    wordings: &'static [&'static str],
    reference: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Row {
    Row {
        codes,
        wordings,
        dialect: Dialect {
            provider: PROVIDER,
            meaning,
            remedy,
            reference,
        },
    }
}
