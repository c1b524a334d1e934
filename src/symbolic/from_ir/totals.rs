//! Running totals in a cell: sums over the earlier bills of the year, and what the layers before have left.

use super::super::exact::Exact;
use super::super::term::Term;
use super::super::undecided::Undecided;
use super::expr::mistyped;
use super::value::{Asked, Worth};
use super::{Context, Kind, Lowered, Lowering, Outcome, Run, Sym, words};
use crate::base::date::{Date, Period};
use crate::base::span::Span;
use crate::ir::selection::{Chosen, value_of};
use crate::ir::{BenefitId, ClauseBody, ClausePath, ClauseWord, EachKey, Expr, ExprKind, FactId, version_on};
use crate::value::Value;
use crate::value::period::{self, YearStart};
use std::cell::Cell;

impl<'p> Lowering<'_, 'p> {
    pub(super) fn total(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Sym> {
        let span = expr.span;
        let term = match &*expr.kind {
            ExprKind::Paid(benefits) => {
                let mut sum = self.zero();
                for id in benefits {
                    self.of_kind(*id, ctx.bill, span)?;
                    let paid = self.outcome(*id, ctx.bill)?.payment;
                    sum = self.made(|graph| graph.plus(sum, paid))?;
                }
                sum
            }
            ExprKind::PaidInPeriod(benefits, period) => {
                let mut sum = self.zero();
                for id in benefits {
                    self.of_kind(*id, ctx.bill, span)?;
                    for bill in self.earlier(ctx, *period) {
                        let paid = self.outcome(*id, bill)?.payment;
                        sum = self.made(|graph| graph.plus(sum, paid))?;
                    }
                }
                sum
            }
            ExprKind::Total(own, period) => {
                // Sums of costs and of what is paid are totals; of anything else nothing is known.
                let is_cost = matches!(&*own.kind, ExprKind::OwnPay | ExprKind::TotalPaid)
                    || matches!(&*own.kind, ExprKind::Fact(id) if [self.gross, self.eligible].contains(&Some(*id)));
                if !is_cost {
                    self.bills_are_counted(span)?;
                }
                let mut sum = self.zero();
                for bill in self.earlier(ctx, *period) {
                    let seen = self.context(bill, ctx.benefit);
                    let own = self.number(&seen, own)?;
                    sum = self.made(|graph| graph.plus(sum, own))?;
                }
                sum
            }
            ExprKind::Left(id, path) => {
                return Ok(match self.left(ctx, *id, path, span)? {
                    Some(left) => self.sym(left),
                    None => Sym::Known(Value::Nothing),
                });
            }
            ExprKind::EligibleLeft => {
                let (paid, first_pay) = self.layers(ctx)?;
                let eligible = self.eligible(ctx, span)?;
                let left = self.made(|graph| {
                    let left = graph.minus(eligible, first_pay)?;
                    graph.minus(left, paid)
                })?;
                self.made(|graph| graph.at_least_zero(left))?
            }
            ExprKind::OwnPay => {
                let (paid, _) = self.layers(ctx)?;
                let gross = self.gross(ctx, span)?;
                self.rest(gross, paid)?
            }
            ExprKind::PaidSoFar => self.layers(ctx)?.0,
            ExprKind::TotalPaid => self.total_paid(ctx.bill)?,
            ExprKind::VisitNumber => self.constant(Exact::whole(1 + self.earlier_visits(ctx, span)? as i64)),
            _ => return Err(mistyped(span)),
        };
        Ok(self.sym(term))
    }

    /// Returns what all benefits of its kind pay on a bill.
    pub(crate) fn total_paid(&self, bill: usize) -> Lowered<Term> {
        let mut sum = self.zero();
        for id in self.program.order.iter().filter(|id| self.is_paid_for(**id, bill)) {
            let paid = self.outcome(*id, bill)?.payment;
            sum = self.made(|graph| graph.plus(sum, paid))?;
        }
        Ok(sum)
    }

    fn of_kind(&self, id: BenefitId, bill: usize, span: Span) -> Lowered<()> {
        if self.is_paid_for(id, bill) { Ok(()) } else { Err(Undecided::History(span).into()) }
    }

    /// E
    pub(super) fn eligible(&self, ctx: &Context<'_>, span: Span) -> Lowered<Term> {
        self.cost(ctx, self.eligible, "合规费用", span)
    }

    /// T
    pub(super) fn gross(&self, ctx: &Context<'_>, span: Span) -> Lowered<Term> {
        self.cost(ctx, self.gross, "总费用", span)
    }

    fn cost(&self, ctx: &Context<'_>, id: Option<FactId>, name: &str, span: Span) -> Lowered<Term> {
        let Some(id) = id else { return Err(Undecided::Policy(words::fact_not_declared(name), span).into()) };
        let own = self.fact(ctx, id, span)?;
        self.as_number(own, span)
    }

    /// Returns what the layers before have paid on this bill, and their first pay.
    pub(super) fn layers(&self, ctx: &Context<'_>) -> Lowered<(Term, Term)> {
        let before = match ctx.benefit {
            Some(id) => self.program.layers_before(id, ctx.date),
            None => self.program.order.clone(),
        };
        let (mut paid, mut first_pay) = (self.zero(), self.zero());
        for id in &self.program.order {
            if before.contains(id) && self.is_paid_for(*id, ctx.bill) {
                let outcome = self.outcome(*id, ctx.bill)?;
                paid = self.made(|graph| graph.plus(paid, outcome.payment))?;
                first_pay = self.made(|graph| graph.plus(first_pay, outcome.first_pay))?;
            }
        }
        Ok((paid, first_pay))
    }

    pub(super) fn year_start(&self, id: Option<BenefitId>, date: Date) -> YearStart {
        let clauses = id.map_or(&[][..], |id| self.program.benefit(id).clauses.as_slice());
        let stated =
            clauses.iter().filter(|clause| clause.path.word == ClauseWord::YearFrom && clause.branch.is_none());
        for clause in stated {
            if let Some(version) = version_on(&clause.versions, date)
                && let ClauseBody::YearFrom { month, day } = version.body
            {
                return YearStart { month, day };
            }
        }
        YearStart::CALENDAR
    }

    /// Returns the earlier bills of the period.
    pub(super) fn earlier(&self, ctx: &Context<'_>, period: Period) -> Vec<usize> {
        let own = self.bills[ctx.bill].date;
        let year = self.year_start(ctx.benefit, own);
        (0..ctx.bill).filter(|bill| period::same(period, self.bills[*bill].date, own, year)).collect()
    }

    pub(super) fn claims_this_year(&self, ctx: &Context<'_>, span: Span) -> Lowered<Vec<usize>> {
        self.bills_are_counted(span)?;
        let mut bills = self.earlier(ctx, Period::Year);
        // A period is no bill.
        bills.extend((self.bills[ctx.bill].kind == Kind::Claim).then_some(ctx.bill));
        Ok(bills)
    }

    pub(super) fn earlier_visits(&self, ctx: &Context<'_>, span: Span) -> Lowered<usize> {
        self.bills_are_counted(span)?;
        let Some(id) = ctx.benefit else { return Err(mistyped(span)) };
        let mut count = 0;
        for bill in self.earlier(ctx, Period::Year) {
            count += usize::from(self.is_due(id, bill)?);
        }
        Ok(count)
    }

    /// Whether a benefit is due on a bill; forks where that hangs on numbers.
    pub(super) fn is_due(&self, id: BenefitId, bill: usize) -> Lowered<bool> {
        let due = self.outcome(id, bill)?.due;
        // 1 − due ≤ 0
        let test = self.made(|graph| graph.linear(&[(due, Exact::ONE.negate())], Exact::ONE))?;
        self.at_most_zero(test)
    }

    pub(super) fn keys(&self, ctx: &Context<'_>, each: &[EachKey], span: Span) -> Lowered<Vec<Value>> {
        let mut keys = Vec::new();
        // All bills are of one cell: what they do not tell apart is the same key; of those of which nothing is known only
        // what counts together is summed.
        if self.bills.iter().filter(|own| !own.unknown).count() == 1 {
            return Ok(keys);
        }
        for key in each {
            let own = match key {
                EachKey::Fact(id) => self.fact(ctx, *id, span),
                EachKey::Definition(_) => return Err(Undecided::History(span).into()),
                EachKey::Person | EachKey::Household => continue,
            };
            match own {
                Ok(Sym::Known(value)) => keys.push(value),
                Ok(_) => return Err(Undecided::History(span).into()),
                // Whatever it is, it is the same on every bill of the cell.
                Err(super::Stop::Open(_)) => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(keys)
    }

    /// Returns what earlier bills have used of a cap, those of joint benefits included.
    pub(super) fn cap_used(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        own: &Chosen<'p>,
        period: Period,
        joint: &[BenefitId],
    ) -> Lowered<Term> {
        let mut used = self.zero();
        let bills = if period == Period::Visit { Vec::new() } else { self.earlier(ctx, period) };
        for bill in &bills {
            let outcome = self.outcome(id, *bill)?;
            for (at, amount, _) in outcome.caps.iter().filter(|(at, ..)| *at == own.at) {
                let _ = at;
                used = self.made(|graph| graph.plus(used, *amount))?;
            }
        }
        let layers = self.program.layers_before(id, ctx.date);
        for other in joint {
            self.of_kind(*other, ctx.bill, own.origin.span)?;
            let mut occurrences = bills.clone();
            if layers.contains(other) {
                occurrences.push(ctx.bill);
            }
            for bill in occurrences {
                let paid = self.outcome(*other, bill)?.payment;
                used = self.made(|graph| graph.plus(used, paid))?;
            }
        }
        Ok(used)
    }

    pub(super) fn charged_before(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        own: &Chosen<'p>,
        period: Option<Period>,
    ) -> Lowered<Term> {
        self.sum_before(ctx, id, period, |outcome| {
            outcome.deductibles.iter().find(|tally| tally.at == own.at).map(|tally| tally.charged)
        })
    }

    pub(super) fn asked_before(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        own: &Chosen<'p>,
        period: Option<Period>,
    ) -> Lowered<Term> {
        self.sum_before(ctx, id, period, |outcome| {
            outcome.quantities.iter().find(|(at, ..)| *at == own.at).map(|(_, asked, _)| *asked)
        })
    }

    pub(super) fn sum_before(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        period: Option<Period>,
        of: impl Fn(&Outcome) -> Option<Term>,
    ) -> Lowered<Term> {
        let mut sum = self.zero();
        let Some(period) = period.filter(|period| *period != Period::Visit) else { return Ok(sum) };
        for bill in self.earlier(ctx, period) {
            let outcome = self.outcome(id, bill)?;
            if let Some(part) = of(&outcome) {
                sum = self.made(|graph| graph.plus(sum, part))?;
            }
        }
        Ok(sum)
    }

    /// `剩余(门诊慢病报销.限额.每年)`
    fn left(&self, ctx: &Context<'_>, id: BenefitId, path: &ClausePath, span: Span) -> Lowered<Option<Term>> {
        self.of_kind(id, ctx.bill, span)?;
        let clauses = &self.program.benefit(id).clauses;
        let place = clauses.iter().position(|clause| clause.path == *path).or_else(|| {
            let mut fitting = clauses
                .iter()
                .enumerate()
                .filter(|(_, own)| ClausePath { period: path.period, ..own.path.clone() } == *path);
            fitting.next().map(|(at, _)| at).filter(|_| fitting.next().is_none())
        });
        let Some(at) = place else { return Err(mistyped(span)) };
        let settled = match ctx.benefit {
            None => true,
            Some(own) => own != id && self.program.layers_before(own, ctx.date).contains(&id),
        };
        if settled {
            let outcome = self.outcome(id, ctx.bill)?;
            if let Some((_, amount, left)) = outcome.caps.iter().find(|(own, ..)| *own == at) {
                let Some(left) = left else { return Ok(None) };
                return self.rest(*left, *amount).map(Some);
            }
            if let Some(tally) = outcome.deductibles.iter().find(|own| own.at == at) {
                return Ok(Some(tally.left_after));
            }
            if let Some((_, _, left)) = outcome.quantities.iter().find(|(own, ..)| *own == at) {
                return Ok(*left);
            }
        }
        let Some(version) = version_on(&clauses[at].versions, ctx.date) else { return Err(mistyped(span)) };
        let chosen = Chosen { at, clause: &clauses[at], body: &version.body, origin: &version.origin };
        let Some(value) = value_of(chosen.body) else { return Err(mistyped(span)) };
        let facts = self.program.benefit(id).identity_facts.clone();
        let run = Run { facts, asked: Cell::new(false), together: true };
        let seen = Context { run: Some(&run), ..self.context(ctx.bill, Some(id)) };
        let (worth, _) = self.worth(&seen, value, Asked::of(chosen))?;
        let limit = match worth {
            Worth::Plain(Sym::Known(Value::Nothing)) => return Ok(None),
            worth => self.as_limit(worth, span)?,
        };
        let Some(limit) = limit else { return Ok(None) };
        let used = match chosen.body {
            ClauseBody::Cap { period, joint, .. } => {
                self.cap_used(&seen, id, &chosen, period.unwrap_or(Period::Visit), joint)?
            }
            ClauseBody::Deductible { period, .. } => self.charged_before(&seen, id, &chosen, *period)?,
            ClauseBody::Quantity { period, .. } => self.asked_before(&seen, id, &chosen, *period)?,
            _ => return Err(mistyped(span)),
        };
        self.rest(limit, used).map(Some)
    }
}
