//! What a run takes on at most, whatever DNS names and whatever the servers send: so many servers, so much time for those
//! that do not answer, so many bytes in all. Each server has bounds of its own besides.

use std::{cell::Cell, time::Duration};

use tokio::time::Instant;

use crate::event::{Conversation, Event, Observed, Observer, Tls};

/// Addresses that are tried in one run. Exim's hosts_max_try_hardlimit is the same, and Postfix stops after five
/// (smtp_mx_address_limit).
pub(super) const MOST_SERVERS: usize = 50;

/// How many times `--timeout` servers that do not answer may take together before no further one is tried. Not with
/// `--all`, which asks for every one.
const TIMEOUTS: u32 = 5;

/// And how long they may take in any case: a short `--timeout` must not keep the one that answers from being tried.
const LEAST: Duration = Duration::from_secs(60);

/// Bytes that the servers of a run may send together: past that no further one is tried, and no further line of this one is
/// shown. An ordinary conversation has some thousand, and all that is shown is kept until the end.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// What an entry of the transcript takes besides its text.
const ENTRY: usize = 128;

/// Counts what is kept of the servers on its way to the observer.
pub(super) struct Budget<'a> {
    observer: &'a dyn Observer,
    /// How long servers that do not answer are tried; none for as long as it takes.
    longest: Option<Duration>,
    began: Instant,
    /// What others took that are connected to the same address.
    waited: Cell<Duration>,
    bytes: Cell<usize>,
    tried: Cell<usize>,
    exhausted: Cell<Option<Exhausted>>,
}

/// What there was no more of.
#[derive(Clone, Copy)]
enum Exhausted {
    Servers,
    Time(Duration),
    Bytes,
}

impl<'a> Budget<'a> {
    /// `timeout` is that of one server, `all` asks for every one.
    pub(super) fn new(observer: &'a dyn Observer, timeout: Duration, all: bool) -> Self {
        Self {
            observer,
            longest: (!all).then(|| timeout.saturating_mul(TIMEOUTS).max(LEAST)),
            began: Instant::now(),
            waited: Cell::default(),
            bytes: Cell::new(0),
            tried: Cell::new(0),
            exhausted: Cell::new(None),
        }
    }

    /// The number of the next server, counted from 0; none when there may be no more.
    pub(super) fn next_server(&self) -> Option<usize> {
        let (tried, spent) = (
            self.tried.get(),
            self.began.elapsed().saturating_sub(self.waited.get()),
        );
        let exhausted = if tried >= MOST_SERVERS {
            Some(Exhausted::Servers)
        } else if self.bytes.get() > MOST_BYTES {
            Some(Exhausted::Bytes)
        } else if self.longest.is_some_and(|longest| spent >= longest) {
            Some(Exhausted::Time(spent))
        } else {
            None
        };
        self.exhausted.set(exhausted);
        exhausted.is_none().then(|| self.tried.replace(tried + 1))
    }

    /// So long it was not its turn: no server took that.
    pub(super) fn has_waited(&self, time: Duration) {
        self.waited.set(self.waited.get() + time);
    }

    /// How many servers were tried.
    pub(super) fn tried(&self) -> usize {
        self.tried.get()
    }

    /// Why the others were not, where that was not because one of these answered.
    pub(super) fn exhausted_because(&self) -> Option<String> {
        Some(match self.exhausted.get()? {
            Exhausted::Servers => format!("no more than {MOST_SERVERS} servers are tried"),
            Exhausted::Time(spent) => {
                format!(
                    "no server has accepted a conversation in {} s",
                    spent.as_secs()
                )
            }
            Exhausted::Bytes => format!(
                "the servers have sent more than {} MiB",
                MOST_BYTES / 1024 / 1024
            ),
        })
    }
}

impl Observer for Budget<'_> {
    fn observe(&self, observed: &Observed) {
        let kept = match &observed.event {
            Event::Conversation(Conversation::ServerLine { line, .. }) => line.len() + ENTRY,
            Event::Tls(Tls::Established { facts, .. } | Tls::Failed { facts, .. }) => {
                facts.chain_der.iter().map(Vec::len).sum()
            }
            _ => 0,
        };
        let is_line = matches!(
            observed.event,
            Event::Conversation(Conversation::ServerLine { .. })
        );
        let before = self.bytes.replace(self.bytes.get().saturating_add(kept));
        if before > MOST_BYTES && is_line {
            return;
        }
        self.observer.observe(observed);
        if before <= MOST_BYTES && self.bytes.get() > MOST_BYTES {
            let event = Event::Conversation(Conversation::LeftOut { bytes: MOST_BYTES });
            self.observer.observe(&Observed { event, ..*observed });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::About;

    /// Keeps what reaches it: lines, and that some were left out.
    #[derive(Default)]
    struct Kept {
        lines: Cell<usize>,
        left_out: Cell<usize>,
    }

    impl Observer for Kept {
        fn observe(&self, observed: &Observed) {
            let count = match observed.event {
                Event::Conversation(Conversation::LeftOut { .. }) => &self.left_out,
                _ => &self.lines,
            };
            count.set(count.get() + 1);
        }
    }

    const TIMEOUT: Duration = Duration::from_secs(60);

    fn hear(budget: &Budget<'_>, length: usize) {
        budget.observe(&Observed {
            at: Duration::ZERO,
            about: About::Server(0),
            event: Event::Conversation(Conversation::ServerLine {
                line: "x".repeat(length),
                encrypted: false,
            }),
        });
    }

    #[tokio::test(start_paused = true)]
    async fn fifty_servers_are_tried_with_all_too() {
        for all in [false, true] {
            let nobody = Kept::default();
            let budget = Budget::new(&nobody, TIMEOUT, all);
            for number in 0..50 {
                assert_eq!(budget.next_server(), Some(number));
            }
            assert_eq!(budget.exhausted_because(), None);
            assert_eq!(budget.next_server(), None);
            assert_eq!(budget.tried(), 50);
            assert!(budget.exhausted_because().unwrap().contains("50 servers"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn five_time_limits_may_pass_unless_all_are_asked_for() {
        let nobody = Kept::default();
        let (some, all) = (
            Budget::new(&nobody, TIMEOUT, false),
            Budget::new(&nobody, TIMEOUT, true),
        );
        tokio::time::advance(Duration::from_millis(299_900)).await;
        assert_eq!(some.next_server(), Some(0));
        tokio::time::advance(Duration::from_millis(100)).await;
        assert_eq!(some.next_server(), None);
        assert!(some.exhausted_because().unwrap().contains("300 s"));
        assert_eq!(all.next_server(), Some(0));
    }

    #[tokio::test(start_paused = true)]
    async fn long_lines_and_many_lines_count_alike() {
        for length in [0, 2048] {
            let kept = Kept::default();
            let budget = Budget::new(&kept, TIMEOUT, true);
            let most = 2 * 1024 * 1024 / (length + 128);
            (0..most).for_each(|_| hear(&budget, length));
            assert_eq!(budget.next_server(), Some(0));
            hear(&budget, length.max(128));
            assert_eq!(budget.next_server(), None, "{length}");
            assert!(budget.exhausted_because().unwrap().contains("2 MiB"));
            hear(&budget, length);
            assert_eq!(kept.lines.get(), most + 1);
            assert_eq!(kept.left_out.get(), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_time_limit_leaves_a_minute() {
        let nobody = Kept::default();
        let budget = Budget::new(&nobody, Duration::from_secs(2), false);
        tokio::time::advance(Duration::from_millis(59_900)).await;
        assert_eq!(budget.next_server(), Some(0));
        tokio::time::advance(Duration::from_millis(100)).await;
        assert_eq!(budget.next_server(), None);
    }

    #[test]
    fn an_endless_time_limit_does_not_overflow() {
        let nobody = Kept::default();
        let budget = Budget::new(&nobody, Duration::MAX, false);
        assert_eq!(budget.next_server(), Some(0));
    }
}
