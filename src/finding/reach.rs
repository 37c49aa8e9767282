//! What other clients do with a server with which this program's TLS library has nothing in common, told from what the server
//! chose out of a hand-made hello that offers much more. The limits of that library are no fault of the server. The yardstick
//! is OpenSSL 3 as it comes, which Postfix and Exim speak TLS with. RFC 8446 section 4.1.1, RFC 5246 section 7.4.

use super::{Check, Evidence, Severity::Error, Severity::Notice, Verdict, server};
use crate::{
    report::{Report, Server, server::Tls},
    tls::{
        Group,
        lack::{Chosen, Lack},
    },
};

pub(super) const CHECKS: &[Check] = &[server(
    "tls-beyond-this-program",
    Notice,
    "other clients speak TLS with the server, this program cannot",
    "RFC 8446 section 4.1.1",
    "Clients with OpenSSL are served; the server's TLS was not checked any further.",
    |server, report| match &server.tls {
        None => Verdict::NotApplicable,
        Some(tls) => match beyond(tls) {
            None => Verdict::Pass,
            Some(lack) => {
                let evidence = Evidence {
                    title: title(&lack),
                    ..Evidence::new(in_words(tls, &lack)).remedied_by(remedy(&lack))
                };
                Verdict::Found(vec![match requires_tls(report) {
                    true => evidence.of(Error),
                    false => evidence,
                }])
            }
        },
    },
)];

/// Where nobody knows what other clients make of it.
fn title(lack: &Lack) -> Option<String> {
    match lack {
        Lack::Size => {
            Some("a message of the TLS handshake is larger than this program takes".to_owned())
        }
        Lack::Other(_) => Some("this program's TLS does not go on with the server".to_owned()),
        _ => None,
    }
}

/// What makes the server one for every client.
pub(super) fn remedy(lack: &Lack) -> String {
    match lack {
        Lack::RsaKeyExchange => "Allow suites with ECDHE beside RSA key exchange, which keeps nothing secret once the key \
             leaks (Postfix: no kECDHE or EECDH in smtpd_tls_exclude_ciphers)."
            .to_owned(),
        Lack::FiniteField => "Allow suites with ECDHE beside those with DHE (Postfix: smtpd_tls_eecdh_grade = auto; \
             Exim: tls_eccurve = auto)."
            .to_owned(),
        Lack::Group(group) => format!(
            "Allow the group x25519 or secp256r1 beside {group} (Postfix: tls_eecdh_auto_curves; Exim: tls_eccurve; \
             elsewhere: the list of curves or groups)."
        ),
        Lack::CertificateKey(key) => format!(
            "Give the server a certificate with a key of RSA or EC P-256, alone or beside the one of {key}: every client \
             can check it."
        ),
        Lack::SignatureScheme(_) => "Let the server sign with RSA or ECDSA and SHA-256 as well: do not restrict its signature \
             algorithms (OpenSSL: SignatureAlgorithms, openssl s_client -sigalgs shows what it takes)."
            .to_owned(),
        Lack::Cipher(_) => {
            "Allow ECDHE with AES-GCM or ChaCha20 as well (Postfix: smtpd_tls_ciphers = medium).".to_owned()
        }
        Lack::Size => "See whether the server sends certificates that the chain does not need: OpenSSL takes 100 KiB of them \
             unless told otherwise."
            .to_owned(),
        Lack::Other(_) => {
            "Try openssl s_client, which speaks TLS with another library; the server's TLS was not checked any further."
                .to_owned()
        }
    }
}

/// What the server chose out of the hand-made hello, where there was one.
pub(super) fn chosen(tls: &Tls) -> Option<Chosen> {
    let (version, cipher_suite) = (tls.version?, tls.cipher_suite?);
    let key = tls.certificates.first().map(|leaf| leaf.public_key.clone());
    tls.by_older_hello.then(|| Chosen {
        version,
        cipher_suite,
        group: tls.key_exchange_group,
        dh: tls.dh.clone(),
        signature_scheme: tls.signature_scheme,
        key,
    })
}

/// What we lack, where clients with OpenSSL come to an encrypted connection that we do not come to.
pub(super) fn beyond(tls: &Tls) -> Option<Lack> {
    limit(tls).or_else(|| failed_choice(tls)?.beyond())
}

/// What ended the handshake on our side alone.
fn limit(tls: &Tls) -> Option<Lack> {
    let error = tls.error.as_ref().filter(|_| !tls.complete)?;
    Lack::of_error(error)
}

fn failed_choice(tls: &Tls) -> Option<Chosen> {
    chosen(tls).filter(|_| !tls.complete)
}

/// What we lack for what the server chose; `None` where nothing is known to be lacking.
pub(super) fn lack(tls: &Tls) -> Option<Lack> {
    failed_choice(tls)?.lack()
}

/// Whether TLS was required, so that a check without it has failed.
pub(super) fn requires_tls(report: &Report) -> bool {
    let asked = &report.asked;
    asked.starttls || asked.implicit_tls || asked.has("auth") || asked.has("min-tls")
}

/// Whether clients with OpenSSL come to an encrypted connection: with what we lack, or what `--min-tls` left out. Where neither
/// is the reason, whatever ended our handshake may end theirs.
pub(super) fn others_speak(tls: &Tls, report: &Report) -> bool {
    // Postfix offers groups of finite fields since version 3.8 only.
    let named_field = tls.key_exchange_group.is_some_and(Group::is_finite_field);
    let speaks = chosen(tls).is_some_and(|chosen| chosen.openssl_speaks());
    speaks && !named_field && (lack(tls).is_some() || report.asked.has("min-tls"))
}

fn in_words(tls: &Tls, lack: &Lack) -> String {
    match chosen(tls).filter(|_| limit(tls).is_none()) {
        Some(chosen) => chosen.in_words(lack),
        None => tls.error_in_words(),
    }
}

/// The server that counts was not checked, for want of what this program lacks.
pub(super) fn unchecked(server: &Server, report: &Report) -> Option<String> {
    let tls = server.tls.as_ref()?;
    let lack = beyond(tls).filter(|_| !requires_tls(report))?;
    Some(format!("it {}", lack.in_words()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Cause, FailedStage},
        finding::support::{certificate, fail, severities},
        report::Delivery::{self, Deferred, Encrypted, Unknown},
        report::server::StartTlsStatus,
        tls::{
            Alert, CipherSuite, HandshakeError, SignatureScheme, TlsVersion, group::DhParameters,
        },
    };

    /// A server that chose this out of a wider hello.
    fn chose(version: TlsVersion, suite: &str, group: Option<u16>, key: &str) -> Report {
        let mut report = fail(FailedStage::Tls, Cause::Handshake, |server| {
            server.preference = Some(10);
            server.starttls.status = StartTlsStatus::HandshakeFailed;
            let mut leaf = certificate("mx.example.com", "Example CA");
            leaf.public_key.algorithm = key.to_owned();
            leaf.public_key.bits = None;
            let with_certificate = version != TlsVersion::Tls13;
            server.tls = Some(Tls {
                version: Some(version),
                cipher_suite: CipherSuite::named(suite),
                key_exchange_group: group.map(Group),
                certificates: with_certificate.then_some(leaf).into_iter().collect(),
                by_older_hello: true,
                error: Some(HandshakeError::Alert(Alert::HANDSHAKE_FAILURE)),
                ..Tls::default()
            });
        });
        report.servers[0].ehlo.truncate(1);
        report
    }

    fn lacks(report: &Report) -> Option<Lack> {
        beyond(report.servers[0].tls.as_ref().unwrap())
    }

    fn senders(report: &Report) -> Vec<Delivery> {
        let views = super::super::senders::senders(&report.servers[0], report);
        views.into_iter().map(|view| view.outcome).collect()
    }

    #[test]
    fn what_openssl_speaks_is_told_with_what_this_program_lacks() {
        use TlsVersion::{Tls12, Tls13};
        let rsa = "TLS_RSA_WITH_AES_128_GCM_SHA256";
        let ecdhe = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
        let ecdsa = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        let cbc = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
        let tls13 = "TLS_AES_256_GCM_SHA384";
        let key = |key: &str| Lack::CertificateKey(key.to_owned());
        for (report, lack) in [
            (chose(Tls12, rsa, None, "RSA"), Lack::RsaKeyExchange),
            (chose(Tls12, ecdhe, Some(25), "RSA"), Lack::Group(Group(25))),
            (chose(Tls13, tls13, Some(30), ""), Lack::Group(Group(30))),
            (chose(Tls13, tls13, Some(256), ""), Lack::Group(Group(256))),
            (chose(Tls12, ecdsa, Some(29), "EC P-521"), key("EC P-521")),
            (chose(Tls12, ecdsa, Some(29), "Ed448"), key("Ed448")),
            (chose(Tls12, ecdhe, Some(29), "RSA-PSS"), key("RSA-PSS")),
            (
                chose(Tls12, cbc, Some(29), "RSA"),
                Lack::Cipher(CipherSuite::named(cbc).unwrap()),
            ),
        ] {
            assert_eq!(lacks(&report).as_ref(), Some(&lack));
            assert_eq!(
                severities(&report),
                [("tls-beyond-this-program", Notice)],
                "{lack:?}"
            );
            let outcome = match lack {
                Lack::Group(group) if group.is_finite_field() => Unknown,
                _ => Encrypted,
            };
            assert_eq!(
                senders(&report)[..3],
                [outcome, outcome, Unknown],
                "{lack:?}"
            );
        }
    }

    #[test]
    fn a_limit_of_our_own_is_no_handshake_that_the_server_failed() {
        for (error, lack) in [
            (HandshakeError::TooLarge, Lack::Size),
            (
                HandshakeError::Ours("x".to_owned()),
                Lack::Other("x".to_owned()),
            ),
        ] {
            let mut report = fail(FailedStage::Tls, Cause::Handshake, |server| {
                server.preference = Some(10);
                server.starttls.status = StartTlsStatus::HandshakeFailed;
                server.tls.get_or_insert_default().complete = false;
                server.tls.get_or_insert_default().error = Some(error.clone());
            });
            report.servers[0].ehlo.truncate(1);
            assert_eq!(lacks(&report), Some(lack));
            assert_eq!(severities(&report), [("tls-beyond-this-program", Notice)]);
            assert_eq!(senders(&report)[..2], [Unknown; 2]);
            report.asked.starttls = true;
            assert_eq!(severities(&report), [("tls-beyond-this-program", Error)]);
        }
    }

    /// What `openssl s_server -tls1_2 -sigalgs RSA+SHA224` does: OpenSSL's clients and Postfix reach it.
    #[test]
    fn a_signature_scheme_is_ours_or_openssls_or_nobodys() {
        let signed = |scheme| {
            let suite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
            let mut report = chose(TlsVersion::Tls12, suite, Some(29), "RSA");
            report.servers[0]
                .tls
                .get_or_insert_default()
                .signature_scheme = Some(SignatureScheme(scheme));
            report
        };
        let sha224 = signed(0x0301);
        let lack = Lack::SignatureScheme(SignatureScheme(0x0301));
        assert_eq!(lacks(&sha224), Some(lack));
        assert_eq!(severities(&sha224), [("tls-beyond-this-program", Notice)]);
        assert_eq!(senders(&sha224)[..2], [Encrypted; 2]);
        assert_eq!(lacks(&signed(0x0401)), None);
        assert_eq!(lacks(&signed(0x0101)), None, "OpenSSL has no MD5 there");
    }

    #[test]
    fn a_prime_counts_from_2048_bits_on() {
        let with_prime = |bits| {
            let suite = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256";
            let mut report = chose(TlsVersion::Tls12, suite, None, "RSA");
            let standard = None;
            report.servers[0].tls.get_or_insert_default().dh =
                Some(DhParameters { bits, standard });
            lacks(&report)
        };
        assert_eq!(with_prime(2048), Some(Lack::FiniteField));
        assert_eq!(with_prime(1024), None);
    }

    #[test]
    fn what_senders_differ_in_is_not_known() {
        let old = "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA";
        let rc4 = "TLS_RSA_WITH_RC4_128_SHA";
        let ecdhe = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
        for report in [
            chose(TlsVersion::Tls10, old, Some(29), "RSA"),
            chose(TlsVersion::Tls12, rc4, None, "RSA"),
            chose(TlsVersion::Tls12, ecdhe, Some(26), "RSA"),
        ] {
            assert_eq!(lacks(&report), None);
            assert_eq!(senders(&report), [Unknown; 5]);
        }
    }

    #[test]
    fn where_tls_is_required_it_is_an_error() {
        let suite = "TLS_RSA_WITH_AES_128_GCM_SHA256";
        let mut report = chose(TlsVersion::Tls12, suite, None, "RSA");
        report.asked.starttls = true;
        assert_eq!(severities(&report), [("tls-beyond-this-program", Error)]);
    }

    #[test]
    fn a_server_that_refuses_every_hello_is_refused_by_all_who_insist() {
        let mut report = chose(TlsVersion::Tls12, "TLS_RSA_WITH_RC4_128_SHA", None, "RSA");
        let tls = report.servers[0].tls.get_or_insert_default();
        (tls.by_older_hello, tls.version, tls.cipher_suite) = (false, None, None);
        assert_eq!(
            senders(&report)[..3],
            [Delivery::Plaintext, Deferred, Deferred]
        );
    }
}
