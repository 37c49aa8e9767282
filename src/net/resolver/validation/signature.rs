//! Whether a set of records is signed by a zone: key, time, labels, signature. RFC 4035 section 5.3. What a hostile zone can
//! make us compute is bounded (CVE-2023-50387).

use hickory_resolver::proto::dnssec::PublicKey;
use hickory_resolver::proto::dnssec::rdata::{DNSKEY, RRSIG};
use hickory_resolver::proto::rr::{Name, RecordType};

use super::canonical::{countable_labels, signed};
use super::cryptography::{Checked, Cryptography, Support};
use super::name::{ancestor, is_below};
use super::question::Stop;
use super::response::Set;
use super::status::Status;
use super::work::Work;
use crate::dns::{Reason, Unknown, Why};
use crate::net::resolver::name::shown;

/// The most signatures of one set that are tried, and keys of one tag for each. Where they are more and none is right the set is
/// bogus: or a forger could add signatures until nothing is checked.
const MOST_SIGNATURES: usize = 8;
const MOST_KEYS: usize = 4;

/// A key of a zone.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) tag: u16,
    pub(super) algorithm: u8,
    pub(super) bytes: Vec<u8>,
}

impl Key {
    /// A key that may sign: the zone key bit set (RFC 4034 section 2.1.1), not revoked (RFC 5011 section 2.1).
    pub(super) fn of(record: &DNSKEY) -> Option<Self> {
        if !record.zone_key() || record.revoke() {
            return None;
        }
        Some(Self {
            tag: record.calculate_key_tag().ok()?,
            algorithm: u8::from(record.public_key().algorithm()),
            bytes: record.public_key().public_bytes().to_vec(),
        })
    }
}

/// What is known about a set.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) status: Status,
    /// The zone that signed it.
    pub(super) zone: Option<Name>,
    /// Where it was made from a wildcard: the name that the wildcard is below (RFC 4035 section 5.3.4).
    pub(super) encloser: Option<Name>,
}

impl From<Status> for Judged {
    fn from(status: Status) -> Self {
        Self {
            status,
            zone: None,
            encloser: None,
        }
    }
}

/// Who may have signed the set: zones that it can be in, the nearest first. Records about a zone that stand in the zone
/// above it (DS) are not signed by the zone itself.
pub(super) fn signers(set: &Set) -> Vec<Name> {
    let mut signers: Vec<Name> = Vec::new();
    for signature in &set.signatures {
        let signer = &signature.input().signer_name;
        if may_sign(set, signer) && !signers.contains(signer) {
            signers.push(signer.clone());
        }
    }
    signers.sort_by_key(|signer| std::cmp::Reverse(super::name::labels(signer)));
    signers
}

fn may_sign(set: &Set, signer: &Name) -> bool {
    match set.kind {
        RecordType::DS => is_below(&set.name, signer),
        RecordType::DNSKEY | RecordType::SOA => set.name == *signer,
        _ => signer.zone_of(&set.name),
    }
}

/// Judges the set by the keys of `zone`.
pub(super) fn verify(
    set: &Set,
    zone: &Name,
    keys: &[Key],
    now: u32,
    cryptography: &dyn Cryptography,
    work: &mut Work,
) -> Result<Judged, Stop> {
    let mut doubt = Doubt::NoKey;
    let of_zone = |signature: &&RRSIG| signature.input().signer_name == *zone;
    let mut tried = 0;
    for signature in set.signatures.iter().filter(of_zone) {
        let candidates = candidates(set, signature, keys);
        if candidates.is_empty() {
            continue;
        }
        if tried == MOST_SIGNATURES {
            doubt = Doubt::TooMany;
            break;
        }
        tried += 1;
        match attempt(set, signature, &candidates, now, cryptography, work)? {
            Ok(()) => {
                let labels = usize::from(signature.input().num_labels);
                return Ok(Judged {
                    status: Status::Secure,
                    zone: Some(zone.clone()),
                    encloser: (labels < countable_labels(&set.name))
                        .then(|| ancestor(&set.name, labels)),
                });
            }
            Err(found) if found.weight() >= doubt.weight() => doubt = found,
            Err(_) => {}
        }
    }
    Ok(doubt.status(set).into())
}

/// The keys that a signature may be of.
fn candidates<'a>(set: &Set, signature: &RRSIG, keys: &'a [Key]) -> Vec<&'a Key> {
    let input = signature.input();
    let algorithm = u8::from(input.algorithm);
    let fits = |key: &&Key| key.tag == input.key_tag && key.algorithm == algorithm;
    match usize::from(input.num_labels) > countable_labels(&set.name) {
        true => Vec::new(),
        false => keys.iter().filter(fits).collect(),
    }
}

/// One signature by all keys that it may be of.
fn attempt(
    set: &Set,
    signature: &RRSIG,
    keys: &[&Key],
    now: u32,
    cryptography: &dyn Cryptography,
    work: &mut Work,
) -> Result<Result<(), Doubt>, Stop> {
    let input = signature.input();
    let algorithm = u8::from(input.algorithm);
    match cryptography.support(algorithm) {
        Support::Checked => {}
        Support::Deprecated => return Ok(Err(Doubt::Deprecated(algorithm))),
        Support::Beyond => return Ok(Err(Doubt::Beyond(Unknown::Algorithm(algorithm)))),
    }
    if let Some(doubt) = time(now, input.sig_inception.get(), input.sig_expiration.get()) {
        return Ok(Err(doubt));
    }
    let Some(message) = signed(set, signature) else {
        return Ok(Err(Doubt::Wrong));
    };
    let mut doubt = Doubt::Wrong;
    for key in keys.iter().take(MOST_KEYS) {
        work.signature(set)?;
        match cryptography.verify(algorithm, &key.bytes, &message, signature.sig()) {
            Checked::Right => return Ok(Ok(())),
            Checked::Wrong => {}
            Checked::Beyond(unknown) => doubt = Doubt::Beyond(unknown),
        }
    }
    Ok(Err(match keys.len() > MOST_KEYS {
        true => Doubt::TooMany,
        false => doubt,
    }))
}

/// Serial number arithmetic (RFC 4034 section 3.1.5): times wrap in 2106.
fn time(now: u32, inception: u32, expiration: u32) -> Option<Doubt> {
    let is_before = |one: u32, other: u32| (other.wrapping_sub(one) as i32) > 0;
    match () {
        () if is_before(expiration, now) => Some(Doubt::Expired(expiration)),
        () if is_before(now, inception) => Some(Doubt::NotYet(inception)),
        () => None,
    }
}

/// Why one signature does not count.
#[derive(Debug)]
enum Doubt {
    NoKey,
    /// No signature at all (RFC 9905 section 2), and the zone above names keys of an algorithm that is one: so there ought to be.
    Deprecated(u8),
    /// An algorithm is beyond it here: the zone has keys of another one, whose signature there ought to be (RFC 4035 section 2.2).
    Beyond(Unknown),
    NotYet(u32),
    Expired(u32),
    Wrong,
    TooMany,
}

impl Doubt {
    /// What says most about the set: a signature that was checked and is wrong, before one that could not be.
    const fn weight(&self) -> u8 {
        match self {
            Self::NoKey => 0,
            Self::Deprecated(_) => 1,
            Self::Beyond(_) => 2,
            Self::NotYet(_) | Self::Expired(_) => 3,
            Self::Wrong => 4,
            Self::TooMany => 5,
        }
    }

    fn status(self, set: &Set) -> Status {
        let at = |reason| Why::at(reason, shown(&set.name), set.kind.to_string());
        match self {
            Self::NoKey => Status::Bogus(at(Reason::SignatureByUnknownKey)),
            Self::Deprecated(algorithm) => Status::Bogus(at(Reason::Deprecated(algorithm))),
            Self::Beyond(Unknown::Algorithm(algorithm)) => {
                Status::Bogus(at(Reason::SignatureOfAlgorithm(algorithm)))
            }
            Self::Beyond(unknown) => {
                Status::Unchecked(at(Reason::BeyondThisProgram(vec![unknown])))
            }
            Self::NotYet(when) => Status::Bogus(at(Reason::SignatureNotYetValid(instant(when)))),
            Self::Expired(when) => Status::Bogus(at(Reason::SignatureExpired(instant(when)))),
            Self::Wrong => Status::Bogus(at(Reason::SignatureWrong)),
            Self::TooMany => Status::Bogus(at(Reason::TooManySignatures)),
        }
    }
}

/// As RRSIG records are written (RFC 4034 section 3.2).
fn instant(seconds: u32) -> String {
    jiff::Timestamp::from_second(i64::from(seconds))
        .map(|instant| instant.strftime("%Y%m%d%H%M%S").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use hickory_resolver::proto::dnssec::Algorithm;
    use hickory_resolver::proto::dnssec::rdata::SigInput;
    use hickory_resolver::proto::rr::rdata::A;
    use hickory_resolver::proto::rr::{RData, Record, SerialNumber};

    use super::*;
    use crate::dns::Proof;

    /// Finds every signature right.
    struct Credulous;

    impl Cryptography for Credulous {
        fn support(&self, algorithm: u8) -> Support {
            super::super::Library.support(algorithm)
        }

        fn verify(&self, _: u8, _: &[u8], _: &[u8], _: &[u8]) -> Checked {
            Checked::Right
        }
    }

    /// Judges an address that has one signature for each algorithm, by keys of the zone.
    fn signed_with(algorithms: &[u8]) -> Status {
        let zone = Name::from_ascii("test.").unwrap();
        let address = Record::from_rdata(zone.clone(), 300, RData::A(A::new(192, 0, 2, 1)));
        let signature = |algorithm: &u8| {
            let input = SigInput {
                type_covered: RecordType::A,
                algorithm: Algorithm::from_u8(*algorithm),
                num_labels: 1,
                original_ttl: 300,
                sig_expiration: SerialNumber::new(200),
                sig_inception: SerialNumber::new(50),
                key_tag: u16::from(*algorithm),
                signer_name: zone.clone(),
            };
            RRSIG::from_sig(input, vec![1])
        };
        let key = |algorithm: &u8| Key {
            tag: u16::from(*algorithm),
            algorithm: *algorithm,
            bytes: Vec::new(),
        };
        let set = Set {
            name: zone.clone(),
            kind: RecordType::A,
            records: vec![address],
            signatures: algorithms.iter().map(signature).collect(),
        };
        let keys: Vec<Key> = algorithms.iter().map(key).collect();
        let work = &mut Work::default();
        verify(&set, &zone, &keys, 100, &Credulous, work)
            .unwrap()
            .status
    }

    /// RFC 9905 section 2: where the zone above names a key of another algorithm, the signature that counts is missing.
    #[test]
    fn a_signature_of_an_algorithm_that_resolvers_must_not_take_does_not_count() {
        for algorithm in [5, 7] {
            let status = signed_with(&[algorithm]);
            assert_eq!(status.proof(), Proof::Bogus);
            let reason = status.why().map(|why| why.reason.clone());
            assert_eq!(reason, Some(Reason::Deprecated(algorithm)));
            assert_eq!(signed_with(&[algorithm, 8]), Status::Secure);
            assert_eq!(signed_with(&[algorithm, 16]).proof(), Proof::Bogus);
        }
    }

    /// RFC 4035 section 2.2: the zone above names a key of another algorithm, so that its signature is missing; who suppresses it must
    /// not gain by that.
    #[test]
    fn a_signature_that_cannot_be_checked_does_not_stand_for_the_one_that_can() {
        let status = signed_with(&[16]);
        let reason = status.why().map(|why| why.reason.clone());
        assert_eq!(reason, Some(Reason::SignatureOfAlgorithm(16)));
        assert_eq!(status.proof(), Proof::Bogus);
        assert_eq!(signed_with(&[16, 13]), Status::Secure);
    }

    #[test]
    fn times_are_compared_across_the_wrap_of_2106() {
        assert!(time(100, 50, 150).is_none());
        assert!(time(100, 50, 100).is_none());
        assert!(matches!(time(100, 50, 99), Some(Doubt::Expired(99))));
        assert!(matches!(time(100, 101, 200), Some(Doubt::NotYet(101))));
        assert!(time(5, u32::MAX - 5, 10).is_none());
        assert!(matches!(
            time(20, u32::MAX - 5, 10),
            Some(Doubt::Expired(10))
        ));
        assert_eq!(instant(1_189_950_146), "20070916134226");
    }
}
