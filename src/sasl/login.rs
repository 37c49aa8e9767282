//! LOGIN, draft-murchison-sasl-login: name and password, each when asked for. Servers disagree about the prompts, so
//! these are understood by their words and taken in the usual order where they have none.

use zeroize::Zeroizing;

use super::{
    Error, Exchange,
    exchange::{Beginning, decoded, encoded, once},
};
use crate::{smtp::Outgoing, text::visible};

struct Login {
    username: Zeroizing<Vec<u8>>,
    password: Zeroizing<Vec<u8>>,
    name_sent: bool,
    password_sent: bool,
    challenges: u8,
    notes: Vec<String>,
}

pub(super) fn start(beginning: &Beginning<'_>) -> Result<Box<dyn Exchange>, Error> {
    Ok(Box::new(Login {
        username: encoded(beginning.credentials.username.as_bytes()),
        password: encoded(beginning.credentials.secret.open().as_bytes()),
        name_sent: false,
        password_sent: false,
        challenges: 0,
        notes: Vec::new(),
    }))
}

#[derive(PartialEq, Eq)]
enum Asked {
    Name,
    Password,
    Unclear,
}

impl Login {
    fn asked(&mut self, challenge: &str) -> Asked {
        let bytes = decoded(challenge).unwrap_or_else(|_| {
            self.notes.push(format!(
                "the prompt \"{}\" is not Base64",
                visible(challenge.as_bytes())
            ));
            challenge.as_bytes().to_vec()
        });
        let prompt = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        match (prompt.contains("user"), prompt.contains("pass")) {
            (_, true) => Asked::Password,
            (true, false) => Asked::Name,
            (false, false) => {
                self.notes.push(format!(
                    "the prompt \"{}\" says neither user nor password",
                    visible(&bytes)
                ));
                Asked::Unclear
            }
        }
    }
}

impl Exchange for Login {
    fn command(&mut self) -> Result<Outgoing, Error> {
        Ok(Outgoing::line("AUTH LOGIN"))
    }

    fn respond(&mut self, challenge: &str) -> Result<Outgoing, Error> {
        self.challenges += 1;
        if self.challenges > 3 {
            return Err(Error::TooManyChallenges);
        }
        let asked = self.asked(challenge);
        if asked == Asked::Password && !self.name_sent {
            self.notes
                .push("the password was asked for before the name".to_owned());
        }
        let is_password = asked == Asked::Password || asked == Asked::Unclear && self.name_sent;
        if is_password {
            self.password_sent = true;
            return Ok(Outgoing::concealed(
                &self.password,
                "Base64-encoded password",
            ));
        }
        self.name_sent = true;
        Ok(Outgoing::concealed(
            &self.username,
            "Base64-encoded username",
        ))
    }

    fn accepted(&mut self, _: Option<&str>) -> Result<(), Error> {
        once(self.password_sent)
    }

    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}
