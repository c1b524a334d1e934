//! `polcheck case`: settles one case, or the person or household of a file, and prints the worked sum.
//!
//! The case is written as policy text (a typical case of the county) and added to the workspace, so that its names and
//! units are checked like everything else.

mod given;
mod values;

use std::rc::Rc;

use crate::cli::args::{CaseArguments, FormatWord};
use crate::cli::error::{self, Error};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::interp::{Fallible, Occurrence, Outcome, Session, SettledClaim, Standing, stage_with_ids};
use crate::ir::{BenefitId, Given, Occasion, Owner, Program};
use crate::report::worked_sum::{self, CaseRecord, Form, Occasion as Sum};
use given::Described;

/// The name under which the case is shown.
const NAME: &str = "<命令行>";
/// How many mistakes of a case are told at once.
const MOST_MISTAKES: usize = 20;

pub(crate) fn run(face: &Face, arguments: &CaseArguments) -> Result<Report, Error> {
    let plain = Policies::load(face)?;
    let target = plain.find(&arguments.county)?;
    let program = plain.program(face, &target)?;
    let day = match &arguments.on {
        Some(text) => Ok(error::day("--on", text)?),
        None => plain.day(face, &target, &[program]).map(|day| day.date),
    };
    let described = match &arguments.given {
        Some(path) => given::from_file(program, path, &arguments.facts, day.as_ref().ok().copied())?,
        None => given::from_words(program, &arguments.facts, day.clone()?)?,
    };
    // A file may name every day by itself.
    let day = day.or_else(|error| described.first.ok_or(error))?;
    let name = program.jurisdiction.code.clone().unwrap_or(program.jurisdiction.name.clone());
    let head = format!("标准集 属于 {}\n\n典型 \"{NAME}\" 于 {day} {{\n", quoted(&name, &program.jurisdiction.name));
    let text = format!("{head}{}}}\n", described.text);
    let policies = Policies::load_with(face, Some((NAME.to_owned(), text)))?;
    if let Some(error) = mistakes(face, &policies, &described, head.len()) {
        return Err(error);
    }
    let target = policies.find(&arguments.county)?;
    let program = policies.program(face, &target)?;
    let Some(scene) = program.typical.iter().find(|scene| scene.title == NAME) else {
        return Err(Error::usage(words::bad_command_line()));
    };
    let staged = stage_with_ids(program, scene, day, &described.ids).map_err(|error| Error::usage(error.message))?;
    // A bill was described, or a person: what was not described is not asked.
    let of_claim = |given: &Given| matches!(given, Given::Fact(id, _) if program.fact(*id).owner == Owner::Claim);
    let describes_bill = scene.given.iter().any(of_claim);
    let by_hand = arguments.given.is_none();
    let asks = |occurrence: Occurrence| !by_hand || describes_bill == matches!(occurrence, Occurrence::Claim(_));
    let mut case = CaseRecord::new(&program.jurisdiction.name);
    for moment in staged.moments.iter().filter(|moment| asks(moment.occurrence)) {
        for (kind, claim) in settled(program, &staged.session, moment.occurrence, by_hand) {
            case.add(kind, &claim, program, &policies.workspace.sources);
        }
    }
    let form = match face.format() {
        FormatWord::Json => Form::Json,
        FormatWord::Markdown => Form::Markdown,
        FormatWord::Plain => Form::Plain,
        FormatWord::Text => Form::Text,
    };
    let result = worked_sum::case(&case, form, face.lang(), face.width());
    let exit = Exit::findings(!case.complete);
    Ok(Report { result, notes: policies.remarks(face, &[&target]), exit })
}

/// Returns what is wrong with the case, each with who says it.
fn mistakes(face: &Face, policies: &Policies, described: &Described, head: usize) -> Option<Error> {
    let lang = face.lang();
    let sources = &policies.workspace.sources;
    let is_own = |problem: &Diagnostic| sources.get(problem.span.source).name == NAME;
    let found: Vec<Diagnostic> = policies
        .analysis
        .problems
        .clone()
        .into_sorted()
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error && is_own(problem))
        .collect();
    if found.is_empty() {
        return None;
    }
    let mut told: Vec<String> = Vec::new();
    for problem in &found {
        let at = (problem.span.start as usize).saturating_sub(head);
        let what = match described.part(at) {
            Some(part) => words::in_part(part, &problem.message),
            None => problem.message.clone(),
        };
        let mut lines = words::mistake(what).get(lang).to_owned();
        if let Some(help) = &problem.help {
            lines.push('\n');
            lines.push_str(words::mistake_help(help).get(lang));
        }
        if !told.contains(&lines) {
            told.push(lines);
        }
    }
    let more = told.len().saturating_sub(MOST_MISTAKES);
    told.truncate(MOST_MISTAKES);
    if more > 0 {
        told.push(words::more_mistakes(more).get(lang).to_owned());
    }
    Some(Error::Policy { message: words::case_has_errors(), pictures: told.join("\n") + "\n", hint: None })
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

/// A code or a name that is no plain word stands in quotation marks.
fn quoted(name: &str, fallback: &str) -> String {
    let plain =
        |text: &str| text.chars().next().is_some_and(char::is_alphabetic) && text.chars().all(char::is_alphanumeric);
    if plain(name) { name.to_owned() } else { format!("「{}」", if plain(fallback) { fallback } else { name }) }
}
