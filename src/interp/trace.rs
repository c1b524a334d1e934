//! The worked sum as data: every step of a benefit with what was stated, where, and what it gave. Serialised as
//! `docs/schema/case.schema.json` says: English keys, money in 分 with its 元 beside it.

use super::session::Session;
use super::show;
use crate::base::date::Period;
use crate::base::number::{Number, RoundingMode};
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::{Speak, Text};
use crate::ir::{ClausePath, Origin, Stated as How};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// An amount of money in 分: exact, whole or a fraction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub Number);

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("money", 2)?;
        match self.0.to_i64() {
            Some(fen) => fields.serialize_field("fen", &fen)?,
            None => {
                let (numerator, denominator) = self.0.fraction_text();
                fields.serialize_field("fen", &format!("{numerator}/{denominator}"))?;
            }
        }
        fields.serialize_field("yuan", show::yuan_text(&self.0).trim_start_matches('≈'))?;
        fields.end()
    }
}

/// A value of any type: exactly, and in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Amount {
    pub exact: String,
    pub text: Text,
}

/// A place in a source text; line and column are known once the texts have been looked at.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    #[serde(skip)]
    pub span: Option<Span>,
    pub start: u32,
    pub end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl From<Span> for Place {
    fn from(span: Span) -> Place {
        Place { span: Some(span), start: span.start, end: span.end, file: None, line: None, column: None }
    }
}

impl Place {
    /// Fills in file, line and column; a source that the texts lack leaves them out.
    pub fn locate(&mut self, sources: &SourceMap) {
        let known = |span: &Span| sources.iter().any(|(id, _)| id == span.source);
        if let Some(span) = self.span.filter(known) {
            let source = sources.get(span.source);
            let at = source.line_column(span.start as usize);
            self.file = Some(source.name.clone());
            self.line = Some(at.line);
            self.column = Some(at.column);
        }
    }

    /// Returns what stands there, when it is a short piece of one line.
    fn words(&self, sources: &SourceMap) -> Option<String> {
        let span = self.span.filter(|_| self.file.is_some())?;
        let text = sources.slice(span).trim();
        let short = !text.is_empty() && text.chars().count() <= 80 && !text.contains('\n');
        short.then(|| text.to_owned())
    }
}

/// A cited document.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Cite {
    /// As the policy calls it: `文12`.
    pub document: String,
    /// `青医保发〔2019〕12号`
    pub number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// The clause that a step follows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ClauseRef {
    pub path: Text,
    #[serde(skip)]
    pub key: ClausePath,
    pub place: Place,
    pub cites: Vec<Cite>,
    pub stated_by: String,
    pub how: &'static str,
    /// What other sources say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputed: Vec<String>,
}

/// A value that a step read: a param, a fact, a define, or what the language itself knows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Use {
    /// `param`, `fact`, `define`, `table`, `state`, `list`, `quantity`
    pub kind: &'static str,
    pub name: Text,
    pub value: Amount,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Cite>,
    pub place: Place,
}

/// An expression as the policy writes it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Written {
    /// Known once the texts have been looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What it names directly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
    pub place: Place,
}

impl From<Span> for Written {
    fn from(span: Span) -> Written {
        Written { text: None, uses: Vec::new(), place: span.into() }
    }
}

impl Written {
    /// Fills in the text, when it fits on a line.
    pub fn locate(&mut self, sources: &SourceMap) {
        self.place.locate(sources);
        self.text = self.place.words(sources);
        self.uses.iter_mut().for_each(|own| own.locate(sources));
    }
}

impl Use {
    /// Fills in places, and the words of a list function.
    pub fn locate(&mut self, sources: &SourceMap) {
        self.place.locate(sources);
        if self.kind == "list" {
            self.name = Text::same(self.place.words(sources).unwrap_or_default());
        }
    }
}

/// How a stated value came about.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Stated {
    /// `None`: `无`.
    pub value: Option<Amount>,
    /// `未载`: works as `无`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unstated: bool,
    /// The value before the effects, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Amount>,
    /// The formula, unless it is an amount by itself or a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
    /// `同 住院报销`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<RowHit>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<EffectHit>,
}

/// The row of a table that was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RowHit {
    /// What the dimensions were.
    pub keys: Vec<Text>,
    /// How many rows were found.
    pub hits: usize,
    pub cell: Option<Amount>,
    pub place: Place,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Cite>,
}

/// An effect that applied.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct EffectHit {
    pub text: Text,
    /// Its condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Written>,
    /// The value after it.
    pub gives: Option<Amount>,
    pub place: Place,
}

/// One line of a marginal rate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SegmentLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Money>,
    /// How much of the amount lies in the band.
    pub part: Money,
    pub rate: Stated,
    pub gives: Money,
}

/// One identity that was tried.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Tried {
    pub values: Vec<Text>,
    /// `None`: a table has no row for it.
    pub payment: Option<Money>,
    pub counts: bool,
}

/// One step of a worked sum.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    #[serde(flatten)]
    pub work: Work,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<ClauseRef>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Work {
    /// Where no clause states it: eligible cost less first pay and payments before.
    Base {
        #[serde(skip_serializing_if = "Option::is_none")]
        stated: Option<Stated>,
        #[serde(skip_serializing_if = "Option::is_none")]
        usual: Option<UsualBase>,
        /// `按年累计`
        #[serde(skip_serializing_if = "Option::is_none")]
        cumulative: Option<&'static str>,
        gives: Money,
    },
    FirstPay {
        stated: Stated,
        taken: Money,
        rest: Money,
    },
    Quantity {
        asked: Amount,
        allowed: Stated,
        period: &'static str,
        used: Amount,
        left: Option<Amount>,
        share: Amount,
        rest: Money,
    },
    Deductible {
        stated: Stated,
        period: &'static str,
        due: Money,
        /// What the facility before has charged, when it is carried on.
        #[serde(skip_serializing_if = "Option::is_none")]
        carried_on: Option<Money>,
        charged_before: Money,
        charged: Money,
        charged_after: Money,
        /// Charged so often already that nothing more is.
        #[serde(skip_serializing_if = "Option::is_none")]
        often_enough: Option<Often>,
        rest: Money,
    },
    /// `按年累计`: what the whole base of the period gives, less what the base before gave.
    Cumulative {
        period: &'static str,
        before: Money,
        with_this: Money,
        gave_before: Money,
        gives_with_this: Money,
        gives: Money,
    },
    Rate {
        stated: Stated,
        of: Money,
        gives: Money,
    },
    Segments {
        origin: &'static str,
        from: Money,
        to: Money,
        lines: Vec<SegmentLine>,
        gives: Money,
    },
    Amount {
        stated: Stated,
        #[serde(skip_serializing_if = "Option::is_none")]
        rounded: Option<Rounding>,
        gives: Money,
    },
    TopUp {
        stated: Stated,
        target: Money,
        paid_before: Money,
        gives: Money,
    },
    OwnPay {
        stated: Stated,
        period: &'static str,
        ceiling: Option<Money>,
        own_before: Money,
        own_now: Money,
        gives: Money,
    },
    Cap {
        stated: Stated,
        period: &'static str,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        each: Vec<Text>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        joint: Vec<String>,
        /// Absent: no limit.
        limit: Option<Money>,
        used: Money,
        left: Option<Money>,
        reached: bool,
        gives: Money,
        /// What will be left when this payment counts; filled in at the end.
        left_after: Option<Money>,
    },
    TotalOfLayers {
        stated: Stated,
        limit: Option<Money>,
        paid_before: Money,
        left: Option<Money>,
        reached: bool,
        gives: Money,
    },
    Round {
        mode: &'static str,
        unit: Money,
        of: Money,
        gives: Money,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        kept_below_limit: bool,
    },
    Payment {
        gives: Money,
    },
}

/// What the usual base is made of.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct UsualBase {
    pub eligible: Money,
    pub first_pay_before: Money,
    pub paid_before: Money,
}

/// A visit limit of a deductible that holds it off.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Often {
    pub period: &'static str,
    pub times: u32,
}

/// A rounding that was applied to a value.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Rounding {
    pub mode: &'static str,
    pub unit: Money,
}

/// Returns the key of a period.
pub fn period_key(period: Option<Period>) -> &'static str {
    match period.unwrap_or(Period::Visit) {
        Period::Visit => "visit",
        Period::Day => "day",
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
        Period::Life => "life",
    }
}

/// Returns the key of a rounding mode.
pub fn mode_key(mode: RoundingMode) -> &'static str {
    match mode {
        RoundingMode::HalfUp => "half_up",
        RoundingMode::HalfEven => "half_even",
        RoundingMode::Up => "up",
        RoundingMode::Down => "down",
    }
}

fn how_key(how: How) -> &'static str {
    match how {
        How::Own => "own",
        How::Inherited => "inherited",
        How::Overridden => "overridden",
        How::Amended => "amended",
        How::EveryBenefit => "every_benefit",
        How::Default => "default",
    }
}

impl Session<'_> {
    pub(super) fn cites(&self, origin: &Origin) -> Vec<Cite> {
        let cite = |citation: &crate::ir::Citation| {
            let document = self.program.documents.get(citation.document.index());
            Cite {
                document: document.map_or_else(String::new, |own| own.name.clone()),
                number: document.map_or_else(String::new, |own| own.number.clone()),
                article: citation.article.clone(),
            }
        };
        origin.cites.iter().map(cite).collect()
    }

    pub(super) fn clause_ref(&self, path: &ClausePath, origin: &Origin) -> ClauseRef {
        use crate::base::text::Lang;
        ClauseRef {
            path: Text::new(path.speak(Lang::Zh), path.speak(Lang::En)),
            key: path.clone(),
            place: origin.span.into(),
            cites: self.cites(origin),
            stated_by: origin.stated_by.clone(),
            how: how_key(origin.how),
            disputed: origin.disputed.iter().map(|own| own.value.clone()).collect(),
        }
    }
}
