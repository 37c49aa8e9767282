//! What a domain wants to be said to who fails: RFC 7208 section 6.2. Whatever is wrong with it, there is then no explanation,
//! and the result stays.

use super::{
    super::{
        lookups::{Halt, records},
        name::askable,
        parse::explanation,
    },
    Check, Found, Verdict,
};

impl Check<'_, '_, '_> {
    /// The explanation, where there is one; `None` as long as it waits.
    pub(super) fn explain(&mut self, found: &Found) -> Option<Option<String>> {
        if found.verdict != Verdict::Fail {
            return Some(None);
        }
        match self.explanation(found) {
            Err(Halt::Waiting) => None,
            Err(Halt::Error(_)) => Some(None),
            Ok(text) => Some(text),
        }
    }

    fn explanation(&mut self, found: &Found) -> Result<Option<String>, Halt> {
        let Some(name) = &found.explanation else {
            return Ok(None);
        };
        let Some(name) = askable(&self.expand(name, &found.domain)?) else {
            return Ok(None);
        };
        let [only] = records(&name, self.lookups.txt(&name)?)? else {
            return Ok(None);
        };
        match explanation(&only.joined()) {
            Err(_) => Ok(None),
            Ok(text) => self.expand(&text, &found.domain).map(Some),
        }
    }
}
