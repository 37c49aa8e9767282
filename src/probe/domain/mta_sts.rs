//! Looks for the domain's MTA-STS policy: RFC 8461 section 3. Without a TXT record nothing is fetched.

use tokio::time::timeout;

use super::subject::Domain;
use crate::{
    dns::{Answer, Txt},
    event::{Event, MtaSts},
    net::{
        Network,
        https::{self, Request},
        link::seconds,
    },
    record::mta_sts::{self, Discovery, POLICY_PATH, StsRecord},
};

/// Does so and tells what came of it. Where there is a record, the fetch may take its time ([`crate::net::https::LIMIT`]).
pub(super) async fn search<N: Network>(domain: &Domain<'_, N>) {
    let name = mta_sts::record_name(domain.name);
    let look_up = domain.time.is_enough_for(domain.network.txt(&name)).await;
    let answer = look_up.map_or(Answer::TimedOut, |proven| proven.lookup.answer);
    let discovery = discovery(domain, answer).await;
    domain
        .watch
        .tell(Event::MtaSts(MtaSts::Discovered(Box::new(discovery))));
}

/// That it is still awaited.
pub(super) fn awaited<N>(domain: &Domain<'_, N>) -> Event {
    let domain = domain.name.to_owned();
    Event::MtaSts(MtaSts::Awaited { domain })
}

async fn discovery<N: Network>(domain: &Domain<'_, N>, answer: Answer<Txt>) -> Discovery {
    let texts: Vec<_> = match answer {
        Answer::Found(texts) => texts.iter().map(Txt::text).collect(),
        Answer::NoData | Answer::NoSuchName => return Discovery::None,
        failure => return Discovery::LookUpFailed(failure.outcome()),
    };
    match StsRecord::select(&texts) {
        Ok(None) => Discovery::None,
        Err(error) => Discovery::InvalidRecord(error),
        Ok(Some(record)) => {
            let Some(request) = request(domain).await else {
                return Discovery::LookUpFailed(format!(
                    "there is a record, and of the {} of --timeout no time was left to fetch the policy",
                    seconds(domain.task.timeout)
                ));
            };
            let fetched = Box::pin(domain.network.fetch_policy(&request)).await;
            Discovery::Announced {
                record,
                policy: mta_sts::read(fetched),
            }
        }
    }
}

/// None where no time is left once it is known where the servers are, or before.
async fn request<N: Network>(domain: &Domain<'_, N>) -> Option<Request> {
    let are_private = Box::pin(domain.candidates.are_private(domain.network, domain.watch));
    let private_too = timeout(domain.time.remaining(), are_private).await.ok()?;
    let remaining = domain.time.remaining();
    let task = domain.task;
    (!remaining.is_zero()).then(|| Request {
        host: mta_sts::policy_host(domain.name),
        port: https::PORT,
        path: POLICY_PATH.into(),
        accept: "text/plain",
        family: task.family,
        source: task.source,
        connect_timeout: task.connect_timeout,
        limit: https::LIMIT.min(remaining),
        private_too,
        roots: (domain.roots)(),
        now: domain.network.timestamp(),
        concealer: task.concealer.clone(),
        random: domain.network.random(),
    })
}
