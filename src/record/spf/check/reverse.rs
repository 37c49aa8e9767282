//! The names of the sender's address, which both `ptr` and the macro `p` need: RFC 7208 sections 5.5 and 7.3.

use super::{
    super::{
        cause::MOST_NAMES,
        expand::UNKNOWN,
        lookups::Halt,
        name::{askable, is_within},
        record::MacroString,
    },
    Check,
};

impl Check<'_, '_, '_> {
    /// Section 5.5: whether a validated name is in the domain.
    pub(super) fn reverse(
        &mut self,
        name: Option<&MacroString>,
        domain: &str,
    ) -> Result<bool, Halt> {
        let Some(target) = self.target(name, domain)? else {
            return Ok(false);
        };
        let names = self.names()?;
        self.count_void(names.is_empty())?;
        let names = self.validated(names)?;
        Ok(names.iter().any(|name| is_within(name, &target)))
    }

    /// The macro `p`: the domain itself, else a name in it, else any (section 7.3).
    pub(super) fn validated_name(&mut self, domain: &str) -> Result<String, Halt> {
        let names = self.names()?;
        let names = self.validated(names)?;
        let itself = names.iter().find(|name| *name == domain);
        let within = || names.iter().find(|name| is_within(name, domain));
        let best = itself.or_else(within).or_else(|| names.first());
        Ok(best.map_or_else(|| UNKNOWN.to_owned(), Clone::clone))
    }

    /// The names that its address has; none where that cannot be found out (section 5.5).
    fn names(&mut self) -> Result<Vec<String>, Halt> {
        let found = self.lookups.ptr(self.sender.address)?;
        let names = found.lookup.records().iter().take(MOST_NAMES);
        Ok(names.filter_map(|name| askable(name)).collect())
    }

    /// Those of them that have this address; one that cannot be looked up has not.
    fn validated(&mut self, names: Vec<String>) -> Result<Vec<String>, Halt> {
        let mut validated = Vec::new();
        let mut waits = false;
        for name in names {
            match self.addresses(&name) {
                Ok(found) if found.contains(&self.sender.address) => validated.push(name),
                Err(Halt::Waiting) => waits = true,
                _ => {}
            }
        }
        match waits {
            true => Err(Halt::Waiting),
            false => Ok(validated),
        }
    }
}
