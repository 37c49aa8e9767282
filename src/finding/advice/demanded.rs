//! What to do where a reply wants something else first: TLS, a login, another sender. By the situation, so that it can be
//! done.

use super::{
    About, Known,
    login::{foreign_alone, names},
    situation::{Connection, Situation},
};
use crate::{report::server::StartTlsStatus, smtp::Demand};

pub(super) fn demanded(demand: Demand, situation: &Situation<'_>) -> Known {
    match demand {
        Demand::Tls => Known::new(
            Some("the server wants encryption first"),
            About::Server,
            encryption(situation.connection.as_ref()),
        ),
        Demand::Login => Known::new(
            Some("the server wants a login first"),
            About::Server,
            login(situation.connection.as_ref()),
        ),
        Demand::Sender => Known::new(
            Some("the sender is not the login's own address"),
            About::Sender,
            sender(situation.connection.as_ref()),
        ),
    }
}

/// A client that is refused before it could log in or name a recipient is refused for itself, whatever the words say.
pub(super) fn before_login() -> Known {
    Known::new(
        Some("it refuses this client, whoever the mail is from and for"),
        About::Client,
        "Look for the server's rule about this client (Exim: acl_smtp_connect, acl_smtp_helo; Postfix: \
         smtpd_client_restrictions), and whether the client's address is on a block list: nobody can log in before this reply.",
    )
}

/// A login where there can be one, and what else may be meant.
pub(super) fn login_or(beside: &str, connection: Option<&Connection<'_>>) -> String {
    let remedy = login(connection);
    match beside {
        "" => remedy,
        beside => format!("{remedy} {beside}"),
    }
}

fn encryption(connection: Option<&Connection<'_>>) -> String {
    let words = match connection {
        None => {
            "Start TLS first: STARTTLS after EHLO (here --starttls), or implicit TLS on port 465."
        }
        Some(connection) if connection.encrypted => {
            "The connection is encrypted already, and the server does not know: look for a proxy before it that ends TLS, \
             or a setting that asks for a stronger cipher."
        }
        Some(connection) => match connection.starttls {
            StartTlsStatus::Refused | StartTlsStatus::HandshakeFailed => {
                "Repair STARTTLS first: the server wants encryption and does not come to it."
            }
            _ if connection.offers_starttls => {
                "Start TLS, which the server offers: here --starttls, without --no-tls."
            }
            _ => {
                "The server wants encryption and does not offer STARTTLS here: try implicit TLS (--port 465), \
                 or switch STARTTLS on at the server."
            }
        },
    };
    words.to_owned()
}

fn login(connection: Option<&Connection<'_>>) -> String {
    let Some(connection) = connection else {
        return "Log in before MAIL, over TLS (here --auth auto --user NAME, mostly on port 587); as a stranger, send to the MX \
                hosts of the recipient's domain."
            .to_owned();
    };
    if connection.logged_in {
        return "The login was accepted and does not count here: look whether this account may send, and whether a proxy \
                before the server loses the login."
            .to_owned();
    }
    let usable = names(connection.usable());
    let over_tls = if connection.encrypted || !connection.offers_starttls {
        ""
    } else {
        "--starttls, without --no-tls, and "
    };
    match (usable.is_empty(), foreign_alone(connection)) {
        (false, _) => format!(
            "Log in before MAIL: {over_tls}--auth auto --user NAME (the server offers {usable})."
        ),
        (true, Some(foreign)) => format!("The server wants a login. {foreign}"),
        (true, None) if !over_tls.is_empty() => {
            "Log in under TLS, where the server may offer AUTH: --starttls, without --no-tls, and --auth auto --user NAME.".to_owned()
        }
        (true, None) if connection.port == 25 => {
            "Log in on the submission port, for none is offered on port 25: --port 587 --auth auto --user NAME. As a \
             stranger, send to the MX hosts of the recipient's domain."
                .to_owned()
        }
        (true, None) => {
            "The server wants a login and offers none here: switch AUTH on for this port (Postfix: smtpd_sasl_auth_enable; \
             Exim: auth_advertise_hosts and an authenticator), or log in on another port with --auth auto."
                .to_owned()
        }
    }
}

fn sender(connection: Option<&Connection<'_>>) -> String {
    match connection {
        Some(connection) if !connection.logged_in && connection.usable().next().is_none() => {
            "Use another sender (--from), or log in as the owner of this one where the server offers AUTH: under TLS, mostly \
             on port 587 (--port 587 --auth auto --user NAME)."
        }
        Some(connection) if !connection.logged_in => {
            "Log in as the owner of the sender's address (--auth auto --user NAME), or use another sender (--from)."
        }
        _ => {
            "Use the address of the account that logs in as sender (here --from), in MAIL FROM and in From; or let the \
             server's administrator allow this sender for the account."
        }
    }
    .to_owned()
}
