//! Why the signature of a header does not verify: what makes it verify is what was changed.

use super::{
    header, primitive,
    verdict::{HeaderCause, Reason},
};
use crate::{
    record::dkim::{
        key::Material,
        message::Field,
        rsa,
        signature::{Algorithm, Signature},
    },
    text::visible,
};

/// The most variants of a header that are tried: each is a verification.
const MOST_TRIES: usize = 40;

/// A signature whose header is not the one that was signed.
pub(super) struct Search<'s> {
    pub(super) signature: &'s Signature,
    pub(super) algorithm: Algorithm,
    /// The field that it stands in.
    pub(super) own: &'s Field<'s>,
    pub(super) key: &'s Material,
    /// The fields that `h` names.
    pub(super) covered: &'s [Option<&'s Field<'s>>],
}

/// A field of `z` that is not what is there now.
struct Copy {
    /// Its place in `h`.
    at: usize,
    name: String,
    whole: Vec<u8>,
}

impl Search<'_> {
    /// Why it fails.
    pub(super) fn reason(&self) -> Reason {
        let copies = self.copies();
        let differ = copies.iter().map(|copy| copy.name.clone()).collect();
        let cause = self.cause(&copies);
        Reason::Header { cause, differ }
    }

    fn cause(&self, copies: &[Copy]) -> Option<HeaderCause> {
        if self.other_key() == Some(true) {
            return Some(HeaderCause::OtherKey);
        }
        self.by_copies(copies)
            .or_else(|| self.added())
            .or_else(|| self.subject())
            .or_else(|| self.other_key().map(|_| HeaderCause::Changed))
    }

    /// Whether another key made it; not known of Ed25519, and of a signature that is none of this length.
    fn other_key(&self) -> Option<bool> {
        match self.key {
            Material::Rsa { der, .. } if self.algorithm != Algorithm::Ed25519Sha256 => {
                rsa::is_made_with(der, &self.signature.value).map(|made| !made)
            }
            _ => None,
        }
    }

    fn verifies<'f>(&self, fields: impl IntoIterator<Item = &'f Field<'f>>) -> bool {
        let canonical = self.signature.header;
        let text = header::text_of(canonical, fields, self.own);
        let value = &self.signature.value;
        primitive::verifies(self.algorithm, self.key, &text, value)
    }

    /// A field more than there was: one that `h` names once more than there were.
    fn added(&self) -> Option<HeaderCause> {
        let places = (0..self.covered.len()).filter(|at| self.covered[*at].is_some());
        places.take(MOST_TRIES).find_map(|left_out| {
            let others = self.covered.iter().enumerate();
            let others = others.filter(|(at, _)| *at != left_out);
            let field = self.covered[left_out]?;
            self.verifies(others.filter_map(|(_, field)| *field))
                .then(|| HeaderCause::Added {
                    field: visible(field.name()),
                })
        })
    }

    fn with(&self, at: usize, whole: &[u8]) -> bool {
        self.with_all(&[(at, whole)])
    }

    fn with_all(&self, changed: &[(usize, &[u8])]) -> bool {
        let mut fields: Vec<Option<Field<'_>>> =
            self.covered.iter().map(|field| field.copied()).collect();
        for (at, whole) in changed {
            fields[*at] = Field::parse(whole);
        }
        self.verifies(fields.iter().flatten())
    }

    /// What a list puts before a subject: `[name] `.
    fn subject(&self) -> Option<HeaderCause> {
        let is_subject =
            |field: &Option<&Field<'_>>| field.is_some_and(|field| field.is("subject"));
        let at = self.covered.iter().position(is_subject)?;
        let field = self.covered[at]?;
        let value = field.value().trim_ascii_start();
        let end = value
            .iter()
            .position(|octet| *octet == b']')
            .filter(|_| value.starts_with(b"["))?;
        let (prefix, rest) = value.split_at(end + 1);
        let mut whole = field.before_colon().to_vec();
        whole.extend_from_slice(b": ");
        whole.extend_from_slice(rest.trim_ascii_start());
        let prefix = visible(prefix);
        self.with(at, &whole)
            .then_some(HeaderCause::SubjectPrefix { prefix })
    }

    /// The fields of `z` that are other ones now. The first copy of a name is that of its first field (RFC 6376 section 3.5), so
    /// that names that are there once only are compared.
    fn copies(&self) -> Vec<Copy> {
        let signature = self.signature;
        let is_once = |name: &str| {
            signature
                .copied
                .iter()
                .filter(|(other, _)| other.eq_ignore_ascii_case(name))
                .count()
                == 1
        };
        let mut copies = Vec::new();
        for (name, value) in signature.copied.iter().filter(|(name, _)| is_once(name)) {
            let at = signature
                .headers
                .iter()
                .position(|header| header.eq_ignore_ascii_case(name));
            let Some(at) = at else { continue };
            let mut whole = self.covered[at]
                .map_or(name.as_bytes(), |field| field.before_colon())
                .to_vec();
            whole.push(b':');
            whole.extend_from_slice(value);
            let canonical = signature.header;
            let now = self.covered[at].map(|field| canonical.field(field));
            let then = Field::parse(&whole).map(|field| canonical.field(&field));
            if now != then {
                let name = visible(name.as_bytes());
                copies.push(Copy { at, name, whole });
            }
        }
        copies
    }

    fn by_copies(&self, copies: &[Copy]) -> Option<HeaderCause> {
        let changed: Vec<_> = copies
            .iter()
            .map(|copy| (copy.at, &copy.whole[..]))
            .collect();
        let fields = || copies.iter().map(|copy| copy.name.clone()).collect();
        (!changed.is_empty() && self.with_all(&changed))
            .then(|| HeaderCause::Fields { fields: fields() })
    }
}
