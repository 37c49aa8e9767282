//! The session id of TLS 1.3, which means nothing any more and which a server has to repeat all the same: a client that gets
//! another one back MUST end the handshake (RFC 8446 section 4.1.3). OpenSSL does, the library does not.

const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
/// Behind the record's header of five bytes and the message's of four, the version and the random value.
const AT: usize = 5 + 4 + 2 + 32;

/// Whether the server's first bytes hold another session id than the client's first bytes; not where either does not hold one
/// in one piece.
pub(super) fn is_another(sent: &[u8], received: &[u8]) -> bool {
    let both = in_hello(sent, CLIENT_HELLO).zip(in_hello(received, SERVER_HELLO));
    both.is_some_and(|(ours, theirs)| ours != theirs)
}

fn in_hello(bytes: &[u8], kind: u8) -> Option<&[u8]> {
    let [HANDSHAKE, _, _, high, low, first, ..] = *bytes else {
        return None;
    };
    let record = bytes
        .get(..5 + usize::from(u16::from_be_bytes([high, low])))
        .unwrap_or(bytes);
    let length = usize::from(*record.get(AT).filter(|_| first == kind)?);
    record.get(AT + 1..AT + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(kind: u8, session_id: &[u8]) -> Vec<u8> {
        let length = u8::try_from(session_id.len()).unwrap();
        let mut bytes = vec![
            HANDSHAKE,
            3,
            3,
            0,
            39 + length,
            kind,
            0,
            0,
            35 + length,
            3,
            3,
        ];
        bytes.extend([7; 32]);
        bytes.push(length);
        bytes.extend(session_id);
        bytes
    }

    #[test]
    fn the_session_id_has_to_come_back_as_it_is() {
        let sent = hello(CLIENT_HELLO, &[1; 32]);
        assert!(!is_another(&sent, &hello(SERVER_HELLO, &[1; 32])));
        assert!(is_another(&sent, &hello(SERVER_HELLO, &[2; 32])));
        assert!(is_another(&sent, &hello(SERVER_HELLO, &[])));
    }

    #[test]
    fn what_did_not_come_in_one_piece_is_not_another_one() {
        let sent = hello(CLIENT_HELLO, &[1; 32]);
        let whole = hello(SERVER_HELLO, &[2; 32]);
        for cut in 0..whole.len() {
            assert!(!is_another(&sent, &whole[..cut]), "{cut}");
        }
        let mut fragment = whole.clone();
        fragment[4] = 40;
        assert!(!is_another(&sent, &fragment));
        assert!(!is_another(&sent, &[21, 3, 3, 0, 2, 1, 112]));
        assert!(!is_another(&[], &whole));
    }
}
