//! What a server answers to a hello: the same answer and the same messages however the bytes are cut up, bounded, and with
//! every text harmless. The bytes are taken for both directions of a handshake.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use smtpcheck::facade::tls::{
    MOST_CERTIFICATES, Storyboard,
    server_flight::{Answer, ServerFlight},
    storyboard::{Content, Message, Opened, Sealed, Sender},
};
use smtpcheck_fuzz::{Cut, assert_harmless, pieces};

const CUTS: [Cut; 3] = [Cut::Every(1), Cut::Every(5), Cut::Anywhere];

fuzz_target!(|data: &[u8]| {
    let answered = answer(data, Cut::Whole);
    let told = messages(data, Cut::Whole);
    for cut in CUTS {
        assert_eq!(answer(data, cut), answered, "{cut:?}");
        assert_eq!(messages(data, cut), told, "{cut:?}");
    }
    if let Answer::Chosen(choice) = answered {
        assert!(choice.certificates.len() <= MOST_CERTIFICATES);
        let bytes: usize = choice.certificates.iter().map(Vec::len).sum();
        assert!(bytes <= data.len());
        assert!(choice.dh.is_none_or(|dh| dh.bits <= 8 * 0xFFFF));
    }
    assert!(told.len() <= 64);
    told.iter().for_each(check);
});

fn answer(bytes: &[u8], cut: Cut) -> Answer {
    let mut flight = ServerFlight::default();
    let early = pieces(bytes, cut)
        .into_iter()
        .find_map(|piece| flight.receive(piece));
    early.unwrap_or_else(|| flight.end())
}

fn messages(bytes: &[u8], cut: Cut) -> Vec<Message> {
    let mut storyboard = Storyboard::default();
    let mut told = Vec::new();
    for from in [Sender::Client, Sender::Server] {
        for piece in pieces(bytes, cut) {
            told.extend(storyboard.receive(from, piece, Duration::ZERO, &mut open));
        }
    }
    told
}

/// Every other record can be opened, and its first byte says what is in it.
fn open(sealed: Sealed<'_>) -> Option<Opened> {
    let (kind, content) = sealed.payload.split_first()?;
    (sealed.header[4] & 1 == 0).then(|| Opened {
        content_type: *kind,
        content: content.to_vec(),
    })
}

fn check(message: &Message) {
    if let Content::Offer(offer) = &message.content {
        offer
            .server_name
            .iter()
            .for_each(|name| assert_harmless(name));
        offer
            .application_protocols
            .iter()
            .for_each(|name| assert_harmless(name));
    }
}

