//! What `--explain` adds to a check that is found often: why it matters, what it looks like, and what to write where. The
//! settings are those of the servers' own documentation: postconf(5) of Postfix, Exim's specification, Microsoft's pages on
//! Exchange, Dovecot's settings.

mod encryption;
mod row;
mod transaction;

pub use row::Guide;

const GUIDES: &[&[Guide]] = &[encryption::GUIDES, transaction::GUIDES];

/// What is known of the check with this id.
#[must_use]
pub fn guide(id: &str) -> Option<&'static Guide> {
    let mut all = GUIDES.iter().copied().flatten();
    all.find(|guide| guide.ids.contains(&id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::check;

    #[test]
    fn every_guide_is_for_a_check_and_every_check_has_one_at_most() {
        let all = || GUIDES.iter().copied().flatten();
        let mut ids: Vec<_> = all().flat_map(|guide| guide.ids).collect();
        for id in &ids {
            assert!(check(id).is_some(), "{id}");
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id has two guides");
        assert!(count >= 25, "{count}");
        for guide in all() {
            assert!(
                guide.why.ends_with('.') && !guide.example.is_empty(),
                "{:?}",
                guide.ids
            );
        }
    }

    #[test]
    fn what_a_check_says_and_its_guide_name_the_same_setting() {
        for (id, setting) in [
            ("auth-in-clear", "smtpd_tls_auth_only"),
            ("legacy-tls", "smtpd_tls_protocols"),
            ("size-exceeded", "message_size_limit"),
            ("starttls-not-offered", "smtpd_tls_security_level"),
        ] {
            let of_postfix = guide(id).unwrap().servers[0];
            assert_eq!(of_postfix.0, "Postfix");
            assert!(of_postfix.1.contains(setting) && check(id).unwrap().remedy.contains(setting));
        }
    }
}
