//! The rule of the architecture (see the head of `src/lib.rs`): a module uses what is below it in its own tower, `event`
//! and the bottom row; nothing else. Names of modules are read from the source; comments and tests do not count.

use std::{fs, path::Path};

const BOTTOM: &[&str] = &["text", "smtp", "dns", "tls", "sasl", "record", "message"];

/// What each folder may use, itself aside.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("smtp", &["text"]),
    ("dns", &["text"]),
    ("tls", &["text"]),
    ("sasl", &["text", "smtp", "dns", "tls"]),
    ("record", &["text", "smtp", "dns", "tls"]),
    ("message", &["text", "smtp", "dns", "tls"]),
    ("playback", BOTTOM),
    ("event", BOTTOM),
    (
        "net",
        &[
            "event", "text", "smtp", "dns", "tls", "sasl", "record", "message",
        ],
    ),
    (
        "probe",
        &[
            "net", "event", "text", "smtp", "dns", "tls", "sasl", "record", "message",
        ],
    ),
    (
        "report",
        &[
            "event", "text", "smtp", "dns", "tls", "sasl", "record", "message",
        ],
    ),
    (
        "finding",
        &[
            "report", "event", "text", "smtp", "dns", "tls", "sasl", "record", "message",
        ],
    ),
    (
        "render",
        &[
            "finding", "report", "event", "text", "smtp", "dns", "tls", "sasl", "record", "message",
        ],
    ),
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            found.push((path.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

/// The modules that a source names behind `crate::`, in braces or not.
fn used(source: &str) -> Vec<String> {
    let code = source
        .split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default();
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => used.extend(first_names(group)),
            None => used.extend(name(rest)),
        }
    }
    used
}

fn name(text: &str) -> Option<String> {
    let end = text.find(|character: char| !character.is_ascii_lowercase() && character != '_')?;
    (end > 0).then(|| text[..end].to_owned())
}

/// The names at the first level of a group.
fn first_names(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut expected) = (0, Vec::new(), true);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expected = true,
            character if depth == 0 && expected && character.is_ascii_lowercase() => {
                names.extend(name(&group[at..]));
                expected = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn no_module_uses_what_is_above_it_or_in_the_other_tower() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, source) in found
        .iter()
        .filter(|(path, _)| !path.contains("tests") && !path.ends_with("support.rs"))
    {
        let inside = path.rsplit_once("/src/").expect("a path below src").1;
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
            assert!(
                matches!(module, "cli" | "lib" | "main"),
                "{inside} has no layer"
            );
            continue;
        };
        for used in used(source) {
            seen += 1;
            if used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{inside} uses {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        seen > 100,
        "only {seen} uses were found: the reader of sources is wrong"
    );
}
