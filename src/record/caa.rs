//! Who may issue certificates for a name: CAA records, of the nearest name at or above it that has any. RFC 8659 section 3; those
//! for mail addresses (S/MIME) are told apart from those for hosts (RFC 9495 section 3).

use serde::Serialize;

use super::look_up::Asking;
use crate::{
    dns,
    text::{shortened, visible},
};

/// What of a value is shown, in bytes.
const LONGEST: usize = 256;

/// The CAA records that are about a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Caa {
    /// The name for which somebody might want a certificate.
    pub name: String,
    /// Whether there are any.
    pub status: CaaStatus,
    /// The name whose records they are, or that did not answer.
    pub found_at: Option<String>,
    /// The records.
    pub records: Vec<CaaRecord>,
}

/// What became of looking for them. New values may be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaaStatus {
    /// There are some.
    Ok,
    /// There are none: whoever wants may issue.
    None,
    /// The DNS did not answer: nobody may issue (RFC 8659 section 6).
    LookupFailed,
}

/// One CAA record, safe to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CaaRecord {
    /// Who does not know the tag must not issue.
    pub critical: bool,
    /// `issue`, `issuewild`, `issuemail`, `iodef`, or another.
    pub tag: String,
    /// The certification authority's domain with its parameters; where to report.
    pub value: String,
}

impl From<&dns::Caa> for CaaRecord {
    fn from(caa: &dns::Caa) -> Self {
        Self {
            critical: caa.critical,
            tag: shortened(visible(caa.tag.as_bytes()), LONGEST),
            value: shortened(visible(&caa.value), LONGEST),
        }
    }
}

/// Climbs from `name` towards the root until there are records.
pub fn survey(asking: &mut Asking<'_>, name: &str) -> Option<Caa> {
    let found = |status, found_at: Option<&str>, records| Caa {
        name: name.to_owned(),
        status,
        found_at: found_at.map(str::to_owned),
        records,
    };
    let mut at = name;
    loop {
        let answer = &asking.caa(at)?.lookup.answer;
        if !answer.records().is_empty() {
            let records = answer.records().iter().map(CaaRecord::from).collect();
            return Some(found(CaaStatus::Ok, Some(at), records));
        }
        if !answer.is_denial() {
            return Some(found(CaaStatus::LookupFailed, Some(at), Vec::new()));
        }
        match at.split_once('.') {
            Some((_, parent)) => at = parent,
            None => return Some(found(CaaStatus::None, None, Vec::new())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::look_up::testing::Zone, *};

    fn of(zone: &str) -> Caa {
        Zone(zone)
            .drive(|asking| survey(asking, "mx1.example.com"))
            .0
    }

    /// RFC 8659 section 3: the nearest set counts as a whole, whatever stands above it.
    #[test]
    fn the_nearest_set_counts() {
        let zone = "mx1.example.com A 192.0.2.1\nexample.com CAA 0 issue ca.example; account=7\n\
                    example.com CAA 128 issuemail ;\ncom CAA 0 issue other.example";
        let caa = of(zone);
        assert_eq!(
            (caa.status, caa.found_at.as_deref()),
            (CaaStatus::Ok, Some("example.com"))
        );
        let told: Vec<_> = caa
            .records
            .iter()
            .map(|one| (one.critical, &*one.tag, &*one.value))
            .collect();
        assert_eq!(
            told,
            [
                (false, "issue", "ca.example; account=7"),
                (true, "issuemail", ";")
            ]
        );
    }

    #[test]
    fn without_any_whoever_wants_may_issue_and_without_an_answer_nobody() {
        assert_eq!(of("com NS a").status, CaaStatus::None);
        let failed = of("mx1.example.com A 192.0.2.1\nexample.com CAA !SERVFAIL");
        let at = failed.found_at.as_deref();
        assert_eq!(
            (failed.status, at),
            (CaaStatus::LookupFailed, Some("example.com"))
        );
    }

    #[test]
    fn a_value_is_shown_safely() {
        let caa = of("mx1.example.com CAA 0 issue \u{1b}[31m");
        assert_eq!(caa.records[0].value, "\\x1b[31m");
    }
}
