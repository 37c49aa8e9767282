//! Names as the proofs need them: ancestors by number of labels, wildcards, what a DNAME makes of them.

use hickory_resolver::proto::rr::Name;

/// How many labels a name has, an asterisk included; the root has none.
pub(super) fn labels(name: &Name) -> usize {
    name.iter().count()
}

/// The last `count` labels of a name: its ancestor, or itself.
pub(super) fn ancestor(name: &Name, count: usize) -> Name {
    let skipped = labels(name).saturating_sub(count);
    let mut ancestor =
        Name::from_labels(name.iter().skip(skipped)).unwrap_or_else(|_| Name::root());
    ancestor.set_fqdn(true);
    ancestor
}

/// The name without its first label; the root is its own parent.
pub(super) fn parent(name: &Name) -> Name {
    ancestor(name, labels(name).saturating_sub(1))
}

/// Whether `name` is below `above`, and not the same.
pub(super) fn is_below(name: &Name, above: &Name) -> bool {
    labels(name) > labels(above) && above.zone_of(name)
}

/// The longest name that both are at or below.
pub(super) fn common_ancestor(one: &Name, other: &Name) -> Name {
    let same = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(one, other)| one.eq_ignore_ascii_case(other))
        .count();
    ancestor(one, same)
}

/// `*.` before the name; `None` where that would be too long.
pub(super) fn wildcard(name: &Name) -> Option<Name> {
    let mut wildcard = name.prepend_label(b"*".as_slice()).ok()?;
    wildcard.set_fqdn(true);
    Some(wildcard)
}

/// The name with `from` at its end replaced by `to` (RFC 6672 section 2.2); `None` where that is too long.
pub(super) fn substituted(name: &Name, from: &Name, to: &Name) -> Option<Name> {
    let kept = labels(name).checked_sub(labels(from))?;
    let mut made = Name::from_labels(name.iter().take(kept).chain(to.iter())).ok()?;
    made.set_fqdn(true);
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::from_ascii(text).unwrap()
    }

    #[test]
    fn an_asterisk_is_a_label_like_any_other() {
        assert_eq!(labels(&name("*.example.")), 2);
        assert_eq!(parent(&name("*.example.")), name("example."));
        assert_eq!(wildcard(&name("example.")), Some(name("*.example.")));
    }

    #[test]
    fn the_root_is_above_everything_but_itself() {
        assert!(is_below(&name("example."), &Name::root()));
        assert!(!is_below(&Name::root(), &Name::root()));
        assert_eq!(parent(&Name::root()), Name::root());
    }

    #[test]
    fn the_end_of_a_name_is_replaced_and_its_beginning_stays() {
        let made = substituted(&name("a.b.example."), &name("example."), &name("x.test."));
        assert_eq!(made, Some(name("a.b.x.test.")));
        let long = name(&format!("{}.", vec!["a".repeat(60); 4].join(".")));
        let below = name(&format!("{}.example.", "b".repeat(60)));
        assert_eq!(substituted(&below, &name("example."), &long), None);
    }

    #[test]
    fn the_common_ancestor_ignores_case() {
        assert_eq!(
            common_ancestor(&name("a.EXAMPLE.test."), &name("b.example.test.")),
            name("example.test.")
        );
    }
}
