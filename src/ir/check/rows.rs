//! Rows that another hides, that could go, or that could be one with another: what the hit policy makes of a table with
//! them and without, tried for every kind of case. A line of a matrix is one row here.
//!
//! Where one of several rows may fit and it cannot be said which, nothing is claimed. Tables of segments, and edges that
//! are not fixed, are not looked at.

use super::fits::{Asked, Fits, MOST_TESTS, condition_of};
use super::space::{Choice, Space};
use super::tables::rows_on;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::breadth::breadth;
use crate::ir::expr::{Dimension, Head, HeadItem, Row, Source};
use crate::ir::{Program, Type, fixed_value, print, words};
use crate::syntax::ast::Hit;
use crate::value::{Value, ops};
use indexmap::IndexMap;
use std::cmp::Ordering;

/// Looks for rows that never count. In a `clause`, where more may be asked than stands in the table, for nothing else.
pub(super) fn check(program: &Program, asked: Asked<'_>, days: &[Option<Date>], clause: bool, problems: &mut Problems) {
    let table = asked.table;
    if asked.offset > 0 || table.rows.len() < 2 {
        return;
    }
    let mut space = Space::new(program);
    space.below_zero = true;
    let mut interesting = asked.add_to(&mut space);
    if space.open_edges {
        return;
    }
    let heads = asked.tests();
    interesting.extend(heads.iter());
    if space.settle(&interesting).is_none() {
        return;
    }
    let work = Work::new(program, asked, clause, &space);
    let rows: Vec<(Option<Date>, Vec<usize>)> = days.iter().map(|day| (*day, rows_on(table, *day))).collect();
    let mut found: Vec<Found> = vec![Found::default(); work.lines.len()];
    let mut all_cases = Vec::new();
    for (day, rows) in &rows {
        let Some(cases) = work.cases(*day, rows, &mut found) else { return };
        all_cases.push(cases);
    }
    work.report_masked(&found, problems);
    if clause {
        return;
    }
    let gone = work.removable(&rows, &found, problems);
    work.mergeable(&rows, &all_cases, &found, &gone, problems);
}

/// A row as it is written: in a matrix, all cells of a line.
struct Line {
    span: Span,
    rows: Vec<usize>,
}

/// What a cell is worth.
#[derive(Clone, Debug, PartialEq)]
enum Worth {
    Fixed(Value),
    /// Only its wording can be compared.
    Text(String),
}

/// What a table answers in a case.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    NoRow,
    /// The hit policy cannot choose.
    Clash,
    /// Cells, and how many rows count where that matters.
    Of(Vec<Vec<Worth>>, usize),
    /// Cannot be told before the cells are worked out.
    Open,
}

/// What is found of a line, over all cases and days.
#[derive(Clone, Debug, Default)]
struct Found {
    in_force: bool,
    /// Fits some case.
    fits: bool,
    /// Has a part in some answer, or may have one.
    counts: bool,
    /// Some answer would be another without it, or may be.
    needed: bool,
    /// Its head keeps cases from `其余` that it does not decide itself.
    shields: bool,
    /// The line that decides in its place, with a case.
    hidden_by: Vec<(usize, Text)>,
}

/// What fits a case: rows that do, rows that may, and lines that alone keep the case from `其余`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Fitting {
    hits: Vec<usize>,
    maybes: Vec<usize>,
    soles: Vec<usize>,
}

/// Every combination of a day with a first case of it.
type Cases = IndexMap<Fitting, Choice>;

struct Work<'t, 'p> {
    program: &'p Program,
    asked: Asked<'t>,
    clause: bool,
    space: &'t Space<'p>,
    own_atoms: Vec<String>,
    lines: Vec<Line>,
    line_of: Vec<usize>,
    worths: Vec<Vec<Worth>>,
    /// Whether several values may be held at once.
    several: bool,
}

impl<'t, 'p> Work<'t, 'p> {
    fn new(program: &'p Program, asked: Asked<'t>, clause: bool, space: &'t Space<'p>) -> Work<'t, 'p> {
        let mut lines: Vec<Line> = Vec::new();
        let mut places: std::collections::HashMap<Span, usize> = std::collections::HashMap::new();
        let mut line_of = Vec::new();
        for (at, row) in asked.table.rows.iter().enumerate() {
            let line = *places.entry(row.span).or_insert_with(|| {
                lines.push(Line { span: row.span, rows: Vec::new() });
                lines.len() - 1
            });
            lines[line].rows.push(at);
            line_of.push(line);
        }
        let worth = |row: &Row| row.cells.iter().map(|cell| worth(program, &cell.value)).collect();
        Work {
            program,
            asked,
            clause,
            space,
            own_atoms: space.atoms.keys().cloned().collect(),
            lines,
            line_of,
            worths: asked.table.rows.iter().map(worth).collect(),
            several: space.atoms.values().any(|atom| matches!(atom.ty, Type::Several(_))),
        }
    }

    fn row(&self, at: usize) -> &'t Row {
        &self.asked.table.rows[at]
    }

    fn witness(&self, choice: &Choice) -> Text {
        self.space.witness(choice, &self.own_atoms)
    }

    /// Tries every case of a day; `None` when there are too many.
    fn cases(&self, day: Option<Date>, rows: &[usize], found: &mut [Found]) -> Option<Cases> {
        let own: Vec<&Row> = rows.iter().map(|at| self.row(*at)).collect();
        let fits = Fits::new(self.space, self.asked, &own)?;
        let breadths = self.breadths(day, rows);
        let elses = Elses::new(self, &fits, rows);
        let mut cases: Cases = IndexMap::new();
        for at in rows {
            found[self.line_of[*at]].in_force = true;
        }
        for choice in self.space.choices() {
            let (mut hits, mut maybes) = (Vec::new(), Vec::new());
            for place in (0..own.len()).filter(|place| !own[*place].default) {
                match fits.row(place, &choice) {
                    Some(true) => hits.push(rows[place]),
                    None => maybes.push(rows[place]),
                    Some(false) => {}
                }
            }
            // Without a line, what it alone covers goes to `其余`.
            let mut soles = Vec::new();
            for (line, others) in elses.without_sole(self, &fits, rows, &choice) {
                soles.push(line);
                let same = maybes.is_empty()
                    && self.answer(rows, &hits, &breadths, None) == self.answer(rows, &others, &breadths, Some(line));
                found[line].needed |= !same;
                found[line].shields |= !same;
            }
            cases.entry(Fitting { hits, maybes, soles }).or_insert(choice);
        }
        for (fitting, choice) in &cases {
            self.note(rows, fitting, choice, &breadths, &elses, found);
        }
        Some(cases)
    }

    fn note(
        &self,
        rows: &[usize],
        fitting: &Fitting,
        choice: &Choice,
        breadths: &[Vec<u64>],
        elses: &Elses,
        found: &mut [Found],
    ) {
        let Fitting { hits, maybes, soles } = fitting;
        for at in maybes {
            let line = &mut found[self.line_of[*at]];
            (line.fits, line.needed) = (true, true);
            let with: Vec<usize> = rows.iter().copied().filter(|own| hits.contains(own) || own == at).collect();
            line.counts |= self.deciding(&with, breadths).is_none_or(|all| all.contains(at));
        }
        if hits.is_empty() {
            if let Some(default) = rows.iter().find(|at| self.row(**at).default) {
                let line = &mut found[self.line_of[*default]];
                (line.fits, line.counts, line.needed) = (true, true, true);
            }
            return;
        }
        let deciding = self.deciding(hits, breadths);
        let answer = self.answer(rows, hits, breadths, None);
        for at in hits {
            let line = self.line_of[*at];
            found[line].fits = true;
            match &deciding {
                Some(all) if !all.contains(at) => {
                    let hider = self.line_of[all[0]];
                    let known = &mut found[line].hidden_by;
                    if hider != line && known.len() < 3 && known.iter().all(|(own, _)| *own != hider) {
                        known.push((hider, self.witness(choice)));
                    }
                }
                _ => found[line].counts = true,
            }
            if soles.contains(&line) {
                continue;
            }
            let without: Vec<usize> = hits.iter().copied().filter(|own| self.line_of[*own] != line).collect();
            let same = maybes.is_empty()
                && elses.known
                && !(self.several && (without.is_empty() || !self.sets_follow()))
                && answer == self.answer(rows, &without, breadths, Some(line));
            found[line].needed |= !same;
        }
    }

    /// Whether what holds for every single value held holds for several at once, when a row is taken out.
    fn sets_follow(&self) -> bool {
        let table = self.asked.table;
        matches!(table.hit, Hit::Agree | Hit::Highest | Hit::Lowest) && table.each_further_hit_plus.is_none()
    }

    /// Returns the rows that have a part in the answer; `None`: that cannot be said.
    fn deciding(&self, hits: &[usize], breadths: &[Vec<u64>]) -> Option<Vec<usize>> {
        let table = self.asked.table;
        match table.hit {
            Hit::Unique | Hit::Agree | Hit::Sum | Hit::Number | Hit::ListAll | Hit::ListInOrder => Some(hits.to_vec()),
            Hit::First => Some(hits.iter().min().copied().into_iter().collect()),
            Hit::MostSpecific => {
                let least = hits.iter().map(|at| &breadths[*at]).min()?;
                Some(hits.iter().copied().filter(|at| breadths[*at] == *least).collect())
            }
            Hit::Highest | Hit::Lowest if table.each_further_hit_plus.is_some() => Some(hits.to_vec()),
            Hit::Highest | Hit::Lowest => Some(self.sorted(hits)?.into_iter().take(1).collect()),
        }
    }

    /// Returns rows by their outputs as `就高` and `就低` take them; `None` where cells cannot be compared yet.
    fn sorted(&self, hits: &[usize]) -> Option<Vec<usize>> {
        let lowest = self.asked.table.hit == Hit::Lowest;
        let mut sorted: Vec<usize> = Vec::new();
        for at in hits {
            let mut place = sorted.len();
            for (before, other) in sorted.iter().enumerate() {
                let order = self.by_outputs(*at, *other)?;
                if order == if lowest { Ordering::Less } else { Ordering::Greater } {
                    place = before;
                    break;
                }
            }
            sorted.insert(place, *at);
        }
        Some(sorted)
    }

    fn by_outputs(&self, one: usize, other: usize) -> Option<Ordering> {
        for pair in self.worths[one].iter().zip(&self.worths[other]) {
            let (Worth::Fixed(left), Worth::Fixed(right)) = pair else { return None };
            let order = match (left, right) {
                (Value::Nothing, Value::Nothing) => Ordering::Equal,
                // In a limit `无` is the greatest, elsewhere the least.
                (Value::Nothing, _) | (_, Value::Nothing) if self.clause => return None,
                (Value::Nothing, _) => Ordering::Less,
                (_, Value::Nothing) => Ordering::Greater,
                (left, right) => ops::order(left, right).ok()?,
            };
            if order != Ordering::Equal {
                return Some(order);
            }
        }
        Some(Ordering::Equal)
    }

    /// Returns what the table answers where some rows fit, without the default of a line.
    fn answer(&self, rows: &[usize], hits: &[usize], breadths: &[Vec<u64>], without: Option<usize>) -> Answer {
        let table = self.asked.table;
        let default = || {
            let stays = |at: &usize| self.row(*at).default && Some(self.line_of[*at]) != without;
            rows.iter().copied().find(stays)
        };
        let by_default: Vec<usize> = if hits.is_empty() { default().into_iter().collect() } else { Vec::new() };
        let hits = if hits.is_empty() { &by_default } else { hits };
        let cells = |at: usize| self.worths[at].clone();
        let Some(first) = hits.first().copied() else { return Answer::NoRow };
        let further = if table.each_further_hit_plus.is_some() { hits.len() } else { 0 };
        match table.hit {
            Hit::Unique if hits.len() > 1 => Answer::Clash,
            Hit::Agree if hits.iter().any(|at| self.worths[*at] != self.worths[first]) => Answer::Clash,
            Hit::Unique | Hit::Agree => Answer::Of(vec![cells(first)], 0),
            Hit::First => Answer::Of(vec![cells(hits.iter().min().copied().unwrap_or(first))], 0),
            Hit::Highest | Hit::Lowest => match self.sorted(hits) {
                Some(sorted) => Answer::Of(vec![cells(sorted[0])], further),
                None => Answer::Open,
            },
            Hit::Sum => match self.sums(hits) {
                Some(sums) => Answer::Of(vec![sums], 0),
                None => Answer::Open,
            },
            Hit::Number => Answer::Of(Vec::new(), hits.len()),
            Hit::MostSpecific => match self.deciding(hits, breadths).as_deref() {
                Some([only]) => Answer::Of(vec![cells(*only)], 0),
                _ => Answer::Clash,
            },
            Hit::ListAll => Answer::Of(hits.iter().map(|at| cells(*at)).collect(), 0),
            Hit::ListInOrder => match self.sorted(hits) {
                Some(sorted) => Answer::Of(sorted.into_iter().map(cells).collect(), 0),
                None => Answer::Open,
            },
        }
    }

    fn sums(&self, hits: &[usize]) -> Option<Vec<Worth>> {
        let outputs = self.worths[*hits.first()?].len();
        let sum = |output: usize| {
            let number = |at: &usize| match self.worths[*at].get(output) {
                Some(Worth::Fixed(Value::Number(number))) => Some(number),
                _ => None,
            };
            hits.iter().try_fold(Number::zero(), |sum, at| sum.add(number(at)?).ok())
        };
        (0..outputs).map(|output| Some(Worth::Fixed(Value::Number(sum(output)?)))).collect()
    }

    fn breadths(&self, day: Option<Date>, rows: &[usize]) -> Vec<Vec<u64>> {
        let mut all = vec![Vec::new(); self.asked.table.rows.len()];
        if self.asked.table.hit == Hit::MostSpecific {
            for at in rows {
                all[*at] = breadth(self.program, self.row(*at), day);
            }
        }
        all
    }

    fn has_item(&self, line: usize, fits: impl Fn(&HeadItem) -> bool) -> bool {
        self.lines[line].rows.iter().flat_map(|at| &self.row(*at).heads).flat_map(|head| &head.items).any(fits)
    }

    /// Whether a line takes what is left by others.
    fn is_rest(&self, line: usize) -> bool {
        self.row(self.lines[line].rows[0]).default || self.has_item(line, |item| matches!(item, HeadItem::Else))
    }

    /// Whether a line has no part in any answer.
    fn is_masked(&self, line: usize, found: &Found) -> bool {
        // A list may yet be filled; several values, or none, may be held at once.
        let may_grow = !found.fits && self.has_item(line, |item| matches!(item, HeadItem::List(_)));
        let may_be_empty = self.several && self.is_rest(line);
        found.in_force && !found.counts && !found.shields && !may_grow && !may_be_empty
    }

    fn report_masked(&self, found: &[Found], problems: &mut Problems) {
        for (line, own) in found.iter().enumerate().filter(|(line, own)| self.is_masked(*line, own)) {
            let span = self.lines[line].span;
            if self.is_rest(line) {
                if !self.clause {
                    let message = words::rest_never_counts();
                    problems.push(Diagnostic::new(Code::RemovableRow, span, message).help(words::remove_row()));
                }
                continue;
            }
            let Some((_, witness)) = own.hidden_by.first() else {
                if !own.fits {
                    let message = words::row_fits_nothing();
                    problems.push(Diagnostic::new(Code::MaskedRow, span, message).help(words::mend_or_remove_row()));
                }
                continue;
            };
            let message = words::masked_row(witness.clone());
            let mut diagnostic = Diagnostic::new(Code::MaskedRow, span, message).help(words::mend_or_remove_row());
            for (hider, _) in &own.hidden_by {
                diagnostic = diagnostic.label(self.lines[*hider].span, words::this_row_decides());
            }
            problems.push(diagnostic);
        }
    }

    /// Reports lines without which every answer is the same, the last first; returns them.
    fn removable(&self, days: &[(Option<Date>, Vec<usize>)], found: &[Found], problems: &mut Problems) -> Vec<usize> {
        let is_candidate = |line: &usize| {
            let own = &found[*line];
            own.in_force && own.counts && !own.needed && !self.is_masked(*line, own)
        };
        let mut gone: Vec<usize> = Vec::new();
        let mut left = MOST_TESTS;
        for line in (0..self.lines.len()).rev().filter(is_candidate) {
            let mut instead: Option<(usize, Text)> = None;
            let mut same = true;
            for (day, rows) in days {
                let tests = self.space.combinations().saturating_mul(rows.len());
                if tests > left {
                    let message = words::rows_not_searched();
                    problems.push(Diagnostic::new(Code::CheckIncomplete, self.asked.table.span, message));
                    return gone;
                }
                left -= tests;
                same &= self.same_without(*day, rows, &gone, line, &mut instead);
                if !same {
                    break;
                }
            }
            if !same {
                continue;
            }
            gone.push(line);
            let Some((other, witness)) = instead else { continue };
            problems.push(
                Diagnostic::new(Code::RemovableRow, self.lines[line].span, words::removable_row(witness))
                    .label(self.lines[other].span, words::gives_the_same())
                    .help(words::remove_row()),
            );
        }
        gone
    }

    /// Whether a day's answers stay the same when a line goes too; notes the line that stands in for it.
    fn same_without(
        &self,
        day: Option<Date>,
        rows: &[usize],
        gone: &[usize],
        line: usize,
        instead: &mut Option<(usize, Text)>,
    ) -> bool {
        let breadths = self.breadths(day, rows);
        let stay: Vec<usize> =
            rows.iter().copied().filter(|at| self.line_of[*at] != line && !gone.contains(&self.line_of[*at])).collect();
        let (all, few): (Vec<&Row>, Vec<&Row>) =
            (rows.iter().map(|at| self.row(*at)).collect(), stay.iter().map(|at| self.row(*at)).collect());
        let fits = (Fits::new(self.space, self.asked, &all), Fits::new(self.space, self.asked, &few));
        let (Some(before), Some(after)) = fits else { return false };
        let hits = |fits: &Fits<'_, '_>, rows: &[usize], choice: &Choice| -> Vec<usize> {
            let fit = |(place, at): (usize, &usize)| {
                (!self.row(*at).default && fits.row(place, choice) == Some(true)).then_some(*at)
            };
            rows.iter().enumerate().filter_map(fit).collect()
        };
        for choice in self.space.choices() {
            let (with, without) = (hits(&before, rows, &choice), hits(&after, &stay, &choice));
            let answer = self.answer(&stay, &without, &breadths, None);
            if answer == Answer::Open || answer != self.answer(rows, &with, &breadths, None) {
                return false;
            }
            let counted = with.iter().any(|at| self.line_of[*at] == line);
            if counted && instead.is_none() {
                let other = self.deciding(&without, &breadths).and_then(|all| all.first().copied());
                let default = || stay.iter().copied().find(|at| self.row(*at).default);
                if let Some(other) = other.or_else(default) {
                    *instead = Some((self.line_of[other], self.witness(&choice)));
                }
            }
        }
        true
    }

    /// Reports lines that could be one with an earlier line.
    fn mergeable(
        &self,
        days: &[(Option<Date>, Vec<usize>)],
        cases: &[Cases],
        found: &[Found],
        gone: &[usize],
        problems: &mut Problems,
    ) {
        let table = self.asked.table;
        let stays = |line: &usize| {
            !gone.contains(line)
                && found[*line].in_force
                && !self.is_masked(*line, &found[*line])
                && !self.is_rest(*line)
        };
        let lines: Vec<usize> = (0..self.lines.len()).filter(stays).collect();
        if self.several && !matches!(table.hit, Hit::Unique | Hit::First) && !self.sets_follow() {
            return;
        }
        let sizes: usize = cases.iter().map(IndexMap::len).sum();
        let mut left = MOST_TESTS;
        for (place, second) in lines.iter().enumerate() {
            for first in lines[..place].iter().rev() {
                let apart = self.several && table.hit == Hit::First && first + 1 != *second;
                if apart || !self.says_the_same(*first, *second) {
                    continue;
                }
                let Some(dimension) = self.differs_in_one(days, *first, *second) else { continue };
                left = left.saturating_sub(sizes);
                if left == 0 {
                    let message = words::rows_not_searched();
                    problems.push(Diagnostic::new(Code::CheckIncomplete, table.span, message));
                    return;
                }
                let as_one = |place: usize| {
                    days.iter()
                        .zip(cases)
                        .all(|(day, cases)| self.same_as_one(day, cases, *first, *second, place, dimension))
                };
                if !as_one(*first) && !as_one(*second) {
                    continue;
                }
                let Dimension::Expr(asked) = &self.asked.dimensions[dimension] else { continue };
                let name = |lang| print::expr(self.program, asked, lang);
                let head = |line: usize, lang| print::head(self.program, self.head(line, dimension), lang);
                let banded =
                    |line: usize| self.head(line, dimension).items.iter().any(|own| matches!(own, HeadItem::Band(_)));
                let help = if banded(*first) || banded(*second) {
                    words::join_bands(
                        Text::new(head(*first, Lang::Zh), head(*first, Lang::En)),
                        Text::new(head(*second, Lang::Zh), head(*second, Lang::En)),
                    )
                } else {
                    words::join_heads(Text::new(
                        format!("{}、{}", head(*first, Lang::Zh), head(*second, Lang::Zh)),
                        format!("{}, {}", head(*first, Lang::En), head(*second, Lang::En)),
                    ))
                };
                let message = words::mergeable_rows(Text::new(name(Lang::Zh), name(Lang::En)));
                problems.push(
                    Diagnostic::new(Code::MergeableRows, self.lines[*second].span, message)
                        .label(self.lines[*first].span, words::other_row_here())
                        .help(help),
                );
                break;
            }
        }
    }

    fn head(&self, line: usize, dimension: usize) -> &'t Head {
        &self.row(self.lines[line].rows[0]).heads[dimension]
    }

    /// Whether two lines have equal cells, dates and remarks, and no marks that would be lost.
    fn says_the_same(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.lines[one].rows, &self.lines[other].rows);
        one.len() == other.len()
            && one.iter().zip(other).all(|(a, b)| {
                let (first, second) = (self.row(*a), self.row(*b));
                let unmarked = |row: &Row| row.cells.iter().all(|cell| cell.origin.is_none());
                self.worths[*a] == self.worths[*b]
                    && first.range == second.range
                    && first.docs == second.docs
                    && unmarked(first)
                    && unmarked(second)
            })
    }

    /// Returns the only dimension in which two lines differ, when their heads there can stand together.
    fn differs_in_one(&self, days: &[(Option<Date>, Vec<usize>)], one: usize, other: usize) -> Option<usize> {
        let (day_rows, a, b) = days.iter().find_map(|(_, rows)| {
            let place = |line: usize| rows.iter().position(|at| *at == self.lines[line].rows[0]);
            Some((rows, place(one)?, place(other)?))
        })?;
        let own: Vec<&Row> = day_rows.iter().map(|at| self.row(*at)).collect();
        let fits = Fits::new(self.space, self.asked, &own)?;
        let text = |at: usize, dimension: usize| {
            own[at].heads.get(dimension).map(|head| print::head(self.program, head, Lang::Zh))
        };
        let mut differing =
            (0..self.asked.dimensions.len()).filter(|at| !fits.alike(a, b, *at) && text(a, *at) != text(b, *at));
        let (only, None) = (differing.next()?, differing.next()) else { return None };
        // In a matrix the last dimension is the columns.
        let in_line = self.lines[one].rows.len() > 1;
        if in_line && only + 1 == self.asked.dimensions.len() {
            return None;
        }
        let Dimension::Expr(asked) = &self.asked.dimensions[only] else { return None };
        let plain = |line: usize| {
            let head = self.head(line, only);
            head.items
                .iter()
                .all(|item| condition_of(item, asked).is_none() && !matches!(item, HeadItem::Any | HeadItem::Else))
        };
        let bands =
            |line: usize| self.head(line, only).items.iter().filter(|own| matches!(own, HeadItem::Band(_))).count();
        if !plain(one) || !plain(other) {
            return None;
        }
        if bands(one) + bands(other) > 0 {
            let single = self.head(one, only).items.len() == 1 && self.head(other, only).items.len() == 1;
            return (single && fits.touch(a, b, only)).then_some(only);
        }
        // A value that both name would stand there twice.
        fits.apart(a, b, only).then_some(only)
    }

    /// Whether a day's answers stay the same when two lines are one that stands in the place of the first or second.
    fn same_as_one(
        &self,
        (day, rows): &(Option<Date>, Vec<usize>),
        cases: &Cases,
        first: usize,
        second: usize,
        place: usize,
        dimension: usize,
    ) -> bool {
        let mut breadths = self.breadths(*day, rows);
        let before = breadths.clone();
        let pairs: Vec<(usize, usize)> =
            self.lines[first].rows.iter().copied().zip(self.lines[second].rows.iter().copied()).collect();
        let kept = |pair: &(usize, usize)| if place == first { pair.0 } else { pair.1 };
        for pair in &pairs {
            if let (Some(a), Some(b)) = (before[pair.0].get(dimension), before[pair.1].get(dimension)) {
                breadths[kept(pair)][dimension] = a.saturating_add(*b);
            }
        }
        cases.keys().all(|Fitting { hits, maybes, .. }| {
            let mut joined: Vec<usize> = hits.clone();
            let mut touched = false;
            for pair in &pairs {
                let held = hits.contains(&pair.0) || hits.contains(&pair.1);
                touched |= held || maybes.contains(&pair.0) || maybes.contains(&pair.1);
                joined.retain(|at| *at != pair.0 && *at != pair.1);
                joined.extend(held.then(|| kept(pair)));
            }
            joined.sort_unstable();
            let answer = self.answer(rows, &joined, &breadths, None);
            !touched || maybes.is_empty() && answer != Answer::Open && answer == self.answer(rows, hits, &before, None)
        })
    }
}

/// The dimensions with `其余` in a head: what nobody else covers there.
struct Elses {
    /// Whether it can be said who covers what.
    known: bool,
    /// By dimension, whether any head has `其余`.
    any: Vec<bool>,
    /// By row of the day and dimension, whether its head has `其余`, and whether it covers at all.
    has: Vec<Vec<bool>>,
    covers: Vec<Vec<bool>>,
}

impl Elses {
    fn new(work: &Work<'_, '_>, fits: &Fits<'_, '_>, rows: &[usize]) -> Elses {
        let count = work.asked.dimensions.len();
        let item = |at: usize, dimension: usize, is: fn(&HeadItem) -> bool| {
            work.row(at).heads.get(dimension).is_some_and(|head| head.items.iter().any(is))
        };
        let by_row = |is: fn(&HeadItem) -> bool| -> Vec<Vec<bool>> {
            rows.iter().map(|at| (0..count).map(|dimension| item(*at, dimension, is)).collect()).collect()
        };
        let has = by_row(|item| matches!(item, HeadItem::Else));
        let mut covers = by_row(|item| matches!(item, HeadItem::Any));
        for (at, row) in covers.iter_mut().zip(rows) {
            let default = work.row(*row).default;
            at.iter_mut().for_each(|own| *own = !*own && !default);
        }
        let any: Vec<bool> = (0..count).map(|dimension| has.iter().any(|row| row[dimension])).collect();
        let known = (0..count).all(|dimension| !any[dimension] || fits.is_known(dimension));
        Elses { known, any, has, covers }
    }

    /// Returns the lines that alone cover an answer of a case, each with the rows that fit the case without it.
    fn without_sole(
        &self,
        work: &Work<'_, '_>,
        fits: &Fits<'_, '_>,
        rows: &[usize],
        choice: &Choice,
    ) -> Vec<(usize, Vec<usize>)> {
        let mut soles: Vec<(usize, usize)> = Vec::new();
        if !self.known {
            return Vec::new();
        }
        for dimension in (0..self.any.len()).filter(|dimension| self.any[*dimension]) {
            let mut covering: Option<usize> = None;
            let mut several = false;
            for place in (0..rows.len()).filter(|place| self.covers[*place][dimension]) {
                // A head with `其余` beside values fits by these too.
                if self.has[place][dimension] || fits.dimension(place, dimension, choice) != Some(true) {
                    continue;
                }
                let line = work.line_of[rows[place]];
                several |= covering.is_some_and(|known| known != line);
                covering = Some(line);
            }
            if let (Some(line), false) = (covering, several) {
                soles.push((line, dimension));
            }
        }
        let mut lines: Vec<usize> = soles.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        let opened = |line: usize, dimension: usize| soles.contains(&(line, dimension));
        lines
            .into_iter()
            .map(|line| {
                let fit = |place: &usize| {
                    !work.row(rows[*place]).default
                        && work.line_of[rows[*place]] != line
                        && (0..self.any.len()).all(|dimension| {
                            fits.dimension(*place, dimension, choice) == Some(true)
                                || self.has[*place][dimension] && opened(line, dimension)
                        })
                };
                (line, (0..rows.len()).filter(fit).map(|place| rows[place]).collect())
            })
            .collect()
    }
}

fn worth(program: &Program, source: &Source) -> Worth {
    let fixed = match source {
        Source::Expr(own) => fixed_value(own),
        Source::Nothing(_) => Some(Value::Nothing),
        // What is awaited, or not stated, may turn out different in every place.
        Source::Pending(span) | Source::Unstated(span) => return Worth::Text(format!("{span:?}")),
        Source::Table(_) | Source::As(..) => None,
    };
    fixed.map_or_else(|| Worth::Text(print::source(program, source, Lang::Zh)), Worth::Fixed)
}
