//! Checks of what DNS says about a domain. RFC 5321 section 5.1, RFC 7505, RFC 2181 section 10.3.

mod conclusion;
mod exchange;
mod failure;
#[cfg(test)]
mod tests;

pub(super) use conclusion::or_its_exchanges;
pub(super) use exchange::leads_to_itself;

use super::{
    Check,
    Severity::{Error, Notice, Warning},
    domain,
};
use crate::report::ResolutionStatus;
use conclusion::{concluded, no_usable_address};
use exchange::{each, is_address, loopback, no_address, null_mx_with_others, private};
use failure::{bogus, server_failure, too_many_servers};

pub(super) const CHECKS: &[Check] = &[
    domain(
        "no-such-domain",
        Error,
        "the name does not exist",
        "RFC 2308 section 2.1",
        "Check the spelling, of a CNAME record's target too; if it is right, the domain is not registered or not delegated.",
        |report| concluded(report, ResolutionStatus::NoSuchDomain, "does not exist"),
    ),
    domain(
        "no-address",
        Error,
        "there is no address to connect to",
        "RFC 5321 section 5.1",
        "Publish MX records whose hosts have A or AAAA records, or an address for the name itself.",
        no_usable_address,
    ),
    domain(
        "null-mx",
        Notice,
        "the domain says that it accepts no mail",
        "RFC 7505 section 3",
        "Nothing to do if that is meant; otherwise replace the MX record \".\" by one that names a server.",
        |report| concluded(report, ResolutionStatus::NullMx, "has a null MX record"),
    ),
    domain(
        "null-mx-with-others",
        Error,
        "a null MX record stands beside others",
        "RFC 7505 section 3",
        "Remove the MX record \".\" if the domain takes mail, or all the others if it does not.",
        null_mx_with_others,
    ),
    domain(
        "mx-is-cname",
        Warning,
        "an MX record names an alias",
        "RFC 5321 section 5.1",
        "Let the MX record name the host that the CNAME record points to; some senders refuse aliases.",
        |report| {
            each(report, |mx| {
                Some(format!(
                    "{} is an alias of {}",
                    mx.exchange,
                    mx.canonical_name.as_ref()?
                ))
            })
        },
    ),
    domain(
        "mx-is-address",
        Error,
        "an MX record holds an address in place of a name",
        "RFC 1035 section 3.3.9",
        "Give the server a name with an A or AAAA record, and put that name into the MX record.",
        |report| {
            each(report, |mx| {
                is_address(mx).then(|| format!("{} {} is no host name", mx.preference, mx.exchange))
            })
        },
    ),
    domain(
        "mx-no-address",
        Error,
        "an MX record names a host without an address",
        "RFC 5321 section 5.1",
        "Publish an A or AAAA record for that host, or remove the MX record.",
        no_address,
    ),
    domain(
        "mx-is-localhost",
        Error,
        "an MX record points every sender to itself",
        "RFC 5321 section 5.1",
        "Let the MX record name the real server, or publish a null MX record if the domain takes no mail.",
        |report| {
            each(report, |mx| {
                loopback(mx).map(|why| format!("{} {why}", mx.exchange))
            })
        },
    ),
    domain(
        "mx-is-private",
        Warning,
        "an MX record points to an address that no outside sender reaches",
        "RFC 6890 section 2.2",
        "Give the exchange a public address in the DNS that the outside sees; from within, this may be an inside view \
         (--resolver asks another DNS server).",
        |report| each(report, private),
    ),
    domain(
        "dns-server-failure",
        Error,
        "a DNS look-up failed",
        "RFC 5321 section 5.1",
        "Try again later; if it stays so, look at the domain's name servers (SERVFAIL is often a broken DNSSEC \
         signature) and at this machine's resolver.",
        server_failure,
    ),
    domain(
        "too-many-servers",
        Warning,
        "DNS names more servers than are checked",
        "RFC 5321 section 5.1",
        "Publish fewer MX records and addresses: most senders try about five and never get to the others.",
        too_many_servers,
    ),
    domain(
        "dnssec-bogus",
        Error,
        "the DNS answer fails DNSSEC validation",
        "RFC 4035 section 4.3",
        "Renew the zone's signatures, or correct the DS record at the parent zone.",
        bogus,
    ),
];
