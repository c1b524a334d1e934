//! Values, tables and effects: what a clause, a param or a define is worth.

use super::expr::{hole, node};
use super::*;
use crate::base::text::{Lang, Speak};
use crate::ir::expr::{Cell, Dimension, Effect, EffectKind, ExprKind, Head, HeadItem, Output, Row};
use crate::ir::types::Base;
use crate::model::{ValueOrExpr, ValueRef};
use crate::syntax::ast::{DimensionKind, Hit, TableForm};

/// What a value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Want {
    Any,
    Exact(Type),
    /// Money, per whatever period and head.
    Money,
    /// A ratio of the base, or money.
    RatioOrMoney,
}

impl Want {
    /// Returns the type that helps to read a value.
    fn hint(&self) -> Option<Type> {
        match self {
            Want::Any => None,
            Want::Exact(ty) => Some(ty.clone()),
            Want::Money | Want::RatioOrMoney => Some(Type::money()),
        }
    }
}

impl Lowering<'_, '_> {
    /// Types a value with its effects.
    pub(super) fn adjusted(&mut self, value: &ValueRef<'_>, want: &Want, span: Span) -> Adjusted {
        let source = match value.value {
            ValueOrExpr::Expr(expr) => {
                let own = self.condition(expr);
                Adjusted { ty: Type::Bool, span: own.span, value: Source::Expr(own), effects: Vec::new() }
            }
            ValueOrExpr::Value(value) => self.source(value, want, span),
        };
        let ty = source.ty.clone();
        let effects = value.effects.iter().map(|effect| self.effect(effect, &ty)).collect();
        Adjusted { effects, ..source }
    }

    /// Types a value as it stands in the tree, effects included (a cell, a history row, the new value of an edit).
    pub(super) fn adjusted_text(&mut self, value: &ast::Adjusted, want: &Want, span: Span) -> Adjusted {
        let value = ValueRef { value: ValueOrExpr::Value(&value.value), effects: value.effects.iter().collect() };
        self.adjusted(&value, want, span)
    }

    fn source(&mut self, value: &ast::Value, want: &Want, span: Span) -> Adjusted {
        let (value, ty) = match value {
            ast::Value::Expr(written) => {
                let own = self.wanted(written, want);
                let ty = own.ty.clone();
                (Source::Expr(own), ty)
            }
            ast::Value::Table(written) => {
                let own = self.table(written, None, want);
                let ty = own.outputs.first().map_or(Type::Unknown, |output| output.ty.clone());
                (Source::Table(Box::new(own)), ty)
            }
            ast::Value::As(name) => {
                let benefits = self.benefits_named(name);
                let ty = want.hint().unwrap_or(Type::Unknown);
                match benefits.as_slice() {
                    [only] => (Source::As(*only, name.span()), ty),
                    _ => (Source::Nothing(name.span()), Type::Unknown),
                }
            }
            ast::Value::Pending(place) => (Source::Pending(place.0), want.hint().unwrap_or(Type::Unknown)),
            ast::Value::Unstated(place) => (Source::Unstated(place.0), want.hint().unwrap_or(Type::Nothing)),
            ast::Value::Nothing(place) => (Source::Nothing(place.0), want.hint().unwrap_or(Type::Nothing)),
            // Histories have become versions in the model; one within a cell cannot be written.
            ast::Value::History(_) => (Source::Nothing(span), Type::Unknown),
        };
        Adjusted { value, effects: Vec::new(), ty, span }
    }

    /// Types an expression and says so when it is not what is wanted.
    pub(super) fn wanted(&mut self, written: &ast::Expr, want: &Want) -> Expr {
        let hint = match want {
            // 先行自付 20 is more likely meant as a ratio.
            Want::RatioOrMoney => Some(Type::Ratio),
            other => other.hint(),
        };
        let own = self.expr(written, hint.as_ref());
        self.check_wanted(&own, want);
        self.check_ratio(&own, want);
        own
    }

    fn check_wanted(&mut self, own: &Expr, want: &Want) {
        if own.ty == Type::Unknown {
            return;
        }
        match want {
            Want::Any => {}
            Want::Exact(ty) => self.expect_type(own, ty),
            Want::Money if is_amount(&own.ty) => {}
            Want::RatioOrMoney if is_amount(&own.ty) || own.ty == Type::Ratio => {}
            Want::Money => {
                let message = words::expected_type(Text::new("金额", "an amount of money"), &own.ty);
                self.error(Code::TypeMismatch, own.span, message);
            }
            Want::RatioOrMoney => {
                let message = words::expected_type(Text::new("比率或金额", "a ratio or an amount"), &own.ty);
                self.error(Code::TypeMismatch, own.span, message);
            }
        }
    }

    fn check_ratio(&mut self, own: &Expr, want: &Want) {
        if *want != Want::Exact(Type::Ratio) && *want != Want::RatioOrMoney || own.ty != Type::Ratio {
            return;
        }
        if let Some(number) = constant::number_of(own)
            && (number.is_negative() || number > crate::base::number::Number::one())
        {
            let percent = number.multiply(&100.into()).map(|number| format!("{number}%")).unwrap_or_default();
            self.error(Code::RatioOutOfRange, own.span, words::ratio_out_of_range(percent));
        }
    }

    pub(super) fn effect(&mut self, effect: &ast::Effect, ty: &Type) -> Effect {
        let when = effect.when.as_ref().map(|when| self.condition(when));
        let exact = Want::Exact(ty.clone());
        let kind = match &effect.kind {
            ast::EffectKind::Instead(value) => {
                let want = if is_amount(ty) { Want::Money } else { exact };
                let own = self.source(value, &want, effect.place.0);
                if let (Source::Expr(own), true) = (&own.value, is_amount(ty)) {
                    self.check_same_period(own, ty);
                }
                EffectKind::Instead(own.value)
            }
            ast::EffectKind::Plus(value) => EffectKind::Plus(self.step(value, ty)),
            ast::EffectKind::Minus(value) => EffectKind::Minus(self.step(value, ty)),
            ast::EffectKind::Times(value) => {
                let own = self.expr(value, Some(&Type::Ratio).filter(|_| !super::operators::is_bare_number(value)));
                if !matches!(own.ty, Type::Ratio | Type::Unknown) && own.ty != Type::PLAIN {
                    let message = words::expected_type(Text::new("比率或倍数", "a ratio or a plain number"), &own.ty);
                    self.error(Code::TypeMismatch, own.span, message);
                }
                EffectKind::Times(own)
            }
            ast::EffectKind::Halved => EffectKind::Halved,
            ast::EffectKind::Waived => EffectKind::Waived,
            ast::EffectKind::Lifted => EffectKind::Lifted,
            ast::EffectKind::EachFurtherMinus { step, at_most } => {
                let step = self.share_or_amount(step, ty);
                let at_most = at_most.as_ref().map(|most| {
                    let most = self.share_or_amount(most, ty);
                    if (most.ty == Type::Ratio) != (step.ty == Type::Ratio) {
                        self.expect_type(&most, &step.ty.clone());
                    }
                    most
                });
                EffectKind::EachFurtherMinus { step, at_most }
            }
            ast::EffectKind::Continued => EffectKind::Continued,
        };
        Effect { when, kind, span: effect.place.0 }
    }

    /// What is added to or taken from a value: points for a ratio, money for an amount.
    fn step(&mut self, written: &ast::Expr, ty: &Type) -> Expr {
        let want = match ty {
            Type::Ratio => Type::Points,
            other => other.clone(),
        };
        let own = self.expr(written, Some(&want));
        match (ty, &own.ty) {
            (Type::Ratio, Type::Ratio) => {
                let mut problem = Diagnostic::new(Code::RatioPlusRatio, own.span, words::ratio_plus_ratio());
                if let Some(points) = constant::number_of(&own).and_then(|number| number.multiply(&100.into()).ok()) {
                    let written = format!("{points}个百分点");
                    let shown = Text::new(written.clone(), format!("{points}pp"));
                    problem = problem.help(words::write_points(shown)).fix(own.span, written);
                }
                self.problems.push(problem);
            }
            _ if is_amount(ty) && is_amount(&own.ty) => self.check_same_period(&own, ty),
            _ => self.expect_type(&own, &want),
        }
        own
    }

    fn share_or_amount(&mut self, written: &ast::Expr, ty: &Type) -> Expr {
        let own = self.expr(written, Some(ty));
        if own.ty != Type::Ratio {
            if is_amount(ty) && is_amount(&own.ty) {
                self.check_same_period(&own, ty);
            } else {
                self.expect_type(&own, ty);
            }
        }
        own
    }

    /// `限额 3000元/年 当 … 加 500元`: the step may leave out the period, but not name another.
    fn check_same_period(&mut self, own: &Expr, ty: &Type) {
        if own.ty != Type::money() && *ty != Type::money() {
            self.expect_type(own, ty);
        }
    }

    /// Types a table; a matrix is unfolded into one row for each cell.
    pub(super) fn table(&mut self, written: &ast::Table, name: Option<String>, want: &Want) -> Table {
        let mut dimensions = Vec::new();
        for (at, dimension) in written.dimensions.iter().enumerate() {
            dimensions.push(match &dimension.kind {
                DimensionKind::Expr(expr) => Dimension::Expr(self.expr(expr, None)),
                DimensionKind::Segment { origin, of } => {
                    if at > 0 {
                        self.error(Code::TableShape, dimension.place.0, words::segment_only_first());
                    }
                    let of = of.as_ref().map(|of| self.wanted(of, &Want::Money));
                    Dimension::Segment { origin: *origin, of, span: dimension.place.0 }
                }
            });
        }
        // In a table of segments the cells are ratios of the parts.
        let is_segments = matches!(dimensions.first(), Some(Dimension::Segment { .. }));
        let cell_want = if is_segments && *want == Want::Any { Want::Exact(Type::Ratio) } else { want.clone() };
        let mut outputs: Vec<Output> = if written.outputs.is_empty() {
            vec![Output { name: String::new(), ty: Type::Unknown }]
        } else {
            written.outputs.iter().map(|name| Output { name: name.text.clone(), ty: Type::Unknown }).collect()
        };
        let mut rows = Vec::new();
        for row in &written.rows {
            self.rows_of(written, row, &dimensions, &mut outputs, &cell_want, &mut rows);
        }
        let fallback = cell_want.hint();
        for output in &mut outputs {
            if output.ty == Type::Unknown {
                output.ty = fallback.clone().unwrap_or(Type::Unknown);
            }
            if is_segments && *want == Want::Any && output.ty == Type::Ratio {
                output.ty = Type::money();
            }
        }
        let hit = written.hit.unwrap_or(Hit::Unique);
        self.gathered(hit, &mut outputs, want, written.place.0);
        let each_further = written.each_further_hit_plus.as_ref().map(|plus| {
            let ty = outputs.first().map_or(Type::Unknown, |output| output.ty.clone());
            self.step(plus, &ty)
        });
        Table {
            name,
            dimensions,
            outputs,
            hit,
            hit_written: written.hit.is_some(),
            each_further_hit_plus: each_further,
            rows,
            broken: written.broken,
            span: written.place.0,
        }
    }

    /// Types what a hit policy makes of the cells: a count is a number, a list has records of one field.
    fn gathered(&mut self, hit: Hit, outputs: &mut [Output], want: &Want, span: Span) {
        let made: fn(&Output) -> Type = match hit {
            Hit::Number => |_| Type::PLAIN,
            Hit::ListAll | Hit::ListInOrder => |own| Type::Records(vec![(own.name.clone(), own.ty.clone())]),
            Hit::Unique | Hit::Agree | Hit::First | Hit::Highest | Hit::Lowest | Hit::Sum | Hit::MostSpecific => return,
        };
        for output in outputs {
            output.ty = made(output);
            if let Some(wanted) = want.hint().filter(|wanted| *wanted != output.ty) {
                let wanted = Text::new(wanted.speak(Lang::Zh), wanted.speak(Lang::En));
                self.error(Code::TypeMismatch, span, words::expected_type(wanted, &output.ty));
            }
        }
    }

    /// Adds the rows that one written row stands for.
    fn rows_of(
        &mut self,
        table: &ast::Table,
        row: &ast::Row,
        dimensions: &[Dimension],
        outputs: &mut [Output],
        want: &Want,
        rows: &mut Vec<Row>,
    ) {
        let range = DateRange { from: row.marks.from, until: row.marks.until };
        let row_origin = self.cell_origin(&row.marks, row.place.0, &row.docs);
        let expected_heads = match table.form {
            TableForm::Matrix => dimensions.len() - 1,
            TableForm::Lines | TableForm::Rules => dimensions.len(),
        };
        let expected_cells = match table.form {
            TableForm::Matrix => table.header.len(),
            TableForm::Lines | TableForm::Rules => outputs.len(),
        };
        if !row.default && row.heads.len() != expected_heads {
            let message = words::heads_and_dimensions(row.heads.len(), expected_heads);
            self.error(Code::TableShape, row.place.0, message);
            return;
        }
        if row.cells.len() != expected_cells {
            let message = words::cells_and_columns(row.cells.len(), expected_cells);
            self.error(Code::TableShape, row.place.0, message);
            return;
        }
        let heads: Vec<Head> = row.heads.iter().zip(dimensions).map(|(head, own)| self.head(head, own)).collect();
        match table.form {
            TableForm::Matrix => {
                for (column, cell) in table.header.iter().zip(&row.cells) {
                    let mut heads = heads.clone();
                    if let (Some(last), false) = (dimensions.last(), row.default) {
                        heads.push(self.head(column, last));
                    } else if let Some(last) = dimensions.last() {
                        // `其余` over a matrix: any first heads, each column its own cell.
                        heads = dimensions[1..].iter().map(|_| any_head(row.place.0)).collect();
                        heads.push(self.head(column, last));
                    }
                    let (cell, cell_range) =
                        self.cell(cell, &mut outputs[0], want, (row_origin.as_ref(), row.marks.delegation.as_ref()));
                    let Some(range) = range.intersect(cell_range) else { continue };
                    let cells = vec![cell];
                    rows.push(Row {
                        heads,
                        default: row.default,
                        cells,
                        range,
                        span: row.place.0,
                        docs: row.docs.clone(),
                    });
                }
            }
            TableForm::Lines | TableForm::Rules => {
                let mut cells = Vec::new();
                let mut whole = range;
                for (written, output) in row.cells.iter().zip(outputs.iter_mut()) {
                    let (cell, cell_range) =
                        self.cell(written, output, want, (row_origin.as_ref(), row.marks.delegation.as_ref()));
                    whole = whole.intersect(cell_range).unwrap_or(whole);
                    cells.push(cell);
                }
                rows.push(Row {
                    heads,
                    default: row.default,
                    cells,
                    range: whole,
                    span: row.place.0,
                    docs: row.docs.clone(),
                });
            }
        }
    }

    fn cell_origin(&mut self, marks: &ast::Marks, span: Span, docs: &[String]) -> Option<Origin> {
        marks.place.0?;
        let disputed = marks
            .disputed
            .iter()
            .map(|own| Disputed {
                value: constant::value_text(&own.value),
                cites: self.cites(&own.cites),
                span: own.place.0,
            })
            .collect();
        Some(Origin {
            span,
            cites: self.cites(&marks.cites),
            cites_unknown: self.cites_unknown(&marks.cites),
            disputed,
            checked: marks.checked,
            stated_by: String::new(),
            how: Stated::Own,
            docs: docs.to_vec(),
            delegates: None,
        })
    }

    fn cell(
        &mut self,
        written: &ast::Cell,
        output: &mut Output,
        want: &Want,
        (row, said): (Option<&Origin>, Option<&ast::Delegation>),
    ) -> (Cell, DateRange) {
        // The first cell of a column says what its others must be.
        let own_want = match (&output.ty, want) {
            (Type::Unknown, want) => want.clone(),
            (ty, Want::Money) if is_amount(ty) => Want::Exact(ty.clone()),
            (ty, Want::Any) => Want::Exact(ty.clone()),
            (_, want) => want.clone(),
        };
        let own = self.source(&written.value, &own_want, written.place.0);
        if output.ty == Type::Unknown && matches!(own.value, Source::Expr(_)) {
            output.ty = own.ty;
        }
        let mut origin = self.cell_origin(&written.marks, written.place.0, &[]).or_else(|| row.cloned());
        if let (Some(origin), Some(said)) = (&mut origin, written.marks.delegation.as_ref().or(said)) {
            origin.delegates = self.delegated(said, &output.ty, String::new());
        }
        let range = DateRange { from: written.marks.from, until: written.marks.until };
        (Cell { value: own.value, span: written.place.0, origin }, range)
    }

    pub(super) fn head(&mut self, written: &ast::Head, dimension: &Dimension) -> Head {
        let ty = match dimension {
            Dimension::Expr(own) => own.ty.clone(),
            Dimension::Segment { of, .. } => of.as_ref().map_or(Type::money(), |of| of.ty.clone()),
        };
        let items = written.items.iter().map(|item| self.head_item(item, &ty)).collect();
        Head { items, span: written.place.0 }
    }

    fn head_item(&mut self, item: &ast::HeadItem, ty: &Type) -> HeadItem {
        match item {
            ast::HeadItem::Any(_) => HeadItem::Any,
            ast::HeadItem::Else(_) => HeadItem::Else,
            ast::HeadItem::Condition(condition) => HeadItem::Condition(self.condition(condition)),
            ast::HeadItem::Band(band) => {
                let value = hole(band.place.0);
                self.expect_orderable(&Expr { ty: ty.clone(), ..value });
                HeadItem::Band(self.band(band, ty))
            }
            ast::HeadItem::Compare(op, value) => {
                let value = self.expr(value, Some(ty));
                self.expect_type(&value, ty);
                HeadItem::Compare(*op, value)
            }
            ast::HeadItem::Value(value) => self.head_value(value, ty),
        }
    }

    fn head_value(&mut self, written: &ast::Expr, ty: &Type) -> HeadItem {
        if let ast::ExprKind::Name(name) = &*written.kind {
            let in_domain = match ty {
                Type::Entry(domain) | Type::Several(domain) => self.program.domain(*domain).find(&name.text).is_some(),
                _ => false,
            };
            if !in_domain {
                match self.scope.find(&name.text, &self.context.order).as_slice() {
                    [(_, Symbol::List(list))] => {
                        self.meant_symbol(name, Symbol::List(*list));
                        self.check_list_of(*list, ty, name.span());
                        return HeadItem::List(*list);
                    }
                    [(_, Symbol::Definition(id))] if self.program.definition(*id).kind == DefinitionKind::Group => {
                        return HeadItem::Condition(self.expr(written, None));
                    }
                    _ => {}
                }
            }
        }
        let own = self.expr(written, Some(ty));
        if matches!(&*written.kind, ast::ExprKind::Quantity(_)) && ty.is_numeric() && own.ty != Type::Unknown {
            let text = match &*written.kind {
                ast::ExprKind::Quantity(quantity) => constant::quantity_text(quantity),
                _ => String::new(),
            };
            let problem = Diagnostic::new(Code::BoundMissing, own.span, words::bound_missing(&text))
                .help(words::bound_readings(&text));
            self.problems.push(problem);
            return HeadItem::Any;
        }
        if own.ty == Type::Bool && *ty != Type::Bool {
            return HeadItem::Condition(own);
        }
        let fitting = match ty {
            Type::Several(domain) => Type::Entry(*domain),
            other => other.clone(),
        };
        self.expect_type(&own, &fitting);
        HeadItem::Value(own)
    }

    /// Lowers a definition, those it uses first.
    pub(super) fn need_definition(&mut self, id: DefinitionId, via: Option<(String, Span)>) {
        match self.definitions[id.index()] {
            Progress::Done => return,
            Progress::Running => {
                self.report_cycle(&self.program.definition(id).name.clone(), via);
                return;
            }
            Progress::NotYet => {}
        }
        if self.too_deep(via.as_ref()) {
            return;
        }
        self.definitions[id.index()] = Progress::Running;
        let name = self.program.definition(id).name.clone();
        let span = self.program.definition(id).span;
        self.stack.push((name, span));
        let (context, needs) = (self.context.clone(), std::mem::take(&mut self.needs));
        self.lower_definition(id);
        self.context = context;
        self.needs = needs;
        self.stack.pop();
        self.definitions[id.index()] = Progress::Done;
    }

    fn too_deep(&mut self, via: Option<&(String, Span)>) -> bool {
        const DEEPEST: usize = 64;
        if self.stack.len() < DEEPEST {
            return false;
        }
        if let Some((_, span)) = via {
            self.error(Code::DefinitionCycle, *span, words::definitions_too_deep());
        }
        true
    }

    fn report_cycle(&mut self, name: &str, via: Option<(String, Span)>) {
        let from = self.stack.iter().position(|(own, _)| own == name).unwrap_or(0);
        let mut names: Vec<String> = self.stack[from..].iter().map(|(own, _)| own.clone()).collect();
        names.push(name.to_owned());
        let span = self.stack[from].1;
        let mut problem = Diagnostic::new(Code::DefinitionCycle, span, words::definition_cycle(names.join(" → ")));
        if let Some((_, used)) = via {
            problem = problem.label(used, words::used_here());
        }
        self.problems.push(problem);
    }

    fn lower_definition(&mut self, id: DefinitionId) {
        let resolved = self.resolved;
        let mut all = resolved
            .items
            .values()
            .filter(|item| matches!(item.kind, ItemKind::Definition(_) | ItemKind::Account { .. }));
        let Some(item) = all.nth(id.index()) else { return };
        match &item.kind {
            ItemKind::Definition(definition) => self.lower_plain_definition(id, item, definition),
            ItemKind::Account { owner, items } => self.lower_account(id, item, *owner, items),
            _ => {}
        }
    }

    fn lower_plain_definition(&mut self, id: DefinitionId, item: &model::Item<'_>, definition: &model::Definition<'_>) {
        let arguments: Vec<(String, Type)> =
            definition.arguments.iter().map(|(name, ty)| (name.text.clone(), self.type_of(ty).0)).collect();
        let declared = definition.ty.map(|ty| self.type_of(ty).0);
        let context = match definition.kind {
            model::DefinitionKind::Param => Context::of(None),
            _ => Context::of(definition.owner),
        };
        let declared_at = definition.arguments.iter().map(|(name, _)| name.span()).collect();
        definition.arguments.iter().for_each(|(name, _)| self.meant(name, name.span()));
        self.context = Context { arguments: arguments.clone(), declared: declared_at, ..context };
        self.program.definitions[id.index()].arguments = arguments;
        // Known before the values are typed, so that a value may be read against it.
        let mut ty = declared.clone().unwrap_or(Type::Unknown);
        self.program.definitions[id.index()].ty = ty.clone();
        let mut versions = Vec::new();
        // 时长 is in days or in months: the first value says in which.
        let mut any_duration = matches!(&ty, Type::Quantity(unit) if unit.is_duration());
        for version in &definition.versions {
            let want = match (&ty, definition.kind) {
                _ if any_duration => Want::Any,
                (Type::Unknown, model::DefinitionKind::Group) => Want::Exact(Type::Bool),
                (Type::Unknown, _) => Want::Any,
                (known, _) => Want::Exact(known.clone()),
            };
            let mut body = self.adjusted(&version.body, &want, version.origin.span);
            if any_duration && matches!(&body.ty, Type::Quantity(unit) if unit.is_duration()) {
                ty = body.ty.clone();
                self.program.definitions[id.index()].ty = ty.clone();
                any_duration = false;
            } else if any_duration && !matches!(body.ty, Type::Nothing | Type::Unknown) {
                let found = Expr { ty: body.ty.clone(), ..super::expr::hole(body.span) };
                self.expect_type(&found, &ty);
            }
            if ty == Type::Unknown {
                ty = body.ty.clone();
            }
            let mut origin = self.origin(&version.origin);
            self.apply_edits(&mut body, &mut origin, &version.edits, version.range);
            origin.delegates = self.delegates(version.delegation.as_ref(), &body.ty);
            self.check_bounds(&body, &version.bounds, version.range);
            versions.push(Dated { range: version.range, body, origin });
        }
        let unknown = ty == Type::Unknown || ty == Type::Nothing;
        let all_pending = versions
            .iter()
            .all(|own| matches!(own.body.value, Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_)));
        if unknown && all_pending && !versions.is_empty() {
            self.error(Code::TypeMismatch, item.span, words::value_without_type());
        }
        let last_year = definition.versions.iter().find_map(|version| version.not_below_own_last_year);
        if last_year.is_some() {
            self.check_last_year(&versions);
        }
        let own = &mut self.program.definitions[id.index()];
        own.owner = definition.owner.or(self.needs.narrowest());
        own.ty = ty;
        own.versions = versions;
    }

    fn lower_account(
        &mut self,
        id: DefinitionId,
        item: &model::Item<'_>,
        owner: Option<Owner>,
        items: &[model::Version<'_, &ast::AccountItem>],
    ) {
        let owner = owner.unwrap_or(Owner::Household);
        self.context = Context::of(Some(owner));
        let mut seen: Vec<(String, Span)> = Vec::new();
        let mut ty = Type::Unknown;
        let mut parts = Vec::new();
        let mut excluded = Vec::new();
        for version in items {
            for name in &version.body.names {
                if let Some((_, first)) = seen.iter().find(|(own, _)| *own == name.text) {
                    let problem =
                        Diagnostic::new(Code::DuplicateName, name.span(), words::item_in_two_lists(&name.text))
                            .label(*first, words::other_here());
                    self.problems.push(problem);
                    continue;
                }
                seen.push((name.text.clone(), name.span()));
                let written = ast::Expr { kind: Box::new(ast::ExprKind::Name(name.clone())), place: name.place };
                let value = self.account_value(&written, owner);
                let origin = self.origin(&version.origin);
                if version.body.kind == ast::AccountKind::Excludes {
                    // Named, so that nobody adds it by mistake; it counts for nothing.
                    excluded.push(Dated { range: version.range, body: name.text.clone(), origin });
                    continue;
                }
                if ty == Type::Unknown {
                    ty = value.ty.clone();
                } else {
                    self.expect_type(&value, &ty);
                }
                parts.push(crate::ir::expr::AccountItem {
                    name: name.text.clone(),
                    deducted: version.body.kind == ast::AccountKind::Deducts,
                    range: version.range,
                    value,
                    origin,
                });
            }
        }
        let span = item.span;
        let sum = node(ExprKind::Account(parts), ty.clone(), span);
        let body = Adjusted { value: Source::Expr(sum), effects: Vec::new(), ty: ty.clone(), span };
        let origin = Origin {
            span,
            cites: Vec::new(),
            cites_unknown: false,
            disputed: Vec::new(),
            checked: None,
            stated_by: item.stated_by.to_string(),
            how: Stated::Own,
            docs: item.docs.to_vec(),
            delegates: None,
        };
        let own = &mut self.program.definitions[id.index()];
        own.owner = Some(owner);
        own.excluded = excluded;
        own.ty = ty;
        own.versions = vec![Dated { range: DateRange::ALWAYS, body, origin }];
    }

    /// In a household's account a fact of persons is summed over the members.
    fn account_value(&mut self, written: &ast::Expr, owner: Owner) -> Expr {
        let of_persons = match &*written.kind {
            ast::ExprKind::Name(name) => {
                let found = self.scope.find(&name.text, &[Owner::Household, Owner::Person]);
                let own = found.first().and_then(|(own, symbol)| match symbol {
                    Symbol::Definition(id) => {
                        self.need_definition(*id, Some((name.text.clone(), name.span())));
                        self.program.definition(*id).owner
                    }
                    Symbol::Benefit(id) => match self.program.benefit(*id).occasion {
                        Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce => Some(Owner::Person),
                        _ => *own,
                    },
                    _ => *own,
                });
                own == Some(Owner::Person)
            }
            _ => false,
        };
        if !(of_persons && owner == Owner::Household) {
            return self.expr(written, None);
        }
        let span = written.span();
        let context = std::mem::replace(&mut self.context, Context::of(Some(Owner::Person)));
        self.context.order = vec![Owner::Person, Owner::Household];
        let body = self.expr(written, None);
        self.context = context;
        let ty = body.ty.clone();
        let list = node(ExprKind::Members, Type::Persons, span);
        let function = crate::ir::expr::ListFunction::Sum;
        node(ExprKind::Over { function, list, filter: None, body: Some(body) }, ty, span)
    }

    /// Lowers a named table.
    pub(super) fn need_table(&mut self, id: TableId, via: Option<(String, Span)>) {
        match self.tables[id.index()] {
            Progress::Done => return,
            Progress::Running => {
                self.report_cycle(&self.program.tables[id.index()].name.clone(), via);
                return;
            }
            Progress::NotYet => {}
        }
        if self.too_deep(via.as_ref()) {
            return;
        }
        self.tables[id.index()] = Progress::Running;
        let (name, span) = (self.program.tables[id.index()].name.clone(), self.program.tables[id.index()].span);
        self.stack.push((name.clone(), span));
        let (context, needs) = (self.context.clone(), std::mem::take(&mut self.needs));
        self.context = Context::of(None);
        let resolved = self.resolved;
        let mut all = resolved.items.values().filter(|item| matches!(item.kind, ItemKind::Table(_)));
        if let Some(ItemKind::Table(versions)) = all.nth(id.index()).map(|item| &item.kind) {
            let mut lowered = Vec::new();
            for version in versions {
                version.body.outputs.iter().for_each(|output| self.meant_output(output, id));
                let body = self.table(version.body, Some(name.clone()), &Want::Any);
                let origin = self.origin(&version.origin);
                lowered.push(Dated { range: version.range, body, origin });
            }
            let own = &mut self.program.tables[id.index()];
            own.owner = self.needs.narrowest();
            own.outputs = lowered.first().map(|version| version.body.outputs.clone()).unwrap_or_default();
            own.versions = lowered;
        }
        self.context = context;
        self.needs = needs;
        self.stack.pop();
        self.tables[id.index()] = Progress::Done;
    }
}

/// Whether a type is money, per whatever period and head.
pub(super) fn is_amount(ty: &Type) -> bool {
    let Type::Quantity(unit) = ty else { return false };
    unit.is_money()
        && unit.parts().iter().all(|(base, power)| match base {
            Base::Money => *power == 1,
            Base::Day | Base::Month | Base::Quarter | Base::Year | Base::Person | Base::Household => *power == -1,
            Base::Age | Base::Declared(_) => false,
        })
}

fn any_head(span: Span) -> Head {
    Head { items: vec![HeadItem::Any], span }
}
