//! The certificate we give when a server asks for one, and the note that it asked. RFC 8446 section 4.3.2.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use super::provider::provider;
use crate::net::file::{self, MOST_PEM};

/// A certificate chain and the private key for it. Cheap to clone; the key is never shown.
#[derive(Clone)]
pub struct ClientCertificate(Arc<CertifiedKey>);

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "ClientCertificate({} certificates)",
            self.0.cert.len()
        )
    }
}

/// Why a client certificate cannot be used. Reads after "cannot use the client certificate:".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientCertificateError {
    /// A file could not be read or parsed.
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it; never part of its content.
        what: String,
    },
    /// The private key is not that of the certificate.
    KeyMismatch {
        /// The file with the certificate.
        certificate: PathBuf,
        /// The file with the key.
        key: PathBuf,
    },
}

impl fmt::Display for ClientCertificateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, what } => write!(formatter, "{}: {what}", shown(path)),
            Self::KeyMismatch { certificate, key } => write!(
                formatter,
                "the key in {} does not belong to the certificate in {}",
                shown(key),
                shown(certificate)
            ),
        }
    }
}

impl std::error::Error for ClientCertificateError {}

/// A name of a file may hold anything.
fn shown(path: &Path) -> String {
    crate::text::visible(path.as_os_str().as_encoded_bytes())
}

impl ClientCertificate {
    /// Reads a certificate chain, the client's own first, and its private key, both PEM; one file may hold both.
    ///
    /// # Errors
    /// When a file cannot be read, holds nothing of the kind, or key and certificate do not belong together.
    pub fn from_pem_files(certificate: &Path, key: &Path) -> Result<Self, ClientCertificateError> {
        let chain = read_chain(certificate)?;
        let private_key = read_key(key)?;
        let signing_key = provider()
            .key_provider
            .load_private_key(private_key)
            .map_err(|_| {
                file_error(key, "the private key is of a kind that cannot be used here")
            })?;
        let certified = CertifiedKey::new(chain, signing_key);
        match certified.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {
                Ok(Self(Arc::new(certified)))
            }
            Err(rustls::Error::InconsistentKeys(_)) => Err(ClientCertificateError::KeyMismatch {
                certificate: certificate.to_path_buf(),
                key: key.to_path_buf(),
            }),
            Err(_) => Err(file_error(certificate, "the certificate cannot be parsed")),
        }
    }
}

pub(super) fn file_error(path: &Path, what: impl ToString) -> ClientCertificateError {
    ClientCertificateError::File {
        path: path.to_path_buf(),
        what: what.to_string(),
    }
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, ClientCertificateError> {
    let pem = file::read(path, MOST_PEM).map_err(|error| file_error(path, error))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match chain {
        Ok(chain) if chain.is_empty() => {
            Err(file_error(path, "it holds no certificate in PEM format"))
        }
        Ok(chain) => Ok(chain),
        Err(_) => Err(file_error(path, "it is not valid PEM")),
    }
}

pub(super) fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, ClientCertificateError> {
    let pem = Zeroizing::new(file::read(path, MOST_PEM).map_err(|error| file_error(path, error))?);
    PrivateKeyDer::from_pem_slice(&pem).map_err(|_| {
        let encrypted = [
            &b"BEGIN ENCRYPTED PRIVATE KEY"[..],
            b"Proc-Type: 4,ENCRYPTED",
        ]
        .iter()
        .any(|mark| pem.windows(mark.len()).any(|window| window == *mark));
        let what = match encrypted {
            true => "the private key is encrypted; decrypt it first, for example with openssl pkey",
            false => "it holds no private key in PEM format",
        };
        file_error(path, what)
    })
}

/// Answers the library's question for a client certificate and notes that the server asked.
#[derive(Debug)]
pub(super) struct Resolver {
    certificate: Option<ClientCertificate>,
    asked: AtomicBool,
}

impl Resolver {
    pub(super) fn new(certificate: Option<ClientCertificate>) -> Self {
        Self {
            certificate,
            asked: AtomicBool::new(false),
        }
    }

    pub(super) fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    pub(super) fn has_certificate(&self) -> bool {
        self.certificate.is_some()
    }
}

impl ResolvesClientCert for Resolver {
    fn resolve(
        &self,
        _issuers: &[&[u8]],
        _schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.certificate
            .as_ref()
            .map(|certificate| certificate.0.clone())
    }

    /// Always, or the library would not ask us.
    fn has_certs(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    fn certificate() -> (String, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["client.example".into()]).unwrap();
        (
            parameters.self_signed(&key).unwrap().pem(),
            key.serialize_pem(),
        )
    }

    fn load(certificate: &str, key: &str) -> Result<ClientCertificate, ClientCertificateError> {
        ClientCertificate::from_pem_files(write(certificate).path(), write(key).path())
    }

    #[test]
    fn one_file_may_hold_certificate_and_key() {
        let (certificate, key) = certificate();
        let both = format!("{key}{certificate}");
        assert!(load(&both, &both).is_ok());
    }

    #[test]
    fn a_key_of_another_certificate_is_refused() {
        let error = load(&certificate().0, &certificate().1).unwrap_err();
        assert!(
            matches!(error, ClientCertificateError::KeyMismatch { .. }),
            "{error}"
        );
    }

    #[test]
    fn files_without_what_they_should_hold_say_so() {
        let (certificate, key) = certificate();
        let no_certificate = load(&key, &key).unwrap_err().to_string();
        assert!(
            no_certificate.ends_with("it holds no certificate in PEM format"),
            "{no_certificate}"
        );
        let no_key = load(&certificate, &certificate).unwrap_err().to_string();
        assert!(
            no_key.ends_with("it holds no private key in PEM format"),
            "{no_key}"
        );
    }

    #[test]
    fn an_encrypted_key_is_recognised() {
        let key =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let error = load(&certificate().0, key).unwrap_err().to_string();
        assert!(error.contains("is encrypted"), "{error}");
    }
}
