//! What senders do with a server: for each kind of sender the outcome, and the link in the chain that decides it. An
//! opinion about facts like every finding, by RFC 3207 (opportunistic), RFC 8461 section 5 (MTA-STS) and RFC 7672 section 2.2
//! (DANE). Asked for servers to which MX records led; other clients are configured by hand.

use super::reach;
use crate::{
    dns::Proof,
    event::{Cause, ConnectionStatus, FailedStage},
    record::{
        dane::{Dane, DaneStatus},
        mta_sts::Mode,
    },
    report::{
        Delivery::{
            self, Bounced, Deferred, Encrypted, EncryptedAuthenticated, Plaintext, Unknown,
        },
        MtaStsStatus, Report, SenderKind, SenderView, Server,
        server::{StartTlsStatus, Tls},
    },
    smtp::Reply,
    tls::{HandshakeError, Outcome},
};

/// What each kind of sender will do with `server`; nothing where no MX record led to it.
#[must_use]
pub(super) fn senders(server: &Server, report: &Report) -> Vec<SenderView> {
    let by_mx = server.preference.is_some() || report.mta_sts.is_some();
    let says_something = server.tried() && !report.asked.no_tls && !report.asked.implicit_tls;
    if !by_mx || !says_something {
        return Vec::new();
    }
    let view = |sender, (outcome, because): (Delivery, String)| SenderView {
        sender,
        outcome,
        because,
        refused_at: refused_at(server),
    };
    let basis = Basis::of(server, report);
    vec![
        view(SenderKind::Opportunistic, opportunistic(&basis)),
        view(SenderKind::RequireTls, require_tls(&basis)),
        view(SenderKind::VerifyTls, verify_tls(&basis)),
        view(SenderKind::MtaSts, mta_sts(&basis, server, report)),
        view(SenderKind::Dane, dane(&basis, server, report)),
    ]
}

/// Where the server let this check get no further with what others come for too. That need not be so for another client, sender
/// or recipient. What this check held back itself, or could not send, tells of nobody else.
fn refused_at(server: &Server) -> Option<FailedStage> {
    let (stage, failure) = server.failed_stage.zip(server.failure.as_ref())?;
    let is_ours = matches!(
        failure.cause,
        Cause::Withheld | Cause::NotOffered | Cause::Unusable
    );
    (stage >= FailedStage::Mail && !is_ours).then_some(stage)
}

/// How far everybody comes before the kinds part ways.
enum Basis {
    /// Nobody gets as far as STARTTLS.
    Unreachable(Delivery, String),
    /// A 5yz greeting: the next exchange or later for one sender, the end for another.
    Refused(String),
    /// STARTTLS is not to be had.
    NoTls(String),
    /// The handshake fails.
    Broken(String),
    /// We do not come to an encrypted connection, others do.
    Beyond(String),
    /// We do not, and others differ.
    NotKnown(String),
    /// Encrypted; is the certificate right?
    Encrypted(Result<(), Doubt>),
}

struct Doubt {
    /// It could not be checked, rather than being wrong.
    unchecked: bool,
    why: String,
}

impl Basis {
    fn of(server: &Server, report: &Report) -> Self {
        if server.connection.status != ConnectionStatus::Connected {
            let how = server.connection.detail.clone().unwrap_or_default();
            return Self::Unreachable(Deferred, format!("no connection: {how}"));
        }
        if let Some(basis) = Self::of_opening(server) {
            return basis;
        }
        match server.starttls.status {
            StartTlsStatus::Established if server.holds_no_key() => {
                Self::Broken("the handshake is not signed by the certificate's key".to_owned())
            }
            StartTlsStatus::Established if has_unreadable_entry(server) => Self::Broken(
                "clients with OpenSSL end the handshake at what is no certificate".to_owned(),
            ),
            StartTlsStatus::Established => Self::Encrypted(certificate(server)),
            StartTlsStatus::HandshakeFailed => match &server.tls {
                Some(tls) => Self::of_failed(tls, report),
                None => Self::Broken("the handshake fails".to_owned()),
            },
            StartTlsStatus::NotOffered => Self::NoTls("STARTTLS is not offered".to_owned()),
            StartTlsStatus::Refused => {
                let reply = server.starttls.reply.as_ref().map(Reply::to_string);
                Self::NoTls(format!(
                    "STARTTLS is refused: {}",
                    reply.unwrap_or_default()
                ))
            }
            StartTlsStatus::NotTried | StartTlsStatus::NotApplicable => {
                Self::before_starttls(server)
            }
        }
    }

    /// Where the greeting or EHLO is refused. Postfix defers after a 5yz greeting (smtp_skip_5xx_greeting), Exim fails the
    /// addresses at the last host; both take any 2yz for a greeting. Both go on after a refused EHLO, but for a 421: with HELO,
    /// Exim under TLS without it. A refused HELO is what the reply says.
    fn of_opening(server: &Server) -> Option<Self> {
        let failure = server.failure.as_ref()?;
        let why = failure.detail.clone();
        let unreachable = |outcome| Self::Unreachable(outcome, why.clone());
        match server.failed_stage? {
            FailedStage::Greeting => {
                if !matches!(failure.cause, Cause::PermanentReply | Cause::TemporaryReply) {
                    return None;
                }
                let code = server.greeting.as_ref()?.code;
                Some(match () {
                    () if code.is_permanent() => Self::Refused(why),
                    () if code.is_temporary() => unreachable(Deferred),
                    () => Self::NotKnown(format!("{why}; many senders go on after any 2yz")),
                })
            }
            FailedStage::Ehlo | FailedStage::EhloAfterTls => Some(match failure.cause {
                Cause::PermanentReply | Cause::TemporaryReply if goes_on_with_helo(server) => {
                    Self::NotKnown(format!(
                        "{why}; Postfix goes on with HELO, which this check did not try"
                    ))
                }
                Cause::PermanentReply => unreachable(Bounced),
                // Senders wait five minutes for a reply to EHLO (RFC 5321 section 4.5.3.2).
                Cause::TimedOut => unreachable(Unknown),
                _ => unreachable(Deferred),
            }),
            _ => None,
        }
    }
}

/// Whether it was EHLO that was refused, and not with a 421.
fn goes_on_with_helo(server: &Server) -> bool {
    let last = server.ehlo.last();
    last.is_some_and(|last| !last.helo && last.reply.code.value() != 421)
}

impl Basis {
    /// Senders wait longer than this check may have: five minutes for a greeting (RFC 5321 section 4.5.3.2.1).
    fn before_starttls(server: &Server) -> Self {
        let Some(failure) = &server.failure else {
            return Self::Unreachable(Unknown, "the check did not come that far".to_owned());
        };
        let outcome = match failure.cause {
            Cause::TimedOut => Unknown,
            _ => Deferred,
        };
        Self::Unreachable(outcome, failure.detail.clone())
    }

    /// What the server negotiates counts, not whether our library managed it.
    fn of_failed(tls: &Tls, report: &Report) -> Self {
        let error = tls.error_in_words();
        match (reach::chosen(tls), &tls.error) {
            (Some(chosen), _) if reach::others_speak(tls, report) => {
                let why = match reach::lack(tls) {
                    Some(_) => "which this check could not speak",
                    None => "which is below --min-tls here",
                };
                Self::Beyond(format!("clients with OpenSSL get {chosen}, {why}"))
            }
            (Some(chosen), _) => Self::NotKnown(format!(
                "senders differ in whether they accept {chosen}, which the server chooses"
            )),
            // It was we who did not go on.
            (
                None,
                Some(
                    HandshakeError::Misbehaved(_)
                    | HandshakeError::TooLarge
                    | HandshakeError::Ours(_)
                    | HandshakeError::Incompatible(_),
                ),
            ) => Self::NotKnown(error),
            (None, _) => Self::Broken(error),
        }
    }
}

/// An entry of the certificate message at which OpenSSL ends the handshake.
fn has_unreadable_entry(server: &Server) -> bool {
    let mut certificates = server.tls.iter().flat_map(|tls| &tls.certificates);
    certificates.any(|one| one.ends_handshakes)
}

fn certificate(server: &Server) -> Result<(), Doubt> {
    let doubt = |unchecked, why: String| Err(Doubt { unchecked, why });
    let Some(verification) = server.verification() else {
        return doubt(false, "the server shows no certificate".to_owned());
    };
    if verification.is_verified() {
        return Ok(());
    }
    let reasons: Vec<_> = verification
        .reasons
        .iter()
        .map(|found| found.reason.id().replace('_', " "))
        .collect();
    match &verification.path {
        Outcome::Unchecked(why) => doubt(true, why.clone()),
        _ if reasons.is_empty() => doubt(true, "the certificate could not be checked".to_owned()),
        _ if !verification.is_wrong() => doubt(
            true,
            format!(
                "the certificate could not be verified: {}",
                reasons.join(", ")
            ),
        ),
        _ => doubt(
            false,
            format!("the certificate does not verify: {}", reasons.join(", ")),
        ),
    }
}

fn opportunistic(basis: &Basis) -> (Delivery, String) {
    match basis {
        Basis::Unreachable(outcome, why) => (*outcome, why.clone()),
        Basis::Refused(why) => (
            Unknown,
            format!(
                "senders differ: Postfix tries the next exchange and defers, Exim returns the mail where no other is left; {why}"
            ),
        ),
        Basis::NoTls(why) => (Plaintext, why.clone()),
        Basis::Broken(why) => (
            Plaintext,
            format!(
                "{why}; such senders go on in clear: Postfix at its next attempt, Exchange Online at once"
            ),
        ),
        Basis::Encrypted(_) => (Encrypted, "the certificate is not looked at".to_owned()),
        Basis::Beyond(why) => (Encrypted, why.clone()),
        Basis::NotKnown(why) => (Unknown, why.clone()),
    }
}

fn require_tls(basis: &Basis) -> (Delivery, String) {
    match basis {
        Basis::Unreachable(outcome, why) => (*outcome, why.clone()),
        Basis::Refused(why) => next_exchange(why),
        Basis::NoTls(why) | Basis::Broken(why) => (Deferred, why.clone()),
        Basis::Encrypted(_) => (Encrypted, "STARTTLS works".to_owned()),
        Basis::Beyond(why) => (Encrypted, why.clone()),
        Basis::NotKnown(why) => (Unknown, why.clone()),
    }
}

/// What Postfix does after a 5yz greeting.
fn next_exchange(why: &str) -> (Delivery, String) {
    (
        Deferred,
        format!("{why}; Postfix tries the next exchange, or later"),
    )
}

fn verify_tls(basis: &Basis) -> (Delivery, String) {
    match basis {
        Basis::Unreachable(outcome, why) => (*outcome, why.clone()),
        Basis::Refused(why) => next_exchange(why),
        Basis::NoTls(why) | Basis::Broken(why) => (Deferred, why.clone()),
        Basis::Encrypted(Ok(())) => (
            EncryptedAuthenticated,
            "the certificate verifies".to_owned(),
        ),
        Basis::Beyond(why) => (Unknown, format!("{why}: its certificate was not verified")),
        Basis::NotKnown(why) => (Unknown, why.clone()),
        Basis::Encrypted(Err(doubt)) if doubt.unchecked => (Unknown, doubt.why.clone()),
        Basis::Encrypted(Err(doubt)) => (Deferred, doubt.why.clone()),
    }
}

/// RFC 8461 section 5: only the mode enforce changes what is delivered.
fn mta_sts(basis: &Basis, server: &Server, report: &Report) -> (Delivery, String) {
    if let Basis::Refused(why) = basis {
        let unknown = "what these senders make of a refusal at the greeting is not known";
        return (Unknown, format!("{unknown}; {why}"));
    }
    let as_without = |why: &str| {
        let (outcome, because) = opportunistic(basis);
        (outcome, format!("{why}: {because}"))
    };
    let Some(facts) = &report.mta_sts else {
        return as_without("no policy was looked for");
    };
    match (facts.status, facts.mode) {
        (MtaStsStatus::None, _) => as_without("the domain has no policy"),
        (
            MtaStsStatus::LookupFailed
            | MtaStsStatus::NoRoute
            | MtaStsStatus::TlsBeyondThisProgram
            | MtaStsStatus::UnverifiableCertificate,
            _,
        ) => (
            Unknown,
            facts
                .detail
                .clone()
                .unwrap_or_else(|| "the policy could not be looked at".to_owned()),
        ),
        (MtaStsStatus::Ok, Some(Mode::Enforce)) => {
            let allowed = |one: &crate::report::AllowedExchange| {
                one.exchange.eq_ignore_ascii_case(&server.host) && one.allowed
            };
            if facts.exchanges.iter().any(allowed) {
                let (outcome, because) = verify_tls(basis);
                (outcome, format!("the policy enforces it: {because}"))
            } else {
                (
                    Deferred,
                    "the policy does not allow this exchange".to_owned(),
                )
            }
        }
        (MtaStsStatus::Ok, Some(Mode::Testing)) => as_without("the policy is in testing"),
        (MtaStsStatus::Ok, _) => as_without("the policy asks for nothing"),
        (..) => as_without("the policy cannot be used"),
    }
}

/// Where the MX records are not proven a sender need not ask for TLSA records: RFC 7672 section 2.2.1 lets him go on without DANE, or
/// go by them all the same, as Postfix does (smtp_tls_dane_insecure_mx_policy).
fn dane(basis: &Basis, server: &Server, report: &Report) -> (Delivery, String) {
    if report.resolution.dnssec == Proof::Bogus {
        return (Deferred, "the MX records fail DNSSEC validation".to_owned());
    }
    if let Basis::Unreachable(outcome, why) = basis {
        return (*outcome, why.clone());
    }
    if let Basis::Refused(why) = basis {
        return next_exchange(why);
    }
    let Some(facts) = &server.dane else {
        return as_without(basis, "no TLSA records were looked for");
    };
    let is_proven = facts.mx.is_none_or(|mx| mx == Proof::Secure);
    match by_records(basis, facts) {
        (Deferred, because) if !is_proven && opportunistic(basis).0 != Deferred => (
            Unknown,
            format!(
                "the MX records are not proven by DNSSEC, and senders differ: Postfix defers ({because}), Exchange Online goes on \
                 without DANE"
            ),
        ),
        other => other,
    }
}

fn as_without(basis: &Basis, why: &str) -> (Delivery, String) {
    let (outcome, because) = opportunistic(basis);
    (outcome, format!("{why}: {because}"))
}

/// RFC 7672 section 2.2: usable records bind the sender, records that cannot be used still ask for encryption, and a look-up that
/// fails defers the mail.
fn by_records(basis: &Basis, facts: &Dane) -> (Delivery, String) {
    let records = format!("TLSA records at {}", facts.name);
    match facts.status {
        DaneStatus::Valid | DaneStatus::NotCompared if !matches!(basis, Basis::Encrypted(_)) => {
            unestablished(basis, facts.status, &records)
        }
        // Whoever forges the MX records leads the mail elsewhere, so that nothing is authenticated (RFC 7672 section 2.2.1).
        DaneStatus::Valid if facts.mx.is_some_and(|mx| mx != Proof::Secure) => (
            Encrypted,
            "the MX records are not proven by DNSSEC; Postfix compares the certificate with the TLSA records all the same, and \
             one matches"
                .to_owned(),
        ),
        DaneStatus::Valid => (EncryptedAuthenticated, "a TLSA record matches".to_owned()),
        DaneStatus::Unchecked => (
            Unknown,
            facts.detail.clone().unwrap_or_else(|| {
                "whether a TLSA record matches is beyond this program".to_owned()
            }),
        ),
        DaneStatus::Mismatch => (
            Deferred,
            "no TLSA record matches the certificate".to_owned(),
        ),
        DaneStatus::NameMismatch => (
            Deferred,
            "the certificate is for another name than the TLSA record's".to_owned(),
        ),
        DaneStatus::Expired => (
            Deferred,
            "the certificate is not valid now, and the TLSA record asks for that".to_owned(),
        ),
        DaneStatus::NoStarttls => (Deferred, format!("{records}, and no STARTTLS")),
        DaneStatus::NotCompared => (
            Deferred,
            format!("{records}, and no certificate to compare"),
        ),
        DaneStatus::Bogus => (
            Deferred,
            "the TLSA records fail DNSSEC validation".to_owned(),
        ),
        DaneStatus::LookupFailed if facts.is_asked_for() => (
            Deferred,
            "the look-up of TLSA records failed".to_owned(),
        ),
        DaneStatus::LookupFailed if facts.is_asked_for_by_nobody() => as_without(
            basis,
            "the server's addresses are not signed, and nobody asks for TLSA records",
        ),
        DaneStatus::LookupFailed | DaneStatus::Indeterminate => (
            Unknown,
            facts
                .detail
                .clone()
                .unwrap_or_else(|| "DNSSEC proves nothing here".to_owned()),
        ),
        DaneStatus::Unusable => {
            let (outcome, because) = require_tls(basis);
            (
                outcome,
                format!("the TLSA records are unusable and still ask for encryption: {because}"),
            )
        }
        DaneStatus::Insecure => as_without(basis, "the TLSA records are not signed"),
        DaneStatus::None => as_without(basis, "there are no TLSA records"),
    }
}

/// Usable records bind the sender to a handshake that we did not come through.
fn unestablished(basis: &Basis, status: DaneStatus, records: &str) -> (Delivery, String) {
    match (basis, status) {
        (Basis::Beyond(why), DaneStatus::Valid) => (
            EncryptedAuthenticated,
            format!("a TLSA record matches; {why}"),
        ),
        (Basis::Beyond(why), _) => (
            Unknown,
            format!("{why}, and whose certificate was not compared with the {records}"),
        ),
        (Basis::NotKnown(why), _) => (Unknown, why.clone()),
        (
            Basis::NoTls(why)
            | Basis::Broken(why)
            | Basis::Unreachable(_, why)
            | Basis::Refused(why),
            _,
        ) => (Deferred, format!("{records}, and {why}")),
        (Basis::Encrypted(_), _) => (
            Deferred,
            format!("{records}, and no certificate to compare"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support,
        report::{AllowedExchange, MtaSts},
        tls::{Reason, ReasonDetail},
    };

    fn report(change: impl Fn(&mut Server)) -> Report {
        let mut report = support::report();
        report.servers[0].preference = Some(10);
        change(&mut report.servers[0]);
        report
    }

    fn outcomes(report: &Report) -> Vec<Delivery> {
        senders(&report.servers[0], report)
            .into_iter()
            .map(|view| view.outcome)
            .collect()
    }

    fn untrusted(server: &mut Server) {
        let verification = server
            .tls
            .as_mut()
            .and_then(|tls| tls.verification.as_mut())
            .unwrap();
        verification.path = Outcome::Wrong;
        verification.reasons = vec![ReasonDetail::new(Reason::UnknownIssuer, "in words")];
    }

    fn without_starttls(server: &mut Server) {
        server.starttls.status = StartTlsStatus::NotOffered;
        server.tls = None;
    }

    fn enforce(report: &mut Report, allowed: bool) {
        report.mta_sts = Some(MtaSts {
            status: MtaStsStatus::Ok,
            detail: None,
            mode: Some(Mode::Enforce),
            id: Some("1".to_owned()),
            mx: vec!["mx.example.com".to_owned()],
            max_age: Some(604_800),
            repeated: Vec::new(),
            exchanges: vec![AllowedExchange {
                exchange: "mx.example.com".to_owned(),
                allowed,
            }],
        });
    }

    fn with_dane(status: DaneStatus) -> impl Fn(&mut Server) {
        move |server| {
            server.dane = Some(Dane {
                status,
                name: "_25._tcp.mx.example.com".to_owned(),
                records: Vec::new(),
                mx: Some(Proof::Secure),
                addresses: Proof::Secure,
                alias: None,
                tlsa: Proof::Secure,
                detail: None,
            });
        }
    }

    #[test]
    fn a_good_server_without_policy() {
        let expected = [
            Encrypted,
            Encrypted,
            EncryptedAuthenticated,
            Encrypted,
            Encrypted,
        ];
        assert_eq!(outcomes(&report(|_| {})), expected);
    }

    #[test]
    fn without_starttls_only_the_careless_deliver() {
        let expected = [Plaintext, Deferred, Deferred, Plaintext, Plaintext];
        assert_eq!(outcomes(&report(without_starttls)), expected);
    }

    #[test]
    fn an_untrusted_certificate_stops_those_who_look() {
        assert_eq!(
            outcomes(&report(untrusted)),
            [Encrypted, Encrypted, Deferred, Encrypted, Encrypted]
        );
        let mut enforced = report(untrusted);
        enforce(&mut enforced, true);
        assert_eq!(outcomes(&enforced)[3], Deferred);
    }

    /// Ed448, for one: OpenSSL, and with it Postfix, checks what this program cannot.
    #[test]
    fn a_signature_that_cannot_be_checked_stops_nobody_for_certain() {
        let report = report(support::signed_uncheckably);
        let expected = [Encrypted, Encrypted, Unknown, Encrypted, Encrypted];
        assert_eq!(outcomes(&report), expected);
    }

    #[test]
    fn an_enforced_policy_needs_an_allowed_exchange() {
        let mut good = report(|_| {});
        enforce(&mut good, true);
        assert_eq!(outcomes(&good)[3], EncryptedAuthenticated);
        enforce(&mut good, false);
        assert_eq!(outcomes(&good)[3], Deferred);
        if let Some(facts) = &mut good.mta_sts {
            facts.mode = Some(Mode::Testing);
        }
        assert_eq!(outcomes(&good)[3], Encrypted);
    }

    /// RFC 7672 section 2.2.2: of addresses that are not signed nobody goes on to TLSA records, and whether there are any stays open.
    #[test]
    fn a_look_up_that_no_sender_makes_fails_for_nobody() {
        let mut report = report(with_dane(DaneStatus::LookupFailed));
        let facts = report.servers[0].dane.as_mut().unwrap();
        facts.addresses = Proof::Insecure;
        facts.tlsa = Proof::Indeterminate;
        assert_eq!(outcomes(&report)[4], Encrypted);
        let views = senders(&report.servers[0], &report);
        assert!(!views[4].because.contains("there are no TLSA"), "{views:?}");
    }

    #[test]
    fn dane_decides_for_those_who_honour_it() {
        for (status, expected) in [
            (DaneStatus::Valid, EncryptedAuthenticated),
            (DaneStatus::Mismatch, Deferred),
            (DaneStatus::NameMismatch, Deferred),
            (DaneStatus::Expired, Deferred),
            (DaneStatus::Bogus, Deferred),
            (DaneStatus::LookupFailed, Deferred),
            (DaneStatus::Unusable, Encrypted),
            (DaneStatus::Insecure, Encrypted),
            (DaneStatus::None, Encrypted),
            (DaneStatus::Indeterminate, Unknown),
        ] {
            assert_eq!(
                outcomes(&report(with_dane(status)))[4],
                expected,
                "{status:?}"
            );
        }
        let mut unsigned = report(with_dane(DaneStatus::Valid));
        unsigned.servers[0].dane.as_mut().unwrap().mx = Some(Proof::Insecure);
        assert_eq!(outcomes(&unsigned)[4], Encrypted);
        // RFC 7672 section 2.2.1 leaves it to the sender.
        for status in [
            DaneStatus::Mismatch,
            DaneStatus::Expired,
            DaneStatus::Bogus,
            DaneStatus::LookupFailed,
        ] {
            let mut unsigned = report(with_dane(status));
            unsigned.servers[0].dane.as_mut().unwrap().mx = Some(Proof::Insecure);
            let view = &senders(&unsigned.servers[0], &unsigned)[4];
            assert_eq!(view.outcome, Unknown, "{status:?}");
            assert!(view.because.contains("Postfix defers"), "{view:?}");
        }
        let mut bogus = report(with_dane(DaneStatus::Valid));
        bogus.resolution.dnssec = Proof::Bogus;
        assert_eq!(outcomes(&bogus)[4], Deferred);
    }

    #[test]
    fn a_failed_handshake_makes_the_careless_go_on_in_clear() {
        let broken = report(|server| server.starttls.status = StartTlsStatus::HandshakeFailed);
        assert_eq!(outcomes(&broken)[..3], [Plaintext, Deferred, Deferred]);
    }

    #[test]
    fn what_is_no_certificate_is_a_failed_handshake_for_senders() {
        let unreadable = report(|server| {
            let tls = server.tls.get_or_insert_default();
            tls.certificates[0].ends_handshakes = true;
        });
        assert_eq!(outcomes(&unreadable)[..3], [Plaintext, Deferred, Deferred]);
    }

    /// What was refused here is no mail that arrives: it is said beside every outcome.
    #[test]
    fn a_refusal_here_stands_beside_what_would_become_of_the_mail() {
        for stage in FailedStage::ALL {
            for (cause, by_server) in [
                (Cause::PermanentReply, true),
                (Cause::TimedOut, true),
                (Cause::Withheld, false),
                (Cause::NotOffered, false),
            ] {
                let mut refused = support::fail(stage, cause, |_| {});
                refused.servers[0].preference = Some(10);
                let views = senders(&refused.servers[0], &refused);
                let expected = (by_server && stage >= FailedStage::Mail).then_some(stage);
                assert!(
                    views.iter().all(|view| view.refused_at == expected),
                    "{stage:?} {cause:?}"
                );
            }
        }
        assert!(
            senders(&report(|_| {}).servers[0], &report(|_| {}))
                .iter()
                .all(|view| view.refused_at.is_none())
        );
    }

    /// Postfix goes on with HELO unless the reply is a 421; what HELO comes to is what its reply says.
    #[test]
    fn what_becomes_of_mail_where_ehlo_is_refused() {
        for (stage, cause, code, helo, expected) in [
            (
                FailedStage::EhloAfterTls,
                Cause::PermanentReply,
                550,
                false,
                Unknown,
            ),
            (
                FailedStage::EhloAfterTls,
                Cause::TemporaryReply,
                450,
                false,
                Unknown,
            ),
            (
                FailedStage::EhloAfterTls,
                Cause::TemporaryReply,
                421,
                false,
                Deferred,
            ),
            (FailedStage::EhloAfterTls, Cause::Lost, 250, false, Deferred),
            (
                FailedStage::Ehlo,
                Cause::TemporaryReply,
                450,
                false,
                Unknown,
            ),
            (
                FailedStage::Ehlo,
                Cause::TemporaryReply,
                450,
                true,
                Deferred,
            ),
            (FailedStage::Ehlo, Cause::PermanentReply, 550, true, Bounced),
            // Senders wait five minutes.
            (
                FailedStage::EhloAfterTls,
                Cause::TimedOut,
                250,
                false,
                Unknown,
            ),
        ] {
            let mut refused = support::fail(stage, cause, |server| {
                if let Some(last) = server.ehlo.last_mut() {
                    last.reply = Reply::of(code, "no");
                    last.helo = helo;
                }
            });
            refused.servers[0].preference = Some(10);
            assert_eq!(
                outcomes(&refused),
                [expected; 5],
                "{stage:?} {cause:?} {code}"
            );
        }
    }

    /// smtp_skip_5xx_greeting: Postfix logs status=deferred. Exim fails the addresses where no host is left.
    #[test]
    fn a_refusal_at_the_greeting_returns_no_mail_of_postfix() {
        for (code, cause, expected) in [
            (
                554,
                Cause::PermanentReply,
                [Unknown, Deferred, Deferred, Unknown, Deferred],
            ),
            (421, Cause::TemporaryReply, [Deferred; 5]),
            (250, Cause::PermanentReply, [Unknown; 5]),
        ] {
            let mut refused = support::fail(FailedStage::Greeting, cause, |server| {
                server.greeting = Some(Reply::of(code, "no"));
            });
            refused.servers[0].preference = Some(10);
            assert_eq!(outcomes(&refused), expected, "{code}");
            enforce(&mut refused, true);
            assert_eq!(outcomes(&refused)[3], expected[3], "{code}");
        }
    }

    /// Not to have waited long enough shows nothing, whenever that was.
    #[test]
    fn a_server_that_was_too_slow_for_this_check_may_answer_others() {
        for stage in [FailedStage::Greeting, FailedStage::Ehlo] {
            for (cause, expected) in [(Cause::TimedOut, Unknown), (Cause::Lost, Deferred)] {
                let mut slow = support::fail(stage, cause, |server| {
                    server.starttls.status = StartTlsStatus::NotTried;
                });
                slow.servers[0].preference = Some(10);
                assert_eq!(outcomes(&slow), [expected; 5], "{stage:?} {cause:?}");
            }
        }
    }

    #[test]
    fn nothing_is_said_of_servers_that_no_mx_record_led_to() {
        let mut submission = support::report();
        submission.servers[0].port = 587;
        assert_eq!(outcomes(&submission), []);
    }
}
