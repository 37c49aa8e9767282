//! smtpcheck
pub mod cli;
pub mod dns;
pub mod event;
pub mod finding;
pub mod message;
pub mod net;
pub mod playback;
pub mod probe;
pub mod render;
pub mod report;
pub mod sasl;
pub mod smtp;
pub mod text;
pub mod tls;
