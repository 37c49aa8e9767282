//! What a run comes to for a monitoring system: the four states of a plugin (Monitoring Plugins Development Guidelines,
//! "Plugin Return Codes"). Its own exit statuses say more, but what reads a plugin knows these alone.

use super::{Judgement, Outcome, Status};

/// The state of a service. In the order of badness: what is known to be bad is worse than what is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing to look at.
    Ok,
    /// It could not be found out.
    Unknown,
    /// It works, and something is to be looked at; or it may work later.
    Warning,
    /// It does not work.
    Critical,
}

impl State {
    /// What one run comes to.
    #[must_use]
    pub fn of(judgement: &Judgement) -> Self {
        let verdict = &judgement.verdict;
        let is = |outcome: Outcome| verdict.exit_code == outcome.code();
        match verdict.status {
            Status::Unknown => Self::Unknown,
            Status::Pass if verdict.errors + verdict.warnings > 0 => Self::Warning,
            Status::Pass => Self::Ok,
            // Findings of no more than a warning fail it where --fail-on says so.
            Status::Fail if is(Outcome::Findings) && verdict.errors == 0 => Self::Warning,
            Status::Fail if is(Outcome::TryAgain) => Self::Warning,
            Status::Fail => Self::Critical,
        }
    }

    /// The worst; of no run at all nothing is known.
    #[must_use]
    pub fn worst<'a>(judgements: impl Iterator<Item = &'a Judgement>) -> Self {
        judgements.map(Self::of).max().unwrap_or(Self::Unknown)
    }

    /// The exit status of a plugin.
    #[must_use]
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
            Self::Unknown => 3,
        }
    }

    /// In one word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Severity, VerdictLine};

    fn judged(status: Status, exit_code: u8, errors: usize, warnings: usize) -> Judgement {
        Judgement::of(VerdictLine {
            status,
            errors,
            warnings,
            notices: 1,
            fail_on: Severity::Error,
            text: String::new(),
            because: None,
            exit_code,
        })
    }

    #[test]
    fn four_states_and_the_worst_of_them() {
        let runs = [
            (judged(Status::Pass, 0, 0, 0), State::Ok, 0),
            (judged(Status::Unknown, 3, 0, 2), State::Unknown, 3),
            (judged(Status::Unknown, 11, 1, 0), State::Unknown, 3),
            (judged(Status::Unknown, 130, 0, 0), State::Unknown, 3),
            (judged(Status::Pass, 0, 0, 1), State::Warning, 1),
            (judged(Status::Fail, 1, 0, 1), State::Warning, 1),
            (judged(Status::Fail, 75, 1, 0), State::Warning, 1),
            (judged(Status::Fail, 1, 1, 0), State::Critical, 2),
            (judged(Status::Fail, 12, 0, 0), State::Critical, 2),
            (judged(Status::Fail, 29, 1, 1), State::Critical, 2),
        ];
        for (at, (judgement, state, status)) in runs.iter().enumerate() {
            assert_eq!(State::of(judgement), *state);
            assert_eq!(state.exit_status(), *status);
            let so_far = runs[..=at].iter().map(|(judgement, ..)| judgement);
            assert_eq!(State::worst(so_far), *state);
        }
        assert_eq!(State::worst(std::iter::empty()), State::Unknown);
    }
}
