//! Runs the zoo, the scenarios of `scenarios/zoo_*.toml`: everything that a server can do wrong. Each says what must
//! come of it. Measured here, beside that, is how long it waits by the paused clock, and how much of the heap it has at
//! most; `cargo test --test zoo -- --nocapture` prints both.
//!
//! The allocator counts what the program has and what the test has for it: the servers, their certificates, the
//! document read again. It counts a block that grows twice while it moves, and nothing of what the cryptography
//! library, which is C, has for itself; that is in the memory of this whole process, and of the binary in
//! `zoo_memory.rs`. This file has one test, for another one would be counted with it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/resident.rs"]
mod resident;
#[path = "support/scenario.rs"]
mod scenario;

use std::{cmp::Reverse, fmt::Write, time::Duration};

use peak_alloc::PeakAlloc;
use scenario::{Entry, Ran, SLACK, check, played, seconds};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What a scenario may have of the heap, in KiB: half of what no run may need. The binary needs 14 MiB of the other half
/// before a server says anything (`zoo_memory.rs`).
const MOST_HEAP: u64 = resident::MOST / 2;

/// What the memory of this process may grow by while they run, in KiB: what a run may need on top of what a program needs that does
/// nothing yet.
const MOST_GROWN: u64 = 18 * 1024;

/// What was measured of a scenario.
struct Measured<'a> {
    name: &'a str,
    took: Duration,
    longest: Duration,
    /// The peak above what was there before, in KiB.
    heap: u64,
}

fn measured(entry: &Entry) -> (Measured<'_>, Ran) {
    let name = &entry.name;
    let longest = entry.scenario.longest.as_ref();
    let longest = longest.unwrap_or_else(|| panic!("{name} does not say how long it may take"));
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let ran = played(&entry.scenario);
    let heap = (HEAP.peak_usage() - before).div_ceil(1024) as u64;
    let measured = Measured {
        name,
        took: ran.took,
        longest: seconds(longest),
        heap,
    };
    (measured, ran)
}

impl Measured<'_> {
    /// That it did not take too long is checked as for every scenario.
    fn check(&self) {
        let Self {
            name,
            took,
            longest,
            heap,
        } = self;
        assert!(
            *longest <= *took + SLACK,
            "{name} may take {longest:?}, which is more than {SLACK:?} over the {took:?} that it waits"
        );
        assert!(
            *heap < MOST_HEAP,
            "{name} had {heap} KiB of the heap, and may have {MOST_HEAP} KiB"
        );
    }
}

/// The most memory comes first.
fn table(all: &mut [Measured<'_>]) -> String {
    all.sort_by_key(|one| Reverse(one.heap));
    let mut table = format!("{:>8} {:>8} {:>8}\n", "KiB", "waited", "allowed");
    for one in all.iter() {
        let (took, longest) = (one.took.as_secs_f64(), one.longest.as_secs_f64());
        let (heap, name) = (one.heap, one.name);
        let _ = writeln!(table, "{heap:>8} {took:>7.1}s {longest:>7.1}s  {name}");
    }
    table
}

/// The worst of all; nothing where `SCENARIO` picked none.
fn bottom_line(all: &[Measured<'_>], resident: Option<u64>) -> Option<String> {
    let most = all.iter().max_by_key(|one| one.heap)?;
    let slowest = all.iter().max_by_key(|one| one.took)?;
    let resident = resident.map_or("not known here".to_owned(), |kib| format!("{kib} KiB"));
    Some(format!(
        "{} scenarios; the most of the heap is {} KiB of {MOST_HEAP} ({}),\n\
         the longest time {:?} of {:?} ({}), the most of this whole process {resident}",
        all.len(),
        most.heap,
        most.name,
        slowest.took,
        slowest.longest,
        slowest.name
    ))
}

#[test]
fn zoo() {
    let all = scenario::read(scenario::is_zoo, 120);
    // It stays, and is not what the first scenario needs.
    scenario::validator();
    let own = resident::peak("self");
    let mut rows = Vec::new();
    let failing = scenario::failing(&all, |entry| {
        let (row, ran) = measured(entry);
        rows.push(row);
        rows[rows.len() - 1].check();
        check(&entry.scenario, &ran);
    });
    let resident = resident::peak("self");
    println!("{}", table(&mut rows));
    println!("{}", bottom_line(&rows, resident).unwrap_or_default());
    assert_eq!(failing, [""; 0], "of {} scenarios", all.len());
    // Last, for a panic needs memory of its own: it reads the debug information.
    let (resident, own) = (resident.unwrap_or(0), own.unwrap_or(0));
    // The scenarios and the schema are this test's own, and no run's.
    let grown = resident.saturating_sub(own);
    assert!(
        grown < MOST_GROWN,
        "this process had {resident} KiB, {own} of them before the first run, and the runs may need {MOST_GROWN} KiB"
    );
}
