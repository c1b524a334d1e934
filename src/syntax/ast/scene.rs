//! The tree of tests and typical cases: what is given, and what should come of it.

use super::{Band, CompareOp, Expr, Name, Path};
use crate::base::date::{Date, Period};
use crate::base::span::Place;

/// The body of a test or of a typical case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// `用于 青山县`
    pub jurisdictions: Vec<Name>,
    /// `于 2020-03-05`
    pub on: Option<Date>,
    pub items: Vec<SceneItem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneItem {
    pub kind: SceneItemKind,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SceneItemKind {
    /// `已知 { … }`
    Given(Vec<Assignment>),
    /// `家庭 { 户籍 农村; 成员 甲 { … } }`
    Household {
        facts: Vec<Assignment>,
        members: Vec<(Name, Vec<Assignment>)>,
    },
    /// `结算 2020-01-10 [甲] { … } 应得 …`
    Claim {
        date: SceneDate,
        member: Option<Name>,
        facts: Vec<Assignment>,
        expect: Vec<Expectation>,
    },
    /// `每月 2024-03 至 2024-05 { … } 应得 …`, `每年 2024 { } 应得 …`
    Periods {
        period: Period,
        from: SceneDate,
        to: Option<SceneDate>,
        facts: Vec<Assignment>,
        expect: Vec<Expectation>,
    },
    /// `应得 …`
    Expect(Vec<Expectation>),
    /// `各例 人群, 合规费用 → 门诊慢病报销 { 低保 1000元 → 560元 }`
    Cases {
        inputs: Vec<Path>,
        outputs: Vec<Expr>,
        rows: Vec<CaseRow>,
    },
    Broken,
}

/// A day, a month or a year of a scene; without a year in a typical case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SceneDate {
    Day(Date),
    /// `3月5日`
    MonthDay(u8, u8),
    /// `2024-03`, as its first day
    Month(Date),
    /// `3月`
    MonthOfYear(u8),
    /// `2024`
    Year(i16),
}

/// `人群 (低保, 特困)`, `甲.工资 7200元/年`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub target: Path,
    /// Several values in parentheses; else one.
    pub values: Vec<Expr>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    pub inputs: Vec<Vec<Expr>>,
    pub outputs: Vec<Outcome>,
    pub place: Place,
}

/// `门诊慢病报销 = 560元 误差 0.01元`, `医疗救助 不予 因 条件.资格认定`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    pub subject: Expr,
    pub outcome: Outcome,
    pub margin: Option<Expr>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Equals(Expr),
    Compare(CompareOp, Expr),
    Band(Band),
    /// `不予 因 PATH`
    Refused {
        because: Option<Path>,
    },
    /// `待公布`: cannot be worked out, since a value is awaited.
    Pending,
    /// A bare condition: `应得 家庭.保障 属于 …` is one expression that must be true.
    Holds,
}
