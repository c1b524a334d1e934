//! An SMT solver agrees with the engine for all cases: nothing pays more apart than the largest gap, something pays just
//! that, and every stretch of cost has the sign that is claimed of it.
//!
//! The questions are written from the clauses of the `ir`, by the few lines below and not by the engine: whole fen,
//! division with a remainder, least and greatest. They stand in `tests/solver/questions.smt2`, each with the answer that
//! a solver gave (`:status`): `z3 tests/solver/questions.smt2` answers them again. A solver that is found (`z3` or
//! `cvc5`, or the path in `POLCHECK_SOLVER`) is asked in every run; without one the questions and the answers recorded
//! are still held to what the engine says now. `UPDATE=1` with a solver records anew.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use polcheck::base::date::Date;
use polcheck::base::number::Number;
use polcheck::base::text::Lang;
use polcheck::ir::expr::{Dimension, HeadItem, Row, Source};
use polcheck::ir::{Adjusted, Benefit, BenefitId, ClauseBody, ClauseWord, ExprKind, FactId, Program};
use polcheck::symbolic::explore::{Scope, Space, explore};
use polcheck::symbolic::pieces::Sign;
use polcheck::symbolic::space::Party;
use polcheck::symbolic::witness::Replayed;
use polcheck::value::Value;
use polcheck::workspace::Workspace;

use crate::support::{policies, updating};

const QUESTIONS: &str = "tests/solver/questions.smt2";
/// The highest cost, in 分: 5万元.
const HIGHEST: i64 = 5_000_000;

/// Pairs of counties: each the clauses of its benefits, in layers.
const PAIRS: &[(&str, &[&str], &[&str])] = &[
    ("80% against 70%, one cap", &["比例 80%\n限额 3000元/年"], &["比例 70%\n限额 3000元/年"]),
    (
        "the same slope, other deductibles",
        &["起付线 300元/年\n比例 71%\n限额 5000元/年"],
        &["起付线 200元/年\n比例 71%\n限额 4000元/年"],
    ),
    (
        "segments, from zero and from the deductible",
        &["起付线 500元/次\n比例 按 分段 从零起 { 不超过 1万元 60%; 超过 1万元至3万元 70%; 超过 3万元 80% }"],
        &["起付线 500元/次\n比例 按 分段 从起付线起 { 不超过 1万元 60%; 超过 1万元至3万元 70%; 超过 3万元 80% }"],
    ),
    (
        "two layers against one",
        &["起付线 300元/年\n比例 65%\n限额 8000元/年", "起付线 2000元/年\n比例 60%"],
        &["起付线 300元/年\n比例 75%"],
    ),
    (
        "three layers, awkward ratios",
        &["起付线 400元/年\n比例 61%\n限额 6000元/年", "起付线 1000元/年\n比例 57%", "比例 33%\n限额 1500元/年"],
        &["起付线 300元/年\n比例 63%\n限额 5000元/年", "起付线 1200元/年\n比例 55%", "比例 37%\n限额 1800元/年"],
    ),
    (
        "a table by facility, a limit on all layers",
        &["比例 按 机构等级 { 一级 90%; 二级 80%; 其余 65% }", "比例 50%\n各层合计不超过 合规费用 的 90%"],
        &["比例 按 机构等级 { 一级 85%; 其余 70% }\n舍入 舍去 到 1元", "比例 50%"],
    ),
    (
        "rounded in other places and ways",
        &["比例 70%\n舍入 四舍六入五成双 到 1角", "比例 70%"],
        &["比例 70%\n舍入 进一 到 1角", "比例 70%\n舍入 舍去 到 1分"],
    ),
];

/// A county whose benefits stand in layers.
fn county(name: &str, layers: &[&str]) -> String {
    let mut text = format!("县 {name}\n");
    for (at, clauses) in layers.iter().enumerate() {
        let _ = writeln!(text, "待遇 第{at}层 每次结算 {{");
        if at > 0 {
            let before: Vec<String> = (0..at).map(|at| format!("第{at}层")).collect();
            let _ = writeln!(text, "    在 {} 之后", before.join(", "));
        }
        let _ = writeln!(text, "{clauses}\n}}");
    }
    text
}

// ---- from clauses to formulas

/// Writes what a benefit pays as formulas of the cost `e`, in fen.
struct Formulas<'p> {
    program: &'p Program,
    person: &'p Replayed,
    side: char,
    text: String,
}

fn fraction(number: &Number) -> (i128, i128) {
    number.to_fraction().expect("a small number")
}

fn whole(number: &Number) -> i64 {
    number.to_i64().expect("whole fen")
}

fn constant(own: &Adjusted) -> Number {
    assert!(own.effects.is_empty(), "no effects in these policies");
    match &own.value {
        Source::Expr(own) => match &*own.kind {
            ExprKind::Constant(Value::Number(number)) => number.clone(),
            other => panic!("not a fixed number: {other:?}"),
        },
        other => panic!("not an expression: {other:?}"),
    }
}

fn cell(row: &Row) -> Number {
    match &row.cells[0].value {
        Source::Expr(own) => match &*own.kind {
            ExprKind::Constant(Value::Number(number)) => number.clone(),
            other => panic!("not a fixed number: {other:?}"),
        },
        other => panic!("not an expression: {other:?}"),
    }
}

impl<'p> Formulas<'p> {
    fn fact(&self, id: FactId) -> &Value {
        self.person.claim.get(&id).or_else(|| self.person.person.get(&id)).expect("the fact is known")
    }

    /// Returns the first row of a table that fits the person, `其余` last.
    fn row(&self, rows: &'p [Row], asked: FactId) -> &'p Row {
        let fits = |row: &&Row| {
            row.heads.first().is_some_and(|head| {
                head.items.iter().any(|item| match item {
                    HeadItem::Value(own) => match &*own.kind {
                        ExprKind::Constant(value) => value == self.fact(asked),
                        _ => false,
                    },
                    _ => false,
                })
            })
        };
        rows.iter().find(fits).or_else(|| rows.last()).expect("a table has rows")
    }

    /// Writes the benefits of a side; returns the name of their sum.
    fn side(&mut self) -> String {
        let order: Vec<BenefitId> = self.program.order.clone();
        let mut paid: Vec<String> = Vec::new();
        for (at, id) in order.iter().enumerate() {
            let name = format!("{}{at}", self.side);
            let before = match paid.as_slice() {
                [] => "0".to_owned(),
                all => format!("(+ 0 {})", all.join(" ")),
            };
            let formula = self.benefit(&self.program.benefits[id.index()], &before);
            let _ = writeln!(self.text, "(define-fun {name} () Int {formula})");
            paid.push(name);
        }
        format!("(+ 0 {})", paid.join(" "))
    }

    fn benefit(&self, own: &'p Benefit, before: &str) -> String {
        let find = |word: ClauseWord| {
            own.clauses.iter().find(|clause| clause.path.word == word).map(|clause| &clause.versions[0].body)
        };
        let base = format!("(- e {before})");
        let deductible = match find(ClauseWord::Deductible) {
            Some(ClauseBody::Deductible { value, .. }) => whole(&constant(value)),
            _ => 0,
        };
        let left = format!("(max0 (- {base} {deductible}))");
        // Amounts are numerators over `over`.
        let Some(ClauseBody::Rate { value }) = find(ClauseWord::Rate) else { panic!("a rate") };
        let (amount, over) = match &value.value {
            Source::Table(table) => match &table.dimensions[0] {
                Dimension::Segment { origin, .. } => {
                    let from_deductible = format!("{origin:?}").contains("Deductible");
                    let (low, high) = if from_deductible {
                        (deductible.to_string(), base.clone())
                    } else {
                        ("0".to_owned(), left.clone())
                    };
                    let parts: Vec<String> = table.rows.iter().map(|row| part(row, &low, &high)).collect();
                    (format!("(+ 0 {})", parts.join(" ")), 10_000)
                }
                Dimension::Expr(asked) => {
                    let ExprKind::Fact(asked) = &*asked.kind else { panic!("a fact") };
                    let (up, over) = fraction(&cell(self.row(&table.rows, *asked)));
                    (format!("(* {up} {left})"), over)
                }
            },
            _ => {
                let (up, over) = fraction(&constant(value));
                (format!("(* {up} {left})"), over)
            }
        };
        // Each limit as a numerator and what it is over.
        let mut limits: Vec<(String, i128)> = Vec::new();
        if let Some(ClauseBody::Cap { value, .. }) = find(ClauseWord::Cap) {
            limits.push((whole(&constant(value)).to_string(), 1));
        }
        if let Some(ClauseBody::TotalOfLayersAtMost { value, .. }) = find(ClauseWord::TotalOfLayersAtMost) {
            // So much of the whole cost, less what earlier layers paid.
            let Source::Expr(of) = &value.value else { panic!("a share of the cost") };
            let ExprKind::Arithmetic(_, left, right) = &*of.kind else { panic!("a product") };
            let share = [left, right].iter().find_map(|part| match &*part.kind {
                ExprKind::Constant(Value::Number(number)) => Some(number.clone()),
                _ => None,
            });
            let (up, below) = fraction(&share.expect("a ratio"));
            limits.push((format!("(max0 (- (* {up} e) (* {below} {before})))"), below));
        }
        let (mut amount, mut over) = (amount, over);
        for (limit, below) in &limits {
            amount = format!("(least (* {below} {amount}) (* {over} {limit}))");
            over *= below;
        }
        let rounding = match find(ClauseWord::Round) {
            Some(ClauseBody::Round(own)) => (format!("{:?}", own.mode), whole(&own.unit)),
            _ => ("HalfUp".to_owned(), 1),
        };
        let mut paid = rounded(&amount, over * i128::from(rounding.1), &rounding.0, rounding.1);
        // What rounding lifts above a limit is that limit, rounded down.
        for (limit, below) in &limits {
            let most = rounded(limit, below * i128::from(rounding.1), "Down", rounding.1);
            paid = format!("(ite (> (* {below} {paid}) {limit}) {most} {paid})");
        }
        paid
    }
}

/// Σ part of a band in hundredths of a percent of the stretch from `low` to `high`.
fn part(row: &Row, low: &str, high: &str) -> String {
    let HeadItem::Band(band) = &row.heads[0].items[0] else { panic!("a band") };
    let edge = |edge: &Option<polcheck::ir::expr::Edge>| {
        edge.as_ref().map(|own| match &*own.value.kind {
            ExprKind::Constant(Value::Number(number)) => whole(number),
            other => panic!("not a fixed edge: {other:?}"),
        })
    };
    let (up, below) = fraction(&cell(row));
    let share = up * 10_000 / below;
    let from = edge(&band.low).map_or(low.to_owned(), |edge| format!("(most {low} {edge})"));
    let to = edge(&band.high).map_or(high.to_owned(), |edge| format!("(least {high} {edge})"));
    format!("(* {share} (max0 (- {to} {from})))")
}

/// Rounds `amount / over` to whole units, then says it in fen. No amount is below 0.
fn rounded(amount: &str, over: i128, mode: &str, unit: i64) -> String {
    let units = match mode {
        "HalfUp" => format!("(div (+ (* 2 {amount}) {over}) {})", 2 * over),
        "Up" => format!("(div (+ {amount} {}) {over})", over - 1),
        "Down" => format!("(div {amount} {over})"),
        _ => {
            // To the even one where it is just half.
            let half = format!("(div (+ (* 2 {amount}) {over}) {})", 2 * over);
            let tie = format!("(= (mod (+ (* 2 {amount}) {over}) {}) 0)", 2 * over);
            format!("(ite (and {tie} (= (mod {half} 2) 1)) (- {half} 1) {half})")
        }
    };
    if unit == 1 { units } else { format!("(* {unit} {units})") }
}

// ---- questions

/// Returns the questions about all pairs, with what the engine claims as their answers.
fn questions() -> String {
    let mut text = String::from(
        "; What two counties pay apart, over every cost of whole fen up to 50,000 yuan. Written by tests/solver.rs from the\n\
         ; clauses of both, with the claims of the engine for all cases; :status is what a solver answered.\n\
         (set-logic ALL)\n\
         (define-fun max0 ((x Int)) Int (ite (< x 0) 0 x))\n\
         (define-fun least ((x Int) (y Int)) Int (ite (< x y) x y))\n\
         (define-fun most ((x Int) (y Int)) Int (ite (< x y) y x))\n\
         (declare-const e Int)\n",
    );
    let _ = writeln!(text, "(assert (and (<= 0 e) (<= e {HIGHEST})))");
    let counties: Vec<String> = PAIRS
        .iter()
        .enumerate()
        .flat_map(|(at, (_, a, b))| [county(&format!("甲{at}县"), a), county(&format!("乙{at}县"), b)])
        .collect();
    let workspace = Workspace::new(policies::workspace(&counties));
    let analysis = workspace.analyse();
    let date = Date::new(2024, 6, 1).expect("a day");
    for (at, (what, ..)) in PAIRS.iter().enumerate() {
        let party = |name: String| {
            let own = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == name);
            let own = own.expect("a county of this name");
            let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
            assert!(!own.has_errors, "{}", problems.join("\n"));
            Party { program: &own.program, date }
        };
        let parties = [party(format!("甲{at}县")), party(format!("乙{at}县"))];
        let space = explore(&parties, &Scope { highest: HIGHEST, ..Scope::default() }).expect("decided");
        for cell in 0..space.cells.len() {
            pair(&mut text, what, &parties, &space, cell);
        }
    }
    text
}

fn pair(text: &mut String, what: &str, parties: &[Party<'_>; 2], space: &Space<'_>, cell: usize) {
    let own = &space.cells[cell];
    let witness = space.witness(&own.cell, 100_000);
    let _ = writeln!(text, "\n(push 1) ; {what}, {} of {}", cell + 1, space.cells.len());
    let mut sums = Vec::new();
    for (side, name) in ['a', 'b'].into_iter().enumerate() {
        let person = &witness.sides[side];
        let mut formulas = Formulas { program: parties[side].program, person, side: name, text: String::new() };
        sums.push(formulas.side());
        text.push_str(&formulas.text);
    }
    let _ = writeln!(text, "(define-fun gap () Int (- {} {}))", sums[0], sums[1]);
    let term = |side: usize| own.sides[side].as_ref().expect("decided").total;
    let gap = space.difference(term(0), term(1)).expect("figures fit");
    let (largest, smallest, signs) = space
        .decide(|decider| Ok((decider.largest(gap)?, decider.smallest(gap)?, decider.signs(gap)?)))
        .expect("decided");
    let mut ask = |condition: &str, possible: bool| {
        let status = if possible { "sat" } else { "unsat" };
        let _ = writeln!(text, "(push 1) (set-info :status {status}) (assert {condition}) (check-sat) (pop 1)");
    };
    for (extreme, beyond) in [(&largest, ">"), (&smallest, "<")] {
        assert_eq!(extreme.value, extreme.bound, "the extreme is proved");
        let value = number(whole(&extreme.value.to_number()));
        ask(&format!("({beyond} gap {value})"), false);
        ask(&format!("(and (= e {}) (= gap {value}))", extreme.at), true);
    }
    for stretch in signs {
        let contrary = match stretch.sign {
            Sign::Negative => "(>= gap 0)",
            Sign::Zero => "(distinct gap 0)",
            Sign::Positive => "(<= gap 0)",
            // Now this, now that: nothing is claimed of all of it.
            Sign::Mixed => continue,
        };
        ask(&format!("(and (<= {} e) (<= e {}) {contrary})", stretch.low, stretch.high), false);
    }
    text.push_str("(pop 1)\n");
}

fn number(own: i64) -> String {
    if own < 0 { format!("(- {})", -own) } else { own.to_string() }
}

// ---- the solver

fn solver() -> Option<String> {
    let named = std::env::var("POLCHECK_SOLVER").ok();
    let candidates = named.into_iter().chain(["z3".to_owned(), "cvc5".to_owned()]);
    candidates.into_iter().find(|own| {
        Command::new(own)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|own| own.success())
    })
}

/// Returns what a solver answers to every question.
fn answers(solver: &str, questions: &str) -> Vec<String> {
    let stdin = if solver.contains("cvc5") { ["--lang=smt2", "--incremental"] } else { ["-in", "-T:120"] };
    let mut child = Command::new(solver)
        .args(stdin)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the solver starts");
    let mut input = child.stdin.take().expect("it reads");
    let text = questions.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written").expect("written");
    let said = String::from_utf8(output.stdout).expect("it says words");
    // z3 complains beside its answer when that is not the one annotated.
    said.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("(error")).map(str::to_owned).collect()
}

fn claimed(questions: &str) -> Vec<&str> {
    let of = |line: &'static str, own: &str| own.contains(line);
    questions
        .lines()
        .filter_map(|line| {
            if of(":status unsat", line) {
                Some("unsat")
            } else if of(":status sat", line) {
                Some("sat")
            } else {
                None
            }
        })
        .collect()
}

#[test]
#[allow(clippy::print_stderr, reason = "who runs the tests is told that nobody was asked")]
fn a_solver_agrees() {
    let questions = questions();
    let claimed = claimed(&questions);
    assert!(claimed.len() > 80, "{} questions", claimed.len());
    let recorded = std::fs::read_to_string(Path::new(QUESTIONS)).unwrap_or_default();
    match solver() {
        Some(solver) => {
            let answers = answers(&solver, &questions);
            let asked: Vec<&str> = questions.lines().filter(|line| line.contains("(check-sat)")).collect();
            let odd: Vec<String> = (0..claimed.len())
                .filter(|at| answers.get(*at).map(String::as_str) != Some(claimed[*at]))
                .map(|at| format!("{} answers {:?}", asked[at], answers.get(at)))
                .collect();
            assert!(
                odd.is_empty() && answers.len() == claimed.len(),
                "{solver} disagrees:\n{}\n{questions}",
                odd.join("\n")
            );
            if updating() {
                std::fs::write(QUESTIONS, &questions).expect("the questions can be written");
                return;
            }
        }
        None => eprintln!("no SMT solver is installed (z3, cvc5, POLCHECK_SOLVER): the answers recorded are held to"),
    }
    assert!(questions == recorded, "the engine claims other things than {QUESTIONS}: with a solver, UPDATE=1");
}
