//! What a kind of sender will do with a mail server: the form of the answer. The answer itself is an opinion and is made in
//! `finding`.

use serde::Serialize;

use crate::event::FailedStage;

/// One kind of sender and what becomes of its mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SenderView {
    /// Which kind.
    pub sender: SenderKind,
    /// What becomes of its mail.
    pub outcome: Delivery,
    /// Because of which link in the chain.
    pub because: String,
    /// At which stage the server let this check get no further, so that mail of others may fare no better: the outcome says how
    /// it would travel. Null where it got through, and where it held back itself what it had to send.
    pub refused_at: Option<FailedStage>,
}

/// Kinds of senders. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SenderKind {
    /// Encrypts when it can and looks at no certificate.
    Opportunistic,
    /// Insists on encryption and looks at no certificate.
    RequireTls,
    /// Insists on a certificate that verifies.
    VerifyTls,
    /// Honours MTA-STS.
    MtaSts,
    /// Honours DANE.
    Dane,
}

impl SenderKind {
    /// For people.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Opportunistic => "opportunistic",
            Self::RequireTls => "requires TLS",
            Self::VerifyTls => "verifies",
            Self::MtaSts => "MTA-STS",
            Self::Dane => "DANE",
        }
    }

    /// Well-known ones that are documented to behave so.
    #[must_use]
    pub fn examples(self) -> &'static str {
        match self {
            Self::Opportunistic => "Postfix may, Exim",
            Self::RequireTls => "Postfix encrypt",
            Self::VerifyTls => "Postfix secure",
            Self::MtaSts => "Gmail, Exchange Online",
            Self::Dane => "Postfix dane, Exchange Online",
        }
    }
}

/// What becomes of mail. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Delivered, encrypted, to a server that proved who it is.
    EncryptedAuthenticated,
    /// Delivered, encrypted, to whoever answered.
    Encrypted,
    /// Delivered for everybody on the way to read.
    Plaintext,
    /// Not delivered; tried again, and returned when it stays so.
    Deferred,
    /// Returned at once.
    Bounced,
    /// It could not be found out.
    Unknown,
}

impl Delivery {
    /// For people.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::EncryptedAuthenticated => "encrypted and authenticated",
            Self::Encrypted => "encrypted",
            Self::Plaintext => "in plain text",
            Self::Deferred => "deferred",
            Self::Bounced => "bounced",
            Self::Unknown => "not known",
        }
    }
}
