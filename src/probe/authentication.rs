//! AUTH: which mechanism, whether at all, and the dialogue. RFC 4954. What a mechanism says is the work of `sasl`.

use tokio::time::Instant;

use super::{
    aim::Host,
    check::{Check, Known, Stop, lost_at, refused},
    dane,
    task::AuthenticationPlan,
};
use crate::{
    event::{
        Authentication, AuthenticationStatus, Cause, Event, FailedStage, Failure, Withholding,
    },
    net::{Network, link::Link, tls::certificate_is_for},
    sasl::{self, ChannelBinding, Credentials, Exchange, Mechanism},
    smtp::{Outgoing, Reply},
    tls::NameOrigin,
};

/// Logs in, or tells the observer why not.
pub(super) async fn log_in<N: Network>(
    check: &Check<'_, N>,
    link: &mut Link<'_>,
    wanted: &AuthenticationPlan,
    known: &Known,
) -> Result<(), Stop> {
    let offered = known.extensions.auth_mechanisms();
    let bindings = bindings(link);
    let order = order(wanted, &offered, !bindings.is_empty());
    if order.is_empty() {
        let asked = asked(wanted);
        let detail = not_offered(&asked, &offered);
        check
            .watch
            .tell(Event::Authentication(Authentication::NotOffered { asked }));
        return Err(failure(Cause::NotOffered, detail).into());
    }
    let withheld = match dane::forbids(check).await {
        None => withheld(check, link, known),
        forged => forged,
    };
    let protected = withheld.is_none();
    guard(check, wanted, order[0], withheld)?;
    let mut last = None;
    for mechanism in order {
        let began = Instant::now();
        let attempt = Attempt {
            check,
            wanted,
            mechanism,
            offered: &offered,
            bindings: &bindings,
            protected,
        };
        let (status, reply, detail, failed) = attempt.run(link).await;
        check
            .watch
            .tell(Event::Authentication(Authentication::Finished {
                mechanism: mechanism.name,
                status,
                reply,
                detail,
                elapsed: began.elapsed(),
            }));
        let is_refusal = |failure: &Failure| failure.cause == Cause::PermanentReply;
        if failed.as_ref().is_some_and(is_refusal) {
            check.seen.borrow_mut().login_rejected = true;
        }
        match (status, failed) {
            (_, None) => return Ok(()),
            (AuthenticationStatus::Rejected | AuthenticationStatus::Unusable, failed) => {
                last = failed
            }
            (_, Some(failed)) => return Err(failed.into()),
        }
    }
    last.map_or(Ok(()), |failed| Err(failed.into()))
}

/// An earlier server rejected the login.
pub(super) fn tell_skipped<N: Network>(check: &Check<'_, N>) {
    let because = "another server rejected the login, and one more attempt could lock the account";
    check
        .watch
        .tell(Event::Authentication(Authentication::Skipped {
            because: because.to_owned(),
        }));
}

/// Whether credentials may go out. Where they must not, the observer is told, and where they go out all the same.
fn guard<N: Network>(
    check: &Check<'_, N>,
    wanted: &AuthenticationPlan,
    first: &Mechanism,
    withheld: Option<Withholding>,
) -> Result<(), Failure> {
    let Some(because) = withheld else {
        return Ok(());
    };
    if wanted.insecure {
        check
            .watch
            .tell(Event::Authentication(Authentication::Overridden {
                because,
            }));
        return Ok(());
    }
    let mechanism = first.name.to_owned();
    check
        .watch
        .tell(Event::Authentication(Authentication::Withheld {
            mechanism,
            because: because.clone(),
        }));
    Err(failure(Cause::Withheld, because.to_string()))
}

/// The mechanisms to try. `auto` is one attempt: further ones would count as wrong passwords.
fn order(
    wanted: &AuthenticationPlan,
    offered: &[String],
    can_bind: bool,
) -> Vec<&'static Mechanism> {
    if wanted.mechanisms.is_empty() {
        return sasl::strongest(offered, can_bind).into_iter().collect();
    }
    wanted
        .mechanisms
        .iter()
        .filter(|name| offered.iter().any(|one| one.eq_ignore_ascii_case(name)))
        .filter_map(|name| sasl::find(name))
        .collect()
}

fn asked(wanted: &AuthenticationPlan) -> Vec<String> {
    match wanted.mechanisms.as_slice() {
        [] => vec!["auto".to_owned()],
        names => names.iter().map(ToString::to_string).collect(),
    }
}

fn not_offered(asked: &[String], offered: &[String]) -> String {
    let offers = if offered.is_empty() {
        "no AUTH".to_owned()
    } else {
        format!("AUTH {}", offered.join(" "))
    };
    if asked == ["auto"] {
        format!("the server offers {offers}: no mechanism that works with a password")
    } else {
        format!("the server offers {offers}, not {}", asked.join(" or "))
    }
}

/// Why credentials must not go out, if they must not.
fn withheld<N: Network>(
    check: &Check<'_, N>,
    link: &Link<'_>,
    known: &Known,
) -> Option<Withholding> {
    if check.loopback_target() {
        return None;
    }
    if !link.encrypted() {
        return Some(Withholding::NotEncrypted);
    }
    let Some(verification) = &known.verification else {
        return Some(Withholding::NoCertificate);
    };
    if verification.permits_credentials_to(name_origin(check, known)) {
        return None;
    }
    Some(match verification.permits_credentials() {
        true => named_by_nobody(check),
        false => Withholding::Unverified(Box::new(verification.clone())),
    })
}

fn name_origin<N: Network>(check: &Check<'_, N>, known: &Known) -> NameOrigin {
    if check.name_is_trusted {
        return NameOrigin::Trusted;
    }
    let for_domain = match (&check.aim.host, &known.leaf_der) {
        (Host::Name(domain), Some(leaf)) => {
            certificate_is_for(domain, leaf, check.network.timestamp())
        }
        _ => false,
    };
    NameOrigin::Unproven { for_domain }
}

fn named_by_nobody<N: Network>(check: &Check<'_, N>) -> Withholding {
    let host = check.host();
    let domain = match &check.aim.host {
        Host::Name(name) => name,
        Host::Address(_) => host,
    };
    Withholding::NameUnproven {
        host: host.to_owned(),
        domain: domain.to_owned(),
    }
}

fn bindings(link: &Link<'_>) -> Vec<ChannelBinding> {
    link.channel_bindings()
        .into_iter()
        .filter_map(|(name, data)| {
            Some(ChannelBinding {
                kind: sasl::ChannelBindingKind::from_name(name)?,
                data,
            })
        })
        .collect()
}

fn failure(cause: Cause, detail: String) -> Failure {
    Failure {
        stage: FailedStage::Auth,
        cause,
        detail,
    }
}

/// One attempt with one mechanism.
struct Attempt<'a, 'b, N> {
    check: &'a Check<'b, N>,
    wanted: &'a AuthenticationPlan,
    mechanism: &'static Mechanism,
    offered: &'a [String],
    bindings: &'a [ChannelBinding],
    /// Nothing but `--insecure-auth` lets it go on.
    protected: bool,
}

type End = (
    AuthenticationStatus,
    Option<Reply>,
    Option<String>,
    Option<Failure>,
);

impl<N: Network> Attempt<'_, '_, N> {
    async fn run(&self, link: &mut Link<'_>) -> End {
        let credentials = Credentials {
            username: &self.wanted.username,
            authorization_identity: None,
            secret: &self.wanted.secret,
            host: self.check.host(),
            port: self.check.port(),
            protected: self.protected,
        };
        let random = self.check.network.random();
        let begun =
            self.mechanism
                .start(&credentials, self.bindings.first(), self.offered, &random);
        let started = begun.and_then(|mut exchange| Ok((exchange.command()?, exchange)));
        match started {
            Ok((command, mut exchange)) => {
                let end = self.dialogue(link, exchange.as_mut(), command).await;
                if let Some(count) = exchange.iterations() {
                    let told = Authentication::Iterations { count };
                    self.check.watch.tell(Event::Authentication(told));
                }
                end
            }
            Err(error) => {
                let detail = format!("{} cannot be used: {error}", self.mechanism.name);
                (
                    AuthenticationStatus::Unusable,
                    None,
                    Some(detail.clone()),
                    Some(failure(Cause::Unusable, detail)),
                )
            }
        }
    }

    async fn dialogue(
        &self,
        link: &mut Link<'_>,
        exchange: &mut dyn Exchange,
        command: Outgoing,
    ) -> End {
        let mut outgoing = command;
        loop {
            self.check.task.concealer.add(exchange.needles());
            let reply = match link.authenticate(&outgoing).await {
                Ok((reply, _)) => reply,
                Err(lost) => {
                    let failed = lost_at(FailedStage::Auth, &lost);
                    return (
                        AuthenticationStatus::Incomplete,
                        None,
                        Some(failed.detail.clone()),
                        Some(failed),
                    );
                }
            };
            match reply.code.value() {
                // What came, and not what is shown of it: a challenge may hold the password by chance.
                334 => match exchange.respond(&reply.words()) {
                    Ok(response) => outgoing = response,
                    Err(error) => return self.cancel(link, exchange, &error).await,
                },
                235 => return accepted(exchange, reply),
                400..=599 => return rejected(exchange, reply),
                _ => return unlike_any(reply),
            }
        }
    }

    /// A line with a single asterisk ends a dialogue: RFC 4954 section 4.
    async fn cancel(
        &self,
        link: &mut Link<'_>,
        exchange: &dyn Exchange,
        error: &sasl::Error,
    ) -> End {
        let reply = link
            .authenticate(&Outgoing::line("*"))
            .await
            .ok()
            .map(|(reply, _)| reply);
        let detail = exchange
            .failure_detail()
            .unwrap_or_else(|| error.to_string());
        let (status, cause) = broken_by(error);
        (
            status,
            reply,
            Some(detail.clone()),
            Some(failure(cause, detail)),
        )
    }
}

fn accepted(exchange: &mut dyn Exchange, reply: Reply) -> End {
    match exchange.accepted(Some(&reply.words())) {
        Ok(()) => (
            AuthenticationStatus::Accepted,
            Some(reply),
            notes(exchange),
            None,
        ),
        Err(error) => {
            let detail = error.to_string();
            let (status, cause) = broken_by(&error);
            let failed = failure(cause, detail.clone());
            (status, Some(reply), Some(detail), Some(failed))
        }
    }
}

/// What it makes of a login that the server's side of the mechanism is wrong.
fn broken_by(error: &sasl::Error) -> (AuthenticationStatus, Cause) {
    if error.is_unproven() {
        return (
            AuthenticationStatus::ServerNotAuthenticated,
            Cause::ServerNotAuthenticated,
        );
    }
    let cause = match error {
        sasl::Error::Refused(_) => Cause::PermanentReply,
        _ => Cause::BrokenDialogue,
    };
    (AuthenticationStatus::ProtocolError, cause)
}

fn rejected(exchange: &dyn Exchange, reply: Reply) -> End {
    let failed = refused(FailedStage::Auth, &reply);
    let status = match failed.cause {
        Cause::TemporaryReply => AuthenticationStatus::TemporaryFailure,
        _ => AuthenticationStatus::Rejected,
    };
    (
        status,
        Some(reply),
        exchange.failure_detail().or_else(|| notes(exchange)),
        Some(failed),
    )
}

/// RFC 4954 section 6: AUTH is answered with 235 or 334, or refused. Any other reply leaves open what came of it.
fn unlike_any(reply: Reply) -> End {
    let detail = "answered by a reply that AUTH does not have (RFC 4954 section 6)".to_owned();
    let failed = failure(Cause::BrokenDialogue, format!("AUTH was {detail}: {reply}"));
    (
        AuthenticationStatus::ProtocolError,
        Some(reply),
        Some(detail),
        Some(failed),
    )
}

fn notes(exchange: &dyn Exchange) -> Option<String> {
    let notes = exchange.notes();
    (!notes.is_empty()).then(|| notes.join("; "))
}
