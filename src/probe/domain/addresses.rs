//! What the DNS says of the addresses of servers, and of ours.

use std::{cell::Cell, net::IpAddr};

use super::{look_ups, time::Time};
use crate::{
    dns::special_use::is_public,
    event::{Address, Event},
    net::{Network, link::Watch},
    record::{Reverse, look_up::Asking, reverse},
};

/// Whose addresses are looked at beside a conversation.
pub(in crate::probe) struct Addresses<'a, N> {
    pub(in crate::probe) network: &'a N,
    pub(in crate::probe) watch: Watch<'a>,
    /// The server's.
    pub(in crate::probe) server: IpAddr,
    /// Ours, once it is known; none where nobody asks for its name.
    pub(in crate::probe) own: Option<&'a Cell<Option<IpAddr>>>,
    pub(in crate::probe) time: Time,
}

impl<N: Network> Addresses<'_, N> {
    /// Looks for the names of the server's address beside the conversation, and for those of ours behind it.
    pub(in crate::probe) async fn beside<T>(&self, conversation: impl Future<Output = T>) -> T {
        let conversation = async {
            let outcome = conversation.await;
            self.time.is_running_out();
            outcome
        };
        let (outcome, ()) = tokio::join!(conversation, Box::pin(self.names()));
        if let Some(own) = self.own.and_then(Cell::get) {
            Box::pin(self.own_names(own)).await;
        }
        outcome
    }

    async fn names(&self) {
        if let Some(names) = names_of(self.network, self.server, &self.time).await {
            let event = Event::Address(Box::new(Address::Names(names)));
            self.watch.tell(event);
        }
    }

    async fn own_names(&self, address: IpAddr) {
        if let Some(names) = names_of(self.network, address, &self.time).await {
            let own = Address::OwnNames { address, names };
            self.watch.tell(Event::Address(Box::new(own)));
        }
    }
}

/// One that is none of the public Internet has no name there.
async fn names_of<N: Network>(network: &N, address: IpAddr, time: &Time) -> Option<Reverse> {
    if !is_public(address) {
        return None;
    }
    let mut names = None;
    let machine = |asking: &mut Asking<'_>| {
        names = reverse::survey(asking, address);
        names.is_some()
    };
    let resolve = |question| look_ups::answered(network, question);
    look_ups::answer(time, resolve, machine).await;
    names
}
