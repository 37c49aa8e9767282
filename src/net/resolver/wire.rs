//! Reads an answer where the DNS crate would refuse the whole of it for one record or option that it cannot read: what is the matter
//! with that one is no matter of the others. A DNSKEY record whose protocol is not 3 is invalid by itself (RFC 4034 section 2.1.2), NSEC3
//! records with unknown hash algorithms or flags must be ignored (RFC 5155 sections 8.1 and 8.2). Such a record stays in its set, whose
//! signature covers it, as octets. Of the additional section there is nothing that anybody needs but OPT (RFC 6891 section 6.1.1).

use hickory_resolver::proto::op::{Edns, Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::opt::{EdnsCode, EdnsOption};
use hickory_resolver::proto::rr::rdata::{NULL, OPT};
use hickory_resolver::proto::rr::{DNSClass, Name, RData, Record, RecordType};
use hickory_resolver::proto::serialize::binary::{BinDecodable, BinDecoder};

/// The octets of the header (RFC 1035 section 4.1.1).
const HEADER: usize = 12;

/// The message, where it is one.
pub(super) fn message(bytes: &[u8]) -> Option<Message> {
    Message::from_vec(bytes)
        .ok()
        .or_else(|| record_by_record(bytes))
}

fn record_by_record(bytes: &[u8]) -> Option<Message> {
    let count = |at| u16_at(bytes, at).map(usize::from);
    let [questions, answers, authorities, additionals] = [4, 6, 8, 10].map(count);
    let mut at = HEADER;
    for _ in 0..questions? {
        at = behind_name(bytes, at)? + 4;
    }
    let mut head = bytes.get(..at)?.to_vec();
    head[6..HEADER].fill(0);
    let mut message = Message::from_vec(&head).ok()?;
    for (section, count) in [
        (&mut message.answers, answers?),
        (&mut message.authorities, authorities?),
    ] {
        for _ in 0..count {
            let one = Place::of(bytes, at)?;
            section.push(one.record(bytes)?);
            at = one.end;
        }
    }
    for _ in 0..additionals? {
        let one = Place::of(bytes, at)?;
        if one.kind == RecordType::OPT && message.edns.is_none() {
            let edns = Edns::from(&one.opt(bytes)?);
            let low = message.metadata.response_code.low();
            message.metadata.response_code = ResponseCode::from(edns.rcode_high(), low);
            message.edns = Some(edns);
        }
        at = one.end;
    }
    Some(message)
}

/// Where a record is.
struct Place {
    begin: usize,
    kind: RecordType,
    class: DNSClass,
    ttl: u32,
    data: usize,
    end: usize,
}

impl Place {
    fn of(bytes: &[u8], begin: usize) -> Option<Self> {
        let at = behind_name(bytes, begin)?;
        let [kind, class, high, low, length] =
            [0, 2, 4, 6, 8].map(|offset| u16_at(bytes, at + offset));
        let (data, length) = (at + 10, usize::from(length?));
        bytes.get(data..data + length)?;
        Some(Self {
            begin,
            kind: kind?.into(),
            class: class?.into(),
            ttl: u32::from(high?) << 16 | u32::from(low?),
            data,
            end: data + length,
        })
    }

    fn data<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.data..self.end).unwrap_or_default()
    }

    /// The record, or its octets where they are nothing that its type can have.
    fn record(&self, bytes: &[u8]) -> Option<Record> {
        let begin = u16::try_from(self.begin).ok()?;
        let mut decoder = BinDecoder::new(bytes).clone(begin);
        match Record::read(&mut decoder) {
            Ok(record) if self.data != self.end => Some(record),
            _ => {
                let rdata = match self.data(bytes) {
                    [] => NULL::new(),
                    data => NULL::with(data.to_vec()),
                };
                let code = self.kind;
                let data = RData::Unknown { code, rdata };
                let name = Name::read(&mut BinDecoder::new(bytes).clone(begin)).ok()?;
                Some(self.with(name, data))
            }
        }
    }

    /// The record with the options that can be read.
    fn opt(&self, bytes: &[u8]) -> Option<Record> {
        let mut options = Vec::new();
        let mut rest = self.data(bytes);
        while let [a, b, c, d, tail @ ..] = rest {
            let code = EdnsCode::from(u16::from_be_bytes([*a, *b]));
            let length = usize::from(u16::from_be_bytes([*c, *d]));
            let Some((data, tail)) = tail.split_at_checked(length) else {
                break;
            };
            options.extend(EdnsOption::try_from((code, data)).map(|option| (code, option)));
            rest = tail;
        }
        Some(self.with(Name::root(), RData::OPT(OPT::new(options))))
    }

    fn with(&self, name: Name, data: RData) -> Record {
        let mut record = Record::from_rdata(name, self.ttl, data);
        record.dns_class = self.class;
        record
    }
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

    /// RFC 1035 section 4.1.3.
    fn record_of(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        let mut bytes = b"\xc0\x0c".to_vec();
        bytes.extend(kind.to_be_bytes());
        bytes.extend(b"\x00\x01\x00\x00\x01\x2c");
        bytes.extend(length.to_be_bytes());
        bytes.extend(data);
        bytes
    }

    /// An answer about `test.` with these in its sections.
    fn with(sections: [&[Vec<u8>]; 3]) -> Vec<u8> {
        let mut bytes = vec![0, 7, 0x84, 0, 0, 1];
        for section in sections {
            bytes.extend(u16::try_from(section.len()).unwrap().to_be_bytes());
        }
        bytes.extend(b"\x04test\x00\x00\x01\x00\x01");
        bytes.extend(sections.concat().concat());
        bytes
    }

    /// RFC 5155 section 8.2: the flags are those of opt-out (1) and none else. Section 8.1: no hash but the first.
    #[test]
    fn an_nsec3_record_that_must_be_ignored_is_none_and_spoils_no_other() {
        let nsec3 = |hash: u8, flags: u8| {
            let mut data = vec![hash, flags, 0, 0, 0, 20];
            data.extend([0xaa; 20]);
            record_of(50, &data)
        };
        for (one, read) in [((1, 0), 2), ((1, 1), 2), ((1, 0x80), 1), ((2, 0), 1)] {
            let both = [nsec3(1, 0), nsec3(one.0, one.1)];
            let message = message(&with([&[], &both, &[]])).unwrap();
            let types: Vec<_> = message
                .authorities
                .iter()
                .map(Record::record_type)
                .collect();
            assert_eq!(types, [RecordType::NSEC3; 2]);
            let is_read = |record: &&Record| matches!(record.data, RData::DNSSEC(_));
            assert_eq!(message.authorities.iter().filter(is_read).count(), read);
        }
    }

    #[test]
    fn a_record_that_is_malformed_spoils_no_other() {
        let good = record_of(1, &[192, 0, 2, 1]);
        for bad in [
            record_of(1, &[192, 0, 2]),
            record_of(16, &[]),
            record_of(250, &[]),
            record_of(15, &[0]),
        ] {
            for sections in [
                with([&[good.clone(), bad.clone()], &[], &[]]),
                with([std::slice::from_ref(&good), std::slice::from_ref(&bad), &[]]),
                with([std::slice::from_ref(&good), &[], std::slice::from_ref(&bad)]),
            ] {
                let message = message(&sections).unwrap();
                let first = message.answers.first().unwrap();
                assert_eq!(first.data.ip_addr(), Some([192, 0, 2, 1].into()));
                assert_eq!(first.ttl, 300);
            }
        }
    }

    /// The client subnet (8) of one octet has no family; the extended error (15, RFC 8914) says what it says, and the extended
    /// response code is BADVERS (16, RFC 6891 section 6.1.3).
    #[test]
    fn an_option_that_is_malformed_spoils_neither_the_answer_nor_the_others() {
        let mut opt = b"\x00\x00\x29\x04\xd0\x01\x00\x80\x00\x00\x0c".to_vec();
        opt.extend(b"\x00\x08\x00\x02\x00\x01\x00\x0f\x00\x02\x00\x06");
        let length = opt.len() - 11;
        opt[10] = u8::try_from(length).unwrap();
        let message = message(&with([&[record_of(1, &[192, 0, 2, 1])], &[], &[opt]])).unwrap();
        assert_eq!(message.answers.len(), 1);
        assert_eq!(u16::from(message.metadata.response_code), 16);
        let edns = message.edns.unwrap();
        assert!(edns.option(EdnsCode::Subnet).is_none());
        assert!(edns.option(EdnsCode::Unknown(15)).is_some());
        assert!(edns.flags().dnssec_ok);
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
