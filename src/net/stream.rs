//! Byte streams to servers, whatever is behind them.

use std::net::IpAddr;

use tokio::io::{AsyncRead, AsyncWrite};

/// A byte stream to a server.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A stream of whatever kind.
pub type BoxedStream = Box<dyn Stream>;

/// An established connection.
pub struct Dialled {
    /// The bytes.
    pub stream: BoxedStream,
    /// Our end, for the address literal in EHLO.
    pub local: Option<IpAddr>,
}
