//! All counties in one matrix, as data: rows are clauses that mean the same kind of thing, cells what each county says
//! of it. From the cells: spread and outliers, how each stands to the standards, who says the same, what typical persons
//! get and how far the counties are apart.
//!
//! Two counties are in a cluster of [`Basis::Clauses`] when every cell is equal; those whose policies pay the same
//! to everybody, in whatever words, are in one of [`Behaviour`].

mod behaviour;
mod benefit;
mod disparity;
mod figures;
mod functions;
mod lines;
mod norms;

use super::data::{Held, Item, Key, Origin, Party, SubjectKind};
use super::shared::{Shared, Side, SideId};
use super::standing::Standing;
use crate::base::number::Number;
use crate::base::text::Text;
use crate::ir::{BenefitId, ClausePath};

pub use behaviour::{Alike, Behaviour, Precision};
pub use disparity::{Disparity, Ranked};
pub use figures::Figures;
pub(crate) use lines::figure_text;

/// Everything that is known of how some counties differ.
#[derive(Clone, Debug)]
pub struct Matrix {
    pub parties: Vec<Party>,
    /// Benefits first, then params and lists.
    pub topics: Vec<Topic>,
    pub clusters: Vec<Cluster>,
    /// Who pays the same, however written; `None`: nobody has asked.
    pub behaviour: Option<Behaviour>,
    pub disparity: Disparity,
}

/// A benefit, a param or a list, over all counties.
#[derive(Clone, Debug)]
pub struct Topic {
    pub kind: SubjectKind,
    pub name: String,
    /// Whether each county has it.
    pub present: Vec<bool>,
    pub lines: Vec<Line>,
    /// A number for each county; those with equal numbers say the same.
    pub classes: Vec<usize>,
}

/// A clause, or a cell of one, over all counties.
#[derive(Clone, Debug)]
pub struct Line {
    pub item: Item,
    pub keys: Vec<Key>,
    pub cells: Vec<Held>,
    /// A number for each county; those with equal numbers say the same.
    pub classes: Vec<usize>,
    pub figures: Option<Figures>,
    /// Whether more is better for the insured person, where that can be said.
    pub higher: Option<bool>,
    /// Of each county whether it has none of this, which is the best for the insured person: no deductible, no cap.
    pub free: Vec<bool>,
    pub norms: Vec<Norm>,
    /// Why the cells cannot be held against each other.
    pub note: Option<Text>,
    /// An entry of a list: too much for a short report.
    pub detail: bool,
}

/// What a standard asks of a line, and how each county stands to it.
#[derive(Clone, Debug)]
pub struct Norm {
    pub standard: String,
    pub label: Option<String>,
    pub must: bool,
    /// `不低于 60%`
    pub asked: Text,
    pub origin: Origin,
    /// `None`: not asked of this county.
    pub standings: Vec<Option<Standing>>,
    pub exempt: Vec<bool>,
}

/// What makes counties one cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Every clause is equal.
    Clauses,
}

/// Counties with equal policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    pub basis: Basis,
    pub members: Vec<usize>,
    /// The lines that only these counties have so: topic and line, what sets them apart most first.
    pub apart: Vec<(usize, usize)>,
}

/// Where a county stands in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Best,
    Worst,
}

/// What a county comes to in the whole matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    pub best: usize,
    pub worst: usize,
    pub below: usize,
    pub above: usize,
}

impl Line {
    /// Whether all counties say the same.
    pub fn is_uniform(&self) -> bool {
        self.classes.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Whether a county is the best or the worst of the line for the insured person, where that can be said.
    pub fn mark(&self, county: usize) -> Option<Mark> {
        let higher = self.higher?;
        let Some(figures) = &self.figures else {
            // One number beside counties that have none of it.
            let worse = figures::number(&self.cells[county]).is_some() && self.free.contains(&true);
            let better = self.free[county] && self.cells.iter().any(|own| figures::number(own).is_some());
            return if worse { Some(Mark::Worst) } else { better.then_some(Mark::Best) };
        };
        let (best, worst) = if higher { (&figures.high, &figures.low) } else { (&figures.low, &figures.high) };
        if self.free[county] {
            return Some(Mark::Best);
        }
        let (own, _) = figures::number(&self.cells[county])?;
        // None of it at all is better than any number but 0 of what is charged.
        let free = self.free.contains(&true) && (higher || !best.is_zero());
        match () {
            () if own == *worst && (best != worst || free) => Some(Mark::Worst),
            () if own == *best && best != worst && !free => Some(Mark::Best),
            () => None,
        }
    }

    /// Whether it is a cell that one county alone has, such as that of a group no other knows.
    pub fn is_alone(&self) -> bool {
        !self.keys.is_empty() && self.cells.iter().filter(|held| held.stating().is_some()).count() < 2
    }
}

impl Matrix {
    /// Returns how many clauses there are, and on how many all counties agree; the cells of a table are one clause.
    pub fn agreement(&self) -> (usize, usize) {
        let mut clauses: std::collections::BTreeMap<(usize, &str, &[String]), bool> = std::collections::BTreeMap::new();
        for (at, topic) in self.topics.iter().enumerate() {
            for line in topic.lines.iter().filter(|line| !line.detail) {
                let clause = (at, line.item.text.zh.as_str(), line.item.cases.as_slice());
                *clauses.entry(clause).or_insert(true) &= line.is_uniform();
            }
        }
        (clauses.len(), clauses.values().filter(|uniform| **uniform).count())
    }

    /// Whether all counties say the same, in clauses or in what they pay everybody, and for the typical persons.
    pub fn is_uniform(&self) -> bool {
        let alike = self.behaviour.as_ref().is_some_and(|own| own.is_uniform(self.parties.len()));
        (self.clusters.len() <= 1 || alike) && self.disparity.ranked.iter().all(Ranked::is_even)
    }

    /// Returns what a county comes to.
    pub fn standings(&self, county: usize) -> Standings {
        let mut own = Standings::default();
        for line in self.topics.iter().flat_map(|topic| &topic.lines) {
            for norm in line.norms.iter().filter(|norm| norm.must && !norm.exempt[county]) {
                match norm.standings[county] {
                    Some(Standing::Below) => own.below += 1,
                    Some(Standing::Above) => own.above += 1,
                    Some(Standing::Meets | Standing::NotStated | Standing::NotDecided) | None => {}
                }
            }
            match line.mark(county) {
                Some(Mark::Best) => own.best += 1,
                Some(Mark::Worst) => own.worst += 1,
                None => {}
            }
        }
        own
    }
}

/// Lays out counties in one matrix, each on its day; with `behaviour`, says who pays the same to everybody.
pub fn matrix(sides: &[Side<'_>], behaviour: bool) -> Matrix {
    let shared = Shared::of_many(sides.to_vec());
    let norms = norms::Norms::of(&shared);
    let mut topics = benefit::topics(&shared, &norms);
    topics.extend(lines::params(&shared, &norms));
    topics.extend(lines::lists(&shared, &norms));
    let clusters = clusters(sides.len(), &topics);
    let disparity = disparity::disparity(&shared);
    let behaviour = behaviour.then(|| behaviour::behaviour(&shared, &topics, &disparity.ranked));
    Matrix { parties: parties(sides), topics, clusters, behaviour, disparity }
}

/// What is laid out by itself, as one of the counties has it.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    Benefit(BenefitId),
    Clause(BenefitId, &'a ClausePath),
    Param(&'a str),
    List(&'a str),
}

/// One thing is laid out for an answer at once: finer tables are told as they are written.
const MOST_CELLS_OF_ONE: usize = 400;

/// Lays out one thing of some counties, as [`matrix`] does all; no lines where nobody has it.
pub fn lines_of(sides: &[Side<'_>], county: SideId, asked: Asked<'_>) -> Vec<Line> {
    let mut shared = Shared::of_many(sides.to_vec());
    shared.most_cells = MOST_CELLS_OF_ONE;
    let norms = norms::Norms::of(&shared);
    match asked {
        Asked::Benefit(id) => benefit::topic_of(&shared, &norms, county, id).map_or(Vec::new(), |own| own.lines),
        Asked::Clause(id, path) => benefit::clause_of(&shared, &norms, (county, id), path),
        Asked::Param(name) => lines::param(&shared, &norms, name).lines,
        Asked::List(name) => lines::list(&shared, &norms, name).lines,
    }
}

/// Names the sides; with their dates where a county stands several times.
fn parties(sides: &[Side<'_>]) -> Vec<Party> {
    let name = |side: &Side<'_>| side.program.jurisdiction.name.clone();
    sides
        .iter()
        .map(|side| {
            let own = Party::of(*side);
            let dated = sides.iter().filter(|other| name(other) == own.name).count() > 1;
            let label = if dated { format!("{}@{}", own.name, side.date) } else { own.name.clone() };
            Party { label, ..own }
        })
        .collect()
}

fn clusters(count: usize, topics: &[Topic]) -> Vec<Cluster> {
    // A param shows in the clauses that read it; that one county alone gives a number a name sets nobody apart.
    let counted = |topic: &&Topic| topic.kind != SubjectKind::Param;
    let lines = || {
        topics
            .iter()
            .enumerate()
            .filter(move |(_, own)| counted(own))
            .flat_map(|(at, topic)| topic.lines.iter().enumerate().map(move |(line, own)| (at, line, own)))
    };
    let of = |county: usize| -> Vec<usize> {
        let presence = topics.iter().filter(counted).map(|topic| usize::from(topic.present[county]));
        presence.chain(lines().map(|(_, _, line)| line.classes[county])).collect()
    };
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for county in 0..count {
        let own = of(county);
        match groups.iter_mut().find(|(known, _)| *known == own) {
            Some((_, members)) => members.push(county),
            None => groups.push((own, vec![county])),
        }
    }
    let alone = groups.len() == 1;
    groups
        .into_iter()
        .map(|(_, members)| {
            let mut apart: Vec<(Number, usize, usize)> = Vec::new();
            for (topic, at, line) in lines().filter(|(_, _, line)| !alone && !line.detail && !line.is_uniform()) {
                let own = line.classes[members[0]];
                let others = (0..count).any(|county| line.classes[county] == own && !members.contains(&county));
                if !others {
                    apart.push((figures::deviation(line, members[0]), topic, at));
                }
            }
            apart.sort_by(|left, right| right.0.cmp(&left.0).then((left.1, left.2).cmp(&(right.1, right.2))));
            // One line of a topic tells enough of it.
            let mut told: Vec<usize> = Vec::new();
            apart.retain(|(_, topic, _)| {
                let first = !told.contains(topic);
                told.push(*topic);
                first
            });
            let apart = apart.into_iter().map(|(_, topic, line)| (topic, line)).collect();
            Cluster { basis: Basis::Clauses, members, apart }
        })
        .collect()
}

/// Numbers values so that equal ones have equal numbers.
pub(crate) fn classes<T: PartialEq>(values: &[T]) -> Vec<usize> {
    classes_by(values, |left, right| left == right)
}

pub(crate) fn classes_by<T>(values: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut firsts: Vec<usize> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let known = firsts.iter().position(|first| same(&values[*first], value));
        found.push(known.unwrap_or_else(|| {
            firsts.push(at);
            firsts.len() - 1
        }));
    }
    found
}
