//! Lists of ids.

/// The ids in the order in which they come, each once: an id can have findings of several severities.
pub(super) fn each_once(ids: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut seen = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_comes_again_after_another_is_told_once() {
        assert_eq!(
            each_once(["tls-not-enforced", "auth-in-clear", "tls-not-enforced"].into_iter()),
            ["tls-not-enforced", "auth-in-clear"]
        );
    }
}
