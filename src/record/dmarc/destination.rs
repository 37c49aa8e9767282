//! Where reports go, and whether whoever gets them agreed: RFC 9990 section 4 for aggregate reports, which RFC 9991 takes over for
//! failure reports. Only a destination of another organization has to agree.

use serde::Serialize;

use super::{
    record::{Beginning, beginning},
    walk::{LONGEST_NAME, walk},
};
use crate::{
    dns::{Answer, Txt},
    record::{
        look_up::Asking,
        report_uri::{self, ReportUri, Scheme},
        tag_list::TagList,
    },
};

/// The most destinations of one tag that are asked whether they agree. Reporters need to serve no more than two.
const MOST_ASKED: usize = 5;

/// One address for reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Destination {
    /// The address.
    pub uri: String,
    /// Whether the destination agrees, which one of the same organization always does; null where it could not be found out.
    pub authorised: Option<bool>,
    /// Why it does not, or why that is not known.
    pub error: Option<String>,
    /// The record by which it agrees, where it has to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorisation: Option<String>,
    /// Where it wants the reports instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// Whether the DNS did not say, or was not asked.
    #[serde(skip)]
    pub failed: bool,
}

/// Asks about each address of a tag; `own` is the organizational domain of that which has the record.
pub(super) fn survey(
    asking: &mut Asking<'_>,
    uris: &[ReportUri],
    own: &str,
    found_at: &str,
) -> Option<Vec<Destination>> {
    let asked: Vec<_> = uris
        .iter()
        .enumerate()
        .map(|(index, uri)| destination(asking, uri, own, found_at, index < MOST_ASKED))
        .collect();
    asked.into_iter().collect()
}

fn destination(
    asking: &mut Asking<'_>,
    uri: &ReportUri,
    own: &str,
    found_at: &str,
    is_asked: bool,
) -> Option<Destination> {
    let told = Destination::of(uri);
    if uri.scheme == Scheme::Other {
        return Some(told.unknown("no reporter is known to serve this scheme".to_owned()));
    }
    if uri.host == own || uri.host == found_at {
        return Some(told.agreed());
    }
    if !is_asked {
        return Some(told.failed(format!("only the first {MOST_ASKED} were asked")));
    }
    // Whether it is of this organization needs a walk only where it is below.
    let is_below = uri.host.ends_with(&format!(".{own}"));
    let name = format!("{found_at}._report._dmarc.{}", uri.host);
    let external = external(asking, told.clone(), uri, &name);
    if !is_below {
        return external;
    }
    match walk(asking, &uri.host)?.selected() {
        Ok(selected) if selected.organizational == own => Some(told.agreed()),
        Ok(_) => external,
        Err(why) => Some(told.failed(why)),
    }
}

fn external(
    asking: &mut Asking<'_>,
    told: Destination,
    uri: &ReportUri,
    name: &str,
) -> Option<Destination> {
    if name.len() > LONGEST_NAME {
        return Some(told.refused(format!("the name {name} is longer than DNS allows")));
    }
    Some(match &asking.txt(name)?.lookup.answer {
        Answer::Found(texts) => told.read(uri, name, texts),
        denied if denied.is_denial() => told.refused(format!("{name} has no record v=DMARC1")),
        failed => {
            let why = format!("{name}: {}", failed.outcome());
            told.failed(why)
        }
    })
}

impl Destination {
    fn of(uri: &ReportUri) -> Self {
        Self {
            uri: uri.uri.clone(),
            authorised: None,
            error: None,
            authorisation: None,
            replaced_by: None,
            failed: false,
        }
    }

    fn agreed(self) -> Self {
        Self {
            authorised: Some(true),
            ..self
        }
    }

    fn refused(self, error: String) -> Self {
        Self {
            authorised: Some(false),
            error: Some(error),
            ..self
        }
    }

    fn unknown(self, error: String) -> Self {
        Self {
            error: Some(error),
            ..self
        }
    }

    fn failed(self, error: String) -> Self {
        Self {
            failed: true,
            ..self.unknown(error)
        }
    }

    /// Steps 6 to 9 of RFC 9990 section 4.
    fn read(self, uri: &ReportUri, name: &str, texts: &[Txt]) -> Self {
        let texts: Vec<_> = texts.iter().map(Txt::text).collect();
        let Some(text) = texts
            .iter()
            .find(|text| beginning(text) == Beginning::Right)
        else {
            return self.refused(format!(
                "{name} has a record, and it does not begin with v=DMARC1"
            ));
        };
        let list = TagList::parse(text);
        let instead = list
            .tag("rua")
            .map(|tag| report_uri::parse(tag.value, 0).0)
            .unwrap_or_default();
        let instead = instead.into_iter().find(|it| it.host == uri.host);
        Self {
            authorisation: Some(name.to_owned()),
            replaced_by: instead.map(|it| it.uri).filter(|it| *it != uri.uri),
            ..self.agreed()
        }
    }
}
