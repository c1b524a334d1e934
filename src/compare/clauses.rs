//! The clauses of two benefits on their days, to pairs: cases by label or condition, clauses by kind, label, period and
//! key. What a case leaves unsaid is what holds outside of it.

use super::shared::{Both, Shared, SideId, Which};
use crate::base::date::Period;
use crate::ir::{
    Adjusted, Benefit, BenefitId, BranchId, ClauseBody, ClausePath, ClauseWord, EachKey, Expr, Origin, clause_value,
    version_on,
};

/// A clause in force on the day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Live<'p> {
    pub path: &'p ClausePath,
    pub branch: Option<BranchId>,
    pub body: &'p ClauseBody,
    pub origin: &'p Origin,
}

impl<'p> Live<'p> {
    pub(crate) fn value(&self) -> Option<&'p Adjusted> {
        clause_value(self.body)
    }

    /// Returns the period in which it counts; a visit is none.
    pub(crate) fn period(&self) -> Option<Period> {
        let period = match self.body {
            ClauseBody::Deductible { period, .. }
            | ClauseBody::Cap { period, .. }
            | ClauseBody::OwnPayAtMost { period, .. }
            | ClauseBody::Quantity { period, .. } => *period,
            ClauseBody::Base { cumulative, .. } => *cumulative,
            _ => None,
        };
        period.filter(|period| *period != Period::Visit)
    }

    /// Returns the condition behind `当` that the whole clause has.
    pub(crate) fn when(&self) -> Option<&'p Expr> {
        match self.body {
            ClauseBody::FirstPay { when, .. }
            | ClauseBody::Deductible { when, .. }
            | ClauseBody::Cap { when, .. }
            | ClauseBody::TotalOfLayersAtMost { when, .. }
            | ClauseBody::Refuse { when, .. } => when.as_ref(),
            _ => None,
        }
    }

    pub(crate) fn each(&self) -> &'p [EachKey] {
        if let ClauseBody::Cap { each, .. } = self.body { each } else { &[] }
    }

    pub(crate) fn joint(&self) -> &'p [BenefitId] {
        if let ClauseBody::Cap { joint, .. } = self.body { joint } else { &[] }
    }
}

/// Returns the clauses of a benefit that are in force on the day of a side, in file order.
pub(crate) fn live<'p>(shared: &Shared<'p>, side: impl Into<SideId>, id: BenefitId) -> Vec<Live<'p>> {
    let side = side.into();
    let benefit = shared.program(side).benefit(id);
    let on = shared.date(side);
    let mut all = Vec::new();
    for clause in &benefit.clauses {
        let in_force = clause.branch.is_none_or(|branch| branch_is_live(benefit, branch, on));
        if let (true, Some(version)) = (in_force, version_on(&clause.versions, on)) {
            all.push(Live { path: &clause.path, branch: clause.branch, body: &version.body, origin: &version.origin });
        }
    }
    all
}

fn branch_is_live(benefit: &Benefit, branch: BranchId, on: crate::base::date::Date) -> bool {
    let own = &benefit.branches[branch.index()];
    own.range.contains(on) && own.parent.is_none_or(|parent| branch_is_live(benefit, parent, on))
}

/// A case that both benefits have, or one of them.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub ids: Both<Option<BranchId>>,
    /// The place of the enclosing case.
    pub parent: Option<usize>,
    /// The labels of the enclosing cases and its own.
    pub labels: Vec<String>,
}

/// Returns what must hold for a case: its condition, those of what encloses it, and, to fail, those before it.
pub(crate) fn conditions_of(benefit: &Benefit, branch: BranchId) -> Vec<(&Expr, bool)> {
    let mut all = Vec::new();
    let mut at = Some(branch);
    while let Some(id) = at {
        let own = &benefit.branches[id.index()];
        all.extend(own.when.as_ref().map(|when| (when, true)));
        for earlier in benefit.branches[..id.index()].iter().filter(|other| other.chain == own.chain) {
            all.extend(earlier.when.as_ref().map(|when| (when, false)));
        }
        at = own.parent;
    }
    all
}

/// Pairs the cases of two benefits; enclosing ones stand before those within.
pub(crate) fn cases(shared: &Shared<'_>, benefits: &Both<BenefitId>) -> Vec<Case> {
    let mut all = Vec::new();
    add_cases(shared, benefits, None, &mut all);
    all
}

fn add_cases(shared: &Shared<'_>, benefits: &Both<BenefitId>, parent: Option<usize>, all: &mut Vec<Case>) {
    let enclosing: Both<Option<BranchId>> = match parent {
        Some(parent) => all[parent].ids,
        None => Both { a: None, b: None },
    };
    let branches = benefits.map(|which, id| {
        let benefit = shared.program(which).benefit(*id);
        if parent.is_some() && enclosing.get(which).is_none() {
            return Vec::new();
        }
        let own = (0..benefit.branches.len()).map(|at| BranchId(at as u32));
        let own = own.filter(|at| benefit.branches[at.index()].parent == *enclosing.get(which));
        own.filter(|at| branch_is_live(benefit, *at, shared.date(which))).collect::<Vec<_>>()
    });
    let of = |which: Which, id: BranchId| &shared.program(which).benefit(*benefits.get(which)).branches[id.index()];
    let condition = |which: Which, id: BranchId| of(which, id).when.as_ref().map(|when| shared.meaning(which, when));
    let mut twins: Vec<Option<BranchId>> = vec![None; branches.a.len()];
    let mut free = branches.b.clone();
    let same_label =
        |a: BranchId, b: BranchId| of(Which::A, a).label.is_some() && of(Which::A, a).label == of(Which::B, b).label;
    let same_condition =
        |a: BranchId, b: BranchId| condition(Which::A, a).is_some() && condition(Which::A, a) == condition(Which::B, b);
    let both_last = |a: BranchId, b: BranchId| of(Which::A, a).when.is_none() && of(Which::B, b).when.is_none();
    let fits: [&dyn Fn(BranchId, BranchId) -> bool; 3] = [&same_label, &same_condition, &both_last];
    for fit in fits {
        for (at, own) in branches.a.iter().enumerate() {
            if twins[at].is_none()
                && let Some(place) = free.iter().position(|other| fit(*own, *other))
            {
                twins[at] = Some(free.remove(place));
            }
        }
    }
    let above: Vec<String> = parent.map_or(Vec::new(), |parent| all[parent].labels.clone());
    let label = |which: Which, id: BranchId| {
        let own = of(which, id);
        own.label.clone().unwrap_or_else(|| match &own.when {
            Some(when) => crate::ir::print::expr(shared.program(which), when, crate::base::text::Lang::Zh),
            None => "其余".to_owned(),
        })
    };
    let mut found: Vec<Both<Option<BranchId>>> =
        branches.a.iter().zip(twins).map(|(own, twin)| Both { a: Some(*own), b: twin }).collect();
    found.extend(free.into_iter().map(|other| Both { a: None, b: Some(other) }));
    for ids in found {
        let own = ids.a.map(|id| label(Which::A, id)).or_else(|| ids.b.map(|id| label(Which::B, id)));
        let labels = above.iter().cloned().chain(own).collect();
        let at = all.len();
        all.push(Case { ids, parent, labels });
        add_cases(shared, benefits, Some(at), all);
    }
}

/// A clause of each side that says the same kind of thing; the place of the case each stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'p> {
    pub sides: Both<Option<Live<'p>>>,
    /// The innermost case in which one of them stands.
    pub case: Option<usize>,
}

/// Pairs the clauses of some kinds: within each case, and with what holds outside where a case is silent.
pub(crate) fn pairs<'p>(
    shared: &Shared<'p>,
    live: &Both<Vec<Live<'p>>>,
    cases: &[Case],
    wanted: &dyn Fn(ClauseWord) -> bool,
) -> Vec<Pair<'p>> {
    let mut all = Vec::new();
    for case in std::iter::once(None).chain((0..cases.len()).map(Some)) {
        let own = live.map(|which, live| within(live, which, cases, case, wanted));
        let mut twins: Vec<Option<Live<'p>>> = vec![None; own.a.len()];
        let mut free = own.b.clone();
        for strictness in Strictness::ALL {
            for (at, clause) in own.a.iter().enumerate() {
                let place = free
                    .iter()
                    .position(|other| fits(shared, (Which::A.into(), clause), (Which::B.into(), other), strictness));
                if let (None, Some(place)) = (&twins[at], place) {
                    twins[at] = Some(free.remove(place));
                }
            }
        }
        for (clause, twin) in own.a.iter().zip(twins) {
            let other = twin.or_else(|| outside(shared, &live.b, Which::B, cases, case, clause));
            all.push(Pair { sides: Both { a: Some(*clause), b: other }, case });
        }
        for clause in free {
            let other = outside(shared, &live.a, Which::A, cases, case, &clause);
            all.push(Pair { sides: Both { a: other, b: Some(clause) }, case });
        }
    }
    all.sort_by_key(|pair| {
        let path = pair.sides.a.or(pair.sides.b).map(|own| (own.path.word, own.path.label.clone(), own.path.period));
        (path.as_ref().map(|path| place_of(path.0)), pair.case, path)
    });
    all
}

/// The order in which a benefit is worked, which is that of its rows.
pub(crate) fn place_of(word: ClauseWord) -> usize {
    let order = [
        ClauseWord::Base,
        ClauseWord::FirstPay,
        ClauseWord::Quantity,
        ClauseWord::Deductible,
        ClauseWord::Rate,
        ClauseWord::Amount,
        ClauseWord::TopUpTo,
        ClauseWord::OwnPayAtMost,
        ClauseWord::Cap,
        ClauseWord::TotalOfLayersAtMost,
    ];
    order.iter().position(|own| *own == word).unwrap_or(order.len())
}

fn within<'p>(
    live: &[Live<'p>],
    which: Which,
    cases: &[Case],
    case: Option<usize>,
    wanted: &dyn Fn(ClauseWord) -> bool,
) -> Vec<Live<'p>> {
    let branch = match case {
        None => None,
        Some(case) => match cases[case].ids.get(which) {
            Some(branch) => Some(*branch),
            None => return Vec::new(),
        },
    };
    live.iter().filter(|own| own.branch == branch && wanted(own.path.word)).copied().collect()
}

/// Returns the clause that holds on a side outside of a case which is silent there.
fn outside<'p>(
    shared: &Shared<'p>,
    live: &[Live<'p>],
    which: Which,
    cases: &[Case],
    case: Option<usize>,
    like: &Live<'p>,
) -> Option<Live<'p>> {
    let mut at = case?;
    loop {
        let parent = cases[at].parent;
        let around = within(live, which, cases, parent, &|word| word == like.path.word);
        for strictness in Strictness::ALL {
            let other = which.other().into();
            if let Some(found) = around.iter().find(|own| fits(shared, (which.into(), own), (other, like), strictness))
            {
                return Some(*found);
            }
        }
        at = parent?;
    }
}

/// How much two clauses of a kind must have in common to be held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    Exact,
    /// Labels may differ, or keys.
    SamePeriod,
    Kind,
}

impl Strictness {
    pub(crate) const ALL: [Strictness; 3] = [Strictness::Exact, Strictness::SamePeriod, Strictness::Kind];
}

/// Whether clauses of two sides say the same kind of thing.
pub(crate) fn fits<'p>(
    shared: &Shared<'p>,
    (side, a): (SideId, &Live<'p>),
    (other, b): (SideId, &Live<'p>),
    strictness: Strictness,
) -> bool {
    if a.path.word != b.path.word {
        return false;
    }
    // What is paid first is told apart by what it is taken of and when.
    if a.path.word == ClauseWord::FirstPay {
        let key =
            |side, own: &Live<'p>| (taken_of(shared, side, own), own.when().map(|when| shared.meaning(side, when)));
        let (a, b) = (key(side, a), key(other, b));
        return match strictness {
            Strictness::Exact => a == b,
            Strictness::SamePeriod => a.0 == b.0,
            Strictness::Kind => false,
        };
    }
    let is_cap = a.path.word == ClauseWord::Cap;
    let is_none = |own: &Live<'p>| {
        own.value()
            .is_some_and(|value| matches!(value.value, crate::ir::Source::Nothing(_) | crate::ir::Source::Unstated(_)))
    };
    let same_period = a.path.period == b.path.period
        || a.path.period.is_none() && is_none(a)
        || b.path.period.is_none() && is_none(b);
    match strictness {
        Strictness::Exact => {
            a.path.label == b.path.label
                && same_period
                && each_key(shared, side, a) == each_key(shared, other, b)
                && a.path.joint == b.path.joint
        }
        Strictness::SamePeriod => same_period && (!is_cap || a.path.joint == b.path.joint),
        // Several caps of other periods have nothing to do with each other.
        Strictness::Kind => !is_cap,
    }
}

fn taken_of(shared: &Shared<'_>, which: SideId, own: &Live<'_>) -> String {
    let Some(value) = own.value() else { return String::new() };
    match &value.value {
        crate::ir::Source::Expr(own) => match &*own.kind {
            crate::ir::ExprKind::Arithmetic(crate::ir::expr::ArithmeticOp::Multiply, left, right) => {
                let ratio = |part: &Expr| shared.constant(which, part).is_some();
                if ratio(right) { shared.meaning(which, left) } else { shared.meaning(which, right) }
            }
            _ if shared.constant(which, own).is_some() => "base".to_owned(),
            _ => shared.meaning(which, own),
        },
        _ => "table".to_owned(),
    }
}

/// Returns the names by which a cap keeps its totals apart.
pub(crate) fn each_key(shared: &Shared<'_>, side: impl Into<SideId>, own: &Live<'_>) -> Vec<String> {
    let program = shared.program(side);
    own.each()
        .iter()
        .map(|key| match key {
            EachKey::Fact(id) => program.fact(*id).name.clone(),
            EachKey::Definition(id) => program.definition(*id).name.clone(),
            EachKey::Person => "本人".to_owned(),
            EachKey::Household => "家庭".to_owned(),
        })
        .collect()
}
