//! A jurisdiction's policy, typed, ordered and complete: what the engines run. Unlike the model it has no names to
//! resolve, no inheritance and no amendments left: every clause is a list of dated versions, each with its origin.

pub(crate) mod breadth;
mod check;
pub(crate) mod delegated;
pub mod expr;
mod from_model;
mod newest;
pub mod order;
pub mod print;
mod same;
pub mod scene;
pub(crate) mod selection;
pub mod show;
pub mod standard;
pub mod types;
mod words;

pub use crate::model::path::{ClausePath, ClauseWord};
pub(crate) use check::Searched;
pub use expr::{Adjusted, Expr, ExprKind, Source, Table};
pub use from_model::lower;
pub(crate) use from_model::{Lowered, lower_after};
pub(crate) use from_model::{clause_value, clause_value_mut, fixed_number, fixed_value};
pub use scene::Scene;
pub use types::{Type, Unit};

use crate::base::date::{Date, DateRange, Period};
use crate::base::number::{Number, RoundingMode};
use crate::base::span::Span;
use crate::syntax::ast;
use crate::value::{DomainId, EntryId, Value};

pub use ast::{ChoiceMode, Level, Occasion, Owner, Stage, ValueWord};

macro_rules! ids {
    ($( $(#[$doc:meta])* $name:ident; )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// Returns the place in the program's vector.
            pub fn index(self) -> usize { self.0 as usize }
        }
    )* };
}

ids! {
    DocumentId; FactId; DefinitionId; TableId; ListId; StateId; BenefitId; BranchId;
}

/// Everything that holds in one jurisdiction, over all dates. Ids index the vectors of the same program.
#[derive(Clone, Debug)]
pub struct Program {
    pub jurisdiction: Jurisdiction,
    pub documents: Vec<Document>,
    pub domains: Vec<Domain>,
    pub facts: Vec<Fact>,
    pub definitions: Vec<Definition>,
    pub tables: Vec<NamedTable>,
    pub lists: Vec<List>,
    pub states: Vec<State>,
    pub benefits: Vec<Benefit>,
    pub choices: Vec<Choice>,
    /// Benefits so that each comes after those it stands after; within that, in file order.
    pub order: Vec<BenefitId>,
    /// The declared typical patients and households.
    pub typical: Vec<Scene>,
    /// The tests written for this jurisdiction.
    pub tests: Vec<Scene>,
    pub standards: Vec<standard::Standard>,
    /// Names of identities with their English.
    pub identities: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    pub name: String,
    pub code: Option<String>,
    pub level: Level,
    /// Names from the province down to this one, itself included.
    pub chain: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Document {
    pub name: String,
    pub number: String,
    pub dated: Option<Date>,
    pub title: Option<String>,
    pub issued_by: Option<String>,
    pub url: Option<String>,
    pub span: Span,
}

/// An enum, a catalogue, or the values of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    pub name: String,
    pub ordered: bool,
    pub catalogue: bool,
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    pub english: Option<String>,
    pub code: Option<String>,
    pub icd: Vec<String>,
    pub aliases: Vec<String>,
    pub parent: Option<EntryId>,
    pub span: Span,
}

impl Domain {
    /// Whether `entry` is `ancestor` or stands below it.
    pub fn is_within(&self, entry: EntryId, ancestor: EntryId) -> bool {
        let mut at = Some(entry);
        while let Some(id) = at {
            if id == ancestor {
                return true;
            }
            at = self.entries[id.0 as usize].parent;
        }
        false
    }

    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// Returns the entry that is the same as one of another domain.
    pub fn twin_of(&self, own: &Entry) -> Option<EntryId> {
        twin_among(&self.entries, own).map(|at| EntryId(at as u32))
    }

    /// Returns the entry of a name, an English name, a code or an alias.
    pub fn find(&self, name: &str) -> Option<EntryId> {
        let fits = |entry: &Entry| {
            entry.name == name
                || entry.english.as_deref() == Some(name)
                || entry.code.as_deref() == Some(name)
                || entry.aliases.iter().any(|alias| alias == name)
        };
        let at = self.entries.iter().position(|entry| entry.name == name);
        at.or_else(|| self.entries.iter().position(fits)).map(|at| EntryId(at as u32))
    }
}

/// Returns the place of the entry that is the same: by code, by name, by an alias of either.
pub fn twin_among<'e>(entries: impl IntoIterator<Item = &'e Entry> + Clone, own: &Entry) -> Option<usize> {
    let place = |fits: &dyn Fn(&Entry) -> bool| entries.clone().into_iter().position(fits);
    if own.code.is_some()
        && let Some(found) = place(&|other| other.code == own.code)
    {
        return Some(found);
    }
    // Two codes that differ mean two diseases, whatever their names.
    let codes_agree = |other: &Entry| own.code.is_none() || other.code.is_none();
    place(&|other| other.name == own.name && codes_agree(other)).or_else(|| {
        place(&|other| codes_agree(other) && (other.aliases.contains(&own.name) || own.aliases.contains(&other.name)))
    })
}

#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub owner: Owner,
    pub ty: Type,
    /// `整数`: whole numbers only.
    pub whole: bool,
    pub english: Option<String>,
    pub columns: Vec<String>,
    /// The names of its bands from low to high, each with its upper edge, which belongs to it; the last has none.
    pub bands: Vec<(String, Option<Number>)>,
    /// Its declared range, constants only.
    pub low: Option<(Number, bool)>,
    pub high: Option<(Number, bool)>,
    pub default: Option<Expr>,
    pub span: Span,
}

/// Something in force in a range of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated<T> {
    pub range: DateRange,
    pub body: T,
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub span: Span,
    /// Its own citations, or those of what encloses it.
    pub cites: Vec<Citation>,
    /// Whether it cites a document that is not declared; that has been told.
    pub cites_unknown: bool,
    /// What other sources say.
    pub disputed: Vec<Disputed>,
    pub checked: Option<Date>,
    /// The name of the jurisdiction or vocabulary that stated it.
    pub stated_by: String,
    pub how: Stated,
    pub docs: Vec<String>,
    /// What those below may make of it, where that is said.
    pub delegates: Option<Delegated>,
}

/// What a jurisdiction lets those below it choose.
#[derive(Clone, Debug)]
pub struct Delegated {
    /// `None`: nothing.
    pub within: Option<expr::Band>,
    pub stated_by: String,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stated {
    /// By this jurisdiction itself.
    Own,
    /// By a parent, unchanged here.
    Inherited,
    /// By this jurisdiction (or a parent), in place of what its parent stated.
    Overridden,
    /// By an amendment.
    Amended,
    /// By `各项待遇`.
    EveryBenefit,
    /// By the language itself.
    Default,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    pub document: DocumentId,
    pub article: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Disputed {
    /// As written.
    pub value: String,
    pub cites: Vec<Citation>,
    pub span: Span,
}

/// A param, define, group or account.
#[derive(Clone, Debug)]
pub struct Definition {
    pub name: String,
    pub english: Option<String>,
    pub kind: DefinitionKind,
    /// `None`: needs no claim, person or household.
    pub owner: Option<Owner>,
    pub arguments: Vec<(String, Type)>,
    /// `不计入`: what an account names as counting for nothing.
    pub excluded: Vec<Dated<String>>,
    pub ty: Type,
    pub versions: Vec<Dated<Adjusted>>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    Param,
    Define,
    Group,
    Account,
}

#[derive(Clone, Debug)]
pub struct NamedTable {
    pub name: String,
    pub english: Option<String>,
    /// The narrowest owner of what its dimensions and cells read.
    pub owner: Option<Owner>,
    pub outputs: Vec<expr::Output>,
    pub versions: Vec<Dated<Table>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct List {
    pub name: String,
    pub english: Option<String>,
    pub of: DomainId,
    pub entries: Vec<Dated<EntryId>>,
    pub span: Span,
}

impl List {
    /// Whether an entry, or one above it, is in the list on a day.
    pub fn holds(&self, domain: &Domain, entry: EntryId, on: Date) -> bool {
        self.entries.iter().any(|own| own.range.contains(on) && domain.is_within(entry, own.body))
    }
}

#[derive(Clone, Debug)]
pub struct State {
    pub name: String,
    pub english: Option<String>,
    pub owner: Owner,
    pub period: Period,
    /// The domain that holds its values.
    pub domain: DomainId,
    pub start: EntryId,
    pub transitions: Vec<Dated<Transition>>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    pub from: Vec<EntryId>,
    pub to: EntryId,
    pub condition: Expr,
}

#[derive(Clone, Debug)]
pub struct Benefit {
    pub name: String,
    pub english: Option<String>,
    /// The shared identity it maps to (its own name when that is one).
    pub identity: Option<String>,
    pub occasion: Occasion,
    pub docs: Vec<String>,
    pub span: Span,
    /// When it exists: the declaration's own dates, ended by a repeal.
    pub alive: Vec<Dated<()>>,
    /// Whether a clause of it could not be read; that has been told.
    pub broken: bool,
    pub branches: Vec<Branch>,
    /// Every clause with its versions, those of cases included; in file order.
    pub clauses: Vec<Clause>,
    /// All benefits that `after` reaches, directly or through others, at any date.
    pub layers_before: Vec<BenefitId>,
    /// The `多选` facts that its tables and effects ask without a hit policy of their own.
    pub identity_facts: Vec<FactId>,
}

/// A branch of a case.
#[derive(Clone, Debug)]
pub struct Branch {
    pub label: Option<String>,
    /// The branch that encloses it.
    pub parent: Option<BranchId>,
    /// Branches of one chain are tried in the order in which they stand.
    pub chain: u32,
    /// `None`: the last `其余`.
    pub when: Option<Expr>,
    pub range: DateRange,
    pub origin: Origin,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    pub path: ClausePath,
    pub branch: Option<BranchId>,
    pub versions: Vec<Dated<ClauseBody>>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ClauseBody {
    MapsTo(String),
    After(Vec<BenefitId>),
    NotWith(Vec<BenefitId>),
    StacksWith(Vec<BenefitId>),
    Identities(IdentityMode),
    Requires(Expr),
    Refuse {
        reason: Option<String>,
        when: Option<Expr>,
    },
    Base {
        value: Adjusted,
        cumulative: Option<Period>,
    },
    /// A ratio is of the base.
    FirstPay {
        value: Adjusted,
        when: Option<Expr>,
    },
    Quantity {
        asked: Expr,
        allowed: Adjusted,
        period: Option<Period>,
    },
    /// `period`: `None` and `Visit` alike are per visit.
    Deductible {
        value: Adjusted,
        period: Option<Period>,
        charged_at_most: Vec<(Period, u32)>,
        when: Option<Expr>,
    },
    Rate {
        value: Adjusted,
    },
    Cap {
        value: Adjusted,
        period: Option<Period>,
        each: Vec<EachKey>,
        joint: Vec<BenefitId>,
        when: Option<Expr>,
    },
    Amount {
        value: Adjusted,
        rounding: Option<Rounding>,
    },
    TopUpTo {
        value: Adjusted,
    },
    OwnPayAtMost {
        value: Adjusted,
        period: Option<Period>,
    },
    TotalOfLayersAtMost {
        value: Adjusted,
        when: Option<Expr>,
    },
    /// `同 住院报销`: only kept for display; the clauses themselves have been taken over.
    As(BenefitId),
    Round(Rounding),
    Order(Vec<Stage>),
    YearFrom {
        month: u8,
        day: u8,
    },
    InKind(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityMode {
    Highest,
    /// The values in the order that counts; empty: the order in which they are held.
    InOrder(Vec<EntryId>),
    Together,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EachKey {
    Fact(FactId),
    Definition(DefinitionId),
    Person,
    Household,
}

#[derive(Clone, Debug)]
pub struct Rounding {
    pub mode: RoundingMode,
    /// In 分 when it rounds money.
    pub unit: Number,
    pub span: Span,
}

/// `择一 医疗救助, 计生扶助 就高`
#[derive(Clone, Debug)]
pub struct Choice {
    pub benefits: Vec<BenefitId>,
    pub how: ChoiceMode,
    pub range: DateRange,
    pub origin: Origin,
}

/// What a value is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    NotYet,
    InForce,
    Repealed,
    Pending,
}

/// Returns the version in force on a day.
pub fn version_on<T>(versions: &[Dated<T>], on: Date) -> Option<&Dated<T>> {
    versions.iter().find(|version| version.range.contains(on))
}

/// Returns how something stands on a day on which no version is in force (or `InForce`).
pub fn standing_on<T>(versions: &[Dated<T>], on: Date) -> Standing {
    if version_on(versions, on).is_some() {
        Standing::InForce
    } else if versions.iter().any(|version| version.range.from.is_some_and(|from| from > on)) {
        Standing::NotYet
    } else {
        Standing::Repealed
    }
}

impl Program {
    /// Returns the layers before a benefit; a choice comes before what stands after any of its benefits.
    pub(crate) fn layers_before(&self, id: BenefitId, date: Date) -> Vec<BenefitId> {
        let mut layers = self.benefit(id).layers_before.clone();
        let mut next = 0;
        while next < layers.len() {
            let own = layers[next];
            let mut add = |other: &BenefitId| {
                if *other != id && !layers.contains(other) {
                    layers.push(*other);
                }
            };
            for choice in self.choices.iter().filter(|choice| choice.range.contains(date)) {
                if choice.benefits.contains(&own) && !choice.benefits.contains(&id) {
                    choice.benefits.iter().for_each(&mut add);
                }
            }
            self.benefit(own).layers_before.iter().for_each(&mut add);
            next += 1;
        }
        layers
    }

    /// Whether two benefits are one, or stand in one choice on a day.
    pub(crate) fn is_choice_mate(&self, id: BenefitId, other: BenefitId, date: Date) -> bool {
        let mut in_force = self.choices.iter().filter(|choice| choice.range.contains(date));
        other == id || in_force.any(|own| own.benefits.contains(&id) && own.benefits.contains(&other))
    }

    pub fn benefit(&self, id: BenefitId) -> &Benefit {
        &self.benefits[id.index()]
    }

    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    pub fn definition(&self, id: DefinitionId) -> &Definition {
        &self.definitions[id.index()]
    }

    pub fn domain(&self, id: DomainId) -> &Domain {
        &self.domains[id.0 as usize]
    }

    pub fn list(&self, id: ListId) -> &List {
        &self.lists[id.index()]
    }

    /// Returns the benefit of a name, an English name, or the only one of an identity.
    pub fn find_benefit(&self, name: &str) -> Option<BenefitId> {
        let named = |benefit: &Benefit| benefit.name == name || benefit.english.as_deref() == Some(name);
        let at = self.benefits.iter().position(named).or_else(|| {
            let mut fitting = self.benefits.iter().enumerate().filter(|(_, own)| own.identity.as_deref() == Some(name));
            let first = fitting.next();
            if fitting.next().is_some() { None } else { first.map(|(at, _)| at) }
        });
        at.map(|at| BenefitId(at as u32))
    }

    /// Returns the fact of a name or English name; claim before person before household.
    pub fn find_fact(&self, owner: Option<Owner>, name: &str) -> Option<FactId> {
        let fits = |fact: &Fact| {
            (fact.name == name || fact.english.as_deref() == Some(name))
                && owner.is_none_or(|owner| fact.owner == owner)
        };
        let mut found: Vec<(Owner, usize)> =
            self.facts.iter().enumerate().filter(|(_, fact)| fits(fact)).map(|(at, fact)| (fact.owner, at)).collect();
        found.sort();
        found.first().map(|(_, at)| FactId(*at as u32))
    }
}

impl crate::value::ops::Entries for Program {
    fn is_within(&self, domain: DomainId, entry: EntryId, ancestor: EntryId) -> bool {
        self.domain(domain).is_within(entry, ancestor)
    }
}

/// A value for a fact or a param, as a scene or a command line gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Fact(FactId, Value),
    Param(DefinitionId, Value),
    /// The state in the period before the first one known.
    State(StateId, EntryId),
}
