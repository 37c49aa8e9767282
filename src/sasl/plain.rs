//! PLAIN, RFC 4616: name and password in one message, as they were typed: it is the server that prepares them (section 2), and
//! one that does not compares bytes.

use zeroize::Zeroizing;

use super::{
    Error, Exchange,
    exchange::{Beginning, command_with, encoded, once},
};
use crate::smtp::Outgoing;

const NOTE: &str = "Base64-encoded credentials";

struct Plain {
    message: Zeroizing<Vec<u8>>,
    sent: bool,
    challenges: u8,
}

pub(super) fn start(beginning: &Beginning<'_>) -> Result<Box<dyn Exchange>, Error> {
    let credentials = &beginning.credentials;
    let username = without_nul(credentials.username, "user name")?;
    let password = without_nul(credentials.secret.open(), "password")?;
    let identity = credentials.authorization_identity.unwrap_or_default();
    let mut message = Zeroizing::new(Vec::with_capacity(
        identity.len() + username.len() + password.len() + 2,
    ));
    message.extend_from_slice(identity.as_bytes());
    message.push(0);
    message.extend_from_slice(username.as_bytes());
    message.push(0);
    message.extend_from_slice(password.as_bytes());
    Ok(Box::new(Plain {
        message,
        sent: false,
        challenges: 0,
    }))
}

impl Exchange for Plain {
    fn command(&mut self) -> Result<Outgoing, Error> {
        let (outgoing, complete) = command_with("PLAIN", &self.message, NOTE);
        self.sent = complete;
        Ok(outgoing)
    }

    /// Some servers ignore what came with the command and ask for it.
    fn respond(&mut self, _: &str) -> Result<Outgoing, Error> {
        self.challenges += 1;
        if self.challenges > 1 {
            return Err(Error::TooManyChallenges);
        }
        self.sent = true;
        Ok(Outgoing::concealed(&encoded(&self.message), NOTE))
    }

    fn accepted(&mut self, _: Option<&str>) -> Result<(), Error> {
        once(self.sent)
    }

    fn needles(&self) -> Vec<Zeroizing<Vec<u8>>> {
        vec![self.message.clone()]
    }
}

/// NUL parts the message.
fn without_nul<'a>(text: &'a str, what: &'static str) -> Result<&'a str, Error> {
    match text.contains('\0') {
        true => Err(Error::Nul { what }),
        false => Ok(text),
    }
}
