//! Invented patients: for persons who stand alike, the most ordinary of them with an ordinary bill; the point at which
//! the gap is largest; and both payments over cost. Each has been settled by the evaluator.

use super::super::data::Key;
use super::super::shared::{Both, Which};
use super::super::told::{round_near, telling_cost};
use super::regions::{Stood, Work};
use super::{Curve, Example, Peak, Run};
use crate::base::number::Number;
use crate::interp::record::benefit_record;
use crate::symbolic::decide::Shape;
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::Settled;
use crate::symbolic::space::{Possible, QuantityId};
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::symbolic::witness::{Replayed, Witness, round_cost};

impl Work<'_, '_> {
    /// The most ordinary person of some cells with an ordinary bill; typical persons come first, with their own bill.
    pub(super) fn ordinary_example(&self, inner: &[&Stood], cells: &[&Settled]) -> Result<Option<Example>, Undecided> {
        let mut best: Option<(usize, Example)> = None;
        let mut seen: Vec<(usize, &Stood)> = Vec::new();
        for own in inner {
            // A typical person who is one of them, with a bill on which it shows.
            let cell = &cells[own.at].cell;
            for (place, usual) in self.usual.iter().enumerate() {
                let earlier = best.as_ref().is_none_or(|(known, _)| place < *known);
                let Some(cost) = usual.cost.filter(|cost| earlier && *cost <= self.space.scope.highest) else {
                    continue;
                };
                if self.space.is_in(usual, cell) && own.stand.shows_at(cost) {
                    best = Some((place, self.example(self.space.like(usual, cell), own, cells, cost)?));
                    break;
                }
            }
            seen.push((self.space.ordinariness(cell, &self.usual), own));
        }
        if best.is_some() {
            return Ok(best.map(|(_, example)| example));
        }
        // Else the one of whom most is usual; of equal ones the first.
        seen.sort_by_key(|(strange, _)| *strange);
        let Some((_, own)) = seen.first() else { return Ok(None) };
        let Some(run) = own.stand.widest() else { return Ok(None) };
        let cost = telling_cost(&own.stand.runs, run, &own.stand.shape, &self.bands);
        let chosen = self.space.ordinary_person(&cells[own.at].cell);
        self.example(chosen, own, cells, cost).map(Some)
    }

    /// Settles a person on both sides.
    fn replay(&self, chosen: Vec<(QuantityId, Possible)>, cost: i64) -> Witness {
        self.space.replay_on(&self.pair, chosen, &[cost])
    }

    /// Returns all layers together and what is compared, at a cost; each benefit has been settled as claimed.
    fn settled(
        &self,
        witness: &Witness,
        own: &Stood,
        cells: &[&Settled],
        cost: i64,
    ) -> Result<(Option<Both<Number>>, Both<Number>), Undecided> {
        let value = |term| self.space.decide(|decider| decider.value_at(term, cost));
        let mut totals: Both<Option<Number>> = Both::default();
        for which in Which::BOTH {
            let side = self.place(which);
            for (id, term) in &cells[own.at].benefits[side] {
                if let Ok(term) = term {
                    of(witness, which).confirm_benefit(*id, value(*term)?, cost);
                }
            }
            if let Ok(paid) = &cells[own.at].sides[side] {
                let claimed = value(paid.total)?;
                of(witness, which).confirm(claimed, cost);
                *totals.get_mut(which) = Some(claimed.to_number());
            }
        }
        let totals = totals.a.zip(totals.b).map(|(a, b)| Both { a, b });
        let (a, b) = own.terms;
        Ok((totals, Both { a: value(a)?.to_number(), b: value(b)?.to_number() }))
    }

    fn example(
        &self,
        chosen: Vec<(QuantityId, Possible)>,
        own: &Stood,
        cells: &[&Settled],
        cost: i64,
    ) -> Result<Example, Undecided> {
        let witness = self.replay(chosen, cost);
        let (totals, paid) = self.settled(&witness, own, cells, cost)?;
        let mut benefits = Vec::new();
        for pair in &self.shared.benefits {
            let of_pair = pair.ids.map(|which, id| id.and_then(|id| of(&witness, which).paid(id)).unwrap_or_default());
            if !of_pair.a.is_zero() || !of_pair.b.is_zero() {
                benefits.push((pair.key.clone(), of_pair));
            }
        }
        let sides = Both { a: Which::A, b: Which::B };
        let records = sides.map(|which, _| {
            let side = of(&witness, which);
            let program = self.shared.program(which);
            let bills = side.bills.iter().flat_map(|(_, benefits)| benefits);
            let due = bills.filter(|(_, outcome)| outcome.as_ref().map_or(true, |own| own.is_due()));
            due.map(|(id, outcome)| benefit_record(program, *id, outcome, self.sources)).collect()
        });
        let curve = self.curve(own.terms, &own.stand.runs, cost)?;
        Ok(Example { cost: cost.into(), person: self.person(&witness), paid, totals, benefits, records, curve })
    }

    pub(super) fn person(&self, witness: &Witness) -> Vec<Key> {
        witness.chosen.iter().filter_map(|(id, possible)| self.key(*id, possible)).collect()
    }

    /// Where the gap is largest; `None` where the example shows at least half of it.
    pub(super) fn peak(
        &self,
        own: &Stood,
        cells: &[&Settled],
        example: Option<&Example>,
    ) -> Result<Option<Peak>, Undecided> {
        let Some(run) = own.stand.widest() else { return Ok(None) };
        let Some(more) = run.more else { return Ok(None) };
        let gap = |totals: &Both<Number>| -> Number {
            totals.get(more).subtract(totals.get(more.other())).unwrap_or_default()
        };
        let shown = example.map_or_else(Number::zero, |own| gap(&own.paid));
        if shown.add(&shown).is_ok_and(|twice| twice >= run.gap) {
            return Ok(None);
        }
        let chosen = self.space.ordinary_person(&cells[own.at].cell);
        let witness = self.replay(chosen.clone(), run.at);
        let largest = gap(&self.settled(&witness, own, cells, run.at)?.1);
        let near = match round_near(run) {
            Some(cost) => {
                let witness = self.replay(chosen, cost);
                let gap = gap(&self.settled(&witness, own, cells, cost)?.1);
                gap.is_positive().then(|| (cost.into(), gap))
            }
            None => None,
        };
        Ok(Some(Peak { person: self.person(&witness), cost: run.at.into(), more, gap: largest, near }))
    }

    /// Both payments over cost, far enough to see where they cross.
    fn curve(&self, (a, b): (Term, Term), runs: &[Run], cost: i64) -> Result<Curve, Undecided> {
        let highest = self.space.scope.highest;
        let turns = runs.iter().skip(1).map(|own| own.from).filter(|from| *from / 20 <= cost).max().unwrap_or(0);
        let shapes = Both { a: self.space.shape(a)?, b: self.space.shape(b)? };
        let wanted = cost.saturating_mul(2).max(turns + turns / 4).min(highest).max(1);
        // Where nothing happens any more, the beginning is drawn, not a long level stretch.
        let level = level_from(&[&shapes.a, &shapes.b], wanted).filter(|from| from.saturating_mul(4) <= wanted);
        let wanted = level.map_or(wanted, |from| from.saturating_mul(2).max(1));
        let reach = round_cost(wanted.min(highest), (wanted + wanted / 4).min(highest), wanted);
        let mut crossings = Vec::new();
        for run in runs.iter().skip(1).filter(|own| own.from <= reach) {
            let at = run.begins.clone().unwrap_or_else(|| run.from.into());
            let paid = shapes.a.segment(run.from).map_or(Ok(Exact::ZERO), |own| own.at(run.from))?;
            crossings.push((at, paid.to_number()));
        }
        let line = |shape: &Shape| -> Result<Vec<(Number, Number)>, Undecided> {
            let mut points = Vec::new();
            for own in shape.segments.iter().filter(|own| own.low <= reach) {
                for cost in [own.low, own.high.min(reach)] {
                    points.push((Number::from(cost), own.at(cost)?.to_number()));
                }
            }
            points.dedup();
            Ok(points)
        };
        Ok(Curve { reach, lines: Both { a: line(&shapes.a)?, b: line(&shapes.b)? }, crossings })
    }
}

/// Returns the cost from which on up to another one all shapes are level; `None`: one of them is not, or all always are.
fn level_from(shapes: &[&Shape], upto: i64) -> Option<i64> {
    let mut from = 0;
    for own in shapes {
        let last = own.segments.iter().rfind(|own| own.low <= upto).filter(|own| own.slope.is_zero())?;
        from = from.max(last.low);
    }
    (from > 0).then_some(from)
}

/// Returns what the evaluator says of a side.
fn of(witness: &Witness, which: Which) -> &Replayed {
    &witness.sides[usize::from(which == Which::B)]
}

impl Curve {
    /// Returns what both pay at some costs, evenly apart.
    pub fn samples(&self, count: i64) -> Vec<(i64, Both<Number>)> {
        let at = |line: &[(Number, Number)], cost: i64| -> Number {
            let cost = Number::from(cost);
            let next = line.iter().position(|(own, _)| *own >= cost).unwrap_or(line.len().saturating_sub(1));
            let (Some(right), left) = (line.get(next), line.get(next.saturating_sub(1))) else { return Number::zero() };
            let Some(left) = left.filter(|left| left.0 < right.0) else { return right.1.clone() };
            let part = || {
                let rise = right.1.subtract(&left.1).ok()?.multiply(&cost.subtract(&left.0).ok()?).ok()?;
                left.1.add(&rise.divide(&right.0.subtract(&left.0).ok()?).ok()?).ok()
            };
            part().unwrap_or_else(|| right.1.clone())
        };
        (0..=count)
            .map(|step| {
                let cost = i128::from(self.reach) * i128::from(step) / i128::from(count.max(1));
                let cost = i64::try_from(cost).unwrap_or(self.reach);
                (cost, self.lines.map(|_, line| at(line, cost)))
            })
            .collect()
    }
}
