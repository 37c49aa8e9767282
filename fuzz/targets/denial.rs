//! Denials of a signed zone. The bytes make a zone of a few names, a question, and a choice of the zone's NSEC or NSEC3 records:
//! all of them genuine, as somebody on the way can send them. Whatever is chosen, nothing may be denied that is there, nothing be
//! called unsigned that is signed, and with all records at hand what is not there is proven not to be.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hickory_resolver::proto::dnssec::rdata::{
    DNSKEY, DNSSECRData, DS, NSEC, NSEC3, RRSIG, SigInput,
};
use hickory_resolver::proto::dnssec::{Algorithm, DigestType, Nsec3HashAlgorithm, PublicKeyBuf};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType, SerialNumber};
use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::net::resolver::validation::{
    Anchors, Checked, Context, Cryptography, Next, Outcome, Question, Status, Support, Validation,
    Zones,
};

const LABELS: [&str; 4] = ["a", "b", "*", "c"];
const MOST_OWNERS: usize = 8;
const NOW: u32 = 1_800_000_000;

/// Every signature is right: what is fuzzed is what signed records say.
struct Trusting;

impl Cryptography for Trusting {
    fn support(&self, _: u8) -> Support {
        Support::Checked
    }

    fn verify(&self, _: u8, _: &[u8], _: &[u8], _: &[u8]) -> Checked {
        Checked::Right
    }
}

fuzz_target!(|data: &[u8]| {
    let [how, asked, kind, m1, m2, d1, d2, rest @ ..] = data else {
        return;
    };
    let zone = Zone::of(how & 1 != 0, how & 2 != 0, rest);
    let (name, kind) = (name_of(*asked), kind_of(*kind));
    let masks = [
        u16::from_be_bytes([*m1, *m2]),
        u16::from_be_bytes([*d1, *d2]),
    ];
    let code = match how & 4 {
        0 => ResponseCode::NoError,
        _ => ResponseCode::NXDomain,
    };
    // Nobody believes the zone above, which has the DS records of this one.
    if name == zone.apex && kind == RecordType::DS {
        return;
    }
    let truth = zone.truth(&name, kind);
    let (status, outcome) = zone.verdict(&name, kind, masks, code);
    match (&status, truth) {
        (Status::Secure, truth) => {
            let told = match outcome {
                Outcome::NoData => Truth::NoData,
                Outcome::NoSuchName => Truth::NoName,
                other => panic!("{other:?} without an answer"),
            };
            assert_eq!(told, truth, "{name} {kind}: {zone:?}");
        }
        (Status::Insecure(why), _) => {
            let may_be = zone.opt_out && zone.hashed || zone.is_below_unsigned(&name, kind);
            assert!(may_be, "{name} {kind}: {why:?} in {zone:?}");
        }
        _ => {}
    }
    if matches!(truth, Truth::NoData | Truth::NoName) && !(zone.hashed && zone.opt_out) {
        let all = zone.verdict(&name, kind, [u16::MAX; 2], code).0;
        assert_eq!(all, Status::Secure, "{name} {kind}: {zone:?}");
    }
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    Data,
    NoData,
    NoName,
    /// In another zone, or under another name.
    Elsewhere,
}

#[derive(Debug)]
struct Zone {
    apex: Name,
    hashed: bool,
    opt_out: bool,
    owners: BTreeMap<Name, BTreeSet<RecordType>>,
}

fn name_of(code: u8) -> Name {
    let labels = (0..code >> 6).map(|at| LABELS[usize::from(code >> (2 * at) & 3)]);
    let labels: Vec<&str> = labels.chain(["test"]).collect();
    Name::from_ascii(format!("{}.", labels.join("."))).expect("a name")
}

fn kind_of(code: u8) -> RecordType {
    [
        RecordType::A,
        RecordType::TXT,
        RecordType::DS,
        RecordType::TLSA,
    ][usize::from(code % 4)]
}

fn above(name: &Name) -> impl Iterator<Item = Name> {
    let count = name.iter().count();
    let name = name.clone();
    (1..count)
        .rev()
        .map(move |count| name.trim_to(count))
        .map(|mut name| {
            name.set_fqdn(true);
            name
        })
}

impl Zone {
    fn of(hashed: bool, opt_out: bool, bytes: &[u8]) -> Self {
        let apex = Name::from_ascii("test.").expect("a name");
        let mut zone = Self {
            apex: apex.clone(),
            hashed,
            opt_out,
            owners: BTreeMap::new(),
        };
        for pair in bytes.as_chunks::<2>().0.iter().take(MOST_OWNERS) {
            let name = name_of(pair[0]);
            let kinds: &[RecordType] = match pair[1] % 7 {
                0 => &[RecordType::A],
                1 => &[RecordType::TXT],
                2 => &[RecordType::NS],
                3 => &[RecordType::NS, RecordType::DS],
                4 => &[RecordType::CNAME],
                5 => &[RecordType::DNAME],
                _ => &[RecordType::A, RecordType::TXT],
            };
            let is_cut = kinds
                .iter()
                .any(|kind| matches!(kind, RecordType::NS | RecordType::DNAME));
            if name == apex || is_cut && name.is_wildcard() || zone.owners.contains_key(&name) {
                continue;
            }
            zone.owners.insert(name, kinds.iter().copied().collect());
        }
        // Nothing of the zone is below a delegation or a DNAME.
        let occluded: Vec<Name> = zone
            .owners
            .keys()
            .filter(|name| above(name).any(|above| zone.leads_away(&above)))
            .cloned()
            .collect();
        zone.owners.retain(|name, _| !occluded.contains(name));
        let own = [RecordType::SOA, RecordType::NS, RecordType::DNSKEY];
        zone.owners.insert(apex, own.into());
        zone
    }

    fn has(&self, name: &Name, kind: RecordType) -> bool {
        self.owners
            .get(name)
            .is_some_and(|kinds| kinds.contains(&kind))
    }

    fn is_delegation(&self, name: &Name) -> bool {
        self.has(name, RecordType::NS) && *name != self.apex
    }

    fn leads_away(&self, name: &Name) -> bool {
        self.is_delegation(name) || self.has(name, RecordType::DNAME)
    }

    fn exists(&self, name: &Name) -> bool {
        self.owners.keys().any(|owner| name.zone_of(owner))
    }

    fn is_below_unsigned(&self, name: &Name, kind: RecordType) -> bool {
        let unsigned = |name: &Name| self.is_delegation(name) && !self.has(name, RecordType::DS);
        above(name).any(|above| unsigned(&above)) || kind != RecordType::DS && unsigned(name)
    }

    fn truth(&self, name: &Name, kind: RecordType) -> Truth {
        if above(name).any(|above| self.leads_away(&above)) {
            return Truth::Elsewhere;
        }
        if self.is_delegation(name) && kind != RecordType::DS {
            return Truth::Elsewhere;
        }
        let source = match self.exists(name) {
            true => name.clone(),
            false => {
                let encloser = above(name)
                    .find(|above| self.exists(above))
                    .expect("the apex");
                encloser.prepend_label("*").expect("a short name")
            }
        };
        match () {
            () if !self.exists(&source) => Truth::NoName,
            () if self.has(&source, kind) || self.has(&source, RecordType::CNAME) => Truth::Data,
            () => Truth::NoData,
        }
    }

    fn signed(&self, owner: &Name, data: RData) -> Vec<Record> {
        let record = Record::from_rdata(owner.clone(), 300, data);
        let input = SigInput {
            type_covered: record.record_type(),
            algorithm: Algorithm::ECDSAP256SHA256,
            num_labels: owner.num_labels(),
            original_ttl: 300,
            sig_expiration: SerialNumber::new(NOW + 1000),
            sig_inception: SerialNumber::new(NOW - 1000),
            key_tag: key().calculate_key_tag().expect("a tag"),
            signer_name: self.apex.clone(),
        };
        let signature = RData::DNSSEC(DNSSECRData::RRSIG(RRSIG::from_sig(input, vec![0; 64])));
        vec![record, Record::from_rdata(owner.clone(), 300, signature)]
    }

    /// The NSEC or NSEC3 records, in order.
    fn chain(&self) -> Vec<Vec<Record>> {
        match self.hashed {
            true => self.hashed_chain(),
            false => self.plain_chain(),
        }
    }

    fn plain_chain(&self) -> Vec<Vec<Record>> {
        let names: Vec<&Name> = self.owners.keys().collect();
        let link = |(place, (name, kinds)): (usize, (&Name, &BTreeSet<RecordType>))| {
            let next = names[(place + 1) % names.len()];
            let kinds = kinds
                .iter()
                .copied()
                .chain([RecordType::NSEC, RecordType::RRSIG]);
            let data = NSEC::new(next.clone(), kinds);
            self.signed(name, RData::DNSSEC(DNSSECRData::NSEC(data)))
        };
        self.owners.iter().enumerate().map(link).collect()
    }

    fn hashed_chain(&self) -> Vec<Vec<Record>> {
        let left_out = |name: &Name| {
            self.opt_out && self.is_delegation(name) && !self.has(name, RecordType::DS)
        };
        let mut names: BTreeMap<Vec<u8>, Vec<RecordType>> = BTreeMap::new();
        for (name, kinds) in self.owners.iter().filter(|(name, _)| !left_out(name)) {
            let empty = above(name).filter(|above| self.apex.zone_of(above));
            for empty in empty.filter(|empty| !self.owners.contains_key(empty)) {
                names.entry(hash(&empty)).or_default();
            }
            names.insert(hash(name), kinds.iter().copied().collect());
        }
        let hashes: Vec<Vec<u8>> = names.keys().cloned().collect();
        let link = |(place, (own, kinds)): (usize, (&Vec<u8>, &Vec<RecordType>))| {
            let next = hashes[(place + 1) % hashes.len()].clone();
            let data = |next: Vec<u8>| {
                let kinds = kinds.iter().copied();
                NSEC3::new(
                    Nsec3HashAlgorithm::SHA1,
                    self.opt_out,
                    0,
                    Vec::new(),
                    next,
                    kinds,
                )
            };
            let label = data(own.clone());
            let label = label.next_hashed_owner_name_base32().expect("a label");
            let owner = self.apex.prepend_label(label.as_bytes()).expect("a name");
            self.signed(&owner, RData::DNSSEC(DNSSECRData::NSEC3(data(next))))
        };
        names.iter().enumerate().map(link).collect()
    }

    fn verdict(
        &self,
        name: &Name,
        kind: RecordType,
        [mask, mask_of_ds]: [u16; 2],
        code: ResponseCode,
    ) -> (Status, Outcome) {
        let mut anchors = Anchors::default();
        anchors.insert_key(self.apex.clone(), 13, vec![1; 64]);
        let context = Context {
            anchors: Arc::new(anchors),
            now: NOW,
            cryptography: Arc::new(Trusting),
        };
        let chain = self.chain();
        let chosen = |mask: u16| {
            let chosen = chain
                .iter()
                .enumerate()
                .filter(|(at, _)| mask >> (at % 16) & 1 != 0);
            chosen
                .flat_map(|(_, link)| link.clone())
                .collect::<Vec<Record>>()
        };
        let question = Question::new(name, kind);
        let mut validation = Validation::new(question.clone(), context, Zones::default());
        for _ in 0..=41 {
            let asked = match validation.advance() {
                Next::Done(verdict) => return (verdict.status, verdict.outcome),
                Next::Ask(asked) => asked,
            };
            let mut message = Message::query();
            match asked.kind {
                _ if asked == question => {
                    message.metadata.response_code = code;
                    message.authorities = chosen(mask);
                }
                RecordType::DNSKEY if asked.name == self.apex => {
                    message.answers =
                        self.signed(&self.apex, RData::DNSSEC(DNSSECRData::DNSKEY(key())));
                }
                RecordType::DS if self.has(&asked.name, RecordType::DS) && mask_of_ds & 1 != 0 => {
                    let ds = DS::new(
                        1,
                        Algorithm::ECDSAP256SHA256,
                        DigestType::SHA256,
                        vec![0; 32],
                    );
                    message.answers = self.signed(&asked.name, RData::DNSSEC(DNSSECRData::DS(ds)));
                }
                RecordType::DS => message.authorities = chosen(mask_of_ds),
                _ => {}
            }
            validation.give(asked, Ok(&message));
        }
        panic!("questions without end: {name} {kind}");
    }
}

fn key() -> DNSKEY {
    let key = PublicKeyBuf::new(vec![1; 64], Algorithm::ECDSAP256SHA256);
    DNSKEY::with_flags(257, key)
}

fn hash(name: &Name) -> Vec<u8> {
    let hash = Nsec3HashAlgorithm::SHA1.hash(&[], name, 0).expect("a hash");
    hash.as_ref().to_vec()
}
