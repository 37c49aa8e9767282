//! From what was typed to the servers to try, in a sender's order. Covers RFC 5321 section 5.1 (MX, implicit MX),
//! RFC 7505 (null MX), RFC 6186 and RFC 8314 (SRV for submission). Connects to nothing.

use std::net::IpAddr;

use tokio::sync::OnceCell;

use super::{
    budget::{Budget, MOST_SERVERS},
    dane::DomainProof,
    join,
    plan::{Connect, Host, MailExchangers, Plan, TlsMode},
};
use crate::{
    dns::{self, Answer, DomainName, Lookup, Mx, Srv},
    event::{About, Connection, Event, Resolution, ResolutionStatus},
    net::{Network, link::Watch},
};

/// A server to try.
pub(super) struct Candidate {
    /// The name that DNS or the user gave it, or an address as text.
    pub(super) host: String,
    /// The name to verify, none for an address.
    pub(super) name: Option<String>,
    /// The preference of its MX record.
    pub(super) preference: Option<u16>,
    /// Where to connect.
    pub(super) port: u16,
    /// Where its addresses come from when not from its own name.
    elsewhere: Option<Host>,
    addresses: OnceCell<Lookup<IpAddr>>,
}

/// The servers to try, in order.
pub(super) struct Candidates<'a> {
    plan: &'a Plan,
    list: Vec<Candidate>,
    /// The domain whose MX records these are.
    mx_of: Option<String>,
    /// What DNSSEC proves about how they were found.
    pub(super) domain_proof: DomainProof,
    /// What resolution is called when one of them has an address.
    status: ResolutionStatus,
}

/// Finds the servers to try. `None`: there are none, and the observer knows why.
pub(super) async fn candidates<'a, N: Network>(
    plan: &'a Plan,
    network: &N,
    watch: Watch<'_>,
) -> Option<Candidates<'a>> {
    let name = match &plan.target.host {
        Host::Address(address) => return Some(address_alone(plan, *address)),
        Host::Name(name) => name,
    };
    if let Some(unicode) = unicode_of(name) {
        choose(watch, format!("{unicode} is {name} in DNS"));
    }
    if let Some(because) = no_mx_because(plan, name, network) {
        let services = plan.mail_exchangers == MailExchangers::Automatic && plan.connect.is_none();
        if let Some(service) = service_of(plan.port).filter(|_| services && name.contains('.')) {
            return by_service(plan, network, watch, name, service).await;
        }
        watch.tell(Event::Resolution(Resolution::Skipped { because }));
        return Some(Candidates::alone(plan, name, ResolutionStatus::Ok));
    }
    by_mx(plan, network, watch, name).await
}

/// A name beyond ASCII as people write it.
fn unicode_of(name: &str) -> Option<String> {
    let unicode = DomainName::parse(name).ok()?.unicode();
    (unicode != name).then_some(unicode)
}

fn address_alone(plan: &Plan, address: IpAddr) -> Candidates<'_> {
    let elsewhere = Some(
        plan.connect
            .as_ref()
            .map_or(Host::Address(address), |connect| connect.host.clone()),
    );
    let candidate = Candidate {
        host: address.to_string(),
        name: None,
        preference: None,
        port: port(plan),
        elsewhere,
        addresses: OnceCell::new(),
    };
    Candidates {
        plan,
        list: vec![candidate],
        mx_of: None,
        domain_proof: DomainProof::default(),
        status: ResolutionStatus::Skipped,
    }
}

fn port(plan: &Plan) -> u16 {
    plan.connect
        .as_ref()
        .and_then(|connect| connect.port)
        .unwrap_or(plan.port)
}

/// Why no MX records are looked up; `None` when they are.
fn no_mx_because<N: Network>(plan: &Plan, name: &str, network: &N) -> Option<String> {
    match plan.mail_exchangers {
        MailExchangers::Always => None,
        MailExchangers::Never => Some("the host itself was named".to_owned()),
        MailExchangers::Automatic if plan.connect.is_some() => {
            Some("--connect says where to go".to_owned())
        }
        MailExchangers::Automatic if matches!(plan.port, 465 | 587) => {
            Some(format!("port {} is for submission", plan.port))
        }
        MailExchangers::Automatic if !name.contains('.') => {
            Some("the name has a single label".to_owned())
        }
        MailExchangers::Automatic if network.in_hosts_file(name) => {
            Some("the name is in the hosts file".to_owned())
        }
        MailExchangers::Automatic => None,
    }
}

fn service_of(port: u16) -> Option<&'static str> {
    match port {
        465 => Some("_submissions._tcp"),
        587 => Some("_submission._tcp"),
        _ => None,
    }
}

async fn by_mx<'a, N: Network>(
    plan: &'a Plan,
    network: &N,
    watch: Watch<'_>,
    domain: &str,
) -> Option<Candidates<'a>> {
    watch.tell(Event::Resolution(Resolution::Asking {
        question: format!("MX of {domain}"),
    }));
    let mut lookup = network.mx(domain).await;
    if let Answer::Found(found) = &mut lookup.answer {
        dns::mx_order(found);
    }
    watch.tell(Event::Resolution(Resolution::MailExchangers {
        domain: domain.to_owned(),
        lookup: lookup.clone(),
    }));
    match lookup.answer {
        Answer::Found(found) => by_exchanges(plan, watch, domain, &found),
        Answer::NoData => {
            choose(
                watch,
                format!(
                    "checking {domain} itself: it has no MX record, so its address is the implicit MX"
                ),
            );
            Some(Candidates::alone(
                plan,
                domain,
                ResolutionStatus::ImplicitMx,
            ))
        }
        failure => {
            let (status, detail) = conclusion(&failure);
            conclude(
                watch,
                status,
                detail.map(|detail| format!("MX of {domain}: {detail}")),
            );
            None
        }
    }
}

fn by_exchanges<'a>(
    plan: &'a Plan,
    watch: Watch<'_>,
    domain: &str,
    found: &[Mx],
) -> Option<Candidates<'a>> {
    let usable: Vec<&Mx> = found.iter().filter(|mx| !mx.is_null()).collect();
    let Some(first) = usable.first() else {
        conclude(watch, ResolutionStatus::NullMx, None);
        return None;
    };
    if first.exchange != domain {
        choose(
            watch,
            format!(
                "checking {}, an MX of {domain}; [{domain}] checks that host itself",
                first.exchange
            ),
        );
    }
    let list = usable
        .iter()
        .map(|mx| {
            let mut candidate = Candidate::by_name(plan, &mx.exchange, port(plan));
            candidate.preference = Some(mx.preference);
            candidate
        })
        .collect();
    Some(Candidates {
        plan,
        list,
        mx_of: Some(domain.to_owned()),
        domain_proof: DomainProof::default(),
        status: ResolutionStatus::Ok,
    })
}

/// SRV is asked beside the name's own addresses, so that the common case without SRV costs no round trip.
async fn by_service<'a, N: Network>(
    plan: &'a Plan,
    network: &N,
    watch: Watch<'_>,
    domain: &str,
    service: &str,
) -> Option<Candidates<'a>> {
    let name = format!("{service}.{domain}");
    watch.tell(Event::Resolution(Resolution::Asking {
        question: format!("SRV {name} and the address of {domain}"),
    }));
    let own = Candidates::alone(plan, domain, ResolutionStatus::Ok);
    let (mut lookup, ()) = tokio::join!(
        network.srv(&name),
        own.list[0].look_up(plan, network, watch)
    );
    if let Answer::Found(found) = &mut lookup.answer {
        dns::srv_order(found);
    }
    watch.tell(Event::Resolution(Resolution::Services {
        name: name.clone(),
        lookup: lookup.clone(),
    }));
    if let Answer::Found(found) = &lookup.answer {
        return by_targets(plan, watch, domain, &name, found);
    }
    if own.list[0].has_addresses() {
        return Some(own);
    }
    if let Some(Answer::NoData) = own.list[0].addresses.get().map(|lookup| &lookup.answer) {
        return by_mx(plan, network, watch, domain).await;
    }
    Some(own)
}

fn by_targets<'a>(
    plan: &'a Plan,
    watch: Watch<'_>,
    domain: &str,
    name: &str,
    found: &[Srv],
) -> Option<Candidates<'a>> {
    let usable: Vec<&Srv> = found.iter().filter(|srv| !srv.is_unavailable()).collect();
    let Some(first) = usable.first() else {
        let detail = format!("the SRV record {name} says that this service is not offered");
        conclude(watch, ResolutionStatus::NoAddress, Some(detail));
        return None;
    };
    if first.target != domain {
        choose(
            watch,
            format!(
                "checking {}, which {name} names; [{domain}] checks that host itself",
                first.target
            ),
        );
    }
    let list = usable
        .iter()
        .map(|srv| Candidate::by_name(plan, &srv.target, srv.port))
        .collect();
    Some(Candidates {
        plan,
        list,
        mx_of: None,
        domain_proof: DomainProof::default(),
        status: ResolutionStatus::Ok,
    })
}

fn choose(watch: Watch<'_>, explanation: String) {
    watch.tell(Event::Resolution(Resolution::Chosen { explanation }));
}

fn conclude(watch: Watch<'_>, status: ResolutionStatus, detail: Option<String>) {
    watch.tell(Event::Resolution(Resolution::Concluded { status, detail }));
}

/// What a failed look-up comes to.
fn conclusion<T>(answer: &Answer<T>) -> (ResolutionStatus, Option<String>) {
    match answer {
        Answer::Found(_) => (ResolutionStatus::Ok, None),
        Answer::NoData => (ResolutionStatus::NoAddress, None),
        Answer::NoSuchName => (ResolutionStatus::NoSuchDomain, None),
        Answer::ServerFailure(how) => (ResolutionStatus::ServerFailure, Some(how.clone())),
        Answer::TimedOut => (
            ResolutionStatus::Timeout,
            Some("no DNS server answered".to_owned()),
        ),
        Answer::Bogus(how) => (ResolutionStatus::Bogus, Some(how.clone())),
    }
}

impl Candidate {
    fn by_name(plan: &Plan, name: &str, port: u16) -> Self {
        let elsewhere = plan
            .connect
            .as_ref()
            .map(|connect: &Connect| connect.host.clone());
        Self {
            host: name.to_owned(),
            name: Some(name.to_owned()),
            preference: None,
            port: plan
                .connect
                .as_ref()
                .and_then(|connect| connect.port)
                .unwrap_or(port),
            elsewhere,
            addresses: OnceCell::new(),
        }
    }

    fn has_addresses(&self) -> bool {
        matches!(
            self.addresses.get().map(|lookup| &lookup.answer),
            Some(Answer::Found(_))
        )
    }

    /// Looks its addresses up once, however often it is asked.
    async fn look_up<N: Network>(&self, plan: &Plan, network: &N, watch: Watch<'_>) {
        self.addresses
            .get_or_init(|| self.resolve(plan, network, watch))
            .await;
    }

    async fn resolve<N: Network>(
        &self,
        plan: &Plan,
        network: &N,
        watch: Watch<'_>,
    ) -> Lookup<IpAddr> {
        let host = match &self.elsewhere {
            Some(Host::Address(address)) => return Lookup::of(Answer::Found(vec![*address])),
            Some(Host::Name(name)) => name,
            None => &self.host,
        };
        if host.parse::<IpAddr>().is_ok() {
            return Lookup::of(Answer::NoSuchName);
        }
        let lookup = network.addresses(host, plan.family).await;
        watch.tell(Event::Resolution(Resolution::Addresses {
            host: self.host.clone(),
            lookup: lookup.clone(),
        }));
        lookup
    }
}

impl<'a> Candidates<'a> {
    fn alone(plan: &'a Plan, name: &str, status: ResolutionStatus) -> Self {
        Self {
            plan,
            list: vec![Candidate::by_name(plan, name, plan.port)],
            mx_of: None,
            domain_proof: DomainProof::default(),
            status,
        }
    }

    /// The domain whose MX records these are.
    pub(super) fn by_mx(&self) -> Option<&str> {
        self.mx_of.as_deref()
    }

    /// The domain whose MTA-STS policy is about these servers: its MX records led to them, and a sender would encrypt
    /// with STARTTLS (RFC 8461 section 2). `--no-tls` asks for neither certificates nor trust roots.
    pub(super) fn policy_domain(&self) -> Option<&'a str> {
        let by_mx = self.status == ResolutionStatus::ImplicitMx
            || self.list.iter().any(|one| one.preference.is_some());
        let starttls = matches!(
            self.plan.tls.mode,
            TlsMode::Opportunistic | TlsMode::Required
        );
        match &self.plan.target.host {
            Host::Name(name) if by_mx && starttls && !matches!(self.plan.port, 465 | 587) => {
                Some(name)
            }
            _ => None,
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Candidate> {
        self.list.iter()
    }

    /// Looks up the addresses of all of them at the same time.
    pub(super) async fn look_up_all<N: Network>(&self, network: &N, watch: Watch<'_>) {
        join::all(
            self.list
                .iter()
                .map(|candidate| candidate.look_up(self.plan, network, watch)),
        )
        .await;
    }

    /// The addresses of one of them, looked up when that has not been done yet.
    pub(super) async fn addresses<N: Network>(
        &self,
        candidate: &Candidate,
        network: &N,
        watch: Watch<'_>,
    ) -> Vec<IpAddr> {
        candidate.look_up(self.plan, network, watch).await;
        match candidate.addresses.get().map(|lookup| &lookup.answer) {
            Some(Answer::Found(addresses)) => addresses.clone(),
            _ => Vec::new(),
        }
    }

    /// Accounts for the servers that were not tried.
    pub(super) fn tell_untried(&self, watch: Watch<'_>, budget: &Budget<'_>) {
        let tried = budget.tried();
        let all = self.list.iter().flat_map(|candidate| {
            let addresses = candidate
                .addresses
                .get()
                .map(Lookup::records)
                .unwrap_or_default();
            addresses.iter().map(move |address| (candidate, *address))
        });
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
    pub(super) fn conclude(&self, watch: Watch<'_>) {
        if self.list.iter().any(Candidate::has_addresses) {
            return conclude(watch, self.status, None);
        }
        let worst = self
            .list
            .iter()
            .filter_map(|candidate| Some((candidate, &candidate.addresses.get()?.answer)))
            .max_by_key(|(_, answer)| severity(answer));
        let Some((candidate, answer)) = worst else {
            return conclude(watch, ResolutionStatus::NoAddress, None);
        };
        let (status, detail) = conclusion(answer);
        let target_itself = self.list.len() == 1 && candidate.preference.is_none();
        let status = match status {
            ResolutionStatus::NoSuchDomain if !target_itself => ResolutionStatus::NoAddress,
            other => other,
        };
        conclude(watch, status, Some(no_address(candidate, answer, detail)));
    }
}

fn severity<T>(answer: &Answer<T>) -> u8 {
    match answer {
        Answer::Found(_) => 0,
        Answer::NoSuchName => 1,
        Answer::NoData => 2,
        Answer::Bogus(_) => 3,
        Answer::TimedOut => 4,
        Answer::ServerFailure(_) => 5,
    }
}

fn no_address(candidate: &Candidate, answer: &Answer<IpAddr>, detail: Option<String>) -> String {
    let host = &candidate.host;
    match answer {
        Answer::NoSuchName => format!("{host} does not exist"),
        Answer::NoData | Answer::Found(_) => format!("{host} has no address"),
        _ => format!("address of {host}: {}", detail.unwrap_or_default()),
    }
}
