//! A remark that gives the edge to one side (“超过3万元”) beside a condition that gives it to the other (`不低于 3万元`).

use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::tree::Node;
use crate::lint::{OneText, look};
use crate::syntax::ast::{CompareOp, Expr, ExprKind, HeadItem};

crate::catalogue! {
    message(said, written) {
        zh: "说明里是“{said}”,条款里的 `{written}` 却把正好在线上的归到另一边",
        en: "the remark says “{said}”, but `{written}` gives the edge itself to the other side",
    }
    help() {
        zh: "正好在线上的归谁,请对照文件,改条款或改说明",
        en: "see in the document who owns the edge, and mend the rule or the remark",
    }
}

/// An edge of a condition.
struct Edge {
    span: Span,
    kind: String,
    number: Number,
    /// Whether the number itself belongs to what lies above it.
    owned_above: bool,
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for (_, nodes) in &one.parts {
        let edges = edges(nodes);
        if edges.is_empty() {
            continue;
        }
        for node in nodes {
            let Node::Thing(span, docs) = node else { continue };
            for text in docs.iter() {
                compare(one, text, &edges, |edge| span.contains(edge.span), problems);
            }
        }
    }
    let all: Vec<Edge> = one.parts.iter().flat_map(|(_, nodes)| edges(nodes)).collect();
    let source = one.page.source;
    for comment in one.page.tree.comments.iter().filter(|comment| !comment.own_line.0) {
        let line = source.line_range(source.line_column(comment.place.0.start as usize).line);
        let from = all.partition_point(|edge| (edge.span.start as usize) < line.start);
        let beside = all[from..].iter().take_while(|edge| (edge.span.start as usize) < line.end).count();
        compare(one, &comment.text, &all[from..from + beside], |_| true, problems);
    }
}

fn compare(one: &OneText<'_>, text: &str, edges: &[Edge], beside: impl Fn(&Edge) -> bool, problems: &mut Problems) {
    for phrase in phrases(text) {
        let same = |edge: &&Edge| edge.number == phrase.number && edge.kind == phrase.kind && beside(edge);
        let mut fitting = edges.iter().filter(same).peekable();
        let Some(first) = fitting.peek().map(|edge| edge.span) else { continue };
        if fitting.all(|edge| edge.owned_above != phrase.owned_above) {
            let written = one.written(first).split_whitespace().collect::<Vec<_>>().join(" ");
            let message = message(Text::same(phrase.said), written);
            problems.push(Diagnostic::new(Code::WordAgainstOperator, first, message).help(help()));
        }
    }
}

fn edges(nodes: &[Node<'_>]) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut add = |span: Span, expr: &Expr, owned_above: bool| {
        if let Some((kind, number)) = look::measured(expr) {
            edges.push(Edge { span, kind, number, owned_above });
        }
    };
    let owns = |op: &CompareOp| match op {
        CompareOp::Less | CompareOp::GreaterOrEqual => Some(true),
        CompareOp::LessOrEqual | CompareOp::Greater => Some(false),
        CompareOp::Equal | CompareOp::NotEqual => None,
    };
    for node in nodes {
        match node {
            Node::Expr(own) => {
                if let ExprKind::Compare { op, left, right } = &*own.kind
                    && let Some(owned_above) = owns(op)
                {
                    add(own.span(), right, owned_above);
                    add(own.span(), left, !owned_above);
                }
            }
            Node::HeadItem(HeadItem::Compare(op, value)) => {
                if let Some(owned_above) = owns(op) {
                    add(value.span(), value, owned_above);
                }
            }
            Node::Band(band) => {
                band.low.iter().for_each(|edge| add(band.place.0, &edge.value, edge.included));
                band.high.iter().for_each(|edge| add(band.place.0, &edge.value, !edge.included));
            }
            _ => {}
        }
    }
    edges.sort_by_key(|edge| edge.span);
    edges
}

/// Whether a remark goes on to say that the number itself does not count: `3万元以上(不含)`.
fn is_excluded(behind: &str) -> bool {
    let behind = behind.trim_start_matches(['(', '（', ' ', '，', ',']);
    ["不含", "不包括", "excluded"].iter().any(|word| behind.starts_with(word))
}

/// A number in a remark with a word that owns its edge.
struct Phrase {
    said: String,
    kind: String,
    number: Number,
    owned_above: bool,
}

/// Words before a number, longest first, and whether the number belongs to what lies above it.
const BEFORE: &[(&str, bool)] = &[
    ("不低于", true),
    ("不少于", true),
    ("不超过", false),
    ("不高于", false),
    ("不满", true),
    ("不足", true),
    ("低于", true),
    ("未满", true),
    ("超过", false),
    ("高于", false),
    ("大于", false),
    ("小于", true),
    ("年满", true),
    ("at least ", true),
    ("up to ", false),
    ("at most ", false),
    ("below ", true),
    ("under ", true),
    ("over ", false),
    ("more than ", false),
    ("above ", false),
];

const BEHIND: &[(&str, bool)] =
    &[("以上", true), ("以下", false), ("以内", false), ("or more", true), ("or less", false)];

const UNITS: &[(&str, &str, i64)] = &[
    ("万元", "fen[]", 1_000_000),
    ("元", "fen[]", 100),
    ("周岁", "age[]", 1),
    ("岁", "age[]", 1),
    ("yrs", "age[]", 1),
    ("人", "persons[]", 1),
];

fn phrases(text: &str) -> Vec<Phrase> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|letter: char| letter.is_ascii_digit()).map(|found| at + found) {
        let digits = text[start..]
            .find(|letter: char| !(letter.is_ascii_digit() || letter == '.'))
            .unwrap_or(text.len() - start);
        let end = start + digits;
        at = end;
        let rest = text[end..].trim_start();
        let percent = rest.strip_prefix('%').map(|rest| ("ratio[]".to_owned(), Number::ratio(1, 100), rest));
        let unit = percent.or_else(|| {
            let (word, kind, factor) = UNITS.iter().find(|(word, _, _)| rest.starts_with(word))?;
            Some(((*kind).to_owned(), Number::from(*factor), &rest[word.len()..]))
        });
        let Some((kind, factor, behind)) = unit else { continue };
        let Some(number) = Number::parse(&text[start..end]).and_then(|own| own.multiply(&factor).ok()) else {
            continue;
        };
        let before = text[..start].trim_end_matches(' ');
        let with_blank = &text[..start];
        let prefix = BEFORE.iter().find(|(word, _)| before.ends_with(word) || with_blank.ends_with(word));
        let suffix = BEHIND.iter().find(|(word, _)| behind.trim_start().starts_with(word));
        let until = text.len() - behind.len();
        let (said, owned_above) = match (prefix, suffix) {
            (Some((word, owned)), None) => (format!("{word}{}", &text[start..until]), *owned),
            (None, Some((word, owned))) => {
                let excluded = is_excluded(behind.trim_start().trim_start_matches(word));
                (format!("{}{word}", &text[start..until]), *owned != excluded)
            }
            // Two words that agree: “年满60周岁以上”.
            (Some((before, owned)), Some((word, other))) if owned == other => {
                (format!("{before}{}{word}", &text[start..until]), *owned)
            }
            // Two that do not (“超过3万元以上”) or none: nobody can tell.
            (Some(_), Some(_)) | (None, None) => continue,
        };
        found.push(Phrase { said, kind, number, owned_above });
    }
    found
}
