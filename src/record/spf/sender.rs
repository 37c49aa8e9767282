//! Who sends: the arguments of `check_host()`. RFC 7208 sections 2.3, 2.4, 4.1 and 4.3.

use std::net::IpAddr;

use jiff::Timestamp;

/// Whose mail is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// From where it comes.
    pub address: IpAddr,
    /// The reverse-path, without its brackets; empty for bounces.
    pub mail_from: String,
    /// The argument of EHLO or HELO.
    pub helo: String,
    /// When, for the macro `t`.
    pub at: Timestamp,
}

/// The same, understood.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    /// One of IPv4 that came as `::ffff:192.0.2.1` is one of IPv4 (section 5).
    pub(super) address: IpAddr,
    pub(super) local_part: String,
    pub(super) domain: String,
    pub(super) helo: String,
    pub(super) at: Timestamp,
}

/// Who is meant where there is no local-part (section 4.3).
const POSTMASTER: &str = "postmaster";

impl Sender {
    /// The identity: that of HELO where the reverse-path is empty.
    pub(super) fn identity(&self) -> Identity {
        let path = match self.mail_from.as_str() {
            "" => &self.helo,
            path => path,
        };
        let (local_part, domain) = path.rsplit_once('@').unwrap_or(("", path));
        self.with(local_part, domain)
    }

    /// That of a domain: the reverse-path where it is of this domain, else anybody's there.
    pub(super) fn identity_of(&self, domain: &str) -> Identity {
        let identity = self.identity();
        match identity.domain.eq_ignore_ascii_case(domain) {
            true => identity,
            false => self.with(POSTMASTER, domain),
        }
    }

    /// Anybody of a domain, where nothing depends on who it is.
    pub(super) fn anybody(domain: &str) -> Identity {
        let nobody = Self {
            address: IpAddr::from([0, 0, 0, 0]),
            mail_from: String::new(),
            helo: String::new(),
            at: Timestamp::UNIX_EPOCH,
        };
        nobody.with(POSTMASTER, domain)
    }

    fn with(&self, local_part: &str, domain: &str) -> Identity {
        let local_part = match local_part {
            "" => POSTMASTER,
            local_part => local_part,
        };
        Identity {
            address: self.address.to_canonical(),
            local_part: local_part.to_owned(),
            domain: ascii(domain),
            helo: self.helo.clone(),
            at: self.at,
        }
    }
}

/// With A-labels (RFC 8616 section 4); what has none stays as it is.
fn ascii(domain: &str) -> String {
    match domain.is_ascii() {
        true => domain.to_owned(),
        false => idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned()),
    }
}
