//! Which clauses of a benefit hold on a day and in a case: the version of each in force, and the cases that replace
//! them; an inner case after the one that encloses it, the branches of a chain in order. Says nothing of what a
//! condition is: whoever runs the program answers that.

pub(crate) use super::clause_value as value_of;
use super::{
    BenefitId, Branch, BranchId, Clause, ClauseBody, ClauseWord, Dated, Expr, ExprKind, Origin, Program, Source, Stage,
    version_on,
};
use crate::base::date::{Date, Period};
use crate::base::span::Span;

/// The clauses that say how a benefit finds its amount; they replace each other.
pub(crate) const METHODS: &[ClauseWord] =
    &[ClauseWord::Rate, ClauseWord::Amount, ClauseWord::TopUpTo, ClauseWord::OwnPayAtMost];

/// The usual order of the stages.
pub(crate) const STAGES: [Stage; 8] = [
    Stage::Base,
    Stage::FirstPay,
    Stage::Quantity,
    Stage::Deductible,
    Stage::Rate,
    Stage::Cap,
    Stage::TotalOfLayers,
    Stage::Round,
];

/// Returns the stages in order: what is not stated stands where it usually does.
pub(crate) fn stages(stated: &[Stage]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for stage in stated {
        if !stages.contains(stage) {
            stages.push(*stage);
        }
    }
    for (usual, stage) in STAGES.iter().enumerate() {
        if stages.contains(stage) {
            continue;
        }
        // Up to the deductible a stage follows the one before it; later ones precede the one after them.
        let place = if usual <= 3 {
            let before = STAGES[..usual].iter().rev().find_map(|own| stages.iter().position(|one| one == own));
            before.map_or(0, |before| before + 1)
        } else {
            let after = STAGES[usual..].iter().find_map(|own| stages.iter().position(|one| one == own));
            after.unwrap_or(stages.len())
        };
        stages.insert(place, *stage);
    }
    stages
}

/// A clause that holds, in the version of the day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chosen<'p> {
    /// Its place among the clauses of the benefit.
    pub at: usize,
    pub clause: &'p Clause,
    pub body: &'p ClauseBody,
    pub origin: &'p Origin,
}

/// Who runs the program: answers conditions, and says what is wrong when two cases contradict each other.
pub(crate) trait Judge<'p> {
    type Error;

    fn holds(&mut self, condition: &'p Expr) -> Result<bool, Self::Error>;

    /// A branch has been taken.
    fn taken(&mut self, branch: Span);

    fn conflict(&mut self, first: &Chosen<'p>, second: &Chosen<'p>) -> Self::Error;
}

/// A benefit on a day.
#[derive(Clone, Copy)]
pub(crate) struct Selection<'p> {
    pub program: &'p Program,
    pub benefit: BenefitId,
    pub date: Date,
}

impl<'p> Selection<'p> {
    /// Returns the clauses of some kinds that hold, in file order.
    pub(crate) fn select<J: Judge<'p>>(self, kinds: &[ClauseWord], judge: &mut J) -> Result<Vec<Chosen<'p>>, J::Error> {
        let stated = self.stated(kinds);
        let general: Vec<Chosen<'p>> = stated.iter().filter(|own| own.clause.branch.is_none()).copied().collect();
        if general.len() == stated.len() {
            return Ok(general);
        }
        self.within(None, &general, &stated, judge)
    }

    /// Returns the clauses of a kind that no case can replace, whatever holds.
    pub(crate) fn unconditional(self, kind: ClauseWord) -> Vec<Chosen<'p>> {
        let stated = self.stated(&[kind]);
        let replaced = |own: &Chosen<'p>| {
            let others = stated.iter().filter(|other| other.clause.branch.is_some());
            others.into_iter().any(|other| replaces(other, own, std::slice::from_ref(own)))
        };
        stated.iter().filter(|own| own.clause.branch.is_none() && !replaced(own)).copied().collect()
    }

    fn branches(self) -> &'p [Branch] {
        &self.program.benefit(self.benefit).branches
    }

    fn stated(self, kinds: &[ClauseWord]) -> Vec<Chosen<'p>> {
        let clauses = self.program.benefit(self.benefit).clauses.iter().enumerate();
        let of_kind = clauses.filter(|(_, clause)| kinds.contains(&clause.path.word));
        let chosen = of_kind.filter_map(|(at, clause)| {
            let Dated { body, origin, .. } = version_on(&clause.versions, self.date)?;
            Some(Chosen { at, clause, body, origin })
        });
        chosen.collect()
    }

    /// Applies the cases directly within `parent` to the clauses that hold without them.
    fn within<J: Judge<'p>>(
        self,
        parent: Option<BranchId>,
        base: &[Chosen<'p>],
        stated: &[Chosen<'p>],
        judge: &mut J,
    ) -> Result<Vec<Chosen<'p>>, J::Error> {
        let mut results: Vec<Vec<Chosen<'p>>> = Vec::new();
        for branch in self.active(parent, stated, judge)? {
            let own: Vec<Chosen<'p>> = stated.iter().filter(|one| one.clause.branch == Some(branch)).copied().collect();
            let kept = base.iter().filter(|old| !own.iter().any(|new| replaces(new, old, base)));
            let here: Vec<Chosen<'p>> = kept.chain(&own).copied().collect();
            results.push(self.within(Some(branch), &here, stated, judge)?);
        }
        let holds = |list: &[Chosen<'p>], at: usize| list.iter().any(|own| own.at == at);
        let mut added: Vec<Chosen<'p>> = Vec::new();
        for result in &results {
            let own: Vec<Chosen<'p>> = result.iter().filter(|one| !holds(base, one.at)).copied().collect();
            for new in own {
                // Two cases of different chains: what one states must not touch what the other states.
                let all: Vec<Chosen<'p>> = base.iter().chain(&added).copied().collect();
                let mut mirrored: Vec<Chosen<'p>> = base.to_vec();
                mirrored.push(new);
                let touched = added.iter().filter(|old| !holds(result, old.at));
                let clash = touched.into_iter().find(|old| replaces(&new, old, &all) || replaces(old, &new, &mirrored));
                match clash {
                    Some(old) if !say_the_same(old.body, new.body) => return Err(judge.conflict(old, &new)),
                    Some(_) => {}
                    None => added.push(new),
                }
            }
        }
        let kept = base.iter().filter(|old| results.iter().all(|result| holds(result, old.at)));
        let mut all: Vec<Chosen<'p>> = kept.chain(&added).copied().collect();
        all.sort_by_key(|own| own.at);
        Ok(all)
    }

    /// Returns the branches that hold directly within `parent`: of each chain that states something the first.
    fn active<J: Judge<'p>>(
        self,
        parent: Option<BranchId>,
        stated: &[Chosen<'p>],
        judge: &mut J,
    ) -> Result<Vec<BranchId>, J::Error> {
        let branches = self.branches();
        let speaks = |at: usize| {
            stated.iter().filter_map(|own| own.clause.branch).any(|branch| {
                let mut next = Some(branch);
                while let Some(own) = next {
                    if own.index() == at {
                        return true;
                    }
                    // A branch stands after the one that encloses it.
                    next = branches[own.index()].parent.filter(|outer| outer.index() < own.index());
                }
                false
            })
        };
        let here: Vec<usize> = (0..branches.len()).filter(|at| branches[*at].parent == parent).collect();
        let mut chains: Vec<u32> = Vec::new();
        for at in &here {
            if speaks(*at) && !chains.contains(&branches[*at].chain) {
                chains.push(branches[*at].chain);
            }
        }
        let mut active = Vec::new();
        for chain in chains {
            let in_chain = here.iter().filter(|at| branches[**at].chain == chain);
            for at in in_chain.filter(|at| branches[**at].range.contains(self.date)) {
                let holds = match &branches[*at].when {
                    Some(when) => judge.holds(when)?,
                    None => true,
                };
                if holds {
                    judge.taken(branches[*at].span);
                    active.push(BranchId(*at as u32));
                    break;
                }
            }
        }
        Ok(active)
    }
}

/// Whether a case's clause takes the place of another that holds among `all`.
fn replaces(new: &Chosen<'_>, old: &Chosen<'_>, all: &[Chosen<'_>]) -> bool {
    let (own, other) = (&new.clause.path, &old.clause.path);
    match own.word {
        ClauseWord::Rate | ClauseWord::Amount | ClauseWord::TopUpTo | ClauseWord::OwnPayAtMost => {
            METHODS.contains(&other.word)
        }
        _ if own.word != other.word => false,
        ClauseWord::Requires | ClauseWord::Refuse => own.label.is_some() && own.label == other.label,
        ClauseWord::FirstPay | ClauseWord::TotalOfLayersAtMost => {
            let exact = |one: &Chosen<'_>| one.clause.path.word == own.word && one.clause.path.label == own.label;
            if own.label.is_some() && all.iter().any(exact) { exact(old) } else { true }
        }
        ClauseWord::Cap | ClauseWord::Quantity => {
            if is_nothing(new.body) && own.period.is_none() {
                return true;
            }
            let exact = |one: &Chosen<'_>| {
                let path = &one.clause.path;
                path.word == own.word
                    && if own.label.is_some() {
                        path.label == own.label
                    } else {
                        path.label.is_none()
                            && path.each == own.each
                            && path.joint == own.joint
                            && period(one) == period(new)
                    }
            };
            if all.iter().any(|one| one.at != new.at && exact(one)) { exact(old) } else { period(new) == period(old) }
        }
        ClauseWord::MapsTo
        | ClauseWord::After
        | ClauseWord::NotWith
        | ClauseWord::StacksWith
        | ClauseWord::Identities
        | ClauseWord::Base
        | ClauseWord::Deductible
        | ClauseWord::As
        | ClauseWord::Round
        | ClauseWord::Order
        | ClauseWord::YearFrom
        | ClauseWord::InKind => true,
    }
}

/// Returns the period of a clause's totals; none given is per visit.
fn period(own: &Chosen<'_>) -> Period {
    let stated = match own.body {
        ClauseBody::Cap { period, .. } | ClauseBody::Quantity { period, .. } => *period,
        ClauseBody::MapsTo(_)
        | ClauseBody::After(_)
        | ClauseBody::NotWith(_)
        | ClauseBody::StacksWith(_)
        | ClauseBody::Identities(_)
        | ClauseBody::Requires(_)
        | ClauseBody::Refuse { .. }
        | ClauseBody::Base { .. }
        | ClauseBody::FirstPay { .. }
        | ClauseBody::Deductible { .. }
        | ClauseBody::Rate { .. }
        | ClauseBody::Amount { .. }
        | ClauseBody::TopUpTo { .. }
        | ClauseBody::OwnPayAtMost { .. }
        | ClauseBody::TotalOfLayersAtMost { .. }
        | ClauseBody::As(_)
        | ClauseBody::Round(_)
        | ClauseBody::Order(_)
        | ClauseBody::YearFrom { .. }
        | ClauseBody::InKind(_) => own.clause.path.period,
    };
    stated.unwrap_or(Period::Visit)
}

fn is_nothing(body: &ClauseBody) -> bool {
    value_of(body).is_some_and(|value| matches!(value.value, Source::Nothing(_) | Source::Unstated(_)))
}

/// Whether two clauses state the same constant without effects; anything more is taken to differ.
fn say_the_same(a: &ClauseBody, b: &ClauseBody) -> bool {
    let (Some(left), Some(right)) = (value_of(a), value_of(b)) else { return false };
    if std::mem::discriminant(a) != std::mem::discriminant(b) || !left.effects.is_empty() || !right.effects.is_empty() {
        return false;
    }
    match (&left.value, &right.value) {
        (Source::Nothing(_) | Source::Unstated(_), Source::Nothing(_) | Source::Unstated(_)) => true,
        (Source::Expr(left), Source::Expr(right)) => match (&*left.kind, &*right.kind) {
            (ExprKind::Constant(left), ExprKind::Constant(right)) => left == right,
            _ => false,
        },
        (Source::As(left, _), Source::As(right, _)) => left == right,
        (
            Source::Expr(_)
            | Source::Table(_)
            | Source::As(..)
            | Source::Pending(_)
            | Source::Unstated(_)
            | Source::Nothing(_),
            _,
        ) => false,
    }
}
