//! What a domain publishes about its mail servers beside the exchangers, in DNS and over HTTPS, as values without I/O. Asking is
//! done elsewhere.

pub mod asked;
pub mod bimi;
pub mod caa;
pub mod dane;
pub mod dkim;
pub mod dmarc;
pub mod dnsbl;
pub mod explain;
pub mod explained;
pub mod fault;
pub mod field_list;
pub mod look_up;
pub mod mta_sts;
pub mod report_uri;
pub mod reverse;
pub mod services;
pub mod spf;
pub mod tag_list;
pub mod tls_rpt;

pub use asked::LookUp;
pub use caa::Caa;
pub use dane::Dane;
pub use dnsbl::Listing;
pub use reverse::Reverse;
pub use services::Services;
