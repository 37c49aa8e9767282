//! A world without wires: names from a zone, servers from scripts, a clock that stands still.
//!
//! A zone has one record a line: `name MX 10 host`, `name A address`, `name AAAA address`, `name SRV 0 1 587 host`,
//! `name CAA 0 issue "ca.example"`, `name TXT text` (or `"one string" "and another"`, with `\255` for an octet), `name PTR other` (at a name such as
//! `1.2.0.192.in-addr.arpa`), `name CNAME other`, `name TLSA 3 1 1 hex`, `name HOSTS address` (the machine's hosts file), or `name
//! SERVFAIL`, `name TIMEOUT` (with a type behind them for that type alone) and `name LEFT_OUT 3` (so many records more than are
//! kept), `name SILENT` (questions for TLSA are never
//! answered), or `name LATE 8` (its addresses, TLSA, TXT or PTR records take so many seconds), or `name LOST MX` (the
//! first time nothing is proven of its MX records, because the DNS server did not answer what the proof needs). A name that is not there does not exist. `name PROOF secure` (insecure, bogus, indeterminate) is what DNSSEC
//! proves about everything at and below the name; without it everything is insecure.
//!
//! In TLSA data `LEAF_KEY` stands for the SHA-256 of the server's key, `ISSUER` for that of the intermediate's certificate.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use smtpcheck::facade::{
    dns::{
        Alias, Answer, Caa, Family, Lookup, Mx, Proof, Proven, Reason, Srv, Tlsa, Txt,
        addresses::merged, mx_order, reverse_name, srv_order,
    },
    net::{Dialled, Network, http, https},
    playback::{Certificates, Outcome, Script, play},
    record::mta_sts::{FetchError, Response},
};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};

/// This machine.
const CLIENT: &str = "client.example.org";
const CLIENT_ADDRESS: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 7);

/// What is at an address.
pub(crate) enum Place {
    /// A server with this script.
    Server(Script),
    /// One that is connected to after a while.
    Late(Duration, Script),
    Refused,
    TimesOut,
    Unreachable,
    Reset,
}

pub(crate) struct World {
    pub(crate) zone: Vec<(String, String, String)>,
    /// The zone has all that its domains publish.
    pub(crate) is_whole: bool,
    /// What the policy hosts of MTA-STS answer, and after how long.
    pub(crate) policies: BTreeMap<String, (Duration, Result<Response, FetchError>)>,
    /// What stands where certificates say that their issuers' are.
    pub(crate) issuers: BTreeMap<String, Result<Vec<u8>, FetchError>>,
    /// Hosts and URLs for which addresses that are not public are gone to.
    pub(crate) private_too: RefCell<BTreeSet<String>>,
    /// What each connection to an address finds there; the last one holds for all further ones.
    pub(crate) places: BTreeMap<SocketAddr, Vec<Place>>,
    pub(crate) certificates: Rc<Certificates>,
    pub(crate) now: jiff::Timestamp,
    /// What the clients of each server did, in order.
    pub(crate) played: Rc<RefCell<Vec<(SocketAddr, Outcome)>>>,
    pub(crate) dialled: RefCell<Vec<SocketAddr>>,
    /// Whose MX records were asked for.
    pub(crate) asked: RefCell<BTreeSet<String>>,
}

pub(crate) fn zone(text: &str) -> Vec<(String, String, String)> {
    let record = |line: &str| {
        let mut words = line
            .splitn(3, char::is_whitespace)
            .map(|word| word.trim().to_owned());
        (
            words.next().unwrap(),
            words.next().unwrap(),
            words.next().unwrap_or_default(),
        )
    };
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(record)
        .collect()
}

/// The strings of a TXT record, as zone files write them: RFC 1035 section 5.1.
fn text_record(data: &str) -> Txt {
    if !data.starts_with('"') {
        return Txt {
            strings: vec![data.as_bytes().to_vec()],
        };
    }
    let mut strings = Vec::new();
    let mut bytes = data.bytes();
    while bytes.any(|byte| byte == b'"') {
        let mut string = Vec::new();
        while let Some(byte) = bytes.next().filter(|byte| *byte != b'"') {
            string.push(match byte {
                b'\\' => {
                    let digits: Vec<u8> = bytes.by_ref().take(3).collect();
                    String::from_utf8(digits).unwrap().parse().unwrap()
                }
                plain => plain,
            });
        }
        strings.push(string);
    }
    Txt { strings }
}

impl World {
    fn lookup<T>(
        &self,
        name: &str,
        kinds: &[&str],
        value: impl Fn(&str) -> Option<T>,
    ) -> Lookup<T> {
        let mut name = name.to_owned();
        let mut canonical = None;
        while let Some((_, _, target)) = self
            .zone
            .iter()
            .find(|(owner, kind, _)| *owner == name && kind == "CNAME")
        {
            name.clone_from(target);
            canonical = Some(name.clone());
        }
        let of_name: Vec<_> = self
            .zone
            .iter()
            .filter(|(owner, _, _)| *owner == name)
            .collect();
        // `mx1.example.com SERVFAIL` fails for every type, `mx1.example.com SERVFAIL AAAA` for one.
        let has = |failure: &str| {
            of_name.iter().any(|(_, known, kind)| {
                known == failure && (kind.is_empty() || kinds.contains(&kind.as_str()))
            })
        };
        let found: Vec<T> = of_name
            .iter()
            .filter(|(_, kind, _)| kinds.contains(&kind.as_str()))
            .filter_map(|(_, _, data)| value(data))
            .collect();
        let answer = match () {
            () if has("SERVFAIL") => Answer::ServerFailure("SERVFAIL".to_owned()),
            () if has("TIMEOUT") => Answer::TimedOut,
            () if !found.is_empty() => Answer::Found(found),
            () if of_name.is_empty() => Answer::NoSuchName,
            () => Answer::NoData,
        };
        let left_out = of_name.iter().find(|(_, kind, _)| kind == "LEFT_OUT");
        Lookup {
            canonical_name: canonical,
            dropped: left_out.map_or(0, |(.., count)| {
                count.parse().expect("LEFT_OUT has a number")
            }),
            ..Lookup::of(answer)
        }
    }
}

impl World {
    /// The lookup with its proof: that of the last name of a chain of aliases, and of each alias on the way. What fails to be
    /// proven has no records.
    fn proven<T>(&self, name: &str, lookup: Lookup<T>) -> Proven<T> {
        let aliases = self.aliases(name);
        let end = aliases.last().map_or(name, |alias| &alias.target);
        let of_steps = aliases.iter().map(|alias| alias.proof);
        let proof = of_steps.fold(self.proof_at(end), |before, step| {
            match step.is_weaker_than(before) {
                true => step,
                false => before,
            }
        });
        let why = matches!(proof, Proof::Bogus | Proof::Indeterminate)
            .then(|| format!("the scenario says {proof}").into());
        let lookup = match (proof, lookup.answer.is_temporary()) {
            (Proof::Bogus, false) => Lookup::of(Answer::Bogus("the scenario says bogus".into())),
            _ => lookup,
        };
        Proven {
            lookup,
            proof,
            why,
            aliases,
        }
    }

    fn aliases(&self, name: &str) -> Vec<Alias> {
        let target = |name: &str| {
            let mut records = self.zone.iter();
            records.find(|(owner, kind, _)| owner == name && kind == "CNAME")
        };
        let mut aliases: Vec<Alias> = Vec::new();
        while let Some((owner, _, target)) =
            target(aliases.last().map_or(name, |alias| &alias.target))
        {
            aliases.push(Alias {
                name: owner.clone(),
                target: target.clone(),
                proof: self.proof_at(owner),
            });
        }
        aliases
    }

    /// What the nearest `PROOF` at or above a name says.
    fn proof_at(&self, name: &str) -> Proof {
        let holds = |owner: &str| name == owner || name.ends_with(&format!(".{owner}"));
        let of_name = self
            .zone
            .iter()
            .filter(|(owner, kind, _)| kind == "PROOF" && holds(owner));
        let nearest = of_name.max_by_key(|(owner, ..)| owner.len());
        match nearest.map(|(_, _, data)| data.as_str()) {
            None | Some("insecure") => Proof::Insecure,
            Some("secure") => Proof::Secure,
            Some("bogus") => Proof::Bogus,
            Some("indeterminate") => Proof::Indeterminate,
            Some(other) => panic!("PROOF {other}"),
        }
    }

    fn connected(&self, address: SocketAddr, script: &Script) -> Dialled {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let reset = Arc::new(AtomicBool::new(false));
        let (ours, theirs) = (Wire::new(ours, &reset), Wire::new(theirs, &reset));
        let (script, certificates, played) = (
            script.clone(),
            self.certificates.clone(),
            self.played.clone(),
        );
        tokio::task::spawn_local(async move {
            if script.resets() {
                theirs.reset.store(true, Ordering::SeqCst);
            }
            let outcome = play(theirs, &script, &certificates).await;
            played.borrow_mut().push((address, outcome));
        });
        Dialled {
            stream: Box::new(ours),
            local: Some(IpAddr::V4(CLIENT_ADDRESS)),
        }
    }

    fn tlsa_of(&self, data: &str) -> Option<Tlsa> {
        let words: Vec<&str> = data.split(' ').collect();
        let number = |at: usize| words.get(at)?.parse().ok();
        let data = match words[3] {
            "LEAF_KEY" => digest(&SHA256, &self.certificates.public_key())
                .as_ref()
                .to_vec(),
            "ISSUER" => digest(&SHA256, self.certificates.issuer())
                .as_ref()
                .to_vec(),
            hex => (0..hex.len() / 2)
                .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
                .collect(),
        };
        Some(Tlsa {
            usage: number(0)?,
            selector: number(1)?,
            matching_type: number(2)?,
            data,
        })
    }
}

impl World {
    /// What a domain publishes of which the zone does not say it: an SPF and a DMARC record as they should be.
    fn published(&self, name: &str) -> Option<&'static str> {
        let is_text = |(owner, kind, of): &(String, String, String)| {
            owner == name && (kind == "TXT" || of == "TXT")
        };
        match name.strip_prefix("_dmarc.") {
            _ if self.is_whole || self.zone.iter().any(is_text) => None,
            Some(domain) => domain.contains('.').then_some("v=DMARC1; p=reject"),
            None => (!name.starts_with('_') && !name.contains("._")).then_some("v=spf1 -all"),
        }
    }

    /// The host with this address, where the zone says nothing of its reverse name.
    fn named(&self, reverse: &str, address: IpAddr) -> Option<String> {
        let is_said = self.zone.iter().any(|(owner, ..)| owner == reverse);
        let address = address.to_string();
        let mut hosts = self.zone.iter();
        let host =
            hosts.find(|(_, kind, data)| matches!(kind.as_str(), "A" | "AAAA") && *data == address);
        let host = host.map(|(host, ..)| host.clone());
        let client = (address == CLIENT_ADDRESS.to_string()).then(|| CLIENT.to_owned());
        host.or(client).filter(|_| !is_said)
    }

    fn note_private(&self, private_too: bool, what: &str) {
        if private_too {
            self.private_too.borrow_mut().insert(what.to_owned());
        }
    }

    async fn until_answered(&self, name: &str) {
        let is_late =
            |(owner, kind, _): &&(String, String, String)| owner == name && kind == "LATE";
        if let Some((_, _, delay)) = self.zone.iter().find(is_late) {
            tokio::time::sleep(Duration::from_secs(delay.parse().unwrap())).await;
        }
    }
}

impl Network for World {
    async fn mx(&self, name: &str) -> Proven<Mx> {
        let mut lookup = self.lookup(name, &["MX"], |data| {
            let (preference, exchange) = data.split_once(' ')?;
            Some(Mx {
                preference: preference.parse().ok()?,
                exchange: exchange.to_owned(),
            })
        });
        if let Answer::Found(found) = &mut lookup.answer {
            mx_order(found);
        }
        let is_lost = |(owner, kind, _): &(String, String, String)| owner == name && kind == "LOST";
        if self.asked.borrow_mut().insert(name.to_owned()) && self.zone.iter().any(is_lost) {
            return Proven::indeterminate(lookup, Reason::NoAnswer);
        }
        self.proven(name, lookup)
    }

    async fn srv(&self, name: &str) -> Proven<Srv> {
        let mut lookup = self.lookup(name, &["SRV"], |data| {
            let words: Vec<&str> = data.split(' ').collect();
            Some(Srv {
                priority: words[0].parse().ok()?,
                weight: words[1].parse().ok()?,
                port: words[2].parse().ok()?,
                target: words[3].to_owned(),
            })
        });
        if let Answer::Found(found) = &mut lookup.answer {
            srv_order(found);
        }
        self.proven(name, lookup)
    }

    async fn txt(&self, name: &str) -> Proven<Txt> {
        if let Some(text) = self.published(name) {
            let answer = Answer::Found(vec![text_record(text)]);
            return self.proven(name, Lookup::of(answer));
        }
        self.until_answered(name).await;
        let lookup = self.lookup(name, &["TXT"], |data| Some(text_record(data)));
        self.proven(name, lookup)
    }

    async fn a(&self, name: &str) -> Proven<Ipv4Addr> {
        self.until_answered(name).await;
        let is_client = name == CLIENT && !self.zone.iter().any(|(owner, ..)| owner == CLIENT);
        if is_client {
            return self.proven(name, Lookup::of(Answer::Found(vec![CLIENT_ADDRESS])));
        }
        self.proven(name, self.lookup(name, &["A"], |data| data.parse().ok()))
    }

    async fn aaaa(&self, name: &str) -> Proven<Ipv6Addr> {
        self.until_answered(name).await;
        self.proven(name, self.lookup(name, &["AAAA"], |data| data.parse().ok()))
    }

    async fn caa(&self, name: &str) -> Proven<Caa> {
        let lookup = self.lookup(name, &["CAA"], |data| {
            let words: Vec<&str> = data.splitn(3, ' ').collect();
            Some(Caa {
                critical: words[0] == "128",
                tag: words[1].to_owned(),
                value: words[2].trim_matches('"').as_bytes().to_vec(),
            })
        });
        self.proven(name, lookup)
    }

    async fn ptr(&self, address: IpAddr) -> Proven<String> {
        let name = reverse_name(address);
        self.until_answered(&name).await;
        if let Some(host) = self.named(&name, address) {
            return self.proven(&name, Lookup::of(Answer::Found(vec![host])));
        }
        let lookup = self.lookup(&name, &["PTR"], |data| Some(data.to_owned()));
        self.proven(&name, lookup)
    }

    async fn fetch_policy(&self, request: &https::Request) -> Result<Response, FetchError> {
        let (delay, response) = self
            .policies
            .get(&request.host)
            .or_else(|| {
                self.policies
                    .get(&format!("{}{}", request.host, request.path))
            })
            .unwrap_or_else(|| panic!("{}{} is asked for", request.host, request.path));
        self.note_private(request.private_too, &request.host);
        match tokio::time::timeout(request.limit, tokio::time::sleep(*delay)).await {
            Ok(()) => response.clone(),
            Err(_) => Err(FetchError::TimedOut {
                waiting_for: "complete response",
                limit: request.limit,
            }),
        }
    }

    async fn fetch_issuer(&self, request: &http::Request) -> Result<Vec<u8>, FetchError> {
        let url = &request.location.url;
        self.note_private(request.private_too, url);
        let answer = self.issuers.get(url);
        match answer.unwrap_or_else(|| panic!("{url} is fetched")) {
            Err(FetchError::TimedOut { waiting_for, .. }) => {
                tokio::time::sleep(request.limit).await;
                Err(FetchError::TimedOut {
                    waiting_for,
                    limit: request.limit,
                })
            }
            answer => answer.clone(),
        }
    }

    async fn addresses(&self, name: &str, family: Family) -> Proven<IpAddr> {
        self.until_answered(name).await;
        let of = |kind: &str| {
            let lookup = self.lookup(name, &[kind, "HOSTS"], |data| {
                let address: IpAddr = data.parse().ok()?;
                (address.is_ipv6() == (kind == "AAAA")).then_some(address)
            });
            self.proven(name, lookup)
        };
        match family {
            Family::Any => merged(of("AAAA"), of("A")),
            Family::V4 => of("A").arranged(),
            Family::V6 => of("AAAA").arranged(),
        }
    }

    async fn tlsa(&self, name: &str) -> Proven<Tlsa> {
        if self
            .zone
            .iter()
            .any(|(owner, kind, _)| owner == name && kind == "SILENT")
        {
            std::future::pending::<()>().await;
        }
        self.until_answered(name).await;
        self.proven(
            name,
            self.lookup(name, &["TLSA"], |data| self.tlsa_of(data)),
        )
    }

    fn in_hosts_file(&self, name: &str) -> bool {
        self.zone
            .iter()
            .any(|(owner, kind, _)| owner == name && kind == "HOSTS")
    }

    async fn dial(&self, address: SocketAddr, _: Option<IpAddr>) -> io::Result<Dialled> {
        let before = self
            .dialled
            .borrow()
            .iter()
            .filter(|one| **one == address)
            .count();
        self.dialled.borrow_mut().push(address);
        match self
            .places
            .get(&address)
            .and_then(|places| places.get(before).or(places.last()))
        {
            Some(Place::Server(script)) => Ok(self.connected(address, script)),
            Some(Place::Late(delay, script)) => {
                tokio::time::sleep(*delay).await;
                Ok(self.connected(address, script))
            }
            Some(Place::Refused) | None => Err(io::ErrorKind::ConnectionRefused.into()),
            Some(Place::Unreachable) => Err(io::ErrorKind::NetworkUnreachable.into()),
            Some(Place::Reset) => Err(io::ErrorKind::ConnectionReset.into()),
            Some(Place::TimesOut) => std::future::pending().await,
        }
    }

    fn timestamp(&self) -> jiff::Timestamp {
        self.now
    }

    fn random(&self) -> [u8; 24] {
        [9; 24]
    }

    fn machine_name(&self) -> Option<String> {
        Some("client.example.org".to_owned())
    }
}

/// One end of a connection in memory that, unlike the stream below it, can end with a reset.
struct Wire {
    stream: DuplexStream,
    /// The end of the stream is a reset unless the peer shuts it down before.
    reset: Arc<AtomicBool>,
}

impl Wire {
    fn new(stream: DuplexStream, reset: &Arc<AtomicBool>) -> Self {
        Self {
            stream,
            reset: Arc::clone(reset),
        }
    }

    fn is_reset(&self) -> bool {
        self.reset.load(Ordering::SeqCst)
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let ended = buffer.filled().len() == before && buffer.remaining() > 0;
        Poll::Ready(match ended && self.is_reset() {
            true => Err(io::ErrorKind::ConnectionReset.into()),
            false => Ok(()),
        })
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.reset.store(false, Ordering::SeqCst);
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
