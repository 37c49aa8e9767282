//! TLS records and the handshake messages in them, cut from bytes in whatever pieces these come. Hostile bytes end the
//! reading, never the program, and no more is kept than the longest record and message. RFC 8446 sections 4 and 5.1,
//! RFC 5246 section 6.2.

pub(super) const CHANGE_CIPHER_SPEC: u8 = 20;
pub(super) const ALERT: u8 = 21;
pub(super) const HANDSHAKE: u8 = 22;
pub(super) const APPLICATION_DATA: u8 = 23;

/// RFC 5246 section 6.2.3; TLS 1.3 allows less.
const LONGEST_RECORD: usize = (1 << 14) + 2048;
/// The longest message that the TLS library takes. Chains of real servers have some 10 KiB.
const LONGEST_MESSAGE: usize = 0xFFFF;

/// One record as it crossed the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) header: [u8; 5],
    pub(super) payload: Vec<u8>,
}

impl Record {
    pub(super) fn content_type(&self) -> u8 {
        self.header[0]
    }
}

/// Cuts records from the bytes of one direction.
#[derive(Debug, Default)]
pub(super) struct Records {
    waiting: Vec<u8>,
    broken: bool,
}

impl Records {
    /// Takes what came.
    pub(super) fn receive(&mut self, bytes: &[u8]) {
        if !self.broken {
            self.waiting.extend_from_slice(bytes);
        }
    }

    /// The next complete record. What does not begin like one ends the reading.
    pub(super) fn next_record(&mut self) -> Option<Record> {
        let header = *self.waiting.first_chunk::<5>()?;
        let [content_type, major, _, high, low] = header;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let is_record = (CHANGE_CIPHER_SPEC..=APPLICATION_DATA).contains(&content_type);
        if !is_record || major != 3 || length > LONGEST_RECORD {
            self.broken = true;
            self.waiting = Vec::new();
            return None;
        }
        let payload = self.waiting.get(5..5 + length)?.to_vec();
        self.waiting.drain(..5 + length);
        Some(Record { header, payload })
    }

    /// What came does not consist of records.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }
}

/// One handshake message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whole {
    /// Its type.
    pub(super) kind: u8,
    /// What follows type and length.
    pub(super) body: Vec<u8>,
}

impl Whole {
    /// Its size with type and length.
    pub(super) fn bytes(&self) -> usize {
        4 + self.body.len()
    }
}

/// Joins the payloads of handshake records into messages: a record may hold several, a message may span several.
#[derive(Debug, Default)]
pub(super) struct Messages {
    waiting: Vec<u8>,
    broken: bool,
}

impl Messages {
    /// Takes the payload of the next handshake record.
    pub(super) fn receive(&mut self, payload: &[u8]) {
        if !self.broken {
            self.waiting.extend_from_slice(payload);
        }
    }

    /// The next complete message. One that is too long ends the reading.
    pub(super) fn next_message(&mut self) -> Option<Whole> {
        let [kind, high, middle, low] = *self.waiting.first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes([0, high, middle, low])).ok()?;
        if length > LONGEST_MESSAGE {
            self.broken = true;
            self.waiting = Vec::new();
            return None;
        }
        let body = self.waiting.get(4..4 + length)?.to_vec();
        self.waiting.drain(..4 + length);
        Some(Whole { kind, body })
    }

    /// A message was too long.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_record_comes_when_its_last_byte_is_there() {
        let mut records = Records::default();
        records.receive(&[22, 3, 3, 0, 2, 7]);
        assert_eq!(records.next_record(), None);
        records.receive(&[8, 23, 3, 3, 0, 0]);
        let first = records.next_record().unwrap();
        assert_eq!(
            (first.content_type(), first.payload),
            (HANDSHAKE, vec![7, 8])
        );
        let second = records.next_record().unwrap();
        assert_eq!(second.header, [23, 3, 3, 0, 0]);
        assert_eq!(records.next_record(), None);
    }

    #[test]
    fn plain_text_and_endless_records_are_not_read() {
        for bytes in [
            &b"500 what is this\r\n"[..],
            &[22, 3, 3, 0xFF, 0xFF],
            &[22, 9, 9, 0, 0],
        ] {
            let mut records = Records::default();
            records.receive(bytes);
            assert_eq!(records.next_record(), None);
            records.receive(&[22, 3, 3, 0, 0]);
            assert_eq!(records.next_record(), None);
            assert_eq!(records.waiting, [0; 0]);
        }
    }

    #[test]
    fn messages_share_records_and_span_them() {
        let mut messages = Messages::default();
        messages.receive(&[14, 0, 0, 0, 11, 0, 0, 3, 1]);
        let first = messages.next_message().unwrap();
        assert_eq!((first.kind, first.bytes()), (14, 4));
        assert_eq!(messages.next_message(), None);
        messages.receive(&[2, 3]);
        let second = messages.next_message().unwrap();
        assert_eq!(
            (second.kind, second.bytes(), second.body),
            (11, 7, vec![1, 2, 3])
        );
    }

    #[test]
    fn a_message_without_end_is_not_kept() {
        let mut messages = Messages::default();
        messages.receive(&[11, 1, 0, 0]);
        assert_eq!(messages.next_message(), None);
        messages.receive(&[0; 1000]);
        assert_eq!(messages.waiting, [0; 0]);
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let (mut records, mut messages) = (Records::default(), Messages::default());
            records.receive(&bytes);
            while records.next_record().is_some() {}
            messages.receive(&bytes);
            while messages.next_message().is_some() {}
        }
    }
}
