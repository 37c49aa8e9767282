//! Trust roots: from a file of the user's, or this machine's. On machines that have one, the bundle alone is read:
//! the hashed directory beside it holds the same certificates a second time. SSL_CERT_FILE and SSL_CERT_DIR come first.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::net::file::{self, MOST_PEM};
use crate::tls::certificate::{DerParts, issuer_and_subject};
use crate::tls::path::{Anchor, Compare, Name};

/// Where systems other than macOS and Windows keep their bundle, most common first.
const BUNDLES: [&str; 9] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
    "/etc/openssl/certs/ca-certificates.crt",
    "/etc/certs/ca-certificates.crt",
];

/// The certificates that are trusted without proof. Cheap to clone.
#[derive(Clone)]
pub struct Roots {
    certificates: Arc<[Root]>,
    origin: Arc<str>,
}

/// One of them. More of it than its name is read when somebody names it as issuer: a machine has some 150, a path ends
/// at one.
struct Root {
    der: CertificateDer<'static>,
    /// The contents of the SEQUENCE.
    subject: Box<[u8]>,
}

impl Root {
    /// None where it cannot be read as far as its name.
    fn of(der: CertificateDer<'static>) -> Option<Self> {
        let (_, subject) = issuer_and_subject(&der)?;
        let subject = subject.into();
        Some(Self { der, subject })
    }
}

/// A file of trust roots that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootsError {
    path: PathBuf,
    what: String,
}

impl fmt::Display for RootsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "read trust roots from {}: {}",
            shown(&self.path),
            self.what
        )
    }
}

impl std::error::Error for RootsError {}

/// A name of a file may hold anything.
fn shown(path: &Path) -> String {
    crate::text::visible(path.as_os_str().as_encoded_bytes())
}

impl fmt::Debug for Roots {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Roots({} from {})",
            self.certificates.len(),
            self.origin
        )
    }
}

impl Roots {
    /// No roots at all: no path can be checked.
    #[must_use]
    pub fn none() -> Self {
        Self::new(Vec::new(), "nowhere")
    }

    /// Reads the PEM certificates in a file, and leaves out those that cannot be read.
    ///
    /// # Errors
    /// When the file cannot be read, or holds no usable certificate.
    pub fn from_file(path: &Path) -> Result<Self, RootsError> {
        let failed = |what: String| RootsError {
            path: path.to_path_buf(),
            what,
        };
        let pem = file::read(path, MOST_PEM).map_err(|error| failed(error.to_string()))?;
        Self::from_pem(&pem, &shown(path)).map_err(failed)
    }

    /// Takes the PEM certificates in `pem`; `origin` says where they come from.
    ///
    /// # Errors
    /// When there is no usable certificate, in words.
    pub fn from_pem(pem: &[u8], origin: &str) -> Result<Self, String> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let found = found.map_err(|error| error.to_string())?;
        if found.is_empty() {
            return Err("it holds no certificate in PEM format".into());
        }
        let roots = Self::new(found, origin);
        match roots.is_empty() {
            true => Err("none of its certificates can be read".into()),
            false => Ok(roots),
        }
    }

    /// Reads this machine's roots. Never fails: there may be none.
    #[must_use]
    pub fn system() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let origin = match set("SSL_CERT_FILE") || set("SSL_CERT_DIR") {
            true => "SSL_CERT_FILE and SSL_CERT_DIR",
            false => match Self::bundle() {
                Some(roots) => return roots,
                None => "this machine's store",
            },
        };
        Self::new(rustls_native_certs::load_native_certs().certs, origin)
    }

    /// The roots of the one file that systems other than macOS and Windows keep them in.
    fn bundle() -> Option<Self> {
        if cfg!(any(target_vendor = "apple", windows)) {
            return None;
        }
        let path = BUNDLES.iter().map(Path::new).find(|path| path.is_file())?;
        let pem = file::read(path, MOST_PEM).ok()?;
        let roots = Self::new(certificates_of_bundle(&pem)?, &shown(path));
        (!roots.is_empty()).then_some(roots)
    }

    fn new(certificates: Vec<CertificateDer<'static>>, origin: &str) -> Self {
        Self {
            certificates: certificates.into_iter().filter_map(Root::of).collect(),
            origin: origin.into(),
        }
    }

    /// Whether there are none, so that no path can be checked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// For the TLS library, the roots that one of these certificates names as its issuer; it looks at no other.
    pub(super) fn store(&self, chain: &[CertificateDer<'_>]) -> RootCertStore {
        let issuers: Vec<_> = chain
            .iter()
            .filter_map(|der| issuer_and_subject(der))
            .map(|(issuer, _)| issuer)
            .collect();
        let named = self.certificates.iter();
        let named = named.filter(|root| issuers.contains(&&*root.subject));
        let mut store = RootCertStore::empty();
        // One that the library cannot read is none to it.
        store.add_parsable_certificates(named.map(|root| root.der.clone()));
        store
    }

    /// The roots that have this subject.
    pub(super) fn named(&self, subject: &Name<'_>, compare: Compare) -> Vec<Anchor<'_>> {
        let named = self.certificates.iter();
        named
            .filter(|root| compare.same(&Name::of(&root.subject), subject))
            .map(|root| Anchor::Certificate(&root.der))
            .collect()
    }

    /// Whether this very certificate is a root.
    pub(super) fn contains(&self, certificate: &CertificateDer<'_>) -> bool {
        self.certificates
            .iter()
            .any(|root| root.der == *certificate)
    }

    /// The keys of the roots that have this subject: the contents of subject public key infos.
    pub(super) fn keys_of(&self, subject: &[u8]) -> Vec<Vec<u8>> {
        let subject = Name::of(subject);
        let named = self.certificates.iter();
        named
            .filter(|root| Compare::Prepared.same(&Name::of(&root.subject), &subject))
            .filter_map(|root| DerParts::of(&root.der))
            .map(|parts| parts.subject_public_key_info)
            .collect()
    }
}

/// The certificates of a bundle; none where anything in it is not as a bundle's is. The library's reader, which takes
/// every file as it comes, costs ten times as much: as much as all the rest of a check.
fn certificates_of_bundle(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let (mut certificates, mut open) = (Vec::new(), None::<String>);
    for line in std::str::from_utf8(pem).ok()?.lines() {
        match (line, &mut open) {
            ("-----BEGIN CERTIFICATE-----", None) => open = Some(String::new()),
            ("-----END CERTIFICATE-----", Some(base64)) => {
                certificates.push(STANDARD.decode(base64).ok()?.into());
                open = None;
            }
            (line, Some(base64)) => base64.push_str(line),
            (line, None) if line.starts_with("-----") => return None,
            _ => {}
        }
    }
    open.is_none().then_some(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_says_so() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "no certificate\n").unwrap();
        let error = Roots::from_file(file.path()).unwrap_err().to_string();
        assert!(
            error.ends_with("it holds no certificate in PEM format"),
            "{error}"
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Roots::from_file(Path::new("/nonexistent/roots.pem")).unwrap_err();
        assert!(
            error.to_string().contains("/nonexistent/roots.pem"),
            "{error}"
        );
    }

    #[test]
    fn every_root_of_this_machine_can_be_read_as_a_member_of_a_path_and_by_the_library() {
        for root in Roots::system().certificates.iter() {
            let read = crate::tls::path::Member::of(&root.der);
            assert!(read.is_ok(), "{:?}", read.err());
            let added = RootCertStore::empty().add(root.der.clone());
            assert!(added.is_ok(), "{:?}", added.err());
        }
    }

    fn made(names: &[&str]) -> Vec<rcgen::Certificate> {
        let make = |name: &&str| {
            let mut parameters = rcgen::CertificateParams::new([(*name).to_owned()]).unwrap();
            parameters
                .distinguished_name
                .push(rcgen::DnType::CommonName, *name);
            parameters
                .self_signed(&rcgen::KeyPair::generate().unwrap())
                .unwrap()
        };
        names.iter().map(make).collect()
    }

    #[test]
    fn a_bundle_is_read_as_the_library_reads_it() {
        let made = made(&["one.test", "two.test"]);
        let pem: String = made
            .iter()
            .map(|one| format!("# -----BEGIN CERTIFICATE-----\n{}\n", one.pem()))
            .collect();
        let by_library: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .map(Result::unwrap)
            .collect();
        assert_eq!(by_library.len(), 2);
        assert_eq!(
            certificates_of_bundle(pem.as_bytes()),
            Some(by_library.clone())
        );
        let with_returns = pem.replace('\n', "\r\n");
        assert_eq!(
            certificates_of_bundle(with_returns.as_bytes()),
            Some(by_library)
        );
    }

    #[test]
    fn a_bundle_that_is_broken_anywhere_is_left_to_the_library() {
        let pem = made(&["one.test"])[0].pem();
        for broken in [pem.replace("END", "ENDE"), pem.replacen("MII", "M!I", 1)] {
            assert_eq!(certificates_of_bundle(broken.as_bytes()), None, "{broken}");
        }
        assert_eq!(certificates_of_bundle(b"nothing"), Some(Vec::new()));
    }

    #[test]
    fn the_library_is_given_the_roots_that_the_chain_names() {
        let made = made(&["one.test", "two.test"]);
        let pem: String = made.iter().map(|one| one.pem()).collect();
        let roots = Roots::from_pem(pem.as_bytes(), "the test").unwrap();
        let all = roots.certificates.iter().map(|root| root.der.clone());
        assert_eq!(all.len(), 2);
        for der in all {
            // However many certificates name it, it is one.
            for chain in [vec![der.clone()], vec![der.clone(); 3]] {
                assert_eq!(roots.store(&chain).roots.len(), 1);
            }
        }
    }

    #[test]
    fn no_roots_are_empty() {
        assert!(Roots::none().is_empty());
    }
}
