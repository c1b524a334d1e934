//! Two programs to what they have in common: entries of enums and catalogues, benefits, and one name for each on both
//! sides. Looks at identities, codes, names and aliases; never at places in a text.

use crate::base::date::Date;
use crate::ir::{Benefit, BenefitId, ClauseBody, Domain, Entry, Program, version_on};
use crate::value::{DomainId, EntryId};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// One of the two programs of a comparison, on its day.
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

/// An enum or catalogue with the entries of both sides.
#[derive(Debug)]
pub(crate) struct SharedDomain {
    pub ordered: bool,
    pub entries: Vec<SharedEntry>,
}

/// An entry that one or both sides know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SharedEntry {
    pub ids: Both<Option<EntryId>>,
}

/// Two benefits that are the same one, or one that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BenefitPair {
    pub ids: Both<Option<BenefitId>>,
    /// The shared identity, else the name.
    pub key: String,
}

/// What both sides know, under one name.
#[derive(Debug)]
pub(crate) struct Shared<'p> {
    pub sides: Both<Side<'p>>,
    pub domains: Vec<SharedDomain>,
    pub benefits: Vec<BenefitPair>,
    domain_of: Both<Vec<usize>>,
    entry_of: Both<Vec<Vec<usize>>>,
    benefit_keys: Both<Vec<String>>,
    interned: RefCell<BTreeMap<String, usize>>,
}

impl<'p> Shared<'p> {
    pub(crate) fn new(a: Side<'p>, b: Side<'p>) -> Shared<'p> {
        let sides = Both { a, b };
        let mut shared = Shared {
            sides,
            domains: Vec::new(),
            benefits: Vec::new(),
            domain_of: Both::default(),
            entry_of: Both::default(),
            benefit_keys: Both::default(),
            interned: RefCell::default(),
        };
        shared.pair_domains();
        shared.pair_benefits();
        shared
    }

    pub(crate) fn program(&self, which: Which) -> &'p Program {
        self.sides.get(which).program
    }

    pub(crate) fn date(&self, which: Which) -> Date {
        self.sides.get(which).date
    }

    /// Returns the place of a domain in [`Shared::domains`].
    pub(crate) fn domain(&self, which: Which, id: DomainId) -> usize {
        self.domain_of.get(which)[id.0 as usize]
    }

    /// Returns the place of an entry in the entries of its shared domain.
    pub(crate) fn entry(&self, which: Which, domain: DomainId, entry: EntryId) -> usize {
        self.entry_of.get(which)[domain.0 as usize][entry.0 as usize]
    }

    /// Returns the name of a benefit that both sides understand.
    pub(crate) fn benefit_key(&self, which: Which, id: BenefitId) -> &str {
        &self.benefit_keys.get(which)[id.index()]
    }

    /// Returns the name under which a benefit is reported.
    pub(crate) fn pair_key(&self, which: Which, id: BenefitId) -> &str {
        let own = self.benefits.iter().find(|pair| *pair.ids.get(which) == Some(id));
        own.map_or("", |pair| &pair.key)
    }

    /// Whether the other side has the benefit too.
    pub(crate) fn is_paired(&self, which: Which, id: BenefitId) -> bool {
        self.benefits.iter().any(|pair| *pair.ids.get(which) == Some(id) && pair.ids.get(which.other()).is_some())
    }

    /// Returns a short stand-in for a text, the same for equal texts of both sides.
    pub(crate) fn intern(&self, text: String) -> usize {
        let mut interned = self.interned.borrow_mut();
        let next = interned.len();
        *interned.entry(text).or_insert(next)
    }

    /// Returns an entry as a side declares it: of the side that is asked for, else of the other.
    pub(crate) fn entry_as(&self, which: Which, domain: usize, entry: usize) -> &'p Entry {
        let ids = &self.domains[domain].entries[entry].ids;
        let known = |which: Which| ids.get(which).map(|id| (which, id));
        let (which, id) = known(which).or_else(|| known(which.other())).expect("a shared entry comes from a side");
        let place = self.domain_of.get(which).iter().position(|own| *own == domain);
        let place = place.expect("a side with an entry has its domain");
        &self.program(which).domains[place].entries[id.0 as usize]
    }

    /// Returns the entry above one, as a side declares it.
    pub(crate) fn parent_of(&self, which: Which, domain: usize, entry: usize) -> Option<usize> {
        let id = (*self.domains[domain].entries[entry].ids.get(which))?;
        let place = self.domain_of.get(which).iter().position(|own| *own == domain)?;
        let parent = self.program(which).domains[place].entry(id).parent?;
        Some(self.entry_of.get(which)[place][parent.0 as usize])
    }

    fn pair_domains(&mut self) {
        let Both { a, b } = self.sides.map(|_, side| &side.program.domains);
        for own in a {
            let twin = b.iter().find(|other| other.name == own.name);
            self.add_domain(Some(own), twin);
        }
        for other in b.iter().filter(|other| a.iter().all(|own| own.name != other.name)) {
            self.add_domain(None, Some(other));
        }
        // The places of the second side follow the order of its own domains.
        let place = |name: &str| -> usize {
            let in_a = a.iter().position(|own| own.name == name);
            in_a.unwrap_or_else(|| {
                let before = b.iter().take_while(|other| other.name != name);
                a.len() + before.filter(|other| a.iter().all(|own| own.name != other.name)).count()
            })
        };
        self.domain_of.a = (0..a.len()).collect();
        self.domain_of.b = b.iter().map(|own| place(&own.name)).collect();
        for which in Which::BOTH {
            let program = self.program(which);
            let places = program.domains.iter().enumerate().map(|(at, own)| {
                let shared = &self.domains[self.domain_of.get(which)[at]];
                let of = |entry: usize| {
                    let id = EntryId(entry as u32);
                    let place = shared.entries.iter().position(|known| *known.ids.get(which) == Some(id));
                    place.expect("every entry of a side is shared")
                };
                (0..own.entries.len()).map(of).collect()
            });
            let places = places.collect();
            *self.entry_of.get_mut(which) = places;
        }
    }

    fn add_domain(&mut self, a: Option<&Domain>, b: Option<&Domain>) {
        let mut entries = Vec::new();
        let mut taken = Vec::new();
        for (at, own) in a.iter().flat_map(|domain| domain.entries.iter().enumerate()) {
            let twin = b.and_then(|domain| domain.twin_of(own)).filter(|twin| !taken.contains(twin));
            taken.extend(twin);
            entries.push(SharedEntry { ids: Both { a: Some(EntryId(at as u32)), b: twin } });
        }
        for at in 0..b.map_or(0, |domain| domain.entries.len()) {
            let id = EntryId(at as u32);
            if !taken.contains(&id) {
                entries.push(SharedEntry { ids: Both { a: None, b: Some(id) } });
            }
        }
        let flag = |of: fn(&Domain) -> bool| a.into_iter().chain(b).any(of);
        self.domains.push(SharedDomain { ordered: flag(|domain| domain.ordered), entries });
    }

    fn pair_benefits(&mut self) {
        let (a, b) = (self.program(Which::A), self.program(Which::B));
        let mut pairs: Vec<BenefitPair> = Vec::new();
        let mut twins: Vec<Option<BenefitId>> = vec![None; a.benefits.len()];
        let mut free: Vec<bool> = vec![true; b.benefits.len()];
        // The same name means the same benefit, unless each says otherwise.
        for (at, own) in a.benefits.iter().enumerate() {
            let same = |other: &Benefit| other.name == own.name && own.identity == other.identity;
            if let Some(place) = b.benefits.iter().position(same) {
                twins[at] = Some(BenefitId(place as u32));
                free[place] = false;
            }
        }
        // Then the identity: where several share it, those whose conditions agree most.
        let mut candidates: Vec<(usize, usize, usize)> = Vec::new();
        for (at, own) in a.benefits.iter().enumerate().filter(|(at, _)| twins[*at].is_none()) {
            for (place, other) in b.benefits.iter().enumerate().filter(|(place, _)| free[*place]) {
                if own.identity.is_some() && own.identity == other.identity {
                    candidates.push((self.agreement(own, other), at, place));
                }
            }
        }
        candidates.sort_by_key(|(agreement, at, place)| (std::cmp::Reverse(*agreement), *at, *place));
        for (_, at, place) in candidates {
            if twins[at].is_none() && free[place] {
                twins[at] = Some(BenefitId(place as u32));
                free[place] = false;
            }
        }
        for (at, own) in a.benefits.iter().enumerate().filter(|(at, _)| twins[*at].is_none()).collect::<Vec<_>>() {
            if let Some(place) = b.benefits.iter().position(|other| other.name == own.name).filter(|at| free[*at]) {
                twins[at] = Some(BenefitId(place as u32));
                free[place] = false;
            }
        }
        for (at, own) in a.benefits.iter().enumerate() {
            let key = own.identity.clone().unwrap_or_else(|| own.name.clone());
            pairs.push(BenefitPair { ids: Both { a: Some(BenefitId(at as u32)), b: twins[at] }, key });
        }
        for (place, other) in b.benefits.iter().enumerate().filter(|(place, _)| free[*place]) {
            let key = other.identity.clone().unwrap_or_else(|| other.name.clone());
            let alone = BenefitPair { ids: Both { a: None, b: Some(BenefitId(place as u32)) }, key };
            // Behind what it follows in its own file, so that neither side's order rules.
            let before = (0..place).rev().map(|own| BenefitId(own as u32));
            let at = before.into_iter().find_map(|own| pairs.iter().position(|pair| pair.ids.b == Some(own)));
            pairs.insert(at.map_or(0, |at| at + 1), alone);
        }
        // Several benefits of one identity go by their own names.
        let shared_by = |key: &str| pairs.iter().filter(|pair| pair.key == key).count();
        let several: Vec<bool> = pairs.iter().map(|pair| shared_by(&pair.key) > 1).collect();
        for (pair, _) in pairs.iter_mut().zip(several).filter(|(_, several)| *several) {
            let name = |which: Which| pair.ids.get(which).map(|id| self.program(which).benefit(id).name.clone());
            pair.key = name(Which::A).or_else(|| name(Which::B)).unwrap_or_default();
        }
        for which in Which::BOTH {
            let mut keys: Vec<String> = self.program(which).benefits.iter().map(|own| own.name.clone()).collect();
            for pair in &pairs {
                if let (Some(id), true) = (*pair.ids.get(which), pair.ids.a.is_some() && pair.ids.b.is_some()) {
                    keys[id.index()] = pair.key.clone();
                }
            }
            *self.benefit_keys.get_mut(which) = keys;
        }
        self.benefits = pairs;
    }

    /// How many conditions two benefits have in common.
    fn agreement(&self, own: &Benefit, other: &Benefit) -> usize {
        let conditions = |which: Which, benefit: &Benefit| -> Vec<String> {
            let on = self.date(which);
            let live = benefit.clauses.iter().filter_map(|clause| version_on(&clause.versions, on));
            let mut found: Vec<String> = Vec::new();
            for version in live {
                if let ClauseBody::Requires(condition) = &version.body {
                    found.extend(self.conjuncts(which, condition).iter().map(|own| self.meaning(which, own)));
                }
            }
            found
        };
        let others = conditions(Which::B, other);
        conditions(Which::A, own).iter().filter(|condition| others.contains(condition)).count()
    }
}
