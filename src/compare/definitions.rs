//! What compared benefits read on either side - params, definitions, groups, accounts, tables, states, lists - to
//! subjects of their own, paired by name. Only what differs becomes one.

use super::benefit::text_row;
use super::data::{
    Change, Held, Item, JudgedBy, Leaning, Origin, Overall, Presence, Row, State, Stating, Subject, SubjectKind,
    ValueKind,
};
use super::direction::Sense;
use super::lists;
use super::meaning::Depth;
use super::polarity::Target;
use super::reads::Reads;
use super::shared::{Both, Shared, Which};
use super::tables::{self, Tables};
use super::values::{Body, Group, Manner, Scopes, Value, origin, rows, say};
use super::{conditions, words};
use crate::base::text::Text;
use crate::ir::expr::{AccountItem, ExprKind, Source};
use crate::ir::{self, DefinitionId, DefinitionKind, ListId, StateId, Stated, TableId, Type, print, version_on};
use std::collections::BTreeSet;

/// Something that is read, on the sides that have it.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub subject: Subject,
    pub targets: Both<Option<Target>>,
    /// The side on which there is more of it: a larger amount, a longer list, a wider group.
    pub larger: Leaning,
    /// How it looks in the row of a benefit that reads it; `None`: only a word that it differs.
    pub in_short: Both<Option<Stating>>,
    pub change: Option<Change>,
}

/// Compares everything that the benefits of both sides read; what says the same is left out unless it is `named`.
pub(crate) fn compared(
    shared: &Shared<'_>,
    reads: &Both<Reads>,
    group: Option<Group>,
    named: &dyn Fn(&Subject) -> bool,
) -> Vec<Read> {
    let mut all = Vec::new();
    let lists = |program: &ir::Program| (0..program.lists.len()).map(|at| ListId(at as u32)).collect();
    for ids in by_name(shared, reads.map(|_, own| &own.lists), lists, |program, id| program.list(id).name.clone()) {
        all.push(list(shared, &ids));
    }
    let definitions =
        |program: &ir::Program| (0..program.definitions.len()).map(|at| DefinitionId(at as u32)).collect();
    let name = |program: &ir::Program, id: DefinitionId| {
        let own = program.definition(id);
        (own.owner, own.name.clone())
    };
    for ids in by_name(shared, reads.map(|_, own| &own.definitions), definitions, name) {
        all.extend(definition(shared, &ids, group));
    }
    let tables = |program: &ir::Program| (0..program.tables.len()).map(|at| TableId(at as u32)).collect();
    let name = |program: &ir::Program, id: TableId| program.tables[id.index()].name.clone();
    for ids in by_name(shared, reads.map(|_, own| &own.tables), tables, name) {
        all.extend(table(shared, &ids, group));
    }
    let states = |program: &ir::Program| (0..program.states.len()).map(|at| StateId(at as u32)).collect();
    let name = |program: &ir::Program, id: StateId| program.states[id.index()].name.clone();
    for ids in by_name(shared, reads.map(|_, own| &own.states), states, name) {
        all.extend(state(shared, &ids));
    }
    all.retain(|own| {
        named(&own.subject) || own.subject.rows.iter().any(|row| row.state != State::Same || row.note.is_some())
    });
    all
}

/// Returns the definitions of a side that the other has too.
pub(crate) fn of_both(shared: &Shared<'_>, which: Which) -> Vec<DefinitionId> {
    let other = shared.program(which.other());
    let twin = |own: &ir::Definition| {
        other.definitions.iter().any(|known| (known.owner, &known.name) == (own.owner, &own.name))
    };
    let all = shared.program(which).definitions.iter().enumerate();
    all.filter(|(_, own)| twin(own)).map(|(at, _)| DefinitionId(at as u32)).collect()
}

/// Pairs what either side reads with what the other calls the same, whether that is read there or not; in the order of
/// the first side, then of the second.
fn by_name<I: Copy + Ord, N: PartialEq>(
    shared: &Shared<'_>,
    reads: Both<&BTreeSet<I>>,
    all: impl Fn(&ir::Program) -> Vec<I>,
    name: impl Fn(&ir::Program, I) -> N,
) -> Vec<Both<Option<I>>> {
    let twin = |which: Which, id: I| {
        let own = name(shared.program(which), id);
        let other = shared.program(which.other());
        all(other).into_iter().find(|id| name(other, *id) == own)
    };
    let mut pairs: Vec<Both<Option<I>>> =
        reads.a.iter().map(|id| Both { a: Some(*id), b: twin(Which::A, *id) }).collect();
    for id in reads.b {
        if pairs.iter().all(|pair| pair.b != Some(*id)) {
            pairs.push(Both { a: twin(Which::B, *id), b: Some(*id) });
        }
    }
    pairs
}

fn list(shared: &Shared<'_>, ids: &Both<Option<ListId>>) -> Read {
    let listed = lists::compared(shared, ids);
    let sides = ids.map(|which, id| match id {
        Some(id) => {
            let own = shared.program(which).list(*id);
            present(&own.name, own.english.as_ref(), place(shared, which, own.span))
        }
        None => Presence::Absent,
    });
    let in_short = ids.map(|which, id| {
        id.map(|id| Stating {
            text: words::counts_kinds(*listed.counts.get(which)),
            formula: None,
            kind: ValueKind::Text,
            origin: listed_origin(shared, which, id),
            uses: Vec::new(),
        })
    });
    let name = name_of(&sides);
    Read {
        subject: subject(SubjectKind::List, name, sides, listed.rows),
        targets: ids.map(|_, id| id.map(Target::List)),
        larger: listed.larger,
        in_short,
        change: Some(Change::Entries(listed.only)),
    }
}

fn definition<'p>(shared: &Shared<'p>, ids: &Both<Option<DefinitionId>>, group: Option<Group>) -> Option<Read> {
    let owns = ids.map(|which, id| id.map(|id| shared.program(which).definition(id)));
    let kind = owns.a.or(owns.b).map(|own| own.kind)?;
    let versions = owns.map(|which, own| own.and_then(|own| version_on(&own.versions, shared.date(which))));
    let sides = owns.map(|which, own| match own {
        Some(own) => presence(&own.name, own.english.as_ref(), &own.versions, shared, which),
        None => Presence::Absent,
    });
    let accounts = versions.map(|_, version| {
        version.and_then(|version| match &version.body.value {
            Source::Expr(own) => match &*own.kind {
                ExprKind::Account(items) => Some(items.as_slice()),
                _ => None,
            },
            _ => None,
        })
    });
    let targets = ids.map(|_, id| id.map(Target::Definition));
    if accounts.a.is_some() || accounts.b.is_some() {
        let rows = account_rows(shared, &accounts);
        let name = name_of(&sides);
        let subject = subject(SubjectKind::Account, name, sides, rows);
        let none = Both { a: None, b: None };
        return Some(Read { subject, targets, larger: Leaning::Unknown, in_short: none, change: None });
    }
    let values: Both<Option<Value<'p>>> = Both {
        a: versions.a.map(|version| Value {
            body: Body::Adjusted(&version.body),
            origin: &version.origin,
            ty: type_of(owns.a),
        }),
        b: versions.b.map(|version| Value {
            body: Body::Adjusted(&version.body),
            origin: &version.origin,
            ty: type_of(owns.b),
        }),
    };
    let wordings = versions.map(|which, own| own.map(|own| shared.adjusted_text(which, &own.body, Depth::Wording)));
    let (kind, text) = match kind {
        DefinitionKind::Param => (SubjectKind::Param, words::value()),
        DefinitionKind::Define => (SubjectKind::Define, words::value()),
        DefinitionKind::Group => (SubjectKind::Group, words::says()),
        DefinitionKind::Account => (SubjectKind::Account, words::value()),
    };
    // What is worded alike rests on others that tell the difference themselves; amounts are compared all the same.
    if wordings.a == wordings.b && kind != SubjectKind::Param {
        return None;
    }
    let item = Item::of(text);
    let is_condition = values.a.as_ref().or(values.b.as_ref()).is_some_and(|own| own.ty == Type::Bool);
    let (rows, larger) = if is_condition {
        let exprs = versions
            .map(|_, own| own.and_then(|own| if let Source::Expr(own) = &own.body.value { Some(own) } else { None }));
        let larger = match (exprs.a, exprs.b) {
            (Some(a), Some(b)) => conditions::wider(shared, a, b),
            _ => Leaning::Unknown,
        };
        let texts = versions
            .map(|which, own| own.map(|own| say(|lang| print::adjusted(shared.program(which), &own.body, lang))));
        let origins = versions.map(|which, own| own.map(|own| origin(shared.program(which), &own.origin)));
        let meanings = versions.map(|which, own| own.map(|own| shared.adjusted_text(which, &own.body, Depth::Meaning)));
        let mut row = text_row(item, texts, origins, Leaning::Unknown);
        if meanings.a == meanings.b {
            row.state = State::Same;
            (row.insured, row.fund) = (Leaning::Even, Leaning::Even);
        }
        (vec![row], larger)
    } else {
        let (conditions, cases) = (Both::default(), Scopes::default());
        let manner = Manner { sense: Sense::Unknown, none: words::none(), conditions, group, cases };
        let rows = rows(shared, &item, &values, &manner);
        let larger = larger_of(&rows);
        (rows, larger)
    };
    let (in_short, change) = match rows.as_slice() {
        [only] => (only.values.map(|_, held| held.stating().cloned()), only.change.clone()),
        _ => (Both { a: None, b: None }, None),
    };
    let name = name_of(&sides);
    Some(Read { subject: subject(kind, name, sides, rows), targets, larger, in_short, change })
}

fn type_of(own: Option<&ir::Definition>) -> Type {
    own.map_or(Type::Unknown, |own| own.ty.clone())
}

/// Returns the side whose numbers are nowhere smaller and somewhere larger.
fn larger_of(rows: &[Row]) -> Leaning {
    let mut larger = Leaning::Even;
    for row in rows {
        let sides = row.values.map(|_, held| match held.stating().map(|own| &own.kind) {
            Some(ValueKind::Number(number, _)) => Some(number.clone()),
            _ => None,
        });
        let (Some(a), Some(b)) = (sides.a, sides.b) else {
            if row.state == State::Same {
                continue;
            }
            return Leaning::Unknown;
        };
        let own = match a.cmp(&b) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Greater => Leaning::To(Which::A),
            std::cmp::Ordering::Less => Leaning::To(Which::B),
        };
        if larger != Leaning::Even && larger != own {
            return Leaning::Unknown;
        }
        larger = own;
    }
    larger
}

fn account_rows(shared: &Shared<'_>, accounts: &Both<Option<&[AccountItem]>>) -> Vec<Row> {
    let live = accounts.map(|which, items| {
        let items = items.unwrap_or(&[]).iter();
        items.filter(|item| item.range.contains(shared.date(which))).collect::<Vec<&AccountItem>>()
    });
    let mut names: Vec<&str> = Vec::new();
    for item in live.a.iter().chain(&live.b) {
        if !names.contains(&item.name.as_str()) {
            names.push(&item.name);
        }
    }
    let mut rows = Vec::new();
    for name in names {
        let own = live.map(|_, items| items.iter().find(|item| item.name == name).copied());
        let texts =
            own.map(|_, item| item.map(|item| if item.deducted { words::deducted() } else { words::counted() }));
        let origins = own.map(|which, item| item.map(|item| origin(shared.program(which), &item.origin)));
        rows.push(text_row(Item::of(Text::same(name)), texts, origins, Leaning::Unknown));
    }
    rows
}

/// Compares a table of each side, or what one side has.
pub(super) fn table(shared: &Shared<'_>, ids: &Both<Option<TableId>>, group: Option<Group>) -> Option<Read> {
    let owns = ids.map(|which, id| id.map(|id| &shared.program(which).tables[id.index()]));
    let versions = owns.map(|which, own| own.and_then(|own| version_on(&own.versions, shared.date(which))));
    let sides = owns.map(|which, own| match own {
        Some(own) => presence(&own.name, own.english.as_ref(), &own.versions, shared, which),
        None => Presence::Absent,
    });
    let compared = match (ids.a, ids.b) {
        (Some(a), Some(b)) => tables::compared(shared, Both { a, b }),
        _ => None,
    };
    let outputs = owns.a.or(owns.b).map(|own| own.outputs.as_slice()).unwrap_or(&[]);
    // Columns of no common name are paired by their places, where there are as many.
    let shares_names = match (owns.a, owns.b) {
        (Some(a), Some(b)) => {
            a.outputs.len() != b.outputs.len()
                || a.outputs.iter().any(|own| b.outputs.iter().any(|other| other.name == own.name))
        }
        _ => true,
    };
    let place_of =
        |output: &ir::expr::Output| outputs.iter().position(|own| std::ptr::eq(own, output)).unwrap_or(outputs.len());
    let mut found = Vec::new();
    for output in outputs {
        let place = |which: Which| {
            let outputs = owns.get(which).map_or(&[][..], |own| &own.outputs);
            outputs.iter().position(|other| other.name == output.name).or_else(|| {
                let at = outputs.len().min(place_of(output));
                (!shares_names && at < outputs.len()).then_some(at)
            })
        };
        let values = Both {
            a: versions.a.zip(place(Which::A)).map(|(version, at)| Value {
                body: Body::Table(&version.body, at),
                origin: &version.origin,
                ty: output.ty.clone(),
            }),
            b: versions.b.zip(place(Which::B)).map(|(version, at)| Value {
                body: Body::Table(&version.body, at),
                origin: &version.origin,
                ty: output.ty.clone(),
            }),
        };
        let (conditions, cases) = (Both::default(), Scopes::default());
        let manner = Manner { sense: Sense::Unknown, none: words::none(), conditions, group, cases };
        let text = if output.name.is_empty() { words::value() } else { Text::same(&output.name) };
        found.extend(rows(shared, &Item::of(text), &values, &manner));
    }
    // What is worded otherwise and answers the same is the same; how several hits are joined shows in the answers.
    if compared.as_ref().is_some_and(Tables::is_equal) {
        for row in &mut found {
            (row.state, row.change, row.insured, row.fund) = (State::Same, None, Leaning::Even, Leaning::Even);
        }
    }
    let name = name_of(&sides);
    let none = Both { a: None, b: None };
    let none_of = Both { a: None, b: None };
    Some(Read {
        subject: Subject { table: compared, ..subject(SubjectKind::Table, name, sides, found) },
        targets: none_of,
        larger: Leaning::Unknown,
        in_short: none,
        change: None,
    })
}

fn state(shared: &Shared<'_>, ids: &Both<Option<StateId>>) -> Option<Read> {
    let owns = ids.map(|which, id| id.map(|id| &shared.program(which).states[id.index()]));
    let sides = owns.map(|which, own| match own {
        Some(own) => present(&own.name, own.english.as_ref(), place(shared, which, own.span)),
        None => Presence::Absent,
    });
    let mut rows = Vec::new();
    let starts = owns
        .map(|which, own| own.map(|own| Text::same(&shared.program(which).domain(own.domain).entry(own.start).name)));
    let origins = owns.map(|which, own| own.map(|own| place(shared, which, own.span)));
    rows.push(text_row(Item::of(words::starts_as()), starts, origins.clone(), Leaning::Unknown));
    struct Step {
        name: Text,
        meaning: String,
        text: Text,
        origin: Origin,
    }
    let steps = owns.map(|which, own| {
        let Some(own) = own else { return Vec::new() };
        let program = shared.program(which);
        let domain = program.domain(own.domain);
        let live = own.transitions.iter().filter(|step| step.range.contains(shared.date(which)));
        live.map(|step| {
            let from: Vec<&str> = step.body.from.iter().map(|entry| domain.entry(*entry).name.as_str()).collect();
            Step {
                name: words::transition(crate::base::text::listed(&from), &domain.entry(step.body.to).name),
                meaning: shared.meaning(which, &step.body.condition),
                text: say(|lang| print::expr(program, &step.body.condition, lang)),
                origin: origin(program, &step.origin),
            }
        })
        .collect::<Vec<_>>()
    });
    let mut names: Vec<&Text> = Vec::new();
    for step in steps.a.iter().chain(&steps.b) {
        if !names.contains(&&step.name) {
            names.push(&step.name);
        }
    }
    for name in names {
        let own = steps.map(|_, steps| steps.iter().find(|step| step.name == *name));
        let texts = own.map(|_, step| step.map(|step| step.text.clone()));
        let origins = own.map(|_, step| step.map(|step| step.origin.clone()));
        let mut row = text_row(Item::of(name.clone()), texts, origins, Leaning::Unknown);
        if let (Some(a), Some(b)) = (own.a, own.b)
            && a.meaning == b.meaning
        {
            row.state = State::Same;
            (row.insured, row.fund) = (Leaning::Even, Leaning::Even);
        }
        rows.push(row);
    }
    let name = name_of(&sides);
    let none = Both { a: None, b: None };
    let targets = Both { a: None, b: None };
    Some(Read {
        subject: subject(SubjectKind::State, name, sides, rows),
        targets,
        larger: Leaning::Unknown,
        in_short: none,
        change: None,
    })
}

fn subject(kind: SubjectKind, name: String, sides: Both<Presence>, rows: Vec<Row>) -> Subject {
    let same_rows = rows.iter().filter(|row| row.state == State::Same).count();
    let overall = match (sides.a.is_present(), sides.b.is_present()) {
        _ if same_rows == rows.len() => Overall::Same,
        (true, true) if rows.iter().all(|row| !row.differs()) => Overall::Awaited,
        (true, false) => Overall::Only(Which::A),
        (false, true) => Overall::Only(Which::B),
        _ => Overall::Unclear,
    };
    Subject { kind, name, sides, overall, judged: JudgedBy::Clauses, rows, same_rows, read_by: Vec::new(), table: None }
}

fn name_of(sides: &Both<Presence>) -> String {
    sides.a.name().or(sides.b.name()).unwrap_or_default().to_owned()
}

fn present(name: &str, english: Option<&String>, origin: Origin) -> Presence {
    Presence::Present { name: name.to_owned(), english: english.cloned(), origin }
}

/// Returns whether something is there on the day of a side, by its versions.
pub(crate) fn presence<T>(
    name: &str,
    english: Option<&String>,
    versions: &[ir::Dated<T>],
    shared: &Shared<'_>,
    which: Which,
) -> Presence {
    let on = shared.date(which);
    let program = shared.program(which);
    if let Some(version) = version_on(versions, on) {
        return present(name, english, origin(program, &version.origin));
    }
    let later =
        versions.iter().filter(|own| own.range.from.is_some_and(|from| from > on)).min_by_key(|own| own.range.from);
    let earlier =
        versions.iter().filter(|own| own.range.until.is_some_and(|until| until < on)).max_by_key(|own| own.range.until);
    match (earlier, later) {
        (None, Some(own)) => {
            Presence::NotYet { name: name.to_owned(), from: own.range.from, origin: origin(program, &own.origin) }
        }
        (Some(own), _) => {
            Presence::Ended { name: name.to_owned(), until: own.range.until, origin: origin(program, &own.origin) }
        }
        (None, None) => Presence::Absent,
    }
}

/// Returns where a list stands, with all that its entries cite.
fn listed_origin(shared: &Shared<'_>, which: Which, id: ListId) -> Origin {
    let program = shared.program(which);
    let list = program.list(id);
    let mut own = place(shared, which, list.span);
    for entry in list.entries.iter().filter(|entry| entry.range.contains(shared.date(which))) {
        for cite in origin(program, &entry.origin).cites {
            if !own.cites.contains(&cite) {
                own.cites.push(cite);
            }
        }
    }
    own
}

/// Returns an origin that is only a place.
fn place(shared: &Shared<'_>, which: Which, span: crate::base::span::Span) -> Origin {
    Origin {
        span,
        cites: Vec::new(),
        disputed: Vec::new(),
        stated_by: shared.program(which).jurisdiction.name.clone(),
        how: Stated::Own,
        checked: None,
    }
}

/// Returns the row by which a benefit shows that something it reads differs.
pub(crate) fn read_row(read: &Read, insured: Leaning) -> Option<Row> {
    if !read.subject.sides.a.is_present() || !read.subject.sides.b.is_present() {
        return None;
    }
    let state = if read.subject.rows.iter().any(Row::differs) { read_state(&read.subject.rows) } else { return None };
    let shown = |which: Which| match read.in_short.get(which) {
        Some(own) => Held::Value(own.clone()),
        None => match read.subject.sides.get(which) {
            Presence::Present { origin, .. } => Held::Value(Stating {
                text: words::see_below(),
                formula: None,
                kind: ValueKind::Text,
                origin: origin.clone(),
                uses: Vec::new(),
            }),
            Presence::NotYet { .. } | Presence::Ended { .. } | Presence::Absent => Held::Absent,
        },
    };
    let item =
        Item { read: Some((read.subject.kind, read.subject.name.clone())), ..Item::of(Text::same(&read.subject.name)) };
    Some(Row {
        item,
        keys: Vec::new(),
        state,
        values: Both { a: shown(Which::A), b: shown(Which::B) },
        change: read.change.clone(),
        insured,
        fund: insured,
        note: None,
    })
}

/// One row tells its own state, several tell that they differ.
fn read_state(rows: &[Row]) -> State {
    match rows {
        [only] => only.state,
        _ => State::Different,
    }
}
