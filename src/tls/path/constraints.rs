//! Name constraints: RFC 5280 section 4.2.1.10. Which names of a certificate an authority above it may not certify. DNS
//! constraints with a leading dot (subdomains alone) are no part of the RFC for this form, and everybody takes them.

use super::general_name::{GeneralName, general_names};
use super::member::Member;
use super::name::{self, Name};
use crate::tls::der::{Element, Reader, SEQUENCE, context};

/// 1.2.840.113549.1.9.1.
const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1];

/// What an authority permits and excludes: the contents of two lists of subtrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Constraints<'a> {
    permitted: &'a [u8],
    excluded: &'a [u8],
}

/// What is against a name.
pub(super) enum Objection<'a> {
    /// It is in an excluded subtree.
    Excluded(GeneralName<'a>),
    /// It is in none of the permitted ones.
    NotPermitted(GeneralName<'a>),
    /// The constraints cannot be read.
    Unreadable,
    /// There is a constraint for names of this form, and nobody can tell whether this one is in it.
    Incomparable(GeneralName<'a>),
    /// More to compare than is compared.
    TooMuch,
}

/// How many bytes of names and constraints may still be compared: one comparison takes as long as they are.
pub(super) struct Budget(pub(super) usize);

impl Budget {
    fn spend<'n>(&mut self, bytes: usize) -> Result<(), Objection<'n>> {
        self.0 = self.0.checked_sub(bytes).ok_or(Objection::TooMuch)?;
        Ok(())
    }
}

/// A name of a certificate, and what it is compared by where it is a directory name.
struct Named<'n> {
    name: GeneralName<'n>,
    directory: Option<Name<'n>>,
}

impl<'n> From<GeneralName<'n>> for Named<'n> {
    fn from(name: GeneralName<'n>) -> Self {
        let directory = match name {
            GeneralName::Directory(name) => Some(Name::of(name)),
            _ => None,
        };
        Self { name, directory }
    }
}

impl Named<'_> {
    /// What one comparison takes beside the length of the constraint: a directory name is read once for all of them.
    fn effort(&self) -> usize {
        match self.name {
            GeneralName::Mailbox(name) | GeneralName::Dns(name) | GeneralName::Uri(name) => {
                name.len()
            }
            GeneralName::Directory(_) | GeneralName::Address(_) | GeneralName::Other(_) => 0,
        }
    }
}

impl<'a> Constraints<'a> {
    /// Takes the contents of the extension's SEQUENCE apart.
    pub(super) fn of(contents: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(contents);
        let read = Self {
            permitted: reader.take_if(context(0)).unwrap_or_default(),
            excluded: reader.take_if(context(1)).unwrap_or_default(),
        };
        reader.is_empty().then_some(read)
    }

    /// The first objection to a certificate's names.
    pub(super) fn object<'n>(&self, to: &Member<'n>, budget: &mut Budget) -> Option<Objection<'n>> {
        let names = to.extensions.names.unwrap_or_default();
        if let Err(objection) = budget.spend(to.subject.der.len() + names.len()) {
            return Some(objection);
        }
        names_of(to).find_map(|named| self.object_to(&named, budget))
    }

    /// Whoever cannot apply a constraint rejects (section 4.2.1.10).
    fn object_to<'n>(&self, named: &Named<'n>, budget: &mut Budget) -> Option<Objection<'n>> {
        let excluded = any_within(self.excluded, named, Expansions::Some, budget);
        match excluded {
            Err(objection) => return Some(objection),
            Ok(Found::Within) => return Some(Objection::Excluded(named.name)),
            Ok(_) => {}
        }
        match any_within(self.permitted, named, Expansions::All, budget) {
            Err(objection) => Some(objection),
            Ok(Found::Outside) => Some(Objection::NotPermitted(named.name)),
            Ok(Found::Within | Found::NoneOfThisForm) => None,
        }
    }
}

/// Subject, alternative names, and, where the latter have no mailbox, the addresses in the subject.
fn names_of<'a>(member: &Member<'a>) -> impl Iterator<Item = Named<'a>> {
    let alternative = member.extensions.names.unwrap_or_default();
    let has_mailbox =
        general_names(alternative).any(|name| matches!(name, GeneralName::Mailbox(_)));
    let addresses = match has_mailbox {
        true => Vec::new(),
        false => name::values(member.subject.der, EMAIL_ADDRESS),
    };
    let subject = (!member.subject.der.is_empty()).then(|| Named {
        name: GeneralName::Directory(member.subject.der),
        directory: Some(member.subject.clone()),
    });
    let others = addresses.into_iter().map(GeneralName::Mailbox);
    let others = others.chain(general_names(alternative)).map(Named::from);
    subject.into_iter().chain(others)
}

#[derive(PartialEq, Eq)]
enum Found {
    Within,
    Outside,
    NoneOfThisForm,
}

/// Of a wildcard: whether some of the names that it stands for have to be in the subtree, or all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expansions {
    Some,
    All,
}

fn any_within<'n>(
    subtrees: &[u8],
    named: &Named<'n>,
    expansions: Expansions,
    budget: &mut Budget,
) -> Result<Found, Objection<'n>> {
    let mut subtrees = Reader::new(subtrees);
    let mut found = Found::NoneOfThisForm;
    while !subtrees.is_empty() {
        let base = base(&mut subtrees).ok_or(Objection::Unreadable)?;
        budget.spend(base.whole.len() + named.effort())?;
        match is_within(named, base, expansions) {
            None => {}
            Some(Err(Unreadable::Constraint)) => return Err(Objection::Unreadable),
            Some(Err(Unreadable::Name)) => return Err(Objection::Incomparable(named.name)),
            Some(Ok(true)) => return Ok(Found::Within),
            Some(Ok(false)) => found = Found::Outside,
        }
    }
    Ok(found)
}

/// The base of the next subtree, whose minimum is 0 and which has no maximum.
fn base<'a>(subtrees: &mut Reader<'a>) -> Option<Element<'a>> {
    let mut subtree = Reader::new(subtrees.take(SEQUENCE)?);
    let base = subtree.element()?;
    if subtree.take_if(0x80).is_some_and(|minimum| minimum != [0]) || !subtree.is_empty() {
        return None;
    }
    Some(base)
}

/// Which of the two is in the way.
#[derive(Debug, PartialEq, Eq)]
enum Unreadable {
    /// The name: it is not of the shape that its form has, or of a form that nobody compares.
    Name,
    /// What it is compared with.
    Constraint,
}

/// Whether a name is in a subtree; `None` where the two are of different forms.
fn is_within(
    named: &Named<'_>,
    base: Element<'_>,
    expansions: Expansions,
) -> Option<Result<bool, Unreadable>> {
    let Some(base) = GeneralName::of(&base) else {
        return Some(Err(Unreadable::Constraint));
    };
    Some(match (named.name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => dns(name, base, expansions),
        (GeneralName::Mailbox(name), GeneralName::Mailbox(base)) => mailbox(name, base),
        (GeneralName::Directory(_), GeneralName::Directory(base)) => {
            let name = named.directory.as_ref()?;
            directory(name, &Name::of(base))
        }
        (GeneralName::Address(name), GeneralName::Address(base)) => address(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => uri(name, base),
        (GeneralName::Other(one), GeneralName::Other(other)) if one == other => {
            Err(Unreadable::Name)
        }
        _ => return None,
    })
}

fn directory(name: &Name<'_>, base: &Name<'_>) -> Result<bool, Unreadable> {
    let name = name.prepared().ok_or(Unreadable::Name)?;
    let base = base.prepared().ok_or(Unreadable::Constraint)?;
    Ok(name.starts_with(base))
}

fn dns(name: &[u8], base: &[u8], expansions: Expansions) -> Result<bool, Unreadable> {
    let subdomains_only = base.first() == Some(&b'.');
    let labels = base.strip_prefix(b".").unwrap_or(base);
    if !(labels.is_empty() && !subdomains_only || is_host(labels)) {
        return Err(Unreadable::Constraint);
    }
    let (wildcard, parent) = match name.strip_prefix(b"*.") {
        Some(parent) => (true, parent),
        None => (false, name),
    };
    // A name that is none is nowhere that is permitted, and may be anywhere that is excluded.
    if !is_host(parent) {
        return Ok(expansions == Expansions::Some);
    }
    if labels.is_empty() || ends_with_labels(parent, labels) {
        return Ok(wildcard || !subdomains_only || parent.len() > labels.len());
    }
    // *.example.com stands for mx.example.com too.
    let reaches = wildcard && !subdomains_only && expansions == Expansions::Some;
    Ok(reaches && above(labels).is_some_and(|above| above.eq_ignore_ascii_case(parent)))
}

/// The name without its first label.
fn above(name: &[u8]) -> Option<&[u8]> {
    let dot = name.iter().position(|byte| *byte == b'.')?;
    name.get(dot + 1..)
}

fn ends_with_labels(name: &[u8], end: &[u8]) -> bool {
    let Some(at) = name.len().checked_sub(end.len()) else {
        return false;
    };
    name[at..].eq_ignore_ascii_case(end) && (at == 0 || name[at - 1] == b'.')
}

/// Labels of letters, digits, hyphens and the underscores that some have, with dots between them.
fn is_host(name: &[u8]) -> bool {
    let label = |label: &[u8]| {
        (1..=63).contains(&label.len())
            && label
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    name.len() <= 253 && name.split(|byte| *byte == b'.').all(label)
}

/// A mailbox, all mailboxes at a host, or all at the hosts of a domain.
fn mailbox(name: &[u8], base: &[u8]) -> Result<bool, Unreadable> {
    let split = |text: &[u8]| {
        let at = text.iter().rposition(|byte| *byte == b'@')?;
        Some((text[..at].to_vec(), text[at + 1..].to_vec()))
    };
    let Some((local, host)) = split(name) else {
        return Err(Unreadable::Name);
    };
    if let Some((base_local, base_host)) = split(base) {
        return Ok(local == base_local && host.eq_ignore_ascii_case(&base_host));
    }
    Ok(match base.strip_prefix(b".") {
        Some(domain) => host.len() > domain.len() && ends_with_labels(&host, domain),
        None => host.eq_ignore_ascii_case(base),
    })
}

/// The host of the authority, which must be there and be a name.
fn uri(name: &[u8], base: &[u8]) -> Result<bool, Unreadable> {
    let text = std::str::from_utf8(name).map_err(|_| Unreadable::Name)?;
    let (_, rest) = text.split_once("://").ok_or(Unreadable::Name)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().as_bytes();
    if !is_host(host) {
        return Err(Unreadable::Name);
    }
    Ok(match base.strip_prefix(b".") {
        Some(domain) => host.len() > domain.len() && ends_with_labels(host, domain),
        None => host.eq_ignore_ascii_case(base),
    })
}

/// Address and mask as in CIDR (RFC 4632).
fn address(name: &[u8], base: &[u8]) -> Result<bool, Unreadable> {
    if !matches!(base.len(), 8 | 32) {
        return Err(Unreadable::Constraint);
    }
    if !matches!(name.len(), 4 | 16) {
        return Err(Unreadable::Name);
    }
    let (network, mask) = base.split_at(base.len() / 2);
    let bits: String = mask.iter().map(|byte| format!("{byte:08b}")).collect();
    if bits.trim_start_matches('1').contains('1') {
        return Err(Unreadable::Constraint);
    }
    let is_same = |((name, network), mask): ((&u8, &u8), &u8)| name & mask == network & mask;
    Ok(name.len() == network.len() && name.iter().zip(network).zip(mask).all(is_same))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(base: &str, name: &str) -> Option<bool> {
        dns(name.as_bytes(), base.as_bytes(), Expansions::All).ok()
    }

    fn excludes(base: &str, name: &str) -> Option<bool> {
        dns(name.as_bytes(), base.as_bytes(), Expansions::Some).ok()
    }

    #[test]
    fn labels_are_added_on_the_left() {
        assert_eq!(permits("example.com", "example.com"), Some(true));
        assert_eq!(permits("example.com", "a.b.EXAMPLE.com"), Some(true));
        assert_eq!(permits("example.com", "badexample.com"), Some(false));
        assert_eq!(permits("a.example.com", "example.com"), Some(false));
        assert_eq!(permits(".example.com", "example.com"), Some(false));
        assert_eq!(permits(".example.com", "a.example.com"), Some(true));
        assert_eq!(permits("", "anything.example"), Some(true));
        for unreadable in ["*.example.com", ".", "a..b", "example.com."] {
            assert_eq!(permits(unreadable, "example.com"), None, "{unreadable}");
        }
    }

    #[test]
    fn a_wildcard_is_permitted_with_all_and_excluded_with_some_of_its_names() {
        assert_eq!(permits("example.com", "*.example.com"), Some(true));
        assert_eq!(permits("mx.example.com", "*.example.com"), Some(false));
        assert_eq!(excludes("mx.example.com", "*.example.com"), Some(true));
        assert_eq!(excludes("a.mx.example.com", "*.example.com"), Some(false));
        assert_eq!(excludes("mx.example.com", "*.example.org"), Some(false));
    }

    #[test]
    fn a_name_that_is_none_is_never_permitted() {
        assert_eq!(permits("example.com", ".example.com"), Some(false));
        assert_eq!(permits("example.com", "a\0.example.com"), Some(false));
        assert_eq!(excludes("example.com", "a..example.org"), Some(true));
    }

    #[test]
    fn mailboxes_have_three_kinds_of_constraint() {
        let within = |name: &str, base: &str| mailbox(name.as_bytes(), base.as_bytes()).ok();
        assert_eq!(within("ann@example.com", "example.com"), Some(true));
        assert_eq!(within("ann@mx.example.com", "example.com"), Some(false));
        assert_eq!(within("ann@mx.example.com", ".example.com"), Some(true));
        assert_eq!(within("ann@example.com", ".example.com"), Some(false));
        assert_eq!(within("ann@EXAMPLE.com", "ann@example.com"), Some(true));
        assert_eq!(within("Ann@example.com", "ann@example.com"), Some(false));
        assert_eq!(within("ann", "example.com"), None);
    }

    #[test]
    fn addresses_are_those_of_a_network() {
        let network = [192, 0, 2, 0, 255, 255, 255, 0];
        assert_eq!(address(&[192, 0, 2, 1], &network).ok(), Some(true));
        assert_eq!(address(&[192, 0, 3, 1], &network).ok(), Some(false));
        assert_eq!(address(&[0; 16], &network).ok(), Some(false));
        let holes = [192, 0, 2, 0, 255, 0, 255, 0];
        assert_eq!(
            address(&[192, 0, 2, 1], &holes),
            Err(Unreadable::Constraint)
        );
        assert_eq!(address(&[192, 0, 2], &network), Err(Unreadable::Name));
    }

    #[test]
    fn of_a_uri_the_host_counts_and_without_one_the_name_is_in_the_way() {
        let within = |name: &str, base: &str| uri(name.as_bytes(), base.as_bytes());
        assert_eq!(within("https://example.com/a", "example.com"), Ok(true));
        assert_eq!(
            within("https://mx.example.com:1/", ".example.com"),
            Ok(true)
        );
        assert_eq!(within("https://example.net/", "example.com"), Ok(false));
        let nameless = "urn:uuid:0f3b0a3e-0000-4000-8000-000000000000";
        assert_eq!(within(nameless, "example.com"), Err(Unreadable::Name));
    }

    #[test]
    fn the_host_of_a_uri_is_behind_the_last_at_and_a_name() {
        let within = |name: &str, base: &str| uri(name.as_bytes(), base.as_bytes());
        assert_eq!(
            within("x://user@b.example@a.example/", "a.example"),
            Ok(true)
        );
        assert_eq!(
            within("x://user@b.example@a.example/", "b.example"),
            Ok(false)
        );
        for name in ["x://user@", "x://[2001:db8::1]/", "x:///a.example"] {
            assert_eq!(within(name, "a.example"), Err(Unreadable::Name), "{name}");
        }
    }

    #[test]
    fn an_address_of_one_family_is_in_no_network_of_the_other() {
        let network = [192, 0, 2, 0, 255, 255, 255, 0];
        let mut long = [0; 16];
        long[..4].copy_from_slice(&[192, 0, 2, 1]);
        assert_eq!(address(&long, &network), Ok(false));
    }

    /// Of a form that nobody compares nothing can be said, unless nothing constrains it.
    #[test]
    fn a_name_of_another_form_is_incomparable_where_that_form_is_constrained() {
        let named = Named::from(GeneralName::Other(0xa0));
        let subtree = |tag| [SEQUENCE, 3, tag, 1, b'a'];
        let found = |tag| {
            let subtrees = subtree(tag);
            any_within(&subtrees, &named, Expansions::Some, &mut Budget(100))
        };
        assert!(matches!(found(0xa0), Err(Objection::Incomparable(_))));
        assert!(matches!(found(0xa3), Ok(Found::NoneOfThisForm)));
    }

    /// RFC 5280 section 4.2.1.10: minimum is 0 and maximum is not there.
    #[test]
    fn a_subtree_has_no_other_bounds_than_itself() {
        let of = |bytes: &[u8]| base(&mut Reader::new(bytes)).is_some();
        assert!(of(&[0x30, 3, 0x82, 1, b'a']));
        assert!(of(&[0x30, 6, 0x82, 1, b'a', 0x80, 1, 0]));
        assert!(!of(&[0x30, 6, 0x82, 1, b'a', 0x80, 1, 1]));
        assert!(!of(&[0x30, 6, 0x82, 1, b'a', 0x81, 1, 9]));
        assert!(Constraints::of(&[0xa0, 0]).is_some());
        assert!(Constraints::of(&[0xa0, 0, 0xa2, 0]).is_none());
    }
}
