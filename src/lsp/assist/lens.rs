//! What can be done with a declaration: run a test, settle a case, hold a county against others and the standards. And
//! what a test comes to, where that takes a bounded time.

use super::{Command, Lens, Snapshot, ground};
use crate::base::source::SourceId;
use crate::base::text::Text;
use crate::interp::{SceneResult, run_scene};
use crate::ir::scene::EventKind;
use crate::ir::{Level, Scene};
use crate::syntax::ast;

mod words {
    //! The titles of lenses, in both tongues.

    crate::catalogue! {
        run_test() { zh: "运行这个测试", en: "run this test" }
        run_tests(count) { zh: "运行全部 {count} 个测试", en: "run all {count} tests" }
        with_result(title, result) { zh: "{title}({result})", en: "{title} ({result})" }
        passed() { zh: "✓ 通过", en: "✓ passes" }
        failed(wrong, all) { zh: "✗ {all} 项中 {wrong} 项不符", en: "✗ {wrong} of {all} do not hold" }
        does_not_run() { zh: "有错误,不能运行", en: "cannot run: there are errors" }
        large() { zh: "较大,点这里运行", en: "large: run it to see" }
        settle() { zh: "试算一笔", en: "settle a case" }
        compare(name) { zh: "与{name}比较", en: "compare with {name}" }
        conform() { zh: "对照标准", en: "hold against the standards" }
        verify() { zh: "验证性质", en: "verify properties" }
        show() { zh: "查看全部规定", en: "show the whole policy" }
        history() { zh: "历次变动", en: "history" }
    }
}

/// The most claims and periods of a test that is run without being asked for.
const MOST_MOMENTS: usize = 60;
/// The most neighbours that are offered for a comparison.
const MOST_NEIGHBOURS: usize = 3;

pub(super) fn lenses(snapshot: &Snapshot<'_>, source: SourceId) -> Vec<Lens> {
    let (Some(tree), Some(at)) = (ground::tree(snapshot, source), ground::owner(snapshot, source)) else {
        return Vec::new();
    };
    let lang = ground::tongue(snapshot, source);
    let program = &snapshot.analysis.jurisdictions[at].program;
    let county = target(snapshot, at);
    let lens = |span, title: Text, command: Command, arguments: Vec<String>| Lens {
        span,
        title: title.get(lang).to_owned(),
        command: command.id(),
        arguments,
    };
    let mut out = Vec::new();
    if let Some(header) = &tree.header
        && matches!(header.kind, ast::HeaderKind::Jurisdiction(_))
    {
        let span = header.place.0;
        out.push(lens(span, words::show(), Command::Show, vec![county.clone()]));
        out.push(lens(span, words::history(), Command::History, vec![county.clone()]));
        if program.jurisdiction.level != Level::Province && program.standards.iter().any(|own| !own.is_assert) {
            out.push(lens(span, words::conform(), Command::Conform, vec![county.clone()]));
        }
        out.push(lens(span, words::verify(), Command::Verify, vec![county.clone()]));
        let here = program.tests.iter().filter(|scene| scene.span.source == source).count();
        if here > 1 {
            out.push(lens(span, words::run_tests(program.tests.len()), Command::RunTests, vec![county.clone()]));
        }
    }
    for own in &tree.declarations {
        match &own.kind {
            ast::DeclarationKind::Test { title, scene } => {
                let for_others = scene.jurisdictions.first();
                let whose = for_others.map_or(county.clone(), |name| name.text.clone());
                let arguments = vec![whose, title.text.clone()];
                out.push(lens(title.place.0, words::run_test(), Command::RunTest, arguments));
            }
            ast::DeclarationKind::Benefit { name, .. } => {
                let arguments = vec![county.clone(), format!("benefit={}", name.text)];
                out.push(lens(name.span(), words::settle(), Command::SettleCase, arguments));
                for other in neighbours(snapshot, at, &name.text) {
                    let title = words::compare(&other.0);
                    let arguments = vec![county.clone(), other.1, name.text.clone()];
                    out.push(lens(name.span(), title, Command::CompareWith, arguments));
                }
            }
            _ => {}
        }
    }
    out
}

/// Returns the name by which commands find a jurisdiction: its code where two have one name.
pub(super) fn target(snapshot: &Snapshot<'_>, at: usize) -> String {
    let own = &snapshot.analysis.jurisdictions[at].program.jurisdiction;
    let same = snapshot.analysis.jurisdictions.iter().filter(|other| other.program.jurisdiction.name == own.name);
    match &own.code {
        Some(code) if same.count() > 1 => code.clone(),
        _ => own.name.clone(),
    }
}

/// Returns the counties beside one that have the same kind of benefit: of the same parent first; names and targets.
fn neighbours(snapshot: &Snapshot<'_>, at: usize, benefit: &str) -> Vec<(String, String)> {
    let analysis = snapshot.analysis;
    let own = &analysis.jurisdictions[at].program;
    let identity = own.find_benefit(benefit).and_then(|id| own.benefit(id).identity.clone());
    if own.jurisdiction.level == Level::Province {
        return Vec::new();
    }
    let root = own.jurisdiction.chain.first();
    let mut found: Vec<usize> = (0..analysis.jurisdictions.len())
        .filter(|other| {
            let program = &analysis.jurisdictions[*other].program;
            let fits = |own: &crate::ir::Benefit| own.name == benefit || identity.is_some() && own.identity == identity;
            *other != at
                && !analysis.jurisdictions[*other].has_errors
                && program.jurisdiction.chain.len() > 1
                && program.jurisdiction.chain.first() == root
                && program.benefits.iter().any(fits)
        })
        .collect();
    found.sort_by_key(|other| (analysis.parents[*other] != analysis.parents[at], *other));
    found.truncate(MOST_NEIGHBOURS);
    found
        .into_iter()
        .map(|other| (analysis.jurisdictions[other].program.jurisdiction.name.clone(), target(snapshot, other)))
        .collect()
}

pub(super) fn resolve(snapshot: &Snapshot<'_>, lens: Lens) -> Lens {
    if lens.command != Command::RunTest.id() {
        return lens;
    }
    let [county, title] = lens.arguments.as_slice() else { return lens };
    let Ok(found) = snapshot.analysis.find(&snapshot.workspace.sources, county) else { return lens };
    let lang = ground::tongue(snapshot, lens.span.source);
    let program = &snapshot.analysis.jurisdictions[found.jurisdiction].program;
    let own = |scene: &&Scene| scene.title == *title && scene.span.source == lens.span.source;
    let Some(scene) = program.tests.iter().find(own) else { return lens };
    let result = match tried(snapshot, found.jurisdiction, scene) {
        Some(tried) => tried.summary(),
        None => words::large(),
    };
    Lens { title: words::with_result(words::run_test(), result).get(lang).to_owned(), ..lens }
}

/// What a test came to.
pub(super) enum Tried {
    Ran(Box<SceneResult>),
    DoesNotRun,
}

impl Tried {
    /// Says it in a few words.
    pub(super) fn summary(&self) -> Text {
        match self {
            Tried::DoesNotRun => words::does_not_run(),
            Tried::Ran(result) if result.holds() => words::passed(),
            Tried::Ran(result) => {
                let wrong = result.checks.iter().filter(|check| !check.holds).count();
                words::failed(wrong, result.checks.len())
            }
        }
    }
}

/// Runs a test, unless it is large.
pub(super) fn tried(snapshot: &Snapshot<'_>, county: usize, scene: &Scene) -> Option<Tried> {
    let checked = &snapshot.analysis.jurisdictions[county];
    if checked.has_errors {
        return Some(Tried::DoesNotRun);
    }
    let periods = scene.events.iter().filter(|own| matches!(own.kind, EventKind::Periods { to: Some(_), .. })).count();
    // A stretch of periods may be of any length.
    let moments = scene.events.len().max(1) * scene.cases.len().max(1) + periods * MOST_MOMENTS / 4;
    if moments > MOST_MOMENTS {
        return None;
    }
    Some(Tried::Ran(Box::new(run_scene(&checked.program, scene, day_of(snapshot, county, scene)))))
}

/// Returns the day of a test that may not name one.
pub(super) fn day_of(snapshot: &Snapshot<'_>, county: usize, scene: &Scene) -> crate::base::date::Date {
    let program = &snapshot.analysis.jurisdictions[county].program;
    scene.on.or_else(|| program.newest_change()).unwrap_or(snapshot.today)
}
