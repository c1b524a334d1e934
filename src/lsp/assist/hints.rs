//! Remarks between the letters: what a formula comes to, a ratio after its points, a long amount in words, how many a
//! list has, when something ends that another text ends, what is inherited. Nothing that the line itself says.

use super::{Hint, Snapshot, ground};
use crate::base::number::Number;
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::{Shared, Side, number_text};
use crate::ir::expr::{Adjusted, EffectKind, Expr, ExprKind, Source};
use crate::ir::{Dated, Level, Program, Type, clause_value, version_on};
use crate::lint::tree::{Node, nodes};
use crate::syntax::ast;
use crate::value::Value;
use std::cell::RefCell;
use std::ops::Range;

mod words {
    //! The remarks, in both tongues.

    crate::catalogue! {
        equals(value) { zh: " = {value}", en: " = {value}" }
        value_today(date) { zh: "{date} 算得的数", en: "as worked out on {date}" }
        between(low, high) { zh: "{low}至{high}", en: "{low} to {high}" }
        after_effect() { zh: "调整以后的比例", en: "the ratio after this change" }
        in_words() { zh: "同样的数额", en: "the same amount" }
        in_list(count) { zh: " 共 {count} 项", en: " {count} entries in all" }
        list_today(name, date) { zh: "{name}在 {date} 的项数", en: "entries of {name} on {date}" }
        ends(date) { zh: " 至{date}止", en: " until {date}" }
        ended_by(file) { zh: "由 {file} 另作规定或废止", en: "ended or replaced by {file}" }
        also_holds(names) { zh: " 另沿用 {names}", en: " also holds: {names}" }
        from_above(who) { zh: "没有另写,按{who}的规定", en: "not stated here: as {who} has it" }
        inherits(names) { zh: " 沿用 {names}", en: " inherits {names}" }
        names_and_more(names, count) { zh: "{names} 等 {count} 项", en: "{names} and so on, {count} in all" }
    }
}

/// Amounts of this many yuan and more are told in words.
const LONG: i64 = 100_000;
/// Names before `等`.
const MOST_NAMES: usize = 4;

pub(super) fn hints(snapshot: &Snapshot<'_>, source: SourceId, range: Range<usize>) -> Vec<Hint> {
    let (Some(tree), Some(at)) = (ground::tree(snapshot, source), ground::owner(snapshot, source)) else {
        return Vec::new();
    };
    let checked = &snapshot.analysis.jurisdictions[at];
    let program = &checked.program;
    let side = Side { program, date: snapshot.today };
    let hints = Hints {
        snapshot,
        source,
        range,
        lang: ground::tongue(snapshot, source),
        program,
        shared: Shared::of_many(vec![side]),
        out: RefCell::default(),
    };
    hints.amounts(tree);
    hints.lists(tree);
    // What does not run has no values.
    if !checked.has_errors {
        hints.values();
        hints.inherited(tree, at);
    }
    let mut out = hints.out.into_inner();
    out.sort_by(|a, b| (a.offset, &a.text).cmp(&(b.offset, &b.text)));
    out.dedup();
    out
}

struct Hints<'q, 'w> {
    snapshot: &'q Snapshot<'w>,
    source: SourceId,
    range: Range<usize>,
    lang: Lang,
    program: &'w Program,
    shared: Shared<'w>,
    out: RefCell<Vec<Hint>>,
}

impl<'w> Hints<'_, 'w> {
    /// Adds a hint behind a place, unless that stands in another text: values come from there too.
    fn add(&self, place: Span, text: &Text, tooltip: &Text) {
        let offset = place.end as usize;
        if place.source == self.source && self.range.start <= offset && offset <= self.range.end {
            let (text, tooltip) = (text.get(self.lang).to_owned(), tooltip.get(self.lang).to_owned());
            self.out.borrow_mut().push(Hint { offset, text, tooltip });
        }
    }

    fn is_here(&self, span: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        span.source == self.source && start <= self.range.end && end >= self.range.start
    }

    // ---- as written

    fn amounts(&self, tree: &ast::File) {
        for own in tree.declarations.iter().filter(|own| self.is_here(own.place.0)) {
            for node in nodes(own) {
                let Node::Expr(expr) = node else { continue };
                let ast::ExprKind::Quantity(quantity) = &*expr.kind else { continue };
                if let Some(text) = in_ten_thousands(quantity) {
                    self.add(quantity.place.0, &words::equals(text), &words::in_words());
                }
            }
        }
    }

    fn lists(&self, tree: &ast::File) {
        let today = self.snapshot.today;
        for own in &tree.declarations {
            let (name, short) = match &own.kind {
                ast::DeclarationKind::AddTo { name, entries } | ast::DeclarationKind::RemoveFrom { name, entries } => {
                    (name, entries.is_empty())
                }
                ast::DeclarationKind::List { name, entries, .. } => (name, entries.len() < 6),
                _ => continue,
            };
            let found = self.program.lists.iter().find(|list| list.name == name.text);
            let Some(list) = found.filter(|_| !short) else { continue };
            let count = list.entries.iter().filter(|entry| entry.range.contains(today)).count();
            self.add(name.span(), &words::in_list(count), &words::list_today(&list.name, today.to_string()));
        }
    }

    // ---- as worked out

    fn values(&self) {
        let program = self.program;
        for own in &program.definitions {
            for version in &own.versions {
                self.value(&version.body, version.range.contains(self.snapshot.today));
                if self.is_here(version.origin.span) {
                    self.end_of(&own.versions, version);
                }
            }
        }
        for benefit in &program.benefits {
            for clause in &benefit.clauses {
                for version in clause.versions.iter().filter(|version| self.is_here(version.origin.span)) {
                    if let Some(value) = clause_value(&version.body) {
                        self.value(value, version.range.contains(self.snapshot.today));
                    }
                    self.end_of(&clause.versions, version);
                }
            }
        }
    }

    fn value(&self, own: &Adjusted, today: bool) {
        if !self.is_here(own.span) || !today {
            return;
        }
        let tooltip = words::value_today(self.snapshot.today.to_string());
        match &own.value {
            Source::Expr(expr) => {
                if let Some(text) = self.worked_out(expr) {
                    self.add(expr.span, &words::equals(text), &tooltip);
                }
            }
            Source::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    if let Source::Expr(expr) = &cell.value
                        && self.is_here(expr.span)
                        && let Some(text) = self.worked_out(expr)
                    {
                        // Behind the brackets of the cell.
                        self.add(cell.span, &words::equals(text), &tooltip);
                    }
                }
            }
            Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
        self.points(own);
    }

    /// Returns what a formula comes to, when it is the same for everybody and does not say so itself.
    fn worked_out(&self, own: &Expr) -> Option<Text> {
        if matches!(&*own.kind, ExprKind::Constant(_)) {
            return None;
        }
        match self.shared.constant(crate::compare::SideId(0), own)? {
            Value::Number(number) => Some(number_text(&number, &own.ty)),
            _ => None,
        }
    }

    /// Tells the ratio after `加5个百分点`.
    fn points(&self, own: &Adjusted) {
        if own.ty != Type::Ratio {
            return;
        }
        let fixed = |expr: &Expr| match self.shared.constant(crate::compare::SideId(0), expr)? {
            Value::Number(number) => Some(number),
            _ => None,
        };
        let mut before: Vec<Number> = match &own.value {
            Source::Expr(expr) => fixed(expr).into_iter().collect(),
            Source::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                let cell = |cell: &crate::ir::expr::Cell| match &cell.value {
                    Source::Expr(expr) => fixed(expr),
                    _ => None,
                };
                cells.filter_map(cell).collect()
            }
            Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => Vec::new(),
        };
        let mut found = Vec::new();
        for effect in &own.effects {
            let after = |before: &Number| match &effect.kind {
                EffectKind::Plus(by) => before.add(&fixed(by)?).ok(),
                EffectKind::Minus(by) => before.subtract(&fixed(by)?).ok(),
                EffectKind::Times(by) => before.multiply(&fixed(by)?).ok(),
                EffectKind::Halved => before.multiply(&Number::ratio(1, 2)).ok(),
                EffectKind::Instead(_)
                | EffectKind::Waived
                | EffectKind::Lifted
                | EffectKind::EachFurtherMinus { .. }
                | EffectKind::Continued => None,
            };
            let all: Option<Vec<Number>> = before.iter().map(after).collect();
            let Some(all) = all.filter(|all| !all.is_empty()) else { break };
            if let (Some(low), Some(high)) = (all.iter().min(), all.iter().max()) {
                let say = |number: &Number| number_text(number, &Type::Ratio);
                let text = if low == high { say(low) } else { words::between(say(low), say(high)) };
                found.push((effect.span, text));
            }
            // Effects without a condition add up.
            if effect.when.is_none() {
                before = all;
            }
        }
        for (span, text) in found.into_iter().filter(|(span, _)| self.is_here(*span)) {
            self.add(span, &words::equals(text), &words::after_effect());
        }
    }

    /// Tells the last day of what another text ends.
    fn end_of<T>(&self, versions: &[Dated<T>], version: &Dated<T>) {
        let Some(until) = version.range.until else { return };
        let after = until.plus_days(1).and_then(|day| version_on(versions, day));
        let Some(next) = after.filter(|next| next.origin.span.source != self.source) else { return };
        let file = &self.snapshot.workspace.sources.get(next.origin.span.source).name;
        let tooltip = words::ended_by(file);
        self.add(version.origin.span, &words::ends(until.to_string()), &tooltip);
    }

    // ---- what stands elsewhere

    fn inherited(&self, tree: &ast::File, at: usize) {
        let today = self.snapshot.today;
        let program = self.program;
        if program.jurisdiction.level == Level::Province {
            return;
        }
        let mentions = |name: &str| tree.declarations.iter().any(|own| declares(own, name));
        if let Some(header) = &tree.header
            && matches!(header.kind, ast::HeaderKind::Jurisdiction(_))
            && self.snapshot.analysis.declared_in[at] == self.source
        {
            let whole = program.benefits.iter().filter(|own| {
                let clauses = own.clauses.iter().flat_map(|clause| &clause.versions);
                version_on(&own.alive, today).is_some()
                    && !mentions(&own.name)
                    && clauses.clone().all(|version| version.origin.stated_by != program.jurisdiction.name)
            });
            let names: Vec<&str> = whole.map(|own| own.name.as_str()).collect();
            if !names.is_empty() {
                let above = program.jurisdiction.chain.iter().rev().nth(1).cloned().unwrap_or_default();
                let name = header.parent.as_ref().or(header.name.as_ref());
                let end = name.map_or(header.place.0, |name| name.span());
                self.add(
                    end,
                    &words::inherits(some(&names)),
                    &Text {
                        zh: format!("{}:{}", words::from_above(&above).zh, listed(&names).zh),
                        en: format!("{}: {}", words::from_above(&above).en, listed(&names).en),
                    },
                );
            }
        }
        // `调整 医疗救助 { … }`: what else of it holds.
        for own in tree.declarations.iter().filter(|own| self.is_here(own.place.0)) {
            let ast::DeclarationKind::Override { path, change: ast::Change::Clauses(_) } = &own.kind else { continue };
            let [ast::PathPart::Name(name)] = path.parts.as_slice() else { continue };
            let Some(id) = program.find_benefit(&name.text) else { continue };
            let benefit = program.benefit(id);
            let mut kept: Vec<String> = Vec::new();
            let mut who = String::new();
            for clause in benefit.clauses.iter().filter(|clause| clause.branch.is_none()) {
                let Some(version) = version_on(&clause.versions, today) else { continue };
                let inherits =
                    version.origin.stated_by != program.jurisdiction.name && !version.origin.stated_by.is_empty();
                if inherits && clause_value(&version.body).is_some() {
                    kept.push(crate::ir::print::clause(program, &version.body, self.lang));
                    who.clone_from(&version.origin.stated_by);
                }
            }
            if !kept.is_empty() {
                let short: Vec<String> = kept.iter().map(|own| first_words(own)).collect();
                let short: Vec<&str> = short.iter().map(String::as_str).collect();
                let tooltip = Text {
                    zh: format!("{}:{}", words::from_above(&who).zh, kept.join(";")),
                    en: format!("{}: {}", words::from_above(&who).en, kept.join("; ")),
                };
                self.add(path.place.0, &words::also_holds(some(&short)), &tooltip);
            }
        }
    }
}

/// Returns the first of some names.
fn some(names: &[&str]) -> Text {
    if names.len() > MOST_NAMES {
        return words::names_and_more(listed(&names[..MOST_NAMES - 1]), names.len());
    }
    listed(names)
}

/// Returns a clause up to its table, where it has one.
fn first_words(clause: &str) -> String {
    let line: Vec<&str> = clause.split_whitespace().collect();
    let line = line.join(" ");
    line.split(" {").next().unwrap_or(&line).to_owned()
}

/// Whether a declaration speaks of a benefit.
fn declares(own: &ast::Declaration, name: &str) -> bool {
    match &own.kind {
        ast::DeclarationKind::Benefit { name: own, .. } => own.text == name,
        ast::DeclarationKind::Override { path, .. }
        | ast::DeclarationKind::Repeal { path }
        | ast::DeclarationKind::Rename { path, .. } => {
            matches!(path.parts.first(), Some(ast::PathPart::Name(own)) if own.text == name)
        }
        _ => false,
    }
}

/// Returns a long amount of yuan in units of ten thousand: `150万元/年`.
fn in_ten_thousands(own: &ast::Quantity) -> Option<String> {
    if own.unit != Some(ast::Unit::Yuan) || own.number < Number::from(LONG) {
        return None;
    }
    let (unit, factor) = match own.number < Number::from(100_000_000) {
        true => ("万元", 10_000),
        false => ("亿元", 100_000_000),
    };
    let number = own.number.divide(&Number::from(factor)).ok()?;
    let text = crate::ir::show::number(&number, &Type::PLAIN).speak(Lang::Zh);
    // More digits than before help nobody.
    if text.len() >= own.digits.len() {
        return None;
    }
    let per: Vec<&str> = own.per.iter().map(|per| per.spell(Lang::Zh)).collect();
    let per = if per.is_empty() { String::new() } else { format!("/{}", per.join("·")) };
    Some(format!("{text}{unit}{per}"))
}
