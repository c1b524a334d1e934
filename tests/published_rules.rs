//! Holds `docs/published-rules.md` to the policies: every row of its tables names places, and every place exists.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use polcheck::syntax::ast::{Clause, ClauseKind, Declaration, DeclarationKind, File, PathPart, ValueWord};
use polcheck::workspace::Workspace;

use crate::support::files_below;

const PAGE: &str = "docs/published-rules.md";

/// The files of `policies/`, each under its path below that folder.
static POLICIES: LazyLock<BTreeMap<String, File>> = LazyLock::new(|| {
    let paths = files_below(Path::new("policies"), "pol");
    let texts = paths.iter().map(|path| {
        let name = path.strip_prefix("policies").expect("it stands below").display().to_string();
        (name, fs::read_to_string(path).expect("a policy can be read"))
    });
    let workspace = Workspace::new(texts);
    let trees = workspace.trees().iter();
    trees.map(|(source, tree)| (workspace.sources.get(*source).name.clone(), File::clone(tree))).collect()
});

/// Returns what a place may call a declaration: `职工门诊`, `职工门诊.起付线`, `调整 低保标准`, `测试 "…"`.
fn names(declaration: &Declaration) -> Vec<String> {
    match &declaration.kind {
        DeclarationKind::Unit { name, .. }
        | DeclarationKind::Enum { name, .. }
        | DeclarationKind::Identity { name, .. }
        | DeclarationKind::Param { name, .. }
        | DeclarationKind::Define { name, .. }
        | DeclarationKind::Group { name, .. }
        | DeclarationKind::Table { name, .. }
        | DeclarationKind::Account { name, .. }
        | DeclarationKind::State { name, .. }
        | DeclarationKind::Standard { name, .. }
        | DeclarationKind::Assert { name, .. } => vec![name.text.clone()],
        DeclarationKind::Catalogue { name, entries, .. } | DeclarationKind::List { name, entries, .. } => {
            let members = entries.iter().map(|entry| format!("{}.{}", name.text, entry.name.text));
            std::iter::once(name.text.clone()).chain(members).collect()
        }
        DeclarationKind::Document(document) => vec![format!("文件 {}", document.name.text)],
        DeclarationKind::Fact(fact) => vec![fact.name.text.clone()],
        DeclarationKind::Map { from, .. } => vec![format!("归入 {}", from.text)],
        DeclarationKind::Benefit { name, clauses, .. } => {
            let below = clauses.iter().flat_map(clause_names).map(|clause| format!("{}.{clause}", name.text));
            std::iter::once(name.text.clone()).chain(below).collect()
        }
        DeclarationKind::EveryBenefit { clauses } => {
            clauses.iter().flat_map(clause_names).map(|clause| format!("各项待遇.{clause}")).collect()
        }
        DeclarationKind::Choose { benefits, .. } => {
            vec![format!("择一 {}", benefits.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("、"))]
        }
        DeclarationKind::Test { title, .. } => vec![format!("测试 \"{}\"", title.text)],
        DeclarationKind::Typical { title, .. } => vec![format!("典型 \"{}\"", title.text)],
        DeclarationKind::Override { path, .. } => vec![format!("调整 {}", names_of_path(&path.parts))],
        DeclarationKind::Repeal { path } => vec![format!("废止 {}", names_of_path(&path.parts))],
        DeclarationKind::Rename { path, .. } => vec![format!("更名 {}", names_of_path(&path.parts))],
        DeclarationKind::AddTo { name, .. } => vec![format!("增列 {}", name.text)],
        DeclarationKind::RemoveFrom { name, .. } => vec![format!("删去 {}", name.text)],
        DeclarationKind::Broken => Vec::new(),
    }
}

fn names_of_path(parts: &[PathPart]) -> String {
    let named = parts.iter().filter_map(|part| match part {
        PathPart::Name(name) => Some(name.text.as_str()),
        PathPart::Owner(..) | PathPart::Word(..) | PathPart::Period(..) | PathPart::Each(_) | PathPart::Joint(_) => {
            None
        }
    });
    named.collect::<Vec<_>>().join(".")
}

/// Returns the word of a clause, and the word with its label; those of a case stand behind its own.
fn clause_names(clause: &Clause) -> Vec<String> {
    let labelled = |word: &str, label: Option<&str>| {
        std::iter::once(word.to_owned()).chain(label.map(|label| format!("{word}.{label}"))).collect()
    };
    let label = |name: &'_ Option<polcheck::syntax::ast::Name>| name.as_ref().map(|name| name.text.clone());
    match &clause.kind {
        ClauseKind::MapsTo(_) => labelled("对应", None),
        ClauseKind::After(_) => labelled("在之后", None),
        ClauseKind::NotWith(_) => labelled("不与", None),
        ClauseKind::StacksWith(_) => labelled("可与", None),
        ClauseKind::SeveralIdentities(_) => labelled("多重身份", None),
        ClauseKind::Requires { label: own, .. } => labelled("条件", label(own).as_deref()),
        ClauseKind::Refuse { label: own, .. } => labelled("不予", label(own).as_deref()),
        ClauseKind::Value(value) => {
            let word = match value.word {
                ValueWord::Base => "基数",
                ValueWord::FirstPay => "先行自付",
                ValueWord::Deductible => "起付线",
                ValueWord::Rate => "比例",
                ValueWord::Cap => "限额",
                ValueWord::Amount => "金额",
                ValueWord::TopUpTo => "补足至",
                ValueWord::OwnPayAtMost => "个人自付不超过",
                ValueWord::TotalOfLayersAtMost => "各层合计不超过",
            };
            labelled(word, label(&value.label).as_deref())
        }
        ClauseKind::Quantity { label: own, .. } => labelled("数量", label(own).as_deref()),
        ClauseKind::As(_) => labelled("同", None),
        ClauseKind::Round(_) => labelled("舍入", None),
        ClauseKind::Order(_) => labelled("顺序", None),
        ClauseKind::YearFrom { .. } => labelled("年度自", None),
        ClauseKind::InKind(_) => labelled("实物", None),
        ClauseKind::Case(branches) => {
            let mut found = vec!["情形".to_owned()];
            for branch in branches {
                let case = label(&branch.label).map_or("情形".to_owned(), |label| format!("情形.{label}"));
                found.extend(branch.clauses.iter().flat_map(clause_names).map(|inner| format!("{case}.{inner}")));
                found.push(case);
            }
            found
        }
        ClauseKind::Broken => Vec::new(),
    }
}

/// Returns the places in a cell: what stands between backticks, cut at the first blank.
fn places(cell: &str) -> Vec<(&str, &str)> {
    let spans = cell.split('`').skip(1).step_by(2);
    spans.map(|span| span.split_once(' ').unwrap_or((span, ""))).collect()
}

fn holds(file: &str, name: &str) -> bool {
    let Some(tree) = POLICIES.get(file) else { return false };
    name.is_empty() || tree.declarations.iter().any(|declaration| names(declaration).iter().any(|own| own == name))
}

#[test]
fn every_published_rule_stands_where_the_page_says() {
    let page = fs::read_to_string(PAGE).expect("the page can be read");
    let mut problems = Vec::new();
    let mut rows = 0;
    for (at, line) in page.lines().enumerate().filter(|(_, line)| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let is_head = cells.iter().all(|cell| cell.chars().all(|mark| mark == '-'))
            || page.lines().nth(at + 1).is_some_and(|next| next.starts_with("| -"));
        if is_head {
            continue;
        }
        rows += 1;
        let [chinese, english, place] = cells.as_slice() else {
            problems.push(format!("{PAGE}:{}: {} cells", at + 1, cells.len()));
            continue;
        };
        if chinese.is_empty() || english.is_empty() || english.chars().all(|letter| !letter.is_ascii_alphabetic()) {
            problems.push(format!("{PAGE}:{}: not in both tongues", at + 1));
        }
        let places = places(place);
        if places.is_empty() {
            problems.push(format!("{PAGE}:{}: `{chinese}` names no place", at + 1));
        }
        for (file, name) in places {
            if !holds(file, name) {
                problems.push(format!("{PAGE}:{}: policies/{file} holds no `{name}`", at + 1));
            }
        }
    }
    assert!(rows > 50, "only {rows} rows");
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn a_place_that_does_not_exist_is_seen() {
    assert!(holds("shaanxi/baoji.pol", "职工门诊.起付线"));
    assert!(!holds("shaanxi/baoji.pol", "职工门诊.先行自付"));
    assert!(!holds("shaanxi/nowhere.pol", ""));
    assert!(!holds("shaanxi/baoji.pol", "职工门"));
}

/// Whoever adds a policy says in the page which rule it is there for.
#[test]
fn every_county_with_published_rules_is_named_in_the_page() {
    let page = fs::read_to_string(PAGE).expect("the page can be read");
    let silent = POLICIES.iter().filter(|(file, tree)| {
        let states = tree.declarations.iter().any(|declaration| {
            let kind = &declaration.kind;
            matches!(
                kind,
                DeclarationKind::Benefit { .. } | DeclarationKind::Standard { .. } | DeclarationKind::Override { .. }
            )
        });
        states && !file.starts_with("jibei/") && !page.contains(&format!("`{file}"))
    });
    let silent: Vec<&str> = silent.map(|(file, _)| file.as_str()).collect();
    assert!(silent.is_empty(), "{PAGE} does not name {}", silent.join(", "));
}
