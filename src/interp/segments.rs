//! Marginal tables: the sum of each cell times the part of an amount that lies in its band.

use super::adjusted::Effects;
use super::context::Context;
use super::error::{Error, ErrorKind, Fallible, at};
use super::session::Session;
use super::table::Usage;
use super::trace::{Money, SegmentLine, Stated};
use super::words;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::ir::expr::{Cell, Dimension, HeadItem};
use crate::ir::{Table, Type};
use crate::syntax::ast::SegmentOrigin;
use crate::value::{Value, ops};

/// A marginal table with the bands that hold here, from the lowest.
pub(super) struct Segments<'p> {
    pub origin: Option<SegmentOrigin>,
    /// What is cut into bands; `None`: the benefit's amount.
    pub of: Option<Number>,
    pub pieces: Vec<Piece<'p>>,
    /// Effects on each cell, innermost first.
    pub effects: Vec<(Effects<'p>, Span)>,
    pub usage: Usage,
    pub span: Span,
}

pub(super) struct Piece<'p> {
    pub low: Option<Number>,
    pub high: Option<Number>,
    pub cell: &'p Cell,
    pub ty: &'p Type,
    pub span: Span,
}

impl<'p> Session<'p> {
    /// Returns the bands of a marginal table whose other heads fit.
    pub(super) fn segments(&self, ctx: &Context<'_>, table: &'p Table, usage: Usage) -> Fallible<Segments<'p>> {
        let at_dimension = table.dimensions.iter().position(|own| matches!(own, Dimension::Segment { .. }));
        let Some((dimension, Dimension::Segment { origin, of, .. })) =
            at_dimension.map(|own| (own, &table.dimensions[own]))
        else {
            return Err(Error::mistyped(table.span));
        };
        let of = of.as_ref().map(|of| self.number(ctx, of)).transpose()?;
        let rows = self.rows(ctx, table, Usage { strict: true, ..usage })?;
        let mut pieces: Vec<Piece<'p>> = Vec::new();
        let mut rest: Option<usize> = None;
        let mut seen: Vec<usize> = Vec::new();
        for row in rows.at {
            if seen.contains(&row) {
                continue;
            }
            seen.push(row);
            let own = &table.rows[row];
            let (Some(cell), Some(output)) = (own.cells.first(), table.outputs.first()) else {
                return Err(Error::mistyped(own.span));
            };
            let Some(head) = own.heads.get(dimension) else {
                rest = Some(row);
                continue;
            };
            for item in &head.items {
                match item {
                    HeadItem::Band(band) => {
                        let edge = |edge: &'p Option<crate::ir::expr::Edge>| {
                            edge.as_ref().map(|edge| self.number(ctx, &edge.value)).transpose()
                        };
                        let (low, high) = (edge(&band.low)?, edge(&band.high)?);
                        pieces.push(Piece { low, high, cell, ty: &output.ty, span: own.span });
                    }
                    HeadItem::Any => pieces.push(Piece { low: None, high: None, cell, ty: &output.ty, span: own.span }),
                    HeadItem::Else => rest = Some(row),
                    HeadItem::Value(_) | HeadItem::List(_) | HeadItem::Compare(..) | HeadItem::Condition(_) => {
                        return Err(Error::mistyped(head.span));
                    }
                }
            }
        }
        let default =
            (0..table.rows.len()).find(|row| table.rows[*row].default && table.rows[*row].range.contains(ctx.date));
        let rest = rest.or(default);
        pieces.sort_by(|a, b| a.low.cmp(&b.low));
        if let Some(row) = rest {
            // `其余`: what lies above the highest band.
            let own = &table.rows[row];
            let low = pieces.iter().map(|piece| &piece.high).max_by_key(|high| (high.is_none(), *high));
            let low = low.cloned().flatten();
            let bounded = low.is_some() || pieces.is_empty();
            if let (Some(cell), Some(output), true) = (own.cells.first(), table.outputs.first(), bounded) {
                pieces.push(Piece { low, high: None, cell, ty: &output.ty, span: own.span });
            }
        }
        for pair in pieces.windows(2) {
            let touches = pair[0].high.is_some() && pair[0].high == pair[1].low;
            if !touches {
                let error = Error::new(ErrorKind::SegmentGap, pair[1].span, words::segment_gap());
                return Err(error.other(pair[0].span));
            }
        }
        Ok(Segments { origin: *origin, of, pieces, effects: Vec::new(), usage, span: table.span })
    }

    /// Returns what a marginal table with its own `of` is worth.
    pub(super) fn segments_of(
        &self,
        ctx: &Context<'_>,
        segments: &Segments<'p>,
        ty: &Type,
    ) -> Fallible<(Value, Vec<SegmentLine>)> {
        let amount = segments.of.clone().unwrap_or_else(Number::zero);
        let (sum, lines) = self.marginal(ctx, segments, &Number::zero(), &amount.at_least(&Number::zero()), false)?;
        Ok((self.checked(sum, ty, segments.span)?, lines))
    }

    /// Returns Σ cell × |(from, to] ∩ band|; a cell is asked only where the amount reaches its band.
    pub(super) fn marginal(
        &self,
        ctx: &Context<'_>,
        segments: &Segments<'p>,
        from: &Number,
        to: &Number,
        is_rate: bool,
    ) -> Fallible<(Number, Vec<SegmentLine>)> {
        let mut sum = Number::zero();
        let mut covered = Number::zero();
        let mut lines = Vec::new();
        for piece in &segments.pieces {
            let part = at(piece.span, ops::part_in_band(from, to, piece.low.as_ref(), piece.high.as_ref()))?;
            if part.is_zero() {
                continue;
            }
            covered = at(piece.span, covered.add(&part))?;
            let mut stated = Stated::default();
            let mut value = self.source(ctx, &piece.cell.value, segments.usage)?;
            for (effects, span) in &segments.effects {
                value = self.apply(ctx, value, effects, piece.ty, *span, &mut stated)?;
            }
            let rate = match &value {
                Value::Number(rate) if is_rate => ops::held_ratio(rate),
                Value::Number(rate) => rate.clone(),
                Value::Nothing => Number::zero(),
                other => return Err(self.unfit(other, piece.span)),
            };
            stated.value = (value != Value::Nothing).then(|| self.amount(&Value::Number(rate.clone()), piece.ty));
            let gives = at(piece.span, part.multiply(&rate))?;
            sum = at(piece.span, sum.add(&gives))?;
            self.reach(piece.span);
            self.reach(piece.cell.span);
            lines.push(SegmentLine {
                low: piece.low.clone().map(Money),
                high: piece.high.clone().map(Money),
                part: Money(part),
                rate: stated,
                gives: Money(gives),
            });
        }
        let whole = at(segments.span, to.subtract(from))?;
        if covered != whole {
            return Err(Error::new(ErrorKind::SegmentGap, segments.span, words::segment_gap()));
        }
        Ok((sum, lines))
    }
}
