//! What a policy host of MTA-STS answers in a scenario: a response, or the way in which there is none.

use std::time::Duration;

use serde::Deserialize;
use smtpcheck::facade::{
    net::https::LIMIT,
    record::mta_sts::{FetchError, Response},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyHost {
    #[serde(default = "ok")]
    status: u16,
    #[serde(default = "plain_text")]
    content_type: String,
    content_encoding: Option<String>,
    location: Option<String>,
    #[serde(default)]
    body: String,
    /// In place of the body: a file.
    file: Option<String>,
    /// In place of a response.
    error: Option<String>,
    /// After so many seconds.
    #[serde(default)]
    after: u64,
}

fn ok() -> u16 {
    200
}

fn plain_text() -> String {
    "text/plain".to_owned()
}

impl PolicyHost {
    pub(crate) fn answer(&self) -> (Duration, Result<Response, FetchError>) {
        let answer = match self.error.as_deref() {
            Some(error) => Err(failure(error)),
            None => Ok(Response {
                status: self.status,
                content_type: Some(self.content_type.clone()),
                content_encoding: self.content_encoding.clone(),
                location: self.location.clone(),
                body: match &self.file {
                    Some(file) => std::fs::read(file).unwrap(),
                    None => self.body.clone().into_bytes(),
                },
            }),
        };
        (Duration::from_secs(self.after), answer)
    }
}

pub(crate) fn failure(error: &str) -> FetchError {
    let address = "192.0.2.80".parse().unwrap();
    match error {
        "no such host" => FetchError::NoSuchHost {
            canonical_name: None,
        },
        "no address" => FetchError::NoAddress,
        "SERVFAIL" => FetchError::LookUpFailed("SERVFAIL".to_owned()),
        "refused" => FetchError::Refused(address),
        "reset" => FetchError::NotConnected(address, "connection reset".to_owned()),
        "no route" => FetchError::NoRoute(address, "no route to that network".to_owned()),
        "times out" => FetchError::TimedOut {
            waiting_for: "connection",
            limit: LIMIT,
        },
        "handshake" => FetchError::Handshake(
            "the server ended TLS with the alert \"internal error\"".to_owned(),
        ),
        "untrusted" => FetchError::Untrusted(
            "the certificate is for www.example.com, not mta-sts.example.com".to_owned(),
        ),
        "no roots" => FetchError::Unverifiable("there are no trust roots here".to_owned()),
        "not HTTP" => FetchError::NotHttp("invalid HTTP version parsed".to_owned()),
        "404" => FetchError::NotFound,
        "too large" => FetchError::TooLarge,
        other => panic!("\"{other}\" is no way to fail"),
    }
}
