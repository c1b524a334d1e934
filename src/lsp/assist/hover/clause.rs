//! A clause of a benefit.

use super::page::{Page, link};
use super::{View, meaning, twin, words};
use crate::base::text::{Speak, Text};
use crate::compare::matrix::Asked;
use crate::compare::{ClausesOnly, Finding, Standing, conform};
use crate::ir::{BenefitId, Citation, Clause, Level, Origin, Program, print, version_on};
use crate::report::{history, show};

/// The most changes that are told.
const MOST_CHANGES: usize = 6;
/// The most requirements that are told.
const MOST_REQUIREMENTS: usize = 6;

impl View<'_, '_> {
    pub(super) fn clause(&self, id: BenefitId, at: usize) -> String {
        let program = self.program;
        let benefit = program.benefit(id);
        let clause = &benefit.clauses[at];
        let what = words::clause_of(&benefit.name, &program.jurisdiction.name);
        let mut page = Page::new(&meaning::title(clause, self.lang), &what, self.lang);
        let Some(version) = self.shown(&clause.versions) else { return page.finish() };
        page.sentence(&meaning::sentence(program, benefit, clause, &version.body));
        let today = self.snapshot.today;
        let sources = &self.snapshot.workspace.sources;
        if let Some(part) = show::clause(program, sources, today, benefit, clause) {
            page.part(&words::today(today.to_string()));
            let mut body = String::new();
            let mut bare = part.clone();
            // The mark of the benefit stands at the benefit.
            bare.mark = show::Mark::default();
            show::part_body(&mut body, &bare, &program.jurisdiction.name, self.lang);
            page.block(&body);
        } else {
            page.sentence(&words::not_in_force(today.to_string()));
        }
        if let Some(allows) = self.allows(program, &version.origin) {
            page.sentence(&allows);
        }
        self.parent_clause(&mut page, benefit, clause);
        self.documents(&mut page, program, &version.origin);
        let path = Text {
            zh: format!("{}.{}", benefit.name, clause.path.speak(crate::base::text::Lang::Zh)),
            en: format!("{}.{}", benefit.name, clause.path.speak(crate::base::text::Lang::En)),
        };
        self.history(&mut page, &benefit.name, &|changed| *changed == path);
        self.standards(&mut page, &|finding| {
            finding.subject.as_deref() == Some(&benefit.name)
                && finding.item.as_ref().is_some_and(|item| {
                    item.word == Some(clause.path.word)
                        && item.cases == clause.path.cases
                        && item.label == clause.path.label
                        && item.period.is_none_or(|period| clause.path.period.is_none_or(|own| own == period))
                })
        });
        self.counties(&mut page, Asked::Clause(id, &clause.path));
        page.finish()
    }

    /// Adds what the parent says, where it is something else.
    fn parent_clause(&self, page: &mut Page, benefit: &crate::ir::Benefit, clause: &Clause) {
        let Some(parent) = self.parent() else { return };
        let today = self.snapshot.today;
        let Some((_, twin)) = twin(parent, (benefit, clause)) else { return };
        let Some(above) = version_on(&twin.versions, today) else { return };
        let own = version_on(&clause.versions, today);
        let text = |program: &Program, body: &crate::ir::ClauseBody| print::clause(program, body, self.lang);
        if own.is_some_and(|own| text(self.program, &own.body) == text(parent, &above.body)) {
            return;
        }
        page.part(&words::parent(&parent.jurisdiction.name));
        let sources = &self.snapshot.workspace.sources;
        let named = parent.benefits.iter().find(|own| own.name == benefit.name);
        if let Some(part) = named.and_then(|own| show::clause(parent, sources, today, own, twin)) {
            let mut body = String::new();
            let bare = show::Part { mark: show::Mark::default(), ..part };
            show::part_body(&mut body, &bare, &parent.jurisdiction.name, self.lang);
            page.block(&body);
        }
        if let Some(text) = self.delegation(&above.origin) {
            page.sentence(&words::may_be_set(text));
        }
    }

    /// Adds the documents that something rests on.
    pub(super) fn documents(&self, page: &mut Page, program: &Program, origin: &Origin) {
        if origin.cites.is_empty() {
            return;
        }
        page.part(&words::documents());
        for cite in &origin.cites {
            if let Some(text) = document_text(program, cite) {
                page.item_as_it_is(&text);
            }
        }
    }

    /// Adds how it changed, the newest first.
    pub(super) fn history(&self, page: &mut Page, name: &str, is_own: &dyn Fn(&Text) -> bool) {
        let found = history::history(self.program, &[name.to_owned()]);
        let mut told: Vec<String> = Vec::new();
        for step in found.steps.iter().rev() {
            for change in step.changes.iter().filter(|change| is_own(&change.path)) {
                let day = step.date.to_string();
                let short = |text: &Text| super::short(text.get(self.lang));
                let text = match (&change.old, &change.new) {
                    (Some(old), Some(new)) => words::changes(day, short(old), short(new)),
                    (None, Some(new)) => words::begins(day, short(new)),
                    (Some(old), None) => words::ends(day, short(old)),
                    (None, None) => continue,
                };
                let mut source: Vec<String> = Vec::new();
                match change.how {
                    crate::ir::Stated::Amended => source.push(words::changed_by().get(self.lang).to_owned()),
                    crate::ir::Stated::Overridden => source.push(words::overridden().get(self.lang).to_owned()),
                    crate::ir::Stated::Own
                    | crate::ir::Stated::Inherited
                    | crate::ir::Stated::EveryBenefit
                    | crate::ir::Stated::Default => {}
                }
                source.extend(change.cites.iter().cloned());
                let mut line = text.get(self.lang).to_owned();
                if !source.is_empty() {
                    line.push_str(&format!(" ({})", source.join(" ")));
                }
                told.push(line);
            }
        }
        if told.is_empty() {
            return;
        }
        page.part(&words::history());
        let more = told.len().saturating_sub(MOST_CHANGES);
        for line in told.iter().take(MOST_CHANGES) {
            page.item(line);
        }
        if more > 0 {
            page.item(words::older(more).get(self.lang));
        }
    }

    /// Adds what standards require, and whether it is met.
    pub(super) fn standards(&self, page: &mut Page, is_about: &dyn Fn(&Finding) -> bool) {
        let jurisdiction = &self.program.jurisdiction;
        if jurisdiction.level == Level::Province || self.snapshot.analysis.jurisdictions[self.county].has_errors {
            return;
        }
        let found = conform(self.side(), &ClausesOnly);
        let about: Vec<&Finding> = found.findings.iter().filter(|own| is_about(own)).collect();
        if about.is_empty() {
            return;
        }
        page.part(&words::standards());
        for finding in about.iter().take(MOST_REQUIREMENTS) {
            page.item(&self.finding(finding));
        }
        let more = about.len().saturating_sub(MOST_REQUIREMENTS);
        if more > 0 {
            page.item(words::more_lines(more).get(self.lang));
        }
    }

    /// Returns a requirement with how the county stands to it.
    pub(super) fn finding(&self, finding: &Finding) -> String {
        let sources = &self.snapshot.workspace.sources;
        let asked = crate::compare::conform::requirement_text(sources, finding);
        let asked = if finding.must { words::must(asked) } else { words::should(asked) };
        let standing = match (&finding.exempt, finding.standing) {
            (Some(Some(until)), _) => words::exempt_until(until.to_string()),
            (Some(None), _) => words::exempt(),
            (None, own) => standing_text(own),
        };
        let mut line = format!("{} — {}", asked.get(self.lang), standing.get(self.lang));
        let keys: Vec<String> = finding.keys.iter().map(|key| key.answers.speak(self.lang)).collect();
        if !keys.is_empty() {
            line.push_str(&format!(" [{}]", keys.join(" · ")));
        }
        if let (Some(by), true) = (&finding.by, finding.is_deviation()) {
            line.push_str(&format!(", {}", words::by(by).get(self.lang)));
        }
        let cites: Vec<String> = finding.asked.cites.iter().map(crate::compare::data::Cite::text).collect();
        line.push_str(&format!(" ({}", finding.standard));
        if !cites.is_empty() {
            line.push_str(&format!(", {}", cites.join(" ")));
        }
        line.push(')');
        line
    }
}

pub(super) fn standing_text(own: Standing) -> Text {
    match own {
        Standing::Meets => words::meets(),
        Standing::Below => words::below(),
        Standing::Above => words::above(),
        Standing::NotStated => words::not_stated(),
        Standing::NotDecided => words::not_decided(),
    }
}

/// Returns a document as Markdown: its number, linked where it has an address, its article, title and date.
pub(super) fn document_text(program: &Program, cite: &Citation) -> Option<String> {
    let own = program.documents.get(cite.document.index())?;
    let mut text = match &own.url {
        Some(url) => link(&own.number, url),
        None => crate::report::grid::plain_in_markdown(&own.number),
    };
    let rest = [
        cite.article.clone(),
        own.title.as_ref().map(|own| format!("《{own}》")),
        own.dated.map(|own| own.to_string()),
    ];
    for part in rest.into_iter().flatten() {
        text.push(' ');
        text.push_str(&crate::report::grid::plain_in_markdown(&part));
    }
    Some(text)
}
