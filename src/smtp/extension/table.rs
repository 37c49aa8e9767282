//! EHLO keywords: IANA's registry "SMTP Service Extensions", and those that servers send without registration.

/// A keyword and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// In upper case.
    pub keyword: &'static str,
    /// The RFC, or who invented it.
    pub reference: &'static str,
    /// What it means to an administrator, without a final stop.
    pub sentence: &'static str,
    /// It is in IANA's registry.
    pub registered: bool,
}

/// The row of a keyword, in whatever case.
#[must_use]
pub fn known(keyword: &str) -> Option<&'static Known> {
    KNOWN
        .iter()
        .find(|known| known.keyword.eq_ignore_ascii_case(keyword))
}

const fn registered(
    keyword: &'static str,
    reference: &'static str,
    sentence: &'static str,
) -> Known {
    Known {
        keyword,
        reference,
        sentence,
        registered: true,
    }
}

const fn private(keyword: &'static str, reference: &'static str, sentence: &'static str) -> Known {
    Known {
        keyword,
        reference,
        sentence,
        registered: false,
    }
}

/// All known keywords, the registered ones first.
pub const KNOWN: &[Known] = &[
    registered(
        "8BITMIME",
        "RFC 6152",
        "takes message bodies with bytes above 127",
    ),
    registered(
        "ATRN",
        "RFC 2645",
        "hands over mail for a domain with a changing address, after login",
    ),
    registered("AUTH", "RFC 4954", "takes logins by these mechanisms"),
    registered(
        "BINARYMIME",
        "RFC 3030",
        "takes binary message bodies, by BDAT",
    ),
    registered(
        "BURL",
        "RFC 4468",
        "fetches parts of a message from an IMAP server",
    ),
    registered(
        "CHECKPOINT",
        "RFC 1845",
        "can resume an interrupted transfer; hardly used",
    ),
    registered(
        "CHUNKING",
        "RFC 3030",
        "takes messages in chunks by BDAT in place of DATA",
    ),
    registered(
        "CONNEG",
        "RFC 4141",
        "tells what media a recipient can handle; hardly used",
    ),
    registered(
        "CONPERM",
        "RFC 4141",
        "lets a relay convert a message; hardly used",
    ),
    registered(
        "DELIVERBY",
        "RFC 2852",
        "lets a sender set a deadline for delivery",
    ),
    registered(
        "DSN",
        "RFC 3461",
        "lets a sender choose which delivery reports it wants",
    ),
    registered(
        "ENHANCEDSTATUSCODES",
        "RFC 2034",
        "replies carry codes such as 5.7.1",
    ),
    registered(
        "ETRN",
        "RFC 1985",
        "starts the delivery of queued mail on request",
    ),
    registered(
        "EXPN",
        "RFC 5321",
        "lists the members of a mailing list; best switched off",
    ),
    registered(
        "FUTURERELEASE",
        "RFC 4865",
        "holds a message until a time that the sender sets",
    ),
    registered("HELP", "RFC 5321", "answers HELP"),
    registered(
        "LIMITS",
        "RFC 9422",
        "tells how many messages and recipients it takes",
    ),
    registered(
        "MT-PRIORITY",
        "RFC 6710",
        "takes a priority for each message",
    ),
    registered(
        "MTRK",
        "RFC 3885",
        "lets a sender follow a message; hardly used",
    ),
    registered(
        "NO-SOLICITING",
        "RFC 3865",
        "says which advertising is not wanted; hardly used",
    ),
    registered(
        "ONEX",
        "Eric Allman, Sendmail",
        "one message per connection; obsolete",
    ),
    registered(
        "PIPELINING",
        "RFC 2920",
        "takes commands in groups, which saves round trips",
    ),
    registered(
        "REQUIRETLS",
        "RFC 8689",
        "can promise TLS for a message on all of its way",
    ),
    registered(
        "RRVS",
        "RFC 7293",
        "checks that a mailbox has not changed its owner since a date",
    ),
    registered("SAML", "RFC 821", "mails and shows on a terminal; obsolete"),
    registered("SEND", "RFC 821", "shows a message on a terminal; obsolete"),
    registered(
        "SIZE",
        "RFC 1870",
        "tells the largest message and takes the size in advance",
    ),
    registered(
        "SMTPUTF8",
        "RFC 6531",
        "takes addresses and headers beyond ASCII",
    ),
    registered("SOML", "RFC 821", "mails or shows on a terminal; obsolete"),
    registered("STARTTLS", "RFC 3207", "the connection can be encrypted"),
    registered(
        "SUBMITTER",
        "RFC 4405",
        "takes the responsible submitter for Sender ID; obsolete",
    ),
    registered(
        "TURN",
        "RFC 821",
        "swaps the roles of client and server; obsolete and unsafe",
    ),
    registered(
        "UTF8SMTP",
        "RFC 5336",
        "an experiment that SMTPUTF8 replaced",
    ),
    registered(
        "VERB",
        "Eric Allman, Sendmail",
        "switches to verbose replies; obsolete",
    ),
    registered(
        "VRFY",
        "RFC 5321",
        "says whether a mailbox exists, or is said to",
    ),
    private(
        "CLIENTID",
        "draft-storey-smtp-client-id",
        "takes an identifier of the client's device",
    ),
    private(
        "PIPECONNECT",
        "Exim 4.94",
        "clients may send EHLO without waiting for the greeting",
    ),
    private(
        "PIPE_CONNECT",
        "Exim 4.94",
        "clients may send EHLO without waiting for the greeting",
    ),
    private(
        "PRDR",
        "draft-hall-prdr",
        "answers for each recipient after the message",
    ),
    private(
        "VERP",
        "Postfix VERP_README",
        "writes each recipient into its return address",
    ),
    private(
        "X-ANONYMOUSTLS",
        "Microsoft Exchange",
        "encrypts between Exchange servers without certificates",
    ),
    private(
        "X-EXPS",
        "Microsoft Exchange",
        "logs in Exchange servers of the same organisation",
    ),
    private(
        "X-LINK2STATE",
        "Microsoft Exchange",
        "exchanges routing data of old Exchange servers",
    ),
    private(
        "X-MOVE-ME",
        "Microsoft Exchange",
        "moves a session between Exchange servers",
    ),
    private(
        "X-RCPTLIMIT",
        "Oracle Communications",
        "tells how many recipients a message may have",
    ),
    private(
        "X_PIPE_CONNECT",
        "Exim 4.93",
        "clients may send EHLO without waiting for the greeting",
    ),
    private(
        "X_PIPECONNECT",
        "Exim 4.93",
        "clients may send EHLO without waiting for the greeting",
    ),
    private(
        "XACK",
        "Oracle Communications",
        "acknowledges in a private form",
    ),
    private(
        "XADR",
        "Oracle Communications",
        "tells how an address would be routed",
    ),
    private(
        "XAUTH",
        "private extension",
        "logs in by a private mechanism",
    ),
    private(
        "XCIRC",
        "Oracle Communications",
        "checks for loops by a private command",
    ),
    private(
        "XCLIENT",
        "Postfix XCLIENT_README",
        "trusts this client to name another one; for proxies only",
    ),
    private(
        "XDROP",
        "Oracle Communications",
        "gives up a channel by a private command",
    ),
    private(
        "XEXCH50",
        "Microsoft Exchange",
        "carries message properties between old Exchange servers",
    ),
    private("XEXDDR", "private extension", "a private extension"),
    private(
        "XFORWARD",
        "Postfix XFORWARD_README",
        "takes the first client's name and address for its log",
    ),
    private(
        "XGEN",
        "Oracle Communications",
        "tells the generation of a configuration",
    ),
    private(
        "XLOOP",
        "Oracle Communications",
        "tells an identifier by which loops are found",
    ),
    private(
        "XOORG",
        "Microsoft Exchange",
        "takes the organisation that a message comes from",
    ),
    private(
        "XPROXY",
        "Microsoft Exchange",
        "passes a session on between Exchange servers",
    ),
    private(
        "XPROXYFROM",
        "Microsoft Exchange",
        "takes the first client's data from a front-end server",
    ),
    private(
        "XPROXYTO",
        "Microsoft Exchange",
        "passes a session on between Exchange servers",
    ),
    private(
        "XRDST",
        "Microsoft Exchange",
        "takes the destination of a message between Exchange servers",
    ),
    private(
        "XREMOTEQUEUE",
        "private extension",
        "starts a remote queue by a private command",
    ),
    private(
        "XREQDSN",
        "private extension",
        "asks for delivery reports in a private form",
    ),
    private(
        "XSESSIONPARAMS",
        "Microsoft Exchange",
        "carries session data between Exchange servers",
    ),
    private(
        "XSHADOW",
        "Microsoft Exchange",
        "keeps a shadow copy on another Exchange server",
    ),
    private(
        "XSHADOWREQUEST",
        "Microsoft Exchange",
        "asks for a shadow copy on another Exchange server",
    ),
    private(
        "XSTA",
        "Oracle Communications",
        "tells the state of a channel",
    ),
    private(
        "XUSR",
        "private extension",
        "marks a first submission; old Sendmail",
    ),
    private(
        "XVERP",
        "Postfix VERP_README",
        "writes each recipient into its return address",
    ),
    private(
        "XXXXXXXA",
        "Cisco ASA and PIX",
        "STARTTLS, made unreadable by a firewall on the way",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_stands_in_the_table_once() {
        for (at, row) in KNOWN.iter().enumerate() {
            assert!(
                !KNOWN[..at].iter().any(|other| other.keyword == row.keyword),
                "{}",
                row.keyword
            );
            assert_eq!(row.keyword, row.keyword.to_ascii_uppercase());
        }
    }

    #[test]
    fn sentences_fit_beside_a_keyword_on_80_columns() {
        for row in KNOWN {
            assert!(
                row.sentence.len() <= 70 && !row.sentence.ends_with('.'),
                "{}",
                row.keyword
            );
            assert!(!row.reference.is_empty() && !row.sentence.is_empty());
        }
    }

    #[test]
    fn keywords_have_no_case() {
        assert_eq!(
            known("starttls").map(|known| known.reference),
            Some("RFC 3207")
        );
        assert!(known("").is_none());
    }
}
