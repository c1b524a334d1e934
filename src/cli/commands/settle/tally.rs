//! What has been counted: rows by what became of them, why rows were rejected, and what is told of that.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::text::Text;
use crate::cli::words;
use crate::column::Counts;
use crate::data::facts::Forms;
use crate::data::intake::Refusal;
use crate::data::reconcile::Reconciliation;
use crate::data::record;
use crate::data::settle::{Fate, Verdict};
use crate::data::totals::Totals;

/// How many rejected rows are told of on a terminal.
pub(super) const TOLD: usize = 5;

/// What has been counted.
pub(super) struct Tally {
    pub(super) rows: record::RowsRecord,
    pub(super) counts: Counts,
    pub(super) forms: Forms,
    pub(super) by_county: Totals,
    pub(super) by: Option<Totals>,
    pub(super) records: Option<Reconciliation>,
    pub(super) reasons: BTreeMap<(String, String, String), u64>,
    /// The sum of all payments that were written, to be held against the totals.
    pub(super) written: i128,
    /// The first rejected rows.
    pub(super) told: Vec<Text>,
    /// The facts that rows were rejected for want of.
    pub(super) wanting: BTreeSet<String>,
    /// Words of cells that no vocabulary has; only the first few.
    pub(super) unknown: BTreeSet<String>,
}

impl Tally {
    /// Counts what became of a row.
    pub(super) fn count(&mut self, verdict: &Verdict) {
        match &verdict.fate {
            Fate::Settled => {
                self.rows.settled += 1;
                self.rows.paid += u64::from(verdict.paid() != 0);
                self.written += i128::from(verdict.paid());
            }
            Fate::Cancelled(_) => self.rows.cancelled += 1,
            Fate::Rejected(_) => self.rows.rejected += 1,
        }
    }

    /// Notes why a row was rejected.
    pub(super) fn tell(&mut self, verdict: &Verdict, names: &[String]) {
        let Fate::Rejected(refusals) = &verdict.fate else { return };
        for own in refusals {
            if let Some(fact) = own.wanted_fact() {
                self.wanting.insert(fact.to_owned());
            }
            if let Some(word) = own.unknown_word().filter(|_| self.unknown.len() < TOLD) {
                self.unknown.insert(word.to_owned());
            }
            *self.reasons.entry(general(own)).or_default() += 1;
        }
        if self.told.len() < TOLD {
            self.told.push(told_of(verdict, names));
        }
    }
}

/// Returns a column and a reason in both tongues without what is particular to the row.
pub(super) fn general(own: &Refusal) -> (String, String, String) {
    let without = |text: &str| match text.split_once('`').and_then(|(a, rest)| Some((a, rest.split_once('`')?.1))) {
        Some((before, after)) => format!("{before}…{after}"),
        None => text.to_owned(),
    };
    (own.column.clone(), without(&own.reason.zh), without(&own.reason.en))
}

/// Returns a rejected row in one line.
pub(super) fn told_of(verdict: &Verdict, names: &[String]) -> Text {
    let Fate::Rejected(refusals) = &verdict.fate else { return Text::same("") };
    let name = names.get(verdict.file as usize).map_or("", String::as_str);
    let reasons: Vec<Text> = refusals
        .iter()
        .map(|own| match own.column.is_empty() {
            true => own.reason.clone(),
            false => words::rejected_cell(&own.column, &own.reason),
        })
        .collect();
    words::rejected_row(name, verdict.row.line.to_string(), crate::base::text::listed(&reasons))
}
