//! The message as it goes out: composed or from a file, and signed (RFC 6376) where that is asked for.

use crate::{
    message::{self, Composition},
    net::Network,
    probe::task::{Envelope, MessagePlan, SigningPlan},
    record::dkim::{
        message::Message,
        sign::{self, Signer},
    },
    smtp::ClientName,
};

/// The message with CRLF line ends; `None` where none is sent. `host`: the server, where there is one.
///
/// # Errors
/// What of it cannot stand in a message.
pub(in crate::probe) fn make<N: Network>(
    network: &N,
    wanted: &Envelope<'_>,
    host: Option<&str>,
    name: &ClientName,
    smtputf8: bool,
) -> Result<Option<Vec<u8>>, String> {
    let Some(plan) = wanted.message else {
        return Ok(None);
    };
    let message = match plan {
        MessagePlan::Raw(message) => message.clone(),
        MessagePlan::Composed { .. } => compose(network, wanted, plan, host, name, smtputf8)?,
    };
    match wanted.signing {
        Some(signing) => signed(network, &message, signing).map(Some),
        None => Ok(Some(message)),
    }
}

fn compose<N: Network>(
    network: &N,
    wanted: &Envelope<'_>,
    plan: &MessagePlan,
    host: Option<&str>,
    name: &ClientName,
    smtputf8: bool,
) -> Result<Vec<u8>, String> {
    let MessagePlan::Composed {
        subject,
        body,
        headers,
        attachments,
    } = plan
    else {
        return Ok(Vec::new());
    };
    let random = network.random();
    let mut identifier = [0; 16];
    identifier.copy_from_slice(&random[..16]);
    let from = wanted.reverse_path.to_string();
    let composition = Composition {
        from: if from.is_empty() {
            "<>".to_owned()
        } else {
            from
        },
        to: wanted.recipients.iter().map(ToString::to_string).collect(),
        subject: subject.clone(),
        body: body.clone(),
        headers: headers.clone(),
        attachments: attachments.clone(),
        date: network.timestamp().to_zoned(jiff::tz::TimeZone::system()),
        message_id: message::message_id(&identifier, &name.to_string()),
        server: host.map(str::to_owned),
        smtputf8,
    };
    message::compose(&composition).map_err(|error| error.to_string())
}

/// With the signature in front.
fn signed<N: Network>(
    network: &N,
    message: &[u8],
    signing: &SigningPlan,
) -> Result<Vec<u8>, String> {
    let signer = Signer::relaxed(&signing.domain, &signing.selector.name);
    let now = u64::try_from(network.timestamp().as_second()).unwrap_or_default();
    let field = sign::sign(&Message::parse(message), &signing.key, &signer, now);
    let field = field.ok_or("the message cannot be signed with this key")?;
    Ok([field.as_bytes(), message].concat())
}

/// An address of the envelope that needs SMTPUTF8.
pub(in crate::probe) fn beyond_ascii(wanted: &Envelope<'_>) -> Option<String> {
    let sender = wanted
        .reverse_path
        .needs_smtputf8()
        .then(|| wanted.reverse_path.to_string());
    sender.or_else(|| {
        wanted
            .recipients
            .iter()
            .find(|one| one.needs_smtputf8())
            .map(ToString::to_string)
    })
}
