//! The storyboard of `--verbose`: keeps a copy of what crosses the wire while a handshake lasts and tells its messages.
//! The encrypted ones are opened with the secrets that the library hands to a key log; these stay in memory, are shown
//! nowhere, and are zeroed when the handshake is over. RFC 8446 sections 5.2, 5.3 and 7.3.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::aead::{self, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{self, KeyType, Prk};
use rustls::KeyLog;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::{KeyLogWriter, Step};
use crate::tls::storyboard::{Message, Opened, Sealed, Sender};
use crate::tls::{CipherSuite, Storyboard};

/// The secrets of the client's side, in the order of their use.
const CLIENT: &[&str] = &["CLIENT_HANDSHAKE_TRAFFIC_SECRET"];
/// Those of the server's side; the second is for tickets that come right behind its Finished.
const SERVER: &[&str] = &["SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"];

/// A copy of both directions of one handshake, and what can be told from it.
pub(super) struct Tee {
    /// What was written and not read here yet.
    pub(super) sent: Vec<u8>,
    /// What came and was not read here yet.
    pub(super) received: Vec<u8>,
    began: Instant,
    arrived_at: Duration,
    storyboard: Storyboard,
    secrets: Arc<Secrets>,
    client: Side,
    server: Side,
    untold: VecDeque<Message>,
}

impl Tee {
    /// For a handshake that begins now. `file` is the key log that was asked for besides.
    pub(super) fn new(file: Option<Arc<KeyLogWriter>>) -> Self {
        Self {
            sent: Vec::new(),
            received: Vec::new(),
            began: Instant::now(),
            arrived_at: Duration::ZERO,
            storyboard: Storyboard::default(),
            secrets: Arc::new(Secrets {
                file,
                kept: Mutex::default(),
            }),
            client: Side::of(CLIENT),
            server: Side::of(SERVER),
            untold: VecDeque::new(),
        }
    }

    /// Where the library is to put its secrets.
    pub(super) fn key_log(&self) -> Arc<dyn KeyLog> {
        self.secrets.clone()
    }

    /// Something has just been received; it can be read once the library has the secrets for it.
    pub(super) fn has_received(&mut self) {
        self.arrived_at = self.began.elapsed();
    }

    /// Reads what was received, after the library did.
    pub(super) fn read_received(&mut self) {
        let bytes = std::mem::take(&mut self.received);
        self.read(Sender::Server, &bytes, self.arrived_at);
    }

    /// Reads what has just been sent.
    pub(super) fn read_sent(&mut self) {
        let bytes = std::mem::take(&mut self.sent);
        self.read(Sender::Client, &bytes, self.began.elapsed());
    }

    fn read(&mut self, from: Sender, bytes: &[u8], at: Duration) {
        let (client, server, secrets) = (&mut self.client, &mut self.server, &self.secrets);
        let mut open = |sealed: Sealed<'_>| match sealed.from {
            Sender::Client => client.open(sealed, secrets),
            Sender::Server => server.open(sealed, secrets),
        };
        let messages = self.storyboard.receive(from, bytes, at, &mut open);
        self.untold.extend(messages);
    }

    /// The messages up to the one from which `step` is known, where that is still untold.
    pub(super) fn tell_up_to(&mut self, step: &Step) -> Vec<Message> {
        let names: &[_] = match step {
            Step::ServerHello { .. } => &["ServerHello"],
            Step::ClientCertificateRequested { .. } => &["CertificateRequest"],
            Step::Certificates(_) => &["Certificate"],
            // In TLS 1.3 the staple is part of the certificate message.
            Step::Stapled(_) => &["CertificateStatus"],
            // What the certificate's key signs in TLS 1.3 and in TLS 1.2.
            Step::Verified { .. } => &["CertificateVerify", "ServerKeyExchange"],
            Step::ClientHello { .. } | Step::Finished | Step::Message(_) => &[],
        };
        let is_source = |message: &Message| names.contains(&message.name);
        let last = self.untold.iter().position(is_source);
        self.untold.drain(..last.map_or(0, |at| at + 1)).collect()
    }

    /// The messages that were not told yet.
    pub(super) fn tell_all(&mut self) -> Vec<Message> {
        self.untold.drain(..).collect()
    }
}

/// The connection holds on to its key log; the secrets must not live that long.
impl Drop for Tee {
    fn drop(&mut self) {
        self.secrets.kept().clear();
    }
}

/// The library's secrets, on their way to the keys made of them and to the file that was asked for.
struct Secrets {
    file: Option<Arc<KeyLogWriter>>,
    kept: Mutex<BTreeMap<&'static str, Zeroizing<Vec<u8>>>>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets")
    }
}

impl Secrets {
    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, Zeroizing<Vec<u8>>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wanted(label: &str) -> Option<&'static str> {
    let mut labels = CLIENT.iter().chain(SERVER);
    labels.find(|one| **one == label).copied()
}

impl KeyLog for Secrets {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        if let Some(file) = &self.file {
            file.log(label, client_random, secret);
        }
        if let Some(label) = wanted(label) {
            self.kept().insert(label, Zeroizing::new(secret.to_vec()));
        }
    }

    fn will_log(&self, label: &str) -> bool {
        self.file.is_some() || wanted(label).is_some()
    }
}

/// One direction: the keys in use, and the secrets whose turn has not come.
struct Side {
    keys: Option<Keys>,
    labels: &'static [&'static str],
}

impl Side {
    fn of(labels: &'static [&'static str]) -> Self {
        Self { keys: None, labels }
    }

    /// A record that the keys do not open may be the first under the next secret.
    fn open(&mut self, sealed: Sealed<'_>, secrets: &Secrets) -> Option<Opened> {
        if let Some(opened) = self.keys.as_mut().and_then(|keys| keys.open(sealed)) {
            return Some(opened);
        }
        let (label, later) = self.labels.split_first()?;
        let mut keys = Keys::new(sealed.cipher_suite, secrets.kept().get(label)?)?;
        let opened = keys.open(sealed)?;
        secrets.kept().remove(label);
        (self.keys, self.labels) = (Some(keys), later);
        Some(opened)
    }
}

/// The traffic keys of one direction. RFC 8446 section 7.3.
struct Keys {
    key: LessSafeKey,
    iv: Zeroizing<[u8; NONCE_LEN]>,
    sequence: u64,
}

impl Keys {
    fn new(cipher_suite: CipherSuite, secret: &[u8]) -> Option<Self> {
        let (algorithm, hash) = match cipher_suite {
            CipherSuite::AES_128_GCM_SHA256 => (&aead::AES_128_GCM, hkdf::HKDF_SHA256),
            CipherSuite::AES_256_GCM_SHA384 => (&aead::AES_256_GCM, hkdf::HKDF_SHA384),
            CipherSuite::CHACHA20_POLY1305_SHA256 => (&aead::CHACHA20_POLY1305, hkdf::HKDF_SHA256),
            _ => return None,
        };
        let secret = Prk::new_less_safe(hash, secret);
        let mut key = Zeroizing::new(vec![0; algorithm.key_len()]);
        let mut iv = Zeroizing::new([0; NONCE_LEN]);
        expand_label(&secret, b"key", &mut key)?;
        expand_label(&secret, b"iv", &mut *iv)?;
        let key = LessSafeKey::new(UnboundKey::new(algorithm, &key).ok()?);
        Some(Self {
            key,
            iv,
            sequence: 0,
        })
    }

    fn open(&mut self, sealed: Sealed<'_>) -> Option<Opened> {
        let nonce = Nonce::assume_unique_for_key(self.nonce());
        let mut content = sealed.payload.to_vec();
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(sealed.header), &mut content)
            .ok()?;
        let end = plain.iter().rposition(|byte| *byte != 0)?;
        let content_type = plain[end];
        content.truncate(end);
        self.sequence += 1;
        Some(Opened {
            content_type,
            content,
        })
    }

    /// RFC 8446 section 5.3.
    fn nonce(&self) -> [u8; NONCE_LEN] {
        let mut nonce = *self.iv;
        let (_, last) = nonce.split_at_mut(NONCE_LEN - 8);
        for (byte, of_sequence) in last.iter_mut().zip(self.sequence.to_be_bytes()) {
            *byte ^= of_sequence;
        }
        nonce
    }
}

/// HKDF-Expand-Label with an empty context, RFC 8446 section 7.1.
fn expand_label(secret: &Prk, label: &[u8], output: &mut [u8]) -> Option<()> {
    const PREFIX: &[u8] = b"tls13 ";
    let length = u16::try_from(output.len()).ok()?.to_be_bytes();
    let label_length = [u8::try_from(PREFIX.len() + label.len()).ok()?];
    let info = [&length, &label_length[..], PREFIX, label, &[0]];
    let expanded = secret.expand(&info, Length(output.len())).ok()?;
    expanded.fill(output).ok()
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8448 section 3, server_handshake_traffic_secret.
    const SECRET: [u8; 32] = [
        0xb6, 0x7b, 0x7d, 0x69, 0x0c, 0xc1, 0x6c, 0x4e, 0x75, 0xe5, 0x42, 0x13, 0xcb, 0x2d, 0x37,
        0xb4, 0xe9, 0xc9, 0x12, 0xbc, 0xde, 0xd9, 0x10, 0x5d, 0x42, 0xbe, 0xfd, 0x59, 0xd3, 0x91,
        0xad, 0x38,
    ];

    #[test]
    fn keys_are_those_of_rfc_8448() {
        let secret = Prk::new_less_safe(hkdf::HKDF_SHA256, &SECRET);
        let mut key = [0; 16];
        let mut iv = [0; NONCE_LEN];
        expand_label(&secret, b"key", &mut key).unwrap();
        expand_label(&secret, b"iv", &mut iv).unwrap();
        let expected_key = 0x3fce_5160_09c2_1727_d0f2_e4e8_6ee4_03bc_u128;
        assert_eq!(u128::from_be_bytes(key), expected_key);
        let expected_iv = [
            0x5d, 0x31, 0x3e, 0xb2, 0x67, 0x12, 0x76, 0xee, 0x13, 0x00, 0x0b, 0x30,
        ];
        assert_eq!(iv, expected_iv);
    }

    #[test]
    fn the_sequence_number_changes_the_end_of_the_nonce() {
        let mut keys = Keys::new(CipherSuite::AES_128_GCM_SHA256, &SECRET).unwrap();
        let first = keys.nonce();
        keys.sequence = 0x0102;
        let later = keys.nonce();
        assert_eq!(first[..10], later[..10]);
        assert_eq!([first[10] ^ 1, first[11] ^ 2], later[10..]);
    }

    #[test]
    fn what_the_keys_do_not_fit_is_not_opened_and_the_secret_stays() {
        let tee = Tee::new(None);
        tee.key_log().log(SERVER[0], &[], &SECRET);
        let mut side = Side::of(SERVER);
        let sealed = Sealed {
            from: Sender::Server,
            cipher_suite: CipherSuite::AES_128_GCM_SHA256,
            header: [23, 3, 3, 0, 20],
            payload: &[0; 20],
        };
        assert_eq!(side.open(sealed, &tee.secrets), None);
        assert_eq!(tee.secrets.kept().len(), 1);
        let other = Sealed {
            cipher_suite: CipherSuite(0x00C6),
            payload: &[],
            ..sealed
        };
        assert_eq!(side.open(other, &tee.secrets), None);
    }

    /// A record that holds `plain`, the first under the keys of `secret`.
    fn sealed_with(secret: &[u8], plain: &[u8]) -> ([u8; 5], Vec<u8>) {
        let keys = Keys::new(CipherSuite::AES_128_GCM_SHA256, secret).unwrap();
        let length = u8::try_from(plain.len() + 16).unwrap();
        let header = [23, 3, 3, 0, length];
        let nonce = Nonce::assume_unique_for_key(keys.nonce());
        let mut payload = plain.to_vec();
        keys.key
            .seal_in_place_append_tag(nonce, Aad::from(header), &mut payload)
            .unwrap();
        (header, payload)
    }

    #[test]
    fn the_secret_changes_when_the_server_goes_on_with_the_next() {
        let tee = Tee::new(None);
        for (label, first) in SERVER.iter().zip([1, 2]) {
            tee.key_log().log(label, &[], &[first; 32]);
        }
        let mut side = Side::of(SERVER);
        for (first, content) in [(1, &[8, 0, 0, 0][..]), (2, &[4, 0, 0, 0])] {
            let padded = [content, &[22, 0, 0, 0]].concat();
            let (header, payload) = sealed_with(&[first; 32], &padded);
            let opened = side.open(
                Sealed {
                    from: Sender::Server,
                    cipher_suite: CipherSuite::AES_128_GCM_SHA256,
                    header,
                    payload: &payload,
                },
                &tee.secrets,
            );
            let expected = Opened {
                content_type: 22,
                content: content.to_vec(),
            };
            assert_eq!(opened, Some(expected));
        }
        assert!(tee.secrets.kept().is_empty());
    }

    #[test]
    fn secrets_are_gone_with_the_handshake_and_never_shown() {
        let tee = Tee::new(None);
        let key_log = tee.key_log();
        let secrets = tee.secrets.clone();
        key_log.log(SERVER[0], &[], &SECRET);
        key_log.log("EXPORTER_SECRET", &[], &SECRET);
        assert!(key_log.will_log(SERVER[0]) && !key_log.will_log("EXPORTER_SECRET"));
        assert_eq!(secrets.kept().len(), 1);
        assert_eq!(format!("{key_log:?}"), "Secrets");
        drop(tee);
        assert!(secrets.kept().is_empty());
    }
}
