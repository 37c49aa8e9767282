//! `--resume`: a run that was ended goes on. The file has a document a line; what is whole there and final is not asked for again,
//! and the rest gives way, so that in the end every target stands there once.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write},
    path::Path,
};

use serde::Deserialize;

use crate::{
    cli::result_file::Beside,
    finding::{Outcome, worse},
};

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

/// Opens the file, which need not be there yet, and keeps others from it as long as this run lasts.
///
/// # Errors
/// It cannot be read or written, is none that this program wrote, or another run writes it.
pub(super) fn open(path: &Path) -> io::Result<Resumed> {
    match fs::metadata(path) {
        Ok(kind) if !kind.is_file() => {
            return Err(io::Error::other("it is no file that can be read again"));
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    let file = options.read(true).append(true).create(true).open(path)?;
    locked(&file)?;
    let (earlier, is_clean) = read(&file)?;
    let file = match is_clean {
        true => file,
        false => rewritten(&file, path)?,
    };
    Ok(Resumed { earlier, file })
}

fn locked(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another run writes it")),
        // Not every file system has locks.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// What stands there, and whether all of it may stay.
fn read(file: &File) -> io::Result<(Earlier, bool)> {
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
    Ok((earlier, is_clean))
}

/// Hands on each line that is whole, with its bytes, and at the end that there is one that is not.
fn lines(
    mut file: &File,
    mut take: impl FnMut(Option<(Line, &[u8])>) -> io::Result<()>,
) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
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

/// Leaves out what is to be checked again: in another file, which takes the place of this one when it is whole, and is the one
/// to go on with.
fn rewritten(file: &File, path: &Path) -> io::Result<File> {
    // A link stays one.
    let path = fs::canonicalize(path)?;
    let beside = Beside::new(&path)?;
    let new = beside.file.try_clone()?;
    locked(&new)?;
    new.set_permissions(file.metadata()?.permissions())?;
    let mut target = BufWriter::new(&new);
    let mut seen = HashSet::new();
    lines(file, |line| match line {
        Some((line, bytes)) if line.is_final() && seen.insert(line.target.input.clone()) => {
            target.write_all(bytes)
        }
        _ => Ok(()),
    })?;
    target.flush()?;
    drop(target);
    new.sync_all()?;
    beside.take_the_place_of(&path)?;
    Ok(new)
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
        let error = open(&path).err().unwrap();
        assert_eq!(error.to_string(), "another run writes it");
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
