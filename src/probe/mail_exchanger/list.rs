//! The servers to try, in order, with what is proven about how they were found, and what it all came to.

use std::net::IpAddr;

use super::{
    super::{
        aim::{Aim, Host, TlsMode},
        budget::{Budget, MOST_SERVERS},
        join,
        task::Task,
    },
    Candidate,
    way::Way,
};
use crate::{
    dns::{Answer, Proof, does_not_exist, is_public},
    event::{About, Connection, Event, Resolution, ResolutionStatus},
    net::{Network, link::Watch},
    smtp::service::is_submission,
};

/// The servers to try, in order.
pub(in crate::probe) struct Candidates<'a> {
    pub(super) aim: &'a Aim,
    pub(super) task: &'a Task,
    pub(super) list: Vec<Candidate>,
    /// The domain whose MX records these are, and what is proven about the records.
    pub(super) mx_of: Option<(String, Proof)>,
    /// What DNS said until their names were known.
    pub(super) way: Way,
    /// What resolution is called when one of them has an address.
    pub(super) status: ResolutionStatus,
}

impl<'a> Candidates<'a> {
    /// A host whose name nobody had to look for.
    pub(super) fn alone(
        aim: &'a Aim,
        task: &'a Task,
        name: &str,
        status: ResolutionStatus,
    ) -> Self {
        Self {
            aim,
            task,
            list: vec![Candidate::by_name(task, name, aim.port)],
            mx_of: None,
            way: Way::default(),
            status,
        }
    }

    /// An address that the user named.
    pub(super) fn of_address(aim: &'a Aim, task: &'a Task, address: IpAddr) -> Self {
        Self {
            aim,
            task,
            list: vec![Candidate::by_address(aim, task, address)],
            mx_of: None,
            way: Way::default(),
            status: ResolutionStatus::Skipped,
        }
    }

    /// Whether DNSSEC proved nothing of what led here, and proves something of the first server: by that name nobody is gone to
    /// before its proof was asked for again (RFC 4035 section 4.3), or who suppresses it for a moment chooses the server.
    pub(super) async fn can_be_proven_now<N: Network>(
        &self,
        network: &N,
        watch: Watch<'_>,
    ) -> bool {
        let Some(first) = self.list.first().filter(|_| self.way.is_in_doubt()) else {
            return false;
        };
        first.look_up(self.task, network, watch).await;
        let proven = first.proven_addresses();
        proven.is_some_and(|proven| proven.proof != Proof::Indeterminate)
    }

    /// The domain whose MX records these are, and what is proven about the records.
    pub(in crate::probe) fn by_mx(&self) -> Option<(&str, Proof)> {
        let (domain, proof) = self.mx_of.as_ref()?;
        Some((domain, *proof))
    }

    /// The domain whose MTA-STS policy is about these servers: its MX records led to them, and a sender would encrypt
    /// with STARTTLS (RFC 8461 section 2), unless `--no-policy` leaves it out. `--no-tls` asks for neither certificates nor trust roots.
    pub(in crate::probe) fn policy_domain(&self) -> Option<&'a str> {
        let by_mx = self.status == ResolutionStatus::ImplicitMx
            || self.list.iter().any(|one| one.preference.is_some());
        let starttls = matches!(
            self.aim.tls_mode,
            TlsMode::Opportunistic | TlsMode::Required
        );
        match &self.aim.host {
            _ if self.task.policy.left_out => None,
            Host::Name(name) if by_mx && starttls && !is_submission(self.aim.port) => Some(name),
            _ => None,
        }
    }

    /// Whether the name to verify is one that the user gave, or that DNSSEC proves (RFC 6186 section 6).
    pub(in crate::probe) fn trusts_name_of(&self, candidate: &Candidate) -> bool {
        let typed = match &self.aim.host {
            Host::Name(name) => candidate.name.as_ref() == Some(name),
            Host::Address(_) => true,
        };
        typed || self.task.tls.verify_name.is_some() || self.way.is_trusted()
    }

    pub(in crate::probe) fn iter(&self) -> impl Iterator<Item = &Candidate> {
        self.list.iter()
    }

    /// Looks up the addresses of all of them at the same time.
    pub(in crate::probe) async fn look_up_all<N: Network>(&self, network: &N, watch: Watch<'_>) {
        join::all(
            self.list
                .iter()
                .map(|candidate| candidate.look_up(self.task, network, watch)),
        )
        .await;
    }

    /// The addresses of one of them, looked up when that has not been done yet.
    pub(in crate::probe) async fn addresses<N: Network>(
        &self,
        candidate: &Candidate,
        network: &N,
        watch: Watch<'_>,
    ) -> Vec<IpAddr> {
        candidate.look_up(self.task, network, watch).await;
        candidate.destinations().collect()
    }

    /// Whether all of them are where nobody outside gets: a private network has its own DNS and its own web server.
    pub(in crate::probe) async fn are_private<N: Network>(
        &self,
        network: &N,
        watch: Watch<'_>,
    ) -> bool {
        let mut any = false;
        for candidate in &self.list {
            for address in self.addresses(candidate, network, watch).await {
                if is_public(address) {
                    return false;
                }
                any = true;
            }
        }
        any
    }

    /// Every server at each of its addresses, as far as they are known, in the order in which they are tried: the place is the
    /// server's number.
    pub(in crate::probe) fn destinations(
        &self,
    ) -> impl Iterator<Item = (&Candidate, IpAddr)> + Clone {
        self.list.iter().flat_map(|candidate| {
            let addresses = candidate.destinations();
            addresses.map(move |address| (candidate, address))
        })
    }

    /// Accounts for the servers that were not tried.
    pub(in crate::probe) fn tell_untried(&self, watch: Watch<'_>, budget: &Budget<'_>) {
        let tried = budget.tried();
        let all = self.destinations();
        if let Some(because) = budget.exhausted_because() {
            let untried = all.clone().count().saturating_sub(tried);
            watch.tell(Event::Resolution(Resolution::Stopped {
                because: match untried {
                    1 => format!("{because}; 1 further address is left out"),
                    more => format!("{because}; {more} further addresses are left out"),
                },
            }));
        }
        for (number, (candidate, address)) in all.enumerate().take(MOST_SERVERS).skip(tried) {
            watch
                .about(About::Server(number))
                .tell(Event::Connection(Connection::NotTried {
                    host: candidate.host.clone(),
                    address,
                    port: candidate.port,
                    preference: candidate.preference,
                }));
        }
    }

    /// Says what resolution came to, now that everything has been looked up.
    pub(in crate::probe) fn conclude(&self, watch: Watch<'_>) {
        self.proven().tell(watch);
        let (status, detail) = self.conclusion();
        super::conclude(watch, status, detail);
    }

    /// What is proven about everything that led here. Names that MX or SRV records gave are judged with those records, each
    /// server's addresses with the server; where none has an address, that is a part of the answer as well.
    pub(super) fn proven(&self) -> Way {
        let mut way = self.way.clone();
        let names_came_from_dns = way.names_servers;
        if !names_came_from_dns || !self.list.iter().any(Candidate::has_destinations) {
            for addresses in self.list.iter().filter_map(Candidate::proven_addresses) {
                way.add(addresses);
            }
        }
        way
    }

    fn conclusion(&self) -> (ResolutionStatus, Option<String>) {
        if self.list.iter().any(Candidate::has_destinations) {
            return (self.status, None);
        }
        let worst = self
            .list
            .iter()
            .filter_map(|candidate| Some((candidate, candidate.answer()?)))
            .max_by_key(|(_, answer)| severity(answer));
        let Some((candidate, answer)) = worst else {
            return (ResolutionStatus::NoAddress, None);
        };
        let (status, detail) = super::conclusion(answer);
        let status = match answer {
            Answer::Found(_) => ResolutionStatus::NoAddress,
            _ => status,
        };
        let target_itself =
            self.list.len() == 1 && candidate.preference.is_none() && self.task.connect.is_none();
        let status = match status {
            ResolutionStatus::NoSuchDomain if !target_itself => ResolutionStatus::NoAddress,
            other => other,
        };
        (status, Some(no_address(candidate, answer, detail)))
    }
}

fn severity<T>(answer: &Answer<T>) -> u8 {
    match answer {
        Answer::Found(_) => 0,
        Answer::NoSuchName => 1,
        Answer::NoData => 2,
        Answer::Bogus(_) => 3,
        Answer::TimedOut => 4,
        Answer::ServerFailure(_) | Answer::NotReached(_) | Answer::NotAsked(_) => 5,
    }
}

fn no_address(candidate: &Candidate, answer: &Answer<IpAddr>, detail: Option<String>) -> String {
    let host = candidate.looked_up_name();
    match answer {
        Answer::NoSuchName => does_not_exist(host, candidate.canonical_name()),
        Answer::NoData => format!("{host} has no address"),
        Answer::Found(_) => format!("{host} has no address but that of every machine itself"),
        _ => format!("address of {host}: {}", detail.unwrap_or_default()),
    }
}
