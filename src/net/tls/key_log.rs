//! Session secrets for a packet analyser, in the NSS key log format (RFC 9850). The file is readable by its owner
//! only. SSLKEYLOGFILE is ignored on purpose: secrets are written when asked for on the command line, not otherwise.

use std::fmt::{self, Write as _};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustls::KeyLog;
use zeroize::Zeroizing;

/// A key log file, appended to.
pub struct KeyLogWriter {
    file: Mutex<Writer>,
    notice: Option<String>,
}

struct Writer {
    file: File,
    failure: Option<String>,
}

impl fmt::Debug for KeyLogWriter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyLogWriter")
    }
}

impl KeyLogWriter {
    /// Opens the file for appending, or makes it with mode 0600. One that was there is closed to others
    /// ([`Self::notice`]).
    ///
    /// # Errors
    /// When the file cannot be opened for writing, or is somebody else's to read and to open to others.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        Ok(Self {
            notice: kept_to_the_owner(&file)?,
            file: Mutex::new(Writer {
                file,
                failure: None,
            }),
        })
    }

    /// What the user should know of the file: that others could read it, and cannot any more.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// Why secrets could not be written, when that happened.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .failure
            .clone()
    }
}

/// A device or a pipe keeps nothing; a file must be ours, and ours alone to read.
#[cfg(unix)]
fn kept_to_the_owner(file: &File) -> io::Result<Option<String>> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(None);
    }
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other(
            "the file belongs to another user, who could read the keys",
        ));
    }
    let mode = metadata.mode() & 0o7777;
    if mode & 0o077 == 0 {
        return Ok(None);
    }
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(Some(format!(
        "was readable by others (mode {mode:04o}) and is not any more (mode 0600)"
    )))
}

#[cfg(not(unix))]
fn kept_to_the_owner(_: &File) -> io::Result<Option<String>> {
    Ok(None)
}

impl KeyLog for KeyLogWriter {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let mut line = Zeroizing::new(String::with_capacity(
            label.len() + 3 + 2 * (client_random.len() + secret.len()),
        ));
        line.push_str(label);
        for field in [client_random, secret] {
            line.push(' ');
            for byte in field {
                let _ = write!(line, "{byte:02x}");
            }
        }
        line.push('\n');
        let mut writer = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writer.file.write_all(line.as_bytes()) {
            writer.failure.get_or_insert(error.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_appended_in_the_format_of_rfc_9850() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        KeyLogWriter::create(&path)
            .unwrap()
            .log("CLIENT_RANDOM", &[0xab, 1], &[2]);
        KeyLogWriter::create(&path)
            .unwrap()
            .log("EXPORTER_SECRET", &[3], &[4, 5]);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "CLIENT_RANDOM ab01 02\nEXPORTER_SECRET 03 0405\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        let log = KeyLogWriter::create(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // It never was another one.
        assert_eq!(log.notice(), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_another_user_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        std::fs::write(&path, "").unwrap();
        // Who is not root cannot give a file away.
        if std::os::unix::fs::chown(&path, Some(65_534), None).is_err() {
            return;
        }
        let error = KeyLogWriter::create(&path).unwrap_err();
        assert!(error.to_string().contains("another user"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_could_read_is_closed_to_them() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys");
        std::fs::write(&path, "").unwrap();
        for (mode, said) in [(0o666, true), (0o640, true), (0o600, false), (0o400, false)] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&path, permissions).unwrap();
            // Whoever may not write at all, unless he is root, does not get that far.
            let Ok(log) = KeyLogWriter::create(&path) else {
                continue;
            };
            assert_eq!(log.notice().is_some(), said, "{mode:o}");
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_left_as_it_is() {
        let log = KeyLogWriter::create(Path::new("/dev/null")).unwrap();
        assert_eq!(log.notice(), None);
    }
}
