//! Marginal tables in a cell: the sum of each cell times the part of an amount that lies in its band.

use super::super::exact::Exact;
use super::super::term::Term;
use super::super::undecided::Undecided;
use super::expr::mistyped;
use super::table::Usage;
use super::value::Effects;
use super::{Context, Lowered, Lowering, Stop, Sym, words};
use crate::base::span::Span;
use crate::ir::expr::{Cell, Dimension, HeadItem};
use crate::ir::{Table, Type};
use crate::syntax::ast::SegmentOrigin;
use crate::value::Value;

/// A marginal table with the bands that hold here, from the lowest.
pub(super) struct Segments<'p> {
    pub origin: Option<SegmentOrigin>,
    /// What is cut into bands; `None`: the benefit's amount.
    pub of: Option<Term>,
    pieces: Vec<Piece<'p>>,
    pub effects: Vec<(Effects<'p>, Span)>,
    usage: Usage,
    pub span: Span,
}

struct Piece<'p> {
    low: Option<Exact>,
    high: Option<Exact>,
    cell: &'p Cell,
    ty: &'p Type,
    span: Span,
}

impl<'p> Lowering<'_, 'p> {
    pub(super) fn segments(&self, ctx: &Context<'_>, table: &'p Table, usage: Usage) -> Lowered<Segments<'p>> {
        let found = table.dimensions.iter().enumerate().find_map(|(at, own)| match own {
            Dimension::Segment { origin, of, .. } => Some((at, *origin, of.as_ref())),
            Dimension::Expr(_) => None,
        });
        let Some((dimension, origin, of)) = found else { return Err(mistyped(table.span)) };
        let of = of.map(|of| self.number(ctx, of)).transpose()?;
        let rows = self.segment_rows(ctx, table, usage)?;
        let mut pieces: Vec<Piece<'p>> = Vec::new();
        let mut rest: Option<usize> = None;
        let mut seen: Vec<usize> = Vec::new();
        for row in rows {
            if seen.contains(&row) {
                continue;
            }
            seen.push(row);
            let own = &table.rows[row];
            let (Some(cell), Some(output)) = (own.cells.first(), table.outputs.first()) else {
                return Err(mistyped(own.span));
            };
            let Some(head) = own.heads.get(dimension) else {
                rest = Some(row);
                continue;
            };
            for item in &head.items {
                match item {
                    HeadItem::Band(band) => {
                        let edge = |edge: &'p Option<crate::ir::expr::Edge>| -> Lowered<Option<Exact>> {
                            let Some(edge) = edge else { return Ok(None) };
                            let term = self.number(ctx, &edge.value)?;
                            match self.shop.graph.borrow().as_constant(term) {
                                Some(own) => Ok(Some(own)),
                                None => Err(Undecided::NotLinear(edge.value.span).into()),
                            }
                        };
                        let (low, high) = (edge(&band.low)?, edge(&band.high)?);
                        pieces.push(Piece { low, high, cell, ty: &output.ty, span: own.span });
                    }
                    HeadItem::Any => pieces.push(Piece { low: None, high: None, cell, ty: &output.ty, span: own.span }),
                    HeadItem::Else => rest = Some(row),
                    HeadItem::Value(_) | HeadItem::List(_) | HeadItem::Compare(..) | HeadItem::Condition(_) => {
                        return Err(mistyped(head.span));
                    }
                }
            }
        }
        let default =
            (0..table.rows.len()).find(|row| table.rows[*row].default && table.rows[*row].range.contains(ctx.date));
        let rest = rest.or(default);
        pieces.sort_by_key(|own| own.low);
        if let Some(row) = rest {
            let own = &table.rows[row];
            let low = pieces.iter().map(|piece| piece.high).max_by_key(|high| (high.is_none(), *high)).flatten();
            let bounded = low.is_some() || pieces.is_empty();
            if let (Some(cell), Some(output), true) = (own.cells.first(), table.outputs.first(), bounded) {
                pieces.push(Piece { low, high: None, cell, ty: &output.ty, span: own.span });
            }
        }
        for pair in pieces.windows(2) {
            if pair[0].high.is_none() || pair[0].high != pair[1].low {
                return Err(Undecided::Policy(words::segment_gap(), pair[1].span).into());
            }
        }
        Ok(Segments { origin, of, pieces, effects: Vec::new(), usage, span: table.span })
    }

    fn segment_rows(&self, ctx: &Context<'_>, table: &'p Table, usage: Usage) -> Lowered<Vec<usize>> {
        let strict = Usage { strict: true, ..usage };
        match self.rows(ctx, table, strict) {
            Err(Stop::Open(id)) => self.told_apart(ctx, id, &mut |ctx| self.segment_rows(ctx, table, usage)),
            other => other,
        }
    }

    /// Returns Σ cell × |(from, to] ∩ band|.
    pub(super) fn marginal(
        &self,
        ctx: &Context<'_>,
        segments: &Segments<'p>,
        from: Term,
        to: Term,
        is_rate: bool,
    ) -> Lowered<Term> {
        self.within_bands(segments, from, to)?;
        let mut sum = self.zero();
        for piece in &segments.pieces {
            let part = self.made(|graph| {
                let begin = match piece.low {
                    Some(low) => {
                        let low = graph.constant(low);
                        graph.greatest(&[from, low])?
                    }
                    None => from,
                };
                let end = match piece.high {
                    Some(high) => {
                        let high = graph.constant(high);
                        graph.least(&[to, high])?
                    }
                    None => to,
                };
                let part = graph.minus(end, begin)?;
                graph.at_least_zero(part)
            })?;
            if self.shop.graph.borrow().as_constant(part).is_some_and(Exact::is_zero) {
                continue;
            }
            let mut value = self.source(ctx, &piece.cell.value, segments.usage)?;
            for (effects, span) in &segments.effects {
                value = self.apply(ctx, value, effects, piece.ty, *span)?;
            }
            if value == Sym::Known(Value::Nothing) {
                continue;
            }
            let rate = self.as_number(value, piece.span)?;
            let rate = if is_rate { self.held_ratio(rate)? } else { rate };
            let gives = self.product(part, rate, piece.span)?;
            sum = self.made(|graph| graph.plus(sum, gives))?;
        }
        Ok(sum)
    }

    /// Refuses an amount that reaches beyond the bands.
    fn within_bands(&self, segments: &Segments<'p>, from: Term, to: Term) -> Lowered<()> {
        let gap = || Err(Undecided::Policy(words::segment_gap(), segments.span).into());
        let (Some(first), Some(last)) = (segments.pieces.first(), segments.pieces.last()) else {
            let nothing = self.made(|graph| graph.minus(to, from))?;
            return if self.at_most_zero(nothing)? { Ok(()) } else { gap() };
        };
        let empty = |this: &Self| {
            let all = this.made(|graph| graph.minus(to, from))?;
            this.at_most_zero(all)
        };
        if let Some(low) = first.low {
            let below = self.made(|graph| {
                let low = graph.constant(low);
                graph.minus(low, from)
            })?;
            if !self.at_most_zero(below)? && !empty(self)? {
                return gap();
            }
        }
        if let Some(high) = last.high {
            let above = self.made(|graph| {
                let high = graph.constant(high);
                graph.minus(to, high)
            })?;
            if !self.at_most_zero(above)? && !empty(self)? {
                return gap();
            }
        }
        Ok(())
    }
}
