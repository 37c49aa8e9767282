//! smtpcheck: does mail work through this server, and if not, exactly where does it stop and what to do now?
//!
//! One package: this library and a thin binary. Folders are layers. Two towers on one hinge: the left one finds out,
//! the right one judges and shows; they know each other only through [`event`].
//!
//! ```text
//!                 cli   options -> settings; prompt, run, generate
//!                /   \
//!     probe     /     \     render    transcript, summary, json
//! (the story)  |       |        |
//!              |       |     finding   Report -> Judgement, exit status; pure
//!        net   |       |        |
//! (only I/O)   |       |     report    events folded into facts; serde
//!               \     /
//!                event          what happened, in order
//!                  |
//!  smtp  dns  tls  <-  sasl  record  message      values and grammar of the RFCs, pure
//! ```
//!
//! **The rule:** a module uses what is below it in its own tower, `event`, and the bottom row (`smtp`, `dns` and `tls`
//! first, `sasl`, `record` and `message` may use them); nothing else. Only `cli` sees both towers. There are no circles.
//! `playback`, the built-in server, stands beside both towers on the bottom row. `text` is below all.
//!
//! - No I/O where bytes get meaning; linear code where order has meaning: [`smtp::Session`] is passive, the story of a
//!   check in [`probe`] is plain top-to-bottom `async` code.
//! - Facts before opinions: [`report`] is what was seen, [`finding`] what to think of it, exit status included,
//!   [`render`] how to say it.
//! - [`net::Network`] is the one seam between the program and the world; the tests put a world without wires behind it.
//! - [`facade`] is what the binary, the tests and the fuzz targets see; all else has no use where this crate has none.
//! - Secrets: only `cli` makes and only [`sasl`] opens a [`sasl::Secret`]; [`tls::Verification::permits_credentials`] is
//!   the one place that decides whether one may go out.

mod cli;
mod dns;
mod event;
pub mod facade;
mod finding;
mod message;
mod net;
mod playback;
mod probe;
mod record;
mod render;
mod report;
mod sasl;
mod smtp;
mod text;
mod tls;
