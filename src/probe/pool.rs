//! What the runs of one process have together, so that no server is asked more than it has to be: never two connections to one
//! address, whatever names lead there; a rest after 421; and a conversation that several domains lead to is had once and told to
//! each of them.

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    net::IpAddr,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::{Instant, sleep_until},
};

use super::{aim::TlsMode, check::Seen, conversation::Progress, dane_records::Records};
use crate::{
    event::{Connection, Conversation, Event, Observed, Observer, Tls},
    net::link::Watch,
    smtp::Reply,
};

/// How long an address is left alone after 421: RFC 5321 section 3.8 has it for a server that shuts down or has too much to do.
const REST: Duration = Duration::from_secs(5);

/// What is kept of conversations for those that may still lead to them, in bytes: some thousand ordinary ones.
const MOST_KEPT: usize = 16 * 1024 * 1024;

/// What an event takes besides its texts.
const OF_AN_EVENT: usize = 200;

/// What the runs of one process have together.
#[derive(Default)]
pub struct Pool {
    addresses: RefCell<HashMap<IpAddr, Arc<Mutex<Rest>>>>,
    heard: RefCell<Kept>,
}

/// Until when an address is left alone.
type Rest = Option<Instant>;

/// Which conversation: two of one key would be the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) address: IpAddr,
    pub(super) port: u16,
    /// The name that is sent in the handshake and verified.
    pub(super) host: String,
    pub(super) tls_mode: TlsMode,
    /// Whether that name is one that the user gave, or that DNSSEC proves.
    pub(super) name_is_trusted: bool,
    /// The names of the address are looked up too.
    pub(super) names_are_wanted: bool,
}

/// A conversation that was had.
pub(super) struct Heard {
    /// The target for which it was had.
    target: String,
    /// When it began in the run that had it.
    began: Duration,
    events: Vec<Observed>,
    pub(super) progress: Progress,
    /// What is compared with TLSA records, which of each domain are other names.
    pub(super) seen: Seen,
    /// The TLSA records, where they were compared.
    pub(super) records: Option<Records>,
}

/// The right to connect to an address.
pub(super) struct Turn<'a> {
    pool: &'a Pool,
    address: IpAddr,
    /// Until it is dropped.
    rest: Option<OwnedMutexGuard<Rest>>,
}

impl Pool {
    /// Waits until nobody else is connected to the address, and it has rested.
    pub(super) async fn turn(&self, address: IpAddr) -> Turn<'_> {
        // ::ffff:192.0.2.1 is 192.0.2.1 (RFC 4291 section 2.5.5.2).
        let address = address.to_canonical();
        let place = Arc::clone(self.addresses.borrow_mut().entry(address).or_default());
        let mut rest = place.lock_owned().await;
        if let Some(until) = rest.take() {
            sleep_until(until).await;
        }
        Turn {
            pool: self,
            address,
            rest: Some(rest),
        }
    }

    /// The conversation, where it was had already.
    pub(super) fn heard(&self, key: &Key) -> Option<Rc<Heard>> {
        self.heard.borrow_mut().get(key)
    }

    pub(super) fn keep(&self, key: Key, heard: Heard) {
        self.heard.borrow_mut().insert(key, heard);
    }
}

impl Turn<'_> {
    /// The server is busy: whoever comes next waits.
    pub(super) fn let_rest(&mut self) {
        if let Some(rest) = &mut self.rest {
            **rest = Some(Instant::now() + REST);
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let rests = self.rest.take().is_some_and(|rest| rest.is_some());
        let mut addresses = self.pool.addresses.borrow_mut();
        let is_awaited = addresses
            .get(&self.address)
            .is_some_and(|place| Arc::strong_count(place) > 1);
        if !rests && !is_awaited {
            addresses.remove(&self.address);
        }
    }
}

/// Listens to a conversation on its way to the observer.
pub(super) struct Tape<'a> {
    observer: &'a dyn Observer,
    events: RefCell<Vec<Observed>>,
}

impl<'a> Tape<'a> {
    pub(super) const fn new(observer: &'a dyn Observer) -> Self {
        Self {
            observer,
            events: RefCell::new(Vec::new()),
        }
    }

    /// Whether the server said that it closes the connection because it has too much to do.
    pub(super) fn has_421(&self) -> bool {
        let is_421 = |event: &Event| match event {
            Event::Conversation(Conversation::ServerLine { line, .. }) => {
                Reply::of_line(line).is_some_and(|reply| reply.code.value() == 421)
            }
            _ => false,
        };
        self.events.borrow().iter().any(|one| is_421(&one.event))
    }

    /// The whole, for those that come later.
    pub(super) fn heard(
        self,
        target: &str,
        progress: Progress,
        seen: Seen,
        records: Option<Records>,
    ) -> Heard {
        let events = self.events.into_inner();
        let is_compared = events.iter().any(|one| matches!(one.event, Event::Dane(_)));
        Heard {
            target: target.to_owned(),
            began: events.first().map_or(Duration::ZERO, |first| first.at),
            events,
            progress,
            seen,
            records: records.filter(|_| is_compared),
        }
    }
}

impl Observer for Tape<'_> {
    fn observe(&self, observed: &Observed) {
        self.observer.observe(observed);
        self.events.borrow_mut().push(observed.clone());
    }
}

impl Heard {
    /// Tells the conversation as if it began now; that it is another's is told too. What is compared with TLSA records is left out
    /// where the records are there: that is for the domain to do.
    pub(super) fn tell(&self, watch: Watch<'_>, preference: Option<u16>) {
        let now = watch.elapsed();
        for observed in &self.events {
            let at = now + observed.at.saturating_sub(self.began);
            match &observed.event {
                Event::Dane(_) | Event::Tls(Tls::LeavesCompared(_)) if self.records.is_some() => {}
                Event::Connection(Connection::Started {
                    host,
                    address,
                    port,
                    implicit_tls,
                    ..
                }) => {
                    let started = Connection::Started {
                        host: host.clone(),
                        address: *address,
                        port: *port,
                        preference,
                        implicit_tls: *implicit_tls,
                    };
                    watch.tell_at(at, Event::Connection(started));
                    let target = self.target.clone();
                    watch.tell_at(at, Event::Connection(Connection::HadFor { target }));
                }
                event => watch.tell_at(at, event.clone()),
            }
        }
    }

    fn size(&self) -> usize {
        let of_event = |event: &Event| match event {
            Event::Conversation(Conversation::ServerLine { line, .. }) => line.len(),
            Event::Tls(Tls::Established { facts, .. } | Tls::Failed { facts, .. }) => {
                // Once for the facts, once for what is compared.
                2 * facts.chain_der.iter().map(Vec::len).sum::<usize>()
            }
            _ => 0,
        };
        let events = self.events.iter();
        events.map(|one| OF_AN_EVENT + of_event(&one.event)).sum()
    }
}

/// Conversations, as many as there is room for. The oldest goes first, but those that were told since get a second chance.
#[derive(Default)]
struct Kept {
    by_key: HashMap<Key, Entry>,
    oldest_first: VecDeque<Key>,
    size: usize,
}

struct Entry {
    heard: Rc<Heard>,
    told: bool,
}

impl Kept {
    fn get(&mut self, key: &Key) -> Option<Rc<Heard>> {
        let entry = self.by_key.get_mut(key)?;
        entry.told = true;
        Some(Rc::clone(&entry.heard))
    }

    fn insert(&mut self, key: Key, heard: Heard) {
        self.size += heard.size();
        let entry = Entry {
            heard: Rc::new(heard),
            told: false,
        };
        match self.by_key.insert(key.clone(), entry) {
            Some(before) => self.size -= before.heard.size(),
            None => self.oldest_first.push_back(key),
        }
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.size > MOST_KEPT {
            let Some(key) = self.oldest_first.pop_front() else {
                return;
            };
            match self.by_key.get_mut(&key) {
                Some(entry) if entry.told => {
                    entry.told = false;
                    self.oldest_first.push_back(key);
                }
                _ => {
                    let gone = self.by_key.remove(&key);
                    self.size -= gone.map_or(0, |entry| entry.heard.size());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::event::About;

    fn key(host: &str) -> Key {
        Key {
            address: IpAddr::from([192, 0, 2, 1]),
            port: 25,
            host: host.to_owned(),
            tls_mode: TlsMode::Opportunistic,
            name_is_trusted: false,
            names_are_wanted: true,
        }
    }

    fn heard(bytes: usize) -> Heard {
        let nobody = Tape::new(&Nobody);
        nobody.observe(&Observed {
            at: Duration::from_secs(3),
            about: About::Server(0),
            event: Event::Conversation(Conversation::ServerLine {
                line: format!("220 {}", "x".repeat(bytes)),
                encrypted: false,
            }),
        });
        nobody.heard("example.com", Progress::Reached, Seen::default(), None)
    }

    struct Nobody;

    impl Observer for Nobody {
        fn observe(&self, _: &Observed) {}
    }

    #[test]
    fn the_oldest_gives_way_but_what_was_told_since_gets_a_second_chance() {
        let pool = Pool::default();
        for host in ["a", "b", "c"] {
            pool.keep(key(host), heard(MOST_KEPT / 4));
        }
        assert!(pool.heard(&key("a")).is_some());
        pool.keep(key("d"), heard(MOST_KEPT / 4));
        let kept = ["a", "b", "c", "d"].map(|host| pool.heard(&key(host)).is_some());
        assert_eq!(kept, [true, false, true, true]);
        let kept = pool.heard.borrow();
        assert_eq!(kept.by_key.len(), kept.oldest_first.len());
        assert!(kept.size <= MOST_KEPT);
    }

    #[test]
    fn another_port_or_name_or_way_is_another_conversation() {
        let pool = Pool::default();
        pool.keep(key("a"), heard(10));
        for other in [
            Key {
                port: 26,
                ..key("a")
            },
            key("b"),
            Key {
                name_is_trusted: true,
                ..key("a")
            },
            Key {
                tls_mode: TlsMode::None,
                ..key("a")
            },
        ] {
            assert!(pool.heard(&other).is_none(), "{other:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_is_one_s_at_a_time_and_rests_after_421() {
        let pool = Pool::default();
        let address = IpAddr::from([192, 0, 2, 1]);
        let inside = Cell::new(0);
        let began = Instant::now();
        let one = |busy: bool| {
            let (pool, inside) = (&pool, &inside);
            async move {
                let address = match busy {
                    true => IpAddr::from([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201]),
                    false => address,
                };
                let mut turn = pool.turn(address).await;
                inside.set(inside.get() + 1);
                assert_eq!(inside.get(), 1);
                tokio::time::sleep(Duration::from_secs(1)).await;
                inside.set(inside.get() - 1);
                if busy {
                    turn.let_rest();
                }
            }
        };
        tokio::join!(one(false), one(true), one(false));
        assert_eq!(began.elapsed(), Duration::from_secs(3) + REST);
        assert!(pool.addresses.borrow().is_empty(), "nothing is kept of it");
    }

    /// Times go on from now, and whose it was is told.
    #[test]
    fn it_is_told_as_if_it_began_now() {
        struct All(RefCell<Vec<Observed>>);
        impl Observer for All {
            fn observe(&self, observed: &Observed) {
                self.0.borrow_mut().push(observed.clone());
            }
        }
        let all = All(RefCell::default());
        let watch = Watch::new(&all, Instant::now(), About::Server(2));
        let mut heard = heard(1);
        let started = Observed {
            at: Duration::from_secs(2),
            about: About::Server(0),
            event: Event::Connection(Connection::Started {
                host: "mx".to_owned(),
                address: IpAddr::from([192, 0, 2, 1]),
                port: 25,
                preference: Some(10),
                implicit_tls: false,
            }),
        };
        heard.events.insert(0, started);
        heard.began = Duration::from_secs(2);
        heard.tell(watch, Some(20));
        let told = all.0.into_inner();
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|one| one.about == About::Server(2)));
        assert!(matches!(
            &told[0].event,
            Event::Connection(Connection::Started {
                preference: Some(20),
                ..
            })
        ));
        assert!(matches!(
            &told[1].event,
            Event::Connection(Connection::HadFor { target }) if target == "example.com"
        ));
        let later = told[2].at - told[0].at;
        assert_eq!(later, Duration::from_secs(1));
    }
}
