//! The TXT record of MTA-STS (RFC 8461 section 3.1), field by field.

use super::tls_rpt::written;
use crate::record::{
    explained::Explained,
    fault::Effect,
    field_list,
    mta_sts::{RecordError, StsRecord},
};

const VERSION: &str = "v=STSv1";

/// Of a text that was meant as a record.
pub(super) fn explain(text: &str) -> Explained {
    let title = "MTA-STS: the domain has a policy for encryption, fetched over HTTPS (RFC 8461)";
    let mut explained = Explained::new(title, text);
    let start = field_list::behind_version(text, VERSION)
        .unwrap_or_else(|_| text.find(';').map_or(text.len(), |at| at + 1));
    explained.part(
        text[..start].trim_end_matches(';'),
        "the version: an MTA-STS record",
    );
    for field in &field_list::fields(text, start).0 {
        let meaning = match field.name {
            "id" => {
                "marks this state of the policy: senders fetch it again where the id is another"
            }
            _ => "not known, passed over",
        };
        explained.part(&written(field), meaning);
    }
    match StsRecord::select(&[text.to_owned()]) {
        Ok(Some(_)) => explained.whole.push(
            "the policy itself stands at https://mta-sts.DOMAIN/.well-known/mta-sts.txt".to_owned(),
        ),
        Ok(None) => explained.fault(
            0,
            Effect::Void,
            format!("it does not begin with {VERSION};"),
        ),
        Err(error) => {
            let (position, text) = fault(text, start, &error);
            explained.fault(position, Effect::Void, text);
        }
    }
    if explained.is_void() {
        explained
            .whole
            .push("senders go on as though there were no policy".to_owned());
    }
    explained
}

/// Where it is, and what.
fn fault(text: &str, start: usize, error: &RecordError) -> (usize, String) {
    let (fields, faults) = field_list::fields(text, start);
    let id = fields.iter().find(|field| field.name == "id");
    let in_id = |is_wrong: fn(char) -> bool| {
        id.map(|field| field.value_position + field.value.find(is_wrong).unwrap_or(0))
    };
    let position = match error {
        RecordError::Beginning(_) => {
            if let Err(Some(fault)) = field_list::behind_version(text, VERSION) {
                return (fault.position, fault.text);
            }
            Some(0)
        }
        RecordError::IdCharacter(_) => in_id(|it| !it.is_ascii_alphanumeric()),
        RecordError::IdTooLong(_) => in_id(|_| true),
        RecordError::FieldValue(_) => fields
            .iter()
            .filter(|field| field.name != "id")
            .find_map(field_list::wrong_in_value)
            .map(|fault| fault.position),
        RecordError::IdMissing => Some(text.len()),
        _ => None,
    };
    let position = position.or_else(|| faults.first().map(|fault| fault.position));
    (position.unwrap_or(start), error.to_string())
}
