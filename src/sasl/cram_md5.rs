//! CRAM-MD5, RFC 2195: a keyed digest of the server's challenge. Name and password are used as they were typed, for
//! the RFC is older than SASLprep and servers compare bytes.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use zeroize::Zeroizing;

use super::{
    Error, Exchange,
    exchange::{Beginning, decoded, encoded, once},
};
use crate::smtp::Outgoing;

struct CramMd5 {
    username: String,
    password: Zeroizing<String>,
    /// What was sent, and the digest in it: with the challenge it lets passwords be tried.
    sent: Option<[Zeroizing<Vec<u8>>; 2]>,
}

pub(super) fn start(beginning: &Beginning<'_>) -> Result<Box<dyn Exchange>, Error> {
    Ok(Box::new(CramMd5 {
        username: beginning.credentials.username.to_owned(),
        password: Zeroizing::new(beginning.credentials.secret.open().to_owned()),
        sent: None,
    }))
}

/// The digest in hexadecimal.
pub(super) fn digest(password: &[u8], challenge: &[u8]) -> String {
    use std::fmt::Write;
    let Ok(mut mac) = Hmac::<Md5>::new_from_slice(password) else {
        // HMAC takes keys of every length.
        return String::new();
    };
    mac.update(challenge);
    mac.finalize()
        .into_bytes()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

impl Exchange for CramMd5 {
    fn command(&mut self) -> Result<Outgoing, Error> {
        Ok(Outgoing::line("AUTH CRAM-MD5"))
    }

    fn respond(&mut self, challenge: &str) -> Result<Outgoing, Error> {
        if self.sent.is_some() {
            return Err(Error::TooManyChallenges);
        }
        let challenge = decoded(challenge)?;
        let digest = digest(self.password.as_bytes(), &challenge);
        let response = format!("{} {digest}", self.username);
        let outgoing = Outgoing::concealed(
            &encoded(response.as_bytes()),
            "Base64-encoded user name and digest",
        );
        self.sent = Some([response, digest].map(|text| Zeroizing::new(text.into_bytes())));
        Ok(outgoing)
    }

    fn accepted(&mut self, _: Option<&str>) -> Result<(), Error> {
        once(self.sent.is_some())
    }

    fn needles(&self) -> Vec<Zeroizing<Vec<u8>>> {
        self.sent.iter().flatten().cloned().collect()
    }
}
