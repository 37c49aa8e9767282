//! Trust roots: from a file of the user's, or this machine's. On machines that have one, the bundle alone is read:
//! the hashed directory beside it holds the same certificates a second time. SSL_CERT_FILE and SSL_CERT_DIR come first.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_native_certs::CertificateResult;

use crate::net::file::{self, MOST_PEM};
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
    store: Arc<RootCertStore>,
    /// Of each root of the store, which keeps only name and key, the whole.
    certificates: Arc<[CertificateDer<'static>]>,
    origin: Arc<str>,
    problems: Arc<[String]>,
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
        write!(formatter, "Roots({} from {})", self.len(), self.origin)
    }
}

impl Roots {
    /// No roots at all: no path can be checked.
    #[must_use]
    pub fn none() -> Self {
        Self::new(CertificateResult::default(), "nowhere".into())
    }

    /// Reads the PEM certificates in a file. Those that cannot be used as roots are told in [`Self::problems`].
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
        let mut found = CertificateResult::default();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            found
                .certs
                .push(certificate.map_err(|error| error.to_string())?);
        }
        if found.certs.is_empty() {
            return Err("it holds no certificate in PEM format".into());
        }
        let roots = Self::new(found, origin.to_owned());
        match roots.is_empty() {
            true => Err("none of its certificates can be read".into()),
            false => Ok(roots),
        }
    }

    /// Reads this machine's roots. Never fails: what went wrong is in [`Self::problems`], and there may be none.
    #[must_use]
    pub fn system() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if set("SSL_CERT_FILE") || set("SSL_CERT_DIR") {
            let found = rustls_native_certs::load_native_certs();
            return Self::new(found, "SSL_CERT_FILE and SSL_CERT_DIR".into());
        }
        match BUNDLES.iter().map(Path::new).find(|path| path.is_file()) {
            Some(bundle) if !cfg!(any(target_vendor = "apple", windows)) => {
                let found = rustls_native_certs::load_certs_from_paths(Some(bundle), None);
                Self::new(found, shown(bundle))
            }
            _ => Self::new(
                rustls_native_certs::load_native_certs(),
                "this machine's store".into(),
            ),
        }
    }

    /// Starts to read this machine's roots on a thread of its own.
    #[must_use]
    pub fn preload() -> Preloaded {
        let thread = std::thread::Builder::new()
            .name("trust roots".into())
            .spawn(Self::system);
        Preloaded {
            thread: Mutex::new(thread.ok()),
            roots: OnceLock::new(),
        }
    }

    fn new(found: CertificateResult, origin: String) -> Self {
        let mut store = RootCertStore::empty();
        let mut certificates = found.certs;
        let all = certificates.len();
        certificates.retain(|certificate| store.add(certificate.clone()).is_ok());
        let unusable = all - certificates.len();
        let mut problems: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        if unusable > 0 {
            problems.push(format!(
                "{unusable} certificates of {origin} cannot be read"
            ));
        }
        Self {
            store: Arc::new(store),
            certificates: certificates.into(),
            origin: origin.into(),
            problems: problems.into(),
        }
    }

    /// How many roots there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.store.len()
    }

    /// Whether there are none, so that no path can be checked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.store.is_empty()
    }

    /// Where they come from, for a message.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What could not be read.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    pub(super) fn store(&self) -> &RootCertStore {
        &self.store
    }

    /// The roots that have this subject.
    pub(super) fn named(&self, subject: &Name<'_>, compare: Compare) -> Vec<Anchor<'_>> {
        let roots = self.store.roots.iter().zip(self.certificates.iter());
        roots
            .filter(|(root, _)| compare.same(&Name::of(&root.subject), subject))
            .map(|(_, certificate)| Anchor::Certificate(certificate))
            .collect()
    }

    /// Whether this very certificate is a root.
    pub(super) fn contains(&self, certificate: &CertificateDer<'_>) -> bool {
        self.certificates.iter().any(|root| root == certificate)
    }

    /// The keys of the roots that have this subject: the contents of subject public key infos.
    pub(super) fn keys_of(&self, subject: &[u8]) -> impl Iterator<Item = &[u8]> {
        let roots = self.store.roots.iter();
        let subject = Name::of(subject);
        roots
            .filter(move |root| Compare::Prepared.same(&Name::of(&root.subject), &subject))
            .map(|root| root.subject_public_key_info.as_ref())
    }
}

/// Roots that are being read on another thread.
#[derive(Debug)]
pub struct Preloaded {
    thread: Mutex<Option<JoinHandle<Roots>>>,
    roots: OnceLock<Roots>,
}

impl Preloaded {
    /// The roots, waiting for the thread the first time. Reads them here when there is no thread to wait for.
    #[must_use]
    pub fn get(&self) -> Roots {
        self.roots.get_or_init(|| self.join()).clone()
    }

    fn join(&self) -> Roots {
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        thread
            .and_then(|thread| thread.join().ok())
            .unwrap_or_else(Roots::system)
    }
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
    fn preloaded_roots_are_the_same_at_every_call() {
        let preloaded = Roots::preload();
        assert!(Arc::ptr_eq(&preloaded.get().store, &preloaded.get().store));
    }

    #[test]
    fn every_root_of_this_machine_can_be_read_as_a_member_of_a_path() {
        let roots = Roots::system();
        for certificate in roots.certificates.iter() {
            let read = crate::tls::path::Member::of(certificate);
            assert!(read.is_ok(), "{:?}", read.err());
        }
    }

    #[test]
    fn no_roots_are_empty() {
        assert!(Roots::none().is_empty());
    }
}
