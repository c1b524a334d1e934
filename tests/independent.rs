//! A second calculator, written from the documents and not from `src/interp`, against the evaluator: for the eight areas
//! of 陕西 and the counties of 吉北省, over random years of bills.
//!
//! It knows no policy language: every rule is plain arithmetic here, with the amounts of the documents typed in anew.
//! What a source leaves open is [`Pay::Unknown`]; there the evaluator must say `pending`.

mod exact;
pub(crate) mod jibei;
pub(crate) mod shaanxi;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use polcheck::base::date::Date;
use polcheck::base::number::Number;
use polcheck::interp::{Claim, Facts, SettledClaim, Subject, settle_by_benefit};
use polcheck::ir::{Owner, Program, Type};
use polcheck::value::Value;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::chance::Chance;
use crate::support::files_below;
use exact::Exact;

/// A bill as the counter sees it.
#[derive(Clone, Debug)]
pub(crate) struct Bill {
    pub(crate) date: Date,
    pub(crate) inpatient: bool,
    pub(crate) employee: bool,
    pub(crate) retired: bool,
    pub(crate) student: bool,
    pub(crate) certified: bool,
    pub(crate) chinese_medicine: bool,
    pub(crate) sent_up: bool,
    pub(crate) level: &'static str,
    pub(crate) place: &'static str,
    pub(crate) referral: &'static str,
    pub(crate) disease: &'static str,
    pub(crate) groups: Vec<&'static str>,
    pub(crate) insured_since: Date,
    /// In 分.
    pub(crate) eligible: i64,
    pub(crate) class_b: i64,
    pub(crate) imported: i64,
    pub(crate) supply_days: i64,
}

/// What a benefit pays on a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pay {
    NotDue,
    /// Paid, in 分, and what it adds to running totals.
    Paid(Entry),
    /// The documents do not say.
    Unknown,
}

/// A payment with what later bills of the period must know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) paid: Exact,
    pub(crate) first_pay: Exact,
    pub(crate) covered: Exact,
    pub(crate) charged: Exact,
    /// The amount that a deductible carried on by the next bill counts for this one.
    pub(crate) carried: Exact,
    /// Which of the benefit's own rules applied: running totals of different rules are kept apart.
    pub(crate) rule: &'static str,
}

/// The bills of a person so far, each with what every benefit paid.
#[derive(Default)]
pub(crate) struct Past {
    pub(crate) bills: Vec<(Bill, BTreeMap<&'static str, Pay>)>,
}

impl Past {
    /// Returns the entries of a benefit on earlier bills that fit; `None` when one of them is not known.
    pub(crate) fn entries(&self, benefit: &str, fits: impl Fn(&Bill) -> bool) -> Option<Vec<(&Bill, &Entry)>> {
        let mut found = Vec::new();
        for (bill, pays) in self.bills.iter().filter(|(bill, _)| fits(bill)) {
            match pays.get(benefit) {
                Some(Pay::Paid(entry)) => found.push((bill, entry)),
                Some(Pay::NotDue) | None => {}
                Some(Pay::Unknown) => return None,
            }
        }
        Some(found)
    }

    /// Returns the sum of something over earlier bills that fit.
    pub(crate) fn sum(
        &self,
        benefit: &str,
        fits: impl Fn(&Bill, &Entry) -> bool,
        of: impl Fn(&Entry) -> Exact,
    ) -> Option<Exact> {
        let mut sum = Exact::ZERO;
        for (bill, pays) in &self.bills {
            match pays.get(benefit) {
                Some(Pay::Paid(entry)) if fits(bill, entry) => sum = sum + of(entry),
                Some(Pay::Unknown) if fits(bill, &Entry::default()) => return None,
                Some(Pay::Paid(_) | Pay::NotDue | Pay::Unknown) | None => {}
            }
        }
        Some(sum)
    }
}

/// How an area settles a bill: each benefit, in the order in which they are worked.
type Rules = fn(&Past, &Bill) -> Vec<(&'static str, Pay)>;

/// Returns the programs of a province, read once for all tests.
pub(crate) fn load(folder: &str) -> &'static Analysis {
    static LOADED: [OnceLock<Analysis>; 2] = [const { OnceLock::new() }; 2];
    let place = usize::from(folder.ends_with("jibei"));
    LOADED[place].get_or_init(|| {
        let mut paths = files_below(Path::new(folder), "pol");
        paths.extend(["policies/vocabulary.pol", "policies/national.pol"].map(PathBuf::from));
        let text = |path: &PathBuf| std::fs::read_to_string(path).expect("a policy can be read");
        let workspace = Workspace::new(paths.iter().map(|path| (path.display().to_string(), text(path))));
        let analysis = workspace.analyse();
        assert!(!analysis.problems.has_errors(), "{folder} has errors");
        analysis
    })
}

fn program<'a>(analysis: &'a Analysis, name: &str) -> &'a Program {
    let found = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == name);
    &found.unwrap_or_else(|| panic!("no jurisdiction is called {name}")).program
}

/// Turns a bill into a claim of the program.
pub(crate) fn claim(program: &Program, id: usize, bill: &Bill) -> Claim {
    let mut facts = Facts::new();
    let mut give = |owner, name: &str, of: &dyn Fn(&Type) -> Value| {
        if let Some(fact) = program.find_fact(Some(owner), name) {
            facts.insert(fact, of(&program.fact(fact).ty));
        }
    };
    let money = |fen: i64| move |_: &Type| Value::Number(Number::from(fen));
    let truth = |value: bool| move |_: &Type| Value::Bool(value);
    let entry = |name: &'static str| move |ty: &Type| entries(program, ty, &[name]);
    give(Owner::Claim, "合规费用", &money(bill.eligible));
    give(Owner::Claim, "乙类费用", &money(bill.class_b));
    give(Owner::Claim, "进口材料费用", &money(bill.imported));
    give(Owner::Claim, "处方天数", &money(bill.supply_days));
    give(Owner::Claim, "就医类别", &entry(if bill.inpatient { "住院" } else { "门诊" }));
    give(Owner::Claim, "机构等级", &entry(bill.level));
    give(Owner::Claim, "就医地", &entry(bill.place));
    give(Owner::Claim, "转诊", &entry(bill.referral));
    give(Owner::Claim, "病种", &entry(bill.disease));
    give(Owner::Claim, "已认定", &truth(bill.certified));
    give(Owner::Claim, "上转", &truth(bill.sent_up));
    give(Owner::Claim, "中医机构", &truth(bill.chinese_medicine));
    give(Owner::Person, "险种", &entry(if bill.employee { "职工" } else { "居民" }));
    give(Owner::Person, "退休", &truth(bill.retired));
    give(Owner::Person, "学生儿童", &truth(bill.student));
    give(Owner::Person, "参保日期", &|_| Value::Date(bill.insured_since));
    give(Owner::Person, "人群", &|ty| entries(program, ty, &bill.groups));
    Claim { id: format!("{id:06}"), member: 0, date: bill.date, facts }
}

fn entries(program: &Program, ty: &Type, names: &[&str]) -> Value {
    let find = |domain: &polcheck::value::DomainId, name: &str| {
        let entries = &program.domain(*domain).entries;
        let at = entries.iter().position(|entry| entry.name == name);
        polcheck::value::EntryId(at.unwrap_or_else(|| panic!("no entry is called {name}")) as u32)
    };
    match ty {
        Type::Entry(domain) => Value::Entry(*domain, find(domain, names[0])),
        Type::Several(domain) => Value::Several(*domain, names.iter().map(|name| find(domain, name)).collect()),
        other => panic!("{names:?} cannot be given to {other:?}"),
    }
}

/// Compares one year of bills; returns how many payments were compared and what differs.
fn compare(program: &Program, rules: Rules, bills: &[Bill]) -> (usize, Vec<String>) {
    let mut past = Past::default();
    for bill in bills {
        let pays = rules(&past, bill);
        past.bills.push((bill.clone(), pays.into_iter().collect()));
    }
    let claims = bills.iter().enumerate().map(|(at, bill)| claim(program, at, bill)).collect();
    let settled = settle_by_benefit(program, Subject::default(), claims);
    let mut compared = 0;
    let mut wrong = Vec::new();
    for ((bill, pays), own) in past.bills.iter().zip(&settled.claims) {
        assert_eq!(own.claim.date, bill.date, "bills are given in the order of settling");
        for (name, pay) in pays {
            compared += 1;
            let found = found(program, own, name);
            let fits = match (pay, &found) {
                (Pay::NotDue, Ok(None)) => true,
                (Pay::Paid(entry), Ok(Some(paid))) => entry.paid.to_text() == *paid,
                (Pay::Unknown, Err(kind)) => kind == "pending",
                _ => false,
            };
            if !fits {
                let by_hand = match pay {
                    Pay::Paid(entry) => entry.paid.to_text(),
                    other => format!("{other:?}"),
                };
                let name_of_county = &program.jurisdiction.name;
                wrong.push(format!("{name_of_county} {name}: by hand {by_hand}, found {found:?}, on {bill:?}"));
            }
        }
    }
    (compared, wrong)
}

/// Returns what the evaluator says: not due, a payment in 分, or the kind of the error.
fn found(program: &Program, own: &SettledClaim, name: &str) -> Result<Option<String>, String> {
    let id = program.benefits.iter().position(|benefit| benefit.name == name).unwrap_or_else(|| {
        panic!("{} has no benefit {name}", program.jurisdiction.name);
    });
    let (_, outcome) = own.benefits.iter().find(|(own, _)| own.index() == id).expect("every benefit is settled");
    match outcome {
        Ok(outcome) if outcome.is_due() => Ok(Some(outcome.payment.to_string())),
        Ok(_) => Ok(None),
        Err(error) => Err(error.kind.name().to_owned()),
    }
}

fn run(folder: &str, areas: &[(&str, Rules)], years: usize, draw: fn(&str, &mut Chance) -> Vec<Bill>) {
    let analysis = load(folder);
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (name, rules) in areas {
        let program = program(analysis, name);
        let mut chance = Chance::new(0x5eed);
        for _ in 0..years {
            let (count, differences) = compare(program, *rules, &draw(name, &mut chance));
            compared += count;
            wrong.extend(differences);
        }
    }
    assert!(
        wrong.is_empty(),
        "{compared} compared, {} differ\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
    assert!(compared > 10 * years, "only {compared} payments were compared");
}

#[test]
fn the_eight_areas_of_shaanxi_pay_as_worked_out_apart() {
    run("policies/shaanxi", shaanxi::AREAS, 60, shaanxi::year);
}

#[test]
fn the_counties_of_jibei_pay_as_worked_out_apart() {
    run("policies/jibei", jibei::AREAS, 60, jibei::year);
}

/// Random bills of a year, in the order of settling.
pub(crate) fn bills(
    chance: &mut Chance,
    from: &str,
    days: i64,
    mut draw: impl FnMut(&mut Chance) -> Bill,
) -> Vec<Bill> {
    let first = Date::parse(from).expect("a day");
    let count = 1 + chance.below(10);
    let mut dates: Vec<Date> =
        (0..count).map(|_| first.plus_days(chance.below(days as u64) as i64).expect("a day")).collect();
    dates.sort();
    dates.into_iter().map(|date| Bill { date, ..draw(chance) }).collect()
}

/// A cost in 分: edges of the rules and a fen beside them, else spread over the orders of magnitude.
pub(crate) fn cost(chance: &mut Chance, edges: &[i64]) -> i64 {
    if chance.below(3) == 0 {
        let edge = edges[chance.below(edges.len() as u64) as usize] * 100;
        return (edge + chance.below(3) as i64 - 1).max(0);
    }
    let magnitude = 10_i64.pow(3 + chance.below(5) as u32);
    chance.below(6 * magnitude as u64) as i64
}
