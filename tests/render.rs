//! What diagnostics look like in every form and both tongues, as a reader sees them.

use polcheck::base::source::{SourceId, SourceMap};
use polcheck::base::span::Span;
use polcheck::base::text::{Lang, Text};
use polcheck::diagnostic::render::{Counts, Drawing, Format, Options, render};
use polcheck::diagnostic::{Code, Diagnostic};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::schema::misfits;

const COUNTY: &str = "\
县 青山县 代码 222401 属于 吉北省

待遇 门诊慢病报销 每次结算 {
    起付线 300
    比例 按 机构等级 { 一级 80%; 三级 60% }
}
定义 年收入 = 月工资 + 土地流转收入
定义 合计 = 甲乙丙丁戊己庚辛壬癸甲乙丙丁 + 甲乙丙丁戊己庚辛壬癸甲乙丙丁 + 高血 + 其他费用里的任何一项
";
const PROVINCE: &str = "\
省 吉北省 代码 220000

待遇 住院报销 每次结算 {
    比例 60% 锁定
}
";

/// The two files of these tests.
struct World {
    sources: SourceMap,
    county: SourceId,
    province: SourceId,
}

impl World {
    fn new() -> World {
        let mut sources = SourceMap::default();
        let county = sources.add("jibei/qingshan.pol", COUNTY).expect("small");
        let province = sources.add("jibei/province.pol", PROVINCE).expect("small");
        World { sources, county, province }
    }

    fn span(&self, source: SourceId, piece: &str) -> Span {
        let at = self.sources.get(source).text.find(piece).expect("the piece stands in the text");
        Span::new(source, at, at + piece.len())
    }

    fn county(&self, piece: &str) -> Span {
        self.span(self.county, piece)
    }

    #[cfg(feature = "cli")]
    fn text(&self, diagnostic: Diagnostic, lang: Lang) -> String {
        render(&self.sources, &[diagnostic], &Options::new(Format::Text(Drawing::default()), lang))
    }
}

fn both(zh: &str, en: &str) -> Text {
    Text::new(zh, en)
}

fn unit_missing(world: &World) -> Diagnostic {
    Diagnostic::new(Code::UnitMissing, world.county("300"), both("`300` 缺少单位", "`300` needs a unit"))
        .at(both("多少?", "of what?"))
        .help(both(
            "金额写作 `300元`;一年只扣一次的起付线写作 `300元/年`,每次就医都扣的写作 `300元`",
            "write `300元`; a deductible that is taken once a year is `300元/年`, one of each visit `300元`",
        ))
}

fn locked(world: &World) -> Diagnostic {
    let message = both("上级已锁定 `住院报销.比例`,不得调整", "the parent has locked `住院报销.比例`");
    Diagnostic::new(Code::LockedClause, world.county("比例 按 机构等级 { 一级 80%; 三级 60% }"), message)
        .label(world.span(world.province, "比例 60% 锁定"), both("在这里锁定", "locked here"))
}

#[track_caller]
fn assert_text(actual: &str, expected: &str) {
    assert_eq!(actual, expected, "\n--- actual ---\n{actual}\n--- expected ---\n{expected}");
}

#[cfg(feature = "cli")]
#[test]
fn a_picture_in_chinese_has_only_chinese_words() {
    let world = World::new();
    assert_text(
        &world.text(unit_missing(&world), Lang::Zh),
        "  × 错误[unit-missing]: `300` 缺少单位
   ╭─[jibei/qingshan.pol:4:9]
 4 │     起付线 300
   ·            ─┬─
   ·             ╰── 多少?
   ╰────
  帮助: 金额写作 `300元`;一年只扣一次的起付线写作 `300元/年`,每次就医都扣的写作
        `300元`

1 个错误
说明和例子: polcheck explain unit-missing
",
    );
}

#[cfg(feature = "cli")]
#[test]
fn a_picture_in_english() {
    let world = World::new();
    assert_text(
        &world.text(unit_missing(&world), Lang::En),
        "  × error[unit-missing]: `300` needs a unit
   ╭─[jibei/qingshan.pol:4:9]
 4 │     起付线 300
   ·            ─┬─
   ·             ╰── of what?
   ╰────
  help: write `300元`; a deductible that is taken once a year is `300元/年`, one
        of each visit `300元`

1 error
more and examples: polcheck explain unit-missing
",
    );
}

#[cfg(feature = "cli")]
#[test]
fn a_reason_in_another_file_has_its_own_picture() {
    let world = World::new();
    assert_text(
        &world.text(locked(&world), Lang::Zh),
        "  × 错误[locked-clause]: 上级已锁定 `住院报销.比例`,不得调整
   ╭─[jibei/qingshan.pol:5:5]
 5 │     比例 按 机构等级 { 一级 80%; 三级 60% }
   ·     ───────────────────────────────────────
   ╰────
  另见:
   ╭─[jibei/province.pol:4:5]
 4 │     比例 60% 锁定
   ·     ──────┬──────
   ·           ╰── 在这里锁定
   ╰────

1 个错误
说明和例子: polcheck explain locked-clause
",
    );
}

#[cfg(feature = "cli")]
#[test]
fn marked_operands_leave_the_sign_to_the_sum() {
    let world = World::new();
    let message = both("每月的金额不能与每年的金额相加", "cannot add an amount per month to an amount per year");
    let diagnostic = Diagnostic::new(Code::UnitMismatch, world.county("月工资 + 土地流转收入"), message)
        .label(world.county("月工资"), both("元/月", "元/月"))
        .label(world.county("土地流转收入"), both("元/年", "元/年"))
        .help(both("写作 `每年(月工资)`", "write `每年(月工资)`"));
    assert_text(
        &world.text(diagnostic, Lang::En),
        "  × error[unit-mismatch]: cannot add an amount per month to an amount per year
   ╭─[jibei/qingshan.pol:7:10]
 7 │ 定义 年收入 = 月工资 + 土地流转收入
   ·               ───┬── ─ ──────┬─────
   ·                  │   │       ╰── 元/年
   ·                  ╰── 元/月
   ╰────
  help: write `每年(月工资)`

1 error
more and examples: polcheck explain unit-mismatch
",
    );
}

#[cfg(feature = "cli")]
#[test]
fn a_long_line_is_cut_around_its_mark_and_a_fix_speaks_for_itself() {
    let world = World::new();
    let name = world.county("高血");
    let diagnostic = Diagnostic::new(Code::UnknownName, name, both("找不到 `高血`", "cannot find `高血`"))
        .at(both("是不是 `高血压`?", "did you mean `高血压`?"))
        .fix(name, "高血压");
    assert_text(
        &world.text(diagnostic, Lang::Zh),
        "  × 错误[unknown-name]: 找不到 `高血`
   ╭─[jibei/qingshan.pol:8:43]
 8 │ …庚辛壬癸甲乙丙丁 + 甲乙丙丁戊己庚辛壬癸甲乙丙丁 + 高血 + 其他费用里的任何…
   ·                                                    ──┬─
   ·                                                      ╰── 是不是 `高血压`?
   ╰────
  帮助: 可改为 `高血压`

1 个错误
说明和例子: polcheck explain unknown-name
",
    );
}

#[cfg(feature = "cli")]
#[test]
fn several_lines_are_bracketed_and_many_keep_their_first() {
    let world = World::new();
    let lines = world.county("待遇").to(world.county("三级"));
    let diagnostic = Diagnostic::new(Code::DateGap, lines, both("有空档", "a gap")).at(both("这几行", "these lines"));
    assert_text(
        &world.text(diagnostic, Lang::Zh),
        "  ⚠ 警告[date-gap]: 有空档
   ╭─[jibei/qingshan.pol:3:1]
 3 │ ╭─▶ 待遇 门诊慢病报销 每次结算 {
 4 │ │       起付线 300
 5 │ ├─▶     比例 按 机构等级 { 一级 80%; 三级 60% }
   · ╰──── 这几行
   ╰────

1 个警告
说明和例子: polcheck explain date-gap
",
    );
    let all = Span::new(world.county, 0, COUNTY.len());
    let diagnostic = Diagnostic::new(Code::RetroactiveDate, all, both("追溯生效", "in force before"));
    assert_text(
        &world.text(diagnostic, Lang::En),
        "  ☞ note[retroactive-date]: in force before
   ╭─[jibei/qingshan.pol:1:1]
 1 │ 县 青山县 代码 222401 属于 吉北省
   · ─────────────────────────────────
   ╰────

1 note
more and examples: polcheck explain retroactive-date
",
    );
}

#[cfg(feature = "cli")]
#[test]
fn drawing_without_unicode_and_with_color() {
    let world = World::new();
    let drawing = Drawing { color: true, unicode: false, width: 80 };
    let diagnostic = unit_missing(&world).help(both("写作 `300元`", "write `300元`"));
    let text = render(&world.sources, &[diagnostic], &Options::new(Format::Text(drawing), Lang::Zh));
    assert_text(
        &text.replace('\u{1b}', "^"),
        "  ^[1;31mx 错误[unit-missing]:^[0m `300` 缺少单位
   ,-[^[36;1;4mjibei/qingshan.pol:4:9^[0m]
 ^[2m4^[0m |     起付线 300
   : ^[35;1m           ^|^^[0m
   :             ^[35;1m`-- ^[35;1m多少?^[0m^[0m
   `----
  ^[36m帮助: ^[0m写作 `300元`

1 个错误
说明和例子: polcheck explain unit-missing
",
    );
}

#[test]
fn plain_is_a_line_for_each() {
    let world = World::new();
    let fixed = Diagnostic::new(Code::UnknownName, world.county("高血"), both("找不到 `高血`", "cannot find `高血`"))
        .fix(world.county("高血"), "高血压");
    let gap = Diagnostic::new(Code::DateGap, world.county("合计"), both("有空档", "a gap"));
    let list = [locked(&world), fixed, gap];
    let plain = |lang| render(&world.sources, &list, &Options::new(Format::Plain, lang));
    assert_text(
        &plain(Lang::Zh),
        "\
jibei/qingshan.pol:5:5: 错误[locked-clause]: 上级已锁定 `住院报销.比例`,不得调整
jibei/qingshan.pol:8:43: 错误[unknown-name]: 找不到 `高血` (可改为 `高血压`)
jibei/qingshan.pol:8:4: 警告[date-gap]: 有空档
2 个错误,1 个警告
",
    );
    assert_text(
        &plain(Lang::En),
        "\
jibei/qingshan.pol:5:5: error[locked-clause]: the parent has locked `住院报销.比例`
jibei/qingshan.pol:8:43: error[unknown-name]: cannot find `高血` (write `高血压` instead)
jibei/qingshan.pol:8:4: warning[date-gap]: a gap
2 errors, 1 warning
",
    );
}

#[test]
fn markdown_quotes_the_line_and_names_other_files() {
    let world = World::new();
    let list = [unit_missing(&world).help(both("写作 `300元`", "write `300元`")), locked(&world)];
    let markdown = render(&world.sources, &list, &Options::new(Format::Markdown, Lang::Zh));
    assert_text(
        &markdown,
        "\
## 检查结果: 2 个错误

### `jibei/qingshan.pol`

- **错误** `unit-missing` 第 4 行第 9 列: `300` 缺少单位
  ```pol
  起付线 300
  ```
  - `300`: 多少?
  - 帮助: 写作 `300元`

- **错误** `locked-clause` 第 5 行第 5 列: 上级已锁定 `住院报销.比例`,不得调整
  ```pol
  比例 按 机构等级 { 一级 80%; 三级 60% }
  ```
  - `jibei/province.pol` 第 4 行第 5 列 `比例 60% 锁定`: 在这里锁定
",
    );
}

#[test]
fn markdown_makes_html_harmless() {
    let world = World::new();
    let message = both("写法不对: <b>*x*</b>, `<b>`", "wrong: <b>*x*</b>, `<b>`");
    let diagnostic = Diagnostic::new(Code::SyntaxError, world.county("300"), message);
    let markdown = render(&world.sources, &[diagnostic], &Options::new(Format::Markdown, Lang::En));
    assert!(markdown.contains(r"wrong: &lt;b>\*x\*&lt;/b>, `<b>`"), "{markdown}");
}

#[test]
fn json_counts_in_every_way() {
    let mut sources = SourceMap::default();
    let source = sources.add("a.pol", "# 𠮷\n定义 𠮷甲 = 80\n").expect("small");
    let text = &sources.get(source).text;
    let at = text.find("80").expect("it stands there");
    let diagnostic =
        Diagnostic::new(Code::UnitMissing, Span::new(source, at, at + 2), both("`80` 缺少单位", "`80` needs a unit"))
            .fix(Span::new(source, at, at + 2), "80%");
    let json = render(&sources, &[diagnostic], &Options::new(Format::Json, Lang::Zh));
    let place = r#"      "file": "a.pol",
      "line": 2,
      "column": 9,
      "end_line": 2,
      "end_column": 11,
      "utf16_column": 10,
      "end_utf16_column": 12,
      "byte_start": 24,
      "byte_end": 26,"#;
    assert!(json.contains(place), "{json}");
    assert!(json.contains(r#""replacement": "80%""#), "{json}");
}

#[test]
fn json_has_the_shape_of_the_published_schema() {
    let schema = std::fs::read_to_string("docs/schema/diagnostics.schema.json").expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let world = World::new();
    let full = locked(&world)
        .at(both("改在这里", "changed here"))
        .help(both("删去", "delete it"))
        .fix(world.county("高血"), "高血压");
    for list in [vec![], vec![full, unit_missing(&world), locked(&world)]] {
        let json = render(&world.sources, &list, &Options::new(Format::Json, Lang::Zh));
        let json: Value = serde_json::from_str(&json).expect("the output is JSON");
        assert_eq!(misfits(&schema, &json), Vec::<String>::new());
        let mut broken = json.clone();
        broken["summary"]["errors"] = Value::from(-1);
        broken["more"] = Value::from(1);
        assert_eq!(misfits(&schema, &broken), ["$.summary.errors: -1 is below 0", "$: more is not in the schema"]);
    }
}

#[test]
fn no_problem_is_said_too() {
    let summary = Counts::of(&[]).summary();
    assert_eq!((summary.zh.as_str(), summary.en.as_str()), ("没有发现问题", "no problems found"));
    let plain = render(&SourceMap::default(), &[], &Options::new(Format::Plain, Lang::Zh));
    assert_eq!(plain, "没有发现问题\n");
}

#[test]
fn what_is_beyond_the_limit_is_counted_and_the_grave_come_first() {
    let world = World::new();
    let mut list = Vec::new();
    for number in 0..6_000 {
        let message = both(&format!("空档 {number}"), &format!("gap {number}"));
        list.push(Diagnostic::new(Code::DateGap, world.county("合计"), message));
    }
    list.push(unit_missing(&world));
    let plain = render(&world.sources, &list, &Options::new(Format::Plain, Lang::Zh));
    assert_eq!(plain.lines().count(), 5_002);
    assert!(plain.contains("unit-missing"));
    assert!(plain.ends_with("1 个错误,6000 个警告\n另有 1001 个问题没有列出,只列出 5000 个\n"), "{plain}");
    let json = render(&world.sources, &list, &Options::new(Format::Json, Lang::En));
    assert!(json.contains(r#""left_out": 1001"#));
    let text = render(&world.sources, &list, &Options::new(Format::Text(Drawing::default()), Lang::En));
    assert!(text.contains("1001 more not listed, only 5000 are\n"));
}

#[test]
fn a_policy_cannot_steer_the_terminal() {
    let mut sources = SourceMap::default();
    let source = sources.add("\u{1b}[2J.pol", "定义 \u{1b}[31m甲\u{202e}乙\t= 80\r\n").expect("small");
    let message = both("找不到 `\u{1b}]0;x\u{7}`", "cannot find `\n\u{1b}`");
    let diagnostic = Diagnostic::new(Code::UnknownName, Span::new(source, 7, 8), message);
    for format in [Format::Text(Drawing::default()), Format::Plain, Format::Markdown] {
        for lang in [Lang::Zh, Lang::En] {
            let out = render(&sources, std::slice::from_ref(&diagnostic), &Options::new(format, lang));
            assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}', '\r', '\t']), "{out:?}");
        }
    }
}

#[test]
fn a_sentence_that_quotes_a_page_is_cut() {
    let world = World::new();
    let message = Text::same(format!("cannot read `{}`", "甲".repeat(2_000)));
    let diagnostic = Diagnostic::new(Code::SyntaxError, world.county("300"), message);
    let plain = render(&world.sources, &[diagnostic], &Options::new(Format::Plain, Lang::En));
    assert!(plain.lines().next().expect("a line").ends_with("甲…`"), "{plain}");
    assert!(plain.chars().count() < 500);
}

#[cfg(feature = "cli")]
#[test]
fn an_empty_text_and_places_beyond_the_end_are_drawn() {
    let mut sources = SourceMap::default();
    let empty = sources.add("empty.pol", "").expect("small");
    let short = sources.add("short.pol", "县 青山县").expect("small");
    let list = [
        Diagnostic::new(Code::MissingHeader, Span::new(empty, 0, 0), both("文件没有首行声明", "no header")),
        Diagnostic::new(Code::UnclosedBrace, Span::new(short, 13, 13), both("没有闭合", "not closed"))
            .at(both("到这里为止", "up to here")),
        Diagnostic::new(Code::UnclosedBrace, Span::new(short, 1, 500), both("没有闭合", "not closed")),
    ];
    let out = render(&sources, &list, &Options::new(Format::Text(Drawing::default()), Lang::Zh));
    assert_text(
        &out,
        "  × 错误[missing-header]: 文件没有首行声明
   ╭─[empty.pol:1:1]
 1 │ 
   · ▲
   ╰────

  × 错误[unclosed-brace]: 没有闭合
   ╭─[short.pol:1:6]
 1 │ 县 青山县
   ·          ▲
   ·          ╰── 到这里为止
   ╰────

  × 错误[unclosed-brace]: 没有闭合
   ╭─[short.pol:1:1]
 1 │ 县 青山县
   · ─────────
   ╰────

3 个错误
说明和例子: polcheck explain missing-header
",
    );
}

#[cfg(feature = "cli")]
#[test]
fn a_line_of_megabytes_is_drawn_about_its_marks() {
    let mut sources = SourceMap::default();
    let source = sources.add("long.pol", "甲 = 乙 ".repeat(300_000)).expect("below the limit");
    let list: Vec<Diagnostic> = (0..2_000)
        .map(|number| {
            let span = Span::new(source, number * 1_000, number * 1_000 + 4);
            Diagnostic::new(Code::SyntaxError, span, Text::same(number.to_string()))
                .at(Text::same("here"))
                .label(Span::new(source, 7, 10), Text::same("there"))
        })
        .collect();
    // Measuring the whole line for each of them would take hours.
    let out = render(&sources, &list, &Options::new(Format::Text(Drawing::default()), Lang::Zh));
    assert!(out.lines().all(|line| line.width() <= 80));
    assert!(out.lines().count() < 2_000 * 20);
}

/// Texts with everything that makes drawing hard.
fn awkward_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "青", "山", "县", "a", "b", " ", "\t", "\n", "\r\n", "𠮷", "\u{1b}", "e\u{301}", "`", "(",
    ]);
    prop::collection::vec(piece, 0..300).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_picture_is_drawn_within_its_width(
        text in awkward_text(),
        marks in prop::collection::vec((0usize..600, 0usize..80, awkward_text()), 1..5),
        color in any::<bool>(),
        width in 60usize..120,
    ) {
        let mut sources = SourceMap::default();
        let source = sources.add("a.pol", text).expect("small");
        let mut marks = marks.into_iter().map(|(start, length, words)| {
            let words: String = words.chars().take(40).collect();
            (Span::new(source, start, start + length), Text::same(words))
        });
        let (span, words) = marks.next().expect("there is at least one");
        let mut diagnostic = Diagnostic::new(Code::SyntaxError, span, words.clone()).at(words);
        for (span, words) in marks {
            diagnostic = diagnostic.label(span, words);
        }
        let drawing = Drawing { color: false, unicode: true, width };
        let list = [diagnostic];
        let out = render(&sources, &list, &Options::new(Format::Text(drawing), Lang::En));
        for line in out.lines().filter(|_| cfg!(feature = "cli")) {
            prop_assert!(line.width() <= width, "{} columns: {line}\n{out}", line.width());
        }
        for format in [Format::Text(Drawing { color, ..drawing }), Format::Plain, Format::Json, Format::Markdown] {
            render(&sources, &list, &Options::new(format, Lang::Zh));
        }
    }
}
