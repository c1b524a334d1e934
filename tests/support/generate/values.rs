//! Random values of clauses: tables, histories, effects, marks, clauses.

use polcheck::base::date::Period;
use polcheck::base::span::Aside;
use polcheck::syntax::ast::{
    Adjusted, CaseBranch, Cell, Citation, Clause, ClauseKind, Delegation, Dimension, DimensionKind, Disputed, EachKey,
    Effect, EffectKind, Expr, ExprKind, Head, HeadItem, HistoryRow, Hit, IdentityMode, Marks, Rounding, RoundingUnit,
    Row, SegmentOrigin, Stage, Table, TableForm, Tail, Unit, Value, ValueClause, ValueWord,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::expressions::{expression, fixed_band, head, quantity, rounding_mode, sum};
use super::{date, name, names, nowhere, text};

// Marks.

pub(super) fn marks() -> BoxedStrategy<Marks> {
    let full = (
        option::of(date()),
        option::of(date()),
        vec(citation(), 0..3),
        vec(disputed(), 0..2),
        option::weighted(0.2, date()),
        option::weighted(0.3, delegation()),
        any::<bool>(),
    );
    let full = full.prop_map(|(from, until, cites, disputed, checked, delegation, not_below_own_last_year)| Marks {
        from,
        until,
        cites,
        disputed,
        checked,
        delegation,
        not_below_own_last_year,
        place: Aside(None),
    });
    prop_oneof![3 => Just(Marks::default()), 1 => full].boxed()
}

fn citation() -> BoxedStrategy<Citation> {
    let articles = vec!["第三条", "第二条第一款", "附件1", "附件", "三、(二)"];
    (name(), option::of(select(articles)))
        .prop_map(|(document, article)| Citation { document, article: article.map(str::to_owned), place: nowhere() })
        .boxed()
}

fn disputed() -> BoxedStrategy<Disputed> {
    let value = prop_oneof![3 => sum().prop_map(alone), 1 => Just(Value::Pending(nowhere()))];
    (value, vec(citation(), 0..2)).prop_map(|(value, cites)| Disputed { value, cites, place: nowhere() }).boxed()
}

/// An expression where a value stands alone: there `无` is the value `nothing`, never an expression.
fn alone(expr: Expr) -> Value {
    if matches!(expr.kind.as_ref(), ExprKind::None) { Value::Nothing(nowhere()) } else { Value::Expr(expr) }
}

fn delegation() -> BoxedStrategy<Delegation> {
    prop_oneof![
        Just(Delegation::Locked(nowhere())),
        Just(Delegation::Free(nowhere())),
        fixed_band().prop_map(Delegation::Within),
    ]
    .boxed()
}

// Values.

/// A value with effects.
pub(super) fn adjusted() -> BoxedStrategy<Adjusted> {
    let value = prop_oneof![5 => plain_value(), 2 => table().prop_map(|table| Value::Table(Box::new(table)))];
    (value, effects()).prop_map(|(value, effects)| Adjusted { value, effects }).boxed()
}

/// A value, an effect, a table or a history.
pub(super) fn param_value() -> BoxedStrategy<Adjusted> {
    let history = vec(history_row(), 1..4);
    prop_oneof![3 => adjusted(), 1 => history.prop_map(|rows| Adjusted { value: Value::History(rows), effects: Vec::new() })]
        .boxed()
}

fn plain_value() -> BoxedStrategy<Value> {
    prop_oneof![
        6 => expression().prop_map(Value::Expr),
        1 => name().prop_map(Value::As),
        1 => Just(Value::Pending(nowhere())),
    ]
    .boxed()
}

fn history_row() -> BoxedStrategy<HistoryRow> {
    let value = prop_oneof![5 => plain_value(), 1 => table().prop_map(|table| Value::Table(Box::new(table)))];
    (date(), value, marks())
        .prop_map(|(from, value, marks)| HistoryRow {
            from,
            value: Adjusted { value, effects: Vec::new() },
            marks: Marks { from: None, ..marks },
            docs: Vec::new(),
            place: nowhere(),
        })
        .boxed()
}

pub(super) fn effects() -> BoxedStrategy<Vec<Effect>> {
    prop_oneof![2 => Just(Vec::new()), 1 => vec(effect(), 1..3)].boxed()
}

pub(super) fn effect() -> BoxedStrategy<Effect> {
    (option::weighted(0.7, expression()), effect_kind())
        .prop_map(|(when, kind)| Effect { when, kind, place: nowhere() })
        .boxed()
}

fn effect_kind() -> BoxedStrategy<EffectKind> {
    prop_oneof![
        expression().prop_map(|value| EffectKind::Instead(Value::Expr(value))),
        sum().prop_map(EffectKind::Plus),
        sum().prop_map(EffectKind::Minus),
        sum().prop_map(EffectKind::Times),
        Just(EffectKind::Halved),
        Just(EffectKind::Waived),
        Just(EffectKind::Lifted),
        (sum(), option::of(sum())).prop_map(|(step, at_most)| EffectKind::EachFurtherMinus { step, at_most }),
        Just(EffectKind::Continued),
    ]
    .boxed()
}

// Tables.

pub(super) fn table() -> BoxedStrategy<Table> {
    prop_oneof![3 => lines(), 2 => matrix(), 2 => rules()].boxed()
}

fn dimension() -> BoxedStrategy<Dimension> {
    let segment = (option::of(select(vec![SegmentOrigin::Zero, SegmentOrigin::Deductible])), option::of(sum()))
        .prop_map(|(origin, of)| DimensionKind::Segment { origin, of });
    prop_oneof![5 => sum().prop_map(DimensionKind::Expr), 1 => segment]
        .prop_map(|kind| Dimension { kind, place: nowhere() })
        .boxed()
}

fn hit() -> BoxedStrategy<(Option<Hit>, Option<Expr>)> {
    use Hit::{Agree, First, Highest, ListAll, ListInOrder, Lowest, MostSpecific, Number, Sum, Unique};
    let hits = vec![Unique, Agree, First, Highest, Lowest, Sum, Number, MostSpecific, ListAll, ListInOrder];
    let amount =
        quantity().prop_map(|quantity| Expr { kind: Box::new(ExprKind::Quantity(quantity)), place: nowhere() });
    prop_oneof![
        3 => Just((None, None)),
        1 => select(hits).prop_map(|hit| (Some(hit), None)),
        1 => amount.prop_map(|amount| (Some(Highest), Some(amount))),
    ]
    .boxed()
}

fn cell() -> BoxedStrategy<Cell> {
    let value = prop_oneof![
        4 => quantity().prop_map(|quantity| Value::Expr(Expr { kind: Box::new(ExprKind::Quantity(quantity)), place: nowhere() })),
        1 => expression().prop_map(alone),
        1 => Just(Value::Pending(nowhere())),
        1 => Just(Value::Nothing(nowhere())),
    ];
    let marked = prop_oneof![5 => Just(Marks::default()), 1 => marks()];
    (value, marked)
        .prop_map(|(value, marks)| match value {
            // Where nothing is payable, nothing is cited.
            Value::Nothing(_) => Cell { value, marks: Marks::default(), place: nowhere() },
            _ => Cell { value, marks, place: nowhere() },
        })
        .boxed()
}

fn row(heads: usize, cells: usize) -> BoxedStrategy<Row> {
    (vec(head(), heads), vec(cell(), cells), marks())
        .prop_map(|(heads, cells, marks)| Row {
            heads,
            default: false,
            cells,
            marks,
            docs: Vec::new(),
            place: nowhere(),
        })
        .boxed()
}

fn lines() -> BoxedStrategy<Table> {
    let rows = vec(row(1, 1), 1..4);
    (dimension(), hit(), rows)
        .prop_map(|(dimension, hit, rows)| table_of(vec![dimension], hit, TableForm::Lines, Vec::new(), rows))
        .boxed()
}

fn matrix() -> BoxedStrategy<Table> {
    let shape = (2usize..4, 1usize..4);
    shape
        .prop_flat_map(|(dimensions, columns)| {
            let rows = vec(row(dimensions - 1, columns), 1..4);
            (vec(dimension(), dimensions), hit(), vec(head(), columns), rows)
        })
        .prop_map(|(dimensions, hit, header, rows)| table_of(dimensions, hit, TableForm::Matrix, header, rows))
        .boxed()
}

fn rules() -> BoxedStrategy<Table> {
    let shape = (1usize..4, 1usize..3);
    shape
        .prop_flat_map(|(dimensions, outputs)| {
            let default = vec(cell(), outputs).prop_map(|cells| Row {
                heads: Vec::new(),
                default: true,
                cells,
                marks: Marks::default(),
                docs: Vec::new(),
                place: nowhere(),
            });
            let rows = (vec(row(dimensions, outputs), 1..3), option::of(default)).prop_map(|(mut rows, default)| {
                rows.extend(default);
                rows
            });
            (vec(dimension(), dimensions), vec(name(), outputs), hit(), rows)
        })
        .prop_map(|(dimensions, outputs, hit, rows)| {
            let mut table = table_of(dimensions, hit, TableForm::Rules, Vec::new(), rows);
            table.outputs = outputs;
            // `其余` for the only dimension is the row for all others.
            if let [_] = table.dimensions.as_slice() {
                table.rows.retain(|row| row.default || !only_else(&row.heads));
            }
            table
        })
        .prop_filter("a table has rows", |table| !table.rows.is_empty())
        .boxed()
}

fn only_else(heads: &[Head]) -> bool {
    matches!(heads, [head] if matches!(head.items.as_slice(), [HeadItem::Else(_)]))
}

fn table_of(
    dimensions: Vec<Dimension>,
    (hit, each_further_hit_plus): (Option<Hit>, Option<Expr>),
    form: TableForm,
    header: Vec<Head>,
    rows: Vec<Row>,
) -> Table {
    let marks = Marks::default();
    Table {
        dimensions,
        outputs: Vec::new(),
        hit,
        each_further_hit_plus,
        form,
        header,
        rows,
        broken: false,
        marks,
        place: nowhere(),
    }
}

// Clauses.

pub(super) fn clauses() -> BoxedStrategy<Vec<Clause>> {
    vec(clause(), 1..5).boxed()
}

fn clause() -> BoxedStrategy<Clause> {
    clause_kind()
        .prop_recursive(2, 6, 2, |inner| {
            let clauses = (inner, marks()).prop_map(|(kind, marks)| vec![clause_of(kind, marks)]);
            let first = (option::of(name()), expression(), clauses.clone());
            let first = first.prop_map(|(label, when, clauses)| branch(label, Some(when), clauses));
            let others =
                vec((option::of(expression()), clauses).prop_map(|(when, clauses)| branch(None, when, clauses)), 0..2);
            (first, others).prop_map(|(first, others)| {
                // Only the last branch holds for all others.
                let mut branches = vec![first];
                for other in others {
                    let last = other.when.is_none();
                    branches.push(other);
                    if last {
                        break;
                    }
                }
                ClauseKind::Case(branches)
            })
        })
        .prop_flat_map(|kind| (Just(kind), marks()))
        .prop_map(|(kind, marks)| clause_of(kind, marks))
        .boxed()
}

fn clause_of(kind: ClauseKind, marks: Marks) -> Clause {
    Clause { kind, marks, docs: Vec::new(), place: nowhere() }
}

fn branch(label: Option<polcheck::syntax::ast::Name>, when: Option<Expr>, clauses: Vec<Clause>) -> CaseBranch {
    CaseBranch { label, when, clauses, place: nowhere() }
}

fn clause_kind() -> BoxedStrategy<ClauseKind> {
    let label = || option::weighted(0.2, name());
    let quantity_clause = (label(), sum(), adjusted(), option::of(Just(Period::Year)));
    prop_oneof![
        1 => name().prop_map(ClauseKind::MapsTo),
        1 => names().prop_map(ClauseKind::After),
        1 => names().prop_map(ClauseKind::NotWith),
        1 => names().prop_map(ClauseKind::StacksWith),
        1 => identity_mode().prop_map(ClauseKind::SeveralIdentities),
        1 => (label(), expression()).prop_map(|(label, condition)| ClauseKind::Requires { label, condition }),
        1 => (label(), option::of(text()), option::of(expression()))
            .prop_map(|(label, reason, when)| ClauseKind::Refuse { label, reason, when }),
        1 => quantity_clause
            .prop_map(|(label, asked, allowed, period)| ClauseKind::Quantity { label, asked, allowed, period }),
        8 => value_clause().prop_map(ClauseKind::Value),
        1 => name().prop_map(ClauseKind::As),
        1 => rounding().prop_map(ClauseKind::Round),
        1 => Just(ClauseKind::Order(vec![Stage::Base, Stage::Cap, Stage::TotalOfLayers, Stage::Rate])),
        1 => Just(ClauseKind::YearFrom { month: 7, day: 1 }),
        1 => text().prop_map(ClauseKind::InKind),
    ]
    .boxed()
}

fn identity_mode() -> BoxedStrategy<IdentityMode> {
    prop_oneof![
        Just(IdentityMode::Highest),
        Just(IdentityMode::Together),
        vec(name(), 0..3).prop_map(IdentityMode::InOrder),
    ]
    .boxed()
}

fn value_clause() -> BoxedStrategy<ValueClause> {
    let words = vec![
        ValueWord::Base,
        ValueWord::FirstPay,
        ValueWord::Deductible,
        ValueWord::Rate,
        ValueWord::Cap,
        ValueWord::Amount,
        ValueWord::TopUpTo,
        ValueWord::OwnPayAtMost,
        ValueWord::TotalOfLayersAtMost,
    ];
    (select(words), option::weighted(0.2, name()), adjusted(), tail(), option::weighted(0.2, expression()))
        .prop_map(|(word, label, value, tail, when)| ValueClause { word, label, value, tail, when })
        .boxed()
}

fn tail() -> BoxedStrategy<Tail> {
    let periods = vec![Period::Visit, Period::Day, Period::Month, Period::Quarter, Period::Year, Period::Life];
    let keys = prop_oneof![
        3 => name().prop_map(EachKey::Fact),
        1 => Just(EachKey::Household(nowhere())),
        1 => Just(EachKey::Person(nowhere())),
    ];
    let full = (
        option::of(select(periods)),
        option::of(select(vec![Period::Year, Period::Month])),
        vec((select(vec![Period::Month, Period::Year]), 1u32..5), 0..2),
        vec(keys, 0..3),
        vec(name(), 0..2),
        option::of(rounding()),
    );
    let full = full.prop_map(|(period, cumulative, charged_at_most, each, joint, rounding)| Tail {
        period,
        cumulative,
        charged_at_most,
        each,
        joint,
        rounding,
    });
    prop_oneof![3 => Just(Tail::default()), 1 => full].boxed()
}

fn rounding() -> BoxedStrategy<Rounding> {
    let units = select(vec![Unit::Yuan, Unit::Jiao, Unit::Fen]).prop_map(RoundingUnit::Unit);
    (rounding_mode(), prop_oneof![3 => units, 1 => quantity().prop_map(RoundingUnit::Amount)])
        .prop_map(|(mode, unit)| Rounding { mode, unit, place: nowhere() })
        .boxed()
}
