//! Flights written by hand, whole, in pieces, and of hostile bytes.

use proptest::prelude::*;

use super::*;

fn record(content_type: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
    [&[content_type, 3, 3][..], &length, payload].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [&[kind, 0][..], &length, body].concat()
}

/// ServerHello of TLS 1.3 with suite 1302 and a key in group 001d.
fn server_hello() -> Vec<u8> {
    let extensions = [0, 43, 0, 2, 3, 4, 0, 51, 0, 5, 0, 29, 0, 1, 9];
    let body = [
        &[3, 3][..],
        &[7; 32],
        &[0, 0x13, 0x02, 0, 0, 15],
        &extensions,
    ]
    .concat();
    record(22, &message(2, &body))
}

/// The server's flight of TLS 1.2: four messages in two records, then its ChangeCipherSpec and what comes after.
fn old_flight() -> Vec<u8> {
    let hello = [&[3, 3][..], &[7; 32], &[0, 0xC0, 0x2C, 0]].concat();
    let certificate = message(11, &[0, 0, 0]);
    let first = [message(2, &hello), certificate[..5].to_vec()].concat();
    let second = [
        &certificate[5..],
        &message(12, &[3, 0, 29, 1, 9]),
        &message(14, &[]),
    ]
    .concat();
    [
        record(22, &first),
        record(22, &second),
        record(20, &[1]),
        record(22, &[0; 40]),
    ]
    .concat()
}

/// Opens what begins with 0x0E, behind which the content type stands, then the content.
fn open(sealed: Sealed<'_>) -> Option<Opened> {
    match sealed.payload {
        [0x0E, content_type, content @ ..] => Some(Opened {
            content_type: *content_type,
            content: content.to_vec(),
        }),
        _ => None,
    }
}

fn told(bytes: &[u8], cuts: &[usize]) -> Vec<(&'static str, usize)> {
    let mut storyboard = Storyboard::default();
    let mut found = Vec::new();
    let mut rest = bytes;
    for cut in cuts.iter().copied().chain([bytes.len()]) {
        let (now, later) = rest.split_at(cut.min(rest.len()));
        found.extend(storyboard.receive(Sender::Server, now, Duration::ZERO, &mut open));
        rest = later;
    }
    found
        .iter()
        .map(|message| (message.name, message.bytes))
        .collect()
}

fn old_story() -> Vec<(&'static str, usize)> {
    vec![
        ("ServerHello", 42),
        ("Certificate", 7),
        ("ServerKeyExchange", 9),
        ("ServerHelloDone", 4),
        ("ChangeCipherSpec", 1),
        (SEALED, 40),
    ]
}

#[test]
fn the_flight_of_tls_1_2_is_told() {
    assert_eq!(told(&old_flight(), &[]), old_story());
}

#[test]
fn the_group_of_an_old_flight_is_read() {
    let mut storyboard = Storyboard::default();
    let told = storyboard.receive(Sender::Server, &old_flight(), Duration::ZERO, &mut open);
    assert_eq!(told[2].content, Content::Group(Group(29)));
}

#[test]
fn sealed_records_are_told_by_what_is_in_them_or_by_their_size() {
    let finished = [&[0x0E, 22][..], &message(20, &[5; 48])].concat();
    let flight = [
        server_hello(),
        record(20, &[1]),
        record(23, &finished),
        record(23, &[0x0E, 23, 9]),
        record(23, &[1; 30]),
    ]
    .concat();
    let expected = [("ServerHello", 59), ("Finished", 52), (SEALED, 30)];
    assert_eq!(told(&flight, &[]), expected);
}

#[test]
fn a_flood_of_messages_is_not_told() {
    let flood = record(22, &message(0, &[]).repeat(1000));
    assert_eq!(told(&flood, &[]).len(), MOST_MESSAGES);
}

proptest! {
    #[test]
    fn any_fragmentation_tells_the_same(cuts in proptest::collection::vec(0_usize..20, 0..60)) {
        prop_assert_eq!(told(&old_flight(), &cuts), old_story());
    }

    #[test]
    fn no_bytes_are_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), kind in 20_u8..24) {
        told(&bytes, &[]);
        told(&[server_hello(), record(kind, &bytes)].concat(), &[7]);
        let records: Vec<u8> = bytes.chunks(40).flat_map(|part| record(kind, part)).collect();
        told(&[server_hello(), records].concat(), &[]);
    }
}
