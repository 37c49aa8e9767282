//! What comes back when a policy is fetched, and which of it counts: RFC 8461 section 3.3. No redirect is followed, and
//! only 200 is an answer.

use std::{fmt, net::IpAddr, time::Duration};

use crate::dns::does_not_exist;

/// The most bytes of a policy that are read: the 64 kilobytes that RFC 8461 section 3.3 suggests.
pub const LARGEST_POLICY: usize = 64 * 1024;

/// An HTTP response as far as it matters here. Texts are safe to show, the body is as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Content-Encoding`, where the body is not as it stands on the server's disk.
    pub content_encoding: Option<String>,
    /// `Location`, where a redirect leads.
    pub location: Option<String>,
    /// The body; empty unless the status is 200.
    pub body: Vec<u8>,
}

/// Why no policy came back. Texts are safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The policy host does not exist.
    NoSuchHost {
        /// Where its name leads, where that is an alias.
        canonical_name: Option<String>,
    },
    /// The policy host has no address.
    NoAddress,
    /// DNS did not say whether it has an address, for this reason.
    LookUpFailed(String),
    /// Nothing listens at this address.
    Refused(IpAddr),
    /// The connection to this address was reset or failed otherwise, in the system's words.
    NotConnected(IpAddr, String),
    /// This machine has no route to this address, in the system's words.
    NoRoute(IpAddr, String),
    /// The TLS handshake failed, as the text says.
    Handshake(String),
    /// This program's TLS lacks what the server needs, as the text says; others have it, or nobody knows.
    BeyondThisProgram(String),
    /// The certificate does not verify for the policy host, for these reasons.
    Untrusted(String),
    /// Whether it verifies cannot be said, as the text says: there are no trust roots here, or a signature cannot be checked.
    Unverifiable(String),
    /// What came is not HTTP, or not whole, as the text says.
    NotHttp(String),
    /// The body is larger than [`LARGEST_POLICY`].
    TooLarge,
    /// Time ran out while waiting for this.
    TimedOut {
        /// `the TLS handshake`.
        waiting_for: &'static str,
        /// How long it took.
        limit: Duration,
    },
    /// A redirect, which must not be followed.
    Redirect {
        /// The status code.
        status: u16,
        /// Where it leads.
        location: Option<String>,
    },
    /// Status 404.
    NotFound,
    /// A status that is neither 200 nor any of the above.
    Status(u16),
}

impl Response {
    /// The same when its status is the one that counts.
    ///
    /// # Errors
    /// What another status means.
    pub fn accepted(self) -> Result<Self, FetchError> {
        match self.status {
            200 => Ok(self),
            300..=399 => Err(FetchError::Redirect {
                status: self.status,
                location: self.location,
            }),
            404 => Err(FetchError::NotFound),
            other => Err(FetchError::Status(other)),
        }
    }

    /// The coding of the body, where it has one. None is asked for, and senders undo none (RFC 9110 section 8.4.1).
    #[must_use]
    pub fn coding(&self) -> Option<&str> {
        let coding = self.content_encoding.as_deref()?.trim();
        let is_none = coding.is_empty() || coding.eq_ignore_ascii_case("identity");
        (!is_none).then_some(coding)
    }

    /// Whether it is of the media type that a policy has; parameters do not count (RFC 8461 section 3.2).
    #[must_use]
    pub fn is_plain_text(&self) -> bool {
        let media_type = self.content_type.as_deref().unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case("text/plain")
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchHost { canonical_name } => {
                formatter.write_str(&does_not_exist("the host", canonical_name.as_deref()))
            }
            Self::NoAddress => formatter.write_str("the host has no address"),
            Self::LookUpFailed(how) => write!(formatter, "the address of the host: {how}"),
            Self::Refused(address) => write!(formatter, "{address} refused the connection"),
            Self::NotConnected(address, how) | Self::NoRoute(address, how) => {
                write!(formatter, "{address}: {how}")
            }
            Self::Handshake(how) | Self::BeyondThisProgram(how) => formatter.write_str(how),
            Self::Untrusted(why) => write!(formatter, "the certificate does not verify: {why}"),
            Self::Unverifiable(why) => {
                write!(formatter, "the certificate cannot be verified: {why}")
            }
            Self::NotHttp(how) => write!(formatter, "no complete HTTP response: {how}"),
            Self::TooLarge => write!(
                formatter,
                "what is there is larger than {LARGEST_POLICY} bytes"
            ),
            Self::TimedOut { waiting_for, limit } => {
                write!(formatter, "no {waiting_for} within {} s", limit.as_secs())
            }
            Self::Redirect { status, location } => match location {
                Some(location) => write!(formatter, "status {status}, to {location}"),
                None => write!(formatter, "status {status}"),
            },
            Self::NotFound => formatter.write_str("status 404"),
            Self::Status(status) => write!(formatter, "status {status}"),
        }
    }
}

impl std::error::Error for FetchError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16) -> Response {
        Response {
            status,
            content_type: None,
            content_encoding: None,
            location: Some("https://www.example.com/".to_owned()),
            body: Vec::new(),
        }
    }

    #[test]
    fn only_200_counts() {
        assert!(response(200).accepted().is_ok());
        assert_eq!(response(404).accepted(), Err(FetchError::NotFound));
        for status in [201, 204, 206, 401, 410, 500, 503] {
            assert_eq!(response(status).accepted(), Err(FetchError::Status(status)));
        }
    }

    #[test]
    fn a_redirect_says_where_it_leads() {
        for status in [301, 302, 303, 307, 308] {
            let error = response(status).accepted().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("status {status}, to https://www.example.com/")
            );
        }
    }

    #[test]
    fn a_coding_is_what_changes_the_body() {
        let coded = |coding: &str| Response {
            content_encoding: Some(coding.to_owned()),
            ..response(200)
        };
        assert_eq!(response(200).coding(), None);
        assert_eq!(coded("identity").coding(), None);
        assert_eq!(coded("gzip").coding(), Some("gzip"));
    }

    #[test]
    fn parameters_of_the_media_type_do_not_count() {
        let is_plain = |content_type: Option<&str>| {
            Response {
                content_type: content_type.map(str::to_owned),
                ..response(200)
            }
            .is_plain_text()
        };
        for good in ["text/plain", "Text/Plain;charset=utf-8", "text/plain ; x=y"] {
            assert!(is_plain(Some(good)), "{good}");
        }
        for bad in ["text/html", "text/plainer", "application/octet-stream", ""] {
            assert!(!is_plain(Some(bad)), "{bad}");
        }
        assert!(!is_plain(None));
    }
}
