//! C2SP's x509-limbo: certification paths with the result that RFC 5280, or the CA/Browser Forum, expects. Each is judged as
//! the chain of a server would be. OpenSSL's word stands beside it where the program is installed: where OpenSSL agrees
//! with the expectation, so must we; every other difference is explained here, once, and an explanation that is no
//! longer needed fails the test.

use std::{fs, path::Path, process::Command, sync::Arc};

use jiff::Timestamp;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use serde_json::Value;
use smtpcheck::facade::{
    net::tls::{Parameters, Roots, handshake, judge_chain},
    tls::{Certificate, MOST_CERTIFICATES, TlsVersion, Verification},
};

use super::suite;

/// RFC 5280 section 4 binds those who issue; section 6, by which a path is judged, does not ask for it, nor does OpenSSL without
/// `-x509_strict`.
const PROFILE: &str =
    "a rule for issuing (RFC 5280 section 4), not for validating (section 6); OpenSSL accepts it";
/// The certificate's common name is what the case is about.
const COMMON_NAME: &str = "the common name, which may not be there beside another alternative name (CA/Browser Forum BR \
    7.1.4.3); it counts for nothing here (RFC 9525 section 2); OpenSSL accepts it";
const FORUM: &str = "a rule of the CA/Browser Forum for public authorities; private ones may, and OpenSSL accepts it";
const KEY_USAGE: &str = "its key usage is keyCertSign alone: TLS cannot use it (RFC 8446 section 4.4.2.2), and OpenSSL refuses it";

/// The difference between us and the expectation, and why it stays.
const EXPLAINED: &[(&str, &str)] = &[
    ("pathlen::validation-ignores-pathlen-in-leaf", KEY_USAGE),
    ("rfc5280::ca-as-leaf", KEY_USAGE),
    ("rfc5280::aki::leaf-missing-aki", PROFILE),
    ("rfc5280::aki::intermediate-missing-aki", PROFILE),
    (
        "rfc5280::aki::cross-signed-root-missing-aki",
        "the anchor is not self-signed, which is why OpenSSL refuses it (no -partial_chain); an anchor is whatever the user names (RFC 5280 section 6.1.1 (d)), and the suite expects just that in rfc5280::root-and-intermediate-swapped",
    ),
    ("rfc5280::nc::permitted-dns-match-noncritical", PROFILE),
    (
        "rfc5280::nc::invalid-dnsname-leading-period",
        "a constraint with a leading dot means subdomains: everybody takes it so, OpenSSL too",
    ),
    ("rfc5280::nc::not-allowed-in-ee-noncritical", PROFILE),
    ("rfc5280::nc::not-allowed-in-ee-critical", PROFILE),
    ("rfc5280::pc::ica-noncritical-pc", PROFILE),
    ("rfc5280::san::noncritical-with-empty-subject", PROFILE),
    (
        "rfc5280::san::underscore-dns",
        "a name with an underscore, which hosts do have; OpenSSL accepts it",
    ),
    (
        "rfc5280::serial::too-long",
        "shown, and a notice (certificate-profile); no rule of section 6, and OpenSSL accepts it",
    ),
    (
        "rfc5280::serial::zero",
        "shown, and a notice (certificate-profile); no rule of section 6, and OpenSSL accepts it",
    ),
    ("rfc5280::ski::root-missing-ski", PROFILE),
    ("rfc5280::ski::intermediate-missing-ski", PROFILE),
    ("rfc5280::root-missing-basic-constraints", PROFILE),
    ("rfc5280::root-non-critical-basic-constraints", PROFILE),
    ("rfc5280::leaf-ku-keycertsign", PROFILE),
    ("webpki::aki::root-with-aki-missing-keyidentifier", FORUM),
    ("webpki::cn::ipv4-hex-mismatch", COMMON_NAME),
    ("webpki::cn::ipv4-leading-zeros-mismatch", COMMON_NAME),
    ("webpki::cn::ipv6-uppercase-mismatch", COMMON_NAME),
    ("webpki::cn::ipv6-uncompressed-mismatch", COMMON_NAME),
    ("webpki::cn::ipv6-non-rfc5952-mismatch", COMMON_NAME),
    ("webpki::cn::punycode-not-in-san", COMMON_NAME),
    ("webpki::cn::utf8-vs-punycode-mismatch", COMMON_NAME),
    ("webpki::cn::not-in-san", COMMON_NAME),
    ("webpki::cn::case-mismatch", COMMON_NAME),
    ("webpki::eku::ee-anyeku", FORUM),
    ("webpki::eku::ee-critical-eku", FORUM),
    ("webpki::eku::ee-without-eku", FORUM),
    ("webpki::eku::root-has-eku", FORUM),
    (
        "webpki::nc::intermediate-permitted-excluded-subtrees-both-null",
        PROFILE,
    ),
    (
        "webpki::nc::intermediate-permitted-excluded-subtrees-both-empty-sequences",
        PROFILE,
    ),
    (
        "webpki::san::public-suffix-multi-label-wildcard-san",
        "there is no list of public suffixes here; OpenSSL accepts it",
    ),
    (
        "webpki::san::public-suffix-private-namespace-wildcard-san",
        "there is no list of public suffixes here; OpenSSL accepts it",
    ),
    ("webpki::san::san-critical-with-nonempty-subject", FORUM),
    ("webpki::malformed-aia", FORUM),
    ("webpki::forbidden-rsa-not-divisible-by-8-in-root", FORUM),
    (
        "webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf",
        FORUM,
    ),
    (
        "webpki::ee-basicconstraints-ca",
        "RFC 5280 does not forbid it (rfc5280::ca-as-leaf), OpenSSL accepts it; the TLS library does not, so no password goes out",
    ),
];

/// Where OpenSSL refuses for another cause than the case is about.
const OTHER_CAUSE: &str = "rfc5280::aki::cross-signed-root-missing-aki";

/// What is asked of a case that is not a server's chain alone.
const LEFT_OUT: &[(&str, &str)] = &[
    ("has-crl", "revocation lists are not looked at"),
    (
        "max-chain-depth",
        "there is no option for the length of a path",
    ),
];

struct Case<'a>(&'a Value);

impl Case<'_> {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        let list = self.0[key].as_array();
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    fn id(&self) -> &str {
        self.text("id")
    }

    fn is_left_out(&self) -> bool {
        let features = self.texts("features");
        self.text("validation_kind") != "SERVER"
            || LEFT_OUT
                .iter()
                .any(|(feature, _)| features.contains(feature))
    }

    fn fits_a_server_of_today(&self) -> bool {
        self.text("validation_time").is_empty() && self.name().is_some()
    }

    fn is_expected_valid(&self) -> bool {
        self.text("expected_result") == "SUCCESS"
    }

    fn name(&self) -> Option<&str> {
        self.0["expected_peer_name"]["value"].as_str()
    }

    fn time(&self) -> Timestamp {
        let text = self.text("validation_time");
        if text.is_empty() {
            return Timestamp::now();
        }
        text.parse().expect("a time")
    }

    /// The server's certificate, then the others.
    fn chain(&self) -> Vec<Vec<u8>> {
        let pem = [
            vec![self.text("peer_certificate")],
            self.texts("untrusted_intermediates"),
        ];
        pem.concat().into_iter().map(der).collect()
    }

    /// What it is judged against; `None` where no root can be used.
    fn parameters(&self) -> Option<Parameters> {
        let roots = self.texts("trusted_certs").concat();
        Some(Parameters {
            server_name: None,
            verify_name: self.name().map(str::to_owned),
            post_quantum: true,
            minimum_version: TlsVersion::Tls12,
            client_certificate: None,
            key_log: None,
            storyboard: false,
            concealer: Arc::default(),
            roots: Roots::from_pem(roots.as_bytes(), "the case").ok()?,
            now: self.time(),
        })
    }

    /// What we say of it.
    fn judged(&self) -> Option<Verification> {
        let parameters = self.parameters()?;
        let chain = self.chain();
        let certificates: Vec<_> = chain
            .iter()
            .map(|der| Certificate::from_der(der, parameters.now))
            .collect();
        Some(judge_chain(&chain, &certificates, &parameters))
    }

    /// What we say of a TLS server that shows it; `None` where the case has no key that such a server can use.
    fn played(&self) -> Option<Verification> {
        let parameters = self.parameters()?;
        let key = PrivateKeyDer::from_pem_slice(self.text("peer_certificate_key").as_bytes());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = provider.key_provider.load_private_key(key.ok()?).ok()?;
        let chain = self.chain().into_iter().map(CertificateDer::from).collect();
        let shown = Arc::new(CertifiedKey::new(chain, key));
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .ok()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Always(shown)));
        let runtime = tokio::runtime::Builder::new_current_thread().build().ok()?;
        runtime.block_on(async {
            let (ours, theirs) = tokio::io::duplex(1 << 18);
            let server = tokio_rustls::TlsAcceptor::from(Arc::new(server)).accept(theirs);
            let client = async { handshake(ours, &parameters, &mut |_| {}).await };
            let (client, _) = tokio::join!(client, server);
            client.ok()?.facts.verification
        })
    }

    /// Whether `openssl verify` accepts it; `None` where there is no such program.
    fn openssl(&self, folder: &Path) -> Option<bool> {
        let write = |name: &str, pem: String| {
            let path = folder.join(name);
            fs::write(&path, pem).expect("a file");
            path
        };
        let mut command = Command::new("openssl");
        command
            .args([
                "verify",
                "-no-CApath",
                "-no-CAstore",
                "-purpose",
                "sslserver",
            ])
            .arg("-CAfile")
            .arg(write("roots", self.texts("trusted_certs").join("\n")))
            .args(["-attime", &self.time().as_second().to_string()]);
        let others = self.texts("untrusted_intermediates").join("\n");
        if !others.is_empty() {
            command.arg("-untrusted").arg(write("others", others));
        }
        if let Some(name) = self.name() {
            let option = match self.0["expected_peer_name"]["kind"].as_str() {
                Some("IP") => "-verify_ip",
                _ => "-verify_hostname",
            };
            command.args([option, name]);
        }
        command.arg(write("leaf", self.text("peer_certificate").to_owned()));
        Some(command.output().ok()?.status.success())
    }
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

fn der(pem: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).expect("PEM")
}

fn accepts(verification: Option<&Verification>, is_named: bool) -> bool {
    verification.is_some_and(|verification| {
        verification.trusted() == Some(true)
            && (!is_named || verification.name_matches == Some(true))
    })
}

fn word(valid: Option<bool>) -> &'static str {
    match valid {
        Some(true) => "valid",
        Some(false) => "refused",
        None => "not asked",
    }
}

fn why(verification: Option<&Verification>) -> String {
    match verification {
        None => "no usable root".to_owned(),
        Some(verification) if verification.reasons.is_empty() => "accepted".to_owned(),
        Some(verification) => verification
            .reasons
            .iter()
            .map(|found| format!("{}: {}", found.reason, found.detail))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

#[test]
#[ignore = "needs data that are not part of this project"]
fn x509_limbo() {
    let Some(path) = suite("x509-limbo.json") else {
        return;
    };
    let suite: Value = serde_json::from_slice(&fs::read(path).expect("the data")).expect("JSON");
    let folder = tempfile::tempdir().expect("a folder");
    let all = suite["testcases"].as_array().expect("cases");
    let cases: Vec<_> = all
        .iter()
        .map(Case)
        .filter(|case| !case.is_left_out())
        .collect();
    let (mut agree, mut wrong, mut fitting, mut shown) = (0, Vec::new(), (0, 0), 0);
    for case in &cases {
        let verification = case.judged();
        let accepted = accepts(verification.as_ref(), case.name().is_some());
        let expected = case.is_expected_valid();
        let explained = EXPLAINED.iter().find(|(id, _)| *id == case.id());
        let openssl = case.openssl(folder.path());
        if std::env::var_os("LIMBO_ALL").is_some() {
            println!(
                "{} expected={expected} ours={accepted} openssl={openssl:?}: {}",
                case.id(),
                why(verification.as_ref())
            );
        }
        if let Some(played) = case.played() {
            shown += 1;
            // Of more certificates than are kept only the verdict is the same.
            let is_kept = case.chain().len() <= MOST_CERTIFICATES;
            let is_named = case.name().is_some();
            let same = |one: &Verification, other: &Verification| {
                accepts(Some(one), is_named) == accepts(Some(other), is_named)
                    && (one.path == other.path || !is_kept)
                    && one.name_matches == other.name_matches
            };
            if !verification.as_ref().is_some_and(|one| same(one, &played)) {
                wrong.push(format!(
                    "{}: a server that shows it is judged otherwise",
                    case.id()
                ));
            }
        }
        if case.fits_a_server_of_today() {
            fitting.0 += 1;
            fitting.1 += usize::from(accepted == expected);
        }
        if accepted == expected {
            agree += 1;
            if explained.is_some() {
                wrong.push(format!("{}: no difference, but explained", case.id()));
            }
            continue;
        }
        println!(
            "{}: expected {}, OpenSSL {}, here {}: {}\n    {}",
            case.id(),
            word(Some(expected)),
            word(openssl),
            word(Some(accepted)),
            why(verification.as_ref()),
            explained.map_or("not explained", |(_, why)| *why)
        );
        let must = openssl == Some(expected) && case.id() != OTHER_CAUSE;
        if explained.is_none() || must {
            wrong.push(case.id().to_owned());
        }
    }
    let (fit, fit_agree) = fitting;
    println!(
        "x509-limbo: {agree} of {} agree, {} differ and are explained, {} left out; of the {fit} that a server can play today {fit_agree} agree",
        cases.len(),
        cases.len() - agree - wrong.len(),
        all.len() - cases.len()
    );
    println!("{shown} of them were shown by a TLS server too, and judged the same");
    assert!(wrong.is_empty(), "{} unexplained: {wrong:#?}", wrong.len());
}
