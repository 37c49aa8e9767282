//! The blocks of the documents that are made from the program are what the program says, and what they lead to is there.
//! `UPDATE_README=1 cargo test --test readme` writes the blocks.

use std::{fmt::Write, fs, path::Path};

use smtpcheck::facade::{
    finding::{EXIT_STATUSES, catalogue, fact},
    smtp::FALSE_ENDS,
};

fn checks() -> String {
    let mut table = "| check | severity | found when | rule |\n|---|---|---|---|\n".to_owned();
    for check in catalogue() {
        let _ = writeln!(
            table,
            "| `{}` | {} | {} | {} |",
            check.id, check.severity, check.title, check.reference
        );
    }
    table
}

fn exit_statuses() -> String {
    let mut table = "| status | meaning |\n|---|---|\n".to_owned();
    for (status, meaning) in EXIT_STATUSES {
        let _ = writeln!(table, "| {status} | {meaning} |");
    }
    table
}

fn facts() -> String {
    let mut table =
        "| fact | of | type | what it says | for example |\n|---|---|---|---|---|\n".to_owned();
    for fact in fact::table() {
        let words = match fact.kind {
            fact::Kind::Word(words) => format!(": {}", words.join(", ")),
            _ => String::new(),
        };
        let _ = writeln!(
            table,
            "| `{}`{} | {} | {} | {}{words} | `{}` |",
            fact.listed(),
            if fact.is_volatile() { " *" } else { "" },
            fact.scope().name(),
            fact.kind.name(),
            fact.sentence,
            fact.example.replace('|', "\\|"),
        );
    }
    table
}

fn with_block(readme: &str, name: &str, content: &str) -> String {
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let from = readme.find(&begin).expect("the block begins") + begin.len();
    let to = readme.find(&end).expect("the block ends");
    format!("{}{content}{}", &readme[..from], &readme[to..])
}

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(&path).expect(name);
    text.replace("\r\n", "\n")
}

/// Puts the whole document in place at once: the other tests read it at the same time.
fn replace(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let new = path.with_extension("md.new");
    fs::write(&new, text).expect("the new document is written");
    fs::rename(&new, &path).expect("the new document takes the old one's place");
}

#[test]
fn generated_blocks_are_up_to_date() {
    for (name, block, content) in [
        ("README.md", "exit statuses", exit_statuses()),
        ("docs/checks.md", "checks", checks()),
        ("docs/expectations.md", "facts", facts()),
    ] {
        let text = document(name);
        let wanted = with_block(&text, block, &content);
        if std::env::var_os("UPDATE_README").is_some() {
            replace(name, &wanted);
            continue;
        }
        assert!(
            text == wanted,
            "{name} is out of date: UPDATE_README=1 cargo test --test readme"
        );
    }
}

#[test]
fn what_the_readme_leads_to_is_there() {
    let text = document("README.md");
    let links = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let mut count = 0;
    for link in links.filter(|link| !link.contains("://")) {
        assert!(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(link).exists(),
            "{link}"
        );
        count += 1;
    }
    assert!(count >= 7, "only {count} links were found");
}

#[test]
fn the_messages_of_check_smuggling_are_counted() {
    let count = format!("sends `--to` {} messages", FALSE_ENDS.len());
    assert!(
        document("docs/active-checks.md").contains(&count),
        "{count}"
    );
}
