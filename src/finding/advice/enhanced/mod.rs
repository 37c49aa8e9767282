//! The enhanced status codes of IANA's registry: RFC 3463 and the RFCs that added to it by way of RFC 5248. A row
//! holds for the classes 2, 4 and 5 alike. One row each, in numerical order.

mod content_and_security;
mod row;
mod transport;

use crate::smtp::EnhancedStatusCode;

pub(super) use row::EnhancedRow;
use row::row;

pub(super) fn find(code: EnhancedStatusCode) -> Option<&'static EnhancedRow> {
    rows().find(|row| (row.subject, row.detail) == (code.subject, code.detail))
}

/// The meaning, or for a code that is not registered what its subject says.
pub(super) fn meaning(code: EnhancedStatusCode) -> String {
    match find(code) {
        Some(row) => row.meaning.to_owned(),
        None => format!(
            "{}; detail {} is not registered with IANA",
            subject(code.subject),
            code.detail
        ),
    }
}

/// RFC 3463 section 3.
fn subject(number: u16) -> &'static str {
    match number {
        0 => "Undefined status",
        1 => "About an address",
        2 => "About a mailbox",
        3 => "About the mail system",
        4 => "About network or routing",
        5 => "About the protocol",
        6 => "About the content or its format",
        7 => "About security or policy",
        _ => "About a subject that is not registered",
    }
}

fn rows() -> impl Iterator<Item = &'static EnhancedRow> {
    transport::ROWS.iter().chain(content_and_security::ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> EnhancedStatusCode {
        EnhancedStatusCode::parse(text).unwrap()
    }

    #[test]
    fn rows_are_in_order_and_none_is_there_twice() {
        let place = |row: &EnhancedRow| (row.subject, row.detail);
        assert!(rows().is_sorted_by(|earlier, later| place(earlier) < place(later)));
    }

    #[test]
    fn every_row_has_its_texts() {
        for row in rows() {
            assert!(
                row.meaning.len() > 9 && !row.meaning.ends_with('.'),
                "{}.{}",
                row.subject,
                row.detail
            );
            assert!(
                row.remedy.len() > 10 && row.remedy.ends_with('.'),
                "{}.{}",
                row.subject,
                row.detail
            );
            assert!(row.reference.starts_with("RFC ") || row.reference == "IANA registry");
        }
    }

    #[test]
    fn the_registry_of_iana_is_complete() {
        let last = [
            (0, 0),
            (1, 10),
            (2, 4),
            (3, 6),
            (4, 7),
            (5, 6),
            (6, 10),
            (7, 30),
        ];
        for (subject, last) in last {
            for detail in 0..=last {
                assert!(
                    find(EnhancedStatusCode {
                        class: 5,
                        subject,
                        detail
                    })
                    .is_some(),
                    "{subject}.{detail}"
                );
            }
        }
        assert_eq!(
            rows().count(),
            last.iter()
                .map(|(_, last)| usize::from(*last) + 1)
                .sum::<usize>()
        );
    }

    #[test]
    fn the_class_does_not_matter() {
        assert_eq!(meaning(code("4.2.2")), "Mailbox full");
        assert_eq!(meaning(code("5.2.2")), "Mailbox full");
    }

    #[test]
    fn a_code_that_is_not_registered_is_described_by_its_subject() {
        assert_eq!(
            meaning(code("5.7.606")),
            "About security or policy; detail 606 is not registered with IANA"
        );
    }
}
