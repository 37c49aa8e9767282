//! Parts of certificates that decide, each wrong in one way: RFC 5280 sections 4.1.1.2, 4.2, 4.2.1.3 and 4.2.1.10.

use super::*;

fn extension(id: &[u64], content: &[u8], critical: bool) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(id, content.to_vec());
    extension.set_criticality(critical);
    extension
}

/// What is wrong with a server's certificate that has these extensions beside its own.
fn with(extensions: Vec<CustomExtension>) -> Vec<Fault> {
    let root = root(|_| {});
    let server = root.server(|it| {
        it.use_authority_key_identifier_extension = false;
        it.custom_extensions = extensions;
    });
    faults(&[&server], &[&root])
}

#[test]
fn an_extension_stands_in_a_certificate_once() {
    let one = || extension(&[1, 2, 3, 4], &[5, 0], false);
    assert_eq!(with(vec![one()]), []);
    assert_eq!(
        with(vec![one(), one()]),
        [Fault::Malformed(About::Sent(0), Malformed::Duplicate)]
    );
}

/// Sections 4.2.1.1 and 4.2.1.2: "Conforming CAs MUST mark this extension as non-critical".
#[test]
fn key_identifiers_are_not_critical() {
    for (id, content) in [(14, &[4, 1, 1][..]), (35, &[0x30, 0])] {
        let id = [2, 5, 29, id];
        assert_eq!(with(vec![extension(&id, content, false)]), []);
        assert_eq!(
            with(vec![extension(&id, content, true)]),
            [Fault::CriticalExtension(
                About::Sent(0),
                format!("2.5.29.{}", id[3])
            )]
        );
    }
}

#[test]
fn a_key_usage_without_any_bit_allows_nothing() {
    let usage = |bits: &[u8]| with(vec![extension(&[2, 5, 29, 15], bits, true)]);
    assert_eq!(usage(&[3, 1, 0]), [Fault::NotForTls(About::Sent(0))]);
    // keyCertSign; digitalSignature, keyEncipherment, keyAgreement.
    assert_eq!(usage(&[3, 2, 2, 4]), [Fault::NotForTls(About::Sent(0))]);
    for bits in [[3, 2, 7, 0x80], [3, 2, 5, 0x20], [3, 2, 3, 0x08]] {
        assert_eq!(usage(&bits), []);
    }
}

/// What is outside is not signed.
#[test]
fn both_names_of_the_signature_algorithm_are_the_same() {
    let root = root(|_| {});
    let mut server = root.server(|_| {});
    let ecdsa_sha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let found = server.der.windows(8).rposition(|part| part == ecdsa_sha256);
    server.der[found.unwrap() + 7] = 3;
    assert_eq!(
        faults(&[&server], &[&root]),
        [Fault::Malformed(About::Sent(0), Malformed::Algorithms)]
    );
}

/// What is wrong with a server's certificate below an authority with these constraints.
fn below(
    constraints: NameConstraints,
    change: impl FnOnce(&mut CertificateParams),
) -> Vec<(String, Against)> {
    let root = root(|_| {});
    let middle = root.authority("Middle", |it| it.name_constraints = Some(constraints));
    let server = middle.server(change);
    let found = faults(&[&server, &middle], &[&root]).into_iter();
    found
        .map(|fault| match fault {
            Fault::NameConstraint { name, against, .. } => (name, against),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_wildcard_is_permitted_where_all_its_names_are() {
    let permitted = |name: &str| {
        let subtree = GeneralSubtree::DnsName(name.to_owned());
        below(constrained(vec![subtree], vec![]), |it| {
            it.subject_alt_names = vec![SanType::DnsName("*.example.com".try_into().unwrap())];
        })
    };
    assert_eq!(permitted("example.com"), []);
    let not_permitted = ("*.example.com".to_owned(), Against::NotPermitted);
    assert_eq!(permitted("mx.example.com"), [not_permitted]);
}

/// Section 4.2.1.10: "the rfc822Name constraint MUST be applied to the attribute of type emailAddress in the subject" where there is no
/// such alternative name.
#[test]
fn a_mailbox_in_the_subject_counts_where_no_alternative_name_is_one() {
    let constraints = || {
        let permitted = GeneralSubtree::Rfc822Name("example.com".to_owned());
        constrained(vec![permitted], vec![])
    };
    let subject = |it: &mut CertificateParams| {
        let email = DnType::CustomDnType(vec![1, 2, 840, 113_549, 1, 9, 1]);
        it.distinguished_name.push(email, "ann@example.net");
    };
    let not_permitted = ("ann@example.net".to_owned(), Against::NotPermitted);
    assert_eq!(below(constraints(), subject), [not_permitted]);
    let mailbox = SanType::Rfc822Name("ann@example.com".try_into().unwrap());
    let both = |it: &mut CertificateParams| {
        subject(it);
        it.subject_alt_names.push(mailbox);
    };
    assert_eq!(below(constraints(), both), []);
}
