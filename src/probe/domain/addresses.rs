//! What the DNS says of the addresses of servers, and of ours: their names, and what block lists say of them.

use std::{cell::Cell, net::IpAddr};

use super::{look_ups, time::Time};
use crate::{
    dns::special_use::is_public,
    event::{Address, Event},
    net::{Network, link::Watch},
    record::{dnsbl, look_up::Asking, reverse},
};

/// What is to be known of an address.
#[derive(Clone, Copy, Default)]
pub(in crate::probe) struct Wanted<'a> {
    /// Its names.
    pub(in crate::probe) names: bool,
    /// Whether it is in these lists.
    pub(in crate::probe) lists: &'a [String],
}

/// An address that is looked at.
#[derive(Clone, Copy)]
pub(in crate::probe) struct Subject<'a> {
    pub(in crate::probe) address: IpAddr,
    /// It is ours.
    pub(in crate::probe) is_own: bool,
    pub(in crate::probe) wanted: Wanted<'a>,
    /// The server that it belongs to, or that we spoke with from there.
    pub(in crate::probe) watch: Watch<'a>,
}

/// The addresses of both ends of a conversation.
pub(in crate::probe) struct Addresses<'a, N> {
    pub(in crate::probe) network: &'a N,
    /// The server's.
    pub(in crate::probe) server: Subject<'a>,
    /// Ours, once it is known, and what is to be known of it.
    pub(in crate::probe) own: (&'a Cell<Option<IpAddr>>, Wanted<'a>),
    pub(in crate::probe) time: Time,
}

impl<N: Network> Addresses<'_, N> {
    /// Looks at the server's address beside the conversation, and at ours behind it.
    pub(in crate::probe) async fn beside<T>(&self, conversation: impl Future<Output = T>) -> T {
        let conversation = async {
            let outcome = conversation.await;
            self.time.is_running_out();
            outcome
        };
        let server = [self.server];
        let of_server = look_at(self.network, &self.time, &server);
        let (outcome, ()) = tokio::join!(conversation, Box::pin(of_server));
        let (own, wanted) = self.own;
        if let Some(address) = own.get() {
            let own = self.server.own(address, wanted);
            Box::pin(look_at(self.network, &self.time, &[own])).await;
        }
        outcome
    }
}

impl<'a> Subject<'a> {
    /// Our address, from which we speak with the server.
    pub(in crate::probe) const fn own(self, address: IpAddr, wanted: Wanted<'a>) -> Self {
        Self {
            address,
            is_own: true,
            wanted,
            ..self
        }
    }
}

/// Looks at all of them at the same time. The DNS knows nothing of one that is none of the public Internet.
pub(in crate::probe) async fn look_at<N: Network>(
    network: &N,
    time: &Time,
    subjects: &[Subject<'_>],
) {
    let public = subjects.iter().filter(|one| is_public(one.address));
    let mut open: Vec<(&Subject<'_>, Survey)> = public
        .flat_map(|subject| {
            subject
                .wanted
                .surveys()
                .map(move |survey| (subject, survey))
        })
        .collect();
    if open.is_empty() {
        return;
    }
    let machine = |asking: &mut Asking<'_>| {
        open.retain(|(subject, survey)| match survey(asking, subject) {
            Some(found) => {
                subject.watch.tell(Event::Address(Box::new(found)));
                false
            }
            None => true,
        });
        open.is_empty()
    };
    let resolve = |question| look_ups::answered(network, question);
    look_ups::answer(time, resolve, machine).await;
}

/// Something that is found out of an address, once all is known that it takes.
type Survey = fn(&mut Asking<'_>, &Subject<'_>) -> Option<Address>;

impl Wanted<'_> {
    fn surveys(self) -> impl Iterator<Item = Survey> {
        let names = self.names.then_some(names as Survey);
        let lists = (!self.lists.is_empty()).then_some(listings as Survey);
        names.into_iter().chain(lists)
    }
}

fn names(asking: &mut Asking<'_>, subject: &Subject<'_>) -> Option<Address> {
    let address = subject.address;
    let names = reverse::survey(asking, address)?;
    Some(match subject.is_own {
        true => Address::OwnNames { address, names },
        false => Address::Names(names),
    })
}

fn listings(asking: &mut Asking<'_>, subject: &Subject<'_>) -> Option<Address> {
    let address = subject.address;
    let listings = dnsbl::survey(asking, address, subject.wanted.lists)?;
    Some(match subject.is_own {
        true => Address::OwnListings { address, listings },
        false => Address::Listings(listings),
    })
}
