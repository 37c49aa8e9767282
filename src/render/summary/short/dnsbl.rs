//! What block lists say of the server's address, and of ours.

use super::line::{Facts, Line, of_servers};
use crate::record::{Listing, dnsbl::ListingStatus};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    of_servers(facts, |server| {
        let own = server.own_dnsbl.as_ref().map(|own| {
            let line = line(&own.lists);
            let rest = format!("{} (this machine's address {})", line.rest, own.address);
            Line { rest, ..line }
        });
        let lists = server.dnsbl.iter().map(|lists| line(lists));
        lists.chain(own).collect()
    })
}

fn line(lists: &[Listing]) -> Line {
    let with = |status| {
        let lists = lists.iter().filter(move |one| one.status == status);
        lists.map(name).collect::<Vec<_>>()
    };
    let listed = with(ListingStatus::Listed);
    let not_listed = with(ListingStatus::NotListed).len();
    let silent = lists.iter().filter(|one| one.hindrance().is_some());
    let silent: Vec<_> = silent.map(name).collect();
    let silent = match silent.is_empty() {
        true => String::new(),
        false => format!("; not known of {}", silent.join(", ")),
    };
    match (listed.as_slice(), not_listed) {
        ([], 0) if silent.is_empty() => Line::judged(None, "not known")
            .and(": the lists that were named have no IPv6 addresses"),
        ([], 0) => Line::judged(None, "not known").and(silent.replacen("; not known of", " of", 1)),
        ([], 1) => Line::plain(format!("not in the one that said{silent}")),
        ([], count) => Line::plain(format!("in none of {count}{silent}")),
        (listed, 0) => {
            Line::judged(Some(false), "listed").and(format!(" by {}{silent}", listed.join(", ")))
        }
        (listed, count) => Line::judged(Some(false), "listed").and(format!(
            " by {}, and not by {count}{silent}",
            listed.join(", ")
        )),
    }
}

fn name(listing: &Listing) -> &str {
    listing.name.unwrap_or(&listing.zone)
}
