//! The bytes of a connection, encrypted or not.

use std::io;

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
