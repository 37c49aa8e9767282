//! The wording of what is asked beside the conversation: a handshake without a server name, certificates of issuers.

use crate::tls::{IssuerSearch, WithoutServerName};

/// `TLS: without a server name the certificate is the same`.
pub(super) fn without_server_name(found: &WithoutServerName) -> String {
    let outcome = match (&found.hindrance, &found.error, found.same_certificate) {
        (Some(hindrance), ..) => format!("nothing can be said: {hindrance}"),
        (None, Some(error), _) => format!("the handshake fails: {error}"),
        (None, None, Some(true)) => "the certificate is the same".to_owned(),
        (None, None, _) => {
            let name = found.leaf_name.as_deref().unwrap_or("none");
            format!("the certificate is another one, {name}")
        }
    };
    format!("TLS: without a server name {outcome}")
}

/// `with what was fetched the path is complete`.
pub(super) fn issuers(search: &IssuerSearch) -> String {
    let error = search.fetched.iter().find_map(|one| one.error.as_ref());
    let why = error.or(search.detail.as_ref());
    let why = why.map_or(String::new(), |why| format!(": {why}"));
    match search.trusted {
        Some(true) => "with the issuer's certificate, fetched, the path is complete".to_owned(),
        Some(false) => format!("with what was fetched it still does not verify{why}"),
        None => format!("the issuer's certificate could not be fetched{why}"),
    }
}
