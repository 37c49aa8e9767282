//! The public key of a file: that of a certificate, of a private key, or itself, as TLSA records have it (RFC 6698 section 2.1.2).

use std::path::Path;

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, pem::PemObject};

use super::{
    client_certificate::{ClientCertificateError, file_error, read_key},
    provider::provider,
};
use crate::{
    net::file::{self, MOST_PEM},
    tls::{Certificate, certificate::sha256_of_key},
};

/// The SHA-256 of the key in hexadecimal. Of several certificates it is that of the first.
///
/// # Errors
/// When the file cannot be read, or holds nothing of the kind.
pub fn public_key_sha256(path: &Path) -> Result<String, ClientCertificateError> {
    let pem = file::read(path, MOST_PEM).map_err(|error| file_error(path, error))?;
    if let Ok(certificate) = CertificateDer::from_pem_slice(&pem) {
        let read = Certificate::from_der(&certificate, Timestamp::UNIX_EPOCH);
        return match read.spki_sha256.is_empty() {
            true => Err(file_error(path, "the certificate cannot be parsed")),
            false => Ok(read.spki_sha256),
        };
    }
    if let Ok(key) = SubjectPublicKeyInfoDer::from_pem_slice(&pem) {
        return Ok(sha256_of_key(&key));
    }
    let key = read_key(path)?;
    let cannot = || {
        file_error(
            path,
            "the private key is of a kind that cannot be used here",
        )
    };
    let signing = provider().key_provider.load_private_key(key);
    let signing = signing.map_err(|_| cannot())?;
    let public = signing.public_key().ok_or_else(cannot)?;
    Ok(sha256_of_key(&public))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pem: &str) -> Result<String, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), pem).unwrap();
        public_key_sha256(file.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_key_and_its_certificate_have_the_same() {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["mx.example".into()]).unwrap();
        let certificate = parameters.self_signed(&key).unwrap().pem();
        let digest = of(&certificate).unwrap();
        assert_eq!(digest.len(), 64);
        assert_eq!(of(&key.serialize_pem()).unwrap(), digest);
        assert_eq!(of(&key.public_key_pem()).unwrap(), digest);
        let both = format!("{}{certificate}", key.serialize_pem());
        assert_eq!(of(&both).unwrap(), digest);
    }

    #[test]
    fn what_holds_no_key_says_so() {
        assert!(of("hello").unwrap_err().contains("no private key"));
        let encrypted =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        assert!(of(encrypted).unwrap_err().contains("is encrypted"));
    }
}
