//! Which rows of a table fit which values, found once for each dimension, so that trying all combinations is only
//! looking up. Knows nothing of hit policies.

use super::space::{Choice, Space};
use crate::ir::expr::{CompareOp, Dimension, Expr, ExprKind, Head, HeadItem, Member, Row, Table};
use crate::ir::{Type, fixed_value};
use crate::value::Value;

/// How many tests of a row against a value are made before a table counts as too large to be searched.
pub(super) const MOST_TESTS: usize = 20_000_000;

/// The dimensions of a table that are asked, without its segments.
#[derive(Clone, Copy)]
pub(super) struct Asked<'t> {
    pub(super) table: &'t Table,
    pub(super) dimensions: &'t [Dimension],
    /// How many dimensions stand before them.
    pub(super) offset: usize,
}

impl<'t> Asked<'t> {
    /// Returns the heads of a dimension in the order of the rows.
    fn heads(self, at: usize) -> impl Iterator<Item = &'t Head> {
        self.table.rows.iter().filter_map(move |row| row.heads.get(at + self.offset))
    }

    /// Adds what the heads ask to a space. Returns the conditions among them.
    pub(super) fn add_to(self, space: &mut Space<'_>) -> Vec<&'t Expr> {
        let mut conditions = Vec::new();
        for (at, dimension) in self.dimensions.iter().enumerate() {
            let Dimension::Expr(own) = dimension else { continue };
            space.add_atom(own);
            for item in self.heads(at).flat_map(|head| &head.items) {
                if let Some(condition) = condition_of(item, own) {
                    space.add_condition(condition);
                    conditions.push(condition);
                    continue;
                }
                match item {
                    HeadItem::Band(band) => space.add_band(own, band),
                    HeadItem::Compare(_, value) | HeadItem::Value(value) => space.edge(own, value),
                    HeadItem::Any | HeadItem::Else | HeadItem::List(_) | HeadItem::Condition(_) => {}
                }
            }
        }
        conditions
    }

    /// Returns the tests of the heads as conditions, so that entries can be told apart by them.
    pub(super) fn tests(self) -> Vec<Expr> {
        let mut tests = Vec::new();
        for (at, dimension) in self.dimensions.iter().enumerate() {
            let Dimension::Expr(own) = dimension else { continue };
            for item in self.heads(at).flat_map(|head| &head.items) {
                if condition_of(item, own).is_some() {
                    continue;
                }
                let kind = match item {
                    HeadItem::Value(value) => ExprKind::Compare(CompareOp::Equal, own.clone(), value.clone()),
                    HeadItem::Band(band) => ExprKind::InBand { value: own.clone(), band: band.clone(), negated: false },
                    HeadItem::List(list) => {
                        ExprKind::In { value: own.clone(), members: vec![Member::List(*list)], negated: false }
                    }
                    HeadItem::Compare(op, value) => ExprKind::Compare(*op, own.clone(), value.clone()),
                    HeadItem::Any | HeadItem::Else | HeadItem::Condition(_) => continue,
                };
                tests.push(Expr { kind: Box::new(kind), ty: Type::Bool, span: own.span });
            }
        }
        tests
    }
}

/// Returns the condition that an item is: one in parentheses, or a group.
pub(super) fn condition_of<'t>(item: &'t HeadItem, dimension: &Expr) -> Option<&'t Expr> {
    match item {
        HeadItem::Condition(condition) => Some(condition),
        HeadItem::Value(value) if value.ty == Type::Bool && dimension.ty != Type::Bool => Some(value),
        _ => None,
    }
}

/// Which rows fit which values.
pub(super) struct Fits<'s, 'p> {
    space: &'s Space<'p>,
    asked: Asked<'s>,
    rows: &'s [&'s Row],
    by_dimension: Vec<ByDimension>,
}

/// The answers of one dimension.
enum ByDimension {
    /// By row, then by value of the atom.
    Known { atom: usize, answers: Vec<Vec<Option<bool>>> },
    /// A condition stands in a head, so that other quantities decide too.
    Open,
}

impl<'s, 'p> Fits<'s, 'p> {
    /// Returns `None` when it would take more than [`MOST_TESTS`].
    pub(super) fn new(space: &'s Space<'p>, asked: Asked<'s>, rows: &'s [&'s Row]) -> Option<Fits<'s, 'p>> {
        let items: usize = rows.iter().flat_map(|row| &row.heads).map(|head| head.items.len().max(1)).sum();
        let values: usize = space.atoms.values().map(|atom| atom.values.len()).sum();
        items.checked_mul(values).filter(|tests| *tests <= MOST_TESTS)?;
        space.combinations().checked_mul(rows.len()).filter(|tests| *tests <= MOST_TESTS)?;
        let mut fits = Fits { space, asked, rows, by_dimension: Vec::new() };
        for (at, dimension) in asked.dimensions.iter().enumerate() {
            let own = fits.answers(at + asked.offset, dimension);
            fits.by_dimension.push(own);
        }
        Some(fits)
    }

    fn answers(&self, at: usize, dimension: &Dimension) -> ByDimension {
        let Dimension::Expr(own) = dimension else { return ByDimension::Open };
        let mut items = self.rows.iter().filter_map(|row| row.heads.get(at)).flat_map(|head| &head.items);
        if items.any(|item| condition_of(item, own).is_some()) {
            return ByDimension::Open;
        }
        let Some((atom, values)) = self.space.values_of(own) else { return ByDimension::Open };
        let nobody = Vec::new();
        let covered: Vec<Option<bool>> =
            values.iter().map(|value| self.covered(at, own, Some(value), &nobody)).collect();
        let answer = |head: &Head, place: usize| self.head(head, own, Some(&values[place]), &nobody, || covered[place]);
        let of_row = |row: &&Row| match row.heads.get(at) {
            Some(head) => (0..values.len()).map(|place| answer(head, place)).collect(),
            None => vec![Some(true); values.len()],
        };
        ByDimension::Known { atom, answers: self.rows.iter().map(of_row).collect() }
    }

    /// Whether any item of a head fits; `covered` says whether another head of the dimension covers the value.
    fn head(
        &self,
        head: &Head,
        dimension: &Expr,
        value: Option<&Value>,
        choice: &Choice,
        covered: impl Fn() -> Option<bool>,
    ) -> Option<bool> {
        let mut any = Some(false);
        for item in &head.items {
            let own = match item {
                HeadItem::Else => covered().map(|covered| !covered),
                other => item_fits(self.space, other, dimension, value, choice),
            };
            match own {
                Some(true) => return Some(true),
                Some(false) => {}
                None => any = None,
            }
        }
        any
    }

    /// Whether a head other than `任意` and `其余` covers a value.
    fn covered(&self, at: usize, dimension: &Expr, value: Option<&Value>, choice: &Choice) -> Option<bool> {
        let mut covered = Some(false);
        for head in self.rows.iter().filter_map(|row| row.heads.get(at)) {
            if head.items.iter().any(|item| matches!(item, HeadItem::Any)) {
                continue;
            }
            for item in head.items.iter().filter(|item| !matches!(item, HeadItem::Else)) {
                match item_fits(self.space, item, dimension, value, choice) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => covered = None,
                }
            }
        }
        covered
    }

    /// Whether all heads of a row fit a choice.
    pub(super) fn row(&self, row: usize, choice: &Choice) -> Option<bool> {
        let mut all = Some(true);
        for at in 0..self.by_dimension.len() {
            match self.dimension(row, at, choice) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => all = None,
            }
        }
        all
    }

    /// Whether the head of a row in one dimension fits a choice.
    pub(super) fn dimension(&self, row: usize, at: usize, choice: &Choice) -> Option<bool> {
        match &self.by_dimension[at] {
            ByDimension::Known { atom, answers } => answers[row][choice[*atom]],
            ByDimension::Open => self.ask(row, at, choice),
        }
    }

    /// Whether two rows fit the same values of a dimension, for certain.
    pub(super) fn alike(&self, one: usize, other: usize, at: usize) -> bool {
        match &self.by_dimension[at] {
            ByDimension::Known { answers, .. } => {
                answers[one] == answers[other] && answers[one].iter().all(Option::is_some)
            }
            ByDimension::Open => false,
        }
    }

    /// Whether the values that two rows fit in a dimension follow each other without a stretch between them.
    pub(super) fn touch(&self, one: usize, other: usize, at: usize) -> bool {
        let ByDimension::Known { answers, .. } = &self.by_dimension[at] else { return false };
        let fit: Vec<bool> =
            answers[one].iter().zip(&answers[other]).map(|(a, b)| *a == Some(true) || *b == Some(true)).collect();
        let first = fit.iter().position(|own| *own);
        let last = fit.iter().rposition(|own| *own);
        first.zip(last).is_some_and(|(first, last)| fit[first..=last].iter().all(|own| *own))
    }

    /// Whether no value fits two rows in a dimension.
    pub(super) fn apart(&self, one: usize, other: usize, at: usize) -> bool {
        let ByDimension::Known { answers, .. } = &self.by_dimension[at] else { return false };
        answers[one].iter().zip(&answers[other]).all(|(a, b)| *a == Some(false) || *b == Some(false))
    }

    /// Whether one quantity alone decides a dimension.
    pub(super) fn is_known(&self, at: usize) -> bool {
        matches!(&self.by_dimension[at], ByDimension::Known { .. })
    }

    fn ask(&self, row: usize, at: usize, choice: &Choice) -> Option<bool> {
        let Dimension::Expr(own) = &self.asked.dimensions[at] else { return Some(true) };
        let place = at + self.asked.offset;
        let Some(head) = self.rows[row].heads.get(place) else { return Some(true) };
        let value = self.space.value_of(own, choice);
        self.head(head, own, value.as_ref(), choice, || self.covered(place, own, value.as_ref(), choice))
    }
}

fn item_fits(
    space: &Space<'_>,
    item: &HeadItem,
    dimension: &Expr,
    value: Option<&Value>,
    choice: &Choice,
) -> Option<bool> {
    if let Some(condition) = condition_of(item, dimension) {
        return space.truth(condition, choice);
    }
    match item {
        HeadItem::Any => Some(true),
        HeadItem::Else | HeadItem::Condition(_) => None,
        HeadItem::Value(own) => {
            let own = fixed_value(own)?;
            space.equal(value?, &own)
        }
        HeadItem::List(list) => space.in_list(value?, *list),
        HeadItem::Band(band) => space.in_band(value?, band, choice),
        HeadItem::Compare(op, own) => space.compares(*op, value?, &fixed_value(own)?),
    }
}
