//! Random declarations.

use polcheck::base::date::Period;
use polcheck::syntax::ast::{
    AccountItem, AccountKind, Change, ChoiceMode, Declaration, DeclarationKind, Document, Entry, Fact, Marks, Name,
    Occasion, Openness, Owner, StateItem, TypeKind, TypeName, Unit,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::expressions::{expression, fixed_band, path, pers};
use super::scenes::{requirements, scene};
use super::values::{adjusted, clauses, effect, marks, param_value, table};
use super::{date, name, names, nowhere, plain_name, text, texts};

pub(super) fn declaration() -> BoxedStrategy<Declaration> {
    (prop_oneof![short(), listed(), valued(), block(), change()], marks())
        .prop_map(|(kind, marks)| {
            let without = matches!(kind, DeclarationKind::EveryBenefit { .. });
            let marks = if without { Marks::default() } else { marks };
            Declaration { kind, marks, docs: Vec::new(), place: nowhere() }
        })
        .boxed()
}

fn english() -> BoxedStrategy<Option<Name>> {
    option::of(select(vec!["eligible_cost", "rate"]).prop_map(plain_name)).boxed()
}

fn owner() -> BoxedStrategy<Option<Owner>> {
    option::of(select(vec![Owner::Claim, Owner::Person, Owner::Household])).boxed()
}

fn short() -> BoxedStrategy<DeclarationKind> {
    let document = (name(), text(), option::of(date()), option::of(text()), option::of(text()), option::of(text()));
    let document = document.prop_map(|(name, number, dated, title, issued_by, url)| {
        DeclarationKind::Document(Document { name, number, dated, title, issued_by, url })
    });
    prop_oneof![
        document,
        (name(), english()).prop_map(|(name, english)| DeclarationKind::Unit { name, english }),
        (name(), english()).prop_map(|(name, english)| DeclarationKind::Identity { name, english }),
        (name(), name()).prop_map(|(from, to)| DeclarationKind::Map { from, to }),
        (vec(name(), 2..4), select(vec![ChoiceMode::Highest, ChoiceMode::InOrder]))
            .prop_map(|(benefits, how)| DeclarationKind::Choose { benefits, how }),
        fact().prop_map(DeclarationKind::Fact),
    ]
    .boxed()
}

fn fact() -> BoxedStrategy<Fact> {
    let default = option::of(expression());
    let bands = vec((name(), option::of(fixed_band())), 0..3);
    (owner(), name(), type_name(), option::of(fixed_band()), english(), texts(), bands, default)
        .prop_map(|(owner, name, ty, range, english, columns, bands, default)| Fact {
            owner,
            name,
            ty,
            range,
            english,
            columns,
            bands,
            default,
        })
        .boxed()
}

fn type_name() -> BoxedStrategy<TypeName> {
    use TypeKind::{Age, Bool, Count, Duration, Integer, Named, Persons, Points, Ratio, Records, Several, Text};
    let simple = vec![Bool, Integer, TypeKind::Number, Ratio, Points, TypeKind::Date, Duration, Age, Text, Persons];
    let kind = prop_oneof![
        4 => select(simple),
        2 => pers().prop_map(|per| TypeKind::Money { per }),
        2 => name().prop_map(Named),
        1 => name().prop_map(Several),
        1 => select(vec![Unit::Persons, Unit::Times]).prop_map(Count),
    ];
    let plain = kind.prop_map(|kind| TypeName { kind, place: nowhere() });
    let records = vec((name(), plain.clone()), 1..3);
    prop_oneof![
        8 => plain,
        1 => records.prop_map(|fields| TypeName { kind: Records(fields), place: nowhere() }),
    ]
    .boxed()
}

// Entries.

fn entry_of(name: Name, english: Option<Name>, aliases: Vec<polcheck::syntax::ast::Quoted>, marks: Marks) -> Entry {
    Entry {
        name,
        english,
        code: None,
        icd: Vec::new(),
        aliases,
        children: Vec::new(),
        marks,
        docs: Vec::new(),
        place: nowhere(),
    }
}

fn entry() -> BoxedStrategy<Entry> {
    let plain = name().prop_map(|name| entry_of(name, None, Vec::new(), Marks::default()));
    let full = (name(), english(), texts(), marks())
        .prop_map(|(name, english, aliases, marks)| entry_of(name, english, aliases, marks));
    prop_oneof![3 => plain, 1 => full].boxed()
}

fn catalogued() -> BoxedStrategy<Entry> {
    let leaf = (entry(), option::of(select(vec!["M03900", "JB0101", "E10.1"])), texts())
        .prop_map(|(entry, code, icd)| Entry { code: code.map(plain_name), icd, ..entry });
    leaf.prop_recursive(2, 8, 3, |inner| {
        (inner.clone(), vec(inner, 1..3)).prop_map(|(entry, children)| Entry { children, ..entry })
    })
    .boxed()
}

fn listed() -> BoxedStrategy<DeclarationKind> {
    let openness = option::of(select(vec![Openness::Open, Openness::Closed]));
    let list = (name(), english(), name(), openness, vec(entry(), 1..6));
    prop_oneof![
        (name(), english(), any::<bool>(), vec(entry(), 1..6))
            .prop_map(|(name, english, ordered, entries)| DeclarationKind::Enum { name, english, ordered, entries }),
        (name(), english(), vec(catalogued(), 1..4)).prop_map(|(name, english, entries)| DeclarationKind::Catalogue {
            name,
            english,
            entries
        }),
        list.prop_map(|(name, english, of, openness, entries)| DeclarationKind::List {
            name,
            english,
            of,
            openness,
            entries
        }),
        (name(), vec(catalogued(), 1..3)).prop_map(|(name, entries)| DeclarationKind::AddTo { name, entries }),
        (name(), vec(entry(), 1..5)).prop_map(|(name, entries)| DeclarationKind::RemoveFrom { name, entries }),
    ]
    .boxed()
}

// Values.

fn valued() -> BoxedStrategy<DeclarationKind> {
    let arguments = prop_oneof![3 => Just(Vec::new()), 1 => vec((name(), type_name()), 1..3)];
    prop_oneof![
        (name(), english(), option::of(type_name()), param_value())
            .prop_map(|(name, english, ty, value)| DeclarationKind::Param { name, english, ty, value }),
        (owner(), name(), english(), arguments, adjusted()).prop_map(|(owner, name, english, arguments, value)| {
            DeclarationKind::Define { owner, name, english, arguments, value }
        }),
        (name(), english(), expression()).prop_map(|(name, english, condition)| DeclarationKind::Group {
            name,
            english,
            condition
        }),
        (name(), english(), table()).prop_map(|(name, english, table)| DeclarationKind::Table { name, english, table }),
    ]
    .boxed()
}

fn block() -> BoxedStrategy<DeclarationKind> {
    use Occasion::{EachClaim, HouseholdMonth, HouseholdOnce, HouseholdYear, PersonMonth, PersonOnce, PersonYear};
    let occasions = vec![EachClaim, PersonMonth, PersonYear, PersonOnce, HouseholdMonth, HouseholdYear, HouseholdOnce];
    prop_oneof![
        1 => (owner(), name(), english(), vec(account_item(), 1..4))
            .prop_map(|(owner, name, english, items)| DeclarationKind::Account { owner, name, english, items }),
        1 => (owner(), name(), english(), vec(state_item(), 1..4)).prop_map(|(owner, name, english, items)| {
            DeclarationKind::State { owner, name, english, period: Period::Month, items }
        }),
        6 => (name(), english(), select(occasions), clauses())
            .prop_map(|(name, english, occasion, clauses)| DeclarationKind::Benefit { name, english, occasion, clauses }),
        1 => clauses().prop_map(|clauses| DeclarationKind::EveryBenefit { clauses }),
        2 => (name(), requirements()).prop_map(|(name, items)| DeclarationKind::Standard { name, items }),
        1 => (name(), requirements()).prop_map(|(name, items)| DeclarationKind::Assert { name, items }),
        3 => (text(), scene()).prop_map(|(title, scene)| DeclarationKind::Test { title, scene }),
        1 => (text(), scene()).prop_map(|(title, scene)| DeclarationKind::Typical { title, scene }),
    ]
    .boxed()
}

fn account_item() -> BoxedStrategy<AccountItem> {
    let kinds = vec![AccountKind::Counts, AccountKind::Excludes, AccountKind::Deducts];
    (select(kinds), names(), marks())
        .prop_map(|(kind, names, marks)| AccountItem { kind, names, marks, docs: Vec::new(), place: nowhere() })
        .boxed()
}

fn state_item() -> BoxedStrategy<StateItem> {
    prop_oneof![
        name().prop_map(|value| StateItem::Starts { value, docs: Vec::new(), place: nowhere() }),
        (names(), name(), expression(), marks()).prop_map(|(from, to, condition, marks)| StateItem::Transition {
            from,
            to,
            condition,
            marks,
            docs: Vec::new(),
            place: nowhere(),
        }),
    ]
    .boxed()
}

fn change() -> BoxedStrategy<DeclarationKind> {
    let change = prop_oneof![
        2 => param_value().prop_map(Change::To),
        1 => vec(effect(), 1..3).prop_map(Change::Effects),
        2 => clauses().prop_map(Change::Clauses),
    ];
    prop_oneof![
        3 => (path(), change).prop_map(|(path, change)| DeclarationKind::Override { path, change }),
        1 => path().prop_map(|path| DeclarationKind::Repeal { path }),
        1 => (path(), name()).prop_map(|(path, to)| DeclarationKind::Rename { path, to }),
    ]
    .boxed()
}
