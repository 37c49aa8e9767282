//! Runs the scenarios in `scenarios/`, but for those of the zoo (`zoo.rs`), and the faulty networks of
//! `support/faults.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/scenario.rs"]
mod scenario;

use scenario::{check, failing, is_zoo, played};

#[test]
fn scenarios() {
    let all = scenario::read(|file| !is_zoo(file), 280);
    let failing = failing(&all, |one| check(&one.scenario, &played(&one.scenario)));
    assert_eq!(failing, [""; 0], "of {} scenarios", all.len());
}
