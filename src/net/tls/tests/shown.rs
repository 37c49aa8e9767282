//! Reasons that name what a certificate says, where that is a secret of the run.

use zeroize::Zeroizing;

use super::super::shown::{mask_error, masked_value};
use super::support::*;
use super::*;
use crate::{smtp::Concealer, tls::Certificate};

fn knowing(secret: &str, verify_name: &str) -> Parameters {
    let concealer = Concealer::default();
    concealer.add(vec![Zeroizing::new(secret.as_bytes().to_vec())]);
    concealer.leave(verify_name);
    Parameters {
        verify_name: Some(verify_name.to_owned()),
        concealer: concealer.into(),
        ..world().parameters()
    }
}

fn details(chain: &[Vec<u8>], parameters: &Parameters) -> Vec<String> {
    let read = |der: &Vec<u8>| Certificate::from_der(der, parameters.now);
    let certificates: Vec<_> = chain.iter().map(read).collect();
    let reasons = judge_chain(chain, &certificates, parameters).reasons;
    reasons.into_iter().map(|reason| reason.detail).collect()
}

/// A mask in our own words, or in the name asked for, would tell the secret.
#[test]
fn a_name_is_masked_in_a_sentence_and_our_own_words_stay() {
    for (secret, name, detail) in [
        (
            "mail",
            "mail.example.com",
            "the certificate is for [concealed], not for mail.example.com",
        ),
        (
            "certificate",
            "mx.example.com",
            "the certificate is for [concealed], not for mx.example.com",
        ),
    ] {
        let leaf = world().intermediate.leaf(|leaf| {
            let name = secret.try_into().unwrap();
            leaf.subject_alt_names = vec![SanType::DnsName(name)];
            leaf.distinguished_name = rcgen::DistinguishedName::new();
        });
        let found = details(&[leaf.certificate.to_vec()], &knowing(secret, name));
        assert_eq!(found.last().unwrap(), detail);
    }
}

#[test]
fn the_name_of_an_issuer_is_masked_in_a_sentence() {
    let issuer = root("certificate");
    let leaf = issuer.leaf(|_| {}).certificate.to_vec();
    assert_eq!(
        details(&[leaf], &knowing("certificate", NAME)),
        ["the certificate of its issuer, [concealed], was not sent along and is no trusted root"]
    );
}

#[test]
fn what_a_server_says_in_place_of_tls_is_masked() {
    let parameters = knowing("server", NAME);
    let mut error = HandshakeError::PlaintextPeer {
        first_bytes: "421 server down".to_owned(),
    };
    mask_error(&mut error, &parameters.concealer);
    let first_bytes = "421 [concealed] down".to_owned();
    assert_eq!(error, HandshakeError::PlaintextPeer { first_bytes });
    assert_eq!(
        masked_value("servers", &parameters.concealer),
        "[concealed]s"
    );
}
