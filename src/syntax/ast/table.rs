//! Tables as written: dimensions, rows, heads and cells; bands of values.

use super::{CompareOp, Expr, Marks, Name, Value};
use crate::base::span::{Aside, Place};

/// A table: `按 机构等级, 人群 { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub dimensions: Vec<Dimension>,
    pub outputs: Vec<Name>,
    pub hit: Option<Hit>,
    /// `每增一项加 500元`
    pub each_further_hit_plus: Option<Expr>,
    pub form: TableForm,
    /// The header line of a matrix: the heads of the last dimension.
    pub header: Vec<Head>,
    pub rows: Vec<Row>,
    /// A row could not be read (reported): nobody complains about gaps.
    pub broken: bool,
    /// Those before the brace, when the table stands inside an effect or has marks besides those of its declaration;
    /// else they belong to the clause or declaration whose value it is.
    pub marks: Marks,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableForm {
    /// One dimension: a row is a head and a cell.
    Lines,
    /// Two to four: the first line holds the heads of the last dimension.
    Matrix,
    /// Rows with `→`: a head for each dimension, then a cell for each output.
    Rules,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    pub kind: DimensionKind,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DimensionKind {
    Expr(Expr),
    /// `分段 [从零起|从起付线起] [of expression]`: marginal.
    Segment {
        origin: Option<SegmentOrigin>,
        of: Option<Expr>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentOrigin {
    Zero,
    Deductible,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    Unique,
    Agree,
    First,
    Highest,
    Lowest,
    Sum,
    Number,
    MostSpecific,
    ListAll,
    ListInOrder,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One per dimension (a matrix row: all but the last); empty for a default row.
    pub heads: Vec<Head>,
    /// `其余` alone: counts only when no other row fits.
    pub default: bool,
    pub cells: Vec<Cell>,
    pub marks: Marks,
    pub docs: Vec<String>,
    pub place: Place,
}

/// A header: any of its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub items: Vec<HeadItem>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadItem {
    /// `任意`
    Any(Place),
    /// `其余`: what no other header of this dimension covers.
    Else(Place),
    /// `(总费用 超过 3万元)`
    Condition(Expr),
    Band(Band),
    /// `= 3人`
    Compare(CompareOp, Expr),
    /// A literal, an enum value, a catalogue entry, or a group.
    Value(Expr),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub value: Value,
    /// Marks inside the parentheses.
    pub marks: Marks,
    pub place: Place,
}

/// A band of values; an edge that is absent leaves that side open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    pub low: Option<Edge>,
    pub high: Option<Edge>,
    /// How it was written: `60周岁以上` or `不低于 60周岁`.
    pub spelling: Aside<BandSpelling>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub value: Box<Expr>,
    /// Whether the edge belongs to the band.
    pub included: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BandSpelling {
    /// `不超过 X`
    #[default]
    Word,
    /// `X 以下`
    Suffix,
    /// `<= X`
    Symbol,
    /// `不晚于 X`
    Date,
}
