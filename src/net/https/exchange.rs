//! One request and its response over a stream: HTTP/1.1 (RFC 9112) by the HTTP crate, which reads and writes through
//! [`Adapted`] and is driven by the caller's task.

use std::{
    future::poll_fn,
    io,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};

use hyper::{
    Method, Version,
    body::{Body, Incoming},
    client::conn::http1,
    header::{self, HeaderName},
    rt::{self, ReadBufCursor},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::{
    net::{BoxedStream, tls::TlsStream},
    record::mta_sts::{FetchError, LARGEST_POLICY, Response, quote},
};

/// The most bytes of a response's head.
const LARGEST_HEAD: usize = 32 * 1024;
/// Bytes read at a time.
const READ_AT_A_TIME: usize = 4096;

/// What is asked for.
pub(in crate::net) struct Get<'a> {
    /// The `Host` field.
    pub(in crate::net) host: &'a str,
    /// Path and query.
    pub(in crate::net) path: &'a str,
    /// The media types that are taken.
    pub(in crate::net) accept: &'static str,
}

/// A stream that may know whether its end is where the other side wanted it.
pub(in crate::net) trait Ending {
    /// Whether it ended without having been ended.
    fn is_cut_off(&self) -> bool;
}

impl<S> Ending for TlsStream<S> {
    fn is_cut_off(&self) -> bool {
        self.ended_without_close_notify()
    }
}

/// TCP knows of one end only.
impl Ending for BoxedStream {
    fn is_cut_off(&self) -> bool {
        false
    }
}

/// Sends the request and reads the response, its body only where it can count.
pub(in crate::net) async fn get<S: AsyncRead + AsyncWrite + Ending + Unpin>(
    request: &Get<'_>,
    stream: S,
) -> Result<Response, FetchError> {
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(LARGEST_HEAD)
        .handshake::<_, String>(Adapted(stream))
        .await
        .map_err(|error| not_http(&error))?;
    let exchange = async {
        let response = sender
            .send_request(http_request(request)?)
            .await
            .map_err(|error| not_http(&error))?;
        let mut read = Response {
            status: response.status().as_u16(),
            content_type: field(&response, header::CONTENT_TYPE),
            content_encoding: field(&response, header::CONTENT_ENCODING),
            location: field(&response, header::LOCATION),
            body: Vec::new(),
        };
        if read.status == 200 {
            read.body = body(response.into_body()).await?;
        }
        Ok(read)
    };
    let (mut exchange, connection) = (pin!(exchange), pin!(connection));
    tokio::select! {
        biased;
        read = &mut exchange => read,
        // What was received before the end still waits to be read.
        _ = connection => exchange.await,
    }
}

fn http_request(request: &Get<'_>) -> Result<hyper::Request<String>, FetchError> {
    hyper::Request::builder()
        .method(Method::GET)
        .version(Version::HTTP_11)
        .uri(request.path)
        .header(header::HOST, request.host)
        .header(
            header::USER_AGENT,
            concat!("smtpcheck/", env!("CARGO_PKG_VERSION")),
        )
        .header(header::ACCEPT, request.accept)
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close")
        .body(String::new())
        .map_err(|error| FetchError::NotHttp(quote(error.to_string().as_bytes())))
}

fn field(response: &hyper::Response<Incoming>, name: HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(quote(value.as_bytes()))
}

async fn body(body: Incoming) -> Result<Vec<u8>, FetchError> {
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let frame = frame.map_err(|error| not_http(&error))?;
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() > LARGEST_POLICY {
            return Err(FetchError::TooLarge);
        }
    }
    Ok(bytes)
}

/// The crate's words, and below them what the stream said.
fn not_http(error: &hyper::Error) -> FetchError {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    let how = format!("{error}{}", cause.unwrap_or_default());
    FetchError::NotHttp(quote(how.as_bytes()))
}

/// Our stream with the crate's names. An end without close_notify is an error: where a body has no length it is the
/// only sign that it is complete (RFC 9112 section 9.8).
struct Adapted<S>(S);

impl<S: AsyncRead + Ending + Unpin> rt::Read for Adapted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut cursor: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let mut bytes = [0; READ_AT_A_TIME];
        let room = cursor.remaining().min(READ_AT_A_TIME);
        let mut buffer = ReadBuf::new(&mut bytes[..room]);
        ready!(Pin::new(&mut self.0).poll_read(context, &mut buffer))?;
        if buffer.filled().is_empty() && self.0.is_cut_off() {
            return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
        }
        cursor.put_slice(buffer.filled());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> rt::Write for Adapted<S> {
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
