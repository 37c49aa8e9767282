//! Held against conformance data that others publish: certification paths (x509-limbo) and proofs of DNSSEC (Unbound's own
//! scenarios). The data are no part of this project: they are looked for in `../shared/suites`, or where `SUITES` says, and
//! where they are not there a test says "not run". Not part of an ordinary `cargo test`:
//!
//! ```text
//! cargo test --test conformance -- --ignored --nocapture
//! ```

#[path = "conformance/limbo.rs"]
mod limbo;
#[path = "conformance/unbound/mod.rs"]
mod unbound;

use std::path::PathBuf;

/// A file or folder of the data; `None`, and a word about it, where it is not there.
#[expect(clippy::print_stdout, reason = "a word of a test program")]
fn suite(name: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/suites");
    let folder = std::env::var_os("SUITES").map_or_else(|| beside.into(), PathBuf::from);
    let path = folder.join(name);
    match path.exists() {
        true => Some(path),
        false => {
            println!("not run: there is no {}", path.display());
            None
        }
    }
}
