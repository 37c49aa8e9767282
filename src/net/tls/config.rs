//! The library's configuration for one handshake: recording verifier, recording client certificate resolver, no
//! resumption.

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
    config.enable_sni = parameters.server_name.is_some();
    if let Some(key_log) = key_log {
        config.key_log = key_log;
    }
    ClientConnection::new(Arc::new(config), server_name(parameters)?)
        .map_err(|error| HandshakeError::Incompatible(Incompatible::Other(error.to_string())))
}

/// The library wants a name even where none is sent; the certificate is not verified against it.
fn server_name(parameters: &Parameters) -> Result<ServerName<'static>, HandshakeError> {
    let name = parameters
        .server_name
        .as_deref()
        .unwrap_or("unnamed.invalid");
    ServerName::try_from(name.to_string())
        .map_err(|_| HandshakeError::InvalidName(crate::text::visible(name.as_bytes())))
}

/// The server name indication that goes out: RFC 6066 section 3 has none for addresses, and no final dot.
pub(super) fn sent_server_name(parameters: &Parameters) -> Option<String> {
    match server_name(parameters) {
        Ok(ServerName::DnsName(name)) if parameters.server_name.is_some() => {
            Some(name.as_ref().trim_end_matches('.').to_string())
        }
        _ => None,
    }
}
