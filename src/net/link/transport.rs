//! The bytes of a connection, encrypted or not.

use std::{future::poll_fn, io, pin::pin, task::Poll};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::net::{BoxedStream, tls::TlsStream};

pub(super) enum Transport {
    Plain(BoxedStream),
    Encrypted(Box<TlsStream<BoxedStream>>),
    /// After a failed handshake nothing is said any more.
    Gone,
}

impl Transport {
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer).await,
            Self::Encrypted(stream) => stream.read(buffer).await,
            Self::Gone => Ok(0),
        }
    }

    /// What can be read without waiting.
    pub(super) async fn read_at_once(&mut self, buffer: &mut [u8]) -> Option<io::Result<usize>> {
        let mut read = pin!(self.read(buffer));
        poll_fn(|context| {
            Poll::Ready(match read.as_mut().poll(context) {
                Poll::Ready(read) => Some(read),
                Poll::Pending => None,
            })
        })
        .await
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
            Self::Encrypted(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
            Self::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    pub(super) async fn shut_down(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.shutdown().await,
            Self::Encrypted(stream) => stream.shutdown().await,
            Self::Gone => Ok(()),
        }
    }
}
