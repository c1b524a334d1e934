//! Test documents: Markdown to sections with their blocks of code, and back with some blocks written anew.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A Markdown file.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    lines: Vec<String>,
    pub(crate) sections: Vec<Section>,
}

/// A heading and what stands up to the next one.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) level: usize,
    /// From 1.
    pub(crate) line: usize,
    pub(crate) blocks: Vec<Block>,
}

/// A block of code between fences.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// What stands after the opening fence: `pol file=a.pol`.
    pub(crate) info: String,
    pub(crate) lines: Vec<String>,
    /// The indices of its lines in the document.
    range: Range<usize>,
}

impl Document {
    pub(crate) fn read(path: &Path) -> Document {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Document::parse(path, &text)
    }

    pub(crate) fn parse(path: &Path, text: &str) -> Document {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut sections: Vec<Section> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = lines[at].as_str();
            let fence = line.len() - line.trim_start_matches('`').len();
            if fence >= 3 {
                let close =
                    |line: &String| line.len() >= fence && line.trim_end().chars().all(|character| character == '`');
                let end = (at + 1..lines.len()).find(|end| close(&lines[*end])).unwrap_or_else(|| {
                    panic!("{}:{}: the block is not closed", path.display(), at + 1);
                });
                let section = sections.last_mut().unwrap_or_else(|| {
                    panic!("{}:{}: a block before the first heading", path.display(), at + 1);
                });
                section.blocks.push(Block {
                    info: line[fence..].trim().to_owned(),
                    lines: lines[at + 1..end].to_vec(),
                    range: at + 1..end,
                });
                at = end + 1;
                continue;
            }
            let level = line.len() - line.trim_start_matches('#').len();
            if level > 0 && line[level..].starts_with(' ') {
                let title = line[level..].trim().to_owned();
                sections.push(Section { title, level, line: at + 1, blocks: Vec::new() });
            }
            at += 1;
        }
        Document { path: path.to_owned(), lines, sections }
    }

    /// Returns the sections that enclose one, the outermost first.
    pub(crate) fn enclosing(&self, index: usize) -> Vec<&Section> {
        let mut level = self.sections[index].level;
        let mut found = Vec::new();
        for section in self.sections[..index].iter().rev() {
            if section.level < level {
                level = section.level;
                found.push(section);
            }
        }
        found.reverse();
        found
    }

    /// Returns the document with the lines of some blocks replaced.
    pub(crate) fn with(&self, mut changes: Vec<(Block, Vec<String>)>) -> String {
        changes.sort_by_key(|(block, _)| block.range.start);
        let mut lines = self.lines.clone();
        for (block, new) in changes.into_iter().rev() {
            lines.splice(block.range, new);
        }
        lines.join("\n") + "\n"
    }

    /// Returns the whole text.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Returns `path:line`, for messages.
    pub(crate) fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }
}

impl Section {
    /// Returns the title as a name: lower case, words joined by `-`; Chinese stays.
    pub(crate) fn name(&self) -> String {
        let words = self.title.split(|character: char| !character.is_alphanumeric());
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-").to_lowercase()
    }
}

impl Block {
    pub(crate) fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or("")
    }

    /// Whether a word stands in the info line after the language.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.info.split_whitespace().skip(1).any(|known| known == word)
    }

    /// Returns the value of `key=value` in the info line.
    pub(crate) fn attribute(&self, key: &str) -> Option<&str> {
        self.info.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    pub(crate) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The line of the document (from 1) in which a line of the block (from 1) stands.
    pub(crate) fn document_line(&self, line: usize) -> usize {
        self.range.start + line
    }
}

#[test]
fn headings_and_blocks_are_found_and_blocks_replaced() {
    let text = "# Outer\n\n```pol file=a.pol\na\n```\n\n## Same unit, 同单位\n\n````md\n```\n# no heading\n````\nend\n";
    let document = Document::parse(Path::new("x.md"), text);
    let titles: Vec<_> = document.sections.iter().map(|section| (section.level, section.name())).collect();
    assert_eq!(titles, [(1, "outer".to_owned()), (2, "same-unit-同单位".to_owned())]);
    assert_eq!(document.enclosing(1)[0].title, "Outer");
    let block = &document.sections[0].blocks[0];
    assert_eq!((block.language(), block.attribute("file"), block.text().as_str()), ("pol", Some("a.pol"), "a\n"));
    assert_eq!(block.document_line(1), 4);
    let inner = document.sections[1].blocks[0].clone();
    assert_eq!(inner.lines, ["```", "# no heading"]);
    let new = document.with(vec![(inner, vec!["x".to_owned()]), (block.clone(), vec!["b".to_owned(), "c".to_owned()])]);
    assert_eq!(new, text.replace("\na\n", "\nb\nc\n").replace("```\n# no heading\n", "x\n"));
}
