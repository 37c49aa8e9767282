//! Checks of the certificate chain: RFC 5280, RFC 9525, RFC 9325 section 4. How much a fault weighs depends on who
//! looks: mail programs refuse what most servers only log.

mod certificates;
mod chain;
#[cfg(test)]
mod tests;
mod verification;

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, issuer, server, trust,
};
use crate::tls::MOST_CERTIFICATES;
use certificates::{
    deviations, each, expired_unneeded, expires_soon, key_usage, must_staple, or_on_the_path,
};
use chain::{chain, out_of_order, readable_chain, repeated, unrelated};
use verification::{because, malformed, name_mismatch, unchecked};

const REPLACE_KEY: &str = "Replace the certificate by one with a newer key and signature: RSA of 2048 bits or P-256, SHA-256.";

pub(super) const CHECKS: &[Check] = &[
    server(
        "certificate-expired",
        Error,
        "the certificate has expired",
        "RFC 5280 section 4.1.2.5",
        "Renew the certificate and reload the server; the old one stays in use until it is reloaded.",
        |server, report| {
            because(server, report, "certificate-expired", Some(Error)).in_place_of_title()
        },
    ),
    server(
        "certificate-expired-intermediate",
        Error,
        "a certificate between server and root has expired",
        "RFC 5280 section 4.1.2.5",
        "Put the issuer's present intermediate certificates into the server's chain file.",
        |server, report| {
            because(
                server,
                report,
                "certificate-expired-intermediate",
                Some(Error),
            )
        },
    ),
    server(
        "certificate-expired-root",
        Error,
        "the root of the chain has expired",
        "RFC 5280 section 6.1.3",
        "Get a certificate that leads to a root which is still valid. Where the CA has a newer root for the same key, clients need \
         that: update this machine's roots, or give it with --ca-file.",
        |server, report| {
            because(server, report, "certificate-expired-root", Some(Error)).in_place_of_title()
        },
    ),
    server(
        "certificate-expired-unneeded",
        Notice,
        "an expired certificate is sent that nobody needs",
        "RFC 8446 section 4.4.2",
        "Remove it from the chain file: some old clients look no further than that.",
        expired_unneeded,
    ),
    server(
        "certificate-not-yet-valid",
        Error,
        "the certificate is not valid yet",
        "RFC 5280 section 4.1.2.5",
        "Compare the clocks of this machine and of the one that issued the certificate.",
        |server, report| {
            because(server, report, "certificate-not-yet-valid", Some(Error)).in_place_of_title()
        },
    ),
    server(
        "certificate-expires-soon",
        Warning,
        "the certificate expires soon",
        "RFC 5280 section 4.1.2.5",
        "Renew it now and reload the server; look at why the automatic renewal has not run.",
        expires_soon,
    ),
    server(
        "certificate-self-signed",
        Warning,
        "the certificate is self-signed",
        "RFC 5280 section 3.2",
        trust::SELF_SIGNED,
        |server, report| {
            let verdict = because(server, report, "certificate-self-signed", None);
            trust::self_signed(server, verdict).in_place_of_title()
        },
    ),
    server(
        "certificate-unknown-issuer",
        Warning,
        "the certificate's issuer is not trusted here",
        "RFC 5280 section 6.1",
        trust::UNKNOWN_ISSUER,
        |server, report| because(server, report, "certificate-unknown-issuer", None),
    ),
    server(
        "certificate-missing-intermediate",
        Warning,
        "the issuer's certificate is not sent",
        "RFC 5246 section 7.4.2",
        "Put server certificate and intermediates into one file, in that order (Postfix: smtpd_tls_chain_files).",
        |server, report| {
            let verdict = because(server, report, "certificate-missing-intermediate", None);
            issuer::with_fetched(server, verdict)
        },
    ),
    server(
        "certificate-name-mismatch",
        Warning,
        "the certificate is for another name",
        "RFC 9525 section 6",
        trust::ANOTHER_NAME,
        |server, report| trust::another_name(server, name_mismatch(server, report)),
    ),
    server(
        "certificate-wrong-purpose",
        Warning,
        "the certificate is not for servers",
        "RFC 5280 section 4.2.1.12",
        "Get a certificate for servers: extended key usage serverAuth, key usage digitalSignature.",
        |server, report| because(server, report, "certificate-wrong-purpose", None),
    ),
    server(
        "certificate-constraint",
        Warning,
        "the certificate was issued by a CA that is not allowed to",
        "RFC 5280 section 6.1.4",
        "Have it issued by an authority that may: clients keep to the name constraints, path length, CA bit and key usage \
         of every certificate above.",
        |server, report| because(server, report, "certificate-constraint", None),
    ),
    server(
        "certificate-malformed",
        Warning,
        "a certificate in the chain cannot be parsed",
        "RFC 5280 section 4",
        "Have the certificate named here reissued without this defect.",
        malformed,
    ),
    server(
        "certificate-unchecked",
        Warning,
        "a part of the certificate path cannot be checked by this program",
        "RFC 5280 section 6.1.3",
        "Look with another program, openssl s_client for one: what this one cannot check is no fault of the server.",
        unchecked,
    ),
    server(
        "certificate-key-usage",
        Warning,
        "the certificate's key usage does not allow signing, which TLS needs",
        "RFC 8446 section 4.4.2.2",
        "Get a certificate with the key usage digitalSignature: clients with GnuTLS, Debian's Exim among them, refuse this one.",
        |server, _| chain(server, |chain| key_usage(chain.first()?)),
    ),
    server(
        "certificate-profile",
        Notice,
        "a certificate deviates from the profile of RFC 5280",
        "RFC 5280 section 4.1.2",
        "Have it reissued: other software may refuse it.",
        deviations,
    ),
    server(
        "certificate-bad-signature",
        Error,
        "a signature is wrong: the server may not own its certificate",
        "RFC 8446 section 4.4.3",
        "Check that certificate and key of the server belong together; if they do, somebody is in between.",
        |server, report| because(server, report, "certificate-bad-signature", Some(Error)),
    ),
    server(
        "tls-forbidden-signature",
        Error,
        "the server signs TLS 1.3 in a way that TLS 1.3 forbids",
        "RFC 8446 section 4.2.3",
        "Update the server's TLS library: clients that keep to RFC 8446 end the handshake.",
        |server, report| because(server, report, "tls-forbidden-signature", Some(Error)),
    ),
    server(
        "tls-weak-signature",
        Warning,
        "the server signs the handshake with a broken hash",
        "RFC 9155 section 2",
        "Have the server sign with SHA-256 or better, which it was offered: clients with OpenSSL 3 end the handshake.",
        |server, report| because(server, report, "tls-weak-signature", None),
    ),
    server(
        "certificate-chain-order",
        Warning,
        "the certificates are sent in the wrong order",
        "RFC 5246 section 7.4.2",
        "Order the chain file: the server's certificate first, then each one's issuer.",
        |server, _| readable_chain(server, |chain| out_of_order(chain).map(Evidence::new)),
    ),
    server(
        "certificate-chain-too-long",
        Warning,
        "more certificates are sent than any chain needs",
        "RFC 8446 section 4.4.2",
        "Leave only the server's certificate and its intermediates in the chain file: many clients give up on the rest.",
        |server, _| {
            let dropped = server.tls.as_ref().map(|tls| tls.certificates_dropped);
            match dropped.filter(|dropped| *dropped > 0) {
                None => chain(server, |_| None),
                Some(dropped) => Verdict::found(format!(
                    "{} certificates; the first {MOST_CERTIFICATES} are kept",
                    dropped + MOST_CERTIFICATES
                )),
            }
        },
    ),
    server(
        "certificate-root-included",
        Notice,
        "the root certificate is sent too",
        "RFC 5246 section 7.4.2",
        "Leave it out of the chain file; clients have their own copy and it only costs bytes.",
        |server, _| {
            chain(server, |chain| {
                let root = chain
                    .iter()
                    .skip(1)
                    .find(|certificate| certificate.self_signed)?;
                Some(Evidence::new(root.display_name()))
            })
        },
    ),
    server(
        "certificate-unrelated-in-chain",
        Warning,
        "a certificate is sent that does not belong to the chain",
        "RFC 5246 section 7.4.2",
        "Remove it from the chain file.",
        |server, _| {
            readable_chain(server, |chain| {
                unrelated(chain).map(|one| Evidence::new(one.display_name()))
            })
        },
    ),
    server(
        "certificate-sent-twice",
        Warning,
        "a certificate is sent twice",
        "RFC 8446 section 4.4.2",
        "Have it once in the chain file: the server's certificate first, then each one's issuer.",
        |server, _| {
            chain(server, |chain| {
                repeated(chain).map(|one| Evidence::new(one.display_name()))
            })
        },
    ),
    server(
        "certificate-weak-key",
        Warning,
        "a key in the chain is too weak",
        "RFC 9325 section 4.5",
        REPLACE_KEY,
        |server, report| {
            let sent = each(server, report, |one| {
                one.public_key.is_weak().then(|| one.public_key.to_string())
            });
            or_on_the_path(sent, server, report, "certificate-weak-key")
        },
    ),
    server(
        "certificate-weak-signature",
        Warning,
        "a signature in the chain rests on a broken hash",
        "RFC 9155 section 2",
        REPLACE_KEY,
        |server, report| {
            // Nobody checks the signature of a root on itself.
            let sent = each(server, report, |one| {
                (one.weak_signature && !one.self_signed).then(|| one.signature_algorithm.clone())
            });
            or_on_the_path(sent, server, report, "certificate-weak-signature")
        },
    ),
    server(
        "certificate-must-staple",
        Error,
        "the certificate requires a stapled OCSP response, and none was sent",
        "RFC 7633 section 4.2.3",
        "Get a certificate without that extension: hardly any mail server can staple (Postfix cannot).",
        must_staple,
    ),
    server(
        "certificate-without-san",
        Warning,
        "the certificate has no subject alternative name",
        "RFC 9525 section 4.1",
        "Get a certificate with the server's name as DNS name; the common name no longer counts.",
        |server, _| {
            chain(server, |chain| {
                let leaf = chain.first()?;
                let none = leaf.error.is_none()
                    && leaf.dns_names.is_empty()
                    && leaf.ip_addresses.is_empty();
                none.then(|| Evidence::new(leaf.display_name()))
            })
        },
    ),
];
