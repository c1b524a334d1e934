//! Standards and assertions: paths to clauses, bodies to typed conditions.

use super::table::Want;
use super::*;
use crate::ir::expr::Member;
use crate::ir::standard::{Key, Requirement, RequirementBody, Standard, Test};
use crate::model::path::PathQuery;
use crate::syntax::ast::{Law, PathTest, RequirementSeverity};

impl Lowering<'_, '_> {
    pub(super) fn lower_standards(&mut self) {
        let resolved = self.resolved;
        for item in resolved.items.values() {
            let ItemKind::Standard { items, is_assert, origin, range } = &item.kind else { continue };
            let mut standard = Standard {
                name: item.name.clone(),
                is_assert: *is_assert,
                range: *range,
                origin: self.origin(origin),
                requirements: Vec::new(),
                exemptions: Vec::new(),
            };
            for written in *items {
                self.context = Context::of(None);
                let own_range = DateRange { from: written.marks.from, until: written.marks.until };
                if let ast::RequirementBody::Exempt { jurisdictions } = &written.body {
                    standard.exemptions.extend(jurisdictions.iter().map(|name| (name.text.clone(), own_range)));
                    continue;
                }
                let Some(body) = self.requirement_body(&written.body) else { continue };
                let mut own_origin = standard.origin.clone();
                own_origin.span = written.place.0;
                own_origin.docs.clone_from(&written.docs);
                if !written.marks.cites.is_empty() {
                    own_origin.cites = self.cites(&written.marks.cites);
                }
                standard.requirements.push(Requirement {
                    severity: match written.severity {
                        RequirementSeverity::Exempt => RequirementSeverity::Must,
                        other => other,
                    },
                    label: written.label.as_ref().map(|name| name.text.clone()),
                    body,
                    range: own_range,
                    origin: own_origin,
                    span: written.place.0,
                });
            }
            self.program.standards.push(standard);
        }
    }

    fn requirement_body(&mut self, written: &ast::RequirementBody) -> Option<RequirementBody> {
        Some(match written {
            ast::RequirementBody::Clause { path, test } => return self.clause_requirement(path, test),
            ast::RequirementBody::Includes { list, members } => {
                let Some((_, Symbol::List(id))) = self.scope.find(&list.text, &[]).into_iter().next() else {
                    let problem = self.scope.unknown(list, &[], None);
                    self.problems.push(problem);
                    return None;
                };
                self.meant_symbol(list, Symbol::List(id));
                let of = self.program.list(id).of;
                let members = members.iter().filter_map(|name| self.entry_of(of, name)).collect();
                RequirementBody::Includes { list: id, members }
            }
            ast::RequirementBody::Condition { view, condition, when } => RequirementBody::Condition {
                view: *view,
                condition: self.condition(condition),
                when: when.as_ref().map(|when| self.condition(when)),
            },
            ast::RequirementBody::Law { view, subject, law, when } => {
                if let Some(name) = subject {
                    self.benefits_named(name);
                }
                let subject = subject.as_ref().map(|name| name.text.clone());
                let when = when.as_ref().map(|when| self.condition(when));
                let view = *view;
                match law {
                    Law::NeverAboveCost => RequirementBody::NeverAboveCost { view, subject, when },
                    Law::NeverLessAlong { along } => {
                        let along = self.expr(along, None);
                        self.expect_orderable(&along);
                        RequirementBody::NeverLessAlong { view, subject, along, when }
                    }
                    Law::NeverLessInOrder { along, values } => {
                        let along = self.expr(along, None);
                        let ty = along.ty.clone();
                        let values = values
                            .iter()
                            .map(|name| {
                                if ty == Type::Bool && matches!(name.text.as_str(), "是" | "true" | "否" | "false") {
                                    return Self::truth(matches!(name.text.as_str(), "是" | "true"), name.span());
                                }
                                let written =
                                    ast::Expr { kind: Box::new(ast::ExprKind::Name(name.clone())), place: name.place };
                                self.expr(&written, Some(&ty))
                            })
                            .collect();
                        RequirementBody::NeverLessInOrder { view, subject, along, values, when }
                    }
                    Law::NoCliffOver(amount) => {
                        let amount = self.wanted(amount, &Want::Exact(Type::money()));
                        RequirementBody::NoCliffOver { view, subject, amount, when }
                    }
                }
            }
            ast::RequirementBody::Exempt { .. } | ast::RequirementBody::Broken => return None,
        })
    }

    fn clause_requirement(&mut self, path: &ast::Path, test: &PathTest) -> Option<RequirementBody> {
        let text = model::path_text(path);
        let [ast::PathPart::Name(name), behind @ ..] = path.parts.as_slice() else {
            self.error(Code::UnknownPath, path.place.0, words::unknown_path(&text));
            return None;
        };
        if behind.is_empty() {
            // A param or define: 低保标准 不低于 450元/人·月.
            let written = ast::Expr { kind: Box::new(ast::ExprKind::Name(name.clone())), place: name.place };
            let value = self.expr(&written, None);
            let ty = value.ty.clone();
            return Some(RequirementBody::Value { value, test: self.path_test(test, &ty) });
        }
        let known = self.scope.identities.contains_key(&name.text)
            || self.scope.find(&name.text, &[]).iter().any(|(_, symbol)| matches!(symbol, Symbol::Benefit(_)));
        // Says so when there is none.
        self.benefits_named(name);
        if !known {
            return None;
        }
        let query = PathQuery::from_parts(behind).filter(|query| query.word.is_some());
        let Some(PathQuery { cases, word: Some(word), label, period, each, joint }) = query else {
            self.error(Code::UnknownPath, path.place.0, words::kind_of_clause());
            return None;
        };
        let ty = match word {
            ClauseWord::Rate => Type::Ratio,
            ClauseWord::FirstPay => Type::Ratio,
            _ => Type::money(),
        };
        let keys = path.keys.as_ref().map(|keys| {
            keys.iter()
                .map(|key| match key {
                    ast::Key::Every(_) => Key::Every,
                    // Typed by what it names: an enum value says itself which dimension it is of.
                    ast::Key::Head(head) => {
                        let dimension = crate::ir::expr::Dimension::Expr(super::expr::hole(head.place.0));
                        Key::Head(self.head(head, &dimension))
                    }
                })
                .collect()
        });
        let clause = ClausePath { cases, word, label, period, each, joint, number: 0 };
        let test = self.path_test(test, &ty);
        Some(RequirementBody::Clause { benefit: name.text.clone(), path: clause, keys, test })
    }

    /// Limits of a clause may name its period: `不超过 300元/年`.
    fn path_test(&mut self, test: &PathTest, ty: &Type) -> Test {
        let amount = *ty == Type::money();
        let typed = |own: &mut Self, written: &ast::Expr| {
            let value = own.expr(written, Some(ty));
            if !(amount && super::table::is_amount(&value.ty)) {
                own.expect_type(&value, ty);
            }
            value
        };
        match test {
            PathTest::Band { negated, band } => {
                let mut edge = |edge: &Option<ast::Edge>| {
                    edge.as_ref()
                        .map(|edge| crate::ir::expr::Edge { value: typed(self, &edge.value), included: edge.included })
                };
                let (low, high) = (edge(&band.low), edge(&band.high));
                let band = crate::ir::expr::Band { low, high, span: band.place.0 };
                Test::Band { negated: *negated, band }
            }
            PathTest::Compare(op, value) => Test::Compare(*op, typed(self, value)),
            PathTest::In { negated, members } => {
                let members = members.iter().map(|member| Member::Value(typed(self, member))).collect();
                Test::In { negated: *negated, members }
            }
        }
    }
}
