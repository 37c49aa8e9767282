//! The files in `completions/` are what the binary generates.

use std::{fs, path::Path};

use smtpcheck::facade::cli::{generate::generate, options::Artefact};

const FILES: &[(&str, Artefact, &str)] = &[
    ("smtpcheck.bash", Artefact::CompleteBash, "complete-bash"),
    ("_smtpcheck", Artefact::CompleteZsh, "complete-zsh"),
    ("smtpcheck.fish", Artefact::CompleteFish, "complete-fish"),
    (
        "_smtpcheck.ps1",
        Artefact::CompletePowerShell,
        "complete-powershell",
    ),
    ("smtpcheck.elv", Artefact::CompleteElvish, "complete-elvish"),
];

#[test]
fn completions_are_what_the_binary_generates() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (file, artefact, name) in FILES {
        let generated = generate(*artefact).unwrap();
        let path = folder.join(file);
        if std::env::var_os("UPDATE_COMPLETIONS").is_some() {
            fs::write(&path, &generated).unwrap();
        }
        let kept = fs::read_to_string(&path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert!(
            kept == generated,
            "completions/{file} is out of date: cargo run -- --generate {name} > completions/{file}, \
             or UPDATE_COMPLETIONS=1 cargo test --test completions for all of them"
        );
    }
}
