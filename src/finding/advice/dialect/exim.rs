//! Exim and its usual configurations, cPanel's among them. Its replies mostly have no enhanced status codes. Source:
//! the texts in Exim and in its default configuration.

use super::{
    About::{Client, Login, Sender, Server},
    Mark::{InOrder, Words},
    Row, by_login, row,
};

const ACLS: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-access_control_lists.html";
const MAIN: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-main_configuration.html";
const LOGIN: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-smtp_authentication.html";
const ROUTERS: &str =
    "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-generic_options_for_routers.html";
const PROVIDER: &str = "Exim";

pub(super) const ROWS: &[Row] = &[
    by_login(
        "If mail for that domain belongs here, the server's list of local or relay domains lacks it.",
        row(
            PROVIDER,
            Client,
            &[],
            &[
                Words("relay not permitted"),
                Words("is not permitted to relay through this server"),
            ],
            ACLS,
            "the recipient's domain is none of this server's, and the client may not relay",
            "Log in before MAIL if this is your own outgoing server; else the server's list of local or relay domains lacks the domain.",
        ),
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[InOrder(&["rejected because", "is in a black list at"])],
        ACLS,
        "the client's address is on the DNS block list that the text names",
        "Look the address up at that list and ask there for its removal, after the cause is gone.",
    ),
    row(
        PROVIDER,
        Sender,
        &[],
        &[
            Words("sender verify failed"),
            Words("could not complete sender verify"),
        ],
        ACLS,
        "the server asked whether mail to the sender's address can be delivered, and found that it cannot",
        "Use a sender that exists; check the MX of its domain, and whether that server accepts the address and the null sender.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("unrouteable address"), Words("unroutable address")],
        ROUTERS,
        "no router of the server takes the address: user or domain does not exist there",
        "Check the address; on your own server, \"exim -bt ADDRESS\" shows how it is routed.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("all relevant mx records point to non-existent hosts")],
        ROUTERS,
        "the mail exchangers of the domain have no address",
        "Correct the MX records of the domain that the text names.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("temporary local problem - please try")],
        ACLS,
        "a look-up or condition in the server's configuration failed for now",
        "Try again later; on the server, the reason is in Exim's main and panic log.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("smtp protocol synchronization error"),
            Words("smtp synchronization error"),
        ],
        MAIN,
        "the client sent something before it was its turn, as spam programs do",
        "Wait for each reply before the next command, unless PIPELINING is announced, and for the greeting first.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[
            Words("too many connections from your ip"),
            Words("too many concurrent smtp connections"),
        ],
        MAIN,
        "the client, or all clients together, opened more connections than the server allows",
        "Use fewer connections at a time and try again later (smtp_accept_max, smtp_accept_max_per_host).",
    ),
    row(
        PROVIDER,
        Login,
        &[],
        &[Words("incorrect authentication data")],
        LOGIN,
        "user name or password is wrong; on cPanel servers also after too many failures",
        "Log in with the full address; check the password by webmail or IMAP.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("auth command used when not advertised")],
        LOGIN,
        "AUTH is not offered here; on most servers it appears after STARTTLS only",
        "Start TLS first, or use port 465 or 587.",
    ),
    row(
        PROVIDER,
        Client,
        &[],
        &[
            Words("syntactically invalid ehlo argument"),
            Words("syntactically invalid helo argument"),
        ],
        MAIN,
        "the name in EHLO is no host name; an underscore is enough for that",
        "Give the fully qualified name of the client in EHLO.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("too much load; please try again later")],
        MAIN,
        "the server's load is above its limit (smtp_load_reserve)",
        "Try again later.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("space shortage, please try later")],
        MAIN,
        "the server's spool has too little free space (check_spool_space)",
        "Try again later; on your own server, free disk space.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("tls currently unavailable")],
        "https://www.exim.org/exim-html-current/doc/html/spec_html/ch-encrypted_smtp_connections_using_tlsssl.html",
        "STARTTLS is announced, but the server cannot start TLS",
        "On the server, check tls_certificate and tls_privatekey, and that Exim may read them; see its panic log.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[Words("restricted characters in address")],
        ACLS,
        "the local part has characters that the default configuration refuses, such as % or !",
        "Use another address.",
    ),
    row(
        PROVIDER,
        Server,
        &[],
        &[
            Words("has exceeded the max emails per hour"),
            Words("has exceeded the max defers and failures per hour"),
        ],
        "https://docs.cpanel.net/whm/server-configuration/tweak-settings/",
        "cPanel: the domain has sent as much as it may in one hour",
        "Wait an hour; look whether an account or web form sends what it should not.",
    ),
];
