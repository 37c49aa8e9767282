//! The library's configuration for one handshake: recording verifier, recording client certificate resolver, no
//! resumption.

use std::net::Ipv4Addr;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ClientConnection, KeyLog, SupportedProtocolVersion};

use super::client_certificate::Resolver;
use super::provider::{provider, unix_time, without_post_quantum};
use super::recorder::Recorder;
use super::{HandshakeError, Parameters};
use crate::tls::{Incompatible, TlsVersion};

/// The versions that are offered, newest first.
pub(super) fn offered_versions(minimum: TlsVersion) -> Vec<TlsVersion> {
    match minimum {
        TlsVersion::Tls13 => vec![TlsVersion::Tls13],
        _ => vec![TlsVersion::Tls13, TlsVersion::Tls12],
    }
}

#[derive(Debug)]
struct FixedTime(UnixTime);

impl TimeProvider for FixedTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

/// A connection that has not sent anything yet.
pub(super) fn connection(
    parameters: &Parameters,
    recorder: Arc<Recorder>,
    resolver: Arc<Resolver>,
    key_log: Option<Arc<dyn KeyLog>>,
) -> Result<ClientConnection, HandshakeError> {
    let versions: &[&'static SupportedProtocolVersion] = match parameters.minimum_version {
        TlsVersion::Tls13 => &[&rustls::version::TLS13],
        _ => &[&rustls::version::TLS13, &rustls::version::TLS12],
    };
    let provider = match parameters.post_quantum {
        true => provider().clone(),
        false => without_post_quantum().clone(),
    };
    let time = Arc::new(FixedTime(unix_time(parameters.now)));
    let mut config = ClientConfig::builder_with_details(provider, time)
        .with_protocol_versions(versions)
        .map_err(|error| HandshakeError::Incompatible(Incompatible::Other(error.to_string())))?
        .dangerous()
        .with_custom_certificate_verifier(recorder)
        .with_client_cert_resolver(resolver);
    config.resumption = Resumption::disabled();
    config.enable_sni = sent_server_name(parameters).is_some();
    if let Some(key_log) = key_log {
        config.key_log = key_log;
    }
    ClientConnection::new(Arc::new(config), server_name(parameters))
        .map_err(|error| HandshakeError::Incompatible(Incompatible::Other(error.to_string())))
}

/// The library wants a name even where none is sent; the certificate is not verified against it.
fn server_name(parameters: &Parameters) -> ServerName<'static> {
    let sent = parameters.server_name.as_deref().and_then(sendable);
    sent.or_else(|| sendable("unnamed.invalid"))
        .unwrap_or(ServerName::IpAddress(Ipv4Addr::UNSPECIFIED.into()))
}

fn sendable(name: &str) -> Option<ServerName<'static>> {
    ServerName::try_from(name.to_owned()).ok()
}

/// Whether the library takes this for a host's name that can be sent. DNS has names with other octets, and with labels that begin
/// or end in a hyphen: to such a host no server name goes out.
#[must_use]
pub fn is_server_name(name: &str) -> bool {
    sendable(name).is_some()
}

/// The server name indication that goes out: RFC 6066 section 3 has none for addresses, and no final dot.
pub(super) fn sent_server_name(parameters: &Parameters) -> Option<String> {
    match sendable(parameters.server_name.as_deref()?)? {
        ServerName::DnsName(name) => Some(name.as_ref().trim_end_matches('.').to_string()),
        _ => None,
    }
}
