//! The header and the declarations of a file to lines.

use super::bands::BandPlace;
use super::expressions::Context;
use super::lines::Alignment;
use super::names::quoted;
use super::writer::{BlockForm, Writer};
use crate::base::span::Span;
use crate::syntax::ast::{
    AccountItem, Adjusted, Change, Declaration, DeclarationKind, Document, Fact, Header, HeaderKind, Marks, Name,
    Owner, StateItem, TypeName, Value,
};
use crate::syntax::keywords::{Word, Worded};

/// Neighbouring declarations of these kinds line up, unless they differ by more columns than this.
const SPREAD: usize = 16;
const DOCUMENTS: u32 = 1;
const UNITS: u32 = 2;
const IDENTITIES: u32 = 3;

fn neighbours(group: u32) -> Option<Alignment> {
    Some(Alignment { group, gap: 1, neighbours_within: Some(SPREAD) })
}

impl<'a> Writer<'a> {
    pub(super) fn header(&mut self, header: &Header) {
        self.item(header.place.0, &|writer| {
            writer.keyword(match header.kind {
                HeaderKind::Jurisdiction(level) => level.word(),
                HeaderKind::Vocabulary => Word::Vocabulary,
                HeaderKind::Standards => Word::Standards,
                HeaderKind::Amendment => Word::Amend,
            });
            if let Some(name) = &header.name {
                writer.word(writer.name(name));
            }
            if let Some(code) = &header.code {
                writer.keyword(Word::Code);
                writer.word(code.text.clone());
            }
            if let Some(parent) = &header.parent {
                writer.keyword(Word::In);
                writer.word(writer.name(parent));
            }
            writer.quoted_list(Word::Alias, &header.aliases);
            writer.marks(&header.marks);
        });
    }

    pub(super) fn declarations(&mut self, declarations: &[Declaration], after_header: bool) {
        let mut apart = after_header;
        for declaration in declarations {
            let stands_apart = stands_apart(&declaration.kind);
            self.lead(declaration.place.0.start as usize, apart || stands_apart);
            self.aligned_item(declaration.place.0, alignment(&declaration.kind), &|writer| {
                writer.declaration(declaration);
            });
            apart = stands_apart;
        }
    }

    fn declaration(&mut self, declaration: &Declaration) {
        let place = declaration.place.0;
        let marks = &declaration.marks;
        match &declaration.kind {
            DeclarationKind::Document(document) => self.document(document),
            DeclarationKind::Unit { name, english } => self.short(Word::Unit, name, english.as_ref()),
            DeclarationKind::Identity { name, english } => self.short(Word::Identity, name, english.as_ref()),
            DeclarationKind::Enum { name, english, ordered, entries } => {
                self.keyword(Word::Enum);
                self.named(None, name, english.as_ref());
                if *ordered {
                    self.keyword(Word::Ordered);
                }
                self.marks(marks);
                return self.enum_entries(entries, *ordered, place);
            }
            DeclarationKind::Catalogue { name, english, entries } => {
                self.keyword(Word::Catalogue);
                self.named(None, name, english.as_ref());
                self.marks(marks);
                return self.catalogue_entries(entries, place);
            }
            DeclarationKind::List { name, english, of, openness, entries } => {
                self.keyword(Word::List);
                self.named(None, name, english.as_ref());
                self.word(":");
                self.word(self.name(of));
                if let Some(openness) = openness {
                    self.keyword(openness.word());
                }
                self.marks(marks);
                return self.list_entries(entries, place);
            }
            DeclarationKind::AddTo { name, entries } => {
                self.keyword(Word::AddTo);
                self.word(self.name(name));
                self.marks(marks);
                return self.any_entries(entries, place);
            }
            DeclarationKind::RemoveFrom { name, entries } => {
                self.keyword(Word::RemoveFrom);
                self.word(self.name(name));
                self.marks(marks);
                return self.any_entries(entries, place);
            }
            DeclarationKind::Fact(fact) => self.fact(fact),
            DeclarationKind::Map { from, to } => {
                self.keyword(Word::Map);
                self.word(self.name(from));
                self.keyword(Word::Into);
                self.word(self.name(to));
            }
            DeclarationKind::Param { name, english, ty, value } => {
                return self.param(declaration, name, english.as_ref(), ty.as_ref(), value);
            }
            DeclarationKind::Define { owner, name, english, arguments, value } => {
                self.keyword(Word::Define);
                self.named(*owner, name, None);
                if !arguments.is_empty() {
                    let arguments: Vec<String> = arguments
                        .iter()
                        .map(|(name, ty)| format!("{} : {}", self.name(name), self.type_name(ty)))
                        .collect();
                    self.glued(format!("({})", arguments.join(", ")));
                }
                self.english(english.as_ref());
                self.word("=");
                if matches!(value.value, Value::Expr(_)) {
                    self.breakable(1);
                }
                return self.marked(value, marks);
            }
            DeclarationKind::Group { name, english, condition } => {
                self.keyword(Word::Group);
                self.named(None, name, english.as_ref());
                self.word("=");
                self.breakable(1);
                self.push_expr(condition);
            }
            DeclarationKind::Table { name, english, table } => {
                self.keyword(Word::Table);
                self.named(None, name, english.as_ref());
                if table.marks == Marks::default() {
                    return self.table(table, None, marks);
                }
                self.table(table, None, &Marks::default());
            }
            DeclarationKind::Account { owner, name, english, items } => {
                self.keyword(Word::Account);
                self.named(*owner, name, english.as_ref());
                self.marks(marks);
                return self.account(items, place);
            }
            DeclarationKind::State { owner, name, english, period, items } => {
                self.keyword(Word::State);
                self.named(*owner, name, english.as_ref());
                self.keyword(period.word());
                self.marks(marks);
                return self.state(items, place);
            }
            DeclarationKind::Benefit { name, english, occasion, clauses } => {
                self.keyword(Word::Benefit);
                self.named(None, name, english.as_ref());
                self.keyword(occasion.word());
                self.marks(marks);
                return self.clause_block(clauses, place.end as usize, true);
            }
            DeclarationKind::EveryBenefit { clauses } => {
                self.keyword(Word::EveryBenefit);
                self.marks(marks);
                return self.clause_block(clauses, place.end as usize, true);
            }
            DeclarationKind::Choose { benefits, how } => {
                self.keyword(Word::Choose);
                self.push_names(benefits);
                self.keyword(how.word());
            }
            DeclarationKind::Standard { name, items } => {
                self.keyword(Word::Standard);
                self.word(self.name(name));
                self.marks(marks);
                return self.requirements(items, place);
            }
            DeclarationKind::Assert { name, items } => {
                self.keyword(Word::Assert);
                self.word(self.name(name));
                self.marks(marks);
                return self.requirements(items, place);
            }
            DeclarationKind::Test { title, scene } => {
                self.keyword(Word::Test);
                self.word(quoted(title));
                return self.scene(scene, marks, place);
            }
            DeclarationKind::Typical { title, scene } => {
                self.keyword(Word::Typical);
                self.word(quoted(title));
                return self.scene(scene, marks, place);
            }
            DeclarationKind::Override { path, change } => {
                self.keyword(Word::Override);
                self.word(self.path(path));
                return self.change_of(change, declaration);
            }
            DeclarationKind::Repeal { path } => {
                self.keyword(Word::Repeal);
                self.word(self.path(path));
            }
            DeclarationKind::Rename { path, to } => {
                self.keyword(Word::Rename);
                self.word(self.path(path));
                self.keyword(Word::Into);
                self.word(self.name(to));
            }
            DeclarationKind::Broken => return self.as_it_stands(place),
        }
        self.marks(marks);
    }

    /// Adds `家庭.月人均收入 英文 monthly_income`.
    fn named(&mut self, owner: Option<Owner>, name: &Name, english: Option<&Name>) {
        match owner {
            Some(owner) => self.word(format!("{}.{}", self.spell(owner.word()), self.owned_name(name))),
            None => self.word(self.name(name)),
        }
        self.english(english);
    }

    fn short(&mut self, word: Word, name: &Name, english: Option<&Name>) {
        self.keyword(word);
        self.word(self.name(name));
        if english.is_some() {
            self.tab();
        }
        self.english(english);
    }

    fn document(&mut self, document: &Document) {
        self.keyword(Word::Document);
        self.word(self.name(&document.name));
        self.word("=");
        self.word(quoted(&document.number));
        self.tab();
        if let Some(dated) = document.dated {
            self.keyword(Word::Dated);
            self.word(dated.to_string());
        }
        let texts = [(Word::Title, &document.title), (Word::IssuedBy, &document.issued_by), (Word::Url, &document.url)];
        for (word, text) in texts {
            if let Some(text) = text {
                self.keyword(word);
                self.word(quoted(text));
            }
        }
    }

    /// Adds `结算.合规费用 : 金额 不低于 0元, 英文 …, 列 …, 默认 …`.
    fn fact(&mut self, fact: &Fact) {
        self.keyword(Word::Fact);
        self.named(fact.owner, &fact.name, None);
        self.word(":");
        self.word(self.type_name(&fact.ty));
        if let Some(range) = &fact.range {
            self.word(self.band(range, BandPlace::Head));
        }
        if fact.english.is_some() {
            self.glued(",");
            self.english(fact.english.as_ref());
        }
        if !fact.columns.is_empty() {
            self.glued(",");
            self.quoted_list(Word::Column, &fact.columns);
        }
        for (at, (name, edge)) in fact.bands.iter().enumerate() {
            self.glued(",");
            if at == 0 {
                self.keyword(Word::Bands);
            }
            self.word(self.name(name));
            if let Some(edge) = edge {
                self.word(self.band(edge, BandPlace::Head));
            }
        }
        if let Some(default) = &fact.default {
            self.glued(",");
            self.keyword(Word::Default);
            self.push_expr_in(default, Context::LISTED);
        }
    }

    /// Adds `低保标准 : 金额/人·月 = 450元/人·月`; a history or a table needs no `=`.
    fn param(
        &mut self,
        declaration: &Declaration,
        name: &Name,
        english: Option<&Name>,
        ty: Option<&TypeName>,
        value: &Adjusted,
    ) {
        self.keyword(Word::Param);
        self.named(None, name, english);
        if let Some(ty) = ty {
            self.word(":");
            self.word(self.type_name(ty));
        }
        if !matches!(value.value, Value::History(_) | Value::Table(_)) {
            self.word("=");
        }
        self.marked(value, &declaration.marks);
    }

    fn account(&mut self, items: &[AccountItem], place: Span) {
        let (form, end) =
            self.block_of(items.first().map(|item| item.place.0), items.last().map(|item| item.place.0), place);
        self.block(form, items.is_empty(), end, &|writer| {
            for item in items {
                writer.item(item.place.0, &|writer| {
                    writer.keyword(item.kind.word());
                    writer.push_names(&item.names);
                    writer.marks(&item.marks);
                });
            }
        });
    }

    fn state(&mut self, items: &[StateItem], place: Span) {
        let place_of = |item: &StateItem| match item {
            StateItem::Starts { place, .. } | StateItem::Transition { place, .. } | StateItem::Broken(place) => place.0,
        };
        let end = items.last().map_or(place.end as usize, |last| self.closing_brace(place_of(last)));
        self.block(BlockForm::Always, items.is_empty(), end, &|writer| {
            for item in items {
                writer.item(place_of(item), &|writer| match item {
                    StateItem::Starts { value, .. } => {
                        writer.keyword(Word::Starts);
                        writer.word(writer.name(value));
                    }
                    StateItem::Transition { from, to, condition, marks, .. } => {
                        writer.word(writer.names(from));
                        writer.keyword(Word::Becomes);
                        writer.word(writer.name(to));
                        writer.breakable(1);
                        writer.push_when(condition);
                        writer.marks(marks);
                    }
                    StateItem::Broken(place) => writer.as_it_stands(place.0),
                });
            }
        });
    }

    /// Adds `为 85%`, `加5个百分点`, `{ 限额 4000元/年 }`; the marks stand before the brace of a block.
    fn change_of(&mut self, change: &Change, declaration: &Declaration) {
        match change {
            Change::To(value) => {
                if !matches!(value.value, Value::History(_)) {
                    self.keyword(Word::Into);
                }
                return self.marked(value, &declaration.marks);
            }
            Change::Effects(effects) => {
                for (at, effect) in effects.iter().enumerate() {
                    self.comments_in_phrase(effect.place.0.start as usize);
                    if at > 0 && !self.begins_new_line() {
                        self.breakable(2);
                    }
                    self.effect(effect);
                }
            }
            Change::Clauses(clauses) => {
                self.marks(&declaration.marks);
                return self.clause_block(clauses, declaration.place.0.end as usize, false);
            }
        }
        self.marks(&declaration.marks);
    }

    /// Returns how a block of items stands and where it ends.
    pub(super) fn block_of(&self, first: Option<Span>, last: Option<Span>, place: Span) -> (BlockForm, usize) {
        let form = first.map_or(BlockForm::Always, BlockForm::as_written);
        let end = last.map_or(place.end as usize, |last| self.closing_brace(last));
        (form, end)
    }
}

/// Whether an empty line stands before and after such a declaration.
fn stands_apart(kind: &DeclarationKind) -> bool {
    matches!(
        kind,
        DeclarationKind::Benefit { .. }
            | DeclarationKind::EveryBenefit { .. }
            | DeclarationKind::Standard { .. }
            | DeclarationKind::Assert { .. }
            | DeclarationKind::State { .. }
            | DeclarationKind::Test { .. }
            | DeclarationKind::Typical { .. }
    )
}

fn alignment(kind: &DeclarationKind) -> Option<Alignment> {
    match kind {
        DeclarationKind::Document(_) => neighbours(DOCUMENTS),
        DeclarationKind::Unit { .. } => neighbours(UNITS),
        DeclarationKind::Identity { .. } => neighbours(IDENTITIES),
        _ => None,
    }
}
