//! smtpcheck
pub mod text;
