//! `--resume`: a run that was ended goes on. The file has a document a line; what is whole there and final is not asked for again,
//! and the rest gives way, so that in the end every target stands there once.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::finding::{Outcome, worse};

/// What an earlier run came to.
pub struct Earlier {
    /// The targets that need not be checked again.
    pub done: HashSet<String>,
    /// The worst exit status among them.
    pub worst: u8,
}

impl Default for Earlier {
    fn default() -> Self {
        Self {
            done: HashSet::new(),
            worst: Outcome::Passed.code(),
        }
    }
}

/// What an earlier run left.
pub(super) struct Resumed {
    pub(super) earlier: Earlier,
    /// Where the others go.
    pub(super) file: File,
}

/// What is read of a document.
#[derive(Deserialize)]
struct Line {
    target: Target,
    verdict: Verdict,
}

#[derive(Deserialize)]
struct Target {
    input: String,
}

#[derive(Deserialize)]
struct Verdict {
    exit_code: u8,
}

impl Line {
    /// A later attempt may come to something else: it was temporary, or somebody ended it.
    const fn is_final(&self) -> bool {
        let code = self.verdict.exit_code;
        code != Outcome::TryAgain.code() && code != Outcome::Interrupted.code()
    }
}

/// Opens the file, which need not be there yet.
///
/// # Errors
/// It cannot be read or written, or is none that this program wrote.
pub(super) fn open(path: &Path) -> io::Result<Resumed> {
    let earlier = match fs::metadata(path) {
        Ok(kind) if kind.is_file() => read(path, File::open(path)?)?,
        Ok(_) => return Err(io::Error::other("it is no file that can be read again")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Earlier::default(),
        Err(error) => return Err(error),
    };
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    Ok(Resumed { earlier, file })
}

fn read(path: &Path, file: File) -> io::Result<Earlier> {
    let mut earlier = Earlier::default();
    let mut is_clean = true;
    lines(file, |line| {
        match line {
            Some((line, _)) if line.is_final() => {
                earlier.worst = worse(earlier.worst, line.verdict.exit_code);
                is_clean &= earlier.done.insert(line.target.input);
            }
            _ => is_clean = false,
        }
        Ok(())
    })?;
    if !is_clean {
        rewrite(path)?;
    }
    Ok(earlier)
}

/// Hands on each line that is whole, with its bytes, and at the end that there is one that is not.
fn lines(
    file: File,
    mut take: impl FnMut(Option<(Line, &[u8])>) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufReader::new(file);
    let mut number = 0;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        number += 1;
        match file.read_until(b'\n', &mut bytes)? {
            0 => return Ok(()),
            // Whoever wrote it was ended in the middle.
            _ if !bytes.ends_with(b"\n") && begins_a_document(&bytes) => return take(None),
            _ => {}
        }
        let line = serde_json::from_slice(&bytes).map_err(|_| {
            io::Error::other(format!("line {number} is not one of --format ndjson"))
        })?;
        take(Some((line, &bytes)))?;
    }
}

/// Whether a cut line is one of ours, as far as it goes: what is another's is left as it is.
fn begins_a_document(bytes: &[u8]) -> bool {
    const BEGIN: &[u8] = br#"{"schema_version":"#;
    let known = bytes.len().min(BEGIN.len());
    bytes[..known] == BEGIN[..known]
}

/// Leaves out what is to be checked again: in another file, which takes the place of this one when it is whole.
fn rewrite(path: &Path) -> io::Result<()> {
    // A link stays one.
    let path = fs::canonicalize(path)?;
    let new = beside(&path);
    let written = || -> io::Result<()> {
        let target = OpenOptions::new().write(true).create_new(true).open(&new)?;
        target.set_permissions(fs::metadata(&path)?.permissions())?;
        let mut target = BufWriter::new(target);
        let mut seen = HashSet::new();
        lines(File::open(&path)?, |line| match line {
            Some((line, bytes)) if line.is_final() && seen.insert(line.target.input.clone()) => {
                target.write_all(bytes)
            }
            _ => Ok(()),
        })?;
        target.into_inner()?.sync_all()?;
        fs::rename(&new, &path)
    };
    written().inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(input: &str, code: u8) -> String {
        format!(
            r#"{{"schema_version":1,"target":{{"input":"{input}"}},"verdict":{{"exit_code":{code}}}}}"#
        )
    }

    #[test]
    fn what_is_final_stays_and_the_rest_gives_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.ndjson");
        let whole = [
            line("a", 0),
            line("b", 75),
            line("c", 29),
            line("d", 130),
            line("a", 1),
        ];
        let cut = &line("e", 0)[..20];
        fs::write(&path, format!("{}\n{cut}", whole.join("\n"))).unwrap();
        let mut resumed = open(&path).unwrap();
        let mut done: Vec<_> = resumed.earlier.done.iter().map(String::as_str).collect();
        done.sort_unstable();
        assert_eq!(done, ["a", "c"]);
        assert_eq!(resumed.earlier.worst, 29);
        resumed.file.write_all(b"more\n").unwrap();
        let left = fs::read_to_string(&path).unwrap();
        assert_eq!(left, format!("{}\n{}\nmore\n", whole[0], whole[2]));
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_that_is_not_there_is_made_and_one_of_others_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.ndjson");
        assert!(open(&path).unwrap().earlier.done.is_empty());
        assert!(path.is_file());
        let other = folder.path().join("letter.txt");
        fs::write(&other, "Dear Ann,\nhow are you?\n").unwrap();
        let error = open(&other).err().unwrap();
        assert_eq!(error.to_string(), "line 1 is not one of --format ndjson");
        assert_eq!(
            fs::read_to_string(&other).unwrap(),
            "Dear Ann,\nhow are you?\n"
        );
        fs::write(&other, "my only copy").unwrap();
        assert!(open(&other).is_err());
        assert_eq!(fs::read_to_string(&other).unwrap(), "my only copy");
        assert!(open(folder.path()).is_err());
    }
}
