//! A case as a whole: what every benefit pays on each occasion, what is missing, what it comes to; as data and as pages.

use super::layout::Page;
use super::{Form, lines, set_sheets, words};
use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::base::text::{Lang, Text, listed};
use crate::interp::record::{BenefitRecord, ClaimRecord, SCHEMA_VERSION};
use crate::interp::trace::Money;
use crate::interp::{ErrorKind, SettledClaim, Standing};
use crate::ir::{FactId, Program, Type};
use serde::Serialize;

/// Every occasion of a case with what is paid; `docs/schema/case.schema.json` publishes the shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseRecord {
    pub schema_version: &'static str,
    pub jurisdiction: String,
    /// Whether every benefit has an answer on every occasion, and no claim was rejected.
    pub complete: bool,
    pub occasions: Vec<OccasionRecord>,
    /// Facts that were needed and not given.
    pub missing: Vec<MissingRecord>,
    /// What all occasions come to, as far as there is an answer.
    pub paid: Money,
}

/// What a benefit is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    Claim,
    Period,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OccasionRecord {
    pub kind: Occasion,
    #[serde(flatten)]
    pub settled: ClaimRecord,
}

/// A fact that was needed and not given, with the values that it may have where they are few.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingRecord {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub english: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// The most values of a missing fact that are listed.
const MOST_VALUES: usize = 12;

impl CaseRecord {
    pub fn new(jurisdiction: &str) -> CaseRecord {
        CaseRecord {
            schema_version: SCHEMA_VERSION,
            jurisdiction: jurisdiction.to_owned(),
            complete: true,
            occasions: Vec::new(),
            missing: Vec::new(),
            paid: Money(Number::zero()),
        }
    }

    /// Adds what was settled on an occasion.
    pub fn add(&mut self, kind: Occasion, settled: &SettledClaim, program: &Program, sources: &SourceMap) {
        self.complete &= !matches!(settled.standing, Standing::Rejected(_));
        for error in settled.benefits.iter().filter_map(|(_, outcome)| outcome.as_ref().err()) {
            self.complete = false;
            if let ErrorKind::MissingFact(fact) = error.kind {
                self.miss(program, fact);
            }
        }
        let record = settled.record(program, Some(sources));
        self.paid = Money(self.paid.0.add(&record.paid.0).unwrap_or_else(|_| self.paid.0.clone()));
        self.occasions.push(OccasionRecord { kind, settled: record });
    }

    fn miss(&mut self, program: &Program, id: FactId) {
        let fact = program.fact(id);
        if self.missing.iter().any(|own| own.name == fact.name) {
            return;
        }
        let values = match fact.ty {
            Type::Entry(domain) | Type::Several(domain) => {
                let entries = &program.domain(domain).entries;
                let names = entries.iter().map(|entry| entry.name.clone());
                if entries.len() > MOST_VALUES { Vec::new() } else { names.collect() }
            }
            _ => Vec::new(),
        };
        self.missing.push(MissingRecord { name: fact.name.clone(), english: fact.english.clone(), values });
    }
}

/// Returns the worked sums of a case.
pub fn case(record: &CaseRecord, form: Form, lang: Lang, width: usize) -> String {
    if form == Form::Json {
        return super::json(record);
    }
    let mut page = Page::new(form, lang, width);
    for occasion in &record.occasions {
        set_occasion(&mut page, &record.jurisdiction, occasion);
    }
    if record.occasions.len() > 1 {
        set_summary(&mut page, record);
    }
    let open = record.occasions.iter().flat_map(|own| &own.settled.benefits).filter(|own| own.error.is_some()).count();
    if open > 0 {
        page.blank();
        page.note(&words::without_answer(open));
    }
    if !record.missing.is_empty() {
        let all: Vec<Text> = record
            .missing
            .iter()
            .map(|own| {
                let name = Text::new(own.name.clone(), own.english.clone().unwrap_or_else(|| own.name.clone()));
                if own.values.is_empty() { name } else { words::one_of(&name, own.values.join("、")) }
            })
            .collect();
        page.note(&words::missing(listed(&all)));
    }
    set_documents(&mut page, record);
    page.finish()
}

fn set_occasion(page: &mut Page, jurisdiction: &str, occasion: &OccasionRecord) {
    let settled = &occasion.settled;
    let mut title = vec![jurisdiction.to_owned(), settled.date.clone()];
    title.extend(Some(settled.member.clone()).filter(|own| !own.is_empty()));
    if !settled.id.is_empty() {
        title.push(words::claim(&settled.id).get(page.lang).to_owned());
    }
    page.title(&title.join("  "));
    if super::set_standing(page, settled) {
        return;
    }
    // What pays or fails first in full; what is not due in a line each, after all that.
    let says = |own: &&BenefitRecord| own.due || own.error.is_some();
    set_sheets(page, &mut settled.benefits.iter().filter(says));
    let refused: Vec<(String, Text)> = settled
        .benefits
        .iter()
        .filter(|own| !says(own))
        .map(|own| (own.name.clone(), own.reason.as_ref().map_or(Text::same(""), lines::reason_text)))
        .collect();
    if !refused.is_empty() {
        page.list(&words::refused(), &refused);
    }
    page.total(&words::total(), &lines::yuan(&settled.paid));
}

/// Sets a line for each occasion: what was paid for what.
fn set_summary(page: &mut Page, record: &CaseRecord) {
    page.title(words::summary().get(page.lang).to_owned().as_str());
    let mut rows = Vec::new();
    for OccasionRecord { settled, .. } in &record.occasions {
        let mut head = vec![settled.date.clone()];
        head.extend([&settled.member, &settled.id].into_iter().filter(|own| !own.is_empty()).cloned());
        let paying: Vec<Text> = settled
            .benefits
            .iter()
            .filter_map(|own| {
                let paid = own.payment.as_ref().filter(|paid| !paid.0.is_zero())?;
                Some(lines::joined(&[Text::same(format!("{} ", own.name)), lines::yuan(paid)]))
            })
            .collect();
        let sentence = match settled.standing {
            "cancelled" => words::cancelled(settled.cancelled_with.clone().unwrap_or_default()),
            "rejected" => words::rejected(settled.rejection.as_ref().map_or(Text::same(""), |own| own.text.clone())),
            _ if paying.is_empty() => words::nothing_paid(),
            _ => listed(&paying),
        };
        rows.push((head.join(" "), sentence, lines::yuan(&settled.paid)));
    }
    page.rows(&rows);
    page.total(&words::total(), &lines::yuan(&record.paid));
}

/// Sets the documents that are cited, by the names that the policy gives them.
fn set_documents(page: &mut Page, record: &CaseRecord) {
    let mut known: Vec<(String, Text)> = Vec::new();
    let benefits = record.occasions.iter().flat_map(|own| &own.settled.benefits);
    for step in benefits.flat_map(|own| &own.steps).filter(|step| lines::shows(step)) {
        let of_clause = step.clause.iter().flat_map(|clause| &clause.cites);
        for cite in of_clause.chain(step.uses.iter().flat_map(|own| &own.cites)) {
            let entry = (cite.document.clone(), Text::same(cite.number.clone()));
            if !known.contains(&entry) {
                known.push(entry);
            }
        }
    }
    if !known.is_empty() {
        page.list(&words::documents(), &known);
    }
}
