//! What works with amounts, days and totals: expressions to formulas and comparisons that are made row by row.

use super::*;

impl<'p> Lowering<'p, '_> {
    /// Lowers a table whose cells are worked out from the row.
    pub(super) fn choice(&mut self, id: BenefitId, at: usize, table: &'p crate::ir::Table) -> Result<Worth, String> {
        let plain = matches!(table.hit, Hit::Unique | Hit::First) && table.each_further_hit_plus.is_none();
        let marginal = table.dimensions.iter().any(|own| matches!(own, Dimension::Segment { .. }));
        if !plain || marginal || self.identities(id)? == IdentityMode::Together {
            return Err("a table of amounts that are worked out".to_owned());
        }
        let mut walk = self.reads_of_cases(id, at);
        if let Some(version) = version_on(&self.program.benefit(id).clauses[at].versions, self.date) {
            walk.condition(&version.body);
        }
        walk.heads(table);
        let mut formulas = Vec::new();
        let mut pretended: Vec<(&'p Expr, Option<Value>)> = Vec::new();
        let date = self.date;
        for cell in table.rows.iter().filter(|row| row.range.contains(date)).flat_map(|row| row.cells.first()) {
            match &cell.value {
                Source::Expr(expr) => {
                    pretended.push((expr, Some(Value::Number((formulas.len() as i64).into()))));
                    formulas.push(self.formula(id, expr)?);
                }
                Source::Nothing(_) | Source::Unstated(_) | Source::Pending(_) => {}
                Source::Table(_) | Source::As(..) => return Err("a table within a table".to_owned()),
            }
        }
        let table = self.fill_pretending(id, walk.reads, pretended, |own, probe| match probe.worth(id, at) {
            Ok(Probed::Absent) => Ok(ABSENT),
            Ok(Probed::Nothing) => Ok(NOTHING),
            Ok(Probed::Number(number)) => number.to_i64().ok_or_else(|| "a formula without a place".to_owned()),
            Ok(Probed::Segments(_)) => Err("a marginal table that is no rate".to_owned()),
            Err(error) => Ok(own.special(&error)),
        })?;
        Ok(Worth::Choice(self.reduced(table), formulas))
    }

    /// Lowers an amount that is worked out from the row.
    pub(super) fn formula(&mut self, id: BenefitId, expr: &'p Expr) -> Result<Formula, String> {
        let mut walk = Walk::new(self.program, self.date);
        walk.expr(expr);
        if walk.reads.problems.is_empty() {
            let table = self.looked_up(id, expr, walk.reads)?;
            return Ok(match table.only() {
                Some(one) if is_number(one) => Formula::Constant(one, table.den),
                _ => Formula::Times(Box::new(Formula::Constant(1, 1)), table),
            });
        }
        match &*expr.kind {
            ExprKind::Fact(fact) if matches!(self.program.fact(*fact).ty, Type::Quantity(_)) => {
                if self.knowns.contains_key(fact) {
                    return Err(format!("{} is not known", self.program.fact(*fact).name));
                }
                Ok(Formula::Amount(self.amount(*fact)))
            }
            ExprKind::EligibleLeft => Ok(Formula::EligibleLeft { eligible: self.eligible()? }),
            ExprKind::OwnPay => Ok(Formula::OwnPay { gross: self.gross()? }),
            ExprKind::PaidSoFar => Ok(Formula::PaidSoFar),
            ExprKind::Paid(benefits) => {
                let places = self.places(benefits);
                if places.len() != benefits.len() || benefits.contains(&id) {
                    return Err("what a benefit pays that is not paid on claims".to_owned());
                }
                self.asked.extend(places.iter().copied());
                Ok(Formula::Sum(places.into_iter().map(Formula::Paid).collect()))
            }
            ExprKind::PaidInPeriod(benefits, period) => {
                let year = self.layout.benefits[id.index()].year();
                let mut sum = Vec::new();
                for benefit in benefits {
                    let total = self.layout.paid_before(*benefit, *period, year).ok_or("no total")?;
                    let total = self.layout.paid[total].total;
                    let place = self.version.paid.iter().position(|own| own.total == total);
                    sum.push(Formula::PaidBefore(place.ok_or("what a benefit paid that is not paid on claims")?));
                }
                Ok(Formula::Sum(sum))
            }
            ExprKind::Definition(definition, arguments) if arguments.is_empty() => {
                let definition = self.program.definition(*definition);
                if definition.owner == Some(Owner::Household) {
                    return Err(format!("works with {} of the household", definition.name));
                }
                match version_on(&definition.versions, self.date).map(|own| &own.body) {
                    Some(Adjusted { value: Source::Expr(own), effects, .. }) if effects.is_empty() => {
                        self.formula(id, own)
                    }
                    _ => Err(format!("works with {}, which is no plain sum", definition.name)),
                }
            }
            ExprKind::Arithmetic(op, left, right) => match op {
                ArithmeticOp::Add => Ok(Formula::Sum(vec![self.formula(id, left)?, self.formula(id, right)?])),
                ArithmeticOp::Subtract => {
                    let right = Formula::Scale(Box::new(self.formula(id, right)?), -1, 1);
                    Ok(Formula::Sum(vec![self.formula(id, left)?, right]))
                }
                ArithmeticOp::Multiply => {
                    let (left, right) = (self.formula(id, left)?, self.formula(id, right)?);
                    left.times(right).ok_or_else(|| "multiplies what differs from row to row".to_owned())
                }
                ArithmeticOp::Divide => match self.formula(id, right)? {
                    Formula::Constant(0, _) => Err("divides by zero".to_owned()),
                    Formula::Constant(numerator, denominator) => {
                        let sign = numerator.signum();
                        Ok(Formula::Scale(Box::new(self.formula(id, left)?), denominator * sign, numerator * sign))
                    }
                    _ => Err("divides by what differs from row to row".to_owned()),
                },
                ArithmeticOp::Power => Err("a power of what differs from row to row".to_owned()),
            },
            ExprKind::Scale(own, by) => {
                let (numerator, denominator) = small(by)?;
                Ok(Formula::Scale(Box::new(self.formula(id, own)?), numerator, denominator))
            }
            ExprKind::Negate(own) => Ok(Formula::Scale(Box::new(self.formula(id, own)?), -1, 1)),
            ExprKind::Least(all) => {
                let all: Result<Vec<Formula>, String> = all.iter().map(|own| self.formula(id, own)).collect();
                all.map(Formula::Least)
            }
            ExprKind::Greatest(all) => {
                let all: Result<Vec<Formula>, String> = all.iter().map(|own| self.formula(id, own)).collect();
                all.map(Formula::Greatest)
            }
            _ => Err(walk.reads.problems.first().cloned().unwrap_or_default()),
        }
    }

    /// Returns a table of what an expression is worth that only entries and the like decide.
    pub(super) fn looked_up(&mut self, id: BenefitId, expr: &'p Expr, reads: Reads<'p>) -> Result<Table, String> {
        let mut numbers = Numbers::default();
        let table = self.fill(id, reads, |own, probe| match probe.value(id, expr) {
            Ok(Value::Number(number)) => numbers.take(&number),
            Ok(_) => Ok(TROUBLE),
            Err(error) => Ok(own.special(&error)),
        })?;
        Ok(self.reduced(numbers.finish(table)?))
    }

    /// Lowers a comparison that is made row by row; without a word where what keeps it from that is known.
    pub(super) fn test(&mut self, id: BenefitId, expr: &'p Expr) -> Result<Test, String> {
        let comparison = |op: CompareOp, left: &'p Expr, right: &'p Expr, own: &mut Self| -> Result<Test, String> {
            own.comparison(id, op.into(), left, right)
        };
        match &*expr.kind {
            ExprKind::Compare(op, left, right) => comparison(*op, left, right, self),
            ExprKind::InBand { value, band, negated } => {
                let mut all = Vec::new();
                if let Some(low) = &band.low {
                    let op = if low.included { CompareOp::GreaterOrEqual } else { CompareOp::Greater };
                    all.push(comparison(op, value, &low.value, self)?);
                }
                if let Some(high) = &band.high {
                    let op = if high.included { CompareOp::LessOrEqual } else { CompareOp::Less };
                    all.push(comparison(op, value, &high.value, self)?);
                }
                Ok(Test::All(all, !negated))
            }
            _ => Err(String::new()),
        }
    }

    pub(super) fn comparison(
        &mut self,
        id: BenefitId,
        comparison: Comparison,
        left: &'p Expr,
        right: &'p Expr,
    ) -> Result<Test, String> {
        match (&left.ty, &right.ty) {
            (Type::Date, Type::Date) => Ok(Test::Days(comparison, self.day(id, left)?, self.day(id, right)?)),
            (Type::Quantity(_) | Type::Ratio | Type::Points, Type::Quantity(_) | Type::Ratio | Type::Points) => {
                Ok(Test::Numbers(comparison, self.formula(id, left)?, self.formula(id, right)?))
            }
            _ => Err(String::new()),
        }
    }

    pub(super) fn day(&mut self, id: BenefitId, expr: &'p Expr) -> Result<DayFormula, String> {
        match &*expr.kind {
            ExprKind::Today => Ok(DayFormula::Today),
            ExprKind::Constant(Value::Date(date)) => Ok(DayFormula::Constant(day_of(*date))),
            ExprKind::Fact(fact) => {
                if self.knowns.contains_key(fact) {
                    return Err(format!("{} is not known", self.program.fact(*fact).name));
                }
                let known = self.version.days.iter().position(|own| own == fact);
                Ok(DayFormula::Fact(known.unwrap_or_else(|| {
                    self.version.days.push(*fact);
                    self.version.days.len() - 1
                })))
            }
            ExprKind::Definition(definition, arguments) if arguments.is_empty() => {
                let definition = self.program.definition(*definition);
                match version_on(&definition.versions, self.date).map(|own| &own.body) {
                    Some(Adjusted { value: Source::Expr(own), effects, .. })
                        if effects.is_empty() && definition.owner != Some(Owner::Household) =>
                    {
                        self.day(id, own)
                    }
                    _ => Err(String::new()),
                }
            }
            ExprKind::DatePlus { date, duration, negated } => {
                let day = Box::new(self.day(id, date)?);
                let Formula::Constant(count, 1) = self.formula(id, duration)? else { return Err(String::new()) };
                let count = if *negated { -count } else { count };
                let months = matches!(&duration.ty, Type::Quantity(unit) if unit.power_of(&UnitBase::Month) == 1);
                Ok(if months { DayFormula::PlusMonths(day, count) } else { DayFormula::PlusDays(day, count) })
            }
            _ => Err(String::new()),
        }
    }
}
