//! Makes the look-ups that machines ask for: each question once, many at the same time, and never more than [`MOST`] for a domain.

use std::collections::{BTreeSet, VecDeque};

use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};

use super::time::Time;
use crate::{
    net::Network,
    record::look_up::{Answered, Asking, Known, NoRecords, Question},
};

/// The most look-ups for a domain. What is beyond is said to be not answered.
const MOST: usize = 150;

/// How many of them are on their way at the same time: no flood for a resolver.
const AT_ONCE: usize = 16;

/// Calls `machine` with what is known until it says that it has come to its end, and answers in between what it misses. When the
/// time is over everything that is not known is said to be not answered in time. All that is known in the end.
pub(super) async fn answer<A>(
    time: &Time,
    resolve: impl Fn(Question) -> A,
    mut machine: impl FnMut(&mut Asking<'_>) -> bool,
) -> Known
where
    A: Future<Output = (Question, Answered)>,
{
    let mut known = Known::default();
    let mut asked = BTreeSet::new();
    let mut waiting = VecDeque::new();
    let mut running = FuturesUnordered::new();
    loop {
        let mut asking = Asking::of(&known);
        if machine(&mut asking) {
            return known;
        }
        if time.is_over() {
            return finish(known, &asked, &NoRecords::TimedOut, machine);
        }
        let missing = asking.missing().into_iter();
        waiting.extend(missing.filter(|question| asked.insert(question.clone())));
        while running.len() < AT_ONCE && known.len() + running.len() < MOST {
            let Some(question) = waiting.pop_front() else {
                break;
            };
            running.push(resolve(question));
        }
        if running.is_empty() {
            let enough = format!("it would have been one of more than {MOST} look-ups");
            let none = NoRecords::NotAsked(enough);
            return finish(known, &asked, &none, machine);
        }
        match time.is_enough_for(running.next()).await.flatten() {
            Some((question, answered)) => known.insert(question, answered),
            None => return finish(known, &asked, &NoRecords::TimedOut, machine),
        }
        // The more a machine has to read each time, the more answers have come meanwhile: it is not called for each of them.
        while let Some(Some((question, answered))) = running.next().now_or_never() {
            known.insert(question, answered);
        }
    }
}

/// What was asked and is not known, and whatever else the machine misses, has this answer.
fn finish(
    mut known: Known,
    asked: &BTreeSet<Question>,
    answer: &NoRecords,
    mut machine: impl FnMut(&mut Asking<'_>) -> bool,
) -> Known {
    let mut missing: Vec<Question> = asked
        .iter()
        .filter(|one| !known.has(one))
        .cloned()
        .collect();
    // Without records no answer leads further than this.
    for _ in 0..MOST {
        if missing.is_empty() {
            break;
        }
        for question in missing {
            let answered = question.without_records(answer);
            known.insert(question, answered);
        }
        let mut asking = Asking::of(&known);
        if machine(&mut asking) {
            break;
        }
        missing = asking.missing();
    }
    known
}

/// Asks the network.
pub(super) async fn answered<N: Network>(network: &N, question: Question) -> (Question, Answered) {
    let answer = match &question {
        Question::Txt(name) => Answered::Txt(network.txt(name).await),
        Question::A(name) => Answered::A(network.a(name).await),
        Question::Aaaa(name) => Answered::Aaaa(network.aaaa(name).await),
        Question::Mx(name) => Answered::Mx(network.mx(name).await),
        Question::Srv(name) => Answered::Srv(network.srv(name).await),
        Question::Caa(name) => Answered::Caa(network.caa(name).await),
        Question::Ptr(address) => Answered::Ptr(network.ptr(*address).await),
    };
    (question, answer)
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Duration};

    use tokio::time::{Instant, sleep};

    use super::*;
    use crate::dns::Answer;

    fn name(number: usize) -> String {
        format!("{number}.example.com")
    }

    /// Answers every question after a second that there are no such records, and counts.
    async fn after_a_second(asked: &Cell<usize>, question: Question) -> (Question, Answered) {
        asked.set(asked.get() + 1);
        sleep(Duration::from_secs(1)).await;
        let answered = question.without_records(&NoRecords::NoData);
        (question, answered)
    }

    fn time(seconds: u64) -> Time {
        Time::until(Instant::now() + Duration::from_secs(seconds))
    }

    /// Asks for this many names at the same time; how many were denied, and how many otherwise not answered.
    async fn denied(time: &Time, names: usize) -> (usize, usize, usize) {
        let asked = Cell::new(0);
        let mut counts = (0, 0);
        answer(
            time,
            |question| after_a_second(&asked, question),
            |asking| {
                let answers: Vec<_> = (0..names).map(|number| asking.txt(&name(number))).collect();
                let Some(answers) = answers.into_iter().collect::<Option<Vec<_>>>() else {
                    return false;
                };
                let denied = answers
                    .iter()
                    .filter(|one| one.lookup.answer == Answer::NoData)
                    .count();
                counts = (denied, names - denied);
                true
            },
        )
        .await;
        (asked.get(), counts.0, counts.1)
    }

    #[tokio::test(start_paused = true)]
    async fn so_many_are_asked_at_once_and_no_more() {
        let began = Instant::now();
        assert_eq!(denied(&time(60), AT_ONCE).await, (AT_ONCE, AT_ONCE, 0));
        assert_eq!(began.elapsed(), Duration::from_secs(1));
        assert_eq!(
            denied(&time(60), AT_ONCE + 1).await,
            (AT_ONCE + 1, AT_ONCE + 1, 0)
        );
        assert_eq!(began.elapsed(), Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_domain_that_wants_too_many_is_answered_without() {
        assert_eq!(denied(&time(600), MOST + 7).await, (MOST, MOST, 7));
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_come_in_time_is_said_not_to_have_come() {
        let began = Instant::now();
        let limit = Duration::from_millis(1500);
        let time = Time::until(began + limit);
        time.is_running_out();
        let counts = denied(&time, 3 * AT_ONCE).await;
        assert_eq!(counts, (2 * AT_ONCE, AT_ONCE, 2 * AT_ONCE));
        assert_eq!(began.elapsed(), limit);
    }

    /// What came meanwhile is known to the machine at once, so that it is called once for all of it.
    #[tokio::test(start_paused = true)]
    async fn answers_that_come_together_are_read_together() {
        let (asked, calls) = (Cell::new(0), Cell::new(0));
        answer(
            &time(60),
            |question| after_a_second(&asked, question),
            |asking| {
                calls.set(calls.get() + 1);
                let names = 0..AT_ONCE;
                names.filter(|it| asking.txt(&name(*it)).is_none()).count() == 0
            },
        )
        .await;
        assert_eq!((asked.get(), calls.get()), (AT_ONCE, 2));
    }

    /// Whoever publishes what takes long to read does not keep the run beyond its time, though every answer is there at once.
    #[tokio::test(start_paused = true)]
    async fn a_machine_that_takes_long_is_not_called_beyond_the_time() {
        let (time, asked) = (time(5), Cell::new(0));
        time.is_running_out();
        let at_once = |question: Question| async {
            asked.set(asked.get() + 1);
            let answered = question.without_records(&NoRecords::NoData);
            (question, answered)
        };
        answer(&time, at_once, |asking| {
            // A second of work.
            tokio::time::advance(Duration::from_secs(1)).now_or_never();
            (0..MOST).all(|number| asking.txt(&name(number)).is_some())
        })
        .await;
        assert!(asked.get() <= 4, "{}", asked.get());
    }

    /// A name that leads to the next without end.
    #[tokio::test(start_paused = true)]
    async fn a_machine_that_never_comes_to_an_end_is_left() {
        let asked = Cell::new(0);
        answer(
            &time(600),
            |question| after_a_second(&asked, question),
            |asking| {
                let mut number = 0;
                while asking.txt(&name(number)).is_some() {
                    number += 1;
                }
                false
            },
        )
        .await;
        assert_eq!(asked.get(), MOST);
    }
}
