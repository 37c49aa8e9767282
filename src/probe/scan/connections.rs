//! The connections of a scan: so many in all, so many at a time, and a pause from the start of one to that of the next. Where
//! several are allowed, all but one are opened ahead, up to the hello: what comes before it does not depend on the question.
//! Those that nobody needed any more when the scan ended were made all the same, and count.

use std::{cell::RefCell, collections::VecDeque, time::Duration};

use tokio::{
    sync::Notify,
    time::{Instant, sleep_until, timeout_at},
};

use crate::{
    net::link::seconds,
    probe::{join, raw_hello::Ask, task::ScanPlan},
};

/// From the start of one connection to that of the next.
const PACE: Duration = Duration::from_millis(20);
/// Before a second try when the server let us not in.
const PAUSE: Duration = Duration::from_secs(5);

/// Where the connections come from.
pub(super) struct Connections<'a, A: Ask> {
    server: &'a A,
    jobs: usize,
    tell: &'a dyn Fn(usize),
    budget: Duration,
    deadline: Instant,
    state: RefCell<State<A::Open>>,
    changed: Notify,
}

/// How many there are of what, and why there are no more.
struct State<O> {
    most: Option<usize>,
    /// So many may be open at the same time.
    at_a_time: usize,
    /// Planned in all.
    planned: usize,
    /// Begun of these: where nobody needs it any more, none begins.
    begun: usize,
    /// Not closed yet.
    open: usize,
    /// On the way to the hello.
    opening: usize,
    /// There.
    ready: VecDeque<O>,
    /// Questions that wait for one.
    waiting: usize,
    /// The next one begins no sooner.
    not_before: Instant,
    /// After this second try there is no third.
    second_try: Option<Instant>,
    hindrance: Option<String>,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Open,
    Wait,
    Stop,
}

impl<'a, A: Ask> Connections<'a, A> {
    pub(super) fn new(
        server: &'a A,
        plan: &ScanPlan,
        budget: Duration,
        tell: &'a dyn Fn(usize),
    ) -> Self {
        Self {
            server,
            jobs: plan.jobs,
            tell,
            budget,
            deadline: Instant::now() + budget,
            state: RefCell::new(State::new(plan.connections, plan.jobs)),
            changed: Notify::new(),
        }
    }

    /// Opens them as long as there may be more. Belongs beside the questions.
    pub(super) async fn supply(&self) {
        join::all((0..self.jobs).map(|_| self.open_in_turn())).await;
    }

    async fn open_in_turn(&self) {
        loop {
            let next = self.change(State::next);
            match next {
                Next::Open => self.open().await,
                Next::Wait => self.changed.notified().await,
                // Those who wait hear why.
                Next::Stop => return self.changed.notify_waiters(),
            }
        }
    }

    async fn open(&self) {
        let start = self.change(State::plan);
        sleep_until(start).await;
        let Some(number) = self.change(|state| state.begin(start)) else {
            return;
        };
        (self.tell)(number);
        let opened = timeout_at(self.deadline, self.server.open()).await;
        self.tell_all(|state| match opened {
            Ok(opened) => state.end(start, opened),
            Err(_) => state.hinder(self.time_is_over()),
        });
    }

    /// The next one; none when there may be no more.
    pub(super) async fn take(&self) -> Option<A::Open> {
        loop {
            let mut open = self.next_ready().await?;
            if self.is_of_use(&mut open).await {
                return Some(open);
            }
            self.tell_all(State::lose);
        }
    }

    async fn next_ready(&self) -> Option<A::Open> {
        self.tell_all(|state| state.waiting += 1);
        loop {
            let ready = self.change(|state| match state.hindrance {
                Some(_) => Some(None),
                None => state.ready.pop_front().map(Some),
            });
            if let Some(ready) = ready {
                self.change(|state| state.waiting -= 1);
                return ready;
            }
            self.changed.notified().await;
        }
    }

    /// Whether the server still waits for the hello on a connection that was opened ahead. To a question that is sent on one
    /// that it has given up, its end would be the answer.
    async fn is_of_use(&self, open: &mut A::Open) -> bool {
        self.state.borrow().at_a_time == 1 || self.server.is_quiet(open).await
    }

    /// One that was taken is closed.
    pub(super) fn closed(&self) {
        self.tell_all(|state| state.open -= 1);
    }

    /// When the time for all of them is over, and in words that it was.
    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    pub(super) fn time_is_over(&self) -> String {
        format!("the time was over ({} by --timeout)", seconds(self.budget))
    }

    /// Makes this the last of them, and says why.
    pub(super) fn hinder(&self, words: String) {
        self.tell_all(|state| state.hinder(words));
    }

    /// Why there are no more.
    pub(super) fn hindrance(&self) -> Option<String> {
        self.state.borrow().hindrance.clone()
    }

    /// How many were made.
    pub(super) fn count(&self) -> usize {
        self.state.borrow().begun
    }

    fn change<T>(&self, change: impl FnOnce(&mut State<A::Open>) -> T) -> T {
        change(&mut self.state.borrow_mut())
    }

    fn tell_all(&self, change: impl FnOnce(&mut State<A::Open>)) {
        self.change(change);
        self.changed.notify_waiters();
    }
}

impl<O> State<O> {
    fn new(most: Option<usize>, jobs: usize) -> Self {
        Self {
            most,
            at_a_time: jobs,
            planned: 0,
            begun: 0,
            open: 0,
            opening: 0,
            ready: VecDeque::new(),
            waiting: 0,
            not_before: Instant::now(),
            second_try: None,
            hindrance: None,
        }
    }

    fn next(&mut self) -> Next {
        let coming = self.opening + self.ready.len();
        if self.hindrance.is_some() {
            return Next::Stop;
        }
        if let Some(most) = self.most.filter(|most| self.planned >= *most) {
            if self.waiting == 0 || coming > 0 {
                return Next::Wait;
            }
            self.hinder(format!(
                "the limit of {most} connections was reached (--scan-connections)"
            ));
            return Next::Stop;
        }
        let wanted = self.waiting > coming || coming + 1 < self.at_a_time;
        match wanted && self.open < self.at_a_time {
            true => Next::Open,
            false => Next::Wait,
        }
    }

    /// When the next one begins.
    fn plan(&mut self) -> Instant {
        self.planned += 1;
        self.open += 1;
        self.opening += 1;
        let start = self.not_before.max(Instant::now());
        self.not_before = start + PACE;
        start
    }

    /// Its number; none where another one was not let in meanwhile.
    fn begin(&mut self, start: Instant) -> Option<usize> {
        if self.second_try.is_some_and(|second| start < second) {
            self.planned -= 1;
            self.open -= 1;
            self.opening -= 1;
            return None;
        }
        self.begun += 1;
        Some(self.begun)
    }

    /// What became of one that began at `start`.
    fn end(&mut self, start: Instant, opened: Result<O, String>) {
        self.opening -= 1;
        let is_second_try = self.second_try.is_some_and(|second| start >= second);
        match opened {
            Ok(open) => {
                self.ready.push_back(open);
                self.second_try = self.second_try.filter(|_| !is_second_try);
            }
            Err(words) if is_second_try => {
                self.open -= 1;
                self.hinder(words);
            }
            Err(_) => self.lose(),
        }
    }

    /// One of them came to nothing: perhaps there were too many at a time. From now on there is one, after a pause.
    fn lose(&mut self) {
        self.open -= 1;
        self.at_a_time = 1;
        let second = *self
            .second_try
            .get_or_insert_with(|| Instant::now() + PAUSE);
        self.not_before = self.not_before.max(second);
    }

    fn hinder(&mut self, words: String) {
        self.hindrance.get_or_insert(words);
    }
}
