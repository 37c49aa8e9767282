//! What a few NSEC or NSEC3 records of `test.` deny, case by case: each comparison of RFC 4035 section 5.4 and RFC 5155 section 8
//! decides one of them. The records count as proven here.

use super::super::absence::{Denial, lacks};
use super::super::{nsec, nsec3};
use super::*;

const DS_: RecordType = RecordType::DS;
const NS_: RecordType = RecordType::NS;
const SOA_: RecordType = RecordType::SOA;
const TXT_: RecordType = RecordType::TXT;
const CNAME_: RecordType = RecordType::CNAME;
const DNAME_: RecordType = RecordType::DNAME;

const NO_DATA: Option<&str> = Some("no data");
const NO_NAME: Option<&str> = Some("no such name");
const UNSIGNED: Option<&str> = Some("a delegation that is not signed");
const OPT_OUT: Option<&str> = Some("no data by opt-out");
const NO_NAME_BY_OPT_OUT: Option<&str> = Some("no such name by opt-out");
const NOTHING: Option<&str> = None;

fn in_words(denial: Option<Denial>) -> Option<&'static str> {
    let denial = denial?;
    match (denial.exists, denial.delegation, denial.weakness) {
        (true, false, None) => NO_DATA,
        (false, false, None) => NO_NAME,
        (true, true, None) => UNSIGNED,
        (true, false, Some(Reason::OptOut)) => OPT_OUT,
        (false, false, Some(Reason::OptOut)) => NO_NAME_BY_OPT_OUT,
        other => panic!("{other:?}"),
    }
}

/// Owner, next name, types.
type Nsec = (&'static str, &'static str, &'static [RecordType]);

fn by_nsec(links: &[Nsec], of: &str, kind: RecordType) -> Option<&'static str> {
    let links: Vec<_> = links
        .iter()
        .map(|(owner, next, types)| (name(owner), NSEC::new(name(next), types.iter().copied())))
        .collect();
    let links: Vec<_> = links
        .iter()
        .map(|(owner, data)| nsec::Link { owner, data })
        .collect();
    in_words(nsec::denial(&links, &name("test."), &name(of), kind))
}

#[test]
fn an_nsec_record_of_the_name_itself() {
    for (types, kind, expected) in [
        (&[A_][..], TXT_, NO_DATA),
        (&[A_], A_, NOTHING),
        (&[CNAME_], A_, NOTHING),
        (&[NS_], DS_, UNSIGNED),
        (&[NS_, DS_], DS_, NOTHING),
        // The zone above knows of the name nothing but DS, and the zone below everything else (RFC 6840 section 4.1).
        (&[NS_], A_, NOTHING),
        (&[NS_, SOA_], A_, NO_DATA),
        (&[NS_, SOA_], DS_, NOTHING),
        (&[RecordType::Unknown(128)], A_, NO_NAME),
    ] {
        let link = ("m.test.", "z.test.", types);
        assert_eq!(by_nsec(&[link], "m.test.", kind), expected, "{types:?}");
    }
    // Of the root nobody above speaks.
    let types = NSEC::new(name("a."), [NS_, SOA_]);
    assert!(lacks(types.type_set(), &Name::root(), DS_));
}

#[test]
fn nsec_records_around_a_name_and_its_wildcard() {
    const APEX: Nsec = ("test.", "a.test.", &[SOA_, NS_]);
    const A_TO_M: Nsec = ("a.test.", "m.test.", &[A_]);
    for (links, of, expected) in [
        (&[APEX, A_TO_M][..], "b.test.", NO_NAME),
        // Of the wildcard nothing is said.
        (&[A_TO_M], "b.test.", NOTHING),
        (&[APEX], "b.test.", NOTHING),
        // Not between the two.
        (&[APEX, A_TO_M], "n.test.", NOTHING),
        (&[APEX, ("m.test.", "z.test.", &[A_])], "b.test.", NOTHING),
        (&[APEX, ("m.test.", "z.test.", &[A_])], "z.test.", NOTHING),
        // The last name leads back to the apex, and so does the only one.
        (&[APEX, ("m.test.", "test.", &[A_])], "z.test.", NO_NAME),
        (&[("test.", "test.", &[SOA_, NS_])], "z.test.", NO_NAME),
        // The name is there for the sake of what is below it.
        (&[("a.test.", "x.b.test.", &[A_])], "b.test.", NO_DATA),
        // The wildcard is there.
        (&[("*.test.", "m.test.", &[TXT_])], "b.test.", NO_DATA),
        (&[("*.test.", "m.test.", &[A_])], "b.test.", NOTHING),
        (&[("*.test.", "m.test.", &[CNAME_])], "b.test.", NOTHING),
        // It is there for the sake of what is below it.
        (
            &[
                ("test.", "x.*.test.", &[SOA_, NS_]),
                ("x.*.test.", "m.test.", &[A_]),
            ],
            "b.test.",
            NO_DATA,
        ),
        // The nearest name above is known from the next one alone, and it is its wildcard that counts.
        (&[("a.test.", "x.m.test.", &[A_])], "b.m.test.", NO_NAME),
        (&[("b.m.test.", "z.test.", &[A_])], "c.m.test.", NOTHING),
        // Below a delegation or a DNAME this zone says nothing (RFC 6840 section 4.1).
        (
            &[APEX, ("sub.test.", "z.test.", &[NS_])],
            "a.sub.test.",
            NOTHING,
        ),
        (
            &[APEX, ("sub.test.", "z.test.", &[DNAME_])],
            "a.sub.test.",
            NOTHING,
        ),
        (
            &[APEX, ("sub.test.", "z.test.", &[NS_])],
            "t.test.",
            NO_NAME,
        ),
        (
            &[
                ("sub.test.", "z.test.", &[A_]),
                ("sub.test.", "b.sub.test.", &[A_]),
            ],
            "a.sub.test.",
            NO_NAME,
        ),
        // Another zone's names.
        (&[("a.test.", "m.zzz.", &[A_]), APEX], "b.test.", NOTHING),
        (&[("a.tesa.", "test.", &[A_]), APEX], "a.tesb.", NOTHING),
    ] {
        assert_eq!(by_nsec(links, of, A_), expected, "{links:?} {of}");
    }
}

#[test]
fn no_nearer_name_is_denied_by_the_next_name_below_the_encloser() {
    for ((owner, next), expected) in [
        (("a.test.", "z.test."), true),
        (("n.test.", "z.test."), false),
        // m.test is there, for x.m.test is.
        (("a.test.", "x.m.test."), false),
    ] {
        let (owner, data) = (name(owner), NSEC::new(name(next), [A_]));
        let links = [nsec::Link {
            owner: &owner,
            data: &data,
        }];
        let zone = name("test.");
        assert_eq!(
            nsec::no_closer(&links, &zone, &name("b.m.test."), &zone),
            expected
        );
    }
}

/// What stands in an NSEC3 chain of `test.`.
enum Hashed {
    /// The record of this name, with these types.
    Of(&'static str, &'static [RecordType]),
    /// One that covers this name and no other.
    Over(&'static str),
    /// The same with opt-out.
    OptOut(&'static str),
}

impl Hashed {
    fn link(&self) -> (Name, NSEC3) {
        let (own, next, opt_out, types) = match self {
            Self::Of(of, types) => {
                let own = hash(&name(of), 0);
                (own.clone(), after(own), false, *types)
            }
            Self::Over(of) => {
                let own = hash(&name(of), 0);
                (just_before(own.clone()), after(own), false, &[A_][..])
            }
            Self::OptOut(of) => {
                let own = hash(&name(of), 0);
                (just_before(own.clone()), after(own), true, &[A_][..])
            }
        };
        made(own, next, opt_out, Vec::new(), types)
    }
}

fn made(
    own: Vec<u8>,
    next: Vec<u8>,
    opt_out: bool,
    salt: Vec<u8>,
    types: &[RecordType],
) -> (Name, NSEC3) {
    let label = nsec3::base32hex(&own);
    let owner = name("test.").prepend_label(label.as_slice()).unwrap();
    let algorithm = Nsec3HashAlgorithm::SHA1;
    let types = types.iter().copied();
    let data = NSEC3::new(algorithm, opt_out, 0, salt, next, types);
    (owner, data)
}

/// One less, as a number.
fn just_before(mut hash: Vec<u8>) -> Vec<u8> {
    for byte in hash.iter_mut().rev() {
        *byte = byte.wrapping_sub(1);
        if *byte != 0xff {
            break;
        }
    }
    hash
}

fn denied(links: &[(Name, NSEC3)], of: &str, kind: RecordType, said: bool) -> Option<&'static str> {
    let links: Vec<_> = links
        .iter()
        .map(|(owner, data)| nsec3::Link { owner, data })
        .collect();
    let zone = name("test.");
    let chain = nsec3::Chain::new(&links, &zone)?;
    let denial = chain.denial(&name(of), kind, said, &mut Work::default());
    in_words(denial.unwrap())
}

fn by_nsec3(links: &[Hashed], of: &str, kind: RecordType, said: bool) -> Option<&'static str> {
    let links: Vec<_> = links.iter().map(Hashed::link).collect();
    denied(&links, of, kind, said)
}

#[test]
fn an_nsec3_record_of_the_name_itself() {
    for (types, kind, expected) in [
        (&[A_][..], TXT_, NO_DATA),
        (&[A_], A_, NOTHING),
        (&[CNAME_], A_, NOTHING),
        (&[NS_], DS_, UNSIGNED),
        (&[NS_], A_, NOTHING),
        (&[NS_, SOA_], A_, NO_DATA),
        (&[NS_, SOA_], DS_, NOTHING),
    ] {
        let link = Hashed::Of("m.test.", types);
        assert_eq!(by_nsec3(&[link], "m.test.", kind, true), expected);
    }
}

#[test]
fn nsec3_records_around_a_name_and_its_wildcard() {
    use Hashed::{Of, OptOut, Over};
    const APEX: Hashed = Of("test.", &[SOA_, NS_]);
    for (links, of, kind, said, expected) in [
        (
            &[APEX, Over("b.test."), Over("*.test.")][..],
            "b.test.",
            A_,
            false,
            NO_NAME,
        ),
        // One of the three is missing.
        (
            &[Over("b.test."), Over("*.test.")],
            "b.test.",
            A_,
            false,
            NOTHING,
        ),
        (&[APEX, Over("*.test.")], "b.test.", A_, false, NOTHING),
        (&[APEX, Over("b.test.")], "b.test.", A_, false, NOTHING),
        // What is to be denied is the name next below the encloser.
        (
            &[APEX, Over("a.b.test."), Over("*.test.")],
            "a.b.test.",
            A_,
            false,
            NOTHING,
        ),
        (
            &[APEX, Over("b.test."), Over("*.test.")],
            "a.b.test.",
            A_,
            false,
            NO_NAME,
        ),
        // The wildcard is there.
        (
            &[APEX, Over("b.test."), Of("*.test.", &[TXT_])],
            "b.test.",
            A_,
            true,
            NO_DATA,
        ),
        (
            &[APEX, Over("b.test."), Of("*.test.", &[A_])],
            "b.test.",
            A_,
            true,
            NOTHING,
        ),
        // The encloser is a delegation, or has a DNAME (RFC 5155 section 8.3).
        (
            &[Of("b.test.", &[NS_]), Over("a.b.test."), Over("*.b.test.")],
            "a.b.test.",
            A_,
            false,
            NOTHING,
        ),
        (
            &[
                Of("b.test.", &[DNAME_]),
                Over("a.b.test."),
                Over("*.b.test."),
            ],
            "a.b.test.",
            A_,
            false,
            NOTHING,
        ),
        // An opt-out: a delegation may be there (section 8.6), and of a name that is said to be there nothing more is known.
        (&[APEX, OptOut("b.test.")], "b.test.", DS_, false, OPT_OUT),
        (&[APEX, OptOut("b.test.")], "b.test.", A_, true, OPT_OUT),
        (&[APEX, OptOut("b.test.")], "b.test.", A_, false, NOTHING),
        (
            &[APEX, OptOut("b.test."), Over("*.test.")],
            "b.test.",
            A_,
            false,
            NO_NAME_BY_OPT_OUT,
        ),
        (
            &[APEX, OptOut("b.test."), Of("*.test.", &[TXT_])],
            "b.test.",
            A_,
            true,
            OPT_OUT,
        ),
    ] {
        let found = by_nsec3(links, of, kind, said);
        assert_eq!(found, expected, "{of} {kind} with {} records", links.len());
    }
}

#[test]
fn a_span_of_hashes_is_open_at_both_ends_and_the_last_leads_to_the_first() {
    let own = hash(&name("b.test."), 0);
    let before = just_before(own.clone());
    let farther = just_before(before.clone());
    let after = after(own.clone());
    let (lowest, highest) = (vec![0; 20], vec![0xff; 20]);
    for (from, to, covers) in [
        (&before, &after, true),
        (&farther, &before, false),
        (&before, &own, false),
        (&after, &highest, false),
        (&lowest, &before, false),
        // Round the end.
        (&after, &before, false),
        (&before, &farther, true),
        (&highest, &after, true),
        (&highest, &before, false),
    ] {
        let span = made(from.clone(), to.clone(), false, Vec::new(), &[A_]);
        let apex = Hashed::Of("test.", &[SOA_, NS_]).link();
        let links = [apex, span, Hashed::Over("*.test.").link()];
        let found = denied(&links, "b.test.", A_, false);
        assert_eq!(found, covers.then_some("no such name"), "{from:?} {to:?}");
    }
}

/// RFC 5155 sections 7.2 and 8.2: the parameters of the first, the zone's own, and letters of either case.
#[test]
fn a_chain_is_of_one_zone_and_one_kind() {
    let own = hash(&name("m.test."), 0);
    let right = made(own.clone(), after(own.clone()), false, Vec::new(), &[A_]);
    assert_eq!(
        denied(std::slice::from_ref(&right), "m.test.", TXT_, true),
        NO_DATA
    );
    let shouted = (
        Name::from_ascii(right.0.to_ascii().to_ascii_uppercase()).unwrap(),
        right.1.clone(),
    );
    assert_eq!(denied(&[shouted], "m.test.", TXT_, true), NO_DATA);
    let elsewhere = (
        right.0.base_name().prepend_label("x").unwrap(),
        right.1.clone(),
    );
    let below = elsewhere.0.prepend_label(right.0.iter().next().unwrap());
    let first = Hashed::Of("test.", &[SOA_, NS_]).link();
    let of_other_zone = (below.unwrap(), right.1);
    assert_eq!(
        denied(&[first.clone(), of_other_zone], "m.test.", TXT_, true),
        NOTHING
    );
    let salted = made(own.clone(), after(own), false, vec![1], &[A_]);
    assert_eq!(denied(&[first, salted], "m.test.", TXT_, true), NOTHING);
}

/// What is wrongly signed, or was itself made from a wildcard (RFC 4035 section 5.4), denies nothing.
#[test]
fn a_denial_that_is_not_proven_denies_nothing() {
    let (test, other) = (Signer::new("test."), Signer::new("test."));
    let record_of = |next: &str| {
        let data = NSEC::new(name(next), types(&[TXT_]));
        vec![record(
            &name("m.test."),
            RData::DNSSEC(DNSSECRData::NSEC(data)),
        )]
    };
    let mut changed = test.signed(record_of("n.test."));
    changed[0] = record_of("z.test.").remove(0);
    for proof in [
        other.signed(record_of("z.test.")),
        changed,
        record_of("z.test."),
        test.of_wildcard(1, record_of("z.test.")),
    ] {
        let mut world = World::of(&test);
        world.denies("m.test.", A_, OK, vec![proof]);
        let no_cut = test.nsec("m.test.", "z.test.", &types(&[A_]));
        world.denies("m.test.", DS_, OK, vec![no_cut]);
        let verdict = world.verdict("m.test.", A_);
        assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
    }
}

/// Who owns a signed zone beside this one can write any hash into it.
#[test]
fn another_zone_denies_nothing_by_the_hash_of_our_name() {
    let (test, other) = (Signer::new("test."), Signer::new("other.test."));
    let mut world = World::of(&test);
    world.answers("other.test.", DS_, test.signed(vec![other.ds()]));
    world.answers("other.test.", RecordType::DNSKEY, other.keys());
    let proof = other.nsec3("m.test.", false, 0, &[TXT_]);
    world.denies("m.test.", A_, OK, vec![proof]);
    let no_cut = test.nsec("m.test.", "z.test.", &types(&[A_]));
    world.denies("m.test.", DS_, OK, vec![no_cut]);
    let verdict = world.verdict("m.test.", A_);
    assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
}
