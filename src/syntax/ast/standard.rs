//! The tree of standards and assertions: what must hold of a policy.

use super::{Band, CompareOp, Expr, Marks, Name, Path};
use crate::base::span::Place;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub severity: RequirementSeverity,
    pub label: Option<Name>,
    pub body: RequirementBody,
    pub marks: Marks,
    pub docs: Vec<String>,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequirementSeverity {
    Must,
    Should,
    /// `豁免 …`
    Exempt,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequirementBody {
    /// `门诊慢特病.比例[*, 低保] 属于 75%..85%`: the path must name a clause.
    Clause {
        path: Path,
        test: PathTest,
    },
    /// `慢病病种 包括 高血压, 糖尿病`
    Includes {
        list: Name,
        members: Vec<Name>,
    },
    /// `全年: 合计已付 不低于 … 当 …`
    Condition {
        view: Option<View>,
        condition: Expr,
        when: Option<Expr>,
    },
    /// `门诊慢特病 随 合规费用 不减`
    Law {
        view: Option<View>,
        subject: Option<Name>,
        law: Law,
        when: Option<Expr>,
    },
    /// `豁免 绿水县 至2021-12-31止`
    Exempt {
        jurisdictions: Vec<Name>,
    },
    Broken,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathTest {
    Band { negated: bool, band: Band },
    Compare(CompareOp, Expr),
    In { negated: bool, members: Vec<Expr> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    FirstBill,
    InAYear,
    AnyBill,
    AnyHousehold,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Law {
    NeverAboveCost,
    NeverLessAlong {
        along: Expr,
    },
    /// `随 人群: 普通 < 低保 < 特困 不减`
    NeverLessInOrder {
        along: Expr,
        values: Vec<Name>,
    },
    NoCliffOver(Expr),
}
