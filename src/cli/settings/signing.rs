//! `--dkim-key`: with what the message is signed, and for whom. RFC 6376 section 5.

use std::path::Path;

use zeroize::Zeroizing;

use super::{Error, target, value};
use crate::{
    cli::options::{MessageOptions, Sources},
    net::file::{self, MOST_PEM},
    probe::{
        aim::Host,
        task::{MessagePlan, SigningPlan},
    },
    record::dkim::{
        Selector,
        sign::{KeyError, SigningKey},
    },
    smtp::ReversePath,
};

/// What the options say; for whom is signed may only be known with the message.
pub(super) struct Draft {
    label: String,
    key: SigningKey,
    domain: Option<String>,
    selector: Selector,
}

/// Understands the options and reads the key.
pub(super) fn read(
    options: &MessageOptions,
    sources: &Sources,
    selectors: &[Selector],
) -> Result<Option<Draft>, Error> {
    let label = sources.label("dkim_key");
    let Some(path) = &options.dkim_key else {
        return match &options.dkim_domain {
            Some(_) => Err(Error::usage(format!(
                "{} needs --dkim-key, the private key that signs for it",
                sources.label("dkim_domain")
            ))),
            None => Ok(None),
        };
    };
    let [selector] = selectors else {
        let count = match selectors {
            [] => "none is given",
            _ => "several are given",
        };
        return Err(Error::usage(format!(
            "{label} needs exactly one --dkim-selector, the name below which the public key is published, and {count}"
        )));
    };
    let domain = options.dkim_domain.as_ref();
    let domain = domain.map(|text| of_domain(&sources.label("dkim_domain"), text));
    Ok(Some(Draft {
        domain: domain.transpose()?,
        key: key(&label, path)?,
        selector: selector.clone(),
        label,
    }))
}

impl Draft {
    /// The same for this message, or for the sender where none is made.
    pub(super) fn complete(
        self,
        message: Option<&MessagePlan>,
        sender: &ReversePath,
    ) -> Result<SigningPlan, Error> {
        let of_sender = MessagePlan::Composed {
            subject: None,
            body: None,
            headers: Vec::new(),
            attachments: Vec::new(),
        };
        let message = message.unwrap_or(&of_sender);
        let domain = self.domain.or_else(|| message.author_domain(sender));
        let missing = || {
            Error::usage(format!(
                "{} needs --dkim-domain: neither --from nor a From field with one address tells for which domain to sign",
                self.label
            ))
        };
        Ok(SigningPlan {
            domain: domain.ok_or_else(missing)?,
            key: self.key,
            selector: self.selector,
        })
    }
}

/// Nothing of what the file holds is ever told.
fn key(label: &str, path: &Path) -> Result<SigningKey, Error> {
    let shown = value::shown_path(path);
    let unread = |error| Error::usage(format!("cannot read the file of {label}, {shown}: {error}"));
    let bytes = Zeroizing::new(file::read(path, MOST_PEM).map_err(unread)?);
    let wrong = |error| {
        Error::usage(format!(
            "cannot sign with the file of {label}, {shown}: {error}"
        ))
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong(KeyError::NoKey))?;
    SigningKey::parse(text).map_err(wrong)
}

fn of_domain(label: &str, text: &str) -> Result<String, Error> {
    match target::host(label, value::word(label, text)?)? {
        Host::Name(name) => Ok(name),
        Host::Address(address) => Err(Error::usage(format!(
            "{label} takes a domain, and {address} is an address"
        ))),
    }
}
