//! The lines around marked places of one source, cut to a width, as a text that miette can draw.
//!
//! Long lines are cut around their marks, marks that overlap on a line share it, a mark over many lines keeps
//! its first; so nothing in a policy makes the picture wider or much longer than asked.

use std::ops::Range;

use crate::base::columns::Columns;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::stand_in::stand_in;
use super::{Drawing, visible, visible_char};
use crate::base::source::Source;
use crate::base::wrap::wrap;

/// Two marks with so many lines between them are drawn in one picture.
const LINES_BETWEEN: usize = 2;
/// A mark over more lines than this keeps only its first.
const LINES_OF_MARK: usize = 6;
/// What the words at a mark are given before they wrap, on a line that is cut anyway.
const LABEL_ROOM: usize = 24;
/// What they make do with before a line is cut for their sake.
const LEAST_LABEL_ROOM: usize = 16;
/// The columns of an arm before its words: `╰── `.
const ARM: usize = 4;
/// The columns of the widest sign that a line is cut: `...`.
const CUT: usize = 3;

/// A place to underline, with the words at it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    pub(super) text: String,
    pub(super) primary: bool,
}

/// Some lines of a source as they will be drawn.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    text: String,
    /// From 0.
    first_line: usize,
    line_count: usize,
    /// Line and column (from 0) of the mark that names the place.
    place: (usize, usize),
    labels: Vec<LabeledSpan>,
}

impl Snippet {
    /// Returns the pictures that show all marks: that of the primary mark first, the others in order.
    pub(super) fn all(source: &Source, marks: &[Mark], drawing: Drawing) -> Vec<Snippet> {
        let mut spots: Vec<Spot> = marks.iter().map(|mark| Spot::new(source, mark)).collect();
        part_overlapping(source, &mut spots);
        spots.sort_by_key(|spot| (spot.first_line, spot.range.start));
        let over_lines = spots.iter().filter(|spot| spot.first_line != spot.last_line).count();
        let room = room(spots.last().map_or(1, |spot| spot.last_line), over_lines, drawing);
        let mut groups: Vec<Vec<Spot>> = Vec::new();
        for spot in spots {
            match groups.last_mut() {
                Some(group) if near(group, &spot) && fit_together(source, group, &spot, room) => group.push(spot),
                Some(_) | None => groups.push(vec![spot]),
            }
        }
        if let Some(at) = groups.iter().position(|group| group.iter().any(|spot| spot.primary)) {
            groups[..=at].rotate_right(1);
        }
        groups.into_iter().map(|group| Snippet::new(source, group, drawing)).collect()
    }

    pub(super) fn labels(&self) -> Vec<LabeledSpan> {
        self.labels.clone()
    }

    fn new(source: &Source, spots: Vec<Spot>, drawing: Drawing) -> Snippet {
        let first = spots.iter().map(|spot| spot.first_line).min().unwrap_or(1);
        let last = spots.iter().map(|spot| spot.last_line).max().unwrap_or(1);
        let place = spots.iter().find(|spot| spot.primary).or(spots.first()).map_or((0, 0), |spot| spot.place);
        let over_lines = spots.iter().filter(|spot| spot.first_line != spot.last_line).count();
        let room = room(last, over_lines, drawing);

        let mut text = String::new();
        let mut labels = Vec::new();
        let mut open: Vec<Option<usize>> = vec![None; spots.len()];
        for line in first..=last {
            let drawn = DrawnLine::new(source, line, &spots, room, drawing.unicode);
            for (spot, start) in spots.iter().zip(&mut open) {
                if spot.first_line == line {
                    *start = Some(text.len() + drawn.at(spot.range.start));
                }
                if spot.last_line == line {
                    let from = start.unwrap_or(text.len());
                    let to = (text.len() + drawn.at(spot.range.end)).max(from);
                    let words_at = match from.checked_sub(text.len()) {
                        Some(here) => {
                            let columns = drawn.text[..here].width()..drawn.text[..to - text.len()].width();
                            arm_column(&columns) + ARM
                        }
                        None => ARM,
                    };
                    // Marks of no width push their neighbours by a column: some are kept free.
                    let words = spot.label(room.saturating_sub(words_at + 2));
                    labels.push(if spot.primary {
                        LabeledSpan::new_primary_with_span(words, from..to)
                    } else {
                        LabeledSpan::new_with_span(words, from..to)
                    });
                }
            }
            text.push_str(&drawn.text);
            text.push('\n');
        }
        Snippet {
            name: visible(&source.name).chars().map(stand_in).collect(),
            text,
            first_line: first - 1,
            line_count: last + 1 - first,
            place,
            labels,
        }
    }
}

/// miette asks with context lines for what to draw, and without for the place to name above it.
impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = if context_before == 0 {
            let (line, column) = self.place;
            MietteSpanContents::new_named(self.name.clone(), &[], *span, line, column, 1)
        } else {
            let whole = SourceSpan::from(0..self.text.len());
            let bytes = self.text.as_bytes();
            MietteSpanContents::new_named(self.name.clone(), bytes, whole, self.first_line, 0, self.line_count)
        };
        Ok(Box::new(contents))
    }
}

/// A mark with its lines (from 1).
#[derive(Clone, Debug)]
struct Spot {
    range: Range<usize>,
    /// Line and column (from 0) of the whole mark, also where only a part of it is underlined.
    place: (usize, usize),
    texts: Vec<String>,
    primary: bool,
    first_line: usize,
    last_line: usize,
}

impl Spot {
    fn new(source: &Source, mark: &Mark) -> Spot {
        let mut start = floor_boundary(&source.text, mark.range.start);
        let mut end = floor_boundary(&source.text, mark.range.end.max(start));
        let beginning = source.line_column(start);
        let first_line = beginning.line;
        let mut last_line = source.line_column(end).line;
        // A range that ends with a line end does not reach into the next line, nor into empty lines before it.
        end = end.min(source.line_range(last_line).end);
        while last_line > first_line && source.line_range(last_line).start >= end {
            last_line -= 1;
            end = end.min(source.line_range(last_line).end);
        }
        if last_line - first_line >= LINES_OF_MARK {
            last_line = first_line;
        }
        start = start.min(source.line_range(first_line).end);
        end = end.min(source.line_range(last_line).end).max(start);
        let texts = if mark.text.is_empty() { Vec::new() } else { vec![visible(&mark.text)] };
        let place = (beginning.line - 1, beginning.column - 1);
        Spot { range: start..end, place, texts, primary: mark.primary, first_line, last_line }
    }

    /// Returns the words at the mark, wrapped; none is none.
    fn label(&self, room: usize) -> Option<String> {
        let lines: Vec<String> = self.texts.iter().flat_map(|text| wrap(text, room)).collect();
        (!lines.is_empty()).then(|| lines.join("\n").chars().map(stand_in).collect())
    }
}

/// Leaves each character of a line to one mark, the shorter first: of a sum with marked operands the sign stays.
fn part_overlapping(source: &Source, spots: &mut Vec<Spot>) {
    let mut order: Vec<usize> = (0..spots.len()).filter(|at| spots[*at].first_line == spots[*at].last_line).collect();
    order.sort_by_key(|at| spots[*at].range.len());
    let mut taken: Vec<usize> = Vec::new();
    let mut dropped: Vec<usize> = Vec::new();
    for at in order {
        let wanted = spots[at].range.clone();
        // An empty mark takes a column too.
        let overlaps = |old: &usize| {
            let old = &spots[*old].range;
            old.start < wanted.end.max(wanted.start + 1) && wanted.start < old.end.max(old.start + 1)
        };
        let Some(first) = taken.iter().copied().find(overlaps) else {
            taken.push(at);
            continue;
        };
        let holes = free_stretches(&wanted, taken.iter().map(|old| occupied(&source.text, &spots[*old].range)));
        let free = holes.into_iter().map(|hole| trimmed(&source.text, hole)).max_by_key(Range::len);
        match free {
            Some(free) if !free.is_empty() => {
                spots[at].range = free;
                taken.push(at);
            }
            Some(_) | None => {
                // Nothing is left of it: its words go to the mark that it shares its place with.
                let texts = std::mem::take(&mut spots[at].texts);
                let (primary, place) = (spots[at].primary, spots[at].place);
                let host = &mut spots[first];
                if primary {
                    (host.primary, host.place) = (true, place);
                    host.texts.splice(0..0, texts);
                } else {
                    host.texts.extend(texts);
                }
                dropped.push(at);
            }
        }
    }
    dropped.sort_unstable();
    for at in dropped.into_iter().rev() {
        spots.remove(at);
    }
}

/// Returns what the taken ranges leave of one, from the left; a later equally long stretch does not win.
fn free_stretches(wanted: &Range<usize>, taken: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut holes = vec![wanted.clone()];
    for old in taken {
        holes = holes
            .into_iter()
            .flat_map(|hole| [hole.start..hole.end.min(old.start), hole.start.max(old.end)..hole.end])
            .filter(|hole| hole.start < hole.end)
            .collect();
    }
    holes.reverse();
    holes
}

/// Returns the characters that an underlining or an arrow stands below.
fn occupied(text: &str, range: &Range<usize>) -> Range<usize> {
    let first = text.get(range.start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    range.start..range.end.max(range.start + first)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = text.get(range.clone()).unwrap_or("");
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// One line as drawn, with where each character of the source went.
struct DrawnLine {
    text: String,
    /// Offset in the source and offset here, for each character that is drawn, and for the end.
    offsets: Vec<(usize, usize)>,
}

impl DrawnLine {
    fn new(source: &Source, line: usize, spots: &[Spot], room: usize, unicode: bool) -> DrawnLine {
        let full = source.line_range(line);
        let near = neighbourhood(source, line, spots);
        let ellipsis = if unicode { "…" } else { "..." };
        let shown = window(source, &near, line, spots, room, ellipsis.width());
        let mut text = String::new();
        let mut offsets = Vec::new();
        if shown.start > full.start {
            text.push_str(ellipsis);
        }
        for (at, character) in source.text[shown.clone()].char_indices() {
            offsets.push((shown.start + at, text.len()));
            match character {
                '\t' => text.push_str("    "),
                other => text.push(stand_in(visible_char(other))),
            }
        }
        offsets.push((shown.end, text.len()));
        if shown.end < full.end {
            text.push_str(ellipsis);
        }
        DrawnLine { text, offsets }
    }

    /// Returns where an offset of the source stands here; what is cut off stands at the cut.
    fn at(&self, offset: usize) -> usize {
        let after = self.offsets.partition_point(|(source, _)| *source < offset);
        self.offsets.get(after).or(self.offsets.last()).map_or(0, |(_, here)| *here)
    }
}

/// Returns the columns that are left for a line of source.
fn room(last_line: usize, over_lines: usize, drawing: Drawing) -> usize {
    // ` 12 │ ` and, where marks go over lines, their bars and an arrow.
    let gutter = last_line.to_string().len() + 4 + if over_lines > 0 { over_lines + 3 } else { 0 };
    drawing.width.max(40).saturating_sub(gutter).max(30)
}

fn near(group: &[Spot], spot: &Spot) -> bool {
    group.iter().any(|old| old.last_line + LINES_BETWEEN + 1 >= spot.first_line)
}

/// Whether the marks that a group has on the line of a spot can be drawn with it in one stretch of the line.
fn fit_together(source: &Source, group: &[Spot], spot: &Spot, room: usize) -> bool {
    let line = spot.first_line;
    let mut here: Vec<Spot> = on_line(group, line).cloned().collect();
    if here.is_empty() {
        return true;
    }
    here.push(spot.clone());
    let near = neighbourhood(source, line, &here);
    let stretches = Stretch::all(&source.text[near.clone()], near.start, line, &here);
    spot.range.start <= near.end && fits(&stretches, furthest(&stretches, room), room)
}

fn on_line(spots: &[Spot], line: usize) -> impl Iterator<Item = &Spot> {
    spots.iter().filter(move |spot| spot.first_line == line || spot.last_line == line)
}

/// The columns of a mark on a line that is not yet cut, and how wide its words want to be.
struct Stretch {
    columns: Range<usize>,
    words: usize,
}

impl Stretch {
    fn all(full: &str, line_start: usize, line: usize, spots: &[Spot]) -> Vec<Stretch> {
        on_line(spots, line).map(|spot| Stretch::new(full, line_start, line, spot)).collect()
    }

    fn new(full: &str, line_start: usize, line: usize, spot: &Spot) -> Stretch {
        let column = |offset: usize| width_of(&full[..offset.saturating_sub(line_start).min(full.len())]);
        let start = if spot.first_line == line { column(spot.range.start) } else { 0 };
        let words = if spot.first_line == spot.last_line { spot.texts.as_slice() } else { &[] };
        Stretch {
            columns: start..if spot.last_line == line { column(spot.range.end) } else { start },
            words: words.iter().map(|text| text.width()).max().unwrap_or(0).min(LABEL_ROOM),
        }
    }
}

/// Returns the column below which the arm of a mark begins.
fn arm_column(columns: &Range<usize>) -> usize {
    if columns.is_empty() { columns.start } else { columns.start.midpoint(columns.end) }
}

/// Whether all marks and their words can be seen when drawing begins at a column.
fn fits(stretches: &[Stretch], from: usize, room: usize) -> bool {
    fits_with(stretches, from, room, LABEL_ROOM)
}

/// The same, with so many columns for the words of a mark.
fn fits_with(stretches: &[Stretch], from: usize, room: usize, words: usize) -> bool {
    let left = if from > 0 { CUT } else { 0 };
    stretches.iter().all(|stretch| {
        let drawn = |column: usize| (column.saturating_sub(from) + left).min(room - CUT);
        let start = stretch.columns.start.saturating_sub(from) + left;
        let arm = arm_column(&(drawn(stretch.columns.start)..drawn(stretch.columns.end)));
        start < room - CUT && (stretch.words == 0 || arm + ARM + stretch.words.min(words) <= room)
    })
}

/// Returns the last column at which drawing may begin: a little before the first mark.
fn furthest(stretches: &[Stretch], room: usize) -> usize {
    stretches.iter().map(|stretch| stretch.columns.start).min().unwrap_or(0).saturating_sub(room / 8)
}

/// Returns the line, or of a very long one the part about its first mark: who sees 80 columns of it need not
/// measure a megabyte.
fn neighbourhood(source: &Source, line: usize, spots: &[Spot]) -> Range<usize> {
    const BEFORE: usize = 1 << 10;
    const BEHIND: usize = 4 << 10;
    let full = source.line_range(line);
    let first = on_line(spots, line).map(|spot| spot.range.start.max(full.start)).min().unwrap_or(full.start);
    let start = if first - full.start > BEFORE { floor_boundary(&source.text, first - BEFORE) } else { full.start };
    let end = if full.end - first > BEHIND { floor_boundary(&source.text, first + BEHIND) } else { full.end };
    start..end
}

/// Returns the part of a line that is drawn: all of it, or a stretch with its marks and room for their words.
fn window(
    source: &Source,
    near: &Range<usize>,
    line: usize,
    spots: &[Spot],
    room: usize,
    ellipsis: usize,
) -> Range<usize> {
    let full = source.line_range(line);
    let text = &source.text[near.clone()];
    let stretches = Stretch::all(text, near.start, line, spots);
    let furthest = furthest(&stretches, room);
    let from_column = if near.start == full.start
        && byte_at_most(text, room) == text.len()
        && fits_with(&stretches, 0, room, LEAST_LABEL_ROOM)
    {
        0
    } else {
        std::iter::once(0)
            .chain(furthest.saturating_sub(room).max(1)..=furthest)
            .find(|from| fits(&stretches, *from, room))
            .unwrap_or(furthest)
    };
    let from = byte_at(text, from_column);
    let left = if near.start + from > full.start { ellipsis } else { 0 };
    let whole = byte_at_most(&text[from..], room.saturating_sub(left));
    if near.start + from + whole == full.end {
        return near.start + from..full.end;
    }
    let part = byte_at_most(&text[from..], room.saturating_sub(left + ellipsis));
    near.start + from..near.start + from + part
}

fn width_of(text: &str) -> usize {
    text.chars().map(drawn_width).sum()
}

fn drawn_width(character: char) -> usize {
    match character {
        '\t' => 4,
        other => visible_char(other).width(),
    }
}

/// Returns the offset of the first character at or behind a column.
fn byte_at(text: &str, column: usize) -> usize {
    let mut reached = 0;
    for (at, character) in text.char_indices() {
        if reached >= column {
            return at;
        }
        reached += drawn_width(character);
    }
    text.len()
}

/// Returns the length of the longest beginning that is no wider than asked.
fn byte_at_most(text: &str, width: usize) -> usize {
    let mut reached = 0;
    for (at, character) in text.char_indices() {
        reached += drawn_width(character);
        if reached > width {
            return at;
        }
    }
    text.len()
}
