//! What domains publish for their mail, looked up beside everything else.

use std::{cell::RefCell, iter, net::IpAddr};

use super::{look_ups, time::Time};
use crate::{
    dns::DomainName,
    event::{Event, Policy, Published, Role},
    net::{Network, link::Watch, tls::Roots},
    probe::{
        aim::{Aim, Host},
        join, mail_exchanger,
        task::{MessagePlan, Stage, Task},
    },
    record::{
        bimi, caa,
        dkim::{self, Selector, message::Message},
        dmarc,
        look_up::Asking,
        services,
        spf::{self, Sender},
        tls_rpt,
    },
    smtp::ReversePath,
};

/// Of how many exchangers it is asked who may issue certificates for them.
const MOST_EXCHANGERS: usize = 5;

/// A domain whose policies are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe) struct Subject {
    domain: String,
    role: Role,
    /// For whom it is asked what SPF says.
    senders: Vec<Sender>,
    /// Below which its keys are looked for.
    selectors: Vec<Selector>,
    /// It is that of the From field of a message; who else stands for that.
    author: Option<Others>,
}

/// The other domains of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Others {
    /// That of the envelope's sender; none where there is no sender.
    envelope: Option<String>,
    /// Those for which it is signed.
    signers: Vec<String>,
}

/// Whose policies are looked at: the target's where its MX records are, those of the message that is sent, and those asked for.
/// Each once, by the first that names it.
pub(in crate::probe) fn subjects<N: Network>(aim: &Aim, task: &Task, network: &N) -> Vec<Subject> {
    let senders = senders(task, network);
    let signed_with = signed_with(task, aim);
    let mut subjects: Vec<Subject> = Vec::new();
    let mut add = |domain: &str, role| {
        if subjects.iter().all(|one| one.domain != domain) {
            let domain = domain.to_owned();
            let senders = senders.clone();
            let of_message = signed_with.iter().filter(|(other, _)| *other == domain);
            let of_message = of_message.map(|(_, selector)| selector);
            let selectors = given(task, &domain).chain(of_message).cloned();
            let selectors = selectors.collect();
            subjects.push(Subject {
                domain,
                role,
                senders,
                author: None,
                selectors,
            });
        }
    };
    if let Host::Name(name) = &aim.host
        && !task.policy.left_out
        && mail_exchanger::are_looked_up(aim, task, network)
    {
        add(name, Role::Target);
    }
    let mut message_of = None;
    if !task.policy.left_out
        && let Some(message) = task.envelope(aim).and_then(|envelope| envelope.message)
    {
        let sender = &task.transaction.reverse_path;
        let author = message.author_domain(sender);
        let name = |domain: &str| Some(DomainName::parse(domain).ok()?.as_str().to_owned());
        let envelope = sender.mailbox().and_then(|mailbox| name(mailbox.domain()));
        author.iter().for_each(|name| add(name, Role::From));
        envelope.iter().for_each(|name| add(name, Role::Sender));
        let signers = signers(task, &signed_with);
        message_of = author.map(|author| (author, Others { envelope, signers }));
    }
    if let Some(signing) = task
        .transaction
        .signing
        .as_ref()
        .filter(|_| !task.policy.left_out)
    {
        add(&signing.domain, Role::Signer);
    }
    task.policy
        .domains
        .iter()
        .for_each(|name| add(name, Role::Asked));
    if let Some((author, others)) = message_of
        && let Some(subject) = subjects.iter_mut().find(|one| one.domain == author)
    {
        subject.author = Some(others);
    }
    subjects
}

/// The selectors of the command line: where a message is signed, that of who signs it.
fn given<'t>(task: &'t Task, domain: &str) -> impl Iterator<Item = &'t Selector> {
    let signing = task.transaction.signing.as_ref();
    let is_of = signing.is_none_or(|signing| signing.domain == domain);
    task.policy.selectors.iter().filter(move |_| is_of)
}

/// For whom the message is signed: by this run, and before it.
fn signers(task: &Task, signed_with: &[(String, Selector)]) -> Vec<String> {
    let own = task.transaction.signing.as_ref();
    let own = own.map(|signing| signing.domain.clone());
    let mut signers: Vec<String> = Vec::new();
    for domain in own
        .into_iter()
        .chain(signed_with.iter().map(|(domain, _)| domain.clone()))
    {
        if !signers.contains(&domain) {
            signers.push(domain);
        }
    }
    signers
}

/// The selectors of the message that is verified or sent, each with its domain; those that are given are asked for anyway.
fn signed_with(task: &Task, aim: &Aim) -> Vec<(String, Selector)> {
    let sent = || match task.envelope(aim)?.message? {
        MessagePlan::Raw(message) => Some(message),
        MessagePlan::Composed { .. } => None,
    };
    let Some(message) = task.policy.message.as_ref().or_else(sent) else {
        return Vec::new();
    };
    let is_given = |name: &str| task.policy.selectors.iter().any(|given| given.name == name);
    let mut selectors = dkim::verify::selectors(&Message::parse(message));
    selectors.retain(|(_, selector)| !is_given(&selector.name));
    selectors
}

/// Mail from the addresses of `--spf-ip`.
fn senders<N: Network>(task: &Task, network: &N) -> Vec<Sender> {
    let mail_from = match &task.transaction.reverse_path {
        ReversePath::Mailbox(mailbox) => format!("{}@{}", mailbox.local_part(), mailbox.domain()),
        ReversePath::Null => String::new(),
    };
    let own_name = || network.machine_name().unwrap_or_default();
    let helo = task
        .client_name
        .as_ref()
        .map_or_else(own_name, ToString::to_string);
    let addresses = task.policy.spf_addresses.iter();
    let sender = |address: &IpAddr| Sender {
        address: *address,
        mail_from: mail_from.clone(),
        helo: helo.clone(),
        at: network.timestamp(),
    };
    addresses.map(sender).collect()
}

/// Looks everything up that these domains publish.
pub(in crate::probe) async fn look_up<N: Network>(
    task: &Task,
    roots: &dyn Fn() -> Roots,
    network: &N,
    watch: Watch<'_>,
    subjects: &[Subject],
    time: &Time,
) {
    let of_one = |subject| of_domain(task, roots, network, watch, subject, time);
    join::all(subjects.iter().map(of_one)).await;
}

async fn of_domain<N: Network>(
    task: &Task,
    roots: &dyn Fn() -> Roots,
    network: &N,
    watch: Watch<'_>,
    subject: &Subject,
    time: &Time,
) {
    let tell = |published| {
        watch.tell(Event::Policy(Policy::Found {
            domain: subject.domain.clone(),
            role: subject.role,
            published,
        }));
    };
    let logo = RefCell::new(None);
    let mut open: Vec<Survey> = surveys(task, subject).collect();
    let machine = |asking: &mut Asking<'_>| {
        open.retain(|survey| match survey(asking, subject, task) {
            Some(published) => {
                if let Published::Bimi(found) = &published {
                    logo.replace(Some((**found).clone()));
                }
                tell(published);
                false
            }
            None => true,
        });
        open.is_empty()
    };
    let resolve = |question| look_ups::answered(network, question);
    let searches = async {
        let known = look_ups::answer(time, resolve, machine).await;
        tell(Published::LookUps(known.look_ups()));
        let logo = logo.take().filter(|_| task.policy.fetch_bimi);
        if let Some(fetched) = super::bimi::fetch(task, roots, network, time, logo).await {
            tell(Published::Bimi(Box::new(fetched)));
        }
    };
    let awaited = Event::Policy(Policy::Awaited {
        domain: subject.domain.clone(),
    });
    super::awaited(time, watch, searches, awaited).await;
}

/// Something that a domain publishes, once all is known that it takes.
type Survey = fn(&mut Asking<'_>, &Subject, &Task) -> Option<Published>;

/// What is looked up of every domain.
const SURVEYS: &[Survey] = &[spf, dmarc, tls_rpt, bimi, dkim];

/// What is looked up where nothing else is to be done: no conversation has a use for it.
const THOROUGH: &[Survey] = &[caa, services];

fn surveys(task: &Task, subject: &Subject) -> impl Iterator<Item = Survey> {
    let thorough = match task.quit_after {
        Some(Stage::Lookup) => THOROUGH,
        _ => &[],
    };
    let of_message: &[Survey] = match subject.author {
        Some(_) => &[alignment],
        None => &[],
    };
    let of_domain = match subject.role {
        // Whoever signs for somebody else is asked for the key alone.
        Role::Signer => &[dkim as Survey][..],
        _ => SURVEYS,
    };
    of_domain.iter().chain(of_message).chain(thorough).copied()
}

fn spf(asking: &mut Asking<'_>, subject: &Subject, _: &Task) -> Option<Published> {
    let found = spf::survey(asking, &subject.domain, &subject.senders)?;
    Some(Published::Spf(Box::new(found)))
}

fn dmarc(asking: &mut Asking<'_>, subject: &Subject, _: &Task) -> Option<Published> {
    let found = dmarc::survey(asking, &subject.domain)?;
    Some(Published::Dmarc(Box::new(found)))
}

/// Nothing where no message is sent in the name of the domain.
fn alignment(asking: &mut Asking<'_>, subject: &Subject, _: &Task) -> Option<Published> {
    let others = subject.author.as_ref()?;
    let signers: Vec<_> = others.signers.iter().map(String::as_str).collect();
    let envelope = others.envelope.as_deref();
    let found = dmarc::alignment(asking, &subject.domain, envelope, &signers)?;
    Some(Published::Alignment(Box::new(found)))
}

fn tls_rpt(asking: &mut Asking<'_>, subject: &Subject, _: &Task) -> Option<Published> {
    let found = tls_rpt::survey(asking, &subject.domain)?;
    Some(Published::TlsRpt(Box::new(found)))
}

fn bimi(asking: &mut Asking<'_>, subject: &Subject, _: &Task) -> Option<Published> {
    let found = bimi::survey(asking, &subject.domain)?;
    Some(Published::Bimi(Box::new(found)))
}

fn dkim(asking: &mut Asking<'_>, subject: &Subject, task: &Task) -> Option<Published> {
    let exchangers = exchangers(asking, subject);
    let keys = dkim::survey::survey(asking, &subject.domain, &exchangers?, &subject.selectors);
    let mut keys = keys?;
    let signing = task.transaction.signing.as_ref();
    if let Some(signing) = signing.filter(|signing| signing.domain == subject.domain) {
        let of_signer = keys
            .iter_mut()
            .filter(|key| key.selector == signing.selector.name);
        of_signer.for_each(|key| key.compare(&signing.key));
    }
    Some(Published::Dkim(keys))
}

/// The domain is asked for S/MIME, its exchangers are for their own certificates.
fn caa(asking: &mut Asking<'_>, subject: &Subject, _: &Task) -> Option<Published> {
    let of_domain = caa::survey(asking, &subject.domain);
    let exchangers = exchangers(asking, subject)?;
    let names = exchangers
        .iter()
        .take(MOST_EXCHANGERS)
        .filter(|name| **name != subject.domain);
    let of_exchangers: Vec<_> = names.map(|name| caa::survey(asking, name)).collect();
    let all = iter::once(of_domain).chain(of_exchangers);
    Some(Published::Caa(all.collect::<Option<_>>()?))
}

fn services(asking: &mut Asking<'_>, subject: &Subject, _: &Task) -> Option<Published> {
    services::survey(asking, &subject.domain).map(Published::Services)
}

/// The exchangers of the domain, a null MX left out.
fn exchangers(asking: &mut Asking<'_>, subject: &Subject) -> Option<Vec<String>> {
    let mx = asking.mx(&subject.domain)?.lookup.records();
    let exchangers = mx.iter().filter(|mx| !mx.is_null() && !mx.is_address());
    Some(exchangers.map(|mx| mx.exchange.clone()).collect())
}
