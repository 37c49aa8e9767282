//! What the DNS says about a mail domain, as values without I/O: the outcome of a lookup, mail exchangers
//! (RFC 5321 section 5.1, RFC 7505) and service records (RFC 2782). Asking is done elsewhere.

pub mod addresses;
pub mod answer;
pub mod caa;
pub mod mx;
pub mod name;
pub mod proof;
pub mod reverse;
pub mod special_use;
pub mod srv;
pub mod tlsa;
pub mod txt;

pub use answer::{Answer, Family, Lookup, does_not_exist};
pub use caa::Caa;
pub use mx::{Mx, is_null_mx_with_others, mx_order};
pub use name::{DomainName, NameError};
pub use proof::{Alias, Proof, Proven, Reason, Unknown, Why};
pub use reverse::{reverse_name, reversed};
pub use special_use::{is_own_host, is_public, special_use};
pub use srv::{Srv, srv_order};
pub use tlsa::{Tlsa, tlsa_name};
pub use txt::Txt;
