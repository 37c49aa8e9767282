//! A record without its faults, for whoever publishes it: terms that are only written wrongly are corrected, terms that let nobody
//! pass are left out, and so are those of which nobody can say what was meant. Where a sender may be lost by that the record does
//! not end in a fail.

use super::{
    fault::{Fault, FaultKind},
    parse::parse,
    record::{Kind, Mechanism, Qualifier, Record, Term, VERSION},
    select::is_spf,
};

/// A record without faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The record.
    pub record: String,
    /// Terms of which nobody can say whom they were to name.
    pub lost: Vec<String>,
    /// It let everybody pass, and no longer does.
    pub closed: bool,
    /// Its terms that need a look-up, those that they lead to not counted (RFC 7208 section 4.6.4).
    pub lookups: usize,
}

/// What becomes of a record; `useless` are the positions of terms by which nobody passes. None where it is none, or not to be read.
#[must_use]
pub fn mended(text: &str, useless: &[usize]) -> Option<Mended> {
    let read = readable(text)?;
    let mut lost = Vec::new();
    let mut kept = Vec::new();
    for term in &read.terms {
        if useless.contains(&term.position) {
            continue;
        }
        match without_fault(term, &read) {
            Some(text) => kept.push(text),
            None => lost.push(term.text.clone()),
        }
    }
    written(kept, lost)
}

/// Several records as one, which names whom any of them names, and says of the others what the mildest says.
#[must_use]
pub fn merged(texts: &[String]) -> Option<Mended> {
    let (mut kept, mut lost, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for text in texts {
        let read = readable(text)?;
        if read.redirect().is_some() || read.explanation().is_some() {
            return None;
        }
        // Without an end a record is neutral (RFC 7208 section 4.7).
        ends.push(read.all().unwrap_or(Qualifier::Neutral));
        for term in read.terms.iter().filter(|term| !is_all(term)) {
            match without_fault(term, &read) {
                Some(text) if !kept.contains(&text) => kept.push(text),
                Some(_) => {}
                None => lost.push(term.text.clone()),
            }
        }
    }
    let mildness = |qualifier: &Qualifier| match qualifier {
        Qualifier::Fail => 0,
        Qualifier::SoftFail => 1,
        Qualifier::Neutral => 2,
        Qualifier::Pass => 3,
    };
    let end = ends.into_iter().max_by_key(mildness)?;
    kept.push(format!("{}all", end.sign()));
    written(kept, lost)
}

/// What the report keeps is what stands there, but for octets that no record has, and but for its end where it is long.
fn readable(text: &str) -> Option<Record> {
    let is_whole = is_spf(text.as_bytes()) && !text.contains('\\') && !text.ends_with(']');
    is_whole.then(|| parse(text.as_bytes()))
}

fn written(mut terms: Vec<String>, lost: Vec<String>) -> Option<Mended> {
    let mut closed = false;
    // Where it ends is said elsewhere: that nobody is refused who may be lost is not ours to say.
    if !lost.is_empty() && terms.iter().any(|term| is_redirect_in_text(term)) {
        return None;
    }
    if let Some(end) = terms.iter_mut().find(|term| is_all_in_text(term)) {
        closed = !end.starts_with(['-', '~', '?']);
        if closed || (!lost.is_empty() && end.starts_with('-')) {
            *end = "~all".to_owned();
        }
    }
    let record = std::iter::once(VERSION.to_owned()).chain(terms);
    let record = record.collect::<Vec<_>>().join(" ");
    let read = parse(record.as_bytes());
    let needs_a_look_up = |term: &&Term| match &term.kind {
        Kind::Redirect(_) => true,
        Kind::Directive(_, mechanism) => mechanism.needs_a_look_up(),
        _ => false,
    };
    let lookups = read.terms.iter().filter(needs_a_look_up).count();
    read.faults.is_empty().then_some(Mended {
        record,
        lost,
        closed,
        lookups,
    })
}

fn is_redirect_in_text(text: &str) -> bool {
    let name = text.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| name.eq_ignore_ascii_case("redirect"))
}

fn is_all(term: &Term) -> bool {
    matches!(term.kind, Kind::Directive(_, Mechanism::All))
}

fn is_all_in_text(text: &str) -> bool {
    text.trim_start_matches(['+', '-', '~', '?'])
        .eq_ignore_ascii_case("all")
}

/// The term as it is to be written; none where that is not known.
fn without_fault(term: &Term, read: &Record) -> Option<String> {
    let faults = read.faults.iter().filter(|fault| {
        let end = term.position + term.text.len();
        (term.position..=end).contains(&fault.position)
    });
    let mut faults = faults.peekable();
    if faults.peek().is_none() {
        return Some(term.text.clone());
    }
    let right = faults.find_map(|fault| corrected(&term.text, fault))?;
    let alone = format!("{VERSION} {right}");
    parse(alone.as_bytes()).faults.is_empty().then_some(right)
}

/// What was written, as it was meant, where there is only one way to mean it.
fn corrected(text: &str, fault: &Fault) -> Option<String> {
    let start = usize::from(text.bytes().next().and_then(Qualifier::of).is_some());
    let (qualifier, behind) = text.split_at(start);
    let value = || behind.split_once([':', '=']).map(|(_, value)| value);
    Some(match &fault.kind {
        FaultKind::UnknownMechanism(name, Some(meant)) => {
            let rest = behind.get(name.len()..)?;
            format!("{qualifier}{meant}{rest}")
        }
        FaultKind::WrongFamily(right) => format!("{qualifier}{right}:{}", value()?),
        FaultKind::AddressAlone(mechanism) => format!("{qualifier}{mechanism}:{behind}"),
        FaultKind::ColonInModifier(name) => format!("{name}={}", value()?),
        FaultKind::QualifierOfModifier(_) => behind.to_owned(),
        FaultKind::Separator(character) => text.strip_suffix(*character)?.to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(text: &str) -> Mended {
        mended(text, &[]).unwrap()
    }

    #[test]
    fn what_can_be_meant_in_one_way_is_corrected() {
        for (wrong, right) in [
            ("v=spf1 ipv4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"),
            ("v=spf1 ip4:2001:db8::1 -all", "v=spf1 ip6:2001:db8::1 -all"),
            ("v=spf1 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"),
            ("v=spf1 mx, -all", "v=spf1 mx -all"),
            ("v=spf1 mx  -all ", "v=spf1 mx -all"),
            ("v=spf1 redirect:example.net", "v=spf1 redirect=example.net"),
            ("v=spf1 mx -all", "v=spf1 mx -all"),
        ] {
            let mended = record(wrong);
            assert_eq!(mended.record, right);
            assert_eq!(mended.lost, [""; 0], "{wrong}");
        }
    }

    /// Who was meant may still send: nothing is refused that was not refused before.
    #[test]
    fn what_cannot_be_known_is_left_out_and_ends_in_no_fail() {
        let mended = record("v=spf1 ip4:300.1.1.1 mx -all");
        assert_eq!(mended.record, "v=spf1 mx ~all");
        assert_eq!(mended.lost, ["ip4:300.1.1.1"]);
        assert_eq!(record("v=spf1 ip4:300.1.1.1 ?all").record, "v=spf1 ?all");
    }

    /// Who is lost would be refused there.
    #[test]
    fn what_ends_elsewhere_is_not_mended_where_somebody_is_lost() {
        let text = "v=spf1 ip4:300.1.1.1 redirect=_spf.example.net";
        assert_eq!(mended(text, &[]), None);
        assert!(mended("v=spf1 mx, redirect=_spf.example.net", &[]).is_some());
    }

    #[test]
    fn terms_that_need_a_look_up_are_counted_in_one_of_several() {
        let texts = [
            "v=spf1 mx include:a.example ip4:192.0.2.1 -all",
            "v=spf1 a exists:%{i}.example ~all",
        ];
        let merged = merged(&texts.map(str::to_owned)).unwrap();
        assert_eq!(merged.lookups, 4, "{}", merged.record);
    }

    #[test]
    fn everybody_is_no_longer_let_pass() {
        for text in ["v=spf1 mx +all", "v=spf1 mx all"] {
            let mended = record(text);
            assert_eq!((&*mended.record, mended.closed), ("v=spf1 mx ~all", true));
        }
    }

    #[test]
    fn several_records_become_one_that_is_as_mild_as_the_mildest() {
        let texts = [
            "v=spf1 mx a:b.example -all",
            "v=spf1 mx include:c.example ~all",
        ];
        let merged = merged(&texts.map(str::to_owned)).unwrap();
        assert_eq!(
            merged.record,
            "v=spf1 mx a:b.example include:c.example ~all"
        );
        let open = ["v=spf1 mx -all", "v=spf1 a"].map(str::to_owned);
        assert_eq!(super::merged(&open).unwrap().record, "v=spf1 mx a ?all");
        let leads_on = ["v=spf1 redirect=a.example", "v=spf1 -all"].map(str::to_owned);
        assert_eq!(super::merged(&leads_on), None);
    }

    #[test]
    fn terms_by_which_nobody_passes_are_left_out() {
        let text = "v=spf1 a:gone.example mx -all";
        assert_eq!(mended(text, &[7]).unwrap().record, "v=spf1 mx -all");
        assert_eq!(mended("v=spf1 \\x01 -all", &[]), None);
        assert_eq!(mended("v=spf2 -all", &[]), None);
    }
}
