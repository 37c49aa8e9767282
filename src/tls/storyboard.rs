//! The messages of a handshake as they cross the wire: who sent which, how large it is, when, and what the hellos offer
//! and choose. RFC 8446 sections 2 and 4, RFC 5246 sections 7.3 and 7.4. Pure: the bytes come in any pieces from whoever
//! carries them, and encrypted records are opened by whoever has the keys. Left out: alerts, application data, and the
//! ChangeCipherSpec of TLS 1.3, which does nothing (RFC 8446 section 5).

mod hello;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub use hello::{Choice, Offer};

use super::record::{
    APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, Messages, Record, Records, Whole,
};
use super::{CipherSuite, Group, TlsVersion, cipher_suite::KeyExchange};

/// What an encrypted record is called that nobody could open.
pub const SEALED: &str = "encrypted handshake record";
/// Messages of one handshake that are told; a real one has some ten.
const MOST_MESSAGES: usize = 64;

const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const SERVER_KEY_EXCHANGE: u8 = 12;

/// RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066 section 8, RFC 8879 section 4.
const NAMES: &[(u8, &str)] = &[
    (0, "HelloRequest"),
    (CLIENT_HELLO, "ClientHello"),
    (SERVER_HELLO, "ServerHello"),
    (4, "NewSessionTicket"),
    (8, "EncryptedExtensions"),
    (11, "Certificate"),
    (SERVER_KEY_EXCHANGE, "ServerKeyExchange"),
    (13, "CertificateRequest"),
    (14, "ServerHelloDone"),
    (15, "CertificateVerify"),
    (16, "ClientKeyExchange"),
    (20, "Finished"),
    (22, "CertificateStatus"),
    (24, "KeyUpdate"),
    (25, "CompressedCertificate"),
];

/// Who sent something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// We.
    Client,
    /// The server.
    Server,
}

/// One message of a handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who sent it.
    pub from: Sender,
    /// Its name as in RFC 8446 and RFC 5246, or [`SEALED`].
    pub name: &'static str,
    /// Its size with type and length; that of the payload where it is a record that could not be opened.
    pub bytes: usize,
    /// When its last byte crossed the wire, counted from the beginning of the handshake.
    pub at: Duration,
    /// What it says.
    pub content: Content,
}

/// What a message says, where that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// ClientHello.
    Offer(Offer),
    /// ServerHello and HelloRetryRequest.
    Choice(Choice),
    /// ServerKeyExchange: the group.
    Group(Group),
    /// Everything else.
    Untold,
}

/// An encrypted record of TLS 1.3.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    /// Who sent it.
    pub from: Sender,
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The additional data of RFC 8446 section 5.2.
    pub header: [u8; 5],
    /// What is encrypted.
    pub payload: &'a [u8],
}

/// What was in a [`Sealed`] record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The content type inside.
    pub content_type: u8,
    /// The content, without padding.
    pub content: Vec<u8>,
}

/// Reads both directions of one handshake.
#[derive(Debug, Default)]
pub struct Storyboard {
    choice: Option<Choice>,
    client: Side,
    server: Side,
    told: usize,
}

#[derive(Debug, Default)]
struct Side {
    records: Records,
    messages: Messages,
    /// TLS 1.2: after ChangeCipherSpec everything is encrypted.
    sealed: bool,
}

/// A message without time and sender.
struct Seen {
    name: &'static str,
    bytes: usize,
    content: Content,
}

impl Storyboard {
    /// Takes what crossed the wire and tells the messages that it completes. `open` opens what is encrypted, if it can.
    pub fn receive(
        &mut self,
        from: Sender,
        bytes: &[u8],
        at: Duration,
        open: &mut dyn FnMut(Sealed<'_>) -> Option<Opened>,
    ) -> Vec<Message> {
        let mut messages = Vec::new();
        self.side(from).records.receive(bytes);
        while let Some(record) = self.side(from).records.next_record() {
            for Seen {
                name,
                bytes,
                content,
            } in self.read(from, &record, open)
            {
                messages.push(Message {
                    from,
                    name,
                    bytes,
                    at,
                    content,
                });
            }
        }
        messages.truncate(MOST_MESSAGES - self.told);
        self.told += messages.len();
        messages
    }

    fn side(&mut self, from: Sender) -> &mut Side {
        match from {
            Sender::Client => &mut self.client,
            Sender::Server => &mut self.server,
        }
    }

    fn is_tls13(&self) -> bool {
        let version = self.choice.as_ref().and_then(|choice| choice.version);
        version == Some(TlsVersion::Tls13)
    }

    fn read(
        &mut self,
        from: Sender,
        record: &Record,
        open: &mut dyn FnMut(Sealed<'_>) -> Option<Opened>,
    ) -> Vec<Seen> {
        match record.content_type() {
            CHANGE_CIPHER_SPEC if !self.is_tls13() => {
                self.side(from).sealed = true;
                vec![untold("ChangeCipherSpec", record)]
            }
            HANDSHAKE if self.side(from).sealed => vec![untold(SEALED, record)],
            HANDSHAKE => self.join(from, &record.payload),
            APPLICATION_DATA if self.is_tls13() => self.read_sealed(from, record, open),
            _ => Vec::new(),
        }
    }

    fn read_sealed(
        &mut self,
        from: Sender,
        record: &Record,
        open: &mut dyn FnMut(Sealed<'_>) -> Option<Opened>,
    ) -> Vec<Seen> {
        let Some(choice) = &self.choice else {
            return Vec::new();
        };
        let sealed = Sealed {
            from,
            cipher_suite: choice.cipher_suite,
            header: record.header,
            payload: &record.payload,
        };
        match open(sealed) {
            Some(opened) if opened.content_type == HANDSHAKE => self.join(from, &opened.content),
            Some(_) => Vec::new(),
            None => vec![untold(SEALED, record)],
        }
    }

    fn join(&mut self, from: Sender, payload: &[u8]) -> Vec<Seen> {
        let mut seen = Vec::new();
        self.side(from).messages.receive(payload);
        while let Some(whole) = self.side(from).messages.next_message() {
            seen.push(self.understand(&whole));
        }
        seen
    }

    fn understand(&mut self, whole: &Whole) -> Seen {
        let content = self.content(whole);
        if let Content::Choice(choice) = &content {
            self.choice = Some(choice.clone());
        }
        let name = match &content {
            Content::Choice(choice) if choice.is_retry => "HelloRetryRequest",
            _ => name(whole.kind),
        };
        Seen {
            name,
            bytes: whole.bytes(),
            content,
        }
    }

    fn content(&self, whole: &Whole) -> Content {
        let content = match whole.kind {
            CLIENT_HELLO => Offer::read(&whole.body).map(Content::Offer),
            SERVER_HELLO => Choice::read(&whole.body).map(Content::Choice),
            SERVER_KEY_EXCHANGE if self.is_elliptic() => {
                hello::key_exchange_group(&whole.body).map(Content::Group)
            }
            _ => None,
        };
        content.unwrap_or(Content::Untold)
    }

    /// Only then a ServerKeyExchange begins with a named curve.
    fn is_elliptic(&self) -> bool {
        let suite = self.choice.as_ref().map(|choice| choice.cipher_suite);
        suite.is_some_and(|suite| suite.exchanges_by(&[KeyExchange::Ecdhe]))
    }
}

fn untold(name: &'static str, record: &Record) -> Seen {
    Seen {
        name,
        bytes: record.payload.len(),
        content: Content::Untold,
    }
}

fn name(kind: u8) -> &'static str {
    let row = NAMES.iter().find(|(code, _)| *code == kind);
    row.map_or("handshake message of an unknown type", |(_, name)| name)
}
