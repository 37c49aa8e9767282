//! One certificate as a member of a path: where its parts are in the DER, and what its extensions say that decides.
//! Nothing is copied. RFC 5280 sections 4.1 and 4.2.

use jiff::civil::{DateTime, date};

use super::fault::Malformed;
use super::name::Name;
use crate::tls::certificate::{Key, Signed};
use crate::tls::der::{
    BIT_STRING, GENERALIZED_TIME, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE,
    context,
};

const BOOLEAN: u8 = 0x01;
const SET: u8 = 0x31;
const UTC_TIME: u8 = 0x17;

/// A certificate, taken apart.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    pub(super) der: &'a [u8],
    pub(super) signed: Signed<'a>,
    pub(super) version: u8,
    /// The contents of the INTEGER.
    pub(super) serial: &'a [u8],
    pub(super) issuer: Name<'a>,
    pub(super) subject: Name<'a>,
    /// The first and the last second, since 1970.
    pub(super) validity: (i64, i64),
    pub(super) key: Key<'a>,
    pub(super) extensions: Extensions<'a>,
}

/// What the extensions say.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions<'a> {
    pub(super) basic_constraints: Option<BasicConstraints>,
    /// The first byte of bits: digitalSignature is 0x80, keyCertSign 0x04.
    pub(super) key_usage: Option<u8>,
    /// Whether serverAuth is among the extended key usages.
    pub(super) server_auth: Option<bool>,
    /// The contents of the SEQUENCE of names.
    pub(super) names: Option<&'a [u8]>,
    /// The contents of the SEQUENCE.
    pub(super) name_constraints: Option<&'a [u8]>,
    pub(super) subject_key_identifier: Option<&'a [u8]>,
    pub(super) authority: AuthorityKey<'a>,
    /// A critical policyConstraints has requireExplicitPolicy (section 4.2.1.11).
    pub(super) requires_policy: bool,
    /// The first critical one that is not understood.
    pub(super) unknown_critical: Option<&'a [u8]>,
    pub(super) malformed: Option<Malformed>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BasicConstraints {
    pub(super) is_authority: bool,
    pub(super) path_length: Option<u32>,
}

/// The authority key identifier (section 4.2.1.1).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AuthorityKey<'a> {
    pub(super) identifier: Option<&'a [u8]>,
    /// General names.
    pub(super) issuer: Option<&'a [u8]>,
    pub(super) serial: Option<&'a [u8]>,
}

impl<'a> Member<'a> {
    /// Takes a certificate apart.
    ///
    /// # Errors
    /// Which part is in the way.
    pub fn of(der: &'a [u8]) -> Result<Self, Malformed> {
        let signed = Signed::of_certificate(der).ok_or(Malformed::Certificate)?;
        let body = Reader::only(signed.message, SEQUENCE).ok_or(Malformed::Certificate)?;
        let mut body = Reader::new(body);
        let version = version(&mut body)?;
        let frame = (|| {
            Some((
                body.take(INTEGER)?,
                body.take(SEQUENCE)?,
                body.take(SEQUENCE)?,
                body.take(SEQUENCE)?,
                body.take(SEQUENCE)?,
                body.take(SEQUENCE)?,
            ))
        })();
        let (serial, algorithm, issuer, validity, subject, key_info) =
            frame.ok_or(Malformed::Certificate)?;
        if algorithm != signed.algorithm {
            return Err(Malformed::Algorithms);
        }
        if serial.is_empty() {
            return Err(Malformed::Serial);
        }
        if ![issuer, subject].into_iter().all(is_distinguished_name) {
            return Err(Malformed::Names);
        }
        // Unique identifiers, which nobody uses any more.
        let _ = (body.take_if(0x81), body.take_if(0x82));
        let extensions = match body.take_if(context(3)) {
            Some(_) if version != 3 => return Err(Malformed::Version),
            Some(list) => Extensions::of(list),
            None => Extensions::default(),
        };
        if !body.is_empty() {
            return Err(Malformed::Certificate);
        }
        Ok(Self {
            der,
            signed,
            version,
            serial,
            issuer: Name::of(issuer),
            subject: Name::of(subject),
            validity: validity_of(validity).ok_or(Malformed::Validity)?,
            key: Key::of_info(key_info).ok_or(Malformed::Key)?,
            extensions,
        })
    }

    /// Whether it names itself as its issuer (section 3.2).
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer.der == self.subject.der
    }

    /// The general names among its subject alternative names.
    #[must_use]
    pub fn names(&self) -> Option<&'a [u8]> {
        self.extensions.names
    }
}

/// The subject alone, of a certificate that is not right in other parts.
pub(super) fn subject_of(der: &[u8]) -> Option<Name<'_>> {
    let mut certificate = Reader::new(Reader::only(der, SEQUENCE)?);
    let mut body = Reader::new(certificate.take(SEQUENCE)?);
    let _ = (body.take_if(context(0)), body.take(INTEGER)?);
    let _algorithm_issuer_validity = (
        body.take(SEQUENCE)?,
        body.take(SEQUENCE)?,
        body.take(SEQUENCE)?,
    );
    body.take(SEQUENCE).map(Name::of)
}

/// A SEQUENCE OF SET OF AttributeTypeAndValue, given by its contents; the values may be anything.
fn is_distinguished_name(contents: &[u8]) -> bool {
    let is_attribute = |bytes: &[u8]| {
        let mut attribute = Reader::new(bytes);
        attribute.take(OBJECT_IDENTIFIER).is_some()
            && attribute.element().is_some()
            && attribute.is_empty()
    };
    let mut name = Reader::new(contents);
    while !name.is_empty() {
        let Some(mut attributes) = name.take(SET).map(Reader::new) else {
            return false;
        };
        if attributes.is_empty() {
            return false;
        }
        while !attributes.is_empty() {
            if !attributes.take(SEQUENCE).is_some_and(is_attribute) {
                return false;
            }
        }
    }
    true
}

fn version(body: &mut Reader<'_>) -> Result<u8, Malformed> {
    let Some(explicit) = body.take_if(context(0)) else {
        return Ok(1);
    };
    match Reader::only(explicit, INTEGER) {
        Some([number @ 0..=2]) => Ok(number + 1),
        _ => Err(Malformed::Version),
    }
}

fn validity_of(validity: &[u8]) -> Option<(i64, i64)> {
    let mut reader = Reader::new(validity);
    let times = (time(&mut reader)?, time(&mut reader)?);
    reader.is_empty().then_some(times)
}

/// Sections 4.1.2.5.1 and 4.1.2.5.2: with seconds, in GMT, no fractions.
fn time(reader: &mut Reader<'_>) -> Option<i64> {
    let element = reader.element()?;
    let digits = element.contents.strip_suffix(b"Z")?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |at: usize| {
        let pair = digits.get(at..at + 2)?;
        i8::try_from((pair[0] - b'0') * 10 + (pair[1] - b'0')).ok()
    };
    let (year, rest) = match (element.tag, digits.len()) {
        (UTC_TIME, 12) => {
            let year = i16::from(two(0)?);
            (if year < 50 { 2000 + year } else { 1900 + year }, 2)
        }
        (GENERALIZED_TIME, 14) => (i16::from(two(0)?) * 100 + i16::from(two(2)?), 4),
        _ => return None,
    };
    let moment = DateTime::new(
        year,
        two(rest)?,
        two(rest + 2)?,
        two(rest + 4)?,
        two(rest + 6)?,
        two(rest + 8)?,
        0,
    );
    let epoch = date(1970, 1, 1).at(0, 0, 0, 0);
    Some(moment.ok()?.duration_since(epoch).as_secs())
}

impl<'a> Extensions<'a> {
    fn of(list: &'a [u8]) -> Self {
        let mut read = Self::default();
        if read.add_all(list).is_none() {
            read.malformed = read.malformed.or(Some(Malformed::Extension));
        }
        read
    }

    fn add_all(&mut self, list: &'a [u8]) -> Option<()> {
        let mut list = Reader::new(Reader::only(list, SEQUENCE)?);
        let mut seen: Vec<&[u8]> = Vec::new();
        while !list.is_empty() {
            let mut extension = Reader::new(list.take(SEQUENCE)?);
            let id = extension.take(OBJECT_IDENTIFIER)?;
            let critical = match extension.take_if(BOOLEAN) {
                None | Some([0]) => false,
                Some([_]) => true,
                Some(_) => return None,
            };
            let value = extension.take(OCTET_STRING)?;
            if !extension.is_empty() {
                return None;
            }
            // More than anybody has are not compared with each other.
            if seen.contains(&id) {
                self.malformed = Some(Malformed::Duplicate);
            } else if seen.len() < 64 {
                seen.push(id);
            }
            if !self.add(id, value, critical)? && critical && self.unknown_critical.is_none() {
                self.unknown_critical = Some(id);
            }
        }
        Some(())
    }

    /// Whether it is understood when it is critical: what OpenSSL understands. `None` where it cannot be read.
    fn add(&mut self, id: &[u8], value: &'a [u8], critical: bool) -> Option<bool> {
        match id {
            // keyUsage
            [0x55, 0x1d, 15] => match Reader::only(value, BIT_STRING)? {
                [_, first, ..] => self.key_usage = Some(*first),
                [_] => self.key_usage = Some(0),
                [] => return None,
            },
            // subjectAltName
            [0x55, 0x1d, 17] => self.names = Some(Reader::only(value, SEQUENCE)?),
            // basicConstraints
            [0x55, 0x1d, 19] => self.basic_constraints = Some(basic_constraints(value)?),
            // nameConstraints
            [0x55, 0x1d, 30] => self.name_constraints = Some(Reader::only(value, SEQUENCE)?),
            // extKeyUsage
            [0x55, 0x1d, 37] => self.server_auth = Some(is_for_servers(value)?),
            // subjectKeyIdentifier and authorityKeyIdentifier, neither of which may be critical
            [0x55, 0x1d, 14] => {
                self.subject_key_identifier = Some(Reader::only(value, OCTET_STRING)?);
                return Some(false);
            }
            [0x55, 0x1d, 35] => {
                self.authority = authority_key(value)?;
                return Some(false);
            }
            // policyConstraints
            [0x55, 0x1d, 36] if critical => self.requires_policy = requires_policy(value)?,
            // inhibitAnyPolicy
            [0x55, 0x1d, 54] if critical => {
                Reader::only(value, INTEGER)?;
            }
            // certificatePolicies, policyMappings
            [0x55, 0x1d, 32 | 33] if critical => {
                Reader::only(value, SEQUENCE)?;
            }
            // the same, and cRLDistributionPoints
            [0x55, 0x1d, 31 | 32 | 33 | 36 | 54] => {}
            // Netscape's type of certificate, and id-pkix-ocsp-nocheck
            [0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01, 0x01]
            | [0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5] => {}
            _ => return Some(false),
        }
        Some(true)
    }
}

fn basic_constraints(value: &[u8]) -> Option<BasicConstraints> {
    let mut reader = Reader::new(Reader::only(value, SEQUENCE)?);
    let is_authority = match reader.take_if(BOOLEAN) {
        None | Some([0]) => false,
        Some([_]) => true,
        Some(_) => return None,
    };
    let path_length = match reader.take_if(INTEGER) {
        None => None,
        Some([0x80..=0xff, ..] | []) => return None,
        Some(number) => Some(
            number
                .iter()
                .try_fold(0_u32, |all, byte| {
                    all.checked_mul(256)?.checked_add(u32::from(*byte))
                })
                .unwrap_or(u32::MAX),
        ),
    };
    reader.is_empty().then_some(BasicConstraints {
        is_authority,
        path_length,
    })
}

/// Whether policyConstraints has requireExplicitPolicy, `[0]`; one of its two is there.
fn requires_policy(value: &[u8]) -> Option<bool> {
    let mut reader = Reader::new(Reader::only(value, SEQUENCE)?);
    let explicit = reader.take_if(0x80);
    let mapping = reader.take_if(0x81);
    let is_number = |number: Option<&[u8]>| number.is_none_or(|number| !number.is_empty());
    (reader.is_empty() && (explicit.is_some() || mapping.is_some()))
        .then_some(explicit.is_some())
        .filter(|_| is_number(explicit) && is_number(mapping))
}

/// anyExtendedKeyUsage alone does not do for OpenSSL, nor for other libraries.
fn is_for_servers(value: &[u8]) -> Option<bool> {
    const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
    let mut reader = Reader::new(Reader::only(value, SEQUENCE)?);
    let mut is_for_servers = false;
    while !reader.is_empty() {
        is_for_servers |= reader.take(OBJECT_IDENTIFIER)? == SERVER_AUTH;
    }
    Some(is_for_servers)
}

fn authority_key(value: &[u8]) -> Option<AuthorityKey<'_>> {
    let mut reader = Reader::new(Reader::only(value, SEQUENCE)?);
    let read = AuthorityKey {
        identifier: reader.take_if(0x80),
        issuer: reader.take_if(context(1)),
        serial: reader.take_if(0x82),
    };
    reader.is_empty().then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: u8, text: &str) -> Option<i64> {
        let mut bytes = vec![tag, u8::try_from(text.len()).unwrap()];
        bytes.extend(text.as_bytes());
        time(&mut Reader::new(&bytes))
    }

    /// `CN=a`, then the same one SEQUENCE deeper, as a SEQUENCE in place of the SET, without a value, and cut short.
    #[test]
    fn a_name_is_a_sequence_of_sets_of_attributes() {
        let attribute = [0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'a'];
        let in_set = [&[0x31, 10][..], &attribute].concat();
        assert!(is_distinguished_name(&[]));
        assert!(is_distinguished_name(&in_set));
        assert!(is_distinguished_name(&[&in_set[..], &in_set].concat()));
        for wrong in [
            [&[0x30, 12][..], &in_set].concat(),
            [&[0x30, 10][..], &attribute].concat(),
            vec![0x31, 0],
            vec![0x31, 7, 0x30, 5, 6, 3, 0x55, 4, 3],
            in_set[..11].to_vec(),
        ] {
            assert!(!is_distinguished_name(&wrong), "{wrong:02x?}");
        }
    }

    #[test]
    fn times_are_those_of_the_rfc() {
        assert_eq!(read(UTC_TIME, "700101000000Z"), Some(0));
        assert_eq!(read(UTC_TIME, "500101000000Z"), Some(-631_152_000));
        assert_eq!(read(UTC_TIME, "491231235959Z"), Some(2_524_607_999));
        assert_eq!(
            read(GENERALIZED_TIME, "99991231235959Z"),
            Some(253_402_300_799)
        );
        for wrong in [
            "7001010000Z",
            "700101000000",
            "701301000000Z",
            "700101000000+0000",
        ] {
            assert_eq!(read(UTC_TIME, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_path_length_is_a_number_that_is_not_negative() {
        let of = |bytes: &[u8]| basic_constraints(bytes).map(|read| read.path_length);
        assert_eq!(of(&[0x30, 6, 1, 1, 0xff, 2, 1, 3]), Some(Some(3)));
        assert_eq!(of(&[0x30, 3, 1, 1, 0xff]), Some(None));
        assert_eq!(of(&[0x30, 6, 1, 1, 0xff, 2, 1, 0xff]), None);
        assert_eq!(
            of(&[0x30, 10, 1, 1, 0xff, 2, 5, 1, 0, 0, 0, 0]),
            Some(Some(u32::MAX))
        );
    }
}
