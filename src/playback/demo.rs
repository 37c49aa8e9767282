//! The server of `--demo`: the conversation of a textbook on a loopback port, with encryption and login.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use tokio::{net::TcpListener, task::JoinHandle};

use super::{Certificates, Script, play};

/// The script; the sender's and recipient's lines are those that [`Demo`] names.
const SCRIPT: &str = "\
S: 220 mail.example.com ESMTP Postfix
C: EHLO *
S: 250-mail.example.com
S: 250-SIZE 14680064
S: 250-PIPELINING
S: 250-STARTTLS
S: 250 HELP
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
[TLS]
C: EHLO *
S: 250-mail.example.com
S: 250-SIZE 14680064
S: 250-PIPELINING
S: 250-AUTH PLAIN LOGIN
S: 250 HELP
[auth sender@example.com correct-horse-battery-staple]
C: MAIL FROM:<sender@example.com> SIZE=*
S: 250 2.1.0 Ok
C: RCPT TO:<recipient@example.net>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
[data]
S: 250 2.0.0 Ok: queued as 12345
C: QUIT
S: 221 2.0.0 Bye
[close]
";

/// A server that runs until it is dropped.
pub struct Demo {
    /// Where it listens.
    pub address: SocketAddr,
    /// The root of its certificate, in PEM.
    pub root_pem: String,
    /// Who may log in.
    pub username: &'static str,
    /// With which password. It protects nothing.
    pub password: &'static str,
    /// The sender that it takes mail from.
    pub from: &'static str,
    /// The mailbox that it has.
    pub to: &'static str,
    task: JoinHandle<()>,
}

impl Demo {
    /// The name that it has, and its certificate.
    pub const HOST: &'static str = "mail.example.com";

    /// Starts the server on a free port of the loopback address.
    ///
    /// # Errors
    /// No port can be had, or no certificate made.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let certificates =
            Certificates::new(&[Self::HOST], jiff::Timestamp::now()).map_err(io::Error::other)?;
        let script = Script::parse(SCRIPT).map_err(io::Error::other)?;
        let root_pem = certificates.root_pem().to_owned();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let _ = play(stream, &script, &certificates).await;
            }
        });
        Ok(Self {
            address,
            root_pem,
            username: "sender@example.com",
            password: "correct-horse-battery-staple",
            from: "sender@example.com",
            to: "recipient@example.net",
            task,
        })
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.task.abort();
    }
}
