//! What is said of each fault of a path, and whom its certificates are called.

use jiff::Timestamp;

use crate::net::tls::shown::masked_value;
use crate::smtp::Concealer;
use crate::tls::certificate::CertificateTime;
use crate::tls::path::{About, Against, Fault, Unchecked};
use crate::tls::{Certificate, Reason, ReasonDetail};

/// Whom the certificates of an answer are called in a sentence.
pub(in crate::net::tls) struct Names<'a> {
    /// As they may be shown.
    pub(in crate::net::tls) sent: &'a [Certificate],
    pub(in crate::net::tls) concealer: &'a Concealer,
    pub(in crate::net::tls) now: Timestamp,
}

impl Names<'_> {
    fn of(&self, about: &About) -> String {
        match about {
            About::Sent(at) => self.sent.get(*at).map_or_else(
                || format!("certificate {}", at + 1),
                |one| one.display_name().to_owned(),
            ),
            About::Anchor(der) => Certificate::from_der(der, self.now)
                .display_name()
                .to_owned(),
            About::BareKey => "the trust anchor".to_owned(),
        }
    }

    /// Whether it says not even in its subject whose it is, or that cannot be read.
    fn is_nameless(&self, at: usize) -> bool {
        let sent = self.sent.get(at);
        sent.is_none_or(|one| one.subject.is_empty() && one.dns_names.is_empty())
    }

    fn sent(&self, about: &About) -> Option<&Certificate> {
        match about {
            About::Sent(at) => self.sent.get(*at),
            About::Anchor(_) | About::BareKey => None,
        }
    }

    /// `the certificate`, `the intermediate certificate R3`, `the root Example Root`.
    fn described(&self, about: &About) -> String {
        match about {
            About::Sent(0) => "the certificate".to_owned(),
            About::Sent(at) if self.is_nameless(*at) => {
                format!("number {} of the certificates sent", at + 1)
            }
            About::Sent(_) => format!("the intermediate certificate {}", self.of(about)),
            About::Anchor(_) => format!("the root {}", self.of(about)),
            About::BareKey => self.of(about),
        }
    }

    fn issuer_of(&self, about: &About) -> String {
        self.sent(about)
            .map_or_else(String::new, |one| one.issuer_name().to_owned())
    }
}

pub(super) fn of_fault(fault: &Fault, names: &Names<'_>) -> ReasonDetail {
    let described = |about: &About| names.described(about);
    let (reason, detail) = match fault {
        Fault::Malformed(about, part) => (
            Reason::Malformed,
            format!("{} is malformed: its {}", described(about), part.words()),
        ),
        Fault::Expired(about, end) => (
            match about {
                About::Sent(0) => Reason::Expired,
                About::Sent(_) => Reason::ExpiredIntermediate,
                About::Anchor(_) | About::BareKey => Reason::ExpiredRoot,
            },
            format!("{} expired {}", described(about), ago(*end, names.now)),
        ),
        Fault::NotYetValid(about, begin) => (
            Reason::NotYetValid,
            format!(
                "{} is not valid before {}",
                described(about),
                from(*begin, names.now)
            ),
        ),
        Fault::CriticalExtension(about, id) => (
            Reason::CriticalExtension,
            format!(
                "{} has a critical extension that is not understood ({id})",
                described(about)
            ),
        ),
        Fault::WeakKey(about) => (Reason::WeakKey, weak_key(about, names)),
        Fault::WeakSignature(about) => (
            Reason::WeakSignature,
            format!("{}, which is broken", signed_with(about, names)),
        ),
        Fault::NotForServers(About::Sent(0)) => (
            Reason::WrongPurpose,
            "the certificate's extended key usage does not allow it to be a server's (no serverAuth)".to_owned(),
        ),
        Fault::NotForServers(about) => (
            Reason::WrongPurpose,
            format!(
                "the extended key usage of {} does not allow it to issue certificates of servers (no serverAuth)",
                described(about)
            ),
        ),
        Fault::NotForTls(about) => (
            Reason::WrongPurpose,
            format!(
                "the key usage of {} allows neither digitalSignature nor an exchange of keys, so TLS cannot use it",
                described(about)
            ),
        ),
        Fault::NotAuthority(about) => (
            Reason::NotAuthority,
            format!(
                "{} is not that of a certification authority (basic constraints), and issued another",
                match about {
                    About::Sent(0) => names.of(about),
                    _ => described(about),
                }
            ),
        ),
        Fault::MayNotSign(about) => (
            Reason::KeyUsage,
            format!(
                "the key usage of {} does not allow it to sign certificates (no keyCertSign), and it issued another",
                described(about)
            ),
        ),
        Fault::PathLength {
            about,
            allowed,
            follow,
        } => (
            Reason::PathLength,
            format!(
                "the path length of {} allows {allowed} certification authorities below it (pathlen:{allowed}), and there \
                 are {follow}",
                described(about)
            ),
        ),
        Fault::NameConstraint {
            about,
            name,
            by,
            against,
        } => (
            Reason::NameConstraint,
            format!(
                "the name constraints of {} {} the name {} of {}",
                described(by),
                match against {
                    Against::Excluded => "exclude",
                    Against::NotPermitted => "do not permit",
                    Against::Incomparable => "cannot be compared with",
                },
                masked_value(name, names.concealer),
                described(about)
            ),
        ),
        Fault::SelfSigned(About::Sent(0)) => (
            Reason::SelfSigned,
            "the certificate is self-signed".to_owned(),
        ),
        Fault::SelfSigned(about) => (
            Reason::UnknownIssuer,
            format!(
                "it leads to {}, a root sent along that is not trusted here",
                names.of(about)
            ),
        ),
        Fault::UnknownIssuer(about) => return unknown_issuer(about, names),
        Fault::NotByNamesakes { about, anchor } => (
            Reason::UnknownIssuer,
            format!(
                "{} names {} as its issuer, but {} of that name has another key",
                described(about),
                names.issuer_of(about),
                if *anchor { "the trusted root" } else { "the certificate sent" }
            ),
        ),
        Fault::OtherIssuer { about, by } => (
            Reason::UnknownIssuer,
            format!(
                "{} is signed by {}, but names another certificate as that of its issuer (authority key identifier): OpenSSL, \
                 with which Postfix verifies, does not take that for its issuer",
                described(about),
                names.of(by)
            ),
        ),
        Fault::BadSignature { about, by } => (
            Reason::BadSignature,
            format!(
                "the signature of {} is wrong: it names the key of {}, which did not sign what was sent",
                described(about),
                names.of(by)
            ),
        ),
    };
    ReasonDetail::new(reason, detail)
}

/// Nobody knows the issuer of the top of what was sent. If that is the server's own certificate, the chain is most likely
/// incomplete; else it ends at someone who is not trusted here.
fn unknown_issuer(about: &About, names: &Names<'_>) -> ReasonDetail {
    let issuer = names.issuer_of(about);
    if *about != About::Sent(0) {
        let why = format!("it leads to {issuer}, which was not sent and is not trusted here");
        return ReasonDetail::new(Reason::UnknownIssuer, why);
    }
    let url = names.sent(about).and_then(|one| one.issuer_url.as_ref());
    let fetch = url.map_or_else(String::new, |url| {
        format!("; the certificate says it is at {url}")
    });
    let why = format!(
        "the certificate of its issuer, {issuer}, was not sent along and is no trusted root{fetch}"
    );
    ReasonDetail::new(Reason::MissingIntermediate, why)
}

pub(super) fn of_unchecked(unchecked: &Unchecked, names: &Names<'_>) -> ReasonDetail {
    match unchecked {
        Unchecked::Signature(about) => ReasonDetail::new(
            Reason::UncheckedSignature,
            format!(
                "{}, in a way that this program cannot check",
                signed_with(about, names)
            ),
        ),
        Unchecked::Policies(about) => ReasonDetail::new(
            Reason::UncheckedPolicies,
            format!(
                "{} demands that the path has certificate policies, which this program does not follow (RFC 5280 section 6.1.3)",
                names.described(about)
            ),
        ),
        Unchecked::TooManyWays => ReasonDetail::new(
            Reason::TooManyWays,
            "the server sent more certificates, or they can be put together in more ways, than this program looks at",
        ),
    }
}

fn signed_with(about: &About, names: &Names<'_>) -> String {
    let algorithm = names
        .sent(about)
        .map_or_else(String::new, |one| one.signature_algorithm.clone());
    format!("{} is signed with {algorithm}", names.of(about))
}

fn weak_key(about: &About, names: &Names<'_>) -> String {
    let key = match about {
        About::Sent(at) => names.sent.get(*at).map(|one| one.public_key.clone()),
        About::Anchor(der) => Some(Certificate::from_der(der, names.now).public_key),
        About::BareKey => None,
    };
    let key = key.unwrap_or_default();
    format!(
        "the key of {}, {key}, {}",
        names.described(about),
        key.weakness()
    )
}

fn ago(end: i64, now: Timestamp) -> String {
    let ago = match now.as_second().saturating_sub(end) / 86_400 {
        ..=0 => "less than a day ago".to_string(),
        1 => "a day ago".to_string(),
        days => format!("{days} days ago"),
    };
    format!(
        "on {}, {ago}",
        CertificateTime::from_second(end).utc().date()
    )
}

/// The day, or the hour where it is that of today: a clock may be wrong by hours.
fn from(begin: i64, now: Timestamp) -> String {
    let begin = CertificateTime::from_second(begin);
    match begin.utc().date() == CertificateTime::from(now).utc().date() {
        true => begin.to_string(),
        false => begin.utc().date().to_string(),
    }
}
