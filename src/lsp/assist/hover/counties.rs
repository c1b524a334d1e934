//! The same thing in the counties of a province, side by side: what this one has, what others have, grouped by value.

use super::page::Page;
use super::words;
use super::{MOST_COUNTIES, View, first_side};
use crate::base::text::{Speak, Text, listed};
use crate::compare::Side;
use crate::compare::matrix::{Asked, Line, lines_of};
use crate::lsp::assist::Snapshot;
use crate::report::grid::{Align, Grid, plain_in_markdown};

/// The most lines of a table.
const MOST_LINES: usize = 8;
/// Places, and things, before `等`.
const MOST_NAMES: usize = 4;
const MOST_ITEMS: usize = 8;

/// Returns a jurisdiction and others of its province, each on the day; the one that asks is the first.
pub(in crate::lsp::assist) fn sides<'w>(snapshot: &Snapshot<'w>, county: usize) -> Vec<Side<'w>> {
    let all = &snapshot.analysis.jurisdictions;
    let own = &all[county].program;
    let root = own.jurisdiction.chain.first();
    let side = |at: usize| Side { program: &all[at].program, date: snapshot.today };
    let others = (0..all.len()).filter(|at| {
        let other = &all[*at];
        let jurisdiction = &other.program.jurisdiction;
        *at != county && !other.has_errors && jurisdiction.chain.len() > 1 && jurisdiction.chain.first() == root
    });
    std::iter::once(side(county)).chain(others.map(side)).take(MOST_COUNTIES).collect()
}

impl View<'_, '_> {
    /// Adds what other counties have for the same thing; nothing where there is nobody to compare with.
    pub(super) fn counties(&self, page: &mut Page, asked: Asked<'_>) {
        let sides = sides(self.snapshot, self.county);
        if sides.len() < 2 || self.snapshot.analysis.jurisdictions[self.county].has_errors {
            return;
        }
        let names: Vec<&str> = sides.iter().map(|side| side.program.jurisdiction.name.as_str()).collect();
        let lines: Vec<Line> = lines_of(&sides, first_side(), asked).into_iter().filter(|line| !line.detail).collect();
        // A group that one other county alone knows says nothing of this one.
        let lines: Vec<Line> =
            lines.into_iter().filter(|line| !(line.is_alone() && line.cells[0].stating().is_none())).collect();
        // Nobody else has it at all.
        let has = |at: usize| lines.iter().any(|line| line.cells[at].stating().is_some());
        if lines.is_empty() || !(1..sides.len()).any(has) {
            return;
        }
        page.part(&words::counties((0..sides.len()).filter(|at| has(*at)).count()));
        let (same, differing): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.is_uniform());
        if differing.is_empty() {
            page.item(words::all_the_same().get(self.lang));
            return;
        }
        let keyed = lines.len() > 1 || lines.iter().any(|line| !line.keys.is_empty());
        let mut header = vec![names[0].to_owned(), words::elsewhere().get(self.lang).to_owned()];
        let mut align = vec![Align::Left, Align::Left];
        if keyed {
            header.insert(0, words::of_what().get(self.lang).to_owned());
            align.push(Align::Left);
        }
        let mut grid = Grid::new(align).header(header.iter().map(|own| plain_in_markdown(own)).collect());
        // Amounts first, conditions behind them.
        let (amounts, rest): (Vec<&Line>, Vec<&Line>) = differing.iter().partition(|line| line.figures.is_some());
        for line in amounts.iter().chain(&rest).take(MOST_LINES) {
            let mut row = vec![self.cell(line, 0), self.others(line, &names)];
            if keyed {
                row.insert(0, self.key(line));
            }
            grid.row(row.iter().map(|own| plain_in_markdown(own)).collect());
        }
        page.block(&grid.markdown());
        let more = differing.len().saturating_sub(MOST_LINES);
        if more > 0 {
            page.sentence(&words::more_lines(more));
        }
        if !same.is_empty() {
            page.sentence(&words::same_elsewhere(same.len()));
        }
    }

    fn cell(&self, line: &Line, at: usize) -> String {
        match line.cells[at].stating() {
            Some(own) => super::short(&own.text.speak(self.lang)),
            None => words::nothing().get(self.lang).to_owned(),
        }
    }

    /// What a line is about: its cell of the table, else the clause.
    fn key(&self, line: &Line) -> String {
        let keys: Vec<String> = line
            .keys
            .iter()
            .map(|key| {
                let answers = key.answers.speak(self.lang);
                if key.plain { answers } else { format!("{} {answers}", key.question.speak(self.lang)) }
            })
            .collect();
        if !keys.is_empty() {
            return keys.join(" · ");
        }
        let mut parts = line.item.cases.clone();
        parts.push(line.item.text.speak(self.lang));
        parts.join(" ")
    }

    /// Returns what the others have, those with the same value together, the most common first.
    fn others(&self, line: &Line, names: &[&str]) -> String {
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for at in 1..names.len() {
            match groups.iter_mut().find(|(class, _)| *class == line.classes[at]) {
                Some((_, members)) => members.push(at),
                None => groups.push((line.classes[at], vec![at])),
            }
        }
        groups.sort_by_key(|(_, members)| (std::cmp::Reverse(members.len()), members[0]));
        let said = groups.iter().map(|(_, members)| {
            let who: Vec<&str> = members.iter().map(|at| names[*at]).collect();
            words::group(self.cell(line, members[0]), self.names(&who)).get(self.lang).to_owned()
        });
        said.collect::<Vec<_>>().join(if self.lang == crate::base::text::Lang::Zh { ";" } else { "; " })
    }

    /// Returns the names of things, cut where there are many.
    pub(super) fn items(&self, names: &[&str]) -> Text {
        if names.len() > MOST_ITEMS {
            return words::items_and_more(listed(&names[..MOST_ITEMS - 1]), names.len());
        }
        listed(names)
    }

    /// Returns the names of places, cut where there are many.
    pub(super) fn names(&self, names: &[&str]) -> Text {
        if names.len() > MOST_NAMES {
            return words::names_and_more(listed(&names[..MOST_NAMES - 1]), names.len());
        }
        listed(names)
    }
}
