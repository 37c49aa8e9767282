//! What a domain publishes beside its mail exchangers, in DNS and over HTTPS, as values without I/O. Asking is done
//! elsewhere.

pub mod mta_sts;
