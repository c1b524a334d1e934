//! Declarations to items: each name once in its namespace, several versions of one name by date.

use super::*;
use crate::model::timeline::close;

impl<'a> Resolver<'a> {
    /// Declares everything that is new in a layer; changes come afterwards.
    pub(super) fn declare_all(&mut self, declarations: &[&'a ast::Declaration], is_last: bool) {
        let mut groups: IndexMap<ItemKey, Vec<&'a ast::Declaration>> = IndexMap::new();
        for declaration in declarations {
            match &declaration.kind {
                ast::DeclarationKind::Map { from, to } => self.out.maps.push((from, to)),
                ast::DeclarationKind::Choose { benefits, how } => {
                    let range = self.range_of(&declaration.marks);
                    let origin = self.origin(declaration.place.0, &[&declaration.marks], &declaration.docs);
                    self.out.choices.push(Choice { benefits, how: *how, range, origin });
                }
                ast::DeclarationKind::Typical { title, scene } => {
                    self.out.typical.push(SceneOf { title, scene, declaration });
                }
                ast::DeclarationKind::Test { title, scene } => {
                    // A test names its jurisdictions, or holds for that of its file alone.
                    if is_last && scene.jurisdictions.is_empty() {
                        self.out.tests.push(SceneOf { title, scene, declaration });
                    }
                }
                _ => {
                    if let Some((namespace, owner, name)) = key_of(&declaration.kind) {
                        let key = ItemKey { namespace, owner, name: name.to_owned() };
                        groups.entry(key).or_default().push(declaration);
                    }
                }
            }
        }
        for (key, group) in groups {
            self.declare_group(key, &group);
        }
    }

    fn declare_group(&mut self, key: ItemKey, group: &[&'a ast::Declaration]) {
        let Some(first) = group.first() else { return };
        let first_name = name_span(first);
        if let Some((at, _, known)) = self.out.items.get_full(&key) {
            let (known_span, known_by) = (known.span, Rc::clone(&known.stated_by));
            let adds_version =
                self.layer.how == Stated::Amended && known_by == self.layer.name && is_dated(&first.kind);
            if key.name == EVERY_BENEFIT {
                self.extend_every_benefit(at, group);
            } else if adds_version {
                self.add_versions(at, group);
            } else if known_by == self.layer.name {
                let message = words::declared_twice(&key.name);
                let problem = Diagnostic::new(Code::DuplicateName, first_name, message);
                self.problems.push(problem.label(known_span, words::declared_here()));
            } else {
                let message = words::hides_name_of_parent(&key.name, &*known_by);
                let problem = Diagnostic::new(Code::HiddenName, first_name, message)
                    .label(known_span, words::declared_here())
                    .help(words::write_override(&key.name));
                self.problems.push(problem);
            }
            return;
        }
        let group = if is_dated(&first.kind) { group } else { self.only_first(&key.name, group) };
        let kind = self.item_kind(&key.name, group);
        let item = Item {
            name: key.name.clone(),
            older_names: Vec::new(),
            english: english_of(&first.kind),
            docs: &first.docs,
            span: first_name,
            stated_by: Rc::clone(&self.layer.name),
            kind,
        };
        self.out.items.insert(key, item);
    }

    /// Reports every further declaration of a name that can stand only once.
    fn only_first<'g>(&mut self, name: &str, group: &'g [&'a ast::Declaration]) -> &'g [&'a ast::Declaration] {
        for again in &group[1..] {
            let problem = Diagnostic::new(Code::DuplicateName, name_span(again), words::declared_twice(name));
            self.problems.push(problem.label(name_span(group[0]), words::declared_here()));
        }
        &group[..1]
    }

    /// Returns the days of each declaration of a group, the open ones closed; overlaps are reported.
    fn ranges_of(&mut self, name: &str, group: &[&'a ast::Declaration]) -> Vec<DateRange> {
        let mut ranges: Vec<DateRange> =
            group.iter().map(|own| self.range_with_table(&own.marks, declared_value(&own.kind))).collect();
        for (one, other) in close(&mut ranges) {
            let undated = group[one].marks.from == group[other].marks.from && group[one].marks.until.is_none();
            let (code, message) = if undated {
                (Code::DuplicateName, words::declared_twice(name))
            } else {
                (Code::DateOverlap, words::dates_overlap(name))
            };
            let (first, second) = if group[one].place.0 < group[other].place.0 { (one, other) } else { (other, one) };
            let problem = Diagnostic::new(code, name_span(group[second]), message);
            self.problems.push(problem.label(name_span(group[first]), words::other_version_here()));
        }
        ranges
    }

    fn item_kind(&mut self, name: &str, group: &[&'a ast::Declaration]) -> ItemKind<'a> {
        let first = group[0];
        match &first.kind {
            ast::DeclarationKind::Document(document) => ItemKind::Document(document),
            ast::DeclarationKind::Unit { .. } => ItemKind::Unit,
            ast::DeclarationKind::Enum { ordered, entries, .. } => {
                let mut domain = Domain { catalogue: false, ordered: *ordered, entries: Vec::new() };
                self.add_entries(&mut domain, entries, None, &first.marks);
                ItemKind::Domain(domain)
            }
            ast::DeclarationKind::Catalogue { entries, .. } => {
                let mut domain = Domain { catalogue: true, ordered: false, entries: Vec::new() };
                self.add_entries(&mut domain, entries, None, &first.marks);
                ItemKind::Domain(domain)
            }
            ast::DeclarationKind::List { of, openness, entries, .. } => {
                let mut list = List { of, openness: *openness, marks: &first.marks, entries: Vec::new() };
                for entry in entries {
                    let range = self.range_of(&entry.marks);
                    let version = self.version(range, entry, entry.place.0, &[&entry.marks, &first.marks], &entry.docs);
                    list.entries.push(version);
                }
                ItemKind::List(list)
            }
            ast::DeclarationKind::Fact(fact) => ItemKind::Fact(fact),
            ast::DeclarationKind::Identity { .. } => ItemKind::Identity,
            ast::DeclarationKind::Param { .. }
            | ast::DeclarationKind::Define { .. }
            | ast::DeclarationKind::Group { .. } => ItemKind::Definition(self.definition(name, group)),
            ast::DeclarationKind::Table { .. } => {
                let ranges = self.ranges_of(name, group);
                let versions = group.iter().zip(ranges).filter_map(|(own, range)| match &own.kind {
                    ast::DeclarationKind::Table { table, .. } => {
                        Some(self.version(range, table, own.place.0, &[&own.marks, &table.marks], &own.docs))
                    }
                    _ => None,
                });
                ItemKind::Table(versions.collect())
            }
            ast::DeclarationKind::Account { owner, items, .. } => {
                let versions = items.iter().map(|item| {
                    let range = self.range_of(&item.marks);
                    self.version(range, item, item.place.0, &[&item.marks, &first.marks], &item.docs)
                });
                let items = versions.collect();
                ItemKind::Account { owner: *owner, items }
            }
            ast::DeclarationKind::State { owner, period, items, .. } => ItemKind::State(State {
                owner: *owner,
                period: *period,
                declaration_span: first.place.0,
                items,
                origin: self.origin(first.place.0, &[&first.marks], &first.docs),
            }),
            ast::DeclarationKind::Standard { items, .. } | ast::DeclarationKind::Assert { items, .. } => {
                let range = self.range_of(&first.marks);
                let is_assert = matches!(first.kind, ast::DeclarationKind::Assert { .. });
                let origin = self.origin(first.place.0, &[&first.marks], &first.docs);
                ItemKind::Standard { items, is_assert, origin, range }
            }
            ast::DeclarationKind::Benefit { .. } | ast::DeclarationKind::EveryBenefit { .. } => {
                let ranges = self.ranges_of(name, group);
                let mut benefit = Benefit {
                    occasion: occasion_of(&first.kind),
                    alive: Vec::new(),
                    branches: Vec::new(),
                    clauses: Vec::new(),
                    broken: false,
                };
                for (own, range) in group.iter().zip(ranges) {
                    self.add_benefit_text(&mut benefit, own, range);
                }
                ItemKind::Benefit(benefit)
            }
            ast::DeclarationKind::Map { .. }
            | ast::DeclarationKind::Choose { .. }
            | ast::DeclarationKind::Test { .. }
            | ast::DeclarationKind::Typical { .. }
            | ast::DeclarationKind::Override { .. }
            | ast::DeclarationKind::Repeal { .. }
            | ast::DeclarationKind::AddTo { .. }
            | ast::DeclarationKind::RemoveFrom { .. }
            | ast::DeclarationKind::Rename { .. }
            | ast::DeclarationKind::Broken => unreachable!("such declarations have no key of their own"),
        }
    }

    fn definition(&mut self, name: &str, group: &[&'a ast::Declaration]) -> Definition<'a> {
        let ranges = self.ranges_of(name, group);
        let mut definition =
            Definition { kind: DefinitionKind::Define, owner: None, arguments: &[], ty: None, versions: Vec::new() };
        for (own, range) in group.iter().zip(ranges) {
            match &own.kind {
                ast::DeclarationKind::Param { ty, value, .. } => {
                    definition.kind = DefinitionKind::Param;
                    definition.ty = definition.ty.or(ty.as_ref());
                    let versions = self.value_versions(value, range, own.place.0, &[&own.marks], &own.docs, name);
                    definition.versions.extend(versions);
                }
                ast::DeclarationKind::Define { owner, arguments, value, .. } => {
                    definition.owner = *owner;
                    definition.arguments = arguments;
                    let versions = self.value_versions(value, range, own.place.0, &[&own.marks], &own.docs, name);
                    definition.versions.extend(versions);
                }
                ast::DeclarationKind::Group { condition, .. } => {
                    definition.kind = DefinitionKind::Group;
                    let value = ValueRef { value: ValueOrExpr::Expr(condition), effects: Vec::new() };
                    definition.versions.push(self.version(range, value, own.place.0, &[&own.marks], &own.docs));
                }
                _ => {}
            }
        }
        definition
    }

    /// Returns the versions of a value: one, or one for each row of its history.
    pub(super) fn value_versions(
        &mut self,
        adjusted: &'a ast::Adjusted,
        range: DateRange,
        span: Span,
        marks: &[&'a ast::Marks],
        docs: &'a [String],
        name: &str,
    ) -> Vec<Version<'a, ValueRef<'a>>> {
        let ast::Value::History(rows) = &adjusted.value else {
            let value =
                ValueRef { value: ValueOrExpr::Value(&adjusted.value), effects: adjusted.effects.iter().collect() };
            let mut all = marks.to_vec();
            if let Some(own) = table_marks(Some(adjusted))
                && !all.iter().any(|known| std::ptr::eq(*known, own))
            {
                all.insert(0, own);
            }
            return vec![self.version(range, value, span, &all, docs)];
        };
        let mut ranges: Vec<DateRange> =
            rows.iter().map(|row| DateRange { from: Some(row.from), until: row.marks.until }).collect();
        for (row, own) in rows.iter().zip(&ranges) {
            if let Some(until) = own.until.filter(|until| *until < row.from) {
                let message = words::ends_before_it_starts(row.from.to_string(), until.to_string());
                self.problems.push(Diagnostic::new(Code::DateOrder, row.place.0, message));
            }
        }
        for (one, other) in close(&mut ranges) {
            let problem = Diagnostic::new(Code::DateOverlap, rows[other].place.0, words::dates_overlap(name));
            self.problems.push(problem.label(rows[one].place.0, words::other_version_here()));
        }
        let mut versions = Vec::new();
        for (row, row_range) in rows.iter().zip(ranges) {
            let Some(range) = row_range.intersect(range) else { continue };
            let value = ValueRef {
                value: ValueOrExpr::Value(&row.value.value),
                effects: row.value.effects.iter().chain(&adjusted.effects).collect(),
            };
            let mut all = vec![&row.marks];
            all.extend(marks);
            let docs = if row.docs.is_empty() { docs } else { &row.docs };
            versions.push(self.version(range, value, row.place.0, &all, docs));
        }
        versions
    }

    /// Adds versions to what the same jurisdiction declared before: an amendment restates it from its date on.
    fn add_versions(&mut self, at: usize, group: &[&'a ast::Declaration]) {
        let name = self.out.items[at].name.clone();
        let added = self.item_kind(&name, group);
        match (&mut self.out.items[at].kind, added) {
            (ItemKind::Definition(old), ItemKind::Definition(new)) => {
                for version in new.versions {
                    super::super::timeline::carve(&mut old.versions, version.range);
                    old.versions.push(version);
                }
            }
            (ItemKind::Table(old), ItemKind::Table(new)) => {
                for version in new {
                    super::super::timeline::carve(old, version.range);
                    old.push(version);
                }
            }
            _ => {
                let problem = Diagnostic::new(Code::DuplicateName, name_span(group[0]), words::declared_twice(&name));
                self.problems.push(
                    problem.label(self.out.items[at].span, words::declared_here()).help(words::write_override(&name)),
                );
            }
        }
    }

    /// Adds entries of an enum or catalogue, those below them behind them.
    pub(super) fn add_entries(
        &mut self,
        domain: &mut Domain<'a>,
        entries: &'a [ast::Entry],
        parent: Option<usize>,
        outer: &'a ast::Marks,
    ) {
        for entry in entries {
            let known = domain.entries.iter().position(|own| own.body.entry.name == entry.name);
            let at = match known {
                // Named again only to add entries below it.
                Some(at) if !entry.children.is_empty() && entry.code.is_none() => at,
                Some(at) => {
                    let problem = Diagnostic::new(
                        Code::DuplicateName,
                        entry.name.span(),
                        words::declared_twice(&entry.name.text),
                    );
                    let first = domain.entries[at].body.entry.name.span();
                    self.problems.push(problem.label(first, words::declared_here()));
                    continue;
                }
                None => {
                    let range = self.range_of(&entry.marks);
                    let body = DomainEntry { entry, parent };
                    let version = self.version(range, body, entry.place.0, &[&entry.marks, outer], &entry.docs);
                    domain.entries.push(version);
                    domain.entries.len() - 1
                }
            };
            self.add_entries(domain, &entry.children, Some(at), outer);
        }
    }
}

/// Whether a name may be declared several times with different dates.
fn is_dated(kind: &ast::DeclarationKind) -> bool {
    matches!(
        kind,
        ast::DeclarationKind::Param { .. }
            | ast::DeclarationKind::Define { .. }
            | ast::DeclarationKind::Group { .. }
            | ast::DeclarationKind::Table { .. }
            | ast::DeclarationKind::Benefit { .. }
            | ast::DeclarationKind::EveryBenefit { .. }
    )
}

fn declared_value(kind: &ast::DeclarationKind) -> Option<&ast::Adjusted> {
    match kind {
        ast::DeclarationKind::Param { value, .. } | ast::DeclarationKind::Define { value, .. } => Some(value),
        _ => None,
    }
}

fn key_of(kind: &ast::DeclarationKind) -> Option<(Namespace, Option<ast::Owner>, &str)> {
    use ast::DeclarationKind as Kind;
    Some(match kind {
        Kind::Document(document) => (Namespace::Document, None, document.name.text.as_str()),
        Kind::Unit { name, .. } | Kind::Enum { name, .. } | Kind::Catalogue { name, .. } => {
            (Namespace::Type, None, name.text.as_str())
        }
        Kind::Identity { name, .. } => (Namespace::Identity, None, name.text.as_str()),
        Kind::Fact(fact) => (Namespace::Value, Some(fact.owner.unwrap_or(ast::Owner::Claim)), fact.name.text.as_str()),
        Kind::Define { owner, name, .. } | Kind::Account { owner, name, .. } | Kind::State { owner, name, .. } => {
            (Namespace::Value, *owner, name.text.as_str())
        }
        Kind::List { name, .. }
        | Kind::Param { name, .. }
        | Kind::Group { name, .. }
        | Kind::Table { name, .. }
        | Kind::Benefit { name, .. } => (Namespace::Value, None, name.text.as_str()),
        Kind::EveryBenefit { .. } => (Namespace::Value, None, EVERY_BENEFIT),
        Kind::Standard { name, .. } | Kind::Assert { name, .. } => (Namespace::Standard, None, name.text.as_str()),
        Kind::Map { .. }
        | Kind::Choose { .. }
        | Kind::Test { .. }
        | Kind::Typical { .. }
        | Kind::Override { .. }
        | Kind::Repeal { .. }
        | Kind::AddTo { .. }
        | Kind::RemoveFrom { .. }
        | Kind::Rename { .. }
        | Kind::Broken => return None,
    })
}

fn english_of(kind: &ast::DeclarationKind) -> Option<&ast::Name> {
    use ast::DeclarationKind as Kind;
    match kind {
        Kind::Unit { english, .. }
        | Kind::Enum { english, .. }
        | Kind::Catalogue { english, .. }
        | Kind::List { english, .. }
        | Kind::Identity { english, .. }
        | Kind::Param { english, .. }
        | Kind::Define { english, .. }
        | Kind::Group { english, .. }
        | Kind::Table { english, .. }
        | Kind::Account { english, .. }
        | Kind::State { english, .. }
        | Kind::Benefit { english, .. } => english.as_ref(),
        Kind::Fact(fact) => fact.english.as_ref(),
        _ => None,
    }
}

fn occasion_of(kind: &ast::DeclarationKind) -> ast::Occasion {
    match kind {
        ast::DeclarationKind::Benefit { occasion, .. } => *occasion,
        _ => ast::Occasion::EachClaim,
    }
}

/// Returns where the name of a declaration stands.
pub(super) fn name_span(declaration: &ast::Declaration) -> Span {
    use ast::DeclarationKind as Kind;
    match &declaration.kind {
        Kind::Document(document) => document.name.span(),
        Kind::Fact(fact) => fact.name.span(),
        Kind::Unit { name, .. }
        | Kind::Enum { name, .. }
        | Kind::Catalogue { name, .. }
        | Kind::List { name, .. }
        | Kind::Identity { name, .. }
        | Kind::Param { name, .. }
        | Kind::Define { name, .. }
        | Kind::Group { name, .. }
        | Kind::Table { name, .. }
        | Kind::Account { name, .. }
        | Kind::State { name, .. }
        | Kind::Benefit { name, .. }
        | Kind::Standard { name, .. }
        | Kind::Assert { name, .. } => name.span(),
        _ => declaration.place.0,
    }
}
