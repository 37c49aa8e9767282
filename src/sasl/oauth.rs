//! OAUTHBEARER, RFC 7628, and its forerunner XOAUTH2: an access token in one message. A server that refuses says why
//! in JSON behind 334 and waits for an empty answer before it says 535.

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    Error, Exchange,
    exchange::{Beginning, command_with, decoded, encoded, once},
};
use crate::{smtp::Outgoing, text::visible};

const NOTE: &str = "Base64-encoded token";

struct Bearer {
    name: &'static str,
    message: Zeroizing<Vec<u8>>,
    /// What acknowledges the server's JSON.
    acknowledgement: &'static str,
    response_owed: bool,
    failure: Option<String>,
    challenges: u8,
}

pub(super) fn start_bearer(beginning: &Beginning<'_>) -> Result<Box<dyn Exchange>, Error> {
    let credentials = &beginning.credentials;
    let identity = credentials
        .authorization_identity
        .unwrap_or(credentials.username);
    let identity = identity.replace('=', "=3D").replace(',', "=2C");
    let message = Zeroizing::new(format!(
        "n,a={identity},\x01host={}\x01port={}\x01auth=Bearer {}\x01\x01",
        credentials.host,
        credentials.port,
        credentials.secret.open()
    ));
    // RFC 7628 section 3.2.3: the dummy answer is a single %x01.
    Ok(bearer("OAUTHBEARER", &message, "AQ=="))
}

pub(super) fn start_xoauth2(beginning: &Beginning<'_>) -> Result<Box<dyn Exchange>, Error> {
    let credentials = &beginning.credentials;
    let message = Zeroizing::new(format!(
        "user={}\x01auth=Bearer {}\x01\x01",
        credentials.username,
        credentials.secret.open()
    ));
    Ok(bearer("XOAUTH2", &message, ""))
}

fn bearer(name: &'static str, message: &str, acknowledgement: &'static str) -> Box<dyn Exchange> {
    Box::new(Bearer {
        name,
        message: Zeroizing::new(message.as_bytes().to_vec()),
        acknowledgement,
        response_owed: false,
        failure: None,
        challenges: 0,
    })
}

impl Exchange for Bearer {
    fn command(&mut self) -> Result<Outgoing, Error> {
        let (outgoing, complete) = command_with(self.name, &self.message, NOTE);
        self.response_owed = !complete;
        Ok(outgoing)
    }

    fn respond(&mut self, challenge: &str) -> Result<Outgoing, Error> {
        self.challenges += 1;
        let asks_for_response = challenge.trim().is_empty() && self.challenges == 1;
        if self.response_owed || asks_for_response {
            self.response_owed = false;
            return Ok(Outgoing::concealed(&encoded(&self.message), NOTE));
        }
        if self.failure.is_some() {
            return Err(Error::TooManyChallenges);
        }
        self.failure = Some(reason(&decoded(challenge)?));
        Ok(Outgoing::line(self.acknowledgement))
    }

    /// RFC 7628 section 3.2.3: after the server's error the exchange has failed, whatever we acknowledge.
    fn accepted(&mut self, _: Option<&str>) -> Result<(), Error> {
        match &self.failure {
            Some(said) => Err(Error::AcceptedAfterError(said.clone())),
            None => once(!self.response_owed),
        }
    }

    fn failure_detail(&self) -> Option<String> {
        self.failure.clone()
    }

    fn needles(&self) -> Vec<Zeroizing<Vec<u8>>> {
        vec![self.message.clone()]
    }
}

/// `status 401, schemes bearer, scope https://mail.google.com/`.
fn reason(json: &[u8]) -> String {
    let Ok(Value::Object(fields)) = serde_json::from_slice(json) else {
        return format!("the server says {}", visible(json));
    };
    let told: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            format!("{} {}", visible(name.as_bytes()), visible(value.as_bytes()))
        })
        .collect();
    format!("the server says {}", told.join(", "))
}
