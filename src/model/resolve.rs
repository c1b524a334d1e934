//! One jurisdiction from its files and those above it: declarations in order of the chain, then changes, then
//! amendments by date. Knows names and dates, no types.

mod benefits;
mod changes;
mod declare;

use super::*;
use crate::diagnostic::{Code, Diagnostic, Problems};
use std::collections::HashMap;

/// The name under which `各项待遇` is kept among the items.
pub(crate) const EVERY_BENEFIT: &str = "各项待遇";

/// Returns everything that holds in a jurisdiction, with what is wrong on the way.
pub fn resolve<'a>(model: &Model<'a>, id: JurisdictionId) -> (Resolved<'a>, Problems) {
    let mut resolver = Resolver::new(id);
    resolver.vocabularies(model, &model.shared_vocabularies);
    let chain = model.chain(id);
    for layer in &chain {
        resolver.vocabularies(model, &model.jurisdiction(*layer).vocabularies);
    }
    for layer in &chain {
        let own = model.jurisdiction(*layer);
        let mark =
            Layer { name: own.name.as_str().into(), how: Stated::Own, from: None, marks: Some(&own.header.marks) };
        resolver.layer(mark, own.files.iter().map(|file| model.file(*file).tree), *layer == id);
        for (from, file) in &own.amendments {
            let tree = model.file(*file).tree;
            let marks = tree.header.as_ref().map(|header| &header.marks);
            let mark = Layer { name: own.name.as_str().into(), how: Stated::Amended, from: Some(*from), marks };
            resolver.layer(mark, std::iter::once(tree), *layer == id);
        }
    }
    let first = model.tests.partition_point(|(own, _)| *own < id);
    for (_, declaration) in model.tests[first..].iter().take_while(|(own, _)| *own == id) {
        if let ast::DeclarationKind::Test { title, scene } = &declaration.kind {
            resolver.out.tests.push(SceneOf { title, scene, declaration });
        }
    }
    let own_name = &model.jurisdiction(id).name;
    resolver.finish(own_name)
}

/// What is being read: a vocabulary, a jurisdiction's files, or an amendment.
#[derive(Clone, Debug)]
struct Layer<'a> {
    name: Rc<str>,
    how: Stated,
    /// The first day of an amendment.
    from: Option<Date>,
    /// The marks of the header.
    marks: Option<&'a ast::Marks>,
}

struct Resolver<'a> {
    out: Resolved<'a>,
    problems: Problems,
    layer: Layer<'a>,
    next_chain: u32,
    /// Which path was amended on which day.
    amended: HashMap<(String, Date), Span>,
}

impl<'a> Resolver<'a> {
    fn new(jurisdiction: JurisdictionId) -> Resolver<'a> {
        let out = Resolved {
            jurisdiction,
            items: IndexMap::new(),
            maps: Vec::new(),
            choices: Vec::new(),
            typical: Vec::new(),
            tests: Vec::new(),
            names: Vec::new(),
            replaced: Vec::new(),
        };
        let layer = Layer { name: "".into(), how: Stated::Own, from: None, marks: None };
        Resolver { out, problems: Problems::new(), layer, next_chain: 0, amended: HashMap::new() }
    }

    fn vocabularies(&mut self, model: &Model<'a>, files: &[FileId]) {
        for file in files {
            let tree = model.file(*file).tree;
            let name = tree.header.as_ref().and_then(|header| header.name.as_ref());
            let name = name.map_or("", |name| name.text.as_str());
            let marks = tree.header.as_ref().map(|header| &header.marks);
            let layer = Layer { name: name.into(), how: Stated::Own, from: None, marks };
            self.layer(layer, std::iter::once(tree), false);
        }
    }

    fn layer(&mut self, layer: Layer<'a>, trees: impl Iterator<Item = &'a ast::File>, is_last: bool) {
        self.layer = layer;
        let declarations: Vec<&'a ast::Declaration> = trees.flat_map(|tree| &tree.declarations).collect();
        self.declare_all(&declarations, is_last);
        // New names first: the old ones are still known, and so the order of changes does not matter.
        let renames =
            |declaration: &&&ast::Declaration| matches!(declaration.kind, ast::DeclarationKind::Rename { .. });
        for declaration in declarations.iter().filter(renames) {
            self.change(declaration);
        }
        for declaration in declarations.iter().filter(|declaration| !renames(declaration)) {
            self.change(declaration);
        }
    }

    /// Notes what a name means.
    fn mention(&mut self, at: Span, of: Span) {
        self.out.names.push(Mention { at, of });
    }

    /// Notes what a change takes the place of: the newest texts of these versions.
    fn replaces<T>(&mut self, at: Span, versions: &[Version<'a, T>], range: DateRange) {
        for version in versions.iter().filter(|own| own.range.intersect(range).is_some()) {
            let of = version.edits.last().map_or(version.origin.span, |edit| edit.origin.span);
            self.out.replaced.push(Mention { at, of });
        }
    }

    /// Returns the days of marks within the present layer; says so when they end before they start.
    fn range_of(&mut self, marks: &ast::Marks) -> DateRange {
        let range = DateRange { from: marks.from, until: marks.until };
        if let (Some(from), Some(until)) = (range.from, range.until)
            && until < from
        {
            let span = marks.place.0.unwrap_or(Span::new(crate::base::source::SourceId(0), 0, 0));
            let message = words::ends_before_it_starts(from.to_string(), until.to_string());
            self.problems.push(Diagnostic::new(Code::DateOrder, span, message));
            return DateRange { from: Some(from), until: None };
        }
        match (self.layer.from, range.from) {
            (Some(start), Some(from)) if from < start => {
                let span = marks.place.0.unwrap_or(Span::new(crate::base::source::SourceId(0), 0, 0));
                let message = words::change_before_amendment(start.to_string());
                self.problems.push(Diagnostic::new(Code::AmendmentConflict, span, message));
                DateRange { from: Some(start), ..range }
            }
            (Some(start), None) => DateRange { from: Some(start), ..range },
            _ => range,
        }
    }

    /// Returns the days of a declaration or clause, those before the brace of its table included.
    fn range_with_table(&mut self, marks: &ast::Marks, value: Option<&ast::Adjusted>) -> DateRange {
        let own = self.range_of(marks);
        let Some(ast::Adjusted { value: ast::Value::Table(table), .. }) = value else { return own };
        let inner = self.range_of(&table.marks);
        own.intersect(inner).unwrap_or(own)
    }

    fn origin(&self, span: Span, marks: &[&'a ast::Marks], docs: &'a [String]) -> Origin<'a> {
        let mut all: Vec<&'a ast::Marks> = marks.to_vec();
        if self.layer.how == Stated::Amended {
            all.extend(self.layer.marks);
        }
        Origin { span, stated_by: Rc::clone(&self.layer.name), how: self.layer.how, marks: all, docs }
    }

    fn delegation(&self, marks: &[&'a ast::Marks]) -> Option<DelegationOf<'a>> {
        let delegation = marks.iter().find_map(|marks| marks.delegation.as_ref())?;
        Some(DelegationOf { delegation, stated_by: Rc::clone(&self.layer.name) })
    }

    fn version<T>(
        &self,
        range: DateRange,
        body: T,
        span: Span,
        marks: &[&'a ast::Marks],
        docs: &'a [String],
    ) -> Version<'a, T> {
        Version {
            range,
            body,
            edits: Vec::new(),
            origin: self.origin(span, marks, docs),
            delegation: self.delegation(marks),
            bounds: Vec::new(),
            not_below_own_last_year: marks
                .iter()
                .find(|marks| marks.not_below_own_last_year)
                .and_then(|marks| marks.place.0),
        }
    }

    /// Returns the item of a name, English name or older name.
    fn find(&self, namespace: Namespace, owner: Option<ast::Owner>, name: &str) -> Option<usize> {
        let key = ItemKey { namespace, owner, name: name.to_owned() };
        if let Some(at) = self.out.items.get_index_of(&key) {
            return Some(at);
        }
        self.out.items.iter().position(|(key, item)| {
            key.namespace == namespace
                && (owner.is_none() || key.owner == owner)
                && (key.name == name
                    || item.name == name
                    || item.older_names.iter().any(|old| old == name)
                    || item.english.is_some_and(|english| english.text == name))
        })
    }

    /// Takes `各项待遇` over into the benefits, and marks what the last layer only inherits.
    fn finish(mut self, own_name: &str) -> (Resolved<'a>, Problems) {
        self.spread_every_benefit();
        let mut gaps = Vec::new();
        for item in self.out.items.values_mut() {
            let name = item.name.clone();
            match &mut item.kind {
                ItemKind::Definition(definition) => {
                    settle(&mut definition.versions, own_name);
                    note_gaps(&name, &definition.versions, &mut gaps);
                }
                ItemKind::Table(versions) => settle(versions, own_name),
                ItemKind::Account { items, .. } => settle(items, own_name),
                ItemKind::List(list) => settle(&mut list.entries, own_name),
                ItemKind::Domain(domain) => {
                    for version in &mut domain.entries {
                        inherit(&mut version.origin, own_name);
                    }
                }
                ItemKind::State(state) => inherit(&mut state.origin, own_name),
                ItemKind::Standard { origin, .. } => inherit(origin, own_name),
                ItemKind::Benefit(benefit) => {
                    settle(&mut benefit.alive, own_name);
                    for branch in &mut benefit.branches {
                        inherit(&mut branch.origin, own_name);
                    }
                    for clause in &mut benefit.clauses {
                        settle(&mut clause.versions, own_name);
                        let path = crate::base::text::Speak::speak(&clause.path, crate::base::text::Lang::Zh);
                        if !clause.path.word.may_repeat() {
                            note_gaps(&format!("{name}.{path}"), &clause.versions, &mut gaps);
                        }
                    }
                    benefit.clauses.retain(|clause| !clause.versions.is_empty());
                }
                ItemKind::Document(_) | ItemKind::Unit | ItemKind::Fact(_) | ItemKind::Identity => {}
            }
        }
        for choice in &mut self.out.choices {
            inherit(&mut choice.origin, own_name);
        }
        self.out.items.retain(|key, _| key.name != EVERY_BENEFIT);
        self.look_alikes();
        for gap in gaps {
            self.problems.push(gap);
        }
        (self.out, self.problems)
    }

    /// Reports names that look like another one and are spelled with other letters.
    fn look_alikes(&mut self) {
        let items = self.out.items.iter().map(|(key, item)| (key.name.as_str(), item.span));
        let entries = self.out.items.values().filter_map(|item| match &item.kind {
            ItemKind::Domain(domain) => Some(&domain.entries),
            _ => None,
        });
        let entries = entries.flatten().map(|own| (own.body.entry.name.text.as_str(), own.body.entry.name.span()));
        let mut names: IndexMap<&str, Span> = IndexMap::new();
        for (name, span) in items.chain(entries) {
            names.entry(name).or_insert(span);
        }
        let mut first_of: HashMap<String, (&str, Span)> = HashMap::new();
        let mut found = Vec::new();
        for (name, span) in &names {
            let Some(form) = lookalike::skeleton(name) else { continue };
            let twin = names.get_key_value(form.as_str()).map(|(other, place)| (*other, *place));
            let (other, place) = *first_of.entry(form).or_insert_with(|| twin.unwrap_or((*name, *span)));
            if other != *name {
                let problem = Diagnostic::new(Code::LookAlikeName, *span, words::looks_like(name, other));
                found.push(problem.label(place, words::declared_here()).help(words::type_it_again()));
            }
        }
        for problem in found {
            self.problems.push(problem);
        }
    }
}

fn inherit(origin: &mut Origin<'_>, own_name: &str) {
    if &*origin.stated_by != own_name && origin.how != Stated::EveryBenefit {
        origin.how = Stated::Inherited;
    }
}

fn settle<T>(versions: &mut [Version<'_, T>], own_name: &str) {
    timeline::sort(versions);
    for version in versions {
        inherit(&mut version.origin, own_name);
    }
}

fn note_gaps<T>(name: &str, versions: &[Version<'_, T>], gaps: &mut Vec<Diagnostic>) {
    for pair in versions.windows(2) {
        let (Some(until), Some(from)) = (pair[0].range.until, pair[1].range.from) else { continue };
        let (Some(first), Some(last)) = (until.plus_days(1), from.previous_day()) else { continue };
        if first <= last {
            let message = words::dates_leave_gap(name, first.to_string(), last.to_string());
            gaps.push(
                Diagnostic::new(Code::DateGap, pair[1].origin.span, message)
                    .label(pair[0].origin.span, words::other_version_here()),
            );
        }
    }
}

/// Returns the marks that stand before the brace of a value's table.
fn table_marks(value: Option<&ast::Adjusted>) -> Option<&ast::Marks> {
    match value {
        Some(ast::Adjusted { value: ast::Value::Table(table), .. }) => Some(&table.marks),
        _ => None,
    }
}
