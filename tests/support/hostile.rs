//! Servers on a loopback port that never stop talking, each connection on a thread of its own. What they say comes from
//! a closure that is called until the client goes away.

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// What a server does with a connection; an error is the end of it.
pub(crate) type Behaviour = fn(&mut TcpStream) -> std::io::Result<()>;

/// Serves every connection so until the test ends.
pub(crate) fn serve(behaviour: Behaviour) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut stream = stream;
                let _ = behaviour(&mut stream);
            });
        }
    });
    address
}

/// The same bytes for ever.
pub(crate) fn endless(stream: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    loop {
        stream.write_all(bytes)?;
    }
}

/// Greets, and waits for EHLO.
pub(crate) fn up_to_ehlo(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"220 mail.example.test ESMTP\r\n")?;
    line(stream)
}

/// Waits for a line.
pub(crate) fn line(stream: &mut TcpStream) -> std::io::Result<()> {
    BufReader::with_capacity(1, stream)
        .read_line(&mut String::new())
        .map(drop)
}

/// One octet every so often.
pub(crate) fn drip(stream: &mut TcpStream, byte: u8) -> std::io::Result<()> {
    loop {
        stream.write_all(&[byte])?;
        thread::sleep(Duration::from_millis(50));
    }
}
