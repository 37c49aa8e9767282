//! Fetches logo and certificate of BIMI where that is asked for: one GET each, side by side, as the policy of MTA-STS is fetched.

use super::time::Time;
use crate::{
    net::{
        Network,
        https::{self, Request},
        tls::{Roots, mask},
    },
    probe::task::Task,
    record::{
        bimi::{Bimi, Fetched, Location},
        mta_sts::FetchError,
    },
};

/// What came of it; `None` where there is nothing to fetch.
pub(super) async fn fetch<N: Network>(
    task: &Task,
    roots: &dyn Fn() -> Roots,
    network: &N,
    time: &Time,
    found: Option<Bimi>,
) -> Option<Bimi> {
    let mut bimi = found.filter(|bimi| bimi.logo.is_some())?;
    let one = |uri: Option<String>, accept| async move {
        Some(of_uri(task, roots, network, time, &uri?, accept).await)
    };
    let logo = bimi.logo.as_ref().map(|logo| logo.uri.clone());
    let certificate = bimi.certificate.as_ref().map(|one| one.uri.clone());
    let (logo, certificate) = tokio::join!(
        Box::pin(one(logo, "image/svg+xml")),
        Box::pin(one(certificate, "application/x-pem-file, */*"))
    );
    bimi.keep(logo, certificate, network.timestamp());
    for text in bimi.fetched_texts_mut() {
        mask(text, &task.concealer);
    }
    Some(bimi)
}

async fn of_uri<N: Network>(
    task: &Task,
    roots: &dyn Fn() -> Roots,
    network: &N,
    time: &Time,
    uri: &str,
    accept: &'static str,
) -> Fetched {
    let Some(Location { host, port, path }) = Location::parse(uri) else {
        let why = "its URI is of no form that this program fetches".to_owned();
        return Err(FetchError::BeyondThisProgram(why));
    };
    let request = Request {
        host,
        port,
        path: path.into(),
        accept,
        family: task.family,
        source: task.source,
        connect_timeout: task.connect_timeout,
        limit: https::LIMIT.min(time.remaining()),
        private_too: false,
        roots: roots(),
        now: network.timestamp(),
        concealer: task.concealer.clone(),
        random: network.random(),
    };
    Box::pin(network.fetch_policy(&request)).await
}
