//! Values in words, as a worked sum and a message write them: amounts with their units, entries by name.

use super::context::Context;
use super::session::Session;
use super::trace::{Amount, Use};
use crate::base::date::Period;
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::ir::types::Base;
use crate::ir::{DefinitionKind, Expr, ExprKind, Program, Type, Unit};
use crate::value::{DomainId, EntryId, Value};

/// Returns the Chinese and the English word of a period that runs: `本年`.
pub(super) fn period_words(period: Period) -> (&'static str, &'static str) {
    match period {
        Period::Visit => ("本次", "this visit"),
        Period::Day => ("当日", "this day"),
        Period::Month => ("本月", "this month"),
        Period::Quarter => ("本季", "this quarter"),
        Period::Year => ("本年", "this year"),
        Period::Life => ("终身", "in a life"),
    }
}

/// Returns an amount of 分 in 元 with two places, or more where it has more; `≈` marks a rounded one.
pub fn yuan_text(fen: &Number) -> String {
    let hundred = Number::from(100);
    let Ok(yuan) = fen.divide(&hundred) else { return fen.to_string() };
    match yuan.decimal_text(8) {
        Some(text) => {
            let places = text.split_once('.').map_or(0, |(_, places)| places.len());
            yuan.fixed_text(places.max(2))
        }
        None => format!("≈{}", yuan.fixed_text(6)),
    }
}

/// Returns a ratio in hundredths: `80%`.
pub fn percent_text(ratio: &Number) -> String {
    let Ok(hundredths) = ratio.multiply(&Number::from(100)) else { return ratio.to_string() };
    format!("{}%", plain_text(&hundredths))
}

fn plain_text(number: &Number) -> String {
    match number.decimal_text(8) {
        Some(text) => text,
        None => format!("≈{}", number.fixed_text(6)),
    }
}

/// Returns a value in words.
pub fn value_text(program: &Program, value: &Value, ty: &Type) -> Text {
    match value {
        Value::Nothing => Text::new("无", "none"),
        Value::Bool(true) => Text::new("是", "true"),
        Value::Bool(false) => Text::new("否", "false"),
        Value::Number(number) => number_text(number, ty),
        Value::Date(date) => Text::same(date.to_string()),
        Value::Text(text) => Text::same(format!("“{text}”")),
        Value::Entry(domain, entry) => entry_text(program, *domain, *entry),
        Value::Several(domain, entries) => {
            if entries.is_empty() {
                return Text::new("无", "none");
            }
            let names: Vec<Text> = entries.iter().map(|entry| entry_text(program, *domain, *entry)).collect();
            listed(&names)
        }
        Value::Records(rows) => Text::new(format!("{}条记录", rows.len()), format!("{} records", rows.len())),
    }
}

/// Returns the name of an entry; by its number when the program lacks it.
fn entry_text(program: &Program, domain: DomainId, entry: EntryId) -> Text {
    let found = program.domains.get(domain.0 as usize).and_then(|own| own.entries.get(entry.0 as usize));
    found.map_or_else(|| Text::same(format!("?{}", entry.0)), |entry| Text::same(entry.name.clone()))
}

fn number_text(number: &Number, ty: &Type) -> Text {
    match ty {
        Type::Ratio => Text::same(percent_text(number)),
        Type::Points => {
            let shown = percent_text(number);
            let shown = shown.trim_end_matches('%');
            Text::new(format!("{shown}个百分点"), format!("{shown}pp"))
        }
        Type::Quantity(unit) if unit.is_money() => {
            let shown = yuan_text(number);
            Text::new(format!("{shown}{}", unit.speak(Lang::Zh)), format!("{shown} {}", unit.speak(Lang::En)))
        }
        Type::Quantity(unit) if unit.is_plain() => Text::same(plain_text(number)),
        Type::Quantity(unit) => {
            let shown = plain_text(number);
            let zh = if *unit == Unit::of(Base::Month) { "个月".to_owned() } else { unit.speak(Lang::Zh) };
            Text::new(format!("{shown}{zh}"), format!("{shown} {}", unit.speak(Lang::En)))
        }
        Type::Bool
        | Type::Date
        | Type::Text
        | Type::Entry(_)
        | Type::Several(_)
        | Type::Persons
        | Type::Claims
        | Type::Records(_)
        | Type::Nothing
        | Type::Unknown => Text::same(plain_text(number)),
    }
}

impl<'p> Session<'p> {
    /// Returns what an expression names directly, with the values here; what has no value is left out.
    pub(super) fn mentions(&self, ctx: &Context<'_>, expr: &'p Expr) -> Vec<Use> {
        let mut found = Vec::new();
        self.mention(ctx, expr, true, &mut found);
        found
    }

    fn mention(&self, ctx: &Context<'_>, expr: &'p Expr, whole: bool, found: &mut Vec<Use>) {
        let name = |id: &crate::ir::DefinitionId| Text::same(self.program.definition(*id).name.clone());
        let (kind, name) = match &*expr.kind {
            ExprKind::Fact(id) => ("fact", Text::same(self.program.fact(*id).name.clone())),
            ExprKind::Definition(id, arguments) if arguments.is_empty() => match self.program.definition(*id).kind {
                DefinitionKind::Param => ("param", name(id)),
                DefinitionKind::Define | DefinitionKind::Group | DefinitionKind::Account => ("define", name(id)),
            },
            ExprKind::State(id) => ("state", Text::same(self.program.states[id.index()].name.clone())),
            ExprKind::TableOutput(id, _) => ("table", Text::same(self.program.tables[id.index()].name.clone())),
            // Named by its own words, once the text has been looked at.
            ExprKind::Over { .. } => ("list", Text::same("")),
            ExprKind::EligibleLeft | ExprKind::OwnPay => {
                self.mention_cost(ctx, expr, found);
                ("quantity", self.quantity_name(expr))
            }
            ExprKind::Paid(_)
            | ExprKind::PaidInPeriod(..)
            | ExprKind::Total(..)
            | ExprKind::Left(..)
            | ExprKind::PaidSoFar
            | ExprKind::TotalPaid
            | ExprKind::VisitNumber => ("quantity", self.quantity_name(expr)),
            ExprKind::At(..) | ExprKind::Rank { .. } => return,
            _ => {
                let mut children = Vec::new();
                crate::ir::order::each_child(expr, &mut |child| children.push(child));
                children.into_iter().for_each(|child| self.mention(ctx, child, false, found));
                return;
            }
        };
        // What stands alone says nothing more than its own value.
        let says_nothing = whole && matches!(kind, "quantity" | "list") || found.len() >= 32;
        if let (Ok(value), false) = (self.eval(ctx, expr), says_nothing) {
            let own =
                Use { kind, name, value: self.amount(&value, &expr.ty), cites: Vec::new(), place: expr.span.into() };
            if !found.iter().any(|old| old.kind == own.kind && old.name == own.name && kind != "list") {
                found.push(own);
            }
        }
    }

    /// Returns of what the cost that is left is made.
    fn mention_cost(&self, ctx: &Context<'_>, expr: &Expr, found: &mut Vec<Use>) {
        let mut add = |name: Text, number: Number| {
            let value = self.amount(&Value::Number(number), &Type::money());
            let own = Use { kind: "quantity", name, value, cites: Vec::new(), place: expr.span.into() };
            if !found.iter().any(|old| old.name == own.name) {
                found.push(own);
            }
        };
        let Ok((paid, first_pay)) = self.layers(ctx, expr.span) else { return };
        if let ExprKind::OwnPay = &*expr.kind {
            if let Ok(gross) = self.gross(ctx, expr.span) {
                add(Text::new("总费用", "gross cost"), gross);
            }
        } else {
            if let Ok(eligible) = self.eligible(ctx, expr.span) {
                add(Text::new("合规费用", "eligible cost"), eligible);
            }
            add(Text::new("各层先行自付", "first pay before"), first_pay);
        }
        add(Text::new("各层已付", "paid before"), paid);
    }

    /// Returns how a policy calls a quantity that the language itself knows.
    pub(super) fn quantity_name(&self, expr: &Expr) -> Text {
        let names = |benefits: &[crate::ir::BenefitId]| {
            let names: Vec<&str> = benefits.iter().map(|id| self.program.benefit(*id).name.as_str()).collect();
            names.join("、")
        };
        match &*expr.kind {
            ExprKind::Paid(benefits) => {
                let of = names(benefits);
                Text::new(format!("已付({of})"), format!("paid({of})"))
            }
            ExprKind::PaidInPeriod(benefits, period) => {
                let of = names(benefits);
                let (zh, en) = period_words(*period);
                Text::new(format!("{zh}已付({of})"), format!("paid({of}) {en}"))
            }
            ExprKind::Total(_, period) => {
                let (zh, en) = period_words(*period);
                Text::new(format!("{zh}累计"), format!("total {en}"))
            }
            ExprKind::Left(id, path) => {
                let name = &self.program.benefit(*id).name;
                let (zh, en) = (path.speak(Lang::Zh), path.speak(Lang::En));
                Text::new(format!("剩余({name}.{zh})"), format!("left({name}.{en})"))
            }
            ExprKind::EligibleLeft => Text::new("剩余合规费用", "eligible left"),
            ExprKind::OwnPay => Text::new("个人负担", "own pay"),
            ExprKind::PaidSoFar => Text::new("已付合计", "paid so far"),
            ExprKind::TotalPaid => Text::new("合计已付", "total paid"),
            ExprKind::VisitNumber => Text::new("本年次序", "visit number"),
            _ => Text::same(""),
        }
    }

    /// Returns a value in words.
    pub(super) fn shown(&self, value: &Value, ty: &Type) -> Text {
        value_text(self.program, value, ty)
    }

    /// Returns a value as the trace keeps it.
    pub(super) fn amount(&self, value: &Value, ty: &Type) -> Amount {
        let exact = match value {
            Value::Number(number) => number.to_string(),
            Value::Nothing => "none".to_owned(),
            Value::Bool(truth) => truth.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Text(_) | Value::Entry(..) | Value::Several(..) | Value::Records(_) => {
                self.shown(value, ty).get(Lang::Zh).to_owned()
            }
        };
        Amount { exact, text: self.shown(value, ty) }
    }
}
