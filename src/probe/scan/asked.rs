//! What came of a hello, and which ends are refusals.

use crate::tls::{
    Alert,
    server_flight::{Answer, Choice},
};

/// What came of a hello.
pub(super) enum Asked {
    Chose(Choice),
    Refused,
    /// It ended, but not as a refusal has to; in these words.
    Unclear(String),
    NotTested,
}

/// What need not be a refusal of what was offered, in words. RFC 8446 section 6.2 has the alerts for one.
pub(super) fn unclear(answer: &Answer) -> Option<String> {
    const REFUSALS: [Alert; 6] = [
        Alert::HANDSHAKE_FAILURE,
        Alert::ILLEGAL_PARAMETER,
        Alert::PROTOCOL_VERSION,
        Alert::INSUFFICIENT_SECURITY,
        Alert::INAPPROPRIATE_FALLBACK,
        Alert::MISSING_EXTENSION,
    ];
    match answer {
        Answer::Chosen(_) | Answer::Ssl2 => None,
        Answer::Alert(alert) if REFUSALS.contains(alert) => None,
        Answer::Alert(alert) => Some(format!("the server answered with the alert \"{alert}\"")),
        Answer::Closed => Some("the server closed the connection".to_owned()),
        Answer::NotTls => Some("the server answered with something that is not TLS".to_owned()),
    }
}
