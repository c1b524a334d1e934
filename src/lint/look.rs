//! What several rules ask of a program or a tree: fixed amounts of a clause, remarks beside it, quantities as written.

use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::ir::expr::{Adjusted, Source};
use crate::ir::{Benefit, Clause, ClauseBody, Dated, Origin, Program, Type, clause_value, fixed_number};
use crate::syntax::ast;

use super::OneProgram;

/// A fixed amount of a clause: its only one, or a cell of its table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixed<'p> {
    pub(super) value: &'p crate::ir::Expr,
    pub(super) span: Span,
}

impl Fixed<'_> {
    pub(super) fn number(&self) -> Option<Number> {
        fixed_number(self.value)
    }

    pub(super) fn ty(&self) -> &Type {
        &self.value.ty
    }
}

/// Returns the amounts of a value that are written as expressions, whether fixed or not.
pub(super) fn amounts(value: &Adjusted) -> Vec<Fixed<'_>> {
    match &value.value {
        Source::Expr(own) => vec![Fixed { value: own, span: own.span }],
        Source::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            let fixed = cells.filter_map(|cell| match &cell.value {
                Source::Expr(own) => Some(Fixed { value: own, span: cell.span }),
                Source::Table(_) | Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {
                    None
                }
            });
            fixed.collect()
        }
        Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => Vec::new(),
    }
}

/// Returns the fixed numbers of a value; `None` when one of them is not fixed or there is none.
pub(super) fn all_fixed(value: &Adjusted) -> Option<Vec<Number>> {
    let numbers: Option<Vec<Number>> = amounts(value).iter().map(Fixed::number).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

/// Every version of every clause of a program, with its benefit.
pub(super) fn clause_versions(program: &Program) -> impl Iterator<Item = (&Benefit, &Clause, &Dated<ClauseBody>)> + '_ {
    let clauses = program.benefits.iter().flat_map(|own| own.clauses.iter().map(move |clause| (own, clause)));
    clauses.flat_map(|(own, clause)| clause.versions.iter().map(move |version| (own, clause, version)))
}

/// Every value of a program that has dates and a source: of clauses, then of params and definitions.
pub(super) fn values(
    program: &Program,
) -> impl Iterator<Item = (&Adjusted, crate::base::date::DateRange, &Origin)> + '_ {
    let clauses = clause_versions(program)
        .filter_map(|(_, _, version)| Some((clause_value(&version.body)?, version.range, &version.origin)));
    let definitions = program.definitions.iter().flat_map(|own| &own.versions);
    clauses.chain(definitions.map(|version| (&version.body, version.range, &version.origin)))
}

/// Whether a jurisdiction states something itself.
pub(super) fn is_own(program: &Program, origin: &Origin) -> bool {
    origin.stated_by == program.jurisdiction.name
}

/// Whether `months` have passed from a day to another.
pub(super) fn is_older(from: Date, months: u32, as_of: Date) -> bool {
    from.plus_months(i64::from(months)).is_some_and(|due| due < as_of)
}

impl OneProgram<'_> {
    /// Returns what is remarked of something: the `##` lines before it and the comment behind it on its last line.
    pub(super) fn remarks(&self, origin: &Origin) -> String {
        let mut text = origin.docs.join(" ");
        if let Some(behind) = self.comment_behind(origin.span) {
            text.push(' ');
            text.push_str(behind);
        }
        text
    }

    /// Returns the comment at the end of the line in which a place ends.
    pub(super) fn comment_behind(&self, span: Span) -> Option<&str> {
        let page = self.page(span.source)?;
        let comments = &page.tree.comments;
        let at = comments.partition_point(|comment| comment.place.0.start < span.end);
        let comment = comments.get(at).filter(|comment| !comment.own_line.0)?;
        let between = span.end as usize..comment.place.0.start as usize;
        let same_line = !page.source.text.get(between)?.contains('\n');
        same_line.then_some(comment.text.as_str())
    }
}

/// What a quantity measures, and how much in a common unit: 分, days, months, fractions.
pub(super) fn measured(own: &ast::Expr) -> Option<(String, Number)> {
    let ast::ExprKind::Quantity(own) = &*own.kind else { return None };
    quantity(own)
}

/// Returns a written quantity in the common unit of its kind, with the name of that kind.
pub(super) fn quantity(own: &ast::Quantity) -> Option<(String, Number)> {
    use ast::Unit;
    let (kind, factor) = match &own.unit {
        None => ("", Number::one()),
        Some(Unit::Fen) => ("fen", Number::one()),
        Some(Unit::Jiao) => ("fen", Number::from(10)),
        Some(Unit::Yuan) => ("fen", Number::from(100)),
        Some(Unit::TenThousandYuan) => ("fen", Number::from(1_000_000)),
        Some(Unit::HundredMillionYuan) => ("fen", Number::from(10_000_000_000)),
        Some(Unit::TenThousand) => ("", Number::from(10_000)),
        Some(Unit::HundredMillion) => ("", Number::from(100_000_000)),
        Some(Unit::Percent) => ("ratio", Number::ratio(1, 100)),
        Some(Unit::Permille) => ("ratio", Number::ratio(1, 1000)),
        Some(Unit::Tenth) => ("ratio", Number::ratio(1, 10)),
        Some(Unit::Points) => ("points", Number::ratio(1, 100)),
        Some(Unit::Days) => ("days", Number::one()),
        Some(Unit::Weeks) => ("days", Number::from(7)),
        Some(Unit::Months) => ("months", Number::one()),
        Some(Unit::Quarters) => ("months", Number::from(3)),
        Some(Unit::Years) => ("months", Number::from(12)),
        Some(Unit::YearsOfAge) => ("age", Number::one()),
        Some(Unit::Times) => ("times", Number::one()),
        Some(Unit::Persons) => ("persons", Number::one()),
        Some(Unit::Households) => ("households", Number::one()),
        Some(Unit::Items) => ("items", Number::one()),
        Some(Unit::Declared(name)) => (name.text.as_str(), Number::one()),
    };
    let number = own.number.multiply(&factor).ok()?;
    let per: Vec<&str> = own.per.iter().map(|own| own.spell(Lang::Zh)).collect();
    Some((format!("{kind}{per:?}"), number))
}

/// Returns the declared name and the English name of what others can use by name.
pub(crate) fn declared(own: &ast::DeclarationKind) -> Option<(&ast::Name, Option<&ast::Name>)> {
    use ast::DeclarationKind as Kind;
    match own {
        Kind::Document(document) => Some((&document.name, None)),
        Kind::Fact(fact) => Some((&fact.name, fact.english.as_ref())),
        Kind::Unit { name, english }
        | Kind::Enum { name, english, .. }
        | Kind::Catalogue { name, english, .. }
        | Kind::List { name, english, .. }
        | Kind::Identity { name, english }
        | Kind::Param { name, english, .. }
        | Kind::Define { name, english, .. }
        | Kind::Group { name, english, .. }
        | Kind::Table { name, english, .. }
        | Kind::Account { name, english, .. }
        | Kind::State { name, english, .. }
        | Kind::Benefit { name, english, .. } => Some((name, english.as_ref())),
        Kind::Map { .. }
        | Kind::EveryBenefit { .. }
        | Kind::Choose { .. }
        | Kind::Standard { .. }
        | Kind::Assert { .. }
        | Kind::Test { .. }
        | Kind::Typical { .. }
        | Kind::Override { .. }
        | Kind::Repeal { .. }
        | Kind::AddTo { .. }
        | Kind::RemoveFrom { .. }
        | Kind::Rename { .. }
        | Kind::Broken => None,
    }
}
