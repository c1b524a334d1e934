//! What a benefit comes to for the insured, where its clauses alone do not tell or tell it wrongly: by what it pays to
//! everybody. Only of benefits that stand alone: what one pays of what others have left says nothing of its own terms.

use super::data::{JudgedBy, Overall, Subject, SubjectKind};
use super::everybody::{Compared, Counts, Everybody};
use super::reads::ground_of;
use super::shared::{Shared, Which};

/// Corrects what the benefits come to.
pub(super) fn judge(shared: &Shared<'_>, subjects: &mut [Subject], everybody: &Everybody) {
    let all_alike = everybody.is_equal();
    for subject in subjects.iter_mut().filter(|own| own.kind == SubjectKind::Benefit) {
        if all_alike && everybody.knows(&subject.name) {
            if matches!(subject.overall, Overall::Better(_) | Overall::Mixed | Overall::Unclear) {
                (subject.overall, subject.judged) = (Overall::Alike, JudgedBy::Payments);
            }
            continue;
        }
        let compared = everybody.subjects.iter().find(|own| own.benefit.as_ref() == Some(&subject.name));
        let Some(compared) = compared.filter(|_| stands_alone(shared, &subject.name)) else { continue };
        let judged = if compared.is_decided() { JudgedBy::Payments } else { JudgedBy::PaymentsWhereDecided };
        let found = match (subject.overall, compared.more()) {
            (Overall::Unclear | Overall::Better(_), [true, true]) => Overall::Mixed,
            (Overall::Better(Which::A), [_, true]) | (Overall::Better(Which::B), [true, _]) => Overall::Mixed,
            (Overall::Unclear, [true, false]) => Overall::Better(Which::A),
            (Overall::Unclear, [false, true]) => Overall::Better(Which::B),
            _ => continue,
        };
        (subject.overall, subject.judged) = (found, judged);
    }
}

/// Whether a benefit asks for no other, on either side.
fn stands_alone(shared: &Shared<'_>, key: &str) -> bool {
    let Some(pair) = shared.benefits.iter().find(|own| own.key == key) else { return false };
    Which::BOTH.into_iter().all(|which| {
        pair.ids.get(which).is_some_and(|id| {
            let ground = ground_of(shared.program(which), shared.date(which), id);
            !ground.any_benefit && ground.benefits.len() == 1
        })
    })
}

impl Compared {
    /// Whether each side pays more somewhere.
    fn more(&self) -> [bool; 2] {
        let Counts { more, crossing, .. } = &self.counts;
        let areas = self.several.iter().filter_map(|own| own.as_ref().ok()).flat_map(|own| &own.areas);
        let beside: Vec<Which> = areas.map(|own| own.more).collect();
        [(Which::A, more.a), (Which::B, more.b)].map(|(which, count)| count + crossing > 0 || beside.contains(&which))
    }

    fn is_decided(&self) -> bool {
        let beside = self.several.as_ref().is_none_or(|own| own.as_ref().is_ok_and(|own| own.open == 0));
        self.counts.open == 0 && beside
    }
}
