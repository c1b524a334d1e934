//! Running totals: never stored, always the sum over earlier claims and periods of what their outcomes say; and what
//! the layers before have left of the present one.

use super::adjusted::{Asked, Worth};
use super::benefit::Due;
use super::clauses::{Chosen, value_of};
use super::context::{Context, Occurrence, Run};
use super::error::{Error, ErrorKind, Fallible, at};
use super::session::Session;
use super::trace::Stated;
use super::words;
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::ir::{BenefitId, ClauseBody, ClausePath, EachKey, Expr, ExprKind, FactId, Occasion, version_on};
use crate::value::{Value, period};
use std::cell::Cell;

/// Which earlier claims and periods a total runs over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub period: Period,
    /// Those of all members, not of the person alone.
    pub household: bool,
    /// The present one too.
    pub inclusive: bool,
}

/// A running total as a cap sees it.
pub(super) struct CapTotal<'t> {
    pub path: &'t ClausePath,
    pub period: Period,
    pub household: bool,
    pub keys: &'t [Value],
    pub each: &'t [EachKey],
    pub joint: &'t [BenefitId],
}

impl<'p> Session<'p> {
    /// Returns a built-in quantity; `None` where it is `无`.
    pub(super) fn total(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<Option<Number>> {
        let span = expr.span;
        match &*expr.kind {
            ExprKind::Paid(benefits) => {
                let mut sum = Number::zero();
                for id in benefits {
                    sum = at(span, sum.add(&self.paid_here(ctx, *id)?))?;
                }
                Ok(Some(sum))
            }
            ExprKind::PaidInPeriod(benefits, period) => {
                let inclusive = ctx.benefit.is_none();
                let mut sum = Number::zero();
                for id in benefits {
                    let range = Range { period: *period, household: ctx.person.is_none(), inclusive };
                    for occurrence in self.earlier(ctx, *id, range)? {
                        sum = at(span, sum.add(&self.outcome(*id, occurrence)?.payment))?;
                    }
                }
                Ok(Some(sum))
            }
            ExprKind::Total(own, period) => self.total_of(ctx, own, *period, span).map(Some),
            ExprKind::Left(id, path) => self.left(ctx, *id, path, span),
            ExprKind::EligibleLeft => {
                let (paid, first_pay) = self.layers(ctx, span)?;
                let eligible = self.eligible(ctx, span)?;
                let left = at(span, at(span, eligible.subtract(&first_pay))?.subtract(&paid))?;
                Ok(Some(left.at_least(&Number::zero())))
            }
            ExprKind::OwnPay => {
                let (paid, _) = self.layers(ctx, span)?;
                let gross = self.gross(ctx, span)?;
                Ok(Some(at(span, gross.subtract(&paid))?.at_least(&Number::zero())))
            }
            ExprKind::PaidSoFar => Ok(Some(self.layers(ctx, span)?.0)),
            ExprKind::TotalPaid => {
                let mut sum = Number::zero();
                for id in self.comparable(ctx, &self.program.order) {
                    sum = at(span, sum.add(&self.paid_here(ctx, id)?))?;
                }
                Ok(Some(sum))
            }
            ExprKind::VisitNumber => Ok(Some(Number::from(1 + self.earlier_visits(ctx, span)? as i64))),
            _ => Err(Error::mistyped(span)),
        }
    }

    /// E: 合规费用
    pub(super) fn eligible(&self, ctx: &Context<'_>, span: Span) -> Fallible<Number> {
        self.known_fact(ctx, self.known.eligible, "合规费用", span)
    }

    /// T: 总费用
    pub(super) fn gross(&self, ctx: &Context<'_>, span: Span) -> Fallible<Number> {
        self.known_fact(ctx, self.known.gross, "总费用", span)
    }

    /// Returns a fact that the language itself knows.
    fn known_fact(&self, ctx: &Context<'_>, id: Option<FactId>, name: &str, span: Span) -> Fallible<Number> {
        let Some(id) = id else {
            return Err(Error::new(ErrorKind::FactNotDeclared, span, words::fact_not_declared(name)));
        };
        match self.fact(ctx, id, span)? {
            Value::Number(number) => Ok(number),
            other => Err(self.unfit(&other, span)),
        }
    }

    /// Returns what a benefit pays on this claim, or in the period of this day; where nobody is meant, to all members.
    pub(super) fn paid_here(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<Number> {
        let mut sum = Number::zero();
        for occurrence in self.here(ctx, id)? {
            let paid = &self.outcome(id, occurrence)?.payment;
            sum = at(self.program.benefit(id).span, sum.add(paid))?;
        }
        Ok(sum)
    }

    /// Returns the occurrences of a benefit that are meant by its name here.
    pub(super) fn here(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<Vec<Occurrence>> {
        if is_of_person(self.program.benefit(id).occasion) && ctx.person.is_none() {
            let date = self.period_start(id, ctx.date);
            let members = self.present(date).into_iter();
            return Ok(members.map(|member| Occurrence::Period(date, Some(member))).collect());
        }
        Ok(vec![self.occurrence_for(id, ctx)?])
    }

    /// Returns those of `benefits` that are paid for the same kind of occurrence, in the order of the layers.
    fn comparable(&self, ctx: &Context<'_>, benefits: &[BenefitId]) -> Vec<BenefitId> {
        let of_claims = ctx.claim().is_some();
        let fits = |id: &BenefitId| (self.program.benefit(*id).occasion == Occasion::EachClaim) == of_claims;
        self.program.order.iter().filter(|id| benefits.contains(id) && fits(id)).copied().collect()
    }

    /// Returns what the layers before have paid here, and their first pay.
    pub(super) fn layers(&self, ctx: &Context<'_>, span: Span) -> Fallible<(Number, Number)> {
        let before = match ctx.benefit {
            Some(id) => self.program.layers_before(id, ctx.date),
            None => self.program.order.clone(),
        };
        let (mut paid, mut first_pay) = (Number::zero(), Number::zero());
        for id in self.comparable(ctx, &before) {
            for occurrence in self.here(ctx, id)? {
                let outcome = self.outcome(id, occurrence)?;
                paid = at(span, paid.add(&outcome.payment))?;
                first_pay = at(span, first_pay.add(&outcome.tally.first_pay))?;
            }
        }
        Ok((paid, first_pay))
    }

    /// Returns the earlier occurrences of a benefit, from the first: claims of the same period, periods within it.
    pub(super) fn earlier(&self, ctx: &Context<'_>, id: BenefitId, range: Range) -> Fallible<Vec<Occurrence>> {
        let own_date = self.context(ctx.occurrence, None).date;
        let year = self.year_start(ctx.benefit, own_date);
        let benefit = self.program.benefit(id);
        let in_period = |date: Date| period::same(range.period, date, own_date, year);
        let concerns = |member: usize| range.household || ctx.person.is_none_or(|person| person == member);
        let mut found = Vec::new();
        if benefit.occasion == Occasion::EachClaim {
            for (place, claim) in self.claims.iter().enumerate() {
                let before = match ctx.occurrence {
                    Occurrence::Claim(present) => place < present || (range.inclusive && place == present),
                    Occurrence::Period(date, _) => claim.date < date,
                };
                if before && self.counts(place) && concerns(claim.member) && in_period(claim.date) {
                    self.step(benefit.span)?;
                    found.push(Occurrence::Claim(place));
                }
            }
            return Ok(found);
        }
        for date in self.known_dates(id, own_date)? {
            // Benefits of a period are worked before the claims of its first day.
            let (passed, present) = match ctx.occurrence {
                Occurrence::Claim(_) => (date <= own_date, None),
                Occurrence::Period(_, person) => (date < own_date, (date == own_date).then_some(person)),
            };
            if !in_period(date) || !(passed || present.is_some()) {
                continue;
            }
            let persons: Vec<Option<usize>> = if is_of_person(benefit.occasion) {
                self.present(date).into_iter().filter(|own| concerns(*own)).map(Some).collect()
            } else {
                vec![None]
            };
            for person in persons {
                let earlier_member = present.is_some_and(|own| range.household && own.is_some() && person < own);
                let own = range.inclusive && present.is_some();
                if passed || earlier_member || own {
                    found.push(Occurrence::Period(date, person));
                }
            }
        }
        Ok(found)
    }

    /// Returns the days for which a period benefit is known up to a day: from the first period known.
    fn known_dates(&self, id: BenefitId, until: Date) -> Fallible<Vec<Date>> {
        let benefit = self.program.benefit(id);
        let unit = match benefit.occasion {
            Occasion::PersonOnce | Occasion::HouseholdOnce | Occasion::EachClaim => {
                let days = self.asked_once.iter().filter(|(own, day)| *own == id && *day <= until);
                return Ok(days.map(|(_, day)| *day).collect());
            }
            Occasion::PersonMonth | Occasion::HouseholdMonth => Period::Month,
            Occasion::PersonYear | Occasion::HouseholdYear => Period::Year,
        };
        let mut dates = Vec::new();
        let mut next = Some(self.period_start(id, self.known_from(until)));
        while let Some(date) = next.filter(|date| *date <= until) {
            self.step(benefit.span)?;
            dates.push(date);
            next = period::later(unit, date, 1);
        }
        Ok(dates)
    }

    /// Returns on how many earlier claims (or periods) of the year the benefit was due.
    pub(super) fn earlier_visits(&self, ctx: &Context<'_>, span: Span) -> Fallible<usize> {
        let Some(id) = ctx.benefit else {
            return Err(Error::new(ErrorKind::OutOfPlace, span, words::needs_benefit()));
        };
        if let Some(count) = self.pretended_visits {
            return Ok(count);
        }
        let range = Range { period: Period::Year, household: false, inclusive: false };
        let mut count = 0;
        for occurrence in self.earlier(ctx, id, range)? {
            count += usize::from(self.outcome(id, occurrence)?.due == Due::Due);
        }
        Ok(count)
    }

    /// `累计(个人负担, 本年)`: the quantity of each earlier claim or period, as it was there.
    fn total_of(&self, ctx: &Context<'_>, own: &'p Expr, period: Period, span: Span) -> Fallible<Number> {
        let of_claims = ctx.claim().is_some();
        let range = Range { period, household: ctx.person.is_none(), inclusive: ctx.benefit.is_none() };
        let like = |id: &BenefitId| (self.program.benefit(*id).occasion == Occasion::EachClaim) == of_claims;
        let clock = ctx.benefit.filter(like).or_else(|| self.program.order.iter().copied().find(like));
        let Some(clock) = clock else {
            return Err(Error::new(ErrorKind::OutOfPlace, span, words::needs_benefit()));
        };
        let mut sum = Number::zero();
        for occurrence in self.earlier(ctx, clock, range)? {
            let seen = self.seen_from(ctx, occurrence);
            sum = at(span, sum.add(&self.number(&seen, own)?))?;
        }
        Ok(sum)
    }

    /// Returns the values by which a cap keeps its totals apart.
    pub(super) fn keys(&self, ctx: &Context<'_>, each: &[EachKey], span: Span) -> Fallible<Vec<Value>> {
        let mut keys = Vec::new();
        for key in each {
            match key {
                EachKey::Fact(id) => keys.push(self.fact(ctx, *id, span)?),
                EachKey::Definition(id) => keys.push(self.definition(ctx, *id, &[], span)?),
                EachKey::Person | EachKey::Household => {}
            }
        }
        Ok(keys)
    }

    /// Returns what earlier claims of the period have used of a cap, those of joint benefits included.
    pub(super) fn cap_used(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        cap: &CapTotal<'_>,
        span: Span,
    ) -> Fallible<Number> {
        let mut used = Number::zero();
        let range = Range { period: cap.period, household: cap.household, inclusive: false };
        if cap.period != Period::Visit {
            for occurrence in self.earlier(ctx, id, range)? {
                let outcome = self.outcome(id, occurrence)?;
                for own in outcome.tally.caps.iter().filter(|own| own.path == *cap.path && own.keys == cap.keys) {
                    used = at(span, used.add(&own.amount))?;
                }
            }
        }
        let layers = self.program.layers_before(id, ctx.date);
        for other in cap.joint {
            let mut occurrences =
                if cap.period == Period::Visit { Vec::new() } else { self.earlier(ctx, *other, range)? };
            if layers.contains(other) {
                for present in self.here(ctx, *other)? {
                    if !occurrences.contains(&present) {
                        occurrences.push(present);
                    }
                }
            }
            for occurrence in occurrences {
                let seen = self.context(occurrence, Some(*other));
                if !cap.keys.is_empty() && self.keys(&seen, cap.each, span)? != cap.keys {
                    continue;
                }
                used = at(span, used.add(&self.outcome(*other, occurrence)?.payment))?;
            }
        }
        Ok(used)
    }

    /// `剩余(门诊慢病报销.限额.每年)`; asked from outside or a later layer, what this claim used is off already.
    fn left(&self, ctx: &Context<'_>, id: BenefitId, path: &ClausePath, span: Span) -> Fallible<Option<Number>> {
        let program: &'p crate::ir::Program = self.program;
        let path = self.resolve(id, path);
        let occurrence = self.occurrence_for(id, ctx)?;
        let settled = match ctx.benefit {
            None => true,
            Some(own) => own != id && self.program.layers_before(own, ctx.date).contains(&id),
        };
        if settled {
            let outcome = self.outcome(id, occurrence)?;
            if let Some(left) = outcome.tally.left_after(&path) {
                return Ok(left);
            }
        }
        let clauses = &program.benefit(id).clauses;
        let place = clauses.iter().position(|clause| clause.path == path);
        let chosen = place.and_then(|place| {
            let version = version_on(&clauses[place].versions, ctx.date)?;
            Some(Chosen { at: place, clause: &clauses[place], body: &version.body, origin: &version.origin })
        });
        let (Some(chosen), Some(value)) = (chosen, chosen.as_ref().and_then(|own| value_of(own.body))) else {
            return Err(Error::new(ErrorKind::OutOfPlace, span, words::left_of_what(&path)));
        };
        let run = Run {
            facts: program.benefit(id).identity_facts.clone(),
            person: ctx.person,
            asked: Cell::new(false),
            together: true,
        };
        let seen = Context { run: Some(&run), ..self.context(occurrence, Some(id)) };
        let (worth, _) = self.worth(&seen, value, Asked::of(chosen), &mut Stated::default())?;
        let limit = match worth {
            Worth::Plain(Value::Number(limit)) => limit,
            Worth::Plain(Value::Nothing) => return Ok(None),
            Worth::Plain(other) => return Err(self.unfit(&other, span)),
            Worth::Segments(_) => return Err(Error::mistyped(span)),
        };
        let used = self.used_of(&seen, id, &chosen, span)?;
        Ok(Some(at(span, limit.subtract(&used))?.at_least(&Number::zero())))
    }

    /// Returns the path of the clause that is meant: the period may stand in the unit of a param.
    fn resolve(&self, id: BenefitId, path: &ClausePath) -> ClausePath {
        let paths = || self.program.benefit(id).clauses.iter().map(|clause| &clause.path);
        if paths().any(|own| own == path) {
            return path.clone();
        }
        let mut fitting = paths().filter(|own| ClausePath { period: path.period, ..(*own).clone() } == *path);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => only.clone(),
            (Some(_), Some(_)) | (None, _) => path.clone(),
        }
    }

    /// Returns what earlier claims of its period have used of a cap, a deductible or a quantity.
    fn used_of(&self, ctx: &Context<'_>, id: BenefitId, own: &Chosen<'p>, span: Span) -> Fallible<Number> {
        match own.body {
            ClauseBody::Cap { period, each, joint, .. } => {
                let keys = self.keys(ctx, each, span)?;
                let cap = CapTotal {
                    path: &own.clause.path,
                    period: period.unwrap_or(Period::Visit),
                    household: each.contains(&EachKey::Household),
                    keys: &keys,
                    each,
                    joint,
                };
                self.cap_used(ctx, id, &cap, span)
            }
            ClauseBody::Deductible { period, .. } => self.charged_before(ctx, id, own, *period, span),
            ClauseBody::Quantity { period, .. } => self.asked_before(ctx, id, own, *period, span),
            _ => Err(Error::new(ErrorKind::OutOfPlace, span, words::left_of_what(&own.clause.path))),
        }
    }

    /// Returns what earlier claims of the period were charged of a deductible.
    pub(super) fn charged_before(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        own: &Chosen<'p>,
        period: Option<Period>,
        span: Span,
    ) -> Fallible<Number> {
        self.sum_before(ctx, id, period, span, |tally| {
            let deductible = tally.deductible.as_ref().filter(|own_tally| own_tally.path == own.clause.path);
            deductible.map(|deductible| deductible.charged.clone())
        })
    }

    /// Returns what earlier claims of the period asked for of a quantity.
    pub(super) fn asked_before(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        own: &Chosen<'p>,
        period: Option<Period>,
        span: Span,
    ) -> Fallible<Number> {
        self.sum_before(ctx, id, period, span, |tally| {
            let of_path = |quantity: &&super::benefit::QuantityTally| quantity.path == own.clause.path;
            tally.quantities.iter().find(of_path).map(|quantity| quantity.asked.clone())
        })
    }

    /// Sums something over the earlier claims (or periods) of the same person in the period.
    pub(super) fn sum_before(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        period: Option<Period>,
        span: Span,
        of: impl Fn(&super::benefit::Tally) -> Option<Number>,
    ) -> Fallible<Number> {
        let mut sum = Number::zero();
        let Some(period) = period.filter(|period| *period != Period::Visit) else { return Ok(sum) };
        let range = Range { period, household: false, inclusive: false };
        for occurrence in self.earlier(ctx, id, range)? {
            if let Some(part) = of(&self.outcome(id, occurrence)?.tally) {
                sum = at(span, sum.add(&part))?;
            }
        }
        Ok(sum)
    }
}

/// Whether a benefit is paid to a person, not to the household.
pub(super) fn is_of_person(occasion: Occasion) -> bool {
    match occasion {
        Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce => true,
        Occasion::EachClaim | Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce => false,
    }
}
