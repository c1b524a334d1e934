//! `polcheck case`: settles one case, or the person or household of a file, and prints the worked sum.
//!
//! The case is written as policy text (a typical case of the county) and added to the workspace, so that its names and
//! units are checked like everything else.

use std::path::Path;
use std::rc::Rc;

use crate::base::date::Date;
use crate::base::text::Text;
use crate::cli::args::{CaseArguments, FormatWord};
use crate::cli::error::{self, Error};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::interp::record::{BenefitRecord, benefit_record};
use crate::interp::{Fallible, Occurrence, Outcome, Session, Standing, stage};
use crate::ir::{Given, Occasion, Owner, Program};
use crate::report::worked_sum::{self, Form};

/// The name under which the case is shown.
const NAME: &str = "<命令行>";

/// One benefit on one occasion.
struct Settled {
    date: Date,
    member: String,
    record: BenefitRecord,
}

pub(crate) fn run(face: &Face, arguments: &CaseArguments) -> Result<Report, Error> {
    let plain = Policies::load(face)?;
    let target = plain.find(&arguments.county)?;
    let program = plain.program(face, &target)?;
    let day = match &arguments.on {
        Some(text) => error::day("--on", text)?,
        None => plain.day(face, &target, &[program])?.date,
    };
    let name = program.jurisdiction.code.clone().unwrap_or(program.jurisdiction.name.clone());
    let body = match &arguments.given {
        Some(path) => from_file(path, day)?,
        None => format!(
            "    已知 {{ {} }}\n    结算 {day} {{ }}\n    每月 {:04}-{:02} {{ }}\n",
            from_words(&arguments.facts)?,
            day.year(),
            day.month()
        ),
    };
    let text =
        format!("标准集 属于 {}\n\n典型 \"{NAME}\" 于 {day} {{\n{body}}}\n", quoted(&name, &program.jurisdiction.name));
    let policies = Policies::load_with(face, Some((NAME.to_owned(), text)))?;
    let own: Vec<Diagnostic> = policies
        .analysis
        .problems
        .clone()
        .into_sorted()
        .into_iter()
        .filter(|problem| {
            problem.severity == Severity::Error && policies.workspace.sources.get(problem.span.source).name == NAME
        })
        .collect();
    if !own.is_empty() {
        return Err(policies.policy_error(face, words::case_has_errors(), &own));
    }
    let target = policies.find(&arguments.county)?;
    let program = policies.program(face, &target)?;
    let Some(scene) = program.typical.iter().find(|scene| scene.title == NAME) else {
        return Err(Error::usage(words::bad_command_line()));
    };
    let staged = stage(program, scene, day).map_err(|error| Error::usage(error.message))?;
    let by_hand = arguments.given.is_none();
    // A bill was described, or a person: what was not described is not asked.
    let of_claim = |given: &Given| matches!(given, Given::Fact(id, _) if program.fact(*id).owner == Owner::Claim);
    let describes_bill = scene.given.iter().any(of_claim);
    let mut settled = Vec::new();
    let mut notes = String::new();
    for moment in &staged.moments {
        if by_hand && describes_bill != matches!(moment.occurrence, Occurrence::Claim(_)) {
            continue;
        }
        if let Occurrence::Claim(place) = moment.occurrence
            && let Standing::Rejected(rejection) = staged.session.standing(place)
        {
            let text = rejection.text(staged.session.claim(place));
            notes.push_str(&format!("{}\n", words::claim_rejected(&text).get(face.lang())));
        }
        for id in &program.order {
            for (member, asked, date) in asked(program, &staged.session, moment.occurrence, *id) {
                let record = benefit_record(program, *id, &asked, Some(&policies.workspace.sources));
                settled.push(Settled { date, member, record });
            }
        }
    }
    let result = written(face, program, &settled);
    Ok(Report { result, notes: format!("{notes}{}", policies.remarks(face, &[&target])), exit: Exit::Clean })
}

fn asked(
    program: &Program,
    session: &Session<'_>,
    occurrence: Occurrence,
    id: crate::ir::BenefitId,
) -> Vec<(String, Fallible<Rc<Outcome>>, Date)> {
    let subject = session.subject();
    match (occurrence, program.benefit(id).occasion) {
        (Occurrence::Claim(place), Occasion::EachClaim) => {
            let claim = session.claim(place);
            vec![(subject.member_name(claim.member).to_owned(), session.on_claim(id, place), claim.date)]
        }
        (Occurrence::Claim(_), _) | (Occurrence::Period(..), Occasion::EachClaim) => Vec::new(),
        (Occurrence::Period(date, _), Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce) => {
            vec![(String::new(), session.in_period(id, None, date), date)]
        }
        (Occurrence::Period(date, _), Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce) => {
            let members = 0..subject.person_count();
            members
                .map(|at| (subject.member_name(at).to_owned(), session.in_period(id, Some(at), date), date))
                .collect()
        }
    }
}

fn written(face: &Face, program: &Program, settled: &[Settled]) -> String {
    let lang = face.lang();
    if face.format() == FormatWord::Json {
        let benefits: Vec<serde_json::Value> = settled
            .iter()
            .map(|own| serde_json::json!({ "date": own.date.to_string(), "member": own.member, "benefit": own.record }))
            .collect();
        let value = serde_json::json!({
            "schema_version": 1,
            "jurisdiction": program.jurisdiction.name,
            "benefits": benefits,
        });
        return format!("{value:#}\n");
    }
    let form = match face.format() {
        FormatWord::Markdown => Form::Markdown,
        FormatWord::Plain => Form::Plain,
        FormatWord::Text | FormatWord::Json => Form::Text,
    };
    let mut out = String::new();
    let mut before: Option<(Date, &str)> = None;
    // What pays or fails first in full; what is not due in a line each, after all that.
    let says = |own: &&Settled| own.record.due || own.record.error.is_some();
    for own in settled.iter().filter(says) {
        if before != Some((own.date, &own.member)) {
            let head = words::case_head(&program.jurisdiction.name, own.date.to_string(), &own.member);
            out.push_str(&format!("{}\n\n", head.get(lang).trim_end()));
            before = Some((own.date, &own.member));
        }
        out.push_str(&worked_sum::benefit(&own.record, form, lang));
        out.push('\n');
    }
    let refused: Vec<&Settled> = settled.iter().filter(|own| !says(own)).collect();
    if !refused.is_empty() {
        out.push_str(&format!("{}\n", words::not_due().get(lang)));
        for own in refused {
            let reason = own.record.reason.as_ref().map_or(Text::same(""), |reason| reason.text.clone());
            let who = if own.member.is_empty() { String::new() } else { format!(" {}", own.member) };
            out.push_str(&format!("  {} {}{who}: {}\n", own.date, own.record.name, reason.get(lang)));
        }
    }
    let total = settled
        .iter()
        .filter_map(|own| own.record.payment.as_ref())
        .try_fold(crate::base::number::Number::zero(), |sum, paid| sum.add(&paid.0));
    if let Ok(total) = total {
        if !out.ends_with("\n\n") {
            out.push('\n');
        }
        let total = crate::interp::yuan_text(&total);
        let total = Text::new(format!("{total}元"), format!("{total} yuan"));
        out.push_str(&format!("{}\n", words::case_total(total).get(lang)));
    }
    out
}

/// `人群=低保 病种=高血压` as policy text.
fn from_words(facts: &[String]) -> Result<String, Error> {
    let mut parts = Vec::new();
    for fact in facts {
        let Some((name, value)) = fact.split_once(['=', '＝']) else {
            return Err(Error::usage(words::fact_without_value(fact)).with_hint(words::fact_form()));
        };
        parts.push(format!("{} {}", name.trim(), several(value.trim())));
    }
    Ok(parts.join("; "))
}

/// Several values at once stand in parentheses.
fn several(value: &str) -> String {
    let many = value.contains(['、', ',', '，']) && !value.starts_with(['(', '（', '"', '{']);
    if many { format!("({value})") } else { value.to_owned() }
}

/// A person or household of a file, as policy text.
fn from_file(path: &Path, day: Date) -> Result<String, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::unreadable(path, &error))?;
    let is_toml = path.extension().is_some_and(|ending| ending == "toml");
    let value: Result<serde_json::Value, String> = if is_toml {
        toml::from_str(&text).map_err(|error| error.to_string())
    } else {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    };
    let value = value.map_err(|reason| Error::usage(words::given_broken(error::shown(path), reason)))?;
    let wrong = |what: &str| Error::usage(words::given_shape(error::shown(path), what)).with_hint(words::given_form());
    let Some(object) = value.as_object() else { return Err(wrong("{}")) };
    for key in object.keys() {
        if !["facts", "members", "claims", "months"].contains(&key.as_str()) {
            return Err(wrong(key));
        }
    }
    let mut out = String::new();
    if let Some(facts) = object.get("facts") {
        out.push_str(&format!("    已知 {{ {} }}\n", facts_text(facts).ok_or_else(|| wrong("facts"))?));
    }
    if let Some(members) = object.get("members") {
        let mut lines = Vec::new();
        for member in members.as_array().ok_or_else(|| wrong("members"))? {
            let name = member.get("name").and_then(serde_json::Value::as_str).ok_or_else(|| wrong("members.name"))?;
            let facts = match member.get("facts") {
                Some(facts) => facts_text(facts).ok_or_else(|| wrong("members.facts"))?,
                None => String::new(),
            };
            lines.push(format!("成员 「{name}」 {{ {facts} }}"));
        }
        out.push_str(&format!("    家庭 {{ {} }}\n", lines.join("; ")));
    }
    if let Some(claims) = object.get("claims") {
        for claim in claims.as_array().ok_or_else(|| wrong("claims"))? {
            let date = claim.get("date").and_then(serde_json::Value::as_str).ok_or_else(|| wrong("claims.date"))?;
            let date = error::day("claims.date", date)?;
            let member = claim.get("member").and_then(serde_json::Value::as_str);
            let member = member.map_or(String::new(), |name| format!("「{name}」 "));
            let facts = match claim.get("facts") {
                Some(facts) => facts_text(facts).ok_or_else(|| wrong("claims.facts"))?,
                None => String::new(),
            };
            out.push_str(&format!("    结算 {date} {member}{{ {facts} }}\n"));
        }
    }
    if let Some(months) = object.get("months") {
        for month in months.as_array().ok_or_else(|| wrong("months"))? {
            let month = month.as_str().ok_or_else(|| wrong("months"))?;
            out.push_str(&format!("    每月 {month} {{ }}\n"));
        }
    } else if object.get("claims").is_none() {
        out.push_str(&format!("    每月 {:04}-{:02} {{ }}\n", day.year(), day.month()));
    }
    Ok(out)
}

fn facts_text(facts: &serde_json::Value) -> Option<String> {
    let parts = facts.as_object()?.iter().map(|(name, value)| Some(format!("{name} {}", value_text(value)?)));
    Some(parts.collect::<Option<Vec<String>>>()?.join("; "))
}

fn value_text(value: &serde_json::Value) -> Option<String> {
    Some(match value {
        serde_json::Value::String(text) => several(text),
        serde_json::Value::Number(number) => number.to_string(),
        serde_json::Value::Bool(true) => "是".to_owned(),
        serde_json::Value::Bool(false) => "否".to_owned(),
        serde_json::Value::Array(all) => {
            format!("({})", all.iter().map(value_text).collect::<Option<Vec<String>>>()?.join(", "))
        }
        serde_json::Value::Object(_) => format!("{{ {} }}", facts_text(value)?),
        serde_json::Value::Null => return None,
    })
}

/// A code or a name that is no plain word stands in quotation marks.
fn quoted(name: &str, fallback: &str) -> String {
    let plain =
        |text: &str| text.chars().next().is_some_and(char::is_alphabetic) && text.chars().all(char::is_alphanumeric);
    if plain(name) { name.to_owned() } else { format!("「{}」", if plain(fallback) { fallback } else { name }) }
}
