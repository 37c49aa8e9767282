//! What is asked of TLS. When encryption starts is decided with the server.

use std::{path::Path, sync::Arc};

use super::{Error, target, value};
use crate::{
    cli::options::{Sources, TlsOptions},
    dns::DomainName,
    net::tls::{ClientCertificate, KeyLogWriter},
    probe::{
        aim::Host,
        task::{ScanPlan, TlsPlan},
    },
    tls::TlsVersion,
};

/// Internet.nl and others allow themselves one connection, scanners several hundred; this many are seldom limited.
const SCAN_CONNECTIONS: usize = 25;
/// Postfix lets no client have more than 50 at a time (smtpd_client_connection_count_limit).
const MOST_JOBS: usize = 20;

pub(super) fn understand(
    options: &TlsOptions,
    sources: &Sources,
    storyboard: bool,
) -> Result<TlsPlan, Error> {
    let label = |id| sources.label(id);
    Ok(TlsPlan {
        verify: options.verify,
        server_name: options
            .sni
            .as_deref()
            .map(|text| server_name(&label("sni"), text))
            .transpose()?,
        verify_name: options
            .verify_name
            .as_deref()
            .map(|text| verify_name(&label("verify_name"), text))
            .transpose()?,
        minimum_version: options
            .min_tls
            .as_deref()
            .map(|text| version(&label("min_tls"), text))
            .transpose()?,
        client_certificate: client_certificate(options, sources)?,
        key_log: options
            .keylog
            .as_deref()
            .map(|path| key_log(&label("keylog"), path))
            .transpose()?,
        scan: scan(options, sources)?,
        storyboard,
    })
}

fn scan(options: &TlsOptions, sources: &Sources) -> Result<Option<ScanPlan>, Error> {
    let limits = [
        ("scan_connections", options.scan_connections),
        ("scan_jobs", options.scan_jobs),
    ];
    if !options.scan_tls {
        let stray = limits.iter().find(|(_, value)| value.is_some());
        return stray.map_or(Ok(None), |(id, _)| {
            Err(Error::usage(format!(
                "{} needs --scan-tls",
                sources.label(id)
            )))
        });
    }
    let jobs = options.scan_jobs.unwrap_or(1);
    if !(1..=MOST_JOBS).contains(&jobs) {
        let label = sources.label("scan_jobs");
        return Err(Error::usage(format!(
            "{label} takes a number from 1 to {MOST_JOBS}, not {jobs}"
        )));
    }
    Ok(Some(ScanPlan {
        connections: match options.scan_connections {
            Some(0) => None,
            given => Some(given.unwrap_or(SCAN_CONNECTIONS)),
        },
        jobs,
    }))
}

/// A server name is a name, never an address (RFC 6066 section 3).
fn server_name(label: &str, text: &str) -> Result<String, Error> {
    let text = value::word(label, text)?;
    let wrong = |error| {
        Error::usage(format!(
            "{label} takes a host name, which {} is not: {error}",
            value::quoted(text)
        ))
    };
    DomainName::parse(text)
        .map(|name| name.as_str().to_owned())
        .map_err(wrong)
}

fn verify_name(label: &str, text: &str) -> Result<String, Error> {
    match target::host(label, value::word(label, text)?)? {
        Host::Name(name) => Ok(name),
        Host::Address(address) => Ok(address.to_string()),
    }
}

fn version(label: &str, text: &str) -> Result<TlsVersion, Error> {
    let wrong = || {
        Error::usage(format!(
            "{label} takes 1.2 or 1.3, not {}",
            value::quoted(text)
        ))
    };
    let version = text.parse::<TlsVersion>().map_err(|_| wrong())?;
    match version.is_deprecated() {
        true => Err(Error::usage(format!(
            "{label} {version} changes nothing, for this program speaks TLS 1.2 and 1.3 only: leave it out"
        ))),
        false => Ok(version),
    }
}

fn client_certificate(
    options: &TlsOptions,
    sources: &Sources,
) -> Result<Option<ClientCertificate>, Error> {
    let Some(certificate) = &options.cert else {
        return match options.key {
            Some(_) => Err(Error::usage(format!(
                "{} needs --cert, the certificate that the key belongs to",
                sources.label("key")
            ))),
            None => Ok(None),
        };
    };
    let key = options.key.as_ref().unwrap_or(certificate);
    let wrong = |error| {
        Error::usage(format!(
            "cannot use the client certificate of {}: {error}",
            sources.label("cert")
        ))
    };
    ClientCertificate::from_pem_files(certificate, key)
        .map(Some)
        .map_err(wrong)
}

fn key_log(label: &str, path: &Path) -> Result<Arc<KeyLogWriter>, Error> {
    let wrong = |error| {
        Error::usage(format!(
            "cannot write the file of {label}, {}: {error}",
            value::shown_path(path)
        ))
    };
    KeyLogWriter::create(path).map(Arc::new).map_err(wrong)
}
