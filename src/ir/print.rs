//! Typed programs back to policy text, in either tongue: for people, and as fingerprints by which the expressions of
//! two programs are compared (the Chinese text names everything by its own name, never by an id).

mod clauses;
mod tables;

pub use clauses::{clause, rounding, stages};
pub use tables::{adjusted, definition, dimension, effect, head, head_item, hit, source, table};

use super::expr::{ArithmeticOp, Band, CompareOp, Expr, ExprKind, InForceOf, ListFunction, Member};
use super::types::{Base, Type};
use super::{BenefitId, Definition, Occasion, Program, show};
use crate::base::date::Period;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::{Lang, Speak, Text};
use crate::model::path::period_words;

/// Returns an expression as policy text.
pub fn expr(program: &Program, own: &Expr, lang: Lang) -> String {
    Printer::new(program, lang).expr(own, Level::Lowest)
}

/// Returns a band of values as policy text.
pub fn band(program: &Program, own: &Band, lang: Lang) -> String {
    Printer::new(program, lang).band(own)
}

/// How tightly an operator binds: what binds less needs parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Lowest,
    If,
    Or,
    And,
    Not,
    Test,
    Sum,
    Product,
    Power,
    Unary,
    Atom,
}

#[derive(Clone, Copy)]
pub(super) struct Printer<'p> {
    pub(super) program: &'p Program,
    pub(super) lang: Lang,
    /// The fields of the records of the enclosing list.
    fields: &'p [(String, Type)],
    /// The arguments of the define that is printed.
    arguments: &'p [(String, Type)],
}

impl<'p> Printer<'p> {
    pub(super) fn new(program: &'p Program, lang: Lang) -> Printer<'p> {
        Printer { program, lang, fields: &[], arguments: &[] }
    }

    /// Returns a printer that knows the names of a define's arguments.
    pub(super) fn within(self, own: &'p Definition) -> Printer<'p> {
        Printer { arguments: &own.arguments, ..self }
    }
}

impl Printer<'_> {
    pub(super) fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    pub(super) fn top(&self, own: &Expr) -> String {
        self.expr(own, Level::Lowest)
    }

    fn expr(&self, own: &Expr, around: Level) -> String {
        let (text, level) = self.leveled(own);
        if level < around { format!("({text})") } else { text }
    }

    fn leveled(&self, own: &Expr) -> (String, Level) {
        let pick = |zh: &str, en: &str| self.pick(zh, en).to_owned();
        match &*own.kind {
            ExprKind::Constant(value) => (show::value(self.program, value, &own.ty).speak(self.lang), Level::Atom),
            ExprKind::Fact(id) => (self.program.fact(*id).name.clone(), Level::Atom),
            ExprKind::Field(at) => (name_at(self.fields, *at, "字段"), Level::Atom),
            ExprKind::Definition(id, arguments) => {
                let name = &self.program.definition(*id).name;
                let text = if arguments.is_empty() { name.clone() } else { self.call(name, arguments) };
                (text, Level::Atom)
            }
            ExprKind::Argument(at) => (name_at(self.arguments, *at, "参数"), Level::Atom),
            ExprKind::TableOutput(id, at) => {
                let table = &self.program.tables[id.index()];
                let output = table.outputs.get(*at).map_or("", |output| output.name.as_str());
                let text = if output.is_empty() { table.name.clone() } else { format!("{}.{output}", table.name) };
                (text, Level::Atom)
            }
            ExprKind::State(id) => (self.program.states[id.index()].name.clone(), Level::Atom),
            ExprKind::PreviousState(id) => {
                let name = &self.program.states[id.index()].name;
                (format!("{}{name}", pick("上期.", "previous ")), Level::Atom)
            }
            ExprKind::PreviousPaid(id) => {
                let name = &self.program.benefit(*id).name;
                (format!("{}{name}", pick("上期.", "previous ")), Level::Atom)
            }
            ExprKind::HeldFor { months } => {
                (format!("{} {months}{}", self.pick("已满", "held"), self.pick("个月", " months")), Level::Test)
            }
            ExprKind::Paid(benefits) => (format!("{}({})", pick("已付", "paid"), self.benefits(benefits)), Level::Atom),
            ExprKind::PaidInPeriod(benefits, period) => {
                let period = self.this_period(*period);
                (format!("{}({}, {period})", pick("已付", "paid"), self.benefits(benefits)), Level::Atom)
            }
            ExprKind::Total(inner, period) => {
                let period = self.this_period(*period);
                (format!("{}({}, {period})", pick("累计", "total"), self.top(inner)), Level::Atom)
            }
            ExprKind::Left(benefit, path) => {
                let name = &self.program.benefit(*benefit).name;
                (format!("{}({name}.{})", pick("剩余", "left"), path.speak(self.lang)), Level::Atom)
            }
            ExprKind::EligibleLeft => (pick("剩余合规费用", "eligible left"), Level::Atom),
            ExprKind::OwnPay => (pick("个人负担", "own pay"), Level::Atom),
            ExprKind::PaidSoFar => (pick("已付合计", "paid so far"), Level::Atom),
            ExprKind::TotalPaid => (pick("合计已付", "total paid"), Level::Atom),
            ExprKind::VisitNumber => (pick("本年次序", "visit number"), Level::Atom),
            ExprKind::Today => (pick("当日", "this day"), Level::Atom),
            ExprKind::Members => (pick("成员", "members"), Level::Atom),
            ExprKind::ClaimsThisYear => (pick("本年结算", "claims this year"), Level::Atom),
            ExprKind::Negate(inner) => (format!("-{}", self.expr(inner, Level::Unary)), Level::Unary),
            ExprKind::Not(inner) => self.not(inner),
            ExprKind::Arithmetic(op, left, right) => self.arithmetic(*op, left, right),
            ExprKind::Scale(inner, factor) => self.scale(inner, factor, &own.ty),
            ExprKind::Compare(op, left, right) => {
                let (left, right) = (self.expr(left, Level::Sum), self.expr(right, Level::Sum));
                (format!("{left} {} {right}", compare_text(*op)), Level::Test)
            }
            ExprKind::And(left, right) => {
                let (left, right) = (self.expr(left, Level::And), self.expr(right, Level::And));
                (format!("{left} {} {right}", self.pick("且", "and")), Level::And)
            }
            ExprKind::Or(left, right) => {
                let (left, right) = (self.expr(left, Level::Or), self.expr(right, Level::Or));
                (format!("{left} {} {right}", self.pick("或", "or")), Level::Or)
            }
            ExprKind::If(condition, then, otherwise) => {
                let (condition, then, otherwise) =
                    (self.expr(condition, Level::Or), self.expr(then, Level::Or), self.expr(otherwise, Level::If));
                let text = match self.lang {
                    Lang::Zh => format!("若 {condition} 则 {then} 否则 {otherwise}"),
                    Lang::En => format!("if {condition} then {then} otherwise {otherwise}"),
                };
                (text, Level::If)
            }
            ExprKind::In { value, members, negated } => {
                let word = match (negated, self.lang) {
                    (false, Lang::Zh) => "属于",
                    (true, Lang::Zh) => "不属于",
                    (false, Lang::En) => "in",
                    (true, Lang::En) => "not in",
                };
                let members: Vec<String> = members.iter().map(|member| self.member(member)).collect();
                let mark = self.pick("、", ", ");
                (format!("{} {word} {}", self.expr(value, Level::Sum), members.join(mark)), Level::Test)
            }
            ExprKind::InBand { value, band, negated } => {
                let value = self.expr(value, Level::Sum);
                let text = if *negated {
                    format!("{value} {} {}", self.pick("不属于", "not in"), self.band(band))
                } else {
                    format!("{value} {}", self.band(band))
                };
                (text, Level::Test)
            }
            ExprKind::At(value, date) => {
                let (value, date) = (self.expr(value, Level::Atom), self.expr(date, Level::Atom));
                (format!("{value} {} {date}", self.pick("于", "as of")), Level::Unary)
            }
            ExprKind::Rounded(value, mode, unit) => {
                let mode = mode_text(*mode, self.lang);
                let text = format!("{}({}, {mode}, {})", pick("取整", "rounded"), self.top(value), self.top(unit));
                (text, Level::Atom)
            }
            ExprKind::Over { function, list, filter, body } => {
                (self.over(*function, list, filter.as_ref(), body.as_ref()), Level::Atom)
            }
            ExprKind::Least(all) => (self.call(self.pick("最小", "min"), all), Level::Atom),
            ExprKind::Greatest(all) => (self.call(self.pick("最大", "max"), all), Level::Atom),
            ExprKind::Rank { list, filter, key } => {
                let inner = self.element(list, filter.as_ref(), Some(key));
                (format!("{}({inner})", pick("名次", "rank")), Level::Atom)
            }
            ExprKind::Age { birth, on } => (self.call_of(self.pick("周岁数", "age"), &[birth, on]), Level::Atom),
            ExprKind::Year(date) => (self.call_of(self.pick("年份", "year"), &[date]), Level::Atom),
            ExprKind::Month(date) => (self.call_of(self.pick("月份", "month"), &[date]), Level::Atom),
            ExprKind::Days(from, to) => (self.call_of(self.pick("天数", "days"), &[from, to]), Level::Atom),
            ExprKind::Months(from, to) => (self.call_of(self.pick("月数", "months"), &[from, to]), Level::Atom),
            ExprKind::NextMonth(date) => (self.call_of(self.pick("次月", "next month"), &[date]), Level::Atom),
            ExprKind::MonthEnd(date) => (self.call_of(self.pick("月末", "month end"), &[date]), Level::Atom),
            ExprKind::InForce(of) => {
                let name = match of {
                    InForceOf::Benefit(id) => &self.program.benefit(*id).name,
                    InForceOf::Definition(id) => &self.program.definition(*id).name,
                };
                (format!("{}({name})", pick("有效", "in force")), Level::Atom)
            }
            ExprKind::ListCount(id) => {
                (format!("{}({})", pick("个数", "count"), self.program.list(*id).name), Level::Atom)
            }
            ExprKind::Account(items) => {
                let parts: Vec<String> = items
                    .iter()
                    .map(|item| format!("{}{}", if item.deducted { "- " } else { "+ " }, item.name))
                    .collect();
                (parts.join(" ").trim_start_matches("+ ").to_owned(), Level::Sum)
            }
            ExprKind::DatePlus { date, duration, negated } => {
                let (date, duration) = (self.expr(date, Level::Sum), self.expr(duration, Level::Product));
                (format!("{date} {} {duration}", if *negated { "-" } else { "+" }), Level::Sum)
            }
            ExprKind::DateDifference(left, right) => {
                (format!("{} - {}", self.expr(left, Level::Sum), self.expr(right, Level::Product)), Level::Sum)
            }
            ExprKind::Hole => ("…".to_owned(), Level::Atom),
        }
    }

    fn not(&self, inner: &Expr) -> (String, Level) {
        // `不属于` reads better than `非 … 属于 …`.
        if let ExprKind::In { value, members, negated } = &*inner.kind {
            let flipped = Expr {
                kind: Box::new(ExprKind::In { value: value.clone(), members: members.clone(), negated: !negated }),
                ..inner.clone()
            };
            return self.leveled(&flipped);
        }
        (format!("{} {}", self.pick("非", "not"), self.expr(inner, Level::Test)), Level::Not)
    }

    fn arithmetic(&self, op: ArithmeticOp, left: &Expr, right: &Expr) -> (String, Level) {
        match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract => {
                let mark = if op == ArithmeticOp::Add { "+" } else { "-" };
                (format!("{} {mark} {}", self.expr(left, Level::Sum), self.expr(right, Level::Product)), Level::Sum)
            }
            ArithmeticOp::Multiply if right.ty == Type::Ratio && is_constant(right) => {
                let (of, ratio) = (self.expr(left, Level::Power), self.expr(right, Level::Power));
                let text = if self.lang == Lang::Zh { format!("{of} 的 {ratio}") } else { format!("{ratio} of {of}") };
                (text, Level::Product)
            }
            ArithmeticOp::Multiply | ArithmeticOp::Divide => {
                let mark = match (op, self.lang) {
                    (ArithmeticOp::Multiply, Lang::Zh) => "×",
                    (ArithmeticOp::Multiply, Lang::En) => "*",
                    (_, Lang::Zh) => "÷",
                    (_, Lang::En) => "/",
                };
                (
                    format!("{} {mark} {}", self.expr(left, Level::Product), self.expr(right, Level::Power)),
                    Level::Product,
                )
            }
            ArithmeticOp::Power => {
                (format!("{} ^ {}", self.expr(left, Level::Unary), self.expr(right, Level::Unary)), Level::Power)
            }
        }
    }

    /// A conversion of units: as the function that makes it, or silent where the unit itself tells.
    fn scale(&self, inner: &Expr, factor: &Number, ty: &Type) -> (String, Level) {
        let time = |ty: &Type, base: Base| match ty {
            Type::Quantity(unit) => unit.power_of(&base),
            _ => 0,
        };
        if *factor == Number::ratio(1, 12) && time(ty, Base::Month) == -1 && time(&inner.ty, Base::Year) == -1 {
            return (self.call_of(self.pick("每月", "monthly"), &[inner]), Level::Atom);
        }
        if *factor == Number::from(12) && time(ty, Base::Year) == -1 && time(&inner.ty, Base::Month) == -1 {
            return (self.call_of(self.pick("每年", "yearly"), &[inner]), Level::Atom);
        }
        self.leveled(inner)
    }

    fn over(&self, function: ListFunction, list: &Expr, filter: Option<&Expr>, body: Option<&Expr>) -> String {
        let name = match function {
            ListFunction::Sum => self.pick("合计", "sum"),
            ListFunction::Count => self.pick("个数", "count"),
            ListFunction::Any => self.pick("任一", "any"),
            ListFunction::All => self.pick("全部", "all"),
            ListFunction::Min => self.pick("最小", "min"),
            ListFunction::Max => self.pick("最大", "max"),
            ListFunction::Average => self.pick("平均", "average"),
        };
        format!("{name}({})", self.element(list, filter, body))
    }

    fn element(&self, list: &Expr, filter: Option<&Expr>, body: Option<&Expr>) -> String {
        let mut text = self.top(list);
        let inner = match &list.ty {
            Type::Records(fields) => Printer { fields, ..*self },
            _ => *self,
        };
        if let Some(filter) = filter {
            text.push_str(&format!(" {} {}", self.pick("其中", "where"), inner.top(filter)));
        }
        if let Some(body) = body {
            text.push_str(&format!(" : {}", inner.top(body)));
        }
        text
    }

    fn call(&self, name: &str, arguments: &[Expr]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|argument| self.top(argument)).collect();
        format!("{name}({})", arguments.join(", "))
    }

    fn call_of(&self, name: &str, arguments: &[&Expr]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|argument| self.top(argument)).collect();
        format!("{name}({})", arguments.join(", "))
    }

    pub(super) fn benefits(&self, benefits: &[BenefitId]) -> String {
        let names: Vec<&str> = benefits.iter().map(|id| self.program.benefit(*id).name.as_str()).collect();
        names.join(self.pick("、", ", "))
    }

    fn this_period(&self, period: Period) -> &'static str {
        match (period, self.lang) {
            (Period::Visit, Lang::Zh) => "本次",
            (Period::Visit, Lang::En) => "this visit",
            (Period::Day, Lang::Zh) => "当日",
            (Period::Day, Lang::En) => "this day",
            (Period::Month, Lang::Zh) => "本月",
            (Period::Month, Lang::En) => "this month",
            (Period::Quarter, Lang::Zh) => "本季",
            (Period::Quarter, Lang::En) => "this quarter",
            (Period::Year, Lang::Zh) => "本年",
            (Period::Year, Lang::En) => "this year",
            (Period::Life, Lang::Zh) => "终身",
            (Period::Life, Lang::En) => "life",
        }
    }

    pub(super) fn period(&self, period: Period) -> &'static str {
        let (zh, en) = period_words(period);
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn member(&self, member: &Member) -> String {
        match member {
            Member::Value(own) => self.expr(own, Level::Sum),
            Member::List(list) => self.program.list(*list).name.clone(),
        }
    }

    pub(super) fn band(&self, band: &Band) -> String {
        let edge = |edge: &super::expr::Edge| self.expr(&edge.value, Level::Sum);
        let zh = self.lang == Lang::Zh;
        match (&band.low, &band.high) {
            (Some(low), Some(high)) => {
                let before = match (low.included, zh) {
                    (true, _) => "",
                    (false, true) => "超过 ",
                    (false, false) => "over ",
                };
                let between = match (high.included, zh) {
                    (true, true) => "至",
                    (true, false) => "to",
                    (false, true) => "至 低于",
                    (false, false) => "to below",
                };
                format!("{before}{} {between} {}", edge(low), edge(high))
            }
            (Some(low), None) => {
                let word = match (low.included, low.value.ty == Type::Date) {
                    (true, false) => self.pick("不低于", "at least"),
                    (false, false) => self.pick("超过", "over"),
                    (true, true) => self.pick("不早于", "not before"),
                    (false, true) => self.pick("晚于", "later than"),
                };
                format!("{word} {}", edge(low))
            }
            (None, Some(high)) => {
                let word = match (high.included, high.value.ty == Type::Date) {
                    (true, false) => self.pick("不超过", "up to"),
                    (false, false) => self.pick("低于", "below"),
                    (true, true) => self.pick("不晚于", "not later than"),
                    (false, true) => self.pick("早于", "before"),
                };
                format!("{word} {}", edge(high))
            }
            (None, None) => self.pick("任意", "anything").to_owned(),
        }
    }
}

/// Returns the name of a field or an argument; a place where it is printed alone.
fn name_at(names: &[(String, Type)], at: usize, word: &str) -> String {
    names.get(at).map_or_else(|| format!("{word}{}", at + 1), |(name, _)| name.clone())
}

fn is_constant(own: &Expr) -> bool {
    matches!(&*own.kind, ExprKind::Constant(_))
}

pub(crate) fn compare_text(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

/// Returns for what and how often a benefit is due, as the keywords say it.
pub(crate) fn occasion(own: Occasion) -> Text {
    match own {
        Occasion::EachClaim => Text::new("每次结算", "for each claim"),
        Occasion::PersonMonth => Text::new("每人每月", "for each person per month"),
        Occasion::PersonYear => Text::new("每人每年", "for each person per year"),
        Occasion::PersonOnce => Text::new("每人一次", "for each person once"),
        Occasion::HouseholdMonth => Text::new("每户每月", "for each household per month"),
        Occasion::HouseholdYear => Text::new("每户每年", "for each household per year"),
        Occasion::HouseholdOnce => Text::new("每户一次", "for each household once"),
    }
}

/// Returns the word of a rounding mode.
pub fn mode_text(mode: RoundingMode, lang: Lang) -> &'static str {
    match (mode, lang) {
        (RoundingMode::HalfUp, Lang::Zh) => "四舍五入",
        (RoundingMode::HalfUp, Lang::En) => "half-up",
        (RoundingMode::HalfEven, Lang::Zh) => "四舍六入五成双",
        (RoundingMode::HalfEven, Lang::En) => "half-even",
        (RoundingMode::Up, Lang::Zh) => "进一",
        (RoundingMode::Up, Lang::En) => "up",
        (RoundingMode::Down, Lang::Zh) => "舍去",
        (RoundingMode::Down, Lang::En) => "down",
    }
}
