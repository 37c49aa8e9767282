//! From what was typed to the servers to try, in a sender's order. Covers RFC 5321 section 5.1 (MX, implicit MX),
//! RFC 7505 (null MX), RFC 6186 and RFC 8314 (SRV for submission). Connects to nothing. The records used are those that
//! were proven; where DNSSEC says that an answer is forged, there are no servers.

mod candidate;
mod list;
mod way;

use super::{
    aim::{Aim, Host, MailExchangers},
    task::Task,
};
use crate::{
    dns::{self, Answer, DomainName, Mx, Proven, Srv, does_not_exist},
    event::{Event, Resolution, ResolutionStatus},
    net::{Network, link::Watch},
    smtp::service::{self, is_submission},
};
pub(super) use candidate::Candidate;
pub(super) use list::Candidates;
use way::Way;

/// Finds the servers to try. `None`: there are none, and the observer knows why.
pub(super) async fn candidates<'a, N: Network>(
    aim: &'a Aim,
    task: &'a Task,
    network: &N,
    watch: Watch<'_>,
) -> Option<Candidates<'a>> {
    let name = match &aim.host {
        Host::Address(address) => return Some(Candidates::of_address(aim, task, *address)),
        Host::Name(name) => name,
    };
    if let Some(unicode) = unicode_of(name) {
        choose(watch, format!("{unicode} is {name} in DNS"));
    }
    if let Some(because) = no_mx_because(aim, task, name, network) {
        let services = aim.mail_exchangers == MailExchangers::Automatic && task.connect.is_none();
        if let Some(service) = service::on(aim.port)
            .and_then(|service| service.srv)
            .filter(|_| services && name.contains('.'))
        {
            return by_service(aim, task, network, watch, name, service).await;
        }
        watch.tell(Event::Resolution(Resolution::Skipped { because }));
        return Some(Candidates::alone(aim, task, name, ResolutionStatus::Ok));
    }
    let found = by_mx(aim, task, network, watch, name, Way::default()).await?;
    if !found.can_be_proven_now(network, watch).await {
        return Some(found);
    }
    choose(
        watch,
        format!(
            "asking for the MX records of {name} again, because DNSSEC proves something of its servers now"
        ),
    );
    by_mx(aim, task, network, watch, name, Way::default()).await
}

/// Whether the MX records of the target are looked up.
pub(super) fn are_looked_up<N: Network>(aim: &Aim, task: &Task, network: &N) -> bool {
    match &aim.host {
        Host::Name(name) => no_mx_because(aim, task, name, network).is_none(),
        Host::Address(_) => false,
    }
}

/// A name beyond ASCII as people write it.
fn unicode_of(name: &str) -> Option<String> {
    let unicode = DomainName::parse(name).ok()?.unicode();
    (unicode != name).then_some(unicode)
}

/// The port that `--connect` names, else this one.
fn port(task: &Task, port: u16) -> u16 {
    let connect = task.connect.as_ref();
    connect.and_then(|connect| connect.port).unwrap_or(port)
}

/// Why no MX records are looked up; `None` when they are.
fn no_mx_because<N: Network>(aim: &Aim, task: &Task, name: &str, network: &N) -> Option<String> {
    match aim.mail_exchangers {
        MailExchangers::Always => None,
        MailExchangers::Never => Some("the host itself was named".to_owned()),
        MailExchangers::Automatic if task.connect.is_some() => {
            Some("--connect says where to go".to_owned())
        }
        MailExchangers::Automatic if is_submission(aim.port) => {
            Some(format!("port {} is for submission", aim.port))
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

async fn by_mx<'a, N: Network>(
    aim: &'a Aim,
    task: &'a Task,
    network: &N,
    watch: Watch<'_>,
    domain: &str,
    mut way: Way,
) -> Option<Candidates<'a>> {
    watch.tell(Event::Resolution(Resolution::Asking {
        question: format!("MX of {domain}"),
    }));
    let mut mx = network.mx(domain).await;
    if let Answer::Found(found) = &mut mx.lookup.answer {
        dns::mx_order(found);
    }
    watch.tell(Event::Resolution(Resolution::MailExchangers {
        domain: domain.to_owned(),
        lookup: mx.lookup.clone(),
    }));
    match &mx.lookup.answer {
        Answer::Found(found) => by_exchanges(aim, task, watch, domain, found, way, &mx),
        Answer::NoData => {
            choose(
                watch,
                format!(
                    "checking {domain} itself: it has no MX record, so its address is the implicit MX"
                ),
            );
            way.add(&mx);
            Some(Candidates {
                way,
                ..Candidates::alone(aim, task, domain, ResolutionStatus::ImplicitMx)
            })
        }
        failure => {
            way.add(&mx);
            let (status, detail) = conclusion(failure);
            let detail = match failure {
                Answer::NoSuchName => {
                    Some(does_not_exist(domain, mx.lookup.canonical_name.as_deref()))
                }
                _ => detail.map(|detail| format!("MX of {domain}: {detail}")),
            };
            no_servers(watch, &way, status, detail)
        }
    }
}

fn by_exchanges<'a>(
    aim: &'a Aim,
    task: &'a Task,
    watch: Watch<'_>,
    domain: &str,
    found: &[Mx],
    way: Way,
    mx: &Proven<Mx>,
) -> Option<Candidates<'a>> {
    let way = way.naming(mx);
    let usable: Vec<&Mx> = found.iter().filter(|mx| !mx.is_null()).collect();
    if usable.is_empty() {
        return no_servers(watch, &way, ResolutionStatus::NullMx, None);
    }
    // An address in place of a name leads nowhere.
    let first = usable.iter().find(|mx| !mx.is_address());
    if let Some(first) = first.filter(|mx| mx.exchange != domain) {
        choose(
            watch,
            format!(
                "checking {}, an MX of {domain} (--no-mx: {domain} itself)",
                first.exchange
            ),
        );
    }
    let list = usable
        .iter()
        .map(|mx| {
            let mut candidate = Candidate::by_name(task, &mx.exchange, aim.port);
            candidate.preference = Some(mx.preference);
            candidate
        })
        .collect();
    Some(Candidates {
        aim,
        task,
        list,
        mx_of: Some((domain.to_owned(), mx.proof)),
        way,
        status: ResolutionStatus::Ok,
    })
}

/// SRV is asked beside the name's own addresses, so that the common case without SRV costs no round trip.
async fn by_service<'a, N: Network>(
    aim: &'a Aim,
    task: &'a Task,
    network: &N,
    watch: Watch<'_>,
    domain: &str,
    service: &str,
) -> Option<Candidates<'a>> {
    let name = format!("{service}.{domain}");
    watch.tell(Event::Resolution(Resolution::Asking {
        question: format!("SRV {name} and the address of {domain}"),
    }));
    let mut own = Candidates::alone(aim, task, domain, ResolutionStatus::Ok);
    let (mut services, ()) = tokio::join!(
        network.srv(&name),
        own.list[0].look_up(task, network, watch)
    );
    if let Answer::Found(found) = &mut services.lookup.answer {
        dns::srv_order(found);
    }
    watch.tell(Event::Resolution(Resolution::Services {
        name: name.clone(),
        lookup: services.lookup.clone(),
    }));
    match &services.lookup.answer {
        Answer::Found(_) => return by_targets(aim, task, watch, domain, &name, &services),
        Answer::Bogus(why) => {
            own.way.add(&services);
            let detail = Some(format!("SRV {name}: {why}"));
            return no_servers(watch, &own.way, ResolutionStatus::Bogus, detail);
        }
        _ => own.way.add(&services),
    }
    let failed = services.lookup.answer.is_temporary();
    match own.list[0].answer() {
        // What the SRV records would say is all that is left.
        Some(Answer::NoData) if failed => {
            let (status, detail) = conclusion(&services.lookup.answer);
            let detail = detail.map(|detail| format!("SRV {name}: {detail}"));
            no_servers(watch, &own.way, status, detail)
        }
        Some(Answer::NoData) => {
            let way = own.proven();
            by_mx(aim, task, network, watch, domain, way).await
        }
        _ => Some(own),
    }
}

fn by_targets<'a>(
    aim: &'a Aim,
    task: &'a Task,
    watch: Watch<'_>,
    domain: &str,
    name: &str,
    services: &Proven<Srv>,
) -> Option<Candidates<'a>> {
    let way = Way::default().naming(services);
    let found = services.lookup.records().iter();
    let usable: Vec<&Srv> = found.filter(|srv| !srv.is_unavailable()).collect();
    let Some(first) = usable.first() else {
        let detail = format!("the SRV record {name} says that this service is not offered");
        return no_servers(watch, &way, ResolutionStatus::NoAddress, Some(detail));
    };
    if first.target != domain {
        choose(
            watch,
            format!(
                "checking {}, which {name} names (--server {domain}: {domain} itself)",
                first.target
            ),
        );
    }
    let list = usable
        .iter()
        .map(|srv| Candidate::by_name(task, &srv.target, srv.port))
        .collect();
    Some(Candidates {
        aim,
        task,
        list,
        mx_of: None,
        way,
        status: ResolutionStatus::Ok,
    })
}

fn choose(watch: Watch<'_>, explanation: String) {
    watch.tell(Event::Resolution(Resolution::Chosen { explanation }));
}

/// There is nothing to connect to.
fn no_servers<'a>(
    watch: Watch<'_>,
    way: &Way,
    status: ResolutionStatus,
    detail: Option<String>,
) -> Option<Candidates<'a>> {
    way.tell(watch);
    conclude(watch, status, detail);
    None
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
        Answer::ServerFailure(how) | Answer::NotReached(how) | Answer::NotAsked(how) => {
            (ResolutionStatus::ServerFailure, Some(how.clone()))
        }
        Answer::TimedOut => (
            ResolutionStatus::Timeout,
            Some("no DNS server answered".to_owned()),
        ),
        Answer::Bogus(how) => (ResolutionStatus::Bogus, Some(how.clone())),
    }
}
