//! How fast counties are held against each other, and how the time grows with clauses, diseases and counties.
//!
//! `cargo bench --bench compare` prints one table for each question; `-- pair` runs those whose heading contains the
//! word. A county has a list of diseases with limits of their own, tables by facility and group, and four layers.

#![allow(clippy::print_stdout, reason = "a benchmark is read in the terminal")]

mod measure;

use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

use polcheck::base::date::Date;
use polcheck::compare::data::Exact;
use polcheck::compare::{Everything, Options, Side, Thoroughness, conform, diff, matrix, verify};
use polcheck::workspace::{Analysis, Workspace};

use measure::{Growth, median, milliseconds};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let chosen = |heading: &str| wanted.is_empty() || wanted.iter().any(|word| heading.contains(word.as_str()));
    let all: [(&str, fn()); 7] = [
        ("a pair: 40 diseases, 5 facilities, 8 groups, 4 layers", pair),
        ("a pair, growth with the diseases", by_diseases),
        ("a pair, growth with the clauses", by_clauses),
        ("compare, growth with the counties", by_counties),
        ("requirements on results, growth with the clauses", required_by_clauses),
        ("requirements on results, growth with the counties", required_by_counties),
        ("what lies beyond the limits", limits),
    ];
    for (heading, run) in all {
        if chosen(heading) {
            println!("\n{heading}");
            run();
        }
    }
}

/// How large a county is.
#[derive(Clone, Copy)]
struct Size {
    diseases: usize,
    /// Benefits beside the four layers, each for a group of diseases.
    further: usize,
}

const USUAL: Size = Size { diseases: 40, further: 0 };
const GROUPS: [&str; 8] = ["普通", "学生", "低保", "特困", "返贫致贫", "监测对象", "重残", "优抚"];

fn vocabulary(diseases: usize) -> String {
    let mut text = String::from(
        "词汇 试算词汇\n枚举 机构等级 有序 { 村卫生室 < 乡镇卫生院 < 一级 < 二级 < 三级 }\n枚举 转诊 { 按规定转诊, 未转诊 }\n",
    );
    let _ = writeln!(text, "枚举 人群 {{ {} }}", GROUPS.join(", "));
    text.push_str("目录 病种 {\n");
    for disease in 0..diseases {
        let _ = writeln!(text, "    病{disease} M{disease:05}");
    }
    text.push_str(
        "}\n字段 结算.总费用 : 金额 不低于 0元, 默认 合规费用\n字段 结算.合规费用 : 金额 不低于 0元\n字段 结算.机构等级 : 机构等级\n\
         字段 结算.转诊 : 转诊, 默认 按规定转诊\n字段 结算.病种 : 病种\n字段 本人.人群 : 人群\n\
         典型 \"普通居民,一级\" { 已知 { 人群 普通; 机构等级 一级; 病种 病0; 合规费用 3000元 } 结算 3月1日 { } }\n\
         典型 \"低保户,三级\" { 已知 { 人群 低保; 机构等级 三级; 病种 病1; 合规费用 50000元 } 结算 3月1日 { } }\n",
    );
    text
}

/// A county; `turn` moves its numbers.
fn county(at: usize, turn: usize, size: Size) -> String {
    let mut text = format!("县 县{at} 代码 {}\n", 100_000 + at);
    let listed = size.diseases - size.diseases / 8;
    let names = |from: usize, to: usize| (from..to).map(|own| format!("病{own}")).collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "清单 慢病病种 : 病种 {{ {} }}", names(0, listed));
    let _ = writeln!(text, "待遇 门诊慢病 每次结算 {{\n    条件 病种 属于 慢病病种");
    let _ = writeln!(text, "    起付线 {}元/年 当 人群 属于 特困, 低保 免", 200 + 50 * (turn % 5));
    text.push_str("    比例 按 机构等级, 人群 {\n                          普通、学生   低保、监测对象   其余\n");
    for (place, facility) in ["村卫生室、乡镇卫生院", "一级", "二级", "三级"].iter().enumerate() {
        let rate = 80 - 7 * place - turn % 4;
        let _ = writeln!(text, "        {facility}   {rate}%   {}%   {}%", rate + 10, rate + 15);
    }
    text.push_str("    }\n    限额 按 病种 每年 各 病种 {\n");
    for class in 0..4 {
        let (from, to) = (class * listed / 4, (class + 1) * listed / 4);
        let _ =
            writeln!(text, "        {}   {}元", names(from, to).replace(", ", "、"), 2000 + 500 * ((class + turn) % 6));
    }
    text.push_str("        其余   0元\n    }\n    限额 8000元/年\n}\n");
    for further in 0..size.further {
        let _ = writeln!(
            text,
            "待遇 专项{further} 每次结算 {{\n    在 门诊慢病 之后\n    条件 病种 = 病{}\n    起付线 {}元/次\n    比例 {}%\n    限额 {}元/年\n}}",
            further % size.diseases,
            100 + 10 * (further % 7),
            10 + (further + turn) % 40,
            1000 + 100 * (further % 9)
        );
    }
    let _ = writeln!(
        text,
        "待遇 大病保险 每次结算 {{\n    在 门诊慢病 之后\n    起付线 {}元/年 当 人群 属于 低保, 特困, 返贫致贫 减半\n    \
         比例 按 分段 从起付线起 {{ 不超过 5万元 60%; 超过 5万元至10万元 65%; 超过 10万元 70% }}\n    限额 40万元/年\n}}",
        12_000 + 1000 * (turn % 3)
    );
    let _ = writeln!(
        text,
        "待遇 医疗救助 每次结算 {{\n    在 门诊慢病, 大病保险 之后\n    条件 人群 属于 低保, 特困, 返贫致贫, 监测对象, 重残\n    \
         比例 按 人群 {{ 特困 90%; 低保、返贫致贫 {}%; 其余 50% }} 当 转诊 = 未转诊 减10个百分点\n    限额 {}万元/年\n}}",
        70 - turn % 3,
        3 + turn % 2
    );
    let _ = writeln!(
        text,
        "待遇 补充 每次结算 {{\n    在 门诊慢病, 大病保险, 医疗救助 之后\n    起付线 {}元/年\n    比例 {}%\n    各层合计不超过 合规费用 的 90%\n}}",
        3000 + 500 * (turn % 3),
        30 + turn % 5
    );
    text
}

fn analysed(diseases: usize, counties: &[String]) -> Analysis {
    let mut texts = vec![("vocabulary.pol".to_owned(), vocabulary(diseases))];
    texts.extend(counties.iter().enumerate().map(|(at, text)| (format!("{at}.pol"), text.clone())));
    let analysis = Workspace::new(texts).analyse();
    let broken = analysis.jurisdictions.iter().any(|own| own.has_errors);
    assert!(!broken, "{:?}", analysis.problems.into_sorted().first());
    analysis
}

/// What a province asks of results: of a bill, of a year, of any bill, over costs and groups.
const PROVINCE: &str = "\
省 试算省 代码 990000
标准 保障底线 {
    必须 首单: 合计已付 不低于 合规费用 的 20% 当 人群 = 特困
    必须 全年: 合计已付 不低于 合规费用 的 20% 当 人群 属于 低保, 特困
    必须 任一单: 不超过费用
    必须 随 合规费用 不减
    应当 随 人群: 普通 < 低保 < 特困 不减
    应当 落差不超过 500元
}
";

/// Counties of a province that asks for results.
fn province(count: usize, size: Size) -> Analysis {
    let mut texts = vec![PROVINCE.to_owned()];
    texts.extend((1..=count).map(|at| {
        let text = county(at, at, size);
        let (heading, rest) = text.split_once('\n').unwrap_or((text.as_str(), ""));
        format!("{heading} 属于 试算省\n{rest}")
    }));
    analysed(size.diseases, &texts)
}

/// Returns the counties of a province.
fn counties(analysis: &Analysis) -> Vec<Side<'_>> {
    let all = (0..analysis.jurisdictions.len()).map(|at| side(analysis, at));
    all.filter(|own| own.program.jurisdiction.name != "试算省").collect()
}

fn required(sides: &[Side<'_>]) -> [Duration; 2] {
    let options = polcheck::compare::verify::Options::default();
    [
        median(|| sides.iter().for_each(|own| drop(black_box(conform(*own, &Everything))))),
        median(|| sides.iter().for_each(|own| drop(black_box(verify(*own, &options))))),
    ]
}

fn required_by_clauses() {
    let mut growth = Growth::new("benefits", &["conform", "verify"]);
    for further in [0, 4, 12] {
        let analysis = province(1, Size { further, ..USUAL });
        growth.row(further + 4, &required(&counties(&analysis)));
    }
}

fn required_by_counties() {
    let mut growth = Growth::new("counties", &["conform", "verify"]);
    for count in [1, 2, 4, 8] {
        let analysis = province(count, USUAL);
        growth.row(count, &required(&counties(&analysis)));
    }
}

fn side(analysis: &Analysis, at: usize) -> Side<'_> {
    let date = Date::new(2024, 6, 1).expect("a day");
    Side { program: &analysis.jurisdictions[at].program, date }
}

fn two(size: Size, thoroughness: Thoroughness) -> (Duration, usize) {
    let analysis = analysed(size.diseases, &[county(1, 0, size), county(2, 1, size)]);
    let options = Options { everybody: thoroughness, ..Options::default() };
    let mut cells = 0;
    let time = median(|| {
        let found = diff(side(&analysis, 0), side(&analysis, 1), &options).expect("known names");
        cells = match &found.exact {
            Exact::Found(own) => own.cells,
            Exact::NotComputed | Exact::Undecided(..) => 0,
        };
        black_box(found);
    });
    (time, cells)
}

fn pair() {
    for (name, thoroughness) in [
        ("clauses and typical persons", Thoroughness::Nothing),
        ("and everybody", Thoroughness::Brief),
        ("and a year of bills", Thoroughness::Full),
    ] {
        let (time, cells) = two(USUAL, thoroughness);
        let cells = if cells > 0 { format!("  {cells} cells") } else { String::new() };
        println!("{name:>28} {:>14}{cells}", milliseconds(time));
    }
}

fn by_diseases() {
    let mut growth = Growth::new("diseases", &["clauses", "everybody"]);
    for diseases in [20, 40, 80, 160, 320] {
        let size = Size { diseases, ..USUAL };
        let (clauses, _) = two(size, Thoroughness::Nothing);
        let (all, _) = two(size, Thoroughness::Brief);
        growth.row(diseases, &[clauses, all.saturating_sub(clauses)]);
    }
}

fn by_clauses() {
    let mut growth = Growth::new("benefits", &["clauses", "everybody"]);
    for further in [1, 4, 12, 28] {
        let size = Size { further, ..USUAL };
        let (clauses, _) = two(size, Thoroughness::Nothing);
        let (all, _) = two(size, Thoroughness::Brief);
        growth.row(further + 4, &[clauses, all.saturating_sub(clauses)]);
    }
}

fn by_counties() {
    let mut growth = Growth::new("counties", &["clauses", "who pays alike"]);
    for count in [10, 25, 50, 100] {
        // A fifth of the counties have the numbers of another one.
        let texts: Vec<String> = (0..count).map(|at| county(at + 1, at % (count * 4 / 5), USUAL)).collect();
        let analysis = analysed(USUAL.diseases, &texts);
        let sides: Vec<Side<'_>> = (0..count).map(|at| side(&analysis, at)).collect();
        let clauses = median(|| drop(black_box(matrix(&sides, false))));
        let all = median(|| drop(black_box(matrix(&sides, true))));
        growth.row(count, &[clauses, all.saturating_sub(clauses)]);
    }
}

/// So large that the engine for all cases says what stops it.
fn limits() {
    for diseases in [1_000, 4_000] {
        let size = Size { diseases, ..USUAL };
        let analysis = analysed(diseases, &[county(1, 0, size), county(2, 1, size)]);
        let options = Options { everybody: Thoroughness::Brief, ..Options::default() };
        let time = median(|| drop(black_box(diff(side(&analysis, 0), side(&analysis, 1), &options))));
        let found = diff(side(&analysis, 0), side(&analysis, 1), &options).expect("known names");
        let said = match &found.exact {
            Exact::Found(own) => format!("decided, {} cells", own.cells),
            Exact::NotComputed => "not asked".to_owned(),
            Exact::Undecided(kind, _) => format!("not decided: {kind}"),
        };
        println!("{diseases:>14} diseases {:>14}  {said}", milliseconds(time));
    }
}
