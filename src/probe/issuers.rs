//! `--fetch-issuers`: where the issuer's certificate was not sent along, the one that stands at the address in the certificate is
//! fetched, and so on upwards, and the path is judged again. What the connection proved stays as it is. RFC 5280 section 4.2.2.1.

use super::check::Check;
use crate::{
    dns,
    event::{Event, Tls},
    net::{
        Network,
        http::{self, Location},
        tls::{judge_chain, mask, masked_value},
    },
    record::mta_sts::FetchError,
    smtp::Concealer,
    tls::{
        Certificate, FetchedIssuer, IssuerSearch, Outcome, Reason,
        certificate::{DerParts, certificates_in},
        path::{Compare, Name},
    },
};

/// Public authorities have one intermediate, seldom two.
const MOST_STEPS: usize = 4;

/// Fetches what is missing and tells what came of it.
pub(super) async fn fetch<N: Network>(check: &Check<'_, N>) {
    let search = Search {
        check,
        chain: check.seen.borrow().chain_der.clone(),
        found: IssuerSearch::default(),
    };
    let found = search.run().await;
    check
        .watch
        .tell(Event::Tls(Tls::IssuersFetched(Box::new(found))));
}

/// Where a redirect leads is the other server's word.
fn in_words(mut error: FetchError, concealer: &Concealer) -> String {
    if let FetchError::Redirect { location, .. } = &mut error {
        location.iter_mut().for_each(|one| mask(one, concealer));
    }
    error.to_string()
}

struct Search<'a, N> {
    check: &'a Check<'a, N>,
    /// What the server sent, and behind it what was fetched.
    chain: Vec<Vec<u8>>,
    found: IssuerSearch,
}

impl<N: Network> Search<'_, N> {
    async fn run(mut self) -> IssuerSearch {
        let mut below = self.chain.first().cloned().unwrap_or_default();
        for _ in 0..MOST_STEPS {
            let Some(url) = self.next_url(&below) else {
                break;
            };
            let told = Tls::FetchesIssuer { url: url.clone() };
            self.check.watch.tell(Event::Tls(told));
            let issuer = self.issuer(&url, &below).await;
            self.found.fetched.push(self.fetched(url, &issuer));
            match issuer {
                Ok(issuer) if !self.is_complete() => below = issuer,
                _ => break,
            }
        }
        if self.found.fetched.is_empty() {
            let why = "the certificate does not say where its issuer's is";
            self.found.detail = Some(why.to_owned());
        }
        self.found
    }

    /// Where the issuer of `below` is, if that was not asked already.
    fn next_url(&self, below: &[u8]) -> Option<String> {
        let certificate = self.read(below);
        let url = certificate
            .issuer_url
            .filter(|_| !certificate.self_signed)?;
        let asked = self.found.fetched.iter().any(|one| one.url == url);
        (!asked).then_some(url)
    }

    fn fetched(&self, url: String, issuer: &Result<Vec<u8>, String>) -> FetchedIssuer {
        let known = issuer.as_ref().ok().map(|der| self.read(der));
        FetchedIssuer {
            url,
            subject: known.as_ref().map(|known| known.subject.clone()),
            sha256: known.map(|known| known.sha256),
            error: issuer.as_ref().err().cloned(),
        }
    }

    fn read(&self, der: &[u8]) -> Certificate {
        Certificate::from_der(der, self.check.network.timestamp())
    }

    /// The certificate of the issuer of `below`; everything else that came with it joins the chain as well.
    async fn issuer(&mut self, url: &str, below: &[u8]) -> Result<Vec<u8>, String> {
        let location = Location::parse(url)?;
        if self.check.remaining().is_zero() {
            return Err(self.check.no_time_left());
        }
        let task = self.check.task;
        let request = http::Request {
            location,
            family: task.family,
            source: task.source,
            connect_timeout: task.connect_timeout,
            limit: http::LIMIT.min(self.check.remaining()),
            private_too: !dns::is_public(self.check.address),
        };
        let body = self.check.network.fetch_issuer(&request).await;
        let in_words = |error| in_words(error, &task.concealer);
        let fetched = certificates_in(&body.map_err(in_words)?);
        let Some(first) = fetched.first() else {
            return Err(
                "what is there is neither a certificate in DER nor a bag of them".to_owned(),
            );
        };
        let wanted = DerParts::of(below).map(|parts| parts.issuer);
        let is_wanted = |der: &&Vec<u8>| {
            let found = DerParts::of(der).zip(wanted.as_ref());
            found.is_some_and(|(parts, wanted)| {
                Compare::Prepared.same(&Name::of(&parts.subject), &Name::of(wanted))
            })
        };
        let Some(issuer) = fetched.iter().find(is_wanted).cloned() else {
            return Err(format!(
                "what is there is the certificate of {}, not that of the issuer",
                masked_value(self.read(first).display_name(), &task.concealer)
            ));
        };
        self.chain.extend(fetched);
        Ok(issuer)
    }

    /// Judges the path with what was fetched so far, by the rules for what is sent.
    fn is_complete(&mut self) -> bool {
        let certificates: Vec<_> = self.chain.iter().map(|der| self.read(der)).collect();
        let verification = judge_chain(&self.chain, &certificates, &self.check.parameters());
        let about_path = verification
            .reasons
            .iter()
            .filter(|found| found.reason != Reason::NameMismatch);
        let reasons: Vec<_> = about_path.map(|found| found.detail.as_str()).collect();
        self.found.trusted = verification.trusted();
        self.found.detail = (!reasons.is_empty()).then(|| reasons.join("; "));
        verification.path == Outcome::Right
    }
}
