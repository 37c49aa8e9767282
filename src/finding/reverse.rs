//! Checks of the names of addresses. A server that only receives needs none; one that sends too is refused without by many
//! receivers, so that it is good to know. What it calls itself in its greeting is no finding: large receivers have one name
//! for all their servers. RFC 1912 section 2.1, RFC 8601 section 3.

use super::{Check, Severity::Notice, Verdict, check::address};
use crate::{
    record::Reverse,
    report::{Report, Server},
    smtp::service::is_submission,
};

const NAME_IT: &str = "If mail is sent from this address too, have its provider set a PTR record with the server's name, and give that name an \
     A or AAAA record with the address: many receivers take no mail without.";

pub(super) const CHECKS: &[Check] = &[
    address(
        "reverse-missing",
        Notice,
        "the server's address has no name",
        "RFC 1912 section 2.1",
        NAME_IT,
        |server, _| of(server, missing),
    ),
    address(
        "reverse-unconfirmed",
        Notice,
        "the name of the server's address does not lead back to it",
        "RFC 8601 section 3",
        NAME_IT,
        |server, _| of(server, unconfirmed),
    ),
    address(
        "reverse-generic",
        Notice,
        "the name of the server's address is one that a provider made of it",
        "RFC 1912 section 2.1",
        "If mail is sent from this address too, have its provider set a PTR record with a name of the server's own: many \
         receivers take no mail from addresses that look like a customer's line.",
        |server, _| of(server, generic),
    ),
    address(
        "reverse-own-address",
        Notice,
        "the name of this machine's address may keep receivers from taking its mail",
        "RFC 8601 section 3",
        "Send from a machine whose address has a name of its own that leads back to it, or have the provider set one.",
        own,
    ),
];

/// What the names of the server's address come to.
fn of(server: &Server, judge: fn(&Reverse, &str) -> Verdict) -> Verdict {
    match (&server.reverse, server.address) {
        (Some(names), Some(address)) => judge(names, &address.to_string()),
        _ => Verdict::NotApplicable,
    }
}

fn missing(names: &Reverse, address: &str) -> Verdict {
    match (names.names.is_empty(), &names.failure) {
        (false, _) => Verdict::Pass,
        (true, Some(failure)) => not_known(address, failure),
        (true, None) => Verdict::found(address),
    }
}

fn unconfirmed(names: &Reverse, address: &str) -> Verdict {
    match names.confirmed {
        _ if names.names.is_empty() => Verdict::NotApplicable,
        Some(true) => Verdict::Pass,
        Some(false) => Verdict::found(format!("{address} is named {}", some(names))),
        None => not_known(address, names.failure.as_deref().unwrap_or(TOO_MANY)),
    }
}

fn generic(names: &Reverse, address: &str) -> Verdict {
    match names.generic {
        _ if names.names.is_empty() => Verdict::NotApplicable,
        true => Verdict::found(format!("{address} is named {}", some(names))),
        false => Verdict::Pass,
    }
}

/// Receivers look at it where mail comes from one server to the other; not where somebody logs in.
fn own(server: &Server, _: &Report) -> Verdict {
    let own = server.own_reverse.as_ref();
    let Some(own) = own.filter(|_| !is_submission(server.port)) else {
        return Verdict::NotApplicable;
    };
    let address = own.address.to_string();
    let judges = [missing, unconfirmed, generic];
    let verdicts = judges.map(|judge| judge(&own.names, &address));
    let is_telling = |verdict: &Verdict| matches!(verdict, Verdict::Found(_) | Verdict::Unknown(_));
    let told = verdicts.into_iter().find(is_telling);
    told.unwrap_or(Verdict::Pass)
}

const TOO_MANY: &str = "it has more names than are looked up";

fn not_known(address: &str, because: &str) -> Verdict {
    Verdict::Unknown(format!("the names of {address} are not known: {because}"))
}

/// Two of the names and how many there are more.
fn some(names: &Reverse) -> String {
    let shown = &names.names[..names.names.len().min(2)];
    match names.names.len() + names.left_out - shown.len() {
        0 => shown.join(" and "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support::{found, report},
        report::server::OwnReverse,
    };

    fn names(names: &[&str], confirmed: Option<bool>) -> Reverse {
        Reverse {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            left_out: 0,
            confirmed,
            generic: false,
            forward: vec![confirmed; names.len()],
            failure: confirmed.is_none().then(|| "SERVFAIL".to_owned()),
        }
    }

    fn ids(reverse: Reverse) -> Vec<&'static str> {
        let mut report = report();
        report.servers[0].reverse = Some(reverse);
        found(&report)
    }

    #[test]
    fn a_missing_name_another_and_a_generic_one_are_told_apart() {
        assert!(ids(names(&["mx.example.com"], Some(true))).is_empty());
        assert_eq!(ids(names(&[], Some(false))), ["reverse-missing"]);
        assert_eq!(
            ids(names(&["a.example"], Some(false))),
            ["reverse-unconfirmed"]
        );
        let generic = Reverse {
            generic: true,
            ..names(&["pool-192-0-2-1.isp.example"], Some(true))
        };
        assert_eq!(ids(generic), ["reverse-generic"]);
    }

    #[test]
    fn what_did_not_answer_is_not_missing() {
        let mut report = report();
        report.servers[0].reverse = Some(names(&[], None));
        assert!(found(&report).is_empty());
        let verdict = of(&report.servers[0], missing);
        let expected = "the names of 192.0.2.1 are not known: SERVFAIL";
        assert_eq!(of(&report.servers[0], unconfirmed), Verdict::NotApplicable);
        assert_eq!(verdict, Verdict::Unknown(expected.to_owned()));
    }

    /// Of a server whose clients log in nobody asks that.
    #[test]
    fn our_own_address_counts_where_mail_comes_from_server_to_server() {
        let mut report = report();
        report.servers[0].own_reverse = Some(OwnReverse {
            address: "198.51.100.7".parse().unwrap(),
            names: names(&[], Some(false)),
        });
        assert_eq!(found(&report), ["reverse-own-address"]);
        report.servers[0].port = 587;
        assert!(!found(&report).contains(&"reverse-own-address"));
    }
}
