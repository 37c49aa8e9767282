//! The outcome of one lookup. The ways not to get a record are told apart, because each has another cause
//! and another remedy (RFC 2308 for NXDOMAIN and NODATA, RFC 1035 section 4.1.1 for the other codes).

/// What came back for one name and one type of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The records, never none.
    Found(Vec<T>),
    /// The name exists without records of this type (RFC 2308 section 2.2, "NODATA").
    NoData,
    /// The name does not exist (RFC 2308 section 2.1, NXDOMAIN).
    NoSuchName,
    /// The DNS server did not answer the question: its response code, such as `SERVFAIL`, or what happened.
    ServerFailure(String),
    /// No DNS server could be asked: nobody listens there, no way leads there, or there is none to ask; why.
    NotReached(String),
    /// It was not asked, for this program asks no more than so much; what of it.
    NotAsked(String),
    /// No DNS server answered in time.
    TimedOut,
    /// The answer did not pass DNSSEC validation (RFC 4033 section 5); why, as far as it is known.
    Bogus(String),
}

impl<T> Answer<T> {
    /// The records; none when there is no answer.
    #[must_use]
    pub fn records(&self) -> &[T] {
        match self {
            Self::Found(records) => records,
            _ => &[],
        }
    }

    /// Whether the DNS said that there is no such record, as opposed to not saying anything of use.
    #[must_use]
    pub const fn is_denial(&self) -> bool {
        matches!(self, Self::NoData | Self::NoSuchName)
    }

    /// Whether asking again later may help.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::ServerFailure(_) | Self::NotReached(_) | Self::NotAsked(_) | Self::TimedOut
        )
    }

    /// Whether this answer says more than `other` about what is wrong, when neither has records. Of two
    /// denials that is the one by which the name exists, for some servers wrongly deny the name when asked
    /// for AAAA (RFC 4074 section 4.2).
    #[must_use]
    pub fn outweighs(&self, other: &Self) -> bool {
        self.weight() > other.weight()
    }

    const fn weight(&self) -> u8 {
        match self {
            Self::Found(_) | Self::NoSuchName => 0,
            Self::NoData => 1,
            Self::TimedOut => 2,
            Self::ServerFailure(_) | Self::NotReached(_) | Self::NotAsked(_) => 3,
            Self::Bogus(_) => 4,
        }
    }

    /// A fragment that says how the lookup ended: "no such name", "SERVFAIL", "timed out".
    #[must_use]
    pub fn outcome(&self) -> String {
        match self {
            Self::Found(records) if records.len() == 1 => "1 record".to_owned(),
            Self::Found(records) => format!("{} records", records.len()),
            Self::NoData => "no such record".to_owned(),
            Self::NoSuchName => "no such name".to_owned(),
            Self::ServerFailure(what) | Self::NotReached(what) | Self::NotAsked(what) => {
                what.clone()
            }
            Self::TimedOut => "timed out".to_owned(),
            Self::Bogus(why) if why.is_empty() => "DNSSEC validation failed".to_owned(),
            Self::Bogus(why) => format!("DNSSEC validation failed: {why}"),
        }
    }
}

/// One lookup: its answer and what else it showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup<T> {
    /// The outcome.
    pub answer: Answer<T>,
    /// Where a chain of CNAME records led, when there was one (RFC 1034 section 3.6.2); without final dot.
    pub canonical_name: Option<String>,
    /// What failed while another part was found: "AAAA: SERVFAIL". Only lookups of addresses have parts.
    pub partial: Option<String>,
    /// How many records were left out because there were too many.
    pub dropped: usize,
}

impl<T> Lookup<T> {
    /// A lookup that showed nothing but its outcome.
    #[must_use]
    pub const fn of(answer: Answer<T>) -> Self {
        Self {
            answer,
            canonical_name: None,
            partial: None,
            dropped: 0,
        }
    }

    /// The records; none when there is no answer.
    #[must_use]
    pub fn records(&self) -> &[T] {
        self.answer.records()
    }
}

/// That there is no such name, which is said of the end of the chain where the name that was asked for is an alias (RFC 6604
/// section 3).
#[must_use]
pub fn does_not_exist(asked: &str, canonical_name: Option<&str>) -> String {
    match canonical_name {
        Some(end) => format!("{asked} is an alias of {end}, which does not exist"),
        None => format!("{asked} does not exist"),
    }
}

/// Which addresses are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Family {
    /// IPv6 and IPv4.
    #[default]
    Any,
    /// IPv4 alone, A records.
    V4,
    /// IPv6 alone, AAAA records (RFC 3596).
    V6,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_of_a_server_is_a_denial() {
        assert!(Answer::<u8>::NoData.is_denial());
        assert!(Answer::<u8>::NoSuchName.is_denial());
        assert!(!Answer::<u8>::TimedOut.is_denial());
        assert!(!Answer::Found(vec![1]).is_denial());
    }

    #[test]
    fn a_failing_or_silent_server_is_worth_another_try() {
        assert!(Answer::<u8>::ServerFailure("SERVFAIL".to_owned()).is_temporary());
        assert!(Answer::<u8>::TimedOut.is_temporary());
        assert!(!Answer::<u8>::NoSuchName.is_temporary());
        assert!(!Answer::<u8>::Bogus(String::new()).is_temporary());
    }

    #[test]
    fn a_failure_outweighs_a_denial_and_a_denied_type_a_denied_name() {
        assert!(Answer::<u8>::NoData.outweighs(&Answer::NoSuchName));
        assert!(Answer::<u8>::TimedOut.outweighs(&Answer::NoData));
        assert!(Answer::<u8>::ServerFailure(String::new()).outweighs(&Answer::TimedOut));
        assert!(!Answer::<u8>::NoData.outweighs(&Answer::NoData));
    }

    #[test]
    fn what_does_not_exist_is_where_an_alias_leads() {
        assert_eq!(
            does_not_exist("a.example", None),
            "a.example does not exist"
        );
        assert_eq!(
            does_not_exist("a.example", Some("b.example")),
            "a.example is an alias of b.example, which does not exist"
        );
    }

    #[test]
    fn every_outcome_has_words() {
        assert_eq!(Answer::Found(vec![1]).outcome(), "1 record");
        assert_eq!(
            Answer::<u8>::ServerFailure("REFUSED".to_owned()).outcome(),
            "REFUSED"
        );
        assert_eq!(
            Answer::<u8>::Bogus("signature expired".to_owned()).outcome(),
            "DNSSEC validation failed: signature expired"
        );
    }
}
