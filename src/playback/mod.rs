//! An SMTP server that plays the `S:` side of a transcript over any stream, TLS and AUTH included. `--demo` and the
//! tests use the same one. It stands beside both towers and knows nothing of them.

pub mod certificates;
pub mod demo;
mod fragmented;
mod mirror;
mod profile;
mod resolver;
pub mod script;
mod stage;
pub(crate) mod staple;

pub use certificates::Certificates;
pub use profile::Profile;
pub use script::{Script, ScriptError};
pub use stage::{Outcome, play};
