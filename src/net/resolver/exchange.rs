//! One question to a DNS server, and its answer: UDP with EDNS first (RFC 6891), TCP when that was cut (RFC 7766), and without
//! EDNS where the server does not know it. A port where nobody listens is told at once. What an answer means is no matter here.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::rand;
use hickory_resolver::proto::op::{Edns, Message, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout_at};

use super::wire;

/// DNS flag day 2020: no fragments.
const PAYLOAD: u16 = 1232;
/// How often UDP is tried at one server.
const ATTEMPTS: u32 = 2;

/// What the question asks for beside the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Signatures and proofs (DO, RFC 4035 section 3.2.1).
    pub(super) dnssec: bool,
    /// The answer even where the DNS server would refuse it (CD, RFC 4035 section 3.2.2).
    pub(super) unchecked: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// Nothing came in time.
    TimedOut,
    /// What the system says: nobody listens, no route.
    Unreachable(io::Error),
    /// What came is no DNS message.
    Malformed,
    /// What came is a part of the answer, over TCP too.
    Cut,
}

/// The DNS servers to ask, in order.
pub(super) struct Servers {
    addresses: Vec<SocketAddr>,
    /// Where to begin: behind those that did not answer when one did, so that a silent one costs its share of the time once.
    first: AtomicUsize,
    /// What answers in their place, without sockets and without time of its own.
    #[cfg(test)]
    told: Option<Told>,
}

/// Answers a question as it goes over the wire, or is silent.
#[cfg(test)]
pub(super) type Told = Box<dyn Fn(&Message) -> Option<Vec<u8>> + Send + Sync>;

impl Servers {
    pub(super) const fn new(addresses: Vec<SocketAddr>) -> Self {
        Self {
            addresses,
            first: AtomicUsize::new(0),
            #[cfg(test)]
            told: None,
        }
    }

    /// One server that is no more than this.
    #[cfg(test)]
    pub(super) fn in_memory(told: Told) -> Self {
        Self {
            told: Some(told),
            ..Self::new(Vec::new())
        }
    }

    /// Asks them in turn; those that are still to come share the time that is left.
    pub(super) async fn ask(
        &self,
        name: &Name,
        kind: RecordType,
        wanted: Wanted,
        deadline: Instant,
    ) -> Result<Message, Failure> {
        #[cfg(test)]
        if let Some(told) = &self.told {
            let Some(bytes) = told(&question(name, kind, wanted, true)) else {
                tokio::time::sleep_until(deadline).await;
                return Err(Failure::TimedOut);
            };
            return wire::message(&bytes).ok_or(Failure::Malformed);
        }
        let mut failed = None;
        let mut refused = None;
        for (place, turns) in self.turns() {
            let now = Instant::now();
            let share = deadline.saturating_duration_since(now) / turns;
            match of_server(self.addresses[place], name, kind, wanted, now + share).await {
                Ok(message) => {
                    if failed.is_some() {
                        self.first.store(place, Ordering::Relaxed);
                    }
                    // Another server may know more (RFC 1034 section 5.3.3); if none does, what the last one said stands.
                    match is_refusal(&message) {
                        true => refused = Some(message),
                        false => return Ok(message),
                    }
                }
                Err(failure) => failed = Some(failure),
            }
        }
        refused.ok_or(failed.unwrap_or(Failure::TimedOut))
    }

    /// The places of the servers in the order to ask, and how many are still to come with each.
    fn turns(&self) -> impl Iterator<Item = (usize, u32)> {
        let count = self.addresses.len();
        let first = self.first.load(Ordering::Relaxed);
        let left = (1..=u32::try_from(count).unwrap_or(u32::MAX)).rev();
        (first..).map(move |place| place % count).zip(left)
    }
}

fn is_refusal(message: &Message) -> bool {
    matches!(
        message.metadata.response_code,
        ResponseCode::ServFail
            | ResponseCode::Refused
            | ResponseCode::NotImp
            | ResponseCode::FormErr
    )
}

async fn of_server(
    server: SocketAddr,
    name: &Name,
    kind: RecordType,
    wanted: Wanted,
    deadline: Instant,
) -> Result<Message, Failure> {
    let mut edns = true;
    loop {
        let question = question(name, kind, wanted, edns);
        let mut answer = over_udp(server, &question, deadline).await?;
        if answer.metadata.truncation {
            answer = over_tcp(server, &question, deadline).await?;
            // RFC 2181 section 9: a part of the records is not to be used, and none is no proof that there are none.
            if answer.metadata.truncation {
                return Err(Failure::Cut);
            }
        }
        if !(edns && knows_no_edns(answer.metadata.response_code)) {
            return Ok(answer);
        }
        edns = false;
    }
}

/// RFC 6891 section 7: such a server is asked again without. 16 is BADVERS in an answer without TSIG; the crate reads it as BADSIG.
const fn knows_no_edns(code: ResponseCode) -> bool {
    matches!(
        code,
        ResponseCode::FormErr | ResponseCode::NotImp | ResponseCode::BADVERS | ResponseCode::BADSIG
    )
}

fn question(name: &Name, kind: RecordType, wanted: Wanted, edns: bool) -> Message {
    let mut message = Message::query();
    let mut id = [0; 2];
    // Without random numbers the identifier that the crate chose stays.
    if rand::fill(&mut id).is_ok() {
        message.metadata.id = u16::from_be_bytes(id);
    }
    message.add_query(Query::query(name.clone(), kind));
    message.metadata.recursion_desired = true;
    message.metadata.checking_disabled = wanted.unchecked;
    if edns {
        let mut edns = Edns::new();
        edns.set_dnssec_ok(wanted.dnssec);
        edns.set_max_payload(PAYLOAD);
        message.edns = Some(edns);
    }
    message
}

async fn over_udp(
    server: SocketAddr,
    question: &Message,
    deadline: Instant,
) -> Result<Message, Failure> {
    let local: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let bytes = question.to_vec().map_err(|_| Failure::Malformed)?;
    let socket = UdpSocket::bind((local, 0))
        .await
        .map_err(Failure::Unreachable)?;
    socket.connect(server).await.map_err(Failure::Unreachable)?;
    let mut failed = Failure::TimedOut;
    for attempt in (1..=ATTEMPTS).rev() {
        socket.send(&bytes).await.map_err(Failure::Unreachable)?;
        let left = deadline.saturating_duration_since(Instant::now());
        match timeout_at(Instant::now() + left / attempt, reply(&socket, question)).await {
            Ok(Ok(message)) => return Ok(message),
            Ok(Err(Failure::Malformed)) => failed = Failure::Malformed,
            Ok(Err(failure)) => return Err(failure),
            Err(_) => {}
        }
    }
    Err(failed)
}

/// Waits for the answer to this question; what answers another one may be forged and is passed over (RFC 5452 section 9.1).
async fn reply(socket: &UdpSocket, question: &Message) -> Result<Message, Failure> {
    // The largest datagram: some servers send more than they were told to. It is not filled with zeros first, which would cost as
    // much as all else of a question.
    let mut bytes = Vec::with_capacity(usize::from(u16::MAX));
    loop {
        bytes.clear();
        let received = socket.recv_buf(&mut bytes).await;
        received.map_err(Failure::Unreachable)?;
        if !bytes.starts_with(&question.metadata.id.to_be_bytes()) {
            continue;
        }
        let message = wire::message(&bytes).ok_or(Failure::Malformed)?;
        if answers(&message, question) {
            return Ok(message);
        }
    }
}

async fn over_tcp(
    server: SocketAddr,
    question: &Message,
    deadline: Instant,
) -> Result<Message, Failure> {
    let bytes = question.to_vec().map_err(|_| Failure::Malformed)?;
    let exchange = async {
        let mut stream = TcpStream::connect(server).await?;
        let length = u16::try_from(bytes.len()).unwrap_or_default();
        stream
            .write_all(&[&length.to_be_bytes()[..], &bytes].concat())
            .await?;
        let mut buffer = vec![0; usize::from(stream.read_u16().await?)];
        stream.read_exact(&mut buffer).await?;
        Ok(buffer)
    };
    let bytes = timeout_at(deadline, exchange)
        .await
        .map_err(|_| Failure::TimedOut)?
        .map_err(of_connection)?;
    let message = wire::message(&bytes).ok_or(Failure::Malformed)?;
    match answers(&message, question) {
        true => Ok(message),
        false => Err(Failure::Malformed),
    }
}

/// A server that ends the connection was reached.
fn of_connection(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Failure::Cut,
        _ => Failure::Unreachable(error),
    }
}

/// A server that fails may leave the question out (RFC 1035 section 4.1.1, FORMERR).
fn answers(message: &Message, question: &Message) -> bool {
    let asked = question.queries.first();
    message.metadata.id == question.metadata.id
        && message.metadata.message_type == hickory_resolver::proto::op::MessageType::Response
        && message.metadata.op_code == OpCode::Query
        && match message.queries.first() {
            Some(query) => asked.is_some_and(|asked| {
                asked.name() == query.name() && asked.query_type() == query.query_type()
            }),
            None => message.metadata.response_code != ResponseCode::NoError,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6891 section 6.1.3: the upper octet of BADVERS (16) is 1.
    #[test]
    fn a_server_that_says_badvers_knows_no_edns() {
        assert!(knows_no_edns(ResponseCode::from(1, 0)));
        assert!(knows_no_edns(ResponseCode::from(0, 1)));
        assert!(!knows_no_edns(ResponseCode::from(0, 0)));
        assert!(!knows_no_edns(ResponseCode::from(0, 2)));
    }
}
