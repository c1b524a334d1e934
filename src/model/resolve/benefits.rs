//! The clauses of benefits to dated versions under their paths; cases to branches.

use super::*;
use crate::model::timeline::{carve, close};

/// A clause as it stands in a text, not yet joined with its other versions.
struct Stated<'a> {
    path: ClausePath,
    branch: Option<usize>,
    range: DateRange,
    /// Whether it says itself when it ends; the end of what encloses it is none of its own.
    ends: bool,
    clause: &'a ast::Clause,
    marks: Vec<&'a ast::Marks>,
}

impl<'a> Resolver<'a> {
    /// Adds what one declaration of a benefit states, for its days.
    pub(super) fn add_benefit_text(
        &mut self,
        benefit: &mut Benefit<'a>,
        declaration: &'a ast::Declaration,
        range: DateRange,
    ) {
        let clauses = match &declaration.kind {
            ast::DeclarationKind::Benefit { clauses, .. } | ast::DeclarationKind::EveryBenefit { clauses } => clauses,
            _ => return,
        };
        let marks = [&declaration.marks];
        let alive = self.version(range, (), declaration.place.0, &marks, &declaration.docs);
        benefit.alive.push(alive);
        self.add_clause_texts(benefit, clauses, range, &marks);
    }

    /// Adds clauses as they stand in a text, for its days.
    pub(super) fn add_clause_texts(
        &mut self,
        benefit: &mut Benefit<'a>,
        clauses: &'a [ast::Clause],
        range: DateRange,
        marks: &[&'a ast::Marks],
    ) {
        let mut stated = Vec::new();
        self.gather(benefit, clauses, &[], None, range, marks, &mut stated);
        self.join(benefit, stated);
    }

    /// Lists the clauses with their days and paths; opens a branch for each case.
    #[allow(clippy::too_many_arguments, reason = "one recursive walk whose context is exactly this")]
    fn gather(
        &mut self,
        benefit: &mut Benefit<'a>,
        clauses: &'a [ast::Clause],
        cases: &[String],
        branch: Option<usize>,
        range: DateRange,
        marks: &[&'a ast::Marks],
        stated: &mut Vec<Stated<'a>>,
    ) {
        for clause in clauses {
            benefit.broken |= matches!(clause.kind, ast::ClauseKind::Broken);
            let value = value_of(clause);
            let own_range = self.range_with_table(&clause.marks, value);
            let ends = own_range.until.is_some();
            let Some(range) = own_range.intersect(range) else { continue };
            let mut own_marks = vec![&clause.marks];
            own_marks.extend(table_marks(value));
            own_marks.extend(marks);
            if let ast::ClauseKind::Case(branches) = &clause.kind {
                self.gather_case(benefit, clause, branches, cases, branch, range, &own_marks, stated);
                continue;
            }
            let Some(path) = ClausePath::of_clause(cases, clause) else { continue };
            let structural = matches!(
                path.word,
                ClauseWord::MapsTo | ClauseWord::After | ClauseWord::StacksWith | ClauseWord::YearFrom | ClauseWord::As
            );
            if branch.is_some() && structural {
                let problem = Diagnostic::new(Code::ClauseNotAllowed, clause.place.0, words::clause_not_in_case());
                self.problems.push(problem);
                continue;
            }
            stated.push(Stated { path, branch, range, ends, clause, marks: own_marks });
        }
    }

    #[allow(clippy::too_many_arguments, reason = "see `gather`")]
    fn gather_case(
        &mut self,
        benefit: &mut Benefit<'a>,
        clause: &'a ast::Clause,
        branches: &'a [ast::CaseBranch],
        cases: &[String],
        parent: Option<usize>,
        range: DateRange,
        marks: &[&'a ast::Marks],
        stated: &mut Vec<Stated<'a>>,
    ) {
        let chain = self.next_chain;
        self.next_chain += 1;
        let mut first_label: Option<String> = None;
        for (place, own) in branches.iter().enumerate() {
            let label = match (&own.label, &first_label) {
                (Some(label), _) => label.text.clone(),
                (None, Some(first)) if place == 1 => format!("{first}·其余"),
                (None, Some(first)) => format!("{first}·其余{place}"),
                (None, None) => {
                    let mut chains: Vec<u32> = benefit
                        .branches
                        .iter()
                        .filter(|known| known.parent == parent && !known.labelled && known.chain != chain)
                        .map(|known| known.chain)
                        .collect();
                    chains.dedup();
                    (chains.len() + 1).to_string()
                }
            };
            first_label.get_or_insert_with(|| label.clone());
            let twin = benefit
                .branches
                .iter()
                .find(|known| known.parent == parent && known.label == label && known.range.intersect(range).is_some());
            if let (Some(twin), Some(name)) = (twin, &own.label) {
                let problem = Diagnostic::new(Code::DuplicateName, name.span(), words::declared_twice(&label));
                self.problems.push(problem.label(twin.span, words::declared_here()));
            }
            let id = benefit.branches.len();
            let origin = self.origin(own.place.0, marks, &clause.docs);
            benefit.branches.push(Branch {
                label: label.clone(),
                labelled: own.label.is_some(),
                parent,
                chain,
                when: own.when.as_ref(),
                range,
                origin,
                span: own.place.0,
            });
            let mut inner = cases.to_vec();
            inner.push(label);
            self.gather(benefit, &own.clauses, &inner, Some(id), range, marks, stated);
        }
    }

    /// Joins stated clauses of one path to versions; a repeated one whose days overlap is an error, unless the kind
    /// may repeat.
    fn join(&mut self, benefit: &mut Benefit<'a>, stated: Vec<Stated<'a>>) {
        let mut groups: IndexMap<(ClausePath, Option<usize>), Vec<Stated<'a>>> = IndexMap::new();
        for own in stated {
            let mut path = own.path.clone();
            // A branch of another declaration of the same benefit is another branch: its clauses are versions all the same.
            if path.word.may_repeat() && path.label.is_none() {
                let taken = |path: &ClausePath| {
                    groups.contains_key(&(path.clone(), own.branch))
                        || benefit.clauses.iter().any(|known| known.path == *path && known.branch == own.branch)
                };
                while taken(&path) {
                    path.number += 1;
                }
            }
            groups.entry((path, own.branch)).or_default().push(own);
        }
        for ((path, branch), group) in groups {
            let open = |own: &Stated<'_>| DateRange { until: own.range.until.filter(|_| own.ends), ..own.range };
            let mut ranges: Vec<DateRange> = group.iter().map(open).collect();
            for (one, other) in close(&mut ranges) {
                let (first, second) =
                    if group[one].clause.place.0 < group[other].clause.place.0 { (one, other) } else { (other, one) };
                let same_days = group[one].range == group[other].range;
                let (code, message) = if same_days {
                    (Code::ClauseRepeated, words::clause_repeated(&path))
                } else {
                    (Code::DateOverlap, words::dates_overlap(&path))
                };
                let problem = Diagnostic::new(code, group[second].clause.place.0, message);
                let problem = problem.label(group[first].clause.place.0, words::other_version_here());
                let several = matches!(path.word, ClauseWord::Cap | ClauseWord::Deductible) && path.label.is_none();
                self.problems.push(match (same_days, several) {
                    (true, true) => {
                        let (zh, en) = path.word.words();
                        let word = crate::base::text::Text { zh: zh.to_owned(), en: en.to_owned() };
                        problem.help(words::part_by_period_or_label(word))
                    }
                    (true, false) => problem.help(words::part_versions()),
                    (false, _) => problem,
                });
            }
            let mut versions = Vec::new();
            for (own, range) in group.iter().zip(ranges) {
                let Some(range) = range.intersect(own.range) else { continue };
                versions.extend(self.clause_versions(&path, own.clause, range, &own.marks));
            }
            match benefit.clauses.iter_mut().find(|known| known.path == path && known.branch == branch) {
                Some(known) => known.versions.extend(versions),
                None => benefit.clauses.push(Clause { path, branch, versions }),
            }
        }
    }

    /// Returns the versions of one clause: one, or one for each row of the history that it holds.
    pub(super) fn clause_versions(
        &mut self,
        path: &ClausePath,
        clause: &'a ast::Clause,
        range: DateRange,
        marks: &[&'a ast::Marks],
    ) -> Vec<Version<'a, ClauseText<'a>>> {
        let Some(value) = value_of(clause) else {
            let body = ClauseText { clause, value: None };
            return vec![self.version(range, body, clause.place.0, marks, &clause.docs)];
        };
        let name = crate::base::text::Speak::speak(path, crate::base::text::Lang::Zh);
        let versions = self.value_versions(value, range, clause.place.0, marks, &clause.docs, &name);
        versions
            .into_iter()
            .map(|version| Version {
                body: ClauseText { clause, value: Some(version.body) },
                range: version.range,
                edits: version.edits,
                origin: version.origin,
                delegation: version.delegation,
                bounds: version.bounds,
                not_below_own_last_year: version.not_below_own_last_year,
            })
            .collect()
    }

    /// Adds the clauses of a further `各项待遇`; one that is stated already may only be changed by `调整`.
    pub(super) fn extend_every_benefit(&mut self, at: usize, group: &[&'a ast::Declaration]) {
        for declaration in group {
            let range = self.range_of(&declaration.marks);
            let mut added = Benefit {
                occasion: ast::Occasion::EachClaim,
                alive: Vec::new(),
                broken: false,
                branches: Vec::new(),
                clauses: Vec::new(),
            };
            self.add_benefit_text(&mut added, declaration, range);
            let (_, every) = self.out.items.get_index_mut(at).expect("the caller found it there");
            let ItemKind::Benefit(every) = &mut every.kind else { continue };
            for clause in added.clauses {
                match every.clauses.iter().find(|known| known.path == clause.path) {
                    Some(known) => {
                        let (Some(own), Some(first)) = (clause.versions.first(), known.versions.first()) else {
                            continue;
                        };
                        let message = words::hides_name_of_parent(&clause.path, &*first.origin.stated_by);
                        self.problems.push(
                            Diagnostic::new(Code::HiddenName, own.origin.span, message)
                                .label(first.origin.span, words::declared_here())
                                .help(words::write_override(EVERY_BENEFIT)),
                        );
                    }
                    None => every.clauses.push(clause),
                }
            }
        }
    }

    /// Takes each clause of `各项待遇` over into every benefit, for the days on which it states none of its own.
    pub(super) fn spread_every_benefit(&mut self) {
        let key = ItemKey { namespace: Namespace::Value, owner: None, name: EVERY_BENEFIT.to_owned() };
        let Some(Item { kind: ItemKind::Benefit(every), .. }) = self.out.items.get(&key).cloned() else { return };
        for item in self.out.items.values_mut() {
            let ItemKind::Benefit(benefit) = &mut item.kind else { continue };
            for clause in &every.clauses {
                // A ceiling over layers says nothing of what is paid by the month.
                if benefit.occasion != ast::Occasion::EachClaim && clause.path.word.is_for_claims() {
                    continue;
                }
                let mut versions = clause.versions.clone();
                let own =
                    benefit.clauses.iter().filter(|own| own.branch.is_none() && own.path.word == clause.path.word);
                for version in own.flat_map(|own| &own.versions) {
                    carve(&mut versions, version.range);
                }
                for version in &mut versions {
                    version.origin.how = super::Stated::EveryBenefit;
                }
                if !versions.is_empty() {
                    benefit.clauses.push(Clause { path: clause.path.clone(), branch: None, versions });
                }
            }
        }
    }
}

/// Returns the value that a clause holds.
pub(super) fn value_of(clause: &ast::Clause) -> Option<&ast::Adjusted> {
    match &clause.kind {
        ast::ClauseKind::Value(value) => Some(&value.value),
        ast::ClauseKind::Quantity { allowed, .. } => Some(allowed),
        _ => None,
    }
}
