//! A DNS server that lies: it stands before the honest one of `dns.rs`, asks it, and does to its answers what a bad
//! network, a bad resolver or an attacker beside the path does (RFC 5452).

use std::{
    io::Read,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket},
    thread,
    time::Duration,
};

use hickory_resolver::proto::{
    op::{Message, Query, ResponseCode},
    rr::{Name, RData},
};

use crate::dns;

/// What becomes of an answer over UDP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    /// It has the id of another question.
    AnotherId,
    /// It is about another name.
    AnotherQuestion,
    /// It comes from another port.
    AnotherPort,
    /// It comes from another address.
    AnotherAddress,
    /// An attacker is faster, but does not know the id: his answer leads elsewhere, the honest one follows.
    ForgedFirst,
    /// "No such name", beside the records of that name.
    Denial,
    /// It is marked as truncated, whatever it holds, and this is what TCP does.
    Truncated(Tcp),
    /// There is none.
    Silence,
}

/// What TCP does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tcp {
    /// Nobody listens.
    Refused,
    /// The connection ends once the question is there.
    Closes,
    /// The question is taken and not answered.
    Silent,
}

/// Lies about `zone` on a port of the loopback address until the test ends.
pub(crate) fn serve(zone: &str, lie: Lie) -> SocketAddr {
    let honest = dns::serve(dns::Zone::parse(zone));
    let (udp, tcp) = sockets(lie);
    let address = udp.local_addr().unwrap();
    if let (Some(tcp), Lie::Truncated(what)) = (tcp, lie) {
        thread::spawn(move || answer_tcp(&tcp, what));
    }
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok((length, client)) = udp.recv_from(&mut buffer) {
            answer_udp(&udp, &honest, &buffer[..length], client, lie);
        }
    });
    address
}

/// A UDP socket, and a TCP socket of the same number unless nobody is to listen there.
fn sockets(lie: Lie) -> (UdpSocket, Option<TcpListener>) {
    loop {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        if matches!(lie, Lie::Truncated(Tcp::Refused)) {
            return (udp, None);
        }
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()) {
            return (udp, Some(tcp));
        }
    }
}

fn answer_tcp(listener: &TcpListener, what: Tcp) {
    for mut stream in listener.incoming().flatten() {
        thread::spawn(move || {
            let _ = stream.read(&mut [0; 512]);
            if what == Tcp::Silent {
                thread::sleep(Duration::from_secs(60));
            }
        });
    }
}

fn answer_udp(
    udp: &UdpSocket,
    honest: &dns::Server,
    question: &[u8],
    client: SocketAddr,
    lie: Lie,
) {
    let truth = ask(honest.address(), question);
    let send = |message: &Message| udp.send_to(&message.to_vec().unwrap(), client).unwrap();
    let send_from = |address: IpAddr| {
        let other = UdpSocket::bind((address, 0)).unwrap();
        other.send_to(&truth.to_vec().unwrap(), client).unwrap()
    };
    let mut lied = truth.clone();
    match lie {
        Lie::Silence => return,
        Lie::AnotherPort => {
            send_from(Ipv4Addr::LOCALHOST.into());
            return;
        }
        Lie::AnotherAddress => {
            send_from(Ipv4Addr::new(127, 0, 0, 2).into());
            return;
        }
        Lie::AnotherId => lied.metadata.id = lied.metadata.id.wrapping_add(1),
        Lie::ForgedFirst => {
            lied.metadata.id = lied.metadata.id.wrapping_add(1);
            lead_elsewhere(&mut lied);
            send(&lied);
            lied = truth;
        }
        Lie::AnotherQuestion => ask_otherwise(&mut lied),
        Lie::Denial => lied.metadata.response_code = ResponseCode::NXDomain,
        Lie::Truncated(_) => lied.metadata.truncation = true,
    }
    send(&lied);
}

fn ask(honest: SocketAddr, question: &[u8]) -> Message {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.send_to(question, honest).unwrap();
    let mut buffer = [0; 65535];
    let length = socket.recv(&mut buffer).unwrap();
    Message::from_vec(&buffer[..length]).unwrap()
}

/// Every address is one where nobody listens.
fn lead_elsewhere(answer: &mut Message) {
    for record in &mut answer.answers {
        if let RData::A(address) = &mut record.data {
            address.0 = Ipv4Addr::new(127, 0, 0, 66);
        }
    }
}

fn ask_otherwise(answer: &mut Message) {
    let other = Name::from_ascii("other.example.").unwrap();
    let kind = answer.queries[0].query_type();
    answer.queries = vec![Query::query(other.clone(), kind)];
    for record in &mut answer.answers {
        record.name = other.clone();
    }
}
