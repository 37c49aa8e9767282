//! The rule of the architecture (see the head of `src/lib.rs`): a module uses what is below it in its own tower, `event`
//! and the bottom row; nothing else; and no two files use each other. Names of modules are read from the source; comments and
//! tests do not count.

mod circles;

use std::{fs, path::Path};

use circles::Sources;

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

/// The module of a file below `src`: `smtp/extension/mod.rs` is `["smtp", "extension"]`.
fn module(inside: &str) -> Vec<&str> {
    let path = inside.trim_end_matches(".rs");
    let mut parts: Vec<_> = path.split('/').collect();
    if matches!(parts.last(), Some(&"mod" | &"lib" | &"main")) {
        parts.pop();
    }
    parts
}

/// The top modules that a source names, behind `crate::` or behind as many `super::` as lead there, in braces or not.
fn used(inside: &str, source: &str) -> Vec<String> {
    let code = without_tests(&without_text(source));
    let to_the_top = module(inside).len();
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        used.extend(names(&code[at + "crate::".len()..]));
    }
    let mut rest = code.as_str();
    while let Some(at) = rest.find("super::") {
        let path = &rest[at..];
        let behind = path.trim_start_matches("super::");
        if (path.len() - behind.len()) / "super::".len() == to_the_top {
            used.extend(names(behind));
        }
        rest = behind;
    }
    used
}

fn names(path: &str) -> Vec<String> {
    match path.strip_prefix('{') {
        Some(group) => first_names(group),
        None => name(path).into_iter().collect(),
    }
}

/// The source without comments and without what stands in quotation marks, where braces are no braces.
fn without_text(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(character) = rest.chars().next() {
        let skipped = text_at(rest);
        if skipped > 0 {
            code.push(' ');
            rest = &rest[skipped..];
        } else {
            code.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    code
}

/// The length of the comment, string or character that the text begins with.
fn text_at(text: &str) -> usize {
    let until = |end: &str, from: usize| {
        let found = text[from..].find(end);
        found.map_or(text.len(), |at| from + at + end.len())
    };
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if let Some(hashes) = text
        .strip_prefix('r')
        .map(|rest| rest.len() - rest.trim_start_matches('#').len())
        && text[1 + hashes..].starts_with('"')
    {
        return until(&format!("\"{}", "#".repeat(hashes)), hashes + 2);
    }
    if text.starts_with('"') {
        return closed(text, '"');
    }
    // A lifetime has no second quotation mark where a character has one.
    let character = text.strip_prefix('\'').and_then(|rest| rest.chars().next());
    match character {
        Some('\\') => closed(text, '\''),
        Some(character) if text[1 + character.len_utf8()..].starts_with('\'') => {
            2 + character.len_utf8()
        }
        _ => 0,
    }
}

/// To the mark that ends what begins with it; a backslash takes the next character's meaning.
fn closed(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            character if character == mark => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The code without the items that are compiled for tests alone.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        kept.push_str(&rest[..at]);
        rest = &rest[at + MARK.len()..];
        rest = &rest[item(rest)..];
    }
    kept.push_str(rest);
    kept
}

/// Where the item ends: at its semicolon, or at the brace that closes it.
fn item(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in code.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !code[at + 1..].trim_start().starts_with(';') {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
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

/// Modules that their parents declare for tests alone.
fn is_for_tests(inside: &str) -> bool {
    let is_test = |name: &str| matches!(name, "tests" | "support") || name.ends_with("_tests");
    module(inside).into_iter().any(is_test)
}

#[test]
fn no_two_files_use_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let inside = |path: &str| {
        path.rsplit_once("/src/")
            .expect("a path below src")
            .1
            .to_owned()
    };
    let codes = found
        .iter()
        .map(|(path, source)| (inside(path), source))
        .filter(|(inside, _)| !is_for_tests(inside))
        .map(|(inside, source)| {
            let module = module(&inside).into_iter().map(str::to_owned).collect();
            (module, without_tests(&without_text(source)))
        });
    let circles = Sources::new(&codes.collect()).circles();
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn no_module_uses_what_is_above_it_or_in_the_other_tower() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, source) in &found {
        let inside = path.rsplit_once("/src/").expect("a path below src").1;
        if is_for_tests(inside) {
            continue;
        }
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
            assert!(
                matches!(module, "cli" | "facade" | "lib" | "main"),
                "{inside} has no layer"
            );
            continue;
        };
        for used in used(inside, source) {
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

#[test]
fn a_source_is_read_to_its_end_and_upwards() {
    let source = r#"
        //! crate::comment
        use crate::{dns::{Name, smtp}, tls};
        #[cfg(test)]
        mod support;
        #[cfg(test)]
        mod early { use crate::playback; const BRACE: &str = "}"; }
        const TEXT: &str = "crate::text {"; const QUOTE: char = '"';
        use super::{Check, near};
        use super::super::{event::Event, sasl};
        fn late() { crate::record::read(); super::super::message::compose(); }
    "#;
    assert_eq!(
        used("finding/certificate.rs", source),
        ["dns", "tls", "record", "event", "sasl", "message"]
    );
    assert_eq!(module("smtp/extension/mod.rs"), ["smtp", "extension"]);
}
