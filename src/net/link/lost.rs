//! In what ways a connection is lost, in words.

use std::{io, time::Duration};

use crate::{smtp::Gibberish, tls::HandshakeError};

/// The connection no longer serves, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// The server closed it.
    Closed,
    /// It said 221 to something else than QUIT, after which it closes (RFC 5321 section 4.2.3).
    Dismissed(String),
    /// It was reset.
    Reset,
    /// No reply for this long.
    TimedOut(Duration),
    /// The operating system's words.
    Broken(String),
    /// What came is not SMTP.
    NotSmtp(Gibberish),
    /// TLS failed once it was established.
    Tls(HandshakeError),
}

impl Lost {
    /// What happened, to stand behind "because" or a colon.
    #[must_use]
    pub fn fragment(&self) -> String {
        match self {
            Self::Closed => "the server closed the connection".to_owned(),
            Self::Dismissed(reply) => format!("the server said good-bye ({reply})"),
            Self::Reset => "the server reset the connection".to_owned(),
            Self::TimedOut(after) => format!("no reply within {}", seconds(*after)),
            Self::Broken(how) => format!("the connection broke: {how}"),
            Self::NotSmtp(gibberish) => format!("this is not SMTP but {}", gibberish.in_words()),
            Self::Tls(error) => error.to_string(),
        }
    }
}

/// `60 s`, `0.5 s`.
#[must_use]
pub fn seconds(duration: Duration) -> String {
    let rounded = (duration.as_secs_f64() * 10.0).round() / 10.0;
    format!("{rounded} s")
}

pub(super) fn lost_by(error: &io::Error) -> Lost {
    if let Some(error) = HandshakeError::in_io_error(error) {
        return Lost::Tls(error.clone());
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Lost::Closed,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted => Lost::Reset,
        _ => Lost::Broken(crate::text::visible(error.to_string().as_bytes())),
    }
}
