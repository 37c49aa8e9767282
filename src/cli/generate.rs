//! What is printed for `--generate`: the manual page and the completions of five shells, made from the definition of
//! the options, and the schema of the JSON output.

use std::io;

use clap::{Command, ValueHint, builder::PossibleValuesParser};
use clap_complete::Shell;
use clap_mangen::{
    Man,
    roff::{Roff, bold, italic, roman},
};

use super::{
    manual,
    options::{Artefact, command, environment_name},
};
use crate::{
    finding::{self, EXIT_STATUSES},
    render,
    sasl::MECHANISMS,
};

/// The text to print for `artefact`.
///
/// # Errors
/// None in practice: everything is written to memory.
pub fn generate(artefact: Artefact) -> io::Result<String> {
    match artefact {
        Artefact::Man => manual_page(),
        Artefact::JsonSchema => Ok(render::SCHEMA.to_owned()),
        Artefact::CompleteBash => completions(Shell::Bash),
        Artefact::CompleteZsh => completions(Shell::Zsh),
        Artefact::CompleteFish => completions(Shell::Fish),
        Artefact::CompletePowerShell => completions(Shell::PowerShell),
        Artefact::CompleteElvish => completions(Shell::Elvish),
    }
}

fn completions(shell: Shell) -> io::Result<String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut completed(), "smtpcheck", &mut script);
    text(script)
}

/// The options as they are completed: with the values that are known, and no names of files where none belong.
fn completed() -> Command {
    command().mut_args(|argument| {
        let known: Vec<&str> = match argument.get_id().as_str() {
            "auth" => {
                let names = MECHANISMS.iter().map(|mechanism| mechanism.name);
                std::iter::once("auto").chain(names).collect()
            }
            "ignore" => finding::ids(),
            "explain" => finding::ids()
                .into_iter()
                .chain(finding::wishes())
                .collect(),
            "min_tls" => vec!["1.2", "1.3"],
            "port" => vec!["25", "465", "587", "smtp", "submission", "submissions"],
            _ if argument.get_action().takes_values()
                && argument.get_value_hint() == ValueHint::Unknown =>
            {
                return argument.value_hint(ValueHint::Other);
            }
            _ => return argument,
        };
        argument.value_parser(PossibleValuesParser::new(known))
    })
}

fn manual_page() -> io::Result<String> {
    let man = Man::new(command())
        .title("SMTPCHECK")
        .manual("User Commands");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    // A name of a variable or an option is not to be hyphenated.
    page.extend_from_slice(b".nh\n.ad l\n");
    man.render_name_section(&mut page)?;
    synopsis().to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    page.extend(options(&man)?);
    let sections = manual::SECTIONS.iter().map(section);
    let last = manual::LAST_SECTIONS.iter().map(section);
    let middle = [exit_status(), environment(), examples()];
    for section in sections.chain(middle).chain(last) {
        section.to_writer(&mut page)?;
    }
    text(page)
}

/// Not with each option, as clap_mangen has it: nobody reads seventy of them in a row.
fn synopsis() -> Roff {
    let mut section = heading("SYNOPSIS");
    let [options, targets] = [italic("OPTIONS"), italic("TARGET")];
    section.text([
        bold("smtpcheck"),
        roman(" ["),
        options,
        roman("] ["),
        targets,
        roman("]..."),
    ]);
    section
}

/// The groups of the options, which clap_mangen makes sections of their own, as parts of one section.
fn options(man: &Man) -> io::Result<Vec<u8>> {
    let mut groups = Vec::new();
    man.render_options_section(&mut groups)?;
    Ok(format!(".SH OPTIONS\n{}", text(groups)?.replace(".SH ", ".SS ")).into_bytes())
}

fn section((title, paragraphs, entries): &manual::Section) -> Roff {
    let mut section = heading(title);
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if number > 0 {
            section.control("PP", []);
        }
        section.text([roman(*paragraph)]);
    }
    for (term, description) in *entries {
        entry(&mut section, term, description);
    }
    section
}

fn exit_status() -> Roff {
    let mut section = heading("EXIT STATUS");
    for (number, meaning) in EXIT_STATUSES {
        entry(&mut section, &number.to_string(), meaning);
    }
    section
}

fn environment() -> Roff {
    let mut section = heading("ENVIRONMENT");
    section.text([roman(manual::ENVIRONMENT)]);
    section.text([roman(
        "A boolean takes 1, true, yes, 0, false or no; an empty variable is unset.",
    )]);
    entry(
        &mut section,
        super::environment::PASSWORD,
        "the password or token to log in with",
    );
    for argument in command().get_arguments() {
        if let (Some(name), Some(long)) = (environment_name(argument), argument.get_long()) {
            entry(&mut section, &name, &format!("--{long}"));
        }
    }
    entry(&mut section, "CI", "nothing is asked for when it is set");
    entry(&mut section, "NO_COLOR", "no colour when it is set");
    section
}

fn examples() -> Roff {
    let mut section = heading("EXAMPLES");
    for (example, meaning) in manual::EXAMPLES {
        entry(&mut section, example, meaning);
    }
    section
}

fn heading(title: &str) -> Roff {
    let mut section = Roff::new();
    section.control("SH", [title]);
    section
}

fn entry(section: &mut Roff, term: &str, description: &str) {
    section.control("TP", []);
    section.text([bold(term)]);
    section.text([roman(description)]);
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_page_has_its_sections_in_order() {
        let page = generate(Artefact::Man).unwrap();
        let places: Vec<_> = [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "TRANSCRIPT",
            "FINDINGS",
            "DOMAIN POLICY",
            "PASSWORDS",
            "ACTIVE CHECKS",
            "EXIT STATUS",
            "ENVIRONMENT",
            "EXAMPLES",
            "FILES",
            "SEE ALSO",
        ]
        .iter()
        .map(|title| {
            page.find(&format!(".SH {title}\n"))
                .or_else(|| page.find(&format!(".SH \"{title}\"\n")))
        })
        .collect();
        assert!(
            places.iter().all(Option::is_some) && places.is_sorted(),
            "{places:?}"
        );
        assert!(page.contains("\n\\fBsmtpcheck\\fR [\\fIOPTIONS\\fR] [\\fITARGET\\fR]...\n"));
        assert!(page.contains("SMTPCHECK_QUIT_AFTER") && !page.contains("SMTPCHECK_INSECURE_AUTH"));
    }

    #[test]
    fn values_that_are_known_are_completed() {
        for artefact in [
            Artefact::CompleteBash,
            Artefact::CompleteZsh,
            Artefact::CompleteFish,
        ] {
            let script = generate(artefact).unwrap();
            for value in [
                "SCRAM-SHA-256",
                "starttls-not-offered",
                "FIRST-EHLO",
                "submissions",
            ] {
                assert!(script.contains(value), "{value} of {artefact:?}");
            }
        }
    }

    #[test]
    fn every_script_completes_an_option() {
        for artefact in [
            Artefact::CompleteBash,
            Artefact::CompleteZsh,
            Artefact::CompleteFish,
            Artefact::CompletePowerShell,
            Artefact::CompleteElvish,
        ] {
            assert!(
                generate(artefact).unwrap().contains("verify-name"),
                "{artefact:?}"
            );
        }
    }
}
