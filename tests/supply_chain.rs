//! What the program is made of: permissive licences, crates.io and nothing else, no code of ours that runs while it is
//! built, no unsafe code, and no dependency without a reason and a use. `deny.toml` has the list of licences; this test
//! reads it where cargo-deny is not installed. Advisories need a database from the network and are left to cargo-deny.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Dependencies under one comment belong together; more than these are a list.
const LARGEST_GROUP: usize = 3;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

fn table(name: &str) -> toml::Table {
    read(name).parse().unwrap()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(path(""))
        .args(arguments)
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// Everything that is part of the program or its tests on this machine; the rest need not have been fetched.
fn packages() -> Vec<serde_json::Value> {
    let version = cargo(&["-vV"]);
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    let arguments = ["metadata", "--offline", "--locked", "--format-version", "1"];
    let metadata = cargo(&[&arguments[..], &["--filter-platform", host]].concat());
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether an SPDX expression can be met with the licences in `allowed`. The old spelling with a slash means OR.
fn is_met(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let met = any_of(&mut words, allowed);
    assert!(words.is_empty(), "{expression:?} is no licence expression");
    met
}

fn any_of(words: &mut Vec<&str>, allowed: &[&str]) -> bool {
    let mut met = all_of(words, allowed);
    while words.pop_if(|word| *word == "OR").is_some() {
        met |= all_of(words, allowed);
    }
    met
}

/// AND binds closer than OR (SPDX specification, annex D.4.5).
fn all_of(words: &mut Vec<&str>, allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while words.pop_if(|word| *word == "AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Vec<&str>, allowed: &[&str]) -> bool {
    match words.pop() {
        Some("(") => {
            let met = any_of(words, allowed);
            assert_eq!(words.pop(), Some(")"));
            met
        }
        Some(licence) => {
            // An exception allows more than the licence does.
            if words.pop_if(|word| *word == "WITH").is_some() {
                words.pop();
            }
            allowed.contains(&licence)
        }
        None => panic!("a licence is missing"),
    }
}

#[test]
fn expressions_are_understood() {
    let allowed = ["MIT", "ISC", "Apache-2.0"];
    for met in [
        "MIT",
        "GPL-3.0 OR MIT",
        "MIT/GPL-3.0",
        "ISC AND (MIT OR GPL-3.0)",
        "Apache-2.0 WITH LLVM-exception",
        "GPL-3.0 AND X OR MIT",
    ] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for not_met in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR ISC) AND X",
        "X OR MIT AND Y",
    ] {
        assert!(!is_met(not_met, &allowed), "{not_met}");
    }
}

#[test]
fn every_licence_is_allowed() {
    let deny = table("deny.toml");
    let allowed = deny["licenses"]["allow"].as_array().unwrap();
    let allowed: Vec<&str> = allowed.iter().map(|one| one.as_str().unwrap()).collect();
    let packages = packages();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    for package in packages {
        let name = &package["name"];
        let licence = package["license"].as_str();
        let met = licence.is_some_and(|licence| is_met(licence, &allowed));
        assert!(met, "{name} is licensed as {licence:?}");
    }
}

#[test]
fn everything_comes_from_one_registry() {
    let lock = table("Cargo.lock");
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        match package.get("source") {
            Some(source) => {
                assert_eq!(source.as_str(), Some(CRATES_IO), "{name}");
                assert!(package.get("checksum").is_some(), "{name} has no checksum");
            }
            None => assert_eq!(name, env!("CARGO_PKG_NAME"), "{name} comes from a folder"),
        }
    }
}

#[test]
fn nothing_of_ours_runs_while_it_is_built() {
    assert!(!path("build.rs").exists());
    let manifest = table("Cargo.toml");
    assert!(!manifest.contains_key("build-dependencies"));
    let package = manifest["package"].as_table().unwrap();
    assert!(!package.contains_key("build") && !package.contains_key("links"));
    assert!(!manifest.contains_key("patch") && !manifest.contains_key("replace"));
}

/// The text of every Rust file below these folders.
fn sources(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut left: Vec<_> = folders.iter().map(|folder| path(folder)).collect();
    while let Some(here) = left.pop() {
        if here.is_dir() {
            left.extend(
                fs::read_dir(here)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if here.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&here).unwrap();
            found.push((here, text));
        }
    }
    found
}

/// The compiler forbids it; this sees to it that the lint stays, and that nothing is hidden from it.
#[test]
fn no_unsafe_code() {
    let manifest = table("Cargo.toml");
    assert_eq!(
        manifest["lints"]["rust"]["unsafe_code"].as_str(),
        Some("forbid")
    );
    for (file, text) in sources(&["src", "tests", "benches"]) {
        if file.ends_with("tests/supply_chain.rs") {
            continue;
        }
        for line in text.lines().map(|line| line.split("//").next().unwrap()) {
            // A word of Content-Security-Policy.
            let line = line.replace("'unsafe-inline'", "");
            let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            assert!(
                !words.any(|word| word == "unsafe"),
                "{}: {line}",
                file.display()
            );
        }
    }
}

/// Names in each section of the manifest that lists dependencies, with the lines of comment above the group.
fn listed(manifest: &str) -> Vec<(String, String, bool)> {
    let mut listed = Vec::new();
    let (mut section, mut reason, mut group) = (String::new(), false, 0);
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line.trim_matches(['[', ']']).to_owned();
            reason = false;
        } else if line.starts_with('#') {
            (reason, group) = (true, 0);
        } else if let Some((name, _)) = line
            .split_once(" = ")
            .filter(|_| section.ends_with("dependencies"))
        {
            group += 1;
            let explained = reason && group <= LARGEST_GROUP;
            listed.push((section.clone(), name.to_owned(), explained));
        }
    }
    listed
}

#[test]
fn every_dependency_has_a_reason() {
    let listed = listed(&read("Cargo.toml"));
    assert!(listed.len() > 20, "only {} dependencies", listed.len());
    for (section, name, explained) in listed {
        assert!(explained, "{name} of [{section}] has no comment above it");
    }
}

/// The name that a package has in the code: that of its library.
fn library(packages: &[serde_json::Value], name: &str) -> Option<String> {
    let package = packages.iter().find(|package| package["name"] == name)?;
    let targets = package["targets"].as_array().unwrap();
    let is_library = |target: &&serde_json::Value| {
        let kinds = target["kind"].as_array().unwrap();
        kinds
            .iter()
            .any(|kind| kind == "lib" || kind == "proc-macro" || kind == "rlib")
    };
    let library = targets.iter().find(is_library)?["name"].as_str()?;
    Some(library.replace('-', "_"))
}

/// `rustls::` is not in `tokio_rustls::`.
fn begins_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
}

#[test]
fn every_dependency_is_used() {
    let packages = packages();
    for (section, name, _) in listed(&read("Cargo.toml")) {
        // A system that this is not: its packages are not there.
        let Some(library) = library(&packages, &name) else {
            assert!(section.starts_with("target."), "{name} is not there");
            continue;
        };
        let folders: &[&str] = match section.as_str() {
            "dev-dependencies" => &["src", "tests", "benches"],
            _ => &["src"],
        };
        let path = format!("{library}::");
        let used = sources(folders).iter().any(|(_, text)| {
            text.match_indices(&path)
                .any(|(at, _)| begins_word(text, at))
        });
        assert!(used, "{name} of [{section}] is used nowhere in {folders:?}");
    }
}
