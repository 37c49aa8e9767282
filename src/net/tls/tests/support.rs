//! A certification authority made on the spot and servers over an in-memory pipe.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio_rustls::TlsAcceptor;

use super::super::*;
use crate::net::tls::provider::provider;

pub(super) const NAME: &str = "mx.example.com";

pub(super) fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

pub(super) struct Authority {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) issuer: Issuer<'static, KeyPair>,
}

fn authority_parameters(
    name: &str,
    change: impl FnOnce(&mut CertificateParams),
) -> CertificateParams {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    change(&mut parameters);
    parameters
}

pub(super) fn root(name: &str) -> Authority {
    root_with(name, |_| {})
}

pub(super) fn root_with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let key = KeyPair::generate().unwrap();
    let parameters = authority_parameters(name, change);
    let certificate = parameters.self_signed(&key).unwrap().der().clone();
    Authority {
        certificate,
        issuer: Issuer::new(parameters, key),
    }
}

impl Authority {
    pub(super) fn intermediate(&self, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let parameters = authority_parameters("Example CA R3", change);
        let certificate = parameters
            .signed_by(&key, &self.issuer)
            .unwrap()
            .der()
            .clone();
        Self {
            certificate,
            issuer: Issuer::new(parameters, key),
        }
    }

    pub(super) fn leaf(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let key = KeyPair::generate().unwrap();
        let certificate = leaf_parameters(change)
            .signed_by(&key, &self.issuer)
            .unwrap();
        Leaf {
            certificate: certificate.der().clone(),
            key,
        }
    }
}

fn leaf_parameters(change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut parameters = CertificateParams::new(vec![NAME.to_string()]).unwrap();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, NAME);
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    change(&mut parameters);
    parameters
}

pub(super) fn self_signed(change: impl FnOnce(&mut CertificateParams)) -> Leaf {
    let key = KeyPair::generate().unwrap();
    let certificate = leaf_parameters(change).self_signed(&key).unwrap();
    Leaf {
        certificate: certificate.der().clone(),
        key,
    }
}

pub(super) struct Leaf {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: KeyPair,
}

/// Root, intermediate, and a leaf that is right in everything.
pub(super) struct World {
    pub(super) root: Authority,
    pub(super) intermediate: Authority,
}

pub(super) fn world() -> World {
    let root = root("Example Root");
    let intermediate = root.intermediate(|_| {});
    World { root, intermediate }
}

impl World {
    pub(super) fn parameters(&self) -> Parameters {
        Parameters {
            server_name: Some(NAME.into()),
            verify_name: Some(NAME.into()),
            minimum_version: TlsVersion::Tls12,
            post_quantum: true,
            client_certificate: None,
            key_log: None,
            storyboard: false,
            roots: roots(&[&self.root.certificate]),
            now: now(),
            concealer: Arc::default(),
        }
    }

    /// What a server with this leaf and the intermediate comes to.
    pub(super) async fn verify(&self, leaf: Leaf) -> crate::tls::Verification {
        let chain = vec![
            leaf.certificate.clone(),
            self.intermediate.certificate.clone(),
        ];
        let server = server(chain, &leaf.key);
        let (established, _) = connect(server, &self.parameters()).await;
        established.unwrap().facts.verification.unwrap()
    }
}

/// Roots, by way of a file as a user would give it.
pub(super) fn roots(certificates: &[&CertificateDer<'static>]) -> Roots {
    let file = tempfile::NamedTempFile::new().unwrap();
    let pem: String = certificates
        .iter()
        .map(|der| crate::tls::certificate::pem(der))
        .collect();
    std::fs::write(file.path(), pem).unwrap();
    Roots::from_file(file.path()).unwrap()
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

fn private_key(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::Pkcs8(key.serialize_der().into())
}

/// Key and certificate need not belong together.
fn certified(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> CertifiedKey {
    let key = provider()
        .key_provider
        .load_private_key(private_key(key))
        .unwrap();
    CertifiedKey::new(chain, key)
}

pub(super) fn server(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> ServerConfig {
    server_of(rustls::ALL_VERSIONS, chain, key)
}

pub(super) fn server_of(
    versions: &[&'static rustls::SupportedProtocolVersion],
    chain: Vec<CertificateDer<'static>>,
    key: &KeyPair,
) -> ServerConfig {
    ServerConfig::builder_with_provider(provider().clone())
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(Arc::new(certified(chain, key)))))
}

/// The same with an OCSP response stapled to the certificate.
pub(super) fn server_stapling(
    versions: &[&'static rustls::SupportedProtocolVersion],
    chain: Vec<CertificateDer<'static>>,
    key: &KeyPair,
    response: Vec<u8>,
) -> ServerConfig {
    let mut certified = certified(chain, key);
    certified.ocsp = Some(response);
    ServerConfig::builder_with_provider(provider().clone())
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(Arc::new(certified))))
}

/// A server of TLS 1.3 that knows only what `change` leaves.
pub(super) fn server_with(
    leaf: &Leaf,
    change: impl FnOnce(&mut rustls::crypto::CryptoProvider),
) -> ServerConfig {
    let mut provider = provider().as_ref().clone();
    change(&mut provider);
    ServerConfig::builder_with_provider(provider.into())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(Arc::new(certified(
            vec![leaf.certificate.clone()],
            &leaf.key,
        )))))
}

pub(super) fn server_demanding_client(
    versions: &[&'static rustls::SupportedProtocolVersion],
    world: &World,
) -> ServerConfig {
    let leaf = world.intermediate.leaf(|_| {});
    let chain = vec![
        leaf.certificate.clone(),
        world.intermediate.certificate.clone(),
    ];
    let mut store = rustls::RootCertStore::empty();
    store.add(world.root.certificate.clone()).unwrap();
    let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(
        store.into(),
        provider().clone(),
    );
    ServerConfig::builder_with_provider(provider().clone())
        .with_protocol_versions(versions)
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_cert_resolver(Arc::new(Always(Arc::new(certified(chain, &leaf.key)))))
}

pub(super) fn client_certificate(world: &World) -> ClientCertificate {
    let leaf = world
        .intermediate
        .leaf(|leaf| leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    let directory = tempfile::tempdir().unwrap();
    let (chain, key) = (directory.path().join("chain"), directory.path().join("key"));
    let certificates = [&leaf.certificate, &world.intermediate.certificate];
    let pem: String = certificates
        .iter()
        .map(|der| crate::tls::certificate::pem(der))
        .collect();
    std::fs::write(&chain, pem).unwrap();
    std::fs::write(&key, leaf.key.serialize_pem()).unwrap();
    ClientCertificate::from_pem_files(&chain, &key).unwrap()
}

/// Handshakes with a server that echoes, and tells the steps.
pub(super) async fn connect(
    server: ServerConfig,
    parameters: &Parameters,
) -> (Result<Established<DuplexStream>, Failed>, Vec<Step>) {
    let (ours, theirs) = tokio::io::duplex(1024);
    tokio::spawn(async move {
        if let Ok(mut stream) = TlsAcceptor::from(Arc::new(server)).accept(theirs).await {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = stream.read(&mut bytes).await {
                if stream.write_all(&bytes[..read]).await.is_err() || stream.flush().await.is_err()
                {
                    return;
                }
            }
            let _ = stream.shutdown().await;
        }
    });
    let steps = Mutex::new(Vec::new());
    let result = handshake(ours, parameters, &mut |step| {
        steps.lock().unwrap().push(step)
    })
    .await;
    (result, steps.into_inner().unwrap())
}

/// Handshakes with a peer that reads our first message, sends these bytes and closes.
pub(super) async fn connect_to_bytes(
    answer: &'static [u8],
    parameters: &Parameters,
) -> (Failed, Vec<Step>) {
    let (ours, mut theirs) = tokio::io::duplex(8192);
    tokio::spawn(async move {
        let _ = theirs.read(&mut [0; 4096]).await;
        let _ = theirs.write_all(answer).await;
    });
    let mut steps = Vec::new();
    let result = handshake(ours, parameters, &mut |step| steps.push(step)).await;
    (result.unwrap_err(), steps)
}
