//! The worked sum (算账单): a settlement or a benefit as data in, a text that a clerk can check out, in either tongue.
//!
//! `Text` is set in columns of the width that is asked for, `Plain` has one step a line and no drawing, `Markdown` has tables, `Json` is the data
//! itself.

mod case;
mod layout;
mod lines;
mod words;

pub use case::{CaseRecord, MissingRecord, Occasion, OccasionRecord, case};
pub use lines::{Line, Sheet, sheet};

use crate::base::text::Lang;
use crate::interp::record::{BenefitRecord, ClaimRecord, SettlementRecord};
use layout::{Page, WIDTH};

/// How a worked sum is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Plain,
    Markdown,
    Json,
}

/// Returns the worked sum of every claim of a settlement.
pub fn settlement(record: &SettlementRecord, form: Form, lang: Lang) -> String {
    if form == Form::Json {
        return json(record);
    }
    let mut page = Page::new(form, lang, WIDTH);
    for claim in &record.claims {
        set_claim(&mut page, claim);
    }
    page.finish()
}

/// Returns the worked sum of a claim.
pub fn claim(record: &ClaimRecord, form: Form, lang: Lang) -> String {
    if form == Form::Json {
        return json(record);
    }
    let mut page = Page::new(form, lang, WIDTH);
    set_claim(&mut page, record);
    page.finish()
}

/// Returns the worked sum of a benefit on a claim or for a period.
pub fn benefit(record: &BenefitRecord, form: Form, lang: Lang) -> String {
    if form == Form::Json {
        return json(record);
    }
    let mut page = Page::new(form, lang, WIDTH);
    page.sheet(&sheet(record));
    page.finish()
}

/// Returns the worked sum of a benefit as text that will be set in by some columns.
pub fn benefit_set_in(record: &BenefitRecord, columns: usize, lang: Lang) -> String {
    let mut page = Page::new(Form::Text, lang, WIDTH.saturating_sub(columns));
    page.sheet(&sheet(record));
    page.finish()
}

pub(super) fn json(record: &impl serde::Serialize) -> String {
    // Maps with text keys and numbers: nothing that could fail.
    let mut text = serde_json::to_string_pretty(record).expect("a record holds only texts, numbers and lists");
    text.push('\n');
    text
}

/// Says of a claim that is not settled why; returns whether that is all there is to say.
fn set_standing(page: &mut Page, record: &ClaimRecord) -> bool {
    match record.standing {
        "cancelled" => page.note(&words::cancelled(record.cancelled_with.clone().unwrap_or_default())),
        "rejected" => {
            if let Some(rejection) = &record.rejection {
                page.note(&words::rejected(&rejection.text));
            }
        }
        _ => return false,
    }
    true
}

/// Sets the worked sums of some benefits, a blank line between them.
fn set_sheets(page: &mut Page, records: &mut dyn Iterator<Item = &BenefitRecord>) {
    for (place, record) in records.enumerate() {
        if place > 0 {
            page.blank();
        }
        page.sheet(&sheet(record));
    }
}

fn set_claim(page: &mut Page, record: &ClaimRecord) {
    let mut title = vec![record.date.clone()];
    if !record.member.is_empty() {
        title.push(record.member.clone());
    }
    title.push(words::claim(&record.id).get(page.lang).to_owned());
    page.title(&title.join("  "));
    set_standing(page, record);
    // Of a rejected claim only what stood in the way is of interest.
    let shown = record.benefits.iter().filter(|own| record.standing == "settled" || own.error.is_some());
    set_sheets(page, &mut shown.into_iter());
    if record.standing == "settled" {
        page.total(&words::total(), &lines::yuan(&record.paid));
    }
}
