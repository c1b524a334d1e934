//! What depends on what: layers of benefits, and the facts that an identity run must try one by one.

use super::expr::{Adjusted, Dimension, EffectKind, Expr, ExprKind, HeadItem, Member, Source, Table};
use super::from_model::clause_value;
use super::types::Type;
use super::{Benefit, BenefitId, Clause, ClauseBody, ClauseWord, DefinitionId, FactId, Program, TableId};
use crate::syntax::ast::Hit;
use std::collections::BTreeSet;

/// Returns the benefits in layer order, what each has before it, and the circles among them.
///
/// Benefits that stand in no relation keep the order of the file; a layer after any benefit of a choice comes after
/// all of them.
pub(crate) fn layers(program: &Program) -> (Vec<BenefitId>, Vec<Vec<BenefitId>>, Vec<Vec<BenefitId>>) {
    let count = program.benefits.len();
    let mut direct: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    for (at, benefit) in program.benefits.iter().enumerate() {
        for clause in benefit.clauses.iter().filter(|clause| clause.path.word == ClauseWord::After) {
            for version in &clause.versions {
                let ClauseBody::After(before) = &version.body else { continue };
                direct[at].extend(before.iter().map(|id| id.index()));
            }
        }
    }
    for choice in &program.choices {
        let all: Vec<usize> = choice.benefits.iter().map(|id| id.index()).collect();
        for (at, before) in direct.iter_mut().enumerate() {
            if !all.contains(&at) && all.iter().any(|own| before.contains(own)) {
                before.extend(&all);
            }
        }
    }
    // How many of those before each are not done yet, and whom each lets go when it is done.
    let mut waiting: Vec<usize> = direct.iter().map(BTreeSet::len).collect();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, before) in direct.iter().enumerate() {
        for own in before {
            after[*own].push(at);
        }
    }
    let mut ready: BTreeSet<usize> = (0..count).filter(|at| waiting[*at] == 0).collect();
    let mut order = Vec::new();
    let mut done = vec![false; count];
    let mut cycles = Vec::new();
    while order.len() < count {
        let next = match ready.pop_first() {
            Some(at) => vec![at],
            None => {
                let cycle = circle(&direct, &done);
                cycles.push(cycle.iter().map(|at| BenefitId(*at as u32)).collect());
                cycle
            }
        };
        for at in &next {
            done[*at] = true;
            order.push(BenefitId(*at as u32));
        }
        for later in next.iter().flat_map(|at| &after[*at]) {
            waiting[*later] -= 1;
            if waiting[*later] == 0 && !done[*later] {
                ready.insert(*later);
            }
        }
    }
    let mut before: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    for id in &order {
        let at = id.index();
        let mut all = direct[at].clone();
        for own in &direct[at] {
            all.extend(before[*own].iter().copied());
        }
        all.remove(&at);
        before[at] = all;
    }
    let before = before.into_iter().map(|all| all.into_iter().map(|at| BenefitId(at as u32)).collect()).collect();
    (order, before, cycles)
}

/// Follows what is not done until something comes again.
fn circle(direct: &[BTreeSet<usize>], done: &[bool]) -> Vec<usize> {
    let Some(mut at) = done.iter().position(|done| !done) else { return Vec::new() };
    let mut path = Vec::new();
    loop {
        if let Some(from) = path.iter().position(|known| *known == at) {
            return path[from..].to_vec();
        }
        path.push(at);
        match direct[at].iter().find(|before| !done[**before]) {
            Some(before) => at = *before,
            None => return path,
        }
    }
}

/// Returns the `多选` facts that tables and effects of a benefit ask without a hit policy of their own.
pub(crate) fn identity_facts(program: &Program, id: BenefitId) -> Vec<FactId> {
    let mut walk =
        Walk { program, found: BTreeSet::new(), seen: BTreeSet::new(), same: BTreeSet::new(), tables: BTreeSet::new() };
    for clause in &program.benefit(id).clauses {
        for version in &clause.versions {
            if let Some(value) = clause_value(&version.body) {
                walk.adjusted(value);
            }
            match &version.body {
                ClauseBody::FirstPay { when: Some(when), .. }
                | ClauseBody::Deductible { when: Some(when), .. }
                | ClauseBody::Cap { when: Some(when), .. }
                | ClauseBody::TotalOfLayersAtMost { when: Some(when), .. } => walk.expr(when),
                ClauseBody::Quantity { asked, .. } => walk.expr(asked),
                _ => {}
            }
        }
    }
    walk.branches(program.benefit(id));
    walk.found.into_iter().collect()
}

struct Walk<'p> {
    program: &'p Program,
    found: BTreeSet<FactId>,
    seen: BTreeSet<DefinitionId>,
    same: BTreeSet<BenefitId>,
    tables: BTreeSet<TableId>,
}

impl Walk<'_> {
    /// Conditions of cases that change what is paid; whether it is due sees all values.
    fn branches(&mut self, benefit: &Benefit) {
        let pays = |clause: &&Clause| {
            !matches!(clause.path.word, ClauseWord::Requires | ClauseWord::Refuse | ClauseWord::NotWith)
        };
        let mut asked: BTreeSet<usize> = BTreeSet::new();
        for branch in benefit.clauses.iter().filter(pays).filter_map(|clause| clause.branch) {
            let mut next = Some(branch);
            while let Some(own) = next.filter(|own| asked.insert(own.index())) {
                next = benefit.branches[own.index()].parent;
            }
        }
        for branch in asked.into_iter().map(|at| &benefit.branches[at]) {
            if let Some(when) = &branch.when {
                self.expr(when);
            }
        }
    }

    /// `同 住院报销`: what that benefit's clauses of the kind ask.
    fn same_as(&mut self, id: BenefitId) {
        if !self.same.insert(id) {
            return;
        }
        let program = self.program;
        for clause in &program.benefit(id).clauses {
            for version in &clause.versions {
                if let Some(value) = clause_value(&version.body) {
                    self.adjusted(value);
                }
            }
        }
        self.branches(program.benefit(id));
    }

    fn adjusted(&mut self, value: &Adjusted) {
        self.source(&value.value);
        for effect in &value.effects {
            if let Some(when) = &effect.when {
                self.expr(when);
            }
            match &effect.kind {
                EffectKind::Instead(source) => self.source(source),
                EffectKind::Plus(own) | EffectKind::Minus(own) | EffectKind::Times(own) => self.expr(own),
                EffectKind::EachFurtherMinus { step, at_most } => {
                    self.expr(step);
                    if let Some(most) = at_most {
                        self.expr(most);
                    }
                }
                EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => {}
            }
        }
    }

    fn source(&mut self, source: &Source) {
        match source {
            Source::Expr(own) => self.expr(own),
            Source::Table(table) => self.table(table),
            Source::As(id, _) => self.same_as(*id),
            Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }

    fn table(&mut self, table: &Table) {
        // A table with a hit policy of its own says itself what several values mean.
        if !table.hit_written || matches!(table.hit, Hit::Unique) {
            for dimension in &table.dimensions {
                match dimension {
                    Dimension::Expr(own) => self.expr(own),
                    Dimension::Segment { of: Some(of), .. } => self.expr(of),
                    Dimension::Segment { of: None, .. } => {}
                }
            }
            for item in table.rows.iter().flat_map(|row| &row.heads).flat_map(|head| &head.items) {
                if let HeadItem::Condition(condition) = item {
                    self.expr(condition);
                }
            }
        }
        for cell in table.rows.iter().flat_map(|row| &row.cells) {
            self.source(&cell.value);
        }
    }

    fn expr(&mut self, own: &Expr) {
        match &*own.kind {
            ExprKind::Fact(id) => {
                if matches!(self.program.fact(*id).ty, Type::Several(_)) {
                    self.found.insert(*id);
                }
            }
            ExprKind::Definition(id, arguments) => {
                for argument in arguments {
                    self.expr(argument);
                }
                if self.seen.insert(*id) {
                    let program = self.program;
                    for version in &program.definition(*id).versions {
                        self.adjusted(&version.body);
                    }
                }
            }
            ExprKind::TableOutput(id, _) => {
                if self.tables.insert(*id) {
                    let program = self.program;
                    for version in &program.tables[id.index()].versions {
                        self.table(&version.body);
                    }
                }
            }
            // Members of the household are asked for all that they hold.
            ExprKind::Over { list, .. } | ExprKind::Rank { list, .. } if list.ty == Type::Persons => {}
            _ => each_child(own, &mut |child| self.expr(child)),
        }
    }
}

/// Calls `visit` with every expression directly below one.
pub(crate) fn each_child<'e>(own: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    match &*own.kind {
        ExprKind::Constant(_)
        | ExprKind::Fact(_)
        | ExprKind::Field(_)
        | ExprKind::Argument(_)
        | ExprKind::TableOutput(..)
        | ExprKind::State(_)
        | ExprKind::PreviousState(_)
        | ExprKind::PreviousPaid(_)
        | ExprKind::HeldFor { .. }
        | ExprKind::Paid(_)
        | ExprKind::PaidInPeriod(..)
        | ExprKind::Left(..)
        | ExprKind::EligibleLeft
        | ExprKind::OwnPay
        | ExprKind::PaidSoFar
        | ExprKind::TotalPaid
        | ExprKind::VisitNumber
        | ExprKind::Today
        | ExprKind::Members
        | ExprKind::ClaimsThisYear
        | ExprKind::InForce(_)
        | ExprKind::ListCount(_)
        | ExprKind::Hole => {}
        ExprKind::Negate(a)
        | ExprKind::Not(a)
        | ExprKind::Scale(a, _)
        | ExprKind::Total(a, _)
        | ExprKind::Year(a)
        | ExprKind::Month(a)
        | ExprKind::NextMonth(a)
        | ExprKind::MonthEnd(a) => visit(a),
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::And(a, b)
        | ExprKind::Or(a, b)
        | ExprKind::At(a, b)
        | ExprKind::Rounded(a, _, b)
        | ExprKind::Age { birth: a, on: b }
        | ExprKind::Days(a, b)
        | ExprKind::Months(a, b)
        | ExprKind::DatePlus { date: a, duration: b, .. }
        | ExprKind::DateDifference(a, b) => {
            visit(a);
            visit(b);
        }
        ExprKind::If(a, b, c) => {
            visit(a);
            visit(b);
            visit(c);
        }
        ExprKind::In { value, members, .. } => {
            visit(value);
            for member in members {
                if let Member::Value(own) = member {
                    visit(own);
                }
            }
        }
        ExprKind::InBand { value, band, .. } => {
            visit(value);
            for edge in [&band.low, &band.high].into_iter().flatten() {
                visit(&edge.value);
            }
        }
        ExprKind::Definition(_, all) | ExprKind::Least(all) | ExprKind::Greatest(all) => all.iter().for_each(visit),
        ExprKind::Over { list, filter, body, .. } => {
            visit(list);
            [filter, body].into_iter().flatten().for_each(visit);
        }
        ExprKind::Rank { list, filter, key } => {
            visit(list);
            filter.iter().for_each(&mut *visit);
            visit(key);
        }
        ExprKind::Account(items) => items.iter().for_each(|item| visit(&item.value)),
    }
}
