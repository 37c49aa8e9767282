//! Stapled OCSP responses: made by hand for the certificates of the test's own authority, and by `openssl ocsp`.

use jiff::Timestamp;
use rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};
use rustls::pki_types::CertificateDer;
use rustls::version::{TLS12, TLS13};

use super::super::ocsp;
use super::super::recorder::Recorded;
use super::super::scheme::Signature;
use super::support::*;
use crate::net::tls::{Roots, Step};
use crate::playback::staple::Statement;
use crate::tls::ocsp::{CertificateStatus, Freshness, Ocsp, ResponseSignature, ResponseStatus};
use crate::tls::{Outcome, Reason, Verification};

/// A leaf, its chain, and what its issuer says of it.
struct Stapled {
    world: World,
    leaf: Leaf,
}

fn stapled() -> Stapled {
    let world = world();
    let leaf = world.intermediate.leaf(|_| {});
    Stapled { world, leaf }
}

impl Stapled {
    fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![
            self.leaf.certificate.clone(),
            self.world.intermediate.certificate.clone(),
        ]
    }

    fn good(&self) -> Statement {
        let issuer = &self.world.intermediate.certificate;
        Statement::good(&self.leaf.certificate, issuer, now()).unwrap()
    }

    fn issuer_key(&self) -> &KeyPair {
        self.world.intermediate.issuer.key()
    }

    fn by_issuer(&self, statement: &Statement) -> Vec<u8> {
        statement.signed_by(self.issuer_key()).unwrap()
    }

    fn judge(&self, response: Vec<u8>) -> Ocsp {
        judge(
            self.chain(),
            response,
            &self.world.parameters().roots,
            now(),
        )
    }

    /// A response by a responder whose certificate was signed by `by`.
    fn by_responder(&self, by: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Ocsp {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
        change(&mut parameters);
        let certificate = parameters.signed_by(&key, &by.issuer).unwrap();
        let mut statement = self.good();
        statement.certificates = certificate.der().to_vec();
        self.judge(statement.signed_by(&key).unwrap())
    }

    async fn verification(&self, response: Vec<u8>) -> Verification {
        let server = server_stapling(&[&TLS13], self.chain(), &self.leaf.key, response);
        let (established, _) = connect(server, &self.world.parameters()).await;
        established.unwrap().facts.verification.unwrap()
    }
}

fn judge(
    chain: Vec<CertificateDer<'static>>,
    ocsp_response: Vec<u8>,
    roots: &Roots,
    now: Timestamp,
) -> Ocsp {
    let recorded = Recorded {
        dropped: 0,
        chain,
        ocsp_response,
        signature: Signature::Valid,
    };
    ocsp::judge(&recorded, roots, now).unwrap()
}

fn problem(ocsp: &Ocsp) -> &str {
    ocsp.problem.as_deref().unwrap_or_default()
}

#[tokio::test]
async fn a_good_staple_is_told_in_both_versions_before_the_verification() {
    let stapled = stapled();
    for version in [&TLS12, &TLS13] {
        let response = stapled.by_issuer(&stapled.good());
        let server = server_stapling(&[version], stapled.chain(), &stapled.leaf.key, response);
        let (established, steps) = connect(server, &stapled.world.parameters()).await;
        let facts = established.unwrap().facts;
        let ocsp = *facts.ocsp.unwrap();
        assert_eq!(ocsp.verified_status(), Some(CertificateStatus::Good));
        assert_eq!(ocsp.freshness, Some(Freshness::Current));
        assert_eq!(problem(&ocsp), "");
        assert!(facts.verification.unwrap().permits_credentials());
        let told = |step: &Step| *step == Step::Stapled(ocsp.clone());
        let told = steps.iter().position(told).unwrap();
        assert!(matches!(steps[told - 1], Step::Certificates(_)));
        assert!(matches!(steps[told + 1], Step::Verified { .. }));
    }
}

#[test]
fn a_responder_whose_appointment_nobody_here_can_check_is_not_a_wrong_one() {
    let ecdsa = |last: u8| [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, last];
    let stapled = stapled();
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    let by = &stapled.world.intermediate.issuer;
    let mut certificate = parameters.signed_by(&key, by).unwrap().der().to_vec();
    // ecdsa-with-SHA256 becomes ecdsa-with-SHA224, inside and outside of what is signed.
    for at in 0..certificate.len() {
        if certificate[at..].starts_with(&ecdsa(2)) {
            certificate[at + 7] = 1;
        }
    }
    let mut statement = stapled.good();
    statement.certificates = certificate;
    let ocsp = stapled.judge(statement.signed_by(&key).unwrap());
    assert_eq!(ocsp.signature, ResponseSignature::Unchecked);
    assert_eq!(
        problem(&ocsp),
        "it is signed in a way that cannot be checked here"
    );
}

#[tokio::test]
async fn a_revoked_certificate_permits_no_credentials() {
    let stapled = stapled();
    let response = stapled.by_issuer(&stapled.good().revoked());
    let verification = stapled.verification(response).await;
    assert_eq!(verification.reasons[0].reason, Reason::Revoked);
    assert_eq!(
        verification.reasons[0].detail,
        "the certificate was revoked at 2026-05-30T23:00:00Z (key compromise) by its issuer"
    );
    assert_eq!(verification.path, Outcome::Wrong);
    assert!(!verification.permits_credentials());
}

#[tokio::test]
async fn a_revocation_that_anybody_could_have_made_is_none() {
    let stapled = stapled();
    let mut revoked = stapled.good().revoked();
    let forged = revoked.signed_by(&stapled.leaf.key).unwrap();
    assert_eq!(stapled.verification(forged).await.reasons, []);
    revoked.serial = vec![7];
    let another = stapled.by_issuer(&revoked);
    let verification = stapled.verification(another).await;
    assert!(verification.permits_credentials());
}

#[test]
fn without_roots_a_revocation_leaves_the_path_unchecked() {
    let stapled = stapled();
    let parameters = crate::net::tls::Parameters {
        roots: Roots::none(),
        ..stapled.world.parameters()
    };
    let response = stapled.by_issuer(&stapled.good().revoked());
    let ocsp = judge(stapled.chain(), response, &parameters.roots, now());
    let recorded = Recorded {
        dropped: 0,
        chain: stapled.chain(),
        ocsp_response: Vec::new(),
        signature: Signature::Valid,
    };
    let facts = |der: &CertificateDer<'_>| crate::tls::Certificate::from_der(der, now());
    let certificates: Vec<_> = stapled.chain().iter().map(facts).collect();
    let verification = super::judgement::judge(&recorded, &certificates, Some(&ocsp), &parameters);
    assert!(verification.has(Reason::Revoked) && verification.trusted().is_none());
    assert!(!verification.permits_credentials());
}

#[test]
fn a_signature_of_a_stranger_is_invalid() {
    let stapled = stapled();
    let forged = stapled.good().signed_by(&KeyPair::generate().unwrap());
    let ocsp = stapled.judge(forged.unwrap());
    assert_eq!(ocsp.signature, ResponseSignature::Invalid);
    assert_eq!(ocsp.certificate_status, Some(CertificateStatus::Good));
    assert_eq!(ocsp.verified_status(), None);
    assert!(problem(&ocsp).starts_with("it is signed neither by"));
}

#[test]
fn a_response_about_another_certificate_counts_for_nothing() {
    let stapled = stapled();
    let mut another = stapled.good();
    another.serial = vec![7];
    let ocsp = stapled.judge(stapled.by_issuer(&another));
    assert_eq!(ocsp.for_leaf, Some(false));
    assert_eq!(ocsp.verified_status(), None);
    assert_eq!(problem(&ocsp), "it is about another certificate");
}

#[test]
fn a_responder_needs_the_issuers_own_appointment() {
    let stapled = stapled();
    let (issuer, above) = (&stapled.world.intermediate, &stapled.world.root);
    let appointed = stapled.by_responder(issuer, |_| {});
    assert_eq!(appointed.signature, ResponseSignature::Valid);
    assert!(appointed.is_verified());
    let any = ExtendedKeyUsagePurpose::Any;
    for (what, ocsp) in [
        ("the root's", stapled.by_responder(above, |_| {})),
        (
            "for anything",
            stapled.by_responder(issuer, |one| one.extended_key_usages = vec![any]),
        ),
        (
            "for anything at all",
            stapled.by_responder(issuer, |one| one.extended_key_usages.clear()),
        ),
        (
            "with a critical extension that nobody knows",
            stapled.by_responder(issuer, |one| {
                let mut unknown = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
                unknown.set_criticality(true);
                one.custom_extensions.push(unknown);
            }),
        ),
        (
            "expired",
            stapled.by_responder(issuer, |one| one.not_after = date_time_ymd(2026, 5, 1)),
        ),
    ] {
        assert_eq!(ocsp.signature, ResponseSignature::Invalid, "{what}");
    }
    // Another authority of the same name: the name fits, the key does not.
    let namesake = root("Example Root").intermediate(|_| {});
    let ocsp = stapled.by_responder(&namesake, |_| {});
    assert_eq!(ocsp.signature, ResponseSignature::Invalid);
}

#[test]
fn a_namesake_of_the_issuer_in_the_chain_is_not_the_issuer() {
    let stapled = stapled();
    let namesake = root("Example Root").intermediate(|_| {});
    let chain = vec![
        stapled.leaf.certificate.clone(),
        namesake.certificate.clone(),
    ];
    let statement =
        Statement::good(&stapled.leaf.certificate, &namesake.certificate, now()).unwrap();
    let response = statement.revoked().signed_by(namesake.issuer.key());
    let roots = stapled.world.parameters().roots;
    let ocsp = judge(chain, response.unwrap(), &roots, now());
    assert_eq!(ocsp.signature, ResponseSignature::Unchecked);
    assert_eq!(ocsp.for_leaf, None);
    assert!(!ocsp.revokes());
}

#[test]
fn the_issuer_may_be_a_root_that_is_not_sent() {
    let world = world();
    let leaf = world.root.leaf(|_| {});
    let statement = Statement::good(&leaf.certificate, &world.root.certificate, now()).unwrap();
    let response = statement.signed_by(world.root.issuer.key()).unwrap();
    let chain = vec![leaf.certificate];
    let ocsp = judge(chain, response, &world.parameters().roots, now());
    assert_eq!(ocsp.verified_status(), Some(CertificateStatus::Good));
}

#[test]
fn without_the_issuer_nothing_is_checked() {
    let stapled = stapled();
    let response = stapled.by_issuer(&stapled.good().revoked());
    let chain = vec![stapled.leaf.certificate.clone()];
    let ocsp = judge(chain, response, &stapled.world.parameters().roots, now());
    assert_eq!(ocsp.signature, ResponseSignature::Unchecked);
    assert_eq!(ocsp.certificate_status, Some(CertificateStatus::Revoked));
    assert!(!ocsp.revokes());
    assert!(problem(&ocsp).contains("is not known"), "{ocsp:?}");
}

#[test]
fn what_is_no_status_is_told_as_what_it_is() {
    let stapled = stapled();
    let later = stapled.judge(vec![0x30, 3, 0x0a, 1, 3]);
    assert_eq!(later.response_status, Some(ResponseStatus::TryLater));
    assert_eq!(problem(&later), "the responder only said \"try later\"");
    let rubbish = stapled.judge(b"rubbish".to_vec());
    assert_eq!(rubbish.response_status, None);
    assert!(problem(&rubbish).contains("RFC 6960"));
}

#[test]
fn what_openssl_signs_verifies() {
    let der = |bytes: &[u8]| CertificateDer::from(bytes.to_vec());
    let chain = vec![
        der(include_bytes!("../../../tls/ocsp/vectors/leaf.der")),
        der(include_bytes!("../../../tls/ocsp/vectors/issuer.der")),
    ];
    let judge = |response: &[u8]| {
        let now = "2026-11-22T00:00:00Z".parse().unwrap();
        judge(chain.clone(), response.to_vec(), &Roots::none(), now)
    };
    let good = include_bytes!("../../../tls/ocsp/vectors/good.der");
    let revoked = include_bytes!("../../../tls/ocsp/vectors/revoked.der");
    let unknown = include_bytes!("../../../tls/ocsp/vectors/unknown.der");
    assert_eq!(judge(good).verified_status(), Some(CertificateStatus::Good));
    // By an appointed responder with an RSA key.
    assert!(judge(revoked).revokes());
    let unknown = judge(unknown);
    assert_eq!(unknown.signature, ResponseSignature::Valid);
    assert_eq!(unknown.for_leaf, Some(false));
}

#[test]
fn no_changed_byte_of_what_is_signed_goes_unnoticed() {
    let stapled = stapled();
    let whole = stapled.by_issuer(&stapled.good());
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x01;
        let ocsp = stapled.judge(changed);
        assert!(!ocsp.is_verified(), "byte {at}: {ocsp:?}");
    }
}
