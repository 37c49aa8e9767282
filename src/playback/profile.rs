//! What is right or wrong with the certificates that a server shows, by the names that scripts have for it.

use std::str::FromStr;

/// What a server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::missing_docs_in_private_items, reason = "the names say it")]
pub enum Profile {
    Good,
    Expired,
    NotYetValid,
    ExpiresSoon,
    /// Of a public CA by its looks, for longer than one may.
    LongLived,
    WrongName,
    SelfSigned,
    UnknownIssuer,
    MissingIntermediate,
    /// Two of them: the issuer, whose certificate says where its own issuer's is, and that one.
    MissingIntermediates,
    ExpiredIntermediate,
    WrongPurpose,
    /// A trusted chain, and a key that does not belong to it.
    WrongKey,
    WithRoot,
    Reversed,
    /// A hundred certificates too many.
    LongChain,
    /// More than one message of a handshake holds.
    HugeChain,
    /// Issued by an authority whose key usage does not let it sign certificates.
    IssuerMayNotSign,
    /// The server's own certificate twice, then its issuer's.
    SentTwice,
    /// A key usage without digitalSignature.
    MayNotSign,
    /// Beside what is needed, an expired certificate.
    ExpiredUnneeded,
}

const PROFILES: &[(&str, Profile)] = &[
    ("good", Profile::Good),
    ("expired", Profile::Expired),
    ("not-yet-valid", Profile::NotYetValid),
    ("expires-soon", Profile::ExpiresSoon),
    ("long-lived", Profile::LongLived),
    ("wrong-name", Profile::WrongName),
    ("self-signed", Profile::SelfSigned),
    ("unknown-issuer", Profile::UnknownIssuer),
    ("missing-intermediate", Profile::MissingIntermediate),
    ("missing-intermediates", Profile::MissingIntermediates),
    ("expired-intermediate", Profile::ExpiredIntermediate),
    ("wrong-purpose", Profile::WrongPurpose),
    ("wrong-key", Profile::WrongKey),
    ("with-root", Profile::WithRoot),
    ("reversed", Profile::Reversed),
    ("long-chain", Profile::LongChain),
    ("huge-chain", Profile::HugeChain),
    ("issuer-may-not-sign", Profile::IssuerMayNotSign),
    ("sent-twice", Profile::SentTwice),
    ("may-not-sign", Profile::MayNotSign),
    ("expired-unneeded", Profile::ExpiredUnneeded),
];

impl FromStr for Profile {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = PROFILES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, profile)| *profile)
            .ok_or_else(|| format!("{name} is no certificate profile"))
    }
}
