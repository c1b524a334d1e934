//! Changes to cells: which rows a key names, rows split where it names a part; what a parent delegates is kept.

use super::super::delegated::{in_numbers, outside, outside_of_source};
use super::expr::{constant, node};
use super::table::Want;
use super::*;
use crate::base::date::DateRange;
use crate::base::number::Number;
use crate::ir::expr::{ArithmeticOp, Cell, Dimension, Effect, EffectKind, ExprKind, Head, HeadItem, Row};
use crate::model::{DelegationOf, Edit, EditChange};
use crate::value::Value;
use std::rc::Rc;

/// How a key meets a row.
enum Meets {
    Not,
    Wholly,
    /// The part of the row's head that it names, and the rest.
    Partly(Head, Head),
}

impl Lowering<'_, '_> {
    /// Applies the changes to a value in the order in which they were made.
    /// `days`: those on which the value holds.
    pub(super) fn apply_edits(
        &mut self,
        value: &mut Adjusted,
        origin: &mut Origin,
        edits: &[Rc<Edit<'_>>],
        days: DateRange,
    ) {
        for edit in edits {
            let own_origin = self.origin(&edit.origin);
            match (edit.keys, &edit.change) {
                (None, EditChange::Effects(effects)) => {
                    let ty = value.ty.clone();
                    let effects: Vec<Effect> = effects.iter().map(|effect| self.effect(effect, &ty)).collect();
                    value.effects.extend(effects);
                    *origin = own_origin;
                    self.check_bounds(value, &edit.bounds, days);
                }
                (Some(keys), change) => {
                    self.edit_cells(value, keys, change, edit, (&origin.stated_by, &own_origin), days);
                    origin.how = own_origin.how;
                }
                // `为` without keys has become a version in the model.
                (None, EditChange::To(_)) => {}
            }
        }
    }

    fn edit_cells(
        &mut self,
        value: &mut Adjusted,
        keys: &[ast::Key],
        change: &EditChange<'_>,
        edit: &Edit<'_>,
        (stated_by, origin): (&str, &Origin),
        days: DateRange,
    ) {
        let ty = value.ty.clone();
        let Source::Table(table) = &mut value.value else {
            self.error(Code::OverrideMissing, edit.path_span, words::keys_need_table());
            return;
        };
        if keys.len() != table.dimensions.len() {
            let message = words::key_count(keys.len(), table.dimensions.len());
            let problem = Diagnostic::new(Code::OverrideMissing, edit.path_span, message);
            self.problems.push(problem.help(words::one_key_for_each()));
            return;
        }
        let told = self.problems.len();
        let mut typed: Vec<Option<Head>> = Vec::new();
        for (key, dimension) in keys.iter().zip(&table.dimensions) {
            typed.push(match key {
                ast::Key::Every(_) => None,
                ast::Key::Head(head) => Some(self.head(head, dimension)),
            });
        }
        let rows = table.rows.clone();
        let mut kept = Vec::with_capacity(rows.len());
        let mut changed = Vec::new();
        for row in rows {
            if row.default {
                if typed.iter().all(Option::is_none) {
                    changed.push(row);
                } else {
                    kept.push(row);
                }
                continue;
            }
            self.split_row(table, row, &typed, &mut kept, &mut changed);
        }
        if changed.is_empty() && self.problems.len() > told {
            // A key that is no value is told already.
            return;
        }
        if changed.is_empty() {
            let text: Vec<String> = keys.iter().map(key_text).collect();
            let message = words::key_fits_nothing(text.join(", "));
            self.error(Code::OverrideMissing, edit.path_span, message);
            return;
        }
        for row in &mut changed {
            for cell in &mut row.cells {
                self.change_cell(cell, change, &ty, edit, (stated_by, origin), days);
            }
        }
        // Keeps the order of the table: split parts stand where the row stood.
        let mut rows: Vec<Row> = kept.into_iter().chain(changed).collect();
        rows.sort_by_key(|row| row.span.start);
        table.rows = rows;
    }

    /// Puts the part of a row that the keys name among the changed, the rest among the kept.
    fn split_row(
        &mut self,
        table: &Table,
        row: Row,
        keys: &[Option<Head>],
        kept: &mut Vec<Row>,
        changed: &mut Vec<Row>,
    ) {
        let mut row = row;
        let mut rest = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            let Some(key) = key else { continue };
            match self.meets(table, at, &row.heads[at], key) {
                Meets::Not => {
                    // Nothing of the row is named: all of it stays, parts cut off before included.
                    kept.extend(rest);
                    kept.push(row);
                    return;
                }
                Meets::Wholly => {}
                Meets::Partly(named, other) => {
                    let mut cut = row.clone();
                    cut.heads[at] = other;
                    rest.push(cut);
                    row.heads[at] = named;
                }
            }
        }
        kept.extend(rest);
        changed.push(row);
    }

    fn meets(&self, table: &Table, at: usize, head: &Head, key: &Head) -> Meets {
        let ty = match &table.dimensions[at] {
            Dimension::Expr(own) => own.ty.clone(),
            Dimension::Segment { .. } => Type::money(),
        };
        let domain = match ty {
            Type::Entry(domain) | Type::Several(domain) => Some(domain),
            _ => None,
        };
        if let Some(domain) = domain {
            let others: Vec<&Head> = table.rows.iter().filter_map(|row| row.heads.get(at)).collect();
            if let (Some(own), Some(named)) =
                (self.entries_of(domain, head, &others), self.entries_of(domain, key, &others))
            {
                let common: Vec<EntryId> = own.iter().copied().filter(|entry| named.contains(entry)).collect();
                if common.is_empty() {
                    return Meets::Not;
                }
                if common.len() == own.len() {
                    return Meets::Wholly;
                }
                let tree = self.program.domain(domain);
                // What is named again needs no head of its own; an entry above a named one would cover it again.
                let top = common
                    .iter()
                    .copied()
                    .filter(|entry| !common.iter().any(|other| other != entry && tree.is_within(*entry, *other)));
                let top: Vec<EntryId> = top.collect();
                let named_head = self.head_of(domain, &top, head.span);
                // `其余` goes on meaning all that no other head names.
                if matches!(head.items.as_slice(), [HeadItem::Else]) {
                    return Meets::Partly(named_head, head.clone());
                }
                let rest: Vec<EntryId> = own
                    .into_iter()
                    .filter(|entry| !named.contains(entry) && !common.iter().any(|one| tree.is_within(*one, *entry)))
                    .collect();
                return Meets::Partly(named_head, self.head_of(domain, &rest, head.span));
            }
        }
        if same_head(head, key) || within(head, key) { Meets::Wholly } else { Meets::Not }
    }

    fn head_of(&self, domain: DomainId, entries: &[EntryId], span: Span) -> Head {
        let value =
            |entry: &EntryId| HeadItem::Value(constant(Value::Entry(domain, *entry), Type::Entry(domain), span));
        Head { items: entries.iter().map(value).collect(), span }
    }

    /// Returns the entries that a head covers; `None` when it holds a condition.
    fn entries_of(&self, domain: DomainId, head: &Head, others: &[&Head]) -> Option<Vec<EntryId>> {
        let own = self.program.domain(domain);
        let all = (0..own.entries.len() as u32).map(EntryId);
        let mut found = Vec::new();
        for entry in all {
            let mut covered = false;
            for item in &head.items {
                covered |= match item {
                    HeadItem::Any => true,
                    HeadItem::Else => {
                        let mut taken = false;
                        for other in others {
                            for item in &other.items {
                                if !matches!(item, HeadItem::Else | HeadItem::Any) {
                                    taken |= self.item_covers(domain, item, entry)?;
                                }
                            }
                        }
                        !taken
                    }
                    other => self.item_covers(domain, other, entry)?,
                };
            }
            if covered {
                found.push(entry);
            }
        }
        Some(found)
    }

    fn item_covers(&self, domain: DomainId, item: &HeadItem, entry: EntryId) -> Option<bool> {
        let own = self.program.domain(domain);
        match item {
            HeadItem::Value(value) => match constant::value_of(value)? {
                Value::Entry(_, named) => Some(own.is_within(entry, named)),
                _ => None,
            },
            HeadItem::List(list) => {
                let list = self.program.list(*list);
                Some(list.entries.iter().any(|known| own.is_within(entry, known.body)))
            }
            HeadItem::Band(band) => {
                let at = |edge: &crate::ir::expr::Edge| match constant::value_of(&edge.value)? {
                    Value::Entry(_, named) => Some(named),
                    _ => None,
                };
                let above = match &band.low {
                    Some(edge) => {
                        let low = at(edge)?;
                        entry > low || (edge.included && entry == low)
                    }
                    None => true,
                };
                let below = match &band.high {
                    Some(edge) => {
                        let high = at(edge)?;
                        entry < high || (edge.included && entry == high)
                    }
                    None => true,
                };
                Some(above && below)
            }
            HeadItem::Any => Some(true),
            HeadItem::Else | HeadItem::Compare(..) | HeadItem::Condition(_) => None,
        }
    }

    fn change_cell(
        &mut self,
        cell: &mut Cell,
        change: &EditChange<'_>,
        ty: &Type,
        edit: &Edit<'_>,
        (stated_by, origin): (&str, &Origin),
        days: DateRange,
    ) {
        let mut own = cell.origin.as_ref().and_then(|own| own.delegates.clone());
        if let Some(bound) = &mut own
            && bound.stated_by.is_empty()
        {
            // A cell is stated by whoever states its table.
            bound.stated_by = stated_by.to_owned();
        }
        // What a jurisdiction lets those below choose does not bind itself.
        let binds = own.as_ref().filter(|bound| bound.stated_by != origin.stated_by);
        if let Some(Delegated { within: None, stated_by, span }) = binds {
            let message = words::cell_locked_by(stated_by);
            let problem =
                Diagnostic::new(Code::LockedClause, edit.path_span, message).label(*span, words::locked_here());
            self.problems.push(problem);
            return;
        }
        match change {
            EditChange::To(value) => {
                let own = self.adjusted_text(value, &Want::Exact(ty.clone()), edit.origin.span);
                cell.value = own.value;
            }
            EditChange::Effects(effects) => {
                for effect in *effects {
                    let effect = self.effect(effect, ty);
                    cell.value = changed_source(&cell.value, effect, ty);
                }
            }
        }
        let mut bounds: Vec<Delegated> =
            edit.bounds.iter().filter_map(|bound| self.delegates(Some(bound), ty)).collect();
        match binds {
            // What is said of the cell itself stands in place of what is said of the table, where one says both.
            Some(bound) => {
                bounds.retain(|other| other.stated_by != bound.stated_by);
                bounds.push(bound.clone());
            }
            None => {}
        }
        for bound in bounds {
            let places = outside_of_source(&self.program, &cell.value, &[], &bound, edit.origin.span, days);
            self.tell_outside(places, ty, &bound, days);
        }
        cell.span = edit.origin.span;
        cell.origin = Some(Origin { delegates: own.or(origin.delegates.clone()), ..origin.clone() });
    }

    /// Returns what a version lets those below choose, typed for its value.
    pub(super) fn delegates(&mut self, said: Option<&DelegationOf<'_>>, ty: &Type) -> Option<Delegated> {
        let said = said?;
        self.delegated(said.delegation, ty, said.stated_by.to_string())
    }

    /// Returns what a mark lets those below choose; `None` where it leaves them free, or speaks of something else: a mark
    /// on a benefit holds for those of its clauses that it fits.
    pub(super) fn delegated(&mut self, said: &ast::Delegation, ty: &Type, stated_by: String) -> Option<Delegated> {
        let (within, span) = match said {
            ast::Delegation::Free(_) => return None,
            ast::Delegation::Locked(place) => (None, place.0),
            ast::Delegation::Within(written) => {
                let problems = std::mem::take(&mut self.problems);
                let band = self.band(written, ty);
                let fits = self.problems.is_empty();
                self.problems = problems;
                (Some(band).filter(|_| fits), written.place.0)
            }
        };
        let is_lock = matches!(said, ast::Delegation::Locked(_));
        (is_lock || within.is_some()).then_some(Delegated { within, stated_by, span })
    }

    /// Says so when a value leaves one of the ranges that those above delegate. `days`: those on which it holds.
    pub(super) fn check_bounds(&mut self, value: &Adjusted, bounds: &[DelegationOf<'_>], days: DateRange) {
        for bound in bounds {
            let Some(bound) = self.delegates(Some(bound), &value.ty) else { continue };
            let places = outside(&self.program, value, false, &bound, days);
            self.tell_outside(places, &value.ty, &bound, days);
        }
    }

    fn tell_outside(&mut self, places: Vec<(Number, Span)>, ty: &Type, bound: &Delegated, days: DateRange) {
        let Some(band) = &bound.within else { return };
        let band = &in_numbers(&self.program, band, days);
        for (number, span) in places {
            let text = crate::ir::show::number(&number, ty);
            let message = words::outside_delegation(text, crate::ir::show::band(band), &bound.stated_by);
            let problem =
                Diagnostic::new(Code::OutsideDelegation, span, message).label(bound.span, words::delegated_here());
            self.problems.push(problem);
        }
    }

    /// Says so when a value falls below that of the year before.
    pub(super) fn check_last_year(&mut self, versions: &[Dated<Adjusted>]) {
        for version in versions {
            if version.origin.how == Stated::Inherited {
                continue;
            }
            let Some(from) = version.range.from else { continue };
            let Some(before) = from.plus_months(-12).and_then(|day| version_on(versions, day)) else { continue };
            for (now, then) in paired_cells(&version.body, &before.body) {
                let (Some(a), Some(b)) = (constant::number_of(now), constant::number_of(then)) else { continue };
                if a < b {
                    let ty = &version.body.ty;
                    let message =
                        words::below_last_year(crate::ir::show::number(&a, ty), crate::ir::show::number(&b, ty));
                    let problem = Diagnostic::new(Code::BelowOwnLastYear, now.span, message)
                        .label(then.span, words::last_year_here());
                    self.problems.push(problem);
                }
            }
        }
    }
}

/// Returns the cells of two values that stand for the same case.
fn paired_cells<'v>(now: &'v Adjusted, then: &'v Adjusted) -> Vec<(&'v Expr, &'v Expr)> {
    match (&now.value, &then.value) {
        (Source::Expr(a), Source::Expr(b)) => vec![(a, b)],
        (Source::Table(a), Source::Table(b)) => {
            let mut pairs = Vec::new();
            for row in &a.rows {
                let twin = b.rows.iter().find(|other| {
                    other.default == row.default
                        && other.heads.len() == row.heads.len()
                        && other.heads.iter().zip(&row.heads).all(|(one, two)| same_head(one, two))
                });
                let Some(twin) = twin else { continue };
                for (one, two) in row.cells.iter().zip(&twin.cells) {
                    if let (Source::Expr(a), Source::Expr(b)) = (&one.value, &two.value) {
                        pairs.push((a, b));
                    }
                }
            }
            pairs
        }
        _ => Vec::new(),
    }
}

fn changed_source(source: &Source, effect: Effect, ty: &Type) -> Source {
    let changed = match (&effect.kind, source) {
        (EffectKind::Instead(value), _) => value.clone(),
        (EffectKind::Waived, Source::Expr(own)) => {
            Source::Expr(constant(Value::Number(Number::zero()), ty.clone(), own.span))
        }
        (EffectKind::Lifted, _) => Source::Nothing(effect.span),
        (_, Source::Expr(own)) => {
            let joined = |op, other: &Expr| {
                Source::Expr(node(ExprKind::Arithmetic(op, own.clone(), other.clone()), ty.clone(), own.span))
            };
            match &effect.kind {
                EffectKind::Plus(value) => joined(ArithmeticOp::Add, value),
                EffectKind::Minus(value) => joined(ArithmeticOp::Subtract, value),
                EffectKind::Times(value) => joined(ArithmeticOp::Multiply, value),
                EffectKind::Halved => {
                    Source::Expr(node(ExprKind::Scale(own.clone(), Number::ratio(1, 2)), ty.clone(), own.span))
                }
                EffectKind::Instead(_)
                | EffectKind::Waived
                | EffectKind::Lifted
                | EffectKind::EachFurtherMinus { .. }
                | EffectKind::Continued => source.clone(),
            }
        }
        (_, other) => other.clone(),
    };
    match (effect.when, source, &changed) {
        (Some(when), Source::Expr(before), Source::Expr(after)) => {
            let span = before.span;
            Source::Expr(node(ExprKind::If(when, after.clone(), before.clone()), ty.clone(), span))
        }
        _ => changed,
    }
}

fn key_text(key: &ast::Key) -> String {
    match key {
        ast::Key::Every(_) => "*".to_owned(),
        ast::Key::Head(head) => head
            .items
            .iter()
            .map(|item| match item {
                ast::HeadItem::Value(value) => constant::value_text(&ast::Value::Expr(value.clone())),
                ast::HeadItem::Any(_) => "任意".to_owned(),
                ast::HeadItem::Else(_) => "其余".to_owned(),
                ast::HeadItem::Condition(_) | ast::HeadItem::Band(_) | ast::HeadItem::Compare(..) => "…".to_owned(),
            })
            .collect::<Vec<_>>()
            .join("、"),
    }
}

/// Whether two heads say the same, item by item.
fn same_head(one: &Head, other: &Head) -> bool {
    one.items.len() == other.items.len() && one.items.iter().zip(&other.items).all(|(a, b)| same_item(a, b))
}

fn same_item(one: &HeadItem, other: &HeadItem) -> bool {
    match (one, other) {
        (HeadItem::Any, HeadItem::Any) | (HeadItem::Else, HeadItem::Else) => true,
        (HeadItem::Value(a), HeadItem::Value(b)) => same_value(a, b),
        (HeadItem::List(a), HeadItem::List(b)) => a == b,
        (HeadItem::Band(a), HeadItem::Band(b)) => {
            let same = |a: &Option<crate::ir::expr::Edge>, b: &Option<crate::ir::expr::Edge>| match (a, b) {
                (None, None) => true,
                (Some(a), Some(b)) => a.included == b.included && same_value(&a.value, &b.value),
                _ => false,
            };
            same(&a.low, &b.low) && same(&a.high, &b.high)
        }
        (HeadItem::Compare(p, a), HeadItem::Compare(q, b)) => p == q && same_value(a, b),
        (HeadItem::Condition(a), HeadItem::Condition(b)) => same_value(a, b),
        _ => false,
    }
}

fn same_value(a: &Expr, b: &Expr) -> bool {
    match (constant::value_of(a), constant::value_of(b)) {
        (Some(a), Some(b)) => a == b,
        _ => matches!((&*a.kind, &*b.kind), (ExprKind::Definition(x, _), ExprKind::Definition(y, _)) if x == y),
    }
}

/// Whether a band lies wholly in the band of a key.
fn within(head: &Head, key: &Head) -> bool {
    let ([HeadItem::Band(inner)], [HeadItem::Band(outer)]) = (head.items.as_slice(), key.items.as_slice()) else {
        return false;
    };
    let low = match (&inner.low, &outer.low) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => match (constant::number_of(&a.value), constant::number_of(&b.value)) {
            (Some(x), Some(y)) => x > y || (x == y && (b.included || !a.included)),
            _ => false,
        },
    };
    let high = match (&inner.high, &outer.high) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => match (constant::number_of(&a.value), constant::number_of(&b.value)) {
            (Some(x), Some(y)) => x < y || (x == y && (b.included || !a.included)),
            _ => false,
        },
    };
    low && high
}
