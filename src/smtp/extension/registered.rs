//! The keywords of IANA's registry "SMTP Service Extensions", one row each, in alphabetical order. RFC 5321
//! section 2.2.2: none begins with X.

use super::row::{Known, Parameters};

pub(super) const ROWS: &[Known] = &[
    row(
        "8BITMIME",
        "RFC 6152",
        Parameters::None,
        "message bodies may contain 8-bit characters",
    ),
    row(
        "ATRN",
        "RFC 2645",
        Parameters::Opaque,
        "a client with a changing address may fetch its mail after login",
    ),
    row(
        "AUTH",
        "RFC 4954",
        Parameters::Mechanisms,
        "clients may log in with one of these SASL mechanisms",
    ),
    row(
        "BINARYMIME",
        "RFC 3030",
        Parameters::None,
        "messages may be binary, without line ends; sent with BDAT",
    ),
    row(
        "BURL",
        "RFC 4468",
        Parameters::Burl,
        "a client may submit a message that lies on an IMAP server",
    ),
    row(
        "CHECKPOINT",
        "RFC 1845",
        Parameters::None,
        "experimental and unused: an interrupted transfer may be resumed",
    ),
    row(
        "CHUNKING",
        "RFC 3030",
        Parameters::None,
        "messages may be sent in counted chunks with BDAT instead of DATA",
    ),
    row(
        "CONNEG",
        "RFC 4141",
        Parameters::None,
        "rarely used: the server tells what content a recipient can show",
    ),
    row(
        "CONPERM",
        "RFC 4141",
        Parameters::None,
        "rarely used: the sender may permit conversion of the content",
    ),
    row(
        "DELIVERBY",
        "RFC 2852",
        Parameters::DeliverBy,
        "the sender may ask for delivery within a given time",
    ),
    row(
        "DSN",
        "RFC 3461",
        Parameters::None,
        "the sender may ask for delivery status notifications",
    ),
    row(
        "ENHANCEDSTATUSCODES",
        "RFC 2034",
        Parameters::None,
        "replies carry precise status codes such as 5.1.1",
    ),
    row(
        "ETRN",
        "RFC 1985",
        Parameters::None,
        "a client may ask for the delivery of mail queued for its domain",
    ),
    row(
        "EXPN",
        "RFC 5321",
        Parameters::None,
        "lists the members of a mailing list; helps address harvesters",
    ),
    row(
        "FUTURERELEASE",
        "RFC 4865",
        Parameters::FutureRelease,
        "the sender may ask for the message to be held until later",
    ),
    row(
        "HELP",
        "RFC 5321",
        Parameters::None,
        "the HELP command is answered",
    ),
    row(
        "LIMITS",
        "RFC 9422",
        Parameters::Limits,
        "the server states limits of a connection or transaction",
    ),
    row(
        "MT-PRIORITY",
        "RFC 6710",
        Parameters::Priority,
        "the sender may give messages a priority",
    ),
    row(
        "MTRK",
        "RFC 3885",
        Parameters::None,
        "rarely used: the sender may track the message",
    ),
    row(
        "NO-SOLICITING",
        "RFC 3865",
        Parameters::Solicitation,
        "the site does not want the solicitations that it lists",
    ),
    row(
        "ONEX",
        "Eric Allman (sendmail)",
        Parameters::None,
        "obsolete: announces one message a connection",
    ),
    row(
        "PIPELINING",
        "RFC 2920",
        Parameters::None,
        "several commands may be sent at once, which saves round trips",
    ),
    row(
        "REQUIRETLS",
        "RFC 8689",
        Parameters::None,
        "the sender may demand verified TLS on the whole way",
    ),
    row(
        "RRVS",
        "RFC 7293",
        Parameters::None,
        "the sender may ask whether a mailbox still has the owner it had",
    ),
    row(
        "SAML",
        "RFC 821",
        Parameters::None,
        "obsolete since RFC 2821: send to a terminal and as mail",
    ),
    row(
        "SEND",
        "RFC 821",
        Parameters::None,
        "obsolete since RFC 2821: send to a terminal",
    ),
    row(
        "SIZE",
        "RFC 1870",
        Parameters::Size,
        "the largest message accepted; the sender may declare a size first",
    ),
    row(
        "SMTPUTF8",
        "RFC 6531",
        Parameters::None,
        "addresses and headers may be internationalized (UTF-8)",
    ),
    row(
        "SOML",
        "RFC 821",
        Parameters::None,
        "obsolete since RFC 2821: send to a terminal or as mail",
    ),
    row(
        "STARTTLS",
        "RFC 3207",
        Parameters::None,
        "the connection can be encrypted",
    ),
    row(
        "SUBMITTER",
        "RFC 4405",
        Parameters::None,
        "historic: the responsible submitter may be named (Sender ID)",
    ),
    row(
        "TURN",
        "RFC 821",
        Parameters::None,
        "obsolete and insecure: client and server change their roles",
    ),
    row(
        "UTF8SMTP",
        "RFC 5336",
        Parameters::None,
        "obsolete experiment, replaced by SMTPUTF8",
    ),
    row(
        "VERB",
        "Eric Allman (sendmail)",
        Parameters::None,
        "obsolete: verbose replies may be asked for",
    ),
    row(
        "VRFY",
        "RFC 5321",
        Parameters::None,
        "the VRFY command is known; many servers answer it with 252 only",
    ),
];

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
        registered: true,
        parameters,
    }
}
