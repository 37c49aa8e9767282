//! EXTERNAL, RFC 4422 appendix A: the server knows us by our TLS certificate.

use super::{
    Error, Exchange,
    exchange::{Beginning, command_with, encoded, once},
};
use crate::smtp::Outgoing;

struct External {
    identity: String,
    sent: bool,
    challenges: u8,
}

pub(super) fn start(beginning: &Beginning<'_>) -> Result<Box<dyn Exchange>, Error> {
    let credentials = &beginning.credentials;
    let identity = credentials
        .authorization_identity
        .unwrap_or(credentials.username);
    Ok(Box::new(External {
        identity: identity.to_owned(),
        sent: false,
        challenges: 0,
    }))
}

impl Exchange for External {
    fn command(&mut self) -> Result<Outgoing, Error> {
        if self.identity.is_empty() {
            self.sent = true;
            return Ok(Outgoing::line("AUTH EXTERNAL ="));
        }
        let (outgoing, complete) = command_with(
            "EXTERNAL",
            self.identity.as_bytes(),
            "Base64-encoded user name",
        );
        self.sent = complete;
        Ok(outgoing)
    }

    fn respond(&mut self, _: &str) -> Result<Outgoing, Error> {
        self.challenges += 1;
        if self.challenges > 1 {
            return Err(Error::TooManyChallenges);
        }
        self.sent = true;
        Ok(Outgoing::concealed(
            &encoded(self.identity.as_bytes()),
            "Base64-encoded user name",
        ))
    }

    fn accepted(&mut self, _: Option<&str>) -> Result<(), Error> {
        once(self.sent)
    }
}
