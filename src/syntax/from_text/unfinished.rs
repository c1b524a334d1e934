//! What may stand at the end of a text that is being written, by the grammar alone: the innermost stretch that is not
//! finished is read with a mark behind it, and again with each word that is asked about before the mark.

use super::tree::{Node, Tree};
use super::{Rule, allow_calls};
use crate::base::source::SourceId;
use crate::syntax::keywords::Word;
use crate::syntax::normalise::normalise;
use std::collections::BTreeSet;

/// Stands for what is not written yet: no letter of any word, name or number.
const MARK: char = '\u{e000}';

/// A name that nobody has.
const ANY_NAME: &str = "某某";

/// The longest stretch that is looked at.
const MOST_BYTES: usize = 64 << 10;

/// Of what the unfinished stretch is a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// The first line of a file.
    Header,
    Declaration,
    Clause,
    HistoryRow,
    Row,
    /// A row of `各例`.
    CaseRow,
    Entry,
    AccountItem,
    StateItem,
    Requirement,
    SceneItem,
    Assignment,
}

/// The stretch in which a text ends.
#[derive(Clone, Debug)]
pub struct Unfinished {
    pub block: Block,
    /// What is written of it, normalised: no comments, marks in their narrow form.
    pub text: String,
    /// The beginnings of what encloses it, up to their braces, the outermost first.
    pub heads: Vec<String>,
    /// Of a row: what stands before it in its table.
    pub rows: String,
    strict: Vec<Rule>,
    /// What could follow a name that stands there; `None`: none may.
    after_name: Option<BTreeSet<Rule>>,
    here: BTreeSet<Rule>,
}

impl Unfinished {
    /// Returns the stretch in which a text ends; `None` where that is too large to be looked at.
    pub fn of(text: &str) -> Option<Unfinished> {
        let marked = format!("{text}{MARK}");
        let (normalised, _) = normalise(SourceId(0), &marked);
        let slice = normalised.slices.last().filter(|slice| !slice.refused)?;
        let own = &normalised.text[slice.range.clone()];
        if own.len() > MOST_BYTES || !own.contains(MARK) {
            return None;
        }
        allow_calls(own.len());
        let tree = Tree::read(Rule::slice, own).ok()?;
        let mut found = innermost(&tree, own, normalised.slices.len() == 1)?;
        found.here = found.stop("").unwrap_or_default();
        found.after_name = found.stop(ANY_NAME);
        Some(found)
    }

    /// Returns those of some keywords that may stand at the end, as keywords and not as names.
    pub fn taken<'w>(&self, words: impl IntoIterator<Item = (Word, &'w str)>) -> Vec<Word> {
        let first = match self.block {
            Block::Declaration => Some(Word::DECLARATIONS),
            Block::Header => Some(Word::HEADERS),
            _ => None,
        };
        let words = words.into_iter().filter(|(_, spelled)| !spelled.is_empty());
        if let (Some(first), true) = (first, self.text.is_empty()) {
            return words.map(|(word, _)| word).filter(|word| first.contains(word)).collect();
        }
        // A brace that nothing stands in yet begins a history, or the parser knows what it begins.
        let opens = self.text.trim_end().ends_with('{');
        let mut taken: Vec<(Word, &str)> = Vec::new();
        for (word, spelled) in words.filter(|(word, _)| !opens || *word == Word::From) {
            let Some(behind) = self.stop(spelled) else { continue };
            if self.after_name.as_ref() != Some(&behind) {
                taken.push((word, spelled));
            }
        }
        // `按序` may be read as `按` with a name behind it.
        let is_glued = |spelled: &str| {
            let shorter = taken.iter().filter(|(_, other)| other.len() < spelled.len() && spelled.starts_with(other));
            shorter.into_iter().any(|(_, other)| {
                let with_name = self.stop(&format!("{other}{ANY_NAME}"));
                with_name.is_some() && with_name == self.stop(spelled)
            })
        };
        taken.iter().filter(|(_, spelled)| !is_glued(spelled)).map(|(word, _)| *word).collect()
    }

    /// Whether a text may stand at the end, whatever it is.
    pub fn takes_text(&self, text: &str) -> bool {
        self.stop(text).is_some()
    }

    /// Whether an operand of an expression may stand at the end.
    pub fn takes_operand(&self) -> bool {
        self.stop("1").is_some() && self.takes_name()
    }

    /// Whether a name may stand at the end.
    pub fn takes_name(&self) -> bool {
        self.after_name.is_some()
    }

    /// Whether the end says all that has to be said.
    pub fn is_whole(&self) -> bool {
        self.here.contains(&Rule::EOI)
    }

    /// Returns the rules that were tried behind a text at the end; `None` where reading does not come so far.
    fn stop(&self, text: &str) -> Option<BTreeSet<Rule>> {
        let tried = format!("{}{text}{MARK}", self.text);
        let reached = tried.len() - MARK.len_utf8();
        let mut found: Option<BTreeSet<Rule>> = None;
        for strict in &self.strict {
            let Err((error, at)) = Tree::read(*strict, &tried) else { continue };
            // Blanks before the mark belong to nobody.
            if !tried[at.min(reached)..reached].trim().is_empty() {
                continue;
            }
            if let pest::error::ErrorVariant::ParsingError { positives, .. } = error.variant {
                found.get_or_insert_default().extend(positives);
            }
        }
        found
    }
}

/// Finds the innermost node that could not be read, which is the one with the mark.
fn innermost(tree: &Tree, text: &str, first: bool) -> Option<Unfinished> {
    let mark = text.find(MARK)?;
    let holds = |node: &Node<'_>| node.start() <= mark && mark < node.end();
    let mut at = tree.root();
    let mut around: Vec<Node<'_>> = Vec::new();
    let mut before: Option<Node<'_>> = None;
    loop {
        let next = at.children().find(|child| holds(child));
        if at.rule() == Rule::slice {
            before = at.children().take_while(|child| child.end() <= mark).last();
        }
        let Some(next) = next else { break };
        around.push(at);
        at = next;
    }
    let parent = around.last().map(|node| node.rule());
    let (block, strict) = match at.rule() {
        Rule::broken_clause => (Block::Clause, vec![Rule::only_clause]),
        Rule::broken_history_row => (Block::HistoryRow, vec![Rule::only_history_row]),
        Rule::broken_row if parent == Some(Rule::case_rows) => (Block::CaseRow, vec![Rule::only_case_row]),
        Rule::broken_row => (Block::Row, vec![Rule::only_row]),
        Rule::broken_entry => (Block::Entry, vec![Rule::only_entry]),
        Rule::broken_account_item => (Block::AccountItem, vec![Rule::only_account_item]),
        Rule::broken_line => (Block::StateItem, vec![Rule::only_state_item]),
        Rule::broken_requirement => (Block::Requirement, vec![Rule::only_requirement]),
        Rule::broken_scene_item => (Block::SceneItem, vec![Rule::only_scene_item]),
        Rule::broken_assignment => (Block::Assignment, vec![Rule::only_assignment]),
        Rule::rest => {
            let start = before.map_or(at.start(), |node| node.start());
            let is_header = before.map_or(first && at.start() == 0, |node| node.rule() == Rule::header);
            let (block, strict) = match is_header {
                true => (Block::Header, vec![Rule::only_header]),
                false => (Block::Declaration, vec![Rule::only_declaration]),
            };
            return Some(stretch(block, strict, text[start..mark].to_owned(), Vec::new(), String::new()));
        }
        _ => return None,
    };
    let heads = around.iter().filter(|node| is_block(node.rule())).map(|block| head(text, &around, block));
    // A row that was taken for whole may go on.
    let (start, rows) = match block {
        Block::Row | Block::CaseRow => {
            let first = around.last().map_or(at.start(), |rows| rows.start() + 1);
            let line = text[first..mark].rfind(['\n', ';']).map_or(first, |end| first + end + 1);
            let blanks = text[line..mark].len() - text[line..mark].trim_start().len();
            (line + blanks, &text[first..line])
        }
        _ => (at.start(), ""),
    };
    Some(stretch(block, strict, text[start..mark].to_owned(), heads.collect(), rows.to_owned()))
}

fn stretch(block: Block, strict: Vec<Rule>, text: String, heads: Vec<String>, rows: String) -> Unfinished {
    Unfinished { block, text, heads, rows, strict, after_name: None, here: BTreeSet::new() }
}

/// Whether a rule reads braces with what stands in them.
fn is_block(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::clause_block
            | Rule::rows
            | Rule::case_rows
            | Rule::entries
            | Rule::history
            | Rule::account_block
            | Rule::state_block
            | Rule::requirements
            | Rule::scene
            | Rule::assignments
            | Rule::record
            | Rule::household
    )
}

/// Returns what stands before a block: from where its line, or its own beginning, is.
fn head(text: &str, around: &[Node<'_>], block: &Node<'_>) -> String {
    let open = text[block.start()..].find('{').map_or(block.start(), |at| block.start() + at);
    // The widest node that lies within the next enclosing block.
    let outer = around.iter().take_while(|node| node.start() != block.start() || node.rule() != block.rule());
    let outer = outer.filter(|node| is_block(node.rule()) && node.end() >= block.end()).last();
    let inside =
        outer.map_or(0, |outer| text[outer.start()..].find('{').map_or(outer.start(), |at| outer.start() + at + 1));
    let own = around.iter().find(|node| {
        node.start() >= inside
            && node.start() <= block.start()
            && node.end() >= block.end()
            && node.rule() != Rule::slice
    });
    let start = own.map_or(block.start(), |node| node.start());
    text[start..open].trim().to_owned()
}
