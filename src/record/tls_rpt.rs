//! TLS-RPT (RFC 8460 section 3): where senders report whether they could encrypt, `v=TLSRPTv1; rua=mailto:…`, at `_smtp._tls.` below the
//! domain.

use serde::Serialize;

use super::{
    fault::{Effect, Fault},
    field_list::{self, Field},
    look_up::Asking,
    report_uri::{self, ReportUri, Scheme},
};
use crate::{
    dns::{Answer, Txt},
    text::visible,
};

/// The version of the record. Of several records only those count that begin with it and a semicolon.
pub const VERSION: &str = "v=TLSRPTv1";

/// Where a domain wants reports about TLS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TlsRpt {
    /// What it comes to.
    pub status: TlsRptStatus,
    /// Where the record stands.
    pub name: String,
    /// The record, as it stands there.
    pub record: Option<String>,
    /// Where the reports go.
    pub rua: Vec<String>,
    /// What is wrong, in order of the places.
    pub errors: Vec<Fault>,
    /// How many records there are, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<usize>,
    /// Which look-up failed, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// What it comes to. New values may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TlsRptStatus {
    /// There is a record, and senders follow it.
    Ok,
    /// There is none.
    None,
    /// There are several, so that none counts.
    Multiple,
    /// There is one that does not count.
    Invalid,
    /// It could not be found out.
    LookupFailed,
}

/// Asks where a domain wants reports about TLS.
pub fn survey(asking: &mut Asking<'_>, domain: &str) -> Option<TlsRpt> {
    let name = format!("_smtp._tls.{domain}");
    let answer = &asking.txt(&name)?.lookup.answer;
    let mut found = match answer {
        Answer::Found(texts) => selected(&texts.iter().map(Txt::text).collect::<Vec<_>>()),
        denied if denied.is_denial() => TlsRpt::of(TlsRptStatus::None),
        failed => TlsRpt {
            failure: Some(format!("{name}: {}", failed.outcome())),
            ..TlsRpt::of(TlsRptStatus::LookupFailed)
        },
    };
    found.name = name;
    Some(found)
}

fn selected(texts: &[String]) -> TlsRpt {
    // The grammar allows space before the semicolon, the rule that discards of several does not.
    let exact = |text: &&String| {
        text.strip_prefix(VERSION)
            .is_some_and(|it| it.starts_with(';'))
    };
    let own: Vec<_> = texts.iter().filter(exact).collect();
    match (own.as_slice(), texts) {
        ([text], _) => TlsRpt::read(text),
        ([], [text]) if field_list::behind_version(text, VERSION).is_ok() => TlsRpt::read(text),
        ([], _) => meant(texts),
        (several, _) => TlsRpt {
            records: Some(several.len()),
            ..TlsRpt::of(TlsRptStatus::Multiple)
        },
    }
}

/// Somebody may have meant one of them as a record.
fn meant(texts: &[String]) -> TlsRpt {
    let fault = |text| match field_list::behind_version(text, VERSION) {
        Ok(end) => Some(Fault::new(
            end - 1,
            Effect::Void,
            "among several records there is no space before the semicolon",
        )),
        Err(fault) => fault,
    };
    let meant = texts.iter().find_map(|text| Some((text, fault(text)?)));
    meant.map_or_else(
        || TlsRpt::of(TlsRptStatus::None),
        |(text, fault)| TlsRpt {
            record: Some(visible(text.as_bytes())),
            errors: vec![fault],
            ..TlsRpt::of(TlsRptStatus::Invalid)
        },
    )
}

impl TlsRpt {
    const fn of(status: TlsRptStatus) -> Self {
        Self {
            status,
            name: String::new(),
            record: None,
            rua: Vec::new(),
            errors: Vec::new(),
            records: None,
            failure: None,
        }
    }

    fn read(text: &str) -> Self {
        let (uris, errors) = parse(text);
        let is_void = errors.iter().any(|fault| fault.effect == Effect::Void);
        let status = if is_void {
            TlsRptStatus::Invalid
        } else {
            TlsRptStatus::Ok
        };
        Self {
            record: Some(visible(text.as_bytes())),
            rua: uris.into_iter().map(|uri| uri.uri).collect(),
            errors,
            ..Self::of(status)
        }
    }
}

/// Reads a record: where the reports go, and what is wrong.
#[must_use]
pub fn parse(text: &str) -> (Vec<ReportUri>, Vec<Fault>) {
    let start = match field_list::behind_version(text, VERSION) {
        Ok(start) => start,
        Err(fault) => {
            let other = || Fault::new(0, Effect::Void, format!("it does not begin with {VERSION}"));
            return (Vec::new(), vec![fault.unwrap_or_else(other)]);
        }
    };
    let (fields, mut faults) = field_list::fields(text, start);
    let mut uris = Vec::new();
    for field in &fields {
        if field.name == "rua" {
            addresses(field, &mut uris, &mut faults);
        } else {
            faults.push(unknown(field));
        }
    }
    if uris.is_empty() && faults.iter().all(|fault| fault.effect != Effect::Void) {
        let text = "there is no address for reports, rua=";
        let at = fields
            .iter()
            .find(|it| it.name == "rua")
            .map_or(start, |it| it.position);
        faults.push(Fault::new(at, Effect::Void, text));
    }
    faults.sort_by_key(|fault| fault.position);
    (uris, faults)
}

/// The URIs of RFC 8460 section 3, of which two schemes are in use. One that is wrong does not take the others with it.
fn addresses(field: &Field<'_>, uris: &mut Vec<ReportUri>, faults: &mut Vec<Fault>) {
    let (read, wrong) = report_uri::parse(field.value, field.value_position);
    let wrong = wrong
        .into_iter()
        .map(|it| Fault::new(it.position, Effect::Ignored, it.text));
    faults.extend(wrong);
    for uri in read {
        if let Some(size) = uri.size {
            let text = "an exclamation mark in an address is written %21";
            faults.push(Fault::new(size, Effect::Ignored, text));
        } else if uri.scheme == Scheme::Other {
            let text = "reports go to mailto: and https: alone";
            faults.push(Fault::new(uri.position, Effect::Ignored, text));
        } else {
            uris.push(uri);
        }
    }
}

fn unknown(field: &Field<'_>) -> Fault {
    if let Some(fault) = field_list::wrong_in_value(field) {
        return fault;
    }
    let name = super::tag_list::cut(field.name);
    let text = if field.name.eq_ignore_ascii_case("rua") {
        format!("{name} is not rua: the names of fields are small letters")
    } else {
        format!("there is no field {name}")
    };
    Fault::new(field.position, Effect::Ignored, text)
}

#[cfg(test)]
mod tests {
    use super::{TlsRptStatus::*, *};
    use crate::record::look_up::testing::Zone;

    fn of(records: &[&str]) -> TlsRpt {
        let lines: Vec<_> = records
            .iter()
            .map(|it| format!("_smtp._tls.a.example TXT {it}"))
            .collect();
        let zone = lines.join("\n");
        Zone(&zone).drive(|asking| survey(asking, "a.example")).0
    }

    /// The examples of RFC 8460 section 3.1.
    #[test]
    fn the_examples_of_the_rfc() {
        for (text, uri) in [
            (
                "v=TLSRPTv1;rua=mailto:reports@example.com",
                "mailto:reports@example.com",
            ),
            (
                "v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt",
                "https://reporting.example.com/v1/tlsrpt",
            ),
        ] {
            let found = of(&[text]);
            assert_eq!((found.status, found.errors.len()), (Ok, 0), "{text}");
            assert_eq!(found.rua, [uri]);
        }
    }

    #[test]
    fn several_addresses_and_fields() {
        let text = "v=TLSRPTv1 ; rua=mailto:a@b.example , https://c.example; rua=mailto:d@e.example ; x.1=y";
        let found = of(&[text]);
        assert_eq!((found.status, found.rua.len()), (Ok, 3));
        assert_eq!(found.errors[0].effect, Effect::Ignored);
    }

    #[test]
    fn which_of_several_counts() {
        let good = "v=TLSRPTv1; rua=mailto:a@b.example";
        assert_eq!(
            of(&[good, "v=spf1 -all", "v=TLSRPTv1 ; rua=mailto:c@d.example"]).status,
            Ok
        );
        assert_eq!(of(&[good, good]).status, Multiple);
        assert_eq!(of(&["v=spf1 -all"]).status, None);
        assert_eq!(of(&[]).status, None);
        assert_eq!(of(&["!SERVFAIL"]).status, LookupFailed);
    }

    #[test]
    fn what_makes_a_record_void_has_its_place() {
        for (text, position) in [
            ("v=TLSRPTv1", 10),
            ("v=TLSRPTv1;", 11),
            ("v=TLSRPTv1 rua=mailto:a@b.example", 11),
            ("v=TLSRPTv2; rua=mailto:a@b.example", 2),
            ("v=TLSRPTv11; rua=mailto:a@b.example", 2),
            ("v=tlsrptv1; rua=mailto:a@b.example", 2),
            ("v=TLSRPT1; rua=mailto:a@b.example", 2),
            ("v = TLSRPTv1; rua=mailto:a@b.example", 1),
            (" v=TLSRPTv1; rua=mailto:a@b.example", 0),
            ("\"v=TLSRPTv1; rua=mailto:a@b.example\"", 0),
            ("rua=mailto:a@b.example; v=TLSRPTv1", 0),
            ("v=TLSRPTv1; rua = mailto:a@b.example", 15),
            ("v=TLSRPTv1; rua=", 16),
            ("v=TLSRPTv1; rua", 12),
            ("v=TLSRPTv1;; rua=mailto:a@b.example", 11),
            ("v=TLSRPTv1; rua=mailto:a@b.example; x=a b", 39),
        ] {
            let found = of(&[text]);
            assert_eq!(
                (found.status, found.errors[0].position),
                (Invalid, position),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn a_wrong_address_is_passed_by() {
        let found = of(&["v=TLSRPTv1; rua=mailto:a@b.example,c@d.example"]);
        assert_eq!((found.status, found.errors[0].position), (Ok, 35));
        let found = of(&["v=TLSRPTv1; rua=c@d.example"]);
        assert_eq!((found.status, found.errors.len()), (Invalid, 2));
    }
}
