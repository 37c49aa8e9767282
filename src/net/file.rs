//! Files that the user names, read up to a limit: what is no file, such as a device that never ends, fills no memory.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// The most of a file of certificates or keys, in bytes. The bundle of a system has some 250 KB.
pub const MOST_PEM: usize = 16 * 1024 * 1024;

/// Reads a file of at most `most` bytes.
///
/// # Errors
/// What the system says, or that there is more.
pub fn read(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    // Room for all of it from the start: a key that is moved leaves copies behind.
    let room = usize::try_from(length).unwrap_or(most).min(most) + 1;
    fill(Vec::with_capacity(room), file, most)
}

/// Reads to the end, at most `most` bytes.
///
/// # Errors
/// What the system says, or that there is more.
pub fn read_from(reader: impl Read, most: usize) -> io::Result<Vec<u8>> {
    fill(Vec::new(), reader, most)
}

fn fill(mut bytes: Vec<u8>, reader: impl Read, most: usize) -> io::Result<Vec<u8>> {
    reader.take(most as u64 + 1).read_to_end(&mut bytes)?;
    match bytes.len() > most {
        true => Err(io::Error::other(format!(
            "there is more than {} MiB",
            most / 1024 / 1024
        ))),
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_ends_is_refused() {
        let most = 1024 * 1024;
        let error = read_from(io::repeat(0), most).unwrap_err();
        assert_eq!(error.to_string(), "there is more than 1 MiB");
        assert_eq!(
            read_from(io::repeat(0).take(most as u64), most)
                .unwrap()
                .len(),
            most
        );
    }
}
