//! Everything that is no clause: names of all kinds, documents, requirements, jurisdictions, declarations.

use super::clause::{document_text, standing_text};
use super::page::{Page, link};
use super::{View, words};
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::matrix::Asked;
use crate::compare::{ClausesOnly, Side, Standing, conform};
use crate::ir::{
    BenefitId, Citation, DefinitionId, DefinitionKind, DocumentId, FactId, Level, ListId, Program, StateId, Stated,
    TableId, Type, show as values, version_on,
};
use crate::lsp::assist::ground::{Named, domain_of, named};
use crate::report::{history, show};
use crate::syntax::ast;
use crate::value::{DomainId, EntryId};

/// The most names that are listed.
const MOST_NAMES: usize = 12;
/// The longest text of a change.
const LONGEST: usize = 60;

impl View<'_, '_> {
    /// Returns what is to be said of a name: what holds a value first, then what is paid, then what may be held.
    pub(super) fn name(&self, name: &str) -> Option<String> {
        let program = self.program;
        if let Some(found) = named(program, None, name) {
            return Some(match found {
                Named::Fact(id) => self.fact(id),
                Named::Definition(id) => self.definition(id),
                Named::Table(id) => self.table(id),
                Named::State(id) => self.state(id),
                Named::List(id) => self.list(id),
            });
        }
        let is = |own: &str, english: Option<&str>| own == name || english == Some(name);
        if let Some(at) = program.benefits.iter().position(|own| is(&own.name, own.english.as_deref())) {
            return Some(self.benefit(BenefitId(at as u32)));
        }
        if let Some((own, english)) = program.identities.iter().find(|(own, english)| is(own, english.as_deref())) {
            return Some(self.identity(own, english.as_deref()));
        }
        let entries = program.domains.iter().enumerate().filter_map(|(at, own)| {
            let entry = own.find(name)?;
            Some((DomainId(at as u32), entry))
        });
        let entries: Vec<(DomainId, EntryId)> = entries.collect();
        if !entries.is_empty() {
            let said: Vec<String> = entries.iter().take(3).map(|(domain, entry)| self.entry(*domain, *entry)).collect();
            return Some(said.join("\n---\n\n"));
        }
        if let Some(at) = program.domains.iter().position(|own| own.name == name) {
            return Some(self.domain(DomainId(at as u32)));
        }
        if let Some(at) = program.standards.iter().position(|own| own.name == name) {
            return Some(self.standard(at));
        }
        self.document(name, None).or_else(|| self.jurisdiction_named(name))
    }

    pub(super) fn declaration(&self, own: &ast::Declaration) -> Option<String> {
        use ast::DeclarationKind as Kind;
        match &own.kind {
            Kind::Document(own) => self.document(&own.name.text, None),
            Kind::Fact(own) => self.program.find_fact(own.owner, &own.name.text).map(|id| self.fact(id)),
            Kind::Enum { name, .. } | Kind::Catalogue { name, .. } => {
                let at = self.program.domains.iter().position(|own| own.name == name.text)?;
                Some(self.domain(DomainId(at as u32)))
            }
            Kind::Standard { name, .. } | Kind::Assert { name, .. } => {
                let at = self.program.standards.iter().position(|own| own.name == name.text)?;
                Some(self.standard(at))
            }
            Kind::List { name, .. }
            | Kind::Identity { name, .. }
            | Kind::Param { name, .. }
            | Kind::Define { name, .. }
            | Kind::Group { name, .. }
            | Kind::Table { name, .. }
            | Kind::Account { name, .. }
            | Kind::State { name, .. }
            | Kind::Benefit { name, .. }
            | Kind::AddTo { name, .. }
            | Kind::RemoveFrom { name, .. } => self.name(&name.text),
            Kind::Map { to, .. } => self.name(&to.text),
            Kind::Override { path, .. } | Kind::Repeal { path } | Kind::Rename { path, .. } => {
                match path.parts.first()? {
                    ast::PathPart::Name(name) => self.name(&name.text),
                    _ => None,
                }
            }
            Kind::Test { .. } => {
                let scene = self.program.tests.iter().find(|scene| scene.span == own.place.0)?;
                let found = super::super::lens::tried(self.snapshot, self.county, scene)?;
                Some(Page::new(&scene.title, &words::a_test(found.summary()), self.lang).finish())
            }
            Kind::Unit { .. }
            | Kind::EveryBenefit { .. }
            | Kind::Choose { .. }
            | Kind::Typical { .. }
            | Kind::Broken => None,
        }
    }

    // ---- what holds a value

    fn fact(&self, id: FactId) -> String {
        let program = self.program;
        let own = program.fact(id);
        let what = match own.owner {
            ast::Owner::Claim => words::fact_of_claim(),
            ast::Owner::Person => words::fact_of_person(),
            ast::Owner::Household => words::fact_of_household(),
        };
        let mut page = Page::new(&own.name, &what, self.lang);
        page.sentence(&words::type_is(self.type_text(&own.ty)));
        if let Some(domain) = domain_of(&own.ty) {
            page.sentence(&words::may_be(self.entry_names(domain)));
        }
        match &own.default {
            Some(value) => {
                let text = values::fixed(program, value).unwrap_or_else(|| {
                    let print = |lang| crate::ir::print::expr(program, value, lang);
                    Text { zh: print(Lang::Zh), en: print(Lang::En) }
                });
                page.sentence(&words::default_is(text));
            }
            None => page.sentence(&words::no_default()),
        }
        if let Some(english) = &own.english {
            page.sentence(&words::english(english));
        }
        if !own.columns.is_empty() {
            page.sentence(&words::columns(listed(&own.columns)));
        }
        let source = &self.snapshot.workspace.sources.get(own.span.source).name;
        page.sentence(&words::declared_by(source));
        page.finish()
    }

    fn type_text(&self, ty: &Type) -> Text {
        match domain_of(ty) {
            Some(domain) => Text::same(&self.program.domain(domain).name),
            None => Text { zh: ty.speak(Lang::Zh), en: ty.speak(Lang::En) },
        }
    }

    fn entry_names(&self, domain: DomainId) -> Text {
        let own = self.program.domain(domain);
        let names: Vec<&str> = own.entries.iter().take(MOST_NAMES).map(|own| own.name.as_str()).collect();
        let text = if own.ordered { Text::same(names.join(" < ")) } else { listed(&names) };
        if own.entries.len() > MOST_NAMES { words::and_more(text, own.entries.len()) } else { text }
    }

    fn definition(&self, id: DefinitionId) -> String {
        let program = self.program;
        let own = program.definition(id);
        let county = &program.jurisdiction.name;
        let what = match own.kind {
            DefinitionKind::Param => words::param_of(self.stated_by(&own.versions)),
            DefinitionKind::Define => words::define_of(self.stated_by(&own.versions)),
            DefinitionKind::Group => words::group_of(self.stated_by(&own.versions)),
            DefinitionKind::Account => words::account_of(self.stated_by(&own.versions)),
        };
        let mut page = Page::new(&own.name, &what, self.lang);
        let part = show::definition(program, &self.snapshot.workspace.sources, self.snapshot.today, own);
        page.part(&words::today(self.snapshot.today.to_string()));
        let mut body = String::new();
        show::part_body(&mut body, &part, county, self.lang);
        page.block(&body);
        if let Some(version) = self.shown(&own.versions) {
            if let Some(allows) = self.allows(program, &version.origin) {
                page.sentence(&allows);
            }
            self.parent_definition(&mut page, own);
            self.documents(&mut page, program, &version.origin);
        }
        self.history(&mut page, &own.name, &|_| true);
        self.standards(&mut page, &|finding| finding.subject.as_deref() == Some(&own.name) && finding.item.is_none());
        if own.kind == DefinitionKind::Param {
            self.counties(&mut page, Asked::Param(&own.name));
        }
        page.finish()
    }

    /// Adds what the parent says of a param, where it is something else.
    fn parent_definition(&self, page: &mut Page, own: &crate::ir::Definition) {
        let Some(parent) = self.parent() else { return };
        let Some(above) = parent.definitions.iter().find(|other| other.name == own.name) else { return };
        let today = self.snapshot.today;
        let text = |program: &Program, own: &crate::ir::Definition| {
            version_on(&own.versions, today)
                .map(|version| crate::ir::print::adjusted(program, &version.body, self.lang))
        };
        let Some(said) = text(parent, above) else { return };
        if text(self.program, own).as_ref() != Some(&said) {
            page.part(&words::parent(&parent.jurisdiction.name));
            page.item(&said);
        }
    }

    /// Returns who states what holds today.
    fn stated_by<T>(&self, versions: &[crate::ir::Dated<T>]) -> String {
        let own = self.shown(versions).map(|version| version.origin.stated_by.clone());
        own.filter(|name| !name.is_empty()).unwrap_or_else(|| self.program.jurisdiction.name.clone())
    }

    fn table(&self, id: TableId) -> String {
        let own = &self.program.tables[id.index()];
        let mut page = Page::new(&own.name, &words::table_of(self.stated_by(&own.versions)), self.lang);
        self.part_of(&mut page, &own.name);
        if let Some(version) = self.shown(&own.versions) {
            self.documents(&mut page, self.program, &version.origin);
        }
        self.history(&mut page, &own.name, &|_| true);
        page.finish()
    }

    fn state(&self, id: StateId) -> String {
        let own = &self.program.states[id.index()];
        let mut page = Page::new(&own.name, &words::state_of(&self.program.jurisdiction.name), self.lang);
        self.part_of(&mut page, &own.name);
        page.finish()
    }

    /// Adds the part that `show` has under a name.
    fn part_of(&self, page: &mut Page, name: &str) {
        let (today, sources) = (self.snapshot.today, &self.snapshot.workspace.sources);
        let Ok(shown) = show::show(self.program, sources, today, &[]) else { return };
        page.part(&words::today(today.to_string()));
        let is_own = |part: &&show::Part| part.name == name || part.name.ends_with(&format!(".{name}"));
        if let Some(part) = shown.sections.iter().flat_map(|section| &section.parts).find(is_own) {
            let mut body = String::new();
            show::part_body(&mut body, part, &self.program.jurisdiction.name, self.lang);
            page.block(&body);
        }
    }

    fn list(&self, id: ListId) -> String {
        let own = self.program.list(id);
        let domain = &self.program.domain(own.of).name;
        let mut page = Page::new(&own.name, &words::list_of(domain, self.stated_by(&own.entries)), self.lang);
        self.part_of(&mut page, &own.name);
        // What began on one day, or ended, together.
        self.list_history(&mut page, own);
        self.standards(&mut page, &|finding| finding.subject.as_deref() == Some(&own.name));
        self.counties(&mut page, Asked::List(&own.name));
        page.finish()
    }

    fn list_history(&self, page: &mut Page, own: &crate::ir::List) {
        let found = history::history(self.program, std::slice::from_ref(&own.name));
        if found.steps.is_empty() {
            return;
        }
        page.part(&words::history());
        for step in found.steps.iter().rev().take(6) {
            let names = |begins: bool| {
                let of = step.changes.iter().filter(|change| change.new.is_some() == begins);
                let texts: Vec<Text> =
                    of.filter_map(|change| change.new.clone().or_else(|| change.old.clone())).collect();
                (!texts.is_empty()).then(|| listed(&texts))
            };
            let day = step.date.to_string();
            let told =
                [names(true).map(|own| words::begins(&day, own)), names(false).map(|own| words::ends(&day, own))];
            for text in told.into_iter().flatten() {
                page.item(text.get(self.lang));
            }
        }
    }

    // ---- benefits

    fn benefit(&self, id: BenefitId) -> String {
        let program = self.program;
        let own = program.benefit(id);
        let mut page = Page::new(&own.name, &words::benefit_of(self.stated_by(&own.alive)), self.lang);
        let part = show::benefit(program, &self.snapshot.workspace.sources, self.snapshot.today, own);
        page.part(&words::today(self.snapshot.today.to_string()));
        let mut body = String::new();
        show::part_body(&mut body, &part, &program.jurisdiction.name, self.lang);
        page.block(&body);
        if let Some(version) = self.shown(&own.alive) {
            self.documents(&mut page, program, &version.origin);
        }
        let found = history::history(program, std::slice::from_ref(&own.name));
        if !found.steps.is_empty() {
            self.history_of_benefit(&mut page, &found);
        }
        self.standards(&mut page, &|finding| finding.subject.as_deref() == Some(&own.name) && finding.item.is_some());
        self.counties(&mut page, Asked::Benefit(id));
        page.finish()
    }

    fn history_of_benefit(&self, page: &mut Page, found: &history::History) {
        page.part(&words::history());
        for step in found.steps.iter().rev().take(6) {
            let paths: Vec<&Text> = step.changes.iter().map(|change| &change.path).collect();
            page.item(words::begins(step.date.to_string(), listed(&paths)).get(self.lang));
        }
    }

    fn identity(&self, name: &str, english: Option<&str>) -> String {
        let mut page = Page::new(name, &words::identity(), self.lang);
        if let Some(english) = english {
            page.sentence(&words::english(english));
        }
        let own = self.program.benefits.iter().filter(|own| own.identity.as_deref() == Some(name) || own.name == name);
        let names: Vec<&str> = own.map(|own| own.name.as_str()).collect();
        if !names.is_empty() {
            page.sentence(&words::identity_has(listed(&names)));
        }
        if let [only] = names.as_slice()
            && let Some(id) = self.program.find_benefit(only)
        {
            self.counties(&mut page, Asked::Benefit(id));
        }
        page.finish()
    }

    // ---- enums, catalogues

    fn domain(&self, id: DomainId) -> String {
        let own = self.program.domain(id);
        let what =
            if own.catalogue { words::a_catalogue(own.entries.len()) } else { words::an_enum(own.entries.len()) };
        let mut page = Page::new(&own.name, &what, self.lang);
        page.sentence(&words::values(self.entry_names(id)));
        page.finish()
    }

    fn entry(&self, id: DomainId, entry: EntryId) -> String {
        let program = self.program;
        let domain = program.domain(id);
        let own = domain.entry(entry);
        let mut page = Page::new(&own.name, &words::entry_of(&domain.name), self.lang);
        let mut said = Vec::new();
        said.extend(own.code.as_ref().map(words::code));
        if !own.icd.is_empty() {
            said.push(words::icd(listed(&own.icd)));
        }
        if !own.aliases.is_empty() {
            said.push(words::aliases(listed(&own.aliases)));
        }
        said.extend(own.english.as_ref().map(words::english));
        if let Some(parent) = own.parent {
            said.push(words::below_entry(&domain.entry(parent).name));
        }
        let below = domain.entries.iter().filter(|other| other.parent == Some(entry));
        let below: Vec<&str> = below.map(|own| own.name.as_str()).collect();
        if !below.is_empty() {
            said.push(words::holds_entries(self.items(&below)));
        }
        page.sentence(&listed(&said));
        let today = self.snapshot.today;
        let (mut listed_in, mut others) = (Vec::new(), Vec::new());
        for list in program.lists.iter().filter(|list| list.of == id) {
            let kept = if list.holds(domain, entry, today) { &mut listed_in } else { &mut others };
            kept.push(list.name.as_str());
        }
        if !listed_in.is_empty() {
            page.sentence(&words::in_lists(listed(&listed_in)));
        }
        if !others.is_empty() {
            page.sentence(&words::in_no_list(listed(&others)));
        }
        let sides = super::sides(self.snapshot, self.county);
        if sides.len() > 2 {
            for list in program.lists.iter().filter(|list| list.of == id) {
                self.listed_by(&mut page, &sides, &list.name, own);
            }
        }
        page.finish()
    }

    /// Adds which counties list an entry, where they differ.
    fn listed_by(&self, page: &mut Page, sides: &[Side<'_>], name: &str, entry: &crate::ir::Entry) {
        let mut has: Vec<&str> = Vec::new();
        let mut lacks: Vec<&str> = Vec::new();
        for side in sides.iter().filter(|side| side.program.jurisdiction.level != Level::Province) {
            let Some(list) = side.program.lists.iter().find(|own| own.name == name) else { continue };
            let domain = side.program.domain(list.of);
            let holds = domain.twin_of(entry).is_some_and(|entry| list.holds(domain, entry, side.date));
            let kept = if holds { &mut has } else { &mut lacks };
            kept.push(&side.program.jurisdiction.name);
        }
        let count = has.len() + lacks.len();
        let text = match (has.len(), lacks.len()) {
            (0, _) => return,
            (_, 0) => words::listed_by_all(name, count),
            (has_count, lack_count) if has_count < lack_count => words::listed_by_few(name, count, self.names(&has)),
            _ => words::listed_by(name, has.len(), count, self.names(&lacks)),
        };
        page.sentence(&text);
    }

    // ---- documents, standards

    pub(super) fn document(&self, name: &str, article: Option<&str>) -> Option<String> {
        let at = self.program.documents.iter().position(|own| own.name == name)?;
        let own = &self.program.documents[at];
        let mut page = Page::new(name, &words::a_document(), self.lang);
        let cite = Citation { document: DocumentId(at as u32), article: article.map(str::to_owned) };
        page.block(&document_text(self.program, &cite)?);
        if let Some(issued) = &own.issued_by {
            page.sentence(&words::issued(issued));
        }
        if let Some(url) = &own.url {
            page.block(&link(url, url));
        }
        let cites = |origin: &crate::ir::Origin| origin.cites.iter().any(|cite| cite.document.index() == at);
        let clauses = self.program.benefits.iter().flat_map(|own| &own.clauses).flat_map(|own| &own.versions);
        let params = self.program.definitions.iter().flat_map(|own| &own.versions);
        let count = clauses.filter(|own| cites(&own.origin)).count() + params.filter(|own| cites(&own.origin)).count();
        if count > 0 {
            page.sentence(&words::cited_by(count));
        }
        Some(page.finish())
    }

    fn standard(&self, at: usize) -> String {
        let own = &self.program.standards[at];
        let who = &own.origin.stated_by;
        let what = if own.is_assert { words::assertion_of(who) } else { words::standard_of(who) };
        let mut page = Page::new(&own.name, &what, self.lang);
        self.documents(&mut page, self.program, &own.origin);
        self.standards(&mut page, &|finding| finding.standard == own.name);
        if self.program.jurisdiction.level == Level::Province && !own.is_assert {
            self.standing_of_counties(&mut page, &own.name, None);
        }
        page.finish()
    }

    /// Returns a requirement, with how the county, or each county, stands to it.
    pub(super) fn requirement(&self, span: crate::base::span::Span) -> Option<String> {
        let all = self.program.standards.iter();
        let (own, number) = all.into_iter().find_map(|own| {
            let number = own.requirements.iter().position(|requirement| requirement.span == span)?;
            Some((own, number))
        })?;
        let requirement = &own.requirements[number];
        let sources = &self.snapshot.workspace.sources;
        let asked = crate::compare::conform::written_requirement(sources, span, requirement.label.as_deref());
        let name = requirement.label.as_ref().unwrap_or(&asked);
        let mut page = Page::new(name, &words::requirement_of(&own.name), self.lang);
        if requirement.label.is_some() {
            page.sentence(&Text::same(asked));
        }
        self.documents(&mut page, self.program, &requirement.origin);
        if own.is_assert {
            page.sentence(&words::all_inputs());
            return Some(page.finish());
        }
        self.standards(&mut page, &|finding| finding.standard == own.name && finding.number == number);
        if self.program.jurisdiction.level == Level::Province {
            self.standing_of_counties(&mut page, &own.name, Some(number));
        }
        Some(page.finish())
    }

    /// Adds how the counties stand to a standard, or to one of its requirements.
    fn standing_of_counties(&self, page: &mut Page, standard: &str, number: Option<usize>) {
        let sides = super::sides(self.snapshot, self.county);
        let counties: Vec<&Side<'_>> =
            sides.iter().filter(|side| side.program.jurisdiction.level != Level::Province).collect();
        if counties.is_empty() {
            return;
        }
        let (mut meets, mut open) = (0, 0);
        let mut misses: Vec<&str> = Vec::new();
        for side in counties {
            let found = conform(*side, &ClausesOnly);
            let own = found
                .findings
                .iter()
                .filter(|finding| finding.standard == standard && number.is_none_or(|number| finding.number == number));
            let own: Vec<_> = own.collect();
            if own.iter().any(|finding| finding.is_deviation()) {
                misses.push(&side.program.jurisdiction.name);
            } else if own.iter().all(|finding| finding.exempt.is_none() && finding.standing == Standing::Meets) {
                meets += 1;
            } else {
                open += 1;
            }
        }
        page.part(&words::standards());
        page.item(words::counts_of(meets, misses.len(), open).get(self.lang));
        if !misses.is_empty() {
            page.item(words::who_misses(self.names(&misses)).get(self.lang));
        }
        if open > 0 && meets + misses.len() == 0 {
            let undecided = standing_text(Standing::NotDecided);
            page.item(&format!("{} — {}", undecided.get(self.lang), words::all_inputs().get(self.lang)));
        }
    }

    // ---- jurisdictions

    pub(super) fn header(&self, header: &ast::Header) -> Option<String> {
        match header.kind {
            ast::HeaderKind::Vocabulary if header.parent.is_none() => {
                let name = header.name.as_ref()?;
                Some(Page::new(&name.text, &words::vocabulary(), self.lang).finish())
            }
            ast::HeaderKind::Jurisdiction(_)
            | ast::HeaderKind::Vocabulary
            | ast::HeaderKind::Standards
            | ast::HeaderKind::Amendment => Some(self.jurisdiction(self.county)),
        }
    }

    pub(super) fn jurisdiction_named(&self, name: &str) -> Option<String> {
        let analysis = self.snapshot.analysis;
        let found = analysis.find(&self.snapshot.workspace.sources, name).ok()?;
        Some(self.jurisdiction(found.jurisdiction))
    }

    fn jurisdiction(&self, at: usize) -> String {
        let analysis = self.snapshot.analysis;
        let checked = &analysis.jurisdictions[at];
        let program = &checked.program;
        let own = &program.jurisdiction;
        let level = match own.level {
            Level::Province => words::province(),
            Level::City => words::city(),
            Level::County | Level::District | Level::Banner | Level::CountyCity => words::county(),
        };
        let what = match &own.code {
            Some(code) => words::county_what(level, code),
            None => level,
        };
        let mut page = Page::new(&own.name, &what, self.lang);
        let above = &own.chain[..own.chain.len().saturating_sub(1)];
        if !above.is_empty() {
            page.sentence(&words::belongs_to(Text::same(above.join(" "))));
        }
        if !analysis.aliases[at].is_empty() {
            page.sentence(&words::also_called(listed(&analysis.aliases[at])));
        }
        if checked.has_errors {
            page.sentence(&words::with_errors());
        }
        let (mut stated, mut inherited) = (0, Vec::new());
        for benefit in &program.benefits {
            let Some(alive) = version_on(&benefit.alive, self.snapshot.today) else { continue };
            let touched = benefit
                .clauses
                .iter()
                .flat_map(|own| &own.versions)
                .any(|own| own.origin.stated_by == program.jurisdiction.name);
            let from_above =
                alive.origin.how == Stated::Inherited || alive.origin.stated_by != program.jurisdiction.name;
            if from_above && !touched {
                inherited.push(benefit.name.as_str());
            } else {
                stated += 1;
            }
        }
        page.sentence(&words::has_benefits(stated, inherited.len()));
        if !inherited.is_empty() {
            page.sentence(&words::inherited_benefits(self.items(&inherited)));
        }
        if !program.tests.is_empty() {
            page.sentence(&words::has_tests(program.tests.len()));
        }
        let children = (0..analysis.jurisdictions.len()).filter(|child| analysis.parents[*child] == Some(at));
        let children: Vec<&str> =
            children.map(|child| analysis.jurisdictions[child].program.jurisdiction.name.as_str()).collect();
        if !children.is_empty() {
            page.sentence(&words::children(self.names(&children)));
        }
        page.finish()
    }

    // ---- the language

    pub(super) fn builtin(&self, own: ast::Builtin) -> String {
        use crate::syntax::keywords::Worded;
        let text = match own {
            ast::Builtin::EligibleLeft => words::eligible_left(),
            ast::Builtin::OwnPay => words::own_pay(),
            ast::Builtin::PaidSoFar => words::paid_so_far(),
            ast::Builtin::TotalPaid => words::total_paid(),
            ast::Builtin::VisitNumber => words::visit_number(),
            ast::Builtin::ClaimsThisYear => words::claims_this_year(),
            ast::Builtin::Today => words::this_day(),
            ast::Builtin::Members => words::members(),
            ast::Builtin::MonthEnd => words::month_end(),
        };
        let mut page = Page::new(&own.word().speak(self.lang), &words::known_quantity(), self.lang);
        page.sentence(&text);
        page.finish()
    }
}

/// Returns a text on one line, cut where it is long.
pub(in crate::lsp::assist) fn short(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
