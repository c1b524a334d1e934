//! `调整`, `废止`, `增列`, `删去`, `更名`: changes to what stands already, kept within what the parent allows.

use super::*;
use crate::base::text::{listed, quoted};
use crate::model::path::{PathQuery, path_text};
use crate::model::timeline::{carve, next_beginning, sort, split};

impl<'a> Resolver<'a> {
    pub(super) fn change(&mut self, declaration: &'a ast::Declaration) {
        match &declaration.kind {
            ast::DeclarationKind::Override { path, change } => self.override_path(declaration, path, change),
            ast::DeclarationKind::Repeal { path } => self.repeal(declaration, path),
            ast::DeclarationKind::AddTo { name, entries } => self.add_to(declaration, name, entries),
            ast::DeclarationKind::RemoveFrom { name, entries } => self.remove_from(declaration, name, entries),
            ast::DeclarationKind::Rename { path, to } => self.rename(path, to),
            _ => {}
        }
    }

    /// Returns the item that a path begins with, and the parts behind its name.
    fn item_of(&mut self, path: &'a ast::Path) -> Option<(usize, &'a [ast::PathPart])> {
        let (owner, rest) = match path.parts.as_slice() {
            [ast::PathPart::Owner(owner, _), rest @ ..] => (Some(*owner), rest),
            rest => (None, rest),
        };
        let [ast::PathPart::Name(name), behind @ ..] = rest else {
            let message = words::nothing_to_override(path_text(path));
            self.problems.push(Diagnostic::new(Code::OverrideMissing, path.place.0, message));
            return None;
        };
        if let Some(at) = self.find(Namespace::Value, owner, &name.text) {
            self.mention(name.span(), self.out.items[at].span);
            return Some((at, behind));
        }
        if let Some(document) = self.find(Namespace::Document, None, &name.text) {
            let problem = Diagnostic::new(Code::OverrideMissing, name.span(), words::is_a_document(&name.text));
            let problem = problem.label(self.out.items[document].span, words::declared_here());
            self.problems.push(problem.help(words::documents_end_themselves(&name.text)));
            return None;
        }
        let names = self.out.items.iter().filter(|(key, _)| key.namespace == Namespace::Value);
        let near = scope::nearest(&name.text, names.map(|(_, item)| item.name.as_str()));
        let message = words::nothing_to_override(path_text(path));
        let mut problem = Diagnostic::new(Code::OverrideMissing, name.span(), message);
        if !near.is_empty() {
            problem = problem.help(words::did_you_mean(quoted(&near)));
        }
        self.problems.push(problem);
        None
    }

    /// Returns the clause that a path names within a benefit, or says what is wrong.
    fn clause_of(&mut self, item: usize, path: &'a ast::Path, behind: &'a [ast::PathPart]) -> Option<usize> {
        let ItemKind::Benefit(benefit) = &self.out.items[item].kind else { return None };
        let found = PathQuery::from_parts(behind)
            .map(|query| query.find(benefit.clauses.iter().map(|clause| &clause.path)))
            .unwrap_or_default();
        match found.as_slice() {
            [only] => Some(*only),
            [] => {
                let paths: Vec<&ClausePath> = benefit.clauses.iter().map(|clause| &clause.path).collect();
                let message = words::nothing_to_override(path_text(path));
                let problem = Diagnostic::new(Code::OverrideMissing, path.place.0, message)
                    .label(self.out.items[item].span, words::declared_here())
                    .help(words::path_has_clauses(listed(&paths)));
                self.problems.push(problem);
                None
            }
            several => {
                let paths: Vec<&ClausePath> = several.iter().map(|at| &benefit.clauses[*at].path).collect();
                let message = words::path_names_several(path_text(path));
                let problem = Diagnostic::new(Code::AmbiguousName, path.place.0, message)
                    .help(words::name_it_closer(listed(&paths)));
                self.problems.push(problem);
                None
            }
        }
    }

    fn override_path(&mut self, declaration: &'a ast::Declaration, path: &'a ast::Path, change: &'a ast::Change) {
        let Some((item, behind)) = self.item_of(path) else { return };
        let range = self.range_of(&declaration.marks);
        if !self.note_amendment(path, range) {
            return;
        }
        let is_benefit = matches!(self.out.items[item].kind, ItemKind::Benefit(_));
        match change {
            ast::Change::Clauses(clauses) if is_benefit && behind.is_empty() => {
                self.override_clauses(item, declaration, clauses, range);
            }
            ast::Change::Clauses(_) => {
                let message = words::cannot_override_so(path_text(path));
                let problem = Diagnostic::new(Code::OverrideMissing, path.place.0, message);
                self.problems.push(problem.help(words::only_benefits_have_clauses()));
            }
            ast::Change::To(_) | ast::Change::Effects(_) => {
                if is_benefit {
                    let Some(clause) = self.clause_of(item, path, behind) else { return };
                    self.change_clause(item, clause, declaration, path, change, range);
                } else {
                    self.change_definition(item, declaration, path, change, range);
                }
            }
        }
    }

    /// Remembers what an amendment sets; says so when two set the same on the same day.
    fn note_amendment(&mut self, path: &'a ast::Path, range: DateRange) -> bool {
        if self.layer.how != Stated::Amended {
            return true;
        }
        let Some(from) = range.from else { return true };
        let text = format!("{}:{}", self.layer.name, path_text(path));
        match self.amended.get(&(text.clone(), from)) {
            Some(first) => {
                let message = words::amended_twice(path_text(path), from.to_string());
                let problem = Diagnostic::new(Code::AmendmentConflict, path.place.0, message);
                self.problems.push(problem.label(*first, words::other_version_here()));
                false
            }
            None => {
                self.amended.insert((text, from), path.place.0);
                true
            }
        }
    }

    /// Returns the days that a change covers: an amendment ends where a later version begins.
    fn days_of_change<T>(&self, versions: &[Version<'a, T>], range: DateRange) -> DateRange {
        match (self.layer.how, range.from, range.until) {
            (Stated::Amended, Some(from), None) => {
                let until = next_beginning(versions, from).and_then(Date::previous_day);
                DateRange { from: Some(from), until }
            }
            _ => range,
        }
    }

    /// Whether those above let versions be changed in a range; the ranges that a change must keep to, of all of them.
    fn allowed<T>(
        &mut self,
        name: &str,
        versions: &[Version<'a, T>],
        range: DateRange,
        at: Span,
    ) -> Result<Vec<DelegationOf<'a>>, ()> {
        let mut bounds: Vec<DelegationOf<'a>> = Vec::new();
        let mut keep = |own: &DelegationOf<'a>| {
            if bounds.iter().all(|known| known.span() != own.span()) {
                bounds.push(own.clone());
            }
        };
        for version in versions.iter().filter(|own| own.range.intersect(range).is_some()) {
            // A city cannot give away what its province keeps.
            version.bounds.iter().for_each(&mut keep);
            // What a jurisdiction lets its children do does not bind itself.
            let Some(delegation) = version.delegation.clone().filter(|own| own.stated_by != self.layer.name) else {
                continue;
            };
            match delegation.delegation {
                ast::Delegation::Locked(place) => {
                    let message = words::locked_by(name, &*delegation.stated_by);
                    let problem = Diagnostic::new(Code::LockedClause, at, message).label(place.0, words::locked_here());
                    self.problems.push(problem);
                    return Err(());
                }
                ast::Delegation::Within(_) => keep(&delegation),
                ast::Delegation::Free(_) => {}
            }
        }
        Ok(bounds)
    }

    fn change_clause(
        &mut self,
        item: usize,
        clause: usize,
        declaration: &'a ast::Declaration,
        path: &'a ast::Path,
        change: &'a ast::Change,
        range: DateRange,
    ) {
        // Taken out while it is changed: an amendment would else copy all that was made of those before it.
        let ItemKind::Benefit(benefit) = &mut self.out.items[item].kind else { return };
        let mut versions = std::mem::take(&mut benefit.clauses[clause].versions);
        let clause_path = benefit.clauses[clause].path.clone();
        self.change_clause_versions(&mut versions, &clause_path, declaration, path, change, range);
        if let ItemKind::Benefit(benefit) = &mut self.out.items[item].kind {
            benefit.clauses[clause].versions = versions;
        }
    }

    fn change_clause_versions(
        &mut self,
        versions: &mut Vec<Version<'a, ClauseText<'a>>>,
        clause_path: &ClausePath,
        declaration: &'a ast::Declaration,
        path: &'a ast::Path,
        change: &'a ast::Change,
        range: DateRange,
    ) {
        let range = self.days_of_change(versions, range);
        self.replaces(path.place.0, versions, range);
        let Ok(bounds) = self.allowed(&path_text(path), versions, range, path.place.0) else { return };
        let marks = [&declaration.marks];
        if let (ast::Change::To(value), None) = (change, &path.keys) {
            let Some(template) = versions.iter().find(|own| own.range.intersect(range).is_some()).or(versions.first())
            else {
                return;
            };
            let (text, kept) = (template.body.clause, template.not_below_own_last_year);
            if super::benefits::value_of(text).is_none() {
                let message = words::cannot_override_so(path_text(path));
                self.problems.push(Diagnostic::new(Code::OverrideMissing, path.place.0, message));
                return;
            }
            let name = crate::base::text::Speak::speak(clause_path, crate::base::text::Lang::Zh);
            let values = self.value_versions(value, range, declaration.place.0, &marks, &declaration.docs, &name);
            let below = said_below(versions, range);
            carve(versions, range);
            for value in values {
                let mut version = self.overridden(value, &bounds, &below, kept);
                version.origin.span = declaration.place.0;
                versions.push(Version {
                    body: ClauseText { clause: text, value: Some(version.body) },
                    range: version.range,
                    edits: Vec::new(),
                    origin: version.origin,
                    delegation: version.delegation,
                    bounds: version.bounds,
                    not_below_own_last_year: version.not_below_own_last_year,
                });
            }
        } else {
            let edit = self.edit(declaration, path, change, bounds);
            apply_edit(versions, range, &Rc::new(edit));
        }
        sort(versions);
    }

    fn overridden<T>(
        &self,
        mut version: Version<'a, T>,
        bounds: &[DelegationOf<'a>],
        below: &Option<DelegationOf<'a>>,
        kept: Option<Span>,
    ) -> Version<'a, T> {
        if self.layer.how == Stated::Own {
            version.origin.how = Stated::Overridden;
        }
        version.delegation = version.delegation.or_else(|| below.clone());
        version.bounds = bounds.to_vec();
        version.not_below_own_last_year = version.not_below_own_last_year.or(kept);
        version
    }

    fn edit(
        &self,
        declaration: &'a ast::Declaration,
        path: &'a ast::Path,
        change: &'a ast::Change,
        bounds: Vec<DelegationOf<'a>>,
    ) -> Edit<'a> {
        let mut origin = self.origin(declaration.place.0, &[&declaration.marks], &declaration.docs);
        if origin.how == Stated::Own {
            origin.how = Stated::Overridden;
        }
        let change = match change {
            ast::Change::To(value) => EditChange::To(value),
            ast::Change::Effects(effects) => EditChange::Effects(effects),
            ast::Change::Clauses(_) => EditChange::Effects(&[]),
        };
        Edit { keys: path.keys.as_deref(), change, origin, path_span: path.place.0, bounds }
    }

    fn change_definition(
        &mut self,
        item: usize,
        declaration: &'a ast::Declaration,
        path: &'a ast::Path,
        change: &'a ast::Change,
        range: DateRange,
    ) {
        let name = self.out.items[item].name.clone();
        let ItemKind::Definition(definition) = &mut self.out.items[item].kind else {
            let message = words::cannot_override_so(path_text(path));
            self.problems.push(Diagnostic::new(Code::OverrideMissing, path.place.0, message));
            return;
        };
        let mut versions = std::mem::take(&mut definition.versions);
        self.change_definition_versions(&mut versions, &name, declaration, path, change, range);
        if let ItemKind::Definition(definition) = &mut self.out.items[item].kind {
            definition.versions = versions;
        }
    }

    fn change_definition_versions(
        &mut self,
        versions: &mut Vec<Version<'a, ValueRef<'a>>>,
        name: &str,
        declaration: &'a ast::Declaration,
        path: &'a ast::Path,
        change: &'a ast::Change,
        range: DateRange,
    ) {
        let range = self.days_of_change(versions, range);
        self.replaces(path.place.0, versions, range);
        let Ok(bounds) = self.allowed(name, versions, range, path.place.0) else { return };
        if let (ast::Change::To(value), None) = (change, &path.keys) {
            let kept = versions.iter().find_map(|own| own.not_below_own_last_year);
            let marks = [&declaration.marks];
            let values = self.value_versions(value, range, declaration.place.0, &marks, &declaration.docs, name);
            let below = said_below(versions, range);
            carve(versions, range);
            for value in values {
                versions.push(self.overridden(value, &bounds, &below, kept));
            }
        } else {
            let edit = self.edit(declaration, path, change, bounds);
            apply_edit(versions, range, &Rc::new(edit));
        }
        sort(versions);
    }

    /// `调整 门诊慢病报销 { 限额 4000元/年 }`: each clause replaces the one it names, or is added.
    fn override_clauses(
        &mut self,
        item: usize,
        declaration: &'a ast::Declaration,
        clauses: &'a [ast::Clause],
        range: DateRange,
    ) {
        let name = self.out.items[item].name.clone();
        let ItemKind::Benefit(benefit) = &mut self.out.items[item].kind else { return };
        let nothing = |occasion| Benefit {
            occasion,
            alive: Vec::new(),
            broken: false,
            branches: Vec::new(),
            clauses: Vec::new(),
        };
        let mut added = nothing(benefit.occasion);
        // Taken out while it is changed: an amendment would else copy all that was made of those before it.
        let mut changed = std::mem::replace(benefit, nothing(benefit.occasion));
        let text = Text { declaration, clauses };
        self.add_clauses(&mut added, &text, range);
        changed.broken |= added.broken;
        let offset = changed.branches.len();
        let mut new_branches = added.branches;
        // A case of the same label is replaced as a whole.
        for branch in &mut new_branches {
            branch.parent = branch.parent.map(|parent| parent + offset);
            if branch.parent.is_none() && branch.labelled {
                let label = branch.label.clone();
                for clause in &mut changed.clauses {
                    if clause.path.cases.first() == Some(&label) {
                        carve(&mut clause.versions, range);
                    }
                }
                for old in &mut changed.branches {
                    if old.parent.is_none() && old.label == label && old.range.intersect(range).is_some() {
                        let rest = timeline::without(old.range, range);
                        old.range = rest.first().copied().unwrap_or_else(never);
                    }
                }
            }
        }
        changed.branches.extend(new_branches);
        for mut clause in added.clauses {
            clause.branch = clause.branch.map(|branch| branch + offset);
            self.replace_clause(&name, &mut changed, clause, range);
        }
        if let ItemKind::Benefit(benefit) = &mut self.out.items[item].kind {
            *benefit = changed;
        }
    }

    fn add_clauses(&mut self, added: &mut Benefit<'a>, text: &Text<'a>, range: DateRange) {
        self.add_clause_texts(added, text.clauses, range, &[&text.declaration.marks]);
        for clause in &mut added.clauses {
            for version in &mut clause.versions {
                if version.origin.how == Stated::Own {
                    version.origin.how = Stated::Overridden;
                }
            }
        }
    }

    fn replace_clause(&mut self, name: &str, benefit: &mut Benefit<'a>, clause: Clause<'a>, range: DateRange) {
        let Some(at) = clause.versions.first().map(|version| version.origin.span) else { return };
        let same_place = |known: &Clause<'a>| known.branch.is_none() && clause.branch.is_none();
        let exact = benefit.clauses.iter().position(|known| same_place(known) && known.path == clause.path);
        let alone = || {
            let mut of_word = benefit.clauses.iter().enumerate().filter(|(_, known)| {
                same_place(known) && known.path.word == clause.path.word && known.path.label == clause.path.label
            });
            let first = of_word.next().map(|(at, _)| at);
            if of_word.next().is_some() { None } else { first }
        };
        // A payment clause replaces the payment clause, whatever its word.
        let pays = |word: ClauseWord| {
            matches!(word, ClauseWord::Rate | ClauseWord::Amount | ClauseWord::TopUpTo | ClauseWord::OwnPayAtMost)
        };
        let payment = || {
            let fits = |known: &Clause<'a>| same_place(known) && pays(known.path.word) && pays(clause.path.word);
            benefit.clauses.iter().position(fits)
        };
        let Some(old) = exact.or_else(alone).or_else(payment) else {
            benefit.clauses.push(clause);
            return;
        };
        let path = format!("{name}.{}", crate::base::text::Speak::speak(&clause.path, crate::base::text::Lang::Zh));
        let range = self.days_of_change(&benefit.clauses[old].versions, range);
        let Ok(bounds) = self.allowed(&path, &benefit.clauses[old].versions, range, at) else { return };
        let mut versions = std::mem::take(&mut benefit.clauses[old].versions);
        self.replaces(at, &versions, range);
        let kept = versions.iter().find_map(|own| own.not_below_own_last_year);
        let below = said_below(&versions, range);
        carve(&mut versions, range);
        let new: Vec<_> = clause
            .versions
            .into_iter()
            .filter_map(|version| {
                let range = version.range.intersect(range)?;
                Some(self.overridden(Version { range, ..version }, &bounds, &below, kept))
            })
            .collect();
        if benefit.clauses[old].path == clause.path {
            versions.extend(new);
            sort(&mut versions);
            benefit.clauses[old].versions = versions;
        } else {
            benefit.clauses[old].versions = versions;
            benefit.clauses.push(Clause { path: clause.path, branch: clause.branch, versions: new });
        }
    }

    fn repeal(&mut self, declaration: &'a ast::Declaration, path: &'a ast::Path) {
        let Some((item, behind)) = self.item_of(path) else { return };
        let range = self.range_of(&declaration.marks);
        let range = DateRange { from: range.from, until: None };
        if behind.is_empty() {
            let name = self.out.items[item].name.clone();
            let kind = self.out.items[item].kind.clone();
            let locked = match &kind {
                ItemKind::Benefit(benefit) => self.allowed(&name, &benefit.alive, range, path.place.0).is_err(),
                ItemKind::Definition(definition) => {
                    self.allowed(&name, &definition.versions, range, path.place.0).is_err()
                }
                _ => false,
            };
            if locked {
                return;
            }
            match &mut self.out.items[item].kind {
                ItemKind::Benefit(benefit) => carve(&mut benefit.alive, range),
                ItemKind::Definition(definition) => carve(&mut definition.versions, range),
                ItemKind::Table(versions) => carve(versions, range),
                ItemKind::List(list) => carve(&mut list.entries, range),
                _ => {
                    let message = words::nothing_to_repeal(path_text(path));
                    self.problems.push(Diagnostic::new(Code::OverrideMissing, path.place.0, message));
                }
            }
            return;
        }
        if !matches!(self.out.items[item].kind, ItemKind::Benefit(_)) {
            let message = words::nothing_to_repeal(path_text(path));
            self.problems.push(Diagnostic::new(Code::OverrideMissing, path.place.0, message));
            return;
        }
        let Some(clause) = self.clause_of(item, path, behind) else { return };
        let ItemKind::Benefit(benefit) = &self.out.items[item].kind else { return };
        let mut versions = benefit.clauses[clause].versions.clone();
        self.replaces(path.place.0, &versions, range);
        if self.allowed(&path_text(path), &versions, range, path.place.0).is_err() {
            return;
        }
        carve(&mut versions, range);
        if let ItemKind::Benefit(benefit) = &mut self.out.items[item].kind {
            benefit.clauses[clause].versions = versions;
        }
    }

    fn add_to(&mut self, declaration: &'a ast::Declaration, name: &'a ast::Name, entries: &'a [ast::Entry]) {
        let list = self.find(Namespace::Value, None, &name.text);
        let domain = self.find(Namespace::Type, None, &name.text);
        if let Some(at) = list
            && let ItemKind::List(list) = self.out.items[at].kind.clone()
        {
            self.mention(name.span(), self.out.items[at].span);
            let mut list = list;
            if !self.may_extend(at, &list, name) {
                return;
            }
            for entry in entries {
                let Some(range) = self.range_of(&entry.marks).intersect(self.range_of(&declaration.marks)) else {
                    continue;
                };
                let twin = list
                    .entries
                    .iter()
                    .find(|own| own.body.name.text == entry.name.text && own.range.intersect(range).is_some());
                if let Some(twin) = twin {
                    let message = words::already_in_list(&entry.name.text, &name.text);
                    let problem = Diagnostic::new(Code::ListEntry, entry.name.span(), message);
                    self.problems.push(problem.label(twin.body.name.span(), words::declared_here()));
                    continue;
                }
                let version =
                    self.version(range, entry, entry.place.0, &[&entry.marks, &declaration.marks], &entry.docs);
                list.entries.push(version);
            }
            self.out.items[at].kind = ItemKind::List(list);
            return;
        }
        if let Some(at) = domain
            && let ItemKind::Domain(domain) = self.out.items[at].kind.clone()
        {
            self.mention(name.span(), self.out.items[at].span);
            let mut domain = domain;
            self.add_entries(&mut domain, entries, None, &declaration.marks);
            self.out.items[at].kind = ItemKind::Domain(domain);
            return;
        }
        self.nothing_to_extend(name);
    }

    fn may_extend(&mut self, at: usize, list: &List<'a>, name: &'a ast::Name) -> bool {
        let item = &self.out.items[at];
        let foreign = item.stated_by != self.layer.name;
        let locked = matches!(list.marks.delegation, Some(ast::Delegation::Locked(_)));
        if foreign && (list.openness == Some(ast::Openness::Closed) || locked) {
            let problem = Diagnostic::new(Code::ListClosed, name.span(), words::list_is_closed(&name.text));
            self.problems.push(problem.label(item.span, words::closed_here()));
            return false;
        }
        true
    }

    fn nothing_to_extend(&mut self, name: &'a ast::Name) {
        let names = self.out.items.values().filter(|item| matches!(item.kind, ItemKind::List(_) | ItemKind::Domain(_)));
        let near = scope::nearest(&name.text, names.map(|item| item.name.as_str()));
        let mut problem = Diagnostic::new(Code::UnknownName, name.span(), words::nothing_to_extend(&name.text));
        if !near.is_empty() {
            problem = problem.help(words::did_you_mean(quoted(&near)));
        }
        self.problems.push(problem);
    }

    fn remove_from(&mut self, declaration: &'a ast::Declaration, name: &'a ast::Name, entries: &'a [ast::Entry]) {
        let list = self.find(Namespace::Value, None, &name.text);
        let domain = self.find(Namespace::Type, None, &name.text);
        if let Some(at) = list
            && let ItemKind::List(list) = self.out.items[at].kind.clone()
        {
            self.mention(name.span(), self.out.items[at].span);
            let mut list = list;
            if !self.may_extend(at, &list, name) {
                return;
            }
            for entry in entries {
                let Some(range) = self.range_of(&entry.marks).intersect(self.range_of(&declaration.marks)) else {
                    continue;
                };
                if !list.entries.iter().any(|own| own.body.name.text == entry.name.text) {
                    let near =
                        scope::nearest(&entry.name.text, list.entries.iter().map(|own| own.body.name.text.as_str()));
                    let message = words::not_in_list(&entry.name.text, &name.text);
                    let mut problem = Diagnostic::new(Code::ListEntry, entry.name.span(), message);
                    if !near.is_empty() {
                        problem = problem.help(words::did_you_mean(quoted(&near)));
                    }
                    self.problems.push(problem);
                    continue;
                }
                if let Some(own) = list.entries.iter().find(|own| own.body.name.text == entry.name.text) {
                    self.mention(entry.name.span(), own.body.name.span());
                }
                let (mut named, others): (Vec<_>, Vec<_>) =
                    list.entries.drain(..).partition(|own| own.body.name.text == entry.name.text);
                carve(&mut named, range);
                list.entries = others;
                list.entries.extend(named);
            }
            self.out.items[at].kind = ItemKind::List(list);
            return;
        }
        if let Some(at) = domain
            && matches!(self.out.items[at].kind, ItemKind::Domain(_))
        {
            self.mention(name.span(), self.out.items[at].span);
            for entry in entries {
                let range = self.range_of(&declaration.marks);
                let ItemKind::Domain(domain) = &mut self.out.items[at].kind else { continue };
                match domain.entries.iter_mut().find(|own| own.body.entry.name.text == entry.name.text) {
                    // The entry stays known, so that older claims can be read; it is only out of force.
                    Some(own) => {
                        own.range = timeline::without(own.range, range).first().copied().unwrap_or_else(never);
                        let of = own.body.entry.name.span();
                        self.mention(entry.name.span(), of);
                    }
                    None => {
                        let message = words::not_in_list(&entry.name.text, &name.text);
                        self.problems.push(Diagnostic::new(Code::ListEntry, entry.name.span(), message));
                    }
                }
            }
            return;
        }
        self.nothing_to_extend(name);
    }

    fn rename(&mut self, path: &'a ast::Path, to: &'a ast::Name) {
        let Some((at, behind)) = self.item_of(path) else { return };
        if !behind.is_empty() {
            let message = words::cannot_override_so(path_text(path));
            self.problems.push(Diagnostic::new(Code::OverrideMissing, path.place.0, message));
            return;
        }
        if let Some(other) = self.find(Namespace::Value, None, &to.text) {
            let problem = Diagnostic::new(Code::DuplicateName, to.span(), words::declared_twice(&to.text));
            self.problems.push(problem.label(self.out.items[other].span, words::declared_here()));
            return;
        }
        self.mention(to.span(), self.out.items[at].span);
        let item = &mut self.out.items[at];
        let old = std::mem::replace(&mut item.name, to.text.clone());
        item.older_names.push(old);
    }
}

/// A range that holds no day.
fn never() -> DateRange {
    let day = |text| Date::parse(text);
    DateRange { from: day("0001-01-02"), until: day("0001-01-01") }
}

struct Text<'a> {
    declaration: &'a ast::Declaration,
    clauses: &'a [ast::Clause],
}

fn apply_edit<'a, T: Clone>(versions: &mut Vec<Version<'a, T>>, range: DateRange, edit: &Rc<Edit<'a>>) {
    split(versions, range);
    for version in versions {
        if version.range.intersect(range) == Some(version.range) {
            version.edits.push(Rc::clone(edit));
        }
    }
}

/// Returns what the newest of the versions in a range lets those below do.
fn said_below<'a, T>(versions: &[Version<'a, T>], range: DateRange) -> Option<DelegationOf<'a>> {
    let replaced = versions.iter().filter(|own| own.range.intersect(range).is_some());
    replaced.filter_map(|own| own.delegation.clone()).next_back()
}
