//! What the DNS says of addresses.

use std::net::IpAddr;

use crate::record::{Listing, Reverse};

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
    /// What block lists say of the server's.
    Listings(Vec<Listing>),
    /// And of ours.
    OwnListings {
        /// Our address.
        address: IpAddr,
        /// What they say.
        listings: Vec<Listing>,
    },
}
