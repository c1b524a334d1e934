//! The model of one jurisdiction to its program: names are resolved, types and units checked, edits applied.

mod benefit;
mod call;
mod constant;
mod edit;
mod expr;
mod in_words;
mod names;
mod operators;
mod quantity;
mod scene;
mod scope;
mod standard;
mod table;

pub(crate) use benefit::{clause_value, value_of_body as clause_value_mut};
pub(crate) use constant::{number_of as fixed_number, value_of as fixed_value};

use super::*;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::model::{self, ItemKind, Namespace, Origin as ModelOrigin, Resolved};
use indexmap::IndexMap;
use scope::{Scope, Symbol, TypeSymbol};

/// A program with what is wrong in it, what the names in the texts mean, and what was searched without a finding.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) program: Program,
    pub(crate) problems: Problems,
    pub(crate) names: Vec<model::Mention>,
    pub(crate) searched: Searched,
}

/// Returns the program of a jurisdiction, with what is wrong in it. With errors the program has holes and does not run.
pub fn lower(model: &model::Model<'_>, resolved: &Resolved<'_>) -> (Program, Problems) {
    let Lowered { program, problems, .. } = lower_after(model, resolved, None);
    (program, problems)
}

/// The same with all that is known of it. What says the same as in the program `before` is not searched again.
pub(crate) fn lower_after(
    model: &model::Model<'_>,
    resolved: &Resolved<'_>,
    before: Option<(&Program, &Searched)>,
) -> Lowered {
    let own = model.jurisdiction(resolved.jurisdiction);
    let chain = model.chain(resolved.jurisdiction);
    let jurisdiction = Jurisdiction {
        name: own.name.clone(),
        code: own.code.clone(),
        level: own.level,
        chain: chain.iter().map(|id| model.jurisdiction(*id).name.clone()).collect(),
    };
    let mut lowering = Lowering::new(jurisdiction, resolved);
    lowering.declare();
    lowering.lower_all();
    let Lowering { program, mut problems, names, .. } = lowering;
    let (found, searched) = super::check::check(&program, before);
    problems.extend(found);
    Lowered { program, problems, names, searched }
}

/// How far the lowering of a definition or table has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    NotYet,
    Running,
    Done,
}

/// Whose facts an expression reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Needs {
    claim: bool,
    person: bool,
    household: bool,
}

impl Needs {
    fn add(&mut self, owner: Option<Owner>) {
        match owner {
            Some(Owner::Claim) => self.claim = true,
            Some(Owner::Person) => self.person = true,
            Some(Owner::Household) => self.household = true,
            None => {}
        }
    }

    fn narrowest(self) -> Option<Owner> {
        if self.claim {
            Some(Owner::Claim)
        } else if self.person {
            Some(Owner::Person)
        } else if self.household {
            Some(Owner::Household)
        } else {
            None
        }
    }
}

/// What stands around an expression.
#[derive(Clone, Debug)]
struct Context {
    /// Where names are looked up first.
    order: Vec<Owner>,
    /// What there is: in a household's benefit no claim and no person.
    has: Needs,
    /// Arguments of the enclosing define.
    arguments: Vec<(String, Type)>,
    /// Where these are declared.
    declared: Vec<Span>,
    /// Fields of the record at hand.
    fields: Vec<(String, Type)>,
    in_benefit: bool,
    in_transition: bool,
}

impl Context {
    fn of(owner: Option<Owner>) -> Context {
        let has = match owner {
            Some(Owner::Claim) | None => Needs { claim: true, person: true, household: true },
            Some(Owner::Person) => Needs { claim: false, person: true, household: true },
            Some(Owner::Household) => Needs { claim: false, person: false, household: true },
        };
        Context {
            order: vec![Owner::Claim, Owner::Person, Owner::Household],
            has,
            arguments: Vec::new(),
            declared: Vec::new(),
            fields: Vec::new(),
            in_benefit: false,
            in_transition: false,
        }
    }

    fn of_occasion(occasion: Occasion) -> Context {
        let owner = match occasion {
            Occasion::EachClaim => Owner::Claim,
            Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce => Owner::Person,
            Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce => Owner::Household,
        };
        Context { in_benefit: true, ..Context::of(Some(owner)) }
    }
}

struct Lowering<'r, 'a> {
    resolved: &'r Resolved<'a>,
    program: Program,
    problems: Problems,
    scope: Scope,
    documents: IndexMap<String, DocumentId>,
    definitions: Vec<Progress>,
    tables: Vec<Progress>,
    /// The definitions that are being lowered, outermost first.
    stack: Vec<(String, Span)>,
    context: Context,
    needs: Needs,
    names: Vec<model::Mention>,
}

impl<'r, 'a> Lowering<'r, 'a> {
    fn new(jurisdiction: Jurisdiction, resolved: &'r Resolved<'a>) -> Lowering<'r, 'a> {
        let program = Program {
            jurisdiction,
            documents: Vec::new(),
            domains: Vec::new(),
            facts: Vec::new(),
            definitions: Vec::new(),
            tables: Vec::new(),
            lists: Vec::new(),
            states: Vec::new(),
            benefits: Vec::new(),
            choices: Vec::new(),
            order: Vec::new(),
            typical: Vec::new(),
            tests: Vec::new(),
            identities: Vec::new(),
            standards: Vec::new(),
        };
        Lowering {
            resolved,
            program,
            problems: Problems::new(),
            scope: Scope::default(),
            documents: IndexMap::new(),
            definitions: Vec::new(),
            tables: Vec::new(),
            stack: Vec::new(),
            context: Context::of(None),
            needs: Needs::default(),
            names: Vec::new(),
        }
    }

    fn error(&mut self, code: Code, span: Span, message: Text) {
        self.problems.push(Diagnostic::new(code, span, message));
    }

    /// Gives every name its id, so that all can be found before anything is typed.
    fn declare(&mut self) {
        let items = &self.resolved.items;
        for (key, item) in items {
            match (&item.kind, key.namespace) {
                (ItemKind::Document(document), _) => self.declare_document(document),
                (ItemKind::Unit, _) => {
                    let symbol = TypeSymbol::Unit(item.name.clone());
                    self.scope.types.insert(item.name.clone(), symbol.clone());
                    if let Some(english) = item.english {
                        self.scope.types.entry(english.text.clone()).or_insert(symbol);
                    }
                }
                (ItemKind::Identity, _) => {
                    let english = item.english.map(|name| name.text.clone());
                    self.scope.identities.insert(item.name.clone(), item.name.clone());
                    if let Some(english) = &english {
                        self.scope.identities.entry(english.clone()).or_insert(item.name.clone());
                    }
                    self.program.identities.push((item.name.clone(), english));
                }
                (ItemKind::Domain(domain), _) => self.declare_domain(item, domain),
                _ => {}
            }
        }
        self.declare_maps();
        for (key, item) in items {
            if key.namespace == Namespace::Value {
                self.declare_value(key, item);
            }
        }
    }

    fn declare_document(&mut self, document: &ast::Document) {
        let id = DocumentId(self.program.documents.len() as u32);
        self.documents.insert(document.name.text.clone(), id);
        let text = |quoted: &Option<ast::Quoted>| quoted.as_ref().map(|quoted| quoted.text.clone());
        self.program.documents.push(Document {
            name: document.name.text.clone(),
            number: document.number.text.clone(),
            dated: document.dated,
            title: text(&document.title),
            issued_by: text(&document.issued_by),
            url: text(&document.url),
            span: document.name.span(),
        });
    }

    fn declare_domain(&mut self, item: &model::Item<'a>, domain: &model::Domain<'a>) {
        let id = DomainId(self.program.domains.len() as u32);
        let symbol = TypeSymbol::Domain(id);
        self.scope.types.insert(item.name.clone(), symbol.clone());
        if let Some(english) = item.english {
            self.scope.types.entry(english.text.clone()).or_insert(symbol);
        }
        let mut entries = Vec::new();
        for version in &domain.entries {
            let entry = version.body.entry;
            let own = Entry {
                name: entry.name.text.clone(),
                english: entry.english.as_ref().map(|name| name.text.clone()),
                code: entry.code.as_ref().map(|name| name.text.clone()),
                icd: entry.icd.iter().map(|quoted| quoted.text.clone()).collect(),
                aliases: entry.aliases.iter().map(|quoted| quoted.text.clone()).collect(),
                parent: version.body.parent.map(|at| EntryId(at as u32)),
                span: entry.name.span(),
            };
            let entry_id = EntryId(entries.len() as u32);
            self.add_entry_names(id, entry_id, &own);
            entries.push(own);
        }
        self.program.domains.push(Domain {
            name: item.name.clone(),
            ordered: domain.ordered,
            catalogue: domain.catalogue,
            entries,
        });
    }

    fn add_entry_names(&mut self, domain: DomainId, id: EntryId, entry: &Entry) {
        let names = [Some(&entry.name), entry.english.as_ref(), entry.code.as_ref()];
        for name in names.into_iter().flatten().chain(&entry.aliases) {
            self.scope.add_entry(name, domain, id);
        }
    }

    /// `归入 五保 为 特困`: a local name for a shared value.
    fn declare_maps(&mut self) {
        for (from, to) in &self.resolved.maps {
            let found = self.scope.entries.get(&to.text).cloned().unwrap_or_default();
            match found.as_slice() {
                [] => {
                    let problem = self.scope.unknown(to, &[], None);
                    self.problems.push(problem);
                }
                [(domain, entry), ..] => {
                    let (domain, entry) = (*domain, *entry);
                    self.meant_entry(to, domain, entry);
                    // A value of that very name goes before the map.
                    let own = &mut self.program.domains[domain.0 as usize].entries;
                    if own.iter().all(|known| known.name != from.text) {
                        own[entry.0 as usize].aliases.push(from.text.clone());
                        self.scope.add_entry(&from.text, domain, entry);
                    }
                }
            }
        }
    }

    fn declare_value(&mut self, key: &model::ItemKey, item: &model::Item<'a>) {
        let english = item.english.map(|name| name.text.clone());
        let (owner, symbol) = match &item.kind {
            ItemKind::Fact(fact) => {
                let id = FactId(self.program.facts.len() as u32);
                let (ty, whole) = self.type_of(&fact.ty);
                let owner = fact.owner.unwrap_or(Owner::Claim);
                self.program.facts.push(Fact {
                    name: item.name.clone(),
                    owner,
                    ty,
                    whole,
                    english: english.clone(),
                    columns: fact.columns.iter().map(|column| column.text.clone()).collect(),
                    bands: Vec::new(),
                    low: None,
                    high: None,
                    default: None,
                    span: item.span,
                });
                (Some(owner), Symbol::Fact(id))
            }
            ItemKind::Definition(definition) => {
                let id = DefinitionId(self.program.definitions.len() as u32);
                let kind = match definition.kind {
                    model::DefinitionKind::Param => DefinitionKind::Param,
                    model::DefinitionKind::Define => DefinitionKind::Define,
                    model::DefinitionKind::Group => DefinitionKind::Group,
                };
                self.push_definition(item, english.clone(), kind, definition.owner);
                (definition.owner, Symbol::Definition(id))
            }
            ItemKind::Account { owner, .. } => {
                let id = DefinitionId(self.program.definitions.len() as u32);
                self.push_definition(item, english.clone(), DefinitionKind::Account, owner.or(Some(Owner::Household)));
                (*owner, Symbol::Definition(id))
            }
            ItemKind::Table(_) => {
                let id = TableId(self.program.tables.len() as u32);
                self.tables.push(Progress::NotYet);
                self.program.tables.push(NamedTable {
                    name: item.name.clone(),
                    english: english.clone(),
                    owner: None,
                    outputs: Vec::new(),
                    versions: Vec::new(),
                    span: item.span,
                });
                (None, Symbol::Table(id))
            }
            ItemKind::List(list) => {
                let Some(of) = self.domain_named(list.of) else { return };
                let id = ListId(self.program.lists.len() as u32);
                self.program.lists.push(List {
                    name: item.name.clone(),
                    english: english.clone(),
                    of,
                    entries: Vec::new(),
                    span: item.span,
                });
                (None, Symbol::List(id))
            }
            ItemKind::State(state) => {
                let id = StateId(self.program.states.len() as u32);
                let own = self.declare_state(item, state, english.clone());
                self.program.states.push(own);
                (state.owner, Symbol::State(id))
            }
            ItemKind::Benefit(benefit) => {
                let id = BenefitId(self.program.benefits.len() as u32);
                self.program.benefits.push(Benefit {
                    name: item.name.clone(),
                    english: english.clone(),
                    identity: None,
                    occasion: benefit.occasion,
                    docs: item.docs.to_vec(),
                    span: item.span,
                    alive: Vec::new(),
                    broken: benefit.broken,
                    branches: Vec::new(),
                    clauses: Vec::new(),
                    layers_before: Vec::new(),
                    identity_facts: Vec::new(),
                });
                (None, Symbol::Benefit(id))
            }
            ItemKind::Document(_)
            | ItemKind::Unit
            | ItemKind::Domain(_)
            | ItemKind::Identity
            | ItemKind::Standard { .. } => return,
        };
        let names = [Some(&key.name), Some(&item.name), english.as_ref()];
        for name in names.into_iter().flatten().chain(&item.older_names) {
            self.scope.add_value(name, owner, symbol);
        }
    }

    fn push_definition(
        &mut self,
        item: &model::Item<'a>,
        english: Option<String>,
        kind: DefinitionKind,
        owner: Option<Owner>,
    ) {
        self.definitions.push(Progress::NotYet);
        self.program.definitions.push(Definition {
            name: item.name.clone(),
            english,
            kind,
            owner,
            arguments: Vec::new(),
            excluded: Vec::new(),
            ty: Type::Unknown,
            versions: Vec::new(),
            span: item.span,
        });
    }

    fn declare_state(&mut self, item: &model::Item<'a>, state: &model::State<'a>, english: Option<String>) -> State {
        let mut names: Vec<&ast::Name> = Vec::new();
        let mut start = None;
        for own in state.items {
            match own {
                ast::StateItem::Starts { value, .. } => {
                    start.get_or_insert(value);
                    names.push(value);
                }
                ast::StateItem::Transition { to, .. } => names.push(to),
                ast::StateItem::Broken(_) => {}
            }
        }
        if start.is_none() {
            self.error(Code::ClauseMissing, item.span, words::state_needs_start(&item.name));
        }
        let mut entries: Vec<Entry> = Vec::new();
        let domain = DomainId(self.program.domains.len() as u32);
        for name in names {
            if entries.iter().all(|known| known.name != name.text) {
                let entry = Entry {
                    name: name.text.clone(),
                    english: None,
                    code: None,
                    icd: Vec::new(),
                    aliases: Vec::new(),
                    parent: None,
                    span: name.span(),
                };
                self.scope.add_entry(&name.text, domain, EntryId(entries.len() as u32));
                entries.push(entry);
            }
        }
        let at = |name: &ast::Name| entries.iter().position(|entry| entry.name == name.text).unwrap_or(0);
        let start = EntryId(start.map_or(0, at) as u32);
        self.program.domains.push(Domain { name: item.name.clone(), ordered: false, catalogue: false, entries });
        State {
            name: item.name.clone(),
            english,
            owner: state.owner.unwrap_or(Owner::Household),
            period: state.period,
            domain,
            start,
            transitions: Vec::new(),
            span: item.span,
        }
    }

    fn domain_named(&mut self, name: &ast::Name) -> Option<DomainId> {
        self.meant_type(name);
        match self.scope.types.get(&name.text) {
            Some(TypeSymbol::Domain(id)) => Some(*id),
            Some(TypeSymbol::Unit(_)) => {
                self.error(Code::UnknownName, name.span(), words::list_of(&name.text));
                None
            }
            None => {
                let names: Vec<&str> = self.scope.types.keys().map(String::as_str).collect();
                let near = model::scope::nearest(&name.text, names);
                let mut problem = Diagnostic::new(Code::UnknownName, name.span(), words::unknown_list(&name.text));
                if !near.is_empty() {
                    problem = problem.help(words::did_you_mean(crate::base::text::quoted(&near)));
                }
                self.problems.push(problem);
                None
            }
        }
    }

    /// Types everything, in the order in which it is needed.
    fn lower_all(&mut self) {
        self.lower_lists();
        for at in 0..self.definitions.len() {
            self.need_definition(DefinitionId(at as u32), None);
        }
        for at in 0..self.tables.len() {
            self.need_table(TableId(at as u32), None);
        }
        self.lower_facts();
        self.lower_states();
        self.lower_benefits();
        self.lower_choices();
        self.lower_standards();
        self.lower_scenes();
    }

    fn items(&self) -> impl Iterator<Item = &'r model::Item<'a>> + use<'r, 'a> {
        self.resolved.items.values()
    }

    fn lower_lists(&mut self) {
        let lists: Vec<_> = self
            .items()
            .filter_map(|item| if let ItemKind::List(list) = &item.kind { Some((item, list)) } else { None })
            .collect();
        for (item, list) in lists {
            let Some(at) = self.program.lists.iter().position(|own| own.span == item.span) else { continue };
            let of = self.program.lists[at].of;
            for version in &list.entries {
                let Some(entry) = self.entry_of(of, &version.body.name) else { continue };
                let origin = self.origin(&version.origin);
                self.program.lists[at].entries.push(Dated { range: version.range, body: entry, origin });
            }
        }
    }

    /// Returns the entry of a name within a domain; says "did you mean" where there is none.
    fn entry_of(&mut self, domain: DomainId, name: &ast::Name) -> Option<EntryId> {
        let own = self.program.domain(domain);
        if let Some(entry) = own.find(&name.text) {
            self.meant_entry(name, domain, entry);
            return Some(entry);
        }
        let names: Vec<String> = own.entries.iter().map(|entry| entry.name.clone()).collect();
        let own_name = own.name.clone();
        let problem = self.scope.unknown(name, &names, Some(&own_name));
        self.problems.push(problem);
        None
    }

    fn lower_facts(&mut self) {
        let facts: Vec<&ast::Fact> = self
            .items()
            .filter_map(|item| if let ItemKind::Fact(fact) = &item.kind { Some(*fact) } else { None })
            .collect();
        for (at, fact) in facts.into_iter().enumerate() {
            let (ty, owner) = (self.program.facts[at].ty.clone(), self.program.facts[at].owner);
            self.context = Context::of(Some(owner));
            if let Some(band) = &fact.range {
                let (low, high) = self.constant_band(band, &ty);
                self.program.facts[at].low = low;
                self.program.facts[at].high = high;
            }
            self.program.facts[at].bands = self.bands_of(fact, &ty);
            if let Some(default) = &fact.default {
                let default = self.expr(default, Some(&ty));
                self.expect_type(&default, &ty);
                self.program.facts[at].default = Some(default);
            }
        }
    }

    /// The bands of a fact: they rise, and all but the last say `不超过`.
    fn bands_of(&mut self, fact: &ast::Fact, ty: &Type) -> Vec<(String, Option<Number>)> {
        let mut bands: Vec<(String, Option<Number>)> = Vec::new();
        let mut before: Option<Number> = None;
        for (at, (name, edge)) in fact.bands.iter().enumerate() {
            let is_last = at + 1 == fact.bands.len();
            let edges = edge.as_ref().map(|own| self.constant_band(own, ty));
            let upto = match edges {
                Some((None, Some((upto, true)))) if !is_last && before.as_ref().is_none_or(|own| *own < upto) => {
                    Some(upto)
                }
                None if is_last && at > 0 => None,
                Some((None, None)) => return Vec::new(),
                _ => {
                    let place = edge.as_ref().map_or(name.place.0, |own| own.place.0);
                    self.error(Code::SegmentGap, place, words::bands_of_fact());
                    return Vec::new();
                }
            };
            before.clone_from(&upto);
            bands.push((name.text.clone(), upto));
        }
        bands
    }

    fn lower_states(&mut self) {
        let states: Vec<_> = self
            .items()
            .filter_map(|item| if let ItemKind::State(state) = &item.kind { Some(state) } else { None })
            .collect();
        for (at, state) in states.into_iter().enumerate() {
            let owner = self.program.states[at].owner;
            self.context = Context { in_transition: true, ..Context::of(Some(owner)) };
            for item in state.items {
                let ast::StateItem::Transition { from, to, condition, marks, docs, place } = item else { continue };
                let from: Vec<EntryId> = from.iter().filter_map(|name| self.state_value(at, name)).collect();
                let Some(to) = self.state_value(at, to) else { continue };
                let condition = self.condition(condition);
                let mut origin = self.origin(&state.origin);
                origin.span = place.0;
                if !marks.cites.is_empty() {
                    origin.cites = self.cites(&marks.cites);
                }
                if !docs.is_empty() {
                    origin.docs.clone_from(docs);
                }
                let range = DateRange { from: marks.from, until: marks.until };
                let body = Transition { from, to, condition };
                self.program.states[at].transitions.push(Dated { range, body, origin });
            }
        }
    }

    fn state_value(&mut self, state: usize, name: &ast::Name) -> Option<EntryId> {
        let domain = self.program.states[state].domain;
        let found = self.program.domain(domain).find(&name.text);
        if let Some(entry) = found {
            self.meant_entry(name, domain, entry);
        } else {
            let message = words::state_value_unknown(&name.text, &self.program.states[state].name);
            self.error(Code::UnknownName, name.span(), message);
        }
        found
    }

    /// Returns an origin with its citations resolved.
    fn origin(&mut self, origin: &ModelOrigin<'_>) -> Origin {
        let cites = self.cites(origin.cites());
        let disputed = origin
            .disputed()
            .iter()
            .map(|own| Disputed {
                value: constant::value_text(&own.value),
                cites: self.cites(&own.cites),
                span: own.place.0,
            })
            .collect();
        self.note_retroactive(origin, &cites);
        Origin {
            span: origin.span,
            cites,
            cites_unknown: self.cites_unknown(origin.cites()),
            disputed,
            checked: origin.checked(),
            stated_by: origin.stated_by.to_string(),
            how: match origin.how {
                model::Stated::Own => Stated::Own,
                model::Stated::Inherited => Stated::Inherited,
                model::Stated::Overridden => Stated::Overridden,
                model::Stated::Amended => Stated::Amended,
                model::Stated::EveryBenefit => Stated::EveryBenefit,
                model::Stated::Default => Stated::Default,
            },
            docs: origin.docs.to_vec(),
            delegates: None,
        }
    }

    fn note_retroactive(&mut self, origin: &ModelOrigin<'_>, cites: &[Citation]) {
        let Some(marks) = origin.marks.first() else { return };
        let (Some(from), Some(place)) = (marks.from, marks.place.0) else { return };
        let issued = cites.iter().filter_map(|cite| self.program.documents[cite.document.index()].dated).min();
        if let Some(dated) = issued.filter(|dated| from < *dated) {
            let message = words::retroactive(from.to_string(), dated.to_string());
            self.problems.push(Diagnostic::new(Code::RetroactiveDate, place, message));
        }
    }

    fn cites_unknown(&self, cites: &[ast::Citation]) -> bool {
        cites.iter().any(|cite| !self.documents.contains_key(&cite.document.text))
    }

    fn cites(&mut self, cites: &[ast::Citation]) -> Vec<Citation> {
        let mut found = Vec::new();
        for cite in cites {
            match self.documents.get(&cite.document.text) {
                Some(document) => {
                    let document = *document;
                    self.meant_document(&cite.document, document);
                    found.push(Citation { document, article: cite.article.clone() });
                }
                None => {
                    let near = model::scope::nearest(&cite.document.text, self.documents.keys().map(String::as_str));
                    let mut problem = Diagnostic::new(
                        Code::UnknownDocument,
                        cite.document.span(),
                        words::unknown_document(&cite.document.text),
                    );
                    let name = &cite.document.text;
                    let glued = name.find(['第', '附']).map(|at| name.split_at(at));
                    problem = if let Some((own, article)) = glued.filter(|(own, _)| self.documents.contains_key(*own)) {
                        let meant = format!("{own} {article}");
                        problem.help(words::split_words(&meant)).fix(cite.document.span(), meant)
                    } else if near.is_empty() {
                        problem.help(words::declare_document(&cite.document.text))
                    } else {
                        problem.help(words::did_you_mean(crate::base::text::quoted(&near)))
                    };
                    self.problems.push(problem);
                }
            }
        }
        found
    }
}
