//! What the DNS says of addresses.

use std::net::IpAddr;

use crate::record::Reverse;

/// What the DNS says of an address.
#[derive(Debug, Clone)]
pub enum Address {
    /// The names of the server's.
    Names(Reverse),
    /// Those of ours, from which we send.
    OwnNames {
        /// Our address.
        address: IpAddr,
        /// Its names.
        names: Reverse,
    },
}
