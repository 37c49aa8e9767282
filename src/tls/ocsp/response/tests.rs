//! Responses that `openssl ocsp` (3.0.22) made for a certificate with the serial number 00 f1 02 …, and responses
//! spoiled by hand. `good` is signed by the issuer, `revoked` by a responder it appointed, with SHA-256 hashes.

use proptest::prelude::*;

use super::*;

const GOOD: &[u8] = include_bytes!("../vectors/good.der");
const REVOKED: &[u8] = include_bytes!("../vectors/revoked.der");
const UNKNOWN: &[u8] = include_bytes!("../vectors/unknown.der");

fn leaf() -> DerParts {
    DerParts::of(include_bytes!("../vectors/leaf.der")).unwrap()
}

fn issuer_key() -> Vec<u8> {
    let issuer = DerParts::of(include_bytes!("../vectors/issuer.der")).unwrap();
    issuer.subject_public_key
}

fn now() -> Timestamp {
    "2026-11-22T00:00:00Z".parse().unwrap()
}

fn basic(der: &[u8]) -> Basic<'_> {
    Response::parse(der).unwrap().basic.unwrap()
}

#[test]
fn a_good_certificate_is_read() {
    let basic = basic(GOOD);
    let (for_leaf, status) = basic.about(&leaf(), &issuer_key());
    let facts = status.unwrap().facts(now());
    assert_eq!(for_leaf, Some(true));
    assert_eq!(facts.certificate_status, Some(CertificateStatus::Good));
    assert_eq!(
        facts.this_update.unwrap().to_string(),
        "2026-11-21T07:57:22Z"
    );
    assert_eq!(
        facts.next_update.unwrap().to_string(),
        "2026-11-28T07:57:22Z"
    );
    assert_eq!(facts.freshness, Some(Freshness::Current));
    assert!(basic.certificates.is_empty());
}

#[test]
fn a_revoked_certificate_has_a_time_and_a_reason() {
    let basic = basic(REVOKED);
    let (for_leaf, status) = basic.about(&leaf(), &issuer_key());
    let facts = status.unwrap().facts(now());
    assert_eq!(for_leaf, Some(true));
    assert_eq!(facts.certificate_status, Some(CertificateStatus::Revoked));
    assert_eq!(
        facts.revoked_at.unwrap().to_string(),
        "2026-11-01T12:00:00Z"
    );
    assert_eq!(facts.revocation_reason.as_deref(), Some("key_compromise"));
    assert_eq!(facts.next_update, None);
}

#[test]
fn a_response_about_another_certificate_is_told_as_that() {
    let basic = basic(UNKNOWN);
    let (for_leaf, status) = basic.about(&leaf(), &issuer_key());
    assert_eq!(for_leaf, Some(false));
    let facts = status.unwrap().facts(now());
    assert_eq!(facts.certificate_status, Some(CertificateStatus::Unknown));
}

#[test]
fn serial_number_issuers_name_and_issuers_key_all_count() {
    let basic = basic(GOOD);
    let about = |leaf: &DerParts, key: &[u8]| basic.about(leaf, key).0;
    let mut serial = leaf();
    serial.serial.push(0);
    let mut name = leaf();
    name.issuer_name.push(0);
    assert_eq!(about(&serial, &issuer_key()), Some(false));
    assert_eq!(about(&name, &issuer_key()), Some(false));
    assert_eq!(about(&leaf(), b"another key"), Some(false));
}

#[test]
fn a_hash_that_nobody_knows_leaves_it_open() {
    let sha1 = [0x06, 5, 0x2b, 0x0e, 3, 2, 0x1a];
    let at = GOOD.windows(7).position(|window| window == sha1).unwrap();
    let mut odd = GOOD.to_vec();
    odd[at + 6] = 0x7f;
    assert_eq!(basic(&odd).about(&leaf(), &issuer_key()).0, None);
}

#[test]
fn an_answer_without_a_status_is_an_answer() {
    let answer = |status: u8| Response::parse(&[0x30, 3, 0x0a, 1, status]).map(|one| one.status);
    assert_eq!(answer(3), Some(ResponseStatus::TryLater));
    assert_eq!(answer(6), Some(ResponseStatus::Unauthorized));
    assert_eq!(answer(4), None, "RFC 6960 does not use 4");
    assert_eq!(answer(0), None, "success needs its bytes");
}

#[test]
fn the_responder_is_appointed_by_name_purpose_and_time() {
    let responses = basic(REVOKED);
    let at = |now| Responder::of(responses.certificates[0], now).unwrap();
    let issuer = leaf().issuer;
    assert!(at(now()).may_answer_for(&issuer));
    assert!(!at(now()).may_answer_for(b"another issuer"));
    assert!(!at(Timestamp::UNIX_EPOCH).may_answer_for(&issuer));
    let server = include_bytes!("../vectors/leaf.der");
    assert!(
        !Responder::of(server, now())
            .unwrap()
            .may_answer_for(&issuer)
    );
}

#[test]
fn times_have_one_form() {
    let read = |text: &str| time(text.as_bytes()).map(|time| time.to_string());
    assert_eq!(
        read("20260228235959Z").as_deref(),
        Some("2026-02-28T23:59:59Z")
    );
    assert_eq!(time(b"99991231235959Z"), Some(Timestamp::MAX));
    for wrong in [
        "20260229000000Z",
        "20260228235959",
        "20260228235959.5Z",
        "202602282359Z",
        "20260228235959+0100",
        "2026022823595\u{663}Z",
        "",
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

#[test]
fn a_list_without_end_is_cut() {
    let certificate = [0x30, 0];
    assert_eq!(
        elements(&certificate.repeat(1000)).unwrap().len(),
        MOST_CERTIFICATES
    );
}

#[test]
fn no_cut_or_changed_byte_is_a_panic() {
    for whole in [GOOD, REVOKED, UNKNOWN] {
        for at in 0..whole.len() {
            assert_eq!(Response::parse(&whole[..at]), None);
            let mut changed = whole.to_vec();
            changed[at] ^= 0xff;
            if let Some(basic) = Response::parse(&changed).and_then(|one| one.basic) {
                let _ = basic.about(&leaf(), &issuer_key());
                let _ = basic
                    .certificates
                    .first()
                    .map(|der| Responder::of(der, now()));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_no_panic(bytes: Vec<u8>) {
        let _ = Response::parse(&bytes);
        let _ = statuses(&bytes);
        let _ = time(&bytes);
    }
}
