//! What a ClientHello offers and what a ServerHello or HelloRetryRequest chooses. RFC 8446 sections 4.1 and 4.2,
//! RFC 6066 section 3 (server_name), RFC 7301 section 3.1 (ALPN), RFC 8422 section 5.1.1 (groups).

use crate::{
    text::visible,
    tls::{
        CipherSuite, Group, TlsVersion,
        presentation::{HELLO_RETRY_REQUEST, Reader},
    },
};

const SERVER_NAME: u16 = 0;
const SUPPORTED_GROUPS: u16 = 10;
const SIGNATURE_ALGORITHMS: u16 = 13;
const ALPN: u16 = 16;
const SUPPORTED_VERSIONS: u16 = 43;
const KEY_SHARE: u16 = 51;

/// What a ClientHello offers, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The versions; those without a name here are left out.
    pub versions: Vec<TlsVersion>,
    /// The server name indication, safe to show.
    pub server_name: Option<String>,
    /// The cipher suites.
    pub cipher_suites: Vec<CipherSuite>,
    /// The groups of the key exchange.
    pub groups: Vec<Group>,
    /// The groups that come with a key, and the sizes of the keys.
    pub key_shares: Vec<(Group, usize)>,
    /// How many signature schemes.
    pub signature_schemes: usize,
    /// The application protocols, safe to show. Mail has none.
    pub application_protocols: Vec<String>,
}

/// What a ServerHello or HelloRetryRequest chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Whether it only asks for another ClientHello.
    pub is_retry: bool,
    /// The version; `None` when it has no name here.
    pub version: Option<TlsVersion>,
    /// The cipher suite.
    pub cipher_suite: CipherSuite,
    /// TLS 1.3: the group of the key exchange.
    pub group: Option<Group>,
}

impl Offer {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut hello = Reader(body);
        let legacy_version = hello.number()?;
        hello.take(32)?;
        hello.short_list()?;
        let cipher_suites = numbers(hello.list()?);
        hello.short_list()?;
        let extensions = hello.list().unwrap_or_default();
        let listed = |kind| extension(extensions, kind).and_then(|content| Reader(content).list());

        Some(Self {
            versions: offered_versions(extensions, legacy_version),
            server_name: listed(SERVER_NAME).and_then(server_name),
            cipher_suites: cipher_suites.map(CipherSuite).collect(),
            groups: numbers(listed(SUPPORTED_GROUPS).unwrap_or_default())
                .map(Group)
                .collect(),
            key_shares: key_shares(listed(KEY_SHARE).unwrap_or_default())
                .into_iter()
                .map(|(code, bytes)| (Group(code), bytes))
                .collect(),
            signature_schemes: numbers(listed(SIGNATURE_ALGORITHMS).unwrap_or_default()).count(),
            application_protocols: protocols(listed(ALPN).unwrap_or_default()),
        })
    }
}

impl Choice {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut hello = Reader(body);
        let legacy_version = hello.number()?;
        let is_retry = hello.take(32)? == HELLO_RETRY_REQUEST;
        hello.short_list()?;
        let cipher_suite = hello.number()?;
        hello.take(1)?;
        let extensions = hello.list().unwrap_or_default();
        let number =
            |kind| extension(extensions, kind).and_then(|content| Reader(content).number());
        Some(Self {
            is_retry,
            version: TlsVersion::from_code(number(SUPPORTED_VERSIONS).unwrap_or(legacy_version)),
            cipher_suite: CipherSuite(cipher_suite),
            group: number(KEY_SHARE).map(Group),
        })
    }
}

/// The group in a ServerKeyExchange with a named curve. RFC 8422 section 5.4.
pub(super) fn key_exchange_group(body: &[u8]) -> Option<Group> {
    const NAMED_CURVE: u8 = 3;
    let [kind, high, low] = *body.first_chunk::<3>()?;
    (kind == NAMED_CURVE).then(|| Group(u16::from_be_bytes([high, low])))
}

fn offered_versions(extensions: &[u8], legacy_version: u16) -> Vec<TlsVersion> {
    let listed = extension(extensions, SUPPORTED_VERSIONS)
        .and_then(|content| Reader(content).short_list())
        .map(|list| numbers(list).collect())
        .unwrap_or_else(|| vec![legacy_version]);
    listed
        .into_iter()
        .filter_map(TlsVersion::from_code)
        .collect()
}

fn server_name(list: &[u8]) -> Option<String> {
    let mut list = Reader(list);
    list.take(1)?;
    list.list().map(visible)
}

fn key_shares(list: &[u8]) -> Vec<(u16, usize)> {
    let mut list = Reader(list);
    std::iter::from_fn(|| Some((list.number()?, list.list()?.len()))).collect()
}

fn protocols(list: &[u8]) -> Vec<String> {
    let mut list = Reader(list);
    std::iter::from_fn(|| list.short_list().map(visible)).collect()
}

fn extension(extensions: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut extensions = Reader(extensions);
    std::iter::from_fn(|| Some((extensions.number()?, extensions.list()?)))
        .find_map(|(kind, content)| (kind == wanted).then_some(content))
}

fn numbers(list: &[u8]) -> impl Iterator<Item = u16> {
    list.as_chunks::<2>()
        .0
        .iter()
        .map(|pair| u16::from_be_bytes(*pair))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hello(start: &[u8], extensions: &[&[u8]]) -> Vec<u8> {
        let extensions = extensions.concat();
        let length = u16::try_from(extensions.len()).unwrap().to_be_bytes();
        [start, &length, &extensions].concat()
    }

    fn client_hello() -> Vec<u8> {
        let start = [
            &[3, 3][..],
            &[7; 32],
            &[0, 0, 4, 0x13, 0x02, 0xC0, 0x2C, 1, 0],
        ]
        .concat();
        hello(
            &start,
            &[
                &[0, 0, 0, 8, 0, 6, 0, 0, 3, b'm', b'x', b'\x1b'],
                &[0, 10, 0, 6, 0, 4, 0x11, 0xEC, 0, 29],
                &[0, 13, 0, 6, 0, 4, 4, 3, 8, 4],
                &[0, 16, 0, 5, 0, 3, 2, b'h', b'2'],
                &[0, 43, 0, 5, 4, 3, 4, 3, 3],
                &[0, 51, 0, 9, 0, 7, 0, 29, 0, 3, 1, 2, 3],
            ],
        )
    }

    #[test]
    fn an_offer_is_read_whole() {
        let offer = Offer::read(&client_hello()).unwrap();
        let expected = Offer {
            versions: vec![TlsVersion::Tls13, TlsVersion::Tls12],
            server_name: Some("mx\\x1b".to_owned()),
            cipher_suites: vec![CipherSuite(0x1302), CipherSuite(0xC02C)],
            groups: vec![Group(0x11EC), Group(29)],
            key_shares: vec![(Group(29), 3)],
            signature_schemes: 2,
            application_protocols: vec!["h2".to_owned()],
        };
        assert_eq!(offer, expected);
    }

    #[test]
    fn an_old_offer_has_the_version_of_its_head() {
        let start = [&[3, 1][..], &[7; 32], &[0, 0, 2, 0, 10, 1, 0]].concat();
        let offer = Offer::read(&start).unwrap();
        assert_eq!(offer.versions, [TlsVersion::Tls10]);
        assert_eq!((offer.server_name, offer.signature_schemes), (None, 0));
    }

    #[test]
    fn a_choice_is_read_in_both_versions() {
        let tls12 = [&[3, 3][..], &[7; 32], &[2, 9, 9, 0xC0, 0x2C, 0]].concat();
        let choice = Choice::read(&tls12).unwrap();
        assert_eq!(
            (choice.version, choice.group),
            (Some(TlsVersion::Tls12), None)
        );
        assert_eq!(choice.cipher_suite, CipherSuite(0xC02C));
        let start = [&[3, 3][..], &[7; 32], &[0, 0x13, 0x02, 0]].concat();
        let share = [0, 51, 0, 5, 0, 29, 0, 1, 9];
        let tls13 = hello(&start, &[&[0, 43, 0, 2, 3, 4], &share]);
        let choice = Choice::read(&tls13).unwrap();
        assert_eq!(choice.version, Some(TlsVersion::Tls13));
        assert_eq!((choice.group, choice.is_retry), (Some(Group(29)), false));
    }

    #[test]
    fn a_request_for_another_hello_is_told_by_its_random_value() {
        let start = [&[3, 3][..], &HELLO_RETRY_REQUEST, &[0, 0x13, 0x02, 0]].concat();
        let retry = hello(&start, &[&[0, 43, 0, 2, 3, 4], &[0, 51, 0, 2, 0, 24]]);
        let choice = Choice::read(&retry).unwrap();
        assert_eq!((choice.is_retry, choice.group), (true, Some(Group(24))));
    }

    #[test]
    fn the_group_of_tls_1_2_is_in_its_key_exchange() {
        assert_eq!(key_exchange_group(&[3, 0, 29, 32]), Some(Group(29)));
        assert_eq!(key_exchange_group(&[1, 0, 29, 32]), None);
        assert_eq!(key_exchange_group(&[3]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0_usize..130) {
            let hello = client_hello();
            let _ = Offer::read(&bytes);
            let _ = Offer::read(&[&hello[..cut.min(hello.len())], &bytes].concat());
            let _ = Choice::read(&bytes);
            let _ = key_exchange_group(&bytes);
        }
    }
}
