//! What the domain asks of senders by MTA-STS (RFC 8461), and which of its mail exchangers its policy allows.

use serde::Serialize;

use super::Report;
use crate::record::mta_sts::{Discovery, FetchError, Mode, NoPolicy, Policy};

/// What was found. Mode, patterns and age are there whenever a policy could be read, also where its media type keeps
/// senders from using it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MtaSts {
    /// What it came to.
    pub status: MtaStsStatus,
    /// Why, where the status alone does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What senders are to do with a server that fails the policy.
    pub mode: Option<Mode>,
    /// The id in the TXT record.
    pub id: Option<String>,
    /// The patterns of the mail exchangers that it allows.
    pub mx: Vec<String>,
    /// For how many seconds senders may keep it.
    pub max_age: Option<u32>,
    /// Fields of the policy that stand there twice and must not; the first of each counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeated: Vec<String>,
    /// The mail exchangers of the domain; empty without a policy.
    pub exchanges: Vec<AllowedExchange>,
}

/// One mail exchanger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AllowedExchange {
    /// The name in the MX record; the domain itself where it is the implicit MX.
    pub exchange: String,
    /// Whether a pattern of the policy allows it; the mode none restricts nothing.
    pub allowed: bool,
}

/// What looking for a policy came to. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MtaStsStatus {
    /// There is a policy.
    Ok,
    /// There is no TXT record: the domain does not take part.
    None,
    /// DNS did not say whether there is a TXT record.
    LookupFailed,
    /// What is there is no TXT record that counts.
    InvalidRecord,
    /// The policy host does not exist or has no address.
    NoPolicyHost,
    /// DNS did not say whether the policy host has an address.
    HostLookupFailed,
    /// The policy host refused or reset the connection.
    ConnectionFailed,
    /// This machine has no route to the policy host, or none by the address family that was asked for.
    NoRoute,
    /// Time ran out.
    Timeout,
    /// The TLS handshake with the policy host failed.
    TlsFailed,
    /// This program's TLS lacks what the policy host needs.
    TlsBeyondThisProgram,
    /// The policy host's certificate does not verify.
    UntrustedCertificate,
    /// Whether it verifies cannot be said: there are no trust roots here, or a signature is one that this program cannot check.
    UnverifiableCertificate,
    /// The policy host answered with a redirect.
    Redirect,
    /// The policy host answered 404.
    NoPolicy,
    /// The policy host answered with another status.
    HttpError,
    /// What the policy host answered is not HTTP, broke off or is too large.
    InvalidResponse,
    /// The policy is not served as text/plain.
    WrongContentType,
    /// The policy is not well-formed.
    InvalidPolicy,
}

impl MtaSts {
    /// Folds what was found into facts about the domain of `report`.
    pub(super) fn of(discovery: &Discovery, report: &Report) -> Self {
        match discovery {
            Discovery::LookUpFailed(how) => Self::without(MtaStsStatus::LookupFailed, Some(how)),
            Discovery::None => Self::without(MtaStsStatus::None, None::<&str>),
            Discovery::InvalidRecord(error) => {
                Self::without(MtaStsStatus::InvalidRecord, Some(error))
            }
            Discovery::Announced { record, policy } => Self {
                id: Some(record.id.clone()),
                ..Self::announced(policy, report)
            },
        }
    }

    fn announced(policy: &Result<Policy, NoPolicy>, report: &Report) -> Self {
        match policy {
            Ok(policy) => Self::with(MtaStsStatus::Ok, policy, report),
            Err(NoPolicy::NotFetched(FetchError::NoAddress))
                if report.asked.left_out().is_some() =>
            {
                let because = report.asked.left_out().map(|left_out| left_out.to_string());
                Self::without(MtaStsStatus::NoRoute, because)
            }
            Err(NoPolicy::NotFetched(error)) => Self::without(not_fetched(error), Some(error)),
            Err(NoPolicy::Invalid(error)) => {
                Self::without(MtaStsStatus::InvalidPolicy, Some(error))
            }
            Err(NoPolicy::NotPlainText {
                content_type,
                policy,
            }) => {
                let status = MtaStsStatus::WrongContentType;
                let served = content_type
                    .as_deref()
                    .map_or("without a media type".to_owned(), |text| {
                        format!("as {text}")
                    });
                match policy {
                    Ok(policy) => Self {
                        detail: Some(format!("served {served}")),
                        ..Self::with(status, policy, report)
                    },
                    Err(error) => {
                        Self::without(status, Some(format!("served {served}, and {error}")))
                    }
                }
            }
        }
    }

    fn without(status: MtaStsStatus, detail: Option<impl ToString>) -> Self {
        Self {
            status,
            detail: detail.map(|detail| detail.to_string()),
            mode: None,
            id: None,
            mx: Vec::new(),
            max_age: None,
            repeated: Vec::new(),
            exchanges: Vec::new(),
        }
    }

    fn with(status: MtaStsStatus, policy: &Policy, report: &Report) -> Self {
        let allowed = |exchange: &str| AllowedExchange {
            exchange: exchange.to_owned(),
            allowed: policy.mode == Mode::None || policy.allows(exchange),
        };
        Self {
            mode: Some(policy.mode),
            mx: policy.mx.iter().map(ToString::to_string).collect(),
            max_age: Some(policy.max_age),
            repeated: policy.repeated.iter().map(ToString::to_string).collect(),
            exchanges: exchanges(report).into_iter().map(allowed).collect(),
            ..Self::without(status, None::<&str>)
        }
    }

    /// Whether senders deliver only to servers that satisfy the policy.
    #[must_use]
    pub fn enforces(&self) -> bool {
        self.status == MtaStsStatus::Ok && self.mode == Some(Mode::Enforce)
    }
}

/// The mail exchangers by name. A null MX is none.
fn exchanges(report: &Report) -> Vec<&str> {
    let mut exchanges: Vec<&str> = Vec::new();
    for mx in &report.resolution.mx {
        if mx.exchange != "." && !exchanges.contains(&mx.exchange.as_str()) {
            exchanges.push(&mx.exchange);
        }
    }
    if report.resolution.mx.is_empty() {
        exchanges.extend(report.target.domain.as_deref());
    }
    exchanges
}

fn not_fetched(error: &FetchError) -> MtaStsStatus {
    match error {
        FetchError::NoSuchHost { .. } | FetchError::NoAddress => MtaStsStatus::NoPolicyHost,
        FetchError::LookUpFailed(_) => MtaStsStatus::HostLookupFailed,
        FetchError::Refused(_) | FetchError::NotConnected(..) => MtaStsStatus::ConnectionFailed,
        FetchError::NoRoute(..) => MtaStsStatus::NoRoute,
        FetchError::TimedOut { .. } => MtaStsStatus::Timeout,
        FetchError::Handshake(_) => MtaStsStatus::TlsFailed,
        FetchError::BeyondThisProgram(_) => MtaStsStatus::TlsBeyondThisProgram,
        FetchError::Untrusted(_) => MtaStsStatus::UntrustedCertificate,
        FetchError::Unverifiable(_) => MtaStsStatus::UnverifiableCertificate,
        FetchError::Redirect { .. } => MtaStsStatus::Redirect,
        FetchError::NotFound => MtaStsStatus::NoPolicy,
        FetchError::Status(_) => MtaStsStatus::HttpError,
        FetchError::NotHttp(_) | FetchError::TooLarge => MtaStsStatus::InvalidResponse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Family;

    #[test]
    fn a_policy_host_without_addresses_of_one_family_may_have_others() {
        let mut report = report(&[]);
        let policy = || Err(NoPolicy::NotFetched(FetchError::NoAddress));
        assert_eq!(
            MtaSts::announced(&policy(), &report).status,
            MtaStsStatus::NoPolicyHost
        );
        report.asked = Asked {
            family: Family::V6,
            ..Asked::default()
        };
        let facts = MtaSts::announced(&policy(), &report);
        assert_eq!(facts.status, MtaStsStatus::NoRoute);
        assert_eq!(
            facts.detail.as_deref(),
            Some("because of -6, IPv4 addresses were not asked for")
        );
    }
    use crate::{
        record::mta_sts::StsRecord,
        report::{Asked, Exchange, NameStatus, Target},
    };

    fn report(exchanges: &[&str]) -> Report {
        let target = Target {
            domain: Some("example.com".to_owned()),
            ..Target::default()
        };
        let mut report = Report::new(jiff::Timestamp::UNIX_EPOCH, target, Asked::default());
        report.resolution.mx = exchanges
            .iter()
            .map(|exchange| Exchange {
                preference: 10,
                exchange: (*exchange).to_owned(),
                status: NameStatus::Ok,
                addresses: Vec::new(),
                canonical_name: None,
            })
            .collect();
        report
    }

    fn announced(policy: Result<Policy, NoPolicy>) -> Discovery {
        let record = StsRecord { id: "1".to_owned() };
        Discovery::Announced { record, policy }
    }

    /// RFC 8461 section 5: with this mode there is no policy for senders.
    #[test]
    fn the_mode_none_restricts_no_exchange() {
        let report = report(&["mx.example.net"]);
        for (mode, expected) in [("enforce", false), ("none", true)] {
            let facts = MtaSts::of(&announced(Ok(policy(mode))), &report);
            assert_eq!(facts.exchanges[0].allowed, expected, "{mode}");
        }
    }

    fn policy(mode: &str) -> Policy {
        let body = format!("version: STSv1\nmode: {mode}\nmx: *.example.com\nmax_age: 604800\n");
        Policy::parse(body.as_bytes()).unwrap()
    }

    #[test]
    fn a_policy_says_of_each_exchange_whether_it_is_allowed() {
        let report = report(&["mx.example.com", "mx.example.net", ".", "mx.example.net"]);
        let facts = MtaSts::of(&announced(Ok(policy("enforce"))), &report);
        let expected = serde_json::json!({
            "status": "ok", "mode": "enforce", "id": "1", "mx": ["*.example.com"], "max_age": 604_800,
            "exchanges": [{"exchange": "mx.example.com", "allowed": true},
                          {"exchange": "mx.example.net", "allowed": false}],
        });
        assert_eq!(serde_json::json!(facts), expected);
        assert!(facts.enforces());
    }

    #[test]
    fn the_implicit_exchange_is_the_domain_itself() {
        let facts = MtaSts::of(&announced(Ok(policy("testing"))), &report(&[]));
        assert_eq!(facts.exchanges[0].exchange, "example.com");
        assert!(!facts.exchanges[0].allowed && !facts.enforces());
    }

    #[test]
    fn without_a_record_there_is_nothing_else() {
        let expected = serde_json::json!({
            "status": "none", "mode": null, "id": null, "mx": [], "max_age": null, "exchanges": [],
        });
        let facts = MtaSts::of(&Discovery::None, &report(&["mx.example.com"]));
        assert_eq!(serde_json::json!(facts), expected);
    }

    #[test]
    fn a_policy_of_another_media_type_is_shown_and_enforces_nothing() {
        let discovery = announced(Err(NoPolicy::NotPlainText {
            content_type: Some("text/html".to_owned()),
            policy: Ok(policy("enforce")),
        }));
        let facts = MtaSts::of(&discovery, &report(&["mx.example.com"]));
        assert_eq!(facts.status, MtaStsStatus::WrongContentType);
        assert_eq!(facts.detail.as_deref(), Some("served as text/html"));
        assert!(facts.mode == Some(Mode::Enforce) && !facts.enforces());
    }

    #[test]
    fn a_policy_that_is_not_there_keeps_the_id_and_says_why() {
        let discovery = announced(Err(NoPolicy::NotFetched(FetchError::NotFound)));
        let facts = MtaSts::of(&discovery, &report(&[]));
        assert_eq!(facts.status, MtaStsStatus::NoPolicy);
        assert_eq!(facts.id.as_deref(), Some("1"));
        assert_eq!(facts.detail.as_deref(), Some("status 404"));
    }
}
