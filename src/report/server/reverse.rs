//! The names of an address of ours.

use std::net::IpAddr;

use serde::Serialize;

use crate::record::Reverse;

/// The address from which this machine sent, and its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OwnReverse {
    /// The address.
    pub address: IpAddr,
    /// What the DNS says of it.
    #[serde(flatten)]
    pub names: Reverse,
}
