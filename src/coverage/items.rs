//! A program to everything in it that a test can reach, each with a name and a place.

use super::words;
use crate::base::date::DateRange;
use crate::base::span::Span;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::ir::expr::{Dimension, EffectKind, Row};
use crate::ir::{
    Adjusted, Benefit, BenefitId, Branch, Clause, ClauseWord, Dated, Definition, DefinitionId, ExprKind, Program,
    Source, StateId, Stated, Table, TableId, clause_value, print,
};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing a test reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A clause, param, define or group, a choice, a transition.
    Clause,
    /// One of several dated versions of a clause.
    Version,
    Row,
    Cell,
    /// A row of a marginal table.
    Band,
    Case,
    Effect,
}

impl Kind {
    pub const ALL: [Kind; 7] =
        [Kind::Clause, Kind::Version, Kind::Row, Kind::Cell, Kind::Band, Kind::Case, Kind::Effect];

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Clause => "clause",
            Kind::Version => "version",
            Kind::Row => "row",
            Kind::Cell => "cell",
            Kind::Band => "band",
            Kind::Case => "case",
            Kind::Effect => "effect",
        }
    }
}

/// Something that a test can reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    pub span: Span,
    /// `门诊慢病报销.比例[三级, 低保]`
    pub path: Text,
    /// The days on which it holds.
    pub range: DateRange,
    /// Of what it is a part.
    pub of: Of,
}

/// What an item is a part of, in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Benefit(BenefitId),
    Definition(DefinitionId),
    Table(TableId),
    State(StateId),
    Choice,
}

/// Returns what a program states that a test can reach, in the order of the program; a place stands once.
pub fn items(program: &Program) -> Vec<Item> {
    let mut list = List { program, items: Vec::new(), seen: BTreeSet::new(), of: Of::Choice };
    for (at, definition) in program.definitions.iter().enumerate() {
        list.of = Of::Definition(DefinitionId(at as u32));
        list.definition(definition);
    }
    for (at, table) in program.tables.iter().enumerate() {
        list.of = Of::Table(TableId(at as u32));
        let path = Text::same(&*table.name);
        list.versions(&path, &table.versions, |list, path, version| {
            list.table(path, &version.body, version.range);
        });
    }
    for (at, state) in program.states.iter().enumerate() {
        list.of = Of::State(StateId(at as u32));
        for own in &state.transitions {
            let name = |entry: &crate::value::EntryId| program.domain(state.domain).entry(*entry).name.clone();
            let from: Vec<String> = own.body.from.iter().map(name).collect();
            let path = words::becomes(&state.name, listed(&from), name(&own.body.to));
            list.add(Kind::Clause, own.origin.span, path, own.range);
        }
    }
    for (at, benefit) in program.benefits.iter().enumerate() {
        list.of = Of::Benefit(BenefitId(at as u32));
        list.benefit(benefit);
    }
    list.of = Of::Choice;
    for choice in &program.choices {
        let names: Vec<&str> = choice.benefits.iter().map(|id| program.benefit(*id).name.as_str()).collect();
        list.add(Kind::Clause, choice.origin.span, words::of_choice(listed(&names)), choice.range);
    }
    list.items
}

struct List<'p> {
    program: &'p Program,
    items: Vec<Item>,
    seen: BTreeSet<Span>,
    of: Of,
}

impl<'p> List<'p> {
    fn add(&mut self, kind: Kind, span: Span, path: Text, range: DateRange) {
        if self.seen.insert(span) {
            self.items.push(Item { kind, span, path, range, of: self.of });
        }
    }

    /// Adds the versions of something, and what is in each.
    fn versions<T>(
        &mut self,
        path: &Text,
        versions: &'p [Dated<T>],
        mut within: impl FnMut(&mut List<'p>, &Text, &'p Dated<T>),
    ) {
        for version in versions {
            let (kind, path) = match version.range.from {
                Some(from) if versions.len() > 1 => (Kind::Version, words::from_day(path, from.to_string())),
                _ if versions.len() > 1 => (Kind::Version, path.clone()),
                _ => (Kind::Clause, path.clone()),
            };
            self.add(kind, version.origin.span, path.clone(), version.range);
            within(self, &path, version);
        }
    }

    fn definition(&mut self, own: &'p Definition) {
        self.versions(&Text::same(&*own.name), &own.versions, |list, path, version| {
            list.adjusted(path, &version.body, version.range);
        });
    }

    fn benefit(&mut self, own: &'p Benefit) {
        for branch in &own.branches {
            let path = self.branch(own, branch);
            self.add(Kind::Case, branch.span, path, branch.range);
        }
        for clause in own.clauses.iter().filter(|own| is_rule(own)) {
            let path = Text {
                zh: format!("{}.{}", own.name, clause.path.speak(Lang::Zh)),
                en: format!("{}.{}", own.name, clause.path.speak(Lang::En)),
            };
            self.versions(&path, &clause.versions, |list, path, version| {
                if let Some(value) = clause_value(&version.body) {
                    list.adjusted(path, value, version.range);
                }
            });
        }
    }

    fn branch(&self, benefit: &Benefit, own: &Branch) -> Text {
        match (&own.label, &own.when) {
            (Some(label), _) => words::case_named(&benefit.name, label),
            (None, Some(when)) => {
                let condition =
                    Text::new(print::expr(self.program, when, Lang::Zh), print::expr(self.program, when, Lang::En));
                words::case_when(&benefit.name, condition)
            }
            (None, None) => words::case_else(&benefit.name),
        }
    }

    fn adjusted(&mut self, path: &Text, own: &'p Adjusted, range: DateRange) {
        self.source(path, &own.value, range);
        for effect in &own.effects {
            let text = |lang| format!("{} {}", path.get(lang), print::effect(self.program, effect, lang));
            let of_effect = Text { zh: text(Lang::Zh), en: text(Lang::En) };
            self.add(Kind::Effect, effect.span, of_effect.clone(), range);
            if let EffectKind::Instead(source) = &effect.kind {
                self.source(&of_effect, source, range);
            }
        }
    }

    fn source(&mut self, path: &Text, own: &'p Source, range: DateRange) {
        match own {
            Source::Table(table) => self.table(path, table, range),
            Source::Expr(expr) => {
                if let ExprKind::Account(items) = &*expr.kind {
                    for item in items {
                        let path = match item.deducted {
                            true => words::deducted(path, &item.name),
                            false => words::counted(path, &item.name),
                        };
                        self.add(Kind::Clause, item.origin.span, path, item.range);
                    }
                }
            }
            Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }

    fn table(&mut self, path: &Text, own: &'p Table, range: DateRange) {
        let mut rows: BTreeMap<Span, usize> = BTreeMap::new();
        for row in &own.rows {
            *rows.entry(row.span).or_default() += 1;
        }
        let marginal = own.dimensions.iter().any(|own| matches!(own, Dimension::Segment { .. }));
        for row in &own.rows {
            let Some(range) = range.intersect(row.range) else { continue };
            // A row that only awaits its values ends the settlement that asks it: no answer can rest on it.
            if row.cells.iter().all(|cell| matches!(cell.value, Source::Pending(_))) {
                continue;
            }
            // A line of a matrix is one row for each of its cells.
            let is_line = rows.get(&row.span).is_some_and(|count| *count > 1);
            let of_row = self.keyed(path, row, is_line);
            let kind = if marginal { Kind::Band } else { Kind::Row };
            self.add(kind, row.span, of_row, range);
            if is_line || row.cells.len() > 1 {
                for (cell, output) in row.cells.iter().zip(&own.outputs) {
                    if matches!(cell.value, Source::Pending(_)) {
                        continue;
                    }
                    let mut path = self.keyed(path, row, false);
                    if row.cells.len() > 1 {
                        path = Text {
                            zh: format!("{}.{}", path.zh, output.name),
                            en: format!("{}.{}", path.en, output.name),
                        };
                    }
                    self.add(Kind::Cell, cell.span, path, range);
                }
            }
        }
    }

    /// Returns a path with the heads of a row; of a whole line without the last.
    fn keyed(&self, path: &Text, row: &Row, is_line: bool) -> Text {
        let count = row.heads.len() - usize::from(is_line && !row.heads.is_empty());
        let text = |lang: Lang| {
            let heads: Vec<String> =
                row.heads[..count].iter().map(|head| print::head(self.program, head, lang)).collect();
            let heads = match (heads.is_empty(), lang) {
                (false, _) => heads.join("; "),
                (true, Lang::Zh) => "其余".to_owned(),
                (true, Lang::En) => "else".to_owned(),
            };
            format!("{}[{heads}]", path.get(lang))
        };
        Text { zh: text(Lang::Zh), en: text(Lang::En) }
    }
}

/// Whether a clause says something by itself that an answer can rest on.
fn is_rule(own: &Clause) -> bool {
    let by_language = own.versions.iter().all(|version| version.origin.how == Stated::Default);
    match own.path.word {
        ClauseWord::MapsTo | ClauseWord::After | ClauseWord::StacksWith | ClauseWord::As => false,
        ClauseWord::NotWith
        | ClauseWord::Identities
        | ClauseWord::Requires
        | ClauseWord::Refuse
        | ClauseWord::Base
        | ClauseWord::FirstPay
        | ClauseWord::Quantity
        | ClauseWord::Deductible
        | ClauseWord::Rate
        | ClauseWord::Cap
        | ClauseWord::Amount
        | ClauseWord::TopUpTo
        | ClauseWord::OwnPayAtMost
        | ClauseWord::TotalOfLayersAtMost
        | ClauseWord::Round
        | ClauseWord::Order
        | ClauseWord::YearFrom
        | ClauseWord::InKind => !by_language,
    }
}
