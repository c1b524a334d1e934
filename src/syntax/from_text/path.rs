//! Paths: names joined by dots, clause words among them, and keys.

use super::{Builder, Node, Rule, child, only};
use crate::base::date::Period;
use crate::base::span::{Aside, Place, Span};
use crate::syntax::ast::{EachKey, Key, Name, Owner, Path, PathPart, PathWord};
use crate::syntax::keywords::{Word, Worded};

impl<'t> Builder<'t> {
    /// A node that holds names, path parts and keys, in a row; `word_first`: a clause word may stand first.
    pub(super) fn path(&mut self, node: &Node<'t>, word_first: bool) -> Path {
        self.path_of(node.children(), self.place(node), word_first)
    }

    /// The path behind `上期.`.
    pub(super) fn path_after_first(&mut self, node: &Node<'t>) -> Path {
        let mut nodes = node.children().skip(1).peekable();
        let whole = self.place(node).0;
        let start = nodes.peek().map_or(whole.end, |second| self.place(second).0.start);
        self.path_of(nodes, Aside(Span { start, ..whole }), false)
    }

    fn path_of(&mut self, nodes: impl Iterator<Item = Node<'t>>, place: Place, word_first: bool) -> Path {
        let mut parts: Vec<PathPart> = Vec::new();
        let mut keys = None;
        let mut nodes = nodes.peekable();
        while let Some(inner) = nodes.next() {
            match inner.rule() {
                Rule::keys => keys = Some(self.keys(&inner)),
                _ => {
                    let last = nodes.peek().is_none();
                    let part = self.path_part(&inner, &parts, last, word_first);
                    parts.push(part);
                }
            }
        }
        Path { parts, keys, place }
    }

    fn path_part(&mut self, node: &Node<'t>, before: &[PathPart], last: bool, word_first: bool) -> PathPart {
        let inner = if node.rule() == Rule::path_part { only(node) } else { *node };
        let place = self.place(&inner);
        let text = inner.as_str();
        if inner.rule() == Rule::path_each {
            let key = child(&inner, Rule::each_key).expect("the grammar gives `each` a key");
            return PathPart::Each(self.each_key(&key));
        }
        if text.starts_with(['「', '\'']) {
            return PathPart::Name(self.name(&inner));
        }
        match before.last() {
            None => match Owner::from_word(text) {
                Some(owner) if !last => PathPart::Owner(owner, place),
                _ if word_first => path_word(text, place).unwrap_or_else(|| PathPart::Name(self.name(&inner))),
                _ => PathPart::Name(self.name(&inner)),
            },
            // After `结算.` stands a fact, whatever it is called.
            Some(PathPart::Owner(..)) => PathPart::Name(self.name(&inner)),
            Some(previous) => {
                let after_word = matches!(previous, PathPart::Word(..) | PathPart::Period(..));
                let each =
                    text.strip_prefix(Word::Each.spelling().chinese).filter(|rest| after_word && !rest.is_empty());
                match each {
                    Some(rest) => PathPart::Each(self.glued_each(&inner, rest)),
                    None => path_word(text, place).unwrap_or_else(|| PathPart::Name(self.name(&inner))),
                }
            }
        }
    }

    /// `各病种`, `各家庭`: the key behind the glued word.
    fn glued_each(&self, node: &Node<'t>, rest: &str) -> EachKey {
        let range = self.range(node);
        let place = Aside(self.normalised.places.span(range.end - rest.len()..range.end));
        match Owner::from_word(rest) {
            Some(Owner::Household) => EachKey::Household(place),
            Some(Owner::Person) => EachKey::Person(place),
            Some(Owner::Claim) | None => EachKey::Fact(Name { text: super::literal::name_text(rest), place }),
        }
    }

    pub(super) fn each_key(&self, node: &Node<'t>) -> EachKey {
        let inner = only(node);
        match inner.rule() {
            Rule::each_household => EachKey::Household(self.place(&inner)),
            Rule::each_person => EachKey::Person(self.place(&inner)),
            _ => EachKey::Fact(self.name(&inner)),
        }
    }

    fn keys(&mut self, node: &Node<'t>) -> Vec<Key> {
        node.children().map(|key| self.key(&key)).collect()
    }

    fn key(&mut self, node: &Node<'t>) -> Key {
        let inner = only(node);
        match inner.rule() {
            Rule::every => Key::Every(self.place(&inner)),
            _ => Key::Head(self.head(node).0),
        }
    }
}

/// Returns the part that a clause word, a period or `合并` is.
fn path_word(text: &str, place: Place) -> Option<PathPart> {
    if let Some(word) = PathWord::from_word(text) {
        return Some(PathPart::Word(word, place));
    }
    if let Some(period) = Period::from_word(text) {
        return Some(PathPart::Period(period, place));
    }
    Word::JointWith.spelling().reads(text).then_some(PathPart::Joint(place))
}
