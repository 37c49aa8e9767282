//! The cryptography provider, made once, and time as the library wants it.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::Timestamp;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::UnixTime;

use crate::tls::Group;

static PROVIDER: LazyLock<Arc<CryptoProvider>> =
    LazyLock::new(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider()));

static WITHOUT_POST_QUANTUM: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
    let mut provider = CryptoProvider::clone(&PROVIDER);
    provider
        .kx_groups
        .retain(|group| !Group(group.name().into()).is_post_quantum());
    Arc::new(provider)
});

/// The same without the groups that withstand a quantum computer.
pub(super) fn without_post_quantum() -> &'static Arc<CryptoProvider> {
    &WITHOUT_POST_QUANTUM
}

pub(super) fn provider() -> &'static Arc<CryptoProvider> {
    &PROVIDER
}

pub(super) fn unix_time(now: Timestamp) -> UnixTime {
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}
