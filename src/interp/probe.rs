//! A program asked in parts: what stands against a benefit and what each of its clauses is worth on one claim, nothing
//! having been paid before. Engines that prepare tables fill them with these answers, so that conditions, tables,
//! effects and cases mean the same everywhere.

use super::adjusted::{Asked, Worth as Worked};
use super::benefit::Reason;
use super::clauses::{METHODS, value_of};
use super::context::{Context, Occurrence, Run};
use super::error::{Error, ErrorKind, Fallible};
use super::session::Session;
use super::subject::{Claim, Facts, Subject};
use super::trace::Stated;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::ir::{BenefitId, ClauseBody, ClauseWord, Expr, FactId, IdentityMode, Owner, Program};
use crate::value::{Value, ops};
use std::cell::Cell;

/// One claim of a person who is alone, of whom only these facts are known.
pub struct Probe<'p> {
    session: Session<'p>,
}

/// What a clause is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It does not hold: another case does, or its own condition does not.
    Absent,
    /// `无`, or a clause without a value.
    Nothing,
    Number(Number),
    /// A marginal table of the benefit's own amount, from the lowest band; rates are held within 0..100%.
    Segments(Vec<Segment>),
}

/// A band of a marginal table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub low: Option<Number>,
    pub high: Option<Number>,
    pub rate: Number,
}

impl<'p> Probe<'p> {
    /// Returns a claim of a day with its facts, before which so many claims of the year were settled.
    pub fn new(program: &'p Program, date: Date, facts: Facts, earlier_visits: usize) -> Probe<'p> {
        let claim = Claim { id: String::new(), member: 0, date, facts };
        let mut session = Session::of_sorted(program, Subject::default(), vec![claim]);
        session.pretended_visits = Some(earlier_visits);
        Probe { session }
    }

    /// Says what some expressions are worth, whatever they would be; `None`: they have no answer.
    pub fn pretending(mut self, pretended: Vec<(&'p Expr, Option<Value>)>) -> Probe<'p> {
        self.session.pretended = pretended;
        self
    }

    /// Returns what an expression is worth, seen from a benefit.
    pub fn value(&self, id: BenefitId, expr: &'p Expr) -> Fallible<Value> {
        self.session.eval(&self.session.context(Occurrence::Claim(0), Some(id)), expr)
    }

    /// Returns why a condition or a refusal, by its place among the clauses of the benefit, stands against it, if it does.
    pub fn stands_against(&self, id: BenefitId, at: usize) -> Fallible<Option<Reason>> {
        let session = &self.session;
        let ctx = session.context(Occurrence::Claim(0), Some(id));
        let word = session.program().benefit(id).clauses[at].path.word;
        let own = session.select(&ctx, id, &[word])?.into_iter().find(|own| own.at == at);
        own.map_or(Ok(None), |own| session.stands_against(&ctx, &own))
    }

    /// Whether an exclusion, by its place among the clauses of the benefit, holds.
    pub fn excludes(&self, id: BenefitId, at: usize) -> Fallible<bool> {
        let session = &self.session;
        let ctx = session.context(Occurrence::Claim(0), Some(id));
        Ok(session.select(&ctx, id, &[ClauseWord::NotWith])?.iter().any(|own| own.at == at))
    }

    /// Whether a deductible, by its place among the clauses of the benefit, is carried on.
    pub fn is_continued(&self, id: BenefitId, at: usize) -> Fallible<bool> {
        self.alone(id, |ctx| {
            let Some(own) = self.chosen(ctx, id, at)? else { return Ok(false) };
            let Some(value) = value_of(own.body) else { return Ok(false) };
            Ok(self.session.worth(ctx, value, Asked::of(own), &mut Stated::default())?.1)
        })
    }

    /// Whether a clause holds, by its place among those of the benefit.
    pub fn holds(&self, id: BenefitId, at: usize) -> Fallible<bool> {
        self.alone(id, |ctx| Ok(self.chosen(ctx, id, at)?.is_some()))
    }

    /// Returns what a clause is worth, by its place among those of the benefit.
    pub fn worth(&self, id: BenefitId, at: usize) -> Fallible<Worth> {
        self.alone(id, |ctx| {
            let Some(own) = self.chosen(ctx, id, at)? else { return Ok(Worth::Absent) };
            let Some(value) = value_of(own.body) else { return Ok(Worth::Nothing) };
            match self.session.worth(ctx, value, Asked::of(own), &mut Stated::default())?.0 {
                Worked::Plain(Value::Number(number)) => Ok(Worth::Number(number)),
                Worked::Plain(Value::Nothing) => Ok(Worth::Nothing),
                Worked::Plain(other) => Err(self.session.unfit(&other, own.origin.span)),
                Worked::Segments(segments) => {
                    let mut bands = Vec::new();
                    for piece in &segments.pieces {
                        let mut value = self.session.source(ctx, &piece.cell.value, segments.usage)?;
                        for (effects, span) in &segments.effects {
                            value = self.session.apply(ctx, value, effects, piece.ty, *span, &mut Stated::default())?;
                        }
                        let rate = match &value {
                            Value::Number(rate) => ops::held_ratio(rate),
                            Value::Nothing => Number::zero(),
                            other => return Err(self.session.unfit(other, piece.span)),
                        };
                        bands.push(Segment { low: piece.low.clone(), high: piece.high.clone(), rate });
                    }
                    Ok(Worth::Segments(bands))
                }
            }
        })
    }

    /// Returns the clause where it holds. Where only one of its kind may hold, two that do are an error.
    fn chosen(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        at: usize,
    ) -> Fallible<Option<crate::ir::selection::Chosen<'p>>> {
        let session = &self.session;
        let word = session.program().benefit(id).clauses[at].path.word;
        let kinds = if METHODS.contains(&word) { METHODS } else { &[word] };
        let all = session.select(ctx, id, kinds)?;
        let several = matches!(
            word,
            ClauseWord::FirstPay | ClauseWord::Quantity | ClauseWord::Cap | ClauseWord::TotalOfLayersAtMost
        );
        if let ([first, second, ..], false) = (all.as_slice(), several) {
            return Err(session.conflict(first, second));
        }
        let Some(own) = all.into_iter().find(|own| own.at == at) else { return Ok(None) };
        let when = match own.body {
            ClauseBody::FirstPay { when, .. }
            | ClauseBody::Deductible { when, .. }
            | ClauseBody::Cap { when, .. }
            | ClauseBody::TotalOfLayersAtMost { when, .. } => when.as_ref(),
            _ => None,
        };
        let holds = when.map_or(Ok(true), |when| session.truth(ctx, when))?;
        Ok(holds.then_some(own))
    }

    /// Works as a benefit does for somebody who has one value of each fact by which several identities are tried.
    fn alone<T>(&self, id: BenefitId, mut work: impl FnMut(&Context<'_>) -> Fallible<T>) -> Fallible<T> {
        let session = &self.session;
        let ctx = session.context(Occurrence::Claim(0), Some(id));
        let of_household = |fact: &&FactId| session.program().fact(**fact).owner == Owner::Household;
        let facts = session.program().benefit(id).identity_facts.clone();
        if facts.is_empty() {
            return work(&ctx);
        }
        if facts.iter().any(|fact| of_household(&fact)) {
            return Err(Error::mistyped(session.program().benefit(id).span));
        }
        let mode = match session.select_one(&ctx, id, ClauseWord::Identities)?.map(|own| own.body) {
            Some(ClauseBody::Identities(mode)) => mode.clone(),
            _ => IdentityMode::Highest,
        };
        let together = mode == IdentityMode::Together;
        let run = Run { facts: facts.clone(), person: ctx.person, asked: Cell::new(false), together };
        let ctx = Context { run: Some(&run), ..ctx };
        if together {
            return work(&ctx);
        }
        let mut way = Vec::new();
        for fact in &facts {
            // Facts that the clause does not ask need not be known.
            match session.held(&ctx, *fact, &mode) {
                Ok(held) if held.len() == 1 => way.extend(held.into_iter().map(|value| (*fact, value))),
                Ok(_) => return Err(Error::mistyped(session.program().fact(*fact).span)),
                Err(error) if error.kind == ErrorKind::MissingFact(*fact) => {}
                Err(error) => return Err(error),
            }
        }
        session.with_values(&ctx, &way, &mut |own| work(own))
    }
}
