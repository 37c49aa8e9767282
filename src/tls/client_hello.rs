//! A ClientHello made by hand: it offers exactly what it is told to, also what no TLS library speaks any more. Nothing goes on
//! from there, so it holds no key: TLS 1.3 is asked with an empty list of key shares, which a server answers with its choice in
//! a HelloRetryRequest. RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6066 section 3, RFC 6101 section E.1 (SSL 2.0).

use super::{
    CipherSuite, TlsVersion,
    cipher_suite::registry::{self, Row},
    group::{GROUPS, Group},
    signature_scheme,
};

const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV: servers that care about RFC 5746 want to see it.
const RENEGOTIATION_INFO_SCSV: u16 = 0x00FF;
/// RFC 7507: "this is not the best I can do".
const FALLBACK_SCSV: u16 = 0x5600;

/// What a hello offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The newest version. TLS 1.3 is offered alone; an older one allows everything below it, as these versions have it.
    pub version: TlsVersion,
    /// Cipher suites, in order.
    pub cipher_suites: Vec<CipherSuite>,
    /// Groups, in order.
    pub groups: Vec<Group>,
    /// Says that a better version was tried before (RFC 7507).
    pub fallback: bool,
    /// Offers DEFLATE beside no compression.
    pub compression: bool,
}

impl Offer {
    /// Everything in the tables that goes with `version`; [`breadth`] says it.
    #[must_use]
    pub fn everything(version: TlsVersion) -> Self {
        let suites: &[Row] = match version {
            TlsVersion::Tls13 => registry::TLS13,
            _ => registry::USUAL,
        };
        Self {
            version,
            cipher_suites: suites.iter().map(|suite| CipherSuite(suite.code)).collect(),
            groups: groups(version),
            fallback: false,
            compression: false,
        }
    }

    /// The record with the hello. `random` need not be secret, only new.
    #[must_use]
    pub fn client_hello(&self, server_name: Option<&str>, random: [u8; 32]) -> Vec<u8> {
        let is_tls13 = self.version == TlsVersion::Tls13;
        // RFC 8446 section 4.1.2: the true version is in an extension.
        let version = self.version.min(TlsVersion::Tls12);
        let mut body = version.code().to_be_bytes().to_vec();
        body.extend_from_slice(&random);
        body.push(0);
        let mut suites: Vec<u16> = self.cipher_suites.iter().map(|suite| suite.0).collect();
        suites.extend((!is_tls13).then_some(RENEGOTIATION_INFO_SCSV));
        suites.extend(self.fallback.then_some(FALLBACK_SCSV));
        body.extend(list(&suites));
        body.extend_from_slice(match self.compression {
            true => &[2, 1, 0],
            false => &[1, 0],
        });
        // Extensions came with TLS; there are servers of SSL 3.0 that choke on them.
        if self.version != TlsVersion::Ssl3 {
            body.extend(with_length(&self.extensions(server_name)));
        }
        let mut message = vec![CLIENT_HELLO, 0];
        message.extend(with_length(&body));
        let mut record = vec![HANDSHAKE];
        let record_version = self.version.min(TlsVersion::Tls10);
        record.extend_from_slice(&record_version.code().to_be_bytes());
        record.extend(with_length(&message));
        record
    }

    fn extensions(&self, server_name: Option<&str>) -> Vec<u8> {
        let groups: Vec<u16> = self.groups.iter().map(|group| group.0).collect();
        let mut extensions = Vec::new();
        if let Some(name) = server_name {
            let entry = [&[0][..], &with_length(name.as_bytes())].concat();
            extensions.extend(extension(0, &with_length(&entry)));
        }
        extensions.extend(extension(10, &list(&groups)));
        extensions.extend(extension(
            13,
            &list(&signature_scheme::codes().collect::<Vec<_>>()),
        ));
        if self.version == TlsVersion::Tls13 {
            extensions.extend(extension(43, &[2, 3, 4]));
            extensions.extend(extension(51, &[0, 0]));
        } else {
            // ec_point_formats, encrypt_then_mac, extended_master_secret, session_ticket
            extensions.extend(extension(11, &[1, 0]));
            extensions.extend(extension(22, &[]));
            extensions.extend(extension(23, &[]));
            extensions.extend(extension(35, &[]));
        }
        extensions
    }
}

/// `124 cipher suites up to TLS 1.2`: what [`Offer::everything`] offers, as a server sees it that chose this version out of it.
#[must_use]
pub fn breadth(chosen: TlsVersion) -> String {
    match chosen {
        TlsVersion::Tls13 => format!("{} cipher suites of TLS 1.3", registry::TLS13.len()),
        _ => format!("{} cipher suites up to TLS 1.2", registry::USUAL.len()),
    }
}

/// The hybrid groups belong to TLS 1.3 (RFC 9851 freezes TLS 1.2), the small and binary curves to what came before.
fn groups(version: TlsVersion) -> Vec<Group> {
    let of_version = |code: u16| match version {
        TlsVersion::Tls13 => !(1..=22).contains(&code) && !(26..=28).contains(&code),
        _ => code < 0x0200 && !(31..=33).contains(&code),
    };
    let codes = GROUPS.iter().map(|(code, ..)| *code);
    codes.filter(|code| of_version(*code)).map(Group).collect()
}

/// The hello of SSL 2.0, which has a form of its own.
#[must_use]
pub fn ssl2_client_hello(challenge: [u8; 16]) -> Vec<u8> {
    const CIPHERS: [[u8; 3]; 7] = [
        [1, 0, 0x80],
        [2, 0, 0x80],
        [3, 0, 0x80],
        [4, 0, 0x80],
        [5, 0, 0x80],
        [6, 0, 0x40],
        [7, 0, 0xC0],
    ];
    let ciphers = CIPHERS.concat();
    let mut message = vec![CLIENT_HELLO, 0, 2];
    message.extend(u16::try_from(ciphers.len()).unwrap_or(0).to_be_bytes());
    message.extend([0, 0, 0, 16]);
    message.extend(ciphers);
    message.extend(challenge);
    let length = u16::try_from(message.len()).unwrap_or(0) | 0x8000;
    [&length.to_be_bytes()[..], &message].concat()
}

fn list(values: &[u16]) -> Vec<u8> {
    let bytes: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect();
    with_length(&bytes)
}

fn extension(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &with_length(content)].concat()
}

/// Two bytes of length, then the bytes. All lists here are short.
fn with_length(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(hello: &[u8], needle: &[u8]) -> bool {
        hello.windows(needle.len()).any(|window| window == needle)
    }

    #[test]
    fn the_hello_is_a_record_with_all_suites_and_the_name() {
        let hello =
            Offer::everything(TlsVersion::Tls12).client_hello(Some("mx.example.com"), [1; 32]);
        assert_eq!(hello[..3], [22, 3, 1]);
        assert_eq!(
            usize::from(u16::from_be_bytes([hello[3], hello[4]])),
            hello.len() - 5
        );
        assert_eq!(hello[9..11], [3, 3]);
        assert!(has(&hello, b"mx.example.com"));
        assert!(has(&hello, &[0x00, 0x0A]));
        assert!(!has(&hello, &[0x11, 0xEC]), "hybrid groups are TLS 1.3's");
    }

    #[test]
    fn tls13_is_asked_alone_and_without_a_key_share() {
        let hello = Offer::everything(TlsVersion::Tls13).client_hello(None, [1; 32]);
        assert_eq!(hello[9..11], [3, 3]);
        assert!(has(&hello, &[0, 43, 0, 3, 2, 3, 4]));
        assert!(has(&hello, &[0, 51, 0, 2, 0, 0]));
        assert!(has(&hello, &[0x11, 0xEC]));
        assert!(!has(&hello, &[0xC0, 0x2F]));
    }

    #[test]
    fn an_old_version_is_offered_as_the_newest_and_ssl3_without_extensions() {
        let hello = Offer::everything(TlsVersion::Tls10).client_hello(None, [1; 32]);
        assert_eq!((&hello[1..3], &hello[9..11]), (&[3, 1][..], &[3, 1][..]));
        let ssl3 =
            Offer::everything(TlsVersion::Ssl3).client_hello(Some("mx.example.com"), [1; 32]);
        assert_eq!((&ssl3[1..3], &ssl3[9..11]), (&[3, 0][..], &[3, 0][..]));
        assert!(
            ssl3.ends_with(&[0x00, 0xFF, 1, 0]),
            "nothing follows the compression methods"
        );
    }

    /// What is said of it must be what a server sees in it.
    #[test]
    fn the_breadth_is_that_of_the_hello() {
        for (version, said) in [
            (TlsVersion::Tls12, "up to TLS 1.2"),
            (TlsVersion::Tls13, "of TLS 1.3"),
        ] {
            let count = Offer::everything(version).cipher_suites.len();
            assert_eq!(breadth(version), format!("{count} cipher suites {said}"));
        }
    }

    #[test]
    fn fallback_and_compression_are_said_on_request() {
        let offer = Offer {
            fallback: true,
            compression: true,
            ..Offer::everything(TlsVersion::Tls12)
        };
        let hello = offer.client_hello(None, [1; 32]);
        assert!(has(&hello, &[0x56, 0x00, 2, 1, 0]));
    }

    #[test]
    fn ssl2_has_its_own_form() {
        let hello = ssl2_client_hello([5; 16]);
        assert_eq!(hello[..11], [0x80, 46, 1, 0, 2, 0, 21, 0, 0, 0, 16]);
        assert_eq!(hello.len(), 48);
    }
}
