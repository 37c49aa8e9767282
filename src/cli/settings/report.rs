//! `--report F=FILE`, and what a form appends to a file that the environment names. What can be wrong with a file is found
//! before the check starts.

use std::path::Path;

use super::{Error, value};
use crate::{
    cli::{
        environment::Environment,
        options::{OutputOptions, Sources},
        result_file::ResultFile,
        similar::nearest,
    },
    render::{FORMATS, Format},
};

pub(super) fn understand(
    options: &OutputOptions,
    sources: &Sources,
    environment: &Environment,
) -> Result<Vec<ResultFile>, Error> {
    let label = sources.label("report");
    if options.resume.is_some() && !options.report.is_empty() {
        return Err(Error::usage(format!(
            "{label} would hold what this run comes to alone, without what --resume finds: leave one of them out"
        )));
    }
    let mut files: Vec<ResultFile> = Vec::new();
    for given in &options.report {
        let file = file(&label, given)?;
        if files.iter().any(|other| other.is_at(&file)) {
            let shown = value::shown_path(file.path());
            return Err(Error::usage(format!(
                "{label} names {shown} twice: one would replace the other"
            )));
        }
        files.push(file);
    }
    let appended = options.format.appended;
    let named = appended.and_then(|one| Some((one.format, environment.value(one.variable)?)));
    files.extend(named.map(|(format, path)| ResultFile::appended(format, Path::new(path))));
    Ok(files)
}

fn file(label: &str, given: &str) -> Result<ResultFile, Error> {
    let parts = given.split_once('=').filter(|(_, path)| !path.is_empty());
    let Some((name, path)) = parts else {
        return Err(Error::usage(format!(
            "{label} takes a form and a file, such as junit=result.xml, not {}",
            value::quoted(given)
        )));
    };
    let Some(format) = Format::named(name) else {
        return Err(Error::usage(unknown(label, name)));
    };
    let wrong = |why| {
        let shown = value::shown_path(Path::new(path));
        Error::usage(format!("cannot write the file of {label}, {shown}: {why}"))
    };
    ResultFile::whole(format, Path::new(path)).map_err(wrong)
}

fn unknown(label: &str, name: &str) -> String {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    let meant = nearest(name, names.iter().copied());
    let hint = match meant {
        Some(meant) => format!("{meant} is meant, perhaps"),
        None => format!("there are {}", names.join(", ")),
    };
    format!("{label} has no form {}: {hint}", value::quoted(name))
}
