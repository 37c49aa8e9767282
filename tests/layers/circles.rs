//! No circles, inside a room either: which file uses which, by the paths in it. A name that a module passes on
//! (`pub use`) is its who defined it.

use std::collections::{BTreeMap, BTreeSet};

/// A module: `["smtp", "extension"]`.
type Module = Vec<String>;

/// A path in a source: its names from left to right.
#[derive(Debug, PartialEq, Eq)]
struct Used {
    path: Vec<String>,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// `pub use`: for others alone.
    PassedOn,
    /// `use`: for itself, and for its children.
    Imported,
    /// In between.
    Named,
}

/// The sources without comments, texts and tests, by module.
pub(crate) struct Sources(BTreeMap<Module, Vec<Used>>);

impl Sources {
    /// Takes each module's code.
    pub(crate) fn new(codes: &BTreeMap<Module, String>) -> Self {
        let children = |module: &Module| -> Vec<&str> {
            let below = codes
                .keys()
                .filter(|one| one.len() == module.len() + 1 && one.starts_with(module));
            below
                .filter_map(|one| one.last().map(String::as_str))
                .collect()
        };
        let read = codes
            .iter()
            .map(|(module, code)| (module.clone(), used(code, &children(module))));
        Self(read.collect())
    }

    /// Every circle: the modules that use each other, whatever the way.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let uses: BTreeMap<&Module, BTreeSet<Module>> = self
            .0
            .keys()
            .map(|module| (module, self.uses(module)))
            .collect();
        let mut circles = BTreeSet::new();
        for (module, direct) in &uses {
            let reached = reached(&uses, direct);
            if reached.contains(*module) {
                let back = reached
                    .iter()
                    .filter(|one| reached_from(&uses, one).contains(*module));
                circles.insert(back.map(|one| one.join("/")).collect());
            }
        }
        circles.into_iter().collect()
    }

    /// What a module uses of its own room.
    fn uses(&self, module: &Module) -> BTreeSet<Module> {
        let paths = self.0[module]
            .iter()
            .filter(|used| used.how != How::PassedOn);
        let found = paths.filter_map(|used| self.definer(module, &used.path, 0));
        found
            .filter(|one| one != module && !one.is_empty() && one[0] == module[0])
            .collect()
    }

    /// The module in which the name that a path leads to is defined.
    fn definer(&self, module: &Module, path: &[String], depth: u8) -> Option<Module> {
        let whole = absolute(module, path);
        let known = (0..=whole.len())
            .rev()
            .find(|length| self.0.contains_key(&whole[..*length]))?;
        let (found, names) = (whole[..known].to_vec(), &whole[known..]);
        let passed = names.first().filter(|_| depth < 5).and_then(|name| {
            let imported = self.0[&found].iter().filter(|used| used.how != How::Named);
            imported
                .filter(|used| used.path.last() == Some(name))
                .find_map(|used| self.definer(&found, &used.path, depth + 1))
        });
        Some(passed.unwrap_or(found))
    }
}

fn reached_from(uses: &BTreeMap<&Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<Module> {
    uses.get(from)
        .map_or_else(BTreeSet::new, |direct| reached(uses, direct))
}

fn reached(
    uses: &BTreeMap<&Module, BTreeSet<Module>>,
    direct: &BTreeSet<Module>,
) -> BTreeSet<Module> {
    let (mut reached, mut next) = (BTreeSet::new(), direct.iter().collect::<Vec<_>>());
    while let Some(module) = next.pop() {
        if reached.insert(module.clone()) {
            next.extend(uses.get(module).into_iter().flatten());
        }
    }
    reached
}

/// From the top.
fn absolute(module: &Module, path: &[String]) -> Module {
    let mut at = module.clone();
    let mut rest = path;
    while let Some((first, behind)) = rest.split_first() {
        match first.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => _ = at.pop(),
            _ => break,
        }
        rest = behind;
    }
    at.extend_from_slice(rest);
    at
}

/// The paths that begin with `crate`, `super`, `self` or the name of a child.
fn used(code: &str, children: &[&str]) -> Vec<Used> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(found) = code[at..].find("::") {
        let end = at + found;
        at = end + 2;
        let start = code[..end].rfind(|one: char| !is_of_a_name(one));
        let start = start.map_or(0, |before| before + 1);
        let first = &code[start..end];
        let before = code[..start].trim_end();
        let begins = !before.ends_with("::") && !code[..start].ends_with('.');
        let is_visibility = before.ends_with("(in");
        let leads = matches!(first, "crate" | "super" | "self") || children.contains(&first);
        if begins && leads && !is_visibility {
            let how = how(before);
            let (paths, behind) = paths(&code[start..]);
            at = start + behind.max(first.len() + 2);
            all.extend(paths.into_iter().map(|path| Used { path, how }));
        }
    }
    all
}

fn is_of_a_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// What the statement is that a path stands in, by what stands before it.
fn how(before: &str) -> How {
    let statement = before.rsplit([';', '{', '}']).next().unwrap_or(before);
    let words: Vec<_> = statement.split_whitespace().rev().take(2).collect();
    match words[..] {
        ["use", visibility] if visibility.starts_with("pub") => How::PassedOn,
        // `pub(in …) use`.
        ["use", path] if path.ends_with(')') => How::PassedOn,
        ["use", ..] => How::Imported,
        _ => How::Named,
    }
}

/// The paths that a text begins with, `{…}` opened, and how much of it they are.
fn paths(text: &str) -> (Vec<Vec<String>>, usize) {
    if let Some(group) = text.strip_prefix('{') {
        return of_group(group);
    }
    let end = text
        .find(|one: char| !is_of_a_name(one))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    match rest.strip_prefix("::") {
        Some(behind) if !name.is_empty() && !behind.starts_with('<') => {
            let (below, length) = paths(behind);
            let joined = below.into_iter().map(|mut path| {
                path.insert(0, name.to_owned());
                path
            });
            (joined.collect(), end + 2 + length)
        }
        _ if name.is_empty() => (vec![Vec::new()], 1),
        _ => (vec![vec![name.to_owned()]], end),
    }
}

/// Behind the brace that opens a group; the length counts that brace too.
fn of_group(group: &str) -> (Vec<Vec<String>>, usize) {
    let (mut all, mut at) = (Vec::new(), 0);
    loop {
        at += group[at..]
            .find(|one: char| !one.is_whitespace() && one != ',')
            .unwrap_or(group.len() - at);
        match group[at..].chars().next() {
            None => return (all, at + 1),
            Some('}') => return (all, at + 2),
            Some(_) => {
                let (some, length) = paths(&group[at..]);
                all.extend(some);
                at += length;
                if group[at..].trim_start().starts_with("as ") {
                    at += group[at..].find([',', '}']).unwrap_or(group.len() - at);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Sources {
        let module = |path: &str| path.split('/').map(str::to_owned).collect();
        Sources::new(
            &files
                .iter()
                .map(|(path, code)| (module(path), (*code).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn two_that_use_each_other_are_a_circle() {
        let found = sources(&[
            ("room", "mod one; mod two; pub use one::One;"),
            ("room/one", "use super::two::Two;"),
            ("room/two", "fn two() { crate::room::one::make() }"),
        ]);
        assert_eq!(found.circles(), [["room/one", "room/two"]]);
    }

    #[test]
    fn a_child_and_what_its_parent_defines_are_one_and_what_it_passes_on_is_none() {
        let defines = sources(&[
            ("room", "struct Kind; fn all() { one::make() }"),
            ("room/one", "use super::Kind;"),
        ]);
        assert_eq!(defines.circles(), [["room", "room/one"]]);
        let passes_on = sources(&[
            (
                "room",
                "pub(crate) use kind::{Kind, Sort as Other}; use one::make;",
            ),
            ("room/kind", "pub(in crate::room) struct Kind;"),
            ("room/one", "use super::{kind, Kind};"),
        ]);
        assert!(passes_on.circles().is_empty());
    }

    #[test]
    fn groups_are_opened() {
        let (paths, length) = paths("crate::{a::{B, c::D}, e as f, g};rest");
        let joined: Vec<_> = paths.iter().map(|path| path.join("::")).collect();
        assert_eq!(
            joined,
            ["crate::a::B", "crate::a::c::D", "crate::e", "crate::g"]
        );
        assert_eq!(length, "crate::{a::{B, c::D}, e as f, g}".len());
    }
}
