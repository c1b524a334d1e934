//! Text to tree: examples and policies parse, both tongues give one tree, faults are reported one by one.

mod hostile;
mod keywords;
mod pairs;
mod recovery;
mod written;

use polcheck::base::source::{SourceId, SourceMap};
use polcheck::syntax::{Parsed, ast, parse};
use std::path::{Path, PathBuf};

fn read(text: &str) -> Parsed {
    parse(SourceId(0), text)
}

/// Returns what is wrong with a text, a line each: `3 unknown-unit message`.
fn faults(text: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let id = sources.add("text.pol", text).expect("the text is short");
    let sorted = parse(id, text).problems.into_sorted();
    let line = |offset: u32| sources.get(id).line_column(offset as usize).line;
    sorted
        .iter()
        .map(|fault| format!("{} {} {}", line(fault.span.start), fault.code.name(), fault.message.en))
        .collect()
}

fn policies_under(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).expect("the folder exists").flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            policies_under(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pol") {
            found.push(path);
        }
    }
}

#[test]
fn examples_and_policies_parse_without_problems() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    policies_under(&root.join("tests/suite/examples"), &mut files);
    assert!(files.len() >= 8);
    if root.join("policies").is_dir() {
        policies_under(&root.join("policies"), &mut files);
    }
    let mut wrong = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a policy is UTF-8");
        wrong.extend(faults(&text).into_iter().map(|fault| format!("{}: {fault}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Reads declarations behind a header; they must be without problems.
fn tree(declarations: &str) -> Vec<ast::Declaration> {
    let text = format!("县 某县\n{declarations}\n");
    assert_eq!(faults(&text), Vec::<String>::new(), "{declarations}");
    read(&text).file.declarations
}

/// Reads an expression as a definition.
fn expression(text: &str) -> ast::Expr {
    let declarations = tree(&format!("定义 值 = {text}"));
    match declarations.into_iter().next().map(|declaration| declaration.kind) {
        Some(ast::DeclarationKind::Define { value, .. }) => match value.value {
            ast::Value::Expr(expr) => expr,
            other => panic!("{text}: {other:?}"),
        },
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn precedence_is_pinned_by_pairs() {
    let same = [
        ("a 或 b 且 c", "a 或 (b 且 c)"),
        ("非 a 且 b", "(非 a) 且 b"),
        ("非 a = b", "非 (a = b)"),
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("a * b 的 70%", "a * (b 的 70%)"),
        ("a 的 50% 的 30%", "(a 的 50%) 的 30%"),
        ("a ^ 2 ^ 3", "(a ^ 2) ^ 3"),
        ("-a ^ 2", "(-a) ^ 2"),
        ("a + b 不低于 c", "(a + b) 不低于 c"),
        ("a 不低于 b + c", "a 不低于 (b + c)"),
        ("a 属于 b, c 或 d", "(a 属于 b, c) 或 d"),
        ("a 60周岁以上 且 b", "(a 60周岁以上) 且 b"),
        ("若 a 则 b 否则 c 或 d", "若 a 则 b 否则 (c 或 d)"),
        ("a 于 b + c", "(a 于 b) + c"),
        ("70% of a", "a 的 70%"),
        ("30% of 50% of a", "(a 的 50%) 的 30%"),
        ("2 * 70% of a", "2 * (a 的 70%)"),
        ("a ＋ （b × c）", "a + (b * c)"),
    ];
    for (left, right) in same {
        assert_eq!(expression(left), expression(right), "{left}  |  {right}");
    }
}
