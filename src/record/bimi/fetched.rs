//! What came of fetching logo and certificate: one GET each over HTTPS, no redirect followed.

use jiff::Timestamp;

use super::{
    certificate::MarkCertificate,
    facts::{Bimi, BimiStatus},
    gzip, logo,
    not_fetched::{Meaning, NotFetched},
};
use crate::{
    dns::DomainName,
    record::mta_sts::{FetchError, Response},
};

/// Where a file is: an `https:` URI of a record, understood (RFC 3986 section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Path and query.
    pub path: String,
}

impl Location {
    /// Understands a URI; `None` where it names a user, or no host by name.
    #[must_use]
    pub fn parse(uri: &str) -> Option<Self> {
        const SCHEME: &str = "https://";
        let (scheme, rest) = uri.split_at_checked(SCHEME.len())?;
        let rest = rest
            .split('#')
            .next()
            .filter(|_| scheme.eq_ignore_ascii_case(SCHEME))?;
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, 443),
        };
        let host = DomainName::parse(host).ok()?.as_str().to_owned();
        let path = match path.starts_with('/') {
            true => path.to_owned(),
            false => format!("/{path}"),
        };
        Some(Self { host, port, path })
    }
}

/// What a file came to.
pub type Fetched = Result<Response, FetchError>;

impl Bimi {
    /// Keeps what came of fetching them; what was not fetched is `None`.
    pub fn keep(&mut self, logo: Option<Fetched>, certificate: Option<Fetched>, now: Timestamp) {
        let file = |fetched: Fetched| {
            fetched
                .and_then(Response::accepted)
                .map(|response| response.body)
        };
        let logo = logo.map(file);
        let unpacked = logo.as_ref().and_then(|file| unpacked(file.as_ref().ok()?));
        if let (Some(place), Some(file)) = (self.logo.as_mut(), logo) {
            match file {
                Ok(file) => {
                    place.size = Some(file.len());
                    place.faults = Some(logo::check(&file));
                }
                Err(error) => place.error = Some(NotFetched::of(&error)),
            }
        }
        let name = self.name.clone().unwrap_or_default();
        if let (Some(place), Some(fetched)) = (self.certificate.as_mut(), certificate) {
            match file(fetched) {
                Ok(file) => {
                    let read = MarkCertificate::read(&file, &name, unpacked.as_deref(), now);
                    place.read = Some(read);
                }
                Err(error) => place.error = Some(NotFetched::of(&error)),
            }
        }
        if self.status == BimiStatus::Ok && (self.is_at_fault() || self.errors().next().is_some()) {
            self.status = BimiStatus::FetchFailed;
        }
    }

    /// Why files were not fetched.
    fn errors(&self) -> impl Iterator<Item = &NotFetched> {
        let logo = self.logo.iter().filter_map(|logo| logo.error.as_ref());
        let certificate = self.certificate.iter().filter_map(|one| one.error.as_ref());
        logo.chain(certificate)
    }

    /// Whether a file is not there, or not as it must be.
    #[must_use]
    pub fn is_at_fault(&self) -> bool {
        let mut faults = self
            .logo
            .iter()
            .filter_map(|logo| logo.faults.as_ref())
            .flatten();
        let mut read = self.certificate.iter().filter_map(|one| one.read.as_ref());
        self.errors().any(|error| error.meaning != Meaning::Unknown)
            || faults.any(|fault| !fault.advice)
            || read.any(|read| !read.faults.is_empty())
    }
}

fn unpacked(file: &[u8]) -> Option<Vec<u8>> {
    match gzip::is_packed(file) {
        true => gzip::unpacked(file, 256 * 1024),
        false => Some(file.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_file_is() {
        let of = |uri: &str| {
            let location = Location::parse(uri)?;
            Some(format!(
                "{}:{}{}",
                location.host, location.port, location.path
            ))
        };
        for (uri, wanted) in [
            (
                "https://a.example/b/c.svg?d#e",
                Some("a.example:443/b/c.svg?d"),
            ),
            ("HTTPS://A.example:8443", Some("a.example:8443/")),
            ("https://a.example?b", Some("a.example:443/?b")),
            ("http://a.example/b", None),
            ("https://u@a.example/b", None),
            ("https://[2001:db8::1]/b", None),
            ("https://a.example:x/", None),
            ("https:///b", None),
        ] {
            assert_eq!(of(uri).as_deref(), wanted, "{uri}");
        }
    }
}
