//! `# 允许 rule-name: 原因`: what an author has seen and lets stand. Findings in, those that are left out, with what is
//! wrong with the comments themselves.
//!
//! Behind something on its line, the comment speaks of whatever begins on that line; alone on a line, of whatever
//! begins on the next line that is not a comment: a file (its header), a declaration, a clause, a row.

use std::collections::HashMap;

use crate::base::nearest::nearest;
use crate::base::source::{Source, SourceId, SourceMap};
use crate::base::span::Span;
use crate::base::text::quoted;
use crate::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::syntax::ast::{self, Comment};

use super::RULES;
use super::tree::{self, Node};

crate::catalogue! {
    unused(rule) { zh: "这里没有 `{rule}` 的问题,不用允许", en: "there is no `{rule}` here to allow" }
    unused_help() { zh: "删去这一条说明", en: "delete this remark" }
    unknown(rule) { zh: "没有 `{rule}` 这条规则", en: "there is no rule `{rule}`" }
    did_you_mean(names) { zh: "是否指 {names}?", en: "did you mean {names}?" }
    list_rules() { zh: "所有规则: polcheck explain --list", en: "all rules: polcheck explain --list" }
    is_error(rule) { zh: "`{rule}` 是错误,不能允许", en: "`{rule}` is an error and cannot be allowed" }
    mend_it() { zh: "请改正条款", en: "mend the policy" }
    no_reason(rule) { zh: "允许 `{rule}` 没有写原因", en: "no reason is given for allowing `{rule}`" }
    write_reason(rule) { zh: "写成 `# 允许 {rule}: 原因`", en: "write `# allow {rule}: the reason`" }
}

/// A comment that allows something.
#[derive(Debug)]
struct Allowance {
    span: Span,
    /// What is deleted with the comment.
    whole: Span,
    rule: String,
    code: Option<Code>,
    alone: bool,
    has_reason: bool,
    /// What it speaks of.
    scope: Span,
    used: bool,
}

/// Returns the problems that nobody allows, and what is wrong with the comments that allow. Where something could not
/// be `searched` in full, nothing is called unused.
pub fn without_allowed(
    sources: &SourceMap,
    trees: &[(SourceId, std::sync::Arc<ast::File>)],
    problems: Problems,
    searched: bool,
) -> Problems {
    let mut all: HashMap<SourceId, Vec<Allowance>> = HashMap::new();
    for (source, tree) in trees {
        let found = allowances(*source, sources.get(*source), tree);
        if !found.is_empty() {
            all.insert(*source, found);
        }
    }
    if all.is_empty() {
        return problems;
    }
    let mut left = Problems::new();
    for problem in problems.iter() {
        let mut allowed = false;
        for own in all.get_mut(&problem.span.source).into_iter().flatten() {
            let fits = own.code == Some(problem.code) && own.has_reason && problem.code.severity() != Severity::Error;
            if fits
                && own.scope.start <= problem.span.start
                && problem.span.start < own.scope.end.max(own.scope.start + 1)
            {
                own.used = true;
                allowed = true;
            }
        }
        if !allowed {
            left.push(problem.clone());
        }
    }
    for (source, _) in trees {
        for own in all.get(source).into_iter().flatten() {
            if let Some(problem) = wrong(own, searched) {
                left.push(problem);
            }
        }
    }
    left
}

fn wrong(own: &Allowance, searched: bool) -> Option<Diagnostic> {
    let Some(code) = own.code else {
        let near = nearest(&own.rule, Code::ALL.iter().map(|code| code.name()));
        let problem = Diagnostic::new(Code::UnknownSuppression, own.span, unknown(&own.rule));
        return Some(problem.help(if near.is_empty() { list_rules() } else { did_you_mean(quoted(&near)) }));
    };
    if code.severity() == Severity::Error {
        return Some(Diagnostic::new(Code::UnknownSuppression, own.span, is_error(&own.rule)).help(mend_it()));
    }
    if !own.has_reason {
        let problem = Diagnostic::new(Code::SuppressionWithoutReason, own.span, no_reason(&own.rule));
        return Some(problem.help(write_reason(&own.rule)));
    }
    // What is too old on one day is not on another; the remark may wait for its day.
    let waits = RULES.iter().any(|rule| rule.code == code && rule.needs_day);
    if own.used || !searched || waits {
        return None;
    }
    let problem = Diagnostic::new(Code::UnusedSuppression, own.span, unused(&own.rule)).help(unused_help());
    Some(if own.alone { problem.fix(own.whole, "") } else { problem })
}

/// Returns what the comments of a text allow.
fn allowances(id: SourceId, source: &Source, tree: &ast::File) -> Vec<Allowance> {
    let mut found = Vec::new();
    let mut ends: Option<HashMap<usize, u32>> = None;
    for comment in &tree.comments {
        let Some((rules, has_reason)) = read(comment) else { continue };
        let ends = ends.get_or_insert_with(|| ends_by_line(source, tree));
        let line = spoken_of(source, comment);
        let range = source.line_range(line);
        let end = ends.get(&line).copied().unwrap_or(0).max(range.end as u32);
        let scope = Span::new(id, range.start, end as usize);
        let alone = rules.len() == 1;
        for rule in rules {
            found.push(Allowance {
                span: comment.place.0,
                whole: whole(source, comment),
                code: Code::from_name(&rule),
                rule,
                alone,
                has_reason,
                scope,
                used: false,
            });
        }
    }
    found
}

/// Reads `允许 a-rule, another-rule: 原因`; `None` for a comment that is about something else.
fn read(comment: &Comment) -> Option<(Vec<String>, bool)> {
    let text = comment.text.trim_start();
    let rest = match text.strip_prefix("允许") {
        Some(rest) => rest,
        None => text.strip_prefix("allow").filter(|rest| rest.starts_with(' '))?,
    };
    let (names, reason) = match rest.split_once([':', '：']) {
        Some((names, reason)) => (names, Some(reason.trim())),
        None => (rest, None),
    };
    let names: Vec<String> =
        names.split([',', '，', '、']).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let is_name = |name: &String| {
        name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
    };
    // `allow us to pay` is a sentence.
    let meant = !names.is_empty()
        && names.iter().all(is_name)
        && (reason.is_some() || names.iter().all(|name| name.contains('-') || Code::from_name(name).is_some()));
    meant.then(|| (names, reason.is_some_and(|reason| !reason.is_empty())))
}

/// Returns the line (from 1) that a comment speaks of.
fn spoken_of(source: &Source, comment: &Comment) -> usize {
    let line = source.line_column(comment.place.0.start as usize).line;
    if !comment.own_line.0 {
        return line;
    }
    let is_comment = |line: usize| {
        let range = source.line_range(line);
        let text = source.text[range.clone()].trim_start();
        text.is_empty() || text.starts_with('#') || text.starts_with('＃')
    };
    (line + 1..=source.line_count()).find(|line| !is_comment(*line)).unwrap_or(line)
}

/// Returns where what begins on a line ends, by lines: the farthest of a declaration, a clause, a row.
fn ends_by_line(source: &Source, tree: &ast::File) -> HashMap<usize, u32> {
    let mut ends: HashMap<usize, u32> = HashMap::new();
    let mut add = |span: Span| {
        let line = source.line_column(span.start as usize).line;
        let end = ends.entry(line).or_default();
        *end = span.end.max(*end);
    };
    for declaration in &tree.declarations {
        for node in tree::nodes(declaration) {
            match node {
                Node::Thing(span, _) => add(span),
                Node::Table(table) => add(table.place.0),
                Node::Expr(own) => add(own.span()),
                _ => {}
            }
        }
    }
    if let Some(header) = &tree.header {
        add(Span { end: source.text.len() as u32, ..header.place.0 });
    }
    ends
}

/// Returns a comment with the line on which it stands alone, or with the blanks before it.
fn whole(source: &Source, comment: &Comment) -> Span {
    let span = comment.place.0;
    let before = &source.text[..span.start as usize];
    if comment.own_line.0 {
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = &source.text[span.end as usize..];
        let end = span.end as usize + rest.find('\n').map_or(rest.len(), |at| at + 1);
        return Span::new(span.source, start, end);
    }
    Span { start: before.trim_end_matches([' ', '\t']).len() as u32, ..span }
}
