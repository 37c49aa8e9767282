//! A stream that sends little at a time and waits until each piece is on its way: the segments of a bad network. What
//! is read stays as it is.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub(super) struct Fragmented<S> {
    stream: S,
    /// The most bytes of a piece.
    most: usize,
    /// The last piece is under way until this completes; the reader has its turn before.
    under_way: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl<S> Fragmented<S> {
    pub(super) const fn new(stream: S, most: usize) -> Self {
        Self {
            stream,
            most,
            under_way: None,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Fragmented<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Fragmented<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(turn) = &mut self.under_way {
            ready!(turn.as_mut().poll(context));
            self.under_way = None;
        }
        let piece = &bytes[..bytes.len().min(self.most)];
        let written = Pin::new(&mut self.stream).poll_write(context, piece);
        if piece.len() == self.most && written.is_ready() {
            self.under_way = Some(Box::pin(tokio::task::yield_now()));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn every_byte_is_a_segment_of_its_own() {
        let (mut client, server) = duplex(64);
        let say = async move {
            let mut server = Fragmented::new(server, 1);
            server.write_all(b"220").await.unwrap();
            server.shutdown().await.unwrap();
        };
        let said = tokio::spawn(say);
        let mut segments = Vec::new();
        let mut buffer = [0; 16];
        while let Ok(read @ 1..) = client.read(&mut buffer).await {
            segments.push(buffer[..read].to_vec());
        }
        said.await.unwrap();
        assert_eq!(segments, [b"2", b"2", b"0"]);
    }
}
