//! Standards and assertions.

use super::{Builder, Node, Rule, child, only};
use crate::syntax::ast::{
    Expr, ExprKind, Law, Marks, Name, PathPart, PathTest, Requirement, RequirementBody, RequirementSeverity, View,
};
use crate::syntax::keywords::Worded;

impl<'t> Builder<'t> {
    /// The requirements in the block of a declaration.
    pub(super) fn requirements(&mut self, node: &Node<'t>) -> Vec<Requirement> {
        let Some(block) = child(node, Rule::requirements) else { return Vec::new() };
        block.children().map(|part| self.requirement(&part)).collect()
    }

    pub(super) fn requirement(&mut self, node: &Node<'t>) -> Requirement {
        let mut requirement = Requirement {
            severity: RequirementSeverity::Must,
            label: None,
            body: RequirementBody::Broken,
            marks: Marks::default(),
            docs: self.docs(node),
            place: self.place(node),
        };
        if node.rule() != Rule::requirement {
            self.report_broken(node, Rule::only_requirement, None);
            return requirement;
        }
        let inner = only(node);
        requirement.marks = self.marks_of(&inner);
        if inner.rule() == Rule::exemption {
            requirement.severity = RequirementSeverity::Exempt;
            let jurisdictions = child(&inner, Rule::names).map_or_else(Vec::new, |names| self.names(&names));
            requirement.body = RequirementBody::Exempt { jurisdictions };
            return requirement;
        }
        if child(&inner, Rule::should).is_some() {
            requirement.severity = RequirementSeverity::Should;
        }
        requirement.label = child(&inner, Rule::label).map(|label| self.child_name(&label));
        requirement.body = self.body(&inner);
        requirement
    }

    fn body(&mut self, node: &Node<'t>) -> RequirementBody {
        let view = child(node, Rule::view).and_then(|view| View::from_word(only(&view).as_str()));
        let mut exprs = node.children().filter(|part| part.rule() == Rule::expr).collect::<Vec<_>>();
        if let Some(includes) = child(node, Rule::includes) {
            let members = child(&includes, Rule::names).map_or_else(Vec::new, |names| self.names(&names));
            return RequirementBody::Includes { list: self.child_name(&includes), members };
        }
        if let Some(law) = child(node, Rule::law) {
            let subject = child(node, Rule::name).map(|name| self.name(&name));
            let when = exprs.pop().map(|expr| self.expr(&expr));
            return RequirementBody::Law { view, subject, law: self.law(&only(&law)), when };
        }
        let when = if exprs.len() > 1 { exprs.pop().map(|expr| self.expr(&expr)) } else { None };
        let Some(condition) = exprs.pop() else { return RequirementBody::Broken };
        let condition = self.expr(&condition);
        if view.is_some() || when.is_some() {
            return RequirementBody::Condition { view, condition, when };
        }
        clause_test(condition)
    }

    fn law(&mut self, node: &Node<'t>) -> Law {
        let sum = child(node, Rule::sum).map(|sum| self.expr(&sum));
        let values: Vec<Name> = {
            let list = node.children().filter(|part| matches!(part.rule(), Rule::name | Rule::truth));
            list.map(|part| self.name(&part)).collect()
        };
        match (node.rule(), sum) {
            (Rule::never_less_along, Some(along)) if values.is_empty() => Law::NeverLessAlong { along },
            (Rule::never_less_along, Some(along)) => Law::NeverLessInOrder { along, values },
            (Rule::no_cliff_over, Some(most)) => Law::NoCliffOver(most),
            _ => Law::NeverAboveCost,
        }
    }
}

/// A test of a path that names a clause is about that clause; anything else is a condition on a bill.
fn clause_test(condition: Expr) -> RequirementBody {
    let names_clause = |expr: &Expr| match &*expr.kind {
        ExprKind::Path(path) => path.parts.iter().any(|part| matches!(part, PathPart::Word(..))),
        _ => false,
    };
    let about_clause = match &*condition.kind {
        ExprKind::Compare { left, .. } => names_clause(left),
        ExprKind::In { value, .. } | ExprKind::InBand { value, .. } => names_clause(value),
        _ => false,
    };
    if !about_clause {
        return RequirementBody::Condition { view: None, condition, when: None };
    }
    let (value, test) = match *condition.kind {
        ExprKind::Compare { op, left, right } => (left, PathTest::Compare(op, right)),
        ExprKind::In { value, negated, members } => (value, PathTest::In { negated, members }),
        ExprKind::InBand { value, negated, band } => (value, PathTest::Band { negated, band }),
        other => {
            let condition = Expr { kind: Box::new(other), place: condition.place };
            return RequirementBody::Condition { view: None, condition, when: None };
        }
    };
    match *value.kind {
        ExprKind::Path(path) => RequirementBody::Clause { path, test },
        _ => RequirementBody::Broken,
    }
}
