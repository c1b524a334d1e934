//! Values and what follows them to pieces of a statement: effects, periods, marks, types.

use super::bands::BandPlace;
use super::expressions::{Context, Level};
use super::layout::{Doc, INDENT};
use super::names::{quoted, string};
use super::writer::{BlockForm, Writer};
use crate::base::date::{Date, Period};
use crate::base::text::Lang;
use crate::syntax::ast::{
    Adjusted, Citation, Delegation, Effect, EffectKind, Expr, ExprKind, HistoryRow, Marks, Name, Rounding,
    RoundingUnit, Tail, TypeKind, TypeName, Unit, Value,
};
use crate::syntax::keywords::{Word, Worded};

impl Writer<'_> {
    /// Adds a keyword; nothing where the tongue has none.
    pub(super) fn keyword(&mut self, word: Word) {
        let text = word.get(self.lang);
        if !text.is_empty() {
            self.word(text);
        }
    }

    /// Adds an expression that stands beside nothing.
    pub(super) fn push_expr(&mut self, expr: &Expr) {
        self.push_expr_in(expr, Context::ALONE);
    }

    pub(super) fn push_expr_in(&mut self, expr: &Expr, context: Context) {
        let doc = self.expr(expr, context);
        self.doc(doc);
    }

    /// Adds names with commas between them.
    pub(super) fn push_names(&mut self, names: &[Name]) {
        let list = self.name_list(names);
        self.doc(list);
    }

    /// Adds `当 …`.
    pub(super) fn push_when(&mut self, condition: &Expr) {
        let word = self.spell(Word::When);
        let condition = self.expr(condition, Context::ALONE);
        self.doc(Doc::Nest(INDENT, vec![Doc::Text(format!("{word} ")), condition]));
    }

    // Values.

    /// Adds a value with its effects and marks.
    pub(super) fn marked(&mut self, value: &Adjusted, marks: &Marks) {
        let before_brace = before_brace(value);
        self.adjusted(value, None, marks);
        if !before_brace {
            self.marks(marks);
        }
    }

    /// Adds a value with its effects and its tail. The marks are added before the brace of a table or a history, and
    /// left to the caller where there is no brace.
    pub(super) fn adjusted(&mut self, adjusted: &Adjusted, tail: Option<&Tail>, marks: &Marks) {
        let in_table = matches!(adjusted.value, Value::Table(_));
        // `限额 每年 无`: where no number can hold the period.
        let no_number = matches!(adjusted.value, Value::Pending(_) | Value::Unstated(_) | Value::Nothing(_));
        let alone = tail.is_some_and(|tail| tail.each.is_empty() && tail.joint.is_empty());
        let period_first = no_number && alone && self.lang == Lang::Zh;
        match &adjusted.value {
            Value::Table(table) => self.table(table, tail, marks),
            Value::History(rows) => {
                self.marks(marks);
                self.history(rows);
            }
            value => {
                if period_first && let Some(period) = tail.and_then(|tail| tail.period) {
                    self.keyword(period.word());
                }
                self.value(value);
            }
        }
        self.effects(&adjusted.effects);
        if let Some(tail) = tail.filter(|_| !in_table) {
            if !adjusted.effects.is_empty() && !self.after_brace() {
                self.breakable(1);
            }
            self.tail(tail, !period_first);
            self.blanks(1);
        }
        if let Some(rounding) = tail.and_then(|tail| tail.rounding.as_ref()) {
            self.rounding(rounding);
        }
    }

    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Expr(expr) => self.push_expr(expr),
            Value::Table(table) => self.table(table, None, &Marks::default()),
            Value::History(rows) => self.history(rows),
            Value::As(name) => {
                self.keyword(Word::As);
                self.word(self.name(name));
            }
            Value::Pending(_) => self.keyword(Word::Pending),
            Value::Unstated(_) => self.keyword(Word::Unstated),
            Value::Nothing(_) => self.keyword(Word::None),
        }
    }

    /// Adds `{ 自2019-01-01起 450元/人·月 … }`.
    fn history(&mut self, rows: &[HistoryRow]) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return self.word("{ }");
        };
        let end = self.closing_brace(last.place.0);
        let alignment = self.table_alignment(2);
        self.block(BlockForm::as_written(first.place.0), false, end, &|writer| {
            for row in rows {
                let from = writer.dates(Some(row.from), row.marks.until);
                let marks = Marks { until: None, ..row.marks.clone() };
                if matches!(row.value.value, Value::Table(_)) {
                    writer.item(row.place.0, &|writer| {
                        writer.word(from.clone());
                        writer.marked(&row.value, &marks);
                    });
                } else {
                    let value = writer.text_of(&|writer| writer.marked(&row.value, &marks));
                    writer.row(row.place.0, vec![from, value], alignment);
                }
            }
        });
    }

    /// Adds effects: on the line of the value, or each on a line of its own when that is long.
    fn effects(&mut self, effects: &[Effect]) {
        let after_brace = self.after_brace();
        for (at, effect) in effects.iter().enumerate() {
            self.comments_in_phrase(effect.place.0.start as usize);
            if after_brace {
                if at > 0 {
                    self.new_line();
                }
            } else if !self.begins_new_line() {
                // One without a condition is a part of the value: `1200元 逐次减 100元`.
                self.breakable(if effect.when.is_some() { 2 } else { 1 });
            }
            self.effect(effect);
        }
    }

    pub(super) fn effect(&mut self, effect: &Effect) {
        if let Some(condition) = &effect.when {
            self.push_when(condition);
        }
        match &effect.kind {
            EffectKind::Instead(value) => {
                self.keyword(Word::Instead);
                self.value(value);
            }
            EffectKind::Plus(amount) => self.change(Word::Plus, amount),
            EffectKind::Minus(amount) => self.change(Word::Minus, amount),
            EffectKind::Times(factor) => {
                self.keyword(Word::Times);
                self.push_expr_in(factor, Context::ALONE.at(Level::Sum));
            }
            EffectKind::Halved => self.keyword(Word::Halved),
            EffectKind::Waived => self.keyword(Word::Waived),
            EffectKind::Lifted => self.keyword(Word::Lifted),
            EffectKind::EachFurtherMinus { step, at_most } => {
                self.keyword(Word::EachFurther);
                match self.lang {
                    Lang::Zh => self.glued(Word::Minus.get(Lang::Zh)),
                    Lang::En => self.keyword(Word::Minus),
                }
                self.push_expr_in(step, Context::ALONE.at(Level::Sum));
                if let Some(most) = at_most {
                    self.keyword(Word::AtMost);
                    self.push_expr_in(most, Context::ALONE.at(Level::Sum));
                }
            }
            EffectKind::Continued => self.keyword(Word::Continued),
        }
    }

    /// Adds `加5个百分点`, `减 未转诊降幅`.
    fn change(&mut self, word: Word, amount: &Expr) {
        self.keyword(word);
        if self.lang == Lang::Zh && matches!(amount.kind.as_ref(), ExprKind::Quantity(_)) {
            let text = self.expr_text(amount, Context::ALONE);
            return self.glued(text);
        }
        self.push_expr_in(amount, Context::ALONE.at(Level::Sum));
    }

    // Tails.

    /// Adds `按年累计`, `每年`, `每月至多1次`, `各 病种`, `合并 住院报销`; the rounding comes later.
    pub(super) fn tail(&mut self, tail: &Tail, with_period: bool) {
        match tail.cumulative {
            Some(Period::Month) => self.keyword(Word::CumulativePerMonth),
            Some(Period::Visit | Period::Day | Period::Quarter | Period::Year | Period::Life) => {
                self.keyword(Word::CumulativePerYear);
            }
            None => {}
        }
        if let Some(period) = tail.period.filter(|_| with_period) {
            self.keyword(period.word());
        }
        for (period, times) in &tail.charged_at_most {
            self.keyword(period.word());
            match self.lang {
                Lang::Zh => self.glued(format!("{}{times}次", Word::AtMost.get(Lang::Zh))),
                Lang::En => {
                    self.keyword(Word::AtMost);
                    self.word(format!("{times} {}", if *times == 1 { "time" } else { Unit::Times.spell(Lang::En) }));
                }
            }
        }
        if !tail.each.is_empty() {
            self.keyword(Word::Each);
            let keys: Vec<String> = tail.each.iter().map(|key| self.each_key(key)).collect();
            self.word(keys.join(", "));
        }
        if !tail.joint.is_empty() {
            self.keyword(Word::JointWith);
            self.word(self.names(&tail.joint));
        }
    }

    /// Adds `舍入 进一 到 元`.
    pub(super) fn rounding(&mut self, rounding: &Rounding) {
        self.keyword(Word::Round);
        self.keyword(rounding.mode.word());
        self.keyword(Word::RoundTo);
        match &rounding.unit {
            RoundingUnit::Unit(unit) => self.word(unit.spell(self.lang)),
            RoundingUnit::Amount(amount) => self.word(self.quantity(amount)),
        }
    }

    // Marks.

    /// Adds the marks: dates, what children may do, sources, doubts.
    ///
    /// The own sources come before a doubt, since those after it are the doubt's.
    pub(super) fn marks(&mut self, marks: &Marks) {
        let dates = self.dates(marks.from, marks.until);
        if !dates.is_empty() {
            self.word(dates);
        }
        match &marks.delegation {
            Some(Delegation::Locked(_)) => self.keyword(Word::Lock),
            Some(Delegation::Within(band)) => {
                self.keyword(Word::Delegate);
                self.word(self.band(band, BandPlace::Member));
            }
            Some(Delegation::Free(_)) => self.keyword(Word::Free),
            None => {}
        }
        if marks.not_below_own_last_year {
            self.keyword(Word::NotBelowOwnLastYear);
        }
        self.citations(&marks.cites);
        for disputed in &marks.disputed {
            self.keyword(Word::Disputed);
            match &disputed.value {
                Value::Expr(expr) => self.word(self.small(expr)),
                value => self.value(value),
            }
            self.citations(&disputed.cites);
        }
        if let Some(checked) = marks.checked {
            self.keyword(Word::Checked);
            self.word(checked.to_string());
        }
    }

    /// Returns `自2020-01-01起至2021-12-31止`.
    fn dates(&self, from: Option<Date>, until: Option<Date>) -> String {
        let around = |date: Date, word: Word, end: Word| match self.lang {
            Lang::Zh => format!("{}{date}{}", word.get(Lang::Zh), end.get(Lang::Zh)),
            Lang::En => format!("{} {date}", word.get(Lang::En)),
        };
        let from = from.map(|from| around(from, Word::From, Word::FromEnd));
        let until = until.map(|until| around(until, Word::Until, Word::UntilEnd));
        let between = if self.lang == Lang::Zh { "" } else { " " };
        from.into_iter().chain(until).collect::<Vec<_>>().join(between)
    }

    fn citations(&mut self, cites: &[Citation]) {
        for cite in cites {
            self.word("@");
            self.word(self.name(&cite.document));
            if let Some(article) = &cite.article {
                self.word(if is_article(article) { article.clone() } else { string(article) });
            }
        }
    }

    // Types.

    pub(super) fn type_name(&self, ty: &TypeName) -> String {
        let word = |word: Word| self.spell(word).to_owned();
        match &ty.kind {
            TypeKind::Bool => word(Word::TypeBool),
            TypeKind::Integer => word(Word::TypeInteger),
            TypeKind::Number => word(Word::TypeNumber),
            TypeKind::Ratio => word(Word::TypeRatio),
            TypeKind::Points => word(Word::TypePoints),
            TypeKind::Money { per } if per.is_empty() => word(Word::TypeMoney),
            TypeKind::Money { per } => {
                let pers: Vec<&str> = per.iter().map(|per| per.spell(self.lang)).collect();
                format!("{}/{}", self.spell(Word::TypeMoney), pers.join("·"))
            }
            TypeKind::Date => word(Word::TypeDate),
            TypeKind::Duration => word(Word::TypeDuration),
            TypeKind::Age => word(Word::TypeAge),
            TypeKind::Text => word(Word::TypeText),
            TypeKind::Named(name) => self.name(name),
            TypeKind::Count(unit) => unit.spell(self.lang).to_owned(),
            TypeKind::Several(name) => format!("{} {}", self.spell(Word::Several), self.name(name)),
            TypeKind::Persons => {
                format!("{} {}", self.spell(Word::ListOf), self.spell(Word::Person))
            }
            TypeKind::Records(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, ty)| format!("{} : {}", self.name(name), self.type_name(ty))).collect();
                format!("{} {{ {} }}", self.spell(Word::ListOf), fields.join(", "))
            }
        }
    }

    /// Adds `英文 eligible_cost`.
    pub(super) fn english(&mut self, english: Option<&Name>) {
        if let Some(english) = english {
            self.keyword(Word::English);
            self.word(self.name(english));
        }
    }

    /// Adds a keyword and texts in quotes, when there are any.
    pub(super) fn quoted_list(&mut self, word: Word, texts: &[crate::syntax::ast::Quoted]) {
        if !texts.is_empty() {
            self.keyword(word);
            self.word(texts.iter().map(quoted).collect::<Vec<_>>().join(", "));
        }
    }
}

/// Whether the marks of a value stand before its brace.
pub(super) fn before_brace(value: &Adjusted) -> bool {
    matches!(value.value, Value::Table(_) | Value::History(_))
}

/// Whether a place in a document may be written without quotes: `第三条`, `第三条第一款、附件1`.
fn is_article(article: &str) -> bool {
    article
        .split('、')
        .all(|part| is_numbered(part) || ["附件", "附表", "附录"].iter().any(|word| is_attachment(part, word)))
}

fn is_attachment(part: &str, word: &str) -> bool {
    part.strip_prefix(word).is_some_and(|rest| rest.chars().all(super::names::continues_name))
}

/// `第三条`, `第三条第一款`: one number or more, each with what it counts.
fn is_numbered(part: &str) -> bool {
    let numeral = |letter: char| letter.is_ascii_digit() || "一二三四五六七八九十百千零〇两".contains(letter);
    let mut rest = part;
    while let Some(number) = rest.strip_prefix('第') {
        let counted = number.trim_start_matches(numeral);
        match counted.strip_prefix(['条', '款', '项', '章', '节', '目', '点']) {
            Some(after) if counted.len() < number.len() => rest = after,
            _ => return false,
        }
    }
    rest.is_empty() && !part.is_empty()
}
