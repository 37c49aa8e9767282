//! What the extensions of a certificate say, as far as a mail server's certificate is concerned.
//! RFC 5280 section 4.2, RFC 7633 (must-staple), RFC 6962 section 3.3 (SCTs).

use std::net::IpAddr;

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{
    AuthorityInfoAccess, ExtendedKeyUsage, GeneralName, KeyUsage, ParsedExtension,
};

use crate::text::visible;

/// How many names are kept of a certificate. Public authorities put a hundred into one; whether a certificate is for a name is
/// looked for among all.
pub const MOST_NAMES: usize = 100;

const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";
/// DER of a TLS feature that lists status_request (5) alone.
const STATUS_REQUEST: &[u8] = &[0x30, 0x03, 0x02, 0x01, 0x05];

#[derive(Default)]
pub(super) struct Extensions {
    pub(super) dns_names: Vec<String>,
    pub(super) ip_addresses: Vec<String>,
    pub(super) names_dropped: usize,
    pub(super) is_ca: bool,
    pub(super) key_usage: Vec<String>,
    pub(super) server_auth: Option<bool>,
    pub(super) issuer_url: Option<String>,
    pub(super) must_staple: bool,
    pub(super) embedded_scts: usize,
    pub(super) subject_key_identifier: Option<Vec<u8>>,
    pub(super) authority_key_identifier: Option<Vec<u8>>,
}

impl Extensions {
    pub(super) fn of(certificate: &X509Certificate<'_>) -> Self {
        let mut facts = Self::default();
        for extension in certificate.extensions() {
            match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(names) => {
                    facts.add_names(&names.general_names)
                }
                ParsedExtension::BasicConstraints(constraints) => facts.is_ca = constraints.ca,
                ParsedExtension::KeyUsage(usage) => facts.key_usage = key_usage(usage),
                ParsedExtension::ExtendedKeyUsage(usage) => {
                    facts.server_auth = Some(is_for_servers(usage))
                }
                ParsedExtension::AuthorityInfoAccess(access) => {
                    facts.issuer_url = issuer_url(access)
                }
                ParsedExtension::SubjectKeyIdentifier(id) => {
                    facts.subject_key_identifier = Some(id.0.to_vec())
                }
                ParsedExtension::AuthorityKeyIdentifier(id) => {
                    facts.authority_key_identifier =
                        id.key_identifier.as_ref().map(|id| id.0.to_vec());
                }
                ParsedExtension::SCT(list) => facts.embedded_scts = list.len(),
                _ if extension.oid.to_id_string() == TLS_FEATURE => {
                    facts.must_staple = extension.value == STATUS_REQUEST;
                }
                _ => {}
            }
        }
        facts
    }

    fn add_names(&mut self, names: &[GeneralName<'_>]) {
        for name in names {
            if self.dns_names.len() + self.ip_addresses.len() >= MOST_NAMES {
                let counts = matches!(name, GeneralName::DNSName(_) | GeneralName::IPAddress(_));
                self.names_dropped += usize::from(counts);
                continue;
            }
            match name {
                GeneralName::DNSName(name) => self.dns_names.push(visible(name.as_bytes())),
                GeneralName::IPAddress(bytes) => self.ip_addresses.push(address(bytes)),
                _ => {}
            }
        }
    }
}

pub(super) fn address(bytes: &[u8]) -> String {
    if let Ok(octets) = <[u8; 4]>::try_from(bytes) {
        return IpAddr::from(octets).to_string();
    }
    match <[u8; 16]>::try_from(bytes) {
        Ok(octets) => IpAddr::from(octets).to_string(),
        Err(_) => format!("#{}", super::hexadecimal::hexadecimal(bytes)),
    }
}

fn key_usage(usage: &KeyUsage) -> Vec<String> {
    let usages = [
        ("digitalSignature", usage.digital_signature()),
        ("nonRepudiation", usage.non_repudiation()),
        ("keyEncipherment", usage.key_encipherment()),
        ("dataEncipherment", usage.data_encipherment()),
        ("keyAgreement", usage.key_agreement()),
        ("keyCertSign", usage.key_cert_sign()),
        ("cRLSign", usage.crl_sign()),
        ("encipherOnly", usage.encipher_only()),
        ("decipherOnly", usage.decipher_only()),
    ];
    let set = usages.iter().filter(|(_, is_set)| *is_set);
    set.map(|(name, _)| (*name).to_string()).collect()
}

fn is_for_servers(usage: &ExtendedKeyUsage<'_>) -> bool {
    usage.server_auth || usage.any
}

/// The first with the scheme http where there are several: private authorities put one of LDAP before it.
fn issuer_url(access: &AuthorityInfoAccess<'_>) -> Option<String> {
    let urls: Vec<String> = access
        .accessdescs
        .iter()
        .filter(|description| description.access_method.to_id_string() == CA_ISSUERS)
        .filter_map(|description| match description.access_location {
            GeneralName::URI(url) => Some(visible(url.as_bytes())),
            _ => None,
        })
        .collect();
    let by_http = urls.iter().find(|url| url.starts_with("http://"));
    by_http.or(urls.first()).cloned()
}
