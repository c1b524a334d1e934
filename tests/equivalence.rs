//! The shipped policies written otherwise: in the other tongue, or with everything in another order and in files of
//! other names. Each is the same policy: compared clause by clause nothing differs, and the tests in them give the
//! same. And what one county does differently from another, the other does differently from it.

use std::collections::BTreeMap;
use std::path::Path;

use polcheck::base::date::Date;
use polcheck::base::source::SourceId;
use polcheck::base::text::{Lang, Text};
use polcheck::compare::data::{Change, Comparison, Held, Leaning, Overall, Row, State, Subject};
use polcheck::compare::{Options, Side, Which, diff};
use polcheck::diagnostic::Severity;
use polcheck::interp::run_scene;
use polcheck::ir::Program;
use polcheck::syntax::ast::{CaseBranch, Change as AstChange, Clause, ClauseKind, DeclarationKind, File};
use polcheck::syntax::format::{KeywordStyle, format, format_text};
use polcheck::syntax::parse;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::files_below;

const SOURCE: SourceId = SourceId(0);

fn day() -> Date {
    Date::new(2024, 6, 1).expect("a day")
}

/// The shipped policies with their paths.
fn policies() -> Vec<(String, String)> {
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).expect("a policy can be read");
    files_below(Path::new("policies"), "pol").iter().map(|path| (path.display().to_string(), read(path))).collect()
}

/// Those of two provinces, with all that the language has; settling every test of all would take long.
fn policies_of_two_provinces() -> Vec<(String, String)> {
    let folders = ["policies/vocabulary.pol", "policies/national.pol", "policies/jibei/", "policies/shaanxi/"];
    policies().into_iter().filter(|(name, _)| folders.iter().any(|folder| name.starts_with(folder))).collect()
}

fn analysed(texts: Vec<(String, String)>) -> Analysis {
    let analysis = Workspace::new(texts).analyse();
    assert!(analysis.jurisdictions.len() > 10, "the policies are there");
    analysis
}

fn program<'a>(analysis: &'a Analysis, name: &str) -> &'a Program {
    let found = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == name);
    &found.unwrap_or_else(|| panic!("{name} is there")).program
}

/// What the tests of a program give: the title of each, its day, and what came out.
fn results(program: &Program) -> Vec<(String, String, bool, String)> {
    let mut out = Vec::new();
    for scene in &program.tests {
        let result = run_scene(program, scene, day());
        for check in result.checks {
            let actual = match &check.actual {
                Ok(amount) => amount.text.get(Lang::Zh).to_owned(),
                Err(error) => error.message.get(Lang::Zh).to_owned(),
            };
            out.push((scene.title.clone(), check.date.to_string(), check.holds, actual));
        }
    }
    out.sort();
    out
}

/// Says where policies written otherwise are no longer the same.
fn differences(original: &Analysis, written_otherwise: &Analysis) -> Vec<String> {
    let mut wrong = Vec::new();
    let names = |analysis: &Analysis| -> Vec<(String, bool)> {
        let mut names: Vec<_> =
            analysis.jurisdictions.iter().map(|own| (own.program.jurisdiction.name.clone(), own.has_errors)).collect();
        names.sort();
        names
    };
    let errors = written_otherwise.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|problem| problem.message.get(Lang::En)).collect();
    assert_eq!(names(original), names(written_otherwise), "{errors:#?}");
    for own in original.jurisdictions.iter().filter(|own| !own.has_errors) {
        let name = own.program.jurisdiction.name.as_str();
        let other = program(written_otherwise, name);
        let sides = [&own.program, other].map(|program| Side { program, date: day() });
        let found = diff(sides[0], sides[1], &Options::default()).expect("nothing is asked for by name");
        // What has yet to be published is so on both sides.
        let same = |subject: &&Subject| matches!(subject.overall, Overall::Same | Overall::Awaited);
        for subject in found.subjects.iter().filter(|subject| !same(subject)) {
            let rows: Vec<String> =
                subject.rows.iter().filter(|own| own.differs()).map(|own| row(own, false)).collect();
            wrong.push(format!("{name}: {:?} {}: {}", subject.kind, subject.name, rows.join("; ")));
        }
        if results(&own.program) != results(other) {
            wrong.push(format!("{name}: its tests give other results"));
        }
    }
    wrong
}

/// A program as plain text, without the places in texts.
fn printed(program: &Program) -> String {
    let mut out = String::new();
    let text = format!("{program:?}");
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("Span {") {
        out.push_str(before);
        rest = after.split_once('}').expect("a span is closed").1;
    }
    out + rest
}

#[test]
fn both_tongues_give_the_same_model() {
    let texts = policies();
    let converted = texts.iter().map(|(name, text)| {
        let english = format_text(SOURCE, text, KeywordStyle::En);
        (name.clone(), english.unwrap_or_else(|refusal| panic!("{name}: {:?}", refusal.reason())))
    });
    let converted = analysed(converted.collect());
    for (own, other) in analysed(texts).jurisdictions.iter().zip(&converted.jurisdictions) {
        let name = &own.program.jurisdiction.name;
        assert!(own.has_errors == other.has_errors, "{name}");
        let (own, other) = (printed(&own.program), printed(&other.program));
        let at = own.bytes().zip(other.bytes()).position(|(a, b)| a != b);
        let near = |text: &str, at: usize| text.chars().skip(at.saturating_sub(80)).take(200).collect::<String>();
        assert!(own == other, "{name}: {:?} | {:?}", at.map(|at| near(&own, at)), at.map(|at| near(&other, at)));
    }
}

// Order.

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        // Marsaglia, "Xorshift RNGs", 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below a usize")
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Mixes clauses. The first condition that fails is the reason of a refusal, and cases without a label are known by
/// their number: these keep their order among themselves.
fn mix_clauses(clauses: &mut [Clause], chance: &mut Chance) {
    let keeps = |clause: &Clause| {
        matches!(clause.kind, ClauseKind::Requires { .. } | ClauseKind::Refuse { .. } | ClauseKind::Case(_))
    };
    let in_order: Vec<Clause> = clauses.iter().filter(|clause| keeps(clause)).cloned().collect();
    chance.shuffle(clauses);
    let mut in_order = in_order.into_iter();
    for clause in clauses.iter_mut().filter(|clause| keeps(clause)) {
        *clause = in_order.next().expect("as many as were taken");
    }
    for clause in clauses {
        if let ClauseKind::Case(branches) = &mut clause.kind {
            branches.iter_mut().for_each(|CaseBranch { clauses, .. }| mix_clauses(clauses, chance));
        }
    }
}

fn mixed(file: &mut File, chance: &mut Chance) {
    chance.shuffle(&mut file.declarations);
    for declaration in &mut file.declarations {
        match &mut declaration.kind {
            DeclarationKind::Benefit { clauses, .. }
            | DeclarationKind::EveryBenefit { clauses }
            | DeclarationKind::Override { change: AstChange::Clauses(clauses), .. } => mix_clauses(clauses, chance),
            _ => {}
        }
    }
}

#[test]
fn the_order_of_files_declarations_and_clauses_has_no_influence() {
    let texts = policies_of_two_provinces();
    let original = analysed(texts.clone());
    let mut chance = Chance(20_240_601);
    let mixed = texts.iter().map(|(name, text)| {
        let mut file = parse(SOURCE, text).file;
        mixed(&mut file, &mut chance);
        (format!("{:04}/{name}", chance.below(10_000)), format("", &file, KeywordStyle::Zh))
    });
    let wrong = differences(&original, &analysed(mixed.collect()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// Mirrors.

fn leaning(leaning: Leaning) -> Leaning {
    match leaning {
        Leaning::To(which) => Leaning::To(which.other()),
        other => other,
    }
}

fn state(state: State) -> State {
    match state {
        State::Only(which) => State::Only(which.other()),
        State::FromAbove(which) => State::FromAbove(which.other()),
        State::Awaited(which) => State::Awaited(which.other()),
        other => other,
    }
}

fn overall(overall: Overall) -> Overall {
    match overall {
        Overall::Better(which) => Overall::Better(which.other()),
        Overall::Only(which) => Overall::Only(which.other()),
        other => other,
    }
}

/// The sign of a change, where it has one: what is more on one side is less on the other.
fn sign(change: Option<&Change>) -> i32 {
    let number = match change {
        Some(Change::Points(number) | Change::Days(number) | Change::Quantity(number, _)) => number,
        Some(Change::Money { fen, .. }) => fen,
        Some(Change::Entries(_)) | None => return 0,
    };
    if number.is_negative() { -1 } else { i32::from(!number.is_zero()) }
}

/// A row as it is, or as it must look from the other side.
fn row(row: &Row, from_other_side: bool) -> String {
    let text = |held: &Held| held.stating().map_or("-", |own| text_of(&own.text)).to_owned();
    let (a, b) = (text(&row.values.a), text(&row.values.b));
    let keys: Vec<String> = row.keys.iter().map(|key| text_of(&key.answers).to_owned()).collect();
    // Its title is that of the first side that has one, with the period that this side gives it.
    let item = (row.item.word, &row.item.cases, &row.item.label, &row.item.read);
    let sign = sign(row.change.as_ref());
    if from_other_side {
        let leanings = (leaning(row.insured), leaning(row.fund));
        format!("{item:?} {keys:?} {:?} {b} {a} {leanings:?} {}", state(row.state), -sign)
    } else {
        format!("{item:?} {keys:?} {:?} {a} {b} {:?} {sign}", row.state, (row.insured, row.fund))
    }
}

fn text_of(text: &Text) -> &str {
    text.get(Lang::Zh)
}

fn subject(subject: &Subject, from_other_side: bool) -> String {
    let mut rows: Vec<String> = subject.rows.iter().map(|own| row(own, from_other_side)).collect();
    rows.sort();
    let overall = if from_other_side { overall(subject.overall) } else { subject.overall };
    format!("{:?} {overall:?} {}\n  {}", subject.kind, subject.same_rows, rows.join("\n  "))
}

/// The subjects of a comparison by what both sides call them.
fn subjects(found: &Comparison, from_other_side: bool) -> BTreeMap<(String, String), String> {
    let name = |subject: &Subject, which: Which| subject.sides.get(which).name().unwrap_or("-").to_owned();
    let (first, second) = if from_other_side { (Which::B, Which::A) } else { (Which::A, Which::B) };
    let keyed = |own: &Subject| ((name(own, first), name(own, second)), subject(own, from_other_side));
    found.subjects.iter().map(keyed).collect()
}

#[test]
fn a_comparison_seen_from_the_other_side_is_its_mirror() {
    let analysis = analysed(policies_of_two_provinces());
    let pairs = [
        ("青山县", "绿水县"),
        ("云岭县", "雪河县"),
        ("桦树川县", "松原坡区"),
        ("商洛市", "汉中市"),
        ("宝鸡市", "咸阳市"),
    ];
    let mut compared = 0;
    for (a, b) in pairs {
        let there = |name: &str| analysis.jurisdictions.iter().any(|own| own.program.jurisdiction.name == name);
        if !there(a) || !there(b) {
            continue;
        }
        compared += 1;
        let side = |name: &str| Side { program: program(&analysis, name), date: day() };
        let options = Options::default();
        let one = diff(side(a), side(b), &options).expect("nothing is asked for by name");
        let other = diff(side(b), side(a), &options).expect("nothing is asked for by name");
        let (left, right) = (subjects(&one, false), subjects(&other, true));
        for (names, said) in &left {
            let seen = right.get(names).map_or("nothing", String::as_str);
            assert_eq!(said, seen, "{a} {b}: {names:?}");
        }
        assert_eq!(left.len(), right.len(), "{a} {b}");
        let (v, w) = (&one.verdict, &other.verdict);
        assert_eq!((v.same, v.mixed, v.unclear, v.awaited), (w.same, w.mixed, w.unclear, w.awaited), "{a} {b}");
        assert_eq!((v.better.a, v.better.b), (w.better.b, w.better.a), "{a} {b}");
        assert_eq!((v.only.a, v.only.b), (w.only.b, w.only.a), "{a} {b}");
        assert_eq!((v.scenes_same, v.scenes_open), (w.scenes_same, w.scenes_open), "{a} {b}");
        assert_eq!((v.scenes_more.a, v.scenes_more.b), (w.scenes_more.b, w.scenes_more.a), "{a} {b}");
    }
    assert!(compared >= 3, "only {compared} of the pairs are among the policies");
}
