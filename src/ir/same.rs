//! Whether two parts of programs say the same, wherever they stand: equality ignores places in texts. Ids are compared
//! as they are, so that both programs must have the same ground ([`same_ground`]). Knows nothing of what is checked.
//!
//! Rows of one line are told by their places, so that in tables the places of rows and cells count from the table on.

use super::expr::{AccountItem, Adjusted, Band, Cell, Dimension, Effect, Expr, Head, Row, Source, Table};
use super::{
    Benefit, Branch, Choice, Definition, Delegated, Disputed, Document, Entry, Fact, List, NamedTable, Origin, Program,
    Rounding, State,
};
use crate::base::span::Span;

/// Equality by all fields but those behind the semicolon.
macro_rules! same_but {
    ($($type:ident { $($field:ident),*; $($ignored:ident),* })*) => { $(
        impl PartialEq for $type {
            fn eq(&self, other: &$type) -> bool {
                let $type { $($field,)* $($ignored: _,)* } = self;
                $( *$field == other.$field )&&*
            }
        }
    )* };
}

same_but! {
    AccountItem { name, deducted, range, value, origin; }
    Adjusted { value, effects, ty; span }
    Band { low, high; span }
    Benefit {
        name, english, identity, occasion, docs, alive, broken, branches, clauses, layers_before, identity_facts; span
    }
    Branch { label, parent, chain, when, range, origin; span }
    Cell { value, origin; span }
    Choice { benefits, how, range, origin; }
    Delegated { within, stated_by; span }
    Definition { name, english, kind, owner, arguments, excluded, ty, versions; span }
    Disputed { value, cites; span }
    Document { name, number, dated, title, issued_by, url; span }
    Effect { when, kind; span }
    Entry { name, english, code, icd, aliases, parent; span }
    Expr { kind, ty; span }
    Fact { name, owner, ty, whole, english, columns, bands, low, high, default; span }
    Head { items; span }
    List { name, english, of, entries; span }
    NamedTable { name, english, owner, outputs, versions; span }
    Origin { cites, cites_unknown, disputed, checked, stated_by, how, docs, delegates; span }
    Rounding { mode, unit; span }
    Row { heads, default, cells, range, docs; span }
    State { name, english, owner, period, domain, start, transitions; span }
}

impl PartialEq for Source {
    fn eq(&self, other: &Source) -> bool {
        match (self, other) {
            (Source::Expr(own), Source::Expr(other)) => own == other,
            (Source::Table(own), Source::Table(other)) => own == other,
            (Source::As(own, _), Source::As(other, _)) => own == other,
            (Source::Pending(_), Source::Pending(_))
            | (Source::Unstated(_), Source::Unstated(_))
            | (Source::Nothing(_), Source::Nothing(_)) => true,
            (
                Source::Expr(_)
                | Source::Table(_)
                | Source::As(..)
                | Source::Pending(_)
                | Source::Unstated(_)
                | Source::Nothing(_),
                _,
            ) => false,
        }
    }
}

impl PartialEq for Dimension {
    fn eq(&self, other: &Dimension) -> bool {
        match (self, other) {
            (Dimension::Expr(own), Dimension::Expr(other)) => own == other,
            (
                Dimension::Segment { origin, of, span: _ },
                Dimension::Segment { origin: other_origin, of: other_of, span: _ },
            ) => origin == other_origin && of == other_of,
            (Dimension::Expr(_) | Dimension::Segment { .. }, _) => false,
        }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        let Table { name, dimensions, outputs, hit, hit_written, each_further_hit_plus, rows, broken, span: _ } = self;
        let same = *name == other.name
            && *dimensions == other.dimensions
            && *outputs == other.outputs
            && *hit == other.hit
            && *hit_written == other.hit_written
            && *each_further_hit_plus == other.each_further_hit_plus
            && *rows == other.rows
            && *broken == other.broken;
        same && self.places().eq(other.places())
    }
}

impl Table {
    /// Returns where its rows and cells stand, counted from where it begins.
    fn places(&self) -> impl Iterator<Item = (bool, i64, u32)> + '_ {
        let from = self.span;
        let place = move |own: Span| {
            let same_text = own.source == from.source;
            (same_text, i64::from(own.start) - i64::from(from.start), own.end.wrapping_sub(own.start))
        };
        let cells = |row: &Row| row.cells.iter().map(|cell| cell.span).collect::<Vec<_>>();
        self.rows.iter().flat_map(move |row| std::iter::once(row.span).chain(cells(row))).map(place)
    }
}

/// Whether everything that clauses can name is the same in two programs, in the same order.
pub(crate) fn same_ground(one: &Program, other: &Program) -> bool {
    let same_name = |(own, other): (&Benefit, &Benefit)| own.name == other.name && own.english == other.english;
    let Program {
        jurisdiction,
        documents,
        domains,
        facts,
        definitions,
        tables,
        lists,
        states,
        benefits,
        choices,
        order: _,
        typical: _,
        tests: _,
        standards: _,
        identities,
    } = one;
    *jurisdiction == other.jurisdiction
        && *documents == other.documents
        && *domains == other.domains
        && *facts == other.facts
        && *definitions == other.definitions
        && *tables == other.tables
        && *lists == other.lists
        && *states == other.states
        && *choices == other.choices
        && *identities == other.identities
        && benefits.len() == other.benefits.len()
        && benefits.iter().zip(&other.benefits).all(same_name)
}
