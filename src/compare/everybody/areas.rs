//! Areas of several numbers in words: ranges of one number, one number held against others, and by how much.

use super::super::data::Key;
use super::super::values::money_text;
use super::super::words;
use super::people::range_text;
use super::regions::Work;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::Text;
use crate::ir::Type;
use crate::symbolic::areas::Area;
use crate::symbolic::exact::Exact;
use crate::symbolic::linear::Constraint;
use crate::symbolic::regions::ranges;
use crate::symbolic::space::{Edge, Possible, QuantityId};
use crate::symbolic::term::InputId;

/// A number that is free.
#[derive(Clone, Copy, Debug)]
pub(super) enum Free {
    Question(QuantityId),
    /// What an earlier bill of the year cost.
    Earlier,
    /// What the bill after it costs.
    Now,
}

/// A condition is multiplied by so much at most to be rid of quotients without end.
const MOST_TIMES: i64 = 12;

impl Work<'_, '_> {
    /// Returns the numbers that are free beside each other.
    pub(super) fn free_numbers(&self) -> Vec<(Free, InputId)> {
        match self.space.later {
            Some((later, _)) => vec![(Free::Earlier, self.space.cost), (Free::Now, later)],
            None => self.space.numbers.iter().map(|(id, input, _)| (Free::Question(*id), *input)).collect(),
        }
    }

    /// Returns a free number with a value, as it is told of a person.
    pub(super) fn free_key(&self, own: Free, value: Number) -> Option<Key> {
        match own {
            Free::Question(id) => self.number_key(id, value),
            Free::Earlier | Free::Now => {
                Some(Key { question: self.free_name(own), answers: money_text(&value), plain: false })
            }
        }
    }

    fn free_name(&self, own: Free) -> Text {
        match own {
            Free::Question(id) => self.name(id),
            Free::Earlier => words::earlier_cost(),
            Free::Now => words::cost_now(),
        }
    }

    fn free_range(&self, own: Free, low: Edge, high: Edge) -> Option<Text> {
        let (name, range) = match own {
            Free::Question(id) => {
                let key = self.key(id, &Possible::Range(low, high))?;
                (key.question, key.answers)
            }
            Free::Earlier | Free::Now => (self.free_name(own), range_text(&low, &high, money_text)),
        };
        Some(words::held_at(name, range))
    }

    /// Returns the conditions of an area, but for the ranges in which all numbers lie anyway.
    pub(super) fn conditions(&self, area: &Area) -> Vec<Text> {
        let numbers = self.free_numbers();
        let inputs: Vec<InputId> = numbers.iter().map(|(_, id)| *id).collect();
        let mut usual = ranges(&self.space.graph(), &inputs);
        usual.extend(self.space.later.map(|_| self.space.both_bills_within()));
        let real: Vec<&Constraint> = area.constraints.iter().filter(|own| !usual.contains(own)).collect();
        let mut all = Vec::new();
        for (at, (free, _)) in numbers.iter().enumerate() {
            let alone = real.iter().filter(|own| only_of(own) == Some(at));
            let (mut low, mut high): (Edge, Edge) = (None, None);
            for own in alone {
                let (edge, is_low) = edge(own, at);
                *(if is_low { &mut low } else { &mut high }) = Some(edge);
            }
            if low.is_some() || high.is_some() {
                all.extend(self.free_range(*free, low, high));
            }
        }
        let several = real.iter().filter(|own| only_of(own).is_none());
        all.extend(several.filter_map(|own| self.held_against(own, &numbers)));
        all
    }

    /// Returns all free numbers with the ranges in which they lie.
    pub(super) fn ranges(&self) -> Vec<Text> {
        let mut all = Vec::new();
        for (free, input) in self.free_numbers() {
            let own = self.space.graph().inputs()[input.0 as usize];
            all.extend(self.free_range(free, Some((own.low.into(), true)), Some((own.high.into(), true))));
        }
        all
    }

    /// Returns a condition on several numbers: an amount of money, where there is one, against all the others.
    fn held_against(&self, own: &Constraint, numbers: &[(Free, InputId)]) -> Option<Text> {
        let counts = |at: &usize| !own.factors[*at].is_zero();
        let places = 0..own.factors.len();
        let money = places.clone().filter(counts).find(|at| self.is_money(numbers[*at].0));
        let at = money.or_else(|| places.clone().find(counts))?;
        let factor = own.factors[at];
        let (constant, strict) = told_constant(own);
        let by = factor.negate();
        let mut factors: Vec<Exact> = Vec::new();
        for (place, other) in own.factors.iter().enumerate() {
            factors.push(if place == at { Exact::ZERO } else { other.over(by).ok()? });
        }
        let mut constant = constant.over(by).ok()?;
        // A third of one number is told as three times the other.
        let scale =
            factors.iter().chain([&constant]).try_fold(1, |known, own| endless(*own).map(|by| known.max(by)))?;
        let mut left = Exact::ONE;
        if scale > 1 {
            left = Exact::whole(scale);
            constant = constant.times(left).ok()?;
            for own in &mut factors {
                *own = own.times(left).ok()?;
            }
        }
        let right = self.sum(&factors, constant, money.is_some());
        let name = self.times(numbers[at].0, left, money.is_some());
        Some(match (factor.is_positive(), strict) {
            (true, false) => words::up_to_sum(name, right),
            (true, true) => words::below_sum(name, right),
            (false, false) => words::at_least_sum(name, right),
            (false, true) => words::over_sum(name, right),
        })
    }

    fn is_money(&self, own: Free) -> bool {
        let Free::Question(id) = own else { return true };
        matches!(&self.space.vocabulary.quantity(id).ty, Type::Quantity(unit) if unit.is_money())
    }

    /// Returns Σ factor × number + constant, an amount of money.
    pub(super) fn formula(&self, (factors, constant): &(Vec<Exact>, Exact)) -> Text {
        self.sum(factors, *constant, true)
    }

    fn sum(&self, factors: &[Exact], constant: Exact, of_money: bool) -> Text {
        let mut parts: Vec<(bool, Text)> = Vec::new();
        let alone = factors.iter().all(|own| own.is_zero());
        if !constant.is_zero() || alone {
            parts.push((constant.is_negative(), size_text(constant.absolute(), of_money)));
        }
        for ((free, _), factor) in self.free_numbers().into_iter().zip(factors) {
            if !factor.is_zero() {
                parts.push((factor.is_negative(), self.times(free, factor.absolute(), of_money)));
            }
        }
        // What is added stands before what is taken away.
        parts.sort_by_key(|(negative, _)| *negative);
        let joined = |lang: fn(&Text) -> &str| {
            let mut text = String::new();
            for (at, (negative, own)) in parts.iter().enumerate() {
                text.push_str(match (at, negative) {
                    (0, false) => "",
                    (0, true) => "−",
                    (_, false) => " + ",
                    (_, true) => " − ",
                });
                text.push_str(lang(own));
            }
            text
        };
        Text { zh: joined(|own| &own.zh), en: joined(|own| &own.en) }
    }

    fn times(&self, own: Free, factor: Exact, of_money: bool) -> Text {
        let name = self.free_name(own);
        let of_like = self.is_money(own) == of_money;
        if factor == Exact::ONE && of_like {
            return name;
        }
        let by = if of_like { Text::same(percent_text(factor)) } else { size_text(factor, of_money) };
        Text { zh: format!("{}×{}", name.zh, by.zh), en: format!("{} × {}", name.en, by.en) }
    }
}

/// Returns the place of the one number of a constraint; `None` where there are several.
fn only_of(own: &Constraint) -> Option<usize> {
    let mut places = own.factors.iter().enumerate().filter(|(_, factor)| !factor.is_zero());
    let first = places.next()?.0;
    places.next().is_none().then_some(first)
}

/// Returns the edge that a constraint sets to its one number, and whether it is the lower one.
fn edge(own: &Constraint, at: usize) -> ((Number, bool), bool) {
    let is_low = own.factors[at].is_negative();
    let value = own.constant.negate().over(own.factors[at]).unwrap_or(own.constant).to_number();
    let beyond = if is_low { value.subtract(&Number::one()) } else { value.add(&Number::one()) };
    // `from 1000.01` is said `over 1000`.
    match beyond {
        Ok(beyond) if roundness(&beyond) > roundness(&value) => ((beyond, false), is_low),
        _ => ((value, true), is_low),
    }
}

/// Returns the constant as an author would have written it, and whether equality is left out: over whole numbers
/// `Σ < 0` has become `Σ + 1 ≤ 0`.
fn told_constant(own: &Constraint) -> (Exact, bool) {
    let (with, without) = (own.constant, own.constant.minus(Exact::ONE).unwrap_or(own.constant));
    if roundness(&without.to_number()) > roundness(&with.to_number()) { (without, true) } else { (with, false) }
}

/// Returns by how many tens a number can be divided; 0 is the roundest.
fn roundness(own: &Number) -> usize {
    let text = own.to_string();
    if text == "0" { usize::MAX } else { text.len() - text.trim_end_matches('0').len() }
}

/// Returns what a quotient has to be multiplied by to end after some decimals; 1 where it does so already, `None` where
/// that is no small number.
fn endless(own: Exact) -> Option<i64> {
    (1..=MOST_TIMES).find(|by| {
        let times = own.times(Exact::whole(*by)).map(Exact::to_number);
        times.is_ok_and(|own| own.decimal_text(4).is_some())
    })
}

fn size_text(own: Exact, of_money: bool) -> Text {
    let exact = own.to_number();
    if !of_money {
        return Text::same(exact.decimal_text(4).unwrap_or_else(|| format!("≈{}", exact.fixed_text(2))));
    }
    let whole = exact.round(RoundingMode::HalfUp, &Number::one());
    let about = if whole == exact { "" } else { "≈" };
    let text = money_text(&whole);
    Text { zh: format!("{about}{}", text.zh), en: format!("{about}{}", text.en) }
}

pub(super) fn percent_text(own: Exact) -> String {
    if own >= Exact::ONE && own.is_whole() {
        return own.to_number().to_string();
    }
    let percent = own.to_number().multiply(&100.into()).unwrap_or_default();
    match percent.decimal_text(4) {
        Some(text) => format!("{text}%"),
        None => format!("≈{}%", percent.fixed_text(2)),
    }
}
