//! What a run has read, done and written, as plain data: the shape is published in `docs/schema/run.schema.json` and only
//! grows. Holds no time of day, so that the same input gives the same bytes.

use super::columns::{Mapping, Schema};
use super::facts::Forms;
use super::intake::{LeftOut, WrongTotal};
use super::out::yuan;
use super::reconcile::{Cause, Reconciliation};
use super::table::About;
use super::totals::{Sums, Totals};
use crate::base::text::Text;
use crate::column::{Counts, Run};
use serde::{Deserialize, Serialize};

/// The version of the shape.
pub const SCHEMA_VERSION: &str = "1.0";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    pub schema_version: String,
    pub polcheck: String,
    /// `1/4`; absent: everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    pub policies: Vec<PolicyRecord>,
    pub inputs: Vec<InputRecord>,
    pub rows: RowsRecord,
    pub engine: EngineRecord,
    pub benefits: Vec<String>,
    /// By county.
    pub totals: Vec<SumsRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<ByRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<Vec<CauseRecord>>,
    /// How many rows were rejected for each reason.
    pub rejected_because: Vec<ReasonRecord>,
    pub outputs: Vec<OutputRecord>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRecord {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Of all texts that the policy is made of.
    pub sha256: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// `claims`, `persons`, `households`
    pub role: String,
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    pub encoding: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub other_sheets: Vec<String>,
    /// Hidden rows of the sheet, which were read like the others.
    #[serde(skip_serializing_if = "is_none_at_all", default)]
    pub hidden_rows: u64,
    pub header_line: u64,
    pub rows: u64,
    pub left_out: LeftOutRecord,
    /// Sums below the table that are not the sums of its rows.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub wrong_totals: Vec<WrongTotalRecord>,
    pub columns: Vec<ColumnRecord>,
    pub forms: Vec<FormRecord>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutRecord {
    pub blank: u64,
    /// Lines of titles above the header, of headers that stand again, of totals, of signatures.
    pub titles: Vec<u64>,
    pub headers_again: Vec<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub column_numbers: Vec<u64>,
    pub totals: Vec<u64>,
    pub signatures: Vec<u64>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongTotalRecord {
    pub line: u64,
    pub column: String,
    pub written: Amount,
    pub found: Amount,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRecord {
    pub heading: String,
    /// Absent: not used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    pub by_hand: bool,
    /// What its amounts are in, in yuan.
    pub times: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRecord {
    pub column: String,
    pub form: String,
    pub count: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsRecord {
    pub read: u64,
    pub settled: u64,
    /// Of the settled ones, those with a payment.
    pub paid: u64,
    pub cancelled: u64,
    pub rejected: u64,
    /// Rows of other shards.
    #[serde(default)]
    pub elsewhere: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineRecord {
    pub by_kernels: u64,
    pub by_clauses: u64,
    pub by_reference: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SumsRecord {
    /// The values of the dimensions.
    pub of: Vec<String>,
    pub bills: u64,
    pub persons: u64,
    pub gross: Amount,
    pub eligible: Amount,
    /// In the order of `benefits`.
    pub paid_by_benefit: Vec<Amount>,
    pub paid: Amount,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByRecord {
    pub dimensions: Vec<String>,
    pub rows: Vec<SumsRecord>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseRecord {
    /// Absent: all benefits together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit: Option<String>,
    pub cause: String,
    pub text: TextRecord,
    pub rows: u64,
    pub recorded: Amount,
    pub computed: Amount,
    pub residual: Amount,
    /// `file:line` of the first rows.
    pub examples: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonRecord {
    pub column: String,
    pub reason: TextRecord,
    pub rows: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputRecord {
    /// `payments`, `rejects`
    pub role: String,
    pub name: String,
    pub rows: u64,
}

/// Money, as a decimal in yuan and in whole fen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    pub yuan: String,
    pub fen: i128,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRecord {
    pub zh: String,
    pub en: String,
}

impl From<i128> for Amount {
    fn from(fen: i128) -> Amount {
        Amount { yuan: yuan(fen), fen }
    }
}

impl From<&Text> for TextRecord {
    fn from(text: &Text) -> TextRecord {
        TextRecord { zh: text.zh.clone(), en: text.en.clone() }
    }
}

impl From<&Counts> for EngineRecord {
    fn from(own: &Counts) -> EngineRecord {
        EngineRecord { by_kernels: own.by_kernels, by_clauses: own.by_clauses, by_reference: own.by_reference }
    }
}

impl From<&LeftOut> for LeftOutRecord {
    fn from(own: &LeftOut) -> LeftOutRecord {
        LeftOutRecord {
            blank: own.blank,
            titles: own.titles.clone(),
            headers_again: own.headers_again.clone(),
            column_numbers: own.column_numbers.clone(),
            totals: own.totals.clone(),
            signatures: own.signatures.clone(),
        }
    }
}

impl RunRecord {
    /// Whether claims were settled; else benefits of months and years were paid.
    pub fn of_claims(&self) -> bool {
        self.inputs.iter().any(|own| own.role == "claims")
    }
}

impl SumsRecord {
    /// Returns sums as data.
    pub fn new(of: &[String], sums: &Sums, benefits: usize) -> SumsRecord {
        let mut amounts = sums.amounts.clone();
        amounts.resize(benefits, 0);
        SumsRecord {
            of: of.to_vec(),
            bills: sums.bills,
            persons: sums.persons,
            gross: sums.gross.into(),
            eligible: sums.eligible.into(),
            paid: amounts.iter().sum::<i128>().into(),
            paid_by_benefit: amounts.into_iter().map(Amount::from).collect(),
        }
    }

    /// Adds the sums of other persons.
    pub fn add(&mut self, other: &SumsRecord) {
        self.bills += other.bills;
        self.persons += other.persons;
        let add = |own: &mut Amount, more: &Amount| *own = (own.fen + more.fen).into();
        add(&mut self.gross, &other.gross);
        add(&mut self.eligible, &other.eligible);
        add(&mut self.paid, &other.paid);
        for (own, more) in self.paid_by_benefit.iter_mut().zip(&other.paid_by_benefit) {
            add(own, more);
        }
    }
}

/// Returns totals as data.
pub fn sums_of(totals: &Totals, run: &Run<'_>) -> Vec<SumsRecord> {
    totals.rows.iter().map(|(of, sums)| SumsRecord::new(of, sums, run.benefits.len())).collect()
}

impl InputRecord {
    /// Returns an input as data.
    pub fn new(
        role: &str,
        name: &str,
        about: &About,
        left_out: &LeftOut,
        schema: &Schema,
        mapping: &Mapping,
    ) -> InputRecord {
        let column = |own: &super::columns::Column| ColumnRecord {
            heading: own.heading.clone(),
            meaning: own.meaning.as_ref().map(|meaning| schema.name(meaning).zh),
            by_hand: own.by_hand,
            times: own.times,
        };
        InputRecord {
            role: role.to_owned(),
            name: name.to_owned(),
            encoding: about.encoding.clone(),
            sheet: about.sheet.clone(),
            other_sheets: about.other_sheets.clone(),
            hidden_rows: about.hidden_rows,
            left_out: left_out.into(),
            columns: mapping.columns.iter().filter(|own| !own.heading.is_empty()).map(column).collect(),
            ..InputRecord::default()
        }
    }

    /// Says which sums below the table are not those of its rows.
    pub fn set_wrong_totals(&mut self, all: &[WrongTotal]) {
        let record = |own: &WrongTotal| WrongTotalRecord {
            line: own.line,
            column: own.column.clone(),
            written: own.written.into(),
            found: own.found.into(),
        };
        self.wrong_totals = all.iter().map(record).collect();
    }

    /// Says how cells were written.
    pub fn set_forms(&mut self, forms: &Forms) {
        let form = |(column, form, count): (&str, super::cell::Form, u64)| FormRecord {
            column: column.to_owned(),
            form: form.name().to_owned(),
            count,
        };
        self.forms = forms.all().map(form).collect();
    }
}

fn is_none_at_all(count: &u64) -> bool {
    *count == 0
}

/// Puts causes in the order in which they are told, whatever shards they come from.
pub fn order_causes(causes: &mut [CauseRecord], benefits: &[String]) {
    let benefit = |own: &CauseRecord| own.benefit.as_ref().map(|name| benefits.iter().position(|own| own == name));
    causes.sort_by(|a, b| {
        let key = |own: &CauseRecord| (benefit(own), Cause::rank(&own.cause));
        key(a).cmp(&key(b)).then_with(|| a.text.zh.cmp(&b.text.zh))
    });
}

/// Puts forms of writing in the order in which they are told.
pub fn order_forms(forms: &mut [FormRecord]) {
    let place = |own: &FormRecord| super::cell::Form::ALL.iter().position(|form| form.name() == own.form);
    forms.sort_by(|a, b| a.column.cmp(&b.column).then_with(|| place(a).cmp(&place(b))));
}

/// Returns a reconciliation as data. `names`: the inputs by their places.
pub fn causes_of(own: &Reconciliation, schema: &Schema, names: &[String]) -> Vec<CauseRecord> {
    let causes = own.lines.iter().map(|((benefit, cause), line)| CauseRecord {
        benefit: benefit.map(|at| schema.benefits[at].name.clone()),
        cause: cause.name().to_owned(),
        text: (&cause.text(schema)).into(),
        rows: line.rows,
        recorded: line.recorded.into(),
        computed: line.computed.into(),
        residual: (line.recorded - line.computed).into(),
        examples: line
            .examples
            .iter()
            .map(|(_, file, row)| format!("{}:{row}", names.get(*file as usize).map_or("", String::as_str)))
            .collect(),
    });
    let mut causes: Vec<CauseRecord> = causes.collect();
    let benefits: Vec<String> = schema.benefits.iter().map(|own| own.name.clone()).collect();
    order_causes(&mut causes, &benefits);
    causes
}
