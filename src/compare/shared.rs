//! Two programs, or many, to what they have in common: entries of enums and catalogues, benefits, and one name for each
//! on all sides. Looks at identities, codes, names and aliases; never at places in a text.

use super::space::MOST_CELLS;
use crate::base::date::Date;
use crate::ir::{Benefit, BenefitId, ClauseBody, Domain, Entry, Program, version_on};
use crate::value::{DomainId, EntryId};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// One of the programs of a comparison, on its day.
#[derive(Clone, Copy, Debug)]
pub struct Side<'p> {
    pub program: &'p Program,
    pub date: Date,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Which {
    A,
    B,
}

impl Which {
    pub const BOTH: [Which; 2] = [Which::A, Which::B];

    pub fn other(self) -> Which {
        match self {
            Which::A => Which::B,
            Which::B => Which::A,
        }
    }
}

/// A side of a comparison of many, by its place; of two, [`Which`] says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SideId(pub usize);

impl From<Which> for SideId {
    fn from(which: Which) -> SideId {
        match which {
            Which::A => SideId(0),
            Which::B => SideId(1),
        }
    }
}

/// A thing of each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Both<T> {
    pub a: T,
    pub b: T,
}

impl<T> Both<T> {
    pub fn get(&self, which: Which) -> &T {
        match which {
            Which::A => &self.a,
            Which::B => &self.b,
        }
    }

    pub fn get_mut(&mut self, which: Which) -> &mut T {
        match which {
            Which::A => &mut self.a,
            Which::B => &mut self.b,
        }
    }

    pub fn map<'t, U>(&'t self, mut of: impl FnMut(Which, &'t T) -> U) -> Both<U> {
        Both { a: of(Which::A, &self.a), b: of(Which::B, &self.b) }
    }
}

/// An enum or catalogue with the entries of all sides.
#[derive(Debug)]
pub(crate) struct SharedDomain {
    pub ordered: bool,
    pub entries: Vec<SharedEntry>,
}

/// An entry that one or several sides know.
#[derive(Clone, Debug)]
pub(crate) struct SharedEntry {
    ids: Vec<Option<EntryId>>,
}

impl SharedEntry {
    /// Returns the entry as a side numbers it.
    pub(crate) fn on(&self, side: impl Into<SideId>) -> Option<EntryId> {
        self.ids.get(side.into().0).copied().flatten()
    }

    /// Whether every side knows it.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.ids.iter().all(Option::is_some)
    }

    /// Returns for each side whether it knows it.
    pub(crate) fn known(&self) -> Vec<bool> {
        self.ids.iter().map(Option::is_some).collect()
    }
}

/// Two benefits that are the same one, or one that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BenefitPair {
    pub ids: Both<Option<BenefitId>>,
    /// The shared identity, else the name.
    pub key: String,
}

/// The benefits of all sides that are the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BenefitGroup {
    pub ids: Vec<Option<BenefitId>>,
    /// The shared identity, else the name.
    pub key: String,
}

/// What all sides know, under one name.
#[derive(Debug)]
pub(crate) struct Shared<'p> {
    pub sides: Vec<Side<'p>>,
    pub domains: Vec<SharedDomain>,
    /// Every benefit of every side, in groups of those that are the same.
    pub groups: Vec<BenefitGroup>,
    /// The same of a comparison of two; empty else.
    pub benefits: Vec<BenefitPair>,
    domain_of: Vec<Vec<usize>>,
    entry_of: Vec<Vec<Vec<usize>>>,
    benefit_keys: Vec<Vec<String>>,
    interned: RefCell<BTreeMap<String, usize>>,
    /// Whether `属于 清单` asks for the entries of the list; else it is a question by itself, the same on all sides.
    pub open_lists: bool,
    /// A grid of more cells is not laid out.
    pub most_cells: usize,
}

impl<'p> Shared<'p> {
    pub(crate) fn new(a: Side<'p>, b: Side<'p>) -> Shared<'p> {
        let mut shared = Shared::of_many(vec![a, b]);
        let pair = |group: &BenefitGroup| BenefitPair {
            ids: Both { a: group.ids[0], b: group.ids[1] },
            key: group.key.clone(),
        };
        shared.benefits = shared.groups.iter().map(pair).collect();
        shared
    }

    pub(crate) fn of_many(sides: Vec<Side<'p>>) -> Shared<'p> {
        let mut shared = Shared {
            sides,
            domains: Vec::new(),
            groups: Vec::new(),
            benefits: Vec::new(),
            domain_of: Vec::new(),
            entry_of: Vec::new(),
            benefit_keys: Vec::new(),
            interned: RefCell::default(),
            open_lists: false,
            most_cells: MOST_CELLS,
        };
        shared.join_domains();
        shared.join_benefits();
        shared
    }

    /// Returns the sides of a comparison of two.
    pub(crate) fn two(&self) -> Both<Side<'p>> {
        Both { a: self.sides[0], b: self.sides[1] }
    }

    /// Returns every side.
    pub(crate) fn side_ids(&self) -> impl Iterator<Item = SideId> + use<> {
        (0..self.sides.len()).map(SideId)
    }

    pub(crate) fn program(&self, side: impl Into<SideId>) -> &'p Program {
        self.sides[side.into().0].program
    }

    pub(crate) fn date(&self, side: impl Into<SideId>) -> Date {
        self.sides[side.into().0].date
    }

    /// Returns the place of a domain in [`Shared::domains`].
    pub(crate) fn domain(&self, side: impl Into<SideId>, id: DomainId) -> usize {
        self.domain_of[side.into().0][id.0 as usize]
    }

    /// Returns the place of an entry in the entries of its shared domain.
    pub(crate) fn entry(&self, side: impl Into<SideId>, domain: DomainId, entry: EntryId) -> usize {
        self.entry_of[side.into().0][domain.0 as usize][entry.0 as usize]
    }

    /// Returns the name of a benefit that all sides understand.
    pub(crate) fn benefit_key(&self, side: impl Into<SideId>, id: BenefitId) -> &str {
        &self.benefit_keys[side.into().0][id.index()]
    }

    /// Returns the name under which a benefit is reported.
    pub(crate) fn pair_key(&self, side: impl Into<SideId>, id: BenefitId) -> &str {
        let side = side.into();
        let own = self.groups.iter().find(|group| group.ids[side.0] == Some(id));
        own.map_or("", |group| &group.key)
    }

    /// Whether another side has the benefit too.
    pub(crate) fn is_paired(&self, side: impl Into<SideId>, id: BenefitId) -> bool {
        let side = side.into();
        let own = self.groups.iter().find(|group| group.ids[side.0] == Some(id));
        own.is_some_and(|group| group.ids.iter().flatten().count() > 1)
    }

    /// Returns a short stand-in for a text, the same for equal texts of all sides.
    pub(crate) fn intern(&self, text: String) -> usize {
        let mut interned = self.interned.borrow_mut();
        let next = interned.len();
        *interned.entry(text).or_insert(next)
    }

    /// Returns an entry as a side declares it: of the side that is asked for, else of the first that knows it.
    pub(crate) fn entry_as(&self, side: impl Into<SideId>, domain: usize, entry: usize) -> &'p Entry {
        let own = &self.domains[domain].entries[entry];
        let known = |side: SideId| own.on(side).map(|id| (side, id));
        let found = known(side.into()).or_else(|| self.side_ids().find_map(known));
        let (side, id) = found.expect("a shared entry comes from a side");
        let place = self.domain_of[side.0].iter().position(|own| *own == domain);
        let place = place.expect("a side with an entry has its domain");
        &self.program(side).domains[place].entries[id.0 as usize]
    }

    /// Returns the entry above one, as a side declares it.
    pub(crate) fn parent_of(&self, side: impl Into<SideId>, domain: usize, entry: usize) -> Option<usize> {
        let side = side.into();
        let id = self.domains[domain].entries[entry].on(side)?;
        let place = self.domain_of[side.0].iter().position(|own| *own == domain)?;
        let parent = self.program(side).domains[place].entry(id).parent?;
        Some(self.entry_of[side.0][place][parent.0 as usize])
    }

    fn join_domains(&mut self) {
        let mut names: BTreeMap<&'p str, usize> = BTreeMap::new();
        let count = self.sides.len();
        for side in self.side_ids().collect::<Vec<_>>() {
            let program = self.program(side);
            let mut places = Vec::new();
            let mut entries = Vec::new();
            for own in &program.domains {
                let place = *names.entry(own.name.as_str()).or_insert_with(|| {
                    self.domains.push(SharedDomain { ordered: false, entries: Vec::new() });
                    self.domains.len() - 1
                });
                self.domains[place].ordered |= own.ordered;
                entries.push(self.join_entries(side, count, place, own));
                places.push(place);
            }
            self.domain_of.push(places);
            self.entry_of.push(entries);
        }
    }

    /// Finds the place of each entry of a domain, or gives it one; returns the places.
    fn join_entries(&mut self, side: SideId, count: usize, place: usize, own: &'p Domain) -> Vec<usize> {
        let twins = self.twins(side, place, own);
        let entries = &mut self.domains[place].entries;
        let mut places = Vec::with_capacity(own.entries.len());
        for (at, twin) in twins.into_iter().enumerate() {
            let shared = twin.unwrap_or_else(|| {
                entries.push(SharedEntry { ids: vec![None; count] });
                entries.len() - 1
            });
            entries[shared].ids[side.0] = Some(EntryId(at as u32));
            places.push(shared);
        }
        places
    }

    /// Returns the shared entry that each entry of a domain is: by code, by name, by an alias of either.
    fn twins(&self, side: SideId, place: usize, own: &'p Domain) -> Vec<Option<usize>> {
        let known = self.domains[place].entries.len();
        if known == 0 {
            return vec![None; own.entries.len()];
        }
        // Every known entry as the sides before declare it.
        let declared: Vec<Vec<&'p Entry>> = (0..known)
            .map(|shared| {
                let before = (0..side.0).map(SideId);
                before
                    .filter(|other| self.domains[place].entries[shared].on(*other).is_some())
                    .map(|other| self.entry_as(other, place, shared))
                    .collect()
            })
            .collect();
        let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (shared, entries) in declared.iter().enumerate() {
            for entry in entries {
                if let Some(code) = &entry.code {
                    by_code.entry(code).or_insert(shared);
                }
                let names = by_name.entry(&entry.name).or_default();
                if names.last() != Some(&shared) {
                    names.push(shared);
                }
            }
        }
        // Two codes that differ mean two diseases, whatever their names.
        let codes_agree = |entry: &Entry, shared: usize| {
            entry.code.is_none()
                || declared[shared].iter().all(|other| other.code.is_none() || other.code == entry.code)
        };
        let mut taken = vec![false; known];
        let mut found = Vec::with_capacity(own.entries.len());
        for entry in &own.entries {
            let free = |shared: &usize| !taken[*shared];
            let twin = entry.code.as_deref().and_then(|code| by_code.get(code)).copied().filter(free);
            let twin = twin.or_else(|| {
                let named = by_name.get(entry.name.as_str()).into_iter().flatten().copied();
                named.filter(free).find(|shared| codes_agree(entry, *shared))
            });
            let twin = twin.or_else(|| {
                let is_alias = |shared: &usize| {
                    declared[*shared]
                        .iter()
                        .any(|other| other.aliases.contains(&entry.name) || entry.aliases.contains(&other.name))
                };
                (0..known).filter(free).find(|shared| codes_agree(entry, *shared) && is_alias(shared))
            });
            if let Some(twin) = twin {
                taken[twin] = true;
            }
            found.push(twin);
        }
        found
    }

    fn join_benefits(&mut self) {
        let count = self.sides.len();
        let mut groups: Vec<BenefitGroup> = Vec::new();
        for side in self.side_ids() {
            let own = &self.program(side).benefits;
            let placed = self.placed(side, &groups);
            for (at, place) in placed.iter().enumerate() {
                if let Some(place) = place {
                    groups[*place].ids[side.0] = Some(BenefitId(at as u32));
                }
            }
            for at in (0..own.len()).filter(|at| placed[*at].is_none()) {
                let benefit = &own[at];
                let key = benefit.identity.clone().unwrap_or_else(|| benefit.name.clone());
                let mut ids = vec![None; count];
                ids[side.0] = Some(BenefitId(at as u32));
                // Behind what it follows in its own file, so that no side's order rules.
                let before = (0..at).rev().map(|own| Some(BenefitId(own as u32)));
                let after = before.into_iter().find_map(|own| groups.iter().position(|group| group.ids[side.0] == own));
                let at = if side.0 == 0 { groups.len() } else { after.map_or(0, |at| at + 1) };
                groups.insert(at, BenefitGroup { ids, key });
            }
        }
        // Several benefits of one identity go by their own names.
        let several: Vec<bool> =
            groups.iter().map(|own| groups.iter().filter(|other| other.key == own.key).count() > 1).collect();
        for (group, _) in groups.iter_mut().zip(several).filter(|(_, several)| *several) {
            let first = group.ids.iter().enumerate().find_map(|(side, id)| id.map(|id| (SideId(side), id)));
            group.key = first.map_or(String::new(), |(side, id)| self.program(side).benefit(id).name.clone());
        }
        for side in self.side_ids() {
            let mut keys: Vec<String> = self.program(side).benefits.iter().map(|own| own.name.clone()).collect();
            for group in groups.iter().filter(|group| group.ids.iter().flatten().count() > 1) {
                if let Some(id) = group.ids[side.0] {
                    keys[id.index()] = group.key.clone();
                }
            }
            self.benefit_keys.push(keys);
        }
        self.groups = groups;
    }

    /// Returns the group of each benefit of a side, among those of the sides before it.
    fn placed(&self, side: SideId, groups: &[BenefitGroup]) -> Vec<Option<usize>> {
        let own = &self.program(side).benefits;
        let members: Vec<Vec<(SideId, &'p Benefit)>> = groups
            .iter()
            .map(|group| {
                let ids = group.ids.iter().enumerate().filter_map(|(side, id)| id.map(|id| (SideId(side), id)));
                ids.map(|(side, id)| (side, self.program(side).benefit(id))).collect()
            })
            .collect();
        let mut placed: Vec<Option<usize>> = vec![None; own.len()];
        let mut free: Vec<bool> = vec![true; groups.len()];
        let place = |at: usize, group: usize, placed: &mut Vec<Option<usize>>, free: &mut Vec<bool>| {
            placed[at] = Some(group);
            free[group] = false;
        };
        // The same name means the same benefit, unless each says otherwise.
        for (group, members) in members.iter().enumerate() {
            let same = |benefit: &Benefit| {
                members.iter().any(|(_, other)| other.name == benefit.name && other.identity == benefit.identity)
            };
            if let Some(at) = (0..own.len()).find(|at| placed[*at].is_none() && same(&own[*at])) {
                place(at, group, &mut placed, &mut free);
            }
        }
        // Then the identity: where several share it, those whose conditions agree most.
        let mut candidates: Vec<(usize, usize, usize)> = Vec::new();
        for (group, members) in members.iter().enumerate().filter(|(group, _)| free[*group]) {
            let Some((first_side, first)) = members.first() else { continue };
            for (at, benefit) in own.iter().enumerate().filter(|(at, _)| placed[*at].is_none()) {
                if benefit.identity.is_some() && benefit.identity == first.identity {
                    candidates.push((self.agreement((*first_side, first), (side, benefit)), group, at));
                }
            }
        }
        candidates.sort_by_key(|(agreement, group, at)| (std::cmp::Reverse(*agreement), *group, *at));
        for (_, group, at) in candidates {
            if placed[at].is_none() && free[group] {
                place(at, group, &mut placed, &mut free);
            }
        }
        for (group, members) in members.iter().enumerate() {
            let same = |benefit: &Benefit| members.iter().any(|(_, other)| other.name == benefit.name);
            if free[group]
                && let Some(at) = (0..own.len()).find(|at| placed[*at].is_none() && same(&own[*at]))
            {
                place(at, group, &mut placed, &mut free);
            }
        }
        placed
    }

    /// How many conditions two benefits have in common.
    fn agreement(&self, own: (SideId, &Benefit), other: (SideId, &Benefit)) -> usize {
        let conditions = |(side, benefit): (SideId, &Benefit)| -> Vec<String> {
            let on = self.date(side);
            let live = benefit.clauses.iter().filter_map(|clause| version_on(&clause.versions, on));
            let mut found: Vec<String> = Vec::new();
            for version in live {
                if let ClauseBody::Requires(condition) = &version.body {
                    found.extend(self.conjuncts(side, condition).iter().map(|own| self.meaning(side, own)));
                }
            }
            found
        };
        let others = conditions(other);
        conditions(own).iter().filter(|condition| others.contains(condition)).count()
    }
}
