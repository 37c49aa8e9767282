//! Runs a handful of futures at the same time within one task.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

/// Completes when all of `futures` have.
pub(super) async fn all<F: Future<Output = ()>>(futures: impl IntoIterator<Item = F>) {
    let mut running: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    poll_fn(|context| {
        running.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if running.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Duration};

    use tokio::time::{Instant, sleep};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn all_run_at_the_same_time_and_the_last_one_ends_it() {
        let done = Cell::new(0);
        let began = Instant::now();
        let futures = [3, 1, 2].map(|seconds| async move {
            sleep(Duration::from_secs(seconds)).await;
        });
        all(futures.into_iter().map(|future| async {
            future.await;
            done.set(done.get() + 1);
        }))
        .await;
        assert_eq!(done.get(), 3);
        assert_eq!(began.elapsed(), Duration::from_secs(3));
    }

    #[tokio::test]
    async fn none_is_done_at_once() {
        all(std::iter::empty::<std::future::Ready<()>>()).await;
    }
}
