//! Providers with a few texts of their own: Yahoo, iCloud, Amazon SES, Mimecast, Proofpoint, qmail, Sendmail, and the block lists of
//! Spamhaus, which many servers name in their replies.

use super::{Dialect, Row};

const YAHOO: &str = "https://senders.yahooinc.com/smtp-error-codes";
const ICLOUD: &str = "https://support.apple.com/en-us/102322";
const SENDMAIL: &str =
    "https://www.proofpoint.com/us/products/email-protection/open-source-email-solution";
const SES: &str = "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-smtp.html";
const MIMECAST: &str = "https://community.mimecast.com/s/article/email-security-cloud-gateway-mimecast-smtp-error-codes";

pub(super) const ROWS: &[Row] = &[
    row(
        "Yahoo",
        &["5.7.9"],
        &["yahoo requires all senders to authenticate with either spf or dkim"],
        YAHOO,
        "The message passed neither SPF nor DKIM; Yahoo wants at least one from every sender.",
        "Publish an SPF record that lists the sending address, or sign with DKIM.",
    ),
    row(
        "Yahoo",
        &["4.7.0"],
        &["temporarily deferred due to unexpected volume or user complaints"],
        YAHOO,
        "Too much mail, or mail that people complain about, came from the address (TSS04).",
        "Send less and more slowly, and check SPF, DKIM and DMARC; it ends by itself.",
    ),
    row(
        "Yahoo",
        &["5.7.2"],
        &["will be permanently deferred; retrying will not succeed"],
        YAHOO,
        "Yahoo takes no mail from the address any more (TSS09, TSS11).",
        "Stop unwanted mail, then ask for a review with the form of Yahoo's sender site.",
    ),
    row(
        "Yahoo",
        &["5.7.9"],
        &["message not accepted for policy reasons*yahoo"],
        YAHOO,
        "The message broke a policy of Yahoo: content, DMARC or reputation.",
        "Check DMARC alignment first, then the content.",
    ),
    row(
        "iCloud",
        &["5.7.1"],
        &["message was blocked for failing both spf and dkim"],
        ICLOUD,
        "The message passed neither SPF nor DKIM.",
        "Make SPF or DKIM pass for the sender's domain.",
    ),
    row(
        "iCloud",
        &["5.7.1"],
        &["[cs01] message rejected due to local policy"],
        ICLOUD,
        "Apple takes the content or the sender for spam.",
        "Check content and links, SPF, DKIM and DMARC; then write to Apple's postmaster team.",
    ),
    row(
        "Amazon SES",
        &[],
        &["email address is not verified. the following identities failed the check"],
        SES,
        "The sender (in the sandbox also the recipient) is not verified in this region.",
        "Verify the address or its domain in the SES console of the region, or leave the sandbox.",
    ),
    row(
        "Amazon SES",
        &[],
        &["authentication credentials invalid"],
        SES,
        "User name or password is wrong; SES wants its own SMTP credentials, not an access key.",
        "Create SMTP credentials for the region in use; a secret access key must first be converted.",
    ),
    row(
        "Amazon SES",
        &[],
        &[
            "throttling failure: maximum sending rate exceeded",
            "throttling failure: daily message quota exceeded",
        ],
        SES,
        "The account's sending rate or daily quota is used up.",
        "Send more slowly, or ask for a larger quota.",
    ),
    row(
        "Mimecast",
        &[],
        &["internal resources are temporarily unavailable - https://community.mimecast.com"],
        MIMECAST,
        "Greylisting, or an address with a poor reputation.",
        "Nothing needs to be done at first; the server retries. If it stays, ask the recipient to permit the sender.",
    ),
    row(
        "Mimecast",
        &[],
        &["spf sender invalid - envelope rejected"],
        MIMECAST,
        "The SPF record of the sender's domain does not list the sending address.",
        "Correct the SPF record.",
    ),
    row(
        "Mimecast",
        &[],
        &["dmarc sender invalid - envelope rejected"],
        MIMECAST,
        "The message fails DMARC.",
        "Make SPF or DKIM pass for the domain of the From header.",
    ),
    row(
        "Proofpoint",
        &["5.7.0", "5.7.1"],
        &[
            "blocked - see https://support.proofpoint.com/dnsbl-lookup",
            "blocked - see https://ipcheck.proofpoint.com",
        ],
        "https://ipcheck.proofpoint.com",
        "The sending address has a bad reputation with Proofpoint.",
        "Look the address up at the link in the text and ask there for its release.",
    ),
    row(
        "Spamhaus",
        &["5.7.1"],
        &[
            "check.spamhaus.org/returnc",
            "spamhaus*error: open resolver",
        ],
        "https://www.spamhaus.org/resource-hub/dnsbl/",
        "The receiving server asks Spamhaus by way of a public resolver, is not answered, and refuses everyone; the sender is on no list.",
        "Tell that server's administrator to use a resolver of its own or a Spamhaus key.",
    ),
    row(
        "Spamhaus",
        &["5.7.1"],
        &[
            "zen.spamhaus.org",
            "sbl.spamhaus.org",
            "xbl.spamhaus.org",
            "pbl.spamhaus.org",
            "dbl.spamhaus.org",
            "www.spamhaus.org",
            "check.spamhaus.org",
        ],
        "https://check.spamhaus.org",
        "The sending address or domain is on a block list of Spamhaus.",
        "Look it up there: PBL means that mail should leave through the provider's server, XBL and CSS an infected or abused host, SBL and DBL spam.",
    ),
    row(
        "qmail",
        &["5.7.1"],
        &["that domain isn't in my list of allowed rcpthosts"],
        "https://cr.yp.to/qmail.html",
        "The recipient's domain is none of this server's, and the client may not relay.",
        "Log in before MAIL if this is your own outgoing server; else rcpthosts lacks the domain.",
    ),
    row(
        "qmail",
        &["5.1.1"],
        &["sorry, no mailbox here by that name"],
        "https://cr.yp.to/qmail.html",
        "There is no such mailbox.",
        "Check the address.",
    ),
    row(
        "Sendmail",
        &["5.7.1"],
        &["... relaying denied"],
        SENDMAIL,
        "The recipient's domain is none of this server's, and the client may not relay.",
        "Log in before MAIL if this is your own outgoing server; else its local-host-names or access map lacks the domain.",
    ),
    row(
        "Sendmail",
        &["4.1.8", "5.1.8"],
        &[
            "domain of sender address*does not exist",
            "domain of sender address*does not resolve",
        ],
        SENDMAIL,
        "The domain of MAIL FROM has neither MX nor address record, or DNS did not answer.",
        "Use a sender whose domain exists; check that domain's name servers.",
    ),
];

const fn row(
    provider: &'static str,
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
            provider,
            meaning,
            remedy,
            reference,
        },
    }
}
