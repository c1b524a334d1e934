//! Every declaration once, under the jurisdiction that it belongs to: parents and children joined, overrides and
//! amendments applied, each clause a list of dated versions. Unlike the tree it knows names; unlike the `ir` it knows
//! no types: values are still as written.

pub mod from_syntax;
mod lookalike;
pub mod path;
mod resolve;
pub mod scope;
pub mod timeline;
mod words;

pub use from_syntax::{collect, names_of_jurisdictions};
pub(crate) use path::path_text;
pub use path::{ClausePath, ClauseWord};
pub use resolve::resolve;

use crate::base::date::{Date, DateRange, Period};
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::syntax::ast;
use indexmap::IndexMap;
use std::collections::HashMap;
use std::rc::Rc;

/// All files of a workspace, sorted out by what they are.
#[derive(Clone, Debug, Default)]
pub struct Model<'a> {
    pub files: Vec<File<'a>>,
    pub jurisdictions: Vec<Jurisdiction<'a>>,
    /// Vocabularies that belong to nobody: visible to all.
    pub shared_vocabularies: Vec<FileId>,
    /// The tests that name the jurisdictions they are for.
    pub tests: Vec<(JurisdictionId, &'a ast::Declaration)>,
    /// Who is called what, by name and code, and by alias.
    by_name: HashMap<String, Vec<JurisdictionId>>,
    by_alias: HashMap<String, Vec<JurisdictionId>>,
}

/// The place of a file in its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// The place of a jurisdiction in its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JurisdictionId(pub u32);

#[derive(Clone, Debug)]
pub struct File<'a> {
    pub source: SourceId,
    pub tree: &'a ast::File,
    pub role: Role,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    Jurisdiction(JurisdictionId),
    /// `None`: visible to all.
    Vocabulary(Option<JurisdictionId>),
    Standards(JurisdictionId),
    Amendment {
        of: JurisdictionId,
        from: Date,
    },
    /// Its header is missing or broken, or names a parent that is not there.
    Unknown,
}

#[derive(Clone, Debug)]
pub struct Jurisdiction<'a> {
    pub name: String,
    pub code: Option<String>,
    pub aliases: Vec<String>,
    pub level: ast::Level,
    pub parent: Option<JurisdictionId>,
    pub header: &'a ast::Header,
    /// Its own file, then its standards, in the order of the files.
    pub files: Vec<FileId>,
    pub vocabularies: Vec<FileId>,
    /// By date, then by the order of the files.
    pub amendments: Vec<(Date, FileId)>,
}

impl<'a> Model<'a> {
    pub fn jurisdiction(&self, id: JurisdictionId) -> &Jurisdiction<'a> {
        &self.jurisdictions[id.0 as usize]
    }

    pub fn file(&self, id: FileId) -> &File<'a> {
        &self.files[id.0 as usize]
    }

    /// Returns the jurisdiction and those above it, the highest first.
    pub fn chain(&self, id: JurisdictionId) -> Vec<JurisdictionId> {
        let mut chain = vec![id];
        let mut at = self.jurisdiction(id).parent;
        while let Some(parent) = at {
            chain.push(parent);
            at = self.jurisdiction(parent).parent;
        }
        chain.reverse();
        chain
    }

    /// Returns all jurisdictions that a name, code or alias may mean.
    pub fn named(&self, name: &str) -> Vec<JurisdictionId> {
        self.by_name.get(name).or_else(|| self.by_alias.get(name)).cloned().unwrap_or_default()
    }

    pub fn ids(&self) -> impl Iterator<Item = JurisdictionId> + use<> {
        (0..self.jurisdictions.len() as u32).map(JurisdictionId)
    }
}

/// A name in a text, and the name of the declaration that it means. What is declared means itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mention {
    pub at: Span,
    pub of: Span,
}

/// A kind of names that do not collide with other kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Namespace {
    Document,
    /// Enums, catalogues and units.
    Type,
    Identity,
    /// Facts, params, defines, groups, tables, lists, accounts, states, benefits.
    Value,
    Standard,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ItemKey {
    pub namespace: Namespace,
    pub owner: Option<ast::Owner>,
    pub name: String,
}

/// One jurisdiction with all that it inherits, everything dated.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    pub jurisdiction: JurisdictionId,
    pub items: IndexMap<ItemKey, Item<'a>>,
    /// `归入`: the local name and what it stands for.
    pub maps: Vec<(&'a ast::Name, &'a ast::Name)>,
    pub choices: Vec<Choice<'a>>,
    pub typical: Vec<SceneOf<'a>>,
    pub tests: Vec<SceneOf<'a>>,
    /// What changes name, and declare.
    pub names: Vec<Mention>,
    /// Changes, each with the place of what it takes the place of.
    pub replaced: Vec<Mention>,
}

#[derive(Clone, Debug)]
pub struct SceneOf<'a> {
    pub title: &'a ast::Quoted,
    pub scene: &'a ast::Scene,
    pub declaration: &'a ast::Declaration,
}

#[derive(Clone, Debug)]
pub struct Choice<'a> {
    pub benefits: &'a [ast::Name],
    pub how: ast::ChoiceMode,
    pub range: DateRange,
    pub origin: Origin<'a>,
}

#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// The newest name, when it was renamed.
    pub name: String,
    pub older_names: Vec<String>,
    pub english: Option<&'a ast::Name>,
    pub docs: &'a [String],
    /// The name where it was declared.
    pub span: Span,
    /// Who declared it.
    pub stated_by: Rc<str>,
    pub kind: ItemKind<'a>,
}

#[derive(Clone, Debug)]
pub enum ItemKind<'a> {
    Document(&'a ast::Document),
    Unit,
    Domain(Domain<'a>),
    List(List<'a>),
    Fact(&'a ast::Fact),
    Identity,
    Definition(Definition<'a>),
    Table(Vec<Version<'a, &'a ast::Table>>),
    Account { owner: Option<ast::Owner>, items: Vec<Version<'a, &'a ast::AccountItem>> },
    State(State<'a>),
    Benefit(Benefit<'a>),
    Standard { items: &'a [ast::Requirement], is_assert: bool, origin: Origin<'a>, range: DateRange },
}

/// An enum or a catalogue.
#[derive(Clone, Debug)]
pub struct Domain<'a> {
    pub catalogue: bool,
    pub ordered: bool,
    pub entries: Vec<Version<'a, DomainEntry<'a>>>,
}

#[derive(Clone, Copy, Debug)]
pub struct DomainEntry<'a> {
    pub entry: &'a ast::Entry,
    /// The place of the entry above it in the same vector.
    pub parent: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct List<'a> {
    pub of: &'a ast::Name,
    pub openness: Option<ast::Openness>,
    /// Where the list was declared, for messages on a closed one.
    pub marks: &'a ast::Marks,
    pub entries: Vec<Version<'a, &'a ast::Entry>>,
}

#[derive(Clone, Debug)]
pub struct Definition<'a> {
    pub kind: DefinitionKind,
    pub owner: Option<ast::Owner>,
    pub arguments: &'a [(ast::Name, ast::TypeName)],
    pub ty: Option<&'a ast::TypeName>,
    pub versions: Vec<Version<'a, ValueRef<'a>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionKind {
    Param,
    Define,
    Group,
}

/// A value as written, with the effects that stand behind it, those of an enclosing history included.
#[derive(Clone, Debug)]
pub struct ValueRef<'a> {
    pub value: ValueOrExpr<'a>,
    pub effects: Vec<&'a ast::Effect>,
}

impl ValueRef<'_> {
    /// Whether two are the same stretch of the same text.
    pub fn is_same(&self, other: &ValueRef<'_>) -> bool {
        let value = match (self.value, other.value) {
            (ValueOrExpr::Value(own), ValueOrExpr::Value(other)) => std::ptr::eq(own, other),
            (ValueOrExpr::Expr(own), ValueOrExpr::Expr(other)) => std::ptr::eq(own, other),
            (ValueOrExpr::Value(_), ValueOrExpr::Expr(_)) | (ValueOrExpr::Expr(_), ValueOrExpr::Value(_)) => false,
        };
        value
            && self.effects.len() == other.effects.len()
            && self.effects.iter().zip(&other.effects).all(|(own, other)| std::ptr::eq(*own, *other))
    }
}

#[derive(Clone, Copy, Debug)]
pub enum ValueOrExpr<'a> {
    Value(&'a ast::Value),
    /// The condition of a group.
    Expr(&'a ast::Expr),
}

#[derive(Clone, Debug)]
pub struct State<'a> {
    pub owner: Option<ast::Owner>,
    pub period: Period,
    pub declaration_span: Span,
    pub items: &'a [ast::StateItem],
    pub origin: Origin<'a>,
}

#[derive(Clone, Debug)]
pub struct Benefit<'a> {
    pub occasion: ast::Occasion,
    pub alive: Vec<Version<'a, ()>>,
    /// Whether a clause of it could not be read; that has been told.
    pub broken: bool,
    pub branches: Vec<Branch<'a>>,
    pub clauses: Vec<Clause<'a>>,
}

/// A branch of a case; its place in the vector of its benefit is its id.
#[derive(Clone, Debug)]
pub struct Branch<'a> {
    pub label: String,
    pub labelled: bool,
    pub parent: Option<usize>,
    pub chain: u32,
    pub when: Option<&'a ast::Expr>,
    pub range: DateRange,
    pub origin: Origin<'a>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Clause<'a> {
    pub path: ClausePath,
    pub branch: Option<usize>,
    pub versions: Vec<Version<'a, ClauseText<'a>>>,
}

/// A clause as written; its value may have been replaced by `调整 … 为`.
#[derive(Clone, Debug)]
pub struct ClauseText<'a> {
    pub clause: &'a ast::Clause,
    /// Of a clause that holds a value.
    pub value: Option<ValueRef<'a>>,
}

/// Something in force in a range of days, with the changes made to its cells.
#[derive(Clone, Debug)]
pub struct Version<'a, T> {
    pub range: DateRange,
    pub body: T,
    /// In the order in which they were made; versions that follow each other share them.
    pub edits: Vec<Rc<Edit<'a>>>,
    pub origin: Origin<'a>,
    /// What it lets those below do with it; what replaces it says the same where it says nothing.
    pub delegation: Option<DelegationOf<'a>>,
    /// The ranges in which those above let it be chosen.
    pub bounds: Vec<DelegationOf<'a>>,
    /// `不低于本地上年`
    pub not_below_own_last_year: Option<Span>,
}

/// A change to some cells: `调整 比例[一级, 低保] 为 85%`, `加5个百分点`.
#[derive(Clone, Debug)]
pub struct Edit<'a> {
    /// `None`: the whole value (an effect).
    pub keys: Option<&'a [ast::Key]>,
    pub change: EditChange<'a>,
    pub origin: Origin<'a>,
    pub path_span: Span,
    /// The ranges that it must keep to.
    pub bounds: Vec<DelegationOf<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub enum EditChange<'a> {
    To(&'a ast::Adjusted),
    Effects(&'a [ast::Effect]),
}

#[derive(Clone, Debug)]
pub struct DelegationOf<'a> {
    pub delegation: &'a ast::Delegation,
    pub stated_by: Rc<str>,
}

impl DelegationOf<'_> {
    pub fn span(&self) -> Span {
        match self.delegation {
            ast::Delegation::Locked(place) | ast::Delegation::Free(place) => place.0,
            ast::Delegation::Within(band) => band.place.0,
        }
    }
}

/// Where something comes from.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    pub span: Span,
    pub stated_by: Rc<str>,
    pub how: Stated,
    /// The marks of the thing itself and of what encloses it, the innermost first.
    pub marks: Vec<&'a ast::Marks>,
    pub docs: &'a [String],
}

impl<'a> Origin<'a> {
    /// Returns the citations of the innermost marks that have some.
    pub fn cites(&self) -> &'a [ast::Citation] {
        self.marks.iter().find(|marks| !marks.cites.is_empty()).map_or(&[], |marks| &marks.cites)
    }

    /// Returns when somebody last checked it.
    pub fn checked(&self) -> Option<Date> {
        self.marks.iter().find_map(|marks| marks.checked)
    }

    /// Returns what other sources say of it.
    pub fn disputed(&self) -> &'a [ast::Disputed] {
        self.marks.first().map_or(&[], |marks| &marks.disputed)
    }
}

/// How a value came to hold in a jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stated {
    Own,
    Inherited,
    Overridden,
    Amended,
    EveryBenefit,
    Default,
}
