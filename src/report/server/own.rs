//! What the DNS says of an address of ours.

use std::net::IpAddr;

use serde::Serialize;

use crate::record::{Listing, Reverse};

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

/// The same address, and what block lists say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OwnListings {
    /// The address.
    pub address: IpAddr,
    /// What each list says.
    pub lists: Vec<Listing>,
}
