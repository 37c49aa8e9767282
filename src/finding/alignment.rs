//! Whether a message that is sent in the name of a domain can pass that domain's own policy: RFC 9989 section 4.4.

use super::{Check, Severity::Warning, Verdict, check::policy};
use crate::record::dmarc::{Alignment, IdentifierKind, Outlook};

pub(super) const CHECKS: &[Check] = &[policy(
    "dmarc-not-aligned",
    Warning,
    "neither the envelope's sender nor a signature is of the domain in the From field",
    "RFC 9989 section 4.4",
    "Send with an envelope sender of the domain in From, or sign the message with DKIM for that domain; without either the \
     message fails DMARC.",
    |policy, _| match &policy.alignment {
        None => Verdict::NotApplicable,
        Some(alignment) => match alignment.outlook {
            Outlook::CanPass | Outlook::NoPolicy => Verdict::Pass,
            Outlook::Unknown => Verdict::Unknown("a look-up of DMARC failed".to_owned()),
            Outlook::Fails => Verdict::found(in_words(alignment)),
        },
    },
)];

/// Which domain does not fit, and what receivers are asked to do.
fn in_words(alignment: &Alignment) -> String {
    let from = &alignment.from;
    let of = |kind| {
        let identifiers = alignment.identifiers.iter();
        let of_kind = identifiers.filter(move |one| one.kind == kind);
        let domains: Vec<_> = of_kind.map(|one| one.domain.as_str()).collect();
        (!domains.is_empty()).then(|| domains.join(", "))
    };
    let envelope = of(IdentifierKind::Envelope).unwrap_or_else(|| "no sender".to_owned());
    let signed = of(IdentifierKind::Dkim).map(|domains| format!(", signed for: {domains}"));
    let signed = signed.unwrap_or_default();
    let policy = alignment.policy.map(|policy| policy.word());
    let policy = policy.unwrap_or("none");
    format!("From: {from}, envelope: {envelope}{signed}; {from} asks receivers for {policy}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::Role,
        record::{dmarc::alignment, look_up::testing::Zone},
        report::{Asked, Policy, Report, Target},
    };

    fn verdict(zone: &str, envelope: &str) -> Verdict {
        verdict_signed(zone, envelope, &[])
    }

    fn verdict_signed(zone: &str, envelope: &str, signers: &[&str]) -> Verdict {
        let zone = Zone(zone);
        let found = zone
            .drive(|asking| alignment(asking, "example.com", Some(envelope), signers))
            .0;
        let policy = Policy {
            alignment: Some(found),
            ..Policy::of("example.com".to_owned(), Role::From)
        };
        let report = Report::new(
            jiff::Timestamp::UNIX_EPOCH,
            Target::default(),
            Asked::default(),
        );
        let super::super::Judge::Policy(judge) = CHECKS[0].judge else {
            panic!("it is about a domain");
        };
        judge(&policy, &report)
    }

    /// RFC 9989 section 4.4.2: a subdomain is aligned unless `aspf` is `s`, another organization never.
    #[test]
    fn a_sender_of_another_organization_cannot_pass_by_spf() {
        let zone = "example.com A 192.0.2.1\n_dmarc.example.com TXT v=DMARC1; p=reject";
        assert_eq!(verdict(zone, "bounce.example.com"), Verdict::Pass);
        let told =
            "From: example.com, envelope: other.example; example.com asks receivers for reject";
        assert_eq!(verdict(zone, "other.example"), Verdict::found(told));
        let strict = format!("{zone}; aspf=s");
        assert!(matches!(
            verdict(&strict, "bounce.example.com"),
            Verdict::Found(_)
        ));
    }

    /// RFC 9989 section 4.4.1: one signature for the domain is enough, one for another is not.
    #[test]
    fn a_signature_for_the_domain_is_enough() {
        let zone = "example.com A 192.0.2.1\n_dmarc.example.com TXT v=DMARC1; p=reject";
        let signed = |signers: &[&str]| verdict_signed(zone, "other.example", signers);
        assert_eq!(signed(&["mail.example.com"]), Verdict::Pass);
        let told = "From: example.com, envelope: other.example, signed for: third.example; example.com asks receivers for reject";
        assert_eq!(signed(&["third.example"]), Verdict::found(told));
        assert_eq!(signed(&["third.example", "example.com"]), Verdict::Pass);
    }

    #[test]
    fn without_a_policy_or_an_answer_there_is_nothing_to_fail() {
        assert_eq!(
            verdict("example.com A 192.0.2.1", "other.example"),
            Verdict::Pass
        );
        let failing = "example.com A 192.0.2.1\n_dmarc.example.com TXT !SERVFAIL";
        assert!(matches!(
            verdict(failing, "other.example"),
            Verdict::Unknown(_)
        ));
    }
}
