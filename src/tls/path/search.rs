//! Looks for the best path: from the server's certificate upwards, through what was sent in any order, to an anchor. Several
//! certificates may have one name (a renewed authority, a cross-sign): each is tried. RFC 4158 section 2.4. The work is
//! bounded: signatures, steps and bytes of names compared; what would be more is not checked, and never a pass.

use super::constraints::Budget;
use super::fault::{About, Fault, Malformed, Unchecked};
use super::member::{Member, subject_of};
use super::name::Name;
use super::rules::{Link, apply};
use super::{Anchor, Answer, Compare, Question, SignatureCheck};
use crate::tls::certificate::Key;

/// Checks of signatures that are made for one chain.
const MOST_SIGNATURES: usize = 100;
/// Certificates that are put onto a path for one chain.
const MOST_STEPS: usize = 1000;
/// Bytes of names and name constraints that are compared for one chain.
const MOST_COMPARED: usize = 8_000_000;

impl Question<'_> {
    /// Looks for a path. Names are compared byte by byte first, as they nearly always are the same; only where that finds no
    /// valid path they are compared as RFC 5280 section 7.1 has it.
    #[must_use]
    pub fn judge(&self) -> Answer {
        let exact = best(self, Compare::Bytes);
        if exact.is_valid() {
            return exact;
        }
        best(self, Compare::Prepared)
    }
}

/// The best path, or the best reasons why there is none.
fn best(question: &Question<'_>, compare: Compare) -> Answer {
    let Some(leaf) = question.chain.first() else {
        return Answer::default();
    };
    let leaf = match Member::of(leaf) {
        Ok(leaf) => leaf,
        Err(part) => {
            return Answer {
                faults: vec![Fault::Malformed(About::Sent(0), part)],
                ..Answer::default()
            };
        }
    };
    let (sent, unreadable) = others(question.chain);
    let mut search = Search {
        question,
        compare,
        sent,
        unreadable,
        checked: Vec::new(),
        named: Vec::new(),
        steps: 0,
        budget: Budget(MOST_COMPARED),
        exhausted: false,
        best: None,
    };
    let mut path = vec![Link {
        member: leaf,
        about: About::Sent(0),
        signature: None,
    }];
    search.extend(&mut path);
    let exhausted = search.exhausted || question.incomplete;
    let mut answer = search.best.map(|(_, answer)| answer).unwrap_or_default();
    if exhausted && !answer.is_valid() {
        answer.unchecked.push(Unchecked::TooManyWays);
        // That no issuer is known cannot be said where not all was looked at.
        answer.faults.retain(|fault| !is_dead_end(fault));
    }
    answer
}

/// What was sent beside the server's own certificate, each once: what can be read, and what cannot.
fn others<'a>(chain: &[&'a [u8]]) -> (Vec<(usize, Member<'a>)>, Vec<Unreadable<'a>>) {
    let (mut readable, mut unreadable) = (Vec::new(), Vec::new());
    for (at, der) in chain.iter().enumerate().skip(1) {
        if chain[..at].contains(der) {
            continue;
        }
        match Member::of(der) {
            Ok(member) => readable.push((at, member)),
            Err(part) => unreadable.push(Unreadable {
                at,
                subject: subject_of(der),
                part,
            }),
        }
    }
    (readable, unreadable)
}

/// A certificate that was sent and can be no member of a path.
struct Unreadable<'a> {
    at: usize,
    /// Whose it is, where at least that can be read.
    subject: Option<Name<'a>>,
    part: Malformed,
}

struct Search<'q, 'a> {
    question: &'q Question<'a>,
    compare: Compare,
    sent: Vec<(usize, Member<'a>)>,
    unreadable: Vec<Unreadable<'a>>,
    /// Certificate, key, and what checking came to.
    checked: Vec<(&'a [u8], &'a [u8], SignatureCheck)>,
    /// Name, and its anchors.
    named: Vec<(&'a [u8], Vec<Anchor<'a>>)>,
    steps: usize,
    budget: Budget,
    exhausted: bool,
    best: Option<(Rank, Answer)>,
}

/// Lower is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Valid,
    Unchecked,
    /// With so many faults.
    Faulty(usize),
    /// It ends nowhere, so many steps below [`MOST_STEPS`]: the longest says most.
    DeadEnd(usize),
}

impl Rank {
    /// Of a path that has reached an anchor.
    fn of(answer: &Answer) -> Self {
        match answer.faults.len() {
            0 if answer.is_valid() => Self::Valid,
            0 => Self::Unchecked,
            faults => Self::Faulty(faults),
        }
    }
}

impl<'a> Search<'_, 'a> {
    /// Goes on from the top of a path; whether a valid one was found, so that nothing else has to be tried.
    fn extend(&mut self, path: &mut Vec<Link<'a>>) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            self.exhausted = true;
            return false;
        }
        let Some(top) = path.last().map(|link| link.member.clone()) else {
            return false;
        };
        let anchors = self.anchors(&top.issuer);
        // The server's own certificate may be an anchor, if it is self-issued.
        if path.len() == 1 && anchors.contains(&Anchor::Certificate(top.der)) {
            return self.finish(path);
        }
        let mut namesakes = Namesakes::default();
        for anchor in anchors {
            if self.through_anchor(&top, anchor, path, &mut namesakes) {
                return true;
            }
        }
        if self.through_sent(&top, path, &mut namesakes) {
            return true;
        }
        if namesakes.goes_on {
            return false;
        }
        let dead_end = self.dead_end(path, &top, namesakes);
        self.end(path, dead_end, Rank::DeadEnd)
    }

    fn anchors(&mut self, name: &Name<'a>) -> Vec<Anchor<'a>> {
        if let Some((_, known)) = self.named.iter().find(|(known, _)| *known == name.der) {
            return known.clone();
        }
        let anchors = (self.question.anchors)(name, self.compare);
        self.named.push((name.der, anchors.clone()));
        anchors
    }

    fn through_anchor(
        &mut self,
        top: &Member<'a>,
        anchor: Anchor<'a>,
        path: &mut Vec<Link<'a>>,
        namesakes: &mut Namesakes,
    ) -> bool {
        let der = match anchor {
            Anchor::Certificate(der) => der,
            Anchor::Key(key_info) => return self.through_bare_key(top, key_info, path, namesakes),
        };
        let about = About::Anchor(der.to_vec());
        let member = match Member::of(der) {
            Ok(member) => member,
            Err(part) => {
                namesakes.goes_on = true;
                return self.end(path, Fault::Malformed(about, part), Rank::Faulty);
            }
        };
        let signature = self.check(top, member.key);
        if signature == SignatureCheck::Invalid {
            namesakes.add(top, &member, &about);
            return false;
        }
        namesakes.goes_on = true;
        self.with(path, signature, member, about, |search, path| {
            search.finish(path)
        })
    }

    fn through_bare_key(
        &mut self,
        top: &Member<'a>,
        key_info: &'a [u8],
        path: &mut [Link<'a>],
        namesakes: &mut Namesakes,
    ) -> bool {
        let key = Key::of_info(key_info);
        let check = key.map_or(SignatureCheck::Unsupported, |key| self.check(top, key));
        let (Some(last), true) = (path.last_mut(), check != SignatureCheck::Invalid) else {
            return false;
        };
        namesakes.goes_on = true;
        last.signature = Some(check);
        let answer = self.apply(path, false);
        if let Some(last) = path.last_mut() {
            last.signature = None;
        }
        let rank = Rank::of(&answer);
        self.keep(answer, rank)
    }

    fn through_sent(
        &mut self,
        top: &Member<'a>,
        path: &mut Vec<Link<'a>>,
        namesakes: &mut Namesakes,
    ) -> bool {
        let mut candidates: Vec<_> = self
            .sent
            .iter()
            .filter(|(_, other)| self.compare.same(&other.subject, &top.issuer))
            .filter(|(_, other)| path.iter().all(|link| link.member.der != other.der))
            .map(|(at, other)| (*at, other.clone()))
            .collect();
        candidates.sort_by_key(|(_, other)| !identifies(top, other));
        for (at, other) in candidates {
            let about = About::Sent(at);
            let signature = self.check(top, other.key);
            if signature == SignatureCheck::Invalid {
                namesakes.add(top, &other, &about);
                continue;
            }
            namesakes.goes_on = true;
            if self.with(path, signature, other, about, Self::extend) {
                return true;
            }
        }
        false
    }

    fn with(
        &mut self,
        path: &mut Vec<Link<'a>>,
        signature: SignatureCheck,
        member: Member<'a>,
        about: About,
        go_on: impl FnOnce(&mut Self, &mut Vec<Link<'a>>) -> bool,
    ) -> bool {
        let last = path.len() - 1;
        path[last].signature = Some(signature);
        path.push(Link {
            member,
            about,
            signature: None,
        });
        let found = go_on(self, path);
        path.pop();
        path[last].signature = None;
        found
    }

    fn apply(&mut self, path: &[Link<'a>], anchored: bool) -> Answer {
        apply(path, anchored, self.question.now, &mut self.budget)
    }

    /// The path has reached an anchor.
    fn finish(&mut self, path: &mut Vec<Link<'a>>) -> bool {
        let answer = self.apply(path, true);
        let rank = Rank::of(&answer);
        self.keep(answer, rank)
    }

    /// The path reaches none, because of this.
    fn end(&mut self, path: &[Link<'a>], fault: Fault, rank: fn(usize) -> Rank) -> bool {
        let mut answer = self.apply(path, false);
        answer.faults.push(fault);
        self.keep(answer, rank(MOST_STEPS - path.len()))
    }

    /// Whether the answer is valid; it is kept if it is the best.
    fn keep(&mut self, answer: Answer, rank: Rank) -> bool {
        if self.best.as_ref().is_none_or(|(best, _)| rank < *best) {
            self.best = Some((rank, answer));
        }
        rank == Rank::Valid
    }

    fn check(&mut self, signed: &Member<'a>, key: Key<'a>) -> SignatureCheck {
        let known = self
            .checked
            .iter()
            .find(|(der, bits, _)| *der == signed.der && *bits == key.bits);
        if let Some((.., check)) = known {
            return *check;
        }
        if self.checked.len() >= MOST_SIGNATURES {
            self.exhausted = true;
            return SignatureCheck::Invalid;
        }
        let check = (self.question.check)(&signed.signed, &key);
        self.checked.push((signed.der, key.bits, check));
        check
    }

    /// Why the path goes no further.
    fn dead_end(&mut self, path: &[Link<'a>], top: &Member<'a>, namesakes: Namesakes) -> Fault {
        let about = path
            .last()
            .map_or(About::Sent(0), |link| link.about.clone());
        if is_self_signed(top) && self.check(top, top.key) != SignatureCheck::Invalid {
            return Fault::SelfSigned(about);
        }
        match namesakes {
            Namesakes {
                by_identifier: Some(by),
                ..
            } => Fault::BadSignature { about, by },
            Namesakes {
                any: true, anchor, ..
            } => Fault::NotByNamesakes { about, anchor },
            _ => self
                .unreadable_issuer(top)
                .unwrap_or(Fault::UnknownIssuer(about)),
        }
    }

    /// The issuer may have been sent in a form that nobody can read; whose certificate that is may be unknown too.
    fn unreadable_issuer(&self, top: &Member<'a>) -> Option<Fault> {
        let is_issuer = |one: &&Unreadable<'a>| {
            let subject = one.subject.as_ref();
            subject.is_some_and(|subject| self.compare.same(subject, &top.issuer))
        };
        let of_anybody = |one: &&Unreadable<'a>| one.subject.is_none();
        let mut unreadable = self.unreadable.iter();
        let found = unreadable.clone().find(is_issuer);
        let found = found.or_else(|| unreadable.find(of_anybody))?;
        Some(Fault::Malformed(About::Sent(found.at), found.part))
    }
}

/// Certificates of the issuer's name whose keys have not signed.
#[derive(Default)]
struct Namesakes {
    any: bool,
    /// An anchor is among them.
    anchor: bool,
    /// The key identifiers say that it was this one.
    by_identifier: Option<About>,
    /// Another one has signed.
    goes_on: bool,
}

impl Namesakes {
    fn add(&mut self, top: &Member<'_>, other: &Member<'_>, about: &About) {
        self.any = true;
        self.anchor |= matches!(about, About::Anchor(_));
        if identifies(top, other) {
            self.by_identifier = Some(about.clone());
        }
    }
}

/// Whether the authority key identifier of one is the subject key identifier of the other.
fn identifies(one: &Member<'_>, other: &Member<'_>) -> bool {
    let identifier = one.extensions.authority.identifier;
    identifier.is_some() && identifier == other.extensions.subject_key_identifier
}

/// By names and key identifiers; the signature is still to be checked.
fn is_self_signed(member: &Member<'_>) -> bool {
    let identifier = member.extensions.authority.identifier;
    let own = member.extensions.subject_key_identifier;
    member.is_self_issued() && (identifier.is_none() || own.is_none() || identifier == own)
}

fn is_dead_end(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::UnknownIssuer(_) | Fault::NotByNamesakes { .. } | Fault::BadSignature { .. }
    )
}
