//! Mark certificates made here, as draft-fetch-validation-vmc-wchuang wants them, each with one thing wrong.

use ::base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair,
};

use super::*;
use crate::{tls::certificate::pem, tls::der::SEQUENCE};

const LOGO: &[u8] = b"<svg>a logo</svg>\r\n";
const FOR_MARKS: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 3, 31];
const NAME: &str = "default._bimi.example.com";

fn now() -> Timestamp {
    "2026-11-27T00:00:00Z".parse().unwrap()
}

/// An element of DER.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
    let mut element = match contents.len() {
        0..=0x7f => vec![tag, length[1]],
        0x80..=0xff => vec![tag, 0x81, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    element.extend(contents);
    element
}

/// `LogotypeExtn` with one image of the subject (RFC 9399 section 4.1), of which the hash is that of `hashed`.
fn logotype(image: &[u8], hashed: &[u8]) -> CustomExtension {
    let sha256 = element(6, &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]);
    let hash = element(4, digest(&SHA256, hashed).as_ref());
    let hash = element(SEQUENCE, &[element(SEQUENCE, &sha256), hash].concat());
    let location = format!("data:image/svg+xml;base64,{}", STANDARD.encode(image));
    let details = [
        element(0x16, b"image/svg+xml"),
        element(SEQUENCE, &hash),
        element(SEQUENCE, &element(0x16, location.as_bytes())),
    ];
    let image = element(SEQUENCE, &element(SEQUENCE, &details.concat()));
    let direct = element(0xa0, &element(SEQUENCE, &image));
    let value = element(SEQUENCE, &element(0xa2, &direct));
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 12], value)
}

/// What a test changes of the certificate, and of that of its issuer.
type Change = fn(&mut CertificateParams);

fn file(of_leaf: Change, of_issuer: Change) -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    let mut issuer = CertificateParams::new(Vec::new()).unwrap();
    issuer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    issuer.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(FOR_MARKS.to_vec())];
    of_issuer(&mut issuer);
    let of_issuer = issuer.self_signed(&key).unwrap();
    let issuer = Issuer::new(issuer, key);
    let mut leaf = CertificateParams::new(vec!["Example.com".to_owned()]).unwrap();
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(FOR_MARKS.to_vec())];
    let packed = gzip::packed(LOGO);
    leaf.custom_extensions = vec![logotype(&packed, &packed)];
    of_leaf(&mut leaf);
    let leaf = leaf
        .signed_by(&KeyPair::generate().unwrap(), &issuer)
        .unwrap();
    [pem(leaf.der()), pem(of_issuer.der())]
        .concat()
        .into_bytes()
}

fn read(file: &[u8]) -> MarkCertificate {
    MarkCertificate::read(file, NAME, Some(b"<svg>a logo</svg>\n"), now())
}

const AS_IT_IS: Change = |_| {};

#[test]
fn a_certificate_as_it_must_be_has_no_fault() {
    let read = read(&file(AS_IT_IS, AS_IT_IS));
    assert_eq!(read.faults, []);
    assert_eq!(
        (read.has_logo, read.chain_complete),
        (Some(true), Some(true))
    );
    assert_eq!(read.dns_names, ["example.com"]);
    let other = MarkCertificate::read(&file(AS_IT_IS, AS_IT_IS), NAME, Some(b"<svg/>"), now());
    assert_eq!((other.has_logo, other.faults), (Some(false), vec![]));
}

/// The hash may be of what is in the file that is packed (RFC 9399 section 7 has both).
#[test]
fn the_hash_may_be_of_the_image_as_it_is_unpacked() {
    let file = file(
        |leaf| leaf.custom_extensions = vec![logotype(&gzip::packed(LOGO), LOGO)],
        AS_IT_IS,
    );
    assert_eq!(read(&file).faults, []);
}

#[test]
fn each_fault_is_told() {
    let changes: [(Change, Change, MarkFault); 7] = [
        (
            |leaf| leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
            AS_IT_IS,
            MarkFault::Purpose,
        ),
        (
            AS_IT_IS,
            |issuer| issuer.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
            MarkFault::IssuerPurpose,
        ),
        (
            |leaf| {
                leaf.subject_alt_names = vec![rcgen::SanType::DnsName(
                    "www.example.com".try_into().unwrap(),
                )]
            },
            AS_IT_IS,
            MarkFault::Domain,
        ),
        (
            |leaf| leaf.not_after = rcgen::date_time_ymd(2026, 1, 1),
            AS_IT_IS,
            MarkFault::Expired,
        ),
        (
            |leaf| leaf.not_before = rcgen::date_time_ymd(2027, 1, 1),
            AS_IT_IS,
            MarkFault::NotYetValid,
        ),
        (
            |leaf| leaf.custom_extensions.clear(),
            AS_IT_IS,
            MarkFault::NoLogo,
        ),
        (
            |leaf| leaf.custom_extensions = vec![logotype(&gzip::packed(LOGO), b"other")],
            AS_IT_IS,
            MarkFault::LogoHash,
        ),
    ];
    for (of_leaf, of_issuer, fault) in changes {
        assert_eq!(read(&file(of_leaf, of_issuer)).faults, [fault]);
    }
    let with_selector = file(
        |leaf| leaf.subject_alt_names = vec![rcgen::SanType::DnsName(NAME.try_into().unwrap())],
        AS_IT_IS,
    );
    assert_eq!(read(&with_selector).faults, []);
    let whole = file(AS_IT_IS, AS_IT_IS);
    let text = String::from_utf8(whole).unwrap();
    let end = "-----END CERTIFICATE-----\n";
    let alone = text.split_inclusive(end).next().unwrap();
    assert_eq!(read(alone.as_bytes()).faults, [MarkFault::Chain]);
    let strange = String::from_utf8(file(AS_IT_IS, AS_IT_IS)).unwrap();
    let strange = strange.split_inclusive(end).nth(1).unwrap();
    assert_eq!(
        read(format!("{alone}{strange}").as_bytes()).faults,
        [MarkFault::Chain]
    );
    assert_eq!(read(b"no PEM").faults, [MarkFault::NotPem]);
    let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert_eq!(read(empty.as_bytes()).faults, [MarkFault::Unreadable]);
}

proptest::proptest! {
    #[test]
    fn any_file_is_read_to_an_end(text: Vec<u8>, at: usize, octet: u8) {
        static GOOD: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(|| chain(&file(AS_IT_IS, AS_IT_IS)));
        proptest::prop_assert!(!read(&text).faults.is_empty());
        let mut changed = GOOD[0].clone();
        let at = at % changed.len();
        changed[at] = octet;
        let changed = [pem(&changed), pem(&GOOD[1])].concat();
        proptest::prop_assert!(read(changed.as_bytes()).faults.len() < 10);
    }
}
