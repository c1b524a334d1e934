//! Values of enums, members of lists and entries of catalogues to lines.

use super::lines::Alignment;
use super::names::quoted;
use super::writer::{BlockForm, Writer};
use crate::base::span::Span;
use crate::syntax::ast::Entry;
use crate::syntax::keywords::Word;

impl<'a> Writer<'a> {
    /// Adds `{ 普通, 低保 别名 "低保对象", 特困 }` or `{ 一级 < 二级 < 三级 }`.
    pub(super) fn enum_entries(&mut self, entries: &[Entry], ordered: bool, place: Span) {
        let (mark, end) = if ordered { (" < ", " <") } else { (", ", ",") };
        self.filled_entries(entries, mark, end, place);
    }

    /// Adds `{ 高血压, 糖尿病 }`; a new line parts members as a comma does.
    pub(super) fn list_entries(&mut self, entries: &[Entry], place: Span) {
        self.filled_entries(entries, ", ", "", place);
    }

    /// Adds entries of what is declared elsewhere: with codes or children they are those of a catalogue.
    pub(super) fn any_entries(&mut self, entries: &[Entry], place: Span) {
        let catalogued = |entry: &Entry| entry.code.is_some() || !entry.icd.is_empty() || !entry.children.is_empty();
        if entries.iter().any(catalogued) {
            self.catalogue_entries(entries, place);
        } else {
            self.list_entries(entries, place);
        }
    }

    fn filled_entries(&mut self, entries: &[Entry], mark: &str, line_end: &str, place: Span) {
        let (form, end) = self.entries_block(entries, place);
        let items: Vec<(Span, String)> = entries
            .iter()
            .map(|entry| {
                let text = [self.name(&entry.name), self.entry_details(entry, " ")].join(" ");
                (entry.place.0, text.trim_end().to_owned())
            })
            .collect();
        self.block(form, entries.is_empty(), end, &|writer| writer.filled(&items, mark, line_end));
    }

    /// Adds the rows of a catalogue, children further in: names, codes and the rest in columns.
    pub(super) fn catalogue_entries(&mut self, entries: &[Entry], place: Span) {
        let alignment = self.table_alignment(2);
        let (form, end) = self.entries_block(entries, place);
        self.block(form, entries.is_empty(), end, &|writer| writer.catalogue_rows(entries, alignment));
    }

    fn catalogue_rows(&mut self, entries: &[Entry], alignment: Alignment) {
        for entry in entries {
            let code = entry.code.as_ref().map_or_else(String::new, |code| code.text.clone());
            let details = self.entry_details_after_code(entry, "  ");
            let mut cells = vec![self.name(&entry.name), code, details];
            let Some(last) = entry.children.last() else {
                self.row(entry.place.0, cells, alignment);
                continue;
            };
            if let Some(details) = cells.last_mut() {
                let gap = if details.is_empty() { "" } else { "  " };
                details.push_str(gap);
                details.push('{');
            }
            let end = self.closing_brace(last.place.0);
            self.row_with_block(entry.place.0, cells, alignment, end, &|writer| {
                writer.catalogue_rows(&entry.children, alignment);
            });
        }
    }

    fn entries_block(&self, entries: &[Entry], place: Span) -> (BlockForm, usize) {
        self.block_of(entries.first().map(|entry| entry.place.0), entries.last().map(|entry| entry.place.0), place)
    }

    fn entry_details(&self, entry: &Entry, gap: &str) -> String {
        let code = entry.code.as_ref().map(|code| code.text.clone());
        let rest = self.entry_details_after_code(entry, gap);
        code.into_iter().chain((!rest.is_empty()).then_some(rest)).collect::<Vec<_>>().join(gap)
    }

    fn entry_details_after_code(&self, entry: &Entry, gap: &str) -> String {
        let mut parts = Vec::new();
        if let Some(english) = &entry.english {
            parts.push(format!("{} {}", self.spell(Word::English), self.name(english)));
        }
        for (word, texts) in [(Word::Icd, &entry.icd), (Word::Alias, &entry.aliases)] {
            if !texts.is_empty() {
                let texts: Vec<String> = texts.iter().map(quoted).collect();
                parts.push(format!("{} {}", self.spell(word), texts.join(", ")));
            }
        }
        let marks = self.text_of(&|writer| writer.marks(&entry.marks));
        if !marks.is_empty() {
            parts.push(marks);
        }
        parts.join(gap)
    }
}
