//! Keywords that servers announce although IANA's registry does not know them: private ones (RFC 5321 section 2.2.2
//! gives those an X in front), drafts that never became an RFC, and what firewalls leave behind. One row each, in
//! alphabetical order.

use super::row::{Known, Parameters};

pub(super) const ROWS: &[Known] = &[
    row(
        "CLIENTID",
        "draft-storey-smtp-client-id",
        Parameters::Opaque,
        "a client may name its device or program for the login",
    ),
    row(
        "OK",
        "no extension",
        Parameters::Nothing,
        "no extension: a closing word of the reply",
    ),
    row(
        "PIPECONNECT",
        "Exim",
        Parameters::None,
        "clients may send EHLO before the greeting on their next connection",
    ),
    row(
        "PRDR",
        "draft-hall-prdr",
        Parameters::None,
        "each recipient gets a reply of its own after the message",
    ),
    row(
        "VERP",
        "draft-varshavchik-verp-smtpext",
        Parameters::Opaque,
        "a return path for each recipient, made by the server",
    ),
    row(
        "X-ANONYMOUSTLS",
        "Microsoft Exchange",
        Parameters::None,
        "encryption between Exchange servers without a trusted certificate",
    ),
    row(
        "X-EXPS",
        "Microsoft Exchange",
        Parameters::Mechanisms,
        "login between Exchange servers",
    ),
    row(
        "X-LINK2STATE",
        "Microsoft Exchange",
        Parameters::Opaque,
        "old Exchange servers exchange their routing tables",
    ),
    row(
        "X-RCPTLIMIT",
        "vendors of mail gateways",
        Parameters::Recipients,
        "recipients accepted in one transaction",
    ),
    row(
        "XADR",
        "Oracle Messaging Server",
        Parameters::None,
        "an address can be looked up; meant for administrators",
    ),
    row(
        "XCIR",
        "Oracle Messaging Server",
        Parameters::None,
        "internal circuit check; meant for administrators",
    ),
    row(
        "XCLIENT",
        "Postfix",
        Parameters::Attributes,
        "a trusted proxy may tell who the real client is",
    ),
    row(
        "XEXCH50",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers pass on message properties (up to 2007)",
    ),
    row(
        "XEXDATA",
        "Courier",
        Parameters::None,
        "a reply for each recipient after the message",
    ),
    row(
        "XFORWARD",
        "Postfix",
        Parameters::Attributes,
        "a content filter may tell who the real client was, for the log",
    ),
    row(
        "XGEN",
        "Oracle Messaging Server",
        Parameters::None,
        "asks whether the configuration was recompiled",
    ),
    row(
        "XLOOP",
        "Oracle Messaging Server",
        Parameters::Opaque,
        "identifies the server so that mail loops are found",
    ),
    row(
        "XMESSAGECONTEXT",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers pass on the context of a message",
    ),
    row(
        "XOOREF",
        "Microsoft Exchange",
        Parameters::Opaque,
        "private extension between Exchange servers",
    ),
    row(
        "XOORG",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers name the originating organization",
    ),
    row(
        "XORIGFROM",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers pass on the original sender",
    ),
    row(
        "XPROXY",
        "Microsoft Exchange",
        Parameters::Opaque,
        "an Exchange front end passes on the client's session",
    ),
    row(
        "XPROXYFROM",
        "Microsoft Exchange",
        Parameters::Opaque,
        "an Exchange front end passes on the client's address",
    ),
    row(
        "XPROXYTO",
        "Microsoft Exchange",
        Parameters::Opaque,
        "an Exchange front end names the server to connect to",
    ),
    row(
        "XRDST",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers name the destination of a message",
    ),
    row(
        "XSECURITY",
        "Courier",
        Parameters::Opaque,
        "TLS may be demanded for the whole way of a message",
    ),
    row(
        "XSHADOW",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers keep shadow copies of queued mail",
    ),
    row(
        "XSHADOWREQUEST",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers ask for shadow copies of queued mail",
    ),
    row(
        "XSTA",
        "Oracle Messaging Server",
        Parameters::None,
        "the state of the server's queues; meant for administrators",
    ),
    row(
        "XSYSPROBE",
        "Microsoft Exchange",
        Parameters::Opaque,
        "Exchange servers mark their own test messages",
    ),
    row(
        "XUSR",
        "sendmail",
        Parameters::None,
        "the client may say that this is an initial user submission",
    ),
    row(
        "XVERP",
        "Postfix, Courier",
        Parameters::Opaque,
        "a return path for each recipient, made by the server",
    ),
    row(
        "X_PIPE_CONNECT",
        "Exim",
        Parameters::None,
        "Exim 4.93: now announced as PIPECONNECT",
    ),
];

/// A keyword of which a firewall left X and X only; which one it was cannot be told.
pub(super) const BLANKED_OUT: Known = row(
    "XXXXXXXA",
    "Cisco PIX and ASA",
    Parameters::Opaque,
    "overwritten by a firewall, often STARTTLS: turn its SMTP inspection off",
);

const fn row(
    keyword: &'static str,
    reference: &'static str,
    parameters: Parameters,
    sentence: &'static str,
) -> Known {
    Known {
        keyword,
        reference,
        sentence,
        registered: false,
        parameters,
    }
}
