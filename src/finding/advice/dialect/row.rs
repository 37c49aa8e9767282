//! A row: how a reply is recognised, and what the provider means by it.

use crate::finding::advice::wording::says;
use crate::smtp::EnhancedStatusCode;

/// A public collection of the replies of providers: cited where it has the reply and nothing nearer to the provider does.
pub(super) const FIELD_MANUAL: &str = "https://github.com/ActiveCampaign/smtp-field-manual";

/// What a provider or program means by a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The provider or program.
    pub provider: &'static str,
    /// What it means by the reply: a fragment without a full stop.
    pub meaning: &'static str,
    /// What to do: one or more sentences.
    pub remedy: &'static str,
    /// What to do instead where a token was refused; none where the kind of secret does not matter.
    pub remedy_for_token: Option<&'static str>,
    /// What to do instead where it comes before MAIL and AUTH; none where the remedy can be followed there.
    pub remedy_before_login: Option<&'static str>,
    /// A login is the remedy, and this is another one: a sentence, empty where there is none. None where a login is no remedy.
    pub beside_login: Option<&'static str>,
    /// Where the provider documents it, or the document nearest to it.
    pub reference: &'static str,
    /// What the reply is about.
    pub about: About,
}

/// What a refusal is about, which need not be what the refused command named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Nothing in particular, or the server itself.
    Server,
    /// The sender's address or domain.
    Sender,
    /// The client: its address, its name in EHLO, how it behaves.
    Client,
    /// The recipient's address or mailbox.
    Recipient,
    /// The message.
    Message,
    /// Name, password or token.
    Login,
}

/// How a reply is recognised. All is in lower case, without codes, and matches whole words only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Words of the provider's own.
    Words(&'static str),
    /// Likewise, with anything in between.
    InOrder(&'static [&'static str]),
    /// Words that others use as well: the code must be one of the row's.
    WithCode(&'static str),
    /// The text as a whole, with no more to it.
    Whole(&'static str),
}

/// One row: how a reply is recognised, and what it means.
#[derive(Debug)]
pub(super) struct Row {
    /// The enhanced status codes it comes with; `5.7.606-649` is a range of details.
    pub(super) codes: &'static [&'static str],
    /// Any of them is enough.
    pub(super) marks: &'static [Mark],
    pub(super) dialect: Dialect,
}

pub(super) const fn row(
    provider: &'static str,
    about: About,
    codes: &'static [&'static str],
    marks: &'static [Mark],
    reference: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> Row {
    Row {
        codes,
        marks,
        dialect: Dialect {
            provider,
            meaning,
            remedy,
            remedy_for_token: None,
            remedy_before_login: None,
            beside_login: None,
            reference,
            about,
        },
    }
}

/// The row, with what to do where a token was refused.
pub(super) const fn for_token(remedy: &'static str, row: Row) -> Row {
    Row {
        dialect: Dialect {
            remedy_for_token: Some(remedy),
            ..row.dialect
        },
        ..row
    }
}

/// The row, with what to do where the reply comes before anybody can log in.
pub(super) const fn before_login(remedy: &'static str, row: Row) -> Row {
    Row {
        dialect: Dialect {
            remedy_before_login: Some(remedy),
            ..row.dialect
        },
        ..row
    }
}

/// The row, whose remedy is a login where there can be one, and what else may be meant.
pub(super) const fn by_login(beside: &'static str, row: Row) -> Row {
    Row {
        dialect: Dialect {
            beside_login: Some(beside),
            ..row.dialect
        },
        ..row
    }
}

impl Row {
    pub(super) fn says(&self, code: Option<EnhancedStatusCode>, words: &str) -> bool {
        self.marks.iter().any(|mark| match mark {
            Mark::Words(mark) => says(words, &[mark]),
            Mark::InOrder(parts) => says(words, parts),
            Mark::WithCode(mark) => {
                code.is_some_and(|code| self.uses(code)) && says(words, &[mark])
            }
            Mark::Whole(mark) => words.trim_end_matches(['.', '!']) == *mark,
        })
    }

    pub(super) fn uses(&self, code: EnhancedStatusCode) -> bool {
        self.codes.iter().any(|pattern| covers(pattern, code))
    }
}

/// Whether `5.7.26` or `5.7.606-649` covers the code.
fn covers(pattern: &str, code: EnhancedStatusCode) -> bool {
    let (first, last) = pattern.split_once('-').unwrap_or((pattern, ""));
    let Some(first) = EnhancedStatusCode::parse(first) else {
        return false;
    };
    let last = last.parse().unwrap_or(first.detail);
    (first.class, first.subject) == (code.class, code.subject)
        && (first.detail..=last).contains(&code.detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> EnhancedStatusCode {
        EnhancedStatusCode::parse(text).unwrap()
    }

    #[test]
    fn a_range_of_details_covers_its_ends() {
        assert!(covers("5.7.606-649", code("5.7.606")) && covers("5.7.606-649", code("5.7.649")));
        assert!(!covers("5.7.606-649", code("5.7.650")) && !covers("5.7.606-649", code("4.7.606")));
        assert!(covers("5.7.26", code("5.7.26")) && !covers("5.7.26", code("5.7.2")));
    }
}
