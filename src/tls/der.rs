//! A reader of DER for what the certificate parser does not know: tag, length, contents, one element after the other,
//! without copying and without recursion. Tags of one byte and definite lengths in the fewest bytes only, as X.690
//! sections 8.1 and 10.1 have it; anything else is `None`, and so is what does not fit into the bytes there are.

/// An integer.
pub(crate) const INTEGER: u8 = 0x02;
/// Bits.
pub(crate) const BIT_STRING: u8 = 0x03;
/// Octets.
pub(crate) const OCTET_STRING: u8 = 0x04;
/// The name of a thing.
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
/// One of several values.
pub(crate) const ENUMERATED: u8 = 0x0a;
/// A time with a year of four digits.
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
/// Elements in order.
pub(crate) const SEQUENCE: u8 = 0x30;

/// The tag `[number] EXPLICIT`, or `[number] IMPLICIT` of something constructed.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// Elements that follow each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// Its kind.
    pub(crate) tag: u8,
    /// What it holds.
    pub(crate) contents: &'a [u8],
    /// With tag and length.
    pub(crate) whole: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads these.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The contents of the one element that `bytes` are.
    pub(crate) fn only(bytes: &'a [u8], tag: u8) -> Option<&'a [u8]> {
        let mut reader = Self(bytes);
        let contents = reader.take(tag)?;
        reader.is_empty().then_some(contents)
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The next element, whatever it is.
    pub(crate) fn element(&mut self) -> Option<Element<'a>> {
        let (tag, length, header) = match *self.0 {
            [tag, short @ 0..=0x7f, ..] => (tag, usize::from(short), 2),
            [tag, 0x81, length @ 0x80..=0xff, ..] => (tag, usize::from(length), 3),
            [tag, 0x82, high @ 1..=0xff, low, ..] => {
                (tag, usize::from(u16::from_be_bytes([high, low])), 4)
            }
            [tag, 0x83, high @ 1..=0xff, middle, low, ..] => {
                let length = u32::from_be_bytes([0, high, middle, low]);
                (tag, usize::try_from(length).ok()?, 5)
            }
            _ => return None,
        };
        let whole = self
            .0
            .get(..header + length)
            .filter(|_| tag & 0x1f != 0x1f)?;
        self.0 = &self.0[whole.len()..];
        Some(Element {
            tag,
            contents: &whole[header..],
            whole,
        })
    }

    /// The contents of the next element, which must have this tag.
    pub(crate) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.element()
            .filter(|element| element.tag == tag)
            .map(|element| element.contents)
    }

    /// The contents of the next element if it has this tag; otherwise nothing is read.
    pub(crate) fn take_if(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.0.first() == Some(&tag) {
            self.take(tag)
        } else {
            None
        }
    }

    /// The bits of the next element, which must be a BIT STRING of whole bytes.
    pub(crate) fn bits(&mut self) -> Option<&'a [u8]> {
        match self.take(BIT_STRING)? {
            [0, bits @ ..] => Some(bits),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn elements_are_cut_at_their_lengths() {
        let mut reader = Reader::new(&[0x02, 1, 5, 0x30, 0, 0x04, 2, 7]);
        assert_eq!(reader.take(INTEGER), Some(&[5][..]));
        assert_eq!(reader.take_if(OCTET_STRING), None);
        assert_eq!(reader.take(SEQUENCE), Some(&[][..]));
        assert!(!reader.is_empty());
        assert_eq!(
            reader.element(),
            None,
            "two bytes are promised, one is there"
        );
    }

    #[test]
    fn long_lengths_are_read_and_longer_ones_than_needed_refused() {
        for (header, length) in [
            (&[0x04, 0x81, 0x80][..], Some(0x80)),
            (&[0x04, 0x82, 1, 0], Some(0x100)),
            (&[0x04, 0x83, 1, 0, 0], Some(0x1_0000)),
            (&[0x04, 0x81, 0x7f], None),
            (&[0x04, 0x82, 0, 0xff], None),
            (&[0x04, 0x80], None),
            (&[0x1f, 0x01], None),
        ] {
            let bytes = [header, &[9; 0x1_0000]].concat();
            let read = Reader::new(&bytes).element();
            assert_eq!(read.map(|element| element.contents.len()), length);
        }
    }

    #[test]
    fn the_unused_bits_of_a_bit_string_are_none() {
        assert_eq!(Reader::new(&[0x03, 2, 0, 0xab]).bits(), Some(&[0xab][..]));
        assert_eq!(Reader::new(&[0x03, 2, 4, 0xa0]).bits(), None);
        assert_eq!(Reader::new(&[0x03, 0]).bits(), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            let mut read = 0;
            while let Some(element) = reader.element() {
                read += element.whole.len();
            }
            prop_assert!(read <= bytes.len());
        }
    }
}
