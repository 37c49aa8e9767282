//! What a certification authority publishes in a scenario: `issuer` (the intermediate), `lower` (the authority below it), `bag`
//! (both in PKCS #7), `text`, or the way in which nothing comes.

use smtpcheck::facade::{playback::Certificates, record::mta_sts::FetchError};

use super::policy_host::failure;

pub(crate) fn published(what: &str, certificates: &Certificates) -> Result<Vec<u8>, FetchError> {
    match what {
        "issuer" => Ok(certificates.issuer().to_vec()),
        "lower" => Ok(certificates.lower_issuer().to_vec()),
        "bag" => Ok(bag(&[certificates.issuer(), certificates.lower_issuer()])),
        "text" => Ok(b"<html>not here</html>".to_vec()),
        error => Err(failure(error)),
    }
}

/// RFC 5652 section 5.1 with nothing but certificates.
fn bag(certificates: &[&[u8]]) -> Vec<u8> {
    const DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    const SIGNED_DATA: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    let parts = [
        vec![2, 1, 1],
        vec![0x31, 0],
        element(0x30, DATA),
        element(0xa0, &certificates.concat()),
        vec![0x31, 0],
    ];
    let signed = element(0x30, &parts.concat());
    element(0x30, &[SIGNED_DATA, &element(0xa0, &signed)].concat())
}

fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
    let header = match length {
        [0, low @ ..0x80] => vec![tag, low],
        [0, low] => vec![tag, 0x81, low],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [&header, contents].concat()
}
