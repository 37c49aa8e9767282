//! What a signature signs: the head of the RRSIG record and the set in canonical form and order. RFC 4034 sections 3.1.8.1 and
//! 6, RFC 6840 section 5.1.

use hickory_resolver::proto::dnssec::rdata::RRSIG;
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use hickory_resolver::proto::serialize::binary::{BinEncodable, BinEncoder, NameEncoding};

use super::name::{ancestor, labels, wildcard};
use super::response::Set;

/// The octets that were signed; `None` where the set cannot be written so, which no signer can have done either.
pub(super) fn signed(set: &Set, signature: &RRSIG) -> Option<Vec<u8>> {
    let input = signature.input();
    let owner = lowercase(&signed_owner(&set.name, input.num_labels)?)?;
    let mut records: Vec<Vec<u8>> = set
        .records
        .iter()
        .map(canonical_data)
        .collect::<Option<_>>()?;
    records.sort();
    records.dedup();
    let mut bytes = Vec::new();
    bytes.extend(u16::from(input.type_covered).to_be_bytes());
    bytes.extend([u8::from(input.algorithm), input.num_labels]);
    bytes.extend(input.original_ttl.to_be_bytes());
    bytes.extend(input.sig_expiration.get().to_be_bytes());
    bytes.extend(input.sig_inception.get().to_be_bytes());
    bytes.extend(input.key_tag.to_be_bytes());
    bytes.extend(lowercase(&input.signer_name)?);
    for data in records {
        bytes.extend(&owner);
        bytes.extend(u16::from(set.kind).to_be_bytes());
        bytes.extend(1_u16.to_be_bytes());
        bytes.extend(input.original_ttl.to_be_bytes());
        bytes.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        bytes.extend(data);
    }
    Some(bytes)
}

/// The owner as it was signed: the wildcard where the signature has fewer labels (RFC 4035 section 5.3.2).
fn signed_owner(name: &Name, signed_labels: u8) -> Option<Name> {
    let signed_labels = usize::from(signed_labels);
    match countable_labels(name).checked_sub(signed_labels)? {
        0 => Some(name.clone()),
        _ => wildcard(&ancestor(name, signed_labels)),
    }
}

/// The labels as the RRSIG record counts them: without a leading asterisk (RFC 4034 section 3.1.3).
pub(super) fn countable_labels(name: &Name) -> usize {
    labels(name) - usize::from(name.iter().next() == Some(b"*"))
}

fn lowercase(name: &Name) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = BinEncoder::new(&mut bytes);
    encoder.set_name_encoding(NameEncoding::UncompressedLowercase);
    name.emit(&mut encoder).ok()?;
    Some(bytes)
}

fn canonical_data(record: &Record) -> Option<Vec<u8>> {
    if record.record_type() == RecordType::DNAME {
        return lowercase(&dname_target(record)?);
    }
    let mut bytes = Vec::new();
    let mut encoder = BinEncoder::new(&mut bytes);
    encoder.set_canonical_form(true);
    encoder.set_name_encoding(NameEncoding::Uncompressed);
    record.data.emit(&mut encoder).ok()?;
    Some(bytes)
}

/// The target of a DNAME record, which the crate leaves as octets. It must not be compressed (RFC 6672 section 2.5).
pub(super) fn dname_target(record: &Record) -> Option<Name> {
    let RData::Unknown { rdata, .. } = &record.data else {
        return None;
    };
    let mut labels: Vec<&[u8]> = Vec::new();
    let mut rest = rdata.anything.as_slice();
    loop {
        let (length, tail) = rest.split_first()?;
        let length = usize::from(*length);
        match length {
            0 if tail.is_empty() => break,
            1..=63 => labels.push(tail.get(..length)?),
            _ => return None,
        }
        rest = tail.get(length..)?;
    }
    let mut name = Name::from_labels(labels).ok()?;
    name.set_fqdn(true);
    Some(name)
}
