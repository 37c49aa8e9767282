//! What every certificate of a path must be, from the server's up to the anchor: RFC 5280 section 6.1.3 and 6.1.4. The
//! anchor's own certificate is judged as OpenSSL does, which is stricter than section 6.1.1 (d) asks.

use jiff::Timestamp;

use super::constraints::{Budget, Constraints, Objection};
use super::fault::{About, Against, Fault, Malformed, Unchecked, of_time};
use super::general_name::{GeneralName, are_readable};
use super::member::{AuthorityKey, Member};
use super::{Answer, SignatureCheck, general_names};
use crate::text::visible;
use crate::tls::certificate::{
    address_in_words, dotted, is_broken_signature, is_weak_key, name_in_words,
};

const DIGITAL_SIGNATURE: u8 = 0x80;
const KEY_ENCIPHERMENT: u8 = 0x20;
const KEY_AGREEMENT: u8 = 0x08;
const KEY_CERT_SIGN: u8 = 0x04;

/// A certificate of a path, who it is, and what its signature by the next one came to.
#[derive(Clone)]
pub(super) struct Link<'a> {
    pub(super) member: Member<'a>,
    pub(super) about: About,
    pub(super) signature: Option<SignatureCheck>,
}

/// Applies every rule. The last link is the anchor's where `anchored`.
pub(super) fn apply(
    path: &[Link<'_>],
    anchored: bool,
    now: Timestamp,
    budget: &mut Budget,
) -> Answer {
    let mut answer = Answer::default();
    for (at, link) in path.iter().enumerate() {
        let is_anchor = anchored && at + 1 == path.len();
        of_each(link, now, &mut answer.faults);
        if at == 0 {
            of_leaf(link, &mut answer.faults);
        } else {
            of_authority(path, at, is_anchor, &mut answer.faults);
            names(path, at, budget, &mut answer);
        }
        if is_anchor {
            of_anchor(link, &mut answer.faults);
        } else {
            signature(path, at, &mut answer);
            of_issuer(path, at, &mut answer.faults);
            if link.member.extensions.requires_policy {
                answer
                    .unchecked
                    .push(Unchecked::Policies(link.about.clone()));
            }
        }
    }
    answer
}

fn of_each(link: &Link<'_>, now: Timestamp, faults: &mut Vec<Fault>) {
    let (member, about) = (&link.member, &link.about);
    faults.extend(of_time(about, member.validity, now));
    let malformed = member.extensions.malformed.or_else(|| {
        let names = member.extensions.names;
        let unreadable = names.is_some_and(|names| !are_readable(names));
        unreadable.then_some(Malformed::Extension)
    });
    faults.extend(malformed.map(|part| Fault::Malformed(about.clone(), part)));
    if member.issuer.der.is_empty() {
        faults.push(Fault::Malformed(about.clone(), Malformed::Issuer));
    }
    if let Some(id) = member.extensions.unknown_critical {
        faults.push(Fault::CriticalExtension(about.clone(), dotted(id)));
    }
    if is_weak_key(&member.key) {
        faults.push(Fault::WeakKey(about.clone()));
    }
}

fn of_leaf(link: &Link<'_>, faults: &mut Vec<Fault>) {
    let extensions = &link.member.extensions;
    if extensions.server_auth == Some(false) {
        faults.push(Fault::NotForServers(link.about.clone()));
    }
    let useful = DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | KEY_AGREEMENT;
    if extensions.key_usage.is_some_and(|bits| bits & useful == 0) {
        faults.push(Fault::NotForTls(link.about.clone()));
    }
}

/// Section 6.1.4 (k) to (n). Of an anchor key usage may take the place of basic constraints, and version 1 of both.
fn of_authority(path: &[Link<'_>], at: usize, is_anchor: bool, faults: &mut Vec<Fault>) {
    let Link { member, about, .. } = &path[at];
    let extensions = &member.extensions;
    let is_authority = match extensions.basic_constraints {
        Some(basic) => basic.is_authority,
        None => is_anchor && (member.version == 1 || extensions.key_usage.is_some()),
    };
    if !is_authority {
        faults.push(Fault::NotAuthority(about.clone()));
    }
    if extensions
        .key_usage
        .is_some_and(|bits| bits & KEY_CERT_SIGN == 0)
    {
        faults.push(Fault::MayNotSign(about.clone()));
    }
    if extensions.server_auth == Some(false) {
        faults.push(Fault::NotForServers(about.clone()));
    }
    let between = path[1..at]
        .iter()
        .filter(|link| !link.member.is_self_issued());
    let follow = between.count();
    let allowed = extensions
        .basic_constraints
        .and_then(|basic| basic.path_length);
    if let Some(allowed) =
        allowed.filter(|allowed| usize::try_from(*allowed).is_ok_and(|allowed| follow > allowed))
    {
        faults.push(Fault::PathLength {
            about: about.clone(),
            allowed,
            follow,
        });
    }
}

/// The constraints of one authority and all that is below it, but for self-issued authorities (section 6.1.3 (b)).
fn names(path: &[Link<'_>], at: usize, budget: &mut Budget, answer: &mut Answer) {
    let by = &path[at];
    let Some(contents) = by.member.extensions.name_constraints else {
        return;
    };
    let unreadable = Fault::Malformed(by.about.clone(), Malformed::NameConstraints);
    let Some(constraints) = Constraints::of(contents) else {
        answer.faults.push(unreadable);
        return;
    };
    for (below, link) in path[..at].iter().enumerate() {
        if below > 0 && link.member.is_self_issued() {
            continue;
        }
        let (name, against) = match constraints.object(&link.member, budget) {
            None => continue,
            Some(Objection::TooMuch) => {
                answer.unchecked.push(Unchecked::TooManyWays);
                return;
            }
            Some(Objection::Unreadable) => {
                answer.faults.push(unreadable);
                return;
            }
            Some(Objection::Excluded(name)) => (name, Against::Excluded),
            Some(Objection::NotPermitted(name)) => (name, Against::NotPermitted),
            Some(Objection::Incomparable(name)) => (name, Against::Incomparable),
        };
        answer.faults.push(Fault::NameConstraint {
            about: link.about.clone(),
            name: in_words(name),
            by: by.about.clone(),
            against,
        });
    }
}

/// Whom a certificate says that it is from (section 4.2.1.1), beside who has signed it. OpenSSL: "authority and subject key
/// identifier mismatch", "authority and issuer serial number mismatch".
fn of_issuer(path: &[Link<'_>], at: usize, faults: &mut Vec<Fault>) {
    let [below, above, ..] = &path[at..] else {
        return;
    };
    if names_another(below.member.extensions.authority, &above.member) {
        faults.push(Fault::OtherIssuer {
            about: below.about.clone(),
            by: above.about.clone(),
        });
    }
}

fn names_another(authority: AuthorityKey<'_>, issuer: &Member<'_>) -> bool {
    let AuthorityKey {
        identifier,
        issuer: names,
        serial,
    } = authority;
    let other_key = identifier.is_some_and(|identifier| {
        let own = issuer.extensions.subject_key_identifier;
        own.is_some_and(|own| own != identifier)
    });
    let other_serial = serial.is_some_and(|serial| serial != issuer.serial);
    let other_issuer = names.is_some_and(|names| {
        general_names(names)
            .any(|name| matches!(name, GeneralName::Directory(name) if name != issuer.issuer.der))
    });
    other_key || other_serial || other_issuer
}

/// What is self-issued and says that another key has issued it is not self-signed, and no anchor for OpenSSL.
fn of_anchor(link: &Link<'_>, faults: &mut Vec<Fault>) {
    let member = &link.member;
    if member.is_self_issued() && names_another(member.extensions.authority, member) {
        let part = Malformed::AuthorityKeyIdentifier;
        faults.push(Fault::Malformed(link.about.clone(), part));
    }
}

fn signature(path: &[Link<'_>], at: usize, answer: &mut Answer) {
    let link = &path[at];
    if link.signature != Some(SignatureCheck::Unsupported) {
        return;
    }
    if is_broken_signature(link.member.signed.algorithm) {
        answer.faults.push(Fault::WeakSignature(link.about.clone()));
        return;
    }
    // A key that is too short is a fault of its own, and the reason why nobody checks.
    let by_weak = path
        .get(at + 1)
        .is_some_and(|above| is_weak_key(&above.member.key));
    if !by_weak {
        answer
            .unchecked
            .push(Unchecked::Signature(link.about.clone()));
    }
}

/// A name as text that harms nobody.
fn in_words(name: GeneralName<'_>) -> String {
    match name {
        GeneralName::Dns(name) | GeneralName::Mailbox(name) | GeneralName::Uri(name) => {
            visible(name)
        }
        GeneralName::Directory(name) => name_in_words(name),
        GeneralName::Address(octets) => address_in_words(octets),
        GeneralName::Other(_) => "of another form".to_owned(),
    }
}
