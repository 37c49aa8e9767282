//! Which versions? A hello allows everything below its version, so that a server which knows a newer one and refuses it
//! refuses all of these: RFC 5246 appendix E.1, RFC 8446 appendix D.1.

use super::{asked::Asked, learned::Ssl2, scanner::Scanner};
use crate::{
    probe::raw_hello::{Ask, Question},
    tls::{TlsVersion, client_hello::Offer, scan::ScanStatus},
};

const OLDER: [TlsVersion; 4] = [
    TlsVersion::Tls12,
    TlsVersion::Tls11,
    TlsVersion::Tls10,
    TlsVersion::Ssl3,
];

impl<A: Ask> Scanner<'_, A> {
    pub(super) async fn versions(&self) {
        let newest = async {
            if self.left_out().is_none() {
                self.version(TlsVersion::Tls13).await;
            }
        };
        tokio::join!(biased; newest, self.older_versions(), self.ssl2());
        if let Some(version) = self.left_out() {
            self.without_asking(version).await;
        }
        self.learned
            .borrow_mut()
            .versions
            .sort_by_key(|(version, _)| std::cmp::Reverse(*version));
        self.unclear_versions().await;
        self.agree_with_the_conversation();
    }

    /// Asked again, like any other version, where the answer is neither a choice nor a plain refusal.
    async fn ssl2(&self) {
        for _ in 0..2 {
            let told = self.ask(Question::Ssl2).await;
            let ssl2 = Ssl2::of(told.as_ref());
            self.learned.borrow_mut().ssl2 = ssl2;
            if ssl2 != Ssl2::Ended {
                return;
            }
        }
    }

    /// From the newest down to the first that is refused by a server that knows a newer one.
    async fn older_versions(&self) {
        let mut left = OLDER.as_slice();
        while let Some((version, below)) = left.split_first() {
            let refused = self.version(*version).await;
            if refused && self.knows_newer_than(*version) {
                let refused = below.iter().map(|one| (*one, ScanStatus::NotOffered));
                self.learned.borrow_mut().versions.extend(refused);
                return;
            }
            left = below;
        }
    }

    fn knows_newer_than(&self, version: TlsVersion) -> bool {
        let learned = self.learned.borrow();
        let chosen = learned.first.iter().map(|choice| choice.version);
        let spoken = self.spoken.as_ref().map(|spoken| spoken.version);
        chosen.chain(spoken).any(|known| known > version)
    }

    /// Whether it was refused. What is unclear is settled at once where a server is known to answer something.
    async fn version(&self, version: TlsVersion) -> bool {
        let mut answer = self.attempt_twice(&Offer::everything(version)).await;
        if let Asked::Unclear(words) = &answer
            && self.knows_newer_than(version)
        {
            answer = match self.still_answers(words).await {
                true => Asked::Refused,
                false => Asked::NotTested,
            };
        }
        let refused = matches!(answer, Asked::Refused);
        self.learned.borrow_mut().version(version, answer);
        refused
    }

    /// The version of the conversation is offered. But where nothing was chosen out of any hello, its own is asked too.
    async fn without_asking(&self, version: TlsVersion) {
        if self.learned.borrow().first.is_empty() {
            self.version(version).await;
        } else if let Some(spoken) = &self.spoken {
            self.learned.borrow_mut().offered(spoken);
        }
    }

    /// One more connection settles all of them.
    async fn unclear_versions(&self) {
        let unclear = std::mem::take(&mut self.learned.borrow_mut().unclear);
        let Some((_, words)) = unclear.first() else {
            return;
        };
        if !self.still_answers(words).await {
            return;
        }
        for (version, status) in &mut self.learned.borrow_mut().versions {
            if unclear.iter().any(|(of, _)| of == version) {
                *status = ScanStatus::NotOffered;
            }
        }
    }

    /// What the conversation spoke is offered, whatever the scan is told; where the scan is told nothing but refusals, none
    /// of them means anything.
    fn agree_with_the_conversation(&self) {
        let Some(spoken) = self.spoken.as_ref().map(|spoken| spoken.version) else {
            return;
        };
        let learned = &mut *self.learned.borrow_mut();
        let nothing = learned.first.is_empty();
        for (version, status) in &mut learned.versions {
            if *status == ScanStatus::NotOffered && (nothing || *version == spoken) {
                *status = ScanStatus::NotTested;
            }
        }
        if nothing {
            learned.ssl2 = Ssl2::NotTested;
            self.connections.hinder(format!(
                "the server refused {spoken}, which it had spoken before"
            ));
        }
    }
}
