//! The story of a check, from the name to QUIT: plain top-to-bottom code that decides only on values that `net`
//! returns and tells every step to an observer. Judges nothing.

mod active;
mod afterwards;
pub mod aim;
mod authentication;
mod budget;
mod check;
mod conversation;
mod dane;
mod dane_records;
mod domain;
mod encryption;
mod issuers;
mod join;
mod legacy;
mod look_ups;
mod mail_exchanger;
mod masking;
mod pool;
mod protocol;
mod raw_hello;
mod scan;
mod silence;
mod smaller;
mod submission;
pub mod task;
mod visit;
mod without_name;

use std::{
    cell::{Cell, RefCell},
    net::IpAddr,
    time::Duration,
};

use tokio::time::{Instant, timeout};

use crate::{
    event::{About, Connection, Event, Observer},
    net::{
        Network,
        link::{Watch, seconds},
        tls::Roots,
    },
};
use aim::Aim;
use budget::Budget;
use check::{Check, Seen};
use conversation::Progress;
use dane_records::{LookUp, Records};
use domain::{Addresses, Domain, Subject, Time, Wanted};
use look_ups::{BEFORE, OUTLAST};
use mail_exchanger::{Candidate, Candidates};
use masking::Masking;
pub use pool::Pool;
use pool::{Heard, Key, Tape};
use task::{Stage, Task};

/// The message as it would be sent, without a word to anybody: where it needs SMTPUTF8, as if that were offered. Which server would
/// take it is not known, so that a text of our own does not name it.
///
/// # Errors
/// What of it cannot stand in a message.
pub fn message<N: Network>(aim: &Aim, task: &Task, network: &N) -> Result<Vec<u8>, String> {
    let Some(envelope) = task.envelope(aim) else {
        return Ok(Vec::new());
    };
    let name = conversation::client_name(task, network, None);
    let smtputf8 = submission::beyond_ascii(&envelope).is_some();
    let message = submission::make(network, &envelope, None, &name, smtputf8)?;
    Ok(message.unwrap_or_default())
}

/// Runs a check. Everything that is found out goes to `observer`; times are since `started`. `pool` is what it has together with
/// others of the process.
pub async fn run<N: Network>(
    aim: &Aim,
    task: &Task,
    roots: &dyn Fn() -> Roots,
    network: &N,
    pool: Option<&Pool>,
    observer: &dyn Observer,
    started: Instant,
) {
    task.conceal_secrets(aim);
    let masking = Masking {
        observer,
        concealer: &task.concealer,
    };
    let budget = Budget::new(&masking, task.timeout, task.given.has("all"));
    let watch = Watch::new(&budget, started, About::Domain);
    let time = match quits_after_look_ups(task) {
        true => Time::whole(started + task.timeout),
        false => Time::until(started + task.timeout),
    };
    let subjects = domain::subjects(aim, task, network);
    let policies = domain::look_up(task, roots, network, watch, &subjects, &time);
    let run = Run {
        aim,
        task,
        roots,
        network,
        pool,
        time: &time,
    };
    let servers = servers(&run, watch, &budget);
    let signatures = domain::verify(task, network, watch, &time);
    tokio::join!(Box::pin(servers), Box::pin(policies), Box::pin(signatures));
}

/// What one run has for all its servers.
struct Run<'a, N> {
    aim: &'a Aim,
    task: &'a Task,
    roots: &'a dyn Fn() -> Roots,
    network: &'a N,
    pool: Option<&'a Pool>,
    /// How long look-ups beside a conversation may take.
    time: &'a Time,
}

/// `--quit-after LOOKUP`: nothing is connected to.
fn quits_after_look_ups(task: &Task) -> bool {
    task.quit_after == Some(Stage::Lookup)
}

/// The servers and what is asked of senders beside them.
async fn servers<N: Network>(run: &Run<'_, N>, watch: Watch<'_>, budget: &Budget<'_>) {
    let Run {
        aim,
        task,
        roots,
        network,
        time,
        ..
    } = *run;
    let candidates = Box::pin(mail_exchanger::candidates(aim, task, network, watch));
    let Some(candidates) = candidates.await else {
        time.is_running_out();
        return;
    };
    let servers = async {
        // On the heap: a conversation with all that belongs to it is large, and a thread's stack may be small.
        let mut look_ups = Box::pin(candidates.look_up_all(network, watch));
        if quits_after_look_ups(task) {
            look_ups.await;
            return look_at_addresses(run, watch, &candidates).await;
        }
        let mut checks = Box::pin(check_in_turn(run, watch, &candidates, budget));
        tokio::select! {
            () = &mut checks => { let _ = timeout(OUTLAST, look_ups).await; }
            () = &mut look_ups => checks.await,
        }
    };
    match candidates.policy_domain() {
        Some(name) => {
            let domain = Domain {
                task,
                roots,
                network,
                watch,
                name,
                candidates: &candidates,
                time,
            };
            domain::beside(&domain, servers).await;
        }
        None => {
            servers.await;
            time.is_running_out();
        }
    }
    candidates.tell_untried(watch, budget);
    candidates.conclude(watch);
}

/// Of how many addresses it is looked up what belongs to them where none is connected to.
const MOST_ADDRESSES: usize = 10;

/// What the DNS says of the servers' addresses, where nothing is connected to.
async fn look_at_addresses<N: Network>(
    run: &Run<'_, N>,
    watch: Watch<'_>,
    candidates: &Candidates<'_>,
) {
    let wanted = run.wanted();
    let destinations = candidates.destinations().take(MOST_ADDRESSES);
    let servers = destinations
        .enumerate()
        .map(|(number, (_, address))| Subject {
            address,
            is_own: false,
            wanted: wanted.0,
            watch: watch.about(About::Server(number)),
        });
    let mut subjects: Vec<_> = servers.collect();
    let own = run.task.source.zip(subjects.first().copied());
    subjects.extend(own.map(|(source, first)| first.own(source, wanted.1)));
    let time = run.time.of_another();
    time.is_running_out();
    Box::pin(domain::look_at(run.network, &time, &subjects)).await;
}

impl<N: Network> Run<'_, N> {
    /// What is to be known of the servers' addresses, and of ours.
    fn wanted(&self) -> (Wanted<'_>, Wanted<'_>) {
        let Self { aim, task, .. } = self;
        let names = !task.policy.left_out && mail_exchanger::are_looked_up(aim, task, self.network);
        let lists = task.policy.block_lists.as_slice();
        let sends = task.given.has("send");
        let own_lists = match sends || task.source.is_some() {
            true => lists,
            false => &[],
        };
        let own = Wanted {
            names: names && sends,
            lists: own_lists,
        };
        (Wanted { names, lists }, own)
    }
}

/// One server after the other, as a sender would, until one greets and accepts EHLO; with `--all`, every one.
async fn check_in_turn<N: Network>(
    run: &Run<'_, N>,
    watch: Watch<'_>,
    candidates: &Candidates<'_>,
    budget: &Budget<'_>,
) {
    let mut logins_over = false;
    for candidate in candidates.iter() {
        for address in candidates.addresses(candidate, run.network, watch).await {
            let Some(number) = budget.next_server() else {
                return;
            };
            let server = Server {
                candidates,
                candidate,
                address,
                skip_login: logins_over,
            };
            let watch = watch.about(About::Server(number));
            let progress = match run.pool {
                Some(pool) => Box::pin(server.in_its_turn(run, pool, watch, budget)).await,
                None => server.conversation(run, watch).await.progress,
            };
            watch.tell(Event::Connection(Connection::Finished));
            logins_over |= progress == Progress::LoginRejected;
            if !run.task.given.has("all") && progress != Progress::NotReached {
                return;
            }
        }
    }
}

/// One address of one server.
struct Server<'a> {
    candidates: &'a Candidates<'a>,
    candidate: &'a Candidate,
    address: IpAddr,
    /// An earlier server rejected the login.
    skip_login: bool,
}

/// What a conversation came to, and what others need to judge it for themselves.
struct Had {
    progress: Progress,
    seen: Seen,
    records: Option<Records>,
}

impl Server<'_> {
    /// The conversation when nobody else is connected to the address, or that of another target that leads to the same server.
    async fn in_its_turn<N: Network>(
        &self,
        run: &Run<'_, N>,
        pool: &Pool,
        watch: Watch<'_>,
        budget: &Budget<'_>,
    ) -> Progress {
        let key = self.key(run);
        let began = Instant::now();
        let mut turn = pool.turn(self.address).await;
        budget.has_waited(began.elapsed());
        if let Some(heard) = key.as_ref().and_then(|key| pool.heard(key)) {
            drop(turn);
            return self.told_again(run, &heard, watch);
        }
        let observer = watch.observer();
        let tape = Tape::new(observer);
        let had = self.conversation(run, watch.through(&tape)).await;
        if tape.has_421() {
            turn.let_rest();
        }
        if let Some(key) = key {
            let heard = tape.heard(&run.aim.input, had.progress, had.seen, had.records);
            pool.keep(key, heard);
        }
        had.progress
    }

    /// Which conversation it is; none where it is this target's alone, because something of it is sent or tried there.
    fn key<N: Network>(&self, run: &Run<'_, N>) -> Option<Key> {
        let task = run.task;
        let is_plain = task.authentication.is_none()
            && task.envelope(run.aim).is_none()
            && task.active.checks().is_empty();
        is_plain.then(|| Key {
            address: self.address,
            port: self.candidate.port,
            host: self.candidate.host.clone(),
            tls_mode: run.aim.tls_mode,
            name_is_trusted: self.candidates.trusts_name_of(self.candidate),
            names_are_wanted: run.wanted().0.names,
        })
    }

    fn told_again<N: Network>(
        &self,
        run: &Run<'_, N>,
        heard: &Heard,
        watch: Watch<'_>,
    ) -> Progress {
        heard.tell(watch, self.candidate.preference);
        if let Some(records) = &heard.records {
            let by_mx = self.candidates.by_mx();
            let records = records.of(&self.candidate.host, by_mx);
            dane::compare(run.task, run.network, watch, &heard.seen, &records);
        }
        heard.progress
    }

    async fn conversation<N: Network>(&self, run: &Run<'_, N>, watch: Watch<'_>) -> Had {
        let Run {
            aim,
            task,
            roots,
            network,
            time,
            ..
        } = *run;
        let own_address = Cell::new(None);
        let look_up = dane::applies(task, self.candidate, network)
            .then(|| LookUp::new(self.candidates.by_mx()));
        let check = Check {
            aim,
            task,
            roots,
            network,
            watch,
            candidate: self.candidate,
            address: self.address,
            skip_login: self.skip_login,
            name_is_trusted: self.candidates.trusts_name_of(self.candidate),
            tlsa_base: None,
            dane: None,
            deadline: Cell::new(Instant::now() + task.timeout),
            own_address: &own_address,
            small_hello: Cell::default(),
            seen: &RefCell::default(),
        };
        let seen = check.seen;
        let conversation = with_dane(check, look_up.as_ref());
        let (of_server, of_own) = run.wanted();
        let addresses = Addresses {
            network,
            server: Subject {
                address: self.address,
                is_own: false,
                wanted: of_server,
                watch,
            },
            own: (&own_address, of_own),
            // What was waited for until it was its turn is no time of its own.
            time: match run.pool {
                Some(_) => Time::until(Instant::now() + task.timeout),
                None => time.of_another(),
            },
        };
        let progress = addresses.beside(conversation).await;
        Had {
            progress,
            seen: seen.take(),
            records: look_up.and_then(LookUp::into_compared),
        }
    }
}

/// The conversation, and beside it what DANE says about the server. A server that cannot be reached is not waited for. Where the
/// records decide the server name to send they come first, for a while.
async fn with_dane<N: Network>(check: Check<'_, N>, look_up: Option<&LookUp<'_>>) -> Progress {
    let Some(look_up) = look_up else {
        return check.run().await;
    };
    let records = look_up.records(check.network, check.candidate);
    tokio::pin!(records);
    let limit = match dane::decides_the_server_name(check.candidate) {
        true => BEFORE.min(check.remaining()),
        false => Duration::ZERO,
    };
    let early = match limit.is_zero() {
        true => None,
        false => timeout(limit, &mut records).await.ok(),
    };
    let check = Check {
        dane: Some(look_up),
        tlsa_base: early.and_then(Records::server_name),
        ..check
    };
    if let Some(records) = early {
        let progress = Box::pin(check.run()).await;
        if check.seen.borrow().connected {
            dane::judge(&check, records);
        }
        return progress;
    }
    match limit.is_zero() {
        true => beside(&check, look_up, records).await,
        false => {
            look_up.was_waited_for();
            Box::pin(without_server_name(&check, look_up, records, limit)).await
        }
    }
}

/// The conversation beside the look-up, for which it does not wait.
async fn beside<'a, N: Network>(
    check: &Check<'_, N>,
    look_up: &'a LookUp<'_>,
    records: impl Future<Output = &'a Records>,
) -> Progress {
    let conversation = check.run();
    tokio::pin!(records, conversation);
    let progress = tokio::select! {
        // First, so that it is this one that asks: what the conversation waits for ends with its patience, and would be asked anew.
        biased;
        records = &mut records => {
            let progress = conversation.await;
            dane::judge(check, records);
            return progress;
        }
        progress = &mut conversation => progress,
    };
    if check.seen.borrow().connected {
        let longer = match look_up.was_in_vain() {
            true => Duration::ZERO,
            false => OUTLAST,
        };
        match timeout(longer, records).await {
            Ok(records) => dane::judge(check, records),
            Err(_) => {
                let waited = seconds(OUTLAST);
                let in_time = format!("until {waited} after the conversation");
                dane::give_up(check, look_up, in_time);
            }
        }
    }
    progress
}

/// The conversation where the records did not come before it. Of such as come too late for the server name the certificate that was
/// shown says nothing; but what is forged is told.
async fn without_server_name<'a, N: Network>(
    check: &Check<'_, N>,
    look_up: &'a LookUp<'_>,
    records: impl Future<Output = &'a Records>,
    limit: Duration,
) -> Progress {
    let conversation = check.run();
    tokio::pin!(records, conversation);
    let (progress, late) = tokio::select! {
        biased;
        records = &mut records => (conversation.await, Some(records)),
        progress = &mut conversation => (progress, None),
    };
    if check.seen.borrow().connected {
        match late.filter(|late| late.server_name().is_none()) {
            Some(records) => dane::judge(check, records),
            None => dane::give_up(check, look_up, format!("within {}", seconds(limit))),
        }
    }
    progress
}
