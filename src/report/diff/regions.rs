//! The regions of one benefit to tables: regions of one shape stand in one small table, those that are alike only in who
//! pays more stand by bands of cost, and the rest are told in a line each. A workbook gets them as rows to filter and
//! sort. Decides nothing about the regions themselves.

use super::everybody::Everyone;
use super::words;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::data::{Key, Region, Run};
use crate::compare::{Which, money_text, short_from, short_gap, short_points};
use crate::interp::yuan_text;
use crate::report::grid::Align;
use crate::report::page::{Block, Cell, Figure, Table, TableRow};

/// So many regions of one shape make a table.
const LEAST_ROWS: usize = 3;
/// So many rows of a small table, and so many lines, are shown, unless all are asked for.
const MOST_ROWS: usize = 12;
const MOST_LINES: usize = 6;
/// A table of two dimensions has so many columns at most.
const MOST_COLUMNS: usize = 4;
/// More regions than this are told in a line each.
const MOST_REGIONS: usize = 400;

/// Regions that stand in one table, in their order.
enum Part<'r> {
    /// One shape: who pays more on which stretch, in order.
    Shape(Vec<&'r Region>),
    Bands(Vec<&'r Region>),
    Lines(Vec<&'r Region>),
}

impl Everyone<'_> {
    /// Returns what is told of some regions, and of how many nothing is.
    pub(super) fn regions(&self, all: &[&Region]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut left = 0;
        for part in parts(all) {
            let (own, more) = match &part {
                Part::Shape(own) => self.shape(own),
                Part::Bands(own) => self.bands(own),
                Part::Lines(own) => self.lines_of(own),
            };
            if !blocks.is_empty() && matches!(own.first(), Some(Block::Sentence(_))) {
                blocks.push(Block::Sentence(String::new()));
            }
            blocks.extend(own);
            left += more;
        }
        blocks.push(Block::Sheet(self.sheet(all)));
        if left > 0 {
            blocks.push(Block::Sentence(self.tell(&words::more_lines(left))));
        }
        blocks
    }

    fn tell(&self, text: &Text) -> String {
        text.get(self.page.lang).to_owned()
    }

    fn most(&self, usual: usize) -> usize {
        if self.page.all { usize::MAX } else { usual }
    }

    /// Who is meant, with a word where some of them stand in another line.
    pub(super) fn region_people(&self, own: &Region) -> String {
        let people = self.people_text(&own.people);
        if own.beside { self.tell(&words::but_for_others(people)) } else { people }
    }

    fn lines_of(&self, all: &[&Region]) -> (Vec<Block>, usize) {
        let header = vec![self.tell(&words::people()), self.tell(&words::who_pays_more())];
        let align = vec![Align::Left, Align::Left];
        let mut table = Table { header, align, rows: Vec::new(), widest: vec![Some(34), None] };
        let most = self.most(MOST_LINES);
        // What is the same of several stands in one line.
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for region in all {
            let (people, what) = (self.region_people(region), self.tell(&region.sentence(&self.labels)));
            match lines.iter_mut().find(|(known, _)| *known == what) {
                Some((_, known)) => known.push(people),
                None => lines.push((what, vec![people])),
            }
        }
        let mark = if self.page.lang == Lang::Zh { ";" } else { "; " };
        let left = lines.iter().skip(most).map(|(_, people)| people.len()).sum();
        for (what, people) in lines.into_iter().take(most) {
            table.rows.push(TableRow::of(0, vec![people.join(mark), what]));
        }
        (vec![Block::Laid(table)], left)
    }

    /// The largest gap up to the end of each band of cost.
    fn bands(&self, all: &[&Region]) -> (Vec<Block>, usize) {
        let ends: Vec<(Option<&String>, Text)> =
            all[0].bands.iter().map(|own| (own.name.as_ref(), words::within(money_text(&own.upto)))).collect();
        let one = all.iter().all(|own| own.bands.windows(2).all(|pair| pair[0].gap == pair[1].gap));
        let mut header = vec![self.tell(&words::people()), self.tell(&words::who())];
        if one {
            header.push(self.tell(&words::at_most()));
        } else {
            header.extend(ends.iter().map(|(name, end)| name.map_or_else(|| self.tell(end), String::clone)));
        }
        let mut align = vec![Align::Left, Align::Left];
        align.resize(header.len(), Align::Right);
        let mut widest = vec![Some(30), Some(12)];
        widest.resize(header.len(), None);
        let mut table = Table { header, align, rows: Vec::new(), widest };
        let most = self.most(MOST_LINES);
        for region in all.iter().take(most) {
            let who = region.turns(&self.labels);
            let mut cells = vec![self.region_people(region), self.tell(&who)];
            let shown = if one { &region.bands[..1] } else { &region.bands[..] };
            cells.extend(shown.iter().map(|own| {
                if own.gap.is_positive() { self.tell(&money_text(&own.gap)) } else { self.tell(&words::no_gap()) }
            }));
            table.rows.push(TableRow::of(0, cells));
        }
        let named: Vec<Text> =
            ends.iter().filter_map(|(name, end)| name.map(|name| words::band_within(name, end))).collect();
        let lead = if named.is_empty() { words::by_bands() } else { words::by_named_bands(listed(&named)) };
        let lead = (!one).then(|| Block::Sentence(self.tell(&lead)));
        (lead.into_iter().chain([Block::Laid(table)]).collect(), all.len().saturating_sub(most))
    }

    /// Regions of one shape: what they share is said once, what varies stands in rows, or in rows and columns.
    fn shape(&self, all: &[&Region]) -> (Vec<Block>, usize) {
        let shared = |key: &&Key| all.iter().all(|own| own.people.contains(key));
        let common: Vec<Key> = all[0].people.iter().filter(shared).cloned().collect();
        let varying: Vec<Vec<&Key>> =
            all.iter().map(|own| own.people.iter().filter(|key| !common.contains(key)).collect()).collect();
        let common = if common.is_empty() { None } else { Some(self.people_text(&common)) };
        if let Some((table, more)) = self.crossed(all, &varying) {
            let lead = match common {
                Some(common) => words::these_more(common, self.labels.get(more)),
                None => words::all_more(self.labels.get(more)),
            };
            return (vec![Block::Sentence(self.tell(&lead)), Block::Laid(table)], 0);
        }
        let mut header = vec![self.tell(&words::people())];
        for (at, run) in all[0].runs.iter().enumerate() {
            match run.more {
                Some(which) => header.push(self.tell(&words::more_there(self.labels.get(which)))),
                None if at > 0 => header.push(self.tell(&words::no_gap())),
                None => {}
            }
        }
        let mut widest = vec![Some(30)];
        widest.resize(header.len(), None);
        let mut table = Table { align: vec![Align::Left; header.len()], header, rows: Vec::new(), widest };
        let most = self.most(MOST_ROWS);
        for (region, keys) in all.iter().zip(&varying).take(most) {
            let keys: Vec<Key> = keys.iter().map(|own| (*own).clone()).collect();
            let mut cells = vec![self.people_text(&keys)];
            cells.extend(region.runs.iter().enumerate().filter_map(|(at, run)| self.stretch(region, at, run)));
            table.rows.push(TableRow::of(0, cells));
        }
        let lead = common.map(|own| Block::Sentence(self.tell(&words::these(own))));
        (lead.into_iter().chain([Block::Laid(table)]).collect(), all.len().saturating_sub(most))
    }

    /// One question down, one across, where two vary and each pair of answers has one region with one number.
    fn crossed(&self, all: &[&Region], varying: &[Vec<&Key>]) -> Option<(Table, Which)> {
        let at = all[0].runs.iter().position(|own| own.more.is_some())?;
        if all[0].runs.len() > at + 1 || varying.iter().any(|own| own.len() != 2) {
            return None;
        }
        let more = all[0].runs[at].more?;
        let questions: Vec<&Text> = varying[0].iter().map(|own| &own.question).collect();
        let answers = |place: usize| -> Option<Vec<Text>> {
            let mut known: Vec<Text> = Vec::new();
            for own in varying {
                let key = own.get(place).filter(|key| &key.question == questions[place])?;
                let text = Text::same(self.people_text(&[(**key).clone()]));
                if !known.contains(&text) {
                    known.push(text);
                }
            }
            Some(known)
        };
        let (first, second) = (answers(0)?, answers(1)?);
        if first.len() * second.len() != all.len() || first.len() < 2 || second.len() < 2 {
            return None;
        }
        // The question with more answers goes down.
        let (down, across) = if first.len() >= second.len() { (0, 1) } else { (1, 0) };
        let (rows, columns) = if down == 0 { (first, second) } else { (second, first) };
        if columns.len() > MOST_COLUMNS {
            return None;
        }
        let mut header = vec![self.tell(questions[down])];
        header.extend(columns.iter().map(|own| own.zh.clone()));
        let mut align = vec![Align::Left];
        align.resize(header.len(), Align::Left);
        let mut widest = vec![Some(26)];
        widest.resize(header.len(), None);
        let mut table = Table { header, align, rows: Vec::new(), widest };
        for row in &rows {
            let mut cells = vec![row.zh.clone()];
            for column in &columns {
                let is = |own: &Vec<&Key>| {
                    let text = |place: usize| self.people_text(&[own[place].clone()]);
                    text(down) == row.zh && text(across) == column.zh
                };
                let place = varying.iter().position(is)?;
                cells.push(self.stretch(all[place], at, &all[place].runs[at])?);
            }
            table.rows.push(TableRow::of(0, cells));
        }
        Some((table, more))
    }

    /// Where a stretch begins, and by how much one side pays more on it; nothing of a first one on which both pay alike.
    fn stretch(&self, region: &Region, at: usize, own: &Run) -> Option<String> {
        let begins = (at > 0).then(|| short_from(own));
        if own.more.is_none() {
            return begins.map(|own| self.tell(&own));
        }
        let mut parts: Vec<Text> = begins.into_iter().collect();
        if own.constant && region.runs.len() == 1 {
            parts.push(money_text(&own.gap));
        } else {
            parts.extend(own.share.as_ref().filter(|_| at == 0).map(short_points));
            parts.push(short_gap(own));
        }
        let lang = self.page.lang;
        let mark = if lang == Lang::Zh { "," } else { ", " };
        Some(parts.iter().map(|own| own.speak(lang)).collect::<Vec<_>>().join(mark))
    }

    /// A row for each region, with its largest gap as a number.
    fn sheet(&self, all: &[&Region]) -> Table {
        let header = [words::people(), words::who_pays_more(), words::largest_gap(), words::cost_of_it()];
        let header: Vec<String> = header.iter().map(|own| self.tell(own)).collect();
        let align = vec![Align::Left, Align::Left, Align::Right, Align::Right];
        let mut table = Table { header, align, rows: Vec::new(), widest: Vec::new() };
        let yuan = |own: &Number| own.divide(&100.into()).ok().map(Figure::Yuan);
        for region in all {
            let widest = region.runs.iter().filter(|own| own.more.is_some()).max_by(|a, b| a.gap.cmp(&b.gap));
            let gap = region.gaps.1.round(RoundingMode::HalfUp, &Number::one());
            let mut row = TableRow::of(0, vec![self.region_people(region), self.tell(&region.sentence(&self.labels))]);
            row.cells.push(Cell::from(yuan_text(&gap)).figure(yuan(&gap)));
            if let Some(run) = widest.filter(|own| !(own.constant && region.runs.len() == 1)) {
                let at = Number::from(run.at);
                row.cells.push(Cell::from(yuan_text(&at)).figure(yuan(&at)));
            }
            table.rows.push(row);
        }
        table
    }
}

/// Parts regions by how they are best told, each part where its first region stands.
fn parts<'r>(all: &[&'r Region]) -> Vec<Part<'r>> {
    let banded = |own: &&Region| !own.uniform && !own.bands.is_empty();
    let many_banded = all.iter().filter(|own| banded(own)).count() > 1;
    let mut shapes: Vec<(Vec<Sign>, usize)> = Vec::new();
    for own in all.iter().filter(|own| own.uniform && all.len() <= MOST_REGIONS) {
        let signs = signs(own);
        match shapes.iter_mut().find(|(known, _)| *known == signs) {
            Some((_, count)) => *count += 1,
            None => shapes.push((signs, 1)),
        }
    }
    let mut told: Vec<(Option<Vec<Sign>>, Part<'r>)> = Vec::new();
    for own in all {
        let signs = own.uniform.then(|| signs(own));
        let many = shapes.iter().any(|(known, count)| Some(known) == signs.as_ref() && *count >= LEAST_ROWS);
        if many {
            match told.iter_mut().find(|(known, _)| *known == signs) {
                Some((_, Part::Shape(list))) => list.push(own),
                _ => told.push((signs, Part::Shape(vec![own]))),
            }
            continue;
        }
        let by_bands = many_banded && banded(own);
        let fits = |part: &Part<'_>| match part {
            Part::Bands(_) => by_bands,
            Part::Lines(_) => !by_bands,
            Part::Shape(_) => false,
        };
        match told.iter_mut().find(|(_, part)| fits(part)) {
            Some((_, Part::Bands(list) | Part::Lines(list) | Part::Shape(list))) => list.push(own),
            None if by_bands => told.push((None, Part::Bands(vec![own]))),
            None => told.push((None, Part::Lines(vec![own]))),
        }
    }
    told.into_iter().map(|(_, part)| part).collect()
}

/// What a stretch is, whatever its numbers: who pays more on it, and how that is said.
type Sign = (Option<Which>, bool, bool);

fn signs(own: &Region) -> Vec<Sign> {
    let sign =
        |(at, run): (usize, &Run)| (run.more, at == 0 && run.share.is_some(), run.constant && own.runs.len() == 1);
    own.runs.iter().enumerate().map(sign).collect()
}
