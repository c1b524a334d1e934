//! The numbers of a line: least, middle, most, how far they are apart, and who stands out. Exact; an outlier lies beyond
//! Tukey's fences (J. W. Tukey, Exploratory Data Analysis, 1977, section 2D): further than one and a half times the
//! distance of the hinges outside of them.

use super::Line;
use crate::base::number::Number;
use crate::compare::data::{Held, ValueKind};
use crate::ir::Type;

/// With fewer numbers nobody can stand out.
const LEAST_FOR_OUTLIERS: usize = 5;

/// What the numbers of a line come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    pub ty: Type,
    /// How many counties have a number.
    pub counted: usize,
    pub low: Number,
    pub median: Number,
    pub high: Number,
    /// The most less the least.
    pub spread: Number,
    pub low_at: Vec<usize>,
    pub high_at: Vec<usize>,
    pub outliers: Vec<usize>,
}

/// Returns the number in a cell with its unit.
pub(crate) fn number(held: &Held) -> Option<(Number, Type)> {
    match held.stating().map(|own| &own.kind) {
        Some(ValueKind::Number(number, ty)) => Some((number.clone(), ty.clone())),
        _ => None,
    }
}

/// Returns the figures of some cells; `None` with fewer than two numbers, or where they count in different units.
pub(crate) fn figures(cells: &[Held]) -> Option<Figures> {
    let numbers: Vec<(usize, Number, Type)> =
        cells.iter().enumerate().filter_map(|(at, held)| number(held).map(|(number, ty)| (at, number, ty))).collect();
    let (_, _, ty) = numbers.first()?;
    if numbers.len() < 2 || numbers.iter().any(|(_, _, other)| other != ty) {
        return None;
    }
    let mut sorted: Vec<Number> = numbers.iter().map(|(_, number, _)| number.clone()).collect();
    sorted.sort();
    let (low, high) = (sorted.first()?.clone(), sorted.last()?.clone());
    let at = |wanted: &Number| numbers.iter().filter(|(_, own, _)| own == wanted).map(|(at, _, _)| *at).collect();
    let outliers = match fences(&sorted) {
        Some((least, most)) => {
            numbers.iter().filter(|(_, own, _)| *own < least || *own > most).map(|(at, _, _)| *at).collect()
        }
        None => Vec::new(),
    };
    Some(Figures {
        ty: ty.clone(),
        counted: numbers.len(),
        median: median(&sorted)?,
        spread: high.subtract(&low).ok()?,
        low_at: at(&low),
        high_at: at(&high),
        low,
        high,
        outliers,
    })
}

/// Returns the middle of sorted numbers; of two in the middle the mean.
pub(crate) fn median(sorted: &[Number]) -> Option<Number> {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        return sorted.get(middle).cloned();
    }
    let sum = sorted.get(middle.checked_sub(1)?)?.add(sorted.get(middle)?).ok()?;
    sum.divide(&Number::from(2)).ok()
}

/// Returns Tukey's inner fences. The hinges are the medians of the halves, the middle number in both.
fn fences(sorted: &[Number]) -> Option<(Number, Number)> {
    if sorted.len() < LEAST_FOR_OUTLIERS {
        return None;
    }
    let half = sorted.len().div_ceil(2);
    let (lower, upper) = (median(&sorted[..half])?, median(&sorted[sorted.len() - half..])?);
    let step = upper.subtract(&lower).ok()?.multiply(&Number::ratio(3, 2)).ok()?;
    Some((lower.subtract(&step).ok()?, upper.add(&step).ok()?))
}

/// Returns how far a county's number is from the middle, as a share of it; what is no number counts as far.
pub(crate) fn deviation(line: &Line, county: usize) -> Number {
    let own = number(&line.cells[county]);
    let (Some((own, _)), Some(figures)) = (own, &line.figures) else { return Number::ratio(1, 2) };
    let by = own.subtract(&figures.median).unwrap_or_default();
    let by = if by.is_negative() { by.negate() } else { by };
    match by.divide(&figures.median) {
        Ok(share) => share,
        // A middle of nothing: any number is far from it.
        Err(_) => Number::from(i64::from(by.is_positive())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(all: &[i64]) -> Vec<Number> {
        all.iter().map(|own| Number::from(*own)).collect()
    }

    #[test]
    fn the_middle_of_an_even_row_is_a_mean() {
        assert_eq!(median(&numbers(&[1, 2, 5])), Some(Number::from(2)));
        assert_eq!(median(&numbers(&[1, 2, 5, 9])), Some(Number::ratio(7, 2)));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn fences_stand_one_and_a_half_times_the_hinges_apart() {
        // Hinges of 1 2 3 4 5: the medians of 1 2 3 and 3 4 5.
        assert_eq!(fences(&numbers(&[1, 2, 3, 4, 5])), Some((Number::from(-1), Number::from(7))));
        assert_eq!(fences(&numbers(&[1, 2, 3, 4])), None);
    }
}
