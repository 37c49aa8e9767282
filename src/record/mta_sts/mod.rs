//! MTA-STS (RFC 8461): a domain says in a TXT record that it has a policy, and in the policy, which is fetched over
//! HTTPS, which mail exchangers it has and that they encrypt with a certificate that verifies. Leaves out caching
//! (section 3.3), which is a sender's matter, and TLSRPT (RFC 8460).

mod pattern;
mod policy;
mod response;
mod sts_record;

pub use pattern::MxPattern;
#[cfg(test)]
pub use pattern::PatternError;
pub use policy::{LONGEST_MAX_AGE, Mode, Policy, PolicyError, in_words};
pub use response::{FetchError, LARGEST_POLICY, Response};
pub use sts_record::{RecordError, StsRecord};

use crate::text::visible;

/// The most characters of a stranger's text in a sentence. Where a policy should be there is often a page in one line.
const LONGEST_QUOTE: usize = 100;

/// A stranger's text, safe to show and short enough for a sentence.
#[must_use]
pub fn quote(bytes: &[u8]) -> String {
    let shown = visible(bytes);
    match shown.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

/// Where the TXT record of a domain stands (RFC 8461 section 3.1).
#[must_use]
pub fn record_name(domain: &str) -> String {
    format!("_mta-sts.{domain}")
}

/// The host that has a domain's policy (RFC 8461 section 3.2).
#[must_use]
pub fn policy_host(domain: &str) -> String {
    format!("mta-sts.{domain}")
}

/// The path of the policy on that host (RFC 8461 section 3.2).
pub const POLICY_PATH: &str = "/.well-known/mta-sts.txt";

/// What a sender finds that looks for a domain's policy, in the order in which it looks (RFC 8461 section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discovery {
    /// DNS did not say whether there is a record, for this reason.
    LookUpFailed(String),
    /// There is no record: the domain does not take part.
    None,
    /// What is there is no record that counts.
    InvalidRecord(RecordError),
    /// The record counts; this came of fetching the policy.
    Announced {
        /// The record.
        record: StsRecord,
        /// The policy, or why there is none.
        policy: Result<Policy, NoPolicy>,
    },
}

/// Why a domain that announces a policy has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPolicy {
    /// It could not be fetched.
    NotFetched(FetchError),
    /// It is not served as `text/plain` but as this, if as anything: senders should not look at it (RFC 8461
    /// section 3.2).
    NotPlainText {
        /// The media type.
        content_type: Option<String>,
        /// What it would have been.
        policy: Result<Policy, PolicyError>,
    },
    /// It is not well-formed.
    Invalid(PolicyError),
}

impl Discovery {
    /// What strangers wrote, to be shown: in the record, in the policy, in the head of the response. What the handshake says of
    /// certificates is its own matter; the names of mail exchangers are compared with others.
    pub fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::LookUpFailed(_) | Self::None => Vec::new(),
            Self::InvalidRecord(error) => error.text_mut().into_iter().collect(),
            Self::Announced { record, policy } => std::iter::once(&mut record.id)
                .chain(
                    policy
                        .as_mut()
                        .err()
                        .into_iter()
                        .flat_map(NoPolicy::texts_mut),
                )
                .collect(),
        }
    }
}

impl NoPolicy {
    fn texts_mut(&mut self) -> Vec<&mut String> {
        match self {
            Self::NotFetched(FetchError::Redirect { location, .. }) => {
                location.iter_mut().collect()
            }
            Self::NotFetched(_) => Vec::new(),
            Self::NotPlainText {
                content_type,
                policy,
            } => {
                let error = policy.as_mut().err().and_then(PolicyError::text_mut);
                content_type.iter_mut().chain(error).collect()
            }
            Self::Invalid(error) => error.text_mut().into_iter().collect(),
        }
    }
}

/// Reads what came back from the policy host.
///
/// # Errors
/// Why it is no policy that counts.
pub fn read(fetched: Result<Response, FetchError>) -> Result<Policy, NoPolicy> {
    let response = fetched
        .and_then(Response::accepted)
        .map_err(NoPolicy::NotFetched)?;
    let policy = match response.coding() {
        Some(coding) => Err(PolicyError::Encoded(coding.to_owned())),
        None => Policy::parse(&response.body),
    };
    if response.is_plain_text() {
        return policy.map_err(NoPolicy::Invalid);
    }
    Err(NoPolicy::NotPlainText {
        content_type: response.content_type,
        policy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "version: STSv1\nmode: none\nmax_age: 86400\n";

    fn response(status: u16, content_type: &str, body: &str) -> Result<Response, FetchError> {
        Ok(Response {
            status,
            content_type: Some(content_type.to_owned()),
            content_encoding: None,
            location: None,
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn names_are_made_from_the_policy_domain() {
        assert_eq!(record_name("example.com"), "_mta-sts.example.com");
        assert_eq!(policy_host("example.com"), "mta-sts.example.com");
    }

    #[test]
    fn a_policy_counts_when_it_is_served_as_plain_text_with_200() {
        let policy = read(response(200, "text/plain; charset=utf-8", BODY));
        assert_eq!(policy.map(|policy| policy.mode), Ok(Mode::None));
        assert_eq!(
            read(response(404, "text/plain", BODY)),
            Err(NoPolicy::NotFetched(FetchError::NotFound))
        );
    }

    #[test]
    fn a_policy_of_another_type_is_read_and_does_not_count() {
        let Err(NoPolicy::NotPlainText { policy, .. }) = read(response(200, "text/html", BODY))
        else {
            panic!("it counts");
        };
        assert!(policy.is_ok());
    }

    #[test]
    fn long_lines_are_cut() {
        assert_eq!(quote(b"\x1b[2J"), "\\x1b[2J");
        let page = "ü".repeat(5000);
        assert_eq!(quote(page.as_bytes()).chars().count(), LONGEST_QUOTE + 1);
    }

    #[test]
    fn a_compressed_policy_is_told_as_such() {
        let mut compressed = response(200, "text/plain", "\u{1f}\u{8b}").unwrap();
        compressed.content_encoding = Some("gzip".to_owned());
        let told = PolicyError::Encoded("gzip".to_owned());
        assert_eq!(read(Ok(compressed)), Err(NoPolicy::Invalid(told)));
    }

    #[test]
    fn a_page_served_as_plain_text_is_no_policy() {
        let read = read(response(200, "text/plain", "<!DOCTYPE html>\n"));
        assert!(matches!(read, Err(NoPolicy::Invalid(_))), "{read:?}");
    }
}
