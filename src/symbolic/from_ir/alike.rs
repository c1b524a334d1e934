//! Values that a policy does not tell apart: what a table's heads, a set of members or a comparison make of each entry is
//! worked out once for all of them, and of values that answer alike whatever is asked only the first is tried. So what is
//! done follows what the policy tells apart, not how many diseases a catalogue holds.

use super::{Context, Lowering};
use crate::base::date::Date;
use crate::base::quick::QuickMap;
use crate::ir::expr::{CompareOp, Head, HeadItem, Member};
use crate::ir::{Expr, ExprKind, FactId, ListId, Table};
use crate::value::{DomainId, EntryId, Value, ops};
use std::cell::{Cell as Counter, RefCell};
use std::rc::Rc;

/// What something that is asked of an entry makes of each: entries of one class come out alike.
#[derive(Debug)]
pub(crate) struct Sorting {
    /// The class of each entry, by its place.
    class: Vec<usize>,
    /// The rows of a table that fit a class; of a truth: row 0 where it holds.
    rows: Vec<Vec<usize>>,
}

/// Sortings by where what is asked stands, and by day; `None`: it cannot be told from the entry alone.
pub(crate) type Sortings = QuickMap<(Asks, usize, Date), Option<Rc<Sorting>>>;

/// What is asked: with its address it tells one place of a program from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Asks {
    Heads(usize),
    Members,
    Comparison,
}

/// What has been asked of a value while it was tried.
#[derive(Default)]
pub(crate) struct Tried {
    asked: RefCell<Vec<Rc<Sorting>>>,
    /// Whether it was looked at itself: then nothing is known of others.
    seen: Counter<bool>,
}

/// Values that have been tried, each with the group that it fell into.
#[derive(Default)]
pub(super) struct Known {
    all: Vec<(EntryId, Vec<Rc<Sorting>>, usize)>,
}

impl Sorting {
    pub(super) fn rows(&self, entry: EntryId) -> &[usize] {
        self.class.get(entry.0 as usize).map_or(&[], |class| &self.rows[*class])
    }

    pub(super) fn holds(&self, entry: EntryId) -> bool {
        !self.rows(entry).is_empty()
    }

    fn are_alike(&self, a: EntryId, b: EntryId) -> bool {
        let class = |own: EntryId| self.class.get(own.0 as usize);
        class(a).is_some() && class(a) == class(b)
    }

    /// Sorts the entries of a domain by the rows that fit each.
    fn of(count: usize, rows: impl Fn(EntryId) -> Vec<usize>) -> Sorting {
        let mut own = Sorting { class: Vec::with_capacity(count), rows: Vec::new() };
        let mut known: QuickMap<Vec<usize>, usize> = QuickMap::default();
        for at in 0..count {
            let fitting = rows(EntryId(at as u32));
            let class = *known.entry(fitting).or_insert_with_key(|fitting| {
                own.rows.push(fitting.clone());
                own.rows.len() - 1
            });
            own.class.push(class);
        }
        own
    }
}

impl Tried {
    /// Notes that the value was looked at as it is.
    pub(super) fn is_seen(&self) {
        self.seen.set(true);
    }

    fn was_asked(&self, own: &Rc<Sorting>) {
        let mut asked = self.asked.borrow_mut();
        if !asked.iter().any(|known| Rc::ptr_eq(known, own)) {
            asked.push(Rc::clone(own));
        }
    }
}

impl Known {
    /// Returns the group of a value that answers all as one that was tried.
    pub(super) fn group_of(&self, value: &Value) -> Option<usize> {
        let Value::Entry(_, entry) = value else { return None };
        let alike = |(known, asked, _): &&(EntryId, Vec<Rc<Sorting>>, usize)| {
            asked.iter().all(|own| own.are_alike(*known, *entry))
        };
        self.all.iter().find(alike).map(|(.., group)| *group)
    }

    pub(super) fn add(&mut self, value: &Value, tried: Tried, group: usize) {
        if let (Value::Entry(_, entry), false) = (value, tried.seen.get()) {
            self.all.push((*entry, tried.asked.into_inner(), group));
        }
    }
}

impl<'p> Lowering<'_, 'p> {
    /// Returns the entry that is tried for a fact, where it may be asked by a sorting instead of being looked at.
    fn tried<'c>(&self, ctx: &Context<'c>, fact: FactId) -> Option<(DomainId, EntryId, &'c Tried)> {
        let mut next = ctx.held;
        while let Some(own) = next {
            if own.fact == fact {
                let Value::Entry(domain, entry) = own.value else { return None };
                return own.tried.map(|tried| (*domain, *entry, tried));
            }
            next = own.outer;
        }
        None
    }

    fn sorting(&self, key: (Asks, usize, Date), make: impl FnOnce() -> Option<Sorting>) -> Option<Rc<Sorting>> {
        if let Some(known) = self.shop.sortings.borrow().get(&key) {
            return known.clone();
        }
        let made = make().map(Rc::new);
        self.shop.sortings.borrow_mut().insert(key, made.clone());
        made
    }

    /// Asks something of the entry tried for the fact that an expression is; `None` where that cannot be.
    fn asked_by(
        &self,
        ctx: &Context<'_>,
        expr: &Expr,
        find: impl FnOnce(DomainId) -> Option<Rc<Sorting>>,
    ) -> Option<(EntryId, Rc<Sorting>)> {
        let ExprKind::Fact(fact) = &*expr.kind else { return None };
        let (domain, entry, tried) = self.tried(ctx, *fact)?;
        let sorting = find(domain)?;
        if let Some(run) = ctx.run.filter(|run| run.facts.contains(fact)) {
            run.asked.set(true);
        }
        tried.was_asked(&sorting);
        Some((entry, sorting))
    }

    /// Whether the entry tried for a fact is among some members.
    pub(super) fn tried_among(&self, ctx: &Context<'_>, expr: &Expr, members: &'p [Member]) -> Option<bool> {
        let find = |domain| {
            self.sorting((Asks::Members, members.as_ptr().addr(), ctx.date), || {
                let known = |own: &Member| match own {
                    Member::Value(expr) => constant(expr, domain).is_some(),
                    Member::List(_) => true,
                };
                let holds = |entry: EntryId, own: &Member| match own {
                    Member::Value(expr) => constant(expr, domain).is_some_and(|own| self.is_within(domain, entry, own)),
                    Member::List(list) => self.lists(*list, domain, entry, ctx.date),
                };
                let row = |entry| members.iter().any(|own| holds(entry, own)).then_some(0).into_iter().collect();
                members.iter().all(known).then(|| Sorting::of(self.program.domain(domain).entries.len(), row))
            })
        };
        self.asked_by(ctx, expr, find).map(|(entry, sorting)| sorting.holds(entry))
    }

    /// Whether the entry tried for a fact compares so with a constant.
    pub(super) fn tried_against(&self, ctx: &Context<'_>, expr: &Expr, op: CompareOp, other: &'p Expr) -> Option<bool> {
        let find = |domain| {
            self.sorting((Asks::Comparison, std::ptr::from_ref(other).addr(), ctx.date), || {
                let known = Value::Entry(domain, constant(other, domain)?);
                let holds = |entry| ops::compare(self.program, op.into(), &Value::Entry(domain, entry), &known);
                let count = self.program.domain(domain).entries.len();
                let all = (0..count).all(|at| holds(EntryId(at as u32)).is_ok());
                let row = |entry| (holds(entry) == Ok(true)).then_some(0).into_iter().collect();
                all.then(|| Sorting::of(count, row))
            })
        };
        self.asked_by(ctx, expr, find).map(|(entry, sorting)| sorting.holds(entry))
    }

    /// Returns the rows of a table that fit the entry tried for one of its dimensions.
    pub(super) fn tried_rows(
        &self,
        ctx: &Context<'_>,
        expr: &Expr,
        table: &'p Table,
        dimension: usize,
    ) -> Option<(EntryId, Rc<Sorting>)> {
        let find = |domain| {
            self.sorting((Asks::Heads(dimension), std::ptr::from_ref(table).addr(), ctx.date), || {
                self.sorted_heads(table, dimension, domain, ctx.date)
            })
        };
        self.asked_by(ctx, expr, find)
    }

    fn sorted_heads(&self, table: &Table, dimension: usize, domain: DomainId, on: Date) -> Option<Sorting> {
        let mut heads: Vec<(usize, &Head)> = Vec::new();
        for (at, row) in table.rows.iter().enumerate().filter(|(_, row)| !row.default && row.range.contains(on)) {
            heads.extend(row.heads.get(dimension).map(|head| (at, head)));
        }
        let known = |item: &HeadItem| match item {
            HeadItem::Any | HeadItem::Else | HeadItem::List(_) => true,
            HeadItem::Value(expr) => constant(expr, domain).is_some(),
            HeadItem::Band(_) | HeadItem::Compare(..) | HeadItem::Condition(_) => false,
        };
        if !heads.iter().flat_map(|(_, head)| &head.items).all(known) {
            return None;
        }
        let fits = |entry: EntryId, head: &Head| {
            head.items.iter().any(|item| match item {
                HeadItem::Any => true,
                HeadItem::Value(expr) => constant(expr, domain).is_some_and(|own| self.is_within(domain, entry, own)),
                HeadItem::List(list) => self.lists(*list, domain, entry, on),
                HeadItem::Else | HeadItem::Band(_) | HeadItem::Compare(..) | HeadItem::Condition(_) => false,
            })
        };
        Some(Sorting::of(self.program.domain(domain).entries.len(), |entry| {
            let own: Vec<bool> = heads.iter().map(|(_, head)| fits(entry, head)).collect();
            // What `其余` leaves to others is what some head holds that is not for all.
            let covered = heads.iter().zip(&own).any(|((_, head), fits)| *fits && !super::table::is_any(Some(head)));
            let is_rest = |head: &Head| head.items.iter().any(|item| matches!(item, HeadItem::Else));
            let fitting = heads.iter().zip(&own).filter(|((_, head), fits)| **fits || is_rest(head) && !covered);
            fitting.map(|((at, _), _)| *at).collect()
        }))
    }

    fn is_within(&self, domain: DomainId, entry: EntryId, ancestor: EntryId) -> bool {
        self.program.domain(domain).is_within(entry, ancestor)
    }

    fn lists(&self, list: ListId, domain: DomainId, entry: EntryId, on: Date) -> bool {
        let list = self.program.list(list);
        list.of == domain && list.holds(self.program.domain(domain), entry, on)
    }
}

/// Returns the entry of a domain that an expression names.
fn constant(expr: &Expr, domain: DomainId) -> Option<EntryId> {
    match &*expr.kind {
        ExprKind::Constant(Value::Entry(own, entry)) if *own == domain => Some(*entry),
        _ => None,
    }
}
