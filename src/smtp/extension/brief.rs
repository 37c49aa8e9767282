//! One announced extension in as few words as it can be named with: what the report has on one line for all of them.

use super::{
    Extension,
    wording::{number, rounded, shortened, shown},
};

/// The keyword and its parameters; of `SIZE` the limit as a person reads it.
#[must_use]
pub fn in_brief(extension: &Extension) -> String {
    let keyword = shortened(&extension.keyword);
    let equals = if extension.old_form { "=" } else { "" };
    let parameters = match extension.parameters.as_slice() {
        [] => String::new(),
        [bytes] if keyword == "SIZE" => match number(bytes) {
            Some(0) => " without a limit".to_owned(),
            Some(bytes) => format!(" {}", rounded(bytes)),
            None => format!(" {}", shortened(bytes)),
        },
        words => format!(" {}", shown(words)),
    };
    format!("{keyword}{equals}{parameters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_its_keyword_and_what_it_says() {
        for (line, brief) in [
            ("PIPELINING", "PIPELINING"),
            ("SIZE 52428800", "SIZE 50 MiB"),
            ("SIZE 10240000", "SIZE 9.7 MiB"),
            ("SIZE 512", "SIZE 512 bytes"),
            ("SIZE 0", "SIZE without a limit"),
            ("SIZE much", "SIZE much"),
            ("AUTH PLAIN LOGIN", "AUTH PLAIN LOGIN"),
        ] {
            assert_eq!(in_brief(&Extension::parse(line)), brief);
        }
    }
}
