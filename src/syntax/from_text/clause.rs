//! Clauses of a benefit, values with what follows them, and marks.

use super::expression::broken;
use super::table::plain_value;
use super::{Builder, Node, Rule, child, only};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::base::span::Aside;
use crate::diagnostic::Code;
use crate::syntax::ast::{
    Adjusted, CaseBranch, Citation, Clause, ClauseKind, Delegation, Disputed, Effect, EffectKind, Expr, HistoryRow,
    IdentityMode, Marks, Name, Quoted, Rounding, RoundingUnit, Stage, Tail, Unit, Value, ValueClause, ValueWord,
};
use crate::syntax::keywords::{Word, Worded};
use crate::syntax::words;

/// What follows a value, sorted.
#[derive(Default)]
pub(super) struct Rest {
    pub(super) effects: Vec<Effect>,
    /// `当 …` without an effect: the clause itself holds only then.
    pub(super) when: Option<Expr>,
    pub(super) tail: Tail,
    pub(super) marks: Marks,
}

impl<'t> Builder<'t> {
    pub(super) fn clauses(&mut self, node: &Node<'t>) -> Vec<Clause> {
        let clauses = node.children();
        clauses.map(|clause| self.clause(&clause)).collect()
    }

    fn clause(&mut self, node: &Node<'t>) -> Clause {
        let docs = self.docs(node);
        let place = self.place(node);
        let (kind, marks) = match node.rule() {
            Rule::case => self.case(node),
            Rule::clause => self.clause_kind(&only(node)),
            _ => {
                self.report_broken(node, Rule::only_clause, None);
                (ClauseKind::Broken, Marks::default())
            }
        };
        Clause { kind, marks, docs, place }
    }

    fn clause_kind(&mut self, node: &Node<'t>) -> (ClauseKind, Marks) {
        if matches!(node.rule(), Rule::value_clause | Rule::quantity_clause) {
            return self.clause_with_value(node);
        }
        let marks = self.marks_of(node);
        let kind = match node.rule() {
            Rule::maps_to => ClauseKind::MapsTo(self.child_name(node)),
            Rule::requires => {
                let condition = child(node, Rule::expr).expect("a condition has an expression");
                ClauseKind::Requires { label: self.label(node), condition: self.expr(&condition) }
            }
            Rule::after => ClauseKind::After(self.clause_names(node)),
            Rule::not_with => ClauseKind::NotWith(self.clause_names(node)),
            Rule::stacks_with => ClauseKind::StacksWith(self.clause_names(node)),
            Rule::several_identities => ClauseKind::SeveralIdentities(self.identity_mode(node)),
            Rule::as_clause => ClauseKind::As(self.child_name(node)),
            Rule::rounding => ClauseKind::Round(self.rounding(node)),
            Rule::order => {
                let stages = node.children().filter(|part| part.rule() == Rule::stage);
                ClauseKind::Order(stages.filter_map(|stage| Stage::from_word(stage.as_str())).collect())
            }
            Rule::year_from => {
                let day = child(node, Rule::month_day).expect("`year from` has a day");
                let (month, day) = self.month_day(&day);
                ClauseKind::YearFrom { month, day }
            }
            Rule::in_kind => match self.first_string(node) {
                Some(text) => ClauseKind::InKind(text),
                None => ClauseKind::Broken,
            },
            Rule::refuse => {
                let when = child(node, Rule::expr).map(|expr| self.expr(&expr));
                ClauseKind::Refuse { label: self.label(node), reason: self.first_string(node), when }
            }
            _ => ClauseKind::Broken,
        };
        (kind, marks)
    }

    fn label(&mut self, node: &Node<'t>) -> Option<Name> {
        child(node, Rule::label).map(|label| self.child_name(&label))
    }

    fn first_string(&mut self, node: &Node<'t>) -> Option<Quoted> {
        child(node, Rule::string).map(|string| self.quoted(&string))
    }

    fn clause_names(&mut self, node: &Node<'t>) -> Vec<Name> {
        child(node, Rule::clause_names).map_or_else(Vec::new, |names| self.names(&names))
    }

    fn identity_mode(&mut self, node: &Node<'t>) -> IdentityMode {
        let mode = child(node, Rule::identity_mode).expect("`several identities` has a mode");
        match only(&mode).rule() {
            Rule::kw_highest => IdentityMode::Highest,
            Rule::kw_together => IdentityMode::Together,
            _ => IdentityMode::InOrder(self.clause_names(&mode)),
        }
    }

    fn rounding(&mut self, node: &Node<'t>) -> Rounding {
        let mode = child(node, Rule::rounding_mode).and_then(|mode| RoundingMode::from_word(mode.as_str()));
        let unit = child(node, Rule::rounding_unit).map(|unit| only(&unit));
        let unit = match unit {
            Some(unit) if unit.rule() == Rule::quantity => RoundingUnit::Amount(self.quantity(&unit)),
            Some(unit) => RoundingUnit::Unit(self.unit(&unit)),
            None => RoundingUnit::Unit(Unit::Fen),
        };
        Rounding { mode: mode.unwrap_or(RoundingMode::HalfUp), unit, place: self.place(node) }
    }

    /// `比例 …`, `限额 …` and their like, and `数量 … 至多 …`.
    fn clause_with_value(&mut self, node: &Node<'t>) -> (ClauseKind, Marks) {
        let label = self.label(node);
        let mut rest = Rest::default();
        // What stands before the value, then the value, then what follows, in the order of the text.
        let mut value = None;
        for part in node.children() {
            match part.rule() {
                Rule::value => value = Some(self.value(&part, &mut rest)),
                Rule::expr | Rule::label => {}
                _ => self.rest_part(&part, &mut rest),
            }
        }
        let value = value.expect("the grammar gives this clause a value");
        let Rest { effects, when, tail, marks } = rest;
        let adjusted = Adjusted { value, effects };
        if node.rule() == Rule::value_clause {
            let word = child(node, Rule::value_word).and_then(|word| ValueWord::from_word(word.as_str()));
            let word = word.expect("the grammar knows the value words of the table");
            return (ClauseKind::Value(ValueClause { word, label, value: adjusted, tail, when }), marks);
        }
        let asked = child(node, Rule::expr).expect("`quantity` asks for something");
        let asked = self.expr(&asked);
        if let Some(when) = when {
            self.error(Code::SyntaxError, when.span(), words::when_without_effect());
        }
        let extra = Tail { period: None, ..tail.clone() };
        if extra != Tail::default() {
            self.error(Code::SyntaxError, self.span(node), words::quantity_tail());
        }
        (ClauseKind::Quantity { label, asked, allowed: adjusted, period: tail.period }, marks)
    }

    fn case(&mut self, node: &Node<'t>) -> (ClauseKind, Marks) {
        let mut marks = Marks::default();
        let mut branches = Vec::new();
        let mut first = CaseBranch { label: None, when: None, clauses: Vec::new(), place: self.place(node) };
        for part in node.children() {
            match part.rule() {
                Rule::else_branch => branches.push(self.else_branch(&part)),
                Rule::mark => self.mark(&part, &mut marks),
                Rule::clause_block => {
                    first.clauses = self.clauses(&part);
                    first.place = Aside(self.span(node).to(self.span(&part)));
                    let end = self.span(&part).end;
                    first.place.0.end = end;
                }
                Rule::name => first.label = Some(self.name(&part)),
                Rule::expr => first.when = Some(self.expr(&part)),
                _ => {}
            }
        }
        branches.insert(0, first);
        (ClauseKind::Case(branches), marks)
    }

    fn else_branch(&mut self, node: &Node<'t>) -> CaseBranch {
        CaseBranch {
            label: child(node, Rule::name).map(|name| self.name(&name)),
            when: child(node, Rule::expr).map(|expr| self.expr(&expr)),
            clauses: child(node, Rule::clause_block).map_or_else(Vec::new, |block| self.clauses(&block)),
            place: self.place(node),
        }
    }

    // ---- values

    /// The value of a declaration: `value` (or a table or history without `=`) and what follows.
    pub(super) fn adjusted(&mut self, node: &Node<'t>, marks: &mut Marks) -> Adjusted {
        let mut rest = Rest { marks: std::mem::take(marks), ..Rest::default() };
        let mut value = None;
        for part in node.children() {
            match part.rule() {
                Rule::value => value = Some(self.value(&part, &mut rest)),
                Rule::table | Rule::history => value = Some(self.value_kind(&part, &mut rest)),
                _ => self.rest_part(&part, &mut rest),
            }
        }
        *marks = rest.marks;
        if let Some(when) = rest.when {
            self.error(Code::SyntaxError, when.span(), words::when_without_effect());
        }
        if rest.tail != Tail::default() {
            self.error(Code::SyntaxError, self.span(node), words::tail_outside_benefit());
        }
        let value = value.unwrap_or_else(|| Value::Expr(broken(self.span(node))));
        Adjusted { value, effects: rest.effects }
    }

    fn value(&mut self, node: &Node<'t>, rest: &mut Rest) -> Value {
        self.value_kind(&only(node), rest)
    }

    /// A value; marks and tails that stand before the brace of a table go to `rest`.
    fn value_kind(&mut self, node: &Node<'t>, rest: &mut Rest) -> Value {
        match node.rule() {
            Rule::pending => Value::Pending(self.place(node)),
            Rule::unstated => Value::Unstated(self.place(node)),
            Rule::as_value => Value::As(self.child_name(node)),
            Rule::table => {
                let (table, marks, tail) = self.table(node);
                self.join_marks(&mut rest.marks, marks);
                self.join_tail(&mut rest.tail, tail, node);
                Value::Table(Box::new(table))
            }
            Rule::history => self.history(node),
            _ => plain_value(self.expr(node)),
        }
    }

    fn history(&mut self, node: &Node<'t>) -> Value {
        let mut rows = Vec::new();
        let mut good = true;
        for part in node.children() {
            match part.rule() {
                Rule::history_row => rows.push(self.history_row(&part)),
                _ => {
                    self.report_broken(&part, Rule::only_history_row, None);
                    good = false;
                }
            }
        }
        if good { Value::History(rows) } else { Value::Expr(broken(self.span(node))) }
    }

    fn history_row(&mut self, node: &Node<'t>) -> HistoryRow {
        let date = child(node, Rule::date).expect("a row of a history has a date");
        let from = self.date(&date);
        let mut marks = Marks::default();
        let value = self.adjusted(node, &mut marks);
        HistoryRow { from, value, marks, docs: self.docs(node), place: self.place(node) }
    }

    /// One of the things that follow a value.
    pub(super) fn rest_part(&mut self, node: &Node<'t>, rest: &mut Rest) {
        match node.rule() {
            Rule::when_part => self.when_part(node, rest),
            Rule::effect => {
                let effect = self.effect(node, None);
                rest.effects.push(effect);
            }
            Rule::tail => self.tail(node, &mut rest.tail),
            Rule::period | Rule::cumulative => self.tail_part(node, &mut rest.tail),
            Rule::rounding_tail => {
                let rounding = self.rounding(node);
                let doubled = rest.tail.rounding.replace(rounding).is_some();
                self.once(doubled, node);
            }
            _ => self.mark(node, &mut rest.marks),
        }
    }

    fn when_part(&mut self, node: &Node<'t>, rest: &mut Rest) {
        let condition = child(node, Rule::expr).expect("`when` has a condition");
        let condition = self.expr(&condition);
        match child(node, Rule::effect) {
            Some(effect) => {
                let effect = self.effect(&effect, Some(condition));
                rest.effects.push(Effect { place: self.place(node), ..effect });
            }
            None => {
                let doubled = rest.when.replace(condition).is_some();
                self.once(doubled, node);
            }
        }
    }

    fn effect(&mut self, node: &Node<'t>, when: Option<Expr>) -> Effect {
        let inner = only(node);
        let mut sums = inner.children().filter(|part| part.rule() == Rule::sum).collect::<Vec<_>>();
        let at_most = if sums.len() > 1 { sums.pop().map(|sum| self.expr(&sum)) } else { None };
        let sum = match sums.pop() {
            Some(sum) => self.expr(&sum),
            None => broken(self.span(&inner)),
        };
        let kind = match inner.rule() {
            Rule::instead => {
                let value = child(&inner, Rule::value).expect("`instead` has a value");
                EffectKind::Instead(self.nested_value(&value))
            }
            Rule::plus => EffectKind::Plus(sum),
            Rule::minus => EffectKind::Minus(sum),
            Rule::times => EffectKind::Times(sum),
            Rule::halved => EffectKind::Halved,
            Rule::waived => EffectKind::Waived,
            Rule::lifted => EffectKind::Lifted,
            Rule::continued => EffectKind::Continued,
            _ => EffectKind::EachFurtherMinus { step: sum, at_most },
        };
        Effect { when, kind, place: self.place(node) }
    }

    /// A value inside an effect: a table there keeps its own marks.
    fn nested_value(&mut self, node: &Node<'t>) -> Value {
        let mut rest = Rest::default();
        let mut value = self.value(node, &mut rest);
        if let Value::Table(table) = &mut value {
            table.marks = rest.marks;
        }
        if rest.tail != Tail::default() {
            self.error(Code::SyntaxError, self.span(node), words::tail_outside_benefit());
        }
        value
    }

    // ---- tails

    pub(super) fn tail(&mut self, node: &Node<'t>, tail: &mut Tail) {
        self.tail_part(&only(node), tail);
    }

    fn tail_part(&mut self, node: &Node<'t>, tail: &mut Tail) {
        match node.rule() {
            Rule::period => {
                let doubled = tail.period.replace(self.period(node)).is_some();
                self.once(doubled, node);
            }
            Rule::cumulative => {
                let year = Word::CumulativePerYear.spelling().reads(node.as_str());
                let doubled = tail.cumulative.replace(if year { Period::Year } else { Period::Month }).is_some();
                self.once(doubled, node);
            }
            Rule::charged_at_most => {
                let period = child(node, Rule::period).map_or(Period::Year, |period| self.period(&period));
                let quantity = child(node, Rule::quantity).map(|quantity| self.quantity(&quantity));
                let times = quantity.and_then(|quantity| {
                    let times = matches!(quantity.unit, Some(Unit::Times) | None) && quantity.per.is_empty();
                    quantity.number.to_i64().and_then(|number| u32::try_from(number).ok()).filter(|_| times)
                });
                match times {
                    Some(times) => tail.charged_at_most.push((period, times)),
                    None => self.error(Code::SyntaxError, self.span(node), words::times_expected()),
                }
            }
            Rule::each => {
                let keys = node.children().filter(|part| part.rule() == Rule::each_key);
                tail.each.extend(keys.map(|key| self.each_key(&key)));
            }
            _ => tail.joint.extend(self.clause_names(node)),
        }
    }

    fn join_tail(&mut self, tail: &mut Tail, other: Tail, node: &Node<'t>) {
        if let Some(period) = other.period {
            let doubled = tail.period.replace(period).is_some();
            self.once(doubled, node);
        }
        tail.cumulative = other.cumulative.or(tail.cumulative);
        tail.charged_at_most.extend(other.charged_at_most);
        tail.each.extend(other.each);
        tail.joint.extend(other.joint);
        tail.rounding = other.rounding.or(tail.rounding.take());
    }

    /// Reports what may stand once only.
    fn once(&mut self, doubled: bool, node: &Node<'t>) {
        if doubled {
            self.error(Code::SyntaxError, self.span(node), words::stands_twice(self.written(node)));
        }
    }

    // ---- marks

    /// Returns the marks among the children of a node.
    pub(super) fn marks_of(&mut self, node: &Node<'t>) -> Marks {
        let mut marks = Marks::default();
        for part in node.children() {
            self.mark(&part, &mut marks);
        }
        marks
    }

    /// Adds a mark; a node of any other rule is passed over.
    pub(super) fn mark(&mut self, node: &Node<'t>, marks: &mut Marks) {
        let inner = if node.rule() == Rule::mark { only(node) } else { *node };
        let twice = match inner.rule() {
            Rule::from => {
                let dates: Vec<_> = inner.children().filter(|part| part.rule() == Rule::date).collect();
                let mut dates = dates.iter().map(|date| self.date(date)).collect::<Vec<_>>().into_iter();
                let twice = marks.from.is_some();
                marks.from = marks.from.or(dates.next());
                marks.until = marks.until.or(dates.next());
                twice
            }
            Rule::until => {
                let date = child(&inner, Rule::date).map(|date| self.date(&date));
                let twice = marks.until.is_some();
                marks.until = marks.until.or(date);
                twice
            }
            Rule::cite => {
                let citation = self.citation(&inner);
                marks.cites.push(citation);
                false
            }
            Rule::disputed => {
                let disputed = self.disputed(&inner);
                marks.disputed.push(disputed);
                false
            }
            Rule::checked => {
                let date = child(&inner, Rule::date).map(|date| self.date(&date));
                std::mem::replace(&mut marks.checked, date).is_some()
            }
            Rule::locked => marks.delegation.replace(Delegation::Locked(self.place(&inner))).is_some(),
            Rule::free => marks.delegation.replace(Delegation::Free(self.place(&inner))).is_some(),
            Rule::delegated => {
                let band = child(&inner, Rule::const_band).expect("`delegate` has a band");
                let band = self.band(&band);
                marks.delegation.replace(Delegation::Within(band)).is_some()
            }
            Rule::not_below_own_last_year => {
                marks.not_below_own_last_year = true;
                false
            }
            _ => return,
        };
        self.once(twice, &inner);
        let span = self.span(&inner);
        marks.place = Aside(Some(marks.place.0.map_or(span, |place| place.to(span))));
    }

    fn citation(&mut self, node: &Node<'t>) -> Citation {
        let articles: Vec<_> = node.children().filter(|part| part.rule() == Rule::article).collect();
        let article = articles.iter().map(|article| {
            let inner = only(article);
            if inner.rule() == Rule::string { self.quoted(&inner).text } else { inner.as_str().to_owned() }
        });
        let article = article.collect::<Vec<_>>().join("、");
        let article = Some(article).filter(|article| !article.is_empty());
        Citation { document: self.child_name(node), article, place: self.place(node) }
    }

    fn disputed(&mut self, node: &Node<'t>) -> Disputed {
        let value = child(node, Rule::disputed_value).map(|value| only(&value));
        let value = match value {
            Some(value) if value.rule() == Rule::disputed_group => self.simple_value(&only(&value)),
            Some(value) => self.simple_value(&value),
            None => Value::Expr(broken(self.span(node))),
        };
        let cites = node.children().filter(|part| part.rule() == Rule::cite);
        let cites = cites.map(|cite| self.citation(&cite)).collect();
        Disputed { value, cites, place: self.place(node) }
    }

    /// Adds the marks before the brace of a table to those of the clause.
    fn join_marks(&mut self, marks: &mut Marks, other: Marks) {
        let Some(span) = other.place.0 else { return };
        let both = [
            marks.from.is_some() && other.from.is_some(),
            marks.until.is_some() && other.until.is_some(),
            marks.checked.is_some() && other.checked.is_some(),
            marks.delegation.is_some() && other.delegation.is_some(),
        ];
        if both.contains(&true) {
            self.error(Code::SyntaxError, span, words::mark_twice());
        }
        marks.from = marks.from.or(other.from);
        marks.until = marks.until.or(other.until);
        marks.cites.extend(other.cites);
        marks.disputed.extend(other.disputed);
        marks.checked = marks.checked.or(other.checked);
        marks.delegation = marks.delegation.take().or(other.delegation);
        marks.not_below_own_last_year |= other.not_below_own_last_year;
        marks.place = Aside(Some(marks.place.0.map_or(span, |place| place.to(span))));
    }
}
