//! What to do about a login that is not offered, and about a token that was refused.

use super::{
    About, Known,
    situation::{Connection, Situation},
};
use crate::{
    report::server::StartTlsStatus,
    sasl::{Mechanism, SecretKind},
};

/// A token was not accepted, whatever the words say about passwords: providers use the same for both.
pub(super) fn token_refused() -> Known {
    Known::new(
        Some("the access token was refused"),
        About::Login,
        "Get a fresh access token: most expire after an hour. It must be for this very user and have the scope for SMTP \
         (Google: https://mail.google.com/; Microsoft: https://outlook.office.com/SMTP.Send), and SMTP must be allowed for \
         the account.",
    )
}

/// What to do where none of the mechanisms asked for is offered.
pub(crate) fn not_offered(situation: &Situation<'_>) -> Option<String> {
    let connection = situation.connection.as_ref()?;
    let usable = names(connection.usable());
    let remedy = if connection.mechanisms.is_empty() {
        no_login_at_all(connection).to_owned()
    } else if let Some(foreign) = foreign_alone(connection) {
        foreign
    } else if is_for(connection, SecretKind::Password) {
        format!("Use what the server offers: --auth auto, or one of {usable}.")
    } else if is_for(connection, SecretKind::Token) {
        format!(
            "The server takes access tokens in place of passwords: --auth {} with a token.",
            usable.to_lowercase().replace(", ", ",")
        )
    } else {
        "The server takes client certificates in place of passwords: --auth external with --cert and --key.".to_owned()
    };
    Some(remedy)
}

fn is_for(connection: &Connection<'_>, secret: SecretKind) -> bool {
    connection.usable().any(|one| one.secret == secret)
}

fn no_login_at_all(connection: &Connection<'_>) -> &'static str {
    if !connection.encrypted && connection.offers_starttls {
        return match connection.starttls {
            StartTlsStatus::Refused | StartTlsStatus::HandshakeFailed => {
                "Repair STARTTLS first: most servers offer AUTH once the connection is encrypted."
            }
            _ => {
                "Most servers offer AUTH once the connection is encrypted: here --starttls, without --no-tls."
            }
        };
    }
    match connection.port {
        25 => {
            "A server for incoming mail offers no login on port 25: use the submission port of the provider (--port 587 or \
             465)."
        }
        _ => {
            "AUTH is not configured on this port, or not for this client's address: switch it on at the server (Postfix: \
             smtpd_sasl_auth_enable; Exim: auth_advertise_hosts and an authenticator), or use another port (465, 587)."
        }
    }
}

/// The server offers mechanisms, and none that works with what a user can be asked for here.
pub(super) fn foreign_alone(connection: &Connection<'_>) -> Option<String> {
    let mechanisms = connection.mechanisms;
    let known = mechanisms
        .iter()
        .any(|name| crate::sasl::find(name).is_some());
    (!mechanisms.is_empty() && !known).then(|| {
        format!(
            "It offers {} alone, which this program does not speak (NTLM and GSSAPI are the ways of Windows domains and \
             Kerberos): have the server offer PLAIN or LOGIN under TLS, where a password will do, or use another port.",
            mechanisms.join(" and ")
        )
    })
}

pub(super) fn names(mechanisms: impl Iterator<Item = &'static Mechanism>) -> String {
    mechanisms
        .map(|mechanism| mechanism.name)
        .collect::<Vec<_>>()
        .join(", ")
}
