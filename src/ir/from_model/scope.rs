//! Names in scope of one jurisdiction, and lookups that say "did you mean". Knows no types.

use super::in_words;
use crate::base::text::quoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{BenefitId, DefinitionId, FactId, ListId, Owner, StateId, TableId, words};
use crate::model::scope::nearest;
use crate::syntax::ast;
use crate::value::{DomainId, EntryId};
use indexmap::IndexMap;
use std::collections::HashMap;

/// What a name of a value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Fact(FactId),
    Definition(DefinitionId),
    Table(TableId),
    List(ListId),
    State(StateId),
    Benefit(BenefitId),
}

/// What a name of a type means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TypeSymbol {
    Domain(DomainId),
    /// By its own name, whichever name was used.
    Unit(String),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// By name and English name; with the owner where there is one.
    pub(super) values: IndexMap<String, Vec<(Option<Owner>, Symbol)>>,
    pub(super) types: IndexMap<String, TypeSymbol>,
    /// Entries of all domains by name, English name, code and alias.
    pub(super) entries: HashMap<String, Vec<(DomainId, EntryId)>>,
    pub(super) identities: IndexMap<String, String>,
}

impl Scope {
    pub(super) fn add_value(&mut self, name: &str, owner: Option<Owner>, symbol: Symbol) {
        let known = self.values.entry(name.to_owned()).or_default();
        if !known.contains(&(owner, symbol)) {
            known.push((owner, symbol));
        }
    }

    pub(super) fn add_entry(&mut self, name: &str, domain: DomainId, entry: EntryId) {
        let known = self.entries.entry(name.to_owned()).or_default();
        if !known.contains(&(domain, entry)) {
            known.push((domain, entry));
        }
    }

    /// Returns the symbols of a name at the first level of `order` that has some; those without owner come last.
    pub(super) fn find(&self, name: &str, order: &[Owner]) -> Vec<(Option<Owner>, Symbol)> {
        let Some(all) = self.values.get(name) else { return Vec::new() };
        for owner in order {
            let at: Vec<_> = all.iter().filter(|(own, _)| *own == Some(*owner)).copied().collect();
            if !at.is_empty() {
                return at;
            }
        }
        all.iter().filter(|(own, _)| own.is_none()).copied().collect()
    }

    /// Returns the problem of a name that nothing has.
    pub(super) fn unknown(&self, name: &ast::Name, domain_entries: &[String], domain: Option<&str>) -> Diagnostic {
        let message = match domain {
            Some(domain) => words::unknown_value(&name.text, domain),
            None => words::unknown_name(&name.text),
        };
        let problem = Diagnostic::new(Code::UnknownName, name.span(), message);
        let mut near = nearest(&name.text, domain_entries.iter().map(String::as_str));
        if near.is_empty() {
            near = nearest(&name.text, self.values.keys().map(String::as_str));
        }
        if near.is_empty() && domain.is_none() && self.entries.len() < 20_000 {
            let mut names: Vec<&str> = self.entries.keys().map(String::as_str).collect();
            names.sort_unstable();
            near = nearest(&name.text, names);
        }
        if let Some(split) = self.split(&name.text) {
            return problem.help(words::split_words(&split)).fix(name.span(), split);
        }
        if let Some(meant) = in_words::value(&name.text) {
            return problem.help(words::write_unit(&meant)).fix(name.span(), meant);
        }
        if domain.is_none() {
            if let Some(meant) = in_words::amount_of_phrase(&name.text).or_else(|| in_words::age(&name.text)) {
                return problem.help(words::write_unit(&meant)).suggest(name.span(), meant);
            }
            if in_words::is_none(&name.text) {
                return problem.help(words::write_unit("无")).suggest(name.span(), "无");
            }
            if let Some((head, value)) = in_words::head_and_value(&name.text)
                && let Some([(of, _), ..]) = self.entries.get(head).map(Vec::as_slice)
                && let Some((of, _)) = self.types.iter().find(|(_, own)| **own == TypeSymbol::Domain(*of))
            {
                return problem.help(words::rows_of_table(of, head, value));
            }
        }
        match near.as_slice() {
            [] if (1..=12).contains(&domain_entries.len()) => problem.help(words::one_of_these(quoted(domain_entries))),
            [] if in_words::is_number(&name.text) => problem.help(words::in_digits()),
            [] if in_words::is_unit(&name.text) => problem.help(words::unit_with_amount()),
            [] if domain.is_none() && !name.text.contains(char::is_whitespace) => {
                problem.help(words::declare_it(&name.text))
            }
            [] => match domain {
                Some(domain) if !domain_entries.is_empty() => problem.help(words::add_value(&name.text, domain)),
                _ => problem,
            },
            [only] => problem.help(words::did_you_mean(quoted(&near))).suggest(name.span(), only.clone()),
            _ => problem.help(words::did_you_mean(quoted(&near))),
        }
    }

    /// Splits a name to which a keyword is glued: `低保且年龄` to `低保 且 年龄`.
    fn split(&self, name: &str) -> Option<String> {
        let known = |part: &str| self.values.contains_key(part) || self.entries.contains_key(part);
        for (word, meant) in GLUED {
            for (at, _) in name.match_indices(word) {
                let (before, after) = (&name[..at], &name[at + word.len()..]);
                let number = after.starts_with(|first: char| first.is_ascii_digit());
                let after = match after {
                    "" => Some(String::new()),
                    // People say 岁 and mean 周岁.
                    _ if number => Some(
                        after
                            .strip_suffix('岁')
                            .filter(|age| !age.ends_with('周'))
                            .map_or_else(|| after.to_owned(), |age| format!("{age}周岁")),
                    ),
                    _ if known(after) => Some(after.to_owned()),
                    _ => self.split(after),
                };
                if let Some(after) = after.filter(|_| known(before)) {
                    return Some(format!("{before} {meant} {after}").trim_end().to_owned());
                }
            }
        }
        None
    }
}

/// Words that are glued between names, with those of the language.
const GLUED: [(&str, &str); 22] = [
    ("不属于", "不属于"),
    ("属于", "属于"),
    ("不低于", "不低于"),
    ("不超过", "不超过"),
    ("大于等于", "不低于"),
    ("小于等于", "不超过"),
    ("不大于", "不超过"),
    ("不小于", "不低于"),
    ("低于", "低于"),
    ("超过", "超过"),
    ("大于", "超过"),
    ("小于", "低于"),
    ("等于", "="),
    ("并且", "且"),
    ("或者", "或"),
    ("且", "且"),
    ("或", "或"),
    ("当", "当"),
    ("的", "的"),
    ("以上", "以上"),
    ("以下", "以下"),
    ("为", "="),
];
