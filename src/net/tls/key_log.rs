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
    /// Opens the file for appending, or makes it with mode 0600.
    ///
    /// # Errors
    /// When the file cannot be opened for writing.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        Ok(Self {
            file: Mutex::new(Writer {
                file,
                failure: None,
            }),
        })
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
        KeyLogWriter::create(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
