//! Policy in the DNS: what a domain's records say about its mail servers, and how far the servers keep to it.

pub mod dane;

pub use dane::{Dane, DaneStatus};
