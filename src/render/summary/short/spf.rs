//! Who may send as the domain, in a line.

use super::{
    line::{Facts, Line},
    policy::of_each_domain,
};
use crate::record::spf::{All, Cause, Spf, Status};

pub(super) fn lines(facts: &Facts<'_>) -> Vec<Line> {
    of_each_domain(facts, |policy| policy.spf.as_ref().map(of))
}

fn of(spf: &Spf) -> Line {
    let line = match spf.status {
        Status::None => return Line::judged(Some(false), "no record"),
        Status::TempError => return Line::judged(None, "not known"),
        Status::PermError => return Line::judged(Some(false), "published, but not usable"),
        Status::Ok if !spf.complete => {
            Line::judged(None, "not known in full").and(format!(": {}", Cause::TooMuchToAsk))
        }
        Status::Ok => Line::plain(format!("{}, {} of 10 look-ups", end(spf), spf.lookups)),
    };
    let results: Vec<_> = spf
        .results
        .iter()
        .map(|one| format!("{} {}", one.address, one.result.word()))
        .collect();
    match results.is_empty() {
        true => line,
        false => Line {
            rest: format!("{}; {}", line.rest, results.join(", ")),
            ..line
        },
    }
}

fn end(spf: &Spf) -> &'static str {
    match spf.all {
        Some(All::Fail) => "ends in -all",
        Some(All::SoftFail) => "ends in ~all",
        Some(All::Neutral) => "ends in ?all",
        Some(All::Pass) => "ends in +all",
        Some(All::Redirect) => "goes on in another record",
        None => "ends in nothing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{look_up::testing::Zone, spf::survey};

    /// Six terms with ten exchangers each are more questions than are asked for one domain, and none of the ten look-ups too many.
    #[test]
    fn what_was_not_asked_in_full_is_not_told_as_known() {
        let mut zone = "example.com TXT v=spf1 mx:0.example mx:1.example mx:2.example mx:3.example mx:4.example mx:5.example -all"
            .to_owned();
        for domain in 0..6 {
            for host in 0..10 {
                zone += &format!("\n{domain}.example MX 10 h{host}.{domain}.example");
                zone += &format!("\nh{host}.{domain}.example A 192.0.2.1");
            }
        }
        let spf = Zone(&zone)
            .drive(|asking| survey(asking, "example.com", &[]))
            .0;
        assert_eq!((spf.status, spf.complete), (Status::Ok, false));
        let line = of(&spf);
        assert_eq!(
            (line.good, &*line.phrase),
            (Some(None), "not known in full")
        );
    }
}
