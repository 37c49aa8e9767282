//! What a server would choose that our TLS library cannot speak: a ClientHello made by hand that offers everything from
//! SSL 3.0 to TLS 1.2, and a reader of the server's first flight, which is in plain text up to TLS 1.2. Nothing is
//! encrypted and nothing goes on from there. RFC 5246 section 7.4, RFC 6066 section 3, RFC 5746.

use super::{
    TlsVersion,
    old_cipher_suites::OLD_CIPHER_SUITES,
    record::{ALERT, HANDSHAKE, Messages, Record, Records, Whole},
};

/// Bytes of a first flight that are read; chains of real servers have some 10 KiB.
const MOST_BYTES: usize = 256 * 1024;
/// Certificates of a chain that are kept.
const MOST_CERTIFICATES: usize = 32;

const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_HELLO_DONE: u8 = 14;

/// secp256r1, secp384r1, secp521r1, x25519, x448, secp224r1, secp256k1, brainpool 256, 384 and 512, ffdhe2048 and 3072:
/// with a group missing a server would hide the certificate whose key is in it.
const GROUPS: &[u16] = &[23, 24, 25, 29, 30, 21, 22, 26, 27, 28, 256, 257];

/// SHA-512 to SHA-1 and MD5 with RSA and ECDSA, SHA-1 with DSA, RSASSA-PSS with both kinds of key, Ed25519, Ed448.
const SIGNATURE_SCHEMES: &[u16] = &[
    0x0601, 0x0603, 0x0501, 0x0503, 0x0401, 0x0403, 0x0301, 0x0303, 0x0201, 0x0203, 0x0202, 0x0101,
    0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0807, 0x0808,
];

/// The record with the hello. `random` need not be secret, only new.
#[must_use]
pub fn client_hello(server_name: Option<&str>, random: [u8; 32]) -> Vec<u8> {
    let mut body = TlsVersion::Tls12.code().to_be_bytes().to_vec();
    body.extend_from_slice(&random);
    body.push(0);
    let mut suites: Vec<u8> = OLD_CIPHER_SUITES
        .iter()
        .flat_map(|(code, _)| code.to_be_bytes())
        .collect();
    // TLS_EMPTY_RENEGOTIATION_INFO_SCSV: servers that care about RFC 5746 want to see it.
    suites.extend_from_slice(&[0x00, 0xFF]);
    body.extend(with_length(&suites));
    body.extend_from_slice(&[1, 0]);
    body.extend(with_length(&extensions(server_name)));
    let mut message = vec![CLIENT_HELLO, 0];
    message.extend(with_length(&body));
    let mut record = vec![HANDSHAKE];
    record.extend_from_slice(&TlsVersion::Tls10.code().to_be_bytes());
    record.extend(with_length(&message));
    record
}

fn extensions(server_name: Option<&str>) -> Vec<u8> {
    let mut extensions = Vec::new();
    if let Some(name) = server_name {
        let entry = [&[0][..], &with_length(name.as_bytes())].concat();
        extensions.extend(extension(0, &with_length(&entry)));
    }
    let list = |values: &[u16]| {
        with_length(
            &values
                .iter()
                .flat_map(|value| value.to_be_bytes())
                .collect::<Vec<u8>>(),
        )
    };
    extensions.extend(extension(10, &list(GROUPS)));
    extensions.extend(extension(11, &[1, 0]));
    extensions.extend(extension(13, &list(SIGNATURE_SCHEMES)));
    extensions
}

fn extension(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &with_length(content)].concat()
}

/// Two bytes of length, then the bytes. All lists here are short.
fn with_length(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], bytes].concat()
}

/// What the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OldAnswer {
    /// Its choice, and its certificates in DER, which anonymous suites do not have.
    Chosen {
        /// The version.
        version: TlsVersion,
        /// The code point of the cipher suite.
        cipher_suite: u16,
        /// The chain as sent, its own first.
        certificates: Vec<Vec<u8>>,
    },
    /// A fatal alert, or bytes that are no TLS.
    Refused,
}

/// Reads the server's first flight.
#[derive(Debug, Default)]
pub struct ServerFlight {
    records: Records,
    messages: Messages,
    bytes: usize,
    chosen: Option<(TlsVersion, u16)>,
    certificates: Vec<Vec<u8>>,
}

impl ServerFlight {
    /// Takes what came, in whatever pieces; the answer as soon as it is known.
    pub fn receive(&mut self, bytes: &[u8]) -> Option<OldAnswer> {
        self.bytes += bytes.len();
        self.records.receive(bytes);
        while let Some(record) = self.records.next_record() {
            if self.read_record(&record) {
                return Some(self.answer());
            }
        }
        let is_over = self.bytes > MOST_BYTES || self.records.is_broken();
        is_over.then(|| self.answer())
    }

    /// Nothing more will come.
    #[must_use]
    pub fn answer(&mut self) -> OldAnswer {
        match self.chosen {
            None => OldAnswer::Refused,
            Some((version, cipher_suite)) => OldAnswer::Chosen {
                version,
                cipher_suite,
                certificates: std::mem::take(&mut self.certificates),
            },
        }
    }

    /// Whether nothing after this record matters.
    fn read_record(&mut self, record: &Record) -> bool {
        match record.content_type() {
            HANDSHAKE => self.messages.receive(&record.payload),
            // A warning, such as unrecognized_name, does not end anything (RFC 5246 section 7.2).
            ALERT if record.payload.first() == Some(&1) => {}
            _ => return true,
        }
        while let Some(message) = self.messages.next_message() {
            if self.read(&message) {
                return true;
            }
        }
        self.messages.is_broken()
    }

    /// Whether this message is the last that matters.
    fn read(&mut self, message: &Whole) -> bool {
        match message.kind {
            SERVER_HELLO => {
                self.chosen = server_hello(&message.body);
                self.chosen.is_none()
            }
            CERTIFICATE => {
                self.certificates = certificates(&message.body);
                true
            }
            kind => kind == SERVER_HELLO_DONE,
        }
    }
}

fn server_hello(body: &[u8]) -> Option<(TlsVersion, u16)> {
    let version = TlsVersion::from_code(u16::from_be_bytes(*body.first_chunk()?))?;
    let session = usize::from(*body.get(34)?);
    let suite = body.get(35 + session..37 + session)?;
    Some((version, u16::from_be_bytes([suite[0], suite[1]])))
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

    /// ServerHello of TLS 1.0 with RSA and triple DES, one certificate, ServerHelloDone, in one record.
    fn flight() -> Vec<u8> {
        let hello = [&[3, 1][..], &[7; 32], &[0], &[0x00, 0x0A], &[0]].concat();
        let certificate = [0, 0, 8, 0, 0, 5, 0x30, 3, 2, 1, 9];
        let mut messages = vec![2, 0, 0, 38];
        messages.extend(hello);
        messages.extend([11, 0, 0, 11]);
        messages.extend(certificate);
        messages.extend([14, 0, 0, 0]);
        let length = u16::try_from(messages.len()).unwrap().to_be_bytes();
        [&[22, 3, 1][..], &length, &messages].concat()
    }

    fn chosen() -> OldAnswer {
        OldAnswer::Chosen {
            version: TlsVersion::Tls10,
            cipher_suite: 0x000A,
            certificates: vec![vec![0x30, 3, 2, 1, 9]],
        }
    }

    #[test]
    fn the_first_flight_is_read() {
        assert_eq!(ServerFlight::default().receive(&flight()), Some(chosen()));
    }

    #[test]
    fn an_alert_or_plain_text_is_a_refusal() {
        assert_eq!(
            ServerFlight::default().receive(&[21, 3, 1, 0, 2, 2, 70]),
            Some(OldAnswer::Refused)
        );
        assert_eq!(
            ServerFlight::default().receive(b"500 what is this\r\n"),
            Some(OldAnswer::Refused)
        );
        let warned = [&[21, 3, 1, 0, 2, 1, 112][..], &flight()].concat();
        assert_eq!(ServerFlight::default().receive(&warned), Some(chosen()));
    }

    #[test]
    fn the_hello_is_a_record_with_all_suites_and_the_name() {
        let hello = client_hello(Some("mx.example.com"), [1; 32]);
        assert_eq!(hello[..3], [22, 3, 1]);
        assert_eq!(
            usize::from(u16::from_be_bytes([hello[3], hello[4]])),
            hello.len() - 5
        );
        assert_eq!(hello[9..11], [3, 3]);
        assert!(hello.windows(14).any(|window| window == b"mx.example.com"));
        assert!(hello.windows(2).any(|window| window == [0x00, 0x0A]));
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
            prop_assert_eq!(answer, Some(chosen()));
        }

        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut reader = ServerFlight::default();
            let _ = reader.receive(&bytes);
            let mut after_hello = ServerFlight::default();
            let _ = after_hello.receive(&[&flight()[..60], &bytes].concat());
        }
    }
}
