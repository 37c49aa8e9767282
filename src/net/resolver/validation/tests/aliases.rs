//! Aliases whose end is to be found in another answer, and aliases by a DNAME that are not what they ought to be. RFC 6672 section
//! 5.3, RFC 4592 section 4.4.

use super::*;

#[test]
fn what_an_answer_does_not_follow_to_the_end_is_asked_for() {
    let test = Signer::new("test.");
    for (target, end, secure) in [
        ("b.test.", test.signed(vec![address("b.test.")]), true),
        ("b.kid.test.", vec![address("b.kid.test.")], false),
    ] {
        let mut world = World::of(&test);
        world.answers("mx.test.", A_, test.signed(vec![alias("mx.test.", target)]));
        world.answers(target, A_, end);
        let cut = test.nsec("kid.test.", "z.test.", &types(&[RecordType::NS]));
        world.denies("kid.test.", RecordType::DS, OK, vec![cut]);
        let no_cut = test.nsec("b.test.", "c.test.", &types(&[A_]));
        world.denies("b.test.", RecordType::DS, OK, vec![no_cut]);
        let verdict = world.verdict("mx.test.", A_);
        assert!(
            matches!(verdict.outcome, Outcome::Records(_)),
            "{target} {verdict:?}"
        );
        assert_eq!(verdict.status == Status::Secure, secure);
        assert_eq!(verdict.end, name(target));
    }
}

#[test]
fn where_the_alias_itself_is_asked_for_it_is_what_the_dname_makes_of_the_name() {
    let test = Signer::new("test.");
    for (target, expected) in [
        ("a.new.test.", None),
        ("evil.test.", Some(&Reason::AliasForged)),
    ] {
        let mut world = World::of(&test);
        let dname = test.signed(vec![dname("old.test.", "new.test.")]);
        let chain = [dname, vec![alias("a.old.test.", target)]].concat();
        world.answers("a.old.test.", RecordType::CNAME, chain);
        let verdict = world.verdict("a.old.test.", RecordType::CNAME);
        assert_eq!(reason(&verdict), expected, "{verdict:?}");
    }
}

#[test]
fn a_dname_made_from_a_wildcard_means_nothing() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let dname = test.of_wildcard(1, vec![dname("old.test.", "new.test.")]);
    let end = test.signed(vec![address("a.new.test.")]);
    let chain = [dname, vec![alias("a.old.test.", "a.new.test.")], end].concat();
    world.answers("a.old.test.", A_, chain);
    let verdict = world.verdict("a.old.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::WildcardNotProven));
    assert!(matches!(verdict.status, Status::Bogus(_)));
}

/// An alias in a zone that is not signed may lead anywhere, into one that is signed too.
#[test]
fn a_secure_end_makes_no_secure_chain() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let mut chain = vec![alias("a.kid.test.", "b.test.")];
    chain.extend(test.signed(vec![address("b.test.")]));
    world.answers("a.kid.test.", A_, chain);
    let cut = test.nsec("kid.test.", "z.test.", &types(&[RecordType::NS]));
    world.denies("kid.test.", RecordType::DS, OK, vec![cut]);
    let verdict = world.verdict("a.kid.test.", A_);
    assert_eq!(reason(&verdict), Some(&Reason::NotSigned));
    assert!(matches!(verdict.status, Status::Insecure(_)));
}

#[test]
fn nobody_goes_where_a_forged_alias_leads() {
    let test = Signer::new("test.");
    let mut world = World::of(&test);
    let mut chain = test.signed(vec![alias("a.test.", "b.test.")]);
    chain[0] = alias("a.test.", "evil.test.");
    chain.extend(test.signed(vec![address("evil.test.")]));
    world.answers("a.test.", A_, chain);
    let verdict = world.verdict("a.test.", A_);
    assert!(matches!(verdict.status, Status::Bogus(_)), "{verdict:?}");
    assert_eq!(verdict.outcome, Outcome::Unknown);
}
