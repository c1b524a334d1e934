//! A case that is tried: who, when, with which facts, asked for what. As a scene for the interpreter, and as the text of
//! a test.

use crate::base::date::Date;
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::interp::{Due, Error, ErrorKind, SceneResult, run_scene_reaching};
use crate::ir::scene::{Event, EventKind, Expectation, Member, Outcome, Subject};
use crate::ir::{BenefitId, DefinitionId, Expr, ExprKind, FactId, Given, Occasion, Owner, Program, Scene, Type, show};
use crate::syntax::ast::SceneDate;
use crate::syntax::format::names::written_name;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a case asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    Benefit(BenefitId),
    /// A param, define or group that needs no arguments.
    Definition(DefinitionId),
}

/// A case in the making.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Draft {
    pub(super) asked: Asked,
    pub(super) date: Date,
    /// Of the claim, the person and the household alike.
    pub(super) facts: BTreeMap<FactId, Value>,
    /// The members of the household; empty: one person alone.
    pub(super) members: Vec<BTreeMap<FactId, Value>>,
    /// How many claims like it come before, each a day earlier.
    pub(super) claims_before: u8,
}

/// What a case gives.
#[derive(Clone, Debug)]
pub(super) struct Tried {
    pub(super) reached: BTreeSet<Span>,
    /// What a test would expect; `None`: nothing that can be written down.
    pub(super) expected: Option<String>,
    /// The fact that is missing for an answer.
    pub(super) missing: Option<FactId>,
    /// The condition that stood in the way.
    pub(super) refused_at: Option<Span>,
}

const NAMES: [&str; 8] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"];

/// The most members of a household, and the most claims before, that are tried.
pub(super) const MOST_MEMBERS: usize = NAMES.len();

impl Draft {
    pub(super) fn new(asked: Asked, date: Date) -> Draft {
        Draft { asked, date, facts: BTreeMap::new(), members: Vec::new(), claims_before: 0 }
    }

    /// Settles the case and notes what it reaches.
    pub(super) fn tried(&self, program: &Program) -> Tried {
        let scene = self.scene(program);
        let result = run_scene_reaching(program, &scene, self.date);
        let error = self.error(&result);
        let missing = error.and_then(|error| if let ErrorKind::MissingFact(id) = error.kind { Some(id) } else { None });
        let outcome = result.checks.first().and_then(|check| check.outcome.clone());
        let refused_at = outcome.as_ref().and_then(|own| match &own.due {
            Due::NotDue(reason) => reason.span(),
            Due::Due => None,
        });
        let expected = match (&outcome, error) {
            (_, Some(error)) if error.kind == ErrorKind::Pending => Some("待公布".to_owned()),
            (_, Some(_)) => None,
            (Some(own), None) if !own.is_due() => Some("不予".to_owned()),
            (Some(own), None) => exactly(&show::number(&own.payment, &Type::money()).zh),
            (None, None) => self.value(program, &result),
        };
        Tried { reached: result.reached, expected, missing, refused_at }
    }

    fn error<'r>(&self, result: &'r SceneResult) -> Option<&'r Error> {
        result.checks.iter().find_map(|check| check.actual.as_ref().err()).map(|error| &**error)
    }

    /// Returns what a definition is worth, as a test writes it.
    fn value(&self, program: &Program, result: &SceneResult) -> Option<String> {
        let Asked::Definition(id) = self.asked else { return None };
        let exact = result.checks.first()?.actual.as_ref().ok()?;
        match &program.definition(id).ty {
            Type::Bool => Some(exact.text.zh.clone()),
            ty if ty.is_numeric() => {
                let number = crate::base::number::Number::parse(&exact.exact)?;
                exactly(&show::number(&number, ty).zh)
            }
            _ => None,
        }
    }

    /// Whether the subject asked for belongs to one of several members.
    fn member(&self, program: &Program) -> Option<usize> {
        let Asked::Benefit(id) = self.asked else { return None };
        let of_one = match program.benefit(id).occasion {
            Occasion::EachClaim | Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce => true,
            Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce => false,
        };
        (of_one && !self.members.is_empty()).then_some(0)
    }

    fn is_of_claims(&self, program: &Program) -> bool {
        matches!(self.asked, Asked::Benefit(id) if program.benefit(id).occasion == Occasion::EachClaim)
    }

    /// Returns the days of the claims before, from the first; none where no claim is asked for.
    fn days_before(&self, program: &Program) -> Vec<Date> {
        if !self.is_of_claims(program) {
            return Vec::new();
        }
        (1..=i64::from(self.claims_before)).rev().filter_map(|back| self.date.plus_days(-back)).collect()
    }

    fn scene(&self, program: &Program) -> Scene {
        let span = Span::new(SourceId(0), 0, 0);
        let facts = |facts: &BTreeMap<FactId, Value>| -> Vec<Given> {
            facts.iter().map(|(fact, value)| Given::Fact(*fact, value.clone())).collect()
        };
        let subject = match self.asked {
            Asked::Benefit(benefit) => Subject::Benefit { benefit, member: self.member(program) },
            Asked::Definition(id) => Subject::Expr {
                expr: Expr {
                    kind: Box::new(ExprKind::Definition(id, Vec::new())),
                    ty: program.definition(id).ty.clone(),
                    span,
                },
                member: None,
            },
        };
        let expect = vec![Expectation { subject, outcome: Outcome::Pending, margin: None, span }];
        let days = self.days_before(program);
        let mut events: Vec<Event> =
            days.iter().map(|day| Event { kind: claim_on(*day), expect: Vec::new(), span }).collect();
        let kind = if days.is_empty() { EventKind::Now } else { claim_on(self.date) };
        events.push(Event { kind, expect, span });
        let members = self.members.iter().enumerate();
        Scene {
            title: String::new(),
            span,
            on: days.is_empty().then_some(self.date),
            given: facts(&self.facts),
            members: members.map(|(at, own)| Member { name: NAMES[at].to_owned(), given: facts(own) }).collect(),
            events,
            cases: Vec::new(),
        }
    }

    /// Returns the text of a test that expects what was found; `None` where a value cannot be written.
    pub(super) fn text(&self, program: &Program, title: &str, remarks: &[String], expected: &str) -> Option<String> {
        let county = written_name(&program.jurisdiction.name, Lang::Zh);
        let days = self.days_before(program);
        let day = if days.is_empty() { format!(" 于 {}", self.date) } else { String::new() };
        let mut out = format!("测试 \"{}\" 用于 {county}{day} {{\n", title.replace('"', "'"));
        for remark in remarks {
            out.push_str(&format!("    # {remark}\n"));
        }
        if !self.facts.is_empty() {
            out.push_str(&format!("    已知 {{ {} }}\n", facts_text(program, &self.facts)?));
        }
        if !self.members.is_empty() {
            out.push_str("    家庭 {\n");
            for (name, own) in NAMES.iter().zip(&self.members) {
                out.push_str(&format!("        成员 {name} {{ {} }}\n", facts_text(program, own)?));
            }
            out.push_str("    }\n");
        }
        for day in &days {
            out.push_str(&format!("    结算 {day} {{ }}\n"));
        }
        if !days.is_empty() {
            out.push_str(&format!("    结算 {} {{ }}\n", self.date));
        }
        let sign = if matches!(expected, "不予" | "待公布") { "" } else { "= " };
        out.push_str(&format!("    应得 {} {sign}{expected}\n}}\n", self.subject_text(program)));
        Some(out)
    }
}

impl Draft {
    /// Returns the text of a test with a row for each value of one fact.
    pub(super) fn text_of_rows(
        &self,
        program: &Program,
        title: &str,
        remarks: &[String],
        fact: FactId,
        rows: &[(Value, String)],
    ) -> Option<String> {
        let mut rest = self.clone();
        rest.facts.remove(&fact);
        if self.claims_before > 0 {
            // The rows of a test are claims by themselves.
            let (value, expected) = rows.first()?;
            rest.facts.insert(fact, value.clone());
            return rest.text(program, title, remarks, expected);
        }
        let whole = rest.text(program, title, remarks, "")?;
        let (head, _) = whole.rsplit_once("    应得 ")?;
        let mut lines = String::new();
        for (value, expected) in rows {
            let value = value_text(program, value, &program.fact(fact).ty)?;
            lines.push_str(&format!("        {value} → {expected}\n"));
        }
        let name = fact_name(program, fact);
        Some(format!("{head}    各例 {name} → {} {{\n{lines}    }}\n}}\n", self.subject_text(program)))
    }

    fn subject_text(&self, program: &Program) -> String {
        let what = match self.asked {
            Asked::Benefit(id) => written_name(&program.benefit(id).name, Lang::Zh),
            Asked::Definition(id) => written_name(&program.definition(id).name, Lang::Zh),
        };
        let member = self.member(program).map_or("", |_| "[甲]");
        format!("{what}{member}")
    }
}

fn claim_on(day: Date) -> EventKind {
    EventKind::Claim { date: SceneDate::Day(day), member: 0, given: Vec::new() }
}

/// Only what is exact can be expected.
fn exactly(text: &str) -> Option<String> {
    let is_fraction = text.split_once('/').is_some_and(|(_, rest)| rest.starts_with(|own: char| own.is_ascii_digit()));
    (!text.contains('≈') && !is_fraction).then(|| text.to_owned())
}

fn facts_text(program: &Program, facts: &BTreeMap<FactId, Value>) -> Option<String> {
    let texts: Option<Vec<String>> = facts.iter().map(|(fact, value)| fact_text(program, *fact, value)).collect();
    texts.map(|texts| texts.join("; "))
}

fn fact_text(program: &Program, id: FactId, value: &Value) -> Option<String> {
    Some(format!("{} {}", fact_name(program, id), value_text(program, value, &program.fact(id).ty)?))
}

fn fact_name(program: &Program, id: FactId) -> String {
    let fact = program.fact(id);
    let name = written_name(&fact.name, Lang::Zh);
    let alone = program.facts.iter().filter(|own| own.name == fact.name).count() == 1;
    let owner = match fact.owner {
        _ if alone => "",
        Owner::Claim => "结算.",
        Owner::Person => "本人.",
        Owner::Household => "家庭.",
    };
    format!("{owner}{name}")
}

fn value_text(program: &Program, value: &Value, ty: &Type) -> Option<String> {
    match value {
        Value::Bool(true) => Some("是".to_owned()),
        Value::Bool(false) => Some("否".to_owned()),
        Value::Number(number) => exactly(&show::number(number, ty).zh),
        Value::Date(date) => Some(date.to_string()),
        Value::Text(text) => Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
        Value::Entry(domain, entry) => Some(written_name(&program.domain(*domain).entry(*entry).name, Lang::Zh)),
        Value::Several(domain, entries) => {
            let names: Vec<String> =
                entries.iter().map(|own| written_name(&program.domain(*domain).entry(*own).name, Lang::Zh)).collect();
            Some(match names.as_slice() {
                [] => "无".to_owned(),
                [one] => one.clone(),
                several => format!("({})", several.join(", ")),
            })
        }
        Value::Nothing => Some("无".to_owned()),
        Value::Records(_) => None,
    }
}
