//! A file that gets a result, whole or not at all: it is written beside it under another name and takes its place when all of it is
//! on the disk, with the mode of the one that was there. A symbolic link is not followed: whoever made it would choose what is
//! overwritten, and a new file in its place would cut off what it led to.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{render::Format, text::visible};

/// A file that gets the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    /// In which form.
    pub format: &'static Format,
    path: PathBuf,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// In place of what it held.
    Whole,
    /// Behind it.
    Appended,
}

impl ResultFile {
    /// A file that is to hold the result and nothing else.
    ///
    /// # Errors
    /// Why it could not be written now: nothing of a check is to be lost for want of a directory.
    pub fn whole(format: &'static Format, path: &Path) -> Result<Self, String> {
        let file = Self {
            format,
            path: absolute(path)?,
            how: How::Whole,
        };
        file.try_out()?;
        Ok(file)
    }

    /// A file to which the result is appended.
    #[must_use]
    pub fn appended(format: &'static Format, path: &Path) -> Self {
        Self {
            format,
            path: path.to_owned(),
            how: How::Appended,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether both are one file.
    #[must_use]
    pub fn is_at(&self, other: &Self) -> bool {
        self.path == other.path
    }

    /// Writes the result.
    ///
    /// # Errors
    /// What the operating system says; the file then is as it was.
    pub fn write(&self, result: &[u8]) -> io::Result<()> {
        let written = match self.how {
            How::Appended => self.append(result),
            How::Whole => self.replace(result),
        };
        written.map_err(|error| {
            let shown = visible(self.path.as_os_str().as_encoded_bytes());
            io::Error::new(error.kind(), format!("{shown}: {error}"))
        })
    }

    fn append(&self, result: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = options.append(true).create(true).open(&self.path)?;
        file.write_all(result)
    }

    fn replace(&self, result: &[u8]) -> io::Result<()> {
        let beside = Beside::new(&self.path)?;
        let mut file = &beside.file;
        if let Ok(before) = fs::symlink_metadata(&self.path) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(result)?;
        file.sync_all()?;
        beside.take_the_place_of(&self.path)
    }

    /// Whether it can be written, as far as that is known beforehand.
    fn try_out(&self) -> Result<(), String> {
        match fs::symlink_metadata(&self.path) {
            Ok(there) if there.is_dir() => return Err("it is a directory".to_owned()),
            Ok(there) if there.is_symlink() => {
                return Err("it is a symbolic link: name the file that it leads to".to_owned());
            }
            Ok(there) if !there.is_file() => return Err("it is no regular file".to_owned()),
            // One that may not be written is not to be replaced either.
            Ok(_) => drop(
                OpenOptions::new()
                    .write(true)
                    .open(&self.path)
                    .map_err(words)?,
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(words(error)),
        }
        Beside::new(&self.path).map(drop).map_err(words)
    }
}

fn words(error: io::Error) -> String {
    error.to_string()
}

/// The directory by its real name, so that one file has one path.
fn absolute(path: &Path) -> Result<PathBuf, String> {
    let Some(name) = path.file_name().filter(|_| !ends_in_a_slash(path)) else {
        return Err("it is a directory".to_owned());
    };
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    let real = fs::canonicalize(directory).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such directory".to_owned(),
        _ => error.to_string(),
    })?;
    Ok(real.join(name))
}

fn ends_in_a_slash(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"/")
}

/// A file in the same directory, gone unless it takes the place of another.
pub(super) struct Beside {
    pub(super) file: File,
    path: Option<PathBuf>,
}

impl Beside {
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        const MOST_TRIES: u32 = 100;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut number = 0;
        loop {
            let beside = format!(".{name}.{}.{number}.part", std::process::id());
            let beside = path.with_file_name(beside);
            // Never one that somebody else made.
            match OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&beside)
            {
                Ok(file) => {
                    let path = Some(beside);
                    return Ok(Self { file, path });
                }
                Err(error)
                    if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_TRIES =>
                {
                    number += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn take_the_place_of(mut self, path: &Path) -> io::Result<()> {
        let Some(beside) = &self.path else {
            return Ok(());
        };
        fs::rename(beside, path)?;
        self.path = None;
        sync_directory(path)
    }
}

/// The new name is on the disk as well. Windows has no such call.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        // Of a directory that cannot be read, or not be synced, no more can be done: the file stands there.
        Some(directory) => match File::open(directory).and_then(|directory| directory.sync_all()) {
            Err(error) if is_no_fault(error.kind()) => Ok(()),
            synced => synced,
        },
        None => Ok(()),
    }
}

#[cfg(unix)]
const fn is_no_fault(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
    )
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let names = fs::read_dir(directory).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    fn file(path: &Path) -> Result<ResultFile, String> {
        ResultFile::whole(Format::named("json").unwrap(), path)
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("result.json");
        let result = file(&path).unwrap();
        assert_eq!(names(directory.path()), [""; 0]);
        result.write(b"first, and longer").unwrap();
        result.write(b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(names(directory.path()), ["result.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_of_what_was_there_is_kept() {
        use std::os::unix::fs::PermissionsExt;

        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("result.json");
        fs::write(&path, "before").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        file(&path).unwrap().write(b"after").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn what_cannot_be_written_is_told_beforehand() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        fs::create_dir(at("inside")).unwrap();
        fs::write(at("real"), "before").unwrap();
        std::os::unix::fs::symlink(at("real"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("inside"), at("there")).unwrap();
        for (path, why) in [
            (at("inside"), "it is a directory"),
            (at("inside/"), "it is a directory"),
            (at("none/x"), "there is no such directory"),
            (at("real/x"), "Not a directory (os error 20)"),
            (
                at("link"),
                "it is a symbolic link: name the file that it leads to",
            ),
            (PathBuf::from("/dev/null"), "it is no regular file"),
        ] {
            assert_eq!(file(&path), Err(why.to_owned()), "{}", path.display());
        }
        let [one, other] = ["inside/x", "there/x"].map(|name| file(&at(name)).unwrap());
        assert!(one.is_at(&other));
        assert_eq!(fs::read(at("real")).unwrap(), b"before");
    }

    #[test]
    fn a_result_is_appended_to_what_is_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("summary");
        let result = ResultFile::appended(Format::named("markdown").unwrap(), &path);
        result.write(b"one\n").unwrap();
        result.write(b"two\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one\ntwo\n");
        let gone = ResultFile::appended(result.format, &directory.path().join("none/x"));
        let error = gone.write(b"x").unwrap_err().to_string();
        assert!(error.contains("none/x: No such file"), "{error}");
    }
}
