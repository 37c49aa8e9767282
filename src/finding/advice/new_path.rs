//! The path that 251 and 551 name: RFC 5321 section 3.4.

use crate::smtp::Reply;

/// The address between angle brackets in the text of a 251 or 551.
pub(crate) fn new_path(reply: &Reply) -> Option<String> {
    if !matches!(reply.code.value(), 251 | 551) {
        return None;
    }
    let text = reply.text();
    let (_, after) = text.split_once('<')?;
    let (path, _) = after.split_once('>')?;
    let is_path = path.contains('@') && !path.contains(char::is_whitespace);
    is_path.then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_stands_between_angle_brackets() {
        let path = |code, text: &str| new_path(&Reply::of(code, text)).unwrap_or_default();
        assert_eq!(
            path(251, "2.1.5 User not local; will forward to <x@example.org>"),
            "x@example.org"
        );
        assert_eq!(
            path(551, "User not local; please try <x@example.org>"),
            "x@example.org"
        );
        assert_eq!(path(551, "5.7.1 Multiple addresses in a From header"), "");
        assert_eq!(path(551, "no > here <"), "");
        assert_eq!(path(551, "<not a path>"), "");
        assert_eq!(path(550, "<x@example.org>: no such user"), "");
    }
}
