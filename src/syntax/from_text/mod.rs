//! Normalised text to tree, by the grammar of `grammar/pol.pest`. Only the files of this folder name pest.
//!
//! Each slice is read by itself; what a rule could not read stands in the pairs as a `broken_…` stretch, becomes a
//! marked hole in the tree and one message (`explain`).

mod body;
mod clause;
mod declaration;
mod expected;
mod explain;
mod expression;
mod literal;
mod path;
mod scene;
mod standard;
mod table;
mod tree;
pub(super) mod unfinished;

use super::ast;
use super::normalise::{Normalised, Slice};
use super::words;
use crate::base::span::{Aside, Place, Span};
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use body::Body;
use pest_derive::Parser;
use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use tree::{Node, Tree};

#[derive(Parser)]
#[grammar = "../grammar/pol.pest"]
struct Reader;

/// The deepest tree of an expression: brackets, negations, choices, and operands of one chain count.
const MAX_DEPTH: usize = 400;

/// Reads all slices of a normalised text; what cannot be read is reported once and left out or marked.
///
/// `early` is what the normaliser found; a stretch that holds such a place is not reported again. Slices that are `known`
/// are not read again; afterwards it holds those of this text.
pub(crate) fn file(
    original: &str,
    normalised: &Normalised,
    mut early: Vec<Diagnostic>,
    known: Option<&mut Slices>,
) -> (ast::File, Problems) {
    early.sort_by_key(|problem| problem.span);
    let problems = Problems::new();
    let read: Vec<Arc<Read>> = match known {
        Some(known) => known.read(normalised),
        None => normalised.slices.iter().map(|slice| Arc::new(Read::slice(slice, normalised))).collect(),
    };
    let mut builder = Builder { original, normalised, base: 0, depth: 0, early, nameless: false, problems };
    let mut header = None;
    let mut declarations = Vec::new();
    for (index, (slice, read)) in normalised.slices.iter().zip(&read).enumerate() {
        builder.slice(slice, read, index == 0, &mut header, &mut declarations);
    }
    builder.check_header(header.is_some(), normalised);
    let file = ast::File { header, declarations, comments: normalised.comments.clone() };
    for problem in builder.early {
        builder.problems.push(problem);
    }
    (file, builder.problems)
}

/// Returns the names of the rules by which a normalised text is read.
pub(crate) fn rules_used(normalised: &Normalised) -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for slice in normalised.slices.iter().filter(|slice| !slice.refused) {
        if let Read::Tree(tree, _) = Read::slice(slice, normalised) {
            rules.extend(tree.rules().map(|rule| format!("{rule:?}")));
        }
    }
    rules
}

/// Whether a normalised text is read in the same way when nothing is ruled out by its first letter.
pub(crate) fn first_letters_only_rule_out(normalised: &Normalised) -> bool {
    normalised.slices.iter().filter(|slice| !slice.refused).all(|slice| {
        let text = &normalised.text[slice.range.clone()];
        allow_calls(text.len());
        match (Tree::read(Rule::slice, text), Tree::read(Rule::only_slice, text)) {
            (Ok(own), Ok(other)) => own.is_same(&other),
            (own, other) => own.is_err() && other.is_err(),
        }
    })
}

/// The longest declaration that is read: a tree takes some hundred times the memory of its text.
const MOST_DECLARATION_BYTES: usize = 4 << 20;

/// What has become of the slices of a text when it was last read, by their normalised texts. A slice is read by itself,
/// so the same letters give the same tree, wherever they stand.
#[derive(Default)]
pub(crate) struct Slices {
    by_text: HashMap<Box<str>, Arc<Read>>,
}

impl Slices {
    /// Returns what becomes of each slice of a text; keeps that, and nothing else.
    fn read(&mut self, normalised: &Normalised) -> Vec<Arc<Read>> {
        let before = std::mem::take(&mut self.by_text);
        let mut all = Vec::with_capacity(normalised.slices.len());
        for slice in &normalised.slices {
            let text = &normalised.text[slice.range.clone()];
            // What the normaliser has refused it has refused for what stands around it.
            if slice.refused {
                all.push(Arc::new(Read::Refused));
                continue;
            }
            let known = self.by_text.get(text).or_else(|| before.get(text)).cloned();
            let read = known.unwrap_or_else(|| Arc::new(Read::slice(slice, normalised)));
            self.by_text.insert(text.into(), Arc::clone(&read));
            all.push(read);
        }
        all
    }
}

/// What became of a slice.
enum Read {
    /// With the braces of a declaration whose first line could not be read.
    Tree(Tree, Option<Body>),
    /// Reported by the normaliser.
    Refused,
    TooLarge,
    TooDeep,
}

impl Read {
    fn slice(slice: &Slice, normalised: &Normalised) -> Read {
        let text = &normalised.text[slice.range.clone()];
        if slice.refused {
            return Read::Refused;
        }
        if text.len() > MOST_DECLARATION_BYTES {
            return Read::TooLarge;
        }
        allow_calls(text.len());
        // The only ways to fail are pest's own guards of its stack and of the number of calls.
        match Tree::read(Rule::slice, text) {
            Ok(tree) => {
                let body = Body::of(text, &tree);
                Read::Tree(tree, body)
            }
            Err(_) => Read::TooDeep,
        }
    }
}

/// What the functions of this folder share.
struct Builder<'t> {
    original: &'t str,
    normalised: &'t Normalised,
    /// Where the slice begins that is being read.
    base: usize,
    /// The depth of the expression that is being built.
    depth: usize,
    /// What the normaliser has reported, in the order of the text.
    early: Vec<Diagnostic>,
    /// The first line is a name without a word for what it names; that has been said.
    nameless: bool,
    problems: Problems,
}

impl<'t> Builder<'t> {
    fn slice(
        &mut self,
        slice: &Slice,
        read: &'t Read,
        first: bool,
        header: &mut Option<ast::Header>,
        declarations: &mut Vec<ast::Declaration>,
    ) {
        self.base = slice.range.start;
        let text = &self.normalised.text[slice.range.clone()];
        let whole = self.normalised.places.span(slice.range.start..slice.range.start + text.trim_end().len());
        let (tree, body) = match read {
            Read::Tree(tree, body) => (tree, body),
            Read::Refused => {
                declarations.push(broken_declaration(whole));
                return;
            }
            Read::TooLarge => {
                let message = words::declaration_too_large(text.len(), MOST_DECLARATION_BYTES);
                self.problems.push(Diagnostic::new(Code::TextTooLarge, whole.at_start(), message));
                declarations.push(broken_declaration(whole));
                return;
            }
            Read::TooDeep => {
                let at = whole.at_start();
                self.problems.push(Diagnostic::new(Code::NestingTooDeep, at, words::expression_too_deep()));
                declarations.push(broken_declaration(whole));
                return;
            }
        };
        // Where the last good part begins: junk after it is explained from there.
        let mut before = None;
        for node in tree.root().children() {
            let start = node.start();
            match node.rule() {
                Rule::header => {
                    let read = self.header(node);
                    if first && header.is_none() && declarations.is_empty() {
                        *header = Some(read);
                    } else {
                        self.error(Code::SyntaxError, read.place.0, words::header_is_first_line());
                    }
                    before = Some(start);
                }
                Rule::declaration => {
                    declarations.push(self.declaration(node));
                    before = Some(start);
                }
                Rule::rest if first && header.is_none() && before.is_none() && self.bare_header(&node) => {
                    declarations.push(broken_declaration(self.span(&node)));
                }
                Rule::rest => {
                    let strict = if declarations.is_empty() && header.is_some() {
                        Rule::only_header
                    } else {
                        Rule::only_declaration
                    };
                    let strict = if before.is_none() { Rule::only_declaration } else { strict };
                    self.report_broken(&node, strict, before);
                    // Junk after a good declaration does not take that away.
                    if before.is_none() {
                        declarations.push(broken_declaration(self.span(&node)));
                    }
                }
                _ => {}
            }
        }
        if let Some(body) = body {
            self.mistakes_within(body);
        }
    }

    fn check_header(&mut self, found: bool, normalised: &Normalised) {
        if found || self.nameless {
            return;
        }
        let start = normalised.slices.first().map_or(0, |slice| slice.range.start);
        let at = normalised.places.span(start..start);
        let diagnostic = Diagnostic::new(Code::MissingHeader, at, words::missing_header());
        self.problems.push(diagnostic.help(words::missing_header_help()));
    }

    /// Says that a first line such as `青山县` lacks its kind; false when it is something else.
    fn bare_header(&mut self, node: &Node<'t>) -> bool {
        let text = node.as_str();
        let line = text.lines().next().unwrap_or("").trim_end();
        if line.is_empty() || !line.chars().all(char::is_alphanumeric) {
            return false;
        }
        let kind = ["省", "市", "县", "区", "旗"].into_iter().find(|kind| line.ends_with(kind)).unwrap_or("县");
        let start = self.range(node).start;
        let span = self.normalised.places.span(start..start + line.len());
        let written = format!("{kind} {line}");
        let diagnostic = Diagnostic::new(Code::MissingHeader, span, words::missing_header());
        self.problems.push(diagnostic.help(words::write_instead(written.as_str())).fix(span, written));
        self.nameless = true;
        true
    }

    // ---- places

    /// Returns what a node reads as it stands in the normalised text.
    fn written(&self, node: &Node<'t>) -> &'t str {
        &self.normalised.text[self.range(node)]
    }

    fn range(&self, node: &Node<'t>) -> Range<usize> {
        self.base + node.start()..self.base + node.end()
    }

    fn span(&self, node: &Node<'t>) -> Span {
        self.normalised.places.span(self.range(node))
    }

    fn place(&self, node: &Node<'t>) -> Place {
        Aside(self.span(node))
    }

    /// Returns the `##` lines right before a node; other comments may stand between.
    fn docs(&self, node: &Node<'t>) -> Vec<String> {
        let comments = &self.normalised.comments;
        let mut cursor = self.span(node).start;
        let mut index = comments.partition_point(|comment| comment.place.0.start < cursor);
        let mut docs = Vec::new();
        while let Some(comment) = index.checked_sub(1).map(|index| &comments[index]) {
            let gap = &self.original[comment.place.0.end as usize..cursor as usize];
            if !gap.chars().all(parts) || !comment.own_line.0 {
                break;
            }
            if comment.doc {
                docs.push(comment.text.clone());
            }
            cursor = comment.place.0.start;
            index -= 1;
        }
        docs.reverse();
        docs
    }

    // ---- problems

    fn error(&mut self, code: Code, span: Span, message: Text) {
        self.problems.push(Diagnostic::new(code, span, message));
    }

    /// Returns which problem of the normaliser lies within a stretch.
    fn reported_within(&self, span: Span) -> Option<usize> {
        let next = self.early.partition_point(|known| known.span.start < span.start);
        self.early.get(next).filter(|known| known.span.end <= span.end).map(|_| next)
    }
}

/// Whether a letter only parts one line from the next: the formatter leaves it out where the line ends.
fn parts(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ';' | '；' | ',' | '，' | '、' | '。' | '<' | '＜')
}

fn broken_declaration(span: Span) -> ast::Declaration {
    let kind = ast::DeclarationKind::Broken;
    ast::Declaration { kind, marks: ast::Marks::default(), docs: Vec::new(), place: Aside(span) }
}

/// Lets pest make as many calls as a slice of this length can need.
///
/// Real policies take some 30 calls for each byte, the worst nesting 350; the limit only stops what a mistake in the
/// grammar would make quadratic. It is one for the whole process, so it is never lowered.
fn allow_calls(length: usize) {
    static ALLOWED: Mutex<usize> = Mutex::new(0);
    let needed = length.saturating_mul(2_000).saturating_add(1_000_000);
    let mut allowed = ALLOWED.lock().unwrap_or_else(PoisonError::into_inner);
    if needed > *allowed {
        *allowed = needed;
        pest::set_call_limit(NonZeroUsize::new(needed));
    }
}

/// Returns the first child of a rule.
fn child<'t>(node: &Node<'t>, rule: Rule) -> Option<Node<'t>> {
    node.child(rule)
}

/// Returns the first child, whatever its rule.
fn only<'t>(node: &Node<'t>) -> Node<'t> {
    node.children().next().expect("the grammar gives this rule a child")
}
