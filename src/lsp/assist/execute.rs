//! The commands of lenses and menus: what the command line would answer, as Markdown.

use super::lens::{Tried, day_of};
use super::{Answer, Command, Snapshot};
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Lang, Text, quoted};
use crate::compare::verify::{self, Options as Properties};
use crate::compare::{self, Everything, Only, Side, Thoroughness, Unknown, conform};
use crate::interp::record::benefit_record;
use crate::interp::trace::Money;
use crate::interp::{Check, SceneResult, run_scene};
use crate::ir::{Program, Scene};
use crate::report::grid::plain_in_markdown;
use crate::report::worked_sum::{self, Form};
use crate::report::{conform as conformances, diff, history, show, verify as verifications};
use crate::workspace::{Target, TargetError, case};

mod words {
    //! What is said around answers, in both tongues.

    crate::catalogue! {
        needs(usage) { zh: "缺少参数,应为:{usage}", en: "arguments are missing: {usage}" }
        usage_test() { zh: "地区 测试的标题", en: "a jurisdiction and the title of a test" }
        usage_one() { zh: "地区", en: "a jurisdiction" }
        usage_two() { zh: "两个地区", en: "two jurisdictions" }
        unknown(name) { zh: "找不到地区 `{name}`", en: "unknown jurisdiction `{name}`" }
        did_you_mean(message, names) { zh: "{message};是否指 {names}?", en: "{message}; did you mean {names}?" }
        ambiguous(name, names) { zh: "`{name}` 可能指几个地区:{names}", en: "`{name}` may mean several jurisdictions: {names}" }
        no_date(text) { zh: "`{text}` 不是日期,应如 2026-01-01", en: "`{text}` is no date such as 2026-01-01" }
        has_errors(name) { zh: "{name} 的政策有错误,先改正再试", en: "the policy of {name} has errors: mend them first" }
        no_such_test(county, title) { zh: "{county} 没有测试“{title}”", en: "{county} has no test \"{title}\"" }
        no_such_name(name) { zh: "找不到 `{name}`", en: "unknown name `{name}`" }
        bad_fact(text) { zh: "`{text}` 应写成 `字段=值`", en: "`{text}` must be `fact=value`" }
        not_one_value(text) { zh: "`{text}` 里有不能用的符号", en: "`{text}` holds marks that cannot stand there" }

        test_title(title) { zh: "测试:{title}", en: "test: {title}" }
        tests_title(county) { zh: "{county}的测试", en: "tests of {county}" }
        case_title(county) { zh: "{county}试算", en: "a case of {county}" }
        compare_title(a, b) { zh: "{a}与{b}", en: "{a} and {b}" }
        conform_title(county) { zh: "{county}对照标准", en: "{county} against the standards" }
        verify_title(county) { zh: "{county}的性质", en: "properties of {county}" }
        passed(count) { zh: "{count} 项全部相符", en: "all {count} expectations hold" }
        failed(wrong, all) { zh: "{all} 项中 {wrong} 项不符", en: "{wrong} of {all} expectations do not hold" }
        tests_done(passed, failed) { zh: "通过 {passed} 个,失败 {failed} 个", en: "{passed} passed, {failed} failed" }
        check_holds(date, name, expected) { zh: "✓ {date} {name}:应为 {expected}", en: "✓ {date} {name}: {expected} as expected" }
        check_fails(date, name, expected, actual) {
            zh: "✗ {date} {name}:应为 {expected},算得 {actual}",
            en: "✗ {date} {name}: expected {expected}, found {actual}",
        }
        only_benefit(name) { zh: "只列 {name};其他待遇一并计算,没有列出", en: "only {name} is shown; the others were worked out with it" }
    }
}

/// The most tests that are run for one answer.
const MOST_TESTS: usize = 2_000;

pub(super) fn execute(snapshot: &Snapshot<'_>, command: Command, arguments: &[String]) -> Result<Answer, Text> {
    let usage = match command {
        Command::RunTest => (2, words::usage_test()),
        Command::CompareWith => (2, words::usage_two()),
        Command::RunTests
        | Command::SettleCase
        | Command::Conform
        | Command::Verify
        | Command::Show
        | Command::History => (1, words::usage_one()),
    };
    if arguments.len() < usage.0 {
        return Err(words::needs(usage.1));
    }
    let asked = Asked { snapshot, lang: snapshot.lang.unwrap_or(Lang::Zh) };
    let rest = &arguments[1..];
    let first = asked.county(&arguments[0])?;
    match command {
        Command::RunTest => asked.test(first, &arguments[1]),
        Command::RunTests => asked.tests(first),
        Command::SettleCase => asked.case(first, rest),
        Command::CompareWith => asked.compare(first, asked.county(&arguments[1])?, &arguments[2..]),
        Command::Conform => Ok(asked.conform(first)),
        Command::Verify => Ok(asked.verify(first)),
        Command::Show => asked.show(first, rest),
        Command::History => Ok(asked.history(first, rest)),
    }
}

/// A sound county on its day.
#[derive(Clone, Copy)]
struct County<'w> {
    at: usize,
    program: &'w Program,
    date: Date,
}

struct Asked<'q, 'w> {
    snapshot: &'q Snapshot<'w>,
    lang: Lang,
}

impl<'w> Asked<'_, 'w> {
    fn county(&self, name: &str) -> Result<County<'w>, Text> {
        let found = self.snapshot.analysis.find(&self.snapshot.workspace.sources, name);
        let Target { jurisdiction: at, date } = found.map_err(|error| match error {
            TargetError::Unknown { name, near } if near.is_empty() => words::unknown(name),
            TargetError::Unknown { name, near } => words::did_you_mean(words::unknown(name), quoted(&near)),
            TargetError::Ambiguous { name, candidates } => words::ambiguous(name, quoted(&candidates)),
            TargetError::NoDate { text } => words::no_date(text),
        })?;
        let checked = &self.snapshot.analysis.jurisdictions[at];
        if checked.has_errors {
            return Err(words::has_errors(&checked.program.jurisdiction.name));
        }
        Ok(County { at, program: &checked.program, date: date.unwrap_or(self.snapshot.today) })
    }

    fn answer(&self, title: &Text, markdown: String) -> Answer {
        Answer { title: title.get(self.lang).to_owned(), markdown }
    }

    // ---- tests

    fn run(&self, county: County<'w>, scene: &'w Scene) -> SceneResult {
        run_scene(county.program, scene, day_of(self.snapshot, county.at, scene))
    }

    fn test(&self, county: County<'w>, title: &str) -> Result<Answer, Text> {
        let found = county.program.tests.iter().find(|scene| scene.title == title);
        let scene = found.ok_or_else(|| words::no_such_test(&county.program.jurisdiction.name, title))?;
        let result = self.run(county, scene);
        let mut out = format!("# {}\n\n", plain_in_markdown(words::test_title(title).get(self.lang)));
        let wrong = result.checks.iter().filter(|check| !check.holds).count();
        let sum = match wrong {
            0 => words::passed(result.checks.len()),
            _ => words::failed(wrong, result.checks.len()),
        };
        out.push_str(&format!("{}\n", sum.get(self.lang)));
        for check in &result.checks {
            self.check(&mut out, county.program, check);
        }
        Ok(self.answer(&words::test_title(title), out))
    }

    /// Writes an expectation, and how the amount came about.
    fn check(&self, out: &mut String, program: &Program, check: &Check) {
        let name = check.benefit.map_or("…".to_owned(), |id| program.benefit(id).name.clone());
        let day = check.date.to_string();
        let text = match (&check.actual, check.holds) {
            (_, true) => words::check_holds(day, name, &check.expected),
            (Ok(amount), false) => words::check_fails(day, name, &check.expected, &amount.text),
            (Err(error), false) => words::check_fails(day, name, &check.expected, &error.message),
        };
        out.push_str(&format!("\n- {}\n", plain_in_markdown(text.get(self.lang))));
        if let (Some(id), Some(outcome)) = (check.benefit, &check.outcome) {
            let record = benefit_record(program, id, &Ok(outcome.clone()), Some(&self.snapshot.workspace.sources));
            out.push_str(&format!("\n{}", fenced(&worked_sum::benefit_set_in(&record, 4, self.lang))));
        }
    }

    fn tests(&self, county: County<'w>) -> Result<Answer, Text> {
        let title = words::tests_title(&county.program.jurisdiction.name);
        let mut out = format!("# {}\n", plain_in_markdown(title.get(self.lang)));
        let scenes: Vec<&Scene> = county.program.tests.iter().take(MOST_TESTS).collect();
        let (mut passed, mut failed) = (0, 0);
        let mut told = String::new();
        for scene in scenes {
            let result = self.run(county, scene);
            let tried = Tried::Ran(Box::new(result));
            let Tried::Ran(result) = &tried else { continue };
            if result.holds() {
                passed += 1;
            } else {
                failed += 1;
                told.push_str(&format!("\n## {}\n", plain_in_markdown(&scene.title)));
                for check in result.checks.iter().filter(|check| !check.holds) {
                    self.check(&mut told, county.program, check);
                }
            }
        }
        out.push_str(&format!("\n{}\n{told}", words::tests_done(passed, failed).get(self.lang)));
        Ok(self.answer(&title, out))
    }

    // ---- a case

    fn case(&self, county: County<'w>, arguments: &[String]) -> Result<Answer, Text> {
        let mut day = county.date;
        let mut only: Option<&str> = None;
        let mut body = String::from("    已知 {\n");
        for argument in arguments {
            let split = argument.split_once(['=', '＝']).map(|(name, value)| (name.trim(), value.trim()));
            let Some((name, value)) = split.filter(|(name, value)| !name.is_empty() && !value.is_empty()) else {
                return Err(words::bad_fact(argument));
            };
            match name {
                "on" => day = Date::parse(value).ok_or_else(|| words::no_date(value))?,
                "benefit" => only = Some(value),
                _ => {
                    // One line is one fact.
                    if argument.contains(['\n', '\r', '{', '}', '｛', '｝', '#', '＃', ';', '；']) {
                        return Err(words::not_one_value(argument));
                    }
                    body.push_str(&format!("        {name} = {value}\n"));
                }
            }
        }
        body.push_str(&format!("    }}\n    结算 {day} {{ }}\n    每月 {:04}-{:02} {{ }}\n", day.year(), day.month()));
        let (text, _) = case::text(county.program, day, &body);
        let (workspace, analysis, found) =
            case::beside(self.snapshot.workspace, self.snapshot.analysis, county.at, text);
        if let Some(problem) = case::mistakes(&workspace, &analysis).first() {
            return Err(problem.message.clone());
        }
        let name = &county.program.jurisdiction.name;
        let at = found.map_err(|_| words::has_errors(name))?.jurisdiction;
        let own = &analysis.jurisdictions[at];
        if own.has_errors {
            return Err(words::has_errors(name));
        }
        let settled = case::settle(&workspace, &own.program, day, &[None, None], true);
        let mut record = settled.ok_or_else(|| words::has_errors(name))?.map_err(|error| error.message)?;
        let mut note = String::new();
        if let Some(benefit) = only {
            if own.program.find_benefit(benefit).is_none() {
                return Err(words::no_such_name(benefit));
            }
            let has = record.occasions.iter().any(|own| own.settled.benefits.iter().any(|own| own.name == benefit));
            if has && arguments.len() > 1 {
                let mut sum = Number::zero();
                for occasion in &mut record.occasions {
                    occasion.settled.benefits.retain(|own| own.name == benefit);
                    let paid = occasion.settled.benefits.iter().filter_map(|own| own.payment.as_ref());
                    let paid = paid.fold(Number::zero(), |sum, own| sum.add(&own.0).unwrap_or(sum));
                    sum = sum.add(&paid).unwrap_or(sum);
                    occasion.settled.paid = Money(paid);
                }
                record.paid = Money(sum);
                note = format!("\n> {}\n", plain_in_markdown(words::only_benefit(benefit).get(self.lang)));
            }
        }
        let text = worked_sum::case(&record, Form::Markdown, self.lang, 80);
        Ok(self.answer(&words::case_title(name), text + &note))
    }

    // ---- comparisons

    fn compare(&self, a: County<'w>, b: County<'w>, names: &[String]) -> Result<Answer, Text> {
        let sources = &self.snapshot.workspace.sources;
        let options = compare::Options {
            only: names.iter().map(|text| Only::parse(text)).collect(),
            tables: None,
            group: None,
            sources: Some(sources),
            without_typical: false,
            within: None,
            // What both pay to everybody is asked of whole counties.
            everybody: if names.is_empty() { Thoroughness::Brief } else { Thoroughness::Nothing },
        };
        let side = |own: County<'w>| Side { program: own.program, date: own.date };
        let found = compare::diff(side(a), side(b), &options).map_err(|unknown| match unknown {
            Unknown::Group { name, .. } => words::no_such_name(name),
            Unknown::Name { name, near } if near.is_empty() => words::no_such_name(name),
            Unknown::Name { name, near } => words::did_you_mean(words::no_such_name(name), quoted(&near)),
        })?;
        let page = diff::Page {
            sources,
            form: Form::Markdown,
            lang: self.lang,
            width: 80,
            color: false,
            parts: diff::Parts::ALL,
            worked: false,
            group: None,
            all: false,
        };
        let title = words::compare_title(&a.program.jurisdiction.name, &b.program.jurisdiction.name);
        Ok(self.answer(&title, diff::render(&found, &page)))
    }

    fn conform(&self, county: County<'w>) -> Answer {
        let found = conform(Side { program: county.program, date: county.date }, &Everything);
        let sources = &self.snapshot.workspace.sources;
        let page = conformances::Page { sources, form: Form::Markdown, lang: self.lang, width: 80, color: false };
        let title = words::conform_title(&county.program.jurisdiction.name);
        self.answer(&title, conformances::render(&[found], &page))
    }

    fn verify(&self, county: County<'w>) -> Answer {
        let found = verify::verify(Side { program: county.program, date: county.date }, &Properties::default());
        let sources = &self.snapshot.workspace.sources;
        let page = verifications::Page { sources, form: Form::Markdown, lang: self.lang, width: 80, color: false };
        let title = words::verify_title(&county.program.jurisdiction.name);
        self.answer(&title, verifications::render(&[found], &page))
    }

    fn show(&self, county: County<'w>, names: &[String]) -> Result<Answer, Text> {
        let shown = show::show(county.program, &self.snapshot.workspace.sources, county.date, names);
        let shown = shown.map_err(|unknown| match unknown.near.is_empty() {
            true => words::no_such_name(unknown.name),
            false => words::did_you_mean(words::no_such_name(unknown.name), quoted(&unknown.near)),
        })?;
        let title = Text::same(&county.program.jurisdiction.name);
        Ok(self.answer(&title, show::markdown(&shown, self.lang)))
    }

    fn history(&self, county: County<'w>, names: &[String]) -> Answer {
        let found = history::history(county.program, names);
        let title = Text::same(&county.program.jurisdiction.name);
        self.answer(&title, history::markdown(&found, self.lang))
    }
}

/// Returns a text that stays as it is set, whatever stands in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}
