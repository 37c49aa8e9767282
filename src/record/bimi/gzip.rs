//! A file that was packed with gzip: RFC 1952. Bounded, whatever it says of its size.

/// How a file begins that is packed with gzip, by deflate.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Whether a file is packed.
#[must_use]
pub fn is_packed(file: &[u8]) -> bool {
    file.starts_with(&MAGIC)
}

/// What is in it, at most `most` octets; `None` where there is more, or it is damaged.
#[must_use]
pub fn unpacked(file: &[u8], most: usize) -> Option<Vec<u8>> {
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const CHECKSUM: u8 = 2;
    let flags = *file.get(3).filter(|_| is_packed(file))?;
    let mut rest = file.get(10..)?;
    if flags & EXTRA != 0 {
        let (length, behind) = rest.split_first_chunk::<2>()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|octet| *octet == 0)?;
            rest = &rest[end + 1..];
        }
    }
    if flags & CHECKSUM != 0 {
        rest = rest.get(2..)?;
    }
    miniz_oxide::inflate::decompress_to_vec_with_limit(rest, most).ok()
}

#[cfg(test)]
pub(super) fn packed(content: &[u8]) -> Vec<u8> {
    let deflated = miniz_oxide::deflate::compress_to_vec(content, 6);
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    packed.extend(deflated);
    packed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_bounded() {
        let file = packed(&[7; 5000]);
        assert!(file.len() < 100);
        assert_eq!(unpacked(&file, 5000), Some(vec![7; 5000]));
        assert_eq!(unpacked(&file, 4999), None);
        assert_eq!(unpacked(&file[..12], 5000), None);
        assert_eq!(unpacked(b"<svg/>", 5000), None);
        let mut named = file.clone();
        named[3] = 8;
        named.splice(10..10, *b"logo.svg\0");
        assert_eq!(unpacked(&named, 5000), Some(vec![7; 5000]));
    }
}
