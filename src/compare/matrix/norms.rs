//! The requirements of all counties' standards, found again for each line: what they ask of it and who meets that.

use super::Norm;
use crate::base::text::{Lang, Text};
use crate::compare::conform::{asked_param, exemption, named_cells, requirements_in_force};
use crate::compare::data::Held;
use crate::compare::direction::Sense;
use crate::compare::shared::{Shared, SideId};
use crate::compare::space::{Cond, Space};
use crate::compare::standing::{Bounds, Judged, Standing, judge_absent, judge_worth};
use crate::compare::values::origin;
use crate::compare::worth::Worth;
use crate::ir::standard::{Key, Requirement, RequirementBody, Standard, Test};
use crate::ir::{ClausePath, DefinitionId, ExprKind, Type, print};
use crate::model::path::PathQuery;
use crate::syntax::ast::RequirementSeverity;

/// A requirement with the counties of which it is asked.
pub(crate) struct Asked<'p> {
    /// The first county that has it, whose words it is in.
    pub side: SideId,
    pub standard: &'p Standard,
    pub requirement: &'p Requirement,
    /// As each county has it.
    own: Vec<Option<&'p Requirement>>,
    exempt: Vec<bool>,
}

/// Every requirement on clauses, params and lists that is in force for some county.
pub(crate) struct Norms<'p> {
    pub all: Vec<Asked<'p>>,
}

impl<'p> Norms<'p> {
    pub(crate) fn of(shared: &Shared<'p>) -> Norms<'p> {
        let mut all: Vec<Asked<'p>> = Vec::new();
        for side in shared.side_ids() {
            let own = shared.sides[side.0];
            let chain = &own.program.jurisdiction.chain;
            for standard in requirements_in_force(own) {
                let exempt = exemption(standard, chain, own.date).is_some();
                for requirement in standard.requirements.iter().filter(|own| own.range.contains(shared.date(side))) {
                    // The same place in the same text is the same requirement.
                    let at = all.iter().position(|known| known.requirement.span == requirement.span);
                    let at = at.unwrap_or_else(|| {
                        let count = shared.sides.len();
                        let (own, exempt) = (vec![None; count], vec![false; count]);
                        all.push(Asked { side, standard, requirement, own, exempt });
                        all.len() - 1
                    });
                    all[at].own[side.0] = Some(requirement);
                    all[at].exempt[side.0] = exempt;
                }
            }
        }
        Norms { all }
    }

    /// Returns the requirements on a clause of the benefits that some names mean.
    pub(crate) fn on_clause<'n>(&'n self, names: &[&str], path: &ClausePath) -> Vec<&'n Asked<'p>> {
        let fits = |own: &&Asked<'p>| match &own.requirement.body {
            RequirementBody::Clause { benefit, path: asked, .. } => {
                let query = PathQuery {
                    cases: asked.cases.clone(),
                    word: Some(asked.word),
                    label: asked.label.clone(),
                    period: asked.period,
                    each: asked.each.clone(),
                    joint: asked.joint,
                };
                names.contains(&benefit.as_str()) && query.fits(path)
            }
            _ => false,
        };
        self.all.iter().filter(fits).collect()
    }
}

impl<'p> Asked<'p> {
    fn test(own: &'p Requirement) -> Option<&'p Test> {
        match &own.body {
            RequirementBody::Clause { test, .. } | RequirementBody::Value { test, .. } => Some(test),
            _ => None,
        }
    }

    fn bounds(shared: &Shared<'p>, side: SideId, own: &'p Requirement) -> Option<Bounds<'p>> {
        match &own.body {
            RequirementBody::Condition { condition, .. } => Some(asked_param(shared, side, condition)?.1),
            _ => Bounds::of(shared, side, Asked::test(own)?),
        }
    }

    /// Returns the param that it speaks of.
    pub(crate) fn param(&self, shared: &Shared<'p>) -> Option<DefinitionId> {
        match &self.requirement.body {
            RequirementBody::Value { value, .. } => match &*value.kind {
                ExprKind::Definition(id, _) => Some(*id),
                _ => None,
            },
            RequirementBody::Condition { view: None, condition, when: None } => {
                asked_param(shared, self.side, condition).map(|(id, _)| id)
            }
            _ => None,
        }
    }

    /// Returns the conditions of the cells that it names.
    pub(crate) fn cells(&self, shared: &Shared<'p>, space: &mut Space<'p>) -> Vec<Cond> {
        let keys: &[Key] = match &self.requirement.body {
            RequirementBody::Clause { keys: Some(keys), .. } => keys,
            _ => &[],
        };
        named_cells(shared, self.side, space, keys)
    }

    /// Returns how the counties stand to it with what each has in a line.
    pub(crate) fn norm(
        &self,
        shared: &Shared<'p>,
        worths: &[Option<(Worth, Type)>],
        present: &[bool],
        sense: Sense,
    ) -> Norm {
        let judged = |side: SideId| -> Option<Judged> {
            let own = self.own[side.0].filter(|_| present[side.0])?;
            let bounds = Asked::bounds(shared, side, own)?;
            Some(match &worths[side.0] {
                Some((worth, ty)) => judge_worth(&bounds, worth, ty, sense),
                None => judge_absent(&bounds, sense),
            })
        };
        let standings = shared.side_ids().map(|side| judged(side).map(|own| own.standing)).collect();
        self.with(shared, standings)
    }

    /// Returns it with standings that are known already.
    pub(crate) fn with(&self, shared: &Shared<'p>, standings: Vec<Option<Standing>>) -> Norm {
        let program = shared.program(self.side);
        let say = |lang: Lang| match Asked::test(self.requirement) {
            Some(Test::Band { negated, band }) => {
                let not = if *negated { if lang == Lang::Zh { "不属于 " } else { "not in " } } else { "" };
                format!("{not}{}", print::band(program, band, lang))
            }
            Some(Test::Compare(op, value)) => {
                format!("{} {}", print::compare_text(*op), print::expr(program, value, lang))
            }
            Some(Test::In { .. }) | None => match &self.requirement.body {
                // `低保标准 不低于 450元/人·月`: what stands behind the name.
                RequirementBody::Condition { condition, .. } => match &*condition.kind {
                    ExprKind::InBand { band, .. } => print::band(program, band, lang),
                    ExprKind::Compare(op, _, right) => {
                        format!("{} {}", print::compare_text(*op), print::expr(program, right, lang))
                    }
                    _ => print::expr(program, condition, lang),
                },
                RequirementBody::Includes { list, members } => {
                    let domain = program.domain(program.list(*list).of);
                    let names: Vec<&str> = members.iter().map(|own| domain.entry(*own).name.as_str()).collect();
                    let names = crate::base::text::listed(&names);
                    format!("{} {}", if lang == Lang::Zh { "包括" } else { "includes" }, names.get(lang))
                }
                _ => self.requirement.label.clone().unwrap_or_default(),
            },
        };
        Norm {
            standard: self.standard.name.clone(),
            label: self.requirement.label.clone(),
            must: self.requirement.severity == RequirementSeverity::Must,
            asked: Text { zh: say(Lang::Zh), en: say(Lang::En) },
            origin: crate::compare::data::Origin {
                span: self.requirement.span,
                ..origin(program, &self.requirement.origin)
            },
            standings,
            exempt: self.exempt.clone(),
        }
    }
}

/// Whether a cell holds anything.
pub(crate) fn is_present(held: &Held) -> bool {
    held.stating().is_some()
}

impl<'p> Asked<'p> {
    /// Returns how a county's list stands to it.
    pub(crate) fn list_standing(&self, shared: &Shared<'p>, side: SideId) -> Option<Standing> {
        let requirement = self.own[side.0]?;
        let own = shared.sides[side.0];
        crate::compare::conform::judge_list(own, self.standard, requirement)
    }
}
