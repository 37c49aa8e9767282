//! How many checks can be under way at the same time: each has a connection, and questions to DNS servers side by side.

/// What one check may have open at the same time.
const OF_A_CHECK: u64 = 20;

/// What the process has open besides.
const OTHERS: u64 = 40;

/// So many of `jobs` as this process may have, after asking for as many as the system allows.
#[cfg(unix)]
pub(super) fn within_limit(jobs: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = u64::try_from(jobs)
        .unwrap_or(u64::MAX)
        .saturating_mul(OF_A_CHECK)
        .saturating_add(OTHERS);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let Some(now) = current.filter(|now| *now < wanted) else {
        return jobs;
    };
    let more = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let limit = Rlimit {
        current: Some(more),
        maximum,
    };
    let allowed = match setrlimit(Resource::Nofile, limit) {
        Ok(()) => more,
        Err(_) => now,
    };
    fitting(allowed).min(jobs)
}

/// The limits of other systems are far away.
#[cfg(not(unix))]
pub(super) fn within_limit(jobs: usize) -> usize {
    jobs
}

/// The checks for which so many descriptors are enough; one there is in any case.
#[cfg(unix)]
fn fitting(descriptors: u64) -> usize {
    let checks = descriptors.saturating_sub(OTHERS) / OF_A_CHECK;
    usize::try_from(checks).unwrap_or(usize::MAX).max(1)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use super::*;

    #[cfg(unix)]
    #[test]
    fn there_is_room_for_one_and_for_as_many_as_there_are_descriptors() {
        assert_eq!(fitting(10), 1);
        assert_eq!(fitting(1024), 49);
        assert_eq!(within_limit(1), 1);
    }
}
