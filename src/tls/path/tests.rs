//! Chains made on the spot, each wrong in one way.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CustomExtension, DistinguishedName, DnType,
    DnValue, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, SanType, date_time_ymd,
};

use super::*;
use crate::tls::certificate::{Key, Signed};

const SERVER: &str = "mx.example.com";

fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

/// A certificate and the key to issue others with.
struct Made {
    der: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

fn authority(name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    parameters.use_authority_key_identifier_extension = true;
    parameters.not_before = date_time_ymd(2020, 1, 1);
    parameters.not_after = date_time_ymd(2040, 1, 1);
    parameters
}

fn server() -> CertificateParams {
    let mut parameters = CertificateParams::new(vec![SERVER.to_owned()]).unwrap();
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::CommonName, SERVER);
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    parameters.not_before = date_time_ymd(2026, 1, 1);
    parameters.not_after = date_time_ymd(2027, 1, 1);
    parameters
}

fn root(change: impl FnOnce(&mut CertificateParams)) -> Made {
    let mut parameters = authority("Root");
    change(&mut parameters);
    let key = KeyPair::generate().unwrap();
    let der = parameters.self_signed(&key).unwrap().der().to_vec();
    let issuer = Issuer::new(parameters, key);
    Made { der, issuer }
}

impl Made {
    fn issue(
        &self,
        mut parameters: CertificateParams,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        change(&mut parameters);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        Self {
            der: certificate.der().to_vec(),
            issuer: Issuer::new(parameters, key),
        }
    }

    fn authority(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        self.issue(authority(name), change)
    }

    fn server(&self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        self.issue(server(), change)
    }
}

fn check(signed: &Signed<'_>, key: &Key<'_>) -> SignatureCheck {
    const ECDSA_SHA256: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    if signed.algorithm != ECDSA_SHA256 {
        return SignatureCheck::Unsupported;
    }
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key.bits);
    match key.verify(signed.message, signed.signature) {
        Ok(()) => SignatureCheck::Valid,
        Err(_) => SignatureCheck::Invalid,
    }
}

fn judge(chain: &[&Made], roots: &[&Made]) -> Answer {
    let chain: Vec<&[u8]> = chain.iter().map(|made| made.der.as_slice()).collect();
    judge_bytes(&chain, roots)
}

fn judge_bytes(chain: &[&[u8]], roots: &[&Made]) -> Answer {
    let question = Question {
        chain,
        incomplete: false,
        anchors: &|name, compare| {
            let named = |made: &&&Made| {
                Member::of(&made.der).is_ok_and(|root| compare.same(&root.subject, name))
            };
            let found = roots.iter().filter(named);
            found.map(|made| Anchor::Certificate(&made.der)).collect()
        },
        check: &check,
        now: now(),
    };
    question.judge()
}

fn faults(chain: &[&Made], roots: &[&Made]) -> Vec<Fault> {
    judge(chain, roots).faults
}

fn anchor(made: &Made) -> About {
    About::Anchor(made.der.clone())
}

fn constrained(permitted: Vec<GeneralSubtree>, excluded: Vec<GeneralSubtree>) -> NameConstraints {
    NameConstraints {
        permitted_subtrees: permitted,
        excluded_subtrees: excluded,
    }
}

#[test]
fn a_chain_is_valid_in_any_order_and_with_strangers_in_it() {
    let (root, stranger) = (root(|_| {}), root(|_| {}));
    let upper = root.authority("Upper", |_| {});
    let lower = upper.authority("Lower", |_| {});
    let server = lower.server(|_| {});
    for chain in [
        vec![&server, &lower, &upper],
        vec![&server, &upper, &stranger, &lower, &server],
        vec![&server, &lower, &upper, &root],
    ] {
        assert_eq!(judge(&chain, &[&root]), Answer::default());
    }
    assert_eq!(
        faults(&[&server, &lower], &[&root]),
        [Fault::UnknownIssuer(About::Sent(1))]
    );
}

#[test]
fn ten_intermediates_are_not_too_many() {
    let root = root(|_| {});
    let mut chain = Vec::new();
    for step in 0..10 {
        let above: &Made = chain.last().unwrap_or(&root);
        let next = above.authority(&format!("Step {step}"), |_| {});
        chain.push(next);
    }
    chain.push(chain[9].server(|_| {}));
    chain.reverse();
    let chain: Vec<_> = chain.iter().collect();
    assert_eq!(judge(&chain, &[&root]), Answer::default());
}

#[test]
fn every_certificate_must_be_in_time_the_root_too() {
    let late =
        |parameters: &mut CertificateParams| parameters.not_after = date_time_ymd(2026, 5, 1);
    let early =
        |parameters: &mut CertificateParams| parameters.not_before = date_time_ymd(2026, 7, 1);
    let (good, old) = (root(|_| {}), root(late));
    let end = 1_777_593_600;
    let server = old.server(|_| {});
    assert_eq!(
        faults(&[&server], &[&old]),
        [Fault::Expired(anchor(&old), end)]
    );
    let middle = good.authority("Middle", late);
    let server = middle.server(early);
    assert_eq!(
        faults(&[&server, &middle], &[&good]),
        [
            Fault::NotYetValid(About::Sent(0), 1_782_864_000),
            Fault::Expired(About::Sent(1), end)
        ]
    );
}

#[test]
fn only_an_authority_that_may_sign_certificates_issues_them() {
    let root = root(|_| {});
    let no_authority = root.authority("Nobody", |it| it.is_ca = IsCa::ExplicitNoCa);
    let server = no_authority.server(|_| {});
    assert_eq!(
        faults(&[&server, &no_authority], &[&root]),
        [Fault::NotAuthority(About::Sent(1))]
    );
    let silent = root.authority("Silent", |it| {
        it.is_ca = IsCa::NoCa;
        it.key_usages = vec![];
    });
    let server = silent.server(|_| {});
    assert_eq!(
        faults(&[&server, &silent], &[&root]),
        [Fault::NotAuthority(About::Sent(1))]
    );
    let revoker = root.authority("Revoker", |it| {
        it.key_usages = vec![KeyUsagePurpose::CrlSign]
    });
    let server = revoker.server(|_| {});
    assert_eq!(
        faults(&[&server, &revoker], &[&root]),
        [Fault::MayNotSign(About::Sent(1))]
    );
    // Two steps up, and in the root.
    let lower = revoker.authority("Lower", |_| {});
    let server = lower.server(|_| {});
    assert_eq!(
        faults(&[&server, &lower, &revoker], &[&root]),
        [Fault::MayNotSign(About::Sent(2))]
    );
    let root = self::root(|it| it.key_usages = vec![KeyUsagePurpose::CrlSign]);
    let server = root.server(|_| {});
    assert_eq!(
        faults(&[&server], &[&root]),
        [Fault::MayNotSign(anchor(&root))]
    );
}

#[test]
fn a_path_length_counts_authorities_that_are_not_self_issued() {
    let limited = |allowed: u8| {
        move |it: &mut CertificateParams| {
            it.is_ca = IsCa::Ca(BasicConstraints::Constrained(allowed));
        }
    };
    let root = root(limited(1));
    let upper = root.authority("Upper", |_| {});
    let server = upper.server(|_| {});
    assert_eq!(faults(&[&server, &upper], &[&root]), []);
    // A new key of the same authority, certified by the old one.
    let renewed = upper.authority("Upper", |_| {});
    let server = renewed.server(|_| {});
    assert_eq!(faults(&[&server, &renewed, &upper], &[&root]), []);
    let lower = upper.authority("Lower", |_| {});
    let server = lower.server(|_| {});
    assert_eq!(
        faults(&[&server, &lower, &upper], &[&root]),
        [Fault::PathLength {
            about: anchor(&root),
            allowed: 1,
            follow: 2
        }]
    );
}

#[test]
fn names_must_be_permitted_and_not_excluded_by_every_authority() {
    let root = root(|_| {});
    let dns = |name: &str| GeneralSubtree::DnsName(name.to_owned());
    let judged = |constraints: NameConstraints, names: Vec<SanType>| {
        let middle = root.authority("Middle", |it| it.name_constraints = Some(constraints));
        let server = middle.server(|it| it.subject_alt_names = names);
        faults(&[&server, &middle], &[&root])
    };
    let name = |name: &str| SanType::DnsName(name.try_into().unwrap());
    let fault = |name: &str, against| Fault::NameConstraint {
        about: About::Sent(0),
        name: name.to_owned(),
        by: About::Sent(1),
        against,
    };
    let permitted = || constrained(vec![dns("example.com"), dns("example.org")], vec![]);
    assert_eq!(
        judged(permitted(), vec![name(SERVER), name("example.org")]),
        []
    );
    assert_eq!(
        judged(permitted(), vec![name(SERVER), name("example.net")]),
        [fault("example.net", Against::NotPermitted)]
    );
    assert_eq!(
        judged(
            constrained(vec![], vec![dns("mx.example.com")]),
            vec![name("*.example.com")]
        ),
        [fault("*.example.com", Against::Excluded)]
    );
    let network = CidrSubnet::from_v4_prefix([192, 0, 2, 0], 24);
    let address = |text: &str| SanType::IpAddress(text.parse().unwrap());
    let addresses = || constrained(vec![GeneralSubtree::IpAddress(network)], vec![]);
    assert_eq!(judged(addresses(), vec![address("192.0.2.1")]), []);
    assert_eq!(
        judged(addresses(), vec![address("192.0.3.1")]),
        [fault("192.0.3.1", Against::NotPermitted)]
    );
    let mailbox = SanType::Rfc822Name("ann@example.net".try_into().unwrap());
    let mailboxes = || {
        let permitted = vec![GeneralSubtree::Rfc822Name("example.com".to_owned())];
        constrained(permitted, vec![])
    };
    assert_eq!(
        judged(mailboxes(), vec![mailbox]),
        [fault("ann@example.net", Against::NotPermitted)]
    );
    // The authority's constraints can be read; the name is what cannot.
    assert_eq!(
        judged(
            mailboxes(),
            vec![SanType::Rfc822Name("ann".try_into().unwrap())]
        ),
        [fault("ann", Against::Incomparable)]
    );
}

#[test]
fn a_permitted_directory_name_is_the_same_in_another_string_type_case_and_with_other_blanks() {
    let organization = |value: DnValue| {
        let mut name = DistinguishedName::new();
        name.push(DnType::OrganizationName, value);
        name
    };
    let root = root(|_| {});
    let middle = root.authority("Middle", |it| {
        let permitted = organization(DnValue::PrintableString(
            " EXAMPLE  Mail".try_into().unwrap(),
        ));
        it.name_constraints = Some(constrained(
            vec![GeneralSubtree::DirectoryName(permitted)],
            vec![],
        ));
    });
    let of = |value: &str| {
        middle.server(|it| {
            it.distinguished_name = organization(DnValue::Utf8String(value.to_owned()));
        })
    };
    assert_eq!(faults(&[&of("Example mail"), &middle], &[&root]), []);
    assert_eq!(
        faults(&[&of("Another"), &middle], &[&root]),
        [Fault::NameConstraint {
            about: About::Sent(0),
            name: "O=Another".to_owned(),
            by: About::Sent(1),
            against: Against::NotPermitted
        }]
    );
}

#[test]
fn an_issuer_is_found_whatever_the_string_type_of_its_name() {
    let key = KeyPair::generate().unwrap();
    let mut printable = authority("");
    printable.distinguished_name = DistinguishedName::new();
    printable.distinguished_name.push(
        DnType::CommonName,
        DnValue::PrintableString("Example CA".try_into().unwrap()),
    );
    let der = printable.self_signed(&key).unwrap().der().to_vec();
    let issuer = Issuer::new(authority("example  CA"), key);
    let root = Made { der, issuer };
    assert_eq!(judge(&[&root.server(|_| {})], &[&root]), Answer::default());
}

#[test]
fn purposes_count_in_every_certificate() {
    let clients = |it: &mut CertificateParams| {
        it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]
    };
    let root = root(|_| {});
    let server = root.server(clients);
    assert_eq!(
        faults(&[&server], &[&root]),
        [Fault::NotForServers(About::Sent(0))]
    );
    let middle = root.authority("Middle", clients);
    let server = middle.server(|_| {});
    assert_eq!(
        faults(&[&server, &middle], &[&root]),
        [Fault::NotForServers(About::Sent(1))]
    );
    let server = root.server(|it| it.key_usages = vec![KeyUsagePurpose::CrlSign]);
    assert_eq!(
        faults(&[&server], &[&root]),
        [Fault::NotForTls(About::Sent(0))]
    );
}

#[test]
fn a_critical_extension_that_is_not_understood_ends_it() {
    let root = root(|_| {});
    let server = root.server(|it| {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        extension.set_criticality(true);
        it.custom_extensions.push(extension);
    });
    assert_eq!(
        faults(&[&server], &[&root]),
        [Fault::CriticalExtension(
            About::Sent(0),
            "1.2.3.4".to_owned()
        )]
    );
}

#[test]
fn a_path_that_needs_policies_is_unchecked_and_what_is_no_constraint_malformed() {
    let root = root(|_| {});
    let server_with = |id: u64, contents: &[u8], critical: bool| {
        root.server(|it| {
            let mut extension =
                CustomExtension::from_oid_content(&[2, 5, 29, id], contents.to_vec());
            extension.set_criticality(critical);
            it.custom_extensions.push(extension);
        })
    };
    // requireExplicitPolicy 0; inhibitPolicyMapping 0, which alone breaks no path.
    let explicit = [0x30, 3, 0x80, 1, 0];
    let unchecked = judge(&[&server_with(36, &explicit, true)], &[&root]);
    assert_eq!(unchecked.faults, []);
    assert_eq!(unchecked.unchecked, [Unchecked::Policies(About::Sent(0))]);
    for (contents, critical) in [(explicit, false), ([0x30, 3, 0x81, 1, 0], true)] {
        let server = server_with(36, &contents, critical);
        assert_eq!(judge(&[&server], &[&root]), Answer::default());
    }
    for (id, garbage) in [
        (36, &[0x30, 0][..]),
        (36, &[5, 0]),
        (54, &[5, 0]),
        (33, &[5, 0]),
    ] {
        assert_eq!(
            faults(&[&server_with(id, garbage, true)], &[&root]),
            [Fault::Malformed(About::Sent(0), Malformed::Extension)]
        );
    }
}

#[test]
fn of_two_authorities_of_one_name_the_one_whose_key_has_signed_counts() {
    let (old, new) = (root(|_| {}), root(|_| {}));
    let server = new.server(|_| {});
    assert_eq!(judge(&[&server], &[&old, &new]), Answer::default());
    // The renewed one is not trusted: nobody is in between.
    assert_eq!(
        faults(&[&server], &[&old]),
        [Fault::NotByNamesakes {
            about: About::Sent(0),
            anchor: true
        }]
    );
    assert_eq!(
        faults(&[&server, &new], &[&old]),
        [Fault::SelfSigned(About::Sent(1))]
    );
    // A cross-sign of the new key by the old one leads there.
    let mut cross = authority("Root");
    cross.use_authority_key_identifier_extension = false;
    let crossed = cross
        .signed_by(new.issuer.key(), &old.issuer)
        .unwrap()
        .der()
        .to_vec();
    let chain: [&[u8]; 3] = [&server.der, &new.der, &crossed];
    assert_eq!(judge_bytes(&chain, &[&old]), Answer::default());
}

#[test]
fn an_expired_cross_sign_is_not_needed_where_another_way_is_open() {
    let (old, new) = (root(|_| {}), root(|it| *it = authority("New Root")));
    let middle = new.authority("Middle", |_| {});
    let mut expired = authority("New Root");
    expired.not_after = date_time_ymd(2024, 1, 1);
    let cross = expired
        .signed_by(new.issuer.key(), &old.issuer)
        .unwrap()
        .der()
        .to_vec();
    let server = middle.server(|_| {});
    let chain: [&[u8]; 3] = [&server.der, &middle.der, &cross];
    assert_eq!(judge_bytes(&chain, &[&new, &old]), Answer::default());
    assert_eq!(
        judge_bytes(&chain, &[&old]).faults,
        [Fault::Expired(About::Sent(2), 1_704_067_200)]
    );
}

/// `openssl verify`: "unable to get local issuer certificate"; `certtool --verify`: "The certificate issuer is unknown". RFC 5280
/// section 4.2.1.1.
#[test]
fn an_issuer_that_is_not_the_one_named_is_none() {
    let root = root(|_| {});
    let naming = |identifier: &[u8]| {
        let content = [&[0x30, 22, 0x80, 20][..], identifier].concat();
        root.server(|server| {
            server.use_authority_key_identifier_extension = false;
            let extension = CustomExtension::from_oid_content(&[2, 5, 29, 35], content);
            server.custom_extensions = vec![extension];
        })
    };
    let other = Fault::OtherIssuer {
        about: About::Sent(0),
        by: anchor(&root),
    };
    assert_eq!(faults(&[&naming(&[7; 20])], &[&root]), [other]);
    let own = Member::of(&root.der).unwrap().extensions;
    let own = own.subject_key_identifier.unwrap();
    assert_eq!(faults(&[&naming(own)], &[&root]), []);
}

#[test]
fn a_signature_is_wrong_only_where_the_key_identifiers_say_whose_it_should_be() {
    let root = root(|_| {});
    let mut server = root.server(|_| {});
    let last = server.der.len() - 1;
    server.der[last] ^= 1;
    assert_eq!(
        faults(&[&server], &[&root]),
        [Fault::BadSignature {
            about: About::Sent(0),
            by: anchor(&root)
        }]
    );
}

#[test]
fn a_signature_that_cannot_be_checked_is_unchecked_and_not_wrong() {
    let key = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let parameters = authority("Other Root");
    let der = parameters.self_signed(&key).unwrap().der().to_vec();
    let other = Made {
        der,
        issuer: Issuer::new(parameters, key),
    };
    let server = other.server(|_| {});
    let answer = judge(&[&server], &[&other]);
    assert_eq!(answer.faults, []);
    assert_eq!(answer.unchecked, [Unchecked::Signature(About::Sent(0))]);
}

#[test]
fn what_signs_itself_is_trusted_only_as_an_anchor() {
    let key = KeyPair::generate().unwrap();
    let parameters = server();
    let der = parameters.self_signed(&key).unwrap().der().to_vec();
    let own = Made {
        der,
        issuer: Issuer::new(parameters, key),
    };
    assert_eq!(
        faults(&[&own], &[&root(|_| {})]),
        [Fault::SelfSigned(About::Sent(0))]
    );
    assert_eq!(judge(&[&own], &[&own]), Answer::default());
}

#[test]
fn more_ways_than_are_looked_at_are_neither_valid_nor_an_unknown_issuer() {
    let root = root(|_| {});
    let made: Vec<_> = (0..24)
        .map(|_| root.authority("Same", |it| *it = authority("Same")))
        .collect();
    // All of one name, each issued by another of that name.
    let mut chain = vec![made[0].server(|_| {}).der];
    for one in &made {
        for other in &made {
            let same = authority("Same");
            let issued = same.signed_by(other.issuer.key(), &one.issuer).unwrap();
            chain.push(issued.der().to_vec());
        }
    }
    let chain: Vec<&[u8]> = chain.iter().map(Vec::as_slice).collect();
    let answer = judge_bytes(&chain, &[]);
    assert_eq!(answer.unchecked, [Unchecked::TooManyWays]);
    assert_eq!(answer.faults, []);
}

#[test]
fn what_cannot_be_read_is_said_to_be_so() {
    let root = root(|_| {});
    assert_eq!(
        judge_bytes(&[b"\x30\x03\x02\x01\x05"], &[&root]).faults,
        [Fault::Malformed(About::Sent(0), Malformed::Certificate)]
    );
    let server = root.server(|_| {});
    for at in 0..server.der.len() {
        let mut changed = server.der.clone();
        changed[at] ^= 0xff;
        assert!(!judge_bytes(&[&changed], &[&root]).is_valid(), "byte {at}");
        let _ = judge_bytes(&[&server.der[..at]], &[&root]);
    }
}

mod details;
mod hostile;
