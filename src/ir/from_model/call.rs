//! Functions of the language, and defines with arguments.

use super::expr::{constant, hole, node};
use super::*;
use crate::base::number::RoundingMode;
use crate::ir::expr::{ExprKind, InForceOf, ListFunction};
use crate::ir::types::Base;
use crate::model::path::PathQuery;
use crate::syntax::ast::{Argument, ArgumentValue, Function};
use crate::value::Value;

impl Lowering<'_, '_> {
    pub(super) fn call(&mut self, function: Function, arguments: &[Argument], span: Span, want: Option<&Type>) -> Expr {
        match function {
            Function::Sum => self.over(ListFunction::Sum, arguments, span, want),
            Function::Count => self.over(ListFunction::Count, arguments, span, want),
            Function::Any => self.over(ListFunction::Any, arguments, span, want),
            Function::All => self.over(ListFunction::All, arguments, span, want),
            Function::Average => self.over(ListFunction::Average, arguments, span, want),
            Function::Min | Function::Max => self.extreme(function, arguments, span, want),
            Function::Rank => self.rank(arguments, span),
            Function::Rounded => self.rounded(arguments, span, want),
            Function::Age => {
                let Some([birth, on]) = self.dates(arguments, span, "周岁数(出生日期, 月末)") else {
                    return hole(span);
                };
                node(ExprKind::Age { birth, on }, Type::Quantity(Unit::of(Base::Age)), span)
            }
            Function::Year => self.of_date(arguments, span, "年份(当日)", Type::PLAIN, ExprKind::Year),
            Function::Month => self.of_date(arguments, span, "月份(当日)", Type::PLAIN, ExprKind::Month),
            Function::NextMonth => self.of_date(arguments, span, "次月(当日)", Type::Date, ExprKind::NextMonth),
            Function::MonthEnd if arguments.is_empty() => {
                let today = node(ExprKind::Today, Type::Date, span);
                node(ExprKind::MonthEnd(today), Type::Date, span)
            }
            Function::MonthEnd => self.of_date(arguments, span, "月末(当日)", Type::Date, ExprKind::MonthEnd),
            Function::Days => self.between(arguments, span, "天数(参保日期, 当日)", Base::Day),
            Function::Months => self.between(arguments, span, "月数(参保日期, 当日)", Base::Month),
            Function::InForce => self.in_force(arguments, span),
            Function::Monthly => self.per_period(arguments, span, Base::Year, Base::Month),
            Function::Yearly => self.per_period(arguments, span, Base::Month, Base::Year),
            Function::Paid => self.paid(arguments, span),
            Function::Total => self.total(arguments, span),
            Function::Left => self.left(arguments, span),
        }
    }

    fn wrong_arguments(&mut self, name: &str, shape: &str, span: Span) -> Expr {
        let shape = in_both_tongues(shape);
        let english = shape.en.split('(').next().unwrap_or(name);
        self.error(Code::WrongArguments, span, words::wrong_arguments(Text::new(name, english), &shape));
        hole(span)
    }

    /// Returns the expressions of plain arguments; `None` when one is of another kind.
    fn plain<'w>(&mut self, arguments: &'w [Argument]) -> Option<Vec<&'w ast::Expr>> {
        let plain = arguments.iter().map(|own| match (&own.value, &own.filter, &own.body) {
            (ArgumentValue::Expr(expr), None, None) => Some(expr),
            _ => None,
        });
        plain.collect()
    }

    fn dates<const N: usize>(&mut self, arguments: &[Argument], span: Span, shape: &str) -> Option<[Expr; N]> {
        let name = shape.split('(').next().unwrap_or(shape);
        // `当日` may be read as the period of totals.
        let mut dates = Vec::new();
        for own in arguments {
            match (&own.value, &own.filter, &own.body) {
                (ArgumentValue::Expr(expr), None, None) => {
                    let date = self.expr(expr, Some(&Type::Date));
                    self.expect_type(&date, &Type::Date);
                    dates.push(date);
                }
                (ArgumentValue::Period(Period::Day, place), None, None) => {
                    dates.push(node(ExprKind::Today, Type::Date, place.0));
                }
                _ => {
                    self.wrong_arguments(name, shape, span);
                    return None;
                }
            }
        }
        match dates.try_into() {
            Ok(dates) => Some(dates),
            Err(_) => {
                self.wrong_arguments(name, shape, span);
                None
            }
        }
    }

    fn of_date(
        &mut self,
        arguments: &[Argument],
        span: Span,
        shape: &str,
        ty: Type,
        make: impl FnOnce(Expr) -> ExprKind,
    ) -> Expr {
        match self.dates::<1>(arguments, span, shape) {
            Some([date]) => node(make(date), ty, span),
            None => hole(span),
        }
    }

    fn between(&mut self, arguments: &[Argument], span: Span, shape: &str, base: Base) -> Expr {
        let Some([from, to]) = self.dates(arguments, span, shape) else { return hole(span) };
        let kind = if base == Base::Day { ExprKind::Days(from, to) } else { ExprKind::Months(from, to) };
        node(kind, Type::Quantity(Unit::of(base)), span)
    }

    /// `合计(成员 其中 有劳动能力 : 工资)`, `个数(成员)`, `个数(慢病病种)`.
    fn over(&mut self, function: ListFunction, arguments: &[Argument], span: Span, want: Option<&Type>) -> Expr {
        let (name, shape) = match function {
            ListFunction::Sum => ("合计", "合计(成员 其中 条件 : 数)"),
            ListFunction::Count => ("个数", "个数(成员 其中 条件)"),
            ListFunction::Any => ("任一", "任一(成员 其中 条件)"),
            ListFunction::All => ("全部", "全部(成员 : 条件)"),
            ListFunction::Min => ("最小", "最小(成员 : 数)"),
            ListFunction::Max => ("最大", "最大(成员 : 数)"),
            ListFunction::Average => ("平均", "平均(成员 : 数)"),
        };
        let [argument] = arguments else { return self.wrong_arguments(name, shape, span) };
        if function == ListFunction::Count
            && let ArgumentValue::Expr(written) = &argument.value
            && let ast::ExprKind::Name(list) = &*written.kind
            && let [(_, Symbol::List(id))] = self.scope.find(&list.text, &self.context.order).as_slice()
        {
            self.meant_symbol(list, Symbol::List(*id));
            return node(ExprKind::ListCount(*id), Type::PLAIN, span);
        }
        let Some(list) = self.list_argument(&argument.value) else { return self.wrong_arguments(name, shape, span) };
        let (filter, body) = self.in_element(&list.ty.clone(), |own| {
            let filter = argument.filter.as_ref().map(|filter| own.condition(filter));
            let body = argument.body.as_ref().map(|body| match function {
                ListFunction::Any | ListFunction::All => own.condition(body),
                _ => own.expr(body, want),
            });
            (filter, body)
        });
        let needs_body =
            matches!(function, ListFunction::Sum | ListFunction::Min | ListFunction::Max | ListFunction::Average);
        let of_records = only_field(&list.ty).cloned();
        if needs_body && body.is_none() && of_records.is_none() {
            return self.wrong_arguments(name, shape, span);
        }
        let ty = match (function, &body) {
            (ListFunction::Any | ListFunction::All, _) => Type::Bool,
            (ListFunction::Count, _) if list.ty == Type::Persons => Type::Quantity(Unit::of(Base::Person)),
            (ListFunction::Count, _) => Type::PLAIN,
            (_, None) => of_records.unwrap_or(Type::PLAIN),
            (_, Some(body)) => body.ty.clone(),
        };
        if needs_body && !ty.is_numeric() && ty != Type::Unknown {
            let ordered =
                matches!(function, ListFunction::Min | ListFunction::Max) && matches!(ty, Type::Date | Type::Entry(_));
            if !ordered {
                let message = words::expected_type(Text::new("一个数", "a number"), &ty);
                self.error(Code::TypeMismatch, span, message);
            }
        }
        node(ExprKind::Over { function, list, filter, body }, ty, span)
    }

    fn list_argument(&mut self, value: &ArgumentValue) -> Option<Expr> {
        match value {
            ArgumentValue::Members(place) => {
                self.need(Some(Owner::Household), place.0);
                Some(node(ExprKind::Members, Type::Persons, place.0))
            }
            ArgumentValue::Expr(expr) => {
                let list = self.expr(expr, None);
                match list.ty {
                    Type::Persons | Type::Claims | Type::Records(_) | Type::Unknown => Some(list),
                    _ => None,
                }
            }
            ArgumentValue::Period(..) | ArgumentValue::Rounding(..) => None,
        }
    }

    /// Runs in the context of an element: its names come first.
    fn in_element<T>(&mut self, list: &Type, run: impl FnOnce(&mut Self) -> T) -> T {
        let context = self.context.clone();
        let needs = self.needs;
        match list {
            Type::Persons => {
                self.context.order = vec![Owner::Person, Owner::Claim, Owner::Household];
                self.context.has.person = true;
            }
            Type::Claims => self.context.has.claim = true,
            Type::Records(fields) => self.context.fields = fields.clone(),
            _ => {}
        }
        let result = run(self);
        // The element gives what it is; what lies outside of it is still needed.
        if *list == Type::Persons {
            self.needs.person = needs.person;
        }
        self.context = context;
        result
    }

    /// `最小(成员 : 年龄)` over a list, or `最小(a, b)` of values.
    fn extreme(&mut self, function: Function, arguments: &[Argument], span: Span, want: Option<&Type>) -> Expr {
        let least = function == Function::Min;
        let over_list = match arguments {
            [Argument { value: ArgumentValue::Members(_), .. }] => true,
            [own] => own.body.is_some() || own.filter.is_some(),
            _ => false,
        };
        if over_list {
            let function = if least { ListFunction::Min } else { ListFunction::Max };
            return self.over(function, arguments, span, want);
        }
        let (name, shape) = if least { ("最小", "最小(甲, 乙)") } else { ("最大", "最大(甲, 乙)") };
        let Some(written) = self.plain(arguments).filter(|all| !all.is_empty()) else {
            return self.wrong_arguments(name, shape, span);
        };
        let first = self.expr(written[0], want);
        if let (Some(field), 1) = (only_field(&first.ty).cloned(), written.len()) {
            // The cells of a table that lists its hits.
            let function = if least { ListFunction::Min } else { ListFunction::Max };
            return node(ExprKind::Over { function, list: first, filter: None, body: None }, field, span);
        }
        let ty = first.ty.clone();
        self.expect_orderable(&first);
        let mut all = vec![first];
        for other in &written[1..] {
            let other = self.expr(other, Some(&ty));
            self.expect_type(&other, &ty);
            all.push(other);
        }
        node(if least { ExprKind::Least(all) } else { ExprKind::Greatest(all) }, ty, span)
    }

    fn rank(&mut self, arguments: &[Argument], span: Span) -> Expr {
        let shape = "名次(成员 其中 子女 : 出生日期)";
        let [argument] = arguments else { return self.wrong_arguments("名次", shape, span) };
        let (Some(list), Some(key)) = (self.list_argument(&argument.value), &argument.body) else {
            return self.wrong_arguments("名次", shape, span);
        };
        let (filter, key) = self.in_element(&list.ty.clone(), |own| {
            let filter = argument.filter.as_ref().map(|filter| own.condition(filter));
            (filter, own.expr(key, None))
        });
        self.expect_orderable(&key);
        // The place is that of the present person.
        if list.ty == Type::Persons {
            self.need(Some(Owner::Person), span);
        }
        node(ExprKind::Rank { list, filter, key }, Type::PLAIN, span)
    }

    fn rounded(&mut self, arguments: &[Argument], span: Span, want: Option<&Type>) -> Expr {
        let shape = "取整(数, 进一, 1元)";
        let [value, mode, unit] = arguments else { return self.wrong_arguments("取整", shape, span) };
        let (ArgumentValue::Expr(value), ArgumentValue::Rounding(mode, _), ArgumentValue::Expr(unit)) =
            (&value.value, &mode.value, &unit.value)
        else {
            return self.wrong_arguments("取整", shape, span);
        };
        let value = self.expr(value, want);
        let ty = value.ty.clone();
        let unit = self.rounding_unit(unit, &ty);
        let mode: RoundingMode = *mode;
        node(ExprKind::Rounded(value, mode, unit), ty, span)
    }

    /// The unit of a flow may be written without its period: `取整(月补贴, 进一, 1元)`.
    fn rounding_unit(&mut self, written: &ast::Expr, ty: &Type) -> Expr {
        let mut unit = self.expr(written, Some(ty));
        let both_money =
            matches!((&unit.ty, ty), (Type::Quantity(a), Type::Quantity(b)) if a.is_money() && b.is_money());
        if both_money {
            unit.ty = ty.clone();
        }
        self.expect_type(&unit, ty);
        unit
    }

    fn in_force(&mut self, arguments: &[Argument], span: Span) -> Expr {
        let shape = "有效(待遇或参数)";
        let Some(written) = self.plain(arguments) else { return self.wrong_arguments("有效", shape, span) };
        let [written] = written.as_slice() else { return self.wrong_arguments("有效", shape, span) };
        let ast::ExprKind::Name(name) = &*written.kind else { return self.wrong_arguments("有效", shape, span) };
        let found = self.scope.find(&name.text, &self.context.order);
        if let [(_, symbol)] = found.as_slice() {
            self.meant_symbol(name, *symbol);
        }
        let of = match found.as_slice() {
            [(_, Symbol::Benefit(id))] => InForceOf::Benefit(*id),
            [(_, Symbol::Definition(id))] => InForceOf::Definition(*id),
            _ => return self.wrong_arguments("有效", shape, span),
        };
        node(ExprKind::InForce(of), Type::Bool, span)
    }

    /// `每月(年收入)`, `每年(月收入)`.
    fn per_period(&mut self, arguments: &[Argument], span: Span, from: Base, to: Base) -> Expr {
        let (name, shape) =
            if to == Base::Month { ("每月", "每月(年收入)") } else { ("每年", "每年(月收入)") };
        let Some(written) = self.plain(arguments) else { return self.wrong_arguments(name, shape, span) };
        let [written] = written.as_slice() else { return self.wrong_arguments(name, shape, span) };
        let value = self.expr(written, None);
        match &value.ty {
            Type::Quantity(unit) if unit.power_of(&from) == -1 => {
                let unit = unit.times_base(from, 1).times_base(to.clone(), -1);
                let factor = if to == Base::Month { (1, 12) } else { (12, 1) };
                let factor = crate::base::number::Number::ratio(factor.0, factor.1);
                node(ExprKind::Scale(value, factor), Type::Quantity(unit), span)
            }
            Type::Unknown => hole(span),
            other => {
                let expected = if to == Base::Month {
                    Text::new("按年的量(如元/年)", "a quantity per year (like 元/年)")
                } else {
                    Text::new("按月的量(如元/月)", "a quantity per month (like 元/月)")
                };
                let message = words::expected_type(expected, other);
                self.error(Code::UnitMismatch, value.span, message);
                hole(span)
            }
        }
    }

    /// Returns the benefits that a name means: one, or all of an identity.
    pub(super) fn benefits_named(&mut self, name: &ast::Name) -> Vec<BenefitId> {
        if let Some((_, Symbol::Benefit(id))) =
            self.scope.find(&name.text, &[]).into_iter().find(|(_, symbol)| matches!(symbol, Symbol::Benefit(_)))
        {
            self.meant_symbol(name, Symbol::Benefit(id));
            return vec![id];
        }
        self.meant_identity(name);
        if let Some(identity) = self.scope.identities.get(&name.text) {
            let all = self.program.benefits.iter().enumerate();
            return all
                .filter(|(_, own)| own.identity.as_ref() == Some(identity))
                .map(|(at, _)| BenefitId(at as u32))
                .collect();
        }
        let names = self.program.benefits.iter().map(|own| own.name.as_str());
        let near = model::scope::nearest(&name.text, names.chain(self.scope.identities.keys().map(String::as_str)));
        let mut problem = Diagnostic::new(Code::UnknownName, name.span(), words::unknown_benefit(&name.text));
        if !near.is_empty() {
            problem = problem.help(words::did_you_mean(crate::base::text::quoted(&near)));
        }
        self.problems.push(problem);
        Vec::new()
    }

    /// `已付(大病保险)`, `已付(大病保险, 本年)`.
    fn paid(&mut self, arguments: &[Argument], span: Span) -> Expr {
        let shape = "已付(大病保险, 本年)";
        let (benefit, period) = match arguments {
            [benefit] => (benefit, None),
            [benefit, Argument { value: ArgumentValue::Period(period, _), .. }] => (benefit, Some(*period)),
            _ => return self.wrong_arguments("已付", shape, span),
        };
        let ArgumentValue::Expr(written) = &benefit.value else { return self.wrong_arguments("已付", shape, span) };
        let ast::ExprKind::Name(name) = &*written.kind else { return self.wrong_arguments("已付", shape, span) };
        let benefits = self.benefits_named(name);
        match period {
            None => {
                let ty = self.paid_type(&benefits);
                node(ExprKind::Paid(benefits), ty, span)
            }
            Some(period) => node(ExprKind::PaidInPeriod(benefits, period), Type::money(), span),
        }
    }

    /// `累计(个人负担, 本年)`.
    fn total(&mut self, arguments: &[Argument], span: Span) -> Expr {
        let shape = "累计(个人负担, 本年)";
        let [quantity, Argument { value: ArgumentValue::Period(period, _), .. }] = arguments else {
            return self.wrong_arguments("累计", shape, span);
        };
        let ArgumentValue::Expr(written) = &quantity.value else { return self.wrong_arguments("累计", shape, span) };
        self.need(Some(Owner::Claim), span);
        let quantity = self.expr(written, None);
        if !quantity.ty.is_numeric() && quantity.ty != Type::Unknown {
            return self.wrong_arguments("累计", shape, span);
        }
        let ty = quantity.ty.clone();
        node(ExprKind::Total(quantity, *period), ty, span)
    }

    /// `剩余(门诊慢病报销.限额.每年)`.
    fn left(&mut self, arguments: &[Argument], span: Span) -> Expr {
        let shape = "剩余(门诊慢病报销.限额.每年)";
        let Some(written) = self.plain(arguments) else { return self.wrong_arguments("剩余", shape, span) };
        let [written] = written.as_slice() else { return self.wrong_arguments("剩余", shape, span) };
        let ast::ExprKind::Path(path) = &*written.kind else { return self.wrong_arguments("剩余", shape, span) };
        let Some((benefit, clause)) = self.clause_path(path) else { return hole(span) };
        self.need(Some(Owner::Person), span);
        let ty = if clause.word == ClauseWord::Quantity { self.quantity_type(benefit, &clause) } else { Type::money() };
        node(ExprKind::Left(benefit, clause), ty, span)
    }

    /// Returns the type of what a quantity clause limits, by the model (the program may not hold it yet).
    fn quantity_type(&mut self, benefit: BenefitId, path: &ClausePath) -> Type {
        let item = self.benefit_items().get(benefit.index()).copied();
        let Some(ItemKind::Benefit(own)) = item.map(|item| &item.kind) else { return Type::Unknown };
        let versions = own.clauses.iter().filter(|clause| clause.path == *path).flat_map(|clause| &clause.versions);
        let mut asked = versions.filter_map(|version| match &version.body.clause.kind {
            ast::ClauseKind::Quantity { asked, .. } => Some(asked),
            _ => None,
        });
        let Some(asked) = asked.next_back() else { return Type::Unknown };
        // What is wrong with it is said where it stands.
        let problems = std::mem::take(&mut self.problems);
        let ty = self.expr(asked, None).ty;
        self.problems = problems;
        ty
    }

    /// Returns the benefit and the clause that a path names.
    pub(super) fn clause_path(&mut self, path: &ast::Path) -> Option<(BenefitId, ClausePath)> {
        let text = model::path_text(path);
        let [ast::PathPart::Name(name), behind @ ..] = path.parts.as_slice() else {
            self.error(Code::UnknownPath, path.place.0, words::unknown_path(&text));
            return None;
        };
        let benefits = self.benefits_named(name);
        let [benefit] = benefits.as_slice() else {
            if !benefits.is_empty() {
                self.error(Code::AmbiguousName, path.place.0, words::unknown_path(&text));
            }
            return None;
        };
        let found = self.clause_within(*benefit, behind);
        if found.is_none() {
            self.error(Code::UnknownPath, path.place.0, words::unknown_path(&text));
        }
        found.map(|clause| (*benefit, clause))
    }

    /// Returns the clause that the parts behind a benefit's name mean, by the model (the program may not hold it yet).
    pub(super) fn clause_within(&self, benefit: BenefitId, behind: &[ast::PathPart]) -> Option<ClausePath> {
        let mut query = PathQuery::from_parts(behind)?;
        if query.word.is_none() && !query.cases.is_empty() {
            query.word = Some(ClauseWord::Refuse);
        }
        let item = self.benefit_items().get(benefit.index()).copied()?;
        let ItemKind::Benefit(own) = &item.kind else { return None };
        match query.find(own.clauses.iter().map(|clause| &clause.path)).as_slice() {
            [] => None,
            [first, ..] => Some(own.clauses[*first].path.clone()),
        }
    }

    /// A define with arguments.
    pub(super) fn apply(&mut self, function: &ast::Name, arguments: &[Argument], span: Span) -> Expr {
        let found = self.scope.find(&function.text, &self.context.order);
        let [(_, Symbol::Definition(id))] = found.as_slice() else {
            let near = model::scope::nearest(&function.text, self.scope.values.keys().map(String::as_str));
            let mut problem =
                Diagnostic::new(Code::UnknownName, function.span(), words::unknown_function(&function.text));
            if !near.is_empty() {
                problem = problem.help(words::did_you_mean(crate::base::text::quoted(&near)));
            }
            self.problems.push(problem);
            return hole(span);
        };
        let id = *id;
        self.meant_symbol(function, Symbol::Definition(id));
        self.need_definition(id, Some((function.text.clone(), span)));
        let own = self.program.definition(id);
        let (ty, owner) = (own.ty.clone(), own.owner);
        let wanted: Vec<Type> = own.arguments.iter().map(|(_, ty)| ty.clone()).collect();
        let Some(written) = self.plain(arguments) else {
            return self.wrong_arguments(&function.text, &function.text, span);
        };
        if written.len() != wanted.len() {
            let message = words::takes_arguments(&function.text, wanted.len(), written.len());
            self.error(Code::WrongArguments, span, message);
            return hole(span);
        }
        let mut values = Vec::new();
        for (written, ty) in written.into_iter().zip(&wanted) {
            let value = self.expr(written, Some(ty));
            self.expect_type(&value, ty);
            values.push(value);
        }
        self.need(owner, span);
        node(ExprKind::Definition(id, values), ty, span)
    }

    /// Returns a constant truth value.
    pub(super) fn truth(truth: bool, span: Span) -> Expr {
        constant(Value::Bool(truth), Type::Bool, span)
    }
}

/// Returns how a call is written, as an example in both tongues.
fn in_both_tongues(shape: &str) -> Text {
    let english = match shape {
        "周岁数(出生日期, 月末)" => "age(birth_date, this day)",
        "年份(当日)" => "year(this day)",
        "月份(当日)" => "month(this day)",
        "次月(当日)" => "next month(this day)",
        "月末(当日)" => "month end(this day)",
        "天数(参保日期, 当日)" => "days(insured_since, this day)",
        "月数(参保日期, 当日)" => "months(insured_since, this day)",
        "合计(成员 其中 条件 : 数)" => "sum(members where CONDITION : NUMBER)",
        "个数(成员 其中 条件)" => "count(members where CONDITION)",
        "任一(成员 其中 条件)" => "any(members where CONDITION)",
        "全部(成员 : 条件)" => "all(members : CONDITION)",
        "最小(成员 : 数)" => "min(members : NUMBER)",
        "最大(成员 : 数)" => "max(members : NUMBER)",
        "平均(成员 : 数)" => "average(members : NUMBER)",
        "最小(甲, 乙)" => "min(A, B)",
        "最大(甲, 乙)" => "max(A, B)",
        "名次(成员 其中 子女 : 出生日期)" => "rank(members where CONDITION : birth_date)",
        "取整(数, 进一, 1元)" => "rounded(NUMBER, up, 1元)",
        "有效(待遇或参数)" => "in force(BENEFIT or PARAM)",
        "每月(年收入)" => "monthly(YEARLY_INCOME)",
        "每年(月收入)" => "yearly(MONTHLY_INCOME)",
        "已付(大病保险, 本年)" => "paid(BENEFIT, this year)",
        "累计(个人负担, 本年)" => "total(own pay, this year)",
        "剩余(门诊慢病报销.限额.每年)" => "left(BENEFIT.cap.per year)",
        other => other,
    };
    Text::new(shape, english)
}

/// Returns the type of the only field of records, as a table that lists its hits gives them.
fn only_field(list: &Type) -> Option<&Type> {
    match list {
        Type::Records(fields) => match fields.as_slice() {
            [(_, field)] => Some(field),
            _ => None,
        },
        _ => None,
    }
}
