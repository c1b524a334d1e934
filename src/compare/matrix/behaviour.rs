//! Who pays the same, however it is written: counties by the functions of what they pay, over all persons and costs.
//!
//! Equal functions prove "equal but for rounding" (`functions`); whether it is to the 分 is asked of the engine for all
//! cases, of one pair for each wording. On the first bill of a year and, for those who agree there, on a year of four
//! equal bills.

use super::super::freeze::frozen;
use super::functions::{Forms, Function};
use super::{Ranked, Topic};
use crate::base::text::Text;
use crate::compare::data::SubjectKind;
use crate::compare::shared::{Shared, SideId};
use crate::compare::words;
use crate::ir::{BenefitId, Occasion, version_on};
use crate::symbolic::decide::Sameness;
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Scope, Space, View, explore};
use crate::symbolic::space::Party;
use crate::symbolic::undecided::Undecided;
use std::collections::{BTreeMap, BTreeSet};

/// Counties by what they pay.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// The largest first, then in the order of their first counties.
    pub clusters: Vec<Alike>,
    /// Counties of which it is not decided, with the benefit and the reason.
    pub open: Vec<(usize, Option<String>, Text)>,
}

impl Behaviour {
    /// Whether all of so many counties pay everybody the same, to the 分.
    pub fn is_uniform(&self, count: usize) -> bool {
        let whole = |own: &Alike| own.members.len() == count && own.precision == Precision::ToTheFen;
        self.clusters.iter().any(whole)
    }
}

/// Counties that pay the same to everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    pub members: Vec<usize>,
    pub precision: Precision,
    /// The shortest list of lines that tells them from all others, each with what they say: topic and line.
    pub apart: Vec<(usize, usize)>,
}

/// How nearly the members of a cluster pay the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    ToTheFen,
    /// By so many 分 a bill at most.
    ButForRounding(i64),
    /// Equal but for rounding; by how much is not decided.
    Undecided,
}

/// A year has so many bills.
const YEAR: u32 = 4;
/// So many pairs are held against each other to the 分.
const MOST_PAIRS: usize = 60;

/// Finds who pays the same. Two that pay a typical person differently are told apart by that already.
pub(super) fn behaviour(shared: &Shared<'_>, topics: &[Topic], typical: &[Ranked]) -> Behaviour {
    let wordings = wordings(topics, shared.sides.len());
    // Equal wordings pay the same: each is looked at once.
    let firsts: Vec<usize> = (0..wordings.len()).filter(|at| wordings[*at] == *at).collect();
    let told_apart = |one: usize, other: usize| {
        typical.iter().any(|own| match (&own.amounts[one], &own.amounts[other]) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        })
    };
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (place, one) in firsts.iter().enumerate() {
        pairs.extend(firsts[place + 1..].iter().filter(|other| !told_apart(*one, **other)).map(|other| (*one, *other)));
    }
    let mut work = Work { shared, forms: Forms::default(), pairs: 0, known: BTreeMap::new() };
    // Benefit by benefit, and only of those that may still agree with somebody.
    for group in 0..shared.groups.len() {
        let open: BTreeSet<usize> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
        for county in open {
            let function = work.function(SideId(county), group, None);
            work.known.insert((county, group), function);
        }
        pairs.retain(|(one, other)| match (&work.known[&(*one, group)], &work.known[&(*other, group)]) {
            (Ok(a), Ok(b)) => a.bare == b.bare,
            _ => true,
        });
    }
    let mut own = Behaviour::default();
    let mut clusters: Vec<(Vec<usize>, Precision)> = Vec::new();
    for first in &firsts {
        let with = |other: &usize| *other == *first || pairs.contains(&((*first).min(*other), (*first).max(*other)));
        let alike: Vec<usize> = firsts.iter().copied().filter(with).collect();
        // With a benefit that is not decided nobody is shown to agree.
        let open = alike.iter().find_map(|other| work.open(*other));
        match (alike.as_slice(), open) {
            ([_], _) => clusters.push((vec![*first], Precision::ToTheFen)),
            (_, Some((benefit, undecided))) => own.open.push((*first, Some(benefit), undecided.text())),
            (all, None) if all[0] == *first => clusters.extend(work.parted(all, &mut own.open)),
            _ => {}
        }
    }
    let same_words = |first: &usize| (0..wordings.len()).filter(|at| wordings[*at] == *first).collect::<Vec<usize>>();
    own.open = own
        .open
        .iter()
        .flat_map(|(first, benefit, reason)| {
            same_words(first).into_iter().map(|county| (county, benefit.clone(), reason.clone()))
        })
        .collect();
    for (firsts, precision) in clusters {
        let mut members: Vec<usize> = firsts.iter().flat_map(same_words).collect();
        members.sort_unstable();
        own.clusters.push(Alike { members, precision, apart: Vec::new() });
    }
    own.clusters.sort_by_key(|own| (std::cmp::Reverse(own.members.len()), own.members[0]));
    own.open.sort_by_key(|(county, ..)| *county);
    for at in 0..own.clusters.len() {
        own.clusters[at].apart = apart(topics, &own.clusters, at);
    }
    own
}

/// Returns for each county the first whose every line is the same, params included.
fn wordings(topics: &[Topic], count: usize) -> Vec<usize> {
    let of = |county: usize| -> Vec<usize> {
        let presence = topics.iter().map(|topic| usize::from(topic.present[county]));
        presence.chain(topics.iter().flat_map(|topic| &topic.lines).map(|line| line.classes[county])).collect()
    };
    let all: Vec<Vec<usize>> = (0..count).map(of).collect();
    (0..count).map(|at| all.iter().position(|own| *own == all[at]).unwrap_or(at)).collect()
}

struct Work<'s, 'p> {
    shared: &'s Shared<'p>,
    forms: Forms,
    pairs: usize,
    /// What a county pays by a group of benefits, on the first bill or in a period.
    known: BTreeMap<(usize, usize), Result<Function, Undecided>>,
}

impl Work<'_, '_> {
    /// Returns the first benefit of a county that is not decided.
    fn open(&self, county: usize) -> Option<(String, Undecided)> {
        self.shared.groups.iter().enumerate().find_map(|(at, group)| {
            let undecided = self.known.get(&(county, at))?.as_ref().err()?;
            Some((group.key.clone(), undecided.clone()))
        })
    }

    /// Returns what a county pays by a group of benefits; one that it lacks pays nothing. With `year`, over so many bills.
    fn function(&mut self, side: SideId, group: usize, year: Option<u32>) -> Result<Function, Undecided> {
        let shared = self.shared;
        let Some(id) = shared.groups[group].ids[side.0].filter(|id| is_alive(shared, side, *id)) else {
            return self.forms.nothing();
        };
        let view = view_of(shared.program(side).benefit(id).occasion);
        let frozen_program;
        let (program, view) = match year {
            Some(bills) => {
                // A year is settled by the rules of the day.
                frozen_program = frozen(shared.program(side), shared.date(side));
                (&frozen_program, View::Bills(bills))
            }
            None => (shared.program(side), view.unwrap_or_default()),
        };
        let party = Party { program, date: shared.date(side) };
        let scope = Scope { view, benefits: Some(vec![vec![id]]), ..Scope::default() };
        let space = explore(&[party], &scope)?;
        self.forms.function(&space, &|cell| match &space.cells[cell].sides[0] {
            Ok(own) => Ok(Some(own.total)),
            Err(undecided) => Err(undecided.clone()),
        })
    }

    /// Parts counties that agree on the first bill by what they pay over a year of bills, and says how nearly they agree.
    fn parted(
        &mut self,
        firsts: &[usize],
        open: &mut Vec<(usize, Option<String>, Text)>,
    ) -> Vec<(Vec<usize>, Precision)> {
        let groups: Vec<usize> = (0..self.shared.groups.len()).filter(|at| self.is_on_bills(*at)).collect();
        let mut parts: Vec<(Vec<Function>, Vec<usize>)> = Vec::new();
        for first in firsts {
            let years: Result<Vec<Function>, (usize, Undecided)> = groups
                .iter()
                .map(|at| self.function(SideId(*first), *at, Some(YEAR)).map_err(|undecided| (*at, undecided)))
                .collect();
            match years {
                Ok(own) => match parts
                    .iter_mut()
                    .find(|(known, _)| known.iter().map(|own| own.bare).eq(own.iter().map(|own| own.bare)))
                {
                    Some((_, members)) => members.push(*first),
                    None => parts.push((own, vec![*first])),
                },
                Err((at, undecided)) => {
                    let benefit = self.shared.groups[at].key.clone();
                    open.push((*first, Some(benefit), words::over_a_year(undecided.text())));
                }
            }
        }
        let parts = parts.into_iter().map(|(_, members)| members);
        parts.collect::<Vec<_>>().into_iter().map(|members| self.with_precision(members)).collect()
    }

    fn is_on_bills(&self, group: usize) -> bool {
        let ids = self.shared.groups[group].ids.iter().enumerate();
        let mut occasions =
            ids.filter_map(|(side, id)| Some(self.shared.program(SideId(side)).benefit((*id)?).occasion));
        occasions.any(|own| own == Occasion::EachClaim)
    }

    /// Says how nearly counties with equal functions pay the same.
    fn with_precision(&mut self, members: Vec<usize>) -> (Vec<usize>, Precision) {
        let mut precision = Precision::ToTheFen;
        for other in &members[1..] {
            for group in 0..self.shared.groups.len() {
                let exact = |county: usize| self.known.get(&(county, group))?.as_ref().map(|own| own.exact).ok();
                if exact(members[0]) != exact(*other) {
                    precision = worse(precision, self.pair(SideId(members[0]), SideId(*other), group));
                }
            }
        }
        (members, precision)
    }

    /// Holds a benefit of two counties against each other.
    fn pair(&mut self, a: SideId, b: SideId, group: usize) -> Precision {
        self.pairs += 1;
        if self.pairs > MOST_PAIRS {
            return Precision::Undecided;
        }
        let shared = self.shared;
        let parties = [a, b].map(|side| Party { program: shared.program(side), date: shared.date(side) });
        let ids = [a, b].map(|side| shared.groups[group].ids[side.0].filter(|id| is_alive(shared, side, *id)));
        let occasion =
            ids.iter().zip([a, b]).find_map(|(id, side)| Some(shared.program(side).benefit((*id)?).occasion));
        let view = occasion.and_then(view_of).unwrap_or_default();
        let benefits = Some(ids.iter().map(|id| id.iter().copied().collect()).collect());
        match explore(&parties, &Scope { view, benefits, ..Scope::default() }) {
            Ok(space) => of_space(&space),
            Err(_) => Precision::Undecided,
        }
    }
}

/// How nearly both sides of a space pay the same in all, and in each benefit's place.
fn of_space(space: &Space<'_>) -> Precision {
    let mut precision = Precision::ToTheFen;
    let mut done: std::collections::HashSet<(crate::symbolic::term::Term, crate::symbolic::term::Term)> =
        std::collections::HashSet::new();
    for cell in &space.cells {
        let (Ok(a), Ok(b)) = (&cell.sides[0], &cell.sides[1]) else { return Precision::Undecided };
        if !done.insert((a.total, b.total)) {
            continue;
        }
        precision = worse(
            precision,
            match space.sameness(a.total, b.total) {
                Ok(Sameness::ToTheFen) => Precision::ToTheFen,
                Ok(Sameness::ButForRounding { at_most, .. }) => Precision::ButForRounding(fen(at_most)),
                // Lines that differ by less than a rounding all along.
                Ok(Sameness::Different) | Err(_) => Precision::Undecided,
            },
        );
    }
    precision
}

fn fen(own: Exact) -> i64 {
    own.to_number().round(crate::base::number::RoundingMode::Up, &1.into()).to_i64().unwrap_or(i64::MAX)
}

fn worse(one: Precision, other: Precision) -> Precision {
    match (one, other) {
        (Precision::Undecided, _) | (_, Precision::Undecided) => Precision::Undecided,
        (Precision::ButForRounding(a), Precision::ButForRounding(b)) => Precision::ButForRounding(a.max(b)),
        (Precision::ButForRounding(own), _) | (_, Precision::ButForRounding(own)) => Precision::ButForRounding(own),
        (Precision::ToTheFen, Precision::ToTheFen) => Precision::ToTheFen,
    }
}

/// `None`: on a bill.
fn view_of(occasion: Occasion) -> Option<View> {
    match occasion {
        Occasion::EachClaim => None,
        Occasion::PersonMonth | Occasion::HouseholdMonth => Some(View::Month),
        Occasion::PersonYear | Occasion::HouseholdYear => Some(View::Year),
        Occasion::PersonOnce | Occasion::HouseholdOnce => Some(View::Once),
    }
}

fn is_alive(shared: &Shared<'_>, side: SideId, id: BenefitId) -> bool {
    version_on(&shared.program(side).benefit(id).alive, shared.date(side)).is_some()
}

/// Returns the shortest list of lines that tells a cluster from all others: each time the line that tells it from most
/// of those that are left, of equal ones the first.
fn apart(topics: &[Topic], clusters: &[Alike], at: usize) -> Vec<(usize, usize)> {
    let own = &clusters[at].members;
    let mut left: Vec<&Alike> =
        clusters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, own)| own).collect();
    let lines: Vec<(usize, usize, &super::Line)> = topics
        .iter()
        .enumerate()
        .filter(|(_, topic)| topic.kind != SubjectKind::Param)
        .flat_map(|(topic, own)| own.lines.iter().enumerate().map(move |(line, own)| (topic, line, own)))
        .filter(|(.., line)| !line.is_uniform())
        .filter(|(.., line)| own.iter().all(|county| line.classes[*county] == line.classes[own[0]]))
        .collect();
    let mut told = Vec::new();
    while !left.is_empty() {
        let tells = |line: &super::Line, other: &Alike| {
            other.members.iter().all(|county| line.classes[*county] != line.classes[own[0]])
        };
        let count = |line: &super::Line| left.iter().filter(|other| tells(line, other)).count();
        // Clauses come before the entries of lists; of equal ones the first.
        let best = lines
            .iter()
            .enumerate()
            .max_by_key(|(place, (.., line))| (count(line), !line.detail, std::cmp::Reverse(*place)));
        let Some((_, (topic, line, best))) = best.filter(|(_, (.., line))| count(line) > 0) else { break };
        told.push((*topic, *line));
        left.retain(|other| !tells(best, other));
    }
    told
}
