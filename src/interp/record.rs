//! What was settled as plain data for reports and JSON: names in place of ids, sentences in both tongues. The shape is
//! published in `docs/schema/case.schema.json` and only grows.

use super::benefit::{Due, Outcome, Reason};
use super::claims::{SettledClaim, Settlement, Standing};
use super::error::{Error, Fallible};
use super::trace::{Money, Place, Step, Tried, Work, Written};
use crate::base::source::SourceMap;
use crate::base::text::Text;
use crate::ir::{BenefitId, Program};
use serde::Serialize;
use std::rc::Rc;

/// The version of the shape.
pub const SCHEMA_VERSION: &str = "1.0";

/// Every claim with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettlementRecord {
    pub schema_version: &'static str,
    pub jurisdiction: String,
    pub claims: Vec<ClaimRecord>,
    /// What all settled claims were paid.
    pub paid: Money,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimRecord {
    /// Empty where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub member: String,
    pub date: String,
    /// `settled`, `cancelled`, `rejected`
    pub standing: &'static str,
    /// The claim together with which it was taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_with: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejection: Option<RejectionRecord>,
    pub paid: Money,
    pub benefits: Vec<BenefitRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectionRecord {
    pub kind: &'static str,
    pub text: Text,
}

/// A benefit on a claim or for a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BenefitRecord {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub english: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Absent where there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<Money>,
    pub due: bool,
    /// Why it is not due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonRecord>,
    /// Why nothing is paid although it is due; and which clause keeps the payment down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing_because: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited_by: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_kind: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<Tried>,
    pub steps: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonRecord {
    pub kind: &'static str,
    pub text: Text,
    /// The condition that failed, with the values that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorRecord {
    pub kind: &'static str,
    pub message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<Text>,
    pub place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Place>,
}

impl Settlement {
    /// Returns the settlement as data; with the texts, places have file, line and column.
    pub fn record(&self, program: &Program, sources: Option<&SourceMap>) -> SettlementRecord {
        let claims: Vec<ClaimRecord> = self.claims.iter().map(|own| own.record(program, sources)).collect();
        let paid = self
            .claims
            .iter()
            .fold(crate::base::number::Number::zero(), |sum, own| sum.add(&own.paid()).unwrap_or(sum));
        let jurisdiction = program.jurisdiction.name.clone();
        SettlementRecord { schema_version: SCHEMA_VERSION, jurisdiction, claims, paid: Money(paid) }
    }
}

impl SettledClaim {
    /// Returns the claim as data.
    pub fn record(&self, program: &Program, sources: Option<&SourceMap>) -> ClaimRecord {
        let (standing, cancelled_with, rejection) = match &self.standing {
            Standing::Open => ("settled", None, None),
            Standing::Cancelled { with } => ("cancelled", Some(with.clone()), None),
            Standing::Rejected(rejection) => {
                let record = RejectionRecord { kind: rejection.name(), text: rejection.text(&self.claim) };
                ("rejected", None, Some(record))
            }
        };
        let benefits = self.benefits.iter().map(|(id, outcome)| benefit_record(program, *id, outcome, sources));
        ClaimRecord {
            id: self.claim.id.clone(),
            member: self.member_name.clone(),
            date: self.claim.date.to_string(),
            standing,
            cancelled_with,
            rejection,
            paid: Money(self.paid()),
            benefits: benefits.collect(),
        }
    }
}

/// Returns what a benefit pays, or why there is no answer, as data.
pub fn benefit_record(
    program: &Program,
    id: BenefitId,
    outcome: &Fallible<Rc<Outcome>>,
    sources: Option<&SourceMap>,
) -> BenefitRecord {
    let benefit = program.benefit(id);
    let mut record = BenefitRecord {
        name: benefit.name.clone(),
        english: benefit.english.clone(),
        identity: benefit.identity.clone(),
        payment: None,
        due: false,
        reason: None,
        nothing_because: None,
        limited_by: None,
        in_kind: None,
        identities: Vec::new(),
        steps: Vec::new(),
        error: None,
    };
    match outcome {
        Ok(outcome) => {
            record.payment = Some(Money(outcome.payment.clone()));
            record.due = outcome.is_due();
            record.reason = match &outcome.due {
                Due::NotDue(reason) => Some(reason_record(program, reason, sources)),
                Due::Due => None,
            };
            record.nothing_because = if outcome.is_due() { outcome.why_nothing(program) } else { None };
            record.limited_by = outcome.limited_by.as_ref().map(super::benefit::path_text);
            record.in_kind = outcome.in_kind.clone();
            record.identities = outcome.identities.clone();
            record.steps = outcome.steps.clone();
        }
        Err(error) => record.error = Some(error_record(error, sources)),
    }
    if let Some(sources) = sources {
        record.steps.iter_mut().for_each(|step| locate(step, sources));
    }
    record
}

fn reason_record(program: &Program, reason: &Reason, sources: Option<&SourceMap>) -> ReasonRecord {
    let place = reason.span().map(|span| place(span, sources));
    let mut written = match reason {
        Reason::Condition { written, .. } => Some(written.clone()),
        _ => None,
    };
    if let (Some(written), Some(sources)) = (&mut written, sources) {
        written.locate(sources);
    }
    ReasonRecord { kind: reason.name(), text: reason.text(program), written, place }
}

/// Returns an error as data.
pub fn error_record(error: &Error, sources: Option<&SourceMap>) -> ErrorRecord {
    ErrorRecord {
        kind: error.kind.name(),
        message: error.message.clone(),
        within: error.within.clone(),
        place: place(error.span, sources),
        other: error.other.map(|span| place(span, sources)),
    }
}

fn place(span: crate::base::span::Span, sources: Option<&SourceMap>) -> Place {
    let mut place = Place::from(span);
    if let Some(sources) = sources {
        place.locate(sources);
    }
    place
}

fn locate(step: &mut Step, sources: &SourceMap) {
    if let Some(clause) = &mut step.clause {
        clause.place.locate(sources);
    }
    step.uses.iter_mut().for_each(|own| own.locate(sources));
    let in_stated = |stated: &mut super::trace::Stated| {
        if let Some(written) = &mut stated.written {
            written.locate(sources);
        }
        if let Some(row) = &mut stated.row {
            row.place.locate(sources);
        }
        for effect in &mut stated.effects {
            effect.place.locate(sources);
            if let Some(when) = &mut effect.when {
                when.locate(sources);
            }
        }
    };
    match &mut step.work {
        Work::Base { stated, .. } => {
            if let Some(stated) = stated {
                in_stated(stated);
            }
        }
        Work::FirstPay { stated, .. }
        | Work::Deductible { stated, .. }
        | Work::Rate { stated, .. }
        | Work::Amount { stated, .. }
        | Work::TopUp { stated, .. }
        | Work::OwnPay { stated, .. }
        | Work::Cap { stated, .. }
        | Work::TotalOfLayers { stated, .. } => in_stated(stated),
        Work::Quantity { allowed, .. } => in_stated(allowed),
        Work::Segments { lines, .. } => lines.iter_mut().for_each(|line| in_stated(&mut line.rate)),
        Work::Cumulative { .. } | Work::Round { .. } | Work::Payment { .. } => {}
    }
}
