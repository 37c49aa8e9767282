//! A small DNS server for tests: one zone as text, UDP and TCP on one port of the loopback address, on
//! threads of its own until dropped. It answers as a recursive resolver does, with whole CNAME chains.
//!
//! A zone has one record a line, `owner TYPE data`. In place of a type stand the ways to fail, for all
//! types or for those named: `SERVFAIL`, `REFUSED`, `FORMERR`, `TIMEOUT` (no answer), `TRUNCATED` (over UDP), `CUT` (over TCP too),
//! `GARBAGE` (bytes that are no message) and `REFERRAL`. Names above a present one exist without data.

#![allow(dead_code, reason = "each test uses the part it needs")]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use hickory_resolver::proto::op::{Message, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::rdata::{NS, SOA};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

const TIME_TO_LIVE: u32 = 60;
const SMALLEST_PAYLOAD: usize = 512;

/// How a name is answered instead of with its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    Code(ResponseCode),
    Timeout,
    Truncated,
    Cut,
    Garbage,
    Referral,
}

impl Failure {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "SERVFAIL" => Self::Code(ResponseCode::ServFail),
            "REFUSED" => Self::Code(ResponseCode::Refused),
            "FORMERR" => Self::Code(ResponseCode::FormErr),
            "TIMEOUT" => Self::Timeout,
            "TRUNCATED" => Self::Truncated,
            "CUT" => Self::Cut,
            "GARBAGE" => Self::Garbage,
            "REFERRAL" => Self::Referral,
            _ => return None,
        })
    }
}

/// What the server knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zone {
    records: Vec<Record>,
    failures: Vec<(Name, Vec<RecordType>, Failure)>,
}

impl Zone {
    /// Understands one record a line; empty lines and lines that begin with `;` or `#` are skipped.
    ///
    /// Panics with the line when it cannot be understood: a mistake of the test.
    pub(crate) fn parse(text: &str) -> Self {
        let mut zone = Self::default();
        for line in text.lines().map(str::trim) {
            if !line.is_empty() && !line.starts_with([';', '#']) {
                zone.add(line)
                    .unwrap_or_else(|| panic!("cannot understand the zone's line {line:?}"));
            }
        }
        zone
    }

    /// Adds a record that has no text form here.
    pub(crate) fn insert(&mut self, owner: &str, data: RData) {
        let mut owner = name(owner);
        owner.set_fqdn(true);
        self.records
            .push(Record::from_rdata(owner, TIME_TO_LIVE, data));
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let (owner, rest) = line.split_once(char::is_whitespace)?;
        let mut owner = Name::from_ascii(owner).ok()?;
        owner.set_fqdn(true);
        let rest = rest.trim_start();
        let (kind, data) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if let Some(failure) = Failure::parse(kind) {
            let kinds = data
                .split_whitespace()
                .map(|kind| kind.parse().ok())
                .collect::<Option<_>>()?;
            self.failures.push((owner, kinds, failure));
        } else {
            let data = RData::try_from_str(kind.parse().ok()?, &absolute_names(kind, data)).ok()?;
            self.records
                .push(Record::from_rdata(owner, TIME_TO_LIVE, data));
        }
        Some(())
    }

    fn failure(&self, query: &Query) -> Option<Failure> {
        let applies =
            |kinds: &[RecordType]| kinds.is_empty() || kinds.contains(&query.query_type());
        let found = self
            .failures
            .iter()
            .find(|(name, kinds, _)| name == query.name() && applies(kinds));
        found.map(|(_, _, failure)| *failure)
    }

    fn exists(&self, name: &Name) -> bool {
        let failing = self.failures.iter().map(|(owner, _, _)| owner);
        self.records
            .iter()
            .map(|record| &record.name)
            .chain(failing)
            .any(|owner| name.zone_of(owner))
    }

    /// The chain of CNAME records and the records at its end, and whether the name at its end exists.
    fn find(&self, query: &Query) -> (Vec<Record>, bool) {
        let mut name = query.name().clone();
        let mut found = Vec::new();
        for _ in 0..16 {
            let here: Vec<_> = self
                .records
                .iter()
                .filter(|record| record.name == name)
                .collect();
            let wanted = here
                .iter()
                .filter(|record| record.record_type() == query.query_type());
            let before = found.len();
            found.extend(wanted.map(|record| Record::clone(record)));
            let alias = here.iter().find_map(|record| match &record.data {
                RData::CNAME(alias) => Some((Record::clone(record), alias.0.clone())),
                _ => None,
            });
            match alias {
                Some((record, target)) if found.len() == before => {
                    found.push(record);
                    name = target;
                }
                _ => break,
            }
        }
        let exists = self.exists(&name);
        (found, exists)
    }

    /// The answer's bytes; `None` for silence.
    fn answer(&self, question: &[u8], over_udp: bool) -> Option<Vec<u8>> {
        let question = Message::from_vec(question).ok()?;
        let query = question.queries.first()?;
        let mut answer = Message::response(question.metadata.id, OpCode::Query);
        answer.add_query(query.clone());
        answer.metadata.recursion_desired = question.metadata.recursion_desired;
        answer.metadata.recursion_available = true;
        match self.failure(query) {
            Some(Failure::Timeout) => return None,
            Some(Failure::Garbage) => return Some(question.metadata.id.to_be_bytes().to_vec()),
            Some(Failure::Code(code)) => answer.metadata.response_code = code,
            Some(Failure::Truncated) if over_udp => answer.metadata.truncation = true,
            Some(Failure::Cut) => answer.metadata.truncation = true,
            Some(Failure::Referral) => {
                let server = RData::NS(NS(name("ns.elsewhere.example.")));
                answer.add_authority(Record::from_rdata(
                    query.name().clone(),
                    TIME_TO_LIVE,
                    server,
                ));
            }
            Some(Failure::Truncated) | None => self.fill(&mut answer, query),
        }
        let bytes = answer.to_vec().expect("an answer made of a zone");
        let room = SMALLEST_PAYLOAD.max(question.max_payload().into());
        if over_udp && bytes.len() > room {
            return answer.truncate().to_vec().ok();
        }
        Some(bytes)
    }

    fn fill(&self, answer: &mut Message, query: &Query) {
        let (records, exists) = self.find(query);
        let ends_in_data = records
            .iter()
            .any(|record| record.record_type() == query.query_type());
        answer.add_answers(records);
        if !exists {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        if !ends_in_data {
            let start = SOA::new(
                name("ns.example."),
                name("hostmaster.example."),
                1,
                3600,
                600,
                86400,
                1,
            );
            answer.add_authority(Record::from_rdata(
                Name::root(),
                TIME_TO_LIVE,
                RData::SOA(start),
            ));
        }
    }
}

fn name(text: &str) -> Name {
    Name::from_ascii(text).expect("a name in the test server itself")
}

/// Names in a zone's data are absolute with or without their final dot.
fn absolute_names(kind: &str, data: &str) -> String {
    match kind {
        "MX" | "SRV" | "CNAME" | "NS" if !data.ends_with('.') => format!("{data}."),
        _ => data.to_owned(),
    }
}

/// A running server; it stops when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    questions: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// Serves `zone` on a free port of 127.0.0.1.
pub(crate) fn serve(zone: Zone) -> Server {
    let (udp, tcp) = sockets();
    let address = udp.local_addr().expect("the address of a bound socket");
    let questions = Arc::new(Mutex::new(Vec::new()));
    let stopped = Arc::new(AtomicBool::new(false));
    let desk = Arc::new(Desk {
        zone,
        questions: Arc::clone(&questions),
        stopped: Arc::clone(&stopped),
    });
    let datagrams = Arc::clone(&desk);
    let threads = vec![
        std::thread::spawn(move || datagrams.serve_udp(&udp)),
        std::thread::spawn(move || desk.serve_tcp(&tcp)),
    ];
    Server {
        address,
        questions,
        stopped,
        threads,
    }
}

impl Server {
    /// Where it listens, for `--resolver`.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The questions so far as `MX example.com. udp`, in the order of arrival.
    pub(crate) fn questions(&self) -> Vec<String> {
        self.questions
            .lock()
            .expect("no test panicked here")
            .clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Ok(waker) = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)) {
            let _ = waker.send_to(b"", self.address);
        }
        let _ = TcpStream::connect(self.address);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// A UDP and a TCP socket of the same number, which another process may hold in one of the two.
fn sockets() -> (UdpSocket, TcpListener) {
    for _ in 0..100 {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
            .expect("a UDP socket on the loopback address");
        let address = udp.local_addr().expect("the address of a bound socket");
        if let Ok(tcp) = TcpListener::bind(address) {
            return (udp, tcp);
        }
    }
    panic!("no port is free for both UDP and TCP");
}

struct Desk {
    zone: Zone,
    questions: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
}

impl Desk {
    fn serve_udp(&self, socket: &UdpSocket) {
        let mut buffer = [0; 4096];
        while let Ok((length, client)) = socket.recv_from(&mut buffer) {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            self.note(&buffer[..length], "udp");
            if let Some(answer) = self.zone.answer(&buffer[..length], true) {
                let _ = socket.send_to(&answer, client);
            }
        }
    }

    fn serve_tcp(&self, listener: &TcpListener) {
        for stream in listener.incoming().flatten() {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
            self.converse(stream);
        }
    }

    /// Messages over TCP have their length in front (RFC 1035 section 4.2.2).
    fn converse(&self, mut stream: TcpStream) {
        let mut length = [0; 2];
        while stream.read_exact(&mut length).is_ok() {
            let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
            if stream.read_exact(&mut question).is_err() {
                return;
            }
            self.note(&question, "tcp");
            let Some(answer) = self.zone.answer(&question, false) else {
                continue;
            };
            let length = u16::try_from(answer.len()).expect("a zone's answer fits a message");
            let mut framed = length.to_be_bytes().to_vec();
            framed.extend(answer);
            if stream.write_all(&framed).is_err() {
                return;
            }
        }
    }

    fn note(&self, question: &[u8], transport: &str) {
        let Ok(message) = Message::from_vec(question) else {
            return;
        };
        if let Some(query) = message.queries.first() {
            let line = format!(
                "{} {} {transport}",
                query.query_type(),
                query.name().to_ascii()
            );
            self.questions
                .lock()
                .expect("no test panicked here")
                .push(line);
        }
    }
}
