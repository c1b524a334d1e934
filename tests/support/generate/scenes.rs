//! Random tests and typical cases, and the requirements of standards.

use polcheck::base::date::{Date, Period};
use polcheck::syntax::ast::{
    Assignment, CaseRow, Expectation, Expr, ExprKind, Law, Outcome, Path, PathPart, PathTest, Requirement,
    RequirementBody, RequirementSeverity, Scene, SceneDate, SceneItem, SceneItemKind, View,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::expressions::{compare_op, expression, fixed_band, literal, path, sum};
use super::values::marks;
use super::{date, name, names, nowhere};

pub(super) fn scene() -> BoxedStrategy<Scene> {
    (vec(name(), 0..2), option::of(date()), vec(item(), 0..4))
        .prop_map(|(jurisdictions, on, items)| Scene { jurisdictions, on, items: settled(items) })
        .boxed()
}

/// An expectation after events belongs to them, since a line end means nothing.
fn settled(items: Vec<SceneItem>) -> Vec<SceneItem> {
    let mut kept: Vec<SceneItem> = Vec::new();
    for item in items {
        let after_event = matches!(
            kept.last().map(|last| &last.kind),
            Some(SceneItemKind::Claim { .. } | SceneItemKind::Periods { .. })
        );
        if !(after_event && matches!(item.kind, SceneItemKind::Expect(_))) {
            kept.push(item);
        }
    }
    kept
}

fn item() -> BoxedStrategy<SceneItem> {
    let claim = (day(), option::of(name()), facts(), vec(expectation(), 0..3));
    let periods =
        (select(vec![Period::Month, Period::Year]), date(), option::of(date()), facts(), vec(expectation(), 0..2));
    let household = (facts(), vec((name(), facts()), 0..3));
    prop_oneof![
        facts().prop_map(SceneItemKind::Given),
        household.prop_map(|(facts, members)| SceneItemKind::Household { facts, members }),
        claim.prop_map(|(date, member, facts, expect)| SceneItemKind::Claim { date, member, facts, expect }),
        periods.prop_map(|(period, from, to, facts, expect)| SceneItemKind::Periods {
            period,
            from: in_period(period, from),
            to: to.map(|to| in_period(period, to)),
            facts,
            expect,
        }),
        vec(expectation(), 1..4).prop_map(SceneItemKind::Expect),
        cases(),
    ]
    .prop_map(|kind| SceneItem { kind, place: nowhere() })
    .boxed()
}

fn day() -> BoxedStrategy<SceneDate> {
    prop_oneof![2 => date().prop_map(SceneDate::Day), 1 => Just(SceneDate::MonthDay(3, 5))].boxed()
}

fn in_period(period: Period, date: Date) -> SceneDate {
    if period == Period::Year { SceneDate::Year(date.year()) } else { SceneDate::Month(date.first_of_month()) }
}

fn facts() -> BoxedStrategy<Vec<Assignment>> {
    vec(assignment(), 0..4).boxed()
}

fn assignment() -> BoxedStrategy<Assignment> {
    let values = prop_oneof![3 => sum().prop_map(|value| vec![value]), 1 => vec(named(), 2..4)];
    (path(), values).prop_map(|(target, values)| Assignment { target, values, place: nowhere() }).boxed()
}

fn named() -> BoxedStrategy<Expr> {
    name().prop_map(|name| Expr { kind: Box::new(ExprKind::Name(name)), place: nowhere() }).boxed()
}

fn expectation() -> BoxedStrategy<Expectation> {
    let outcome = prop_oneof![
        4 => sum().prop_map(Outcome::Equals),
        1 => fixed_band().prop_map(Outcome::Band),
        1 => option::of(path()).prop_map(|because| Outcome::Refused { because }),
    ];
    let margin = option::weighted(0.2, literal());
    (named(), outcome, margin)
        .prop_map(|(subject, outcome, margin)| {
            let refused = matches!(outcome, Outcome::Refused { .. });
            Expectation { subject, outcome, margin: margin.filter(|_| !refused), place: nowhere() }
        })
        .boxed()
}

fn cases() -> BoxedStrategy<SceneItemKind> {
    let shape = (1usize..3, 1usize..3);
    shape
        .prop_flat_map(|(inputs, outputs)| {
            let input = prop_oneof![3 => literal().prop_map(|value| vec![value]), 1 => vec(named(), 1..3)];
            let outcome = prop_oneof![
                3 => literal().prop_map(Outcome::Equals),
                1 => option::of(path()).prop_map(|because| Outcome::Refused { because }),
            ];
            let rows = (vec(input, inputs), vec(outcome, outputs));
            let rows = rows.prop_map(|(inputs, outputs)| CaseRow { inputs, outputs, place: nowhere() });
            (vec(path(), inputs), vec(named(), outputs), vec(rows, 1..4))
        })
        .prop_map(|(inputs, outputs, rows)| SceneItemKind::Cases { inputs, outputs, rows })
        .boxed()
}

// Requirements.

pub(super) fn requirements() -> BoxedStrategy<Vec<Requirement>> {
    vec(requirement(), 1..4).boxed()
}

fn requirement() -> BoxedStrategy<Requirement> {
    let exempt = (names(), marks()).prop_map(|(jurisdictions, marks)| {
        requirement_of(RequirementSeverity::Exempt, None, RequirementBody::Exempt { jurisdictions }, marks)
    });
    let severities = select(vec![RequirementSeverity::Must, RequirementSeverity::Should]);
    let demand = (severities, option::weighted(0.2, name()), body(), marks())
        .prop_map(|(severity, label, body, marks)| requirement_of(severity, label, body, marks));
    prop_oneof![1 => exempt, 5 => demand].boxed()
}

fn requirement_of(
    severity: RequirementSeverity,
    label: Option<polcheck::syntax::ast::Name>,
    body: RequirementBody,
    marks: polcheck::syntax::ast::Marks,
) -> Requirement {
    Requirement { severity, label, body, marks, docs: Vec::new(), place: nowhere() }
}

fn body() -> BoxedStrategy<RequirementBody> {
    let view = || option::of(select(vec![View::FirstBill, View::InAYear, View::AnyBill, View::AnyHousehold]));
    let law = prop_oneof![
        Just(Law::NeverAboveCost),
        sum().prop_map(|along| Law::NeverLessAlong { along }),
        (sum(), vec(name(), 2..4)).prop_map(|(along, values)| Law::NeverLessInOrder { along, values }),
        sum().prop_map(Law::NoCliffOver),
    ];
    let subject = option::of(name());
    prop_oneof![
        (path_with_clause(), path_test()).prop_map(|(path, test)| RequirementBody::Clause { path, test }),
        (name(), names()).prop_map(|(list, members)| RequirementBody::Includes { list, members }),
        (select(vec![View::FirstBill, View::InAYear]), compared(), option::of(expression()))
            .prop_map(|(view, condition, when)| RequirementBody::Condition { view: Some(view), condition, when }),
        (view(), subject, law, option::of(expression())).prop_map(|(view, subject, law, when)| RequirementBody::Law {
            view,
            subject,
            law,
            when
        }),
    ]
    .boxed()
}

fn compared() -> BoxedStrategy<Expr> {
    (sum(), compare_op(), sum())
        .prop_map(|(left, op, right)| Expr { kind: Box::new(ExprKind::Compare { op, left, right }), place: nowhere() })
        .boxed()
}

fn path_with_clause() -> BoxedStrategy<Path> {
    let names_clause = |path: &Path| path.parts.iter().any(|part| matches!(part, PathPart::Word(..)));
    path().prop_filter("a clause is named", names_clause).boxed()
}

fn path_test() -> BoxedStrategy<PathTest> {
    prop_oneof![
        (any::<bool>(), fixed_band()).prop_map(|(negated, band)| PathTest::Band { negated, band }),
        (compare_op(), sum()).prop_map(|(op, value)| PathTest::Compare(op, value)),
        (any::<bool>(), vec(named(), 1..4)).prop_map(|(negated, members)| PathTest::In { negated, members }),
    ]
    .boxed()
}
