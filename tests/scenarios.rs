//! Runs the scenarios in `scenarios/`, but for those of the zoo (`zoo.rs`), and the faulty networks of
//! `support/faults.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "support/faults.rs"]
mod faults;
#[path = "support/scenario.rs"]
mod scenario;

use std::fs;

use smtpcheck::facade::render::FORMATS;

use scenario::{Ran, Scenario, check, failing, is_zoo, played, played_with};

#[test]
fn scenarios() {
    let all = scenario::read(|file| !is_zoo(file), 280);
    let failing = failing(&all, |one| {
        let ran = played(&one.scenario);
        check(&one.scenario, &ran);
        quiet_leaves_the_verdict(&one.scenario, &ran);
        every_form_comes_to_the_same(&one.scenario, &ran);
    });
    assert_eq!(failing, [""; 0], "of {} scenarios", all.len());
}

/// `--quiet` leaves the line that the whole result ends with, `--quiet` twice nothing of a pass. What another program reads is
/// left as well, and then the verdict stands beside it.
fn quiet_leaves_the_verdict(scenario: &Scenario, whole: &Ran) {
    if scenario.command.contains("--verbose") {
        return;
    }
    let [once, twice] = ["-q", "-qq"].map(|more| played_with(scenario, more));
    assert_eq!([once.exit, twice.exit], [whole.exit; 2]);
    if whole.judgement.is_none() {
        return;
    }
    let verdict = verdict(whole);
    let passed = whole.exit == 0;
    assert_eq!(twice.text, if passed { "" } else { verdict });
    match once.text == verdict {
        true => assert_eq!(once.errors, whole.errors),
        false => {
            assert_eq!(once.errors, format!("{}{verdict}", whole.errors));
            assert!(once.text.lines().all(is_an_artefact), "{}", once.text);
        }
    }
}

/// One more run writes all forms. Whether what reads them takes them is for `interop` to see.
fn every_form_comes_to_the_same(scenario: &Scenario, whole: &Ran) {
    if whole.judgement.is_none() {
        return;
    }
    // In memory, where there is such a place: a file is on the disk before it takes its place.
    let directory = tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap();
    let file = |name: &str| directory.path().join(name).display().to_string();
    let reports = FORMATS.iter().map(|format| {
        let name = format.name;
        format!("--report {name}={} ", file(name))
    });
    let ran = played_with(scenario, &reports.collect::<String>());
    assert_eq!((ran.exit, &ran.errors), (whole.exit, &whole.errors));
    for format in FORMATS {
        let written = fs::read_to_string(file(format.name)).unwrap();
        assert!(
            written.len() > 10 && written.ends_with('\n'),
            "{}",
            format.name
        );
        // What a metric means is prose of ours.
        let told = written.lines().filter(|line| !line.starts_with("# HELP "));
        let written = told.collect::<Vec<_>>().join("\n");
        for lack in scenario.lacks.iter().chain(&scenario.password) {
            assert!(!written.contains(lack.as_str()), "{lack}\n{written}");
        }
    }
}

/// The last line.
fn verdict(whole: &Ran) -> &str {
    let text = whole.text.trim_end_matches('\n');
    let begin = text.rfind('\n').map_or(0, |at| at + 1);
    let words = ["PASS ", "NO MAIL ", "FAIL ", "UNKNOWN "];
    let verdict = &whole.text[begin..];
    assert!(
        words.iter().any(|word| verdict.starts_with(word)),
        "{verdict}"
    );
    verdict
}

/// A line of a certificate in PEM, a record, or a comment of a zone file.
fn is_an_artefact(line: &str) -> bool {
    let is_pem = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let is_record = line.contains(" IN TLSA ") || line.contains(" IN TXT ");
    line.starts_with("-----") || line.starts_with("; ") || is_record || line.bytes().all(is_pem)
}
