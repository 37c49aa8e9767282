//! What other clients do with a server with which this program's TLS library has nothing in common, told from what the server
//! chose out of a hand-made hello that offers much more. The limits of that library are no fault of the server. The yardstick
//! is OpenSSL 3 as it comes, which Postfix and Exim speak TLS with. RFC 8446 section 4.1.1, RFC 5246 section 7.4.

use super::{Check, Evidence, Severity::Error, Severity::Notice, Verdict, server};
use crate::{
    report::{Report, Server, server::Tls},
    tls::{
        CipherSuite, Group, HandshakeError, SignatureScheme, TlsVersion,
        cipher_suite::{Authentication, Cipher, KeyExchange, Mode},
        client_hello::breadth,
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
                    title: lack.title(),
                    ..Evidence::new(in_words(tls, &lack)).remedied_by(lack.remedy())
                };
                Verdict::Found(vec![match requires_tls(report) {
                    true => evidence.of(Error),
                    false => evidence,
                }])
            }
        },
    },
)];

/// What the TLS library lacks for a server's choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lack {
    /// It does not encrypt a session's key with that of the certificate.
    RsaKeyExchange,
    /// It does not exchange keys over finite fields in TLS 1.2.
    FiniteField,
    /// It does not have the group.
    Group(Group),
    /// It cannot check what is signed with such a key, in this version of TLS.
    CertificateKey(String),
    /// It does not have the scheme with which the server signs its key exchange.
    SignatureScheme(SignatureScheme),
    /// It does not have the suite's cipher.
    Cipher(CipherSuite),
    /// It does not keep so large a message.
    Size,
    /// It did not go on, as it says.
    Other(String),
}

impl Lack {
    fn in_words(&self) -> String {
        match self {
            Self::RsaKeyExchange => "does not have RSA key exchange".to_owned(),
            Self::FiniteField => "does not have finite-field Diffie-Hellman in TLS 1.2".to_owned(),
            Self::Group(group) => format!("does not have the group {group}"),
            Self::CertificateKey(key) => {
                format!("cannot check a certificate with a key of {key} there")
            }
            Self::SignatureScheme(scheme) => {
                format!("does not have the signature scheme {}", scheme.in_tls12())
            }
            Self::Cipher(suite) => format!("does not have the cipher of {suite}"),
            Self::Size => "takes no handshake message above 64 KiB".to_owned(),
            Self::Other(why) => format!("does not go on: {why}"),
        }
    }

    /// Where nobody knows what other clients make of it.
    fn title(&self) -> Option<String> {
        match self {
            Self::Size => {
                Some("a message of the TLS handshake is larger than this program takes".to_owned())
            }
            Self::Other(_) => Some("this program's TLS does not go on with the server".to_owned()),
            _ => None,
        }
    }

    /// What makes the server one for every client.
    pub(super) fn remedy(&self) -> String {
        match self {
            Self::RsaKeyExchange => "Allow suites with ECDHE beside RSA key exchange, which keeps nothing secret once the key \
                 leaks (Postfix: no kECDHE or EECDH in smtpd_tls_exclude_ciphers)."
                .to_owned(),
            Self::FiniteField => "Allow suites with ECDHE beside those with DHE (Postfix: smtpd_tls_eecdh_grade = auto; \
                 Exim: tls_eccurve = auto)."
                .to_owned(),
            Self::Group(group) => format!(
                "Allow the group x25519 or secp256r1 beside {group} (Postfix: tls_eecdh_auto_curves; Exim: tls_eccurve; \
                 elsewhere: the list of curves or groups)."
            ),
            Self::CertificateKey(key) => format!(
                "Give the server a certificate with a key of RSA or EC P-256, alone or beside the one of {key}: every client \
                 can check it."
            ),
            Self::SignatureScheme(_) => "Let the server sign with RSA or ECDSA and SHA-256 as well: do not restrict its signature \
                 algorithms (OpenSSL: SignatureAlgorithms, openssl s_client -sigalgs shows what it takes)."
                .to_owned(),
            Self::Cipher(_) => {
                "Allow ECDHE with AES-GCM or ChaCha20 as well (Postfix: smtpd_tls_ciphers = medium).".to_owned()
            }
            Self::Size => "See whether the server sends certificates that the chain does not need: OpenSSL takes 100 KiB of them \
                 unless told otherwise."
                .to_owned(),
            Self::Other(_) => {
                "Try openssl s_client, which speaks TLS with another library; the server's TLS was not checked any further."
                    .to_owned()
            }
        }
    }
}

/// What we lack, where clients with OpenSSL come to an encrypted connection that we do not come to.
pub(super) fn beyond(tls: &Tls) -> Option<Lack> {
    limit(tls).or_else(|| lack(tls).filter(|_| openssl_speaks(tls)))
}

/// What ended the handshake on our side alone.
fn limit(tls: &Tls) -> Option<Lack> {
    match &tls.error {
        Some(HandshakeError::TooLarge) if !tls.complete => Some(Lack::Size),
        Some(HandshakeError::Ours(why)) if !tls.complete => Some(Lack::Other(why.clone())),
        _ => None,
    }
}

/// Whether TLS was required, so that a check without it has failed.
pub(super) fn requires_tls(report: &Report) -> bool {
    let asked = &report.asked;
    asked.starttls || asked.implicit_tls || asked.authentication || asked.minimum_tls
}

/// What we lack for what the server chose out of a wider hello; `None` where nothing is known to be lacking.
pub(super) fn lack(tls: &Tls) -> Option<Lack> {
    let (version, suite) = (tls.version?, tls.cipher_suite?);
    let row = suite
        .row()
        .filter(|_| tls.by_older_hello && !tls.complete)?;
    let key = tls.certificates.first().map(|leaf| &leaf.public_key);
    let unknown_key = key.filter(|key| !OUR_KEYS.contains(&key.algorithm.as_str()));
    let unknown_scheme = tls
        .signature_scheme
        .filter(|scheme| !OUR_SCHEMES.contains(&scheme.0));
    let ours = [
        CipherSuite::AES_128_GCM_SHA256,
        CipherSuite::AES_256_GCM_SHA384,
        CipherSuite::CHACHA20_POLY1305_SHA256,
    ];
    let has_cipher = match version {
        TlsVersion::Tls13 => ours.contains(&suite),
        _ => matches!(row.cipher, Cipher::Aes | Cipher::ChaCha20) && row.mode == Mode::Gcm,
    };
    match row.key_exchange {
        KeyExchange::Rsa => Some(Lack::RsaKeyExchange),
        KeyExchange::Dhe => Some(Lack::FiniteField),
        _ if tls
            .key_exchange_group
            .is_some_and(|group| !OUR_GROUPS.contains(&group)) =>
        {
            tls.key_exchange_group.map(Lack::Group)
        }
        _ if unknown_key.is_some() => unknown_key.map(|key| Lack::CertificateKey(key.to_string())),
        _ if unknown_scheme.is_some() => unknown_scheme.map(Lack::SignatureScheme),
        _ if !has_cipher => Some(Lack::Cipher(suite)),
        _ => None,
    }
}

/// Keys whose signatures the TLS library takes in TLS 1.2; in TLS 1.3 no certificate is seen.
const OUR_KEYS: [&str; 4] = ["RSA", "EC P-256", "EC P-384", "Ed25519"];
/// Signature schemes that the TLS library has in TLS 1.2: with RSA and ECDSA, as PKCS #1 and PSS, and Ed25519.
const OUR_SCHEMES: [u16; 12] = [
    0x0201, 0x0203, 0x0401, 0x0403, 0x0501, 0x0503, 0x0601, 0x0603, 0x0804, 0x0805, 0x0806, 0x0807,
];
/// Groups of the TLS library.
const OUR_GROUPS: [Group; 4] = [Group(0x11EC), Group(29), Group(23), Group(24)];
/// Groups that OpenSSL 3 offers unless told otherwise, those of finite fields in TLS 1.3 only.
const OPENSSL_GROUPS: [u16; 10] = [29, 23, 30, 24, 25, 256, 257, 258, 259, 260];
/// The smallest prime that OpenSSL 3 takes at the security level that distributions set.
const OPENSSL_DH_BITS: usize = 2048;

/// Whether clients with OpenSSL come to an encrypted connection: with what we lack, or what `--min-tls` left out. Where neither
/// is the reason, whatever ended our handshake may end theirs.
pub(super) fn others_speak(tls: &Tls, report: &Report) -> bool {
    // Postfix offers groups of finite fields since version 3.8 only.
    let named_field = tls.key_exchange_group.is_some_and(Group::is_finite_field);
    openssl_speaks(tls) && !named_field && (lack(tls).is_some() || report.asked.minimum_tls)
}

/// Whether OpenSSL 3 as it comes offers what the server chose. What is older than TLS 1.2 depends on the sender.
fn openssl_speaks(tls: &Tls) -> bool {
    let (Some(version), Some(row)) = (tls.version, tls.cipher_suite.and_then(CipherSuite::row))
    else {
        return false;
    };
    let cipher = match version {
        TlsVersion::Tls13 => row.mode == Mode::Gcm,
        TlsVersion::Tls12 => {
            let known = [
                Cipher::Aes,
                Cipher::ChaCha20,
                Cipher::Camellia,
                Cipher::Aria,
            ];
            known.contains(&row.cipher) && row.openssl_name.is_some()
        }
        _ => false,
    };
    let exchange = match row.key_exchange {
        KeyExchange::Rsa => true,
        KeyExchange::Dhe => tls.dh.as_ref().is_some_and(|dh| dh.bits >= OPENSSL_DH_BITS),
        KeyExchange::Tls13 | KeyExchange::Ecdhe => tls
            .key_exchange_group
            .is_some_and(|group| OPENSSL_GROUPS.contains(&group.0)),
        KeyExchange::Ecdh | KeyExchange::Dh | KeyExchange::Null => false,
    };
    let authentication = matches!(
        row.authentication,
        Authentication::Tls13 | Authentication::Rsa | Authentication::Ecdsa
    );
    // MD5 and SHA-1 are below the security level that distributions set.
    let scheme = tls.signature_scheme;
    let signature = scheme.is_none_or(|scheme| !matches!(scheme.0 >> 8, 1 | 2));
    cipher && exchange && authentication && signature && key_is_usual(tls)
}

/// Keys that OpenSSL's default list of signature schemes is for.
fn key_is_usual(tls: &Tls) -> bool {
    const USUAL: [&str; 7] = [
        "RSA", "RSA-PSS", "EC P-256", "EC P-384", "EC P-521", "Ed25519", "Ed448",
    ];
    let key = tls.certificates.first().map(|leaf| &leaf.public_key);
    key.is_none_or(|key| USUAL.contains(&key.algorithm.as_str()) && !key.is_weak())
}

/// `TLS 1.2, TLS_RSA_WITH_AES_128_GCM_SHA256 with the key RSA 2048`.
pub(super) fn chosen(tls: &Tls) -> Option<String> {
    let (version, suite) = (tls.version?, tls.cipher_suite?);
    let group = tls.key_exchange_group.map(|group| format!(", {group}"));
    let key = tls
        .certificates
        .first()
        .map(|leaf| format!(" with the key {}", leaf.public_key));
    let (group, key) = (group.unwrap_or_default(), key.unwrap_or_default());
    tls.by_older_hello
        .then(|| format!("{version}, {suite}{group}{key}"))
}

fn in_words(tls: &Tls, lack: &Lack) -> String {
    if limit(tls).is_some() {
        return tls.error_in_words();
    }
    let chosen = chosen(tls).unwrap_or_default();
    format!(
        "asked with a hello of {}, the server chooses {chosen}; clients with OpenSSL, such as Postfix and Exim, speak that, but this \
         program {}",
        tls.version.map(breadth).unwrap_or_default(),
        lack.in_words()
    )
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
        tls::{Alert, group::DhParameters},
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
