//! Why a DNS server failed, in its own words: RFC 8914.

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::opt::{EdnsCode, EdnsOption};

use crate::text::visible;

/// The option of EDNS.
const EXTENDED_ERROR: u16 = 15;

/// Why, when the server refused to answer and says that DNSSEC is the reason (RFC 8914 sections 4.7 to 4.13).
pub(super) fn dnssec_failure(message: &Message) -> Option<String> {
    if message.metadata.response_code != ResponseCode::ServFail {
        return None;
    }
    let (code, reason) = extended_error(message)?;
    (6..=12).contains(&code).then_some(reason)
}

/// RFC 8914 section 2: two bytes of code, then a text.
pub(super) fn extended_error(message: &Message) -> Option<(u16, String)> {
    let EdnsOption::Unknown(_, bytes) = message
        .edns
        .as_ref()?
        .option(EdnsCode::Unknown(EXTENDED_ERROR))?
    else {
        return None;
    };
    let (code, text) = bytes.split_first_chunk::<2>()?;
    let code = u16::from_be_bytes(*code);
    let reason = match text {
        [] => in_words(code),
        text => format!("{}: {}", in_words(code), visible(text)),
    };
    Some((code, reason))
}

/// The names of RFC 8914 section 4 that have to do with DNSSEC.
fn in_words(code: u16) -> String {
    match code {
        6 => "DNSSEC bogus".to_owned(),
        7 => "signature expired".to_owned(),
        8 => "signature not yet valid".to_owned(),
        9 => "DNSKEY missing".to_owned(),
        10 => "RRSIGs missing".to_owned(),
        11 => "no zone key bit set".to_owned(),
        12 => "NSEC missing".to_owned(),
        other => format!("extended error {other}"),
    }
}
