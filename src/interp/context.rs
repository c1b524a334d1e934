//! Where a question is asked: on which claim or period, of whom, within which benefit and list; and what is known
//! there of a fact.

use super::asked::Question;
use super::error::{Error, ErrorKind, Fallible};
use super::session::Session;
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::ir::{BenefitId, Fact, FactId, Owner, Type};
use crate::value::{EntryId, Value};
use std::cell::Cell;

/// What a benefit is worked for: a claim in the order of settling, or a period by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Occurrence {
    Claim(usize),
    /// Of a person, or of the household.
    Period(Date, Option<usize>),
}

/// Where a question is asked.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub occurrence: Occurrence,
    pub date: Date,
    pub person: Option<usize>,
    /// The benefit whose layers and totals are meant; `None`: asked from outside, after the last layer.
    pub benefit: Option<BenefitId>,
    /// The values by which several identities are tried.
    pub run: Option<&'a Run>,
    pub overrides: Option<&'a Override<'a>>,
    /// The current element of a list of records.
    pub record: Option<&'a [Value]>,
    /// The place of the current element in its list, for ranks.
    pub element: Option<usize>,
    pub arguments: &'a [Value],
    /// Whole months in the present state.
    pub held_months: Option<i64>,
}

/// One way of working a benefit: by which of several identities.
pub(super) struct Run {
    pub facts: Vec<FactId>,
    pub person: Option<usize>,
    /// Whether one of the facts has been asked.
    pub asked: Cell<bool>,
    /// `并用`: tables see all values.
    pub together: bool,
}

/// A fact taken as if it had this value only.
pub(super) struct Override<'a> {
    pub fact: FactId,
    pub person: Option<usize>,
    pub value: Value,
    /// Unlike that of every other override, for what is remembered.
    pub number: u64,
    pub outer: Option<&'a Override<'a>>,
}

impl Context<'_> {
    pub(super) fn claim(&self) -> Option<usize> {
        match self.occurrence {
            Occurrence::Claim(at) => Some(at),
            Occurrence::Period(..) => None,
        }
    }
}

impl<'p> Session<'p> {
    /// Returns the context of an occurrence, seen from a benefit or from outside.
    pub(super) fn context(&self, occurrence: Occurrence, benefit: Option<BenefitId>) -> Context<'static> {
        let (date, person) = match occurrence {
            Occurrence::Claim(at) => (self.claim(at).date, Some(self.claim(at).member)),
            Occurrence::Period(date, person) => (date, person),
        };
        Context {
            occurrence,
            date,
            person,
            benefit,
            run: None,
            overrides: None,
            record: None,
            element: None,
            arguments: &[],
            held_months: None,
        }
    }

    /// Returns what a fact is here: as the record carries it, else as last changed, else as given, else its default.
    pub(super) fn fact(&self, ctx: &Context<'_>, id: FactId, span: Span) -> Fallible<Value> {
        let fact = self.program.fact(id);
        let person = match fact.owner {
            Owner::Person => match ctx.person {
                Some(person) => Some(person),
                None => return Err(Error::new(ErrorKind::OutOfPlace, span, words::needs_person(&fact.name))),
            },
            Owner::Claim => ctx.claim().map(|at| self.claim(at).member).or(ctx.person),
            Owner::Household => None,
        };
        if let Some(run) = ctx.run.filter(|run| run.person == person && run.facts.contains(&id)) {
            run.asked.set(true);
        }
        let mut next = ctx.overrides;
        while let Some(own) = next {
            if own.fact == id && own.person == person {
                return Ok(own.value.clone());
            }
            next = own.outer;
        }
        if let Some(value) = self.known(ctx, id, fact.owner, person) {
            return self.fitting(fact, id, value, span);
        }
        if let Some(default) = &fact.default {
            let inner = Context { record: None, element: None, arguments: &[], ..*ctx };
            let value = self.eval(&inner, default)?;
            return self.fitting(fact, id, &value, span);
        }
        if fact.owner == Owner::Claim && ctx.claim().is_none() {
            return Err(Error::new(ErrorKind::OutOfPlace, span, words::needs_claim()).other(fact.span));
        }
        Err(Error::new(ErrorKind::MissingFact(id), span, words::missing_fact(&fact.name)).other(fact.span))
    }

    /// Returns the value given for a fact, as it was given.
    fn known(&self, ctx: &Context<'_>, id: FactId, owner: Owner, person: Option<usize>) -> Option<&Value> {
        if let Some(claim) = ctx.claim().map(|at| self.claim(at)) {
            let concerns = owner != Owner::Person || person == Some(claim.member);
            if let Some(value) = claim.facts.get(&id).filter(|_| concerns) {
                return Some(value);
            }
        }
        let value = self.subject.value(id, person, ctx.date);
        if self.is_watched() {
            let (fact, day) = (id, ctx.date);
            // Where no day is known, the default counts, which may ask more.
            self.asks(match (self.only_age.take(), value) {
                (true, Some(Value::Date(_))) => Question::Age { fact, person, day },
                (_, _) => Question::Fact { fact, person, day },
            });
        }
        value
    }

    /// Returns a given value as the fact's type has it; refuses what the declaration does not allow.
    fn fitting(&self, fact: &Fact, id: FactId, value: &Value, span: Span) -> Fallible<Value> {
        let wrong = || Error::new(ErrorKind::OutOfRange(id), span, words::wrong_type(&fact.name)).other(fact.span);
        let entries_fit = |domain| move |entry: &EntryId| entry.0 < self.program.domain(domain).entries.len() as u32;
        match (&fact.ty, value) {
            // `无` of a list is the empty one.
            (Type::Several(domain), Value::Nothing) => Ok(Value::Several(*domain, Vec::new())),
            (Type::Records(_), Value::Nothing) => Ok(Value::Records(Vec::new())),
            (_, Value::Nothing) | (Type::Unknown, _) => Ok(value.clone()),
            (Type::Several(domain), Value::Entry(own, entry)) if domain == own && entries_fit(*domain)(entry) => {
                Ok(Value::Several(*domain, vec![*entry]))
            }
            (Type::Several(domain), Value::Several(own, entries))
                if domain == own && entries.iter().all(entries_fit(*domain)) =>
            {
                // What is held twice is held once.
                let mut held: Vec<EntryId> = Vec::new();
                for entry in entries {
                    if !held.contains(entry) {
                        held.push(*entry);
                    }
                }
                Ok(Value::Several(*domain, held))
            }
            (Type::Entry(domain), Value::Entry(own, entry)) if domain == own && entries_fit(*domain)(entry) => {
                Ok(value.clone())
            }
            (Type::Quantity(_) | Type::Ratio | Type::Points, Value::Number(number)) => {
                if self.in_range(fact, number) {
                    return Ok(value.clone());
                }
                let shown = self.shown(value, &fact.ty);
                let range = self.range_text(fact);
                Err(Error::new(ErrorKind::OutOfRange(id), span, words::out_of_range(&fact.name, shown, range)))
            }
            (Type::Bool, Value::Bool(_))
            | (Type::Date, Value::Date(_))
            | (Type::Text, Value::Text(_))
            | (Type::Records(_), Value::Records(_)) => Ok(value.clone()),
            (
                Type::Bool
                | Type::Quantity(_)
                | Type::Ratio
                | Type::Points
                | Type::Date
                | Type::Text
                | Type::Entry(_)
                | Type::Several(_)
                | Type::Persons
                | Type::Claims
                | Type::Records(_)
                | Type::Nothing,
                _,
            ) => Err(wrong()),
        }
    }

    fn in_range(&self, fact: &Fact, number: &Number) -> bool {
        let above = fact.low.as_ref().is_none_or(|(low, included)| number > low || (*included && number == low));
        let below = fact.high.as_ref().is_none_or(|(high, included)| number < high || (*included && number == high));
        above && below && (!fact.whole || number.is_whole())
    }

    fn range_text(&self, fact: &Fact) -> String {
        let edge = |edge: &Option<(Number, bool)>, sign: &str| {
            edge.as_ref().map(|(number, included)| {
                let equal = if *included { "=" } else { "" };
                format!("{sign}{equal} {}", self.shown(&Value::Number(number.clone()), &fact.ty).get(Lang::Zh))
            })
        };
        let whole = fact.whole.then(|| "整数 integer".to_owned());
        let parts: Vec<String> = [edge(&fact.low, ">"), edge(&fact.high, "<"), whole].into_iter().flatten().collect();
        parts.join(", ")
    }

    /// Returns the number given for a fact whatever its range, its default included; `None` when there is none.
    pub(super) fn raw_number(&self, ctx: &Context<'_>, id: FactId) -> Option<Number> {
        let fact = self.program.fact(id);
        let person = ctx.person;
        match self.known(ctx, id, fact.owner, person) {
            Some(value) => value.as_number().cloned(),
            // A default such as `合规费用` must read the raw value too.
            None => match fact.default.as_ref().map(|default| &*default.kind) {
                Some(crate::ir::ExprKind::Fact(other)) if *other != id => self.raw_number_of(ctx, *other),
                Some(_) => self.fact(ctx, id, fact.span).ok().and_then(|value| value.as_number().cloned()),
                None => None,
            },
        }
    }

    fn raw_number_of(&self, ctx: &Context<'_>, id: FactId) -> Option<Number> {
        let fact = self.program.fact(id);
        self.known(ctx, id, fact.owner, ctx.person).and_then(|value| value.as_number().cloned())
    }
}
