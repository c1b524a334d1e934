//! Expressions: names to symbols, units checked, conversions made explicit.

use super::operators::{flow_conversion, is_paid, reconcile_paid};
use super::*;
use crate::base::number::Number;
use crate::base::text::{Speak, listed, quoted};
use crate::ir::expr::{self, ArithmeticOp};
use crate::ir::types::Base;
use crate::syntax::ast::{self, ExprKind as Written};
use crate::value::Value;

impl Lowering<'_, '_> {
    /// Types an expression; `want` helps to find enum values and to suggest units, it is not enforced.
    pub(super) fn expr(&mut self, written: &ast::Expr, want: Option<&Type>) -> Expr {
        let span = written.span();
        match &*written.kind {
            Written::Quantity(quantity) => self.quantity(quantity, want),
            Written::Date(date) => constant(Value::Date(*date), Type::Date, span),
            Written::Text(text) => constant(Value::Text(text.clone()), Type::Text, span),
            Written::Bool(truth) => constant(Value::Bool(*truth), Type::Bool, span),
            Written::None => constant(Value::Nothing, Type::Nothing, span),
            Written::Ordinal(number) => constant(Value::Number(Number::from(i64::from(*number))), Type::PLAIN, span),
            Written::Name(name) => self.name(name, want),
            Written::Path(path) => self.path(path, want),
            Written::Builtin(builtin) => self.builtin(*builtin, span),
            Written::Call { function, arguments } => self.call(*function, arguments, span, want),
            Written::Apply { function, arguments } => self.apply(function, arguments, span),
            Written::Negate(inner) => {
                let inner = self.expr(inner, want);
                if !inner.ty.is_numeric() && inner.ty != Type::Unknown {
                    self.type_error(&Text::new("一个数", "a number"), &inner);
                }
                let ty = inner.ty.clone();
                node(expr::ExprKind::Negate(inner), ty, span)
            }
            Written::Not(inner) => {
                let inner = self.condition(inner);
                node(expr::ExprKind::Not(inner), Type::Bool, span)
            }
            Written::And(left, right) => {
                let (left, right) = (self.condition(left), self.condition(right));
                node(expr::ExprKind::And(left, right), Type::Bool, span)
            }
            Written::Or(left, right) => {
                let (left, right) = (self.condition(left), self.condition(right));
                node(expr::ExprKind::Or(left, right), Type::Bool, span)
            }
            Written::If { condition, then, otherwise } => {
                let condition = self.condition(condition);
                let then = self.expr(then, want);
                let then_type = then.ty.clone();
                let otherwise = self.expr(otherwise, want.or(Some(&then_type)));
                let ty = if then.ty == Type::Nothing { otherwise.ty.clone() } else { then.ty.clone() };
                if otherwise.ty != Type::Nothing {
                    self.expect_type(&otherwise, &ty);
                }
                node(expr::ExprKind::If(condition, then, otherwise), ty, span)
            }
            Written::Arithmetic { op, left, right } => self.arithmetic(*op, left, right, span, want),
            Written::Compare { op, left, right } => self.compare(*op, left, right, span),
            Written::In { value, negated, members } => self.membership(value, *negated, members, span),
            Written::InBand { value, negated, band } => {
                let mut value = self.expr(value, None);
                if is_paid(&value)
                    && let Some(edge) = band.low.as_ref().or(band.high.as_ref())
                {
                    let problems = self.problems.clone();
                    let edge = self.expr(&edge.value, None);
                    self.problems = problems;
                    reconcile_paid(&mut value, &edge.ty);
                }
                let band = self.band(band, &value.ty);
                self.expect_orderable(&value);
                node(expr::ExprKind::InBand { value, band, negated: *negated }, Type::Bool, span)
            }
            Written::At { value, date } => {
                let value = self.expr(value, want);
                let date = self.expr(date, Some(&Type::Date));
                self.expect_type(&date, &Type::Date);
                let ty = value.ty.clone();
                node(expr::ExprKind::At(value, date), ty, span)
            }
            Written::HeldFor(quantity) => self.held_for(quantity, span),
            Written::Previous(path) => self.previous(path),
            Written::Record(_) => {
                self.error(Code::NotConstant, span, words::not_constant());
                hole(span)
            }
            Written::Broken => hole(span),
        }
    }

    /// Types an expression that must be a condition.
    pub(super) fn condition(&mut self, written: &ast::Expr) -> Expr {
        let own = self.expr(written, Some(&Type::Bool));
        if own.ty != Type::Bool && own.ty != Type::Unknown {
            let problem =
                Diagnostic::new(Code::TypeMismatch, own.span, words::expected_condition(self.type_name(&own.ty)));
            self.problems.push(match self.asks_for(written, &own.ty) {
                Some(question) => problem.help(words::write_unit(&question)),
                None => problem,
            });
            return hole(own.span);
        }
        own
    }

    pub(super) fn declared_unit(&mut self, name: &ast::Name, span: Span) -> Option<String> {
        if let Some(TypeSymbol::Unit(own)) = self.scope.types.get(&name.text).cloned() {
            self.meant_type(name);
            return Some(own);
        }
        let name = &name.text;
        let units: Vec<&str> = self
            .scope
            .types
            .iter()
            .filter(|(_, symbol)| matches!(symbol, TypeSymbol::Unit(_)))
            .map(|(name, _)| name.as_str())
            .collect();
        let near = model::scope::nearest(name, units);
        let mut problem = Diagnostic::new(Code::UnknownUnit, span, words::unknown_unit(name));
        if !near.is_empty() {
            problem = problem.help(words::did_you_mean(quoted(&near)));
        } else if name.ends_with(['及', '含']) {
            problem = problem.help(words::bounds_include());
        }
        self.problems.push(problem);
        None
    }

    pub(super) fn per(&mut self, unit: Unit, per: &ast::Per, span: Span) -> Unit {
        match per {
            ast::Per::Visit | ast::Per::Life | ast::Per::Item => unit,
            ast::Per::Day => unit.times_base(Base::Day, -1),
            ast::Per::Month => unit.times_base(Base::Month, -1),
            ast::Per::Quarter => unit.times_base(Base::Quarter, -1),
            ast::Per::Year => unit.times_base(Base::Year, -1),
            ast::Per::Person => unit.times_base(Base::Person, -1),
            ast::Per::Household => unit.times_base(Base::Household, -1),
            ast::Per::Declared(name) => match self.declared_unit(name, span) {
                Some(name) => unit.times_base(Base::Declared(name), -1),
                None => unit,
            },
        }
    }

    /// Returns the type that a written type names, and whether only whole numbers are of it.
    pub(super) fn type_of(&mut self, written: &ast::TypeName) -> (Type, bool) {
        use ast::TypeKind as Kind;
        let ty = match &written.kind {
            Kind::Bool => Type::Bool,
            Kind::Integer => return (Type::PLAIN, true),
            Kind::Number => Type::PLAIN,
            Kind::Ratio => Type::Ratio,
            Kind::Points => Type::Points,
            Kind::Money { per } => {
                let mut unit = Unit::money();
                for per in per {
                    unit = self.per(unit, per, written.place.0);
                }
                Type::Quantity(unit)
            }
            Kind::Date => Type::Date,
            Kind::Duration => Type::Quantity(Unit::of(Base::Day)),
            Kind::Age => Type::Quantity(Unit::of(Base::Age)),
            Kind::Text => Type::Text,
            Kind::Count(unit) => match unit {
                ast::Unit::Persons => return (Type::Quantity(Unit::of(Base::Person)), true),
                ast::Unit::Households => return (Type::Quantity(Unit::of(Base::Household)), true),
                ast::Unit::Months | ast::Unit::Years | ast::Unit::Quarters => Type::Quantity(Unit::of(Base::Month)),
                _ => return (Type::PLAIN, true),
            },
            Kind::Named(name) => {
                self.meant_type(name);
                match self.scope.types.get(&name.text) {
                    Some(TypeSymbol::Domain(id)) => Type::Entry(*id),
                    Some(TypeSymbol::Unit(unit)) => Type::Quantity(Unit::of(Base::Declared(unit.clone()))),
                    None => {
                        self.unknown_type(name);
                        Type::Unknown
                    }
                }
            }
            Kind::Several(name) => {
                self.meant_type(name);
                match self.scope.types.get(&name.text) {
                    Some(TypeSymbol::Domain(id)) => Type::Several(*id),
                    _ => {
                        self.unknown_type(name);
                        Type::Unknown
                    }
                }
            }
            Kind::Persons => Type::Persons,
            Kind::Records(fields) => {
                let fields = fields.iter().map(|(name, ty)| (name.text.clone(), self.type_of(ty).0)).collect();
                Type::Records(fields)
            }
        };
        (ty, false)
    }

    fn unknown_type(&mut self, name: &ast::Name) {
        let near = model::scope::nearest(&name.text, self.scope.types.keys().map(String::as_str));
        let mut problem = Diagnostic::new(Code::UnknownName, name.span(), words::unknown_type(&name.text));
        if !near.is_empty() {
            problem = problem.help(words::did_you_mean(quoted(&near)));
        }
        self.problems.push(problem);
    }

    /// A single name: what is expected first, then the values, then the only enum that has it.
    fn name(&mut self, name: &ast::Name, want: Option<&Type>) -> Expr {
        let span = name.span();
        if let Some(at) = self.context.fields.iter().position(|(own, _)| *own == name.text) {
            let ty = self.context.fields[at].1.clone();
            return node(expr::ExprKind::Field(at), ty, span);
        }
        if let Some(at) = self.context.arguments.iter().position(|(own, _)| *own == name.text) {
            let ty = self.context.arguments[at].1.clone();
            if let Some(of) = self.context.declared.get(at) {
                self.meant(name, *of);
            }
            return node(expr::ExprKind::Argument(at), ty, span);
        }
        let domain = match want {
            Some(Type::Entry(domain) | Type::Several(domain)) => Some(*domain),
            _ => None,
        };
        if let Some(domain) = domain
            && let Some(entry) = self.program.domain(domain).find(&name.text)
        {
            self.meant_entry(name, domain, entry);
            return constant(Value::Entry(domain, entry), Type::Entry(domain), span);
        }
        let symbols = self.scope.find(&name.text, &self.context.order);
        match symbols.as_slice() {
            [(_, symbol)] => return self.symbol(*symbol, name),
            [] => {}
            several => {
                let candidates: Vec<String> = several.iter().map(|(_, symbol)| self.symbol_name(*symbol)).collect();
                let message = words::ambiguous_name(&name.text, listed(&candidates));
                self.error(Code::AmbiguousName, span, message);
                return hole(span);
            }
        }
        if let Some(domain) = domain {
            let own = self.program.domain(domain);
            let names: Vec<String> = own.entries.iter().map(|entry| entry.name.clone()).collect();
            let own_name = own.name.clone();
            let problem = self.scope.unknown(name, &names, Some(&own_name));
            self.problems.push(problem);
            return hole(span);
        }
        match self.scope.entries.get(&name.text).map(Vec::as_slice) {
            Some([(domain, entry)]) => {
                let (domain, entry) = (*domain, *entry);
                self.meant_entry(name, domain, entry);
                constant(Value::Entry(domain, entry), Type::Entry(domain), span)
            }
            Some(several) => {
                let candidates: Vec<String> = several
                    .iter()
                    .map(|(domain, _)| format!("{}.{}", self.program.domain(*domain).name, name.text))
                    .collect();
                let problem =
                    Diagnostic::new(Code::AmbiguousName, span, words::ambiguous_name(&name.text, listed(&candidates)));
                let example = candidates.first().cloned().unwrap_or_default();
                self.problems.push(problem.help(words::say_which(&example)));
                hole(span)
            }
            // An identity stands for every benefit mapped to it.
            None if self.scope.identities.contains_key(&name.text) => {
                let benefits = self.benefits_named(name);
                for benefit in &benefits {
                    self.need_benefit(*benefit, span);
                }
                let ty = self.paid_type(&benefits);
                node(expr::ExprKind::Paid(benefits), ty, span)
            }
            None => {
                let problem = self.scope.unknown(name, &[], None);
                self.problems.push(problem);
                hole(span)
            }
        }
    }

    fn symbol_name(&self, symbol: Symbol) -> String {
        match symbol {
            Symbol::Fact(id) => self.program.fact(id).name.clone(),
            Symbol::Definition(id) => self.program.definition(id).name.clone(),
            Symbol::Table(id) => self.program.tables[id.index()].name.clone(),
            Symbol::List(id) => self.program.list(id).name.clone(),
            Symbol::State(id) => self.program.states[id.index()].name.clone(),
            Symbol::Benefit(id) => self.program.benefit(id).name.clone(),
        }
    }

    pub(super) fn symbol(&mut self, symbol: Symbol, name: &ast::Name) -> Expr {
        let span = name.span();
        self.meant_symbol(name, symbol);
        match symbol {
            Symbol::Fact(id) => {
                let fact = self.program.fact(id);
                let (owner, ty) = (fact.owner, fact.ty.clone());
                let declared = (fact.name.clone(), fact.span);
                self.need_fact(owner, span, declared);
                node(expr::ExprKind::Fact(id), ty, span)
            }
            Symbol::Definition(id) => {
                self.need_definition(id, Some((name.text.clone(), span)));
                let own = self.program.definition(id);
                let (ty, owner, arguments) = (own.ty.clone(), own.owner, own.arguments.len());
                if arguments > 0 {
                    self.error(Code::WrongArguments, span, words::needs_arguments(&name.text));
                    return hole(span);
                }
                self.need(owner, span);
                node(expr::ExprKind::Definition(id, Vec::new()), ty, span)
            }
            Symbol::State(id) => {
                let own = &self.program.states[id.index()];
                let (owner, ty) = (own.owner, Type::Entry(own.domain));
                self.need(Some(owner), span);
                node(expr::ExprKind::State(id), ty, span)
            }
            Symbol::Benefit(id) => {
                self.need_benefit(id, span);
                let ty = self.paid_type(&[id]);
                node(expr::ExprKind::Paid(vec![id]), ty, span)
            }
            Symbol::Table(id) => {
                self.need_table(id, Some((name.text.clone(), span)));
                let own = &self.program.tables[id.index()];
                if let [only] = own.outputs.as_slice() {
                    let (ty, owner) = (only.ty.clone(), own.owner);
                    self.need(owner, span);
                    return node(expr::ExprKind::TableOutput(id, 0), ty, span);
                }
                let outputs: Vec<String> = own.outputs.iter().map(|output| output.name.clone()).collect();
                let problem = Diagnostic::new(Code::UnknownPath, span, words::not_a_value(&name.text))
                    .help(words::table_has_outputs(listed(&outputs)));
                self.problems.push(problem);
                hole(span)
            }
            Symbol::List(_) => {
                self.error(Code::TypeMismatch, span, words::not_a_value(&name.text));
                hole(span)
            }
        }
    }

    /// As `need`; a fact of a claim that is asked elsewhere was perhaps not meant to be one of a claim.
    fn need_fact(&mut self, owner: Owner, span: Span, (name, declared): (String, Span)) {
        if owner == Owner::Claim && !self.context.has.claim {
            self.needs.add(Some(owner));
            let problem = Diagnostic::new(Code::OwnerMismatch, span, words::needs_claim());
            let problem = problem.label(declared, words::fact_of_a_claim(name.as_str()));
            self.problems.push(problem.help(words::declare_by_owner(name)));
            return;
        }
        self.need(Some(owner), span);
    }

    /// Notes whose facts are read; says so when there is none of that kind here.
    pub(super) fn need(&mut self, owner: Option<Owner>, span: Span) {
        self.needs.add(owner);
        let message = match owner {
            Some(Owner::Claim) if !self.context.has.claim => words::needs_claim(),
            Some(Owner::Person) if !self.context.has.person => words::needs_person(),
            Some(Owner::Household) if !self.context.has.household => words::needs_household(),
            _ => return,
        };
        let mut problem = Diagnostic::new(Code::OwnerMismatch, span, message);
        if owner == Some(Owner::Person) {
            problem = problem.help(words::say_of_members());
        }
        self.problems.push(problem);
    }

    /// What a benefit pays in a period is a flow of that period; on a claim or once it is an amount.
    pub(super) fn paid_type(&self, benefits: &[BenefitId]) -> Type {
        let bases: Vec<Option<Base>> = benefits
            .iter()
            .map(|id| match self.program.benefit(*id).occasion {
                Occasion::PersonMonth | Occasion::HouseholdMonth => Some(Base::Month),
                Occasion::PersonYear | Occasion::HouseholdYear => Some(Base::Year),
                Occasion::EachClaim | Occasion::PersonOnce | Occasion::HouseholdOnce => None,
            })
            .collect();
        match bases.first() {
            Some(Some(base)) if bases.iter().all(|own| own.as_ref() == Some(base)) => {
                Type::Quantity(Unit::money().times_base(base.clone(), -1))
            }
            None => Type::Unknown,
            _ => Type::money(),
        }
    }

    fn need_benefit(&mut self, id: BenefitId, span: Span) {
        let owner = match self.program.benefit(id).occasion {
            Occasion::EachClaim => Owner::Claim,
            Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce => Owner::Person,
            Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce => Owner::Household,
        };
        self.need(Some(owner), span);
    }

    /// `本人.工资`, `人群.低保`, `照护分级.月补贴`, `低保标准[农村]`.
    fn path(&mut self, path: &ast::Path, want: Option<&Type>) -> Expr {
        let span = path.place.0;
        match (path.parts.as_slice(), &path.keys) {
            ([ast::PathPart::Owner(owner, _), ast::PathPart::Name(name)], None) => self.context_order(*owner, |own| {
                let found = own.scope.find(&name.text, &[*owner]);
                match found.as_slice() {
                    [(Some(_), symbol)] => own.symbol(*symbol, name),
                    _ => {
                        let problem = own.scope.unknown(name, &[], None);
                        own.problems.push(problem);
                        hole(span)
                    }
                }
            }),
            ([ast::PathPart::Name(first), ast::PathPart::Name(second)], None) => {
                if let Some(TypeSymbol::Domain(domain)) = self.scope.types.get(&first.text).cloned()
                    && let Some(entry) = self.program.domain(domain).find(&second.text)
                {
                    self.meant_type(first);
                    self.meant_entry(second, domain, entry);
                    return constant(Value::Entry(domain, entry), Type::Entry(domain), span);
                }
                let symbols = self.scope.find(&first.text, &self.context.order);
                if let [(_, Symbol::Table(id))] = symbols.as_slice() {
                    let id = *id;
                    self.meant_symbol(first, Symbol::Table(id));
                    self.need_table(id, Some((first.text.clone(), span)));
                    let own = &self.program.tables[id.index()];
                    if let Some(at) = own.outputs.iter().position(|output| output.name == second.text) {
                        let (ty, owner) = (own.outputs[at].ty.clone(), own.owner);
                        self.meant_output(second, id);
                        self.need(owner, span);
                        return node(expr::ExprKind::TableOutput(id, at), ty, span);
                    }
                    let outputs: Vec<String> = own.outputs.iter().map(|output| output.name.clone()).collect();
                    let problem = Diagnostic::new(
                        Code::UnknownPath,
                        second.span(),
                        words::no_such_output(&first.text, &second.text),
                    )
                    .help(words::table_has_outputs(listed(&outputs)));
                    self.problems.push(problem);
                    return hole(span);
                }
                self.unknown_path(path);
                hole(span)
            }
            ([ast::PathPart::Name(name)], Some(_)) => {
                // A cell of a param's table: the keys stand in for the dimensions.
                let _ = want;
                let _ = name;
                self.unknown_path(path);
                hole(span)
            }
            _ => {
                self.unknown_path(path);
                hole(span)
            }
        }
    }

    fn context_order<T>(&mut self, owner: Owner, run: impl FnOnce(&mut Self) -> T) -> T {
        let order = std::mem::replace(&mut self.context.order, vec![owner]);
        let result = run(self);
        self.context.order = order;
        result
    }

    fn unknown_path(&mut self, path: &ast::Path) {
        let text = model::path_text(path);
        self.error(Code::UnknownPath, path.place.0, words::unknown_path(&text));
    }

    fn builtin(&mut self, builtin: ast::Builtin, span: Span) -> Expr {
        use ast::Builtin as Written;
        let (kind, ty, owner) = match builtin {
            Written::EligibleLeft => (expr::ExprKind::EligibleLeft, Type::money(), Some(Owner::Claim)),
            Written::OwnPay => (expr::ExprKind::OwnPay, Type::money(), Some(Owner::Claim)),
            Written::PaidSoFar => (expr::ExprKind::PaidSoFar, Type::money(), Some(Owner::Claim)),
            Written::TotalPaid => (expr::ExprKind::TotalPaid, Type::money(), Some(Owner::Claim)),
            Written::VisitNumber => (expr::ExprKind::VisitNumber, Type::PLAIN, Some(Owner::Claim)),
            Written::ClaimsThisYear => (expr::ExprKind::ClaimsThisYear, Type::Claims, Some(Owner::Claim)),
            Written::Today => (expr::ExprKind::Today, Type::Date, None),
            Written::MonthEnd => {
                let today = node(expr::ExprKind::Today, Type::Date, span);
                (expr::ExprKind::MonthEnd(today), Type::Date, None)
            }
            Written::Members => (expr::ExprKind::Members, Type::Persons, Some(Owner::Household)),
        };
        if builtin == Written::VisitNumber && !self.context.in_benefit {
            self.error(Code::OwnerMismatch, span, words::only_in_benefit("本年次序"));
        }
        self.need(owner, span);
        node(kind, ty, span)
    }

    fn held_for(&mut self, quantity: &ast::Quantity, span: Span) -> Expr {
        if !self.context.in_transition {
            self.error(Code::OwnerMismatch, span, words::only_in_state());
            return hole(span);
        }
        let months = Type::Quantity(Unit::of(Base::Month));
        let value = self.quantity(quantity, Some(&months));
        self.expect_type(&value, &months);
        let expr::ExprKind::Constant(Value::Number(number)) = &*value.kind else { return hole(span) };
        let Some(months) = number.to_i64().and_then(|months| u32::try_from(months).ok()) else {
            self.error(Code::NotConstant, span, words::not_whole());
            return hole(span);
        };
        node(expr::ExprKind::HeldFor { months }, Type::Bool, span)
    }

    fn previous(&mut self, path: &ast::Path) -> Expr {
        let span = path.place.0;
        let (owner, name) = match path.parts.as_slice() {
            [ast::PathPart::Name(name)] => (None, name),
            [ast::PathPart::Owner(owner, _), ast::PathPart::Name(name)] => (Some(*owner), name),
            _ => {
                self.unknown_path(path);
                return hole(span);
            }
        };
        let order = owner.map_or(self.context.order.clone(), |owner| vec![owner]);
        match self.scope.find(&name.text, &order).as_slice() {
            [(_, Symbol::State(id))] => {
                self.meant_symbol(name, Symbol::State(*id));
                let own = &self.program.states[id.index()];
                let (owner, ty) = (own.owner, Type::Entry(own.domain));
                self.need(Some(owner), span);
                node(expr::ExprKind::PreviousState(*id), ty, span)
            }
            [(_, Symbol::Benefit(id))] => {
                let id = *id;
                self.meant_symbol(name, Symbol::Benefit(id));
                self.need_benefit(id, span);
                let ty = self.paid_type(&[id]);
                node(expr::ExprKind::PreviousPaid(id), ty, span)
            }
            _ => {
                self.unknown_path(path);
                hole(span)
            }
        }
    }

    /// Says so when an expression is not of a type; `无` fits everywhere.
    pub(super) fn expect_type(&mut self, own: &Expr, ty: &Type) {
        let fits = own.ty == *ty
            || matches!((&own.ty, ty), (Type::Unknown | Type::Nothing, _) | (_, Type::Unknown))
            || matches!((&own.ty, ty), (Type::Entry(a), Type::Several(b)) if a == b);
        if !fits {
            let code = if own.ty.is_numeric() && ty.is_numeric() { Code::UnitMismatch } else { Code::TypeMismatch };
            let message = words::expected_type(self.type_name(ty), self.type_name(&own.ty));
            let problem = Diagnostic::new(code, own.span, message);
            let difference = matches!(&*own.kind, expr::ExprKind::Arithmetic(ArithmeticOp::Subtract, ..));
            // `70%-80%` was meant as a range.
            let range = difference && *ty == Type::Ratio && own.ty == Type::Points;
            let help = if range { Some(words::minus_is_no_range()) } else { flow_conversion(ty, &own.ty) };
            self.problems.push(match help {
                Some(help) => problem.help(help),
                None => problem,
            });
        }
    }

    pub(super) fn type_error(&mut self, expected: &Text, found: &Expr) {
        let message = words::expected_type(expected, &found.ty);
        self.error(Code::TypeMismatch, found.span, message);
    }

    /// Returns a type in words, an enum by its name.
    pub(super) fn type_name(&self, ty: &Type) -> Text {
        match ty {
            Type::Entry(domain) | Type::Several(domain) => {
                let name = &self.program.domain(*domain).name;
                Text::new(format!("`{name}` 中的一项"), format!("a value of `{name}`"))
            }
            other => Text::new(other.speak(crate::base::text::Lang::Zh), other.speak(crate::base::text::Lang::En)),
        }
    }
}

pub(super) fn node(kind: expr::ExprKind, ty: Type, span: Span) -> Expr {
    Expr { kind: Box::new(kind), ty, span }
}

pub(super) fn constant(value: Value, ty: Type, span: Span) -> Expr {
    node(expr::ExprKind::Constant(value), ty, span)
}

pub(super) fn hole(span: Span) -> Expr {
    node(expr::ExprKind::Hole, Type::Unknown, span)
}
