//! Every suite of every version, as long as connections are left. Each answer names one; what is left is asked for again.

use super::{
    asked::Asked,
    scanner::{Scanner, suites},
};
use crate::{
    probe::{join, raw_hello::Ask},
    tls::{
        TlsVersion,
        cipher_suite::registry::{self, RARE, Row, USUAL},
        client_hello::Offer,
    },
};

impl<A: Ask> Scanner<'_, A> {
    pub(super) async fn suites(&self) {
        let versions = self.offered().into_iter();
        join::all(versions.map(|version| self.suites_of(version))).await;
    }

    async fn suites_of(&self, version: TlsVersion) {
        let tables: &[&[Row]] = match version {
            TlsVersion::Tls13 => &[registry::TLS13],
            _ => &[USUAL, RARE],
        };
        for (nth, table) in tables.iter().enumerate() {
            loop {
                let known = self.learned.borrow().suites_of(version);
                let mut offer = Offer::everything(version);
                offer.cipher_suites = suites(table, |_| true);
                offer.cipher_suites.retain(|code| !known.contains(code));
                if offer.cipher_suites.is_empty() {
                    break;
                }
                match self.choice(&offer).await {
                    Asked::Chose(choice) if choice.version == version => {
                        let position = (self.in_turn && nth == 0).then_some(known.len() + 1);
                        self.learned.borrow_mut().suites.push((
                            version,
                            choice.cipher_suite,
                            position,
                        ));
                    }
                    Asked::NotTested | Asked::Unclear(_) => return,
                    Asked::Chose(_) | Asked::Refused => break,
                }
            }
        }
        self.learned.borrow_mut().complete.push(version);
    }
}
