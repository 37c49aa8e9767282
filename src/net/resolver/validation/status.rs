//! What a validation comes to: the states of RFC 4035 section 4.3 with their reasons, and the records that were proven.

use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, Record};

use crate::dns::{Proof, Why};

/// What is proven about a set of records, a denial, a zone or a whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Signed, up to a trust anchor.
    Secure,
    /// Proven to be in a zone that is not signed; `Why::name` is where the signed part ends.
    Insecure(Why),
    /// It ought to be signed, and the signatures are wrong or missing.
    Bogus(Why),
    /// Not found out.
    Unchecked(Why),
}

impl Status {
    /// The same without the reason.
    #[must_use]
    pub const fn proof(&self) -> Proof {
        match self {
            Self::Secure => Proof::Secure,
            Self::Insecure(_) => Proof::Insecure,
            Self::Bogus(_) => Proof::Bogus,
            Self::Unchecked(_) => Proof::Indeterminate,
        }
    }

    /// Why it is not secure.
    #[must_use]
    pub const fn why(&self) -> Option<&Why> {
        match self {
            Self::Secure => None,
            Self::Insecure(why) | Self::Bogus(why) | Self::Unchecked(why) => Some(why),
        }
    }

    /// What is proven about both together.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        match next.proof().is_weaker_than(self.proof()) {
            true => next,
            false => self,
        }
    }
}

/// What came of one question.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What is proven about the whole, aliases included.
    pub status: Status,
    /// The records that were proven, or that there are none.
    pub outcome: Outcome,
    /// The aliases on the way, in order.
    pub steps: Vec<Step>,
    /// Where they led.
    pub end: Name,
    /// What is proven about the records there, or there being none, alone.
    pub end_status: Status,
    /// Of one that was not checked: whether it may be used, or had without proof. Not where there ought to be a proof and what it
    /// needs cannot be had: an attacker need only suppress it (RFC 4035 section 4.3, RFC 7672 section 2.1.1).
    pub plainly: bool,
}

/// The answer itself. Where the status is bogus it must not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The records of the type asked for, never none, without their signatures.
    Records(Vec<Record>),
    /// The name exists without such records (RFC 2308 section 2.2).
    NoData,
    /// The name does not exist (RFC 2308 section 2.1).
    NoSuchName,
    /// The DNS server's response code, where it did not answer.
    Failed(ResponseCode),
    /// The DNS server sent the question on to others.
    Referral,
    /// Aliases that contradict each other.
    Contradiction,
    /// No DNS server answered the question itself.
    Unanswered,
    /// Nothing is known; the status says why.
    Unknown,
}

/// One alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The name that is an alias.
    pub name: Name,
    /// What it stands for.
    pub target: Name,
    /// What is proven about this step alone.
    pub status: Status,
}
