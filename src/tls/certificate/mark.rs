//! What a certificate says of a logo: its purpose (id-kp-BrandIndicatorforMessageIdentification) and the images in it, as hash and place.
//! RFC 9399 section 4, draft-fetch-validation-vmc section 4.

use x509_parser::extensions::ParsedExtension;

use crate::tls::der::{OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, context};

/// id-kp-BrandIndicatorforMessageIdentification.
const FOR_MARKS: &str = "1.3.6.1.5.5.7.3.31";
/// id-pe-logotype.
const LOGOTYPE: &str = "1.3.6.1.5.5.7.1.12";
/// IA5String.
const IA5_STRING: u8 = 0x16;
/// The most images that are read.
const MOST_IMAGES: usize = 10;

/// What a certificate says of a logo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Whether it is for logos; `None` where it does not say for what it is.
    pub is_for_marks: Option<bool>,
    /// Whether it has the extension for images at all.
    pub has_logotype: bool,
    /// The images of its subject.
    pub images: Vec<Image>,
    /// All DNS names that it is for, in lower case.
    pub dns_names: Vec<String>,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// What it is: `image/svg+xml`.
    pub media_type: Vec<u8>,
    /// The hashes of it: the contents of the algorithm's identifier, and the value.
    pub hashes: Vec<(Vec<u8>, Vec<u8>)>,
    /// Where it is: `data:…` where it is in the certificate itself.
    pub locations: Vec<Vec<u8>>,
}

impl Mark {
    /// Reads a certificate; `None` where it is none.
    #[must_use]
    pub fn of(der: &[u8]) -> Option<Self> {
        let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
        let mut mark = Self::default();
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::ExtendedKeyUsage(usage) => {
                    let is_for_marks = usage
                        .other
                        .iter()
                        .any(|oid| oid.to_id_string() == FOR_MARKS);
                    mark.is_for_marks = Some(is_for_marks);
                }
                ParsedExtension::SubjectAlternativeName(names) => {
                    for name in &names.general_names {
                        if let x509_parser::extensions::GeneralName::DNSName(name) = name {
                            mark.dns_names.push(name.to_ascii_lowercase());
                        }
                    }
                }
                _ if extension.oid.to_id_string() == LOGOTYPE => {
                    mark.has_logotype = true;
                    mark.images = subject_images(extension.value).unwrap_or_default();
                }
                _ => {}
            }
        }
        Some(mark)
    }
}

/// `LogotypeExtn`: of the four kinds the one of the subject, where it stands in the certificate itself (`direct`).
fn subject_images(value: &[u8]) -> Option<Vec<Image>> {
    let mut kinds = Reader::new(Reader::only(value, SEQUENCE)?);
    let subject = std::iter::from_fn(|| kinds.element()).find(|kind| kind.tag == context(2))?;
    let data = Reader::only(subject.contents, context(0))?;
    let mut images = Reader::new(Reader::new(data).take(SEQUENCE)?);
    let mut found = Vec::new();
    while let Some(image) = images.take(SEQUENCE).filter(|_| found.len() < MOST_IMAGES) {
        found.push(self::image(Reader::new(image).take(SEQUENCE)?)?);
    }
    Some(found)
}

/// `LogotypeDetails`.
fn image(details: &[u8]) -> Option<Image> {
    let mut details = Reader::new(details);
    let media_type = details.take(IA5_STRING)?.to_vec();
    let mut hashes = Reader::new(details.take(SEQUENCE)?);
    let mut locations = Reader::new(details.take(SEQUENCE)?);
    let hash = || {
        let mut hash = Reader::new(hashes.take(SEQUENCE)?);
        let algorithm = Reader::new(hash.take(SEQUENCE)?).take(OBJECT_IDENTIFIER)?;
        Some((algorithm.to_vec(), hash.take(OCTET_STRING)?.to_vec()))
    };
    let hashes = std::iter::from_fn(hash).take(MOST_IMAGES).collect();
    let location = || locations.take(IA5_STRING).map(<[u8]>::to_vec);
    let locations = std::iter::from_fn(location).take(MOST_IMAGES).collect();
    Some(Image {
        media_type,
        hashes,
        locations,
    })
}

/// Whether one certificate is signed with the key of the other; `None` where that cannot be checked here.
#[must_use]
pub fn is_signed_by(der: &[u8], issuer: &[u8]) -> Option<bool> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    let (_, issuer) = x509_parser::parse_x509_certificate(issuer).ok()?;
    use x509_parser::error::X509Error;
    match certificate.verify_signature(Some(issuer.public_key())) {
        Ok(()) => Some(true),
        Err(X509Error::SignatureUnsupportedAlgorithm) => None,
        Err(_) => Some(false),
    }
}
