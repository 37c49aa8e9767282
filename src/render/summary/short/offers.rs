//! What the server offers.

use super::line::{Facts, Line};
use crate::smtp::in_brief;

/// Extensions that are shown: the busiest servers offer 20.
const MOST: usize = 24;

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    let Some(extensions) = facts.server.and_then(|server| server.extensions()) else {
        return Vec::new();
    };
    let all: Vec<_> = extensions.0.iter().map(in_brief).collect();
    let shown = all[..all.len().min(MOST)].join(", ");
    let text = match all.len() {
        0 => "no extensions".to_owned(),
        1..=MOST => shown,
        count => format!("{shown} and {} more (--verbose)", count - MOST),
    };
    vec![Line::plain(text)]
}
