//! What two policies pay to everybody: the same in other words is the same; what differs is told as a person would.
//!
//! A `diff on=DATE` block of `tests/suite/compare/*.md` holds what is told of the two counties of the workspace before
//! it: `相同`, or a line for each region of all layers, each cause, the spread over a year and the largest later gap.
//! `UPDATE=1 cargo test everybody` fills in.

mod later;

use std::path::Path;

use polcheck::base::date::Date;
use polcheck::base::text::{Lang, Text};
use polcheck::compare::data::{Comparison, Everybody, Exact, Interplay, Key, Several, Standing};
use polcheck::compare::{Both, Options, Side, Thoroughness, diff};
use polcheck::workspace::Workspace;

use crate::support::markdown::{Block, Document};
use crate::support::{assertions, files_below, policies, updating, wanted_case};

#[test]
fn every_difference_of_the_suite_holds() {
    let wanted = wanted_case();
    let mut failures = Vec::new();
    for path in files_below(Path::new("tests/suite/compare"), "md") {
        let document = Document::read(&path);
        let mut changes = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            if wanted.as_ref().is_some_and(|wanted| *wanted != section.name()) {
                continue;
            }
            let enclosing = document.enclosing(index);
            let blocks = enclosing.iter().flat_map(|own| &own.blocks).chain(&section.blocks);
            let files: Vec<(String, String)> = blocks
                .filter(|block: &&Block| block.language() == "pol")
                .map(|block| {
                    let name = block.attribute("file").expect("files of a comparison have names");
                    (name.to_owned(), assertions::stripped(&block.lines))
                })
                .collect();
            for block in section.blocks.iter().filter(|block| block.language() == "diff") {
                let on = block.attribute("on").map(|day| Date::parse(day).expect("a date")).expect("a day");
                let actual = told(&files, on);
                if actual != block.lines {
                    let place = document.place(block.document_line(0));
                    failures.push(format!("{place}: {}:\n{}\n", section.name(), actual.join("\n")));
                    changes.push((block.clone(), actual));
                }
            }
        }
        if updating() && !changes.is_empty() {
            std::fs::write(&path, document.with(changes)).expect("the document can be written");
            failures.clear();
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// Returns what is told of the two counties of a workspace.
fn told(files: &[(String, String)], date: Date) -> Vec<String> {
    let workspace = Workspace::new(files.iter().cloned());
    let analysis = workspace.analyse();
    let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
    assert!(analysis.jurisdictions.iter().all(|own| !own.has_errors), "{}", problems.join("\n"));
    let leaves = (0..analysis.parents.len()).filter(|at| !analysis.parents.contains(&Some(*at)));
    let mut sides: Vec<Side<'_>> =
        leaves.map(|at| Side { program: &analysis.jurisdictions[at].program, date }).collect();
    sides.sort_by_key(|side| side.program.jurisdiction.code.clone());
    let [a, b] = sides.as_slice() else { panic!("a difference is of two counties") };
    let options = Options { everybody: Thoroughness::Brief, ..Options::default() };
    let found = diff(*a, *b, &options).expect("known names");
    let own = everybody(&found);
    let mirrored = diff(*b, *a, &options).expect("known names");
    assert_mirrored(own, everybody(&mirrored));
    let mut lines = if own.is_equal() { vec!["相同".to_owned()] } else { lines(&found) };
    let names = Both { a: "甲县", b: "乙县" };
    let yuan = |fen: &polcheck::base::number::Number| {
        fen.divide(&100.into()).expect("not by 0").decimal_text(2).expect("whole fen")
    };
    for subject in own.subjects.iter().filter(|subject| !subject.on_bills && !subject.is_equal()) {
        let name = subject.benefit.as_deref().unwrap_or_default();
        for region in subject.regions.iter().filter(|own| own.standing != Standing::Same) {
            lines.push(format!("{name} | {} | {}", who(&region.people), region.sentence(&names).zh));
        }
        lines.extend(
            subject.open.iter().map(|own| format!("{name} | {} | 未能断定:{}", who(&own.people), own.reason.zh)),
        );
    }
    for several in own.subjects.iter().filter_map(|subject| subject.several.as_ref()) {
        lines.extend(areas(several, &names));
    }
    for cause in own.causes.iter().flat_map(|own| &own.list).filter(|_| !own.is_equal()) {
        let who: Vec<String> = cause.people.iter().map(|own| who(own)).collect();
        let what = cause.region.as_ref().map_or("—".to_owned(), |own| own.sentence(&names).zh);
        lines.push(format!("因 {} | {} | {what}", cause.name.zh, who.join(";")));
    }
    if let Some(Interplay::Apart { person, cost, whole, sum }) = own.causes.as_ref().map(|own| &own.interplay) {
        let (cost, sum, whole) = (yuan(cost), yuan(sum), yuan(whole));
        lines.push(format!("互相影响 | {} | 费用 {cost}:相加 {sum},实际 {whole}", who(person)));
    }
    let views = own.views.as_ref().unwrap_or_else(|reason| panic!("{}", reason.zh));
    for (name, spread) in [("甲县", &views.spread.a), ("乙县", &views.spread.b)] {
        if !spread.never_matters() {
            let benefits = spread.benefits.iter().map(|(name, clauses)| {
                let clauses: Vec<&str> = clauses.iter().map(|word| word.words().0).collect();
                format!("{name} {}", clauses.join("、"))
            });
            lines.push(format!("分次不同 | {name} | {}", benefits.collect::<Vec<_>>().join(";")));
        }
    }
    for own in &views.later {
        let (person, earlier, cost) = (who(&own.person), yuan(&own.earlier), yuan(&own.cost));
        let (a, b) = (yuan(&own.paid.a), yuan(&own.paid.b));
        lines.push(format!("后来 | {person} | 此前 {earlier},这次 {cost}:{a} 与 {b}"));
    }
    lines
}

/// Several numbers at once: where which side pays more.
fn areas(several: &Result<Several, Text>, names: &Both<&str>) -> Vec<String> {
    let own = match several {
        Ok(own) => own,
        Err(reason) => return vec![format!("几个数 | 未能断定:{}", reason.zh)],
    };
    let mut lines = Vec::new();
    for area in &own.areas {
        let people: Vec<String> = area.people.iter().map(|own| who(own)).collect();
        let conditions: Vec<&str> = area.conditions.iter().map(|own| own.zh.as_str()).collect();
        let by = area.by.as_ref().map_or(String::new(), |own| format!(" {}", own.zh));
        let gap = area.gap.divide(&100.into()).expect("not by 0").fixed_text(2);
        let more = names.get(area.more);
        lines.push(format!("几个数 | {} | {} | {more}多付{by},至多 {gap}", people.join(";"), conditions.join(",")));
    }
    lines.extend(own.reason.as_ref().map(|reason| format!("几个数 | {} 种未能断定:{}", own.open, reason.zh)));
    lines
}

fn who(people: &[Key]) -> String {
    people.iter().map(|key| key.answers.zh.as_str()).collect::<Vec<_>>().join(" · ")
}

/// Turned round, the same cells stand the other way, by the same amounts.
fn assert_mirrored(own: &Everybody, turned: &Everybody) {
    assert_eq!(own.subjects.len(), turned.subjects.len());
    for (a, b) in own.subjects.iter().zip(&turned.subjects) {
        let counts = |own: &polcheck::compare::data::Compared| (own.counts.same, own.counts.rounding, own.counts.open);
        assert_eq!((counts(a), a.counts.crossing), (counts(b), b.counts.crossing));
        assert_eq!((a.counts.more.a, a.counts.more.b), (b.counts.more.b, b.counts.more.a));
        let gaps = |own: &polcheck::compare::data::Compared| {
            let mut all: Vec<_> = own.regions.iter().map(|own| own.gaps.1.clone()).collect();
            all.sort();
            all
        };
        assert_eq!(gaps(a), gaps(b));
        assert_eq!(areas_of(a, false), areas_of(b, true));
    }
}

/// The areas of several numbers, with the side that pays more; turned round where it is the other.
fn areas_of(own: &polcheck::compare::data::Compared, turned: bool) -> Vec<String> {
    let several = own.several.as_ref().and_then(|own| own.as_ref().ok());
    let line = |area: &polcheck::compare::data::Area| {
        let more = if turned { area.more.other() } else { area.more };
        format!("{more:?} {:?} {:?}", area.people, area.exact.constraints)
    };
    let mut all: Vec<String> = several.iter().flat_map(|own| own.areas.iter().map(line)).collect();
    all.sort();
    all
}

/// A county with one benefit of these clauses.
fn county(name: &str, clauses: &str) -> String {
    format!("县 {name}\n待遇 门诊报销 每次结算 {{\n    条件 就医类别 = 门诊\n{clauses}\n}}\n")
}

fn compared(a: &str, b: &str, check: impl FnOnce(&Comparison)) {
    let workspace = Workspace::new(policies::workspace(&[county("甲县", a), county("乙县", b)]));
    let analysis = workspace.analyse();
    for own in &analysis.jurisdictions {
        let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
        assert!(!own.has_errors, "{}", problems.join("\n"));
    }
    let date = Date::new(2024, 6, 1).expect("a day");
    let side = |at: usize| Side { program: &analysis.jurisdictions[at].program, date };
    let options = Options { everybody: Thoroughness::Brief, ..Options::default() };
    check(&diff(side(0), side(1), &options).expect("known names"));
}

fn everybody(comparison: &Comparison) -> &Everybody {
    match &comparison.exact {
        Exact::Found(own) => own,
        Exact::NotComputed => panic!("not asked for"),
        Exact::Undecided(_, reason) => panic!("{}", reason.zh),
    }
}

/// Returns each line of all layers together: who, and what of them.
fn lines(comparison: &Comparison) -> Vec<String> {
    let labels = Both { a: "甲县", b: "乙县" };
    let line = |own: &polcheck::compare::data::Region| {
        let people: Vec<&str> = own.people.iter().map(|key| key.answers.zh.as_str()).collect();
        format!("{} | {}", people.join(" · "), own.sentence(&labels).zh)
    };
    everybody(comparison).subjects[0].regions.iter().map(line).collect()
}

/// Pairs that pay the same; `tests/suite/compare/everybody.md` holds them to it.
const SAME: &[(&str, &str, &str)] = &[
    (
        "a table split, merged and reordered",
        "比例 按 机构等级 { 一级、二级 70%; 三级 50% }\n限额 3000元/年",
        "限额 3000元/年\n比例 按 机构等级 { 三级 50%; 二级 70%; 一级 70% }",
    ),
    (
        "a ratio as segments",
        "起付线 300元/年\n比例 70%",
        "起付线 300元/年\n比例 按 分段 从起付线起 { 不超过 1万元 70%; 超过 1万元 70% }",
    ),
    ("an exception as a row", "比例 70% 当 人群 = 低保 加10个百分点", "比例 按 人群 { 普通 70%; 低保 80%; 特困 70% }"),
    (
        "an exception as a case",
        "比例 按 机构等级 { 一级、二级 70%; 三级 50% }",
        "比例 70%\n情形 三级医院 当 机构等级 = 三级 { 比例 50% }",
    ),
    (
        "a deductible folded into a segment",
        "起付线 300元/次\n比例 70%",
        "比例 按 分段 从零起 { 不超过 300元 0%; 超过 300元 70% }",
    ),
    ("a cap on the base", "比例 70%\n限额 700元/次", "基数 最小(合规费用, 1000元)\n比例 70%"),
    ("what the patient pays first", "比例 70%", "先行自付 30%\n比例 100%"),
];

#[test]
fn one_number_changed_is_never_the_same() {
    for (what, a, b) in SAME {
        let changed = if b.contains("70%") { b.replacen("70%", "69.99%", 1) } else { b.replacen("30%", "30.01%", 1) };
        compared(a, &changed, |found| assert!(!everybody(found).is_equal() && !found.is_equal(), "{what}"));
    }
}

#[test]
fn a_cap_per_visit_is_no_cap_per_year() {
    compared("比例 70%\n限额 700元/次", "比例 70%\n限额 700元/年", |found| {
        let own = everybody(found);
        assert!(own.subjects[0].is_equal(), "the first bill is the same");
        assert!(own.year.as_ref().is_some_and(|year| !year.is_equal()), "the year is not");
        assert!(!found.is_equal());
    });
}

#[test]
fn a_capped_ratio_against_a_lower_one() {
    compared("比例 80%\n限额 3000元/年", "比例 70%\n限额 3000元/年", |found| {
        // 3000 ÷ 80% = 3750, where 3000 − 2625 = 375; 3000 ÷ 70% = 4285.714…
        let told = "门诊 | 甲县多付10个百分点,3750元时差得最多,多375元;4285.71元起一样";
        assert_eq!(lines(found)[0], told);
        let example = everybody(found).subjects[0].regions[0].example.as_ref().expect("an example");
        // An everyday bill in round numbers: 2000元 × 80% and × 70%.
        assert_eq!(example.cost.to_string(), "200000");
        assert_eq!((example.paid.a.to_string(), example.paid.b.to_string()), ("160000".into(), "140000".into()));
    });
}

#[test]
fn what_is_kept_is_rounded_apart_from_what_is_paid() {
    let kept = "金额 合规费用 - 取整(合规费用 的 30%, 四舍五入, 0.01元)";
    compared("比例 70%", kept, |found| {
        let own = &everybody(found).subjects[0];
        assert_eq!((own.counts.rounding, own.counts.more.a + own.counts.more.b + own.counts.crossing), (1, 0));
        let region = own.regions.iter().find(|own| own.standing == Standing::Rounding).expect("one");
        assert_eq!(region.fen.as_ref().map(ToString::to_string), Some("1".to_owned()));
    });
}

#[test]
fn what_turns_round_is_told_where_it_turns() {
    // 甲县 pays 70% above 1000元, 乙县 50% from nothing: 0.7 (e − 1000) = 0.5 e at 3500元.
    compared("起付线 1000元/年\n比例 70%", "比例 50%", |found| {
        let line = &lines(found)[0];
        assert!(line.contains("乙县多付50个百分点,1000元时差得最多,多500元"), "{line}");
        assert!(line.contains("3500元起甲县多付"), "{line}");
    });
}

/// A catalogue of which a cap tells three kinds apart, and a county that pays in two layers by it; `turn` moves numbers.
fn with_catalogue(diseases: usize, turn: usize) -> (String, String) {
    let names = |from: usize, to: usize| (from..to).map(|own| format!("病{own}")).collect::<Vec<_>>();
    let catalogue: String = (0..diseases).map(|own| format!("    病{own} M{own:05}\n")).collect();
    let vocabulary = format!(
        "词汇 试算词汇\n枚举 机构等级 有序 {{ 一级 < 二级 < 三级 }}\n目录 病种 {{\n{catalogue}}}\n字段 结算.总费用 : 金额 不低于 0元, 默认 \
         合规费用\n字段 结算.合规费用 : 金额 不低于 0元\n字段 结算.机构等级 : 机构等级\n字段 结算.病种 : 病种\n"
    );
    let third = diseases / 3;
    let (name, code) = [("甲县", 100_001), ("乙县", 100_002)][turn];
    let county = format!(
        "县 {name} 代码 {code}\n清单 慢病病种 : 病种 {{ {} }}\n待遇 门诊慢病 每次结算 {{\n    条件 病种 属于 慢病病种\n    起付线 \
         {}元/年\n    比例 按 机构等级 {{ 一级 80%; 二级 {}%; 三级 60% }}\n    限额 按 病种 每年 各 病种 {{\n        {}   2000元\n        \
         {}   {}元\n        其余   0元\n    }}\n}}\n待遇 补充 每次结算 {{\n    在 门诊慢病 之后\n    起付线 3000元/年\n    比例 30%\n    \
         各层合计不超过 合规费用 的 90%\n}}\n",
        names(0, 2 * third).join(", "),
        200 + 50 * turn,
        70 - turn,
        names(0, third).join("、"),
        names(third, 2 * third).join("、"),
        3000 + 500 * turn,
    );
    (vocabulary, county)
}

#[test]
fn a_long_catalogue_has_no_more_kinds_of_case_than_a_short_one() {
    let told = |diseases: usize| {
        let (vocabulary, a) = with_catalogue(diseases, 0);
        let texts = [("词汇.pol", vocabulary), ("甲.pol", a), ("乙.pol", with_catalogue(diseases, 1).1)];
        let analysis = Workspace::new(texts.map(|(name, text)| (name.to_owned(), text)).to_vec()).analyse();
        let side = |at: usize| {
            let own = &analysis.jurisdictions[at];
            assert!(!own.has_errors, "{:?}", analysis.problems.iter().map(|own| &own.message.zh).collect::<Vec<_>>());
            Side { program: &own.program, date: Date::new(2024, 6, 1).expect("a day") }
        };
        let options = Options { everybody: Thoroughness::Full, ..Options::default() };
        let found = diff(side(0), side(1), &options).expect("known names");
        let own = everybody(&found);
        let views = own.views.as_ref().unwrap_or_else(|reason| panic!("{}", reason.zh));
        // Bills after an earlier one: slivers between two bends are decided too.
        assert_eq!((views.open, views.spread.a.open, views.spread.b.open), (0, 0, 0), "{:?}", views.reason);
        assert!(!views.later.is_empty());
        (own.cells, own.subjects[0].counts.clone(), views.spread.a.apart, views.spread.a.alike)
    };
    let short = told(12);
    // Three facilities by two caps; whoever has no listed disease is one kind.
    assert_eq!(short.0, 7);
    assert_eq!(told(120), short);
}
