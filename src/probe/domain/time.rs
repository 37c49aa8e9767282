//! How long look-ups beside a conversation may take.

use std::time::Duration;

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::probe::look_ups::OUTLAST;

/// As long as the conversation goes on, and a little longer.
pub(in crate::probe) struct Time {
    /// When the time for all of it is over: that of one server, from the beginning of the run on.
    deadline: Instant,
    /// When the look-ups are to end, once the conversation has.
    end: watch::Sender<Option<Instant>>,
    /// The look-ups are all that is to be done.
    whole: bool,
}

impl Time {
    pub(in crate::probe) fn until(deadline: Instant) -> Self {
        Self {
            deadline,
            end: watch::Sender::new(None),
            whole: false,
        }
    }

    /// All of it, for there is no conversation.
    pub(in crate::probe) fn whole(deadline: Instant) -> Self {
        Self {
            whole: true,
            ..Self::until(deadline)
        }
    }

    /// One for another conversation of the same run.
    pub(in crate::probe) fn of_another(&self) -> Self {
        Self {
            whole: self.whole,
            ..Self::until(self.deadline)
        }
    }

    /// What is left of the time for all of it.
    pub(super) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// What is looked up, or none where it does not come in time.
    pub(super) async fn is_enough_for<T>(&self, look_up: impl Future<Output = T>) -> Option<T> {
        let end = async {
            let end = self.until_it_runs_out().await;
            sleep_until(end).await;
        };
        tokio::select! {
            biased;
            found = look_up => Some(found),
            () = end => None,
        }
    }

    /// Whether the look-ups ought to have ended.
    pub(super) fn is_over(&self) -> bool {
        let end = *self.end.borrow();
        end.is_some_and(|end| end <= Instant::now())
    }

    /// The conversation is over.
    pub(in crate::probe) fn is_running_out(&self) {
        let now = Instant::now();
        let longest = match self.whole {
            true => self.deadline,
            false => now + OUTLAST,
        };
        let end = longest.min(self.deadline.max(now));
        self.end.send_replace(Some(end));
    }

    /// Waits for the end of the conversation; when the look-ups are to end, that is.
    pub(super) async fn until_it_runs_out(&self) -> Instant {
        let mut end = self.end.subscribe();
        let known = end.wait_for(Option::is_some).await.ok();
        known.and_then(|end| *end).unwrap_or(self.deadline)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    async fn found_after(seconds: u64) -> u64 {
        sleep(Duration::from_secs(seconds)).await;
        seconds
    }

    #[tokio::test(start_paused = true)]
    async fn look_ups_take_what_they_take_while_the_conversation_runs() {
        let time = Time::until(Instant::now() + Duration::from_secs(60));
        assert_eq!(time.is_enough_for(found_after(50)).await, Some(50));
        assert_eq!(time.remaining(), Duration::from_secs(10));
    }

    /// They began together, and end together two seconds after the conversation.
    #[tokio::test(start_paused = true)]
    async fn all_of_them_have_one_time_limit() {
        let time = Time::until(Instant::now() + Duration::from_secs(60));
        let conversation = async {
            sleep(Duration::from_secs(10)).await;
            time.is_running_out();
        };
        let (early, in_time, late, ()) = tokio::join!(
            time.is_enough_for(found_after(9)),
            time.is_enough_for(found_after(11)),
            time.is_enough_for(found_after(13)),
            conversation
        );
        assert_eq!((early, in_time, late), (Some(9), Some(11), None));
        assert_eq!(time.remaining(), Duration::from_secs(48));
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_goes_on_beyond_the_time_for_all_of_it() {
        for left in [0, 1] {
            let time = Time::until(Instant::now() + Duration::from_secs(left));
            time.is_running_out();
            let began = Instant::now();
            assert_eq!(time.is_enough_for(found_after(2)).await, None);
            assert_eq!(began.elapsed(), Duration::from_secs(left));
            assert_eq!(time.is_enough_for(async { 7 }).await, Some(7));
        }
    }
}
