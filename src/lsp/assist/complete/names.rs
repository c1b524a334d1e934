//! The names of a program as offers, each with what it is.

use super::{Offer, words};
use crate::base::date::Date;
use crate::base::text::{Lang, Text, listed};
use crate::ir::{DefinitionKind, Owner, Program, show, version_on};
use crate::lsp::assist::{CompletionKind, Snapshot};
use crate::report::grid::plain_in_markdown;
use crate::syntax::ast;
use crate::syntax::ast::Function;
use crate::syntax::format::names::written_name;
use crate::syntax::keywords::Worded;
use crate::value::DomainId;

/// The most values of an enum that are told of a fact.
const MOST_VALUES: usize = 8;

/// The names of a program, in the tongue and on the day of the question.
pub(super) struct Names<'w> {
    pub(super) program: &'w Program,
    pub(super) today: Date,
    pub(super) lang: Lang,
}

impl<'w> Names<'w> {
    pub(super) fn of(snapshot: &Snapshot<'w>, program: &'w Program, lang: Lang) -> Names<'w> {
        Names { program, today: snapshot.today, lang }
    }

    fn say(&self, text: &Text) -> String {
        text.get(self.lang).to_owned()
    }

    /// Returns an offer of something with a name in one tongue or two.
    fn named(&self, name: &str, english: Option<&str>, kind: CompletionKind, rank: u32) -> Offer {
        let own = match (self.lang, english) {
            (Lang::En, Some(english)) => english,
            _ => name,
        };
        let other = [Some(name), english].into_iter().flatten().filter(|other| *other != own);
        Offer {
            also: other.map(str::to_owned).collect(),
            insert: written_name(own, self.lang),
            ..Offer::new(own, kind, rank)
        }
    }

    pub(super) fn facts(&self, rank: u32, fits: &dyn Fn(&crate::ir::Fact) -> bool) -> Vec<Offer> {
        let mut out = Vec::new();
        for own in self.program.facts.iter().filter(|own| fits(own)) {
            let owner = match own.owner {
                Owner::Claim => words::of_claim(),
                Owner::Person => words::of_person(),
                Owner::Household => words::of_household(),
            };
            let ty = self.type_text(&own.ty);
            let mut said = Vec::new();
            if let Some(domain) = crate::lsp::assist::ground::domain_of(&own.ty) {
                let entries = &self.program.domain(domain).entries;
                if entries.len() <= MOST_VALUES {
                    let names: Vec<&str> = entries.iter().map(|own| own.name.as_str()).collect();
                    said.push(words::may_be(listed(&names)));
                }
            }
            if let Some(value) = own.default.as_ref().and_then(|own| show::fixed(self.program, own)) {
                said.push(words::default_is(value));
            }
            out.push(Offer {
                detail: format!("{} : {ty}", self.say(&owner)),
                documentation: said
                    .iter()
                    .map(|own| plain_in_markdown(own.get(self.lang)))
                    .collect::<Vec<_>>()
                    .join("  \n"),
                ..self.named(&own.name, own.english.as_deref(), CompletionKind::Fact, rank)
            });
        }
        out
    }

    /// Returns a type by the name of its enum.
    pub(super) fn type_text(&self, ty: &crate::ir::Type) -> String {
        use crate::base::text::Speak;
        match crate::lsp::assist::ground::domain_of(ty) {
            Some(domain) => self.program.domain(domain).name.clone(),
            None => ty.speak(self.lang),
        }
    }

    pub(super) fn entries(
        &self,
        domain: DomainId,
        rank: u32,
        fits: &dyn Fn(crate::value::EntryId) -> bool,
    ) -> Vec<Offer> {
        let own = self.program.domain(domain);
        let mut out = Vec::new();
        for (at, entry) in own.entries.iter().enumerate() {
            if !fits(crate::value::EntryId(at as u32)) {
                continue;
            }
            let mut said = Vec::new();
            if !entry.aliases.is_empty() {
                said.push(words::alias(listed(&entry.aliases)));
            }
            if !entry.icd.is_empty() {
                said.push(words::icd(listed(&entry.icd)));
            }
            if let Some(parent) = entry.parent {
                said.push(words::below(&own.entry(parent).name));
            }
            let mut offer = self.named(&entry.name, entry.english.as_deref(), CompletionKind::Entry, rank);
            offer.detail = match &entry.code {
                Some(code) => format!("{} {code}", own.name),
                None => own.name.clone(),
            };
            offer.also.extend(entry.code.iter().chain(&entry.icd).chain(&entry.aliases).cloned());
            offer.documentation =
                said.iter().map(|own| plain_in_markdown(own.get(self.lang))).collect::<Vec<_>>().join("  \n");
            out.push(offer);
        }
        out
    }

    pub(super) fn definitions(&self, rank: u32, fits: &dyn Fn(&crate::ir::Definition) -> bool) -> Vec<Offer> {
        let mut out = Vec::new();
        for own in self.program.definitions.iter().filter(|own| fits(own)) {
            let kind = match own.kind {
                DefinitionKind::Param => CompletionKind::Param,
                DefinitionKind::Define | DefinitionKind::Account => CompletionKind::Define,
                DefinitionKind::Group => CompletionKind::Group,
            };
            let mut offer = self.named(&own.name, own.english.as_deref(), kind, rank);
            if let Some(version) = version_on(&own.versions, self.today) {
                let value = crate::ir::print::definition(self.program, own, &version.body.value, self.lang);
                offer.detail = short(&value);
                if version.origin.stated_by != self.program.jurisdiction.name {
                    offer.documentation =
                        plain_in_markdown(words::from_parent(&version.origin.stated_by).get(self.lang));
                }
            }
            if !own.arguments.is_empty() {
                offer.insert.push('(');
            }
            out.push(offer);
        }
        out
    }

    pub(super) fn tables(&self, rank: u32) -> Vec<Offer> {
        let mut out = Vec::new();
        for own in &self.program.tables {
            out.push(self.named(&own.name, own.english.as_deref(), CompletionKind::Table, rank));
            for output in own.outputs.iter().filter(|output| !output.name.is_empty() && own.outputs.len() > 1) {
                let label = format!("{}.{}", own.name, output.name);
                let detail = self.say(&words::output_of(&own.name));
                out.push(Offer { detail, ..Offer::new(label, CompletionKind::Table, rank + 1) });
            }
        }
        out
    }

    pub(super) fn lists(&self, rank: u32, of: Option<DomainId>) -> Vec<Offer> {
        let fits = self.program.lists.iter().filter(|own| of.is_none_or(|of| own.of == of));
        let offer = |own: &crate::ir::List| {
            let count = own.entries.iter().filter(|entry| entry.range.contains(self.today)).count();
            let detail = format!("{} · {}", self.program.domain(own.of).name, self.say(&words::entries_today(count)));
            Offer { detail, ..self.named(&own.name, own.english.as_deref(), CompletionKind::List, rank) }
        };
        fits.map(offer).collect()
    }

    pub(super) fn states(&self, rank: u32) -> Vec<Offer> {
        let all = self.program.states.iter();
        all.map(|own| self.named(&own.name, own.english.as_deref(), CompletionKind::Fact, rank)).collect()
    }

    pub(super) fn benefits(&self, rank: u32) -> Vec<Offer> {
        let offer = |own: &crate::ir::Benefit| {
            let identity = own.identity.as_ref().filter(|identity| **identity != own.name);
            let detail = identity.map_or(String::new(), |identity| self.say(&words::identity_of(identity)));
            let documentation = own.docs.iter().map(|own| plain_in_markdown(own)).collect::<Vec<_>>().join("  \n");
            let offer = self.named(&own.name, own.english.as_deref(), CompletionKind::Benefit, rank);
            Offer { detail, documentation, ..offer }
        };
        self.program.benefits.iter().map(offer).collect()
    }

    pub(super) fn identities(&self, rank: u32) -> Vec<Offer> {
        let all = self.program.identities.iter();
        all.map(|(name, english)| self.named(name, english.as_deref(), CompletionKind::Identity, rank)).collect()
    }

    pub(super) fn documents(&self, rank: u32) -> Vec<Offer> {
        let count = self.program.documents.len() as u32;
        let own_first = |own: &crate::ir::Document| {
            // Those of the jurisdiction itself come last in its program, and are cited most.
            count - self.program.documents.iter().position(|other| std::ptr::eq(own, other)).unwrap_or(0) as u32
        };
        let offer = |own: &crate::ir::Document| {
            let mut offer = self.named(&own.name, None, CompletionKind::Document, rank + own_first(own));
            offer.detail = own.number.clone();
            offer.also.push(own.number.clone());
            offer.also.extend(own.title.clone());
            let dated = own.dated.map(|day| day.to_string());
            let said: Vec<String> = [own.title.clone(), own.issued_by.clone(), dated].into_iter().flatten().collect();
            offer.documentation = plain_in_markdown(&said.join("  "));
            offer
        };
        self.program.documents.iter().map(offer).collect()
    }

    pub(super) fn standards(&self, rank: u32) -> Vec<Offer> {
        let all = self.program.standards.iter().filter(|own| !own.is_assert);
        all.map(|own| self.named(&own.name, None, CompletionKind::Standard, rank)).collect()
    }

    /// Returns the enums, catalogues and units that may be a type.
    pub(super) fn types(&self, rank: u32, catalogues: bool) -> Vec<Offer> {
        let all = self.program.domains.iter().filter(|own| !catalogues || own.catalogue || !own.entries.is_empty());
        let offer = |own: &crate::ir::Domain| {
            let names: Vec<&str> = own.entries.iter().take(MOST_VALUES).map(|own| own.name.as_str()).collect();
            let detail = short(listed(&names).get(self.lang));
            Offer { detail, ..self.named(&own.name, None, CompletionKind::Type, rank) }
        };
        all.map(offer).collect()
    }

    /// Returns the functions of the language, each with an opening bracket.
    pub(super) fn functions(&self, rank: u32) -> Vec<Offer> {
        let offer = |(_, word): &(Function, crate::syntax::keywords::Word)| {
            let label = super::said(*word, self.lang);
            let other = super::said(*word, if self.lang == Lang::Zh { Lang::En } else { Lang::Zh });
            Offer {
                insert: format!("{label}("),
                also: vec![other],
                ..Offer::new(label, CompletionKind::Function, rank)
            }
        };
        Function::WORDS.iter().map(offer).collect()
    }

    /// Returns what may stand in a path behind a benefit: its clauses first.
    pub(super) fn clauses(&self, benefit: &str, rank: u32) -> Vec<Offer> {
        let program = self.program;
        let fits = |own: &crate::ir::Benefit| {
            own.name == benefit || own.english.as_deref() == Some(benefit) || own.identity.as_deref() == Some(benefit)
        };
        let mut out: Vec<Offer> = Vec::new();
        for own in program.benefits.iter().filter(|own| fits(own)) {
            for clause in own.clauses.iter().filter(|clause| clause.branch.is_none()) {
                let Some((_, word)) = ast::PathWord::WORDS
                    .iter()
                    .find(|(path, _)| crate::model::path::clause_word(*path) == Some(clause.path.word))
                else {
                    continue;
                };
                let label = super::said(*word, self.lang);
                if out.iter().any(|known| known.label == label) {
                    continue;
                }
                let version = version_on(&clause.versions, self.today);
                let text = version.map(|own| crate::ir::print::clause(program, &own.body, self.lang));
                let other = super::said(*word, if self.lang == Lang::Zh { Lang::En } else { Lang::Zh });
                let detail = text.map_or(String::new(), |text| short(&text));
                out.push(Offer { detail, also: vec![other], ..Offer::new(label, CompletionKind::Member, rank) });
            }
            for branch in own.branches.iter().filter_map(|own| own.label.as_ref()) {
                let detail = self.say(&words::clause_of(&own.name));
                out.push(Offer { detail, ..Offer::new(branch, CompletionKind::Member, rank + 50) });
            }
        }
        out
    }
}

/// Returns the jurisdictions of a workspace; those for which `fits` holds.
pub(super) fn jurisdictions(snapshot: &Snapshot<'_>, lang: Lang, fits: &dyn Fn(&Program) -> bool) -> Vec<Offer> {
    let mut out = Vec::new();
    for (at, own) in snapshot.analysis.jurisdictions.iter().enumerate().filter(|(_, own)| fits(&own.program)) {
        let own = &own.program.jurisdiction;
        let above = &own.chain[..own.chain.len().saturating_sub(1)];
        let mut offer = Offer::new(&own.name, CompletionKind::Jurisdiction, 100 + own.level as u32);
        offer.insert = written_name(&own.name, lang);
        offer.detail = [above.join(" "), own.code.clone().unwrap_or_default()].join(" ").trim().to_owned();
        offer.also.extend(own.code.iter().chain(&snapshot.analysis.aliases[at]).cloned());
        out.push(offer);
    }
    out
}

/// Returns a text on one line, cut where it is long.
fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
