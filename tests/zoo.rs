//! Runs the zoo, the scenarios of `scenarios/zoo_*.toml`: everything that a server can do wrong.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/scenario.rs"]
mod scenario;

use scenario::{check, played};

#[test]
fn zoo() {
    let all = scenario::read(scenario::is_zoo, 120);
    let failing = scenario::failing(&all, |one| {
        let longest = one.scenario.longest.as_ref();
        assert!(longest.is_some(), "{} says how long it may take", one.name);
        check(&one.scenario, &played(&one.scenario));
    });
    assert_eq!(failing, [""; 0], "of {} scenarios", all.len());
}
