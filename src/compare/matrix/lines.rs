//! One value of each county to lines, cell by cell over the grid that all of them ask; params and lists.

use super::figures::figures;
use super::norms::{Asked, Norms};
use super::{Line, Topic, classes, classes_by};
use crate::base::number::Number;
use crate::base::text::Text;
use crate::compare::boxes::merged;
use crate::compare::data::{Held, Item, Origin, Stating, SubjectKind, ValueKind};
use crate::compare::direction::Sense;
use crate::compare::keys;
use crate::compare::reads;
use crate::compare::shared::{Shared, SideId};
use crate::compare::space::{Cond, Space};
use crate::compare::standing::Standing;
use crate::compare::values::{Body, Value, number_text, occurring, origin, same, stating};
use crate::compare::words;
use crate::compare::worth::{Found, Lowering, Node, Worth};
use crate::ir::expr::{Expr, Source};
use crate::ir::standard::RequirementBody;
use crate::ir::{DefinitionId, DefinitionKind, ListId, Type, version_on};
use std::collections::BTreeSet;

/// How the values of a clause are laid out.
pub(super) struct Manner<'m, 'p> {
    pub item: Item,
    pub sense: Sense,
    /// What `无` is called.
    pub none: Text,
    /// What must hold for a cell to occur at all, for each county.
    pub conditions: Vec<Vec<&'p Expr>>,
    /// Whether each county has what the clause belongs to.
    pub present: &'m [bool],
    /// Whether each county has nothing of the kind, though it has what the clause belongs to.
    pub silent: Vec<bool>,
    pub asked: Vec<&'m Asked<'p>>,
}

/// What is found in a cell of the grid, for each county.
type Row<'p> = Vec<Option<Found<'p>>>;

/// Lays out one value of each county.
pub(super) fn laid_out<'p>(shared: &Shared<'p>, values: &[Option<Value<'p>>], manner: &Manner<'_, 'p>) -> Vec<Line> {
    let mut space = Space::new();
    let nodes: Vec<Option<Node<'p>>> = shared
        .side_ids()
        .map(|side| {
            let value = values[side.0].as_ref()?;
            let mut lowering = Lowering { shared, side, space: &mut space };
            Some(match value.body {
                Body::Adjusted(own) => lowering.adjusted(own, true),
                Body::Table(own, output) => lowering.table(own, output, true, true),
            })
        })
        .collect();
    space.close();
    let conditions: Vec<Vec<Cond>> = shared
        .side_ids()
        .map(|side| manner.conditions[side.0].iter().map(|own| space.condition(shared, side, own)).collect())
        .collect();
    let named: Vec<Vec<Cond>> = manner.asked.iter().map(|own| own.cells(shared, &mut space)).collect();
    let segments = space.dimensions.iter().filter(|own| own.is_segment()).count();
    if segments > 1 || space.divide(shared).is_none() {
        let note = if segments > 1 { words::segments_from_elsewhere() } else { words::too_large() };
        return vec![whole(shared, values, manner, Some(note))];
    }
    let found = |cell: &[usize]| -> Option<Row<'p>> {
        let found: Row<'p> = shared
            .side_ids()
            .map(|side| {
                let known = space.dimensions.iter().zip(cell).all(|(own, at)| own.classes[*at].known[side.0]);
                let due = conditions[side.0].iter().all(|own| space.holds(own, cell) != Some(false));
                let found = nodes[side.0].as_ref().filter(|_| known && due)?.at(&space, cell);
                (found.worth != Worth::NoRow).then_some(found)
            })
            .collect();
        found.iter().any(Option::is_some).then_some(found)
    };
    // Rows are compared by number: a row of many counties is long.
    let mut rows: Vec<Vec<Option<Worth>>> = Vec::new();
    let mut numbers: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let boxes = merged(&space, &mut |cell| {
        let worths: Vec<Option<Worth>> = found(cell)?.into_iter().map(|own| own.map(|own| own.worth)).collect();
        let covered: Vec<bool> =
            named.iter().map(|all| all.iter().all(|own| space.holds(own, cell) != Some(false))).collect();
        let number = *numbers.entry(format!("{worths:?}")).or_insert_with(|| {
            rows.push(worths);
            rows.len() - 1
        });
        Some((number, covered))
    });
    let mut lines = Vec::new();
    for own in &boxes.rows {
        let mut cell = vec![0usize; space.dimensions.len()];
        for (dimension, classes) in boxes.order.iter().zip(&own.classes) {
            cell[*dimension] = classes.first().copied().unwrap_or(0);
        }
        let Some(found) = occurring(&space, &boxes.order, cell, &found) else { continue };
        let keys = keys::keys(shared, &space, &boxes, &own.classes);
        let covering: Vec<&&Asked<'p>> =
            manner.asked.iter().zip(&own.value.1).filter(|(_, covered)| **covered).map(|(asked, _)| asked).collect();
        lines.push(line(shared, values, &found, keys, &covering, manner));
    }
    if lines.is_empty() {
        return vec![whole(shared, values, manner, None)];
    }
    lines
}

fn line<'p>(
    shared: &Shared<'p>,
    values: &[Option<Value<'p>>],
    found: &[Option<Found<'p>>],
    keys: Vec<crate::compare::data::Key>,
    covering: &[&&Asked<'p>],
    manner: &Manner<'_, 'p>,
) -> Line {
    let cells: Vec<Held> = shared
        .side_ids()
        .map(|side| match (&values[side.0], &found[side.0]) {
            (Some(value), Some(found)) => Held::Value(stating(shared, side, value, found, &manner.none)),
            _ => Held::Absent,
        })
        .collect();
    let worths: Vec<Option<(Worth, Type)>> = shared
        .side_ids()
        .map(|side| Some((found[side.0].as_ref()?.worth.clone(), values[side.0].as_ref()?.ty.clone())))
        .collect();
    let classes = classes_by(&worths, |left, right| match (left, right) {
        (Some((own, ty)), Some((other, other_ty))) => {
            // A number of another period is another number.
            same(own, other) && (ty == other_ty || !matches!(own, Worth::Number(_)) || number_is_zero(own))
        }
        (None, None) => true,
        _ => false,
    });
    let types: Vec<&Type> =
        worths.iter().flatten().filter(|(own, _)| matches!(own, Worth::Number(_))).map(|(_, ty)| ty).collect();
    let mixed = types.windows(2).any(|pair| pair[0] != pair[1]);
    let free = |at: usize| match &cells[at] {
        Held::Value(Stating { kind: ValueKind::Nothing, .. }) => manner.sense.none_is_best(),
        Held::Value(_) => false,
        Held::Absent => manner.silent[at] && manner.sense.absence_is_best(),
    };
    Line {
        free: (0..cells.len()).map(free).collect(),
        item: manner.item.clone(),
        keys,
        figures: figures(&cells),
        cells,
        classes,
        higher: match manner.sense {
            Sense::Higher { .. } => Some(true),
            Sense::Lower { .. } => Some(false),
            Sense::Unknown => None,
        },
        norms: covering.iter().map(|own| own.norm(shared, &worths, manner.present, manner.sense)).collect(),
        note: mixed.then(words::other_period),
        detail: false,
    }
}

fn number_is_zero(own: &Worth) -> bool {
    matches!(own, Worth::Number(number) if number.is_zero())
}

/// Returns one line for the whole value of each county, as policy text.
fn whole<'p>(shared: &Shared<'p>, values: &[Option<Value<'p>>], manner: &Manner<'_, 'p>, note: Option<Text>) -> Line {
    let cells = shared
        .side_ids()
        .map(|side| match &values[side.0] {
            Some(value) => {
                let program = shared.program(side);
                let text = value.text(program, true);
                let kind = ValueKind::Text;
                let origin = origin(program, value.origin);
                Held::Value(Stating { text, formula: None, kind, origin, uses: Vec::new() })
            }
            None => Held::Absent,
        })
        .collect();
    let meanings: Vec<Option<String>> =
        shared.side_ids().map(|side| values[side.0].as_ref().map(|own| own.meaning(shared, side))).collect();
    Line {
        item: manner.item.clone(),
        keys: Vec::new(),
        cells,
        free: vec![false; meanings.len()],
        classes: classes(&meanings),
        figures: None,
        higher: None,
        norms: Vec::new(),
        note,
        detail: false,
    }
}

/// Returns a line of texts; those with equal meanings say the same.
pub(super) fn text_line(item: Item, cells: Vec<Option<(String, Text, Origin)>>) -> Line {
    let meanings: Vec<Option<&String>> = cells.iter().map(|own| own.as_ref().map(|(meaning, ..)| meaning)).collect();
    let classes = classes(&meanings);
    let held = |own: &Option<(String, Text, Origin)>| match own {
        Some((_, text, origin)) => Held::Value(Stating {
            text: text.clone(),
            formula: None,
            kind: ValueKind::Text,
            origin: origin.clone(),
            uses: Vec::new(),
        }),
        None => Held::Absent,
    };
    Line {
        item,
        keys: Vec::new(),
        cells: cells.iter().map(held).collect(),
        free: vec![false; cells.len()],
        classes,
        figures: None,
        higher: None,
        norms: Vec::new(),
        note: None,
        detail: false,
    }
}

/// Returns what all benefits of a county read.
fn all_reads(shared: &Shared<'_>, side: SideId) -> (BTreeSet<DefinitionId>, BTreeSet<ListId>) {
    let program = shared.program(side);
    let mut found = (BTreeSet::new(), BTreeSet::new());
    for id in (0..program.benefits.len() as u32).map(crate::ir::BenefitId) {
        if version_on(&program.benefit(id).alive, shared.date(side)).is_some() {
            let reads = reads::of_benefit(shared, side, id);
            found.0.extend(reads.definitions);
            found.1.extend(reads.lists);
        }
    }
    found
}

/// Lays out the params that benefits read or standards speak of.
pub(super) fn params<'p>(shared: &Shared<'p>, norms: &Norms<'p>) -> Vec<Topic> {
    let mut names: Vec<&'p str> = Vec::new();
    for side in shared.side_ids() {
        let program = shared.program(side);
        let read = all_reads(shared, side).0;
        let asked = norms.all.iter().filter(|own| own.side == side).filter_map(|own| own.param(shared));
        for id in read.into_iter().chain(asked) {
            let own = program.definition(id);
            if own.kind == DefinitionKind::Param && !names.contains(&own.name.as_str()) {
                names.push(&own.name);
            }
        }
    }
    names.into_iter().map(|name| param(shared, norms, name)).collect()
}

/// Lays out one param.
pub(super) fn param<'p>(shared: &Shared<'p>, norms: &Norms<'p>, name: &str) -> Topic {
    let values: Vec<Option<Value<'p>>> = shared
        .side_ids()
        .map(|side| {
            let own = shared.program(side).definitions.iter().find(|own| own.name == name)?;
            let version = version_on(&own.versions, shared.date(side))?;
            Some(Value { body: Body::Adjusted(&version.body), origin: &version.origin, ty: own.ty.clone() })
        })
        .collect();
    let present: Vec<bool> = values.iter().map(Option::is_some).collect();
    let named =
        |own: &&Asked<'p>| own.param(shared).is_some_and(|id| shared.program(own.side).definition(id).name == name);
    let asked = norms.all.iter().filter(named);
    let manner = Manner {
        item: Item::of(words::value()),
        sense: Sense::Unknown,
        none: words::none(),
        conditions: vec![Vec::new(); present.len()],
        present: &present,
        silent: vec![false; present.len()],
        asked: asked.collect(),
    };
    let lines = laid_out(shared, &values, &manner);
    topic(SubjectKind::Param, name.to_owned(), present, lines)
}

/// Makes a topic of lines.
pub(super) fn topic(kind: SubjectKind, name: String, present: Vec<bool>, lines: Vec<Line>) -> Topic {
    let own: Vec<(bool, Vec<usize>)> = present
        .iter()
        .enumerate()
        .map(|(county, present)| (*present, lines.iter().map(|line| line.classes[county]).collect()))
        .collect();
    Topic { kind, name, classes: classes(&own), present, lines }
}

/// Lays out the lists that benefits read: how many entries, and every entry that not all have.
pub(super) fn lists<'p>(shared: &Shared<'p>, norms: &Norms<'p>) -> Vec<Topic> {
    let mut names: Vec<&'p str> = Vec::new();
    for side in shared.side_ids() {
        for id in all_reads(shared, side).1 {
            let name = shared.program(side).list(id).name.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names.into_iter().map(|name| list(shared, norms, name)).collect()
}

/// Lays out one list.
pub(super) fn list<'p>(shared: &Shared<'p>, norms: &Norms<'p>, name: &str) -> Topic {
    let own = |side: SideId| shared.program(side).lists.iter().find(|own| own.name == name);
    // The entries of each county, by their shared places, with where they are listed.
    let entries: Vec<Option<std::collections::BTreeMap<usize, Origin>>> = shared
        .side_ids()
        .map(|side| {
            let list = own(side)?;
            let live = list.entries.iter().filter(|entry| entry.range.contains(shared.date(side)));
            let place = |entry: &crate::ir::Dated<crate::value::EntryId>| {
                (shared.entry(side, list.of, entry.body), origin(shared.program(side), &entry.origin))
            };
            Some(live.map(place).collect())
        })
        .collect();
    let present: Vec<bool> = entries.iter().map(Option::is_some).collect();
    let cells: Vec<Held> = shared
        .side_ids()
        .map(|side| match (&entries[side.0], own(side)) {
            (Some(entries), Some(list)) => {
                let first = entries.values().next().cloned();
                let origin = first.unwrap_or_else(|| Origin {
                    span: list.span,
                    cites: Vec::new(),
                    disputed: Vec::new(),
                    stated_by: shared.program(side).jurisdiction.name.clone(),
                    how: crate::ir::Stated::Own,
                    checked: None,
                });
                Held::Value(Stating {
                    text: words::counts_kinds(entries.len()),
                    formula: None,
                    kind: ValueKind::Number(Number::from(entries.len() as i64), Type::PLAIN),
                    origin: Origin { span: list.span, ..origin },
                    uses: Vec::new(),
                })
            }
            _ => Held::Absent,
        })
        .collect();
    let sets: Vec<Option<BTreeSet<usize>>> =
        entries.iter().map(|own| own.as_ref().map(|own| own.keys().copied().collect())).collect();
    let asked = norms.all.iter().filter_map(|own| {
        let standings = list_standings(shared, own, name)?;
        Some(own.with(shared, standings))
    });
    let mut lines = vec![Line {
        item: Item::of(words::entry_count()),
        keys: Vec::new(),
        figures: figures(&cells),
        cells,
        free: vec![false; sets.len()],
        classes: classes(&sets),
        higher: Some(true),
        norms: asked.collect(),
        note: None,
        detail: false,
    }];
    let domain = shared.side_ids().find_map(|side| own(side).map(|list| shared.domain(side, list.of)));
    let all: BTreeSet<usize> = sets.iter().flatten().flatten().copied().collect();
    for entry in all {
        let has: Vec<bool> = sets.iter().map(|own| own.as_ref().is_some_and(|own| own.contains(&entry))).collect();
        if has.iter().all(|has| *has) {
            continue;
        }
        let Some(domain) = domain else { continue };
        let known = shared.side_ids().find(|side| has[side.0]).unwrap_or(SideId(0));
        let own = shared.entry_as(known, domain, entry);
        let label = own.code.as_ref().map_or(own.name.clone(), |code| format!("{} {code}", own.name));
        let cells = shared
            .side_ids()
            .map(|side| {
                let origin = entries[side.0].as_ref()?.get(&entry)?.clone();
                Some(("listed".to_owned(), words::listed_there(), origin))
            })
            .collect();
        lines.push(Line { detail: true, ..text_line(Item::of(Text::same(label)), cells) });
    }
    topic(SubjectKind::List, name.to_owned(), present, lines)
}

/// Returns how each county stands to a requirement on a list; `None` when it is about something else.
fn list_standings(shared: &Shared<'_>, asked: &Asked<'_>, name: &str) -> Option<Vec<Option<Standing>>> {
    let program = shared.program(asked.side);
    let list = match &asked.requirement.body {
        RequirementBody::Includes { list, .. } => *list,
        RequirementBody::Condition { condition, .. } => crate::compare::conform::counted_list(condition)?.0,
        _ => return None,
    };
    if program.list(list).name != name {
        return None;
    }
    Some(shared.side_ids().map(|side| asked.list_standing(shared, side)).collect())
}

/// Whether a source is nothing but a word.
pub(super) fn is_word(own: &Source) -> bool {
    matches!(own, Source::Nothing(_) | Source::Unstated(_) | Source::Pending(_))
}

/// Returns a number with its unit, as a table shows it.
pub(crate) fn figure_text(number: &Number, ty: &Type) -> Text {
    number_text(number, ty)
}
