//! A record, term by term.

use super::{
    lint::lint,
    parse::parse,
    record::{Kind, Macro, MacroString, Mechanism, Part, Prefixes, Qualifier, Term, VERSION},
    select::is_spf,
};
use crate::record::{explained::Explained, fault::Effect};

/// The most look-ups that a check may come to (RFC 7208 section 4.6.4).
const MOST_LOOKUPS: usize = 10;

/// Of a text that was meant as a record.
#[must_use]
pub fn explain(text: &str) -> Explained {
    let title = "SPF: which hosts may send mail as the domain (RFC 7208)";
    let mut explained = Explained::new(title, text);
    // Where the version is another text, all behind it is read as though it were right.
    let end = match is_spf(text.as_bytes()) {
        true => VERSION.len(),
        false => text
            .trim_start()
            .find(' ')
            .map_or(text.len(), |at| at + text.len() - text.trim_start().len()),
    };
    let record = [VERSION.as_bytes(), &text.as_bytes()[end..]].concat();
    let place = |position: usize| position - VERSION.len() + end;
    if !is_spf(text.as_bytes()) {
        let fault = "an SPF record begins with v=spf1 and a space";
        explained.fault(0, Effect::Void, fault);
    }
    explained.part(text[..end].trim(), "the version: an SPF record");
    let read = parse(&record);
    for term in &read.terms {
        explained.part(&term.text, meaning(term));
    }
    for fault in &read.faults {
        explained.fault(place(fault.position), Effect::Void, fault.kind.to_string());
    }
    for noted in lint(&read, record.len(), "", true) {
        let note = noted.kind.to_string();
        explained.notes.push((noted.position.map(place), note));
    }
    let lookups = read.reached().filter(|term| term.kind.looks_up()).count();
    explained.whole.push(whole(explained.is_void(), lookups));
    explained
}

fn whole(is_void: bool, lookups: usize) -> String {
    match (is_void, lookups) {
        (true, _) => "the whole record counts for nothing: receivers say permerror".to_owned(),
        (_, 0) => "it needs no further look-ups in the DNS".to_owned(),
        (_, lookups) => format!(
            "{lookups} of at most {MOST_LOOKUPS} terms that look something up; those of included records count too"
        ),
    }
}

fn meaning(term: &Term) -> String {
    match &term.kind {
        Kind::Directive(qualifier, Mechanism::All) => {
            format!("everybody else {}", result(*qualifier))
        }
        Kind::Directive(qualifier, mechanism) => {
            format!("{} {}", who(mechanism), result(*qualifier))
        }
        Kind::Redirect(domain) => format!(
            "where nothing matched, the record of {} decides instead",
            shown(domain)
        ),
        Kind::Explanation(domain) => format!(
            "the TXT record of {} has the sentence for those who fail",
            shown(domain)
        ),
        Kind::Unknown(_) => "a modifier that nobody knows, passed over".to_owned(),
        Kind::Faulty => "has a fault".to_owned(),
    }
}

/// What comes of a match, RFC 7208 section 8.
const fn result(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Pass => "may send (pass)",
        Qualifier::Fail => "may not send (fail)",
        Qualifier::SoftFail => "probably may not send (softfail)",
        Qualifier::Neutral => "is neither allowed nor forbidden (neutral)",
    }
}

fn who(mechanism: &Mechanism) -> String {
    let of = |domain: &Option<MacroString>| {
        domain
            .as_ref()
            .map_or_else(|| "the domain itself".to_owned(), shown)
    };
    match mechanism {
        Mechanism::All => "everybody".to_owned(),
        Mechanism::Include(domain) => format!("whoever passes by the record of {}", shown(domain)),
        Mechanism::A(domain, prefixes) => {
            format!(
                "whoever has an address of {}{}",
                of(domain),
                around(*prefixes)
            )
        }
        Mechanism::Mx(domain, prefixes) => format!(
            "whoever has an address of a mail exchanger (MX) of {}{}",
            of(domain),
            around(*prefixes)
        ),
        Mechanism::Ptr(domain) => format!("whoever has a reverse name below {}", of(domain)),
        Mechanism::Ip4(address, 32) => format!("the address {address}"),
        Mechanism::Ip4(address, bits) => format!("whoever is in the network {address}/{bits}"),
        Mechanism::Ip6(address, 128) => format!("the address {address}"),
        Mechanism::Ip6(address, bits) => format!("whoever is in the network {address}/{bits}"),
        Mechanism::Exists(name) => format!("whoever makes the name {} exist", shown(name)),
    }
}

fn around(prefixes: Prefixes) -> String {
    match (prefixes.v4, prefixes.v6) {
        (32, 128) => String::new(),
        (v4, 128) => format!(" or of the /{v4} around it (IPv4)"),
        (32, v6) => format!(" or of the /{v6} around it (IPv6)"),
        (v4, v6) => format!(" or of the /{v4} (IPv4) or /{v6} (IPv6) around it"),
    }
}

/// With the macros in words (RFC 7208 section 7.2). The parser lets nothing but visible ASCII through.
fn shown(text: &MacroString) -> String {
    let shown = text.parts.iter().map(|part| match part {
        Part::Literal(literal) => literal.clone(),
        Part::Macro(one) => format!("[{}]", in_words(one)),
    });
    shown.collect()
}

fn in_words(one: &Macro) -> String {
    let what = match one.letter {
        's' => "the sender's address",
        'l' => "the sender's local part",
        'o' => "the sender's domain",
        'd' => "the domain",
        'i' => "the client's address",
        'p' => "the client's reverse name",
        'v' => "in-addr or ip6",
        'h' => "the name in EHLO",
        _ => "a macro",
    };
    let kept = one
        .keep
        .map_or_else(String::new, |keep| format!(", its last {keep} parts"));
    let turned = if one.reverse { ", turned round" } else { "" };
    format!("{what}{turned}{kept}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meanings(text: &str) -> Vec<(String, String)> {
        let parts = explain(text).parts.into_iter();
        parts
            .skip(1)
            .map(|part| (part.written, part.meaning))
            .collect()
    }

    #[test]
    fn each_term_has_its_meaning() {
        for (term, meaning) in [
            ("-all", "everybody else may not send (fail)"),
            ("~all", "everybody else probably may not send (softfail)"),
            (
                "?mx",
                "whoever has an address of a mail exchanger (MX) of the domain itself is neither allowed nor forbidden (neutral)",
            ),
            ("ip4:192.0.2.1", "the address 192.0.2.1 may send (pass)"),
            (
                "ip6:2001:db8::/32",
                "whoever is in the network 2001:db8::/32 may send (pass)",
            ),
            (
                "include:_spf.example.com",
                "whoever passes by the record of _spf.example.com may send (pass)",
            ),
            (
                "a:mail.example.com/24//64",
                "whoever has an address of mail.example.com or of the /24 (IPv4) or /64 (IPv6) around it may send (pass)",
            ),
            (
                "exists:%{ir}.list.example",
                "whoever makes the name [the client's address, turned round].list.example exist may send (pass)",
            ),
            (
                "redirect=example.net",
                "where nothing matched, the record of example.net decides instead",
            ),
            ("moo=1", "a modifier that nobody knows, passed over"),
            ("ipv4:192.0.2.1", "has a fault"),
        ] {
            let found = meanings(&format!("v=spf1 {term}"));
            assert_eq!(found, [(term.to_owned(), meaning.to_owned())]);
        }
    }

    #[test]
    fn faults_are_where_they_stand_whatever_the_version() {
        let places = |text: &str| -> Vec<usize> {
            explain(text)
                .faults
                .iter()
                .map(|fault| fault.position)
                .collect()
        };
        assert_eq!(places("V=SPF1 mx -all"), [0usize; 0]);
        assert_eq!(places("v=spf1 mx mxx -all"), [10]);
        assert_eq!(places("v=spf1; mx mxx -all"), [0, 11]);
        assert_eq!(places("spf1 mxx -all"), [0, 5]);
        assert_eq!(places("v=spf1 mx\u{a0}-all"), [9]);
        assert_eq!(places("v=spf1"), [0usize; 0]);
        assert_eq!(
            explain("v=spf1 +all").notes,
            [(Some(7), "everybody may send as this domain".to_owned())]
        );
    }
}
