//! One question to a server's TLS on a connection of its own: up to the 220 of STARTTLS where that comes first, a hand-made
//! hello, and what comes back. Nothing of it is part of the transcript.

use std::{net::SocketAddr, time::Duration};

use tokio::time::{Instant, timeout};

use super::{check::Check, protocol::reach_tls};
use crate::{
    event::{About, Observed, Observer},
    net::{
        BoxedStream, Network, dial,
        hello::{self, first_flight},
        link::{Link, Lost, Watch},
    },
    smtp::ClientName,
    tls::{
        client_hello::{Offer, ssl2_client_hello},
        server_flight::Answer,
    },
};

/// How long a connection may take up to the hello.
const GREETING: Duration = Duration::from_secs(15);
/// How long a server may think about a hello.
const THINKING: Duration = Duration::from_secs(5);

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question {
    /// A hello of SSL 3.0 or later.
    Hello(Offer),
    /// A hello of SSL 2.0.
    Ssl2,
}

/// Who answers questions.
pub(super) trait Ask {
    /// A connection on which TLS is next.
    type Open;
    /// Makes one, or says in the server's words or the network's why there is none.
    fn open(&self) -> impl Future<Output = Result<Self::Open, String>>;
    /// Whether nothing came on it since: neither its end nor a word.
    fn is_quiet(&self, open: &mut Self::Open) -> impl Future<Output = bool>;
    /// Sends the hello and hears the answer; none when the server thought about it for too long.
    fn ask(&self, open: Self::Open, question: &Question) -> impl Future<Output = Option<Answer>>;
}

/// A server, asked over the network.
pub(super) struct Server<'a, N> {
    pub(super) check: &'a Check<'a, N>,
    pub(super) name: &'a ClientName,
}

/// What was said on these connections is not part of the story.
struct Silent;

impl Observer for Silent {
    fn observe(&self, _: &Observed) {}
}

impl<N: Network> Ask for Server<'_, N> {
    type Open = BoxedStream;

    async fn open(&self) -> Result<BoxedStream, String> {
        self.stream().await
    }

    async fn is_quiet(&self, open: &mut BoxedStream) -> bool {
        hello::is_quiet(open).await
    }

    async fn ask(&self, open: BoxedStream, question: &Question) -> Option<Answer> {
        let hello = self.hello(question);
        let said = timeout(THINKING, first_flight(open, &hello)).await;
        said.ok()
    }
}

impl<N: Network> Server<'_, N> {
    /// The stream of such a connection, for those who do not care what else came on it.
    pub(super) async fn stream(&self) -> Result<BoxedStream, String> {
        let stream = self.reached().await?.into_plain();
        stream.ok_or_else(|| "the connection is encrypted already".to_owned())
    }

    /// A connection on which TLS is next, told to nobody so far, or in words why there is none.
    pub(super) async fn reached(&self) -> Result<Link<'static>, String> {
        let limit = GREETING.min(self.check.remaining());
        let reached = timeout(limit, self.reach()).await;
        reached.unwrap_or_else(|_| {
            Err(match limit < GREETING {
                true => self.check.no_time_left(),
                false => Lost::TimedOut(GREETING).fragment(),
            })
        })
    }

    /// Up to the 220 of STARTTLS, where that comes first. A server may repeat here what the conversation before told it.
    async fn reach(&self) -> Result<Link<'static>, String> {
        let address = SocketAddr::new(self.check.address, self.check.port());
        let dialled = self
            .check
            .network
            .dial(address, self.check.task.source)
            .await;
        let stream = dialled.map_err(|error| dial::in_words(&error))?.stream;
        let began = Instant::now();
        let watch = Watch::new(&Silent, began, About::Domain);
        let mut link = Link::new(stream, watch, began + GREETING, GREETING);
        self.check.conceal(&mut link);
        reach_tls(&mut link, self.name, self.check.way_to_tls()).await?;
        Ok(link)
    }

    fn hello(&self, question: &Question) -> Vec<u8> {
        let random = hello::random(self.check.network.random());
        match question {
            Question::Hello(offer) => {
                offer.client_hello(self.check.parameters().server_name.as_deref(), random)
            }
            Question::Ssl2 => {
                let mut challenge = [0; 16];
                challenge.copy_from_slice(&random[..16]);
                ssl2_client_hello(challenge)
            }
        }
    }
}
