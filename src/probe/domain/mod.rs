//! What is looked up about the domain beside the conversation, side by side, so that it costs no round trip. As long as the
//! conversation goes on its look-ups may take what they take; behind its end there is one time limit for all of them.

mod addresses;
mod bimi;
mod look_ups;
mod mta_sts;
mod policies;
mod signatures;
mod subject;
mod time;

use std::pin::pin;

use crate::{
    event::Event,
    net::{Network, link::Watch},
};
pub(super) use addresses::{Addresses, Subject, Wanted, look_at};
pub(super) use policies::{look_up, subjects};
pub(super) use signatures::verify;
pub(super) use subject::Domain;
pub(super) use time::Time;

/// Looks everything up while `conversation` runs. The conversation goes first: what both look up is asked by the one that
/// waits for longer, and not again when the other's time is over.
pub(super) async fn beside<N: Network>(
    domain: &Domain<'_, N>,
    conversation: impl Future<Output = ()>,
) {
    let mut conversation = pin!(conversation);
    let mut searches = pin!(searches(domain));
    tokio::select! {
        biased;
        () = &mut conversation => {
            domain.time.is_running_out();
            searches.await;
        }
        () = &mut searches => conversation.await,
    }
}

/// All of them; one more has its line here.
async fn searches<N: Network>(domain: &Domain<'_, N>) {
    let mta_sts = Box::pin(mta_sts::search(domain));
    tokio::join!(awaited(
        domain.time,
        domain.watch,
        mta_sts,
        mta_sts::awaited(domain)
    ));
}

/// A search, and that it is still awaited where the conversation is over before it.
async fn awaited(time: &Time, watch: Watch<'_>, search: impl Future<Output = ()>, awaited: Event) {
    let mut search = pin!(search);
    tokio::select! {
        biased;
        () = &mut search => return,
        _ = time.until_it_runs_out() => {}
    }
    watch.tell(awaited);
    search.await;
}
