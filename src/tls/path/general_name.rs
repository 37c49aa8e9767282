//! General names, one after the other, without a copy: RFC 5280 section 4.2.1.6.

use crate::tls::der::{Element, Reader, SEQUENCE};

/// One name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneralName<'a> {
    /// rfc822Name.
    Mailbox(&'a [u8]),
    /// dNSName.
    Dns(&'a [u8]),
    /// directoryName: the contents of the name's SEQUENCE.
    Directory(&'a [u8]),
    /// uniformResourceIdentifier.
    Uri(&'a [u8]),
    /// iPAddress: the octets of an address, or of an address and a mask.
    Address(&'a [u8]),
    /// A form that is not compared, by its tag.
    Other(u8),
}

impl<'a> GeneralName<'a> {
    pub(super) fn of(element: &Element<'a>) -> Option<Self> {
        Some(match element.tag {
            0x81 => Self::Mailbox(element.contents),
            0x82 => Self::Dns(element.contents),
            0xa4 => Self::Directory(Reader::only(element.contents, SEQUENCE)?),
            0x86 => Self::Uri(element.contents),
            0x87 => Self::Address(element.contents),
            tag @ (0xa0 | 0xa3 | 0xa5 | 0x88) => Self::Other(tag),
            _ => return None,
        })
    }
}

/// The names in the contents of their SEQUENCE, up to the first that cannot be read.
pub fn general_names(contents: &[u8]) -> impl Iterator<Item = GeneralName<'_>> {
    let mut reader = Reader::new(contents);
    std::iter::from_fn(move || GeneralName::of(&reader.element()?))
}

/// Whether all of them can be read, and there is at least one.
pub(super) fn are_readable(contents: &[u8]) -> bool {
    let mut reader = Reader::new(contents);
    while !reader.is_empty() {
        let name = reader.element();
        if name.and_then(|element| GeneralName::of(&element)).is_none() {
            return false;
        }
    }
    !contents.is_empty()
}
