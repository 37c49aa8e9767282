//! Reads an answer where the DNS crate would refuse the whole of it for one record: a DNSKEY record whose protocol is not 3 is
//! invalid by itself (RFC 4034 section 2.1.2). It stays in its set, whose signature covers it, and is no key.

use hickory_resolver::proto::op::Message;
use hickory_resolver::proto::rr::{RData, Record, RecordType};

const DNSKEY: u16 = 48;
/// Of those for private use (RFC 6895 section 3.1): what stands for the type of such a record while the message is read.
const SET_ASIDE: u16 = 65534;
/// The one protocol that there is.
const DNSSEC: u8 = 3;

/// The message, where it is one.
pub(super) fn message(bytes: &[u8]) -> Option<Message> {
    if let Ok(message) = Message::from_vec(bytes) {
        return Some(message);
    }
    let mut bytes = bytes.to_vec();
    for place in strange_keys(&bytes)? {
        bytes[place..place + 2].copy_from_slice(&SET_ASIDE.to_be_bytes());
    }
    let mut message = Message::from_vec(&bytes).ok()?;
    message.answers.iter_mut().for_each(restore);
    Some(message)
}

fn restore(record: &mut Record) {
    if let RData::Unknown { code, .. } = &mut record.data
        && *code == RecordType::Unknown(SET_ASIDE)
    {
        *code = RecordType::DNSKEY;
    }
}

/// Where in the message the types of such records stand; none where it cannot be walked through.
fn strange_keys(bytes: &[u8]) -> Option<Vec<usize>> {
    let count = |at| u16_at(bytes, at).map(usize::from);
    let (questions, answers) = (count(4)?, count(6)?);
    let mut at = 12;
    for _ in 0..questions {
        at = behind_name(bytes, at)? + 4;
    }
    let mut found = Vec::new();
    for _ in 0..answers {
        at = behind_name(bytes, at)?;
        let length = usize::from(u16_at(bytes, at + 8)?);
        let data = bytes.get(at + 10..at + 10 + length)?;
        if u16_at(bytes, at)? == DNSKEY && data.get(2).is_some_and(|protocol| *protocol != DNSSEC) {
            found.push(at);
        }
        at += 10 + length;
    }
    Some(found)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let octets = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes(octets.try_into().ok()?))
}

/// RFC 1035 section 4.1.4: a pointer ends a name.
fn behind_name(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            0xC0.. => return Some(at + 2),
            length => at += 1 + usize::from(length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer about `test.` of two DNSKEY records, the second one of `protocol`.
    fn answer(protocol: u8) -> Vec<u8> {
        let mut bytes = vec![0, 7, 0x84, 0, 0, 1, 0, 2, 0, 0, 0, 0];
        bytes.extend(b"\x04test\x00\x00\x30\x00\x01");
        for protocol in [3, protocol] {
            bytes.extend(b"\xc0\x0c\x00\x30\x00\x01\x00\x00\x01\x2c\x00\x44\x01\x01");
            bytes.extend([protocol, 13]);
            bytes.extend([7; 64]);
        }
        bytes
    }

    #[test]
    fn a_key_of_another_protocol_is_no_key_and_spoils_no_other() {
        for (protocol, keys) in [(3, 2), (4, 1), (0, 1)] {
            let message = message(&answer(protocol)).unwrap();
            assert_eq!(message.answers.len(), 2);
            let is_key = |record: &&Record| matches!(record.data, RData::DNSSEC(_));
            assert_eq!(message.answers.iter().filter(is_key).count(), keys);
            let types: Vec<_> = message.answers.iter().map(Record::record_type).collect();
            assert_eq!(types, [RecordType::DNSKEY; 2]);
        }
    }

    #[test]
    fn what_is_no_message_is_none() {
        let whole = answer(4);
        for length in 0..whole.len() {
            assert_eq!(message(&whole[..length]), None, "{length}");
        }
        assert_eq!(message(&[0xFF; 64]), None);
    }
}
