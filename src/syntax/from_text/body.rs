//! What stands in the braces of a declaration whose first line could not be read: its mistakes are told in the same run.

use super::tree::{Node, Tree};
use super::{Builder, Rule};
use crate::syntax::keywords::Word;

/// What is written between the braces, read by itself.
pub(super) struct Body {
    tree: Tree,
    /// Where its brace stands in the slice.
    start: usize,
}

impl Body {
    /// Returns the braces of a declaration that could not be read; `None` where it has none, or where they are not
    /// what could not be read either.
    pub(super) fn of(slice: &str, tree: &Tree) -> Option<Body> {
        let rest = tree.root().children().next().filter(|first| first.rule() == Rule::rest)?;
        let text = &slice[rest.start()..];
        let block = block_of(text)?;
        let brace = first_brace(text)?;
        let tree = Tree::read(block, text[brace..].trim_end()).ok()?;
        Some(Body { tree, start: rest.start() + brace })
    }
}

/// Returns the rule of the braces that follow the first word of a declaration.
fn block_of(text: &str) -> Option<Rule> {
    let begins = |word: Word| super::explain::begins_with(text, word.spelling());
    let blocks: [(Rule, &[Word]); 5] = [
        (Rule::clause_block, &[Word::Benefit, Word::EveryBenefit]),
        (Rule::requirements, &[Word::Standard, Word::Assert]),
        (Rule::scene, &[Word::Test, Word::Typical]),
        (Rule::entries, &[Word::Enum, Word::Catalogue, Word::List, Word::AddTo, Word::RemoveFrom]),
        (Rule::account_block, &[Word::Account]),
    ];
    blocks.into_iter().find(|(_, words)| words.iter().any(|word| begins(*word))).map(|(rule, _)| rule)
}

/// Returns where the first brace stands that is not in quotes.
fn first_brace(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, letter)| {
        quoted ^= letter == '"';
        (letter == '{' && !quoted).then_some(at)
    })
}

impl<'t> Builder<'t> {
    /// Tells the mistakes in the braces; what is good in them is not used.
    pub(super) fn mistakes_within(&mut self, body: &'t Body) {
        let slice = self.base;
        // Where a quotation mark is not closed, nobody knows which brace is the first.
        let head = self.normalised.places.span(slice..slice + body.start);
        if self.reported_within(head).is_some() {
            return;
        }
        self.base += body.start;
        let root: Node<'t> = body.tree.root();
        match root.rule() {
            Rule::clause_block => drop(self.clauses(&root)),
            Rule::requirements => root.children().for_each(|item| drop(self.requirement(&item))),
            Rule::scene => root.children().for_each(|item| drop(self.scene_item(&item))),
            Rule::entries => drop(self.entries(&root)),
            _ => drop(self.account_items(&root)),
        }
        self.base = slice;
    }
}
