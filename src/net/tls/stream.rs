//! An encrypted stream whose handshake is complete: reading, writing, closing, and the channel bindings that SASL asks
//! for. RFC 8446 section 6.1 (close_notify), RFC 9266 (tls-exporter), RFC 5929 section 4 (tls-server-end-point).

use std::io::{self, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use rustls::ClientConnection;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::HandshakeError;
use super::error::{self, FIRST_BYTES};
use crate::tls::TlsVersion;
use crate::tls::certificate::end_point_binding;

/// The client's end of a TLS connection over `S`.
///
/// A peer that closes without close_notify is an end of stream like any other, because SMTP servers do so and SMTP
/// has its own end (221); [`Self::ended_without_close_notify`] tells it. When TLS itself fails, the `io::Error`
/// carries a [`HandshakeError`]: see [`HandshakeError::in_io_error`].
pub struct TlsStream<S> {
    io: S,
    connection: ClientConnection,
    end_entity: Option<Vec<u8>>,
    ended_without_close_notify: bool,
    close_notify_sent: bool,
}

impl<S> std::fmt::Debug for TlsStream<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TlsStream")
    }
}

impl<S> TlsStream<S> {
    pub(super) fn new(io: S, connection: ClientConnection, end_entity: Option<&Vec<u8>>) -> Self {
        Self {
            io,
            connection,
            end_entity: end_entity.cloned(),
            ended_without_close_notify: false,
            close_notify_sent: false,
        }
    }

    /// The stream underneath.
    #[must_use]
    pub fn inner(&self) -> &S {
        &self.io
    }

    /// Whether the peer closed the connection without saying so in TLS.
    #[must_use]
    pub fn ended_without_close_notify(&self) -> bool {
        self.ended_without_close_notify
    }

    /// The channel bindings of this connection, best first: name in SASL and data. In TLS 1.2 `tls-exporter` needs
    /// the extended master secret (RFC 9266 section 4.2), which the library does not tell: left out there.
    #[must_use]
    pub fn channel_bindings(&self) -> Vec<(&'static str, Vec<u8>)> {
        let exporter = self.exporter().map(|data| ("tls-exporter", data));
        let end_point = self.end_entity.as_deref().and_then(end_point_binding);
        exporter
            .into_iter()
            .chain(end_point.map(|data| ("tls-server-end-point", data)))
            .collect()
    }

    fn exporter(&self) -> Option<Vec<u8>> {
        let version = self.connection.protocol_version()?;
        if u16::from(version) != TlsVersion::Tls13.code() {
            return None;
        }
        let exported =
            self.connection
                .export_keying_material([0; 32], b"EXPORTER-Channel-Binding", None);
        exported.ok().map(|data: [u8; 32]| data.to_vec())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream<S> {
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut stream = Synchronous::new(&mut self.io, context);
        ready!(poll_read_tls(&mut stream, &mut self.connection))?;
        let processed = self.connection.process_new_packets();
        self.try_to_write(context);
        Poll::Ready(match processed {
            Ok(_) => Ok(()),
            Err(error) => {
                let error = error::from_library(&error, &[]);
                Err(io::Error::new(io::ErrorKind::InvalidData, error))
            }
        })
    }

    /// Sends what the library wants to answer (an alert, a key update), if that can be done without waiting.
    fn try_to_write(&mut self, context: &mut Context<'_>) {
        while self.connection.wants_write() {
            if !matches!(
                poll_write_tls(
                    Synchronous::new(&mut self.io, context),
                    &mut self.connection
                ),
                Poll::Ready(Ok(_))
            ) {
                return;
            }
        }
    }

    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.connection.wants_write() {
            ready!(poll_write_tls(
                Synchronous::new(&mut self.io, context),
                &mut self.connection
            ))?;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for TlsStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if buffer.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        loop {
            match this.connection.reader().read(buffer.initialize_unfilled()) {
                Ok(read) => {
                    buffer.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    this.ended_without_close_notify = true;
                    return Poll::Ready(Ok(()));
                }
                Err(error) => return Poll::Ready(Err(error)),
            }
            ready!(this.poll_fill(context))?;
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for TlsStream<S> {
    /// What was written before goes out first, so that no more than one call's bytes are ever kept.
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_drain(context))?;
        let written = this.connection.writer().write(bytes)?;
        match this.poll_drain(context) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            _ => Poll::Ready(Ok(written)),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_drain(context))?;
        Pin::new(&mut this.io).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.close_notify_sent {
            this.connection.send_close_notify();
            this.close_notify_sent = true;
        }
        ready!(this.poll_drain(context))?;
        Pin::new(&mut this.io).poll_shutdown(context)
    }
}

/// Reads once what the library wants to have. It keeps a message until that is whole, up to a limit, and then reads no more:
/// that is told as [`HandshakeError::TooLarge`] within the error.
pub(super) fn poll_read_tls<S: AsyncRead + Unpin>(
    io: &mut Synchronous<'_, '_, S>,
    connection: &mut ClientConnection,
) -> Poll<io::Result<usize>> {
    io.was_asked = false;
    match connection.read_tls(io) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
        Err(_) if !io.was_asked => {
            let error = HandshakeError::TooLarge;
            Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, error)))
        }
        result => Poll::Ready(result),
    }
}

/// Writes once what the library has to send, and says how much that was.
pub(super) fn poll_write_tls<S: AsyncRead + AsyncWrite + Unpin>(
    mut io: Synchronous<'_, '_, S>,
    connection: &mut ClientConnection,
) -> Poll<io::Result<usize>> {
    match connection.write_tls(&mut io) {
        Ok(0) => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
        Ok(written) => Poll::Ready(Ok(written)),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
        Err(error) => Poll::Ready(Err(error)),
    }
}

/// An asynchronous stream in the shape that the library reads from and writes to: what would wait is `WouldBlock`.
pub(super) struct Synchronous<'a, 'b, S> {
    io: &'a mut S,
    context: &'a mut Context<'b>,
    first_bytes: Option<&'a mut Vec<u8>>,
    copy: Option<&'a mut Vec<u8>>,
    /// Whether the library came as far as reading.
    was_asked: bool,
}

impl<'a, 'b, S> Synchronous<'a, 'b, S> {
    pub(super) fn new(io: &'a mut S, context: &'a mut Context<'b>) -> Self {
        Self {
            io,
            context,
            first_bytes: None,
            copy: None,
            was_asked: false,
        }
    }

    /// Keeps a copy of the first bytes that cross the wire: those read may turn out not to be TLS.
    pub(super) fn keeping(self, first_bytes: &'a mut Vec<u8>) -> Self {
        Self {
            first_bytes: Some(first_bytes),
            ..self
        }
    }

    /// Appends what crosses the wire to `copy`, where there is one.
    pub(super) fn copying(self, copy: Option<&'a mut Vec<u8>>) -> Self {
        Self { copy, ..self }
    }
}

impl<S: AsyncRead + Unpin> Read for Synchronous<'_, '_, S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.was_asked = true;
        let mut buffer = ReadBuf::new(bytes);
        match Pin::new(&mut *self.io).poll_read(self.context, &mut buffer) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(error)) => return Err(error),
            Poll::Pending => return Err(io::ErrorKind::WouldBlock.into()),
        }
        if let Some(first) = self.first_bytes.as_deref_mut() {
            let wanted = FIRST_BYTES.saturating_sub(first.len());
            first.extend(buffer.filled().iter().take(wanted));
        }
        if let Some(copy) = self.copy.as_deref_mut() {
            copy.extend_from_slice(buffer.filled());
        }
        Ok(buffer.filled().len())
    }
}

impl<S: AsyncWrite + Unpin> Write for Synchronous<'_, '_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match Pin::new(&mut *self.io).poll_write(self.context, bytes) {
            Poll::Ready(result) => {
                if let (Ok(written), Some(first)) = (&result, self.first_bytes.as_deref_mut()) {
                    let wanted = FIRST_BYTES.saturating_sub(first.len());
                    first.extend(bytes[..*written].iter().take(wanted));
                }
                if let (Ok(written), Some(copy)) = (&result, self.copy.as_deref_mut()) {
                    copy.extend_from_slice(&bytes[..*written]);
                }
                result
            }
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
