//! What pest makes of a stretch of normalised text, as a flat list of nodes that are cheap to walk.
//!
//! The grammar reads a leaner text than the normaliser gives: every run of blanks and line ends is one blank, or one line
//! end where it holds one, so that stepping over it is one step. Places are those of the normalised text.

use super::{Reader, Rule};
use pest::Parser as _;
use pest::Token;
use pest::error::Error;

/// The nodes of one stretch.
pub(super) struct Tree {
    lean: Lean,
    /// In the order of the text, each before its children.
    nodes: Vec<Place>,
}

/// A node: which rule read what, and where the nodes inside it end.
struct Place {
    rule: Rule,
    start: u32,
    end: u32,
    /// The place in the list behind its last descendant.
    next: u32,
}

/// A text in which each run of blanks and line ends is one letter.
struct Lean {
    text: String,
    /// Where the letter after a shortened run stands here and in the original, in order.
    shifts: Vec<(u32, u32)>,
}

/// One node of a tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'t> {
    tree: &'t Tree,
    at: u32,
}

impl Tree {
    /// Reads a stretch by a rule.
    ///
    /// The place in an error is one of `text`. The text must be short enough for places of 32 bits.
    pub(super) fn read(rule: Rule, text: &str) -> Result<Tree, (Error<Rule>, usize)> {
        let lean = Lean::new(text);
        match Reader::parse(rule, &lean.text) {
            Ok(pairs) => {
                let nodes = flat(pairs);
                Ok(Tree { lean, nodes })
            }
            Err(error) => {
                let at = match error.location {
                    pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
                };
                let at = lean.original(at);
                Err((error, at))
            }
        }
    }

    /// Returns the node of the rule that was asked for.
    pub(super) fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    /// Whether two trees have the same nodes, whatever the rule of their roots.
    pub(super) fn is_same(&self, other: &Tree) -> bool {
        let inner = |tree: &Tree| {
            tree.nodes.iter().skip(1).map(|node| (node.rule, node.start, node.end, node.next)).collect::<Vec<_>>()
        };
        inner(self) == inner(other)
    }

    /// Returns the rules of all nodes.
    pub(super) fn rules(&self) -> impl Iterator<Item = Rule> + '_ {
        self.nodes.iter().map(|node| node.rule)
    }
}

fn flat(pairs: pest::iterators::Pairs<'_, Rule>) -> Vec<Place> {
    let mut nodes: Vec<Place> = Vec::new();
    let mut open = Vec::new();
    for token in pairs.tokens() {
        match token {
            Token::Start { rule, pos } => {
                open.push(nodes.len());
                nodes.push(Place { rule, start: pos.pos() as u32, end: 0, next: 0 });
            }
            Token::End { pos, .. } => {
                let next = nodes.len() as u32;
                let node = open.pop().and_then(|at| nodes.get_mut(at)).expect("every end has its start");
                (node.end, node.next) = (pos.pos() as u32, next);
            }
        }
    }
    nodes
}

impl<'t> Node<'t> {
    fn place(self) -> &'t Place {
        &self.tree.nodes[self.at as usize]
    }

    pub(super) fn rule(&self) -> Rule {
        self.place().rule
    }

    /// Returns what it reads, with one letter for each run of blanks.
    pub(super) fn as_str(&self) -> &'t str {
        let place = self.place();
        &self.tree.lean.text[place.start as usize..place.end as usize]
    }

    /// Returns where it begins in the text that the tree was read from.
    pub(super) fn start(&self) -> usize {
        self.tree.lean.original(self.place().start as usize)
    }

    /// Returns where it ends in the text that the tree was read from.
    pub(super) fn end(&self) -> usize {
        self.tree.lean.original(self.place().end as usize)
    }

    pub(super) fn children(&self) -> Children<'t> {
        Children { tree: self.tree, at: self.at + 1, end: self.place().next }
    }

    /// Returns the first child of a rule.
    pub(super) fn child(&self, rule: Rule) -> Option<Node<'t>> {
        self.children().find(|child| child.rule() == rule)
    }
}

/// The children of a node, in the order of the text.
pub(super) struct Children<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, at: self.at };
        self.at = node.place().next;
        Some(node)
    }
}

impl Lean {
    fn new(text: &str) -> Lean {
        let mut lean = Lean { text: String::with_capacity(text.len()), shifts: Vec::new() };
        let bytes = text.as_bytes();
        let (mut kept, mut at) = (0, 0);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    let length = bytes[at..].iter().take_while(|byte| is_blank(**byte)).count();
                    let run = &bytes[at..at + length];
                    let letter = if run.contains(&b'\n') { '\n' } else { ' ' };
                    if length > 1 || *byte != letter as u8 {
                        lean.text.push_str(&text[kept..at]);
                        lean.text.push(letter);
                        kept = at + length;
                        lean.shifts.push((lean.text.len() as u32, kept as u32));
                    }
                    at += length;
                }
                b'"' => at += 1 + string_length(&bytes[at + 1..]),
                b'\'' => at += 1 + until(&text[at + 1..], '\''),
                0xe3 if text[at..].starts_with('「') => {
                    let content = at + '「'.len_utf8();
                    at = content + until(&text[content..], '」');
                }
                _ => at += 1,
            }
        }
        lean.text.push_str(&text[kept..]);
        lean
    }

    /// Returns where a letter of the lean text stands in the original.
    fn original(&self, offset: usize) -> usize {
        let index = self.shifts.partition_point(|(lean, _)| *lean as usize <= offset);
        match index.checked_sub(1).map(|index| self.shifts[index]) {
            Some((lean, original)) => original as usize + (offset - lean as usize),
            None => offset,
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Returns how long the rest of a text in quotes is, its closing mark with it.
fn string_length(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Returns how long a text is up to a mark, with it.
fn until(rest: &str, mark: char) -> usize {
    rest.find(mark).map_or(rest.len(), |at| at + mark.len_utf8())
}
