//! One element of DER, opened and made.

/// The contents of one DER element, without tag and length.
#[must_use]
pub fn contents(element: &[u8]) -> Option<&[u8]> {
    let (_, any) =
        <x509_parser::asn1_rs::Any<'_> as x509_parser::prelude::FromDer<'_, _>>::from_der(element)
            .ok()?;
    Some(any.data)
}

/// The SEQUENCE of which these are the contents.
pub(super) fn sequence(contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let significant = length.iter().position(|byte| *byte > 0);
    let length = &length[significant.unwrap_or(length.len() - 1)..];
    let mut der = vec![0x30];
    if contents.len() > 0x7f {
        der.push(0x80 | length.len() as u8);
    }
    [&der[..], length, contents].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_leave_out_tag_and_length() {
        assert_eq!(
            contents(&[0x30, 0x03, 0x02, 0x01, 0x05]),
            Some(&[0x02, 0x01, 0x05][..])
        );
        assert_eq!(contents(&[0x30, 0x05, 0x02]), None);
        assert_eq!(contents(&[]), None);
    }
}
