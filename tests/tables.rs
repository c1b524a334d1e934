//! Laws of tables, on random ones of every hit policy, each case asked of the evaluator: a row that is said never to
//! count can go, and so can one that is said to be removable; where nothing is said, every row is needed; rows that are
//! said to be one can be one; two tables are called the same just when they answer the same.

use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::compare::tables::{Answer, Tables};
use polcheck::compare::{Both, Options, Side, diff};
use polcheck::diagnostic::{Code, Severity};
use polcheck::interp::run_scene;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::random::Random;

const VOCABULARY: &str =
    "词汇 小词汇\n枚举 户型 { 小户, 中户, 大户 }\n字段 家庭.户型 : 户型\n字段 家庭.岁数 : 整数 不低于 0\n";
const HOUSES: [&str; 3] = ["小户", "中户", "大户"];
const EDGES: [i64; 3] = [10, 20, 30];
const HITS: [&str; 9] = ["唯一", "一致", "首条", "就高", "就低", "合计", "条数", "最具体", "全列"];

#[derive(Clone, Debug, PartialEq)]
struct Row {
    /// `None`: the default row.
    heads: Option<(String, String)>,
    /// The values of the first head, where it names some.
    houses: Vec<usize>,
    cell: i64,
}

#[derive(Clone, Debug)]
struct Table {
    hit: &'static str,
    rows: Vec<Row>,
}

fn named(houses: &[usize]) -> String {
    houses.iter().map(|at| HOUSES[*at]).collect::<Vec<_>>().join("、")
}

impl Table {
    fn random(random: &mut Random) -> Table {
        let hit = *random.pick(&HITS);
        let mut rows = Vec::new();
        for _ in 0..random.between(2, 5) {
            let mut houses: Vec<usize> = (0..3).filter(|_| random.chance(45)).collect();
            let house = match random.below(8) {
                0 => {
                    houses.clear();
                    "任意".to_owned()
                }
                1 => {
                    houses.clear();
                    "其余".to_owned()
                }
                _ => {
                    if houses.is_empty() {
                        houses.push(random.below(3) as usize);
                    }
                    named(&houses)
                }
            };
            let edge = *random.pick(&EDGES);
            let age = match random.below(6) {
                0 => format!("不超过 {edge}"),
                1 => format!("超过 {edge}"),
                2 => format!("{edge} 至 低于 {}", edge + 10),
                3 => "其余".to_owned(),
                _ => "任意".to_owned(),
            };
            rows.push(Row { heads: Some((house, age)), houses, cell: random.between(1, 2) });
        }
        if random.chance(60) {
            rows.push(Row { heads: None, houses: Vec::new(), cell: random.between(1, 3) });
        }
        Table { hit, rows }
    }

    fn without(&self, row: usize) -> Table {
        let mut own = self.clone();
        own.rows.remove(row);
        own
    }

    /// The second row becomes part of the first, in the place of either.
    fn joined(&self, first: usize, second: usize) -> Option<[Table; 2]> {
        let mut houses = [self.rows[first].houses.clone(), self.rows[second].houses.clone()].concat();
        houses.sort_unstable();
        houses.dedup();
        let (_, age) = self.rows[first].heads.clone()?;
        let row = Row { heads: Some((named(&houses), age)), houses, cell: self.rows[first].cell };
        let mut early = self.clone();
        early.rows[first] = row.clone();
        early.rows.remove(second);
        let mut late = self.clone();
        late.rows[second] = row;
        late.rows.remove(first);
        Some([early, late])
    }

    fn lines(&self, name: &str) -> Vec<String> {
        let mut lines = vec![format!("表 {name} 按 户型, 岁数 得 额 取{} {{", self.hit)];
        lines.extend(self.rows.iter().map(|row| match &row.heads {
            Some((house, age)) => format!("    {house}  {age}  →  {}", row.cell),
            None => format!("    其余  →  {}", row.cell),
        }));
        lines.push("}".to_owned());
        lines
    }

    fn asked(&self, name: &str) -> String {
        if self.hit == "全列" { format!("合计({name}.额)") } else { format!("{name}.额") }
    }
}

/// A county of these tables, each called after its place, with a test that asks all of them for every case.
fn county(name: &str, tables: &[Table]) -> String {
    let mut lines = vec![format!("县 {name}")];
    for (at, own) in tables.iter().enumerate() {
        lines.extend(own.lines(&format!("表{at}")));
    }
    lines.push("测试 \"各种情形\" 于 2024-06-01 {".to_owned());
    // A row of a test is short enough for a line.
    for (first, some) in tables.chunks(20).enumerate() {
        let asked: Vec<String> =
            some.iter().enumerate().map(|(at, own)| own.asked(&format!("表{}", 20 * first + at))).collect();
        lines.push(format!("    各例 户型, 岁数 → {} {{", asked.join(", ")));
        for (house, age) in cases() {
            lines.push(format!("        {house} {age} → {}", vec!["0"; some.len()].join(" ")));
        }
        lines.push("    }".to_owned());
    }
    lines.push("}".to_owned());
    lines.join("\n") + "\n"
}

fn cases() -> Vec<(&'static str, i64)> {
    let ages = EDGES.iter().chain(&[40]).flat_map(|edge| [edge - 1, *edge, edge + 1]);
    let ages: Vec<i64> = ages.collect();
    HOUSES.iter().flat_map(|house| ages.iter().map(|age| (*house, *age))).collect()
}

fn analysed(counties: &[String]) -> (Workspace, Analysis) {
    let mut texts = vec![("vocabulary.pol".to_owned(), VOCABULARY.to_owned())];
    texts.extend(counties.iter().enumerate().map(|(at, text)| (format!("{at}.pol"), text.clone())));
    let workspace = Workspace::new(texts);
    let analysis = workspace.analyse();
    (workspace, analysis)
}

/// What each table answers in every case.
fn answers(analysis: &Analysis, county: usize, count: usize) -> Vec<Vec<String>> {
    let own = &analysis.jurisdictions[county];
    assert!(!own.has_errors);
    let mut all = vec![Vec::new(); count];
    let today = Date::new(2024, 6, 1).expect("a day");
    for scene in &own.program.tests {
        // Check by check: every table of a chunk, then the next case.
        let checks = run_scene(&own.program, scene, today).checks;
        let mut rest = checks.as_slice();
        for (first, some) in (0..count).collect::<Vec<_>>().chunks(20).enumerate() {
            for _ in cases() {
                let (now, later) = rest.split_at(some.len());
                for (at, check) in now.iter().enumerate() {
                    all[20 * first + at].push(match &check.actual {
                        Ok(amount) => amount.exact.clone(),
                        Err(error) => error.kind.name().to_owned(),
                    });
                }
                rest = later;
            }
        }
        assert!(rest.is_empty(), "every answer has been taken");
    }
    all
}

/// What is said of a table: rows that never count or could go, pairs that could be one.
#[derive(Clone, Debug, Default)]
struct Said {
    broken: bool,
    gone: Vec<usize>,
    pairs: Vec<(usize, usize)>,
}

fn said(tables: &[Table]) -> Vec<Said> {
    let (workspace, analysis) = analysed(&[county("甲县", tables)]);
    // By line: which row of which table.
    let mut places: Vec<Option<(usize, usize)>> = vec![None];
    for (at, own) in tables.iter().enumerate() {
        places.push(Some((at, usize::MAX)));
        places.extend((0..own.rows.len()).map(|row| Some((at, row))));
        places.push(None);
    }
    let place = |span: polcheck::base::span::Span| {
        let line = workspace.sources.get(span.source).line_column(span.start as usize).line;
        places.get(line - 1).copied().flatten()
    };
    let mut all = vec![Said::default(); tables.len()];
    for problem in analysis.problems.into_sorted() {
        let Some((table, row)) = place(problem.span) else {
            panic!("{}: {}", problem.code.name(), problem.message.get(Lang::Zh));
        };
        match problem.code {
            _ if problem.severity == Severity::Error => all[table].broken = true,
            Code::MaskedRow | Code::RemovableRow => all[table].gone.push(row),
            Code::MergeableRows => {
                let (_, other) = place(problem.labels[0].span).expect("the other row stands in the table");
                all[table].pairs.push((other, row));
            }
            _ => {}
        }
    }
    all
}

#[test]
fn what_is_said_of_rows_holds() {
    let mut random = Random::new(17);
    let tables: Vec<Table> = (0..240).map(|_| Table::random(&mut random)).collect();
    let said = said(&tables);
    let sound: Vec<usize> = (0..tables.len()).filter(|at| !said[*at].broken).collect();
    // Every table, each without one of its rows, and those with two rows as one.
    let mut variants: Vec<Table> = Vec::new();
    let mut claims: Vec<(usize, Vec<usize>, bool, String)> = Vec::new();
    let (mut gone, mut joined, mut needed) = (0, 0, 0);
    for at in &sound {
        let own = &tables[*at];
        for row in 0..own.rows.len() {
            let can_go = said[*at].gone.contains(&row);
            // Of two rows that say the same only one can go.
            if !can_go && !said[*at].gone.is_empty() {
                continue;
            }
            if can_go {
                gone += 1
            } else {
                needed += 1
            }
            claims.push((*at, vec![variants.len()], can_go, format!("without row {row}")));
            variants.push(own.without(row));
        }
        for (first, second) in &said[*at].pairs {
            let named = |row: usize| !own.rows[row].houses.is_empty();
            let same_age =
                own.rows[*first].heads.as_ref().map(|own| &own.1) == own.rows[*second].heads.as_ref().map(|own| &own.1);
            if !named(*first) || !named(*second) || !same_age {
                continue;
            }
            joined += 1;
            let both = own.joined(*first, *second).expect("rows with heads");
            claims.push((*at, vec![variants.len(), variants.len() + 1], true, format!("{first} and {second} as one")));
            variants.extend(both);
        }
    }
    assert!(gone > 60 && joined > 5 && needed > 100, "{gone} {joined} {needed}");
    let all: Vec<Table> = sound.iter().map(|at| tables[*at].clone()).chain(variants.iter().cloned()).collect();
    // Taking a row out may leave two that contradict each other or a gap: then the answers are not the same.
    let broken: Vec<bool> = self::said(&all).into_iter().map(|own| own.broken).collect();
    let kept: Vec<usize> = (0..all.len()).filter(|at| !broken[*at]).collect();
    let (_, analysis) = analysed(&[county("乙县", &kept.iter().map(|at| all[*at].clone()).collect::<Vec<_>>())]);
    let found = answers(&analysis, 0, kept.len());
    let answer = |at: usize| kept.iter().position(|own| *own == at).map(|at| &found[at]);
    for (table, forms, same, what) in claims {
        let place = sound.iter().position(|own| *own == table).expect("a sound table");
        let before = answer(place).expect("a sound table has answers");
        let holds = forms.iter().any(|form| answer(sound.len() + form) == Some(before));
        // A list is only asked for its sum here.
        let sum_only = !same && tables[table].hit == "全列";
        assert!(holds == same || sum_only, "{what}, claimed {same}:\n{}", tables[table].lines("甲").join("\n"));
    }
}

#[test]
fn tables_are_the_same_just_when_they_answer_the_same() {
    let mut random = Random::new(71);
    let (mut first, mut second) = (Vec::new(), Vec::new());
    while first.len() < 120 {
        let own = Table::random(&mut random);
        let mut other = own.clone();
        match random.below(4) {
            // Another cell, another order, another hit policy, or another table.
            0 => {
                let at = random.below(other.rows.len() as u64) as usize;
                other.rows[at].cell = random.between(1, 3);
            }
            1 => {
                let last = other.rows.len() - usize::from(other.rows.last().is_some_and(|row| row.heads.is_none()));
                other.rows[..last].reverse();
            }
            2 => other.hit = HITS[random.below(HITS.len() as u64) as usize],
            _ => other = Table::random(&mut random),
        }
        first.push(own);
        second.push(other);
    }
    let broken = [said(&first), said(&second)];
    let sound: Vec<usize> = (0..first.len()).filter(|at| broken.iter().all(|own| !own[*at].broken)).collect();
    let pick = |all: &[Table]| sound.iter().map(|at| all[*at].clone()).collect::<Vec<Table>>();
    let (first, second) = (pick(&first), pick(&second));
    let (_, analysis) = analysed(&[county("甲县", &first), county("乙县", &second)]);
    let (a, b) = (answers(&analysis, 0, first.len()), answers(&analysis, 1, first.len()));
    let date = Date::new(2024, 6, 1).expect("a day");
    let side = |at: usize| Side { program: &analysis.jurisdictions[at].program, date };
    let (mut equal, mut different) = (0, 0);
    for at in 0..first.len() {
        let name = format!("表{at}");
        let options = Options { tables: Some(Both { a: name.clone(), b: name }), ..Options::default() };
        let found = diff(side(0), side(1), &options).expect("both have the table");
        let table: &Tables = found.subjects[0].table.as_ref().expect("two tables");
        let lists = first[at].hit == "全列" || second[at].hit == "全列";
        let what = || [first[at].lines("甲"), second[at].lines("乙")].concat().join("\n");
        match &table.answer {
            Answer::Equal => {
                equal += 1;
                assert!(found.is_equal());
                assert_eq!(a[at], b[at], "{}", what());
            }
            Answer::Different(witness) => {
                different += 1;
                assert!(!found.is_equal());
                assert!(lists || a[at] != b[at], "{}", what());
                assert!((witness.replayed || lists) && witness.facts.len() <= 2, "{}", what());
                let fits = |house: &str, age: i64| {
                    witness.facts.iter().all(|key| match key.question.zh.as_str() {
                        "户型" => key.answers.zh == house,
                        _ => key.answers.zh.parse() == Ok(age),
                    })
                };
                // Whatever else holds, the answers differ.
                for (place, (house, age)) in
                    cases().into_iter().enumerate().filter(|(_, (house, age))| fits(house, *age))
                {
                    assert!(lists || a[at][place] != b[at][place], "{house} {age}\n{}", what());
                }
            }
            Answer::Undecided(reason) => panic!("{}\n{}", reason.zh, what()),
        }
    }
    assert!(equal > 15 && different > 30, "{equal} {different}");
}
