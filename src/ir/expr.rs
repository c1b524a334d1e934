//! Typed expressions, tables and adjusted values. Names are resolved, units are checked and conversions are explicit.

use super::types::Type;
use super::{BenefitId, ClausePath, DefinitionId, FactId, ListId, Origin, StateId, TableId};
use crate::base::date::{DateRange, Period};
use crate::base::number::RoundingMode;
use crate::base::span::Span;
use crate::syntax::ast::{Hit, SegmentOrigin};
use crate::value::Value;
use crate::value::ops::Comparison;

pub use crate::syntax::ast::CompareOp;

impl From<CompareOp> for Comparison {
    fn from(op: CompareOp) -> Comparison {
        match op {
            CompareOp::Equal => Comparison::Equal,
            CompareOp::NotEqual => Comparison::NotEqual,
            CompareOp::Less => Comparison::Less,
            CompareOp::LessOrEqual => Comparison::LessOrEqual,
            CompareOp::Greater => Comparison::Greater,
            CompareOp::GreaterOrEqual => Comparison::GreaterOrEqual,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: Box<ExprKind>,
    pub ty: Type,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    Constant(Value),
    /// A fact of the current claim, person or household (its owner says which).
    Fact(FactId),
    /// A field of the current record.
    Field(usize),
    /// A param, define, group or account; in the context of its owner.
    Definition(DefinitionId, Vec<Expr>),
    /// The argument of the enclosing define.
    Argument(usize),
    /// An output of a named table.
    TableOutput(TableId, usize),
    /// The state of the person or household in the current period.
    State(StateId),
    /// `上期.…`: a state, or what a benefit paid, one period earlier.
    PreviousState(StateId),
    PreviousPaid(BenefitId),
    /// `已满 6个月`: whole months in the present state (only in transitions).
    HeldFor {
        months: u32,
    },
    /// What a benefit pays on this claim or in this period: `低保金`, `已付(大病保险)`. Several: an identity's benefits, summed.
    Paid(Vec<BenefitId>),
    /// `已付(大病保险, 本年)`: over the earlier claims of the period.
    PaidInPeriod(Vec<BenefitId>, Period),
    /// `累计(个人负担, 本年)`: the quantity of each earlier claim of the period, summed.
    Total(Expr, Period),
    /// `剩余(门诊慢病报销.限额.每年)`
    Left(BenefitId, ClausePath),
    EligibleLeft,
    OwnPay,
    PaidSoFar,
    TotalPaid,
    VisitNumber,
    Today,
    Negate(Expr),
    Not(Expr),
    Arithmetic(ArithmeticOp, Expr, Expr),
    /// Multiplies by a fixed number: unit conversions (`每月`, 元/年 × 个月).
    Scale(Expr, crate::base::number::Number),
    /// Compares numbers, dates, texts, or ordered entries; `Equal` and `NotEqual` anything. A `Several` equals an
    /// entry when it holds it (entries below it in a catalogue included).
    Compare(CompareOp, Expr, Expr),
    /// Short-circuits.
    And(Expr, Expr),
    Or(Expr, Expr),
    If(Expr, Expr, Expr),
    /// Membership of an entry (or of one of several) in entries and lists, hierarchy included.
    In {
        value: Expr,
        members: Vec<Member>,
        negated: bool,
    },
    InBand {
        value: Expr,
        band: Band,
        negated: bool,
    },
    /// A dated value on another day.
    At(Expr, Expr),
    /// `取整(X, 进一, 1元)`
    Rounded(Expr, RoundingMode, Expr),
    /// `合计 个数 任一 全部 最小 最大 平均` over a list.
    Over {
        function: ListFunction,
        list: Expr,
        filter: Option<Expr>,
        body: Option<Expr>,
    },
    /// The members of the household, as of today.
    Members,
    /// `本年结算`: the claims of the year up to this one.
    ClaimsThisYear,
    /// `最小(a, b, …)`, `最大(a, b, …)` of plain arguments.
    Least(Vec<Expr>),
    Greatest(Vec<Expr>),
    /// `名次(成员 其中 … : key)`: place of the current element, 1 = smallest key, equal keys in list order.
    Rank {
        list: Expr,
        filter: Option<Expr>,
        key: Expr,
    },
    /// `周岁数(出生日期, 月末)`
    Age {
        birth: Expr,
        on: Expr,
    },
    Year(Expr),
    Month(Expr),
    /// `天数(从, 到)` / `月数(从, 到)`: whole days, whole months from the first to the second.
    Days(Expr, Expr),
    Months(Expr, Expr),
    /// `次月(日期)`: its first day; `月末(日期)`: the last day of its month.
    NextMonth(Expr),
    MonthEnd(Expr),
    /// `有效(X)`: is the definition, benefit or document in force today.
    InForce(InForceOf),
    /// The number of entries of a list in force today.
    ListCount(ListId),
    /// The sum of an account: counted items less deducted ones; a person's item is summed over the members.
    Account(Vec<AccountItem>),
    /// `X + duration`, `X - duration` on dates; the duration is in days or in months.
    DatePlus {
        date: Expr,
        duration: Expr,
        negated: bool,
    },
    /// Days from the second date to the first.
    DateDifference(Expr, Expr),
    /// What could not be typed; never evaluated, since a program with errors does not run.
    Hole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// The exponent is a whole number from -1000 to 1000.
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListFunction {
    Sum,
    Count,
    Any,
    All,
    Min,
    Max,
    Average,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    /// An entry, a number, a date, a text.
    Value(Expr),
    List(ListId),
}

#[derive(Clone, Debug, PartialEq)]
pub enum InForceOf {
    Definition(DefinitionId),
    Benefit(BenefitId),
}

#[derive(Clone, Debug)]
pub struct AccountItem {
    pub name: String,
    pub deducted: bool,
    pub range: DateRange,
    /// In the household's context; a person's fact already stands within a sum over the members.
    pub value: Expr,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Band {
    pub low: Option<Edge>,
    pub high: Option<Edge>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    pub value: Expr,
    pub included: bool,
}

/// A value with its effects.
#[derive(Clone, Debug)]
pub struct Adjusted {
    pub value: Source,
    pub effects: Vec<Effect>,
    pub ty: Type,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Source {
    Expr(Expr),
    Table(Box<Table>),
    /// `同 住院报销`: the clause of the same word of that benefit, with its cases and effects.
    As(BenefitId, Span),
    Pending(Span),
    /// `未载`: the source does not say whether there is one. Works as `无`, and is shown as not stated.
    Unstated(Span),
    /// `无`
    Nothing(Span),
}

#[derive(Clone, Debug)]
pub struct Effect {
    pub when: Option<Expr>,
    pub kind: EffectKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum EffectKind {
    Instead(Source),
    Plus(Expr),
    Minus(Expr),
    Times(Expr),
    Halved,
    Waived,
    Lifted,
    /// The step is an amount or a ratio of the value.
    EachFurtherMinus {
        step: Expr,
        at_most: Option<Expr>,
    },
    Continued,
}

/// A table; a matrix has been unfolded into one row for each cell.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: Option<String>,
    pub dimensions: Vec<Dimension>,
    pub outputs: Vec<Output>,
    pub hit: Hit,
    /// Whether the hit policy was written (else it is `Unique`).
    pub hit_written: bool,
    pub each_further_hit_plus: Option<Expr>,
    pub rows: Vec<Row>,
    /// A row could not be read (reported): nobody complains about gaps and overlaps.
    pub broken: bool,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Empty for the only output of a clause's table.
    pub name: String,
    pub ty: Type,
}

#[derive(Clone, Debug)]
pub enum Dimension {
    Expr(Expr),
    /// Marginal: worth the sum of cell × part of the amount in that band. `of`: else the benefit's amount.
    Segment {
        origin: Option<SegmentOrigin>,
        of: Option<Expr>,
        span: Span,
    },
}

#[derive(Clone, Debug)]
pub struct Row {
    /// One for each dimension; empty for a default row.
    pub heads: Vec<Head>,
    pub default: bool,
    /// One for each output.
    pub cells: Vec<Cell>,
    pub range: DateRange,
    pub span: Span,
    pub docs: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Head {
    /// Any of these.
    pub items: Vec<HeadItem>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum HeadItem {
    Any,
    /// What no other head of this dimension covers.
    Else,
    Value(Expr),
    List(ListId),
    Band(Band),
    Compare(CompareOp, Expr),
    Condition(Expr),
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub value: Source,
    pub span: Span,
    /// Dates, citations and doubts of this cell; `None` when it has no marks of its own.
    pub origin: Option<Origin>,
}
