//! Certificates made on the spot: a private root, and what a server can show that is right or wrong in one way.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PublicKeyData,
};
use rustls::{
    ServerConfig, SupportedProtocolVersion,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer},
    server::WebPkiClientVerifier,
    sign::CertifiedKey,
};

use super::profile::Profile;
use super::resolver::{Resolver, Unnamed};
use super::script::{ClientCertificate, Handshake, Version};
use super::staple::Staple;

/// What the library says, which has no reason to.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A private root and an intermediate below it.
pub struct Certificates {
    root: Authority,
    intermediate: Authority,
    /// Below the intermediate.
    lower: Authority,
    /// The key of whatever certificate the server shows.
    key: KeyPair,
    names: Vec<String>,
    now: Timestamp,
    provider: Arc<CryptoProvider>,
    /// What was made so far: a server shows the same certificate to everybody.
    made: Mutex<Vec<(Wanted, Arc<CertifiedKey>)>>,
}

/// What certificate to show.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    profile: Profile,
    staple: Staple,
    issuer_url: Option<String>,
    rsa: bool,
}

/// Where the certificate of the lower one of two missing intermediates says that its issuer's is.
const UPPER_URL: &str = "http://ca.example.com/upper.der";

struct Authority {
    certificate: CertificateDer<'static>,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

struct Shown {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
    ocsp: Option<Vec<u8>>,
}

impl Certificates {
    /// Makes root and intermediate. Good certificates will be for `names`, and valid at `now`.
    ///
    /// # Errors
    /// What the library says, which has no reason to.
    pub fn new(names: &[&str], now: Timestamp) -> Result<Self, rcgen::Error> {
        let root = authority("smtpcheck playback root", now, 3650, None, None)?;
        let intermediate = authority("smtpcheck playback CA", now, 365, Some(&root), None)?;
        let lower = authority(
            "smtpcheck playback CA below",
            now,
            365,
            Some(&intermediate),
            Some(UPPER_URL),
        )?;
        let names = names.iter().map(ToString::to_string).collect();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        Ok(Self {
            root,
            intermediate,
            lower,
            key: KeyPair::generate()?,
            names,
            now,
            provider,
            made: Mutex::default(),
        })
    }

    /// The root in PEM, for those who are to trust it.
    #[must_use]
    pub fn root_pem(&self) -> &str {
        &self.root.pem
    }

    /// The server's public key (its subject public key info in DER), the same in every certificate that it shows.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.key.subject_public_key_info()
    }

    /// The certificate of the intermediate, in DER.
    #[must_use]
    pub fn issuer(&self) -> &[u8] {
        &self.intermediate.certificate
    }

    /// The certificate of the authority below it, in DER.
    #[must_use]
    pub fn lower_issuer(&self) -> &[u8] {
        &self.lower.certificate
    }

    /// What a server needs for a handshake.
    pub(super) fn server(&self, handshake: &Handshake) -> Result<ServerConfig, Failure> {
        let resolver = self.resolver(handshake)?;
        let versions: &[&SupportedProtocolVersion] = match (handshake.oldest, handshake.newest) {
            (_, Version::Tls12) => &[&rustls::version::TLS12],
            (Version::Tls13, _) => &[&rustls::version::TLS13],
            _ => rustls::ALL_VERSIONS,
        };
        let builder = ServerConfig::builder_with_provider(self.provider.clone())
            .with_protocol_versions(versions)?;
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.root.certificate.clone())?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(roots.into(), self.provider.clone());
        let builder = match handshake.client {
            ClientCertificate::NotAsked => builder.with_no_client_auth(),
            ClientCertificate::Asked => {
                builder.with_client_cert_verifier(verifier.allow_unauthenticated().build()?)
            }
            ClientCertificate::Demanded => builder.with_client_cert_verifier(verifier.build()?),
        };
        Ok(builder.with_cert_resolver(Arc::new(resolver)))
    }

    fn resolver(&self, handshake: &Handshake) -> Result<Resolver, Failure> {
        let usual = Wanted {
            profile: handshake.profile,
            staple: handshake.staple,
            issuer_url: handshake.issuer_url.clone(),
            rsa: false,
        };
        let rsa = Wanted {
            rsa: true,
            ..usual.clone()
        };
        let unnamed = match handshake.unnamed {
            Unnamed::Same => Unnamed::Same,
            Unnamed::Refused => Unnamed::Refused,
            Unnamed::Other(profile) => Unnamed::Other(self.certified(Wanted {
                profile,
                ..usual.clone()
            })?),
        };
        Ok(Resolver {
            rsa: handshake
                .also_rsa
                .then(|| self.certified(rsa))
                .transpose()?,
            usual: self.certified(usual)?,
            unnamed,
        })
    }

    /// Makes it, or finds it made.
    fn certified(&self, wanted: Wanted) -> Result<Arc<CertifiedKey>, Failure> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, certified)) = made.iter().find(|(known, _)| *known == wanted) {
            return Ok(certified.clone());
        }
        let shown = self.shown(&wanted)?;
        let key = match wanted.profile {
            Profile::WrongKey => KeyPair::generate()?,
            _ => shown.key,
        };
        let key = self
            .provider
            .key_provider
            .load_private_key(PrivateKeyDer::Pkcs8(key.serialize_der().into()))?;
        let mut certified = CertifiedKey::new(shown.chain, key);
        certified.ocsp = shown.ocsp;
        let certified = Arc::new(certified);
        made.push((wanted, certified.clone()));
        Ok(certified)
    }

    fn shown(&self, wanted: &Wanted) -> Result<Shown, rcgen::Error> {
        let profile = wanted.profile;
        let stranger;
        let late;
        let mut issuer = &self.intermediate;
        match profile {
            Profile::UnknownIssuer => {
                let above = authority("somebody else's root", self.now, 365, None, None)?;
                stranger = authority("somebody else's CA", self.now, 365, Some(&above), None)?;
                issuer = &stranger;
            }
            Profile::ExpiredIntermediate => {
                late = authority(
                    "smtpcheck playback CA",
                    self.now,
                    -1,
                    Some(&self.root),
                    None,
                )?;
                issuer = &late;
            }
            Profile::IssuerMayNotSign => {
                let usage = KeyUsagePurpose::CrlSign;
                late = authority_for(
                    "smtpcheck playback CA",
                    self.now,
                    365,
                    Some(&self.root),
                    |it| it.key_usages = vec![usage],
                )?;
                issuer = &late;
            }
            Profile::MissingIntermediates => issuer = &self.lower,
            _ => {}
        }
        let mut parameters = self.leaf(profile)?;
        let url = wanted.issuer_url.as_deref().map(issuer_at);
        parameters.custom_extensions.extend(url);
        let key = match wanted.rsa {
            true => KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256)?,
            false => KeyPair::try_from(self.key.serialize_der())?,
        };
        let leaf = match profile {
            Profile::SelfSigned => parameters.self_signed(&key)?,
            _ => parameters.signed_by(&key, &issuer.issuer)?,
        };
        let leaf = leaf.der().clone();
        let ocsp = wanted
            .staple
            .response(&leaf, &issuer.certificate, &issuer.issuer, self.now)?;
        let chain = match profile {
            Profile::SelfSigned | Profile::MissingIntermediate | Profile::MissingIntermediates => {
                vec![leaf]
            }
            Profile::WithRoot => vec![
                leaf,
                issuer.certificate.clone(),
                self.root.certificate.clone(),
            ],
            Profile::Reversed => vec![
                leaf,
                self.root.certificate.clone(),
                issuer.certificate.clone(),
            ],
            Profile::SentTwice => vec![leaf.clone(), leaf, issuer.certificate.clone()],
            Profile::ExpiredUnneeded => {
                let name = "smtpcheck playback CA";
                let late = authority(name, self.now, -1, Some(&self.root), None)?;
                vec![leaf, issuer.certificate.clone(), late.certificate]
            }
            Profile::LongChain => self.with_roots(leaf, 100),
            Profile::HugeChain => self.with_roots(leaf, 1000),
            _ => vec![leaf, issuer.certificate.clone()],
        };
        Ok(Shown { chain, key, ocsp })
    }

    /// The chain with the root over and over behind it.
    fn with_roots(
        &self,
        leaf: CertificateDer<'static>,
        count: usize,
    ) -> Vec<CertificateDer<'static>> {
        let mut chain = vec![leaf, self.intermediate.certificate.clone()];
        chain.resize(chain.len() + count, self.root.certificate.clone());
        chain
    }

    fn leaf(&self, profile: Profile) -> Result<CertificateParams, rcgen::Error> {
        let names = match profile {
            Profile::WrongName => vec!["another.example".to_owned()],
            _ => self.names.clone(),
        };
        let (from, until) = match profile {
            Profile::Expired => (-90, -1),
            Profile::NotYetValid => (2, 90),
            Profile::ExpiresSoon => (-80, 5),
            Profile::LongLived => (-2, 300),
            _ => (-2, 88),
        };
        let mut parameters = CertificateParams::new(names.clone())?;
        parameters.distinguished_name = DistinguishedName::new();
        parameters.distinguished_name.push(
            DnType::CommonName,
            names.first().cloned().unwrap_or_default(),
        );
        set_validity(&mut parameters, self.now, from, until);
        if profile == Profile::LongLived {
            parameters.custom_extensions = vec![timestamp_of_a_log()];
        }
        if profile == Profile::MayNotSign {
            parameters.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
        }
        parameters.extended_key_usages = match profile {
            Profile::WrongPurpose => vec![ExtendedKeyUsagePurpose::ClientAuth],
            _ => vec![ExtendedKeyUsagePurpose::ServerAuth],
        };
        Ok(parameters)
    }
}

/// One embedded SCT of a log that does not exist: RFC 6962 sections 3.2 and 3.3.
fn timestamp_of_a_log() -> CustomExtension {
    const LENGTHS: &[u8] = &[4, 53, 0, 51, 0, 49];
    const SIGNATURE: &[u8] = &[4, 3, 0, 2, 1, 1];
    let (version, log, time, extensions) = ([0], [9; 32], [0; 8], [0; 2]);
    let sct = [LENGTHS, &version, &log, &time, &extensions, SIGNATURE].concat();
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 11129, 2, 4, 2], sct)
}

/// Where the issuer's certificate is: authority information access with one caIssuers (RFC 5280 section 4.2.2.1).
fn issuer_at(url: &str) -> CustomExtension {
    const CA_ISSUERS: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 2];
    let location = [&[0x86, length(url.len())], url.as_bytes()].concat();
    let description = [
        &[0x30, length(CA_ISSUERS.len() + location.len())],
        CA_ISSUERS,
        &location,
    ]
    .concat();
    let access = [&[0x30, length(description.len())][..], &description].concat();
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], access)
}

/// The length of a short element of DER; the URLs of the tests have less than 100 characters.
fn length(bytes: usize) -> u8 {
    u8::try_from(bytes).unwrap_or(0x7f).min(0x7f)
}

fn authority(
    name: &str,
    now: Timestamp,
    days: i64,
    above: Option<&Authority>,
    issuer_url: Option<&str>,
) -> Result<Authority, rcgen::Error> {
    let url = issuer_url.map(issuer_at);
    authority_for(name, now, days, above, |parameters| {
        parameters.custom_extensions = url.into_iter().collect();
    })
}

fn authority_for(
    name: &str,
    now: Timestamp,
    days: i64,
    above: Option<&Authority>,
    change: impl FnOnce(&mut CertificateParams),
) -> Result<Authority, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut parameters = CertificateParams::new(Vec::new())?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    set_validity(&mut parameters, now, -365, days);
    change(&mut parameters);
    let certificate = match above {
        Some(above) => parameters.signed_by(&key, &above.issuer)?,
        None => parameters.self_signed(&key)?,
    };
    let (der, pem) = (certificate.der().clone(), certificate.pem());
    Ok(Authority {
        issuer: Issuer::new(parameters, key),
        certificate: der,
        pem,
    })
}

/// Valid from midnight to midnight, so many days from `now`.
fn set_validity(parameters: &mut CertificateParams, now: Timestamp, from: i64, until: i64) {
    let day = |days: i64| {
        let date = now
            .to_zoned(TimeZone::UTC)
            .saturating_add(days.days())
            .date();
        let month = u8::try_from(date.month()).unwrap_or(1);
        rcgen::date_time_ymd(
            date.year().into(),
            month,
            u8::try_from(date.day()).unwrap_or(1),
        )
    };
    parameters.not_before = day(from);
    parameters.not_after = day(until);
}
