//! Random expressions, bands, paths and quantities.

use polcheck::base::date::Period;
use polcheck::base::number::{Number, RoundingMode};
use polcheck::base::span::Aside;
use polcheck::syntax::ast::{
    Argument, ArgumentValue, ArithmeticOp, Band, BandSpelling, Builtin, CompareOp, EachKey, Edge, Expr, ExprKind,
    Function, Head, HeadItem, Key, Owner, Path, PathPart, PathWord, Per, Quantity, Unit, ValueWord,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{date, name, nowhere, plain_name, text};

fn expr(kind: ExprKind) -> Expr {
    Expr { kind: Box::new(kind), place: nowhere() }
}

/// Any expression.
pub(super) fn expression() -> BoxedStrategy<Expr> {
    condition(value().boxed())
}

/// Something to compute with: an operand of `+`.
pub(super) fn sum() -> BoxedStrategy<Expr> {
    value().boxed()
}

/// Conditions and choices over values.
fn condition(values: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![3 => values.clone(), 3 => test(values)];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let two = || (inner.clone(), inner.clone());
        prop_oneof![
            2 => two().prop_map(|(left, right)| expr(ExprKind::And(left, right))),
            2 => two().prop_map(|(left, right)| expr(ExprKind::Or(left, right))),
            1 => inner.clone().prop_map(|operand| expr(ExprKind::Not(operand))),
            1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(condition, then, otherwise)| {
                expr(ExprKind::If { condition, then, otherwise })
            }),
            1 => call(inner.clone()),
        ]
    })
    .boxed()
}

fn test(values: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let compare = (compare_op(), values.clone(), values.clone())
        .prop_map(|(op, left, right)| expr(ExprKind::Compare { op, left, right }));
    let membership = (values.clone(), any::<bool>(), vec(member(), 1..4))
        .prop_map(|(value, negated, members)| expr(ExprKind::In { value, negated, members }));
    let banded = (values.clone(), any::<bool>(), band(values))
        .prop_map(|(value, negated, band)| expr(ExprKind::InBand { value, negated, band }));
    let held = quantity().prop_map(|time| expr(ExprKind::HeldFor(time)));
    prop_oneof![3 => compare, 3 => membership, 3 => banded, 1 => held].boxed()
}

fn member() -> BoxedStrategy<Expr> {
    prop_oneof![4 => name().prop_map(|name| expr(ExprKind::Name(name))), 1 => literal()].boxed()
}

pub(super) fn compare_op() -> BoxedStrategy<CompareOp> {
    use CompareOp::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    select(vec![Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual]).boxed()
}

fn value() -> impl Strategy<Value = Expr> {
    prop_oneof![3 => literal(), 4 => reference()].prop_recursive(3, 10, 2, |inner| {
        use ArithmeticOp::{Add, Divide, Multiply, Of, Power, Subtract};
        let arithmetic = (select(vec![Add, Subtract, Multiply, Divide, Power, Of]), inner.clone(), inner.clone())
            .prop_map(|(op, left, right)| expr(ExprKind::Arithmetic { op, left, right }));
        let at = (reference(), prop_oneof![date().prop_map(|date| expr(ExprKind::Date(date))), inner.clone()])
            .prop_map(|(value, date)| expr(ExprKind::At { value, date }));
        prop_oneof![
            4 => arithmetic,
            1 => inner.clone().prop_map(|operand| expr(ExprKind::Negate(operand))),
            1 => at,
            1 => call(inner.clone()),
        ]
    })
}

pub(super) fn literal() -> BoxedStrategy<Expr> {
    prop_oneof![
        6 => quantity().prop_map(|quantity| expr(ExprKind::Quantity(quantity))),
        1 => date().prop_map(|date| expr(ExprKind::Date(date))),
        1 => text().prop_map(|text| expr(ExprKind::Text(text.text))),
        1 => any::<bool>().prop_map(|truth| expr(ExprKind::Bool(truth))),
        1 => (1u32..20).prop_map(|number| expr(ExprKind::Ordinal(number))),
        1 => Just(expr(ExprKind::None)),
    ]
    .boxed()
}

fn reference() -> BoxedStrategy<Expr> {
    use Builtin::{ClaimsThisYear, EligibleLeft, OwnPay, PaidSoFar, Today, TotalPaid, VisitNumber};
    let builtins = vec![EligibleLeft, OwnPay, PaidSoFar, TotalPaid, VisitNumber, ClaimsThisYear, Today];
    prop_oneof![
        6 => name().prop_map(|name| expr(ExprKind::Name(name))),
        2 => long_path().prop_map(|path| expr(ExprKind::Path(path))),
        1 => select(builtins).prop_map(|builtin| expr(ExprKind::Builtin(builtin))),
        1 => long_path().prop_map(|path| expr(ExprKind::Previous(path))),
    ]
    .boxed()
}

fn call(inner: impl Strategy<Value = Expr> + Clone + 'static) -> BoxedStrategy<Expr> {
    use Function::{Any, Count, Days, InForce, Left, Max, Monthly, NextMonth, Paid, Rounded, Sum};
    let argument = |value: ArgumentValue| Argument { value, filter: None, body: None };
    let plain = (select(vec![Days, InForce, Max, Monthly, NextMonth, Left]), vec(inner.clone(), 1..3));
    let plain = plain.prop_map(move |(function, values)| {
        let arguments = values.into_iter().map(|value| argument(ArgumentValue::Expr(value))).collect();
        expr(ExprKind::Call { function, arguments })
    });
    let over_list = (select(vec![Sum, Count, Any]), option::of(inner.clone()), option::of(inner.clone()));
    let over_list = over_list.prop_map(|(function, filter, body)| {
        let arguments = vec![Argument { value: ArgumentValue::Members(nowhere()), filter, body }];
        expr(ExprKind::Call { function, arguments })
    });
    let paid = (name(), select(vec![Period::Year, Period::Month])).prop_map(move |(name, period)| {
        let arguments = vec![
            argument(ArgumentValue::Expr(expr(ExprKind::Name(name)))),
            argument(ArgumentValue::Period(period, nowhere())),
        ];
        expr(ExprKind::Call { function: Paid, arguments })
    });
    let rounded = (inner.clone(), rounding_mode(), quantity()).prop_map(move |(value, mode, unit)| {
        let arguments = vec![
            argument(ArgumentValue::Expr(value)),
            argument(ArgumentValue::Rounding(mode, nowhere())),
            argument(ArgumentValue::Expr(expr(ExprKind::Quantity(unit)))),
        ];
        expr(ExprKind::Call { function: Rounded, arguments })
    });
    let applied = (name(), vec(inner, 1..3)).prop_map(move |(function, values)| {
        let arguments = values.into_iter().map(|value| argument(ArgumentValue::Expr(value))).collect();
        expr(ExprKind::Apply { function, arguments })
    });
    prop_oneof![3 => plain, 3 => over_list, 1 => paid, 1 => rounded, 1 => applied].boxed()
}

pub(super) fn rounding_mode() -> BoxedStrategy<RoundingMode> {
    select(vec![RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down]).boxed()
}

// Quantities.

/// Numbers with their units.
pub(super) fn quantity() -> BoxedStrategy<Quantity> {
    let digits = select(vec!["0", "1", "2", "12", "300", "1.5", "0.01", "30000"]);
    (digits, unit_and_per())
        .prop_map(|(digits, (unit, per))| Quantity {
            digits: digits.to_owned(),
            number: Number::parse(digits).expect("these are numbers"),
            unit,
            per,
            place: nowhere(),
        })
        .boxed()
}

fn unit_and_per() -> BoxedStrategy<(Option<Unit>, Vec<Per>)> {
    let money = vec![Unit::Yuan, Unit::TenThousandYuan, Unit::HundredMillionYuan, Unit::Jiao, Unit::Fen];
    let counts = vec![Unit::Times, Unit::Persons, Unit::Households, Unit::Items, Unit::Declared(plain_name("平方米"))];
    let times = vec![Unit::Days, Unit::Weeks, Unit::Months, Unit::Quarters, Unit::Years, Unit::YearsOfAge];
    let ratios =
        vec![Unit::Percent, Unit::Permille, Unit::Tenth, Unit::Points, Unit::TenThousand, Unit::HundredMillion];
    prop_oneof![
        1 => Just((None, Vec::new())),
        4 => (select(money), pers()).prop_map(|(unit, per)| (Some(unit), per)),
        1 => (select(counts), pers()).prop_map(|(unit, per)| (Some(unit), per)),
        1 => select(times).prop_map(|unit| (Some(unit), Vec::new())),
        2 => select(ratios).prop_map(|unit| (Some(unit), Vec::new())),
    ]
    .boxed()
}

/// What an amount is per: nothing, mostly.
pub(super) fn pers() -> BoxedStrategy<Vec<Per>> {
    let one = vec![Per::Visit, Per::Day, Per::Month, Per::Quarter, Per::Year, Per::Life, Per::Item];
    prop_oneof![
        3 => Just(Vec::new()),
        2 => select(one).prop_map(|per| vec![per]),
        1 => Just(vec![Per::Person, Per::Month]),
        1 => Just(vec![Per::Household, Per::Year]),
    ]
    .boxed()
}

// Bands and heads.

/// Bands whose edges are any value.
pub(super) fn band(edges: BoxedStrategy<Expr>) -> BoxedStrategy<Band> {
    let edge = (edges, any::<bool>()).prop_map(|(value, included)| Edge { value: Box::new(value), included });
    let both = (edge.clone(), edge.clone()).prop_map(|(low, high)| (Some(low), Some(high)));
    let one = (edge, any::<bool>()).prop_map(|(edge, low)| if low { (Some(edge), None) } else { (None, Some(edge)) });
    let spellings = vec![BandSpelling::Word, BandSpelling::Suffix, BandSpelling::Symbol, BandSpelling::Date];
    (prop_oneof![both, one], select(spellings))
        .prop_map(|((low, high), spelling)| Band { low, high, spelling: Aside(spelling), place: nowhere() })
        .boxed()
}

/// Bands whose edges are fixed.
pub(super) fn fixed_band() -> BoxedStrategy<Band> {
    band(quantity().prop_map(|quantity| expr(ExprKind::Quantity(quantity))).boxed())
}

/// Heads of rows and columns.
pub(super) fn head() -> BoxedStrategy<Head> {
    let simple = || prop_oneof![3 => literal(), 3 => reference()];
    let item = prop_oneof![
        4 => name().prop_map(|name| HeadItem::Value(expr(ExprKind::Name(name)))),
        1 => (1u32..9).prop_map(|number| HeadItem::Value(expr(ExprKind::Ordinal(number)))),
        2 => band(prop_oneof![3 => simple(), 1 => sum()].boxed()).prop_map(HeadItem::Band),
        1 => quantity().prop_map(|quantity| HeadItem::Compare(CompareOp::Equal, expr(ExprKind::Quantity(quantity)))),
    ];
    let items = prop_oneof![
        1 => Just(vec![HeadItem::Any(nowhere())]),
        1 => Just(vec![HeadItem::Else(nowhere())]),
        1 => expression().prop_map(|condition| vec![HeadItem::Condition(condition)]),
        8 => vec(item, 1..4),
    ];
    items.prop_map(|items| Head { items, place: nowhere() }).boxed()
}

// Paths.

/// Paths of one part or more.
pub(super) fn path() -> BoxedStrategy<Path> {
    prop_oneof![1 => name().prop_map(|name| path_of(vec![PathPart::Name(name)], None)), 3 => long_path()].boxed()
}

pub(super) fn path_of(parts: Vec<PathPart>, keys: Option<Vec<Key>>) -> Path {
    Path { parts, keys, place: nowhere() }
}

/// Paths of two parts or more, or with keys.
fn long_path() -> BoxedStrategy<Path> {
    let words = vec![
        PathWord::Value(ValueWord::Rate),
        PathWord::Value(ValueWord::FirstPay),
        PathWord::Value(ValueWord::OwnPayAtMost),
        PathWord::Requires,
        PathWord::Case,
        PathWord::SeveralIdentities,
    ];
    let word = select(words).prop_map(|word| PathPart::Word(word, nowhere()));
    let ends = prop_oneof![
        3 => Just(Vec::new()),
        1 => select(vec![Period::Year, Period::Month]).prop_map(|period| vec![PathPart::Period(period, nowhere())]),
        1 => name().prop_map(|name| {
            vec![PathPart::Period(Period::Year, nowhere()), PathPart::Each(EachKey::Fact(name))]
        }),
        1 => name().prop_map(|name| vec![PathPart::Name(name)]),
    ];
    let clause = (name(), word, ends, option::of(keys())).prop_map(|(name, word, ends, keys)| {
        let mut parts = vec![PathPart::Name(name), word];
        parts.extend(ends);
        path_of(parts, keys)
    });
    let owned = (select(vec![Owner::Claim, Owner::Person, Owner::Household]), name())
        .prop_map(|(owner, name)| path_of(vec![PathPart::Owner(owner, nowhere()), PathPart::Name(name)], None));
    let keyed = (name(), keys()).prop_map(|(name, keys)| path_of(vec![PathPart::Name(name)], Some(keys)));
    prop_oneof![3 => clause, 2 => owned, 1 => keyed].boxed()
}

fn keys() -> BoxedStrategy<Vec<Key>> {
    let heads = name().prop_map(|name| {
        Key::Head(Head { items: vec![HeadItem::Value(expr(ExprKind::Name(name)))], place: nowhere() })
    });
    vec(prop_oneof![1 => Just(Key::Every(nowhere())), 3 => heads], 1..3).boxed()
}
