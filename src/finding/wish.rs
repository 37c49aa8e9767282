//! What can be asked for on the command line, and what of a server shows that it was done. What was asked for and was not
//! done stands among what could not be checked, and is never a pass: exit status 3 where nothing is worse. One row an
//! option; the tests of the settings hold the rows against all options there are.

mod policy;

pub(super) use policy::none_was_looked_at;

use super::{
    NotChecked,
    connection::at,
    found::{domain_subject, subject},
    reach, step,
};
use crate::{
    event::{ActiveCheck, FailedStage, ResolutionStatus},
    report::{
        Asked, Report, Server,
        server::{StartTlsStatus, Tls, Transaction},
    },
    smtp::THE_MESSAGE,
    tls::{self, Reason, scan::ScanStatus},
};

/// One thing that can be asked for. Active checks are rows of [`ActiveCheck`].
struct Wish {
    /// The option without hyphens in front, which is its id among what could not be checked.
    option: &'static str,
    /// Whether it is asked for, where that takes more than to be given.
    asked: Option<fn(&Asked) -> bool>,
    /// What is missing at a server that counts; `None`: it was done.
    missing: fn(&Server, &Report) -> Option<Missing>,
}

/// Why something was not done.
enum Missing {
    /// The conversation ended before.
    NotReached,
    /// For a reason of its own.
    Because(String),
}

impl Wish {
    fn is_asked(&self, asked: &Asked) -> bool {
        match self.asked {
            Some(is_asked) => is_asked(asked),
            None => asked.has(self.option),
        }
    }
}

const WISHES: &[Wish] = &[
    Wish {
        option: "starttls",
        asked: Some(|asked| asked.starttls),
        missing: |server, _| {
            let undecided = server.starttls.status == StartTlsStatus::NotTried;
            not_reached(undecided && !failed_at(server, FailedStage::Starttls))
        },
    },
    Wish {
        option: "verify",
        asked: None,
        missing: |server, _| {
            without_certificate(server).or_else(|| unverifiable(server).map(because))
        },
    },
    Wish {
        option: "expires-within",
        asked: Some(|asked| asked.expires_within.is_some()),
        missing: |server, _| without_certificate(server),
    },
    Wish {
        option: "show-certs",
        asked: None,
        missing: |server, _| without_certificate(server),
    },
    Wish {
        option: "min-tls",
        asked: None,
        missing: |server, _| handshake(server).err(),
    },
    Wish {
        option: "scan-tls",
        asked: None,
        missing: |server, _| not_scanned(server),
    },
    Wish {
        option: "print-tlsa",
        asked: None,
        missing: |server, _| {
            let none = server.tlsa_to_publish.is_empty();
            let missing =
                without_certificate(server).unwrap_or_else(|| because(unpublishable(server)));
            none.then_some(missing)
        },
    },
    Wish {
        option: "compare-sni",
        asked: None,
        missing: |server, _| not_compared(server),
    },
    Wish {
        option: "fetch-issuers",
        asked: None,
        missing: |server, _| not_fetched(server),
    },
    Wish {
        option: "cert",
        asked: None,
        missing: |server, _| match handshake(server) {
            Err(missing) => Some(missing),
            Ok(tls) => (!tls.client_certificate_requested)
                .then(|| because("the server did not ask for a client certificate")),
        },
    },
    Wish {
        option: "auth",
        asked: None,
        missing: |server, _| not_logged_in(server),
    },
    Wish {
        option: "from",
        asked: Some(|asked| asked.transaction && asked.recipients == 0 && !asked.has("quit-after")),
        missing: |server, _| {
            let mail = transaction(server).and_then(|transaction| transaction.mail.as_ref());
            not_reached(mail.is_none() && !failed_in_transaction(server))
                .or_else(|| step::open(server, "MAIL").map(because))
        },
    },
    Wish {
        option: "to",
        asked: Some(|asked| asked.recipients > 0 && !asked.has("send") && !asked.has("quit-after")),
        missing: |server, report| {
            let answered = transaction(server).map_or(0, |transaction| transaction.rcpt.len());
            not_reached(answered < report.asked.recipients && !failed_in_transaction(server))
                .or_else(|| step::open(server, "RCPT").map(because))
        },
    },
    Wish {
        option: "send",
        asked: None,
        missing: |server, _| {
            let data = transaction(server).and_then(|transaction| transaction.data.as_ref());
            not_reached(data.is_none() && !failed_in_transaction(server))
                .or_else(|| step::open(server, THE_MESSAGE).map(because))
        },
    },
];

/// The options that ask for something that can be missing: the ids of what could not be checked beside those of the checks.
#[must_use]
pub fn options() -> Vec<&'static str> {
    let mut options: Vec<_> = WISHES.iter().map(|wish| wish.option).collect();
    options.extend(ActiveCheck::ALL.map(ActiveCheck::option));
    options.extend(policy::WISHES.iter().map(|wish| wish.option));
    options.push("all");
    options.push("expect");
    options.push("baseline");
    options
}

/// What was asked for and not done, at every server that counts; of the domain where there is none.
pub(super) fn unmet(report: &Report) -> Vec<NotChecked> {
    let mut counting = report.servers.iter().filter(|one| one.decisive).peekable();
    let mut unmet = Vec::new();
    if counting.peek().is_none() {
        unmet.extend(of_no_server(report));
    }
    for server in counting {
        unmet.extend(of_server(server, report));
    }
    unmet.extend(of_domains(report));
    unmet.extend(not_all(report));
    unmet
}

fn of_server(server: &Server, report: &Report) -> Vec<NotChecked> {
    let asked = &report.asked;
    let wishes = WISHES.iter().filter(|wish| wish.is_asked(asked));
    let of_wishes = wishes.filter_map(|wish| Some((wish.option, (wish.missing)(server, report)?)));
    let beyond =
        reach::unchecked(server, report).map(|why| ("tls-beyond-this-program", because(why)));
    let of_checks = asked
        .active
        .iter()
        .filter_map(|check| Some((check.option(), not_made(server, *check)?)));
    beyond
        .into_iter()
        .chain(of_wishes)
        .chain(of_checks)
        .map(|(id, missing)| NotChecked {
            id,
            subject: subject(server),
            ignored: false,
            reason: match missing {
                Missing::Because(reason) => reason,
                Missing::NotReached => ended(server, report),
            },
        })
        .collect()
}

fn of_domains(report: &Report) -> impl Iterator<Item = NotChecked> {
    let asked = policy::WISHES
        .iter()
        .filter(|wish| report.asked.has(wish.option));
    asked.filter_map(|wish| {
        Some(NotChecked {
            id: wish.option,
            subject: domain_subject(report),
            ignored: false,
            reason: (wish.missing)(report)?,
        })
    })
}

fn of_no_server(report: &Report) -> Vec<NotChecked> {
    let asked = &report.asked;
    let wishes = WISHES.iter().filter(|wish| wish.is_asked(asked));
    let options = wishes.map(|wish| wish.option);
    options
        .chain(asked.active.iter().map(|check| check.option()))
        .map(|id| NotChecked {
            id,
            subject: domain_subject(report),
            ignored: false,
            reason: no_server(report).to_owned(),
        })
        .collect()
}

pub(super) fn no_server(report: &Report) -> &'static str {
    match report.resolution.status {
        _ if report.interrupted => "the run was interrupted",
        _ if report.came_as_far_as_asked() => "the run ended after the look-ups, as asked",
        ResolutionStatus::NullMx => "the domain takes no mail",
        ResolutionStatus::ServerFailure | ResolutionStatus::Timeout | ResolutionStatus::Bogus => {
            "DNS did not say which server to ask"
        }
        _ => "there is no server to ask",
    }
}

/// How the conversation ended before what was asked for.
pub(super) fn ended(server: &Server, report: &Report) -> String {
    match (&server.failure, &server.stopped) {
        (Some(failure), _) if server.failed_stage == Some(FailedStage::Connect) => {
            format!("there was no connection: {}", failure.detail)
        }
        (Some(failure), _) => format!(
            "the conversation ended {}: {}",
            at(server.failed_stage),
            failure.detail
        ),
        (None, Some(stopped)) => format!("the conversation {stopped}"),
        (None, None) if report.interrupted => "the run was interrupted".to_owned(),
        (None, None) => "the conversation did not come to it".to_owned(),
    }
}

fn because(reason: impl Into<String>) -> Missing {
    Missing::Because(reason.into())
}

fn not_reached(missing: bool) -> Option<Missing> {
    missing.then_some(Missing::NotReached)
}

fn failed_at(server: &Server, stage: FailedStage) -> bool {
    server.failed_stage == Some(stage)
}

fn transaction(server: &Server) -> Option<&Transaction> {
    server.transaction.as_ref()
}

/// What ends a transaction tells of all that was to follow in it.
fn failed_in_transaction(server: &Server) -> bool {
    server.failed_stage >= Some(FailedStage::Mail)
}

/// The handshake, complete or not.
fn handshake(server: &Server) -> Result<&Tls, Missing> {
    let without = || match server.starttls.status {
        StartTlsStatus::NotOffered => because("the server offers no TLS"),
        StartTlsStatus::Refused => because("the server refuses STARTTLS"),
        _ if failed_at(server, FailedStage::Tls) => because("the TLS handshake failed"),
        _ => Missing::NotReached,
    };
    server.tls.as_ref().ok_or_else(without)
}

fn without_certificate(server: &Server) -> Option<Missing> {
    match handshake(server) {
        Err(missing) => Some(missing),
        Ok(tls) if tls.certificates.is_empty() && server.failure.is_some() => {
            Some(Missing::NotReached)
        }
        Ok(tls) => (tls.certificates.is_empty()).then(|| because("no certificate came")),
    }
}

/// Why there is no record of a certificate that came.
fn unpublishable(server: &Server) -> &'static str {
    match server.holds_no_key() {
        true => {
            "the handshake is not signed by the certificate's key, which no record may vouch for"
        }
        false => "the key of the certificate cannot be read",
    }
}

fn unverifiable(server: &Server) -> Option<&str> {
    let verification = server.verification()?;
    let mut reasons = verification.reasons.iter();
    let signature = reasons.find(|found| {
        matches!(
            found.reason,
            Reason::UncheckedScheme | Reason::UncheckedSignature
        )
    });
    match (&verification.path, verification.name_matches) {
        (tls::Outcome::Unchecked(why), _) => Some(why),
        // Of the handshake or of a certificate: the detail says which, and by what.
        _ if signature.is_some() => signature.map(|found| found.detail.as_str()),
        (_, None) if verification.name.is_some() => Some("the certificate cannot be read"),
        (_, None) => Some("an address has no name to compare with; --verify-name gives one"),
        _ if !verification.is_verified() && verification.reasons.is_empty() => {
            Some("the handshake's signature was not seen")
        }
        _ => None,
    }
}

/// A version that could not be asked for is not one that is not offered.
fn not_scanned(server: &Server) -> Option<Missing> {
    let Some(scan) = &server.tls_scan else {
        return Some(handshake(server).err().unwrap_or(Missing::NotReached));
    };
    let untested: Vec<_> = scan
        .versions
        .iter()
        .filter(|version| version.status == ScanStatus::NotTested)
        .map(|version| version.version.to_string())
        .collect();
    let hindrance = scan.hindrance.as_deref();
    (!untested.is_empty()).then(|| {
        because(match hindrance {
            Some(hindrance) => format!("{} not tested: {hindrance}", untested.join(", ")),
            None => format!("{} not tested", untested.join(", ")),
        })
    })
}

fn not_made(server: &Server, check: ActiveCheck) -> Option<Missing> {
    match server.active(check) {
        Some(made) => made.because.as_deref().map(because),
        None => Some(Missing::NotReached),
    }
}

fn not_compared(server: &Server) -> Option<Missing> {
    match handshake(server) {
        Err(missing) => Some(missing),
        Ok(tls) => match &tls.without_server_name {
            None if tls.server_name.is_none() => Some(because("no server name was sent")),
            None => Some(Missing::NotReached),
            Some(without) => without.hindrance.as_deref().map(because),
        },
    }
}

/// Where no certificate is missing, there is none to fetch.
fn not_fetched(server: &Server) -> Option<Missing> {
    let tls = match handshake(server) {
        Err(missing) => return Some(missing),
        Ok(tls) => tls,
    };
    let Some(verification) = &tls.verification else {
        return without_certificate(server);
    };
    if !verification.has(Reason::MissingIntermediate) || tls.trusted_with_fetched_issuers.is_some()
    {
        return None;
    }
    let error = tls
        .fetched_issuers
        .iter()
        .find_map(|one| one.error.as_deref());
    let reason = error.or(tls.fetched_issuers_detail.as_deref());
    Some(reason.map_or(Missing::NotReached, because))
}

/// `--auth` is asked for as such: `--quit-after` does not take it back.
fn not_logged_in(server: &Server) -> Option<Missing> {
    if !server.authentication.attempted.is_empty() || failed_at(server, FailedStage::Auth) {
        return step::open(server, "AUTH").map(because);
    }
    let skipped = server.authentication.skipped.as_deref();
    Some(skipped.map_or(Missing::NotReached, because))
}

/// `--all`, and not every server was looked at.
fn not_all(report: &Report) -> Vec<NotChecked> {
    let about = |subject, reason: String| NotChecked {
        id: "all",
        subject,
        ignored: false,
        reason,
    };
    let resolution = &report.resolution;
    let left_out = resolution.incomplete.iter().any(|one| one.left_out > 0);
    let too_many = left_out.then_some("DNS names more servers than are checked");
    let of_domain = resolution.stopped.as_deref().or(too_many);
    let unreachable = report
        .servers
        .iter()
        .filter(|server| report.has_no_way_to(server));
    let of_servers = unreachable.filter_map(|server| {
        let address = server.address?;
        let option = if address.is_ipv6() { "-4" } else { "-6" };
        let reason = format!("this machine has no way to reach {address}; {option} leaves it out");
        Some(about(subject(server), reason))
    });
    let of_domain = of_domain.map(|reason| about(domain_subject(report), reason.to_owned()));
    let all: Vec<_> = of_servers.chain(of_domain).collect();
    if report.asked.has("all") {
        all
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
