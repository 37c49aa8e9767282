//! `--scan-tls`: what does a server's TLS accept? One hand-made hello after the other, each on a connection of its own, for a
//! server reveals one choice and hangs up. The order of the questions makes the most of few connections: versions, kinds of
//! suites that are better not accepted, order, groups, the other certificate, and suites as long as connections are left.
//! What could not be asked stays not tested, and so does what a server that has stopped answering no longer says anything
//! about. RFC 9325, RFC 8996.

mod asked;
mod classes;
mod connections;
mod groups;
mod learned;
mod order;
mod scanner;
mod suites;
mod versions;

use std::future::pending;

use super::{
    check::Check,
    raw_hello::{Ask, Server},
    task::ScanPlan,
};
use crate::{
    event::{Event, Tls},
    net::{Network, tls::judge_chain},
    smtp::ClientName,
    tls::{
        Certificate,
        scan::{Leaf, TlsScan},
    },
};
use connections::Connections;
use scanner::Scanner;

/// Scans a server and tells the result.
pub(super) async fn scan<N: Network>(check: &Check<'_, N>, name: &ClientName, plan: &ScanPlan) {
    check.watch.tell(Event::Tls(Tls::ScanBegins {
        limit: plan.connections,
    }));
    let server = Server { check, name };
    let tell = |count: usize| {
        check
            .watch
            .tell(Event::Tls(Tls::ScanGoesOn { connection: count }))
    };
    let connections = Connections::new(&server, plan, check.remaining(), &tell);
    let spoken = check.seen.borrow().spoken.clone();
    let (mut result, chains) = run(Scanner::new(&server, plan, &connections, spoken)).await;
    check.seen.borrow_mut().scanned.clone_from(&chains);
    result.leaf_certificates = chains.into_iter().map(|chain| leaf(check, chain)).collect();
    check.watch.tell(Event::Tls(Tls::Scanned(Box::new(result))));
}

fn leaf<N: Network>(check: &Check<'_, N>, chain_der: Vec<Vec<u8>>) -> Leaf {
    let now = check.network.timestamp();
    let certificates: Vec<_> = chain_der
        .iter()
        .map(|der| Certificate::from_der(der, now))
        .collect();
    Leaf {
        verification: judge_chain(&chain_der, &certificates, &check.parameters()),
        certificate: certificates.first().cloned().unwrap_or_default(),
        chain_length: chain_der.len(),
        dane: None,
        chain_der,
    }
}

/// Asks everything, and tells what was learned, and the chains that were shown.
async fn run<A: Ask>(scanner: Scanner<'_, A>) -> (TlsScan, Vec<Vec<Vec<u8>>>) {
    let supply = async {
        scanner.connections.supply().await;
        pending().await
    };
    tokio::select! {
        biased;
        () = ask_everything(&scanner) => {}
        () = supply => {}
    }
    scanner.finish()
}

async fn ask_everything<A: Ask>(scanner: &Scanner<'_, A>) {
    scanner.versions().await;
    if scanner.in_turn {
        scanner.suites().await;
    }
    scanner.weak_classes().await;
    scanner.finite_field().await;
    scanner.order().await;
    scanner.groups().await;
    scanner.fallback().await;
    scanner.other_certificate().await;
    if !scanner.in_turn {
        scanner.suites().await;
    }
}

#[cfg(test)]
mod connections_tests;
#[cfg(test)]
mod tests;
