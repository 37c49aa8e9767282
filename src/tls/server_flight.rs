//! What a server answers to a hand-made hello: its first flight, which is in plain text up to TLS 1.2, and in TLS 1.3 its
//! HelloRetryRequest. Bounded, and no bytes are a panic. RFC 5246 section 7.4, RFC 8446 section 4.1.4, RFC 8422 section 5.4,
//! RFC 6101 section E.1 (SSL 2.0).

use super::{
    Alert, CipherSuite, Group, MOST_CERTIFICATES, TlsVersion,
    cipher_suite::KeyExchange,
    group::DhParameters,
    presentation::{HELLO_RETRY_REQUEST, Reader},
    record::{ALERT, HANDSHAKE, Messages, Records},
};

/// Bytes of a first flight that are kept; chains of real servers have some 10 KiB.
const MOST_BYTES: usize = 256 * 1024;

/// As many bytes as it takes to know a SERVER-HELLO of SSL 2.0.
const SSL2_HELLO: usize = 7;

const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const SERVER_HELLO_DONE: u8 = 14;

/// What the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Its choice.
    Chosen(Box<Choice>),
    /// It speaks SSL 2.0.
    Ssl2,
    /// It wants nothing of what was offered, and says so with this fatal alert.
    Alert(Alert),
    /// It closed the connection without a word.
    Closed,
    /// Bytes that are no TLS.
    NotTls,
}

/// What a server chose out of a hello.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The version.
    pub version: TlsVersion,
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// The group of an exchange over curves; in TLS 1.3 of any.
    pub group: Option<Group>,
    /// The parameters of an exchange over a finite field, up to TLS 1.2.
    pub dh: Option<DhParameters>,
    /// The scheme with which it signed its part of the exchange, in TLS 1.2.
    pub signature_scheme: Option<u16>,
    /// The chain as sent, its own first; empty with anonymous suites and in TLS 1.3, which encrypts it.
    pub certificates: Vec<Vec<u8>>,
    /// It will compress (RFC 3749).
    pub compression: bool,
    /// It knows secure renegotiation (RFC 5746).
    pub renegotiation_info: bool,
    /// It knows the extended master secret (RFC 7627).
    pub extended_master_secret: bool,
    /// It will give a session ticket (RFC 5077).
    pub session_ticket: bool,
    /// It gave the session an id to resume it by.
    pub session_id: bool,
}

/// Reads the server's first flight.
#[derive(Debug, Default)]
pub struct ServerFlight {
    /// The first bytes, as long as they may be of SSL 2.0.
    opening: Vec<u8>,
    opened: bool,
    records: Records,
    messages: Messages,
    taken: usize,
    choice: Option<Choice>,
}

impl ServerFlight {
    /// Takes what came, in whatever pieces; the answer as soon as it is known.
    pub fn receive(&mut self, bytes: &[u8]) -> Option<Answer> {
        self.taken += bytes.len();
        if self.taken > MOST_BYTES {
            return Some(self.chosen_or(Answer::NotTls));
        }
        if self.opened {
            self.records.receive(bytes);
            return self.read_records();
        }
        self.opening.extend_from_slice(bytes);
        let may_be_ssl2 = self.opening.first().is_none_or(|first| first & 0x80 != 0);
        if may_be_ssl2 && self.opening.len() < SSL2_HELLO {
            return None;
        }
        if is_ssl2_hello(&self.opening) {
            return Some(Answer::Ssl2);
        }
        self.opened = true;
        self.records.receive(&std::mem::take(&mut self.opening));
        self.read_records()
    }

    fn read_records(&mut self) -> Option<Answer> {
        while let Some(record) = self.records.next_record() {
            match (record.content_type(), record.payload.as_slice()) {
                (HANDSHAKE, payload) => self.messages.receive(payload),
                // A warning, such as unrecognized_name, does not end anything (RFC 5246 section 7.2).
                (ALERT, [1, ..]) => {}
                (ALERT, [_, description, ..]) => {
                    return Some(self.chosen_or(Answer::Alert(Alert(*description))));
                }
                _ => return Some(self.chosen_or(Answer::NotTls)),
            }
            while let Some(message) = self.messages.next_message() {
                if self.read(message.kind, &message.body) {
                    return Some(self.chosen_or(Answer::NotTls));
                }
            }
            // Before the next record, which may have come at once or not.
            if self.messages.is_broken() {
                return Some(self.chosen_or(Answer::NotTls));
            }
        }
        let broken = self.records.is_broken();
        broken.then(|| self.chosen_or(Answer::NotTls))
    }

    /// Nothing more will come.
    #[must_use]
    pub fn end(&mut self) -> Answer {
        self.chosen_or(Answer::Closed)
    }

    fn chosen_or(&mut self, otherwise: Answer) -> Answer {
        match self.choice.take() {
            Some(choice) => Answer::Chosen(Box::new(choice)),
            None => otherwise,
        }
    }

    /// Whether this message is the last that matters.
    fn read(&mut self, kind: u8, body: &[u8]) -> bool {
        match (kind, &mut self.choice) {
            (SERVER_HELLO, None) => {
                self.choice = server_hello(body);
                self.choice
                    .as_ref()
                    .is_none_or(|choice| choice.version == TlsVersion::Tls13)
            }
            (CERTIFICATE, Some(choice)) => {
                choice.certificates = certificates(body);
                false
            }
            (SERVER_KEY_EXCHANGE, Some(choice)) => {
                let _ = key_exchange(choice, body);
                true
            }
            (kind, _) => kind == SERVER_HELLO_DONE,
        }
    }
}

/// A length with its highest bit set, the type 4, and after two bytes the version 0x0002.
fn is_ssl2_hello(opening: &[u8]) -> bool {
    matches!(opening, [first, _, 4, _, _, 0, 2, ..] if first & 0x80 != 0)
}

fn server_hello(body: &[u8]) -> Option<Choice> {
    let mut bytes = Reader(body);
    let version = TlsVersion::from_code(bytes.number()?)?;
    let random = bytes.take(32)?;
    let session = bytes.short_list()?;
    let cipher_suite = CipherSuite(bytes.number()?);
    let compression = *bytes.take(1)?.first()?;
    let mut choice = Choice {
        version,
        cipher_suite,
        group: None,
        dh: None,
        signature_scheme: None,
        certificates: Vec::new(),
        compression: compression != 0,
        renegotiation_info: false,
        extended_master_secret: false,
        session_ticket: false,
        session_id: !session.is_empty(),
    };
    let mut extensions = Reader(bytes.list().unwrap_or_default());
    while let (Some(kind), Some(content)) = (extensions.number(), extensions.list()) {
        match (kind, content) {
            (0xFF01, _) => choice.renegotiation_info = true,
            (23, _) => choice.extended_master_secret = true,
            (35, _) => choice.session_ticket = true,
            (43, [high, low]) => {
                choice.version = TlsVersion::from_code(u16::from_be_bytes([*high, *low]))?
            }
            (51, [high, low, ..]) => choice.group = Some(Group(u16::from_be_bytes([*high, *low]))),
            _ => {}
        }
    }
    let consistent = random == HELLO_RETRY_REQUEST
        || choice.version != TlsVersion::Tls13
        || choice.group.is_some();
    consistent.then_some(choice)
}

/// RFC 5246 section 7.4.3 and RFC 8422 section 5.4: what is in it depends on the suite.
fn key_exchange(choice: &mut Choice, body: &[u8]) -> Option<()> {
    const NAMED_CURVE: u8 = 3;
    let mut bytes = Reader(body);
    if choice.cipher_suite.exchanges_by(&[KeyExchange::Ecdhe]) {
        if *bytes.take(1)?.first()? != NAMED_CURVE {
            return None;
        }
        choice.group = bytes.number().map(Group);
        bytes.short_list()?;
    } else if choice.cipher_suite.exchanges_by(&[KeyExchange::Dhe]) {
        choice.dh = Some(DhParameters::of_prime(bytes.list()?));
        bytes.list()?;
        bytes.list()?;
    } else {
        return None;
    }
    if choice.version == TlsVersion::Tls12 {
        choice.signature_scheme = bytes.number();
    }
    Some(())
}

fn certificates(body: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = body.get(3..).unwrap_or_default();
    let mut found = Vec::new();
    while let Some([high, middle, low]) = rest
        .first_chunk::<3>()
        .filter(|_| found.len() < MOST_CERTIFICATES)
    {
        let length =
            usize::try_from(u32::from_be_bytes([0, *high, *middle, *low])).unwrap_or(usize::MAX);
        let Some(der) = rest.get(3..).and_then(|rest| rest.get(..length)) else {
            break;
        };
        found.push(der.to_vec());
        rest = &rest[3 + length..];
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(messages: &[Vec<u8>]) -> Vec<u8> {
        let payload = messages.concat();
        let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
        [&[22, 3, 1][..], &length, &payload].concat()
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[kind], &length[1..], body].concat()
    }

    fn hello(version: [u8; 2], suite: [u8; 2], extensions: &[u8]) -> Vec<u8> {
        let length = u16::try_from(extensions.len()).unwrap().to_be_bytes();
        message(
            2,
            &[
                &version[..],
                &[7; 32],
                &[0],
                &suite,
                &[0],
                &length,
                extensions,
            ]
            .concat(),
        )
    }

    /// ServerHello of TLS 1.0 with RSA and triple DES, one certificate, ServerHelloDone, in one record.
    fn flight() -> Vec<u8> {
        record(&[
            message(
                2,
                &[&[3, 1][..], &[7; 32], &[0], &[0x00, 0x0A], &[0]].concat(),
            ),
            message(11, &[0, 0, 8, 0, 0, 5, 0x30, 3, 2, 1, 9]),
            message(14, &[]),
        ])
    }

    fn answer(bytes: &[u8]) -> Option<Answer> {
        ServerFlight::default().receive(bytes)
    }

    fn choice(bytes: &[u8]) -> Choice {
        match answer(bytes) {
            Some(Answer::Chosen(choice)) => *choice,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_first_flight_is_read() {
        let choice = choice(&flight());
        assert_eq!(
            (choice.version, choice.cipher_suite),
            (TlsVersion::Tls10, CipherSuite(0x000A))
        );
        assert_eq!(choice.certificates, [[0x30, 3, 2, 1, 9]]);
        assert!(
            !choice.renegotiation_info && !choice.extended_master_secret && !choice.session_ticket
        );
    }

    #[test]
    fn an_exchange_over_a_curve_names_curve_and_signature() {
        let key_exchange = [&[3, 0, 29, 2, 0xAA, 0xBB][..], &[0x08, 0x04, 0, 1, 0xCC]].concat();
        let extensions = [0xFF, 0x01, 0, 1, 0, 0, 23, 0, 0, 0, 35, 0, 0];
        let choice = choice(&record(&[
            hello([3, 3], [0xC0, 0x2F], &extensions),
            message(12, &key_exchange),
        ]));
        assert_eq!(
            (choice.group, choice.signature_scheme),
            (Some(Group(29)), Some(0x0804))
        );
        assert!(
            choice.renegotiation_info && choice.extended_master_secret && choice.session_ticket
        );
    }

    #[test]
    fn an_exchange_over_a_finite_field_has_its_size() {
        let key_exchange = [0, 2, 0xFF, 0x01, 0, 1, 2, 0, 1, 5];
        let choice = choice(&record(&[
            hello([3, 1], [0x00, 0x33], &[]),
            message(12, &key_exchange),
        ]));
        assert_eq!(choice.dh.map(|dh| dh.bits), Some(16));
    }

    #[test]
    fn a_hello_retry_request_is_a_choice_of_tls13() {
        let extensions = [0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0x11, 0xEC];
        let body = [
            &[3, 3][..],
            &HELLO_RETRY_REQUEST,
            &[0, 0x13, 0x02, 0, 0, 12],
            &extensions,
        ]
        .concat();
        let choice = choice(&record(&[message(2, &body)]));
        assert_eq!(
            (choice.version, choice.cipher_suite),
            (TlsVersion::Tls13, CipherSuite(0x1302))
        );
        assert_eq!(choice.group, Some(Group(0x11EC)));
    }

    #[test]
    fn an_alert_a_hang_up_and_plain_text_are_told_apart() {
        assert_eq!(
            answer(&[21, 3, 1, 0, 2, 2, 70]),
            Some(Answer::Alert(Alert::PROTOCOL_VERSION))
        );
        assert_eq!(answer(b"500 what is this\r\n"), Some(Answer::NotTls));
        assert_eq!(ServerFlight::default().end(), Answer::Closed);
        let warned = [&[21, 3, 1, 0, 2, 1, 112][..], &flight()].concat();
        assert_eq!(choice(&warned).cipher_suite, CipherSuite(0x000A));
    }

    #[test]
    fn ssl2_is_recognised() {
        let hello = [0x80, 0x0B, 4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0];
        assert_eq!(answer(&hello), Some(Answer::Ssl2));
        let mut slowly = ServerFlight::default();
        assert!(
            hello[..6]
                .iter()
                .all(|byte| slowly.receive(&[*byte]).is_none())
        );
        assert_eq!(slowly.receive(&hello[6..]), Some(Answer::Ssl2));
    }

    #[test]
    fn after_a_message_that_is_too_long_an_alert_in_the_same_read_does_not_count() {
        let (too_long, alert) = (record(&[vec![11, 1, 0, 0]]), [21, 3, 1, 0, 2, 2, 70]);
        assert_eq!(answer(&too_long), Some(Answer::NotTls));
        assert_eq!(
            answer(&[&too_long[..], &alert].concat()),
            Some(Answer::NotTls)
        );
    }

    #[test]
    fn a_read_of_nothing_does_not_hide_ssl2() {
        let mut flight = ServerFlight::default();
        assert_eq!(flight.receive(&[]), None);
        let hello = [0x80, 0x0B, 4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0];
        assert_eq!(flight.receive(&hello), Some(Answer::Ssl2));
    }

    #[test]
    fn endless_bytes_end() {
        let mut flight = ServerFlight::default();
        let record = [&[22, 3, 1, 0x3F, 0xFF][..], &[0xFF; 0x3FFF]].concat();
        assert!((0..100).any(|_| flight.receive(&record).is_some()));
    }

    proptest! {
        #[test]
        fn any_fragmentation_reads_the_same(cuts in proptest::collection::vec(1_usize..20, 1..60)) {
            let bytes = flight();
            let mut reader = ServerFlight::default();
            let (mut at, mut answer) = (0, None);
            for cut in cuts.into_iter().chain(std::iter::once(bytes.len())) {
                let end = (at + cut).min(bytes.len());
                answer = answer.or_else(|| reader.receive(&bytes[at..end]));
                at = end;
            }
            prop_assert_eq!(answer, Some(Answer::Chosen(Box::new(choice(&bytes)))));
        }

        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut reader = ServerFlight::default();
            let _ = reader.receive(&bytes);
            let _ = reader.end();
            for kind in [2, 11, 12] {
                let mut after_hello = ServerFlight::default();
                let _ = after_hello.receive(&record(&[hello([3, 3], [0x00, 0x33], &[]), message(kind, &bytes)]));
                let mut first = ServerFlight::default();
                let _ = first.receive(&record(&[message(kind, &bytes)]));
            }
        }
    }
}
