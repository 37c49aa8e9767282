//! Is a certificate valid for longer than public CAs may issue it? The CA/Browser Forum's schedule (Baseline
//! Requirements section 6.3.2, ballot SC-081v3) binds public CAs only, and which root is public cannot be known here:
//! `--ca-file` and a machine's own store may hold private ones. So only certificates are judged that lead to a trusted
//! root and have timestamps of public logs embedded, which private CAs do not ask for.

use jiff::civil::date;

use super::{Check, Severity::Notice, Verdict, server};
use crate::{
    report::Server,
    tls::{Certificate, Outcome, certificate::CertificateTime},
};

/// Issued on or after this day, at most so many days; newest first. What is older has long expired.
const SCHEDULE: [(i16, i8, i8, i64); 4] = [
    (2029, 3, 15, 47),
    (2027, 3, 15, 100),
    (2026, 3, 15, 200),
    (2020, 9, 1, 398),
];

const DAY: i64 = 86_400;

pub(super) const CHECKS: &[Check] = &[server(
    "certificate-lifetime",
    Notice,
    "the certificate is valid for longer than a public CA may make it",
    "CA/Browser Forum Baseline Requirements section 6.3.2",
    "Get a new one and renew it automatically: the CA has to revoke this one as soon as somebody tells it.",
    |server, _| public_leaf(server).map_or(Verdict::NotApplicable, lifetime),
)];

fn public_leaf(server: &Server) -> Option<&Certificate> {
    let tls = server.tls.as_ref()?;
    let is_trusted = tls.verification.as_ref()?.path == Outcome::Right;
    let leaf = tls.certificates.first()?;
    (is_trusted && leaf.embedded_scts > 0).then_some(leaf)
}

fn lifetime(leaf: &Certificate) -> Verdict {
    let (Some(begin), Some(end)) = (leaf.not_before, leaf.not_after) else {
        return Verdict::Unknown("its validity cannot be read".to_owned());
    };
    // The last second counts (RFC 5280 section 4.1.2.5), and what is left of a day is one more day.
    let seconds = end.as_second() - begin.as_second() + 1;
    let days = seconds / DAY + i64::from(seconds % DAY > 0);
    match most_days(begin) {
        Some(most) if days > most => Verdict::found(format!(
            "{days} days, where {most} are allowed to certificates of {}",
            begin.utc().date()
        )),
        _ => Verdict::Pass,
    }
}

fn most_days(issued: CertificateTime) -> Option<i64> {
    let issued = issued.utc().date();
    SCHEDULE
        .iter()
        .find(|(year, month, day, _)| issued >= date(*year, *month, *day))
        .map(|(.., most)| *most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::support::{found, report, severities},
        report::Report,
        tls::{Reason, ReasonDetail},
    };

    /// A public certificate issued at `begin`, valid for so many seconds, the last one included.
    fn valid(begin: &str, seconds: i64) -> Report {
        let mut report = report();
        let begin: jiff::Timestamp = begin.parse().unwrap();
        let leaf = &mut report.servers[0].tls.as_mut().unwrap().certificates[0];
        leaf.embedded_scts = 2;
        leaf.not_before = Some(begin.into());
        let end = begin.as_second() + seconds - 1;
        leaf.not_after = Some(CertificateTime::from_second(end));
        report
    }

    #[test]
    fn each_date_has_its_limit_to_the_second() {
        for (begin, most) in [
            ("2020-09-01T00:00:00Z", 398),
            ("2026-03-14T23:59:59Z", 398),
            ("2026-03-15T00:00:00Z", 200),
            ("2027-03-14T23:59:59Z", 200),
            ("2027-03-15T00:00:00Z", 100),
            ("2029-03-14T23:59:59Z", 100),
            ("2029-03-15T00:00:00Z", 47),
        ] {
            assert_eq!(found(&valid(begin, most * DAY)), [""; 0], "{begin}");
            let report = valid(begin, most * DAY + 1);
            let expected = [("certificate-lifetime", Notice)];
            assert_eq!(severities(&report), expected, "{begin}");
        }
    }

    #[test]
    fn a_second_more_is_a_day_more() {
        let report = valid("2026-06-01T00:00:00Z", 200 * DAY + 1);
        let leaf = public_leaf(&report.servers[0]).unwrap();
        let text = "201 days, where 200 are allowed to certificates of 2026-06-01";
        assert_eq!(lifetime(leaf), Verdict::found(text));
    }

    #[test]
    fn what_was_issued_before_the_schedule_is_not_measured() {
        assert_eq!(found(&valid("2020-08-31T23:59:59Z", 825 * DAY)), [""; 0]);
    }

    #[test]
    fn private_certificates_live_as_long_as_they_like() {
        let mut unlogged = valid("2026-06-01T00:00:00Z", 3650 * DAY);
        unlogged.servers[0].tls.as_mut().unwrap().certificates[0].embedded_scts = 0;
        assert_eq!(found(&unlogged), [""; 0]);
        let mut untrusted = valid("2026-06-01T00:00:00Z", 3650 * DAY);
        let tls = untrusted.servers[0].tls.as_mut().unwrap();
        let verification = tls.verification.as_mut().unwrap();
        verification.path = Outcome::Wrong;
        verification.reasons = vec![ReasonDetail::new(Reason::UnknownIssuer, "whoever")];
        assert_eq!(found(&untrusted), ["certificate-unknown-issuer"]);
    }
}
