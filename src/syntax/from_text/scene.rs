//! Tests and typical cases.

use super::{Builder, Node, Rule, child, only};
use crate::diagnostic::Code;
use crate::syntax::ast::{
    Assignment, CaseRow, CompareOp, DeclarationKind, Expectation, Expr, ExprKind, Outcome, Scene, SceneDate, SceneItem,
    SceneItemKind,
};
use crate::syntax::words;

impl<'t> Builder<'t> {
    pub(super) fn scene_declaration(&mut self, node: &Node<'t>) -> DeclarationKind {
        let Some(title) = child(node, Rule::string) else { return DeclarationKind::Broken };
        let title = self.quoted(&title);
        let mut scene = Scene { jurisdictions: Vec::new(), on: None, items: Vec::new() };
        for part in node.children() {
            match part.rule() {
                Rule::scene_for => {
                    let names = child(&part, Rule::names).map_or_else(Vec::new, |names| self.names(&names));
                    scene.jurisdictions.extend(names);
                }
                Rule::scene_on => scene.on = child(&part, Rule::date).map(|date| self.date(&date)),
                Rule::scene => scene.items = part.children().map(|item| self.scene_item(&item)).collect(),
                _ => {}
            }
        }
        if node.rule() == Rule::test {
            return DeclarationKind::Test { title, scene };
        }
        DeclarationKind::Typical { title, scene }
    }

    pub(super) fn scene_item(&mut self, node: &Node<'t>) -> SceneItem {
        let place = self.place(node);
        if node.rule() != Rule::scene_item {
            self.report_broken(node, Rule::only_scene_item, None);
            return SceneItem { kind: SceneItemKind::Broken, place };
        }
        let inner = only(node);
        let kind = match inner.rule() {
            Rule::given => SceneItemKind::Given(self.block(&inner)),
            Rule::household => self.household(&inner),
            Rule::claim => self.claim(&inner),
            Rule::periods => self.periods(&inner),
            Rule::expect => SceneItemKind::Expect(self.expectations(&inner)),
            _ => self.cases(&inner),
        };
        SceneItem { kind, place }
    }

    /// The assignments in the block of an item.
    fn block(&mut self, node: &Node<'t>) -> Vec<Assignment> {
        child(node, Rule::assignments).map_or_else(Vec::new, |block| self.assignments(&block))
    }

    /// The assignments among the children of a block.
    pub(super) fn assignments(&mut self, node: &Node<'t>) -> Vec<Assignment> {
        let mut list = Vec::new();
        for part in node.children() {
            match part.rule() {
                Rule::assignment => list.push(self.assignment(&part)),
                Rule::broken_assignment => self.report_broken(&part, Rule::only_assignment, None),
                _ => {}
            }
        }
        list
    }

    fn assignment(&mut self, node: &Node<'t>) -> Assignment {
        let mut parts: Vec<_> = node.children().collect();
        let value = parts.pop().expect("an assignment has a value");
        let target = parts.first().map(|path| self.path(path, false)).expect("an assignment has a target");
        Assignment { target, values: self.values(&value), place: self.place(node) }
    }

    /// One value, or several in brackets.
    fn values(&mut self, node: &Node<'t>) -> Vec<Expr> {
        let mut group = *node;
        while group.rule() != Rule::group {
            let mut inner = group.children();
            match (inner.next(), inner.next()) {
                (Some(child), None) if group.rule() != Rule::reference => group = child,
                _ => return vec![self.expr(node)],
            }
        }
        group.children().map(|member| self.expr(&member)).collect()
    }

    fn household(&mut self, node: &Node<'t>) -> SceneItemKind {
        let mut members = Vec::new();
        for part in node.children() {
            if part.rule() == Rule::member_facts {
                members.push((self.child_name(&part), self.block(&part)));
            }
        }
        SceneItemKind::Household { facts: self.assignments(node), members }
    }

    fn claim(&mut self, node: &Node<'t>) -> SceneItemKind {
        let date = child(node, Rule::claim_date).expect("a claim has a date");
        SceneItemKind::Claim {
            date: self.scene_date(&date),
            member: child(node, Rule::name).map(|name| self.name(&name)),
            facts: self.block(node),
            expect: self.expectations_of(node),
        }
    }

    fn periods(&mut self, node: &Node<'t>) -> SceneItemKind {
        let word = child(node, Rule::scene_period).expect("a run of periods says which");
        let dates = node.children().filter(|part| part.rule() == Rule::period_date).collect::<Vec<_>>();
        let mut dates = dates.iter().map(|date| self.scene_date(date)).collect::<Vec<_>>().into_iter();
        SceneItemKind::Periods {
            period: self.period(&word),
            from: dates.next().unwrap_or(SceneDate::Year(1)),
            to: dates.next(),
            facts: self.block(node),
            expect: self.expectations_of(node),
        }
    }

    /// All that is expected after a claim or a run of periods.
    fn expectations_of(&mut self, node: &Node<'t>) -> Vec<Expectation> {
        let mut list = Vec::new();
        for part in node.children().filter(|part| part.rule() == Rule::expect) {
            list.extend(self.expectations(&part));
        }
        list
    }

    fn expectations(&mut self, node: &Node<'t>) -> Vec<Expectation> {
        let list = node.children().filter(|part| part.rule() == Rule::expectation);
        list.map(|part| self.expectation(&part)).collect()
    }

    fn expectation(&mut self, node: &Node<'t>) -> Expectation {
        let expr = child(node, Rule::expr).expect("an expectation has an expression");
        let expr = self.expr(&expr);
        let margin = child(node, Rule::margin).and_then(|margin| child(&margin, Rule::sum));
        let margin = margin.map(|sum| self.expr(&sum));
        let place = self.place(node);
        if let Some(refusal) = child(node, Rule::refusal) {
            return Expectation { subject: expr, outcome: self.refused(&refusal), margin, place };
        }
        if child(node, Rule::awaited).is_some() {
            return Expectation { subject: expr, outcome: Outcome::Pending, margin, place };
        }
        let (subject, outcome) = outcome(expr);
        Expectation { subject, outcome, margin, place }
    }

    fn refused(&mut self, node: &Node<'t>) -> Outcome {
        let because = child(node, Rule::path).map(|path| self.path(&path, true));
        Outcome::Refused { because }
    }

    // ---- cases

    fn cases(&mut self, node: &Node<'t>) -> SceneItemKind {
        let mut inputs = Vec::new();
        let mut outputs = Vec::new();
        let mut rows = Vec::new();
        for part in node.children() {
            match part.rule() {
                Rule::path => inputs.push(self.path(&part, false)),
                Rule::case_outputs => outputs = part.children().map(|output| self.expr(&output)).collect(),
                Rule::case_rows => {
                    for row in part.children() {
                        rows.extend(self.case_row(&row, inputs.len(), outputs.len()));
                    }
                }
                _ => {}
            }
        }
        SceneItemKind::Cases { inputs, outputs, rows }
    }

    fn case_row(&mut self, node: &Node<'t>, inputs: usize, outputs: usize) -> Option<CaseRow> {
        if node.rule() != Rule::case_row {
            self.report_broken(node, Rule::only_case_row, None);
            return None;
        }
        let left: Vec<_> = child(node, Rule::case_inputs).map_or_else(Vec::new, |list| list.children().collect());
        let right: Vec<_> = child(node, Rule::case_results).map_or_else(Vec::new, |list| list.children().collect());
        if left.len() != inputs || right.len() != outputs {
            let message = words::case_row_shape(left.len(), right.len(), inputs, outputs);
            self.error(Code::TableShape, self.span(node), message);
            return None;
        }
        let mut row = CaseRow { inputs: Vec::new(), outputs: Vec::new(), place: self.place(node) };
        for entry in left {
            match self.entry_values(&entry) {
                Some(values) => row.inputs.push(values),
                None => {
                    self.error(Code::TableShape, self.span(&entry), words::not_a_cell(self.written(&entry)));
                    return None;
                }
            }
        }
        for entry in right {
            let outcome = self.case_outcome(&only(&entry))?;
            row.outputs.push(outcome);
        }
        Some(row)
    }

    fn case_outcome(&mut self, node: &Node<'t>) -> Option<Outcome> {
        if node.rule() == Rule::case_refusal {
            return Some(self.refused(node));
        }
        let mut parts = node.children();
        let item = match (parts.next(), parts.next()) {
            (Some(item), None) if item.rule() == Rule::item => only(&item),
            _ => {
                self.error(Code::TableShape, self.span(node), words::not_a_cell(self.written(node)));
                return None;
            }
        };
        if item.rule() == Rule::bound_item || child(&item, Rule::band_rest).is_some() {
            return Some(Outcome::Band(self.band(&item)));
        }
        if let Some(edge) = child(&item, Rule::edge) {
            let value = self.expr(&edge);
            let negated = child(&item, Rule::equality).is_some_and(|op| op.as_str() == "!=");
            return Some(if negated { Outcome::Compare(CompareOp::NotEqual, value) } else { Outcome::Equals(value) });
        }
        match self.entry_values(node).map(<[Expr; 1]>::try_from) {
            Some(Ok([value])) => Some(Outcome::Equals(value)),
            _ => {
                self.error(Code::TableShape, self.span(node), words::not_a_cell(self.written(node)));
                None
            }
        }
    }
}

/// `X = V`, `X 不低于 V` and their like test X; any other condition must simply hold.
fn outcome(expr: Expr) -> (Expr, Outcome) {
    let place = expr.place;
    match *expr.kind {
        ExprKind::Compare { op: CompareOp::Equal, left, right } => (left, Outcome::Equals(right)),
        ExprKind::Compare { op, left, right } => (left, Outcome::Compare(op, right)),
        ExprKind::InBand { value, negated: false, band } => (value, Outcome::Band(band)),
        other => (Expr { kind: Box::new(other), place }, Outcome::Holds),
    }
}
