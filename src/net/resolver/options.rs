//! Whom to ask and for how long.

use std::net::SocketAddr;
use std::time::Duration;

use super::GivenAnchors;

/// Whom to ask and for how long.
#[derive(Clone, Debug)]
pub struct ResolverOptions {
    /// The DNS server; `None` for the system's configuration with its hosts file.
    pub server: Option<SocketAddr>,
    /// The longest that one lookup takes, both attempts together.
    pub timeout: Duration,
    /// `--trust-anchor`; `None` for the root's keys.
    pub trust_anchors: Option<GivenAnchors>,
}
