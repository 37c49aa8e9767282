//! How SMTP begins on a connection, whoever makes it and whatever for: greeting, EHLO, STARTTLS, and which replies lead on
//! (RFC 5321 sections 3.1, 3.2 and 4.1.1.1, RFC 3207 section 4). Which port speaks it how stands in
//! [`crate::smtp::service`]. Another protocol has its beginning here.

use std::time::Duration;

use super::aim::TlsMode;
use crate::{
    net::link::{Link, Lost},
    smtp::{ClientName, Command, Extensions, Reply},
};

/// How a connection gets to TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WayToTls {
    /// TLS comes first.
    AtOnce,
    /// Greeting, EHLO, STARTTLS.
    Starttls,
}

impl WayToTls {
    /// In this mode, where there is TLS at all.
    pub(super) fn of(mode: TlsMode) -> Self {
        match mode {
            TlsMode::Implicit => Self::AtOnce,
            TlsMode::Opportunistic | TlsMode::Required | TlsMode::None => Self::Starttls,
        }
    }
}

/// Whether a reply is the one that lets the client begin.
pub(super) fn is_greeting(reply: &Reply) -> bool {
    reply.code.value() == 220
}

/// Whether a reply to STARTTLS asks for the handshake.
pub(super) fn is_ready_for_tls(reply: &Reply) -> bool {
    reply.code.value() == 220
}

/// What the server of a reply to EHLO offers.
pub(super) fn offered(reply: &Reply) -> Extensions {
    match reply.code.is_positive_completion() {
        true => Extensions::from_lines(&reply.lines),
        false => Extensions::default(),
    }
}

/// As far as the hello of TLS, or in the server's words or the network's why not. A server that offers no STARTTLS here may
/// have it all the same.
pub(super) async fn reach_tls(
    link: &mut Link<'_>,
    name: &ClientName,
    way: WayToTls,
) -> Result<(), String> {
    match way {
        WayToTls::AtOnce => Ok(()),
        WayToTls::Starttls => {
            greeted(link, name).await?;
            start_tls(link).await
        }
    }
}

/// Greeting and EHLO.
pub(super) async fn greeted(link: &mut Link<'_>, name: &ClientName) -> Result<Extensions, String> {
    leads_on(link.greeting().await, is_greeting)?;
    introduced(link, name).await
}

/// EHLO, which under TLS is said again.
pub(super) async fn introduced(
    link: &mut Link<'_>,
    name: &ClientName,
) -> Result<Extensions, String> {
    let reply = willing(link.exchange(&Command::Ehlo(name.clone())).await)?;
    Ok(offered(&reply))
}

/// STARTTLS and its reply.
pub(super) async fn start_tls(link: &mut Link<'_>) -> Result<(), String> {
    leads_on(link.exchange(&Command::StartTls).await, is_ready_for_tls).map(|_| ())
}

/// A reply that goes on, or why there is none.
pub(super) fn willing(said: Result<(Reply, Duration), Lost>) -> Result<Reply, String> {
    leads_on(said, |reply| reply.code.is_positive_completion())
}

/// Any reply but 421, or why there is none.
pub(super) fn heard(said: Result<(Reply, Duration), Lost>) -> Result<Reply, String> {
    leads_on(said, |reply| reply.code.value() != 421)
}

fn leads_on(
    said: Result<(Reply, Duration), Lost>,
    is_it: impl Fn(&Reply) -> bool,
) -> Result<Reply, String> {
    match said {
        Ok((reply, _)) if is_it(&reply) => Ok(reply),
        Ok((reply, _)) => Err(reply.to_string()),
        Err(lost) => Err(lost.fragment()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(line: &str) -> Reply {
        Reply::of_line(line).unwrap()
    }

    fn said(line: &str) -> Result<(Reply, Duration), Lost> {
        Ok((reply(line), Duration::ZERO))
    }

    #[test]
    fn nothing_but_220_begins() {
        for (line, begins) in [
            ("220 mail.example.com ESMTP", true),
            ("250 mail.example.com", false),
            ("221 bye", false),
            ("421 4.3.2 later", false),
            ("554 5.3.2 no", false),
        ] {
            assert_eq!(is_greeting(&reply(line)), begins, "{line}");
            assert_eq!(is_ready_for_tls(&reply(line)), begins, "{line}");
        }
    }

    #[test]
    fn a_refused_ehlo_offers_nothing() {
        assert!(offered(&reply("250 mail.example.com")).0.is_empty());
        let with_lines = |line: &str| {
            let mut reply = reply(line);
            reply.lines = vec!["mail.example.com".to_owned(), "STARTTLS".to_owned()];
            reply
        };
        assert!(offered(&with_lines("554 no")).0.is_empty());
        assert!(offered(&with_lines("250 ok")).has("STARTTLS"));
    }

    #[test]
    fn why_it_does_not_go_on_is_in_the_servers_words_or_the_networks() {
        assert_eq!(willing(said("250 2.1.0 ok")), Ok(reply("250 2.1.0 ok")));
        assert_eq!(willing(said("550 5.1.1 no")), Err("550 5.1.1 no".into()));
        assert_eq!(heard(said("550 5.1.1 no")), Ok(reply("550 5.1.1 no")));
        assert_eq!(heard(said("421 4.3.2 bye")), Err("421 4.3.2 bye".into()));
        let lost = "the server closed the connection";
        assert_eq!(willing(Err(Lost::Closed)), Err(lost.into()));
    }
}
