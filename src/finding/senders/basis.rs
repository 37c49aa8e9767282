//! How far everybody comes with a server before the kinds of senders part ways.

use crate::{
    event::{Cause, ConnectionStatus, FailedStage},
    finding::reach,
    report::{
        Delivery::{self, Bounced, Deferred, Unknown},
        Report, Server,
        server::{StartTlsStatus, Tls},
    },
    smtp::Reply,
    tls::{HandshakeError, Outcome},
};

/// How far everybody comes before the kinds part ways.
pub(super) enum Basis {
    /// Nobody gets as far as STARTTLS.
    Unreachable(Delivery, String),
    /// A 5yz greeting: the next exchange or later for one sender, the end for another.
    Refused(String),
    /// STARTTLS is not to be had.
    NoTls(String),
    /// The handshake fails.
    Broken(String),
    /// We do not come to an encrypted connection, others do.
    Beyond(String),
    /// We do not, and others differ.
    NotKnown(String),
    /// Encrypted; is the certificate right?
    Encrypted(Result<(), Doubt>),
}

pub(super) struct Doubt {
    /// It could not be checked, rather than being wrong.
    pub(super) unchecked: bool,
    pub(super) why: String,
}

impl Basis {
    pub(super) fn of(server: &Server, report: &Report) -> Self {
        if server.connection.status != ConnectionStatus::Connected {
            let how = server.connection.detail.clone().unwrap_or_default();
            return Self::Unreachable(Deferred, format!("no connection: {how}"));
        }
        if let Some(basis) = Self::of_opening(server) {
            return basis;
        }
        match server.starttls.status {
            StartTlsStatus::Established if server.holds_no_key() => {
                Self::Broken("the handshake is not signed by the certificate's key".to_owned())
            }
            StartTlsStatus::Established if has_unreadable_entry(server) => Self::Broken(
                "clients with OpenSSL end the handshake at what is no certificate".to_owned(),
            ),
            StartTlsStatus::Established => Self::Encrypted(certificate(server)),
            StartTlsStatus::HandshakeFailed => match &server.tls {
                Some(tls) => Self::of_failed(tls, report),
                None => Self::Broken("the handshake fails".to_owned()),
            },
            StartTlsStatus::NotOffered => Self::NoTls("STARTTLS is not offered".to_owned()),
            StartTlsStatus::Refused => {
                let reply = server.starttls.reply.as_ref().map(Reply::to_string);
                Self::NoTls(format!(
                    "STARTTLS is refused: {}",
                    reply.unwrap_or_default()
                ))
            }
            StartTlsStatus::NotTried | StartTlsStatus::NotApplicable => {
                Self::before_starttls(server)
            }
        }
    }

    /// Where the greeting or EHLO is refused. Postfix defers after a 5yz greeting (smtp_skip_5xx_greeting), Exim fails the
    /// addresses at the last host; both take any 2yz for a greeting. Both go on after a refused EHLO, but for a 421: with HELO,
    /// Exim under TLS without it. A refused HELO is what the reply says.
    fn of_opening(server: &Server) -> Option<Self> {
        let failure = server.failure.as_ref()?;
        let why = failure.detail.clone();
        let unreachable = |outcome| Self::Unreachable(outcome, why.clone());
        match server.failed_stage? {
            FailedStage::Greeting => {
                if !matches!(failure.cause, Cause::PermanentReply | Cause::TemporaryReply) {
                    return None;
                }
                let code = server.greeting.as_ref()?.code;
                Some(match () {
                    () if code.is_permanent() => Self::Refused(why),
                    () if code.is_temporary() => unreachable(Deferred),
                    () => Self::NotKnown(format!("{why}; many senders go on after any 2yz")),
                })
            }
            FailedStage::Ehlo | FailedStage::EhloAfterTls => Some(match failure.cause {
                Cause::PermanentReply | Cause::TemporaryReply if goes_on_with_helo(server) => {
                    Self::NotKnown(format!(
                        "{why}; Postfix goes on with HELO, which this check did not try"
                    ))
                }
                Cause::PermanentReply => unreachable(Bounced),
                // Senders wait five minutes for a reply to EHLO (RFC 5321 section 4.5.3.2).
                Cause::TimedOut => unreachable(Unknown),
                _ => unreachable(Deferred),
            }),
            _ => None,
        }
    }
}

/// Whether it was EHLO that was refused, and not with a 421.
fn goes_on_with_helo(server: &Server) -> bool {
    let last = server.ehlo.last();
    last.is_some_and(|last| !last.helo && last.reply.code.value() != 421)
}

impl Basis {
    /// Senders wait longer than this check may have: five minutes for a greeting (RFC 5321 section 4.5.3.2.1).
    fn before_starttls(server: &Server) -> Self {
        let Some(failure) = &server.failure else {
            return Self::Unreachable(Unknown, "the check did not come that far".to_owned());
        };
        let outcome = match failure.cause {
            Cause::TimedOut => Unknown,
            _ => Deferred,
        };
        Self::Unreachable(outcome, failure.detail.clone())
    }

    /// What the server negotiates counts, not whether our library managed it.
    fn of_failed(tls: &Tls, report: &Report) -> Self {
        let error = tls.error_in_words();
        match (reach::chosen(tls), &tls.error) {
            (Some(chosen), _) if reach::others_speak(tls, report) => {
                let why = match reach::lack(tls) {
                    Some(_) => "which this check could not speak",
                    None => "which is below --min-tls here",
                };
                Self::Beyond(format!("clients with OpenSSL get {chosen}, {why}"))
            }
            (Some(chosen), _) => Self::NotKnown(format!(
                "senders differ in whether they accept {chosen}, which the server chooses"
            )),
            // It was we who did not go on.
            (
                None,
                Some(
                    HandshakeError::Misbehaved(_)
                    | HandshakeError::TooLarge
                    | HandshakeError::Ours(_)
                    | HandshakeError::Incompatible(_),
                ),
            ) => Self::NotKnown(error),
            (None, _) => Self::Broken(error),
        }
    }
}

/// An entry of the certificate message at which OpenSSL ends the handshake.
fn has_unreadable_entry(server: &Server) -> bool {
    let mut certificates = server.tls.iter().flat_map(|tls| &tls.certificates);
    certificates.any(|one| one.ends_handshakes)
}

fn certificate(server: &Server) -> Result<(), Doubt> {
    let doubt = |unchecked, why: String| Err(Doubt { unchecked, why });
    let Some(verification) = server.verification() else {
        return doubt(false, "the server shows no certificate".to_owned());
    };
    if verification.is_verified() {
        return Ok(());
    }
    let reasons: Vec<_> = verification
        .reasons
        .iter()
        .map(|found| found.reason.id().replace('_', " "))
        .collect();
    match &verification.path {
        Outcome::Unchecked(why) => doubt(true, why.clone()),
        _ if reasons.is_empty() => doubt(true, "the certificate could not be checked".to_owned()),
        _ if !verification.is_wrong() => doubt(
            true,
            format!(
                "the certificate could not be verified: {}",
                reasons.join(", ")
            ),
        ),
        _ => doubt(
            false,
            format!("the certificate does not verify: {}", reasons.join(", ")),
        ),
    }
}
