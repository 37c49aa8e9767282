//! smtpcheck
fn main() {}
