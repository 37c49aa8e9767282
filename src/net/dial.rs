//! TCP connections, and what became of the ones that failed.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpSocket, TcpStream},
};

use super::Dialled;
use crate::event::ConnectionStatus;

/// Connects without Nagle's algorithm and without delayed acknowledgements.
///
/// # Errors
/// What the operating system says.
pub async fn connect(address: SocketAddr, source: Option<IpAddr>) -> io::Result<Dialled> {
    let socket = socket(address.ip())?;
    if let Some(source) = source {
        socket.bind(SocketAddr::new(source, 0))?;
    }
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    let local = stream.local_addr().ok().map(|local| local.ip());
    Ok(Dialled {
        stream: Box::new(Prompt(stream)),
        local,
    })
}

fn socket(address: IpAddr) -> io::Result<TcpSocket> {
    match address {
        IpAddr::V4(_) => TcpSocket::new_v4(),
        IpAddr::V6(_) => TcpSocket::new_v6(),
    }
}

/// Whether connections can be made from `source`: an error where this machine does not have the address, of the kind
/// `AddrNotAvailable` also where it has none of that family. Nothing listens there meanwhile.
///
/// # Errors
/// What the operating system says.
pub fn try_source(source: IpAddr) -> io::Result<()> {
    let absent = |error: io::Error| match source {
        IpAddr::V6(_) => io::Error::new(io::ErrorKind::AddrNotAvailable, error),
        IpAddr::V4(_) => error,
    };
    let socket = socket(source).map_err(absent)?;
    socket.bind(SocketAddr::new(source, 0))
}

/// The state of a connection that failed with `error`.
#[must_use]
pub fn status(error: &io::Error) -> ConnectionStatus {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => ConnectionStatus::Refused,
        io::ErrorKind::TimedOut => ConnectionStatus::Timeout,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            ConnectionStatus::Reset
        }
        _ => ConnectionStatus::Unreachable,
    }
}

/// The failure of a connection in words that do not depend on the operating system.
#[must_use]
pub fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
        io::ErrorKind::TimedOut => "timed out".to_owned(),
        io::ErrorKind::ConnectionReset => "connection reset".to_owned(),
        io::ErrorKind::NetworkUnreachable => "no route to that network".to_owned(),
        io::ErrorKind::HostUnreachable => "no route to that host".to_owned(),
        io::ErrorKind::AddrNotAvailable => "the local address cannot be used for it".to_owned(),
        _ => crate::text::visible(error.to_string().as_bytes()),
    }
}

/// Acknowledges at once. A stock Postfix sends TLS session tickets and then, held back by Nagle's algorithm, the reply
/// to EHLO; our delayed acknowledgement would add 40 ms. The option is not sticky: it is set before each read.
struct Prompt(TcpStream);

impl AsyncRead for Prompt {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let _ = self.0.set_quickack(true);
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Prompt {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
