//! The story of a check, from the name to QUIT: plain top-to-bottom code that decides only on values that `net`
//! returns and tells every step to an observer. Judges nothing.

mod active;
mod authentication;
mod check;
mod conversation;
mod join;
mod legacy;
mod mail_exchanger;
pub mod plan;
mod raw_hello;
mod scan;
mod silence;
mod submission;
mod visit;

use std::{cell::Cell, time::Duration};

use tokio::time::{Instant, timeout};

use crate::{
    event::{About, Connection, Event, Observer},
    net::{Network, link::Watch, tls::Roots},
};
use check::Check;
use conversation::Progress;
use mail_exchanger::Candidates;
pub use plan::Plan;

/// How long look-ups of exchanges that were not needed may outlast the conversation.
const LOOKUPS_OUTLAST: Duration = Duration::from_secs(2);

/// Runs a check. Everything that is found out goes to `observer`; times are since `started`.
pub async fn run<N: Network>(
    plan: &Plan,
    roots: &dyn Fn() -> Roots,
    network: &N,
    observer: &dyn Observer,
    started: Instant,
) {
    let watch = Watch::new(observer, started, About::Domain);
    let Some(candidates) = mail_exchanger::candidates(plan, network, watch).await else {
        return;
    };
    let look_ups = candidates.look_up_all(network, watch);
    let tried = Cell::new(0);
    let checks = check_in_turn(plan, roots, network, watch, &candidates, &tried);
    tokio::pin!(look_ups, checks);
    tokio::select! {
        () = &mut checks => { let _ = timeout(LOOKUPS_OUTLAST, look_ups).await; }
        () = &mut look_ups => checks.await,
    }
    candidates.tell_untried(watch, tried.get());
    candidates.conclude(watch);
}

/// One server after the other, as a sender would, until one greets and accepts EHLO; with `--all`, every one.
async fn check_in_turn<N: Network>(
    plan: &Plan,
    roots: &dyn Fn() -> Roots,
    network: &N,
    watch: Watch<'_>,
    candidates: &Candidates<'_>,
    tried: &Cell<usize>,
) {
    let mut logins_over = false;
    for candidate in candidates.iter() {
        for address in candidates.addresses(candidate, network, watch).await {
            let watch = watch.about(About::Server(tried.replace(tried.get() + 1)));
            let check = Check {
                plan,
                roots,
                network,
                watch,
                candidate,
                address,
                skip_login: logins_over,
            };
            let progress = check.run().await;
            watch.tell(Event::Connection(Connection::Finished));
            logins_over |= progress == Progress::LoginRejected;
            if !plan.all && progress != Progress::NotReached {
                return;
            }
        }
    }
}
