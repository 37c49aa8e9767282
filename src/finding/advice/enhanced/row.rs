//! A row of the registry.

use crate::finding::advice::dialect::About;

/// What is known about subject and detail of an enhanced status code.
#[derive(Debug)]
pub(in crate::finding::advice) struct EnhancedRow {
    pub(in crate::finding::advice) subject: u16,
    pub(in crate::finding::advice) detail: u16,
    pub(in crate::finding::advice) meaning: &'static str,
    pub(in crate::finding::advice) remedy: &'static str,
    pub(in crate::finding::advice) reference: &'static str,
}

impl EnhancedRow {
    /// What the code is about: RFC 3463 section 3, and RFC 7372 for what senders have to prove.
    pub(in crate::finding::advice) fn about(&self) -> About {
        match (self.subject, self.detail) {
            (1, 7 | 8) | (7, 20..=24 | 26 | 27) => About::Sender,
            (7, 25) => About::Client,
            (7, 8 | 9 | 12 | 13) => About::Login,
            (1, _) | (2, _) | (7, 2 | 17..=19) => About::Recipient,
            (3, 4) | (6, _) => About::Message,
            _ => About::Server,
        }
    }
}

pub(super) const fn row(
    subject: u16,
    detail: u16,
    reference: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> EnhancedRow {
    EnhancedRow {
        subject,
        detail,
        meaning,
        remedy,
        reference,
    }
}
