//! Where programs that read and write mail find its servers: SRV records of RFC 6186 and RFC 8314, and of Outlook's autodiscovery.

use serde::Serialize;

use super::look_up::Asking;
use crate::dns::srv_order;

/// The names that programs ask for, below the domain.
const NAMES: [&str; 7] = [
    "_submissions._tcp",
    "_submission._tcp",
    "_imaps._tcp",
    "_imap._tcp",
    "_pop3s._tcp",
    "_pop3._tcp",
    "_autodiscover._tcp",
];

/// What a domain says of its services.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Services {
    /// The records, in the order in which they are to be tried.
    pub records: Vec<Service>,
    /// Names of which the DNS did not say whether there are any.
    pub lookup_failed: Vec<String>,
}

/// One SRV record (RFC 2782).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Service {
    /// `_imaps._tcp`, without the domain.
    pub name: &'static str,
    /// Lower is preferred.
    pub priority: u16,
    /// The share among equals.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host; `.` when the service is not offered.
    pub target: String,
}

/// Asks for all of them.
pub fn survey(asking: &mut Asking<'_>, domain: &str) -> Option<Services> {
    let answers = NAMES.map(|name| (name, asking.srv(&format!("{name}.{domain}"))));
    let mut found = Services::default();
    for (name, answer) in answers {
        let answer = &answer?.lookup.answer;
        let mut records = answer.records().to_vec();
        srv_order(&mut records);
        found.records.extend(records.into_iter().map(|srv| Service {
            name,
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target: srv.target,
        }));
        if records_are_unknown(answer) {
            found.lookup_failed.push(name.to_owned());
        }
    }
    Some(found)
}

fn records_are_unknown<T>(answer: &crate::dns::Answer<T>) -> bool {
    answer.records().is_empty() && !answer.is_denial()
}

#[cfg(test)]
mod tests {
    use super::{super::look_up::testing::Zone, *};

    #[test]
    fn all_names_are_asked_for_at_the_same_time_and_told_in_order() {
        let zone = Zone(
            "_imaps._tcp.example.com SRV 10 0 993 b.example\n_imaps._tcp.example.com SRV 0 0 993 a.example\n\
             _pop3s._tcp.example.com SRV 0 0 0 .\n_autodiscover._tcp.example.com SRV !TIMEOUT",
        );
        let (found, rounds) = zone.drive(|asking| survey(asking, "example.com"));
        assert_eq!((rounds.len(), rounds[0].len()), (1, NAMES.len()));
        let told: Vec<_> = found
            .records
            .iter()
            .map(|one| (one.name, one.port, &*one.target))
            .collect();
        let expected = [
            ("_imaps._tcp", 993, "a.example"),
            ("_imaps._tcp", 993, "b.example"),
            ("_pop3s._tcp", 0, "."),
        ];
        assert_eq!(told, expected);
        assert_eq!(found.lookup_failed, ["_autodiscover._tcp"]);
    }
}
