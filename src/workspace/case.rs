//! A case of a jurisdiction, described in policy text, settled on every occasion that it names. The text is added to the
//! others, so that its names and units are checked like everything else.

use super::{Analysis, Workspace};
#[cfg(feature = "lsp")]
use super::{Target, TargetError};
use crate::base::date::Date;
use crate::diagnostic::{Diagnostic, Severity};
use crate::interp::{self, Fallible, Occurrence, Outcome, Session, SettledClaim, Standing};
use crate::ir::{BenefitId, Given, Occasion, Owner, Program};
use crate::report::worked_sum::{CaseRecord, Occasion as Sum};
use std::rc::Rc;

/// The name under which the case is shown.
pub(crate) const NAME: &str = "<命令行>";

/// Returns the text of a case, and how long it is before its body.
pub(crate) fn text(program: &Program, day: Date, body: &str) -> (String, usize) {
    let own = &program.jurisdiction;
    let name = own.code.clone().unwrap_or(own.name.clone());
    let head = format!("标准集 属于 {}\n\n典型 \"{NAME}\" 于 {day} {{\n", quoted(&name, &own.name));
    let length = head.len();
    (format!("{head}{body}}}\n"), length)
}

/// A code or a name that is no plain word stands in quotation marks.
fn quoted(name: &str, fallback: &str) -> String {
    let plain =
        |text: &str| text.chars().next().is_some_and(char::is_alphabetic) && text.chars().all(char::is_alphanumeric);
    if plain(name) { name.to_owned() } else { format!("「{}」", if plain(fallback) { fallback } else { name }) }
}

/// Returns what is wrong with the case itself.
pub(crate) fn mistakes(workspace: &Workspace, analysis: &Analysis) -> Vec<Diagnostic> {
    let is_own = |problem: &Diagnostic| workspace.sources.get(problem.span.source).name == NAME;
    let all = analysis.problems.clone().into_sorted().into_iter();
    all.filter(|problem| problem.severity == Severity::Error && is_own(problem)).collect()
}

/// Settles the case of a program that holds it. `by_hand`: a bill was described, or a person; what was not described is
/// not asked.
pub(crate) fn settle(
    workspace: &Workspace,
    program: &Program,
    day: Date,
    ids: &[Option<String>],
    by_hand: bool,
) -> Option<Result<CaseRecord, Box<interp::Error>>> {
    let scene = program.typical.iter().find(|scene| scene.title == NAME)?;
    let staged = match interp::stage_with_ids(program, scene, day, ids) {
        Ok(staged) => staged,
        Err(error) => return Some(Err(error)),
    };
    let of_claim = |given: &Given| matches!(given, Given::Fact(id, _) if program.fact(*id).owner == Owner::Claim);
    let describes_bill = scene.given.iter().any(of_claim);
    let asks = |occurrence: Occurrence| !by_hand || describes_bill == matches!(occurrence, Occurrence::Claim(_));
    let mut case = CaseRecord::new(&program.jurisdiction.name);
    for moment in staged.moments.iter().filter(|moment| asks(moment.occurrence)) {
        for (kind, claim) in settled(program, &staged.session, moment.occurrence, by_hand) {
            case.add(kind, &claim, program, &workspace.sources);
        }
    }
    Some(Ok(case))
}

/// Returns a workspace of the texts that a jurisdiction reads and the case, and finds the jurisdiction in it.
#[cfg(feature = "lsp")]
pub(crate) fn beside(
    workspace: &Workspace,
    analysis: &Analysis,
    at: usize,
    text: String,
) -> (Workspace, Analysis, Result<Target, TargetError>) {
    let own = &analysis.jurisdictions[at];
    let source = |id: &crate::base::source::SourceId| {
        let source = workspace.sources.get(*id);
        (source.name.clone(), source.text.clone())
    };
    let known = own.sources.iter().map(source).filter(|(name, _)| name != super::STANDARD_VOCABULARY);
    let texts: Vec<(String, String)> = known.chain([(NAME.to_owned(), text)]).collect();
    let workspace = Workspace::new(texts);
    let checked = workspace.analyse();
    let jurisdiction = &own.program.jurisdiction;
    let name = jurisdiction.code.as_ref().unwrap_or(&jurisdiction.name);
    let found = checked.find(&workspace.sources, name);
    (workspace, checked, found)
}

/// Returns what every benefit pays on an occasion: the claim; or a period, once for the household and each member.
fn settled(
    program: &Program,
    session: &Session<'_>,
    occurrence: Occurrence,
    by_hand: bool,
) -> Vec<(Sum, SettledClaim)> {
    let subject = session.subject();
    let of = |fits: &dyn Fn(Occasion) -> bool| -> Vec<BenefitId> {
        program.order.iter().copied().filter(|id| fits(program.benefit(*id).occasion)).collect()
    };
    let date = match occurrence {
        Occurrence::Claim(place) => {
            let mut claim = session.claim(place).clone();
            let standing = session.standing(place);
            let asked = if standing == Standing::Open { of(&|own| own == Occasion::EachClaim) } else { Vec::new() };
            let benefits = asked.into_iter().map(|id| (id, session.on_claim(id, place))).collect();
            if by_hand {
                // Nobody gave it a number.
                claim.id = String::new();
            }
            let member_name = subject.member_name(claim.member).to_owned();
            return vec![(Sum::Claim, SettledClaim { claim, member_name, standing, benefits })];
        }
        Occurrence::Period(date, _) => date,
    };
    let period = |member: Option<usize>, asked: Vec<(BenefitId, Fallible<Rc<Outcome>>)>| {
        let claim = crate::interp::Claim {
            id: String::new(),
            member: member.unwrap_or_default(),
            date,
            facts: crate::interp::Facts::new(),
        };
        let member_name = member.map_or(String::new(), |at| subject.member_name(at).to_owned());
        (Sum::Period, SettledClaim { claim, member_name, standing: Standing::Open, benefits: asked })
    };
    let household =
        of(&|own| matches!(own, Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce));
    let personal = of(&|own| matches!(own, Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce));
    let ask = |ids: &[BenefitId], member| {
        ids.iter().map(|id| (*id, session.in_period(*id, member, date))).collect::<Vec<_>>()
    };
    if subject.person_count() == 1 {
        let all: Vec<BenefitId> = of(&|own| own != Occasion::EachClaim);
        return vec![period(Some(0), ask(&all, Some(0)))];
    }
    let mut out = Vec::new();
    if !household.is_empty() {
        out.push(period(None, ask(&household, None)));
    }
    if !personal.is_empty() {
        out.extend((0..subject.person_count()).map(|at| period(Some(at), ask(&personal, Some(at)))));
    }
    out
}
