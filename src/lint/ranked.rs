//! Which rows of a table treat somebody worse than somebody else who should fare no worse: rows that agree in all else.

use std::collections::HashMap;

use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::ir::expr::{HeadItem, Source, Table};
use crate::ir::{Adjusted, Benefit, ClauseWord, ExprKind, Program, clause_value, print, show};
use crate::value::Value;

use super::look;

/// Names of entries with their rank; several names may share one.
pub(super) type Ranks = &'static [(&'static str, u8)];

/// Two cells, the second of the higher rank.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) lower: Cell,
    pub(super) higher: Cell,
}

#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) name: String,
    pub(super) amount: Text,
    pub(super) span: Span,
    rank: u8,
    number: Number,
}

/// Tables with more rows are the sums of many lists; nobody ranks their rows by hand.
const MAX_ROWS: usize = 5_000;

/// Visits, clause by clause, the pairs of cells by which a higher rank fares worse. `falls`: whether the amounts of a clause
/// should fall with the rank; `None`: it is not looked at.
pub(super) fn each_inversion(
    program: &Program,
    ranks: Ranks,
    falls: impl Fn(ClauseWord) -> Option<bool>,
    visit: &mut dyn FnMut(&Benefit, Text, &Pair),
) {
    for (benefit, clause, version) in look::clause_versions(program) {
        let (Some(falls), Some(value)) = (falls(clause.path.word), clause_value(&version.body)) else { continue };
        let (zh, en) = clause.path.word.words();
        for pair in inversions(program, value, ranks, falls) {
            visit(benefit, Text::new(zh, en), &pair);
        }
    }
}

/// Returns the pairs of cells in which the amount does not grow (or `falls`) with the rank, for each neighbourhood of
/// rows one.
fn inversions(program: &Program, value: &Adjusted, ranks: Ranks, falls: bool) -> Vec<Pair> {
    let Source::Table(table) = &value.value else { return Vec::new() };
    if table.rows.len() > MAX_ROWS {
        return Vec::new();
    }
    let mut found = Vec::new();
    for dimension in 0..table.dimensions.len() {
        for mut group in groups(program, table, dimension, ranks) {
            group.sort_by_key(|cell| cell.rank);
            let wrong = |pair: &[Cell]| {
                let [lower, higher] = pair else { return false };
                let order = if falls { higher.number > lower.number } else { higher.number < lower.number };
                lower.rank < higher.rank && order
            };
            found.extend(
                group
                    .windows(2)
                    .filter(|pair| wrong(pair))
                    .map(|pair| Pair { lower: pair[0].clone(), higher: pair[1].clone() }),
            );
        }
    }
    found
}

/// Returns the ranked cells of rows that differ in one dimension only.
fn groups(program: &Program, table: &Table, dimension: usize, ranks: Ranks) -> Vec<Vec<Cell>> {
    let mut groups: HashMap<String, Vec<Cell>> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    for row in table.rows.iter().filter(|row| !row.default && row.cells.len() == 1) {
        let Some(head) = row.heads.get(dimension) else { continue };
        let ranked: Vec<(String, u8)> = head.items.iter().filter_map(|item| rank(program, item, ranks)).collect();
        let Source::Expr(expr) = &row.cells[0].value else { continue };
        let Some(number) = crate::ir::fixed_number(expr).filter(|_| !ranked.is_empty()) else { continue };
        let others = row.heads.iter().enumerate().filter(|(at, _)| *at != dimension);
        let range = row.range;
        let key = others.map(|(_, head)| print::head(program, head, Lang::Zh) + "|").collect::<String>();
        let key = format!("{key}{range:?}");
        for (name, rank) in ranked {
            let (amount, span) = (show::number(&number, &expr.ty), row.cells[0].span);
            if !groups.contains_key(&key) {
                order.push(key.clone());
            }
            groups.entry(key.clone()).or_default().push(Cell { name, amount, span, rank, number: number.clone() });
        }
    }
    order.into_iter().filter_map(|key| groups.remove(&key)).collect()
}

fn rank(program: &Program, item: &HeadItem, ranks: Ranks) -> Option<(String, u8)> {
    let HeadItem::Value(expr) = item else { return None };
    let ExprKind::Constant(Value::Entry(domain, entry)) = &*expr.kind else { return None };
    let entry = program.domain(*domain).entry(*entry);
    let named = |name: &str| ranks.iter().find(|(own, _)| *own == name).map(|(_, rank)| *rank);
    named(&entry.name).or_else(|| named(entry.english.as_deref()?)).map(|rank| (entry.name.clone(), rank))
}

/// Whether more of a clause is worse for the insured; `None` for clauses whose amounts say nothing of it.
pub(super) fn is_burden(word: ClauseWord) -> Option<bool> {
    match word {
        ClauseWord::Rate | ClauseWord::Cap | ClauseWord::Amount | ClauseWord::TopUpTo => Some(false),
        ClauseWord::Deductible | ClauseWord::FirstPay | ClauseWord::OwnPayAtMost => Some(true),
        ClauseWord::MapsTo
        | ClauseWord::After
        | ClauseWord::NotWith
        | ClauseWord::StacksWith
        | ClauseWord::Identities
        | ClauseWord::Requires
        | ClauseWord::Refuse
        | ClauseWord::Base
        | ClauseWord::Quantity
        | ClauseWord::TotalOfLayersAtMost
        | ClauseWord::As
        | ClauseWord::Round
        | ClauseWord::Order
        | ClauseWord::YearFrom
        | ClauseWord::InKind => None,
    }
}
