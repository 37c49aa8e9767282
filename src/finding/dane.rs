//! Checks of DANE: what senders that honour TLSA records do with this server. RFC 7672, RFC 7671.

use super::{
    Check, Evidence,
    Severity::{Error, Notice, Warning},
    Verdict, server,
};
use crate::{
    dns::Proof,
    event::Cause,
    record::dane::{Dane, DaneRecord, DaneStatus as Status, RecordStatus},
    report::{Report, Server},
    tls::scan::{Leaf, LeafDane},
};

/// The matching type of the strongest digest (RFC 6698 section 2.1.3).
const SHA_512: u8 = 2;

pub(super) const CHECKS: &[Check] = &[
    server(
        "dane-mismatch",
        Error,
        "the certificate does not match the TLSA records",
        "RFC 7672 section 2.2",
        "Publish the record of the present key (--print-tlsa shows it), or go back to the key that the records are for: \
         senders that honour DANE deliver nothing.",
        |server, _| {
            let others = others_that_mismatch(server);
            judged(server, |dane| match dane.status {
                Status::Mismatch | Status::NameMismatch | Status::Expired => {
                    let own = stale(dane).unwrap_or_else(|| own_mismatch(dane));
                    Verdict::Found([vec![own], others].concat())
                }
                Status::Indeterminate => {
                    Verdict::Unknown(format!("DANE: {}", cannot_be_proven(dane)))
                }
                Status::NotCompared if others.is_empty() => Verdict::Unknown(
                    "this check did not come as far as a certificate of the server".to_owned(),
                ),
                Status::Unchecked if others.is_empty() => Verdict::Unknown(unchecked(dane)),
                _ => Verdict::from_evidence(others),
            })
        },
    ),
    server(
        "dane-unusable",
        Warning,
        "TLSA records are unusable for mail servers",
        "RFC 7672 section 3.1",
        "Publish 3 1 1 (--print-tlsa shows it), or 2 1 1 for a certification authority of your own.",
        unusable,
    ),
    server(
        "dane-insecure",
        Warning,
        "TLSA records are not protected by DNSSEC",
        "RFC 7672 section 2.2",
        "Sign the zone (DNSSEC), or remove the records: senders ignore what anybody could have forged.",
        insecure,
    ),
    server(
        "dane-bogus",
        Error,
        "the TLSA records fail DNSSEC validation",
        "RFC 7672 section 2.1.2",
        "Renew the zone's signatures, or correct the DS record at the parent zone: senders that honour DANE defer all mail.",
        |server, _| {
            judged(server, |dane| match dane.status {
                Status::Bogus => Verdict::found(dane.detail.clone().unwrap_or_default()),
                _ => Verdict::Pass,
            })
        },
    ),
    server(
        "dane-lookup-failed",
        Warning,
        "the look-up of TLSA records failed",
        "RFC 7672 section 2.1.2",
        "Ask again; if it stays so, look at the name servers of the zone: senders that honour DANE defer all mail.",
        |server, _| {
            judged(server, |dane| match (dane.status, dane.is_asked_for()) {
                (Status::LookupFailed, true) => Verdict::Found(vec![lookup_failed(server, dane)]),
                (Status::LookupFailed, _) if dane.is_asked_for_by_nobody() => {
                    Verdict::NotApplicable
                }
                (Status::LookupFailed, _) => Verdict::Unknown(cannot_be_proven(dane)),
                _ => Verdict::Pass,
            })
        },
    ),
    server(
        "dane-without-starttls",
        Error,
        "there are TLSA records, and the server does not offer STARTTLS",
        "RFC 7672 section 2.2",
        "Switch STARTTLS on, or remove the records: senders that honour DANE deliver nothing.",
        |server, _| {
            judged(server, |dane| match dane.status {
                Status::NoStarttls => Verdict::found(&dane.name),
                _ => Verdict::Pass,
            })
        },
    ),
];

fn judged(server: &Server, judge: impl FnOnce(&Dane) -> Verdict) -> Verdict {
    server.dane.as_ref().map_or(Verdict::NotApplicable, judge)
}

fn cannot_be_proven(dane: &Dane) -> String {
    dane.detail
        .clone()
        .unwrap_or_else(|| "DNSSEC proves nothing here".to_owned())
}

/// It is an error where it kept a message from being sent.
fn lookup_failed(server: &Server, dane: &Dane) -> Evidence {
    let why = dane.detail.as_deref().unwrap_or_default();
    let evidence = Evidence::new(format!("{}: {why}", dane.name));
    let failure = server.failure.as_ref();
    match failure.is_some_and(|failure| failure.cause == Cause::Withheld) {
        true => evidence.of(Error),
        false => evidence,
    }
}

/// Where the record is right, it is not the record that is to be changed.
fn unchecked(dane: &Dane) -> String {
    let is_it = |record: &&DaneRecord| record.status == RecordStatus::Unchecked;
    let of_a_record = || dane.records.iter().find(is_it)?.detail.clone();
    let detail = dane.detail.clone().or_else(of_a_record);
    detail.unwrap_or_else(|| "whether a TLSA record matches is beyond this program".to_owned())
}

fn own_mismatch(dane: &Dane) -> Evidence {
    let remedy = match dane.status {
        Status::Expired => {
            "Renew the certificate, from the same certification authority: then the record stays right. Of a certificate under a \
             trust anchor (usage 2) senders check the dates (RFC 7672 section 3.1.2)"
        }
        Status::NameMismatch => {
            "Have the certificate issued for the name in the MX record, by the same certification authority: then the record \
             stays right. Under a trust anchor (usage 2) senders check the name (RFC 7672 section 3.1.2)"
        }
        _ => PUBLISH,
    };
    // RFC 7672 section 2.2.1.
    let who = match dane.mx {
        None | Some(Proof::Secure) => "senders that honour DANE deliver nothing",
        Some(_) => {
            "senders that honour DANE even where the MX records are not signed, as Postfix does, deliver nothing"
        }
    };
    Evidence::new(mismatch(dane)).remedied_by(format!("{remedy}: {who}."))
}

/// The remedy of records that are for no certificate of the server.
const PUBLISH: &str = "Publish the record of the present key (--print-tlsa shows it), or go back to the key that the records are for";

/// What a server shows to those who cannot use, or do not want, the key of the certificate that we got. It concerns some
/// senders only; RFC 7672 section 3.1 has a record for each.
fn others_that_mismatch(server: &Server) -> Vec<Evidence> {
    let shown = server.tls.as_ref().and_then(|tls| tls.certificates.first());
    let leaves = server
        .tls_scan
        .iter()
        .flat_map(|scan| &scan.leaf_certificates);
    let others = leaves.filter(|leaf| {
        leaf.dane == Some(LeafDane::Mismatch)
            && Some(&leaf.certificate.sha256) != shown.map(|shown| &shown.sha256)
    });
    let evidence = |leaf: &Leaf| {
        let key = &leaf.certificate.public_key;
        Evidence::new(format!(
            "no record is for the server's other certificate, which senders get that prefer a key of {key}"
        ))
        .of(Warning)
        .remedied_by(
            "Publish a record for each of the server's keys (--scan-tls --print-tlsa shows them all).",
        )
    };
    others.map(evidence).collect()
}

/// The present key has a record, and senders do not look at it: of several digests of one usage and selector they take the
/// strongest (RFC 7671 section 9).
fn stale(dane: &Dane) -> Option<Evidence> {
    let kind = |record: &DaneRecord, matching_type| {
        format!("{} {} {matching_type}", record.usage, record.selector)
    };
    let passed_over =
        |record: &&DaneRecord| record.status == RecordStatus::Superseded && record.detail.is_some();
    let right = dane.records.iter().find(passed_over)?;
    let (right, stale) = (kind(right, right.matching_type), kind(right, SHA_512));
    let evidence = Evidence::new(format!(
        "{}: the {right} record is for this certificate, but senders pass it over for {stale}, which is for another one",
        dane.name
    ));
    Some(evidence.remedied_by(format!(
        "Renew the stale {stale} record, or remove it: senders look at the strongest digest alone, and deliver nothing."
    )))
}

/// The nearest miss says most.
fn mismatch(dane: &Dane) -> String {
    let detail = dane.records.iter().find_map(|record| {
        let of_interest = record.status == RecordStatus::Mismatch;
        record.detail.as_ref().filter(|_| of_interest)
    });
    match (dane.status, detail) {
        (Status::NameMismatch | Status::Expired, Some(detail)) => detail.clone(),
        (_, Some(detail)) => format!("{}: {detail}", dane.name),
        (_, None) => format!(
            "none of the records at {} is for this certificate",
            dane.name
        ),
    }
}

fn unusable(server: &Server, _: &Report) -> Verdict {
    judged(server, |dane| {
        let unusable = dane
            .records
            .iter()
            .filter(|record| record.status == RecordStatus::Unusable);
        let evidence = unusable.map(|record| {
            let kind = format!(
                "{} {} {}",
                record.usage, record.selector, record.matching_type
            );
            let evidence = Evidence::new(format!(
                "{kind}: {}",
                record.detail.as_deref().unwrap_or_default()
            ));
            // Beside others that can be used it does no harm.
            match dane.status {
                Status::Unusable => evidence,
                _ => evidence.of(Notice),
            }
        });
        Verdict::from_evidence(evidence.collect())
    })
}

fn insecure(server: &Server, _: &Report) -> Verdict {
    judged(server, |dane| {
        match (dane.status, dane.mx) {
        (Status::Insecure, _) => Verdict::found(dane.detail.clone().unwrap_or_default()),
        (status, Some(Proof::Insecure)) if status != Status::None && dane.binds_senders() => Verdict::Found(vec![
            Evidence::new("the MX records are not signed: whoever forges them leads mail past the TLSA records").of(Notice),
        ]),
        _ => Verdict::Pass,
    }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::FailedStage,
        finding::{
            JudgeOptions, judge,
            support::{certificate, report, severities},
        },
        report::server::Failure,
        tls::{HandshakeSignature, Outcome, Reason, ReasonDetail, scan::TlsScan},
    };

    fn record(usage: u8, status: RecordStatus) -> DaneRecord {
        DaneRecord {
            usage,
            selector: 1,
            matching_type: 1,
            data: "ab".repeat(32),
            status,
            detail: None,
        }
    }

    fn with(status: Status, records: Vec<DaneRecord>) -> Report {
        let mut report = report();
        report.servers[0].dane = Some(Dane {
            status,
            name: "_25._tcp.mx.example.com".to_owned(),
            records,
            mx: Some(Proof::Secure),
            addresses: Proof::Secure,
            alias: None,
            tlsa: Proof::Secure,
            detail: Some("in words".to_owned()),
        });
        report
    }

    #[test]
    fn what_matches_is_no_finding() {
        let records = vec![
            record(3, RecordStatus::Match),
            record(3, RecordStatus::Mismatch),
        ];
        assert_eq!(severities(&with(Status::Valid, records)), []);
        assert_eq!(severities(&with(Status::None, vec![])), []);
    }

    /// The record is for the certificate that came, and whoever sent that does not hold its key.
    #[test]
    fn dane_does_not_vouch_for_who_cannot_sign() {
        for (reason, signed, expected) in [
            (
                Reason::BadSignature,
                HandshakeSignature::Invalid,
                ("certificate-bad-signature", Error),
            ),
            (
                Reason::ForbiddenScheme,
                HandshakeSignature::Invalid,
                ("tls-forbidden-signature", Error),
            ),
            (
                Reason::Expired,
                HandshakeSignature::Valid,
                ("certificate-expired", Notice),
            ),
        ] {
            let mut report = with(Status::Valid, vec![record(3, RecordStatus::Match)]);
            let tls = report.servers[0].tls.as_mut().unwrap();
            let verification = tls.verification.as_mut().unwrap();
            verification.path = Outcome::Wrong;
            verification.handshake_signature = signed;
            verification.reasons = vec![ReasonDetail::new(reason, "because")];
            assert!(severities(&report).contains(&expected), "{reason:?}");
        }
    }

    #[test]
    fn a_stale_stronger_digest_is_named() {
        let right = DaneRecord {
            detail: Some("the server's certificate".to_owned()),
            ..record(3, RecordStatus::Superseded)
        };
        let stale = DaneRecord {
            matching_type: 2,
            ..record(3, RecordStatus::Mismatch)
        };
        let report = with(Status::Mismatch, vec![right, stale.clone()]);
        let findings = judge(&report, &JudgeOptions::default()).findings;
        assert!(
            findings[0]
                .evidence
                .contains("the 3 1 1 record is for this certificate")
        );
        assert!(findings[0].remedy.contains("Renew the stale 3 1 2 record"));
        // Where neither is right, the record of the present key is what is missing.
        let report = with(
            Status::Mismatch,
            vec![record(3, RecordStatus::Superseded), stale],
        );
        let findings = judge(&report, &JudgeOptions::default()).findings;
        assert!(
            findings[0]
                .remedy
                .contains("Publish the record of the present key")
        );
    }

    #[test]
    fn the_other_certificate_of_a_server_counts_for_those_who_get_it() {
        let with_other = |status, compared| {
            let mut report = with(status, vec![record(3, RecordStatus::Match)]);
            report.servers[0].tls_scan = Some(TlsScan {
                leaf_certificates: vec![Leaf {
                    certificate: certificate("mx.example.com", "Another CA"),
                    chain_length: 2,
                    verification: report.servers[0].verification().unwrap().clone(),
                    dane: compared,
                    chain_der: Vec::new(),
                }],
                ..TlsScan::default()
            });
            let mut severities = severities(&report);
            severities.retain(|(id, _)| id.starts_with("dane"));
            severities
        };
        let (warning, error) = (("dane-mismatch", Warning), ("dane-mismatch", Error));
        let mismatch = Some(LeafDane::Mismatch);
        assert_eq!(with_other(Status::Valid, Some(LeafDane::Match)), []);
        assert_eq!(with_other(Status::Valid, None), []);
        assert_eq!(with_other(Status::Valid, mismatch), [warning]);
        assert_eq!(with_other(Status::NotCompared, mismatch), [warning]);
        assert_eq!(with_other(Status::Mismatch, mismatch), [error, warning]);
    }

    #[test]
    fn the_certificate_that_was_shown_is_not_told_twice() {
        let mut report = with(Status::Mismatch, vec![record(3, RecordStatus::Mismatch)]);
        report.servers[0].tls_scan = Some(TlsScan {
            leaf_certificates: vec![Leaf {
                certificate: certificate("mx.example.com", "Example CA"),
                chain_length: 2,
                verification: report.servers[0].verification().unwrap().clone(),
                dane: Some(LeafDane::Mismatch),
                chain_der: Vec::new(),
            }],
            ..TlsScan::default()
        });
        let mut found = severities(&report);
        found.retain(|(id, _)| id.starts_with("dane"));
        assert_eq!(found, [("dane-mismatch", Error)]);
    }

    /// RFC 7672 section 3.1.2: under a trust anchor it is the certificate that is wrong, not the record.
    #[test]
    fn where_the_record_is_right_the_certificate_is_to_be_renewed() {
        let remedy = |status| {
            let report = with(status, vec![record(2, RecordStatus::Mismatch)]);
            let findings = judge(&report, &JudgeOptions::default()).findings;
            assert_eq!(findings.len(), 1);
            findings[0].remedy.clone()
        };
        let expired = remedy(Status::Expired);
        assert!(expired.starts_with("Renew the certificate"), "{expired}");
        let named = remedy(Status::NameMismatch);
        assert!(
            named.starts_with("Have the certificate issued for"),
            "{named}"
        );
        for remedy in [expired, named] {
            assert!(!remedy.contains("Publish the record"), "{remedy}");
        }
        assert!(remedy(Status::Mismatch).starts_with("Publish the record of the present key"));
    }

    #[test]
    fn where_the_mx_records_are_unsigned_not_every_sender_goes_by_the_records() {
        let mut report = with(Status::Mismatch, vec![record(3, RecordStatus::Mismatch)]);
        report.servers[0].dane.as_mut().unwrap().mx = Some(Proof::Insecure);
        let findings = judge(&report, &JudgeOptions::default()).findings;
        let mismatch = findings.iter().find(|found| found.id == "dane-mismatch");
        assert!(mismatch.unwrap().remedy.contains("as Postfix does"));
    }

    #[test]
    fn a_look_up_that_kept_a_message_is_an_error() {
        let mut report = with(Status::LookupFailed, vec![]);
        report.servers[0].failed_stage = Some(FailedStage::Mail);
        report.servers[0].failure = Some(Failure {
            cause: Cause::Withheld,
            detail: String::new(),
        });
        assert!(severities(&report).contains(&("dane-lookup-failed", Error)));
    }

    /// RFC 7672 section 2.2.2.
    #[test]
    fn a_look_up_that_no_sender_makes_is_nobodys_loss() {
        let mut report = with(Status::LookupFailed, vec![]);
        report.servers[0].dane.as_mut().unwrap().addresses = Proof::Insecure;
        let judgement = judge(&report, &JudgeOptions::default());
        assert_eq!(
            (judgement.findings, judgement.not_checked),
            (vec![], vec![])
        );
    }

    #[test]
    fn every_way_to_fail_has_its_finding() {
        for (status, id, severity) in [
            (Status::Mismatch, "dane-mismatch", Error),
            (Status::NameMismatch, "dane-mismatch", Error),
            (Status::Expired, "dane-mismatch", Error),
            (Status::Insecure, "dane-insecure", Warning),
            (Status::Bogus, "dane-bogus", Error),
            (Status::NoStarttls, "dane-without-starttls", Error),
            (Status::LookupFailed, "dane-lookup-failed", Warning),
        ] {
            assert_eq!(
                severities(&with(status, vec![record(3, RecordStatus::Mismatch)])),
                [(id, severity)],
                "{status:?}"
            );
        }
    }

    #[test]
    fn records_of_no_use_are_a_warning_alone_and_a_notice_beside_others() {
        let unusable = record(1, RecordStatus::Unusable);
        assert_eq!(
            severities(&with(Status::Unusable, vec![unusable.clone()])),
            [("dane-unusable", Warning)]
        );
        let beside = vec![unusable, record(3, RecordStatus::Match)];
        assert_eq!(
            severities(&with(Status::Valid, beside)),
            [("dane-unusable", Notice)]
        );
    }

    #[test]
    fn what_cannot_be_proven_is_not_checked() {
        let judgement = judge(
            &with(
                Status::Indeterminate,
                vec![record(3, RecordStatus::NotCompared)],
            ),
            &JudgeOptions::default(),
        );
        assert_eq!(judgement.findings, []);
        let ids: Vec<_> = judgement.not_checked.iter().map(|one| one.id).collect();
        assert_eq!(ids, ["dane-mismatch"]);
    }

    #[test]
    fn unsigned_mx_records_are_good_to_know() {
        let mut report = with(Status::Valid, vec![record(3, RecordStatus::Match)]);
        report.servers[0].dane.as_mut().unwrap().mx = Some(Proof::Insecure);
        assert_eq!(severities(&report), [("dane-insecure", Notice)]);
    }
}
