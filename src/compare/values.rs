//! One value of each side, cell by cell, to rows: what each states, how that stands to the other, by how much, and for
//! whom it is better.

use super::boxes::merged;
use super::data::{Change, Cite, Dispute, Held, Item, Key, Leaning, Origin, Row, State, Stating, Use, ValueKind};
use super::direction::{Sense, leaning};
use super::keys;
use super::meaning::Depth;
use super::shared::{Both, Shared, SideId, Which};
use super::space::{Answers, Cond, Question, Space};
use super::words;
use super::worth::{Found, Lowering, Node, Worth, is_immediate};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::ir::expr::{Effect, EffectKind, Expr, ExprKind, Source, Table};
use crate::ir::types::Base;
use crate::ir::{self, Adjusted, Program, Stated, Type, print, show, version_on};
use crate::syntax::ast::Hit;

/// A value that a side states.
#[derive(Clone, Debug)]
pub(crate) struct Value<'p> {
    pub body: Body<'p>,
    pub origin: &'p ir::Origin,
    /// With its period: `300元/年`.
    pub ty: Type,
}

/// What says a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body<'p> {
    Adjusted(&'p Adjusted),
    /// An output of a table that stands by itself.
    Table(&'p Table, usize),
}

impl<'p> Value<'p> {
    pub(crate) fn effects(&self) -> &'p [Effect] {
        match self.body {
            Body::Adjusted(own) => &own.effects,
            Body::Table(..) => &[],
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self.body {
            Body::Adjusted(own) => own.span,
            Body::Table(own, _) => own.span,
        }
    }

    pub(crate) fn table(&self) -> Option<&'p Table> {
        match self.body {
            Body::Adjusted(Adjusted { value: Source::Table(table), .. }) => Some(table),
            Body::Table(table, _) => Some(table),
            Body::Adjusted(_) => None,
        }
    }

    /// Whether it says that there is something: not `无`, not `未载`.
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.body, Body::Adjusted(Adjusted { value: Source::Nothing(_) | Source::Unstated(_), .. }))
    }

    /// Returns the whole of it as policy text, with or without its effects.
    pub(crate) fn text(&self, program: &Program, effects: bool) -> Text {
        say(|lang| match self.body {
            Body::Adjusted(own) if effects => print::adjusted(program, own, lang),
            Body::Adjusted(own) => print::source(program, &own.value, lang),
            Body::Table(own, _) => print::table(program, own, lang),
        })
    }

    pub(crate) fn meaning(&self, shared: &Shared<'_>, side: impl Into<SideId>) -> String {
        let which = side.into();
        match self.body {
            Body::Adjusted(own) => shared.adjusted_text(which, own, Depth::Meaning),
            Body::Table(own, output) => format!("{output} {}", shared.table_text(which, own, Depth::Meaning)),
        }
    }
}

/// How values of a kind are held against each other.
#[derive(Clone, Debug)]
pub(crate) struct Manner<'p> {
    pub sense: Sense,
    /// What `无` is called.
    pub none: Text,
    /// What must hold for a cell to occur at all.
    pub conditions: Both<Vec<&'p Expr>>,
    /// Only the cells of this group.
    pub group: Option<Group>,
    pub cases: Scopes<'p>,
}

/// For which cells a pair of clauses counts, by the cases of the benefit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scopes<'p> {
    /// The case in which they stand, as each side that has it cuts it: one of these holds. None: there is no case.
    pub within: Vec<Scope<'p>>,
    /// Further cases that state such a clause: where one surely holds, that one counts.
    pub but_for: Vec<Scope<'p>>,
}

/// When a case of a side holds: all of these conditions do, or fail where that is said.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'p> {
    pub side: Which,
    pub conditions: Vec<(&'p Expr, bool)>,
}

/// A group that the comparison is limited to: an entry of a shared domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub domain: usize,
    pub entry: usize,
}

/// Compares the values that both sides, or one, state.
pub(crate) fn rows<'p>(
    shared: &Shared<'p>,
    item: &Item,
    values: &Both<Option<Value<'p>>>,
    manner: &Manner<'p>,
) -> Vec<Row> {
    let has_effects = |own: &Option<Value<'p>>| own.as_ref().is_some_and(|own| own.effects().iter().any(is_immediate));
    let worked_in = laid_out(shared, item, values, manner, true);
    let mut rows = if has_effects(&values.a) || has_effects(&values.b) {
        let mut apart = laid_out(shared, item, values, manner, false);
        apart.extend(effect_rows(shared, item, values, manner, true));
        let differing = |rows: &[Row]| rows.iter().filter(|row| row.state != State::Same).count();
        // Effects worked into the cells say more, as long as they do not multiply the rows.
        if differing(&worked_in) <= differing(&apart) + 1 {
            let mut rows = worked_in;
            rows.extend(effect_rows(shared, item, values, manner, false));
            rows
        } else {
            apart
        }
    } else {
        let mut rows = worked_in;
        rows.extend(effect_rows(shared, item, values, manner, false));
        rows
    };
    rows.extend(several_hits(shared, item, values, manner));
    if rows.len() > 1 && rows.iter().all(|row| row.state == State::Same) {
        return vec![whole(shared, item, values, manner, State::Same, None)];
    }
    rows
}

/// Compares cell by cell.
fn laid_out<'p>(
    shared: &Shared<'p>,
    item: &Item,
    values: &Both<Option<Value<'p>>>,
    manner: &Manner<'p>,
    effects: bool,
) -> Vec<Row> {
    let mut space = Space::new();
    let nodes: Both<Option<Node<'p>>> = values.map(|which, value| {
        let value = value.as_ref()?;
        let mut lowering = Lowering { shared, side: which.into(), space: &mut space };
        Some(match value.body {
            Body::Adjusted(own) => lowering.adjusted(own, effects),
            Body::Table(own, output) => lowering.table(own, output, true, effects),
        })
    });
    space.close();
    let conditions: Both<Vec<Cond>> =
        manner.conditions.map(|which, all| all.iter().map(|own| space.condition(shared, which, own)).collect());
    let mut placed = |all: &[Scope<'p>]| -> Vec<Cond> {
        let one = |space: &mut Space<'p>, own: &Scope<'p>| {
            let parts = own.conditions.iter().map(|(expr, holds)| {
                let own = space.condition(shared, own.side, expr);
                if *holds { own } else { Cond::Not(Box::new(own)) }
            });
            Cond::All(parts.collect())
        };
        all.iter().map(|own| one(&mut space, own)).collect()
    };
    let (within, but_for) = (placed(&manner.cases.within), placed(&manner.cases.but_for));
    let segments = space.dimensions.iter().filter(|own| matches!(own.question, Question::Segment(_))).count();
    if segments > 1 {
        return vec![whole(shared, item, values, manner, State::NotComparable, Some(words::segments_from_elsewhere()))];
    }
    if space.divide(shared).is_none() {
        let meaning = |which| values.get(which).as_ref().map(|own| own.meaning(shared, which));
        if meaning(Which::A) == meaning(Which::B) {
            return vec![whole(shared, item, values, manner, State::Same, None)];
        }
        return vec![whole(shared, item, values, manner, State::NotComparable, Some(words::too_large()))];
    }
    let is_in_case = |cell: &[usize]| but_for.iter().any(|own| space.holds(own, cell) == Some(true));
    let found = |cell: &[usize]| -> Option<Both<Option<Found<'p>>>> {
        if !manner.group.is_none_or(|group| holds_group(&space, cell, group)) {
            return None;
        }
        if !within.is_empty() && within.iter().all(|own| space.holds(own, cell) == Some(false)) || is_in_case(cell) {
            return None;
        }
        let found = nodes.map(|which, node| {
            let known =
                space.dimensions.iter().zip(cell).all(|(own, at)| own.classes[*at].known[SideId::from(which).0]);
            let due = conditions.get(which).iter().all(|own| space.holds(own, cell) != Some(false));
            let found = node.as_ref().filter(|_| known && due)?.at(&space, cell);
            (found.worth != Worth::NoRow).then_some(found)
        });
        (found.a.is_some() || found.b.is_some()).then_some(found)
    };
    let boxes = merged(&space, &mut |cell| {
        if is_in_case(cell) {
            // Told of elsewhere: it is named who is left.
            return Some(None);
        }
        let found = found(cell)?;
        Some(Some((found.a.map(|own| own.worth), found.b.map(|own| own.worth))))
    });
    let mut rows = Vec::new();
    for own in boxes.rows.iter().filter(|own| own.value.is_some()) {
        let mut cell = vec![0usize; space.dimensions.len()];
        for (dimension, classes) in boxes.order.iter().zip(&own.classes) {
            cell[*dimension] = classes.first().copied().unwrap_or(0);
        }
        let Some(found) = occurring(&space, &boxes.order, cell, &found) else { continue };
        let keys = keys::keys(shared, &space, &boxes, &own.classes);
        rows.push(row(shared, item, keys, values, &found, manner));
    }
    rows
}

/// Returns what is found in a cell, or in the first one like it: the answers that tell nothing apart may lie elsewhere.
pub(crate) fn occurring<T>(
    space: &Space<'_>,
    fixed: &[usize],
    cell: Vec<usize>,
    found: &dyn Fn(&[usize]) -> Option<T>,
) -> Option<T> {
    if let Some(own) = found(&cell) {
        return Some(own);
    }
    let free: Vec<usize> = (0..space.dimensions.len()).filter(|at| !fixed.contains(at)).collect();
    let mut cell = cell;
    loop {
        let mut moved = false;
        for at in &free {
            cell[*at] += 1;
            if cell[*at] < space.dimensions[*at].classes.len() {
                moved = true;
                break;
            }
            cell[*at] = 0;
        }
        if !moved {
            return None;
        }
        if let Some(own) = found(&cell) {
            return Some(own);
        }
    }
}

fn holds_group(space: &Space<'_>, cell: &[usize], group: Group) -> bool {
    space.dimensions.iter().zip(cell).all(|(own, at)| match &own.classes[*at].answers {
        Answers::Entries(domain, entries) if *domain == group.domain => entries.contains(&group.entry),
        _ => true,
    })
}

fn row<'p>(
    shared: &Shared<'p>,
    item: &Item,
    keys: Vec<Key>,
    values: &Both<Option<Value<'p>>>,
    found: &Both<Option<Found<'p>>>,
    manner: &Manner<'p>,
) -> Row {
    let held = values.map(|which, value| match (value, found.get(which)) {
        (Some(value), Some(found)) => Held::Value(stating(shared, which, value, found, &manner.none)),
        _ => Held::Absent,
    });
    let worth = found.map(|_, own| own.as_ref().map(|own| &own.worth));
    let (state, note) = state(shared, &held, &worth, found);
    let mut row = Row {
        item: item.clone(),
        keys,
        state,
        values: held,
        change: None,
        insured: Leaning::Even,
        fund: Leaning::Even,
        note,
    };
    if state == State::Same {
        return row;
    }
    let shares = worth.map(|_, own| match own {
        Some(Worth::Formula { share: Some((share, of)), .. }) => Some((share.clone(), of.clone())),
        _ => None,
    });
    let kinds = match (&shares.a, &shares.b) {
        // Shares of the same thing compare as ratios do.
        (Some((a, of)), Some((b, other))) if of == other => {
            let ratio = |number: &Number| Some(ValueKind::Number(number.clone(), Type::Ratio));
            Both { a: ratio(a), b: ratio(b) }
        }
        _ => row.values.map(|_, held| held.stating().map(|own| own.kind.clone())),
    };
    row.change = change(&kinds);
    let is_cell = found.a.is_none() != found.b.is_none() && values.a.is_some() && values.b.is_some();
    row.insured = if is_cell {
        // A table without a row for the case: what it does not name is not paid.
        match manner.sense {
            Sense::Higher { none: super::direction::End::Zero, .. } if payable(&kinds) => {
                Leaning::To(if found.a.is_some() { Which::A } else { Which::B })
            }
            _ => Leaning::Unknown,
        }
    } else if matches!(state, State::NotComparable) {
        Leaning::Unknown
    } else {
        leaning(manner.sense, &kinds.map(|_, kind| kind.as_ref()))
    };
    row.fund = row.insured;
    // `免` and no deductible at all come to the same.
    if row.insured == Leaning::Even && matches!(row.state, State::Different | State::FromAbove(_)) {
        row.state = State::Same;
    }
    row
}

fn payable(kinds: &Both<Option<ValueKind>>) -> bool {
    Which::BOTH.into_iter().filter_map(|which| kinds.get(which).as_ref()).all(|kind| match kind {
        ValueKind::Number(number, _) => number.is_positive(),
        ValueKind::Text => true,
        ValueKind::Nothing | ValueKind::Unstated | ValueKind::Awaited | ValueKind::NotInForce => false,
    })
}

/// Returns how two statements stand to each other, and why where that needs a word.
fn state(
    shared: &Shared<'_>,
    held: &Both<Held>,
    worth: &Both<Option<&Worth>>,
    found: &Both<Option<Found<'_>>>,
) -> (State, Option<Text>) {
    let (a, b) = match (&held.a, &held.b) {
        (Held::Value(a), Held::Value(b)) => (a, b),
        (Held::Value(own), Held::Absent) | (Held::Absent, Held::Value(own)) => {
            let which = if matches!(held.a, Held::Value(_)) { Which::A } else { Which::B };
            let awaited = own.kind == ValueKind::Awaited;
            return (if awaited { State::Awaited(which) } else { State::Only(which) }, None);
        }
        (Held::Absent, Held::Absent) => return (State::Same, None),
    };
    match (&worth.a, &worth.b) {
        (Some(Worth::Awaited), Some(Worth::Awaited)) => return (State::AwaitedBoth, None),
        (Some(Worth::Awaited), _) => return (State::Awaited(Which::A), None),
        (_, Some(Worth::Awaited)) => return (State::Awaited(Which::B), None),
        (Some(own), Some(other)) if same(own, other) => return (State::Same, None),
        (Some(Worth::Unstated), _) | (_, Some(Worth::Unstated)) => {
            return (State::NotComparable, Some(words::source_is_silent()));
        }
        (Some(Worth::NotInForce), _) | (_, Some(Worth::NotInForce)) => {
            return (State::NotComparable, Some(words::out_of_force()));
        }
        (Some(Worth::Formula { wording, .. }), Some(Worth::Formula { wording: other, .. })) if wording == other => {
            let names = differing(shared, found);
            let note = (!names.is_empty()).then(|| words::rests_on(crate::base::text::listed(&names)));
            return (State::Same, note);
        }
        (Some(Worth::Formula { .. }), Some(Worth::Number(_)))
        | (Some(Worth::Number(_)), Some(Worth::Formula { .. })) => {
            return (State::NotComparable, Some(words::formula_and_fixed()));
        }
        _ => {}
    }
    let from_above =
        |own: &Stating| matches!(own.origin.how, Stated::Inherited | Stated::EveryBenefit | Stated::Default);
    let state = match (from_above(a), from_above(b)) {
        (true, false) => State::FromAbove(Which::A),
        (false, true) => State::FromAbove(Which::B),
        _ => State::Different,
    };
    (state, None)
}

pub(crate) fn same(own: &Worth, other: &Worth) -> bool {
    match (own, other) {
        (Worth::Formula { meaning, .. }, Worth::Formula { meaning: other, .. }) => meaning == other,
        (Worth::Fixed(_, meaning), Worth::Fixed(_, other)) => meaning == other,
        _ => own == other,
    }
}

/// Returns the names of definitions that both formulas name and that do not mean the same.
fn differing(shared: &Shared<'_>, found: &Both<Option<Found<'_>>>) -> Vec<String> {
    let meanings = found.map(|which, own| {
        let uses = own.as_ref().map_or(&[][..], |own| own.uses.as_slice());
        uses.iter()
            .map(|id| (shared.program(which).definition(*id).name.clone(), definition_meaning(shared, which, *id)))
            .collect::<Vec<_>>()
    });
    let differs = |(name, meaning): &&(String, Option<String>)| {
        meanings.b.iter().find(|(other, _)| other == name).is_none_or(|(_, other)| other != meaning)
    };
    meanings.a.iter().filter(differs).map(|(name, _)| name.clone()).collect()
}

/// Returns the meaning of a definition on the day; `None` when it is not in force.
pub(crate) fn definition_meaning(shared: &Shared<'_>, which: Which, id: ir::DefinitionId) -> Option<String> {
    let version = version_on(&shared.program(which).definition(id).versions, shared.date(which))?;
    Some(shared.adjusted_text(which, &version.body, Depth::Meaning))
}

fn change(kinds: &Both<Option<ValueKind>>) -> Option<Change> {
    let (Some(ValueKind::Number(a, ty)), Some(ValueKind::Number(b, other))) = (&kinds.a, &kinds.b) else { return None };
    let by = b.subtract(a).ok()?;
    match (ty, other) {
        (Type::Ratio, Type::Ratio) | (Type::Points, Type::Points) => Some(Change::Points(by)),
        (Type::Quantity(unit), Type::Quantity(second)) if unit.is_money() && unit == second => {
            let percent = if a.is_positive() { by.divide(a).ok() } else { None };
            Some(Change::Money { fen: by, per: ty.clone(), percent })
        }
        (Type::Quantity(unit), Type::Quantity(second)) if unit == second => {
            if unit.parts() == [(Base::Day, 1)] {
                Some(Change::Days(by))
            } else {
                Some(Change::Quantity(by, ty.clone()))
            }
        }
        _ => None,
    }
}

/// Returns what a side states in a cell.
pub(crate) fn stating<'p>(
    shared: &Shared<'p>,
    side: impl Into<SideId>,
    value: &Value<'p>,
    found: &Found<'p>,
    none: &Text,
) -> Stating {
    let which = side.into();
    let program = shared.program(which);
    let mut formula = None;
    let (text, kind) = match &found.worth {
        Worth::Number(number) => {
            let waived = number.is_zero() && found.effects.iter().any(|own| matches!(own.kind, EffectKind::Waived));
            if let Some(own) = found.expr.filter(|own| !is_literal(own) && found.effects.is_empty()) {
                formula = Some(say(|lang| print::expr(program, own, lang)));
            }
            let text = if waived { words::waived() } else { number_text(number, &value.ty) };
            (text, ValueKind::Number(number.clone(), value.ty.clone()))
        }
        Worth::Fixed(own, _) => (show::value(program, own, &value.ty), ValueKind::Text),
        Worth::None => (none.clone(), ValueKind::Nothing),
        Worth::Unstated => (words::unstated(), ValueKind::Unstated),
        Worth::Awaited => (words::awaited(), ValueKind::Awaited),
        Worth::NotInForce => (words::not_in_force(), ValueKind::NotInForce),
        Worth::Same(_) => (value.text(program, false), ValueKind::Text),
        Worth::Formula { .. } => {
            let mut text = match found.expr {
                Some(own) => say(|lang| print::expr(program, own, lang)),
                None => value.text(program, false),
            };
            for effect in &found.effects {
                let own = say(|lang| print::effect(program, effect, lang));
                text = Text { zh: format!("{} {}", text.zh, own.zh), en: format!("{} {}", text.en, own.en) };
            }
            (text, ValueKind::Text)
        }
        Worth::NoRow => (words::none(), ValueKind::Nothing),
    };
    let mut origin = origin(program, value.origin);
    origin.span = if found.span == value.span() { origin.span } else { found.span };
    if let Some(own) = found.origin {
        let cell = self::origin(program, own);
        if !cell.cites.is_empty() {
            origin.cites = cell.cites;
        }
        // Who changes a cell states it; marks of a cell say nothing of that.
        if !cell.stated_by.is_empty() {
            (origin.stated_by, origin.how) = (cell.stated_by, cell.how);
        }
        origin.disputed = cell.disputed;
        origin.checked = cell.checked.or(origin.checked);
    }
    let uses = uses(shared, which, found);
    Stating { text, formula, kind, origin, uses }
}

fn uses(shared: &Shared<'_>, which: SideId, found: &Found<'_>) -> Vec<Use> {
    let program = shared.program(which);
    let mut all = Vec::new();
    for id in &found.uses {
        let definition = program.definition(*id);
        let Some(version) = version_on(&definition.versions, shared.date(which)) else { continue };
        let text = match &version.body.value {
            Source::Expr(own) => shared.constant(which, own).map(|value| show::value(program, &value, &definition.ty)),
            _ => None,
        };
        all.push(Use { name: definition.name.clone(), text, origin: origin(program, &version.origin) });
    }
    all
}

fn is_literal(own: &Expr) -> bool {
    match &*own.kind {
        ExprKind::Constant(_) => true,
        ExprKind::Negate(inner) | ExprKind::Scale(inner, _) => is_literal(inner),
        _ => false,
    }
}

/// Returns a number as a document writes it: `1.5万元/年`.
pub(crate) fn number_text(number: &Number, ty: &Type) -> Text {
    match ty {
        Type::Quantity(unit) if unit.is_money() => {
            let text = show::number(number, ty);
            // 10000元/年 -> 1万元/年
            match (in_ten_thousands(number), text.zh.split_once('元')) {
                (Some(digits), Some((_, per))) => Text { zh: format!("{digits}万元{per}"), en: text.en },
                _ => text,
            }
        }
        _ => show::number(number, ty),
    }
}

/// Returns an amount of 分 as a document writes it.
pub(crate) fn money_text(fen: &Number) -> Text {
    number_text(fen, &Type::money())
}

/// Returns the digits of an amount of 分 in 万元, when it is a round one.
fn in_ten_thousands(fen: &Number) -> Option<String> {
    let size = if fen.is_negative() { fen.negate() } else { fen.clone() };
    if size < Number::from(1_000_000) {
        return None;
    }
    fen.divide(&Number::from(1_000_000)).ok()?.decimal_text(2)
}

/// Returns a text in both tongues.
pub(crate) fn say(of: impl Fn(Lang) -> String) -> Text {
    Text { zh: of(Lang::Zh), en: of(Lang::En) }
}

/// Returns an origin with its citations looked up.
pub(crate) fn origin(program: &Program, own: &ir::Origin) -> Origin {
    let cites = |all: &[ir::Citation]| -> Vec<Cite> {
        all.iter()
            .map(|cite| {
                let document = &program.documents[cite.document.index()];
                Cite {
                    name: document.name.clone(),
                    number: document.number.clone(),
                    title: document.title.clone(),
                    dated: document.dated,
                    article: cite.article.clone(),
                }
            })
            .collect()
    };
    let disputed = own.disputed.iter().map(|own| Dispute { value: own.value.clone(), cites: cites(&own.cites) });
    Origin {
        span: own.span,
        cites: cites(&own.cites),
        disputed: disputed.collect(),
        stated_by: own.stated_by.clone(),
        how: own.how,
        checked: own.checked,
    }
}

/// Returns one row for the whole value of each side.
pub(crate) fn whole<'p>(
    shared: &Shared<'p>,
    item: &Item,
    values: &Both<Option<Value<'p>>>,
    manner: &Manner<'p>,
    state: State,
    note: Option<Text>,
) -> Row {
    let held = values.map(|which, value| match value {
        Some(value) => {
            let program = shared.program(which);
            let kind = match value.body {
                Body::Adjusted(own) => match &own.value {
                    Source::Pending(_) => ValueKind::Awaited,
                    Source::Unstated(_) => ValueKind::Unstated,
                    Source::Nothing(_) => ValueKind::Nothing,
                    Source::Expr(_) | Source::Table(_) | Source::As(..) => ValueKind::Text,
                },
                Body::Table(..) => ValueKind::Text,
            };
            let bare = kind == ValueKind::Nothing && value.effects().is_empty();
            let text = if bare { manner.none.clone() } else { value.text(program, true) };
            Held::Value(Stating { text, formula: None, kind, origin: origin(program, value.origin), uses: Vec::new() })
        }
        None => Held::Absent,
    });
    let leaning = if state == State::Same { Leaning::Even } else { Leaning::Unknown };
    Row {
        item: item.clone(),
        keys: Vec::new(),
        state,
        values: held,
        change: None,
        insured: leaning,
        fund: leaning,
        note,
    }
}

/// Compares the effects that are not worked into the cells: all, or those that depend on earlier claims.
fn effect_rows<'p>(
    shared: &Shared<'p>,
    item: &Item,
    values: &Both<Option<Value<'p>>>,
    manner: &Manner<'p>,
    all: bool,
) -> Vec<Row> {
    let effects = values.map(|_, value| match value {
        Some(value) => value.effects().iter().filter(|own| all || !is_immediate(own)).collect::<Vec<&'p Effect>>(),
        None => Vec::new(),
    });
    let key = |which: Which, own: &Effect| {
        (own.when.as_ref().map(|when| shared.meaning(which, when)), std::mem::discriminant(&own.kind))
    };
    let mut free = effects.b.clone();
    let mut pairs: Vec<Both<Option<&'p Effect>>> = Vec::new();
    for own in &effects.a {
        let twin = free.iter().position(|other| key(Which::A, own) == key(Which::B, other));
        pairs.push(Both { a: Some(own), b: twin.map(|at| free.remove(at)) });
    }
    pairs.extend(free.into_iter().map(|own| Both { a: None, b: Some(own) }));
    pairs.iter().map(|pair| effect_row(shared, item, values, manner, pair)).collect()
}

fn effect_row<'p>(
    shared: &Shared<'p>,
    item: &Item,
    values: &Both<Option<Value<'p>>>,
    manner: &Manner<'p>,
    pair: &Both<Option<&'p Effect>>,
) -> Row {
    let held = pair.map(|which, effect| match (effect, values.get(which)) {
        (Some(effect), Some(value)) => {
            let program = shared.program(which);
            let bare = Effect { when: None, ..(*effect).clone() };
            let origin = Origin { span: effect.span, ..origin(program, value.origin) };
            let text = say(|lang| print::effect(program, &bare, lang));
            Held::Value(Stating { text, formula: None, kind: ValueKind::Text, origin, uses: Vec::new() })
        }
        _ => Held::Absent,
    });
    let of = |which: Which| pair.get(which).map(|own| shared.effect_text(which, own));
    let (state, insured) = match (of(Which::A), of(Which::B)) {
        (Some(a), Some(b)) if a == b => (State::Same, Leaning::Even),
        (Some(_), Some(_)) => (State::Different, steeper(shared, pair, manner)),
        (own, _) => {
            let which = if own.is_some() { Which::A } else { Which::B };
            let effect = pair.get(which);
            // What changes nothing on the other side says nothing about who is better off.
            let other_has_base = values.get(which.other()).as_ref().is_some_and(Value::counts);
            let lean = effect.map_or(Leaning::Unknown, |effect| favours(effect, manner.sense, which));
            (State::Only(which), if other_has_base { lean } else { Leaning::Unknown })
        }
    };
    let own = Which::BOTH.into_iter().find_map(|which| pair.get(which).map(|own| (which, own)));
    let mut keys = Vec::new();
    if let Some((which, own)) = own {
        let again = match &own.kind {
            EffectKind::EachFurtherMinus { .. } => Some(words::each_further()),
            EffectKind::Continued => Some(words::carried_on()),
            _ => None,
        };
        let when = own.when.as_ref().map(|when| say(|lang| print::expr(shared.program(which), when, lang)));
        keys.extend(again.into_iter().chain(when).map(|answers| Key {
            question: words::condition(),
            answers,
            plain: true,
        }));
    }
    Row { item: item.clone(), keys, state, values: held, change: None, insured, fund: insured, note: None }
}

/// Which side an effect favours when only one has it.
fn favours(effect: &Effect, sense: Sense, which: Which) -> Leaning {
    let higher = match sense {
        Sense::Higher { .. } => true,
        Sense::Lower { .. } => false,
        Sense::Unknown => return Leaning::Unknown,
    };
    let raises = match &effect.kind {
        EffectKind::Plus(_) => true,
        EffectKind::Minus(_)
        | EffectKind::Halved
        | EffectKind::Waived
        | EffectKind::EachFurtherMinus { .. }
        | EffectKind::Continued => false,
        EffectKind::Lifted if higher => true,
        EffectKind::Times(_) | EffectKind::Instead(_) | EffectKind::Lifted => return Leaning::Unknown,
    };
    Leaning::To(if raises == higher { which } else { which.other() })
}

/// Compares two effects of one kind and condition by their sizes.
fn steeper(shared: &Shared<'_>, pair: &Both<Option<&Effect>>, manner: &Manner<'_>) -> Leaning {
    let number = |which: Which, own: &Expr| match shared.constant(which, own) {
        Some(crate::value::Value::Number(number)) => Some(number),
        _ => None,
    };
    let sizes = pair.map(|which, effect| match effect.map(|own| &own.kind) {
        Some(EffectKind::Plus(by) | EffectKind::Minus(by)) => number(which, by).map(|by| (by, None)),
        Some(EffectKind::EachFurtherMinus { step, at_most }) => {
            number(which, step).map(|step| (step, at_most.as_ref().and_then(|most| number(which, most))))
        }
        _ => None,
    });
    let (Some(a), Some(b), Some(effect)) = (&sizes.a, &sizes.b, pair.a) else { return Leaning::Unknown };
    let more = match (a.0.cmp(&b.0), &a.1, &b.1) {
        (order, Some(most), Some(other)) if order == most.cmp(other) || *most == *other => order,
        (order, None, None) => order,
        (std::cmp::Ordering::Equal, Some(most), Some(other)) => most.cmp(other),
        _ => return Leaning::Unknown,
    };
    match more {
        std::cmp::Ordering::Equal => Leaning::Even,
        std::cmp::Ordering::Greater => favours(effect, manner.sense, Which::A),
        std::cmp::Ordering::Less => favours(effect, manner.sense, Which::B),
    }
}

/// What a table does when several of its rows fit: `取就高 每增一项加 500元`.
fn several_hits<'p>(
    shared: &Shared<'p>,
    item: &Item,
    values: &Both<Option<Value<'p>>>,
    manner: &Manner<'p>,
) -> Option<Row> {
    let hits = values.map(|which, value| {
        let table = value.as_ref()?.table()?;
        let hit = match table.hit {
            Hit::Highest => words::take_highest(),
            Hit::Lowest => words::take_lowest(),
            Hit::Sum => words::take_sum(),
            Hit::Unique
            | Hit::Agree
            | Hit::First
            | Hit::Number
            | Hit::MostSpecific
            | Hit::ListAll
            | Hit::ListInOrder => return None,
        };
        let plus = table.each_further_hit_plus.as_ref();
        let text = match plus {
            Some(plus) => words::each_more(hit, say(|lang| print::expr(shared.program(which), plus, lang))),
            None => hit,
        };
        let number = plus.and_then(|plus| shared.constant(which, plus)).and_then(|value| value.as_number().cloned());
        Some((text, plus.is_some(), number.unwrap_or_else(Number::zero), table.span))
    });
    if hits.a.is_none() && hits.b.is_none() {
        return None;
    }
    let held = hits.map(|which, hit| match (hit, values.get(which)) {
        (Some((text, _, _, span)), Some(value)) => {
            let origin = Origin { span: *span, ..origin(shared.program(which), value.origin) };
            Held::Value(Stating { text: text.clone(), formula: None, kind: ValueKind::Text, origin, uses: Vec::new() })
        }
        _ => Held::Absent,
    });
    let plus = hits.map(|_, hit| hit.as_ref().map_or_else(Number::zero, |(_, _, plus, _)| plus.clone()));
    let same = match (&hits.a, &hits.b) {
        (Some((a, ..)), Some((b, ..))) => a == b,
        _ => false,
    };
    let state = match (&hits.a, &hits.b) {
        _ if same => State::Same,
        (Some(_), None) => State::Only(Which::A),
        (None, Some(_)) => State::Only(Which::B),
        _ => State::Different,
    };
    let higher = matches!(manner.sense, Sense::Higher { .. });
    let insured = match plus.a.cmp(&plus.b) {
        _ if same => Leaning::Even,
        std::cmp::Ordering::Greater if higher => Leaning::To(Which::A),
        std::cmp::Ordering::Less if higher => Leaning::To(Which::B),
        _ => Leaning::Unknown,
    };
    let item = Item { text: words::several_hits(item.text.clone()), ..item.clone() };
    Some(Row { item, keys: Vec::new(), state, values: held, change: None, insured, fund: insured, note: None })
}
