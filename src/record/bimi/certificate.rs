//! The mark certificate (VMC, CMC) that a record names: for whom it is, whether it is valid, and whether it has the logo in it.
//! draft-fetch-validation-vmc-wchuang sections 3 to 5. Whether its root is one of BIMI's is not judged: no system has those.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512, digest};
use jiff::Timestamp;
use serde::Serialize;

use super::gzip;
use crate::{
    record::dkim::base64_octets,
    tls::certificate::{Certificate, CertificateTime, Image, Mark, is_signed_by},
};

/// The most certificates that are read.
const MOST: usize = 10;
/// The most octets of an image, unpacked.
const MOST_IMAGE: usize = 256 * 1024;

/// What a certificate says, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MarkCertificate {
    /// Whose it is, as RFC 4514 writes it.
    pub subject: String,
    /// Who issued it, likewise.
    pub issuer: String,
    /// When it ends.
    pub not_after: Option<CertificateTime>,
    /// The names that it is for.
    pub dns_names: Vec<String>,
    /// Whether the logo at `l=` is the one in it; null where one of the two is not there or cannot be read.
    pub has_logo: Option<bool>,
    /// Whether each certificate is signed by the next one; null where that cannot be checked. The root is not judged.
    pub chain_complete: Option<bool>,
    /// What is wrong.
    pub faults: Vec<MarkFault>,
}

/// Why receivers do not take a certificate. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MarkFault {
    /// The file has no certificate in PEM.
    NotPem,
    /// It cannot be read.
    Unreadable,
    /// It is not for logos: the extended key usage 1.3.6.1.5.5.7.3.31 is missing.
    Purpose,
    /// Neither the domain nor the name of the record is among its names.
    Domain,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// There is no image in it.
    NoLogo,
    /// The image in it is not what its hash is of.
    LogoHash,
    /// One that is needed to prove it is missing, or signed by another one.
    Chain,
    /// That of its issuer is not for logos.
    IssuerPurpose,
}

impl MarkFault {
    /// The same for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotPem => "there is no certificate in PEM",
            Self::Unreadable => "the certificate cannot be read",
            Self::Purpose => {
                "it is no mark certificate: the extended key usage 1.3.6.1.5.5.7.3.31 is missing"
            }
            Self::Domain => "it is not for this domain",
            Self::Expired => "it has expired",
            Self::NotYetValid => "it is not valid yet",
            Self::NoLogo => "there is no logo in it",
            Self::LogoHash => "the logo in it is not the one that was signed",
            Self::Chain => "the certificates do not lead from one to the next",
            Self::IssuerPurpose => "that of its issuer is not for logos",
        }
    }
}

impl MarkCertificate {
    /// Reads the file at `a=`, for the record at `name`, `default._bimi.example.com`; with the logo at `l=`, unpacked.
    #[must_use]
    pub fn read(file: &[u8], name: &str, logo: Option<&[u8]>, now: Timestamp) -> Self {
        let chain = chain(file);
        let mut found = Self::default();
        let Some(leaf) = chain.first() else {
            found.faults.push(MarkFault::NotPem);
            return found;
        };
        let Some(mark) = Mark::of(leaf) else {
            found.faults.push(MarkFault::Unreadable);
            return found;
        };
        found.dates(&Certificate::from_der(leaf, now), now);
        found.purposes(&mark, &chain);
        if !is_for(&mark.dns_names, name) {
            found.faults.push(MarkFault::Domain);
        }
        found.dns_names = mark
            .dns_names
            .iter()
            .take(20)
            .map(|name| crate::record::tag_list::cut(name))
            .collect();
        found.links(&chain);
        found.images(&mark.images, logo);
        found
    }

    fn dates(&mut self, certificate: &Certificate, now: Timestamp) {
        self.subject.clone_from(&certificate.subject);
        self.issuer.clone_from(&certificate.issuer);
        self.not_after = certificate.not_after;
        if certificate.has_expired(now) {
            self.faults.push(MarkFault::Expired);
        }
        if certificate.is_not_yet_valid(now) {
            self.faults.push(MarkFault::NotYetValid);
        }
    }

    fn purposes(&mut self, mark: &Mark, chain: &[Vec<u8>]) {
        if mark.is_for_marks != Some(true) {
            self.faults.push(MarkFault::Purpose);
        }
        let issuer = chain.get(1).and_then(|der| Mark::of(der));
        if issuer.is_some_and(|issuer| issuer.is_for_marks == Some(false)) {
            self.faults.push(MarkFault::IssuerPurpose);
        }
    }

    /// A root may be left out, what leads to it may not.
    fn links(&mut self, chain: &[Vec<u8>]) {
        let links = chain
            .windows(2)
            .map(|pair| is_signed_by(&pair[0], &pair[1]));
        let links: Vec<_> = links.collect();
        self.chain_complete = match links.as_slice() {
            [] => Some(false),
            links if links.contains(&Some(false)) => Some(false),
            links if links.contains(&None) => None,
            _ => Some(true),
        };
        if self.chain_complete == Some(false) {
            self.faults.push(MarkFault::Chain);
        }
    }

    fn images(&mut self, images: &[Image], logo: Option<&[u8]>) {
        let embedded: Vec<_> = images
            .iter()
            .filter_map(|image| Some((image, in_it(image)?)))
            .collect();
        if embedded.is_empty() {
            self.faults.push(MarkFault::NoLogo);
            return;
        }
        let content = |file: &[u8]| match gzip::is_packed(file) {
            true => gzip::unpacked(file, MOST_IMAGE),
            false => Some(file.to_vec()),
        };
        for (image, file) in &embedded {
            let content = content(file);
            let is_of = |hash: &(Vec<u8>, Vec<u8>)| {
                let of_file = hashed(&hash.0, file)?;
                let of_content = content
                    .as_ref()
                    .and_then(|content| hashed(&hash.0, content));
                Some(of_file == hash.1 || of_content.is_some_and(|of| of == hash.1))
            };
            if image.hashes.iter().any(|hash| is_of(hash) == Some(false)) {
                self.faults.push(MarkFault::LogoHash);
            }
        }
        let Some(logo) = logo else { return };
        let contents: Vec<_> = embedded
            .iter()
            .filter_map(|(_, file)| content(file))
            .collect();
        self.has_logo =
            (!contents.is_empty()).then(|| contents.iter().any(|content| is_same(content, logo)));
    }
}

/// Line ends and white space around it are of the file, not of the logo.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let plain = |file: &[u8]| -> Vec<u8> {
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        file.trim_ascii()
            .iter()
            .copied()
            .filter(|octet| *octet != b'\r')
            .collect()
    };
    plain(one) == plain(other)
}

/// The certificates of a PEM file, in its order.
fn chain(file: &[u8]) -> Vec<Vec<u8>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    let text = String::from_utf8_lossy(file);
    let pieces = text.split(BEGIN).skip(1).take(MOST);
    let content = pieces.filter_map(|piece| piece.split_once("-----END CERTIFICATE-----"));
    content
        .filter_map(|(content, _)| base64_octets(content.as_bytes()))
        .collect()
}

/// Section 5.2: the domain of the record, with or without selector.
fn is_for(names: &[String], name: &str) -> bool {
    let domain = name
        .split_once("._bimi.")
        .map_or(name, |(_, domain)| domain);
    names.iter().any(|known| known == name || known == domain)
}

/// An image that stands in the certificate itself: `data:image/svg+xml;base64,…` (RFC 2397).
fn in_it(image: &Image) -> Option<Vec<u8>> {
    let location = image
        .locations
        .iter()
        .find_map(|location| std::str::from_utf8(location).ok());
    let (kind, data) = location?.strip_prefix("data:")?.split_once(',')?;
    let is_svg = kind.to_ascii_lowercase().starts_with("image/svg+xml");
    let is_base64 = kind.to_ascii_lowercase().ends_with(";base64");
    base64_octets(data.as_bytes()).filter(|_| is_svg && is_base64)
}

/// The hash by the algorithm of this identifier; `None` where that is not known.
fn hashed(algorithm: &[u8], file: &[u8]) -> Option<Vec<u8>> {
    const SHA2: [u8; 8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
    let algorithm = match algorithm {
        [0x2b, 0x0e, 0x03, 0x02, 0x1a] => &SHA1_FOR_LEGACY_USE_ONLY,
        [sha2 @ .., 1] if *sha2 == SHA2 => &SHA256,
        [sha2 @ .., 2] if *sha2 == SHA2 => &SHA384,
        [sha2 @ .., 3] if *sha2 == SHA2 => &SHA512,
        _ => return None,
    };
    Some(digest(algorithm, file).as_ref().to_vec())
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
