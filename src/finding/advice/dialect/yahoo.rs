//! Yahoo.

use super::{About::*, Mark::*, Row, row};

const PROVIDER: &str = "Yahoo";
const YAHOO: &str = "https://senders.yahooinc.com/smtp-error-codes";

pub(super) const ROWS: &[Row] = &[
    row(
        PROVIDER,
        &["5.7.9"],
        &[Words(
            "yahoo requires all senders to authenticate with either spf or dkim",
        )],
        YAHOO,
        "the message passed neither SPF nor DKIM; Yahoo wants at least one from every sender",
        "Publish an SPF record that lists the sending address, or sign with DKIM.",
    )
    .about(Sender),
    row(
        PROVIDER,
        &["4.7.0"],
        &[Words(
            "temporarily deferred due to unexpected volume or user complaints",
        )],
        YAHOO,
        "too much mail, or mail that people complain about, came from the address (TSS04)",
        "Send less and more slowly, and check SPF, DKIM and DMARC; it ends by itself.",
    )
    .about(Client),
    row(
        PROVIDER,
        &["5.7.2"],
        &[Words(
            "will be permanently deferred; retrying will not succeed",
        )],
        YAHOO,
        "Yahoo takes no mail from the address any more (TSS09, TSS11)",
        "Stop unwanted mail, then ask for a review with the form of Yahoo's sender site.",
    )
    .about(Client),
    row(
        PROVIDER,
        &["5.7.9"],
        &[InOrder(&[
            "message not accepted for policy reasons",
            "yahoo",
        ])],
        YAHOO,
        "the message broke a policy of Yahoo: content, DMARC or reputation",
        "Check DMARC alignment first, then the content.",
    )
    .about(Sender),
row(PROVIDER,&["5.7.0"],&[Words("#auth005")],YAHOO,"the login was refused; with the account's own password Yahoo and AOL say so however few attempts there were","Make an app password in the account's security settings and log in with that.").about(Login),row(PROVIDER,&["5.7.1"],&[Words("[bl21]"), Words("[bl23]")],YAHOO,"the sending address is on a block list of Spamhaus","Look it up at https://check.spamhaus.org, remove the cause, and ask for its removal there.").about(Client),row(PROVIDER,&[],&[Words("[ph01]")],YAHOO,"the content was refused: links or text look like phishing","Check links and the domains in them; then use the form of Yahoo's sender site.").about(Message),row(PROVIDER,&[],&[Words("headers are not rfc compliant")],YAHOO,"the headers of the message break RFC 5322","Check From, Date, Message-ID: each may stand once, with one address in From.").about(Message),row(PROVIDER,&[],&[Words("message not allowed - [299]")],YAHOO,"the content or its links were refused","Check content, links and DMARC; then use the form of Yahoo's sender site.").about(Message),row(PROVIDER,&[],&[InOrder(&["delivery error: dd this user doesn't have a", "account"])],YAHOO,"there is no such mailbox","Check the address.").about(Recipient),row(PROVIDER,&[],&[InOrder(&["delivery error: dd", "this mailbox is disabled"])],YAHOO,"the recipient's mailbox is switched off","Ask the recipient by other means.").about(Recipient),row(PROVIDER,&[],&[InOrder(&["delivery error: dd", "is no longer valid"])],YAHOO,"the recipient's mailbox is closed","Ask the recipient for the present address.").about(Recipient),row(PROVIDER,&[],&[Words("max message per connection reached")],YAHOO,"as many messages as are allowed came over this connection","Open a new connection for the next ones.").about(Client),row(PROVIDER,&[],&[Whole("request failed; mailbox unavailable")],YAHOO,"Yahoo refused the content or the sender when it looked at the message","Check content and links, SPF, DKIM and DMARC.").about(Message),row(PROVIDER,&[],&[Whole("user is receiving mail too quickly")],YAHOO,"the recipient gets more mail at the moment than Yahoo allows","Let the server retry.").about(Recipient),row(PROVIDER,&["5.7.9"],&[Words("message not accepted for policy reasons. see https://postmaster.yahooinc.com")],YAHOO,"the message broke a policy of Yahoo: content, DMARC or reputation","Check DMARC alignment first, then the content.").about(Message),row(PROVIDER,&[],&[Words("resources temporarily unavailable. please try again later [#4.16.1]")],YAHOO,"Yahoo takes nothing from this address for the moment: load or reputation","Let the server retry, with fewer connections at a time.").about(Client),row(PROVIDER,&["5.7.2"],&[Words("[tss09]"), Words("[tss11]")],YAHOO,"Yahoo takes no mail from the address any more","Stop unwanted mail, then ask for a review with the form of Yahoo's sender site.").about(Client),row(PROVIDER,&[],&[Words("[ts03]")],YAHOO,"Yahoo takes no mail from the address any more, because of complaints","Stop unwanted mail, then ask for a review with the form of Yahoo's sender site.").about(Client),];
