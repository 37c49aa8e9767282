//! Questions, counted: however a record is made, a bounded number of them is asked.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use super::{
    super::look_up::{Asking, Question},
    cause::Cause,
};
use crate::dns::{Answer, Mx, Proven, Txt};

/// The most octets of records that are read for one domain, again with the answers that come: four of the largest that there can be.
pub(super) const MOST_OCTETS: usize = 1 << 18;

/// Why there is no answer to go on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Halt {
    /// It is not known yet.
    Waiting,
    /// There is none to come.
    Error(Cause),
}

/// A round of questions.
#[derive(Debug)]
pub(super) struct Lookups<'q, 'a> {
    asking: &'q mut Asking<'a>,
    asked: BTreeSet<Question>,
    most: usize,
}

/// A method for each kind of question.
macro_rules! look_up {
    ($($method:ident: $kind:ident($name:ty) -> $record:ty;)*) => {
        $(pub(super) fn $method(&mut self, name: $name) -> Result<&'a Proven<$record>, Halt> {
            self.count(Question::$kind(name.to_owned()))?;
            self.asking.$method(name).ok_or(Halt::Waiting)
        })*
    };
}

impl<'q, 'a> Lookups<'q, 'a> {
    /// Of at most so many questions beside those that were `asked`.
    pub(super) fn new(asking: &'q mut Asking<'a>, asked: BTreeSet<Question>, more: usize) -> Self {
        let most = asked.len() + more;
        Self {
            asking,
            asked,
            most,
        }
    }

    look_up! {
        txt: Txt(&str) -> Txt;
        a: A(&str) -> Ipv4Addr;
        aaaa: Aaaa(&str) -> Ipv6Addr;
        mx: Mx(&str) -> Mx;
    }

    pub(super) fn ptr(&mut self, address: IpAddr) -> Result<&'a Proven<String>, Halt> {
        self.count(Question::Ptr(address))?;
        self.asking.ptr(address).ok_or(Halt::Waiting)
    }

    /// A name has been made askable, so that it is the same in each of its questions.
    fn count(&mut self, question: Question) -> Result<(), Halt> {
        if self.asked.len() >= self.most && !self.asked.contains(&question) {
            return Err(Halt::Error(Cause::TooMuchToAsk));
        }
        self.asked.insert(question);
        Ok(())
    }

    /// What has been asked.
    pub(super) fn into_asked(self) -> BTreeSet<Question> {
        self.asked
    }
}

/// The records; none where there are none.
///
/// # Errors
/// The DNS did not say whether there are any (RFC 7208 section 5: the result is then a temporary error).
pub(super) fn records<'a, T>(name: &str, found: &'a Proven<T>) -> Result<&'a [T], Cause> {
    match &found.lookup.answer {
        Answer::Found(records) => Ok(records),
        Answer::NoData | Answer::NoSuchName => Ok(&[]),
        failed => Err(Cause::LookUpFailed(name.to_owned(), failed.outcome())),
    }
}

impl From<Cause> for Halt {
    fn from(cause: Cause) -> Self {
        Self::Error(cause)
    }
}
