//! Looks for the domain's MTA-STS policy beside the conversation, so that it costs no round trip: RFC 8461 section 3.
//! Without a TXT record nothing is fetched.

use std::{pin::pin, time::Duration};

use tokio::time::{Instant, timeout};

use super::{look_ups::OUTLAST, mail_exchanger::Candidates, plan::Plan};
use crate::{
    dns::{Answer, Lookup},
    event::{Event, MtaSts},
    net::{
        Network,
        https::{self, Request},
        link::{Watch, seconds},
        tls::Roots,
    },
    record::mta_sts::{self, Discovery, POLICY_PATH, StsRecord},
};

/// What it takes to look for the policy of a domain.
pub(super) struct Search<'a, N> {
    pub(super) plan: &'a Plan,
    pub(super) roots: &'a dyn Fn() -> Roots,
    pub(super) network: &'a N,
    pub(super) watch: Watch<'a>,
    pub(super) domain: &'a str,
    /// When the time for it is over: that of one server, from the beginning of the run on.
    pub(super) deadline: Instant,
    /// The servers of the domain: where all of them are in a private network, its policy may be there too.
    pub(super) candidates: &'a Candidates<'a>,
}

impl<N: Network> Search<'_, N> {
    /// Does so while `conversation` runs. Afterwards it is waited for a little while for the record, and where there is
    /// one as long as a fetch may take ([`crate::net::https::LIMIT`]). The conversation goes first: what both look up is
    /// asked by the one that waits for longer, and not again when the other's time is over.
    pub(super) async fn beside(&self, conversation: impl Future<Output = ()>) {
        let mut conversation = pin!(conversation);
        let name = mta_sts::record_name(self.domain);
        let mut look_up = pin!(self.network.txt(&name));
        let lookup = tokio::select! {
            biased;
            () = &mut conversation => {
                self.tell_awaited();
                let lookup = timeout(OUTLAST.min(self.remaining()), look_up).await;
                let lookup = lookup.map_or(Lookup::of(Answer::TimedOut), |proven| proven.lookup);
                return self.conclude(lookup).await;
            }
            proven = &mut look_up => proven.lookup,
        };
        let mut conclusion = pin!(self.conclude(lookup));
        tokio::select! {
            biased;
            () = &mut conversation => {
                self.tell_awaited();
                conclusion.await;
            }
            () = &mut conclusion => conversation.await,
        }
    }

    fn tell_awaited(&self) {
        let domain = self.domain.to_owned();
        self.watch.tell(Event::MtaSts(MtaSts::Awaited { domain }));
    }

    async fn conclude(&self, lookup: Lookup<String>) {
        let discovery = self.discovery(lookup.answer).await;
        self.watch
            .tell(Event::MtaSts(MtaSts::Discovered(Box::new(discovery))));
    }

    async fn discovery(&self, answer: Answer<String>) -> Discovery {
        let texts = match answer {
            Answer::Found(texts) => texts,
            Answer::NoData | Answer::NoSuchName => return Discovery::None,
            failure => return Discovery::LookUpFailed(failure.outcome()),
        };
        match StsRecord::select(&texts) {
            Ok(None) => Discovery::None,
            Err(error) => Discovery::InvalidRecord(error),
            Ok(Some(record)) => {
                let Some(request) = self.request().await else {
                    return Discovery::LookUpFailed(format!(
                        "there is a record, and of the {} of --timeout no time was left to fetch the policy",
                        seconds(self.plan.timeout)
                    ));
                };
                let fetched = self.network.fetch_policy(&request).await;
                Discovery::Announced {
                    record,
                    policy: mta_sts::read(fetched),
                }
            }
        }
    }

    fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// None where no time is left once it is known where the servers are, or before.
    async fn request(&self) -> Option<Request> {
        let are_private = self.candidates.are_private(self.network, self.watch);
        let private_too = timeout(self.remaining(), are_private).await.ok()?;
        let remaining = self.remaining();
        (!remaining.is_zero()).then(|| Request {
            host: mta_sts::policy_host(self.domain),
            path: POLICY_PATH,
            family: self.plan.family,
            source: self.plan.source,
            connect_timeout: self.plan.connect_timeout,
            limit: https::LIMIT.min(remaining),
            private_too,
            roots: (self.roots)(),
            now: self.network.timestamp(),
            concealer: self.plan.concealer.clone(),
            random: self.network.random(),
        })
    }
}
