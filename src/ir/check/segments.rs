//! Segments: bands that begin at zero, touch, and do not end.

use crate::base::number::Number;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::{HeadItem, Row, Table};
use crate::ir::{Program, Type, fixed_number, print, show, words};

/// A segment with fixed edges.
struct Segment<'t> {
    row: &'t Row,
    low: Option<Number>,
    high: Option<Number>,
}

pub(super) fn check(program: &Program, table: &Table, problems: &mut Problems) {
    // Rows whose other heads are the same form one scale.
    let mut scales: Vec<(String, Vec<&Row>)> = Vec::new();
    for row in table.rows.iter().filter(|row| !row.default) {
        let others: Vec<String> =
            row.heads.iter().skip(1).map(|head| print::head(program, head, crate::base::text::Lang::Zh)).collect();
        let dates = format!("{:?}", row.range);
        let key = format!("{}|{dates}", others.join("|"));
        match scales.iter_mut().find(|(known, _)| *known == key) {
            Some((_, rows)) => rows.push(row),
            None => scales.push((key, vec![row])),
        }
    }
    for (_, rows) in scales {
        check_scale(table, &rows, problems);
    }
}

fn check_scale(table: &Table, rows: &[&Row], problems: &mut Problems) {
    let mut segments = Vec::new();
    for row in rows {
        let Some(head) = row.heads.first() else { return };
        let [HeadItem::Band(band)] = head.items.as_slice() else {
            problems.push(Diagnostic::new(Code::BoundMissing, head.span, words::segment_needs_band()));
            return;
        };
        let mut edges = [None, None];
        for (at, edge) in [&band.low, &band.high].into_iter().enumerate() {
            let Some(edge) = edge else { continue };
            // Edges from a param are known only on a day.
            let Some(number) = fixed_number(&edge.value) else { return };
            edges[at] = Some(number);
        }
        let [low, high] = edges;
        segments.push(Segment { row, low, high });
    }
    segments.sort_by(|a, b| a.low.cmp(&b.low));
    let show = |number: &Number| show::number(number, &Type::money());
    if let Some(first) = segments.first()
        && first.low.as_ref().is_some_and(Number::is_positive)
    {
        problems.push(Diagnostic::new(Code::SegmentGap, first.row.span, words::segment_must_begin_at_zero()));
    }
    for pair in segments.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let low = after.low.clone().unwrap_or_else(Number::zero);
        match &before.high {
            Some(high) if *high == low => {}
            Some(high) if *high < low => {
                let message = words::segments_must_touch(show(high), show(&low));
                problems.push(
                    Diagnostic::new(Code::SegmentGap, after.row.span, message)
                        .label(before.row.span, words::other_row_here())
                        .help(words::edges_meet_here(show(high))),
                );
            }
            _ => {
                problems.push(
                    Diagnostic::new(Code::TableOverlap, after.row.span, words::segment_overlap())
                        .label(before.row.span, words::other_row_here()),
                );
            }
        }
    }
    if let Some(Segment { high: Some(high), .. }) = segments.last() {
        let shown = show(high);
        let witness = Text::new(format!("超过 {} 的部分", shown.zh), format!("what is over {}", shown.en));
        problems.push(
            Diagnostic::new(Code::TableGap, table.span, words::table_gap(witness)).help(words::add_row_or_else()),
        );
    }
}
