//! Exim and its usual configurations, cPanel's among them. Its replies mostly have no enhanced status codes. Source:
//! the texts in Exim and in its default configuration.

use super::{Dialect, Row};

const ACLS: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-access_control_lists.html";
const MAIN: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-main_configuration.html";
const LOGIN: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-smtp_authentication.html";
const ROUTERS: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-generic_options_for_routers.html";

pub(super) const ROWS: &[Row] = &[
    row(
        &[
            "relay not permitted",
            "is not permitted to relay through this server",
        ],
        ACLS,
        "The recipient's domain is none of this server's, and the client may not relay.",
        "Log in before MAIL if this is your own outgoing server; else the server's list of local or relay domains lacks the domain.",
    ),
    row(
        &["sender verify failed", "could not complete sender verify"],
        ACLS,
        "The server asked whether mail to the sender's address can be delivered, and found that it cannot.",
        "Use a sender that exists; check the MX of its domain, and whether that server accepts the address and the null sender.",
    ),
    row(
        &["unrouteable address", "unroutable address"],
        ROUTERS,
        "No router of the server takes the address: user or domain does not exist there.",
        "Check the address; on your own server, \"exim -bt ADDRESS\" shows how it is routed.",
    ),
    row(
        &["all relevant mx records point to non-existent hosts"],
        ROUTERS,
        "The mail exchangers of the domain have no address.",
        "Correct the MX records of the domain that the text names.",
    ),
    row(
        &["temporary local problem - please try"],
        ACLS,
        "A look-up or condition in the server's configuration failed for now.",
        "Try again later; on the server, the reason is in Exim's main and panic log.",
    ),
    row(
        &[
            "smtp protocol synchronization error",
            "smtp synchronization error",
        ],
        MAIN,
        "The client sent something before it was its turn, as spam programs do.",
        "Wait for each reply before the next command, unless PIPELINING is announced, and for the greeting first.",
    ),
    row(
        &[
            "too many connections from your ip",
            "too many concurrent smtp connections",
        ],
        MAIN,
        "The client, or all clients together, opened more connections than the server allows.",
        "Use fewer connections at a time and try again later (smtp_accept_max, smtp_accept_max_per_host).",
    ),
    row(
        &["incorrect authentication data"],
        LOGIN,
        "User name or password is wrong; on cPanel servers also after too many failures.",
        "Log in with the full address; check the password by webmail or IMAP.",
    ),
    row(
        &["auth command used when not advertised"],
        LOGIN,
        "AUTH is not offered here; on most servers it appears after STARTTLS only.",
        "Start TLS first, or use port 465 or 587.",
    ),
    row(
        &[
            "syntactically invalid ehlo argument",
            "syntactically invalid helo argument",
        ],
        MAIN,
        "The name in EHLO is no host name; an underscore is enough for that.",
        "Give the fully qualified name of the client in EHLO.",
    ),
    row(
        &["too much load; please try again later"],
        MAIN,
        "The server's load is above its limit (smtp_load_reserve).",
        "Try again later.",
    ),
    row(
        &["space shortage, please try later"],
        MAIN,
        "The server's spool has too little free space (check_spool_space).",
        "Try again later; on your own server, free disk space.",
    ),
    row(
        &["tls currently unavailable"],
        "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-encrypted_smtp_connections_using_tlsssl.html",
        "STARTTLS is announced, but the server cannot start TLS.",
        "On the server, check tls_certificate and tls_privatekey, and that Exim may read them; see its panic log.",
    ),
    row(
        &["restricted characters in address"],
        ACLS,
        "The local part has characters that the default configuration refuses, such as % or !.",
        "Use another address.",
    ),
    row(
        &[
            "has exceeded the max emails per hour",
            "has exceeded the max defers and failures per hour",
        ],
        "https://docs.cpanel.net/whm/server-configuration/tweak-settings/",
        "cPanel: the domain has sent as much as it may in one hour.",
        "Wait an hour; look whether an account or web form sends what it should not.",
    ),
];

const fn row(
    wordings: &'static [&'static str],
    reference: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Row {
    Row {
        codes: &[],
        wordings,
        dialect: Dialect {
            provider: "Exim",
            meaning,
            remedy,
            reference,
        },
    }
}
