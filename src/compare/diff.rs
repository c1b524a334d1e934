//! The comparison of two jurisdictions: benefits paired, what they read, typical persons settled, and the verdict.

use super::behaviour;
use super::benefit;
use super::data::{
    Comparison, Exact, JudgedBy, Leaning, Overall, Party, Presence, Row, State, Subject, SubjectKind, Verdict,
};
use super::definitions::{self, Read};
use super::direction::is_minor;
use super::everybody;
use super::only::{self, Only, Unknown};
use super::paid;
use super::polarity::{self, Sign};
use super::reads::{self, Reads};
use super::shared::{BenefitPair, Both, Shared, Side, Which};
use super::tables::Tables;
use crate::base::nearest::nearest;
use crate::base::source::SourceMap;
use crate::ir::{TableId, version_on};
use std::collections::BTreeSet;

/// What to compare.
#[derive(Clone, Debug, Default)]
pub struct Options<'s> {
    /// Only these; empty: everything.
    pub only: Vec<Only>,
    /// Only these two tables, held against each other under the names that each side has for them.
    pub tables: Option<Both<String>>,
    /// Only the typical persons of this group, and the cells of it.
    pub group: Option<String>,
    /// With the texts, places in worked sums have file, line and column.
    pub sources: Option<&'s SourceMap>,
    /// Whether to work out what both pay to everybody.
    pub everybody: Thoroughness,
    /// The clauses only: typical persons are not settled.
    pub without_typical: bool,
    /// The names of the benefits whose clauses are compared, as either side has them; nothing is told of those of others.
    pub within: Option<&'s BTreeSet<String>>,
}

/// How much is told of everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thoroughness {
    #[default]
    Nothing,
    /// As few lines as tell it.
    Brief,
    /// Every difference by itself, and a year of bills.
    Full,
}

/// Compares two programs, each on its day.
pub fn diff(a: Side<'_>, b: Side<'_>, options: &Options<'_>) -> Result<Comparison, Unknown> {
    let shared = Shared::new(a, b);
    if let Some(names) = &options.tables {
        return two_tables(&shared, names);
    }
    if let Some(unknown) = only::unknown(&shared, &options.only) {
        return Err(unknown);
    }
    let group = match &options.group {
        Some(name) => Some(only::find_group(&shared, name)?),
        None => None,
    };
    let pairs: Vec<&BenefitPair> = shared.benefits.iter().filter(|pair| is_alive(&shared, pair)).collect();
    let both = |pair: &BenefitPair| -> Option<Both<crate::ir::BenefitId>> {
        let live = |which: Which| (*pair.ids.get(which)).filter(|id| is_alive_on(&shared, which, *id));
        Some(Both { a: live(Which::A)?, b: live(Which::B)? })
    };
    let mut all_reads: Both<Reads> = Both::default();
    for ids in pairs.iter().filter_map(|pair| both(pair)) {
        for which in Which::BOTH {
            all_reads.get_mut(which).add(reads::of_benefit(&shared, which, *ids.get(which)));
        }
    }
    // A table counts by itself, whether a benefit reads it or not; so does a state with all that it rests on, and what
    // both define.
    for which in Which::BOTH {
        all_reads.get_mut(which).tables.extend((0..shared.program(which).tables.len() as u32).map(TableId));
        all_reads.get_mut(which).add(reads::of_states(&shared, which));
        all_reads.get_mut(which).definitions.extend(definitions::of_both(&shared, which));
    }
    let is_within = |pair: &BenefitPair| {
        let name = |which: Which| pair.ids.get(which).map(|id| &shared.program(which).benefit(id).name);
        let names =
            |wanted: &BTreeSet<String>| Which::BOTH.into_iter().filter_map(name).any(|own| wanted.contains(own));
        options.within.is_none_or(names)
    };
    let named = |subject: &Subject| options.only.iter().any(|own| own.names(subject));
    let mut found: Vec<Read> = definitions::compared(&shared, &all_reads, group, &named);
    let mut subjects: Vec<Subject> = Vec::new();
    for pair in &pairs {
        let sides = pair.ids.map(|which, id| match id {
            Some(id) => {
                let own = shared.program(which).benefit(*id);
                definitions::presence(&own.name, own.english.as_ref(), &own.alive, &shared, which)
            }
            None => Presence::Absent,
        });
        let rows = match both(pair) {
            Some(_) if !is_within(pair) => Vec::new(),
            Some(ids) => {
                let mut rows = benefit::compared(&shared, &ids, group);
                rows.extend(read_rows(&shared, &ids, &pair.key, &mut found));
                rows
            }
            None => {
                let (which, id) = match (*pair.ids.get(Which::A), *pair.ids.get(Which::B)) {
                    (Some(id), _) if sides.a.is_present() => (Which::A, id),
                    (_, Some(id)) => (Which::B, id),
                    (Some(id), None) => (Which::A, id),
                    (None, None) => continue,
                };
                benefit::alone(&shared, which, id)
            }
        };
        subjects.push(of_rows(SubjectKind::Benefit, pair.key.clone(), sides, rows));
    }
    for read in found {
        subjects.push(with_leanings(read, &subjects));
    }
    let mut behaviour = match options.without_typical {
        true => behaviour::Behaviour::default(),
        false => behaviour::compared(&shared, group, options.sources),
    };
    only::keep(&options.only, &mut subjects, &mut behaviour);
    let parties = parties(&shared);
    let exact = match options.everybody {
        Thoroughness::Nothing => Exact::NotComputed,
        Thoroughness::Brief | Thoroughness::Full => {
            let full = options.everybody == Thoroughness::Full;
            match everybody::compared(&shared, options.sources, full, &subjects) {
                Ok(own) => Exact::Found(Box::new(own)),
                Err(undecided) => Exact::Undecided(undecided.name(), undecided.text()),
            }
        }
    };
    if let Exact::Found(own) = &exact {
        paid::judge(&shared, &mut subjects, own);
    }
    let verdict = verdict(&subjects, &behaviour);
    Ok(Comparison { parties, verdict, subjects, behaviour, exact })
}

/// Holds one table of each side against the other.
fn two_tables(shared: &Shared<'_>, names: &Both<String>) -> Result<Comparison, Unknown> {
    let find = |which: Which| {
        let tables = &shared.program(which).tables;
        let wanted = names.get(which);
        let own = tables.iter().position(|own| own.name == *wanted || own.english.as_ref() == Some(wanted));
        own.map(|at| TableId(at as u32)).ok_or_else(|| Unknown::Name {
            name: wanted.clone(),
            near: nearest(wanted, tables.iter().map(|own| own.name.as_str())),
        })
    };
    let ids = Both { a: Some(find(Which::A)?), b: Some(find(Which::B)?) };
    let subjects = definitions::table(shared, &ids, None).into_iter().map(|read| read.subject).collect();
    Ok(Comparison {
        parties: parties(shared),
        verdict: Verdict::default(),
        subjects,
        behaviour: behaviour::Behaviour::default(),
        exact: Exact::NotComputed,
    })
}

fn is_alive(shared: &Shared<'_>, pair: &BenefitPair) -> bool {
    Which::BOTH.into_iter().any(|which| pair.ids.get(which).is_some_and(|id| is_alive_on(shared, which, id)))
}

fn is_alive_on(shared: &Shared<'_>, which: Which, id: crate::ir::BenefitId) -> bool {
    version_on(&shared.program(which).benefit(id).alive, shared.date(which)).is_some()
}

/// The rows that tell a benefit what it reads differently, with the direction that this has for it.
fn read_rows(shared: &Shared<'_>, ids: &Both<crate::ir::BenefitId>, key: &str, found: &mut [Read]) -> Vec<Row> {
    let reads = ids.map(|which, id| reads::of_benefit(shared, which, *id));
    let mut rows = Vec::new();
    for read in found {
        let is_read = |which: Which| reads.get(which).holds(&read.subject, read.targets.get(which), shared, which);
        if !is_read(Which::A) && !is_read(Which::B) {
            continue;
        }
        let both = is_read(Which::A) && is_read(Which::B);
        read.subject.read_by.push(key.to_owned());
        if !both {
            continue;
        }
        let signs = read.targets.map(|which, target| {
            target.map_or(Sign::Unknown, |target| polarity::of_benefit(shared, which, *ids.get(which), target))
        });
        let insured = match (signs.a, signs.b, read.larger) {
            (Sign::Up, Sign::Up, Leaning::To(which)) => Leaning::To(which),
            (Sign::Down, Sign::Down, Leaning::To(which)) => Leaning::To(which.other()),
            // What one side reads and the other does not shows in the clauses themselves.
            (Sign::None, _, _) | (_, Sign::None, _) => continue,
            _ => Leaning::Unknown,
        };
        rows.extend(definitions::read_row(read, insured));
    }
    rows
}

/// Makes a subject of rows: what it comes to.
fn of_rows(kind: SubjectKind, name: String, sides: Both<Presence>, rows: Vec<Row>) -> Subject {
    let same_rows = rows.iter().filter(|row| row.state == State::Same).count();
    let overall = match (sides.a.is_present(), sides.b.is_present()) {
        (true, false) => Overall::Only(Which::A),
        (false, true) => Overall::Only(Which::B),
        _ => overall(&rows),
    };
    Subject { kind, name, sides, overall, judged: JudgedBy::Clauses, rows, same_rows, read_by: Vec::new(), table: None }
}

fn overall(rows: &[Row]) -> Overall {
    let mut better = Both { a: false, b: false };
    let mut unclear = false;
    let mut differs = false;
    for row in rows.iter().filter(|row| row.differs()) {
        differs = true;
        match row.insured {
            Leaning::To(which) => *better.get_mut(which) = true,
            Leaning::Even => {}
            // Rounding and the like do not turn a benefit round.
            Leaning::Unknown => unclear |= !row.item.word.is_some_and(is_minor),
        }
    }
    match (better.a, better.b) {
        (true, true) => Overall::Mixed,
        (true, false) if !unclear => Overall::Better(Which::A),
        (false, true) if !unclear => Overall::Better(Which::B),
        _ if differs => Overall::Unclear,
        _ if rows.iter().any(|row| row.state == State::AwaitedBoth) => Overall::Awaited,
        _ => Overall::Same,
    }
}

/// Gives what is read the direction that it has for all benefits that read it, when they agree.
fn with_leanings(read: Read, subjects: &[Subject]) -> Subject {
    let mut subject = read.subject;
    let mut leanings: Vec<Leaning> = Vec::new();
    for benefit in subjects.iter().filter(|own| own.kind == SubjectKind::Benefit) {
        for row in &benefit.rows {
            if row.item.read.as_ref().is_some_and(|(kind, name)| *kind == subject.kind && *name == subject.name) {
                leanings.push(row.insured);
            }
        }
    }
    if subject.overall == Overall::Unclear {
        subject.overall = match leanings.as_slice() {
            [Leaning::To(which), rest @ ..] if rest.iter().all(|own| *own == Leaning::To(*which)) => {
                Overall::Better(*which)
            }
            _ => Overall::Unclear,
        };
    }
    // A list's own rows say of each entry who has it; other rows lean as the whole does.
    if subject.kind != SubjectKind::List {
        for row in subject.rows.iter_mut().filter(|row| row.state != State::Same) {
            row.insured = match subject.overall {
                Overall::Better(which) => Leaning::To(which),
                _ => Leaning::Unknown,
            };
            row.fund = row.insured;
        }
    }
    subject
}

fn parties(shared: &Shared<'_>) -> Both<Party> {
    let name = |which: Which| shared.program(which).jurisdiction.name.as_str();
    let dated = name(Which::A) == name(Which::B);
    shared.two().map(|_, side| {
        let own = Party::of(*side);
        let label = if dated { format!("{}@{}", own.name, side.date) } else { own.name.clone() };
        Party { label, ..own }
    })
}

impl Party {
    /// Returns a side under its name.
    pub(crate) fn of(side: Side<'_>) -> Party {
        let own = &side.program.jurisdiction;
        Party {
            name: own.name.clone(),
            code: own.code.clone(),
            level: own.level,
            chain: own.chain.clone(),
            date: side.date,
            label: own.name.clone(),
        }
    }
}

fn verdict(subjects: &[Subject], behaviour: &behaviour::Behaviour) -> Verdict {
    let mut verdict = Verdict::default();
    for subject in subjects.iter().filter(|own| own.kind == SubjectKind::Benefit) {
        match subject.overall {
            Overall::Same => verdict.same += 1,
            Overall::Better(which) => *verdict.better.get_mut(which) += 1,
            Overall::Mixed => verdict.mixed += 1,
            Overall::Unclear => verdict.unclear += 1,
            Overall::Awaited => verdict.awaited += 1,
            Overall::Alike => verdict.alike += 1,
            Overall::Only(which) => *verdict.only.get_mut(which) += 1,
        }
    }
    for (at, scene) in behaviour.scenes.iter().enumerate() {
        match scene.better {
            Leaning::Even => verdict.scenes_same += 1,
            Leaning::To(which) => *verdict.scenes_more.get_mut(which) += 1,
            Leaning::Unknown => verdict.scenes_open += 1,
        }
        let Some(by) = &scene.difference else { continue };
        let size = if by.is_negative() { by.negate() } else { by.clone() };
        if size.is_positive() && verdict.largest.as_ref().is_none_or(|(_, largest)| size > *largest) {
            verdict.largest = Some((at, size));
        }
    }
    verdict
}

impl Comparison {
    /// Whether nothing that was compared differs.
    pub fn is_equal(&self) -> bool {
        // What is worded differently and pays everybody the same is no difference.
        let proved = |name: &str| match &self.exact {
            Exact::Found(own) => own.is_equal() && own.knows(name),
            Exact::NotComputed | Exact::Undecided(..) => false,
        };
        let same = |own: &Subject| match own.kind {
            _ if own.table.as_ref().is_some_and(Tables::is_equal) => true,
            _ if matches!(own.overall, Overall::Same | Overall::Awaited | Overall::Alike) => true,
            SubjectKind::Benefit => proved(&own.name),
            _ => !own.read_by.is_empty() && own.read_by.iter().all(|name| proved(name)),
        };
        self.subjects.iter().all(same)
            && self.behaviour.scenes.iter().all(|own| own.better == Leaning::Even || own.fails_alike())
    }
}
