//! Benefits: clauses to typed bodies, periods taken from units, `同` taken over, layers put in order.

use super::table::Want;
use super::*;
use crate::base::number::Number;
use crate::ir::expr::Source;
use crate::ir::types::Base;
use crate::model::{ClauseText, ValueRef};
use std::rc::Rc;

impl<'a> Lowering<'_, 'a> {
    /// Returns the items that are benefits, in the order of their ids.
    pub(super) fn benefit_items(&self) -> Vec<&model::Item<'a>> {
        self.resolved.items.values().filter(|item| matches!(item.kind, ItemKind::Benefit(_))).collect()
    }

    pub(super) fn lower_benefits(&mut self) {
        let resolved = self.resolved;
        let items: Vec<&model::Item<'_>> =
            resolved.items.values().filter(|item| matches!(item.kind, ItemKind::Benefit(_))).collect();
        // Identities first: a clause may name the benefits of an identity.
        for (at, item) in items.iter().enumerate() {
            let ItemKind::Benefit(own) = &item.kind else { continue };
            self.program.benefits[at].identity = self.identity_of(item, own);
        }
        for (at, item) in items.iter().enumerate() {
            let ItemKind::Benefit(own) = &item.kind else { continue };
            self.lower_benefit(BenefitId(at as u32), own);
        }
        self.take_over();
        self.put_in_order();
        for at in 0..self.program.benefits.len() {
            self.program.benefits[at].identity_facts =
                crate::ir::order::identity_facts(&self.program, BenefitId(at as u32));
        }
    }

    fn identity_of(&mut self, item: &model::Item<'_>, own: &model::Benefit<'_>) -> Option<String> {
        for clause in &own.clauses {
            let Some(version) = clause.versions.last() else { continue };
            if let ast::ClauseKind::MapsTo(name) = &version.body.clause.kind {
                if let Some(identity) = self.scope.identities.get(&name.text).cloned() {
                    self.meant_identity(name);
                    return Some(identity);
                }
                let near = model::scope::nearest(&name.text, self.scope.identities.keys().map(String::as_str));
                let mut problem = Diagnostic::new(Code::UnknownName, name.span(), words::unknown_identity(&name.text));
                if !near.is_empty() {
                    problem = problem.help(words::did_you_mean(crate::base::text::quoted(&near)));
                }
                self.problems.push(problem);
                return None;
            }
        }
        let older = item.older_names.iter().chain(std::iter::once(&item.name));
        older.filter_map(|name| self.scope.identities.get(name)).next().cloned()
    }

    fn lower_benefit(&mut self, id: BenefitId, own: &model::Benefit<'_>) {
        self.context = Context::of_occasion(own.occasion);
        let alive = own
            .alive
            .iter()
            .map(|version| Dated { range: version.range, body: (), origin: self.origin(&version.origin) })
            .collect();
        let mut branches = Vec::new();
        for branch in &own.branches {
            let when = branch.when.map(|when| self.condition(when));
            let origin = self.origin(&branch.origin);
            branches.push(Branch {
                label: branch.labelled.then(|| branch.label.clone()),
                parent: branch.parent.map(|at| BranchId(at as u32)),
                chain: branch.chain,
                when,
                range: branch.range,
                origin,
                span: branch.span,
            });
        }
        let mut clauses: Vec<Clause> = Vec::new();
        for clause in &own.clauses {
            let mut path = clause.path.clone();
            let mut versions: Vec<Dated<ClauseBody>> = Vec::new();
            let mut before: Option<&model::Version<'_, ClauseText<'_>>> = None;
            for version in &clause.versions {
                // One that has only more changes than the version before it goes on from there.
                let more = before.and_then(|before| changes_since(before, version));
                let (mut body, mut origin, edits) = match (more, versions.last()) {
                    (Some(edits), Some(last)) => (last.body.clone(), last.origin.clone(), edits),
                    _ => {
                        before = None;
                        let Some(body) = self.clause_body(id, &mut path, &version.body) else { continue };
                        (body, self.origin(&version.origin), version.edits.as_slice())
                    }
                };
                before = Some(version);
                if let Some(value) = value_of_body(&mut body) {
                    self.apply_edits(value, &mut origin, edits, version.range);
                    origin.delegates = self.delegates(version.delegation.as_ref(), &value.ty);
                    self.check_bounds(value, &version.bounds, version.range);
                }
                versions.push(Dated { range: version.range, body, origin });
            }
            let keeps_up = clause.versions.iter().any(|version| version.not_below_own_last_year.is_some());
            if keeps_up {
                let values: Vec<Dated<Adjusted>> = versions
                    .iter()
                    .filter_map(|version| {
                        let mut body = version.body.clone();
                        let value = value_of_body(&mut body)?.clone();
                        Some(Dated { range: version.range, body: value, origin: version.origin.clone() })
                    })
                    .collect();
                self.check_last_year(&values);
            }
            if !versions.is_empty() {
                clauses.push(Clause { path, branch: clause.branch.map(|at| BranchId(at as u32)), versions });
            }
        }
        let benefit = &mut self.program.benefits[id.index()];
        benefit.alive = alive;
        // A clause that could not be kept has broken it already.
        benefit.broken |= own.broken;
        benefit.branches = branches;
        benefit.clauses = clauses;
    }

    fn clause_body(&mut self, id: BenefitId, path: &mut ClausePath, text: &ClauseText<'_>) -> Option<ClauseBody> {
        let clause = text.clause;
        Some(match &clause.kind {
            ast::ClauseKind::MapsTo(name) => ClauseBody::MapsTo(name.text.clone()),
            ast::ClauseKind::After(names) => ClauseBody::After(self.benefits_of(id, names)),
            ast::ClauseKind::NotWith(names) => ClauseBody::NotWith(self.benefits_of(id, names)),
            ast::ClauseKind::StacksWith(names) => ClauseBody::StacksWith(self.benefits_of(id, names)),
            ast::ClauseKind::SeveralIdentities(mode) => ClauseBody::Identities(self.identity_mode(mode)),
            ast::ClauseKind::Requires { condition, .. } => ClauseBody::Requires(self.condition(condition)),
            ast::ClauseKind::Refuse { reason, when, .. } => ClauseBody::Refuse {
                reason: reason.as_ref().map(|quoted| quoted.text.clone()),
                when: when.as_ref().map(|when| self.condition(when)),
            },
            ast::ClauseKind::Quantity { asked, period, .. } => {
                let asked = self.expr(asked, None);
                let value = text.value.as_ref()?;
                // 处方天数 至多 12周; 1次 至多 10次/年: the unit of the limit may name the period.
                let mut allowed = self.adjusted(value, &Want::Any, clause.place.0);
                let own_period = self.strip_period(&mut allowed, *period, clause.place.0);
                if allowed.ty != Type::Unknown {
                    let limit = Expr { ty: allowed.ty.clone(), ..super::expr::hole(clause.place.0) };
                    let ty = asked.ty.clone();
                    self.expect_type(&limit, &ty);
                }
                path.period = own_period;
                ClauseBody::Quantity { asked, allowed, period: own_period }
            }
            ast::ClauseKind::As(name) => {
                let benefits = self.benefits_named(name);
                ClauseBody::As(*benefits.first()?)
            }
            ast::ClauseKind::Round(rounding) => ClauseBody::Round(self.rounding(rounding)),
            ast::ClauseKind::Order(stages) => ClauseBody::Order(stages.clone()),
            ast::ClauseKind::YearFrom { month, day } => ClauseBody::YearFrom { month: *month, day: *day },
            ast::ClauseKind::InKind(text) => ClauseBody::InKind(text.text.clone()),
            ast::ClauseKind::Value(value) => {
                let mut body = self.value_body(id, path, value, text.value.as_ref()?, clause)?;
                if let (Some(rounding), Some(own)) = (&value.tail.rounding, value_of_body(&mut body))
                    && value.word != ValueWord::Amount
                {
                    self.round_stated(own, rounding);
                }
                body
            }
            ast::ClauseKind::Case(_) | ast::ClauseKind::Broken => return None,
        })
    }

    fn value_body(
        &mut self,
        id: BenefitId,
        path: &mut ClausePath,
        written: &ast::ValueClause,
        value: &ValueRef<'_>,
        clause: &ast::Clause,
    ) -> Option<ClauseBody> {
        let span = clause.place.0;
        let occasion = self.program.benefit(id).occasion;
        if path.word.is_for_claims() && occasion != Occasion::EachClaim {
            let (zh, en) = path.word.words();
            let problem = Diagnostic::new(Code::ClauseNotAllowed, span, words::only_for_claims(Text::new(zh, en)));
            self.problems.push(match path.word {
                ClauseWord::TopUpTo | ClauseWord::OwnPayAtMost => problem.help(words::top_up_by_amount()),
                _ => problem,
            });
            // Nobody needs to hear, too, that it does not say what it pays.
            self.program.benefits[id.index()].broken = true;
            return None;
        }
        let when = written.when.as_ref().map(|when| self.condition(when));
        let tail = &written.tail;
        let each = tail.each.iter().filter_map(|key| self.each_key(key)).collect();
        let joint = self.benefits_of(id, &tail.joint);
        let money = |own: &mut Self| {
            let mut value = own.adjusted(value, &Want::Money, span);
            let period = own.strip_period(&mut value, tail.period, span);
            (value, period)
        };
        Some(match written.word {
            ValueWord::Base => {
                let value = self.adjusted(value, &Want::Exact(Type::money()), span);
                ClauseBody::Base { value, cumulative: tail.cumulative }
            }
            ValueWord::FirstPay => {
                let value = self.adjusted(value, &Want::RatioOrMoney, span);
                ClauseBody::FirstPay { value, when }
            }
            ValueWord::Deductible => {
                let (value, period) = money(self);
                ClauseBody::Deductible { value, period, charged_at_most: tail.charged_at_most.clone(), when }
            }
            ValueWord::Rate => {
                let value = self.adjusted(value, &Want::Exact(Type::Ratio), span);
                ClauseBody::Rate { value }
            }
            ValueWord::Cap => {
                let (value, period) = money(self);
                if !matches!(value.value, Source::Nothing(_) | Source::Unstated(_)) {
                    path.period = Some(period.unwrap_or(Period::Visit));
                }
                ClauseBody::Cap { value, period, each, joint, when }
            }
            ValueWord::Amount => {
                let mut value = self.adjusted(value, &Want::Money, span);
                self.strip_occasion(&mut value, occasion);
                let rounding = tail.rounding.as_ref().map(|rounding| self.rounding(rounding));
                ClauseBody::Amount { value, rounding }
            }
            ValueWord::TopUpTo => {
                ClauseBody::TopUpTo { value: self.adjusted(value, &Want::Exact(Type::money()), span) }
            }
            ValueWord::OwnPayAtMost => {
                let (value, period) = money(self);
                path.period = Some(period.unwrap_or(Period::Visit));
                ClauseBody::OwnPayAtMost { value, period }
            }
            ValueWord::TotalOfLayersAtMost => {
                let value = self.adjusted(value, &Want::Exact(Type::money()), span);
                ClauseBody::TotalOfLayersAtMost { value, when }
            }
        })
    }

    /// Takes the period out of the unit of a value: `3000元/年` is 3000元 in the period of a year.
    fn strip_period(&mut self, value: &mut Adjusted, word: Option<Period>, span: Span) -> Option<Period> {
        let Type::Quantity(unit) = &value.ty else { return word };
        let times = [
            (Base::Day, Period::Day),
            (Base::Month, Period::Month),
            (Base::Quarter, Period::Quarter),
            (Base::Year, Period::Year),
        ];
        let found = times.iter().find(|(base, _)| unit.power_of(base) == -1);
        let mut plain = unit.clone();
        if let Some((base, _)) = found {
            plain = plain.times_base(base.clone(), 1);
        }
        for head in [Base::Person, Base::Household] {
            if plain.power_of(&head) == -1 {
                plain = plain.times_base(head, 1);
            }
        }
        let found = found.map(|(_, period)| *period);
        if let (Some(word), Some(unit)) = (word, found)
            && word != unit
        {
            let say = |period| {
                let (zh, en) = model::path::period_words(period);
                Text::new(zh, en)
            };
            self.error(Code::UnitMismatch, span, words::two_periods(say(word), say(unit)));
        }
        value.ty = Type::Quantity(plain);
        word.or(found)
    }

    /// The amount of a benefit per month may be written with or without that period and that head.
    fn strip_occasion(&mut self, value: &mut Adjusted, occasion: Occasion) {
        let Type::Quantity(unit) = &value.ty else { return };
        let (time, head) = match occasion {
            Occasion::EachClaim | Occasion::PersonOnce => (None, Base::Person),
            Occasion::HouseholdOnce => (None, Base::Household),
            Occasion::PersonMonth => (Some(Base::Month), Base::Person),
            Occasion::PersonYear => (Some(Base::Year), Base::Person),
            Occasion::HouseholdMonth => (Some(Base::Month), Base::Household),
            Occasion::HouseholdYear => (Some(Base::Year), Base::Household),
        };
        let mut plain = unit.clone();
        let natural = time.iter().chain(std::iter::once(&head));
        for base in natural {
            if plain.power_of(base) == -1 {
                plain = plain.times_base(base.clone(), 1);
            }
        }
        if plain != Unit::money() {
            let mut expected = Unit::money();
            if let Some(time) = time {
                expected = expected.times_base(time, -1);
            }
            let found = value.ty.clone();
            let message = words::amount_of_other_period(&found, &expected);
            self.error(Code::UnitMismatch, value.span, message);
        }
        value.ty = Type::money();
    }

    /// `起付线 … 舍入 进一 到 元`: rounds a sum of money; what has effects or rows says `取整` in its own place.
    fn round_stated(&mut self, value: &mut Adjusted, written: &ast::Rounding) {
        let rounding = self.rounding(written);
        match &value.value {
            Source::Expr(own) if own.ty == Type::Unknown => {}
            Source::Expr(own)
                if value.effects.is_empty() && matches!(&own.ty, Type::Quantity(unit) if unit.is_money()) =>
            {
                let (ty, span) = (own.ty.clone(), own.span);
                let unit =
                    super::expr::node(ExprKind::Constant(Value::Number(rounding.unit)), ty.clone(), rounding.span);
                let kind = ExprKind::Rounded(own.clone(), rounding.mode, unit);
                value.value = Source::Expr(super::expr::node(kind, ty, span));
            }
            _ => self.error(Code::ClauseNotAllowed, rounding.span, words::round_inside()),
        }
    }

    fn rounding(&mut self, written: &ast::Rounding) -> Rounding {
        let unit = match &written.unit {
            ast::RoundingUnit::Unit(unit) => match unit {
                ast::Unit::Yuan => Number::from(100),
                ast::Unit::Jiao => Number::from(10),
                ast::Unit::TenThousandYuan => Number::from(1_000_000),
                ast::Unit::HundredMillionYuan => Number::from(10_000_000_000),
                ast::Unit::Fen => Number::one(),
                _ => {
                    self.error(Code::UnitMismatch, written.place.0, words::round_to_money());
                    Number::one()
                }
            },
            ast::RoundingUnit::Amount(quantity) => {
                let own = self.quantity(quantity, Some(&Type::money()));
                self.expect_type(&own, &Type::money());
                constant::number_of(&own).filter(Number::is_positive).unwrap_or_else(Number::one)
            }
        };
        Rounding { mode: written.mode, unit, span: written.place.0 }
    }

    fn identity_mode(&mut self, mode: &ast::IdentityMode) -> IdentityMode {
        match mode {
            ast::IdentityMode::Highest => IdentityMode::Highest,
            ast::IdentityMode::Together => IdentityMode::Together,
            ast::IdentityMode::InOrder(names) => {
                let mut entries = Vec::new();
                for name in names {
                    match self.scope.entries.get(&name.text).and_then(|all| all.first()) {
                        Some((domain, entry)) => {
                            let (domain, entry) = (*domain, *entry);
                            self.meant_entry(name, domain, entry);
                            entries.push(entry);
                        }
                        None => {
                            let problem = self.scope.unknown(name, &[], None);
                            self.problems.push(problem);
                        }
                    }
                }
                IdentityMode::InOrder(entries)
            }
        }
    }

    fn each_key(&mut self, key: &ast::EachKey) -> Option<EachKey> {
        match key {
            ast::EachKey::Household(_) => Some(EachKey::Household),
            ast::EachKey::Person(_) => Some(EachKey::Person),
            ast::EachKey::Fact(name) => match self.scope.find(&name.text, &self.context.order).as_slice() {
                [(_, Symbol::Fact(id))] => {
                    self.meant_symbol(name, Symbol::Fact(*id));
                    Some(EachKey::Fact(*id))
                }
                [(_, Symbol::Definition(id))] => {
                    self.meant_symbol(name, Symbol::Definition(*id));
                    Some(EachKey::Definition(*id))
                }
                _ => {
                    let problem = self.scope.unknown(name, &[], None);
                    self.problems.push(problem);
                    None
                }
            },
        }
    }

    /// Returns the benefits that names mean; an identity stands for every benefit of it but the present one.
    fn benefits_of(&mut self, id: BenefitId, names: &[ast::Name]) -> Vec<BenefitId> {
        let mut found: Vec<BenefitId> = Vec::new();
        for name in names {
            for benefit in self.benefits_named(name) {
                if benefit != id && !found.contains(&benefit) {
                    found.push(benefit);
                }
            }
        }
        found
    }

    /// `同 住院报销`, alone: takes over every clause of that benefit whose kind is not stated here.
    fn take_over(&mut self) {
        for at in 0..self.program.benefits.len() {
            let mut seen = vec![BenefitId(at as u32)];
            let mut source = self.taken_from(BenefitId(at as u32));
            while let Some((other, span)) = source {
                if seen.contains(&other) {
                    let name = self.program.benefit(other).name.clone();
                    self.error(Code::DefinitionCycle, span, words::as_cycle(&name));
                    break;
                }
                seen.push(other);
                self.take_from(at, other);
                source = self.taken_from(other);
            }
        }
        for at in 0..self.program.benefits.len() {
            self.check_as_values(BenefitId(at as u32));
        }
    }

    fn taken_from(&self, id: BenefitId) -> Option<(BenefitId, Span)> {
        let clauses = &self.program.benefit(id).clauses;
        clauses.iter().find_map(|clause| {
            clause.versions.iter().find_map(|version| match version.body {
                ClauseBody::As(other) => Some((other, version.origin.span)),
                _ => None,
            })
        })
    }

    fn take_from(&mut self, at: usize, other: BenefitId) {
        let own_words: Vec<ClauseWord> =
            self.program.benefits[at].clauses.iter().map(|clause| clause.path.word).collect();
        let from = self.program.benefit(other).clone();
        let offset = self.program.benefits[at].branches.len() as u32;
        let structural = [
            ClauseWord::MapsTo,
            ClauseWord::After,
            ClauseWord::NotWith,
            ClauseWord::StacksWith,
            ClauseWord::Requires,
            ClauseWord::As,
        ];
        let pays = [ClauseWord::Rate, ClauseWord::Amount, ClauseWord::TopUpTo, ClauseWord::OwnPayAtMost];
        let pays_itself = own_words.iter().any(|word| pays.contains(word));
        let benefit = &mut self.program.benefits[at];
        benefit.branches.extend(from.branches.into_iter().map(|branch| Branch {
            parent: branch.parent.map(|parent| BranchId(parent.0 + offset)),
            chain: branch.chain + 1_000_000,
            ..branch
        }));
        for clause in from.clauses {
            let word = clause.path.word;
            let stated = own_words.contains(&word) || (pays_itself && pays.contains(&word));
            if stated || structural.contains(&word) {
                continue;
            }
            let branch = clause.branch.map(|branch| BranchId(branch.0 + offset));
            benefit.clauses.push(Clause { branch, ..clause });
        }
    }

    /// `比例 同 住院报销`: that benefit must state the kind, and not in a circle.
    fn check_as_values(&mut self, id: BenefitId) {
        let same = |body: &ClauseBody| match clause_value(body) {
            Some(Adjusted { value: Source::As(other, span), .. }) => Some((*other, *span)),
            _ => None,
        };
        let clauses = &self.program.benefit(id).clauses;
        let stated =
            clauses.iter().flat_map(|clause| clause.versions.iter().map(|version| (clause.path.word, version)));
        let stated: Vec<_> =
            stated.filter_map(|(word, version)| same(&version.body).map(|(other, span)| (word, other, span))).collect();
        for (word, other, span) in stated {
            let mut seen = vec![id];
            let mut at = other;
            loop {
                if seen.contains(&at) {
                    let name = self.program.benefit(at).name.clone();
                    self.error(Code::DefinitionCycle, span, words::as_cycle(&name));
                    break;
                }
                seen.push(at);
                let target = self.program.benefit(at);
                let Some(next) = target.clauses.iter().find(|other| other.path.word == word) else {
                    let (zh, en) = word.words();
                    let message = words::as_lacks(&target.name, Text::new(zh, en));
                    self.error(Code::ClauseMissing, span, message);
                    break;
                };
                match next.versions.iter().find_map(|version| same(&version.body)) {
                    Some((onward, _)) => at = onward,
                    None => break,
                }
            }
        }
    }

    /// Puts the benefits in the order of their layers.
    fn put_in_order(&mut self) {
        let (order, before, cycles) = crate::ir::order::layers(&self.program);
        for cycle in cycles {
            let names: Vec<String> = cycle.iter().map(|id| self.program.benefit(*id).name.clone()).collect();
            let Some(first) = cycle.first() else { continue };
            let span = self.program.benefit(*first).span;
            let mut text = names.join(" → ");
            if let Some(name) = names.first() {
                text.push_str(" → ");
                text.push_str(name);
            }
            let mut problem = Diagnostic::new(Code::LayerCycle, span, words::layer_cycle(text));
            for other in cycle.iter().skip(1) {
                problem = problem.label(self.program.benefit(*other).span, words::used_here());
            }
            self.problems.push(problem);
        }
        self.program.order = order;
        for (benefit, before) in self.program.benefits.iter_mut().zip(before) {
            benefit.layers_before = before;
        }
    }

    pub(super) fn lower_choices(&mut self) {
        let resolved = self.resolved;
        for choice in &resolved.choices {
            let mut benefits: Vec<BenefitId> = Vec::new();
            for name in choice.benefits {
                for benefit in self.benefits_named(name) {
                    if !benefits.contains(&benefit) {
                        benefits.push(benefit);
                    }
                }
            }
            let origin = self.origin(&choice.origin);
            if benefits.len() < 2 {
                self.error(Code::ClauseMissing, origin.span, words::choice_of_one());
                continue;
            }
            self.program.choices.push(Choice { benefits, how: choice.how, range: choice.range, origin });
        }
        // A layer after any of a choice comes after the whole choice.
        if !self.program.choices.is_empty() {
            let (order, before, _) = crate::ir::order::layers(&self.program);
            self.program.order = order;
            for (benefit, before) in self.program.benefits.iter_mut().zip(before) {
                benefit.layers_before = before;
            }
        }
    }
}

/// Returns the changes of a version that another one of the same clause does not have, when it has all of that one's.
fn changes_since<'v, 'a>(
    before: &model::Version<'a, ClauseText<'a>>,
    version: &'v model::Version<'a, ClauseText<'a>>,
) -> Option<&'v [Rc<model::Edit<'a>>]> {
    let same_value = match (&before.body.value, &version.body.value) {
        (Some(own), Some(other)) => own.is_same(other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    let same_text = std::ptr::eq(before.body.clause, version.body.clause) && same_value;
    let same_origin = before.origin.span == version.origin.span && before.origin.how == version.origin.how;
    let (kept, more) = version.edits.split_at_checked(before.edits.len())?;
    let same_edits = kept.iter().zip(&before.edits).all(|(own, other)| Rc::ptr_eq(own, other));
    (same_text && same_origin && same_edits).then_some(more)
}

/// Returns the value that a clause holds.
pub(crate) fn value_of_body(body: &mut ClauseBody) -> Option<&mut Adjusted> {
    match body {
        ClauseBody::Base { value, .. }
        | ClauseBody::FirstPay { value, .. }
        | ClauseBody::Deductible { value, .. }
        | ClauseBody::Rate { value }
        | ClauseBody::Cap { value, .. }
        | ClauseBody::Amount { value, .. }
        | ClauseBody::TopUpTo { value }
        | ClauseBody::OwnPayAtMost { value, .. }
        | ClauseBody::TotalOfLayersAtMost { value, .. }
        | ClauseBody::Quantity { allowed: value, .. } => Some(value),
        ClauseBody::MapsTo(_)
        | ClauseBody::After(_)
        | ClauseBody::NotWith(_)
        | ClauseBody::StacksWith(_)
        | ClauseBody::Identities(_)
        | ClauseBody::Requires(_)
        | ClauseBody::Refuse { .. }
        | ClauseBody::As(_)
        | ClauseBody::Round(_)
        | ClauseBody::Order(_)
        | ClauseBody::YearFrom { .. }
        | ClauseBody::InKind(_) => None,
    }
}

/// Returns the value that a clause holds.
pub(crate) fn clause_value(body: &ClauseBody) -> Option<&Adjusted> {
    match body {
        ClauseBody::Base { value, .. }
        | ClauseBody::FirstPay { value, .. }
        | ClauseBody::Deductible { value, .. }
        | ClauseBody::Rate { value }
        | ClauseBody::Cap { value, .. }
        | ClauseBody::Amount { value, .. }
        | ClauseBody::TopUpTo { value }
        | ClauseBody::OwnPayAtMost { value, .. }
        | ClauseBody::TotalOfLayersAtMost { value, .. }
        | ClauseBody::Quantity { allowed: value, .. } => Some(value),
        ClauseBody::MapsTo(_)
        | ClauseBody::After(_)
        | ClauseBody::NotWith(_)
        | ClauseBody::StacksWith(_)
        | ClauseBody::Identities(_)
        | ClauseBody::Requires(_)
        | ClauseBody::Refuse { .. }
        | ClauseBody::As(_)
        | ClauseBody::Round(_)
        | ClauseBody::Order(_)
        | ClauseBody::YearFrom { .. }
        | ClauseBody::InKind(_) => None,
    }
}
