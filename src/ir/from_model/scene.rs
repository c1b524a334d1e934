//! Tests and typical cases: facts to typed values, expectations to subjects and outcomes.

use super::*;
use crate::base::text::quoted;
use crate::ir::expr::CompareOp;
use crate::ir::scene::{Because, CaseRow, Event, EventKind, Expectation, Member, Outcome, Subject};
use crate::syntax::ast::SceneItemKind;
use crate::value::Value;

impl Lowering<'_, '_> {
    pub(super) fn lower_scenes(&mut self) {
        let resolved = self.resolved;
        for own in &resolved.typical {
            let scene = self.scene(own);
            self.program.typical.push(scene);
        }
        for own in &resolved.tests {
            let scene = self.scene(own);
            self.program.tests.push(scene);
        }
    }

    fn scene(&mut self, own: &model::SceneOf<'_>) -> Scene {
        self.context = Context { in_benefit: true, ..Context::of(None) };
        let mut scene = Scene {
            title: own.title.text.clone(),
            span: own.declaration.place.0,
            on: own.scene.on,
            given: Vec::new(),
            members: Vec::new(),
            events: Vec::new(),
            cases: Vec::new(),
        };
        // Members first: what follows may name them.
        for item in &own.scene.items {
            if let SceneItemKind::Household { facts, members } = &item.kind {
                scene.given.extend(self.givens(facts, &[]).into_iter().map(|(_, given)| given));
                for (name, facts) in members {
                    let given = self.givens(facts, &[]).into_iter().map(|(_, given)| given).collect();
                    scene.members.push(Member { name: name.text.clone(), given });
                }
            }
        }
        let names: Vec<String> = scene.members.iter().map(|member| member.name.clone()).collect();
        for item in &own.scene.items {
            let span = item.place.0;
            match &item.kind {
                SceneItemKind::Given(facts) => {
                    for (member, given) in self.givens(facts, &names) {
                        match member {
                            Some(at) => scene.members[at].given.push(given),
                            None => scene.given.push(given),
                        }
                    }
                }
                SceneItemKind::Household { .. } | SceneItemKind::Broken => {}
                SceneItemKind::Claim { date, member, facts, expect } => {
                    let member = member.as_ref().and_then(|name| self.member(name, &names)).unwrap_or(0);
                    let given = self.givens(facts, &[]).into_iter().map(|(_, given)| given).collect();
                    let expect = self.expectations(expect, &names);
                    scene.events.push(Event { kind: EventKind::Claim { date: *date, member, given }, expect, span });
                }
                SceneItemKind::Periods { period, from, to, facts, expect } => {
                    let given = self.givens(facts, &names);
                    let expect = self.expectations(expect, &names);
                    let kind = EventKind::Periods { period: *period, from: *from, to: *to, given };
                    scene.events.push(Event { kind, expect, span });
                }
                SceneItemKind::Expect(expect) => {
                    let expect = self.expectations(expect, &names);
                    scene.events.push(Event { kind: EventKind::Now, expect, span });
                }
                SceneItemKind::Cases { inputs, outputs, rows } => {
                    for row in rows {
                        if let Some(row) = self.case_row(inputs, outputs, row, &names) {
                            scene.cases.push(row);
                        }
                    }
                }
            }
        }
        scene
    }

    fn case_row(
        &mut self,
        inputs: &[ast::Path],
        outputs: &[ast::Expr],
        row: &ast::CaseRow,
        names: &[String],
    ) -> Option<CaseRow> {
        let (cells, columns) = (row.inputs.len() + row.outputs.len(), inputs.len() + outputs.len());
        if row.inputs.len() != inputs.len() || row.outputs.len() != outputs.len() {
            self.error(Code::TableShape, row.place.0, words::cells_and_columns(cells, columns));
            return None;
        }
        let mut given = Vec::new();
        for (target, values) in inputs.iter().zip(&row.inputs) {
            if let Some((_, own)) = self.given(target, values, row.place.0, names) {
                given.push(own);
            }
        }
        let mut expect = Vec::new();
        for (subject, outcome) in outputs.iter().zip(&row.outputs) {
            let written =
                ast::Expectation { subject: subject.clone(), outcome: outcome.clone(), margin: None, place: row.place };
            expect.extend(self.expectation(&written, names));
        }
        Some(CaseRow { given, expect, span: row.place.0 })
    }

    fn member(&mut self, name: &ast::Name, names: &[String]) -> Option<usize> {
        let found = names.iter().position(|own| *own == name.text);
        if found.is_none() {
            let mut problem = Diagnostic::new(Code::UnknownName, name.span(), words::unknown_member(&name.text));
            if !names.is_empty() {
                problem = problem.help(words::did_you_mean(quoted(names)));
            }
            self.problems.push(problem);
        }
        found
    }

    fn givens(&mut self, facts: &[ast::Assignment], names: &[String]) -> Vec<(Option<usize>, Given)> {
        let mut all: Vec<(Option<usize>, Given)> = Vec::new();
        for fact in facts {
            let Some((member, given)) = self.given(&fact.target, &fact.values, fact.place.0, names) else { continue };
            let twin = all.iter().any(|(other, own)| *other == member && same_target(own, &given));
            if twin {
                let text = model::path_text(&fact.target);
                self.error(Code::DuplicateName, fact.place.0, words::given_twice(&text));
                continue;
            }
            all.push((member, given));
        }
        all
    }

    /// Returns what an assignment gives, and to which member when it names one.
    fn given(
        &mut self,
        target: &ast::Path,
        values: &[ast::Expr],
        span: Span,
        names: &[String],
    ) -> Option<(Option<usize>, Given)> {
        let (member, owner, name) = match target.parts.as_slice() {
            [ast::PathPart::Name(name)] => (None, None, name),
            [ast::PathPart::Owner(owner, _), ast::PathPart::Name(name)] => (None, Some(*owner), name),
            [ast::PathPart::Name(member), ast::PathPart::Name(name)] => {
                (Some(self.member(member, names)?), Some(Owner::Person), name)
            }
            _ => {
                let text = model::path_text(target);
                self.error(Code::UnknownPath, target.place.0, words::unknown_path(&text));
                return None;
            }
        };
        let order = owner.map_or(vec![Owner::Claim, Owner::Person, Owner::Household], |owner| vec![owner]);
        let found = self.scope.find(&name.text, &order);
        if let [(_, symbol)] = found.as_slice() {
            self.meant_symbol(name, *symbol);
        }
        match found.as_slice() {
            [(_, Symbol::Fact(id))] => {
                let id = *id;
                let ty = self.program.fact(id).ty.clone();
                let value = self.given_value(values, &ty, span)?;
                self.check_fact_range(id, &value, span);
                Some((member, Given::Fact(id, value)))
            }
            [(_, Symbol::Definition(id))] => {
                let id = *id;
                let ty = self.program.definition(id).ty.clone();
                let value = self.given_value(values, &ty, span)?;
                Some((member, Given::Param(id, value)))
            }
            [(_, Symbol::State(id))] => {
                let id = *id;
                let ty = Type::Entry(self.program.states[id.index()].domain);
                match self.given_value(values, &ty, span)? {
                    Value::Entry(_, entry) => Some((member, Given::State(id, entry))),
                    _ => None,
                }
            }
            [] => {
                let problem = self.scope.unknown(name, &[], None);
                self.problems.push(problem);
                None
            }
            _ => {
                self.error(Code::UnknownName, name.span(), words::not_a_value(&name.text));
                None
            }
        }
    }

    fn given_value(&mut self, values: &[ast::Expr], ty: &Type, span: Span) -> Option<Value> {
        if *ty == Type::Unknown {
            return None;
        }
        if let Type::Several(domain) = ty {
            let mut entries = Vec::new();
            for value in values {
                if matches!(&*value.kind, ast::ExprKind::None) {
                    continue;
                }
                match self.fixed(value, &Type::Entry(*domain))? {
                    Value::Entry(_, entry) if !entries.contains(&entry) => entries.push(entry),
                    _ => {}
                }
            }
            return Some(Value::Several(*domain, entries));
        }
        if let Type::Records(fields) = ty {
            let mut records = Vec::new();
            for value in values {
                if matches!(&*value.kind, ast::ExprKind::None) {
                    continue;
                }
                records.push(self.record(value, fields)?);
            }
            return Some(Value::Records(records));
        }
        let [value] = values else {
            self.error(Code::TypeMismatch, span, words::several_given());
            return None;
        };
        self.fixed(value, ty)
    }

    fn record(&mut self, value: &ast::Expr, fields: &[(String, Type)]) -> Option<Vec<Value>> {
        let ast::ExprKind::Record(written) = &*value.kind else {
            self.error(Code::NotConstant, value.span(), words::not_constant());
            return None;
        };
        let mut record = vec![Value::Nothing; fields.len()];
        for own in written {
            let [ast::PathPart::Name(name)] = own.target.parts.as_slice() else { continue };
            let Some(at) = fields.iter().position(|(field, _)| *field == name.text) else {
                let names: Vec<String> = fields.iter().map(|(name, _)| name.clone()).collect();
                let problem = self.scope.unknown(name, &names, None);
                self.problems.push(problem);
                continue;
            };
            record[at] = self.given_value(&own.values, &fields[at].1, own.place.0)?;
        }
        Some(record)
    }

    fn check_fact_range(&mut self, id: FactId, value: &Value, span: Span) {
        let fact = self.program.fact(id);
        let Value::Number(number) = value else { return };
        let low_ok = fact.low.as_ref().is_none_or(|(low, included)| number > low || (*included && number == low));
        let high_ok = fact.high.as_ref().is_none_or(|(high, included)| number < high || (*included && number == high));
        // A reversed bill is the negative twin of another: its amounts are below every range.
        let reversal = number.is_negative() && fact.owner == Owner::Claim;
        if !(low_ok && high_ok || reversal) {
            let show = |edge: &Option<(crate::base::number::Number, bool)>| match edge {
                Some((own, _)) => crate::ir::show::number(own, &fact.ty),
                None => Text::same(""),
            };
            let message =
                words::out_of_range(crate::ir::show::number(number, &fact.ty), show(&fact.low), show(&fact.high));
            let declared = fact.span;
            let problem = Diagnostic::new(Code::ValueOutOfRange, span, message).label(declared, words::declared_here());
            self.problems.push(problem);
        } else if fact.whole && !number.is_whole() {
            self.error(Code::ValueOutOfRange, span, words::not_whole());
        }
    }

    fn expectations(&mut self, written: &[ast::Expectation], names: &[String]) -> Vec<Expectation> {
        written.iter().filter_map(|own| self.expectation(own, names)).collect()
    }

    fn expectation(&mut self, written: &ast::Expectation, names: &[String]) -> Option<Expectation> {
        let (subject, ty) = self.subject(&written.subject, names)?;
        let outcome = match &written.outcome {
            ast::Outcome::Equals(value) => Outcome::Equals(self.expected(value, &subject, &ty)),
            ast::Outcome::Compare(op, value) => {
                let value = self.expected(value, &subject, &ty);
                let op: CompareOp = *op;
                Outcome::Compare(op, value)
            }
            ast::Outcome::Band(band) => Outcome::Band(self.band(band, &ty)),
            ast::Outcome::Refused { because } => {
                let benefit = match &subject {
                    Subject::Benefit { benefit, .. } => *benefit,
                    Subject::Expr { expr, .. } => {
                        self.error(Code::TestSubject, expr.span, words::only_benefits_are_refused());
                        return None;
                    }
                };
                let because = match because {
                    Some(path) => Some(self.because(benefit, path)?),
                    None => None,
                };
                Outcome::Refused { because }
            }
            ast::Outcome::Pending => Outcome::Pending,
            ast::Outcome::Holds => {
                if ty != Type::Bool && ty != Type::Unknown {
                    let message = words::expected_condition(self.type_name(&ty));
                    let problem = Diagnostic::new(Code::TypeMismatch, written.subject.span(), message);
                    self.problems.push(problem.help(words::expect_a_benefit()));
                    return None;
                }
                Outcome::Holds
            }
        };
        let margin = written.margin.as_ref().map(|margin| {
            let own = self.expr(margin, Some(&ty));
            self.expect_type(&own, &ty);
            own
        });
        Some(Expectation { subject, outcome, margin, span: written.place.0 })
    }

    fn expected(&mut self, value: &ast::Expr, subject: &Subject, ty: &Type) -> Expr {
        let own = self.expr(value, Some(ty));
        let subject = match subject {
            Subject::Expr { expr, .. } => expr.clone(),
            Subject::Benefit { .. } => Expr { ty: ty.clone(), ..super::expr::hole(own.span) },
        };
        let span = own.span;
        self.check_comparable(CompareOp::Equal, &subject, &own, span);
        own
    }

    fn subject(&mut self, written: &ast::Expr, names: &[String]) -> Option<(Subject, Type)> {
        match &*written.kind {
            ast::ExprKind::Name(name) => {
                let found = self.scope.find(&name.text, &self.context.order);
                if let [(_, Symbol::Benefit(id))] = found.as_slice() {
                    self.meant_symbol(name, Symbol::Benefit(*id));
                    return Some((Subject::Benefit { benefit: *id, member: None }, Type::money()));
                }
                if found.is_empty()
                    && self.scope.identities.contains_key(&name.text)
                    && let [only] = self.benefits_named(name).as_slice()
                {
                    return Some((Subject::Benefit { benefit: *only, member: None }, Type::money()));
                }
            }
            ast::ExprKind::Path(path) => {
                if let Some([ast::Key::Head(head)]) = path.keys.as_deref()
                    && let [ast::HeadItem::Value(value)] = head.items.as_slice()
                    && let ast::ExprKind::Name(member) = &*value.kind
                {
                    return self.subject_of_member(written, path, member, names);
                }
            }
            _ => {}
        }
        let expr = self.expr(written, None);
        let ty = expr.ty.clone();
        Some((Subject::Expr { expr, member: None }, ty))
    }

    /// `分类施保[甲]`, `月收入[甲]`: what a benefit pays to a member, or what is known of one.
    fn subject_of_member(
        &mut self,
        written: &ast::Expr,
        path: &ast::Path,
        member: &ast::Name,
        names: &[String],
    ) -> Option<(Subject, Type)> {
        let name = match path.parts.as_slice() {
            [ast::PathPart::Name(name)] | [ast::PathPart::Owner(Owner::Person, _), ast::PathPart::Name(name)] => name,
            _ => {
                self.error(Code::UnknownPath, path.place.0, words::unknown_path(model::path_text(path)));
                return None;
            }
        };
        let found = self.scope.find(&name.text, &[Owner::Person]);
        let of_person = matches!(
            found.as_slice(),
            [(Some(_), Symbol::Fact(_) | Symbol::Definition(_) | Symbol::Table(_) | Symbol::State(_))]
        );
        let member = self.member(member, names)?;
        if !of_person {
            let benefits = self.benefits_named(name);
            let [benefit] = benefits.as_slice() else { return None };
            return Some((Subject::Benefit { benefit: *benefit, member: Some(member) }, Type::money()));
        }
        let plain = ast::Path {
            parts: vec![ast::PathPart::Owner(Owner::Person, path.place), ast::PathPart::Name(name.clone())],
            keys: None,
            place: path.place,
        };
        let expr = self.expr(&ast::Expr { kind: Box::new(ast::ExprKind::Path(plain)), place: written.place }, None);
        let ty = expr.ty.clone();
        Some((Subject::Expr { expr, member: Some(member) }, ty))
    }

    /// The reason of a refusal: a clause of the benefit, or another benefit.
    fn because(&mut self, benefit: BenefitId, path: &ast::Path) -> Option<Because> {
        if let [ast::PathPart::Name(name)] = path.parts.as_slice()
            && let Some((_, Symbol::Benefit(id))) =
                self.scope.find(&name.text, &[]).into_iter().find(|(_, symbol)| matches!(symbol, Symbol::Benefit(_)))
        {
            self.meant_symbol(name, Symbol::Benefit(id));
            return Some(Because::Benefit(id));
        }
        let mut parts = path.parts.as_slice();
        // The benefit's own name may stand in front.
        if let [ast::PathPart::Name(name), rest @ ..] = parts
            && !rest.is_empty()
            && self.program.benefit(benefit).name == name.text
        {
            self.meant_symbol(name, Symbol::Benefit(benefit));
            parts = rest;
        }
        if let Some(clause) = self.clause_within(benefit, parts) {
            return Some(Because::Clause(clause));
        }
        let text = model::path_text(path);
        self.error(Code::UnknownPath, path.place.0, words::unknown_path(&text));
        None
    }
}

fn same_target(one: &Given, other: &Given) -> bool {
    match (one, other) {
        (Given::Fact(a, _), Given::Fact(b, _)) => a == b,
        (Given::Param(a, _), Given::Param(b, _)) => a == b,
        (Given::State(a, _), Given::State(b, _)) => a == b,
        _ => false,
    }
}
