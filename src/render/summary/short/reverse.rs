//! The names of the server's address, and of ours where a message was sent.

use super::line::{Facts, Line, of_servers};
use crate::record::Reverse;

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    of_servers(facts, |server| {
        let own = server.own_reverse.as_ref().map(|own| {
            let line = line(&own.names);
            let rest = format!("{} (this machine's address {})", line.rest, own.address);
            Line { rest, ..line }
        });
        server.reverse.iter().map(line).chain(own).collect()
    })
}

fn line(reverse: &Reverse) -> Line {
    let Some(first) = reverse.names.first() else {
        return match &reverse.failure {
            Some(failure) => Line::judged(None, "not known").and(format!(": {failure}")),
            None => Line::judged(None, "no name"),
        };
    };
    let more = match reverse.names.len() + reverse.left_out - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let comes_to = match (reverse.confirmed, reverse.generic) {
        (Some(true), false) => "confirmed",
        (Some(true), true) => "confirmed; made of the address",
        (Some(false), _) => "has another address",
        (None, _) => "not known whether it leads back",
    };
    Line::plain(format!("{first}{more}, {comes_to}"))
}
