//! The blocks of the README that are made from the program are what the program says. `UPDATE_README=1 cargo test
//! --test readme` writes them.

use std::{fmt::Write, fs, path::Path};

use smtpcheck::{
    finding::{EXIT_STATUSES, catalogue},
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

fn with_block(readme: &str, name: &str, content: &str) -> String {
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let from = readme.find(&begin).expect("the block begins") + begin.len();
    let to = readme.find(&end).expect("the block ends");
    format!("{}{content}{}", &readme[..from], &readme[to..])
}

#[test]
fn generated_blocks_are_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path)
        .expect("the README")
        .replace("\r\n", "\n");
    let wanted = with_block(&readme, "exit statuses", &exit_statuses());
    let wanted = with_block(&wanted, "checks", &checks());
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, &wanted).expect("the README is written");
        return;
    }
    assert!(
        readme == wanted,
        "README.md is out of date: UPDATE_README=1 cargo test --test readme"
    );
}

#[test]
fn the_messages_of_check_smuggling_are_counted() {
    let readme = include_str!("../README.md");
    let count = format!("sends `--to` {} messages", FALSE_ENDS.len());
    assert!(readme.contains(&count), "{count}");
}
