//! What an editor is told: documents with a cursor in them, the pages of `docs/`, every place of texts that break off,
//! and that it says what the command line says.
//!
//! In a document `▮` is the cursor. A `pol` block (or `text pol`) is the text; with `at=FILE` it is some lines of a
//! shipped policy, which is then asked about in its place. Behind it stand the answers: `hover`, `offers` (the first ones,
//! in their order), `also` (that are offered too), `never` (that are not), `signature`, `hints` (the text with them),
//! `lenses`, `renames`, whose first line is the new name and the others all lines that it changes, and `answer`, whose first
//! line is the command with its arguments, parted by `|`.
//! `UPDATE=1 cargo test assist` writes the answers anew.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use polcheck::base::date::Date;
use polcheck::base::source::SourceId;
use polcheck::base::text::Lang;
use polcheck::lsp::assist::{
    Command, Completion, CompletionKind, Snapshot, complete, execute, hints, hover, lenses, matches, resolve, signature,
};
use polcheck::report::show;
use polcheck::syntax::Unfinished;
use polcheck::workspace::names::{Known, Names};
use polcheck::workspace::{Analysis, Workspace};

use crate::support::markdown::{Block, Document, Section};
use crate::support::{files_below, updating, wanted_case};

const CURSOR: char = '▮';

/// The day of every question.
fn today() -> Date {
    Date::parse("2026-03-05").expect("a day")
}

/// A workspace with everything that is known of it.
struct State {
    workspace: Workspace,
    analysis: Analysis,
}

impl State {
    fn new(texts: Vec<(String, String)>) -> State {
        let workspace = Workspace::new(texts);
        let analysis = workspace.analyse();
        State { workspace, analysis }
    }

    fn snapshot(&self, lang: Option<Lang>) -> Snapshot<'_> {
        Snapshot { workspace: &self.workspace, analysis: &self.analysis, today: today(), lang }
    }

    fn source(&self, name: &str) -> SourceId {
        let found = self.workspace.sources.iter().find(|(_, source)| source.name == name);
        found.unwrap_or_else(|| panic!("there is no text {name}")).0
    }

    fn text(&self, source: SourceId) -> &str {
        &self.workspace.sources.get(source).text
    }
}

/// The shipped policies of one province, with what they read.
static SHIPPED: LazyLock<State> = LazyLock::new(|| {
    let files = files_below(Path::new("policies/jibei"), "pol").into_iter();
    let files = files.chain(["policies/vocabulary.pol", "policies/national.pol"].map(PathBuf::from));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a shipped policy");
        (path.to_string_lossy().replace('\\', "/"), text)
    };
    State::new(files.map(read).collect())
});

// ---------------------------------------------------------------- documents

#[test]
fn documents() {
    let mut failures = Vec::new();
    let pages = ["docs/editor-answers.zh.md", "docs/editor-answers.en.md"].map(PathBuf::from);
    for path in files_below(Path::new("tests/assist"), "md").into_iter().chain(pages) {
        let document = Document::read(&path);
        let mut changes = Vec::new();
        for section in &document.sections {
            if wanted_case().is_none_or(|wanted| wanted == section.name()) {
                run(&document, section, &mut failures, &mut changes);
            }
        }
        if updating() && !changes.is_empty() {
            std::fs::write(&document.path, document.with(changes)).expect("the page can be written");
        }
    }
    assert!(failures.is_empty(), "\n{}\nUPDATE=1 cargo test assist writes them anew\n", failures.join("\n"));
}

/// Where a question is asked.
struct Place<'s> {
    state: &'s State,
    source: SourceId,
    text: String,
    offset: usize,
    /// The stretch that the block shows.
    shown: std::ops::Range<usize>,
    lang: Option<Lang>,
}

fn run(document: &Document, section: &Section, failures: &mut Vec<String>, changes: &mut Vec<(Block, Vec<String>)>) {
    let beside: Vec<(String, String)> = document
        .enclosing(document.sections.iter().position(|own| std::ptr::eq(own, section)).unwrap_or(0))
        .into_iter()
        .chain([section])
        .flat_map(|own| &own.blocks)
        .filter_map(|block| Some((block.attribute("file")?.to_owned(), block.text())))
        .collect();
    let mut own = None;
    for block in &section.blocks {
        if block.attribute("file").is_some() {
            continue;
        }
        if block.language() == "pol" || block.has("pol") {
            own = Some((block, (block.attribute("at").is_none()).then(|| written(&beside, block))));
            continue;
        }
        let Some((text, state)) = &own else {
            // A command needs no text.
            if block.has("answer") {
                let place = Place {
                    state: &SHIPPED,
                    source: SHIPPED.source("policies/jibei/qingshan.pol"),
                    text: String::new(),
                    offset: 0,
                    shown: 0..0,
                    lang: tongue(block),
                };
                compare(document, block, &place, failures, changes);
                continue;
            }
            failures.push(format!("{}: an answer without a question", document.place(block.document_line(0))));
            continue;
        };
        let place = match state {
            Some(state) => asked(state, text),
            None => asked_in_shipped(text),
        };
        compare(document, block, &place, failures, changes);
    }
}

fn tongue(block: &Block) -> Option<Lang> {
    match block.attribute("lang") {
        Some("en") => Some(Lang::En),
        Some("zh") => Some(Lang::Zh),
        _ => None,
    }
}

const OWN: &str = "own.pol";

/// A workspace of the texts of a section and the one that is asked about.
fn written(beside: &[(String, String)], block: &Block) -> State {
    let text = block.text().replace(CURSOR, "");
    State::new(beside.iter().cloned().chain([(OWN.to_owned(), text)]).collect())
}

fn asked<'s>(state: &'s State, block: &Block) -> Place<'s> {
    let text = block.text();
    let offset = text.find(CURSOR).unwrap_or(0);
    let text = text.replace(CURSOR, "");
    Place { state, source: state.source(OWN), shown: 0..text.len(), text, offset, lang: tongue(block) }
}

/// The lines of a shipped policy stand there as they are here, without the cursor.
fn asked_in_shipped(block: &Block) -> Place<'static> {
    let source = SHIPPED.source(block.attribute("at").expect("a file"));
    let text = SHIPPED.text(source);
    let shown = block.text();
    let shown = shown.trim_end_matches('\n');
    let lines = shown.replace(CURSOR, "");
    let at = text.find(&lines).unwrap_or_else(|| panic!("{} does not stand in the policy", lines));
    let offset = at + shown.find(CURSOR).unwrap_or(0);
    Place { state: &SHIPPED, source, text: text.to_owned(), offset, shown: at..at + lines.len(), lang: tongue(block) }
}

fn compare(
    document: &Document,
    block: &Block,
    place: &Place<'_>,
    failures: &mut Vec<String>,
    changes: &mut Vec<(Block, Vec<String>)>,
) {
    let kinds = ["hover", "offers", "also", "never", "signature", "hints", "lenses", "renames", "answer"];
    let at = document.place(block.document_line(0));
    let Some(kind) = kinds.into_iter().find(|kind| block.has(kind) || block.language() == *kind) else {
        failures.push(format!("{at}: what is this block?"));
        return;
    };
    if kind == "also" || kind == "never" {
        let offered = offers(place);
        for line in &block.lines {
            let found = offered.iter().any(|own| said(own) == line.trim_end() || own.label == line.trim_end());
            if found == (kind == "never") {
                failures.push(format!("{at}: `{line}` is {} offered", if found { "" } else { "not" }));
            }
        }
        return;
    }
    let lines = answer(kind, block, place);
    if lines != block.lines {
        if updating() {
            changes.push((block.clone(), lines));
        } else {
            failures.push(format!(
                "{at}: {kind}\n--- expected\n{}\n--- said\n{}",
                block.lines.join("\n"),
                lines.join("\n")
            ));
        }
    }
}

fn offers(place: &Place<'_>) -> Vec<Completion> {
    complete(&place.state.snapshot(place.lang), place.source, &place.text, place.offset).items
}

fn said(own: &Completion) -> String {
    match own.detail.is_empty() {
        true => own.label.clone(),
        false => format!("{}  {}", own.label, own.detail),
    }
}

fn answer(kind: &str, block: &Block, place: &Place<'_>) -> Vec<String> {
    let snapshot = place.state.snapshot(place.lang);
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    match kind {
        "hover" => match hover(&snapshot, place.source, place.offset) {
            Some(found) => lines(&found.markdown),
            None => vec!["—".to_owned()],
        },
        "offers" => {
            let count = block.lines.len().max(if updating() { 8 } else { 0 });
            let all = offers(place);
            let shown: Vec<String> = all.iter().take(count).map(said).collect();
            if shown.is_empty() { vec!["—".to_owned()] } else { shown }
        }
        "signature" => match signature(&snapshot, place.source, &place.text, place.offset) {
            Some(found) => {
                let mut out = vec![found.label.clone()];
                if let Some(active) = found.parameters.get(found.active) {
                    let under = |text: &str| {
                        text.chars().map(|own| if own.is_ascii() { " " } else { "  " }).collect::<String>()
                    };
                    let marks = under(&found.label[active.label.clone()]).replace(' ', "^");
                    out.push(format!("{}{marks}", under(&found.label[..active.label.start])));
                    out.extend(lines(&active.documentation));
                }
                out
            }
            None => vec!["—".to_owned()],
        },
        "hints" => {
            let mut text = place.text[place.shown.clone()].to_owned();
            let all = hints(&snapshot, place.source, place.shown.clone());
            for hint in all.iter().rev() {
                text.insert_str(hint.offset - place.shown.start, &format!("‹{}›", hint.text.trim()));
            }
            lines(&text)
        }
        "lenses" => {
            let all = lenses(&snapshot, place.source).into_iter();
            let here = all.filter(|lens| place.shown.contains(&(lens.span.start as usize)));
            here.map(|lens| {
                let lens = resolve(&snapshot, lens);
                format!("{} → {} {}", lens.title, lens.command, lens.arguments.join(" | "))
            })
            .collect()
        }
        "renames" => {
            let new = block.lines.first().cloned().unwrap_or_default();
            [vec![new.clone()], renamed(place, &new)].concat()
        }
        _ => {
            let question = block.lines.first().cloned().unwrap_or_default();
            let (command, arguments) = question.split_once(' ').unwrap_or((&question, ""));
            let command = Command::find(command).unwrap_or_else(|| panic!("there is no command {command}"));
            let arguments: Vec<String> = arguments.split('|').map(|own| own.trim().to_owned()).collect();
            let mut snapshot = snapshot;
            snapshot.lang = tongue(block).or(place.lang);
            let said = match execute(&snapshot, command, &arguments) {
                Ok(answer) => answer.markdown,
                Err(message) => format!("! {}", message.get(snapshot.lang.unwrap_or(Lang::Zh))),
            };
            [vec![question], lines(&said)].concat()
        }
    }
}

/// Returns the lines that a new name changes, in all texts, or why there is none.
fn renamed(place: &Place<'_>, new: &str) -> Vec<String> {
    let State { workspace, analysis } = place.state;
    let names = Names::new(workspace, analysis);
    let known = Known { workspace, analysis, names: &names };
    let edits = match known.rename(place.source, place.offset, new) {
        Ok(edits) => edits,
        Err(reason) => return vec![format!("! {}", reason.get(place.lang.unwrap_or(Lang::Zh)))],
    };
    let mut out = Vec::new();
    for (id, source) in workspace.sources.iter() {
        let mut text = source.text.clone();
        for edit in edits.iter().rev().filter(|own| own.span.source == id) {
            text.replace_range(edit.span.range(), &edit.text);
        }
        let lines = source.text.lines().zip(text.lines()).enumerate();
        let changed = lines.filter(|(_, (old, new))| old != new);
        out.extend(changed.map(|(at, (_, new))| format!("{}:{}  {}", source.name, at + 1, new.trim())));
    }
    out
}

// ---------------------------------------------------------------- what breaks off

/// A text with a bit of everything, in Chinese and in English.
const CHINESE: &str = "\
县 甲县 别名 \"甲\"
文件 文1 = \"甲发〔2020〕1号\" 发文 2020-01-01 网址 \"https://a.example/1\"
枚举 等级 有序 { 一级 < 二级 < 三级 }
枚举 人群 { 普通, 低保 }
目录 病种 { 高血压 M03900 icd \"I10\"; 糖尿病 M01600 { 糖尿病足 M01601 } }
清单 慢病 : 病种 开放 { 高血压 }
字段 结算.等级 : 等级
字段 结算.病种 : 病种, 默认 高血压
字段 结算.费用 : 金额 不低于 0元
字段 结算.合规费用 : 金额, 默认 0元
字段 本人.人群 : 多选 人群, 默认 普通
参数 标准 : 金额/人·月 { 自2020-01-01起 400元/人·月 @ 文1; 自2021-06-01起 450元/人·月 }
定义 上浮(数额 : 金额) = 数额 × 1.1
群体 困难 = 人群 属于 低保
待遇 慢病报销 每次结算 @ 文1 第三条 {
    条件 病种 属于 慢病, 糖尿病 且 非 困难
    起付线 150000元/年 当 困难 免
    比例 按 等级, 人群 {
                  普通    低保
        一级      70%     80%
        二级、三级  (60%)  70%
    } 当 困难 加5个百分点
    限额 上浮(3000元) 每年 各 病种
    情形 急 当 等级 = 三级 { 比例 90% 自2021-01-01起 } 其余 { 比例 85% }
}
标准 底线 { 必须 一: 慢病报销.比例[一级, 低保] 属于 75%..90%; 应当 个数(慢病) 不低于 1 }
测试 \"一\" 于 2021-01-01 { 已知 { 等级 一级; 费用 1000元 }; 应得 慢病报销 = 0元 }
";

const ENGLISH: &str = "\
county Alpha
document d1 = \"A 1\" dated 2020-01-01
enum level ordered { low < high }
catalogue disease { asthma A1; gout A2 }
list chronic : disease open { asthma }
fact claim.level : level
fact claim.disease : disease
fact claim.cost : money at least 0元
fact claim.eligible : money, default 0元
param line : money/year = 300元/year
define twice(x : money) = x * 2
benefit chronic_care for each claim @ d1 {
    requires disease in chronic and level = low
    deductible 300元/year when level = high waived
    rate by level { low 70%; high 60% }
    cap twice(3000元) per year
}
test \"one\" on 2021-01-01 { given { level low; cost 1000元 }; expect chronic_care = 0元 }
";

/// How many places of a text are tried: `THOROUGH=1` tries all.
fn stride(usual: usize) -> usize {
    if std::env::var_os("THOROUGH").is_some() { 1 } else { usual }
}

fn places(text: &str, stride: usize) -> impl Iterator<Item = usize> + '_ {
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).step_by(stride)
}

#[test]
fn the_texts_that_break_off_are_whole_at_first() {
    for text in [CHINESE, ENGLISH] {
        let state = State::new(vec![(OWN.to_owned(), text.to_owned())]);
        let broken: Vec<_> = state.workspace.syntax_problems().iter().map(|own| own.message.zh.clone()).collect();
        assert!(broken.is_empty(), "{broken:?}");
        assert!(state.analysis.jurisdictions.iter().any(|own| !own.program.benefits.is_empty()));
    }
}

#[test]
fn what_may_follow_is_asked_at_every_place() {
    for text in [CHINESE, ENGLISH] {
        let state = State::new(vec![(OWN.to_owned(), text.to_owned())]);
        let (snapshot, source) = (state.snapshot(None), state.source(OWN));
        for at in places(text, 1) {
            // The cheap part of every answer about broken text, at each place.
            let _ = Unfinished::of(&text[..at]);
            let _ = signature(&snapshot, source, text, at);
        }
        for at in places(text, stride(23)) {
            let found = complete(&snapshot, source, text, at);
            for own in &found.items {
                assert!(own.replace.start <= at && own.replace.end == at, "{own:?}");
                assert!(text.get(own.replace.clone()).is_some(), "{own:?}");
            }
            // Between letters of a character: the nearest place before it counts.
            let _ = complete(&snapshot, source, text, at + 1);
        }
    }
}

#[test]
fn texts_that_break_off_anywhere_get_every_answer() {
    for text in [CHINESE, ENGLISH] {
        for at in places(text, stride(17)) {
            let broken = &text[..at];
            let state = State::new(vec![(OWN.to_owned(), broken.to_owned())]);
            let (snapshot, source) = (state.snapshot(None), state.source(OWN));
            let _ = hints(&snapshot, source, 0..broken.len());
            for lens in lenses(&snapshot, source) {
                let _ = resolve(&snapshot, lens);
            }
            for place in places(broken, 41) {
                let _ = hover(&snapshot, source, place);
            }
            let _ = hover(&snapshot, source, broken.len());
        }
    }
}

#[test]
fn every_place_of_a_whole_text_has_a_hover_that_nothing_breaks() {
    let state = State::new(vec![(OWN.to_owned(), CHINESE.to_owned())]);
    for lang in [Lang::Zh, Lang::En] {
        let (snapshot, source) = (state.snapshot(Some(lang)), state.source(OWN));
        for at in places(CHINESE, stride(3)) {
            let Some(found) = hover(&snapshot, source, at) else { continue };
            assert!(found.markdown.starts_with("**"), "{}", found.markdown);
            assert!(found.span.start as usize <= at && at <= found.span.end as usize);
        }
    }
}

/// What is worked out from another text has no place in this one.
#[test]
fn no_hint_stands_in_a_remark_or_before_a_line() {
    let mut count = 0;
    for (source, file) in SHIPPED.workspace.sources.iter() {
        let text = file.text.as_str();
        for own in hints(&SHIPPED.snapshot(None), source, 0..text.len()) {
            let line = text[..own.offset].rsplit('\n').next().unwrap_or_default();
            assert!(!line.trim().is_empty() && !line.contains('#'), "{}: {} after {line:?}", file.name, own.text);
            count += 1;
        }
    }
    assert!(count > 20, "{count} hints");
}

#[test]
fn nothing_of_a_policy_breaks_the_markdown() {
    let hostile = "<b>x</b> [a](javascript:1) `*|_ # \\";
    let text = format!(
        "县 甲\n文件 文1 = \"{0}\" 标题 \"{0}\" 网址 \"javascript:alert(1)\"\n## {1}\n参数 数 : 金额 = 1元 @ 文1\n",
        hostile.replace('\\', "\\\\"),
        hostile
    );
    let state = State::new(vec![(OWN.to_owned(), text.clone())]);
    let (snapshot, source) = (state.snapshot(None), state.source(OWN));
    for at in [text.find("文1").expect("there"), text.find("数 :").expect("there")] {
        let found = hover(&snapshot, source, at).expect("a hover").markdown;
        assert!(!found.contains("<b>") && !found.contains("[a]") && !found.contains("](javascript:alert"), "{found}");
        assert!(found.contains("&lt;b&gt;"), "{found}");
    }
}

// ---------------------------------------------------------------- what is offered is right

/// Replaces a word of a sound text by each of what is offered for it: the text stays sound.
#[test]
fn names_that_are_offered_are_known_there() {
    let words = [
        ("人群 属于 ▮低保", 2),
        ("病种 属于 ▮慢病", 3),
        ("等级 = ▮三级 {", 3),
        ("各 ▮病种\n", 4),
        ("按 ▮等级, 人群", 4),
        ("@ ▮文1 第三条", 1),
        ("        ▮一级      70%", 3),
        ("已知 { ▮等级 一级; 费用", 0),
        ("已知 { 等级 ▮一级; 费用", 3),
        ("清单 慢病 : 病种 开放 { ▮高血压 }", 3),
    ];
    let base = State::new(vec![(OWN.to_owned(), CHINESE.to_owned())]);
    for (part, least) in words {
        let plain = part.replace(CURSOR, "");
        let at = CHINESE.find(&plain).unwrap_or_else(|| panic!("{plain}")) + part.find(CURSOR).expect("a cursor");
        let word = CHINESE[at..].find(|own: char| !own.is_alphanumeric()).expect("the text goes on");
        let found = complete(&base.snapshot(None), base.source(OWN), CHINESE, at);
        let names: Vec<&Completion> = found.items.iter().filter(|own| is_name(own.kind)).collect();
        assert!(names.len() >= least, "{part}: {} names", names.len());
        for own in names.iter().take(3) {
            let text = format!("{}{}{}", &CHINESE[..at], own.insert, &CHINESE[at + word..]);
            let state = State::new(vec![(OWN.to_owned(), text.clone())]);
            assert_eq!(state.workspace.syntax_problems().iter().count(), 0, "{part}: {} cannot be read", own.label);
            // Another name may not suit what stands around it; it is known itself.
            let here = |span: polcheck::base::span::Span| span.start as usize <= at && at < span.end as usize;
            let unknown =
                state.analysis.problems.iter().find(|own| own.code.name() == "unknown-name" && here(own.span));
            assert!(unknown.is_none(), "{part}: {}: {unknown:?}", own.label);
        }
    }
}

fn is_name(kind: CompletionKind) -> bool {
    !matches!(kind, CompletionKind::Keyword | CompletionKind::Snippet | CompletionKind::Unit | CompletionKind::Function)
}

#[test]
fn keywords_that_are_offered_are_read_as_such() {
    for part in ["待遇 慢病报销 ▮每次结算", "起付线 150000元/年 ▮当 困难", "    ▮比例 按", "测试 \"一\" ▮于"]
    {
        let plain = part.replace(CURSOR, "");
        let at = CHINESE.find(&plain).expect("there") + part.find(CURSOR).expect("a cursor");
        let state = State::new(vec![(OWN.to_owned(), CHINESE.to_owned())]);
        let found = complete(&state.snapshot(None), state.source(OWN), CHINESE, at);
        let keywords: Vec<_> = found.items.iter().filter(|own| own.kind == CompletionKind::Keyword).collect();
        assert!(!keywords.is_empty(), "{part}");
        for own in keywords {
            // What the grammar reads up to the keyword is read up to its end.
            let text = format!("{}{} ", &CHINESE[..at], own.insert);
            let unfinished = Unfinished::of(&text).unwrap_or_else(|| panic!("{part}: {}", own.label));
            assert!(unfinished.takes_text("") || unfinished.text.is_empty(), "{part}: {}", own.label);
        }
    }
}

// ---------------------------------------------------------------- the same as elsewhere

#[test]
fn a_hover_has_the_lines_of_show() {
    let state = &*SHIPPED;
    let source = state.source("policies/jibei/qingshan.pol");
    let found = state.analysis.find(&state.workspace.sources, "青山县").expect("a county");
    let program = &state.analysis.jurisdictions[found.jurisdiction].program;
    let shown = show::show(program, &state.workspace.sources, today(), &[]).expect("everything");
    let whole = show::markdown(&shown, Lang::Zh);
    let mut tried = 0;
    for benefit in program.benefits.iter().filter(|own| own.span.source == source) {
        let hovered = hover(&state.snapshot(None), source, benefit.span.start as usize).expect("a hover").markdown;
        let clauses = hovered.split("**依据**").next().expect("a beginning");
        for line in clauses.lines().filter(|line| line.starts_with("- ") || line.starts_with("| ")) {
            assert!(whole.contains(line), "{}: {line}", benefit.name);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried} lines");
}

#[test]
fn every_test_lens_has_the_result_of_the_test() {
    let state = &*SHIPPED;
    for name in ["policies/jibei/qingshan.pol", "policies/jibei/lvshui.pol"] {
        let source = state.source(name);
        let all: Vec<_> = lenses(&state.snapshot(None), source);
        let tests: Vec<_> = all.into_iter().filter(|lens| lens.command == Command::RunTest.id()).collect();
        assert!(tests.len() > 10, "{name}: {}", tests.len());
        for lens in tests {
            let lens = resolve(&state.snapshot(None), lens);
            assert!(lens.title.contains('✓'), "{}: {:?}", lens.title, lens.arguments);
        }
    }
}

#[test]
fn wrong_arguments_of_commands_are_told() {
    let state = &*SHIPPED;
    for command in Command::ALL {
        assert_eq!(Command::find(command.id()), Some(*command));
        for arguments in [vec![], vec!["无此县".to_owned()], vec!["青山县@昨天".to_owned(), "x".to_owned()]] {
            assert!(execute(&state.snapshot(None), *command, &arguments).is_err(), "{command:?} {arguments:?}");
        }
    }
    let text = |arguments: &[&str]| -> Vec<String> { arguments.iter().map(|own| (*own).to_owned()).collect() };
    for arguments in [&["青山县", "病种"][..], &["青山县", "病种=无此病"], &["青山县", "病种=高血压 } 测试"]]
    {
        assert!(execute(&state.snapshot(None), Command::SettleCase, &text(arguments)).is_err(), "{arguments:?}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn commands_answer_as_the_command_line_does() {
    use crate::support::folder::Folder;
    let folder = Folder::new();
    folder.copy(Path::new("policies/jibei"));
    let state = State::new(
        files_below(folder.path(), "pol")
            .into_iter()
            .map(|path| {
                let name = path.strip_prefix(folder.path()).expect("below it").to_string_lossy().into_owned();
                (name, std::fs::read_to_string(&path).expect("a text"))
            })
            .collect(),
    );
    let facts = ["人群=低保", "病种=高血压", "机构等级=一级", "合规费用=1000元"];
    let commands: [(Command, Vec<&str>, Vec<&str>); 3] = [
        (
            Command::SettleCase,
            ["青山县", "on=2020-03-05"].into_iter().chain(facts).collect(),
            ["case", "青山县", "--on", "2020-03-05"].into_iter().chain(facts).collect(),
        ),
        (Command::Show, vec!["青山县", "门诊慢病报销"], vec!["show", "青山县", "门诊慢病报销"]),
        (Command::History, vec!["青山县"], vec!["show", "青山县", "--history"]),
    ];
    for (command, own, line) in commands {
        let own: Vec<String> = own.into_iter().map(str::to_owned).collect();
        let said = execute(&state.snapshot(Some(Lang::Zh)), command, &own).expect("an answer").markdown;
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_polcheck"))
            .args(line)
            .args(["--format", "markdown", "--lang", "zh", "--as-of", "2026-03-05"])
            .current_dir(folder.path())
            .output()
            .expect("polcheck runs");
        assert_eq!(said, String::from_utf8_lossy(&out.stdout), "{command:?}");
    }
}

#[test]
fn names_of_the_workspace_are_found_by_pinyin() {
    for (query, name) in [("gxy", "高血压"), ("mzmb", "门诊慢病报销"), ("lvsx", "绿水县"), ("sb", "失补"), ("", "甲")]
    {
        assert!(matches(query, name).is_some(), "{query} {name}");
    }
    assert!(matches("gxy", "高血压") < matches("gxy", "高血压病史"));
    assert_eq!(matches("zz", "高血压"), None);
}
